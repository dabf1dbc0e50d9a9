"""One writer for the whole process: records are gathered while a transaction runs, and written together in the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

from monitor.engine.conclude import Record
from monitor.model import PlannedAlert, Revision
from monitor.store import Store, values

T = TypeVar("T")
R = TypeVar("R")
AlertsOf = Callable[[Revision], Sequence[PlannedAlert]]

_MAX_BATCH = 500
# A transaction costs many times what one more record in it costs, so the first of a batch waits a blink for others.
_GATHER_S = 0.03
_QUEUE_LIMIT = 200  # records hold pages: where the disk is slow, the checks wait and memory does not grow


class Writer:
    """Writes to the store from one thread, so that SQLite never sees two writers of ours.

    alerts_of: who must be told of a revision; asked inside the transaction that records it.
    """

    def __init__(self, store: Store, now: Callable[[], datetime], alerts_of: AlertsOf) -> None:
        self._store = store
        self._now = now
        self._alerts_of = alerts_of
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._queue: asyncio.Queue[tuple[Record, asyncio.Future[Revision | None]]] = asyncio.Queue(
            _QUEUE_LIMIT
        )
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write; needs a running event loop."""
        self._task = asyncio.create_task(self._run(), name="writer")

    async def submit(self, record: Record) -> asyncio.Future[Revision | None]:
        """Take in one record, waiting where too many wait already.

        The future is done when the record is safe on disk; it gives the revision, where the record was a step.
        """
        done: asyncio.Future[Revision | None] = asyncio.get_running_loop().create_future()
        await self._queue.put((record, done))
        return done

    async def call(self, function: Callable[[], T]) -> T:
        """Run any other use of the store in the writer's thread, between two batches."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function)

    async def stop(self) -> None:
        """Write what is waiting, then end."""
        await self._queue.join()
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])
        self._thread.shutdown()

    async def _run(self) -> None:
        while True:
            batch = [await self._queue.get()]
            await asyncio.sleep(_GATHER_S)
            while not self._queue.empty() and len(batch) < _MAX_BATCH:
                batch.append(self._queue.get_nowait())
            try:
                results = await self.call(lambda batch=batch: self._write([record for record, _ in batch]))  # type: ignore[misc]
            except Exception as error:
                for _, done in batch:
                    if not done.done():
                        done.set_exception(error)
            else:
                for (_, done), result in zip(batch, results, strict=True):
                    if done.done():
                        continue
                    if isinstance(result, Exception):
                        done.set_exception(result)
                    else:
                        done.set_result(result)
            finally:
                for _ in batch:
                    self._queue.task_done()

    def _write(self, batch: list[Record]) -> list[Revision | Exception | None]:
        """One result for each record. A record that cannot be written costs only itself."""
        at = self._now()
        store = self._store
        failed: dict[int, Exception] = {}
        self._together(
            [r for r in batch if isinstance(r, values.Unchanged)], store.record_unchanged, at, failed
        )
        self._together(
            [r for r in batch if isinstance(r, values.Baseline)], store.record_baselines, at, failed
        )
        self._together(
            [r for r in batch if isinstance(r, values.CheckFailed)], store.record_failures, at, failed
        )
        results: list[Revision | Exception | None] = []
        for record in batch:
            result: Revision | Exception | None = failed.get(id(record))
            try:
                if isinstance(record, values.CandidateSeen):
                    store.record_candidate(record)
                elif isinstance(record, values.Step):
                    result = store.record_revision(record, self._alerts_of)
            except Exception as error:
                result = error
            results.append(result)
        return results

    @staticmethod
    def _together(
        records: Sequence[R],
        write: Callable[[Sequence[R], datetime], object],
        at: datetime,
        failed: dict[int, Exception],
    ) -> None:
        """Write records in one transaction; where that fails, each in its own, so that one spoils no other."""
        if not records:
            return
        try:
            write(records, at)
        except Exception as error:
            if len(records) == 1:
                failed[id(records[0])] = error
                return
            for record in records:
                Writer._together([record], write, at, failed)
