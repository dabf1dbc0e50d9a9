"""What a report is made of, before any markup: a title, sections, and a few kinds of blocks in them.

Arranged once (``revision_report``, ``period_report``), drawn three times (``html``, ``markdown``, ``docx``; ``pdf``
prints the HTML). Every text in a block has been through ``monitor.model.display``; escaping is the drawer's duty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from monitor.knowledge.speech import Language
from monitor.model import Severity
from monitor.model.display import Mark, Stretch

MOST_ON_PAPER = 1_000  # rows of one table in a PDF or a Word document; every other form has them all


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Address:
    """A place to go to. ``url``: None where nobody may safely be sent there; then ``text`` is only to be read."""

    url: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Hash:
    """A digest, drawn in letters of one width."""

    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command line to be copied whole; it holds words of ours and ids only."""

    text: str


@dataclass(frozen=True, slots=True)
class Marked:
    """Words marked as kept, gone and new."""

    parts: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """A severity and its word."""

    severity: Severity
    word: str


Cell = str | Address | Hash | Command | Marked | Level


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. ``soft``: said in passing."""

    kind: ClassVar[str] = "text"
    text: str
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below that of the section."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, slots=True)
class Points:
    """Things of equal rank; ``numbered`` where one follows from the other."""

    kind: ClassVar[str] = "points"
    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a contract."""

    kind: ClassVar[str] = "quote"
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; ``head`` empty for a table of labels and values. ``lead``: first cells head their rows.

    weights: how wide the columns are to each other, where a form wants to know (on paper); none: alike.
    """

    kind: ClassVar[str] = "table"
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    lead: bool = True
    wide: bool = False
    weights: tuple[int, ...] = ()

    @property
    def shares(self) -> tuple[float, ...]:
        """The width of each column as a share of one."""
        columns = max((len(self.head), *(len(row) for row in self.rows[:1]), 1))
        alike = [1.0] * columns
        if self.lead and columns > 1:  # the first only heads the others
            alike = [0.27] + [0.73 / (columns - 1)] * (columns - 1)
        weights = self.weights or alike
        return tuple(weight / sum(weights) for weight in weights)


@dataclass(frozen=True, slots=True)
class FieldDiff:
    """One field of one row: its words, marked as kept, gone and new."""

    label: str
    marks: tuple[Stretch, ...]

    @property
    def changed(self) -> bool:
        """Whether any word came or went."""
        return any(mark.mark is not Mark.KEPT for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Meaning:
    """Why a change matters: severity, the rule that said so, the facts it used."""

    level: Level
    reason: str
    rule: str
    facts: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything that happened to one row (or one paragraph). ``kinds``: e.g. "Added".

    language: BCP 47 code of the document's words; empty where it is not known.
    """

    kind: ClassVar[str] = "entry"
    kinds: str
    title: str
    former: str
    fields: tuple[FieldDiff, ...]
    asides: tuple[Pair, ...]
    meanings: tuple[Meaning, ...]
    notes: tuple[str, ...]
    level: Level
    language: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day on the time line. key: machine word for its colour; x: its place, 0 to 1; lane: its label's line."""

    key: str
    label: str
    said: str
    on: date
    x: float
    lane: int


@dataclass(frozen=True, slots=True)
class Band:
    """A span on the time line, both ends 0 to 1."""

    key: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Tick:
    """The first day of a month, or of a week on a short line."""

    label: str
    x: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The window as a line: days in order of time, with the lanes their labels stand in."""

    kind: ClassVar[str] = "timeline"
    title: str
    moments: tuple[Moment, ...]
    bands: tuple[Band, ...]
    ticks: tuple[Tick, ...]
    lanes: int
    legend: tuple[Pair, ...]  # key of the band, words

    @property
    def sentence(self) -> str:
        """The same in one sentence, for those who cannot see it."""
        return "; ".join(f"{moment.label} {moment.said}" for moment in self.moments) + "."


@dataclass(frozen=True, slots=True)
class Lines:
    """Two documents compared line by line."""

    kind: ClassVar[str] = "lines"
    lines: tuple[tuple[Mark, str], ...]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text that stands exactly as it is: a letter, a document."""

    kind: ClassVar[str] = "verbatim"
    text: str


@dataclass(frozen=True, slots=True)
class Folded:
    """Blocks that are there for whoever looks for them. ``printed``: on paper they stand open, others are left out."""

    kind: ClassVar[str] = "folded"
    title: str
    blocks: tuple[Block, ...]
    printed: bool = False


@dataclass(frozen=True, slots=True)
class Follow:
    """A link to where something can be done; left out on paper."""

    kind: ClassVar[str] = "follow"
    address: Address


Block = Text | Heading | Points | Quote | Table | Entry | Timeline | Lines | Verbatim | Folded | Follow


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report under its own heading. ``key``: stable word for links to it.

    on_paper: False for what is only of use on a screen; it is left out of PDF, Word and print.
    """

    key: str
    title: str
    blocks: tuple[Block, ...]
    on_paper: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. ``kicker``: what it is; ``lead``: what to do, in a sentence or two.

    source: the page it is about. online: where the report itself lives. words: what the drawers say themselves.
    """

    language: Language
    title: str
    kicker: str
    level: Level | None
    lead: str
    overview: tuple[Pair, ...]
    sections: tuple[Section, ...]
    source: Address | None
    online: str | None
    closing: tuple[str, ...]
    words: Mapping[str, str]

    def section(self, key: str) -> Section:
        """The section of that key. Raises KeyError."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)


def sections(*found: Section | None) -> tuple[Section, ...]:
    """Those that have something to say."""
    return tuple(section for section in found if section is not None and section.blocks)


def label_table(pairs: Sequence[Pair]) -> Table:
    """Labels and values as a table without headings."""
    return Table((), tuple((pair.label, pair.value) for pair in pairs))
