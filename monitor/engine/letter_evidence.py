"""What is attached to a letter as evidence: the captured documents themselves, and what proves when they were seen.

Nothing of our own reasoning is in it: the vendor is to see its own documents, not our decisions.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from monitor.model import Revision
from monitor.store import Store, StoredCapture

# The same letter makes the same file: a ZIP otherwise holds the time at which it was made (and none before 1980).
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_ENDINGS = {"text/html": "html", "application/xhtml+xml": "html", "application/pdf": "pdf", "text/markdown": "md",
            "text/csv": "csv", "application/json": "json", "text/plain": "txt"}  # fmt: skip


def evidence_zip(store: Store, revision: Revision) -> tuple[str, str, bytes]:
    """Name, media type and bytes of a ZIP: the list before and after as they were sent, byte for byte; the vendor's
    notices; and ``manifest.json`` with addresses, times (UTC), hashes and the newest link of the hash chain.
    """
    files: dict[str, bytes] = {}
    captures = []
    for side, snapshot in (("before", revision.before), ("after", revision.after)):
        for number, capture in enumerate(store.snapshot_captures(snapshot.id), 1):
            name = f"{side}-{number}.{ending_of(capture)}"
            files[name] = store.body(capture.body_sha256)
            captures.append({"file": name, "side": side, **_told(capture)})
    notices = []
    for notice in store.notices(revision_id=revision.id):
        if notice.file_sha256:
            name = f"notice-{notice.id}.{safe_ending(notice.file_name)}"
            files[name] = store.content(notice.file_sha256)
            notices.append(
                {"file": name, "received_at": notice.received_at.isoformat(), "sha256": notice.file_sha256}
            )
    head = store.chain_head()
    manifest = {
        "revision": revision.public_id,
        "source": revision.source_url,
        "last_seen_before": revision.before.last_seen_at.isoformat(),
        "first_seen_after": revision.after.first_seen_at.isoformat(),
        "captures": captures,
        "notices": notices,
        "chain_head": {"number": head.seq, "sha256": head.sha256},
    }
    files["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=2).encode()
    return f"evidence-{revision.public_id}.zip", "application/zip", _zipped(files)


def _told(capture: StoredCapture) -> dict[str, Any]:
    return {
        "requested_url": capture.requested_url,
        "final_url": capture.final_url,
        "status": capture.status,
        "fetched_at": capture.fetched_at.isoformat(),
        "sha256": capture.body_sha256,
        "headers": [[name, value] for name, value in capture.headers if name.lower() != "set-cookie"],
    }


def ending_of(capture: StoredCapture) -> str:
    """The ending of a file with the capture's body, by what the server called it."""
    kind = next((value for name, value in capture.headers if name.lower() == "content-type"), "")
    return _ENDINGS.get(kind.split(";")[0].strip().lower(), "bin")


def safe_ending(name: str) -> str:
    """The ending of a file's name where it is a known one; ``bin`` otherwise."""
    ending = name.rpartition(".")[2].lower()
    return ending if ending in {"eml", "msg", "pdf", "docx", "html", "txt", "md"} else "bin"


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()
