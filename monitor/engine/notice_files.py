"""What the file of a notice says: its time, the companies it names, the day on which the change takes effect."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parseaddr
from pathlib import PurePath
from typing import Any

from monitor.engine.notice_effect import EffectMention, day_of_effect, effect_mentions
from monitor.knowledge.links import registrable_domain
from monitor.knowledge.names import normalise_name, same_brand
from monitor.model import Listing, SourceKind, Vendor
from monitor.model.display import one_line
from monitor.review.mail import MailFile, read_mail
from monitor.review.matching import NoticeText

# Words that begin with a capital, as a company's name stands in a sentence.
_CAPITALS = re.compile(
    r"[A-ZÀ-ÖØ-Þ0-9][\w&’'.-]*(?:,?\s(?:&\s|and\s|und\s|et\s)?[A-ZÀ-ÖØ-Þ(][\w&’'.)-]*){0,7}"
)
_TYPES = {".html": "text/html", ".htm": "text/html", ".txt": "text/plain", ".md": "text/markdown",
          ".pdf": "application/pdf", ".csv": "text/csv",
          ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}  # fmt: skip
MOST_NAMES = 50
MOST_TEXT = 20_000  # characters that are kept beside the file, for matching with changes to come


@dataclass(frozen=True, slots=True)
class NoticeFile:
    """What could be read from the file of a notice.

    text: for matching with a vendor's changes. sent_at, arrived_at: as the mail's headers say (UTC). dates: the days
    it names in announcing, in their order. effects: its sentences that date a change.
    """

    subject: str = ""
    text: NoticeText = field(default_factory=NoticeText)
    sent_at: datetime | None = None
    arrived_at: datetime | None = None
    dates: tuple[date, ...] = ()
    effects: tuple[EffectMention, ...] = ()
    mail: MailFile | None = None
    warnings: tuple[str, ...] = ()

    def shape(self, received: datetime) -> dict[str, Any]:
        """What is kept beside the file, plain JSON."""
        mail = self.mail or MailFile()
        effective = day_of_effect(self.effects, received.date())
        return {
            "from": mail.sender,
            "to": mail.recipients,
            "message_id": mail.message_id,
            "sent_at": self.sent_at.isoformat() if self.sent_at else None,
            "arrived_at": self.arrived_at.isoformat() if self.arrived_at else None,
            "names": list(self.text.names),
            "text": self.text.text[:MOST_TEXT],
            "dates": [day.isoformat() for day in self.dates],
            "effective_read": effective.day.isoformat() if effective else None,
            "effective_quote": effective.quote if effective else "",
            "attachments": [
                {"name": a.name, "type": a.media_type, "size": a.size, "sha256": a.sha256}
                for a in mail.attachments
            ],
            "warnings": list(self.warnings),
        }


def kept_text(parsed: Mapping[str, object]) -> NoticeText:
    """What ``NoticeFile.shape`` kept for matching; the file itself need not be read again."""
    text, names = parsed.get("text"), parsed.get("names")
    said = tuple(str(name) for name in names) if isinstance(names, list) else ()
    return NoticeText(text if isinstance(text, str) else "", said)


def read_notice_file(data: bytes, name: str, vendor: Vendor) -> NoticeFile:
    """Read the file of a notice: a mail, or a letter as PDF, Word, HTML or text. Never fails.

    What is no mail and of no known kind is kept and not read; a warning says so.
    """
    mail = read_mail(data)
    if mail is None:
        kind = _TYPES.get(PurePath(name).suffix.lower())
        if kind is None and not data.startswith(b"%PDF"):
            return NoticeFile(
                warnings=("It is no mail and no kind of file that can be read; it is kept as it is.",)
            )
        return _of_bodies(vendor, ((kind or "application/pdf", data),))
    found = _of_bodies(vendor, mail.bodies)
    return NoticeFile(
        subject=mail.subject,
        text=NoticeText(f"{mail.subject}\n{found.text.text}", found.text.names),
        sent_at=mail.sent_at,
        arrived_at=mail.arrived_at,
        dates=found.dates,
        effects=found.effects,
        mail=mail,
        warnings=(*mail.warnings, *_strange_sender(mail, vendor), *found.warnings),
    )


def _strange_sender(mail: MailFile, vendor: Vendor) -> tuple[str, ...]:
    """A forwarded copy bears the time of its forwarding, and a clock must not start with that."""
    address = parseaddr(mail.sender)[1]
    came_from = registrable_domain(f"https://{address.rpartition('@')[2]}/") if "@" in address else None
    own = {registrable_domain(source.url) for source in vendor.sources} - {None}
    if not came_from or not own or came_from in own:
        return ()
    pages = ", ".join(sorted(str(domain) for domain in own))
    said = (
        f"It came from {one_line(came_from, 100)}, and the vendor's pages are at {pages}: if it is a forwarded copy, "
        "give the time at which the vendor's own mail arrived (--received)."
    )
    return (said,)


def _of_bodies(vendor: Vendor, bodies: Sequence[tuple[str, bytes]]) -> NoticeFile:
    from monitor.extract import extract  # the service, which reads no notices itself, stays small without it

    texts: list[str] = []
    names: list[str] = []
    dates: list[date] = []
    effects: list[EffectMention] = []
    for kind, body in bodies:
        listing = extract(body, media_type=kind, charset="utf-8" if kind.startswith("text/") else None,
                          url="notice", kind=SourceKind.POLICY)  # fmt: skip
        texts += [p.text for p in listing.paragraphs]
        texts += [value for row in listing.rows for value in row.fields.values()]
        texts += listing.announcements
        names += [row.name for row in listing.rows]
        said = [*listing.announcements, *_of_the_matter(listing)]
        names += [company for sentence in said for company in companies_in(sentence)]
        dates += _days(listing)
        effects += effect_mentions((p.text for p in listing.paragraphs), listing.language)
    own = normalise_name(vendor.name)
    others = (one_line(name, 200) for name in names if not same_brand(normalise_name(name), own))
    shown = tuple(dict.fromkeys(others))[:MOST_NAMES]
    return NoticeFile(
        text=NoticeText("\n".join(texts), shown),
        dates=tuple(dict.fromkeys(dates)),
        effects=tuple(dict.fromkeys(effects)),
    )


def _of_the_matter(listing: Listing) -> Iterator[str]:
    """The sentences that speak of sub-processors, with a date or without one."""
    from monitor.extract.coming import SENTENCE_ENDS
    from monitor.extract.vocabulary import says_subject

    for paragraph in listing.paragraphs:
        yield from (sentence for sentence in SENTENCE_ENDS.split(paragraph.text) if says_subject(sentence))


def companies_in(sentence: str) -> Iterator[str]:
    """Names with a legal form in a sentence, e.g. ``Beta Cloud GmbH``."""
    for match in _CAPITALS.finditer(sentence):
        name = match.group().rstrip(" .,;:")
        if len(name.split()) > 1 and normalise_name(name).suffix:
            yield name


def _days(listing: Listing) -> Iterator[date]:
    """Days that announcing sentences name; of a day that can be read in two ways, neither."""
    from monitor.extract.dates import find_dates

    if listing.published.on:
        yield listing.published.on
    for sentence in listing.announcements:
        for mention in find_dates(sentence, language=listing.language):
            if len(mention.readings) == 1:
                yield mention.readings[0]


def sha256_of(data: bytes) -> str:
    """The hash under which the store keeps a file."""
    return hashlib.sha256(data).hexdigest()
