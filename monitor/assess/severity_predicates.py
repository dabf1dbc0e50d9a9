"""The conditions that severity rules are made of: one small question each, asked of the facts of one change.

``severity_rules.yaml`` names them; a condition there that stands not here fails when the rules are loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from monitor.assess.facts import ChangeFacts, is_narrower
from monitor.assess.facts_text import says_affiliate
from monitor.assess.geography import geo_class
from monitor.knowledge.mechanisms import NOT_A_TOOL, carries_transfer, is_dead
from monitor.knowledge.names import legal_entity_changed, normalise_name, same_brand
from monitor.knowledge.places import find_places
from monitor.model import (
    FIELD_CLAUSE,
    FIELD_COLUMN,
    FIELD_PARAGRAPH,
    ChangeKind,
    Field,
    GeoClass,
    Mechanism,
    Relationship,
)

Predicate = Callable[[ChangeFacts], bool]

DEADLINE_NEAR_DAYS = 5  # business days
_PROSE = frozenset((FIELD_CLAUSE, FIELD_PARAGRAPH, FIELD_COLUMN))
_SEAT = frozenset((Field.CORPORATE_LOCATION, Field.LEGAL_ADDRESS))
_SCOPE = frozenset((Field.PURPOSE, Field.DATA_CATEGORIES, Field.DATA_SUBJECTS, Field.PRODUCTS))
# A change of one of these says nothing about what the company does with which data.
_WITHOUT_CONTENT = _SEAT | {
    Field.LOCATION,
    Field.TRANSFER_MECHANISM,
    Field.WEBSITE,
    Field.CONTACT,
    Field.DATE_ADDED,
    Field.REGISTRATION,
}
# Columns whose loss hides what we judge by, in the words of ``monitor.compare.columns``.
_TELLING = (Field.LOCATION, Field.TRANSFER_MECHANISM, Field.DATA_CATEGORIES, Field.PURPOSE)
_DROPPED = frozenset(f"column dropped: {field.value}" for field in _TELLING)
_ADDED = frozenset(f"column added: {field.value}" for field in _TELLING)
# Not home ground, not adequate as a whole.
_NOT_COVERED = frozenset((GeoClass.CONDITIONAL, GeoClass.THIRD, GeoClass.UNKNOWN))
_NEWCOMERS = frozenset((ChangeKind.ADDED, ChangeKind.RENAMED, ChangeKind.SPLIT))


def _row_kind(f: ChangeFacts) -> ChangeKind | None:
    """The kind of a change of rows; None for prose and columns."""
    return None if f.change.field in _PROSE else f.change.kind


def _changed(f: ChangeFacts, *fields: Field) -> bool:
    return f.change.kind is ChangeKind.CHANGED and f.change.field in fields


def _geo(f: ChangeFacts) -> GeoClass | None:
    return f.after.geo if f.after else None


def _says_content(f: ChangeFacts) -> bool:
    """Whether the change is one after which it may be asked anew what the row does with which data."""
    kind = _row_kind(f)
    return kind is not None and (kind is not ChangeKind.CHANGED or f.change.field not in _WITHOUT_CONTENT)


def _worse_by(f: ChangeFacts) -> int:
    """By how many classes the row's place got worse; negative where it got better, 0 where it cannot be said."""
    return f.after.geo.rank - f.before.geo.rank if f.before and f.after else 0


def _worse_or_elsewhere(f: ChangeFacts) -> bool:
    """A worse class, or another place that is not better: India to China is a move too."""
    return _worse_by(f) > 0 or (bool(f.new_uncovered) and _worse_by(f) >= 0)


def watched_by(f: ChangeFacts) -> str | None:
    """The entry of the policy's watch list that the row answers to."""
    keys = [normalise_name(name) for name in (f.change.name, *f.change.others) if name]
    for watched in f.context.policy.watched_names:
        if any(same_brand(normalise_name(watched), key) for key in keys):
            return watched
    return None


def _entity_replaced(f: ChangeFacts) -> bool:
    """Same brand, another legal form or country: another company to contract with."""
    if _changed(f, Field.LEGAL_NAME):
        return _other_entity(f.change.before, f.change.after)
    if _row_kind(f) is not ChangeKind.RENAMED:
        return False
    noted = any(note.startswith("new legal entity") for note in f.change.notes)
    before, after = normalise_name(f.change.before_name or ""), normalise_name(f.change.name)
    return noted or (same_brand(before, after) and legal_entity_changed(before, after) is not None)


