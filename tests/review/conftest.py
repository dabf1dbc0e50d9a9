"""A store with vendors, baselines and changes, as the tests of reviewing need it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.model import Revision, Vendor
from monitor.store import Store
from tests.store.samples import AT, baseline, step, vendor


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An open store without anything in it."""
    with Store.open(f"sqlite:///{tmp_path / 'monitor.sqlite3'}") as opened:
        opened.upgrade(AT)
        yield opened


Change = Callable[..., Revision]


@pytest.fixture
def change(store: Store) -> Change:
    """Makes a vendor's list change: the vendor is watched, its baseline taken, and a revision recorded a day later."""

    def make(
        vendor_id: str = "acme", name: str = "Beta", *, of: Vendor | None = None, **more: object
    ) -> Revision:
        known = [of or vendor(vendor_id, owner="ada@example.com")]
        store.sync_vendors(known, AT)
        source_id = known[0].sources[0].id
        if store.current(source_id) is None:
            store.record_baselines([baseline("Alpha", id=source_id)], AT)
        return store.record_revision(
            step(store, "Alpha", name, at=AT + timedelta(days=1), id=source_id, **more)
        )

    return make
