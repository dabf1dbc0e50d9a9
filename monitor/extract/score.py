"""How sure it is that a grid is a list of sub-processors: points, with the reason for each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from monitor.extract import contents
from monitor.extract.columns import Mapped
from monitor.extract.document import GridKind
from monitor.extract.phrases import says
from monitor.extract.vocabulary import (
    STRONG,
    exactly,
    meaning,
    says_not_the_list,
    says_softly,
    says_subject,
    titles_other_section,
)
from monitor.model import Field, Row

ACCEPT = 6.0  # points from which a grid is taken

_FIELD_POINTS = {
    Field.PURPOSE: 2.0,
    Field.LOCATION: 2.0,
    Field.CORPORATE_LOCATION: 1.5,
    Field.TRANSFER_MECHANISM: 2.0,
    Field.DATA_CATEGORIES: 1.0,
    Field.LEGAL_ADDRESS: 1.0,
    Field.PRODUCTS: 0.5,
    Field.WEBSITE: 0.5,
    Field.REGISTRATION: 0.5,
    Field.RELATIONSHIP: 0.5,
}
_SAMPLE = 16
# What is said of anything: by itself no sign that an entry is a company.
_SAID_OF_ANYTHING = (None, Field.NAME, Field.PURPOSE, Field.CONTACT, Field.NOTES, Field.DATE_ADDED)
# Layouts that anything may be written in: they must say more for themselves than a table.
UNMARKED = frozenset(
    (
        GridKind.BULLETS,
        GridKind.SECTIONS,
        GridKind.RECORDS,
        GridKind.PROSE,
        GridKind.CARDS,
        GridKind.DEFINITION_LIST,
        GridKind.JSON,
    )
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a grid: whether the page, the headings above it and the sentence before it speak of
    sub-processors, and whether one of these says that this is something else."""

    page: bool  # title, first heading or address of the page
    near: bool  # the nearest heading, caption or title row
    above: bool  # any other heading above, or the sentence before
    refused: str | None  # the heading or sentence that says so
    hinted: bool = False
    soft: bool = False  # some heading at least speaks of service providers
    selected: bool = False  # stands in the element that a hint names
    bare: bool = False  # a hint says that the list is names and nothing else
    article: bool = False  # on a page that is a text about the matter
    examples: str | None = None  # the heading or sentence right above that gives examples
    elsewhere: str | None = None  # the heading right above, where it is the title of some other section
    data: bool = False  # in a file of data, which has no title and holds nothing but what it is about


@dataclass(frozen=True, slots=True)
class Score:
    """Points and why. likeness: how much its names look like names. near: its heading speaks of sub-processors."""

    points: float
    reasons: tuple[str, ...]
    likeness: float
    near: bool = False

    @property
    def accepted(self) -> bool:
        """Enough to be taken for the list."""
        return self.points >= ACCEPT


def surroundings(mapped: Mapped, page: bool, hinted: bool = False) -> Surroundings:
    """Reads the headings, caption and sentence around a grid."""
    grid = mapped.grid
    near = [grid.headings[-1]] if grid.headings else []
    near += [t for t in (grid.caption, mapped.title) if t]
    refused = next((t for t in (*near, *grid.headings[1:-1]) if says_not_the_list(t)), None)
    if refused is None and grid.intro and says("denial", grid.intro.rsplit("\n", 1)[-1]):
        refused = grid.intro.rsplit("\n", 1)[-1]
    above = any(map(says_subject, grid.headings[:-1])) or bool(grid.intro and says_subject(grid.intro))
    soft = any(map(says_softly, (*near, *grid.headings)))
    elsewhere = next(filter(titles_other_section, near), None)
    named = any(map(says_subject, near))
    said = [*near, grid.intro.rsplit("\n", 1)[-1]] if grid.intro else near
    examples = next((text for text in said if len(text) < 200 and says("examples", text)), None)
    return Surroundings(page, named, above, refused, hinted, soft, examples=examples, elsewhere=elsewhere)