def _other_entity(before: str | None, after: str | None) -> bool:
    if not before or not after:
        return False
    old, new = normalise_name(before), normalise_name(after)
    return not same_brand(old, new) or legal_entity_changed(old, new) is not None


def _codes(text: str | None) -> set[str]:
    return {place.code for place in find_places(text or "")}


def banned_codes(f: ChangeFacts) -> tuple[str, ...]:
    """New places of the row that the policy bans, its seat included."""
    if f.after is None:
        return ()
    codes = set(f.new_codes)
    if f.change.field in _SEAT:
        codes |= _codes(f.change.after) - _codes(f.change.before)
    if f.change.row_after and _row_kind(f) is ChangeKind.ADDED:
        for field in _SEAT:
            codes |= _codes(f.change.row_after.get(field))
    return tuple(sorted(codes & f.context.policy.banned_countries))


def _seat_worse(f: ChangeFacts) -> bool:
    """The company's own address is now in a worse class; an address that names no place proves nothing."""
    before, after = find_places(f.change.before or ""), find_places(f.change.after or "")
    old = geo_class(before, f.regime, f.context.on)
    return bool(after) and geo_class(after, f.regime, f.context.on).rank > old.rank


def _mechanism_lost(f: ChangeFacts) -> bool:
    return carries_transfer(f.mechanisms_before) and not carries_transfer(f.mechanisms_after)


def _mechanism_gained(f: ChangeFacts) -> bool:
    return carries_transfer(f.mechanisms_after) and not carries_transfer(f.mechanisms_before)


def _mechanism_same(f: ChangeFacts) -> bool:
    """The same mechanisms in other words; of words we do not know that cannot be said."""
    return f.mechanisms_before == f.mechanisms_after and Mechanism.OTHER not in f.mechanisms_after


def _paragraph_mechanism_lost(f: ChangeFacts) -> bool:
    """Only of a changed paragraph: one that left as a whole may stand elsewhere."""
    tools = set(f.mechanisms_before) - NOT_A_TOOL
    return f.change.kind is ChangeKind.CHANGED and bool(tools) and not carries_transfer(f.mechanisms_after)


def _protected_new(f: ChangeFacts) -> bool:
    return _says_content(f) and f.after is not None and bool(f.protected_new)


def _protected_exposed(f: ChangeFacts) -> bool:
    """Protected data newly reaches a place: it is named anew, or the place got worse."""
    moved = _changed(f, Field.LOCATION) and _worse_by(f) > 0
    return _protected_new(f) or (moved and bool(f.protected_after))


_PERIOD = re.compile(r"(\d+)\W{0,3}(business|working|calendar)?\W{0,2}(day|week|month|year)", re.IGNORECASE)
_DAYS = {"day": 1.0, "week": 7.0, "month": 30.0, "year": 365.0}


def _periods(text: str | None) -> list[float]:
    """The lengths of the periods that a text names, in calendar days; five business days are a week."""
    found = []
    for count, kind, unit in _PERIOD.findall(text or ""):
        business = kind.lower() in ("business", "working")
        found.append(int(count) * _DAYS[unit.lower()] * (1.4 if business else 1.0))
    return found


def _period_pairs(f: ChangeFacts) -> list[tuple[float, float]]:
    """Periods before and after, one to one where there are as many, else the shortest of each."""
    before, after = _periods(f.change.before), _periods(f.change.after)
    if len(before) == len(after):
        return list(zip(before, after, strict=True))
    return [(min(before), min(after))] if before and after else []


def _is_burden(f: ChangeFacts) -> bool:
    """A term against us: to state it is no gain and to drop it no loss."""
    return "silence" in f.change.name.casefold()


def _clause_removed(f: ChangeFacts) -> bool:
    gone = f.change.kind is ChangeKind.REMOVED or not f.change.after
    return (gone or (bool(_periods(f.change.before)) and not _periods(f.change.after))) and not _is_burden(f)


def _clause_added(f: ChangeFacts) -> bool:
    return (f.change.kind is ChangeKind.ADDED or not f.change.before) and not _is_burden(f)


def _clause_shortened(f: ChangeFacts) -> bool:
    return "shortened" in f.change.notes or any(after < before for before, after in _period_pairs(f))


def _clause_lengthened(f: ChangeFacts) -> bool:
    return "lengthened" in f.change.notes or any(after > before for before, after in _period_pairs(f))


def _names(f: ChangeFacts) -> tuple[str, ...]:
    return (f.change.name, f.change.before_name or f.change.name, *f.change.others)


