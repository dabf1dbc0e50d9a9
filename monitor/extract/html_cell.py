"""The text, the lines and the links of one element, read without recursion."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from monitor.extract.html_tags import BLOCKS, SKIPPED
from monitor.extract.text import clean, clean_lines
from monitor.model import Link

_UNSAFE_SCHEMES = ("javascript:", "data:", "vbscript:", "#")
MAX_LINKS = 200  # in one cell; more is no cell


def absolute(href: str | None, base: str | None) -> str | None:
    """The absolute address of a link, or None where it leads nowhere a person could go."""
    if not href:
        return None
    if href.startswith(("https://", "http://")) and href.isascii() and " " not in href and "\n" not in href:
        return href
    href = clean(href)
    if not href or href.lower().startswith(_UNSAFE_SCHEMES):
        return None
    if base is None or href.startswith(("https://", "http://", "mailto:", "tel:")):
        return href
    if href[0] == "/" and href[1:2] != "/" and ".." not in href:
        origin = _origin(base)
        if origin is not None:
            return origin + href
    return _joined(base, href)


@lru_cache(maxsize=4096)  # the menu of a site is the same on all its pages
def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:  # e.g. a broken IPv6 address
        return href


def _origin(base: str) -> str | None:
    """Scheme and host of an address: what a path from the root is joined to, without a parser's cost."""
    scheme = base.find("://")
    if scheme <= 0:
        return None
    end = base.find("/", scheme + 3)
    return base if end < 0 and "?" not in base and "#" not in base else base[:end] if end > 0 else None


def read_cell(node: LexborNode, base: str | None = None) -> tuple[str, tuple[Link, ...]]:
    """Text of an element (lines joined by ``\\n``) and its links, in order.

    Scripts, styles and drawings are left out; the text of a table inside is taken, that of a table inside that
    one is not, so that nesting costs linear time. A picture's alternative text stands in where there is no text.
    """
    child = node.child
    if child is None:
        return "", ()
    if child.next is None and child.is_text_node:
        text = clean(child.text_content or "")
        if "](http" not in text:
            return text, ()
    return _read_mixed(node, base)


def _read_mixed(node: LexborNode, base: str | None) -> tuple[str, tuple[Link, ...]]:
    parts: list[str] = []
    links: list[Link] = []
    stack: list[tuple[LexborNode | None, bool]] = []
    tables = 0
    in_table = node.tag in _CELLS
    current = node.child
    alt = ""
    while True:
        if current is None:
            if not stack:
                break
            current, block = stack.pop()
            if block:
                parts.append("\n")
            continue
        tag = current.tag
        if tag == "-text":
            # A line break in the source is white space, not a line.
            parts.append((current.text_content or "").replace("\n", " ").replace("\r", " "))
        elif tag == "br":
            parts.append("\n")
        elif tag == "img":
            alt = alt or (current.attributes.get("alt") or "")
        elif tag in SKIPPED or (tag == "table" and tables):
            pass
        elif tag == "sup" and parts and _FOOTNOTE.match(current.text() or ""):
            pass  # the mark of a footnote
        elif tag in _STRUCK:
            if node.tag == "li" and not "".join(parts).strip():
                return "", ()  # an item whose name is crossed out is none any more
        elif tag == "span" and parts and _for_ears(current) and "".join(parts).strip():
            pass  # "(opens in a new tab)"
        else:
            block = tag in BLOCKS or (
                tag in ASIDES and in_table and (_is_badge(current) or _touches_its_like(current))
            )
            if block:
                parts.append("\n")
                tables += tag == "table"
            elif tag == "a" and len(links) < MAX_LINKS:
                href = absolute(current.attributes.get("href"), base)
                if href:
                    links.append(Link(clean(current.text() or ""), href))
            stack.append((current.next, block))
            current = current.child
            continue
        current = current.next
    text = clean_lines("".join(parts))
    if "](http" in text:
        text = _written_links(text, links)
    return text or _LOGO.sub("", clean(alt)), tuple(links)


def _for_ears(span: LexborNode) -> bool:
    """Whether only screen readers say a text."""
    return _EARS.search(span.attributes.get("class") or "") is not None


def _is_badge(element: LexborNode) -> bool:
    """Whether a text is drawn as a badge: a word beside the text, and no part of it."""
    return _BADGE.search(element.attributes.get("class") or "") is not None


def _touches_its_like(element: LexborNode) -> bool:
    """Whether a value follows another without a blank ("USA" "Ireland", each an element): values of one cell."""
    before = element.prev
    if before is None or before.tag != element.tag:
        return False
    mine, theirs = (node.attributes.get("class") or "" for node in (element, before))
    if (mine or theirs) and set(mine.split()).isdisjoint(theirs.split()):
        return False
    first, second = before.text() or "", element.text() or ""
    return len(first) > 1 < len(second) and first[-1:].isalnum() and second[:1].isupper()


def stands_apart(element: LexborNode) -> bool:
    """Whether an element within a line is a line of its own, or no part of the text: badges, values that touch,
    words for screen readers."""
    return element.tag in ASIDES and (_is_badge(element) or _for_ears(element) or _touches_its_like(element))


ASIDES = frozenset({"span", "em", "small", "mark"})
_CELLS = frozenset({"td", "th"})
_BADGE = re.compile(
    r"(?:^|[\s_-]|Mui)(?:badge|pill|chip|tag)s?(?:$|[\s_-])|\brounded\S*\s(?:.*\s)?!?px-|(?:^|\s)!?px-.*\srounded",
    re.IGNORECASE,
)
_LOGO = re.compile(
    r"(?<=\S)(?:['’]s)?\s+(?:logo(?:type|tip[oa])?|icon)$|^(?:logo(?:type)?|icon)(?:\s+(?:of|de|von)|:)\s+",
    re.IGNORECASE,
)
_STRUCK = frozenset({"s", "del", "strike"})
_EARS = re.compile(r"\b(?:sr-only|visually-?hidden|screen-reader(?:-text|-only)?)(?!-focus)\b", re.IGNORECASE)
_FOOTNOTE = re.compile(r"^[\s\d*†‡§,()\[\]]{1,6}$")
_WRITTEN_LINK = re.compile(r"\s*\[([^\[\]]{1,120})\]\((https?://[^()\s]{4,1000})\)")


def _written_links(text: str, links: list[Link]) -> str:
    """Markdown links that a page left unrendered: links like any other. One at the end is no part of the text."""
    for label, href in _WRITTEN_LINK.findall(text)[:MAX_LINKS]:
        links.append(Link(label, href))
    at_end = re.compile(rf"(?<=\S)(?:{_WRITTEN_LINK.pattern})+$")
    return _WRITTEN_LINK.sub(r" \1", at_end.sub("", text)).strip()
