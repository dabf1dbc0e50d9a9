"""E-mail through Apprise, with what Apprise's plugin lacks: our text part, a stable Message-ID, the server's answer.

Apprise reads the address, knows the large providers' servers, connects, encrypts and logs in; the message is put
together by the standard library's ``email`` package, which refuses a line break in a header.
"""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from typing import Any

from apprise.exception import AppriseException
from apprise.plugins.email import NotifyEmail
from apprise.plugins.email.smtp import AppriseSMTPController

from monitor.alert.answers import SendResult, of_smtp_code, of_smtp_error, permanent, sent
from monitor.alert.letter import Letter, compose_mail


class _Connection(AppriseSMTPController):  # type: ignore[misc]  # Apprise is untyped
    """Apprise's connection; its own ``sendmail`` says only yes or no."""

    stage = "connection"

    def post(self, sender: str, recipients: list[str], message: EmailMessage) -> SendResult:
        """One message to one recipient and its copies. The first recipient decides; refused copies are told."""
        smtp: smtplib.SMTP = self._socket
        self.stage = "sender"
        smtp.ehlo_or_helo_if_needed()
        data = message.as_bytes()
        code, said = smtp.mail(sender, [f"size={len(data)}"] if smtp.has_extn("size") else [])
        if code != 250:
            return of_smtp_code(code, said, "sender refused")
        refused = []
        self.stage = "recipient"
        for index, recipient in enumerate(recipients):
            code, said = smtp.rcpt(recipient)
            if code not in {250, 251}:
                if index == 0:
                    smtp.rset()
                    return of_smtp_code(code, said, "recipient refused")
                refused.append(f"{recipient} ({code})")
        self.stage = "message"
        code, said = smtp.data(data)
        if code != 250:
            return of_smtp_code(code, said, "message refused")
        return sent(f"accepted; copies refused: {', '.join(refused)}" if refused else "accepted")


class MailChannel(NotifyEmail):  # type: ignore[misc]  # Apprise is untyped
    """One e-mail recipient. ``letter`` is set before the send, ``answer`` is there after it."""

    letter: Letter
    answer: SendResult | None = None

    def send(self, *args: Any, **kwargs: Any) -> bool:
        """Send the prepared letter; Apprise's own title and body are not used."""
        if not self.targets:
            self.answer = permanent("the address names no valid recipient")
            return False
        name, recipient = self.targets[0]
        try:
            message = compose_mail(
                self.letter,
                sender=(self.from_addr[0] or self.app_id, self.from_addr[1]),
                recipient=(name or "", recipient),
                copies=sorted(self.cc),
                reply_to=sorted(self.reply_to),
                extra=self.headers,
            )
        except (ValueError, UnicodeError) as error:
            self.answer = permanent(f"an address or a header of this channel is not valid in a mail: {error}")
            return False
        self.answer = self._post([recipient, *sorted(self.cc | self.bcc)], message)
        return self.answer.ok

    def _post(self, recipients: list[str], message: EmailMessage) -> SendResult:
        self.throttle()
        connection = _Connection(
            host=self.smtp_host,
            port=self.port,
            secure_mode=self.secure_mode,
            user=self.user,
            password=self.password,
            verify_certificate=self.verify_certificate,
            socket_connect_timeout=self.socket_connect_timeout,
        )
        try:
            with connection:
                return connection.post(self.from_addr[1], recipients, message)
        except (OSError, smtplib.SMTPException, RuntimeError, AppriseException, UnicodeError) as error:
            return of_smtp_error(error, connection.stage)
