"""Which reading of a contract a person's answer is for, and from which terms their corrections start."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.engine.confirming import AnswerError
from monitor.model import ClauseOrigin, ClauseTerms, ClauseVersion
from monitor.review.terms import Book


@dataclass(frozen=True, slots=True)
class Answerable:
    """reading: the one answered; None where a person's word stands alone. terms: what corrections start from."""

    reading: ClauseVersion | None = None
    terms: ClauseTerms | None = None


def to_confirm(book: Book, vendor_id: str, number: int | None, *, corrected: bool) -> Answerable:
    """What a confirmation is for: the reading of that number, else the newest, as far as it still stands.

    corrected: the person gives terms. They go on from the terms confirmed last where the newest reading was confirmed
    already, and stand alone where it was rejected, where the page no longer states terms, and where none was read:
    nobody's word is credited to a reading that it is not about. Raises AnswerError where nothing can be confirmed.
    """
    if number is not None:
        reading = numbered(book, vendor_id, number)
        return Answerable(reading, reading.terms)
    newest = book.newest(ClauseOrigin.PROPOSED)
    answer = book.answer_to(newest) if newest else None
    rejected = answer is not None and not answer.confirmed
    if newest is None or newest.terms is None or rejected:
        if corrected:
            return Answerable()
        raise _nothing_to_confirm(vendor_id, newest, answer.made_by if answer else "")
    confirmed = book.newest(ClauseOrigin.CONFIRMED)
    if corrected and answer is not None and confirmed is not None:
        return Answerable(newest, confirmed.terms)
    return Answerable(newest, newest.terms)


def to_reject(book: Book, vendor_id: str, number: int | None) -> ClauseVersion:
    """The reading that is rejected: that of the number, else the newest that states terms. Raises AnswerError."""
    if number is not None:
        return numbered(book, vendor_id, number)
    readings = _readings(book)
    if not readings:
        raise _nothing_to_confirm(vendor_id, None, "")
    return readings[-1]


def numbered(book: Book, vendor_id: str, number: int) -> ClauseVersion:
    """The reading of that number. Raises AnswerError, naming those that there are."""
    readings = _readings(book)
    found = next((version for version in readings if version.number == number), None)
    if found is None:
        known = ", ".join(str(version.number) for version in readings) or "none"
        raise AnswerError(f"{vendor_id} has no reading number {number}", f"readings: {known}")
    return found


def _readings(book: Book) -> list[ClauseVersion]:
    return [version for version in book.versions if version.origin is ClauseOrigin.PROPOSED and version.terms]


def _nothing_to_confirm(vendor_id: str, newest: ClauseVersion | None, by: str) -> AnswerError:
    give = "give the terms yourself: --set objection='10 days' --set runs_from=notice"
    if newest is None:
        return AnswerError(f"no terms were read for {vendor_id} yet", give)
    if newest.terms is None:
        return AnswerError(f"the contract page of {vendor_id} no longer states terms", give)
    return AnswerError(
        f"{by} rejected the newest reading of {vendor_id}",
        f"--version {newest.number} to confirm it all the same, or {give}",
    )
