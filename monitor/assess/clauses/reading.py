"""From contract prose to terms: every clause that speaks of notice of new sub-processors or of objecting to them."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from monitor.assess.clauses.conditions import conditions_of, deemed_consent_of, standstill_of
from monitor.assess.clauses.definitions import defined
from monitor.assess.clauses.periods import mentions
from monitor.assess.clauses.plain import plain, smooth
from monitor.assess.clauses.references import by_reference, same_window
from monitor.assess.clauses.roles import Reading, Role, Subject, read_mention
from monitor.assess.clauses.sentences import Segment, Text, split_text
from monitor.assess.clauses.subjects import subjects_of
from monitor.model import ClauseTerms, Paragraph, Period, PeriodUnit

BEFORE, BEHIND = 2, 4  # sentences around the periods in which conditions are looked for
MARGIN = 0.2  # a reading so much weaker than the best of its clause is dropped
LONGEST_QUOTE = 1500
NEIGHBOURS = 4  # paragraphs under one section, say the items of a list, over which a clause may run
REFERRED = 8  # paragraphs behind a notice in which its period may be named as the window
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
            around = text.whole[max(first, segment.start - NEARBY) : min(last, segment.end + NEARBY)]
            sentence = smooth(plain(around))
            reading = read_mention(mention, subjects[number], earlier, sentence)
            if reading and length(mention.period) <= LONGEST_DAYS:
                found.append(reading)
    found += defined(text, subjects, found)
    found.sort(key=lambda r: (r.mention.segment.start, r.mention.start))
    objected = {r.mention.segment.paragraph for r in found if r.role is Role.OBJECTION}
    clauses = [_terms(text, subjects, cluster, objected) for cluster in _clusters(text, found)]
    return tuple(clause for group in clauses for clause in group)


_ITEM = re.compile(r"\s*\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})\)\s", re.IGNORECASE)  # "(b) …", "iv) …"


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


def _terms(text: Text, subjects: list[Subject], cluster: _Cluster, objected: Set[int]) -> list[ClauseTerms]:
    segments = text.within(_with_items(text, cluster.paragraphs))
    notices = _best(cluster.readings, Role.NOTICE)
    objections = _best(cluster.readings, Role.OBJECTION)
    nearby = text.within(_with_neighbours(text, cluster.paragraphs, objected))
    referred = None if objections else by_reference(nearby, subjects, notices)
    if referred:
        objections = (referred[0],)
    objections = tuple(same_window(segments, notices, objection) for objection in objections)
    notices = tuple(sorted(notices, key=lambda r: length(r.mention.period)))
    objections = tuple(sorted(objections, key=lambda r: length(r.mention.period)))
    used = [*notices, *objections]
    evidence = _around(nearby if referred else segments, subjects, used)
    deemed, deemed_span = deemed_consent_of(evidence)
    spans = [text.sentence(r.mention.segment) for r in used] + ([deemed_span] if deemed_span else [])
    if referred is not None:
        spans.append(referred[1])
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


def _with_neighbours(text: Text, paragraphs: range, objected: Set[int]) -> range:
    """The paragraphs of a clause, and those behind it in which its window may be named by reference.

    Where one of them holds a window of its own, none is: what it refers to is that window.
    """
    last = min(paragraphs[-1] + REFERRED, len(text.sections) - 1)
    if any(paragraph in objected for paragraph in range(paragraphs.start, last + 1)):
        return _with_items(text, paragraphs)
    return range(paragraphs.start, last + 1)


def _with_items(text: Text, paragraphs: range) -> range:
    """The paragraphs of a clause, and the items of its list that follow: "(d) absent objection, it is approved"."""
    last = paragraphs[-1]
    item = text.opening(last)
    if item is None or not _ITEM.match(item.text):
        return paragraphs
    while last - paragraphs[-1] < NEIGHBOURS:
        following = text.opening(last + 1)
        if following is None or not _ITEM.match(following.text):
            break
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
