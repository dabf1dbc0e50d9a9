"""A store with vendors, baselines and changes, as the tests of reviewing need it; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from monitor.model import Revision, Vendor
from monitor.store import Store
from tests.store.samples import AT, baseline, step, vendor

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
        at = more.pop("at", AT + timedelta(days=1))
        return store.record_revision(step(store, "Alpha", name, at=at, id=source_id, **more))  # type: ignore[arg-type]

    return make
