"""The report over a period: one vendor's, and everybody's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from monitor.knowledge.speech import Language
from monitor.model import DecisionState, Health, SourceKind, SourceState
from monitor.report import Period, ReportFormat, SourcePeriod, VendorPeriod, render_period
from tests.alert import samples
from tests.report.test_forms import many
from tests.report.test_report import CONTEXT

LIST = SourceState(
    source_id="infobip/list",
    vendor_id="infobip",
    vendor_name="Infobip",
    url=samples.URL,
    kind=SourceKind.LIST,
    health=Health.OK,
    next_check_at=samples.NOW,
    last_good_at=samples.AFTER_AT,
)
INFOBIP = VendorPeriod(
    "infobip",
    "Infobip",
    (SourcePeriod(LIST, 5, CONTEXT.failures),),
    ((samples.revision(), CONTEXT),),
    reformatted=2,
    decisions=(("r7k2m9", CONTEXT.decisions[0]),),
    notices=CONTEXT.notices,
    terms=samples.CLAUSE_VERSION,
)
NUMONIX = VendorPeriod("numonix", "Numonix", (), ((samples.clause_revision(), CONTEXT),))
PERIOD = Period(
    start=datetime(2026, 10, 1, tzinfo=UTC),
    end=datetime(2027, 1, 1, tzinfo=UTC),
    vendors=(INFOBIP, NUMONIX),
    everybody=True,
    generated_at=samples.NOW,
    today=samples.TODAY,
    gaps=CONTEXT.gaps,
    open_before=1,
    tool_version="0.1.0",
)


def page(period: Period) -> LexborHTMLParser:
    return LexborHTMLParser(render_period(period, format=ReportFormat.HTML).decode())


def said(period: Period) -> str:
    tree = page(period)
    assert tree.body is not None
    return " ".join(tree.body.text(separator=" ").split())


class TestPeriodicReview:
    def test_it_covers_every_vendor_from_the_first_day_to_the_last(self) -> None:
        assert page(PERIOD).css_first("h1").text() == "All vendors, 1 October 2026 to 31 December 2026"

    def test_it_begins_with_what_waits_for_a_person(self) -> None:
        text = said(PERIOD)
        assert "Infobip, revision r7k2m9: undecided; act by Fri 27 Nov 2026 (in 24 days)." in text
        assert "Numonix: no notice or objection clause is on file." in text
        assert "Numonix: no sub-processor list is watched." in text

    def test_a_window_that_closed_undecided_is_named(self) -> None:
        assert "undecided, and the window closed on Thu 3 Dec 2026." in said(
            replace(PERIOD, today=datetime(2026, 12, 24, tzinfo=UTC).date())
        )

    def test_what_is_decided_waits_for_nobody(self) -> None:
        decided = replace(samples.revision(), state=DecisionState.OBJECTED)
        calm = replace(PERIOD, vendors=(replace(INFOBIP, revisions=((decided, CONTEXT),)),))
        text = said(calm)
        assert "1 revision with changes that matter. All are decided." in text
        assert "What asks for attention" not in text

    def test_terms_that_nobody_confirmed_and_sources_in_trouble_are_named(self) -> None:
        version = replace(samples.CLAUSE_VERSION, terms=replace(samples.TERMS, confirmed_by=None))
        trouble = replace(LIST, health=Health.BROKEN, last_detail="503 Service Unavailable")
        vendor = replace(INFOBIP, terms=version, sources=(SourcePeriod(trouble, None),))
        text = said(replace(PERIOD, vendors=(vendor,)))
        assert "Infobip: nobody has confirmed the contract terms." in text
        assert "infobip/list: broken. 503 Service Unavailable" in text

    def test_it_shows_decisions_notices_failures_and_our_own_gaps(self) -> None:
        text = said(PERIOD)
        for words in (
            "Asked counsel.",
            "Changes to our sub-processors",
            "3 failed checks",
            "the service was being",
        ):
            assert words in text

    def test_every_heading_can_be_led_to(self) -> None:
        ids = [node.attributes["id"] for node in page(PERIOD).css("h2")]
        assert len(set(ids)) == len(ids)
        assert "revision-r7k2m9" in ids


class TestOneVendor:
    ALONE = replace(PERIOD, vendors=(INFOBIP,), everybody=False)

    def test_it_bears_the_vendors_name_and_tells_each_change_in_full(self) -> None:
        tree = page(self.ALONE)
        assert tree.css_first("h1").text() == "Infobip, 1 October 2026 to 31 December 2026"
        assert len(tree.css("article")) == 3

    def test_thousands_of_changes_stay_within_bounds(self) -> None:
        crowded = replace(self.ALONE, vendors=(replace(INFOBIP, revisions=((many(4_000), CONTEXT),)),))
        html = render_period(crowded, format="html")
        assert len(html) < 1_000_000
        assert b"850 further changes stand in the revision" in html


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=120) | st.just(samples.HOSTILE), st.sampled_from(Language))
def test_no_text_of_a_page_becomes_markup_in_any_language(text: str, language: Language) -> None:
    hostile = VendorPeriod(
        "x",
        text,
        (SourcePeriod(replace(LIST, health=Health.BLOCKED, last_detail=text), 1),),
        ((samples.hostile_revision(text), CONTEXT),),
        notices=(replace(CONTEXT.notices[0], vendor_id="x", subject=text),),
        decisions=(("r1", replace(CONTEXT.decisions[0], why=text)),),
    )
    period = replace(PERIOD, vendors=(hostile,), language=language)
    tree = page(period)
    assert tree.css("script, img, iframe, object, [onerror]") == []
    for form in ("md", "json", "csv"):
        render_period(period, format=form)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="choose one of"):
        render_period(PERIOD, format="odt")
