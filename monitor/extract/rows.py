"""A grid with known columns becomes rows: sections, continued entries, repeated headings and notes sorted out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.extract import contents
from monitor.extract.columns import Mapped
from monitor.extract.document import Cell, GridKind
from monitor.extract.name_cell import split_name, strip_marks
from monitor.extract.phrases import is_placeholder
from monitor.extract.rows_plain import plain_rows
from monitor.extract.text import one_line
from monitor.extract.vocabulary import meaning, says_subject
from monitor.knowledge.places import is_place_text
from monitor.model import Field, Link, Row

# A text longer than this that spans the table is a note, not the title of a group.
_FOOTNOTE_MARKS = "*†‡¹²³"
LONGEST_GROUP = 120


@dataclass(slots=True)
class Entry:
    """One entry while it is being gathered: the texts of each column over one or several lines of the table."""

    cells: list[str]
    links: list[list[Link]]
    where: str
    group: str | None
    lines: int = 1


@dataclass(slots=True)
class Made:
    """The rows of one grid, and what was noticed. ``placeholder``: a row said that there is none."""

    rows: list[Row] = field(default_factory=list)
    groups: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    placeholder: bool = False


def make_rows(mapped: Mapped, group: str | None = None) -> Made:
    """The rows of a mapped grid. ``group``: the section they stand under unless the table itself says otherwise."""
    made = Made()
    at = mapped.name_column
    if at < 0:
        return made
    plain = plain_rows(mapped, group)
    if plain is not None:
        made.rows = plain
        return made
    labels = _repeated_labels(mapped)
    keys = _keys(mapped)
    for entry in _entries(mapped, at, group, made):
        row = _row(entry, mapped, at, labels, keys, made)
        if row is not None:
            made.rows.append(row)
    return made


def _entries(mapped: Mapped, at: int, group: str | None, made: Made) -> list[Entry]:
    entries: list[Entry] = []
    heading_texts = [one_line(h).casefold() for h in mapped.headings]
    current: Entry | None = None
    title = mapped.title
    if title and contents.holds_date(title):
        title = None  # "Last updated: …" is no section
    section = title if title and len(title) <= LONGEST_GROUP and group is None else group
    if title and group is not None and len(title) <= LONGEST_GROUP:
        section = title
    rows = mapped.rows
    wide = len(mapped.headings) > 1
    torn = False  # whether the line before was a piece of an address
    for index in range(mapped.body, len(rows)):
        row = rows[index]
        name = row[at]
        if wide:
            filled = [cell for cell in row if cell.text]
            if not filled:
                continue
            torn = current is not None and _is_torn_address(row, at, filled, torn)
            if torn and current is not None:
                _append_last(current, at, filled[0].text)
                continue
            if len(filled) == 1 or all(c.text == filled[0].text for c in filled):
                kind = _lone(row, at, filled[0], rows, index, mapped)
                if kind == "group":
                    section, current = filled[0].text.replace("\n", " "), None
                    made.groups.add(section)
                    continue
                if kind == "note":
                    made.notes.append(one_line(filled[0].text))
                    continue
            if mapped.headings and _is_heading_row(row, heading_texts):
                continue
        if current is not None and wide and (not name.text or name.spanned):
            _continue(current, row, at)
            continue
        if current is not None and _cut_name(mapped.grid.kind, current.cells[at], row, at):
            current.cells[at] = f"{current.cells[at]} {name.text}"
            continue
        if not name.text and not name.links:
            if wide:
                made.notes.append(f"{name.where or row[0].where}: an entry without a name was left out.")
            continue
        current = Entry(
            [c.text for c in row], [list(c.links) for c in row], row[0].where or name.where, section
        )
        entries.append(current)
    return entries


def _is_torn_address(row: Sequence[Cell], at: int, filled: Sequence[Cell], torn: bool) -> bool:
    """Whether a line is a piece of the address above that a broken line put under the name: a town, then a country."""
    text = row[at].text
    if len(filled) != 1 or not text or row[at].spanned or contents.company_likeness(text) >= 1:
        return False
    return contents.is_address(text) or (torn and is_place_text(text) >= 0.8)


def _append_last(entry: Entry, at: int, text: str) -> None:
    column = max((i for i, said in enumerate(entry.cells) if said and i != at), default=at)
    entry.cells[column] = f"{entry.cells[column].rstrip(chr(92) + ' ')}\n{text.rstrip(chr(92) + ' ')}"


def _lone(row: Sequence[Cell], at: int, cell: Cell, rows: object, index: int, mapped: Mapped) -> str:
    """What a line with a single text is: the title of a ``group``, a ``note``, or an ``entry``/continuation."""
    text = cell.text
    spans = sum(1 for c in row if c.text) > 1
    if spans:
        if is_placeholder(text):
            return "note"
        return "group" if len(text) <= LONGEST_GROUP else "note"
    if row[at].text != text:
        # One text in a later column: a continued cell; in an earlier one ("#", a category) a title.
        first = next(i for i, c in enumerate(row) if c.text)
        return "group" if first < at and not contents.is_number(text) and not cell.spanned else "entry"
    if cell.spanned or len(mapped.headings) < 2:
        return "entry"
    if len(text) > LONGEST_GROUP and not contents.has_legal_form(text):
        return "note"
    if text[0] in _FOOTNOTE_MARKS and contents.company_likeness(text.lstrip(_FOOTNOTE_MARKS + " ")) < 0.6:
        return "note"
    if is_placeholder(text):
        return "entry"
    if cell.header and len(mapped.headings) > 2 and not contents.has_legal_form(text):
        return "group"
    likeness = contents.company_likeness(text)
    if says_subject(text) or text.endswith(":"):
        return "group"
    if mapped.grid.kind is GridKind.BULLETS:
        return "entry"  # an item without anything behind its name
    if likeness < 0.8 and len(mapped.headings) > 2 and _next_is_full(mapped, index):
        return "group"
    return "entry"


def _next_is_full(mapped: Mapped, index: int) -> bool:
    """Whether the next line is an entry with most of its cells, as after the title of a group."""
    rows = mapped.rows
    if index + 1 >= len(rows):
        return False
    filled = sum(1 for cell in rows[index + 1] if cell.text and not cell.spanned)
    return bool(rows[index + 1][mapped.name_column].text) and filled * 2 > len(mapped.headings)


def _is_heading_row(row: Sequence[Cell], headings: list[str]) -> bool:
    same = total = 0
    for cell, heading in zip(row, headings, strict=False):
        if cell.text and heading:
            total += 1
            same += one_line(cell.text).casefold() == heading
        elif cell.text:
            return False
    if total > 1 and same == total:
        return True
    # The same table again under headings worded differently.
    if total > 2 and all(cell.header or not cell.text for cell in row):
        return sum(1 for cell in row if meaning(one_line(cell.text))) * 2 > total
    return False


def _cut_name(kind: GridKind, before: str, row: Sequence[Cell], at: int) -> bool:
    """Whether a line of text or of a printed page is the rest of the name above: it holds nothing else, and only
    with it the name ends as names of companies do ("The London Internet" / "Exchange Limited")."""
    if kind not in (GridKind.TEXT_TABLE, GridKind.PDF_TABLE) or not row[at].text:
        return False
    if sum(1 for cell in row if cell.text) != 1 or contents.has_legal_form(before):
        return False
    return contents.has_legal_form(row[at].text) and not contents.is_known_company(row[at].text)


def _continue(entry: Entry, row: Sequence[Cell], at: int) -> None:
    """A further line of the same entry: its texts and links go below those already there."""
    entry.lines += 1
    for column, cell in enumerate(row):
        if cell.spanned or not cell.text:
            continue
        before = entry.cells[column]
        if column == at:
            continue
        entry.cells[column] = f"{before}\n{cell.text}" if before else cell.text
        entry.links[column].extend(cell.links)


def _repeated_labels(mapped: Mapped) -> dict[int, str]:
    """Columns whose every cell repeats the heading ("LocationEU", "Location: EU"), as narrow screens show it."""
    found: dict[int, str] = {}
    if mapped.body < 1:
        return found
    body = mapped.rows[mapped.body : mapped.body + 12]
    for column, heading in enumerate(mapped.headings):
        label = heading.strip(" :").casefold()
        if len(label) < 2 or not body:
            continue
        first = next((row[column].text for row in body if row[column].text), "")
        if not first.casefold().startswith(label):
            continue
        texts = [row[column].text for row in body if row[column].text]
        rests = [t[len(label) :] for t in texts if t.casefold().startswith(label)]
        glued = sum(1 for rest in rests if rest[:1] in (":", "\n") or (rest and not rest[0].isspace()))
        if len(rests) == len(texts) and any(rests) and glued * 10 >= len(rests) * 8:
            found[column] = label
    return found


def _keys(mapped: Mapped) -> list[tuple[Field | None, str]]:
    """For each column its field and its heading (numbered where two other columns share one)."""
    keys: list[tuple[Field | None, str]] = []
    seen: dict[str, int] = {}
    for column, (which, heading) in enumerate(zip(mapped.fields, mapped.headings, strict=True)):
        label = heading or f"column {column + 1}"
        if which is None:
            seen[label] = seen.get(label, 0) + 1
            if seen[label] > 1:
                label = f"{label} ({seen[label]})"
        keys.append((which, label))
    return keys


def _row(
    entry: Entry,
    mapped: Mapped,
    at: int,
    labels: dict[int, str],
    keys: list[tuple[Field | None, str]],
    made: Made,
) -> Row | None:
    cells = entry.cells
    for column, label in labels.items():
        if cells[column].casefold().startswith(label):
            cells[column] = cells[column][len(label) :].lstrip(" :\n")
    name, extra = split_name(cells[at], entry.links[at])
    if not name or is_placeholder(name):
        made.placeholder = True
        return None
    fields: dict[Field, str] = {Field.NAME: name}
    other: dict[str, str] = {}
    links: list[Link] = []
    for column, (which, label) in enumerate(keys):
        if entry.links[column]:
            key = which.value if which else label
            links.extend(Link(link.text, link.href, key) for link in entry.links[column])
        if column == at:
            continue
        text = cells[column]
        if not text:
            continue
        if which is Field.WEBSITE and "\n" in text:
            _split_website(text, fields)
        elif which is not None:
            fields[which] = strip_marks(text)
        elif not (label.startswith("column ") and contents.is_number(text)):
            other[label] = text
    for which, text in extra:
        if which not in fields:
            fields[which] = text
        elif which is not Field.NAME:
            other.setdefault(f"{mapped.headings[at] or 'Name'} (line {len(other) + 2})", text)
    if entry.group:
        fields[Field.GROUP] = entry.group
    return Row(fields, other, tuple(links), entry.where)


def _split_website(text: str, fields: dict[Field, str]) -> None:
    """A cell of website and address: the lines that are links, and the rest."""
    lines = text.split("\n")
    links = [line for line in lines if contents.is_url(line) or contents.is_email(line)]
    rest = [line for line in lines if line not in links]
    if links:
        fields[Field.WEBSITE] = "\n".join(links)
    if rest and (links or any(map(contents.is_address, rest))) and Field.LEGAL_ADDRESS not in fields:
        fields[Field.LEGAL_ADDRESS] = "\n".join(rest)
    elif not links:
        fields[Field.WEBSITE] = text
