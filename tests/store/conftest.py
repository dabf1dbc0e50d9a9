"""A store in which everything happened, made once and copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.store import Store
from tests.databases import new_file
from tests.store.lived import live


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of such a store, to copy from."""
    path = tmp_path_factory.mktemp("lived") / "monitor.sqlite3"
    with Store.open(new_file(path)) as store:
        live(store)
    return path


@pytest.fixture
def lived_file(lived: Path, tmp_path: Path) -> Path:
    """A copy of it, to be tampered with."""
    return Path(shutil.copy(lived, tmp_path / "monitor.sqlite3"))


@pytest.fixture
def lived_store(lived_file: Path) -> Iterator[Store]:
    """The same, open."""
    with Store.open(f"sqlite:///{lived_file}") as store:
        yield store
