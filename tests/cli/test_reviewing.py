"""The commands of a review: windows, decide, history, notice, letter; as a person types them."""

from __future__ import annotations

import email
import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime, time, timedelta
from email.policy import default
from email.utils import format_datetime
from pathlib import Path

import pytest

from monitor.assess.windows import compute
from monitor.cli import inputs
from monitor.engine.deciding import Deciding
from monitor.engine.noticing import Noticing
from monitor.model import ClauseTerms, Period, RunsFrom, WindowFacts
from monitor.store import Store
from tests.cli.desk import Desk, configured, database_in
from tests.databases import new_file
from tests.review.mails import mail
from tests.store.samples import baseline, step, vendor

DAY = timedelta(days=1)
NOW = (
    datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - DAY
)  # commands have the real clock
VENDORS = """
vendors:
  - id: acme
    name: Acme
    sources: [{url: "https://acme.example/sub-processors"}]
    contract: {reference: "DPA of 3 May 2024", objections_to: privacy@acme.example}
  - id: bolt
    name: Bolt
    sources: [{url: "https://bolt.example/sub-processors"}]
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    configured(tmp_path, VENDORS)
    terms = ClauseTerms(
        Period(10), Period(30), RunsFrom.RECEIPT, quote="may object within 30 days", confirmed_by="Ada"
    )
    seen = NOW - 8 * DAY
    facts = WindowFacts(terms, seen - DAY, seen, today=seen.date())
    with Store.open(new_file(database_in(tmp_path))) as store:
        store.sync_vendors([vendor("acme")], seen - DAY)
        store.record_baselines([baseline("Alpha", at=seen - DAY)], seen - DAY)
        changed = step(
            store, "Alpha", "Beta Cloud GmbH", at=seen, window=compute(facts), facts=facts, terms=terms
        )
        revision = store.record_revision(changed)
    return Desk(tmp_path, revision)


def a_mail(folder: Path, days_ago: int = 9) -> str:
    at = NOW - days_ago * DAY
    path = folder / "mail.eml"
    path.write_bytes(mail("We add Beta Cloud GmbH.", date=format_datetime(at), received=None))
    return str(path)


def test_windows_shows_what_waits_and_which_notice_is_missing(desk: Desk) -> None:
    (window,) = desk.reads("windows")["windows"]
    assert (window["revision"], window["standing"], window["state"]) == (
        desk.revision.public_id,
        "open",
        "detected",
    )
    assert "notice_not_logged" in window["marks"]
    shown = desk.types("windows")
    assert "Acme" in shown
    assert "no notice is logged; did one arrive?" in shown.replace("\n", " ")


def test_what_lapsed_stays_in_sight_for_a_month_and_asks_for_nothing(desk: Desk) -> None:
    with desk.store() as store:
        deciding = Deciding(store, lambda _: None)
        latest = desk.revision.window.deadline.latest  # type: ignore[union-attr]
        after = datetime.combine(latest, time(12), UTC) + 2 * DAY  # type: ignore[arg-type]
        (head,) = store.open_revisions()
        assert deciding.lapse(head, after) is not None
        assert [h.id for h in deciding.lapsed_lately(after + 20 * DAY)] == [head.id]
        assert deciding.lapsed_lately(after + 40 * DAY) == []
    (window,) = desk.reads("windows")["windows"]
    assert window["state"] == "lapsed"
    desk.types("windows", "--exit-code")
    assert "announces" not in desk.types("history", "acme")
    assert "no notice is logged" not in desk.types("history", "acme")


def test_a_decision_is_recorded_refused_a_second_time_and_corrected(desk: Desk) -> None:
    key = desk.revision.public_id
    made = desk.reads("decide", key, "objected", "--by", "Ada Berg", "--why", "no transfer tool")
    assert (made["state_before"], made["state"], made["by"]) == ("detected", "objected", "Ada Berg")
    assert made["snapshot"] == desk.revision.after.id
    again = desk.is_refused("decide", key, "accepted", "--by", "Ben", "--why", "fine")
    assert "it is objected (by Ada Berg" in str(again)
    assert "--correct" in again.mend
    desk.types("decide", key, "accepted", "--correct", "--by", "Ben", "--why", "tool was named")
    assert "nobody decides" in str(desk.is_refused("decide", key, "objected", "--by", "", "--why", "x"))
    assert "is no decision" in str(desk.is_refused("decide", key, "maybe", "--by", "Ada", "--why", "x"))
    assert "no change waits" in desk.types("windows")
    words = [entry["words"] for entry in desk.reads("history", "acme") if entry["kind"] == "decision"]
    assert words == ["Objected: no transfer tool", "Accepted: Correction: tool was named"]


def test_an_unknown_revision_or_vendor_is_told_with_what_there_is(desk: Desk) -> None:
    assert (
        "monitor windows" in desk.is_refused("decide", "rxxxxxx", "accepted", "--by", "A", "--why", "b").mend
    )
    assert "did you mean 'acme'?" in desk.is_refused("history", "acmee").mend
    assert "did you mean 'acme'?" in desk.is_refused("notice", "add", "acmee").mend


def test_a_notice_is_logged_linked_and_moves_the_window(desk: Desk) -> None:
    file = a_mail(desk.folder, days_ago=12)
    logged = desk.reads("notice", "add", "acme", "--file", file, "--by", "Ada Berg")
    (link,) = logged["links"]
    assert link["revision"] == desk.revision.public_id
    assert link["reason"] == "the notice names Beta Cloud GmbH"
    before, after = (link["window"][key]["deadline"]["earliest"] for key in ("before", "after"))
    assert after < before
    (listed,) = desk.reads("notice", "list", "acme")
    assert (listed["revisions"], listed["file_sha256"]) == ([desk.revision.public_id], logged["file_sha256"])
    copy = desk.folder / "copy.eml"
    desk.types("notice", "file", str(logged["id"]), "--out", str(copy))
    assert copy.read_bytes() == Path(file).read_bytes()
    assert "nothing" not in str(desk.is_refused("notice", "file", str(logged["id"]), "--out", str(copy)))
    back = desk.types(
        "notice", "unlink", str(logged["id"]), desk.revision.public_id, "--why", "not ours", "--by", "B"
    )
    assert "no longer belongs" in back
    taken = desk.is_refused("notice", "link", str(logged["id"]), desk.revision.public_id, "--by", "B")
    assert "a person said that" in str(taken)
    with desk.store() as store:
        assert store.verify() == []


def test_what_a_notice_does_to_the_window_is_shown_line_by_line(desk: Desk) -> None:
    shown = desk.types("notice", "add", "acme", "--file", a_mail(desk.folder, days_ago=12), "--by", "Ada")
    assert "kept as evidence: mail.eml, SHA-256" in shown.replace("\n", " ")
    for words in (
        "clock starts",
        "deadline",
        "act by",
        "+ The vendor's notice was received",
        "- No notice is logged",
    ):
        assert words in shown, shown


def test_a_notice_of_a_vendor_that_no_check_has_met_is_kept_until_its_page_changes(desk: Desk) -> None:
    received = (NOW - 2 * DAY).isoformat()
    logged = desk.reads("notice", "add", "bolt", "--received", received, "--subject", "News", "--by", "Ada")
    assert logged["links"] == []
    findings = {finding["kind"] for finding in desk.reads("windows", "--vendor", "bolt")["findings"]}
    assert findings == {"notice_logged_page_unchanged"}


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["--received", "2026-02-31"], "February 2026 has 28 days"),
        (["--received", "2999-01-01"], "lies in the future"),
        ([], "when it arrived is not known"),
        (["--file", "nowhere.eml"], "nowhere.eml: No such file"),
        (["--received", "2026-01-01", "--effective", "soon"], "is no date"),
    ],
)
def test_a_notice_that_cannot_be_is_refused_and_nothing_is_kept(
    desk: Desk, words: list[str], error: str
) -> None:
    assert error in str(desk.is_refused("notice", "add", "acme", "--by", "Ada", *words))
    assert desk.reads("notice", "list") == []


def test_a_mail_of_a_hundred_megabytes_is_refused_with_the_way_to_log_it_all_the_same(desk: Desk) -> None:
    path = desk.folder / "large.eml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    error = desk.is_refused("notice", "add", "acme", "--file", str(path), "--by", "Ada")
    assert "large.eml has 100 MB; at most 25 MB are kept" in str(error)
    assert "without --file the receipt alone is logged" in error.mend


def test_a_letter_is_drafted_in_every_form_and_put_on_record(desk: Desk) -> None:
    key, out = desk.revision.public_id, desk.folder / "letters"
    drafted = desk.reads("letter", key, "--out", str(out), "--language", "de", "--by", "Ada Berg", "--attach")
    assert sorted(p.name for p in out.iterdir()) == [
        f"objection-{key}-de.{end}" for end in ("docx", "eml", "md")
    ]
    assert drafted["subject"] == "Widerspruch gegen einen Unterauftragsverarbeiter: Beta Cloud GmbH"
    assert "> may object within 30 days" in drafted["text"]
    mail_file = email.message_from_bytes((out / f"objection-{key}-de.eml").read_bytes(), policy=default)
    (attached,) = mail_file.iter_attachments()
    with zipfile.ZipFile(io.BytesIO(attached.get_content())) as evidence:
        manifest = json.loads(evidence.read("manifest.json"))
        for capture in manifest["captures"]:
            assert hashlib.sha256(evidence.read(capture["file"])).hexdigest() == capture["sha256"]
    assert [capture["side"] for capture in manifest["captures"]] == ["before", "after"]
    assert "is there already" in str(desk.is_refused("letter", key, "--out", str(out), "--language", "de"))
    (entry,) = [e for e in desk.reads("history", "acme") if e["kind"] == "letter"]
    assert (entry["by"], entry["words"]) == (
        "Ada Berg",
        "an objection was drafted (de; md, docx, eml); nothing was sent",
    )
    with desk.store() as store:
        (record,) = store.letters(desk.revision.id)
        assert store.content(record.content_sha256).decode() == drafted["text"]
        assert store.verify() == []


def test_without_a_folder_the_letter_is_printed(desk: Desk) -> None:
    shown = desk.types("letter", desk.revision.public_id, "--by", "Ada")
    assert "# Objection to a sub-processor: Beta Cloud GmbH" in shown
    assert "needs a folder" in str(desk.is_refused("letter", desk.revision.public_id, "--format", "docx"))
    assert "no language of letters" in str(
        desk.is_refused("letter", desk.revision.public_id, "--language", "tlh")
    )
    assert "no form of letters" in str(desk.is_refused("letter", desk.revision.public_id, "--format", "pdf"))


def test_a_notice_logged_before_its_page_changed_is_linked_by_the_next_check(desk: Desk) -> None:
    """Without the service, as from cron: else the window would be counted from the page, and close too late."""
    received = (NOW - 30 * DAY).isoformat()
    file = desk.folder / "gamma.txt"
    file.write_text("We will engage Gamma Analytics GmbH as a sub-processor.", encoding="utf-8")
    logged = desk.reads("notice", "add", "acme", "--received", received, "--file", str(file), "--by", "Ada")
    assert logged["links"] == []
    terms = ClauseTerms(Period(10), Period(30), RunsFrom.RECEIPT, confirmed_by="Ada")
    facts = WindowFacts(terms, NOW - DAY, NOW, today=NOW.date())
    with desk.store() as store:
        changed = step(
            store, "Alpha", "Beta Cloud GmbH", "Gamma Analytics GmbH", at=NOW, window=compute(facts), facts=facts,
            terms=terms,
        )  # fmt: skip
        revision = store.record_revision(changed)
    settings = inputs.settings(desk.folder / "monitor.yaml")
    with desk.store() as store:
        noticing = Noticing(store, Deciding(store, settings.vendor))
        linked, again = noticing.follow(NOW), noticing.follow(NOW)
    assert [each.revision.id for each in linked] == [revision.id]
    with desk.store() as store:
        window = store.revision(revision.id).window
    assert window
    assert window.trigger.earliest == (NOW - 30 * DAY).date()
    assert again == []
