"""Data that a page carries in its scripts: JSON blocks, inline state, and the streamed payload of React pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from monitor.extract.document import Grid
from monitor.extract.embedded_markup import written_grids
from monitor.extract.state_encodings import with_arguments
from monitor.extract.vocabulary import says_subject

MAX_BYTES = 20_000_000
MAX_LITERAL = 2_000_000  # characters of one literal in a script
MAX_WRITTEN = 2_000_000  # characters of markup inside data that are read as pages of their own
MAX_NODES = 50  # elements with one of these attributes
ATTRIBUTES = (
    "data-page",
    "props",
    "data-props",
    "data-react-props",
    "data-json",
    "data-state",
    "data-initial-state",
    "data-items",
    "data-rows",
    "data-content",
    "data-sveltekit-fetched",
    "data-hydration",
    "data-options",
    "data-settings",
    "data-config",
)
_STATE = re.compile(
    r"(?:window(?:\.|\[[\"'])|self\.|var\s+|const\s+|let\s+|globalThis\.)([\w$.]{2,60})(?:[\"']\])?\s*=\s*(?=[\[{])"
)
_CALL = re.compile(r"=\s*\(?function\s*\(([\w$,\s]{0,20000})\)\s*\{")
_STREAM = re.compile(r"self\.__next_f\.push\(\s*(\[.*\])\s*\)", re.DOTALL)
_PARSE = re.compile(r"JSON\.parse\(\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')\s*\)", re.DOTALL)
_STREAM_LINE = re.compile(r"^[0-9a-f]{1,6}:(?:[A-Z])?(?=[\[{])")
_DECODER = json.JSONDecoder()


def json_grids(tree: LexborHTMLParser) -> list[Grid]:
    """Grids of every array of objects in the data of the page; those that speak of sub-processors first."""
    from monitor.extract.read_json import grids_of

    found: list[tuple[bool, Grid]] = []
    streamed: list[str] = []
    written = [MAX_WRITTEN]

    def take(value: Any, where: str) -> None:
        grids = (*grids_of(value, where), *written_grids(value, where, written))
        found.extend((_speaks(grid), replace(grid, hidden=True)) for grid in grids)

    left = MAX_BYTES
    for number, script in enumerate(tree.css("script"), 1):
        text = script.text() or ""
        if len(text) < 20 or left <= 0:
            continue
        left -= len(text)
        kind = (script.attributes.get("type") or "").lower()
        for value in _values(text, kind, streamed):
            take(value, f"script {number}")
    for value in _stream_values("".join(streamed)):
        take(value, "page data")
    for name, text in _attributes(tree):
        value = _parse(text)
        if value is not None:
            take(value, f"attribute {name}")
    return [grid for _, grid in sorted(found, key=lambda pair: not pair[0])]


def _attributes(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """JSON in the attributes in which frameworks hand data to their components."""
    for name in ATTRIBUTES:
        for node in tree.css(f"[{name}]")[:MAX_NODES]:
            text = (node.attributes.get(name) or "").strip()
            if len(text) > 40 and text[0] in "[{":
                yield name, text[:MAX_LITERAL]


def _speaks(grid: Grid) -> bool:
    return any(map(says_subject, grid.headings)) or says_subject(grid.where)


def _values(text: str, kind: str, streamed: list[str]) -> Iterator[Any]:
    if "json" in kind:
        value = _parse(text)
        if value is not None:
            yield value
        return
    if "__next_f" in text and (push := _STREAM.search(text)):
        value = _parse(push.group(1))
        if isinstance(value, list):
            streamed.extend(part for part in value if isinstance(part, str))
        return
    if call := _CALL.search(text):
        yield from _called(text, call)
    for match in _STATE.finditer(text):
        value = _prefix(text, match.end())
        if value is not None:
            yield value
        else:
            yield from written_arrays(text[match.end() : match.end() + MAX_LITERAL], 1)
    for match in _PARSE.finditer(text):
        literal = match.group(1)
        inner = (
            _parse('"' + literal[1:-1].replace("\\'", "'") + '"') if literal[0] == "'" else _parse(literal)
        )
        value = _parse(inner) if isinstance(inner, str) else None
        if value is not None:
            yield value


def _called(text: str, call: re.Match[str]) -> Iterator[Any]:
    """State that a function returns when it is called with its values (Nuxt 2): the literal, and the values put in."""
    body = text[call.end() : call.end() + MAX_LITERAL]
    start, end = body.find("return"), body.rfind("}(")
    if start < 0 or end < start:
        return
    names = [name.strip() for name in call.group(1).split(",") if name.strip()]
    arguments: Any = next(
        iter(written_arrays(f"[[{body[end + 2 :].rsplit('))', 1)[0].rstrip(';)')}]]", 1)), [[]]
    )
    values = (
        arguments[0] if isinstance(arguments, list) and arguments and isinstance(arguments[0], list) else []
    )
    for value in written_arrays(body[start + 6 : end], 1):
        yield with_arguments(value, names, [None if each == "null" else each for each in values])


def written_arrays(code: str, most: int = 200) -> Iterator[Any]:
    """Arrays of objects written out in a script (unquoted keys, single quotes, trailing commas), as values.

    The script is not run: only literals are read.
    """
    import chompjs

    found: Any
    try:
        for found in chompjs.parse_js_objects(code, omitempty=True):
            if isinstance(found, (list, dict)):
                yield found
                most -= 1
                if most <= 0:
                    return
    except (ValueError, RecursionError):
        return


def _stream_values(text: str) -> Iterator[Any]:
    for line in text.split("\n"):
        if found := _STREAM_LINE.match(line):
            value = _prefix(line, found.end())
            if value is not None:
                yield value


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _prefix(text: str, at: int) -> Any:
    """The JSON value that begins at ``at``, whatever follows it; None where it is none."""
    try:
        return _DECODER.raw_decode(text, at)[0]
    except (ValueError, RecursionError):
        return None
