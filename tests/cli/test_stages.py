"""The stages as commands: each works alone on a file, and prints the JSON that other programs read."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.terminal import monitor, started

SITE = files("monitor.demo") / "site"


def answer(*arguments: str, stdin: bytes = b"") -> Any:
    done = monitor(*arguments, "--json", stdin=stdin)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


# The six worked examples of the product's domain brief, as a lawyer computed them.
SEEN = ["--last-unchanged", "2026-11-02T06:00Z", "--first-seen", "2026-11-03T06:00Z"]
LONDON = ["--runs-from", "receipt", "--objection", "10", "--objection-unit", "business",
          "--received", "2026-12-18T18:40+00:00", "--zone", "Europe/London"]  # fmt: skip
OUTAGE = [
    "--runs-from",
    "list_update",
    "--last-unchanged",
    "2026-10-01T06:00Z",
    "--first-seen",
    "2026-10-20T06:00Z",
]
LIST_30 = ["--objection", "30", "--objection-unit", "calendar", "--runs-from", "list_update"]
BACK = ["--last-unchanged", "2026-11-09T06:00Z", "--first-seen", "2026-11-10T06:00Z", "--stamp", "2026-10-15"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            ["--notice", "10", "--notice-unit", "calendar", *LIST_30, *SEEN],
            {
                "trigger": {"earliest": "2026-11-02", "latest": "2026-11-03"},
                "deadline": {"earliest": "2026-12-02", "latest": "2026-12-03", "claimed": None},
                "engagement_earliest": "2026-11-12",
                "prevent_by": "2026-11-11",
                "act_by": "2026-11-27",
                "breach": None,
            },
        ),
        (LONDON, {"deadline.earliest": "2027-01-01"}),
        ([*LONDON, "--holidays", "GB-ENG"], {"deadline.earliest": "2027-01-01", "deadline.latest": "2027-01-07"}),
        ([*OUTAGE, "--objection", "30"], {"deadline.earliest": "2026-10-31", "deadline.latest": "2026-11-19",
                                          "act_by": "2026-10-28"}),
        ([*OUTAGE, "--objection", "14", "--today", "2026-10-20"],
         {"deadline.earliest": "2026-10-15", "deadline.latest": "2026-11-03"}),
        ([*LIST_30, *BACK, "--today", "2026-11-10"],
         {"deadline.claimed": "2026-11-14", "deadline.earliest": "2026-12-09", "deadline.latest": "2026-12-10",
          "act_by": "2026-11-11"}),
        (["--objection", "1", "--objection-unit", "months", "--runs-from", "notice", "--received",
          "2027-01-31T10:00+00:00"], {"deadline.earliest": "2027-02-28"}),
        (["--objection", "1", "--objection-unit", "months", "--runs-from", "notice", "--received",
          "2027-01-31T10:00+00:00", "--roll"], {"deadline.latest": "2027-03-01"}),
        (["--notice", "90", "--objection", "15", "--runs-from", "notice", "--received", "2026-11-03T10:00+00:00"],
         {"deadline.earliest": "2026-11-18", "engagement_earliest": "2027-02-01"}),
    ],
    ids=["Numonix", "business days", "with English holidays", "outage", "outage, 14 days", "back-dated",
         "one month", "one month, rolled", "OVH"],
)  # fmt: skip
def test_the_worked_examples_come_out_of_the_command_line(
    options: list[str], expected: dict[str, Any]
) -> None:
    found = answer("window", *options)
    for path, value in expected.items():
        part: Any = found
        for key in path.split("."):
            part = part[key]
        assert part == value, path
    assert found["working"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--objection", "30"], "first_seen"),
        (["--objection", "0", "--first-seen", "2026-11-03T06:00Z"], "objection"),
        (["--objection", "30", "--first-seen", "2026-11-03T06:00Z", "--stamp", "2026-02-31"], "2026-02-31"),
        (["--objection", "30", "--first-seen", "2026-11-03T06:00Z", "--zone", "Mars/Base"], "Mars/Base"),
        (["--objection", "30", "--first-seen", "2026-11-03T06:00Z", "--holidays", "XX"], "XX"),
        (["--objection", "30", "--first-seen", "yesterday"], "yesterday"),
    ],
)
def test_facts_that_cannot_be_are_named(options: list[str], said: str) -> None:
    done = monitor("window", *options)
    assert done.returncode == 2
    assert said in done.stderr.decode()


def test_extract_prints_the_rows_of_a_file() -> None:
    found = answer("extract", str(SITE / "infobip_before.html"))
    assert found["verdict"] == "list"
    assert found["reason"] is None
    assert [row["name"] for row in found["rows"]][:2] == [
        "Microsoft Ireland Operations Limited",
        "Amazon Web Services, Inc.",
    ]
    row = found["rows"][2]
    assert row["location"].startswith("Europe, USA")
    assert {"other", "links", "where", "purpose", "transfer_mechanism", "group"} <= row.keys()
    assert found["published_on"] == "2023-02-22"
    assert found["published_readings"] == ["2023-02-22"]
    assert "22th Feb" in found["published_phrase"]
    assert {"heading": "Sub‑processor", "field": "name"} in found["columns"]
    assert found["warnings"] == []


def test_extract_says_why_there_is_no_list() -> None:
    found = answer("extract", str(SITE / "login.html"))
    assert (found["verdict"], found["reason"], found["rows"]) == ("no_list", "login", [])
    assert monitor("extract", str(SITE / "login.html"), "--exit-code").returncode == 1


def test_extract_reads_standard_input_and_explains_itself() -> None:
    page = (SITE / "xcally_before.html").read_bytes()
    found = answer("extract", "-", "--explain", stdin=page)
    assert len(found["rows"]) == 26
    assert any(candidate["taken"] and candidate["reasons"] for candidate in found["candidates"])


def test_a_language_that_nobody_knows_is_refused_with_those_that_are_known() -> None:
    done = monitor("extract", "-", "--language", "xx", stdin=b"Name,Purpose")
    assert done.returncode == 2
    assert b" de, " in done.stderr


def test_a_language_may_have_a_region() -> None:
    listing = answer("extract", "-", "--language", "de_AT", stdin=b"Name,Purpose\nAcme GmbH,Hosting")
    assert listing["language"] == "de_AT"


def test_compare_names_every_change_and_nothing_else() -> None:
    found = answer("compare", str(SITE / "ipi_before.pdf"), str(SITE / "ipi_after.pdf"))
    assert found["outcome"] == "changed"
    assert found["cosmetic"] is False
    changes = {(c["kind"], c["name"], c["field"], c["before"], c["after"]) for c in found["changes"]}
    assert ("changed", "Datto Inc t/as AutoTask", "location", "UK", "US") in changes
    assert {kind for kind, *_ in changes} == {"added", "changed"}
    assert len(changes) == 2
    assert found["changes"][0].keys() >= {"kind", "name", "before_name", "field", "before", "after", "group"}


def test_compare_tells_reformatting_and_disbelief_apart() -> None:
    before = str(SITE / "xcally_before.html")
    form = answer("compare", before, str(SITE / "xcally_after.html"))
    assert (form["outcome"], form["cosmetic"], form["changes"]) == ("reformatted", True, [])
    login = answer("compare", before, str(SITE / "login.html"))
    assert (login["outcome"], login["cosmetic"], login["changes"]) == ("suspect", True, [])
    assert login["reason"]


def test_clause_reads_a_file_or_standard_input_and_quotes_the_words() -> None:
    from_file = answer("clause", str(SITE / "numonix_before.html"))["clauses"][0]
    assert (from_file["notice_days"], from_file["notice_unit"]) == (10, "calendar")
    assert (from_file["objection_days"], from_file["objection_unit"]) == (30, "calendar")
    assert from_file["objection_runs_from"] == "list_update"
    text = (
        b"Customer may object to a new Sub-processor within ten (10) business days of receipt of the notice."
    )
    typed = json.loads(started("clause", "-", "--json", stdin=text).stdout)["clauses"][0]
    assert (typed["objection_days"], typed["objection_unit"], typed["objection_runs_from"]) == (
        10,
        "business",
        "receipt",
    )
    assert typed["quote"] in text.decode()
    assert 0 < typed["confidence"] <= 1


def test_what_cannot_be_had_is_said_with_exit_code_4(tmp_path: Path) -> None:
    for arguments in (["extract", str(tmp_path / "none.html")], ["extract", "http://127.0.0.1:1/"]):
        done = monitor(*arguments)
        assert done.returncode == 4
        assert "error:" in done.stderr.decode()


def test_a_private_address_is_refused_unless_it_is_allowed_by_name() -> None:
    done = monitor("extract", "http://127.0.0.1:9/list")
    assert done.returncode == 4
    assert "--allow-private" in done.stderr.decode()


@pytest.mark.parametrize("command", ["extract", "compare", "clause", "window", "check", "status", "report", "run",
                                     "demo", "alert", "config", "db", "knowledge", "health"])  # fmt: skip
def test_every_command_explains_itself(command: str) -> None:
    done = monitor(command, "--help")
    assert done.returncode == 0
    assert b"Usage" in done.stdout


def test_output_that_is_piped_has_no_colour() -> None:
    assert b"\x1b[" not in started("extract", str(SITE / "infobip_before.html")).stdout
