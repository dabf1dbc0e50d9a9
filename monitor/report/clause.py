"""The clause a window was computed under, in words."""

from __future__ import annotations

from monitor.knowledge.retelling import period_words
from monitor.knowledge.speech import Speech
from monitor.model import ClauseTerms, Period, Revision, SourceKind
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
    return pairs + [Pair(tr("Condition"), one_line(condition, 400)) for condition in terms.conditions]


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
    return said[:1].upper() + said[1:] + "."
