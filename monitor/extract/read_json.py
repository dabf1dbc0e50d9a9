"""JSON to grids: every array of objects anywhere in the tree is a table that wants to be seen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from monitor.extract.document import DATA, Cell, Document, Grid, GridKind
from monitor.extract.embedded_markup import written_grids
from monitor.extract.errors import BrokenError
from monitor.extract.read_common import MAX_CELLS, cell, decode, visible_lines
from monitor.extract.state_encodings import unpacked
from monitor.model import Hints

_MAX_DEPTH = 60
_MAX_COLUMNS = 200
MAX_MARKUP = 20_000  # characters of one value that are read as markup
MOST_WRITTEN = 2_000_000  # characters of pages inside values that are read
_TITLES = frozenset(
    ("headers", "header", "head", "columns", "cols", "fields", "thead", "headings", "titles", "labels")
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = re.compile(r"[_\-.\s]+")


def read_json(body: bytes, *, url: str | None = None, hints: Hints | None = None) -> Document:
    """A JSON document, or JSON lines, as grids. Raises BrokenError where it is neither."""
    text = decode(body).strip()
    value = _parse(text)
    grids = (*grids_of(value), *written_grids(value, "$", [MOST_WRITTEN]))
    scalars = tuple(f"{heading(key)}: {tidy}" for key, tidy in _scalars(value))
    cells = [c for grid in grids for row in grid.rows for c in row]
    title = value.get("title") if isinstance(value, dict) else None
    return Document(
        grids=grids,
        lines=(*scalars, *visible_lines(c.text for c in cells)),
        links=tuple(link for c in cells for link in c.links),
        title=title if isinstance(title, str) else None,
        signals=("format=json", DATA),
    )


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise BrokenError("This JSON is nested too deeply to be read.") from error
    except ValueError as error:
        try:
            if not text:
                raise
            return [json.loads(line) for line in text.split("\n") if line.strip()]  # JSON lines
        except (ValueError, RecursionError):
            raise BrokenError(f"This is no valid JSON: {error}.") from error


def grids_of(value: Any, where: str = "$") -> Iterator[Grid]:
    """Every table in a JSON value, outermost first: arrays of objects, objects of like objects, named arrays of text.

    ``where`` is a JSONPath. The first row holds the keys as words; nested objects are flattened one level.
    """
    budget = [MAX_CELLS]
    yield from _walk(unpacked(value), where, (), 0, budget)


def _walk(value: Any, where: str, headings: tuple[str, ...], depth: int, budget: list[int]) -> Iterator[Grid]:
    budget[0] -= 1
    if depth > _MAX_DEPTH or budget[0] <= 0:
        return
    if isinstance(value, list):
        if _is_matrix(value):
            yield _matrix(value, where, headings, None, budget)
            return
        objects = [(f"{where}[{at}]", item) for at, item in enumerate(value) if isinstance(item, dict)]
        if objects:
            yield _table(objects, where, headings, budget)
        for at, item in enumerate(value):
            if isinstance(item, (list, dict)):
                yield from _walk(item, f"{where}[{at}]", _named(headings, item), depth + 1, budget)
    elif isinstance(value, dict):
        for name, kin in _of_one_type(value):
            yield _table([(f"{where}.{key}", item) for key, item in kin], where, (*headings, name), budget)
        like = _like_objects(value)
        if like:
            yield _table([(f"{where}.{key}", item) for key, item in like], where, headings, budget)
        for key, item in value.items():
            under = (*headings, heading(key))
            if isinstance(item, list) and _is_matrix(item):
                yield _matrix(item, f"{where}.{key}", headings, _titles(value, len(item[0])), budget)
            elif isinstance(item, list) and len(item) > 1 and all(isinstance(i, str) for i in item):
                yield _names(item, f"{where}.{key}", under, budget)
            elif isinstance(item, (list, dict)):
                yield from _walk(item, f"{where}.{key}", under, depth + 1, budget)


def _named(headings: tuple[str, ...], item: Any) -> tuple[str, ...]:
    """An object that has a title and a list inside stands for a section."""
    if isinstance(item, dict):
        for key in ("title", "name", "label", "heading", "category", "group"):
            if isinstance(item.get(key), str):
                return (*headings, item[key])
    return headings


def _of_one_type(value: Mapping[str, Any]) -> Iterator[tuple[str, list[tuple[str, dict[str, Any]]]]]:
    """The objects of a cache that holds every object under its own key, by what they call themselves (Apollo)."""
    kinds: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for key, item in value.items():
        if isinstance(item, dict) and isinstance(item.get("__typename"), str) and "_QUERY" not in key:
            kinds.setdefault(item["__typename"], []).append((key, item))
    for name, kin in kinds.items():
        if len(kin) > 1:
            yield heading(name), kin


def _is_matrix(value: Sequence[Any]) -> bool:
    """A table as a list of lists of plain values."""
    if len(value) < 2 or not isinstance(value[0], list) or not 2 <= len(value[0]) <= _MAX_COLUMNS:
        return False
    width = len(value[0])
    return all(
        isinstance(row, list)
        and len(row) == width
        and all(isinstance(cell, (str, int, float, type(None))) for cell in row)
        for row in value
    ) and any(isinstance(cell, str) for cell in value[-1])


def _titles(value: Mapping[str, Any], width: int) -> list[str] | None:
    """The headings that stand beside such a table, as texts or as objects with a label."""
    for key, item in value.items():
        if key.casefold() in _TITLES and isinstance(item, list) and len(item) == width:
            found = [
                title if isinstance(title, str) else _label(title) if isinstance(title, dict) else None
                for title in item
            ]
            if all(found):
                return [title or "" for title in found]
    return None


def _matrix(
    value: Sequence[Sequence[Any]],
    where: str,
    headings: tuple[str, ...],
    titles: list[str] | None,
    budget: list[int],
) -> Grid:
    value = value[: max(budget[0] // len(value[0]), 0)]
    budget[0] -= len(value) * len(value[0]) if value else 0
    rows = [[cell(_text(item) or "", f"{where}[{at}]") for item in row] for at, row in enumerate(value)]
    if titles:
        rows.insert(0, [Cell(title, header=True, where=where) for title in titles])
    return Grid(GridKind.JSON, rows, headings=headings, header_rows=1 if titles else None, where=where)


def _like_objects(value: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The entries of an object that is a table keyed by its first column, each with that key joined to it."""
    entries = [(key, item) for key, item in value.items() if isinstance(item, dict) and item]
    if len(entries) < 2 or len(entries) < len(value):
        return []
    shared = set(entries[0][1])
    for _, item in entries[1:]:
        shared &= set(item)
    if not shared or all(isinstance(entries[0][1][key], (dict, list)) for key in shared):
        return []
    return [(key, item if "name" in item else {"name": key, **item}) for key, item in entries]


