"""The upgrade in a process of its own: Alembic's ten megabytes are gone when it ends.

Reads one JSON object from standard input: ``url``, ``at`` (ISO 8601 with its offset), ``backup_dir``. The address goes
through the pipe, not through the arguments, because it may hold a password.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

from monitor.store import Store

if __name__ == "__main__":
    asked = json.load(sys.stdin)
    with Store.open(asked["url"]) as store:
        store.upgrade(datetime.fromisoformat(asked["at"]), backup_dir=Path(asked["backup_dir"]))
