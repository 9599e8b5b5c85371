"""Builders of rules: functions that yield the rules of one or a few catalogue entries, registered by `@builder`.

A builder takes what its parameters name, out of `context`, `lessons`, `pupils` and `resources`; each module of rules
registers its own, so that a new rule touches its module and `data/rules.toml` only. Those that read the sheets Rooster
or Vast say so: where nothing else changes only they are asked again.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from scheduler.problem.rules import Rule
from scheduler.problem.text import Note
from scheduler.school.building.context import Context

Builder = TypeVar("Builder", bound=Callable[..., Iterator[Rule]])

BUILDERS: list[Callable[..., Iterator[Rule]]] = []
"""In the order in which they are written, module by module; rules are made and told in that order."""

OF_TIMETABLE: set[Callable[..., Iterator[Rule]]] = set()
"""Those that read where lessons stand."""


def builder(function: Builder) -> Builder:
    """Registers a function that yields rules."""
    BUILDERS.append(function)
    return function


def of_timetable(function: Builder) -> Builder:
    """As `builder`, for one that reads where lessons stand: the rows of Rooster, or those of Vast."""
    OF_TIMETABLE.add(function)
    return builder(function)


@dataclass(frozen=True)
class Built:
    """What one builder made: its rules, and the notes that it left."""

    by: Callable[..., Iterator[Rule]]
    rules: tuple[Rule, ...]
    notes: tuple[Note, ...]


def built(context: Context, **parts: object) -> Iterator[Built]:
    """What each builder makes, called with those of the parts that its parameters name."""
    return (_made(function, context, parts) for function in BUILDERS)


def built_again(before: tuple[Built, ...], context: Context, **parts: object) -> Iterator[Built]:
    """The same of a school with another timetable and other pins; what does not read them stays as it was."""
    for one in before:
        if one.by in OF_TIMETABLE:
            yield _made(one.by, context, parts)
        else:
            context.notes.extend(one.notes)
            yield one


def _made(function: Callable[..., Iterator[Rule]], context: Context, parts: dict[str, object]) -> Built:
    known, noted = {"context": context, **parts}, len(context.notes)
    rules = tuple(function(**{name: known[name] for name in inspect.signature(function).parameters}))
    return Built(function, rules, tuple(context.notes[noted:]))
