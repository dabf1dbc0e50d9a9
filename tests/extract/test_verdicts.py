"""Pages without a list: each says why, and none becomes a list of nothing."""

# ruff: noqa: E501 - a page is easier to read in one piece

from __future__ import annotations

import pytest

from monitor.extract import extract
from monitor.model import NoListReason, Verdict

PAGES = {
    NoListReason.POINTER: [
        "<h1>Sub-processors</h1><p>Our list of sub-processors is available at <a href='/legal/subprocessors-list'>this page</a>.</p>",
        "<html><head><meta http-equiv='refresh' content='0; url=https://trust.vendor.example/'></head><body>One moment.</body></html>",
        "<h1>Unterauftragsverarbeiter</h1><p>Die aktuelle Liste der Unterauftragsverarbeiter finden Sie unter <a href='https://v.example/uav'>v.example/uav</a>.</p>",
        "<h1>Sous-traitants</h1><p>La liste des sous-traitants ultérieurs est disponible à l’adresse <a href='https://v.example/st'>v.example/st</a>.</p>",
        "<h1>Security</h1><p>We publish our policies.</p><p>See also <a href='/subprocessors/current'>Subprocessors</a></p>",
        "<h1>Data terms</h1><p>We use cloud providers as subprocessors. A current list of subprocessors is available at vendor.example/subprocessors.</p>",
        "<h1>Accordo sul trattamento</h1><p>Il cliente autorizza i sub-responsabili elencati nell’<a href='/privacy'>informativa</a>.</p>",
        "<h1>Privacy</h1><h2>Delen met derden</h2><p>Zie onze pagina <a href='/gegevensverwerking'>Gegevensverwerking</a> voor een complete lijst van subverwerkers.</p>",
        "<h1>Privacy</h1><p>A dated list of our subprocessors is on the <a href='/subs'>Subs</a> page.</p>",
    ],
    NoListReason.ON_REQUEST: [
        "<h1>Sub-processors</h1><p>We engage carefully chosen sub-processors. The list of sub-processors is provided on request: write to privacy@vendor.example.</p>",
        "<h1>Subverwerkers</h1><p>Een lijst van subverwerkers is op verzoek verkrijgbaar.</p>",
        "<h1>Unterauftragnehmer</h1><p>Die Liste unserer Unterauftragnehmer stellen wir auf Anfrage zur Verfügung.</p>",
    ],
    NoListReason.LOGIN: [
        "<title>Sign in</title><form><input type='email'><input type='password'><button>Log in</button></form><a href='/reset'>Forgot password?</a>",
        "<title>Log in to continue</title><p>Please log in to view this page.</p><p>Forgot your password?</p>",
    ],
    NoListReason.CHALLENGE: [
        "<title>Just a moment...</title><p>Checking your browser before accessing the site.</p><script src='/cdn-cgi/challenge-platform/x.js'></script>",
        "<title>Attention Required! | Cloudflare</title><h1>Please verify you are human</h1><p>Ray ID: 12345</p>",
    ],
    NoListReason.CONSENT: [
        "<h1>We value your privacy</h1><p>We and our partners store and access information.</p><button>Accept all cookies</button><button>Reject all</button>",
    ],
    NoListReason.SHELL: [
        "<title>Subprocessors</title><div id='root'></div><script src='/main.js'></script>",
        "<title>Vendor</title><noscript>You need to enable JavaScript to run this app.</noscript><div id='app'>Loading…</div><script src='/a.js'></script>",
    ],
    NoListReason.TEMPLATE: [
        "<h1>Subprocessors</h1><table><tr><th>Name</th><th>Purpose</th></tr>{% for s in list %}<tr><td>{{ s.name }}</td><td>{{ s.purpose }}</td></tr>{% endfor %}</table>",
        "<h1>Subprocessors</h1><table><tr><th>Name</th><th>Purpose</th></tr><tr><td>[Insert name]</td><td>[Insert purpose]</td></tr></table>",
        "<h1>Subprocessors</h1><table><tr><th>Vendor</th><th>Purpose</th><th>Location</th></tr><tr><td>Stripe, Inc.</td><td>Payments</td><td>{{stripe_region}}</td></tr><tr><td>{{other}}</td><td>{{purpose}}</td><td>{{region}}</td></tr></table>",
    ],
    NoListReason.ERROR_PAGE: [
        "<title>404 – Page not found</title><h1>Page not found</h1><p>The page you are looking for does not exist.</p>",
        "<title>Maintenance</title><h1>We will be right back</h1><p>The site is under maintenance.</p>",
        "<title>Seite nicht gefunden</title><h1>Seite nicht gefunden</h1><p>Zur Startseite</p>",
    ],
    NoListReason.PROSE: [
        (
            "<h1>Data processing agreement</h1><h2>Sub-processors</h2><p>The processor may engage sub-processors. It imposes the same duties on each sub-processor "
            "and stays liable for them.</p><p>The controller may object within thirty days.</p>"
        ),
        (
            "<h1>GDPR</h1><p>We offer a DPA to all customers, available on request.</p><h3>Sub-processors</h3>"
            "<p>We maintain a current list of sub-processors and provide notice of changes.</p>"
        ),
    ],
    NoListReason.OTHER_LIST: [
        "<table><tr><th>Name</th><th>Country</th></tr><tr><td>Ada Berg</td><td>US</td></tr><tr><td>Jo Lind</td><td>Germany</td></tr></table>",
        (
            "<h1>Cookies</h1><table><tr><th>Cookie</th><th>Provider</th><th>Purpose</th><th>Duration</th></tr><tr><td>_ga</td><td>Google</td><td>Statistics</td><td>2 years</td></tr>"
            "<tr><td>sid</td><td>us</td><td>Session</td><td>1 day</td></tr></table>"
        ),
        (
            "<h1>Subprocessor List</h1><h2>Why we use subprocessors</h2><p>Core infrastructure:</p><ul><li>Cloud Hosting: scalable infrastructure</li>"
            "<li>Database Services: storage of data</li><li>Content Delivery: delivery of assets</li></ul><p>Payments:</p><ul><li>Payment Gateway: processing</li>"
            "<li>Fraud Detection: protection</li></ul>"
        ),
        (
            "<h1>Sub-processor Change Playbook</h1><h2>Change process</h2><h3>1. Announcement (Internal)</h3><ul><li><b>Due Diligence</b>: vet the new company</li>"
            "<li><b>Risk Assessment</b>: weigh transfers</li></ul><h3>2. Customer Notice (30 Days)</h3><ul><li><b>Email Notification</b>: to all customers</li>"
            "<li><b>RSS Feed</b>: an update</li></ul>"
        ),
        (
            "<h1>Email: Update to our list of subprocessors</h1><h2>Metadata</h2><ul><li><b>Source:</b> Mail</li><li><b>From:</b> Vendor &lt;no-reply@vendor.example&gt;</li>"
            "<li><b>Date:</b> Thu, 22 Jan 2026 07:09:26 +0000</li><li><b>Importance:</b> MEDIUM</li></ul><h2>Full Content</h2><p>Hi there,</p>"
            "<p>on February 1, 2026, we will add a new subprocessor.</p>"
        ),
        (
            "<h1>Sub-processors</h1><h2>Notice periods</h2><table><tr><th>Plan</th><th>Notice</th><th>Objection</th></tr><tr><td>Free</td><td>10 days</td><td>none</td></tr>"
            "<tr><td>Enterprise</td><td>30 days</td><td>15 days</td></tr></table>"
        ),
    ],
    NoListReason.EMPTY: [
        "<h1>Subprocessors</h1><table><tr><th>Subprocessor</th><th>Purpose</th></tr><tr><td>None currently</td><td></td></tr></table>",
        "",
        "   \n\n  ",
    ],
    NoListReason.UNSUPPORTED: ["\x89PNG\r\n\x1a\n" + "\x00" * 50],
}


