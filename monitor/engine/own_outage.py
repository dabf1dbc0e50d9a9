"""Our own network's failure, told once and kept in the ledger of gaps: in that time nothing was watched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from monitor.alert.compose import own_trouble
from monitor.engine.writer import Writer
from monitor.model import Alert, PlannedAlert, Vendor
from monitor.store import Store

Plan = Callable[[Alert, Vendor | None], PlannedAlert]


class OwnOutage:
    """Follows an ``OutageWatch``. since: when the present outage began (UTC), None where there is none."""

    def __init__(self, store: Store, writer: Writer, plan: Plan) -> None:
        self._store, self._writer, self._plan = store, writer, plan
        self.since: datetime | None = None

    def turned(self, since: datetime | None) -> bool:
        """Whether an outage began or ended; ``since``: when the present one began (UTC), None where there is none."""
        return (since is None) is not (self.since is None)

    async def follow(self, since: datetime | None, now: datetime) -> bool:
        """Write down what turned. True where there is something to send."""
        if not self.turned(since):
            return False
        began, self.since = self.since, since
        if since is None and began is not None:
            why = "most vendors could not be reached: our own connection was down"
            await self._writer.call(lambda: self._store.record_gap(began, now, why))
            return False
        if since is None:
            return False
        alert = own_trouble(
            f"network:{since.isoformat()}",
            "Most vendors cannot be reached: the fault is likely ours",
            "Nearly every vendor fails at once, before any server answers. No vendor is blamed, no list is taken for "
            "changed, and the checks go on; until they succeed nothing is watched.",
            since=since,
            advice=("Check this machine's network, name resolution and proxy.",),
        )
        await self._writer.call(lambda: self._store.add_alerts([self._plan(alert, None)], now))
        return True
