"""Alerts as plain values: what they hold, what they are called, and when there is none."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files

import jsonschema
import pytest

from monitor.alert import (
    DigestFacts,
    Links,
    NothingToTellError,
    Trouble,
    change_alert,
    digest,
    escalation,
    overdue,
    own_trouble,
    reminder,
    source_recovered,
    source_trouble,
    test_alert,
)
from monitor.alert.payload import MAX_CHANGES
from monitor.model import (
    Alert,
    AlertKind,
    Change,
    ChangeKind,
    CompareOutcome,
    Comparison,
    Health,
    Severity,
)
from tests.alert import samples

LINKS = Links(
    report="https://monitor.example.com/r/r7k2m9", decide="https://monitor.example.com/r/r7k2m9#decide"
)
TROUBLE = Trouble(
    Health.BLOCKED,
    "login",
    "The page asks for a login where the list was.",
    since=samples.AFTER_AT,
    last_good_at=samples.BEFORE_AT,
    failures=3,
)


def every_kind() -> list[Alert]:
    """One alert of each kind."""
    revision, vendor = samples.revision(), samples.VENDOR
    change = change_alert(revision, links=LINKS, vendor=vendor)
    trouble = source_trouble(samples.SOURCE, vendor, TROUBLE)
    facts = DigestFacts(
        datetime(2026, 11, 2, tzinfo=UTC), samples.NOW, checks=62, failed=1, sources=9, longest_gap_s=90_000
    )
    return [
        change,
        reminder(revision, "14d", links=LINKS, vendor=vendor),
        escalation(revision, 1, links=LINKS, vendor=vendor, waited="one business day"),
        overdue(revision, links=LINKS, vendor=vendor),
        trouble,
        source_recovered(samples.SOURCE, vendor, TROUBLE, samples.NOW),
        own_trouble("network:1", "No vendor can be reached", "All 9 hosts failed.", since=samples.NOW),
        digest("daily", facts, happened=[change, trouble], open_windows=[change]),
        test_alert("1", sent_at=samples.NOW),
    ]


def test_a_change_alert_needs_a_material_change() -> None:
    reformatted = samples.revision(
        comparison=Comparison(CompareOutcome.REFORMATTED, (), ("The order changed.",)), judgements=()
    )
    with pytest.raises(NothingToTellError, match="r7k2m9 of infobip/list holds no material change"):
        change_alert(reformatted, links=LINKS)


def test_ids_are_the_same_at_every_composition_and_differ_between_alerts() -> None:
    first, second = every_kind(), every_kind()
    assert [alert.id for alert in first] == [alert.id for alert in second]
    assert len({alert.id for alert in first}) == len(first)
    assert first[0].id == "change:r7k2m9"


def test_each_kind_is_composed() -> None:
    assert {alert.kind for alert in every_kind()} == set(AlertKind)


@pytest.mark.parametrize("alert", every_kind(), ids=lambda alert: alert.id.split(":")[0])
def test_the_payload_is_plain_json_of_the_published_shape(alert: Alert) -> None:
    schema = json.loads(files("monitor.alert").joinpath("alert.schema.json").read_text())
    payload = json.loads(json.dumps(alert.payload))
    assert payload == alert.payload
    jsonschema.validate(payload, schema)


def test_the_hostile_revision_keeps_the_published_shape() -> None:
    schema = json.loads(files("monitor.alert").joinpath("alert.schema.json").read_text())
    jsonschema.validate(change_alert(samples.hostile_revision(), links=LINKS).payload, schema)


def test_an_alert_holds_dates_and_never_days_left() -> None:
    text = json.dumps(change_alert(samples.revision(), links=LINKS).payload)
    assert "2026-11-27" in text
    assert "days left" not in text
    assert "in 24 days" not in text


def test_the_most_severe_changes_come_first_and_the_rest_is_counted() -> None:
    many = [
        samples.judged(Change(ChangeKind.ADDED, f"Vendor {n}"), Severity.MEDIUM, "added", "Added.")
        for n in range(3_000)
    ]
    many[2_345] = replace(many[2_345], severity=Severity.CRITICAL)
    payload = change_alert(samples.revision_of(*many), links=LINKS).payload
    assert payload["changes"][0]["name"] == "Vendor 2345"  # type: ignore[index]
    assert payload["changes_left_out"] == 3_000 - MAX_CHANGES
    assert payload["counts"] == {"added": 3_000}
    assert len(json.dumps(payload)) < 100_000


def test_a_judgement_read_back_from_the_store_still_finds_its_change() -> None:
    revision = samples.revision()
    copies = tuple(replace(j, change=replace(j.change)) for j in reversed(revision.judgements))
    payload = change_alert(replace(revision, judgements=copies), links=LINKS).payload
    assert [c["severity"] for c in payload["changes"]] == ["critical", "high", "low"]  # type: ignore[union-attr]


def test_only_web_addresses_become_the_source_link() -> None:
    payload = change_alert(samples.hostile_revision(), links=Links()).payload
    assert payload["links"]["source"] is None  # type: ignore[index]


def test_whoever_gets_a_report_is_led_to_where_it_says_how_to_decide() -> None:
    report = "https://monitor.example.com/reports/r7k2m9"
    for make in (lambda links: change_alert(samples.revision(), links=links),
                 lambda links: overdue(samples.revision(), links=links)):  # fmt: skip
        links = make(Links(report=report)).payload["links"]
        assert links["decide"] == f"{report}#decision"  # type: ignore[index]
        assert make(Links()).payload["links"]["decide"] is None  # type: ignore[index]


def test_a_repeated_trouble_is_another_alert_and_louder() -> None:
    first = source_trouble(samples.SOURCE, samples.VENDOR, replace(TROUBLE, health=Health.FAILING))
    again = source_trouble(samples.SOURCE, samples.VENDOR, replace(TROUBLE, health=Health.FAILING), nth=1)
    assert first.id != again.id
    assert (first.severity, again.severity) == (Severity.MEDIUM, Severity.HIGH)
