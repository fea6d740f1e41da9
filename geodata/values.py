"""Values of the model as JSON and back, equal; the dataclasses themselves are the schema."""

from __future__ import annotations

import datetime as dt
import functools
import json
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

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


_Maker = Callable[[Any], Any]


def _typed(kind: Any, value: Any) -> Any:
    """Build a value of a type from plain JSON."""
    make = _maker(kind)
    return value if make is None or value is None else make(value)


# Asked once for a type and not for each of a million values: looking at a type costs more than making a value of it.
@functools.cache
def _maker(kind: Any) -> _Maker | None:
    """Return what makes a value of a type from plain JSON, None where that is the value; None is always itself."""
    origin = get_origin(kind)
    if origin is Literal or kind is Any:
        return None
    if origin in (Union, types.UnionType):
        return _maker(next(part for part in get_args(kind) if part is not type(None)))
    if origin is tuple:
        return functools.partial(_tuple_of, get_args(kind)[0])
    if origin is not None and issubclass(origin, Mapping):
        return functools.partial(_mapping_of, get_args(kind)[1])
    if is_dataclass(kind):
        return functools.partial(_dataclass_of, kind)
    if kind in (dt.datetime, dt.date):
        return cast(_Maker, kind.fromisoformat)
    return float if kind is float else None


def _tuple_of(kind: Any, value: Any) -> tuple[Any, ...]:
    make = _maker(kind)
    return tuple(value) if make is None else tuple([item if item is None else make(item) for item in value])


def _mapping_of(kind: Any, value: Any) -> dict[str, Any]:
    make = _maker(kind)
    return {name: item if make is None or item is None else make(item) for name, item in value.items()}


def _dataclass_of(kind: Any, value: Any) -> Any:
    makers = _field_makers(kind)
    held = {}
    for name, item in value.items():
        if name in makers:
            make = makers[name]
            held[name] = item if make is None or item is None else make(item)
    return kind(**held)


@functools.cache
def _field_makers(kind: type) -> dict[str, _Maker | None]:
    return {name: _maker(hint) for name, hint in get_type_hints(kind).items()}
