"""From paragraphs to segments: the pieces of a sentence in which a period and its verb stand together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from monitor.assess.clauses.lines import BREAKS, running_on
from monitor.assess.clauses.plain import FILL, plain, smooth
from monitor.assess.clauses.vocabulary import Vocabulary, guess, vocabulary
from monitor.model import Paragraph

_BREAK = re.compile(
    rf"[.!?](?=[\"')\]{FILL}]*\s+[\"'(\[{FILL}]*[^\sa-zà-ÿ{FILL}]|[\"')\]\s{FILL}]*$)"
    rf"|;[{FILL}]*\s|\n+|。|(?<=\s)[•·▪◦]\s|\s-\s(?=[A-ZÀ-Ý])"
)
_ENUMERATION = re.compile(r"(?:^|\s)(?:\(?(?:[ivx]{1,4}|[a-h]|\d{1,2})\)|\d{1,2}(?:\.\d{1,2})*\.)\s*$")
LONGEST = (
    3000  # characters of a piece; no sentence of a contract is longer, and the work per piece stays bounded
)
TAIL = 40  # characters before a full stop that tell what it ends
SHORT = 400  # characters; a whole text this short is an excerpt, whose heading we do not see


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a sentence: ``text`` is plain and smooth, and stands from ``start`` to ``end`` of the whole text.

    sentence: number of its sentence; paragraph: number of its paragraph.
    """

    text: str
    start: int
    end: int
    sentence: int
    paragraph: int
    vocab: Vocabulary


@dataclass(frozen=True, slots=True)
class Text:
    """The whole text (of paragraphs: joined by line breaks) and its segments.

    spans: first and last place of each sentence. sections, places: heading and place of each paragraph. firsts: number
    of the first segment of each paragraph, and of none at the end.
    """

    whole: str
    segments: tuple[Segment, ...]
    spans: Mapping[int, tuple[int, int]]
    sections: tuple[str | None, ...]
    places: tuple[str, ...]
    firsts: tuple[int, ...]

    def within(self, paragraphs: range) -> list[tuple[int, Segment]]:
        """The segments of neighbouring paragraphs, each with its number."""
        first, last = self.firsts[paragraphs.start], self.firsts[paragraphs.stop]
        return list(enumerate(self.segments[first:last], first))

    def opening(self, paragraph: int) -> Segment | None:
        """The first segment of a paragraph; None where it holds none, and behind the last."""
        known = paragraph + 1 < len(self.firsts) and self.firsts[paragraph] < self.firsts[paragraph + 1]
        return self.segments[self.firsts[paragraph]] if known else None

    def sentence(self, segment: Segment) -> tuple[int, int]:
        """First and last place of the sentence a segment stands in."""
        return self.spans[segment.sentence]


def split_text(paragraphs: Sequence[Paragraph] | str, language: str | None) -> Text:
    """Paragraphs as segments. A string is taken apart at its blank lines and where a line ends what it says."""
    if isinstance(paragraphs, str):
        whole, lines = paragraphs, _lines(paragraphs)
        starts = [start for start, _ in lines]
        paragraphs = [Paragraph(part, where=f"paragraph {n}") for n, (_, part) in enumerate(lines, 1)]
    else:
        whole = "\n".join(paragraph.text for paragraph in paragraphs)
        starts = list(accumulate((len(paragraph.text) + 1 for paragraph in paragraphs), initial=0))
    home = guess(smooth(plain(whole)), language)
    segments: list[Segment] = []
    firsts: list[int] = []
    sentence = 0
    for number, paragraph in enumerate(paragraphs):
        firsts.append(len(segments))
        clear, start = plain(paragraph.text), starts[number]
        vocab = vocabulary(guess(smooth(clear), home) if len(clear) > SHORT / 4 else home)
        for first, last, new in _pieces(clear, vocab):
            sentence += new
            words = smooth(clear[first:last])
            segments.append(Segment(words, start + first, start + last, sentence, number, vocab))
        sentence += 1
    spans: dict[int, tuple[int, int]] = {}
    for segment in segments:
        spans[segment.sentence] = (spans.get(segment.sentence, (segment.start, 0))[0], segment.end)
    return Text(
        whole,
        tuple(segments),
        spans,
        tuple(paragraph.section for paragraph in paragraphs),
        tuple(paragraph.where for paragraph in paragraphs),
        (*firsts, len(segments)),
    )


def _pieces(text: str, vocab: Vocabulary) -> Iterator[tuple[int, int, bool]]:
    """First and last place of each piece, and whether it begins a new sentence."""
    begin, new = 0, True
    for end, mark in _ends(text, vocab):
        while end - begin > LONGEST:
            cut = text.rfind(" ", begin, begin + LONGEST) + 1 or begin + LONGEST
            yield begin, cut, new
            begin, new = cut, False
        if text[begin:end].replace(FILL, "").strip():
            yield begin, end, new
            new = mark != ";"
        begin = end


def _ends(text: str, vocab: Vocabulary) -> Iterator[tuple[int, str]]:
    """Where each piece ends, and the mark that ends it; the end of the text is the last."""
    begin, sequels = 0, running_on(text)
    for match in _BREAK.finditer(text):
        mark = match.group()
        head = smooth(text[max(begin, match.end() - TAIL) : match.end()]).rstrip()
        if mark == "." and (vocab.abbreviations.search(head) or _ENUMERATION.search(head)):
            continue
        if mark.startswith("\n") and match.start() in sequels:
            continue
        begin = match.end()
        yield begin, mark[:1]
    yield len(text), ""


def _lines(text: str) -> list[tuple[int, str]]:
    """The paragraphs of plain text, each with its place: the lines, those broken inside a sentence put together."""
    parts: list[tuple[int, str]] = []
    begin, clear = 0, plain(text)
    sequels = running_on(clear)
    for match in BREAKS.finditer(clear):
        if match.start() not in sequels:
            parts.append((begin, text[begin : match.start()]))
            begin = match.end()
    return [*parts, (begin, text[begin:])]
