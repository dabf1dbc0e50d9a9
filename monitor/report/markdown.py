"""The report as Markdown (CommonMark with tables), every text of a page escaped to stand for itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.knowledge.words import instant, plural, say
from monitor.model import Revision
from monitor.model.display import Mark, Stretch, one_line
from monitor.report.clause import clause_view
from monitor.report.context import ReportContext
from monitor.report.entries import Entry
from monitor.report.view import ReportView

# What can begin or end a construct anywhere in a line, in CommonMark and in GitHub's dialect of it.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#&@$^]|:(?=[\w+-]+:)|!(?=\[))")
_LEADING = re.compile(r"^(\d{0,9})([-+=.)])")  # a list or a heading, at the start of a paragraph
_AUTOLINK = re.compile(r"(?i)\b(www|https?|ftp|mailto|xmpp)(?=[.:])")  # GitHub links these without any markup


def escaped(text: str | None, limit: int | None = None) -> str:
    """The text on one line, with nothing in it that Markdown or HTML would act on."""
    clean = _SPECIAL.sub(r"\\\1", one_line(text, limit))
    clean = _LEADING.sub(r"\1\\\2", clean)
    return _AUTOLINK.sub("\\1\u200b", clean)


def _address(text: str) -> str:
    """An address to be copied, as code: nothing in it is acted on, and nothing is added to it."""
    return f"`{one_line(text, 500).replace('`', '%60').replace('|', '%7C')}`" if text else ""


def render_markdown(view: ReportView, revision: Revision, context: ReportContext) -> str:
    """The whole report."""
    parts = [
        f"# {escaped(view.title)}",
        escaped(view.summary),
        _table(("", ""), [(pair.label, pair.value) for pair in view.overview]),
        "## What changed",
        *(_entry(entry) for entry in view.entries),
    ]
    if not view.entries:
        parts.append("Nothing that matters.")
    if revision.comparison.unchanged_rows:
        parts.append(f"{plural(revision.comparison.unchanged_rows, view.unit)} without a change.")
    parts += _listed("## What to watch out for", view.warnings)
    parts += _deadline(view)
    if revision.terms or view.unit == "row":
        parts += _clause(revision, context)
    parts += _record(context)
    parts += _evidence(view)
    parts.append(
        f"Source: {_address(revision.source_url)}. Generated {escaped(instant(context.generated_at))} by "
        f"Sub-processor Monitor {escaped(context.tool_version)}"
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _entry(entry: Entry) -> str:
    kinds = ", ".join(say("kinds", kind) for kind in entry.kinds)
    severity = f" ({say('severities', entry.severity.value)})" if entry.meanings else ""
    rows = [f"### {kinds}: {escaped(entry.title)}{severity}"]
    fields = [f"- {escaped(field.label)}: {_marks(field.marks)}" for field in entry.fields]
    fields += [f"- Section: {escaped(entry.group)}"] if entry.group else []
    fields += [f"- Found at: {escaped(entry.where)}"] if entry.where else []
    rows += ["\n".join(fields)] if fields else []
    for meaning in entry.meanings:
        raised = f", raised by {escaped(meaning.raised_by)}" if meaning.raised_by else ""
        rows.append(f"{escaped(meaning.reason)} Rule `{_code(meaning.rule)}`{raised}.")
        if meaning.facts:
            rows.append(
                "; ".join(f"{escaped(fact.label)}: {escaped(fact.value)}" for fact in meaning.facts) + "."
            )
    rows += [escaped(note) for note in entry.notes]
    return "\n\n".join(rows)


def _marks(parts: Sequence[Stretch]) -> str:
    said = []
    for part in parts:
        text = escaped(part.text.replace("\n", " / "))
        # emphasis must touch its words, so blanks at the ends stay outside
        lead = " " if part.text[:1].isspace() else ""
        tail = " " if part.text[-1:].isspace() else ""
        if not text:
            said.append(" ")
        elif part.mark is Mark.KEPT:
            said.append(f"{lead}{text}{tail}")
        else:
            said.append(
                f"{lead}<del>{text}</del>{tail}"
                if part.mark is Mark.GONE
                else f"{lead}<ins>{text}</ins>{tail}"
            )
    return "".join(said) or "empty"


def _deadline(view: ReportView) -> Iterator[str]:
    if view.deadline is None:
        return
    yield "## Deadline"
    yield _table(("Date", "Day", "What it means"), view.deadline.dates)
    if view.deadline.working:
        yield "### How the dates were worked out"
        yield "\n".join(f"{number}. {escaped(step)}" for number, step in enumerate(view.deadline.working, 1))


def _clause(revision: Revision, context: ReportContext) -> Iterator[str]:
    yield "## Contract clause"
    clause = clause_view(revision, context)
    if clause is None:
        yield "No notice or objection clause is on file for this vendor."
        return
    if clause.quote:
        yield "\n".join(f"> {escaped(line)}" for line in clause.quote.split("\n"))
    yield escaped(clause.source)
    yield _table(("", ""), [(pair.label, pair.value) for pair in clause.terms])


def _record(context: ReportContext) -> Iterator[str]:
    yield "## Notices and decisions"
    if context.notices:
        rows = [(instant(n.received_at), n.channel, n.subject, n.logged_by) for n in context.notices]
        yield _table(("Received", "By", "Subject", "Logged by"), rows)
    else:
        yield "No notice from the vendor is logged."
    if context.decisions:
        made = [
            (instant(d.made_at), say("states", d.state.value), d.made_by, d.why) for d in context.decisions
        ]
        yield _table(("When", "Decision", "Who", "Why"), made)
    else:
        yield "Nothing has been decided yet."


def _evidence(view: ReportView) -> Iterator[str]:
    before, after = view.before, view.after
    yield "## Evidence"
    rows = [
        ("First seen", before.first_seen, after.first_seen),
        ("Last seen", before.last_seen, after.last_seen),
        ("Last seen, how proven", before.grade, after.grade),
        ("Rows", str(before.rows), str(after.rows)),
        ("Date on the page", before.published, after.published),
        ("Its reading", before.readings, after.readings),
        ("SHA-256 of the capture", before.capture_sha256, after.capture_sha256),
        ("SHA-256 of the listing", before.listing_sha256, after.listing_sha256),
    ]
    rows = [row for row in rows if any(cell not in {"", "0"} for cell in row[1:])]
    table = _table(("Snapshot", "Before", "After"), rows)
    yield f"{table}\n| Address | {_address(before.url_text)} | {_address(after.url_text)} |"
    yield from _listed("### Between the two snapshots", view.between)
    yield from _listed("### Cosmetic differences", view.cosmetic)


def _listed(heading: str, said: Sequence[str]) -> list[str]:
    return [heading, "\n".join(f"- {escaped(line)}" for line in said)] if said else []


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    out = ["| " + " | ".join(escaped(cell) for cell in head) + " |", "|" + " --- |" * len(head)]
    out += ["| " + " | ".join(escaped(cell) for cell in row) + " |" for row in rows]
    return "\n".join(out)


def _code(text: str) -> str:
    return one_line(text).replace("`", "'")
