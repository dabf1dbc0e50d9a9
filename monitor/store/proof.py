"""The hash chain read back: its links, its head, and the search for anything that does not fit.

What it shows: a record that was altered, deleted, added or swapped behind the chain's back; a link that was
altered, deleted or added; a tail that was cut off; contents whose bytes are not what their hash says; the end of an
open span that was moved back behind a checkpoint.
What it cannot show by itself: whoever may write to the database can make the whole chain anew, consistently. Against
that, a head (``chain_head``) belongs where that person cannot write: in a file elsewhere, a mail, an exported ZIP of
evidence, a time-stamp. ``verify`` takes any number of such heads, and finds those in stored time-stamps by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, Connection, select, text

from monitor.store import tables as t
from monitor.store.checkpoints import Checkpoints, check_checkpoints
from monitor.store.evidence import EvidenceReads
from monitor.store.proof_chain import Sealed, check_links, check_rows
from monitor.store.proof_contents import check_contents
from monitor.store.proof_states import check_states
from monitor.store.recorder import values_of
from monitor.store.seals import SEALS, EventKind, canonical
from monitor.store.values import ChainHead, Event, Problem, Verified
from monitor.store.witnesses import Witnesses

_EVENT = t.table(t.EventRow)
_HEAD = t.table(t.ChainHeadRow)
_MOST_FINDINGS = 20


class Proof(Checkpoints, Witnesses, EvidenceReads):
    """Reading and checking the chain."""

    def chain_head(self) -> ChainHead:
        """The last link: its number (0 where there is none yet) and hash."""
        with self._reading() as connection:
            row = connection.execute(select(_HEAD).where(_HEAD.c.id == 1)).one()
        return ChainHead(row.seq, row.sha256)

    def events(self, *, after: int = 0, limit: int = 1000) -> list[Event]:
        """Links of the chain in order, from the one after ``after``."""
        query = select(_EVENT).where(_EVENT.c.seq > after).order_by(_EVENT.c.seq).limit(limit)
        with self._reading() as connection:
            return [Event(**values_of(row)) for row in connection.execute(query)]

    def events_of(self, kind: EventKind, subjects: list[str]) -> list[Event]:
        """The links that seal these records, e.g. for a bundle of evidence."""
        query = select(_EVENT).where(_EVENT.c.kind == kind.value, _EVENT.c.subject.in_(subjects))
        with self._reading() as connection:
            return [Event(**values_of(row)) for row in connection.execute(query.order_by(_EVENT.c.seq))]

    def sealed_text(self, event: Event) -> str | None:
        """The canonical JSON that a link sealed, as its record reads now; None where the record is gone.

        Its SHA-256 is ``event.content_sha256`` as long as nobody altered the record: what a bundle of evidence
        carries, so that it can be verified without the database.
        """
        seal = SEALS[EventKind(event.kind)]
        key: object = int(event.subject) if isinstance(seal.key.type, BigInteger) else event.subject
        with self._reading() as connection:
            row = connection.execute(select(*seal.columns).where(seal.key == key)).one_or_none()
        return canonical(values_of(row), seal.names) if row is not None else None

    def verify(
        self, *, known_head: ChainHead | None = None, known_heads: Sequence[ChainHead] = ()
    ) -> list[Problem]:
        """Check every link, record and content; an empty list means that all of it fits. See ``verified``."""
        heads = [*known_heads, *([known_head] if known_head is not None else [])]
        return list(self.verified(known_heads=heads).problems)

    def verified(self, *, known_heads: Sequence[ChainHead] = ()) -> Verified:
        """Check every link, record and content, at one moment, and say how much there was.

        ``known_heads``: heads written down earlier, in any order; the chain must still lead through every one.
        """
        with self._reading(steady=True) as connection:
            problems: list[Problem] = []
            sealed: Sealed = {}
            witnessed = self._witnessed(connection)
            known = [*known_heads, *(ChainHead(w.seq, w.link_sha256) for w in witnessed)]
            links, records, contents, checkpoints = [0], [0], [0], [0]
            problems += check_links(connection, sealed, known, links)
            for kind, seal in SEALS.items():
                problems += check_rows(connection, kind, seal, sealed, records)
            problems += [
                Problem(
                    "record deleted",
                    f"{SEALS[EventKind(kind)].table.name} {subject}",
                    f"link {seq} ({kind}) seals it, but it is gone",
                    seq,
                )
                for (kind, subject), (seq, _) in sealed.items()
            ]
            problems += check_contents(connection, contents)
            problems += check_states(connection)
            problems += check_checkpoints(connection, checkpoints)
            problems += _check_file(connection)
            head = connection.execute(select(_HEAD).where(_HEAD.c.id == 1)).one_or_none()
        last = ChainHead(head.seq, head.sha256) if head is not None else ChainHead(0, "")
        return Verified(
            last, tuple(problems), links[-1], records[-1], contents[-1], checkpoints[-1], len(witnessed)
        )


def _check_file(connection: Connection) -> list[Problem]:
    """What SQLite itself finds wrong with its file: a damaged index hides rows from queries, though all are there."""
    if connection.dialect.name != "sqlite":
        return []  # PostgreSQL keeps checksums of its pages and has amcheck for its indexes
    found = connection.execute(text(f"PRAGMA integrity_check({_MOST_FINDINGS})")).scalars()
    return [Problem("store damaged", "the database file", str(line)) for line in found if line != "ok"]
