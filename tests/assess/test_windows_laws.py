"""Windows: the laws that hold for whatever facts there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.assess.counting import WEEKENDS_ONLY
from monitor.assess.windows import compute
from monitor.model import ClauseTerms, Period, PeriodUnit, Receipt, RunsFrom, WindowFacts, WorkingDays

LAW = settings(max_examples=70, deadline=None)  # the first of them loads the calendars
PERIODS = st.builds(Period, st.integers(1, 60), st.sampled_from(PeriodUnit)).filter(lambda p: p.days <= 400)
START = datetime(2026, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 3 * 365 * 24).map(lambda hours: START + timedelta(hours=hours))
CALENDARS = st.lists(
    st.sampled_from(["GB-ENG", "DE-BY", "US", "FR", "JP", "IL", "HK"]), max_size=2, unique=True
).map(tuple)
ZONES = ["UTC", "Europe/London", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Asia/Kolkata"]


@st.composite
def some_facts(draw: st.DrawFn) -> WindowFacts:
    seen = draw(INSTANTS)
    gap = draw(st.integers(0, 24 * 40))
    return WindowFacts(
        terms=ClauseTerms(
            notice=draw(st.none() | PERIODS),
            objection=draw(PERIODS),
            runs_from=draw(st.none() | st.sampled_from(RunsFrom)),
            inclusive_start=draw(st.booleans()),
            roll=draw(st.booleans()),
            standstill=draw(st.booleans()),
            saturday_may_count=draw(st.booleans()),
            working_days=draw(st.sampled_from(WorkingDays)),
            clear_days=draw(st.booleans()),
            receipt=draw(st.none() | st.sampled_from(Receipt)),
            deemed_received=draw(
                st.none() | st.sampled_from([Period(3), Period(2, PeriodUnit.BUSINESS_DAYS)])
            ),
        ),
        last_unchanged=seen - timedelta(hours=gap),
        first_seen=seen,
        received=draw(st.none() | INSTANTS),
        sent=draw(st.none() | INSTANTS),
        effective_read=draw(st.none() | st.dates(date(2026, 1, 1), date(2029, 6, 1))),
        stamp_readings=tuple(draw(st.lists(st.dates(date(2025, 6, 1), date(2029, 6, 1)), max_size=2))),
        effective=draw(st.none() | st.dates(date(2026, 1, 1), date(2029, 6, 1))),
        zone=draw(st.none() | st.sampled_from(ZONES)),
        party_zones=tuple(draw(st.lists(st.sampled_from(ZONES), max_size=2))),
        holidays=draw(CALENDARS),
        deemed_next_business_day=draw(st.none() | st.booleans()),
        today=draw(st.none() | st.dates(date(2026, 1, 1), date(2029, 6, 1))),
    )


@LAW
@given(some_facts())
def test_the_earliest_never_lies_after_the_latest(facts: WindowFacts) -> None:
    window = compute(facts)
    assert window.deadline.earliest is not None
    assert window.deadline.latest is not None
    assert window.deadline.earliest <= window.deadline.latest
    assert window.closes.earliest is not None
    assert window.closes.latest is not None
    assert window.closes.earliest <= window.closes.latest


@LAW
@given(some_facts(), st.integers(1, 24 * 40))
def test_a_later_last_seen_never_moves_the_earliest_back(facts: WindowFacts, later: int) -> None:
    assert facts.last_unchanged is not None
    moved = min(facts.last_unchanged + timedelta(hours=later), facts.first_seen)
    before, after = compute(facts), compute(replace(facts, last_unchanged=moved))
    assert before.deadline.earliest is not None
    assert after.deadline.earliest is not None
    assert before.deadline.earliest <= after.deadline.earliest
    assert before.deadline.latest == after.deadline.latest


@LAW
@given(some_facts(), st.sampled_from(["GB-SCT", "IT", "CA", "SE"]))
def test_more_holidays_never_shorten_the_latest_nor_move_the_earliest(facts: WindowFacts, more: str) -> None:
    before, after = compute(facts), compute(replace(facts, holidays=(*facts.holidays, more)))
    assert before.deadline.latest is not None
    assert after.deadline.latest is not None
    assert before.deadline.latest <= after.deadline.latest
    assert before.deadline.earliest == after.deadline.earliest
    assert before.act_by is None or after.act_by is None or after.act_by <= before.act_by


@LAW
@given(some_facts(), st.sampled_from(ZONES), st.sampled_from(ZONES))
def test_the_same_instants_in_another_zone_start_one_day_apart_at_most(
    facts: WindowFacts, one: str, other: str
) -> None:
    # "today" is a date of the zone as well: held fast, a mail of this morning would lie in the future in Tokyo.
    # A rule that counts business days from the sending may skip a weekend in one zone alone.
    terms = replace(facts.terms, deemed_received=None)
    facts = replace(facts, terms=terms, effective=None, deemed_next_business_day=False, today=None)
    first, second = compute(replace(facts, zone=one)), compute(replace(facts, zone=other))
    for a, b in (
        (first.trigger.earliest, second.trigger.earliest),
        (first.trigger.latest, second.trigger.latest),
    ):
        assert a is not None
        assert b is not None
        assert abs((a - b).days) <= 1
    if facts.terms.objection and facts.terms.objection.unit in {PeriodUnit.DAYS, PeriodUnit.WEEKS}:
        assert first.deadline.earliest is not None
        assert second.deadline.earliest is not None
        assert abs((first.deadline.earliest - second.deadline.earliest).days) <= 1
        if not facts.terms.roll:
            assert first.deadline.latest is not None
            assert second.deadline.latest is not None
            assert abs((first.deadline.latest - second.deadline.latest).days) <= 1


@LAW
@given(some_facts())
def test_recomputation_gives_the_same_window_and_working(facts: WindowFacts) -> None:
    assert compute(facts) == compute(facts)


@LAW
@given(some_facts())
def test_act_by_keeps_three_business_days_and_is_never_in_the_past(facts: WindowFacts) -> None:
    window = compute(facts)
    assert window.act_by is not None
    if facts.today:
        assert window.act_by >= facts.today
    else:
        first = min(day for day in (window.deadline.earliest, window.claimed) if day)
        assert window.act_by <= WEEKENDS_ONLY.before(first, 3)


@LAW
@given(some_facts(), st.dates(date(2026, 1, 1), date(2029, 1, 1)))
def test_the_pages_own_date_never_moves_the_evidence(facts: WindowFacts, stamp: date) -> None:
    plain, dated = (
        compute(replace(facts, stamp_readings=())),
        compute(replace(facts, stamp_readings=(stamp,))),
    )
    assert plain.deadline == dated.deadline
    assert plain.trigger == dated.trigger
    assert (
        dated.claimed is None or dated.deadline.earliest is None or dated.claimed <= dated.deadline.earliest
    )


@LAW
@given(some_facts(), st.dates(date(2026, 1, 1), date(2029, 6, 1)))
def test_a_day_of_effect_that_nobody_confirmed_puts_nothing_off(facts: WindowFacts, read: date) -> None:
    plain, proposed = (compute(replace(facts, effective_read=day)) for day in (None, read))
    for before, after in (
        (plain.deadline.earliest, proposed.deadline.earliest),
        (plain.deadline.latest, proposed.deadline.latest),
        (plain.act_by, proposed.act_by),
    ):
        assert before is None or (after is not None and after <= before)
    if plain.engagement_earliest and not facts.terms.standstill:
        assert proposed.engagement_earliest is not None
        assert proposed.engagement_earliest <= plain.engagement_earliest
    assert plain.breach == "certain" or proposed.breach != "certain"


@LAW
@given(
    some_facts(), st.dates(date(2026, 1, 1), date(2029, 6, 1)), st.dates(date(2026, 1, 1), date(2029, 6, 1))
)
def test_a_day_that_a_person_typed_goes_before_one_that_we_read(
    facts: WindowFacts, typed: date, read: date
) -> None:
    facts = replace(facts, effective=typed)
    one, other = (compute(replace(facts, effective_read=day)) for day in (None, read))
    assert one == other


@LAW
@given(some_facts(), st.sampled_from([Period(3), Period(2, PeriodUnit.BUSINESS_DAYS)]))
def test_a_rule_of_receipt_never_moves_the_earliest_forward_nor_the_latest_back(
    facts: WindowFacts, deemed: Period
) -> None:
    plain = compute(
        replace(facts, terms=replace(facts.terms, deemed_received=None, receipt=Receipt.ON_ARRIVAL))
    )
    ruled = compute(replace(facts, terms=replace(facts.terms, deemed_received=deemed, receipt=None)))
    if facts.deemed_next_business_day is None:
        assert plain.deadline.latest is not None
        assert ruled.deadline.latest is not None
        assert plain.deadline.latest <= ruled.deadline.latest
        assert plain.deadline.earliest is not None
        assert ruled.deadline.earliest is not None
        assert ruled.deadline.earliest <= plain.deadline.earliest


@LAW
@given(some_facts())
def test_clear_days_ask_for_more_notice_and_never_for_less(facts: WindowFacts) -> None:
    plain, clear = (
        compute(replace(facts, terms=replace(facts.terms, clear_days=said))) for said in (False, True)
    )
    assert plain.deadline == clear.deadline
    assert plain.breach is None or clear.breach is not None
    assert plain.breach != "certain" or clear.breach == "certain"


@LAW
@given(some_facts())
def test_the_day_before_the_change_prevents_it(facts: WindowFacts) -> None:
    window = compute(facts)
    if window.engagement_earliest:
        assert window.prevent_by == window.engagement_earliest - timedelta(days=1)
    else:
        assert window.prevent_by is None


@LAW
@given(some_facts(), PERIODS, st.integers(0, 40))
def test_a_certain_breach_stays_a_breach_with_more_notice_promised(
    facts: WindowFacts, notice: Period, lead: int
) -> None:
    facts = replace(facts, effective=facts.first_seen.date() + timedelta(days=lead))
    window = compute(replace(facts, terms=replace(facts.terms, notice=notice)))
    more = replace(facts.terms, notice=replace(notice, count=notice.count + 5))
    if window.breach == "certain":
        assert compute(replace(facts, terms=more)).breach == "certain"


def test_every_zone_of_these_tests_exists() -> None:
    assert all(ZoneInfo(name) for name in ZONES)
