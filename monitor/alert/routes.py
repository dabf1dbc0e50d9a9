"""To whom: which channels an alert must reach."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.model import Alert, AlertKind, Route, Severity, Vendor

# Kinds that are about a change and therefore filtered by its severity.
_BY_SEVERITY = {AlertKind.CHANGE, AlertKind.REMINDER, AlertKind.ESCALATION, AlertKind.OVERDUE}


def plan(alert: Alert, vendor: Vendor | None, routes: Sequence[Route]) -> list[tuple[str, int]]:
    """Every channel the alert must reach, as (route name, index into ``channels(route)``).

    vendor: the vendor the alert is about; None for a digest or a trouble of our own, which pass every filter by
    tag or vendor only where a route has none. A change of severity ``info`` reaches nobody, whatever a route says.
    """
    if not routes:
        return []
    from monitor.alert.channels import channels  # loads Apprise, which nobody needs who tells nobody

    return [
        (route.name, index)
        for route in routes
        if takes(route, alert, vendor)
        for index, _ in enumerate(channels(route))
    ]


def takes(route: Route, alert: Alert, vendor: Vendor | None) -> bool:
    """Does this route want that alert? Empty filters want everything; several filters must all agree."""
    return (not route.kinds or alert.kind in route.kinds) and concerns(route, alert, vendor)


def concerns(route: Route, alert: Alert, vendor: Vendor | None) -> bool:
    """Is the alert about something this route is for, whatever kinds of alert it wants?"""
    too_small = alert.severity is Severity.INFO or alert.severity.rank < route.min_severity.rank
    if alert.kind in _BY_SEVERITY and too_small:
        return False
    if vendor is None:
        return not (route.tags or route.vendors or route.teams)
    if route.vendors and vendor.id not in route.vendors:
        return False
    if route.teams and vendor.team not in route.teams:
        return False
    return not route.tags or bool(route.tags & vendor.tags)
