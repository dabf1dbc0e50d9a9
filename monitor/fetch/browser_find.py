"""Which browser there is. It is the system's own: nothing is ever downloaded."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from monitor.fetch.problem import FetchProblemError
from monitor.model import FailureReason

# The headless shell first: it starts twice as fast as the whole browser and takes two thirds of its memory.
PROGRAMS = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
INSTALL_EXTRA = "pip install 'subprocessor-monitor[browser]'"
INSTALL_BROWSER = "apt-get install chromium-headless-shell"
_NEEDS = "playwright", "psutil"


def find_browser(configured: str | None = None) -> str:
    """The path of the browser to run.

    configured: ``fetch.browser_path``, a path or a program's name; None looks for the usual names.
    Raises FetchProblemError (BROWSER) where the extra or a browser is missing, with the way to mend it.
    """
    if any(find_spec(name) is None for name in _NEEDS):
        raise _missing(f"the browser extra is not installed; install it: {INSTALL_EXTRA}")
    if configured is not None:
        found = shutil.which(str(Path(configured).expanduser()))
        if found is None:
            raise _missing(f"browser_path names {configured}, and there is no such program; correct the path")
        return found
    for name in PROGRAMS:
        if found := shutil.which(name):
            return found
    raise _missing(
        f"this page is to be read through a browser, and none is installed; install one ({INSTALL_BROWSER}), "
        "or name its path as fetch.browser_path in monitor.yaml"
    )


def may_sandbox() -> bool:
    """Chromium refuses to start its sandbox for root."""
    return not hasattr(os, "geteuid") or os.geteuid() != 0


def _missing(words: str) -> FetchProblemError:
    return FetchProblemError(FailureReason.BROWSER, words)
