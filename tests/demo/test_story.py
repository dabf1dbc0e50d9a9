"""The story of ``monitor demo``: exactly the changes it publishes, and no others."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("demo") / "story"
    command = [sys.executable, "-m", "monitor", "demo", "--json", "--dir", str(folder)]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_row_of_the_five_documents_is_read(story: dict[str, Any]) -> None:
    rows = {b["source"]: (b["verdict"], b["rows"]) for b in story["baselines"]}
    assert rows == {
        "ipi/list": ("list", 38),
        "xcally/list": ("list", 26),
        "infobip/list": ("list", 8),
        "ipsoft/policy": ("no_list", 0),
        "numonix/dpa": ("no_list", 0),
    }


def test_terms_are_proposed_from_the_contract_and_a_dead_mechanism_is_flagged(story: dict[str, Any]) -> None:
    found = {b["source"]: b for b in story["baselines"]}
    numonix = found["numonix/dpa"]
    assert numonix["terms"] == "notice 10 calendar days, objection 30 calendar days"
    assert "within thirty (30) days of the update" in numonix["quote"]
    window = numonix["example_window"]
    assert window["deadline"] == {"earliest": "2026-12-02", "latest": "2026-12-03", "claimed": None}
    assert (window["prevent_by"], window["act_by"]) == ("2026-11-11", "2026-11-27")
    assert "Privacy Shield" in " ".join(found["ipsoft/policy"]["flags"])
    assert "19 March 2018" in found["ipsoft/policy"]["published_phrase"]


def test_exactly_the_published_changes_are_told(story: dict[str, Any]) -> None:
    changes = {
        (r["vendor"], c["kind"], c["name"], c["field"]) for r in story["revisions"] for c in r["changes"]
    }
    assert changes == {
        ("Infobip", "added", "Chennai Contact Support Services Private Limited", None),
        ("Infobip", "removed", "GoodData Ireland Limited", None),
        ("IPI", "added", "Sarvani Voice Analytics Private Limited", None),
        ("IPI", "changed", "Datto Inc t/as AutoTask", "location"),
        ("IPsoft", "changed", "Data Transfers to Third Parties", "paragraph"),
        ("Numonix", "changed", "Objection period", "clause"),
    }
    assert story["reformatted"] == ["xcally/list"]


def test_every_change_reached_procurement_and_the_grave_ones_counsel(story: dict[str, Any]) -> None:
    for revision in story["revisions"]:
        assert {"Slack", "procurement@example.com"} <= set(revision["told"])
        grave = revision["severity"] in ("high", "critical")
        assert ("counsel@example.com" in revision["told"]) == grave
        assert Path(revision["report"]).read_text(encoding="utf-8").startswith("<!doctype html")
    assert story["alerts"]["slack"] == len(story["revisions"])


def test_trouble_touches_nothing_and_is_told_once(story: dict[str, Any]) -> None:
    assert {(t["source"], t["health"], t["reason"]) for t in story["trouble"]} == {
        ("xcally/list", "broken", "server_error"),
        ("infobip/list", "blocked", "login"),
    }
    told = sum(len(r["told"]) for r in story["revisions"])
    assert story["alerts"]["delivered"] == told + 2
    assert story["evidence_verified"]


@pytest.mark.parametrize("after_s", [0.3, 2.5])
def test_ctrl_c_leaves_nothing_running(tmp_path: Path, after_s: float) -> None:
    command = [sys.executable, "-m", "monitor", "demo", "--keep", "--dir", str(tmp_path / "story")]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    time.sleep(after_s)  # somewhere in the middle; where exactly does not matter
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    assert process.returncode in (130, -signal.SIGINT)
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    for word in out.decode().split():
        if word.startswith("http://127.0.0.1:"):
            with socket.socket() as probe:
                assert probe.connect_ex(("127.0.0.1", int(word.rsplit(":", 1)[1].split("/")[0]))) != 0
