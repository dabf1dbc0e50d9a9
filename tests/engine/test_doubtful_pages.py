"""Pages served in place of the list: none of them removes a row; what lasts is told once, and its end once.

Every page goes through the real reading, gate, store and outbox; only the vendor and the clock are played.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.model import AlertKind, CheckOutcome
from tests.check.pages import COMPANIES, LOGIN, NEW, OLD_PAGE, listed
from tests.world import World

TROUBLE, RECOVERED, CHANGE = AlertKind.SOURCE_TROUBLE, AlertKind.SOURCE_RECOVERED, AlertKind.CHANGE


def page(title: str, body: str, language: str = "en") -> str:
    return f'<!doctype html><html lang="{language}"><head><title>{title}</title></head><body>{body}</body></html>'


CHALLENGE = page(
    "Just a moment...",
    '<h1>vendor.example</h1><h2>Verifying you are human. This may take a few seconds.</h2><div id="challenge-form">'
    "</div><noscript>Enable JavaScript and cookies to continue</noscript><p>Ray ID: 8a1b2c3d4e5f</p>",
)
CONSENT = page(
    "Before you continue",
    "<h1>Before you continue</h1><p>We use cookies and data to deliver and maintain our services.</p><form>"
    "<button>Reject all</button><button>Accept all</button><button>More options</button></form>",
)
ERROR = page(
    "500 Internal Server Error", "<h1>Internal Server Error</h1><p>Something went wrong. Try again later.</p>"
)
MAINTENANCE = page(
    "We'll be back soon",
    "<h1>We'll be back soon!</h1><p>Sorry for the inconvenience. We're performing some maintenance at the moment.</p>",
)
SHELL = page(
    "Trust Center",
    '<div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript>'
    '<script src="/static/js/main.3f1c.js"></script>',
)
GERMAN = page(
    "Unterauftragsverarbeiter",
    "<h1>Unsere Unterauftragsverarbeiter</h1><p>Wir setzen diese Unterauftragsverarbeiter für die Verarbeitung "
    "personenbezogener Daten ein.</p><table><tr><th>Unternehmen</th><th>Zweck</th><th>Ort</th></tr>"
    + "".join(
        f"<tr><td>{name}</td><td>Bereitstellung der Dienste und Support für unsere Kunden</td><td>{place}</td></tr>"
        for name, _, place in COMPANIES
    )
    + "</table>",
    "de",
)
OTHER_LIST = page(
    "Cookies we use",
    "<h1>Cookies we use</h1><table><tr><th>Cookie</th><th>Provider</th><th>Duration</th><th>Purpose</th></tr>"
    + "".join(
        f"<tr><td>_ck{n}</td><td>vendor.example</td><td>{n + 1} days</td><td>Remembers a choice</td></tr>"
        for n in range(8)
    )
    + "</table>",
)
POINTER = page(
    "Sub-processors",
    "<h1>Sub-processors</h1><p>Our list of sub-processors has moved. The current list of sub-processors is available "
    'at <a href="https://trust.vendor.example/subprocessors">our trust center</a>.</p>',
)
NO_ROWS = listed()
TEMPLATE = page(
    "Sub-processors",
    "<h1>Sub-processors</h1><table><tr><th>Sub-processor</th><th>Purpose</th></tr>"
    "<tr><td>{{ item.name }}</td><td>{{ item.purpose }}</td></tr></table>",
)
DOUBLED = listed(*COMPANIES, *((name, "Dienst", "DE") for name, _, _ in COMPANIES))

PAGES = {
    "a bot challenge": CHALLENGE,
    "a login page": LOGIN,
    "a consent wall": CONSENT,
    "an error page": ERROR,
    "a maintenance page": MAINTENANCE,
    "an application shell": SHELL,
    "another language": GERMAN,
    "a list of something else": OTHER_LIST,
    "a pointer to another page": POINTER,
    "a list without rows": NO_ROWS,
    "a template not filled in": TEMPLATE,
    "a second table of the same names": DOUBLED,
}


@pytest.fixture
def world(tmp_path: Path) -> World:
    found = World.new(tmp_path)
    found.look(OLD_PAGE, after=timedelta())
    return found


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_concluded_from_it_and_what_lasts_is_told_once_with_its_cause(
    world: World, name: str
) -> None:
    before = world.head
    for number in range(5):
        result = world.look(PAGES[name])
        assert result.finding is not None
        assert result.finding.outcome in {CheckOutcome.SUSPECT, CheckOutcome.BLOCKED}, result.finding
        assert result.finding.detail, "a sentence for people"
        if number == 0:
            assert world.state.next_check_at - world.at <= timedelta(minutes=10), "looked at again soon"
    assert world.head.snapshot_id == before.snapshot_id
    assert world.head.last_seen_at == before.last_seen_at, "the bound of a window does not move"
    (alert,) = world.told()
    trouble = alert.payload["trouble"]
    assert isinstance(trouble, dict)
    assert trouble["reason"]
    assert trouble["detail"]
    world.look(OLD_PAGE)
    assert [a.kind for a in world.told()] == [TROUBLE, RECOVERED]
    assert world.revisions() == []
    assert world.head.candidate is None


@pytest.mark.parametrize("name", PAGES)
def test_a_change_that_came_meanwhile_is_told_when_the_list_is_back(world: World, name: str) -> None:
    world.look(PAGES[name])
    changed = listed(*COMPANIES, NEW)
    world.look(changed)
    revision = world.look(changed, after=timedelta(minutes=1)).revision
    assert revision
    assert [c.name for c in revision.comparison.changes] == [NEW[0]]
    assert [a.kind for a in world.told()] == [CHANGE]


def test_the_first_page_of_a_longer_list_is_never_believed_however_often_it_is_seen(tmp_path: Path) -> None:
    world = World.new(tmp_path)
    names = [(f"Company {n} GmbH", "Hosting", "Germany") for n in range(14)]
    world.look(listed(*names), after=timedelta())
    for _ in range(30):
        world.look(listed(*names[:10]))
    assert world.revisions() == []
    assert [alert.kind for alert in world.told()] == [TROUBLE]
    assert "perhaps the list has pages now" in str(world.told()[0].payload)
