"""Two hundred hostile strings through every message: nothing runs, nobody is called, nothing leaves its place."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from selectolax.lexbor import LexborHTMLParser

from monitor.alert.brief import brief
from monitor.alert.compose import Trouble, own_trouble, source_trouble, terms_differ
from monitor.alert.document import document
from monitor.alert.letter import Letter, compose_mail
from monitor.alert.mail import html
from monitor.alert.slack_blocks import message
from monitor.alert.text import plain, short
from monitor.demo import examples
from monitor.demo.slack_picture import picture
from monitor.demo.slack_rules import check_message, mentions
from monitor.model import Alert, Change, ChangeKind, Field, Health, Judgement, Revision, Row, Severity, Vendor
from tests.fetch.browsing import needs_browser
from tests.hostile.strings import HOSTILE

TODAY = examples.SEEN_AFTER.date()
OURS = ("https://monitor.example.org/reports/", "https://www.example.com/legal/sub-processors")
STEERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
CALLS = re.compile(r"@(everyone|here|channel|all|room)\b|(?<![\w.+-])@\w|<[@!#]|</?at\b", re.IGNORECASE)


def revision_of(text: str) -> Revision:
    """A revision with the string wherever a page may put one."""
    row = Row(fields=dict.fromkeys(Field, text), other={text: text}, where=text)
    added = Change(ChangeKind.ADDED, text, row_after=row, group=text, notes=(text,), others=(text,))
    changed = Change(
        ChangeKind.CHANGED,
        text,
        field=text,
        before=text,
        after=f"other {text}",
        row_before=row,
        row_after=row,
    )
    judged = (
        Judgement(added, Severity.CRITICAL, "added-outside", text, {"geo_after": text}),
        Judgement(changed, Severity.HIGH, "moved-worse", text),
    )
    made = examples.revision_of(judged, rows=(row,))
    assert made.terms is not None
    terms = replace(made.terms, quote=text, where=text, confirmed_by=text)
    return replace(made, vendor_name=text, terms=terms, source_url=f"javascript:window.hit=1//{text}")


@cache
def told(text: str) -> dict[str, Alert]:
    """Every kind of alert, with the string wherever a page, a server or a person may put one."""
    revision = revision_of(text)
    vendor = replace(examples.VENDOR, name=text, products=(text,), owner=text, deputy=text)
    trouble = Trouble(Health.BROKEN, text, text, examples.SEEN_BEFORE)
    return {
        **examples.alerts(revision, vendor),
        "source_trouble": source_trouble(examples.SOURCE, vendor, trouble),
        "own": own_trouble("delivery:1", text, text, since=examples.SEEN_AFTER, advice=(text,)),
        "terms": _terms(text, vendor),
    }


def _terms(text: str, vendor: Vendor) -> Alert:
    return terms_differ(
        vendor, None, "x", ours=text, theirs=text, differences=(text,), quote=text, since=examples.SEEN_AFTER
    )


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
class TestOneString:
    def test_slack_takes_it_calls_nobody_and_links_nowhere_else(self, text: str) -> None:
        for alert in told(text).values():
            body = message(brief(alert, TODAY))
            check_message(json.loads(json.dumps(body).encode()))
            assert mentions(body) == []
            for node in nodes(body):
                if node.get("type") == "mrkdwn":
                    assert not re.search(r"[<>]", node["text"])
                if "url" in node:
                    assert node["url"].startswith(OURS)
                if isinstance(node.get("text"), str):
                    assert not CALLS.search(node["text"])

    def test_other_services_find_no_mention_no_link_and_no_control_in_it(self, text: str) -> None:
        for alert in told(text).values():
            for said in (short(brief(alert, TODAY), 27_000), short(brief(alert, TODAY), 300)):
                assert not CALLS.search(said)
                assert not re.search(r"\][(\[:]", said)
                assert not STEERS.search(said)

    def test_a_mail_has_its_own_headers_and_no_others(self, text: str) -> None:
        for alert in told(text).values():
            said = brief(alert, TODAY)
            letter = Letter(alert.id, said.subject, plain(said), "<p>x</p>", examples.SEEN_AFTER)
            raw = compose_mail(letter, sender=(text, "m@example.org"), recipient=(text, "a@example.com"))
            mail = message_from_bytes(raw.as_bytes(), policy=SMTP)
            assert isinstance(mail, EmailMessage)
            assert sorted(mail.keys()) == sorted(HEADERS)
            assert [a.addr_spec for a in mail["To"].addresses] == ["a@example.com"]
            assert [a.addr_spec for a in mail["From"].addresses] == ["m@example.org"]
            assert [part.get_content_type() for part in mail.walk()] == PARTS
            part = mail.get_body(("plain",))
            assert part is not None
            assert not STEERS.search(part.get_content().replace("\r\n", "\n"))

    def test_the_html_of_a_mail_holds_no_markup_of_it(self, text: str) -> None:
        for name in ("change", "digest", "source_trouble", "terms", "overdue"):
            tree = LexborHTMLParser(html(brief(told(text)[name], TODAY)))
            assert (
                tree.css("script, img, iframe, object, embed, form, svg, math, base, video, input, template")
                == []
            )
            for node in tree.css("*"):
                assert not [key for key in node.attributes if key.startswith("on") or key == "srcdoc"]
                href = node.attributes.get("href")
                assert href is None or href.startswith(OURS)
                assert "evil.example" not in (node.attributes.get("style") or "")

    def test_a_webhook_gets_json_of_the_published_shape(self, text: str) -> None:
        for alert in told(text).values():
            sent = document(brief(alert, TODAY), alert)
            assert json.loads(json.dumps(sent, ensure_ascii=False).encode()) == json.loads(json.dumps(sent))
            assert set(sent) == {
                "id",
                "kind",
                "severity",
                "possible_duplicate",
                "headline",
                "lead",
                "payload",
            }
            assert sent["payload"]["version"] == 1
            schema().validate(json.loads(json.dumps(sent["payload"])))


@cache
def schema() -> Draft202012Validator:
    """The shape as it is published."""
    text = files("monitor.alert").joinpath("alert.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


HEADERS = (
    "Subject",
    "From",
    "To",
    "Date",
    "Message-ID",
    "List-Id",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "X-Monitor-Alert",
    "MIME-Version",
    "Content-Type",
)
PARTS = ["multipart/alternative", "text/plain", "text/html"]


def nodes(value: Any) -> list[dict[str, Any]]:
    """Every JSON object within a value."""
    if isinstance(value, dict):
        return [value, *(node for inner in value.values() for node in nodes(inner))]
    return [node for inner in value for node in nodes(inner)] if isinstance(value, list) else []


@cache
def pages() -> tuple[str, ...]:
    """Mails, and Slack messages as drawn for the pictures, with all strings in them."""
    found = []
    for start in range(0, len(HOSTILE), 4):
        part = HOSTILE[start : start + 4]
        found += [html(brief(told(text)["change"], TODAY)) for text in part]
        found.append(picture(message(brief(told(part[0])["change"], TODAY))))
    return tuple(found)


@needs_browser
def test_nothing_runs_nothing_is_loaded_and_nothing_pops_up_in_a_real_browser() -> None:
    from playwright.sync_api import sync_playwright

    from monitor.fetch.browser_find import find_browser, may_sandbox

    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), chromium_sandbox=may_sandbox())
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: asked.append(f"dialog: {dialog.message}"))
        for said in pages():
            page.set_content(said)
            assert page.evaluate("() => window.hit") is None
        browser.close()
    assert asked == []


def test_there_are_two_hundred_of_them() -> None:
    assert len(set(HOSTILE)) == 200
