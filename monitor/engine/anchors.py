"""Heads of the chain, written down outside the database: a line a checkpoint, in a file that is only added to.

Whoever changes the database consistently, chain and all, contradicts this file, unless they may write it too: so it
belongs into a backup, a log collector or onto write-once storage. Heads in exported ZIPs serve in the same way.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from monitor.store import ChainHead, Problem
from monitor.store.seals import instant_text

FILE = "chain-heads.txt"
_LINE = re.compile(r"(\d{4}-\d\d-\d\dT[0-9:.]+Z) (\d+):([0-9a-f]{64})")


class Anchors:
    """The file of heads in a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def add(self, head: ChainHead, at: datetime) -> None:
        """Write a head down, with the time (UTC). Raises OSError."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="ascii") as file:
            file.write(f"{instant_text(at)} {head.seq}:{head.sha256}\n")

    def read(self) -> tuple[list[ChainHead], list[Problem]]:
        """Every head in the file, and what is wrong with it; nothing where there is no file.

        A last line that was cut off (the machine went down while it was written) is left out.
        """
        try:
            content = self.path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return [], []
        except OSError as error:
            said = f"the file of heads cannot be read: {error.strerror}"
            return [], [Problem("heads unreadable", f"file {self.path}", said)]
        heads: list[ChainHead] = []
        problems: list[Problem] = []
        lines = content.split("\n")
        for number, line in enumerate(lines[:-1], 1):
            match = _LINE.fullmatch(line.strip())
            if match:
                heads.append(ChainHead(int(match[2]), match[3]))
            elif line.strip():
                said = f"line {number} is no head of a chain"
                problems.append(Problem("heads altered", f"file {self.path}", said))
        return heads, problems
