"""A ZIP that means harm does none to whoever checks it: it is refused, and said why, in little time and memory."""

from __future__ import annotations

import io
import resource
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from monitor.evidence.bundle import zipped
from monitor.evidence.standalone import SCRIPT
from tests.evidence.world import Files, verified


def archive(*entries: tuple[str, bytes]) -> bytes:
    """A ZIP made by hand, so that nothing in it is refused before it is made."""
    out, directory = bytearray(), bytearray()
    for name, content in entries:
        text = name.encode()
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        body = packer.compress(content) + packer.flush()
        common = struct.pack(
            "<5H3I2H", 20, 0, 8, 0, 33, zlib.crc32(content), len(body), len(content), len(text), 0
        )
        directory += struct.pack("<4s2B", b"PK\x01\x02", 20, 3) + common
        directory += struct.pack("<3H2I", 0, 0, 0, 0o644 << 16, len(out)) + text
        out += b"PK\x03\x04" + common + text + body
    count = len(entries)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(out), 0)
    return bytes(out + directory + end)


NAMES = [
    "../outside.txt", "a/../../outside.txt", "/etc/passwd", "C:\\outside.txt", "..\\outside.txt", "a//b", "a/./b",
    "", "a/", ".hidden", "a\x00b", "a\nb", "\u202etxt.exe", "x" * 300, "con:", "a b",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_could_land_outside_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    path = tmp_path / "inside" / "evidence.zip"
    path.write_bytes(archive(("MANIFEST.json", b"{}"), (name, b"boo")))
    code, words = verified(path)
    assert (code, "STOP" in words) == (2, True)
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["evidence.zip", "inside"]


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    path.write_bytes(archive(("MANIFEST.json", b"{}"), ("report.html", b"good"), ("report.html", b"bad")))
    code, words = verified(path)
    assert (code, "report.html: the ZIP holds two files of that name" in words) == (2, True)


def _bomb(kind: str, files: Files) -> bytes:
    if kind == "honest about its size":
        return zipped({"MANIFEST.json": b"{}", "bomb.txt": bytes(300 * 1024 * 1024)})
    if kind == "lying about its size":
        lying = bytearray(zipped({"MANIFEST.json": b"{}", "bomb.txt": bytes(100 * 1024 * 1024)}))
        at = lying.index(b"PK\x03\x04", 4)
        lying[at + 22 : at + 26] = struct.pack("<I", 10)
        return bytes(lying)
    if kind == "of many files":
        return archive(*((f"f{n}", b"") for n in range(20_001)))
    whole = zipped(files)
    return whole[: len(whole) // 2] + whole


@pytest.mark.parametrize(
    "kind", ["honest about its size", "lying about its size", "of many files", "that overlaps itself"]
)
def test_a_bomb_is_refused_in_little_time_and_memory(kind: str, files: Files, tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    path.write_bytes(_bomb(kind, files))

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (200 * 1024 * 1024, 200 * 1024 * 1024))

    began = time.process_time()
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(path)], capture_output=True, text=True, timeout=60, check=False,
        preexec_fn=small,
    )  # fmt: skip
    assert done.returncode in {1, 2}, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "STOP" in done.stdout or "WRONG" in done.stdout
    assert time.process_time() - began < 30


def test_what_is_no_evidence_is_said_to_be_none(packed: bytes, files: Files, tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    for content in (b"", b"hello", b"PK", packed[: len(packed) // 2], packed[:20], b"x" + packed):
        path.write_bytes(content)
        code, words = verified(path)
        assert code in {1, 2}
        assert "STOP" in words or "WRONG" in words
    assert verified(tmp_path / "nothing.zip")[0] == 2
    broken = [b"", b"[]", b"{}", b"\xff", b'{"files": 1}', b'{"files": [], "chain": {}, "records": []}', b"null",
              b'{"files":[{"name":1}],"chain":{"head":{"number":"x","sha256":1},"previous_sha256":""},"records":[]}',
              b"[" * 100_000]  # fmt: skip
    for manifest in broken:
        path.write_bytes(zipped({**files, "MANIFEST.json": manifest}))
        assert verified(path)[0] == 2, manifest[:80]


def test_broken_parts_are_named_and_nothing_falls_over(files: Files, tmp_path: Path) -> None:
    from tests.evidence.world import remade

    path = tmp_path / "evidence.zip"
    record = next(name for name in files if "revision_recorded" in name)
    warc = next(name for name in files if name.endswith(".warc"))
    spoiled = {
        "chain.jsonl": [
            b"",
            b"[",
            b"[1]\n",
            b"{}\n",
            b"\xff\n",
            b'["a","b","c","d","e","f"]\n',
            b"[[[[[" * 30_000,
        ],
        record: [b"", b"[]", b"{}", b"1", b"\xff", b'{"public_id": []}'],
        warc: [
            b"",
            b"WARC/1.1\r\n",
            b"WARC/1.1\r\nContent-Length: 99\r\n\r\n",
            b"WARC/1.1\r\nContent-Length: x\r\n\r\n",
        ],
    }
    for name, contents in spoiled.items():
        for content in contents:
            path.write_bytes(remade({**files, name: content}))
            code, words = verified(path)
            assert code == 1, (name, content[:40], words)
            assert name in words


def test_terminal_tricks_in_names_are_not_printed(files: Files, tmp_path: Path) -> None:
    from tests.evidence.world import remade

    path = tmp_path / "evidence.zip"
    path.write_bytes(remade(files, revision="\x1b[2J\x1b[31m", vendor="\u202eevil"))
    code, words = verified(path)
    assert code == 1
    assert "\x1b" not in words
    assert "\u202e" not in words


def test_other_zips_are_told_apart_from_ours(files: Files, tmp_path: Path) -> None:
    """Unpacked and packed again by another program: the content still proves itself, the package is named."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for name, content in files.items():
            again.writestr(zipfile.ZipInfo(name, (2026, 11, 3, 1, 2, 4)), content, zipfile.ZIP_DEFLATED)
    path = tmp_path / "evidence.zip"
    path.write_bytes(out.getvalue())
    code, words = verified(path)
    assert code == 1
    assert "its header in the ZIP" in words
    assert "SHA-256" not in "".join(line for line in words.splitlines() if "WRONG" in line)
