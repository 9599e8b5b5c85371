"""The figures of a timetable that a head teacher reads: gaps, days, first and last periods, distance, seats, wishes.

Counted from the timetable itself, whatever the rules weigh; the points are those of the judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from scheduler.evaluation.judge import cost_of, evaluate
from scheduler.evaluation.occupancy import Meet, Occupancy
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, TEACHER, PoolUse, Resource
from scheduler.problem.rules import PoolCapacity, TimeSet
from scheduler.problem.timetable import Timetable

WISHES = "S02"
"""The entry whose rules are one wish each."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a timetable comes to over one cycle.

    Parameters:
        hard: points for broken hard rules.
        soft: points for soft rules.
        unplaced: periods without a time.
        teacher_gaps: idle periods between two lessons of a day, of all teachers.
        teacher_days: days on which a teacher has something, of all teachers.
        pupil_gaps: idle periods of pupils, of each class the group with most.
        first_periods: lessons of classes in the first period of a day.
        last_periods: lessons of classes in the last period of a day.
        distance: periods at distance, of all lessons; of a mixed one the part of its pupils who follow it so.
        periods: periods placed, of all lessons.
        most_seats: pupils at most at once who follow distance lessons at school.
        wishes: wishes about times.
        wishes_met: those that are wholly met.

    Example:
        >>> figures(problem, timetable).unplaced
        0
    """

    hard: int
    soft: int
    unplaced: int
    teacher_gaps: int
    teacher_days: int
    pupil_gaps: int
    first_periods: int
    last_periods: int
    distance: Fraction
    periods: int
    most_seats: int
    wishes: int
    wishes_met: int

    @property
    def distance_share(self) -> Fraction:
        """Percent of the periods that are at distance."""
        return 100 * self.distance / self.periods if self.periods else Fraction(0)


def figures(problem: Problem, timetable: Timetable) -> Figures:
    """The figures of a timetable.

    Parameters:
        problem: what is to be scheduled.
        timetable: a timetable of it.

    Returns:
        What it comes to over one cycle.

    Raises:
        ValueError: it is no timetable of this problem.

    Example:
        >>> figures(problem, timetable).teacher_gaps
        0
    """
    problem.check(timetable)
    judged, view = evaluate(problem, timetable), Occupancy(problem, timetable)
    teachers = problem.resources_of(TEACHER)
    wishes = [cost_of(problem, rule, timetable).deviation for rule in problem.rules if rule.entry == WISHES]
    placed = [meet for lesson in problem.lessons if not lesson.optional for meet in view.placed_of((lesson.id,))]
    return Figures(
        hard=judged.hard,
        soft=judged.soft,
        unplaced=sum(judged.unplaced.values()),
        teacher_gaps=sum(_gaps(view, one) for one in teachers),
        teacher_days=sum(_days(view, one) for one in teachers),
        pupil_gaps=_of_pupils(view),
        first_periods=_at_the_edge(view, first=True),
        last_periods=_at_the_edge(view, first=False),
        distance=sum((distance_periods(problem, meet) for meet in placed), start=Fraction(0)),
        periods=sum(meet.duration * len(meet.weeks) for meet in placed),
        most_seats=_most_seats(view),
        wishes=len(wishes),
        wishes_met=sum(not deviation for deviation in wishes),
    )


def distance_periods(problem: Problem, meet: Meet) -> Fraction:
    """Periods of a placed meet over the cycle that pupils follow at distance; of a mixed one the part who do."""
    paths = [resource for _, resource in meet.held if problem.resource[resource].kind == PATH]
    return meet.duration * len(meet.weeks) * meet.option.distance_part(paths)


def _days_of(problem: Problem, resource: Resource) -> Iterator[TimeSet]:
    """The open times of each day of the grid that a resource's day is counted by."""
    times = problem.times
    for day in times.days(resource.grid or None):
        yield tuple(index for index in day if times[index].open)


def _gaps(view: Occupancy, resource: Resource) -> int:
    found = 0
    for day in _days_of(view.problem, resource):
        busy = view.busy_in(resource.id, day)
        if busy:
            inside = day[day.index(busy[0]) : day.index(busy[-1])]
            found += len(inside) + 1 - len(busy)
    return found


def _days(view: Occupancy, resource: Resource) -> int:
    return sum(bool(view.busy_in(resource.id, day)) for day in _days_of(view.problem, resource))


def _of_pupils(view: Occupancy) -> int:
    """Each class once, by the group with most gaps."""
    most: dict[str, int] = {}
    for path in view.problem.resources_of(PATH):
        name = path.class_code or path.id
        most[name] = max(most.get(name, 0), _gaps(view, path))
    return sum(most.values())


def _at_the_edge(view: Occupancy, first: bool) -> int:
    """Classes with a lesson in the first, or last, open period of a day of their grid."""
    found: set[tuple[str, int]] = set()
    for path in view.problem.resources_of(PATH):
        for day in _days_of(view.problem, path):
            edge = day[:1] if first else day[-1:]
            found.update((path.class_code or path.id, time) for time in view.busy_in(path.id, edge))
    return len(found)


def _most_seats(view: Occupancy) -> int:
    problem = view.problem
    seats = {one.id for one in problem.resources if one.use is PoolUse.SEATS}
    used: dict[int, int] = {}
    for rule in problem.rules:
        if not isinstance(rule, PoolCapacity):
            continue
        for pool in seats.intersection(rule.pools):
            seats.discard(pool)
            for tick, units in view.used(pool, rule.sharers).items():
                used[tick] = used.get(tick, 0) + units
    return max(used.values(), default=0)
