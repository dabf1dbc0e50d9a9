"""What the window of a change is counted from: never a reason for a check to fail."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from monitor.assess.policy import Policy
from monitor.assessment import Assessed, Assessor
from monitor.compare import compare
from monitor.model import (
    ClauseTerms,
    Grade,
    Listing,
    Period,
    PublishedDate,
    Revision,
    RunsFrom,
    Snapshot,
    Vendor,
    WindowFacts,
)
from tests.store.samples import listing, vendor

ACME = vendor("acme")
AT = datetime(2026, 11, 3, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def terms(_vendor: Vendor, _first: datetime, _last: datetime) -> ClauseTerms:
    return ClauseTerms(Period(10), Period(30), RunsFrom.NOTICE, confirmed_by="Ada")


def assessed(*, last_seen: datetime = AT - HOUR, after: Listing | None = None, **more: object) -> Assessed:
    before = Snapshot(1, "acme/list", listing("Alpha"), last_seen - HOUR, last_seen, Grade.BYTES, "c", "l")
    new = after or listing("Alpha", "Beta GmbH")
    assessor = Assessor(terms_of=terms, policy=Policy(), zone="UTC", **more)  # type: ignore[arg-type]
    work = assessor.assess(
        ACME, ACME.sources[0], before, new, compare(before.listing, new), first_seen=AT, at=AT
    )
    return asyncio.run(work)


def test_a_clock_that_was_set_back_turns_the_span_of_a_change_around_and_fails_no_check() -> None:
    window = assessed(last_seen=AT + 25 * HOUR).window
    assert window is not None
    assert (window.trigger.earliest, window.trigger.latest) == (date(2026, 11, 3), date(2026, 11, 4))


def test_a_page_with_an_impossible_date_fails_no_check() -> None:
    odd = replace(listing("Alpha", "Beta GmbH"), published=PublishedDate(readings=(date(1970, 1, 1),)))
    window = assessed(after=odd).window
    assert window is not None
    assert window.claimed is None
    assert any("cannot be meant, Thu 1 Jan 1970" in line for line in window.working)


def test_what_is_on_record_of_a_change_is_counted_before_it_is_recorded() -> None:
    asked: list[Revision] = []

    async def informed(coming: Revision, facts: WindowFacts) -> WindowFacts:
        asked.append(coming)
        return replace(facts, received=AT - 240 * HOUR)

    found = assessed(informed=informed)
    assert found.window is not None
    assert found.window.trigger.earliest == date(2026, 10, 24)
    assert found.facts is not None
    assert found.facts.received == AT - 240 * HOUR
    (coming,) = asked
    assert [change.name for change in coming.comparison.changes] == ["Beta GmbH"]
