"""Labelled text, "Location: Germany": pairs of a label we know and its value, and records made of such pairs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from typing import NamedTuple

from monitor.extract.contents import company_likeness
from monitor.extract.document import Cell, Grid, GridKind
from monitor.extract.vocabulary import STRONG, exactly, meaning
from monitor.model import Field, Link

_LABEL = re.compile(r"^\s*(?:[-*•–]\s+)?([^\n:：]{2,60}?)\s*[:：]\s*(\S[\s\S]*)$")
# "Purpose — hosting": a label only where it repeats from entry to entry.
_DASHED = re.compile(r"^\s*(?:[-*•]\s+)?([^\n:：–—]{2,40}?)\s+[–—-]\s+(\S[\s\S]*)$")
_CLAUSE = re.compile(r"[.;]\s|\s[-–—|]\s")  # what holds one of these is more than a label
_ENDED = re.compile(r"[^\W\d_]{5,}[.;]\s")  # a sentence before the label
_SENTENCES = re.compile(r"(?<=[.;])\s+")
_ONLY_LABEL = re.compile(r"^\s*([^\n:：]{2,60}?)\s*[:：]?\s*$")


def split_label(line: str, also: Container[str] = ()) -> tuple[str, str] | None:
    """``(label, value)`` where a line begins with a heading we know and a colon; None otherwise.

    also: further labels, lower case: those that repeat from entry to entry are labels in any language.
    """
    found = _LABEL.match(line)
    if also and (dashed := _DASHED.match(line)) is not None and f"{dashed.group(1).casefold()} –" in also:
        return dashed.group(1), dashed.group(2).strip()
    if not found or found.group(2).startswith("//"):
        return None
    label = found.group(1).strip("*_ ")
    if label.count("(") != label.count(")"):
        return None  # the colon stands inside a bracket
    if _ENDED.search(label) and label.casefold() not in also:
        return None
    if exactly(label) is None and label.casefold() not in also:
        known = None if _CLAUSE.search(label) else meaning(label)
        if known is None or known.field is Field.NAME or company_likeness(label) >= 1:
            return None
        if len(label.split()) > (8 if known.weight >= STRONG else 3):
            return None
    return label, found.group(2).strip()


def sentences(line: str, links: Sequence[Link] = ()) -> list[tuple[str, str]]:
    """ "Hosts pages. Data: names. Location: US." as pairs, "" for what has no label; none where no sentence has one."""
    pairs: list[tuple[str, str]] = []
    if len(line) > 1_000 or ": " not in line or ". " not in line:
        return pairs
    for piece in _SENTENCES.split(line):
        found = _LABEL.match(piece)
        known = exactly(found.group(1)) if found else None
        if found and known is not None and known.field not in (None, Field.NAME):
            pairs.append((found.group(1), found.group(2).rstrip(" .;")))
        elif pairs and not pairs[-1][0]:
            pairs[-1] = ("", f"{pairs[-1][1]} {piece}")
        elif all(piece.strip(" .") != link.text for link in links):
            pairs.append(("", piece))
    first = pairs[0] if pairs else ("", "")
    if not any(label for label, _ in pairs[1:]):
        return []
    return [(first[0], first[1].rstrip(" .;")), *pairs[1:]]


def common_labels(entries: Sequence[Sequence[str]]) -> frozenset[str]:
    """What stands before a colon, or is a known label alone on its line, in at least half of the entries."""
    counts: Counter[str] = Counter()
    for texts in entries:
        found = {
            m.group(1).strip("*_ ").casefold()
            for text in texts
            for line in text.split("\n")
            if (m := _LABEL.match(line))
        }
        lines = [line.strip() for text in texts for line in text.split("\n") if len(line) < 40]
        found |= {line.casefold() for line in lines if exactly(line)}
        found |= {
            f"{m.group(1).casefold()} –"
            for text in texts
            if (m := _DASHED.match(text)) is not None and exactly(m.group(1)) is not None
        }
        counts.update(found)
    least = max(2, (len(entries) + 1) // 2)
    return frozenset(label for label, count in counts.items() if count >= least)


def is_label(text: str) -> bool:
    """Whether a short text is a known heading and nothing else: its value follows elsewhere."""
    if len(text) > 60 or "\n" in text:
        return False
    found = _ONLY_LABEL.match(text)
    if not found:
        return False
    known = exactly(found.group(1))
    if known is not None:
        return True
    return text.rstrip().endswith((":", "：")) and meaning(found.group(1)) is not None


class Part(NamedTuple):
    """One piece of text of a record: a line, a card's cell, the term or the description of a list."""

    text: str
    links: tuple[Link, ...] = ()
    term: bool = False  # marked up as a label (dt, th)
    strong: bool = False  # a heading or bold


