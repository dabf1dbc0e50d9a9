"""Sentences that name the sub-processors: a list after a colon, or names set in bold where each is spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from monitor import knowledge
from monitor.extract import contents
from monitor.extract.document import Cell, Grid, GridKind
from monitor.extract.html_walk import Block, Walk
from monitor.extract.text import clean, fold_key
from monitor.extract.vocabulary import says_subject
from monitor.model import Field

LEAST = 3  # names in bold; fewer stand out for any reason
MAX_BLOCKS = 2_000
LONGEST_NAME = 60
_SENTENCE = re.compile(r"(?<=[a-z0-9)\]][.!?。])\s+(?=[^\W\d_])")
_BRACKET = re.compile(r"\s*\(([^()]{1,200})\)")
_HELD = re.compile(r"\s*⟨(\d+)⟩")
_IN_A_LIST = (Field.NAME, Field.PURPOSE)
_SPOKEN_OF = (Field.NAME, Field.PURPOSE, Field.GROUP)


def prose_grids(walk: Walk) -> list[Grid]:
    """The names in the sentences of a page that speaks of its own sub-processors; at most one grid of each kind."""
    blocks = [b for b in walk.blocks[:MAX_BLOCKS] if not b.chrome]
    if not blocks or _is_article(blocks):
        return []
    texts = [b for b in blocks if not b.level and b.tag != "li"]
    grids = []
    listed = next(_listed(texts), None)
    if listed is not None:
        grids.append(listed)
    about = [b for b in texts if any(map(says_subject, b.headings))] or texts
    spoken_of = _spoken_of(about)
    if spoken_of is not None:
        grids.append(spoken_of)
    return grids


def _is_article(blocks: Sequence[Block]) -> bool:
    """A text about the matter, or one that never speaks of its own doing, names nobody's sub-processors."""
    first = next((b.text for b in blocks if b.level), "")
    if first.endswith("?") or fold_key(first).startswith(_words("article_titles")):
        return True
    own = set(_words("own_doing"))
    return not any(own & set(fold_key(b.text).split()) for b in blocks)


def _listed(blocks: Sequence[Block]) -> Iterator[Grid]:
    """ "We use these sub-processors: A, B and C", or the names alone in the paragraph below such a sentence."""
    before = ""
    for block in blocks:
        for sentence in (f"{before} {block.text}" if before else block.text).split("\n"):
            head, colon, rest = sentence.rpartition(": ")
            if not colon or not says_subject(head) or _gives_examples(head):
                continue
            rows = _named(rest) or _named(_SENTENCE.split(rest)[0])
            if rows:
                yield Grid(
                    GridKind.PROSE,
                    rows,
                    headings=block.headings,
                    intro=head,
                    where="sentence",
                    fields=_IN_A_LIST,
                )
        before = block.text if block.text.endswith(":") and len(block.text) < 300 else ""


def _named(text: str) -> list[list[Cell]]:
    """The names in a list within a sentence, each with what stands in brackets behind it."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match.group(1))
        return f" ⟨{len(held) - 1}⟩"

    bare = _BRACKET.sub(hold, text)
    names = contents.companies_listed(_HELD.sub("", bare))
    if not names:
        return []
    rows = []
    for number, name in enumerate(names, 1):
        behind = _HELD.match(bare, bare.find(name) + len(name))
        purpose = held[int(behind.group(1))] if behind else ""
        where = f"sentence, name {number}"
        rows.append([Cell(name, where=where), Cell(purpose, where=where)])
    return rows


def _spoken_of(blocks: Sequence[Block]) -> Grid | None:
    """Names in bold, each with the sentence it stands in and the heading above it."""
    rows: list[list[Cell]] = []
    seen: set[str] = set()
    sure = 0
    for number, block in enumerate(blocks, 1):
        for bold in block.node.css("b, strong"):
            name = clean(bold.text() or "").strip(" .,;")
            likeness = contents.company_likeness(name) if 1 < len(name) <= LONGEST_NAME else 0
            sentence = _sentence_with(name, block.text)
            if likeness < 0.6 or fold_key(name) in seen or sentence is None or _gives_examples(sentence):
                continue
            if likeness < 1 and not _is_spoken_of(name, sentence):
                continue
            seen.add(fold_key(name))
            sure += likeness >= 1
            where = f"paragraph {number}"
            above = block.headings
            section = above[-1] if above and (len(above) > 1 or not says_subject(above[0])) else ""
            rows.append(
                [Cell(name, (), where=where), Cell(sentence, where=where), Cell(section, where=where)]
            )
    if len(rows) < LEAST or sure * 2 < len(rows):
        return None
    paths = [b.headings for b in blocks]
    common = paths[0][: sum(1 for _ in _shared(paths))]
    return Grid(GridKind.PROSE, rows, headings=common, where="sentences", fields=_SPOKEN_OF)


def _shared(paths: Sequence[tuple[str, ...]]) -> Iterator[str]:
    for titles in zip(*paths, strict=False):
        if len(set(titles)) > 1:
            return
        yield titles[0]


def _sentence_with(name: str, text: str) -> str | None:
    for sentence in _SENTENCE.split(text.replace("\n", " ")):
        if name in sentence and len(sentence) > len(name) + 8:
            return sentence
    return None


def _is_spoken_of(name: str, sentence: str) -> bool:
    """Whether the word before a name that we do not know says that it is one who does something."""
    before = fold_key(sentence.split(name, 1)[0]).split()
    return bool(before) and before[-1] in _words("before_name")


def _gives_examples(text: str) -> bool:
    padded = f" {fold_key(text)} "
    return any(f" {phrase} " in padded for phrase in _words("examples"))


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(map(fold_key, knowledge.load("cell_words")[name]))
