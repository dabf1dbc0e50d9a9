"""A Slack message drawn as Slack's desktop program draws it: blocks to HTML, for pictures and for eyes.

Only what our messages use is drawn. The drawing follows the blocks, not our intentions: a text that Slack would
show literally is shown literally here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

Json = Mapping[str, Any]


def picture(body: Json, *, app: str = "Sub-processor Monitor", when: str = "7:05 AM") -> str:
    """One message as a page of HTML; every text escaped."""
    blocks = "\n".join(_block(block) for block in body.get("blocks", ())) or _mrkdwn(
        str(body.get("text", ""))
    )
    style = files("monitor.demo").joinpath("slack_picture.css").read_text(encoding="utf-8")
    initials = "".join(word[0] for word in re.split(r"\W+", app) if word)[:1].upper()
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(app)}</title>'
        f"<style>{style}</style><body><div class=message><div class=icon>{initials}</div><div>"
        f"<div><span class=who>{html.escape(app)}</span><span class=app>APP</span>"
        f"<span class=when>{html.escape(when)}</span></div>{blocks}</div></div></body></html>"
    )


def _block(block: Json) -> str:
    return _BLOCKS[block["type"]](block)


def _header(block: Json) -> str:
    return f"<div class=header>{_text_object(block['text'])}</div>"


def _context(block: Json) -> str:
    return (
        "<div class=context>"
        + "".join(f"<span>{_text_object(e)}</span>" for e in block["elements"])
        + "</div>"
    )


def _section(block: Json) -> str:
    said = f"<div class=section>{_text_object(block['text'])}</div>" if block.get("text") else ""
    fields = "".join(f"<div>{_text_object(field)}</div>" for field in block.get("fields", ()))
    return said + (f"<div class=fields>{fields}</div>" if fields else "")


def _actions(block: Json) -> str:
    def button(element: Json) -> str:
        style = " primary" if element.get("style") == "primary" else ""
        return f'<span class="button{style}">{_text_object(element["text"])}</span>'

    return "<div class=buttons>" + "".join(button(element) for element in block["elements"]) + "</div>"


def _rich_text(block: Json) -> str:
    return "".join(_rich(element) for element in block["elements"])


def _rich(element: Json) -> str:
    if element["type"] == "rich_text_list":
        return "<ul>" + "".join(f"<li>{_inline(section)}</li>" for section in element["elements"]) + "</ul>"
    kind = "quote" if element["type"] == "rich_text_quote" else "rich"
    return f"<div class={kind}>{_inline(element)}</div>"


def _inline(section: Json) -> str:
    return "".join(_part(part) for part in section["elements"])


def _part(part: Json) -> str:
    if part["type"] in {"user", "usergroup", "broadcast"}:
        name = part.get("user_id") or part.get("usergroup_id") or part.get("range")
        return f"<span class=mention>@{html.escape(str(name))}</span>"
    said = html.escape(str(part.get("text") or part.get("url")))
    if part["type"] == "link":
        said = f"<a>{said}</a>"
    for name, tag in (("bold", "b"), ("italic", "i"), ("strike", "s"), ("code", "code")):
        if part.get("style", {}).get(name):
            said = f"<{tag}>{said}</{tag}>"
    return said


def _text_object(value: Json) -> str:
    text = str(value["text"])
    return _mrkdwn(text) if value["type"] == "mrkdwn" else f"<span class=literal>{html.escape(text)}</span>"


def _mrkdwn(text: str) -> str:
    """The little of Slack's own markup that our messages use: bold, and the three escaped characters."""
    plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return re.sub(r"(?<!\w)\*([^*\n]+)\*(?!\w)", r"<b>\1</b>", html.escape(plain))


_BLOCKS: Mapping[str, Callable[[Json], str]] = {
    "header": _header,
    "context": _context,
    "section": _section,
    "divider": lambda _: "<hr>",
    "actions": _actions,
    "rich_text": _rich_text,
}
