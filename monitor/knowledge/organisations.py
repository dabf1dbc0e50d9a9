"""Which rows of which lists are one company: by name, known aliases, own website, and what people said.

A question is asked of a name; nothing is chained from row to row, for one wrong link would then join two houses. What
people said goes before everything: two names that somebody called one company are one, two that somebody kept apart
are two, whatever the data say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from monitor.knowledge import load
from monitor.knowledge.letters import words
from monitor.knowledge.links import registrable_domain
from monitor.knowledge.names import normalise_name, organisation_of, organisation_of_domain
from monitor.model import Field, NameRuling, Row

_OWN_LINKS = frozenset({Field.NAME.value, Field.WEBSITE.value, Field.LEGAL_NAME.value, None})
_TELLING = 4  # letters that a name and the word of a domain must share to belong together


@dataclass(frozen=True, slots=True)
class Identity:
    """What a row says of who the company is.

    name: as written. forms: every name it goes or went by, run together. part_of: whose part it says it is.
    organisation: the one its names are known for (``aliases.yaml``). domains: of its own website.
    """

    name: str
    forms: frozenset[str]
    part_of: frozenset[str] = frozenset()
    organisation: str | None = None
    domains: frozenset[str] = frozenset()


def identity(row: Row, *, not_its_own: frozenset[str] = frozenset()) -> Identity:
    """Who a row is about. not_its_own: domains that say nothing, such as that of the page the row stands on."""
    names = [text for f in (Field.NAME, Field.LEGAL_NAME) if (text := row.get(f))]
    keys = [normalise_name(name) for name in names]
    found = (registrable_domain(href) for href in _own_links(row))
    domains = frozenset(domain for domain in found if domain and domain not in not_its_own)
    known = (organisation_of(key) for key in keys)
    return Identity(
        row.name,
        frozenset(form for key in keys for form in key.all_names if form),
        frozenset(_run_together(parent) for key in keys for parent in key.parents),
        next(filter(None, known), None)
        or next(filter(None, map(organisation_of_domain, sorted(domains))), None),
        domains,
    )


def _own_links(row: Row) -> list[str]:
    website = row.get(Field.WEBSITE) or ""
    return [link.href for link in row.links if link.column in _OWN_LINKS] or [
        w for w in website.split() if "." in w
    ]


def _run_together(name: str) -> str:
    return "".join(words(name))


@dataclass(frozen=True, slots=True)
class Asked:
    """A name that is asked for, with all it is known by.

    forms: names run together. said: form -> the person's word that brought it in. organisation: the one it is known
    for. domains: of its websites. apart: forms that somebody said are another company.
    """

    name: str
    forms: frozenset[str]
    organisation: str | None
    domains: frozenset[str]
    said: dict[str, NameRuling]
    apart: dict[str, NameRuling]


def asked_for(name: str, everybody: Iterable[Identity], rulings: Sequence[NameRuling] = ()) -> Asked:
    """A name with its aliases, its websites as the rows that bear it give them, and what people said of it.

    rulings: oldest first; the newest word on a pair holds.
    """
    forms = frozenset(normalise_name(name).all_names)
    organisation = organisation_of(name)
    said, apart = _said(forms, rulings)
    every = forms | said.keys()
    if organisation is None:
        organisation = next(
            filter(None, (organisation_of(r.name) or organisation_of(r.other) for r in said.values())), None
        )
    if organisation is not None and _run_together(organisation) in apart:
        organisation = None  # somebody took the brand out of the house
    domains = set(_known_domains(organisation)) if organisation else set()
    for one in everybody:
        if one.forms & every and not one.forms & apart.keys():
            domains |= {domain for domain in one.domains if _is_its_own(domain, one.forms & every)}
    return Asked(name, every, organisation, frozenset(domains), said, apart)


def why_the_same(asked: Asked, one: Identity) -> str | None:
    """Why a row is about the company asked for, in a phrase; None where it is not."""
    if not one.forms.isdisjoint(asked.apart):
        return None
    spoken = [asked.said[form] for form in sorted(one.forms) if form in asked.said]
    if spoken:
        return f"{spoken[0].made_by} said so on {spoken[0].made_at:%Y-%m-%d}"
    if one.forms & asked.forms:
        return "same name"
    if asked.organisation is not None and one.organisation == asked.organisation:
        return f"known to belong to {asked.organisation}"
    shared = sorted(one.domains & asked.domains)
    if shared:
        return f"same website, {shared[0]}"
    if one.part_of & asked.forms:
        return "the row says it is part of it"
    return None


def _said(
    forms: frozenset[str], rulings: Sequence[NameRuling]
) -> tuple[dict[str, NameRuling], dict[str, NameRuling]]:
    """What people said of these names: forms that are the same company, be it by way of others; forms that are not."""
    newest: dict[frozenset[str], tuple[frozenset[str], frozenset[str], NameRuling]] = {}
    for ruling in rulings:
        # A name means itself and not its organisation: "Segment is not Twilio" must not part all of the house.
        one, other = (frozenset(normalise_name(n).names[:1]) for n in (ruling.name, ruling.other))
        newest[one | other] = (one, other, ruling)
    same: dict[str, NameRuling] = {}
    apart: dict[str, NameRuling] = {}
    reached, waiting = set(forms), set(forms)
    while waiting:
        fresh: set[str] = set()
        for one, other, ruling in newest.values():
            for mine, theirs in ((one, other), (other, one)):
                if mine & waiting and ruling.same:
                    fresh |= theirs - reached
                    same.update((form, ruling) for form in theirs - reached)
        reached |= fresh
        waiting = fresh
    for one, other, ruling in newest.values():
        for mine, theirs in ((one, other), (other, one)):
            if mine & forms and not ruling.same:
                apart.update((form, ruling) for form in theirs - forms)
    return {form: r for form, r in same.items() if form not in apart}, apart


@cache
def _known_domains(organisation: str) -> tuple[str, ...]:
    return tuple(load("aliases")["organisations"].get(organisation, {}).get("domains", ()))


def _is_its_own(domain: str, forms: Iterable[str]) -> bool:
    """Whether a domain bears the company's name: a list may also link to a shop, a registry, a social network."""
    word = _run_together(domain.partition(".")[0])
    return any(
        word == form or (min(len(word), len(form)) >= _TELLING and (word in form or form in word))
        for form in forms
    )
