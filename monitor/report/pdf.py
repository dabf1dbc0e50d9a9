"""The report as PDF: the HTML page as it prints on A4, tagged for readers' software (PDF/UA), nothing in it active.

WeasyPrint does the printing (``docs/decisions/0015-printing.md`` says why). It loads nothing: every address is refused.
"""

from __future__ import annotations

import logging
from typing import Any

from monitor.report.blocks import Report
from monitor.report.context import MissingExtraError
from monitor.report.html import render_html

_MEND = (
    "PDF reports need WeasyPrint and the Pango library: `pip install 'subprocessor-monitor[pdf]'`, and on Debian or "
    "Ubuntu `apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0`. The HTML report prints as well."
)


def render_pdf(report: Report) -> bytes:
    """The report as a PDF file. Raises ``MissingExtraError`` where the printer or its library is not installed."""
    try:
        from weasyprint import HTML, URLFetcher
    except (ImportError, OSError) as error:  # OSError: the package is there, Pango is not
        raise MissingExtraError(f"{_MEND} ({error.__class__.__name__})") from error

    class NoFetcher(URLFetcher):  # type: ignore[misc]  # untyped
        """Refuses every address: a report is complete in itself, and page text may name any."""

        def fetch(self, url: str, *_: Any, **__: Any) -> Any:
            """Never anything."""
            raise ValueError(f"a report loads nothing: {url[:100]}")

    # Its warnings are about styles for screens; a missing glyph is no reason to speak either.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    page = HTML(string=render_html(report, paper=True), url_fetcher=NoFetcher())
    made: bytes = page.write_pdf(pdf_variant="pdf/ua-1", presentational_hints=True)  # widths of columns
    return made
