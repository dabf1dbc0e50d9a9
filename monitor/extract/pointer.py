"""Where a page sends its readers for the list: to another address, or to a person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from monitor.extract.document import Document
from monitor.extract.phrases import says
from monitor.extract.vocabulary import says_subject
from monitor.model import Link

_SENTENCE = re.compile(r"(?<=[.!?。])\s+(?=[^\W\d_])")
_LONGEST = 20_000
_WRITTEN = re.compile(r"\bhttps?://[^\s<>\"')\]]+[^\s<>\"')\].,;:]")
# An address as people say it, "contoso.com/subprocessors": only where the sentence sends its readers somewhere.
_SPOKEN = re.compile(
    r"(?<![@\w./-])(?:[a-z0-9-]{1,60}\.){1,4}[a-z]{2,12}(?:/[^\s<>\"')\],;]*[^\s<>\"')\].,;:])?(?![\w@])",
    re.IGNORECASE,
)


class Lead(NamedTuple):
    """What the page says: the address it points to, or the sentence that gives the list on request."""

    target: str | None
    sentence: str | None
    rank: int


def find_lead(document: Document, url: str | None) -> Lead | None:
    """The best lead of the page; None where it gives none."""
    links = [link for link in document.links if not _useless(link.href, url)]
    best: Lead | None = None
    request: str | None = None
    for sentence, after in _sentences(document):
        if not says_subject(sentence):
            continue
        points = says("pointer", sentence) is not None
        target = _target(sentence, links, url)
        if target is None and points and (spoken := _SPOKEN.search(sentence)) is not None:
            target = "", f"https://{spoken.group(0)}"
        if target is None and points and sentence.rstrip().endswith((":", "：")):
            target = _target(after, links, url)
        if target is not None:
            link_text, href = target
            rank = 2 * points + 2 * says_subject(link_text) + 2 * says_subject(_words(href)) + _deep(href)
            if best is None or rank > best.rank:
                best = Lead(href, sentence, rank)
        if request is None and says("on_request", sentence):
            request = sentence
    if best is None or best.rank < 2:
        link = next(
            (each for each in links if says_subject(_words(each.href)) or says_subject(each.text)), None
        )
        if link is not None:
            best = Lead(link.href, None, 2)
    if best is not None and best.rank >= (4 if request else 2):
        return best
    if request is not None:
        return Lead(None, request, 2)
    return best if best is not None and best.rank >= 2 else _request_nearby(document)


def _sentences(document: Document) -> Iterator[tuple[str, str]]:
    """Each sentence of the main text, with the paragraph after it."""
    texts: Sequence[str] = [p.text for p in document.paragraphs] or list(document.lines)
    for index, text in enumerate(texts):
        after = texts[index + 1] if index + 1 < len(texts) else ""
        for sentence in _SENTENCE.split(text[:_LONGEST].replace("\n", " ")):
            yield sentence, after


# What is given on request in a sentence that speaks of such papers, and of no sub-processors, is the papers.
_PAPERS = re.compile(
    r"\b(?:DPAs?|AVV|AV-Vertrag|SOC ?2|ISO ?27001|agreements?|addendum|reports?|certificates?|audit)\b"
)


def _request_nearby(document: Document) -> Lead | None:
    """A heading or a line that offers the list, on a page whose headings speak of sub-processors."""
    if not any(says_subject(text) for text in (document.title or "", *document.headings[:8])):
        return None
    for text in (*document.headings, *document.lines):
        if (
            len(text) < 400
            and says("on_request", text)
            and not (_PAPERS.search(text) and not says_subject(text))
        ):
            return Lead(None, text, 1)
    return None


def _target(text: str, links: Sequence[Link], url: str | None) -> tuple[str, str] | None:
    """The link in a sentence that leads furthest: one that itself speaks of sub-processors first."""
    found = [link for link in links if (len(link.text) > 2 and link.text in text) or link.href in text]
    if not found:
        written = _WRITTEN.search(text)
        return ("", written.group(0)) if written and not _useless(written.group(0), url) else None
    best = max(
        found, key=lambda link: (says_subject(_words(link.href)), says_subject(link.text), -found.index(link))
    )
    return best.text, best.href


def _words(href: str) -> str:
    return re.sub(r"[/._?=&%-]+", " ", href.split("://", 1)[-1])


def _deep(href: str) -> int:
    """A link to somebody's front page leads to no list, unless it is a trust centre."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return 0
    if parts.path.strip("/") or parts.hostname is None:
        return 0
    return (
        0 if parts.hostname.startswith(("trust.", "security.", "legal.", "privacy.", "compliance.")) else -3
    )


def _useless(href: str, url: str | None) -> bool:
    """Mail addresses, and links to the page itself."""
    if href.startswith(("mailto:", "tel:")):
        return True
    return url is not None and href.split("#")[0].rstrip("/") == url.split("#")[0].rstrip("/")
