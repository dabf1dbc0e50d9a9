"""The calendar and the feed, read back by other libraries; what a page says stays text in both."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

import httpx
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from monitor.engine.feeds import Feeds
from monitor.engine.health import Pulse, application
from monitor.model import DateBounds, DecisionState, InstantBounds, Revision
from monitor.review.calendar import CalendarEntry, calendar
from monitor.review.feed import FeedEntry, atom
from monitor.store import Store
from tests.store.samples import AT, WINDOW, hours, vendor

ATOM = "{http://www.w3.org/2005/Atom}"
NOW = AT + timedelta(days=2)


def read(body: bytes) -> dict[str, vobject.base.Component]:
    """The entries of a calendar by their uid, as vobject reads them."""
    found = vobject.readOne(body.decode())
    return {event.uid.value: event for event in found.contents.get("vevent", [])}


def feeds(store: Store) -> Feeds:
    return Feeds(
        store,
        lambda _: vendor("acme"),
        now=lambda: NOW,
        report_of=lambda key: f"https://monitor.example/reports/{key}",
        address=lambda: "https://monitor.example",
    )


def entry(**more: object) -> CalendarEntry:
    fields: dict[str, object] = {
        "uid": "deadline-r1@subprocessor-monitor", "on": date(2026, 12, 2), "until": date(2026, 12, 3),
        "title": "Objection window may close: Acme", "text": "first\nsecond", "sequence": 0, "changed_at": AT,
    }  # fmt: skip
    return CalendarEntry(**(fields | more))  # type: ignore[arg-type]


def test_a_window_gives_its_deadline_act_by_day_and_reminders(
    store: Store, change: Callable[..., Revision]
) -> None:
    revision = change("acme")
    events = read(feeds(store).calendar())
    key = revision.public_id
    assert {uid.partition("@")[0] for uid in events} == {
        f"{kind}-{key}"
        for kind in ("deadline", "act-by", "reminder-days-14", "reminder-days-7", "reminder-business-days-3",
                     "reminder-business-days-1")
    }  # fmt: skip
    deadline = events[f"deadline-{key}@subprocessor-monitor"]
    assert deadline.dtstart.value == date(2026, 12, 2)
    assert deadline.dtend.value == date(2026, 12, 4), (
        "the end of a whole-day entry is the day after (RFC 5545)"
    )
    assert deadline.status.value == "CONFIRMED"
    assert deadline.url.value == f"https://monitor.example/reports/{key}"
    assert "nobody has confirmed" not in deadline.description.value
    assert events[f"act-by-{key}@subprocessor-monitor"].dtstart.value == date(2026, 11, 27)
    assert events[f"reminder-days-14-{key}@subprocessor-monitor"].dtstart.value == date(2026, 11, 18)


def test_a_window_counted_anew_moves_its_entries_in_place(
    store: Store, change: Callable[..., Revision]
) -> None:
    revision = change("acme")
    before = read(feeds(store).calendar())
    sooner = replace(
        WINDOW, deadline=DateBounds(date(2026, 11, 20), date(2026, 11, 21)), act_by=date(2026, 11, 17)
    )
    store.record_window(revision.id, sooner, None, "a notice was logged", hours(40))
    after = read(feeds(store).calendar())
    uid = f"deadline-{revision.public_id}@subprocessor-monitor"
    assert after[uid].dtstart.value == date(2026, 11, 20)
    assert (before[uid].sequence.value, after[uid].sequence.value) == ("0", "1")
    assert set(before) <= set(after), "nothing disappears without being cancelled"


def test_what_a_new_window_no_longer_asks_for_is_cancelled(
    store: Store, change: Callable[..., Revision]
) -> None:
    revision = change("acme")
    none = replace(WINDOW, deadline=DateBounds(None, None), act_by=None)
    store.record_window(revision.id, none, None, "the clause has no period", hours(40))
    assert {event.status.value for event in read(feeds(store).calendar()).values()} == {"CANCELLED"}


def test_a_decision_cancels_every_entry_and_the_cancellation_stays_for_a_while(
    store: Store, change: Callable[..., Revision]
) -> None:
    revision = change("acme")
    store.add_decision(
        revision.id, expected=DecisionState.DETECTED, state=DecisionState.OBJECTED, made_by="Ada", why="no", at=NOW
    )  # fmt: skip
    events = read(feeds(store).calendar())
    assert {event.status.value for event in events.values()} == {"CANCELLED"}
    assert {event.sequence.value for event in events.values()} == {"1"}
    later = feeds(store)
    later._now = lambda: NOW + timedelta(days=91)
    assert read(later.calendar()) == {}


def test_a_window_that_lapsed_is_history_and_not_cancelled(
    store: Store, change: Callable[..., Revision]
) -> None:
    revision = change("acme")
    store.add_decision(
        revision.id, expected=DecisionState.DETECTED, state=DecisionState.LAPSED, made_by="calendar", why="passed",
        at=NOW,
    )  # fmt: skip
    assert {event.status.value for event in read(feeds(store).calendar()).values()} == {"CONFIRMED"}


def test_the_same_store_gives_the_same_bytes(store: Store, change: Callable[..., Revision]) -> None:
    change("acme")
    assert feeds(store).calendar() == feeds(store).calendar()
    assert feeds(store).feed() == feeds(store).feed()


HOSTILE = (
    'Ev\r\nil\r\nBEGIN:VEVENT\r\nSUMMARY:x\x00\x1b[31m; , \\n "<script>" \u202e ]]> &amp; \U0001f600 '
    + "é" * 200
)


def test_no_text_of_a_page_can_add_a_line_to_the_calendar() -> None:
    body = calendar([entry(title=HOSTILE, text=HOSTILE, url="https://x.example/a\r\nATTENDEE:mailto:x@y.z")])
    lines = body.split(b"\r\n")
    assert sum(line.startswith(b"BEGIN:VEVENT") for line in lines) == 1
    assert not any(line.startswith((b"ATTENDEE", b"URL")) for line in lines)
    assert b"\x00" not in body
    assert b"\x1b" not in body
    assert max(map(len, lines)) <= 75, "lines are folded at 75 octets (RFC 5545 section 3.1)"
    (event,) = read(body).values()
    assert event.summary.value.startswith("Ev il BEGIN:VEVENT SUMMARY:x")


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_the_words_one_entry_stays_one_entry(title: str, text: str) -> None:
    events = read(calendar([entry(title=title, text=text)]))
    assert list(events) == ["deadline-r1@subprocessor-monitor"]


def test_the_feed_names_each_revision_once_for_ever(store: Store, change: Callable[..., Revision]) -> None:
    revision = change("acme", "Beta <script>")
    feed = ET.fromstring(feeds(store).feed())
    (item,) = feed.findall(f"{ATOM}entry")
    assert item.findtext(f"{ATOM}id") == f"urn:subprocessor-monitor:revision:{revision.public_id}"
    assert "Beta <script>" in (item.findtext(f"{ATOM}content") or "")
    assert item.find(f"{ATOM}content").get("type") == "text"  # type: ignore[union-attr]
    first = feed.findtext(f"{ATOM}updated")
    store.record_window(revision.id, WINDOW, None, "again", NOW)
    again = ET.fromstring(feeds(store).feed())
    assert again.find(f"{ATOM}entry").findtext(f"{ATOM}id") == item.findtext(f"{ATOM}id")  # type: ignore[union-attr]
    assert (again.findtext(f"{ATOM}updated") or "") > (first or "")


@given(st.text(max_size=300), st.text(max_size=300))
@pytest.mark.filterwarnings("ignore")
def test_whatever_the_words_the_feed_is_well_formed(title: str, text: str) -> None:
    moment = datetime(2026, 11, 3, tzinfo=UTC)
    body = atom(
        [FeedEntry("r1", title, text, moment, moment, title, "high", url="javascript:alert(1)")],
        address="https://monitor.example/revisions.atom",
    )
    feed = ET.fromstring(body)
    links = [link.get("href") for link in feed.iter(f"{ATOM}link")]
    assert links == ["https://monitor.example/revisions.atom"]
    assert not re.search(rb"<script", body)


def test_both_are_served_and_answer_what_is_known_already_with_304(
    store: Store, change: Callable[..., Revision]
) -> None:
    change("acme")
    app = application(Pulse(started_at=NOW), lambda: NOW, feeds(store).routes())

    async def ask() -> None:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://monitor.example") as client:
            for path, kind in (
                ("/calendar.ics", "text/calendar"),
                ("/revisions.atom", "application/atom+xml"),
            ):
                first = await client.get(path)
                assert first.status_code == 200
                assert first.headers["content-type"].startswith(kind)
                again = await client.get(path, headers={"If-None-Match": first.headers["etag"]})
                assert again.status_code == 304
                other = await client.get(path, params={"vendor": "nobody"})
                assert b"acme" not in other.content.lower()

    asyncio.run(ask())


def test_an_entry_says_at_which_moment_its_day_ends_for_readers_in_other_zones(
    store: Store, change: Callable[..., Revision]
) -> None:
    """Los Angeles shows the same day, and has eight hours less of it than London."""
    ends = datetime(2026, 12, 2, 23, 59, 59, tzinfo=UTC)
    store.record_window(
        change("acme").id, replace(WINDOW, closes=InstantBounds(ends, ends)), None, "again", NOW
    )
    event = next(e for uid, e in read(feeds(store).calendar()).items() if uid.startswith("deadline-"))
    assert "The earliest deadline ends on Wed 2 Dec 2026, 23:59 UTC" in event.description.value
