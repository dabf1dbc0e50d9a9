"""Slack through Apprise, with what Apprise's plugin lacks: Block Kit at the top level, and the server's answer.

Apprise reads the address, knows the kinds of webhook and bot, and picks the channel; only the body of the
request and the reading of the answer are ours. Beyond Apprise's own, an address may carry
``base=https://…/services`` (another host for webhooks: a proxy, or a test) and ``mention=here,U0123456``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from apprise.plugins.slack import NotifySlack, SlackMode

from monitor.alert.answers import SendResult, permanent, sent, transient
from monitor.alert.http import post, refused

# What Slack answers with status 200 and ok=false to a bot, and is worth another try.
_BOT_TRY_AGAIN = {
    "ratelimited",
    "rate_limited",
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
}


class SlackChannel(NotifySlack):  # type: ignore[misc]  # Apprise is untyped
    """One Slack webhook or bot channel. ``message`` is set before the send, ``answer`` is there after it."""

    message: Mapping[str, Any]
    answer: SendResult | None = None

    def __init__(self, base: str | None = None, mention: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mentions = tuple(mention)
        self.message = {}
        self._has_base = False
        if base:
            self.use_base(base)

    @staticmethod
    def parse_url(url: str) -> dict[str, Any] | None:
        """Apprise's reading of the address, with our two additions."""
        parsed: dict[str, Any] | None = NotifySlack.parse_url(url)
        if parsed:
            query = parsed["qsd"]
            parsed["base"] = query.get("base") or None
            parsed["mention"] = [word for word in query.get("mention", "").split(",") if word]
        return parsed

    def use_base(self, base: str) -> None:
        """Send to another host than Slack's own, unless the address names one itself."""
        if not self._has_base:
            self._has_base = True
            self.webhook_url = base.rstrip("/")
            self.api_url = base.rstrip("/") + "/{}"

    @property
    def place(self) -> str:
        """Which workspace or channel, without any token."""
        channel = self.channels[0] if self.channels else None
        if channel:
            return str(channel)
        return f"webhook of workspace {self.token_a}" if self.token_a else "workflow"

    def _send(self, url: str, payload: Mapping[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Post our message to where Apprise would have posted its own."""
        self.throttle()
        kept = {key: payload[key] for key in ("channel", "username", "thread_ts") if key in payload}
        workflow = self.mode in {SlackMode.WORKFLOW, SlackMode.WORKFLOW_TRIGGER}
        body = {"text": self.message["text"]} if workflow else {**self.message, **kept}
        headers = {"Authorization": f"Bearer {self.access_token}"} if self.mode is SlackMode.BOT else {}
        headers["User-Agent"] = self.app_id
        response = post(self, url, service="Slack", json=body, headers=headers)
        self.answer = response if isinstance(response, SendResult) else self._read(response)
        return {"ok": True} if self.answer.ok else False

    def _read(self, response: httpx.Response) -> SendResult:
        if response.status_code != httpx.codes.OK:
            return refused(response)
        said = response.text[:200].strip()
        if self.mode is SlackMode.BOT:
            return self._read_bot(response)
        if self.mode is SlackMode.WEBHOOK and said != "ok":
            # something other than Slack answered, a captive portal for one: not delivered
            return transient(f"an unexpected answer with status 200: {said[:80]}")
        return sent("ok")

    @staticmethod
    def _read_bot(response: httpx.Response) -> SendResult:
        try:
            answer = response.json()
            accepted, error = bool(answer["ok"]), str(answer.get("error", ""))
        except (ValueError, KeyError, TypeError):
            return transient("an answer with status 200 that is not Slack's")
        if accepted:
            return sent("ok")
        return transient(error) if error in _BOT_TRY_AGAIN else permanent(error)
