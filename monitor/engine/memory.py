"""Memory of a long-lived process: what glibc keeps is given back.

glibc gives every thread that allocates an arena of its own and keeps what is freed in it; a service with a few worker
threads and short bursts of work then holds a tenth more than it needs, for ever. Where the C library is another one,
nothing is done.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc

_M_ARENA_MAX = -8  # malloc.h of glibc
_ARENAS = 1


def keep_small() -> None:
    """Let all threads share one arena. To be called before the threads are started."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Return freed memory to the system; a few milliseconds, worth it after reading a large configuration."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
