"""Which ways of a mixed lesson a row means: by its mode, and by what those who follow it online are called.

What ways a lesson has is for `building.mixed`; a row that means none is told by who reads it.
"""

from __future__ import annotations

from scheduler.problem.lessons import Lesson, Option
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.school.names import loosely
from scheduler.school.records import Pin


def names_of(option: Option) -> frozenset[str]:
    """What those who follow a mixed way online may be called: with and without how they do it."""
    name = loosely(option.online_name)
    return frozenset((name, name.removesuffix("(aa)")))


def called(lesson: Lesson, name: str) -> tuple[Option, ...]:
    """The mixed ways of which those online are called so: to the letter where there are such, else as `names_of`."""
    mixed = [option for option in lesson.options if option.online]
    exact = tuple(option for option in mixed if loosely(option.online_name) == loosely(name))
    return exact or tuple(option for option in mixed if loosely(name) in names_of(option))


def known_names(lesson: Lesson) -> str:
    """What all who can follow it online are called, for a message."""
    return " | ".join(dict.fromkeys(option.online_name for option in lesson.options if option.online))


def pinned_options(lesson: Lesson, pin: Pin) -> frozenset[str] | None:
    """The ids of the ways that a pin of a lesson leaves because of who is online; none where it fits none.

    None: it says nothing of that, for the lesson is never mixed, or it names no mode or one at distance. In contact
    means that nobody is online.
    """
    if pin.online:
        return frozenset(option.id for option in called(lesson, pin.online) if pin.mode in (None, Mode.CONTACT))
    if pin.mixed:
        return frozenset(option.id for option in lesson.options if option.online)
    if pin.mode is None or pin.mode in DISTANCE_MODES or not any(option.online for option in lesson.options):
        return None
    return frozenset(option.id for option in lesson.options if option.mode is Mode.CONTACT and not option.online)
