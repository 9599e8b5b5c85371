"""Who could stand in on a date: free, at school, able, and what taking him costs.

Whether it is one of the ways for a lesson is for `ways`; that nobody is taken twice is for the choice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from scheduler.problem.choosing import Pick, Rising, Uses
from scheduler.problem.lessons import HOME, Demand
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import POOL, PoolUse
from scheduler.problem.times import WEEK_NAMES
from scheduler.school.building.context import NO_CAMPUS, Context, teacher_id
from scheduler.school.building.lessons import made_subject
from scheduler.school.daily.costs import COSTS
from scheduler.school.daily.losses import Situation
from scheduler.school.names import loosely
from scheduler.school.pools import staff_pool
from scheduler.school.records import Availability, Became, Level, SchoolLesson

WISH_POINTS: Mapping[Level, int] = {
    Level.STRONG: COSTS.strong, Level.WISH: COSTS.wish, Level.PREFERENCE: COSTS.preference
}  # fmt: skip


def at(resource: str, ticks: Iterable[int], date: str = "") -> Uses:
    """One unit of a resource at each tick, as the choice counts it."""
    return tuple((f"{date}{resource}@{tick}", 1) for tick in ticks)


def pools_of(problem: Problem, demands: Iterable[Demand], ticks: Iterable[int], *, seats: bool = True) -> Uses:
    """Units of pools at each tick, but for heads at home, and without `seats` those of pupils who follow at school."""
    left_out = {PoolUse.HOME} if seats else {PoolUse.HOME, PoolUse.SEATS}
    found: Counter[str] = Counter()
    for demand in demands:
        pool = problem.resource[demand.candidates[0]] if len(demand.candidates) == 1 else None
        if pool is not None and pool.kind == POOL and pool.use not in left_out:
            found[pool.id] += demand.amount
    every = tuple(ticks)
    return tuple((f"{pool}@{tick}", amount) for pool, amount in found.items() for tick in every)


def extra_key(teacher: str) -> str:
    return f"extra {teacher}"


def day_key(teacher: str) -> str:
    return f"day {teacher}"


class People:
    """The teachers and supervisors of one situation."""

    def __init__(self, scene: Situation) -> None:
        self.scene, self.context = scene, scene.context

    # -- what they teach --

    @cached_property
    def _teaches(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """By teacher, subjects and classes."""
        subjects: dict[str, set[str]] = defaultdict(set)
        classes: dict[str, set[str]] = defaultdict(set)
        for record in self.context.school.lessons:
            known = {one.code for one in self.context.classes_of(record.attendees)}
            for code in {code for alternatives in record.teachers for code in alternatives}:
                subjects[code].add(record.subject)
                classes[code] |= known
        return subjects, classes

    @cached_property
    def _departments(self) -> dict[str, set[str]]:
        """By subject, the departments of those who teach it."""
        found: dict[str, set[str]] = defaultdict(set)
        for code, subjects in self._teaches[0].items():
            for subject in subjects:
                found[subject].add(self.context.teachers[code].department)
        return found

    def relation(self, code: str, record: SchoolLesson) -> int | None:
        """Points for how far the teacher is from the lesson; None where he knows neither subject nor class."""
        subjects, classes = self._teaches
        knows = not classes[code].isdisjoint(one.code for one in self.context.classes_of(record.attendees))
        department = self.context.teachers[code].department
        if record.subject in subjects[code]:
            return 0 if knows else COSTS.only_subject
        if department and department in self._departments[record.subject]:
            return COSTS.only_department
        return COSTS.only_class if knows else None

    # -- when they can be --

    @cached_property
    def _rows(self) -> Mapping[str, list[Availability]]:
        found: dict[str, list[Availability]] = defaultdict(list)
        for row in self.context.school.availability:
            if row.kind == "teacher" and not row.there and row.level is not Level.OFF and row.place != "home":
                found[row.code].append(row)
        return found

    def _points(self, code: str, time: int) -> int | None:
        """Points of the wishes not to be there at a time; None where he cannot."""
        moment = self.scene.problem.times[time]
        points = 0
        for row in self._rows.get(code, ()):
            if (
                row.week in (None, "every", WEEK_NAMES[moment.week])
                and row.day in (None, moment.day)
                and row.period in (None, moment.period)
                and row.half_day in (None, moment.half_day)
            ):
                if row.level is Level.MUST:
                    return None
                points += WISH_POINTS[row.level]
        return points

    @cached_property
    def _places(self) -> Mapping[tuple[str, str], set[str]]:
        """By teacher and half day ("": the whole day) where what stays of the day puts him."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for one in self.scene.stays:
            if one.option.teacher_place is not None:
                for time in one.times:
                    for who in one.teachers:
                        found[who, self.scene.problem.times[time].half_day].add(one.option.teacher_place)
                        found[who, ""].add(one.option.teacher_place)
        return found

    @cached_property
    def _busy(self) -> Mapping[str, set[int]]:
        """By teacher, the ticks of his lessons at school."""
        found: dict[str, set[int]] = defaultdict(set)
        for one in self.scene.stays:
            if one.option.teacher_place != HOME:
                for who in one.teachers:
                    found[who].update(one.ticks)
        return found

    @cached_property
    def _at_school(self) -> Mapping[str, set[int]]:
        """The same with the lessons that are lost or dropped: he had come for them."""
        found = defaultdict(set, {who: set(ticks) for who, ticks in self._busy.items()})
        for one in (*self.scene.lost, *self.scene.dropped):
            for who in one.teachers:
                found[who].update(one.ticks)
        return found

    @cached_property
    def _released(self) -> Mapping[str, set[int]]:
        """By teacher, the ticks of lessons of his that are dropped because the class is away: no extra period."""
        found: dict[str, set[int]] = defaultdict(set)
        for one in self.scene.dropped:
            for who in one.teachers:
                found[who].update(one.ticks)
        return found

    def _presence(self, who: str, ticks: tuple[int, ...]) -> int:
        at_school = self._at_school[who]
        if not at_school:
            return COSTS.comes
        if min(at_school) <= ticks[0] and ticks[-1] <= max(at_school):
            return 0
        return COSTS.next_to if not at_school.isdisjoint((ticks[0] - 1, ticks[-1] + 1)) else COSTS.same_day

    # -- picks --

    def candidates(self, time: int, place: str | None) -> Iterator[tuple[str, Pick]]:
        """Every teacher who could be taken at a time: his code, and a pick with what being there costs and uses.

        `place`: the campus where he must be; None: anywhere.
        """
        for code in self.context.teachers:
            if (pick := self._pick(code, time, place)) is not None:
                yield code, pick

    def can(self, code: str, times: Iterable[int], place: str | None) -> bool:
        """Whether a teacher could be taken at all of these times."""
        return all(self._pick(code, time, place) is not None for time in times)

    def _pick(self, code: str, time: int, place: str | None) -> Pick | None:
        who, moment = teacher_id(code), self.scene.problem.times[time]
        if not self.scene.free(who, moment.ticks):
            return None
        if not self.scene.not_at_school(who).isdisjoint(moment.ticks):
            return None
        record, points = self.context.teachers[code], self._points(code, time)
        if points is None or (place is not None and not self._can_be(who, record.campus, moment.half_day, place)):
            return None
        uses = at(who, moment.ticks)
        if self._released.get(who, set()).isdisjoint(moment.ticks):
            uses += ((extra_key(who), 1),)
        if record.max_per_day is not None:
            uses += ((day_key(who), 1),)
        if any(start < moment.end and end > moment.start for start, end in self.scene.duties.get(who, ())):
            points += COSTS.duty
        return Pick(code, points + self._presence(who, moment.ticks), uses)

    def _can_be(self, who: str, campus: str, half_day: str, place: str) -> bool:
        """One place in a half day: where his lessons then are, else where all are that day, else his own campus.

        So nobody who stands in travels between campuses for it.
        """
        places = self._places.get((who, half_day)) or self._places.get((who, "")) or {campus or NO_CAMPUS}
        return places == {place} or (places == {NO_CAMPUS} and not self._has_campuses)

    @cached_property
    def _has_campuses(self) -> bool:
        school = self.context.school
        return len({*(one.campus for one in school.classes), *(one.campus for one in school.rooms)} - {""}) > 1

    def staff(self, time: int) -> Iterator[Pick]:
        """Supervisors of the sheet Toezicht who are no teachers, when they can and hold no open room."""
        moment = self.scene.problem.times[time]
        rows = [
            row
            for row in self.context.school.supervision
            if row.who not in self.context.teachers
            and row.week in (None, "every", WEEK_NAMES[moment.week])
            and row.day in (None, moment.day)
            and row.period in (None, moment.period)
        ]
        for who in dict.fromkeys(row.who for row in rows):
            rooms = {row.room for row in rows if row.who == who}
            if not self._holds_open(rooms, moment.ticks) and self.scene.free(staff_pool(who), moment.ticks):
                yield Pick(who, 0, at(staff_pool(who), moment.ticks))

    def _holds_open(self, rooms: set[str], ticks: tuple[int, ...]) -> bool:
        return any(
            made_subject(one.lesson) is not None
            and not rooms.isdisjoint(room.partition(":")[2] for room in one.holding("room"))
            and not set(one.ticks).isdisjoint(ticks)
            for one in self.scene.stays
        )

    # -- over the year --

    def rising(self) -> dict[str, Rising]:
        """What further extra periods of each teacher cost, after those that he had this year."""
        before = extras_before(self.context, self.scene.day.date.isoformat())
        fewest = min((before[code] for code in self.context.teachers), default=0)
        return {
            extra_key(teacher_id(code)): Rising(COSTS.extra, min(COSTS.most_before, before[code] - fewest))
            for code in self.context.teachers
        }

    def limits(self) -> dict[str, int]:
        """How many more periods a day each teacher with a maximum can have."""
        planned: Counter[str] = Counter()
        for one in (*self.scene.stays, *self.scene.lost):
            for who in one.teachers:
                planned[who] += len(one.times)
        return {
            day_key(teacher_id(code)): max(0, record.max_per_day - planned[teacher_id(code)])
            for code, record in self.context.teachers.items()
            if record.max_per_day is not None
        }


def extras_before(context: Context, day: str) -> Counter[str]:
    """By teacher, the periods before a date in which the sheet Gerealiseerd has him stand in for another."""
    lessons = {loosely(record.id): record for record in context.school.lessons}
    codes = {loosely(code): code for code in context.teachers}
    found: Counter[str] = Counter()
    for row in context.school.realised:
        record = lessons.get(loosely(row.lesson))
        if row.day.isoformat() >= day or row.became not in (Became.REPLACED, Became.STUDY, Became.DISTANCE):
            continue
        own = {code for alternatives in record.teachers for code in alternatives} if record else set()
        for name in row.teachers:
            code = codes.get(loosely(name))
            if code is not None and code not in own:
                found[code] += row.duration or 1
    return found


def skilled(context: Context, code: str, mode: Mode) -> bool:
    return mode in context.teachers[code].distance_skill
