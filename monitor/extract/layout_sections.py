"""Headed sections and definition lists: each heading or term is a name, what follows describes it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from monitor.extract import contents
from monitor.extract.bullet_item import cut_item
from monitor.extract.document import Cell, Grid, GridKind
from monitor.extract.html_cell import read_cell
from monitor.extract.html_place import place_of
from monitor.extract.html_walk import FOOTER, Block, Walk
from monitor.extract.labels import Part, Record, common_labels, is_label, read_parts, records_grid
from monitor.extract.layout_lines import names_below
from monitor.extract.typed import typed
from monitor.extract.vocabulary import meaning, says_subject
from monitor.knowledge.places import is_place_text
from monitor.model import Field

_NUMBERED = re.compile(r"^\d{1,2}(?:\.\d{1,2}){0,2}[.)]?\s+")
_WORK = re.compile(r"^([^—–\n]{2,60}?)\s+[—–]\s+([^—–\n]{3,60})$")
MAX_BODY = 40  # blocks of one section; a longer one is a chapter


class _Run:
    """Sections of one rank under one heading: those that look like entries, and all that are short."""

    def __init__(self) -> None:
        self.likely: list[Record] = []
        self.short: list[Record] = []
        self.raw: list[Record] = []  # the same, before their texts were told apart
        self.listed: set[str] = set()  # places of those that hold a list, which is read as one
        self.parent: tuple[str, ...] = ()
        self.intro: str | None = None


def section_grids(walk: Walk) -> list[Grid]:
    """One grid per run of sibling headings whose sections look like entries."""
    blocks = [b for b in walk.blocks if b.chrome < FOOTER]
    grids: list[Grid] = []
    for level in sorted({b.level for b in blocks if b.level}):
        heads = [i for i, b in enumerate(blocks) if b.level == level]
        also = common_labels([_body(blocks, i) for i in heads]) if len(heads) > 1 else frozenset()
        run = _Run()
        says_work = _say_work([blocks[i].text for i in heads])
        for index, block in enumerate(blocks):
            if block.level != level:
                if block.level and block.level < level:
                    run = _close(run, grids)
                continue
            if run.short and block.headings != run.parent:
                run = _close(run, grids)
            if not run.short:
                run.parent = block.headings
                before = blocks[index - 1] if index else None
                run.intro = before.text if before is not None and not before.level else None
            raw = _record(blocks, index, also)
            if raw is not None and says_work:
                raw = _without_work(raw, says_work)
            record = _told_apart(raw) if raw is not None else None
            if raw is not None and record is not None:
                run.short.append(record)
                run.raw.append(raw)
                if _holds_a_list(blocks, index):
                    run.listed.add(record.where)
                if _is_likely(record):
                    run.likely.append(record)
        _close(run, grids)
    return grids


def _holds_a_list(blocks: Sequence[Block], index: int) -> bool:
    """Whether what follows a heading is items, or headings of its own: the entries are below, not the section."""
    if blocks[index + 1 : index + 2] and blocks[index + 1].tag == "li":
        return True
    below = 0
    for block in blocks[index + 1 : index + 1 + MAX_BODY]:
        if block.level and block.level <= blocks[index].level:
            break
        below += 2 if block.level in range(1, 7) else 1 if block.level else 0
    return below >= 2


def _body(blocks: Sequence[Block], index: int) -> list[str]:
    texts = []
    for block in blocks[index + 1 : index + 1 + MAX_BODY]:
        if block.level and block.level <= blocks[index].level:
            break
        texts.append(block.text)
    return texts


def _record(blocks: Sequence[Block], index: int, also: frozenset[str]) -> Record | None:
    head = blocks[index]
    if len(head.text) > 100 or head.text.endswith(("?", "!", "：", ":")):
        return None
    name, _, more = head.text.partition("\n")
    parts = [Part(more)] if more else []
    for block in blocks[index + 1 : index + 1 + MAX_BODY]:
        if block.level and block.level <= head.level:
            break
        if block.level in range(1, 7) and not is_label(block.text):
            return None  # a chapter: its entries stand under headings of their own
        term = block.tag == "dt"
        strong = bool(block.level) or block.bold
        parts.append(Part(block.text, block.links, term, strong))
    else:
        if len(parts) >= MAX_BODY:
            return None
    if not parts:
        return None
    record = read_parts(name, parts, head.links, where=f"under “{head.text[:60]}”", also=also)
    if says_subject(head.text) and contents.company_likeness(_bare(head.text)) < 1:
        return None
    words = sum(len(cell.text) for _, cell in record.pairs)
    return record if _known(record) or (len(parts) <= 4 and words < 800) else None


def _say_work(heads: Sequence[str]) -> int:
    """Where headings name a company and what it does, which side the company stands on: 1 in "Contoso — Payments",
    2 in "Payments — Contoso"; 0 where they do not."""
    found = [match for match in map(_WORK.match, heads) if match]
    for side in (1, 2):
        sure = sum(contents.company_likeness(_bare(match[side])) >= 1 for match in found)
        if sure >= 2 and sure * 2 >= len(found):
            return side
    return 0


def _says_work(text: str) -> bool:
    other = contents.is_url(text) or contents.is_email(text) or contents.is_address(text)
    return not other and is_place_text(text) < 0.6


def _without_work(record: Record, side: int) -> Record:
    found = _WORK.match(_NUMBERED.sub("", record.name))
    if not found or contents.has_legal_form(found[3 - side]):
        return record
    pairs = list(record.pairs)
    if Field.PURPOSE not in _known(record):
        at = next((i for i, (label, _) in enumerate(pairs) if not label), None)
        if at is not None and _says_work(pairs[at][1].text):
            pairs[at] = ("Purpose", pairs[at][1])
    return record._replace(
        name=found[side], pairs=[("Purpose", Cell(found[3 - side], where=record.where)), *pairs]
    )


def _told_apart(record: Record) -> Record:
    return record if _known(record) else typed(record)


def _known(record: Record) -> set[Field]:
    """The fields that labels of the section itself name."""
    known = (meaning(label) for label, _ in record.pairs if label)
    return {m.field for m in known if m is not None and m.field is not None}


def _is_likely(record: Record) -> bool:
    """Whether a section reads as an entry: its heading as a name, its text as what describes one."""
    likeness = contents.company_likeness(_bare(record.name))
    known = _known(record)
    return len(known) >= 2 or (bool(known) and likeness >= 0.4) or likeness >= 0.6


def _bare(text: str) -> str:
    return text.lstrip("0123456789.) ")


def _close(run: _Run, grids: list[Grid]) -> _Run:
    """Makes a grid of a run that is a list; gives a new run."""
    found = run.likely
    sure = sum(contents.company_likeness(_bare(record.name)) >= 1 for record in found)
    plain = [record for record in run.short if record.pairs and record.where not in run.listed]
    if sure * 3 < len(run.short) and names_below([record.pairs[0][1].text for record in plain]):
        wanted = {id(record) for record in plain}
        found = [
            entry
            for record, raw in zip(run.short, run.raw, strict=True)
            if id(record) in wanted
            for entry in _swapped(raw)
        ]
        sure = len(found)
    labelled = sum(1 for record in found if record.labelled)
    if not labelled and sure * 3 < len(found):
        return _Run()
    if len(found) >= 2 or (found and found[0].labelled >= 2):
        kind = GridKind.RECORDS if labelled else GridKind.SECTIONS
        where = f"sections under “{run.parent[-1]}”" if run.parent else "sections"
        grids.append(records_grid(found, kind, headings=run.parent, intro=run.intro, where=where))
    return _Run()


def _swapped(record: Record) -> list[Record]:
    """The entries under a heading that says what for: each begins with the name of a company."""
    entries: list[Record] = []
    for label, cell in record.pairs:
        begins = not label and (not entries or _begins_entry(cell.text))
        if begins:
            entries.append(_entry(cell, record.where))
        elif entries:
            entries[-1].pairs.append((label, cell))
    return [_with_heading(entry, record.name) for entry in entries]


def _begins_entry(text: str) -> bool:
    line = text.split("\n", 1)[0]
    parts = cut_item(line)
    return contents.company_likeness(parts[0] if parts else line) >= 1


def _entry(cell: Cell, where: str) -> Record:
    name, _, rest = cell.text.partition("\n")
    pairs: list[tuple[str, Cell]] = []
    parts = cut_item(name)
    if parts is not None:
        name, more = parts
        label = "Address" if contents.is_address(more) else "Location" if is_place_text(more) >= 0.6 else ""
        pairs.append((label, Cell(more, where=where)))
    if rest:
        pairs.append(("", Cell(rest, where=where)))
    return Record(name, pairs, cell.links, where)


def _with_heading(entry: Record, heading: str) -> Record:
    """The heading is what the entry is for, unless the entry says that itself."""
    said = "Category" if Field.PURPOSE in _known(entry) else "Purpose"
    return typed(entry._replace(pairs=[(said, Cell(heading, where=entry.where)), *entry.pairs]))


def definition_grids(walk: Walk, base: str | None) -> list[Grid]:
    """Definition lists: of labels (one entry each list, or an entry at each label of names), or of names."""
    grids: list[Grid] = []
    for number, found in enumerate(walk.definitions, 1):
        if found.chrome >= FOOTER:
            continue
        pairs = _pairs(found.node, base)
        if not pairs:
            continue
        labels = sum(1 for term, _ in pairs if is_label(term))
        where = place_of(found.node, "definition list", number)
        if labels * 2 >= len(pairs):
            records = _by_name_label(pairs, where)
            if records:
                grids.append(
                    records_grid(
                        records,
                        GridKind.DEFINITION_LIST,
                        headings=found.headings,
                        intro=found.intro,
                        where=where,
                    )
                )
            continue
        rows = [
            typed(
                read_parts(
                    term,
                    [Part(line, cell.links) for line in cell.text.split("\n")],
                    (),
                    f"{where}, entry {i}",
                )
            )
            for i, (term, cell) in enumerate(pairs, 1)
        ]
        grids.append(
            records_grid(
                rows, GridKind.DEFINITION_LIST, headings=found.headings, intro=found.intro, where=where
            )
        )
    return grids


def _pairs(node: LexborNode, base: str | None) -> list[tuple[str, Cell]]:
    pairs: list[tuple[str, Cell]] = []
    stack = list(node.iter())
    flat: list[LexborNode] = []
    for child in stack:
        flat.extend(child.iter()) if child.tag == "div" else flat.append(child)
    for child in flat:
        if child.tag == "dt":
            pairs.append((read_cell(child, base)[0].replace("\n", " "), Cell()))
        elif child.tag == "dd" and pairs:
            text, links = read_cell(child, base)
            term, before = pairs[-1]
            joined = f"{before.text}\n{text}" if before.text else text
            pairs[-1] = (term, Cell(joined, before.links + links))
    return pairs


def _by_name_label(pairs: Sequence[tuple[str, Cell]], where: str) -> list[Record]:
    """An entry begins at each label that asks for a name."""
    records: list[Record] = []
    for term, cell in pairs:
        known = meaning(term.strip(" :"))
        if known is not None and known.field is Field.NAME and cell.text:
            records.append(
                Record(cell.text.split("\n", 1)[0], [], cell.links, f"{where}, entry {len(records) + 1}")
            )
        elif records:
            records[-1].pairs.append((term.strip(" :："), cell))
    return records
