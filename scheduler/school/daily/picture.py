"""What takes place on one date: the meets of the timetable on that day, as the sheet Gerealiseerd says they became.

Which lessons are lost and what becomes of them is for `losses` and `ways`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from scheduler.problem.lessons import Demand, Lesson, Option
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, ROOM, TEACHER, resource_id
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building.context import Context, teacher_id
from scheduler.school.building.options import QUIET_ROLE, ROOM_ROLE, seats_for
from scheduler.school.calendar import SchoolYear, monday_of
from scheduler.school.names import loosely
from scheduler.school.pools import staff_pool
from scheduler.school.records import Became, RealisedRow


@dataclass(frozen=True)
class Happening:
    """Some consecutive periods of a meet on the date. `held`: each demand with the resource that it holds.

    `times` are of the week of the cycle that the date is in; `became` is PLANNED unless a row of Gerealiseerd says
    otherwise. `planned`: the teachers that the timetable has for it. `whole`: whether these are all its periods.
    """

    lesson: Lesson
    part: int
    times: tuple[int, ...]
    ticks: tuple[int, ...]
    option: Option
    held: tuple[tuple[Demand, str], ...]
    became: Became = Became.PLANNED
    planned: tuple[str, ...] = ()
    whole: bool = True
    planned_way: Option | None = None
    """The way in which the timetable has it; None for what it does not have."""
    reason: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        return f"{self.lesson.id}/{self.part}@{self.times[0]}"

    def holding(self, kind: str) -> tuple[str, ...]:
        """Ids of what it holds of one kind (teacher, room)."""
        return tuple(dict.fromkeys(one for _, one in self.held if one.startswith(f"{kind}:")))

    @property
    def teachers(self) -> tuple[str, ...]:
        """Who must be there, or stand by: not the teachers of an asynchronous lesson that runs without them."""
        held = (one for demand, one in self.held if not demand.absent)
        return tuple(dict.fromkeys(one for one in held if one.startswith(f"{TEACHER}:")))

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(one for demand in self.lesson.demands for one in demand.candidates if one.startswith(f"{PATH}:"))

    @property
    def distance(self) -> bool:
        return self.option.mode in DISTANCE_MODES


@dataclass(frozen=True)
class Day:
    """A date of the school: its week of the cycle, everything that takes place, and lessons that are cancelled."""

    date: date
    week: int
    happenings: tuple[Happening, ...]
    cancelled: tuple[Happening, ...] = ()

    def used(self, sharers: Mapping[str, Mapping[str, int]] | None = None) -> Counter[tuple[str, int]]:
        """By resource and tick, how many units what takes place asks for; supplies are negative.

        `sharers`: by pool how many at most are asked by groups of one class together, which may be the same pupils.
        """
        found: Counter[tuple[str, int]] = Counter()
        shared: Counter[tuple[str, int, str]] = Counter()
        for one in self.happenings:
            for demand, resource in one.held:
                known = (sharers or {}).get(resource, {})
                for tick in one.ticks if not demand.absent else ():
                    if demand.sharer in known and demand.amount > 0:
                        shared[resource, tick, demand.sharer] += demand.amount
                    else:
                        found[resource, tick] += demand.amount
        for (resource, tick, sharer), amount in shared.items():
            found[resource, tick] += min(amount, (sharers or {})[resource][sharer])
        return found


class NoSchoolDay(ValueError):
    """Nothing is taught on the date; `following` is the next day on which something is, None where there is none."""

    def __init__(self, day: date, following: date | None) -> None:
        super().__init__(f"{day} is no school day")
        self.day, self.following = day, following


def year_around(context: Context, day: date) -> SchoolYear:
    """The school year that the calendar states, else that in which the day lies."""
    return context.year if context.year.stated else SchoolYear(context.school, today=day)


def taught_week(year: SchoolYear, code: str, day: date) -> int | None:
    """The week of the cycle in which a class ("": the school) is on a date; None where it has no lessons then."""
    for week in year.weeks(code):
        if week.monday == monday_of(day):
            return week.cycle_week if day.weekday() in week.days else None
    return None


def school_days(context: Context, year: SchoolYear) -> list[date]:
    """All dates on which some class has lessons: taught by the calendar, with open periods on that day of the week."""
    days = _days_with_periods(context)
    found = {day for code in (*context.classes, "") for week in year.weeks(code) for day in week.dates}
    return sorted(day for day in found if day.weekday() in days)


def _days_with_periods(context: Context) -> frozenset[int]:
    return frozenset(time.day for time in context.times.times if time.open)


@dataclass(frozen=True)
class _Meet:
    """A placed meet and when it is: `runs` by week of the cycle and day of the week."""

    happening: Happening
    classes: tuple[str, ...]
    runs: Mapping[tuple[int, int], tuple[int, ...]]


class DayBook:
    """What takes place on any date of the school year around `about`, as the timetable and Gerealiseerd have it."""

    def __init__(self, context: Context, problem: Problem, timetable: Timetable, about: date) -> None:
        self.context, self.problem = context, problem
        self.year = year_around(context, about)
        self.school_days = school_days(context, self.year)
        self._known = frozenset(self.school_days)
        self._meets = [_meet(context, problem, one) for one in timetable.placements if one.start is not None]
        self._rows: dict[date, list[RealisedRow]] = {}
        for row in context.school.realised:
            self._rows.setdefault(row.day, []).append(row)

    @cached_property
    def dates_with_rows(self) -> frozenset[date]:
        return frozenset(self._rows)

    def taught(self, day: date) -> dict[str, int | None]:
        """By class ("": the school) the week of the cycle that it is in; None where it has no lessons that day."""
        return {code: taught_week(self.year, code, day) for code in (*self.context.classes, "")}

    def day(self, day: date, rows: Iterable[RealisedRow] | None = None) -> Day:
        """What takes place on a date; `rows`: of Gerealiseerd, instead of the school's own. Raises `NoSchoolDay`."""
        if day not in self._known:
            raise NoSchoolDay(day, next((one for one in self.school_days if one > day), None))
        taught = self.taught(day)
        weeks = [taught[""], *taught.values()]
        week = next(week for week in weeks if week is not None)
        planned = tuple(self._planned(day.weekday(), taught))
        own = self._rows.get(day, []) if rows is None else [row for row in rows if row.day == day]
        happenings, cancelled = _as_realised(self.context, self.problem, planned, own, week)
        return Day(day, week, tuple(happenings), tuple(cancelled))

    def _planned(self, weekday: int, taught: Mapping[str, int | None]) -> Iterator[Happening]:
        """The meets on a weekday, each in the week of a class that attends and has lessons; others by the school's."""
        for meet in self._meets:
            for code in meet.classes:
                week = taught[code]
                times = meet.runs.get((week, weekday)) if week is not None else None
                if times:
                    yield replace(meet.happening, times=times, ticks=self.problem.ticks(times))
                    break


