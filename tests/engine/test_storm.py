"""The storm in small: nothing lost, nothing repeated in silence, nothing out of its order."""

from __future__ import annotations

import pytest

from bench import storm

pytestmark = pytest.mark.slow(11)


def test_everything_arrives_in_order_through_failing_servers_and_kills() -> None:
    found = storm.run(alerts=12, kills=2, failing=0.4, speed=300.0, vendors=6, patience_s=120)
    assert found.well, found.words()
    assert found.kills == 2
    assert found.repeats > 0, "a storm without a repeat proves nothing about labels"
