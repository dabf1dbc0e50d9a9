"""A local mail server: takes mail over SMTP, keeps it in memory, misbehaves by plan.

with Inbox() as inbox:
    …  # send to inbox.address("legal@example.com")
    inbox.messages[0].get_body(("html",))
"""

from __future__ import annotations

import asyncio
import ssl
import threading
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from enum import StrEnum
from types import TracebackType

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class At(StrEnum):
    """At which point of the conversation the server misbehaves."""

    SENDER = "sender"
    RECIPIENT = "recipient"
    MESSAGE = "message"  # after the whole message was sent


@dataclass(frozen=True, slots=True)
class Fault:
    """What the server answers instead. An empty reply closes the connection without a word.

    recipient: only for this one; None for all. kept: the message is kept all the same.
    """

    at: At
    reply: str = ""
    recipient: str | None = None
    kept: bool = False


BUSY = Fault(At.SENDER, "421 4.3.2 Service shutting down, try again later")
GREYLISTED = Fault(At.RECIPIENT, "450 4.2.0 Greylisted, try again in 5 minutes")
UNKNOWN_USER = Fault(At.RECIPIENT, "550 5.1.1 No such user here")
SPAM = Fault(At.MESSAGE, "554 5.7.1 Message refused")
CLOSED = Fault(At.MESSAGE, "")
CLOSED_AFTER_KEEPING = Fault(At.MESSAGE, "", kept=True)


class Inbox:
    """The server, in a thread of its own, on loopback.

    plan: faults of the next conversations, in order; None for one without. login: user and password that must be
    given. tls: server-side context; with ``starttls`` the connection begins in the clear.
    """

    def __init__(
        self,
        plan: Iterable[Fault | None] = (),
        *,
        login: tuple[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
        starttls: bool = True,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.messages: list[EmailMessage] = []
        self.envelopes: list[tuple[str, ...]] = []
        self._handler = _Handler(self, iter(plan))
        self._host, self._wanted_port = host, port
        self._login = login
        self._tls, self._starttls = tls, starttls
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, name="inbox", daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        assert self._server is not None, "the inbox is not started"
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def address(self, *recipients: str, sender: str = "monitor@example.org", **query: str) -> str:
        """An Apprise address that leads here."""
        scheme = "mailtos" if self._tls else "mailto"
        mode = {} if not self._tls else {"mode": "starttls" if self._starttls else "ssl"}
        user = f"{self._login[0]}:{self._login[1]}@" if self._login else ""
        extra = "".join(f"&{key}={value}" for key, value in {**mode, **query}.items())
        to = ",".join(recipients)
        return f"{scheme}://{user}{self._host}:{self.port}/?smtp={self._host}&from={sender}&to={to}{extra}"

    def start(self) -> Inbox:
        """Begin to listen; raises OSError where the port is taken."""
        self._thread.start()
        wrapped = self._tls if self._tls and not self._starttls else None
        opening = self._loop.create_server(self._conversation, self._host, self._wanted_port, ssl=wrapped)
        self._server = asyncio.run_coroutine_threadsafe(opening, self._loop).result(timeout=10)
        return self

    def stop(self) -> None:
        """Stop listening, cut open conversations, and wait for the thread."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(timeout=10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()

    async def _close(self) -> None:
        if self._server:
            self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _conversation(self) -> SMTP:
        context = self._tls if self._starttls else None
        with warnings.catch_warnings():
            # over implicit TLS the login is safe, and aiosmtpd warns all the same
            warnings.simplefilter("ignore", UserWarning)
            return SMTP(
                self._handler,
                hostname="inbox.example.org",
                tls_context=context,
                require_starttls=context is not None,
                auth_required=self._login is not None,
                auth_require_tls=context is not None,
                authenticator=self._authenticate if self._login else None,
                enable_SMTPUTF8=True,
                loop=self._loop,
            )

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        given = data if isinstance(data, LoginPassword) else None
        pair = (given.login.decode(), given.password.decode()) if given else None
        return AuthResult(success=pair == self._login, handled=False)

    def __enter__(self) -> Inbox:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Handler:
    """Keeps what arrives, or answers as planned. One plan entry is used up by each conversation."""

    def __init__(self, inbox: Inbox, plan: Iterator[Fault | None]) -> None:
        self._inbox = inbox
        self._plan = plan
        self._faults: dict[int, Fault | None] = {}

    async def handle_MAIL(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = self._faults[id(session)] = next(self._plan, None)
        if fault and fault.at is At.SENDER:
            return self._reply(fault, server)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = self._faults.get(id(session))
        if fault and fault.at is At.RECIPIENT and fault.recipient in {None, address}:
            return self._reply(fault, server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = self._faults.pop(id(session), None)
        failed = fault if fault and fault.at is At.MESSAGE else None
        if failed is None or failed.kept:
            content = envelope.content
            raw = content if isinstance(content, bytes) else str(content).encode()
            message = message_from_bytes(raw, policy=SMTP_POLICY)
            assert isinstance(message, EmailMessage)
            self._inbox.messages.append(message)
            self._inbox.envelopes.append(tuple(envelope.rcpt_tos))
        return self._reply(failed, server) if failed else "250 OK"

    @staticmethod
    def _reply(fault: Fault, server: SMTP) -> str:
        if not fault.reply and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return fault.reply or "421 closing"
