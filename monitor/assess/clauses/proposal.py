"""From the clauses of a document to one proposal, and what changed between two documents' clauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.assess.clauses.reading import length
from monitor.model import FIELD_CLAUSE, Change, ChangeKind, ClauseTerms, Period


def propose(clauses: Sequence[ClauseTerms]) -> ClauseTerms | None:
    """The terms a window may provisionally be computed from: the shortest reading of each period.

    None where nothing was read. Contradictions are named in ``conditions``. The quotes of the clauses used are joined
    by " […] " where one does not hold both.
    """
    if not clauses:
        return None
    objecting = sorted(
        (c for c in clauses if c.objection), key=lambda c: length(c.objection) if c.objection else 0
    )
    noticing = sorted((c for c in clauses if c.notice), key=lambda c: length(c.notice) if c.notice else 0)
    main = objecting[0] if objecting else (noticing[0] if noticing else clauses[0])
    told = noticing[0] if noticing else main
    used = [main] if main.notice == told.notice else [main, told]
    notes = [note for clause in used for note in clause.conditions]
    for what, periods in (
        ("notice", [c.notice for c in noticing]),
        ("objection", [c.objection for c in objecting]),
    ):
        different = list(dict.fromkeys(str(period) for period in periods))
        if len(different) > 1:
            notes.append(f"contradicting periods of {what}: {', '.join(different)}; the shortest is used")
    return replace(
        main,
        notice=told.notice,
        quote=" […] ".join(dict.fromkeys(clause.quote for clause in used)),
        where=", ".join(dict.fromkeys(clause.where for clause in used if clause.where)),
        deemed_consent=_silence(clauses),
        standstill=any(c.standstill for c in used),
        saturday_may_count=any(c.saturday_may_count for c in used),
        confidence=min(clause.confidence for clause in used),
        conditions=tuple(dict.fromkeys(notes)),
    )


def _silence(clauses: Sequence[ClauseTerms]) -> bool | None:
    """Whether silence is consent: yes where one clause says so (the reading against us), no where one denies it."""
    said = {clause.deemed_consent for clause in clauses} - {None}
    return None if not said else True in said


def compare_clauses(before: Sequence[ClauseTerms], after: Sequence[ClauseTerms]) -> tuple[Change, ...]:
    """What changed in the terms between two versions of a document; empty where only wording did.

    ``name`` says which term, ``before`` and ``after`` its value in words (None where absent), ``notes`` whether it was
    ``shortened``, ``lengthened``, ``removed`` or ``added``.
    """
    old, new = propose(before) or ClauseTerms(), propose(after) or ClauseTerms()
    found = [
        _period_change("Notice period", old.notice, new.notice),
        _period_change("Objection period", old.objection, new.objection),
    ]
    if old.objection and new.objection:
        found.append(_change("Start of the objection period", _words(old.runs_from), _words(new.runs_from)))
    found.append(_change("Silence as acceptance", _yes(old.deemed_consent), _yes(new.deemed_consent)))
    found.append(_change("No change before the window closes", _yes(old.standstill), _yes(new.standstill)))
    return tuple(change for change in found if change)


def _yes(value: bool | None) -> str | None:
    return "yes" if value else None


def _words(value: str | None) -> str | None:
    return value.replace("_", " ") if value else None


def _change(name: str, before: str | None, after: str | None, notes: tuple[str, ...] = ()) -> Change | None:
    if before == after:
        return None
    if not notes:
        notes = ("removed",) if after is None else ("added",) if before is None else ()
    return Change(ChangeKind.CHANGED, name, field=FIELD_CLAUSE, before=before, after=after, notes=notes)


def _period_change(name: str, before: Period | None, after: Period | None) -> Change | None:
    notes: tuple[str, ...] = ()
    if before and after and before != after:
        shorter, longer = length(after) < length(before), length(after) > length(before)
        notes = ("shortened",) if shorter else ("lengthened",) if longer else ("other unit",)
    return _change(name, str(before) if before else None, str(after) if after else None, notes)
