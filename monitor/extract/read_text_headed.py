"""Entries in plain text that are a line with the name and labelled lines below it."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.extract import contents
from monitor.extract.document import Grid, GridKind
from monitor.extract.labels import Part, Record, read_parts, records_grid, split_label
from monitor.extract.text import clean
from monitor.extract.vocabulary import meaning, says_subject

MOST_LINES = 20_000
LONGEST_NAME = 100
LEAST = 2


def headed_grids(lines: Sequence[str]) -> list[Grid]:
    """One grid per heading under which such entries stand; nothing where fewer than two are found."""
    texts = [clean(line) for line in lines[:MOST_LINES]]
    grids: list[Grid] = []
    run: list[Record] = []
    above: tuple[str, ...] = ()
    at = 0
    while at < len(texts):
        name = texts[at].lstrip("# ")
        after, labelled = _labelled(texts, at + 1)
        if _may_be_name(name) and labelled:
            parts = [Part(line) for line in labelled]
            run.append(read_parts(name, parts, where=f"line {at + 1}"))
            at = after
            continue
        if texts[at].startswith("#") or (texts[at] and _is_title(texts, at)):
            _close(run, above, grids)
            above = (name,)
        at += 1
    _close(run, above, grids)
    return grids


def _labelled(texts: Sequence[str], at: int) -> tuple[int, list[str]]:
    """The lines of labels from ``at`` on, empty lines between them left out; and where they end."""
    found: list[str] = []
    end = at
    while at < len(texts) and at - end < 3:
        if not texts[at]:
            at += 1
            continue
        pair = split_label(texts[at].lstrip("-•* "))
        known = meaning(pair[0]) if pair is not None else None
        if pair is None or (not found and (known is None or known.field is None)):
            break
        found.append(texts[at].lstrip("-•* "))
        at += 1
        end = at
    return end, found


def _may_be_name(text: str) -> bool:
    if not 1 < len(text) <= LONGEST_NAME or split_label(text) is not None or text.startswith(("-", "•", "*")):
        return False
    likeness = contents.company_likeness(text.lstrip("0123456789.) "))
    return likeness >= 1 or (likeness >= 0.4 and not says_subject(text))


def _is_title(texts: Sequence[str], at: int) -> bool:
    alone = (at == 0 or not texts[at - 1]) and (at + 1 == len(texts) or not texts[at + 1])
    return alone and len(texts[at]) <= 90 and not texts[at].endswith((".", ":", ";", ","))


def _close(run: list[Record], above: tuple[str, ...], grids: list[Grid]) -> None:
    if len(run) >= LEAST and sum(1 for record in run if record.labelled >= 1) >= LEAST:
        grids.append(records_grid(run, GridKind.RECORDS, headings=above, where=run[0].where))
    run.clear()
