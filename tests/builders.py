"""Small problems by hand: short words for times, resources, lessons and placements, for tests to read like a school.

Times of `week(days, periods)` count 0, 1, 2, ... through the days; lessons are "every week" unless a pattern is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from scheduler.problem.lessons import HOME, Demand, Lesson, Option, Part
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, POOL, ROOM, TEACHER, Resource
from scheduler.problem.rules import Rule, TimeSet
from scheduler.problem.times import Times, plain_week
from scheduler.problem.timetable import Placement, Timetable

CAMPUS = "north"


def week(days: int = 1, periods: int = 4, **more: Any) -> Times:
    """A cycle of days without a name; more as in `plain_week`."""
    return plain_week([str(day) for day in range(1, days + 1)], periods, **more)


def days_of(times: Times, grid: str | None = None) -> tuple[TimeSet, ...]:
    return times.days(grid)


def half_days_of(times: Times, grid: str | None = None) -> tuple[TimeSet, ...]:
    return times.half_days(grid)


def teacher(code: str) -> Resource:
    return Resource(f"teacher:{code}", TEACHER, code)


def path(code: str, grid: str = "") -> Resource:
    return Resource(f"path:{code}", PATH, code, grid=grid, class_code=code)


def room(code: str) -> Resource:
    return Resource(f"room:{code}", ROOM, code, campus=CAMPUS)


def pool(code: str, capacity: int) -> Resource:
    return Resource(f"pool:{code}", POOL, code, capacity=capacity)


def demand(role: str, *candidates: str, amount: int = 1, workload: int | None = None) -> Demand:
    return Demand(role, candidates, amount, workload)


def contact(*demands: Demand, option: str = "contact", campus: str = CAMPUS) -> Option:
    return Option(option, Mode.CONTACT, demands, campus, campus)


def synchronous(*demands: Demand, option: str = "synchronous", teacher_place: str = CAMPUS) -> Option:
    return Option(option, Mode.SYNCHRONOUS, demands, HOME, teacher_place)


def asynchronous(*demands: Demand, option: str = "asynchronous") -> Option:
    return Option(option, Mode.ASYNCHRONOUS, demands, HOME, None)


def lesson(
    name: str,
    *,
    sizes: Sequence[int] = (1,),
    who: Sequence[str] = (),
    options: Sequence[Option] = (),
    demands: Sequence[Demand] = (),
    weeks: tuple[tuple[int, ...], ...] = ((0,),),
    grid: str = "",
    optional: bool = False,
) -> Lesson:
    """A lesson in blocks of `sizes` that holds every resource of `who`, by the roles "1", "2", ..., and `demands`."""
    return Lesson(
        id=name,
        parts=tuple(Part(number, size, size, weeks) for number, size in enumerate(sizes, start=1)),
        duration=sum(sizes),
        options=tuple(options) or (contact(),),
        demands=tuple(Demand(str(number), (held,)) for number, held in enumerate(who, start=1)) + tuple(demands),
        grid=grid,
        subject=name,
        optional=optional,
    )


def flexible(name: str, duration: int, parts: int, longest: int, *, who: Sequence[str] = ()) -> Lesson:
    """A lesson that may be split into at most `parts` blocks of 1..`longest` periods."""
    plain = lesson(name, who=who)
    return Lesson(
        id=name,
        parts=tuple(Part(number, 1, longest) for number in range(1, parts + 1)),
        duration=duration,
        options=plain.options,
        demands=plain.demands,
        subject=name,
    )


def problem(
    times: Times,
    lessons: Sequence[Lesson],
    *rules: Rule,
    resources: Sequence[Resource] = (),
    weekdays: bool = False,
    language: str = "nl",
) -> Problem:
    """A problem whose resources are those given plus whatever the lessons name ("teacher:A", "path:3A", "room:1")."""
    named = {resource.id: resource for resource in resources}
    for item in lessons:
        for option in item.options:
            for wanted in item.demands_in(option):
                for candidate in wanted.candidates:
                    kind, code = candidate.split(":", 1)
                    named.setdefault(candidate, Resource(candidate, kind, code))
    times = replace(times, weekdays=weekdays)
    return Problem(times, tuple(named.values()), tuple(lessons), rules, language=language)


def put(
    name: str,
    start: int | None,
    part: int = 1,
    *,
    duration: int = 1,
    option: str = "contact",
    **choices: str,
) -> Placement:
    """The meet `part` of a lesson at a time (None: unplaced), holding `choices` by role."""
    return Placement(name, part, duration, start, option, tuple(choices.items()))


def timetable(*placements: Placement) -> Timetable:
    return Timetable(placements)
