"""Proof of silence: what was looked at in a period, what was seen, what failed, and how far that proves anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from monitor.knowledge.speech import Language, speech_of
from monitor.knowledge.words import counted, instant, listed, plural, say
from monitor.model import Decision, FailureRun, Gap, Grade, Revision, Snapshot, Source
from monitor.model.display import one_line, web_address
from monitor.report.blocks import (
    Address,
    Block,
    Cell,
    Hash,
    Heading,
    Pair,
    Points,
    Report,
    Section,
    Table,
    Text,
    sections,
)
from monitor.report.revision_report import drawers_words


@dataclass(frozen=True, slots=True)
class Blind:
    """A span in which no look at a source is proven to have succeeded. The true span may be shorter, never longer.

    why: in words, for people.
    """

    start: datetime
    end: datetime
    why: str

    @property
    def length(self) -> timedelta:
        """How long it is at most."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One source in the period.

    watched_from: when it came under watch. known_from: the first time it was seen; None where it never was.
    longest_wait: the widest distance of two regular looks by its schedule. spans: snapshots that held in the period,
    oldest first. blind: spans without a proven look, oldest first. checks_failed: how many looks failed.
    """

    source: Source
    watched_from: datetime | None
    known_from: datetime | None
    longest_wait: timedelta
    spans: tuple[Snapshot, ...] = ()
    revisions: tuple[Revision, ...] = ()
    failures: tuple[FailureRun, ...] = ()
    blind: tuple[Blind, ...] = ()
    checks_failed: int = 0
    waiting: str = ""

    @property
    def longest_gap(self) -> timedelta:
        """The longest time in the period for which no look is proven to have succeeded."""
        return max((span.length for span in self.blind), default=timedelta()) or self.longest_wait


@dataclass(frozen=True, slots=True)
class Attestation:
    """Everything an attestation says. Instants are UTC.

    head: number and hash of the last link of the chain of evidence. problems: what its verification found; None
    where it was not verified. full_fetch_every: how often a page is fetched whole although the server says that it
    did not change.
    """

    vendor_id: str
    vendor_name: str
    since: datetime
    until: datetime
    generated_at: datetime
    sources: tuple[SourceRecord, ...]
    gaps: tuple[Gap, ...]
    decisions: tuple[Decision, ...]
    head: tuple[int, str]
    problems: tuple[str, ...] | None
    full_fetch_every: timedelta
    tool_version: str = ""

    @property
    def changes(self) -> int:
        """How many revisions of any source changed something that matters."""
        return sum(len(record.revisions) for record in self.sources)


def attestation_report(facts: Attestation) -> Report:
    """The attestation arranged for readers. Pure: same facts, same report."""
    name = one_line(facts.vendor_name, 120)
    return Report(
        language=Language.ENGLISH,
        title=f"What was seen of {name}",
        kicker="Attestation of monitoring",
        level=None,
        lead=_lead(facts),
        overview=(
            Pair("Period", f"{instant(facts.since)} to {instant(facts.until)}"),
            Pair("Documents watched", str(len(facts.sources))),
            Pair("Changes seen", str(facts.changes)),
            Pair("Longest time without a proven look", _longest(facts)),
        ),
        sections=sections(
            *(_source(record, facts) for record in facts.sources),
            _outages(facts),
            _proof(facts),
            _limits(facts),
        ),
        source=None,
        online=None,
        closing=(
            f"Generated {instant(facts.generated_at)} by Sub-processor Monitor {facts.tool_version}".rstrip()
            + ". It states what the monitor recorded; it is not legal advice.",
        ),
        words=drawers_words(speech_of(Language.ENGLISH)),
    )


def _lead(facts: Attestation) -> str:
    seen = [record for record in facts.sources if record.spans]
    if not seen:
        return "No document of this vendor was seen in this period, so nothing can be said about it."
    what = (
        f"{plural(facts.changes, 'change')} that matter{'s' if facts.changes == 1 else ''} "
        f"{'was' if facts.changes == 1 else 'were'} seen"
        if facts.changes
        else "No change that matters was seen"
    )
    blind = sum(len(record.blind) for record in facts.sources)
    tail = (
        f" There {'is' if blind == 1 else 'are'} {plural(blind, 'span')} in which no look is proven to have "
        f"succeeded; the longest lasted at most {duration_words(max(r.longest_gap for r in facts.sources))}."
        if blind
        else " No scheduled look is recorded as failed, and the monitor was never out of service."
    )
    return f"{what} in {plural(len(seen), 'watched document')}.{tail}"


def _longest(facts: Attestation) -> str:
    if not facts.sources:
        return "—"
    return f"at most {duration_words(max(record.longest_gap for record in facts.sources))}"


def _source(record: SourceRecord, facts: Attestation) -> Section:
    return Section(f"source-{record.source.id}", record.source.id, tuple(_source_blocks(record, facts)))


def _source_blocks(record: SourceRecord, facts: Attestation) -> Iterator[Block]:
    source = record.source
    yield Table(
        (),
        (
            ("Document", say("source_kinds", source.kind.value)),
            ("Address", Address(web_address(source.url), one_line(source.url, 500))),
            ("Schedule", _schedule(record)),
            ("Under watch since", instant(record.watched_from) if record.watched_from else "not known"),
            ("First seen", instant(record.known_from) if record.known_from else "never"),
            ("Looks that failed", str(record.checks_failed)),
            ("Longest time without a proven look", f"at most {duration_words(record.longest_gap)}"),
        ),
    )
    if not record.spans:
        yield Text("It was not seen in this period.")
    else:
        yield Heading("What it said, and for how long")
        yield Table(
            ("First seen", "Last seen", "How the end is proven", "What it held"),
            tuple(_span(snapshot, facts) for snapshot in record.spans),
            lead=False,
        )
        yield Table(
            ("Snapshot", "SHA-256 of what was read", "SHA-256 of the newest bytes"),
            tuple((str(s.id), Hash(s.listing_sha256), Hash(s.capture_sha256)) for s in record.spans),
        )
    if record.waiting:
        yield Text(f"A difference waits to be believed: {record.waiting}.")
    yield Heading("Changes seen")
    if record.revisions:
        yield Table(
            ("What", "Not before", "Not after", "Revision"),
            tuple(_revision(revision) for revision in record.revisions),
            lead=False,
        )
    else:
        yield Text("None.")
    yield Heading("Spans without a proven look")
    if record.blind:
        rows = tuple(
            (instant(span.start), instant(span.end), duration_words(span.length), one_line(span.why, 400))
            for span in record.blind
        )
        yield Table(("From, at the earliest", "To, at the latest", "At most", "Why"), rows, lead=False)
    else:
        yield Text(
            "None beyond the schedule: no look is recorded as failed, and no outage of the monitor falls into it."
        )


def _span(snapshot: Snapshot, facts: Attestation) -> tuple[Cell, ...]:
    beyond = snapshot.last_seen_at > facts.until
    # A span that goes on beyond the period was seen again after it: that proves its end within the period.
    grade = "seen again after the period" if beyond else say("grades", snapshot.last_seen_grade.value)
    rows = len(snapshot.listing.rows)
    size = plural(rows, "row") if rows else plural(len(snapshot.listing.paragraphs), "paragraph")
    held = f"{size} (snapshot {snapshot.id})"
    return instant(snapshot.first_seen_at), instant(snapshot.last_seen_at), grade, held


def _revision(revision: Revision) -> tuple[Cell, ...]:
    counts: dict[str, int] = {}
    for change in revision.comparison.changes:
        counts[change.kind.value] = counts.get(change.kind.value, 0) + 1
    said = listed(counted(kind, count) for kind, count in counts.items())
    after, by = instant(revision.before.last_seen_at), instant(revision.after.first_seen_at)
    return said, after, by, revision.public_id


def _schedule(record: SourceRecord) -> str:
    plan = record.source.schedule
    if plan.cron:
        return f"cron {plan.cron} {plan.zone}, at most {duration_words(record.longest_wait)} apart"
    every = duration_words(timedelta(seconds=plan.interval_s or 0))
    return f"every {every}, at most {duration_words(record.longest_wait)} apart"


def _outages(facts: Attestation) -> Section | None:
    if not facts.gaps:
        return Section("outages", "Outages of the monitor", (Text("None is on record for this period."),))
    rows = tuple(
        (
            instant(g.started_at),
            instant(g.ended_at),
            duration_words(g.ended_at - g.started_at),
            one_line(g.why, 300),
        )
        for g in facts.gaps
    )
    return Section(
        "outages", "Outages of the monitor", (Table(("From", "To", "Lasted", "Why"), rows, lead=False),)
    )


def _proof(facts: Attestation) -> Section:
    number, digest = facts.head
    if facts.problems is None:
        verified = "not verified for this attestation; `monitor verify` does it"
    elif facts.problems:
        verified = f"{plural(len(facts.problems), 'problem')} found, see below"
    else:
        verified = f"every link, record and content checked on {instant(facts.generated_at)}: all of it fits"
    blocks: list[Block] = [
        Table(
            (),
            (
                ("Last link of the chain", str(number)),
                ("Its SHA-256", Hash(digest)),
                ("Verification", verified),
            ),
        ),
        Text(
            "Every snapshot, change, failure, outage, decision and delivery is sealed into one chain of hashes. "
            "Whoever holds this attestation can later show that the record was not rewritten: the chain must still "
            "lead through the link named here.",
            soft=True,
        ),
    ]
    if facts.problems:
        blocks.append(Points(tuple(one_line(problem, 300) for problem in facts.problems[:50])))
    return Section("proof", "Chain of evidence", tuple(blocks))


def _limits(facts: Attestation) -> Section:
    full = duration_words(facts.full_fetch_every)
    by_word = any(s.last_seen_grade is Grade.NOT_MODIFIED for record in facts.sources for s in record.spans)
    kept = (
        "A look that found nothing new leaves no row of its own: it moves the end of the span shown above. What is "
        "kept one by one is every look that failed, every outage and every change. The service writes a sign of life "
        "every few seconds; a silence of more than a minute is on record as an outage. That neither a failure nor an "
        "outage is on record is what says that the scheduled looks in between succeeded."
    )
    word = (
        "Where a span ends by the server's word only, the last look was answered “304 Not Modified”: the server said "
        f"that nothing changed, and no bytes were compared. The whole page is fetched at least every {full}."
    )
    points = (
        kept,
        word if by_word else f"{word} No span in this period ends so.",
        "A change that was made and taken back between two looks cannot be seen.",
        "The page was fetched from one place; a vendor may show other visitors another page.",
        "Times are those of the monitor's own clock, in UTC.",
    )
    return Section("limits", "What this proves, and what it does not", (Points(points),))


def duration_words(value: timedelta) -> str:
    """A length of time in its two largest units, rounded up to whole minutes: ``1 day 6 hours``, ``45 minutes``."""
    minutes = -(-int(value.total_seconds()) // 60)
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    parts = [(days, "day"), (hours, "hour"), (left, "minute")]
    said = [plural(count, word) for count, word in parts if count][:2]
    return " ".join(said) or "under a minute"


def attestation_json(facts: Attestation) -> dict[str, Any]:
    """The attestation for machines."""
    return {
        "vendor": facts.vendor_id,
        "since": facts.since.isoformat(),
        "until": facts.until.isoformat(),
        "generated_at": facts.generated_at.isoformat(),
        "tool_version": facts.tool_version,
        "changes": facts.changes,
        "sources": [_source_json(record) for record in facts.sources],
        "outages": [
            {"from": g.started_at.isoformat(), "to": g.ended_at.isoformat(), "why": g.why} for g in facts.gaps
        ],
        "decisions": [
            {"at": d.made_at.isoformat(), "state": d.state.value, "by": d.made_by, "why": d.why}
            for d in facts.decisions
        ],
        "chain": {
            "head_seq": facts.head[0],
            "head_sha256": facts.head[1],
            "problems": list(facts.problems) if facts.problems is not None else None,
        },
        "full_fetch_every_s": facts.full_fetch_every.total_seconds(),
    }


def _source_json(record: SourceRecord) -> dict[str, Any]:
    return {
        "id": record.source.id,
        "url": record.source.url,
        "kind": record.source.kind.value,
        "watched_from": record.watched_from.isoformat() if record.watched_from else None,
        "first_seen_at": record.known_from.isoformat() if record.known_from else None,
        "longest_wait_s": record.longest_wait.total_seconds(),
        "longest_gap_s": record.longest_gap.total_seconds(),
        "checks_failed": record.checks_failed,
        "spans": [
            {
                "snapshot": s.id,
                "first_seen_at": s.first_seen_at.isoformat(),
                "last_seen_at": s.last_seen_at.isoformat(),
                "grade": s.last_seen_grade.value,
                "listing_sha256": s.listing_sha256,
                "capture_sha256": s.capture_sha256,
            }
            for s in record.spans
        ],
        "revisions": [r.public_id for r in record.revisions],
        "blind": [{"from": b.start.isoformat(), "to": b.end.isoformat(), "why": b.why} for b in record.blind],
    }
