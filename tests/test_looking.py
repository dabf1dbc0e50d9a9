"""Whether a page is read as it is sent or through a browser: the page itself decides, unless a person did."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.finding import Failed
from monitor.model import AlertKind, CheckOutcome, FailureReason, Grade, SourceKind
from tests.check.pages import COMPANIES, DAY, HOUR, LOGIN, MINUTE, NEW, listed
from tests.world import Answer, World

SHELL = """<!doctype html><html lang="en"><head><title>Sub-processors</title></head><body><div id="root"></div>
<noscript>You need to enable JavaScript to run this app.</noscript><script src="/app.js"></script></body></html>"""
PROSE = """<!doctype html><html lang="en"><title>Trust</title><h1>Our sub-processors</h1><p>We use sub-processors to
process personal data on behalf of our customers. They are bound by contracts, reviewed every year, and named on this
page as soon as they are engaged. We tell our customers thirty days before a new one begins.</p><p>Each of them is
bound in writing to the same duties of data protection that bind us, and we are liable for what they do. Customers may
object to a new one within fourteen days of being told. Where they do, we look for another way to provide the service,
and where there is none, the customer may end the part of the contract that cannot be provided without it. What was
paid in advance for the time after the end is paid back.</p>{}</html>"""
SCRIPT = '<script src="/app.js"></script>'


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.new(tmp_path)


def look(world: World, sent: Answer, shown: Answer, after: timedelta = HOUR) -> CheckOutcome:
    """A check: what the server sends, and what a browser makes of it."""
    world.in_browser[world.source.id] = shown
    world.opened.clear()
    world.asked.clear()
    finding = world.look(sent, after).finding
    assert finding is not None
    return finding.outcome


def test_a_shell_is_read_through_the_browser_and_from_then_on_at_once(world: World) -> None:
    assert look(world, SHELL, listed(*COMPANIES)) is CheckOutcome.BASELINE_RECORDED
    assert len(world.asked) == 2
    assert world.head.browser
    assert look(world, SHELL, listed(*COMPANIES)) is CheckOutcome.IDENTICAL
    assert len(world.asked) == len(world.opened) == 1
    assert world.head.last_seen_grade is Grade.BYTES


def test_a_page_that_is_a_list_as_sent_never_sees_the_browser(world: World) -> None:
    look(world, listed(*COMPANIES), FailureReason.BROWSER)
    assert world.opened == []
    look(world, listed(*COMPANIES, note="2"), FailureReason.BROWSER)
    assert world.opened == []
    assert not world.head.browser


def test_a_change_behind_scripts_is_confirmed_and_told(world: World) -> None:
    look(world, SHELL, listed(*COMPANIES))
    assert look(world, SHELL, listed(*COMPANIES, NEW)) is CheckOutcome.SUSPECT
    assert look(world, SHELL, listed(*COMPANIES, NEW), 2 * MINUTE) is CheckOutcome.CHANGED
    assert [change.name for change in world.revisions()[-1].comparison.changes] == [NEW[0]]


def test_once_a_day_the_page_is_fetched_without_the_browser_first(world: World) -> None:
    look(world, SHELL, listed(*COMPANIES))
    asked = []
    for _ in range(48):
        look(world, SHELL, listed(*COMPANIES))
        asked.append(len(world.asked))
    assert asked.count(2) == 2
    assert asked.count(1) == 46


def test_validators_of_the_shell_are_never_sent(world: World) -> None:
    look(world, SHELL, listed(*COMPANIES))
    for _ in range(30):
        look(world, SHELL, listed(*COMPANIES))
        assert {(v.etag, v.last_modified) for v, _ in world.asked if v} == {(None, None)}


def test_a_page_that_says_the_same_without_scripts_needs_the_browser_no_more(world: World) -> None:
    look(world, SHELL, listed(*COMPANIES))
    look(world, listed(*COMPANIES, note="sent by the server"), FailureReason.BROWSER, DAY)
    assert world.opened == []
    assert not world.head.browser
    assert world.state.health == "ok"


def test_a_page_that_sends_only_half_its_list_goes_on_through_the_browser(world: World) -> None:
    look(world, SHELL, listed(*COMPANIES))
    assert look(world, listed(*COMPANIES[:4]), listed(*COMPANIES), DAY) is CheckOutcome.IDENTICAL
    assert world.head.browser


def test_a_list_that_moves_behind_scripts_is_followed_without_a_word(world: World) -> None:
    look(world, listed(*COMPANIES), FailureReason.BROWSER)
    assert look(world, SHELL, listed(*COMPANIES, note="by script")) is CheckOutcome.UNCHANGED
    assert world.head.browser
    assert world.told() == []


def test_text_without_a_list_may_be_a_page_that_has_not_filled_itself(world: World) -> None:
    assert look(world, PROSE.format(SCRIPT), listed(*COMPANIES)) is CheckOutcome.BASELINE_RECORDED
    assert world.head.browser


def test_text_that_goes_on_naming_no_list_is_opened_in_a_browser_now_and_then(world: World) -> None:
    opened = 0
    for _ in range(12):
        assert look(world, PROSE.format(SCRIPT), PROSE.format(SCRIPT)) is CheckOutcome.UNREADABLE
        opened += len(world.opened)
    assert opened == 3


def test_text_without_scripts_is_all_there_is(world: World) -> None:
    assert look(world, PROSE.format(""), listed(*COMPANIES)) is CheckOutcome.UNREADABLE
    assert world.opened == []


def test_contract_terms_with_scripts_are_read_as_sent(tmp_path: Path) -> None:
    world = World.new(tmp_path, kind=SourceKind.DPA)
    assert look(world, PROSE.format(SCRIPT), FailureReason.BROWSER) is CheckOutcome.BASELINE_RECORDED
    assert world.opened == []


def test_a_wall_before_the_page_is_no_matter_of_scripts(world: World) -> None:
    assert look(world, LOGIN + SCRIPT, listed(*COMPANIES)) is CheckOutcome.BLOCKED
    assert world.opened == []


def test_without_a_browser_a_shell_is_in_trouble_in_words_that_say_what_to_install(world: World) -> None:
    assert look(world, SHELL, FailureReason.BROWSER) is CheckOutcome.UNREADABLE
    finding = world.look(SHELL).finding
    assert isinstance(finding, Failed)
    assert finding.reason == "shell"
    assert "No browser could be used: the test says browser" in finding.detail
    look(world, SHELL, FailureReason.BROWSER)
    (alert,) = world.told(AlertKind.SOURCE_TROUBLE)
    assert alert.kind is AlertKind.SOURCE_TROUBLE


def test_a_browser_that_goes_missing_moves_no_baseline(world: World) -> None:
    look(world, SHELL, listed(*COMPANIES))
    assert look(world, SHELL, FailureReason.BROWSER) is CheckOutcome.UNREACHABLE
    assert look(world, SHELL, listed(*COMPANIES)) is CheckOutcome.IDENTICAL


def test_a_page_its_scripts_do_not_fill_either_is_judged_as_they_left_it(world: World) -> None:
    assert look(world, SHELL, LOGIN) is CheckOutcome.BLOCKED
    assert look(world, SHELL, SHELL) is CheckOutcome.UNREADABLE
    assert look(world, SHELL, FailureReason.TOO_SLOW) is CheckOutcome.UNREACHABLE


def test_a_person_may_forbid_the_browser_or_demand_it(world: World) -> None:
    world.configure(browser=False)
    assert look(world, SHELL, listed(*COMPANIES)) is CheckOutcome.UNREADABLE
    assert world.opened == []
    world.configure(browser=True)
    assert look(world, listed(*COMPANIES), listed(*COMPANIES)) is CheckOutcome.BASELINE_RECORDED
    assert len(world.opened) == 1
