"""From the routes of ``monitor.yaml`` to ``Route`` values, or to what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from monitor.model import Route
from monitor.model.routing import DigestPlan, EscalationPlan, Hours
from monitor.settings.errors import Problem
from monitor.settings.files import MonitorFile
from monitor.settings.route_files import RouteFile
from monitor.settings.yaml_lines import LinedYaml


def routes_of(lined: LinedYaml, monitor: MonitorFile) -> tuple[tuple[Route, ...], list[Problem]]:
    """The routes, and every problem of theirs with its line."""
    files = monitor.alerts.routes
    names = [file.name for file in files]
    problems: list[Problem] = []
    for index, file in enumerate(files):
        at = ("alerts", "routes", index)
        if names.index(file.name) != index:
            line = lined.line((*at, "name"))
            problems.append(
                Problem(lined.file, line, f"two routes are called '{file.name}'", "give one another name")
            )
        if file.escalate_to and file.escalate_to not in names:
            line = lined.line((*at, "escalate_to"))
            mend = f"there are: {', '.join(names)}"
            problems.append(Problem(lined.file, line, f"there is no route '{file.escalate_to}'", mend))
        for number, code in enumerate(file.holidays or ()):
            if problem := holiday_problem(lined, (*at, "holidays", number), code):
                problems.append(problem)
    return tuple(_route(file, monitor) for file in files), problems


def holiday_problem(lined: LinedYaml, path: Sequence[str | int], code: str) -> Problem | None:
    """What is wrong with the name of a holiday calendar, or None."""
    import holidays  # 50 ms that only files with calendars pay

    known = holidays.list_supported_countries(include_aliases=True)
    country, _, region = code.partition("-")
    if country in known and (not region or region in known[country]):
        return None
    what = f"'{code}' is no known holiday calendar"
    mend = "write a country (DE, GB, US) or country-region (DE-BY, GB-ENG, US-CA)"
    return Problem(lined.file, lined.line(tuple(path)), what, mend)


def _route(file: RouteFile, monitor: MonitorFile) -> Route:
    start, _, end = (file.quiet_hours or "").partition("-")
    hours = Hours(
        quiet_from=time.fromisoformat(start) if start else None,
        quiet_until=time.fromisoformat(end) if end else None,
        working_days=file.working_days,
        zone=file.zone or monitor.zone,
        holidays=tuple(monitor.holidays if file.holidays is None else file.holidays),
    )
    return Route(
        name=file.name,
        urls=tuple(file.to),
        tags=frozenset(file.tags),
        vendors=frozenset(file.vendors),
        kinds=frozenset(file.kinds),
        min_severity=file.min_severity,
        to_owner=file.to_owner,
        teams=frozenset(file.teams),
        hours=hours,
        digest=DigestPlan(file.digest, time.fromisoformat(file.digest_at), file.weekday)
        if file.digest
        else None,
        escalation=EscalationPlan(file.escalate_to, file.escalate_after)
        if file.escalate_to and file.escalate_after
        else None,
    )
