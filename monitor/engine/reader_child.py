"""The reading process: takes documents on standard input, answers on standard output, until the input ends.

Started by ``monitor.engine.reader`` as ``python -m monitor.engine.reader_child MODULE:FUNCTION MEGABYTES``.
It imports little, so that it stays small, and dies with its parent: when the parent is gone the input ends, and a
document that never lets it look at the input meets an alarm that the kernel delivers.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from monitor.engine.reader_frames import QUESTION, READY, Answer, Question
from monitor.model import Hints, Listing, SourceKind
from monitor.model.codec import dump, load_plain, sha256

_ZSTD_LEVEL = 3  # a page of 60 KB in a tenth of a millisecond, to a sixth of its size
_ALARM_AFTER = 2.0  # seconds beyond the limit: the parent's kill comes first, and names the reason
_PIPE_BYTES = 256 * 1024
_COLLECT_AFTER = 20_000  # containers made and not yet gone
_STATM = Path("/proc/self/statm")


def main() -> int:
    """Serve until the input ends. Exit status 0."""
    entry, megabytes = sys.argv[1], int(sys.argv[2])
    # Libraries warn of every oddity of a page; with nobody to hear it, that would fill the service's log.
    logging.getLogger().addHandler(logging.NullHandler())
    source, sink = os.dup(0), os.dup(1)
    _widen(source, sink)
    os.dup2(2, 1)  # whatever a library prints must not get into the answers
    # Ctrl-C, a closing terminal and a stopping service manager reach the whole group; the parent decides what ends,
    # and a document must not be called unreadable because the service was stopped over it.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    module, _, function = entry.partition(":")
    extract = getattr(import_module(module), function)
    compress = _compressor()
    _limit_memory(megabytes)
    # What is imported stays: the collector need not look at it again. It runs between documents, not in them, where it
    # would go over the same rows many times (a quarter of the time for three hundred of them).
    gc.freeze()
    gc.disable()
    _write(sink, READY)
    while (head := _read(source, QUESTION.size)) is not None:
        meta_size, body_size = QUESTION.unpack(head)
        meta, body = _read(source, meta_size), _read(source, body_size)
        if meta is None or body is None:
            break
        _write(sink, _answer(Question.of(meta), body, extract, compress))
        del body
        if gc.get_count()[0] > _COLLECT_AFTER:
            gc.collect()
    return 0


def _answer(
    question: Question,
    body: bytes,
    extract: Callable[..., Listing],
    compress: Callable[[bytes], bytes],
) -> bytes:
    _alarm(question.seconds + _ALARM_AFTER)
    failure, verdict, listing = None, None, b""
    try:
        found = extract(
            body,
            media_type=question.media_type,
            charset=question.charset,
            url=question.url,
            kind=SourceKind(question.kind),
            hints=load_plain(Hints, question.hints) if question.hints else Hints(),
        )
        verdict, listing = found.verdict, dump(found)
        packed = compress(body)
    except MemoryError:
        failure, listing, packed = "memory", b"", b""
    except (
        Exception
    ) as error:  # extraction promises not to raise; should it, the document is set aside by name
        failure, listing, packed = f"{type(error).__name__}: {error}"[:500], b"", b""
    _alarm(0)
    answer = Answer(failure, verdict, sha256(listing) if listing else "", sha256(body), _rss())
    return answer.frame(listing, packed)


def _compressor() -> Callable[[bytes], bytes]:
    import zstandard

    compressor = zstandard.ZstdCompressor(level=_ZSTD_LEVEL)
    return compressor.compress


def _limit_memory(megabytes: int) -> None:
    """Allow ``megabytes`` beyond what the process holds now, where the system can hold it to that."""
    try:
        import resource
    except ImportError:  # Windows
        return
    try:
        now = int(_STATM.read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        now = 512 * 1024 * 1024
    limit = now + megabytes * 1024 * 1024
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(
            resource.RLIMIT_CORE, (0, 0)
        )  # a crash is expected, its memory on disk is not wanted
    except (ValueError, OSError):  # macOS refuses limits on address space
        return


def _alarm(seconds: float) -> None:
    """Arm (or, with 0, disarm) a timer whose signal ends the process even inside a library's loop."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _rss() -> int:
    try:
        return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _widen(*pipes: int) -> None:
    """Let pipes hold a whole page, where the system can: fewer wake-ups of both sides."""
    try:
        import fcntl

        for pipe in pipes:
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    except (ImportError, AttributeError, OSError):  # not Linux, or above the user's limit
        return


def _read(source: int, size: int) -> bytes | None:
    """Exactly ``size`` bytes; None where the input ends before."""
    if size == 0:
        return b""
    data = os.read(source, min(size, _PIPE_BYTES))
    if len(data) == size:
        return data
    parts, left = [data], size - len(data)
    while left:
        if not parts[-1]:
            return None
        parts.append(os.read(source, min(left, _PIPE_BYTES)))
        left -= len(parts[-1])
    return b"".join(parts)


def _write(sink: int, data: bytes) -> None:
    view: Any = memoryview(data)
    while view:
        try:
            view = view[os.write(sink, view) :]
        except BrokenPipeError:
            os._exit(0)  # the parent is gone, and so is the reason to go on


if __name__ == "__main__":
    sys.exit(main())
