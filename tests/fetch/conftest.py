"""What the fetch tests share: a misbehaving server, a fetcher with small limits, and a way to call it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.fetch import Fetcher, FetchOptions
from monitor.model import Capture, FetchFailure, Source
from tests.servers.http import WebServer

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

# Loopback is allowed as a network here, so that the tests of everything but the guard need not care about it.
SMALL = FetchOptions(
    connect_timeout_s=2,
    read_timeout_s=1,
    total_timeout_s=3,
    max_body_bytes=200_000,
    max_redirects=4,
    per_host_delay_s=0,
    allow_networks=("127.0.0.0/8", "::1/128"),
)

Fetch = Callable[..., Any]


def source(url: str, **more: Any) -> Source:
    return Source(id="acme/list", vendor_id="acme", url=url, **more)


def run(*sources: Source, options: FetchOptions = SMALL, resolver: Any = None, **how: Any) -> list[Any]:
    """Fetch these one after the other with one fetcher."""

    async def main() -> list[Any]:
        async with Fetcher(options, now=lambda: NOON, resolver=resolver) as fetcher:
            return [await fetcher.fetch(one, **how) for one in sources]

    return asyncio.run(main())


def got(outcome: Capture | FetchFailure) -> Capture:
    assert isinstance(outcome, Capture), outcome
    return outcome


def failed(outcome: Capture | FetchFailure) -> FetchFailure:
    assert isinstance(outcome, FetchFailure), outcome
    return outcome


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running
