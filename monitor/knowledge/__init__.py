"""Dated data files with their sources, and the small readers of them that several rooms share.

A heading synonym, a country, an adequacy decision is a line in a YAML file here, never an ``if`` elsewhere.
Every file begins with ``about``: ``subject``, ``as_of`` (ISO date) and ``sources`` (list).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def load(name: str) -> dict[str, Any]:
    """The content of ``monitor/knowledge/<name>.yaml``. Raises FileNotFoundError for an unknown name."""
    text = files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    # The C loader is several times faster; both read the same safe subset.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - both are safe loaders
    return data


def file_names() -> tuple[str, ...]:
    """The names of all knowledge files, sorted. (``names`` is the module of company names.)"""
    return tuple(
        sorted(
            entry.name.removesuffix(".yaml")
            for entry in files(__name__).iterdir()
            if entry.name.endswith(".yaml")
        )
    )
