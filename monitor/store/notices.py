"""The notices that vendors sent, which revisions they belong to, and the letters that were drafted in answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from monitor.model import DraftedLetter, Notice
from monitor.store import tables as t
from monitor.store.column_types import utc
from monitor.store.contents import clean, keep
from monitor.store.errors import NotAllowedError, NotFoundError
from monitor.store.recorder import Recording, Values, values_of
from monitor.store.seals import EventKind

_REVISION = t.table(t.RevisionRow)
_NOTICE = t.table(t.NoticeRow)
_LINK = t.table(t.NoticeLinkRow)
_UNLINK = t.table(t.NoticeUnlinkRow)
_LETTER = t.table(t.LetterRow)

_UNDONE = select(_UNLINK.c.id).where(_UNLINK.c.link_id == _LINK.c.id).exists()


class Notices(Recording):
    """Notices, their links, and letters: append-only."""

    def add_notice(
        self,
        vendor_id: str,
        *,
        received_at: datetime,
        channel: str,
        subject: str,
        logged_by: str,
        at: datetime,
        file: bytes | None = None,
        file_name: str = "",
        parsed: Mapping[str, object] | None = None,
    ) -> Notice:
        """Log a vendor's own announcement; its file is kept byte for byte. Raises ``NotFoundError``."""
        with self._recording(at) as recorder:
            vendor = t.table(t.VendorRow)
            known = recorder.connection.execute(select(vendor.c.id).where(vendor.c.id == vendor_id)).first()
            if known is None:
                raise NotFoundError(f"no vendor {vendor_id}")
            values: Values = {
                "id": recorder.new_id(),
                "vendor_id": vendor_id,
                "received_at": utc(received_at),
                "channel": clean(channel),
                "subject": clean(subject),
                "logged_by": clean(logged_by),
                "logged_at": recorder.at,
                "file_name": clean(file_name),
                "file_sha256": keep(recorder.connection, file) if file is not None else None,
                "parsed": json.dumps(dict(parsed or {})),
            }
            recorder.add(t.NoticeRow, values, EventKind.NOTICE_LOGGED)
            return Notice(**{**values, "parsed": dict(parsed or {})})

    def link_notice(self, notice_id: int, revision_id: int, linked_by: str, at: datetime) -> bool:
        """A notice announces a revision. Returns False where it is linked already, which is harmless.

        Raises ``NotFoundError``; ``NotAllowedError`` where a person has taken that link back: it would come and go.
        """
        with self._recording(at) as recorder:
            connection = recorder.connection
            for table, key in ((_NOTICE, notice_id), (_REVISION, revision_id)):
                if connection.execute(select(table.c.id).where(table.c.id == key)).first() is None:
                    raise NotFoundError(f"no {table.name} {key}")
            same = (_LINK.c.notice_id == notice_id, _LINK.c.revision_id == revision_id)
            undone = connection.execute(select(_UNDONE.label("undone")).where(*same)).scalar_one_or_none()
            if undone:
                raise NotAllowedError(
                    f"a person said that notice {notice_id} does not belong to revision {revision_id}"
                )
            if undone is not None:
                return False
            values: Values = {
                "id": recorder.new_id(),
                "notice_id": notice_id,
                "revision_id": revision_id,
                "linked_by": clean(linked_by),
                "linked_at": recorder.at,
            }
            recorder.add(t.NoticeLinkRow, values, EventKind.NOTICE_LINKED)
            return True

    def unlink_notice(
        self, notice_id: int, revision_id: int, *, unlinked_by: str, why: str, at: datetime
    ) -> None:
        """A notice does not belong to a revision after all; the link stays on record, and so does this.

        Raises ``NotFoundError`` where it is not linked to it.
        """
        with self._recording(at) as recorder:
            same = (_LINK.c.notice_id == notice_id, _LINK.c.revision_id == revision_id, ~_UNDONE)
            link = recorder.connection.execute(select(_LINK.c.id).where(*same)).scalar_one_or_none()
            if link is None:
                raise NotFoundError(f"notice {notice_id} is not linked to revision {revision_id}")
            values: Values = {
                "id": recorder.new_id(),
                "link_id": link,
                "unlinked_by": clean(unlinked_by),
                "why": clean(why),
                "unlinked_at": recorder.at,
            }
            recorder.add(t.NoticeUnlinkRow, values, EventKind.NOTICE_UNLINKED)

    def notices(self, *, vendor_id: str | None = None, revision_id: int | None = None) -> list[Notice]:
        """Notices of a vendor or of a revision, in the order of their receipt."""
        query = select(_NOTICE).order_by(_NOTICE.c.received_at, _NOTICE.c.id)
        if vendor_id is not None:
            query = query.where(_NOTICE.c.vendor_id == vendor_id)
        if revision_id is not None:
            linked = select(_LINK.c.notice_id).where(_LINK.c.revision_id == revision_id, ~_UNDONE)
            query = query.where(_NOTICE.c.id.in_(linked))
        with self._reading() as connection:
            rows = connection.execute(query).all()
            links = _links(connection, [row.id for row in rows])
        return [_notice(row, tuple(links.get(row.id, ()))) for row in rows]

    def refused_links(self) -> set[tuple[int, int]]:
        """Pairs of notice and revision that a person has taken apart."""
        query = select(_LINK.c.notice_id, _LINK.c.revision_id).where(_UNDONE)
        with self._reading() as connection:
            return {(row.notice_id, row.revision_id) for row in connection.execute(query)}

    def add_letter(
        self, revision_id: int, *, language: str, forms: str, text: bytes, drafted_by: str, at: datetime
    ) -> DraftedLetter:
        """A letter was drafted; its text is kept. Nothing was sent. Raises ``NotFoundError``."""
        with self._recording(at) as recorder:
            known = select(_REVISION.c.id).where(_REVISION.c.id == revision_id)
            if recorder.connection.execute(known).first() is None:
                raise NotFoundError(f"no revision {revision_id}")
            values: Values = {
                "id": recorder.new_id(),
                "revision_id": revision_id,
                "language": clean(language),
                "forms": clean(forms),
                "content_sha256": keep(recorder.connection, text),
                "drafted_by": clean(drafted_by),
                "drafted_at": recorder.at,
            }
            recorder.add(t.LetterRow, values, EventKind.LETTER_DRAFTED)
            return DraftedLetter(**values)

    def letters(self, revision_id: int) -> list[DraftedLetter]:
        """The letters that were drafted about a revision, oldest first."""
        query = select(_LETTER).where(_LETTER.c.revision_id == revision_id).order_by(_LETTER.c.id)
        with self._reading() as connection:
            return [DraftedLetter(**values_of(row)) for row in connection.execute(query)]


def _links(connection: Connection, notice_ids: Sequence[int]) -> dict[int, list[int]]:
    links: dict[int, list[int]] = {}
    wanted = select(_LINK).where(_LINK.c.notice_id.in_(notice_ids), ~_UNDONE).order_by(_LINK.c.id)
    for link in connection.execute(wanted):
        links.setdefault(link.notice_id, []).append(link.revision_id)
    return links


def _notice(row: Any, revision_ids: tuple[int, ...]) -> Notice:
    values = {**values_of(row), "parsed": json.loads(row.parsed), "revision_ids": revision_ids}
    return Notice(**values)
