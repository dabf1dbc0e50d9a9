"""reStructuredText: rendered to HTML by docutils and read as a page."""

from __future__ import annotations

import re
from typing import Any

from monitor.extract.decode import decode
from monitor.extract.document import Document
from monitor.extract.errors import BrokenError
from monitor.extract.read_html import read_markup, titled_by_heading
from monitor.model import Hints

MAX_CHARACTERS = 2_000_000
_FIELD = re.compile(r"^:([\w -]{1,40}):[ \t]+(\S.*)$", re.MULTILINE)
# Roles and directives of Sphinx that docutils does not know: their text stays, their machinery goes.
_ROLE = re.compile(r":[a-z][\w:-]*:`([^`<]*?)(?:\s*<[^`>]*>)?`")
_DIRECTIVE = re.compile(
    r"^\.\. (?:meta|toctree|include|image|figure|raw|index|contents|only|tags)::.*(?:\n[ \t]+\S.*)*",
    re.MULTILINE,
)
_SETTINGS: dict[str, Any] = {
    # Nothing is read from the disk and nothing is passed through as it is.
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "_disable_config": True,
    "report_level": 5,
    "halt_level": 6,
    "syntax_highlight": "none",
    "doctitle_xform": False,
    "smart_quotes": False,
    "embed_stylesheet": False,
    "line_length_limit": MAX_CHARACTERS,
}


def read_rst(body: bytes, *, url: str | None = None, hints: Hints | None = None) -> Document:
    """Reads reStructuredText. Raises ``BrokenError`` where docutils gives up."""
    from docutils.core import publish_parts

    text, _ = decode(body)
    text = text[:MAX_CHARACTERS]
    signals = tuple(f"front:{key}={value.strip()}" for key, value in _FIELD.findall(text)[:32])
    text = _ROLE.sub(r"\1", _DIRECTIVE.sub("", text))
    try:
        page: str = publish_parts(text, writer="html5", settings_overrides=_SETTINGS)["html_body"]
    except Exception as error:
        raise BrokenError(f"This is no readable reStructuredText: {type(error).__name__}.") from error
    return titled_by_heading(read_markup(page, url=url, hints=hints), signals)
