"""From paragraphs to segments: the pieces of a sentence in which a period and its verb stand together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.assess.clauses.vocabulary import Vocabulary, guess, plain, vocabulary
from monitor.model import Paragraph

_BREAK = re.compile(
    r"[.!?](?=[\"')\]]*\s+[\"'(\[]*[^\sa-zà-ÿ]|[\"')\]]*\s*$)|;\s|\n+|。|(?<=\s)[•·▪◦]\s|\s-\s(?=[A-ZÀ-Ý])"
)
_ENUMERATION = re.compile(r"(?:^|\s)(?:\(?(?:[ivx]{1,4}|[a-h]|\d{1,2})\)|\d{1,2}(?:\.\d{1,2})*\.)\s*$")
WRAPPED = (55, 130)  # characters of a line that was wrapped by a program
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
    """The whole text, paragraphs joined by line breaks, with its segments and each paragraph's section."""

    whole: str
    segments: tuple[Segment, ...]
    sections: tuple[str | None, ...]
    places: tuple[str, ...]


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
        for first, last, new in _pieces(plain(text), vocab):
            sentence += new
            segments.append(Segment(plain(text)[first:last], start + first, sentence, number, vocab))
        sentence += 1
        start += len(text) + 1
    return Text(
        whole,
        tuple(segments),
        tuple(paragraph.section for paragraph in paragraphs),
        tuple(paragraph.where for paragraph in paragraphs),
    )


def _pieces(text: str, vocab: Vocabulary) -> Iterator[tuple[int, int, bool]]:
    """First and last place of each piece, and whether it begins a new sentence."""
    begin, new = 0, True
    for match in _BREAK.finditer(text):
        mark = match.group()
        head = text[begin : match.end()].rstrip()
        if mark == "." and (vocab.abbreviations.search(head) or _ENUMERATION.search(head)):
            continue
        if mark.startswith("\n") and _runs_on(text, match.start(), match.end()):
            continue
        if text[begin : match.end()].strip():
            yield begin, match.end(), new
            new = not mark.startswith(";")
        begin = match.end()
    if text[begin:].strip():
        yield begin, len(text), new


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
    if text[start:end].count("\n") != 1 or text[:start].rstrip()[-1:] in {".", ";", ":", "!", "?", ""}:
        return False
    behind, line = text[end : end + 1], start - text.rfind("\n", 0, start) - 1
    return behind.islower() or behind == "(" or behind.isdigit() or WRAPPED[0] <= line <= WRAPPED[1]
