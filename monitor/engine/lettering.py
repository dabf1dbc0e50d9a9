"""Drafting an objection from what the store holds: the draft is put on record, and nothing is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from monitor import __version__
from monitor.assess.clauses import read_clauses
from monitor.assess.facts import JudgeContext
from monitor.assess.policy import Policy
from monitor.assess.severity import judge
from monitor.engine.deciding import Deciding
from monitor.model import (
    ClauseTerms,
    CompareOutcome,
    Comparison,
    Contract,
    DraftedLetter,
    Judgement,
    Revision,
    SourceKind,
    Vendor,
)
from monitor.review.letter_docx import docx_letter
from monitor.review.letter_facts import LetterContext, NothingToObjectError, Sender, letter_facts
from monitor.review.letter_mail import mail_draft
from monitor.review.letter_template import LetterText, write_letter
from monitor.review.letter_words import LetterLanguage
from monitor.store import Store

_NEARNESS = "deadline-near"  # the rule that says how urgent a change is, in the place of what it is


class LetterForm(StrEnum):
    """The files a letter comes as."""

    MARKDOWN = "md"
    WORD = "docx"
    MAIL = "eml"


@dataclass(frozen=True, slots=True)
class Lettering:
    """Drafts letters. templates: folder of our own templates; None for those that come with the program."""

    store: Store
    deciding: Deciding
    policy: Policy
    sender: Sender
    templates: Path | None = None

    def draft(
        self, revision: Revision, vendor: Vendor | None, language: LetterLanguage, now: datetime
    ) -> LetterText:
        """The letter about a revision, from what is on record at ``now`` (UTC). Writes nothing.

        Raises ``NothingToObjectError`` and ``LetterTemplateError``.
        """
        if revision.kind is not SourceKind.LIST:
            raise NothingToObjectError(
                f"revision {revision.public_id} is of a contract or policy, not of a list of sub-processors",
                "a change of contract terms is answered by its own rules, not by an objection to a sub-processor",
            )
        facts = self.store.window_facts(revision.id)
        terms = facts.terms if facts else revision.terms
        head = self.store.chain_head()
        context = LetterContext(
            today=self.deciding.today(revision.vendor_id, now),
            judgements=_judgements(revision, vendor, self.policy),
            sender=self.sender,
            contract=vendor.contract if vendor else Contract(),
            terms=terms,
            conditions=_conditions(terms),
            notices=tuple(self.store.notices(revision_id=revision.id)),
            chain=(head.seq, head.sha256) if head.seq else None,
            version=__version__,
        )
        return write_letter(letter_facts(revision, context, language), language, self.templates)

    def files(
        self,
        letter: LetterText,
        forms: Sequence[LetterForm],
        vendor: Vendor | None,
        now: datetime,
        attachments: Sequence[tuple[str, str, bytes]] = (),
    ) -> dict[LetterForm, bytes]:
        """The letter in each of the forms. attachments: evidence for the mail, each with name and media type."""
        made: dict[LetterForm, bytes] = {}
        for form in forms:
            if form is LetterForm.MARKDOWN:
                made[form] = letter.markdown.encode()
            elif form is LetterForm.WORD:
                made[form] = docx_letter(letter, made_at=now, author=self.sender.company)
            else:
                to = vendor.contract.objections_to if vendor else ""
                made[form] = mail_draft(letter, sender=self.sender, to=to, attachments=attachments)
        return made

    def record(
        self, revision: Revision, letter: LetterText, forms: Sequence[LetterForm], by: str, now: datetime
    ) -> DraftedLetter:
        """Put the draft on record: its text is kept, and a link of the chain says when it was drafted."""
        return self.store.add_letter(
            revision.id,
            language=letter.language.value,
            forms=" ".join(form.value for form in forms),
            text=letter.markdown.encode(),
            drafted_by=by,
            at=now,
        )


def _judgements(revision: Revision, vendor: Vendor | None, policy: Policy) -> list[Judgement]:
    """The judgements on record; one that only says how near the deadline is, is made anew without it."""
    context = JudgeContext(
        vendor=vendor or Vendor(revision.vendor_id, revision.vendor_name, ()), policy=policy, undecided=False
    )

    def told(judgement: Judgement) -> Judgement:
        if judgement.rule != _NEARNESS:
            return judgement
        return judge(Comparison(CompareOutcome.CHANGED, (judgement.change,)), context)[0]

    return [told(judgement) for judgement in revision.judgements]


def _conditions(terms: ClauseTerms | None) -> tuple[str, ...]:
    """What the clause says of grounds; of terms typed in, as far as their quotation says it."""
    if terms is None or terms.conditions or not terms.quote:
        return terms.conditions if terms else ()
    return tuple(dict.fromkeys(c for clause in read_clauses(terms.quote) for c in clause.conditions))
