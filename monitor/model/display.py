"""Foreign text made fit to be shown: one line or many, without controls, clipped, with the changed words marked.

Pages are hostile. These functions keep every letter a reader needs and drop what only steers a display;
escaping for HTML, Slack or CSV is the renderer's own duty and comes after them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from urllib.parse import urlsplit

# Controls, and the marks that reorder or hide what follows them (Unicode TR 36, section 2.6): embeddings,
# overrides, isolates, zero-width characters, soft hyphen, byte order mark, interlinear and tag characters.
# Joiners (200C, 200D) stay: Persian, Indic scripts and emoji need them.
_STEERING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_SPACE = re.compile(r"\s+")
_BLANKS = re.compile(r"[^\S\n]+")
_TOKENS = re.compile(r"\s*\w+|\s*[^\w\s]|\s+$")  # a blank belongs to the word after it
_WORD = re.compile(r"\w")
_WEAVE_LIMIT = 4_000_000


def one_line(text: str | None, limit: int | None = None) -> str:
    """The text on one line, without controls, white space collapsed; at most ``limit`` characters."""
    clean = _SPACE.sub(" ", _STEERING.sub("", text or "")).strip()
    return clean if limit is None else clip(clean, limit)


def header_line(text: str | None, limit: int | None = None) -> str:
    """As ``one_line``, for the header of a mail: nothing in it is read as an encoded word (RFC 2047).

    The standard library decodes ``=?utf-8?q?=0D=0ABcc:…?=`` when a header is set, and would write the line break out.
    """
    return one_line(one_line(text).replace("=?", "= ?"), limit)


def lines(text: str | None, limit: int | None = None) -> str:
    """The text with its line breaks, without other controls; at most ``limit`` characters."""
    unified = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    rows = (_BLANKS.sub(" ", row).strip() for row in _STEERING.sub("", unified).split("\n"))
    clean = "\n".join(row for row in rows if row)
    return clean if limit is None else clip(clean, limit)


def clip(text: str, limit: int) -> str:
    """The text cut to ``limit`` characters, with an ellipsis where something is missing."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)].rstrip() + "…"[:limit]


def around_change(before: str, after: str, limit: int) -> tuple[str, str]:
    """Both texts cut to ``limit`` characters around what differs, so that a cut is never taken for a change.

    What they share at the start and at the end is shortened alike, at a blank, with an ellipsis for what is gone.
    """
    if max(len(before), len(after)) <= limit:
        return before, after
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    middles = (before[head : len(before) - tail], after[head : len(after) - tail])
    room = max(limit - max(map(len, middles)), limit // 3) // 2 - 2
    start, end = before[:head], before[len(before) - tail :] if tail else ""
    if len(start) > room:
        start = "… " + start[-room:].partition(" ")[2]
    if len(end) > room:
        end = end[:room].rpartition(" ")[0] + " …"
    space = max(limit - len(start) - len(end), 1)
    cut = [start + clip(middle, space) + end for middle in middles]
    return cut[0], cut[1]


def _shared(one: str, other: str) -> int:
    """How many leading characters are the same, back to the last whole word."""
    shortest = min(len(one), len(other))
    count = next((i for i in range(shortest) if one[i] != other[i]), shortest)
    following = one[count : count + 1] + other[count : count + 1]
    while count > 0 and one[count - 1].isalnum() and following.isalnum():
        count -= 1
    return count


def web_address(url: str | None) -> str | None:
    """The address if a reader may safely be sent there (http or https, no controls), else None."""
    if not url or _STEERING.search(url) or _SPACE.search(url) or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


class Mark(StrEnum):
    """What became of a stretch of words."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words in a row that share one fate."""

    mark: Mark
    text: str


def marked_words(before: str, after: str) -> tuple[Stretch, ...]:
    """Both texts woven into one, word by word; gone words stand before the new ones that replace them.

    Joining the kept and gone stretches gives ``before``, the kept and new ones ``after``. Texts that share
    less than a third of their words come back as one gone and one new stretch: a weave of them reads badly.
    """
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    parts = [Stretch(Mark.KEPT, "".join(old[:head]))]
    parts += _weave(old[head : len(old) - tail], new[head : len(new) - tail])
    parts.append(Stretch(Mark.KEPT, "".join(old[len(old) - tail :])))
    kept = sum(len(part.text) for part in parts if part.mark is Mark.KEPT)
    if 3 * kept < max(len(before), len(after)):
        parts = [Stretch(Mark.GONE, before), Stretch(Mark.NEW, after)]
    return _joined(parts)


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many leading tokens are the same."""
    for index, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return index
    return min(len(old), len(new))


def _weave(old: Sequence[str], new: Sequence[str]) -> list[Stretch]:
    if (
        len(old) * len(new) > _WEAVE_LIMIT
    ):  # matching grows with the product; such a text was rewritten anyway
        return [Stretch(Mark.GONE, "".join(old)), Stretch(Mark.NEW, "".join(new))]
    parts: list[Stretch] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Stretch(Mark.KEPT, "".join(old[i1:i2])))
        else:
            parts += [Stretch(Mark.GONE, "".join(old[i1:i2])), Stretch(Mark.NEW, "".join(new[j1:j2]))]
    return parts


def _joined(parts: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Neighbouring stretches of one fate gathered, empty ones left out; a shared blank in front stays kept."""
    out: list[Stretch] = []
    gathered = {Mark.KEPT: "", Mark.GONE: "", Mark.NEW: ""}

    def close() -> None:
        gone, new = gathered[Mark.GONE], gathered[Mark.NEW]
        if gone[:1].isspace() and gone[:1] == new[:1]:
            gathered[Mark.KEPT] += gone[:1]
            gathered[Mark.GONE], gathered[Mark.NEW] = gone[1:], new[1:]
        for mark in Mark:
            if gathered[mark]:
                out.append(Stretch(mark, gathered[mark]))
            gathered[mark] = ""

    for index, part in enumerate(parts):
        if part.mark is Mark.KEPT and 0 < index < len(parts) - 1 and not _WORD.search(part.text):
            # a bracket or a comma between two changes belongs to both: one change reads better than two
            gathered[Mark.GONE] += part.text
            gathered[Mark.NEW] += part.text
            continue
        if part.mark is Mark.KEPT and (gathered[Mark.GONE] or gathered[Mark.NEW]):
            close()
        gathered[part.mark] += part.text
    close()
    return tuple(out)
