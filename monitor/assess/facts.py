"""The facts of one change that the severity rules are about, gathered once before any rule is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from monitor.assess.facts_text import ai_terms, bears_name_of, protected_data, says_affiliate, topic_of
from monitor.assess.geography import Regime, RowPlaces, class_of, row_places
from monitor.assess.policy import Policy
from monitor.knowledge import load
from monitor.knowledge.letters import plain_letters
from monitor.knowledge.mechanisms import cell_mechanisms, find_mechanisms
from monitor.model import (
    FIELD_CLAUSE,
    FIELD_PARAGRAPH,
    Change,
    ChangeKind,
    Field,
    GeoClass,
    Mechanism,
    Relationship,
    Row,
    Vendor,
)


@dataclass(frozen=True, slots=True)
class JudgeContext:
    """What severity depends on beyond the change itself.

    regime: None takes the policy's. on: the day whose adequacy decisions count; None takes all that are listed.
    business_days_left: until the earliest of objection deadline and engagement, 0 on the day, negative once past;
        None where there is no window. undecided: nobody has decided about the revision yet.
    wide_bounds: the trigger is known only within more than a quarter of the window.
    """

    vendor: Vendor
    policy: Policy = field(default_factory=Policy)
    regime: Regime | None = None
    on: date | None = None
    business_days_left: int | None = None
    undecided: bool = True
    wide_bounds: bool = False

    @property
    def tier(self) -> int:
        """The vendor's tier, the policy's word first."""
        return self.policy.tiers.get(self.vendor.id, self.vendor.tier)

    @property
    def critical_function(self) -> bool:
        """Whether the vendor supports a critical or important function."""
        return self.vendor.critical_function or self.vendor.id in self.policy.critical_functions


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """One change with everything the rules ask about; ``before`` and ``after`` are None for a row that was not there.

    mechanisms are never empty for a row that is there. ai: what marks the row as artificial intelligence.
    protected: kinds of specially protected data -> words. topic: words on transfers in a changed paragraph.
    """

    change: Change
    context: JudgeContext
    regime: Regime
    relationship: Relationship
    before: RowPlaces | None = None
    after: RowPlaces | None = None
    mechanisms_before: tuple[Mechanism, ...] = ()
    mechanisms_after: tuple[Mechanism, ...] = ()
    ai_before: tuple[str, ...] = ()
    ai_after: tuple[str, ...] = ()
    protected_before: Mapping[str, str] = field(default_factory=dict)
    protected_after: Mapping[str, str] = field(default_factory=dict)
    topic: str | None = None

    @property
    def protected_new(self) -> dict[str, str]:
        """Kinds of protected data that were not named before."""
        return {k: v for k, v in self.protected_after.items() if k not in self.protected_before}

    @property
    def new_codes(self) -> tuple[str, ...]:
        """Places that are new."""
        known = self.before.codes if self.before else ()
        return tuple(code for code in (self.after.codes if self.after else ()) if code not in known)

    @property
    def new_uncovered(self) -> tuple[str, ...]:
        """Places that are new and neither home ground nor adequate as a whole."""
        covered = (GeoClass.EEA, GeoClass.ADEQUATE)
        on = self.context.on
        return tuple(code for code in self.new_codes if class_of(code, self.regime, on) not in covered)


def gather(change: Change, context: JudgeContext) -> ChangeFacts:
    """The facts of a change."""
    regime = context.regime or context.policy.regime
    if change.field in (FIELD_PARAGRAPH, FIELD_CLAUSE):
        return _prose_facts(change, context, regime)
    before, after = _rows(change)
    return ChangeFacts(
        change=change,
        context=context,
        regime=regime,
        relationship=relationship_of(after or before, context.vendor),
        before=row_places(before, regime, context.on) if before else None,
        after=row_places(after, regime, context.on) if after else None,
        mechanisms_before=row_mechanisms(before),
        mechanisms_after=row_mechanisms(after),
        ai_before=_row_ai(before, context.vendor),
        ai_after=_row_ai(after, context.vendor),
        protected_before=protected_data(before),
        protected_after=protected_data(after),
    )


def _prose_facts(change: Change, context: JudgeContext, regime: Regime) -> ChangeFacts:
    before, after = change.before or "", change.after or ""
    return ChangeFacts(
        change=change,
        context=context,
        regime=regime,
        relationship=Relationship.THIRD_PARTY,
        mechanisms_before=find_mechanisms(before),
        mechanisms_after=find_mechanisms(after),
        topic=topic_of(changed_words(before, after)) or topic_of(change.name) or topic_of(after or before),
    )


def changed_words(before: str, after: str) -> str:
    """The words that only one of two texts has, in order: what an edit is about."""
    old, new = before.split(), after.split()
    gone, come = set(old) - set(new), set(new) - set(old)
    return " ".join([word for word in old if word in gone] + [word for word in new if word in come])


def _rows(change: Change) -> tuple[Row | None, Row | None]:
    """The rows before and after; put together from the change's own texts where it does not carry them."""
    before, after = change.row_before, change.row_after
    canonical = next((f for f in Field if f.value == change.field), None)
    if change.kind is ChangeKind.REMOVED:
        return before or _row(change.before_name or change.name, canonical, change.before, change), None
    if change.kind is ChangeKind.ADDED:
        return None, after or _row(change.name, canonical, change.after, change)
    return (
        before or _row(change.before_name or change.name, canonical, change.before, change),
        after or _row(change.name, canonical, change.after, change),
    )


