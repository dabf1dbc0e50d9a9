"""How a capture came is kept as long as the capture, is sealed with it, and goes with it."""

from __future__ import annotations

import dataclasses
from datetime import datetime

from sqlalchemy import text

from monitor.model import CheckOutcome, Leg, TlsPeer
from monitor.store import NewCapture, Store
from tests.store.samples import ACME, candidate, capture, hours, identical, step, tell, watched

TLS = TlsPeer("TLSv1.3", "TLS_AES_256_GCM_SHA384", "ab" * 32, "CN=acme.example", "CN=Ελλάς CA")


def travelled(body: bytes, at: datetime) -> NewCapture:
    legs = (Leg("https://acme.example/sub-processors", at, (("Accept", "text/html\x00"),), 200, tls=TLS),)
    return dataclasses.replace(capture(body, at), legs=legs)


def noise(store: Store, n: int) -> None:
    """Other bytes, the same listing."""
    new = travelled(f"noise {n}".encode(), hours(n))
    store.record_unchanged(
        [identical(store, hours(n), outcome=CheckOutcome.UNCHANGED, new_capture=new)], hours(n)
    )


def kept(store: Store) -> int:
    with store._reading() as connection:
        return int(connection.execute(text("SELECT count(*) FROM journey")).scalar_one())


def test_the_way_comes_back_as_it_was(store: Store) -> None:
    watched(store, "Alpha")
    seen = step(store, "Beta", at=hours(1))
    revision = store.record_revision(dataclasses.replace(seen, capture=travelled(b"beta", hours(1))), tell)
    (found,) = store.snapshot_captures(revision.after.id)
    assert found.legs == travelled(b"beta", hours(1)).legs
    assert store.verify() == []


def test_a_newer_capture_takes_the_place_of_the_newest_with_its_way(store: Store) -> None:
    watched(store, "Alpha")
    for n in (1, 2, 3):
        noise(store, n)
        assert (kept(store), store.verify()) == (1, [])
    newest = store.captures(ACME)[-1]
    assert [leg.began_at for leg in newest.legs] == [hours(3)]
    store.record_revision(step(store, "Beta", at=hours(4)), tell)
    assert store.verify() == []
    assert [e.kind for e in store.events()].count("journey_kept") == 1


def test_what_was_not_believed_takes_its_way_along(store: Store) -> None:
    watched(store, "Alpha")
    waiting = candidate("Beta", at=hours(1))
    store.record_candidate(dataclasses.replace(waiting, capture=travelled(b"beta", hours(1))))
    assert kept(store) == 1
    store.clear_candidate(ACME)
    assert (kept(store), store.verify()) == (0, [])
