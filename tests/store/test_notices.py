"""Notices with their files, their links to revisions, and letters: append-only, links taken back included."""

from __future__ import annotations

import pytest

from monitor.store import NotAllowedError, NotFoundError, Store
from tests.store.samples import AT, hours, step, watched


def revision_id(store: Store) -> int:
    watched(store, "Alpha")
    return store.record_revision(step(store, "Beta", at=hours(1))).id


def test_a_notice_keeps_its_file_and_its_time_of_receipt(store: Store) -> None:
    revision = revision_id(store)
    notice = store.add_notice(
        "acme", received_at=AT, channel="mail", subject="New sub-processor", logged_by="Ada", at=hours(2),
        file=b"From: vendor\r\n\r\nhello \xff", file_name="mail.eml", parsed={"names": ["Beta"]},
    )  # fmt: skip
    assert notice.file_sha256 is not None
    assert store.content(notice.file_sha256) == b"From: vendor\r\n\r\nhello \xff"
    store.link_notice(notice.id, revision, "Ada", hours(3))
    store.link_notice(notice.id, revision, "Ada", hours(4))
    (found,) = store.notices(vendor_id="acme")
    assert (found.received_at, found.parsed, found.revision_ids) == (AT, {"names": ["Beta"]}, (revision,))
    assert store.notices(revision_id=revision) == [found]
    assert store.notices(vendor_id="bolt") == []
    assert store.verify() == []


def test_a_notice_for_nobody_we_know_is_refused(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no vendor nobody"):
        store.add_notice("nobody", received_at=AT, channel="mail", subject="", logged_by="Ada", at=AT)
    revision = revision_id(store)
    with pytest.raises(NotFoundError, match="no notice 999"):
        store.link_notice(999, revision, "Ada", AT)


def test_a_link_that_was_taken_back_stays_on_record_and_is_not_made_again(store: Store) -> None:
    revision = revision_id(store)
    notice = store.add_notice(
        "acme", received_at=AT, channel="mail", subject="s", logged_by="Ada", at=hours(2)
    )
    assert store.link_notice(notice.id, revision, "Ada", hours(2))
    assert not store.link_notice(notice.id, revision, "Ada", hours(2))
    store.unlink_notice(notice.id, revision, unlinked_by="Ben", why="another product", at=hours(3))
    assert store.notices(revision_id=revision) == []
    assert store.notices()[0].revision_ids == ()
    assert store.refused_links() == {(notice.id, revision)}
    with pytest.raises(NotAllowedError, match="a person said that"):
        store.link_notice(notice.id, revision, "the monitor", hours(4))
    with pytest.raises(NotFoundError, match="is not linked"):
        store.unlink_notice(notice.id, revision, unlinked_by="Ben", why="again", at=hours(4))
    assert store.verify() == []


def test_a_letter_is_kept_as_it_was_drafted(store: Store) -> None:
    revision = revision_id(store)
    drafted = store.add_letter(
        revision, language="de", forms="docx eml", text=b"Widerspruch", drafted_by="Ada", at=hours(2)
    )
    assert store.letters(revision) == [drafted]
    assert store.content(drafted.content_sha256) == b"Widerspruch"
    with pytest.raises(NotFoundError, match="no revision 999"):
        store.add_letter(999, language="de", forms="md", text=b"", drafted_by="Ada", at=hours(2))
    assert store.verify() == []
