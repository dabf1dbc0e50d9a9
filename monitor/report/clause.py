"""The clause a window was computed under, in words."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.knowledge.words import instant, say
from monitor.model import Revision
from monitor.model.display import lines, one_line
from monitor.model.record import ClauseOrigin
from monitor.report.context import ReportContext
from monitor.report.entries import Pair


@dataclass(frozen=True, slots=True)
class ClauseView:
    """Quote, where it came from and who stands for its reading, and the terms read from it."""

    quote: str
    source: str
    terms: tuple[Pair, ...]


_ORIGINS = {
    ClauseOrigin.CONFIGURED: "typed into the configuration",
    ClauseOrigin.PROPOSED: "read from the contract by the parser",
    ClauseOrigin.CONFIRMED: "read from the contract and confirmed by a person",
}


def clause_view(revision: Revision, context: ReportContext) -> ClauseView | None:
    """The clause, or None where no terms are on file."""
    terms = revision.terms
    if terms is None:
        return None
    pairs = [
        Pair("Notice", str(terms.notice) if terms.notice else "not stated"),
        Pair("Objection", str(terms.objection) if terms.objection else "not stated"),
        Pair(
            "Clock starts with", say("runs_from", terms.runs_from.value) if terms.runs_from else "not stated"
        ),
        Pair("Silence is consent", {True: "yes", False: "no", None: "not stated"}[terms.deemed_consent]),
    ]
    if terms.standstill:
        pairs.append(Pair("Standstill", "the change may not go live before the window closes"))
    pairs += [Pair("Condition", one_line(condition, 400)) for condition in terms.conditions]
    return ClauseView(lines(terms.quote, 4_000), _source(revision, context), tuple(pairs))


def _source(revision: Revision, context: ReportContext) -> str:
    terms = revision.terms
    assert terms is not None
    parts = [one_line(terms.where, 200)] if terms.where else []
    if version := context.clause_version:
        parts.append(f"version {version.number}, valid from {instant(version.valid_from)}")
        parts.append(_ORIGINS[version.origin])
    if terms.confirmed_by:
        parts.append(f"confirmed by {one_line(terms.confirmed_by, 120)}")
    else:
        parts.append(f"unconfirmed, read with confidence {terms.confidence:.0%}")
    said = "; ".join(parts)
    return said[:1].upper() + said[1:] + "."
