"""Alerts looked at before they are sent."""

from __future__ import annotations

import json

import pytest

from monitor.alert.preview import PreviewForm, preview
from monitor.demo.slack_rules import check_message
from tests.alert import samples
from tests.alert.test_compose import every_kind


@pytest.mark.parametrize("form", list(PreviewForm))
@pytest.mark.parametrize("alert", every_kind(), ids=lambda alert: alert.id.split(":")[0])
def test_every_kind_can_be_seen_in_every_form(alert, form: PreviewForm) -> None:  # type: ignore[no-untyped-def]
    assert preview(alert, form, now=samples.NOW).strip()


def test_the_slack_preview_is_what_slack_would_get() -> None:
    check_message(json.loads(preview(every_kind()[0], "slack", now=samples.NOW)))


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="fax"):
        preview(every_kind()[0], "fax", now=samples.NOW)
