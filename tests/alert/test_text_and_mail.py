"""The plain text and the HTML of a message."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from monitor.alert import Links, brief, change_alert
from monitor.alert.mail import html
from monitor.alert.text import plain, short, without_mentions
from monitor.model import Alert
from tests.alert import samples
from tests.alert.test_compose import LINKS, every_kind

TODAY = samples.TODAY
SAID = brief(change_alert(samples.revision(), links=LINKS, vendor=samples.VENDOR), TODAY)
ALLOWED_TAGS = {
    "html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "tr", "td", "p", "span", "strong",
    "h1", "a", "del", "ins",
}  # fmt: skip


@pytest.mark.parametrize("alert", every_kind(), ids=lambda alert: alert.id.split(":")[0])
def test_every_kind_reads_as_text_and_as_html(alert: Alert) -> None:
    said = brief(alert, TODAY)
    assert said.headline in plain(said)
    assert LexborHTMLParser(html(said)).css_first("h1").text().strip() == said.headline


def test_no_line_of_text_is_too_wide_for_a_narrow_window() -> None:
    rows = [row for row in plain(SAID).splitlines() if "http" not in row]
    assert max(len(row) for row in rows) <= 76


def test_a_mail_fetches_nothing_and_runs_nothing() -> None:
    tree = LexborHTMLParser(html(SAID))
    assert {node.tag for node in tree.css("*")} <= ALLOWED_TAGS
    assert not re.search(r"url\(|@import|src=", html(SAID))


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300) | st.just(samples.HOSTILE))
def test_page_text_stays_text_in_a_mail(text: str) -> None:
    said = brief(change_alert(samples.hostile_revision(text), links=Links(report=text)), TODAY)
    tree = LexborHTMLParser(html(said))
    assert {node.tag for node in tree.css("*")} <= ALLOWED_TAGS
    for node in tree.css("a"):
        assert (node.attributes.get("href") or "").startswith(("http://", "https://"))
    for node in tree.css("*"):
        assert not [name for name in node.attributes if name.startswith("on")]


@pytest.mark.parametrize("limit", [140, 160, 300, 1_000, 4_000, 30_000])
def test_a_short_message_keeps_its_link_and_its_limit(limit: int) -> None:
    text = short(SAID, limit)
    assert len(text) <= limit
    assert LINKS.report is not None
    assert LINKS.report in text


def test_what_cannot_even_hold_the_link_says_the_lead() -> None:
    assert short(SAID, 30) == "Act by Fri 27 Nov 2026 (in 24…"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400), st.integers(20, 2_000))
def test_no_text_is_longer_than_its_limit(text: str, limit: int) -> None:
    said = brief(change_alert(samples.hostile_revision(text), links=LINKS), TODAY)
    assert len(short(said, limit)) <= limit


@pytest.mark.parametrize(
    "call", ["@everyone", "@here", "@channel", "@all", "@Anna", "x@everyone", "<!here>", "<@U1>", "<#C1>"]
)
def test_mentions_are_broken(call: str) -> None:
    assert call not in without_mentions(f"hello {call}")


def test_mail_addresses_stay_whole() -> None:
    assert without_mentions("write to anna.keller@example.com") == "write to anna.keller@example.com"
