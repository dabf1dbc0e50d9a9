"""Which grids are the list: candidates are scored, the best kind is taken, duplicates and older lists are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from monitor.extract import contents
from monitor.extract.bullets import bare_items, split_bullets
from monitor.extract.columns import Mapped, map_columns
from monitor.extract.document import DATA, Document, Grid, GridKind
from monitor.extract.outside import with_places
from monitor.extract.phrases import known, says
from monitor.extract.rows import Made, make_rows
from monitor.extract.score import UNMARKED, Score, score, surroundings
from monitor.extract.text import fold_key
from monitor.extract.titled import with_titled
from monitor.extract.typed import unstacked, without_markup
from monitor.extract.vocabulary import folded, says_subject
from monitor.model import Field, Hints, Row

_TRANSLATED = "the same list in another language"
# Layouts that say by themselves that they are tables; the others are read where no table holds the list.
TABULAR = frozenset(
    (
        GridKind.TABLE, GridKind.ARIA, GridKind.DIV_GRID, GridKind.SHEET, GridKind.PDF_TABLE, GridKind.TEXT_TABLE,
        GridKind.JSON, GridKind.RECORDS, GridKind.DEFINITION_LIST, GridKind.CARDS,
    )
)  # fmt: skip


@dataclass(slots=True)
class Candidate:
    """A grid, how it was read, and what became of it (``why``: one phrase, set when it is taken or left)."""

    number: int
    grid: Grid
    mapped: Mapped
    made: Made
    score: Score
    taken: bool = False
    why: str = ""

    @property
    def rows(self) -> list[Row]:
        """The entries it would give."""
        return self.made.rows


def page_subject(document: Document, url: str | None) -> bool:
    """Whether the page as a whole is about sub-processors: its title, first heading or address says so."""
    texts = [document.title, *document.headings[:2]]
    if any(text and says_subject(text) for text in texts):
        return True
    return bool(url) and says_subject((url or "").rsplit("://", 1)[-1].replace("/", " ").replace("-", " "))


def is_article(document: Document, url: str | None) -> bool:
    """Whether the page is a text about the matter, as its title or address says: its names are nobody's processors."""
    return _is_article(document.headings[0] if document.headings else None, document.title, url)


@lru_cache(maxsize=1024)
def _is_article(heading: str | None, title: str | None, url: str | None) -> bool:
    titles = [folded(text) for text in (heading, title) if text]
    for title in dict.fromkeys(titles):
        if f"{title} ".startswith(_article("article_begins")) or says("article_holds", title):
            return True
    folders = (url or "").rsplit("://", 1)[-1].split("/")[1:-1]
    return any(f"{folded(folder)} " in _article("article_paths") for folder in folders)


@cache
def _article(group: str) -> tuple[str, ...]:
    return tuple(f"{folded(phrase)} " for phrase in known(group))


def candidates(document: Document, hints: Hints, url: str | None) -> list[Candidate]:
    """Every grid of the document, read and scored."""
    page = page_subject(document, url)
    article = is_article(document, url)
    data = DATA in document.signals
    found = []
    for number, grid in enumerate(with_titled(document.grids), 1):
        if not grid.rows or _left_out(grid, hints):
            continue
        if grid.kind is GridKind.TEXT_TABLE:
            grid = without_markup(grid)
        if grid.kind is GridKind.BULLETS and grid.header_rows is None and grid.fields is None:
            grid = bare_items(grid) if hints.names_only else split_bullets(grid)
        elif len(grid.rows[0]) == 1:
            grid = unstacked(grid)
        mapped = map_columns(grid, hints.columns)
        made = make_rows(mapped)
        around = surroundings(mapped, page, hinted=_hinted(grid, number, hints))
        if article or data:
            around = replace(around, article=article, data=data)
        if hints.selector or hints.names_only:
            around = replace(around, selected=bool(hints.selector), bare=hints.names_only)
        found.append(Candidate(number, grid, mapped, made, score(mapped, made.rows, around)))
    return found


def _left_out(grid: Grid, hints: Hints) -> bool:
    if not hints.leave_out:
        return False
    unwanted = {folded(text) for text in hints.leave_out}
    return any(folded(text) in unwanted for text in (*grid.headings, grid.caption or ""))


def _hinted(grid: Grid, number: int, hints: Hints) -> bool:
    if hints.table is not None and number == hints.table:
        return True
    if hints.heading:
        wanted = folded(hints.heading)
        return any(folded(text) == wanted for text in (*grid.headings, grid.caption or ""))
    return False


