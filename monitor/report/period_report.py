"""A period arranged for its readers: what changed, what was decided, what is open, and what proves the watching."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from monitor.knowledge.speech import Speech
from monitor.model import DecisionState, Health, Revision, Severity, SourceKind
from monitor.model.display import one_line
from monitor.report.blocks import Block, Cell, Folded, Pair, Points, Report, Section, Table, Text, sections
from monitor.report.context import ReportContext
from monitor.report.deadline import bounds_of
from monitor.report.entries import entry, groups, level
from monitor.report.evidence import span_words
from monitor.report.period import Period, VendorPeriod
from monitor.report.record import notice_table
from monitor.report.revision_report import counts, drawers_words, in_brief, summary

MOST_IN_FULL = 150  # changes told in full over all revisions
MOST_IN_BRIEF = 3_000  # changes told in a line; a revision's own report has the rest
UNDECIDED = frozenset({DecisionState.DETECTED, DecisionState.ACKNOWLEDGED, DecisionState.REVIEWING})


def period_report(period: Period) -> Report:
    """The report of a period. Pure: same values, same report."""
    speech = period.speech
    tr = speech.tr
    last = (period.end - timedelta(microseconds=1)).date()
    span = tr("{first} to {last}", first=speech.plain_day(period.start.date()), last=speech.plain_day(last))
    revisions = [revision for revision, _ in period.revisions]
    worst = max((revision.severity for revision in revisions), key=lambda s: s.rank, default=None)
    name = one_line(period.vendors[0].vendor_name, 120) if len(period.vendors) == 1 else ""
    return Report(
        language=period.language,
        title=tr("All vendors, {span}", span=span)
        if period.everybody
        else tr("{vendor}, {span}", vendor=name, span=span),
        kicker=tr("Periodic review of sub-processors") if period.everybody else tr("Report on a vendor"),
        level=level(speech, worst) if worst else None,
        lead=_lead(period, revisions),
        overview=tuple(_overview(period, revisions)),
        sections=sections(
            _attention(period),
            _revisions(period),
            _decisions(period),
            _notices(period),
            _sources(period),
            *_details(period),
        ),
        source=None,
        online=None,
        closing=(
            tr(
                "Generated {when} by Sub-processor Monitor {version}.",
                when=speech.instant(period.generated_at),
                version=period.tool_version,
            ).replace(" .", "."),
            tr("Dates are computed from captures and clauses. They are not legal advice."),
        ),
        words=drawers_words(speech),
    )


def _lead(period: Period, revisions: list[Revision]) -> str:
    speech = period.speech
    if not revisions:
        return speech.tr("No list and no contract terms changed in this period.")
    open_ones = sum(revision.state in UNDECIDED for revision in revisions)
    said = speech.trn(
        "{n} revision with changes that matter.", "{n} revisions with changes that matter.", len(revisions)
    )
    if not open_ones:
        return said + " " + speech.tr("All are decided.")
    return said + " " + speech.trn("{n} is not decided yet.", "{n} are not decided yet.", open_ones)


def _overview(period: Period, revisions: list[Revision]) -> Iterator[Pair]:
    speech = period.speech
    tr = speech.tr
    yield Pair(tr("Vendors"), speech.number(len(period.vendors)))
    yield Pair(tr("Documents watched"), speech.number(sum(len(v.sources) for v in period.vendors)))
    yield Pair(tr("Revisions"), speech.number(len(revisions)))
    by_level = Counter(revision.severity for revision in revisions)
    for severity in (Severity.CRITICAL, Severity.HIGH):
        if by_level[severity]:
            yield Pair(speech.say("severities", severity.value), speech.number(by_level[severity]))
    yield Pair(tr("Only reformatted"), speech.number(sum(v.reformatted for v in period.vendors)))
    yield Pair(tr("Decisions made"), speech.number(sum(len(v.decisions) for v in period.vendors)))
    yield Pair(tr("Notices received"), speech.number(sum(len(v.notices) for v in period.vendors)))
    if period.open_before:
        yield Pair(tr("Open from before"), speech.number(period.open_before))


def _attention(period: Period) -> Section | None:
    """What waits for a person."""
    said = [line for vendor in period.vendors for line in _waiting(vendor, period)]
    title = period.speech.tr("What asks for attention")
    return Section("attention", title, (Points(tuple(said)),)) if said else None


def _waiting(vendor: VendorPeriod, period: Period) -> Iterator[str]:
    speech = period.speech
    tr, name = speech.tr, one_line(vendor.vendor_name, 120)
    for revision, _ in vendor.revisions:
        window = revision.window
        if revision.state not in UNDECIDED or window is None:
            continue
        bounds = bounds_of(window)
        if bounds and bounds[1] < period.today:
            yield tr(
                "{vendor}, revision {revision}: undecided, and the window closed on {day}.",
                vendor=name,
                revision=revision.public_id,
                day=speech.day(bounds[1]),
            )
        elif window.act_by:
            yield tr(
                "{vendor}, revision {revision}: undecided; act by {day} ({left}).",
                vendor=name,
                revision=revision.public_id,
                day=speech.day(window.act_by),
                left=speech.days_left(window.act_by, period.today),
            )
    if vendor.terms is None or vendor.terms.terms is None:
        yield tr("{vendor}: no notice or objection clause is on file.", vendor=name)
    elif vendor.terms.terms.confirmed_by is None:
        yield tr("{vendor}: nobody has confirmed the contract terms.", vendor=name)
    if not any(found.state.kind is SourceKind.LIST for found in vendor.sources):
        yield tr("{vendor}: no sub-processor list is watched.", vendor=name)
    for found in vendor.sources:
        if found.state.health not in {Health.OK, Health.NEW}:
            yield tr(
                "{source}: {health}. {why}",
                source=one_line(found.state.source_id, 120),
                health=speech.say("healths", found.state.health.value),
                why=one_line(found.state.last_detail or found.state.last_reason, 200),
            ).strip()


def _revisions(period: Period) -> Section:
    speech = period.speech
    tr, found = speech.tr, period.revisions
    title = tr("Revisions")
    if not found:
        return Section("revisions", title, (Text(tr("Nothing changed that matters.")),))
    head = (tr("First seen"), tr("Vendor"), tr("What changed"), tr("Severity"), tr("Act by"), tr("Decision"))
    rows: list[tuple[Cell, ...]] = []
    for revision, _ in found:
        window = revision.window
        rows.append(
            (
                speech.instant(revision.after.first_seen_at),
                f"{one_line(revision.vendor_name, 80)} ({revision.public_id})",
                counts(speech, revision.comparison),
                level(speech, revision.severity),
                speech.day(window.act_by) if window and window.act_by else "–",
                speech.say("states", revision.state.value),
            )
        )
    table = Table(head, tuple(rows), lead=False, wide=True, weights=(17, 14, 27, 13, 13, 16))
    return Section("revisions", title, (table,))


def _decisions(period: Period) -> Section | None:
    speech = period.speech
    tr = speech.tr
    made = [(v, key, decision) for v in period.vendors for key, decision in v.decisions]
    if not made:
        return None
    made.sort(key=lambda item: item[2].made_at)
    rows = tuple(
        (
            speech.instant(decision.made_at),
            f"{one_line(vendor.vendor_name, 80)} ({one_line(key, 40)})",
            speech.say("states", decision.state.value),
            one_line(decision.made_by, 120),
            one_line(decision.why, 400),
        )
        for vendor, key, decision in made
    )
    head = (tr("When"), tr("Vendor"), tr("Decision"), tr("Who"), tr("Why"))
    table = Table(head, rows, lead=False, wide=True, weights=(18, 17, 15, 15, 35))
    return Section("decisions", tr("Decisions"), (table,))


def _notices(period: Period) -> Section | None:
    notices = [notice for vendor in period.vendors for notice in vendor.notices]
    if not notices:
        return None
    notices.sort(key=lambda notice: notice.received_at)
    table = notice_table(period.speech, notices)
    names = {vendor.vendor_id: one_line(vendor.vendor_name, 80) for vendor in period.vendors}
    rows = tuple((names[notice.vendor_id], *row) for notice, row in zip(notices, table.rows, strict=True))
    title = period.speech.tr("Notices")
    with_vendor = Table((period.speech.tr("Vendor"), *table.head), rows, lead=False, wide=True)
    return Section("notices", title, (with_vendor,))


def _sources(period: Period) -> Section:
    """What was watched, and where the watching has holes."""
    speech = period.speech
    tr = speech.tr
    head = (tr("Document"), tr("Kind"), tr("Rows"), tr("Health"), tr("Last good check"), tr("Failed checks"))
    rows = tuple(
        (
            one_line(found.state.source_id, 120),
            speech.say("source_kinds", found.state.kind.value),
            speech.number(found.rows) if found.rows is not None else "–",
            speech.say("healths", found.state.health.value),
            speech.instant(found.state.last_good_at) if found.state.last_good_at else tr("none yet"),
            speech.number(sum(run.count for run in found.failures)),
        )
        for vendor in period.vendors
        for found in vendor.sources
    )
    blocks: list[Block] = [Table(head, rows, wide=True, weights=(17, 25, 11, 12, 18, 17))]
    if failures := tuple(_failures(period)):
        name = speech.trn("{n} run of failed checks", "{n} runs of failed checks", len(failures))
        blocks.append(Folded(name, (Points(failures),), printed=True))
    if period.gaps:
        said = tuple(
            tr("No checks by us {span}: {why}", span=span_words(speech, gap.started_at, gap.ended_at),
               why=one_line(gap.why, 300))
            for gap in period.gaps
        )  # fmt: skip
        blocks.append(Points(said))
    else:
        blocks.append(Text(tr("The service itself has no recorded gap in this period.")))
    return Section("sources", tr("What was watched"), tuple(blocks))


def _failures(period: Period) -> Iterator[str]:
    speech = period.speech
    for vendor in period.vendors:
        for found in vendor.sources:
            for run in found.failures[:20]:
                said = speech.trn(
                    "{n} failed check {span}: {why}",
                    "{n} failed checks {span}: {why}",
                    run.count,
                    span=span_words(speech, run.first_at, run.last_at),
                    why=one_line(run.last_detail or run.reason, 200),
                )
                yield f"{one_line(found.state.source_id, 120)}: {said}"


def _details(period: Period) -> Iterator[Section]:
    """Each revision: its summary and its changes, in full for one vendor, in brief for everybody."""
    speech = period.speech
    in_full, brief = (0 if period.everybody else MOST_IN_FULL), MOST_IN_BRIEF
    for revision, context in period.revisions:
        found = groups(revision)
        blocks: list[Block] = [
            Text(_head(revision, context, speech), soft=True),
            Text(summary(revision, context)),
        ]
        told = found[:in_full]
        in_full -= len(told)
        blocks += [entry(speech, group, revision.after.listing.language) for group in told]
        if rest := found[len(told) :][: max(brief, 0)]:
            brief -= len(rest)
            blocks.append(in_brief(speech, rest))
        if left := len(found) - len(told) - len(rest):
            said = speech.trn(
                "{n} further change stands in the revision's own report.",
                "{n} further changes stand in the revision's own report.",
                left,
            )
            blocks.append(Text(said, soft=True))
        told_counts = counts(speech, revision.comparison)
        title = speech.tr(
            "{vendor}: {counts}", vendor=one_line(revision.vendor_name, 120), counts=told_counts
        )
        yield Section(f"revision-{revision.public_id}", title, tuple(blocks))


def _head(revision: Revision, context: ReportContext, speech: Speech) -> str:
    return speech.tr(
        "Revision {revision}, {kind}, first seen {seen}. Decision: {state}.",
        revision=revision.public_id,
        kind=speech.say("source_kinds", revision.kind.value),
        seen=speech.instant(revision.after.first_seen_at),
        state=speech.say("states", revision.state.value),
    )
