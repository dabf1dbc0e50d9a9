"""What bears on a revision is found, and nothing of any other, on both databases."""

from __future__ import annotations

from monitor.store import EventKind, Store
from tests.store.lived import live
from tests.store.samples import hours, step, tell

NOT_OF_A_REVISION = {EventKind.SPANS_SEALED, EventKind.NAME_RULED}


def test_every_kind_of_record_is_found_in_the_order_of_the_chain(store: Store) -> None:
    live(store)
    found = [event for revision in store.revisions() for event in store.evidence_events(revision)]
    kinds = {EventKind(event.kind) for event in found}
    assert kinds | NOT_OF_A_REVISION | {EventKind.GAP_RECORDED} == set(EventKind)
    for revision in store.revisions():
        events = store.evidence_events(revision)
        assert [e.seq for e in events] == sorted({e.seq for e in events})


def test_records_of_another_revision_are_left_out(store: Store) -> None:
    live(store)
    later = store.record_revision(step(store, "Delta", at=hours(30)), tell)
    events = store.evidence_events(later)
    revisions = [event.subject for event in events if event.kind == EventKind.REVISION_RECORDED.value]
    assert revisions == [str(later.id)]
    kinds = {event.kind for event in events}
    assert "decision_made" not in kinds
    assert "delivery_tried" not in kinds
    assert "notice_logged" not in kinds


def test_an_outage_of_ours_between_the_two_sights_is_part_of_it(store: Store) -> None:
    live(store)
    store.record_gap(hours(31), hours(32), "restart")
    later = store.record_revision(step(store, "Delta", at=hours(33)), tell)
    assert [e.kind for e in store.evidence_events(later)].count("gap_recorded") == 1
