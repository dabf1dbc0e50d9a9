"""Pages we wrote, table-shaped, with the entries they hold: layouts, languages and traps the collection lacks."""

# ruff: noqa: E501 - a page is easier to read in one piece

from __future__ import annotations

from typing import NamedTuple


class Page(NamedTuple):
    """A page and its answer: names in order, and for some of them fields by name."""

    title: str
    body: str
    names: tuple[str, ...]
    fields: dict[str, dict[str, str]] = {}  # noqa: RUF012 - never changed
    file: str = "subprocessors.html"


def table(*rows: str, head: str | None = None) -> str:
    """A table from rows written as ``a | b | c``."""
    out = ["<table>"]
    if head:
        out.append("<tr>" + "".join(f"<th>{c.strip()}</th>" for c in head.split("|")) + "</tr>")
    out += ["<tr>" + "".join(f"<td>{c.strip()}</td>" for c in row.split("|")) + "</tr>" for row in rows]
    return "".join([*out, "</table>"])


TABLES = [
    Page(
        "a row span over an entry of several lines joins the lines",
        """<h1>Sub-processors</h1><table><tr><th>Company</th><th>Service</th><th>Location</th></tr>
        <tr><td rowspan="2">Acme Cloud Ltd</td><td>Hosting</td><td>Ireland</td></tr>
        <tr><td>Backups</td><td>Germany</td></tr>
        <tr><td>Mailo GmbH</td><td>E-mail</td><td>Austria</td></tr></table>""",
        ("Acme Cloud Ltd", "Mailo GmbH"),
        {"Acme Cloud Ltd": {"purpose": "Hosting\nBackups", "location": "Ireland\nGermany"}},
    ),
    Page(
        "a place that spans several companies belongs to each of them",
        """<h2>List of subprocessors</h2><table><tr><th>Name</th><th>Country</th><th>Purpose</th></tr>
        <tr><td>Nimbus Inc.</td><td rowspan="3">United States</td><td>Hosting</td></tr>
        <tr><td>Postino LLC</td><td>E-mail</td></tr><tr><td>Payso Corp.</td><td>Payments</td></tr></table>""",
        ("Nimbus Inc.", "Postino LLC", "Payso Corp."),
        {"Payso Corp.": {"location": "United States", "purpose": "Payments"}},
    ),
    Page(
        "a group row that spans the table becomes the section of what follows",
        """<h1>Subprocessors</h1><table><tr><th>Entity</th><th>Purpose</th><th>Location</th></tr>
        <tr><td colspan="3">Third parties</td></tr><tr><td>Nimbus Inc.</td><td>Hosting</td><td>USA</td></tr>
        <tr><td colspan="3"><b>Affiliates</b></td></tr><tr><td>Vendor UK Ltd</td><td>Support</td><td>UK</td></tr></table>""",
        ("Nimbus Inc.", "Vendor UK Ltd"),
        {"Nimbus Inc.": {"group": "Third parties"}, "Vendor UK Ltd": {"group": "Affiliates"}},
    ),
    Page(
        "a heading repeated inside a long table is no entry",
        "<h1>Subprocessors</h1>"
        + table("Nimbus Inc. | Hosting", "Name | Purpose", "Postino LLC | E-mail", head="Name | Purpose"),
        ("Nimbus Inc.", "Postino LLC"),
    ),
    Page(
        "two rows of headings are one heading a column",
        """<h1>Subprocessors</h1><table><thead><tr><th rowspan="2">Subprocessor</th><th colspan="2">Location</th>
        <th rowspan="2">Purpose</th></tr><tr><th>of processing</th><th>of the company's seat</th></tr></thead><tbody>
        <tr><td>Nimbus Inc.</td><td>Ireland</td><td>USA</td><td>Hosting</td></tr>
        <tr><td>Postino LLC</td><td>Germany</td><td>USA</td><td>E-mail</td></tr></tbody></table>""",
        ("Nimbus Inc.", "Postino LLC"),
        {"Nimbus Inc.": {"location": "Ireland", "purpose": "Hosting"}},
    ),
    Page(
        "headings in the first column turn the table round",
        "<h1>Our sub-processors</h1>"
        + table(
            "Company | Nimbus Inc. | Postino LLC | Payso BV",
            "Purpose | Hosting | E-mail | Payments",
            "Location | USA | Ireland | Netherlands",
        ),
        ("Nimbus Inc.", "Postino LLC", "Payso BV"),
        {"Payso BV": {"purpose": "Payments", "location": "Netherlands"}},
    ),
    Page(
        "a table without headings is read by what its cells hold",
        "<h1>Subprocessors</h1>"
        + table(
            "Twilio Inc. | Sending of text messages to users | United States",
            "Hetzner Online GmbH | Servers for the application | Germany",
            "Mollie B.V. | Handling of payments for orders | Netherlands",
        ),
        ("Twilio Inc.", "Hetzner Online GmbH", "Mollie B.V."),
        {"Twilio Inc.": {"location": "United States", "purpose": "Sending of text messages to users"}},
    ),
    Page(
        "a layout table around everything is no list",
        "<table><tr><td><h1>Subprocessors</h1>"
        + table(
            "Nimbus Inc. | Hosting | USA", "Postino LLC | E-mail | USA", head="Vendor | Purpose | Location"
        )
        + "</td></tr></table>",
        ("Nimbus Inc.", "Postino LLC"),
    ),
    Page(
        "cells that repeat their heading for narrow screens lose it",
        """<h1>Subprocessors</h1><table><tr><th>Name</th><th>Location</th><th>Purpose</th></tr>
        <tr><td><span>Name</span>Nimbus Inc.</td><td><span>Location</span>EU</td><td><span>Purpose</span>Hosting</td></tr>
        <tr><td><span>Name</span>Postino LLC</td><td><span>Location</span>US</td><td><span>Purpose</span>E-mail</td></tr></table>""",
        ("Nimbus Inc.", "Postino LLC"),
        {"Nimbus Inc.": {"location": "EU", "purpose": "Hosting"}},
    ),
    Page(
        "the history, the cookies and the change log beside the list are not the list",
        "<h1>Sub-processors</h1><h2>Current sub-processors</h2>"
        + table(
            "Nimbus Inc. | Hosting | USA",
            "Postino LLC | E-mail | USA",
            head="Sub-processor | Purpose | Location",
        )
        + "<h2>Former sub-processors</h2>"
        + table(
            "Oldco Ltd | Hosting | UK",
            "Gonehost SA | E-mail | France",
            head="Sub-processor | Purpose | Location",
        )
        + "<h2>Cookies</h2>"
        + table(
            "_ga | Google | Statistics | 2 years",
            "sid | us | Session | 1 day",
            head="Cookie | Provider | Purpose | Duration",
        )
        + "<h2>Change log</h2>"
        + table("1 March 2026 | Added Postino LLC", "1 May 2025 | Removed Oldco Ltd", head="Date | Change"),
        ("Nimbus Inc.", "Postino LLC"),
    ),
    Page(
        "a row that says there is none is no entry",
        "<h1>Subprocessors</h1><h2>Infrastructure</h2>"
        + table(
            "Nimbus Inc. | Hosting | USA",
            "Postino LLC | Mail | USA",
            head="Subprocessor | Purpose | Location",
        )
        + "<h2>Affiliates</h2>"
        + table("None currently | – | –", head="Subprocessor | Purpose | Location"),
        ("Nimbus Inc.", "Postino LLC"),
    ),
    Page(
        "numbers, footnote marks and marks of trade are not part of a name",
        "<h1>Subprocessors</h1>"
        + table(
            "1 | Nimbus Inc.* | Hosting* | USA",
            "2 | Postino LLC† | E-mail | USA",
            "3 | Payso<sup>1</sup> | Payments | NL",
            head="# | Subprocessor | Purpose | Location",
        ),
        ("Nimbus Inc.", "Postino LLC", "Payso"),
        {"Nimbus Inc.": {"purpose": "Hosting"}},
    ),
    Page(
        "address, place and legal name below a name are fields of their own",
        """<h1>Subprocessors</h1><table><tr><th>Subprocessor</th><th>Purpose</th></tr>
        <tr><td>Nimbus<br>12 High Street<br>London EC1A 1BB<br>United Kingdom</td><td>Hosting</td></tr>
        <tr><td>Postino<div>Germany</div></td><td>E-mail</td></tr></table>""",
        ("Nimbus", "Postino"),
        {
            "Nimbus": {"legal_address": "12 High Street\nLondon EC1A 1BB\nUnited Kingdom"},
            "Postino": {"corporate_location": "Germany"},
        },
    ),
    Page(
        "the same list in a second language on the page is not a second list",
        "<h1>Sub-processors</h1>"
        + table(
            "Nimbus Inc. | Hosting | Germany",
            "Postino LLC | Mail | France",
            "Payso BV | Payments | Italy",
            head="Name | Purpose | Location",
        )
        + "<h1>Unterauftragsverarbeiter</h1>"
        + table(
            "Nimbus Inc. | Speicherung | Deutschland",
            "Postino LLC | Post | Frankreich",
            "Payso BV | Zahlung | Italien",
            head="Unternehmen | Zweck | Standort",
        ),
        ("Nimbus Inc.", "Postino LLC", "Payso BV"),
        {"Nimbus Inc.": {"location": "Germany"}},
    ),
    Page(
        "closed accordions are read, each under its title",
        "<h1>Subprocessors</h1><details><summary>Platform</summary>"
        + table("Nimbus Inc. | Hosting | USA", "Payso BV | Payments | NL", head="Name | Purpose | Location")
        + "</details><details><summary>Chat add-on</summary>"
        + table("Postino LLC | E-mail | USA", head="Name | Purpose | Location")
        + "</details>",
        ("Nimbus Inc.", "Payso BV", "Postino LLC"),
        {"Postino LLC": {"group": "Chat add-on"}, "Payso BV": {"group": "Platform"}},
    ),
    Page(
        "a table of purposes and companies in that order is read by its headings",
        "<h1>Subprocessors</h1>"
        + table(
            "Hosting | Nimbus Inc. | USA", "E-mail | Postino LLC | USA", head="Purpose | Company | Country"
        ),
        ("Nimbus Inc.", "Postino LLC"),
        {"Nimbus Inc.": {"purpose": "Hosting", "location": "USA"}},
    ),
    Page(
        "a section named after a place gives its rows the place",
        "<h1>Subprocessors</h1><h2>United States</h2>"
        + table("Nimbus Inc. | Hosting", "Payso Inc. | Payments", head="Name | Purpose")
        + "<h2>Germany</h2>"
        + table("Postino GmbH | E-mail", head="Name | Purpose"),
        ("Nimbus Inc.", "Payso Inc.", "Postino GmbH"),
        {"Postino GmbH": {"location": "Germany", "group": "Germany"}},
    ),
]

