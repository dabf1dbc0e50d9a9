"""What a server says of its refusal, told in one line for the log and for the alert about an undelivered alert."""

from __future__ import annotations

import httpx
import pytest

from monitor.alert.http import refused

SHORT = "<!DOCTYPE html><html><head><title>Error response</title><style>p{}</style></head><body><h1>Error</h1><p>No POST here.</p></body></html>"  # noqa: E501
LONG = f"<html><head><title>Gateway lost</title></head><body><nav>Home</nav><p>{'Find us. ' * 60}</p></body></html>"
NAMELESS = f"<html><body><p>{'Very sorry. ' * 60}</p></body></html>"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("no such hook\n", "HTTP 410: no such hook"),
        (SHORT, "HTTP 410: Error No POST here."),
        (LONG, "HTTP 410: Gateway lost"),
        ('{"error": "gone"}', 'HTTP 410: {"error": "gone"}'),
        ("<html><head><title>Gone</title></head></html>", "HTTP 410: Gone"),
        ("<?xml version='1.0'?><error>gone</error>", "HTTP 410: gone"),
        ("", "HTTP 410"),
        ("<html></html>", "HTTP 410"),
    ],
)
def test_a_refusal_is_told_in_words(answer: str, said: str) -> None:
    assert refused(httpx.Response(410, text=answer)).detail == said


def test_a_long_page_without_a_title_is_told_by_its_first_words() -> None:
    said = refused(httpx.Response(410, text=NAMELESS)).detail
    assert said.startswith("HTTP 410: Very sorry. Very")
    assert said.endswith("…")
    assert len(said) < 220
