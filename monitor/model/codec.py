"""Model values to JSON and back, without loss. Used by the store, by child processes and by exports.

The shapes that other programs read are in ``monitor.model.shapes``; these are our own.
"""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


_adapters: dict[Any, TypeAdapter[Any]] = {}  # building one costs milliseconds; they are stateless


def _adapter(cls: Any) -> TypeAdapter[Any]:
    found = _adapters.get(cls)
    if found is None:
        found = _adapters[cls] = TypeAdapter(cls)
    return found


def dump(value: object) -> bytes:
    """A model value as compact JSON; fields at their defaults are left out, so equal values give equal bytes."""
    return _adapter(type(value)).dump_json(value, exclude_defaults=True)


def dump_plain(value: object) -> Any:
    """A model value as plain JSON types (dicts, lists, strings, numbers)."""
    return _adapter(type(value)).dump_python(value, mode="json", exclude_defaults=True)


def load(cls: type[T], data: bytes | str) -> T:
    """The value that ``dump`` wrote. Raises ``pydantic.ValidationError`` where the data does not fit."""
    value: T = _adapter(cls).validate_json(data)
    return value


def load_plain(cls: type[T], data: Any) -> T:
    """The value that ``dump_plain`` wrote."""
    value: T = _adapter(cls).validate_python(data)
    return value


def sha256(data: bytes) -> str:
    """Lower-case hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()
