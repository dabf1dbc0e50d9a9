"""What auditors ask for as tables: the register of sub-processors on a day, the chain of sub-contracting, decisions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from monitor.knowledge.places import find_places
from monitor.knowledge.words import counted, listed
from monitor.model import Field, Revision, Row, Snapshot
from monitor.model.record import Decision
from monitor.report.sheets import Column, Sheet


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a vendor's list as it stood. since: from when a check showed it without a break (UTC); None: unknown."""

    vendor_id: str
    vendor_name: str
    source_id: str
    row: Row
    snapshot: Snapshot
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Silent:
    """A list source that had nothing to give on the day, and why; it must not look like a vendor without entries."""

    vendor_id: str
    vendor_name: str
    source_id: str
    why: str


_FIELD_WIDTHS = {
    Field.NAME: 34,
    Field.PURPOSE: 44,
    Field.LOCATION: 28,
    Field.LEGAL_ADDRESS: 34,
    Field.NOTES: 34,
}
_FIELD_MEANINGS = {
    Field.NAME: "name as the vendor publishes it",
    Field.LOCATION: "where data is processed, as published",
    Field.CORPORATE_LOCATION: "seat of the company, as published; not where data is processed",
    Field.RELATIONSHIP: "third party or affiliate, as published",
    Field.DATE_ADDED: "date the vendor gives for the entry",
    Field.GROUP: "heading the entry stands under",
}

REGISTER_COLUMNS = (
    Column("as_of", "the day the register shows, at its end (UTC)", 12),
    Column("vendor", "the vendor (processor)", 22),
    Column("vendor_id", "its id in the configuration", 14),
    *(
        Column(which.value, _FIELD_MEANINGS.get(which, f"{which.value.replace('_', ' ')}, as published"),
               _FIELD_WIDTHS.get(which, 20))
        for which in Field
    ),
    Column("other", "further columns of the vendor's list, heading and text", 34),
    Column("seen_since", "first check that showed the entry, without a break until the day (UTC)", 22),
    Column("list_first_seen", "first check that showed the list as it stood (UTC)", 22),
    Column("list_last_seen", "last check that showed it so (UTC)", 22),
    Column("source", "id of the watched document", 18),
    Column("address", "where the document is", 40),
    Column("where", "place of the entry in the document", 22),
    Column("capture_sha256", "SHA-256 of the captured document", 24),
    Column("listing_sha256", "SHA-256 of what was read from it", 24),
    Column("note", "what a reader must know", 34),
)  # fmt: skip


def register(found: Iterable[Listed], silent: Iterable[Silent], at: date, about: Mapping[str, str]) -> Sheet:
    """The register of sub-processors as it stood at the end of a day (GDPR articles 28(2), 28(4), 5(2))."""
    day = at.isoformat()
    rows = [_register_row(each, day) for each in found]
    rows += [
        {
            "as_of": day,
            "vendor": each.vendor_name,
            "vendor_id": each.vendor_id,
            "source": each.source_id,
            "note": each.why,
        }
        for each in silent
    ]
    return Sheet("Register of sub-processors", REGISTER_COLUMNS, tuple(rows), {"as of": day, **about})


def _register_row(each: Listed, day: str) -> dict[str, str]:
    row, snapshot = each.row, each.snapshot
    cells = {which.value: row.fields[which] for which in Field if row.fields.get(which)}
    cells |= {
        "as_of": day,
        "vendor": each.vendor_name,
        "vendor_id": each.vendor_id,
        "other": "; ".join(f"{heading}: {text}" for heading, text in row.other.items() if text),
        "seen_since": _instant(each.since),
        "list_first_seen": _instant(snapshot.first_seen_at),
        "list_last_seen": _instant(snapshot.last_seen_at),
        "source": each.source_id,
        "address": snapshot.final_url,
        "where": row.where,
        "capture_sha256": snapshot.capture_sha256,
        "listing_sha256": snapshot.listing_sha256,
    }
    return {key: text for key, text in cells.items() if text}


