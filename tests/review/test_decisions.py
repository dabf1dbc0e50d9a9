"""Which decisions may follow which, who may make them, and what the calendar does when nobody does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.engine.deciding import Deciding
from monitor.model import AlertKind, Decision, DecisionState
from monitor.model import DecisionState as S
from monitor.review.decisions import (
    BY_CALENDAR,
    CALENDAR,
    OPEN,
    DecisionError,
    Proposed,
    after_window,
    allowed,
    check,
    next_steps,
)
from monitor.store import Store
from tests.review.conftest import Change
from tests.store.samples import AT, WINDOW, alert

TODAY = date(2026, 11, 10)


def ada(state: S, **more: object) -> Proposed:
    return Proposed(state, "Ada Berg", "because", **more)  # type: ignore[arg-type]


def entry(state: S) -> Decision:
    return Decision(1, 1, S.DETECTED, state, "Ben", "for once", AT, 1)


@pytest.mark.parametrize("state", OPEN)
def test_an_objection_need_not_wait_for_an_acknowledgement(state: S) -> None:
    check(ada(S.OBJECTED), state, today=TODAY)


@pytest.mark.parametrize(("state", "wanted"), [(S.REVIEWING, S.ACKNOWLEDGED), (S.ACKNOWLEDGED, S.DETECTED)])
def test_nobody_goes_back_without_a_correction(state: S, wanted: S) -> None:
    with pytest.raises(DecisionError, match=f"it is {state.value}.* cannot become {wanted.value}") as error:
        check(ada(wanted), state, today=TODAY)
    assert "accepted" in error.value.mend  # the allowed ones are named


def test_a_second_decision_names_the_first_and_how_to_correct_it() -> None:
    with pytest.raises(DecisionError, match=r"already \(by Ben, Mon 2 Nov 2026\)") as error:
        check(ada(S.ACCEPTED), S.ACCEPTED, today=TODAY, log=[entry(S.ACCEPTED)])
    assert "--correct" in error.value.mend
    with pytest.raises(DecisionError, match="cannot become objected"):
        check(ada(S.OBJECTED), S.ACCEPTED, today=TODAY)
    check(ada(S.OBJECTED, correction=True), S.ACCEPTED, today=TODAY)


def test_an_objection_may_end_in_conditions_or_in_the_vendor_giving_way() -> None:
    for answer in (S.ACCEPTED_WITH_CONDITIONS, S.WITHDRAWN_BY_VENDOR):
        check(ada(answer), S.OBJECTED, today=TODAY)


@pytest.mark.parametrize("name", ["", "   ", "\t"])
def test_a_decision_by_nobody_is_refused(name: str) -> None:
    with pytest.raises(DecisionError, match="nobody decides"):
        check(Proposed(S.ACCEPTED, name, "because"), S.DETECTED, today=TODAY)


def test_a_decision_without_a_reason_is_refused() -> None:
    with pytest.raises(DecisionError, match="the reason is empty"):
        check(Proposed(S.ACCEPTED, "Ada", " "), S.DETECTED, today=TODAY)


def test_a_person_can_neither_let_a_window_lapse_nor_sign_as_the_calendar() -> None:
    for state in BY_CALENDAR:
        with pytest.raises(DecisionError, match="recorded by the calendar"):
            check(ada(state), S.DETECTED, today=TODAY)
    with pytest.raises(DecisionError, match="is no person"):
        check(Proposed(S.ACCEPTED, "The Calendar", "because"), S.DETECTED, today=TODAY)


@pytest.mark.parametrize("state", [*BY_CALENDAR, *OPEN])
@pytest.mark.parametrize("wanted", [S.ACCEPTED, S.OBJECTED, S.ACKNOWLEDGED])
@pytest.mark.parametrize("correction", [False, True])
def test_after_a_lapse_nothing_can_be_decided_but_a_letter_is_offered(
    state: S, wanted: S, correction: bool
) -> None:
    """Also where the calendar's own entry is still to come: what counts is the date, not who was sooner."""
    if wanted is state:
        return
    with pytest.raises(
        DecisionError, match="the window closed on Thu 3 Dec 2026 without a decision"
    ) as error:
        check(ada(wanted, correction=correction), state, today=date(2026, 12, 10), window=WINDOW)
    assert "monitor letter" in error.value.mend


