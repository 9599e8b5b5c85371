"""Which fields of a rule name something of the problem, said in their types: a lesson, a resource, an option, a time.

`names_in` walks any rule by the types of its fields, so that a new kind of rule is checked without a word here.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Annotated, Any

from scheduler.problem.nearest import did_you_mean


@dataclass(frozen=True, slots=True)
class Refers:
    """Marks a type whose values are ids of `what`."""

    what: str


LessonId = Annotated[str, Refers("lesson")]
ResourceId = Annotated[str, Refers("resource")]
OptionId = Annotated[str, Refers("option")]
RuleId = Annotated[str, Refers("rule")]
TimeIndex = Annotated[int, Refers("time")]

Names = tuple[str, Collection[Any]]
"""What some names are names of ("lesson"), and the names."""


def names_in(value: object) -> Iterator[Names]:
    """The ids that a dataclass names, by what they are ids of, in the order of its fields."""
    kind: Any = type(value)
    walk = _walker(kind)
    if walk is not None:
        yield from walk(value)


def refusal(value: object, known: Mapping[str, frozenset[Any]]) -> str:
    """What is wrong with the first id in a dataclass that is not `known`; "" where all are.

    "unknown lesson 'maths 1b'. Did you mean 'maths 1B'?"
    """
    for what, names in names_in(value):
        if not known[what].issuperset(names):
            name = next(one for one in names if one not in known[what])
            if what == "time":
                return f"unknown time {name!r}: times are numbered 0..{len(known[what]) - 1}"
            return f"unknown {what} {name!r}{did_you_mean(name, sorted(known[what]))}"
    return ""


@cache
def field_types(kind: type) -> dict[str, Any]:
    """The types of a dataclass's fields, by name, with what is annotated to them."""
    hints = typing.get_type_hints(kind, include_extras=True)
    return {field.name: hints[field.name] for field in fields(kind)}


_Walk = Callable[[Any], Iterator[Names]]


@cache
def _walker(hint: Any) -> _Walk | None:
    """How to find the names in a value of this type; None where it can hold none."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return lambda value: iter([(inner[1].what, (value,))])
    if isinstance(hint, type) and is_dataclass(hint):
        return _through({name: _walker(one) for name, one in field_types(hint).items()}, getattr)
    if origin in (typing.Union, types.UnionType):
        some = _walker(next(one for one in inner if one is not types.NoneType))
        return some and (lambda value: iter(()) if value is None else some(value))
    if origin is tuple and inner[-1] is not Ellipsis:
        return _through(dict(enumerate(map(_walker, inner))), lambda value, place: value[place])
    if origin in (tuple, frozenset, Mapping):  # of a mapping, the keys
        return _each(inner[0])
    return None


def _through(walks: Mapping[Any, _Walk | None], get: Callable[[Any, Any], Any]) -> _Walk | None:
    """Goes through the fields, or places, that can hold names."""
    holding = [(place, walk) for place, walk in walks.items() if walk is not None]

    def walk_all(value: Any) -> Iterator[Names]:
        for place, walk in holding:
            yield from walk(get(value, place))

    return walk_all if holding else None


def _each(hint: Any) -> _Walk | None:
    """Goes through a collection; one of names is given whole."""
    if typing.get_origin(hint) is Annotated:
        what = typing.get_args(hint)[1].what
        return lambda value: iter([(what, value)])
    walk = _walker(hint)
    if walk is None:
        return None

    def walk_each(values: Iterable[Any]) -> Iterator[Names]:
        for value in values:
            yield from walk(value)

    return walk_each
