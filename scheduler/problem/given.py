"""A rule from what a programmer gives: objects or their ids, lists or sets, one thing where several may stand.

The types of the rule's fields say what is meant; whatever is not of such a type is refused by the name of its field.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from typing import Annotated, Any

from scheduler.problem.lessons import Lesson, Option
from scheduler.problem.nearest import did_you_mean
from scheduler.problem.references import field_types
from scheduler.problem.resources import Resource
from scheduler.problem.rules import Rule

Named = (Lesson, Option, Resource, Rule)
"""What may stand where its id is meant."""


def given_rule(kind: type[Rule], given: Mapping[str, Any], number: int) -> Rule:
    """The rule of this kind with these fields, called after its kind and number where it is given no id.

    Raises `TypeError` for a field that is unknown, missing or of a wrong type, `ValueError` for a wrong value.
    """
    if not (isinstance(kind, type) and issubclass(kind, Rule) and kind is not Rule):
        raise TypeError(f"a rule is of one of the kinds in scheduler.problem.rules, not {kind!r}")
    name = kind.__name__
    values = {"id": f"{name}-{number}", "entry": name, **given}
    hints: Mapping[str, Any] = field_types(kind)  # type: ignore[arg-type]  # mypy: a type can be hashed
    for field in values:
        if field not in hints:
            raise TypeError(f"{name} has no field {field!r}{did_you_mean(field, hints)}")
    for one in fields(kind):
        if one.name not in values and one.default is MISSING and one.default_factory is MISSING:
            raise TypeError(f"{name} needs a field {one.name!r}")
    rule = kind(**{field: _as(hints[field], value, f"{name}: {field}") for field, value in values.items()})
    if rule.weight < 0:
        raise ValueError(f"{name}: weight must be 0 or more, not {rule.weight}")
    return rule


def _as(hint: Any, value: Any, where: str) -> Any:
    """The value as this type wants it."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return _as(inner[0], value.id if isinstance(value, Named) else value, where)
    if origin in (typing.Union, types.UnionType):
        return None if value is None else _as(next(one for one in inner if one is not types.NoneType), value, where)
    if origin is Mapping:
        return {
            _as(inner[0], key, where): _as(inner[1], held, where) for key, held in _a(Mapping, value, where).items()
        }
    if origin is tuple and inner[-1] is not Ellipsis:
        if len(_a(tuple, value, where)) != len(inner):
            raise TypeError(f"{where} must hold {len(inner)} values, not {value!r}")
        return tuple(_as(one, held, where) for one, held in zip(inner, value, strict=True))
    if origin in (tuple, frozenset):
        alone = isinstance(value, (str, int, *Named)) or is_dataclass(value)
        return origin(_as(inner[0], one, where) for one in ([value] if alone else _a(Iterable, value, where)))
    if isinstance(hint, type) and is_dataclass(hint):
        _a(hint, value, where)
        types_of = field_types(hint)
        return hint(**{name: _as(one, getattr(value, name), f"{where}.{name}") for name, one in types_of.items()})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _member(hint, value, where)
    return _a(hint, value, where)


def _member(kind: type[Enum], value: Any, where: str) -> Enum:
    try:
        return kind(value)
    except ValueError:
        known = [str(member.value) for member in kind]
        raise ValueError(f"{where} must be one of {', '.join(known)}, not {value!r}") from None


def _a(kind: Any, value: Any, where: str) -> Any:
    """The value, if it is of this type; a truth value is no number."""
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise TypeError(f"{where} must be {_SPOKEN.get(kind, f'a {kind.__name__}')}, not {value!r}")
    return value


_SPOKEN: Mapping[Any, str] = {
    int: "a whole number",
    str: "a text",
    bool: "True or False",
    Iterable: "a collection",
    Mapping: "a mapping",
}
