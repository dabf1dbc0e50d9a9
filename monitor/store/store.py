"""The store as the rest of the house sees it: one object, whose parts are told in files of their own."""

from __future__ import annotations

from types import TracebackType

from monitor.store.candidates import Candidates
from monitor.store.checks import Checks
from monitor.store.clauses import Clauses
from monitor.store.database import open_engine, parse_url
from monitor.store.digests import Digests
from monitor.store.ledger import Ledger
from monitor.store.notices import Notices
from monitor.store.outbox import Outbox
from monitor.store.proof import Proof
from monitor.store.review import Review
from monitor.store.revisions import Revisions
from monitor.store.rulings import Rulings
from monitor.store.sources import Sources
from monitor.store.upgrade import Upgrading


class Store(
    Sources,
    Checks,
    Candidates,
    Revisions,
    Ledger,
    Outbox,
    Digests,
    Review,
    Notices,
    Clauses,
    Rulings,
    Proof,
    Upgrading,
):
    """Everything that is remembered, on SQLite or PostgreSQL. Thread-safe; one writer at a time.

    It speaks values of ``monitor.model``; every instant is UTC and comes in as an argument. Whatever fails on our
    own side is an exception (``monitor.store.errors``), and then nothing of that call was kept.
    """

    @classmethod
    def open(cls, url: str) -> Store:
        """A store at a database address: ``sqlite:///path/to/file`` or ``postgresql://user@host/name``.

        Call ``upgrade`` before anything else. Raises ``StoreUnavailableError`` for an address that cannot be used;
        whether a server answers shows at the first call.
        """
        return cls(open_engine(parse_url(url)))

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
