"""To whom an alert goes."""

from __future__ import annotations

import pytest

from monitor.alert import change_alert, check_address, describe, plan
from monitor.alert.channels import Channel, channels, secrets_of
from monitor.model import Alert, AlertKind, Route, Severity
from tests.alert import samples
from tests.alert.test_compose import LINKS, every_kind

ADDRESS = ("json://127.0.0.1/",)
CHANGE = change_alert(samples.revision(), links=LINKS)
BY_KIND = {alert.kind: alert for alert in every_kind()}
OWN = next(alert for alert in every_kind() if alert.id.startswith("own:"))


@pytest.mark.parametrize(
    ("route", "alert", "reached"),
    [
        (Route("all", ADDRESS), CHANGE, True),
        (Route("tag", ADDRESS, tags=frozenset({"legal"})), CHANGE, True),
        (Route("tag", ADDRESS, tags=frozenset({"finance"})), CHANGE, False),
        (Route("vendor", ADDRESS, vendors=frozenset({"infobip"})), CHANGE, True),
        (Route("vendor", ADDRESS, vendors=frozenset({"numonix"})), CHANGE, False),
        (Route("both", ADDRESS, tags=frozenset({"legal"}), vendors=frozenset({"numonix"})), CHANGE, False),
        (Route("kind", ADDRESS, kinds=frozenset({AlertKind.CHANGE})), CHANGE, True),
        (Route("kind", ADDRESS, kinds=frozenset({AlertKind.DIGEST})), CHANGE, False),
        (Route("severe", ADDRESS, min_severity=Severity.CRITICAL), CHANGE, True),
        (Route("severe", ADDRESS, min_severity=Severity.CRITICAL), BY_KIND[AlertKind.SOURCE_TROUBLE], True),
        (Route("severe", ADDRESS, min_severity=Severity.CRITICAL), BY_KIND[AlertKind.DIGEST], True),
    ],
)
def test_a_route_takes_what_all_its_filters_want(route: Route, alert: Alert, reached: bool) -> None:
    assert bool(plan(alert, samples.VENDOR, [route])) is reached


def test_nobody_is_told_of_a_change_that_is_only_information() -> None:
    calm = samples.revision(severity=Severity.INFO)
    route = Route("all", ADDRESS, min_severity=Severity.INFO)
    assert plan(change_alert(calm, links=LINKS), samples.VENDOR, [route]) == []


def test_a_change_too_small_for_a_route_is_kept_from_it() -> None:
    low = samples.revision(severity=Severity.LOW)
    route = Route("severe", ADDRESS, min_severity=Severity.HIGH)
    assert plan(change_alert(low, links=LINKS), samples.VENDOR, [route]) == []


def test_what_is_about_no_vendor_goes_to_routes_that_name_none() -> None:
    routes = [Route("ops", ADDRESS), Route("tagged", ADDRESS, tags=frozenset({"legal"}))]
    assert plan(OWN, None, routes) == [("ops", 0)]


def test_every_recipient_is_a_channel_in_a_fixed_order() -> None:
    route = Route(
        "legal", ("mailto://mail.example.org/?from=m@example.org&to=a@example.com,b@example.com", *ADDRESS)
    )
    assert plan(CHANGE, samples.VENDOR, [route]) == [("legal", 0), ("legal", 1), ("legal", 2)]
    assert [describe(channel) for channel in channels(route)] == [
        "e-mail to a@example.com",
        "e-mail to b@example.com",
        "JSON (json://127.0.0.1)",
    ]


def test_an_unreadable_address_is_planned_so_that_its_failure_is_seen() -> None:
    assert plan(CHANGE, samples.VENDOR, [Route("odd", ("nonsense",))]) == [("odd", 0)]


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("nosuch://host/secret-token", "no address Apprise can read"),
        ("slack://only-one-token", "a part is missing or wrong"),
        ("mailto://", "missing or wrong"),
        ("plain words", "no address Apprise can read"),
    ],
)
def test_a_wrong_address_is_named_by_its_kind_and_never_printed(address: str, word: str) -> None:
    said = check_address(address)
    assert said is not None
    assert word in said
    assert "secret-token" not in said


@pytest.mark.parametrize(
    "address",
    [
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        "mailtos://user:pass@example.org?to=a@example.com",
        "jsons://example.org/hook?secret=abc",
        "tgram://123456789:abcdefg_hijklmnop/12315544/",
    ],
)
def test_a_right_address_passes(address: str) -> None:
    assert check_address(address) is None


@pytest.mark.parametrize(
    ("address", "secret"),
    [
        ("mailtos://user:p%40ssw0rd@example.org?to=a@example.com", "p@ssw0rd"),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "TIiajkdnlazkcOXrIdevi7FQ"),
        ("jsons://user:hunter22@example.org/hook?secret=sekrit", "sekrit"),
    ],
)
def test_the_secret_parts_of_an_address_are_known_and_the_recipient_is_none(
    address: str, secret: str
) -> None:
    secrets = secrets_of(Channel(address))
    assert secret in secrets
    assert not {"example.org", "a@example.com", "example.com"} & set(secrets)
    assert secret not in describe(Channel(address))
