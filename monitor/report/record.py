"""What was logged and decided: the vendor's notices, and people's decisions."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.knowledge.speech import Speech
from monitor.model.display import one_line
from monitor.model.record import Decision, Notice
from monitor.report.blocks import Block, Cell, Hash, Section, Table, Text
from monitor.report.context import ReportContext


def record_section(context: ReportContext) -> Section:
    """Notices and decisions about a revision."""
    speech = context.speech
    blocks: list[Block] = []
    if context.notices:
        blocks.append(notice_table(speech, context.notices))
    else:
        blocks.append(Text(speech.tr("No notice from the vendor is logged.")))
    if context.decisions:
        blocks.append(decision_table(speech, context.decisions))
    else:
        blocks.append(Text(speech.tr("Nothing has been decided yet.")))
    return Section("record", speech.tr("Notices and decisions"), tuple(blocks))


def notice_table(speech: Speech, notices: Sequence[Notice]) -> Table:
    """When the vendor told us what, who logged it, and the hash of what was kept."""
    tr = speech.tr
    with_files = any(notice.file_sha256 for notice in notices)
    head = (tr("Received"), tr("By"), tr("Subject"), tr("Logged by"), *([tr("File")] if with_files else []))
    rows: list[tuple[Cell, ...]] = []
    for notice in notices:
        cells: tuple[Cell, ...] = (
            speech.instant(notice.received_at),
            one_line(notice.channel, 60),
            one_line(notice.subject, 300),
            one_line(notice.logged_by, 120),
        )
        if with_files:
            cells += (Hash(notice.file_sha256 or ""),)
        rows.append(cells)
    weights = (21, 9, 35, 16, 19) if with_files else (22, 10, 48, 20)
    return Table(head, tuple(rows), caption=tr("The vendor's own notices"), lead=False, weights=weights)


def decision_table(speech: Speech, decisions: Sequence[Decision]) -> Table:
    """Who decided what, when and why."""
    tr = speech.tr
    rows = tuple(
        (
            speech.instant(made.made_at),
            speech.say("states", made.state.value),
            one_line(made.made_by, 120),
            one_line(made.why, 600),
        )
        for made in decisions
    )
    head = (tr("When"), tr("Decision"), tr("Who"), tr("Why"))
    return Table(head, rows, caption=tr("Decisions"), lead=False, weights=(22, 18, 20, 40))
