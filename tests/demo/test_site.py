"""The sample site: what its documents say, what changes in the story, and how the server answers."""

from __future__ import annotations

import re
import socket
import struct
import urllib.request
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError

import pytest

from monitor.compare import compare_listings
from monitor.demo.site import LOGIN_AT, PAGES, UNAVAILABLE_AT, DemoSite, Stage, document, spoken_date
from monitor.extract import extract
from monitor.model import (
    ChangeKind,
    CompareOutcome,
    Comparison,
    Field,
    Listing,
    NoListReason,
    SourceKind,
    Verdict,
)

TODAY = date(2026, 11, 23)
IPI, XCALLY, IPSOFT, NUMONIX, INFOBIP = PAGES
KINDS = {IPSOFT: SourceKind.POLICY, NUMONIX: SourceKind.DPA}


def read(path: str, stage: Stage = Stage.BEFORE, kind: SourceKind = SourceKind.LIST) -> Listing:
    media_type = PAGES[path].content_type.split(";")[0]
    body = document(path, stage, TODAY)
    return extract(body, media_type=media_type, url="http://127.0.0.1" + path, kind=kind)


# -- what the documents say


@pytest.mark.parametrize(("path", "rows"), [(IPI, 38), (XCALLY, 26), (INFOBIP, 8)])
def test_every_row_of_a_list_is_there(path: str, rows: int) -> None:
    listing = read(path)
    assert listing.verdict is Verdict.LIST
    assert len(listing.rows) == rows


@pytest.mark.parametrize("path", [IPSOFT, NUMONIX])
@pytest.mark.parametrize("stage", [Stage.BEFORE, Stage.AFTER])
def test_a_document_without_a_list_is_never_read_as_one(path: str, stage: Stage) -> None:
    listing = read(path, stage)
    assert listing.verdict is Verdict.NO_LIST
    assert listing.rows == ()


def test_infobip_lists_five_third_parties_and_three_affiliates() -> None:
    groups = [row.group for row in read(INFOBIP).rows]
    assert [groups.count(group) for group in dict.fromkeys(groups)] == [5, 3]


@pytest.mark.parametrize(
    ("path", "on"), [(IPI, date(2024, 9, 9)), (IPSOFT, date(2018, 3, 19)), (INFOBIP, date(2023, 2, 22))]
)
def test_a_document_states_when_it_was_last_changed(path: str, on: date) -> None:
    assert read(path).published.on == on


def seed(shared: Path, number: str) -> str:
    return next((shared / "seeds").glob(f"{number}_*.txt")).read_text(encoding="utf-8")


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", text).replace("&amp;", "&").split())


@pytest.mark.corpus
def test_xcallys_rows_are_those_of_the_collection(shared: Path) -> None:
    lines = seed(shared, "001").split("Processing location\n", 1)[1].splitlines()
    entries: list[list[list[str]]] = []
    for line in lines:
        cells = [plain(cell) for cell in line.split("\t")] + [""] * 6
        if cells[0]:
            entries.append([[] for _ in range(6)])
        for column, cell in enumerate(cells[:6]):
            if cell:
                entries[-1][column].append(cell)
    rows = read(XCALLY).rows
    assert [row.name for row in rows] == [entry[0][0] for entry in entries]
    for row, entry in zip(rows, entries, strict=True):
        assert plain(row.get(Field.PURPOSE) or "") == " ".join(entry[3])
        assert plain(row.get(Field.LOCATION) or "") == " ".join(entry[5])


@pytest.mark.corpus
def test_infobips_rows_are_those_of_the_collection(shared: Path) -> None:
    lines = [line for line in seed(shared, "004").splitlines() if line.count("|") >= 4]
    cells = [[plain(cell) for cell in line.split("|")[:4]] for line in lines]
    expected = [row for row in cells if not row[0].startswith(("Sub‑processor", "---"))]
    rows = read(INFOBIP).rows
    fields = (Field.NAME, Field.PURPOSE, Field.LOCATION, Field.TRANSFER_MECHANISM)
    assert [[plain(row.get(field) or "") for field in fields] for row in rows] == expected


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_nothing_of_the_world(path: str) -> None:
    """Scripts, styles and pictures come from the page itself, or a demo behind a firewall would hang."""
    for stage in Stage:
        body = document(path, stage, TODAY)
        assert not re.search(
            rb"(?:src|action)\s*=\s*[\"']https?:|<link[^>]+href=[\"']https?:|@import|url\(http", body
        )


# -- what changes in the story


def compared(path: str) -> Comparison:
    kind = KINDS.get(path, SourceKind.LIST)
    return compare_listings(kind, read(path, Stage.BEFORE, kind), read(path, Stage.AFTER, kind))


