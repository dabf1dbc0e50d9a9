"""Lists as people really write them: slips in the markup, headings that nearly say what they mean."""

# ruff: noqa: E501 - a page is easier to read in one piece

from __future__ import annotations

from tests.extract.pages_tables import Page, table

SLIPS = [
    Page(
        "a rule below the headings with more cells than headings",
        "# Subprocessors\n\n|**Third Party Entity**|**Processing Type**|\n|-|-|-\n|Contoso Ltd|Sign-in|\n|Fabrikam GmbH|Database|\n",
        ("Contoso Ltd", "Fabrikam GmbH"),
        {"Fabrikam GmbH": {"purpose": "Database"}},
        "subprocessors.md",
    ),
    Page(
        "a rule below the headings with fewer cells than headings",
        "# Subprocessors\n\n| Name | Purpose | Location |\n|---|---|\n| Contoso Ltd | Sign-in | USA |\n| Fabrikam GmbH | Database | Germany |\n",
        ("Contoso Ltd", "Fabrikam GmbH"),
        {"Fabrikam GmbH": {"purpose": "Database", "location": "Germany"}},
        "subprocessors.md",
    ),
    Page(
        "the provider's own location before the place of processing",
        "<h1>Subprocessors</h1>"
        + table(
            "Contoso GmbH | Hosting | Germany | United States",
            "Fabrikam Inc | Email | United States | Ireland",
            head="Name | Purpose | Provider location | Processing location",
        ),
        ("Contoso GmbH", "Fabrikam Inc"),
        {
            "Contoso GmbH": {"location": "United States", "corporate_location": "Germany"},
            "Fabrikam Inc": {"location": "Ireland"},
        },
        "page",
    ),
    Page(
        "the services it applies to before the service it renders",
        "<h1>Subprocessors</h1>"
        + table(
            "Contoso Ltd | All plans | Cloud hosting | USA",
            "Fabrikam Inc | Playground | Bare metal servers | USA",
            head="Name | Applicable services | Type of service | Location",
        ),
        ("Contoso Ltd", "Fabrikam Inc"),
        {"Fabrikam Inc": {"purpose": "Bare metal servers"}},
        "page",
    ),
    Page(
        "German: seat and role",
        "# Unterauftragnehmer\n\n| Unterauftragsverhältnisse | Sitz | Rolle |\n|---|---|---|\n| Contoso SA | Lausanne, CH | Hosting der Webseite |\n| Fabrikam GmbH | Köln, D | Versand von E-Mails |\n",
        ("Contoso SA", "Fabrikam GmbH"),
        {"Contoso SA": {"purpose": "Hosting der Webseite", "corporate_location": "Lausanne, CH"}},
        "unterauftragnehmer.md",
    ),
    Page(
        "numbered names, each with points that are not indented",
        "# Subprocessors\n\n1. Stripe\n- Service: payments\n- Location: USA\n\n2. Twilio\n- Service: SMS notifications\n- Location: Ireland\n",
        ("Stripe", "Twilio"),
        {"Twilio": {"purpose": "SMS notifications", "location": "Ireland"}},
        "subprocessors.md",
    ),
    Page(
        "a table of content delivery networks beside the others",
        "<h1>Subprocessors</h1>"
        + table(
            "Contoso Inc | Hosting | US",
            "Fabrikam LLC | Email | US",
            head="Entity Name | Purpose | Entity Country",
        )
        + "<h2>Content Delivery Networks</h2>"
        + table(
            "Cloudflare, Inc. | All services | Public content may be stored | Global",
            head="CDN Provider | Services Using CDN | Description of CDN Services | CDN Location",
        ),
        ("Contoso Inc", "Fabrikam LLC", "Cloudflare, Inc."),
        {
            "Cloudflare, Inc.": {
                "purpose": "Public content may be stored",
                "products": "All services",
                "location": "Global",
            }
        },
        "page",
    ),
    Page(
        "two languages on a page, a part of one entry among the parts",
        "<div><h1>Podprocesory</h1><h2>Platforma</h2>"
        + table(
            "Contoso Corp. | Hosting aplikacji | Unia Europejska",
            "Fabrikam LLC | Kalendarz | USA",
            head="Podprocesor | Rola | Lokalizacja danych",
        )
        + "<h2>Strona</h2>"
        + table("Vercel Inc. | Hosting strony | USA", head="Podprocesor | Rola | Lokalizacja danych")
        + "</div><div><h1>Subprocessors</h1><h2>Platform</h2>"
        + table(
            "Contoso Corp. | Hosting | European Union",
            "Fabrikam LLC | Calendar | USA",
            head="Subprocessor | Role | Data location",
        )
        + "<h2>Website</h2>"
        + table("Vercel Inc. | Hosting of the site | USA", head="Subprocessor | Role | Data location")
        + "</div>",
        ("Contoso Corp.", "Fabrikam LLC", "Vercel Inc."),
        {"Vercel Inc.": {"purpose": "Hosting strony"}},
        "page",
    ),
    Page(
        "places kept free for companies not yet chosen",
        "<h1>Sub-processors</h1>"
        + table(
            "GitHub Pages | Running the service | Global",
            "None yet | Holding submitted work | Not applicable",
            head="Who | What for | Where",
        ),
        ("GitHub Pages",),
        {"GitHub Pages": {"purpose": "Running the service", "location": "Global"}},
        "page",
    ),
    Page(
        "kinds of service in bold, under each one company or several with their addresses",
        "<h1>Sub-processors</h1><p><strong>Hosting</strong></p><p>Contoso EMEA SARL, 38 avenue John F. Kennedy, L-1855 Luxembourg</p><p>Fabrikam Online GmbH, Industriestr. 25, 91710 Gunzenhausen, Germany</p>"
        "<p><strong>E-mail</strong></p><p>Mailgun Technologies, Inc., 112 E Pecan St, San Antonio, TX 78205, USA</p><p><strong>Support</strong></p><p>Zendesk, Inc., 989 Market St, San Francisco, CA 94103, USA</p>",
        ("Contoso EMEA SARL", "Fabrikam Online GmbH", "Mailgun Technologies, Inc.", "Zendesk, Inc."),
        {
            "Fabrikam Online GmbH": {
                "purpose": "Hosting",
                "legal_address": "Industriestr. 25, 91710 Gunzenhausen, Germany",
            }
        },
        "page",
    ),
    Page(
        "kinds of service as headings, the purpose labelled below the name",
        "# Subprocessors\n\n### Hosting\n\n**Contoso, Inc.**\n- **Purpose**: Application hosting\n- **Data Location**: EU (Ireland)\n\n### Payments\n\n**Stripe, Inc.**\n- **Purpose**: Subscription management\n- **Data Location**: United States\n",
        ("Contoso, Inc.", "Stripe, Inc."),
        {"Stripe, Inc.": {"purpose": "Subscription management", "location": "United States"}},
        "subprocessors.md",
    ),
    Page(
        "chapters by kind of service, in each the companies as headings with labelled points",
        "## Sub-processors\n\n## Current Sub-processors\n\n### 1. Hosting & Networking\n\n#### Contoso, LLC\n\n- **Purpose:** Cloud hosting\n- **Location:** Netherlands\n\n#### Fabrikam (AWS)\n\n- **Purpose:** Storage of images\n- **Location:** EU\n\n### 2. Monitoring\n\n#### Northwind B.V.\n\n- **Purpose:** Error reporting\n- **Location:** EU\n\n## Sub-processor changes\n\nWe will notify the customer.\n",
        ("Contoso, LLC", "Fabrikam (AWS)", "Northwind B.V."),
        {"Northwind B.V.": {"purpose": "Error reporting", "group": "2. Monitoring"}},
        "subprocessors.md",
    ),
    Page(
        "lines of a cell joined with two blanks, and the mark of a footnote",
        "# Sub-processors\n\n| **Sub-processor** | **Service** |\n|---|---|\n| Contoso EMEA SARL  38 Avenue John F. Kennedy  L-1855, Luxembourg | Hosting[^1] |\n| Fabrikam B.V.  Baarsjesweg 285-H  1058 AE Amsterdam, Netherlands | Messages |\n\n[^1]: Only in Dublin.\n",
        ("Contoso EMEA SARL", "Fabrikam B.V."),
        {
            "Contoso EMEA SARL": {
                "purpose": "Hosting",
                "legal_address": "38 Avenue John F. Kennedy\nL-1855, Luxembourg",
            }
        },
        "subprocessors.md",
    ),
]
