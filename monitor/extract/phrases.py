"""The phrases of ``knowledge/page_phrases.yaml``, ready to search with."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from monitor import knowledge
from monitor.extract.text import fold_key_of_lines
from monitor.extract.vocabulary import folded, has_spellings

_SHORT = 300  # titles, headings, sentences: asked about at every look, and so remembered


@cache
def _pattern(group: str) -> re.Pattern[str]:
    data = knowledge.load("page_phrases")
    latin = sorted({folded(p) for p in data.get(group, ())} - {""}, key=lambda p: (-len(p), p))
    cjk = sorted(data.get(f"{group}_cjk", ()), key=len, reverse=True)
    parts = []
    if latin:
        parts.append(rf"\b(?:{'|'.join(map(re.escape, latin))})\w{{0,2}}\b")
    parts.extend(re.escape(p) for p in cjk)
    return re.compile("|".join(parts))


def says(group: str, text: str) -> str | None:
    """The first phrase of a group that stands in the text, or None."""
    return _says_short(group, text) if len(text) <= _SHORT else _says(group, text)


@lru_cache(maxsize=8192)
def _says_short(group: str, text: str) -> str | None:
    return _says(group, text)


def _says(group: str, text: str) -> str | None:
    found = _pattern(group).search(folded(text[:4000]))
    return found.group(0) if found else None


def count(group: str, text: str) -> int:
    """How many different phrases of a group stand in the text."""
    return len(set(_pattern(group).findall(folded(text[:20000]))))


@cache
def _placeholders() -> tuple[frozenset[str], tuple[str, ...]]:
    data = knowledge.load("page_phrases")
    rows = {folded(p) for p in data["placeholder_rows"]} | set(data["placeholder_rows_cjk"])
    return frozenset(rows), tuple(folded(p) for p in data["placeholder_starts"])


@lru_cache(maxsize=8192)
def is_placeholder(name: str) -> bool:
    """Whether the "name" of a row says that there is none ("None currently", "—", "N/A")."""
    key = folded(name)
    if not key:
        return True
    rows, starts = _placeholders()
    return key in rows or key.startswith(starts) or is_unfilled(name)


def are_no_placeholders(names: str) -> bool:
    """Whether none of many names, a line each, can be a placeholder; False also where a closer look is needed.

    names: ASCII, every line begins and ends with a letter or a full stop.
    """
    key = re.sub(" {2,}", " ", fold_key_of_lines(names)).replace(" \n", "\n")
    rows, _ = _placeholders()
    return (
        rows.isdisjoint(key.split("\n"))
        and _placeholder_lines().search(f"\n{key}") is None
        and _unfilled_lines().search(f"\n{names}\n") is None
        and not has_spellings(key)
    )


@cache
def _placeholder_lines() -> re.Pattern[str]:
    return re.compile(rf"\n(?:{'|'.join(map(re.escape, _placeholders()[1]))})")


@cache
def _unfilled_lines() -> re.Pattern[str]:
    return re.compile(rf"\n(?:{_unfilled().pattern})\n", re.IGNORECASE)


@cache
def _unfilled() -> re.Pattern[str]:
    cells = knowledge.load("page_phrases")["template_cells"]
    return re.compile("|".join(f"(?:{cell})" for cell in cells), re.IGNORECASE)


def is_unfilled(text: str) -> bool:
    """Whether a cell is nothing but what a template left to be filled in ("[name]", "Sub-processor 1")."""
    return len(text) < 140 and _unfilled().fullmatch(text.strip("` ")) is not None


@cache
def _template() -> re.Pattern[str]:
    marks = knowledge.load("page_phrases")["template_marks"]
    return re.compile("|".join(f"(?:{mark})" for mark in marks), re.IGNORECASE)


def template_mark(text: str) -> str | None:
    """What a template left in the text where its content should be, or None."""
    if not any(c in text for c in "{[<$l"):
        return None
    found = _template().search(text)
    return found.group(0) if found else None


_DIGIT = re.compile(r"\d")


@cache
def _pagers() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p, re.IGNORECASE) for p in knowledge.load("page_phrases")["pager_patterns"])


def pager_total(line: str) -> int | None:
    """How many entries the page says there are, where a line is a counter such as "1-10 of 20 results"."""
    return None if len(line) > 80 else _pager_total(line)


@lru_cache(maxsize=4096)
def _pager_total(line: str) -> int | None:
    if not _DIGIT.search(line):
        return None
    for pattern in _pagers():
        if found := pattern.search(line):
            return int(found.group("total"))
    return None


def known(name: str) -> tuple[str, ...]:
    """The entries of a group as they stand in the data (selectors, addresses)."""
    return tuple(knowledge.load("page_phrases")[name])
