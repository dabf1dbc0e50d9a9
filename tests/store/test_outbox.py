"""Alerts in, deliveries out: at least once, in order per vendor, and never lost."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from monitor.model import AlertKind, AttemptOutcome, DecisionState, Delivery, DeliveryState
from monitor.store import NotAllowedError, NotFoundError, Store
from monitor.store.outbox import HOLD, HOLD_TRIES
from tests.store.samples import AT, alert, hours, step, taken, watched

MINUTE = timedelta(minutes=1)


def ids(deliveries: list[Delivery]) -> list[str]:
    return [delivery.alert.id for delivery in deliveries]


def test_an_alert_has_one_delivery_per_channel(store: Store) -> None:
    assert store.add_alerts([alert("a", ("ops", 0), ("ops", 1), ("legal", 0), ("ops", 0))], AT) == ["a"]
    assert [(d.route, d.channel, d.state) for d in store.deliveries()] == [
        ("ops", 0, DeliveryState.PENDING), ("ops", 1, DeliveryState.PENDING), ("legal", 0, DeliveryState.PENDING),
    ]  # fmt: skip


def test_writing_an_alert_twice_is_harmless(store: Store) -> None:
    store.add_alerts([alert("a")], AT)
    assert store.add_alerts([alert("a"), alert("b"), alert("b")], hours(1)) == ["b"]
    assert ids(store.deliveries()) == ["a", "b"]
    assert store.add_alerts([], AT) == []


def test_an_alert_comes_back_as_it_was_written(store: Store) -> None:
    planned = alert("a\u2028 <!channel> \u202e", vendor_id=None)
    store.add_alerts([planned], AT)
    (leased,) = store.lease(AT, 60, 10)
    assert leased.alert == planned.alert


def test_a_leased_delivery_is_given_to_nobody_else(store: Store) -> None:
    store.add_alerts([alert("a")], AT)
    (leased,) = taken(store, AT, 60, 10)
    assert (leased.state, leased.attempts, leased.maybe_sent) == (DeliveryState.LEASED, 1, False)
    assert taken(store, AT, 60, 10) == []


def test_a_sent_delivery_is_done_and_its_try_is_on_record(store: Store) -> None:
    store.add_alerts([alert("a")], AT)
    (leased,) = taken(store, AT, 60, 10)
    store.mark_sent(leased, AT + MINUTE, "200 ok")
    store.mark_sent(leased, AT + MINUTE)
    assert taken(store, hours(9), 60, 10) == []
    (tried,) = store.attempts(leased.id)
    assert (tried.number, tried.outcome, tried.detail) == (1, AttemptOutcome.SENT, "200 ok")
    assert store.deliveries(state=DeliveryState.SENT)[0].id == leased.id
    assert store.next_delivery_at() is None
    assert store.verify() == []


def test_a_transient_failure_comes_back_when_it_is_due(store: Store) -> None:
    store.add_alerts([alert("a")], AT)
    (leased,) = taken(store, AT, 60, 10)
    assert store.mark_retry(leased, AT + 5 * MINUTE, "503 from the webhook", AT)
    assert taken(store, AT + 4 * MINUTE, 60, 10) == []
    assert store.next_delivery_at() == AT + 5 * MINUTE
    (again,) = taken(store, AT + 5 * MINUTE, 60, 10)
    assert (again.attempts, again.last_error, again.maybe_sent) == (2, "503 from the webhook", False)


def test_a_permanent_failure_is_set_aside_and_told_by_another_channel(store: Store) -> None:
    store.add_alerts([alert("a")], AT)
    (leased,) = taken(store, AT, 60, 10)
    assert store.mark_failed(leased, "404 no_service", AT, [alert("dead:a", ("operator", 0), vendor_id=None)])
    assert ids(taken(store, hours(1), 60, 10)) == ["dead:a"]
    (dead,) = store.deliveries(state=DeliveryState.FAILED)
    assert (dead.last_error, store.attempts(dead.id)[0].outcome) == (
        "404 no_service",
        AttemptOutcome.PERMANENT,
    )


def test_a_delivery_that_was_set_aside_can_be_tried_again(store: Store) -> None:
    store.add_alerts([alert("a")], AT)
    (leased,) = taken(store, AT, 60, 10)
    with pytest.raises(NotAllowedError, match="only a failed one"):
        store.retry_delivery(leased.id, AT)
    store.mark_failed(leased, "404", AT)
    store.retry_delivery(leased.id, hours(1))
    (again,) = taken(store, hours(1), 60, 10)
    store.mark_sent(again, hours(1))
    assert [a.outcome for a in store.attempts(leased.id)] == [AttemptOutcome.PERMANENT, AttemptOutcome.SENT]
    assert store.verify() == []
    with pytest.raises(NotFoundError, match="no delivery 999"):
        store.retry_delivery(999, AT)


def test_a_lease_that_ran_out_comes_back_as_a_possible_duplicate(store: Store) -> None:
    store.add_alerts([alert("a")], AT)
    (first,) = taken(store, AT, 60, 10)
    assert store.next_delivery_at() == AT + MINUTE
    (second,) = taken(store, AT + MINUTE, 60, 10)
    assert (second.maybe_sent, second.attempts) == (True, 2)
    assert store.attempts(first.id)[0].outcome is AttemptOutcome.UNKNOWN
    assert not store.mark_retry(first, hours(1), "late", AT + MINUTE)
    assert not store.mark_failed(first, "late", AT + MINUTE)
    store.mark_sent(first, AT + 2 * MINUTE, "slow, but it arrived")
    assert store.deliveries()[0].state is DeliveryState.SENT
    store.mark_sent(second, AT + 3 * MINUTE, "so it arrived twice")
    outcomes = [(a.number, a.outcome) for a in store.attempts(first.id)]
    assert outcomes == [(1, AttemptOutcome.UNKNOWN), (1, AttemptOutcome.SENT), (2, AttemptOutcome.SENT)]
    assert store.verify() == []


def test_a_service_that_starts_takes_back_what_its_dead_self_had_leased(store: Store) -> None:
    store.add_alerts([alert("a")], AT)
    taken(store, AT, 3600, 10)
    assert store.release(AT) == 0
    assert store.release(AT, everything=True) == 1
    (again,) = taken(store, AT, 60, 10)
    assert again.maybe_sent


def test_who_died_before_the_try_began_leaves_nothing_to_label(store: Store) -> None:
    store.add_alerts([alert("a")], AT)
    assert [d.attempts for d in store.lease(AT, 3600, 10)] == [0]
    assert store.release(AT, everything=True) == 1
    (again,) = taken(store, AT)
    assert (again.attempts, again.maybe_sent) == (1, False)
    assert store.attempts(again.id) == []


def test_a_try_that_was_cut_off_stays_known_when_the_next_is_cut_off_before_it_begins(store: Store) -> None:
    store.add_alerts([alert("a")], AT)
    taken(store, AT)
    for _ in range(3):
        store.release(AT, everything=True)
        (again,) = store.lease(AT, 60, 10)
    assert (again.attempts, again.maybe_sent) == (1, True)
    assert [(a.number, a.outcome) for a in store.attempts(again.id)] == [(1, AttemptOutcome.UNKNOWN)]


def test_what_an_earlier_version_had_in_hand_counts_as_begun(store: Store) -> None:
    """It counted a try when it leased, and said nothing more until the end."""
    store.add_alerts([alert("a")], AT)
    store.lease(AT, 60, 10)
    with store._writing() as connection:
        connection.execute(text("UPDATE delivery SET attempts = 1"))
    store.release(AT, everything=True)
    (again,) = store.lease(AT, 60, 10)
    assert again.maybe_sent


def test_of_two_who_hold_the_same_delivery_one_begins(store: Store) -> None:
    store.add_alerts([alert("a")], AT)
    (slow,) = store.lease(AT, 60, 10)
    (quick,) = store.lease(AT + MINUTE, 60, 10)  # the slow one's lease ran out while the report was made
    assert not quick.maybe_sent
    begun = store.begin(quick, AT + MINUTE, 60)
    assert begun is not None
    assert store.begin(slow, AT + MINUTE, 60) is None
    store.mark_sent(begun, AT + MINUTE)
    assert store.begin(slow, AT + 2 * MINUTE, 60) is None


def test_the_lease_runs_anew_from_the_beginning_of_the_try(store: Store) -> None:
    store.add_alerts([alert("a")], AT)
    (leased,) = store.lease(AT, 60, 10)
    assert store.begin(leased, AT + MINUTE / 2, 60)
    assert store.release(AT + MINUTE) == 0
    assert store.next_delivery_at() == AT + 1.5 * MINUTE


def test_a_reminder_decided_between_lease_and_try_does_not_leave(store: Store) -> None:
    watched(store, "Alpha")
    revision = store.record_revision(step(store, "Beta", at=hours(1)), lambda _: [])
    asked = alert("reminder:1", revision_id=revision.id, kind=AlertKind.REMINDER)
    store.add_reminder(revision.id, "days_14", "routes", asked, hours(2))
    (leased,) = store.lease(hours(3), 60, 10)
    store.add_decision(
        revision.id,
        expected=revision.state,
        state=DecisionState.ACCEPTED,
        made_by="Ada",
        why="ok",
        at=hours(3),
    )
    assert store.begin(leased, hours(3), 60) is None
    (delivery,) = store.deliveries()
    assert (delivery.state, delivery.attempts) == (DeliveryState.FAILED, 0)
    assert delivery.last_error == f"not sent: {revision.public_id} is accepted"
    assert store.next_delivery_at() is None
    assert store.verify() == []


def test_alerts_of_one_vendor_go_out_in_order_on_each_channel(store: Store) -> None:
    for name in ("a1", "a2", "a3"):
        store.add_alerts([alert(name, ("ops", 0), ("ops", 1))], AT)
    store.add_alerts([alert("b1", vendor_id="bolt")], AT)
    first = taken(store, AT, 60, 10)
    assert sorted(ids(first)) == ["a1", "a1", "b1"]
    store.mark_sent(next(d for d in first if d.alert.id == "a1" and d.channel == 0), AT)
    (second,) = taken(store, AT, 60, 10)
    assert (second.alert.id, second.channel) == ("a2", 0)


def test_an_earlier_alert_that_waits_shortly_holds_back_the_later_ones(store: Store) -> None:
    store.add_alerts([alert("a1"), alert("a2")], AT)
    (first,) = taken(store, AT, 60, 10)
    store.mark_retry(first, AT + 2 * MINUTE, "503", AT)
    assert taken(store, AT + MINUTE, 60, 10) == []
    assert ids(taken(store, AT + 2 * MINUTE, 60, 10)) == ["a1"]


def test_an_earlier_alert_that_keeps_failing_does_not_silence_the_later_ones(store: Store) -> None:
    store.add_alerts([alert("a1"), alert("a2")], AT)
    at = AT
    for _ in range(HOLD_TRIES):
        (first,) = taken(store, at, 60, 10)
        later = at + HOLD + MINUTE
        store.mark_retry(first, later, "503", at)
        assert ids(taken(store, at, 60, 10)) == []
        at = later
    (first,) = taken(store, at, 60, 10)
    store.mark_retry(first, at + HOLD + MINUTE, "503", at)
    assert ids(taken(store, at, 60, 10)) == ["a2"]


def test_one_that_waits_for_the_hours_of_its_route_holds_back_none(store: Store) -> None:
    night = replace(alert("a1"), not_before={"ops": AT + 600 * MINUTE})
    store.add_alerts([night, alert("a2")], AT)
    assert ids(store.lease(AT, 60, 10)) == ["a2"]
    assert ids(store.lease(AT + 600 * MINUTE, 60, 10)) == ["a1"]


def test_one_whose_next_try_waits_for_the_morning_holds_back_none(store: Store) -> None:
    store.add_alerts([alert("a1"), alert("critical")], AT)
    (first,) = taken(store, AT)
    store.mark_retry(first, AT + 600 * MINUTE, "503 at closing time", AT)
    assert ids(store.lease(AT + MINUTE, 60, 10)) == ["critical"]


def test_a_channel_that_hangs_leaves_room_for_the_others(store: Store) -> None:
    slow = [alert(f"a{n}", ("slow", 0), vendor_id=f"v{n}") for n in range(50)]
    store.add_alerts([*slow, alert("b", ("quick", 0))], AT)
    first = store.lease(AT, 60, 8, per_channel=4)
    assert [d.route for d in first] == ["slow"] * 4
    again = store.lease(AT, 60, 4, per_channel=4, in_hand={("slow", 0): 4})
    assert ids(again) == ["b"]


def test_a_try_that_may_have_arrived_marks_the_next_one(store: Store) -> None:
    store.add_alerts([alert("a1")], AT)
    (first,) = taken(store, AT, 60, 10)
    store.mark_retry(first, AT + MINUTE, "closed without an answer", AT, maybe_sent=True)
    (second,) = taken(store, AT + MINUTE, 60, 10)
    store.mark_retry(second, AT + 2 * MINUTE, "503", AT + MINUTE)
    (third,) = taken(store, AT + 2 * MINUTE, 60, 10)
    assert (first.maybe_sent, second.maybe_sent, third.maybe_sent) == (False, True, True)


def test_a_failed_alert_holds_back_nobody(store: Store) -> None:
    store.add_alerts([alert("a1"), alert("a2")], AT)
    (first,) = taken(store, AT, 60, 10)
    store.mark_failed(first, "404", AT)
    assert ids(taken(store, AT, 60, 10)) == ["a2"]


def test_alerts_without_a_vendor_wait_for_nobody(store: Store) -> None:
    store.add_alerts([alert(f"digest:{n}", vendor_id=None) for n in range(3)], AT)
    assert len(store.lease(AT, 60, 10)) == 3


def test_no_more_are_leased_than_asked_for_the_longest_due_first(store: Store) -> None:
    for n in (3, 1, 2):
        store.add_alerts([alert(f"a{n}", vendor_id=None)], hours(n))
    assert ids(store.lease(hours(9), 60, 2)) == ["a1", "a2"]


def test_senders_that_compete_never_get_the_same_delivery(store: Store) -> None:
    store.add_alerts([alert(f"a{n}", vendor_id=f"v{n}") for n in range(60)], AT)
    got: list[list[int]] = [[], [], []]

    def work(mine: list[int]) -> None:
        while batch := store.lease(AT, 600, 7):
            mine.extend(delivery.id for delivery in batch)

    threads = [threading.Thread(target=work, args=(mine,)) for mine in got]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = [id for mine in got for id in mine]
    assert len(everything) == len(set(everything)) == 60


def test_processes_that_compete_never_get_the_same_delivery(database: str) -> None:
    """Two stores on one database, as two processes would have."""
    with Store.open(database) as one, Store.open(database) as two:
        one.add_alerts([alert(f"a{n}", vendor_id=f"v{n % 20}") for n in range(60)], AT)
        got: list[tuple[str, int]] = []

        def work(store: Store) -> None:
            while batch := taken(store, AT, 600, 3):
                for delivery in batch:
                    got.append((delivery.alert.vendor_id or "", delivery.id))
                    store.mark_sent(delivery, AT)

        threads = [threading.Thread(target=work, args=(store,)) for store in (one, two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        # A sender may find nothing while the other holds all that is due: what it left is still there.
        work(one)
        assert len(got) == len({id for _, id in got}) == 60
        for vendor in {v for v, _ in got}:
            mine = [id for v, id in got if v == vendor]
            assert mine == sorted(mine)
        assert one.verify() == []