def test_a_decision_made_in_time_may_be_recorded_after_the_window_closed() -> None:
    late = date(2026, 12, 10)
    proposed = ada(S.OBJECTED, made_on=date(2026, 12, 3))
    check(proposed, S.LAPSED, today=late, window=WINDOW)
    assert proposed.words == "made on Thu 3 Dec 2026, recorded later: because"
    for wrong, words in ((date(2026, 12, 4), "closed on Thu 3 Dec"), (date(2026, 12, 11), "lies in the future"),
                         (date(2026, 11, 1), "before the change itself")):  # fmt: skip
        with pytest.raises(DecisionError, match=words):
            check(ada(S.OBJECTED, made_on=wrong), S.LAPSED, today=late, window=WINDOW)


def test_the_vendor_may_give_way_at_any_time() -> None:
    for state in set(S) - {S.WITHDRAWN_BY_VENDOR}:
        check(ada(S.WITHDRAWN_BY_VENDOR), state, today=TODAY, window=WINDOW)


def test_silence_accepts_only_where_a_confirmed_clause_says_so() -> None:
    assert after_window(True, confirmed=True) is S.DEEMED_ACCEPTED
    assert {after_window(v, confirmed=c) for v, c in ((True, False), (None, True), (False, True))} == {
        S.LAPSED
    }


@given(state=st.sampled_from(S), wanted=st.sampled_from(S), correction=st.booleans())
def test_what_is_checked_is_what_is_named_as_allowed(state: S, wanted: S, correction: bool) -> None:
    permitted = wanted in allowed(state, correction=correction)
    if state in BY_CALENDAR:
        permitted = wanted is S.WITHDRAWN_BY_VENDOR
    if permitted:
        check(ada(wanted, correction=correction), state, today=TODAY, window=WINDOW)
    else:
        with pytest.raises(DecisionError) as error:
            check(ada(wanted, correction=correction), state, today=TODAY, window=WINDOW)
        assert error.value.mend


@given(st.lists(st.tuples(st.sampled_from(S), st.booleans()), max_size=12))
def test_whatever_people_try_only_a_correction_or_the_vendor_undoes_a_verdict(
    tries: list[tuple[S, bool]],
) -> None:
    """The laws of the table, over every way through it."""
    state = S.DETECTED
    for wanted, correction in tries:
        try:
            check(ada(wanted, correction=correction), state, today=TODAY, window=WINDOW)
        except DecisionError:
            continue
        assert wanted not in BY_CALENDAR
        assert wanted is not S.DETECTED
        if state in OPEN:
            assert list(S).index(wanted) > list(S).index(state)  # forward only
        elif wanted in OPEN:
            assert correction
            assert wanted is S.REVIEWING
        elif not correction:
            assert wanted is S.WITHDRAWN_BY_VENDOR or (state, wanted) == (
                S.OBJECTED,
                S.ACCEPTED_WITH_CONDITIONS,
            )
        state = wanted


# -- on record -----------------------------------------------------------------------------------------------------


def deciding(store: Store) -> Deciding:
    return Deciding(store, lambda _: None)


def test_a_decision_is_on_record_with_its_evidence_and_drops_the_reminders_that_wait(
    store: Store, change: Change
) -> None:
    revision = change()
    waiting = alert("reminder:1", revision_id=revision.id, kind=AlertKind.REMINDER)
    assert store.add_reminder(revision.id, "days_14", "routes", waiting, AT + timedelta(days=2))
    made = deciding(store).decide(revision, ada(S.OBJECTED), AT + timedelta(days=3))
    assert (made.state, made.made_by, made.snapshot_id) == (S.OBJECTED, "Ada Berg", revision.after.id)
    (delivery,) = store.deliveries(alert_id="reminder:1")
    assert delivery.last_error == f"not sent: {revision.public_id} is objected"
    assert store.lease(AT + timedelta(days=4), 60, 10) == []
    again = alert("reminder:2", revision_id=revision.id, kind=AlertKind.REMINDER)
    assert not store.add_reminder(revision.id, "days_7", "routes", again, AT + timedelta(days=4))
    assert store.verify() == []


def waiting_reminder(store: Store, revision_id: int, kind: AlertKind = AlertKind.REMINDER) -> None:
    planned = alert(f"{kind.value}:1", revision_id=revision_id, kind=kind)
    assert store.add_reminder(revision_id, kind.value, "routes", planned, AT + timedelta(days=2))


def test_acknowledging_ends_the_escalation_and_no_reminder(store: Store, change: Change) -> None:
    revision = change()
    waiting_reminder(store, revision.id)
    waiting_reminder(store, revision.id, AlertKind.ESCALATION)
    deciding(store).decide(revision, ada(S.ACKNOWLEDGED), AT + timedelta(days=3))
    leased = store.lease(AT + timedelta(days=4), 60, 10)
    assert [delivery.alert.kind for delivery in leased] == [AlertKind.REMINDER]


