"""A revision is recorded with everything that follows from it, or not at all."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from monitor.model import (
    CheckOutcome,
    ClauseTerms,
    CompareOutcome,
    Comparison,
    DecisionState,
    Grade,
    Health,
    Period,
    PublishedDate,
    Revision,
    RunsFrom,
    Severity,
    SourceKind,
    WindowFacts,
)
from monitor.store import NewListing, NotAllowedError, NotFoundError, Store
from tests.store.samples import (
    ACME,
    AT,
    WINDOW,
    alert,
    candidate,
    capture,
    failed,
    hours,
    identical,
    listing,
    reformatted,
    source,
    step,
    tell,
    vendor,
    watched,
)

TERMS = ClauseTerms(
    Period(10), Period(30), RunsFrom.LIST_UPDATE, quote="thirty (30) days", confirmed_by="legal"
)
FACTS = WindowFacts(TERMS, AT, hours(24), stamp_readings=(date(2026, 11, 2),), zone="Europe/London")


def test_a_revision_comes_back_as_it_was_recorded(store: Store) -> None:
    watched(store, "Alpha", "Beta")
    store.record_unchanged([identical(store, hours(3))], hours(3))
    recorded = store.record_revision(
        step(store, "Alpha", "Gamma", at=hours(4), terms=TERMS, facts=FACTS), tell
    )
    assert store.revision(recorded.public_id) == store.revision(recorded.id) == recorded
    assert (recorded.before.last_seen_at, recorded.after.first_seen_at) == (hours(3), hours(4))
    assert recorded.before.last_seen_grade is Grade.BYTES
    assert recorded.after == store.current(ACME)
    assert recorded.after.previous_id == recorded.before.id
    assert [c.name for c in recorded.comparison.changes] == ["Gamma", "Beta"]
    assert recorded.judgements[0].facts == {"country": "IN"}
    assert (recorded.window, recorded.terms, recorded.state) == (WINDOW, TERMS, DecisionState.DETECTED)
    assert (recorded.vendor_name, recorded.source_url) == ("Acme", source().url)
    assert store.window_facts(recorded.id) == FACTS
    state = store.source_state(ACME)
    assert (state.last_outcome, state.next_check_at) == (CheckOutcome.CHANGED, hours(5))
    assert store.verify() == []


def test_alerts_are_written_in_the_transaction_of_their_revision(store: Store) -> None:
    watched(store)
    revision = store.record_revision(step(store, "Alpha", at=hours(1)), tell)
    found = store.deliveries(revision_id=revision.id)
    assert [(d.alert.id, d.route, d.channel) for d in found] == [
        (f"change:{revision.public_id}", "ops", 0), (f"change:{revision.public_id}", "ops", 1),
    ]  # fmt: skip


def test_an_error_while_composing_undoes_all_of_it(store: Store) -> None:
    watched(store, "Alpha")
    before = (store.current(ACME), store.chain_head())

    def fail(_revision: Revision) -> tuple[()]:
        raise RuntimeError("no template")

    with pytest.raises(RuntimeError, match="no template"):
        store.record_revision(step(store, "Beta", at=hours(1)), fail)
    assert (store.current(ACME), store.chain_head()) == before
    assert store.revisions() == []
    assert store.verify() == []


def test_a_reformatting_is_a_revision_without_window_that_nobody_must_decide(store: Store) -> None:
    watched(store, "Alpha", "Beta")
    revision = store.record_revision(reformatted(store, "Beta", "Alpha", at=hours(1)))
    assert (revision.window, revision.severity) == (None, Severity.INFO)
    assert revision.comparison.cosmetic_notes == ("order of rows",)
    assert store.open_revisions() == []
    assert store.deliveries() == []
    assert store.source_state(ACME).last_outcome is CheckOutcome.REFORMATTED


def test_a_revision_that_begins_at_another_snapshot_is_refused(store: Store) -> None:
    watched(store, "Alpha")
    slow = step(store, "Alpha", "Beta", at=hours(2))
    store.record_revision(step(store, "Gamma", at=hours(1)))
    with pytest.raises(NotAllowedError, match="is the current one"):
        store.record_revision(slow)
    assert len(store.revisions()) == 1


@pytest.mark.parametrize("outcome", [CompareOutcome.UNCHANGED, CompareOutcome.SUSPECT])
def test_what_is_no_change_is_no_revision(store: Store, outcome: CompareOutcome) -> None:
    watched(store)
    with pytest.raises(NotAllowedError, match="is no revision"):
        store.record_revision(step(store, "X", at=hours(1), comparison=Comparison(outcome)))


def test_a_confirmed_candidate_counts_from_its_first_sight(store: Store) -> None:
    watched(store, "Alpha")
    noted = store.record_candidate(candidate("Alpha", "Beta", at=hours(1)))
    revision = store.record_revision(step(store, "Alpha", "Beta", at=hours(3), body=b"second look"))
    assert (revision.after.first_seen_at, revision.after.last_seen_at) == (hours(1), hours(3))
    assert revision.after.first_capture_sha256 == noted.capture_sha256
    assert store.body(revision.after.capture_sha256) == b"second look"
    assert store.current_head(ACME).candidate is None
    assert store.verify() == []


def test_a_candidate_confirmed_by_the_same_bytes_is_one_capture(store: Store) -> None:
    watched(store, "Alpha")
    seen = candidate("Alpha", "Beta", at=hours(1))
    store.record_candidate(seen)
    confirmed = dataclasses.replace(step(store, "Alpha", "Beta", at=hours(2)), capture=seen.capture)
    revision = store.record_revision(confirmed)
    assert len(store.snapshot_captures(revision.after.id)) == 1
    assert store.verify() == []


def test_a_second_look_that_reads_a_little_otherwise_may_still_confirm_the_first_sight(store: Store) -> None:
    watched(store, "Alpha")
    noted = store.record_candidate(candidate("Alpha", "Beta", at=hours(1)))
    looked = step(store, "Alpha", "Beta Ltd", at=hours(2), first_seen_at=hours(1))
    revision = store.record_revision(looked)
    assert revision.after.first_seen_at == hours(1)
    assert revision.after.first_capture_sha256 == noted.capture_sha256


def test_another_change_than_the_candidate_counts_from_now(store: Store) -> None:
    watched(store, "Alpha")
    noted = store.record_candidate(candidate("Alpha", "Beta", at=hours(1)))
    revision = store.record_revision(step(store, "Alpha", "Gamma", at=hours(2)))
    assert revision.after.first_seen_at == hours(2)
    with pytest.raises(NotFoundError):
        store.body(noted.capture_sha256)


def test_a_span_never_begins_after_it_ends(store: Store) -> None:
    watched(store, "Alpha")
    store.record_candidate(candidate("Alpha", "Beta", at=hours(5)))
    revision = store.record_revision(step(store, "Alpha", "Beta", at=hours(2)))
    assert revision.after.first_seen_at <= revision.after.last_seen_at


def test_a_revision_ends_the_trouble_of_its_source(store: Store) -> None:
    watched(store, "Alpha")
    store.record_failure(failed(hours(1)))
    store.record_revision(step(store, "Beta", at=hours(2)))
    assert store.failures(ACME)[0].closed_at == hours(2)
    assert store.source_state(ACME).health is Health.OK
    store.record_failure(failed(hours(3)))
    assert len(store.failures(ACME)) == 2


def test_the_last_bytes_that_showed_the_old_list_are_kept_for_ever(store: Store) -> None:
    snapshot_id = watched(store, "Alpha")
    noise = capture(b"the last of the old list", hours(1))
    item = identical(store, hours(1), outcome=CheckOutcome.UNCHANGED, new_capture=noise)
    store.record_unchanged([item], hours(1))
    store.record_revision(step(store, "Beta", at=hours(2)))
    for n in (3, 4):
        new = capture(f"new list, noise {n}".encode(), hours(n))
        more = identical(store, hours(n), outcome=CheckOutcome.UNCHANGED, new_capture=new)
        store.record_unchanged([more], hours(n))
    kept = [store.body(c.body_sha256) for c in store.snapshot_captures(snapshot_id)]
    assert kept == [b"<p>acme/list Alpha</p>", b"the last of the old list"]
    assert store.snapshot(snapshot_id).last_seen_at == hours(1)
    assert store.verify() == []


def test_a_list_that_changes_and_changes_back_has_three_snapshots(store: Store) -> None:
    watched(store, "Alpha")
    store.record_revision(step(store, "Alpha", "Beta", at=hours(1)))
    store.record_revision(step(store, "Alpha", at=hours(2)))
    spans = [(s.listing_sha256, s.first_seen_at) for s in store.snapshots(ACME)]
    assert [at for _, at in spans] == [AT, hours(1), hours(2)]
    assert spans[0][0] == spans[2][0]
    assert store.recent_listings(ACME) == [sha for sha, _ in spans[::-1]]
    then = store.snapshot_at(ACME, hours(1.5))
    assert then is not None
    assert then.listing == listing("Alpha", "Beta")
    assert len({r.public_id for r in store.revisions()}) == 2
    assert store.verify() == []


def test_public_ids_are_short_and_can_be_read_out(store: Store) -> None:
    watched(store, "Alpha")
    found = store.record_revision(step(store, "Beta", at=hours(1))).public_id
    assert len(found) == 8
    assert found.startswith("r")
    assert not set(found) & set("01loi")


def test_revisions_can_be_filtered_and_come_newest_first(store: Store) -> None:
    two = [vendor(), vendor("bolt", source("bolt/list"), source("bolt/dpa", kind=SourceKind.DPA))]
    watched(store, "Alpha", vendors=two)
    from tests.store.samples import baseline

    store.record_baselines([baseline("Alpha", id=id) for id in ("bolt/list", "bolt/dpa")], AT)
    a = store.record_revision(step(store, "Beta", at=hours(1)))
    b = store.record_revision(step(store, "Beta", at=hours(2), id="bolt/list", severity=Severity.LOW))
    c = store.record_revision(reformatted(store, "ALPHA", at=hours(3), id="bolt/dpa"))
    assert [r.id for r in store.revisions()] == [c.id, b.id, a.id]
    assert [r.id for r in store.revisions(vendor_id="bolt")] == [c.id, b.id]
    assert [r.id for r in store.revisions(source_id="bolt/list")] == [b.id]
    assert [r.id for r in store.revisions(since=hours(2), until=hours(3))] == [b.id]
    assert [r.id for r in store.revisions(outcome=CompareOutcome.REFORMATTED)] == [c.id]
    assert [r.id for r in store.revisions(min_severity=Severity.MEDIUM)] == [a.id]
    assert [r.id for r in store.revision_heads(undecided=True, limit=1)] == [b.id]
    heads = store.open_revisions()
    assert [h.id for h in heads] == [a.id, b.id]
    assert (heads[0].window, heads[0].change_count, heads[0].open) == (WINDOW, 2, True)


def test_a_window_computed_anew_stands_beside_the_old_one(store: Store) -> None:
    watched(store, "Alpha")
    revision = store.record_revision(step(store, "Beta", at=hours(1)))
    later = dataclasses.replace(WINDOW, act_by=date(2026, 11, 20), flags=frozenset())
    store.record_window(revision.id, later, FACTS, "the notice was logged", hours(5))
    assert store.revision(revision.id).window == later
    assert [(at, why, w.act_by) for at, why, w in store.windows(revision.id)] == [
        (hours(1), "at detection", WINDOW.act_by), (hours(5), "the notice was logged", later.act_by),
    ]  # fmt: skip
    with pytest.raises(NotFoundError):
        store.record_window(12345, later, FACTS, "x", hours(5))


def test_a_later_extraction_reads_the_same_bytes_otherwise_and_alerts_nobody(store: Store) -> None:
    snapshot_id = watched(store, "Alpha")
    better = dataclasses.replace(listing("Alpha"), published=PublishedDate(phrase="Last updated"))
    assert store.record_reading(snapshot_id, NewListing.of(better), "extraction 2", hours(1))
    assert not store.record_reading(snapshot_id, NewListing.of(better), "extraction 2", hours(2))
    assert store.snapshot(snapshot_id).listing == better
    assert store.current_head(ACME).listing_sha256 == NewListing.of(better).sha256
    assert store.listing(NewListing.of(listing("Alpha")).sha256) == listing("Alpha")
    assert store.revisions() == []
    assert store.deliveries() == []
    assert store.verify() == []


def test_an_approved_baseline_stays_until_another_is_approved(store: Store) -> None:
    first = watched(store, "Alpha")
    assert store.approved_baseline(ACME) is None
    store.approve_baseline(first, "legal", "signed annex", hours(1))
    after = store.record_revision(step(store, "Beta", at=hours(2))).after
    approved = store.approved_baseline(ACME)
    assert approved is not None
    assert approved.id == first
    store.approve_baseline(after.id, "legal", "accepted", hours(3))
    approved = store.approved_baseline(ACME)
    assert approved is not None
    assert approved.id == after.id


def test_what_is_not_there_is_named(store: Store) -> None:
    for call, key in ((store.revision, "rnothing"), (store.snapshot, 77), (store.content, "0" * 64)):
        with pytest.raises(NotFoundError, match=str(key)):
            call(key)  # type: ignore[operator]


def test_alert_ids_are_written_once_whatever_is_repeated(store: Store) -> None:
    watched(store, "Alpha")
    store.add_alerts([alert("x")], hours(1))
    store.record_revision(step(store, "Beta", at=hours(1)), lambda _r: [alert("x", ("ops", 5))])
    assert [(d.alert.id, d.channel) for d in store.deliveries()] == [("x", 0)]
