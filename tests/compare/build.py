"""Listings built by hand, short enough to be read in a test."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.model import (
    Change,
    ChangeKind,
    Column,
    Comparison,
    Field,
    Link,
    Listing,
    NoListReason,
    Paragraph,
    Row,
    Verdict,
)

_KEYS = {f.value: f for f in Field}


def row(name: str, *, href: str | None = None, other: Mapping[str, str] | None = None, **cells: str) -> Row:
    """A row; keyword arguments are canonical fields, e.g. ``purpose="Hosting"``."""
    fields = {Field.NAME: name, **{_KEYS[key]: text for key, text in cells.items()}}
    links = (Link(name, href, "name"),) if href else ()
    return Row(fields, dict(other or {}), links, where=f"row of {name}")


def listing(*rows: Row, **given: object) -> Listing:
    """A list of rows, its columns those that the rows use unless ``columns`` is given."""
    if "columns" not in given:
        fields = dict.fromkeys(f for r in rows for f in r.fields if f is not Field.GROUP)
        headings = dict.fromkeys(h for r in rows for h in r.other)
        given["columns"] = (
            *(Column(f.value.replace("_", " ").title(), f) for f in fields),
            *(Column(heading) for heading in headings),
        )
    return Listing(Verdict.LIST, rows=rows, **given)  # type: ignore[arg-type]


def no_list(reason: NoListReason, points_to: str | None = None) -> Listing:
    return Listing(Verdict.NO_LIST, reason=reason, points_to=points_to)


def prose(*texts: str | tuple[str, str], **given: object) -> Listing:
    """A text; a pair is (section, paragraph)."""
    paragraphs = tuple(Paragraph(t) if isinstance(t, str) else Paragraph(t[1], t[0]) for t in texts)
    return Listing(Verdict.NO_LIST, NoListReason.PROSE, paragraphs=paragraphs, **given)  # type: ignore[arg-type]


def told(comparison: Comparison) -> list[tuple[str, ...]]:
    """The changes, each as its kind and what it is about."""
    return [_told(change) for change in comparison.changes]


def _told(change: Change) -> tuple[str, ...]:
    match change.kind:
        case ChangeKind.RENAMED:
            return ("renamed", change.before_name or "", change.name)
        case ChangeKind.MERGED:
            return ("merged", change.before_name or "", *change.others, "->", change.name)
        case ChangeKind.SPLIT:
            return ("split", change.before_name or "", "->", change.name, *change.others)
        case ChangeKind.MOVED | ChangeKind.CHANGED:
            return (
                change.kind.value,
                change.name,
                change.field or "",
                change.before or "",
                change.after or "",
            )
        case _:
            return (change.kind.value, change.name)
