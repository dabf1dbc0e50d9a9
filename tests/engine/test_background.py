"""What runs in the background of the service: an error ends neither the service nor a loop."""

from __future__ import annotations

import asyncio

import pytest

from monitor.engine.background import Background


def test_a_loop_that_breaks_says_so_and_begins_again() -> None:
    troubles: dict[str, str] = {}
    lives: list[dict[str, str]] = []

    async def sender() -> None:
        lives.append(dict(troubles))
        if len(lives) == 1:
            raise OSError("the disk is full")

    async def go() -> None:
        background = Background(troubles, begin_again_s=0)
        background.loop(sender, "sender")
        while len(lives) < 2:
            said = dict(troubles)
            await asyncio.sleep(0)
            assert said in ({}, {"sender": "the disk is full"})
        await background.ended()

    asyncio.run(go())
    assert lives == [{}, {}]
    assert troubles == {}


def test_what_was_started_is_waited_for_with_all_that_it_starts(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    async def go() -> None:
        background = Background({})

        async def second() -> None:
            done.append("second")
            raise ValueError("no report for this one")

        async def first() -> None:
            background.start(second())
            done.append("first")

        background.start(first())
        await background.settle()

    asyncio.run(go())
    assert done == ["first", "second"]
    assert "no report for this one" in caplog.text
