"""Pages that look like a list and are none: whatever is said of them, no row comes from any of them."""

# ruff: noqa: E501 - a page is easier to read in one piece

from __future__ import annotations

import pytest

from monitor.extract import extract
from monitor.model import NoListReason, Verdict


def table(head: str, *rows: str) -> str:
    cells = "".join(f"<th>{cell.strip()}</th>" for cell in head.split("|"))
    body = "".join(
        "<tr>" + "".join(f"<td>{c.strip()}</td>" for c in row.split("|")) + "</tr>" for row in rows
    )
    return f"<table><tr>{cells}</tr>{body}</table>"


def items(*texts: str) -> str:
    return "<ul>" + "".join(f"<li>{text}</li>" for text in texts) + "</ul>"


# What the page is -> its body and the file it comes from.
PAGES = {
    "cookies with their providers": ("<h1>Cookie policy</h1>" + table("Provider | Purpose | Location | Lifetime", "Google | Analytics | US | 2 years", "Hotjar | Recording | EU | 1 year"), "cookies"),
    "cookies in a privacy notice": ("<h1>Privacy notice</h1><h2>Cookies we set</h2>" + table("Name | Company | Purpose", "_ga | Google | stats", "_fbp | Meta | ads"), "privacy"),
    "prices": ("<h1>Pricing</h1>" + table("Plan | Price | Service", "Starter | $9 | E-mail", "Enterprise | Custom | Phone"), "pricing"),
    "retention periods in an agreement": ("<h1>Data processing agreement</h1><p>The processor may use sub-processors.</p><h2>Retention</h2>" + table("Category | Purpose | Retention", "Account data | Service | 5 years", "Logs | Security | 90 days"), "dpa"),
    "kinds of data in an agreement": ("<h1>Data processing agreement</h1><h2>Sub-processors</h2><p>We may engage sub-processors.</p><h2>Annex 1</h2>" + table("Category of data subject | Categories of personal data | Purpose of processing | Location", "Employees | Name, e-mail | Support | EU", "Customers | Name, address | Service | EU"), "dpa"),
    "the parties of standard clauses": ("<h1>DPA and sub-processors</h1><h2>Annex I – A. List of parties</h2><p>Name: Customer Ltd<br>Address: in the order<br>Role: controller</p><p>Name: Vendor Inc.<br>Address: 1 Main Street, Boston<br>Role: processor</p><h2>Annex II</h2><p>Measures</p>", "dpa"),
    "one party in a table of labels": ("<h1>DPA</h1><p>Sub-processors are engaged under clause 9.</p><h2>Annex I</h2><table><tr><td>Name</td><td>Vendor Inc.</td></tr><tr><td>Address</td><td>1 Main Street, Boston, USA</td></tr><tr><td>Contact</td><td>dpo@vendor.example</td></tr><tr><td>Role</td><td>Processor</td></tr></table>", "dpa"),
    "certificates": ("<h1>Security</h1><p>We vet all sub-processors.</p><h2>Certifications</h2>" + table("Name | Type | Auditor", "ISO 27001 | Certificate | BSI Group", "SOC 2 Type II | Report | A-LIGN"), "security"),
    "a change log in items": ("<h1>Sub-processor change log</h1>" + items("1 March 2025: Added Stripe, Inc. for payments", "1 February 2025: Removed Heroku", "5 January 2025: Replaced Mailgun with Postmark"), "changes"),
    "a change log in a table": ("<h1>Changes to our sub-processors</h1>" + table("Date | Sub-processor | Change", "2025-03-01 | Stripe | Added", "2025-02-01 | Heroku | Removed"), "subprocessor-updates"),
    "links to other documents": ("<h1>Privacy centre</h1><p>We take care when choosing sub-processors.</p>" + items("<a href='/p'>Privacy policy</a>", "<a href='/t'>Terms of service</a>", "<a href='/c'>Cookie policy</a>", "<a href='/d'>DPA</a>"), "privacy-centre"),
    "posts of a blog": ("<h1>Blog</h1><article><h2>How to choose sub-processors</h2><p>Five tips.</p></article><article><h2>What is a DPA?</h2><p>An introduction.</p></article>", "blog"),
    "an article with examples": ("<h1>What is a sub-processor?</h1><p>A third party engaged by a processor. Examples:</p>" + items("<b>Hosting providers</b> such as AWS or Azure", "<b>Payment providers</b> such as Stripe", "<b>E-mail providers</b> such as Mailgun"), "glossary/subprocessor"),
    "an article that names companies in bold": ("<h1>What is a sub-processor?</h1><p>We explain. Firms use <b>AWS</b>, <b>Stripe</b>, <b>Twilio</b> and <b>Zendesk</b>.</p>", "blog/x"),
    "defined terms in bold": ("<h1>Data Processing Addendum</h1><p>This is between <b>Vendor Inc.</b> and <b>Customer</b>. We, <b>Vendor GmbH</b>, may engage <b>Sub-processors</b>. See <b>Annex 1</b>, <b>Annex 2</b>.</p>", "dpa"),
    "tools of a website that speaks of no sub-processors": ("<h1>Privacy policy</h1><p>We use <b>Google Analytics</b> for statistics.</p><p>We use <b>Stripe</b> for payments.</p><p>We use <b>Hotjar</b> for recordings.</p>", "privacy"),
    "kinds of providers instead of names": ("<h1>Sub-processors</h1><h2>By role</h2>" + table("Role | Purpose | Data category | Region", "Cloud hosting &amp; compute | Runs the services | Metadata | United States", "Object storage | Keeps reports | Reports | United States", "Payment processing | Billing | Billing contact | United States"), "subprocessors"),
    "kinds of providers in Italian": ("<h1>DPA</h1><h2>4. Sub-responsabili</h2><p>Il fornitore si avvale dei seguenti sub-responsabili:</p>" + items("Hosting applicativo (piattaforma cloud).", "Database gestito (PostgreSQL).", "Storage file (oggetti/allegati)."), "dpa"),
    "kinds of providers in Norwegian": ("<h1>Personvern</h1><h2>Underleverandører</h2><p>Vi bruker et begrenset antall underleverandører:</p>" + items("Hostingleverandør for drift av nettsiden.", "Analysetjeneste for bruksstatistikk (data lagres i EU).", "E-posttjeneste for utsending (data behandles i EU)."), "personvern"),
    "kinds of recipients in Spanish, with examples": ("<h1>Política</h1><h2>6. Destinatarios, encargados y subencargados</h2><p>Los datos podrán ser comunicados a:</p>" + items("Proveedores de infraestructura cloud y seguridad.", "Pasarelas de pago (por ejemplo, Stripe o GoCardless).", "Administraciones públicas cuando exista obligación legal."), "privacidad"),
    "duties of sub-processors": ("<h1>Sub-processors</h1><p>Each sub-processor must:</p>" + items("Process data only on instructions", "Keep data confidential", "Delete data at the end"), "subprocessors"),
    "duties with a word in bold": ("<h1>Data Processing Addendum</h1><h2>5. Sub-processors</h2><p>Processor shall:</p>" + items("<b>Notice</b>: inform the controller thirty days before;", "<b>Objection</b>: allow the controller to object;", "<b>Liability</b>: remain liable."), "dpa"),
    "integrations": ("<h1>Integrations</h1><div class='grid'><div class='card'><h3>Slack</h3><p>Send messages.</p></div><div class='card'><h3>Salesforce</h3><p>Sync contacts.</p></div><div class='card'><h3>Zapier</h3><p>Automate.</p></div></div>", "integrations"),
    "customers": ("<h1>Customers</h1>" + items("Shopify", "Adobe", "Slack"), "customers"),
    "offices": ("<h1>Contact</h1>" + table("Company | Address | Country", "Vendor Inc. | 1 Main Street, Boston | USA", "Vendor GmbH | Hauptstr. 1, Berlin | Germany"), "contact"),
    "contracting entities": ("<h1>Terms</h1><h2>Contracting entities</h2>" + table("Your country | Contracting entity | Governing law", "USA | Vendor Inc. | Delaware", "Germany | Vendor GmbH | Germany"), "terms"),
    "kinds of recipients in bold": ("<h1>Privacy policy</h1><h2>Sharing</h2><p>We share data with:</p>" + items("<b>Service providers</b>: companies that work for us.", "<b>Affiliates</b>: companies under common control.", "<b>Authorities</b>: where the law requires it."), "privacy"),
    "jobs for subcontractors": ("<h1>Zusammenarbeit</h1><div class='grid'><div class='card'><h3>Unterauftragnehmer</h3><p>Durchführung von Modulen.</p></div><div class='card'><h3>Dozent</h3><p>Einzelcoaching.</p></div><div class='card'><h3>Vertretung</h3><p>Kurzfristig.</p></div></div>", "zusammenarbeit"),
    "questions and answers": ("<h1>Security FAQ</h1><h3>Do you use sub-processors?</h3><p>Yes. See our list.</p><h3>Where is data stored?</h3><p>In Germany.</p><h3>Is data encrypted?</h3><p>Yes.</p>", "faq"),
    "companies that are said to be none": ("<h1>Subprocessors</h1><h2>Asset delivery</h2><p>They are not subprocessors in the sense of the law, but they may log your address:</p>" + items("<b>Google Fonts</b> — serves the font.", "<b>jsDelivr</b> — serves the library."), "subprocessors"),
}  # fmt: skip