def _meet(context: Context, problem: Problem, placement: Placement) -> _Meet:
    lesson = problem.lesson[placement.lesson]
    runs: dict[tuple[int, int], list[int]] = {}
    for time in problem.occupied(placement):
        runs.setdefault((problem.times[time].week, problem.times[time].day), []).append(time)
    one = Happening(lesson, placement.part, (), (), lesson.option(placement.option), tuple(problem.held(placement)))
    classes = tuple(record.code for record in context.classes_of(lesson.attendees)) or ("",)
    made = replace(one, planned=one.holding(TEACHER), planned_way=one.option)
    return _Meet(made, classes, {key: tuple(times) for key, times in runs.items()})


def known_lesson(problem: Problem, name: str) -> Lesson | None:
    """The lesson that a hand-written row means, whatever its capitals and accents."""
    return problem.lesson.get(name) or next(
        (lesson for lesson in problem.lessons if loosely(lesson.id) == loosely(name)), None
    )


def _as_realised(
    context: Context, problem: Problem, planned: tuple[Happening, ...], rows: Iterable[RealisedRow], week: int
) -> tuple[list[Happening], list[Happening]]:
    here, gone = list(planned), []
    for row in rows:
        lesson = known_lesson(problem, row.lesson)
        if lesson is None:
            continue
        if row.became is Became.EXTRA:
            if made := _extra(context, problem, lesson, row, week):
                here.append(made)
            continue
        for one in [one for one in here if one.lesson.id == lesson.id and one.became is not Became.EXTRA]:
            inside = _spoken_of(problem, row, one.times)
            if not inside:
                continue
            here.remove(one)
            for times in runs_of(problem, one.times, set(inside)):
                piece = part_of(problem, one, times)
                if times[0] not in inside:
                    here.append(piece)
                elif row.became is Became.CANCELLED:
                    gone.append(replace(piece, became=row.became, reason=row.reason))
                else:
                    here.append(became(context, problem, piece, row))
    return here, gone


