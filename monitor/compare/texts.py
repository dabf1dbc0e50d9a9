"""When do two texts say the same? White space, case, punctuation, typography and links do not count; words do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from monitor.knowledge import load
from monitor.knowledge.letters import plain_letters
from monitor.knowledge.places import find_places, is_place_text
from monitor.knowledge.places_gazetteer import PlaceKind
from monitor.model import Row

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"']+[^\s<>()\[\]\"'.,;:!?]", re.IGNORECASE)
_RAISED = re.compile("[⁰¹²³⁴-⁹₀-₉]+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HIDDEN_MAIL = re.compile(
    r"\[\s*e-?mail\s*(?:protected|geschützt|protégé)\s*\]|\[?e-?mail protected\]?", re.IGNORECASE
)
_AT = re.compile(r"\s*[\[({]\s*at\s*[\])}]\s*", re.IGNORECASE)
_DOT = re.compile(r"\s*[\[({]\s*dot\s*[\])}]\s*", re.IGNORECASE)
# Signs that carry meaning count as words; all other punctuation does not count.
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[%‰€$£¥#<>=≤≥±]|(?<=\w)\+(?!\w)")
_ITEM = re.compile(r"[,;\n|•/]|\s+[-–—]\s+")
_BRITISH = re.compile(r"is(e|ed|es|er|ing|ation|ations)$")


@lru_cache(maxsize=65_536)
def bare_words(text: str) -> tuple[str, ...]:
    """The words of a text as compared: folded, of one spelling, without links, joining words and footnote marks."""
    if ":" in text or "www" in text:
        text = _LINK.sub(" ", text)
    if "[" in text or "(" in text:
        text = _DOT.sub(".", _AT.sub("@", text))
    if not text.isascii():
        text = _RAISED.sub(" ", text)
    if any(sign in text for sign in _link_remark_signs()):
        text = _link_remarks().sub(" ", text)
    joining = _joining()
    every = [_regional(word) for word in _WORD.findall(plain_letters(text))]
    return tuple(word for word in every if word not in joining) or tuple(every)


@cache
def _joining() -> frozenset[str]:
    return frozenset(load("wording")["joining"])


@cache
def _link_remark_signs() -> tuple[str, ...]:
    return tuple(load("wording")["link_remark_signs"])


@cache
def _link_remarks() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{remark})" for remark in load("wording")["link_remarks"]), re.IGNORECASE)


@cache
def _nothing() -> frozenset[str]:
    return frozenset(load("wording")["nothing"])


@cache
def _badges() -> frozenset[str]:
    return frozenset(load("wording")["badges"])


@cache
def _stamp_headings() -> re.Pattern[str]:
    return re.compile(load("wording")["stamp_headings"])


@cache
def _link_labels() -> frozenset[str]:
    return frozenset(load("wording")["link_labels"])


@cache
def _spellings() -> dict[str, str]:
    return dict(load("wording")["spellings"])


@cache
def _meaningful() -> frozenset[str]:
    return frozenset(load("wording")["meaningful"])


def bare(text: str) -> str:
    """``bare_words`` as one text."""
    return " ".join(bare_words(text))


@lru_cache(maxsize=16_384)
def items(text: str) -> tuple[tuple[str, ...], ...]:
    """The items of an enumeration, each as its bare words, sorted: the order of items says nothing."""
    return tuple(sorted(words for part in _ITEM.split(_LINK.sub(" ", text)) if (words := bare_words(part))))


def same_text(a: str, b: str) -> bool:
    """Whether two texts say the same, word for word: only what typography adds differs."""
    if a == b:
        return True
    words_a, words_b = bare_words(a), bare_words(b)
    if words_a == words_b:
        return True
    # "data centre" and "datacentre", "e-mail" and "email"; figures must stand apart as they did.
    if "".join(words_a) == "".join(words_b) and _figures(words_a) == _figures(words_b):
        return True
    if ("[" in a) != ("[" in b) and _HIDDEN_MAIL.search(a + b):
        return bare_words(_mask_mail(a)) == bare_words(_mask_mail(b))
    return False


def is_link_label(text: str, *rows: Row) -> bool:
    """Whether a cell says nothing but what links of its row are called ("More information"), or is an address."""
    labels = {"", *(bare(link.text) for row in rows for link in row.links)}
    return bare(text) in labels or all(bare(line) in labels for line in text.split("\n"))


def without_link_labels(text: str, row: Row, column: str) -> str:
    """A cell without what its links are called, where that is no more than "Learn more"."""
    for link in row.links:
        if link.column in {column, None} and link.text and bare(link.text) in _link_labels():
            text = text.replace(link.text, " ", 1)
    return text


def _mask_mail(text: str) -> str:
    return _MAIL.sub(" mailbox ", _HIDDEN_MAIL.sub(" mailbox ", text))


def _figures(words: Sequence[str]) -> list[str]:
    return [word for word in words if any(c.isdigit() for c in word)]


def says_nothing(text: str) -> bool:
    """Whether a cell is empty, a dash, or one of the ways to write that there is nothing to say ("N/A")."""
    words = bare_words(text)
    return not words or " ".join(words) in _nothing()


def is_stamp(column: str, before: str, after: str) -> bool:
    """Whether a cell only tells when an entry was last looked at: a column of that heading, and a date in it."""
    dated = all(any(c.isdigit() for c in text) or not text for text in (before, after))
    return dated and bool(_stamp_headings().fullmatch(" ".join(_WORD.findall(plain_letters(column)))))


def without_badge(written: str) -> str:
    """A name's words without a sign that marks the entry for a while ("Acme NEW")."""
    head, _, last = written.rpartition(" ")
    return head if head and last in _badges() else written


