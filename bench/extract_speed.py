"""How fast a page is read, beside the usual table readers on the same pages: ``python -m bench.extract_speed``.

Peers are measured where they are installed (pandas; BeautifulSoup with lxml). They only find tables; ``extract``
also finds headings, dates and links, decides which table is the list and what its columns mean.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable

from monitor.extract import extract

COUNTRIES = ("United States", "Germany", "Ireland", "France, Germany", "United Kingdom", "Singapore, Japan")
PURPOSES = (
    "Cloud hosting and storage of customer data",
    "Transactional e-mail delivery",
    "Error monitoring and performance analytics",
    "Customer support ticketing",
    "Payment processing and invoicing",
)
CHROME = '<div class="px-4 py-2 text-sm text-gray-700 flex items-center"><a href="/page/{0}" class="nav-link">Menu entry {0}</a></div>'


def page(rows: int, size: int) -> bytes:
    """A page of about ``size`` bytes with a list of ``rows`` entries: menu, prose, table, footer, inert script."""
    entries = "".join(
        f'<tr class="border-b odd:bg-white" data-id="{i}"><td class="px-4 py-3 font-medium"><a href="https://vendor{i}.example/privacy">'
        f'Vendor {i} Systems, Inc.</a></td><td class="px-4 py-3">{PURPOSES[i % 5]}</td><td class="px-4 py-3">{COUNTRIES[i % 6]}</td>'
        f'<td class="px-4 py-3">Standard Contractual Clauses</td></tr>\n'
        for i in range(rows)
    )
    table = (
        "<table class='w-full'><thead><tr><th>Sub-processor</th><th>Purpose</th><th>Location</th><th>Transfer mechanism</th></tr></thead>"
        f"<tbody>{entries}</tbody></table>"
    )
    head = "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Sub-processors</title>"
    body = "<main><h1>Sub-processors</h1><p>Last updated: June 8, 2023</p><p>We engage the following companies.</p>"
    menu = "<nav>" + "".join(CHROME.format(i) for i in range(40)) + "</nav>"
    foot = "<p>We will give thirty days of notice before we engage another sub-processor.</p></main><footer>" + "".join(
        CHROME.format(i) for i in range(30)
    )
    used = len(head) + len(body) + len(menu) + len(table) + len(foot) + 60
    script = "<style>" + ".x{color:red}" * max(0, (size - used) // 13) + "</style>"
    return f"{head}{script}</head><body>{menu}{body}{table}{foot}</footer></body></html>".encode()


def timed(run: Callable[[], object], repeats: int) -> float:
    """The median of ``repeats`` runs after two to warm up, in milliseconds."""
    run()
    run()
    taken = []
    for _ in range(repeats):
        started = time.perf_counter()
        run()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000


def peers() -> dict[str, Callable[[bytes], int]]:
    """The table readers that are installed here."""
    found: dict[str, Callable[[bytes], int]] = {}
    try:
        import pandas as pd

        found["pandas.read_html"] = lambda body: len(pd.read_html(io.BytesIO(body), encoding="utf-8")[0])
    except ImportError:
        pass
    try:
        from bs4 import BeautifulSoup

        def soup(body: bytes) -> int:
            tree = BeautifulSoup(body, "lxml")
            return len([[c.get_text(" ", strip=True) for c in r.find_all(["td", "th"])] for r in tree.find("table").find_all("tr")])  # type: ignore[union-attr]

        soup(b"<table><tr><td>x</td></tr></table>")
        found["BeautifulSoup+lxml"] = soup
    except Exception as error:  # noqa: BLE001 - bs4 without lxml raises its own kind
        print(f"BeautifulSoup+lxml not measured: {error}", file=sys.stderr)
    return found


def main() -> int:
    """Prints times and ratios; 1 where ``extract`` is less than five times as fast as the fastest peer."""
    others = peers()
    if not others:
        print("No peer is installed (pandas with lxml, beautifulsoup4 with lxml): only our own time is shown.")
    worst = float("inf")
    for rows, size in ((60, 60_000), (300, 240_000)):
        body = page(rows, size)
        listing = extract(body, url="https://vendor.example/subprocessors")
        assert len(listing.rows) == rows, f"read {len(listing.rows)} of {rows} entries"
        ours = timed(lambda body=body: extract(body, url="https://vendor.example/subprocessors"), 60)
        print(f"{rows} rows, {len(body) // 1000} KB: extract {ours:.2f} ms")
        for name, run in others.items():
            theirs = timed(lambda run=run, body=body: run(body), 12)
            worst = min(worst, theirs / ours)
            print(f"    {name:20} {theirs:8.2f} ms   {theirs / ours:5.1f} times our time")
    return 0 if worst >= 5 else 1


if __name__ == "__main__":
    raise SystemExit(main())
