"""What people say of companies' names: that two stand for one company, or do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class NameRuling:
    """A person's word on two names, as written. The newest word on a pair holds; earlier ones stay on record.

    same: whether they are one company. made_at: UTC.
    """

    id: int
    name: str
    other: str
    same: bool
    made_by: str
    why: str
    made_at: datetime
