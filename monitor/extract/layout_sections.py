"""Headed sections and definition lists: each heading or term is a name, what follows describes it."""

from __future__ import annotations

from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from monitor.extract import contents
from monitor.extract.document import Cell, Grid, GridKind
from monitor.extract.html_cell import read_cell
from monitor.extract.html_walk import FOOTER, Block, Walk
from monitor.extract.labels import Part, Record, common_labels, is_label, read_parts, records_grid
from monitor.extract.typed import typed
from monitor.extract.vocabulary import meaning, says_subject
from monitor.model import Field

MAX_BODY = 40  # blocks of one section; a longer one is a chapter


def section_grids(walk: Walk) -> list[Grid]:
    """One grid per run of sibling headings whose sections look like entries."""
    blocks = [b for b in walk.blocks if b.chrome < FOOTER]
    grids: list[Grid] = []
    levels = sorted({b.level for b in blocks if b.level})
    for level in levels:
        heads = [i for i, b in enumerate(blocks) if b.level == level]
        also = common_labels([_body(blocks, i) for i in heads]) if len(heads) > 1 else frozenset()
        run: list[Record] = []
        parent: tuple[str, ...] = ()
        intro: str | None = None
        for index, block in enumerate(blocks):
            if block.level != level:
                if block.level and block.level < level:
                    _close(run, grids, parent, intro)
                continue
            record = _record(blocks, index, also)
            above = block.headings
            if run and above != parent:
                _close(run, grids, parent, intro)
            if not run:
                parent = above
                before = blocks[index - 1] if index else None
                intro = before.text if before is not None and not before.level else None
            if record is not None:
                run.append(record)
        _close(run, grids, parent, intro)
    return grids


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
    parts: list[Part] = []
    for block in blocks[index + 1 : index + 1 + MAX_BODY]:
        if block.level and block.level <= head.level:
            break
        term = block.tag == "dt"
        strong = bool(block.level) or block.bold
        parts.append(Part(block.text, block.links, term, strong))
    else:
        if len(parts) == MAX_BODY:
            return None
    if not parts:
        return None
    record = read_parts(head.text, parts, head.links, where=f"under “{head.text[:60]}”", also=also)
    known = {m.field for label, _ in record.pairs if label and (m := meaning(label)) is not None} - {None}
    likeness = contents.company_likeness(_bare(head.text))
    if says_subject(head.text) and likeness < 1:
        return None
    if len(known) >= 2 or (known and likeness >= 0.4):
        return record
    record = typed(record)
    words = sum(len(cell.text) for _, cell in record.pairs)
    if likeness >= 0.6 and len(parts) <= 4 and words < 800:
        return record
    return None


def _bare(text: str) -> str:
    return text.lstrip("0123456789.) ")


def _close(run: list[Record], grids: list[Grid], parent: tuple[str, ...], intro: str | None) -> None:
    labelled = sum(1 for record in run if record.labelled)
    sure = sum(contents.company_likeness(_bare(record.name)) >= 1 for record in run)
    if not labelled and sure * 3 < len(run):
        run.clear()
    if len(run) >= 2 or (run and labelled and run[0].labelled >= 2):
        grids.append(
            records_grid(
                run,
                GridKind.RECORDS if labelled else GridKind.SECTIONS,
                headings=parent,
                intro=intro,
                where=f"sections under “{parent[-1]}”" if parent else "sections",
            )
        )
    run.clear()


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
        where = f"definition list {number}"
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
            typed(read_parts(term, [Part(cell.text, cell.links)], (), f"{where}, entry {i}"))
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
