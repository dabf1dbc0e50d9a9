"""Files become one ZIP with a manifest: the same files, the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.evidence.standalone import SCRIPT

FORMAT = "subprocessor-monitor-evidence"
VERSION = 1
_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""A ZIP holds the time at which it was made, and none before 1980."""


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """A record as the chain sealed it: the number of its link, its kind and subject, and the sealed text."""

    link: int
    kind: str
    subject: str
    text: str

    @property
    def name(self) -> str:
        """Its file."""
        return f"records/{self.link:07d}-{self.kind}.json"


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One link of the chain: what the stand-alone verifier hashes. ``at``: as sealed, UTC to the microsecond."""

    seq: int
    at: str
    kind: str
    subject: str
    content_sha256: str
    previous_sha256: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything about one revision that goes into its ZIP.

    as_of: of the last link (UTC): the ZIP tells the store as it was then. links: without a gap, the last one is the
    head. documents: name in the ZIP -> bytes.
    """

    revision: str
    vendor: str
    source: str
    tool: str
    as_of: datetime
    links: Sequence[ChainLink]
    records: Sequence[SealedRecord]
    documents: Mapping[str, bytes]


def pack(bundle: Bundle, sign: Callable[[bytes], bytes] | None = None) -> bytes:
    """The ZIP. ``sign``: makes ``MANIFEST.sig`` of the manifest. Raises ValueError for a bundle without a chain."""
    if not bundle.links:
        raise ValueError("there is no chain to prove anything with")
    files = dict(bundle.documents)
    files |= {record.name: record.text.encode("utf-8", "surrogatepass") for record in bundle.records}
    files["chain.jsonl"] = "".join(_line(link) for link in bundle.links).encode("utf-8", "surrogatepass")
    files["verify.py"] = verifier()
    manifest = _json(_manifest(bundle, files))
    everything = {"MANIFEST.json": manifest, **dict(sorted(files.items()))}
    if sign is not None:
        everything["MANIFEST.sig"] = sign(manifest)
    return zipped(everything)


def verifier() -> bytes:
    """The stand-alone verifier's source."""
    return SCRIPT.read_bytes()


def _line(link: ChainLink) -> str:
    row = [link.seq, link.at, link.kind, link.subject, link.content_sha256, link.sha256]
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _manifest(bundle: Bundle, files: Mapping[str, bytes]) -> dict[str, Any]:
    first, head = bundle.links[0], bundle.links[-1]
    return {
        "format": FORMAT,
        "version": VERSION,
        "revision": bundle.revision,
        "vendor": bundle.vendor,
        "source": bundle.source,
        "made_by": f"subprocessor-monitor {bundle.tool}",
        "as_of": bundle.as_of.isoformat(),
        "chain": {
            "first": first.seq,
            "previous_sha256": first.previous_sha256,
            "head": {"number": head.seq, "sha256": head.sha256},
        },
        "records": [{"link": r.link, "kind": r.kind, "subject": r.subject} for r in bundle.records],
        "files": [
            {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(files.items())
        ],
    }


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A plain ZIP in the order given, in which nothing depends on the time or the machine."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return out.getvalue()
