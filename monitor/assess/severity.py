"""How much a change matters, and why: the rules of ``severity_rules.yaml``, the first that matches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from monitor.assess.facts import ChangeFacts, JudgeContext, gather
from monitor.assess.facts_text import kind_label
from monitor.assess.geography import RowPlaces
from monitor.assess.severity_predicates import PREDICATES, banned_codes, watched_by
from monitor.knowledge import load
from monitor.knowledge.mechanisms import find_mechanisms
from monitor.knowledge.places import place_name
from monitor.model import FIELD_CLAUSE, Change, Comparison, Field, Judgement, Listing, Mechanism, Severity

_CLIP = 160  # characters of a page's text within a sentence of ours


class Rule(NamedTuple):
    """One rule as read: (condition, wanted answer) pairs that must all hold, and the sentence for people.

    base: the least level the rules below must come to for this one to hold; None for ordinary rules.
    """

    id: str
    level: Severity
    when: tuple[tuple[str, bool], ...]
    words: str
    base: Severity | None = None

    def holds(self, facts: ChangeFacts) -> bool:
        """Whether every condition holds."""
        return all(PREDICATES[name](facts) is wanted for name, wanted in self.when)


@cache
def rules() -> tuple[Rule, ...]:
    """All rules in order. Raises ValueError for a condition that nobody wrote."""
    found = []
    for rule in load("severity_rules")["rules"]:
        when = tuple((name.removeprefix("not "), not name.startswith("not ")) for name in rule["when"])
        unknown = [name for name, _ in when if name not in PREDICATES]
        if unknown:
            raise ValueError(
                f"severity_rules.yaml: rule {rule['id']} asks {unknown[0]}, which is no condition"
            )
        base = Severity(rule["base"]) if "base" in rule else None
        found.append(Rule(rule["id"], Severity(rule["level"]), when, rule["words"], base))
    return tuple(found)


def judge(comparison: Comparison, context: JudgeContext) -> tuple[Judgement, ...]:
    """One judgement for each change, in their order; none for a comparison without material changes."""
    return tuple(judge_change(change, context) for change in comparison.changes)


def judge_change(change: Change, context: JudgeContext) -> Judgement:
    """What one change means: level, rule, one sentence, and the facts used."""
    facts = gather(change, context)
    levels = context.policy.levels
    rule, below = _first(facts, levels)
    level = levels.get(rule.id, rule.level)
    said = _said(facts)
    if below:
        said["else"] = below.words.format_map(_Gaps(said))
    raised_by = _raises(context) if level is not Severity.INFO else ()
    if raised_by:
        level = list(Severity)[min(level.rank + 1, Severity.CRITICAL.rank)]
    return Judgement(
        change=change,
        severity=level,
        rule=rule.id,
        reason=rule.words.format_map(_Gaps(said)),
        facts={name: text for name, text in said.items() if text and name not in _NOT_FACTS},
        raised_by=raised_by,
    )


def overall(judgements: Iterable[Judgement]) -> Severity:
    """The highest level of all; info where there is none."""
    return max((j.severity for j in judgements), key=lambda level: level.rank, default=Severity.INFO)


def document_flags(listing: Listing) -> tuple[str, ...]:
    """What a whole document says that a reader should know, whether or not it changed; one sentence each.

    Today: a transfer mechanism that is no longer valid and still relied on.
    """
    texts = [paragraph.text for paragraph in listing.paragraphs]
    rows = [row.get(Field.TRANSFER_MECHANISM) or "" for row in listing.rows]
    places = [("a paragraph", text) for text in texts] + [("a row", text) for text in rows if text]
    dead = [kind for kind, text in places if Mechanism.DEAD in find_mechanisms(text)]
    if not dead:
        return ()
    word = load("severity_rules")["say"]["mechanism"]["dead"]
    return (f"The document names {word} in {len(dead)} of its {'paragraphs' if texts else 'rows'}.",)


def _first(facts: ChangeFacts, levels: Mapping[str, Severity]) -> tuple[Rule, Rule | None]:
    """The rule that decides; and, where that is one with a base, the rule that would have decided without it."""
    waiting: Rule | None = None
    for rule in rules():
        if not rule.holds(facts):
            continue
        if rule.base is not None:
            waiting = waiting or rule
            continue
        level = levels.get(rule.id, rule.level)
        if waiting and waiting.base and waiting.base.rank <= level.rank < waiting.level.rank:
            return waiting, rule
        return rule, None
    raise AssertionError("the last rule has no conditions")


def _raises(context: JudgeContext) -> tuple[str, ...]:
    """What raises the level by one; several reasons raise it once."""
    return tuple(
        name
        for name, holds in (
            ("tier-1", context.tier == 1),
            ("critical-function", context.critical_function),
            ("wide-bounds", context.wide_bounds),
        )
        if holds
    )


class _Gaps(dict[str, str]):
    """A fact that is not known leaves a dash, never an error, in a sentence."""

    def __missing__(self, key: str) -> str:
        return "–"


_NOT_FACTS = frozenset(
    ("before", "after", "entity_before", "entity_after", "else", "name", "clause", "others", "group", "field")
)


def _said(facts: ChangeFacts) -> dict[str, str]:
    """The facts in words; only those that are known."""
    change = facts.change
    say = load("severity_rules")["say"]
    geo = say["geo"][facts.regime.value]
    said = {
        "name": change.name,
        "before_name": change.before_name or "",
        "before": _clip(change.before),
        "after": _clip(change.after),
        "entity_before": _clip(change.before if change.field == Field.LEGAL_NAME else change.before_name),
        "entity_after": _clip(change.after if change.field == Field.LEGAL_NAME else change.name),
        "field": (change.field or "").replace("_", " "),
        "group": change.group or "",
        "clause": change.name[:1].lower() + change.name[1:],
        "others": ", ".join(change.others),
        "regime": facts.regime.value,
        "relationship": facts.relationship.value if facts.before or facts.after else "",
        "mechanism_before": _mechanisms(facts.mechanisms_before, say["mechanism"]),
        "mechanism_after": _mechanisms(facts.mechanisms_after, say["mechanism"]),
        "ai": ", ".join(facts.ai_after[:4]) if facts.before or facts.after else "",
        "protected": ", ".join(f"{kind_label(k)}: “{v}”" for k, v in facts.protected_after.items()),
        "topic": facts.topic or "",
        "banned": ", ".join(place_name(code) for code in banned_codes(facts)),
        "watched": watched_by(facts) or "",
        "days_left": _days_left(facts.context.business_days_left) if facts.context.undecided else "",
    }
    if change.field == FIELD_CLAUSE:
        said["before"], said["after"] = said["before"] or "not stated", said["after"] or "not stated"
    for side, places in (("before", facts.before), ("after", facts.after)):
        if places:
            said[f"places_{side}"] = _places(places)
            said[f"geo_{side}"] = geo[places.geo.value]
            said[f"class_{side}"] = places.geo.value
    return {name: text for name, text in said.items() if text}


def _clip(text: str | None) -> str:
    flat = " ".join((text or "").split())
    return flat if len(flat) <= _CLIP else flat[: _CLIP - 1].rstrip() + "…"


def _places(places: RowPlaces) -> str:
    if places.field is None:
        return "a place that is not stated"
    names = ", ".join(place_name(code) for code in places.codes) or f"“{_clip(places.text)}”"
    seat = places.field is not Field.LOCATION
    return f"{names} (the company's seat; where data is processed is not stated)" if seat else names


def _mechanisms(found: tuple[Mechanism, ...], words: Mapping[str, str]) -> str:
    return ", ".join(words[mechanism.value] for mechanism in found)


def _days_left(days: int | None) -> str:
    if days is None:
        return ""
    unit = "business day" if abs(days) == 1 else "business days"
    if days < 0:
        return f"the earliest deadline or start of use had passed {-days} {unit} before it was seen"
    when = f"{days} {unit} away when it was seen" if days else "the day it was seen"
    return f"the earliest deadline or start of use was {when}"


__all__ = ["JudgeContext", "Rule", "document_flags", "judge", "judge_change", "overall", "rules"]
