"""Duties (gate, playground, bus) around a timetable: who may do which, as tasks to be shared (`problem.sharing`).

A duty goes to whoever is free by the clock and at school in that half day. What is best: nobody lacking, then lunch for
everybody (H15), then minutes in proportion to assignments and little waiting. The choice itself is made by
`library.duties`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd
from types import MappingProxyType

from scheduler.problem.lessons import HOME
from scheduler.problem.problem import Problem
from scheduler.problem.resources import TEACHER
from scheduler.problem.sharing import Bearer, Kept, Shared, Sharing, Task
from scheduler.problem.times import WEEK_NAMES, Time
from scheduler.problem.timetable import Timetable
from scheduler.school.building.context import NO_CAMPUS, context_of
from scheduler.school.building.lunch import begins_of
from scheduler.school.catalogue import names_of, scope_of
from scheduler.school.records import Duty, Level, Teacher

LACKING = 10**7
"""Points of each person who is lacking: more than all else together."""
NO_LUNCH = 10**5
"""Points of a day on which duties leave somebody no stretch for lunch that his lessons leave him."""
CHANGED = 300
"""Points of each person who gets a turn that others had before, as of half an hour of waiting."""
WAITING = 10
"""Points of a minute between a duty and the lessons of the day, for who comes sooner or leaves later."""
UNEVEN = Fraction(12, 5)
"""Of a full job, m minutes in the cycle cost half of this times m squared; of a part of one, as much more."""
NEAR = 60
"""Minutes before the first or after the last lesson of a day in which a duty of every day is one of that day."""
LEAST_FRACTION = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Turn:
    """A duty on one day, in the weeks in which it is done by the same people. `start`, `end`: minutes."""

    number: int
    duty: Duty
    weeks: tuple[int, ...]
    day: int
    start: int
    end: int

    @property
    def name(self) -> str:
        return f"{self.number} {self.day} {self.start} {' '.join(map(str, self.weeks))}"

    @property
    def minutes(self) -> int:
        """In the cycle."""
        return (self.end - self.start) * len(self.weeks)


@dataclass(frozen=True, slots=True)
class Given:
    """A turn with who does it (codes), and how many are lacking.

    `before`: who had it in an earlier version, if known.
    """

    turn: Turn
    who: tuple[str, ...]
    lacking: int
    before: frozenset[str] | None = None

    @property
    def changed(self) -> bool:
        return self.before is not None and self.before != frozenset(self.who)


@dataclass(frozen=True, slots=True)
class Duties:
    """All turns by day and clock. `proved`: no other choice is better. `weeks`: of the cycle.

    `no_lunch`: who has none for his duties, with week and day.
    """

    given: tuple[Given, ...]
    weeks: int
    proved: bool = True
    no_lunch: tuple[tuple[str, int, int], ...] = ()

    @property
    def lacking(self) -> tuple[Given, ...]:
        return tuple(one for one in self.given if one.lacking)

    @property
    def known_before(self) -> bool:
        return any(one.before is not None for one in self.given)

    @property
    def changed(self) -> tuple[Given, ...]:
        return tuple(one for one in self.given if one.changed)

    def of(self, teacher: str) -> tuple[Given, ...]:
        return tuple(one for one in self.given if teacher in one.who)

    def minutes(self, teacher: str) -> Fraction:
        """Minutes a week."""
        return Fraction(sum(one.turn.minutes for one in self.of(teacher)), self.weeks)


@dataclass(frozen=True, slots=True)
class Stay:
    """Something that somebody has on a day, from `start` to `end`; `place` None: he is nowhere for it."""

    start: int
    end: int
    half_day: str
    place: str | None


class Asked:
    """The duties of a school with who can do them in one timetable.

    `before`: by name of a turn who had it in an earlier version; whoever of them can still do it does, if little else
    asks for another.
    """

    before: Shared = MappingProxyType({})

    def __init__(self, problem: Problem, timetable: Timetable) -> None:
        context = context_of(problem)
        if context is None:
            raise ValueError("a problem without a school has no duties")
        self.problem, self.context = problem, context
        self.stays = dict(_stays(problem, timetable))

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        duties = enumerate(self.context.school.duties, start=1)
        found = [turn for number, duty in duties for turn in self._turns(number, duty)]
        return tuple(sorted(found, key=lambda one: (one.weeks, one.day, one.start, one.end, one.number)))

    def _turns(self, number: int, duty: Duty) -> Iterator[Turn]:
        weeks = tuple(one for one in self.context.weeks if duty.week in (None, WEEK_NAMES[one]))
        for day in sorted({time.day for time in self._open}):
            clock = self._clock(duty, day)
            if clock is None or not (duty.day == day or (duty.day is None and self._school_is_on(day, *clock))):
                continue
            together = Turn(number, duty, weeks, day, *clock)
            apart = [Turn(number, duty, (week,), day, *clock) for week in weeks]
            few = len(self.able(together))
            better = few < duty.people and any(len(self.able(one)) > few for one in apart)
            yield from apart if better else [together]

    def _school_is_on(self, day: int, start: int, end: int) -> bool:
        """Whether there are lessons that day until shortly before, or from shortly after: none on a free afternoon."""
        of_day = [time for time in self._open if time.day == day]
        first, last = min(time.start for time in of_day), max(time.end for time in of_day)
        return start <= last + NEAR and end >= first - NEAR

    def _clock(self, duty: Duty, day: int) -> tuple[int, int] | None:
        if duty.period is None:
            return (duty.start, duty.end) if duty.start is not None and duty.end is not None else None
        of_day = (one for one in self._open if (one.day, one.period) == (day, duty.period))
        time = next(of_day, None)
        return None if time is None else (time.start, time.end)

    @cached_property
    def _open(self) -> tuple[Time, ...]:
        return tuple(time for time in self.context.grid_times(self.context.staff_grid) if time.open)

    def able(self, turn: Turn) -> Mapping[str, int]:
        """Who can do it, with the minutes that they would wait for it."""
        scope = scope_of(turn.duty.who)
        found: dict[str, int] = {}
        for teacher in self.context.school.teachers:
            own, shared = names_of(teacher.code, teacher.name, group=(teacher.department, teacher.campus))
            if scope.rank(own, shared) is None or teacher.duties_max == 0:
                continue
            waits = [self._wait(teacher, turn, week) for week in turn.weeks]
            if all(one is not None for one in waits):
                found[teacher.code] = sum(one or 0 for one in waits)
        return found

    def _wait(self, teacher: Teacher, turn: Turn, week: int) -> int | None:
        """Minutes between the duty and his day at school, 0 inside it; None where he cannot do it."""
        if not self.free(teacher, turn, week):
            return None
        halves = self._halves(turn)
        there = [one for one in self.at_school(teacher, week, turn.day) if one.half_day in halves]
        if not there:
            return None
        return max(0, min(one.start for one in there) - turn.end, turn.start - max(one.end for one in there))

    def at_school(self, teacher: Teacher, week: int, day: int) -> tuple[Stay, ...]:
        """What he is at school for on a day."""
        return tuple(one for one in self.stays.get((teacher.code, week, day), ()) if one.place not in (None, HOME))

    def free(self, teacher: Teacher, turn: Turn, week: int) -> bool:
        """Whether nothing that he has then stands in the way, nor how far it is from there; nor what he may not do."""
        campus = self.campus(turn)
        for one in self.stays.get((teacher.code, week, turn.day), ()):
            apart = max(turn.start - one.end, one.start - turn.end)
            if apart < 0 or apart < self._travel(one.place, campus):
                return False
        return not self._away(teacher, turn, week)

    def campus(self, turn: Turn) -> str:
        """Where it is, the main building where no row names another; "" where nobody knows (`Context.sites`)."""
        return turn.duty.campus or (NO_CAMPUS if NO_CAMPUS in self.context.sites else "")

    def _travel(self, place: str | None, campus: str) -> int:
        if place is None:
            return 0
        if place == HOME:
            return self.context.school.settings.travel_minutes
        if place == campus or not self.context.sites.issuperset((place, campus)):
            return 0
        setting = self.context.for_school("H18")
        return setting.number("campus_minutes") if setting else 0

    def _halves(self, turn: Turn) -> frozenset[str]:
        """The half days of which a turn is part; around noon of both."""
        of_day = [time for time in self._open if time.day == turn.day]
        noon = max((time.end for time in of_day if time.half_day == "am"), default=0)
        again = min((time.start for time in of_day if time.half_day == "pm"), default=24 * 60)
        if noon <= turn.start and turn.end <= again:
            return frozenset({"am", "pm"})
        return frozenset({"am" if turn.start < noon else "pm"})

    def _away(self, teacher: Teacher, turn: Turn, week: int) -> bool:
        """Whether the sheet Beschikbaarheid says that he cannot be there at some of these minutes."""
        return any(
            (time.week, time.day) == (week, turn.day) and time.start < turn.end and time.end > turn.start
            for row in self.context.school.availability
            if (row.kind, row.code) == ("teacher", teacher.code)
            and row.level is Level.MUST
            and not row.there
            and row.place != HOME
            for time in map(self.context.times.__getitem__, self.context.times_of(row, self.context.staff_grid))
        )

    def sharing(self) -> Sharing:
        """Each turn is a task; nobody can have two turns at once, nor more minutes a week than he may."""
        unit = gcd(*(turn.minutes for turn in self.turns)) or 1
        tasks = tuple(Task(turn.name, turn.duty.people, turn.minutes // unit, self.priced(turn)) for turn in self.turns)
        known = dict.fromkeys(code for task in tasks for code in task.able)
        bearers = tuple(self.bearer(code, unit) for code in known)
        return Sharing(tasks, bearers, tuple(self._apart()), LACKING, tuple(self._meals.values()))

    def priced(self, turn: Turn) -> Mapping[str, int]:
        had = self.before.get(turn.name)
        return {
            code: WAITING * minutes + CHANGED * bool(had and code not in had)
            for code, minutes in self.able(turn).items()
        }

    def bearer(self, code: str, unit: int) -> Bearer:
        teacher = self.context.teachers[code]
        step = max(1, round(UNEVEN * unit * unit / fraction_of(teacher)))
        if teacher.duties_max is None:
            return Bearer(code, step)
        weekly = (
            {turn.name: turn.end - turn.start for turn in self.turns if week in turn.weeks}
            for week in self.context.weeks
        )
        return Bearer(code, step, tuple((minutes, teacher.duties_max) for minutes in weekly))

    @cached_property
    def _meals(self) -> Mapping[tuple[str, int, int], Kept]:
        """By teacher, week and day the stretches that can be his lunch, where duties can take all of them."""
        found = {}
        for week, day in {(week, turn.day): None for turn in self.turns for week in turn.weeks}:
            turns = [turn for turn in self.turns if turn.day == day and week in turn.weeks]
            able = {turn.name: self.able(turn) for turn in turns}
            for code in dict.fromkeys(code for one in able.values() for code in one):
                ways = self._lunches(code, week, day, [turn for turn in turns if code in able[turn.name]])
                if ways and all(ways) and self.context.for_teacher("H15", self.context.teachers[code]) is not None:
                    found[code, week, day] = Kept(code, ways, NO_LUNCH)
        return found

    def _lunches(self, teacher: str, week: int, day: int, turns: Iterable[Turn]) -> tuple[frozenset[str], ...]:
        """The stretches of his day that are free for lunch, each as the turns that would take it."""
        minutes = self.context.policy.lunch_minutes
        stays = self.stays.get((teacher, week, day), ())
        ends = {one.end for one in stays} | {turn.end for turn in turns}
        return tuple(
            dict.fromkeys(
                frozenset(turn.name for turn in turns if turn.start < begin + minutes and turn.end > begin)
                for begin in begins_of(ends, minutes)
                if not any(one.start < begin + minutes and one.end > begin for one in stays)
            )
        )

    def _apart(self) -> Iterator[frozenset[str]]:
        """Turns of which nobody can do two: those that run when one begins; two with no time to go from one campus to
        the other in between.
        """
        found = set[frozenset[str]]()
        for turn in self.turns:
            for week in turn.weeks:
                later = [one for one in self.turns if (one.day, week in one.weeks) == (turn.day, True)]
                later = [one for one in later if one.end > turn.start]
                found.add(frozenset(one.name for one in later if one.start <= turn.start))
                far = [one for one in later if turn.end <= one.start < turn.end + self._between(turn, one)]
                found.update(frozenset((turn.name, one.name)) for one in far)
        yield from sorted((one for one in found if len(one) > 1), key=sorted)

    def _between(self, turn: Turn, later: Turn) -> int:
        """Minutes from the one to the other."""
        return self._travel(self.campus(turn), self.campus(later))

    def given(self, shared: Shared, proved: bool) -> Duties:
        found = []
        for turn in self.turns:
            who = tuple(sorted(shared[turn.name]))
            found.append(Given(turn, who, turn.duty.people - len(who), self.before.get(turn.name)))
        no_lunch = tuple(sorted(key for key, meal in self._meals.items() if meal.lost(shared)))
        return Duties(tuple(found), self.context.times.weeks, proved, no_lunch)


def fraction_of(teacher: Teacher) -> Fraction:
    """The part of a full job that an assignment is; a whole one where that is not stated."""
    if not teacher.full_time or teacher.assignment is None:
        return Fraction(1)
    return max(LEAST_FRACTION, teacher.assignment / teacher.full_time)


def _stays(problem: Problem, timetable: Timetable) -> Mapping[tuple[str, int, int], tuple[Stay, ...]]:
    """By teacher, week and day: what he has then."""
    found: dict[tuple[str, int, int], list[Stay]] = defaultdict(list)
    for placement in timetable.placements:
        option = problem.lesson[placement.lesson].option(placement.option)
        for demand, held in problem.held(placement):
            resource = problem.resource[held]
            if resource.kind != TEACHER or demand.absent:
                continue
            place = problem.place_of(option, resource)
            for time in map(problem.times.__getitem__, problem.occupied(placement)):
                stay = Stay(time.start, time.end, time.half_day, place)
                found[resource.code, time.week, time.day].append(stay)
    return {key: tuple(stays) for key, stays in found.items()}
