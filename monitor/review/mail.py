"""A vendor's mail as a file: who wrote, when it was sent and when it arrived, what it says, what hangs on it.

The file comes from outside: nothing in it is run or believed. What cannot be read is told as a warning, and the
file itself is kept byte for byte whatever this module made of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from email.policy import default
from email.utils import parsedate_to_datetime

from monitor.model.display import one_line

MOST_PARTS = 200
MOST_BODY_BYTES = 2_000_000  # of one body that is read; an announcement is a page, not a book
_MAIL_HEADERS = ("from", "to", "subject", "date", "received", "message-id", "return-path")


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """What hangs on a mail; listed, not read. size: bytes."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class MailFile:
    """What a mail says of itself, and its bodies.

    sent_at: the sender's own Date header, as UTC; None where it is missing or no date. arrived_at: the newest Received
    header, written by the receiving server. bodies: pairs of media type and UTF-8 bytes, the richest first.
    warnings: what is odd, one sentence each.
    """

    subject: str = ""
    sender: str = ""
    recipients: str = ""
    message_id: str = ""
    sent_at: datetime | None = None
    arrived_at: datetime | None = None
    bodies: tuple[tuple[str, bytes], ...] = ()
    attachments: tuple[AttachedFile, ...] = ()
    warnings: tuple[str, ...] = ()


def read_mail(data: bytes) -> MailFile | None:
    """Read a mail file (RFC 5322, MIME); None where the bytes are no mail. Never fails."""
    try:
        message = message_from_bytes(data, policy=default)
        if not isinstance(message, EmailMessage) or not _is_mail(message):
            return None
        return _read(message)
    except RecursionError:
        head = BytesHeaderParser(policy=default).parsebytes(data)
        return _of_headers(head, warnings=["Its parts are nested too deeply to be read."])


def _is_mail(message: Message) -> bool:
    return sum(name in message for name in _MAIL_HEADERS) >= 2


def _read(message: EmailMessage) -> MailFile:
    warnings: list[str] = []
    bodies: list[tuple[str, bytes]] = []
    attachments: list[AttachedFile] = []
    for number, part in enumerate(_parts(message)):
        if number >= MOST_PARTS:
            warnings.append(f"It has more than {MOST_PARTS} parts; the rest was not looked at.")
            break
        _take(part, bodies, attachments, warnings)
    return replace(
        _of_headers(message, warnings),
        bodies=tuple(sorted(bodies, key=lambda body: body[0] != "text/html")),
        attachments=tuple(attachments),
    )


def _of_headers(message: Message, warnings: list[str]) -> MailFile:
    sent, said = _date(message)
    if said and sent is None:
        warnings.append(f"Its Date header, “{said}”, is no date.")
    elif not said:
        warnings.append("It has no Date header.")
    return MailFile(
        subject=_header(message, "subject", 300),
        sender=_header(message, "from", 300),
        recipients=_header(message, "to", 600),
        message_id=_header(message, "message-id", 300),
        sent_at=sent,
        arrived_at=_arrival(message),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _parts(message: Message) -> Iterator[Message]:
    """The leaves, outermost first; a mail within the mail is a leaf, and its own leaves follow it."""
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        if part.get_content_maintype() == "multipart":
            inside = part.get_payload()
            waiting = (
                [p for p in inside if isinstance(p, Message)] + waiting
                if isinstance(inside, list)
                else waiting
            )
        else:
            yield part
            if part.get_content_type() == "message/rfc822" and isinstance(part.get_payload(), list):
                waiting = [p for p in part.get_payload() if isinstance(p, Message)] + waiting


def _take(
    part: Message, bodies: list[tuple[str, bytes]], attachments: list[AttachedFile], warnings: list[str]
) -> None:
    kind = part.get_content_type()
    content = _bytes(part)
    name = _file_name(part)
    attached = part.get_content_disposition() == "attachment" or bool(name)
    if kind == "message/rfc822":
        warnings.append(_within(part))
    if kind in {"text/plain", "text/html"} and not attached:
        text = _text(part, content)
        if len(text) > MOST_BODY_BYTES:
            warnings.append(
                f"Its text has {len(text):,} bytes; only the first {MOST_BODY_BYTES:,} were read."
            )
        bodies.append((kind, text[:MOST_BODY_BYTES]))
    elif content or attached:
        attachments.append(
            AttachedFile(name or "without a name", kind, len(content), hashlib.sha256(content).hexdigest())
        )


def _within(part: Message) -> str:
    inside = part.get_payload()
    inner = inside[0] if isinstance(inside, list) and inside and isinstance(inside[0], Message) else None
    when = _date(inner)[1] if inner is not None else ""
    dated = f" of {when}" if when else ""
    return f"Another mail{dated} hangs on it: if that is the vendor's, its time of receipt counts, not this one's."


def _bytes(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inside = part.get_payload()
        return (
            inside[0].as_bytes()
            if isinstance(inside, list) and inside and isinstance(inside[0], Message)
            else b""
        )
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError):
        return b""
    return found if isinstance(found, bytes) else b""


def _text(part: Message, content: bytes) -> bytes:
    """The part's text as UTF-8, whatever charset it names; what does not fit is replaced, never dropped."""
    try:
        charset = part.get_content_charset() or "utf-8"
        return content.decode(charset, "replace").encode("utf-8", "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace").encode("utf-8", "replace")


def _file_name(part: Message) -> str:
    try:
        return one_line(part.get_filename(), 200)
    except (ValueError, LookupError, TypeError):
        return ""


def _header(message: Message, name: str, limit: int) -> str:
    try:
        return one_line(str(message.get(name, "")), limit)
    except (ValueError, LookupError, TypeError, IndexError, AttributeError):
        return ""  # headers that the standard library cannot take apart


def _date(message: Message) -> tuple[datetime | None, str]:
    said = next((one_line(str(v), 100) for k, v in message.raw_items() if k.lower() == "date"), "")
    return _instant(said), said


def _arrival(message: Message) -> datetime | None:
    """The newest Received header stands first (RFC 5321 section 4.4); its date follows the last semicolon."""
    for name, value in message.raw_items():
        if name.lower() == "received":
            return _instant(re.sub(r"\s+", " ", str(value)).rpartition(";")[2].strip())
    return None


def _instant(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        # "-0000" says that the zone is not known (RFC 5322 section 3.3): the instant is still that of UTC.
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError:
        return None
