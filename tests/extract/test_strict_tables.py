"""Tables that are read from the page's text must read as the parser reads them, wherever they stand."""

from __future__ import annotations

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from monitor.extract import extract
from monitor.extract.document import Document
from monitor.extract.html_strict import shorten
from monitor.extract.html_styles import MARK
from monitor.extract.read_html import _Page, read_markup

URL = "https://vendor.example/legal/list"


def table(
    rows: int = 5, cell: str = "<td>{}</td>", head: str = "<thead>{}</thead>", opening: str = "<table>"
) -> str:
    headings = head.format("<tr><th>Sub-processor</th><th>Purpose</th><th>Location</th></tr>")
    entries = (
        (
            f'<a href="https://v{i}.example/a?b=1&amp;c=2">Vendor {i} Inc.</a>',
            f"Purpose {i} &amp; more",
            "USA",
        )
        for i in range(rows)
    )
    body = "".join("<tr>" + "".join(cell.format(text) for text in entry) + "</tr>\n" for entry in entries)
    return f"{opening}{headings}<tbody>{body}</tbody></table>"


def in_full(text: str) -> Document:
    return _Page(LexborHTMLParser(text), URL, None, ()).document()


def same(one: Document, other: Document) -> bool:
    def told(document: Document) -> object:
        grids = [
            ([list(row) for row in g.rows], g.headings, g.caption, g.intro, g.header_rows, g.where)
            for g in document.grids
        ]
        return grids, document.lines, document.headings, document.title, document.language, document.signals

    return told(one) == told(other)


@pytest.mark.parametrize(
    "page",
    [
        "<h1>Sub-processors</h1>{}",
        "<h1>Sub-processors</h1>{}{}<p>between</p>{}",
        "<base href='https://other.example/'><p>List of sub-processors:</p>{}",
        "<table><tr><td>{}</td><td>beside</td></tr></table>",
        "<table><caption>{}</caption></table>",
        "<table><tr><td>A</td></tr>{}</table>",
        "<b>{}bold</b>",
        "<a href='/x'>{}</a>",
        "<p>text {} text</p>",
        "<!-- {} -->",
        "<script>var page = `{}`</script>",
        "<style>{}</style>",
        "<textarea>{}</textarea>",
        "<title>{}</title>",
        "<template>{}</template>",
        "<noscript>{}</noscript>",
        "<select><option>{}</select>",
        "<svg><desc>{}</desc></svg>",
        "<svg>{}</svg>",
        "<math><mi>{}</mi></math>",
        "<nav>{}</nav><p>Text</p>",
        "<footer>{}</footer>",
        "<div role='table'>{}</div>",
        "<div class='cookie-banner'>{}</div>",
        "<div title='{}'>text</div>",
        "<frameset>{}</frameset>",
        "<button>{}</button>",
        "<details><summary>{}</summary>{}</details>",
        "<ul><li>{}</li></ul>",
        "<dl><dt>A</dt><dd>{}</dd></dl>",
        "<h2>{}</h2>",
        "<time datetime='2024-01-01'>{}</time>",
        "<p>\x02 {}</p>",
        "<p>\x00 {}</p>",
    ],
)
def test_a_table_in_any_place_of_a_page_is_read_as_the_parser_reads_it(page: str) -> None:
    text = page.replace("{}", table())
    assert same(read_markup(text, url=URL), in_full(text))


@pytest.mark.parametrize(
    ("rows", "strict"),
    [
        (table(), True),
        (table(opening="<table class='w-full' id=\"list\"><caption>Companies</caption>"), True),
        (table(head="{}"), True),
        (table(cell='<td class="px-4" data-x="1"> {} </td>\n'), True),
        (table(cell="<td>\u00a0{}\u00a0</td>"), False),
        (table(rows=2), False),
        (table(cell="<td>{}<br>x</td>"), False),
        (table(cell="<td>{}"), False),
        (table(cell="<td>{} &notin</td>"), False),
        (table(cell="<td>[x](http://a.example) {}</td>"), False),
        (table(cell="<td title='>'>{}</td>"), False),
        (table(head="<thead>{}"), False),
        (table().replace("<tr><td>", "stray<tr><td>", 1), False),
        (table().replace("<tr><td>", "\u00a0<tr><td>", 1), False),
        (table().replace("</tbody>", "<tr><td>short</td></tr></tbody>"), False),
        (
            table().replace("</tbody>", "</tbody><tfoot><tr><td>a</td><td>b</td><td>c</td></tr></tfoot>"),
            False,
        ),
        (table().replace("Vendor 1 Inc.", "<b>Vendor 1 Inc.</b>"), True),
        (table().replace("Vendor 1", "<b>Vendor 1</b>"), False),
        (table(cell="<td style='width: 1%'><p><strong>{}</strong></p></td>"), True),
        (table(cell="<td hidden>\n<span class=x>{}</span></td>"), False),
        (table(cell="<td hidden>\n<span class='x'> {}</span>\n</td>"), True),
        (table(cell="<td><b>{}</td></b>"), False),
        (table(cell="<td><p>{}</td>"), False),
        (table(cell="<td><p>{}</p><p>more</p></td>"), False),
        (table(head="<tr><td><p><b>Name</b></p></td><td><p>Purpose</p></td><td>Where</td></tr>"), True),
        (table(head="<tr><th><b>Name</b> *</th><th>Purpose</th><th>Where</th></tr>"), False),
        (table(head="<tr><th>Name</th><th>Purpose</th><td>Where</td></tr>"), False),
        (table(head="<tr><th>Name</th>x<th>Purpose</th><th>Where</th></tr>"), False),
        (
            table(head="<tr><td><strong>Name</strong></td><td><p><b>Purpose</b></p></td><td>Where</td></tr>"),
            True,
        ),
        (table().replace("</table>", ""), False),
    ],
)
def test_only_what_is_strictly_written_is_cut_and_all_of_it_reads_alike(rows: str, strict: bool) -> None:
    text = f"<h1>Sub-processors</h1><p>Intro.</p>{rows}<p>After</p>"
    rest, _, cuts = shorten(text)
    assert bool(cuts) is strict
    assert (MARK in rest) is strict
    assert same(read_markup(text, url=URL), in_full(text))


