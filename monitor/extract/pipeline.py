"""From bytes to a listing: read, find the list, make its rows, or say why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.extract.choose import Candidate, candidates, choose, is_hinted, unmatched, with_groups
from monitor.extract.document import Document, GridKind
from monitor.extract.errors import DocumentError
from monitor.extract.formats import read
from monitor.extract.phrases import pager_total, template_mark
from monitor.extract.published import find_published
from monitor.extract.read_html import LIST_BESIDE
from monitor.extract.sniff import Format, sniff
from monitor.extract.verdict import announcements, no_list
from monitor.model import (
    Column,
    Field,
    Hints,
    Listing,
    NoListReason,
    Paragraph,
    Row,
    SourceKind,
    Verdict,
)

_NO_HINTS = Hints()
_SAMPLE = 8
_TOLD = (Field.NAME, Field.PURPOSE, Field.LOCATION)
_MAX_WARNINGS = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """A document with every candidate for its list, those taken, and the listing made of them."""

    listing: Listing
    document: Document | None
    candidates: Sequence[Candidate]
    format: Format


def extract(
    body: bytes,
    *,
    media_type: str | None = None,
    charset: str | None = None,
    url: str | None = None,
    kind: SourceKind = SourceKind.LIST,
    hints: Hints | None = None,
) -> Listing:
    """What a capture says. Never raises on any bytes: what cannot be read gets a named verdict.

    body: the content as received, content encodings undone. media_type, charset: what the server's header says;
    the content itself is believed first. url: where it came from; makes links absolute. kind: for ``DPA`` and
    ``POLICY`` the main text is kept as paragraphs even where there is a list.
    """
    return read_all(body, media_type, charset, url, kind, hints or _NO_HINTS).listing


def read_all(
    body: bytes, media_type: str | None, charset: str | None, url: str | None, kind: SourceKind, hints: Hints
) -> Reading:
    """As ``extract``, with everything that led to the answer."""
    found = Format.TEXT
    try:
        found = sniff(body, media_type=media_type, url=url)
        if found is Format.EMPTY:
            return _failed(found, NoListReason.EMPTY, "The document is empty.")
        if found is Format.ENCRYPTED:
            return _failed(found, NoListReason.ENCRYPTED, "The document asks for a password.")
        if found is Format.UNSUPPORTED:
            return _failed(
                found, NoListReason.UNSUPPORTED, "This is a format we do not read (an image, an archive, …)."
            )
        document = read(found, body, charset=charset, url=url, hints=hints)
        return _understand(document, found, url, kind, hints, len(body))
    except DocumentError as error:
        return _failed(found, error.reason, str(error))
    except (MemoryError, RecursionError):
        return _failed(found, NoListReason.TOO_LARGE, "The document needs more memory than we give it.")
    except Exception as error:
        return _failed(
            found, NoListReason.UNREADABLE, f"The document could not be read: {type(error).__name__}: {error}"
        )


def _failed(found: Format, reason: NoListReason, message: str) -> Reading:
    listing = Listing(Verdict.NO_LIST, reason, warnings=(message[:500],))
    return Reading(listing, None, (), found)


def _understand(
    document: Document, found: Format, url: str | None, kind: SourceKind, hints: Hints, size: int
) -> Reading:
    tried = candidates(document, hints, url)
    taken = choose(tried, hints)
    total = _counter(document)
    if document.more is not None and (
        kind is not SourceKind.LIST
        or not _enough(taken)
        or (total or 0) > _count(taken)
        or LIST_BESIDE in document.signals
        or ((hints.table is not None or hints.heading) and not any(map(is_hinted, tried)))
    ):
        document = document.more()
        tried = candidates(document, hints, url)
        taken = choose(tried, hints)
    return Reading(_listing(document, tried, taken, url, kind, hints, total, size), document, tried, found)


def _count(taken: Sequence[Candidate]) -> int:
    return sum(len(candidate.rows) for candidate in taken)


def _enough(taken: Sequence[Candidate]) -> bool:
    """A list with at least one field beside the names: nothing fuller need be looked for."""
    return any(sum(1 for f in candidate.mapped.fields if f) > 1 for candidate in taken)


def _counter(document: Document) -> int | None:
    return next((total for line in document.lines if len(line) < 80 and (total := pager_total(line))), None)


def _left_out(candidate: Candidate) -> str:
    place = candidate.grid.where or "A table"
    under = f" under “{candidate.grid.headings[-1][:80]}”" if candidate.grid.headings else ""
    why = "it stands apart from the list" if candidate.why.endswith(" points") else candidate.why
    return f"Left out, {place}{under}: {why}."


def _listing(
    document: Document,
    tried: Sequence[Candidate],
    taken: Sequence[Candidate],
    url: str | None,
    kind: SourceKind,
    hints: Hints,
    total: int | None,
    size: int,
) -> Listing:
    warnings = [*document.warnings, *unmatched(tried, hints)]
    rows = with_groups(taken)
    if _unfilled(rows):
        rows = []
    for candidate in taken:
        warnings += candidate.mapped.notes
        warnings += [f"Left out as a note: {note[:200]}" for note in candidate.made.notes]
    if rows and total is not None and total > len(rows):
        warnings.append(f"The page says there are {total} entries; {len(rows)} could be read.")
    for candidate in tried:
        if not candidate.taken and candidate.score.accepted and "stand under" not in candidate.why:
            warnings.append(_left_out(candidate))
    published = find_published(document, hints)
    columns: dict[str, Column] = {}
    for candidate in taken:
        for heading, which in zip(candidate.mapped.headings, candidate.mapped.fields, strict=True):
            columns.setdefault(heading or (which.value if which else ""), Column(heading, which))
    plain = () if rows else document.paragraphs
    paragraphs = plain if kind is SourceKind.LIST else _prose(document)
    if rows:
        return Listing(
            Verdict.LIST,
            rows=tuple(rows),
            columns=tuple(columns.values()),
            published=published,
            warnings=tuple(dict.fromkeys(warnings))[:_MAX_WARNINGS],
            announcements=announcements(document),
            paragraphs=paragraphs,
            language=hints.language or document.language,
            title=document.title,
            stated_total=total,
        )
    reason, points_to, why = no_list(document, tried, url, size)
    return Listing(
        Verdict.NO_LIST,
        reason,
        published=published,
        points_to=points_to,
        warnings=tuple(dict.fromkeys([*warnings, *([why] if why else [])]))[:_MAX_WARNINGS],
        announcements=announcements(document),
        paragraphs=paragraphs,
        language=hints.language or document.language,
        title=document.title,
    )


def _unfilled(rows: Sequence[Row]) -> bool:
    """Whether most entries still hold the marks of a template: a form sent out too early, not a list."""
    sample = rows[:_SAMPLE]
    marked = sum(1 for row in sample if any(map(_has_mark, map(row.fields.get, _TOLD))))
    return marked * 2 > len(sample)


def _has_mark(text: str | None) -> bool:
    return (
        text is not None and ("{" in text or "<" in text or "[" in text) and template_mark(text) is not None
    )


_TABLES = frozenset({GridKind.TABLE, GridKind.ARIA})


def _prose(document: Document) -> tuple[Paragraph, ...]:
    """The text of a contract or a policy: its main part, and its tables row by row, for terms stand in them too."""
    found = list(document.main if document.main is not None else document.paragraphs)
    for grid in document.grids:
        if grid.kind not in _TABLES:
            continue
        section = grid.headings[-1] if grid.headings else grid.caption
        for row in grid.rows:
            said = [" ".join(cell.text.split()) for cell in row if not cell.spanned]
            text = " | ".join(filter(None, said))
            if text:
                found.append(Paragraph(text, section, row[0].where or grid.where))
    return tuple(found)