_ROW = "Nimbus Inc. | {} | {}"


def _language(word: str, title: str, head: str, purposes: tuple[str, str], places: tuple[str, str]) -> Page:
    rows = (f"Nimbus Inc. | {purposes[0]} | {places[0]}", f"Postino GmbH | {purposes[1]} | {places[1]}")
    return Page(
        f"headings in {word}",
        f"<h1>{title}</h1>" + table(*rows, head=head),
        ("Nimbus Inc.", "Postino GmbH"),
        {"Nimbus Inc.": {"purpose": purposes[0], "location": places[0]}},
    )


LANGUAGES = [
    _language(
        "German",
        "Unterauftragsverarbeiter",
        "Unterauftragsverarbeiter | Zweck | Standort",
        ("Speicherung", "Versand"),
        ("USA", "Deutschland"),
    ),
    _language(
        "French",
        "Sous-traitants ultérieurs",
        "Sous-traitant | Finalité | Localisation",
        ("Hébergement", "Envoi"),
        ("États-Unis", "Allemagne"),
    ),
    _language(
        "Spanish",
        "Subencargados",
        "Proveedor | Finalidad | Ubicación",
        ("Alojamiento", "Envío"),
        ("Estados Unidos", "Alemania"),
    ),
    _language(
        "Italian",
        "Sub-responsabili del trattamento",
        "Fornitore | Finalità | Ubicazione",
        ("Hosting dei dati", "Invio"),
        ("Stati Uniti", "Germania"),
    ),
    _language(
        "Dutch",
        "Subverwerkers",
        "Subverwerker | Doel | Locatie",
        ("Opslag", "Verzending"),
        ("Verenigde Staten", "Duitsland"),
    ),
    _language(
        "Portuguese",
        "Suboperadores",
        "Suboperador | Finalidade | Localização",
        ("Hospedagem", "Envio"),
        ("Estados Unidos", "Alemanha"),
    ),
    _language(
        "Polish",
        "Podwykonawcy przetwarzania",
        "Podprocesor | Cel | Lokalizacja",
        ("Hosting danych", "Wysyłka"),
        ("Stany Zjednoczone", "Niemcy"),
    ),
    _language(
        "Swedish",
        "Underbiträden",
        "Underbiträde | Syfte | Land/region",
        ("Lagring", "Utskick"),
        ("USA", "Tyskland"),
    ),
    _language(
        "Danish",
        "Underdatabehandlere",
        "Underdatabehandler | Formål | Placering",
        ("Lagring", "Udsendelse"),
        ("USA", "Tyskland"),
    ),
    _language(
        "Norwegian",
        "Underdatabehandlere",
        "Underleverandør | Formål | Sted",
        ("Lagring", "Utsending"),
        ("USA", "Tyskland"),
    ),
    _language(
        "Finnish",
        "Alikäsittelijät",
        "Alikäsittelijä | Tarkoitus | Sijainti",
        ("Tallennus", "Lähetys"),
        ("Yhdysvallat", "Saksa"),
    ),
    _language(
        "Czech",
        "Další zpracovatelé",
        "Zpracovatel | Účel | Umístění",
        ("Ukládání", "Odesílání"),
        ("USA", "Německo"),
    ),
    _language(
        "Japanese",
        "サブプロセッサー一覧",
        "事業者名 | 利用目的 | 所在国",
        ("保存", "配信"),
        ("米国", "ドイツ"),
    ),
    _language(
        "Korean", "개인정보 처리위탁 현황", "수탁업체 | 위탁업무 | 국가", ("저장", "발송"), ("미국", "독일")
    ),
    _language(
        "Chinese", "子处理者列表", "公司名称 | 处理目的 | 处理地点", ("存储", "发送"), ("美国", "德国")
    ),
]
