"""Pages written as components: what a template repeats is read as the page shows it."""

from __future__ import annotations

import time
from datetime import date

import pytest

from monitor.extract import extract
from monitor.extract.components import filled
from monitor.model import Listing, NoListReason


def read(page: str, file: str = "subprocessors.astro") -> Listing:
    return extract(page.encode(), url=f"https://vendor.example/src/pages/{file}")


ASTRO = """---
import Base from '../layouts/Base.astro';
const updated = '3 March 2026';
const core = [
  { name: 'Contoso GmbH', what: "Customers' files", where: 'Germany', url: 'https://contoso.example' },
  { name: 'Fabrikam, Inc.', what: 'Messages', where: 'USA' },
];
const optional = [{ name: 'Northwind Ltd', what: 'Maps', where: 'UK' }];
---
<Base title="Subprocessors">
  <h1>Subprocessors</h1>
  <p>Last updated: {updated}</p>
  {/* what everybody uses */}
  <h2>Always</h2>
  <table>
    <thead><tr><th>Provider</th><th>Purpose</th><th>Location</th></tr></thead>
    <tbody>
      {core.map((row) => (
        <tr>
          <td>{row.url ? <a href={row.url}>{row.name}</a> : row.name}</td>
          <td>{row.what}</td>
          <td>{row.where ?? 'unknown'}</td>
        </tr>
      ))}
    </tbody>
  </table>
  <h2>On demand</h2>
  <table>
    <thead><tr><th>Provider</th><th>Purpose</th><th>Location</th></tr></thead>
    <tbody>{optional.map(({ name, what, where }) => <tr><td>{name}</td><td>{what}</td><td>{where}</td></tr>)}</tbody>
  </table>
</Base>
"""


def test_a_table_filled_by_a_template_is_read_with_its_headings_and_sections() -> None:
    listing = read(ASTRO)
    assert [(row.name, row.fields.get("purpose"), row.fields.get("location")) for row in listing.rows] == [  # type: ignore[call-overload]
        ("Contoso GmbH", "Customers' files", "Germany"),
        ("Fabrikam, Inc.", "Messages", "USA"),
        ("Northwind Ltd", "Maps", "UK"),
    ]
    assert [row.group for row in listing.rows] == ["Always", "Always", "On demand"]
    assert listing.rows[0].links[0].href == "https://contoso.example"


def test_a_date_in_a_constant_is_the_pages_date() -> None:
    assert read(ASTRO).published.on == date(2026, 3, 3)


def test_what_a_function_returns_is_the_page() -> None:
    page = """import { Table, TableRow, TableCell } from "@/components/ui/table";

const providers: Provider[] = [
  { name: "Contoso", role: "Hosting" },
  { name: "Fabrikam", role: "Email" },
];

export default function SubprocessorsPage() {
  return (
    <main className="legal">
      <h1>Subprocessors</h1>
      <p>Last updated:{" "}2026-05-02</p>
      <Table>
        <TableRow><TableCell>Name</TableCell><TableCell>Purpose</TableCell></TableRow>
        {providers.map((p) => (
          <TableRow key={p.name}><TableCell>{p.name}</TableCell><TableCell>{p.role}</TableCell></TableRow>
        ))}
      </Table>
    </main>
  );
}
"""
    listing = read(page, "page.tsx")
    assert [row.name for row in listing.rows] == ["Contoso", "Fabrikam"]
    assert listing.published.on == date(2026, 5, 2)


def test_entries_that_stand_in_another_file_make_a_template() -> None:
    page = """import { rows } from "./data";
export default function Page() {
  return (
    <div><h1>Subprocessors</h1><ul>{rows.map((r) => (<li key={r.id}><b>{r.name}</b> — {r.what}</li>))}</ul></div>
  );
}
"""
    assert read(page, "page.jsx").reason is NoListReason.TEMPLATE


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{rows.map((r) => (<i>{r.a}</i>))}", "<i>1</i><i>&lt;b&gt;</i>"),
        ("{rows.map(([a, b]) => <i>{b}</i>)}", "<i></i><i></i>"),
        (
            "{rows.map((r, at) => <i title={r.a}>{r.c && <b>{r.c}</b>}</i>)}",
            '<i title="1"><b>x, y</b></i><i title="&lt;b&gt;"></i>',
        ),
        ("{rows.map(r => <i>{r.d || 'none'}{format(r.a)}</i>)}", "<i>none</i><i>none</i>"),
        ("{others.map(r=><i>{r.a}</i>)}", "{others.map(r=><i>{r.a}</i>)}"),
    ],
)
def test_a_template_says_what_its_values_are(template: str, shown: str) -> None:
    script = "const rows = [{ a: 1, c: ['x', 'y'] }, { a: '<b>' }];"
    assert filled(template, script)[0].replace("> <", "><") == shown


@pytest.mark.parametrize(
    "page", ["{/*" * 20_000, "{a.map((b) => " * 20_000, "return (<a>" * 20_000, "{" * 100_000]
)
def test_what_never_ends_is_left_alone(page: str) -> None:
    before = time.process_time()
    assert not read(f"---\nconst a = [{{}}]\n---\n{page}").rows
    assert not read(page, "page.tsx").rows
    assert time.process_time() - before < 20
