"""The report for programs: JSON of a published shape (``report.schema.json``), and CSV of the changes."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

from monitor.model import Revision, Row, Snapshot, with_judgements
from monitor.model.display import lines
from monitor.model.shapes import change_shape, row_shape, terms_shape, window_shape
from monitor.report.context import ReportContext

VERSION = 1

Json = dict[str, Any]


def render_json(revision: Revision, context: ReportContext) -> str:
    """Everything the page says, as data. Texts are as published, not cleaned: a program must see the evidence."""
    comparison = revision.comparison
    document: Json = {
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
        "notices": [
            {
                "received_at": n.received_at.isoformat(),
                "channel": n.channel,
                "subject": n.subject,
                "logged_by": n.logged_by,
                "logged_at": n.logged_at.isoformat(),
                "file_sha256": n.file_sha256,
            }
            for n in context.notices
        ],
        "decisions": [
            {"at": d.made_at.isoformat(), "state": d.state.value, "by": d.made_by, "why": d.why}
            for d in context.decisions
        ],
        "failures_between": [
            {
                "outcome": f.outcome.value,
                "reason": f.reason,
                "first_at": f.first_at.isoformat(),
                "last_at": f.last_at.isoformat(),
                "count": f.count,
            }
            for f in context.failures
        ],
        "gaps_between": [
            {"started_at": g.started_at.isoformat(), "ended_at": g.ended_at.isoformat(), "why": g.why}
            for g in context.gaps
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


_COLUMNS = ("vendor", "revision", "seen", "kind", "name", "before_name", "field", "before", "after", "group")
_JUDGED = ("severity", "rule", "reason", "act_by", "deadline_earliest", "deadline_latest")


def render_csv(revision: Revision) -> str:
    """One line per change, with a byte order mark so that a spreadsheet reads UTF-8; no cell starts a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow((*_COLUMNS, *_JUDGED))
    window = revision.window
    dates = (
        [window.act_by, window.deadline.earliest, window.deadline.latest] if window else [None, None, None]
    )
    for change, judgement in with_judgements(revision.comparison.changes, revision.judgements):
        cells = [
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
        writer.writerow([harmless(text) for text in cells])
    return "\ufeff" + out.getvalue()


def harmless(text: str | None) -> str:
    """A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe in front (OWASP)."""
    clean = lines(text)
    return (
        f"'{clean}"
        if clean[:1] in {"=", "+", "-", "@", "\t", "\r", "|", "%", "＝", "＋", "－", "＠"}
        else clean
    )


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