def unmatched(found: Sequence[Candidate], hints: Hints) -> list[str]:
    """What to tell the person whose hint names nothing on the page: it is read as if the hint were not there."""
    told = []
    if hints.table is not None and all(c.number != hints.table for c in found):
        told.append(f"The hinted table {hints.table} is not on this page.")
    if hints.heading:
        under = replace(hints, table=None)
        if not any(_hinted(c.grid, c.number, under) for c in found):
            told.append(f"No list stands under the hinted heading “{hints.heading}”.")
    return told


def choose(found: Sequence[Candidate], hints: Hints) -> list[Candidate]:
    """The candidates that together are the list, in document order. Marks each with why."""
    for candidate in found:
        candidate.why = f"{candidate.score.points:g} points"
    good = [c for c in found if c.score.accepted and c.rows]
    good = [c for c in good if is_hinted(c)] or good
    good = [c for c in good if not _titles_only(c, good)] or good
    if not good:
        return []
    best = max(good, key=lambda c: (_worth(c), -c.number))
    family = [c for c in good if _same_family(c, best)]
    if best.grid.kind in UNMARKED:
        family += [c for c in found if c not in family and _sibling(c, family)]
    if best.grid.kind in TABULAR:
        family += [c for c in good if _beside(c, family)]
    family = _without_doubles(family, best)
    for candidate in family:
        candidate.taken = True
        candidate.why = f"taken with {candidate.score.points:g} points"
    return family


def is_hinted(candidate: Candidate) -> bool:
    """Whether a hint names this very candidate, by its number or by the heading it stands under."""
    return any("named by a hint" in reason for reason in candidate.score.reasons)


def _titles_only(candidate: Candidate, good: Sequence[Candidate]) -> bool:
    """Whether its "names" are the titles of sections in which other candidates have surer names."""
    if candidate.grid.kind not in UNMARKED:
        return False
    own = _sure(candidate)
    inside = [c for c in good if c is not candidate and len(c.rows) > 0 and _sure(c) > own]
    titles = {fold_key(title) for other in inside for title in other.grid.headings}
    return sum(1 for row in candidate.rows if fold_key(row.name) in titles) * 2 >= len(candidate.rows)


def _sure(candidate: Candidate) -> float:
    """The share of its names that are known or end in a legal form."""
    rows = candidate.rows[:60]
    return sum(1 for row in rows if contents.company_likeness(row.name) >= 1) / max(len(rows), 1)


def _worth(candidate: Candidate) -> float:
    """Points, and a little for size: of two readings of the same list the fuller one is the list."""
    fields = sum(1 for f in candidate.mapped.fields if f)
    tabular = 1.0 if candidate.grid.kind in TABULAR else 0.0
    return candidate.score.points + min(len(candidate.rows), 60) / 20 + fields * 0.2 + tabular


def _same_family(candidate: Candidate, best: Candidate) -> bool:
    if candidate is best:
        return True
    if (candidate.grid.kind in TABULAR) != (best.grid.kind in TABULAR):
        return False
    if candidate.grid.kind is not best.grid.kind and len(best.rows) >= len(candidate.rows):
        # Another layout of what the best one already gives.
        names = {fold_key(row.name) for row in best.rows}
        if sum(1 for row in candidate.rows if fold_key(row.name) in names) * 2 > len(candidate.rows):
            candidate.why = "the same entries stand in a fuller reading"
            return False
    if candidate.grid.kind in UNMARKED:
        names = {fold_key(row.name) for row in best.rows}
        if any(fold_key(row.name) in names for row in candidate.rows) and len(candidate.rows) < len(
            best.rows
        ):
            candidate.why = "some of its entries stand in a fuller reading"
            return False
        return candidate.grid.kind is best.grid.kind and candidate.score.points >= best.score.points * 0.7
    if _headings_key(candidate) == _headings_key(best):
        return True
    return candidate.score.points >= max(best.score.points * 0.45, 6.5)


def _sibling(candidate: Candidate, family: Sequence[Candidate]) -> bool:
    """A short part of a list in parts: written like the others, under their heading or one beside it, of new names."""
    like = [c.grid.headings for c in family if c.grid.kind is candidate.grid.kind]
    path = candidate.grid.headings
    # A part of one entry is no list by itself; beside others like it, it is one more of them.
    alone = len(candidate.rows) == 1 and any(c.mapped.fields == candidate.mapped.fields for c in family)
    if not candidate.rows or candidate.score.points < (-4 if alone else 3):
        return False
    same = path in like
    if not same and path[:-1] not in {other[:-1] for other in like if len(other) > 1}:
        return False
    names = {fold_key(row.name) for other in family for row in other.rows}
    if any(fold_key(row.name) in names for row in candidate.rows):
        return False
    if alone and any(_alike(candidate, other) for other in family):
        return True
    count = len(candidate.rows)
    if sum(1 for row in candidate.rows if contents.company_likeness(row.name) >= 1) * 2 >= count:
        return True
    described = sum(1 for row in candidate.rows if len(row.fields) > 1)
    # Its own heading needs a list that is cut into such parts.
    parts = same or (alone and len({other for other in like if other[:-1] == path[:-1]}) > 1)
    return parts and candidate.score.likeness >= 0.55 and described * 10 >= count * 8


