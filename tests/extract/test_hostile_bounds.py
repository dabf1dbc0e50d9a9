"""Documents made to exhaust a reader: each is read in a process of its own, within bounds of time and memory."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest

from bench.fuzz_seeds import packed_seeds
from tests.conftest import ROOT

SECONDS, MEGABYTES = 40, 900  # of the whole process; a service's reader is stopped by tighter ones of its own
READ = """
import json, logging, sys, time
from bench.fuzz_extract import most_memory
from monitor.extract import extract
logging.disable()
listing = extract(sys.stdin.buffer.read(), url="https://vendor.example/" + sys.argv[1])
print(json.dumps([listing.verdict, listing.reason, len(listing.rows), time.process_time(), most_memory()]))
"""
HEAD = b"<h1>Subprocessors</h1>"
TABLE = b"<table><tr><th>Subprocessor</th><th>Purpose</th><th>Location</th></tr>"
ROW = b"<tr><td>Nimbus Inc.</td><td>Hosting</td><td>USA</td></tr>"
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 10))
    + b"]>"
)


def repacked(body: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def far_corner() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0]["A1"] = "Subprocessor"
    book.worksheets[0]["XFD1048576"] = "x"
    book.save(out)
    return out.getvalue()


def endless_row() -> bytes:
    repeated = b'<table:table-row table:number-rows-repeated="1000000000">'
    return repacked(packed_seeds()["ods"], lambda _, held: held.replace(b"<table:table-row>", repeated, 1))


def entities_in_word() -> bytes:
    out, document = io.BytesIO(), docx.Document()
    document.add_paragraph("MARK")
    document.save(out)

    def change(name: str, held: bytes) -> bytes:
        if name != "word/document.xml":
            return held
        return ENTITIES + held[held.index(b"<w:document") :].replace(b"MARK", b"&a9;")

    return repacked(out.getvalue(), change)


def pdf(content: bytes, *more: bytes, kids: bytes = b"3 0 R") -> bytes:
    """A PDF of one page with this content, whose form /X draws itself again."""

    def stream(data: bytes, entries: bytes = b"") -> bytes:
        held = zlib.compress(data)
        length = b"/Filter/FlateDecode/Length %d>>stream\n" % len(held)
        return b"<<" + entries + length + held + b"\nendstream"

    resources = b"/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R" + resources + b">>",
        stream(content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        stream(TEXT + b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]" + resources),
        *more,
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(parts) + 1, table)
    out += b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, start)
    return bytes(out)


TEXT = b"BT /F 12 Tf 50 700 Td (Nimbus Inc. Hosting) Tj ET "
ALIASES = b"a0: &a0 [x, x]\n" + b"".join(
    b"a%d: &a%d [%s]\n" % (i, i, b",".join([b"*a%d" % (i - 1)] * 10)) for i in range(1, 9)
)
DOCUMENTS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a page of 20 MB": (
        "x.html",
        lambda: HEAD + b"<style>" + b"a{b:c}\n" * 2_900_000 + b"</style>",
        "no_list",
    ),
    "a table of 50,000 rows": ("x.html", lambda: HEAD + TABLE + ROW * 50_000, "list"),
    "a million cells": ("x.html", lambda: HEAD + b"<table>" + (b"<tr>" + b"<td>x" * 1000) * 1000, "no_list"),
    "tables nested a thousand deep": (
        "x.html",
        lambda: HEAD + b"<table><tr><td>" * 1000 + TABLE + ROW * 3,
        "",
    ),
    "thousands of spans of a billion": (
        "x.html",
        lambda: HEAD + TABLE + b'<tr><td colspan="1000000000" rowspan="1000000000">x' * 5000 + ROW * 3,
        "",
    ),
    "five million NULs": ("x.html", lambda: HEAD + b"\0" * 5_000_000 + TABLE + ROW * 3, ""),
    "five million columns": ("x.csv", lambda: b"a," * 5_000_000, "no_list"),
    "a hundred million aliases": ("x.yml", lambda: ALIASES, "no_list"),
    "brackets without end": ("x.json", lambda: b"[" * 100_000 + b"]" * 100_000, "no_list"),
    "quotations in quotations": ("x.md", lambda: b"> " * 20_000 + b"x\n", "no_list"),
    "a workbook with cells in opposite corners": ("x.xlsx", far_corner, "too_large"),
    "a row repeated a billion times": ("x.ods", endless_row, "too_large"),
    "a bomb of entities in a text document": ("x.docx", entities_in_word, "unreadable"),
    "a million objects": ("x.pdf", lambda: pdf(TEXT, *[b"null"] * 1_000_000), "no_list"),
    "a form that draws itself": ("x.pdf", lambda: pdf(TEXT + b"/X Do"), "no_list"),
    "pages that hold themselves": ("x.pdf", lambda: pdf(TEXT, kids=b"2 0 R 3 0 R"), "no_list"),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", DOCUMENTS)
def test_a_hostile_document_is_answered_within_bounds(what: str, tmp_path: Path) -> None:
    name, make, answer = DOCUMENTS[what]
    file = tmp_path / name
    file.write_bytes(make())
    with file.open("rb") as body:
        run = subprocess.run(
            [sys.executable, "-c", READ, name],
            cwd=ROOT,
            stdin=body,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
    assert run.returncode == 0, run.stderr[-2000:]
    verdict, reason, rows, seconds, megabytes = json.loads(run.stdout)
    print(f"{what}: {verdict} {reason}, {rows} rows, {seconds:.1f} s, {megabytes} MB")
    assert answer in (verdict, reason, "")
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
