"""What may be decided about a revision as it stands, and the command for each decision, ready to be copied.

A report changes nothing by itself: it holds no form, and no address of the service writes (docs/decisions/0019).
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from monitor.knowledge.speech import Speech
from monitor.model import DecisionState, Revision
from monitor.model.display import one_line
from monitor.model.record import NextStep
from monitor.report.blocks import Block, Command, Folded, Pair, Section, Table, Text, label_table
from monitor.report.context import ReportContext
from monitor.report.deadline import bounds_of, deadline_sentence


def decision_section(revision: Revision, context: ReportContext) -> Section | None:
    """How the review stands, who decides, and what may be recorded next; None where there is nothing to decide."""
    if not context.next_steps:
        return None
    tr = context.speech.tr
    forward = [step for step in context.next_steps if not step.correction]
    corrections = [step for step in context.next_steps if step.correction]
    blocks: list[Block] = [label_table(tuple(_standing(revision, context)))]
    if forward:
        blocks.append(_commands(revision, forward, context.speech))
        blocks += (Text(said, soft=True) for said in _advice(revision, forward, context))
    if corrections:
        table = _commands(revision, corrections, context.speech)
        blocks.append(Folded(tr("Correct an entry that was wrong; both stay on record"), (table,)))
    return Section("decision", tr("Record a decision"), tuple(blocks), on_paper=False)


def _standing(revision: Revision, context: ReportContext) -> Iterator[Pair]:
    speech, vendor = context.speech, context.vendor
    tr = speech.tr
    state = speech.say("states", revision.state.value)
    if context.decisions:
        last = context.decisions[-1]
        state = tr(
            "{state}, by {who}, {when}",
            state=state,
            who=one_line(last.made_by, 120),
            when=speech.instant(last.made_at),
        )
    yield Pair(tr("Decision"), state)
    if (window := revision.window) and (bounds := bounds_of(window)):
        said = deadline_sentence(revision, window, context)
        if bounds[0] < context.today <= bounds[1]:
            said = tr("The earliest deadline is past: the window may have closed.") + " " + said
        yield Pair(tr("Objection window"), said)
    people = [one_line(name, 120) for name in (vendor.owner, vendor.deputy) if name] if vendor else []
    if people:
        yield Pair(tr("Responsible"), speech.listed(people))
    yield Pair(
        tr("Who may decide"),
        tr(
            "Whoever may run these commands where the service runs. The name given stands on record, and entries are "
            "never changed. What nobody decides in time is recorded as lapsed or deemed accepted by the calendar alone."
        ),
    )


def _commands(revision: Revision, steps: Sequence[NextStep], speech: Speech) -> Table:
    rows = tuple(
        (speech.say("states", step.state.value), Command(_command(revision.public_id, step)))
        for step in steps
    )
    return Table((speech.tr("Decision"), speech.tr("Command to copy")), rows, wide=True, weights=(25, 75))


def _command(public_id: str, step: NextStep) -> str:
    """The command line; NAME, REASON and DAY are refused as they stand, so that a mere paste records nothing."""
    parts = ["monitor decide", shlex.quote(public_id), step.state.value, '--by "NAME" --why "REASON"']
    parts += ["--made-on DAY"] if step.late else []
    parts += ["--correct"] if step.correction else []
    return " ".join(parts)


def _advice(revision: Revision, steps: Sequence[NextStep], context: ReportContext) -> Iterator[str]:
    tr = context.speech.tr
    states = {step.state for step in steps}
    if any(step.late for step in steps):
        yield tr(
            "The window has closed: only a decision made before that can still be recorded, with the day on which it "
            "was made in place of DAY (YYYY-MM-DD)."
        )
    if DecisionState.ACKNOWLEDGED in states:
        yield tr("Acknowledged stops the escalation; reminders go on until a decision.")
    if DecisionState.OBJECTED in states:
        yield tr(
            "An objection is put on record here, not sent: monitor letter {revision} drafts it.",
            revision=revision.public_id,
        )
    yield tr(
        "In a container, docker compose exec monitor goes before the command. As of {when}; the service shows every "
        "report as of now.",
        when=context.speech.instant(context.generated_at),
    )
