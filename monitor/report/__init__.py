"""A revision, or a period, as a report: what changed, by when to act and why, and the evidence behind it."""

from monitor.report.context import ApprovedBaseline, MissingExtraError, Original, ReportContext, ReportFormat
from monitor.report.period import Period, SourcePeriod, VendorPeriod
from monitor.report.render import render, render_bytes, render_period

__all__ = [
    "ApprovedBaseline",
    "MissingExtraError",
    "Original",
    "Period",
    "ReportContext",
    "ReportFormat",
    "SourcePeriod",
    "VendorPeriod",
    "render",
    "render_bytes",
    "render_period",
]
