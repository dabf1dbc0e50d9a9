"""Configuration into the store, and due times out of it."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import (
    Candidate,
    ClauseOrigin,
    ClauseTerms,
    Field,
    Health,
    Hints,
    Period,
    RunsFrom,
    Schedule,
    Source,
    SourceKind,
)
from monitor.store import NaiveInstantError, NotFoundError, Store, SyncReport, next_on_phase
from tests.store.samples import (
    ACME,
    AT,
    HOUR,
    baseline,
    candidate,
    failed,
    hourly,
    hours,
    identical,
    source,
    vendor,
    watched,
)


def test_a_new_source_is_due_at_once(store: Store) -> None:
    assert store.sync_vendors([vendor()], AT) == SyncReport(added=(ACME,))
    assert store.due(AT, 10) == [ACME]
    assert store.next_due_at() == AT
    assert store.source_state(ACME).health is Health.NEW
    assert store.current_head(ACME).snapshot_id is None
    assert store.current(ACME) is None


def test_the_same_configuration_again_writes_nothing(store: Store) -> None:
    tagged = vendor(tags=frozenset({"crm", "hr", "core", "eu"}), holidays=("DE-BY",))
    store.sync_vendors([tagged], AT)
    links = store.chain_head()
    assert store.sync_vendors([tagged], hours(1)) == SyncReport()
    assert store.chain_head() == links


def test_a_source_that_is_named_no_more_retires_and_keeps_its_history(store: Store) -> None:
    snapshot_id = watched(store, "Alpha", vendors=[vendor(), vendor("bolt")])
    report = store.sync_vendors([vendor("bolt")], hours(2))
    assert report == SyncReport(retired=(ACME,))
    assert store.due(hours(9), 10) == ["bolt/list"]
    assert [s.source_id for s in store.source_states()] == ["bolt/list"]
    assert store.source_state(ACME).retired_at == hours(2)
    assert [s.source_id for s in store.source_states(retired=True)] == [ACME, "bolt/list"]
    assert store.snapshot(snapshot_id).listing.rows[0].name == "Alpha"


def test_a_source_that_comes_back_goes_on_where_it_was(store: Store) -> None:
    snapshot_id = watched(store)
    store.sync_vendors([], hours(2))
    assert store.sync_vendors([vendor()], hours(3)) == SyncReport(returned=(ACME,))
    assert store.due(hours(3), 10) == [ACME]
    assert store.current_head(ACME).snapshot_id == snapshot_id
    assert store.verify() == []


def test_a_new_address_is_checked_at_once_without_the_validators_of_the_old_one(store: Store) -> None:
    store.sync_vendors([vendor()], AT)
    store.record_baselines([baseline("Alpha", etag='"v1"')], AT)
    assert store.current_head(ACME).validators.etag == '"v1"'
    moved = vendor("acme", source(url="https://acme.example/legal/sub-processors"))
    assert store.sync_vendors([moved], hours(0.5)) == SyncReport(changed=(ACME,))
    head = store.current_head(ACME)
    assert (head.validators.etag, head.validators.url, head.reread) == (None, None, True)
    assert head.snapshot_id is not None
    assert store.due(hours(0.5), 10) == [ACME]


@pytest.mark.parametrize(
    "changed",
    [
        source(hints=Hints(table=2)),
        source(hints=Hints(columns={"Firma": Field.NAME})),
        source(kind=SourceKind.DPA),
    ],
)
def test_another_way_of_reading_reads_equal_bytes_again_once(store: Store, changed: Source) -> None:
    watched(store)
    store.sync_vendors([vendor("acme", changed)], hours(0.5))
    assert store.current_head(ACME).reread
    store.record_unchanged([identical(store, hours(1))], hours(1))
    assert not store.current_head(ACME).reread


def test_a_shorter_interval_takes_effect_before_the_old_due_time(store: Store) -> None:
    store.sync_vendors([vendor("acme", hourly(every_s=86400))], AT)
    store.set_next_check(ACME, hours(20))
    store.sync_vendors([vendor("acme", hourly(every_s=600))], hours(1))
    assert store.source_state(ACME).next_check_at == next_on_phase(ACME, 600, hours(1))


def test_a_longer_interval_does_not_put_off_what_is_due(store: Store) -> None:
    store.sync_vendors([vendor("acme", hourly(every_s=600))], AT)
    store.sync_vendors([vendor("acme", hourly(every_s=86400))], hours(1))
    assert store.due(hours(1), 10) == [ACME]


def test_the_engine_says_when_a_cron_line_comes_next(store: Store) -> None:
    store.sync_vendors([vendor()], AT)
    store.set_next_check(ACME, hours(90))
    cron = source(schedule=Schedule(interval_s=None, cron="0 7 * * *", zone="Europe/Berlin"))
    store.sync_vendors([vendor("acme", cron)], hours(1), next_time=lambda _source, at: at + 3 * HOUR)
    assert store.source_state(ACME).next_check_at == hours(4)


def test_due_sources_come_longest_due_first_and_no_more_than_asked(store: Store) -> None:
    store.sync_vendors([vendor(name) for name in ("acme", "bolt", "core")], AT)
    store.set_next_check("bolt/list", AT - HOUR)
    store.set_next_check("core/list", hours(5))
    assert store.due(AT, 10) == ["bolt/list", ACME]
    assert store.due(AT, 1) == ["bolt/list"]
    assert store.next_due_at() == AT - HOUR


def test_terms_in_the_configuration_become_versions_of_the_clause(store: Store) -> None:
    thirty = ClauseTerms(Period(10), Period(30), RunsFrom.LIST_UPDATE, confirmed_by="legal")
    fourteen = dataclasses.replace(thirty, objection=Period(14))
    for at, terms in ((0, None), (1, thirty), (2, thirty), (3, fourteen), (4, None)):
        store.sync_vendors([vendor(terms=terms)], hours(at))
    versions = store.clause_versions("acme")
    assert [(v.number, v.terms, v.valid_from) for v in versions] == [
        (1, thirty, hours(1)), (2, fourteen, hours(3)), (3, None, hours(4)),
    ]  # fmt: skip
    proposal = store.add_clause_version("acme", thirty, ClauseOrigin.PROPOSED, hours(5))
    assert (proposal.number, store.clause_versions("acme")[-1]) == (4, proposal)


def test_secrets_in_request_headers_are_not_kept(store: Store) -> None:
    secret = source(headers={"Authorization": "Bearer hush-hush"})
    store.sync_vendors([vendor("acme", secret)], AT)
    with store._reading() as connection:
        for table in ("source", "watch_change", "vendor"):
            text = str(connection.exec_driver_sql(f"SELECT * FROM {table}").all())
            assert "hush-hush" not in text


def test_the_state_of_a_source_tells_its_last_check_and_its_trouble(store: Store) -> None:
    watched(store)
    store.record_failure(failed(hours(1)))
    state = store.source_state(ACME)
    assert (state.vendor_name, state.last_reason, state.last_detail) == (
        "Acme",
        "timeout",
        "timeout at 07:00",
    )
    assert (state.health, state.consecutive_failures, state.trouble_since) == (Health.FAILING, 1, hours(1))
    assert (state.last_good_at, state.last_check_at, state.snapshot_since) == (AT, hours(1), AT)


def test_what_waits_to_be_believed_shows_in_state_and_head(store: Store) -> None:
    watched(store)
    noted = store.record_candidate(candidate("Alpha", at=hours(1), suspect=True, why="most_rows_gone"))
    assert isinstance(noted, Candidate)
    assert store.current_head(ACME).candidate == noted
    assert store.source_state(ACME).candidate == noted


def test_an_unknown_source_is_named(store: Store) -> None:
    for call in (store.current_head, store.source_state):
        with pytest.raises(NotFoundError, match="no source nobody/list"):
            call("nobody/list")
    with pytest.raises(NotFoundError, match="nobody/list"):
        store.set_next_check("nobody/list", AT)
    assert store.heads(["nobody/list"]) == {}


def test_an_instant_without_a_zone_is_refused(store: Store) -> None:
    naive = datetime(2026, 11, 2, 6, 0)
    for call in (store.beat, lambda at: store.due(at, 1), lambda at: store.sync_vendors([vendor()], at)):
        with pytest.raises(NaiveInstantError, match="has no zone"):
            call(naive)


def test_instants_of_other_zones_are_the_same_instants(store: Store) -> None:
    from zoneinfo import ZoneInfo

    tokyo = AT.astimezone(ZoneInfo("Asia/Tokyo"))
    store.sync_vendors([vendor()], tokyo)
    found = store.source_state(ACME).next_check_at
    assert found == AT
    assert found.tzinfo is UTC


instants = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@given(st.text(), st.integers(1, 10**7), instants)
def test_a_due_time_lies_after_now_and_at_most_one_interval_later(
    id: str, interval: int, now: datetime
) -> None:
    due = next_on_phase(id, interval, now)
    assert timedelta(0) < due - now <= timedelta(seconds=interval)
    assert next_on_phase(id, interval, due) - due == timedelta(seconds=interval)


def test_due_times_of_many_sources_are_spread_over_the_interval() -> None:
    phases = {(next_on_phase(f"v{n}/list", 3600, AT) - AT).seconds // 360 for n in range(200)}
    assert phases >= set(range(10))


def test_an_interval_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="interval of 0"):
        next_on_phase("x", 0, AT)
