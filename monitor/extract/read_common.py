"""What the readers of plain and packed formats share: decoding, tidy text, padded rows, addresses in text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence

from monitor.extract.decode import decode as decode_declared
from monitor.extract.document import Cell
from monitor.extract.errors import BrokenError, OversizedError
from monitor.extract.text import clean_lines as tidy
from monitor.model import Link

MAX_CELLS = 2_000_000  # per document; what lies beyond is left out with a warning
MAX_UNPACKED = 256 * 1024 * 1024  # bytes of all members of a packed document together
MAX_MEMBERS = 10_000
_URL = re.compile(r"https?://[^\s<>\"'|]+[^\s<>\"'|.,;:!?)\]}]")


def decode(body: bytes) -> str:
    """The text of ``body``; an old encoding that nothing declares is guessed from the text. Never fails.

    Line ends become ``\\n``.
    """
    text, _ = decode_declared(body)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def links_in(text: str) -> tuple[Link, ...]:
    """Web addresses written out in a text, in order."""
    if "://" not in text:
        return ()
    return tuple(Link(found, found) for found in _URL.findall(text))


def cell(text: str, where: str = "", *, header: bool = False) -> Cell:
    """A cell of plain text: tidied, its written-out addresses as links."""
    clean = tidy(text)
    return Cell(clean, links_in(clean), header=header, where=where)


def padded(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Rows of equal width: short ones are filled with empty cells on the right."""
    width = max(map(len, rows), default=0)
    empty = Cell()
    return [[*row, *[empty] * (width - len(row))] for row in rows]


def trimmed(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Padded rows without those columns, and those rows, that are empty throughout."""
    rows = [row for row in rows if any(c.text for c in row)]
    keep = [at for at in range(max(map(len, rows), default=0)) if any(row[at].text for row in rows)]
    return [[row[at] for at in keep] for row in rows]


def refuse_bombs(body: bytes, what: str) -> None:
    """Look at a zip file's own table of sizes before anything is unpacked.

    Raises OversizedError where it promises too much, BrokenError where it is no zip file. ``what`` names
    the format for the message. Members lie about their size only to their own harm: unpacking stops there.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise BrokenError(f"This is no readable {what}: {error}.") from error
    total = sum(member.file_size for member in members)
    if total > MAX_UNPACKED or len(members) > MAX_MEMBERS:
        raise OversizedError(
            f"This {what} would unpack to {total // 1_048_576} MB in {len(members)} parts; "
            f"{MAX_UNPACKED // 1_048_576} MB and {MAX_MEMBERS} parts are the limit."
        )


def column_name(index: int) -> str:
    """Spreadsheet name of a column counted from 0: A … Z, AA …"""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def visible_lines(texts: Iterable[str]) -> tuple[str, ...]:
    """All non-empty lines of the given texts, in order."""
    return tuple(line for text in texts for line in text.split("\n") if line)
