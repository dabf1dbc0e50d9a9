"""A property that is worked out once, when first asked for, and costs nothing from then on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class lazy(Generic[T]):  # noqa: N801 - used like ``property``
    """As ``functools.cached_property``, without its lock: that costs more than most of what is worked out here.

    Two threads that ask at the same time may both work it out; they come to the same.
    """

    def __init__(self, work: Callable[[Any], T]) -> None:
        self._work = work
        self.__doc__ = work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, thing: None, owner: type) -> lazy[T]: ...
    @overload
    def __get__(self, thing: object, owner: type) -> T: ...
    def __get__(self, thing: object | None, owner: type) -> lazy[T] | T:
        if thing is None:
            return self
        value = self._work(thing)
        thing.__dict__[self._name] = value
        return value
