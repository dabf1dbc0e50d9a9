"""Who runs on a store: each daemon leaves a sign of life of its own, so that a second one does not go unseen.

Two on one store lose nothing (leases and ids keep them apart), but both fetch every page, and each takes for dead what
the other has in hand. So they are told, and a daemon that starts beside another leaves the other's leases alone.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.store import Store

log = logging.getLogger(__name__)

_NAME = "daemon:"
_FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Daemon:
    """One ``monitor run``. at: its last sign of life (UTC); None for one that has given none."""

    pid: int
    host: str
    at: datetime | None = None

    @property
    def name(self) -> str:
        """Its name among the signs of life."""
        return f"{_NAME}{self.pid}:{self.host}"

    def words(self, now: datetime) -> str:
        """For people: which one, and when it was last heard of."""
        ago = f", last sign of life {max((now - self.at).total_seconds(), 0):.0f} s ago" if self.at else ""
        return f"process {self.pid} on {self.host}{ago}"


def this_daemon() -> Daemon:
    """The process that asks."""
    return Daemon(os.getpid(), socket.gethostname())


def alive(store: Store, now: datetime, tick_s: float) -> list[Daemon]:
    """Daemons that gave a sign within three ticks (or a minute); without those of this host whose process is gone."""
    since = now - timedelta(seconds=max(60.0, 3 * tick_s))
    return [each for each in _known(store) if each.at and each.at >= since and not _gone(each)]


def second(which: str) -> str:
    """What there is to say of one daemon too many."""
    return f"another daemon runs on this store ({which}): every page is fetched twice; stop one of the two"


class Daemons:
    """Our own sign of life, and an eye on those of others. ``tick_s``: how many seconds lie between two signs."""

    def __init__(self, store: Store, me: Daemon, tick_s: float) -> None:
        self._store, self._me, self._tick_s = store, me, tick_s
        self._first: dict[str, datetime | None] = {}  # the sign at which we first saw each other daemon
        self._told: set[str] = set()

    def beat(self, now: datetime) -> list[Daemon]:
        """Give a sign, forget who is gone, and log whoever else runs, once each; returns who seems to be alive.

        On another host a sign may be the last of one that was killed: it is told of only once a second one came.
        """
        self._store.beat(now, self._me.name)
        for each in _known(self._store):
            if each.name != self._me.name and (_gone(each) or (each.at and now - each.at > _FORGOTTEN_AFTER)):
                self._store.forget_beat(each.name)
        others = [each for each in alive(self._store, now, self._tick_s) if each.name != self._me.name]
        for each in others:
            moved = self._first.setdefault(each.name, each.at) != each.at
            if each.name not in self._told and (moved or each.host == self._me.host):
                self._told.add(each.name)
                log.warning("%s", second(each.words(now)))
        return others

    def leave(self) -> None:
        """No further sign will come, and none is to be waited for."""
        self._store.forget_beat(self._me.name)


def _known(store: Store) -> list[Daemon]:
    found = []
    for name, at in store.beats(_NAME).items():
        pid, _, host = name.removeprefix(_NAME).partition(":")
        with contextlib.suppress(ValueError):
            found.append(Daemon(int(pid), host, at))
    return sorted(found, key=lambda each: each.name)


def _gone(daemon: Daemon) -> bool:
    """Whether it certainly does not run; nothing is known of another host's processes."""
    if daemon.host != socket.gethostname() or os.name != "posix":
        return False
    try:
        os.kill(daemon.pid, 0)  # asks only
    except ProcessLookupError:
        return True
    except OSError:
        return False  # somebody else's: it runs
    return False
