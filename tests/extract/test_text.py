"""Plain text: tabs, pipes, aligned columns, bullets, records, and the headings around them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract import extract
from monitor.extract.document import Document, GridKind
from monitor.extract.read_text import read_text
from monitor.model import NoListReason, Verdict


def read(text: str) -> Document:
    return read_text(text.encode())


def texts(document: Document, at: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row] for row in document.grids[at].rows]


def test_lines_cut_by_tabs_are_a_table_though_blank_lines_stand_between_them() -> None:
    document = read(
        "List\n\nName\tPurpose\tPlace\nAlpina\tHosting\tBern\n\n\n\n\t\tBasel\nBorealis\tMail\tOslo\n"
    )
    assert texts(document) == [
        ["Name", "Purpose", "Place"], ["Alpina", "Hosting", "Bern"], ["", "", "Basel"], ["Borealis", "Mail", "Oslo"],
    ]  # fmt: skip
    assert document.grids[0].headings == ("List",)
    assert document.grids[0].rows[1][0].where == "line 4"


def test_a_name_of_a_group_between_lines_of_a_table_is_a_row() -> None:
    assert texts(read("Name\tPlace\nAlpina\tBern\nAffiliates\nBorealis\tOslo\n"))[2] == ["Affiliates", ""]


def test_pipes_are_cut_and_drawn_lines_end_the_header() -> None:
    document = read(
        "+------+-------+\n| Name | Place |\n+------+-------+\n| Alpina | Bern |\n| Borealis | Oslo |\n+---+---+\n"
    )
    assert texts(document) == [["Name", "Place"], ["Alpina", "Bern"], ["Borealis", "Oslo"]]
    assert document.grids[0].header_rows == 1


ALIGNED = """\
Sub-processors
==============
Last updated: 3 May 2026

Name            Purpose             Country
--------------  ------------------  -----------
Amazon Web      Hosting of the      US
                platform
Google LLC      Mail                Ireland

Stripe Inc      Payments            US

Contact us with questions.
"""


def test_aligned_columns_are_cut_and_wrapped_lines_joined() -> None:
    document = read(ALIGNED)
    assert texts(document) == [
        ["Name", "Purpose", "Country"],
        ["Amazon Web", "Hosting of the\nplatform", "US"],
        ["Google LLC", "Mail", "Ireland"],
        ["Stripe Inc", "Payments", "US"],
    ]
    assert document.title == "Sub-processors"
    assert [p.text for p in document.paragraphs] == ["Last updated: 3 May 2026", "Contact us with questions."]


SPACED = """\
Name          Purpose

Amazon Web    Hosting of
Services      all
              things

Google LLC    Mail

Stripe        Cards
"""


def test_entries_set_apart_by_blank_lines_are_one_row_each() -> None:
    assert texts(read(SPACED)) == [
        ["Name", "Purpose"],
        ["Amazon Web\nServices", "Hosting of\nall\nthings"],
        ["Google LLC", "Mail"],
        ["Stripe", "Cards"],
    ]


def test_bullets_are_one_row_each_with_their_indented_lines() -> None:
    document = read(
        "We use:\n\n - Alpina - hosting\n   in Bern\n * Borealis (Norway)\n 3. Cobalt\n\nThat is all.\n"
    )
    assert texts(document) == [["Alpina - hosting in Bern"], ["Borealis (Norway)"], ["Cobalt"]]
    assert document.grids[0].kind is GridKind.BULLETS
    assert document.grids[0].intro == "We use:"


def test_blocks_of_labels_are_records() -> None:
    document = read("Name: Alpina\nPlace: Bern\n\nName: Borealis\nPlace: Oslo\nPurpose: Mail\n")
    assert document.grids[0].kind is GridKind.RECORDS
    assert texts(document) == [
        ["Name", "Place", "Purpose"],
        ["Alpina", "Bern", ""],
        ["Borealis", "Oslo", "Mail"],
    ]


def test_prose_is_paragraphs_under_headings() -> None:
    document = read(
        "Policy\n\nWe value privacy. This text\ngoes on.\n\nTransfers\n---------\nNone take place.\n"
    )
    assert [(p.section, p.text) for p in document.paragraphs] == [
        ("Policy", "We value privacy. This text goes on."),
        ("Transfers", "None take place."),
    ]
    assert document.grids == ()


@given(st.text(alphabet="ab \t\n|-*•:1.#=", max_size=300))
def test_no_text_whatever_raises_and_every_grid_is_a_rectangle(text: str) -> None:
    for grid in read(text).grids:
        assert len({len(row) for row in grid.rows}) == 1


def test_a_long_text_is_read_in_linear_time() -> None:
    """Ten thousand short lines of every kind: a quadratic reader would take minutes."""
    read("a  b\n- x\nName: y\n\nfoo | bar\n" * 10_000)


HEAD_JA = "# 再委託先\n\n| 会社名 | 目的 | 国 |\n|---|---|---|\n"
HEAD_ZH = "# 子处理者\n\n| 公司 | 用途 | 国家 |\n|---|---|---|\n"


@pytest.mark.parametrize(
    ("text", "encoding", "names"),
    [
        (f"{HEAD_JA}| 青空株式会社 | ホスティング | 日本 |\n", "shift_jis", ["青空株式会社"]),
        (f"{HEAD_JA}| 青空株式会社 | ホスティング | 日本 |\n", "iso2022_jp", ["青空株式会社"]),
        (f"{HEAD_ZH}| 阿里云 | 托管 | 中国 |\n| 腾讯云 | 短信 | 中国 |\n", "gb18030", ["阿里云", "腾讯云"]),
        ("# Unterauftragsverarbeiter\n\n- Müller GmbH – Prüfung\n", "cp1252", ["Müller GmbH"]),
    ],
)
def test_markdown_in_an_old_encoding_that_nothing_names_is_read(
    text: str, encoding: str, names: list[str]
) -> None:
    listing = extract(text.encode(encoding), url="https://a.example/subprocessors.md")
    assert [row.name for row in listing.rows] == names
    assert listing.warnings == ()


@pytest.mark.parametrize(
    "body", [random.Random(4).randbytes(300), b"ID3\x03\x00" + random.Random(5).randbytes(4000)]
)
def test_bytes_that_are_no_text_have_a_verdict_of_their_own(body: bytes) -> None:
    listing = extract(body, url="https://a.example/subprocessors")
    assert (listing.verdict, listing.reason) == (Verdict.NO_LIST, NoListReason.UNSUPPORTED)
