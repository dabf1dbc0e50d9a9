"""The grounds of an objection: what the changes and the window give, within what the clause admits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.knowledge import load
from monitor.model import ChangeKind, Field, Judgement, Window
from monitor.model.display import one_line
from monitor.review.letter_words import LetterWords

EVERY_KIND = frozenset({"transfer", "security", "compliance"})
_OPENS = ("grounds:", "region:")
_NEEDED = {"transfer": "transfer", "ai": "artificial-intelligence"}


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground, as the letter says it. ``id``: in ``objection_letters.yaml``; ``kinds``: what it falls under."""

    id: str
    kinds: frozenset[str]
    text: str


@dataclass(frozen=True, slots=True)
class Admitted:
    """What grounds a clause admits. ``phrases``: its own words, without their label; empty where it names none."""

    kinds: frozenset[str] = EVERY_KIND
    phrases: tuple[str, ...] = ()


def admitted(conditions: Iterable[str]) -> Admitted:
    """Read what a clause's conditions say of grounds (``ClauseTerms.conditions``).

    A clause that gives the right only where data leave a region admits grounds of transfer alone.
    """
    said = [c for c in conditions if c.startswith(_OPENS)]
    if not said:
        return Admitted()
    permitted: Mapping[str, list[str]] = load("objection_letters")["permitted"]
    kinds: set[str] = set()
    for condition in said:
        low = condition.partition(":")[2].casefold()
        if condition.startswith("region:"):
            kinds = {"transfer"}
            break
        found = {kind for kind, words in permitted.items() if any(re.search(word, low) for word in words)}
        narrow = found - {"all"}
        # "data privacy or data security concerns": the wide word counts; "compliance with privacy laws" is not wide.
        kinds |= EVERY_KIND if "all" in found and narrow != {"compliance", "security"} else narrow
    return Admitted(frozenset(kinds) or EVERY_KIND, tuple(one_line(c.partition(":")[2], 400) for c in said))


def grounds_of(judgements: Sequence[Judgement], window: Window | None, words: LetterWords) -> list[Ground]:
    """Every ground that the changes and the window give, each said once, in the order of the knowledge file."""
    found: list[Ground] = []
    for id, entry in load("objection_letters")["grounds"].items():
        if entry["about"] == "revision":
            if window and (_flags(entry) & window.flags or _breach(entry, window)):
                found.append(_ground(id, entry, words))
            continue
        found += [
            _ground(id, entry, words, **_values(judgement, words))
            for judgement in judgements
            if judgement.rule in entry["rules"]
        ]
    return found


def questions_of(grounds: Sequence[Ground], words: LetterWords) -> list[str]:
    """What the letter asks, in order; questions on transfers and on models only where such a ground is raised."""
    ids, kinds = {ground.id for ground in grounds}, {kind for ground in grounds for kind in ground.kinds}
    asked = {"always", *(name for name, key in _NEEDED.items() if key in ids or key in kinds)}
    return [words.told(entry) for entry in load("objection_letters")["questions"] if entry["when"] in asked]


def objectionable(judgements: Iterable[Judgement]) -> Iterator[Judgement]:
    """The changes that one can object to: whatever came or changed; a removal takes nothing away from us."""
    for judgement in judgements:
        if judgement.change.kind is not ChangeKind.REMOVED:
            yield judgement


def _flags(entry: Mapping[str, Any]) -> set[str]:
    return set(entry.get("flags", ()))


def _breach(entry: Mapping[str, Any], window: Window) -> bool:
    return bool(window.breach and window.breach.value in entry.get("breaches", ()))


def _ground(id: str, entry: Mapping[str, Any], words: LetterWords, **values: str) -> Ground:
    return Ground(id, frozenset(entry["kinds"]), words.told(entry, **values))


def _values(judgement: Judgement, words: LetterWords) -> dict[str, str]:
    change = judgement.change
    row = change.row_after or change.row_before
    places = (row.get(Field.LOCATION) or row.get(Field.CORPORATE_LOCATION)) if row else None
    said = one_line(places or judgement.facts.get("places_after"), 200)
    return {"name": one_line(change.name, 120), "places": words.places(said) if said else "–"}
