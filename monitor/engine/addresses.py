"""The addresses of routes, tried before anything is sent: through one that cannot be read nobody would ever be told."""

from __future__ import annotations

import difflib

from monitor.settings import Problem, Settings

_HERE = {"127.0.0.1", "::1", "localhost", "0.0.0.0", "::"}  # noqa: S104 - read, not bound


def address_problems(settings: Settings) -> list[Problem]:
    """Route, line and mend of every address that nothing can be sent to. Sends nothing."""
    if not settings.routes:
        return []
    from monitor.alert.channels import check_address, services  # Apprise takes half a second to import

    problems: list[Problem] = []
    for index, route in enumerate(settings.routes):
        for number, address in enumerate(route.urls):
            if why := check_address(address):
                line = settings.line("alerts", "routes", index, "to", number)
                mend = _mend(address, services())
                problems.append(Problem(str(settings.path), line, f"route '{route.name}': {why}", mend))
    return problems


def address_warnings(settings: Settings) -> list[str]:
    """What is allowed, and yet keeps people from being told or from acting on it: a sentence each, with its line."""
    return [*_reaching_nobody(settings), *_dead_links(settings)]


def _dead_links(settings: Settings) -> list[str]:
    """Messages link to reports; without a public address, to one that only this machine can open."""
    monitor = settings.monitor
    host = monitor.listen.rpartition(":")[0].strip("[]")
    if not settings.routes or monitor.public_url or host not in _HERE:
        return []
    where = f"{settings.path}: 'public_url' is not set: links in messages lead to {monitor.listen}, which only this"
    return [f"{where} machine can open; write the address under which people reach this service"]


def _reaching_nobody(settings: Settings) -> list[str]:
    """What routes ask for that no vendor has: a slip of the pen silences a route."""
    tags = {tag for vendor in settings.vendors for tag in vendor.tags}
    teams = {vendor.team for vendor in settings.vendors if vendor.team}
    ids = {vendor.id for vendor in settings.vendors}
    found = []
    for index, route in enumerate(settings.routes):
        for key, wanted, known in (
            ("vendors", route.vendors, ids),
            ("tags", route.tags, tags),
            ("teams", route.teams, teams),
        ):
            for word in sorted(wanted - known):
                close = difflib.get_close_matches(word, known, n=1)
                meant = f"; did you mean '{close[0]}'?" if close else ""
                line = settings.line("alerts", "routes", index, key)
                found.append(
                    f"{settings.path}:{line}: route '{route.name}': no vendor has '{word}' ({key}){meant}"
                )
    return found


def _mend(address: str, services: frozenset[str]) -> str:
    scheme, slashes, rest = address.partition("://")
    if not slashes or not rest:
        return (
            "write it as service://…; where it comes from a variable (${NAME}), look whether that is empty, and at "
            "https://appriseit.com/services/"
        )
    close = difflib.get_close_matches(scheme.strip().lower(), services, n=1)
    meant = "" if scheme in services or not close else f"did you mean '{close[0]}://…'? "
    return f"{meant}https://appriseit.com/services/ says how each service is written"
