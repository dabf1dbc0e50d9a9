"""``monitor check --believe``: a person's word, for sources named one by one."""

from __future__ import annotations

import pytest

from tests.terminal import monitor


@pytest.mark.parametrize("arguments", [("check", "--believe"), ("check", "acme", "--by", "J. Doe")])
def test_a_persons_word_needs_a_source_and_is_asked_for_by_name(arguments: tuple[str, ...]) -> None:
    done = monitor(*arguments)
    assert done.returncode == 2
    assert "--believe" in done.stderr.decode()
