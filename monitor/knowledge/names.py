"""Names of companies, taken apart for matching: brand, legal form, country, other names. Shown as written, always.

Legal forms, joining words ("d/b/a", "formerly") and known aliases are data: ``legal_suffixes.yaml``, ``aliases.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from monitor.knowledge import load
from monitor.knowledge.letters import plain_letters, words


@dataclass(frozen=True, slots=True)
class NameKey:
    """A company's name, taken apart. Words are folded: no case, accents, punctuation; single spaces between them.

    written: all words of the name; names that share it are the same name, written with other punctuation or case.
    brand: the words left without legal form, country, other names and remarks; never empty for a name with a letter.
    suffix: class of the legal form (``inc``, ``gmbh``, …), None where none is stated.
    country: ISO 3166-1 alpha-2 or a region's word (``EMEA``), where the name says which branch is meant.
    aliases: further names ("d/b/a", "(Linx)", second line). former: names it says it gave up ("formerly").
    parents: whom it says it belongs to ("part of"). parts: brands of a name that joins several ("A & B"), else empty.
    note: remarks after the name. relatives: "and its affiliates" is said. entity: legal form and country as written.
    """

    written: str
    brand: str
    suffix: str | None = None
    country: str | None = None
    aliases: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    note: str = ""
    relatives: bool = False
    entity: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes by now, run together (``help scout`` and ``HelpScout`` are one name)."""
        if not self.aliases:  # most have one name, and these are asked for very often
            return (self.brand.replace(" ", ""),)
        return tuple(dict.fromkeys(name.replace(" ", "") for name in (self.brand, *self.aliases)))

    @property
    def all_names(self) -> tuple[str, ...]:
        """``names`` and those it gave up."""
        if not self.former:
            return self.names
        return tuple(dict.fromkeys((*self.names, *(name.replace(" ", "") for name in self.former))))


@dataclass(frozen=True, slots=True)
class _Rules:
    forms: dict[tuple[str, ...], str]  # words of a legal form -> its class
    longest: int
    leading: tuple[tuple[str, ...], ...]
    glued: re.Pattern[str]  # legal forms of scripts without spaces
    countries: dict[str, str]
    relatives: re.Pattern[str]
    joiners: re.Pattern[str]
    joiner_kinds: dict[str, str]
    notes: frozenset[str]
    domains: frozenset[str]
    general: frozenset[str]


_BRACKETS = re.compile(r"[(\[（【]([^()\[\]（）【】]*)[)\]）】]")
_MARKS = re.compile(r"[*†‡§¶®™©℠⁰¹²³⁴-⁹₀-₉]+|\[\d{1,2}\]|\(\d{1,2}\)")
_ADDRESS_END = re.compile(r"[^\W_]\.([a-z]{2,5})\b(?!\.)", re.IGNORECASE)
_DASH = re.compile(r"\s+[-–—|:]+\s+|:\s+|\s+[-–—]\s*$")
_EITHER = re.compile(r"\s+/\s+|\s*;\s*")
_PARTS = re.compile(r"\s*[/;,]\s*|\s+(?:[&+]|and|und|et|y|e|og|och|en|i)\s+", re.IGNORECASE)


def _pattern(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in sorted(phrases, key=len, reverse=True))


@cache
def _rules() -> _Rules:
    data = load("legal_suffixes")
    forms = {tuple(words(form)): name for name, written in data["classes"].items() for form in written}
    glued = [
        form
        for written in data["classes"].values()
        for form in written
        if ord(form[-1]) > 0x2FFF or ord(form[0]) > 0x2FFF
    ]
    countries = {
        " ".join(words(names.split("|")[0])): code for code, names in load("places_names")["names"].items()
    }
    countries.update({" ".join(words(name)): code for name, code in data["countries"].items()})
    kinds = {" ".join(words(w)): kind for kind, ws in data["joiners"].items() for w in ws}
    every = [w for ws in data["joiners"].values() for w in ws]
    return _Rules(
        forms=forms,
        longest=max(map(len, forms)),
        leading=tuple(sorted((tuple(words(form)) for form in data["leading"]), key=len, reverse=True)),
        glued=re.compile(_pattern(glued)),
        countries=countries,
        relatives=re.compile(rf"[,\s]+(?:{_pattern(data['relatives'])})\.?\s*$", re.IGNORECASE),
        joiners=re.compile(rf"(?<![^\s,;(/–-])({_pattern(every)})(?=[\s:.])[\s:.]*", re.IGNORECASE),
        joiner_kinds=kinds,
        notes=frozenset(" ".join(words(note)) for note in data["notes"]),
        domains=frozenset(data["domains"]),
        general=frozenset(data["general"]),
    )


