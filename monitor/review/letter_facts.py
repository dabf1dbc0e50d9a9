"""What an objection letter says, as plain texts in one language: gathered from the evidence, ready for a template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from monitor.model import (
    Change,
    ChangeKind,
    ClauseTerms,
    Contract,
    Field,
    Judgement,
    Notice,
    Revision,
    Window,
)
from monitor.model.display import clip, one_line
from monitor.review.grounds import Admitted, Ground, admitted, grounds_of, objectionable, questions_of
from monitor.review.letter_words import LetterLanguage, LetterWords
from monitor.review.standing import Standing, standing

_ROW_DETAILS = (Field.PURPOSE, Field.LOCATION, Field.DATA_CATEGORIES, Field.TRANSFER_MECHANISM)
MOST_CHANGES = 40
_ANSWER_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes. What is empty becomes a gap in square brackets."""

    company: str = ""
    address: str = ""
    signatory: str = ""
    email: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class LetterContext:
    """What a letter needs beside the revision.

    today: in the contract's zone. judgements: of the revision's changes, without what only the nearness of the deadline
    adds. terms: the clause the present window was counted under. conditions: what the clause says of grounds.
    chain: number and hash of the newest link of the hash chain. version: ours.
    """

    today: date
    judgements: Sequence[Judgement]
    sender: Sender = field(default_factory=Sender)
    contract: Contract = field(default_factory=Contract)
    terms: ClauseTerms | None = None
    conditions: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    chain: tuple[int, str] | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """The values a template may use, and what the drafter must see to before sending (``notes``)."""

    values: dict[str, Any]
    notes: tuple[str, ...]


class NothingToObjectError(ValueError):
    """The revision holds nothing that one could object to. ``mend`` says what can be done instead."""

    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(what)
        self.mend = mend


def letter_facts(revision: Revision, context: LetterContext, language: LetterLanguage) -> LetterFacts:
    """Gather what the letter about a revision says. Raises ``NothingToObjectError``."""
    words = LetterWords(language)
    chosen = list(objectionable(context.judgements))
    if not chosen:
        raise NothingToObjectError(
            f"revision {revision.public_id} only removes entries or changes nothing that matters: there is nothing to "
            "object to",
            f"`monitor report {revision.public_id}` shows what changed",
        )
    admits = admitted(context.conditions)
    every = grounds_of(chosen, revision.window, words)
    grounds = [ground for ground in every if ground.kinds & admits.kinds]
    contract, sender = context.contract, context.sender
    called = one_line(contract.party, 200) or one_line(revision.vendor_name, 200) or revision.vendor_id
    values: dict[str, Any] = {
        "language": language.value,
        "today": words.day(context.today),
        "place": one_line(sender.place, 80) or words.gap("place"),
        "company": one_line(sender.company, 200) or words.gap("company"),
        "sender": _address(sender.company, sender.address, words, "company", "our_address"),
        "sender_email": one_line(sender.email, 200),
        "signatory": one_line(sender.signatory, 200) or words.gap("signatory"),
        "vendor": called,
        "addressee": _address(called, contract.address, words, "", "vendor_address"),
        "objections_to": one_line(contract.objections_to, 200),
        "agreement": one_line(contract.reference, 300) or words.gap("agreement"),
        "names": words.listed(list(dict.fromkeys(one_line(j.change.name, 120) for j in chosen))[:6]),
        "several": len({j.change.name for j in chosen}) > 1,
        "changes": [_change(j.change, words) for j in chosen[:MOST_CHANGES]],
        "changes_left_out": max(len(chosen) - MOST_CHANGES, 0),
        "url": one_line(revision.source_url, 500),
        "last_seen": words.instant(revision.before.last_seen_at),
        "first_seen": words.instant(revision.after.first_seen_at),
        "notices": [
            {"received": words.instant(n.received_at), "subject": one_line(n.subject, 200)}
            for n in context.notices
        ],
        "clause": _clause(context.terms, admits, words),
        "grounds": [ground.text for ground in grounds],
        "questions": questions_of(grounds, words),
        "window": _window(revision.window, context, words),
        "reply_by": words.day(_reply_by(revision.window, context.today)),
        "evidence": _evidence(revision, context, words),
        "revision": revision.public_id,
        "version": context.version,
    }
    notes = tuple(_notes(revision, context, admits, every, grounds))
    return LetterFacts(values, notes)


def _address(name: str, address: str, words: LetterWords, no_name: str, no_address: str) -> list[str]:
    first = one_line(name, 200) or words.gap(no_name)
    rest = [one_line(row, 120) for row in address.splitlines() if row.strip()][:8]
    return [first, *(rest or [words.gap(no_address)])]


def _change(change: Change, words: LetterWords) -> str:
    nothing = words.say("changes", "nothing")
    texts = {
        "name": one_line(change.name, 200),
        "before_name": one_line(change.before_name, 200) or nothing,
        "field": words.field(change.field),
        "before": clip(one_line(change.before), 300) or nothing,
        "after": clip(one_line(change.after), 300) or nothing,
        "group": one_line(change.group, 120) or nothing,
        "others": words.listed([one_line(name, 120) for name in change.others[:8]])
        if change.others
        else nothing,
    }
    said = words.say("changes", change.kind.value, **texts)
    details = words.joined(_details(change, words)) if change.kind is ChangeKind.ADDED else ""
    return f"{said} ({details})" if details else said