@pytest.mark.parametrize(
    ("reason", "page"), [(reason, page) for reason, pages in PAGES.items() for page in pages]
)
def test_a_page_without_a_list_says_why(reason: NoListReason, page: str) -> None:
    body = page.encode("latin-1") if reason is NoListReason.UNSUPPORTED else page.encode()
    listing = extract(body, media_type="text/html", url="https://vendor.example/legal")
    assert listing.rows == ()
    assert (listing.verdict, listing.reason) == (Verdict.NO_LIST, reason), listing.warnings
    assert listing.warnings, "a person is told why"


def test_a_pointer_names_the_address_it_points_to() -> None:
    page = "<h1>Sub-processors</h1><p>The list of sub-processors can be found <a href='/trust/list'>here</a>.</p>"
    listing = extract(page.encode(), url="https://vendor.example/dpa")
    assert listing.points_to == "https://vendor.example/trust/list"


def test_an_encrypted_document_says_so() -> None:
    body = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert extract(body).reason is NoListReason.ENCRYPTED


def test_an_html_error_page_under_a_pdf_name_is_read_as_what_it_is() -> None:
    page = b"<html><title>404 Not Found</title><body><h1>Not Found</h1></body></html>"
    listing = extract(page, media_type="application/pdf", url="https://vendor.example/list.pdf")
    assert listing.reason is NoListReason.ERROR_PAGE


