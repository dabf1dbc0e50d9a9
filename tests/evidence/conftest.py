"""One bundle of evidence for all tests that only spoil copies of it."""

from __future__ import annotations

import pytest

from monitor.evidence.bundle import Bundle, pack
from monitor.store import Store
from tests.databases import new_file
from tests.evidence.world import Files, bundle_of, lived, unpacked


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    with Store.open(new_file(tmp_path_factory.mktemp("evidence") / "monitor.sqlite3")) as store:
        return bundle_of(store, lived(store))


@pytest.fixture(scope="session")
def packed(bundle: Bundle) -> bytes:
    return pack(bundle)


@pytest.fixture
def files(packed: bytes) -> Files:
    return unpacked(packed)