def score(mapped: Mapped, rows: list[Row], around: Surroundings) -> Score:
    """Points of a grid with its rows as made. Without names there are none."""
    if not rows:
        return Score(0.0, ("no entries",), 0.0, around.near)
    reasons: list[str] = []
    points = 0.0

    def add(value: float, why: str) -> None:
        nonlocal points
        points += value
        reasons.append(f"{value:+g} {why}")

    if around.data and not around.page and _describes_providers(mapped, rows):
        around = replace(around, page=True, above=True)
    _headings(mapped, add)
    _around(around, mapped, add)
    likeness = _names(mapped, rows, add)
    if mapped.grid.kind in UNMARKED:
        _unmarked(mapped, rows, around, add)
    elif _unnamed(mapped, rows):
        add(-3, "no heading and no name says that these are companies")
    if mapped.grid.hidden:
        add(-0.5, "not shown to readers of the page")
    return Score(round(points, 2), tuple(reasons), likeness, around.near)


def _describes_providers(mapped: Mapped, rows: list[Row]) -> bool:
    """Whether the keys of a file of data ask what for and where, of companies or with what only processors give."""
    asked = set(mapped.fields) - mapped.guessed
    if Field.PURPOSE not in asked or not asked & {Field.LOCATION, Field.TRANSFER_MECHANISM}:
        return False
    if {Field.DATA_CATEGORIES, Field.TRANSFER_MECHANISM} & asked:
        return True
    known = sum(1 for row in rows[:_SAMPLE] if contents.company_likeness(row.name) >= 1)
    return known * 2 >= len(rows[:_SAMPLE])


def _unnamed(mapped: Mapped, rows: list[Row]) -> bool:
    """A table none of whose columns has a heading we know, and none of whose names is known."""
    if len(mapped.fields) < 2 or mapped.named or not set(mapped.fields) <= {None, Field.NAME}:
        return False
    return not any(contents.company_likeness(row.name) >= 1 for row in rows[:_SAMPLE])


def _headings(mapped: Mapped, add: object) -> None:
    assert callable(add)
    if mapped.subject:
        add(4, f"names stand under “{mapped.headings[mapped.name_column]}”")
    elif mapped.named == STRONG:
        add(2, f"names stand under “{mapped.headings[mapped.name_column]}”")
    elif mapped.named:
        add(1, "a column of names")
    for which in mapped.fields:
        worth = _FIELD_POINTS.get(which) if which else None
        if worth:
            guessed = which in mapped.guessed
            add(worth / 2 if guessed else worth, f"{which}{' (by its cells)' if guessed else ''}")
    first = meaning(mapped.headings[0]) if mapped.headings else None
    if (
        mapped.name_column > 0
        and first is not None
        and first.field not in (None, Field.NAME, Field.LEGAL_NAME)
    ) and first.field is Field.DATA_CATEGORIES:
        add(-6, "its first column holds kinds of data, not companies")
    if mapped.name_column > 0 and not mapped.transposed:
        head = mapped.headings[0].casefold()
        if any(word in head for word in ("cookie", "date", "datum", "fecha", "version")):
            add(-6, f"its first column is “{mapped.headings[0]}”")


def _around(around: Surroundings, mapped: Mapped, add: object) -> None:
    assert callable(add)
    if around.hinted:
        add(20, "named by a hint")
        return
    if around.selected:
        add(9, "stands in the element that a hint names")
        return
    if around.near:
        add(4, "the heading above speaks of sub-processors")
    elif around.above:
        add(3, "the text above speaks of sub-processors")
    if around.page:
        add(2.5, "the page is about sub-processors")
    if not (around.near or around.above or around.page or around.soft or mapped.subject):
        add(-4, "nothing anywhere speaks of sub-processors")
    if around.examples:
        add(-20, f"“{around.examples[:80]}” gives examples")
    if around.article:
        add(
            -9 if mapped.grid.kind in UNMARKED or not mapped.subject else -4,
            "the page is a text about the matter",
        )
    if around.elsewhere:
        add(-8, f"the heading above it is “{around.elsewhere[:80]}”")
    if around.refused:
        add(-40, f"stands under “{around.refused[:80]}”")


