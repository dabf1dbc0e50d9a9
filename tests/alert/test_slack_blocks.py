"""Slack messages: within the limits, and deaf to what a page says."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alert import Links, brief, change_alert
from monitor.alert.shape import Action, Brief
from monitor.alert.slack_blocks import message
from monitor.demo.slack_rules import RefusedError, check_message, mentions, texts
from monitor.model import Alert, Change, ChangeKind, Severity
from tests.alert import samples
from tests.alert.test_compose import LINKS, every_kind

TODAY = samples.TODAY


@pytest.mark.parametrize("alert", every_kind(), ids=lambda alert: alert.id.split(":")[0])
def test_slack_takes_every_kind_of_alert(alert: Alert) -> None:
    check_message(message(brief(alert, TODAY)))


def test_page_text_stands_only_where_slack_shows_it_literally() -> None:
    body = message(brief(change_alert(samples.hostile_revision(), links=LINKS, vendor=samples.VENDOR), TODAY))
    check_message(body)
    assert mentions(body) == []
    marked = [node for node in _nodes(body) if node.get("type") == "mrkdwn"]
    assert marked
    assert not [node for node in marked if "bold" in str(node["text"]) or "channel" in str(node["text"])]


def test_the_changed_words_are_marked() -> None:
    body = message(brief(change_alert(samples.revision(), links=LINKS), TODAY))
    new = [n["text"] for n in _nodes(body) if n.get("type") == "text" and n.get("style") == {"bold": True}]
    assert ", KSA (cloud services)" in new


def test_three_thousand_changes_are_shortened_and_counted() -> None:
    many = [
        samples.judged(
            Change(ChangeKind.ADDED, f"Vendor {n} " + "x" * 300), Severity.HIGH, "added", "y" * 900
        )
        for n in range(3_000)
    ]
    body = message(brief(change_alert(samples.revision_of(*many), links=LINKS), TODAY))
    check_message(body)
    said = " ".join(texts(body["blocks"]))
    assert "further changes in the report" in said
    assert LINKS.report in json.dumps(body)


def test_a_message_too_long_for_slack_keeps_headline_and_links() -> None:
    long = Brief(
        alert_id="change:x",
        kind=every_kind()[0].kind,
        severity=Severity.HIGH,
        headline="H" * 400,
        lead="L" * 5_000,
        facts=tuple(brief(every_kind()[0], TODAY).facts) * 3,
        notes=("n" * 4_000,) * 40,
        actions=(Action("Open the report", "https://monitor.example.com/" + "p" * 900),),
    )
    body = message(long)
    check_message(body)
    assert any(block["type"] == "actions" for block in body["blocks"])


def test_an_address_too_long_for_a_button_is_left_out_and_the_rest_stands() -> None:
    body = message(
        replace(brief(every_kind()[0], TODAY), actions=(Action("Open", "https://x.example/" + "p" * 4_000),))
    )
    check_message(body)


nasty = st.text(max_size=400) | st.sampled_from(
    [
        "<!channel>",
        "<@U0123456>",
        "@here",
        "*a* _b_ ~c~ `d`",
        "&lt;!here&gt;",
        ":tada:",
        "\u202e",
        "\x00",
        "",
        "\n\n",
        "=1",
    ]
)


@settings(max_examples=150, deadline=None)
@given(text=st.lists(nasty, min_size=1, max_size=4).map(" ".join), long=st.booleans())
def test_no_text_of_a_page_breaks_a_message_or_calls_anybody(text: str, long: bool) -> None:
    revision = samples.hostile_revision(text * 20 if long else text)
    body = message(brief(change_alert(revision, links=Links(report=text)), TODAY))
    try:
        check_message(json.loads(json.dumps(body)))
    except RefusedError as error:  # pragma: no cover - the message says what to mend
        pytest.fail(str(error))
    assert mentions(body) == []


def _nodes(node: object) -> list[dict[str, object]]:
    if isinstance(node, dict):
        return [node, *(inner for value in node.values() for inner in _nodes(value))]
    return [inner for value in node for inner in _nodes(value)] if isinstance(node, list) else []
