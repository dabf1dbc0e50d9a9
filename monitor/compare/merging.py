"""Several rows that became one, and one that became several; both are the same thing read in two directions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.compare.entries import Entry
from monitor.compare.texts import bare_words, items
from monitor.knowledge.names import NameKey, same_brand, telling_words
from monitor.model import Field


@dataclass(frozen=True)
class Union:
    """``many`` rows on one side that are ``one`` row on the other."""

    many: tuple[Entry, ...]
    one: Entry


def unions_by_name(many: Sequence[Entry], ones: Sequence[Entry]) -> list[Union]:
    """Rows whose names one row joins: "Twilio" and "SendGrid" in "Twilio (SendGrid)".

    Every name must be wholly contained in the joining one, and together they must make up most of it.
    """
    found: list[Union] = []
    taken: set[int] = set()
    by_word: dict[str, list[Entry]] = {}
    for entry in sorted(many, key=lambda e: e.raw):
        for word in entry.key.brand.split():
            by_word.setdefault(word, []).append(entry)
    for one in sorted(ones, key=lambda e: e.raw):
        joined = _all_words(one.key)
        near = {e.at: e for word in joined for e in by_word.get(word, ())[:50]}
        inside: dict[str, Entry] = {}
        for entry in sorted(near.values(), key=lambda e: e.raw):
            if (
                entry.at not in taken
                and set(entry.key.brand.split()) <= joined
                and _may_join(entry.key, one.key)
            ):
                inside.setdefault(entry.key.brand, entry)
        covered = {word for brand in inside for word in brand.split()}
        telling = _telling(one.key)
        if len(inside) >= 2 and len(covered & telling) >= 0.75 * len(telling) and _each_adds(inside):
            found.append(Union(tuple(inside.values()), one))
            taken |= {entry.at for entry in inside.values()}
    return found


def _may_join(part: NameKey, whole: NameKey) -> bool:
    """A row that already goes by all of the joining name's names was renamed, not joined."""
    return not set(whole.names) <= set(part.names)


def _all_words(key: NameKey) -> set[str]:
    return {word for name in (key.brand, *key.aliases) for word in name.split()}


def _telling(key: NameKey) -> frozenset[str]:
    return frozenset().union(*(telling_words(name) for name in (key.brand, *key.aliases)))


def _each_adds(inside: dict[str, Entry]) -> bool:
    """Each name must bring a word of its own: "Google" beside "Google Cloud" brings none."""
    words = {brand: set(brand.split()) for brand in inside}
    adding = sum(
        bool(own - {w for other, ws in words.items() if other != brand for w in ws})
        for brand, own in words.items()
    )
    return adding >= 2 or (adding == 1 and len(words) == 2)


def unions_by_purpose(
    left_over: Sequence[Entry], pairs: Sequence[tuple[Entry, Entry]]
) -> list[tuple[Union, tuple[Entry, Entry]]]:
    """Rows of one brand whose purposes one row now holds together, each with the pair that took it in.

    ``pairs`` are (row on the side of the many, the one row). The left-over row's purpose must have come into it newly.
    """
    by_name: dict[str, list[tuple[Entry, Entry]]] = {}
    for pair in pairs:
        for name in pair[1].key.names:
            by_name.setdefault(name, []).append(pair)
    found: list[tuple[Union, tuple[Entry, Entry]]] = []
    for entry in sorted(left_over, key=lambda e: e.raw):
        if not entry.purpose:
            continue
        for name in entry.key.names:
            taker = next((p for p in by_name.get(name, ()) if _took_in(entry, *p)), None)
            if taker:
                found.append((Union((taker[0], entry), taker[1]), taker))
                break
    return found


def _took_in(entry: Entry, before: Entry, after: Entry) -> bool:
    wanted = set(entry.purpose.split())
    return (
        same_brand(entry.key, after.key)
        and wanted <= set(after.purpose.split())
        and not wanted <= set(before.purpose.split())
        and set(before.purpose.split()) <= set(after.purpose.split())
    )


def joined_text(entries: Sequence[Entry], column: str) -> str:
    """The texts of several rows in one column, each once, in order."""
    return "\n".join(dict.fromkeys(entry.cells[column] for entry in entries if column in entry.cells))


def holds_together(many: Sequence[Entry], one: Entry, column: str) -> bool:
    """Whether one row's cell says what the many's cells said together: nothing new, nothing lost."""
    whole = one.cells.get(column, "")
    texts = [entry.cells.get(column, "") for entry in many]
    if column == Field.PURPOSE.value or not all(items(text) for text in texts):
        said = {word for text in texts for word in bare_words(text)}
        return set(bare_words(whole)) == said
    return set(items(whole)) == {item for text in texts for item in items(text)}
