"""How frameworks pack the data of a page: each packing undone, so that what is left is plain JSON.

Everything is bounded: shared parts of a packing could otherwise unfold without end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

MAX_NODES = 300_000  # values one unpacking may make
MAX_DEPTH = 80
_REACTIVE = frozenset(("Reactive", "ShallowReactive", "Ref", "ShallowRef", "EmptyRef", "Island", "NuxtError"))


def unpacked(value: Any) -> Any:
    """The value with the packing of Nuxt, SvelteKit or Astro undone; any other value as it is."""
    if isinstance(value, list) and is_indexed(value):
        return _Indexed(value).at(0, 0)
    if isinstance(value, dict) and value and all(map(is_tagged, value.values())):
        return untagged(value)
    return value


def is_indexed(value: Sequence[Any]) -> bool:
    """A flat list whose first entry names the others by their places (devalue: Nuxt 3, SvelteKit)."""
    if len(value) < 3 or not isinstance(value[0], (list, dict)) or not value[0]:
        return False
    first = value[0]
    if isinstance(first, list) and isinstance(first[0], str) and first[0] in _REACTIVE:
        return True
    places = first.values() if isinstance(first, dict) else first
    return all(_is_place(place, value) for place in places) and any(
        isinstance(item, str) for item in value[1:]
    )


def _is_place(place: Any, value: Sequence[Any]) -> bool:
    return isinstance(place, int) and not isinstance(place, bool) and -7 <= place < len(value)


class _Indexed:
    def __init__(self, flat: Sequence[Any]) -> None:
        self.flat, self.left = flat, MAX_NODES

    def at(self, place: Any, depth: int) -> Any:
        self.left -= 1
        if self.left < 0 or depth > MAX_DEPTH or not _is_place(place, self.flat) or place < 0:
            return None
        item = self.flat[place]
        if isinstance(item, dict):
            return {str(key): self.at(to, depth + 1) for key, to in item.items()}
        if isinstance(item, list):
            if item and isinstance(
                item[0], str
            ):  # a kind of value and its parts: a date, a set, a reactive object
                return self.at(item[1], depth + 1) if item[0] in _REACTIVE and len(item) > 1 else item[1:2]
            return [self.at(to, depth + 1) for to in item]
        return item


def is_tagged(value: Any) -> bool:
    """A pair of a kind and a value, as Astro writes the properties of its islands."""
    return (
        isinstance(value, list) and len(value) in (1, 2) and isinstance(value[0], int) and 0 <= value[0] <= 11
    )


def untagged(value: Any, depth: int = 0) -> Any:
    """The plain value behind Astro's pairs."""
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, dict):
        return {key: untagged(item, depth + 1) for key, item in value.items()}
    if is_tagged(value):
        inner = value[1] if len(value) > 1 else None
        if isinstance(inner, list):
            return [untagged(item, depth + 1) for item in inner]
        return untagged(inner, depth + 1) if isinstance(inner, dict) else inner
    return value


def with_arguments(value: Any, names: Sequence[str], arguments: Sequence[Any], depth: int = 0) -> Any:
    """A literal read out of a function's body, its parameters replaced by what the function is called with (Nuxt 2)."""
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, str):
        return arguments[names.index(value)] if value in names[: len(arguments)] else value
    if isinstance(value, dict):
        return {key: with_arguments(item, names, arguments, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [with_arguments(item, names, arguments, depth + 1) for item in value]
    return value
