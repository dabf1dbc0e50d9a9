"""The commands around contracts and proof: clause, baseline, calendar, feed, attest; as a person types them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import vobject
from typer.testing import CliRunner

from monitor.assess.windows import compute
from monitor.cli import app as program
from monitor.engine.terms import Terms
from monitor.model import Listing, Paragraph, SourceKind, Vendor, Verdict, WindowFacts
from monitor.store import Baseline, NewListing, Store
from tests.cli.desk import Desk, configured, database_in
from tests.databases import new_file
from tests.store.samples import baseline, capture, source, step

DAY = timedelta(days=1)
NOW = (
    datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - DAY
)  # commands have the real clock
SEEN = NOW - 8 * DAY
CLAUSE = (
    "The Processor shall inform the Customer of any new sub-processor with 30 days prior notice. "
    "The Customer may object to a new sub-processor within 30 days of receipt of the notice."
)
VENDORS = """
vendors:
  - id: acme
    name: Acme
    sources:
      - url: "https://acme.example/sub-processors"
      - {kind: dpa, url: "https://acme.example/dpa"}
  - id: bolt
    name: Bolt
    sources: [{url: "https://bolt.example/sub-processors"}]
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    configured(tmp_path, VENDORS, "public_url: https://monitor.example")
    page = source("acme/dpa", kind=SourceKind.DPA, url="https://acme.example/dpa")
    acme = Vendor("acme", "Acme", (source("acme/list"), page))
    listing = Listing(Verdict.NO_LIST, paragraphs=(Paragraph(CLAUSE, where="section 7"),))
    start = SEEN - DAY
    with Store.open(new_file(database_in(tmp_path))) as store:
        store.sync_vendors([acme], start)
        bytes_ = capture(CLAUSE.encode(), start, url=page.url)
        dpa = Baseline("acme/dpa", NewListing.of(listing), bytes_, start, start + DAY)
        store.record_baselines([baseline("Alpha", at=start), dpa], start)
        terms = Terms(store).learn(acme, page, start)
        assert terms is not None
        facts = WindowFacts(terms, start, SEEN, zone="UTC", today=SEEN.date())
        changed = step(
            store, "Alpha", "Beta Cloud GmbH", at=SEEN, window=compute(facts), facts=facts, terms=terms
        )
        revision = store.record_revision(changed)
    return Desk(tmp_path, revision)


def test_a_reading_waits_for_a_word_and_is_confirmed_with_what_moved(desk: Desk) -> None:
    (acme,) = desk.reads("clause", "list", "acme")["vendors"]
    assert acme["waiting"] == [1]
    assert acme["today"]["confirmed_by"] is None
    said = desk.types("clause", "confirm", "acme", "--by", "Ada Counsel", "--set", "objection=14d")
    assert "confirmed as version 2" in said
    assert "it answers reading 1" in said
    assert f"window of {desk.revision.public_id} counted anew" in said
    assert "deadline: " in said
    (acme,) = desk.reads("clause", "list", "acme")["vendors"]
    assert (acme["waiting"], acme["today"]["confirmed_by"]) == ([], "Ada Counsel")
    assert [v["origin"] for v in acme["versions"]] == ["proposed", "confirmed"]
    again = desk.reads("clause", "confirm", "acme", "--by", "Ada Counsel", "--set", "objection=14d")
    assert again["recounted"] == [], "the same once more moves nothing"


def test_a_rejected_reading_drives_no_further_window(desk: Desk) -> None:
    said = desk.types("clause", "reject", "acme", "--by", "Ada", "--why", "not our contract")
    assert "no terms are on file now" in said
    (acme,) = desk.reads("clause", "list", "acme")["vendors"]
    assert acme["today"] is None
    assert acme["versions"][0]["answer"] == "rejected"
    assert "Ada rejected the newest reading" in str(
        desk.is_refused("clause", "confirm", "acme", "--by", "Bea")
    )
    alone = desk.reads("clause", "confirm", "acme", "--by", "Bea", "--set", "objection=10d")
    assert (alone["reading"], alone["confirmed"]["terms"]["notice_days"]) == (None, None)
    (acme,) = desk.reads("clause", "list", "acme")["vendors"]
    assert acme["versions"][0]["answer"] == "rejected", "her word is not about the reading that was rejected"


