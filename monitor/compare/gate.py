"""Is a new capture believed? What is implausible against what is known touches nothing; it is looked at again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.compare.entries import Entry, entries_of
from monitor.compare.fingerprint import fingerprint
from monitor.compare.language import NO_SENTENCES, other_language
from monitor.compare.rows import compare
from monitor.compare.texts import bare, same_text
from monitor.model import ChangeKind, Listing, NoListReason, SourceKind, Verdict

# Mass removal: more than this share of the rows gone, and fewer than this share left of the list's length.
_GONE = 2 / 3
_LEFT = 1 / 2
_FEW = (
    3  # a list this short may lose all but one row by an ordinary edit; losing this many at once is looked at
)
_DOUBLED = 1.6  # a list this many times as long as before, most of whose new rows repeat known names
_REPEATS = 0.6
_PAGES = frozenset({10, 20, 25, 30, 50, 100})  # how many rows a page of a list shows
_TEXT_LEFT = 0.35  # of the words of a text
_SHOWN = 5  # names in a sentence
# A name that a template was to fill in: {{ name }}, <%= name %>, ${name}, <<NAME>>, [[name]].
_UNFILLED = re.compile(r"\{\{.*\}\}|\{%|<%|\$\{|<<\s*\w+\s*>>|\[\[.*\]\]")


class SuspicionReason(StrEnum):
    """Why a capture is not believed."""

    NO_LIST = (
        "no_list"  # a challenge, login, consent or error page, a shell …: ``Suspicion.no_list`` says which
    )
    LIST_MOVED = "list_moved"  # the page now only points elsewhere
    EMPTY = "empty"  # a list without a row
    MASS_REMOVAL = "mass_removal"
    DOUBLED = "doubled"
    OTHER_LIST = "other_list"
    OTHER_LANGUAGE = "other_language"
    CUT_SHORT = (
        "cut_short"  # a page of a longer list: the counter says more, or the tail is gone at a page's length
    )
    FLAPPING = "flapping"  # an earlier state came back
    TEXT_GONE = "text_gone"  # most of a text's words


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Why a capture is not believed, in a word and in a sentence for people.

    mass_removal: it may be that most rows are truly gone: an independent look hours later, or a person's word, decides;
    other suspicions may be settled by an ordinary second look. points_to: where the list is said to be now.
    """

    reason: SuspicionReason
    sentence: str
    mass_removal: bool = False
    no_list: NoListReason | None = None
    points_to: str | None = None


_NO_LIST = {
    NoListReason.POINTER: "The list is no longer on this page, which now points elsewhere",
    NoListReason.ON_REQUEST: "The page now gives the list only on request",
    NoListReason.LOGIN: "A login page was served instead of the list",
    NoListReason.CHALLENGE: "A bot challenge was served instead of the list",
    NoListReason.CONSENT: "A consent wall was served instead of the list",
    NoListReason.SHELL: "An empty application shell was served; the list is filled in by script",
    NoListReason.TEMPLATE: "The page holds placeholders instead of a list",
    NoListReason.PROSE: "The page holds text but no list",
    NoListReason.EMPTY: "The page is empty",
    NoListReason.ERROR_PAGE: "An error or maintenance page was served",
    NoListReason.OTHER_LIST: "The page holds a list of something else",
    NoListReason.ENCRYPTED: "The document is encrypted",
    NoListReason.UNREADABLE: "The document cannot be read",
    NoListReason.UNSUPPORTED: "The document is in a format that is not read",
    NoListReason.TOO_LARGE: "The document is too large to be read",
    NoListReason.TOO_SLOW: "Reading the document took too long and was stopped",
}
# A text is believed although it holds no list: these are the verdicts that make it no text either.
_NO_TEXT = frozenset(_NO_LIST) - {
    NoListReason.PROSE, NoListReason.POINTER, NoListReason.ON_REQUEST, NoListReason.OTHER_LIST, NoListReason.TEMPLATE,
}  # fmt: skip


