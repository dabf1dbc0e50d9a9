"""One revision's evidence, gathered from the store: everything that bears on it, with the chain that seals it.

It tells the store as it was at the last link of the chain, so the same store makes the same ZIP, whenever it is asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor import __version__
from monitor.engine.letter_evidence import ending_of, safe_ending
from monitor.engine.reports import Reports
from monitor.evidence.bundle import Bundle, ChainLink, SealedRecord
from monitor.evidence.readme import readme
from monitor.evidence.warc import warc
from monitor.model import Capture, Revision, Vendor, codec
from monitor.report import ReportFormat
from monitor.store import Event, EventKind, Store, StoredCapture
from monitor.store.seals import instant_text

_PAGE = 5000  # links read at once
_FOLDER = Path()  # nothing is written


class IncompleteEvidenceError(Exception):
    """Something that the evidence needs is not in the store; the message says what."""


def gather(
    store: Store, revision: Revision, vendor_of: Callable[[str], Vendor | None], *, zone: str = "UTC"
) -> Bundle:
    """Everything that goes into the ZIP of a revision.

    Raises IncompleteEvidenceError where a record is gone, and the store's errors where bytes are damaged.
    """
    events = store.evidence_events(revision)
    records = [_record(store, event) for event in events]
    if not any(event.kind == EventKind.REVISION_RECORDED.value for event in events):
        raise IncompleteEvidenceError(f"no link of the chain seals revision {revision.public_id}")
    links = _links(store, events[0].seq)
    as_of = store.events(after=links[-1].seq - 1, limit=1)[0].at
    reports = Reports(store, _FOLDER, vendor_of, now=lambda: as_of, zone=zone)
    bundle = Bundle(
        revision=revision.public_id,
        vendor=revision.vendor_name,
        source=revision.source_url,
        tool=__version__,
        as_of=as_of,
        links=links,
        records=records,
        documents={},
    )
    documents = {**_documents(store, revision, records), **_told(store, revision, reports)}
    documents["README.txt"] = readme(bundle, revision, sorted(documents)).encode()
    return replace(bundle, documents=documents)


def _record(store: Store, event: Event) -> SealedRecord:
    text = store.sealed_text(event)
    if text is None:
        raise IncompleteEvidenceError(
            f"{event.kind} {event.subject} is sealed by link {event.seq}, but gone; run `monitor verify`"
        )
    return SealedRecord(event.seq, event.kind, event.subject, text)


def _links(store: Store, first: int) -> list[ChainLink]:
    """The chain from a link on, up to its head."""
    links: list[ChainLink] = []
    after = first - 1
    while page := store.events(after=after, limit=_PAGE):
        links += [
            ChainLink(
                e.seq, instant_text(e.at), e.kind, e.subject, e.content_sha256, e.previous_sha256, e.sha256
            )
            for e in page
        ]
        after = page[-1].seq
    return links


def _documents(store: Store, revision: Revision, records: Iterable[SealedRecord]) -> dict[str, bytes]:
    """What the records name by its hash: bodies, pictures, listings, files of notices, letters, tokens."""
    sealed: dict[str, dict[int, Mapping[str, Any]]] = {}
    for record in records:
        if record.subject.isdecimal():
            sealed.setdefault(record.kind, {})[int(record.subject)] = json.loads(record.text)
    files: dict[str, bytes] = {}
    for side, snapshot in (("before", revision.before), ("after", revision.after)):
        captures = [c for c in store.snapshot_captures(snapshot.id) if c.id in sealed["capture_kept"]]
        for number, capture in enumerate(captures, 1):
            files |= _captured(store, f"captures/{side}-{number}", capture)
        listing = sealed["snapshot_opened"][snapshot.id]["listing_sha256"]
        files[f"listings/{side}.json"] = store.content(listing)
    for key, reading in sealed.get("snapshot_reread", {}).items():
        files[f"listings/reading-{key}.json"] = store.content(reading["listing_sha256"])
    assessed = sealed["revision_recorded"][revision.id]["assessed_sha256"]
    files["listings/comparison.json"] = store.content(assessed)
    for key, notice in sealed.get("notice_logged", {}).items():
        if notice["file_sha256"]:
            name = f"notices/notice-{key}.{safe_ending(notice['file_name'])}"
            files[name] = store.content(notice["file_sha256"])
    for key, letter in sealed.get("letter_drafted", {}).items():
        files[f"letters/letter-{key}.txt"] = store.content(letter["content_sha256"])
    for key, witness in sealed.get("chain_witnessed", {}).items():
        ending = "tsr" if witness["kind"] == "rfc3161" else "json"
        files[f"stamps/witness-{key}.{ending}"] = store.content(witness["token_sha256"])
    return files


def _captured(store: Store, name: str, kept: StoredCapture) -> dict[str, bytes]:
    picture = store.content(kept.picture_sha256) if kept.picture_sha256 else None
    capture = Capture(
        requested_url=kept.requested_url,
        final_url=kept.final_url,
        status=kept.status,
        headers=kept.headers,
        body=store.body(kept.body_sha256),
        fetched_at=kept.fetched_at,
        redirects=kept.redirects,
        peer=kept.peer,
        elapsed_s=kept.elapsed_s,
        browser=kept.browser,
        picture=picture,
        legs=kept.legs,
    )
    files = {f"{name}.{ending_of(kept)}": capture.body}
    files[f"{name}.warc"] = warc(capture, number=kept.id, tool=kept.tool or __version__)
    if picture is not None:
        files[f"{name}.png"] = picture
    return files


def _told(store: Store, revision: Revision, reports: Reports) -> dict[str, bytes]:
    """The same for people: the report, and the logs as lists."""
    return {
        "report.html": reports.render(revision, ReportFormat.HTML),
        "report.json": reports.render(revision, ReportFormat.JSON),
        "logs/decisions.json": _json(store.decisions(revision.id)),
        "logs/notices.json": _json(store.notices(revision_id=revision.id)),
        "logs/letters.json": _json(store.letters(revision.id)),
        "logs/clauses.json": _json(store.clause_versions(revision.vendor_id)),
        "logs/clause-answers.json": _json(store.clause_answers(revision.vendor_id)),
        "logs/windows.json": _json(
            [_window(at, why, window) for at, why, window in store.windows(revision.id)]
        ),
    }


def _window(at: datetime, why: str, window: object) -> dict[str, Any]:
    plain = codec.dump_plain(window)
    if "flags" in plain:
        plain[
            "flags"
        ].sort()  # a set: its order is another one in every process, and the same store gives the same bytes
    return {"computed_at": at.isoformat(), "why": why, "window": plain}


def _json(values: Iterable[object]) -> bytes:
    plain = [value if isinstance(value, dict) else codec.dump_plain(value) for value in values]
    return (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode()
