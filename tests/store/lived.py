"""A store in which everything that can be recorded has been."""

from __future__ import annotations

import dataclasses

from monitor.model import (
    CheckOutcome,
    ClauseOrigin,
    ClauseTerms,
    CompareOutcome,
    Comparison,
    DecisionState,
    Leg,
    Period,
    TlsPeer,
)
from monitor.store import NewListing, Store
from monitor.store.values import Step
from tests.store.samples import (
    ACME,
    AT,
    WINDOW,
    capture,
    failed,
    hours,
    identical,
    listing,
    step,
    taken,
    tell,
    vendor,
    watched,
)

NOTHING = Comparison(CompareOutcome.UNCHANGED)


def pictured(one: Step) -> Step:
    """The same, come by through a browser, with its way."""
    picture = f"PNG {one.at}".encode()
    tls = TlsPeer("TLSv1.3", certificate_sha256="ab" * 32, issuer="CN=Some CA")
    legs = (Leg("https://acme.example/sub-processors", one.at, (("Accept", "text/html"),), tls=tls),)
    return dataclasses.replace(
        one, capture=dataclasses.replace(one.capture, browser=True, picture=picture, legs=legs)
    )


def live(store: Store) -> None:
    """A store in which everything that can be recorded has been, twice."""
    watched(store, "Alpha", vendors=[vendor(terms=ClauseTerms(Period(10), Period(30)))])
    noise = capture(b"noise", hours(1))
    unchanged = identical(store, hours(1), outcome=CheckOutcome.UNCHANGED, new_capture=noise)
    store.record_unchanged([unchanged], hours(1))
    store.record_failure(failed(hours(2)))
    first = store.record_revision(pictured(step(store, "Beta", at=hours(3))), tell)
    second = store.record_revision(pictured(step(store, "Gamma", at=hours(4))), tell)
    store.record_window(first.id, WINDOW, None, "again", hours(5))
    for revision in (first, second):
        store.add_decision(
            revision.id, expected=DecisionState.DETECTED, state=DecisionState.ACCEPTED, made_by="Ada", why="fine",
            at=hours(5),
        )  # fmt: skip
    for n in (5, 6):
        notice = store.add_notice(
            "acme", received_at=AT, channel="mail", subject="s", logged_by="Ada", at=hours(n), file=f"mail {n}".encode()
        )  # fmt: skip
        store.link_notice(notice.id, first.id, "Ada", hours(n))
        store.unlink_notice(notice.id, first.id, unlinked_by="Ada", why="another product", at=hours(n))
        store.add_letter(
            first.id, language="en", forms="md", text=f"letter {n}".encode(), drafted_by="Ada", at=hours(n)
        )
        store.record_gap(hours(n), hours(n + 0.5), "restart")
        store.approve_baseline(first.after.id, "legal", "ok", hours(n))
        better = dataclasses.replace(listing("Gamma"), title=f"reading {n}")
        store.record_reading(second.after.id, NewListing.of(better), "extraction 2", hours(n))
        store.rule_names("Acme", f"Acme {n}", same=n == 5, made_by="Ada", why="asked them", at=hours(n))
    read = store.add_clause_version(
        "acme", ClauseTerms(Period(10), Period(14)), ClauseOrigin.PROPOSED, hours(6)
    )
    agreed = ClauseTerms(Period(10), Period(14), confirmed_by="Ada")
    store.confirm_clause(
        "acme", agreed, proposal=read, valid_from=AT, made_by="Ada", why="read it", at=hours(6)
    )
    store.reject_clause(read, made_by="Ada", why="read it again", at=hours(7))
    deliveries = taken(store, hours(6))
    store.mark_sent(deliveries[0], hours(6))
    store.mark_failed(deliveries[1], "404", hours(6))
    store.record_failure(failed(hours(7), "dns"))
    store.record_failure(failed(hours(8), "tls"))
    noise = pictured(
        Step(ACME, 0, NewListing.of(listing()), capture(b"noise", hours(9)), NOTHING, hours(9), AT)
    )
    store.record_unchanged(
        [identical(store, hours(9), outcome=CheckOutcome.UNCHANGED, new_capture=noise.capture)], hours(9)
    )
    store.record_failure(failed(hours(10), "tls"))
    store.record_failure(failed(hours(11), "tls"))
    for n in (12, 13):
        assert store.seal_spans(hours(n))
        store.add_witness("rfc3161", store.chain_head(), authority="tsa", token=f"{n}".encode(), at=hours(n))
