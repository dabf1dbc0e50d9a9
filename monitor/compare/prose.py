"""Two texts become changes: paragraphs are matched, and compared by their words. For contract terms and policies."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from monitor.compare.assignment import assign
from monitor.compare.fields import cosmetic_difference
from monitor.compare.language import shared_language
from monitor.compare.notes import capped, listing_notes
from monitor.compare.similarity import ratios, word_ratios
from monitor.compare.texts import bare_words
from monitor.model import FIELD_PARAGRAPH, Change, ChangeKind, CompareOutcome, Comparison, Listing, Paragraph

_ALIKE = 50.0  # from this likeness (0 to 100) on, two paragraphs are one that was edited
_SHORT = 20  # letters; of so few words some are common by chance
_WEIGHABLE = 600  # more left-over paragraphs than this are weighed only within their section
_NUMBER = re.compile(
    r"^\s*(?:\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5})[.)]|(?=\S*\d)[a-z](?:\.(?:\d{1,3}|[a-z]|[ivx]{1,5}))+[.)]?|"
    r"\d{1,3}(?:\.\d{1,3})+|§\s*\d+|[-*•–])\s+",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|\bcopyright\b)\W*(?:©\W*)?(?:19|20)\d\d\b", re.IGNORECASE)
_COPYRIGHT_WORDS = 20  # a longer paragraph says more than whose the page is
_FIRST_WORDS = 8
_SENTENCE = 5  # fewer words make no sentence worth telling


@dataclass(frozen=True)
class _Piece:
    """A paragraph with its place, from 0, and the listing's date phrase cut out of it."""

    paragraph: Paragraph
    at: int
    text: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        return bare_words(_NUMBER.sub("", self.text))

    @cached_property
    def plain(self) -> str:
        return " ".join(self.words)

    @property
    def name(self) -> str:
        first = self.paragraph.text.split()
        dots = " …" if len(first) > _FIRST_WORDS else ""
        return self.paragraph.section or " ".join(first[:_FIRST_WORDS]) + dots


def compare_prose(before: Listing, after: Listing) -> Comparison:
    """What changed between two versions of a text, paragraph by paragraph.

    Moved, renumbered, re-flowed and re-punctuated paragraphs, the page's date and slips of spelling are no changes.
    A change's ``name`` is the heading of its section, else its first words; ``field`` is ``paragraph``.
    """
    if not (before.paragraphs and after.paragraphs):
        if before.paragraphs == after.paragraphs:
            return Comparison(CompareOutcome.UNCHANGED)
        return Comparison(CompareOutcome.SUSPECT, reason="one of the two captures holds no text")
    left, right = _pieces(before), _pieces(after)
    total = len(right)
    left, right = _without_equal(left, right)
    left, right = _without_reflowed(left, right)
    right, left = _without_reflowed(right, left)
    changes: list[tuple[int, Change]] = []
    notes: list[str] = []
    language = shared_language(before, after)
    pairs, removed, added = _paired(left, right)
    for a, b in pairs:
        note = cosmetic_difference(" ".join(a.words), " ".join(b.words), language)
        if note is None:
            changes.append((b.at, _change(ChangeKind.CHANGED, b, a.paragraph.text, b.paragraph.text)))
        else:
            notes.append(f"{b.name}: {note}")
    changes += [(b.at, _change(ChangeKind.ADDED, b, None, b.paragraph.text)) for b in added]
    gone = [
        _change(ChangeKind.REMOVED, a, a.paragraph.text, None) for a in sorted(removed, key=lambda p: p.at)
    ]
    ordered = (*(change for _, change in sorted(changes, key=lambda item: item[0])), *gone)
    notes += listing_notes(before, after, [])
    if (
        not ordered
        and not notes
        and [p.text for p in before.paragraphs] != [p.text for p in after.paragraphs]
    ):
        notes.append("paragraphs laid out differently")
    outcome = (
        CompareOutcome.CHANGED
        if ordered
        else CompareOutcome.REFORMATTED
        if notes
        else CompareOutcome.UNCHANGED
    )
    return Comparison(outcome, ordered, capped(notes), None, max(0, total - len(changes)))


def _change(kind: ChangeKind, piece: _Piece, before: str | None, after: str | None) -> Change:
    return Change(
        kind, piece.name, field=FIELD_PARAGRAPH, before=before, after=after, group=piece.paragraph.section
    )


def _pieces(listing: Listing) -> list[_Piece]:
    phrase = listing.published.phrase
    found = []
    for at, paragraph in enumerate(listing.paragraphs):
        text = paragraph.text.replace(phrase, " ") if phrase else paragraph.text
        piece = _Piece(paragraph, at, text)
        if piece.words and not _is_furniture(piece):
            found.append(piece)
    return found