def _alike(candidate: Candidate, other: Candidate) -> bool:
    """Whether an entry carries the very labels that the others carry, several of them fields of ours."""
    labels = sum(1 for which in other.mapped.fields if which not in (None, Field.NAME))
    return labels >= 2 and _headings_key(candidate) == _headings_key(other)


def _beside(candidate: Candidate, family: Sequence[Candidate]) -> bool:
    """A list of items that belongs to the tables: its own heading says so, and its names are sure and new."""
    if candidate.grid.kind is not GridKind.BULLETS or not candidate.score.near or candidate in family:
        return False
    sure = sum(1 for row in candidate.rows if contents.company_likeness(row.name) >= 1)
    if sure * 10 < len(candidate.rows) * 7:
        return False
    names = {fold_key(row.name) for other in family for row in other.rows}
    return not any(fold_key(row.name) in names for row in candidate.rows)


def _headings_key(candidate: Candidate) -> tuple[str, ...]:
    return tuple(fold_key(h) for h in candidate.mapped.headings)


def _without_doubles(family: list[Candidate], best: Candidate) -> list[Candidate]:
    """The same list in another language, for machines, or of an earlier date is not a second list."""
    kept: list[Candidate] = []
    if len(family) < 2:
        return family
    order = sorted(family, key=lambda c: (-len(c.rows), c.number))
    for candidate in order:
        double = next((why for other in kept if (why := _double_of(candidate, other))), None)
        if double is None:
            kept.append(candidate)
        else:
            candidate.why = double
    translated = {_headings_key(c) for c in family if c.why == _TRANSLATED}
    for candidate in [c for c in kept if _headings_key(c) in translated]:
        # A part of one entry is too short to tell by itself; its longer neighbours have told the language.
        others = {fold_key(row.name) for c in kept if _headings_key(c) not in translated for row in c.rows}
        if others and all(fold_key(row.name) in others for row in candidate.rows):
            candidate.why = _TRANSLATED
            kept.remove(candidate)
    return sorted(kept, key=lambda c: c.number)


def _double_of(candidate: Candidate, other: Candidate) -> str | None:
    names = [fold_key(row.name) for row in candidate.rows]
    others = [fold_key(row.name) for row in other.rows]
    shared = sum(1 for name in names if name in set(others))
    if candidate.grid.kind is not other.grid.kind and shared * 10 >= len(names) * 6:
        return "the same entries stand in a fuller reading"
    if shared * 10 < len(names) * 6:
        return None
    full = {_fingerprint(row) for row in other.rows}
    if sum(1 for row in candidate.rows if _fingerprint(row) in full) * 10 >= len(names) * 8:
        return "a copy of another part of the list"
    if names == others and len(names) > 1 and _headings_key(candidate) != _headings_key(other):
        return _TRANSLATED
    if (
        len(names) > 2
        and _headings_key(candidate) == _headings_key(other)
        and candidate.number > other.number
        and any(contents.is_date(text) for text in candidate.grid.headings[-1:])
    ):
        return "an older version of the list"
    return None


def _fingerprint(row: Row) -> tuple[str, str, str]:
    return (
        fold_key(row.name),
        fold_key(row.fields.get(Field.PURPOSE, "")),
        fold_key(row.fields.get(Field.LOCATION, "")),
    )


def with_groups(taken: Sequence[Candidate]) -> list[Row]:
    """The rows of all parts, each with the section it stands under where there are several parts."""
    if len(taken) < 2:
        return [row for candidate in taken for row in _placed(candidate)]
    paths = [_path(candidate) for candidate in taken]
    common = 0
    while all(len(path) > common for path in paths) and len({path[common] for path in paths}) == 1:
        common += 1
    rows = []
    for candidate, path in zip(taken, paths, strict=True):
        section = path[-1] if len(path) > common else None
        for row in _placed(candidate):
            if section is None or row.group is not None:
                rows.append(row)
            else:
                rows.append(replace(row, fields={**row.fields, Field.GROUP: section}))
    return rows


def _placed(candidate: Candidate) -> list[Row]:
    return with_places(candidate.rows, candidate.grid.headings, candidate.grid.intro)


def _path(candidate: Candidate) -> tuple[str, ...]:
    grid = candidate.grid
    return (*grid.headings, grid.caption) if grid.caption else tuple(grid.headings)
