"""What there is to tell people: one function per kind of alert, each making a plain ``Alert``.

Ids are stable over retries, restarts and replays, so that the outbox can refuse a second copy:
``change:<revision>``, ``reminder:<revision>:<rule>``, ``escalation:<revision>:<step>``, ``overdue:<revision>``,
``trouble:<source>:<since>:<nth>``, ``recovered:<source>:<since>``, ``digest:<name>:<period end>``, ``test:<id>``,
``notice:<notice>``, ``terms:<vendor>:<reading>``, ``own:<id>``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.alert.payload import VERSION, Json, Links, links_part, revision_part, texts, vendor_part
from monitor.knowledge.words import day
from monitor.model import Alert, AlertKind, Health, Notice, Revision, Severity, Source, Vendor
from monitor.model.display import one_line


class NothingToTellError(ValueError):
    """An alert was asked for where nothing material changed. Cosmetic edits are never alerted."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a source.

    health: failing, broken, suspect or blocked. reason: machine word of the last failure, e.g. ``server_error``.
    detail: one sentence for people. since: when the trouble began (UTC). last_good_at: last successful check.
    failures: failed checks in a row. next_check_at: when we look again.
    """

    health: Health
    reason: str
    detail: str
    since: datetime
    last_good_at: datetime | None = None
    failures: int = 1
    next_check_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """What happened in a period, nothing included.

    checks: checks made, failed: those that saw no list. longest_gap_s: longest time between two good checks of
    one source, in seconds. sources: watched; in_trouble: sentences about those that are not healthy.
    quiet_reason: why single alerts were gathered here, e.g. after an outage of ours; None for a regular digest.
    """

    start: datetime
    end: datetime
    checks: int = 0
    failed: int = 0
    sources: int = 0
    longest_gap_s: float | None = None
    in_trouble: Sequence[str] = ()
    quiet_reason: str | None = None


def change_alert(
    revision: Revision, *, links: Links, vendor: Vendor | None = None, baseline: Json | None = None
) -> Alert:
    """The vendor's document changed. Raises ``NothingToTellError`` for a revision without a material change.

    baseline: how the list differs from the approved one (``payload.baseline_part``).
    """
    if not revision.comparison.changes:
        raise NothingToTellError(
            f"revision {revision.public_id} of {revision.source_id} holds no material change: nothing to alert"
        )
    payload = revision_part(revision, vendor, links) | ({"baseline": baseline} if baseline else {})
    return _about(AlertKind.CHANGE, f"change:{revision.public_id}", revision, payload)


def reminder(
    revision: Revision, rule: str, *, links: Links, vendor: Vendor | None = None, to_deputy: bool = False
) -> Alert:
    """A decision is still open. ``rule`` names the point of the schedule, e.g. ``days_14``, ``grey_zone:2026-12-03``.

    ``notice_missing`` asks for the vendor's own notice instead. to_deputy: the owner alone did not decide in time.
    """
    payload = revision_part(revision, vendor, links) | {"reminder": {"rule": rule, "to_deputy": to_deputy}}
    return _about(AlertKind.REMINDER, f"reminder:{revision.public_id}:{rule}", revision, payload)


def escalation(
    revision: Revision,
    step: int,
    *,
    links: Links,
    vendor: Vendor | None = None,
    waited: str = "",
    route: str | None = None,
) -> Alert:
    """Nobody acknowledged in time. ``waited`` says since when, e.g. ``one business day``; ``route``: who was asked."""
    payload = revision_part(revision, vendor, links)
    payload["escalation"] = {"step": step, "waited": one_line(waited, 100), "route": route}
    name = f"escalation:{revision.public_id}:{f'{route}:' if route else ''}{step}"
    return _about(AlertKind.ESCALATION, name, revision, payload)


def overdue(revision: Revision, *, links: Links, vendor: Vendor | None = None) -> Alert:
    """The latest deadline passed without a decision."""
    payload = revision_part(revision, vendor, links)
    return _about(AlertKind.OVERDUE, f"overdue:{revision.public_id}", revision, payload)


def source_trouble(
    source: Source, vendor: Vendor, trouble: Trouble, *, links: Links | None = None, nth: int = 0
) -> Alert:
    """A source cannot be read or is not believed. ``nth`` counts the repeats at the slow cadence, from 0."""
    payload = _source_part(source, vendor, links or Links()) | {
        "trouble": _trouble_part(trouble),
        "repeat": nth,
    }
    severe = trouble.health in {Health.BROKEN, Health.BLOCKED} or nth > 0
    return Alert(
        id=f"trouble:{source.id}:{trouble.since.isoformat()}:{nth}",
        kind=AlertKind.SOURCE_TROUBLE,
        severity=Severity.HIGH if severe else Severity.MEDIUM,
        vendor_id=vendor.id,
        source_id=source.id,
        revision_id=None,
        payload=_sealed(AlertKind.SOURCE_TROUBLE, payload),
    )


def source_recovered(
    source: Source, vendor: Vendor, trouble: Trouble, recovered_at: datetime, *, links: Links | None = None
) -> Alert:
    """A source that was in trouble can be read again."""
    payload = _source_part(source, vendor, links or Links())
    payload |= {"trouble": _trouble_part(trouble), "recovered_at": recovered_at.isoformat()}
    return Alert(
        id=f"recovered:{source.id}:{trouble.since.isoformat()}",
        kind=AlertKind.SOURCE_RECOVERED,
        severity=Severity.LOW,
        vendor_id=vendor.id,
        source_id=source.id,
        revision_id=None,
        payload=_sealed(AlertKind.SOURCE_RECOVERED, payload),
    )


def own_trouble(id: str, headline: str, detail: str, *, since: datetime, advice: Sequence[str] = ()) -> Alert:
    """The fault is ours: no network, a channel that refuses for good, a source unwatched for too long.

    ``id`` must be stable, e.g. ``network:2026-11-03T06:00Z`` or ``delivery:4711``. Blames no vendor.
    """
    return attention(f"own:{id}", headline, detail, since=since, advice=advice)


def terms_differ(
    vendor: Vendor,
    source: Source | None,
    reading: str,
    *,
    ours: str,
    theirs: str,
    differences: Sequence[str],
    quote: str,
    since: datetime,
    typed: bool = True,
) -> Alert:
    """A vendor's contract page contradicts the terms that a person typed in or confirmed.

    reading: names the pair of terms, stable; each is told once. ours, theirs: both in words. since: when it was read.
    typed: ours are signed terms, which go before the page; else they were confirmed from it.
    """
    said = one_line(quote, 300)
    rule = "the terms typed in as signed" if typed else "the shorter of both, until somebody answers"
    return attention(
        f"terms:{vendor.id}:{reading}",
        f"{one_line(vendor.name, 80)}: the contract page contradicts the terms on file",
        f"On file: {ours}. The page reads: {theirs}. {'; '.join(differences).capitalize()}."
        + (f" It says: “{said}”" if said else ""),
        since=since,
        advice=(
            f"Deadlines follow {rule}.",
            f"To see both readings: monitor clause list {vendor.id}",
            f"If the page is right: monitor clause confirm {vendor.id} --by NAME",
            f"If it is not: monitor clause reject {vendor.id} --by NAME --why REASON",
        ),
        vendor=vendor,
        source=source,
    )


def attention(
    id: str,
    headline: str,
    detail: str,
    *,
    since: datetime,
    advice: Sequence[str] = (),
    vendor: Vendor | None = None,
    source: Source | None = None,
    severity: Severity = Severity.HIGH,
) -> Alert:
    """Something that asks for a person and is no change of a document, about a vendor or about us.

    ``id`` must be stable. It goes the way of troubles, and to those who are told of the vendor.
    """
    payload: Json = {
        "own": {
            "headline": one_line(headline, 150),
            "detail": one_line(detail, 1200),
            "since": since.isoformat(),
            "advice": texts(advice),
        }
    }
    if vendor is not None:
        payload["vendor"] = vendor_part(vendor.id, vendor.name, vendor)
    return Alert(
        id=id,
        kind=AlertKind.SOURCE_TROUBLE,
        severity=severity,
        vendor_id=vendor.id if vendor else None,
        source_id=source.id if source else None,
        revision_id=None,
        payload=_sealed(AlertKind.SOURCE_TROUBLE, payload),
    )


def notice_unanswered(vendor: Vendor, notice: Notice, *, links: Links | None = None) -> Alert:
    """The vendor announced a change, and none of its pages has changed since. Told once per notice."""
    part = vendor_part(vendor.id, vendor.name, vendor)
    subject = one_line(notice.subject, 150)
    own: Json = {
        "headline": f"{part['name']}: announced a change, but its page has not changed",
        "detail": f"The notice{f' “{subject}”' if subject else ''} was received on {day(notice.received_at.date())}. "
        "Since then no check has seen a change that answers to it. Its window may be running all the same.",
        "since": notice.received_at.isoformat(),
        "advice": [
            "Read the notice: its change may be on a page that is not watched, or still to come.",
            f"Is it about a change on record? monitor notice link {notice.id} REVISION",
        ],
    }
    return Alert(
        id=f"notice:{notice.id}",
        kind=AlertKind.SOURCE_TROUBLE,
        severity=Severity.MEDIUM,
        vendor_id=vendor.id,
        source_id=None,
        revision_id=None,
        payload=_sealed(
            AlertKind.SOURCE_TROUBLE,
            {"vendor": part, "own": own, "links": links_part(links or Links(), None)},
        ),
    )


def digest(
    name: str,
    facts: DigestFacts,
    *,
    happened: Sequence[Alert] = (),
    open_windows: Sequence[Alert] = (),
    report_url: str | None = None,
) -> Alert:
    """A period in one message, also when nothing happened. ``name`` tells digests apart (a route's, say).

    happened: the change and trouble alerts of the period. open_windows: change alerts of the revisions that
    still wait for a decision, soonest first. Each keeps its one line and its links; the rest is in the reports.
    """
    told = sorted(happened, key=lambda alert: -alert.severity.rank)
    payload: Json = {
        "period": {"start": facts.start.isoformat(), "end": facts.end.isoformat()},
        "checks": facts.checks,
        "failed": facts.failed,
        "sources": facts.sources,
        "longest_gap_s": facts.longest_gap_s,
        "in_trouble": texts(facts.in_trouble, most=50),
        "quiet_reason": one_line(facts.quiet_reason, 300) or None,
        "happened": [digest_line(alert) for alert in told[:60]],
        "happened_left_out": max(len(told) - 60, 0),
        "open_windows": [digest_line(alert) for alert in open_windows[:60]],
        "links": links_part(Links(report=report_url), None),
    }
    return Alert(
        id=f"digest:{name}:{facts.end.isoformat()}",
        kind=AlertKind.DIGEST,
        severity=max((a.severity for a in happened), key=lambda s: s.rank, default=Severity.INFO),
        vendor_id=None,
        source_id=None,
        revision_id=None,
        payload=_sealed(AlertKind.DIGEST, payload),
    )


def digest_line(alert: Alert) -> Json:
    """What a digest keeps of an alert: enough for one line and its link."""
    kept = {
        key: alert.payload.get(key) for key in ("vendor", "source", "revision", "counts", "window", "links")
    }
    changes = alert.payload.get("changes")
    first = changes[0] if isinstance(changes, list) and len(changes) == 1 else None
    return {
        "id": alert.id,
        "kind": alert.kind.value,
        "severity": alert.severity.value,
        "trouble": alert.payload.get("trouble"),
        "own": alert.payload.get("own"),
        "only_change": first,
        **kept,
    }


def test_alert(id: str, *, sent_at: datetime) -> Alert:
    """A message that proves that a channel works."""
    return Alert(
        id=f"test:{id}",
        kind=AlertKind.TEST,
        severity=Severity.INFO,
        vendor_id=None,
        source_id=None,
        revision_id=None,
        payload=_sealed(AlertKind.TEST, {"sent_at": sent_at.isoformat()}),
    )


test_alert.__test__ = False  # type: ignore[attr-defined]  # pytest would take an imported one for a test


def _about(kind: AlertKind, id: str, revision: Revision, payload: Json) -> Alert:
    return Alert(
        id=id,
        kind=kind,
        severity=revision.severity,
        vendor_id=revision.vendor_id,
        source_id=revision.source_id,
        revision_id=revision.id,
        payload=_sealed(kind, payload),
    )


def _sealed(kind: AlertKind, payload: Json) -> Json:
    return {"version": VERSION, "kind": kind.value, **payload}


def _source_part(source: Source, vendor: Vendor, links: Links) -> Json:
    return {
        "vendor": vendor_part(vendor.id, vendor.name, vendor),
        "source": {"id": source.id, "kind": source.kind.value, "url": one_line(source.url, 2_000)},
        "links": links_part(links, source.url),
    }


def _trouble_part(trouble: Trouble) -> Json:
    def iso(value: datetime | None) -> str | None:
        return value.isoformat() if value else None

    return {
        "health": trouble.health.value,
        "reason": one_line(trouble.reason, 60),
        "detail": one_line(trouble.detail, 500),
        "since": iso(trouble.since),
        "last_good_at": iso(trouble.last_good_at),
        "failures": trouble.failures,
        "next_check_at": iso(trouble.next_check_at),
    }
