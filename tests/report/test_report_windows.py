"""What a report says of a window beyond its dates: how the contract counts, what is unconfirmed, what is outdated."""

from __future__ import annotations

from dataclasses import replace

from monitor.model import Period, PeriodUnit, Receipt, WorkingDays
from tests.alert import samples
from tests.report.test_report import CONTEXT, page, text_of


def test_a_letter_drafted_before_the_window_was_counted_anew_is_called_outdated() -> None:
    key = samples.revision().public_id
    said = text_of(page(context=replace(CONTEXT, letter_before=samples.AFTER_AT)))
    assert "This draft is outdated: it was made Tue 3 Nov 2026, 06:00 UTC" in said
    assert f"Draft it again: monitor letter {key}" in said
    assert "Outdated draft of an objection letter" in said
    assert "we object." in said, "what was drafted stays on view"
    assert "outdated" not in text_of(page())


def test_how_the_contract_counts_stands_beside_its_periods() -> None:
    revision = samples.revision()
    assert revision.terms is not None
    terms = replace(
        revision.terms,
        working_days=WorkingDays.MON_SAT,
        clear_days=True,
        receipt=Receipt.NEXT_BUSINESS_DAY,
        deemed_received=Period(2, PeriodUnit.BUSINESS_DAYS),
    )
    said = text_of(page(replace(revision, terms=terms)))
    assert "Saturdays are working days; the notice is of clear days; a notice that comes after hours" in said
    assert "so long after its sending: 2 business days" in said
    assert "How days are counted" not in text_of(page())


def test_a_day_of_effect_that_was_only_read_is_marked_as_unconfirmed() -> None:
    revision = samples.revision()
    assert revision.window is not None
    window = replace(revision.window, flags=revision.window.flags | {"effective_read"})
    said = text_of(page(replace(revision, window=window)))
    assert "a day read in the vendor's notice is unconfirmed" in said
    assert "Nobody has confirmed that day yet." in said
    assert "is unconfirmed" not in text_of(page())
