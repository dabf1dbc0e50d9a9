"""What the fuzzer mutates: lists in every format, and ways to damage what lies packed inside a file."""

from __future__ import annotations

import base64
import io
import json
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.speed_pages import PAGES

LARGEST = 120_000  # bytes of a page that is mutated
PLAIN = (".html", ".astro", ".md", ".mdx", ".rst", ".txt", ".csv", ".tsv", ".json", ".yml")
DEMO = Path(__file__).resolve().parent.parent / "monitor" / "demo" / "site"
HEAD = ("Sub-processor", "Purpose", "Location", "Added")
ROWS = [
    (f"Vendor {i} {form}", purpose, place, f"2026-0{1 + i % 9}-11")
    for i, (form, purpose, place) in enumerate(
        (("GmbH", "Hosting of the platform", "Germany"), ("Inc.", "Support tickets", "United States")) * 9
    )
]
Pages = list[tuple[str, bytes]]
Damage = Callable[[random.Random, bytes], bytes]
_STREAM = re.compile(rb"(stream\r?\n)(.*?)((?:~>)?\s*endstream)", re.DOTALL)


def seeds(folders: Sequence[Path]) -> Pages:
    """The pages to mutate: those of the folders up to 120 KB, the sample site's, and one in every format."""
    found = [("subprocessors.html", make(rows, 0)) for make in PAGES.values() for rows in (60, 8)] + _plain()
    found += [(f"list.{ending}", body) for ending, body in packed_seeds().items()]
    for path in (path for folder in (*folders, DEMO) for path in sorted(folder.rglob("*"))):
        if path.is_file() and path.suffix in (*PLAIN, ".pdf", ".xlsx", ".ods", ".docx"):
            body = path.read_bytes()
            if 0 < len(body) <= LARGEST:
                found.append((path.name, body))
    return found


def _plain() -> Pages:
    table = [HEAD, *ROWS]
    items = [dict(zip(("name", "purpose", "location", "added"), row, strict=True)) for row in ROWS]
    pages = {
        "list.csv": "\n".join(",".join(row) for row in table),
        "list.tsv": "\n".join("\t".join(row) for row in table),
        "list.txt": "Sub-processors\n\n" + "\n".join("".join(f"{c:28}" for c in row) for row in table),
        "list.md": "# Sub-processors\n\n"
        + "\n".join(f"| {' | '.join(row)} |" for row in (HEAD, ("---",) * 4, *ROWS)),
        "list.json": json.dumps({"title": "Sub-processors", "subprocessors": items}),
        "list.yml": "subprocessors:\n" + "".join(f"  - name: {r[0]}\n    purpose: {r[1]}\n" for r in ROWS),
        "list.rst": "Sub-processors\n==============\n\n.. list-table::\n   :header-rows: 1\n\n"
        + "".join(f"   * - {r[0]}\n     - {r[1]}\n" for r in table),
        "list.adoc": "= Sub-processors\n\n[%header]\n|===\n"
        + "".join(f"|{' |'.join(row)}\n" for row in table)
        + "|===\n",
        "list.astro": f"---\nconst list = {json.dumps(items)};\n---\n<h1>Sub-processors</h1>\n<ul>\n"
        "{list.map(one => <li>{one.name}: {one.purpose}</li>)}\n</ul>\n",
    }
    return [(name, text.encode()) for name, text in pages.items()]


def packed_seeds() -> dict[str, bytes]:
    """A workbook, a text document and a table document, by the ending of their names."""
    import docx
    import openpyxl
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book, word, sheets = openpyxl.Workbook(), docx.Document(), OpenDocumentSpreadsheet()
    sheet = book.worksheets[0]
    grid = word.add_table(rows=len(ROWS) + 1, cols=len(HEAD))
    table = Table(name="List")
    for number, row in enumerate([HEAD, *ROWS]):
        sheet.append(row)
        line = TableRow()
        for cell, text in zip(grid.rows[number].cells, row, strict=True):
            cell.text = text
            held = TableCell(valuetype="string")
            held.addElement(P(text=text))
            line.addElement(held)
        table.addElement(line)
    sheets.spreadsheet.addElement(table)
    pages: dict[str, bytes] = {}
    for ending, made in (("xlsx", book), ("docx", word), ("ods", sheets)):
        out = io.BytesIO()
        made.save(out)
        pages[ending] = out.getvalue()
    return pages


def inside_zip(chance: random.Random, body: bytes, damage: Damage) -> bytes:
    """Some members of a packed document are damaged, the package itself stays whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            members = {name: packed.read(name) for name in packed.namelist()}
    except Exception:  # zipfile raises whatever it stumbles over
        return body  # the package was damaged before
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, held in members.items():
            packed.writestr(name, damage(chance, held) if held and chance.random() < 0.3 else held)
    return out.getvalue()


def inside_pdf(chance: random.Random, body: bytes, damage: Damage) -> bytes:
    """Some compressed streams of a PDF are damaged where a reader sees it: in what they unpack to."""

    def damaged(match: re.Match[bytes]) -> bytes:
        before, held, after = match.groups()
        if chance.random() > 0.5:
            return match.group(0)
        written = after.startswith(b"~>")  # the packed bytes are written out in letters (ASCII85)
        try:
            text = zlib.decompress(base64.a85decode(held) if written else held)
        except (zlib.error, ValueError):
            return match.group(0)
        packed = zlib.compress(damage(chance, text) if text else text)
        return before + (base64.a85encode(packed) if written else packed) + after

    return _STREAM.sub(damaged, body)
