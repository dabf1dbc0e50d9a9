"""How alike texts are, all against all, by a library's measures and without matrices of another library."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rapidfuzz import fuzz
from rapidfuzz.process import extract


def in_any_order(text: str) -> str:
    """A text of bare words with its words sorted: what ``ratio`` then measures is independent of their order."""
    return " ".join(sorted(text.split()))


def ratios(left: Sequence[str], right: Sequence[str]) -> list[list[float]]:
    """Likeness letter by letter, 0 to 100: a row for every left text, a column for every right one."""
    return _all_against_all(left, right, fuzz.ratio)


def word_ratios(left: Sequence[str], right: Sequence[str]) -> list[list[float]]:
    """As ``ratios``, by the words that both have and whatever else they say."""
    return _all_against_all(left, right, fuzz.token_set_ratio)


def _all_against_all(
    left: Sequence[str], right: Sequence[str], measure: Callable[..., float]
) -> list[list[float]]:
    found = []
    for text in left:
        row = [0.0] * len(right)
        for _, score, n in extract(text, right, scorer=measure, limit=None):
            row[n] = score
        found.append(row)
    return found