SHEET = "<style type='text/css'>" + ".a > .b{margin:0}\n" * 60 + "--></style>"


@pytest.mark.parametrize(
    "page",
    [
        "<head>{}<title>Sub-processors</title></head><h1>List</h1>",
        "<h1>List</h1>{}{}<p>Text</p>",
        "<!-- {} --><p>Text</p>",
        "<!-- {}<p>Text</p>",
        "<script>let a = '{}'</script><p>Text</p>",
        "<textarea>{}</textarea><p>Text</p>",
        "<title>{}</title>",
        "<svg>{}</svg><p>Text</p>",
        "<noscript>{}</noscript><p>Text</p>",
        "<template>{}</template><p>Text</p>",
        '<p title="{}">Text</p>',
        "<select>{}</select><p>Text</p>",
        "<p>before {} after</p>",
        "<footer>{}<p>Text</p></footer>",
        "<nav>{}</nav><p>Text</p>",
        "\x02{}<p>Text</p>",
        "<plaintext>{}",
    ],
)
@pytest.mark.parametrize("behind", ["", table()])
def test_a_style_sheet_in_any_place_of_a_page_changes_nothing(page: str, behind: str) -> None:
    text = page.replace("{}", SHEET) + behind
    read, full = read_markup(text, url=URL), in_full(text)
    assert [grid.headings for grid in read.grids] == [grid.headings for grid in full.grids]
    assert same(read, full)
    if read.more is not None and full.more is not None:
        assert read.more().paragraphs == full.more().paragraphs


_words = st.text(st.sampled_from("aB 1.,&;<>\"'*†\t\n\r\u00a0\u00ad\u200bé"), max_size=8)
_attributes = st.sampled_from(
    ["", ' class="x y"', " id='r'", " hidden", ' colspan="2"', " TITLE=a", ' a="b"c="d"']
)
_insides = st.sampled_from(
    ["{}", " {} ", '<a href="/x">{}</a>', '<a class="l" href="https://e.example/?a=1&amp;b">{}</a> ', "<a>{}</a>",
     '<a href="">{}</a>', '<a HREF="/y">{}</a>', '<a href="/1" href="/2">{}</a>', "<b>{}</b>", "{}<!-- -->", "&lt;{}",
     "&#8;{}", "<p>{}</p>", "<div class='a'> <b>{}</b> </div>", "<span>{}</b></span>", "<p><p>{}</p></p>",
     "<a href='/x'>{}</a>", '<strong><a href="/x"><em>{}</em></a></strong>', "<b>{}<b></b>", "<i><i><i>{}</i></i></i>",
     '<a href=/x><b>{}</b></a>', '<a href><b>{}</b></a>', "<font color='red'>{}</font>x", "<a href=''><p>{}</p></a>"]
)  # fmt: skip


@given(
    st.lists(st.lists(_words, min_size=3, max_size=3), min_size=4, max_size=7),
    st.lists(st.just("{}") | st.just("{}") | _insides, min_size=3, max_size=3),
    st.lists(st.just("") | st.just("") | _attributes, min_size=4, max_size=4),
    st.lists(st.just("{}") | _insides, min_size=3, max_size=3),
    st.booleans(),
)
@settings(max_examples=400, deadline=None)
def test_rows_cut_from_the_text_are_those_of_the_tree(
    rows: list[list[str]], insides: list[str], attributes: list[str], heads: list[str], escaped: bool
) -> None:
    write = html.escape if escaped else str
    body = "".join(
        f"<tr{attributes[0]}>"
        + "".join(
            f"<td{a}>{inside.format(write(text))}</td>"
            for a, inside, text in zip(attributes[1:], insides, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    named = zip(heads, ("Name", "Purpose", "Place"), strict=True)
    headings = "".join(f"<th>{inside.format(name)}</th>" for inside, name in named)
    text = f"<h1>List</h1><table><tr>{headings}</tr>{body}</table><p>Text</p>"
    assert same(read_markup(text, url=URL), in_full(text))


def test_a_page_whose_strict_table_is_no_list_is_read_in_full() -> None:
    text = f"<h1>Sub-processors</h1>{table().replace('Sub-processor', 'Cookie')}<ul>" + "".join(
        f"<li>{name}: hosting, USA</li>" for name in ("Amazon Web Services", "Twilio Inc.", "Stripe, Inc.")
    )
    document = read_markup(text, url=URL)
    assert document.more is not None
    full = document.more()
    assert len(full.grids) > 1
    assert not any(MARK in cell.text for grid in full.grids for row in grid.rows for cell in row)


def test_a_strict_table_gives_the_same_listing_as_one_with_a_comment_in_it() -> None:
    page = f"<html lang='en'><h1>Sub-processors</h1><p>Last updated: 3 May 2024</p>{table(9)}"
    assert extract(page.encode(), url=URL) == extract(
        page.replace("<tbody>", "<tbody><!-- -->").encode(), url=URL
    )
    assert len(extract(page.encode(), url=URL).rows) == 9
