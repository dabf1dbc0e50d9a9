"""The report as one self-contained HTML page: no script, no outside resource, light and dark, prints to A4."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from monitor.knowledge.words import field_label, instant, plural, say
from monitor.model import Revision
from monitor.model.display import lines, one_line, web_address
from monitor.report.clause import clause_view
from monitor.report.context import ReportContext
from monitor.report.textdiff import text_diff
from monitor.report.view import ReportView, cell

EVIDENCE_ROWS = (
    ("First seen", "first_seen"),
    ("Last seen", "last_seen"),
    ("Last seen, how proven", "grade"),
    ("Address", "url"),
    ("Rows", "rows"),
    ("Date on the page", "published"),
    ("Its reading", "readings"),
    ("SHA-256 of the capture", "capture_sha256"),
    ("SHA-256 of the listing", "listing_sha256"),
)


def render_html(view: ReportView, revision: Revision, context: ReportContext) -> str:
    """The page; every text escaped by the template, every link checked to be http(s)."""
    css = _css()
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            view=view,
            revision=revision,
            vendor_name=one_line(revision.vendor_name, 120),
            kind=say("source_kinds", revision.kind.value),
            clause=clause_view(revision, context),
            notices=context.notices,
            decisions=context.decisions,
            evidence_rows=[row for row in EVIDENCE_ROWS if _says(view, row[1])],
            text_diff=text_diff(revision, context),
            letter=lines(context.letter),
            source_url=web_address(revision.source_url),
            source_text=one_line(revision.source_url, 300),
            generated_at=context.generated_at,
            tool_version=context.tool_version,
            report_url=web_address(context.report_url),
            decide_url=web_address(context.decide_url),
            cell=cell,
            css=Markup(css),  # noqa: S704 - our own file
            css_hash=f"sha256-{digest}",
        )
    )


def _says(view: ReportView, key: str) -> bool:
    """Whether a line of the evidence has anything to say for this kind of document."""
    return bool(getattr(view.before, key) or getattr(view.after, key))


@cache
def _css() -> str:
    return files("monitor.report").joinpath("templates/report.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("monitor.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        severity=lambda value: say("severities", value.value),
        kind=lambda word: say("kinds", word),
        state=lambda value: say("states", value.value),
        field_label=lambda name: one_line(field_label(name), 60),
        instant=instant,
        one_line=one_line,
        count=plural,
    )
    return environment
