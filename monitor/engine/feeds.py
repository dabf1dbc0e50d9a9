"""The calendar of deadlines and the feed of revisions: gathered from the store, written to files, served."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from monitor.assess.reminders import ReminderRule, schedule
from monitor.engine.history import window_words
from monitor.knowledge.words import counted, day, instant, listed, plural, say
from monitor.model import CompareOutcome, Decision, DecisionState, RevisionHead, Vendor, Window
from monitor.model.display import one_line
from monitor.review.calendar import CalendarEntry, calendar
from monitor.review.feed import FeedEntry, atom
from monitor.store import Store

KEEP = timedelta(
    days=90
)  # how long a decided window stays in the calendar, so that every reader sees it cancelled
_LAPSED = frozenset({DecisionState.LAPSED, DecisionState.DEEMED_ACCEPTED})
# The deadline's own entry covers its day and the grey zone; the change alert covers the detection.
_REMINDERS = {
    ReminderRule.DAYS_14: "14 days left",
    ReminderRule.DAYS_7: "7 days left",
    ReminderRule.BUSINESS_DAYS_3: "3 business days left",
    ReminderRule.BUSINESS_DAYS_1: "1 business day left",
}


class Feeds:
    """zone: of contracts that name none. report_of: where the report of a revision (public id) is served."""

    def __init__(
        self,
        store: Store,
        vendor_of: Callable[[str], Vendor | None],
        *,
        now: Callable[[], datetime],
        zone: str = "UTC",
        report_of: Callable[[str], str | None] = lambda _: None,
        address: Callable[[], str] = lambda: "",
    ) -> None:
        self._store, self._vendor_of, self._now, self._zone = store, vendor_of, now, zone
        self._report_of, self._address = report_of, address

    def calendar(self, vendor_id: str | None = None) -> bytes:
        """Deadlines, act-by days and reminders of undecided revisions; those of decided ones cancelled."""
        return calendar(self.entries(vendor_id))

    def entries(self, vendor_id: str | None = None) -> list[CalendarEntry]:
        """The entries of the calendar, by revision."""
        heads = {head.id: head for head in self._store.open_revisions()}
        since = self._now() - KEEP
        decided = {made.revision_id for made in self._store.decisions(since=since)} - set(heads)
        heads |= {head.id: head for head in self._store.revision_heads_by_id(decided)}
        wanted = [head for head in heads.values() if vendor_id in (None, head.vendor_id) and head.window]
        return [entry for head in sorted(wanted, key=lambda h: h.id) for entry in self._of(head)]

    def _of(self, head: RevisionHead) -> Iterator[CalendarEntry]:
        vendor = self._vendor_of(head.vendor_id)
        windows = self._store.windows(head.id)
        decisions = self._store.decisions(head.id)
        dated: dict[str, tuple[date, date, str]] = {}
        now_named: set[str] = set()
        for _, _, window in windows:
            of_window = dict(self._dated(head, window, vendor))
            dated |= of_window
            now_named = set(of_window)
        by_person = not head.open and head.state not in _LAPSED
        changed = max([at for at, _, _ in windows] + [made.made_at for made in decisions])
        for kind, (on, until, title) in dated.items():
            yield CalendarEntry(
                uid=f"{kind}-{head.public_id}@subprocessor-monitor",
                on=on,
                until=until,
                title=f"{title}: {one_line(head.vendor_name, 80)}, {plural(head.change_count, 'change')}",
                text=_text(head, decisions),
                sequence=len(windows) - 1 + len(decisions),
                changed_at=changed,
                severity=head.severity,
                cancelled=by_person or kind not in now_named,
                url=self._report_of(head.public_id),
                kind=kind,
            )

    def _dated(
        self, head: RevisionHead, window: Window, vendor: Vendor | None
    ) -> Iterator[tuple[str, tuple[date, date, str]]]:
        bounds = [d for d in (window.deadline.earliest, window.deadline.latest) if d]
        if bounds:
            words = "Objection window closes" if bounds[0] == bounds[-1] else "Objection window may close"
            yield "deadline", (bounds[0], bounds[-1], words)
        if window.act_by:
            yield "act-by", (window.act_by, window.act_by, "Act by today")
        zone = (vendor.zone if vendor else None) or self._zone
        holidays = vendor.holidays if vendor else ()
        planned = schedule(window, head.recorded_at, zone, severity=head.severity, holidays=holidays)
        for reminder in planned:
            if words := _REMINDERS.get(reminder.rule, ""):
                name = f"reminder-{reminder.rule.value.replace('_', '-')}"
                yield name, (reminder.on, reminder.on, f"Reminder, {words} to object")

    def feed(self, vendor_id: str | None = None, limit: int = 100) -> bytes:
        """Material revisions as an Atom feed, newest first."""
        heads = self._store.revision_heads(vendor_id=vendor_id, outcome=CompareOutcome.CHANGED, limit=limit)
        entries = [self._entry(head) for head in heads]
        return atom(entries, address=f"{self._address()}/revisions.atom")

    def _entry(self, head: RevisionHead) -> FeedEntry:
        revision = self._store.revision(head.id)
        decisions, windows = self._store.decisions(head.id), self._store.windows(head.id)
        counts: dict[str, int] = {}
        for change in revision.comparison.changes:
            counts[change.kind.value] = counts.get(change.kind.value, 0) + 1
        said = listed(counted(kind, count) for kind, count in counts.items())
        names = listed(dict.fromkeys(one_line(c.name, 100) for c in revision.comparison.changes[:20]))
        more = len(revision.comparison.changes) - 20
        changes = f"{said}: {names}" + (f" and {more} more" if more > 0 else "")
        return FeedEntry(
            key=head.public_id,
            title=f"{one_line(head.vendor_name, 100)}: {said}",
            text=f"{changes}\n{_text(head, decisions)}",
            published=head.recorded_at,
            updated=max(
                [head.recorded_at, *(at for at, _, _ in windows), *(made.made_at for made in decisions)]
            ),
            vendor=head.vendor_name,
            severity=head.severity.value,
            url=self._report_of(head.public_id),
            source=revision.source_url,
        )

    def routes(self) -> list[BaseRoute]:
        """``/calendar.ics`` and ``/revisions.atom``; ``?vendor=`` takes one vendor's."""

        async def ics(request: Request) -> Response:
            body = await asyncio.to_thread(self.calendar, request.query_params.get("vendor"))
            return _answer(request, body, "text/calendar; charset=utf-8")

        async def revisions(request: Request) -> Response:
            body = await asyncio.to_thread(self.feed, request.query_params.get("vendor"))
            return _answer(request, body, "application/atom+xml; charset=utf-8")

        return [Route("/calendar.ics", ics), Route("/revisions.atom", revisions)]


def _answer(request: Request, body: bytes, media_type: str) -> Response:
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, headers={**headers, "Content-Type": media_type})


def _text(head: RevisionHead, decisions: list[Decision]) -> str:
    """What an entry says below its title."""
    said = [
        f"Revision {head.public_id} of {head.source_id}, {say('severities', head.severity.value).lower()}."
    ]
    window = head.window
    if window:
        said.append(f"{window_words(window)[:1].upper()}{window_words(window)[1:]}.")
        if window.closes.earliest:
            moment = instant(window.closes.earliest)
            said.append(f"The earliest deadline ends on {moment}, whatever day it is where you are.")
        if window.claimed:
            said.append(f"The vendor may claim that it closes on {day(window.claimed)}.")
        if window.to_prevent:
            said.append(f"To prevent the change, object by {day(window.to_prevent)}.")
    if head.terms and not head.terms.confirmed_by:
        said.append("The terms are a reading that nobody has confirmed yet.")
    said.append(f"State: {say('states', head.state.value).lower()}.")
    if decisions:
        last = decisions[-1]
        said.append(f"Last entry by {one_line(last.made_by, 80)} on {day(last.made_at.date())}.")
    return "\n".join(said)
