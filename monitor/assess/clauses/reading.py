"""From contract prose to terms: every clause that speaks of notice of new sub-processors or of objecting to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.assess.clauses.conditions import conditions_of, deemed_consent_of, standstill_of
from monitor.assess.clauses.periods import mentions
from monitor.assess.clauses.roles import Reading, Role, Subject, read_mention
from monitor.assess.clauses.sentences import SHORT, Segment, Text, split_text
from monitor.assess.clauses.vocabulary import plain
from monitor.model import ClauseTerms, Paragraph, Period, PeriodUnit, RunsFrom

BEFORE, BEHIND = 2, 4  # sentences around the periods in which conditions are looked for
CARRY = 3  # sentences over which a subject is carried on
CARRY_TO_OBJECTION = 8  # and over which it is carried to a sentence that speaks of objecting
FAR = 10_000
MARGIN = 0.2  # a reading so much weaker than the best of its clause is dropped
LONGEST_QUOTE = 1500
NEIGHBOURS = 4  # paragraphs under one section, say the items of a list, over which a clause may run
NEARBY = 1000  # characters of its sentence that are looked at around a piece
LONGEST_DAYS = 400  # a longer period is no term of ours


def length(period: Period) -> float:
    """Roughly how many calendar days a period takes, for finding the shortest."""
    return period.count * 1.4 if period.unit is PeriodUnit.BUSINESS_DAYS else float(period.days)


def read_clauses(
    paragraphs: Sequence[Paragraph] | str, *, language: str | None = None
) -> tuple[ClauseTerms, ...]:
    """Notice and objection terms found in contract prose, each a proposal with the words it was read from.

    paragraphs: of one document, in order; a string is taken apart at blank lines. language: BCP 47 code as the
    document states it; the text's own words go before it. Where a clause holds contradicting periods each is kept, the
    shortest first, and ``conditions`` says so. ``quote`` is found verbatim in the paragraphs joined by line breaks.
    Never raises for odd text; a text without terms gives an empty tuple.
    """
    text = split_text(paragraphs, language)
    subjects = subjects_of(text)
    found: list[Reading] = []
    for number, segment in enumerate(text.segments):
        earlier = text.segments[number - 1].text if number else ""
        for mention in mentions(segment):
            first, last = text.sentence(segment)
            sentence = plain(text.whole[max(first, segment.start - NEARBY) : min(last, segment.end + NEARBY)])
            reading = read_mention(mention, subjects[number], earlier, sentence)
            if reading and length(mention.period) <= LONGEST_DAYS:
                found.append(reading)
    clauses = [_terms(text, subjects, cluster) for cluster in _clusters(text, found)]
    return tuple(clause for group in clauses for clause in group)


def subjects_of(text: Text) -> list[Subject]:
    """For each segment, whether it speaks of sub-processors, from its words and those around it."""
    subjects: list[Subject] = []
    last_named, excerpt = -FAR, len(text.whole) <= SHORT * 3
    for segment in text.segments:
        vocab = segment.vocab
        section = text.sections[segment.paragraph]
        named = vocab.has("subject", segment.text)
        if _HEADING.match(segment.text) and not named:
            last_named = -FAR
        if named:
            subject, last_named = Subject.NAMED, segment.sentence
        elif vocab.has("terms_change", segment.text):
            subject, last_named = Subject.NONE, -FAR
        elif segment.sentence - last_named <= _reach(segment) or (section and vocab.has("subject", section)):
            subject = Subject.CARRIED
        elif excerpt and vocab.has("weak", segment.text):
            subject = Subject.WEAK
        else:
            subject = Subject.NONE
        subjects.append(subject)
    return _carried_back(text, subjects)


_ITEM = re.compile(r"\s*\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})\)\s", re.IGNORECASE)  # "(b) …", "iv) …"
# A numbered or marked heading opens a new subject; an unmarked short line may be an item of a list.
_HEADING = re.compile(
    r"\s*(?:#+\s|(?:§|art(?:ikel|icle|icolo|ículo|\.)?|section|clause|klausel|ziffer)\s*\d+|\d{1,2}\.?\s+[^\W\d_])[^.;:]{0,70}$",
    re.IGNORECASE,
)


def _reach(segment: Segment) -> int:
    return CARRY_TO_OBJECTION if segment.vocab.has("object", segment.text) else CARRY


def _carried_back(text: Text, subjects: list[Subject]) -> list[Subject]:
    """The first sentences of a paragraph may name their subject only later."""
    found = list(subjects)
    for number in range(len(found) - 2, -1, -1):
        here, next_one = text.segments[number], text.segments[number + 1]
        if found[number] not in {Subject.NONE, Subject.WEAK} or here.paragraph != next_one.paragraph:
            continue
        if found[number + 1] in {Subject.NAMED, Subject.CARRIED} and _may_be_carried(here):
            found[number] = Subject.CARRIED
    return found


def _may_be_carried(segment: Segment) -> bool:
    return not segment.vocab.has("terms_change", segment.text) and segment.vocab.has("notify", segment.text)


@dataclass(frozen=True, slots=True)
class _Cluster:
    paragraphs: range
    readings: tuple[Reading, ...]


def _clusters(text: Text, readings: list[Reading]) -> list[_Cluster]:
    """Readings that stand together: in one paragraph, or in neighbours under one section."""
    groups: list[list[Reading]] = []
    for reading in readings:
        here = reading.mention.segment.paragraph
        if groups:
            last = groups[-1][-1].mention.segment.paragraph
            near = here - last <= NEIGHBOURS and text.sections[here] == text.sections[last]
            if here == last or (near and _completes(groups[-1], reading)):
                groups[-1].append(reading)
                continue
        groups.append([reading])
    return [
        _Cluster(
            range(group[0].mention.segment.paragraph, group[-1].mention.segment.paragraph + 1), tuple(group)
        )
        for group in groups
    ]


def _completes(group: list[Reading], reading: Reading) -> bool:
    """A neighbour joins where it adds the role that is missing; a second period of a role is a clause of its own."""
    return reading.role not in {other.role for other in group}


def _terms(text: Text, subjects: list[Subject], cluster: _Cluster) -> list[ClauseTerms]:
    segments = [
        (n, s) for n, s in enumerate(text.segments) if s.paragraph in _with_items(text, cluster.paragraphs)
    ]
    notices = _best(cluster.readings, Role.NOTICE)
    objections = _best(cluster.readings, Role.OBJECTION)
    referred = _by_reference(segments, subjects, notices, objections)
    if referred:
        objections = (*objections, referred)
    objections = tuple(_same_window(segments, notices, objection) for objection in objections)
    notices = tuple(sorted(notices, key=lambda r: length(r.mention.period)))
    objections = tuple(sorted(objections, key=lambda r: length(r.mention.period)))
    used = [*notices, *objections]
    evidence = _around(segments, subjects, used)
    deemed, deemed_span = deemed_consent_of(evidence)
    spans = [text.sentence(r.mention.segment) for r in used] + ([deemed_span] if deemed_span else [])
    if referred is not None and referred_span(segments, referred):
        spans.append(referred_span(segments, referred) or spans[0])
    start, end = min(s for s, _ in spans), max(e for _, e in spans)
    quote = text.whole[start:end].strip()
    if len(quote) > LONGEST_QUOTE:
        first, last = text.sentence(used[-1].mention.segment)
        quote = text.whole[first:last].strip()
    notice = notices[0].mention.period if notices else None
    first_terms = ClauseTerms(
        notice=notice,
        objection=objections[0].mention.period if objections else None,
        runs_from=objections[0].runs_from if objections else None,
        deemed_consent=deemed,
        quote=quote,
        where=text.places[cluster.paragraphs.start],
        confidence=round(min(r.strength for r in used), 2),
        standstill=standstill_of(evidence),
        saturday_may_count=any(r.mention.saturday for r in used),
        conditions=conditions_of(evidence) + _conflict(notices, objections),
    )
    others = [
        replace(
            first_terms,
            objection=other.mention.period,
            runs_from=other.runs_from,
            confidence=round(min(first_terms.confidence, other.strength), 2),
        )
        for other in objections[1:]
        if other.mention.period != first_terms.objection
    ]
    seen: list[ClauseTerms] = [first_terms]
    seen += [other for other in others if other.objection not in {one.objection for one in seen}]
    return seen


def _with_items(text: Text, paragraphs: range) -> range:
    """The paragraphs of a clause, and the items of its list that follow: "(d) absent objection, it is approved"."""
    first_of = {segment.paragraph: segment for segment in reversed(text.segments)}
    last = paragraphs[-1]
    item = first_of.get(last)
    if item is None or not _ITEM.match(item.text):
        return paragraphs
    while (
        last - paragraphs[-1] < NEIGHBOURS and last + 1 in first_of and _ITEM.match(first_of[last + 1].text)
    ):
        last += 1
    return range(paragraphs.start, last + 1)


def _around(
    segments: Sequence[tuple[int, Segment]], subjects: Sequence[Subject], used: Sequence[Reading]
) -> list[Segment]:
    """The sentences near the periods read: what else they say belongs to the clause; the rest of a page does not."""
    sentences = [reading.mention.segment.sentence for reading in used]
    first, last = min(sentences) - BEFORE, max(sentences) + BEHIND
    return [s for n, s in segments if first <= s.sentence <= last and subjects[n] is not Subject.NONE]


def _best(readings: Sequence[Reading], role: Role) -> tuple[Reading, ...]:
    mine = [reading for reading in readings if reading.role is role]
    top = max((reading.strength for reading in mine), default=0)
    return tuple(reading for reading in mine if reading.strength >= top - MARGIN)


def _conflict(notices: Sequence[Reading], objections: Sequence[Reading]) -> tuple[str, ...]:
    found = []
    for what, readings in (("notice", notices), ("objection", objections)):
        periods = list(dict.fromkeys(str(reading.mention.period) for reading in readings))
        if len(periods) > 1:
            found.append(f"contradicting periods of {what}: {', '.join(periods)}; the shortest is used")
    return tuple(found)


def _by_reference(
    segments: Sequence[tuple[int, Segment]],
    subjects: Sequence[Subject],
    notices: Sequence[Reading],
    objections: Sequence[Reading],
) -> Reading | None:
    """ "During that notice period, you may object": the objection period is the notice period."""
    if not notices or objections:
        return None
    first = min(notices, key=lambda r: r.mention.segment.start)
    for number, segment in segments:
        if subjects[number] is Subject.NONE or segment.end <= first.mention.segment.start:
            continue
        vocab = segment.vocab
        objecting = vocab.has("object", segment.text) or (
            vocab.has("terminate", segment.text) and vocab.has("deemed", segment.text)
        )
        begin = first.mention.end if segment is first.mention.segment else 0
        if objecting and vocab.cues["reference"].search(segment.text, begin):
            return replace(first, role=Role.OBJECTION, strength=0.85, runs_from=_told_by(segments, first))
    return None


def _same_window(
    segments: Sequence[tuple[int, Segment]], notices: Sequence[Reading], objection: Reading
) -> Reading:
    """ "within the 30 days" with a notice of 30 days before it: both start together."""
    mention = objection.mention
    vocab, left = mention.segment.vocab, mention.left
    if objection.runs_from or not (vocab.definite.search(left[-20:]) or vocab.has("reference", left[-60:])):
        return objection
    same = [notice for notice in notices if notice.mention.period == mention.period]
    return replace(objection, runs_from=_told_by(segments, same[0])) if same else objection


def referred_span(segments: Sequence[tuple[int, Segment]], referred: Reading) -> tuple[int, int] | None:
    """Where the reference itself stands."""
    start = referred.mention.segment.start
    for _, segment in segments:
        if segment.start >= start and segment.vocab.has("reference", segment.text):
            return segment.start, segment.end
    return None


def _told_by(segments: Sequence[tuple[int, Segment]], notice: Reading) -> RunsFrom:
    """Notice by a page alone is given by posting."""
    vocab, text = notice.mention.segment.vocab, notice.mention.segment.text
    whole = " ".join(
        segment.text for _, segment in segments if segment.sentence <= notice.mention.segment.sentence + 1
    )
    if vocab.has("posting_only", text) and not vocab.has("email", whole.replace("in writing", "")):
        return RunsFrom.POSTING
    return RunsFrom.NOTICE
