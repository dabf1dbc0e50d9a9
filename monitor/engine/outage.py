"""Is it them or is it us? If most hosts fail at once, the fault is ours: no source is blamed for it."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.model import FailureReason

_WINDOW = timedelta(minutes=15)
_MIN_HOSTS = 5
_SHARE = 0.8
# Only failures that never reached a server can be our own network's.
_OURS = {FailureReason.DNS, FailureReason.CONNECT, FailureReason.TIMEOUT, FailureReason.TLS}


class OutageWatch:
    """Remembers the last result per host for a quarter of an hour. Time comes in as an argument (UTC)."""

    def __init__(self) -> None:
        self._hosts: OrderedDict[str, tuple[datetime, bool]] = OrderedDict()
        self.since: datetime | None = None

    def note(self, url: str, failure: FailureReason | None, at: datetime) -> None:
        """A check of ``url`` ended: with a failure, or (None) with an answer of its server, whatever it said."""
        host = urlsplit(url).hostname or url
        self._hosts.pop(host, None)
        self._hosts[host] = (at, failure in _OURS)
        while self._hosts and at - next(iter(self._hosts.values()))[0] > _WINDOW:
            self._hosts.popitem(last=False)
        if self._failing():
            self.since = self.since or at
        else:
            self.since = None

    def _failing(self) -> bool:
        failed = sum(bad for _, bad in self._hosts.values())
        return len(self._hosts) >= _MIN_HOSTS and failed >= _SHARE * len(self._hosts)

    @property
    def is_ours(self) -> bool:
        """Whether most hosts fail at the moment."""
        return self.since is not None
