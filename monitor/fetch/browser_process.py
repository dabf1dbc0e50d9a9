"""A browser's process as the service holds it: started, asked, watched, and killed with all that descends from it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from monitor.fetch.browser_frames import (
    HOME_PREFIX,
    LARGEST_PICTURE,
    FrameError,
    Seen,
    Start,
    Visit,
    frame,
    read_frame,
)
from monitor.fetch.problem import FetchProblemError
from monitor.model import FailureReason

_START_S = 60.0  # importing on a busy machine
_END_S = 3.0
_KILL_S = 2.0
_WATCH_S = 0.5
# The service's own secrets are none of the browser's business: only these of its variables are handed on.
_KEPT = ("PATH", "LANG", "LANGUAGE", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "PYTHONPATH", "FONTCONFIG_PATH")
_KEPT_TOO = ("FONTCONFIG_FILE", "NODE_EXTRA_CA_CERTS", "SYSTEMROOT")


class BrowserDiedError(Exception):
    """The browser's process ended, or was ended, in the middle of a page. too_large: for the memory it took."""

    def __init__(self, words: str, *, too_large: bool = False) -> None:
        super().__init__(words)
        self.too_large = too_large


class BrowserProcess:
    """One browser in a process of its own, with a folder of its own that goes with it."""

    def __init__(self, process: asyncio.subprocess.Process, home: Path) -> None:
        self._process, self._home = process, home
        self._family: set[psutil.Process] = set()
        self.pages = 0

    @classmethod
    async def start(cls, start: Start) -> BrowserProcess:
        """A browser that is ready. Raises FetchProblemError (BROWSER) where it does not start."""
        home = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix=HOME_PREFIX))
        env = {name: os.environ[name] for name in (*_KEPT, *_KEPT_TOO) if name in os.environ}
        env |= {
            "HOME": str(home),
            "TMPDIR": str(home),
            "XDG_CACHE_HOME": str(home),
            "XDG_CONFIG_HOME": str(home),
        }
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "monitor.fetch.browser_child",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=env,
                start_new_session=True,
            )
        except OSError as error:
            shutil.rmtree(home, ignore_errors=True)
            words = f"the browser's process cannot be started: {error}"
            raise FetchProblemError(FailureReason.BROWSER, words) from error
        one = cls(process, home)
        try:
            async with asyncio.timeout(_START_S):
                await one._begin(start)
        except (TimeoutError, FrameError) as error:
            await one.kill()
            words = (
                f"the browser {start.program} does not start; try `{start.program} --version` as this user"
            )
            raise FetchProblemError(FailureReason.BROWSER, words) from error
        except BaseException:
            await asyncio.shield(one.kill())
            raise
        one._note_family()
        return one

    async def _begin(self, start: Start) -> None:
        answer, _ = await self._exchange(frame(start.plain()), 0)
        if "failure" in answer:
            raise FetchProblemError(FailureReason.BROWSER, str(answer["failure"]))

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.returncode is None

    async def visit(self, visit: Visit, memory_mb: int) -> tuple[Seen, bytes]:
        """Open a page. Raises BrowserDiedError where the process ends instead, or takes more than ``memory_mb``."""
        self.pages += 1
        watch = asyncio.create_task(self._outgrown(memory_mb * 1024 * 1024))
        work = asyncio.create_task(self._exchange(frame(visit.plain()), visit.max_body + LARGEST_PICTURE))
        try:
            await asyncio.wait({watch, work}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                words = f"the page needed more than {memory_mb:,} MB of memory, and was stopped"
                raise BrowserDiedError(words, too_large=True)
            plain, body = await work
            return Seen.of(plain), body
        except FrameError as error:
            raise BrowserDiedError("the page brought the browser down") from error
        finally:
            for task in (watch, work):
                task.cancel()
            await asyncio.gather(watch, work, return_exceptions=True)

    async def _exchange(self, question: bytes, max_body: int) -> tuple[dict[str, object], bytes]:
        into, out = self._process.stdin, self._process.stdout
        if into is None or out is None:
            raise FrameError("no pipes")
        try:
            into.write(question)
            await into.drain()
        except ConnectionError as error:
            raise FrameError("the process has ended") from error
        return await read_frame(out, max_body)

    async def _outgrown(self, limit: int) -> None:
        """Returns when the browser takes more memory than it may."""
        while True:
            await asyncio.sleep(_WATCH_S)
            if await asyncio.to_thread(self.memory) > limit:
                return

    def memory(self) -> int:
        """Bytes that the process and all its descendants hold, what they share counted for each."""
        self._note_family()
        total = 0
        for member in list(self._family):
            with contextlib.suppress(psutil.Error):
                total += member.memory_info().rss
        return total

    def _note_family(self) -> None:
        """Remember who descends from the process: the browser leads a group of its own, and outlives its starter."""
        with contextlib.suppress(psutil.Error):
            own = psutil.Process(self._process.pid)
            self._family = {own, *self._family, *own.children(recursive=True)}
        for member in list(self._family):
            with contextlib.suppress(psutil.Error):
                self._family.update(member.children(recursive=True))
        self._family = {member for member in self._family if _lives(member)}

    async def close(self) -> None:
        """Let the browser end by itself; kill it if it does not."""
        self._note_family()
        if self._process.stdin is not None:
            self._process.stdin.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_END_S):
                await self._process.wait()
        await self.kill()

    async def kill(self) -> None:
        """End the process and everything it started, at once, and remove its folder."""
        await asyncio.to_thread(self._kill_family)
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        await self._process.wait()
        await asyncio.to_thread(shutil.rmtree, self._home, ignore_errors=True)

    def _kill_family(self) -> None:
        """psutil knows a number that has since been given to another process, and leaves that alone."""
        for _ in range(3):  # one that is being killed may still have started another
            if self._process.returncode is None:
                self._note_family()
            else:
                self._family = {member for member in self._family if _lives(member)}
            if not self._family:
                return
            for member in self._family:
                with contextlib.suppress(psutil.Error):
                    member.kill()
            until = time.monotonic() + _KILL_S
            while any(_lives(member) for member in self._family) and time.monotonic() < until:
                time.sleep(0.02)


def _lives(member: psutil.Process) -> bool:
    """It runs: what has ended and is only waiting for somebody to ask how (a container may have nobody) does not."""
    try:
        return bool(member.is_running() and member.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False
