"""What the classes of both configuration files are made of."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from monitor.model import Period
from monitor.settings import cron
from monitor.settings.units import period

ContractPeriod = Annotated[
    Period,
    BeforeValidator(period, json_schema_input_type=str),
    Field(description="A period: '10 days', '10 business days', '2 weeks', '1 month'."),
]
_ID = r"^[a-z0-9][a-z0-9-]{0,63}$"


def _short_name(value: object) -> object:
    if not isinstance(value, str) or re.match(_ID, value):
        return value
    close = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")[:64]
    write = f"; write '{close}'" if close else ""
    raise ValueError(f"'{value}' is no short name: lower-case letters, digits and hyphens, at most 64{write}")


Id = Annotated[str, Field(pattern=_ID), BeforeValidator(_short_name)]


def web_address(value: str) -> str:
    """The value if it is one of http or https. Raises ValueError, which does not show it: it may hold a password."""
    if not re.match(r"https?://[^\s/]+", value):
        raise ValueError("this is no web address; it must begin with http:// or https:// and name a host")
    return value


WebAddress = Annotated[str, AfterValidator(web_address)]


def _zone(value: str) -> str:
    cron.zone(value)
    return value


Zone = Annotated[str, AfterValidator(_zone), Field(description="An IANA time zone, e.g. Europe/Berlin.")]


class Strict(BaseModel):
    """Unknown keys are errors: a mistyped key must not be silently without effect."""

    model_config = ConfigDict(extra="forbid", frozen=True)