def _deadline_near(f: ChangeFacts) -> bool:
    left = f.context.business_days_left
    return left is not None and left <= DEADLINE_NEAR_DAYS


PREDICATES: Mapping[str, Predicate] = MappingProxyType(
    {
        # what kind of change it is
        "row_added": lambda f: _row_kind(f) is ChangeKind.ADDED,
        "row_removed": lambda f: _row_kind(f) is ChangeKind.REMOVED,
        "row_renamed": lambda f: _row_kind(f) is ChangeKind.RENAMED,
        "row_merged": lambda f: _row_kind(f) is ChangeKind.MERGED,
        "row_split": lambda f: _row_kind(f) is ChangeKind.SPLIT,
        "row_united": lambda f: _row_kind(f) in {ChangeKind.MERGED, ChangeKind.SPLIT},
        "same_name": lambda f: len({normalise_name(name).written for name in _names(f)}) == 1,
        "nothing_else_said": lambda f: not f.change.notes,
        "row_moved": lambda f: _row_kind(f) is ChangeKind.MOVED,
        "row_stayed": lambda f: _row_kind(f) not in (None, ChangeKind.ADDED, ChangeKind.REMOVED),
        "row_came": lambda f: _row_kind(f) in _NEWCOMERS,
        "is_column": lambda f: f.change.field == FIELD_COLUMN,
        "telling_column_dropped": lambda f: (
            f.change.after is None and not _DROPPED.isdisjoint(f.change.notes)
        ),
        "telling_column_added": lambda f: f.change.before is None and not _ADDED.isdisjoint(f.change.notes),
        "is_clause": lambda f: f.change.field == FIELD_CLAUSE,
        "is_paragraph": lambda f: f.change.field == FIELD_PARAGRAPH,
        # who
        "third_party": lambda f: f.relationship is Relationship.THIRD_PARTY,
        "affiliate": lambda f: f.relationship is Relationship.AFFILIATE,
        "was_affiliate": lambda f: (
            f.change.row_before is not None and says_affiliate(f.change.row_before.group)
        ),
        "watched_name": lambda f: watched_by(f) is not None,
        "rename_proven": lambda f: f.change.proven is True,
        "entity_replaced": _entity_replaced,
        # where
        "place_changed": lambda f: _changed(f, Field.LOCATION),
        "seat_changed": lambda f: _changed(f, *_SEAT),
        "seat_worse": _seat_worse,
        "outside": lambda f: _geo(f) in (GeoClass.THIRD, GeoClass.UNKNOWN),
        "not_covered": lambda f: _geo(f) in _NOT_COVERED,
        "in_home": lambda f: _geo(f) is GeoClass.EEA,
        "now_worse": lambda f: _worse_by(f) > 0,
        "now_better": lambda f: _worse_by(f) < 0,
        "now_worse_or_elsewhere": _worse_or_elsewhere,
        "new_uncovered_place": lambda f: bool(f.new_uncovered),
        "place_unstated": lambda f: f.after is not None and f.after.field is None,
        "banned_country": lambda f: bool(banned_codes(f)),
        # by which mechanism: "N/A" carries nothing, and is a red flag outside
        "untooled": lambda f: not carries_transfer(f.mechanisms_after),
        "mechanism_changed": lambda f: _changed(f, Field.TRANSFER_MECHANISM),
        "mechanism_lost": _mechanism_lost,
        "mechanism_gained": _mechanism_gained,
        "mechanism_same": _mechanism_same,
        "dead_newly_named": lambda f: (
            is_dead(f.mechanisms_after) and Mechanism.DEAD not in f.mechanisms_before
        ),
        "paragraph_mechanism_lost": _paragraph_mechanism_lost,
        # what for, which data
        "ai_now": lambda f: _says_content(f) and bool(f.ai_after),
        "ai_before": lambda f: bool(f.ai_before),
        "protected_new": _protected_new,
        "protected_exposed": _protected_exposed,
        "scope_field_changed": lambda f: _changed(f, *_SCOPE),
        "narrower": lambda f: is_narrower(f.change.before, f.change.after),
        "on_transfers": lambda f: bool(f.topic or f.mechanisms_before or f.mechanisms_after),
        # contract terms and deadlines
        "clause_removed": _clause_removed,
        "clause_added": _clause_added,
        "clause_shortened": _clause_shortened,
        "clause_lengthened": _clause_lengthened,
        "undecided": lambda f: f.context.undecided,
        "deadline_near": _deadline_near,
    }
)
