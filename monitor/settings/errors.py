"""What is wrong in a configuration file, where, and how to mend it.

SettingsError
└── (carries any number of Problem values, each with file, line, what and mend)
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong: in ``file`` at ``line`` (from 1; 0 where there is no line), what, and how to mend it."""

    file: str
    line: int
    what: str
    mend: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.what}" + (f"\n    {self.mend}" if self.mend else "")


class SettingsError(Exception):
    """A configuration that cannot be used; ``problems`` says everything that is wrong with it, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
