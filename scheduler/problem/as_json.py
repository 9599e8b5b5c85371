"""Dataclasses to JSON and back, by the types of their fields; a rule says its kind.

Fields at their default are left out. Reading is strict: what is unknown, missing or of another type is refused with its
place. What the pieces mean together is checked by the classes themselves when they are made.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Annotated, Any, TypeVar

from scheduler.problem.nearest import did_you_mean
from scheduler.problem.rules import KINDS, Rule
from scheduler.problem.text import plain as plain_parameter

VERSION = 1
"""Goes up when what was written before can no longer be read as it is."""

UNWRITTEN: Mapping[str, bool] = {"unwritten": True}
"""Metadata of a field that does not go into JSON."""

T = TypeVar("T")


def written(value: object, kind: type, what: str) -> str:
    """The value as JSON text: an object that says its format ("scheduler problem") and version, then the fields.

    `kind` decides which fields there are, so that a subclass is written as what it is a kind of.
    """
    content = {"format": f"scheduler {what}", "version": VERSION, **_object(kind, value)}
    return json.dumps(content, separators=(",", ":"))


def read(text: str, kind: type[T], what: str) -> T:
    """The value that `written` wrote. Raises `ValueError` with the place of what cannot be read."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise ValueError(f"this is no JSON: {wrong}") from None
    expected = f"scheduler {what}"
    if not isinstance(content, dict) or content.get("format") != expected:
        raise ValueError(f"this is no {what}: its format is not {expected!r}")
    if content.get("version") != VERSION or isinstance(content["version"], bool):
        raise ValueError(f"this {what} has version {content.get('version')!r}; this program reads version {VERSION}")
    rest = {name: value for name, value in content.items() if name not in ("format", "version")}
    return typing.cast(T, _made(kind, rest, what))


# -- writing --


def _plain(hint: Any, value: Any) -> Any:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return _plain(inner[0], value)
    if origin in (typing.Union, types.UnionType):
        return None if value is None else _plain(_present(inner), value)
    if origin is Mapping and inner[0] is str:
        return {key: _plain(inner[1], held) for key, held in value.items()}
    if origin is Mapping:
        return [[_plain(inner[0], key), _plain(inner[1], held)] for key, held in value.items()]
    if origin is frozenset:
        return [_plain(inner[0], one) for one in sorted(value)]
    if origin is tuple and inner[-1] is not Ellipsis:
        return [_plain(one, held) for one, held in zip(inner, value, strict=True)]
    if origin is tuple:
        return [_plain(inner[0], one) for one in value]
    if hint is Rule:
        return {"kind": type(value).__name__, **_object(type(value), value)}
    if is_dataclass(hint):
        return _object(typing.cast(type, hint), value)
    if isinstance(value, Enum):
        return value.value
    if hint is object:
        return plain_parameter(value)
    return str(value) if isinstance(value, Fraction) else value


def _object(kind: type, value: Any) -> dict[str, Any]:
    return {
        name: _plain(hint, getattr(value, name))
        for name, (hint, field) in _fields(kind).items()
        if getattr(value, name) != _default(field)
    }


# -- reading --


def _value(hint: Any, plain: Any, where: str) -> Any:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return _value(inner[0], plain, where)
    if origin in (typing.Union, types.UnionType):
        return None if plain is None else _value(_present(inner), plain, where)
    if origin is Mapping and inner[0] is str:
        return {key: _value(inner[1], held, f"{where}[{key!r}]") for key, held in _a(dict, plain, where).items()}
    if origin is Mapping:
        pair = types.GenericAlias(tuple, inner)
        return dict(_value(pair, one, place) for place, one in _items(plain, where))
    if origin is frozenset:
        return frozenset(_value(inner[0], one, place) for place, one in _items(plain, where))
    if origin is tuple and inner[-1] is not Ellipsis:
        if len(_a(list, plain, where)) != len(inner):
            raise ValueError(f"{where} must hold {len(inner)} values, not {len(plain)}")
        return tuple(_value(one, held, place) for one, (place, held) in zip(inner, _items(plain, where), strict=True))
    if origin is tuple:
        return tuple(_value(inner[0], one, place) for place, one in _items(plain, where))
    if hint is Rule:
        given = dict(_a(dict, plain, where))
        kind = _kind(given.pop("kind", None), where)
        return _made(kind, given, f"{where} ({kind.__name__})")
    if is_dataclass(hint):
        return _made(typing.cast(type, hint), plain, where)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _member(hint, plain, where)
    if hint is Fraction:
        return _fraction(plain, where)
    return _a((str, int) if hint is object else hint, plain, where)


def _made(kind: type, plain: Any, where: str) -> Any:
    known = _fields(kind)
    given = _a(dict, plain, where)
    for name in given:
        if name not in known:
            raise ValueError(f"{where}: unknown field {name!r}{did_you_mean(name, known)}")
    for name, (_, field) in known.items():
        if name not in given and _default(field) is MISSING:
            raise ValueError(f"{where}: field {name!r} is missing")
    values = {name: _value(known[name][0], value, f"{where}.{name}") for name, value in given.items()}
    return kind(**values)


def _kind(name: object, where: str) -> type[Rule]:
    if isinstance(name, str) and name in KINDS:
        return KINDS[name]
    raise ValueError(f"{where}: unknown kind of rule {name!r}{did_you_mean(name, KINDS)}")


def _member(kind: type[Enum], plain: Any, where: str) -> Enum:
    for member in kind:
        if member.value == plain:
            return member
    known = [str(member.value) for member in kind]
    raise ValueError(f"{where} must be one of {', '.join(known)}, not {plain!r}")


def _fraction(plain: Any, where: str) -> Fraction:
    try:
        return Fraction(_a(str, plain, where))
    except (ValueError, ZeroDivisionError):
        raise ValueError(f'{where} must be a number such as "30" or "25/2", not {json.dumps(plain)[:60]}') from None


def _items(plain: Any, where: str) -> list[tuple[str, Any]]:
    return [(f"{where}[{number}]", one) for number, one in enumerate(_a(list, plain, where))]


_SPOKEN: Mapping[Any, str] = {
    dict: "an object",
    list: "a list",
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    (str, int): "a text or a whole number",
}


def _a(kind: Any, plain: Any, where: str) -> Any:
    """What is there, if it is of this type; a truth value is no number."""
    if isinstance(plain, kind) and (kind is bool or not isinstance(plain, bool)):
        return plain
    raise ValueError(f"{where} must be {_SPOKEN[kind]}, not {json.dumps(plain)[:60]}")


# -- types --


@cache
def _fields(kind: type) -> dict[str, tuple[Any, Field[Any]]]:
    """The type of each field that goes into JSON, and the field."""
    hints = typing.get_type_hints(kind, include_extras=True)
    return {field.name: (hints[field.name], field) for field in fields(kind) if not field.metadata.get("unwritten")}


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _present(inner: tuple[Any, ...]) -> Any:
    """The type beside None."""
    return next(one for one in inner if one is not types.NoneType)