class Record(NamedTuple):
    """An entry written as a name and labelled values."""

    name: str
    pairs: list[tuple[str, Cell]]  # label ("" for text without one) and value
    links: tuple[Link, ...] = ()
    where: str = ""

    @property
    def labelled(self) -> int:
        """How many values have a label."""
        return sum(1 for label, _ in self.pairs if label)


def read_parts(
    name: str,
    parts: Sequence[Part],
    links: tuple[Link, ...] = (),
    where: str = "",
    also: Container[str] = (),
) -> Record:
    """A record from the pieces that follow its name: labels are paired with the values behind or below them.

    also: labels beyond the known ones, as ``common_labels`` finds them.
    """
    pairs: list[tuple[str, Cell]] = []
    pending: str | None = None
    for part in parts:
        if part.term:
            if pending is not None:
                pairs.append((pending, Cell(where=where)))
            pending = part.text.strip(" :：")
            continue
        if pending is not None:
            pairs.append((pending, Cell(part.text, part.links, where=where)))
            pending = None
            continue
        before = len(pairs)
        for line in part.text.split("\n"):
            pair = split_label(line, also)
            if pair is not None:
                pairs.append((pair[0], Cell(pair[1], part.links, where=where)))
            elif pending is not None:
                pairs.append((pending, Cell(line, part.links, where=where)))
                pending = None
            elif is_label(line) and (
                line.rstrip().endswith((":", "：")) or part.strong or line.strip().casefold() in also
            ):
                pending = line.strip(" :：")
            elif pairs and len(pairs) > before and not pairs[-1][0]:
                label, cell = pairs[-1]
                pairs[-1] = (label, cell._replace(text=f"{cell.text}\n{line}"))
            elif said := sentences(line, part.links):
                pairs.extend((label, Cell(text, part.links, where=where)) for label, text in said)
            else:
                pairs.append(("", Cell(line, part.links, where=where)))
    if pending is not None:
        pairs.append(("", Cell(pending, where=where)))
    return Record(name, pairs, links, where)


def records_grid(
    records: Sequence[Record],
    kind: GridKind,
    *,
    headings: tuple[str, ...] = (),
    intro: str | None = None,
    where: str = "",
    hidden: bool = False,
) -> Grid:
    """Records as a grid: the names, a column for each label in the order it is met, texts without a label last."""
    labels: dict[str, int] = {}
    plain = 0
    for record in records:
        for label, _ in record.pairs:
            if label:
                labels.setdefault(_key(label), len(labels) + 1)
        plain = max(plain, sum(1 for label, _ in record.pairs if not label))
    shown: dict[int, str] = {}
    width = 1 + len(labels) + plain
    rows: list[list[Cell]] = []
    for record in records:
        row = [Cell(record.name, record.links, where=record.where)] + [Cell(where=record.where)] * (width - 1)
        free = 1 + len(labels)
        for label, cell in record.pairs:
            if not label:
                row[free] = cell
                free += 1
                continue
            at = labels[_key(label)]
            shown.setdefault(at, label)
            before = row[at]
            row[at] = (
                cell
                if not before.text
                else before._replace(text=f"{before.text}\n{cell.text}", links=before.links + cell.links)
            )
        rows.append(row)
    heading = [Cell("Name", header=True)]
    heading += [Cell(shown.get(i, ""), header=True) for i in range(1, len(labels) + 1)]
    heading += [Cell("", header=True)] * plain
    return Grid(
        kind, [heading, *rows], headings=headings, intro=intro, header_rows=1, where=where, hidden=hidden
    )


def _key(label: str) -> str:
    return label.casefold().strip()