def _unmarked(mapped: Mapped, rows: list[Row], around: Surroundings, add: object) -> None:
    assert callable(add)
    if around.hinted or around.selected:
        return
    prose = mapped.grid.kind is GridKind.PROSE
    if not (around.near or around.above or mapped.subject or (prose and around.page)):
        add(-2 if around.page else -5, "nothing near it speaks of sub-processors")
    if len(rows) < 2:
        headed = mapped.grid.kind in (GridKind.SECTIONS, GridKind.RECORDS)
        add(-9 if headed and not around.near else -3, "a single entry")
    if prose:
        add(-2.5, "names within sentences")
    if around.bare:
        add(6, "a hint says that the list is names and nothing else")
        return
    described = sum(1 for row in rows if len(row.fields) > 1) / len(rows)
    if described < 0.5:
        add(-1.5, "most entries are bare names")
    if sum(1 for row in rows if contents.defines(row.fields.get(Field.PURPOSE, ""))) * 4 > len(rows):
        add(-12, "its entries define words")
    labelled = sum(1 for f in mapped.fields if f not in _SAID_OF_ANYTHING)
    sure = any(contents.company_likeness(row.name) >= 1 for row in rows[:_SAMPLE])
    if not labelled and not sure:
        headed = mapped.grid.kind in (GridKind.SECTIONS, GridKind.RECORDS)
        add(-7 if headed else -4, "neither known names nor a second field")


def _is_change_log(mapped: Mapped, rows: list[Row]) -> bool:
    """Dates, and a column that says "added", "removed" for nearly every entry, without what a list says of each."""
    if Field.PURPOSE in mapped.fields and Field.LOCATION in mapped.fields:
        return False
    sample = rows[:_SAMPLE]
    if not any(contents.is_date(text) for row in sample[:3] for text in _texts(row)):
        return False
    changes = sum(1 for row in sample if any(map(contents.says_change, _texts(row))))
    return changes * 10 >= len(sample) * 8


def _texts(row: Row) -> list[str]:
    return [text for which, text in row.fields.items() if which is not Field.NAME] + list(row.other.values())


class _Traits(NamedTuple):
    """What one name looks like: how much like a company's, and whether like something else."""

    likeness: float
    sure: bool
    kind: bool
    long: bool
    date: bool
    mark: bool
    cookie: bool
    word: bool


@lru_cache(maxsize=4096)
def _traits(name: str) -> _Traits:
    likeness = contents.company_likeness(name)
    return _Traits(
        likeness,
        likeness >= 1.0,
        contents.names_a_kind(name),
        len(name) > 90,
        contents.is_date(name),
        len(name) < 2 or not any(c.isalpha() for c in name),
        name.startswith("_") or name.endswith(("_id", "_token", "*")),
        exactly(name) is not None,
    )


@lru_cache(maxsize=256)
def _shares(names: tuple[str, ...]) -> tuple[float, ...]:
    """The mean of each trait over the names."""
    return tuple(total / len(names) for total in map(sum, zip(*map(_traits, names), strict=True)))


def _names(mapped: Mapped, rows: list[Row], add: object) -> float:
    assert callable(add)
    names = tuple([row.name for row in rows[:_SAMPLE]])
    count = len(names)
    likeness, sure, kinds, long, dates, marks, cookies, words = _shares(names)
    if sure:
        add(round(3 * sure, 1), f"{sure:.0%} of the names are of known companies or end in a legal form")
    if likeness >= 0.55:
        add(1, "the names look like names")
    elif likeness < 0.3:
        add(-4, "the names do not look like names of companies")
    if (
        sure == 0
        and mapped.grid.kind not in (GridKind.TABLE, GridKind.SHEET, GridKind.PDF_TABLE)
        and count > 2
    ):
        add(-2, "none of the names is known")
    if kinds > 0.6 and not sure:
        add(-8, "the names are kinds of services, not companies")
    if long > 0.3:
        add(-5, "the names are sentences")
    if dates > 0.4:
        add(-8, "the names are dates")
    if marks > 0.4:
        add(-10, "the names are marks or numbers")
    if cookies > 0.2:
        add(-8, "the names are cookies")
    if words > 0.4:
        # Nothing but labels is the inside of an entry, however well it is placed.
        add(-14 if words > 0.9 else -6, "the names are headings or titles of documents")
    if mapped.name_column > 0 and sum(1 for n in names if contents.known_companies_in(n) > 1) > 0.4 * count:
        add(-6, "its names are lists of companies for each first cell")
    if _is_change_log(mapped, rows):
        add(-14, "its entries tell of changes")
    placed = Field.LOCATION in mapped.fields or Field.TRANSFER_MECHANISM in mapped.fields
    heads = " ".join(mapped.headings).casefold()
    if "cookie" in heads or ("duration" in heads and not placed):
        add(-6, "a table of cookies")
    return likeness
