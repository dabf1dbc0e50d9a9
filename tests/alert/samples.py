"""Revisions, vendors and sources that the tests of alerts and reports tell their stories with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from monitor.model import (
    FIELD_CLAUSE,
    FIELD_PARAGRAPH,
    Change,
    ChangeKind,
    ClauseOrigin,
    ClauseTerms,
    ClauseVersion,
    CompareOutcome,
    Comparison,
    DateBounds,
    Field,
    Grade,
    Judgement,
    Listing,
    Period,
    PublishedDate,
    Revision,
    Row,
    RunsFrom,
    Severity,
    Snapshot,
    Source,
    SourceKind,
    Vendor,
    Verdict,
    Window,
)

NOW = datetime(2026, 11, 3, 6, 5, tzinfo=UTC)
TODAY = NOW.date()
BEFORE_AT = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
AFTER_AT = datetime(2026, 11, 3, 6, 0, tzinfo=UTC)
URL = "https://www.infobip.com/policies/sub-processors"

HOSTILE = (
    "<!channel> <@U0123456> @everyone *bold* _it_ ~gone~ `code` \"quoted\" 'single' &amp; <script>alert(1)</script>"
    "\r\nBcc: victim@example.com\r\n=cmd|' /C calc'!A0 \u202egnp.exe 🚨 שלום [x](javascript:alert(1)) {{7*7}} {% raw %}"
)

TERMS = ClauseTerms(
    notice=Period(10),
    objection=Period(30),
    runs_from=RunsFrom.LIST_UPDATE,
    quote=(
        "Customer may object to the appointment or replacement of a third-party Sub-processor within thirty (30) "
        "days of the update to the list."
    ),
    where="section 6",
    confirmed_by="Anna Keller",
)
CLAUSE_VERSION = ClauseVersion(
    3,
    "infobip",
    2,
    TERMS,
    ClauseOrigin.CONFIRMED,
    datetime(2026, 8, 1, tzinfo=UTC),
    datetime(2026, 8, 1, tzinfo=UTC),
)
WINDOW = Window(
    trigger=DateBounds(date(2026, 11, 2), date(2026, 11, 3)),
    deadline=DateBounds(date(2026, 12, 2), date(2026, 12, 3)),
    engagement_earliest=date(2026, 11, 12),
    prevent_by=date(2026, 11, 11),
    act_by=date(2026, 11, 27),
    working=(
        (
            "The clock starts with the update of the list. The old list was last seen on Mon 2 Nov 2026, the new one "
            "first on Tue 3 Nov 2026."
        ),
        "Earliest deadline: 30 calendar days from Mon 2 Nov 2026, that day not counted, end on Wed 2 Dec 2026.",
        "Latest deadline: 30 calendar days from Tue 3 Nov 2026 end on Thu 3 Dec 2026.",
        "Notice of 10 calendar days: the change may be live from Thu 12 Nov 2026, so prevent it by Wed 11 Nov 2026.",
        "Act by: three business days before Wed 2 Dec 2026 is Fri 27 Nov 2026.",
    ),
    flags=frozenset({"live_before_window_closes"}),
)


def row(name: str, purpose: str, location: str, mechanism: str | None = None, **more: str) -> Row:
    """A row of a list."""
    fields = {Field.NAME: name, Field.PURPOSE: purpose, Field.LOCATION: location}
    if mechanism:
        fields[Field.TRANSFER_MECHANISM] = mechanism
    fields |= {Field(key): value for key, value in more.items()}
    return Row(fields=fields, where="table 1, row 2")


GOOGLE_OLD = row(
    "Google LLC",
    "Provisioning of Google Cloud Platform for cloud services (storage and computing, networking)",
    "Europe, USA (TTS, STT)",
    "EC Standard Contractual Clauses",
)
GOOGLE_NEW = row(
    "Google LLC",
    "Provisioning of Google Cloud Platform for cloud services (storage and computing, networking)",
    "Europe, USA (TTS, STT), KSA (cloud services)",
    "EC Standard Contractual Clauses",
)
GOODDATA = row("GoodData Ireland Limited", "Product analytics", "Customer's selected location", "N/A")
EXOTEL = row(
    "Exotel Techcom Private Limited",
    "Voice routing and call recording for customers in South Asia",
    "India",
    None,
    data_categories="Phone numbers, call recordings",
)
KEPT = tuple(
    row(name, purpose, place, mechanism)
    for name, purpose, place, mechanism in (
        (
            "Microsoft Ireland Operations Limited",
            "Cloud services for storage and computing",
            "Ireland",
            "N/A",
        ),
        (
            "Amazon Web Services, Inc.",
            "Cloud hosting for various services",
            "Germany",
            "EC Standard Contractual Clauses",
        ),
        ("Infobip Croatia", "Customer care and technical support", "Croatia", "N/A"),
    )
)

VENDOR = Vendor(
    id="infobip",
    name="Infobip",
    sources=(),
    tags=frozenset({"messaging", "legal"}),
    products=("Messaging API",),
    owner="Anna Keller",
    terms=TERMS,
    zone="Europe/Berlin",
)
SOURCE = Source(id="infobip/list", vendor_id="infobip", url=URL)


def judged(change: Change, severity: Severity, rule: str, reason: str, **facts: str) -> Judgement:
    """A change with its meaning."""
    return Judgement(change, severity, rule, reason, facts)


ADDED = Change(ChangeKind.ADDED, EXOTEL.name, row_after=EXOTEL, group="Third parties")
REMOVED = Change(ChangeKind.REMOVED, GOODDATA.name, row_before=GOODDATA)
MOVED_PLACE = Change(
    ChangeKind.CHANGED,
    "Google LLC",
    field="location",
    before=GOOGLE_OLD.fields[Field.LOCATION],
    after=GOOGLE_NEW.fields[Field.LOCATION],
    row_before=GOOGLE_OLD,
    row_after=GOOGLE_NEW,
)
JUDGEMENTS = (
    judged(
        ADDED,
        Severity.CRITICAL,
        "added-outside-untooled",
        "Exotel Techcom Private Limited is a new third party in India (third country without an adequacy decision), "
        "and no transfer mechanism is stated.",
        regime="eu",
        relationship="third_party",
        mechanism_after="no transfer mechanism is stated",
        places_after="India",
        geo_after="third country without an adequacy decision",
        class_after="third",
    ),
    judged(
        MOVED_PLACE,
        Severity.HIGH,
        "moved-worse",
        "Google LLC moved from Europe, United States (adequate for certified recipients only) to Europe, "
        "United States, Saudi Arabia (third country without an adequacy decision).",
        regime="eu",
        places_before="Europe, United States",
        geo_before="adequate for certified recipients only",
        class_before="conditional",
        places_after="Europe, United States, Saudi Arabia",
        geo_after="third country without an adequacy decision",
        class_after="third",
    ),
    judged(
        REMOVED,
        Severity.LOW,
        "removed",
        "GoodData Ireland Limited is no longer listed.",
        regime="eu",
        places_before="customer selected",
        geo_before="place not known",
    ),
)


def snapshot(
    id: int, rows: tuple[Row, ...], first: datetime, last: datetime, published: date | None
) -> Snapshot:
    """A list as stored."""
    return Snapshot(
        id=id,
        source_id="infobip/list",
        listing=Listing(
            Verdict.LIST,
            rows=rows,
            published=PublishedDate(
                published,
                f"Last updated: {published:%d/%m/%Y}" if published else None,
                (published,) if published else (),
            ),
            title="Sub-processors | Infobip",
        ),
        first_seen_at=first,
        last_seen_at=last,
        last_seen_grade=Grade.BYTES,
        capture_sha256=f"{id:064x}",
        listing_sha256=f"{id + 100:064x}",
        final_url=URL,
    )


def revision(**changes: object) -> Revision:
    """Infobip's list: one sub-processor added in India, one removed, one location widened."""
    judgements = JUDGEMENTS
    made = Revision(
        id=7,
        public_id="r7k2m9",
        source_id="infobip/list",
        vendor_id="infobip",
        vendor_name="Infobip",
        source_url=URL,
        kind=SourceKind.LIST,
        comparison=Comparison(
            CompareOutcome.CHANGED,
            tuple(j.change for j in judgements),
            ("The order of two rows changed.",),
            None,
            3,
        ),
        judgements=judgements,
        severity=Severity.CRITICAL,
        window=WINDOW,
        terms=TERMS,
        before=snapshot(
            11,
            (*KEPT, GOOGLE_OLD, GOODDATA),
            datetime(2026, 9, 1, 6, tzinfo=UTC),
            BEFORE_AT,
            date(2023, 2, 22),
        ),
        after=snapshot(12, (*KEPT, GOOGLE_NEW, EXOTEL), AFTER_AT, AFTER_AT, date(2026, 11, 2)),
        recorded_at=NOW,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def revision_of(*judgements: Judgement, **changes: object) -> Revision:
    """A revision holding just these changes."""
    comparison = Comparison(CompareOutcome.CHANGED, tuple(j.change for j in judgements))
    severity = max((j.severity for j in judgements), key=lambda s: s.rank, default=Severity.INFO)
    return revision(comparison=comparison, judgements=judgements, severity=severity, **changes)


def clause_revision() -> Revision:
    """Numonix's objection period goes from 30 to 14 days, and the paragraph that says so with it."""
    old = "Customer may object within thirty (30) days of the update to the list of Sub-processing."
    clause = Change(
        ChangeKind.CHANGED,
        "Objection period",
        field=FIELD_CLAUSE,
        before="30 calendar days",
        after="14 calendar days",
    )
    said = judged(
        clause,
        Severity.HIGH,
        "clause-shortened",
        "The objection period was shortened: 30 calendar days → 14 calendar days.",
        topic="sub-processing",
    )
    paragraph = Change(
        ChangeKind.CHANGED,
        "6. Sub-processing",
        field=FIELD_PARAGRAPH,
        before=old,
        after=old.replace("thirty (30)", "fourteen (14)"),
    )
    return replace(
        revision_of(
            said,
            judged(
                paragraph, Severity.MEDIUM, "paragraph-on-transfers", "A paragraph on sub-processing changed."
            ),
            terms=replace(TERMS, confirmed_by=None),
            window=None,
        ),
        vendor_id="numonix",
        vendor_name="Numonix",
        source_id="numonix/dpa",
        kind=SourceKind.DPA,
        public_id="n4x8p1",
    )


def hostile_revision(text: str = HOSTILE) -> Revision:
    """Every text a page can choose is hostile."""
    bad = Row(
        fields=dict.fromkeys(Field, text),
        other={text: text},
        where=text,
    )
    added = Change(ChangeKind.ADDED, text, row_after=bad, group=text, notes=(text,))
    changed = Change(
        ChangeKind.CHANGED,
        text,
        field=text,
        before=text,
        after=text[::-1],
        row_before=bad,
        row_after=bad,
        others=(text,),
    )
    terms = replace(TERMS, quote=text, where=text, confirmed_by=text)
    before, after = revision().before, revision().after
    listing = replace(after.listing, rows=(bad,), warnings=(text,), announcements=(text,), title=text)
    listing = replace(listing, published=PublishedDate(None, text, (date(2026, 1, 9), date(2026, 9, 1))))
    return revision_of(
        judged(added, Severity.CRITICAL, "added-outside-untooled", text, place=text),
        judged(changed, Severity.HIGH, "moved-worse", text),
        vendor_name=text,
        terms=terms,
        before=replace(before, final_url=text),
        after=replace(after, listing=listing),
        source_url="javascript:alert(1)//" + text,
    )
