"""Markdown and MDX: rendered to HTML and read as a page, so that both have the same rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from monitor.extract.components import filled, returned_markup, without_comments
from monitor.extract.decode import decode
from monitor.extract.document import Document, Grid
from monitor.extract.read_html import read_markup
from monitor.extract.sniff import is_source
from monitor.extract.text import clean
from monitor.model import Hints

_FRONT = re.compile(
    r"\A\s*(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<data>.*?)\r?\n(?P=fence)[ \t]*(?:\r?\n|\Z)", re.DOTALL
)
# Module lines and comments of MDX, which no reader of the page sees.
_MODULE = re.compile(
    r"^(?:import\s.+?\sfrom\s+['\"].+?['\"];?|import\s+['\"].+?['\"];?|export\s+\{[^}]*\};?)[ \t]*$",
    re.MULTILINE,
)
_EXPORT = re.compile(
    r"^export\s+(?:const|let|var|default|function)\b.*?(?:^\}?\)?;?[ \t]*$|\Z)", re.MULTILINE | re.DOTALL
)
_ATTRIBUTE_LINES = re.compile(r"^\{:[^}]*\}[ \t]*$", re.MULTILINE)
# A table right below a line of text without an empty line between is still a table to most renderers.
_TABLE_HEAD = re.compile(
    r"^(?P<head>[^\n|]*\|[^\n]*)\n(?P<rule>[ \t]*\|?[ \t]*:?-{1,}:?[ \t]*(?:\|[ \t]*:?-{1,}:?[ \t]*)*\|?[ \t]*)$",
    re.MULTILINE,
)
# A numbered line right above points that are not indented.
_NUMBERED = re.compile(
    r"^(?P<head>\d{1,3}[.)][ \t]+\S[^\n]*)\n(?P<points>(?:[-*+•][ \t]+\S[^\n]*(?:\n|\Z))+)", re.MULTILINE
)
_FOOTNOTE = re.compile(r"(?<=[^\s|])\[\^[\w-]{1,20}\](?!:)")  # the mark of a footnote, not the note
# Lines of a cell that an export joined: only a line's end leaves several blanks within a cell of a table.
_TABLE_ROW = re.compile(r"^[ \t]*\|[^\n]*$", re.MULTILINE)
_BROKEN = re.compile(r"(?<=[^\s|])[ ]{2,}(?=[^\s|])")
_UNESCAPED_PIPE = re.compile(r"(?<!\\)\|")
_SCRIPT = re.compile(r"^(?:import|const|export|let)\s", re.MULTILINE)
_ARRAY = re.compile(
    r"^(?:export\s+)?(?:const|let|var)\s+(\w{1,60})\s*(?::[^=\n]{1,80})?=\s*(?=\[)", re.MULTILINE
)
_PROPERTY = re.compile(r"\b([\w-]{1,60})=\{\s*(?=\[)")
_VALUE = r"""(?:"[^"\n]{0,1000}"|'[^'\n]{0,1000}'|\{[^{}\n]{0,1000}\})"""
_COMPONENT = re.compile(rf"<([A-Z]\w{{1,40}})((?:\s+[\w:-]{{1,40}}(?:={_VALUE})?)+)\s*/?>")
_ATTRIBUTE = re.compile(rf"([\w:-]+)=({_VALUE})")
_TITLED = re.compile(
    r"^[ \t]*<[A-Z]\w{1,40}(?=\s)[^<>\n]{0,300}?\s(?:title|label|name|header|heading|summary)="
    r"(?P<quote>[\"'])(?P<title>[^\"'\n]{1,120})(?P=quote)[^<>\n]{0,300}[^/]>",
    re.MULTILINE,
)
_MOST_FRONT = 64


def read_markdown(body: bytes, *, url: str | None = None, hints: Hints | None = None) -> Document:
    """Reads Markdown, MDX and the like: pipe tables, HTML inside, bullets, front matter. Never raises."""
    text, replaced = decode(body)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front: dict[str, Any] = {}
    written: tuple[Grid, ...] = ()
    script = text
    if found := _FRONT.match(text):
        front = _front_matter(found["data"], found["fence"])
        text = text[found.end() :]
        script = found["data"] if not front or _SCRIPT.search(found["data"]) else text
    if is_source(url):
        text = returned_markup(text)
    text, used = filled(text, script) if "{" in text else (text, frozenset())
    if script is not text and (found or is_source(url)):
        written = tuple(_written(script, used))
    if "export " in text or "={[" in text or _COMPONENT.search(text):
        written += tuple(_written(text, used)) + tuple(_components(text))
        text = _TITLED.sub(_heading, text)
    if "import " in text or "export " in text:
        text = _EXPORT.sub("", _MODULE.sub("", text))
    if "{/*" in text:
        text = without_comments(text)
    if "{:" in text:
        text = _ATTRIBUTE_LINES.sub("", text)
    warnings = ("Some bytes fit no known encoding and were replaced.",) if replaced else ()
    document = read_markup(as_markup(text), url=url, hints=hints, warnings=warnings)
    title = front.get("title") or (document.headings[0] if document.headings else None)
    language = front.get("lang") or front.get("locale") or document.language
    signals = tuple(f"front:{key}={value}" for key, value in list(front.items())[:_MOST_FRONT])
    document = replace(
        document,
        grids=(*document.grids, *written),
        title=clean(str(title)) if title else document.title,
        language=str(language) if language else None,
        signals=(*document.signals, *signals),
    )
    full = document.more
    if full is None:
        return document

    def more() -> Document:
        rest = full()
        return replace(
            rest,
            grids=(*rest.grids, *written),
            title=document.title,
            language=document.language,
            signals=document.signals,
        )

    return replace(document, more=more)


