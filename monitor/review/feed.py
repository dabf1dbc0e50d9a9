"""Revisions as an Atom feed (RFC 4287): stable ids, page text as inert plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from monitor.model.display import lines, one_line, web_address

_ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot hold, escaped or not (section 2.2).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One revision. ``key``: its public id. published, updated: UTC. url: its report; source: the vendor's page."""

    key: str
    title: str
    text: str
    published: datetime
    updated: datetime
    vendor: str
    severity: str
    url: str | None = None
    source: str | None = None


def atom(entries: Sequence[FeedEntry], *, address: str, title: str = "Sub-processor changes") -> bytes:
    """The feed as UTF-8 XML, in the order given. ``address``: where it is served."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")
    _add(feed, "id", "urn:subprocessor-monitor:revisions")
    _add(feed, "title", title)
    newest = max((entry.updated for entry in entries), default=datetime(1970, 1, 1, tzinfo=UTC))
    _add(feed, "updated", _instant(newest))
    _add(feed, "generator", "Sub-processor Monitor")
    if own := web_address(address):
        _add(feed, "link", rel="self", type="application/atom+xml", href=own)
    for entry in entries:
        _entry(feed, entry)
    ET.indent(feed)
    body: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _entry(feed: ET.Element, entry: FeedEntry) -> None:
    item = ET.SubElement(feed, f"{{{_ATOM}}}entry")
    _add(item, "id", f"urn:subprocessor-monitor:revision:{entry.key}")
    _add(item, "title", one_line(entry.title, 300))
    _add(item, "published", _instant(entry.published))
    _add(item, "updated", _instant(entry.updated))
    author = ET.SubElement(item, f"{{{_ATOM}}}author")
    _add(author, "name", one_line(entry.vendor, 200) or "unknown")
    _add(item, "category", term=entry.severity)
    for rel, url in (("alternate", entry.url), ("related", entry.source)):
        if address := web_address(url):
            _add(item, "link", rel=rel, href=address)
    _add(item, "content", lines(entry.text, 8000), type="text")


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> None:
    clean = {key: _NOT_XML.sub("", value) for key, value in attributes.items()}
    child = ET.SubElement(parent, f"{{{_ATOM}}}{name}", clean)
    if text is not None:
        child.text = _NOT_XML.sub("", text)


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
