"""The configuration files: what they may say, and what is said about their mistakes."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.model import DayUnit, Field, Period, PeriodUnit, Receipt, RunsFrom, SourceKind, WorkingDays
from monitor.settings import SettingsError, cron, json_schema, load, load_vendors, units

GOOD = """\
vendors:
  - id: acme
    name: Acme Mail
    tags: [mail]
    terms: {notice: 10 business days, objection: 1 month, runs_from: receipt}
    sources:
      - url: https://acme.example/subprocessors
        every: 6h
        hints: {columns: {Wer: name}}
      - {kind: dpa, url: "https://acme.example/dpa", cron: "0 6 * * mon-fri", zone: Europe/Berlin}
"""


def vendors(tmp_path: Path, text: str, environment: dict[str, str] | None = None):
    path = tmp_path / "vendors.yaml"
    path.write_text(text, encoding="utf-8")
    return load_vendors(path, environment or {})


def problems(tmp_path: Path, text: str, environment: dict[str, str] | None = None) -> str:
    with pytest.raises(SettingsError) as caught:
        vendors(tmp_path, text, environment)
    return str(caught.value)


def test_a_vendor_is_read_with_its_sources_terms_and_hints(tmp_path: Path) -> None:
    (acme,) = vendors(tmp_path, GOOD)
    page, dpa = acme.sources
    assert (page.id, page.schedule.interval_s, page.hints.columns) == (
        "acme/list",
        21600,
        {"Wer": Field.NAME},
    )
    assert (dpa.id, dpa.kind, dpa.schedule.cron) == ("acme/dpa", SourceKind.DPA, "0 6 * * mon-fri")
    assert acme.terms
    assert acme.terms.notice
    assert acme.terms.notice.day_unit is DayUnit.BUSINESS
    assert acme.terms.objection
    assert acme.terms.objection.unit is PeriodUnit.MONTHS
    assert acme.terms.runs_from is RunsFrom.RECEIPT
    assert acme.terms.confirmed_by


def test_a_contracts_ways_of_counting_are_typed_beside_its_periods(tmp_path: Path) -> None:
    said = "runs_from: receipt, working_days: mon_sat, clear_days: true, receipt: next_business_day, "
    said += "deemed_received: 2 business days"
    (acme,) = vendors(tmp_path, GOOD.replace("runs_from: receipt", said))
    assert acme.terms
    assert (acme.terms.working_days, acme.terms.clear_days) == (WorkingDays.MON_SAT, True)
    assert acme.terms.receipt is Receipt.NEXT_BUSINESS_DAY
    assert acme.terms.deemed_received == Period(2, PeriodUnit.BUSINESS_DAYS)
    (doubtful,) = vendors(
        tmp_path, GOOD.replace("runs_from: receipt", "runs_from: receipt, working_days: either")
    )
    assert doubtful.terms
    assert doubtful.terms.saturday_may_count
    assert doubtful.terms.working_days is WorkingDays.MON_FRI


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("every: 6h", "evry: 6h"), ":8: unknown key 'evry'\n    did you mean 'every'?"),
        (("url: https://acme.example/subprocessors", "kind: list"), ":7: the address ('url') is missing"),
        (("https://acme.example/subprocessors", "acme.example"), "no web address"),
        (("https://acme.example/", "https://ada:secret@acme.example/"), "give it as a header instead"),
        (("0 6 * * mon-fri", "0 6 * *"), ":10: vendors.0.sources.1.cron: '0 6 * *' has 4 fields"),
        (("0 6 * * mon-fri", "0 25 * * *"), "no cron expression"),
        (("0 6 * * mon-fri", "0 6 * * 9"), "day of week 9 does not exist"),
        (("Europe/Berlin", "Berlin"), "IANA name such as Europe/Berlin"),
        (("every: 6h", "every: often"), "'often' is no duration"),
        (("1 month", "soon"), "'soon' is no period"),
        (("1 month", "0 days"), "between 1 day and three years"),
        (("1 month", "40 months"), "between 1 day and three years"),
        (("1 month", "a reasonable time"), "is no period; write it like '10 days'"),
        (("1 month", "6 Werktage"), "write '6 business days', and beside it 'working_days: mon_sat'"),
        (("10 business days", "10 clear business days"), "and beside it 'clear_days: true'"),
        (("runs_from: receipt", "runs_from: receipt, working_days: tue"), "vendors.0.terms.working_days"),
        (("runs_from: receipt", "receipt: soon"), "'on_arrival' or 'next_business_day'"),
        (
            ("runs_from: receipt", "deemed_received: 2 weeks"),
            "is no rule of receipt: write days or business days",
        ),
        (("runs_from: receipt", "deemed_received: 90 days"), "1 to 30"),
        (
            ("runs_from: receipt", "receipt: on_arrival, deemed_received: 2 business days"),
            "contradict each other: keep what the contract says",
        ),
        (
            ("notice: 10 business days, ", "clear_days: true, "),
            ":5: vendors.0.terms: 'clear_days' is about the period of notice",
        ),
        (("kind: dpa,", ""), "two sources called 'list' (the first in line 7)"),
        (("every: 6h", "every: 6h\n        cron: '* * * * *'"), "exclude each other"),
        (
            ("    tags: [mail]", "    tags: [mail]\n    tags: [sms]"),
            ":5: the key 'tags' stands here a second time",
        ),
        (
            ("Acme Mail", "${ACME_NAME}"),
            ":3: the secret ${ACME_NAME} is not set\n    set the environment variable",
        ),
        (("    tags: [mail]", "    holidays: [DE-XX]"), "'DE-XX' is no known holiday calendar"),
        (("[mail]", "[mail"), "not valid YAML"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_the_way_to_mend_it(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    assert said in problems(tmp_path, GOOD.replace(*change))


def test_a_vendor_id_may_be_used_once(tmp_path: Path) -> None:
    twice = GOOD + GOOD.removeprefix("vendors:\n")
    assert "the vendor id 'acme' is already used in line 2" in problems(tmp_path, twice)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = problems(tmp_path, GOOD.replace("every: 6h", "evry: 6h").replace("Berlin", "Atlantis"))
    assert "evry" in text
    assert "Atlantis" in text


def test_secrets_come_from_the_environment_or_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from file\n", encoding="utf-8")
    text = GOOD.replace("Acme Mail", "${A} ${B} ${C:-fallback} $${D}")
    (acme,) = vendors(tmp_path, text, {"A": "plain", "B_FILE": str(secret)})
    assert acme.name == "plain from file fallback ${D}"


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "vendors: 3\n", "\x00", "a: &x [*x]\n"])
def test_a_file_that_is_no_configuration_is_refused_or_empty(tmp_path: Path, text: str) -> None:
    with contextlib.suppress(SettingsError):
        assert vendors(tmp_path, text) == ()


def test_the_shipped_configuration_is_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).resolve().parents[2] / "config"
    settings = load(root / "monitor.yaml", {})
    assert len(settings.vendors) == 10
    assert any(source.kind is SourceKind.DPA for vendor in settings.vendors for source in vendor.sources)


@pytest.mark.parametrize("which", ["monitor", "vendors"])
def test_the_published_schema_is_the_one_the_code_makes(which: str) -> None:
    import json

    path = Path(__file__).resolve().parents[2] / "config" / f"{which}.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == json_schema(which), (
        "run: monitor config schema --write"
    )


@pytest.mark.parametrize(
    ("expression", "after", "expected"),
    [
        ("0 6 * * 1", "2026-11-22T12:00", "2026-11-23T06:00"),  # 1 is Monday in crontab(5)
        ("0 6 * * 0", "2026-11-23T12:00", "2026-11-29T06:00"),  # 0 and 7 are Sunday
        ("0 6 * * 7", "2026-11-23T12:00", "2026-11-29T06:00"),
        ("0 6 * * sat-mon", "2026-11-23T12:00", "2026-11-28T06:00"),
        ("0 6 * * */2", "2026-11-23T12:00", "2026-11-24T06:00"),  # Sunday, Tuesday, Thursday, Saturday
        ("0 6 1 * mon", "2026-11-24T00:00", "2026-11-30T06:00"),  # either day of month or weekday
        ("0 6 1 * mon", "2026-11-30T12:00", "2026-12-01T06:00"),
    ],
)
def test_cron_days_mean_what_crontab_says(expression: str, after: str, expected: str) -> None:
    start = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert cron.next_time(expression, "UTC", start) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_cron_runs_by_the_clock_of_its_zone_through_a_change_of_hours() -> None:
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)  # the night before summer time begins in Berlin
    assert cron.next_time("0 6 * * *", "Europe/Berlin", before) == datetime(2026, 3, 29, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"), [("90", 90), ("45s", 45), ("30m", 1800), ("1.5h", 5400), ("2d", 172800)]
)
def test_durations(text: str, expected: float) -> None:
    assert units.seconds(text) == expected
