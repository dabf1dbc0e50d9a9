"""The register, the chain and the decisions as tables: CSV, XLSX and JSON of the same rows; no cell is a formula."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Field, Row
from monitor.model.display import lines
from monitor.report.cells import harmless, plain_again
from monitor.report.registers import Listed, Silent, chain, decisions, identification, is_lei, register
from monitor.report.sheets import Column, Sheet, SheetFormat, read_csv_again, render_sheet
from tests.alert import samples
from tests.report.test_report import CONTEXT

DAY = date(2026, 11, 3)
SNAPSHOT = samples.revision().after
STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n")
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1)",
    "\t=1+1",
    "\r\n=1+1",
    " =1+1",
    '=HYPERLINK("http://x","y")',
    "'=1",
    "＝1+1",
    samples.HOSTILE,
)


def listed(row: Row, vendor: str = "Infobip") -> Listed:
    return Listed("infobip", vendor, "infobip/list", row, SNAPSHOT, samples.BEFORE_AT)


def sheet(*texts: str) -> Sheet:
    return Sheet(
        "Test", (Column("text", "any text"),), tuple({"text": text} for text in texts), {"as of": "today"}
    )


def xlsx(content: bytes) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [list(row) for row in book.worksheets[0].iter_rows()]


class TestCells:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_no_cell_of_a_csv_starts_a_formula(self, text: str) -> None:
        content = render_sheet(sheet(text), SheetFormat.CSV).decode()
        (row,) = csv.DictReader(io.StringIO(content.removeprefix("\ufeff"), newline=""))
        assert not row["text"].startswith(STARTERS)

    @pytest.mark.parametrize("text", HOSTILE)
    def test_no_cell_of_an_xlsx_is_or_starts_a_formula(self, text: str) -> None:
        cell = xlsx(render_sheet(sheet(text), SheetFormat.XLSX))[1][0]
        assert cell.data_type in {"s", "inlineStr"}
        assert not str(cell.value).startswith(STARTERS)

    @given(st.text(max_size=60) | st.sampled_from(HOSTILE))
    def test_the_text_can_be_had_again(self, text: str) -> None:
        assert plain_again(harmless(text)) == lines(text)

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=4))
    def test_a_csv_reads_back_as_it_was_meant(self, texts: list[str]) -> None:
        content = render_sheet(sheet(*texts), SheetFormat.CSV).decode()
        assert [row["text"] for row in read_csv_again(content)] == [lines(text) for text in texts]

    @settings(max_examples=25, deadline=None)
    @given(st.text(max_size=60) | st.just("\ufffe\uffff\x00\x0b\ud800") | st.just("x" * 40_000))
    def test_any_text_makes_an_xlsx_that_opens(self, text: str) -> None:
        assert len(xlsx(render_sheet(sheet(text), SheetFormat.XLSX))) == 2

    def test_json_has_the_text_as_it_is(self) -> None:
        document = json.loads(render_sheet(sheet("=1+1"), SheetFormat.JSON))
        assert document == {"about": {"as of": "today"}, "rows": [{"text": "=1+1"}]}

    def test_an_xlsx_holds_no_links_macros_or_formulas_at_all(self) -> None:
        content = render_sheet(sheet(*HOSTILE), SheetFormat.XLSX)
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            everything = b"".join(
                packed.read(name) for name in packed.namelist() if name.startswith("xl/worksheets")
            )
            assert not [name for name in packed.namelist() if "vba" in name or "external" in name.lower()]
        assert b"<f>" not in everything
        assert b"<hyperlink" not in everything

    def test_an_xlsx_explains_its_columns(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(render_sheet(sheet("a"), SheetFormat.XLSX)))
        assert [[cell.value for cell in row] for row in book["About"].iter_rows()] == [
            ["as of", "today"],
            ["text", "any text"],
        ]
        assert book.worksheets[0].freeze_panes == "B2"


class TestRegister:
    def test_an_entry_stands_with_all_that_is_published_and_the_evidence_behind_it(self) -> None:
        made = register([listed(samples.EXOTEL)], [], DAY, {})
        (row,) = made.rows
        assert row["name"] == "Exotel Techcom Private Limited"
        assert row["location"] == "India"
        assert row["data_categories"] == "Phone numbers, call recordings"
        assert row["as_of"] == "2026-11-03"
        assert row["seen_since"] == "2026-11-02T06:00:00+00:00"
        assert row["capture_sha256"] == SNAPSHOT.capture_sha256

    def test_every_field_a_row_may_have_is_a_column(self) -> None:
        keys = {column.key for column in register([], [], DAY, {}).columns}
        assert {which.value for which in Field} <= keys

    def test_a_column_of_the_vendors_own_is_kept_with_its_heading(self) -> None:
        row = replace(samples.EXOTEL, other={"Retention": "30 days"})
        assert register([listed(row)], [], DAY, {}).rows[0]["other"] == "Retention: 30 days"

    def test_a_list_that_could_not_be_read_is_a_line_and_not_an_absence(self) -> None:
        silent = Silent("acme", "Acme", "acme/list", "no list was known yet on that day")
        (row,) = register([], [silent], DAY, {}).rows
        assert (row["vendor"], row["note"]) == ("Acme", "no list was known yet on that day")
        assert "name" not in row


CODE, TYPE, RANK, TO = (
    "B_05.02.0030 provider_identification_code",
    "B_05.02.0040 type_of_provider_code",
    "B_05.02.0050 rank",
    "B_05.02.0060 recipient_identification_code",
)
REFERENCE = "B_05.02.0010 contractual_arrangement_reference"
LEI = "5493006MHB84DD0ZWV18"


class TestChain:
    def test_the_vendor_has_rank_one_and_its_sub_processors_rank_two(self) -> None:
        made = chain([listed(samples.EXOTEL)], {"infobip": "Infobip"}, {}, {})
        assert [(row[RANK], row["provider_name"], row.get("recipient_name")) for row in made.rows] == [
            ("1", "Infobip", None),
            ("2", "Exotel Techcom Private Limited", "Infobip"),
        ]

    def test_the_first_columns_are_those_of_the_template_in_its_order(self) -> None:
        codes = [column.key.split()[0] for column in chain([], {}, {}, {}).columns[:7]]
        assert codes == [f"B_05.02.00{n}0" for n in range(1, 8)]

    def test_what_nobody_publishes_stays_empty_and_the_note_says_so(self) -> None:
        row = chain([listed(samples.EXOTEL)], {"infobip": "Infobip"}, {}, {}).rows[1]
        assert CODE not in row
        assert REFERENCE not in row
        assert "no LEI or EUID is published" in row["note"]
        assert "the contract reference and the type of ICT service are yours to fill in" in row["note"]

    def test_a_configured_reference_stands_in_every_row_of_the_vendor(self) -> None:
        made = chain([listed(samples.EXOTEL)], {"infobip": "Infobip"}, {}, {"infobip": "DPA no. 4711"})
        assert {row[REFERENCE] for row in made.rows} == {"DPA no. 4711"}

    def test_a_published_lei_is_taken_where_its_check_digits_are_right(self) -> None:
        row = replace(samples.EXOTEL, other={"Register": f"LEI {LEI}"})
        assert identification(row) == (LEI, "LEI")
        wrong = replace(samples.EXOTEL, other={"Register": f"LEI {LEI[:-1]}9"})
        assert identification(wrong) == ("", "")

    def test_a_published_euid_is_taken(self) -> None:
        row = replace(samples.EXOTEL, other={"Register": "EUID: DEK1101R.HRB116737"})
        assert identification(row) == ("DEK1101R.HRB116737", "EUID")

    def test_countries_are_codes_and_a_seat_of_two_countries_is_none(self) -> None:
        fields = {
            **samples.EXOTEL.fields,
            Field.CORPORATE_LOCATION: "Ireland",
            Field.LOCATION: "Germany, India",
        }
        row = chain([listed(Row(fields))], {"infobip": "Infobip"}, {}, {}).rows[1]
        assert (row["provider_country"], row["processing_countries"]) == ("IE", "DE, IN")
        both = Row({**fields, Field.CORPORATE_LOCATION: "Ireland and France"})
        assert "provider_country" not in chain([listed(both)], {"infobip": "Infobip"}, {}, {}).rows[1]

    @given(st.text(max_size=25))
    def test_no_odd_text_is_an_lei(self, text: str) -> None:
        assert is_lei(text) in {True, False}


def test_a_decision_stands_with_who_when_why_and_under_which_deadline() -> None:
    made = decisions([(CONTEXT.decisions[0], samples.revision())], date(2026, 1, 1), date(2026, 12, 31), {})
    (row,) = made.rows
    assert row["by"] == "Anna Keller"
    assert row["why"] == "Asked counsel."
    assert (row["state_before"], row["state"]) == ("detected", "acknowledged")
    assert row["deadline_earliest"] == "2026-12-02"
    assert row["changes"] == "1 new sub-processor, 1 entry changed and 1 sub-processor removed"
    assert made.about["from"] == "2026-01-01"
    assert datetime.fromisoformat(row["decided_at"]).tzinfo == UTC
