"""The approved baseline beside every later revision: in alerts, in reports, in the history."""

from __future__ import annotations

import json
from datetime import timedelta
from importlib.resources import files

import jsonschema
import pytest

from monitor.alert.brief import brief
from monitor.alert.compose import change_alert
from monitor.alert.payload import Links
from monitor.engine.baselines import approved_baseline, for_alert
from monitor.engine.history import history
from monitor.engine.reports import Reports
from monitor.model import Revision
from monitor.report import ReportFormat
from monitor.store import Store
from tests.store.samples import ACME, AT, hours, step, vendor, watched


@pytest.fixture
def later(sqlite_store: Store) -> tuple[Store, Revision, Revision]:
    """Legal approved the first list; then one company joined, and then another."""
    store = sqlite_store
    first = watched(store, "Alpha")
    store.approve_baseline(first, "Legal", "annex 3 of the agreement", hours(1))
    one = store.record_revision(step(store, "Alpha", "Beta", at=hours(2)))
    return store, one, store.record_revision(step(store, "Alpha", "Beta", "Gamma", at=hours(3)))


def added(store: Store, revision: Revision) -> list[str]:
    found = approved_baseline(store, revision)
    assert found is not None
    return [change.name for change in found.comparison.changes]


def test_each_later_revision_shows_its_difference_to_the_approved_list(
    later: tuple[Store, Revision, Revision],
) -> None:
    store, one, two = later
    assert [change.name for change in two.comparison.changes] == ["Gamma"], (
        "the difference to the last snapshot"
    )
    assert (added(store, one), added(store, two)) == (["Beta"], ["Beta", "Gamma"])


def test_a_new_approval_is_what_later_revisions_are_held_against(
    later: tuple[Store, Revision, Revision],
) -> None:
    store, _, two = later
    store.approve_baseline(two.after.id, "Legal", "all agreed", hours(4))
    third = store.record_revision(step(store, "Alpha", "Beta", "Gamma", "Delta", at=hours(5)))
    assert added(store, third) == ["Delta"]
    assert added(store, two) == ["Beta", "Gamma"], (
        "what was found before is held against what was approved then"
    )
    assert [a.why for a in store.baseline_approvals(ACME)] == ["annex 3 of the agreement", "all agreed"]


def test_the_alert_has_a_line_for_it(later: tuple[Store, Revision, Revision]) -> None:
    store, _, two = later
    alert = change_alert(two, links=Links(), vendor=vendor(), baseline=for_alert(store, two))
    schema = json.loads(files("monitor.alert").joinpath("alert.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(dict(alert.payload), schema)
    facts = {fact.label: fact.value for fact in brief(alert, two.recorded_at.date()).facts}
    assert facts["Against the approved list"].startswith("2 new sub-processors (approved Mon 2 Nov 2026")


def test_without_an_approval_nothing_is_said_of_one(sqlite_store: Store) -> None:
    watched(sqlite_store, "Alpha")
    revision = sqlite_store.record_revision(step(sqlite_store, "Alpha", "Beta", at=hours(2)))
    assert for_alert(sqlite_store, revision) is None
    assert "baseline" not in change_alert(revision, links=Links()).payload


def test_the_report_and_the_history_tell_of_it(later: tuple[Store, Revision, Revision]) -> None:
    store, _, two = later
    reports = Reports(store, files("monitor").joinpath("nowhere"), lambda _: None, now=lambda: hours(6))  # type: ignore[arg-type]
    text = str(reports.render(two, ReportFormat.MARKDOWN))
    assert "Against the approved list" in text
    assert "annex 3 of the agreement" in text
    (entry,) = [e for e in history(store, "acme") if e.kind == "baseline"]
    assert (entry.at, entry.by) == (AT + timedelta(hours=1), "Legal")
