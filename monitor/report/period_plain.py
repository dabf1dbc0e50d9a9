"""A period for programs: JSON of a published shape (``period.schema.json``), and CSV of all its changes."""

from __future__ import annotations

import json
from typing import Any

from monitor.model import SourceState
from monitor.report.period import Period, SourcePeriod, VendorPeriod
from monitor.report.plain import changes_csv, decision_shape, notice_shape, revision_document, run_shape

VERSION = 1

Json = dict[str, Any]


def render_period_json(period: Period) -> str:
    """Everything the report says, as data; each revision in the shape of ``report.schema.json``."""
    document: Json = {
        "version": VERSION,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "everybody": period.everybody,
        "generated_at": period.generated_at.isoformat(),
        "tool_version": period.tool_version,
        "open_before": period.open_before,
        "vendors": [_vendor(vendor) for vendor in period.vendors],
        "gaps": [
            {"started_at": g.started_at.isoformat(), "ended_at": g.ended_at.isoformat(), "why": g.why}
            for g in period.gaps
        ],
        "revisions": [revision_document(revision, context) for revision, context in period.revisions],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def render_period_csv(period: Period) -> str:
    """All changes of the period, a line each, oldest revision first; no cell starts a formula."""
    return changes_csv([revision for revision, _ in period.revisions])


def _vendor(vendor: VendorPeriod) -> Json:
    version = vendor.terms
    terms = version.terms if version else None
    return {
        "id": vendor.vendor_id,
        "name": vendor.vendor_name,
        "reformatted": vendor.reformatted,
        "terms_confirmed": None if terms is None else terms.confirmed_by is not None,
        "sources": [_source(found) for found in vendor.sources],
        "notices": [notice_shape(notice) for notice in vendor.notices],
        "decisions": [{"revision": key, **decision_shape(made)} for key, made in vendor.decisions],
    }


def _source(found: SourcePeriod) -> Json:
    state: SourceState = found.state
    return {
        "id": state.source_id,
        "kind": state.kind.value,
        "url": state.url,
        "rows": found.rows,
        "health": state.health.value,
        "last_good_at": state.last_good_at.isoformat() if state.last_good_at else None,
        "failures": [run_shape(run) for run in found.failures],
    }
