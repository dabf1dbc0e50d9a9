"""Checks in which nothing changed, first checks, and checks that failed."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import func, select

from monitor.model import CheckOutcome, Grade, Health, Hop, Validators, codec
from monitor.store import Baseline, NewListing, NotAllowedError, NotFoundError, Store
from monitor.store.tables import METADATA
from tests.store.samples import (
    ACME,
    AT,
    HOUR,
    alert,
    baseline,
    candidate,
    capture,
    failed,
    hours,
    identical,
    listing,
    vendor,
    watched,
)


def count_rows(store: Store) -> dict[str, int]:
    with store._reading() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in METADATA.tables.items()
        }


def test_a_baseline_keeps_listing_bytes_and_how_they_were_come_by(store: Store) -> None:
    store.sync_vendors([vendor()], AT)
    got = dataclasses.replace(
        capture(b"<p>Alpha</p>", AT, etag='"1"'),
        redirects=(Hop("http://acme.example/", 301, "https://acme.example/sub-processors"),),
    )
    item = Baseline(ACME, NewListing.of(listing("Alpha")), got, AT, hours(1))
    snapshot_id = store.record_baselines([item], AT)[ACME]
    snapshot = store.snapshot(snapshot_id)
    assert snapshot == store.current(ACME)
    assert (snapshot.first_seen_at, snapshot.last_seen_at, snapshot.last_seen_grade) == (AT, AT, Grade.BYTES)
    assert snapshot.listing == listing("Alpha")
    assert snapshot.validators.etag == '"1"'
    assert store.body(snapshot.capture_sha256) == b"<p>Alpha</p>"
    (kept,) = store.snapshot_captures(snapshot_id)
    assert (kept.headers, kept.redirects, kept.peer) == (got.headers, got.redirects, "192.0.2.7:443")
    state = store.source_state(ACME)
    assert (state.health, state.last_outcome) == (Health.OK, CheckOutcome.BASELINE_RECORDED)
    assert state.next_check_at == hours(1)


def test_a_second_baseline_of_a_source_is_left_out(store: Store) -> None:
    watched(store, "Alpha")
    assert store.record_baselines([baseline("Alpha", "Beta", at=hours(1))], hours(1)) == {}
    assert len(store.snapshots(ACME)) == 1


def test_a_batch_with_an_unknown_source_is_kept_not_at_all(store: Store) -> None:
    store.sync_vendors([vendor()], AT)
    with pytest.raises(NotFoundError, match="nobody/list"):
        store.record_baselines([baseline("A"), baseline("A", id="nobody/list")], AT)
    assert store.current(ACME) is None


def test_an_unchanged_check_moves_the_end_of_the_span_and_writes_no_row(store: Store) -> None:
    watched(store)
    before, links = count_rows(store), store.chain_head()
    assert store.record_unchanged([identical(store, hours(1))], hours(1)) == 1
    by_word = identical(store, hours(2), outcome=CheckOutcome.NOT_MODIFIED, grade=Grade.NOT_MODIFIED)
    assert store.record_unchanged([by_word], hours(2)) == 1
    assert (count_rows(store), store.chain_head()) == (before, links)
    head = store.current_head(ACME)
    assert (head.last_seen_at, head.last_seen_grade) == (hours(2), Grade.NOT_MODIFIED)
    assert head.last_bytes_at == hours(1)
    state = store.source_state(ACME)
    assert (state.last_outcome, state.next_check_at) == (CheckOutcome.NOT_MODIFIED, hours(3))


def test_a_thousand_unchanged_checks_are_recorded_together(store: Store) -> None:
    store.sync_vendors([vendor(f"v{n}") for n in range(1000)], AT)
    ids = [f"v{n}/list" for n in range(1000)]
    store.record_baselines([baseline("Alpha", id=id) for id in ids], AT)
    heads = store.heads(ids)
    assert len(heads) == 1000
    first = identical(store, hours(1), id=ids[0])
    batch = [dataclasses.replace(first, source_id=i, snapshot_id=heads[i].snapshot_id) for i in ids]
    assert store.record_unchanged(batch, hours(1)) == 1000
    assert {head.last_seen_at for head in store.heads(ids).values()} == {hours(1)}


def test_the_span_never_ends_before_it_did_when_the_clock_was_set_back(store: Store) -> None:
    watched(store)
    store.record_unchanged([identical(store, hours(5))], hours(5))
    store.record_unchanged([identical(store, hours(2))], hours(2))
    assert store.current_head(ACME).last_seen_at == hours(5)


def test_new_validators_with_the_same_bytes_are_taken_over(store: Store) -> None:
    watched(store)
    fresh = Validators('"v2"', "Mon, 02 Nov 2026 07:00:00 GMT", "ab" * 32, "https://acme.example/x")
    store.record_unchanged([identical(store, hours(1), validators=fresh)], hours(1))
    found = store.current_head(ACME).validators
    assert (found, found.url) == (fresh, "https://acme.example/x")
    store.record_unchanged([identical(store, hours(2))], hours(2))
    assert store.current_head(ACME).validators == fresh


def test_other_bytes_with_the_same_listing_replace_the_newest_but_never_the_first(store: Store) -> None:
    snapshot_id = watched(store, "Alpha")
    first = store.snapshot(snapshot_id).capture_sha256
    bodies = [f"<p>noise {n}</p>".encode() for n in range(3)]
    sizes = []
    for n, body in enumerate(bodies):
        at = hours(1 + n)
        item = identical(store, at, outcome=CheckOutcome.UNCHANGED, new_capture=capture(body, at))
        assert store.record_unchanged([item], at) == 1
        sizes.append(count_rows(store))
    assert sizes[1] == sizes[2]
    snapshot = store.snapshot(snapshot_id)
    assert (snapshot.first_capture_sha256, store.body(snapshot.capture_sha256)) == (first, bodies[2])
    assert store.body(first) == b"<p>acme/list Alpha</p>"
    with pytest.raises(NotFoundError):
        store.body(codec.sha256(bodies[0]))
    assert store.verify() == []


def test_a_body_that_two_sources_share_is_kept_while_one_of_them_has_it(store: Store) -> None:
    store.sync_vendors([vendor(), vendor("bolt")], AT)
    store.record_baselines([baseline("A"), baseline("A", id="bolt/list")], AT)
    shared = b"<p>the same page</p>"
    for id in (ACME, "bolt/list"):
        item = identical(
            store, hours(1), id=id, outcome=CheckOutcome.UNCHANGED, new_capture=capture(shared, hours(1))
        )
        store.record_unchanged([item], hours(1))
    other = identical(
        store, hours(2), outcome=CheckOutcome.UNCHANGED, new_capture=capture(b"other", hours(2))
    )
    store.record_unchanged([other], hours(2))
    assert store.body(codec.sha256(shared)) == shared


def test_a_check_of_a_snapshot_that_is_no_longer_current_is_left_out(store: Store) -> None:
    watched(store)
    late = dataclasses.replace(identical(store, hours(1)), snapshot_id=999)
    assert store.record_unchanged([late], hours(1)) == 0
    later = dataclasses.replace(late, new_capture=capture(b"x", hours(1)), outcome=CheckOutcome.UNCHANGED)
    assert store.record_unchanged([later], hours(1)) == 0
    assert store.current_head(ACME).last_seen_at == AT


def test_only_outcomes_that_saw_the_listing_are_unchanged_checks(store: Store) -> None:
    watched(store)
    with pytest.raises(NotAllowedError, match="suspect is not an unchanged check"):
        store.record_unchanged([identical(store, hours(1), outcome=CheckOutcome.SUSPECT)], hours(1))
    with pytest.raises(NotAllowedError, match="unchanged is not a failure"):
        store.record_failure(failed(hours(1), outcome=CheckOutcome.UNCHANGED))


def test_an_empty_batch_is_nothing(store: Store) -> None:
    assert store.record_unchanged([], AT) == 0
    assert store.record_baselines([], AT) == {}
    store.record_failures([], AT)
    assert store.heads([]) == {}
    assert store.chain_head().seq == 0


def test_failed_checks_move_no_bound_and_are_all_counted(store: Store) -> None:
    watched(store)
    for n, reason in enumerate(["timeout", "timeout", "timeout", "dns"]):
        store.record_failure(failed(hours(1 + n), reason))
    assert store.current_head(ACME).last_seen_at == AT
    first, second = store.failures(ACME)
    assert (first.reason, first.count, first.first_at, first.last_at) == ("timeout", 3, hours(1), hours(3))
    assert (first.first_detail, first.last_detail, first.closed_at) == (
        "timeout at 07:00",
        "timeout at 09:00",
        hours(4),
    )
    assert (second.reason, second.count, second.closed_at) == ("dns", 1, None)
    state = store.source_state(ACME)
    assert (state.consecutive_failures, state.trouble_since) == (4, hours(1))


def test_a_good_check_ends_the_trouble(store: Store) -> None:
    watched(store)
    store.record_failure(failed(hours(1)))
    recovered = alert("recovered:1")
    store.record_unchanged([identical(store, hours(2), alerts=(recovered,))], hours(2))
    state = store.source_state(ACME)
    assert (state.health, state.consecutive_failures, state.trouble_since, state.last_reason) == (
        Health.OK,
        0,
        None,
        "",
    )
    assert store.failures(ACME)[0].closed_at == hours(2)
    assert [d.alert.id for d in store.deliveries()] == ["recovered:1"]
    store.record_failure(failed(hours(3)))
    assert len(store.failures(ACME)) == 2
    assert store.verify() == []


def test_failures_can_be_asked_for_by_span(store: Store) -> None:
    watched(store)
    for n, reason in enumerate(["timeout", "dns", "tls"]):
        store.record_failure(failed(hours(1 + n), reason))
    assert [run.reason for run in store.failures(since=hours(2))] == ["dns", "tls"]
    assert [run.reason for run in store.failures(ACME, until=hours(2))] == ["timeout", "dns"]
    assert [run.reason for run in store.failures(limit=1)] == ["tls"]


def test_alerts_of_a_failure_are_written_with_it(store: Store) -> None:
    watched(store)
    store.record_failure(failed(hours(1), alerts=(alert("trouble:1", ("ops", 0), ("ops", 1)),)))
    assert [(d.alert.id, d.channel) for d in store.deliveries()] == [("trouble:1", 0), ("trouble:1", 1)]


def test_hostile_text_from_a_server_is_kept_harmless(store: Store) -> None:
    watched(store)
    store.record_failure(failed(hours(1), "nul\x00 and \ud800 surrogate"))
    assert store.failures(ACME)[0].reason == "nul\ufffd and ? surrogate"
    odd = dataclasses.replace(
        capture(b"\x00\xff", hours(2), etag='"\x00\udcff"'),
        final_url="https://acme.example/\x00\udcff",
        peer="\x00",
    )
    item = identical(store, hours(2), outcome=CheckOutcome.UNCHANGED, new_capture=odd)
    assert store.record_unchanged([item], hours(2)) == 1
    assert store.verify() == []


def test_a_candidate_keeps_its_first_sight_and_leaves_the_snapshot_alone(store: Store) -> None:
    watched(store, "Alpha")
    first = store.record_candidate(candidate("Alpha", "Beta", at=hours(1)))
    second = store.record_candidate(candidate("Alpha", "Beta", at=hours(2)))
    assert (second.first_seen_at, second.last_seen_at, second.sights) == (hours(1), hours(2), 2)
    assert second.capture_sha256 == first.capture_sha256
    assert store.listing(second.listing_sha256) == listing("Alpha", "Beta")
    assert store.current_head(ACME).last_seen_at == AT
    assert store.failures(ACME) == []
    assert store.source_state(ACME).last_check_at == hours(2)


def test_another_candidate_takes_its_place_but_the_deviation_goes_on(store: Store) -> None:
    watched(store, "Alpha")
    old = store.record_candidate(candidate("Alpha", "Beta", at=hours(1)))
    new = store.record_candidate(candidate("Alpha", "Gamma", at=hours(2)))
    assert (new.first_seen_at, new.deviating_since, new.sights) == (hours(2), hours(1), 1)
    with pytest.raises(NotFoundError):
        store.body(old.capture_sha256)


def test_a_suspect_candidate_stands_in_the_ledger_of_failures(store: Store) -> None:
    watched(store, "Alpha", "Beta")
    for n in (1, 2):
        seen = candidate("Alpha", at=hours(n), suspect=True, why="most_rows_gone", health=Health.SUSPECT)
        store.record_candidate(seen)
    (run,) = store.failures(ACME)
    assert (run.outcome, run.reason, run.count) == (CheckOutcome.SUSPECT, "most_rows_gone", 2)
    assert store.source_state(ACME).health is Health.SUSPECT
    assert store.suspicions(ACME, since=AT) == 2


def test_a_candidate_is_dismissed_when_the_page_goes_back_or_on_demand(store: Store) -> None:
    watched(store, "Alpha")
    noted = store.record_candidate(candidate("Beta", at=hours(1)))
    store.record_unchanged([identical(store, hours(2))], hours(2))
    assert store.current_head(ACME).candidate is None
    with pytest.raises(NotFoundError):
        store.body(noted.capture_sha256)
    store.record_candidate(candidate("Beta", at=hours(3)))
    store.clear_candidate(ACME)
    store.clear_candidate(ACME)
    assert store.current_head(ACME).candidate is None


def test_the_heartbeat_tells_of_our_own_outages(store: Store) -> None:
    assert store.beat(AT) is None
    assert store.beat(hours(1)) == AT
    assert store.last_beat() == hours(1)
    assert store.last_beat("sender") is None
    gap = store.record_gap(hours(1), hours(30), "the service did not run")
    assert store.gaps() == [gap]
    assert store.gaps(since=hours(31)) == []
    with pytest.raises(NotAllowedError, match="ends before it began"):
        store.record_gap(hours(2), hours(1), "clock")


def test_a_snapshot_is_found_by_the_time_it_was_known(store: Store) -> None:
    watched(store, "Alpha")
    assert store.snapshot_at(ACME, AT - HOUR) is None
    found = store.snapshot_at(ACME, hours(9))
    assert found is not None
    assert found.listing == listing("Alpha")
