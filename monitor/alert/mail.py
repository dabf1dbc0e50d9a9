"""A brief as the HTML of an e-mail: one narrow column, inline styles, no remote image, light and dark."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.alert.brief import status, tone
from monitor.alert.shape import Brief
from monitor.knowledge.words import plural, say
from monitor.model.display import clip, marked_words, web_address

_ITEMS = (60, 25, 12, 6, 2, 0)  # the most that stay below the size; the rest is in the report
_SIZE_MAX = 90_000  # bytes; mail programs cut a message at about 100 kB, and with it the links at its end


def html(brief: Brief) -> str:
    """The whole message; every text escaped by the template, shortened to what mail programs show."""
    said = ""
    for most in _ITEMS:
        said = _rendered(brief, most)
        if len(said.encode()) <= _SIZE_MAX:
            break
    return said


def _rendered(brief: Brief, most: int) -> str:
    left_out = brief.left_out + max(len(brief.items) - most, 0)
    return (
        _environment()
        .get_template("mail.html.j2")
        .render(
            brief=brief,
            items=brief.items[:most],
            left_out=plural(left_out, "further change" if most else "change") if left_out else "",
            tone=tone(brief.severity, brief.kind),
            status=status(brief.severity, brief.kind),
            marked=marked_words,
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("monitor.alert"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(clip=clip, link=web_address, severity=lambda s: say("severities", s.value))
    return environment
