"""Delivering: one delivery is rendered for its channel as of now, then sent, and the answer told. No SQL, no loop."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

import apprise
from apprise.plugins.base import NotifyBase

from monitor.alert.answers import SendResult, of_apprise_log, permanent, sent, transient
from monitor.alert.brief import brief as brief_of
from monitor.alert.channels import ASSET, AddressError, Channel, channels, open_channel, secrets_of
from monitor.alert.document import document, today
from monitor.alert.letter import Attachment, Letter
from monitor.alert.mail import html
from monitor.alert.mail_channel import MailChannel
from monitor.alert.shape import Brief
from monitor.alert.slack_blocks import is_mention, message
from monitor.alert.slack_channel import SlackChannel
from monitor.alert.text import plain, short
from monitor.alert.webhook_channel import WebhookChannel
from monitor.model import Alert, AlertKind, Delivery, Route, Severity

TIMEOUT_S = 60.0

# Threads of our own, made as they are needed: Apprise's are a few more than there are cores, so that two channels that
# hang would hold up all others.
_THREADS = ThreadPoolExecutor(32, thread_name_prefix="send")

_LOUD = {AlertKind.ESCALATION, AlertKind.OVERDUE}
_ASKING = _LOUD | {AlertKind.REMINDER}
_MAIL_ADDRESS = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+")


@dataclass(frozen=True, slots=True)
class Message:
    """A delivery rendered for its channel, with the connection not yet opened."""

    plugin: NotifyBase
    title: str
    body: str
    channel: Channel

    async def send(self, timeout_s: float = TIMEOUT_S) -> SendResult:
        """Send it and say how it went; never raises for anything a channel does.

        A try that outlives ``timeout_s`` is transient and may have arrived.
        """
        try:
            result = await asyncio.wait_for(_notify(self.plugin, self.title, self.body), timeout_s)
        except TimeoutError:
            return transient(f"no end after {timeout_s:.0f} s", maybe_sent=True)
        return replace(result, detail=_masked(result.detail, self.channel))


def prepare(
    delivery: Delivery,
    route: Route,
    *,
    now: datetime,
    attachments: tuple[Attachment, ...] = (),
    slack_api: str | None = None,
) -> Message | SendResult:
    """One delivery as the message for its channel; where there can be none, why. Nothing is sent.

    now: UTC; days left are counted from it in the vendor's zone (UTC where none is known). attachments go with
    e-mails only. A repeat after a crash (``delivery.maybe_sent``) says "possible duplicate" in its first line.
    slack_api: base address of a Slack-compatible endpoint for addresses that name none themselves.
    """
    found = channels(route)
    if not 0 <= delivery.channel < len(found):
        return permanent(f"route “{route.name}” has no channel {delivery.channel} any more")
    channel = found[delivery.channel]
    try:
        plugin = open_channel(channel)
    except AddressError as error:
        return permanent(f"route “{route.name}”: {error}")
    if route.to_owner and isinstance(plugin, MailChannel) and not channel.recipient:
        _to_owner(plugin, delivery.alert)
    if slack_api and isinstance(plugin, SlackChannel):
        plugin.use_base(slack_api)
    told = replace(brief_of(delivery.alert, today(delivery.alert, now)), duplicate=delivery.maybe_sent)
    title, body = _load(plugin, told, delivery, now, attachments)
    return Message(plugin, title, body, channel)


async def deliver(
    delivery: Delivery, route: Route, *, timeout_s: float = TIMEOUT_S, **options: Any
) -> SendResult:
    """``prepare`` (whose ``options`` these are) and send in one: for a trial message, which no outbox holds."""
    ready = prepare(delivery, route, **options)
    return ready if isinstance(ready, SendResult) else await ready.send(timeout_s)


def _to_owner(plugin: MailChannel, alert: Alert) -> None:
    """What asks for a decision goes to the vendor's owner, and to the deputy where that alone did not help.

    An owner or a deputy who is only a name is left out: then the address's own recipient stays.
    """
    vendor = alert.payload.get("vendor")
    if alert.kind not in _ASKING or not isinstance(vendor, Mapping):
        return
    asked = alert.payload.get("reminder")
    late = asked["to_deputy"] if isinstance(asked, Mapping) and "to_deputy" in asked else alert.kind in _LOUD
    people = [vendor.get("owner"), vendor.get("deputy") if late else None]
    known = [person for person in people if person and _MAIL_ADDRESS.fullmatch(person)]
    if known:
        plugin.targets = [(False, known[0])]
        plugin.cc = plugin.cc | set(known[1:])


def thread_of(alert: Alert) -> str | None:
    """The id of the alert whose mail opened the thread this one belongs to; None for an opener."""
    revision = alert.payload.get("revision")
    if alert.kind is AlertKind.CHANGE or not isinstance(revision, Mapping):
        return None
    return f"change:{revision['public_id']}"


def _load(
    plugin: NotifyBase, told: Brief, delivery: Delivery, now: datetime, attachments: tuple[Attachment, ...]
) -> tuple[str, str]:
    """Put the message into the plugin, in its own form; title and body for those that have none."""
    alert = delivery.alert
    if isinstance(plugin, SlackChannel):
        loud = alert.kind in _LOUD or alert.severity.rank >= Severity.HIGH.rank
        mentions = [word for word in plugin.mentions if is_mention(word)] if loud else []
        plugin.message = message(told, mentions)
    elif isinstance(plugin, MailChannel):
        plugin.letter = Letter(
            alert_id=alert.id,
            subject=told.subject,
            text=plain(told),
            html=html(told),
            sent_at=now,
            thread=thread_of(alert),
            attachments=attachments,
        )
    elif isinstance(plugin, WebhookChannel):
        plugin.document = document(told, alert)
        plugin.sent_at = now
    else:
        title_room = max(int(plugin.title_maxlen or 0), 0)
        title = short(replace(told, lead=told.subject, actions=()), title_room) if title_room else ""
        # a service without titles puts ours in front of the text itself
        return title or told.subject, short(told, max(int(plugin.body_maxlen or 0) - 300, 120))
    return told.subject, told.lead


async def _notify(plugin: NotifyBase, title: str, body: str) -> SendResult:
    """One Apprise object per channel: one that fails or hangs holds up no other."""
    sender = apprise.Apprise(asset=ASSET)
    sender.add(plugin)
    call = partial(sender.notify, body=body, title=title, body_format=apprise.NotifyFormat.TEXT)
    result = await asyncio.get_running_loop().run_in_executor(_THREADS, call)
    answer: SendResult | None = getattr(plugin, "answer", None)
    if answer is not None:
        return answer
    # Not a bool: only its truth value counts, and an object without services is neither success nor failure.
    if bool(result):
        return sent()
    return of_apprise_log(entry.message for service in result.results for entry in service.logs())


def _masked(detail: str, channel: Channel) -> str:
    for secret in secrets_of(channel):
        detail = detail.replace(secret, "…")
    return detail
