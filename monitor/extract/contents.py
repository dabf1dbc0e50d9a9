"""What cells hold, judged by themselves: names of companies, places, addresses, links, transfer tools, dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from monitor import knowledge
from monitor.extract.text import fold_key

_ENDINGS = "com|io|ai|net|org|eu|de|fr|co|uk|dev|app|nl|es|it|se|ch|cloud|tech|us|in|jp|pl|dk|at|be"
_URL = re.compile(rf"^(?:https?://|www\.)\S+$|^(?:[a-z0-9-]+\.)+(?:{_ENDINGS})(?:/\S*)?$", re.IGNORECASE)
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", re.IGNORECASE)
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_ONLY_DATE = re.compile(r"\W*(?:(?:19|20)\d\d|\d{1,4}[./-]\d{1,2}[./-]\d{1,4})\W*")
_NUMBER = re.compile(r"^\W*\d{1,4}\W*$")
_NOT_A_NAME = re.compile(
    r"^(?:_|cookie|see |voir |siehe |n/?a$|none|click|read more|learn more|table|section|article|annex|schedule)"
    r"|[=<>{}]|\$|%|^[☐☒]",
    re.IGNORECASE,
)
_REMARK = re.compile(r"\s*[(,;:.]|\s+[–—-]")
_PARTS = re.compile(r"[,;/\n]| and | und | et ")
_LISTED = re.compile(
    r",\s+(?:(?:and|und|et|y|e|en|og|och|oraz|i)\s+)?|\s+(?:and|und|et|y|e|en|og|och|oraz)\s+"
)
_DOMAIN_NAME = re.compile(rf"^[a-z0-9-]+\.(?:{_ENDINGS}|me|so|run|sh)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Companies:
    names: frozenset[str]
    longest: dict[str, int]  # first word -> how many words the longest name has that begins with it
    form: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Words:
    street: re.Pattern[str]
    house: re.Pattern[str]
    transfer: re.Pattern[str]
    sentence: re.Pattern[str]
    titles: frozenset[str]
    not_places: frozenset[str]
    definition: tuple[str, ...]
    change: re.Pattern[str]
    kinds: frozenset[str]
    answers: frozenset[str]


@cache
def _words() -> _Words:
    data = knowledge.load("cell_words")

    def either(name: str) -> str:
        return "|".join(sorted(map(re.escape, data[name]), key=len, reverse=True))

    return _Words(
        street=re.compile(rf"(?<!\d)(?<!ISO )(?<!IEC )\d{{4,}}|\b(?:{either('street')})\b", re.IGNORECASE),
        house=re.compile(
            rf"^\d{{1,5}}[a-z]?,?\s+(?:[A-ZÀ-Þ]\w+|rue|bd|av|bis|ter)\b|^\w{{3,}}(?:{either('street_endings')})\s+\d+"
        ),
        transfer=re.compile(rf"\b(?:{either('transfer')})", re.IGNORECASE),
        sentence=re.compile(rf"[.!?。]\s|\s(?:{either('sentence')})\s", re.IGNORECASE),
        change=re.compile(rf"(?:{either('change')})\b"),
        definition=tuple(map(fold_key, data["definition"])),
        not_places=frozenset(data["not_places"]),
        titles=frozenset(map(fold_key, data["not_names"])),
        kinds=frozenset(map(fold_key, data["kind_words"])),
        answers=frozenset(map(fold_key, data["answers"])),
    )


@cache
def _companies() -> _Companies:
    data = knowledge.load("companies")
    names = frozenset(fold_key(name) for name in data["names"])
    longest: dict[str, int] = {}
    for words in filter(None, map(str.split, names)):
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    forms = "|".join(sorted((re.escape(f) for f in data["legal_forms"]), key=len, reverse=True))
    cjk = "|".join(re.escape(f) for f in data["legal_forms_cjk"])
    return _Companies(
        names=names,
        longest=longest,
        form=re.compile(rf"[\s,](?:{forms})(?=$|\s*[\(\[/\"“„«-]|,|\s+(?:d ?b ?a|aka|t as)\b)|{cjk}"),
    )


@lru_cache(maxsize=8192)
def company_likeness(text: str) -> float:
    """How much a text looks like the name of a company or its service: 0 (no) to 1 (a known one)."""
    text = text.split("\n", 1)[0].strip()
    if not text or len(text) > 120 or _NOT_A_NAME.search(text) or _NUMBER.match(text):
        return 0.0
    if has_legal_form(text) or is_known_company(text):
        return 1.0
    if fold_key(text) in _words().titles:
        return 0.0
    words = text.split()
    if len(words) > 9 or _words().sentence.search(text + " "):
        return 0.0
    if _DOMAIN_NAME.match(text):
        return 0.8
    if text.isascii() or text[0].isascii():
        first = next((c for c in text if c.isalnum()), "")
        if not first or not (first.isupper() or first.isdigit()):
            return 0.2
        capital = sum(1 for w in words if w[0].isupper() or not w[0].isalpha())
        if len(words) == 1:
            return 0.6
        return 0.6 if capital == len(words) else 0.4 if capital * 2 >= len(words) + 1 else 0.2
    return 0.4


@lru_cache(maxsize=8192)
def names_a_kind(text: str) -> bool:
    """Whether a text names a kind of service ("Cloud hosting provider") and no company."""
    words = fold_key(text.split("\n", 1)[0]).split()
    kinds = _words().kinds
    return (
        1 < len(words) <= 9
        and all(word in kinds or word.removesuffix("s") in kinds for word in words)
        and not is_known_company(text)
    )


def defines(text: str) -> bool:
    """Whether a text goes on as the definition of a term does ("means any …")."""
    return fold_key(text[:80]).startswith(_words().definition)


def is_other_abbreviation(text: str) -> bool:
    """Whether a text is an abbreviation that means something else although it is the code of a country ("AI")."""
    return len(text) < 8 and fold_key(text) in _words().not_places


def says_change(text: str) -> bool:
    """Whether a short text begins by telling of a change ("Added", "Removed from the list")."""
    return len(text) < 160 and _words().change.match(fold_key(text)) is not None


def has_legal_form(text: str) -> bool:
    """Whether a name ends in a legal form (Inc., GmbH, 株式会社 …)."""
    return _companies().form.search(text.lower().replace(".", "")) is not None


def is_known_company(text: str) -> bool:
    """Whether a text begins with, or in brackets names, a company that many lists name."""
    known = _companies()
    words = fold_key(text).split()
    longest = known.longest.get(words[0], 0) if words else 0
    for count in range(min(longest, len(words)), 0, -1):
        if " ".join(words[:count]) in known.names:
            return True
    return bool("." in text and text.lower().strip(" .") in known.names)


def known_companies_in(text: str) -> int:
    """How many of the comma-separated parts of a text are known companies."""
    return sum(1 for part in _PARTS.split(text) if part.strip() and is_known_company(part))


def is_legal_form(text: str) -> bool:
    """Whether a text is a legal form and nothing else ("Inc.", "GmbH")."""
    return _companies().form.fullmatch(" " + text.strip(" .").lower().replace(".", "")) is not None


def ends_company(text: str, at: int, after: int) -> tuple[str, str] | None:
    """Name and rest of "Twilio Inc., San Francisco, USA" at a comma that ends a company's whole name, else None."""
    name, rest = text[:at], text[after:]
    if not rest or not has_legal_form(name) or is_legal_form(rest.split(",", 1)[0]):
        return None
    return name, rest


