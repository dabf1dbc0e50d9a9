"""What vendors do to their pages, as whole pages: each pair through reading, gate and comparison, with its answer.

The pairs stand for histories nobody has collected yet; the pages are small, their edits are those lists are known for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from monitor.compare import doubt_and_compare
from monitor.extract import extract
from monitor.model import CompareOutcome, Comparison, SourceKind
from tests.compare.build import told

Table = Sequence[Sequence[str]]
HEAD = ("Sub-processor", "Purpose", "Location")
ROWS = (
    ("Acme Cloud GmbH", "Hosting of the service", "Germany"),
    ("Borealis Mail AB", "Delivery of e-mail", "Sweden"),
    ("Cobalt Support Ltd", "Customer support", "United Kingdom"),
    ("Dunes Analytics SAS", "Product analytics", "France"),
    ("Ember Telephony BV", "Telephone calls", "Netherlands"),
    ("Granite Payments, Inc.", "Payment processing", "United States"),
)
CODES = {
    "Germany": "DE",
    "Sweden": "SE",
    "United Kingdom": "UK",
    "France": "FR",
    "Netherlands": "NL",
    "United States": "US",
}
IN_GERMAN = {
    "Germany": "Deutschland",
    "Sweden": "Schweden",
    "United Kingdom": "Vereinigtes Königreich",
    "France": "Frankreich",
    "Netherlands": "Niederlande",
    "United States": "Vereinigte Staaten",
}


def table(rows: Table, head: Sequence[str] = HEAD) -> str:
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return "<table><tr>" + "".join(f"<th>{cell}</th>" for cell in head) + f"</tr>{cells}</table>"


def page(*parts: str, language: str = "en", title: str = "Sub-processors") -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><title>{title}</title></head><body><h1>{title}</h1>'
        f"<p>We use these sub-processors to process personal data.</p>{''.join(parts)}</body></html>"
    )


def sections(**parts: Table) -> str:
    return page(*(f"<h2>{name.replace('_', ' ')}</h2>{table(rows)}" for name, rows in parts.items()))


def step(before: str, after: str) -> Comparison:
    old, new = (extract(p.encode(), url="https://vendor.example/list.html") for p in (before, after))
    return doubt_and_compare(SourceKind.LIST, old, new)


def each(edit: Callable[[Sequence[str]], Sequence[str]]) -> str:
    return page(table([edit(row) for row in ROWS]))


PLAIN = page(table(ROWS))
NUMBERED = [(str(n), *row) for n, row in enumerate(ROWS, 1)]
NEWCOMER = ("Harbour Logs Oy", "Storage of log files", "Finland")
RENUMBERED = [(str(n), *row) for n, row in enumerate((*ROWS[:2], NEWCOMER, *ROWS[2:]), 1)]
MECHANISM = (*HEAD, "Transfer mechanism")
DATA = (*HEAD, "Data")
REVIEWED = (*HEAD, "Last reviewed")
COMING = "On 1 July 2027 we will add Harbour Logs Oy as a sub-processor."

# name -> (before, after): nothing that the list says has changed
COSMETIC: dict[str, tuple[str, str]] = {
    "countries become codes": (PLAIN, each(lambda r: (*r[:2], CODES[r[2]]))),
    "countries are written in another language": (PLAIN, each(lambda r: (*r[:2], IN_GERMAN[r[2]]))),
    "flags are set before countries": (PLAIN, each(lambda r: (*r[:2], f"\U0001f1e9\U0001f1ea {r[2]}"))),
    "names in capitals": (PLAIN, each(lambda r: (r[0].upper(), *r[1:]))),
    "footnote marks on names": (PLAIN, each(lambda r: (f"{r[0]}*", *r[1:]))),
    "hyphens and spaces that do not break": (
        PLAIN,
        each(lambda r: tuple(c.replace("-", "\u2011").replace(" ", "&nbsp;") for c in r)),
    ),
    "names become links": (PLAIN, each(lambda r: (f'<a href="https://example.org/?ref=x">{r[0]}</a>', *r[1:]))),
    "columns in another order": (PLAIN, page(table([r[::-1] for r in ROWS], HEAD[::-1]))),
    "rows in another order": (PLAIN, page(table(ROWS[::-1]))),
    "headings in other words": (PLAIN, page(table(ROWS, ("Vendor", "Description of service", "Place of processing")))),
    "the same table a second time, for small screens": (
        PLAIN,
        page(table(ROWS), f'<div class="mobile">{table(ROWS)}</div>'),
    ),
    "sections cut otherwise": (
        sections(Infrastructure=ROWS[:3], Services=ROWS[3:]),
        sections(Core_platform=ROWS[::2], Optional_features=ROWS[1::2]),
    ),
    "sections introduced": (PLAIN, sections(Infrastructure=ROWS[:3], Services=ROWS[3:])),
    "a numbered list begins to be numbered": (PLAIN, page(table(NUMBERED, ("#", *HEAD)))),
    "the date of the last review of every row": (
        page(table([(*r, "January 2025") for r in ROWS], REVIEWED)),
        page(table([(*r, "January 2026") for r in ROWS], REVIEWED)),
    ),
    "empty cells are filled with N/A": (
        page(table([(*r, "") for r in ROWS[:5]] + [(*ROWS[5], "SCC")], MECHANISM)),
        page(table([(*r, "N/A") for r in ROWS[:5]] + [(*ROWS[5], "SCC")], MECHANISM)),
    ),
    "dashes become words for nothing": (
        page(table([(*r, "–") for r in ROWS[:5]] + [(*ROWS[5], "SCC")], MECHANISM)),
        page(table([(*r, "Not applicable") for r in ROWS[:5]] + [(*ROWS[5], "SCC")], MECHANISM)),
    ),
    "a row is marked as new for a while": (
        page(table([("Acme Cloud GmbH <span>NEW</span>", *ROWS[0][1:]), *ROWS[1:]])),
        PLAIN,
    ),
    "every purpose gets a link to learn more": (
        PLAIN,
        each(lambda r: (r[0], f'{r[1]} <a href="https://example.org/more">Learn more</a>', r[2])),
    ),
    "a table becomes cards": (
        PLAIN,
        page(*(f"<div><h3>{a}</h3><p><b>Purpose:</b> {b}</p><p><b>Location:</b> {c}</p></div>" for a, b, c in ROWS)),
    ),
    "a table becomes bullets": (PLAIN, page("<ul>", *(f"<li>{a} – {b} ({c})</li>" for a, b, c in ROWS), "</ul>")),
    "a change log is set below": (
        PLAIN,
        page(table(ROWS), "<h2>Change log</h2>", table([("2026-01-01", "Added Dunes")], ("Date", "Change"))),
    ),
    "the list is given per product": (PLAIN, sections(Product_A=ROWS, Product_B=ROWS[:3])),
    "websites are added, and change their form": (
        PLAIN,
        page(table([(*r, f"https://www.{n}.example/") for n, r in enumerate(ROWS)], (*HEAD, "Website"))),
    ),
    "regions move from headings into cells": (
        page("<h2>European Union</h2>", table([r[:2] for r in ROWS[:3]], HEAD[:2])),
        page(table([(*r[:2], "European Union") for r in ROWS[:3]])),
    ),
    "a title and other prose around the list": (
        PLAIN,
        page(table(ROWS), "<p>Write to us.</p>", title="Our sub-processors"),
    ),
}  # fmt: skip

ADDED = [("added", NEWCOMER[0])]
# name -> (before, after, what must be told)
MATERIAL: dict[str, tuple[str, str, list[tuple[str, ...]]]] = {
    "a row among numbered rows": (
        page(table(NUMBERED, ("#", *HEAD))),
        page(table(RENUMBERED, ("#", *HEAD))),
        ADDED,
    ),
    "a row, while all countries become codes": (
        PLAIN,
        page(table([(*r[:2], CODES[r[2]]) for r in ROWS] + [NEWCOMER])),
        ADDED,
    ),
    "a row, while the order changes": (PLAIN, page(table([*ROWS[3:], NEWCOMER, *ROWS[:3]])), ADDED),
    "a second table of other companies": (
        PLAIN,
        page(table(ROWS), "<h2>Affiliates</h2>", table([("Vendor India Pvt Ltd", "Engineering", "India")])),
        [("added", "Vendor India Pvt Ltd")],
    ),
    "a row moves to another section": (
        sections(Infrastructure=ROWS[:3], Services=ROWS[3:]),
        sections(Infrastructure=ROWS[:2], Services=ROWS[2:]),
        [("moved", "Cobalt Support Ltd", "group", "Infrastructure", "Services")],
    ),
    "every row gets a date": (
        PLAIN,
        page(table([(*r, f"2026-01-0{n}") for n, r in enumerate(ROWS, 1)], (*HEAD, "Date added"))),
        [("changed", "Date added", "column", "", "Date added")],
    ),
    "one company moves, another only respells its country": (
        PLAIN,
        page(table([(*ROWS[0][:2], "India"), *ROWS[1:5], (*ROWS[5][:2], "USA")])),
        [("changed", "Acme Cloud GmbH", "location", "Germany", "India")],
    ),
    "a mechanism is named where nothing was said": (
        page(table([(*r, "N/A") for r in ROWS[:5]] + [(*ROWS[5], "–")], MECHANISM)),
        page(table([(*r, "") for r in ROWS[:5]] + [(*ROWS[5], "SCC")], MECHANISM)),
        [("changed", "Granite Payments, Inc.", "transfer_mechanism", "–", "SCC")],
    ),
    "all brands are written as legal names": (
        page(table([(n, f"Purpose of {n}", "US") for n in ("Stripe", "Twilio", "Zendesk", "Datadog")])),
        page(table([(f"{n}, Inc.", f"Purpose of {n}", "US") for n in ("Stripe", "Twilio", "Zendesk", "Datadog")])),
        [("renamed", n, f"{n}, Inc.") for n in ("Stripe", "Twilio", "Zendesk", "Datadog")],
    ),
    "one company goes, another comes with the same purpose": (
        PLAIN,
        page(table([*ROWS[:3], ("Quarry Insights Oy", *ROWS[3][1:]), *ROWS[4:]])),
        [("added", "Quarry Insights Oy"), ("removed", "Dunes Analytics SAS")],
    ),
    "a coming change is announced": (
        PLAIN,
        page(f"<p>{COMING}</p>", table(ROWS)),
        [("changed", "Announcement", "paragraph", "", COMING)],
    ),
    "a row goes among those of the past": (
        PLAIN,
        page(table(ROWS[:-1]), "<h2>Former sub-processors</h2>", table(ROWS[-1:])),
        [("removed", "Granite Payments, Inc.")],
    ),
    "one of three rows of a company goes": (
        page(table([("AWS", "Hosting", "US"), ("AWS", "Backup", "DE"), ("AWS", "E-mail", "IE"), *ROWS])),
        page(table([("AWS", "Hosting", "US"), ("AWS", "E-mail", "IE"), *ROWS])),
        [("removed", "AWS")],
    ),
    "a company stands a second time, for something else": (
        PLAIN,
        page(table([*ROWS, ("Acme Cloud GmbH", "Backups", "Austria")])),
        [("added", "Acme Cloud GmbH")],
    ),
    "two brands say whose they are now": (
        page(table([("Heap", "Analytics", "US"), ("Hotjar", "Feedback", "Malta")])),
        page(table([("Contentsquare (Heap)", "Analytics", "US"), ("Contentsquare (Hotjar)", "Feedback", "Malta")])),
        [("renamed", "Heap", "Contentsquare (Heap)"), ("renamed", "Hotjar", "Contentsquare (Hotjar)")],
    ),
    "three rows become one": (
        page(table([("Segment", "Data", "US"), ("Twilio", "Messages", "US"), ("SendGrid", "E-mail", "US"), *ROWS])),
        page(table([("Twilio Inc. (Segment, SendGrid)", "Data, messages, e-mail", "US"), *ROWS])),
        [("merged", "Segment", "SendGrid", "Twilio", "->", "Twilio Inc. (Segment, SendGrid)")],
    ),
    "a place is named beside the others": (
        PLAIN,
        page(table([(*ROWS[0][:2], "Germany, India"), *ROWS[1:]])),
        [("changed", "Acme Cloud GmbH", "location", "Germany", "Germany, India")],
    ),
    "special data are named beside the others": (
        page(table([(*r, "Name, e-mail") for r in ROWS], DATA)),
        page(table([(*ROWS[0], "Name, e-mail, health data"), *((*r, "e-mail; name") for r in ROWS[1:])], DATA)),
        [("changed", "Acme Cloud GmbH", "data_categories", "Name, e-mail", "Name, e-mail, health data")],
    ),
    "letters that changed places in a name are put right": (
        page(table([("Hetnzer", "Hosting", "Germany"), *ROWS])),
        page(table([("Hetzner", "Hosting", "Germany"), *ROWS])),
        [("renamed", "Hetnzer", "Hetzner")],
    ),
    "a row of two companies becomes two rows": (
        page(table([*ROWS, ("Google LLC / Google Ireland Limited", "Cloud", "US, Ireland")])),
        page(table([*ROWS, ("Google LLC", "Cloud", "US"), ("Google Ireland Limited", "Cloud", "Ireland")])),
        [("split", "Google LLC / Google Ireland Limited", "->", "Google Ireland Limited", "Google LLC")],
    ),
    "two rows become one of two companies": (
        page(table([*ROWS, ("Acme One, Inc.", "Cloud", "US"), ("Acme EMEA SARL", "Cloud", "Luxembourg")])),
        page(table([*ROWS, ("Acme One, Inc. and Acme EMEA SARL", "Cloud", "US, Luxembourg")])),
        [("merged", "Acme EMEA SARL", "Acme One, Inc.", "->", "Acme One, Inc. and Acme EMEA SARL")],
    ),
    "a row is planned": (
        PLAIN,
        page(table(ROWS), "<h2>Upcoming sub-processors</h2>", table([NEWCOMER])),
        ADDED,
    ),
    "a legal form changes, so a company does": (
        PLAIN,
        page(table([("Acme Cloud AG", *ROWS[0][1:]), *ROWS[1:]])),
        [("renamed", "Acme Cloud GmbH", "Acme Cloud AG")],
    ),
    "a company says what it was called": (
        PLAIN,
        page(table([("Zephyr Systems (formerly Acme Cloud)", *ROWS[0][1:]), *ROWS[1:]])),
        [("renamed", "Acme Cloud GmbH", "Zephyr Systems (formerly Acme Cloud)")],
    ),
    "artificial intelligence comes into a purpose": (
        PLAIN,
        page(table([*ROWS[:2], (ROWS[2][0], "Customer support with AI", ROWS[2][2]), *ROWS[3:]])),
        [("changed", "Cobalt Support Ltd", "purpose", "Customer support", "Customer support with AI")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", COSMETIC)
def test_nothing_is_told_of(name: str) -> None:
    before, after = COSMETIC[name]
    for old, new in ((before, after), (after, before)):
        comparison = step(old, new)
        assert told(comparison) == []
        assert comparison.outcome is not CompareOutcome.SUSPECT, comparison.reason


@pytest.mark.parametrize("name", MATERIAL)
def test_told_is_exactly(name: str) -> None:
    before, after, answer = MATERIAL[name]
    assert sorted(told(step(before, after))) == sorted(answer)


def test_a_column_that_only_counts_is_seen_through_sections_that_begin_anew():
    before = page(table([("1", "Acme"), ("2", "Borealis"), ("1", "Cobalt")], ("No.", "Sub-processor")))
    after = page(table([("1", "Acme"), ("1", "Borealis"), ("2", "Cobalt")], ("No.", "Sub-processor")))
    assert told(step(before, after)) == []


def test_numbers_that_do_not_count_the_rows_are_what_the_list_says():
    rows = [(*r, n) for r, n in zip(ROWS, ("7", "3", "12", "5", "1", "9"), strict=True)]
    later = [(*ROWS[0], "8"), *rows[1:]]
    head = (*HEAD, "Servers")
    assert told(step(page(table(rows, head)), page(table(later, head)))) == [
        ("changed", "Acme Cloud GmbH", "Servers", "7", "8")
    ]
