"""Gathering an attestation: spans, failures and outages of a vendor's sources, and the spans nobody can vouch for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise, zip_longest

from monitor import __version__
from monitor.engine.schedule import longest_wait
from monitor.knowledge.words import plural
from monitor.model import CompareOutcome, FailureRun, Gap, Snapshot, Source, Vendor, WatchChange
from monitor.model.display import one_line
from monitor.report.attestation import Attestation, Blind, SourceRecord
from monitor.store import Store


class NothingToAttestError(Exception):
    """A period that cannot be attested; the message says why."""


def attest(
    store: Store,
    vendor: Vendor,
    since: datetime,
    until: datetime,
    now: datetime,
    *,
    full_fetch_every: timedelta,
    verify: bool = True,
) -> Attestation:
    """What was seen of a vendor from ``since`` to ``until`` (UTC).

    Raises NothingToAttestError for a period that is empty or not over.
    """
    if since >= until:
        raise NothingToAttestError("the period ends before it begins")
    if until > now:
        raise NothingToAttestError("the period is not over: what is to come cannot be attested")
    head = store.chain_head()
    gaps = tuple(g for g in store.gaps(since=since) if g.started_at <= until)
    records = tuple(_record(store, source, since, until, gaps) for source in vendor.sources)
    ids = {revision.id for record in records for revision in record.revisions}
    problems = (
        [f"{p.subject}: {p.what}. {p.detail}" for p in store.verify(known_head=head)] if verify else None
    )
    return Attestation(
        vendor_id=vendor.id,
        vendor_name=vendor.name,
        since=since,
        until=until,
        generated_at=now,
        sources=records,
        gaps=gaps,
        decisions=tuple(d for d in store.decisions() if d.revision_id in ids),
        head=(head.seq, head.sha256),
        problems=tuple(problems) if problems is not None else None,
        full_fetch_every=full_fetch_every,
        tool_version=__version__,
    )


def _record(
    store: Store, source: Source, since: datetime, until: datetime, gaps: Sequence[Gap]
) -> SourceRecord:
    log = store.watch_log(source.id)
    every = store.snapshots(source.id)
    spans = [s for s in every if s.first_seen_at <= until and s.last_seen_at >= since]
    failures = store.failures(source.id, since=since, until=until, limit=100_000)
    wait = _wait(source, log, since, until)
    revisions = store.revisions(
        source_id=source.id, since=since, until=until, outcome=CompareOutcome.CHANGED, limit=10_000
    )
    state = next((s for s in store.source_states(retired=True) if s.source_id == source.id), None)
    waiting = state.candidate if state else None
    return SourceRecord(
        source=source,
        watched_from=log[0].at if log else None,
        known_from=every[0].first_seen_at if every else None,
        longest_wait=wait,
        spans=tuple(spans),
        revisions=tuple(reversed(revisions)),
        failures=tuple(failures),
        blind=tuple(blind_spans(every, failures, gaps, log, wait, since, until)),
        checks_failed=sum(run.count for run in failures),
        waiting=waiting.why.replace("_", " ") if waiting and waiting.first_seen_at <= until else "",
    )


def _wait(source: Source, log: Sequence[WatchChange], since: datetime, until: datetime) -> timedelta:
    """The widest distance of regular looks under any schedule that held in the period."""
    plans = [source.schedule]
    for change, following in zip_longest(log, log[1:]):
        if change.at <= until and (following is None or following.at >= since):
            plans.append(change.source.schedule)
    return max(longest_wait(plan, since) for plan in plans)


def blind_spans(
    spans: Sequence[Snapshot],
    failures: Iterable[FailureRun],
    gaps: Iterable[Gap],
    log: Sequence[WatchChange],
    wait: timedelta,
    since: datetime,
    until: datetime,
) -> list[Blind]:
    """Spans in which no look is proven to have succeeded, clipped to the period, overlapping ones joined.

    spans: all snapshots of the source. A failed look, or an outage, may come as late as ``wait`` after the last good
    one, which is not kept: so each span begins that much earlier, but never before the last look that is kept.
    """
    found: list[Blind] = []
    if not spans:
        return [Blind(since, until, "it was never seen")]
    if spans[0].first_seen_at > since:
        found.append(Blind(since, min(spans[0].first_seen_at, until), "it had not been seen yet"))
    for before, after in pairwise(spans):
        if after.first_seen_at - before.last_seen_at > wait:
            found.append(
                Blind(
                    before.last_seen_at,
                    after.first_seen_at,
                    "between the last sight of the old and the first of the new",
                )
            )
    runs = list(failures)
    began = {run.first_at for run in runs}
    # A run of failures ends with a good look, unless another kind of failure took its place at that moment.
    good = [moment for s in spans for moment in (s.first_seen_at, s.last_seen_at)]
    good += [run.closed_at for run in runs if run.closed_at and run.closed_at not in began]
    for run in runs:
        start = _before(good, run.first_at, run.first_at - wait)
        words = run.outcome.value
        detail = one_line(run.last_detail or run.reason, 200)
        end = run.closed_at or _after(good, run.last_at, until)
        found.append(Blind(start, end, f"{plural(run.count, 'look')} failed ({words}): {detail}"))
    for gap in gaps:
        start = _before(good, gap.started_at, gap.started_at - wait)
        found.append(Blind(start, gap.ended_at, f"the monitor was out of service: {one_line(gap.why, 200)}"))
    found += _retired(log, until)
    last = max(spans[-1].last_seen_at, spans[-1].first_seen_at)
    if until - last > wait:
        found.append(Blind(last, until, "no good look since"))
    clipped = [Blind(max(b.start, since), min(b.end, until), b.why) for b in found]
    return _joined([blind for blind in clipped if blind.end > blind.start])


def _before(good: Iterable[datetime], at: datetime, otherwise: datetime) -> datetime:
    """The last kept instant of a good look up to ``at``, where it is later than ``otherwise``."""
    return max([otherwise, *(moment for moment in good if moment <= at)])


def _after(good: Iterable[datetime], at: datetime, otherwise: datetime) -> datetime:
    """The first kept instant of a good look after ``at``, where it is sooner than ``otherwise``."""
    return min([otherwise, *(moment for moment in good if moment > at)])


def _retired(log: Sequence[WatchChange], until: datetime) -> list[Blind]:
    """Spans in which the configuration did not name the source."""
    found, gone = [], None
    for change in log:
        if change.what == "retired":
            gone = change.at
        elif gone is not None:
            found.append(Blind(gone, change.at, "it was not under watch"))
            gone = None
    return [*found, Blind(gone, until, "it was not under watch")] if gone is not None else found


def _joined(spans: list[Blind]) -> list[Blind]:
    """Overlapping spans as one, with every reason once."""
    found: list[Blind] = []
    for span in sorted(spans, key=lambda b: (b.start, b.end)):
        if found and span.start < found[-1].end:
            last = found[-1]
            why = last.why if span.why in last.why else f"{last.why}; {span.why}"
            found[-1] = Blind(last.start, max(last.end, span.end), why)
        else:
            found.append(span)
    return found
