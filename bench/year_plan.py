"""A year as it might happen: vendors, changes, outages, notices and what people do. Pure: a seed gives one year."""

from __future__ import annotations

import json
import random
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

BEGINS = datetime(2026, 1, 5, 0, 0, tzinfo=UTC)
_ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "Asia/Tokyo", "UTC")
_TERMS = (
    "{notice: 30 days, objection: 30 days, runs_from: notice}",
    "{notice: 30 days, objection: 14 days, runs_from: receipt, deemed_consent: true}",
    "{notice: 10 days, objection: 30 days, runs_from: list_update}",
    "{notice: 30 days, objection: 10 business days, runs_from: receipt}",
    "{objection: 5 business days, runs_from: posting}",
    "{notice: 1 month, objection: 6 weeks, runs_from: notice, deemed_consent: true}",
    "{notice: 14 days, objection: 15 days, runs_from: posting, roll: true}",
)


@dataclass(frozen=True)
class Change:
    """A vendor adds a sub-processor. Days are days of the year, with their fractions."""

    vendor: int
    day: float
    name: str


@dataclass(frozen=True)
class Act:
    """Something a person does about a change. what: a state, ``notice`` or ``confirm``."""

    key: str
    vendor: int
    change: int
    day: float
    what: str


@dataclass(frozen=True)
class Year:
    """Everything that will happen. steps_a_day: how often the service looks and reminds."""

    seed: int
    vendors: int
    days: int
    steps_a_day: int
    changes: tuple[Change, ...]
    acts: tuple[Act, ...]
    vendor_outages: tuple[tuple[int, float, float], ...]
    network_outages: tuple[tuple[float, float], ...]
    own_outages: tuple[tuple[int, int], ...]  # first and last day without a service
    with_contract: tuple[int, ...] = ()  # vendors whose terms are read from their page
    places: dict[str, str] = field(default_factory=dict)

    @property
    def steps(self) -> list[datetime]:
        """The instants at which the service runs."""
        every = timedelta(days=1) / self.steps_a_day
        found = []
        for n in range(self.days * self.steps_a_day):
            at = BEGINS + n * every
            day = n // self.steps_a_day
            if not any(first <= day <= last for first, last in self.own_outages):
                found.append(at)
        return found

    def unreachable(self, vendor: int, at: datetime) -> str | None:
        """Why a vendor's page cannot be had at an instant; None where it can."""
        day = (at - BEGINS) / timedelta(days=1)
        if any(first <= day < last for first, last in self.network_outages):
            return "dns"
        if any(v == vendor and first <= day < last for v, first, last in self.vendor_outages):
            return "timeout"
        return None

    def list_of(self, vendor: int, at: datetime) -> bytes:
        """The vendor's page at an instant."""
        day = (at - BEGINS) / timedelta(days=1)
        names = [f"Ground {n} GmbH" for n in range(1, 6)]
        names += [c.name for c in self.changes if c.vendor == vendor and c.day <= day]
        rows = "".join(f"<tr><td>{name}</td><td>Hosting</td><td>Germany</td></tr>" for name in names)
        return (
            f'<!doctype html><html lang="en"><head><title>Sub-processors of vendor {vendor}</title></head><body>'
            "<h1>Sub-processors</h1><table><tr><th>Sub-processor</th><th>Purpose</th><th>Location</th></tr>"
            f"{rows}</table></body></html>"
        ).encode()

    def contract_of(self, vendor: int) -> bytes:
        """The vendor's contract page."""
        days = (10, 14, 30)[vendor % 3]
        return (
            f'<!doctype html><html lang="en"><head><title>Data processing agreement {vendor}</title></head><body>'
            "<h1>Data processing agreement</h1><h2>7. Sub-processors</h2><p>The Processor shall inform the Customer "
            "of any new sub-processor with 30 days prior notice. The Customer may object to a new sub-processor "
            f"within {days} days of receipt of the notice. The Processor shall keep a record of all processing "
            "activities and make it available to the Customer on request.</p><h2>8. Security</h2><p>The Processor "
            "maintains appropriate technical and organisational measures.</p></body></html>"
        ).encode()

    def mail_of(self, act: Act) -> bytes:
        """The vendor's own announcement of a change."""
        sent = BEGINS + timedelta(days=act.day)
        name = self.changes[act.change].name
        return (
            f"From: privacy@vendor{act.vendor}.example\r\nTo: ada@example.com\r\n"
            f"Date: {sent:%a, %d %b %Y %H:%M:%S} +0000\r\nMessage-ID: <{act.key}@vendor{act.vendor}.example>\r\n"
            f"Subject: New sub-processor {name} ({act.key})\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
            f"We will add {name} to our sub-processors.\r\n"
        ).encode()


