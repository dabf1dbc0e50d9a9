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
_OPENING = re.compile(
    r"""<style(?:[ \t\n\r\f]++[a-z0-9_:@.-]++(?:="[^"<>]*+"|='[^'<>]*+')?+)*+[ \t\n\r\f]*+>"""
)


def sheet_at(text: str, at: int) -> tuple[int, int] | None:
    """Where the style sheet at ``at`` stands: from the end of its opening tag to the closing one. None for one that is
    short, or holds what might be a tag."""
    opening = _OPENING.match(text, at)
    if opening is None:
        return None
    end = text.find("<", opening.end())
    if end - opening.end() < _LEAST or not text.startswith("</style>", end):
        return None
    return opening.end() - 1, end


def are_styles(nodes: Iterable[LexborNode], count: int) -> bool:
    """Whether the parser met as many marked style elements as were emptied."""
    return sum(1 for node in nodes if node.tag == "style" and MARK in node.attributes) == count
