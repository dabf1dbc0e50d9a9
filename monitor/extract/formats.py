"""Each format and its reader. Readers are imported when first needed: most processes never see a PDF."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from monitor.extract.document import Document
from monitor.extract.sniff import Format
from monitor.model import Hints

Reader = Callable[..., Document]

_READERS: dict[Format, tuple[str, str]] = {
    Format.HTML: ("monitor.extract.read_html", "read_html"),
    Format.MARKDOWN: ("monitor.extract.read_markdown", "read_markdown"),
    Format.RST: ("monitor.extract.read_rst", "read_rst"),
    Format.YAML: ("monitor.extract.read_yaml", "read_yaml"),
    Format.TEXT: ("monitor.extract.read_text", "read_text"),
    Format.CSV: ("monitor.extract.read_csv", "read_csv"),
    Format.JSON: ("monitor.extract.read_json", "read_json"),
    Format.SHEET: ("monitor.extract.read_sheet", "read_sheet"),
    Format.DOCX: ("monitor.extract.read_docx", "read_docx"),
    Format.PDF: ("monitor.extract.read_pdf", "read_pdf"),
}


def read(
    found: Format, body: bytes, *, charset: str | None, url: str | None, hints: Hints | None
) -> Document:
    """The document as its format's reader sees it. Raises ``DocumentError`` where it cannot be read."""
    more: dict[str, Any] = {"charset": charset} if found is Format.HTML else {}
    return _reader(found)(body, url=url, hints=hints, **more)


@cache
def _reader(found: Format) -> Reader:
    module, name = _READERS[found]
    reader: Reader = getattr(import_module(module), name)
    return reader
