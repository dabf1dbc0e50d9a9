"""Bringing the store to this version's tables, without carrying the means to do so ever after."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from monitor.store import Store

_LIMIT_S = 600


def migrate(store: Store, url: str, at: datetime, backup_dir: Path) -> None:
    """Upgrade in a process of its own where there is something to do; then make sure of it here.

    Whatever goes wrong over there is tried again here, so that its error is said in the store's own words.
    Raises StoreError.
    """
    if store.version() is None and url not in ("sqlite://", "sqlite:///:memory:"):
        question = json.dumps({"url": url, "at": at.isoformat(), "backup_dir": str(backup_dir)})
        subprocess.run(
            [sys.executable, "-m", "monitor.store.upgrade_process"],
            input=question.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_LIMIT_S,
            check=False,
        )
    store.upgrade(at, backup_dir=backup_dir)
