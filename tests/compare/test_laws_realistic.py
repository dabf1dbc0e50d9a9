"""The laws of comparing, over lists as vendors publish them: real brands, legal names, links, sections, edits.

``test_laws`` draws from a few words that collide on purpose; here lists are longer and edits are those that happen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.compare import apply, compare, fingerprint
from monitor.knowledge import load
from monitor.model import (
    Change,
    ChangeKind,
    Column,
    CompareOutcome,
    Field,
    Link,
    Listing,
    PublishedDate,
    Row,
    Verdict,
)
from tests.compare.test_laws import gists, mirrored

BRANDS = tuple(
    name
    for house, entry in load("aliases")["organisations"].items()
    for name in dict.fromkeys((house, *entry["names"]))
)
FORMS = (
    "",
    "",
    ", Inc.",
    " LLC",
    " Ltd",
    " GmbH",
    " B.V.",
    " Ireland Limited",
    " (UK) Ltd",
    " S.A.S.",
    " and its affiliates",
)
PURPOSES = (
    "Cloud hosting and storage",
    "Hosting of backups in a second region",
    "Delivery of transactional e-mail",
    "Customer support ticketing",
    "Payment processing and fraud prevention",
    "Error monitoring; log management",
    "Product analytics",
    "Large language models for the assistant",
    "Telephony and text messages",
    "Video conferences",
)
PLACES = (
    "United States",
    "Germany",
    "Ireland",
    "United States, Ireland",
    "European Union",
    "India",
    "Worldwide",
    "",
)
TOOLS = ("", "Standard Contractual Clauses", "EU-US Data Privacy Framework", "N/A")
SECTIONS = (None, None, None, "Infrastructure", "Affiliates")
REMARKS = ("", "", "Opt-in", "Enterprise plan only")
COLUMNS = (
    Column("Sub-processor", Field.NAME),
    Column("Purpose", Field.PURPOSE),
    Column("Location", Field.LOCATION),
    Column("Transfer mechanism", Field.TRANSFER_MECHANISM),
    Column("Remark"),
)


def entry(
    brand: str, form: str, purpose: str, place: str, tool: str, section: str | None, remark: str
) -> Row:
    fields = {
        Field.NAME: brand + form,
        Field.PURPOSE: purpose,
        Field.LOCATION: place,
        Field.TRANSFER_MECHANISM: tool,
        Field.GROUP: section or "",
    }
    address = f"https://www.{''.join(c for c in brand.lower() if c.isalnum()) or 'x'}.com/privacy"
    return Row(
        {f: text for f, text in fields.items() if text},
        {"Remark": remark} if remark else {},
        (Link(brand, address, "name"),),
    )


rows = st.builds(
    entry,
    st.sampled_from(BRANDS),
    st.sampled_from(FORMS),
    st.sampled_from(PURPOSES),
    st.sampled_from(PLACES),
    st.sampled_from(TOOLS),
    st.sampled_from(SECTIONS),
    st.sampled_from(REMARKS),
)
lists = st.lists(rows, min_size=1, max_size=25)
careful = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def listed(entries: list[Row], **given_: object) -> Listing:
    placed = tuple(replace(row, where=f"row {n}") for n, row in enumerate(entries))
    return replace(Listing(Verdict.LIST, rows=placed, columns=COLUMNS, language="en"), **given_)  # type: ignore[arg-type]


Edit = Callable[[list[Row], int, Row], list[Row]]


def put(which: Field) -> Edit:
    """An edit that takes over one field of another row."""

    def edit(entries: list[Row], at: int, other: Row) -> list[Row]:
        fields = {f: t for f, t in entries[at].fields.items() if f is not which}
        if text := other.fields.get(which):
            fields[which] = text
        return [*entries[:at], replace(entries[at], fields=fields), *entries[at + 1 :]]

    return edit


EDITS: dict[str, Edit] = {
    "added": lambda entries, at, other: [*entries[:at], other, *entries[at:]],
    "removed": lambda entries, at, _: entries[:at] + entries[at + 1 :],
    "repeated": lambda entries, at, _: [*entries, entries[at]],
    "replaced": lambda entries, at, other: [*entries[:at], other, *entries[at + 1 :]],
    "rewritten": put(Field.PURPOSE),
    "moved to another place": put(Field.LOCATION),
    "given another tool": put(Field.TRANSFER_MECHANISM),
    "moved to another section": put(Field.GROUP),
}
edits = st.lists(st.tuples(st.sampled_from(list(EDITS)), st.integers(0, 10_000), rows), max_size=6)
histories = st.tuples(lists, edits).map(lambda drawn: (drawn[0], edited(*drawn)))


def edited(entries: list[Row], steps: list[tuple[str, int, Row]]) -> list[Row]:
    for kind, at, other in steps:
        if entries:
            entries = EDITS[kind](entries, at % len(entries), other)
    return entries


def noisy(row: Row, draw: Callable[..., str]) -> Row:
    """The row in other clothes: case, white space, typography, tracking, redirects; not one word is another."""
    looks = (
        str,
        str.upper,
        lambda t: t.replace(" ", "\u00a0"),
        lambda t: t.replace("-", "\u2011"),
        lambda t: f"\u200b{t}",
        lambda t: f"{t} ",
        lambda t: f"{t}.",
    )
    fields = {f: draw(st.sampled_from(looks))(text) for f, text in row.fields.items()}  # type: ignore[operator]
    links = tuple(
        replace(link, href=f"{link.href}{draw(st.sampled_from(('', '/', '?utm_source=list', '#top')))}")
        for link in row.links
    )
    return Row(fields, {h: f" {t}" for h, t in row.other.items()}, links, where="elsewhere")


@careful
@given(lists, st.data())
def test_the_same_list_in_other_clothes_and_another_order_is_unchanged(entries, data):
    before = listed(entries)
    clothed = [noisy(row, data.draw) for row in data.draw(st.permutations(entries))]
    columns = tuple(data.draw(st.permutations(COLUMNS)))
    after = listed(
        clothed, columns=columns, published=PublishedDate(phrase="Last updated: today"), title="Our list"
    )
    assert compare(before, after).changes == ()
    assert compare(before, before).outcome is CompareOutcome.UNCHANGED
    assert fingerprint(before) == fingerprint(after)


@careful
@given(histories, st.data())
def test_noise_beside_an_edit_adds_no_change_to_it(history, data):
    before, after = history
    if not after:
        return
    clothed = [noisy(row, data.draw) for row in data.draw(st.permutations(after))]
    plain, loud = compare(listed(before), listed(after)), compare(listed(before), listed(clothed))
    assert sorted(places(plain.changes)) == sorted(places(loud.changes))


def places(changes: tuple[Change, ...]) -> list[tuple[str, str]]:
    """Where the changes are, whatever the writing: kinds and fields."""
    return [(change.kind.value, change.field or "") for change in changes]


@careful
@given(histories)
def test_read_backwards_every_change_is_its_mirror(history):
    before, after = history
    if after:
        there, back = compare(listed(before), listed(after)), compare(listed(after), listed(before))
        assert mirrored(there) == gists(back)


@careful
@given(histories)
def test_the_changes_make_the_new_list_of_the_old(history):
    before, after = history
    if not after:
        return
    changes = compare(listed(before), listed(after)).changes
    left = compare(apply(listed(before), changes), listed(after)).changes
    new_columns = {c.after for c in changes if c.field == "column"}
    assert [c for c in left if c.field not in {"group", "column", *new_columns}] == []


def test_a_row_that_says_n_a_where_its_twin_says_nothing_is_its_repeat():
    def row(tool: str, place: str = "United States") -> Row:
        return entry("Amazon Web Services", "", PURPOSES[0], place, tool, None, "")

    before, after = [row(""), row("")], [row("N/A"), row(""), row("")]
    assert compare(listed(before), listed(after)).changes == ()
    before = [row("", "Germany"), row("")]
    (change,) = compare(listed(before), listed(after)).changes
    assert change.kind is ChangeKind.REMOVED
    assert change.row_before is not None
    assert change.row_before.get(Field.LOCATION) == "Germany"


@careful
@given(lists, rows)
def test_one_more_row_is_one_addition_unless_it_stood_there(entries, newcomer):
    comparison = compare(listed(entries), listed([*entries, newcomer]))
    kinds = [c.kind for c in comparison.changes if c.field is None]
    columns = [c for c in comparison.changes if c.field is not None]
    assert all(c.field == "column" for c in columns), "a newcomer's cells may open a column, and alter no row"
    joined = {ChangeKind.ADDED, ChangeKind.SPLIT}
    assert len(kinds) <= 1
    assert set(kinds) <= joined


@careful
@given(lists, st.integers(0, 10_000))
def test_what_is_removed_is_never_told_as_anything_but_gone_or_joined(entries, at):
    left = [row for n, row in enumerate(entries) if n != at % len(entries)]
    if left:
        kinds = {c.kind for c in compare(listed(entries), listed(left)).changes if c.field is None}
        assert kinds <= {ChangeKind.REMOVED, ChangeKind.MERGED}
