"""A revision, or a period, as a report: what changed, by when to act and why, and the evidence behind it."""

from monitor.report.context import ApprovedBaseline, MissingExtraError, Original, ReportContext, ReportFormat
from monitor.report.render import render, render_bytes

__all__ = [
    "ApprovedBaseline",
    "MissingExtraError",
    "Original",
    "ReportContext",
    "ReportFormat",
    "render",
    "render_bytes",
]
