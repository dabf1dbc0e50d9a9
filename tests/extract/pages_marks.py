"""Lists as today's sites draw them: badges beside names, parts of one entry, components, and words around them."""

# ruff: noqa: E501 - a page is easier to read in one piece

from __future__ import annotations

from tests.extract.pages_tables import Page, table

MARKS = [
    Page(
        "a badge beside a name is no part of it",
        "<h1>Subprocessors</h1><table><tr><th>Name</th><th>Purpose</th><th>Location</th></tr><tr><td>Contoso <span class='badge badge-new'>New in May</span></td><td>Hosting</td><td>Germany</td></tr><tr><td>Fabrikam <span class='badge'>Optional</span></td><td>Email</td><td>USA</td></tr></table>",
        ("Contoso", "Fabrikam"),
        {"Contoso": {"purpose": "Hosting"}, "Fabrikam": {"notes": "Optional", "location": "USA"}},
        "page",
    ),
    Page(
        "badges drawn with classes of a style kit, within the element that holds the name",
        "<h1>Subprocessors</h1><table><tr><th>Name</th><th>Purpose</th><th>Region</th></tr><tr><td><div class='flex'>Contoso<span class='ml-2 rounded-full bg-sky-50 px-2 text-xs'>AI</span></div></td><td>Inference</td><td><span class='rounded px-2'>EU</span><span class='rounded px-2'>US</span></td></tr><tr><td><div class='flex'>Fabrikam</div></td><td>Email</td><td><span class='rounded px-2'>EU</span></td></tr></table>",
        ("Contoso", "Fabrikam"),
        {"Contoso": {"location": "EU\nUS", "notes": "AI"}},
        "page",
    ),
    Page(
        "words for screen readers in a plain table",
        "<h1>Subprocessors</h1><table><tr><th>Name</th><th>Purpose</th></tr><tr><td>Contoso <span class='sr-only'>(opens in a new tab)</span></td><td>Hosting</td></tr><tr><td>Fabrikam <span class='sr-only'>(opens in a new tab)</span></td><td>Email</td></tr></table>",
        ("Contoso", "Fabrikam"),
        {},
        "page",
    ),
    Page(
        "sections of one entry each, among them a name never heard of",
        "<h1>List of Subprocessors</h1><p>The current list of our service providers.</p><h3>Hosting</h3><ul><li><strong>Vercel</strong></li></ul><h3>Analytics</h3><ul><li><strong>Google Analytics</strong> - Statistics</li></ul><h3>Email</h3><ul><li><strong>Lettermill</strong> - Transactional mail</li></ul><h3>Payments</h3><ul><li><strong>Stripe</strong> - Billing</li></ul><h3>Your rights</h3><ul><li><strong>Access</strong> - Ask us for a copy</li></ul>",
        ("Vercel", "Google Analytics", "Lettermill", "Stripe"),
        {"Lettermill": {"purpose": "Transactional mail", "group": "Email"}},
        "page",
    ),
    Page(
        "an address in brackets behind the purpose",
        "<h1>Subprocessors</h1><ul><li><strong>Stripe</strong> - Payments and billing (Privacy Policy: https://stripe.com/privacy)</li><li><strong>Resend</strong> - Mail (Privacy Policy: https://resend.com/privacy)</li><li><strong>Sentry</strong> - Errors</li></ul>",
        ("Stripe", "Resend", "Sentry"),
        {"Stripe": {"purpose": "Payments and billing"}, "Resend": {"purpose": "Mail"}},
        "page",
    ),
    Page(
        "the task and scope of the processing",
        "<h1>Approved Subprocessors</h1>"
        + table(
            "Contoso Inc | USA | Servers and object storage.",
            "Fabrikam SA | Belgium | Licences of the suite.",
            head="Entity | Location | Processing Task & Service Scope",
        ),
        ("Contoso Inc", "Fabrikam SA"),
        {"Fabrikam SA": {"purpose": "Licences of the suite.", "location": "Belgium"}},
        "page",
    ),
    Page(
        "Russian, with a company that is a controller of its own below",
        "<h1>Субпроцессоры</h1><p>Обновлено: 22 апреля 2026</p>"
        + table(
            "ООО «Ромашка» | РФ | Хранение записей | Имя, email",
            "Contoso GmbH | Германия | Хостинг | Переписка",
            head="Субпроцессор | Юрисдикция | Назначение | Категории данных",
        )
        + "<h2>Самостоятельный оператор (не субпроцессор)</h2>"
        + table("Fabrikam Inc | США | Ответы", head="Лицо | Юрисдикция | Роль"),
        ("ООО «Ромашка»", "Contoso GmbH"),
        {"Contoso GmbH": {"location": "Германия", "purpose": "Хостинг", "data_categories": "Переписка"}},
        "page",
    ),
    Page(
        "a legal name that holds a country, below the brand",
        "<h1>Subprocessors</h1><table><tr><th>Provider</th><th>Purpose</th></tr><tr><td>Contoso<br><span>Contoso Ireland Ltd</span></td><td>Hosting</td></tr><tr><td>Fabrikam<br><span>Fabrikam Inc.</span></td><td>Email</td></tr></table>",
        ("Contoso", "Fabrikam"),
        {"Contoso": {"legal_name": "Contoso Ireland Ltd"}},
        "page",
    ),
    Page(
        "values of one cell that touch each other",
        "<h1>Subprocessors</h1><table><tr><th>Name</th><th>Purpose</th><th>Location</th></tr><tr><td>Contoso</td><td>Hosting</td><td><span class='v blue'>USA</span><span class='v red'>Ireland</span></td></tr><tr><td>Fabrikam</td><td>Email</td><td><span class='v blue'>USA</span></td></tr></table>",
        ("Contoso", "Fabrikam"),
        {"Contoso": {"location": "USA\nIreland"}},
        "page",
    ),
    Page(
        "cards with a letter where the logo would be",
        "<main><h1>Subprocessors</h1><div class='grid'>"
        + "".join(
            f"<div class='card'><div class='row'><div class='round'>{name[0]}</div><div><h3>{name}</h3><p>{what}</p></div></div>"
            f"<div><span>{where}</span></div></div>"
            for name, what, where in (
                ("Amazon Web Services", "Cloud hosting", "Ireland"),
                ("Stripe", "Payments", "United States"),
                ("Mixpanel", "Statistics", "Germany"),
            )
        )
        + "</div></main>",
        ("Amazon Web Services", "Stripe", "Mixpanel"),
        {"Stripe": {"purpose": "Payments", "location": "United States"}},
        "page",
    ),
    Page(
        "German: companies with their address and brackets within brackets",
        "<h1>Auftragsverarbeitung</h1><h2>Eingesetzte Subunternehmer</h2><ul><li>Contoso GmbH, Lange Straße 28, 21337 Lüneburg ((Fern-) Wartung)</li><li>Fabrikam GmbH, Kurze Gasse 1, 32052 Herford (Aktenvernichtung)</li><li>Northwind GmbH, Am Markt 2, 32609 Hüllhorst (Hosting)</li></ul>",
        ("Contoso GmbH", "Fabrikam GmbH", "Northwind GmbH"),
        {
            "Contoso GmbH": {
                "purpose": "(Fern-) Wartung",
                "legal_address": "Lange Straße 28, 21337 Lüneburg",
            }
        },
        "page",
    ),
    Page(
        "German: what for and where in brackets behind the name, one name with a full stop",
        "<h1>Datenschutz</h1><h2>Eingesetzte Subunternehmer</h2><ul><li>Contoso Inc. (Hosting, USA — Standardvertragsklauseln)</li><li>Fabrikam / Northwind (Datenbank, EU-Region)</li><li>Open-Meteo (Wetter, anonyme Anfragen)</li></ul>",
        ("Contoso Inc.", "Fabrikam / Northwind", "Open-Meteo"),
        {
            "Fabrikam / Northwind": {"purpose": "Datenbank", "location": "EU-Region"},
            "Open-Meteo": {"purpose": "Wetter, anonyme Anfragen"},
        },
        "page",
    ),
    Page(
        "the only place is a jurisdiction",
        "<h1>Subprocessors</h1>"
        + table(
            "Contoso | Speech | Audio | USA",
            "Fabrikam | Telephony | Numbers | Germany",
            head="Provider | Function | Data Processed | Jurisdiction",
        ),
        ("Contoso", "Fabrikam"),
        {"Fabrikam": {"location": "Germany", "purpose": "Telephony"}},
        "page",
    ),
    Page(
        "places in brackets behind nearly every name, and no column of places",
        "<h1>Subprocessors</h1>"
        + table(
            "Contoso Inc. (USA) | Hosting | In use",
            "Fabrikam GmbH (EU - Frankfurt) | Email | In use",
            "Northwind Ltd (UK) | Support | Planned",
            head="Subprocessor | Purpose | Status",
        ),
        ("Contoso Inc.", "Fabrikam GmbH", "Northwind Ltd"),
        {"Fabrikam GmbH": {"location": "EU - Frankfurt", "purpose": "Email"}},
        "page",
    ),
    Page(
        "Spanish: a place and a transfer tool in brackets behind the purpose",
        "<h1>Subencargados del tratamiento</h1><ul><li><strong>Contoso Inc.</strong> — Alojamiento (EE.UU., con cláusulas contractuales tipo).</li><li><strong>Fabrikam</strong> — Base de datos (UE).</li><li><strong>Northwind</strong> — Correo (EE.UU., con cláusulas contractuales tipo).</li></ul>",
        ("Contoso Inc.", "Fabrikam", "Northwind"),
        {
            "Contoso Inc.": {
                "purpose": "Alojamiento",
                "location": "EE.UU.",
                "transfer_mechanism": "con cláusulas contractuales tipo",
            },
            "Fabrikam": {"location": "UE"},
        },
        "page",
    ),
    Page(
        "French: a list that begins with an entry without a company",
        "# Sous-traitants ultérieurs\n\nNous faisons appel aux sous-traitants suivants :\n\n- Hébergeur de la base PostgreSQL.\n- Brevo (emails transactionnels, UE).\n- Mistral AI (extraction de données, UE).\n- Yousign (signature électronique, France).\n",
        ("Hébergeur de la base PostgreSQL", "Brevo", "Mistral AI", "Yousign"),
        {"Yousign": {"purpose": "signature électronique", "location": "France"}},
        "sous-traitants.md",
    ),
    Page(
        "labels with dashes under the heading of each company",
        "<h1>Subprocessors</h1>"
        + "".join(
            f"<h3>{name}</h3><ul><li><strong>Purpose</strong> — {what}</li><li><strong>Processing location</strong> — {where}</li>"
            f"<li><strong>Data processed</strong> — {data}</li></ul>"
            for name, what, where, data in (
                ("Contoso, Inc. (Chat)", "Messages - in and out", "United States and EU", "Texts"),
                ("Fabrikam, Inc.", "Payments", "Ireland", "Invoices"),
                ("Northwind GmbH", "Backups", "Germany", "Files"),
            )
        ),
        ("Contoso, Inc. (Chat)", "Fabrikam, Inc.", "Northwind GmbH"),
        {
            "Contoso, Inc. (Chat)": {
                "purpose": "Messages - in and out",
                "location": "United States and EU",
                "data_categories": "Texts",
            }
        },
        "page",
    ),
    Page(
        "Swedish: services beside their purpose, no column of names",
        "<h1>Integritetspolicy</h1><h2>Tredjeparter och underbiträden</h2>"
        + table(
            "Supabase | Databas | EU (Tyskland)",
            "Stripe | Betalningar | EU (Irland)",
            "Fortnox | Bokföring | Sverige",
            head="Tjänst | Ändamål | Plats",
        ),
        ("Supabase", "Stripe", "Fortnox"),
        {"Stripe": {"purpose": "Betalningar", "location": "EU (Irland)"}},
        "page",
    ),
    Page(
        "Swedish: a sentence of places at the end, links to papers behind it",
        "<h1>Underbiträden</h1><ul><li><strong>Contoso AB</strong> — databas, lagring. EU (Frankfurt / Irland).</li><li><strong>Fabrikam AB</strong> — sms-utskick. Sverige. <a href='https://fabrikam.example/privacy'>Fabrikam integritetspolicy</a></li></ul>",
        ("Contoso AB", "Fabrikam AB"),
        {
            "Contoso AB": {"purpose": "databas, lagring", "location": "EU (Frankfurt / Irland)"},
            "Fabrikam AB": {"purpose": "sms-utskick", "location": "Sverige"},
        },
        "page",
    ),
    Page(
        "Swedish: the role",
        "<h1>Underbiträden</h1>"
        + table("Supabase | Databas", "Stripe | Betalningar", head="Underbiträde | Roll"),
        ("Supabase", "Stripe"),
        {"Stripe": {"purpose": "Betalningar"}},
        "page",
    ),
    Page(
        "names in paragraphs of their own, each followed by paragraphs of labels",
        "<h1>Subprocessors</h1><p>We use the following subprocessors.</p>"
        + "".join(
            f"<p><b>{name}</b></p><p>Purpose: {what}</p><p>Location: {where}</p><p>&nbsp;</p>"
            for name, what, where in (
                ("Contoso, Inc.", "Chat", "United States"),
                ("Fabrikam GmbH", "Payments", "Ireland"),
                ("Northwind B.V.", "Backups", "Germany"),
            )
        )
        + "<p>We will tell you about changes.</p><p>Contact: privacy@example.com</p>",
        ("Contoso, Inc.", "Fabrikam GmbH", "Northwind B.V."),
        {
            "Contoso, Inc.": {"purpose": "Chat", "location": "United States"},
            "Northwind B.V.": {"purpose": "Backups", "location": "Germany"},
        },
        "page",
    ),
    Page(
        "the same as the lines of one paragraph",
        "<h1>Subprocessors</h1><p>"
        + "<br><br>".join(
            f"<b>{name}</b><br>Purpose: {what}<br>Location: {where}"
            for name, what, where in (
                ("Contoso, Inc.", "Chat", "United States"),
                ("Fabrikam GmbH", "Payments", "Ireland"),
                ("Northwind B.V.", "Backups", "Germany"),
            )
        )
        + "</p>",
        ("Contoso, Inc.", "Fabrikam GmbH", "Northwind B.V."),
        {"Fabrikam GmbH": {"purpose": "Payments", "location": "Ireland"}},
        "page",
    ),
    Page(
        "works and places in one line below the headings",
        "<h1>Subprocessors</h1><h3>Contoso, Inc.</h3><p>Cloud hosting, Germany</p><h3>Fabrikam GmbH</h3>"
        "<p>Customer support chat, Ireland</p><h3>Northwind B.V.</h3><p>Website statistics, Estonia</p>",
        ("Contoso, Inc.", "Fabrikam GmbH", "Northwind B.V."),
        {
            "Contoso, Inc.": {"purpose": "Cloud hosting", "location": "Germany"},
            "Northwind B.V.": {"purpose": "Website statistics", "location": "Estonia"},
        },
        "page",
    ),
    Page(
        "names only as the alternative texts of logos",
        "<h1>Subprocessors</h1>"
        + table(
            "<img src=a.png alt='Contoso logo'> | Chat",
            "<img src=b.png alt='Fabrikam GmbH logo'> | Payments",
            "<img src=c.png alt='Logo of Northwind'> | Backups",
            head="Subprocessor | Purpose",
        ),
        ("Contoso", "Fabrikam GmbH", "Northwind"),
        {"Contoso": {"purpose": "Chat"}},
        "page",
    ),
    Page(
        "numbered headings of names and works, sentences with labels",
        "<h1>Privacy</h1><h2>5. Who We Share Your Data With</h2><p>We use the following sub-processors to operate the"
        " service:</p>"
        + "".join(
            f"<h3>5.{n} {name} — {work}</h3><p>Handles {work.lower()}. Data: {data}. Location: United States."
            f" <a href='https://example.com/{n}'>{name} Privacy Policy</a></p>"
            for n, (name, work, data) in enumerate(
                (
                    ("Contoso, Inc.", "Payment Processing", "billing email, customer ID"),
                    ("Fabrikam, LLC", "Hosting", "logs, IP address"),
                    ("Northwind, Inc.", "Email", "email address"),
                ),
                1,
            )
        )
        + "<h2>6. Your Rights</h2><p>You may ask.</p>",
        ("Contoso, Inc.", "Fabrikam, LLC", "Northwind, Inc."),
        {
            "Fabrikam, LLC": {
                "purpose": "Hosting\nHandles hosting",
                "location": "United States",
                "data_categories": "logs, IP address",
            }
        },
        "page",
    ),
    Page(
        "processors beside those they engage in turn",
        "# Sub-processor register\n\n**Date:** 14 February 2026\n\n"
        "| Processor | Purpose | Location | DPA Status | Sub-Processors |\n|---|---|---|---|---|\n"
        "| **Contoso Inc.** | Database | EU (Frankfurt) | signed | AWS EU (Frankfurt) |\n"
        "| **Fabrikam Inc.** | Payments | EU (Dublin) | signed | See Fabrikam's DPA |\n",
        ("Contoso Inc.", "Fabrikam Inc."),
        {"Contoso Inc.": {"purpose": "Database", "location": "EU (Frankfurt)"}},
        "register.md",
    ),
    Page(
        "a file of JavaScript that returns markup",
        "import Layout from '../components/Layout';\n\nexport default function Page() {\n\treturn (\n\t\t<Layout>\n"
        "\t\t\t<h1>Subprocessors</h1>\n"
        + "".join(
            f'\t\t\t<div className="subprocessor">\n\t\t\t\t<h3>{name}</h3>\n\t\t\t\t<p>\n'
            f"\t\t\t\t\t<strong>Nature of Processing:</strong> {what}\n\t\t\t\t\t<br />\n"
            f"\t\t\t\t\t<strong>Territories:</strong>{where}\n\t\t\t\t</p>\n\t\t\t</div>\n"
            for name, what, where in (
                ("Contoso", "hosting environment", "United States"),
                ("Fabrikam, Inc. (Acme)", "payment processing", "United Kingdom"),
            )
        )
        + "\t\t</Layout>\n\t);\n}\n",
        ("Contoso", "Fabrikam, Inc. (Acme)"),
        {"Fabrikam, Inc. (Acme)": {"purpose": "payment processing", "location": "United Kingdom"}},
        "subprocessors.js",
    ),
    Page(
        "German: the country behind the legal form, purposes behind dashes",
        "<h2>§ 9 Datenschutz</h2><p>Der Anbieter setzt folgende Unterauftragsverarbeiter ein:</p><ul>"
        "<li>Contoso Inc., USA – Datenbankdienst</li><li>Fabrikam Inc., USA – Hosting</li>"
        "<li>Northwind GmbH & Co. KG, Deutschland – SMS-Versand</li></ul>",
        ("Contoso Inc.", "Fabrikam Inc.", "Northwind GmbH & Co. KG"),
        {"Northwind GmbH & Co. KG": {"purpose": "SMS-Versand", "location": "Deutschland"}},
        "page",
    ),
    Page(
        "French: one purpose of a single word in brackets",
        "<h2>9. Sous-traitants</h2><p>Nous faisons appel aux sous-traitants suivants :</p><ul>"
        "<li><strong>Supabase</strong> (base de données, authentification) — UE</li>"
        "<li><strong>Stripe</strong> (paiements) — UE/International</li>"
        "<li><strong>Brevo</strong> (emails transactionnels) — France</li></ul>",
        ("Supabase", "Stripe", "Brevo"),
        {"Stripe": {"purpose": "paiements", "location": "UE/International"}},
        "page",
    ),
    Page(
        "French: processing, countries and safeguards",
        "<h1>Destinataires externes (sous-traitants)</h1>"
        + table(
            "Contoso Guinée | Envoi de SMS | Guinée | Convention signée",
            "Sentry (optionnel) | Monitoring | France (UE) | Clauses contractuelles types",
            head="Sous-traitant | Traitement | Pays | Garanties",
        ),
        ("Contoso Guinée", "Sentry (optionnel)"),
        {"Contoso Guinée": {"purpose": "Envoi de SMS", "location": "Guinée"}},
        "page",
    ),
    Page(
        "two wordings in a component, one for each language",
        "export default function P({ isEn }) {\n  return (\n    <div>\n"
        '      <h2>{isEn ? "7. Subprocessors" : "7. Sous-traitants"}</h2>\n      <table>\n        <thead><tr>'
        '<th>{isEn ? "Subprocessor" : "Sous-traitant"}</th><th>{isEn ? "Role" : "Rôle"}</th></tr></thead>\n        <tbody>\n'
        '          <tr><td>Contoso</td><td>{isEn ? "Hosting" : "Hébergement"}</td></tr>\n'
        '          <tr><td>Fabrikam</td><td>{isEn ? "Billing" : "Facturation"}</td></tr>\n'
        "        </tbody>\n      </table>\n    </div>\n  );\n}\n",
        ("Contoso", "Fabrikam"),
        {"Fabrikam": {"purpose": "Billing"}},
        "page.jsx",
    ),
    Page(
        "papers of the vendors below labels",
        "<h1>Subprocessors</h1>"
        + "".join(
            f"<h2>{name}</h2><p><strong>Service:</strong> {what}</p>"
            f"<p><strong>Vendor DPA / security:</strong> <a href='https://example.com/dpa'>{name} Data Processing Addendum</a></p>"
            for name, what in (("Sentry", "Error tracking"), ("Vercel", "Hosting"))
        ),
        ("Sentry", "Vercel"),
        {"Sentry": {"purpose": "Error tracking"}},
        "page",
    ),
    Page(
        "lines of one paragraph below two of introduction",
        "<h2>Where can I find a list of your subprocessors?</h2><p>Here is a non-exclusive list of our subprocessors and"
        " what they are used for.<br>Format is <strong>Subprocessor - Nature of processing:</strong><br>"
        "Amazon Web Services - Storage of user data.<br>Vultr - Archival of user data.<br>"
        "Google - Authentication, tracking.<br></p>",
        ("Amazon Web Services", "Vultr", "Google"),
        {"Vultr": {"purpose": "Archival of user data"}},
        "page",
    ),
    Page(
        "headings that say what for before the company",
        "<h1>Subprocessors</h1><h2>1. Infrastructure — AWS</h2><p>United States</p><h2>2. Payments — Stripe</h2><p>Ireland</p>",
        ("AWS", "Stripe"),
        {"Stripe": {"purpose": "Payments", "location": "Ireland"}},
        "page",
    ),
    Page(
        "brackets that belong to names",
        "<h1>Sub-processors</h1><ul><li>Google (Cloud) — hosting</li><li>Apple (iCloud)</li><li>Meta (WhatsApp) — messages</li></ul>",
        ("Google (Cloud)", "Apple (iCloud)", "Meta (WhatsApp)"),
        {"Meta (WhatsApp)": {"purpose": "messages"}},
        "page",
    ),
]
