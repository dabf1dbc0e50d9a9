"""A revision as HTML, Markdown, JSON or CSV: what changed, by when to act and why, and the evidence behind it."""

from monitor.report.context import ReportContext, ReportFormat
from monitor.report.render import render

__all__ = ["ReportContext", "ReportFormat", "render"]