def _table(
    objects: Sequence[tuple[str, Mapping[str, Any]]],
    where: str,
    headings: tuple[str, ...],
    budget: list[int],
) -> Grid:
    columns: dict[str, int] = {}
    flat_rows = []
    for place, item in objects:
        flat = dict(_flat(item))
        for key in flat:
            if key not in columns and len(columns) < _MAX_COLUMNS:
                columns[key] = len(columns)
        flat_rows.append((place, flat))
        budget[0] -= max(len(flat), 1)
        if budget[0] <= 0:
            break
    head = [Cell(heading(key), header=True, where=where) for key in columns]
    rows = [[_cell(flat.get(key, ""), place) for key in columns] for place, flat in flat_rows]
    return Grid(GridKind.JSON, [head, *rows], headings=headings, header_rows=1, where=where)


def _cell(text: str, where: str) -> Cell:
    """A value as a cell; markup in it is read as a page would show it."""
    if "<" in text and ("</" in text or "<br" in text):
        from monitor.extract.html_cell import read_cell

        body = LexborHTMLParser(text[:MAX_MARKUP]).body
        if body is not None:
            shown, links = read_cell(body)
            return Cell(shown, links, where=where)
    return cell(text, where)


def _names(items: Sequence[str], where: str, headings: tuple[str, ...], budget: list[int]) -> Grid:
    items = items[: max(budget[0], 0)]
    budget[0] -= len(items)
    rows = [[cell(item, f"{where}[{at}]")] for at, item in enumerate(items)]
    return Grid(GridKind.BULLETS, rows, headings=headings, where=where)


def _flat(item: Mapping[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    for key, value in item.items():
        if key.startswith(("@", "__")):
            continue  # what kind of object it is, for machines
        name = f"{prefix}{key}"
        if isinstance(value, dict) and value and all(map(_is_texts, value.values())):
            # Kinds of things under their names, as kinds of data are: one cell.
            yield name, "\n".join(f"{kind}: {', '.join(texts)}" for kind, texts in value.items())
        elif isinstance(value, dict) and depth < 2:
            yield from _flat(value, f"{name} ", depth + 1)
        else:
            text = _text(value)
            if text is not None:
                yield name, text


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _text(value: Any) -> str | None:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (str, int, float)):
        return str(value)
    if isinstance(value, list) and not any(isinstance(item, list) for item in value):
        parts = (_label(item) if isinstance(item, dict) else _text(item) for item in value)
        return "\n".join(part for part in parts if part)
    return None


def _label(item: Mapping[str, Any]) -> str | None:
    """The words an object is known by: a country object is its name."""
    for key in ("name", "title", "label", "value", "text", "code"):
        if isinstance(item.get(key), str):
            return str(item[key])
    texts = [value for value in item.values() if isinstance(value, str)]
    return texts[0] if len(texts) == 1 else None


def heading(key: str) -> str:
    """A key as words: ``dataCenterLocation`` and ``data_center_location`` are "data Center Location"."""
    return _SEPARATORS.sub(" ", _CAMEL.sub(" ", key)).strip()


def _scalars(value: Any, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Plain values outside of tables: titles, dates of last update and their like."""
    if depth > 4 or not isinstance(value, dict):
        return
    for key, item in value.items():
        if isinstance(item, (str, int, float)) and not isinstance(item, bool):
            yield key, str(item)[:2000]
        else:
            yield from _scalars(item, depth + 1)
