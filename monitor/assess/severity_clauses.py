"""The difference between two versions of a contract's terms, as changes that severity can judge."""

from __future__ import annotations

from monitor.model import FIELD_CLAUSE, Change, ChangeKind, ClauseTerms

NOTICE = "notice period"
OBJECTION = "objection period"
RUNS_FROM = "start of the objection period"
CONSENT = "effect of silence"


def clause_changes(before: ClauseTerms | None, after: ClauseTerms | None) -> tuple[Change, ...]:
    """What differs between the terms read from two versions of a document; other words for equal terms are none.

    Each is a ``Change`` of ``FIELD_CLAUSE`` named after the term, its texts in words ("30 calendar days"),
    the sentence of the newer version among its notes.
    """
    old, new = _terms(before), _terms(after)
    quotes = tuple(
        f"{when}: {terms.quote}"
        for when, terms in (("before", before), ("after", after))
        if terms and terms.quote
    )
    changes = []
    for name in old:
        if old[name] == new[name]:
            continue
        kind = (
            ChangeKind.ADDED
            if old[name] is None
            else ChangeKind.REMOVED
            if new[name] is None
            else ChangeKind.CHANGED
        )
        changes.append(
            Change(kind, name, field=FIELD_CLAUSE, before=old[name], after=new[name], notes=quotes)
        )
    return tuple(changes)


def _terms(terms: ClauseTerms | None) -> dict[str, str | None]:
    if terms is None:
        return dict.fromkeys((NOTICE, OBJECTION, RUNS_FROM, CONSENT))
    silence = {True: "silence is acceptance", False: "silence is no acceptance", None: None}[
        terms.deemed_consent
    ]
    return {
        NOTICE: str(terms.notice) if terms.notice else None,
        OBJECTION: str(terms.objection) if terms.objection else None,
        RUNS_FROM: terms.runs_from.value.replace("_", " ") if terms.runs_from else None,
        CONSENT: silence,
    }
