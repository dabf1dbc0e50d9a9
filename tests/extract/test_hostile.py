"""Pages made to break a reader: no exception, a named verdict, and time that grows with size only."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.extract import extract, sniff
from monitor.model import NoListReason, SourceKind, Verdict

HEAD = "<h1>Subprocessors</h1>"
ROW = "<tr><td>Nimbus {} Inc.</td><td>Hosting</td><td>USA</td></tr>"
TABLE = "<table><tr><th>Subprocessor</th><th>Purpose</th><th>Location</th></tr>{}</table>"


def _extract(page: str | bytes) -> tuple[object, float]:
    body = page.encode("utf-8", "surrogatepass") if isinstance(page, str) else page
    started = time.process_time()
    listing = extract(body, url="https://vendor.example/subprocessors")
    return listing, time.process_time() - started


def test_spans_of_a_billion_make_no_billion_cells() -> None:
    page = HEAD + TABLE.format(
        '<tr><td colspan="1000000000" rowspan="999999999">Group</td></tr>'
        + ROW.format(1)
        + '<tr><td rowspan="0">Nimbus 2 Inc.</td><td colspan="1e9">Mail</td><td>USA</td></tr>'
        + ROW.format(3)
    )
    listing = extract(page.encode())
    assert listing.verdict is Verdict.LIST


def test_names_in_sentences_need_no_heading_above_them() -> None:
    page = "".join(
        f"<p>We use <b>{name}</b> as a sub-processor, which hosts the data.</p>"
        for name in ("Nimbus Inc.", "Payso GmbH", "Mailo SAS", "Trackr Ltd")
    )
    assert not any("could not be read" in warning for warning in extract(page.encode()).warnings)


@pytest.mark.parametrize("depth", [1_000, 10_000])
def test_nesting_costs_no_more_than_size(depth: int) -> None:
    for opening in ("<table><tr><td>", "<div>", "<ul><li>", "<b>", "<section><h2>x</h2>"):
        page = HEAD + opening * depth + TABLE.format(ROW.format(1) + ROW.format(2))
        listing, taken = _extract(page)
        assert listing is not None
        assert taken < 20, f"{opening} took {taken:.1f} s"


def test_fifty_thousand_entries_are_all_read() -> None:
    page = HEAD + TABLE.format("".join(ROW.format(i) for i in range(50_000)))
    listing = extract(page.encode())
    assert len(listing.rows) == 50_000


def test_a_million_cells_are_cut_with_a_warning_or_read() -> None:
    page = HEAD + "<table>" + ("<tr>" + "<td>x</td>" * 1000 + "</tr>") * 300 + "</table>"
    assert extract(page.encode()).verdict is Verdict.NO_LIST


def test_invisible_and_bidirectional_characters_do_not_reach_a_name() -> None:
    page = HEAD + TABLE.format(
        "<tr><td>Nim\u00adbus\u200b \u202eInc.\u202c\ufeff</td><td>Host\x00ing</td><td>USA</td></tr>"
        + ROW.format(2)
    )
    assert extract(page.encode()).rows[0].name == "Nimbus Inc."


def test_entities_are_not_expanded_without_end() -> None:
    bomb = (
        '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        + HEAD
        + "&b;" * 1000
    )
    assert extract(bomb.encode()).rows == ()


@pytest.mark.parametrize(
    "charset", ["utf-16", "utf-16-le", "cp1252", "iso-8859-15", "shift_jis", "utf-8-sig"]
)
def test_encodings_are_told_by_content(charset: str) -> None:
    word = "提供" if charset == "shift_jis" else "Zürich"
    page = (
        f"<meta charset='{charset.removesuffix('-sig')}'>"
        + HEAD
        + TABLE.format(f"<tr><td>Nimbus Inc.</td><td>{word}</td><td>USA</td></tr>" + ROW.format(2))
    )
    rows = extract(page.encode(charset), charset="utf-8", url="https://v.example/s.html").rows
    assert [word, "Hosting"] == [next(v for k, v in row.fields.items() if k == "purpose") for row in rows]


def test_a_server_that_names_the_wrong_charset_is_not_believed() -> None:
    page = HEAD + TABLE.format(
        "<tr><td>Zürich Hosting AG</td><td>Hosting</td><td>Schweiz</td></tr>" + ROW.format(2)
    )
    assert extract(page.encode(), charset="iso-8859-1").rows[0].name == "Zürich Hosting AG"


@given(st.binary(max_size=600))
@settings(max_examples=150, deadline=None)
def test_no_bytes_raise(body: bytes) -> None:
    for kind in SourceKind:
        assert extract(body, kind=kind).verdict in Verdict
    assert sniff(body)


@given(st.text(alphabet="<>/tdrhabli |-*#:\n'\"=&;{}[]0", max_size=400))
@settings(max_examples=150, deadline=None)
def test_no_markup_raises(text: str) -> None:
    for url in (
        "https://v.example/x.html",
        "https://v.example/x.md",
        "https://v.example/x.rst",
        "https://v.example/x.txt",
    ):
        listing = extract(text.encode(), url=url)
        assert listing.reason is not NoListReason.UNREADABLE or url.endswith(".rst"), listing.warnings


@pytest.mark.corpus
def test_reading_is_the_same_every_time(shared: Path) -> None:
    body = (shared / "corpus/html/gitlab/page.html").read_bytes()
    assert extract(body) == extract(body)


def test_a_page_that_ends_with_a_heading_is_answered() -> None:
    for end in (
        "<h3>Hosting</h3>",
        "<h3>Hosting<br>Contoso Ltd, Germany</h3>",
        "<h3>Hosting</h3><p></p><h4>x</h4>",
    ):
        page = f"<h1>Subprocessors</h1><h3>Email</h3><p>Fabrikam Inc, USA</p>{end}"
        assert not any("could not be read" in w for w in extract(page.encode()).warnings)
