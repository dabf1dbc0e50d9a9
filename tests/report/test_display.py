"""Foreign text made fit to be shown, and words woven."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.display import Mark, around_change, clip, lines, marked_words, one_line, web_address

words = st.text(alphabet="ab ,.\n", max_size=60)


@given(words, words)
def test_the_weave_holds_both_texts_whole(before: str, after: str) -> None:
    parts = marked_words(before, after)
    assert "".join(p.text for p in parts if p.mark is not Mark.NEW) == before
    assert "".join(p.text for p in parts if p.mark is not Mark.GONE) == after


@given(st.text(max_size=80))
def test_equal_texts_have_nothing_marked(text: str) -> None:
    assert {part.mark for part in marked_words(text, text)} <= {Mark.KEPT}


def test_only_the_words_that_differ_are_marked() -> None:
    parts = marked_words(
        "object within thirty (30) days of notice", "object within fourteen (14) days of notice"
    )
    assert [(p.mark.value, p.text) for p in parts] == [
        ("kept", "object within "),
        ("gone", "thirty (30"),
        ("new", "fourteen (14"),
        ("kept", ") days of notice"),
    ]


def test_texts_with_little_in_common_are_not_woven() -> None:
    assert [part.mark for part in marked_words("Ireland", "United States of America")] == [
        Mark.GONE,
        Mark.NEW,
    ]


def test_a_page_of_words_is_not_woven_word_by_word() -> None:
    before, after = "lorem ipsum " * 30_000, "ipsum lorem " * 30_000
    assert [part.mark for part in marked_words(before, after)] == [Mark.GONE, Mark.NEW]


@given(st.text())
def test_shown_text_holds_no_control_and_nothing_that_reorders(text: str) -> None:
    assert not set(one_line(text)) & set("\x00\x07\x1b\r\n\t\u202e\u2066\u200b\ufeff\x7f")
    assert not set(lines(text)) & set("\x00\x1b\r\u202e\u2066")


def test_right_to_left_letters_stay() -> None:
    assert one_line("שלום \u202eevil") == "שלום evil"


@given(st.text(max_size=50), st.integers(0, 60))
def test_a_clipped_text_fits(text: str, limit: int) -> None:
    assert len(clip(text, limit)) <= limit


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//example.com", "file:///etc/passwd",
        "https://", "http://a b", "https://x\u202e.example", "https:\\\\x", "", None, "http://[::1",
    ],
)  # fmt: skip
def test_only_web_addresses_may_be_followed(url: str | None) -> None:
    assert web_address(url) is None


def test_a_web_address_is_kept_as_it_is() -> None:
    assert web_address("https://example.com/a?b=c#d") == "https://example.com/a?b=c#d"


@given(words, words, words, words, st.integers(20, 200))
def test_a_cut_around_a_change_fits_and_invents_no_change(
    start: str, before: str, after: str, end: str, limit: int
) -> None:
    one, other = around_change(start + before + end, start + after + end, limit)
    assert max(len(one), len(other)) <= limit
    if before == after:
        assert one == other


def test_a_long_paragraph_is_cut_to_what_changed_in_it() -> None:
    start, end = "as was agreed " * 200, " and so forth" * 200
    before, after = around_change(f"{start}thirty days{end}", f"{start}ten days{end}", 300)
    changed = [part.text for part in marked_words(before, after) if part.mark is not Mark.KEPT]
    assert changed == ["thirty", "ten"]
    assert max(len(before), len(after)) <= 300
    assert before.startswith("… ")
    assert before.endswith(" …")