def _spoken_of(problem: Problem, row: RealisedRow, times: tuple[int, ...]) -> tuple[int, ...]:
    """Of the periods of one block those that a row means."""
    if row.period is None:
        return times
    periods = [problem.times[time].period for time in times]
    last = periods[-1] if row.duration is None else row.period + row.duration - 1
    if row.duration is None and row.period not in periods:
        return ()
    return tuple(time for time, period in zip(times, periods, strict=True) if row.period <= period <= last)


def part_of(problem: Problem, one: Happening, times: tuple[int, ...]) -> Happening:
    """Some of the periods of a happening."""
    whole = one.whole and times == one.times
    return replace(one, times=times, ticks=problem.ticks(times), whole=whole)


def runs_of(problem: Problem, times: tuple[int, ...], inside: set[int]) -> Iterator[tuple[int, ...]]:
    """The times in stretches that lie wholly inside or wholly outside."""
    run: list[int] = []
    for time in times:
        if run and (time in inside) != (run[-1] in inside):
            yield tuple(run)
            run = []
        run.append(time)
    yield tuple(run)


def became(context: Context, problem: Problem, one: Happening, row: RealisedRow) -> Happening:
    """The happening as a row of Gerealiseerd says it took place."""
    option = one.option
    mode = row.mode or (Mode.SYNCHRONOUS if row.became is Became.DISTANCE else one.option.mode)
    if row.became is Became.STUDY:
        mode = Mode.CONTACT
    mixed = row.mixed if row.mode is not None else bool(option.online) and row.became is not Became.STUDY
    if mode is not option.mode or mixed != bool(option.online):
        ways = [o for o in one.lesson.options if o.mode is mode]
        alike = [o for o in ways if bool(o.online) == mixed]
        option = next((o for o in alike if _is_told(o, row)), next(iter((*alike, *ways)), option))
    people = [_person(context, name) for name in row.teachers]
    before = dict((demand.role, resource) for demand, resource in one.held)
    held: list[tuple[Demand, str]] = []
    waiting = list(people)
    for demand in one.lesson.demands_in(option):
        resource = before.get(demand.role) or (demand.candidates[0] if demand.fixed else None)
        if demand.role.startswith(TEACHER) and (row.teachers or row.became is Became.STUDY):
            resource = waiting.pop(0) if waiting else None
        if demand.role in (ROOM_ROLE, QUIET_ROLE) and row.room:
            resource = resource_id(ROOM, row.room)
        if resource is not None:
            held.append((demand, resource))
    if row.became is Became.STUDY and not row.teachers:  # in a room that is open for pupils: they take its seats
        seats = seats_for(context, context.campus(one.lesson.attendees))
        asked = Demand("seats of study", (seats,), context.pupils(one.lesson.attendees))
        held = [pair for pair in held if pair[0].role != ROOM_ROLE] + [(asked, seats)]
    held += [(Demand(f"teacher +{number}", (who,)), who) for number, who in enumerate(waiting)]
    return replace(one, option=option, held=tuple(held), became=row.became, reason=row.reason)


def _is_told(option: Option, row: RealisedRow) -> bool:
    """Whether a way asks for a quiet room exactly where the row names a room: without one he is online from home."""
    return any(demand.role == QUIET_ROLE for demand in option.demands) == bool(row.room)


def _person(context: Context, name: str) -> str:
    """A teacher, or somebody of the sheet Toezicht who is none."""
    for code in context.teachers:
        if loosely(code) == loosely(name):
            return teacher_id(code)
    return staff_pool(name)


def _extra(context: Context, problem: Problem, lesson: Lesson, row: RealisedRow, week: int) -> Happening | None:
    """An added lesson at the time that the row states; None where that time is not in the grid."""
    if row.period is None or row.duration is None:
        return None
    start = next(
        (
            t
            for t in problem.grid_times.get(lesson.grid, ())
            if (problem.times[t].week, problem.times[t].day, problem.times[t].period)
            == (week, row.day.weekday(), row.period)
        ),
        None,
    )
    times = problem.times.run(start, row.duration) if start is not None else None
    if times is None:
        return None
    mode = row.mode or Mode.CONTACT
    ways = [o for o in lesson.options if o.mode is mode and bool(o.online) == row.mixed]
    option = next((o for o in ways if _is_told(o, row)), next(iter(ways), lesson.options[0]))
    fixed = tuple((d, d.candidates[0]) for d in lesson.demands_in(option) if d.fixed)
    plain = Happening(lesson, 0, times, problem.ticks(times), option, fixed)
    made = became(context, problem, plain, replace(row, mode=option.mode))
    return replace(made, planned=made.holding(TEACHER))