def _is_furniture(piece: _Piece) -> bool:
    """Buttons, menus and copyright lines that got in: few words that make no sentence, or a year that runs on."""
    if len(piece.words) <= _COPYRIGHT_WORDS and _COPYRIGHT.search(piece.text):
        return True
    few = len(piece.words) < _SENTENCE and piece.paragraph.section is None
    return few and not piece.text.rstrip().endswith((".", "!", "?", ":", ";", "。"))


def _without_equal(left: list[_Piece], right: list[_Piece]) -> tuple[list[_Piece], list[_Piece]]:
    """Leaves out what stands in both, wherever it stands and however often, and all but the first of repetitions."""
    there, here = {p.words: p for p in reversed(left)}, {p.words: p for p in reversed(right)}
    return (
        [p for p in left if p.words not in here and there[p.words] is p],
        [p for p in right if p.words not in there and here[p.words] is p],
    )


def _without_reflowed(whole: list[_Piece], parts: list[_Piece]) -> tuple[list[_Piece], list[_Piece]]:
    """Leaves out paragraphs that the other side holds cut into several that follow one another."""
    starts: dict[str, list[int]] = defaultdict(list)
    for n, piece in enumerate(parts):
        starts[piece.words[0]].append(n)
    used: set[int] = set()
    kept = []
    for piece in whole:
        run = next((r for n in starts[piece.words[0]] if (r := _run(piece, parts, n, used))), None)
        if run:
            used.update(run)
        else:
            kept.append(piece)
    return kept, [piece for n, piece in enumerate(parts) if n not in used]


def _run(piece: _Piece, parts: Sequence[_Piece], start: int, used: set[int]) -> range | None:
    """The run of parts from ``start`` on whose words are the piece's words, if there is one."""
    matched = 0
    for n in range(start, len(parts)):
        words = parts[n].words
        if n in used or piece.words[matched : matched + len(words)] != words:
            return None
        matched += len(words)
        if matched == len(piece.words):
            return range(start, n + 1) if n > start else None
    return None


def _paired(
    left: Sequence[_Piece], right: Sequence[_Piece]
) -> tuple[list[tuple[_Piece, _Piece]], list[_Piece], list[_Piece]]:
    """Paragraphs that are one and were edited, and what is left on both sides."""
    pairs: list[tuple[_Piece, _Piece]] = []
    # Backwards must give the same pairs: the side that comes first by its words is always the left one.
    swapped = sorted(p.words for p in left) > sorted(p.words for p in right)
    for lefts, rights in _blocks(right, left) if swapped else _blocks(left, right):
        for r, c in assign(_likenesses(lefts, rights), missing=0.0):
            pairs.append((rights[c], lefts[r]) if swapped else (lefts[r], rights[c]))
    gone, come = {a.at for a, _ in pairs}, {b.at for _, b in pairs}
    return pairs, [p for p in left if p.at not in gone], [p for p in right if p.at not in come]


def _likenesses(left: Sequence[_Piece], right: Sequence[_Piece]) -> dict[tuple[int, int], float]:
    """How alike paragraphs are that may be one, by their places in the two sequences.

    By words in order, and by words in any order: an inserted half-sentence must not hide the rest.
    """
    ours, theirs = [p.plain for p in left], [p.plain for p in right]
    found = {}
    for i, (in_order, by_words) in enumerate(
        zip(ratios(ours, theirs), word_ratios(ours, theirs), strict=True)
    ):
        for j, score in enumerate(in_order):
            if min(len(ours[i]), len(theirs[j])) > _SHORT:
                score = max(score, 0.9 * by_words[j])
            if score >= _ALIKE:
                found[i, j] = score
    return found


def _blocks(left: Sequence[_Piece], right: Sequence[_Piece]) -> list[tuple[list[_Piece], list[_Piece]]]:
    """Both sides in the order of their words, so that the order of the page decides nothing; by section if many."""
    a, b = sorted(left, key=lambda p: (p.words, p.at)), sorted(right, key=lambda p: (p.words, p.at))
    if not a or not b:
        return []
    if max(len(a), len(b)) <= _WEIGHABLE:
        return [(a, b)]
    sections = Counter(p.paragraph.section for p in b)
    found = []
    for section in sorted({p.paragraph.section for p in a} & set(sections), key=str):
        ours = [p for p in a if p.paragraph.section == section][:_WEIGHABLE]
        found.append((ours, [p for p in b if p.paragraph.section == section][:_WEIGHABLE]))
    return found
