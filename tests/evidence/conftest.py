"""One bundle of evidence for all tests that only spoil copies of it."""

from __future__ import annotations

import pytest

from monitor.evidence.bundle import Bundle, pack
from monitor.store import Store
from tests.evidence.world import Files, bundle_of, lived, unpacked
from tests.store.samples import AT


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    path = tmp_path_factory.mktemp("evidence") / "monitor.sqlite3"
    with Store.open(f"sqlite:///{path}") as store:
        store.upgrade(AT)
        return bundle_of(store, lived(store))


@pytest.fixture(scope="session")
def packed(bundle: Bundle) -> bytes:
    return pack(bundle)


@pytest.fixture
def files(packed: bytes) -> Files:
    return unpacked(packed)
