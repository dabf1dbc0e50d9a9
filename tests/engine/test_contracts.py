"""Contracts in the running service: what a new configuration or a new reading does to windows, and who is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from monitor.assess.windows import compute
from monitor.engine.contracts import Contracts
from monitor.engine.sender import planned
from monitor.engine.writer import Writer
from monitor.model import (
    Alert,
    ClauseTerms,
    Listing,
    Paragraph,
    Period,
    PlannedAlert,
    Revision,
    Route,
    RunsFrom,
    SourceKind,
    Vendor,
    Verdict,
    WindowFacts,
)
from monitor.settings import Settings
from monitor.settings.files import MonitorFile
from monitor.store import Baseline, NewListing, Store
from tests.store.samples import AT, baseline, capture, hours, source, step

ROUTES = (Route("ops", ("json://ops",)),)
CLAUSE = (
    "The Processor shall inform the Customer of any new sub-processor with 30 days prior notice. "
    "The Customer may object to a new sub-processor within 30 days of receipt of the notice."
)
PAGE = source("acme/dpa", kind=SourceKind.DPA, url="https://acme.example/dpa")
ACME = Vendor("acme", "Acme", (source("acme/list"), PAGE))
SHORT = ClauseTerms(Period(30), Period(10), RunsFrom.RECEIPT, confirmed_by="vendors.yaml")


def plan(alert: Alert, vendor: Vendor | None) -> PlannedAlert:
    return planned(alert, vendor, ROUTES)


def does(store: Store, vendor: Vendor, what: Callable[[Contracts], object]) -> None:
    """What the service does with this vendor in its configuration."""
    settings = Settings(Path("monitor.yaml"), MonitorFile(), (vendor,), ROUTES, None)

    async def run() -> None:
        writer = Writer(store, lambda: AT, lambda _: ())
        writer.start()
        await what(Contracts(store, writer, lambda: settings, plan))  # type: ignore[misc]
        await writer.stop()

    asyncio.run(run())


@pytest.fixture
def changed(sqlite_store: Store) -> tuple[Store, Revision]:
    """Acme's contract is watched, and its list changed, before the contract was ever read."""
    store = sqlite_store
    store.sync_vendors([ACME], AT)
    listing = Listing(Verdict.NO_LIST, paragraphs=(Paragraph(CLAUSE, where="section 7"),))
    body = capture(CLAUSE.encode(), AT, url=PAGE.url)
    store.record_baselines(
        [baseline("Alpha"), Baseline("acme/dpa", NewListing.of(listing), body, AT, hours(1))], AT
    )
    return store, store.record_revision(step(store, "Alpha", "Beta", at=hours(24), window=None))


def test_a_contract_read_after_the_change_opens_its_window(changed: tuple[Store, Revision]) -> None:
    store, revision = changed
    does(store, ACME, lambda contracts: contracts.learn(ACME, PAGE, hours(30)))
    window = store.revision(revision.id).window
    assert window is not None
    assert "unconfirmed" in window.flags


def test_terms_typed_into_the_running_configuration_recount_the_open_windows_once(
    changed: tuple[Store, Revision],
) -> None:
    store, revision = changed
    does(store, ACME, lambda contracts: contracts.learn(ACME, PAGE, hours(30)))
    typed = replace(ACME, terms=SHORT)
    for n in range(3):
        store.sync_vendors([typed], hours(40 + n))
        does(store, typed, lambda contracts, n=n: contracts.follow([typed], hours(40 + n)))  # type: ignore[misc]
    now = store.revision(revision.id)
    assert now.terms == SHORT
    assert len(store.windows(revision.id)) == 2
    assert "terms on file changed: notice 30 calendar days, objection 10" in store.windows(revision.id)[-1][1]


def test_a_page_that_contradicts_the_typed_terms_is_told_when_the_configuration_is_taken_over(
    changed: tuple[Store, Revision],
) -> None:
    store, _ = changed
    does(store, ACME, lambda contracts: contracts.learn(ACME, PAGE, hours(30)))
    assert store.deliveries() == []
    typed = replace(ACME, terms=SHORT)
    store.sync_vendors([typed], hours(40))
    for n in range(2):
        does(store, typed, lambda contracts, n=n: contracts.follow([typed], hours(40 + n)))  # type: ignore[misc]
    (only,) = store.deliveries()
    assert only.alert.payload["own"]["headline"] == "Acme: the contract page contradicts the terms on file"  # type: ignore[index]


def test_a_window_left_at_old_terms_by_a_crash_is_mended_at_the_next_start(
    changed: tuple[Store, Revision],
) -> None:
    store, _ = changed
    typed = replace(ACME, terms=SHORT)
    store.sync_vendors([typed], hours(30))
    facts = WindowFacts(
        replace(SHORT, objection=Period(30)), AT, hours(48), zone="UTC", today=hours(48).date()
    )
    revision = store.record_revision(
        step(
            store,
            "Alpha",
            "Beta",
            "Gamma",
            at=hours(48),
            window=compute(facts),
            facts=facts,
            terms=facts.terms,
        )
    )
    when: datetime = hours(50)
    does(store, typed, lambda contracts: contracts.follow([typed], when))
    assert store.revision(revision.id).terms == SHORT


def test_facts_that_cannot_be_counted_stop_nothing(changed: tuple[Store, Revision]) -> None:
    store, _ = changed
    typed = replace(ACME, terms=SHORT)
    store.sync_vendors([typed], hours(30))
    odd = WindowFacts(replace(SHORT, objection=Period(30)), hours(60), hours(48), zone="Nowhere/At All")
    revision = store.record_revision(
        step(store, "Alpha", "Beta", "Gamma", at=hours(48), facts=odd, terms=odd.terms)
    )
    does(store, typed, lambda contracts: contracts.follow([typed], hours(50)))
    assert len(store.windows(revision.id)) == 1
