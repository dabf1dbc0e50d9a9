"""A source becomes a capture. Every path that reads an address uses this: checks, previews, tests of a source.

``robots.txt`` is not consulted: it speaks to crawlers that find their own way, and this asks for single addresses a
person named, at the pace of a person, on the strength of a contract, under its own name (see the decision records).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime
from types import TracebackType
from typing import Self

import httpx
from aiohttp.abc import AbstractResolver

from monitor.fetch import answers, redirects, transport
from monitor.fetch.browser_seats import BrowserSeats
from monitor.fetch.clock import utc_now
from monitor.fetch.exchange import Answer, exchange
from monitor.fetch.guard import NOT_AN_ADDRESS, AddressGuard, networks
from monitor.fetch.journey import Journey
from monitor.fetch.options import FetchOptions
from monitor.fetch.politeness import Politeness
from monitor.fetch.problem import EXCHANGE_ERRORS, FetchProblemError, from_exception
from monitor.fetch.resolver import SystemResolver
from monitor.model import Capture, FailureReason, FetchFailure, Hop, Source, Validators


class Fetcher:
    """Fetches sources over HTTP: an async context manager, one for the whole process, for any number of tasks.

    now: the clock, UTC. resolver: turns names into addresses (the system's, unless another is passed in);
    whatever it answers passes the address guard. A source with ``browser`` is read through a headless browser, which
    is started when the first of them is fetched; it resolves names by the system.
    Raises ValueError at construction for options that make no sense.
    """

    def __init__(
        self,
        options: FetchOptions | None = None,
        *,
        now: Callable[[], datetime] = utc_now,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._options = options or FetchOptions()
        self._now = now
        self._given_resolver = resolver
        self._tls = transport.tls_context(self._options)
        allowed = networks(self._options.allow_networks)
        self._guards = {private: AddressGuard(allowed, private) for private in (False, True)}
        self._politeness = Politeness(
            self._options.concurrency, self._options.per_host_concurrency, self._options.per_host_delay_s
        )
        self._stack: AsyncExitStack | None = None
        self._resolver: AbstractResolver
        self._transports: dict[bool, httpx.AsyncBaseTransport] = {}

    async def __aenter__(self) -> Self:
        self._stack = AsyncExitStack()
        self._resolver = self._given_resolver or SystemResolver()
        if self._resolver is not self._given_resolver:
            self._stack.push_async_callback(self._resolver.close)
        self._transports = await self._open_transports(self._stack)
        self._browsers = BrowserSeats(self._options, self._politeness, now=self._now)
        self._stack.push_async_callback(self._browsers.close)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stack is not None:
            await self._stack.aclose()
        self._stack = None
        self._transports = {}

    async def fetch(
        self, source: Source, validators: Validators | None = None, *, fresh: bool = False
    ) -> Capture | FetchFailure:
        """What the source's address answers now.

        validators: the server's own of the capture to compare with; sent back verbatim, and a 304 gives a capture
        with ``not_modified``. fresh: a second look independent of the first: no validators, ``no-cache``, a new
        connection. Nothing the vendor's side does raises; RuntimeError if the fetcher is not open.
        Nothing is retried but a request on a kept connection that the server had closed meanwhile.
        """
        if self._stack is None:
            raise RuntimeError("the Fetcher is not open: use it as `async with Fetcher(...) as fetcher`")
        if source.browser:
            known = validators.sha256 if validators else None
            seen = await self._browsers.fetch(source, known_sha256=known, fresh=fresh)
            if seen is not None:
                return seen
        shown = redirects.without_secrets(source.url)
        hops: tuple[Hop, ...] = ()
        try:
            start = redirects.parse(source.url)
            journey = Journey(
                source, self._options, None if fresh else validators, fresh, start=start, here=start
            )
            try:
                answer = await self._travel(journey)
            finally:
                hops = tuple(journey.hops)
        except FetchProblemError as problem:
            return FetchFailure(
                requested_url=shown,
                reason=problem.reason,
                detail=problem.detail,
                failed_at=self._now(),
                status=problem.status,
                retry_after_s=problem.retry_after_s,
                redirects=hops,
                headers=problem.headers,
            )
        return Capture(
            requested_url=shown,
            final_url=str(journey.here),
            status=answer.response.status_code,
            headers=answers.headers_of(answer.response),
            body=answer.body,
            fetched_at=self._now(),
            redirects=hops,
            peer=answer.response.extensions.get(transport.PEER),
            elapsed_s=journey.spent_s,
            not_modified=answer.not_modified,
            legs=tuple(journey.legs),
        )

    def browser_memory(self) -> int:
        """Bytes that the browsers' processes hold at the moment, what they share counted for each; 0 without one."""
        return self._browsers.memory()

    async def _travel(self, journey: Journey) -> Answer:
        """Follow the redirects to the answer. Raises FetchProblemError."""
        async with AsyncExitStack() as stack:
            pools = await self._open_transports(stack, single_use=True) if journey.fresh else self._transports
            while True:
                request = journey.request()
                async with self._politeness.turn(journey.here.host):
                    began_at = self._now()
                    answer = await self._ask(journey, pools[journey.may_be_private], request)
                journey.note(request, answer.response, began_at)
                if not answer.redirects:
                    return answer
                journey.step(answer.response)

    async def _open_transports(
        self, stack: AsyncExitStack, *, single_use: bool = False
    ) -> dict[bool, httpx.AsyncBaseTransport]:
        """One pool for each guard: a connection opened to a private address for the source that may is never lent
        to another source."""
        return {
            private: await stack.enter_async_context(
                transport.open_transport(
                    self._options, guard, self._tls, self._resolver, single_use=single_use
                )
            )
            for private, guard in self._guards.items()
        }

    async def _ask(self, journey: Journey, pool: httpx.AsyncBaseTransport, request: httpx.Request) -> Answer:
        """One request and its answer within the time that is left. Raises FetchProblemError."""
        if self._options.proxy is not None:
            self._refuse_number(journey)
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._options.total_timeout_s - journey.spent_s) as limit:
                return await exchange(pool, request, self._options.max_body_bytes, self._now())
        except TimeoutError as error:
            if not limit.expired():
                raise from_exception(error) from error
            raise FetchProblemError(
                FailureReason.TOO_SLOW,
                f"the answer was not complete after {self._options.total_timeout_s:g} seconds",
            ) from error
        except EXCHANGE_ERRORS as error:
            raise from_exception(error) from error
        finally:
            journey.spent_s += time.monotonic() - began

    def _refuse_number(self, journey: Journey) -> None:
        """Behind a proxy the sockets lead to the proxy; an address written as a number can still be judged."""
        host = journey.here.host
        refused = self._guards[journey.may_be_private].refusal("127.0.0.1" if host == "localhost" else host)
        if refused not in {None, NOT_AN_ADDRESS}:
            raise FetchProblemError(
                FailureReason.PRIVATE_ADDRESS, f"refused: {host} is not a public address ({refused})"
            )
