"""One revision, or a period, in the form that was asked for."""

from __future__ import annotations

from monitor.model import Revision
from monitor.report.blocks import Report
from monitor.report.context import ReportContext, ReportFormat
from monitor.report.period import Period
from monitor.report.period_plain import render_period_csv, render_period_json
from monitor.report.period_report import period_report
from monitor.report.plain import render_csv, render_json
from monitor.report.revision_report import revision_report


def render(revision: Revision, *, format: ReportFormat | str, context: ReportContext) -> str:  # noqa: A002 - the word of the command line
    """The report of a revision as text. Pure: same revision and context, same text.

    format: ``html`` (self-contained page), ``md``, ``json`` (``report.schema.json``) or ``csv`` (one line per
    change). Raises ValueError for any other.
    """
    wanted = known_format(format)
    if wanted in {ReportFormat.PDF, ReportFormat.DOCX}:
        raise ValueError(f"“{wanted.value}” is no text; `render_bytes` makes it")
    return render_bytes(revision, format=wanted, context=context).decode()


def render_bytes(revision: Revision, *, format: ReportFormat | str, context: ReportContext) -> bytes:  # noqa: A002
    """The report of a revision as a file. Raises ValueError for an unknown format, ``MissingExtraError`` for ``pdf``
    where its printer is not installed.
    """
    wanted = known_format(format)
    if wanted is ReportFormat.JSON:
        return render_json(revision, context).encode("utf-8", "replace")  # half a letter is no letter
    if wanted is ReportFormat.CSV:
        return render_csv(revision).encode()
    return draw(revision_report(revision, context), wanted)


def render_period(period: Period, *, format: ReportFormat | str) -> bytes:  # noqa: A002
    """The report of a period as a file. Raises as ``render_bytes``."""
    wanted = known_format(format)
    if wanted is ReportFormat.JSON:
        return render_period_json(period).encode("utf-8", "replace")
    if wanted is ReportFormat.CSV:
        return render_period_csv(period).encode()
    return draw(period_report(period), wanted)


def draw(report: Report, wanted: ReportFormat) -> bytes:
    """A report in one of the forms for people. Raises as ``render_bytes``."""
    # Each form brings libraries that no other needs.
    if wanted is ReportFormat.MARKDOWN:
        from monitor.report.markdown import render_markdown

        return render_markdown(report).encode()
    if wanted is ReportFormat.DOCX:
        from monitor.report.docx import render_docx

        return render_docx(report)
    if wanted is ReportFormat.PDF:
        from monitor.report.pdf import render_pdf

        return render_pdf(report)
    if wanted is ReportFormat.HTML:
        from monitor.report.html import render_html

        return render_html(report).encode()
    raise ValueError(f"{wanted.value} is no form for people")


def known_format(name: ReportFormat | str) -> ReportFormat:
    """The format of that name. Raises ValueError with the known ones."""
    try:
        return ReportFormat(name)
    except ValueError as error:
        known = ", ".join(each.value for each in ReportFormat)
        raise ValueError(f"there is no report in the format “{name}”; choose one of {known}") from error
