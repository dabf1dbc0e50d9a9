"""Extraction where it can be stopped: a small pool of long-lived processes, each killed when a document holds it.

A document that takes too long, takes too much memory or brings its process down becomes a listing with a named
verdict; the next document gets a fresh process; the service goes on.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import cached_property

from monitor.engine.reader_frames import Question
from monitor.engine.reader_process import Child, DiedError, ReaderError
from monitor.model import Hints, Listing, NoListReason, SourceKind, Verdict
from monitor.model.codec import dump, dump_plain, load, sha256

__all__ = ["ReadResult", "Reader", "ReaderError"]

_ENTRY = "monitor.extract:extract"
_NO_HINTS = Hints()
# While a process reads one document the next one waits in its input, so that it never waits for the service.
_AHEAD = 2


@dataclass(frozen=True)
class ReadResult:
    """A listing as canonical JSON with its SHA-256, and the body it came from: SHA-256 and zstd-compressed.

    All of it is made in the reading process, so that the service need not spend its one thread on it.
    """

    verdict: Verdict
    listing_json: bytes
    listing_sha256: str
    body_sha256: str
    body_zstd: bytes

    @cached_property
    def listing(self) -> Listing:
        """The listing, decoded when first asked for."""
        return load(Listing, self.listing_json)


class Reader:
    """Reads captures in child processes.

    processes: how many documents are read at once. timeout_s: seconds a document may take, by the wall clock.
    memory_mb: what a document may take beyond the idle process. max_body: bytes; larger ones are not read at all.
    recycle_jobs, recycle_rss_mb: a process is replaced after so many documents, or when it has grown so large.
    entry: ``module:function`` with the signature of ``monitor.extract.extract``.
    """

    def __init__(
        self,
        *,
        processes: int = 1,
        timeout_s: float = 30.0,
        memory_mb: int = 512,
        max_body: int = 25 * 1024 * 1024,
        recycle_jobs: int = 20_000,
        recycle_rss_mb: int = 160,
        entry: str = _ENTRY,
    ) -> None:
        if processes < 1 or timeout_s <= 0 or memory_mb < 16:
            raise ValueError("a reader needs at least one process, a time limit and 16 MB")
        self._timeout_s, self._memory_mb, self._max_body = timeout_s, memory_mb, max_body
        self._recycle_jobs, self._recycle_rss = recycle_jobs, recycle_rss_mb * 1024 * 1024
        self._entry, self._processes = entry, processes
        self._free = asyncio.Semaphore(processes * _AHEAD)
        self._children: list[Child] = []
        self._starts: set[asyncio.Task[Child]] = set()
        self._closed = False

    async def __aenter__(self) -> Reader:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """End all processes. Documents being read at this moment get no answer."""
        self._closed = True
        children, self._children = self._children, []
        await asyncio.gather(*(child.kill() if child.load else child.close() for child in children))

    async def read(
        self,
        body: bytes,
        *,
        media_type: str | None = None,
        charset: str | None = None,
        url: str | None = None,
        kind: SourceKind = SourceKind.LIST,
        hints: Hints | None = None,
    ) -> ReadResult:
        """Read one capture; the arguments are those of ``monitor.extract.extract``.

        Every document gets a result: where it is too large, too slow or breaks its process, a listing without rows
        that says so (``TOO_LARGE``, ``TOO_SLOW``, ``UNREADABLE``). Raises ReaderError where no process can be had.
        """
        if len(body) > self._max_body:
            return await _failed(
                body,
                NoListReason.TOO_LARGE,
                f"The document has {len(body):,} bytes; {self._max_body:,} are the limit.",
            )
        plain = dump_plain(hints) if hints and hints != _NO_HINTS else None
        question = Question(media_type, charset, url, kind.value, plain, self._timeout_s)
        async with self._free:
            return await self._read(question, body)

    async def _read(self, question: Question, body: bytes) -> ReadResult:
        child = await self._child()
        while True:
            used = child.jobs > 0  # what it read before may have left it weak: then a fresh process decides
            result = await self._once(child, question, body, last=not used)
            if result is not None:
                return result
            child = await self._child(fresh=True)

    async def _once(
        self, child: Child, question: Question, body: bytes, *, last: bool = False
    ) -> ReadResult | None:
        """One try; None where the process failed and another one may do better."""
        child.load += 1
        try:
            answer, listing, packed = await child.ask(question, body, self._timeout_s)
        except TimeoutError:
            await self._drop(child)
            words = f"Reading took longer than {self._timeout_s:g} s and was stopped."
            return await _failed(body, NoListReason.TOO_SLOW, words)
        except DiedError as death:
            stopped = child.condemned  # for the sake of another document
            await self._drop(child)
            if self._closed:
                raise ReaderError("The reader was closed while it read.") from death
            return await _failed(body, *_cause(death, self._memory_mb)) if last and not stopped else None
        except BaseException:  # cancelled: the answer would meet the next question
            await self._drop(child)
            raise
        finally:
            child.load -= 1
        if answer.failure == "memory":  # what the process still holds is unknown
            await self._drop(child)
            return (
                await _failed(body, NoListReason.TOO_LARGE, _memory_words(self._memory_mb)) if last else None
            )
        await self._retire(child)
        if answer.failure is not None or answer.verdict is None:
            return await _failed(body, NoListReason.UNREADABLE, f"Reading failed: {answer.failure}.")
        return ReadResult(answer.verdict, listing, answer.listing_sha256, answer.body_sha256, packed)

    async def _child(self, *, fresh: bool = False) -> Child:
        """The process for a document: an idle one, else a new one, else one that is still reading another."""
        while True:
            self._refuse_if_closed()
            self._children = [child for child in self._children if child.alive]
            least = min(self._children, key=lambda child: child.load, default=None)
            full = len(self._children) + len(self._starts) >= self._processes
            if least is not None and not fresh and (least.load == 0 or (full and least.load < _AHEAD)):
                return least
            if fresh or not full:
                return await self._start()
            await asyncio.wait(self._starts, return_when=asyncio.FIRST_COMPLETED)

    async def _start(self) -> Child:
        start = asyncio.create_task(Child.start(self._entry, self._memory_mb))
        self._starts.add(start)
        try:
            child = await start
        finally:
            self._starts.discard(start)
        if self._closed:
            await child.close()
        self._refuse_if_closed()
        self._children.append(child)
        return child

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise ReaderError("The reader is closed.")

    async def _retire(self, child: Child) -> None:
        """Let a worn process go, and one more than there should be, once nothing waits in it."""
        worn = child.jobs >= self._recycle_jobs or child.rss > self._recycle_rss
        if child in self._children and (worn or len(self._children) > self._processes):
            self._children.remove(child)
        if child not in self._children and not child.load and not child.condemned:
            child.condemned = True
            await child.close()

    async def _drop(self, child: Child) -> None:
        child.condemned = True
        if child in self._children:
            self._children.remove(child)
        await asyncio.shield(child.kill())


def _memory_words(memory_mb: int) -> str:
    return f"Reading needed more than {memory_mb} MB of memory and was stopped."


def _cause(death: DiedError, memory_mb: int) -> tuple[NoListReason, str]:
    """What a process's end says about the document it had."""
    status = death.status
    if status == -9:  # not by us: the system kills like this when memory runs out
        return NoListReason.TOO_LARGE, _memory_words(memory_mb)
    if status == -14:
        return NoListReason.TOO_SLOW, "Reading took too long and was stopped."
    how = f"signal {-status}" if status is not None and status < 0 else f"status {status}"
    return NoListReason.UNREADABLE, f"The document brought the reading process down ({how})."


async def _failed(body: bytes, reason: NoListReason, words: str) -> ReadResult:
    """A result without rows that says why; made here because the reading process is gone."""

    def make() -> ReadResult:
        import zstandard

        listing = dump(Listing(Verdict.NO_LIST, reason, warnings=(words,)))
        packed = zstandard.ZstdCompressor(level=3).compress(body)
        return ReadResult(Verdict.NO_LIST, listing, sha256(listing), sha256(body), packed)

    return await asyncio.to_thread(make)
