"""From the two configuration files to values the service works with, or to all that is wrong with them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from monitor.knowledge.mistakes import mistakes
from monitor.model import ClauseTerms, Contract, Hints, Route, Schedule, Source, Vendor, WorkingDays
from monitor.settings import yaml_lines
from monitor.settings.errors import Problem, SettingsError
from monitor.settings.files import MonitorFile, SourceFile, TermsFile, VendorFile, VendorsFile
from monitor.settings.routes import holiday_problem, routes_of
from monitor.settings.yaml_lines import LinedYaml

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the service was told. ``path`` is where ``monitor.yaml`` lies; other paths are relative to it.

    lined: that file as it stands, where it was read from one.
    """

    path: Path
    monitor: MonitorFile
    vendors: tuple[Vendor, ...]
    routes: tuple[Route, ...]
    policy_path: Path | None
    lined: LinedYaml | None = None

    def line(self, *path: str | int) -> int:
        """The line of a key or an entry of ``monitor.yaml``, from 1; 0 where it was not read from a file."""
        return self.lined.line(path) if self.lined else 0

    @property
    def vendors_path(self) -> Path:
        """Where ``vendors.yaml`` lies."""
        return self.path.parent / self.monitor.vendors

    @property
    def data_dir(self) -> Path:
        """Folder for reports and backups; relative to the working directory, as a database path is."""
        return Path(self.monitor.data_dir)

    @property
    def signing_key(self) -> Path | None:
        """Where the key lies that signs evidence, if there is one."""
        name = self.monitor.evidence.signing_key
        return self.path.parent / name if name else None

    def vendor(self, vendor_id: str) -> Vendor | None:
        """The vendor of that id, or None."""
        return next((vendor for vendor in self.vendors if vendor.id == vendor_id), None)


def load(path: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Read ``monitor.yaml`` and the files it names. Raises SettingsError with every problem of all files."""
    environment = os.environ if environment is None else environment
    lined = yaml_lines.read(path, environment)
    monitor = validate(lined, MonitorFile)
    vendors = load_vendors(path.parent / monitor.vendors, environment)
    routes, problems = routes_of(lined, monitor)
    if problems:
        raise SettingsError(problems)
    policy = path.parent / monitor.policy if monitor.policy else None
    if policy and not policy.is_file():
        what, mend = f"the policy file {policy} does not exist", "correct the name, or leave it out"
        raise SettingsError([Problem(str(path), lined.line(("policy",)), what, mend)])
    return Settings(path, monitor, vendors, routes, policy, lined)


def load_vendors(path: Path, environment: Mapping[str, str]) -> tuple[Vendor, ...]:
    """Read ``vendors.yaml``. Raises SettingsError with every problem in it."""
    return vendors_of(yaml_lines.read(path, environment))


def vendors_of(lined: LinedYaml) -> tuple[Vendor, ...]:
    """The vendors of a parsed file; ids are unique over the whole file."""
    file = validate(lined, VendorsFile)
    problems: list[Problem] = []
    first: dict[str, int] = {}
    vendors = []
    for index, entry in enumerate(file.vendors):
        line = lined.line(("vendors", index, "id"))
        if entry.id in first:
            what = f"the vendor id '{entry.id}' is already used in line {first[entry.id]}"
            problems.append(Problem(lined.file, line, what, "give this one another id"))
        first.setdefault(entry.id, line)
        problems.extend(_holiday_problems(lined, index, entry))
        vendors.append(_vendor(entry, file, lined, index, problems))
    if problems:
        raise SettingsError(problems)
    return tuple(vendors)


def _holiday_problems(lined: LinedYaml, index: int, entry: VendorFile) -> list[Problem]:
    found = (
        holiday_problem(lined, ("vendors", index, "holidays", at), code)
        for at, code in enumerate(entry.holidays)
    )
    return [problem for problem in found if problem]


def _vendor(
    entry: VendorFile, file: VendorsFile, lined: LinedYaml, index: int, problems: list[Problem]
) -> Vendor:
    sources: list[Source] = []
    lines: dict[str, int] = {}
    for at, item in enumerate(entry.sources):
        name = item.id or item.kind.value
        line = lined.line(("vendors", index, "sources", at))
        if name in lines:
            what = f"{entry.id} has two sources called '{name}' (the first in line {lines[name]})"
            problems.append(Problem(lined.file, line, what, "give one of them an 'id'"))
        lines.setdefault(name, line)
        sources.append(_source(entry.id, name, item, file))
    return Vendor(
        id=entry.id,
        name=entry.name,
        sources=tuple(sources),
        tags=frozenset(entry.tags),
        tier=entry.tier,
        critical_function=entry.critical_function,
        products=tuple(entry.products),
        owner=entry.owner,
        deputy=entry.deputy,
        terms=_terms(entry.terms) if entry.terms else None,
        earlier_terms=tuple(_terms(terms) for terms in entry.earlier_terms),
        zone=entry.zone,
        holidays=tuple(entry.holidays),
        team=entry.team,
        contract=Contract(**entry.contract.model_dump()),
    )


def _source(vendor_id: str, name: str, item: SourceFile, file: VendorsFile) -> Source:
    every = item.every if item.every is not None else file.defaults.every
    confirm = item.confirm_after if item.confirm_after is not None else file.defaults.confirm_after
    hints = item.hints
    return Source(
        id=f"{vendor_id}/{name}",
        vendor_id=vendor_id,
        url=item.url,
        kind=item.kind,
        schedule=Schedule(None, item.cron, item.zone) if item.cron else Schedule(max(1, round(every))),
        hints=Hints(
            selector=hints.selector,
            heading=hints.heading,
            table=hints.table,
            columns=dict(hints.columns),
            leave_out=tuple(hints.leave_out),
            language=hints.language,
            names_only=hints.names_only,
            date_order=hints.date_order,
        ),
        headers=dict(item.headers),
        allow_private=item.allow_private,
        confirm_after_s=round(confirm),
        browser=item.browser if item.browser is not None else file.defaults.browser,
    )


def _terms(file: TermsFile) -> ClauseTerms:
    return ClauseTerms(
        notice=file.notice,
        objection=file.objection,
        runs_from=file.runs_from,
        deemed_consent=file.deemed_consent,
        quote=file.quote,
        where="vendors.yaml",
        confidence=1.0,
        confirmed_by=file.confirmed_by or "vendors.yaml",
        inclusive_start=file.inclusive,
        roll=file.roll,
        standstill=file.standstill,
        working_days=WorkingDays.MON_FRI if file.working_days == "either" else file.working_days,
        saturday_may_count=file.working_days == "either",
        clear_days=file.clear_days,
        receipt=file.receipt,
        deemed_received=file.deemed_received,
        signed=file.signed,
        valid_from=file.valid_from,
    )


def validate(lined: LinedYaml, model: type[M]) -> M:
    """The file's value as ``model``. Raises SettingsError with file, line, what and mend for every problem."""
    value = {} if lined.value is None else lined.value
    if not isinstance(value, dict):
        known = ", ".join(f"{key}:" for key in list(model.model_fields)[:4])
        what, mend = "the file holds no keys with values", f"begin its lines with keys, such as {known}"
        raise SettingsError([Problem(lined.file, 1, what, mend)])
    try:
        return model.model_validate(value)
    except ValidationError as error:
        found = mistakes(error, model, value)
        problems = [Problem(lined.file, lined.line(each.path), each.what, each.mend) for each in found]
        raise SettingsError(problems) from error


__all__ = ["Settings", "load", "load_vendors", "validate", "vendors_of"]
