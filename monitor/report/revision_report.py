"""A revision arranged for its reader: what every form of the report says, in order, before any markup."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.knowledge.retelling import clause_value, retold
from monitor.knowledge.speech import Speech
from monitor.knowledge.words import by_urgency
from monitor.model import FIELD_CLAUSE, Comparison, Field, Revision, Row, SourceKind
from monitor.model.display import lines, one_line, web_address
from monitor.report.blocks import (
    MOST_ON_PAPER,
    Address,
    Block,
    Folded,
    Pair,
    Points,
    Report,
    Section,
    Table,
    Text,
    Verbatim,
    sections,
)
from monitor.report.clause import clause_section
from monitor.report.context import ReportContext
from monitor.report.deadline import bounds_of, deadline_section, deadline_sentence
from monitor.report.decision import decision_section
from monitor.report.entries import PROSE, Group, entry, groups, kinds, level, title
from monitor.report.evidence import evidence_section
from monitor.report.record import record_section

MOST_IN_FULL = 150  # changes told in full; further ones stand in a table, a line each
MOST_UNCHANGED = 1_000  # unchanged rows shown; the register has them all
_FIELDS = frozenset(which.value for which in Field)


def revision_report(revision: Revision, context: ReportContext) -> Report:
    """The report of one revision. Pure: same revision and context, same report."""
    speech = context.speech
    kind = speech.say("source_kinds", revision.kind.value)
    vendor = one_line(revision.vendor_name, 120)
    return Report(
        language=context.language,
        title=speech.tr("{vendor}: {counts}", vendor=vendor, counts=counts(speech, revision.comparison)),
        kicker=speech.tr(
            "{kind} of {vendor}, revision {revision}", kind=kind, vendor=vendor, revision=revision.public_id
        ),
        level=level(speech, revision.severity),
        lead=summary(revision, context),
        overview=tuple(_overview(revision, context)),
        sections=sections(
            Section("changes", speech.tr("What changed"), tuple(_changes(revision, context))),
            _warnings(revision, context),
            deadline_section(revision, context),
            clause_section(revision, context),
            _baseline(context),
            record_section(context),
            decision_section(revision, context),
            _letter(revision, context),
            evidence_section(revision, context),
        ),
        source=Address(web_address(revision.source_url), one_line(revision.source_url, 300)),
        online=web_address(context.report_url),
        closing=tuple(_closing(context)),
        words=drawers_words(speech),
    )


def drawers_words(speech: Speech) -> dict[str, str]:
    """What the drawers say themselves, where a form needs a word for what another shows."""
    return {
        "colon": speech.tr(": "),
        "empty": speech.tr("empty"),
        "gone": speech.tr("removed:"),
        "new": speech.tr("added:"),
        "end": speech.tr("end of the change"),
        "formerly": speech.tr("formerly"),
        "unknown": speech.tr("not known"),
        "source": speech.tr("Source:"),
        "more": speech.tr(
            "Here stand the first {n}; the report as a page, as JSON or CSV has all.",
            n=speech.number(MOST_ON_PAPER),
        ),
    }


def counts(speech: Speech, comparison: Comparison) -> str:
    """How much changed, counted by kind."""
    found: dict[str, int] = {}
    for change in comparison.changes:
        key = str(change.field if change.field in PROSE else change.kind.value)
        found[key] = found.get(key, 0) + 1
    if not found:
        return speech.tr("nothing material changed")
    return speech.listed(speech.counted(kind, count) for kind, count in found.items())


def summary(revision: Revision, context: ReportContext) -> str:
    """What to do about it, in a sentence or two."""
    tr = context.speech.tr
    if revision.window:
        return deadline_sentence(revision, revision.window, context)
    if not revision.comparison.changes:
        return tr(
            "The document was edited without changing anything that matters. No objection window follows."
        )
    if revision.kind is not SourceKind.LIST:
        return tr("A change of this document starts no objection period of its own.")
    if revision.terms is None:
        return tr("No objection clause is on file for this vendor, so no deadline can be counted.")
    return tr("No objection window follows from this change.")


def _overview(revision: Revision, context: ReportContext) -> Iterator[Pair]:
    speech, window, vendor = context.speech, revision.window, context.vendor
    tr = speech.tr
    yield Pair(tr("Severity"), speech.say("severities", revision.severity.value))
    if window and window.act_by:
        left = speech.days_left(window.act_by, context.today)
        yield Pair(tr("Act by"), f"{speech.day(window.act_by)}, {left}")
    if window and (bounds := bounds_of(window)):
        yield Pair(tr("Deadline"), speech.day_range(*bounds))
    if window and window.engagement_earliest:
        yield Pair(tr("May be live from"), speech.day(window.engagement_earliest))
    yield Pair(tr("Decision"), speech.say("states", revision.state.value))
    if vendor and vendor.products:
        yield Pair(tr("Product"), speech.listed(one_line(product, 80) for product in vendor.products))
    if vendor and vendor.owner:
        yield Pair(tr("Owner"), one_line(vendor.owner, 120))


def _changes(revision: Revision, context: ReportContext) -> Iterator[Block]:
    speech = context.speech
    found = groups(revision)
    if not found:
        yield Text(speech.tr("Nothing that matters."))
    written_in = revision.after.listing.language
    yield from (entry(speech, group, written_in) for group in found[:MOST_IN_FULL])
    if further := found[MOST_IN_FULL:]:
        name = speech.trn(
            "{n} further change, with its severity", "{n} further changes, a line each", len(further)
        )
        yield Folded(name, (in_brief(speech, further),), printed=True)
    unchanged = _unchanged(revision)
    if unchanged:
        yield _kept(revision, speech, unchanged)
    elif count := revision.comparison.unchanged_rows:
        one_row = revision.kind is SourceKind.LIST
        yield Text(
            speech.trn("{n} row without a change", "{n} rows without a change", count)
            if one_row
            else speech.trn("{n} paragraph without a change", "{n} paragraphs without a change", count),
            soft=True,
        )


def in_brief(speech: Speech, found: list[Group]) -> Table:
    """Changes in a line each: what happened, to whom, what it says now, and how much it matters."""
    head = (speech.tr("Change"), speech.tr("Name"), speech.tr("What it says"), speech.tr("Severity"))
    rows = tuple(
        (kinds(speech, group), title(speech, group), _says(speech, group), level(speech, group.severity))
        for group in found
    )
    return Table(head, rows, lead=False, wide=True, weights=(14, 26, 46, 14))


def _says(speech: Speech, group: Group) -> str:
    change = group.judged[0][0]
    if change.before or change.after:
        before, after = (one_line(text, 160) for text in (change.before, change.after))
        if change.field == FIELD_CLAUSE:  # our own words for the terms
            before, after = clause_value(speech, before), clause_value(speech, after)
        label = speech.field_label(change.field) if change.field else ""
        said = f"{before} → {after}" if before and after else before or after
        return label + speech.tr(": ") + said if label else said
    row = change.row_after or change.row_before
    said_fields = [row.get(which) for which in (Field.PURPOSE, Field.LOCATION)] if row else []
    return "; ".join(one_line(text, 120) for text in said_fields if text)


def _unchanged(revision: Revision) -> tuple[Row, ...]:
    touched = [change.row_after for change in revision.comparison.changes if change.row_after]
    ids, names = {id(row) for row in touched}, {(row.name, row.group) for row in touched}
    return tuple(
        row
        for row in revision.after.listing.rows
        if id(row) not in ids and (row.name, row.group) not in names
    )


def _kept(revision: Revision, speech: Speech, rows: tuple[Row, ...]) -> Folded:
    name = speech.trn("{n} row without a change", "{n} rows without a change", len(rows))
    shown = rows[:MOST_UNCHANGED]
    used = [which for which in Field if any(row.fields.get(which) for row in shown)]
    other = dict.fromkeys(heading for row in shown for heading in row.other)
    head = [speech.field_label(which.value) for which in used] + [one_line(heading, 60) for heading in other]
    table = Table(
        tuple(head),
        tuple(
            tuple(lines(row.fields.get(which)) for which in used)
            + tuple(lines(row.other.get(heading)) for heading in other)
            for row in shown
        ),
        lead=False,
        wide=True,
    )
    if len(rows) == len(shown):
        return Folded(name, (table,))
    said = speech.tr(
        "The first {n} are shown. `monitor export register` has all.", n=speech.number(len(shown))
    )
    return Folded(name, (table, Text(said, soft=True)))


def _warnings(revision: Revision, context: ReportContext) -> Section | None:
    speech, window = context.speech, revision.window
    flags = by_urgency("flags", window.flags if window else ())
    said = [speech.say("flags", flag) for flag in flags]
    if window and window.breach:
        said.insert(0, speech.say("breaches", window.breach.value))
    listing = revision.after.listing
    said += [one_line(text, 400) for text in context.findings]
    said += [
        speech.tr("Reading the page: {warning}", warning=one_line(retold(speech, text), 400))
        for text in listing.warnings
    ]
    said += [
        speech.tr("The page announces: {sentence}", sentence=one_line(text, 600))
        for text in listing.announcements
    ]
    return Section("warnings", speech.tr("What to watch out for"), (Points(tuple(said)),)) if said else None


def _baseline(context: ReportContext) -> Section | None:
    """How the list as it stands now differs from the one that was approved."""
    baseline, speech = context.baseline, context.speech
    if baseline is None:
        return None
    seen = speech.instant(baseline.snapshot.first_seen_at)
    if baseline.approved_at:
        said = speech.tr(
            "The list first seen {seen} was approved {when} by {who}.",
            seen=seen,
            when=speech.instant(baseline.approved_at),
            who=one_line(baseline.approved_by, 120),
        )
    else:
        said = speech.tr("The list first seen {seen} was approved.", seen=seen)
    if baseline.why:
        said = f"{said} {one_line(baseline.why, 400)}"
    blocks: list[Block] = [Text(said)]
    comparison = baseline.comparison
    if not comparison.changes:
        blocks.append(Text(speech.tr("The list as it stands now does not differ from it.")))
    else:
        told = counts(speech, comparison)
        blocks.append(Text(speech.tr("Since then, all revisions taken together: {counts}.", counts=told)))
        found = [Group(((change, None),)) for change in comparison.changes]
        table = in_brief(speech, found[:MOST_UNCHANGED])
        rows = tuple(row[:3] for row in table.rows)
        blocks.append(Table(table.head[:3], rows, lead=False, wide=True, weights=table.weights[:3]))
    return Section("baseline", speech.tr("Against the approved list"), tuple(blocks))


def _letter(revision: Revision, context: ReportContext) -> Section | None:
    speech = context.speech
    if not context.letter:
        return None
    text = Verbatim(lines(context.letter))
    if context.letter_before is None:
        folded = Folded(speech.tr("Draft of an objection letter"), (text,), printed=True)
        return Section("letter", speech.tr("Letter"), (folded,))
    said = speech.tr(
        "This draft is outdated: it was made {when}, and the window has been counted anew since. Its dates may be "
        "wrong. Draft it again: monitor letter {revision}",
        when=speech.instant(context.letter_before),
        revision=revision.public_id,
    )
    folded = Folded(speech.tr("Outdated draft of an objection letter"), (text,), printed=True)
    return Section("letter", speech.tr("Letter"), (Text(said), folded))


def _closing(context: ReportContext) -> Iterator[str]:
    speech = context.speech
    yield speech.tr(
        "Generated {when} by Sub-processor Monitor {version}.",
        when=speech.instant(context.generated_at),
        version=context.tool_version,
    ).replace(" .", ".")
    yield speech.tr(
        "Dates are computed from the captures and the clause shown above. They are not legal advice."
    )
