"""Deliveries as the sender loop makes them, and the local servers they go to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from monitor.alert import Attachment, SendResult, deliver
from monitor.model import Alert, Delivery, DeliveryState, Route
from tests.alert import samples

Send = Callable[..., SendResult]


@pytest.fixture
def send() -> Send:
    """Send an alert to one channel of an address and say how it went."""

    def go(
        alert: Alert,
        *addresses: str,
        channel: int = 0,
        maybe_sent: bool = False,
        attachments: tuple[Attachment, ...] = (),
        timeout_s: float = 20.0,
        to_owner: bool = False,
    ) -> SendResult:
        route = Route("legal", addresses, to_owner=to_owner)
        delivery = Delivery(1, alert, "legal", channel, DeliveryState.LEASED, maybe_sent=maybe_sent)
        return asyncio.run(
            deliver(delivery, route, now=samples.NOW, attachments=attachments, timeout_s=timeout_s)
        )

    return go
