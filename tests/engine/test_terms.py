"""Contract pages read, answered and applied: windows of open revisions follow the terms that applied to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.assess.windows import compute
from monitor.engine.applying import Applying
from monitor.engine.confirming import AnswerError, confirmed_terms, unusual
from monitor.engine.deciding import Deciding
from monitor.engine.sender import planned
from monitor.engine.terms import Terms
from monitor.model import (
    Alert,
    ClauseTerms,
    DecisionState,
    Listing,
    Paragraph,
    Period,
    PeriodUnit,
    PlannedAlert,
    Receipt,
    Revision,
    Route,
    RunsFrom,
    Source,
    SourceKind,
    Vendor,
    Verdict,
    WindowFacts,
    WorkingDays,
)
from monitor.review.terms import EVER
from monitor.store import Baseline, NewListing, Store
from tests.store.samples import AT, baseline, capture, hours, source, step

DPA = "acme/dpa"
ROUTES = [Route("ops", ("json://ops",))]


def clause(days: int) -> str:
    return (
        "The Processor shall inform the Customer of any new sub-processor with 30 days prior notice. "
        f"The Customer may object to a new sub-processor within {days} days of receipt of the notice."
    )


def contract(days: int) -> Listing:
    return Listing(Verdict.NO_LIST, paragraphs=(Paragraph(clause(days), where="section 7"),))


def acme(terms: ClauseTerms | None = None) -> Vendor:
    sources = (source("acme/list"), source(DPA, kind=SourceKind.DPA, url="https://acme.example/dpa"))
    return Vendor("acme", "Acme", sources, terms=terms, zone="UTC")


def dpa(vendor: Vendor) -> Source:
    return vendor.sources[1]


def plan(alert: Alert, vendor: Vendor | None) -> PlannedAlert:
    return planned(alert, vendor, ROUTES)


def watch(store: Store, vendor: Vendor, days: int = 30) -> None:
    """The list and the contract page are seen for the first time."""
    store.sync_vendors([vendor], AT)
    store.record_baselines([baseline("Alpha", id="acme/list")], AT)
    page = capture(clause(days).encode(), AT, url="https://acme.example/dpa")
    store.record_baselines([Baseline(DPA, NewListing.of(contract(days)), page, AT, hours(1))], AT)


def amend(store: Store, days: int, at: datetime) -> None:
    """The contract page changes."""
    made = step(store, at=at, id=DPA, body=clause(days).encode(), window=None)
    store.record_revision(replace(made, listing=NewListing.of(contract(days))))


def change(store: Store, terms: ClauseTerms | None, at: datetime, name: str = "Beta") -> Revision:
    """The list changes; its window is counted under ``terms``."""
    facts = WindowFacts(terms, hours(0), at, zone="UTC", today=at.date()) if terms else None
    window = compute(facts) if facts else None
    return store.record_revision(
        step(store, "Alpha", name, at=at, id="acme/list", window=window, facts=facts, terms=terms)
    )


def applying(store: Store, vendor: Vendor) -> Applying:
    def vendor_of(_: str) -> Vendor:
        return vendor

    return Applying(store, Terms(store, "UTC", plan), Deciding(store, vendor_of, "UTC"), "UTC")


def confirm(store: Store, vendor: Vendor, *corrections: str, at: datetime) -> ClauseTerms:
    terms = Terms(store, "UTC", plan)
    proposal = terms.book(vendor).versions[-1]
    made = confirmed_terms(proposal.terms, corrections, by="Ada")
    store.confirm_clause(
        "acme", made, proposal=proposal, valid_from=proposal.valid_from, made_by="Ada", why="read it", at=at
    )
    return made


def test_the_first_reading_of_a_contract_page_has_applied_ever_since(store: Store) -> None:
    vendor = acme()
    watch(store, vendor)
    terms = Terms(store, "UTC", plan)
    assert terms.learn(vendor, dpa(vendor), hours(1)) is not None
    (version,) = store.clause_versions("acme")
    assert version.valid_from == EVER
    assert version.snapshot_id == store.current(DPA).id  # type: ignore[union-attr]
    assert terms.learn(vendor, dpa(vendor), hours(2)) is None, "nothing new"


def test_confirming_a_reading_recounts_the_open_windows_once_and_shows_what_moved(store: Store) -> None:
    vendor = acme()
    watch(store, vendor)
    terms = Terms(store, "UTC", plan)
    learned = terms.learn(vendor, dpa(vendor), hours(1))
    revision = change(store, learned, hours(24))
    assert "unconfirmed" in revision.window.flags  # type: ignore[union-attr]
    confirm(store, vendor, "objection=14d", at=hours(48))
    found = applying(store, vendor).vendor(vendor, "terms confirmed by Ada", hours(48))
    (recounted,) = found.recounted
    assert ("deadline", "Wed 2 – Thu 3 Dec 2026", "Mon 16 – Tue 17 Nov 2026") in recounted.differences
    again = store.revision(revision.id)
    assert again.terms is not None
    assert again.terms.confirmed_by == "Ada"
    assert "unconfirmed" not in again.window.flags  # type: ignore[union-attr]
    assert applying(store, vendor).vendor(vendor, "again", hours(72)).nothing, "twice is once"
    assert len(store.windows(revision.id)) == 2
    assert store.verify() == []


def test_a_holiday_calendar_or_zone_configured_later_counts_in_the_open_windows(store: Store) -> None:
    terms = ClauseTerms(
        Period(10), Period(5, PeriodUnit.BUSINESS_DAYS), RunsFrom.LIST_UPDATE, confirmed_by="Ada"
    )
    vendor = replace(acme(), terms=terms)
    watch(store, vendor)
    revision = change(store, terms, hours(24))
    assert applying(store, vendor).vendor(vendor, "as before", hours(48)).nothing
    thanksgiving = replace(vendor, holidays=("US",), zone="America/New_York")
    (recounted,) = applying(store, vendor).vendor(thanksgiving, "the file changed", hours(48)).recounted
    assert "zone and holidays as configured: America/New_York, US" in recounted.why
    assert ("deadline", "Mon 9 – Tue 10 Nov 2026", "Mon 9 – Tue 10 Nov 2026") not in recounted.differences
    facts = store.window_facts(revision.id)
    assert facts is not None
    assert (facts.zone, facts.holidays) == ("America/New_York", ("US",))
    assert applying(store, vendor).vendor(thanksgiving, "again", hours(72)).nothing


def test_a_decided_revision_keeps_the_window_it_was_decided_under(store: Store) -> None:
    vendor = acme()
    watch(store, vendor)
    learned = Terms(store).learn(vendor, dpa(vendor), hours(1))
    revision = change(store, learned, hours(24))
    store.add_decision(
        revision.id, expected=DecisionState.DETECTED, state=DecisionState.ACCEPTED, made_by="Ada", why="fine",
        at=hours(30),
    )  # fmt: skip
    confirm(store, vendor, "objection=14d", at=hours(48))
    assert applying(store, vendor).vendor(vendor, "terms confirmed", hours(48)).nothing


def test_a_change_found_before_any_terms_were_known_gets_its_window_when_they_are(store: Store) -> None:
    vendor = acme()
    watch(store, vendor)
    revision = change(store, None, hours(24))
    assert revision.window is None
    Terms(store).learn(vendor, dpa(vendor), hours(30))
    found = applying(store, vendor).vendors([vendor], hours(30))
    assert found["acme"].opened == (revision.public_id,)
    assert "unconfirmed" in store.revision(revision.id).window.flags  # type: ignore[union-attr]


def test_a_change_is_judged_under_the_terms_in_force_when_it_was_made(store: Store) -> None:
    vendor = acme()
    watch(store, vendor, 30)
    terms = Terms(store, "UTC", plan)
    terms.learn(vendor, dpa(vendor), hours(1))
    confirm(store, vendor, at=hours(2))
    amend(store, 10, hours(100))
    terms.learn(vendor, dpa(vendor), hours(100))
    before = terms.between(vendor, hours(24), hours(48))
    after = terms.between(vendor, hours(120), hours(121))
    assert before is not None
    assert (before.objection, before.confirmed_by) == (Period(30), "Ada")
    assert after is not None
    assert (after.objection, after.confirmed_by) == (Period(10), None)


def test_a_page_that_contradicts_the_terms_on_file_is_told_once_for_each_reading(store: Store) -> None:
    vendor = acme(ClauseTerms(Period(30), Period(30), RunsFrom.RECEIPT, confirmed_by="vendors.yaml"))
    watch(store, vendor, 10)
    terms = Terms(store, "UTC", plan)
    terms.learn(vendor, dpa(vendor), hours(1))
    for n in range(2, 5):
        terms.learn(vendor, dpa(vendor), hours(n))
        terms.compare(vendor, hours(n))
    (told,) = store.deliveries(vendor_id="acme")
    own = told.alert.payload["own"]
    assert "objection: 30 calendar days as we have it, 10 calendar days on the page" in own["detail"].lower()  # type: ignore[index]
    amend(store, 14, hours(10))
    terms.learn(vendor, dpa(vendor), hours(10))
    assert len(store.deliveries(vendor_id="acme")) == 2, "another reading is another fact"


def test_a_contradiction_that_a_person_answered_is_told_no_more(store: Store) -> None:
    vendor = acme(ClauseTerms(Period(30), Period(30), RunsFrom.RECEIPT, confirmed_by="vendors.yaml"))
    watch(store, vendor, 10)
    silent = Terms(store, "UTC")
    silent.learn(vendor, dpa(vendor), hours(1))
    store.reject_clause(store.clause_versions("acme")[-1], made_by="Ada", why="not our DPA", at=hours(2))
    assert not Terms(store, "UTC", plan).compare(vendor, hours(3))
    assert store.deliveries() == []


def test_a_page_that_agrees_with_the_terms_on_file_is_not_told(store: Store) -> None:
    vendor = acme(ClauseTerms(Period(30), Period(30), RunsFrom.RECEIPT, confirmed_by="vendors.yaml"))
    watch(store, vendor, 30)
    Terms(store, "UTC", plan).learn(vendor, dpa(vendor), hours(1))
    assert store.deliveries() == []


def test_a_window_that_lapsed_under_a_wrong_reading_is_open_again_under_the_right_one(store: Store) -> None:
    vendor = acme()
    watch(store, vendor, 10)
    learned = Terms(store).learn(vendor, dpa(vendor), hours(1))
    revision = change(store, learned, hours(24))
    later = AT + timedelta(days=16)
    deciding = Deciding(store, lambda _: vendor, "UTC")
    assert deciding.lapse(store.open_revisions()[0], later) is not None
    confirm(store, vendor, "objection=30d", at=later)
    (recounted,) = applying(store, vendor).vendor(vendor, "terms confirmed", later).recounted
    assert recounted.reopened is not None
    assert store.revision(revision.id).state is DecisionState.DETECTED


def test_typed_terms_over_time_are_kept_as_versions_and_never_twice(store: Store) -> None:
    old, new = (
        ClauseTerms(objection=Period(n), valid_from=day, confirmed_by="vendors.yaml")
        for n, day in ((15, date(2024, 2, 1)), (30, date(2026, 1, 1)))
    )
    vendor = Vendor("acme", "Acme", (source("acme/list"),), terms=new, earlier_terms=(old,))
    for n in range(3):
        store.sync_vendors([vendor], hours(n))
    assert [v.terms for v in store.clause_versions("acme")] == [old, new]
    terms = Terms(store, "Europe/Berlin")
    last_year = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    assert terms.between(vendor, last_year, last_year) == new, "half past midnight in Berlin"


@pytest.mark.parametrize(
    ("correction", "expected"),
    [
        ("objection=14d", ClauseTerms(Period(30), Period(14), confirmed_by="Ada")),
        ("objection=10bd", ClauseTerms(Period(30), Period(10, PeriodUnit.BUSINESS_DAYS), confirmed_by="Ada")),
        ("objection=2 weeks", ClauseTerms(Period(30), Period(2, PeriodUnit.WEEKS), confirmed_by="Ada")),
        ("objection=none", ClauseTerms(Period(30), confirmed_by="Ada")),
        (
            "runs_from=list update",
            ClauseTerms(Period(30), Period(30), RunsFrom.LIST_UPDATE, confirmed_by="Ada"),
        ),
        ("deemed-consent=yes", ClauseTerms(Period(30), Period(30), deemed_consent=True, confirmed_by="Ada")),
        ("roll=yes", ClauseTerms(Period(30), Period(30), roll=True, confirmed_by="Ada")),
        (
            "working_days=mon-sat",
            ClauseTerms(Period(30), Period(30), working_days=WorkingDays.MON_SAT, confirmed_by="Ada"),
        ),
        (
            "working_days=either",
            ClauseTerms(Period(30), Period(30), saturday_may_count=True, confirmed_by="Ada"),
        ),
        ("clear-days=yes", ClauseTerms(Period(30), Period(30), clear_days=True, confirmed_by="Ada")),
        (
            "receipt=next business day",
            ClauseTerms(Period(30), Period(30), receipt=Receipt.NEXT_BUSINESS_DAY, confirmed_by="Ada"),
        ),
        (
            "deemed_received=2bd",
            ClauseTerms(
                Period(30),
                Period(30),
                deemed_received=Period(2, PeriodUnit.BUSINESS_DAYS),
                confirmed_by="Ada",
            ),
        ),
    ],
)
def test_a_reading_is_confirmed_with_a_correction(correction: str, expected: ClauseTerms) -> None:
    reading = ClauseTerms(Period(30), Period(30), confidence=0.8)
    assert confirmed_terms(reading, [correction], by="Ada") == expected


@pytest.mark.parametrize(
    ("corrections", "by", "words"),
    [
        (["objection=0d"], "Ada", "no period"),
        (["objection=0 days"], "Ada", "between 1 day and"),
        (["working_days=tuesdays"], "Ada", "are no working days"),
        (["receipt=soon"], "Ada", "is no rule of receipt"),
        (["deemed_received=2w"], "Ada", "is no rule of receipt"),
        (["clear_days=perhaps"], "Ada", "neither yes nor no"),
        (["clear_days=yes", "notice=none"], "Ada", "about the period of notice"),
        (["receipt=on_arrival", "deemed_received=2bd"], "Ada", "contradict each other"),
        (["objection=a reasonable time"], "Ada", "is no period"),
        (["objection=4000 days"], "Ada", "between 1 day and"),
        (["objektion=14d"], "Ada", "is no term"),
        (["objection"], "Ada", "is no term"),
        (["runs_from=birth"], "Ada", "starts no clock"),
        (["roll=perhaps"], "Ada", "neither yes nor no"),
        (["objection=none", "notice=none"], "Ada", "neither a notice nor an objection"),
        ([], "  ", "nobody says so"),
    ],
)
def test_what_cannot_be_taken_is_named_with_the_way_to_mend_it(
    corrections: list[str], by: str, words: str
) -> None:
    with pytest.raises(AnswerError, match=words) as caught:
        confirmed_terms(ClauseTerms(Period(30), Period(30)), corrections, by=by)
    assert caught.value.mend


def test_a_year_to_object_is_taken_and_named_as_unusual() -> None:
    assert unusual(confirmed_terms(None, ["objection=365d"], by="Ada")) == [
        "objection: 365 calendar days is unusually long"
    ]