def _details(change: Change, words: LetterWords) -> Iterator[str]:
    row = change.row_after
    for which in _ROW_DETAILS if row else ():
        text = one_line(row.get(which), 200) if row else ""
        if text:
            yield words.labelled(words.field(which.value), text.rstrip(" ."))


# How an agreement names its own places. "vendors.yaml" and "block 5" are where we noted it, and no clause.
_CLAUSE_NUMBER = re.compile(
    r"(?:§|(?:section|clause|article|art|s|cl|schedule|annex|appendix|exhibit|klausel|ziffer|ziff|nr|nummer|abschnitt|"
    r"anhang|anlage|artikel|absatz|abs|annexe|point)\b\.?)\s*[\dA-Z]|\d{1,3}(?:\.\d{1,3})+\b",
    re.IGNORECASE,
)


def _clause(terms: ClauseTerms | None, admits: Admitted, words: LetterWords) -> dict[str, Any] | None:
    if terms is None:
        return None
    return {
        "quote": one_line(terms.quote, 3_000),
        "where": one_line(terms.where, 200) if _CLAUSE_NUMBER.match(terms.where) else "",
        "confirmed": terms.confirmed_by is not None,
        "objection": words.period(terms.objection) if terms.objection else "",
        "notice": words.period(terms.notice) if terms.notice else "",
        "starts": words.say("starts", terms.runs_from.value if terms.runs_from else "unstated"),
        "admits": [one_line(phrase, 400) for phrase in admits.phrases],
    }


def _window(window: Window | None, context: LetterContext, words: LetterWords) -> dict[str, Any] | None:
    if window is None or window.deadline.latest is None:
        return None
    earliest, latest = window.deadline.earliest or window.deadline.latest, window.deadline.latest
    where = standing(window, context.today)
    starts = window.trigger
    return {
        "earliest": words.day(earliest),
        "latest": words.day(latest),
        "certain": earliest == latest,
        "begins": words.day(starts.earliest or starts.latest or earliest),
        "begins_latest": words.day(starts.latest or earliest),
        "grey": where is Standing.GREY_ZONE,
        "over": where is Standing.OVERDUE,
        "live_from": words.day(window.engagement_earliest) if window.engagement_earliest else "",
        "live": bool(window.engagement_earliest and window.engagement_earliest <= context.today),
        "notice_logged": "notice_not_logged" not in window.flags,
        "short_notice": window.breach.value if window.breach else "",
    }


def _reply_by(window: Window | None, today: date) -> date:
    """A week, but before the change may be live, where that is still to come."""
    week = today + _ANSWER_WITHIN
    prevent = window.prevent_by if window else None
    return min(week, prevent) if prevent and prevent > today else week


def _evidence(revision: Revision, context: LetterContext, words: LetterWords) -> list[dict[str, str]]:
    def seen(at: datetime) -> str:
        return words.instant(at)

    before, after = revision.before, revision.after
    captured = after.first_capture_sha256 or after.capture_sha256
    rows = [
        _row("before", before.id, seen(before.last_seen_at), before.capture_sha256),
        _row("after", after.id, seen(after.first_seen_at), captured),
    ]
    rows += [_row("notice", n.id, seen(n.received_at), n.file_sha256 or "") for n in context.notices]
    if context.chain:
        rows.append(_row("chain", context.chain[0], "", context.chain[1]))
    return rows


def _row(what: str, number: int, seen: str, sha256: str) -> dict[str, str]:
    return {"what": what, "number": str(number), "seen": seen, "sha256": sha256}


def _notes(
    revision: Revision,
    context: LetterContext,
    admits: Admitted,
    every: Sequence[Ground],
    grounds: Sequence[Ground],
) -> Iterator[str]:
    """For whoever sends the letter; nothing of it stands in it."""
    terms, window = context.terms, revision.window
    if terms is None:
        yield "No clause is on file for this vendor: the letter rests on Article 28(2) GDPR alone."
    elif terms.confirmed_by is None:
        yield "The clause is an unconfirmed reading, and marked so in the letter: compare it with the contract first."
    if terms and not terms.quote:
        yield "The clause has no wording on file: quote it from the contract."
    if admits.phrases:
        yield f"The clause admits objections only “{admits.phrases[0]}”; the grounds were chosen by it. Check them."
    for ground in every:
        if ground not in grounds:
            yield f"Left out, because the clause does not admit it: {ground.text}"
    if not grounds:
        yield "No ground was found that the clause admits: give your own before sending."
    if window and standing(window, context.today) is Standing.OVERDUE:
        yield "The window has passed: the letter reserves rights and asks, it does not claim to be in time."
    if window and "effective_read" in window.flags:
        yield (
            "The day of effect was read from the vendor's notice, and nobody has confirmed it: read the notice, and "
            "log the day with --effective."
        )
    if window and "notice_not_logged" in window.flags:
        add = f"monitor notice add {revision.vendor_id} --file mail.eml"
        yield f"No notice of the vendor's is logged. Did one arrive? {add}"
    for value, where in (
        (context.contract.reference, "contract.reference in vendors.yaml"),
        (context.contract.objections_to, "contract.objections_to in vendors.yaml"),
        (context.sender.company, "letters.company in monitor.yaml"),
        (context.sender.signatory, "letters.signatory in monitor.yaml"),
    ):
        if not value:
            yield f"A gap is left for {where}."
