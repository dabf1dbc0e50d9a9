"""The e-mail as a message: parts, headers, identity and thread.

The Message-ID is computed from alert and recipient, so that every retry of one delivery carries the same one and
a mail program can fold a duplicate; a reminder names the first mail about its revision in In-Reply-To and
References (RFC 5322 section 3.6.4), so that a thread forms. Auto-Submitted keeps vacation replies away (RFC 3834).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from monitor.model.display import header_line

# A subject stays on one line: folded ones get a stray blank in front from some parsers. RFC 5322 allows 998.
_POLICY = SMTP.clone(max_line_length=250)
_SUBJECT_MAX = 180  # what mail programs show; the headline stands whole in the message


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with an e-mail, e.g. the report. media_type: ``text/html`` and its like."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail before it has a recipient.

    alert_id: what the Message-ID is computed from. thread: id of the alert that opened the thread, None for the
    opener itself. sent_at: UTC.
    """

    alert_id: str
    subject: str
    text: str
    html: str
    sent_at: datetime
    thread: str | None = None
    attachments: tuple[Attachment, ...] = ()


def compose_mail(
    letter: Letter,
    *,
    sender: tuple[str, str],
    recipient: tuple[str, str],
    copies: Sequence[str] = (),
    reply_to: Sequence[str] = (),
    extra: Mapping[str, str] | None = None,
) -> EmailMessage:
    """The message for one recipient. Raises ValueError for an address or header that no mail may carry."""
    message = EmailMessage(policy=_POLICY)
    domain = sender[1].rsplit("@", 1)[-1] or "localhost"
    message["Subject"] = header_line(letter.subject, _SUBJECT_MAX)
    message["From"] = _address(*sender)
    message["To"] = _address(*recipient)
    if copies:
        message["Cc"] = [_address("", address) for address in copies]
    if reply_to:
        message["Reply-To"] = [_address("", address) for address in reply_to]
    message["Date"] = format_datetime(letter.sent_at)
    message["Message-ID"] = message_id(letter.alert_id, recipient[1], domain)
    if letter.thread:
        opener = message_id(letter.thread, recipient[1], domain)
        message["In-Reply-To"] = opener
        message["References"] = opener
    message["List-Id"] = f"Sub-processor Monitor <alerts.subprocessor-monitor.{_ascii(domain)}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["X-Monitor-Alert"] = header_line(letter.alert_id, 400)
    for name, value in (extra or {}).items():
        if name not in message:
            message[name] = header_line(value, 900)
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    for attachment in letter.attachments:
        main, _, sub = attachment.media_type.partition("/")
        message.add_attachment(
            attachment.content, maintype=main, subtype=sub, filename=header_line(attachment.name, 120)
        )
    return message


def message_id(alert_id: str, recipient: str, domain: str) -> str:
    """The identity of one alert to one recipient: the same at every try, on every machine."""
    digest = hashlib.sha256(f"{alert_id}\n{recipient.lower()}".encode()).hexdigest()[:32]
    return f"<{digest}@{_ascii(domain)}>"


def _address(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(display_name=header_line(name, 120), username=local, domain=_ascii(domain))


def _ascii(domain: str) -> str:
    return domain if domain.isascii() else domain.encode("idna").decode("ascii")
