"""The report for programs: JSON of a published shape (``report.schema.json``), and CSV of the changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from monitor.model import Revision, Row, Snapshot, with_judgements
from monitor.model.record import Decision, FailureRun, Notice
from monitor.model.shapes import change_shape, row_shape, terms_shape, window_shape
from monitor.report.cells import csv_text
from monitor.report.context import ApprovedBaseline, ReportContext

VERSION = 1

Json = dict[str, Any]


def render_json(revision: Revision, context: ReportContext) -> str:
    """Everything the page says, as data. Texts are as published, not cleaned: a program must see the evidence."""
    return json.dumps(revision_document(revision, context), ensure_ascii=False, indent=2) + "\n"


def revision_document(revision: Revision, context: ReportContext) -> Json:
    """What ``render_json`` prints, as a value."""
    comparison = revision.comparison
    return {
        "version": VERSION,
        "revision": revision.public_id,
        "generated_at": context.generated_at.isoformat(),
        "tool_version": context.tool_version,
        "vendor": {"id": revision.vendor_id, "name": revision.vendor_name},
        "source": {"id": revision.source_id, "kind": revision.kind.value, "url": revision.source_url},
        "recorded_at": revision.recorded_at.isoformat(),
        "severity": revision.severity.value,
        "state": revision.state.value,
        "outcome": comparison.outcome.value,
        "reason": comparison.reason,
        "changes": _changes(revision),
        "unchanged_rows": comparison.unchanged_rows,
        "cosmetic_notes": list(comparison.cosmetic_notes),
        "window": window_shape(revision.window) if revision.window else None,
        "clause": _clause(revision, context),
        "before": _snapshot(revision.before),
        "after": _snapshot(revision.after),
        "notices": [notice_shape(notice) for notice in context.notices],
        "decisions": [decision_shape(decision) for decision in context.decisions],
        "failures_between": [run_shape(run) for run in context.failures],
        "gaps_between": [
            {"started_at": g.started_at.isoformat(), "ended_at": g.ended_at.isoformat(), "why": g.why}
            for g in context.gaps
        ],
        "approved_baseline": _baseline(context.baseline) if context.baseline else None,
        "findings": list(context.findings),
    }


def notice_shape(notice: Notice) -> Json:
    """A logged notice."""
    return {
        "received_at": notice.received_at.isoformat(),
        "channel": notice.channel,
        "subject": notice.subject,
        "logged_by": notice.logged_by,
        "logged_at": notice.logged_at.isoformat(),
        "file_sha256": notice.file_sha256,
    }


def decision_shape(decision: Decision) -> Json:
    """A decision."""
    return {
        "at": decision.made_at.isoformat(),
        "state": decision.state.value,
        "by": decision.made_by,
        "why": decision.why,
    }


def run_shape(run: FailureRun) -> Json:
    """Failed checks in a row."""
    return {
        "outcome": run.outcome.value,
        "reason": run.reason,
        "first_at": run.first_at.isoformat(),
        "last_at": run.last_at.isoformat(),
        "count": run.count,
    }


def _baseline(baseline: ApprovedBaseline) -> Json:
    return {
        "snapshot": _snapshot(baseline.snapshot),
        "approved_by": baseline.approved_by,
        "approved_at": baseline.approved_at.isoformat() if baseline.approved_at else None,
        "why": baseline.why,
        "changes": [change_shape(change) for change in baseline.comparison.changes],
    }


_COLUMNS = ("vendor", "revision", "seen", "kind", "name", "before_name", "field", "before", "after", "group")
_JUDGED = ("severity", "rule", "reason", "act_by", "deadline_earliest", "deadline_latest")


def render_csv(revision: Revision) -> str:
    """One line per change, with a byte order mark so that a spreadsheet reads UTF-8; no cell starts a formula."""
    return changes_csv([revision])


def changes_csv(revisions: Iterable[Revision]) -> str:
    """As ``render_csv``, of several revisions."""
    return csv_text((*_COLUMNS, *_JUDGED), (cells for each in revisions for cells in _lines(each)))


def _lines(revision: Revision) -> Iterator[list[str | None]]:
    window = revision.window
    dates = [window.act_by, window.deadline.earliest, window.deadline.latest] if window else [None] * 3
    for change, judgement in with_judgements(revision.comparison.changes, revision.judgements):
        yield [
            revision.vendor_name,
            revision.public_id,
            revision.after.first_seen_at.isoformat(),
            change.kind.value,
            change.name,
            change.before_name,
            change.field,
            change.before,
            change.after,
            change.group,
            judgement.severity.value if judgement else "",
            judgement.rule if judgement else "",
            judgement.reason if judgement else "",
            *(_day(value) for value in dates),
        ]


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _changes(revision: Revision) -> list[Json]:
    def row(value: Row | None) -> Json | None:
        return row_shape(value) if value else None

    return [
        {
            **change_shape(change),
            "row_before": row(change.row_before),
            "row_after": row(change.row_after),
            "severity": judgement.severity.value if judgement else None,
            "rule": judgement.rule if judgement else None,
            "reason_for_severity": judgement.reason if judgement else None,
            "facts": dict(judgement.facts) if judgement else {},
            "raised_by": list(judgement.raised_by) if judgement else [],
        }
        for change, judgement in with_judgements(revision.comparison.changes, revision.judgements)
    ]


def _clause(revision: Revision, context: ReportContext) -> Json | None:
    if revision.terms is None:
        return None
    version = context.clause_version
    return {
        **terms_shape(revision.terms),
        "confirmed_by": revision.terms.confirmed_by,
        "version": version.number if version else None,
        "origin": version.origin.value if version else None,
    }


def _snapshot(snapshot: Snapshot) -> Json:
    published = snapshot.listing.published
    return {
        "id": snapshot.id,
        "first_seen_at": snapshot.first_seen_at.isoformat(),
        "last_seen_at": snapshot.last_seen_at.isoformat(),
        "last_seen_grade": snapshot.last_seen_grade.value,
        "url": snapshot.final_url,
        "capture_sha256": snapshot.capture_sha256,
        "listing_sha256": snapshot.listing_sha256,
        "rows": len(snapshot.listing.rows),
        "published_on": published.on.isoformat() if published.on else None,
        "published_phrase": published.phrase,
        "published_readings": [day.isoformat() for day in published.readings],
        "warnings": list(snapshot.listing.warnings),
    }