# Implementing Regulation (EU) 2024/2956, annex I, template B_05.02: the columns with their codes, in its order.
CHAIN_COLUMNS = (
    Column("B_05.02.0010 contractual_arrangement_reference", "your reference (vendors.yaml: contract.reference)", 26),
    Column("B_05.02.0020 type_of_ict_services", "S01 to S19 of annex III; see `purpose` for what is published", 22),
    Column("B_05.02.0030 provider_identification_code", "LEI or EUID of the provider, where its entry names one", 28),
    Column("B_05.02.0040 type_of_provider_code", "LEI or EUID", 14),
    Column("B_05.02.0050 rank", "1: our direct provider; 2: its sub-contractor", 8),
    Column("B_05.02.0060 recipient_identification_code", "LEI or EUID of the recipient; none for rank 1", 28),
    Column("B_05.02.0070 type_of_recipient_code", "LEI or EUID", 14),
    Column("provider_name", "name as published; for B_05.01.0050", 34),
    Column("provider_country", "ISO 3166-1 code of the seat, where it is stated; for B_05.01.0080", 10),
    Column("recipient_name", "who receives the sub-contracted service", 24),
    Column("purpose", "what the provider does, as published", 44),
    Column("processing_countries", "ISO 3166-1 codes of the places of processing; for B_02.02", 22),
    Column("seen_since", "first check that showed the entry (UTC)", 22),
    Column("source", "id of the watched document", 18),
    Column("listing_sha256", "SHA-256 of what was read from it", 24),
    Column("note", "which cells are empty, and why", 60),
)  # fmt: skip
_REFERENCE, _, _CODE, _CODE_TYPE, _RANK, _TO, _TO_TYPE = (column.key for column in CHAIN_COLUMNS[:7])
_BOTH_ARE_OURS = "the contract reference and the type of ICT service are yours to fill in"
_SERVICE_IS_OURS = "the type of ICT service is yours to fill in"
_NO_CODE = "no LEI or EUID is published"
_LEI = re.compile(r"(?<![A-Z0-9])[A-Z0-9]{18}\d{2}(?![A-Z0-9])")
_EUID = re.compile(r"(?<![A-Z0-9])(?:EUID:?\s*)([A-Z]{2}[A-Z0-9]{1,10}\.[A-Z0-9_./-]{2,30})")


def chain(
    found: Iterable[Listed],
    vendors: Mapping[str, str],
    about: Mapping[str, str],
    references: Mapping[str, str],
) -> Sheet:
    """The chain of sub-contracting in the columns of DORA's register of information, template B_05.02.

    vendors: id -> name of all that are watched; each stands with rank 1. references: id -> reference of the contract,
    where it is configured. What is not published stays empty.
    """
    rows: list[dict[str, str]] = []
    by_vendor: dict[str, list[Listed]] = {}
    for each in found:
        by_vendor.setdefault(each.vendor_id, []).append(each)
    for vendor_id, name in vendors.items():
        reference = references.get(vendor_id, "")
        known = {_REFERENCE: reference} if reference else {}
        ours = _SERVICE_IS_OURS if reference else _BOTH_ARE_OURS
        rows.append({**known, _RANK: "1", "provider_name": name, "note": f"{ours}; {_NO_CODE}"})
        rows += [{**known, **_chain_row(each, name, ours)} for each in by_vendor.get(vendor_id, ())]
    return Sheet("B_05.02 supply chain", CHAIN_COLUMNS, tuple(rows), about)


def _chain_row(each: Listed, vendor: str, ours: str) -> dict[str, str]:
    row = each.row
    code, kind = identification(row)
    seat = row.get(Field.CORPORATE_LOCATION) or row.get(Field.LEGAL_ADDRESS)
    notes = [ours, "" if code else _NO_CODE, "" if seat else "the provider's seat is not published"]
    cells = {
        _CODE: code,
        _CODE_TYPE: kind,
        _RANK: "2",
        "provider_name": row.get(Field.LEGAL_NAME) or row.name,
        "provider_country": _single_country(seat),
        "recipient_name": vendor,
        "purpose": row.get(Field.PURPOSE) or "",
        "processing_countries": ", ".join(_countries(row.get(Field.LOCATION))),
        "seen_since": _instant(each.since),
        "source": each.source_id,
        "listing_sha256": each.snapshot.listing_sha256,
        "note": "; ".join(note for note in notes if note),
    }
    return {key: text for key, text in cells.items() if text}


