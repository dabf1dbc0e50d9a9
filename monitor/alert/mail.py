"""A brief as the HTML of an e-mail: one narrow column, inline styles, no remote image, light and dark."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.alert.brief import status, tone
from monitor.alert.shape import Brief
from monitor.knowledge.words import plural, say
from monitor.model.display import clip, marked_words, web_address

_ITEMS_MAX = 25  # mail programs cut a message at about 100 kB; the rest is in the report


def html(brief: Brief) -> str:
    """The whole message; every text escaped by the template."""
    left_out = brief.left_out + max(len(brief.items) - _ITEMS_MAX, 0)
    return (
        _environment()
        .get_template("mail.html.j2")
        .render(
            brief=brief,
            items=brief.items[:_ITEMS_MAX],
            left_out=plural(left_out, "further change") if left_out else "",
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
