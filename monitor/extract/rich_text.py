"""Text of content systems as trees of nodes (Contentful, ProseMirror, Slate, Sanity, …): written out as HTML.

One reading of tables and lists then serves them as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

MAX_NODES = 200_000
MAX_DEPTH = 60
_KINDS = ("nodeType", "type", "_type", "tag", "tagName")
_CHILDREN = ("content", "children", "nodes", "rows", "cells", "body")
_TAGS = {
    "paragraph": "p", "p": "p", "blockquote": "blockquote", "quote": "blockquote",
    "table": "table", "tablerow": "tr", "tr": "tr", "row": "tr",
    "tablecell": "td", "td": "td", "cell": "td",
    "tableheadercell": "th", "tableheader": "th", "tablecellheader": "th", "th": "th",
    "unorderedlist": "ul", "bulletlist": "ul", "bulletedlist": "ul", "ul": "ul", "ullist": "ul",
    "orderedlist": "ol", "numberedlist": "ol", "ol": "ol", "ollist": "ol", "list": "ul",
    "listitem": "li", "li": "li", "olistitem": "li",
    "hyperlink": "a", "link": "a", "a": "a",
    **{f"heading{n}": f"h{n}" for n in range(1, 7)}, **{f"h{n}": f"h{n}" for n in range(1, 7)},
    "headingone": "h1", "headingtwo": "h2", "headingthree": "h3", "headingfour": "h4",
}  # fmt: skip


def is_rich(value: Any) -> bool:
    """Whether a value is the root of such a text: nodes with kinds we know, two of them below."""
    nodes = value if isinstance(value, list) else _children(value) if isinstance(value, dict) else None
    if not isinstance(nodes, list) or not nodes:
        return False
    kinds = [_kind(node) for node in nodes[:20] if isinstance(node, dict)]
    known = [kind for kind in kinds if kind in _TAGS or kind in ("block", "heading")]
    return bool(known) and len(known) * 2 >= len(nodes[:20])


def as_html(value: Any) -> str:
    """The text as HTML; empty where it holds no table and no list."""
    parts = list(_written(value, 0, [MAX_NODES]))
    text = "".join(parts)
    return text if "<table" in text or "<li" in text or "<h" in text else ""


def _written(node: Any, depth: int, left: list[int]) -> Iterator[str]:
    left[0] -= 1
    if depth > MAX_DEPTH or left[0] < 0:
        return
    if isinstance(node, str):
        yield escape(node)
    elif isinstance(node, list):
        for child in node:
            yield from _written(child, depth + 1, left)
    elif isinstance(node, dict):
        tag = _tag(node)
        if tag:
            href = _href(node) if tag == "a" else None
            yield f'<{tag} href="{escape(href)}">' if href else f"<{tag}>"
        text = node.get("value") if isinstance(node.get("value"), str) else node.get("text")
        children = _children(node)
        if isinstance(children, list) and children:
            cells = "cells" in node and all(isinstance(child, str) for child in children)
            for child in children:
                if cells:
                    yield f"<td>{escape(child)}</td>"
                else:
                    yield from _written(child, depth + 1, left)
        elif isinstance(text, str):
            yield f"<b>{escape(text)}</b>" if _bold(node) else escape(text)
        if tag:
            yield f"</{tag}>"


def _kind(node: Mapping[str, Any]) -> str:
    for key in _KINDS:
        if isinstance(node.get(key), str):
            return str(node[key]).replace("-", "").replace("_", "").lower()
    return ""


def _tag(node: Mapping[str, Any]) -> str | None:
    kind = _kind(node)
    if kind in ("tablerow", "row", "tr") or (not kind and "cells" in node):
        return "tr"
    if kind == "block":  # Sanity: the style says what it is
        if node.get("listItem"):
            return "li"
        style = str(node.get("style") or "")
        return style if style in _TAGS and style.startswith("h") else "p"
    if kind == "heading":
        attributes = node.get("attrs") if isinstance(node.get("attrs"), dict) else node
        level = (attributes or {}).get("level") or (attributes or {}).get("depth") or 2
        return f"h{level}" if isinstance(level, int) and 1 <= level <= 6 else "h2"
    return _TAGS.get(kind)


def _children(node: Mapping[str, Any]) -> Any:
    for key in _CHILDREN:
        if isinstance(node.get(key), list):
            return node[key]
    return None


def _href(node: Mapping[str, Any]) -> str | None:
    for holder in (node, node.get("data"), node.get("attrs")):
        if isinstance(holder, dict):
            for key in ("uri", "href", "url"):
                if isinstance(holder.get(key), str):
                    return str(holder[key])
    return None


def _bold(node: Mapping[str, Any]) -> bool:
    marks = node.get("marks")
    return isinstance(marks, list) and any(
        mark in ("bold", "strong") or (isinstance(mark, dict) and mark.get("type") in ("bold", "strong"))
        for mark in marks
    )
