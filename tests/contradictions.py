"""Contradictions planted in demo schools, of each kind of rule: does `explain` find them, and cut them down?

`python -m tests.contradictions medium 25` plants 25 in demo medium schools and prints a table; the tests run a few.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from random import Random
from threading import Event
from time import process_time
from typing import Any

from scheduler.demo import make_demo
from scheduler.evaluation.conflicts import Conflict, Explanation
from scheduler.problem.concerning import points_of
from scheduler.problem.modes import Mode, Origin
from scheduler.problem.problem import Problem
from scheduler.problem.rules import PinnedMeet
from scheduler.school.building import build_problem
from scheduler.school.records import (
    EVERY_WEEK,
    Availability,
    Blocks,
    Level,
    Pin,
    Pool,
    PoolKind,
    Room,
    RuleRow,
    School,
    SchoolLesson,
)
from scheduler.solver.explaining.explain import explain
from scheduler.solver.stopping import Stop

SHEET = "Planted"
"""The sheet of rows that were planted, as far as they know where they come from."""


@dataclass(frozen=True)
class Planted:
    """A school that cannot be, and what a conflict must hold to be the planted one: rows, and entries of rules.

    `spare`: so many of the rows are not needed.
    """

    kind: str
    school: School
    rows: frozenset[int]
    entries: frozenset[str] = frozenset()
    spare: int = 0


BAR = 60.0
"""Seconds of the processor in which a conflict should be cut down."""


class NotHere(Exception):
    """The school has nothing to plant this in."""


class Ground:
    """A demo school in which something is planted."""

    def __init__(self, school: School, random: Random) -> None:
        self.school, self.random = school, random
        self._next = 0

    def origin(self) -> Origin:
        self._next += 1
        return Origin(SHEET, self._next)

    def planted(self, kind: str, *entries: str, **changes: Any) -> Planted:
        return Planted(kind, replace(self.school, **changes), frozenset(range(1, self._next + 1)), frozenset(entries))

    # -- what is there --

    def plain(self) -> list[SchoolLesson]:
        """Lessons of one whole class with one teacher, in single periods, that nothing ties to others."""
        classes = {one.code for one in self.school.classes}
        pinned = {pin.lesson for pin in self.school.pins}
        found = [
            one
            for one in self.school.lessons
            if len(one.teachers) == 1
            and len(one.teachers[0]) == 1
            and len(one.attendees) == 1
            and one.attendees[0] in classes
            and not one.band
            and one.id not in pinned
            and one.week == EVERY_WEEK
            and one.periods.denominator == 1
            and (one.blocks is None or set(one.blocks.sizes) == {1})
        ]
        self.random.shuffle(found)
        return found

    def pair(self, fits: Callable[[SchoolLesson, SchoolLesson], bool]) -> tuple[SchoolLesson, SchoolLesson]:
        lessons = self.plain()
        for one in lessons:
            for two in lessons:
                if one is not two and fits(one, two):
                    return one, two
        raise NotHere

    def at_distance(self, *lessons: SchoolLesson) -> bool:
        """Whether one of them may be taught without a room."""
        closed = {one.code for one in self.school.classes if not one.distance_ok}
        return any(one.attendees[0] not in closed for one in lessons)

    def free_day(self, *lessons: SchoolLesson) -> int:
        """A day on which nobody of these is said to be away; Wednesday is short."""
        whom = {code for one in lessons for code in (one.attendees[0], one.teachers[0][0])}
        taken = {one.day for one in self.school.availability if one.code in whom and one.level is Level.MUST}
        days = [day for day in (0, 1, 3, 4) if day not in taken]
        if not days or None in taken:
            raise NotHere
        return self.random.choice(days)

    def pin(self, lesson: SchoolLesson, day: int, period: int, **more: Any) -> Pin:
        return Pin(lesson.id, 1, day=day, period=period, origin=self.origin(), **more)

    def away(self, kind: str, code: str, **when: Any) -> Availability:
        return Availability(kind, code, level=Level.MUST, origin=self.origin(), **when)

    def periods_of(self, day: int) -> int:
        return max(one.period for one in self.school.periods if one.day == day)

    def morning(self, day: int) -> int:
        grid = self.school.default_grid
        return max(one.period for one in self.school.periods if (one.grid, one.day, one.half_day) == (grid, day, "am"))

    def changed(self, lesson: SchoolLesson, **fields: Any) -> tuple[SchoolLesson, ...]:
        return tuple(replace(one, **fields) if one.id == lesson.id else one for one in self.school.lessons)


# -- one kind each --


def teacher_twice(ground: Ground) -> Planted:
    """H01: one teacher, two lessons pinned to one time."""
    one, two = ground.pair(lambda a, b: a.teachers == b.teachers and a.attendees != b.attendees)
    day = ground.free_day(one, two)
    return ground.planted("H01 teacher", pins=(*ground.school.pins, ground.pin(one, day, 2), ground.pin(two, day, 2)))


def class_twice(ground: Ground) -> Planted:
    """H01: one class, two lessons pinned to one time."""
    one, two = ground.pair(lambda a, b: a.attendees == b.attendees and a.teachers != b.teachers)
    day = ground.free_day(one, two)
    return ground.planted("H01 class", pins=(*ground.school.pins, ground.pin(one, day, 1), ground.pin(two, day, 1)))


def room_twice(ground: Ground) -> Planted:
    """H01 and H18: one room that two lessons of nobody in common must have, pinned to one time."""
    one, two = ground.pair(
        lambda a, b: a.attendees != b.attendees and a.teachers != b.teachers and not ground.at_distance(a, b)
    )
    day = ground.free_day(one, two)
    room = Room("PLANTED", "", (), None, origin=None)
    lessons = tuple(
        replace(lesson, rooms=("PLANTED",), room_type="") if lesson.id in (one.id, two.id) else lesson
        for lesson in ground.school.lessons
    )
    pins = (*ground.school.pins, ground.pin(one, day, 2), ground.pin(two, day, 2))
    return ground.planted("H18 room", rooms=(*ground.school.rooms, room), lessons=lessons, pins=pins)


def absent_at_pin(ground: Ground) -> Planted:
    """H14: a lesson pinned to a day on which its teacher is away."""
    one = ground.plain()[0]
    day = ground.free_day(one)
    away = ground.away("teacher", one.teachers[0][0], day=day)
    return ground.planted(
        "H14 pin",
        availability=(*ground.school.availability, away),
        pins=(*ground.school.pins, ground.pin(one, day, 3)),
    )


def absences(ground: Ground) -> Planted:
    """H14: a teacher of a few lessons who is away all week but for fewer periods than they have."""
    by_teacher: dict[str, list[SchoolLesson]] = {}
    for lesson in ground.school.lessons:
        for who in lesson.teachers:
            for code in who:
                by_teacher.setdefault(code, []).append(lesson)
    few = [
        code
        for code, lessons in sorted(by_teacher.items())
        if len(lessons) <= 3 and sum(one.periods for one in lessons) >= 9
        if all(len(who) == 1 for one in lessons for who in one.teachers)
        and not any(one.code == code for one in ground.school.availability)
    ]
    if not few:
        raise NotHere
    code = ground.random.choice(few)
    away = tuple(ground.away("teacher", code, day=day) for day in (0, 1, 3, 4))
    return replace(ground.planted("H14 absences", availability=(*ground.school.availability, *away)), spare=2)


def class_absent(ground: Ground) -> Planted:
    """H14: a lesson pinned to a half day on which its class is away."""
    one = ground.plain()[0]
    day = ground.free_day(one)
    away = ground.away("class", one.attendees[0], day=day, period=2)
    return ground.planted(
        "H14 class",
        availability=(*ground.school.availability, away),
        pins=(*ground.school.pins, ground.pin(one, day, 2)),
    )


def subject_times(ground: Ground) -> Planted:
    """H14: a subject that may not be on a day, and a lesson of it that is pinned there."""
    one = ground.plain()[0]
    day = ground.free_day(one)
    never = ground.away("subject", one.subject, day=day)
    return ground.planted(
        "H14 subject",
        availability=(*ground.school.availability, never),
        pins=(*ground.school.pins, ground.pin(one, day, 1)),
    )


def few_days(ground: Ground) -> Planted:
    """H15: a teacher who comes one day a week and has two lessons pinned to two days."""
    one, two = ground.pair(lambda a, b: a.teachers == b.teachers)
    first, second = 0, 3
    whom = {code for lesson in (one, two) for code in (lesson.attendees[0], lesson.teachers[0][0])}
    if any(row.code in whom for row in ground.school.availability):
        raise NotHere
    teachers = tuple(
        replace(who, max_days=1) if who.code == one.teachers[0][0] else who for who in ground.school.teachers
    )
    pins = (*ground.school.pins, ground.pin(one, first, 2), ground.pin(two, second, 2))
    return replace(ground.planted("H15 days", "H15", teachers=teachers, pins=pins), spare=2)


def few_a_day(ground: Ground) -> Planted:
    """H15: at most one lesson a day, and two pinned to one day."""
    one, two = ground.pair(lambda a, b: a.teachers == b.teachers and a.attendees != b.attendees)
    day = ground.free_day(one, two)
    rule = RuleRow("H15", one.teachers[0][0], Level.MUST, value="per_day=1", origin=Origin("Regels", 90))
    pins = (*ground.school.pins, ground.pin(one, day, 1), ground.pin(two, day, 3))
    return replace(ground.planted("H15 day", "H15", rules=(*ground.school.rules, rule), pins=pins), spare=2)


def in_a_row(ground: Ground) -> Planted:
    """H15: at most one lesson in a row, and two pinned one after the other."""
    one, two = ground.pair(lambda a, b: a.teachers == b.teachers and a.attendees != b.attendees)
    day = ground.free_day(one, two)
    rule = RuleRow("H15", one.teachers[0][0], Level.MUST, value="in_row=1", origin=Origin("Regels", 90))
    pins = (*ground.school.pins, ground.pin(one, day, 1), ground.pin(two, day, 2))
    return replace(ground.planted("H15 row", "H15", rules=(*ground.school.rules, rule), pins=pins), spare=2)


def band_person(ground: Ground) -> Planted:
    """H16: two lessons of one teacher in one band."""
    one, two = ground.pair(
        lambda a, b: a.teachers == b.teachers and a.attendees != b.attendees and a.periods == b.periods
    )
    lessons = tuple(
        replace(lesson, band="PLANTED") if lesson.id in (one.id, two.id) else lesson for lesson in ground.school.lessons
    )
    return ground.planted("H16 person", "H16", lessons=lessons)


def band_pins(ground: Ground) -> Planted:
    """H16: a band of two lessons, pinned to two times."""
    one, two = ground.pair(
        lambda a, b: a.teachers != b.teachers and a.attendees != b.attendees and a.periods == b.periods == 1
    )
    day = ground.free_day(one, two)
    lessons = tuple(
        replace(lesson, band="PLANTED") if lesson.id in (one.id, two.id) else lesson for lesson in ground.school.lessons
    )
    pins = (*ground.school.pins, ground.pin(one, day, 1), ground.pin(two, day, 3))
    return ground.planted("H16 pins", "H16", lessons=lessons, pins=pins)


def devices(ground: Ground) -> Planted:
    """H09: two lessons that each need most of a pool, pinned to one time."""
    one, two = ground.pair(lambda a, b: a.attendees != b.attendees and a.teachers != b.teachers)
    day = ground.free_day(one, two)
    pool = Pool("PLANTED", PoolKind.DEVICE, 24, origin=ground.origin())
    lessons = tuple(
        replace(lesson, devices=(("PLANTED", 15),)) if lesson.id in (one.id, two.id) else lesson
        for lesson in ground.school.lessons
    )
    pins = (*ground.school.pins, ground.pin(one, day, 2), ground.pin(two, day, 2))
    planted = ground.planted("H09", "H09", pools=(*ground.school.pools, pool), lessons=lessons, pins=pins)
    return replace(planted, rows=planted.rows - {1})


def too_many_devices(ground: Ground) -> Planted:
    """H09: one lesson that needs more of a pool than there is."""
    one = ground.plain()[0]
    pool = Pool("PLANTED", PoolKind.DEVICE, 10)
    lessons = ground.changed(one, devices=(("PLANTED", 15),))
    return ground.planted("H09 alone", "H09", pools=(*ground.school.pools, pool), lessons=lessons)


def _distance(ground: Ground) -> SchoolLesson:
    """A lesson that may be at distance in every way."""
    allowed = {one.code for one in ground.school.classes if one.distance_ok}
    subjects = {one.code for one in ground.school.subjects if one.distance_ok}
    skilled = {one.code for one in ground.school.teachers if Mode.SYNCHRONOUS in one.distance_skill}
    for one in ground.plain():
        fit = one.attendees[0] in allowed and one.subject in subjects and one.teachers[0][0] in skilled
        if fit and one.periods >= 2:
            return one
    raise NotHere


def all_at_distance(ground: Ground) -> Planted:
    """H04: a subject with all its periods at distance."""
    one = _distance(ground)
    lessons = ground.changed(one, distance_min=one.periods, distance_max=one.periods, modes=None)
    return ground.planted("H04", "H04", lessons=lessons)


def over_cap(ground: Ground) -> Planted:
    """H03: a class that has a cap of its own, and a lesson that asks for more."""
    one = _distance(ground)
    classes = tuple(
        replace(each, distance_max_pct=Fraction(1)) if each.code == one.attendees[0] else each
        for each in ground.school.classes
    )
    lessons = ground.changed(one, distance_min=Fraction(1), distance_max=None, modes=None)
    return ground.planted("H03", "H03", classes=classes, lessons=lessons)


def not_allowed(ground: Ground) -> Planted:
    """H10: a lesson pinned at distance of a class that has none."""
    closed = {one.code for one in ground.school.classes if not one.distance_ok}
    known = [one for one in ground.plain() if one.attendees[0] in closed]
    if not known:
        raise NotHere
    day = ground.free_day(known[0])
    pins = (*ground.school.pins, ground.pin(known[0], day, 2, mode=Mode.SYNCHRONOUS))
    return ground.planted("H10", "H10", pins=pins)


def distance_a_day(ground: Ground) -> Planted:
    """H11: no synchronous lesson a day, and one pinned as such."""
    one = _distance(ground)
    day = ground.free_day(one)
    value = "synchronous_per_day=0"
    rule = RuleRow("H11", one.attendees[0], Level.MUST, value=value, origin=Origin("Regels", 90))
    pins = (*ground.school.pins, ground.pin(one, day, 2, mode=Mode.SYNCHRONOUS))
    return ground.planted("H11", "H11", rules=(*ground.school.rules, rule), pins=pins)


def half_days(ground: Ground) -> Planted:
    """H06: nine half days, and a class that is away in one."""
    one = ground.plain()[0]
    day = ground.free_day(one)
    away = ground.away("class", one.attendees[0], day=day, half_day="am")
    return ground.planted("H06", "H06", availability=(*ground.school.availability, away))


def gap(ground: Ground) -> Planted:
    """H07: no gaps, a class away in the middle of a morning, and lessons pinned around it.

    One pin is enough where a day must also last until the afternoon (H06).
    """
    one, two = ground.pair(lambda a, b: a.attendees == b.attendees and a.teachers != b.teachers)
    day = ground.free_day(one, two)
    away = ground.away("class", one.attendees[0], day=day, period=2)
    pins = (*ground.school.pins, ground.pin(one, day, 1), ground.pin(two, day, 3))
    planted = ground.planted("H07", "H07", availability=(*ground.school.availability, away), pins=pins)
    return replace(planted, spare=1)


def block_over_noon(ground: Ground) -> Planted:
    """H17: a block of two pinned to the last period of a morning."""
    one = next((each for each in ground.plain() if each.periods >= 2), None)
    if one is None:
        raise NotHere
    day = ground.free_day(one)
    sizes = (2, *(1 for _ in range(int(one.periods) - 2)))
    lessons = ground.changed(one, blocks=Blocks(sizes))
    return ground.planted(
        "H17", "H17", lessons=lessons, pins=(*ground.school.pins, ground.pin(one, day, ground.morning(day)))
    )


def twice_a_day(ground: Ground) -> Planted:
    """S07 as a must: once a day, and two periods of a lesson pinned to one day."""
    one = next((each for each in ground.plain() if each.periods >= 2), None)
    if one is None:
        raise NotHere
    day = ground.free_day(one)
    rule = RuleRow("S07", one.subject, Level.MUST, value="per_day=1", origin=Origin("Regels", 90))
    pins = (ground.pin(one, day, 1), replace(ground.pin(one, day, 3), part=2))
    return ground.planted("S07 must", "S07", rules=(*ground.school.rules, rule), pins=(*ground.school.pins, *pins))


def must_come(ground: Ground) -> Planted:
    """H14: a teacher who must be there at a time at which he may not be."""
    one = ground.plain()[0]
    day = ground.free_day(one)
    code = one.teachers[0][0]
    rows = (
        ground.away("teacher", code, day=day, period=2),
        ground.away("teacher", code, day=day, period=2, there=True),
    )
    return ground.planted("H14 there", availability=(*ground.school.availability, *rows))


KINDS: tuple[Callable[[Ground], Planted], ...] = (
    *(teacher_twice, class_twice, room_twice, absent_at_pin, absences, class_absent, subject_times, few_days),
    *(few_a_day, in_a_row, band_person, band_pins, devices, too_many_devices, all_at_distance, over_cap),
    *(not_allowed, distance_a_day, half_days, gap, block_over_noon, twice_a_day, must_come),
)


def planted(size: str, count: int, seed: int = 1) -> Iterator[Planted]:
    """So many contradictions, the kinds in turn, in demo schools of this size."""
    random = Random(seed)
    made = 0
    schools = [make_demo(size, seed=number) for number in (1, 2)]
    turn = 0
    while made < count:
        kind = KINDS[turn % len(KINDS)]
        turn += 1
        for _ in range(20):
            try:
                found = kind(Ground(random.choice(schools), random))
            except NotHere:
                continue
            yield found
            made += 1
            break


# -- what came of it --


def marks(problem: Problem, conflict: Conflict) -> tuple[set[int], set[str]]:
    """The planted rows in a conflict, and the entries of its rules."""
    rows, entries = set(), set()
    for row in conflict.rows:
        for rule_id, number in row.points:
            rule = problem.rule[rule_id]
            point = points_of(rule)[number]
            origin = point.origin if isinstance(point, PinnedMeet) else rule.origin
            if origin is not None and origin.sheet == SHEET:
                rows.add(origin.row)
            entries.add(rule.entry)
    return rows, entries


def found_in(problem: Problem, one: Planted, known: Explanation) -> Conflict | None:
    """The conflict that is the planted one: it holds every row and entry of it."""
    for conflict in known.conflicts:
        rows, entries = marks(problem, conflict)
        if len(one.rows - rows) <= one.spare and one.entries <= entries:
            return conflict
    return None


@dataclass
class Watch:
    """Looks at what `explain` knows, and stops it when the planted conflict is cut down and its ways out are known."""

    problem: Problem
    planted: Planted
    flag: Event = field(default_factory=Event)
    begun: float = field(default_factory=process_time)
    minimal_at: float | None = None

    def __call__(self, known: Explanation) -> None:
        hit = found_in(self.problem, self.planted, known)
        if hit is not None and hit.minimal:
            self.minimal_at = self.minimal_at or process_time() - self.begun
            if hit.ways:
                self.flag.set()


def main(size: str, count: int, seconds: float, seed: int = 1) -> None:
    """Prints a line for each contradiction; seconds are of the processor."""
    found = minimal = quick = 0
    for number, one in enumerate(planted(size, count, seed), start=1):
        problem = build_problem(one.school)
        watch = Watch(problem, one)
        known = explain(problem, stop=Stop(seconds=seconds, flag=watch.flag), workers=1, on_event=watch)
        hit = found_in(problem, one, known)
        found += hit is not None
        minimal += hit is not None and hit.minimal
        quick += watch.minimal_at is not None and watch.minimal_at <= BAR
        sets = [(len(each.rows), each.minimal, len(each.ways)) for each in known.conflicts]
        at = "-" if watch.minimal_at is None else f"{watch.minimal_at:.1f}"
        spent = process_time() - watch.begun
        told = "found" if hit else "NOT FOUND"
        print(f"{number:3} {one.kind:14} {told:10} minimal at {at:>5} of {spent:5.1f} s  {sets}", flush=True)
    print(f"{found} of {count} found, {minimal} minimal, {quick} of them within {BAR:.0f} s")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]) if len(sys.argv) > 3 else 300.0)
