"""Bytes by their hash, and captures: writing them with evidence, reading them back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import zstandard
from sqlalchemy import Connection, Table, delete, select

from monitor import __version__
from monitor.model import Hop, Leg, codec
from monitor.store import tables as t
from monitor.store.column_types import utc
from monitor.store.errors import NotFoundError, StoreFailedError
from monitor.store.recorder import Recorder, Recording, Values, values_of
from monitor.store.seals import EventKind
from monitor.store.values import NewCapture, NewListing, StoredCapture, compress, decompress

_BODY = t.table(t.BodyRow)
_CONTENT = t.table(t.ContentRow)
_CAPTURE = t.table(t.CaptureRow)
_PICTURE = t.table(t.PictureRow)
_JOURNEY = t.table(t.JourneyRow)
_WHOLE = (
    select(_CAPTURE, _PICTURE.c.content_sha256.label("picture_sha256"), _JOURNEY.c.legs)
    .outerjoin(_PICTURE, _PICTURE.c.capture_id == _CAPTURE.c.id)
    .outerjoin(_JOURNEY, _JOURNEY.c.capture_id == _CAPTURE.c.id)
)


def clean(text: str) -> str:
    """Text that every database can hold: no NUL, no lone surrogates. Pages and servers send both."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def insert_new(connection: Connection, table: Table, rows: list[Values]) -> None:
    """Insert rows, leaving out those whose key is already there."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as insert_sqlite

        connection.execute(insert_sqlite(table).on_conflict_do_nothing(), rows)
    else:
        from sqlalchemy.dialects.postgresql import insert as insert_postgresql

        connection.execute(insert_postgresql(table).on_conflict_do_nothing(), rows)


def keep_bodies(connection: Connection, captures: Iterable[NewCapture]) -> None:
    """Keep the bodies of captures; equal ones once."""
    rows = {c.body_sha256: {"sha256": c.body_sha256, "data": c.body_zstd} for c in captures}
    insert_new(connection, _BODY, list(rows.values()))


def keep_listings(connection: Connection, listings: Iterable[NewListing]) -> None:
    """Keep listings; equal ones once."""
    rows = {x.sha256: x.json for x in listings}
    insert_new(connection, _CONTENT, [{"sha256": k, "data": compress(v)} for k, v in rows.items()])


def keep(connection: Connection, data: bytes) -> str:
    """Keep any bytes of ours; returns their SHA-256."""
    sha256 = codec.sha256(data)
    insert_new(connection, _CONTENT, [{"sha256": sha256, "data": compress(data)}])
    return sha256


def capture_values(recorder: Recorder, source_id: str, capture: NewCapture) -> Values:
    """The row of a new capture, with a new id."""
    return {"id": recorder.new_id(), "source_id": source_id, **capture_columns(capture)}


def capture_columns(capture: NewCapture) -> Values:
    """The columns of a capture that do not depend on where it is kept."""
    return {
        "body_sha256": capture.body_sha256,
        "fetched_at": utc(capture.fetched_at),
        "requested_url": clean(capture.requested_url),
        "final_url": clean(capture.final_url),
        "status": capture.status,
        "headers": json.dumps(capture.headers),
        "redirects": json.dumps([(hop.url, hop.status, hop.location) for hop in capture.redirects]),
        "peer": clean(capture.peer) if capture.peer is not None else None,
        "elapsed_s": float(capture.elapsed_s),
        "browser": capture.browser,
        "tool": __version__,
    }


def add_capture(
    recorder: Recorder, source_id: str, capture: NewCapture, kind: EventKind | None = None
) -> int:
    """Write a capture with its picture and its way, sealed where ``kind`` is given; returns its id.

    Bodies are kept apart.
    """
    values = capture_values(recorder, source_id, capture)
    recorder.add(t.CaptureRow, values, kind)
    if capture.picture is not None:
        picture = {
            "id": recorder.new_id(),
            "capture_id": values["id"],
            "content_sha256": keep(recorder.connection, capture.picture),
        }
        recorder.add(t.PictureRow, picture, EventKind.PICTURE_KEPT if kind else None)
    add_journey(recorder, int(values["id"]), capture, EventKind.JOURNEY_KEPT if kind else None)
    return int(values["id"])


def add_journey(
    recorder: Recorder, capture_id: int, capture: NewCapture, kind: EventKind | None = None
) -> None:
    """Write how a capture came, where that is known."""
    if capture.legs:
        legs = "[" + ",".join(clean(codec.dump(leg).decode()) for leg in capture.legs) + "]"
        recorder.add(t.JourneyRow, {"id": recorder.new_id(), "capture_id": capture_id, "legs": legs}, kind)


def seal_capture(recorder: Recorder, capture_id: int) -> None:
    """Seal a capture that was written without a seal, with its picture and its way."""
    recorder.flush()
    for kind, table, key in (
        (EventKind.CAPTURE_KEPT, _CAPTURE, _CAPTURE.c.id),
        (EventKind.PICTURE_KEPT, _PICTURE, _PICTURE.c.capture_id),
        (EventKind.JOURNEY_KEPT, _JOURNEY, _JOURNEY.c.capture_id),
    ):
        for row in recorder.connection.execute(select(table).where(key == capture_id)):
            recorder.seal(kind, values_of(row))


def drop_surroundings(connection: Connection, capture_ids: list[int]) -> None:
    """Remove the pictures and the ways of these captures."""
    connection.execute(delete(_JOURNEY).where(_JOURNEY.c.capture_id.in_(capture_ids)))
    where = _PICTURE.c.capture_id.in_(capture_ids)
    contents = connection.execute(select(_PICTURE.c.content_sha256).where(where)).scalars().all()
    if contents:
        connection.execute(delete(_PICTURE).where(where))
        used = select(_PICTURE.c.capture_id).where(_PICTURE.c.content_sha256 == _CONTENT.c.sha256).exists()
        connection.execute(delete(_CONTENT).where(_CONTENT.c.sha256.in_(contents), ~used))


def drop_captures(connection: Connection, ids: Iterable[int]) -> None:
    """Remove captures that no evidence needs, and bodies that no other capture has."""
    gone = list(ids)
    if not gone:
        return
    bodies = connection.execute(select(_CAPTURE.c.body_sha256).where(_CAPTURE.c.id.in_(gone))).scalars().all()
    drop_surroundings(connection, gone)
    connection.execute(delete(_CAPTURE).where(_CAPTURE.c.id.in_(gone)))
    drop_bodies(connection, bodies)


def drop_bodies(connection: Connection, sha256s: Iterable[str]) -> None:
    """Remove those of the bodies that no capture has."""
    gone = list(sha256s)
    if gone:
        used = select(_CAPTURE.c.id).where(_CAPTURE.c.body_sha256 == _BODY.c.sha256).exists()
        connection.execute(delete(_BODY).where(_BODY.c.sha256.in_(gone), ~used))


def unpack(data: bytes, sha256: str) -> bytes:
    """The bytes behind a stored content. Raises ``StoreFailedError`` where they are damaged."""
    try:
        raw = decompress(data)
    except zstandard.ZstdError as error:
        raise StoreFailedError(f"content {sha256} is damaged: {error}; run `monitor verify`") from error
    if codec.sha256(raw) != sha256:
        raise StoreFailedError(f"content {sha256} was altered; run `monitor verify`")
    return raw


def load_content(connection: Connection, sha256: str) -> bytes:
    """A content by its hash. Raises ``NotFoundError``, or ``StoreFailedError`` where it is damaged."""
    data = connection.execute(select(_CONTENT.c.data).where(_CONTENT.c.sha256 == sha256)).scalar_one_or_none()
    if data is None:
        raise NotFoundError(f"no content {sha256}")
    return unpack(data, sha256)


def _stored(row: Any) -> StoredCapture:
    values = values_of(row)
    values["headers"] = tuple((k, v) for k, v in json.loads(values["headers"]))
    values["redirects"] = tuple(Hop(*hop) for hop in json.loads(values["redirects"]))
    values["legs"] = codec.load(tuple[Leg, ...], values["legs"]) if values["legs"] else ()
    return StoredCapture(**values)


class Contents(Recording):
    """Reading bytes and captures back."""

    def body(self, sha256: str) -> bytes:
        """A capture's body, byte for byte. Raises ``NotFoundError``, or ``StoreFailedError`` where it is damaged."""
        with self._reading() as connection:
            data = connection.execute(
                select(_BODY.c.data).where(_BODY.c.sha256 == sha256)
            ).scalar_one_or_none()
        if data is None:
            raise NotFoundError(f"no capture with SHA-256 {sha256}")
        return unpack(data, sha256)

    def content(self, sha256: str) -> bytes:
        """A listing's JSON, the file of a notice, or a capture's picture, by its hash. Raises as ``body`` does."""
        with self._reading() as connection:
            return load_content(connection, sha256)

    def captures(self, source_id: str) -> list[StoredCapture]:
        """Every capture of a source that is kept, oldest first."""
        with self._reading() as connection:
            rows = connection.execute(_WHOLE.where(_CAPTURE.c.source_id == source_id).order_by(_CAPTURE.c.id))
            return [_stored(row) for row in rows]

    def snapshot_captures(self, snapshot_id: int) -> list[StoredCapture]:
        """The first and the newest capture of a snapshot (one, where they are the same)."""
        snapshot, source = t.table(t.SnapshotRow), t.table(t.SourceRow)
        with self._reading() as connection:
            ids = connection.execute(
                select(snapshot.c.first_capture_id, snapshot.c.last_capture_id, source.c.capture_id)
                .join(source, source.c.id == snapshot.c.source_id)
                .where(snapshot.c.id == snapshot_id)
            ).one_or_none()
            if ids is None:
                raise NotFoundError(f"no snapshot {snapshot_id}")
            first, last, newest = ids
            wanted = {first, last if last is not None else newest}
            rows = connection.execute(_WHOLE.where(_CAPTURE.c.id.in_(wanted)).order_by(_CAPTURE.c.id))
            return [_stored(row) for row in rows]
