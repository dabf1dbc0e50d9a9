"""Announcements of a coming change: a sentence that says so and names a date or a company."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.extract import contents
from monitor.extract.phrases import says
from monitor.extract.vocabulary import says_subject

# Not after "Inc. will", nor within "3. März 2026".
SENTENCE_ENDS = re.compile(r"(?<=[.!?])(?<!\b\d\.)(?<!\b\d\d\.)\s+(?=[^\W\d_a-zß-ÿ])|(?<=。)")
_YEAR = re.compile(r"20\d\d")
MOST = 10


def find_announcements(lines: Sequence[str]) -> tuple[str, ...]:
    """The announcing sentences of a page, at most ten, as written."""
    found: list[str] = []
    for line in lines:
        # A date is cheap to look for and most lines have none.
        if "20" not in line or len(line) < 20 or not _YEAR.search(line):
            continue
        for sentence in SENTENCE_ENDS.split(line):
            if _YEAR.search(sentence) and len(sentence) < 600 and _announces(sentence):
                found.append(sentence.strip())
                if len(found) >= MOST:
                    return tuple(found)
    return tuple(dict.fromkeys(found))


def _announces(sentence: str) -> bool:
    if not says("announcement", sentence):
        return False
    return says_subject(sentence) or contents.known_companies_in(sentence.replace(" ", ",")) > 0
