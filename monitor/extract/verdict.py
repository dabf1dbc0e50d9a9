"""Why a document holds no list. "No list" is never "all removed": each reason has a name."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from monitor.extract.choose import Candidate, page_subject
from monitor.extract.document import Document, GridKind
from monitor.extract.phrases import count, is_unfilled, known, says, template_mark
from monitor.extract.pointer import find_lead
from monitor.extract.vocabulary import says_subject
from monitor.model import NoListReason

SHELL_TEXT = 600  # characters; a page of scripts with less text than this has not filled itself
SHELL_WORDS = (
    "The page is an empty shell that a script fills. A browser reads it: `browser: true` for this source in "
    "vendors.yaml, or `monitor extract --browser`."
)
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
    if small and (found := _wall(document, text, scripts)):
        return found
    placeholder = any(c.made.placeholder and not c.rows and (c.mapped.subject or c.score.near) for c in tried)
    if mark := _template(tried):
        return NoListReason.TEMPLATE, None, f"Placeholders stand where the content should be, e.g. “{mark}”."
    if (
        len(text) < SHELL_TEXT
        and (scripts or "shell_root" in signals)
        and not says_subject(text[len(text) // 2 :] or text)
    ) and (says("shell", text) or "shell_root" in signals or scripts >= 1):
        return (
            NoListReason.SHELL,
            None,
            SHELL_WORDS,
        )
    empty = not text.strip() and not any(c.rows for c in tried)  # lines are those beside the tables
    if empty and not document.paragraphs:
        reason = NoListReason.SHELL if scripts else NoListReason.EMPTY
        return reason, None, "The page holds no text."
    if found := _framed(document, url) or _pointer_or_request(document, url):
        return found
    if mark := _template_lines(lines):
        return NoListReason.TEMPLATE, None, f"Placeholders stand where the content should be, e.g. “{mark}”."
    if any(map(_is_blank, tried)):
        return NoListReason.TEMPLATE, None, "The table of sub-processors has not been filled in."
    if placeholder:
        return NoListReason.EMPTY, None, "The list says that there are no entries at present."
    about = page_subject(document, url)
    if scripts and len(text) < SHELL_TEXT * 2 and ("shell_root" in signals or says("shell", text)):
        return (
            NoListReason.SHELL,
            None,
            SHELL_WORDS,
        )
    if not about and any(
        c.rows and (c.score.points >= 0 or (c.grid.kind is GridKind.TABLE and len(c.rows) > 1)) for c in tried
    ):
        return NoListReason.OTHER_LIST, None, "The tables of this page list something else."
    if about and any(len(c.made.rows) > 1 for c in tried):
        return (
            NoListReason.OTHER_LIST,
            None,
            "The page speaks of sub-processors, but what it lists are no companies.",
        )
    if empty:
        return NoListReason.EMPTY, None, "The page holds no text."
    if not about and not any(map(says_subject, [*lines, *document.headings])):
        mute = "The page mentions no sub-processors, under any name we know for them."
        return NoListReason.PROSE, None, mute
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
    if "password_field" in document.signals or (
        count("login", whole) >= 2 and len(text) < 1500 and not about
    ):
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


def _template(tried: Sequence[Candidate]) -> str | None:
    """A mark in the cells of what would be the list."""
    for candidate in tried:
        for row in candidate.grid.rows[:40]:
            for cell in row:
                if cell.text and (mark := template_mark(cell.text)):
                    return mark
                if cell.text and not cell.header and is_unfilled(cell.text):
                    return cell.text
    return None


def _is_blank(candidate: Candidate) -> bool:
    """Whether a table of sub-processors has headings and nothing below them."""
    mapped = candidate.mapped
    body = mapped.rows[mapped.body :]
    return (
        mapped.hits >= 2
        and (mapped.subject or candidate.score.near)
        and len(body) > 0
        and not any(cell.text for row in body for cell in row)
    )


def _template_lines(lines: Sequence[str]) -> str | None:
    """Marks in the text: two, or one in a text that has little else."""
    marks = [mark for line in lines[:400] if (mark := template_mark(line))]
    return marks[0] if len(marks) >= 2 or (marks and len(lines) < 12) else None


def _pointer_or_request(document: Document, url: str | None) -> Found | None:
    """The page sends its readers elsewhere, or to a person."""
    lead = find_lead(document, url)
    if lead is None:
        return None
    if lead.target is not None:
        return NoListReason.POINTER, lead.target, f"The list is elsewhere: {lead.target}."
    return NoListReason.ON_REQUEST, None, f"The list is given on request: “{(lead.sentence or '')[:200]}”"


def _framed(document: Document, url: str | None) -> Found | None:
    """The page shows its list in a frame: a document on a host for documents, or an address that says so itself."""
    if not page_subject(document, url):
        return None
    hosts = known("document_frames")
    for frame in (s.split("=", 1)[1] for s in document.signals if s.startswith("frame=")):
        host = _host(frame)
        if any(host == each or host.endswith("." + each) for each in hosts) or (host and says_subject(frame)):
            return NoListReason.POINTER, frame, f"The list is shown in a frame: {frame}."
    return None


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # e.g. a broken IPv6 address
        return ""


def _signal(signals: Sequence[str], name: str) -> str | None:
    return next((s.split("=", 1)[1] for s in signals if s.startswith(name + "=")), None)


def _number(signals: Sequence[str], name: str) -> int:
    value = _signal(signals, name)
    return int(value) if value and value.isdigit() else 0


def announcements(document: Document) -> tuple[str, ...]:
    """Sentences that announce a coming change of the list."""
    from monitor.extract.coming import find_announcements

    return find_announcements(document.lines)
