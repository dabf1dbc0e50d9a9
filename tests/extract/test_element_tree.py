"""Pages that stream their elements as data: the list is read from the data, whatever the components around it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from monitor.extract import extract
from monitor.extract.element_tree import element_html
from monitor.model import Field, NoListReason

ENTRIES = (("Amazon Web Services", "Hosting"), ("Twilio Inc.", "Text messages"), ("Stripe", "Payments"))


def element(tag: str, *held: Any, **properties: Any) -> list[Any]:
    return ["$", tag, None, {**properties, "children": held[0] if len(held) == 1 else list(held)}]


def page(*rows: Any, pieces: int = 3) -> bytes:
    """A page without visible text; its data comes in pieces that end anywhere."""
    stream = "".join(f"{number:x}:{json.dumps(row)}\n" for number, row in enumerate(rows))
    size = len(stream) // pieces + 1
    pushes = "".join(
        f"<script>self.__next_f.push({json.dumps([1, stream[at : at + size]])})</script>"
        for at in range(0, len(stream), size)
    )
    return f"<title>Sub-processors</title><body><div id='__next'></div>{pushes}</body>".encode()


TABLE = element(
    "table",
    element("thead", element("tr", element("th", "Name"), element("th", "Purpose"))),
    element("tbody", *(element("tr", element("td", name), element("td", what)) for name, what in ENTRIES)),
)
ITEMS = element("ul", *(element("li", element("strong", name), f": {what}") for name, what in ENTRIES))
MARKUP = "<ul>" + "".join(f"<li><b>{name}</b>: {what}</li>" for name, what in ENTRIES) + "</ul>"


@pytest.mark.parametrize(
    "tree",
    [
        element("main", element("h1", "Sub-processors"), TABLE),
        element("main", element("h1", "Sub-processors"), element("$L7", element("$Sreact.fragment", ITEMS))),
        element("div", element("h1", "Sub-processors"), dangerouslySetInnerHTML={"__html": MARKUP}),
        element("$L9", None, content=MARKUP),
    ],
    ids=["a table", "items within components", "markup as a property", "markup given to a component"],
)
@pytest.mark.parametrize("pieces", [1, 5])
def test_a_list_in_streamed_elements_is_read(tree: list[Any], pieces: int) -> None:
    listing = extract(page({"P": None}, tree, pieces=pieces), url="https://vendor.example/subprocessors")
    assert [(row.name, row.fields[Field.PURPOSE]) for row in listing.rows] == list(ENTRIES)


def test_texts_are_escaped_references_left_out_and_scripts_are_none_of_it() -> None:
    tree = element(
        "p",
        "<script>alert(1)</script>",
        "$L4",
        "$undefined",
        "$$5 a month",
        7,
        None,
        True,
        element("script", "x"),
    )
    tree[3]["onClick"] = "$F2"
    assert element_html(tree)[0] == "<p>&lt;script&gt;alert(1)&lt;/script&gt;$5 a month7</p>"
    assert (
        element_html(element("a", "x", href='"><img src=x>'))[0]
        == '<a href="&quot;&gt;&lt;img src=x&gt;">x</a>'
    )


def test_elements_nested_without_end_are_read_in_bounds() -> None:
    tree: list[Any] = element("p", "x")
    for _ in range(50_000):
        tree = element("div", tree)
    assert element_html(tree)[0].count("<div>") == 50_000
    deep = '["$","div",null,{"children":' * 50_000 + '"x"' + "}]" * 50_000
    push = f"<script>self.__next_f.push({json.dumps([1, f'0:{deep}'])})</script>"
    assert (
        extract(f"<title>Sub-processors</title><div id='__next'></div>{push}".encode()).reason
        is NoListReason.SHELL
    )
