"""Which names people said are, or are not, one company. Append-only, and kept apart from the program's own data."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from monitor.model import NameRuling
from monitor.store import tables as t
from monitor.store.contents import clean
from monitor.store.errors import NotAllowedError
from monitor.store.recorder import Recording, Values, values_of
from monitor.store.seals import EventKind

_RULING = t.table(t.NameRulingRow)


class Rulings(Recording):
    """People's words on names."""

    def rule_names(
        self, name: str, other: str, *, same: bool, made_by: str, why: str, at: datetime
    ) -> NameRuling:
        """Record that two names are one company, or are not. Takes the place of an earlier word on the same two.

        Raises ``NotAllowedError`` where a name, or who says it, is empty.
        """
        if not (name.strip() and other.strip() and made_by.strip()):
            raise NotAllowedError("a ruling on names needs two names and who made it")
        with self._recording(at) as recorder:
            values: Values = {
                "id": recorder.new_id(),
                "name": clean(name.strip()),
                "other": clean(other.strip()),
                "same": same,
                "made_by": clean(made_by.strip()),
                "why": clean(why.strip()),
                "made_at": recorder.at,
            }
            recorder.add(t.NameRulingRow, values, EventKind.NAME_RULED)
            return NameRuling(**values)

    def name_rulings(self) -> list[NameRuling]:
        """Every word ever said, oldest first."""
        with self._reading() as connection:
            rows = connection.execute(select(_RULING).order_by(_RULING.c.id))
            return [NameRuling(**values_of(row)) for row in rows]
