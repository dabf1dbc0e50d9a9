"""What can go wrong in the store.

StoreError
├── StoreUnavailableError      the database cannot be opened or reached; says which and how to mend it
├── StoreFailedError           a statement failed (disk full, connection lost); nothing of its call was kept
├── UpgradeError               migrations could not be applied
│   ├── DatabaseTooNewError    written by a newer version of this program
│   └── NotUpgradedError       the database has no tables yet, or old ones: ``upgrade()`` first
├── NotFoundError              no such source, revision, snapshot, delivery
├── NotAllowedError            would break a rule of the records, e.g. a revision that begins elsewhere
└── NaiveInstantError          a date and time without a zone
"""

from __future__ import annotations


class StoreError(Exception):
    """The root of everything the store raises on purpose."""


class StoreUnavailableError(StoreError):
    """The database cannot be opened or reached."""


class StoreFailedError(StoreError):
    """A statement failed; nothing of its transaction was kept."""


class UpgradeError(StoreError):
    """Migrations could not be applied; the database is as it was."""


class DatabaseTooNewError(UpgradeError):
    """The database was written by a newer version of this program."""


class NotUpgradedError(UpgradeError):
    """The database has no tables, or those of an older version."""


class NotFoundError(StoreError):
    """There is no such record."""


NotFound = NotFoundError


class NotAllowedError(StoreError):
    """The records would contradict each other."""


class NaiveInstantError(StoreError, ValueError):
    """A date and time without a zone: it names no instant."""
