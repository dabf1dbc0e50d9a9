"""What a page looked like in the browser that read it lies beside the capture, and is proven with it."""

from __future__ import annotations

from dataclasses import replace

from monitor.model import CheckOutcome
from monitor.store import Store
from monitor.store.values import NewCapture
from tests.store.samples import (
    ACME,
    AT,
    baseline,
    candidate,
    capture,
    hours,
    identical,
    step,
    tell,
    vendor,
)

PICTURE, LATER = b"\x89PNG first look", b"\x89PNG second look"


def seen(body: bytes, hour: float, picture: bytes | None = None) -> NewCapture:
    return replace(capture(body, hours(hour)), browser=True, picture=picture)


def begin(store: Store) -> int:
    store.sync_vendors([vendor()], AT)
    first = replace(baseline("Alpha"), capture=seen(b"alpha", 0, PICTURE))
    return store.record_baselines([first], AT)[ACME]


def pictures(store: Store, snapshot_id: int) -> list[bytes | None]:
    captures = store.snapshot_captures(snapshot_id)
    return [store.content(c.picture_sha256) if c.picture_sha256 else None for c in captures]


def test_the_picture_of_a_baseline_is_kept_and_sealed(store: Store) -> None:
    snapshot_id = begin(store)
    assert pictures(store, snapshot_id) == [PICTURE]
    assert [event.kind for event in store.events()].count("picture_kept") == 1
    assert store.verify() == []


def test_a_capture_without_a_browser_has_none(store: Store) -> None:
    store.sync_vendors([vendor()], AT)
    made = store.record_baselines([baseline("Alpha")], AT)
    assert pictures(store, made[ACME]) == [None]
    assert store.verify() == []


def test_the_picture_of_the_first_sight_of_a_change_stays_with_it(store: Store) -> None:
    begin(store)
    waiting = replace(candidate("Beta", at=hours(1)), capture=seen(b"beta", 1, PICTURE))
    store.record_candidate(waiting)
    believed = replace(step(store, "Beta", at=hours(2)), capture=seen(b"beta 2", 2, LATER))
    revision = store.record_revision(believed, tell)
    assert pictures(store, revision.after.id) == [PICTURE, LATER]
    assert store.verify() == []
    store.record_revision(step(store, "Gamma", at=hours(3)), tell)
    assert [event.kind for event in store.events()].count("picture_kept") == 3
    assert store.verify() == []


def test_the_picture_of_what_was_not_believed_goes_with_it(store: Store) -> None:
    begin(store)
    store.record_candidate(replace(candidate("Beta", at=hours(1)), capture=seen(b"beta", 1, LATER)))
    store.clear_candidate(ACME)
    assert [c.picture_sha256 is not None for c in store.captures(ACME)] == [True]
    assert store.verify() == []


def test_bytes_that_take_another_capture_s_place_do_not_keep_its_picture(store: Store) -> None:
    begin(store)
    store.record_candidate(replace(candidate("Beta", at=hours(1)), capture=seen(b"beta", 1, PICTURE)))
    believed = replace(step(store, "Beta", at=hours(2)), capture=seen(b"beta 2", 2, LATER))
    after = store.record_revision(believed, tell).after
    newer = identical(store, hours(3), outcome=CheckOutcome.UNCHANGED, new_capture=seen(b"beta 3", 3))
    store.record_unchanged([newer], hours(3))
    assert pictures(store, after.id) == [PICTURE, None]
    assert store.verify() == []
