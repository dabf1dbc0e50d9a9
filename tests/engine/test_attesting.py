"""Proof of silence: what can be vouched for, and what cannot."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.engine.attesting import NothingToAttestError, attest, blind_spans
from monitor.engine.schedule import longest_wait
from monitor.model import (
    CheckOutcome,
    FailureRun,
    Gap,
    Grade,
    Health,
    Schedule,
    Snapshot,
    Vendor,
)
from monitor.report import ReportFormat
from monitor.report.attestation import Attestation, attestation_json, attestation_report, duration_words
from monitor.report.render import draw
from monitor.store import Store
from tests.store.samples import (
    ACME,
    AT,
    HOUR,
    baseline,
    failed,
    hourly,
    hours,
    identical,
    listing,
    step,
    vendor,
)

WAIT = timedelta(hours=1.5)


def acme() -> Vendor:
    return vendor("acme", hourly())


def live(store: Store) -> None:
    """A day: hourly looks, three failures in the morning, an outage of ours at noon, a change in the evening."""
    store.sync_vendors([acme()], AT)
    store.record_baselines([baseline("Alpha")], AT)
    store.record_unchanged([identical(store, hours(3))], hours(3))
    for n in (4, 5, 6):
        store.record_failure(failed(hours(n)))
    store.record_unchanged([identical(store, hours(7))], hours(7))
    store.record_gap(hours(7.5), hours(9), "the service did not run")
    store.record_unchanged(
        [identical(store, hours(11), grade=Grade.NOT_MODIFIED, outcome=CheckOutcome.NOT_MODIFIED)], hours(11)
    )
    store.record_revision(step(store, "Alpha", "Beta <script>", at=hours(12)))


def day(store: Store, **more: object) -> Attestation:
    return attest(
        store,
        acme(),
        AT,
        hours(12.5),
        hours(12.5),
        full_fetch_every=timedelta(days=1),
        **more,  # type: ignore[arg-type]
    )


def test_the_longest_time_without_a_proven_look_is_never_told_too_short(store: Store) -> None:
    live(store)
    (record,) = day(store).sources
    failures, outage = record.blind
    # The looks at 3:00 and between were good, but only the ends of spans are kept: the failure at 4:00 may have
    # come an interval and a half after the last good look.
    assert (failures.start, failures.end) == (hours(2.5), hours(7))
    assert "3 looks failed" in failures.why
    # The good look at 7:00 ended the failures, and is kept for that.
    assert (outage.start, outage.end) == (hours(7), hours(9))
    assert record.longest_gap == max(failures.length, outage.length)
    assert record.checks_failed == 3


def test_an_attestation_says_what_was_seen_with_hashes_and_the_head_of_the_chain(store: Store) -> None:
    live(store)
    facts = day(store)
    head = store.chain_head()
    assert facts.head == (head.seq, head.sha256)
    assert facts.problems == ()
    assert facts.changes == 1
    text = draw(attestation_report(facts), ReportFormat.MARKDOWN).decode()
    for snapshot in facts.sources[0].spans:
        assert snapshot.listing_sha256 in text
    assert head.sha256 in text
    assert "by the server's word only" in text.lower()
    assert "cannot be seen" in text
    html = draw(attestation_report(facts), ReportFormat.HTML).decode()
    assert "<script>" not in html.replace("&lt;script&gt;", "")


def test_the_json_form_holds_the_same(store: Store) -> None:
    live(store)
    facts = attestation_json(day(store))
    again = json.loads(json.dumps(facts))
    assert again["changes"] == 1
    assert again["chain"]["problems"] == []
    assert [len(source["spans"]) for source in again["sources"]] == [2]


def test_a_record_that_was_altered_is_told_in_the_attestation(sqlite_store: Store) -> None:
    live(sqlite_store)
    with sqlite_store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE gap SET ended_at = started_at")
    facts = day(sqlite_store)
    assert facts.problems
    assert "problem" in draw(attestation_report(facts), ReportFormat.MARKDOWN).decode()
    assert day(sqlite_store, verify=False).problems is None


def test_a_time_before_the_watch_began_is_no_silence(store: Store) -> None:
    live(store)
    facts = attest(
        store, acme(), AT - timedelta(days=10), hours(2), hours(20), full_fetch_every=timedelta(days=1)
    )
    assert facts.sources[0].blind[0].why == "it had not been seen yet"
    assert facts.sources[0].longest_gap == timedelta(days=10)


def test_a_vendor_the_store_has_never_heard_of_is_attested_as_never_seen(store: Store) -> None:
    """Configured, and no check has run yet: the log of what is watched is empty."""
    attestation = day(store)
    assert not attestation.sources[0].spans
    assert attestation.sources[0].blind


def test_a_source_that_was_never_seen_is_attested_as_that(store: Store) -> None:
    store.sync_vendors([acme()], AT)
    facts = attest(store, acme(), AT, hours(2), hours(20), full_fetch_every=timedelta(days=1))
    assert facts.sources[0].blind[0].why == "it was never seen"
    assert "nothing can be said" in attestation_report(facts).lead


@pytest.mark.parametrize(
    ("since", "until"), [(hours(2), hours(2)), (hours(3), hours(2)), (hours(1), hours(30))]
)
def test_an_empty_or_unfinished_period_is_refused(sqlite_store: Store, since: object, until: object) -> None:
    sqlite_store.sync_vendors([acme()], AT)
    with pytest.raises(NothingToAttestError):
        attest(sqlite_store, acme(), since, until, hours(20), full_fetch_every=HOUR)  # type: ignore[arg-type]


def snapshot(first: float, last: float) -> Snapshot:
    return Snapshot(
        int(first * 60), ACME, listing("Alpha"), hours(first), hours(last), Grade.BYTES, "c" * 64, "l" * 64
    )


def run(first: float, last: float, closed: float | None) -> FailureRun:
    end = hours(closed) if closed is not None else None
    return FailureRun(1, ACME, CheckOutcome.UNREACHABLE, "timeout", hours(first), hours(last), 2, "", "", end)


# In minutes, told in hours: the clock of a store knows no less than a microsecond.
SPAN = st.tuples(st.integers(0, 3000), st.integers(0, 600)).map(lambda pair: (pair[0] / 60, sum(pair) / 60))


@given(st.lists(SPAN, max_size=6), st.lists(SPAN, max_size=4))
def test_blind_spans_lie_in_the_period_in_order_and_cover_every_failure_and_outage(
    failures: list[tuple[float, float]], outages: list[tuple[float, float]]
) -> None:
    runs = [run(first, last, last) for first, last in failures]
    gaps = [Gap(n, hours(a), hours(b), "off") for n, (a, b) in enumerate(outages)]
    since, until = hours(0), hours(60)
    found = blind_spans([snapshot(0, 60)], runs, gaps, [], WAIT, since, until)
    assert all(since <= b.start < b.end <= until for b in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    for start, end in [*failures, *outages]:
        if end > start:
            assert any(b.start <= hours(start) and hours(end) <= b.end for b in found)


def test_the_widest_distance_of_regular_looks_follows_the_schedule() -> None:
    assert longest_wait(Schedule(3600), AT) == timedelta(minutes=90)
    assert longest_wait(Schedule(None, "0 6 * * *", "UTC"), AT) == timedelta(days=1)
    assert longest_wait(Schedule(None, "0 6 * * mon-fri", "UTC"), AT) == timedelta(days=3)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (timedelta(seconds=1), "1 minute"),
        (timedelta(hours=9), "9 hours"),
        (timedelta(days=1, hours=6, minutes=3), "1 day 6 hours"),
        (timedelta(), "under a minute"),
    ],
)
def test_lengths_of_time_in_words(value: timedelta, words: str) -> None:
    assert duration_words(value) == words


def test_a_source_out_of_health_is_still_attested(store: Store) -> None:
    store.sync_vendors([acme()], AT)
    store.record_baselines([baseline("Alpha")], AT)
    store.record_failure(failed(hours(2), health=Health.BROKEN))
    (record,) = attest(store, acme(), AT, hours(6), hours(6), full_fetch_every=HOUR).sources
    assert record.blind[-1].end == hours(6), "the failure goes on"
