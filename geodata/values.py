"""Values of the model as JSON and back, equal; the dataclasses themselves are the schema."""

from __future__ import annotations

import datetime as dt
import functools
import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_json(value: object) -> str:
    """Return a dataclass of the model as one line of JSON."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def from_json(kind: type[T], text: str) -> T:
    """Return the value of a dataclass from its JSON; fields that the JSON lacks have their defaults."""
    value: T = _typed(kind, json.loads(text))
    return value


def _plain(value: Any) -> Any:
    kind: type = type(value)
    if kind in _ATOMS:
        return value
    names = _names(kind)
    if names:
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, dt.date):  # a datetime is a date too
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, (tuple, list)) else value


_ATOMS = frozenset({str, int, float, bool, type(None)})


@functools.cache
def _names(kind: type) -> tuple[str, ...]:
    """Return the names of a dataclass's fields, none for another type."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _typed(kind: Any, value: Any) -> Any:
    """Build a value of a type from plain JSON."""
    origin = get_origin(kind)
    if value is None or origin is Literal or kind is Any:
        return value
    if origin in (Union, types.UnionType):
        return _typed(next(part for part in get_args(kind) if part is not type(None)), value)
    if origin is tuple:
        return tuple(_typed(get_args(kind)[0], item) for item in value)
    if origin is not None and issubclass(origin, Mapping):
        return {name: _typed(get_args(kind)[1], item) for name, item in value.items()}
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        return kind(**{name: _typed(hints[name], item) for name, item in value.items() if name in hints})  # type: ignore[operator]
    if kind in (dt.datetime, dt.date):
        return kind.fromisoformat(value)
    return float(value) if kind is float else value
