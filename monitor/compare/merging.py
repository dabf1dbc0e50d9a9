"""Several rows that became one, and one that became several; both are the same thing read in two directions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from monitor.compare.entries import Entry
from monitor.compare.texts import bare_words, items
from monitor.knowledge.names import same_brand
from monitor.model import Field

# A word that this many left-over rows share joins nothing.
_COMMON = 40
_BETWEEN = frozenset({"and", "und", "et", "y", "e", "og", "och"})


@dataclass(frozen=True)
class Union:
    """``many`` rows on one side that are ``one`` row on the other."""

    many: tuple[Entry, ...]
    one: Entry


def unions_by_name(many: Sequence[Entry], ones: Sequence[Entry]) -> list[Union]:
    """Rows whose names one row joins: "Twilio" and "SendGrid" in "Twilio (SendGrid)".

    Every name must be wholly contained in the joining one, and together they must make up most of it; or the joining
    one is nothing but their names, one behind the other: "Acme LLC / Acme Ireland Limited".
    """
    found: list[Union] = []
    taken: set[int] = set()
    by_word: dict[str, list[Entry]] = {}
    by_first: dict[str, list[Entry]] = {}
    for entry in sorted(many, key=lambda e: e.raw):
        by_first.setdefault(entry.written.partition(" ")[0], []).append(entry)
        for word in entry.brand_list:
            by_word.setdefault(word, []).append(entry)
    uncommon = {word: entries for word, entries in by_word.items() if len(entries) <= _COMMON}
    for one in sorted(ones, key=lambda e: e.raw):
        together = _written_together(one, by_first, taken)
        if together:
            found.append(Union(together, one))
            taken |= {entry.at for entry in together}
            continue
        joined = one.every_word
        near = [e for word in joined for e in uncommon.get(word, ()) if joined.issuperset(e.brand_list)]
        if len(near) < 2:
            continue
        telling = one.name_words
        inside: dict[str, Entry] = {}
        for entry in sorted(near, key=lambda e: e.raw):
            # What already holds all the telling words was renamed, not joined.
            if entry.at not in taken and not telling <= entry.every_word:
                inside.setdefault(entry.key.brand, entry)
        covered = {word for brand in inside for word in brand.split()}
        if len(inside) >= 2 and len(covered & telling) >= 0.75 * len(telling) and _each_adds(inside):
            found.append(Union(tuple(inside.values()), one))
            taken |= {entry.at for entry in inside.values()}
    return found


def _written_together(
    one: Entry, by_first: Mapping[str, Sequence[Entry]], taken: Set[int]
) -> tuple[Entry, ...] | None:
    """The rows whose names, one behind the other, are all of a row's name; None where they are not."""
    found: list[Entry] = []
    rest = one.written.split()
    while rest:
        if rest[0] in _BETWEEN:
            rest = rest[1:]
            continue
        near = by_first.get(rest[0], ())
        fitting = [e for e in near if rest[: len(words := e.written.split())] == words and e.at not in taken]
        fitting = [e for e in fitting if e not in found]
        if not fitting:
            return None
        best = max(fitting, key=lambda e: len(e.written))
        found.append(best)
        rest = rest[len(best.written.split()) :]
    return tuple(sorted(found, key=lambda e: e.raw)) if len(found) > 1 else None


def without_conflicts(merged: list[Union], split: list[Union]) -> tuple[list[Union], list[Union]]:
    """Drops merges and splits that claim the same row: then neither is certain, and rows are told one by one."""
    gone = [(union, {e.at for e in union.many}) for union in merged]
    come = [(union, {e.at for e in union.many}) for union in split]
    return (
        [u for u, olds in gone if not any(s.one.at in olds or u.one.at in news for s, news in come)],
        [s for s, news in come if not any(s.one.at in olds or u.one.at in news for u, olds in gone)],
    )


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
    """Rows of one house whose purposes one row now holds together, each with the pair that took it in.

    ``pairs`` are (row on the side of the many, the one row). The left-over row's purpose must have come into it newly.
    """
    if not left_over:
        return []
    by_word: dict[str, list[tuple[Entry, Entry]]] = {}
    for pair in pairs:
        by_word.setdefault(pair[1].key.brand.partition(" ")[0], []).append(pair)
    found: list[tuple[Union, tuple[Entry, Entry]]] = []
    for entry in sorted(left_over, key=lambda e: e.raw):
        near = by_word.get(entry.key.brand.partition(" ")[0], ()) if entry.purpose else ()
        taker = next((p for p in near if _took_in(entry, *p)), None)
        if taker:
            found.append((Union((taker[0], entry), taker[1]), taker))
    return found


def _took_in(entry: Entry, before: Entry, after: Entry) -> bool:
    """Whether a row's purpose has come into another row of its house, whose own purpose stayed."""
    wanted, old, new = (set(e.purpose.split()) for e in (entry, before, after))
    gained = new - old
    if not old <= new or not gained:
        return False
    if same_brand(entry.key, after.key):
        return wanted <= new and not wanted <= old
    # "Infomaniak Mail" goes into "Infomaniak" where the only new word is its own.
    inside = set(after.key.brand.split()) < set(entry.key.brand.split())
    return inside and gained <= wanted | set(entry.key.brand.split())


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
