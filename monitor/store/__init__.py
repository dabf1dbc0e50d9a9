"""SQL: what is watched, what was seen, what it came to, whom it was told, and the proof of it all.

One class, ``Store``; what it is given is in ``values``, what it gives out in ``monitor.model``.
"""

from monitor.store.database import Database
from monitor.store.errors import (
    DatabaseTooNewError,
    NaiveInstantError,
    NotAllowedError,
    NotFound,
    NotFoundError,
    NotUpgradedError,
    StoreError,
    StoreFailedError,
    StoreUnavailableError,
    UpgradeError,
)
from monitor.store.phase import next_on_phase
from monitor.store.revisions import Compose
from monitor.store.seals import EventKind
from monitor.store.store import Store
from monitor.store.sync import NextTime
from monitor.store.upgrade import Upgraded
from monitor.store.values import (
    Baseline,
    CandidateSeen,
    ChainHead,
    CheckFailed,
    Event,
    NewCapture,
    NewListing,
    Problem,
    Step,
    StoredCapture,
    SyncReport,
    Unchanged,
)

__all__ = [
    "Baseline",
    "CandidateSeen",
    "ChainHead",
    "CheckFailed",
    "Compose",
    "Database",
    "DatabaseTooNewError",
    "Event",
    "EventKind",
    "NaiveInstantError",
    "NewCapture",
    "NewListing",
    "NextTime",
    "NotAllowedError",
    "NotFound",
    "NotFoundError",
    "NotUpgradedError",
    "Problem",
    "Step",
    "Store",
    "StoreError",
    "StoreFailedError",
    "StoreUnavailableError",
    "StoredCapture",
    "SyncReport",
    "Unchanged",
    "UpgradeError",
    "Upgraded",
    "next_on_phase",
]
