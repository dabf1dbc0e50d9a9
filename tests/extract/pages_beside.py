"""Lists with other tables and lists beside them: only the list is read."""

# ruff: noqa: E501 - a page is easier to read in one piece

from __future__ import annotations

from tests.extract.pages_tables import Page

BESIDE = [
    Page(
        "tables of cookies and of retention periods below the list",
        "<h1>Sub-processors</h1><table><tr><th>Sub-processor</th><th>Purpose</th><th>Country</th></tr><tr><td>AWS</td><td>Hosting</td><td>US</td></tr><tr><td>Stripe</td><td>Payments</td><td>US</td></tr></table><h2>Cookies</h2><table><tr><th>Name</th><th>Provider</th><th>Purpose</th><th>Expiry</th></tr><tr><td>_ga</td><td>Google</td><td>Statistics</td><td>2 years</td></tr><tr><td>intercom-id</td><td>Intercom</td><td>Chat</td><td>9 months</td></tr></table><h2>Retention</h2><table><tr><th>Data category</th><th>Purpose</th><th>Retention period</th></tr><tr><td>Account data</td><td>Service</td><td>5 years</td></tr><tr><td>Logs</td><td>Security</td><td>90 days</td></tr></table>",
        ("AWS", "Stripe"),
        {},
        "subprocessors.html",
    ),
    Page(
        "an agreement with three annexes, the last of which is the list",
        "<h1>DPA</h1><h2>Annex I: Details of processing</h2><table><tr><td>Subject matter</td><td>The service</td></tr><tr><td>Duration</td><td>The term</td></tr><tr><td>Nature and purpose</td><td>Provision of the service</td></tr><tr><td>Categories of data subjects</td><td>Users</td></tr></table><h2>Annex II: Security measures</h2><table><tr><th>Measure</th><th>Description</th></tr><tr><td>Encryption</td><td>AES-256 at rest</td></tr><tr><td>Access control</td><td>SSO, MFA</td></tr></table><h2>Annex III: Sub-processors</h2><table><tr><th>Name</th><th>Purpose</th><th>Location</th></tr><tr><td>AWS</td><td>Hosting</td><td>IE</td></tr><tr><td>Stripe</td><td>Payments</td><td>IE</td></tr></table>",
        ("AWS", "Stripe"),
        {},
        "subprocessors.html",
    ),
    Page(
        "a table and a list of changes below the list",
        "<h1>Sub-processors</h1><table><tr><th>Sub-processor</th><th>Purpose</th></tr><tr><td>AWS</td><td>Hosting</td></tr><tr><td>Stripe</td><td>Payments</td></tr></table><h2>Change log</h2><table><tr><th>Date</th><th>Change</th></tr><tr><td>2025-03-01</td><td>Added Stripe</td></tr><tr><td>2025-01-01</td><td>Removed PayPal</td></tr></table><ul><li>2024-05-01: Mailgun removed</li><li>2024-02-01: AWS added</li></ul>",
        ("AWS", "Stripe"),
        {},
        "subprocessors.html",
    ),
    Page(
        "a list of changes in words below the list",
        "<h1>Sub-processors</h1><ul><li>AWS – Hosting</li><li>Stripe – Payments</li><li>Sentry – Errors</li></ul><h2>Revision history</h2><ul><li>Removed Heroku on 1 March 2025</li><li>Added Sentry on 3 February 2025</li><li>Replaced Mailgun with Postmark on 5 January 2025</li></ul>",
        ("AWS", "Stripe", "Sentry"),
        {},
        "subprocessors.html",
    ),
    Page(
        "the companies of before below the list",
        "<h1>Sub-processors</h1><table><tr><th>Sub-processor</th><th>Purpose</th></tr><tr><td>AWS</td><td>Hosting</td></tr><tr><td>Stripe</td><td>Payments</td></tr></table><h2>Former sub-processors</h2><table><tr><th>Sub-processor</th><th>Purpose</th><th>Removed on</th></tr><tr><td>Heroku</td><td>Hosting</td><td>2024-01-01</td></tr><tr><td>Mailgun</td><td>Mail</td><td>2024-02-01</td></tr></table>",
        ("AWS", "Stripe"),
        {},
        "subprocessors.html",
    ),
    Page(
        "integrations that a customer may switch on",
        "<h1>Sub-processors</h1><h2>Current sub-processors</h2><table><tr><th>Sub-processor</th><th>Purpose</th></tr><tr><td>AWS</td><td>Hosting</td></tr><tr><td>Stripe</td><td>Payments</td></tr></table><h2>Integrations you may enable</h2><ul><li>Slack</li><li>Zapier</li><li>HubSpot</li></ul>",
        ("AWS", "Stripe"),
        {},
        "subprocessors.html",
    ),
    Page(
        "related articles that name companies too",
        "<h1>Sub-processors</h1><table><tr><th>Sub-processor</th><th>Purpose</th></tr><tr><td>AWS</td><td>Hosting</td></tr><tr><td>Stripe</td><td>Payments</td></tr></table><section><h2>Related posts</h2><div class='posts'><div class='post'><h3>Stripe launches new terminals</h3><p>Payments news of May.</p></div><div class='post'><h3>AWS opens a region</h3><p>Cloud news.</p></div></div></section>",
        ("AWS", "Stripe"),
        {},
        "subprocessors.html",
    ),
    Page(
        "customers with well-known names",
        "<h1>Sub-processors</h1><p>Our sub-processors are below.</p><table><tr><th>Entity</th><th>Service</th></tr><tr><td>AWS</td><td>Hosting</td></tr><tr><td>Stripe</td><td>Payments</td></tr></table><h2>Trusted by</h2><ul><li>Shopify</li><li>Adobe</li><li>Zoom</li></ul>",
        ("AWS", "Stripe"),
        {},
        "subprocessors.html",
    ),
    Page(
        "certificates below the list",
        "<h1>Sub-processors</h1><h2>Third parties</h2><table><tr><th>Name</th><th>Location</th><th>Service</th></tr><tr><td>AWS</td><td>USA</td><td>Hosting</td></tr><tr><td>Stripe</td><td>USA</td><td>Payments</td></tr></table><h2>Our certifications</h2><table><tr><th>Certification</th><th>Scope</th><th>Valid until</th></tr><tr><td>ISO 27001</td><td>All</td><td>2026</td></tr><tr><td>SOC 2</td><td>Cloud</td><td>2025</td></tr></table>",
        ("AWS", "Stripe"),
        {},
        "subprocessors.html",
    ),
    Page(
        "addresses of the vendor below the list",
        "<h1>Sub-processors</h1><table><tr><th>Name</th><th>Location</th><th>Service</th></tr><tr><td>AWS</td><td>USA</td><td>Hosting</td></tr><tr><td>Stripe</td><td>USA</td><td>Payments</td></tr></table><h2>Contact</h2><table><tr><th>Region</th><th>Company</th><th>Address</th></tr><tr><td>EU</td><td>Vendor Europe BV</td><td>Keizersgracht 1, Amsterdam</td></tr></table>",
        ("AWS", "Stripe"),
        {},
        "subprocessors.html",
    ),
    Page(
        "rights of the people concerned below the list",
        "<h1>Integritetspolicy</h1><h2>6. Underbiträden</h2><p>Vi anlitar följande personuppgiftsbiträden:</p><ul><li><strong>Supabase</strong> — databashantering</li><li><strong>46elks</strong> — SMS-utskick</li><li><strong>Vår e-postleverantör</strong> — e-postutskick</li></ul><h2>7. Dina rättigheter</h2><ul><li>Begära tillgång</li><li>Begära rättelse</li></ul>",
        ("Supabase", "46elks", "Vår e-postleverantör"),
        {"46elks": {"purpose": "SMS-utskick"}},
        "page",
    ),
]
