"""A generic webhook (``json://``, ``jsons://``): the alert itself as JSON of a published shape, signed if wanted.

The body is the alert's payload with its id, kind, severity and text (``alert.schema.json``). With
``?secret=…`` in the address the request carries ``X-Monitor-Signature: t=<unix seconds>,v1=<hex>``, the
HMAC-SHA256 of ``<t>.<body>`` under that secret, so that the receiver can refuse forgeries and replays.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from apprise.plugins.custom_json import NotifyJSON

from monitor.alert.answers import SendResult, sent
from monitor.alert.http import post, refused


class WebhookChannel(NotifyJSON):  # type: ignore[misc]  # Apprise is untyped
    """One webhook. ``document`` and ``sent_at`` are set before the send, ``answer`` is there after it."""

    document: Mapping[str, Any]
    sent_at: datetime
    answer: SendResult | None = None

    def __init__(self, secret: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.secret = secret
        self.document = {}

    @staticmethod
    def parse_url(url: str) -> dict[str, Any] | None:
        """Apprise's reading of the address, with our secret."""
        parsed: dict[str, Any] | None = NotifyJSON.parse_url(url)
        if parsed:
            parsed["secret"] = parsed["qsd"].get("secret") or None
        return parsed

    def send(self, *args: Any, **kwargs: Any) -> bool:
        """Post the document; Apprise's own title and body are not used."""
        self.throttle()
        body = json.dumps(self.document, ensure_ascii=False, sort_keys=True).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": self.app_id,
            **self.headers,
        }
        headers["Idempotency-Key"] = str(self.document.get("id", ""))
        if self.secret:
            headers["X-Monitor-Signature"] = signature(body, self.secret, self.sent_at)
        port = f":{self.port}" if self.port else ""
        url = f"{'https' if self.secure else 'http'}://{self.host}{port}{self.fullpath or '/'}"
        auth = (self.user, self.password or "") if self.user else None
        response = post(
            self,
            url,
            service="the webhook",
            params=self.params or None,
            content=body,
            headers=headers,
            auth=auth,
        )
        if isinstance(response, SendResult):
            self.answer = response
        else:
            self.answer = sent(f"HTTP {response.status_code}") if response.is_success else refused(response)
        return self.answer.ok


def signature(body: bytes, secret: str, at: datetime) -> str:
    """The value of ``X-Monitor-Signature`` for a body sent at an instant."""
    stamp = str(int(at.timestamp()))
    mac = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256)
    return f"t={stamp},v1={mac.hexdigest()}"
