"""The pages of a vendor as the tests of a check let it say them, and what a check made of one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from monitor.model import CheckOutcome
from tests.world import World

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
COMPANIES = (
    ("Acme Cloud GmbH", "Hosting of the service", "Germany"),
    ("Borealis Mail AB", "Delivery of e-mail", "Sweden"),
    ("Cobalt Support Ltd", "Customer support", "United Kingdom"),
    ("Dunes Analytics SAS", "Product analytics", "France"),
    ("Ember Telephony BV", "Telephone calls", "Netherlands"),
    ("Fjord Backup AS", "Backups", "Norway"),
    ("Granite Payments SA", "Payment processing", "Luxembourg"),
    ("Harbour Logs Oy", "Storage of log files", "Finland"),
)
NEW = ("Indus Annotation Private Limited", "Labelling of recordings", "India")
NEWER = ("Juniper Transcription LLC", "Transcription of recordings", "United States")
LOGIN = """<html lang="en"><head><title>Sign in</title></head><body><h1>Sign in</h1><form method="post">
<label>E-mail <input type="email" name="email"></label><label>Password <input type="password" name="password"></label>
<button>Sign in</button></form></body></html>"""


def listed(*rows: tuple[str, str, str], note: str = "", extra: str = "") -> str:
    """A page with a list of these companies; ``note`` is a comment no reader sees, ``extra`` stands below the list."""
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<!doctype html><html lang="en"><head><title>Sub-processors</title></head><body><!-- {note} -->'
        "<h1>Our sub-processors</h1><p>We use these sub-processors to process personal data.</p>"
        "<table><tr><th>Sub-processor</th><th>Purpose</th><th>Location</th></tr>"
        f"{cells}</table>{extra}</body></html>"
    )


OLD_PAGE = listed(*COMPANIES)
NEW_PAGE = listed(*COMPANIES, NEW)


def dpa(days: str, other: str = "Backups are kept for ninety days.") -> str:
    filler = "".join(
        f"<h2>{n}. Duties</h2><p>The processor shall keep record number {n} of the processing it carries out.</p>"
        for n in range(1, 9)
    )
    return (
        '<html lang="en"><head><title>Data Processing Agreement</title></head><body><main>'
        f"<h1>Data Processing Agreement</h1>{filler}<h2>9. Sub-processing</h2>"
        "<p>The processor shall update the list of sub-processors at least 10 days before any change. The customer "
        f"may object to a new sub-processor within {days} days of the update of the list. {other}</p>"
        "</main></body></html>"
    )


def outcome(result: Any) -> CheckOutcome:
    assert result.finding is not None, result.error
    found: CheckOutcome = result.finding.outcome
    return found


def change(world: World, page: str, until: timedelta = MINUTE) -> Any:
    """Two looks at a new page, a minute apart."""
    world.look(page)
    return world.look(page, after=until)
