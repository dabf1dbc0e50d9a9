"""Lists in other formats than HTML, written by us, with the entries they hold."""

# ruff: noqa: E501 - a page is easier to read in one piece

from __future__ import annotations

from tests.extract.pages_data import DATA
from tests.extract.pages_tables import Page

FORMATS = [
    *DATA,
    Page(
        "Markdown: bold names and dashes",
        "# Subprocessors\n\n**Last updated:** 12 March 2026\n\n- **Supabase** — Database and auth (EU, Frankfurt)\n- **Vercel** — Hosting (USA)\n- **Resend** — Transactional email (USA)\n",
        ("Supabase", "Vercel", "Resend"),
        {"Vercel": {"purpose": "Hosting", "location": "USA"}, "Supabase": {"location": "EU, Frankfurt"}},
        "subprocessors.md",
    ),
    Page(
        "Markdown: groups, names as headings, labels as items",
        "# Subprocessors\n\n## Infrastructure\n\n### Supabase, Inc.\n\n- **Purpose:** Database\n- **Location:** EU (Frankfurt)\n- **Data:** All customer data\n- **DPA:** https://supabase.com/dpa\n\n### Vercel Inc.\n\n- **Purpose:** Hosting\n- **Location:** USA\n- **Data:** Request logs\n\n## AI\n\n### Anthropic, PBC\n\n- **Purpose:** Language model\n- **Location:** USA\n- **Data:** Prompts\n",
        ("Supabase, Inc.", "Vercel Inc.", "Anthropic, PBC"),
        {
            "Vercel Inc.": {"purpose": "Hosting", "location": "USA", "data_categories": "Request logs"},
            "Anthropic, PBC": {"purpose": "Language model"},
        },
        "s.md",
    ),
    Page(
        "Markdown: a table with line breaks and an address below a name",
        "# Sub-processors\n\n| Sub-processor | Service | Location | Transfer |\n|:--|:--|:--:|--:|\n| [Amazon Web Services EMEA SARL](https://aws.amazon.com) | Hosting<br>Backups | Ireland | n/a |\n| OpenAI Ireland Ltd<br><small>1st Floor, The Liffey Trust Centre, Dublin 1</small> | LLM | Ireland | SCC |\n",
        ("Amazon Web Services EMEA SARL", "OpenAI Ireland Ltd"),
        {
            "OpenAI Ireland Ltd": {"purpose": "LLM", "location": "Ireland", "transfer_mechanism": "SCC"},
            "Amazon Web Services EMEA SARL": {"purpose": "Hosting\nBackups"},
        },
        "s.md",
    ),
    Page(
        "MDX: entries in the properties of a component",
        "---\ntitle: Subprocessors\n---\nimport { Table } from '@/components'\n\n# Subprocessors\n\n<SubprocessorTable rows={[\n  { name: 'Neon', purpose: 'Database', location: 'Frankfurt' },\n  { name: 'Resend', purpose: 'Mail', location: 'Ireland' },\n]} />\n",
        ("Neon", "Resend"),
        {"Neon": {"purpose": "Database", "location": "Frankfurt"}},
        "s.mdx",
    ),
    Page(
        "MDX: entries in a constant",
        "---\ntitle: Subprocessors\n---\nexport const vendors = [\n  { name: 'Neon', purpose: 'Database', location: 'Frankfurt' },\n  { name: 'Resend', purpose: 'Mail', location: 'Ireland' },\n]\n\n# Subprocessors\n\n<Table rows={vendors} />\n",
        ("Neon", "Resend"),
        {"Neon": {"purpose": "Database"}},
        "s.mdx",
    ),
    Page(
        "MDX: cards whose title is an attribute",
        '# Subprocessors\n\n<CardGroup>\n  <Card title="Neon" icon="database">\n    Database. Frankfurt.\n  </Card>\n  <Card title="Resend" icon="mail">\n    Mail. Ireland.\n  </Card>\n</CardGroup>\n',
        ("Neon", "Resend"),
        {},
        "s.mdx",
    ),
    Page(
        "MDX: tables in closed parts whose title is an attribute",
        '# Subprocessors\n\n<AccordionGroup>\n<Accordion title="Infrastructure">\n\n| Name | Purpose |\n|---|---|\n| Neon | Database |\n| Fly.io | Hosting |\n\n</Accordion>\n<Accordion title="Mail">\n\n| Name | Purpose |\n|---|---|\n| Resend | Mail |\n\n</Accordion>\n</AccordionGroup>\n',
        ("Neon", "Fly.io", "Resend"),
        {"Neon": {"purpose": "Database"}},
        "s.mdx",
    ),
    Page(
        "Markdown: ticked boxes before the names",
        "# Subprocessors\n\n- [x] Neon - database\n- [x] Fly.io - hosting\n- [ ] Resend - mail\n",
        ("Neon", "Fly.io", "Resend"),
        {"Neon": {"purpose": "database"}},
        "s.md",
    ),
    Page(
        "Markdown: tables in tabs of a documentation tool",
        '# Subprocessors\n\n{% tabs %}\n{% tab title="Cloud" %}\n| Name | Purpose |\n| --- | --- |\n| Neon | Database |\n| Fly.io | Hosting |\n{% endtab %}\n{% tab title="On-prem" %}\n| Name | Purpose |\n| --- | --- |\n| Resend | Mail |\n{% endtab %}\n{% endtabs %}\n',
        ("Neon", "Fly.io", "Resend"),
        {},
        "s.md",
    ),
    Page(
        "YAML: entries under kinds of services",
        "subprocessors:\n  infrastructure:\n    - name: Neon\n      purpose: Database\n    - name: Fly.io\n      purpose: Hosting\n  mail:\n    - name: Resend\n      purpose: Mail\n",
        ("Neon", "Fly.io", "Resend"),
        {},
        "s.yaml",
    ),
    Page(
        "JSON: lists and objects inside the entries",
        '{"lastUpdated":"2026-05-01","subprocessors":[{"vendor":"Neon","services":["Database","Backups"],"locations":["Germany","USA"],"dpa":{"signed":true,"url":"https://neon.tech/dpa"}},{"vendor":"Resend","services":["Mail"],"locations":["Ireland"],"dpa":{"signed":true,"url":"https://resend.com/dpa"}}]}',
        ("Neon", "Resend"),
        {"Neon": {"purpose": "Database\nBackups", "location": "Germany\nUSA"}},
        "s.json",
    ),
    Page(
        "JSON: markup inside values, a kind and a reason",
        '[{"name":"Amazon Web Services, Inc.","type":"cloud","contact":"410 Terry Avenue North <br />Seattle, WA 98109-5210<br />USA<br />aws-EU-privacy@amazon.com","subject":"Personal data of users","duration":"Duration of the agreement","reason":"Cloud storage","location":"USA (US Cloud) or Germany (EU Cloud)","dataTypes":{"Identifying":["Name","Username"],"Contact":["Email Address"]},"categories":"End users","details":["https://aws.amazon.com/compliance/sub-processors/"]},{"name":"OpenAI, L.L.C.","type":"ai","contact":"180 18th St.,<br />San Francisco, CA 94110<br />USA<br />legalprivacy@openai.com","subject":"Personal data of users","duration":"Duration of the agreement","reason":"AI features","location":"<div>USA</div><div>See <a href=\'https://openai.com/policies/sub-processor-list/\' target=\'_blank\'>openai.com</a></div>","dataTypes":{"Identifying":["Name","Username"],"Contact":["Email Address"]},"categories":"End users","details":["https://openai.com/policies/sub-processor-list"]}]',
        ("Amazon Web Services, Inc.", "OpenAI, L.L.C."),
        {
            "Amazon Web Services, Inc.": {
                "purpose": "Cloud storage",
                "location": "USA (US Cloud) or Germany (EU Cloud)",
            },
            "OpenAI, L.L.C.": {"purpose": "AI features", "location": "USA\nSee openai.com"},
        },
        "subprocessors.json",
    ),
    Page(
        "JSON: a role that is always the same, and evidence for each entry",
        '{"$comment":"Who touches the data","subprocessors":[{"id":"digitalocean","name":"DigitalOcean","role":"processor","mark":"digitalocean","purpose":"The infrastructure.","data":"Everything.","location":"United States (sfo3)","url":"https://www.digitalocean.com","terms":"https://www.digitalocean.com/dpa","evidence":[{"repo":"v/main","path":"infra/main.tf","note":"declared here"},{"repo":"v/main","path":"infra/service.yaml","note":"balancer"}]},{"id":"twilio","name":"Twilio","role":"processor","purpose":"Message delivery.","data":"Numbers.","location":"United States","url":"https://www.twilio.com","terms":"https://x","evidence":[{"repo":"v/cloud","path":"a.go","note":"one party"},{"repo":"v/u","path":"iam.yaml","note":"kept"}]}]}',
        ("DigitalOcean", "Twilio"),
        {
            "Twilio": {
                "purpose": "Message delivery.",
                "location": "United States",
                "data_categories": "Numbers.",
                "website": "https://www.twilio.com",
            }
        },
        "subprocessors.json",
    ),
    Page(
        "CSV: semicolons, addresses in quotes",
        'Unterauftragnehmer;Anschrift;Leistung;Ort der Verarbeitung\r\nHetzner Online GmbH;"Industriestr. 25, 91710 Gunzenhausen";Hosting;Deutschland\r\nBrevo SAS;"106 bd Haussmann, 75008 Paris";Newsletter;Frankreich\r\n',
        ("Hetzner Online GmbH", "Brevo SAS"),
        {
            "Brevo SAS": {
                "purpose": "Newsletter",
                "location": "Frankreich",
                "legal_address": "106 bd Haussmann, 75008 Paris",
            }
        },
        "s.csv",
    ),
    Page(
        "CSV: a title and a date above the table",
        "Acme sub-processors\nLast updated,2026-01-15\n\nName,Purpose,Location\nNeon,Database,Germany\nResend,Mail,Ireland\n",
        ("Neon", "Resend"),
        {"Neon": {"purpose": "Database"}},
        "s.csv",
    ),
    Page(
        "text: columns aligned by blanks",
        "ACME SUB-PROCESSORS\n===================\nLast updated: 15 January 2026\n\nName                      Purpose           Location\n------------------------  ----------------  ---------\nAmazon Web Services       Hosting           Ireland\nTwilio Inc.               SMS               USA\nZendesk, Inc.             Support           USA\n",
        ("Amazon Web Services", "Twilio Inc.", "Zendesk, Inc."),
        {"Twilio Inc.": {"purpose": "SMS", "location": "USA"}},
        "s.txt",
    ),
    Page(
        "text: blocks of labelled lines",
        "Sub-processors\n\nName: Amazon Web Services\nPurpose: Hosting\nLocation: Ireland\n\nName: Twilio Inc.\nPurpose: SMS\nLocation: USA\n",
        ("Amazon Web Services", "Twilio Inc."),
        {"Twilio Inc.": {"purpose": "SMS", "location": "USA"}},
        "s.txt",
    ),
    Page(
        "text: numbered lines",
        "Our sub-processors are:\n\n1. Amazon Web Services - hosting - Ireland\n2. Twilio Inc. - SMS - USA\n3. Zendesk, Inc. - support - USA\n",
        ("Amazon Web Services", "Twilio Inc.", "Zendesk, Inc."),
        {"Twilio Inc.": {"purpose": "SMS", "location": "USA"}},
        "subprocessors.txt",
    ),
    Page(
        "reStructuredText: a list table",
        "Subprocessors\n=============\n\n.. list-table::\n   :header-rows: 1\n\n   * - Name\n     - Purpose\n     - Location\n   * - Neon\n     - Database\n     - Germany\n   * - Resend\n     - Mail\n     - Ireland\n",
        ("Neon", "Resend"),
        {"Neon": {"purpose": "Database"}},
        "s.rst",
    ),
    Page(
        "AsciiDoc: a table",
        '= Subprocessors\n\n[cols="1,1,1",options="header"]\n|===\n|Name |Purpose |Location\n\n|Neon |Database |Germany\n|Resend |Mail |Ireland\n|===\n',
        ("Neon", "Resend"),
        {"Neon": {"purpose": "Database"}},
        "s.adoc",
    ),
    Page(
        "a table drawn with signs, shown as typed",
        "<h1>Subprocessors</h1><pre>\n+-----------+-----------+---------+\n| Name      | Purpose   | Country |\n+-----------+-----------+---------+\n| AWS       | Hosting   | US      |\n| Stripe    | Payments  | US      |\n+-----------+-----------+---------+\n</pre>",
        ("AWS", "Stripe"),
        {"Stripe": {"purpose": "Payments", "location": "US"}},
        "subprocessors.html",
    ),
    Page(
        "aligned columns, shown as typed",
        "<h1>Subprocessors</h1><pre>Name            Purpose          Country\nAWS             Hosting          United States\nStripe          Payments         Ireland\nHetzner         Servers          Germany\n</pre>",
        ("AWS", "Stripe", "Hetzner"),
        {"Stripe": {"purpose": "Payments", "location": "Ireland"}},
        "subprocessors.html",
    ),
    Page(
        "Markdown that nothing rendered",
        "<html><body><pre># Subprocessors\n\n| Name | Purpose | Country |\n|---|---|---|\n| AWS | Hosting | US |\n| Stripe | Payments | US |\n</pre></body></html>",
        ("AWS", "Stripe"),
        {"Stripe": {"purpose": "Payments"}},
        "subprocessors.html",
    ),
    Page(
        "a head row without its first line, and two places",
        "+++\ntitle = 'Subprocessors List'\n+++\n## Infrastructure\n\nThe base of our service.\n\nNAME                                             | PURPOSE                  | PROVIDER LOCATION        | PROCESSING LOCATION      |\n|------------------------------------------------|--------------------------|--------------------------|--------------------------|\n| [GitHub, Inc.](https://github.com)             | Codebase version control | United States of America | United States of America |\n| [Hetzner Online GmbH](https://hetzner.com)     | Server hosting           | Germany                  | United States of America |\n\n## Payment\n\n| NAME                                        | PURPOSE            | PROVIDER LOCATION        | PROCESSING LOCATION      |\n|---------------------------------------------|--------------------|--------------------------|--------------------------|\n| [Stripe, Inc.](https://stripe.com)          | Payment processing | United States of America | United States of America |\n",
        ("GitHub, Inc.", "Hetzner Online GmbH", "Stripe, Inc."),
        {
            "Hetzner Online GmbH": {
                "purpose": "Server hosting",
                "location": "United States of America",
                "corporate_location": "Germany",
                "group": "Infrastructure",
            },
            "Stripe, Inc.": {"group": "Payment"},
        },
        "subprocessors.md",
    ),
    Page(
        "nine columns, one of which only sounds like names",
        "# Subprocessors\n\n| Service | Purpose | Data Processed | PHI/Part 2 Status | Agreement Status | External Recipient? | Underlying Provider | Hosting/Region | Notes |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n| Google Cloud Platform / Google Cloud Armor | Primary infrastructure | Production data | Approved | Verify current BAA | Yes | Google Cloud | GCP / region to verify | Tracked |\n| Sentry | Error monitoring | Error events | Not authorized | Verify BAA/DPA | Yes | Sentry | To verify | none |\n",
        ("Google Cloud Platform / Google Cloud Armor", "Sentry"),
        {
            "Sentry": {
                "purpose": "Error monitoring",
                "data_categories": "Error events",
                "location": "To verify",
            }
        },
        "subprocessors.md",
    ),
    Page(
        "long cells with bold parts, and notes in bold below",
        "# Vendor Sub-processors\n\n**Last reviewed: 2026-08-11**\n\nThe software engages **no sub-processors**.\n\n| Sub-processor | Purpose | Location | Transfer mechanism |\n|---|---|---|---|\n| Anthropic, PBC | LLM inference. | United States | SCCs (**Module 2**) per DPA |\n| Stripe, LLC (US) / Stripe Payments Europe, Limited (Ireland) | Payments | Ireland (EU) — as a customer outside the Americas, our entity is **Stripe Payments Europe, Limited** | For our leg: EU |\n| Google (entity per the account's terms) | Measurement | United States, or the EEA | Terms |\n| Self-hosted (Bugsink) | Error reporting | EU (self-hosted) | No third-party transfer |\n\n## Notes\n\n- **Customer-configured endpoints (BYOK).** If a customer connects OpenAI, that provider is theirs.\n- **Prompt caching.** Prefixes are cached.\n- **Google LLC** scope is narrow.\n",
        (
            "Anthropic, PBC",
            "Stripe, LLC (US) / Stripe Payments Europe, Limited (Ireland)",
            "Google (entity per the account's terms)",
            "Self-hosted (Bugsink)",
        ),
        {"Anthropic, PBC": {"transfer_mechanism": "SCCs (Module 2) per DPA"}},
        "SUBPROCESSORS.md",
    ),
]
