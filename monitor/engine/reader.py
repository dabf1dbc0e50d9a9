"""Extraction where it can be stopped: a small pool of long-lived processes, each killed when a document holds it.

A document that takes too long, takes too much memory or brings its process down becomes a listing with a named
verdict; the next document gets a fresh process; the service goes on.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from functools import cached_property

from monitor.engine.reader_frames import ANSWER, LARGEST_LISTING, LARGEST_META, READY, Answer, Question
from monitor.model import Hints, Listing, NoListReason, SourceKind, Verdict
from monitor.model.codec import dump, dump_plain, load, sha256

_ENTRY = "monitor.extract:extract"
_START_LIMIT_S = 60.0  # importing on a busy machine
_CLOSE_LIMIT_S = 2.0
_NO_HINTS = Hints()


class ReaderError(Exception):
    """The reading processes cannot be started or were closed: our own fault, never the document's."""


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


class _DiedError(Exception):
    """The child ended in the middle of a document."""

    def __init__(self, status: int | None) -> None:
        super().__init__(f"the reading process ended with status {status}")
        self.status = status


class _Child:
    """One reading process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.jobs = 0
        self.rss = 0

    @classmethod
    async def start(cls, entry: str, memory_mb: int) -> _Child:
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "monitor.engine.reader_child",
                entry,
                str(memory_mb),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=1 << 20,
            )
        except OSError as error:
            raise ReaderError(f"A reading process cannot be started: {error}.") from error
        child = cls(process)
        try:
            async with asyncio.timeout(_START_LIMIT_S):
                ready = await process.stdout.read(1) if process.stdout else b""
        except BaseException:
            await asyncio.shield(child.kill())
            raise
        if ready != READY:
            status = await child.kill()
            raise ReaderError(f"A reading process ended at its start with status {status}; its log says why.")
        return child

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def ask(self, question: Question, body: bytes) -> tuple[Answer, bytes, bytes]:
        """Send one document and wait for the answer. Raises _DiedError where the process ends instead."""
        into, out = self._process.stdin, self._process.stdout
        if into is None or out is None:
            raise _DiedError(None)
        self.jobs += 1
        try:
            into.write(question.frame(len(body)))
            into.write(body)
            await into.drain()
            sizes = ANSWER.unpack(await out.readexactly(ANSWER.size))
            if sizes[0] > LARGEST_META or max(sizes[1:]) > LARGEST_LISTING:
                raise _DiedError(None)
            answer = Answer.of(await out.readexactly(sizes[0]))
            listing = await out.readexactly(sizes[1])
            packed = await out.readexactly(sizes[2])
        except (asyncio.IncompleteReadError, ConnectionError, ValueError, TypeError) as error:
            raise _DiedError(await self.kill()) from error
        self.rss = answer.rss
        return answer, listing, packed

    async def kill(self) -> int | None:
        """End the process at once; its status (negative: the signal that had ended it)."""
        if self._process.returncode is None:
            try:
                # A process that died by itself is told apart from one that we had to kill.
                await asyncio.wait_for(self._process.wait(), 0.05)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
                return None
        return self._process.returncode

    async def close(self) -> None:
        """Let the process end by itself; kill it if it does not."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), _CLOSE_LIMIT_S)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


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
        self._entry = entry
        self._free = asyncio.Semaphore(processes)
        self._idle: list[_Child] = []
        self._busy: set[_Child] = set()
        self._closed = False

    async def __aenter__(self) -> Reader:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """End all processes. Documents being read at this moment get no answer."""
        self._closed = True
        children, self._idle = [*self._idle, *self._busy], []
        await asyncio.gather(*(child.kill() if child in self._busy else child.close() for child in children))
        self._busy.clear()

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
        self, child: _Child, question: Question, body: bytes, *, last: bool = False
    ) -> ReadResult | None:
        """One try; None where the process failed and another one may do better."""
        try:
            async with asyncio.timeout(self._timeout_s):
                answer, listing, packed = await child.ask(question, body)
        except TimeoutError:
            await self._drop(child)
            words = f"Reading took longer than {self._timeout_s:g} s and was stopped."
            return await _failed(body, NoListReason.TOO_SLOW, words)
        except _DiedError as death:
            await self._drop(child)
            if self._closed:
                raise ReaderError("The reader was closed while it read.") from death
            return await _failed(body, *_cause(death, self._memory_mb)) if last else None
        except BaseException:  # cancelled: the answer would meet the next question
            await self._drop(child)
            raise
        if answer.failure == "memory":  # what the process still holds is unknown
            await self._drop(child)
            return (
                await _failed(body, NoListReason.TOO_LARGE, _memory_words(self._memory_mb)) if last else None
            )
        await self._give_back(child)
        if answer.failure is not None or answer.verdict is None:
            return await _failed(body, NoListReason.UNREADABLE, f"Reading failed: {answer.failure}.")
        return ReadResult(answer.verdict, listing, answer.listing_sha256, answer.body_sha256, packed)

    async def _child(self, *, fresh: bool = False) -> _Child:
        if self._closed:
            raise ReaderError("The reader is closed.")
        while self._idle and not fresh:
            child = self._idle.pop()
            if child.alive:
                break
        else:
            child = await _Child.start(self._entry, self._memory_mb)
        self._busy.add(child)
        return child

    async def _give_back(self, child: _Child) -> None:
        self._busy.discard(child)
        worn = child.jobs >= self._recycle_jobs or child.rss > self._recycle_rss
        if worn or self._closed:
            await child.close()
        else:
            self._idle.append(child)

    async def _drop(self, child: _Child) -> None:
        self._busy.discard(child)
        await asyncio.shield(child.kill())


def _memory_words(memory_mb: int) -> str:
    return f"Reading needed more than {memory_mb} MB of memory and was stopped."


def _cause(death: _DiedError, memory_mb: int) -> tuple[NoListReason, str]:
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
