"""Spreadsheets that claim more cells than anyone could fill, told before the library lays the cells out.

The library makes room for the whole rectangle between the first and the last cell of a sheet, and ends its process
where there is no such room: two cells in opposite corners are enough.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from monitor.extract.errors import BrokenError, OversizedError

MAX_AREA = 20_000_000  # cells between a sheet's first and last
_MAX_REPEATS = 100_000  # of one cell or row that holds something
_CELL = re.compile(rb'<c [^<>]{0,200}?r="([A-Z]{1,3})(\d{1,7})"|<(?:\w{1,12}:)?c r="([A-Z]{1,3})(\d{1,7})"')
_REPEATED = re.compile(
    rb"<(?:\w{1,20}:)?table-(row|cell)\b[^<>]{0,500}?number-(?:rows|columns)-repeated=\"(\d{6,})\"[^<>]{0,500}>"
)
_FILLED = (b"office:value", b"<text:p", b":value-type")


def refuse_endless(body: bytes) -> None:
    """Raises OversizedError where a sheet's cells span, or its repeats make, more cells than are laid out.

    Raises BrokenError where an OpenDocument sheet is no well-formed XML.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            for name in packed.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _refuse_spanned(name, packed.read(name))
                elif name == "content.xml":
                    content = packed.read(name)
                    _refuse_repeated(content)
                    _refuse_torn(content)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, OSError, EOFError):
        return  # the reader itself says what is wrong with the file


def _refuse_spanned(name: str, sheet: bytes) -> None:
    cells = [(a or c, int(b or d)) for a, b, c, d in _CELL.findall(sheet)]
    if not cells:
        return
    columns = {_number(letters) for letters in {letters for letters, _ in cells}}
    rows = [row for _, row in cells]
    high, wide = max(rows) - min(rows) + 1, max(columns) - min(columns) + 1
    if high * wide > MAX_AREA:
        raise OversizedError(f"The sheet {name} claims {high}×{wide} cells.")


def _refuse_torn(content: bytes) -> None:
    """The library waits for ever for the end of an element that has none."""
    try:
        expat.ParserCreate().Parse(content, True)
    except (expat.ExpatError, LookupError) as error:  # an encoding that there is not
        raise BrokenError(f"This spreadsheet is damaged: {error}.") from error


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _refuse_repeated(content: bytes) -> None:
    for match in _REPEATED.finditer(content):
        kind, times = match.group(1), int(match.group(2)[:12])
        end = content.find(b"</table:table-row>", match.end()) if kind == b"row" else match.end()
        held = content[match.start() : end if end >= 0 else None]
        if times > _MAX_REPEATS and any(mark in held for mark in _FILLED):
            what = kind.decode("ascii")
            raise OversizedError(f"A {what} of this spreadsheet claims to be repeated {times} times.")
