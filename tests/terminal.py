"""The program as it is typed: in the process of the test (``monitor``), or in a process of its own (``started``).

A process costs half a second before the first line of a command runs. It is for tests of what only a process has: its
start and its end, the descriptors it was given, the terminal it was started from.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import CompletedProcess
from unittest.mock import patch

from typer.testing import CliRunner

from monitor.cli import main

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def _left_as_it_was() -> Iterator[None]:
    """What a command sets for its whole process is the test's again: signals, and who logs what."""
    known = [logging.getLogger(), *map(logging.getLogger, list(logging.root.manager.loggerDict))]
    levels = {logger: logger.level for logger in known}
    ends = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, ends)
        for name in list(logging.root.manager.loggerDict):
            logger = logging.getLogger(name)
            logger.setLevel(levels.get(logger, logging.NOTSET))


def monitor(*words: str, stdin: bytes = b"") -> CompletedProcess[bytes]:
    """What ``monitor`` and these words print, and the code. A fault of the program is raised, not printed."""
    code: object = 0
    with (
        CliRunner().isolation(input=stdin) as (out, err, _),
        patch.object(sys, "argv", ["monitor", *words]),
        patch.object(sys, "excepthook", sys.excepthook),
        patch.object(logging, "basicConfig"),
        _left_as_it_was(),
    ):
        try:
            main()
        except SystemExit as left:
            code = left.code or 0
        sys.stdout.flush()
        sys.stderr.flush()
        return CompletedProcess(["monitor", *words], int(str(code)), out.getvalue(), err.getvalue())


def started(
    *words: str, stdin: bytes = b"", into: str | None = None, **environment: str
) -> CompletedProcess[bytes]:
    """The same in a process of its own; ``into``: the path its standard output is written to."""
    with Path(into or os.devnull).open("wb") as out:
        return subprocess.run(
            [sys.executable, "-m", "monitor", *words],
            input=stdin,
            stdout=out if into else subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
            timeout=120,
            check=False,
        )
