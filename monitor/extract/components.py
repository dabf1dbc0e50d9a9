"""Pages written as components (Astro, MDX, JSX): what a template repeats is filled with the literals of its file.

Nothing is run: only arrays and texts that are written out are put where the markup names them. What the markup takes
from elsewhere stays as it is written, and is a placeholder to whoever reads on.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from itertools import islice
from typing import Any

MAX_ROWS = 5_000  # entries one template may repeat
MAX_TEMPLATE = 50_000  # characters of a template
MAX_FILLED = 500_000  # characters of all that is filled in
MAX_FUNCTION = 300_000  # characters that one function returns
MAX_TRIED = 100  # templates, and functions, of one file
_ARRAY = re.compile(
    r"^[ \t]*(?:export\s+)?(?:const|let|var)\s+(\w{1,60})\s*(?::[^=\n]{1,80})?=\s*(?=\[)", re.MULTILINE
)
_TEXT = re.compile(
    r"^[ \t]*(?:export\s+)?(?:const|let|var)\s+(\w{1,60})\s*(?::[^=\n]{1,40})?="
    r"\s*(?P<quote>['\"`])(.{1,400}?)(?P=quote)\s*;?\s*$",
    re.MULTILINE,
)
_REPEATED = re.compile(
    r"\{\s*(?P<array>\w{1,60})\s*\??\.map\(\s*(?:async\s*)?\(?\s*(?P<item>\{[^{}]{1,300}\}|\[[^\[\]]{1,300}\]|\w{1,40})"
    r"[^=()<>]{0,80}\)?\s*=>"
)
_FIELD = re.compile(r"^(?P<path>\w+(?:\??\.\w+)*)$")
_OR = re.compile(r"^(?P<path>[\w.?]+)\s*(?:\|\||\?\?)\s*(?P<quote>['\"])(?P<text>.*)(?P=quote)$", re.DOTALL)
_IF = re.compile(r"^(?P<path>[\w.?]+)\s*&&\s*(?P<then>.*)$", re.DOTALL)
_EITHER = re.compile(r"^(?P<path>[\w.?]+)\s+\?\s+(?P<then>.*?)\s:\s(?P<other>.*)$", re.DOTALL)
_BRACKETS = {"{": re.compile(r"[{}]"), "(": re.compile(r"[()]")}
_LITERAL = re.compile(r"^(?P<quote>['\"`])(?P<text>[^{}]*)(?P=quote)$", re.DOTALL)
_RETURNED = re.compile(r"(?:\breturn|=>)\s*\(\s*(?=<)")
# Names that kits of components give to the elements of a page.
_ELEMENTS = {
    "TableRow": "tr", "TableHead": "th", "TableCell": "td", "TableHeader": "thead", "TableBody": "tbody",
    "ListItem": "li", "List": "ul", "UnorderedList": "ul", "OrderedList": "ol", "Heading": "h2", "Title": "h2",
    "Text": "p", "Paragraph": "p", "CardTitle": "h3", "CardDescription": "p", "Link": "a",
}  # fmt: skip
_ELEMENT = re.compile(rf"(?<=<)(/?)({'|'.join(_ELEMENTS)})(?=[\s>])")


def filled(markup: str, script: str) -> tuple[str, frozenset[str]]:
    """The markup with its repeated templates and named texts filled in, and the names of the arrays that were used.

    script: where the arrays and texts are written out; may be the markup's own file.
    """
    if ".map(" not in markup and "{" not in markup:
        return markup, frozenset()
    markup = without_comments(markup)
    arrays: dict[str, list[Any]] | None = None
    used: set[str] = set()
    out: list[str] = []
    behind = size = 0
    for match in islice(_REPEATED.finditer(markup), MAX_TRIED):
        if match.start() < behind:
            continue  # inside a template that was filled
        end = _closed(markup, match.start(), MAX_TEMPLATE)
        if end is None:
            continue
        if arrays is None:
            arrays = _arrays(script)
        rows = arrays.get(match["array"])
        body = markup[match.end() : end]
        template = body[body.find("<") : body.rfind(">") + 1]
        if not rows or not template or size > MAX_FILLED:
            continue
        out.append(markup[behind : match.start()])
        for row in rows[:MAX_ROWS]:
            out.append(_entry(template, match["item"], row))
            size += len(out[-1])
            if size > MAX_FILLED:
                break
        behind = end
        used.add(match["array"])
    out.append(markup[behind:])
    texts = {name: text for name, _, text in _TEXT.findall(script)}
    return _named("".join(out), texts), frozenset(used)


def without_comments(markup: str) -> str:
    """Markup without what stands between braces as a comment, in linear time."""
    parts: list[str] = []
    behind = 0
    while (start := markup.find("{/*", behind)) >= 0:
        end = markup.find("*/", start + 3)
        close = markup.find("}", end) if end >= 0 else -1
        if close < 0 or markup[end + 2 : close].strip():
            break
        parts.append(markup[behind:start])
        behind = close + 1
    return "".join((*parts, markup[behind:]))


def returned_markup(source: str) -> str:
    """What the functions of a JSX file return as markup, one after the other, under the names HTML has for it."""
    parts: list[str] = []
    behind = 0
    for match in islice(_RETURNED.finditer(source), MAX_TRIED):
        opened = source.rfind("(", match.start(), match.end())
        if opened < behind:
            continue  # a template within what was taken
        end = _closed(source, opened, MAX_FUNCTION)
        if end is not None:
            parts.append(source[match.end() : end - 1])
            behind = end
    return _ELEMENT.sub(lambda m: m[1] + _ELEMENTS[m[2]], "\n".join(parts))


def _arrays(script: str) -> dict[str, list[Any]]:
    from monitor.extract.embedded_json import written_arrays

    found: dict[str, list[Any]] = {}
    for match in _ARRAY.finditer(script):
        for value in written_arrays(script[match.end() :], 1):
            if isinstance(value, list):
                found[match.group(1)] = value
    return found


def _closed(text: str, at: int, most: int) -> int | None:
    """Where the bracket that opens at ``at`` is closed: the place behind it, or None within ``most`` characters."""
    opening = text[at]
    depth = 0
    for bracket in _BRACKETS[opening].finditer(text, at, at + most):
        depth += 1 if bracket.group() == opening else -1
        if depth == 0:
            return bracket.end()
    return None


def _entry(template: str, item: str, row: Any) -> str:
    """One repetition of a template, on one line: an empty line would end the markup for a reader of Markdown."""
    return " ".join(_put_in(template, _values(item, row)).split())


def _values(item: str, row: Any) -> dict[str, Any]:
    """What the names of a template's parameter stand for: "row", "{ name, purpose }" or "[name, purpose]"."""
    if item[0] == "{":
        names = [part.split(":")[-1].split("=")[0].strip() for part in item[1:-1].split(",")]
        keys = [part.split(":")[0].split("=")[0].strip() for part in item[1:-1].split(",")]
        held = row if isinstance(row, dict) else {}
        return {name: held.get(key) for name, key in zip(names, keys, strict=True)}
    if item[0] == "[":
        names = [part.strip() for part in item[1:-1].split(",")]
        return dict(zip(names, row, strict=False)) if isinstance(row, list) else {}
    return {item: row}


