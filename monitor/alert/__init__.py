"""What to say, to whom, and delivering it: messages, routes, channels, reminders.

The way of an alert: ``compose`` makes it (plain JSON), ``routes.plan`` says which channels it must reach, the
store keeps one delivery for each, and ``send.deliver`` renders and sends one delivery and says how it went.
"""

from monitor.alert.answers import SendResult
from monitor.alert.backoff import exhausted, wait_s
from monitor.alert.brief import brief
from monitor.alert.channels import channels, check_address, describe
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
from monitor.alert.send import deliver

__all__ = [
    "Attachment",
    "DigestFacts",
    "Links",
    "NothingToTellError",
    "SendResult",
    "Trouble",
    "brief",
    "change_alert",
    "channels",
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
