"""``monitor alert``: previews, acknowledgements and a Slack of one's own, as a person types them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.alert.preview import PreviewForm
from monitor.cli import app as program
from monitor.demo import examples
from monitor.demo.slack import SlackEndpoint
from monitor.demo.slack_rules import check_message
from monitor.model import DecisionState
from monitor.store import Store
from tests.databases import new_file
from tests.store.samples import baseline, step, tell, vendor

program._register()
VENDORS = """
vendors:
  - id: acme
    name: Acme
    team: payments
    sources: [{url: "https://acme.example/sub-processors"}]
"""


def typed(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(program.app, list(words))
    assert done.exit_code == code, (done.output, done.exception)
    return done.output


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A store in which Acme's page has changed, and one Slack route without an address of its own."""
    (tmp_path / "vendors.yaml").write_text(VENDORS, encoding="utf-8")
    path = tmp_path / "monitor.yaml"
    path.write_text(
        f"database: sqlite:///{tmp_path / 'store.sqlite3'}\ndata_dir: {tmp_path}\n", encoding="utf-8"
    )
    now = datetime.now(UTC)
    with Store.open(new_file(tmp_path / "store.sqlite3")) as store:
        store.sync_vendors([vendor("acme")], now - timedelta(days=3))
        store.record_baselines([baseline("Alpha", id="acme/list")], now - timedelta(days=3))
        store.record_revision(step(store, "Alpha", "Beta", at=now - timedelta(days=2), id="acme/list"), tell)
    return path


def the_revision(config: Path) -> str:
    with Store.open(f"sqlite:///{config.parent / 'store.sqlite3'}") as store:
        return store.revision_heads()[0].public_id


@pytest.mark.parametrize("kind", sorted(examples.alerts()))
@pytest.mark.parametrize("form", list(PreviewForm))
def test_every_kind_is_shown_as_every_channel_gets_it_without_any_store(kind: str, form: PreviewForm) -> None:
    shown = typed("alert", "preview", "--kind", kind, "--channel", form.value)
    if form in {PreviewForm.SLACK, PreviewForm.WEBHOOK}:
        body = json.loads(shown)
        if form is PreviewForm.SLACK:
            check_message(body)
    assert len(shown) > 20


def test_a_change_on_record_is_shown_by_its_id(config: Path) -> None:
    key = the_revision(config)
    shown = typed("alert", "preview", key, "--kind", "overdue", "--config", str(config))
    assert "Overdue: Acme: new sub-processor Beta" in shown
    assert f"/reports/{key}" in shown


def test_an_alert_of_the_log_is_shown_as_it_was_written_and_goes_to_a_file(config: Path) -> None:
    key = the_revision(config)
    with Store.open(f"sqlite:///{config.parent / 'store.sqlite3'}") as store:
        store.sync_vendors([vendor("acme")], datetime.now(UTC))
    target = config.parent / "mail.html"
    typed("alert", "preview", key, "--channel", "mail", "--out", str(target), "--config", str(config))
    assert target.read_text(encoding="utf-8").startswith("<!doctype html")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--channel", "fax"), "there are: slack, mail, text, teams, short, webhook"),
        (("--kind", "gossip"), "there are: change, reminder"),
        (("change:nobody",), "there is no alert 'change:nobody'"),
        (("nobody",), "there is no revision 'nobody'"),
    ],
)
def test_what_cannot_be_shown_is_named_with_what_can(config: Path, words: tuple[str, ...], said: str) -> None:
    done = CliRunner().invoke(program.app, ["alert", "preview", *words, "--config", str(config)])
    error = done.exception
    assert said in f"{error} {getattr(error, 'mend', '')}"


def test_taking_an_alert_up_is_a_decision_on_record(config: Path) -> None:
    key = the_revision(config)
    assert "taken up by Ada Berg" in typed(
        "alert", "ack", f"change:{key}", "--by", "Ada Berg", "--config", str(config)
    )
    with Store.open(f"sqlite:///{config.parent / 'store.sqlite3'}") as store:
        (made,) = store.decisions(store.revision(key).id)
    assert (made.state, made.made_by) == (DecisionState.ACKNOWLEDGED, "Ada Berg")


def test_the_log_says_whom_each_channel_reaches_and_shows_no_secret(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.cli.output.console.width", 160)
    with config.open("a", encoding="utf-8") as file:
        to = "['slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ', 'mailto://u:geheim123@127.0.0.1?from=m@example.org&to=a@example.com']"
        file.write(f"alerts: {{routes: [{{name: ops, to: {to}}}]}}\n")
    shown = typed("alert", "log", "--config", str(config))
    assert "Slack webhook of workspace T1JJ3T3L2" in shown
    assert "e-mail to a@example.com" in shown
    assert "TIiajkdnlazkcOXrIdevi7FQ" not in shown
    assert "geheim123" not in shown
    assert (
        json.loads(typed("alert", "log", "--json", "--config", str(config)))[1]["to"]
        == "e-mail to a@example.com"
    )


def test_slack_api_leads_addresses_without_a_base_to_another_host(config: Path) -> None:
    with SlackEndpoint() as slack:
        route = "{name: ops, to: ['slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ']}"
        with config.open("a", encoding="utf-8") as file:
            file.write(f"alerts: {{slack_api: '{slack.base}', routes: [{route}]}}\n")
        typed("alert", "test", "--config", str(config))
    assert len(slack.messages) == 1


@pytest.mark.parametrize(
    ("route", "said"),
    [
        ("escalate_to: counsel", "belong together"),
        ("escalate_to: ops, escalate_after: 2 business days", "another route"),
        ("escalate_to: counsel, escalate_after: 2 business days", "there is no route 'counsel'"),
        ("quiet_hours: at night", "no span of hours"),
        ("digest: hourly", "daily"),
        ("digest: daily, digest_at: '25:00'", "no time of day"),
        ("holidays: [XX]", "no known holiday calendar"),
        ("zone: Berlin", "Berlin"),
    ],
)
def test_a_mistake_in_a_route_is_named_with_its_line(config: Path, route: str, said: str) -> None:
    with config.open("a", encoding="utf-8") as file:
        file.write(f"alerts:\n  routes:\n    - {{name: ops, to: ['json://127.0.0.1'], {route}}}\n")
    done = CliRunner().invoke(program.app, ["alert", "log", "--config", str(config)])
    assert said in str(done.exception)
    assert "line 5" in str(done.exception) or ":5" in str(done.exception)
