"""Windows that are told by reference: "during that notice period", "30 days' notice to object"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.assess.clauses.roles import Reading, Role, Subject
from monitor.assess.clauses.sentences import Segment
from monitor.model import RunsFrom

AIM = 30  # characters between a period of notice and the objection it is given for

Numbered = Sequence[tuple[int, Segment]]  # segments, each with its number in the text


def by_reference(
    segments: Numbered, subjects: Sequence[Subject], notices: Sequence[Reading]
) -> tuple[Reading, tuple[int, int]] | None:
    """ "During that notice period, you may object": the objection period is the notice period.

    Returns the reading, and the place in the whole text where the reference stands.
    """
    if not notices:
        return None
    first = min(notices, key=lambda r: r.mention.segment.start)
    window = replace(first, role=Role.OBJECTION, strength=0.85, runs_from=told_by(segments, first))
    if _given_for_objecting(first):
        return window, (first.mention.segment.start, first.mention.segment.end)
    for number, segment in segments:
        if subjects[number] is Subject.NONE or segment.end <= first.mention.segment.start:
            continue
        vocab = segment.vocab
        objecting = vocab.has("object", segment.text) or (
            vocab.has("terminate", segment.text) and vocab.has("deemed", segment.text)
        )
        begin = first.mention.end if segment is first.mention.segment else 0
        place = vocab.cues["reference"].search(segment.text, begin) if objecting else None
        if place and not vocab.not_ours.match(segment.text, place.end()):
            return window, (segment.start, segment.end)
    return None


def _given_for_objecting(notice: Reading) -> bool:
    """ "30 days' notice to object", "un préavis de 15 jours pour s'opposer": one period for both."""
    mention = notice.mention
    vocab, behind = mention.segment.vocab, mention.right
    places = vocab.places("object", behind)
    between = behind[: places[0].start()] if places else ""
    if not places or len(between) > AIM or any(mark in between for mark in ",;.:"):
        return False
    return vocab.has("aim", f"{between}{places[0].group()}")


def same_window(segments: Numbered, notices: Sequence[Reading], objection: Reading) -> Reading:
    """ "within the 30 days" with a notice of 30 days before it: both start together."""
    mention = objection.mention
    vocab, left = mention.segment.vocab, mention.left
    if objection.runs_from or not (vocab.definite.search(left[-20:]) or vocab.has("reference", left[-60:])):
        return objection
    same = [notice for notice in notices if notice.mention.period == mention.period]
    return replace(objection, runs_from=told_by(segments, same[0])) if same else objection


def told_by(segments: Numbered, notice: Reading) -> RunsFrom:
    """Notice by a page alone is given by posting."""
    vocab, text = notice.mention.segment.vocab, notice.mention.segment.text
    whole = " ".join(
        segment.text for _, segment in segments if segment.sentence <= notice.mention.segment.sentence + 1
    )
    if vocab.has("posting_only", text) and not vocab.has("email", whole.replace("in writing", "")):
        return RunsFrom.POSTING
    return RunsFrom.NOTICE
