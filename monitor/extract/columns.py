"""Which column is which field: by its heading, else by what its cells hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from monitor.extract import contents
from monitor.extract.document import Grid
from monitor.extract.header import Header, Rows, find_header
from monitor.extract.html_plain import PlainRows
from monitor.extract.text import clean
from monitor.extract.vocabulary import (
    STRONG,
    Meaning,
    exactly,
    folded,
    is_purpose_or_data,
    is_purpose_or_products,
)
from monitor.knowledge.places import is_place_text
from monitor.model import Field

SAMPLE = 24  # rows looked at where cells must tell
_PLACES = (Field.LOCATION, Field.CORPORATE_LOCATION)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A grid whose columns are known.

    fields: the field of each column, None for other columns. body: index of the first row of data.
    subject: the heading of the names says "sub-processor". named: the names' column has a heading of its own.
    guessed: fields read from what the cells hold, not from a heading. notes: for people.
    """

    grid: Grid
    rows: Rows
    body: int
    headings: tuple[str, ...]
    fields: tuple[Field | None, ...]
    title: str | None
    subject: bool
    named: int
    hits: int
    guessed: frozenset[Field] = frozenset()
    transposed: bool = False
    notes: tuple[str, ...] = ()

    @property
    def name_column(self) -> int:
        """Index of the column of names; -1 where there is none."""
        return self.fields.index(Field.NAME) if Field.NAME in self.fields else -1


class _Columns:
    """The sampled texts of each column, read when first asked for."""

    def __init__(self, rows: Rows, body: int) -> None:
        self._rows, self._body = rows, body
        self._sample: Rows | None = None
        self._read: dict[int, list[str]] = {}

    @property
    def sample(self) -> Rows:
        """The first rows of data that hold anything."""
        if self._sample is None:
            rows = self._rows[self._body : self._body + SAMPLE * 2]
            self._sample = [row for row in rows if any(c.text for c in row)][:SAMPLE]
        return self._sample

    def __getitem__(self, column: int) -> list[str]:
        found = self._read.get(column)
        if found is None:
            rows = self._rows
            if isinstance(rows, PlainRows) and not rows.blank:
                found = rows.column(column, self._body)[:SAMPLE]
            else:
                found = [clean(row[column].text) for row in self.sample]
            self._read[column] = found
        return found


def map_columns(grid: Grid, hints: Mapping[str, Field]) -> Mapped:
    """The fields of a grid's columns. ``hints`` (heading as written -> field) go before everything."""
    wanted = {folded(heading): which for heading, which in hints.items()}
    header = find_header(grid, wanted)
    fields: list[Field | None] = [None] * len(header.headings)
    strength = [0] * len(fields)
    _by_heading(header, fields, strength, wanted)
    body = header.at + 1
    texts = _Columns(header.rows, body)
    by_heading = frozenset(f for f in fields if f)
    notes: list[str] = []
    _give_products(header, fields)
    _give_purpose(header, fields)
    _correct_names(header, fields, texts)
    _correct_purpose(header, fields, texts)
    _shift_for_missing_heading(header, fields, texts)
    _correct_by_contents(fields, texts, header, notes)
    if Field.NAME not in fields:
        _find_names(header, fields, texts)
    if grid.fields is None:
        _fill_unknown(header, fields, texts)
    at = fields.index(Field.NAME) if Field.NAME in fields else -1
    known = header.meanings[at] if 0 <= at < len(header.meanings) else None
    return Mapped(
        grid=grid,
        rows=header.rows,
        body=body,
        headings=header.headings,
        fields=tuple(fields),
        title=header.title,
        subject=bool(known and known.field is Field.NAME and known.subject),
        named=known.weight if known is not None and known.field is Field.NAME else 0,
        hits=header.hits,
        guessed=frozenset(f for f in fields if f) - by_heading,
        transposed=header.transposed,
        notes=tuple(notes),
    )


def _by_heading(
    header: Header, fields: list[Field | None], strength: list[int], wanted: Mapping[str, Field]
) -> None:
    """Gives each field to the column whose heading says it best; the first of equals."""
    taken: dict[Field, int] = {}
    for column, (heading, known) in enumerate(zip(header.headings, header.meanings, strict=True)):
        hinted = wanted.get(folded(heading)) if wanted and heading else None
        which = hinted or (known.field if known else None)
        weight = 9 if hinted else _weight(known)
        if which is None:
            continue
        before = taken.get(which)
        if before is not None:
            if strength[before] >= weight:
                continue
            fields[before] = None
        fields[column], strength[column] = which, weight
        taken[which] = column


def _weight(known: Meaning | None) -> int:
    # Of two columns of names the one that says "sub-processor" holds them.
    return known.weight * 2 + known.subject if known else 0


