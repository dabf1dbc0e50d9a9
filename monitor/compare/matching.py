"""Which row of the older listing is which row of the newer: by identity first, then by an optimal assignment.

Order never matters, and comparing backwards gives the same pairs: both sides are worked through in an order of
content, and the side that comes first in that order is always taken as the left one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence, Set
from dataclasses import dataclass, field

from monitor.compare.assignment import assign, best_assignment
from monitor.compare.entries import Entry
from monitor.compare.likeness import Evidence, NameTie, begin_or_hold, evidence, spelled_alike_or_inside
from monitor.compare.similarity import in_any_order, ratios
from monitor.compare.texts import bare
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
    left, right = _pair_step(lambda e: e.raw, left, right, pairs, alike_throughout=True)
    both = {e.written for e in left} & {e.written for e in right}
    alone = [[e for e in side if e.written not in both] for side in (left, right)]
    left, right = ([e for e in side if e.written in both] for side in (left, right))
    steps: tuple[Key, ...] = (
        lambda e: e.matter,
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
    return _turned(pairs, {}, alone[0] + left, alone[1] + right, swapped)


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
    for i, j in assign({pair: reason.score for pair, reason in reasons.items()}, missing=-100.0):
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
    total = [[0.0] * len(right) for _ in left]
    for weight, text in _ASPECTS:
        mine, theirs = ([in_any_order(text(e)) for e in side] for side in (left, right))
        if len({*mine, *theirs}) == 1:
            continue  # what all of them say chooses none
        for row, scores in zip(total, ratios(mine, theirs), strict=True):
            row[:] = [sum_ + weight * score for sum_, score in zip(row, scores, strict=True)]
    return [(left[r], right[c]) for r, c in best_assignment(total)]


_ASPECTS: tuple[tuple[float, Callable[[Entry], str]], ...] = (
    (3.0, lambda e: e.purpose),
    (2.0, lambda e: e.products),
    (1.5, lambda e: bare(e.cells.get(Field.LOCATION.value, ""))),
    (1.0, lambda e: e.group),
    (1.0, lambda e: " ".join(map(bare, e.cells.values()))),
)


def _candidates(left: Sequence[Entry], right: Sequence[Entry]) -> set[tuple[int, int]]:
    """Pairs worth weighing: those that share a name, a telling word, a beginning, an organisation or an address.

    Keeps 5,000 rows against 5,000 from becoming 25 million comparisons.
    """
    found: set[tuple[int, int]] = set()
    for kind, tell in _HANDLES.items():
        mine, theirs = _index(left, tell), _index(right, tell)
        most, may_tie = (_COMMON, _MAY_TIE.get(kind)) if kind in _WEAK else (_WEIGHABLE**2, None)
        for handle in mine.keys() & theirs.keys():
            i_s, j_s = mine[handle], theirs[handle]
            if len(i_s) * len(j_s) <= most:
                pairs = ((i, j) for i in i_s for j in j_s)
                found.update((i, j) for i, j in pairs if may_tie is None or may_tie(left[i], right[j]))
            elif kind not in _WEAK:
                found.update(_neighbours(i_s, j_s))
    return found


def _neighbours(i_s: Sequence[int], j_s: Sequence[int]) -> Iterable[tuple[int, int]]:
    """One name hundreds of times: neighbours in the order of content suffice."""
    step = len(j_s) / len(i_s)
    for n, i in enumerate(i_s):
        middle = int(n * step)
        yield from ((i, j) for j in j_s[max(0, middle - 3) : middle + 4])


def _index(entries: Sequence[Entry], tell: Callable[[Entry], Iterable[str]]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for i, entry in enumerate(entries):
        for handle in tell(entry):
            index[handle].append(i)
    return index


def _name_forms(entry: Entry) -> Iterable[str]:
    return {*entry.key.all_names, *entry.names}


def _words(entry: Entry) -> Iterable[str]:
    return (word for word in entry.name_words if len(word) > 2)


def _short_forms(entry: Entry) -> Iterable[str]:
    """What may be the initials of a name, or have such."""
    names = (entry.key.brand, *entry.key.aliases)
    forms = {form for name in names for form in (name, "".join(word[0] for word in name.split()))}
    return (form for form in forms if 3 <= len(form) <= 6)


def _ends(entry: Entry) -> Iterable[str]:
    """Stretches of the name: of a beginning and two ends, one survives a slip anywhere but in the first letter.

    Two letters that changed places may be in all three, but leave the letters themselves as they were.
    """
    compact = entry.compact
    if len(compact) < 4:
        return ()
    return (f"^{compact[:4]}", f"{compact[0]}*{compact[-3:]}", compact[-4:], f"~{''.join(sorted(compact))}")


_HANDLES: dict[str, Callable[[Entry], Iterable[str]]] = {
    "name": _name_forms,
    "word": _words,
    "initials": _short_forms,
    "ends": _ends,
    "organisation": lambda entry: (entry.organisation,) if entry.organisation else (),
    "page": lambda entry: entry.pages,
}
# What many rows share by chance says nothing once it makes more pairs than this.
_WEAK = frozenset({"word", "initials", "ends", "page"})
_COMMON = 400
# What must hold besides, for a handle to tie two names at all: cheaper to ask than to weigh everything.
_MAY_TIE: dict[str, Callable[[Entry, Entry], bool]] = {
    "word": begin_or_hold,
    "ends": spelled_alike_or_inside,
}