def gate(
    before: Listing | None,
    after: Listing,
    *,
    kind: SourceKind = SourceKind.LIST,
    recent: Collection[str] = (),
    after_hash: str | None = None,
) -> Suspicion | None:
    """Why ``after`` is not to be believed, given the last believed listing; None where nothing speaks against it.

    before: None for a source's first capture. recent: fingerprints of the listings held before the last one, for
    telling a page that alternates; ``after_hash`` is after's own (default: ``fingerprint(after)``).
    """
    if kind is not SourceKind.LIST:
        return _no_text(after) or (_text_gone(before, after) if before else None)
    found = _no_list(before, after)
    if found or before is None or before.verdict is not Verdict.LIST or not before.rows:
        return found
    if recent and (after_hash or fingerprint(after)) in recent and fingerprint(before) != fingerprint(after):
        return Suspicion(SuspicionReason.FLAPPING, "The page shows an earlier state of the list again")
    left, right = entries_of(before), entries_of(after)
    return (
        _other_language(before, after, left, right)
        or _doubled(left, right)
        or _cut_short(after, left, right)
        or _gone(before, after, left, right)
    )


def _no_list(before: Listing | None, after: Listing) -> Suspicion | None:
    if after.verdict is Verdict.LIST and after.rows:
        unfilled = sum(bool(_UNFILLED.search(row.name)) for row in after.rows)
        if 2 * unfilled < len(after.rows):
            return None
        return Suspicion(
            SuspicionReason.NO_LIST, _NO_LIST[NoListReason.TEMPLATE], no_list=NoListReason.TEMPLATE
        )
    if after.verdict is Verdict.LIST:
        sentence = f"The list has no rows; it had {len(before.rows)}" if before else "The list has no rows"
        return Suspicion(SuspicionReason.EMPTY, sentence, mass_removal=bool(before and before.rows))
    reason = after.reason or NoListReason.UNREADABLE
    sentence = _NO_LIST[reason]
    if after.points_to:
        sentence += f": {after.points_to}"
    moved = reason is NoListReason.POINTER
    word = SuspicionReason.LIST_MOVED if moved else SuspicionReason.NO_LIST
    return Suspicion(word, sentence, no_list=reason, points_to=after.points_to)


def _no_text(after: Listing) -> Suspicion | None:
    if after.reason in _NO_TEXT:
        return Suspicion(SuspicionReason.NO_LIST, _NO_LIST[after.reason], no_list=after.reason)
    if not after.paragraphs:
        return Suspicion(SuspicionReason.NO_LIST, _NO_LIST[NoListReason.EMPTY], no_list=NoListReason.EMPTY)
    return None


def _text_gone(before: Listing, after: Listing) -> Suspicion | None:
    old, new = (sum(len(p.text.split()) for p in listing.paragraphs) for listing in (before, after))
    if old >= 100 and new < _TEXT_LEFT * old:
        sentence = f"Most of the text is gone: {new} words where there were {old}"
        return Suspicion(SuspicionReason.TEXT_GONE, sentence, mass_removal=True)
    languages = other_language(before, after)
    return _language_suspicion(*languages) if languages else None


def _language_suspicion(old: str, new: str, besides: str = "") -> Suspicion:
    sentence = f"The page was served in another language: {new} instead of {old}{besides}"
    return Suspicion(SuspicionReason.OTHER_LANGUAGE, sentence)


def _other_language(
    before: Listing, after: Listing, left: Sequence[Entry], right: Sequence[Entry]
) -> Suspicion | None:
    """Another language, and most of what matching rows say in sentences reads differently."""
    languages = other_language(before, after)
    if not languages:
        return None
    by_name = {entry.written: entry for entry in left}
    cells = [
        (column, by_name[entry.written].cells.get(column, ""), text)
        for entry in right
        if entry.written in by_name
        for column, text in entry.cells.items()
    ]
    telling = [cell for cell in cells if cell[0] not in NO_SENTENCES] or cells
    if sum(same_text(a, b) for _, a, b in telling) > 0.5 * len(telling):
        return None
    return _language_suspicion(*languages, _besides(left, right, gone=True))