def as_markup(text: str) -> str:
    """Markdown as HTML, with what writers get wrong of it put right first. Never raises."""
    text = _TABLE_HEAD.sub(_with_whole_rule, text)
    if "[^" in text:
        text = _FOOTNOTE.sub("", text)
    if "|" in text:
        text = _TABLE_ROW.sub(lambda m: _BROKEN.sub("<br>", m[0]), text)
    if len(_NUMBERED.findall(text)) > 1:
        text = _NUMBERED.sub(_with_points_inside, text)
    rendered: str = _renderer().render(text)
    return rendered


def _with_whole_rule(table: re.Match[str]) -> str:
    """A table's head and rule, the rule with as many cells as the head: a rule of another length, which a strict
    renderer takes for text, is a slip of the writer, not a page without a list."""
    head, rule = table["head"], table["rule"]
    cells = _cells(head)
    if "|" in rule and cells > 1 and _cells(rule) != cells:
        rule = "|" + "---|" * cells
    return f"\n{head}\n{rule}"


def _with_points_inside(item: re.Match[str]) -> str:
    """A numbered item with the points below it moved in: "1. Name", "- Service: …" are one entry to a reader."""
    return item["head"] + "\n" + "".join(f"    {line}" for line in item["points"].splitlines(keepends=True))


def _cells(line: str) -> int:
    return len(_UNESCAPED_PIPE.split(line.strip().removeprefix("|").removesuffix("|")))


def _written(script: str, used: frozenset[str]) -> Iterator[Grid]:
    """Lists that a page's script part holds as literals (Astro and its kin), without those the page itself shows."""
    from monitor.extract.embedded_json import written_arrays
    from monitor.extract.read_json import grids_of

    for match in (*_ARRAY.finditer(script), *_PROPERTY.finditer(script)):
        if match.group(1) in used:
            continue
        for value in written_arrays(script[match.end() :], 1):
            for grid in grids_of(value, match.group(1)):
                yield replace(grid, headings=(match.group(1), *grid.headings))


def _components(text: str) -> Iterator[Grid]:
    """Components that repeat with their values as attributes ("<Vendor name=… purpose=… />"): one entry each."""
    from monitor.extract.read_json import grids_of

    found: dict[str, list[dict[str, str]]] = {}
    for tag, attributes in _COMPONENT.findall(text):
        values = {name: value[1:-1].strip("'\"` ") for name, value in _ATTRIBUTE.findall(attributes)}
        if len(values) > 1:
            found.setdefault(tag, []).append(values)
    for tag, entries in found.items():
        if len(entries) > 1:
            for grid in grids_of(entries, tag):
                yield replace(grid, headings=(tag, *grid.headings))


def _heading(match: re.Match[str]) -> str:
    """The title of a component that holds text is a heading to whoever reads the page."""
    return f"\n\n###### {match['title']}\n\n"


@cache
def _renderer() -> Any:
    from markdown_it import MarkdownIt

    # Indented text is continued HTML or a continued item far more often than code on these pages.
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable("code")


def _front_matter(data: str, fence: str) -> dict[str, Any]:
    """The scalar entries of YAML or TOML front matter; nothing where it is broken."""
    try:
        if fence == "+++":
            import tomllib

            read: Any = tomllib.loads(data)
        else:
            import yaml

            read = yaml.load(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except Exception:
        read = _plain_entries(data)
    if not isinstance(read, dict):
        return {}
    nested = {
        f"{outer} {key}": value
        for outer, inner in read.items()
        if isinstance(inner, dict)
        for key, value in inner.items()
    }
    return {
        str(k): v
        for k, v in {**read, **nested}.items()
        if isinstance(v, (str, int, float, bool)) or hasattr(v, "isoformat")
    }


def _plain_entries(data: str) -> dict[str, str]:
    found = {}
    for line in data.splitlines()[:_MOST_FRONT]:
        key, colon, value = line.partition(":")
        if colon and re.fullmatch(r"[\w-]{1,40}", key.strip()):
            found[key.strip()] = value.strip().strip("'\"")
    return found
