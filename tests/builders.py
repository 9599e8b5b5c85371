"""Small problems by hand: short words for times, resources, lessons and placements, for tests to read like a school.

Times of `week(days, periods)` count 0, 1, 2, ... through the days; lessons are "every week" unless a pattern is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scheduler.problem.lessons import HOME, Demand, Lesson, Option, Part
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, POOL, ROOM, TEACHER, Resource
from scheduler.problem.rules import Rule, TimeSet
from scheduler.problem.times import Time, Times, with_ticks
from scheduler.problem.timetable import Placement, Timetable

CAMPUS = "north"


def week(
    days: int = 1,
    periods: int = 4,
    *,
    weeks: int = 1,
    grids: Sequence[tuple[str, int, int]] = (("", 510, 50),),
    morning: int = 2,
    breaks: Sequence[int] = (),
) -> Times:
    """A cycle. Each grid is (name, first bell in minutes, length of a period); blocks stop after periods in `breaks`.

    Grid by grid, then week by week, day by day; the first `morning` periods are "am", the others "pm".
    """
    times: list[Time] = []
    for grid, bell, length in grids:
        for number in range(weeks):
            for day in range(days):
                for period in range(1, periods + 1):
                    index = len(times)
                    start = bell + length * (period - 1)
                    runs_on = period < periods and period not in breaks
                    times.append(
                        Time(
                            id=f"{grid}w{number}d{day}p{period}",
                            index=index,
                            week=number,
                            day=day,
                            period=period,
                            start=start,
                            end=start + length,
                            half_day="am" if period <= morning else "pm",
                            grid=grid,
                            follows=index + 1 if runs_on else None,
                        )
                    )
    ticked, count = with_ticks(times)
    return Times(ticked, weeks, count)


def days_of(times: Times, grid: str | None = None) -> tuple[TimeSet, ...]:
    """The times of each day, of one grid or of all of them, in the order of the clock."""
    return _grouped(times, grid, lambda time: (time.week, time.day))


def half_days_of(times: Times, grid: str | None = None) -> tuple[TimeSet, ...]:
    return _grouped(times, grid, lambda time: (time.week, time.day, time.half_day))


def _grouped(times: Times, grid: str | None, key) -> tuple[TimeSet, ...]:
    groups: dict[tuple, list[int]] = {}
    for time in sorted(times.times, key=lambda time: (time.week, time.day, time.start, time.index)):
        if grid is None or time.grid == grid:
            groups.setdefault(key(time), []).append(time.index)
    return tuple(tuple(group) for group in groups.values())


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
