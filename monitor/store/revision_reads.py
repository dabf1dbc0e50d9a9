"""Reading revisions back: whole, or only their heads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import Connection, Select, func, select

from monitor.model import (
    ClauseTerms,
    CompareOutcome,
    Comparison,
    Judgement,
    Revision,
    RevisionHead,
    Severity,
    Window,
    WindowFacts,
    codec,
)
from monitor.store import tables as t
from monitor.store.column_types import utc
from monitor.store.contents import load_content
from monitor.store.errors import NotFoundError
from monitor.store.snapshots import Snapshots, load_snapshots

_REVISION = t.table(t.RevisionRow)
_WINDOW = t.table(t.WindowRow)


@dataclass(frozen=True, slots=True)
class Assessed:
    """What a revision comes to, as one content: the comparison and its judgements."""

    comparison: Comparison
    judgements: tuple[Judgement, ...] = ()


class Wanted(TypedDict, total=False):
    """Which revisions: ``since`` (included) and ``until`` (not) are of their recording; ``undecided``: open ones."""

    vendor_id: str | None
    source_id: str | None
    since: datetime | None
    until: datetime | None
    outcome: CompareOutcome | None
    min_severity: Severity | None
    undecided: bool


_LATEST_WINDOW = (
    select(func.max(_WINDOW.c.id))
    .where(_WINDOW.c.revision_id == _REVISION.c.id)
    .correlate(_REVISION)
    .scalar_subquery()
)
HEADS = select(_REVISION, _WINDOW.c.window, _WINDOW.c.facts).outerjoin(
    _WINDOW, _WINDOW.c.id == _LATEST_WINDOW
)


def _window(text: str | None) -> Window | None:
    return codec.load(Window, text) if text is not None else None


def _terms(row: Any) -> ClauseTerms | None:
    """The terms the newest window was computed under; those of the detection where its facts were not kept."""
    if row.facts is not None:
        return codec.load(WindowFacts, row.facts).terms
    return codec.load(ClauseTerms, row.terms) if row.terms is not None else None


def _head(row: Any) -> RevisionHead:
    return RevisionHead(
        id=row.id,
        public_id=row.public_id,
        source_id=row.source_id,
        vendor_id=row.vendor_id,
        vendor_name=row.vendor_name,
        outcome=row.outcome,
        severity=row.severity,
        change_count=row.change_count,
        recorded_at=row.recorded_at,
        state=row.state,
        open=row.open,
        window=_window(row.window),
        terms=_terms(row),
    )


def load_revisions(connection: Connection, rows: Sequence[Any]) -> list[Revision]:
    """Rows of revisions as values, with both snapshots."""
    snapshots = load_snapshots(connection, [i for row in rows for i in (row.before_id, row.after_id)])
    found = []
    for row in rows:
        assessed = codec.load(Assessed, load_content(connection, row.assessed_sha256))
        found.append(
            Revision(
                id=row.id,
                public_id=row.public_id,
                source_id=row.source_id,
                vendor_id=row.vendor_id,
                vendor_name=row.vendor_name,
                source_url=row.source_url,
                kind=row.kind,
                comparison=assessed.comparison,
                judgements=assessed.judgements,
                severity=row.severity,
                window=_window(row.window),
                terms=_terms(row),
                before=snapshots[row.before_id],
                after=snapshots[row.after_id],
                recorded_at=row.recorded_at,
                state=row.state,
            )
        )
    return found


class RevisionReads(Snapshots):
    """Revisions as they were recorded."""

    def windows(self, revision_id: int) -> list[tuple[datetime, str, Window]]:
        """Every window computed for a revision, oldest first: when, why, and the window."""
        query = select(_WINDOW).where(_WINDOW.c.revision_id == revision_id).order_by(_WINDOW.c.id)
        with self._reading() as connection:
            return [
                (row.computed_at, row.why, codec.load(Window, row.window))
                for row in connection.execute(query)
            ]

    def window_facts(self, revision_id: int) -> WindowFacts | None:
        """The facts behind the newest window of a revision."""
        query = select(_WINDOW.c.facts).where(_WINDOW.c.revision_id == revision_id)
        with self._reading() as connection:
            text = connection.execute(query.order_by(_WINDOW.c.id.desc()).limit(1)).scalar_one_or_none()
        return codec.load(WindowFacts, text) if text is not None else None

    def revision(self, key: str | int) -> Revision:
        """A revision by its public id or its id. Raises ``NotFoundError``."""
        query = HEADS.where(_REVISION.c.id == key if isinstance(key, int) else _REVISION.c.public_id == key)
        with self._reading() as connection:
            found = load_revisions(connection, connection.execute(query).all())
        if not found:
            raise NotFoundError(f"no revision {key}; `monitor history` lists them")
        return found[0]

    def revisions(self, *, limit: int = 100, **wanted: Unpack[Wanted]) -> list[Revision]:
        """The revisions that are wanted, with their listings, newest first."""
        query = _filtered(limit, **wanted)
        with self._reading() as connection:
            return load_revisions(connection, connection.execute(query).all())

    def revision_heads(self, *, limit: int = 1000, **wanted: Unpack[Wanted]) -> list[RevisionHead]:
        """As ``revisions``, without listings and changes."""
        query = _filtered(limit, **wanted)
        with self._reading() as connection:
            return [_head(row) for row in connection.execute(query)]

    def revision_heads_by_id(self, ids: Collection[int]) -> list[RevisionHead]:
        """The heads of these revisions, oldest first."""
        with self._reading() as connection:
            rows = connection.execute(HEADS.where(_REVISION.c.id.in_(list(ids))).order_by(_REVISION.c.id))
            return [_head(row) for row in rows]

    def open_revisions(self) -> list[RevisionHead]:
        """Material revisions that nobody has decided yet, oldest first: for reminders and the table of windows."""
        with self._reading() as connection:
            return [
                _head(row)
                for row in connection.execute(HEADS.where(_REVISION.c.open).order_by(_REVISION.c.id))
            ]


def _filtered(
    limit: int,
    vendor_id: str | None = None,
    source_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    outcome: CompareOutcome | None = None,
    min_severity: Severity | None = None,
    undecided: bool = False,
) -> Select[Any]:
    query: Select[Any] = HEADS.order_by(_REVISION.c.id.desc()).limit(limit)
    if vendor_id is not None:
        query = query.where(_REVISION.c.vendor_id == vendor_id)
    if source_id is not None:
        query = query.where(_REVISION.c.source_id == source_id)
    if since is not None:
        query = query.where(_REVISION.c.recorded_at >= utc(since))
    if until is not None:
        query = query.where(_REVISION.c.recorded_at < utc(until))
    if outcome is not None:
        query = query.where(_REVISION.c.outcome == outcome)
    if min_severity is not None:
        query = query.where(_REVISION.c.severity.in_([s for s in Severity if s.rank >= min_severity.rank]))
    if undecided:
        query = query.where(_REVISION.c.open)
    return query
