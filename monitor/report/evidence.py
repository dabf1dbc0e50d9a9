"""The proof behind a revision: both snapshots, what happened between them, and the documents themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from monitor.knowledge.retelling import retold
from monitor.knowledge.speech import Speech
from monitor.model import Revision, Snapshot
from monitor.model.display import lines, one_line, web_address
from monitor.report.blocks import (
    Address,
    Block,
    Cell,
    Folded,
    Follow,
    Hash,
    Heading,
    Lines,
    Points,
    Section,
    Table,
    Text,
    Verbatim,
)
from monitor.report.context import Original, ReportContext
from monitor.report.textdiff import text_diff

_MOST_PRINTED = 300  # lines of the comparison that go on paper
_MOST_OF_ORIGINAL = (
    100_000  # characters of a document shown in the report; the whole stands behind its address
)


def evidence_section(revision: Revision, context: ReportContext) -> Section:
    """Both snapshots with times and hashes, failed checks and gaps, cosmetic differences, and the documents' text."""
    speech = context.speech
    tr = speech.tr
    blocks: list[Block] = [_snapshots(revision, speech)]
    if between := tuple(between_lines(context)):
        blocks += [Heading(tr("Between the two snapshots")), Points(between)]
    if notes := revision.comparison.cosmetic_notes:
        name = speech.trn("{n} cosmetic difference", "{n} cosmetic differences", len(notes))
        blocks.append(Folded(name, (Points(tuple(one_line(retold(speech, note), 400) for note in notes)),)))
    if told := text_diff(revision, context):
        name = tr("Text of both documents, compared line by line")
        blocks.append(Folded(name, (Lines(told),), printed=len(told) <= _MOST_PRINTED))
    blocks += _original(speech, tr("The document before"), context.original_before)
    blocks += _original(speech, tr("The document after"), context.original_after)
    return Section("evidence", tr("Evidence"), tuple(blocks))


def _snapshots(revision: Revision, speech: Speech) -> Table:
    tr = speech.tr
    both = (revision.before, revision.after)

    def line(label: str, said: Callable[[Snapshot], Cell]) -> tuple[Cell, ...] | None:
        cells = [said(snapshot) for snapshot in both]
        return (label, *cells) if any(cell not in {"", "0"} for cell in cells) else None

    rows = (
        line(tr("First seen"), lambda s: speech.instant(s.first_seen_at)),
        line(tr("Last seen"), lambda s: speech.instant(s.last_seen_at)),
        line(tr("Last seen, how proven"), lambda s: speech.say("grades", s.last_seen_grade.value)),
        line(tr("Address"), lambda s: Address(web_address(s.final_url), one_line(s.final_url, 500))),
        line(tr("Rows"), lambda s: speech.number(len(s.listing.rows))),
        line(
            tr("Date on the page"),
            lambda s: one_line(s.listing.published.phrase, 300) or tr("The page states no date."),
        ),
        line(tr("Its reading"), lambda s: _readings(s, speech)),
        line(tr("SHA-256 of the capture"), lambda s: Hash(s.capture_sha256)),
        line(tr("SHA-256 of the listing"), lambda s: Hash(s.listing_sha256)),
    )
    head = (tr("Snapshot"), tr("Before"), tr("After"))
    return Table(head, tuple(row for row in rows if row), weights=(22, 39, 39))


def _readings(snapshot: Snapshot, speech: Speech) -> str:
    published = snapshot.listing.published
    if published.on:
        return speech.tr("Read as {day}.", day=speech.day(published.on))
    if published.readings:
        days = speech.tr(" or ").join(speech.day(reading) for reading in published.readings)
        return speech.tr("Can be read as {days}.", days=days)
    return speech.tr("No date could be read from it.") if published.phrase else ""


def between_lines(context: ReportContext) -> Iterator[str]:
    """Failed checks and our own gaps between the two snapshots: what proves, or weakens, the bounds."""
    speech = context.speech
    for run in context.failures:
        yield speech.trn(
            "{n} failed check {span}: {why}",
            "{n} failed checks {span}: {why}",
            run.count,
            span=span_words(speech, run.first_at, run.last_at),
            why=one_line(run.last_detail or run.reason, 300),
        )
    for gap in context.gaps:
        span = span_words(speech, gap.started_at, gap.ended_at)
        yield speech.tr("No checks by us {span}: {why}", span=span, why=one_line(gap.why, 300))


def span_words(speech: Speech, first: datetime, last: datetime) -> str:
    """``at …`` or ``from … to …``."""
    if first == last:
        return speech.tr("at {instant}", instant=speech.instant(first))
    return speech.tr("from {first} to {last}", first=speech.instant(first), last=speech.instant(last))


def _original(speech: Speech, name: str, original: Original | None) -> Iterator[Block]:
    """A captured document as text that nothing acts on, folded; and where its bytes are."""
    if original is None:
        return
    said = speech.tr(
        "As captured: {size} bytes of {type}.",
        size=speech.number(original.size),
        type=one_line(original.media_type, 80),
    )
    inside: list[Block] = [Text(said, soft=True)]
    if url := web_address(original.address):
        inside.append(Follow(Address(url, speech.tr("The whole document, as inert text"))))
    if original.text is None:
        inside.append(Text(speech.tr("This kind of document cannot be shown as text.")))
    else:
        inside.append(Verbatim(lines(original.text[:_MOST_OF_ORIGINAL])))
        if len(original.text) > _MOST_OF_ORIGINAL:
            shown = speech.number(_MOST_OF_ORIGINAL)
            inside.append(Text(speech.tr("Cut off here after {n} characters.", n=shown), soft=True))
    yield Folded(name, tuple(inside))
