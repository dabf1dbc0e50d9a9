"""What to say, to whom, and delivering it: messages, routes, channels, reminders.

The way of an alert: ``compose`` makes it (plain JSON), ``routes.plan`` says which channels it must reach, the
store keeps one delivery for each, and ``send.deliver`` renders and sends one delivery and says how it went.
"""

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
from monitor.alert.payload import Links

__all__ = [
    "DigestFacts",
    "Links",
    "NothingToTellError",
    "Trouble",
    "brief",
    "change_alert",
    "digest",
    "escalation",
    "overdue",
    "own_trouble",
    "reminder",
    "source_recovered",
    "source_trouble",
    "test_alert",
]
