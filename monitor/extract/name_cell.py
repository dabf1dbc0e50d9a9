"""The cell that holds a name often holds more: marks, numbers, an address, the company's seat, its legal name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.extract import contents
from monitor.knowledge.places import is_place_text
from monitor.model import Field, Link

# Footnote marks at the end; a registered-trade-mark sign is not part of a name either.
_MARKS = re.compile(r"(?:\s*(?:[*†‡§¶®™℠↗→⇗🔗]|[\u00b9\u00b2\u00b3\u2070-\u2079]|\[\d{1,2}\]|\(\d{1,2}\)))+$")
_TEXT_MARKS = re.compile(r"\s*[*†‡]+$")
_NUMBERED = re.compile(
    r"^(?:\[[ xX✓]?\]\s+|\d{1,3}[.)]\s+|\d{1,2}(?:\.\d{1,2}){1,2}[.)]?\s+|[#№]\s*\d{1,3}\s+|[-•●▪‣◦·–—*]\s+)"
)
_REGISTRATION = re.compile(
    r"(?:\(?\b(?:org(?:\.|anisations?)?[\s-]*n(?:r|o|umber|ummer)|reg(?:istration|istered)?\.?\s*n(?:r|o|umber|ummer)|company\s+n(?:o|umber)"
    r"|siren|siret|kvk|cvr|hrb|uid|vat|cif|nif|cnpj|krs|nip)\b[\s.:#-]*[\w\s./-]*\d[\w./ -]*\)?)",
    re.IGNORECASE,
)
_JOINS = re.compile(
    r"^[(（\[]|^(?:d/?b/?a|t/as|aka|a/k/a|formerly|trading as|via|and|und|et|y|e|en|by|part of|&)\b|^/",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(r"(?:[,&/(-]|\b(?:and|und|et|of|for|the|de|du|van|y|e))$", re.IGNORECASE)
_COMMA = re.compile(r",\s+")
_ADDRESS_PARTS = (Field.LEGAL_ADDRESS, Field.CORPORATE_LOCATION, Field.PURPOSE, Field.NOTES)


def strip_marks(text: str) -> str:
    """A cell's text without the footnote stars at its end."""
    return _TEXT_MARKS.sub("", text) if text[-1:] in "*†‡" else text


def strip_name(text: str) -> str:
    """One line of a name without numbering before and footnote marks after it."""
    text = _NUMBERED.sub("", text)
    if text and not text[-1].isalpha():
        text = _MARKS.sub("", text)
    return text.strip(" \t:;|–—-").rstrip(",") if text else text


def split_name(text: str, links: Sequence[Link] = ()) -> tuple[str, list[tuple[Field, str]]]:
    """The name in a cell, and what else the cell says: ``(name, [(field, text), …])``."""
    if "\n" not in text:
        name = strip_name(text)
        if "(" in name and (found := _REGISTRATION.search(name)) and len(name) > len(found.group(0)) + 2:
            bare = (name[: found.start()] + name[found.end() :]).strip(" ,;")
            return " ".join(bare.split()), [(Field.REGISTRATION, found.group(0).strip("() "))]
        if not name and links:
            name = strip_name(links[0].text)
        if ", " in name and any(map(str.isdigit, name)):
            return _without_address(name)
        return name, []
    lines: list[str] = text.split("\n")
    name = strip_name(lines[0])
    rest: list[str] = lines[1:]
    while rest and (not name or _JOINS.match(rest[0]) or _UNFINISHED.search(name)):
        name = strip_name(f"{name} {rest.pop(0)}".strip())
    extra: list[tuple[Field, str]] = []
    address: list[str] = []
    said = [_line_says(line) for line in rest]
    # One line of several that reads as an address makes its neighbours parts of it: a house, a town, a country.
    whole = Field.LEGAL_ADDRESS in said
    for which, line in zip(said, rest, strict=True):
        if whole and which in _ADDRESS_PARTS and len(line) < 90:
            address.append(line)
        else:
            extra.append((which, line))
    if address:
        extra.insert(0, (Field.LEGAL_ADDRESS, "\n".join(address)))
    return name, _merged(extra)


def _without_address(name: str) -> tuple[str, list[tuple[Field, str]]]:
    """ "Vercel Inc., 340 S Lemon Ave, Walnut, CA 91789": the address behind the name told apart."""
    for comma in _COMMA.finditer(name):
        cut = contents.ends_company(name, comma.start(), comma.end())
        if cut is not None:
            return (cut[0], [(Field.LEGAL_ADDRESS, cut[1])]) if contents.is_address(cut[1]) else (name, [])
    first, _, rest = name.partition(", ")
    if contents.company_likeness(first) >= 0.8 and contents.is_address(rest):
        return first, [(Field.LEGAL_ADDRESS, rest)]
    return name, []


def _line_says(line: str) -> Field:
    bare = line.strip("() ")
    if contents.is_url(bare):
        return Field.WEBSITE
    if contents.is_email(bare):
        return Field.CONTACT
    if _REGISTRATION.fullmatch(bare) or (_REGISTRATION.search(line) and len(line) < 60):
        return Field.REGISTRATION
    if contents.is_address(line):
        return Field.LEGAL_ADDRESS
    place = is_place_text(bare) if len(line) < 80 and not contents.is_other_abbreviation(bare) else 0.0
    if contents.has_legal_form(line) and len(line) < 100 and place < 0.9:
        return Field.LEGAL_NAME  # also that of "Contoso Ireland Ltd"
    if place >= 0.5:
        return Field.CORPORATE_LOCATION
    return Field.PURPOSE if len(line) > 12 else Field.NOTES


def _merged(extra: list[tuple[Field, str]]) -> list[tuple[Field, str]]:
    merged: dict[Field, str] = {}
    for which, line in extra:
        merged[which] = f"{merged[which]}\n{line}" if which in merged else line
    return list(merged.items())