def test_a_reminder_whose_sender_died_is_not_sent_again_after_the_decision(
    store: Store, change: Change
) -> None:
    revision = change()
    waiting_reminder(store, revision.id)
    assert len(store.lease(AT + timedelta(days=3), 60, 10)) == 1  # and the sender is never seen again
    deciding(store).decide(revision, ada(S.ACCEPTED), AT + timedelta(days=3))
    assert store.lease(AT + timedelta(days=4), 60, 10) == []
    (delivery,) = store.deliveries(revision_id=revision.id)
    assert delivery.last_error == f"not sent: {revision.public_id} is accepted"
    assert store.verify() == []


def test_a_reminder_that_failed_for_the_moment_is_not_tried_again_after_the_decision(
    store: Store, change: Change
) -> None:
    revision = change()
    waiting_reminder(store, revision.id)
    (leased,) = store.lease(AT + timedelta(days=3), 60, 10)
    deciding(store).decide(revision, ada(S.OBJECTED), AT + timedelta(days=3))
    assert store.mark_retry(leased, AT + timedelta(days=4), "busy", AT + timedelta(days=3))
    assert store.lease(AT + timedelta(days=5), 60, 10) == []


def test_the_message_that_the_window_has_passed_goes_out_in_spite_of_the_lapse(
    store: Store, change: Change
) -> None:
    revision = change()
    waiting_reminder(store, revision.id, AlertKind.OVERDUE)
    (head,) = store.open_revisions()
    assert deciding(store).lapse(head, datetime(2026, 12, 5, tzinfo=UTC)) is not None
    assert len(store.lease(datetime(2026, 12, 5, tzinfo=UTC), 60, 10)) == 1


def test_a_window_that_passes_undecided_is_closed_once_by_the_calendar(store: Store, change: Change) -> None:
    revision = change()
    (head,) = store.open_revisions()
    last_moment = datetime(2026, 12, 3, 23, 59, tzinfo=UTC)
    assert deciding(store).lapse(head, last_moment) is None
    made = deciding(store).lapse(head, last_moment + timedelta(minutes=2))
    assert made is not None
    assert (made.state, made.made_by) == (S.LAPSED, CALENDAR)
    assert deciding(store).lapse(head, last_moment + timedelta(days=2)) is None
    assert [d.state for d in store.decisions(revision.id)] == [S.LAPSED]


def test_a_lapse_by_figures_since_corrected_is_taken_back(store: Store, change: Change) -> None:
    revision = change()
    deciding(store).decide(revision, ada(S.REVIEWING), AT + timedelta(days=3))
    (head,) = store.open_revisions()
    deciding(store).lapse(head, datetime(2026, 12, 4, 0, 1, tzinfo=UTC))
    made = deciding(store).reopen(revision.id, WINDOW, datetime(2026, 12, 3, tzinfo=UTC))
    assert made is not None
    assert made.state is DecisionState.REVIEWING
    assert len(store.open_revisions()) == 1
    assert deciding(store).reopen(revision.id, WINDOW, datetime(2026, 12, 3, tzinfo=UTC)) is None


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("today", [TODAY, date(2026, 12, 10)])
def test_the_steps_that_are_offered_are_exactly_those_that_may_be_recorded(state: S, today: date) -> None:
    offered = next_steps(state, today=today, window=WINDOW)
    possible = set()
    for wanted in S:
        for correction in (False, True):
            for made_on in (None, date(2026, 11, 9)):
                try:
                    check(
                        ada(wanted, correction=correction, made_on=made_on), state, today=today, window=WINDOW
                    )
                except DecisionError:
                    continue
                possible.add((wanted, correction, made_on is not None))
    assert {(s.state, s.correction, s.late) for s in offered} <= possible
    assert {s.state for s in offered} == {wanted for wanted, _, _ in possible}
    assert len({s.state for s in offered}) == len(offered)


@pytest.mark.parametrize(("by", "why"), [("NAME", "EU entity"), ("Ada Berg", "REASON")])
def test_a_command_copied_and_not_filled_in_records_nothing(by: str, why: str) -> None:
    with pytest.raises(DecisionError, match="as the command was copied") as error:
        check(Proposed(S.ACCEPTED, by, why), S.DETECTED, today=TODAY)
    assert error.value.mend.startswith("put the real")
