"""What may stand under ``alerts`` in ``monitor.yaml``: routes, their hours, digests and escalations."""

from __future__ import annotations

import re
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from monitor.model import AlertKind, Severity
from monitor.model.routing import DigestEvery
from monitor.settings.base import ContractPeriod, Id, Strict, WebAddress, Zone

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def _clock(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 24 * 60:
        # YAML 1.1 reads 10:30 without quotes as a number of base sixty
        value = f"{value // 60:02}:{value % 60:02}"
    if isinstance(value, str) and _CLOCK.fullmatch(value):
        return value
    raise ValueError(f'{value!r} is no time of day; write it as hours and minutes in quotes, e.g. "08:00"')


def _quiet(value: object) -> object:
    parts = [part.strip() for part in str(value).replace("–", "-").split("-")]
    if len(parts) != 2 or not all(_CLOCK.fullmatch(part) for part in parts) or parts[0] == parts[1]:
        raise ValueError(f'{value!r} is no span of hours; write it in quotes, e.g. "19:00-07:30"')
    return "-".join(parts)


Clock = Annotated[str, BeforeValidator(_clock, json_schema_input_type=str)]


class RouteFile(Strict):
    """Where alerts go: addresses in Apprise's form, and which alerts."""

    name: Id
    to: list[str] = Field(min_length=1, description="Apprise addresses; secrets as ${NAME}.")
    tags: list[str] = Field(default_factory=list, description="Vendors with any of these tags; none: all.")
    vendors: list[str] = Field(default_factory=list, description="Only these vendors; none: all.")
    kinds: list[AlertKind] = Field(default_factory=list, description="Only these kinds of alert; none: all.")
    min_severity: Severity = Severity.LOW
    to_owner: bool = Field(
        False,
        description="Reminders by mail go to the vendor's owner instead of the address's first recipient, and from one "
        "business day before the deadline on to the deputy too; where the owner is a mail address.",
    )

    teams: list[str] = Field(default_factory=list, description="Only vendors of these teams; none: all.")
    quiet_hours: Annotated[str, BeforeValidator(_quiet, json_schema_input_type=str)] | None = Field(
        None, description="Nothing is sent in these hours but what is critical, e.g. '19:00-07:30'."
    )
    working_days: bool = Field(
        False, description="Nothing is sent on weekends and holidays but what is critical."
    )
    zone: Zone | None = Field(None, description="Time zone of hours and digests; by default the service's.")
    holidays: list[str] | None = Field(
        None, description="Holiday calendars of working days; by default the service's."
    )
    digest: DigestEvery | None = Field(
        None, description="A digest: daily or weekly. With 'kinds: [digest]' the route gets nothing else."
    )
    digest_at: Clock = Field("08:00", description="Time of day of the digest.")
    digest_on: Weekday = Field("monday", description="Day of a weekly digest.")
    escalate_to: Id | None = Field(
        None, description="The route that is told of what nobody acknowledged in time."
    )
    escalate_after: ContractPeriod | None = Field(
        None, description="How long this route has, e.g. '2 business days'."
    )

    @model_validator(mode="after")
    def _whole(self) -> RouteFile:
        if (self.escalate_to is None) is not (self.escalate_after is None):
            raise ValueError("'escalate_to' and 'escalate_after' belong together; write both")
        if self.escalate_to == self.name:
            raise ValueError("'escalate_to' must name another route than this one")
        return self

    @property
    def weekday(self) -> int:
        """The day of a weekly digest, Monday being 0."""
        return get_args(Weekday).index(self.digest_on)


class AlertsFile(Strict):
    """Who is told."""

    routes: list[RouteFile] = Field(default_factory=list)
    slack_api: WebAddress | None = Field(None, description="Base address of a Slack-compatible endpoint.")
