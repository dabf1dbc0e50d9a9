"""Pages we wrote that are no tables: bullets, cards, sections, grids of ``div``, data in scripts, other formats."""

# ruff: noqa: E501 - a page is easier to read in one piece

from __future__ import annotations

import json

from tests.extract.pages_tables import Page

BULLETS = [
    Page(
        "name — purpose (country)",
        "<h1>Subprocessors</h1><ul><li>Nimbus Inc. — cloud hosting (United States)</li><li>Postino GmbH — e-mail delivery (Germany)</li>"
        "<li>Payso BV — payments (Netherlands)</li></ul>",
        ("Nimbus Inc.", "Postino GmbH", "Payso BV"),
        {"Payso BV": {"purpose": "payments", "location": "Netherlands"}},
    ),
    Page(
        "bold name, then its purpose",
        "<h1>Subprocessors</h1><ul><li><strong>Nimbus</strong>: cloud hosting</li><li><strong>Postino</strong>: e-mail delivery</li>"
        "<li><strong>Stripe</strong>: payments</li></ul>",
        ("Nimbus", "Postino", "Stripe"),
        {"Postino": {"purpose": "e-mail delivery"}},
    ),
    Page(
        "purpose before the name",
        "<h1>Sous-traitants</h1><ul><li>Hébergement : OVHcloud</li><li>Paiement : Stripe</li><li>E-mails : Brevo</li><li>Support : Zendesk</li></ul>",
        ("OVHcloud", "Stripe", "Brevo", "Zendesk"),
        {"Stripe": {"purpose": "Paiement"}},
    ),
    Page(
        "bare names under a sentence that says where they are",
        "<h1>Subprocessors</h1><p>These subprocessors are located in Germany:</p><ul><li>Hetzner Online GmbH</li><li>IONOS SE</li><li>Mailjet</li></ul>",
        ("Hetzner Online GmbH", "IONOS SE", "Mailjet"),
        {"IONOS SE": {"location": "Germany"}},
    ),
    Page(
        "pipes between the parts",
        "<h2>List of sub-processors</h2><ul><li>Amazon Web Services | Hosting | Ireland</li><li>Cloudflare, Inc. | Content delivery | United States</li></ul>",
        ("Amazon Web Services", "Cloudflare, Inc."),
        {"Cloudflare, Inc.": {"purpose": "Content delivery", "location": "United States"}},
    ),
    Page(
        "labelled lines below each name",
        "<h1>Subprocessors</h1><ul><li><b>Nimbus Inc.</b><ul><li>Purpose: hosting</li><li>Location: Ireland</li></ul></li>"
        "<li><b>Postino GmbH</b><ul><li>Purpose: mail</li><li>Location: Germany</li></ul></li></ul>",
        ("Nimbus Inc.", "Postino GmbH"),
        {"Postino GmbH": {"purpose": "mail", "location": "Germany"}},
    ),
    Page(
        "paragraphs of name and purpose",
        "<h1>Subprocessors</h1><p>We use these companies.</p><p>Amazon Web Services - hosting of the platform</p><p>Stripe - payments</p>"
        "<p>Intercom - chat with customers</p><p>Sentry - error reports</p>",
        ("Amazon Web Services", "Stripe", "Intercom", "Sentry"),
        {"Stripe": {"purpose": "payments"}},
    ),
    Page(
        "lines parted by breaks",
        "<h1>Subprocessors</h1><p>Amazon Web Services – hosting<br>Stripe – payments<br>Intercom – chat<br>Sentry – error reports</p>",
        ("Amazon Web Services", "Stripe", "Intercom", "Sentry"),
        {"Intercom": {"purpose": "chat"}},
    ),
    Page(
        "bullets of rights and duties around the list are not the list",
        "<h1>Subprocessors</h1><p>We are committed to:</p><ul><li>Choosing subprocessors with care</li><li>Telling you of changes</li></ul>"
        "<h2>Our subprocessors</h2><ul><li>Amazon Web Services – hosting</li><li>Stripe – payments</li><li>Intercom – chat</li></ul>"
        "<h2>Your rights</h2><ul><li>Access – you may ask for a copy</li><li>Erasure – you may have data erased</li><li>Objection – write to us</li></ul>",
        ("Amazon Web Services", "Stripe", "Intercom"),
    ),
]

