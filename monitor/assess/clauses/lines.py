"""Line breaks: which of them a program set inside a sentence, so that the lines read on as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from monitor.assess.clauses.plain import FILL
from monitor.assess.clauses.vocabulary import UNITS
from monitor.knowledge import load

WRAPPED = (55, 130)  # characters of a line that was wrapped by a program
COLUMN = 30  # characters of the narrowest column that text is set in
TAIL = 40  # characters beside a break that are looked at
_MARKED = re.compile(r"(?:[-*+•▪◦·]|\d{1,2}[.)]|#{1,6})[ \ue000]")  # an item of a list, a heading
_ENDED = frozenset({":", "!", "?", ""})
BREAKS = re.compile(rf"\n(?:[ \t{FILL}]*\n)*\s*")  # a line break, with the empty lines behind it


@dataclass(frozen=True, slots=True)
class _Break:
    """A single line break behind words that end nothing, or no more than a sentence or a part of it.

    sure: the words beside it tell that they read on.
    """

    start: int
    line: int  # characters of the line before it
    word: int  # characters of the first word behind it
    sure: bool
    sentence: bool  # a full stop or a semicolon stands before it

    def fits(self, width: int) -> bool:
        """Whether the first word behind the break had no room in the line before it."""
        return self.line + 1 + self.word > width


def running_on(text: str) -> frozenset[int]:
    """The places of the line breaks of a plain text that stand inside a sentence."""
    found: set[int] = set()
    for block, width in _blocks(text):
        found |= {each.start for each in block if each.sure}
        rest = [each for each in block if not each.sure and not each.sentence]
        wrapped = any(each.sure for each in block) and all(each.fits(width) for each in rest)
        if wrapped and width >= COLUMN:
            found |= {each.start for each in block if each.fits(width)}
    return frozenset(found)


def _blocks(text: str) -> Iterator[tuple[list[_Break], int]]:
    """The open breaks between two blank lines, and the width of the longest line there."""
    block: list[_Break] = []
    width = begin = 0
    for match in BREAKS.finditer(text):
        line = match.start() - begin
        width = max(width, line)
        if match.group().count("\n") > 1:
            yield block, width
            block, width = [], 0
        else:
            column = match.start() - text.rfind("\n", 0, match.start()) - 1
            block += _open(text, match, line, column)
        begin = match.end()
    yield block, max(width, len(text) - begin)


def _open(text: str, match: re.Match[str], line: int, column: int) -> list[_Break]:
    before = text[max(0, match.start() - TAIL) : match.start()].replace(FILL, "").rstrip()
    sequel = text[match.end() : match.end() + TAIL].lstrip(f" {FILL}")
    valued = (
        before.endswith(":") and sequel[:1].isdigit()
    )  # "Notice period:" and, on the next line, "30 days"
    if (before[-1:] in _ENDED and not valued) or _MARKED.match(sequel):
        return []
    sentence = before.endswith((".", ";"))
    sure = not sentence and (
        sequel[:1].islower()
        or sequel[:1].isdigit()
        or sequel[:1] == "("
        or before.endswith(",")
        or WRAPPED[0] <= column <= WRAPPED[1]
        or _unfinished().search(before) is not None
        or (_number().search(before) is not None and _unit().match(sequel) is not None)
    )
    word = re.split(r"\s", text[match.end() : match.end() + TAIL], maxsplit=1)[0]
    return [_Break(match.start(), line, len(word), sure, sentence)]


@cache
def _unfinished() -> re.Pattern[str]:
    """A word at the end of a line behind which something must follow, in any language."""
    words = {
        word for language in load("clause_words")["languages"].values() for word in language["unfinished"]
    }
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(words))})$", re.IGNORECASE)


@cache
def _number() -> re.Pattern[str]:
    """A number at the end of a line, in digits or in words."""
    known = load("clause_words")["languages"].values()
    words = {word for language in known for word in language["numbers"]}
    return re.compile(rf"(?<![\w.,])(?:\d{{1,3}}|{'|'.join(sorted(words))})[)\]]*$", re.IGNORECASE)


@cache
def _unit() -> re.Pattern[str]:
    """A unit of time, in any language."""
    known = load("clause_words")["languages"].values()
    words = {word for language in known for name in UNITS for word in language[name]}
    return re.compile(rf"(?:{'|'.join(sorted(words))})(?!\w)", re.IGNORECASE)
