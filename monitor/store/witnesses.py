"""Words of others, or of our own key, that a link of the chain existed: time-stamps and signatures."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from monitor.store import tables as t
from monitor.store.contents import clean, keep
from monitor.store.errors import NotFoundError
from monitor.store.recorder import Recording, Values, values_of
from monitor.store.seals import EventKind
from monitor.store.values import ChainHead, Witness

_WITNESS = t.table(t.WitnessRow)
_EVENT = t.table(t.EventRow)
_HEAD = t.table(t.ChainHeadRow)
_WORTH = (
    EventKind.REVISION_RECORDED.value,
    EventKind.SPANS_SEALED.value,
)  # what is worth a witness of its own


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

    def unwitnessed(self, kind: str) -> ChainHead | None:
        """The head, where a revision or a checkpoint was recorded since the last witness of a kind; else None."""
        newest = select(func.max(_EVENT.c.seq)).where(_EVENT.c.kind.in_(_WORTH))
        last = select(func.max(_WITNESS.c.seq)).where(_WITNESS.c.kind == kind)
        with self._reading(steady=True) as connection:
            worth = connection.execute(newest).scalar_one_or_none()
            done = connection.execute(last).scalar_one_or_none() or 0
            if worth is None or worth <= done:
                return None
            head = connection.execute(select(_HEAD).where(_HEAD.c.id == 1)).one()
        return ChainHead(head.seq, head.sha256)

    def link_fields(self, seq: int) -> tuple[int, datetime, str, str, str, str]:
        """What the hash of a link is over, as ``monitor.store.seals.link_text`` takes it. Raises ``NotFoundError``."""
        with self._reading() as connection:
            row = connection.execute(select(_EVENT).where(_EVENT.c.seq == seq)).one_or_none()
        if row is None:
            raise NotFoundError(f"no link {seq}")
        return row.seq, row.at, row.kind, row.subject, row.content_sha256, row.previous_sha256

    @staticmethod
    def _witnessed(connection: Connection) -> list[Witness]:
        rows = connection.execute(select(_WITNESS).order_by(_WITNESS.c.id))
        return [Witness(**values_of(row)) for row in rows]
