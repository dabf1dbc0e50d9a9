"""Links against each other, and every sealed row against its link."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from monitor.store import tables as t
from monitor.store.recorder import values_of
from monitor.store.seals import GENESIS, SEALS, EventKind, Seal, link, seal_of
from monitor.store.values import ChainHead, Problem

_EVENT = t.table(t.EventRow)
_HEAD = t.table(t.ChainHeadRow)
_MOST_COMPARED = 100  # altered rows of a kind that are tried for having changed places

Sealed = dict[tuple[str, str], tuple[int, str]]
"""(kind, subject) -> (number of the link, hash of the content it sealed)."""


def _name(kind: str, subject: str) -> str:
    """A record as its table and key; by the word of the link where that is no kind of ours."""
    known = kind in _KINDS
    return f"{SEALS[EventKind(kind)].table.name if known else kind} {subject}"


_KINDS = {kind.value for kind in EventKind}


def check_links(
    connection: Connection, sealed: Sealed, known: Sequence[ChainHead], told: list[int]
) -> Iterator[Problem]:
    """Every link in order, then the head, then the heads that were written down; fills ``sealed``."""
    expected, previous, count, before = 1, GENESIS, 0, ""
    wanted: dict[int, set[str]] = {}
    for head in known:
        if head.seq > 0:
            wanted.setdefault(head.seq, set()).add(head.sha256)
    rows = connection.execution_options(yield_per=2000).execute(select(_EVENT).order_by(_EVENT.c.seq))
    for row in rows:
        count += 1
        name = _name(row.kind, row.subject)
        if row.seq != expected:
            gap = f"link {expected}" if row.seq == expected + 1 else f"links {expected} to {row.seq - 1}"
            yield Problem("link missing", gap, "the chain has a gap", expected)
        elif row.previous_sha256 != previous:
            said = f"link {row.seq} does not follow from the link before it{before}: one of the two was made anew"
            yield Problem("chain broken", name, said, row.seq)
        own = link(row.seq, row.at, row.kind, row.subject, row.content_sha256, row.previous_sha256)
        if own != row.sha256:
            said = f"the hash of link {row.seq} ({row.kind}) is not that of its content"
            yield Problem("link altered", name, said, row.seq)
        for sha256 in wanted.pop(row.seq, ()):
            if row.sha256 != sha256:
                yield _remade(row.seq, sha256)
        key = (row.kind, row.subject)
        if row.kind not in _KINDS:
            yield Problem("link unknown", name, f"link {row.seq} is of no known kind of event", row.seq)
        elif key in sealed:
            said = f"by link {row.seq} and by link {sealed[key][0]} ({row.kind})"
            yield Problem("record sealed twice", name, said, row.seq)
        else:
            sealed[key] = (row.seq, row.content_sha256)
        expected, previous, before = row.seq + 1, row.sha256, f" ({name})"
    told.append(count)
    yield from _check_head(connection, expected - 1, previous)
    for seq, hashes in wanted.items():
        yield from (_remade(seq, sha256) for sha256 in hashes)


def _remade(seq: int, sha256: str) -> Problem:
    said = f"is not the one that was written down earlier ({sha256[:16]}…): the chain was cut or made anew"
    return Problem("chain remade", f"link {seq}", said, seq)


def _check_head(connection: Connection, seq: int, sha256: str) -> Iterator[Problem]:
    head = connection.execute(select(_HEAD).where(_HEAD.c.id == 1)).one_or_none()
    if head is None:
        yield Problem("head missing", "chain_head 1", "its row is gone")
    elif (head.seq, head.sha256) != (seq, sha256):
        what = "links were cut off the end" if head.seq > seq else "the head was altered"
        yield Problem("head differs", "chain_head 1", f"it says {head.seq}, the last link is {seq}: {what}")


def check_rows(
    connection: Connection, kind: EventKind, seal: Seal, sealed: Sealed, told: list[int]
) -> Iterator[Problem]:
    """Every row against its link; what is matched is taken out of ``sealed``."""
    query = select(*seal.columns).order_by(seal.key)
    reached = seal.table.c[seal.reached] if seal.reached else None
    if reached is not None:
        query = query.where(reached.is_not(None))
    altered: list[tuple[dict[str, Any], int, str]] = []
    for row in connection.execution_options(yield_per=500).execute(query):
        values = values_of(row)
        subject = str(values[seal.key.name])
        found = sealed.pop((kind.value, subject), None)
        if found is None:
            if seal.demanded:
                yield Problem("record added", f"{seal.table.name} {subject}", f"no link says {kind.value}")
            continue
        told[-1] += 1
        if seal_of(values, seal.names) != found[1]:
            altered.append((values, *found))
    yield from _altered(seal, kind, altered)


def _altered(
    seal: Seal, kind: EventKind, altered: list[tuple[dict[str, Any], int, str]]
) -> Iterator[Problem]:
    """Rows that are not what was sealed; where one holds what another should, that is said too."""
    key = seal.key.name
    compared = altered[:_MOST_COMPARED]
    for values, seq, _ in altered:
        said = f"is not what link {seq} ({kind.value}) sealed"
        for other, _, content in compared:
            if other is not values and seal_of({**values, key: other[key]}, seal.names) == content:
                said += f"; it holds what {seal.table.name} {other[key]} held: they changed places"
        yield Problem("record altered", f"{seal.table.name} {values[key]}", said, seq)
