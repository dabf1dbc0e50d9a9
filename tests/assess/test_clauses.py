"""Clauses: what contracts say about notice and objection is found, and what only looks like it is not."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.assess.clauses import compare_clauses, propose, read_clauses
from monitor.model import (
    FIELD_CLAUSE,
    ChangeKind,
    ClauseTerms,
    Paragraph,
    Period,
    PeriodUnit,
    RunsFrom,
)

SAMPLES = [
    sample
    for path in sorted(Path(__file__).parent.glob("clauses_samples*.yaml"))
    for sample in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def short(period: Period | None) -> str | None:
    if period is None:
        return None
    word = str(period).removesuffix("s").removesuffix(" calendar day").removesuffix(" day")
    return (
        word
        if period.count == 1 or period.unit in {PeriodUnit.DAYS, PeriodUnit.BUSINESS_DAYS}
        else f"{word}s"
    )


def as_label(value: object) -> str | None:
    return None if value is None else str(value)


@pytest.mark.parametrize(
    "sample", SAMPLES, ids=[f"{n:03} {s['lang']} {s['text'][:50]}" for n, s in enumerate(SAMPLES)]
)
def test_a_clause_is_read_as_a_lawyer_reads_it(sample: dict[str, object]) -> None:
    text = str(sample["text"])
    terms = propose(read_clauses(text, language=str(sample["lang"]))) or ClauseTerms()
    assert (short(terms.notice), short(terms.objection)) == (
        as_label(sample.get("n")),
        as_label(sample.get("o")),
    )
    if terms.objection:
        assert terms.runs_from == sample.get("from")
        assert terms.deemed_consent == sample.get("deemed")


def test_every_quote_is_the_texts_own_characters_whatever_its_markup() -> None:
    for sample in SAMPLES:
        text = str(sample["text"])
        assert all(clause.quote and clause.quote in text for clause in read_clauses(text)), text


@pytest.mark.parametrize("sample", [s for s in SAMPLES if len(s["text"]) > 60], ids=lambda s: s["text"][:40])
def test_the_language_need_not_be_stated(sample: dict[str, object]) -> None:
    stated = propose(read_clauses(str(sample["text"]), language=str(sample["lang"])))
    alone = propose(read_clauses(str(sample["text"])))
    assert (stated and (stated.notice, stated.objection)) == (alone and (alone.notice, alone.objection))


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("ten (10) days", Period(10)),
        ("10 (ten) days", Period(10)),
        ("(10)calendar days", Period(10)),
        ("(10) business\ndays", Period(10, PeriodUnit.BUSINESS_DAYS)),
        ("a 10-day period", Period(10)),
        ("forty-two days", Period(42)),
        ("two weeks", Period(2, PeriodUnit.WEEKS)),
        ("one month", Period(1, PeriodUnit.MONTHS)),
        ("a month", Period(1, PeriodUnit.MONTHS)),
        ("one hundred and twenty (120) days", Period(120)),
        ("[30] days", Period(30)),
        ("[SPECIFY TIME PERIOD]", None),
        ("[●] days", None),
        ("0 days", None),
        ("72 hours", None),
        ("two years", None),
        ("3650 days", None),
        ("a reasonable time", None),
    ],
)
def test_numbers_are_read_in_every_guise(words: str, period: Period | None) -> None:
    text = f"Customer may object to a new sub-processor within {words} of notice."
    found = propose(read_clauses(text))
    assert (found.objection if found else None) == period


def test_where_words_and_digits_disagree_the_shorter_is_taken() -> None:
    (found,) = read_clauses("Customer may object to a new sub-processor within thirty (20) days of notice.")
    assert found.objection == Period(20)


def test_contradicting_periods_are_all_kept_the_shortest_first_and_flagged() -> None:
    text = (
        "We give ten business days' prior notice of a new subcontractor, during which Customer can object. "
        "If Customer objects to the subcontractor within five business days of receiving the notice, we will talk."
    )
    first = read_clauses(text)[0]
    assert first.objection == Period(5, PeriodUnit.BUSINESS_DAYS)
    text = (
        "Customer may object to a new sub-processor within 30 days of notice. "
        "Objections to sub-processors must be made within 21 days of notice."
    )
    clauses = read_clauses(text)
    assert [clause.objection for clause in clauses] == [Period(21), Period(30)]
    proposal = propose(clauses)
    assert proposal is not None
    assert any("contradicting periods of objection" in note for note in proposal.conditions)


def test_a_word_for_working_days_that_may_include_saturday_is_marked() -> None:
    german = "Der Kunde kann dem Unterauftragnehmer binnen zehn Werktagen ab Mitteilung widersprechen."
    assert [clause.saturday_may_count for clause in read_clauses(german)] == [True]
    assert [
        clause.saturday_may_count for clause in read_clauses(german.replace("Werktagen", "Arbeitstagen"))
    ] == [False]


def test_conditions_are_kept_in_the_clauses_own_words() -> None:
    text = (
        "If Customer subscribes to updates, we notify it of new sub-processors 30 days in advance. Customer may object "
        "on reasonable grounds relating to data protection within 14 days of the notice. We will not engage the "
        "sub-processor before the end of the objection period."
    )
    (found,) = read_clauses(text)
    assert any(note.startswith("subscription: If Customer subscribes") for note in found.conditions)
    assert any("reasonable grounds" in note for note in found.conditions)
    assert found.standstill


def test_the_quote_is_found_in_the_paragraphs_and_its_place_is_named() -> None:
    paragraphs = [
        Paragraph("General terms apply.", "1. Scope", "p1"),
        Paragraph("Vendor gives 30 days’ notice of a new sub‑processor.", "7. Sub-processors", "p2"),
        Paragraph("Customer may object within 14 days of it.", "7. Sub-processors", "p3"),
    ]
    (found,) = read_clauses(paragraphs)
    assert (found.notice, found.objection, found.where) == (Period(30), Period(14), "p2")
    assert found.quote in "\n".join(paragraph.text for paragraph in paragraphs)


def test_a_heading_tells_what_the_paragraph_below_it_is_about() -> None:
    text = "Changes are announced 30 days in advance. You may object within 14 days of the announcement."
    assert read_clauses([Paragraph("x " * 700), Paragraph(text, "Delivery times")]) == ()
    (found,) = read_clauses([Paragraph("x " * 700), Paragraph(text, "Sub-processors")])
    assert (found.notice, found.objection) == (Period(30), Period(14))


def test_a_proposal_takes_the_shortest_of_each_period() -> None:
    first = ClauseTerms(Period(30), Period(30), RunsFrom.NOTICE, quote="a", confidence=0.9)
    second = ClauseTerms(Period(42), Period(21), RunsFrom.RECEIPT, quote="b", confidence=0.8)
    proposal = propose([first, second])
    assert proposal is not None
    assert (proposal.notice, proposal.objection, proposal.runs_from) == (
        Period(30),
        Period(21),
        RunsFrom.RECEIPT,
    )
    assert proposal.confidence == 0.8
    assert proposal.confirmed_by is None
    assert propose([]) is None


def test_a_shortened_period_is_one_change_in_words() -> None:
    text = "Customer may object within {} days of the update to the list of sub-processors."
    (change,) = compare_clauses(read_clauses(text.format(30)), read_clauses(text.format(14)))
    assert (change.kind, change.field, change.name) == (ChangeKind.CHANGED, FIELD_CLAUSE, "Objection period")
    assert (change.before, change.after, change.notes) == (
        "30 calendar days",
        "14 calendar days",
        ("shortened",),
    )


def test_a_lost_clause_is_removed_and_a_new_wording_is_no_change() -> None:
    old = read_clauses("Customer may object within 30 days of notice of a new sub-processor.")
    new = read_clauses(
        "Objections to new sub-processors are to be made within thirty (30) days following notification."
    )
    assert compare_clauses(old, new) == ()
    removed = compare_clauses(old, ())
    assert [(change.name, change.after, change.notes) for change in removed] == [
        ("Objection period", None, ("removed",))
    ]
    longer = compare_clauses(old, [ClauseTerms(objection=Period(60), runs_from=RunsFrom.NOTICE)])
    assert [change.notes for change in longer] == [("lengthened",)]


@pytest.mark.parametrize(
    ("name", "notice", "objection"),
    [
        ("english", Period(25), Period(12, PeriodUnit.BUSINESS_DAYS)),
        ("german", Period(5, PeriodUnit.WEEKS), Period(18)),
        ("french", Period(20), Period(12)),
    ],
)
def test_in_a_whole_agreement_the_one_clause_is_found_among_all_its_look_alikes(
    name: str, notice: Period, objection: Period
) -> None:
    text = (Path(__file__).parent / "agreements" / f"{name}.txt").read_text(encoding="utf-8")
    (found,) = read_clauses(text)
    assert (found.notice, found.objection, found.runs_from) == (notice, objection, RunsFrom.RECEIPT)
    assert found.deemed_consent
    assert found.quote in text


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Customer may object",
                "within",
                "30 days",
                "ten (10)",
                "\n",
                ". ",
                "sub-processor",
                "notice",
                "(",
                "de 15 días",
                "innerhalb von 14 Tagen",
                "\x00",
                "；",
                "30日前",
                "before",
                "’",
                "—",
                "9" * 30,
            ]
        ),
        max_size=30,
    ).map(" ".join)
)
def test_odd_text_never_fails_and_every_quote_is_contained(text: str) -> None:
    for clause in read_clauses(text):
        assert clause.quote in text
        assert 0 < clause.confidence <= 1


@pytest.mark.parametrize(
    "flood",
    [
        "object within " * 4000 + "30 days " * 400 + "prior notice " * 1000,
        "Customer may object to a sub-processor within 30 days of " * 2000,
        "sub-processor 30 days; " * 4000,
        "sub-processor 10" + " " * 100_000 + "days",
        "ten " * 30_000,
        "e.g. " * 30_000,
        "a. B" * 30_000,
        "(" * 50_000,
        "If Customer objects to a sub-processor within 30 days of notice.\n\n" * 200,
        "sub-processors:\n" + "- notify 30 days before\n" * 2000,
        '"Notice Period" means 30 days. Customer may object to a sub-processor in the Notice Period. ' * 500,
        '<p class="' * 10_000 + "[a](" * 10_000 + "*" * 20_000 + "a-\n" * 10_000,
    ],
    ids=lambda text: text[:25],
)
def test_a_flood_of_words_is_read_to_its_end(flood: str) -> None:
    # Patterns that run away would hang here: the work on a text is bounded by its length.
    assert all(clause.quote in flood for clause in read_clauses(flood))


@pytest.mark.corpus
def test_the_labelled_collection_is_read_to_its_targets(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from bench.accuracy_clauses import main

    assert main(shared / "clauses.jsonl", show=False) == 0, capsys.readouterr().out


@pytest.mark.corpus
def test_the_numonix_agreement_gives_ten_days_notice_and_thirty_to_object(shared: Path) -> None:
    (seed,) = (shared / "seeds").glob("003_*.txt")
    (found,) = read_clauses(seed.read_text(encoding="utf-8"))
    assert (found.notice, found.objection, found.runs_from) == (Period(10), Period(30), RunsFrom.LIST_UPDATE)
    assert re.search(r"within thirty \(30\) days of the update", found.quote)


@pytest.mark.corpus
@pytest.mark.parametrize("number", ["000", "001", "002", "004"])
def test_the_other_seed_documents_hold_no_terms(shared: Path, number: str) -> None:
    (seed,) = (shared / "seeds").glob(f"{number}_*.txt")
    assert read_clauses(seed.read_text(encoding="utf-8")) == ()