def companies_listed(text: str) -> list[str]:
    """The names in "AWS, Stripe, Inc. and Twilio"; nothing where the parts are not all like names, or none is sure."""
    parts: list[str] = []
    text = text.strip(" ;")
    if text.endswith(".") and not has_legal_form(text):
        text = text[:-1]
    for part in _LISTED.split(text):
        if parts and is_legal_form(part):
            parts[-1] = f"{parts[-1]}, {part.strip()}"
        elif part.strip():
            parts.append(part.strip())
    likeness = [
        0.0 if len(part) > 70 or _words().sentence.search(part) else company_likeness(part) for part in parts
    ]
    if len(parts) < 2 or min(likeness) < 0.6 or sum(1 for value in likeness if value >= 1) * 2 < len(parts):
        return []
    return parts


def is_url(text: str) -> bool:
    """Whether the text is a web address and nothing else."""
    return _URL.match(text) is not None


def is_email(text: str) -> bool:
    """Whether the text is a mail address and nothing else."""
    return _EMAIL.match(text) is not None


def names_transfer_tool(text: str) -> bool:
    """Whether the text names a transfer mechanism."""
    return _words().transfer.search(text) is not None


def is_address(text: str) -> bool:
    """Whether the text reads as a postal address: a street or a number of four digits and more, and a comma."""
    if len(text) > 300 or not any(c.isdigit() for c in text) or _ONLY_DATE.fullmatch(text):
        return False
    if len(text) > 60 and _mostly_small(text):
        return False  # a sentence with a number in it
    return _words().house.search(text) is not None or _words().street.search(text) is not None


def _mostly_small(text: str) -> bool:
    words = text.split()
    return sum(1 for word in words if word[0].islower()) * 3 > len(words) * 2


@lru_cache(maxsize=8192)
def answers_yes_or_no(text: str) -> bool:
    """Whether the text is a yes or a no, with at most a remark in brackets or behind a dash."""
    first = _REMARK.split(text, maxsplit=1)[0]
    return len(first) < 6 and fold_key(first) in _words().answers


def is_date(text: str) -> bool:
    """Whether a short text holds a date."""
    return len(text) < 40 and _DATE.search(text) is not None


def holds_date(text: str) -> bool:
    """Whether a text, however long, holds a year or a date in figures."""
    return _DATE.search(text) is not None


def is_number(text: str) -> bool:
    """Whether the text is a running number."""
    return _NUMBER.match(text) is not None


def share(cells: Sequence[str], test: object) -> float:
    """The share of the non-empty cells that pass ``test``; 0 where all are empty."""
    filled = [cell for cell in cells if cell]
    if not filled or not callable(test):
        return 0.0
    return sum(1 for cell in filled if test(cell)) / len(filled)
