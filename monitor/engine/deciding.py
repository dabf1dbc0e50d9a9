"""Decisions of people and of the calendar, judged by the room ``review`` and written to the store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.knowledge.words import day
from monitor.model import Decision, DecisionState, Revision, RevisionHead, Vendor, Window
from monitor.review.decisions import BY_CALENDAR, CALENDAR, DecisionError, Proposed, after_window, check
from monitor.store import NotAllowedError, Store

_LATELY = timedelta(days=30)
_LONGEST_REVIEW = timedelta(
    days=400
)  # from a change to the end of its window; contracts give six months at most
VendorOf = Callable[[str], Vendor | None]


class Deciding:
    """Records decisions. ``zone``: of contracts that name none, an IANA name."""

    def __init__(self, store: Store, vendor_of: VendorOf, zone: str = "UTC") -> None:
        self._store, self._vendor_of, self._zone = store, vendor_of, zone

    def today(self, vendor_id: str, now: datetime) -> date:
        """The date at an instant in the zone of a vendor's contract."""
        vendor = self._vendor_of(vendor_id)
        return now.astimezone(ZoneInfo((vendor.zone if vendor else None) or self._zone)).date()

    def decide(self, revision: Revision, proposed: Proposed, now: datetime) -> Decision:
        """Record what a person decided; reminders that wait to be sent are dropped.

        Raises ``DecisionError`` where it is not allowed, ``NotAllowedError`` where somebody else was sooner.
        """
        if not revision.comparison.changes:
            raise DecisionError(
                f"revision {revision.public_id} is a mere reformatting: there is nothing to decide"
            )
        check(
            proposed,
            revision.state,
            today=self.today(revision.vendor_id, now),
            window=revision.window,
            log=self._store.decisions(revision.id),
        )
        return self._store.add_decision(
            revision.id,
            expected=revision.state,
            state=proposed.state,
            made_by=proposed.made_by.strip(),
            why=proposed.words,
            at=now,
            drop_reminders=True,
        )

    def lapse(self, head: RevisionHead, now: datetime) -> Decision | None:
        """Close a revision whose window passed undecided; None where it has not. Once: the state guards it."""
        window, latest = head.window, head.window.deadline.latest if head.window else None
        if window is None or latest is None or not head.open or now <= self._closes(window, latest):
            return None
        if self.today(head.vendor_id, now) <= latest:
            return None
        terms = head.terms
        state = after_window(
            terms.deemed_consent if terms else None, confirmed=bool(terms and terms.confirmed_by)
        )
        why = f"The latest deadline, {day(latest)}, passed without a decision."
        if state is DecisionState.DEEMED_ACCEPTED:
            why += " By the clause, silence is acceptance."
        elif terms and not terms.confirmed_by:
            why += " The terms are an unconfirmed reading: once confirmed, the window is computed anew."
        else:
            why += " The clause does not say that silence is acceptance."
        try:
            return self._store.add_decision(
                head.id, expected=head.state, state=state, made_by=CALENDAR, why=why, at=now
            )
        except NotAllowedError:
            return None  # somebody decided in this very moment; that entry stands

    def lapsed_lately(self, now: datetime) -> list[RevisionHead]:
        """Revisions whose window passed undecided in the last thirty days: over, but not to be forgotten at once."""
        heads = self._store.revision_heads(since=now - _LONGEST_REVIEW, limit=10_000)
        return [
            head
            for head in heads
            if head.state in BY_CALENDAR
            and head.window
            and head.window.deadline.latest
            and self.today(head.vendor_id, now) - head.window.deadline.latest <= _LATELY
        ]

    def reopen(self, revision_id: int, window: Window, now: datetime) -> Decision | None:
        """A window that lapsed by figures since corrected is open again; None where it is not."""
        revision = self._store.revision(revision_id)
        latest = window.deadline.latest
        if revision.state not in BY_CALENDAR or latest is None:
            return None
        if now > self._closes(window, latest):
            return None
        before = self._store.decisions(revision.id)[-1].state_before
        why = f"The window was computed anew and closes on {day(latest)} at the latest: it is open again."
        return self._store.add_decision(
            revision.id, expected=revision.state, state=before, made_by=CALENDAR, why=why, at=now
        )

    def _closes(self, window: Window, latest: date) -> datetime:
        if window.closes.latest:
            return window.closes.latest
        return datetime.combine(latest + timedelta(days=1), time(), ZoneInfo(self._zone)).astimezone(UTC)
