"""One revision, in the form that was asked for."""

from __future__ import annotations

from monitor.model import Revision
from monitor.report.context import ReportContext, ReportFormat
from monitor.report.markdown import render_markdown
from monitor.report.plain import render_csv, render_json
from monitor.report.view import build_view


def render(revision: Revision, *, format: ReportFormat | str, context: ReportContext) -> str:  # noqa: A002 - the word of the command line
    """The report of a revision. Pure: same revision and context, same text.

    format: ``html`` (self-contained page), ``md``, ``json`` (``report.schema.json``) or ``csv`` (one line per
    change). Raises ValueError for any other.
    """
    try:
        wanted = ReportFormat(format)
    except ValueError as error:
        known = ", ".join(each.value for each in ReportFormat)
        raise ValueError(f"there is no report in the format “{format}”; choose one of {known}") from error
    if wanted is ReportFormat.JSON:
        return render_json(revision, context)
    if wanted is ReportFormat.CSV:
        return render_csv(revision)
    view = build_view(revision, context)
    if wanted is ReportFormat.MARKDOWN:
        return render_markdown(view, revision, context)
    from monitor.report.html import render_html  # templates, which no other form needs

    return render_html(view, revision, context)
