"""Channels: the places one route leads to, each built as its own Apprise plugin from its Apprise address.

An address with several recipients is several channels, one each, so that one refused recipient is told apart
from two who have the message, and a retry goes to the one only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote

import apprise
from apprise.exception import AppriseException
from apprise.manager_plugins import NotificationManager
from apprise.plugins.base import NotifyBase

from monitor.alert.mail_channel import MailChannel
from monitor.alert.slack_channel import SlackChannel
from monitor.alert.webhook_channel import WebhookChannel
from monitor.model import Route

# Apprise's own plugins, replaced where they cannot carry what our messages need (docs/decisions).
_OURS: Mapping[str, type[NotifyBase]] = {
    **dict.fromkeys(("mailto", "mailtos"), MailChannel),
    "slack": SlackChannel,
    **dict.fromkeys(("json", "jsons"), WebhookChannel),
}
_NATIVE_SLACK = re.compile(r"^https?://hooks\.slack(-gov)?\.com/", re.IGNORECASE)


class AddressError(ValueError):
    """An address that is no Apprise address. The message never holds the address: it may hold a secret."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One place to send to: an Apprise address, and which of its recipients."""

    address: str
    recipient: int | None = None


def channels(route: Route) -> tuple[Channel, ...]:
    """The channels of a route, in a fixed order; ``Delivery.channel`` is an index into it.

    An address that cannot be read is one channel, whose deliveries fail with the reason: it is not skipped.
    """
    return tuple(channel for address in route.urls for channel in _split(address))


@cache
def _split(address: str) -> tuple[Channel, ...]:
    try:
        plugin = _plugin(address)
    except AddressError:
        return (Channel(address),)
    count = len(_recipients(plugin))
    return tuple(Channel(address, index) for index in range(count)) if count > 1 else (Channel(address),)


def open_channel(channel: Channel) -> NotifyBase:
    """A fresh plugin for one send. Raises ``AddressError``."""
    plugin = _plugin(channel.address)
    if channel.recipient is None:
        return plugin
    recipients = _recipients(plugin)
    if channel.recipient >= len(recipients):
        raise AddressError("the address names fewer recipients than it did when the alert was planned")
    chosen = recipients[channel.recipient]
    if isinstance(plugin, MailChannel):
        plugin.targets = [chosen]
        if channel.recipient > 0:  # copies go with the first message only
            plugin.cc, plugin.bcc = set(), set()
    elif isinstance(plugin, SlackChannel):
        plugin.channels = [chosen]
    return plugin


def check_address(address: str) -> str | None:
    """Why this is no address we can send to, or None if it is one. Nothing is sent."""
    try:
        _plugin(address)
    except AddressError as error:
        return str(error)
    return None


@cache
def services() -> frozenset[str]:
    """What addresses may begin with, e.g. ``slack``."""
    return frozenset({*_OURS, *NotificationManager().schemas()})


def describe(channel: Channel) -> str:
    """The channel for people and logs: the service and whom it reaches, secrets masked."""
    try:
        plugin = open_channel(channel)
    except AddressError:
        return "an address that cannot be read"
    if isinstance(plugin, MailChannel):
        return f"e-mail to {', '.join(address for _, address in plugin.targets)}"
    if isinstance(plugin, SlackChannel):
        return f"Slack {plugin.place}"
    shown = plugin.url(privacy=True).split("?")[0].rstrip("/")
    return f"{plugin.service_name} ({shown})"


def secrets_of(channel: Channel) -> tuple[str, ...]:
    """The parts of an address that must not be seen in a log, longest first: what Apprise itself masks."""
    try:
        shown = _plugin(channel.address).url(privacy=True)
    except AddressError:
        shown = ""
    parts = re.split(r"[/?&=:@#,]+", channel.address.split("://", 1)[-1])
    words = {word for part in parts for word in (part, unquote(part)) if len(word) >= 4 and word not in shown}
    return tuple(sorted(words, key=len, reverse=True))


def _recipients(plugin: NotifyBase) -> list[Any]:
    if isinstance(plugin, MailChannel):
        return list(plugin.targets)
    return list(plugin.channels) if isinstance(plugin, SlackChannel) else []


def _plugin(address: str) -> NotifyBase:
    scheme = address.split("://", 1)[0].strip().lower()
    native = SlackChannel.parse_native_url(address) if _NATIVE_SLACK.match(address) else None
    ours = SlackChannel if native else _OURS.get(scheme)
    try:
        if ours is None:
            plugin = apprise.Apprise.instantiate(address, asset=ASSET, suppress_exceptions=False)
            if plugin is None:
                raise AddressError(f"“{scheme}://…” is no address Apprise can read")
            return plugin
        parsed = native or ours.parse_url(address)
        if not parsed:
            raise AddressError(f"“{scheme}://…” is not complete")
        return ours(**{**parsed, "asset": ASSET})
    except (AppriseException, TypeError, ValueError) as error:
        if isinstance(error, AddressError):
            raise
        raise AddressError(
            f"“{scheme}://…” is not an address of that kind: a part is missing or wrong"
        ) from error


ASSET = apprise.AppriseAsset(
    app_id="Sub-processor Monitor",
    app_desc="Sub-processor Monitor",
    app_url="",
    async_mode=True,
    secure_logging=True,
    service_timeout=0,  # ours is ``send.TIMEOUT_S``; with one of its own Apprise hands calls to a few threads it shares
)