CARDS = [
    Page(
        "cards with a heading and labels",
        "<h1>Our sub-processors</h1><div class='cards'>"
        + "".join(
            f"<div class='card'><h3>{n}</h3><p><span>Purpose:</span> <span>{p}</span></p><p><span>Location:</span> <span>{c}</span></p></div>"
            for n, p, c in (
                ("Nimbus Inc.", "Hosting", "USA"),
                ("Postino GmbH", "E-mail", "Germany"),
                ("Payso BV", "Payments", "Netherlands"),
            )
        )
        + "</div>",
        ("Nimbus Inc.", "Postino GmbH", "Payso BV"),
        {"Payso BV": {"purpose": "Payments", "location": "Netherlands"}},
    ),
    Page(
        "cards without labels, one without a place",
        "<h1>Subprocessors</h1><section>"
        + "".join(
            f"<div class='tile'><div class='n'>{n}</div><div>{p}</div>{f'<div>{c}</div>' if c else ''}<div><a href='https://{w}'>{w}</a></div></div>"
            for n, p, c, w in (
                ("Twilio Inc.", "Text messages", "United States", "www.twilio.com"),
                ("Stripe", "Payments", "", "www.stripe.com"),
                ("Hetzner Online GmbH", "Servers", "Germany", "www.hetzner.com"),
            )
        )
        + "</section>",
        ("Twilio Inc.", "Stripe", "Hetzner Online GmbH"),
        {
            "Stripe": {"purpose": "Payments", "website": "www.stripe.com"},
            "Twilio Inc.": {"location": "United States"},
        },
    ),
    Page(
        "rows of div cells with a row of headings",
        "<h1>Subprocessors</h1><div class='t'><div class='r h'><div>Vendor</div><div>Purpose</div><div>Region</div></div>"
        "<div class='r'><div>Nimbus Inc.</div><div>Hosting</div><div>EU</div></div><div class='r'><div>Postino LLC</div><div>E-mail</div><div>US</div></div></div>",
        ("Nimbus Inc.", "Postino LLC"),
        {"Postino LLC": {"purpose": "E-mail", "location": "US"}},
    ),
    Page(
        "a grid drawn with ARIA roles",
        "<h1>Subprocessors</h1><div role='table' aria-label='Subprocessors'><div role='row'><span role='columnheader'>Entity</span>"
        "<span role='columnheader'>Service</span><span role='columnheader'>Location</span></div>"
        "<div role='row'><span role='cell'>Nimbus Inc.</span><span role='cell'>Hosting</span><span role='cell'>USA</span></div>"
        "<div role='row'><span role='cell'>Postino LLC</span><span role='cell'>E-mail</span><span role='cell'>Ireland</span></div></div>",
        ("Nimbus Inc.", "Postino LLC"),
        {"Postino LLC": {"purpose": "E-mail", "location": "Ireland"}},
    ),
    Page(
        "a definition list of names",
        "<h1>Subprocessors</h1><dl><dt>Amazon Web Services</dt><dd>Hosting of the platform in Ireland</dd><dt>Stripe</dt><dd>Payments</dd>"
        "<dt>Sentry</dt><dd>Error reports</dd></dl>",
        ("Amazon Web Services", "Stripe", "Sentry"),
        {"Stripe": {"purpose": "Payments"}},
    ),
    Page(
        "headed sections with a paragraph each",
        "<h1>Subprocessors</h1><h2>Amazon Web Services</h2><p>We host our platform there.</p><h2>Stripe</h2><p>Handles payments.</p>"
        "<h2>Sentry</h2><p>Collects error reports.</p><h2>Changes</h2><p>We will tell you thirty days before a change.</p>",
        ("Amazon Web Services", "Stripe", "Sentry"),
        {"Stripe": {"purpose": "Handles payments."}},
    ),
    Page(
        "headed sections with labelled lines in a language of their own labels",
        "<h1>Podwykonawcy</h1>"
        + "".join(
            f"<h3>{n}</h3><p>Cel: {p}</p><p>Kraj: {c}</p><p>Umowa: podpisana</p>"
            for n, p, c in (("Nimbus Inc.", "hosting", "USA"), ("Postino GmbH", "poczta", "Niemcy"))
        ),
        ("Nimbus Inc.", "Postino GmbH"),
        {"Postino GmbH": {"purpose": "poczta", "location": "Niemcy"}},
    ),
    Page(
        "logos with a text for those who cannot see them",
        "<h1>Subprocessors</h1><table><tr><th>Company</th><th>Purpose</th></tr><tr><td><img src='a.png' alt='Nimbus Inc.'></td><td>Hosting</td></tr>"
        "<tr><td><img src='b.png' alt='Postino LLC'></td><td>E-mail</td></tr></table>",
        ("Nimbus Inc.", "Postino LLC"),
    ),
]

_DATA = [
    {"name": "Nimbus Inc.", "purpose": "Hosting", "location": "USA", "url": "https://nimbus.example"},
    {"name": "Postino GmbH", "purpose": "E-mail", "location": "Germany", "url": "https://postino.example"},
]
_STREAM = json.dumps([1, "5:" + json.dumps({"page": {"subprocessors": _DATA}}) + "\n"])