def _besides(left: Sequence[Entry], right: Sequence[Entry], *, gone: bool) -> str:
    """What the names tell although the capture is not believed: "; by their names 1 row is new (Acme)"."""
    told = []
    for what, rows, others in (("new", right, left), ("gone", left, right)):
        known = {name for entry in others for name in (entry.written, *entry.own_names)}
        names = [e.row.name for e in rows if e.written not in known and e.own_names.isdisjoint(known)]
        if names and (gone or what == "new"):
            shown = ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
            told.append(f"{len(names)} {'row is' if len(names) == 1 else 'rows are'} {what} ({shown})")
    return f"; by their names {' and '.join(told)}" if told else ""


def _doubled(left: Sequence[Entry], right: Sequence[Entry]) -> Suspicion | None:
    """Known names a second time, with other cells and under no new section: a second table got in."""
    if len(left) < _FEW or len(right) < _DOUBLED * len(left):
        return None
    known = Counter(entry.written for entry in left)
    sections = {entry.group for entry in left}
    seen: Counter[str] = Counter()
    repeats = 0
    for entry in right:
        seen[entry.written] += 1
        if entry.group in sections and 0 < known[entry.written] < seen[entry.written]:
            repeats += 1
    if repeats < _REPEATS * (len(right) - len(left)):
        return None
    sentence = (
        f"The list grew from {len(left)} to {len(right)} rows, {repeats} of which repeat names it already had"
    )
    return Suspicion(SuspicionReason.DOUBLED, sentence)


def _cut_short(after: Listing, left: Sequence[Entry], right: Sequence[Entry]) -> Suspicion | None:
    """Only the first page of a longer list: its counter says so, or just the rows behind a page's length are gone.

    Looking again proves nothing: a list that has pages shows its first one every time. A person must say.
    """
    known, shown = [e.written for e in left], {e.written for e in right}
    kept = [name for name in known if name in shown]
    if len(right) >= len(left):
        return None
    if after.stated_total is not None and after.stated_total > len(right):
        sentence = f"The page says the list has {after.stated_total} entries, but shows {len(right)}"
    elif len(known) - len(kept) >= _FEW and kept and len(right) in _PAGES and known[: len(kept)] == kept:
        sentence = (
            f"Of {len(known)} rows just the first {len(kept)} are there, on a page of {len(right)}: "
            "perhaps the list has pages now"
        )
    else:
        return None
    return Suspicion(SuspicionReason.CUT_SHORT, sentence + _besides(left, right, gone=False))


def _gone(before: Listing, after: Listing, left: Sequence[Entry], right: Sequence[Entry]) -> Suspicion | None:
    """Most rows gone at once, or every row another and the list of another make."""
    kept = Counter(e.written for e in left) & Counter(e.written for e in right)
    if sum(kept.values()) >= (1 - _GONE) * len(left):
        return None  # enough names stand as they stood; no need to compare
    removed = sum(change.kind is ChangeKind.REMOVED for change in compare(before, after).changes)
    if removed < _FEW or removed <= _GONE * len(left):
        return None
    if len(right) < _LEFT * len(left):
        sentence = f"{removed} of {len(left)} rows are gone at once"
        return Suspicion(SuspicionReason.MASS_REMOVAL, sentence, mass_removal=True)
    if removed == len(left) and _other_make(before, after):
        sentence = (
            f"None of the {len(left)} rows is left, and the list is of another make: perhaps another list"
        )
        return Suspicion(SuspicionReason.OTHER_LIST, sentence, mass_removal=True)
    return None


def _other_make(before: Listing, after: Listing) -> bool:
    """Another title, or mostly other columns."""
    if bare(before.title or "") != bare(after.title or ""):
        return True
    old, new = ({c.field or bare(c.heading) for c in listing.columns} for listing in (before, after))
    return bool(old and new) and len(old & new) < 0.5 * len(old | new)