def test_infobip_gains_one_in_a_third_country_and_loses_one() -> None:
    assert [(change.kind, change.name) for change in compared(INFOBIP).changes] == [
        (ChangeKind.ADDED, "Chennai Contact Support Services Private Limited"),
        (ChangeKind.REMOVED, "GoodData Ireland Limited"),
    ]


def test_xcally_is_only_reformatted() -> None:
    old, new = read(XCALLY, Stage.BEFORE), read(XCALLY, Stage.AFTER)
    assert [row.name for row in old.rows] != [row.name for row in new.rows]
    assert compared(XCALLY).outcome is CompareOutcome.REFORMATTED


@pytest.mark.parametrize(
    ("path", "words"), [(NUMONIX, "fourteen (14) days"), (IPSOFT, "sub-processors in any country")]
)
def test_a_contract_and_a_policy_change_one_paragraph_each(path: str, words: str) -> None:
    (one,) = compared(path).changes
    assert words in (one.after or "")
    assert words not in (one.before or "")


def test_a_new_page_carries_the_day_of_its_publication() -> None:
    assert read(INFOBIP, Stage.AFTER).published.on == TODAY
    assert b"{{" not in document(INFOBIP, Stage.AFTER, TODAY)


@pytest.mark.parametrize(
    ("day", "spoken"),
    [
        (date(2026, 11, 23), "Monday, 23rd Nov ’26"),
        (date(2026, 3, 11), "Wednesday, 11th Mar ’26"),
        (date(2009, 1, 1), "Thursday, 1st Jan ’09"),
    ],
)
def test_a_date_is_spoken_in_english(day: date, spoken: str) -> None:
    assert spoken_date(day) == spoken


# -- how the server answers


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 6, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def get(url: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(
        url, method=method, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except HTTPError as error:
        return error.code, dict(error.headers), error.read()


@pytest.mark.parametrize("path", PAGES)
def test_a_document_already_held_is_not_sent_again(path: str) -> None:
    with DemoSite() as site:
        status, headers, body = get(site.url(path))
        assert (status, body) == (200, document(path, Stage.BEFORE, TODAY))
        assert get(site.url(path), If_None_Match=headers["ETag"])[0] == 304
        assert get(site.url(path), If_None_Match=f'W/{headers["ETag"]}, "x"')[0] == 304
        assert get(site.url(path), If_Modified_Since=headers["Last-Modified"])[0] == 304
        assert (
            get(site.url(path), If_None_Match='"other"', If_Modified_Since=headers["Last-Modified"])[0] == 200
        )
        assert get(site.url(path), If_Modified_Since="yesterday")[0] == 200


def test_what_is_published_anew_is_sent_with_new_validators() -> None:
    clock = Clock()
    with DemoSite(clock=clock) as site:
        _, old, _ = get(site.url(NUMONIX))
        clock.now += timedelta(days=1)
        site.stage = Stage.AFTER
        status, new, body = get(site.url(NUMONIX), If_None_Match=old["ETag"])
    assert (status, body) == (200, document(NUMONIX, Stage.AFTER, TODAY))
    assert old["Last-Modified"] == "Mon, 02 Nov 2026 06:00:00 GMT"
    assert new["Last-Modified"] == "Tue, 03 Nov 2026 06:00:00 GMT"


def test_in_trouble_one_source_is_unavailable_and_one_asks_for_a_login() -> None:
    with DemoSite() as site:
        site.stage = Stage.TROUBLE
        status, headers, _ = get(site.url(UNAVAILABLE_AT))
        assert (status, headers["Retry-After"]) == (503, "1")
        status, headers, body = get(site.url(LOGIN_AT))
        assert status == 200
        assert "ETag" not in headers
        assert get(site.url(IPI))[0] == 200
    listing = extract(body, media_type="text/html")
    assert (listing.verdict, listing.reason) == (Verdict.NO_LIST, NoListReason.LOGIN)


def test_the_log_counts_every_request() -> None:
    with DemoSite() as site:
        get(site.url(IPI), User_Agent="monitor")
        get(site.url(IPI), method="HEAD")
        get(site.url("/nothing-here"))
        assert site.count() == 3
        assert site.count(IPI) == 2
        assert site.count(status=404) == 1
        assert site.log[0].user_agent == "monitor"


def test_a_head_request_brings_no_body() -> None:
    with DemoSite() as site:
        status, headers, body = get(site.url(XCALLY), method="HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 10_000


def test_a_client_that_hangs_up_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    with DemoSite() as site:
        for _ in range(3):
            with socket.create_connection((site.host, site.port)) as rude:
                rude.sendall(b"GET " + XCALLY.encode() + b" HTTP/1.1\r\nHost: x\r\n\r\n")
                # Closing with unread data and no linger resets the connection.
                rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert get(site.url(XCALLY))[0] == 200
    assert capsys.readouterr().err == ""


def test_stopping_frees_the_port_and_may_be_done_twice() -> None:
    site = DemoSite().start()
    port = site.port
    site.stop()
    site.stop()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