EMBEDDED = [
    Page(
        "the state of a Next.js page",
        f"<title>Subprocessors</title><div id='__next'></div><script id='__NEXT_DATA__' type='application/json'>{json.dumps({'props': {'pageProps': {'subprocessors': _DATA}}})}</script>",
        ("Nimbus Inc.", "Postino GmbH"),
        {"Nimbus Inc.": {"purpose": "Hosting", "location": "USA"}},
    ),
    Page(
        "inline state of a script",
        f"<title>Subprocessors</title><div id='app'></div><script>window.__STATE__ = {json.dumps({'subprocessors': _DATA})};</script>",
        ("Nimbus Inc.", "Postino GmbH"),
    ),
    Page(
        "a literal in a script, not quite JSON",
        "<title>Subprocessors</title><div id='app'></div><script>const subprocessors = [{name: 'Nimbus Inc.', purpose: 'Hosting', location: 'USA'},"
        "{name: 'Postino GmbH', purpose: 'E-mail', location: 'Germany',},];</script>",
        ("Nimbus Inc.", "Postino GmbH"),
    ),
    Page(
        "the streamed payload of a React page",
        f"<title>Subprocessors</title><div id='root'></div><script>self.__next_f.push({_STREAM})</script>",
        ("Nimbus Inc.", "Postino GmbH"),
        {"Postino GmbH": {"location": "Germany"}},
    ),
]

FORMATS = [
    Page(
        "Markdown with front matter, a pipe table and links",
        "---\ntitle: Sub-processors\nlastUpdated: 2026-01-05\n---\n# Sub-processors\n\nOur list.\n| Name | Purpose | Location |\n|---|---|---|\n"
        "| [Nimbus Inc.](https://nimbus.example) | Hosting | USA |\n| **Postino GmbH** | E-mail<br>and more | Germany |\n",
        ("Nimbus Inc.", "Postino GmbH"),
        {"Postino GmbH": {"purpose": "E-mail\nand more"}},
        "subprocessors.md",
    ),
    Page(
        "Markdown table without pipes at the ends of its lines",
        "# Subprocessors\n\nName | Purpose | Location\n--- | --- | ---\nNimbus Inc. | Hosting | USA\nPostino GmbH | E-mail | Germany\n",
        ("Nimbus Inc.", "Postino GmbH"),
        {},
        "list.md",
    ),
    Page(
        "MDX with a component around the table",
        "import Table from '@/components/table'\n\nexport const meta = { title: 'Subprocessors' }\n\n# Subprocessors\n\n<Table>\n\n| Vendor | Purpose |\n| --- | --- |\n"
        "| Nimbus Inc. | Hosting |\n| Postino GmbH | E-mail |\n\n</Table>\n",
        ("Nimbus Inc.", "Postino GmbH"),
        {},
        "subprocessors.mdx",
    ),
    Page(
        "YAML data",
        "title: Subprocessors\nsubprocessors:\n  - name: Nimbus Inc.\n    purpose: Hosting\n    location: USA\n  - name: Postino GmbH\n    purpose: E-mail\n    location: Germany\n",
        ("Nimbus Inc.", "Postino GmbH"),
        {"Postino GmbH": {"location": "Germany"}},
        "subprocessors.yml",
    ),
    Page(
        "JSON data",
        json.dumps({"updated": "2026-02-03", "subprocessors": _DATA}),
        ("Nimbus Inc.", "Postino GmbH"),
        {"Nimbus Inc.": {"purpose": "Hosting"}},
        "subprocessors.json",
    ),
    Page(
        "CSV with a semicolon",
        "Subprocessor;Purpose;Location\nNimbus Inc.;Hosting;USA\nPostino GmbH;E-mail, newsletters;Germany\n",
        ("Nimbus Inc.", "Postino GmbH"),
        {"Postino GmbH": {"purpose": "E-mail, newsletters"}},
        "subprocessors.csv",
    ),
    Page(
        "reStructuredText with a list table",
        "Subprocessors\n=============\n\n.. list-table::\n   :header-rows: 1\n\n   * - Name\n     - Purpose\n     - Location\n   * - Nimbus Inc.\n     - Hosting\n     - USA\n"
        "   * - Postino GmbH\n     - E-mail\n     - Germany\n",
        ("Nimbus Inc.", "Postino GmbH"),
        {"Nimbus Inc.": {"location": "USA"}},
        "subprocessors.rst",
    ),
    Page(
        "plain text with tabs",
        "SUB-PROCESSORS\n\nSub-processor\tPurpose\tLocation\nNimbus Inc.\tHosting\tUSA\nPostino GmbH\tE-mail\tGermany\nPayso BV\tPayments\tNetherlands\n",
        ("Nimbus Inc.", "Postino GmbH", "Payso BV"),
        {},
        "subprocessors.txt",
    ),
]

ALL = [*BULLETS, *CARDS, *EMBEDDED, *FORMATS]