def _give_products(header: Header, fields: list[Field | None]) -> None:
    """ "Applicable services" beside a purpose asks which of the vendor's products."""
    if Field.PRODUCTS in fields:
        return
    asked = [
        at for at, known in enumerate(header.meanings) if known is not None and known.field is Field.PURPOSE
    ]
    if len(asked) < 2:
        return
    for at in asked:
        other = next((i for i in asked if i != at and not is_purpose_or_products(header.headings[i])), None)
        if other is not None and is_purpose_or_products(header.headings[at]):
            fields[at], fields[other] = Field.PRODUCTS, Field.PURPOSE
            return


def _give_purpose(header: Header, fields: list[Field | None]) -> None:
    """ "What they process" beside "Data" asks what for."""
    if Field.PURPOSE in fields or Field.DATA_CATEGORIES not in fields:
        return
    asked = [
        at
        for at, known in enumerate(header.meanings)
        if known is not None and known.field is Field.DATA_CATEGORIES
    ]
    doing = next((at for at in asked if is_purpose_or_data(header.headings[at])), None)
    other = next((at for at in asked if at != doing), None)
    if doing is not None and other is not None:
        fields[doing], fields[other] = Field.PURPOSE, Field.DATA_CATEGORIES


def _correct_names(header: Header, fields: list[Field | None], texts: _Columns) -> None:
    """A heading that only might ask for names, over cells that are none ("External recipient?" "Yes"), does not."""
    if Field.NAME not in fields:
        return
    at = fields.index(Field.NAME)
    known = header.meanings[at]
    cells = [cell for cell in texts[at] if cell]
    first = header.meanings[0] if header.meanings else None
    if at > 0 and fields[0] is None and first is not None and first.field is Field.NAME:
        # "Processor | … | Sub-processors": whom each company of the list engages in turn.
        owners = [cell for cell in texts[0] if cell]
        own = [contents.company_likeness(cell) for cell in owners]
        if (
            len(set(owners)) == len(owners) >= 2
            and sum(own) / len(own) >= 0.8
            and sum(map(contents.company_likeness, cells)) < sum(own) * 0.8
        ):
            fields[0], fields[at] = Field.NAME, None
            return
    if known is None or known.weight >= STRONG or known.subject or at == 0:
        return
    if cells and sum(map(contents.company_likeness, cells)) / len(cells) < 0.15:
        fields[at] = None


def _correct_purpose(header: Header, fields: list[Field | None], texts: _Columns) -> None:
    """Of two columns that may say what for, the one that says the same word again and again is a kind or a role."""
    if Field.PURPOSE not in fields:
        return
    at = fields.index(Field.PURPOSE)
    chosen = header.meanings[at]
    for column, known in enumerate(header.meanings):
        if column == at or fields[column] is not None or known is None or chosen is None:
            continue
        if known.field is not Field.PURPOSE or known.weight < chosen.weight:
            continue
        if _says_plainly(header.headings[at]) and not _says_plainly(header.headings[column]):
            continue  # "Purpose" beside "Product function"
        mine, other = [c for c in texts[at] if c], [c for c in texts[column] if c]
        one_word = len(set(mine)) == 1 < len(set(other))
        if len(other) >= len(mine) > 0 and (one_word or 2 * sum(map(len, mine)) < sum(map(len, other))):
            fields[at], fields[column] = None, Field.PURPOSE
            return


def _says_plainly(heading: str) -> bool:
    known = exactly(heading)
    return known is not None and known.weight >= STRONG


def _shift_for_missing_heading(header: Header, fields: list[Field | None], texts: _Columns) -> None:
    """A heading row that lacks a cell shifts every heading after it: found where a column of purposes or of
    data holds nothing but the names of transfer tools."""
    if Field.TRANSFER_MECHANISM in fields or header.at < 0:
        return
    if any(meaning is None for meaning in header.meanings[1:]) and None in fields:
        return
    for column, which in enumerate(fields):
        if which in (Field.PURPOSE, Field.DATA_CATEGORIES) and _only_transfer(texts[column]):
            fields[column + 1 :] = fields[column:-1]
            fields[column] = Field.TRANSFER_MECHANISM
            return


