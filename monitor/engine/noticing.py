"""Notices of vendors: logged with their file, linked to the change they announce, and the window counted anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from monitor.engine.deciding import Deciding
from monitor.engine.notice_facts import facts_with
from monitor.engine.notice_files import NoticeFile, kept_text, read_notice_file, sha256_of
from monitor.engine.recomputing import Recomputed, recompute
from monitor.knowledge.words import instant
from monitor.model import Notice, Revision, Vendor, WindowFacts
from monitor.model.display import one_line
from monitor.review.matching import Match, matches
from monitor.store import NotAllowedError, Store

ITSELF = "the monitor"
"""Who links a notice to a change where no person did."""
# Clocks of mail servers differ; beyond this a receipt before the sending is a slip of whoever typed it.
_SKEW = timedelta(hours=1)
LONGEST_WAIT = timedelta(days=400)  # a notice older than that announces nothing that is still to come


class NoticeError(ValueError):
    """A notice that cannot be logged. ``mend`` says what can be done."""

    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(what)
        self.mend = mend


@dataclass(frozen=True, slots=True)
class ToldNotice:
    """A notice as a person hands it in.

    received_at: when it arrived (UTC); None takes it from the mail. effective: the day on which the change takes
    effect, as the person reads it. certain: what is odd was looked at and is so.
    """

    logged_by: str
    received_at: datetime | None = None
    file: bytes | None = None
    file_name: str = ""
    channel: str = ""
    subject: str = ""
    effective: date | None = None
    certain: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """A notice and a revision brought together, and what that did to the window (None: nothing)."""

    notice_id: int
    revision: Revision
    reason: str
    recomputed: Recomputed | None


@dataclass(frozen=True, slots=True)
class LoggedNotice:
    """A notice on record, with what was read from its file and what it was linked to."""

    notice: Notice
    file: NoticeFile = field(default_factory=NoticeFile)
    links: tuple[Linked, ...] = ()


class Noticing:
    """Logs and links notices. ``deciding`` knows the zones and takes back lapses."""

    def __init__(self, store: Store, deciding: Deciding) -> None:
        self._store, self._deciding = store, deciding
        self._looked: dict[int, int] = {}  # notice -> newest revision it was held against
        # links made (True) and taken back (False) whose windows are known to be counted with them
        self._counted: set[tuple[int, int, bool]] = set()

    def log(
        self, vendor: Vendor, told: ToldNotice, now: datetime, *, revision: Revision | None = None
    ) -> LoggedNotice:
        """Keep a notice and its file, and link it: to ``revision``, else to what it announces by its own words.

        Nothing is kept where it is refused. Raises ``NoticeError``; ``NotFoundError`` where the store does not know
        the vendor yet.
        """
        if not told.logged_by.strip():
            raise NoticeError("nobody logs this notice: the name is empty", 'say who, e.g. --by "Ada Berg"')
        if revision is not None and revision.vendor_id != vendor.id:
            raise NoticeError(
                f"revision {revision.public_id} is of {revision.vendor_name}, not of {vendor.name}",
                f"`monitor history {vendor.id}` lists the revisions of {vendor.name}",
            )
        self._refuse_twice(vendor, told)
        found = read_notice_file(told.file, told.file_name, vendor) if told.file is not None else NoticeFile()
        received = _received(told, found, now)
        parsed = found.shape(received)
        if told.effective:
            parsed["effective"] = told.effective.isoformat()
        notice = self._store.add_notice(
            vendor.id,
            received_at=received,
            channel=told.channel or ("mail" if found.mail else "letter" if told.file else "told"),
            subject=told.subject or found.subject or one_line(told.file_name, 200),
            logged_by=told.logged_by.strip(),
            at=now,
            file=told.file,
            file_name=one_line(told.file_name, 200),
            parsed=parsed,
        )
        if revision is not None:
            chosen = [Match(revision, f"as {told.logged_by.strip()} says", by_name=True)]
        else:
            chosen = self._matches(notice)
        by = told.logged_by.strip() if revision is not None else ITSELF
        return LoggedNotice(notice, found, tuple(self._link(notice, match, by, now) for match in chosen))

    def link(self, notice: Notice, revision: Revision, by: str, now: datetime) -> Linked:
        """A person says which revision a notice announces. Raises ``NotAllowedError`` where the link was taken back."""
        return self._link(notice, Match(revision, f"as {by} says", by_name=True), by, now)

    def unlink(
        self, notice: Notice, revision: Revision, *, by: str, why: str, now: datetime
    ) -> Recomputed | None:
        """A notice does not belong to a revision after all; its window is counted without it again."""
        self._store.unlink_notice(notice.id, revision.id, unlinked_by=by, why=why, at=now)
        return self._recompute(
            revision.id, f"notice {notice.id} does not belong to it: {one_line(why, 200)}", now
        )

    def follow(self, now: datetime) -> list[Linked]:
        """Link notices that waited for the page to change, where it has by now. Asked as often as one likes.

        Windows that a crash left uncounted, after a link was made or taken back, are counted.
        """
        linked: list[Linked] = []
        notices = self._store.notices()
        self._count_rest(notices, now)
        waiting = [n for n in notices if not n.revision_ids and now - n.received_at < LONGEST_WAIT]
        for notice in waiting:
            heads = self._store.revision_heads(vendor_id=notice.vendor_id, limit=1)
            if not heads or self._looked.get(notice.id) == heads[0].id:
                continue
            self._looked[notice.id] = heads[0].id
            chosen = self._matches(notice)
            linked += [self._link(notice, match, ITSELF, now) for match in chosen]
        return linked

    def informed(self, coming: Revision, facts: WindowFacts) -> WindowFacts:
        """The facts of a change that is about to be recorded, with the notices that waited for it.

        They are linked once it has its number (``follow``), and the window stays as it was counted with them.
        """
        waiting = [
            notice
            for notice in self._store.notices(vendor_id=coming.vendor_id)
            if not notice.revision_ids and coming.recorded_at - notice.received_at < LONGEST_WAIT
        ]
        answering = [n for n in waiting if any(m.revision is coming for m in self._matches(n, coming))]
        return facts_with(facts, answering) if answering else facts

    def _count_rest(self, notices: list[Notice], now: datetime) -> None:
        """A link and the window it moves are two records; a process that died between them left the second undone."""
        pairs = {(n.id, key, True) for n in notices for key in n.revision_ids}
        pairs |= {(notice_id, key, False) for notice_id, key in self._store.refused_links()}
        for revision_id in sorted({key for _, key, _ in pairs - self._counted}):
            self._recompute(revision_id, "the notices linked to it", now)
        self._counted = pairs

    def _matches(self, notice: Notice, *coming: Revision) -> list[Match]:
        revisions = [*self._store.revisions(vendor_id=notice.vendor_id, limit=50), *coming]
        refused = self._store.refused_links()
        left = [r for r in revisions if (notice.id, r.id) not in refused]
        answered = {
            key for other in self._store.notices(vendor_id=notice.vendor_id) for key in other.revision_ids
        }
        found = matches(kept_text(notice.parsed), notice.received_at, left)
        return [match for match in found if match.by_name or match.revision.id not in answered]

    def _link(self, notice: Notice, match: Match, by: str, now: datetime) -> Linked:
        self._store.link_notice(notice.id, match.revision.id, by, now)
        why = f"notice {notice.id}, received {instant(notice.received_at)}, was linked to it: {match.reason}"
        return Linked(notice.id, match.revision, match.reason, self._recompute(match.revision.id, why, now))

    def _recompute(self, revision_id: int, why: str, now: datetime) -> Recomputed | None:
        """Count with the first of the notices that belong to a revision; several may announce one change."""
        notices = self._store.notices(revision_id=revision_id)
        return recompute(
            self._store, self._deciding, revision_id, lambda facts: facts_with(facts, notices), why, now
        )

    def _refuse_twice(self, vendor: Vendor, told: ToldNotice) -> None:
        if told.file is None:
            return
        sha256 = sha256_of(told.file)
        for notice in self._store.notices(vendor_id=vendor.id):
            if notice.file_sha256 == sha256:
                raise NoticeError(
                    f"this file is logged already: notice {notice.id}, received {instant(notice.received_at)}",
                    f"`monitor notice list {vendor.id}` shows it",
                )


def _received(told: ToldNotice, found: NoticeFile, now: datetime) -> datetime:
    """When the notice arrived: as told, else as the receiving server wrote, else as the sender's clock says."""
    received = told.received_at or found.arrived_at or found.sent_at
    if received is None:
        what = "the mail bears no date" if found.mail else "when it arrived is not known"
        raise NoticeError(what, "say when it arrived: --received 2026-11-03T06:12+01:00")
    received = received.astimezone(UTC)
    if received > now + timedelta(minutes=5):
        said = "" if told.received_at else ", by the mail's own date"
        raise NoticeError(
            f"{instant(received)} lies in the future{said}; now is {instant(now)}",
            "correct --received" if told.received_at else "say when it arrived: --received",
        )
    sent = found.sent_at
    too_early = sent and received < sent - _SKEW and received.date() < sent.date()
    if sent and too_early and not told.certain:
        raise NoticeError(
            f"received {instant(received)}, but by its own date it was only sent {instant(sent)}",
            "correct --received; or say --certain, where the sender's clock was wrong",
        )
    return received


def parse_received(text: str | None, zone: str, now: datetime) -> datetime | None:
    """A typed instant as UTC; without an offset in ``zone``, a bare day its noon, or now before the noon of today.

    Raises WindowFactsError.
    """
    from monitor.assess.windows_facts import parse_instant

    here = ZoneInfo(zone)
    found = parse_instant("received", text, here)
    bare = text is not None and "T" not in text.strip().upper() and ":" not in text
    if found and bare and found > now and found.astimezone(here).date() == now.astimezone(here).date():
        return now
    return found


def link_shape(linked: Linked) -> dict[str, Any]:
    """A link for machines."""
    return {
        "revision": linked.revision.public_id,
        "reason": linked.reason,
        "window": linked.recomputed.shape if linked.recomputed else None,
    }


__all__ = [
    "Linked",
    "LoggedNotice",
    "NotAllowedError",
    "NoticeError",
    "Noticing",
    "ToldNotice",
    "link_shape",
    "parse_received",
]  # fmt: skip
