"""Style sheets written into a page: left out before it is parsed, for parsers copy them letter by letter.

A style sheet is often most of a page's head and says nothing. What is left out holds no tag, so the tree is the same
without it, if it was a style sheet to the parser at all, and not part of a comment, a script or a form field: an
attribute of the mark's name on each element left empty tells (``are_styles``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborNode

MARK = "\x02"  # never in the text of a page that anything is cut out of
_LEAST = 500  # characters from which it pays
_MOST = 50
_OPENING = re.compile(
    r"""<style(?:[ \t\n\r\f]++[a-z0-9_:@.-]++(?:="[^"<>]*+"|='[^'<>]*+')?+)*+[ \t\n\r\f]*+>"""
)


def sheets(text: str, before: int) -> list[tuple[int, int]]:
    """Where the style sheets stand in ``text[:before]``, from the end of the opening tag to the closing one."""
    found: list[tuple[int, int]] = []
    at = text.find("<style", 0, before)
    while at >= 0 and len(found) < _MOST:
        opening = _OPENING.match(text, at, before)
        at += 6
        if opening is not None:
            at = text.find("<", opening.end())
            if at < 0:
                break
            if at - opening.end() >= _LEAST and text.startswith("</style>", at):
                found.append((opening.end() - 1, at))
        at = text.find("<style", at, before)
    return found


def are_styles(nodes: Iterable[LexborNode], count: int) -> bool:
    """Whether the parser met as many marked style elements as were emptied."""
    return sum(1 for node in nodes if node.tag == "style" and MARK in node.attributes) == count
