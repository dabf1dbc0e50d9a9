"""One reading process, seen from the service: started, asked, killed."""

from __future__ import annotations

import asyncio
import sys

from monitor.engine.reader_frames import ANSWER, LARGEST_LISTING, LARGEST_META, READY, Answer, Question

_START_LIMIT_S = 60.0  # importing on a busy machine
_CLOSE_LIMIT_S = 2.0


class ReaderError(Exception):
    """The reading processes cannot be started or were closed: our own fault, never the document's."""


class DiedError(Exception):
    """The child ended in the middle of a document."""

    def __init__(self, status: int | None) -> None:
        super().__init__(f"the reading process ended with status {status}")
        self.status = status


class Child:
    """One reading process, and the documents given to it: one it reads, and those that wait in its input.

    jobs: how many it was given. rss: bytes it held after the last one. load: how many have no answer yet.
    condemned: it was killed, or is about to be; what else it was given is read by another process.
    """

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._turn = asyncio.Lock()
        self.jobs = 0
        self.rss = 0
        self.load = 0
        self.condemned = False

    @classmethod
    async def start(cls, entry: str, memory_mb: int) -> Child:
        """Start a process and wait until it has imported everything. Raises ReaderError."""
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
        """Whether it may be given a document."""
        return not self.condemned and self._process.returncode is None

    async def ask(self, question: Question, body: bytes, timeout_s: float) -> tuple[Answer, bytes, bytes]:
        """Send one document and wait for the answer.

        timeout_s: from when the answers before are here. Raises TimeoutError, and DiedError where the process ends.
        """
        into, out = self._process.stdin, self._process.stdout
        if into is None or out is None or into.is_closing():
            raise DiedError(None)
        self.jobs += 1
        # Written at once and answered in turn: the lock is taken in the order in which the questions were written.
        into.write(question.frame(len(body)))
        into.write(body)
        async with self._turn:
            async with asyncio.timeout(timeout_s):
                return await self._answer(into, out)

    async def _answer(
        self, into: asyncio.StreamWriter, out: asyncio.StreamReader
    ) -> tuple[Answer, bytes, bytes]:
        try:
            await into.drain()
            sizes = ANSWER.unpack(await out.readexactly(ANSWER.size))
            if sizes[0] > LARGEST_META or max(sizes[1:]) > LARGEST_LISTING:
                raise DiedError(None)
            answer = Answer.of(await out.readexactly(sizes[0]))
            listing = await out.readexactly(sizes[1])
            packed = await out.readexactly(sizes[2])
        except (asyncio.IncompleteReadError, ConnectionError, ValueError, TypeError) as error:
            raise DiedError(await self.kill()) from error
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
