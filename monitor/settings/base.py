"""What the classes of both configuration files are made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from monitor.model import Period
from monitor.settings import cron
from monitor.settings.units import period

ContractPeriod = Annotated[
    Period,
    BeforeValidator(period, json_schema_input_type=str),
    Field(description="A period: '10 days', '10 business days', '2 weeks', '1 month'."),
]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


def _zone(value: str) -> str:
    cron.zone(value)
    return value


Zone = Annotated[str, BeforeValidator(_zone), Field(description="An IANA time zone, e.g. Europe/Berlin.")]


class Strict(BaseModel):
    """Unknown keys are errors: a mistyped key must not be silently without effect."""

    model_config = ConfigDict(extra="forbid", frozen=True)
