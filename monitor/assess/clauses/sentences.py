"""From paragraphs to segments: the pieces of a sentence in which a period and its verb stand together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.assess.clauses.vocabulary import Vocabulary, guess, plain, vocabulary
from monitor.model import Paragraph

_BREAK = re.compile(
    r"[.!?](?=[\"')\]]*\s+[\"'(\[]*[^\sa-zà-ÿ]|[\"')\]]*\s*$)|;\s|\n+|。|(?<=\s)[•·▪◦]\s|\s-\s(?=[A-ZÀ-Ý])"
)
_ENUMERATION = re.compile(r"(?:^|\s)(?:\(?(?:[ivx]{1,4}|[a-h]|\d{1,2})\)|\d{1,2}(?:\.\d{1,2})*\.)\s*$")
WRAPPED = (55, 130)  # characters of a line that was wrapped by a program
LONGEST = (
    3000  # characters of a piece; no sentence of a contract is longer, and the work per piece stays bounded
)
TAIL = 40  # characters before a full stop that tell what it ends
SHORT = 400  # characters; a whole text this short is an excerpt, whose heading we do not see


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a sentence: ``text`` is plain (see ``vocabulary.plain``) and stands at ``start`` of the whole text.

    sentence: number of its sentence; paragraph: number of its paragraph.
    """

    text: str
    start: int
    sentence: int
    paragraph: int
    vocab: Vocabulary

    @property
    def end(self) -> int:
        """Where it ends in the whole text."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Text:
    """The whole text, paragraphs joined by line breaks, and its segments.

    spans: first and last place of each sentence. sections, places: heading and place of each paragraph.
    """

    whole: str
    segments: tuple[Segment, ...]
    spans: Mapping[int, tuple[int, int]]
    sections: tuple[str | None, ...]
    places: tuple[str, ...]

    def sentence(self, segment: Segment) -> tuple[int, int]:
        """First and last place of the sentence a segment stands in."""
        return self.spans[segment.sentence]


def split_text(paragraphs: Sequence[Paragraph] | str, language: str | None) -> Text:
    """Paragraphs as segments. A string is taken apart at its blank lines and where a line ends what it says."""
    if isinstance(paragraphs, str):
        paragraphs = [Paragraph(part, where=f"paragraph {n}") for n, part in enumerate(_lines(paragraphs), 1)]
    texts = [paragraph.text for paragraph in paragraphs]
    whole = "\n".join(texts)
    home = guess(whole, language)
    segments: list[Segment] = []
    start = sentence = 0
    for number, text in enumerate(texts):
        vocab = vocabulary(guess(text, home) if len(text) > SHORT / 4 else home)
        clear = plain(text)
        for first, last, new in _pieces(clear, vocab):
            sentence += new
            segments.append(Segment(clear[first:last], start + first, sentence, number, vocab))
        sentence += 1
        start += len(text) + 1
    spans: dict[int, tuple[int, int]] = {}
    for segment in segments:
        spans[segment.sentence] = (spans.get(segment.sentence, (segment.start, 0))[0], segment.end)
    return Text(
        whole,
        tuple(segments),
        spans,
        tuple(paragraph.section for paragraph in paragraphs),
        tuple(paragraph.where for paragraph in paragraphs),
    )


def _pieces(text: str, vocab: Vocabulary) -> Iterator[tuple[int, int, bool]]:
    """First and last place of each piece, and whether it begins a new sentence."""
    begin, new = 0, True
    for end, mark in _ends(text, vocab):
        while end - begin > LONGEST:
            cut = text.rfind(" ", begin, begin + LONGEST) + 1 or begin + LONGEST
            yield begin, cut, new
            begin, new = cut, False
        if text[begin:end].strip():
            yield begin, end, new
            new = mark != ";"
        begin = end


def _ends(text: str, vocab: Vocabulary) -> Iterator[tuple[int, str]]:
    """Where each piece ends, and the mark that ends it; the end of the text is the last."""
    begin = 0
    for match in _BREAK.finditer(text):
        mark = match.group()
        head = text[max(begin, match.end() - TAIL) : match.end()].rstrip()
        if mark == "." and (vocab.abbreviations.search(head) or _ENUMERATION.search(head)):
            continue
        if mark.startswith("\n") and _runs_on(text, match.start(), match.end()):
            continue
        begin = match.end()
        yield begin, mark[:1]
    yield len(text), ""


def _lines(text: str) -> list[str]:
    """The paragraphs of plain text: its lines, those broken inside a sentence put together again."""
    parts: list[str] = []
    begin = 0
    for match in re.finditer(r"\n\s*", text):
        if not _runs_on(text, match.start(), match.end()):
            parts.append(text[begin : match.start()])
            begin = match.end()
    return [*parts, text[begin:]]


def _runs_on(text: str, start: int, end: int) -> bool:
    """A line broken inside a sentence: one line break, no full stop before it, and a sequel or a full line."""
    if text[start:end].count("\n") != 1 or text[max(0, start - TAIL) : start].rstrip()[-1:] in {
        ".",
        ";",
        ":",
        "!",
        "?",
        "",
    }:
        return False
    behind, line = text[end : end + 1], start - text.rfind("\n", 0, start) - 1
    return behind.islower() or behind == "(" or behind.isdigit() or WRAPPED[0] <= line <= WRAPPED[1]
