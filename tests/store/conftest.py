"""A file to copy from, for tests of the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.databases import new_file


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with our tables, to copy from."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    new_file(path)
    return path
