"""Holiday calendars and time zones by their codes, with clear errors for those that do not exist.

The dates are the ``holidays`` library's; nothing about a country is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from types import MappingProxyType
from zoneinfo import ZoneInfo, available_timezones

import holidays
from rapidfuzz import process


class UnknownCalendarError(ValueError):
    """A holiday calendar that does not exist; the message names it and the valid form."""


class UnknownZoneError(ValueError):
    """A time zone that does not exist; the message names it and the valid form."""


@cache
def _countries() -> Mapping[str, Sequence[str]]:
    return MappingProxyType(holidays.list_supported_countries(include_aliases=True))


def _split(code: str) -> tuple[str, str | None]:
    country, _, region = code.strip().upper().replace("_", "-").partition("-")
    known = _countries()
    if country not in known:
        raise UnknownCalendarError(
            f"holiday calendar {code!r}: no country {country!r}. Write an ISO 3166 code, "
            "alone or with a region: US, GB-ENG, DE-BY."
        )
    regions = {name.upper(): name for name in known[country]}
    if region and region not in regions:
        have = ", ".join(sorted(regions)[:20]) or "none"
        raise UnknownCalendarError(
            f"holiday calendar {code!r}: {country} has no region {region!r}. Its regions: {have}. "
            f"{country} alone gives the holidays of the whole country."
        )
    return country, regions[region] if region else None


def check_calendar(code: str) -> str:
    """The code in its usual form (``gb_eng`` -> ``GB-ENG``). Raises UnknownCalendarError."""
    country, region = _split(code)
    return f"{country}-{region}" if region else country


@cache
def days_of(code: str, year: int) -> Mapping[date, str]:
    """The public holidays of one calendar in one year: date -> name in English where there is one.

    Substitute days ("Boxing Day (observed)") are in it. Raises UnknownCalendarError.
    """
    country, region = _split(code)
    found = holidays.country_holidays(country, subdiv=region, years=year, expand=False, language="en_US")
    return MappingProxyType({day: found[day] for day in found if day.year == year})


@cache
def weekend_of(code: str) -> frozenset[int]:
    """The weekdays (Monday 0 … Sunday 6) that are weekend where a calendar holds: Friday and Saturday in Israel.

    Raises UnknownCalendarError.
    """
    country, region = _split(code)
    return frozenset(holidays.country_holidays(country, subdiv=region, expand=False).weekend)


def holiday_name(day: date, codes: Sequence[str]) -> str | None:
    """What makes this date a holiday in any of the calendars, e.g. ``Good Friday (GB-ENG)``; None if nothing."""
    names = [f"{days_of(code, day.year)[day]} ({code})" for code in codes if day in days_of(code, day.year)]
    return "; ".join(names) or None


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of that name. Raises UnknownZoneError, with the nearest names that exist."""
    if name in _zones():
        return ZoneInfo(name)
    near = [match[0] for match in process.extract(name, sorted(_zones()), limit=3, score_cutoff=60)]
    raise UnknownZoneError(
        f"time zone {name!r} does not exist. Write an IANA name such as Europe/Berlin or America/New_York"
        + (f"; nearest: {', '.join(near)}." if near else ".")
    )
