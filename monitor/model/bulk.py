"""Many values of one kind at once: a list of fifty thousand rows is made here, not one by one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import fields
from functools import cache
from itertools import repeat
from typing import Any, TypeVar

T = TypeVar("T")


@cache
def _setters(kind: type[Any]) -> tuple[Any, ...]:
    # The slots' own setters, which a frozen class does not forbid to whoever builds a value.
    return tuple(getattr(kind, field.name).__set__ for field in fields(kind))


def build(kind: type[T], count: int, *columns: Iterable[object]) -> list[T]:
    """``count`` values of a frozen, slotted dataclass without ``__post_init__``; one column for each of its fields.

    Gives what ``list(map(kind, *columns))`` gives, at a third of its cost: a frozen dataclass sets each field through
    a call of its own. Every column must hold at least ``count`` values; a shorter one leaves fields unset.
    """
    made = list(map(object.__new__, repeat(kind, count)))
    frozen: Any = kind
    for put, column in zip(_setters(frozen), columns, strict=True):
        deque(map(put, made, column), maxlen=0)
    return made
