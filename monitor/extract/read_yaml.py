"""YAML files that hold a list as data."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import yaml

from monitor.extract.decode import decode
from monitor.extract.document import DATA, Document, Grid
from monitor.extract.embedded_markup import written_grids
from monitor.extract.errors import BrokenError, OversizedError
from monitor.extract.read_json import MOST_WRITTEN, grids_of
from monitor.extract.text import clean
from monitor.model import Hints

MAX_BYTES = 5_000_000
MAX_VALUES = 500_000
_DATE_OF_ENTRY = re.compile(r"(?:\s+|-\s)(?:-\s+)?date:")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(body: bytes, *, url: str | None = None, hints: Hints | None = None) -> Document:
    """Reads YAML, one document or several. Raises ``BrokenError`` where it is none, ``OversizedError`` where
    its aliases unfold without end."""
    text, _ = decode(body[:MAX_BYTES])
    try:
        values: list[Any] = [v for v in yaml.load_all(text, Loader=_LOADER) if v is not None]
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BrokenError(f"This is no readable YAML: {str(error).splitlines()[0]}.") from error
    plain = _Plain()
    left = [MOST_WRITTEN]
    found: list[Grid] = []
    for number, value in enumerate(values, 1):
        read = plain.read(value)
        found += grids_of(read, f"document {number}")
        found += written_grids(read, f"document {number}", left)
    top = next((v for v in values if isinstance(v, dict)), {})
    signals = tuple(
        f"front:{key}={value}"
        for key, value in list(top.items())[:64]
        if isinstance(value, (str, int, float, date))
    )
    if "</" in text:
        text = _TAG.sub("", text)
    # The date of an entry deep inside, of a change or a piece of news, is not the file's.
    shown = (line for line in text.splitlines()[:20_000] if not _DATE_OF_ENTRY.match(line))
    lines = tuple(line for line in map(clean, shown) if line)
    title = top.get("title") if isinstance(top.get("title"), str) else None
    return Document(grids=tuple(found), lines=lines, title=title, signals=(*signals, DATA))


class _Plain:
    """Keys and dates as JSON has them. Aliases are followed, yet not to more values than a list may have."""

    def __init__(self) -> None:
        self.left = MAX_VALUES

    def read(self, value: Any, depth: int = 0) -> Any:
        self.left -= 1
        if self.left < 0:
            raise OversizedError("This YAML unfolds to more values than we read.")
        if depth > 12:
            return None
        if isinstance(value, dict):
            return {str(key): self.read(item, depth + 1) for key, item in list(value.items())[:5_000]}
        if isinstance(value, list):
            return [self.read(item, depth + 1) for item in value[:20_000]]
        if isinstance(value, (date, datetime)):
            return value.isoformat()
        return value
