"""More ways in which lists are written: found by thinking of the next vendor, not of a file."""

# ruff: noqa: E501 - a page is easier to read in one piece

from __future__ import annotations

from tests.extract.pages_tables import Page

MORE = [
    Page(
        "labels in a list within the list",
        "<h1>Data Processing Agreement</h1><h2>Annex 3 - List of sub-processors</h2><ul><li>Microsoft Azure<ul><li>Purpose: cloud hosting</li><li>Location: Sweden</li><li>Data: all</li></ul></li><li>Google Cloud<ul><li>Purpose: hosting</li><li>Location: Ireland</li></ul></li></ul>",
        ("Microsoft Azure", "Google Cloud"),
        {"Google Cloud": {"purpose": "hosting", "location": "Ireland"}},
        "page",
    ),
    Page(
        "records parted by semicolons",
        "<h1>Subprocessors</h1><p>Amazon Web Services EMEA SARL; Luxembourg; hosting of the platform</p><p>Stripe Payments Europe Ltd; Ireland; payments</p><p>Intercom R&D Unlimited Company; Ireland; support chat</p>",
        ("Amazon Web Services EMEA SARL", "Stripe Payments Europe Ltd", "Intercom R&D Unlimited Company"),
        {"Stripe Payments Europe Ltd": {"purpose": "payments", "location": "Ireland"}},
        "page",
    ),
    Page(
        "headings that say what for, names below",
        "<h1>Subprocessors</h1><h3>Hosting</h3><p>Amazon Web Services, Inc., USA</p><h3>Payments</h3><p>Stripe, Inc., USA</p><h3>Email</h3><p>Mailgun Technologies, Inc., USA</p>",
        ("Amazon Web Services, Inc.", "Stripe, Inc.", "Mailgun Technologies, Inc."),
        {"Stripe, Inc.": {"purpose": "Payments", "location": "USA"}},
        "page",
    ),
    Page(
        "a brand with its legal entity below",
        "<h1>Subprocessors</h1><table><tr><th>Provider</th><th>Purpose</th><th>Location</th></tr><tr><td>AWS<br><span>Amazon Web Services EMEA SARL</span></td><td>Hosting</td><td>EU</td></tr><tr><td>Stripe<br><span>Stripe Payments Europe, Ltd.</span></td><td>Payments</td><td>EU</td></tr></table>",
        ("AWS", "Stripe"),
        {"AWS": {"legal_name": "Amazon Web Services EMEA SARL"}},
        "page",
    ),
    Page(
        "two lists, each under the sentence that places it",
        "<h1>Subprocessors</h1><p>These subprocessors are in the United States:</p><ul><li><a href='x'>AWS</a>. Hosting.</li><li><a href='y'>Stripe</a>. Payments.</li></ul><p>These subprocessors are located in the EU:</p><ul><li><a href='z'>Hetzner</a>. Servers.</li></ul>",
        ("AWS", "Stripe", "Hetzner"),
        {"Hetzner": {"location": "EU"}, "AWS": {"location": "United States"}},
        "page",
    ),
    Page(
        "older versions kept below the current list",
        "<h1>Subprocessors</h1><h2>Version 3 – 1 May 2026</h2><table><tr><th>Name</th><th>Purpose</th><th>Location</th></tr><tr><td>AWS</td><td>Hosting</td><td>EU</td></tr><tr><td>Stripe</td><td>Payments</td><td>EU</td></tr><tr><td>Resend</td><td>Mail</td><td>US</td></tr></table><h2>Version 2 – 1 May 2025</h2><table><tr><th>Name</th><th>Purpose</th><th>Location</th></tr><tr><td>AWS</td><td>Hosting</td><td>EU</td></tr><tr><td>Stripe</td><td>Payments</td><td>EU</td></tr><tr><td>Mailgun</td><td>Mail</td><td>US</td></tr></table>",
        ("AWS", "Stripe", "Resend"),
        {},
        "page",
    ),
    Page(
        "a numbered list of names with labelled lines",
        "<h1>List of Sub-processors</h1><ol><li><strong>Amazon Web Services</strong><br>Purpose: Hosting<br>Location: USA</li><li><strong>Twilio</strong><br>Purpose: SMS<br>Location: USA</li></ol>",
        ("Amazon Web Services", "Twilio"),
        {"Twilio": {"purpose": "SMS", "location": "USA"}},
        "page",
    ),
    Page(
        "paragraphs of a bold name and labelled lines",
        "<h1>Subprocessors</h1><p><strong>Amazon Web Services, Inc.</strong><br>Service: Hosting<br>Country: USA</p><p><strong>Twilio Inc.</strong><br>Service: SMS<br>Country: USA</p>",
        ("Amazon Web Services, Inc.", "Twilio Inc."),
        {"Twilio Inc.": {"purpose": "SMS", "location": "USA"}},
        "page",
    ),
    Page(
        "bold lines in place of headings",
        "<h1>Subprocessors</h1><p><strong>Amazon Web Services, Inc.</strong></p><p>Hosting of our servers. Data is stored in Frankfurt, Germany.</p><p><strong>Twilio Inc.</strong></p><p>SMS delivery.</p><p><strong>Intercom</strong></p><p>Support chat.</p>",
        ("Amazon Web Services, Inc.", "Twilio Inc.", "Intercom"),
        {"Twilio Inc.": {"purpose": "SMS delivery."}},
        "page",
    ),
    Page(
        "affiliates as bullets beside a table",
        "<h1>Subprocessors</h1><h2>Third parties</h2><table><tr><th>Name</th><th>Purpose</th></tr><tr><td>AWS</td><td>Hosting</td></tr><tr><td>Stripe</td><td>Payments</td></tr></table><h2>Affiliate sub-processors</h2><ul><li>Vendor UK Ltd</li><li>Vendor GmbH</li></ul>",
        ("AWS", "Stripe", "Vendor UK Ltd", "Vendor GmbH"),
        {"Vendor GmbH": {"group": "Affiliate sub-processors"}},
        "page",
    ),
    Page(
        "cards with an icon and a badge",
        "<h1>Sub-processors</h1><div class='grid'><div class='c'><svg></svg><h4>Vercel</h4><span class='badge'>US</span><p>Frontend hosting</p><a href='https://vercel.com/legal/dpa'>DPA</a></div><div class='c'><svg></svg><h4>Neon</h4><span class='badge'>EU</span><p>Database</p><a href='https://neon.tech/dpa'>DPA</a></div><div class='c'><svg></svg><h4>Resend</h4><span class='badge'>US</span><p>Emails</p><a href='https://resend.com/dpa'>DPA</a></div></div>",
        ("Vercel", "Neon", "Resend"),
        {"Resend": {"purpose": "Emails", "location": "US"}},
        "page",
    ),
    Page(
        "a definition list for each company",
        "<h1>Subprocessors</h1><dl><dt>Name</dt><dd>Vercel Inc.</dd><dt>Purpose</dt><dd>Hosting</dd><dt>Location</dt><dd>USA</dd></dl><dl><dt>Name</dt><dd>Neon Inc.</dd><dt>Purpose</dt><dd>Database</dd><dt>Location</dt><dd>Germany</dd></dl>",
        ("Vercel Inc.", "Neon Inc."),
        {"Neon Inc.": {"purpose": "Database", "location": "Germany"}},
        "page",
    ),
    Page(
        "a small table of labels for each company",
        "<h1>Subprocessors</h1><h2>Vercel</h2><table><tr><th>Purpose</th><td>Hosting</td></tr><tr><th>Location</th><td>USA</td></tr></table><h2>Neon</h2><table><tr><th>Purpose</th><td>Database</td></tr><tr><th>Location</th><td>Germany</td></tr></table>",
        ("Vercel", "Neon"),
        {"Neon": {"purpose": "Database", "location": "Germany"}},
        "page",
    ),
    Page(
        "list items of two paragraphs",
        "<h2>Subprocessors</h2><ul><li><div><p>Amazon Web Services</p><p>Cloud infrastructure</p></div></li><li><div><p>Datadog</p><p>Monitoring</p></div></li><li><div><p>Snowflake</p><p>Data warehouse</p></div></li></ul>",
        ("Amazon Web Services", "Datadog", "Snowflake"),
        {"Datadog": {"purpose": "Monitoring"}},
        "page",
    ),
]
