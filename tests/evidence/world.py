"""A store in which one revision was seen, told, decided and answered; its evidence; and ways to spoil that."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from monitor.engine.evidence import gather
from monitor.evidence.bundle import Bundle, zipped
from monitor.evidence.standalone import SCRIPT
from monitor.model import CheckOutcome, ClauseOrigin, ClauseTerms, DecisionState, Hop, Leg, Period, TlsPeer
from monitor.store import Store
from tests.store.samples import (
    ACME,
    AT,
    WINDOW,
    capture,
    failed,
    hours,
    identical,
    step,
    taken,
    tell,
    vendor,
    watched,
)

Files = dict[str, bytes]


def lived(store: Store) -> str:
    """Everything that can bear on a revision; returns its public id."""
    watched(store, "Alpha", vendors=[vendor(terms=ClauseTerms(Period(10), Period(30)))])
    noise = capture(b"<p>acme/list Alpha</p><!-- noise -->", hours(1))
    store.record_unchanged(
        [identical(store, hours(1), outcome=CheckOutcome.UNCHANGED, new_capture=noise)], hours(1)
    )
    store.record_failure(failed(hours(2)))
    tls = TlsPeer("TLSv1.3", "TLS_AES_256_GCM_SHA384", "ab" * 32, "CN=acme.example", "CN=Some CA")
    ask = (("User-Agent", "monitor"), ("Authorization", "(withheld)"))
    legs = (
        Leg(
            "https://acme.example/old",
            hours(3),
            ask,
            301,
            (("Location", "/sub-processors"),),
            "192.0.2.7:443",
            tls,
        ),
        Leg("https://acme.example/sub-processors", hours(3), ask, 200, (), "192.0.2.7:443", tls),
    )
    seen = step(store, "Alpha", "Beta", at=hours(3))
    seen = dataclasses.replace(
        seen,
        capture=dataclasses.replace(
            seen.capture,
            headers=(
                *seen.capture.headers,
                ("Content-Encoding", "gzip"),
                ("Set-Cookie", "a=b\r\nX-Forged: 1"),
            ),
            redirects=(Hop("https://acme.example/old", 301, "/sub-processors"),),
            legs=legs,
            picture=b"\x89PNG picture",
        ),
    )
    revision = store.record_revision(seen, tell)
    notice = store.add_notice(
        "acme", received_at=AT, channel="mail", subject="news", logged_by="Ada", at=hours(4), file=b"From: acme",
        file_name="mail.eml",
    )  # fmt: skip
    store.link_notice(notice.id, revision.id, "Ada", hours(4))
    store.add_letter(
        revision.id, language="en", forms="md", text=b"We object.", drafted_by="Ada", at=hours(4)
    )
    store.record_window(revision.id, WINDOW, None, "the notice came", hours(4))
    for state, why in ((DecisionState.REVIEWING, "let us see"), (DecisionState.OBJECTED, "not with us")):
        before = store.revision(revision.id).state
        store.add_decision(revision.id, expected=before, state=state, made_by="Ada", why=why, at=hours(5))
    read = store.add_clause_version(
        "acme", ClauseTerms(Period(10), Period(14)), ClauseOrigin.PROPOSED, hours(5)
    )
    store.reject_clause(read, made_by="Ada", why="another contract", at=hours(6))
    store.mark_sent(taken(store, hours(6), limit=1)[0], hours(6))
    store.seal_spans(hours(7))
    watched_other = vendor("other")
    store.sync_vendors([vendor(), watched_other], hours(8))
    return revision.public_id


def bundle_of(store: Store, public_id: str) -> Bundle:
    return gather(store, store.revision(public_id), lambda _: None)


def verified(path: Path, *more: str) -> tuple[int, str]:
    """Exit code and words of the stand-alone verifier, run as a stranger would, without anything of ours."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(path), *more]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout


def unpacked(content: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def remade(files: Mapping[str, bytes], **manifest: Any) -> bytes:
    """A ZIP whose manifest was made to fit again, as a forger would."""
    told = json.loads(files["MANIFEST.json"]) | manifest
    told["files"] = [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in sorted(files.items())
        if not name.startswith("MANIFEST")
    ]
    return zipped({**files, "MANIFEST.json": json.dumps(told).encode()})


__all__ = ["ACME", "bundle_of", "lived", "remade", "unpacked", "verified"]
