"""What differs between two listings of one source, and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from monitor.model.listing import Row


class ChangeKind(StrEnum):
    """One difference. The row kinds are those of a list; the last three are those of prose and of the list itself."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MERGED = "merged"  # several rows became one
    SPLIT = "split"  # one row became several
    MOVED = "moved"  # same row, another section
    CHANGED = "changed"  # a field of a row; or a paragraph or clause of prose (``field`` says which)


class CompareOutcome(StrEnum):
    """What comparing two listings came to."""

    UNCHANGED = "unchanged"  # equal in every respect that is stored
    REFORMATTED = "reformatted"  # only cosmetic differences: a revision, never an alert
    CHANGED = "changed"
    SUSPECT = "suspect"  # the newer one is not believed; nothing may be concluded


# Values of ``Change.field`` beyond the canonical fields and the headings of other columns.
FIELD_CLAUSE = "clause"  # notice or objection terms
FIELD_PARAGRAPH = "paragraph"
FIELD_COLUMN = "column"  # a column of the list came, went or was renamed: one fact, not one per row


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two listings.

    name: the row's name as now written (as last written, for a removed row).
    before_name: its earlier name where that differs.
    field: canonical field, heading of another column, or one of the ``FIELD_…`` values; None for whole rows.
    before, after: the texts. group: the section of the row.
    proven: for a rename, whether the page itself proves it ("formerly", same address); None elsewhere.
    row_before, row_after: the whole rows, for rules and reports.
    others: names of the further rows of a merge or a split. other_rows: those rows whole, in the same order.
    notes: facts found while comparing, one phrase each, e.g. ``new legal entity: Ltd -> Inc.``.
    """

    kind: ChangeKind
    name: str
    before_name: str | None = None
    field: str | None = None
    before: str | None = None
    after: str | None = None
    group: str | None = None
    proven: bool | None = None
    row_before: Row | None = None
    row_after: Row | None = None
    others: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    other_rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """The step from one listing to the next.

    changes: material differences, in page order of the newer listing, removals last.
    cosmetic_notes: what differed without meaning anything, one phrase each.
    reason: why the newer listing is suspect, or what kind of reformatting it is.
    unchanged_rows: how many rows hold in both without a material difference.
    """

    outcome: CompareOutcome
    changes: tuple[Change, ...] = ()
    cosmetic_notes: tuple[str, ...] = ()
    reason: str | None = None
    unchanged_rows: int = 0

    @property
    def cosmetic(self) -> bool:
        """True where nothing may be alerted: no material change, whatever else differs."""
        return not self.changes


class Severity(StrEnum):
    """How much a change matters; from the least to the most."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 (info) to 4 (critical), for comparing."""
        return list(Severity).index(self)


class GeoClass(StrEnum):
    """A place in the eyes of a transfer regime; from the best to the worst."""

    EEA = "eea"
    ADEQUATE = "adequate"
    CONDITIONAL = "conditional"  # adequate only for certified or covered recipients (US, CA, JP, KR)
    THIRD = "third"
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        """0 (eea) to 4 (unknown), for taking the worst."""
        return list(GeoClass).index(self)


class Mechanism(StrEnum):
    """The transfer tool a row names (GDPR chapter V and its UK and Swiss kin)."""

    NONE_NEEDED = "none_needed"
    ADEQUACY = "adequacy"
    DPF_EU = "dpf_eu"
    DPF_UK_EXT = "dpf_uk_ext"
    DPF_SWISS = "dpf_swiss"
    SCC_M1 = "scc_m1"
    SCC_M2 = "scc_m2"
    SCC_M3 = "scc_m3"
    SCC_M4 = "scc_m4"
    SCC_UNSPECIFIED = "scc_unspecified"
    UK_IDTA = "uk_idta"
    UK_ADDENDUM = "uk_addendum"
    BCR_P = "bcr_p"
    ART49 = "art49"
    OTHER = "other"
    UNSTATED = "unstated"
    DEAD = "dead"  # Privacy Shield, the 2010/87 clauses: named, but no longer valid


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a change means.

    rule: id of the first rule that matched. reason: one sentence for people.
    facts: the facts the rule used, name -> value as text. raised_by: ids of what raised the level.
    """

    change: Change
    severity: Severity
    rule: str
    reason: str
    facts: Mapping[str, str] = field(default_factory=dict)
    raised_by: tuple[str, ...] = ()


def with_judgements(
    changes: Iterable[Change], judgements: Iterable[Judgement]
) -> Iterator[tuple[Change, Judgement | None]]:
    """Every change with its judgement, in the order of the changes; None for one that nobody judged.

    Matched by what a change says, not by identity: values that came back from the store are equal copies.
    """

    def key(change: Change) -> tuple[object, ...]:
        return (
            change.kind,
            change.name,
            change.before_name,
            change.field,
            change.before,
            change.after,
            change.group,
        )

    waiting: dict[tuple[object, ...], list[Judgement]] = {}
    for judgement in judgements:
        waiting.setdefault(key(judgement.change), []).append(judgement)
    for change in changes:
        found = waiting.get(key(change))
        yield change, found.pop(0) if found else None
