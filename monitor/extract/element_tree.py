"""Elements that a React page streams as data, ``["$", "td", key, {"children": …}]``: written out as the HTML they are.

Components that only the browser knows (``"$L7"``) are read through: what they hold is written, they are not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

MAX_PARTS = 400_000
_TAG = re.compile(r"[a-z][a-z0-9-]{0,30}")
_ATTRIBUTES = {
    "href": "href",
    "id": "id",
    "role": "role",
    "colSpan": "colspan",
    "rowSpan": "rowspan",
    "dateTime": "datetime",
    "alt": "alt",
}
_EMPTY = frozenset(("br", "hr", "img", "input", "meta", "link", "col"))
_LEFT_OUT = frozenset(("script", "style"))


def is_element(value: Any) -> bool:
    """Whether a value is an element as React streams it: a mark, a tag or component, a key, and properties."""
    return (
        isinstance(value, list)
        and len(value) >= 4
        and value[0] == "$"
        and isinstance(value[1], str)
        and isinstance(value[3], dict)
    )


def element_html(value: Any) -> tuple[str, list[Any]]:
    """An element as HTML, its texts escaped; and what its parts were given beside what they hold (data, markup in a
    text), which may hold a list as well. Nothing is run, and nesting costs no stack; what is too much is left out.

    value: what ``is_element`` is true of.
    """
    parts: list[str] = []
    beside: list[Any] = []
    stack: list[Any] = [value]
    while stack and len(parts) < MAX_PARTS:
        item = stack.pop()
        if isinstance(item, _Written):
            parts.append(item)
        elif is_element(item):
            tag, properties = item[1], item[3]
            if tag in _LEFT_OUT:
                continue
            held = properties.get("children")
            beside += [
                given for key, given in properties.items() if key != "children" and _may_hold_more(given)
            ]
            if _TAG.fullmatch(tag) is None:
                stack.append(held)  # a component, a fragment
            elif tag in _EMPTY:
                parts.append(f"<{tag}{_attributes(properties)}>")
            else:
                parts.append(f"<{tag}{_attributes(properties)}>")
                stack += _Written(f"</{tag}>"), held
        elif isinstance(item, list):
            stack.extend(reversed(item))
        elif isinstance(item, str):
            parts.append(_text(item))
        elif isinstance(item, (int, float)) and not isinstance(item, bool):
            parts.append(str(item))
    return "".join(parts), beside


def _may_hold_more(given: Any) -> bool:
    return isinstance(given, (list, dict)) or (isinstance(given, str) and ("\n" in given or "</" in given))


class _Written(str):
    """Markup of our own that waits to be put behind what an element holds."""


def _text(text: str) -> str:
    if text.startswith("$$"):
        return escape(text[1:])  # a text that begins with the mark is written with two
    return "" if text.startswith("$") else escape(text)  # else a reference to what comes later, or to nothing


def _attributes(properties: Mapping[str, Any]) -> str:
    said = (
        (name, properties[key])
        for key, name in _ATTRIBUTES.items()
        if isinstance(properties.get(key), (str, int))
    )
    return "".join(f' {name}="{escape(str(text))}"' for name, text in said)
