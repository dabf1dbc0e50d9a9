"""Changes as the tables of ``severity.md`` write them."""

from __future__ import annotations

from pathlib import Path

from monitor.assess.severity import JudgeContext
from monitor.model import Change, ChangeKind, Field, Row, Vendor

ACME = JudgeContext(Vendor("acme", "Acme", ()))
SHORT = {
    "loc": Field.LOCATION,
    "mech": Field.TRANSFER_MECHANISM,
    "data": Field.DATA_CATEGORIES,
    "seat": Field.CORPORATE_LOCATION,
}


def table() -> list[list[str]]:
    lines = (Path(__file__).parent / "severity.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return rows[2:]


def row(name: str, cell: str) -> Row | None:
    if not cell:
        return None
    fields = {Field.NAME: name}
    for part in cell.split(";"):
        key, _, text = part.strip().partition("=")
        fields[SHORT[key] if key in SHORT else Field(key)] = text
    return Row(fields)


def change(name: str, before: str = "", after: str = "") -> Change:
    old, new = row(name, before), row(name, after)
    if old is None or new is None:
        kind = ChangeKind.ADDED if new else ChangeKind.REMOVED
        some = new or old
        return Change(kind, name, row_before=old, row_after=new, group=some.group if some else None)
    field = next(f for f in Field if old.get(f) != new.get(f))
    return Change(ChangeKind.CHANGED, name, None, field, old.get(field), new.get(field), None, None, old, new)


REMOVAL = change("Beta Ltd", "loc=India")
ADDITION = change("Beta Ltd", after="loc=Ireland")
