"""The document a visit leaves as evidence: the page as its scripts made it, and the data they made it from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

BOM = b"\xef\xbb\xbf"  # what the page said of its own encoding is no longer true
# Some services put this before their JSON so that it cannot be run as a script.
_GUARDS = (")]}',", ")]}'", "while(1);", "for(;;);", "{}&&")
_NO_LONGER_TRUE = frozenset({"content-type", "content-encoding", "content-length", "transfer-encoding"})


@dataclass(frozen=True, slots=True)
class Part:
    """Something the page showed or read besides its own markup, and the address it came from."""

    url: str
    text: str


def document(html: str, frames: Iterable[Part] = (), answers: Iterable[Part] = ()) -> bytes:
    """One UTF-8 document: the page, then what stood in its frames, then the JSON its scripts received.

    html, frames: markup as the browser serialised it. answers: JSON texts; what is no JSON is left out. They stand
    in scripts of a type that nothing runs, and cannot end them: ``<`` occurs in JSON only within strings, where it
    is written ``\\u003c``.
    """
    more = [f'<div data-captured-frame="{escape(frame.url)}">\n{frame.text}\n</div>\n' for frame in frames]
    for answer in answers:
        if (text := json_text(answer.text)) is not None:
            where = escape(answer.url)
            more.append(f'<script type="application/json" data-captured-from="{where}">{text}</script>\n')
    end = html.rfind("</body>")
    if end < 0:
        end = len(html)
    return BOM + "".join([html[:end], *more, html[end:]]).encode("utf-8", "replace")


def json_text(text: str) -> str | None:
    """The JSON, fit to stand within a script; None where it is none, or only a single word or number."""
    bare = text.strip().lstrip("\ufeff")
    bare = next((bare[len(guard) :].lstrip() for guard in _GUARDS if bare.startswith(guard)), bare)
    if not bare.startswith(("{", "[")):
        return None
    try:
        json.loads(bare)
    except (ValueError, RecursionError):
        return None
    return bare.replace("<", "\\u003c")


def headers_for(received: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The document's headers with those replaced that spoke of the bytes before the scripts ran."""
    kept = [(name, value) for name, value in received if name.lower() not in _NO_LONGER_TRUE]
    return (*kept, ("Content-Type", "text/html; charset=utf-8"))