@lru_cache(maxsize=65_536)
def normalise_name(name: str) -> NameKey:
    """Takes a name apart. Never fails: a text without letters gives a key whose brand is what is left of it."""
    rules = _rules()
    text = _MARKS.sub(" ", name).strip(" \t\n,;.·•")
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    text = lines[0] if lines else name
    found: dict[str, list[str]] = {"also": [_brand(line) for line in lines[1:3]]}
    shorter = rules.relatives.sub("", text)
    relatives = shorter != text
    text, country, notes = _take_brackets(shorter, found)
    text = _take_joined(text, found)
    parts = _parts(text)
    text, *further = _EITHER.split(text)
    found["also"] += [_brand(other) for other in further]
    head, *tail = _DASH.split(text, maxsplit=1)
    if head.strip():
        text = head
        notes += [" ".join(words(part)) for part in tail]
    brand, suffix, at_end, entity = _strip(text)
    found["also"].append(_without_domain(text, brand))
    return NameKey(
        written=" ".join(words(_MARKS.sub(" ", name))) or name.strip(),
        brand=brand or " ".join(words(name)) or name.strip(),
        suffix=suffix,
        country=country or at_end,
        aliases=_unique((*found.get("trading", ()), *found.get("also", ()), *found.get("now", ())), brand),
        former=_unique(found.get("former", ()), brand),
        parents=_unique(found.get("part_of", ()), brand),
        parts=parts,
        note=" ".join(filter(None, notes)),
        relatives=relatives,
        entity=entity,
    )


def _unique(names: Iterable[str], brand: str) -> tuple[str, ...]:
    return tuple(sorted({name for name in names if name and name != brand}))


def _take_brackets(text: str, found: dict[str, list[str]]) -> tuple[str, str | None, list[str]]:
    """What stands in brackets: another name, a country, a remark, or part of the legal form ("(Pty) Ltd")."""
    rules = _rules()
    country: str | None = None
    notes: list[str] = []
    for match in _BRACKETS.finditer(text):
        inner = match.group(1).strip()
        folded = " ".join(words(inner))
        if not folded:
            continue
        if folded in rules.countries:
            country = rules.countries[folded]
        elif folded in rules.notes or len(folded.split()) > 6:
            notes.append(folded)
        elif tuple(folded.split()) in rules.forms:
            text = text.replace(match.group(), f" {inner} ")
        else:
            left = _take_joined(f"{inner} ", found)
            found["also"] += [_brand(part) for part in re.split(r"[,;/]", left) if part.strip()]
    return _BRACKETS.sub(" ", text), country, notes


def _take_joined(text: str, found: dict[str, list[str]]) -> str:
    """Cuts "d/b/a X", "formerly Y" off a name and files X and Y; gives the name before the first of them."""
    rules = _rules()
    pieces = rules.joiners.split(text)
    if len(pieces) == 1 or (not pieces[0].strip() and len(pieces) == 3 and not words(pieces[2])):
        return text
    for joiner, rest in zip(pieces[1::2], pieces[2::2], strict=True):
        kind = rules.joiner_kinds[" ".join(words(joiner))]
        brand = _brand(re.sub(r"[,;\s]+(?:and|und|et)?\s*$", "", rest))
        if brand:
            found.setdefault(kind, []).append(brand)
    return pieces[0].rstrip(" ,;(")


def _brand(text: str) -> str:
    return _strip(text)[0]


