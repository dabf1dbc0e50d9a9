"""A brief as a Slack message: Block Kit within Slack's limits, with page text that can neither mention nor format.

Text of a page stands only in ``rich_text`` and ``plain_text`` elements, which Slack shows literally: there is
nothing to escape and nothing to forget (and ``<!`` or ``@channel`` are broken all the same, for the lookalikes
of Slack that read them even there). The few ``mrkdwn`` texts hold our own words, or values that were
checked to hold no formatting mark. Limits: https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from monitor.alert.brief import status, tone
from monitor.alert.shape import Action, Brief, Fact, Item, Quote
from monitor.alert.text import without_mentions
from monitor.knowledge.words import plural, say
from monitor.model import AlertKind, Severity
from monitor.model.display import Mark, around_change, clip, marked_words, web_address

Block = dict[str, Any]

HEADER_MAX = 150
BUTTON_URL_MAX = 3_000
FIELD_MAX = 2_000
FIELDS_MAX = 10
FALLBACK_MAX = 3_000
ITEM_MAX = 1_400  # our own: a change that needs more is read in the report
TOTAL_MAX = 11_000  # all blocks together; Slack refuses somewhat more with msg_blocks_too_long

_TONES = {"red": "🔴", "orange": "🟠", "amber": "🟡", "blue": "🔵", "green": "🟢", "grey": "⚪"}
_FORMATS = re.compile(r"[*_~`]|:[\w+-]+:|https?://|\bwww\.|[#@]")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")  # marks within a word format nothing
_MENTION = re.compile(r"^(?:(here|channel|everyone)|(U|W)[A-Z0-9]{5,}|(S)[A-Z0-9]{5,})$")


def message(brief: Brief, mentions: Sequence[str] = ()) -> dict[str, Any]:
    """The body of an incoming webhook or ``chat.postMessage``: fallback text and blocks.

    mentions: ids of users (``U…``), groups (``S…``) or ``here``/``channel``/``everyone`` as configured by the
    owner of the route; never anything a page says. Shortened step by step to headline and links, never dropped.
    """
    lines = ((60, True), (40, True), (25, True)) if brief.kind is AlertKind.DIGEST else ()
    for items, quoted in (*lines, (8, True), (4, True), (2, False), (0, False)):
        body = _message(_shortened(brief, items, quoted), mentions)
        if len(json.dumps(body["blocks"], ensure_ascii=False)) <= TOTAL_MAX:
            return body
    return _message(_bare(brief), mentions)


def _shortened(brief: Brief, items: int, quoted: bool) -> Brief:
    left_out = brief.left_out + max(len(brief.items) - items, 0)
    return replace(
        brief,
        items=brief.items[:items],
        left_out=left_out,
        quote=brief.quote if quoted else None,
        notes=brief.notes[: 6 if quoted else 2],
    )


def _bare(brief: Brief) -> Brief:
    """Headline, lead and links alone."""
    return replace(
        _shortened(brief, 0, quoted=False),
        lead=clip(brief.lead, 600),
        facts=(),
        notes=(),
        actions=tuple(action for action in brief.actions if len(action.url) <= 1_000),
    )


def _message(brief: Brief, mentions: Sequence[str]) -> dict[str, Any]:
    blocks: list[Block] = [
        {"type": "header", "text": _plain(brief.subject, HEADER_MAX)},
        _status(brief),
        _rich(_section(_lead(brief, mentions))),
    ]
    if brief.facts:
        blocks.append({"type": "section", "fields": [_field(fact) for fact in brief.facts[:FIELDS_MAX]]})
    blocks += list(_item_blocks(brief))
    if brief.quote:
        blocks += _quote(brief.quote)
    if notes := [note for note in brief.notes if note.strip()]:
        blocks.append(
            _rich(
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [_section([_text(clip(note, 300))]) for note in notes],
                }
            )
        )
    if buttons := [
        button for index, action in enumerate(brief.actions[:5]) if (button := _button(action, index))
    ]:
        blocks.append({"type": "actions", "elements": buttons})
    blocks.append(
        {"type": "context", "elements": [_plain(f"Sub-processor Monitor · {clip(brief.alert_id, 200)}")]}
    )
    return {
        "text": escape(clip(f"{brief.subject}. {brief.lead}", FALLBACK_MAX // 2)),
        "blocks": blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def escape(text: str) -> str:
    """The three characters Slack gives a meaning to in mrkdwn; without them no mention and no link can form."""
    return without_mentions(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def is_mention(word: str) -> bool:
    """A configured mention Slack knows: a user or group id, or one of the three broadcasts."""
    return bool(_MENTION.match(word))


def _status(brief: Brief) -> Block:
    dot = _TONES[tone(brief.severity, brief.kind)]
    elements = [{"type": "mrkdwn", "text": f"{dot}  *{status(brief.severity, brief.kind)}*"}]
    if brief.vendor:
        elements.append(_plain(brief.vendor, 200))
    return {"type": "context", "elements": elements}


def _lead(brief: Brief, mentions: Sequence[str]) -> list[Block]:
    parts: list[Block] = []
    for word in mentions:
        found = _MENTION.match(word)
        if found and found[1]:
            parts += [{"type": "broadcast", "range": found[1]}, _text(" ")]
        elif found and found[2]:
            parts += [{"type": "user", "user_id": word}, _text(" ")]
        elif found:
            parts += [{"type": "usergroup", "usergroup_id": word}, _text(" ")]
    return [*parts, _text(clip(brief.lead, 1_500) or "See the report.")]


def _item_blocks(brief: Brief) -> Iterator[Block]:
    if brief.kind is AlertKind.DIGEST:
        yield from _digest_blocks(brief.items)
    else:
        for item in brief.items:
            yield {"type": "divider"}
            yield _rich(_section(_bounded(list(_item(item)))))
    if brief.left_out:
        said = plural(brief.left_out, "further change" if brief.items else "change")
        yield _rich(_section([_text(f"{said} in the report.", italic=True)]))


def _digest_blocks(items: Sequence[Item]) -> Iterator[Block]:
    """One block for each group: Slack takes fifty blocks, and a digest may have more lines."""
    for group, found in groupby(items, key=lambda item: item.group):
        head = [_section([_text(group, bold=True)])] if group else []
        yield _rich(*head, *(_section(_bounded(_digest_line(item))) for item in found))


def _digest_line(item: Item) -> list[Block]:
    dot = _TONES[tone(item.severity, AlertKind.CHANGE)]
    verb = f"{item.verb[:1].upper()}{item.verb[1:]}: " if item.verb else ""
    said = without_mentions(clip(f"{verb}{item.subject}", 300))
    url = web_address(item.url)
    line: Block = {"type": "link", "url": url, "text": said} if url else _text(said)
    facts = "".join(f"  ·  {fact.label} {fact.value}" for fact in item.details)
    return [_text(f"{dot} "), line, *([_text(facts)] if facts else [])]


def _item(item: Item) -> Iterator[Block]:
    if item.verb:
        yield _text(f"{item.verb[:1].upper()}{item.verb[1:]}: ")
    yield _text(clip(item.subject, 250), bold=True)
    if item.severity is not Severity.INFO:
        yield _text(f"   {say('severities', item.severity.value)}", italic=True)
    if item.before is not None or item.after is not None:
        yield _text("\n")
        yield from _marks(item.before or "", item.after or "")
    for fact in item.details:
        yield _text(f"\n{fact.label}: ", italic=True)
        yield _text(clip(fact.value.replace("\n", ", "), 260))
    if item.why:
        yield _text("\nWhy: ", italic=True)
        yield _text(clip(item.why, 400))
    for note in item.notes[:3]:
        yield _text(f"\n{clip(note, 200)}", italic=True)


def _marks(before: str, after: str) -> Iterator[Block]:
    """Gone words struck out, new ones bold; unchanged stretches kept short around them."""
    if not before or not after:
        yield _text(clip(before, 500), strike=True) if before else _text(clip(after, 500), bold=True)
        return
    for stretch in marked_words(*around_change(before, after, 900)):
        if stretch.mark is Mark.KEPT:
            yield _text(_middle_out(stretch.text))
        elif stretch.mark is Mark.GONE:
            yield _text(clip(stretch.text, 400), strike=True)
            yield _text(" → " if not stretch.text.endswith(" ") else "→ ")
        else:
            yield _text(clip(stretch.text, 400), bold=True)


def _middle_out(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:70]} … {text[-70:]}"


def _bounded(elements: list[Block]) -> list[Block]:
    """Elements up to the budget of one item; the last one clipped, empty ones left out (Slack refuses them)."""
    kept: list[Block] = []
    room = ITEM_MAX
    for element in elements:
        text = element.get("text", "")
        if not text:
            continue
        if len(text) > room:
            if room > 20:
                kept.append({**element, "text": clip(text, room)})
            break
        kept.append(element)
        room -= len(text)
    return kept


def _quote(quote: Quote) -> list[Block]:
    return [
        _rich({"type": "rich_text_quote", "elements": [_text(clip(quote.text, 700))]}),
        {"type": "context", "elements": [_plain(quote.source, 300)]},
    ]


def _field(fact: Fact) -> Block:
    value = clip(fact.value, FIELD_MAX - 200)
    if _FORMATS.search(value) and not _MAIL.fullmatch(value):
        return _plain(f"{fact.label}\n{value}")
    value = value if _MAIL.fullmatch(value) else without_mentions(value)
    said = f"*{escape(value)}*" if fact.strong else escape(value)
    return {"type": "mrkdwn", "text": f"*{escape(fact.label)}*\n{said}", "verbatim": True}


def _button(action: Action, index: int) -> Block | None:
    url = web_address(action.url)
    if url is None or len(url) > BUTTON_URL_MAX:
        return None
    button: Block = {
        "type": "button",
        "text": _plain(action.label, 75),
        "url": url,
        "action_id": f"open-{index}",
    }
    return {**button, "style": "primary"} if action.main else button


def _plain(text: str, limit: int = FIELD_MAX) -> Block:
    return {"type": "plain_text", "text": clip(without_mentions(text), limit) or " ", "emoji": False}


def _rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def _section(elements: list[Block]) -> Block:
    return {"type": "rich_text_section", "elements": elements}


def _text(text: str, *, bold: bool = False, italic: bool = False, strike: bool = False) -> Block:
    text = without_mentions(text)
    style = {k: True for k, on in (("bold", bold), ("italic", italic), ("strike", strike)) if on}
    return {"type": "text", "text": text, "style": style} if style else {"type": "text", "text": text}
