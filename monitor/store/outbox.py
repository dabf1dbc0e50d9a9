"""The outbox: deliveries that wait, are leased to a sender, and end as sent or set aside.

At least once: a delivery is leased, its message is made, the try begins (``begin``), the message leaves, and the
delivery is marked as sent. Who dies between ``begin`` and the mark leaves a try whose end nobody knows: the repeat is
then marked ``maybe_sent``, so that the message can say that it may be a duplicate. Who dies before ``begin`` leaves
nothing but a lease, and the next try needs no such word. So a message arrives twice only where a crash fell between
its arrival and the record of it; no order of the two could spare both the loss and the repeat.

Order: alerts of one vendor go out on one channel in the order in which they were written. An earlier one that
waits for its next try holds the later ones back, but only for its first ``HOLD_TRIES`` tries, which is about an hour:
a message that keeps failing must not silence those behind it. One that waits for the route's hours holds none back,
nor does one whose next try does: what is critical goes out in the night in spite of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select, update

from monitor.model import (
    AlertKind,
    AttemptOutcome,
    DecisionState,
    Delivery,
    DeliveryState,
    PlannedAlert,
)
from monitor.store import tables as t
from monitor.store.alerts import write_alerts
from monitor.store.column_types import utc
from monitor.store.contents import clean
from monitor.store.deliveries import WITH_ALERTS, Deliveries, delivery_of
from monitor.store.errors import NotAllowedError, NotFoundError
from monitor.store.recorder import Recorder, Recording, Values
from monitor.store.seals import EventKind

HOLD, HOLD_TRIES = timedelta(minutes=10), 12
HOLD_WAIT = timedelta(hours=1)
"""A next try further off than this waits for something else than a server that takes breath."""
DROPPED = "not sent: "
"""How the error of a delivery begins that was dropped because nobody needs it any more, rather than failed."""

REMINDERS = (AlertKind.REMINDER, AlertKind.ESCALATION, AlertKind.OVERDUE)
"""What asks for a decision, and is out of place after it."""
_TAKEN_UP = (DecisionState.ACKNOWLEDGED, DecisionState.REVIEWING)
_DECIDED = (
    DecisionState.ACCEPTED,
    DecisionState.ACCEPTED_WITH_CONDITIONS,
    DecisionState.OBJECTED,
    DecisionState.WITHDRAWN_BY_VENDOR,
)

_REVISION = t.table(t.RevisionRow)
_ALERT = t.table(t.AlertRow)
_DELIVERY = t.table(t.DeliveryRow)
_ATTEMPT = t.table(t.AttemptRow)
_EARLIER = _DELIVERY.alias("earlier")

_TO_SEND = WITH_ALERTS.add_columns(
    _REVISION.c.state.label("review_state"), _REVISION.c.public_id.label("about")
).outerjoin(_REVISION, _REVISION.c.id == _ALERT.c.revision_id)


def outdated(state: DecisionState | None) -> tuple[AlertKind, ...]:
    """The kinds of reminders that are out of place once a revision is in this state.

    A lapse ends none: the message that the window has passed is still to go out.
    """
    if state in _DECIDED:
        return REMINDERS
    return (AlertKind.ESCALATION,) if state in _TAKEN_UP else ()


def _held_back(at: datetime) -> ColumnElement[bool]:
    waiting = and_(
        _EARLIER.c.state.in_((DeliveryState.PENDING, DeliveryState.LEASED)),  # what the index is made for
        or_(
            _EARLIER.c.state == DeliveryState.LEASED,
            _EARLIER.c.next_attempt_at <= at + HOLD,
            and_(_EARLIER.c.attempts.between(1, HOLD_TRIES), _EARLIER.c.next_attempt_at <= at + HOLD_WAIT),
        ),
    )
    return and_(
        _DELIVERY.c.order_key != "",
        exists().where(
            _EARLIER.c.order_key == _DELIVERY.c.order_key,
            _EARLIER.c.route == _DELIVERY.c.route,
            _EARLIER.c.channel == _DELIVERY.c.channel,
            _EARLIER.c.id < _DELIVERY.c.id,
            waiting,
        ),
    )


class Outbox(Deliveries, Recording):
    """Alerts in, deliveries out."""

    def add_alerts(self, alerts: Sequence[PlannedAlert], at: datetime) -> list[str]:
        """Write alerts with their deliveries; returns the ids of those that were new.

        An alert whose id is there already is left as it is, so this may be repeated after any crash.
        """
        if not alerts:
            return []
        with self._recording(at) as recorder:
            return write_alerts(recorder, alerts)

    def lease(
        self,
        at: datetime,
        lease_s: float,
        limit: int,
        *,
        per_channel: int | None = None,
        in_hand: Mapping[tuple[str, int], int] | None = None,
    ) -> list[Delivery]:
        """Take due deliveries for ``lease_s`` seconds; nobody else gets them in that time.

        per_channel: how many of one channel may be in hand at once, so that one that hangs leaves room for the others;
        in_hand: how many of each channel (route, index) the caller holds already.
        None counts as tried before ``begin``. Leases that ran out come back first (``release``). A reminder whose
        revision was decided meanwhile is set aside instead: it may have come back from a failed try or a sender that
        died after the decision.
        """
        at = utc(at)
        self.release(at)
        held = Counter(in_hand or {})
        full = [channel for channel, count in held.items() if per_channel and count >= per_channel]
        query = (
            _TO_SEND.where(
                _DELIVERY.c.state == DeliveryState.PENDING,
                _DELIVERY.c.next_attempt_at <= at,
                ~_held_back(at),
                *(
                    ~and_(_DELIVERY.c.route == route, _DELIVERY.c.channel == channel)
                    for route, channel in full
                ),
            )
            .order_by(_DELIVERY.c.next_attempt_at, _DELIVERY.c.id)
            .limit(limit if per_channel is None else 5 * limit)
            .with_for_update(of=_DELIVERY, skip_locked=True)
        )
        leased: list[Delivery] = []
        with self._reading() as connection:
            if not self._anything_due(connection, at):
                return leased
        with self._writing() as connection:
            for row in connection.execute(query).all():
                if len(leased) >= limit or (per_channel and held[row.route, row.channel] >= per_channel):
                    continue
                if row.kind in outdated(row.review_state):
                    _set_aside(connection, row, at)
                    continue
                until = at + timedelta(seconds=lease_s)
                done = connection.execute(
                    update(_DELIVERY)
                    .where(_DELIVERY.c.id == row.id, _DELIVERY.c.state == DeliveryState.PENDING)
                    .values(state=DeliveryState.LEASED, leased_until=until)
                )
                if done.rowcount == 1:
                    held[row.route, row.channel] += 1
                    leased.append(delivery_of(row, state=DeliveryState.LEASED))
        return leased

    def begin(self, delivery: Delivery, at: datetime, lease_s: float) -> Delivery | None:
        """A leased delivery is about to leave: its next try counts from now on, and its lease runs anew.

        Returns the delivery with the number of the try (``attempts``), which the ``mark_…`` want. None where nothing
        may leave: the lease ran out and another took it up, or a decision made the reminder needless meanwhile; then
        it is set aside.
        """
        at = utc(at)
        mine = (
            _DELIVERY.c.id == delivery.id,
            _DELIVERY.c.state == DeliveryState.LEASED,
            _DELIVERY.c.attempts == delivery.attempts,
        )
        with self._writing() as connection:
            row = connection.execute(_TO_SEND.where(*mine).with_for_update(of=_DELIVERY)).one_or_none()
            if row is None:
                return None
            if row.kind in outdated(row.review_state):
                _set_aside(connection, row, at)
                return None
            until, number = at + timedelta(seconds=lease_s), row.attempts + 1
            connection.execute(
                update(_DELIVERY).where(_DELIVERY.c.id == row.id).values(leased_until=until, attempts=number)
            )
            return delivery_of(row, attempts=number)

    @staticmethod
    def _anything_due(connection: Connection, at: datetime) -> bool:
        due = (_DELIVERY.c.state == DeliveryState.PENDING, _DELIVERY.c.next_attempt_at <= at)
        return connection.execute(select(_DELIVERY.c.id).where(*due).limit(1)).first() is not None

    def release(self, at: datetime, *, everything: bool = False) -> int:
        """Put back deliveries whose lease ran out; returns how many.

        Those whose try had begun may have arrived: the try is on record as unknown, and the next is ``maybe_sent``.
        ``everything``: also leases that still run. Only for a service that starts and knows itself to be the only
        sender: whoever held them is dead.
        """
        at = utc(at)
        where = _DELIVERY.c.state == DeliveryState.LEASED
        if not everything:
            where = and_(where, _DELIVERY.c.leased_until <= at)
        with self._reading() as connection:
            if connection.execute(select(_DELIVERY.c.id).where(where).limit(1)).first() is None:
                return 0
        ended = exists().where(
            _ATTEMPT.c.delivery_id == _DELIVERY.c.id, _ATTEMPT.c.number == _DELIVERY.c.attempts
        )
        begun = and_(_DELIVERY.c.attempts > 0, ~ended)
        with self._recording(at) as recorder:
            query = select(_DELIVERY.c.id, _DELIVERY.c.attempts, begun.label("begun")).where(where)
            rows = recorder.connection.execute(query.order_by(_DELIVERY.c.id)).all()
            tried = [row for row in rows if row.begun]
            for row in tried:
                unknown = AttemptOutcome.UNKNOWN
                _attempt(recorder, row.id, row.attempts, unknown, "the sender did not come back")
            back = {"state": DeliveryState.PENDING, "leased_until": None, "next_attempt_at": at}
            for found, values in ((rows, back), (tried, {"maybe_sent": True})):
                ids = _DELIVERY.c.id.in_([row.id for row in found])
                recorder.connection.execute(update(_DELIVERY).where(ids).values(values))
        return len(rows)

    def mark_sent(self, delivery: Delivery, at: datetime, detail: str = "") -> None:
        """The delivery arrived. Holds even if its lease ran out meanwhile; saying it twice is harmless.

        Raises ``NotFoundError``.
        """
        with self._recording(at) as recorder:
            row = _row(recorder.connection, delivery)
            if _said(recorder.connection, delivery):
                return
            _attempt(recorder, row.id, delivery.attempts, AttemptOutcome.SENT, detail)
            if row.state != DeliveryState.SENT:
                end_delivery(recorder, row.id, DeliveryState.SENT, row.last_error)

    def mark_retry(
        self,
        delivery: Delivery,
        next_attempt_at: datetime,
        error: str,
        at: datetime,
        *,
        maybe_sent: bool = False,
    ) -> bool:
        """The try failed in a way that may pass; returns False where the lease had run out (nothing is recorded).

        maybe_sent: it may have arrived all the same, so the next try says that it may be a duplicate.
        """
        with self._recording(at) as recorder:
            row = _row(recorder.connection, delivery)
            if not _holds(row, delivery):
                return False
            _attempt(recorder, row.id, delivery.attempts, AttemptOutcome.TRANSIENT, error)
            recorder.connection.execute(
                update(_DELIVERY)
                .where(_DELIVERY.c.id == row.id)
                .values(
                    state=DeliveryState.PENDING,
                    leased_until=None,
                    next_attempt_at=utc(next_attempt_at),
                    last_error=clean(error),
                    maybe_sent=row.maybe_sent or maybe_sent,
                )
            )
            return True

    def mark_failed(
        self, delivery: Delivery, error: str, at: datetime, alerts: Sequence[PlannedAlert] = ()
    ) -> bool:
        """The try failed for good: set aside. ``alerts`` tell the operator, in the same transaction.

        Returns False where the lease had run out (nothing is recorded).
        """
        with self._recording(at) as recorder:
            row = _row(recorder.connection, delivery)
            if not _holds(row, delivery):
                return False
            _attempt(recorder, row.id, delivery.attempts, AttemptOutcome.PERMANENT, error)
            end_delivery(recorder, row.id, DeliveryState.FAILED, clean(error))
            write_alerts(recorder, alerts)
            return True

    def retry_delivery(self, delivery_id: int, at: datetime) -> None:
        """Send a delivery that was set aside again, from now.

        Raises ``NotFoundError``, and ``NotAllowedError`` if it was not set aside.
        """
        with self._writing() as connection:
            where = _DELIVERY.c.id == delivery_id
            state = connection.execute(select(_DELIVERY.c.state).where(where)).scalar_one_or_none()
            if state is None:
                raise NotFoundError(f"no delivery {delivery_id}")
            if state != DeliveryState.FAILED:
                raise NotAllowedError(
                    f"delivery {delivery_id} is {state.value}; only a failed one can be retried"
                )
            connection.execute(
                update(_DELIVERY)
                .where(where)
                .values(state=DeliveryState.PENDING, next_attempt_at=utc(at), ended_at=None)
            )


def set_aside(recorder: Recorder, revision_id: int, kinds: Sequence[AlertKind], why: str) -> None:
    """Deliveries of these alerts about a revision that wait to be sent are not sent any more.

    A send under way is left alone: it may have arrived. The error tells them apart from what failed: ``DROPPED``.
    """
    about = select(_ALERT.c.id).where(_ALERT.c.revision_id == revision_id, _ALERT.c.kind.in_(kinds))
    waiting = (_DELIVERY.c.alert_id.in_(about), _DELIVERY.c.state == DeliveryState.PENDING)
    rows = recorder.connection.execute(select(_DELIVERY.c.id).where(*waiting)).scalars().all()
    for key in rows:
        end_delivery(recorder, key, DeliveryState.FAILED, DROPPED + why)


def _set_aside(connection: Connection, row: Any, at: datetime) -> None:
    why = f"{DROPPED}{row.about} is {row.review_state.value}"
    connection.execute(
        update(_DELIVERY)
        .where(_DELIVERY.c.id == row.id, _DELIVERY.c.state == row.state)
        .values(
            state=DeliveryState.FAILED,
            leased_until=None,
            next_attempt_at=None,
            last_error=why,
            ended_at=at,
        )
    )


def _row(connection: Connection, delivery: Delivery) -> Any:
    row = connection.execute(select(_DELIVERY).where(_DELIVERY.c.id == delivery.id)).one_or_none()
    if row is None:
        raise NotFoundError(f"no delivery {delivery.id}")
    return row


def _said(connection: Connection, delivery: Delivery) -> bool:
    same = (_ATTEMPT.c.delivery_id == delivery.id, _ATTEMPT.c.number == delivery.attempts)
    query = select(_ATTEMPT.c.id).where(*same, _ATTEMPT.c.outcome == AttemptOutcome.SENT)
    return connection.execute(query).first() is not None


def _holds(row: Any, delivery: Delivery) -> bool:
    return bool(row.state == DeliveryState.LEASED and row.attempts == delivery.attempts)


def _attempt(recorder: Recorder, delivery_id: int, number: int, outcome: AttemptOutcome, detail: str) -> None:
    values: Values = {
        "id": recorder.new_id(),
        "delivery_id": delivery_id,
        "number": number,
        "made_at": recorder.at,
        "outcome": outcome,
        "detail": clean(detail),
    }
    recorder.add(t.AttemptRow, values, EventKind.DELIVERY_TRIED)


def end_delivery(recorder: Recorder, delivery_id: int, state: DeliveryState, error: str | None) -> None:
    """No more tries; the attempt log keeps how it went."""
    recorder.connection.execute(
        update(_DELIVERY)
        .where(_DELIVERY.c.id == delivery_id)
        .values(state=state, leased_until=None, next_attempt_at=None, last_error=error, ended_at=recorder.at)
    )
