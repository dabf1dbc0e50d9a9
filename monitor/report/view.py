"""A revision arranged for a reader: what every format of the report says, in order, before any markup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from monitor.knowledge.words import (
    by_urgency,
    counted,
    day,
    days_left,
    instant,
    listed,
    plural,
    say,
)
from monitor.model import (
    Field,
    Revision,
    Row,
    Severity,
    Snapshot,
    SourceKind,
)
from monitor.model.display import lines, one_line, web_address
from monitor.report.context import ReportContext
from monitor.report.deadline import DeadlineView, deadline_view
from monitor.report.entries import PROSE, Entry, Pair, entries

_FIELDS = frozenset(which.value for which in Field)


@dataclass(frozen=True, slots=True)
class SnapshotView:
    """One side of the comparison, as evidence."""

    title: str
    first_seen: str
    last_seen: str
    grade: str
    url: str | None
    url_text: str
    capture_sha256: str
    listing_sha256: str
    rows: int
    published: str
    readings: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """The whole report, in words."""

    title: str
    summary: str
    severity: Severity
    counts: str
    overview: tuple[Pair, ...]
    entries: tuple[Entry, ...]
    unit: str  # what the document is made of: ``row`` or ``paragraph``
    unchanged: tuple[Row, ...]
    columns: tuple[str, ...]
    deadline: DeadlineView | None
    before: SnapshotView
    after: SnapshotView
    between: tuple[str, ...]
    warnings: tuple[str, ...]
    cosmetic: tuple[str, ...]


def build_view(revision: Revision, context: ReportContext) -> ReportView:
    """Arrange a revision for its readers."""
    deadline = deadline_view(revision, context) if revision.window else None
    counts = _counts(revision)
    return ReportView(
        title=f"{one_line(revision.vendor_name, 120)}: {counts}",
        summary=deadline.sentence if deadline else _without_window(revision),
        severity=revision.severity,
        counts=counts,
        overview=_overview(revision, context, deadline),
        entries=tuple(sorted(entries(revision), key=lambda entry: -entry.severity.rank)),
        unit="row" if revision.kind is SourceKind.LIST else "paragraph",
        unchanged=_unchanged(revision),
        columns=_columns(revision),
        deadline=deadline,
        before=_snapshot("Before", revision.before),
        after=_snapshot("After", revision.after),
        between=tuple(_between(context)),
        warnings=_warnings(revision),
        cosmetic=tuple(one_line(note, 400) for note in revision.comparison.cosmetic_notes),
    )


def cell(row: Row, column: str) -> str:
    """The text of a row under a column of ``ReportView.columns`` (canonical field or heading)."""
    value = row.fields.get(Field(column)) if column in _FIELDS else row.other.get(column)
    return lines(value)


def _counts(revision: Revision) -> str:
    counts: dict[str, int] = {}
    for change in revision.comparison.changes:
        key = change.field if change.field in PROSE else change.kind.value
        counts[str(key)] = counts.get(str(key), 0) + 1
    if not counts:
        return "nothing material changed"
    return listed(counted(kind, count) for kind, count in counts.items())


def _without_window(revision: Revision) -> str:
    if not revision.comparison.changes:
        return "The document was edited without changing anything that matters. No objection window follows."
    if revision.kind is not SourceKind.LIST:
        return "A change of this document starts no objection period of its own."
    if revision.terms is None:
        return "No objection clause is on file for this vendor, so no deadline can be counted."
    return "No objection window follows from this change."


def _overview(revision: Revision, context: ReportContext, deadline: DeadlineView | None) -> tuple[Pair, ...]:
    pairs = [Pair("Severity", say("severities", revision.severity.value))]
    window = revision.window
    if window and deadline:
        if window.act_by:
            pairs.append(Pair("Act by", f"{day(window.act_by)}, {days_left(window.act_by, context.today)}"))
        if deadline.range_words:
            pairs.append(Pair("Deadline", deadline.range_words))
        if window.engagement_earliest:
            pairs.append(Pair("May be live from", day(window.engagement_earliest)))
    pairs.append(Pair("Decision", say("states", revision.state.value)))
    vendor = context.vendor
    if vendor and vendor.products:
        pairs.append(Pair("Product", listed(one_line(product, 80) for product in vendor.products)))
    if vendor and vendor.owner:
        pairs.append(Pair("Owner", one_line(vendor.owner, 120)))
    return tuple(pairs)


def _unchanged(revision: Revision) -> tuple[Row, ...]:
    touched = [change.row_after for change in revision.comparison.changes if change.row_after]
    ids, names = {id(row) for row in touched}, {(row.name, row.group) for row in touched}
    return tuple(
        row
        for row in revision.after.listing.rows
        if id(row) not in ids and (row.name, row.group) not in names
    )


def _columns(revision: Revision) -> tuple[str, ...]:
    rows = revision.after.listing.rows
    used = [which.value for which in Field if any(row.fields.get(which) for row in rows)]
    other = dict.fromkeys(heading for row in rows for heading in row.other)
    return (*used, *other)


def _snapshot(title: str, snapshot: Snapshot) -> SnapshotView:
    published = snapshot.listing.published
    url = snapshot.final_url
    return SnapshotView(
        title=title,
        first_seen=instant(snapshot.first_seen_at),
        last_seen=instant(snapshot.last_seen_at),
        grade=say("grades", snapshot.last_seen_grade.value),
        url=web_address(url),
        url_text=one_line(url, 500),
        capture_sha256=snapshot.capture_sha256,
        listing_sha256=snapshot.listing_sha256,
        rows=len(snapshot.listing.rows),
        published=one_line(published.phrase, 300) or "The page states no date.",
        readings=_readings(snapshot),
    )


def _readings(snapshot: Snapshot) -> str:
    published = snapshot.listing.published
    if published.on:
        return f"Read as {day(published.on)}."
    if published.readings:
        return f"Can be read as {' or '.join(day(reading) for reading in published.readings)}."
    return "No date could be read from it." if published.phrase else ""


def _between(context: ReportContext) -> Iterator[str]:
    """Failed checks and our own gaps between the two snapshots: what proves, or weakens, the bounds."""
    for run in context.failures:
        span = _span(run.first_at, run.last_at)
        yield f"{plural(run.count, 'failed check')} {span}: {one_line(run.last_detail or run.reason, 300)}"
    for gap in context.gaps:
        yield f"No checks by us {_span(gap.started_at, gap.ended_at)}: {one_line(gap.why, 300)}"


def _span(first: datetime, last: datetime) -> str:
    return f"at {instant(first)}" if first == last else f"from {instant(first)} to {instant(last)}"


def _warnings(revision: Revision) -> tuple[str, ...]:
    flags = by_urgency("flags", revision.window.flags if revision.window else ())
    said = [say("flags", flag) for flag in flags]
    if revision.window and revision.window.breach:
        said.insert(0, say("breaches", revision.window.breach.value))
    parser = [f"Reading the page: {one_line(text, 400)}" for text in revision.after.listing.warnings]
    coming = [f"The page announces: {one_line(text, 600)}" for text in revision.after.listing.announcements]
    return (*said, *parser, *coming)