def test_a_dpa_with_an_annex_has_rows_and_paragraphs() -> None:
    from monitor.model import SourceKind

    page = (
        "<h1>Data processing agreement</h1><p>The processor gives ten days of notice of a new sub-processor.</p>"
        "<h2>Annex 3: Sub-processors</h2><table><tr><th>Sub-processor</th><th>Purpose</th></tr>"
        "<tr><td>Nimbus Inc.</td><td>Hosting</td></tr><tr><td>Postino LLC</td><td>Mail</td></tr></table>"
    )
    listing = extract(page.encode(), kind=SourceKind.DPA)
    assert [row.name for row in listing.rows] == ["Nimbus Inc.", "Postino LLC"]
    assert any("ten days of notice" in paragraph.text for paragraph in listing.paragraphs)
    assert extract(page.encode()).paragraphs == ()


def test_menus_footers_and_consent_texts_are_not_main_text() -> None:
    page = (
        "<nav><p>Products</p></nav><div id='cookie-banner'><p>We use cookies.</p></div><main><h1>Policy</h1>"
        "<p>We engage sub-processors with care.</p></main><footer><p>Copyright</p></footer>"
    )
    texts = [p.text for p in extract(page.encode()).paragraphs]
    assert texts == ["We engage sub-processors with care."]


def test_a_coming_change_is_announced() -> None:
    page = (
        "<h1>Sub-processors</h1><p>On 1 March 2027 the sub-processor Twilio Inc. will be added to this list.</p>"
        "<table><tr><th>Sub-processor</th><th>Purpose</th></tr><tr><td>Nimbus Inc.</td><td>Hosting</td></tr>"
        "<tr><td>Postino LLC</td><td>Mail</td></tr></table>"
    )
    assert extract(page.encode()).announcements == (
        "On 1 March 2027 the sub-processor Twilio Inc. will be added to this list.",
    )


def test_a_counter_that_disagrees_with_the_entries_is_told() -> None:
    page = (
        "<h1>Subprocessors</h1><table><tr><th>Subprocessor</th><th>Purpose</th></tr><tr><td>Nimbus Inc.</td><td>Hosting</td></tr>"
        "<tr><td>Postino LLC</td><td>Mail</td></tr></table><p>1-2 of 20 results</p>"
    )
    listing = extract(page.encode())
    assert any("20 entries" in warning for warning in listing.warnings)


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (
            "<h1>Our bakery</h1><p>We bake bread every morning, and cakes on Sundays.</p>",
            "The page mentions no sub-processors, under any name we know for them.",
        ),
        (
            "<h1>Our terms</h1><p>We may engage sub-processors and stay liable for them.</p>",
            "The text names no list of sub-processors.",
        ),
    ],
)
def test_a_page_about_something_else_is_told_from_a_text_that_speaks_of_sub_processors(
    page: str, told: str
) -> None:
    listing = extract(page.encode())
    assert (listing.reason, listing.warnings) == (NoListReason.PROSE, (told,))
