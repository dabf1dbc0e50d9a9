"""Contract text made plain: what only sets or breaks it is blanked, so that its words are read and its places hold."""

from __future__ import annotations

import html
import re

FILL = "\ue000"  # stands for a character that is none of the words; ``smooth`` takes it out

_CHARACTERS = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u00b4\u2032\u02bc", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
        **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\u2002\u2003\u3000\t\r", " "),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\u0060", FILL),
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        "（": "(",
        "）": ")",
    }
)
_BLOCKS = "p|div|li|ul|ol|tr|td|th|table|section|article|h[1-6]|dt|dd|dl|blockquote"
_JOINERS = "und|oder|bzw|sowie|and|or|et|ou|y|o|e|en|of|i"  # "Lösch-\nund Prüffristen" is no broken word
_MARKUP = re.compile(
    rf"""(?P<block></?(?:{_BLOCKS})\b[^<>]{{0,300}}>)
    |(?P<tag></?[a-z][a-z0-9]{{0,15}}(?:\s[^<>]{{0,300}})?/?>)
    |(?P<entity>&(?:\#\d{{1,5}}|\#x[0-9a-f]{{1,5}}|[a-z]{{2,8}});)
    |(?P<link>!?\[(?P<words>[^\[\]]{{1,200}})\]\([^()\s]{{1,400}}\))
    |(?P<emphasis>(?<=\S)\*{{1,3}}|\*{{1,3}}(?=\S)|(?<!\w)_{{1,3}}(?=[^\W_]|\()|(?<=[^\W_]|[).,;:])_{{1,3}}(?!\w))
    |(?P<filler>\{{["']\ ?["']\}})
    |(?P<quoted>(?m:^)>+\s?)
    |(?P<hyphen>(?<=[^\W\d_])-\n[\ \ue000]{{0,40}}(?=[a-zà-ÿ])(?!(?:{_JOINERS})\b))""",
    re.IGNORECASE | re.VERBOSE,
)
_BLANKS = re.compile(r"\s+")


def plain(text: str) -> str:
    """The text with every kind of dash, quote, space and digit made plain, and its markup blanked; as long as before.

    Markup: HTML tags and entities, the emphasis, links and quote marks of Markdown, words broken at the end of a line.
    """
    return _MARKUP.sub(_blank, text.translate(_CHARACTERS))


def smooth(clear: str) -> str:
    """Plain text as it is read: without what was blanked, and with single blanks; places no longer hold."""
    return _BLANKS.sub(" ", clear.replace(FILL, ""))


def _blank(match: re.Match[str]) -> str:
    whole = match.group()
    if match["block"]:
        return "\n" * len(whole)
    if match["entity"]:
        meant = html.unescape(whole).translate(_CHARACTERS)
        return whole if meant == whole else meant.ljust(len(whole), FILL)[: len(whole)]
    if match["link"]:
        before = match.start("words") - match.start()
        return (FILL * before + match["words"]).ljust(len(whole), FILL)
    return FILL * len(whole)