# Why there is none -> pages that say so.
SAID = {
    NoListReason.TEMPLATE: [
        "<h2>Schedule 3: Sub-processors</h2>" + table("Name | Address | Purpose", "[●] | [●] | [●]", "[●] | [●] | [●]"),
        "<h2>Schedule 3: Sub-processors</h2>" + table("Name | Address | Purpose", "_________ | _________ | ________"),
        "<h2>Schedule 3: Sub-processors</h2>" + table("Name | Address | Purpose", " | | ", " | | "),
        "<h1>Sub-processors</h1>" + table("Name | Purpose", "Sub-processor 1 | Purpose 1", "Sub-processor 2 | Purpose 2"),
        "<h1>Sub-processors</h1>" + table("Name | Purpose", "&lt;Name of sub-processor&gt; | &lt;Description&gt;"),
        "<h1>Subprocessors</h1>" + table("Subprocessor | Purpose | Location", "[Hosting provider — TBD] | Web hosting | EU", "[CDN provider — TBD] | Assets | Global"),
    ],
    NoListReason.POINTER: [
        "<h1>Sub-processors</h1><p>Download our current list: <a href='https://assets.example/legal/subprocessors-2025-03-01.pdf'>Sub-processor list (PDF)</a></p>",
        "<h1>Sub-processors</h1><p>We keep our list in our trust centre.</p><a class='btn' href='https://trust.vendor.example/subprocessors'>View sub-processors</a>",
        "<h1>Sub-processors</h1><p>Our list:</p><iframe class='airtable-embed' src='https://airtable.com/embed/shrABCDEF'></iframe>",
        "<h1>DPA</h1><h2>3. Subencargados</h2><p>La relación de subencargados se publica en la página de <a href='/subencargados'>subencargados</a>.</p>",
        "<h1>Integritet</h1><h2>6. Underbiträden</h2><p>Vi anlitar underleverantörer (Supabase, Google, OpenAI). Se vår fullständiga <a href='/legal/subprocessors'>lista över underbiträden</a>.</p>",
    ],
    NoListReason.ON_REQUEST: [
        "<h1>Sub-processors</h1><p>To receive our list of sub-processors, please e-mail privacy@vendor.example.</p>",
        "<h1>Sub-processors</h1><p>Our sub-processor list is available to customers under NDA.</p>",
        "<h1>Sub-processors</h1><p>We use these kinds:</p>" + items("Cloud hosting providers", "Payment providers") + "<p>Ask us for the list: privacy@vendor.example.</p>",
        "<h1>Acme Trust Center</h1><h2>Subprocessors</h2><p>Request access to view this content.</p><button>Request access</button>",
        "<h1>DPA</h1><h2>Sub-processors</h2><p>We engage a few sub-processors for hosting. A current list is provided to customers under their agreement.</p>",
        "<h1>Integritet</h1><h2>8. Underbiträden</h2>" + items("Avtal", "Skydd") + "<p>En aktuell förteckning över underbiträden tillhandahålls på begäran.</p>",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("body", "file"), PAGES.values(), ids=PAGES)
def test_no_row_comes_from(body: str, file: str) -> None:
    listing = extract(body.encode(), url=f"https://vendor.example/legal/{file}")
    assert [row.name for row in listing.rows] == []
    assert listing.verdict is Verdict.NO_LIST
    assert listing.warnings, "a person is told why"


@pytest.mark.parametrize(("reason", "page"), [(why, page) for why, pages in SAID.items() for page in pages])
def test_the_reason_has_its_own_name(reason: NoListReason, page: str) -> None:
    listing = extract(page.encode(), url="https://vendor.example/legal/page")
    assert (listing.rows, listing.reason) == ((), reason), listing.warnings
