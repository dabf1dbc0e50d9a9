"""Words of others, or of our own key, that a link of the chain existed: time-stamps and signatures."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from monitor.store import tables as t
from monitor.store.contents import clean, keep
from monitor.store.recorder import Recording, Values, values_of
from monitor.store.seals import EventKind
from monitor.store.values import ChainHead, Witness

_WITNESS = t.table(t.WitnessRow)


class Witnesses(Recording):
    """Keeping what witnesses gave."""

    def add_witness(self, kind: str, head: ChainHead, *, authority: str, token: bytes, at: datetime) -> None:
        """Keep a token over a link's hash; that it is good is for the caller to have verified."""
        with self._recording(at) as recorder:
            values: Values = {
                "id": recorder.new_id(),
                "kind": kind,
                "seq": head.seq,
                "link_sha256": head.sha256,
                "authority": clean(authority),
                "token_sha256": keep(recorder.connection, token),
                "at": recorder.at,
            }
            recorder.add(t.WitnessRow, values, EventKind.CHAIN_WITNESSED)

    def witnesses(self) -> list[Witness]:
        """Every witness, oldest first."""
        with self._reading() as connection:
            return self._witnessed(connection)

    @staticmethod
    def _witnessed(connection: Connection) -> list[Witness]:
        rows = connection.execute(select(_WITNESS).order_by(_WITNESS.c.id))
        return [Witness(**values_of(row)) for row in rows]