def _strip(text: str) -> tuple[str, str | None, str | None, str]:
    """Brand, class of the legal form, country and the words of both, of a text that is one plain name."""
    rules = _rules()
    tokens = words(rules.glued.sub(lambda m: f" {m.group()} ", text))
    while len(tokens) > 1 and tokens[0] == "the":
        tokens = tokens[1:]
    suffix: str | None = None
    for lead in rules.leading:
        if len(tokens) > len(lead) and tuple(tokens[: len(lead)]) == lead and lead in rules.forms:
            suffix, tokens = rules.forms[lead], tokens[len(lead) :]
            break
    brand, country = list(tokens), None
    while True:
        size = next(
            (n for n in range(min(rules.longest, len(brand) - 1), 0, -1) if tuple(brand[-n:]) in rules.forms),
            0,
        )
        if size:
            suffix = suffix or rules.forms[tuple(brand[-size:])]
            brand = brand[:-size]
            continue
        size = next(
            (n for n in (4, 3, 2, 1) if len(brand) > n and " ".join(brand[-n:]) in rules.countries), 0
        )
        if size and country is None and brand[-size - 1] not in ("of", "and", "in", "for"):
            country = rules.countries[" ".join(brand[-size:])]
            brand = brand[:-size]
            continue
        break
    written = text.split()
    entity = (
        " ".join(written[max(0, len(written) - (len(tokens) - len(brand))) :])
        if len(brand) < len(tokens)
        else ""
    )
    return " ".join(brand), suffix, country, entity.strip(" ,")


def _without_domain(text: str, brand: str) -> str:
    """The brand without the end of an address used as a name: "Fly.io" is also "Fly"; "" where there is none."""
    end = _ADDRESS_END.search(text)
    if not end or end.group(1).casefold() not in _rules().domains:
        return ""
    return " ".join(word for word in brand.split() if word != end.group(1).casefold())


def _parts(text: str) -> tuple[str, ...]:
    pieces = [_brand(piece) for piece in _PARTS.split(text) if piece.strip()]
    distinct = tuple(
        dict.fromkeys(piece for piece in pieces if piece and tuple(piece.split()) not in _rules().forms)
    )
    return distinct if len(distinct) > 1 else ()


def same_brand(a: NameKey, b: NameKey) -> bool:
    """Whether the two go by a common name, whatever their legal forms and countries."""
    return not set(a.all_names).isdisjoint(b.all_names)


def telling_words(brand: str) -> frozenset[str]:
    """The words of a folded brand that tell companies apart ("cloud", "services" do not); all, where none would."""
    every = frozenset(brand.split())
    return every - _rules().general or every


def legal_entity_changed(a: NameKey, b: NameKey) -> str | None:
    """Whether a name now means another legal entity: ``Ireland Ltd -> Inc``, or None.

    A legal form that is newly stated or left out proves nothing; two different ones do, and so does another
    country where both names are legal names.
    """
    forms = a.suffix is not None and b.suffix is not None
    countries = a.country is not None and b.country is not None
    other_form = forms and a.suffix != b.suffix
    other_country = (forms or countries) and a.country != b.country
    if not (other_form or other_country):
        return None
    return f"{a.entity or a.country or 'none'} -> {b.entity or b.country or 'none'}"


@cache
def _organisations() -> tuple[dict[str, str], dict[str, str]]:
    by_name: dict[str, str] = {}
    by_domain: dict[str, str] = {}
    for organisation, entry in load("aliases")["organisations"].items():
        for name in (organisation, *entry.get("names", ()), *entry.get("formerly", ())):
            by_name.setdefault("".join(words(name)), organisation)
        for domain in entry.get("domains", ()):
            by_domain.setdefault(domain, organisation)
    return by_name, by_domain


def organisation_of(name: str | NameKey) -> str | None:
    """The organisation a name is known to stand for (``aliases.yaml``), or None where it is not in the file."""
    key = normalise_name(name) if isinstance(name, str) else name
    by_name = _organisations()[0]
    return next((by_name[form] for form in key.all_names if form in by_name), None)


def organisation_of_domain(domain: str) -> str | None:
    """The organisation whose own registrable domain this is (``aliases.yaml``), or None."""
    return _organisations()[1].get(domain)


__all__ = [
    "NameKey",
    "legal_entity_changed",
    "normalise_name",
    "organisation_of",
    "organisation_of_domain",
    "plain_letters",
    "same_brand",
    "telling_words",
]
