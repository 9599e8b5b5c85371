"""Builders of rules: functions that yield the rules of one or a few catalogue entries, registered by `@builder`.

A builder takes what its parameters name, out of `context`, `lessons`, `pupils` and `resources`; each module of rules
registers its own, so that a new rule touches its module and `data/rules.toml` only.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import TypeVar

from scheduler.problem.rules import Rule

Builder = TypeVar("Builder", bound=Callable[..., Iterator[Rule]])

BUILDERS: list[Callable[..., Iterator[Rule]]] = []
"""In the order in which they are written, module by module; rules are made and told in that order."""


def builder(function: Builder) -> Builder:
    """Registers a function that yields rules."""
    BUILDERS.append(function)
    return function


def built(**parts: object) -> Iterator[Rule]:
    """The rules of all builders, each called with those of the parts that its parameters name."""
    for function in BUILDERS:
        yield from function(**{name: parts[name] for name in inspect.signature(function).parameters})
