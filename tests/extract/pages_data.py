"""Lists as data files and as Markdown that teams keep beside their code, written by us, with their entries."""

# ruff: noqa: E501 - a page is easier to read in one piece

from __future__ import annotations

from tests.extract.pages_tables import Page

DATA = [
    Page(
        "Markdown: the purpose beside a wordier column of product functions",
        "# Subprocessors\n\n| Subprocessor | Purpose | Product function | Location / region |\n|---|---|---|---|\n| Neon | Database | Keeps the accounts, the workspaces and everything written in them | EU |\n| Fly.io | Hosting | Runs the web application, the background jobs and the scheduled reports | US |\n",
        ("Neon", "Fly.io"),
        {"Neon": {"purpose": "Database", "location": "EU"}},
        "s.md",
    ),
    Page(
        "Markdown: a question answered with yes and no is no kind of data",
        "# Subprocessors\n\n| Subprocessor | Use | May process customer data | Data involved |\n|---|---|---|---|\n| Neon | Database | Yes (EU only) | Account data |\n| Sentry | Errors | **No** | Stack traces |\n",
        ("Neon", "Sentry"),
        {"Neon": {"purpose": "Database"}},
        "s.md",
    ),
    Page(
        "Markdown: sections of what is inactive and of what is none of ours",
        "# Podprocesorzy\n\n## Tabela\n\n| Podprocesor | Cel | Region |\n|---|---|---|\n| Neon | Baza danych | UE |\n\n## Potencjalni dostawcy (nieaktywni)\n\n| Dostawca | Cel | Region |\n|---|---|---|\n| Redis | Pamięć podręczna | UE |\n\n## Connections you make (optional; not “Acme subprocessors”)\n\n| Provider | Purpose | Region |\n|---|---|---|\n| Slack | Alerts | US |\n",
        ("Neon",),
        {},
        "s.md",
    ),
    Page(
        "Markdown: an item with a number in its sentence is no address",
        "# Subprocessors\n\n- [Microsoft 365](https://microsoft.example). We send you what you asked for via Microsoft 365 and keep the letters that you write to us there.\n- [Stripe](https://stripe.example). Payments.\n- [Sentry](https://sentry.example). Reports of errors.\n",
        ("Microsoft 365", "Stripe", "Sentry"),
        {
            "Microsoft 365": {
                "purpose": "We send you what you asked for via Microsoft 365 and keep the letters that you write to us there"
            }
        },
        "s.md",
    ),
    Page(
        "Markdown: certificates of a standard's number are no address, and safeguards beside a contract are named",
        "# Sub-responsabili\n\n| Sub-responsabile | Attestati | Localizzazione | DPA / garanzie |\n|---|---|---|---|\n| Vercel Inc. | SOC 2 Type 2, ISO 27001 | USA | Clausole standard |\n| IONOS SE | ISO 27001 | Germania | Nessun trasferimento |\n",
        ("Vercel Inc.", "IONOS SE"),
        {"Vercel Inc.": {"location": "USA", "transfer_mechanism": "Clausole standard"}},
        "s.md",
    ),
    Page(
        "Markdown in Dutch: what for, what is sent, where",
        "# Subverwerkers\n\n| Subverwerker | Waarvoor | Wat er heen gaat | Waar |\n|---|---|---|---|\n| Neon | Database | Alle gegevens | EU |\n| Resend | E-mail | Naam en adres | VS |\n",
        ("Neon", "Resend"),
        {"Resend": {"purpose": "E-mail", "data_categories": "Naam en adres", "location": "VS"}},
        "s.md",
    ),
    Page(
        "Markdown in Spanish: what each one sees",
        "# Subencargados\n\n| Subencargado | Qué ven | Su finalidad | Dónde |\n|---|---|---|---|\n| Neon | Todo | Base de datos | UE |\n| Resend | Correo | Avisos | EE. UU. |\n",
        ("Neon", "Resend"),
        {"Resend": {"purpose": "Avisos", "data_categories": "Correo", "location": "EE. UU."}},
        "s.md",
    ),
    Page(
        "Markdown: what they process beside data, under names as headings",
        "# Subprocessors\n\n## Running the service\n\n### Neon\n- **What they process:** Requests to the database\n- **Data:** Accounts\n- **Region:** EU\n\n### Fly.io\n- **What they process:** Requests to the web site\n- **Data:** Addresses\n- **Region:** US\n",
        ("Neon", "Fly.io"),
        {"Neon": {"purpose": "Requests to the database", "data_categories": "Accounts", "location": "EU"}},
        "s.md",
    ),
    Page(
        "JSON: a page of a content system in Markdown inside a value",
        '{"title": "Sub-processors", "body": "# Sub-processors\\n\\nWe engage these.\\n\\n| Company | Purpose | Country |\\n|---|---|---|\\n| Neon Inc. | Database | Germany |\\n| Fly.io | Hosting | USA |\\n"}',
        ("Neon Inc.", "Fly.io"),
        {"Neon Inc.": {"purpose": "Database", "location": "Germany"}},
        "page.json",
    ),
    Page(
        "YAML: a page in HTML inside a value, among the parts of a page",
        'title: "Subprocessors"\ncomponents:\n  - type: Hero\n    title: Subprocessors\n  - type: Text\n    content: |\n      <p><b>Last updated:</b> 2 May 2026</p>\n      <table><tr><th>Subprocessor</th><th>Purpose</th><th>Location</th></tr>\n      <tr><td>Neon</td><td>Database</td><td>Malta</td></tr><tr><td>Fly.io</td><td>Hosting</td><td>Canada</td></tr></table>\n',
        ("Neon", "Fly.io"),
        {"Neon": {"purpose": "Database", "location": "Malta"}},
        "page.yaml",
    ),
    Page(
        "JSON: entries in a file that says nowhere what it is, with what only processors give",
        '{"lastUpdated": "2026-04-01", "items": [{"name": "Nordlicht Hosting", "purpose": "Servers", "dataCategories": ["Accounts", "Logs"], "location": "EU", "transferMechanism": "None needed"}, {"name": "Mailo", "purpose": "E-mail", "dataCategories": ["Addresses"], "location": "US", "transferMechanism": "SCCs"}]}',
        ("Nordlicht Hosting", "Mailo"),
        {"Mailo": {"purpose": "E-mail", "location": "US", "transfer_mechanism": "SCCs"}},
        "items.json",
    ),
    Page(
        "JSON: kinds of data in an object of lists are one cell",
        '[{"name": "Neon, Inc.", "reason": "Database", "location": "<div>Germany</div>", "dataTypes": {"Contact": ["E-mail", "Phone"], "Device": ["IP"]}}, {"name": "Fly LLC", "reason": "Hosting", "location": "USA", "dataTypes": {"Device": ["IP"]}}]',
        ("Neon, Inc.", "Fly LLC"),
        {"Neon, Inc.": {"data_categories": "Contact: E-mail, Phone\nDevice: IP", "location": "Germany"}},
        "items.json",
    ),
    Page(
        "JSON: names with what for in brackets",
        '{"version": "1.0", "subprocessors": ["Neon (database)", "Fly.io (hosting)", "Resend (letters)"]}',
        ("Neon", "Fly.io", "Resend"),
        {"Resend": {"purpose": "letters"}},
        "dpa.json",
    ),
    Page(
        "Markdown: a part of one entry whose name is odd, with the labels that all others carry",
        "# Subprocessors\n\n## Running the service\n\n### Neon\n- **Purpose:** Database\n- **Data:** Accounts\n- **Region:** EU\n\n### Fly.io\n- **Purpose:** Hosting\n- **Data:** Addresses\n- **Region:** US\n\n## On chain\n\n### the public ledger (by way of attestations)\n- **Purpose:** Proofs\n- **Data:** Public keys\n- **Region:** Everywhere\n\n## Support\n\n### Stripe\n- **Purpose:** Payments\n- **Data:** Cards\n- **Region:** US\n\n### Resend\n- **Purpose:** Mail\n- **Data:** Addresses\n- **Region:** US\n\n### Analytics of our own\nWe use nobody for this.\n",
        ("Neon", "Fly.io", "the public ledger (by way of attestations)", "Stripe", "Resend"),
        {"Resend": {"group": "Support", "purpose": "Mail"}},
        "s.md",
    ),
    Page(
        "Text: numbered names with labelled lines below",
        "SUB-PROCESSORS\n\n1. Neon, LLC\n   Purpose: Database\n   Location: Germany\n\n2. Fly.io, Inc.\n   Purpose: Hosting\n   Location: USA\n\n3. Resend\n   Purpose: Mail\n   Location: Ireland\n",
        ("Neon, LLC", "Fly.io, Inc.", "Resend"),
        {"Fly.io, Inc.": {"purpose": "Hosting", "location": "USA"}},
        "list.txt",
    ),
    Page(
        "Text: two aligned lines under each heading",
        "Sub-processors (as of 1 February 2026)\n\nInfrastructure\n  Neon, LLC       Database       Germany\n  Fly.io, Inc.    Hosting        USA\n\nSupport\n  Zendesk, Inc.   Tickets        USA\n  Intercom        Chat           Ireland\n",
        ("Neon, LLC", "Fly.io, Inc.", "Zendesk, Inc.", "Intercom"),
        {"Zendesk, Inc.": {"purpose": "Tickets", "group": "Support"}},
        "list.txt",
    ),
    Page(
        "CSV: a title and a date above the headings are no section",
        "Acme sub-processors,,\nLast updated: 12 March 2026,,\n,,\nSub-processor,Purpose,Location\nNeon,Database,Germany\nFly.io,Hosting,USA\n",
        ("Neon", "Fly.io"),
        {"Neon": {"group": "Acme sub-processors"}},
        "list.csv",
    ),
    Page(
        "CSV: names, purposes and countries of known companies, and no word of what they are",
        "Name|Purpose|Country\nStripe, Inc.|Payments|US\nNeon, LLC|Database|US\n",
        ("Stripe, Inc.", "Neon, LLC"),
        {"Neon, LLC": {"purpose": "Database"}},
        "vendors.csv",
    ),
    Page(
        "Markdown in German: another word for them, in one word with the list",
        "# Subprozessorenliste\n\nStand: 08.04.2026\n\n| Dienst | Zweck | Region |\n|---|---|---|\n| Supabase | Datenbank | EU |\n| Hosting-Anbieter (noch offen) | Betrieb | EU |\n| Überwachung (noch offen) | Fehleranalyse | EU |\n",
        ("Supabase", "Hosting-Anbieter (noch offen)", "Überwachung (noch offen)"),
        {"Supabase": {"purpose": "Datenbank", "location": "EU"}},
        "liste.md",
    ),
]
