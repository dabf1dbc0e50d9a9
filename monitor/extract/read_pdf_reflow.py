"""The lines of a PDF cell back to its text: which line ends are the typesetter's, and which are the writer's."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from monitor.extract.read_pdf_page import TextLine

_URL_START = re.compile(r"(?:https?://|www\.)\S*$")
_URL_PART = re.compile(r"^\S*[/._%?=&#-]\S*")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_SET = "\u2010"  # the hyphen that browsers and typesetters put at a line's end; writers type the other one
_HYPHENS = ("-", _SET)


def reflow(lines: Sequence[TextLine], width: float, vocabulary: Collection[str]) -> str:
    """The text of lines under each other: lines that were only wrapped are joined, others are kept apart by ``\\n``.

    A line was wrapped when the first word of the next one had found no room in it. width: the room for text in
    points; 0 where it is unknown: then all lines are joined. vocabulary: the document's words in lower case, which
    tell a hyphen of the typesetter from one of the writer.
    """
    parts: list[str] = []
    farthest = _farthest(lines)
    for at, line in enumerate(lines):
        if at == 0:
            parts.append(line.text)
            continue
        before = lines[at - 1]
        if _is_break(before, line, width, farthest):
            parts.append("\n" + line.text)
        else:
            joined = _seam(parts[-1], line.text, vocabulary)
            parts[-1] = parts[-1][: len(parts[-1]) - joined[0]]
            parts.append(joined[1] + line.text)
    return "".join(parts)


def _farthest(lines: Sequence[TextLine]) -> float:
    """How far apart lines of one paragraph stand at most; what is farther has an empty line in between."""
    size = max(line.size for line in lines) if lines else 0.0
    steps = [b.top - a.top for a, b in pairwise(lines) if a.page == b.page and b.top > a.top]
    leading = min((step for step in steps if step < 2.2 * size), default=1.3 * size)
    return max(1.45 * leading, 1.7 * size)


def _is_break(before: TextLine, line: TextLine, width: float, farthest: float) -> bool:
    if line.page == before.page and line.top - before.top > farthest:
        return True
    if width <= 0 or (len(before.text) > 1 and before.text.endswith(_HYPHENS) and line.text[:1].islower()):
        return False
    needed = (before.x1 - before.x0) + 0.3 * line.size + line.first
    return needed < 0.97 * width - 1


def _seam(before: str, after: str, vocabulary: Collection[str]) -> tuple[int, str]:
    """How two halves of a wrapped text meet: characters to drop from the first, and what to put in between."""
    last = before.rsplit(None, 1)[-1] if before.strip() else ""
    first = after.split(None, 1)[0] if after.strip() else ""
    if last.endswith("\u00ad"):
        return 1, ""
    if last.endswith(_HYPHENS) and len(last) > 1 and first[:1].isalpha():
        whole = (_letters(last[:-1]) + _letters(first)).lower()
        hyphened = f"{_letters(last[:-1])}-{_letters(first)}".lower()
        known = whole in vocabulary or last.endswith(_SET)
        drop = first[:1].islower() and known and hyphened not in vocabulary
        return (1, "") if drop else (0, "")
    if (
        " " not in before
        and first[:1].islower()
        and len(last) > 3
        and f"{last}{_letters(first)}".lower() in vocabulary
    ):
        return 0, ""  # a word that was too long for its cell
    if _URL_START.search(last) and (
        last.endswith(("/", "-", "_", "=", "&", "?", ".")) or _URL_PART.match(first)
    ):
        return 0, ""
    return 0, " "


def _letters(text: str) -> str:
    match = _WORD.search(text)
    return match[0] if match else text


def words_in(texts: Sequence[str]) -> frozenset[str]:
    """All words of the given lines in lower case, hyphenated ones whole; words cut at a line's end are left out."""
    found: set[str] = set()
    for text in texts:
        found.update(
            word[0].lower().replace(_SET, "-")
            for word in _WORD.finditer(text)
            if word.end() < len(text) or not text.endswith(_HYPHENS)
        )
    return frozenset(found)
