"""Why a page was read the way it was: every candidate with its points, and the hint that would settle it."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.extract.choose import Candidate
from monitor.extract.pipeline import read_all
from monitor.extract.sniff import Format
from monitor.model import Field, Hints, Listing, NoListReason, SourceKind


@dataclass(frozen=True, slots=True)
class Considered:
    """One grid that could be the list.

    number: its place among the candidates, which is also the number a ``table`` hint names. layout: how it is
    written on the page. headings: those of its columns with the field each was read as. names: its first entries.
    """

    number: int
    where: str
    layout: str
    under: tuple[str, ...]
    headings: tuple[tuple[str, Field | None], ...]
    rows: int
    names: tuple[str, ...]
    points: float
    reasons: tuple[str, ...]
    taken: bool
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The listing, what it was read from, and the hint to write where it is wrong (None where nothing helps)."""

    listing: Listing
    format: Format
    considered: tuple[Considered, ...]
    proposed_hint: Hints | None = None
    proposal: str = ""


def explain(
    body: bytes,
    *,
    media_type: str | None = None,
    charset: str | None = None,
    url: str | None = None,
    kind: SourceKind = SourceKind.LIST,
    hints: Hints | None = None,
) -> Explanation:
    """As ``extract``, with every candidate and its reasons. Never raises on any bytes."""
    reading = read_all(body, media_type, charset, url, kind, hints or Hints())
    considered = tuple(_considered(candidate) for candidate in reading.candidates)
    hint, proposal = _propose(reading.candidates, reading.listing)
    return Explanation(reading.listing, reading.format, considered, hint, proposal)


def _considered(candidate: Candidate) -> Considered:
    mapped = candidate.mapped
    return Considered(
        number=candidate.number,
        where=candidate.grid.where,
        layout=candidate.grid.kind.value,
        under=tuple(candidate.grid.headings),
        headings=tuple(zip(mapped.headings, mapped.fields, strict=True)),
        rows=len(candidate.rows),
        names=tuple(row.name for row in candidate.rows[:5]),
        points=candidate.score.points,
        reasons=candidate.score.reasons,
        taken=candidate.taken,
        why=candidate.why,
    )


def _propose(found: object, listing: Listing) -> tuple[Hints | None, str]:
    """A hint for the likeliest candidate that was left, or for columns that nothing is known about."""
    candidates: list[Candidate] = list(found)  # type: ignore[call-overload]
    taken = [c for c in candidates if c.taken]
    if listing.reason is NoListReason.SHELL:
        return None, "A script fills this page, and a browser reads it; for the source itself: browser: true"
    if not taken:
        left = [c for c in candidates if c.rows]
        if not left:
            return None, "Nothing on the page looks like a list; a hint would not help."
        best = max(left, key=lambda c: c.score.points)
        if best.grid.headings:
            under = best.grid.headings[-1]
            return Hints(heading=under), f'If the list stands under “{under}”: hints: {{heading: "{under}"}}'
        number = best.number
        return Hints(table=number), f"If candidate {number} is the list: hints: {{table: {number}}}"
    unknown = [
        heading
        for c in taken
        for heading, which in zip(c.mapped.headings, c.mapped.fields, strict=True)
        if which is None and heading
    ]
    if unknown and len(listing.columns) <= len(unknown) + 1:
        columns = {unknown[0]: Field.PURPOSE}
        return (
            Hints(columns=columns),
            f'If a column was not understood, name its field: hints: {{columns: {{"{unknown[0]}": purpose}}}}',
        )
    return None, ""