def same_items(a: str, b: str) -> bool:
    """Whether two enumerations hold the same items, in whatever order and with whatever signs between them."""
    return items(a) == items(b)


def same_places(a: str, b: str) -> bool:
    """Whether two texts of nothing but places name the same ones: "US" and "United States", in whatever language.

    Cities, states and cloud regions must be the same words: another city in the same country is another place.
    """
    if is_place_text(a) < 1.0 or is_place_text(b) < 1.0:
        return False
    return _places(a) == _places(b)


def _places(text: str) -> Counter[str]:
    """Countries and regions by their codes, exact places by their words."""
    broad = {PlaceKind.COUNTRY, PlaceKind.REGION}
    return Counter(p.code if p.kind in broad else bare(p.label) for p in set(find_places(text)))


def slips(a: str, b: str, language: Callable[[], str]) -> tuple[tuple[str, str], ...] | None:
    """The spelling slips by which two texts differ, or None where they differ by anything else.

    A slip is a word the dictionary of ``language`` does not know beside one it knows, one or two letters apart,
    neither of them a place, a figure or a word that carries a rule. Where there is no dictionary, no difference
    is taken for a slip. ``language`` is asked only when a slip is suspected.
    """
    words_a, words_b = bare_words(a), bare_words(b)
    if len(words_a) != len(words_b):
        return None
    pairs = [(x, y) for x, y in zip(words_a, words_b, strict=True) if x != y]
    # Many slips at once are a new text that happens to look alike.
    if not pairs or len(pairs) > 1 + len(words_a) // 8:
        return None
    return tuple(pairs) if all(_is_slip(x, y, language) for x, y in pairs) else None


def _is_slip(x: str, y: str, language: Callable[[], str]) -> bool:
    if not (x.isalpha() and y.isalpha()) or min(len(x), len(y)) < 4 or x[0] != y[0]:
        return False
    if x in _meaningful() or y in _meaningful():
        return False
    if OSA.distance(x, y, score_cutoff=2) > (1 if min(len(x), len(y)) < 8 else 2):
        return False
    if find_places(x.capitalize()) or find_places(y.capitalize()):
        return False
    known = _dictionary(language())
    return known is not None and (x in known) != (y in known)


@lru_cache(maxsize=16_384)
def _regional(word: str) -> str:
    """One spelling for what is spelled in two ways ("centre", "center")."""
    return _BRITISH.sub(r"iz\1", _spellings().get(word, word))


@lru_cache(maxsize=4)
def _dictionary(language: str) -> frozenset[str] | None:
    """Known words of a language, folded like our texts; None where the library has no such dictionary."""
    if not language:
        return None
    from spellchecker import SpellChecker  # a dictionary is read only when a slip is suspected

    try:
        checker = SpellChecker(language=language, distance=1)
    except ValueError:
        return None
    terms = load("wording")["terms"]
    return frozenset(plain_letters(word) for word in (*checker.word_frequency.dictionary, *terms))


def differing_words(a: str, b: str) -> int:
    """How many words stand in one text and not in the other, counted with their repetitions."""
    left, right = Counter(bare_words(a)), Counter(bare_words(b))
    return sum(((left - right) + (right - left)).values())
