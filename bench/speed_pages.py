"""Pages with one and the same list, as sites write their tables; each in any size, and in editions with other names."""

from __future__ import annotations

from collections.abc import Callable

ADDRESS = "https://vendor.example/subprocessors"
COUNTRIES = ("United States", "Germany", "Ireland", "France, Germany", "United Kingdom", "Singapore, Japan")
PURPOSES = (
    "Cloud hosting and storage of customer data",
    "Transactional e-mail delivery",
    "Error monitoring and performance analytics",
    "Customer support ticketing",
    "Payment processing and invoicing",
)
DATA = ("Account data, contact data", "IP address, request metadata, logs", "Message content and recipients")
HEADINGS = ("Sub-processor", "Purpose", "Location", "Personal data", "Transfer mechanism")
CHROME = (
    '<div class="px-4 py-2 text-sm text-gray-700 flex items-center">'
    '<a href="/page/{0}" class="nav-link">Menu entry {0}</a></div>'
)
CELL = '<td class="px-4 py-3">{}</td>'


def template(rows: int, edition: int = 0) -> bytes:
    """A page with a list of ``rows`` entries between menu, prose, styles and footer: 60 KB with sixty entries.

    edition: another number gives other names, addresses and another date.
    """
    entries = "".join(_entry(i, edition) for i in range(rows))
    head = "".join(f"<th>{name}</th>" for name in HEADINGS)
    table = f"<table class='w-full'><thead><tr>{head}</tr></thead><tbody>{entries}</tbody></table>"
    style = "<style>" + "".join(f".u{i}{{margin:{i}px;padding:{i % 7}px}}" for i in range(900)) + "</style>"
    menu = "<nav>" + "".join(CHROME.format(i) for i in range(40)) + "</nav>"
    foot = "<footer>" + "".join(CHROME.format(i) for i in range(30)) + "</footer>"
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Sub-processors</title>"
        f"{style}</head><body>{menu}<main><h1>Sub-processors</h1><p>Last updated: June {8 + edition % 20}, 2023</p>"
        f"<p>We engage the following companies.</p>{table}<p>We will give thirty days of notice before we engage "
        f"another sub-processor.</p></main>{foot}</body></html>"
    ).encode()


def _entry(i: int, edition: int) -> str:
    link = f'<a href="https://vendor{edition}x{i}.example/privacy">{name(i, edition)}</a>'
    rest = (PURPOSES[i % 5], COUNTRIES[i % 6], DATA[i % 3], "Standard Contractual Clauses")
    cells = "".join(map(CELL.format, rest))
    return (
        f'<tr class="border-b odd:bg-white" id="r{i}"><td class="px-4 font-medium">{link}</td>{cells}</tr>\n'
    )


def bare(rows: int, edition: int = 0) -> bytes:
    """A page by hand: a table without an attribute, in one line."""
    entries = "".join(
        f"<tr><td>{name(i, edition)}</td><td>{PURPOSES[i % 5]}</td><td>{COUNTRIES[i % 6]}</td></tr>"
        for i in range(rows)
    )
    return (
        "<html><head><title>Sub-processors</title></head><body><h1>Sub-processors</h1><table>"
        f"<tr><th>Name</th><th>Purpose</th><th>Location</th></tr>{entries}</table></body></html>"
    ).encode()


def indented(rows: int, edition: int = 0) -> bytes:
    """A page as a generator of sites lays it out: every tag in a line of its own, the addresses of the companies."""
    entries = "".join(
        f"      <tr>\n        <td>{name(i, edition)}</td>\n        <td>{PURPOSES[i % 5]}</td>\n"
        f'        <td>{COUNTRIES[i % 6]}</td>\n        <td><a href="https://v{edition}x{i}.example/">'
        f"https://v{i}.example</a></td>\n      </tr>\n"
        for i in range(rows)
    )
    return (
        "<!DOCTYPE html>\n<html>\n<head><title>Sub-processors</title></head>\n<body>\n<h1>Sub-processors</h1>\n"
        '<p>Last updated: 3 May 2024</p>\n<table class="list">\n  <thead>\n    <tr><th>Name</th><th>Purpose</th>'
        f"<th>Location</th><th>Website</th></tr>\n  </thead>\n  <tbody>\n{entries}  </tbody>\n</table>\n</body></html>"
    ).encode()


def dressed(rows: int, edition: int = 0) -> bytes:
    """A page from an editor: widths on every cell, and around every text an element that says how it looks."""
    entries = "".join(
        f'<tr style="height: 23px;"><td style="width: 25%;"><strong>{name(i, edition)}</strong></td>'
        f'<td style="width: 50%;"><span style="font-weight: 400;">{PURPOSES[i % 5]}</span></td>'
        f'<td style="width: 25%;"><p>{COUNTRIES[i % 6]}</p></td></tr>\n'
        for i in range(rows)
    )
    heads = "".join(f"<td><strong>{head}</strong></td>" for head in ("Name", "Purpose", "Location"))
    return (
        "<!DOCTYPE html>\n<html><head><title>Sub-processors</title></head><body><h1>Sub-processors</h1>\n"
        f'<p>Last updated: 3 May 2024</p><table class="t"><tbody><tr>{heads}</tr>\n{entries}</tbody></table>'
        "</body></html>"
    ).encode()


def name(number: int, edition: int) -> str:
    """The name of a company; another in each edition."""
    return f"Vendor {f'{edition}x' if edition else ''}{number} Systems, Inc."


PAGES: dict[str, Callable[[int, int], bytes]] = {
    "template": template,
    "bare": bare,
    "indented": indented,
    "dressed": dressed,
}
