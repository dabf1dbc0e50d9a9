"""Laws that hold whatever happens, in whatever order."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.model import CheckOutcome, Grade
from monitor.store import Store
from tests.databases import new_file
from tests.store.samples import (
    ACME,
    AT,
    candidate,
    capture,
    failed,
    identical,
    listing,
    reformatted,
    step,
    tell,
    watched,
)

NAMES = ("Alpha", "Beta", "Gamma")
checks = st.tuples(
    st.sampled_from(
        ["seen", "304", "noise", "failed", "suspect", "waiting", "changed", "reformatted", "dismissed"]
    ),
    st.sampled_from(NAMES),
    st.integers(-60, 600),  # minutes to the next check; a clock may be set back
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=st.lists(checks, max_size=14))
def test_spans_are_in_order_and_only_good_checks_move_them(story: list[tuple[str, str, int]]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(new_file(Path(folder) / "monitor.sqlite3")) as store,
    ):
        watched(store, "Alpha")
        now, bad = AT, 0
        for n, (what, name, minutes) in enumerate(story):
            now += timedelta(minutes=minutes)
            before = store.current_head(ACME)
            if what == "seen":
                store.record_unchanged([identical(store, now)], now)
            elif what == "304":
                item = identical(store, now, outcome=CheckOutcome.NOT_MODIFIED, grade=Grade.NOT_MODIFIED)
                store.record_unchanged([item], now)
            elif what == "noise":
                noise = capture(f"{n}".encode(), now)
                item = identical(store, now, outcome=CheckOutcome.UNCHANGED, new_capture=noise)
                store.record_unchanged([item], now)
            elif what in {"failed", "suspect"}:
                bad += 1
                if what == "failed":
                    store.record_failure(failed(now, name))
                else:
                    store.record_candidate(candidate(name, at=now, suspect=True, why="most_rows_gone"))
            elif what == "waiting":
                store.record_candidate(candidate(name, str(n), at=now))
            elif what == "changed":
                store.record_revision(step(store, name, str(n), at=now), tell)
            elif what == "reformatted":
                store.record_revision(reformatted(store, name, at=now))
            else:
                store.clear_candidate(ACME)
            if what in {"failed", "suspect", "waiting", "dismissed"}:
                after = store.current_head(ACME)
                assert (after.snapshot_id, after.last_seen_at) == (
                    before.snapshot_id,
                    before.last_seen_at,
                )
        check_laws(store, bad)
        if all(minutes >= 0 for _, _, minutes in story):
            spans = store.snapshots(ACME)
            assert all(old.last_seen_at <= new.first_seen_at for old, new in pairwise(spans))


def check_laws(store: Store, bad: int) -> None:
    assert store.verify() == []
    assert sum(run.count for run in store.failures(ACME)) == bad
    spans = store.snapshots(ACME)
    assert all(span.first_seen_at <= span.last_seen_at for span in spans)
    assert [span.previous_id for span in spans] == [None, *(span.id for span in spans[:-1])]
    revisions = store.revisions()[::-1]
    assert [(r.before, r.after) for r in revisions] == list(pairwise(spans))
    open_runs = [run for run in store.failures(ACME) if run.closed_at is None]
    assert len(open_runs) <= 1
    assert {d.alert.revision_id for d in store.deliveries()} == {
        r.id for r in revisions if r.comparison.changes or r.window
    }
    for span in spans:
        kept = store.snapshot_captures(span.id)
        assert {span.first_capture_sha256, span.capture_sha256} == {c.body_sha256 for c in kept}
        for found in kept:
            store.body(found.body_sha256)
    current = store.current(ACME)
    assert current == spans[-1]
    assert current is not None
    assert current.listing.verdict is listing().verdict