def _put_in(template: str, values: Mapping[str, Any], depth: int = 0) -> str:
    out: list[str] = []
    at = 0
    while (opened := template.find("{", at)) >= 0:
        end = _closed(template, opened, MAX_TEMPLATE)
        if end is None:
            break
        text = _said(template[opened + 1 : end - 1].strip(), values, depth)
        if template[opened - 1 : opened] == "=":  # an attribute
            text = '"' + re.sub("<[^>]*>", "", text).replace('"', "&quot;") + '"'
        out += template[at:opened], text
        at = end
    out.append(template[at:])
    return "".join(out)


def _said(expression: str, values: Mapping[str, Any], depth: int) -> str:
    """What an expression of a template puts on the page; nothing where it is more than these ways of naming a value."""
    if _FIELD.match(expression):
        return html.escape(_shown(_value(expression, values)), quote=False)
    if literal := _LITERAL.match(expression):
        return html.escape(literal["text"], quote=False)
    if default := _OR.match(expression):
        return html.escape(_shown(_value(default["path"], values)) or default["text"], quote=False)
    if depth < 4 and (either := _EITHER.match(expression)):
        chosen = either["then"] if _value(either["path"], values) else either["other"]
        return _part(chosen, values, depth)
    if depth < 4 and (only := _IF.match(expression)) and _value(only["path"], values):
        return _part(only["then"], values, depth)
    return ""


def _part(text: str, values: Mapping[str, Any], depth: int) -> str:
    if "<" in text:
        return _put_in(text[text.find("<") : text.rfind(">") + 1], values, depth + 1)
    return _said(text.strip(" ()\n"), values, depth + 1)


def _value(path: str, values: Mapping[str, Any]) -> Any:
    first, *rest = path.replace("?", "").split(".")
    value = values.get(first)
    for key in rest:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(item for item in value if isinstance(item, str))
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def _named(markup: str, texts: Mapping[str, str]) -> str:
    """Texts in braces: those written there, and those that a constant of the file holds."""

    def put(match: re.Match[str]) -> str:
        inside = match.group(1).strip()
        if literal := _LITERAL.match(inside):
            return html.escape(literal["text"], quote=False)
        if either := _EITHER.match(inside):  # two wordings, one for each language or state: the first
            literal = _LITERAL.match(either["then"].strip())
            if literal and _LITERAL.match(either["other"].strip()):
                return html.escape(literal["text"], quote=False)
        return html.escape(texts[inside], quote=False) if inside in texts else match.group(0)

    return re.sub(r"(?<![=$])\{([^{}<>]{1,300})\}", put, markup)
