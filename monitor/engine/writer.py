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
AlertsOf = Callable[[Revision], Sequence[PlannedAlert]]

_MAX_BATCH = 500


class Writer:
    """Writes to the store from one thread, so that SQLite never sees two writers of ours.

    alerts_of: who must be told of a revision; asked inside the transaction that records it.
    """

    def __init__(self, store: Store, now: Callable[[], datetime], alerts_of: AlertsOf) -> None:
        self._store = store
        self._now = now
        self._alerts_of = alerts_of
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._queue: asyncio.Queue[tuple[Record, asyncio.Future[Revision | None]]] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write; needs a running event loop."""
        self._task = asyncio.create_task(self._run(), name="writer")

    async def record(self, record: Record) -> Revision | None:
        """Write one record; returns when it is safe on disk. The revision, where the record was a step."""
        done: asyncio.Future[Revision | None] = asyncio.get_running_loop().create_future()
        await self._queue.put((record, done))
        return await done

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
                    if not done.done():
                        done.set_result(result)
            finally:
                for _ in batch:
                    self._queue.task_done()

    def _write(self, batch: list[Record]) -> list[Revision | None]:
        at = self._now()
        unchanged = [r for r in batch if isinstance(r, values.Unchanged)]
        if unchanged:
            self._store.record_unchanged(unchanged, at)
        baselines = [r for r in batch if isinstance(r, values.Baseline)]
        if baselines:
            self._store.record_baselines(baselines, at)
        failed = [r for r in batch if isinstance(r, values.CheckFailed)]
        if failed:
            self._store.record_failures(failed, at)
        results: list[Revision | None] = []
        for record in batch:
            result = None
            if isinstance(record, values.CandidateSeen):
                self._store.record_candidate(record)
            elif isinstance(record, values.Step):
                result = self._store.record_revision(record, self._alerts_of)
            results.append(result)
        return results
