"""Differences for people: word by word, and a comparison as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from enum import StrEnum

from monitor.model import Change, ChangeKind, Comparison


class WordOp(StrEnum):
    """What happened to a run of words."""

    EQUAL = "equal"
    DELETE = "delete"
    INSERT = "insert"


# A word with the space behind it; scripts without spaces letter by letter; signs for themselves.
_PIECE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[\w'’-]+\s*|[^\w\s]\s*|\s+")


def word_diff(before: str, after: str) -> list[tuple[WordOp, str]]:
    """The words kept, struck out and put in, in reading order; what is kept reads as it does in ``after``.

    Joining the texts of EQUAL and INSERT gives ``after``; of EQUAL and DELETE, ``before`` but for white space.
    """
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    matcher = SequenceMatcher(None, [p.strip() for p in old], [p.strip() for p in new], autojunk=False)
    found: list[tuple[WordOp, str]] = []
    for op, i1, i2, j1, j2 in matcher.get_opcodes():
        if op == "equal":
            found.append((WordOp.EQUAL, "".join(new[j1:j2])))
            continue
        if i2 > i1:
            found.append((WordOp.DELETE, "".join(old[i1:i2])))
        if j2 > j1:
            found.append((WordOp.INSERT, "".join(new[j1:j2])))
    return found


def marked(before: str, after: str) -> str:
    """A word difference as one plain text: ``[-struck out-] {+put in+}``."""
    signs = {WordOp.EQUAL: ("", ""), WordOp.DELETE: ("[-", "-]"), WordOp.INSERT: ("{+", "+}")}
    parts: list[str] = []
    for op, text in word_diff(before, after):
        bare = text.rstrip()
        if parts and op is not WordOp.EQUAL and not parts[-1][-1:].isspace() and bare[:1].isalnum():
            parts.append(" ")
        parts.append(
            f"{signs[op][0]}{bare}{signs[op][1]}{text[len(bare) :] or (' ' if op is not WordOp.EQUAL else '')}"
        )
    return "".join(parts).strip()


def change_line(change: Change) -> str:
    """One change as a line of plain text."""
    section = f" (section {change.group})" if change.group else ""
    notes = f" [{'; '.join(change.notes)}]" if change.notes else ""
    return f"{_told(change)}{section}{notes}"


def _told(change: Change) -> str:
    names = ", ".join(filter(None, (change.before_name, *change.others)))
    match change.kind:
        case ChangeKind.RENAMED:
            doubt = "" if change.proven else " (possibly another company)"
            return f"renamed: {change.before_name} -> {change.name}{doubt}"
        case ChangeKind.MERGED:
            return f"merged: {names} -> {change.name}"
        case ChangeKind.SPLIT:
            return f"split: {change.before_name} -> {', '.join((change.name, *change.others))}"
        case ChangeKind.MOVED:
            return f"moved: {change.name}: {change.before or 'no section'} -> {change.after or 'no section'}"
        case ChangeKind.CHANGED:
            if change.before and change.after and change.field:
                return f"changed: {change.name}, {change.field}: {marked(change.before, change.after)}"
            return f"changed: {change.name}, {change.field}: {change.before or '(none)'} -> {change.after or '(none)'}"
        case _:
            return f"{change.kind.value}: {change.name}"


def comparison_lines(comparison: Comparison) -> Iterable[str]:
    """A whole comparison as lines of plain text: the outcome, each change, each cosmetic note."""
    yield comparison.outcome.value + (f": {comparison.reason}" if comparison.reason else "")
    for change in comparison.changes:
        yield f"  {change_line(change)}"
    for note in comparison.cosmetic_notes:
        yield f"  (no change) {note}"
