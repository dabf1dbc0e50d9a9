"""The JSON that the commands print: shapes other programs read. Keys may join; none changes its meaning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from monitor.model.change import Change, Comparison
from monitor.model.clause import ClauseTerms
from monitor.model.listing import Field, Listing, Row
from monitor.model.window import DateBounds, Window

Json = dict[str, Any]


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def row_shape(row: Row) -> Json:
    """One row: its canonical fields by name, other columns, links, and where it stands."""
    shape: Json = {"name": row.name}
    shape.update({f.value: row.fields[f] for f in Field if f in row.fields and f is not Field.NAME})
    shape["other"] = dict(row.other)
    shape["links"] = [{"text": link.text, "href": link.href, "column": link.column} for link in row.links]
    shape["where"] = row.where
    return shape


def listing_shape(listing: Listing) -> Json:
    """What ``monitor extract --json`` prints."""
    return {
        "verdict": listing.verdict.value,
        "reason": listing.reason.value if listing.reason else None,
        "rows": [row_shape(row) for row in listing.rows],
        "columns": [
            {"heading": c.heading, "field": c.field.value if c.field else None} for c in listing.columns
        ],
        "published_on": _day(listing.published.on),
        "published_phrase": listing.published.phrase,
        "published_readings": [day.isoformat() for day in listing.published.readings],
        "points_to": listing.points_to,
        "warnings": list(listing.warnings),
        "announcements": list(listing.announcements),
        "language": listing.language,
        "title": listing.title,
    }


def change_shape(change: Change) -> Json:
    """One change, as ``monitor compare --json`` prints it."""
    return {
        "kind": change.kind.value,
        "name": change.name,
        "before_name": change.before_name,
        "field": change.field,
        "before": change.before,
        "after": change.after,
        "group": change.group,
        "proven": change.proven,
        "others": list(change.others),
        "notes": list(change.notes),
    }


def comparison_shape(comparison: Comparison) -> Json:
    """What ``monitor compare --json`` prints."""
    return {
        "outcome": comparison.outcome.value,
        "cosmetic": comparison.cosmetic,
        "reason": comparison.reason,
        "changes": [change_shape(change) for change in comparison.changes],
        "cosmetic_notes": list(comparison.cosmetic_notes),
        "unchanged_rows": comparison.unchanged_rows,
    }


def terms_shape(terms: ClauseTerms) -> Json:
    """One clause: its terms with the words they were read from."""
    return {
        "notice_days": terms.notice.days if terms.notice else None,
        "notice_unit": terms.notice.day_unit.value if terms.notice else None,
        "objection_days": terms.objection.days if terms.objection else None,
        "objection_unit": terms.objection.day_unit.value if terms.objection else None,
        "objection_runs_from": terms.runs_from.value if terms.runs_from else None,
        "deemed_consent": terms.deemed_consent,
        "quote": terms.quote,
        "where": terms.where,
        "conditions": list(terms.conditions),
        "confidence": terms.confidence,
        "counting": _counting(terms),
    }


def _counting(terms: ClauseTerms) -> Json:
    """How the contract counts, beyond the lengths of its periods."""
    return {
        "inclusive": terms.inclusive_start,
        "roll": terms.roll,
        "standstill": terms.standstill,
        "working_days": "either" if terms.saturday_may_count else terms.working_days.value,
        "clear_days": terms.clear_days,
        "receipt": terms.receipt.value if terms.receipt else None,
        "deemed_received": str(terms.deemed_received) if terms.deemed_received else None,
    }


def clauses_shape(clauses: Sequence[ClauseTerms]) -> Json:
    """What ``monitor clause --json`` prints."""
    return {"clauses": [terms_shape(terms) for terms in clauses]}


def _bounds(bounds: DateBounds) -> Json:
    return {"earliest": _day(bounds.earliest), "latest": _day(bounds.latest)}


def window_shape(window: Window) -> Json:
    """What ``monitor window --json`` prints."""
    return {
        "trigger": _bounds(window.trigger),
        "deadline": {**_bounds(window.deadline), "claimed": _day(window.claimed)},
        "engagement_earliest": _day(window.engagement_earliest),
        "prevent_by": _day(window.prevent_by),
        "act_by": _day(window.act_by),
        "breach": window.breach.value if window.breach else None,
        "working": list(window.working),
        "flags": sorted(window.flags),
    }
