"""The story of one check: what the vendor's page says, look after look, and what is recorded and told of it.

Time passes only where a test says so; the page is compared, gated, confirmed and recorded by the real parts.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.check import AWAITING
from monitor.finding import Waiting
from monitor.model import (
    FIELD_CLAUSE,
    AlertKind,
    ChangeKind,
    CheckOutcome,
    CompareOutcome,
    FailureReason,
    FetchFailure,
    Field,
    Grade,
    Health,
    Hints,
    SourceKind,
)
from tests.world import BEGIN, NOT_MODIFIED, World

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
COMPANIES = (
    ("Acme Cloud GmbH", "Hosting of the service", "Germany"),
    ("Borealis Mail AB", "Delivery of e-mail", "Sweden"),
    ("Cobalt Support Ltd", "Customer support", "United Kingdom"),
    ("Dunes Analytics SAS", "Product analytics", "France"),
    ("Ember Telephony BV", "Telephone calls", "Netherlands"),
    ("Fjord Backup AS", "Backups", "Norway"),
    ("Granite Payments SA", "Payment processing", "Luxembourg"),
    ("Harbour Logs Oy", "Storage of log files", "Finland"),
)
NEW = ("Indus Annotation Private Limited", "Labelling of recordings", "India")
NEWER = ("Juniper Transcription LLC", "Transcription of recordings", "United States")
LOGIN = """<html lang="en"><head><title>Sign in</title></head><body><h1>Sign in</h1><form method="post">
<label>E-mail <input type="email" name="email"></label><label>Password <input type="password" name="password"></label>
<button>Sign in</button></form></body></html>"""


def listed(*rows: tuple[str, str, str], note: str = "", extra: str = "") -> str:
    """A page with a list of these companies; ``note`` is a comment no reader sees, ``extra`` stands below the list."""
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<!doctype html><html lang="en"><head><title>Sub-processors</title></head><body><!-- {note} -->'
        "<h1>Our sub-processors</h1><p>We use these sub-processors to process personal data.</p>"
        "<table><tr><th>Sub-processor</th><th>Purpose</th><th>Location</th></tr>"
        f"{cells}</table>{extra}</body></html>"
    )


OLD_PAGE = listed(*COMPANIES)
NEW_PAGE = listed(*COMPANIES, NEW)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """One source, whose baseline was taken at 06:00."""
    found = World.new(tmp_path)
    assert outcome(found.look(OLD_PAGE, after=timedelta())) is CheckOutcome.BASELINE_RECORDED
    return found


def outcome(result: Any) -> CheckOutcome:
    assert result.finding is not None, result.error
    found: CheckOutcome = result.finding.outcome
    return found


def change(world: World, page: str, until: timedelta = MINUTE) -> Any:
    """Two looks at a new page, a minute apart."""
    world.look(page)
    return world.look(page, after=until)


# -- nothing changed


def test_not_modified_is_the_servers_word_and_graded_so(world: World) -> None:
    assert outcome(world.look(NOT_MODIFIED)) is CheckOutcome.NOT_MODIFIED
    assert (world.head.last_seen_at, world.head.last_seen_grade) == (BEGIN + HOUR, Grade.NOT_MODIFIED)
    assert world.head.last_bytes_at == BEGIN
    validators, _ = world.asked[-1]
    assert validators
    assert validators.etag == '"v1"'


def test_the_same_bytes_prove_that_the_list_holds(world: World) -> None:
    assert outcome(world.look(OLD_PAGE)) is CheckOutcome.IDENTICAL
    assert (world.head.last_seen_at, world.head.last_seen_grade) == (BEGIN + HOUR, Grade.BYTES)


def test_other_bytes_with_the_same_list_are_kept_and_nobody_is_told(world: World) -> None:
    before = world.head
    assert outcome(world.look(listed(*COMPANIES, note="built at 7"))) is CheckOutcome.UNCHANGED
    assert world.head.snapshot_id == before.snapshot_id
    assert world.head.capture_sha256 != before.capture_sha256
    assert world.told() == []


def test_a_page_that_was_only_reformatted_is_a_new_snapshot_without_an_alert(world: World) -> None:
    result = world.look(listed(*reversed(COMPANIES)))
    assert outcome(result) is CheckOutcome.REFORMATTED
    (revision,) = world.revisions()
    assert revision.comparison.outcome is CompareOutcome.REFORMATTED
    assert world.told() == []


def test_once_a_day_the_server_is_not_taken_at_its_word(world: World) -> None:
    world.look(NOT_MODIFIED, after=23 * HOUR)
    assert world.asked[-1][0] is not None
    world.look(OLD_PAGE, after=HOUR)
    assert world.asked[-1][0] is None, "no validators: the server must send the page"


# -- a change


def test_a_change_is_told_after_a_second_independent_look(world: World) -> None:
    first = world.look(NEW_PAGE)
    assert isinstance(first.finding, Waiting)
    assert first.finding.reason == AWAITING
    assert world.told() == []
    assert world.state.next_check_at == BEGIN + HOUR + MINUTE
    second = world.look(NEW_PAGE, after=MINUTE)
    assert world.asked[-1] == (None, True), "no cache and no validators"
    assert outcome(second) is CheckOutcome.CHANGED
    (alert,) = world.told()
    assert alert.kind is AlertKind.CHANGE


def test_the_window_is_counted_from_the_first_sight_not_from_our_confirmation(world: World) -> None:
    world.look(OLD_PAGE, after=17 * HOUR)  # 23:00
    world.look(NEW_PAGE, after=59 * MINUTE)  # 23:59, still 2 November
    revision = world.look(NEW_PAGE, after=5 * MINUTE).revision  # 00:04 on 3 November
    assert revision
    assert revision.after.first_seen_at == datetime(2026, 11, 2, 23, 59, tzinfo=UTC)
    assert revision.window
    assert (revision.window.trigger.earliest, revision.window.trigger.latest) == (
        date(2026, 11, 2),
        date(2026, 11, 2),
    )


def test_a_second_look_that_shows_something_else_again_waits_for_a_third(world: World) -> None:
    world.look(NEW_PAGE)
    other = listed(*COMPANIES, NEWER)
    assert isinstance(world.look(other, after=MINUTE).finding, Waiting)
    assert world.told() == []
    revision = world.look(other, after=2 * MINUTE).revision
    assert revision
    assert [c.name for c in revision.comparison.changes] == [NEWER[0]]
    assert revision.after.first_seen_at == BEGIN + HOUR, "since then the page was not the known one"


def test_a_change_that_is_gone_at_the_second_look_never_happened(world: World) -> None:
    world.look(NEW_PAGE)
    assert outcome(world.look(OLD_PAGE, after=MINUTE)) is CheckOutcome.IDENTICAL
    assert world.head.candidate is None
    assert (world.revisions(), world.told()) == ([], [])
    assert world.head.last_seen_at == BEGIN + HOUR + MINUTE


def test_a_failed_second_look_leaves_the_change_waiting(world: World) -> None:
    world.look(NEW_PAGE)
    world.look(FailureReason.TIMEOUT, after=MINUTE)
    revision = world.look(NEW_PAGE, after=5 * MINUTE).revision
    assert revision
    assert revision.after.first_seen_at == BEGIN + HOUR


def test_a_page_that_is_another_one_at_every_look_is_asked_less_and_less_and_then_told_as_trouble(
    world: World,
) -> None:
    waits = []
    at = HOUR
    for number in range(12):
        world.look(listed(*COMPANIES, (f"Random Company {number} GmbH", "Hosting", "Germany")), after=at)
        at = max(world.state.next_check_at - world.at, MINUTE)
        waits.append(at)
    assert sorted(waits[:6]) == waits[:6], "patience grows"
    assert world.revisions() == []
    assert world.state.last_reason == "unstable"
    assert [a.kind for a in world.told()] == [AlertKind.SOURCE_TROUBLE]


# -- doubt


def test_a_mass_removal_waits_for_hours_and_is_then_believed(world: World) -> None:
    almost_empty = listed(COMPANIES[0])
    first = world.look(almost_empty)
    assert outcome(first) is CheckOutcome.SUSPECT
    assert world.state.last_reason == "mass_removal"
    for _ in range(5):
        assert outcome(world.look(almost_empty)) is CheckOutcome.SUSPECT
    assert not world.told(), "it settles within hours: no trouble yet"
    assert world.head.listing_sha256 == world.store.recent_listings(world.source.id)[0]
    result = world.look(almost_empty)
    assert outcome(result) is CheckOutcome.CHANGED
    assert result.revision
    assert {c.kind for c in result.revision.comparison.changes} == {ChangeKind.REMOVED}
    assert result.revision.after.first_seen_at == BEGIN + HOUR


def test_a_mass_removal_in_another_row_order_at_every_look_is_believed_in_the_same_time(world: World) -> None:
    left = [COMPANIES[0], COMPANIES[1]]
    for number in range(6):
        order = left if number % 2 else left[::-1]
        assert outcome(world.look(listed(*order))) is CheckOutcome.SUSPECT
    assert outcome(world.look(listed(*left))) is CheckOutcome.CHANGED


def test_a_mass_removal_that_heals_was_none(world: World) -> None:
    world.look(listed(COMPANIES[0]))
    assert outcome(world.look(OLD_PAGE)) is CheckOutcome.IDENTICAL
    assert (world.revisions(), world.told(), world.state.health) == ([], [], Health.OK)


def test_a_look_that_was_never_believed_does_not_date_a_later_change(world: World) -> None:
    world.look(listed(COMPANIES[0]))  # half a page at 07:00
    world.look(NEW_PAGE, after=4 * HOUR)
    revision = world.look(NEW_PAGE, after=MINUTE).revision
    assert revision
    assert revision.after.first_seen_at == BEGIN + 5 * HOUR


def test_a_page_that_alternates_is_told_once(world: World) -> None:
    change(world, NEW_PAGE)
    for number in range(24):
        page = OLD_PAGE if number % 2 == 0 else NEW_PAGE
        result = world.look(page, after=5 * HOUR)
        assert outcome(result) in {CheckOutcome.SUSPECT, CheckOutcome.IDENTICAL}
    assert len(world.revisions()) == 1
    assert [alert.kind for alert in world.told()] == [AlertKind.CHANGE, AlertKind.SOURCE_TROUBLE]
    assert "gone back and forth 3 times" in str(world.told()[-1].payload)


def test_a_page_that_alternates_slowly_is_told_as_such_and_then_believed_no_more(world: World) -> None:
    change(world, NEW_PAGE)
    for number in range(60):  # half a day with the old list, half a day with the new
        world.look(OLD_PAGE if number // 6 % 2 == 0 else NEW_PAGE, after=2 * HOUR)
    assert len(world.told(AlertKind.CHANGE)) <= 3
    assert len(world.told(AlertKind.SOURCE_TROUBLE)) == 1


def test_a_row_that_goes_again_long_after_it_came_is_an_ordinary_removal(world: World) -> None:
    change(world, NEW_PAGE)
    world.look(NEW_PAGE, after=30 * DAY)
    revision = change(world, OLD_PAGE).revision
    assert revision
    assert [(c.kind, c.name) for c in revision.comparison.changes] == [(ChangeKind.REMOVED, NEW[0])]
    assert [alert.kind for alert in world.told()] == [AlertKind.CHANGE, AlertKind.CHANGE]


def test_a_change_that_is_truly_taken_back_is_told_hours_later(world: World) -> None:
    change(world, NEW_PAGE)
    for _ in range(6):
        assert outcome(world.look(OLD_PAGE)) is CheckOutcome.SUSPECT
    revision = world.look(OLD_PAGE).revision
    assert revision
    assert [(c.kind, c.name) for c in revision.comparison.changes] == [(ChangeKind.REMOVED, NEW[0])]
    assert [a.kind for a in world.told()] == [AlertKind.CHANGE, AlertKind.CHANGE], "and no trouble meanwhile"


def test_a_persons_word_stands_for_the_gate_and_the_second_look_and_is_on_record(world: World) -> None:
    almost_empty = listed(COMPANIES[0])
    world.look(almost_empty)
    world.tools.word_of = {world.source.id: "J. Doe"}
    revision = world.look(almost_empty, after=10 * MINUTE).revision
    assert revision
    assert {c.kind for c in revision.comparison.changes} == {ChangeKind.REMOVED}
    assert revision.after.first_seen_at == BEGIN + HOUR
    (kept,) = world.revisions()
    assert kept.comparison.reason == (
        "believed on the word of J. Doe, although: 7 of 8 rows are gone at once"
    )


def test_no_ones_word_makes_a_login_page_a_list(world: World) -> None:
    world.tools.word_of = {world.source.id: "J. Doe"}
    assert outcome(world.look(LOGIN)) is CheckOutcome.BLOCKED
    assert world.revisions() == []


# -- trouble


def test_a_login_page_removes_nothing_and_is_told_once(world: World) -> None:
    before = world.head
    for _ in range(6):
        assert outcome(world.look(LOGIN)) is CheckOutcome.BLOCKED
    assert world.head.snapshot_id == before.snapshot_id
    assert world.head.last_seen_at == before.last_seen_at, "the bound of a window does not move"
    assert world.revisions() == []
    (alert,) = world.told()
    assert alert.kind is AlertKind.SOURCE_TROUBLE
    assert (world.state.health, world.state.last_reason) == (Health.BLOCKED, "login")


def test_trouble_is_told_when_it_lasts_then_again_every_week(world: World) -> None:
    for _ in range(2):
        world.look(FailureReason.SERVER_ERROR)
    assert world.told() == []
    for _ in range(16):
        world.look(FailureReason.SERVER_ERROR, after=DAY)
    told = world.told(AlertKind.SOURCE_TROUBLE)
    assert len(told) == 3, "in the beginning, after one week and after two"
    assert len({alert.id for alert in told}) == 3


def test_retries_become_slower_but_never_slower_than_the_schedule(world: World) -> None:
    waits = []
    for _ in range(6):
        world.look(FailureReason.TIMEOUT, after=HOUR)
        waits.append(world.state.next_check_at - world.at)
    assert waits[:3] == [5 * MINUTE, 10 * MINUTE, 20 * MINUTE]
    assert all(wait <= 90 * MINUTE for wait in waits)


def test_a_server_that_names_a_time_is_not_asked_before(world: World) -> None:
    limited = FetchFailure("", FailureReason.RATE_LIMITED, "429", BEGIN, 429, retry_after_s=7 * 3600)
    world.look(limited)
    assert world.state.next_check_at == world.at + 7 * HOUR


def test_recovery_is_told_to_whom_the_trouble_was_told(world: World) -> None:
    for _ in range(3):
        world.look(FailureReason.CONNECT)
    world.look(OLD_PAGE)
    assert [a.kind for a in world.told()] == [AlertKind.SOURCE_TROUBLE, AlertKind.SOURCE_RECOVERED]
    world.look(OLD_PAGE)
    assert len(world.told()) == 2
    assert world.state.health is Health.OK


def test_a_short_failure_is_neither_told_nor_is_its_end(world: World) -> None:
    world.look(FailureReason.CONNECT)
    world.look(FailureReason.CONNECT)
    world.look(OLD_PAGE)
    assert world.told() == []


def test_a_source_that_comes_back_with_a_change_is_told_as_both(world: World) -> None:
    for _ in range(3):
        world.look(FailureReason.CONNECT)
    change(world, NEW_PAGE)
    kinds = [a.kind for a in world.told()]
    assert kinds[0] is AlertKind.SOURCE_TROUBLE
    assert sorted(kinds[1:]) == sorted([AlertKind.CHANGE, AlertKind.SOURCE_RECOVERED])


def test_an_outage_of_ours_blames_nobody_and_nobody_recovers_from_it(tmp_path: Path) -> None:
    world = World.new(tmp_path, sources=8)
    ids = [source.id for vendor in world.vendors for source in vendor.sources]
    world.look_at_all(dict.fromkeys(ids, OLD_PAGE))
    for _ in range(5):
        world.look_at_all(dict.fromkeys(ids, FailureReason.DNS), after=10 * MINUTE)
    assert world.outage.is_ours
    assert world.told(AlertKind.SOURCE_TROUBLE) == []
    world.look_at_all(dict.fromkeys(ids, OLD_PAGE), after=10 * MINUTE)
    assert world.told() == []
    assert {s.health for s in world.store.source_states()} == {Health.OK}


def test_one_vendor_that_is_down_is_not_our_outage(tmp_path: Path) -> None:
    world = World.new(tmp_path, sources=8)
    ids = [source.id for vendor in world.vendors for source in vendor.sources]
    world.look_at_all(dict.fromkeys(ids, OLD_PAGE))
    for _ in range(3):
        world.look_at_all(dict.fromkeys(ids, OLD_PAGE) | {ids[0]: FailureReason.DNS}, after=10 * MINUTE)
    assert [a.source_id for a in world.told(AlertKind.SOURCE_TROUBLE)] == [ids[0]]


def test_a_fault_of_the_monitor_is_written_down_and_not_repeated_at_every_tick(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> object:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("monitor.check.compare_listings", broken)
    result = world.look(NEW_PAGE)
    assert outcome(result) is CheckOutcome.UNREADABLE
    assert world.state.last_reason == "internal_error"
    assert "a fault of ours" in world.state.last_detail
    assert world.state.next_check_at == world.at + 5 * MINUTE
    monkeypatch.undo()
    assert change(world, NEW_PAGE).revision, "nothing was lost by it"


# -- contracts


def dpa(days: str, other: str = "Backups are kept for ninety days.") -> str:
    filler = "".join(
        f"<h2>{n}. Duties</h2><p>The processor shall keep record number {n} of the processing it carries out.</p>"
        for n in range(1, 9)
    )
    return (
        '<html lang="en"><head><title>Data Processing Agreement</title></head><body><main>'
        f"<h1>Data Processing Agreement</h1>{filler}<h2>9. Sub-processing</h2>"
        "<p>The processor shall update the list of sub-processors at least 10 days before any change. The customer "
        f"may object to a new sub-processor within {days} days of the update of the list. {other}</p>"
        "</main></body></html>"
    )


def test_a_contract_whose_objection_period_shrinks_is_told_as_a_changed_clause(tmp_path: Path) -> None:
    world = World.new(tmp_path, kind=SourceKind.DPA)
    world.look(dpa("30"))
    revision = change(world, dpa("14")).revision
    assert revision
    assert [(c.field, c.before, c.after) for c in revision.comparison.changes] == [
        (FIELD_CLAUSE, "30 calendar days", "14 calendar days")
    ]
    assert revision.window is None, "a contract's edit starts no objection period of its own"
    assert [a.kind for a in world.told()] == [AlertKind.CHANGE]


# -- the way of reading is changed


TWO_LISTS = listed(
    *COMPANIES[:4],
    extra="<h2>Affiliates</h2><table><tr><th>Sub-processor</th><th>Purpose</th><th>Location</th></tr>"
    "<tr><td>Vendor One Ireland Ltd</td><td>Support</td><td>Ireland</td></tr>"
    "<tr><td>Vendor One Japan KK</td><td>Support</td><td>Japan</td></tr></table>",
)


def names(world: World) -> list[str]:
    current = world.store.current(world.source.id)
    assert current
    return [row.get(Field.NAME) or "" for row in current.listing.rows]


def test_a_hint_that_reads_the_same_bytes_otherwise_is_a_technical_version(tmp_path: Path) -> None:
    world = World.new(tmp_path)
    world.look(TWO_LISTS)
    assert len(names(world)) == 6
    world.configure(hints=Hints(leave_out=("Affiliates",)))
    assert outcome(world.look(TWO_LISTS)) is CheckOutcome.UNCHANGED
    assert names(world) == [name for name, _, _ in COMPANIES[:4]]
    assert (world.revisions(), world.told(), world.head.reread) == ([], [], False)
    assert world.store.verify() == []


def test_a_hint_on_a_page_whose_bytes_always_differ_is_no_change_either(tmp_path: Path) -> None:
    world = World.new(tmp_path)
    world.look(TWO_LISTS)
    world.configure(hints=Hints(leave_out=("Affiliates",)))
    assert (
        outcome(world.look(TWO_LISTS.replace("<!--  -->", "<!-- nonce 4711 -->"))) is CheckOutcome.UNCHANGED
    )
    assert len(names(world)) == 4
    assert (world.revisions(), world.told()) == ([], [])


def test_what_changed_while_the_hint_was_edited_is_told_and_nothing_else(tmp_path: Path) -> None:
    world = World.new(tmp_path)
    world.look(TWO_LISTS)
    world.configure(hints=Hints(leave_out=("Affiliates",)))
    cells = "".join(f"<td>{cell}</td>" for cell in NEW)
    changed = TWO_LISTS.replace("</table>", f"<tr>{cells}</tr></table>", 1)
    revision = change(world, changed).revision
    assert revision
    assert [(c.kind, c.name) for c in revision.comparison.changes] == [(ChangeKind.ADDED, NEW[0])]


def test_a_hint_that_finds_no_list_is_trouble_and_touches_nothing(tmp_path: Path) -> None:
    world = World.new(tmp_path)
    world.look(TWO_LISTS)
    before = names(world)
    world.configure(hints=Hints(leave_out=("Our sub-processors", "Affiliates")))
    assert not outcome(world.look(TWO_LISTS)).is_good
    assert names(world) == before
    assert world.head.reread, "the next way of reading is tried as well"
    world.configure(hints=Hints())
    assert outcome(world.look(TWO_LISTS)).is_good
    assert world.told() == []


def test_a_list_that_moved_to_another_address_with_the_same_rows_is_no_change(world: World) -> None:
    world.configure(url="https://vendor-1.example/legal/sub-processors")
    assert world.asked
    result = world.look(OLD_PAGE)
    assert outcome(result) is CheckOutcome.UNCHANGED
    assert world.head.final_url == world.source.url, "the capture of the new address is kept"
    assert world.asked[-1][0] is None, "the old address's validators mean nothing here"
    assert (world.revisions(), world.told()) == ([], [])
