"""The HTML report read by an accessibility checker (axe-core) in a real browser, light and dark: no violation.

axe-core (MPL-2.0) is used as the package ``axe-playwright-python`` brings it; it is no part of the product.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest

from monitor.knowledge.speech import Language
from monitor.model import Revision
from monitor.report import Original, ReportContext, render, render_period
from tests.alert import samples
from tests.fetch.browsing import needs_browser
from tests.report.test_forms import many
from tests.report.test_period import PERIOD
from tests.report.test_report import CONTEXT

pytestmark = [needs_browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def axe() -> str:
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("axe-core is not installed: pip install axe-playwright-python")
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    from monitor.fetch.browser_find import find_browser, may_sandbox

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=find_browser(), chromium_sandbox=may_sandbox())
        yield running
        running.close()


def violations(browser: Any, axe: str, html: str, scheme: Literal["light", "dark"], width: int) -> list[str]:
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True
    )
    page = context.new_page()
    page.route("**/*", lambda route: route.abort())  # the report needs nothing from outside
    page.set_content(html)
    for details in page.query_selector_all("details"):
        details.evaluate("e => { e.open = true }")
    page.evaluate(axe)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]
    context.close()
    return [
        f"{v['id']} ({v['impact']}): {v['help']}: {node['html'][:300]} {node.get('failureSummary', '')}"
        for v in found
        for node in v["nodes"][:3]
    ]


ORIGINAL = Original(
    "<h1>Sub-processors</h1>", 23, "html", "https://monitor.example.com/reports/r7k2m9/before"
)
REPORTS: dict[str, tuple[Revision, ReportContext]] = {
    "a change with decisions, notices and gaps": (samples.revision(), CONTEXT),
    "a change with nothing beside it": (
        samples.revision(),
        ReportContext(generated_at=samples.NOW, today=samples.TODAY),
    ),
    "terms that changed": (samples.clause_revision(), CONTEXT),
    "hostile text": (samples.hostile_revision(), CONTEXT),
    "French, with both documents": (
        samples.revision(),
        replace(CONTEXT, language=Language.FRENCH, original_before=ORIGINAL, original_after=ORIGINAL),
    ),
    "hundreds of changes, in German": (many(170), replace(CONTEXT, language=Language.GERMAN)),
}


WAYS = [
    *((name, scheme, 1200) for name in REPORTS for scheme in ("light", "dark")),
    ("a change with decisions, notices and gaps", "dark", 360),
    ("terms that changed", "light", 360),
]


@pytest.mark.parametrize(("name", "scheme", "width"), WAYS)
def test_the_report_has_no_violation(
    browser: Any, axe: str, name: str, scheme: Literal["light", "dark"], width: int
) -> None:
    revision, context = REPORTS[name]
    assert violations(browser, axe, render(revision, format="html", context=context), scheme, width) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_periodic_review_has_no_violation(
    browser: Any, axe: str, scheme: Literal["light", "dark"]
) -> None:
    html = render_period(PERIOD, format="html").decode()
    assert violations(browser, axe, html, scheme, 1200) == []
