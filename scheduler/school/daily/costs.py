"""What each way out of a lost lesson costs, in points: the order in which a school would try them, as data.

Points compare ways of one day with one another and with nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DayCosts:
    """Points per period, unless another unit is said."""

    room: int = 2
    """Another room, everybody else as planned."""
    other_type: int = 4
    """A room of another type than the lesson asks for, on top."""
    alone: int = 8
    """A lesson of several teachers goes on with those who are there."""
    substitute: int = 10
    """A colleague teaches it."""
    only_subject: int = 4
    """He teaches the subject but does not know the class."""
    only_department: int = 8
    """He is of the department and teaches another subject."""
    only_class: int = 10
    """He knows the class and teaches it another subject."""
    swap: int = 14
    """The class has another of its lessons now and this one then; per lesson, plus `swap_day` per school day ahead."""
    swap_day: int = 2
    synchronous: int = 12
    """Its own teacher teaches it online."""
    synchronous_other: int = 30
    asynchronous: int = 32
    study_open: int = 50
    """Supervised study in a room that is open for pupils anyway."""
    study: int = 60
    """Supervised study with somebody who is taken for it."""
    shift: int = 75
    """The last lesson of the day moves here, this one is lost, and the class goes home earlier; per lesson."""
    early: int = 90
    """Lost at the beginning or end of the day: the class comes later or goes home earlier."""
    alone_pupils: int = 1_000
    """Lost in the middle of the day: pupils without supervision."""
    next_to: int = 3
    """Who is taken has a lesson just before or after; 0 where he is idle between lessons."""
    same_day: int = 6
    """He is at school that day, not near."""
    comes: int = 40
    """He has no lesson that day and must come for it."""
    duty: int = 12
    """He has a duty then (gate, playground), which somebody else must do."""
    extra: int = 3
    """Each extra period of one person this year costs so much more than the one before: fairness."""
    most_before: int = 10
    """Extra periods above those of the colleague with fewest that count, at most."""
    change: int = 8
    """Another person for the next period of one block; per change."""
    opening: int = 6
    """Another room is opened for pupils who follow lessons at school."""
    no_seat: int = 2_000
    """Pupils who ask for a place at school have none, per campus and period."""
    strong: int = 20
    wish: int = 6
    preference: int = 1
    """A wish of who is taken not to be there, by level."""


COSTS = DayCosts()
