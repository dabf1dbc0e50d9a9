"""The limits Slack puts on a message, enforced: what the local endpoint refuses, and with which word.

From Slack's reference of Block Kit and of incoming webhooks (docs.slack.dev, read November 2026).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

MAX_BLOCKS = 50
MAX_TEXT = 40_000
MAX_BLOCKS_TEXT = 13_200  # seen in practice as msg_blocks_too_long; not written down by Slack

Json = Mapping[str, Any]
_STYLES = {"bold", "italic", "strike", "code"}
_RICH = {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
_INLINE = {"text", "link", "emoji", "user", "usergroup", "channel", "broadcast", "date"}


class RefusedError(Exception):
    """Slack would refuse the message; ``word`` is what it answers, ``where`` is for whoever mends it."""

    def __init__(self, word: str, where: str) -> None:
        super().__init__(f"{word}: {where}")
        self.word = word
        self.where = where


def check_message(body: object) -> None:
    """Raises ``RefusedError`` for a message that Slack would not take."""
    if not isinstance(body, Mapping):
        raise RefusedError("invalid_payload", "the body is not a JSON object")
    text, blocks = body.get("text"), body.get("blocks")
    if not text and not blocks and not body.get("attachments"):
        raise RefusedError("no_text", "neither text nor blocks nor attachments")
    if text is not None and not isinstance(text, str):
        raise RefusedError("invalid_payload", "text is not a string")
    if isinstance(text, str) and len(text) > MAX_TEXT:
        raise RefusedError("msg_too_long", f"text has {len(text)} characters")
    if blocks is None:
        return
    _need(isinstance(blocks, list) and 1 <= len(blocks) <= MAX_BLOCKS, f"{_size(blocks)} blocks")
    for index, block in enumerate(blocks):
        _check_block(block, f"blocks[{index}]")
    total = sum(len(text) for text in texts(blocks))
    if total > MAX_BLOCKS_TEXT:
        raise RefusedError("msg_blocks_too_long", f"{total} characters in all blocks")


def mentions(body: object) -> list[str]:
    """Everything in a message that would call somebody: elements that mention, and ``<!…>``/``<@…>`` in mrkdwn."""
    found = []
    for node in _nodes(body):
        if node.get("type") in {"user", "usergroup", "broadcast"}:
            found.append(str(node.get("user_id") or node.get("usergroup_id") or node.get("range")))
        if node.get("type") == "mrkdwn":
            found += re.findall(r"<[!@][^>]*>", str(node.get("text")))
    if isinstance(body, Mapping):
        found += re.findall(r"<[!@][^>]*>", str(body.get("text") or ""))
    return found


def texts(node: object) -> Iterator[str]:
    """Every text a reader would see."""
    for part in _nodes(node):
        value = part.get("text")
        if isinstance(value, str):
            yield value


def _nodes(node: object) -> Iterator[Json]:
    if isinstance(node, Mapping):
        yield node
        for value in node.values():
            yield from _nodes(value)
    elif isinstance(node, list):
        for value in node:
            yield from _nodes(value)


def _check_block(block: object, where: str) -> None:
    _need(isinstance(block, Mapping) and isinstance(block.get("type"), str), f"{where} has no type")
    assert isinstance(block, Mapping)
    check = _CHECKS.get(block["type"])
    _need(check is not None, f"{where}: unknown type {block['type']}")
    assert check is not None
    check(block, where)


def _header(block: Json, where: str) -> None:
    _text(block.get("text"), where, 150, {"plain_text"})


def _section(block: Json, where: str) -> None:
    fields = block.get("fields")
    _need(block.get("text") is not None or bool(fields), f"{where} has neither text nor fields")
    if block.get("text") is not None:
        _text(block["text"], where, 3_000)
    if fields is not None:
        _need(isinstance(fields, list) and 1 <= len(fields) <= 10, f"{where}: {_size(fields)} fields")
        for index, field in enumerate(fields):
            _text(field, f"{where}.fields[{index}]", 2_000)


def _context(block: Json, where: str) -> None:
    elements = block.get("elements")
    _need(isinstance(elements, list) and 1 <= len(elements) <= 10, f"{where}: {_size(elements)} elements")
    for index, element in enumerate(elements or []):
        if not (isinstance(element, Mapping) and element.get("type") == "image"):
            _text(element, f"{where}.elements[{index}]", 2_000)


def _divider(block: Json, where: str) -> None:
    _need(set(block) <= {"type", "block_id"}, f"{where}: a divider holds nothing")


def _actions(block: Json, where: str) -> None:
    elements = block.get("elements")
    _need(isinstance(elements, list) and 1 <= len(elements) <= 25, f"{where}: {_size(elements)} elements")
    names = [element.get("action_id") for element in elements or [] if element.get("action_id")]
    _need(len(names) == len(set(names)), f"{where}: action_id used twice")
    for index, element in enumerate(elements or []):
        at = f"{where}.elements[{index}]"
        _need(element.get("type") == "button", f"{at}: only buttons are known here")
        _text(element.get("text"), at, 75, {"plain_text"})
        url = element.get("url")
        _need(url is None or (isinstance(url, str) and len(url) <= 3_000), f"{at}: url too long")
        _need(url is None or re.match(r"^(https?|mailto):", url) is not None, f"{at}: url {str(url)[:60]}")
        _need(element.get("style") in {None, "primary", "danger"}, f"{at}: style")


def _rich_text(block: Json, where: str) -> None:
    elements = block.get("elements")
    _need(isinstance(elements, list) and len(elements) >= 1, f"{where}: no elements")
    for index, element in enumerate(elements or []):
        at = f"{where}.elements[{index}]"
        _need(isinstance(element, Mapping) and element.get("type") in _RICH, f"{at}: unknown type")
        if element["type"] == "rich_text_list":
            _need(element.get("style") in {"bullet", "ordered"}, f"{at}: style")
            for inner, section in enumerate(element.get("elements") or []):
                _inline(section, f"{at}.elements[{inner}]")
        else:
            _inline(element, at)


def _inline(section: Json, where: str) -> None:
    elements = section.get("elements")
    _need(isinstance(elements, list) and len(elements) >= 1, f"{where}: no elements")
    for index, element in enumerate(elements or []):
        at = f"{where}.elements[{index}]"
        _need(isinstance(element, Mapping) and element.get("type") in _INLINE, f"{at}: unknown type")
        if element["type"] == "text":
            _need(isinstance(element.get("text"), str) and element["text"] != "", f"{at}: empty text")
        if element["type"] == "link":
            _need(re.match(r"^(https?|mailto):", str(element.get("url"))) is not None, f"{at}: url")
        style = element.get("style", {})
        _need(isinstance(style, Mapping) and set(style) <= _STYLES, f"{at}: style")


def _text(value: object, where: str, limit: int, kinds: set[str] | None = None) -> None:
    kinds = kinds or {"plain_text", "mrkdwn"}
    _need(
        isinstance(value, Mapping) and value.get("type") in kinds,
        f"{where}: text must be {' or '.join(sorted(kinds))}",
    )
    assert isinstance(value, Mapping)
    text = value.get("text")
    _need(
        isinstance(text, str) and 1 <= len(text) <= limit,
        f"{where}: {_size(text)} characters, at most {limit}",
    )
    allowed = {"type", "text", "emoji"} if value["type"] == "plain_text" else {"type", "text", "verbatim"}
    _need(set(value) <= allowed, f"{where}: {', '.join(sorted(set(value) - allowed))} not allowed")


def _need(holds: bool, where: str) -> None:
    if not holds:
        raise RefusedError("invalid_blocks", where)


def _size(value: object) -> str:
    return str(len(value)) if isinstance(value, (str, list)) else "no"


_CHECKS: Mapping[str, Callable[[Json, str], None]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "divider": _divider,
    "actions": _actions,
    "rich_text": _rich_text,
}
