"""Which row of the older listing is which row of the newer: by identity first, then by an optimal assignment.

Order never matters, and comparing backwards gives the same pairs: both sides are worked through in an order of
content, and the side that comes first in that order is always taken as the left one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence, Set
from dataclasses import dataclass, field

from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from monitor.compare.assignment import best_assignment, components
from monitor.compare.entries import Entry
from monitor.compare.likeness import Evidence, NameTie, evidence
from monitor.model import Field

Key = Callable[[Entry], Hashable]

# Rows of one name, or sharing one word, beyond this many on a side are no longer weighed one against all.
_WEIGHABLE = 160


@dataclass
class Matching:
    """Pairs of rows that are one entry, and what is left. ``evidence`` holds the reasons where names differ."""

    pairs: list[tuple[Entry, Entry]] = field(default_factory=list)
    evidence: dict[tuple[int, int], Evidence] = field(default_factory=dict)
    removed: list[Entry] = field(default_factory=list)
    added: list[Entry] = field(default_factory=list)


def match_identical(before: Sequence[Entry], after: Sequence[Entry], columns: Sequence[str]) -> Matching:
    """Pairs rows whose names are written alike; first those alike in every respect."""
    left, right, swapped = _oriented(before, after)
    pairs: list[tuple[Entry, Entry]] = []
    steps: tuple[Key, ...] = (
        lambda e: e.raw,
        lambda e: e.signature(columns),
        lambda e: (e.written, e.group, e.purpose, e.products),
        lambda e: (e.written, e.purpose, e.products),
        lambda e: (e.written, e.group),
        lambda e: e.written,
    )
    for number, step in enumerate(steps):
        if not left or not right:
            break
        left, right = _pair_step(step, left, right, pairs, alike_throughout=number < 2)
    return _turned(pairs, {}, left, right, swapped)


def match_renamed(before: Sequence[Entry], after: Sequence[Entry], families: Set[str]) -> Matching:
    """Pairs rows whose names differ, where the names or the addresses speak for it; see ``likeness``.

    families: brands of which a list names several companies ("GitHub India", "GitHub Canada"): there one that goes
    and one that comes in another country are two.
    """
    left, right, swapped = _oriented(before, after)
    reasons: dict[tuple[int, int], Evidence] = {}
    for i, j in sorted(_candidates(left, right)):
        found = evidence(left[i], right[j])
        if found and not _are_kin(left[i], right[j], found.tie, families):
            reasons[i, j] = found
    pairs: list[tuple[Entry, Entry]] = []
    kept: dict[tuple[int, int], Evidence] = {}
    gone: tuple[set[int], set[int]] = set(), set()
    for lefts, rights in components(reasons):
        # What has no reason scores so low that the solver takes it only where nothing else fits; it is then dropped.
        scores = [[reasons[i, j].score if (i, j) in reasons else -100.0 for j in rights] for i in lefts]
        for r, c in best_assignment(scores):
            i, j = lefts[r], rights[c]
            if (i, j) in reasons:
                pairs.append((left[i], right[j]))
                kept[left[i].at, right[j].at] = reasons[i, j]
                gone[0].add(i)
                gone[1].add(j)
    rest_left = [entry for i, entry in enumerate(left) if i not in gone[0]]
    rest_right = [entry for j, entry in enumerate(right) if j not in gone[1]]
    return _turned(pairs, kept, rest_left, rest_right, swapped)


def families_of(*listings: Sequence[Entry]) -> set[str]:
    """Brands that one list gives several countries of."""
    found: set[str] = set()
    for entries in listings:
        countries: dict[str, set[str | None]] = defaultdict(set)
        for entry in entries:
            countries[entry.compact].add(entry.key.country)
        found |= {brand for brand, several in countries.items() if len(several) > 1}
    return found


def _are_kin(a: Entry, b: Entry, tie: NameTie, families: Set[str]) -> bool:
    """Whether two names stand for two companies of one house rather than for one."""
    if a.compact != b.compact:  # "GitLab IT BV" is no other name of "GitLab UK Ltd"
        by_words = tie in {NameTie.INSIDE, NameTie.SHARED_WORDS, NameTie.CONTAINED}
        return by_words and (a.compact in families or b.compact in families)
    return a.compact in families and a.key.country != b.key.country


def _oriented(before: Sequence[Entry], after: Sequence[Entry]) -> tuple[list[Entry], list[Entry], bool]:
    left, right = sorted(before, key=lambda e: e.raw), sorted(after, key=lambda e: e.raw)
    if [e.raw for e in left] > [e.raw for e in right]:
        return right, left, True
    return left, right, False


def _turned(
    pairs: list[tuple[Entry, Entry]],
    reasons: dict[tuple[int, int], Evidence],
    left: list[Entry],
    right: list[Entry],
    swapped: bool,
) -> Matching:
    if not swapped:
        return Matching(pairs, reasons, left, right)
    return Matching([(b, a) for a, b in pairs], {(j, i): e for (i, j), e in reasons.items()}, right, left)


def _pair_step(
    key: Key,
    left: list[Entry],
    right: list[Entry],
    pairs: list[tuple[Entry, Entry]],
    *,
    alike_throughout: bool,
) -> tuple[list[Entry], list[Entry]]:
    """One round: pairs what shares a key, and gives back what is left on both sides."""
    waiting: dict[Hashable, list[Entry]] = defaultdict(list)
    for entry in right:
        waiting[key(entry)].append(entry)
    ours: dict[Hashable, list[Entry]] = defaultdict(list)
    for entry in left:
        value = key(entry)
        if value in waiting:
            ours[value].append(entry)
    taken: tuple[set[int], set[int]] = set(), set()
    for value, mine in ours.items():
        theirs = waiting[value]
        plain = alike_throughout or (len(mine) == len(theirs) == 1)
        chosen = zip(mine, theirs, strict=False) if plain else _closest(mine, theirs)
        for a, b in chosen:
            pairs.append((a, b))
            taken[0].add(a.at)
            taken[1].add(b.at)
    return [e for e in left if e.at not in taken[0]], [e for e in right if e.at not in taken[1]]


def _closest(left: Sequence[Entry], right: Sequence[Entry]) -> Iterable[tuple[Entry, Entry]]:
    """Rows of one name, paired so that what they say agrees as far as it can."""
    if max(len(left), len(right)) > _WEIGHABLE:
        return zip(left, right, strict=False)  # both in the order of their content
    weighed = [
        weight * cdist([text(e) for e in left], [text(e) for e in right], scorer=fuzz.token_sort_ratio)
        for weight, text in _ASPECTS
    ]
    total = sum(weighed[1:], start=weighed[0])
    return [(left[r], right[c]) for r, c in best_assignment(total.tolist())]


_ASPECTS: tuple[tuple[float, Callable[[Entry], str]], ...] = (
    (3.0, lambda e: e.purpose),
    (2.0, lambda e: e.products),
    (1.5, lambda e: e.cells.get(Field.LOCATION.value, "")),
    (1.0, lambda e: e.group),
    (1.0, lambda e: " ".join(e.cells.values())),
)


def _candidates(left: Sequence[Entry], right: Sequence[Entry]) -> set[tuple[int, int]]:
    """Pairs worth weighing: those that share a name, a telling word, a beginning, an organisation or an address.

    Keeps 5,000 rows against 5,000 from becoming 25 million comparisons.
    """
    mine, theirs = _index(left), _index(right)
    found: set[tuple[int, int]] = set()
    for handle, i_s in mine.items():
        j_s = theirs.get(handle)
        if not j_s:
            continue
        if len(i_s) * len(j_s) <= (_COMMON if handle[0] in _WEAK else _WEIGHABLE**2):
            found.update((i, j) for i in i_s for j in j_s)
        elif handle[0] not in _WEAK:  # one name hundreds of times: neighbours in the order of content suffice
            step = len(j_s) / len(i_s)
            for n, i in enumerate(i_s):
                middle = int(n * step)
                found.update((i, j) for j in j_s[max(0, middle - 3) : middle + 4])
    return found


def _index(entries: Sequence[Entry]) -> dict[tuple[str, str], list[int]]:
    index: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, entry in enumerate(entries):
        for handle in _handles(entry):
            index[handle].append(i)
    return index


def _handles(entry: Entry) -> set[tuple[str, str]]:
    key = entry.key
    handles = {("name", name) for name in (*key.all_names, *entry.names)}
    handles |= {("word", word) for word in entry.name_words if len(word) > 2}
    for name in (key.brand, *key.aliases):
        initials = "".join(word[0] for word in name.split())
        handles |= {("initials", form) for form in (initials, name) if 3 <= len(form) <= 6}
    compact = entry.compact
    if len(compact) >= 4:  # spelling: one of two stretches survives a slip anywhere but in the first letter
        handles |= {("start", compact[:4]), ("end", compact[0] + compact[-3:]), ("end", compact[-4:])}
    if entry.organisation:
        handles.add(("organisation", entry.organisation))
    handles |= {("page", page) for page in entry.pages}
    return handles


# What many rows share by chance says nothing once it makes more pairs than this.
_WEAK = frozenset({"word", "initials", "start", "end", "page"})
_COMMON = 400
