"""The local Slack refuses what Slack refuses."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.demo.slack_rules import RefusedError, check_message, mentions

PLAIN = {"type": "plain_text", "text": "Hello"}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(**changes: object) -> dict[str, Any]:
    return {"type": "actions", "elements": [{"type": "button", "text": PLAIN, **changes}]}


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ([], "invalid_payload"),
        ({}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ({"blocks": [{"type": "carousel"}]}, "invalid_blocks"),
        ({"blocks": [section("x" * 3_001)]}, "invalid_blocks"),
        ({"blocks": [section("")]}, "invalid_blocks"),
        ({"blocks": [section("x" * 2_900)] * 5}, "msg_blocks_too_long"),
        (
            {"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]},
            "invalid_blocks",
        ),
        ({"blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "fields": [PLAIN] * 11}]}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "fields": [{**PLAIN, "text": "x" * 2_001}]}]}, "invalid_blocks"),
        ({"blocks": [button(text={**PLAIN, "text": "x" * 76})]}, "invalid_blocks"),
        ({"blocks": [button(url="https://x.example/" + "x" * 3_000)]}, "invalid_blocks"),
        ({"blocks": [button(url="javascript:alert(1)")]}, "invalid_blocks"),
        ({"blocks": [button(style="loud")]}, "invalid_blocks"),
        ({"blocks": [rich()]}, "invalid_blocks"),
        ({"blocks": [rich({"type": "text", "text": ""})]}, "invalid_blocks"),
        ({"blocks": [rich({"type": "text", "text": "x", "style": {"blink": True}})]}, "invalid_blocks"),
    ],
)
def test_what_slack_refuses_is_refused_with_slacks_word(body: object, word: str) -> None:
    with pytest.raises(RefusedError) as refused:
        check_message(body)
    assert refused.value.word == word


def test_a_plain_message_passes() -> None:
    check_message({"text": "Hello"})
    check_message({"text": "Hello", "blocks": [section("x"), rich({"type": "text", "text": "x"}), button()]})


def test_mentions_are_found_where_slack_would_act_on_them_and_only_there() -> None:
    body = {
        "text": "<!here>",
        "blocks": [
            section("<@U1> and <!channel>"),
            rich({"type": "broadcast", "range": "everyone"}, {"type": "text", "text": "<@U2>"}),
            {"type": "header", "text": {"type": "plain_text", "text": "<!channel>"}},
        ],
    }
    assert sorted(mentions(body)) == ["<!channel>", "<!here>", "<@U1>", "everyone"]
