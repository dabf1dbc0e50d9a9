"""The commands. Each is one small file that brings rooms together and prints for people or for machines."""

from __future__ import annotations

import sys

INTERRUPTED = 130  # as a shell counts it: 128 and the number of SIGINT


def main() -> None:
    """Run the program; Ctrl-C ends it quietly, also while it is still loading."""
    try:
        from monitor.cli.app import run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        sys.exit(INTERRUPTED)


__all__ = ["main"]
