"""What to say, to whom, and delivering it: messages, routes, channels, reminders.

The way of an alert: ``compose`` makes it (plain JSON), ``routes.plan`` says which channels it must reach, the
store keeps one delivery for each, and ``send.deliver`` renders and sends one delivery and says how it went.

What sends is loaded when it is first asked for: Apprise and its plugins are a tenth of the service's memory, and a
service that has nothing to tell need not carry them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from monitor.alert.answers import SendResult
from monitor.alert.backoff import exhausted, wait_s
from monitor.alert.brief import brief
from monitor.alert.compose import (
    DigestFacts,
    NothingToTellError,
    Trouble,
    change_alert,
    digest,
    escalation,
    overdue,
    own_trouble,
    reminder,
    source_recovered,
    source_trouble,
    test_alert,
)
from monitor.alert.letter import Attachment
from monitor.alert.payload import Links
from monitor.alert.routes import plan

if TYPE_CHECKING:
    from monitor.alert.channels import check_address, describe
    from monitor.alert.send import deliver

_LATER = {
    "check_address": "monitor.alert.channels",
    "deliver": "monitor.alert.send",
    "describe": "monitor.alert.channels",
}


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(name)


__all__ = [
    "Attachment",
    "DigestFacts",
    "Links",
    "NothingToTellError",
    "SendResult",
    "Trouble",
    "brief",
    "change_alert",
    "check_address",
    "deliver",
    "describe",
    "digest",
    "escalation",
    "exhausted",
    "overdue",
    "own_trouble",
    "plan",
    "reminder",
    "source_recovered",
    "source_trouble",
    "test_alert",
    "wait_s",
]
