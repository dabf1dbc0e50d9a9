"""How long a source may go unseen, and that the monitor says so when it was longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.assess.watchfulness import allowed_age
from monitor.engine.sender import planned
from monitor.engine.terms import Terms
from monitor.engine.unseen import UnseenWatch, too_slow, unseen
from monitor.model import (
    Alert,
    ClauseTerms,
    Period,
    PeriodUnit,
    PlannedAlert,
    Route,
    Schedule,
    Vendor,
)
from monitor.store import Store
from tests.store.samples import AT, baseline, failed, hourly, hours, identical, source, vendor

ROUTES = [Route("ops", ("json://ops",))]
TEN_DAYS = ClauseTerms(Period(30), Period(10), confirmed_by="Ada")


def plan(alert: Alert, vendor: Vendor | None) -> PlannedAlert:
    return planned(alert, vendor, ROUTES)


def watch(store: Store, *vendors: Vendor) -> UnseenWatch:
    nowhere: Any = None
    return UnseenWatch(store, nowhere, lambda: Terms(store), lambda: vendors, plan)


def told(look: UnseenWatch, now: datetime) -> bool:
    return look.tell(look.fresh(now), now)


def acme(name: str = "acme", terms: ClauseTerms | None = TEN_DAYS) -> Vendor:
    return vendor(name, hourly(f"{name}/list"), terms=terms)


def seen(store: Store, *vendors: Vendor) -> None:
    store.sync_vendors(vendors, AT)
    store.record_baselines([baseline("Alpha", id=v.sources[0].id) for v in vendors], AT)


@pytest.mark.parametrize(
    ("terms", "age"),
    [
        (ClauseTerms(Period(30), Period(10)), timedelta(days=2.5)),
        (ClauseTerms(Period(10), Period(30)), timedelta(days=2.5)),
        (ClauseTerms(objection=Period(5, PeriodUnit.BUSINESS_DAYS)), timedelta(days=1.25)),
        (ClauseTerms(objection=Period(1, PeriodUnit.MONTHS)), timedelta(days=7.5)),
        (ClauseTerms(objection=Period(1)), timedelta(hours=6)),
        (None, timedelta(days=1.25)),
        (ClauseTerms(), timedelta(days=1.25)),
    ],
)
def test_the_allowed_age_is_a_quarter_of_the_shortest_period(
    terms: ClauseTerms | None, age: timedelta
) -> None:
    assert allowed_age(terms) == age


@given(st.integers(1, 365), st.integers(1, 365))
def test_a_longer_period_never_allows_less(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert allowed_age(ClauseTerms(objection=Period(low))) <= allowed_age(ClauseTerms(objection=Period(high)))


def test_a_source_unseen_for_too_long_is_told_once(store: Store) -> None:
    known = acme()
    seen(store, known)
    for n in range(1, 5):
        store.record_failure(failed(hours(n * 20), id="acme/list"))
    look = watch(store, known)
    assert not told(look, hours(59)), "two and a half days are allowed"
    assert told(look, hours(61))
    assert not told(look, hours(62))
    assert not told(watch(store, known), hours(63)), "nor after a restart"
    (only,) = store.deliveries()
    own = only.alert.payload["own"]
    assert "acme/list was not seen for 2 days 13 hours" in own["detail"]  # type: ignore[index]
    assert only.alert.vendor_id == "acme"


def test_after_it_was_seen_again_the_next_time_is_told_anew(store: Store) -> None:
    known = acme()
    seen(store, known)
    look = watch(store, known)
    assert told(look, hours(70))
    store.record_unchanged([identical(store, hours(71), id="acme/list")], hours(71))
    assert not told(look, hours(72))
    assert told(look, hours(140))


def test_many_sources_at_once_are_one_message_and_still_each_is_told_once(store: Store) -> None:
    vendors = [acme(f"v{n}") for n in range(6)]
    seen(store, *vendors)
    assert told(watch(store, *vendors), hours(70))
    assert not told(watch(store, *vendors), hours(71))
    (only,) = store.deliveries()
    assert "6 sources" in only.alert.payload["own"]["headline"]  # type: ignore[index]


def test_a_source_that_was_never_seen_counts_from_when_it_came_under_watch(store: Store) -> None:
    known = acme()
    store.sync_vendors([known], AT)
    assert unseen(store, Terms(store), [known], hours(59)) == []
    (found,) = unseen(store, Terms(store), [known], hours(61))
    assert not found.ever
    assert "never seen" in found.words(hours(61))


def test_where_no_clause_is_known_none_is_spoken_of(store: Store) -> None:
    plain = Vendor("acme", "Acme", (source("acme/list"),))
    seen(store, plain)
    (found,) = unseen(store, Terms(store), [plain], hours(24 * 8))
    assert "where no clause is known" in found.words(hours(24 * 8))
    (typed,) = unseen(store, Terms(store), [replace(plain, terms=TEN_DAYS)], hours(24 * 8))
    assert "under its clause 2 days 12 hours is the most" in typed.words(hours(24 * 8))


def test_its_own_slow_schedule_is_no_news_and_the_check_of_the_configuration_says_so(store: Store) -> None:
    slow = Vendor("acme", "Acme", (source("acme/list", schedule=Schedule(5 * 86400)),), terms=TEN_DAYS)
    seen(store, slow)
    assert unseen(store, Terms(store), [slow], hours(24 * 7)) == []
    assert len(unseen(store, Terms(store), [slow], hours(24 * 8))) == 1
    words = too_slow(slow.sources[0], slow, AT)
    assert words == (
        "acme/list is looked at every 5 days; under its clause a change should be found within 2 days 12 hours"
    )
    assert too_slow(hourly(), acme(), AT) is None


def test_a_schedule_of_office_days_is_judged_by_its_weekend() -> None:
    office = source("acme/list", schedule=Schedule(None, "0 8 * * mon-fri", "UTC"))
    strict = Vendor("acme", "Acme", (office,), terms=TEN_DAYS)
    monday: datetime = AT
    assert too_slow(office, strict, monday) is not None
    assert (
        too_slow(office, Vendor("acme", "Acme", (office,), terms=ClauseTerms(objection=Period(30))), AT)
        is None
    )
