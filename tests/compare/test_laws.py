"""The laws of comparing: nothing comes of nothing, order is nothing, backwards mirrors, changes suffice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.compare import apply, compare, compare_prose, fingerprint, word_diff
from monitor.compare.wording import WordOp
from monitor.model import Change, ChangeKind, CompareOutcome, Comparison, Field, Listing, Row, Verdict
from tests.compare.build import prose

BRANDS = (
    "Acme",
    "Borealis Mail",
    "Cirrus",
    "Delta Cloud",
    "Echo",
    "Foxtrot Pay",
    "Google",
    "Google Analytics",
    "Microsoft",
    "Twilio",
    "SendGrid",
)
FORMS = ("", " Inc.", " Ltd", " GmbH", " Ireland Ltd", " LLC")
EXTRAS = ("", "", "", " (Azure)", " & SendGrid", ", formerly Acme", " d/b/a Echo")
PURPOSES = (
    "Hosting",
    "Hosting of backups",
    "Transactional mail",
    "Payments",
    "Customer support",
    "AI inference",
    "Hosting, payments",
)
PLACES = ("US", "Germany", "US, Germany", "Ireland", "Worldwide", "")
GROUPS = (None, None, "Third parties", "Affiliates")
SPACES = ("", " ", "\u00a0")

rows = st.builds(
    lambda brand, form, extra, purpose, place, group, note: Row(
        {
            Field.NAME: brand + form + extra,
            Field.PURPOSE: purpose,
            **({Field.LOCATION: place} if place else {}),
            **({Field.GROUP: group} if group else {}),
        },
        {"Remark": note} if note else {},
    ),
    st.sampled_from(BRANDS), st.sampled_from(FORMS), st.sampled_from(EXTRAS), st.sampled_from(PURPOSES),
    st.sampled_from(PLACES), st.sampled_from(GROUPS), st.sampled_from(("", "", "new terms", "audited")),
)  # fmt: skip
lists = st.lists(rows, min_size=1, max_size=9)
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def listed(given_rows: list[Row]) -> Listing:
    return Listing(
        Verdict.LIST,
        rows=tuple(replace(r, where=f"row {n}") for n, r in enumerate(given_rows)),
        language="en",
    )


def gist(change: Change) -> tuple[object, ...]:
    """A change without places, notes and the order of what it joins."""
    names = (
        tuple(sorted((change.name, *change.others))) if change.kind is ChangeKind.SPLIT else (change.name,)
    )
    olds = (
        (change.before_name or change.name, *change.others)
        if change.kind is ChangeKind.MERGED
        else (change.before_name or change.name,)
    )
    cells = () if change.kind in {ChangeKind.MERGED, ChangeKind.SPLIT} else (change.before, change.after)
    return change.kind.value, change.field, names, tuple(sorted(olds)), cells


def gists(comparison: Comparison) -> Counter[tuple[object, ...]]:
    return Counter(gist(change) for change in comparison.changes)


MIRROR = {"added": "removed", "removed": "added", "merged": "split", "split": "merged"}


def mirrored(comparison: Comparison) -> Counter[tuple[object, ...]]:
    found: Counter[tuple[object, ...]] = Counter()
    for change in comparison.changes:
        kind, field, names, olds, cells = gist(change)
        if kind in {"added", "removed"}:
            olds = names
        found[MIRROR.get(str(kind), kind), field, olds, names, tuple(reversed(cells))] += 1  # type: ignore[arg-type]
    return found


@quick
@given(lists)
def test_a_listing_compared_with_itself_is_unchanged(given_rows):
    comparison = compare(listed(given_rows), listed(given_rows))
    assert comparison.outcome is CompareOutcome.UNCHANGED
    assert comparison.changes == ()
    assert comparison.cosmetic_notes == ()


@quick
@given(lists, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_changes_nothing(given_rows, rng):
    shuffled = []
    for r in given_rows:
        items = list(r.fields.items())
        rng.shuffle(items)
        shuffled.append(replace(r, fields=dict(items)))
    rng.shuffle(shuffled)
    assert compare(listed(given_rows), listed(shuffled)).cosmetic
    assert fingerprint(listed(given_rows)) == fingerprint(listed(shuffled))


@quick
@given(lists, lists, st.randoms(use_true_random=False))
def test_a_comparison_does_not_depend_on_the_order_of_rows(a, b, rng):
    expected = gists(compare(listed(a), listed(b)))
    shuffled_a, shuffled_b = list(a), list(b)
    rng.shuffle(shuffled_a)
    rng.shuffle(shuffled_b)
    assert gists(compare(listed(shuffled_a), listed(shuffled_b))) == expected


@quick
@given(lists, lists)
def test_compared_backwards_additions_are_removals_and_before_is_after(a, b):
    assert mirrored(compare(listed(a), listed(b))) == gists(compare(listed(b), listed(a)))


@quick
@given(lists, lists)
def test_the_changes_applied_to_the_old_listing_give_the_new(a, b):
    before, after = listed(a), listed(b)
    changes = compare(before, after).changes
    left = compare(apply(before, changes), after).changes
    # A heading set above rows or reworded is cosmetic; the cells of a new column are not part of the fact that it came.
    new_columns = {c.after for c in changes if c.field == "column"}
    assert [c for c in left if c.field not in {"group", "column", *new_columns}] == []


@quick
@given(lists, st.data())
def test_cosmetic_noise_never_adds_a_change(given_rows, data):
    noisy = []
    for r in given_rows:
        fields = {}
        for f, text in r.fields.items():
            text = data.draw(
                st.sampled_from(
                    (
                        text,
                        text.upper(),
                        text.replace(" ", "\u00a0"),
                        f" {text}\u200b",
                        text.replace("o", "o\u00ad"),
                    )
                )
            )
            fields[f] = (
                text + data.draw(st.sampled_from(SPACES)) + data.draw(st.sampled_from(("", ".", " *", "†")))
            )
        noisy.append(Row(fields, {h: f"{t} " for h, t in r.other.items()}, where="elsewhere"))
    noisy.reverse()
    assert compare(listed(given_rows), listed(noisy)).changes == ()
    assert fingerprint(listed(given_rows)) == fingerprint(listed(noisy))


@quick
@given(lists, lists)
def test_changes_and_unchanged_rows_account_for_every_row(a, b):
    comparison = compare(listed(a), listed(b))
    assert 0 <= comparison.unchanged_rows <= min(len(a), len(b))
    added = sum(c.kind is ChangeKind.ADDED for c in comparison.changes)
    removed = sum(c.kind is ChangeKind.REMOVED for c in comparison.changes)
    assert added <= len(b)
    assert removed <= len(a)


paragraphs = st.lists(
    st.sampled_from(
        (
            "We give you thirty days' notice of new sub-processors.",
            "You may object within 14 days of our notice.",
            "You may object within 30 days of our notice.",
            "Data is stored in the European Union and nowhere else.",
            "Data is stored in the United States and nowhere else.",
            "1. This agreement ends when the main agreement ends.",
            "Please write to our data protection officer.",
        )
    ),
    max_size=6,
)


@quick
@given(paragraphs, paragraphs)
def test_prose_keeps_the_same_laws(a, b):
    before, after = prose(*a), prose(*b)
    assert compare_prose(before, before).changes == ()
    there, back = compare_prose(before, after), compare_prose(after, before)
    assert sorted((c.before or "", c.after or "") for c in there.changes) == sorted(
        (c.after or "", c.before or "") for c in back.changes
    )
    assert compare_prose(before, prose(*reversed(a))).cosmetic
    if a and b:
        assert compare_prose(apply(before, there.changes), after).changes == ()


@quick
@given(st.text(alphabet="ab c,.-\n", max_size=40), st.text(alphabet="ab c,.-\n", max_size=40))
def test_a_word_difference_tells_both_texts(before, after):
    pieces = word_diff(before, after)
    assert "".join(text for op, text in pieces if op is not WordOp.DELETE) == after
    old = "".join(text for op, text in pieces if op is not WordOp.INSERT)
    assert old.split() == before.split() or "".join(old.split()) == "".join(before.split())