def test_rejecting_a_reading_that_was_confirmed_says_that_the_confirmed_terms_still_apply(desk: Desk) -> None:
    desk.types("clause", "confirm", "acme", "--by", "Bea")
    said = desk.types(
        "clause", "reject", "acme", "--by", "Ada", "--why", "not our contract", "--version", "1"
    )
    assert "the terms that Bea confirmed still apply" in " ".join(said.split())


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["clause", "confirm", "acme", "--by", " "], "nobody says so"),
        (["clause", "confirm", "acme", "--by", "NAME"], "as the command was copied"),
        (["clause", "reject", "acme", "--by", "Ada", "--why", "REASON"], "as the command was copied"),
        (["clause", "confirm", "bolt", "--by", "Ada"], "no terms were read for bolt"),
        (["clause", "confirm", "acme", "--by", "Ada", "--set", "objection=0d"], "no period"),
        (["clause", "confirm", "acme", "--by", "Ada", "--version", "9"], "no reading number 9"),
        (["clause", "confirm", "acne", "--by", "Ada"], "no vendor 'acne'"),
        (["clause", "reject", "acme", "--by", "Ada", "--why", ""], "needs its reason"),
        (["baseline", "approve", "acme", "--by", "", "--why", "x"], "--by is empty"),
        (["baseline", "approve", "acme/list", "--by", "Ada", "--why", "x", "--snapshot", "4711"], "no snapshot 4711"),
        (["baseline", "approve", "bolt", "--by", "Ada", "--why", "x"], "never seen"),
        (["attest", "acme", "--from", "2026-02-01", "--to", "2026-01-01"], "ends before it begins"),
        (["attest", "acme", "--from", "2026-02-01", "--to", "2126-01-01"], "not over"),
        (["calendar", "--vendor", "acne"], "no vendor 'acne'"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_words(desk: Desk, words: list[str], what: str) -> None:
    assert what in str(desk.is_refused(*words))


def test_the_word_after_clause_may_be_a_file(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "dpa.txt"
    path.write_text(CLAUSE, encoding="utf-8")
    done = CliRunner().invoke(program.app, ["clause", str(path), "--json"])
    assert json.loads(done.output)["clauses"][0]["objection_days"] == 30


def test_an_approved_list_is_shown_beside_the_list_of_today(desk: Desk) -> None:
    first = desk.revision.before.id
    desk.types(
        "baseline", "approve", "acme/list", "--by", "Legal", "--why", "as agreed", "--snapshot", str(first)
    )
    shown = desk.reads("baseline", "show", "acme/list")["approved"]
    assert (shown["snapshot"], shown["approved_by"]) == (first, "Legal")
    assert [change["name"] for change in shown["difference"]["changes"]] == ["Beta Cloud GmbH"]
    assert "added: Beta Cloud GmbH" in desk.types("baseline", "show", "acme")
    report = desk.reads("report", desk.revision.public_id)
    assert "Legal" in json.dumps(report)


def test_the_calendar_and_the_feed_are_written_whole(desk: Desk, tmp_path: Path) -> None:
    said = desk.types("calendar", "--out", str(tmp_path / "deadlines.ics"))
    assert "entries" in said
    found = vobject.readOne((tmp_path / "deadlines.ics").read_bytes().decode())
    assert any(e.uid.value.startswith("deadline-") for e in found.contents["vevent"])
    desk.types("feed", "--out", str(tmp_path / "revisions.atom"))
    assert desk.revision.public_id in (tmp_path / "revisions.atom").read_text(encoding="utf-8")


def test_an_attestation_comes_in_every_form(desk: Desk, tmp_path: Path) -> None:
    start = (SEEN - DAY).date().isoformat()
    facts = desk.reads("attest", "acme", "--from", start)
    assert facts["changes"] == 1
    assert facts["chain"]["problems"] == []
    assert "What this proves, and what it does not" in desk.types("attest", "acme", "--from", start)
    for form, begins in (("html", b"<!doctype html>"), ("docx", b"PK")):
        path = tmp_path / f"a.{form}"
        desk.types("attest", "acme", "--from", start, "--format", form, "--output", str(path))
        assert path.read_bytes().startswith(begins)


def test_a_chain_that_does_not_fit_is_told_and_ends_with_one(desk: Desk) -> None:
    with desk.store() as store, store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE revision SET change_count = 7")
    start = (SEEN - DAY).date().isoformat()
    assert "problem" in desk.types("attest", "acme", "--from", start, code=1)


def test_a_schedule_too_slow_for_its_clause_is_named_when_the_configuration_is_checked(desk: Desk) -> None:
    assert desk.reads("config", "check")["warnings"] == []
    (desk.folder / "vendors.yaml").write_text(
        "vendors:\n- {id: acme, name: Acme, terms: {objection: 10 days}, "
        "sources: [{url: 'https://acme.example/sub-processors', every: 5d}]}\n",
        encoding="utf-8",
    )
    (warning,) = desk.reads("config", "check")["warnings"]
    assert warning.startswith("acme/list is looked at every 5 days; under its clause")


def test_status_names_what_went_unseen_for_too_long(desk: Desk) -> None:
    late = {s["source"]: s["unseen_too_long"] for s in desk.reads("status")["sources"]}
    assert late == {"acme/dpa": True, "acme/list": True}, "the last look was more than a week ago"
