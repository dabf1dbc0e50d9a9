"""Delimited text: any delimiter, any encoding, quotes that are never closed."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract import extract
from monitor.extract.read_csv import delimiter_of, read_csv
from monitor.model import Field

ROWS = [
    ["Unterauftragnehmer", "Zweck", "Standort"],
    ["Alpina GmbH & Co. KG", "Hosting, Sicherung", "Köln"],
    ["Börealis Inc.", "Unterstützung", "USA"],
    ["Cobalt SAS", "E-Mail", "Frankreich"],
]


def written(delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(ROWS)
    return out.getvalue()


def texts(body: bytes) -> list[list[str]]:
    return [[cell.text for cell in row] for row in read_csv(body).grids[0].rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiter_and_encoding_are_found(delimiter: str, encoding: str) -> None:
    assert texts(written(delimiter).encode(encoding)) == ROWS


def test_japanese_files_in_their_old_encoding_are_read() -> None:
    text = (
        "サブプロセッサー,目的,所在地\nアマゾンウェブサービス,クラウドの提供,日本\nセールスフォース,顧客の管理,アメリカ合衆国\n"
        * 3
    )
    assert texts(text.encode("shift_jis"))[1] == ["アマゾンウェブサービス", "クラウドの提供", "日本"]


def test_a_quote_that_is_never_closed_swallows_nothing() -> None:
    body = 'Name,Purpose\n"Alpina,Hosting\n' + "".join(f"Vendor {n},Mail\n" for n in range(500))
    assert len(texts(body.encode())) == 502


def test_places_name_the_column_and_the_line() -> None:
    grid = read_csv(b"Name,Purpose\nAlpina,Hosting\n").grids[0]
    assert [cell.where for cell in grid.rows[1]] == ["A2", "B2"]


def test_lines_inside_quotes_stay_in_their_cell() -> None:
    assert texts(b'Name,Place\n"Alpina\nSeestrasse 1",Bern\n')[1] == ["Alpina\nSeestrasse 1", "Bern"]


def test_extraction_reads_the_rows() -> None:
    listing = extract(written(";").encode(), url="https://v.example/list.csv")
    assert [(row.name, row.get(Field.PURPOSE), row.get(Field.LOCATION)) for row in listing.rows] == [
        tuple(r) for r in ROWS[1:]
    ]


@given(
    st.lists(st.lists(st.text("ab ,;|\t\"'\n", max_size=8), min_size=3, max_size=3), min_size=2, max_size=6)
)
def test_no_file_whatever_raises(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    read_csv(out.getvalue().encode())
    assert delimiter_of(out.getvalue()) in ",;\t|"
