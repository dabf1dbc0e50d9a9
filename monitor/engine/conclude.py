"""From a finding to what is recorded of it: health, the next due time, and the alerts of trouble. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.alert.compose import Trouble, source_recovered, source_trouble
from monitor.alert.payload import Links
from monitor.check import Failed, Finding, First, Seen, Step, Waiting
from monitor.engine.schedule import next_check, retry_at
from monitor.model import Alert, CheckOutcome, Head, Health, PlannedAlert, Severity, Source, Vendor
from monitor.settings.files import ChecksFile
from monitor.store import values

Plan = Callable[[Alert, Vendor | None], PlannedAlert | None]
TROUBLED = frozenset({Health.BROKEN, Health.SUSPECT, Health.BLOCKED})

Record = values.Unchanged | values.Baseline | values.CheckFailed | values.CandidateSeen | values.Step


@dataclass(frozen=True, slots=True)
class Concluder:
    """Turns findings into records.

    checks: the configured patience. plan: who must be told of an alert (None: nobody).
    blame_vendors: False while most hosts fail at once, when the fault is ours.
    """

    checks: ChecksFile
    plan: Plan
    blame_vendors: bool = True

    def conclude(self, vendor: Vendor, source: Source, head: Head, finding: Finding) -> Record:
        """The record of one finding."""
        regular = next_check(source.id, source.schedule, finding.at)
        if isinstance(finding, Failed):
            return self._failed(vendor, source, head, finding, regular)
        if isinstance(finding, Waiting):
            return self._waiting(vendor, source, head, finding, regular)
        alerts = self._recovered(vendor, source, head, finding.at)
        if isinstance(finding, Step):
            return _step(source, finding, regular, alerts)
        if isinstance(finding, Seen):
            return _seen(source, head, finding, regular, alerts)
        if isinstance(finding, First) and finding.reading and finding.capture:
            return values.Baseline(
                source.id, _listing(finding), _capture(finding), finding.at, regular, alerts=alerts
            )
        raise AssertionError(f"a finding that nobody records: {finding!r}")

    def _failed(
        self, vendor: Vendor, source: Source, head: Head, finding: Failed, regular: datetime
    ) -> values.CheckFailed:
        failures = head.consecutive_failures + 1
        health = self._health(finding.outcome, failures, head.health)
        again = self._again(failures, finding.at, regular, finding.retry_after_s)
        return values.CheckFailed(
            source.id,
            finding.outcome,
            finding.reason,
            finding.detail,
            finding.at,
            again,
            health,
            alerts=self._trouble(vendor, source, head, finding, health, failures, again),
        )

    def _waiting(
        self, vendor: Vendor, source: Source, head: Head, finding: Waiting, regular: datetime
    ) -> values.CandidateSeen:
        health, failures = head.health, head.consecutive_failures
        alerts: tuple[PlannedAlert, ...] = ()
        again = finding.look_again_at or regular
        if finding.suspect:
            failures += 1
            health = self._health(finding.outcome, failures, head.health)
            retry = self._again(failures, finding.at, regular, None)
            # A mass removal is looked at again before its hours are over, too: the list may just come back.
            again = min(retry, finding.look_again_at) if finding.look_again_at else retry
            if finding.look_again_at:
                # It settles at a known time, within hours: as a change, or by healing. That is no trouble yet.
                health = head.health if head.health in TROUBLED else Health.FAILING
            else:
                alerts = self._trouble(
                    vendor, source, head, finding, health, failures, again, since=finding.lasting_since
                )
        return values.CandidateSeen(
            source.id,
            _listing(finding),
            _capture(finding),
            finding.at,
            again,
            why=finding.reason,
            suspect=finding.suspect,
            detail=finding.detail,
            health=health,
            alerts=alerts,
            afresh=finding.afresh,
        )

    def _again(self, failures: int, at: datetime, regular: datetime, retry_after_s: float | None) -> datetime:
        return retry_at(
            failures=failures,
            first_s=self.checks.retry,
            cap_s=self.checks.retry_cap,
            regular=regular,
            at=at,
            retry_after_s=retry_after_s,
        )

    def _health(self, outcome: CheckOutcome, failures: int, before: Health) -> Health:
        if failures < self.checks.trouble_after or not self.blame_vendors:
            # While the fault is ours no source becomes troubled by it; one that was stays so.
            return before if before in TROUBLED else Health.FAILING
        special = {CheckOutcome.BLOCKED: Health.BLOCKED, CheckOutcome.SUSPECT: Health.SUSPECT}
        return special.get(outcome, Health.BROKEN)

    def _trouble(
        self,
        vendor: Vendor,
        source: Source,
        head: Head,
        finding: Finding,
        health: Health,
        failures: int,
        again: datetime,
        *,
        since: datetime | None = None,
    ) -> tuple[PlannedAlert, ...]:
        """Told once when it begins to last, then at a slow cadence; the store refuses what it already holds.

        since: of a condition that comes and goes; it has lasted, however few the failures in a row.
        """
        if (failures < self.checks.trouble_after and since is None) or not self.blame_vendors:
            return ()
        since = since or head.trouble_since or finding.at
        trouble = Trouble(
            health=health,
            reason=finding.reason,
            detail=finding.detail,
            since=since,
            last_good_at=head.last_seen_at,
            failures=failures,
            next_check_at=again,
        )
        nth = (finding.at - since) // timedelta(seconds=self.checks.trouble_repeat)
        return self._planned(source_trouble(source, vendor, trouble, nth=nth), vendor)

    def _recovered(
        self, vendor: Vendor, source: Source, head: Head, at: datetime
    ) -> tuple[PlannedAlert, ...]:
        if head.health not in TROUBLED or head.trouble_since is None:
            return ()  # nobody was told of a trouble
        trouble = Trouble(
            health=head.health,
            reason="",
            detail="",
            since=head.trouble_since,
            last_good_at=head.last_seen_at,
            failures=head.consecutive_failures,
        )
        return self._planned(source_recovered(source, vendor, trouble, at, links=Links()), vendor)

    def _planned(self, alert: Alert, vendor: Vendor) -> tuple[PlannedAlert, ...]:
        planned = self.plan(alert, vendor)
        return (planned,) if planned else ()


def _seen(
    source: Source, head: Head, finding: Seen, regular: datetime, alerts: tuple[PlannedAlert, ...]
) -> values.Unchanged:
    if head.snapshot_id is None:
        raise AssertionError(f"{source.id}: seen as known, but nothing is known")
    capture = None
    if finding.capture and finding.reading:
        capture = values.NewCapture.of(
            finding.capture, body_sha256=finding.reading.body_sha256, body_zstd=finding.reading.body_zstd
        )
    return values.Unchanged(
        source.id,
        head.snapshot_id,
        finding.outcome,
        finding.grade,
        finding.at,
        regular,
        new_capture=capture,
        validators=None if finding.outcome is CheckOutcome.NOT_MODIFIED else finding.validators,
        alerts=alerts,
    )


def _step(source: Source, finding: Step, regular: datetime, alerts: tuple[PlannedAlert, ...]) -> values.Step:
    if not (finding.before and finding.comparison):
        raise AssertionError(f"{source.id}: a step without both sides")
    assessed = finding.assessed
    return values.Step(
        source.id,
        finding.before.id,
        _listing(finding),
        _capture(finding),
        finding.comparison,
        finding.at,
        regular,
        judgements=assessed.judgements if assessed else (),
        severity=assessed.severity if assessed else Severity.INFO,
        window=assessed.window if assessed else None,
        facts=assessed.facts if assessed else None,
        terms=assessed.terms if assessed else None,
        first_seen_at=finding.first_seen_at,
        alerts=alerts,
    )


def _listing(finding: First | Waiting | Step) -> values.NewListing:
    if finding.reading is None:
        raise AssertionError("a finding with a listing holds its reading")
    return values.NewListing(finding.reading.listing_json, finding.reading.listing_sha256, finding.read_by)


def _capture(finding: First | Waiting | Step) -> values.NewCapture:
    if finding.reading is None or finding.capture is None:
        raise AssertionError("a finding with a listing holds its capture")
    reading = finding.reading
    return values.NewCapture.of(finding.capture, body_sha256=reading.body_sha256, body_zstd=reading.body_zstd)