def plan(seed: int, *, vendors: int, changes: int, days: int, steps_a_day: int) -> Year:
    """Draw a year."""
    rng = random.Random(seed)
    own = _spans(rng, count=max(1, days // 90), days=days, shortest=1, longest=4)
    made = _changes(rng, vendors, changes, days)
    outages = [
        (rng.randrange(vendors), start, start + rng.uniform(0.5, 6))
        for start in (rng.uniform(2, days - 10) for _ in range(changes // 5))
    ]
    network = [
        (start, start + rng.uniform(0.6, 1.5)) for start in (rng.uniform(5, days - 10) for _ in range(2))
    ]
    return Year(
        seed=seed,
        vendors=vendors,
        days=days,
        steps_a_day=steps_a_day,
        changes=tuple(made),
        acts=tuple(sorted(_acts(rng, made), key=lambda act: (act.day, act.key))),
        vendor_outages=tuple(outages),
        network_outages=tuple(network),
        own_outages=tuple(own),
        with_contract=tuple(v for v in range(vendors) if v % 8 == 3),
    )


def _spans(
    rng: random.Random, *, count: int, days: int, shortest: int, longest: int
) -> list[tuple[int, int]]:
    found = []
    for n in range(count):
        room = days // count
        first = n * room + rng.randrange(8, max(9, room - 8))
        found.append((first, min(first + rng.randrange(shortest, longest + 1) - 1, days - 2)))
    return found


def _changes(rng: random.Random, vendors: int, count: int, days: int) -> list[Change]:
    """Changes at least twelve days apart for one vendor, so that each is a revision of its own."""
    taken: dict[int, list[float]] = {}
    found: list[Change] = []
    while len(found) < count:
        vendor, day = rng.randrange(vendors), rng.uniform(3, days - 14)
        if all(abs(day - other) > 12 for other in taken.get(vendor, [])):
            taken.setdefault(vendor, []).append(day)
            found.append(Change(vendor, day, f"Partner {len(found)} Ltd"))
    return sorted(found, key=lambda change: change.day)


def _acts(rng: random.Random, changes: list[Change]) -> list[Act]:
    acts: list[Act] = []

    def act(number: int, day: float, what: str) -> None:
        acts.append(Act(f"act-{len(acts)}", changes[number].vendor, number, day, what))

    for number, change in enumerate(changes):
        if rng.random() < 0.4:
            act(number, change.day + rng.uniform(-3, 8), "notice")
        if rng.random() < 0.5:
            act(number, change.day + rng.uniform(0.3, 4), "acknowledged")
        if rng.random() < 0.7:
            what = rng.choice(("accepted", "accepted_with_conditions", "objected", "withdrawn_by_vendor"))
            act(number, change.day + rng.uniform(1, 45), what)
            if rng.random() < 0.15:
                act(number, change.day + rng.uniform(46, 50), "accepted")
    for vendor in {change.vendor for change in changes if change.vendor % 8 == 3}:
        number = next(n for n, change in enumerate(changes) if change.vendor == vendor)
        act(number, changes[number].day + rng.uniform(2, 9), "confirm")
    return acts


def configure(year: Year, folder: Path, webhook: str) -> Path:
    """Write the configuration of the year's service; returns the path of ``monitor.yaml``."""
    lines = ["defaults: {every: 1d, confirm_after: 60s}", "vendors:"]
    for n in range(year.vendors):
        lines += [
            f"- id: vendor-{n}",
            f"  name: Vendor {n}",
            f"  zone: {_ZONES[n % len(_ZONES)]}",
            f"  tier: {1 + n % 3}",
        ]
        sources = [f"    - url: https://vendor{n}.example/sub-processors"]
        if n in year.with_contract:
            sources.append(f"    - {{kind: dpa, url: 'https://vendor{n}.example/dpa'}}")
        else:
            lines.append(f"  terms: {_TERMS[n % len(_TERMS)]}")
        lines += ["  sources:", *sources]
    (folder / "vendors.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    config = {
        "database": f"sqlite:///{folder / 'store.sqlite3'}",
        "data_dir": str(folder),
        "listen": "127.0.0.1:0",
        "extract": {"processes": 1},
        "checks": {"tick": "60s", "trouble_after": 3},
        "alerts": {"routes": [{"name": "hook", "to": [webhook]}]},
    }
    path = folder / "monitor.yaml"
    path.write_text(json.dumps(config), encoding="utf-8")
    (folder / "year.json").write_text(json.dumps(asdict(year)), encoding="utf-8")
    return path
