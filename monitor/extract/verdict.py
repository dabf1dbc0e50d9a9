"""Why a document holds no list. "No list" is never "all removed": each reason has a name."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.extract.choose import Candidate, page_subject
from monitor.extract.document import Document
from monitor.extract.phrases import count, known, says, template_mark
from monitor.extract.vocabulary import says_subject
from monitor.model import Link, NoListReason

SHELL_TEXT = 600  # characters; a page of scripts with less text than this has not filled itself
Found = tuple[NoListReason, str | None, str | None]


def no_list(document: Document, tried: Sequence[Candidate], url: str | None, size: int) -> Found:
    """The reason, the address a pointer leads to, and one sentence for people."""
    lines = document.lines
    text = "\n".join(lines)
    small = len(text) < 3000
    signals = document.signals
    scripts = _number(signals, "scripts")
    if refresh := _signal(signals, "meta_refresh"):
        return NoListReason.POINTER, refresh, f"The page sends its readers on to {refresh}."
    if small:
        if found := _wall(document, text, scripts):
            return found
    placeholder = any(c.made.placeholder for c in tried)
    if mark := _template(document, tried, lines):
        return NoListReason.TEMPLATE, None, f"Placeholders stand where the content should be, e.g. “{mark}”."
    if len(text) < SHELL_TEXT and (scripts or "shell_root" in signals) and not says_subject(text[len(text) // 2 :] or text):
        if says("shell", text) or "shell_root" in signals or scripts >= 1:
            return NoListReason.SHELL, None, "The page is an empty shell that a script fills: it needs a browser to be read."
    if not text.strip() and not document.paragraphs:
        reason = NoListReason.SHELL if scripts else NoListReason.EMPTY
        return reason, None, "The page holds no text."
    if found := _pointer_or_request(document, url):
        return found
    if placeholder:
        return NoListReason.EMPTY, None, "The list says that there are no entries at present."
    about = page_subject(document, url)
    if scripts and len(text) < SHELL_TEXT * 2 and ("shell_root" in signals or says("shell", text)):
        return NoListReason.SHELL, None, "The page is an empty shell that a script fills: it needs a browser to be read."
    if any(c.made.rows and c.score.points >= 0 for c in tried) and not about:
        return NoListReason.OTHER_LIST, None, "The tables of this page list something else."
    if about and any(len(c.made.rows) > 1 for c in tried):
        return NoListReason.OTHER_LIST, None, "The page speaks of sub-processors, but what it lists are no companies."
    if not text.strip():
        return NoListReason.EMPTY, None, "The page holds no text."
    return NoListReason.PROSE, None, "The text names no list of sub-processors."


def _wall(document: Document, text: str, scripts: int) -> Found | None:
    """Pages that stand before the real one."""
    title = document.title or ""
    whole = f"{title}\n{text}"
    about = says_subject(text)
    if "challenge_script" in document.signals and len(text) < SHELL_TEXT:
        return NoListReason.CHALLENGE, None, "A bot wall answered instead of the page."
    if (phrase := says("challenge", whole)) and not about:
        return NoListReason.CHALLENGE, None, f"A bot wall answered instead of the page (“{phrase}”)."
    if "password_field" in document.signals or (count("login", whole) >= 2 and len(text) < 1500 and not about):
        return NoListReason.LOGIN, None, "The page asks its readers to sign in."
    if (phrase := says("error_page", f"{title}\n{' '.join(document.headings[:3])}")) and not about:
        return NoListReason.ERROR_PAGE, None, f"An error notice answered instead of the page (“{phrase}”)."
    if len(text) < SHELL_TEXT and not about and (phrase := says("error_page", text)):
        return NoListReason.ERROR_PAGE, None, f"An error notice answered instead of the page (“{phrase}”)."
    if count("consent", whole) >= 2 and len(text) < 1500 and not about:
        return NoListReason.CONSENT, None, "The page shows nothing but its question about cookies."
    if scripts == 0 and says("login", whole) and len(text) < 400 and not about:
        return NoListReason.LOGIN, None, "The page asks its readers to sign in."
    return None


def _template(document: Document, tried: Sequence[Candidate], lines: Sequence[str]) -> str | None:
    for candidate in tried:
        for row in candidate.grid.rows[:40]:
            for cell in row:
                if cell.text and (mark := template_mark(cell.text)):
                    return mark
    marks = [mark for line in lines[:400] if (mark := template_mark(line))]
    return marks[0] if len(marks) >= 2 or (marks and len(lines) < 12) else None


def _pointer_or_request(document: Document, url: str | None) -> Found | None:
    """A sentence that speaks of the list and sends the reader elsewhere, or to a person."""
    request: str | None = None
    best: tuple[int, Link | None] | None = None
    texts = [p.text for p in document.paragraphs] or list(document.lines)
    links = document.links
    for text in texts:
        if len(text) > 4000 or not says_subject(text):
            continue
        target = next((link for link in links if _in(link, text, url)), None)
        if target is not None:
            rank = 2 * bool(says("pointer", text)) + bool(says_subject(target.text)) + says_subject(_words(target.href))
            if rank and (best is None or rank > best[0]):
                best = (rank, target)
        if request is None and says("on_request", text):
            request = text
    for link in links:
        if says_subject(_words(link.href)) and not _same(link.href, url) and best is None:
            best = (1, link)
    if best is not None and (request is None or best[0] >= 2):
        href = best[1].href if best[1] else None
        return NoListReason.POINTER, href, f"The list is elsewhere: {href}."
    if request is not None:
        return NoListReason.ON_REQUEST, None, f"The list is given on request: “{request[:200]}”"
    nearby = " ".join([*document.headings, *document.lines])[:6000]
    if says_subject(nearby) and (phrase := says("on_request", nearby)):
        return NoListReason.ON_REQUEST, None, f"The list is given on request (“{phrase}”)."
    return None


def _words(href: str) -> str:
    return href.split("://", 1)[-1].replace("/", " ").replace(".", " ").replace("_", " ")


def _in(link: Link, text: str, url: str | None) -> bool:
    if link.href.startswith(("mailto:", "tel:")) or _same(link.href, url):
        return False
    return (len(link.text) > 2 and link.text in text) or link.href in text


def _same(href: str, url: str | None) -> bool:
    """Whether a link only leads to the page itself."""
    return url is not None and href.split("#")[0].rstrip("/") == url.split("#")[0].rstrip("/")


def _signal(signals: Sequence[str], name: str) -> str | None:
    return next((s.split("=", 1)[1] for s in signals if s.startswith(name + "=")), None)


def _number(signals: Sequence[str], name: str) -> int:
    value = _signal(signals, name)
    return int(value) if value and value.isdigit() else 0


def announcements(document: Document) -> tuple[str, ...]:
    """Sentences that announce a coming change of the list."""
    from monitor.extract.coming import find_announcements

    return find_announcements(document.lines)
