"""The clause a window was computed under, in words."""

from __future__ import annotations

from monitor.knowledge.retelling import period_words
from monitor.knowledge.speech import Speech
from monitor.model import ClauseTerms, Period, Receipt, Revision, SourceKind, WorkingDays
from monitor.model.display import lines, one_line
from monitor.model.record import ClauseOrigin, ClauseVersion
from monitor.report.blocks import Block, Pair, Quote, Section, Text, label_table
from monitor.report.context import ReportContext


def clause_section(revision: Revision, context: ReportContext) -> Section | None:
    """Quote, where it came from, its version, who stands for its reading, and the terms read from it."""
    speech, terms = context.speech, revision.terms
    title = speech.tr("Contract clause")
    if terms is None:
        if revision.kind is not SourceKind.LIST:
            return None
        none = speech.tr("No notice or objection clause is on file for this vendor.")
        return Section("clause", title, (Text(none),))
    blocks: list[Block] = [Quote(lines(terms.quote, 4_000))] if terms.quote else []
    blocks += [Text(_source(terms, context), soft=True), label_table(_terms(speech, terms))]
    return Section("clause", title, tuple(blocks))


def _terms(speech: Speech, terms: ClauseTerms) -> list[Pair]:
    tr, unstated = speech.tr, speech.tr("not stated")

    def period(value: Period | None) -> str:
        return period_words(speech, str(value)) if value else unstated

    silence = {True: tr("yes"), False: tr("no"), None: unstated}[terms.deemed_consent]
    clock = speech.say("runs_from", terms.runs_from.value) if terms.runs_from else unstated
    pairs = [
        Pair(tr("Notice period"), period(terms.notice)),
        Pair(tr("Objection period"), period(terms.objection)),
        Pair(tr("Clock starts with"), clock),
        Pair(tr("Silence is consent"), silence),
    ]
    if terms.standstill:
        pairs.append(Pair(tr("Standstill"), tr("the change may not go live before the window closes")))
    if counting := _counting(speech, terms):
        pairs.append(Pair(tr("How days are counted"), "; ".join(counting)))
    return pairs + [Pair(tr("Condition"), one_line(condition, 400)) for condition in terms.conditions]


def _counting(speech: Speech, terms: ClauseTerms) -> list[str]:
    """What the contract says of counting, where a person typed it or the clause leaves it open."""
    tr, deemed = speech.tr, period_words(speech, str(terms.deemed_received or ""))
    said = (
        (terms.inclusive_start, tr("the first day counts")),
        (terms.working_days is WorkingDays.MON_SAT, tr("Saturdays are working days")),
        (terms.saturday_may_count, tr("Saturdays may be working days")),
        (terms.clear_days, tr("the notice is of clear days")),
        (terms.roll, tr("a last day off work moves to the next working day")),
        (terms.receipt is Receipt.ON_ARRIVAL, tr("a notice counts as received when it arrives")),
        (
            terms.receipt is Receipt.NEXT_BUSINESS_DAY,
            tr("a notice that comes after hours counts as received on the next business day"),
        ),
        (
            terms.deemed_received,
            tr("a notice counts as received so long after its sending: {period}", period=deemed),
        ),
    )
    return [words for holds, words in said if holds]


def _version(version: ClauseVersion, context: ReportContext) -> str:
    speech, number = context.speech, version.number
    if version.from_the_beginning:
        return speech.tr("version {number}, valid from the beginning", number=number)
    since = speech.instant(version.valid_from)
    return speech.tr("version {number}, valid from {since}", number=number, since=since)


def _source(terms: ClauseTerms, context: ReportContext) -> str:
    speech, version = context.speech, context.clause_version
    tr = speech.tr
    parts = [one_line(terms.where, 200)] if terms.where else []
    if version:
        parts.append(_version(version, context))
        parts.append(
            {
                ClauseOrigin.CONFIGURED: tr("typed into the configuration"),
                ClauseOrigin.PROPOSED: tr("read from the contract by the parser"),
                ClauseOrigin.CONFIRMED: tr("read from the contract and confirmed by a person"),
            }[version.origin]
        )
    if terms.confirmed_by:
        parts.append(tr("confirmed by {who}", who=one_line(terms.confirmed_by, 120)))
    else:
        share = speech.percent(terms.confidence)
        parts.append(tr("unconfirmed, read with confidence {share}", share=share))
    said = "; ".join(parts)
    if "." in said.split(";")[0].split(" ")[0]:  # the name of a file keeps its letters
        return said + "."
    return said[:1].upper() + said[1:] + "."
