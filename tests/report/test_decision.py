"""The part of a report that says what may be decided, and with which command."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import docx
import pytest
from selectolax.lexbor import LexborHTMLParser

from monitor.knowledge.speech import Language
from monitor.model import DecisionState
from monitor.report import render, render_bytes
from monitor.report.context import ReportFormat
from monitor.review.decisions import next_steps
from tests.alert import samples
from tests.report.test_report import CONTEXT

AFTER_THE_WINDOW = date(2026, 12, 10)


def section(state: DecisionState, today: date = samples.TODAY, **more: object) -> LexborHTMLParser:
    revision = samples.revision(state=state)
    steps = next_steps(state, today=today, window=revision.window)
    context = replace(CONTEXT, today=today, next_steps=steps, **more)  # type: ignore[arg-type]
    page = LexborHTMLParser(render(revision, format="html", context=context))
    found = page.css_first('section[aria-labelledby="decision"]')
    return LexborHTMLParser(found.html or "") if found else LexborHTMLParser("")


def commands(state: DecisionState, today: date = samples.TODAY) -> list[str]:
    return [node.text() for node in section(state, today).css("code")]


def test_each_next_state_has_its_command_ready() -> None:
    assert commands(DecisionState.REVIEWING) == [
        f'monitor decide r7k2m9 {state} --by "NAME" --why "REASON"'
        for state in ("accepted", "accepted_with_conditions", "objected", "withdrawn_by_vendor")
    ]


def test_an_alert_leads_to_the_section_by_its_anchor() -> None:
    page = LexborHTMLParser(render(samples.revision(), format="html", context=CONTEXT))
    assert page.css_first("#decision").text() == "Record a decision"


def test_nothing_can_be_recorded_from_the_page_itself() -> None:
    tree = section(DecisionState.DETECTED)
    assert tree.css("form, input, button, script, a[href]") == []


def test_after_the_window_only_what_was_decided_in_time_is_offered() -> None:
    found = commands(DecisionState.LAPSED, AFTER_THE_WINDOW)
    assert 'monitor decide r7k2m9 objected --by "NAME" --why "REASON" --made-on DAY' in found
    assert all("--made-on DAY" in line for line in found if "withdrawn" not in line)
    assert "only a decision made before that" in section(DecisionState.LAPSED, AFTER_THE_WINDOW).text()


def test_what_is_decided_can_only_be_corrected_and_the_corrections_stand_folded() -> None:
    tree = section(DecisionState.WITHDRAWN_BY_VENDOR)
    assert [node.text() for node in tree.css("code")] == [node.text() for node in tree.css("details code")]
    assert all(line.endswith("--correct") for line in commands(DecisionState.WITHDRAWN_BY_VENDOR))


def test_it_says_how_the_matter_stands_and_who_is_responsible() -> None:
    said = " ".join(section(DecisionState.ACKNOWLEDGED).text(separator=" ").split())
    assert "Acknowledged, by Anna Keller, Tue 3 Nov 2026" in said
    assert "Act by Fri 27 Nov 2026 (in 24 days)." in said
    assert "Responsible Anna Keller" in said
    grey = section(DecisionState.ACKNOWLEDGED, date(2026, 12, 3)).text()
    assert "The earliest deadline is past: the window may have closed." in grey


def test_a_reformatting_leaves_nothing_to_decide() -> None:
    page = render(samples.revision(), format="html", context=replace(CONTEXT, next_steps=()))
    assert 'id="decision"' not in page


def test_the_section_is_for_the_screen_and_for_markdown_not_for_paper() -> None:
    made = {form: render(samples.revision(), format=form, context=CONTEXT) for form in ("html", "md")}
    assert 'aria-labelledby="decision" class="on-screen"' in made["html"]
    assert '| `monitor decide r7k2m9 objected --by "NAME" --why "REASON"` |' in made["md"]
    word = render_bytes(samples.revision(), format=ReportFormat.DOCX, context=CONTEXT)
    assert "Record a decision" not in words_of(word)


@pytest.mark.parametrize("language", Language)
def test_commands_are_the_same_in_every_language(language: Language) -> None:
    revision = samples.revision()
    told = render(revision, format="html", context=replace(CONTEXT, language=language))
    assert "monitor decide r7k2m9 objected --by &#34;NAME&#34; --why &#34;REASON&#34;" in told


def words_of(docx_file: bytes) -> str:
    return "\n".join(p.text for p in docx.Document(io.BytesIO(docx_file)).paragraphs)
