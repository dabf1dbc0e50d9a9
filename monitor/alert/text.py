"""A brief as plain text: the text part of an e-mail, and every channel that has no form of its own."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from monitor.alert.shape import Brief, Fact, Item
from monitor.knowledge.words import plural, say
from monitor.model import Severity
from monitor.model.display import clip

_NO_BREAK = (
    "\u200b"  # zero-width space: seen by no reader, and no service takes the word behind it for a name
)
_MENTIONS = re.compile(
    r"@(?=everyone|here|channel|all\b|room\b)|(?<![\w.+-])@(?=\w)|<(?=[@!#]|/?at\b)|\](?=[(\[:])",
    re.IGNORECASE,
)


def plain(brief: Brief, width: int = 76) -> str:
    """The whole message as text, wrapped at ``width`` columns."""
    parts = [brief.subject, _wrapped(brief.lead, width)]
    if brief.facts:
        parts.append(_table(brief.facts, width))
    parts += list(_items(brief, width))
    if brief.quote:
        quoted = textwrap.fill(brief.quote.text, width, initial_indent="> ", subsequent_indent="> ")
        parts.append(f"{quoted}\n({brief.quote.source})")
    if brief.notes:
        parts.append("\n".join(_bullet(note, width) for note in brief.notes))
    if brief.actions:
        parts.append("\n".join(f"{action.label}: {action.url}" for action in brief.actions))
    parts.append(f"Sub-processor Monitor, {brief.alert_id}")
    return "\n\n".join(part for part in parts if part) + "\n"


def short(brief: Brief, limit: int) -> str:
    """As much as ``limit`` characters hold: all of it, else without items, else the lead and one link.

    The link is kept whole for as long as it fits at all: a message without its next step is ignored.
    Services that would read a mention into page text find none.
    """
    tries = (
        without_mentions(plain(brief)),
        without_mentions(_compact(brief, links=len(brief.actions))),
        without_mentions(_compact(brief, links=1)),
    )
    for text in tries:
        if len(text) <= limit:
            return text
    link = brief.actions[0].url if brief.actions else ""
    lead = without_mentions(brief.lead)
    if not link or len(link) + 2 >= limit:
        return clip(lead, limit)
    return f"{clip(lead, limit - len(link) - 1)}\n{link}"


def without_mentions(text: str) -> str:
    """The text with every ``@name``, ``@everyone``, ``<!…>`` and ``[text](address)`` broken by an invisible space.

    Chat services without a literal text element would call people for them, or hide an address behind a word.
    Addresses (``a@b.c``) stay whole.
    """
    return _MENTIONS.sub(lambda found: found[0] + _NO_BREAK, text)


def _compact(brief: Brief, links: int) -> str:
    rows = [brief.lead, *(f"{_title(item)}" for item in brief.items[:5])]
    left = brief.left_out + max(len(brief.items) - 5, 0)
    rows += [f"and {plural(left, 'further change')}"] if left else []
    rows += [f"{action.label}: {action.url}" for action in brief.actions[:links]]
    return "\n".join(rows)


def _items(brief: Brief, width: int) -> Iterator[str]:
    group = ""
    for item in brief.items:
        if item.group and item.group != group:
            yield item.group.upper()
        group = item.group
        rows = [_bullet(_title(item), width)]
        if item.before is not None or item.after is not None:
            rows.append(_indented(f"before: {_flat(item.before) or '(nothing)'}", width))
            rows.append(_indented(f"after:  {_flat(item.after) or '(nothing)'}", width))
        rows += [_indented(f"{fact.label}: {_flat(fact.value)}", width) for fact in item.details]
        rows += [_indented(item.why, width)] if item.why else []
        rows += [_indented(note, width) for note in item.notes]
        rows += [f"  {item.url}"] if item.url else []
        yield "\n".join(rows)
    if brief.left_out:
        yield f"… and {plural(brief.left_out, 'further change')}, all in the report."


def _title(item: Item) -> str:
    said = f"{item.verb[:1].upper()}{item.verb[1:]}: {item.subject}" if item.verb else item.subject
    return said if item.severity is Severity.INFO else f"{said} [{say('severities', item.severity.value)}]"


def _table(facts: tuple[Fact, ...], width: int) -> str:
    broad = max(len(fact.label) for fact in facts) + 2
    rows = []
    for fact in facts:
        label = f"{fact.label}:".ljust(broad)
        rows.append(
            textwrap.fill(_flat(fact.value), width, initial_indent=label, subsequent_indent=" " * broad)
        )
    return "\n".join(rows)


def _flat(text: str | None) -> str:
    return (text or "").replace("\n", ", ")


def _wrapped(text: str, width: int) -> str:
    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)


def _bullet(text: str, width: int) -> str:
    return textwrap.fill(text, width, initial_indent="- ", subsequent_indent="  ", break_long_words=False)


def _indented(text: str, width: int) -> str:
    return textwrap.fill(text, width, initial_indent="  ", subsequent_indent="  ", break_long_words=False)
