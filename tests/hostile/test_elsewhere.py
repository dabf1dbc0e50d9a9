"""The same strings in calendars, feeds, letters, reports and on a terminal."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from xml.etree import ElementTree as ET

import icalendar
import pytest
from rich.console import Console
from selectolax.lexbor import LexborHTMLParser
from typer.testing import CliRunner

from monitor.cli import app as program
from monitor.cli.output import table, text
from monitor.demo import examples
from monitor.model import Vendor
from monitor.report import ReportFormat, render_bytes
from monitor.report.context import ReportContext
from monitor.review.calendar import CalendarEntry, calendar
from monitor.review.feed import FeedEntry, atom
from monitor.review.letter_facts import LetterContext, Sender, letter_facts
from monitor.review.letter_mail import mail_draft
from monitor.review.letter_template import write_letter
from monitor.review.letter_words import LetterLanguage
from monitor.store import Store
from tests.databases import new_file
from tests.hostile.strings import HOSTILE
from tests.hostile.test_messages import STEERS, TODAY, revision_of

AT = examples.SEEN_AFTER


def test_a_calendar_has_one_entry_for_each_and_no_property_of_theirs() -> None:
    entries = [
        CalendarEntry(f"{n}@monitor.example", TODAY, TODAY, text, text, 1, AT, url=f"https://m.example/{n}")
        for n, text in enumerate(HOSTILE)
    ]
    made = calendar(entries, name=HOSTILE[0])
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    read = icalendar.Calendar.from_ical(made)
    events = [part for part in read.walk() if part.name == "VEVENT"]
    assert len(events) == len(HOSTILE)
    ours = {"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "SUMMARY", "DESCRIPTION", "DTSTART", "DTEND", "STATUS",
            "URL", "TRANSP", "CATEGORIES", "PRIORITY", "CLASS", "CREATED"}  # fmt: skip
    assert {key for event in events for key in event} <= ours
    assert {str(event["UID"]) for event in events} == {entry.uid for entry in entries}


def test_a_feed_is_xml_with_one_entry_for_each() -> None:
    entries = [
        FeedEntry(str(n), text, text, AT, AT, text, "high", url=f"javascript:{text}", source=text)
        for n, text in enumerate(HOSTILE)
    ]
    read = ET.fromstring(atom(entries, address="https://m.example/feed", title=HOSTILE[0]))
    space = "{http://www.w3.org/2005/Atom}"
    assert len(read.findall(f"{space}entry")) == len(HOSTILE)
    links = [link.get("href", "") for link in read.iter(f"{space}link")]
    assert not [link for link in links if not link.startswith("http")]


@pytest.mark.parametrize("part", range(0, len(HOSTILE), 20))
@pytest.mark.parametrize("language", LetterLanguage)
def test_a_letter_s_mail_has_no_header_of_theirs(part: int, language: LetterLanguage) -> None:
    for text_ in HOSTILE[part : part + 20]:
        found = revision_of(text_)
        context = LetterContext(TODAY, found.judgements, terms=found.terms)
        drafted = write_letter(letter_facts(found, context, language), language)
        sender = Sender(company=text_, email="privacy@example.com")
        read = message_from_bytes(mail_draft(drafted, sender=sender, to="x@example.com"), policy=SMTP)
        assert {"Bcc", "Cc"} & set(read.keys()) == set()
        assert len(read.get_all("Subject", [])) == 1
        assert len(read.get_all("From", [])) == 1


@pytest.mark.parametrize("part", range(0, len(HOSTILE), 20))
def test_a_report_holds_no_markup_of_theirs_in_any_form(part: int) -> None:
    for text_ in HOSTILE[part : part + 20]:
        found, context = revision_of(text_), ReportContext(generated_at=AT, today=TODAY)
        tree = LexborHTMLParser(render_bytes(found, format=ReportFormat.HTML, context=context).decode())
        assert tree.css("script, img, iframe, object, embed, form, link, base, video, input, template") == []
        for node in tree.css("*"):
            assert not [key for key in node.attributes if key.startswith("on") or key == "srcdoc"]
            assert (
                not (node.attributes.get("href") or "").lower().startswith(("javascript:", "data:", "file:"))
            )
        json.loads(render_bytes(found, format=ReportFormat.JSON, context=context))
        rows = render_bytes(found, format=ReportFormat.CSV, context=context).decode().removeprefix("\ufeff")
        cells = [cell for row in csv.reader(io.StringIO(rows, newline=""), strict=True) for cell in row]
        assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r\n")]


def test_a_terminal_is_shown_no_escape_and_no_markup_of_ours() -> None:
    out = io.StringIO()
    console = Console(file=out, width=200, highlight=False, color_system=None)
    for words in HOSTILE:
        grid = table("name", "what")
        grid.add_row(text(words), text(words, 40))
        console.print(grid)
        console.print(f"{text(words)}: told")
    assert not STEERS.search(out.getvalue())


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which forty vendors with hostile names have changed their pages."""
    from tests.store.samples import baseline, step, tell, vendor

    program._register()
    folder = tmp_path_factory.mktemp("desk")
    vendors: list[Vendor] = []
    names = [name for name in HOSTILE if name.strip()][::5][:40]
    for n, name in enumerate(names):
        vendors.append(replace(vendor(f"v{n}"), name=name[:200]))
    with Store.open(new_file(folder / "store.sqlite3")) as store:
        store.sync_vendors(vendors, AT)
        for n, name in enumerate(names):
            store.record_baselines([baseline("Alpha", id=f"v{n}/list")], AT)
            store.record_revision(step(store, "Alpha", name[:200], at=AT, id=f"v{n}/list"), tell)
    (folder / "vendors.yaml").write_text("vendors: []\n", encoding="utf-8")
    path = folder / "monitor.yaml"
    path.write_text(f"database: sqlite:///{folder / 'store.sqlite3'}\ndata_dir: {folder}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "words", [["windows"], ["alert", "log"], ["status"]], ids=lambda words: " ".join(words)
)
def test_the_commands_print_no_escape_of_theirs(desk: Path, words: list[str]) -> None:
    done = CliRunner().invoke(program.app, [*words, "--config", str(desk)])
    assert done.exit_code in {0, 1}, done.exception
    assert not STEERS.search(done.output)


@pytest.mark.parametrize("channel", ["slack", "mail", "text", "teams", "short", "webhook"])
def test_previews_of_them_print_no_escape(desk: Path, channel: str) -> None:
    with Store.open(f"sqlite:///{desk.parent / 'store.sqlite3'}") as store:
        keys = [head.public_id for head in store.revision_heads()][:8]
    for key in keys:
        done = CliRunner().invoke(
            program.app, ["alert", "preview", key, "--channel", channel, "--config", str(desk)]
        )
        assert done.exit_code == 0, done.exception
        assert not STEERS.search(done.output)
