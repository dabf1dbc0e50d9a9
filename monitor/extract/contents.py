"""What cells hold, judged by themselves: names of companies, places, addresses, links, transfer tools, dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from monitor import knowledge
from monitor.extract.text import fold_key

_URL = re.compile(
    r"^(?:https?://|www\.)\S+$|^(?:[a-z0-9-]+\.)+(?:com|io|ai|net|org|eu|de|fr|co|uk|dev|app|nl|es|it|se|ch|cloud|tech|us|in|jp|pl|dk|at|be)(?:/\S*)?$",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", re.IGNORECASE)
_TRANSFER = re.compile(
    r"\b(?:scc|sccs|dpf|bcr|idta|standard contractual|model clauses|data privacy framework|adequa\w+|adéquation|privacy shield"
    r"|clauses contractuelles|standardvertragsklausel\w*|standarddatenschutzklausel\w*|angemessenheit\w*|cláusulas contractuales|cláusulas contratuais"
    r"|clausole contrattuali|modelcontract\w*|standaardcontract\w*|standardavtalsklausul\w*|standardkontrakt\w*|klauzul\w+|binding corporate)\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_NUMBER = re.compile(r"^\W*\d{1,4}\W*$")
_STREET = re.compile(
    r"\d{4,}|\b(?:street|st|avenue|ave|road|rd|blvd|boulevard|suite|floor|drive|lane|way|straße|strasse|str|platz|weg|allee|rue|via|viale|piazza|corso|calle|plaza|avenida|rua|straat|laan|gatan|vej|gade|building|house|square|p\.?o\.? box|postfach|cedex)\b",
    re.IGNORECASE,
)
_HOUSE = re.compile(r"^\d{1,5}[a-z]?,?\s+(?:[A-ZÀ-Þ]\w+|rue|bd|av|bis|ter)\b|^\w{3,}(?:gatan|vägen|straße|strasse|str\.|weg|platz|allee|gata|vej|gade|straat|laan|plein|katu|tie)\s+\d+")
_SENTENCE = re.compile(r"[.!?。]\s|\s(?:we|you|our|your|is|are|will|may|wir|sie|nous|vous|nosotros)\s", re.IGNORECASE)
_NOT_A_NAME = re.compile(
    r"^(?:_|cookie|see |voir |siehe |n/?a$|none|click|read more|learn more|table|section|article|annex|schedule)|[=<>{}]|\$|%|^[☐☒]",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[,;/\n]| and | und | et ")
_DOMAIN_NAME = re.compile(r"^[a-z0-9-]+\.(?:com|io|ai|net|org|eu|de|fr|co|dev|app|tech|me|so|run|sh|us|cloud)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Companies:
    names: frozenset[str]
    longest: int
    form: re.Pattern[str]


@cache
def _companies() -> _Companies:
    data = knowledge.load("companies")
    names = frozenset(fold_key(name) for name in data["names"])
    forms = "|".join(sorted((re.escape(f) for f in data["legal_forms"]), key=len, reverse=True))
    cjk = "|".join(re.escape(f) for f in data["legal_forms_cjk"])
    return _Companies(
        names=names,
        longest=max(len(name.split()) for name in names),
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
    words = text.split()
    if len(words) > 9 or _SENTENCE.search(text + " "):
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


def has_legal_form(text: str) -> bool:
    """Whether a name ends in a legal form (Inc., GmbH, 株式会社 …)."""
    return _companies().form.search(text.lower().replace(".", "")) is not None


def is_known_company(text: str) -> bool:
    """Whether a text begins with, or in brackets names, a company that many lists name."""
    known = _companies()
    words = fold_key(text).split()
    for count in range(min(known.longest, len(words)), 0, -1):
        if " ".join(words[:count]) in known.names:
            return True
    if "." in text and text.lower().strip(" .") in known.names:
        return True
    return False


def known_companies_in(text: str) -> int:
    """How many of the comma-separated parts of a text are known companies."""
    return sum(1 for part in _PARTS.split(text) if part.strip() and is_known_company(part))


def is_url(text: str) -> bool:
    """Whether the text is a web address and nothing else."""
    return _URL.match(text) is not None


def is_email(text: str) -> bool:
    """Whether the text is a mail address and nothing else."""
    return _EMAIL.match(text) is not None


def names_transfer_tool(text: str) -> bool:
    """Whether the text names a transfer mechanism."""
    return _TRANSFER.search(text) is not None


def is_address(text: str) -> bool:
    """Whether the text reads as a postal address: a street or a number of four digits and more, and a comma."""
    if len(text) > 300 or not any(c.isdigit() for c in text):
        return False
    return _HOUSE.search(text) is not None or _STREET.search(text) is not None


def is_date(text: str) -> bool:
    """Whether a short text holds a date."""
    return len(text) < 40 and _DATE.search(text) is not None


def is_number(text: str) -> bool:
    """Whether the text is a running number."""
    return _NUMBER.match(text) is not None


def share(cells: Sequence[str], test: object) -> float:
    """The share of the non-empty cells that pass ``test``; 0 where all are empty."""
    filled = [cell for cell in cells if cell]
    if not filled or not callable(test):
        return 0.0
    return sum(1 for cell in filled if test(cell)) / len(filled)
