"""Turns to one host are apart in time and few at once; hosts do not wait for each other."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Coroutine
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch.politeness import Politeness


class Clock:
    """A clock that jumps to the next sleeper's time when nobody has anything left to do."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, id(woken), woken))
        await woken

    async def run(self, *work: Coroutine[Any, Any, None]) -> None:
        done = asyncio.gather(*work)
        while not done.done():
            for _ in range(10):
                await asyncio.sleep(0)
            if self._sleepers:
                self.now, _, woken = heapq.heappop(self._sleepers)
                woken.set_result(None)
        await done


def starts(hosts: list[str], delay_s: float, per_host: int = 1) -> list[tuple[str, float]]:
    clock = Clock()
    politeness = Politeness(50, per_host, delay_s, monotonic=clock.monotonic, sleep=clock.sleep)
    log: list[tuple[str, float]] = []

    async def visit(host: str) -> None:
        async with politeness.turn(host):
            log.append((host, clock.now))

    asyncio.run(clock.run(*(visit(host) for host in hosts)))
    return log


def test_turns_to_one_host_start_apart() -> None:
    assert [at for _, at in starts(["a"] * 4, 1.5, per_host=3)] == [0.0, 1.5, 3.0, 4.5]


def test_another_host_does_not_wait() -> None:
    assert ("b", 0.0) in starts(["a", "a", "b"], 1.0)


@given(st.lists(st.sampled_from("abc"), max_size=12), st.integers(1, 3))
def test_no_two_starts_to_one_host_are_closer_than_the_delay(hosts: list[str], per_host: int) -> None:
    log = starts(hosts, 2.0, per_host)
    assert sorted(host for host, _ in log) == sorted(hosts)
    for host in set(hosts):
        times = [at for one, at in log if one == host]
        assert all(later - earlier >= 2.0 for earlier, later in pairwise(times))


def test_hosts_are_forgotten_when_idle() -> None:
    clock = Clock()
    politeness = Politeness(5, 1, 1.0, monotonic=clock.monotonic, sleep=clock.sleep)

    async def main() -> None:
        for number in range(50):
            async with politeness.turn(f"host{number}"):
                clock.now += 2.0

    asyncio.run(main())
    assert len(politeness) == 0


def test_two_chains_of_redirects_that_cross_do_not_block_each_other() -> None:
    politeness = Politeness(1, 1, 0)

    async def chain(*hosts: str) -> None:
        for host in hosts:
            async with politeness.turn(host):
                await asyncio.sleep(0)

    async def main() -> None:
        await asyncio.wait_for(asyncio.gather(chain("a", "b"), chain("b", "a")), 5)

    asyncio.run(main())
