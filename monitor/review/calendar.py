"""Deadlines as a calendar (RFC 5545): entries with stable names that update in place and are cancelled on decision.

Whole-day entries: a window's dates are days of the contract's zone, and a calendar that shifted them to the reader's
zone would tell another day. Every text is foreign until it is cleaned here; the library escapes and folds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event, vUri

from monitor.model import Severity
from monitor.model.display import lines, one_line, web_address

PRODUCT = "-//Sub-processor Monitor//Objection windows//EN"
REFRESH = timedelta(hours=1)
_PRIORITIES = {Severity.CRITICAL: 1, Severity.HIGH: 2, Severity.MEDIUM: 5, Severity.LOW: 7, Severity.INFO: 9}


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One whole-day entry.

    uid: stable for ever, so that readers update their copy. on, until: first and last day, both included.
    sequence: rises with every change of the entry. changed_at: when it last changed (UTC).
    cancelled: what it asked for is done, or its day moved away. url: where the report is served.
    """

    uid: str
    on: date
    until: date
    title: str
    text: str
    sequence: int
    changed_at: datetime
    severity: Severity = Severity.MEDIUM
    cancelled: bool = False
    url: str | None = None
    kind: str = "deadline"


def calendar(entries: Iterable[CalendarEntry], *, name: str = "Objection windows") -> bytes:
    """The entries as one ``text/calendar`` document (UTF-8, CRLF). The same entries give the same bytes."""
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", one_line(name, 100))
    found.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", "PT1H")
    for entry in sorted(entries, key=lambda each: each.uid):
        found.add_component(_event(entry))
    return bytes(found.to_ical())


def _event(entry: CalendarEntry) -> Event:
    event = Event()
    changed = entry.changed_at.astimezone(UTC).replace(microsecond=0)
    event.add("uid", entry.uid)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.until + timedelta(days=1))
    event.add("summary", one_line(entry.title, 200))
    event.add("description", lines(entry.text, 4000))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # it takes nobody's time away
    event.add("categories", ["Sub-processors", one_line(entry.kind, 40)])
    event.add("priority", _PRIORITIES[entry.severity])
    address = web_address(entry.url)
    if address:
        event.add("url", vUri(address))
    return event
