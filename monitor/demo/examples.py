"""An invented vendor's change, and from it one alert of every kind: for previews, pictures and tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from monitor.alert.compose import (
    DigestFacts,
    Trouble,
    change_alert,
    digest,
    escalation,
    notice_unanswered,
    overdue,
    own_trouble,
    reminder,
    source_recovered,
    source_trouble,
    terms_differ,
    test_alert,
)
from monitor.alert.payload import Links
from monitor.model import (
    Alert,
    Change,
    ChangeKind,
    ClauseTerms,
    CompareOutcome,
    Comparison,
    DateBounds,
    Field,
    Grade,
    Health,
    Judgement,
    Listing,
    Notice,
    Period,
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

SEEN_BEFORE = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
SEEN_AFTER = datetime(2026, 11, 3, 6, 0, tzinfo=UTC)
_URL = "https://www.example.com/legal/sub-processors"
_LINKS = Links(source=_URL)
_TERMS = ClauseTerms(
    notice=Period(10),
    objection=Period(30),
    runs_from=RunsFrom.LIST_UPDATE,
    quote="Customer may object to a new Sub-processor within thirty (30) days of the update to the list.",
    where="section 6",
    confirmed_by="Ada Berg",
)
_WINDOW = Window(
    trigger=DateBounds(date(2026, 11, 2), date(2026, 11, 3)),
    deadline=DateBounds(date(2026, 12, 2), date(2026, 12, 3)),
    engagement_earliest=date(2026, 11, 12),
    prevent_by=date(2026, 11, 11),
    act_by=date(2026, 11, 27),
    working=("30 calendar days from Mon 2 Nov 2026 end on Wed 2 Dec 2026.",),
    flags=frozenset({"live_before_window_closes"}),
)
VENDOR = Vendor(
    id="example-mail",
    name="Example Mail",
    sources=(),
    products=("Newsletter API",),
    owner="Ada Berg",
    terms=_TERMS,
    zone="Europe/Berlin",
)
SOURCE = Source(id="example-mail/list", vendor_id="example-mail", url=_URL)


def _row(name: str, purpose: str, place: str) -> Row:
    return Row(fields={Field.NAME: name, Field.PURPOSE: purpose, Field.LOCATION: place})


def revision() -> Revision:
    """One new company, one that moved, one that is gone."""
    new = _row("Northwind Voice Pvt. Ltd.", "Call recording for customers in South Asia", "India")
    before = _row("Contoso Cloud LLC", "Hosting of the service and its backups", "Ireland, United States")
    after = _row(
        "Contoso Cloud LLC", "Hosting of the service and its backups", "Ireland, United States, Saudi Arabia"
    )
    gone = _row("Fabrikam Analytics Ltd.", "Product analytics", "Ireland")
    added = Change(ChangeKind.ADDED, new.name, row_after=new, group="Third parties")
    places = (before.fields[Field.LOCATION], after.fields[Field.LOCATION])
    moved = Change(
        ChangeKind.CHANGED,
        before.name,
        field="location",
        before=places[0],
        after=places[1],
        row_before=before,
        row_after=after,
    )
    removed = Change(ChangeKind.REMOVED, gone.name, row_before=gone)
    judgements = (
        Judgement(
            added,
            Severity.CRITICAL,
            "added-outside-untooled",
            "Northwind Voice Pvt. Ltd. is a new third party in India, and no transfer mechanism is stated.",
            {"geo_after": "third country without an adequacy decision"},
        ),
        Judgement(moved, Severity.HIGH, "moved-worse", "Contoso Cloud LLC is now in Saudi Arabia, too.", {}),
        Judgement(removed, Severity.LOW, "removed", "Fabrikam Analytics Ltd. is no longer listed.", {}),
    )
    return revision_of(judgements, rows=(new, after))


def revision_of(
    judgements: Sequence[Judgement], *, rows: Sequence[Row] = (), public_id: str = "example1"
) -> Revision:
    """A revision of the invented vendor with these changes."""

    def snapshot(id: int, at: datetime) -> Snapshot:
        listing = Listing(Verdict.LIST, rows=tuple(rows))
        return Snapshot(id, SOURCE.id, listing, at, at, Grade.BYTES, "0" * 64, "0" * 64)

    return Revision(
        id=1,
        public_id=public_id,
        source_id=SOURCE.id,
        vendor_id=VENDOR.id,
        vendor_name=VENDOR.name,
        source_url=_URL,
        kind=SourceKind.LIST,
        comparison=Comparison(CompareOutcome.CHANGED, tuple(judged.change for judged in judgements)),
        judgements=tuple(judgements),
        severity=max((judged.severity for judged in judgements), key=lambda s: s.rank),
        window=_WINDOW,
        terms=_TERMS,
        before=snapshot(1, SEEN_BEFORE),
        after=snapshot(2, SEEN_AFTER),
        recorded_at=SEEN_AFTER,
    )


def of_revision(about: Revision, vendor: Vendor, address: str | None = None) -> dict[str, Alert]:
    """The alerts there can be about a revision, by kind. address: where our reports are served."""
    links = Links(report=f"{address.rstrip('/')}/reports/{about.public_id}" if address else None)
    return {
        "change": change_alert(about, links=links, vendor=vendor),
        "reminder": reminder(about, "days_7", links=links, vendor=vendor),
        "notice_missing": reminder(about, "notice_missing", links=links, vendor=vendor),
        "escalation": escalation(
            about, 1, links=links, vendor=vendor, waited="2 business days", route="procurement"
        ),
        "overdue": overdue(about, links=links, vendor=vendor),
    }


def told_at(name: str) -> datetime:
    """When an alert of that name (a key of ``alerts``) would be sent: days left are counted from then."""
    days = {"notice_missing": 5, "escalation": 2, "reminder": 22, "overdue": 31}
    return SEEN_AFTER + timedelta(days=days.get(name, 0))


def alerts(about: Revision | None = None, vendor: Vendor = VENDOR) -> dict[str, Alert]:
    """One alert of every kind and shape there is, by a name of its own."""
    told = of_revision(about or revision(), vendor, "https://monitor.example.org")
    day = timedelta(days=1)
    trouble = Trouble(
        Health.BLOCKED,
        "forbidden",
        "the server answers 403 Forbidden: it does not let us in",
        SEEN_AFTER,
        last_good_at=SEEN_BEFORE,
        failures=5,
        next_check_at=SEEN_AFTER + day,
    )
    subject = "Changes to our sub-processors"
    notice = Notice(7, vendor.id, SEEN_BEFORE, "mail", subject, "Ada Berg", SEEN_AFTER)
    source_down = source_trouble(SOURCE, vendor, trouble, links=_LINKS)
    facts = DigestFacts(
        SEEN_AFTER - 7 * day, SEEN_AFTER, checks=62, failed=3, sources=9, longest_gap_s=25 * 3600.0
    )
    return {
        **told,
        "source_trouble": source_down,
        "source_recovered": source_recovered(SOURCE, vendor, trouble, SEEN_AFTER + day, links=_LINKS),
        "terms": terms_differ(
            vendor,
            SOURCE,
            "sample",
            ours="objection 30 days from the update of the list",
            theirs="objection 14 days from the update of the list",
            differences=("the objection period is 14 days instead of 30",),
            quote="You may object within fourteen (14) days.",
            since=SEEN_AFTER,
        ),
        "notice": notice_unanswered(vendor, notice),
        "own": own_trouble(
            "delivery:17",
            "An alert could not be delivered to “procurement”",
            "“Example Mail: 1 new sub-processor, 1 entry changed and 1 sub-processor removed” (alert change:example1) "
            "was not acknowledged in 1 try and is not sent again by itself. "
            "The last answer: HTTP 404: no_service",
            since=SEEN_AFTER,
            advice=("Mend the address in monitor.yaml, then: monitor alert retry",),
        ),
        "digest": digest(
            "weekly", facts, happened=[told["change"], source_down], open_windows=[told["change"]]
        ),
        "digest_quiet": digest("daily", replace(facts, failed=0, start=SEEN_AFTER - day)),
        "test": test_alert("example", sent_at=SEEN_AFTER),
    }