def _only_transfer(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(
        len(cell) < 40 and (cell in ("DPA", "N/A") or contents.names_transfer_tool(cell)) for cell in filled
    )


def _correct_by_contents(
    fields: list[Field | None], texts: _Columns, header: Header, notes: list[str]
) -> None:
    """Headings about places mean different things on different pages; the cells tell which."""
    if Field.CORPORATE_LOCATION in fields:
        at = fields.index(Field.CORPORATE_LOCATION)
        if Field.LEGAL_ADDRESS not in fields and contents.share(texts[at], contents.is_address) >= 0.5:
            fields[at] = Field.LEGAL_ADDRESS
        elif Field.LOCATION not in fields and _about_entity(header.headings[at]):
            fields[at] = Field.LOCATION
            notes.append(
                f"The only place given is “{header.headings[at]}”: the company's, which may not be "
                "where the data is processed."
            )
    if Field.DATA_CATEGORIES in fields:
        at = fields.index(Field.DATA_CATEGORIES)
        if contents.share(texts[at], contents.answers_yes_or_no) >= 0.7:
            fields[at] = None  # "Handles personal data?"
    if Field.DATE_ADDED in fields:
        at = fields.index(Field.DATE_ADDED)
        cells = [cell for cell in texts[at] if cell]
        if sum(map(len, cells)) > 30 * len(cells) and not any(map(contents.is_date, cells)):
            fields[at] = None  # sentences: "date" is another word in another language
    if Field.LEGAL_ADDRESS in fields and not any(f in fields for f in _PLACES):
        at = fields.index(Field.LEGAL_ADDRESS)
        if _places(texts[at]) >= 0.8 and contents.share(texts[at], contents.is_address) < 0.2:
            fields[at] = Field.LOCATION
    if Field.CONTACT in fields and Field.LEGAL_ADDRESS not in fields:
        at = fields.index(Field.CONTACT)
        if contents.share(texts[at], contents.is_address) >= 0.5 and contents.share(texts[at], _has_at) < 0.5:
            fields[at] = Field.LEGAL_ADDRESS


def _has_at(text: str) -> bool:
    return "@" in text


_ENTITY = (
    "entity",
    "entidad",
    "entite",
    "entidade",
    "vendor",
    "company",
    "jurisdiction",
    "jurisdiccion",
    "jurisdicao",
)


def _about_entity(heading: str) -> bool:
    """Country or jurisdiction of the entity: the place where nothing else is given. A registered seat never is."""
    words = folded(heading).split()
    return any(w.startswith(_ENTITY) for w in words)


def _places(cells: Sequence[str]) -> float:
    return contents.share(cells, lambda cell: len(cell) < 200 and is_place_text(cell) >= 0.6)


def _find_names(header: Header, fields: list[Field | None], texts: _Columns) -> None:
    """No heading asks for names: the legal name serves, else the first column whose cells look like names."""
    if Field.LEGAL_NAME in fields:
        fields[fields.index(Field.LEGAL_NAME)] = Field.NAME
        return
    best, found = 0.49, -1
    purposes = [at for at, known in enumerate(header.meanings) if known and known.field is Field.PURPOSE]
    free: set[Field | None] = {None, Field.PRODUCTS, Field.WEBSITE}
    if len(purposes) > 1:
        free.add(Field.PURPOSE)  # "Service" beside "Purpose" holds the names of services
    for column in range(min(len(fields), 4)):
        known = header.meanings[column] if column < len(header.meanings) else None
        if known is not None and known.weight >= STRONG and known.field not in free:
            continue
        cells = [cell for cell in texts[column] if cell]
        if len(cells) < max(1, len(texts.sample) // 2):
            continue
        likeness = sum(map(contents.company_likeness, cells)) / len(cells) - column * 0.05
        if _places(cells) >= 0.8:
            continue
        if likeness > best:
            best, found = likeness, column
    if found >= 0:
        other = next((at for at in purposes if at != found), None)
        if fields[found] is Field.PURPOSE and other is not None:
            fields[other] = Field.PURPOSE
        fields[found] = Field.NAME


def _fill_unknown(header: Header, fields: list[Field | None], texts: _Columns) -> None:
    """Columns without a heading we know: places, transfer tools, addresses, links; then the wordiest is the purpose."""
    if None not in fields:
        return
    unknown = [
        i
        for i, f in enumerate(fields)
        if f is None and any(texts[i]) and (header.at < 0 or not header.meanings[i])
    ]
    for at, known in enumerate(header.meanings):
        # "Legal basis" may hold a law's article or the transfer tool: its cells say which.
        if (
            fields[at] is None
            and known is not None
            and known.field is None
            and at not in unknown
            and (
                Field.TRANSFER_MECHANISM not in fields
                and contents.share(texts[at], contents.names_transfer_tool) >= 0.7
            )
        ):
            fields[at] = Field.TRANSFER_MECHANISM
    tests: list[tuple[Field, Callable[[Sequence[str]], float], float]] = [
        (Field.WEBSITE, lambda cells: contents.share(cells, contents.is_url), 0.7),
        (Field.CONTACT, lambda cells: contents.share(cells, contents.is_email), 0.7),
        (Field.LEGAL_ADDRESS, lambda cells: contents.share(cells, contents.is_address), 0.7),
        (Field.LOCATION, _places, 0.7),
        (Field.TRANSFER_MECHANISM, lambda cells: contents.share(cells, contents.names_transfer_tool), 0.7),
    ]
    for which, test, least in tests:
        if which in fields:
            continue
        for at in unknown:
            if fields[at] is None and test(texts[at]) >= least:
                fields[at] = which
                break
    if Field.PURPOSE not in fields:
        rest = [
            at
            for at in unknown
            if fields[at] is None
            and not header.headings[at]
            and contents.share(texts[at], contents.is_number) < 0.5
        ]
        if rest:
            longest = max(rest, key=lambda at: sum(map(len, texts[at])))
            if sum(map(len, texts[longest])) >= 4 * max(1, sum(1 for t in texts[longest] if t)):
                fields[longest] = Field.PURPOSE
