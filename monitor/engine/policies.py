"""The policy file of a configuration."""

from __future__ import annotations

import re

from monitor.assess.policy import Policy, PolicyError, load_policy
from monitor.settings import Problem, Settings, SettingsError

_LINE = re.compile(r"(?P<file>.+?):(?P<line>\d+): (?P<what>.+)", re.DOTALL)


def policy_of(settings: Settings) -> Policy:
    """The policy file, or the built-in rules where none is named. Raises SettingsError with file, line and reason."""
    path = settings.policy_path
    if path is None:
        return Policy()
    try:
        return load_policy(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        raise SettingsError([Problem(str(path), 0, f"it cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise SettingsError([Problem(str(path), 0, "it is not UTF-8")]) from error
    except PolicyError as error:
        raise SettingsError([_problem(str(path), line) for line in str(error).splitlines()]) from error


def _problem(file: str, text: str) -> Problem:
    found = _LINE.fullmatch(text)
    return Problem(file, int(found["line"]), found["what"]) if found else Problem(file, 0, text)
