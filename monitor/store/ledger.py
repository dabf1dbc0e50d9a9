"""The ledger of failures and gaps: it proves what was not seen, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from monitor.model import CheckOutcome, FailureRun, Gap, Source, WatchChange, codec
from monitor.store import tables as t
from monitor.store.alerts import write_alerts
from monitor.store.column_types import Instant, utc
from monitor.store.contents import clean
from monitor.store.errors import NotAllowedError, NotFoundError
from monitor.store.recorder import Recorder, Recording, Values, values_of
from monitor.store.seals import EventKind
from monitor.store.values import CheckFailed

_SOURCE = t.table(t.SourceRow)
_RUN = t.table(t.FailureRunRow)
_GAP = t.table(t.GapRow)
_HEARTBEAT = t.table(t.HeartbeatRow)
_WATCH = t.table(t.WatchChangeRow)


def open_runs(connection: Any, source_ids: Iterable[str]) -> dict[str, int]:
    """Which of these sources have an open run of failures: source id -> id of the run."""
    query = select(_SOURCE.c.id, _SOURCE.c.open_run_id).where(
        _SOURCE.c.id.in_(list(source_ids)), _SOURCE.c.open_run_id.is_not(None)
    )
    return {row.id: row.open_run_id for row in connection.execute(query)}


def close_runs(recorder: Recorder, ends: Mapping[int, datetime]) -> None:
    """Close runs of failures (run id -> instant) and seal them. The sources' ``open_run_id`` is the caller's."""
    if not ends:
        return
    recorder.connection.execute(
        update(_RUN).where(_RUN.c.id == bindparam("key")).values(closed_at=bindparam("end")),
        [{"key": run_id, "end": utc(at)} for run_id, at in ends.items()],
    )
    for row in recorder.connection.execute(select(_RUN).where(_RUN.c.id.in_(list(ends))).order_by(_RUN.c.id)):
        recorder.seal(EventKind.FAILURE_ENDED, values_of(row))


def write_failures(recorder: Recorder, failures: Sequence[CheckFailed]) -> None:
    """Failed checks into the ledger and onto their sources."""
    connection = recorder.connection
    ids = [failure.source_id for failure in failures]
    query = (
        select(_SOURCE.c.id, _SOURCE.c.open_run_id, _RUN.c.outcome, _RUN.c.reason)
        .outerjoin(_RUN, _RUN.c.id == _SOURCE.c.open_run_id)
        .where(_SOURCE.c.id.in_(ids))
    )
    known = {row.id: row for row in connection.execute(query)}
    ends: dict[int, datetime] = {}
    again: list[Values] = []
    sources: list[Values] = []
    for failure in failures:
        if failure.source_id not in known:
            raise NotFoundError(f"no source {failure.source_id}")
        if failure.outcome.is_good:
            raise NotAllowedError(f"{failure.outcome.value} is not a failure ({failure.source_id})")
        run = known[failure.source_id]
        reason, detail, at = clean(failure.reason), clean(failure.detail), utc(failure.at)
        run_id = run.open_run_id
        if run_id is not None and (run.outcome, run.reason) == (failure.outcome, reason):
            again.append({"key": run_id, "new_at": at, "new_detail": detail})
        else:
            if run_id is not None:
                ends[run_id] = at
            run_id = _begin(recorder, failure, reason, detail)
        sources.append(_source_values(failure, reason, detail, run_id))
    recorder.flush()
    if again:
        connection.execute(
            update(_RUN)
            .where(_RUN.c.id == bindparam("key"))
            .values(last_at=bindparam("new_at"), last_detail=bindparam("new_detail"), count=_RUN.c.count + 1),
            again,
        )
    close_runs(recorder, ends)
    connection.execute(_MARK_FAILED, sources)


def _begin(recorder: Recorder, failure: CheckFailed, reason: str, detail: str) -> int:
    values: Values = {
        "id": recorder.new_id(),
        "source_id": failure.source_id,
        "outcome": failure.outcome,
        "reason": reason,
        "first_at": utc(failure.at),
        "first_detail": detail,
        "last_at": utc(failure.at),
        "last_detail": detail,
        "count": 1,
        "closed_at": None,
    }
    recorder.add(t.FailureRunRow, values, EventKind.FAILURE_BEGAN)
    return int(values["id"])


_CHECKED_AT = bindparam("checked_at", type_=Instant())
_MARK_FAILED = (
    update(_SOURCE)
    .where(_SOURCE.c.id == bindparam("key"))
    .values(
        last_check_at=_CHECKED_AT,
        last_outcome=bindparam("outcome"),
        last_reason=bindparam("reason"),
        last_detail=bindparam("detail"),
        consecutive_failures=_SOURCE.c.consecutive_failures + 1,
        trouble_since=func.coalesce(_SOURCE.c.trouble_since, _CHECKED_AT),
        health=bindparam("new_health"),
        next_check_at=bindparam("due"),
        open_run_id=bindparam("run"),
    )
)


def _source_values(failure: CheckFailed, reason: str, detail: str, run_id: int) -> Values:
    return {
        "key": failure.source_id,
        "checked_at": utc(failure.at),
        "outcome": failure.outcome,
        "reason": reason,
        "detail": detail,
        "new_health": failure.health,
        "due": utc(failure.next_check_at),
        "run": run_id,
    }


class Ledger(Recording):
    """Failed checks, and spans in which we did not check at all."""

    def record_failures(self, failures: Sequence[CheckFailed], at: datetime) -> None:
        """Record failed checks, one per source. No bound of any span moves.

        A check that fails like the one before it adds to the same run; the first of a run and its end are sealed.
        Raises ``NotFoundError`` for an unknown source, ``NotAllowedError`` for a good outcome.
        """
        if not failures:
            return
        with self._recording(at) as recorder:
            write_failures(recorder, failures)
            write_alerts(recorder, [alert for failure in failures for alert in failure.alerts])

    def record_failure(self, failure: CheckFailed) -> None:
        """Record one failed check: see ``record_failures``."""
        self.record_failures([failure], failure.at)

    def failures(
        self,
        source_id: str | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 1000,
    ) -> list[FailureRun]:
        """Runs of failures that touch a span, oldest first (the newest ``limit`` of them)."""
        query = select(_RUN).order_by(_RUN.c.first_at.desc(), _RUN.c.id.desc()).limit(limit)
        if source_id is not None:
            query = query.where(_RUN.c.source_id == source_id)
        if since is not None:
            query = query.where(_RUN.c.last_at >= utc(since))
        if until is not None:
            query = query.where(_RUN.c.first_at <= utc(until))
        with self._reading() as connection:
            rows = [FailureRun(**values_of(row)) for row in connection.execute(query)]
        return rows[::-1]

    def suspicions(self, source_id: str, *, since: datetime) -> int:
        """How many checks of a source were not believed since an instant: many make a flapping page."""
        runs = self.failures(source_id, since=since)
        return sum(run.count for run in runs if run.outcome is CheckOutcome.SUSPECT)

    def beat(self, at: datetime, name: str = "monitor") -> datetime | None:
        """Say that a part of the service lives; returns when it said so last, None the first time."""
        at = utc(at)
        with self._writing() as connection:
            where = _HEARTBEAT.c.name == name
            last = connection.execute(select(_HEARTBEAT.c.at).where(where)).scalar_one_or_none()
            if last is None:
                connection.execute(insert(_HEARTBEAT).values(name=name, at=at))
            else:
                connection.execute(update(_HEARTBEAT).where(where).values(at=at))
        return last

    def last_beat(self, name: str = "monitor") -> datetime | None:
        """When a part of the service last said that it lives."""
        with self._reading() as connection:
            query = select(_HEARTBEAT.c.at).where(_HEARTBEAT.c.name == name)
            return connection.execute(query).scalar_one_or_none()

    def beats(self, prefix: str) -> dict[str, datetime]:
        """The last signs of life of all parts whose names begin so."""
        query = select(_HEARTBEAT).where(_HEARTBEAT.c.name.startswith(prefix, autoescape=True))
        with self._reading() as connection:
            return {row.name: row.at for row in connection.execute(query)}

    def forget_beat(self, name: str) -> None:
        """A part ended, and no further sign of it is to be expected."""
        with self._writing() as connection:
            connection.execute(delete(_HEARTBEAT).where(_HEARTBEAT.c.name == name))

    def record_gap(self, started_at: datetime, ended_at: datetime, why: str) -> Gap:
        """Record a span in which the monitor itself did not check.

        Raises ``NotAllowedError`` if it ends before it began.
        """
        if utc(ended_at) < utc(started_at):
            raise NotAllowedError(f"a gap from {started_at} to {ended_at} ends before it began")
        with self._recording(ended_at) as recorder:
            values: Values = {
                "id": recorder.new_id(),
                "started_at": utc(started_at),
                "ended_at": utc(ended_at),
                "why": clean(why),
            }
            recorder.add(t.GapRow, values, EventKind.GAP_RECORDED)
        return Gap(**values)

    def gaps(self, *, since: datetime | None = None) -> list[Gap]:
        """Spans in which the monitor did not check, oldest first."""
        query = select(_GAP).order_by(_GAP.c.started_at, _GAP.c.id)
        if since is not None:
            query = query.where(_GAP.c.ended_at >= utc(since))
        with self._reading() as connection:
            return [Gap(**values_of(row)) for row in connection.execute(query)]

    def watch_log(self, source_id: str) -> list[WatchChange]:
        """How a source was watched over time, oldest first."""
        query = select(_WATCH).where(_WATCH.c.source_id == source_id).order_by(_WATCH.c.id)
        with self._reading() as connection:
            return [
                WatchChange(row.source_id, row.what, row.at, codec.load(Source, row.config))
                for row in connection.execute(query)
            ]
