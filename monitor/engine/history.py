"""What is on record about a vendor, as one line of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.knowledge.words import counted, day_range, listed, say
from monitor.model import ClauseVersion, CompareOutcome, Notice, RevisionHead, Window
from monitor.model.display import one_line
from monitor.store import Store


class EntryKind(StrEnum):
    """What was recorded."""

    CHANGE = "change"
    REFORMATTING = "reformatting"
    WINDOW = "window"
    DECISION = "decision"
    LETTER = "letter"
    NOTICE = "notice"
    TERMS = "terms"
    REJECTION = "rejection"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that was recorded. ``subject``: the revision's public id, or a number; ``by``: who, if a person."""

    at: datetime
    kind: EntryKind
    subject: str
    words: str
    by: str = ""


def history(store: Store, vendor_id: str, *, since: datetime | None = None) -> list[HistoryEntry]:
    """Changes, windows, decisions, letters, notices, terms and approvals of a vendor, oldest first. ``since``: UTC."""
    heads = store.revision_heads(vendor_id=vendor_id, limit=10_000)
    ids = {head.id: head.public_id for head in heads}
    entries = [*_terms(store.clause_versions(vendor_id)), *_notices(store.notices(vendor_id=vendor_id), ids)]
    entries += [*_rejections(store, vendor_id), *_approvals(store, vendor_id)]
    for head in heads:
        entries += _revision(store, head)
    entries.sort(key=lambda entry: entry.at)
    return [entry for entry in entries if since is None or entry.at >= since]


def _revision(store: Store, head: RevisionHead) -> Iterator[HistoryEntry]:
    if head.outcome is not CompareOutcome.CHANGED:
        yield HistoryEntry(
            head.recorded_at, EntryKind.REFORMATTING, head.public_id, f"{head.source_id} was reformatted"
        )
        return
    changes = store.revision(head.id).comparison.changes
    counts: dict[str, int] = {}
    for change in changes:
        counts[change.kind.value] = counts.get(change.kind.value, 0) + 1
    names = listed(dict.fromkeys(one_line(change.name, 60) for change in changes[:5]))
    more = f" and {len(changes) - 5} more" if len(changes) > 5 else ""
    said = listed(counted(kind, count) for kind, count in counts.items())
    yield HistoryEntry(
        head.recorded_at,
        EntryKind.CHANGE,
        head.public_id,
        f"{head.source_id}: {said} ({head.severity.value}): {names}{more}",
    )
    for computed_at, why, window in store.windows(head.id):
        yield HistoryEntry(
            computed_at, EntryKind.WINDOW, head.public_id, f"{window_words(window)} ({one_line(why, 200)})"
        )
    for made in store.decisions(head.id):
        words = f"{say('states', made.state.value)}: {one_line(made.why, 400)}"
        yield HistoryEntry(
            made.made_at, EntryKind.DECISION, head.public_id, words, one_line(made.made_by, 80)
        )
    for letter in store.letters(head.id):
        words = f"an objection was drafted ({letter.language}; {letter.forms.replace(' ', ', ')}); nothing was sent"
        by = one_line(letter.drafted_by, 80)
        yield HistoryEntry(letter.drafted_at, EntryKind.LETTER, head.public_id, words, by)


def window_words(window: Window) -> str:
    """The dates of a window in a few words."""
    bounds = [day for day in (window.deadline.earliest, window.deadline.latest) if day]
    closes = f"deadline {day_range(bounds[0], bounds[-1])}" if bounds else "no deadline"
    return f"{closes}, act by {day_range(window.act_by, window.act_by)}" if window.act_by else closes


def _notices(notices: list[Notice], ids: Mapping[int, str]) -> Iterator[HistoryEntry]:
    for notice in notices:
        words = f"received by {one_line(notice.channel, 40)}: {one_line(notice.subject, 120) or 'without a subject'}"
        if notice.file_sha256:
            words += f" (file {notice.file_sha256[:12]}…)"
        linked = [ids[key] for key in notice.revision_ids if key in ids]
        words += f"; announces {listed(linked)}" if linked else "; no change of a page answers to it"
        yield HistoryEntry(
            notice.received_at, EntryKind.NOTICE, str(notice.id), words, one_line(notice.logged_by, 80)
        )


def _terms(versions: list[ClauseVersion]) -> Iterator[HistoryEntry]:
    for version in versions:
        terms = version.terms
        if terms is None:
            said = "none are known any more"
        else:
            start = f" from {say('runs_from', terms.runs_from.value)}" if terms.runs_from else ""
            said = (
                f"notice {terms.notice or 'not stated'}, objection {terms.objection or 'not stated'}{start}"
            )
        yield HistoryEntry(
            version.recorded_at,
            EntryKind.TERMS,
            f"v{version.number}",
            f"terms {version.origin.value}: {said}",
            one_line(terms.confirmed_by, 80) if terms and terms.confirmed_by else "",
        )


def _rejections(store: Store, vendor_id: str) -> Iterator[HistoryEntry]:
    numbers = {version.id: version.number for version in store.clause_versions(vendor_id)}
    for answer in store.clause_answers(vendor_id):
        if not answer.confirmed and answer.proposal_id is not None:
            subject = f"v{numbers.get(answer.proposal_id, '?')}"
            words = f"reading rejected: {one_line(answer.why, 400)}"
            yield HistoryEntry(
                answer.made_at, EntryKind.REJECTION, subject, words, one_line(answer.made_by, 80)
            )


def _approvals(store: Store, vendor_id: str) -> Iterator[HistoryEntry]:
    for approval in store.baseline_approvals():
        if approval.source_id.partition("/")[0] == vendor_id:
            words = f"{approval.source_id}: snapshot {approval.snapshot_id} approved: {one_line(approval.why, 400)}"
            yield HistoryEntry(
                approval.approved_at,
                EntryKind.BASELINE,
                str(approval.snapshot_id),
                words,
                one_line(approval.approved_by, 80),
            )
