"""Any alert as any channel would get it, without sending it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from monitor.alert.brief import brief
from monitor.alert.document import document, today
from monitor.alert.mail import html
from monitor.alert.slack_blocks import message
from monitor.alert.text import plain, short, without_mentions
from monitor.model import Alert


class PreviewForm(StrEnum):
    """The forms a message comes in."""

    SLACK = "slack"  # the JSON body of the request
    MAIL = "mail"  # the HTML part
    TEXT = "text"  # the text part, and what services without a form of their own get
    TEAMS = "teams"  # title and text, as Teams and every service without a form of its own gets them
    SHORT = "short"  # what is left of it where a service takes little, as SMS does
    WEBHOOK = "webhook"  # the JSON body of a generic webhook


_SHORT_LIMIT = 160
_TEAMS_LIMIT = 27_000  # of a card, as Apprise has it


def preview(alert: Alert, form: PreviewForm | str, *, now: datetime, duplicate: bool = False) -> str:
    """The message as text. Raises ValueError for a form there is none of."""
    wanted = PreviewForm(form)
    told = replace(brief(alert, today(alert, now)), duplicate=duplicate)
    if wanted is PreviewForm.SLACK:
        return json.dumps(message(told), ensure_ascii=False, indent=2)
    if wanted is PreviewForm.MAIL:
        return html(told)
    if wanted is PreviewForm.WEBHOOK:
        return json.dumps(document(told, alert), ensure_ascii=False, indent=2)
    if wanted is PreviewForm.TEAMS:
        return f"{without_mentions(told.subject)}\n\n{short(told, _TEAMS_LIMIT)}"
    return plain(told) if wanted is PreviewForm.TEXT else short(told, _SHORT_LIMIT)
