"""A source whose list is known."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.model import CheckOutcome
from tests.check.pages import OLD_PAGE, outcome
from tests.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """One source, whose baseline was taken at 06:00."""
    found = World.new(tmp_path)
    assert outcome(found.look(OLD_PAGE, after=timedelta())) is CheckOutcome.BASELINE_RECORDED
    return found
