"""What people say of names: kept in order, sealed, never overwritten."""

from __future__ import annotations

import pytest

from monitor.store import NotAllowedError, Store
from tests.store.samples import hours


def test_a_later_word_on_two_names_stands_beside_the_earlier(store: Store) -> None:
    first = store.rule_names("Segment", "Twilio", same=True, made_by="Ada", why="bought in 2020", at=hours(1))
    second = store.rule_names("Twilio", "Segment", same=False, made_by="Ben", why="kept apart", at=hours(2))
    assert store.name_rulings() == [first, second]
    assert (second.same, second.made_at) == (False, hours(2))
    assert store.verify() == []


@pytest.mark.parametrize(("name", "other", "by"), [("", "B", "Ada"), ("A", "  ", "Ada"), ("A", "B", "")])
def test_a_ruling_needs_two_names_and_somebody_who_made_it(
    store: Store, name: str, other: str, by: str
) -> None:
    with pytest.raises(NotAllowedError):
        store.rule_names(name, other, same=True, made_by=by, why="", at=hours(1))
    assert store.name_rulings() == []
