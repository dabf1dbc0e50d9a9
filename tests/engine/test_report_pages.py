"""The reports as the service serves them: every form, every language, the captured documents; never anything active."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from monitor.engine.reports import Reports
from monitor.knowledge.speech import Language
from monitor.model import AlertKind, DateBounds, Window
from monitor.report import ReportFormat
from tests.engine.test_exports import STEADY, TWILIO, page, world
from tests.report.printing import needs_printer
from tests.world import World

__all__ = ["world"]


@pytest.fixture
def client(world: World, tmp_path: Path) -> TestClient:
    vendors = {vendor.id: vendor for vendor in world.vendors}
    reports = Reports(
        world.store,
        tmp_path / "reports",
        vendors.get,
        now=lambda: world.at,
        address_of=lambda revision: f"https://monitor.example.com/reports/{revision.public_id}",
    )
    return TestClient(Starlette(routes=reports.routes()))


@pytest.fixture
def key(world: World) -> str:
    return world.revisions()[0].public_id


def test_a_letter_is_outdated_once_the_window_was_counted_anew(
    client: TestClient, world: World, key: str
) -> None:
    revision = world.store.revision(key)
    window, drafted = revision.window or Window(DateBounds(None, None), DateBounds(None, None)), world.at
    world.store.add_letter(
        revision.id, language="en", forms="md", text=b"We object.", drafted_by="Ada", at=drafted
    )
    assert "is outdated" not in client.get(f"/reports/{key}").text
    world.store.record_window(revision.id, window, None, "a notice", drafted + timedelta(hours=1))
    assert "This draft is outdated" in client.get(f"/reports/{key}").text
    world.store.add_letter(
        revision.id,
        language="en",
        forms="md",
        text=b"We object again.",
        drafted_by="Ada",
        at=drafted + timedelta(hours=2),
    )
    html = client.get(f"/reports/{key}").text
    assert "is outdated" not in html
    assert "We object again." in html


@pytest.mark.parametrize(
    ("ending", "media"),
    [("", "text/html"), (".md", "text/markdown"), (".json", "application/json"), (".csv", "text/csv")],
)
def test_each_form_has_its_own_address_and_media_type(
    client: TestClient, key: str, ending: str, media: str
) -> None:
    answer = client.get(f"/reports/{key}{ending}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "Twilio" in answer.text


def test_a_word_document_comes_as_a_file_in_the_language_that_is_asked_for(
    client: TestClient, key: str
) -> None:
    answer = client.get(f"/reports/{key}.docx?language=de")
    assert answer.headers["content-disposition"] == f'attachment; filename="report-{key}.docx"'
    assert docx.Document(io.BytesIO(answer.content)).core_properties.language == "de"


@needs_printer
def test_so_does_a_pdf(client: TestClient, key: str) -> None:
    answer = client.get(f"/reports/{key}.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_the_page_leads_to_both_captured_documents(client: TestClient, key: str) -> None:
    html = client.get(f"/reports/{key}").text
    assert f'href="https://monitor.example.com/reports/{key}/before"' in html
    assert f'href="https://monitor.example.com/reports/{key}/after"' in html


def test_a_captured_page_is_served_as_letters_whatever_it_is(client: TestClient, key: str) -> None:
    after = client.get(f"/reports/{key}/after")
    assert after.text == page(*STEADY, TWILIO)
    assert after.headers["content-type"] == "text/plain; charset=utf-8"
    assert after.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in after.headers["content-security-policy"]
    assert client.get(f"/reports/{key}/before").text == page(*STEADY)


@pytest.mark.parametrize(
    "path",
    [
        "/reports/nothing", "/reports/{key}.odt", "/reports/{key}?language=tlh", "/reports/{key}/middle",
        "/reports/nothing/before", "/reports/..%2f..%2fetc/before",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client: TestClient, key: str, path: str) -> None:
    assert client.get(path.replace("{key}", key)).status_code == 404


def test_the_report_attached_to_a_mail_stays_small(world: World, tmp_path: Path) -> None:
    vendors = {vendor.id: vendor for vendor in world.vendors}
    reports = Reports(world.store, tmp_path, vendors.get, now=lambda: world.at)
    (alert,) = world.told(AlertKind.CHANGE)
    (attached,) = reports.attachments(alert)
    assert b"The document before" not in attached.content
    assert b"Twilio" in attached.content


def test_the_language_of_the_house_holds_where_none_is_asked_for(world: World, tmp_path: Path) -> None:
    vendors = {vendor.id: vendor for vendor in world.vendors}
    reports = Reports(world.store, tmp_path, vendors.get, now=lambda: world.at, language=Language.GERMAN)
    (alert,) = world.told(AlertKind.CHANGE)
    (attached,) = reports.attachments(alert)
    assert b'<html lang="de">' in attached.content
    asked = reports.render(world.revisions()[0], ReportFormat.HTML, Language.FRENCH)
    assert b'<html lang="fr">' in asked
