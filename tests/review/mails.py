"""Mails of vendors, as files, for the tests of notices."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

SENT = "Tue, 03 Nov 2026 08:10:00 +0000"
RECEIVED = "from mail.acme.example by mx.example.com with ESMTPS; Tue, 3 Nov 2026 09:12:01 +0100"


def mail(
    body: str = "We will engage a new sub-processor, Beta Cloud GmbH, effective 3 December 2026.",
    *,
    subject: str = "Changes to our sub-processors",
    date: str | None = SENT,
    received: str | None = RECEIVED,
    html: str | None = None,
    attached: tuple[str, bytes] | None = None,
) -> bytes:
    """A mail of Acme to us."""
    message = EmailMessage(policy=SMTP)
    if received:
        message["Received"] = received
    message["From"] = "Acme Privacy <privacy@acme.example>"
    message["To"] = "vendors@example.com"
    message["Subject"] = subject
    message["Message-ID"] = "<1@acme.example>"
    message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    if attached:
        message.add_attachment(attached[1], maintype="application", subtype="pdf", filename=attached[0])
    data = message.as_bytes()
    # The library refuses to write what is no date; a vendor's mail server does not.
    return b"Date: " + date.encode() + b"\r\n" + data if date else data
