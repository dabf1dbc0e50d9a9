"""The report as one self-contained HTML page: no script, no outside resource, light and dark, prints to A4."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from monitor.report.blocks import MOST_ON_PAPER, Address, Command, Hash, Level, Marked, Report

_LONGEST_WORD = 28  # "Unterauftragsverarbeiterin" has 26 letters


def render_html(report: Report, *, paper: bool = False) -> str:
    """The page; every text escaped by the template, every link checked to be http(s) where the report was arranged.

    paper: for a printer of our own (``pdf``): what is folded stands open or is left out, and nothing is clickable.
    """
    css = _file("report.css") + (_file("paper.css") if paper else "")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            words=report.words,
            paper=paper,
            most_on_paper=MOST_ON_PAPER,
            css=Markup(css),  # noqa: S704 - our own file
            css_hash=f"sha256-{digest}",
        )
    )


def _cell_kind(cell: object) -> str:
    kinds = {Address: "address", Hash: "hash", Command: "command", Marked: "marked", Level: "level"}
    return kinds.get(type(cell), "text")


def _unbroken(cell: object) -> str:
    """A class for a cell that holds a word longer than any language has: it may be broken anywhere."""
    text = cell if isinstance(cell, str) else getattr(cell, "text", "")
    return " unbroken" if any(len(word) > _LONGEST_WORD for word in text.split()) else ""


@cache
def _file(name: str) -> str:
    return files("monitor.report").joinpath(f"templates/{name}").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("monitor.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cell_kind"] = _cell_kind
    environment.filters["unbroken"] = _unbroken
    return environment
