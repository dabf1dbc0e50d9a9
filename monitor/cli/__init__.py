"""The commands. Each is one small file that brings rooms together and prints for people or for machines."""

from __future__ import annotations

import os
import sys
from pathlib import Path

INTERRUPTED = 130  # as a shell counts it: 128 and the number of SIGINT


def main() -> None:
    """Run the program; Ctrl-C ends it quietly, also while it is still loading."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us (… >&-): what is printed goes nowhere
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open until the end
    try:
        from monitor.cli.app import run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        sys.exit(INTERRUPTED)


__all__ = ["main"]