def _row(name: str, canonical: Field | None, text: str | None, change: Change) -> Row:
    fields = {Field.NAME: name}
    if change.group:
        fields[Field.GROUP] = change.group
    if canonical and text:
        fields[canonical] = text
    other = {change.field: text} if change.field and text and canonical is None else {}
    return Row(fields, other)


def relationship_of(row: Row | None, vendor: Vendor) -> Relationship:
    """Who a row is to the vendor: an affiliate where the page says so or the name is the vendor's own."""
    if row is None:
        return Relationship.THIRD_PARTY
    stated = row.get(Field.RELATIONSHIP)
    if stated:
        return Relationship.AFFILIATE if says_affiliate(stated) else Relationship.THIRD_PARTY
    named = (row.name, row.get(Field.LEGAL_NAME) or "")
    if any(bears_name_of(name, vendor.name) for name in named if name):
        return Relationship.AFFILIATE
    # "X and its affiliates" are affiliates of X, not of the vendor.
    return Relationship.AFFILIATE if says_affiliate(row.group) else Relationship.THIRD_PARTY


def row_mechanisms(row: Row | None) -> tuple[Mechanism, ...]:
    """The mechanisms of a row: from its own column, else wherever the row names one; never empty for a row."""
    if row is None:
        return ()
    stated = row.get(Field.TRANSFER_MECHANISM)
    if stated:
        return cell_mechanisms(stated)
    elsewhere = " \n ".join(
        [text for which, text in row.fields.items() if which is not Field.NAME] + list(row.other.values())
    )
    return find_mechanisms(elsewhere) or (Mechanism.UNSTATED,)


def _row_ai(row: Row | None, vendor: Vendor) -> tuple[str, ...]:
    if row is None:
        return ()
    texts = [row.get(Field.LEGAL_NAME), row.get(Field.PURPOSE), row.get(Field.NOTES)]
    return ai_terms(row.name, *(text for text in texts if text), *row.other.values(), vendor=vendor.name)


_WORD = re.compile(r"\w{2,}")


def is_narrower(before: str | None, after: str | None) -> bool:
    """Whether a text only lost words: nothing in the newer one that the older did not say.

    A text that lost a limit ("all products except those for governments" -> "all products") says more, not less.
    """
    old, new = _words(before), _words(after)
    lost = set(old) - set(new)
    return len(new) < len(old) and not set(new) - set(old) and lost.isdisjoint(load("wording")["limiting"])


def _words(text: str | None) -> list[str]:
    return _WORD.findall(plain_letters(text or ""))
