"""Two listings of one source become changes: rows matched, differences told apart from mere form, captures doubted.

Pure: no clock, no network, no database. The story of a comparison is in ``rows`` (lists) and ``prose`` (texts).
"""

from __future__ import annotations

from collections.abc import Collection

from monitor.compare.apply import apply
from monitor.compare.fingerprint import fingerprint
from monitor.compare.gate import Suspicion, SuspicionReason, gate
from monitor.compare.prose import compare_prose
from monitor.compare.rows import compare
from monitor.compare.wording import WordOp, change_line, comparison_lines, marked, word_diff
from monitor.model import CompareOutcome, Comparison, Listing, SourceKind


def compare_listings(kind: SourceKind, before: Listing, after: Listing) -> Comparison:
    """Compares as the kind of source asks for: lists by rows, contract terms and policies by paragraphs."""
    return compare(before, after) if kind is SourceKind.LIST else compare_prose(before, after)


def doubt_and_compare(
    kind: SourceKind, before: Listing, after: Listing, *, recent: Collection[str] = ()
) -> Comparison:
    """The gate, then the comparison: a capture that is not believed gives the outcome suspect and no changes."""
    doubt = gate(before, after, kind=kind, recent=recent)
    if doubt:
        return Comparison(CompareOutcome.SUSPECT, reason=doubt.sentence)
    return compare_listings(kind, before, after)


__all__ = [
    "Suspicion",
    "SuspicionReason",
    "WordOp",
    "apply",
    "change_line",
    "compare",
    "compare_listings",
    "compare_prose",
    "comparison_lines",
    "doubt_and_compare",
    "fingerprint",
    "gate",
    "marked",
    "word_diff",
]
