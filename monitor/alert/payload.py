"""The payload of an alert: plain JSON with a stable shape, written once and rendered at each send.

The shape is published as ``alert.schema.json`` beside this file; keys may join, none changes its meaning, and
``version`` rises if one ever must. It holds dates, never "days left": those are counted when a message is sent.
All texts of a page are cleaned of controls and clipped here, so that one revision with thousands of changes or
a megabyte in a cell makes a small row in the outbox; escaping belongs to the channels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from monitor.model import (
    FIELD_CLAUSE,
    FIELD_COLUMN,
    FIELD_PARAGRAPH,
    Change,
    ClauseTerms,
    Comparison,
    Field,
    Judgement,
    Revision,
    Severity,
    SourceKind,
    Vendor,
    Window,
    with_judgements,
)
from monitor.model.display import around_change, lines, one_line, web_address
from monitor.model.shapes import window_shape

VERSION = 1
MAX_CHANGES = 40  # the rest is in the report; severity decides which are kept
MAX_TEXT = 1_200  # characters of one cell or paragraph
MAX_QUOTE = 1_500
MAX_NAME = 200
DECISION = "#decision"  # the section of a report that holds the commands to decide with

Json = dict[str, Any]

# What the table of an alert says of a row beside its name, in this order.
_ROW_DETAILS = (
    Field.PURPOSE,
    Field.LOCATION,
    Field.CORPORATE_LOCATION,
    Field.DATA_CATEGORIES,
    Field.TRANSFER_MECHANISM,
    Field.PRODUCTS,
)


@dataclass(frozen=True, slots=True)
class Links:
    """Where a message leads its reader. An address that is not http(s) is shown as text, never as a link.

    report: the report of the revision. decide: where it says how a decision is recorded (also: acknowledge); where
    it is None, the part of the report that does. source: the vendor's page; where it is None the revision's own
    address is used.
    """

    report: str | None = None
    decide: str | None = None
    source: str | None = None


def revision_part(revision: Revision, vendor: Vendor | None, links: Links) -> Json:
    """Everything an alert about a revision says: vendor, changes, window, clause, owner, links."""
    judged = list(with_judgements(revision.comparison.changes, revision.judgements))
    kept = sorted(judged, key=lambda pair: -pair[1].severity.rank if pair[1] else 0)[:MAX_CHANGES]
    return {
        "vendor": vendor_part(revision.vendor_id, revision.vendor_name, vendor),
        "source": {
            "id": revision.source_id,
            "kind": revision.kind.value,
            "url": one_line(revision.source_url, 2_000),
        },
        "revision": {
            "public_id": revision.public_id,
            "state": revision.state.value,
            "recorded_at": revision.recorded_at.isoformat(),
            "last_seen_before": revision.before.last_seen_at.isoformat(),
            "first_seen_after": revision.after.first_seen_at.isoformat(),
        },
        "counts": _counts(revision.comparison.changes),
        "changes": [change_part(change, judgement) for change, judgement in kept],
        "changes_left_out": len(judged) - len(kept),
        "window": window_part(revision.window),
        "clause": clause_part(revision.terms),
        "links": links_part(_with_decision(links), revision.source_url),
        # that prose names no list is what a reader of prose expects
        "warnings": texts(revision.after.listing.warnings, most=5)
        if revision.kind is SourceKind.LIST
        else [],
    }


def baseline_part(snapshot_id: int, approved_at: datetime, approved_by: str, comparison: Comparison) -> Json:
    """How the list as it stands now differs from the one that was approved. ``approved_at``: UTC."""
    return {
        "snapshot": snapshot_id,
        "approved_at": approved_at.isoformat(),
        "approved_by": one_line(approved_by, MAX_NAME),
        "counts": _counts(comparison.changes),
    }


def vendor_part(vendor_id: str, name: str, vendor: Vendor | None) -> Json:
    """Who the message is about, and who is responsible here."""
    return {
        "id": vendor_id,
        "name": one_line(name, MAX_NAME) or vendor_id,
        "products": [one_line(product, 120) for product in vendor.products[:10]] if vendor else [],
        "tier": vendor.tier if vendor else None,
        "critical_function": vendor.critical_function if vendor else False,
        "zone": vendor.zone if vendor else None,
        "owner": one_line(vendor.owner, MAX_NAME) or None if vendor else None,
        "deputy": one_line(vendor.deputy, MAX_NAME) or None if vendor else None,
    }


def links_part(links: Links, source_url: str | None) -> Json:
    """The addresses a reader may be sent to; anything else is None."""
    return {
        "report": one_line(links.report, 2_000) or None,
        "decide": one_line(links.decide, 2_000) or None,
        "source": web_address(links.source or source_url),
    }


def _with_decision(links: Links) -> Links:
    return links if links.decide or not links.report else replace(links, decide=f"{links.report}{DECISION}")


def change_part(change: Change, judgement: Judgement | None) -> Json:
    """One change with what it means."""
    row = change.row_after or change.row_before
    before, after = _texts(change.before, change.after)
    details = []
    for which in _ROW_DETAILS:
        text = row.get(which) if row else None
        if text and which.value != change.field:
            details.append({"field": which.value, "text": lines(text, 400)})
    return {
        "kind": change.kind.value,
        "name": one_line(change.name, MAX_NAME),
        "before_name": one_line(change.before_name, MAX_NAME) or None,
        "field": one_line(change.field, MAX_NAME) or None,
        "before": before,
        "after": after,
        "group": one_line(change.group, MAX_NAME) or None,
        "proven": change.proven,
        "others": [one_line(name, MAX_NAME) for name in change.others[:10]],
        # the notes of a changed clause are words for rules; its values say the same to people
        "notes": [one_line(n, 300) for n in change.notes[:10]] if change.field != FIELD_CLAUSE else [],
        "details": details,
        "severity": (judgement.severity if judgement else Severity.INFO).value,
        "rule": judgement.rule if judgement else None,
        "reason": one_line(judgement.reason, 500) if judgement else None,
        "raised_by": list(judgement.raised_by) if judgement else [],
        "facts": {one_line(k, 60): one_line(v, 300) for k, v in judgement.facts.items()} if judgement else {},
    }


def window_part(window: Window | None) -> Json | None:
    """The dates of the window as ISO days, or None where there is none."""
    if window is None:
        return None
    return {**window_shape(window), "working": [one_line(line, 500) for line in window.working[:40]]}


def clause_part(terms: ClauseTerms | None) -> Json | None:
    """What the contract says, quoted, and who confirmed that reading."""
    if terms is None:
        return None
    return {
        "notice": str(terms.notice) if terms.notice else None,
        "objection": str(terms.objection) if terms.objection else None,
        "runs_from": terms.runs_from.value if terms.runs_from else None,
        "deemed_consent": terms.deemed_consent,
        "quote": one_line(terms.quote, MAX_QUOTE),
        "where": one_line(terms.where, 200),
        "confirmed_by": one_line(terms.confirmed_by, MAX_NAME) or None,
    }


def texts(values: Sequence[str], limit: int = 300, most: int = 20) -> list[str]:
    """Sentences made fit to be shown."""
    return [one_line(value, limit) for value in values[:most]]


def _texts(before: str | None, after: str | None) -> tuple[str | None, str | None]:
    if before is None or after is None:
        return tuple(None if t is None else lines(t, MAX_TEXT) for t in (before, after))  # type: ignore[return-value]
    return around_change(lines(before), lines(after), MAX_TEXT)


def _counts(changes: Sequence[Change]) -> Mapping[str, int]:
    """How many changes of each countable kind, most telling first: clause terms apart from rows."""
    counts: dict[str, int] = {}
    for change in changes:
        special = change.field in {FIELD_CLAUSE, FIELD_PARAGRAPH, FIELD_COLUMN}
        key = change.field if special and change.field else change.kind.value
        counts[key] = counts.get(key, 0) + 1
    return counts
