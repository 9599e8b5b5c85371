"""The duties of one date: who does his, who does those of whoever is away, and which are left out.

Given out as those of the cycle are (`school.duties`), once the lessons of the day are settled; whoever can do what he
has by the plan does it. The choice itself is made by `library.duties`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from scheduler.problem.problem import Problem
from scheduler.problem.sharing import Bearer, Shared
from scheduler.problem.times import Time
from scheduler.problem.timetable import Timetable
from scheduler.school.building.context import NO_CAMPUS, Context, teacher_id
from scheduler.school.daily.losses import Situation
from scheduler.school.daily.picture import Day
from scheduler.school.duties import UNEVEN, WAITING, Asked, Duties, Given, Stay, Turn, fraction_of
from scheduler.school.records import Teacher

Clock = tuple[int, int]
"""From and to, in minutes."""
MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True)
class DayDuty:
    """A turn of the date (codes). `left_out`: nobody need do it, for its place is closed then."""

    turn: Turn
    planned: tuple[str, ...]
    who: tuple[str, ...]
    lacking: int = 0
    left_out: bool = False

    @property
    def changed(self) -> bool:
        return self.left_out or set(self.who) != set(self.planned)

    @property
    def gone(self) -> tuple[str, ...]:
        """Who had it and does not do it."""
        return tuple(code for code in self.planned if code not in self.who)

    @property
    def come(self) -> tuple[str, ...]:
        return tuple(code for code in self.who if code not in self.planned)


def on_date(planned: Duties, day: Day) -> tuple[Given, ...]:
    """The turns that are done on a date."""
    return tuple(one for one in planned.given if one.turn.day == day.date.weekday() and day.week in one.turn.weeks)


def clocks(planned: Duties, day: Day) -> Mapping[str, tuple[Clock, ...]]:
    """By id of a teacher when he has duties on a date."""
    found: dict[str, tuple[Clock, ...]] = {}
    for one in on_date(planned, day):
        for code in one.who:
            found[teacher_id(code)] = (*found.get(teacher_id(code), ()), (one.turn.start, one.turn.end))
    return found


class OfDay(Asked):
    """What of the duties of a date must be given to somebody else; `problem` and `timetable` are those of the date."""

    def __init__(self, problem: Problem, timetable: Timetable, planned: Duties, scene: Situation) -> None:
        super().__init__(problem, timetable)
        self.planned, self.scene = planned, scene
        self._given = tuple(replace(one, turn=replace(one.turn, weeks=(0,))) for one in on_date(planned, scene.day))
        self._left_out = frozenset(one.turn.name for one in self._given if self._is_shut(one.turn))
        self._keep: dict[str, tuple[str, ...]] = {
            one.turn.name: tuple(code for code in one.who if self._keeps(code, one.turn)) for one in self._given
        }
        for one in self._given:
            for code in self._keep[one.turn.name]:
                busy = Stay(one.turn.start, one.turn.end, "", self.campus(one.turn) or None)
                key = (code, 0, one.turn.day)
                self.stays[key] = (*self.stays.get(key, ()), busy)

    def _keeps(self, code: str, turn: Turn) -> bool:
        teacher = self.context.teachers.get(code)
        return turn.name not in self._left_out and teacher is not None and self.free(teacher, turn, 0)

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """Those for which somebody is missing, each for so many."""
        found = []
        for one in self._given:
            missing = one.turn.duty.people - len(self._keep[one.turn.name])
            if missing > 0 and one.turn.name not in self._left_out:
                found.append(replace(one.turn, duty=replace(one.turn.duty, people=missing)))
        return tuple(found)

    def free(self, teacher: Teacher, turn: Turn, week: int) -> bool:
        away = self._away_at.get(teacher.code, ())
        return not _overlap(away, turn) and super().free(teacher, turn, week)

    def able(self, turn: Turn) -> Mapping[str, int]:
        """Teachers only: others whom lessons of the date name supervise."""
        return {code: wait for code, wait in super().able(turn).items() if code in self.scene.context.teachers}

    def at_school(self, teacher: Teacher, week: int, day: int) -> tuple[Stay, ...]:
        """With what he had come for and is lost, or left out because a class is away."""
        own = [
            time
            for one in (*self.scene.lost, *self.scene.dropped)
            if teacher_id(teacher.code) in one.teachers
            for time in map(self.scene.problem.times.__getitem__, one.times)
        ]
        more = tuple(Stay(time.start, time.end, time.half_day, NO_CAMPUS) for time in own)
        return (*(one for one in super().at_school(teacher, week, day) if one.half_day), *more)

    # -- who and what is away --

    @cached_property
    def _away_at(self) -> Mapping[str, tuple[Clock, ...]]:
        """By teacher when he is not at school: as is said now, and where Gerealiseerd has another in his place."""
        away = self.scene.away
        return {
            who.partition(":")[2]: self._clocks(self.scene.not_at_school(who))
            for who in (*away.absent, *away.home, *self.scene.missed)
        }

    def _is_shut(self, turn: Turn) -> bool:
        shut = self.scene.away.shut
        ticks = shut.get(self.campus(turn), frozenset()) | shut.get(NO_CAMPUS, frozenset())
        return _overlap(self._clocks(ticks), turn)

    def _clocks(self, ticks: Iterable[int]) -> tuple[Clock, ...]:
        """Periods of the day one after the other as one stretch, with the breaks between; and what is before and after
        the lessons where it has the first or the last of them.
        """
        return tuple(_stretches(_times_of(self.scene.context, self.scene.day), frozenset(ticks)))

    # -- what it costs --

    def priced(self, turn: Turn) -> Mapping[str, int]:
        """Waiting, and more for whoever has many minutes of duties in an ordinary week."""
        minutes = turn.end - turn.start
        return {
            code: WAITING * waiting
            + round(UNEVEN * self.planned.minutes(code) * minutes / fraction_of(self.context.teachers[code]))
            for code, waiting in self.able(turn).items()
        }

    def bearer(self, code: str, unit: int) -> Bearer:
        found, most = super().bearer(code, unit), self.context.teachers[code].duties_max
        week = self.scene.day.week
        has = sum(one.turn.end - one.turn.start for one in self.planned.of(code) if week in one.turn.weeks)
        limits = ((found.limits[0][0], max(0, most - has)),) if most is not None else ()
        return replace(found, limits=limits)

    def outcome(self, shared: Shared) -> Iterator[DayDuty]:
        """What becomes of each turn of the date."""
        for one in self._given:
            if one.turn.name in self._left_out:
                yield DayDuty(one.turn, one.who, (), left_out=True)
                continue
            who = tuple(sorted((*self._keep[one.turn.name], *shared.get(one.turn.name, ()))))
            yield DayDuty(one.turn, one.who, who, one.turn.duty.people - len(who))


def _overlap(clocks: Iterable[Clock], turn: Turn) -> bool:
    return any(start < turn.end and end > turn.start for start, end in clocks)


def _times_of(context: Context, day: Day) -> list[Time]:
    times = context.grid_times(context.staff_grid)
    found = [time for time in times if time.open and (time.week, time.day) == (day.week, day.date.weekday())]
    return sorted(found, key=lambda time: time.start)


def _stretches(times: list[Time], ticks: frozenset[int]) -> Iterator[Clock]:
    run: list[int] = []
    for number, time in enumerate(times):
        if ticks.issuperset(time.ticks):
            run.append(number)
        if run and (run[-1] != number or number == len(times) - 1):
            first, last = run[0], run[-1]
            yield (times[first].start if first else 0), (times[last].end if last < len(times) - 1 else MIDNIGHT)
            run = []
