"""How a send went, and how the answers of HTTP and SMTP servers become sent, transient or permanent."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from monitor.model import AttemptOutcome
from monitor.model.display import one_line


@dataclass(frozen=True, slots=True)
class SendResult:
    """The answer to one try.

    outcome: sent, transient (worth another try) or permanent (somebody has to mend something first).
    detail: one line for the attempt log and for people, secrets masked. retry_after_s: seconds the server asked
    us to wait. maybe_sent: the message may have arrived although no answer came, so a repeat is to be labelled.
    """

    outcome: AttemptOutcome
    detail: str = ""
    retry_after_s: float | None = None
    maybe_sent: bool = False

    @property
    def ok(self) -> bool:
        """The channel took the message."""
        return self.outcome is AttemptOutcome.SENT


def sent(detail: str = "") -> SendResult:
    """The channel took it."""
    return SendResult(AttemptOutcome.SENT, one_line(detail, 300))


def transient(detail: str, *, retry_after_s: float | None = None, maybe_sent: bool = False) -> SendResult:
    """Try again later."""
    return SendResult(AttemptOutcome.TRANSIENT, one_line(detail, 300), retry_after_s, maybe_sent)


def permanent(detail: str) -> SendResult:
    """Do not try again."""
    return SendResult(AttemptOutcome.PERMANENT, one_line(detail, 300))


# 408 request timeout, 421 misdirected, 423 locked, 425 too early, 429 too many: the same request may pass later.
# 401/403/404/410 and their kin are not delivered and will not be (RFC 9110 section 15.5).
_TRY_AGAIN = {408, 421, 423, 425, 429}

# The answer of a gateway that lost sight of the server behind it, which may have taken the message.
_GATEWAYS = {502, 504}


def of_http(status: int, detail: str, retry_after_s: float | None = None) -> SendResult:
    """The result of an HTTP answer that was not a success. A redirect counts as permanent: the address moved."""
    said = f"HTTP {status}: {detail}" if detail else f"HTTP {status}"
    if status >= 500 or status in _TRY_AGAIN:
        return transient(said, retry_after_s=retry_after_s, maybe_sent=status in _GATEWAYS)
    return permanent(said)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds of a Retry-After header: a number, or an HTTP date (RFC 9110 section 10.2.3); None if unreadable."""
    text = (value or "").strip()
    if text.isdigit():
        return float(min(int(text[:9]), 10**8))
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when
    return max((when - now).total_seconds(), 0.0)


def of_smtp_code(code: int, text: bytes | str, what: str) -> SendResult:
    """4yz: try again; 5yz: do not (RFC 5321 section 4.2.1). Anything else is no answer we understand."""
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    detail = f"SMTP {code} {said} ({what})"
    return permanent(detail) if 500 <= code < 600 else transient(detail)


def of_smtp_error(error: Exception, stage: str) -> SendResult:
    """The result of whatever an SMTP conversation raised, at which stage of it."""
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return permanent(f"the mail server does not support what the address asks for: {error} ({stage})")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        _, (code, said) = next(iter(error.recipients.items()))
        return of_smtp_code(code, said, stage)
    if isinstance(error, smtplib.SMTPResponseException):
        return of_smtp_code(error.smtp_code, error.smtp_error, stage)
    # the dot that ends a message was under way: the server may have kept it and lost only the answer
    return transient(f"{type(error).__name__}: {error} ({stage})", maybe_sent=stage == "message")


_STATUS = re.compile(r"\berror[=:]\s*(\d{3})\b")


def of_apprise_log(messages: Iterable[str]) -> SendResult:
    """The result of a failed send through one of Apprise's own plugins, from what it wrote to its log.

    Apprise answers yes or no; the reason stands only in the log, where HTTP plugins write ``error=404``. Without such
    an answer the message may have arrived: of a lost answer they say the same as of a connection that never was.
    """
    said = "; ".join(messages)
    found = _STATUS.search(said)
    if found:
        return of_http(int(found[1]), said)
    return transient(said or "the service did not take the message and gave no reason", maybe_sent=True)