def identification(row: Row) -> tuple[str, str]:
    """The LEI (ISO 17442, its check digits right) or EUID that an entry names, and which of them; else two blanks."""
    texts = [
        text for text in (row.get(Field.REGISTRATION), row.get(Field.NOTES), *row.other.values()) if text
    ]
    for text in texts:
        for match in _LEI.finditer(text):
            if is_lei(match.group()):
                return match.group(), "LEI"
        if found := _EUID.search(text):
            return found[1], "EUID"
    return "", ""


def is_lei(code: str) -> bool:
    """Whether the two check digits fit (ISO 7064 MOD 97-10)."""
    return bool(_LEI.fullmatch(code)) and int("".join(str(int(c, 36)) for c in code)) % 97 == 1


def _countries(text: str | None) -> list[str]:
    codes = dict.fromkeys(place.code for place in find_places(text)) if text else {}
    return [code for code in codes if len(code) == 2 and code != "EU"]


def _single_country(text: str | None) -> str:
    found = _countries(text)
    return found[0] if len(found) == 1 else ""


DECISION_COLUMNS = (
    Column("decided_at", "when it was recorded (UTC)", 22),
    Column("vendor", "the vendor", 22),
    Column("vendor_id", "its id in the configuration", 14),
    Column("source", "id of the watched document", 18),
    Column("revision", "id of the revision it is about", 12),
    Column("changes", "what the revision changed", 40),
    Column("severity", "its severity", 10),
    Column("seen_at", "first check that showed the change (UTC)", 22),
    Column("state_before", "the state it was decided from", 16),
    Column("state", "the decision", 18),
    Column("by", "who decided", 20),
    Column("why", "in their words", 60),
    Column("act_by", "the day to have acted by", 12),
    Column("deadline_earliest", "first possible end of the objection period", 12),
    Column("deadline_latest", "last possible end of the objection period", 12),
    Column("snapshot", "id of the snapshot that was looked at", 10),
)


def decisions(
    found: Iterable[tuple[Decision, Revision]], start: date, end: date, about: Mapping[str, str]
) -> Sheet:
    """All decisions of a period, in the order they were made. ``end``: the last day, included."""
    rows = tuple(_decision_row(made, revision) for made, revision in found)
    span = {"from": start.isoformat(), "to": end.isoformat()}
    return Sheet("Decisions", DECISION_COLUMNS, rows, {**span, **about})


def _decision_row(made: Decision, revision: Revision) -> dict[str, str]:
    window = revision.window
    days = (window.act_by, window.deadline.earliest, window.deadline.latest) if window else (None,) * 3
    cells = {
        "decided_at": _instant(made.made_at),
        "vendor": revision.vendor_name,
        "vendor_id": revision.vendor_id,
        "source": revision.source_id,
        "revision": revision.public_id,
        "changes": listed(_counts(revision)),
        "severity": revision.severity.value,
        "seen_at": _instant(revision.after.first_seen_at),
        "state_before": made.state_before.value,
        "state": made.state.value,
        "by": made.made_by,
        "why": made.why,
        "act_by": _day(days[0]),
        "deadline_earliest": _day(days[1]),
        "deadline_latest": _day(days[2]),
        "snapshot": str(made.snapshot_id),
    }
    return {key: text for key, text in cells.items() if text}


def _counts(revision: Revision) -> Iterator[str]:
    found: dict[str, int] = {}
    for change in revision.comparison.changes:
        found[change.kind.value] = found.get(change.kind.value, 0) + 1
    yield from (counted(kind, count) for kind, count in found.items())


def _instant(value: datetime | None) -> str:
    return value.isoformat(timespec="seconds") if value else ""


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
