"""Transfer mechanisms in a text, in many languages' wordings (``mechanisms.yaml``)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from monitor.knowledge import load
from monitor.model import Mechanism

CLAUSES_2021 = frozenset(
    (Mechanism.SCC_M1, Mechanism.SCC_M2, Mechanism.SCC_M3, Mechanism.SCC_M4, Mechanism.SCC_UNSPECIFIED)
)
# A tool that can carry a transfer by itself; "none needed" and "unstated" carry nothing, "dead" no longer does.
NOT_A_TOOL = frozenset((Mechanism.NONE_NEEDED, Mechanism.UNSTATED, Mechanism.DEAD))


class _Wordings(NamedTuple):
    patterns: tuple[tuple[Mechanism | None, re.Pattern[str]], ...]
    modules: tuple[tuple[Mechanism, re.Pattern[str]], ...]
    none_needed: re.Pattern[str]
    unstated: re.Pattern[str]


@cache
def _wordings() -> _Wordings:
    data = load("mechanisms")
    return _Wordings(
        tuple((Mechanism(w["is"]) if w["is"] else None, re.compile(w["pattern"])) for w in data["wordings"]),
        tuple((Mechanism(w["is"]), re.compile(w["pattern"])) for w in data["modules"]),
        re.compile(data["none_needed"]),
        re.compile(data["unstated"]),
    )


def _plain(text: str) -> str:
    """Small letters without accents, plain hyphens and quotes, single blanks."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.replace("\u00ad", ""))
        # Only the accents of Latin letters go; the voiced marks of kana are letters of their own.
        text = unicodedata.normalize("NFC", "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f"))
        text = text.translate(_SIGNS)
        text = text.casefold()
    else:
        text = text.lower()
    return " ".join(text.split())


_SIGNS = {
    0x2010: "-",
    0x2011: "-",
    0x2012: "-",
    0x2013: "-",
    0x2019: "'",
    0xD8: "o",
    0xF8: "o",
    0xE6: "ae",
    0x142: "l",
}


@lru_cache(maxsize=2048)
def find_mechanisms(text: str) -> tuple[Mechanism, ...]:
    """The mechanisms that a text names, each once, in the order of the enum; empty where it names none.

    Clauses without a module are ``SCC_UNSPECIFIED``; with one or several, each module instead.
    The UK Extension is part of the EU-U.S. framework, so it brings ``DPF_EU`` with it.
    Privacy Shield and the clauses of 2010/87 come out as ``DEAD``.
    """
    plain = _plain(text)
    words = _wordings()
    found: set[Mechanism] = set()
    rest = plain
    for mechanism, pattern in words.patterns:
        rest, hits = pattern.subn(" | ", rest)
        if hits and mechanism:
            found.add(mechanism)
    if Mechanism.DPF_UK_EXT in found or (
        Mechanism.DPF_SWISS in found and re.search(r"\beu[- /]*u\.?s\b", rest)
    ):
        found.add(Mechanism.DPF_EU)
    if Mechanism.SCC_UNSPECIFIED in found or len(plain) < 40:
        modules = {mechanism for mechanism, pattern in words.modules if pattern.search(plain)}
        if modules:
            found = (found | modules) - {Mechanism.SCC_UNSPECIFIED}
    return tuple(m for m in Mechanism if m in found)


def cell_mechanisms(text: str | None) -> tuple[Mechanism, ...]:
    """What a cell of a mechanism column says; never empty.

    ``UNSTATED`` for none or an empty cell, ``NONE_NEEDED`` for "N/A" and its like,
    ``OTHER`` for words that name no mechanism we know.
    """
    plain = _plain(text or "")
    words = _wordings()
    if words.unstated.fullmatch(plain):
        return (Mechanism.UNSTATED,)
    found = find_mechanisms(text or "")
    if found:
        return found
    if words.none_needed.fullmatch(plain.rstrip(" .*")):
        return (Mechanism.NONE_NEEDED,)
    return (Mechanism.OTHER,)


def carries_transfer(mechanisms: tuple[Mechanism, ...]) -> bool:
    """Whether at least one of them is a tool that is valid today."""
    return any(mechanism not in NOT_A_TOOL for mechanism in mechanisms)


def is_dead(mechanisms: tuple[Mechanism, ...]) -> bool:
    """Whether a mechanism that is no longer valid is named and no valid one beside it."""
    return Mechanism.DEAD in mechanisms and not carries_transfer(mechanisms)
