"""What differs between two timetables, of one problem or of two states of one school: from where to where, for whom.

Nothing is judged here and nothing is worded; `telling` says it and `views` show it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from scheduler.problem.lessons import HOME
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, ROOM, TEACHER, PoolUse
from scheduler.problem.timetable import Placement, Timetable


class Fate(StrEnum):
    """What became of a meet."""

    CHANGED = "changed"
    ADDED = "added"
    """The lesson is new, or has more periods."""
    REMOVED = "removed"
    """The lesson is gone, or has fewer periods."""
    PLACED = "placed"
    """It was without a time."""
    LEFT_OUT = "left_out"
    """It has no time any more."""


class Aspect(StrEnum):
    """In what a meet differs."""

    TIME = "time"
    """It starts at another time, is longer or shorter, or happens in other weeks."""
    ROOM = "room"
    TEACHER = "teacher"
    PUPILS = "pupils"
    MODE = "mode"
    """Another mode, or somebody is at home who was not, or the reverse."""
    OTHER = "other"
    """Another pool of the planner's, or a resource of a kind that a school does not have."""


class For(StrEnum):
    """Whose change it is."""

    CLASS = "class"
    TEACHER = "teacher"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where and with whom a placed meet is, in codes that mean the same in both problems.

    `times` are indexes of its own problem, `moments` what is compared: week, day and period of each.
    """

    part: int
    duration: int
    times: tuple[int, ...] = field(compare=False)
    moments: frozenset[Hashable]
    mode: Mode
    pupils_home: bool
    teacher_home: bool
    classes: frozenset[str]
    pupils: frozenset[str]
    """Who attends, in the planner's words: classes and groups."""
    teachers: frozenset[str]
    rooms: frozenset[str]
    others: frozenset[str]

    def aspects(self) -> dict[Aspect, Hashable]:
        return {
            Aspect.TIME: self.moments,
            Aspect.ROOM: self.rooms,
            Aspect.TEACHER: self.teachers,
            Aspect.PUPILS: self.pupils,
            Aspect.MODE: (self.mode, self.pupils_home, self.teacher_home),
            Aspect.OTHER: self.others,
        }

    def holds(self, kind: For) -> frozenset[str]:
        return {For.CLASS: self.classes, For.TEACHER: self.teachers, For.ROOM: self.rooms}[kind]


@dataclass(frozen=True, slots=True)
class Change:
    """One meet that is not as it was. `optional`: of a lesson that nobody asked for, such as the opening of a room."""

    lesson: str
    fate: Fate
    old: Standing | None
    new: Standing | None
    optional: bool = False

    @property
    def differs(self) -> tuple[Aspect, ...]:
        """In what a changed meet differs; nothing for another fate."""
        if self.old is None or self.new is None:
            return ()
        before, after = self.old.aspects(), self.new.aspects()
        return tuple(aspect for aspect in Aspect if before[aspect] != after[aspect])

    @property
    def moved(self) -> bool:
        return Aspect.TIME in self.differs

    def concerns(self, kind: For) -> frozenset[str]:
        """The codes of everybody of this kind who holds the meet before or after."""
        return frozenset(code for one in (self.old, self.new) if one is not None for code in one.holds(kind))


@dataclass(frozen=True)
class Difference:
    """Everything that differs between a timetable of `old` and one of `new`, in the order of the lessons.

    `same` counts the meets that are as they were. Counts leave out optional lessons; `changes` do not.
    """

    old: Problem = field(repr=False)
    new: Problem = field(repr=False)
    changes: tuple[Change, ...] = ()
    same: int = 0

    @cached_property
    def of_lessons(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if not change.optional)

    @property
    def moved(self) -> int:
        """How many meets are at another time."""
        return sum(change.moved for change in self.of_lessons)

    @property
    def fates(self) -> Counter[Fate]:
        return Counter(change.fate for change in self.of_lessons)

    @property
    def differing(self) -> Counter[Aspect]:
        """How many meets differ in each aspect; one that differs in two counts for both."""
        return Counter(aspect for change in self.of_lessons for aspect in change.differs)

    @property
    def added(self) -> tuple[str, ...]:
        """Lessons that the old problem does not have."""
        return tuple(one.id for one in self.new.lessons if one.id not in self.old.lesson and not one.optional)

    @property
    def removed(self) -> tuple[str, ...]:
        """Lessons that the new problem does not have."""
        return tuple(one.id for one in self.old.lessons if one.id not in self.new.lesson and not one.optional)

    def of(self, kind: For) -> dict[str, tuple[Change, ...]]:
        """By code of everybody of this kind who is concerned, the changes; whoever has most of them first."""
        found: dict[str, list[Change]] = defaultdict(list)
        for change in self.changes:
            for code in change.concerns(kind):
                found[code].append(change)
        return {code: tuple(found[code]) for code in sorted(found, key=lambda code: (-len(found[code]), code))}


def difference(problem: Problem, before: Timetable, after: Timetable, *, old: Problem | None = None) -> Difference:
    """What differs between two timetables.

    A meet is compared with the meet of the same lesson that is most like it: blocks of one lesson have no names of
    their own, and one that only changed its number did not move.

    Parameters:
        problem: what `after` is a timetable of.
        before: the timetable that was.
        after: the timetable that is.
        old: what `before` is a timetable of; `problem` itself if none is given. Lessons of both are the same where
            their ids are, times where week, day and period are.

    Returns:
        Every change with where the meet was and is, by lesson; who is concerned; counts.

    Raises:
        ValueError: a timetable is not one of its problem.

    Example:
        >>> shorter = Timetable(timetable.placements[:-1])
        >>> [(change.lesson, change.fate.value) for change in difference(problem, timetable, shorter).changes]
        [('art 1A', 'left_out')]
    """
    old = problem if old is None else old
    old.check(before)
    problem.check(after)
    were, are = _standings(old, before), _standings(problem, after)
    missing = {Fate.PLACED: old.unplaced(before), Fate.LEFT_OUT: problem.unplaced(after)}
    changes: list[Change] = []
    same = 0
    for lesson in dict.fromkeys([*(one.id for one in problem.lessons), *(one.id for one in old.lessons)]):
        optional = (problem.lesson.get(lesson) or old.lesson[lesson]).optional
        for was, now in _pairs(were.get(lesson, []), are.get(lesson, [])):
            change = Change(lesson, _fate(lesson, was, now, missing), was, now, optional)
            if change.fate is not Fate.CHANGED or change.differs:
                changes.append(change)
            else:
                same += not optional
    return Difference(old, problem, tuple(changes), same)


def _fate(lesson: str, was: Standing | None, now: Standing | None, missing: dict[Fate, dict[str, int]]) -> Fate:
    if was is None:
        return Fate.PLACED if lesson in missing[Fate.PLACED] else Fate.ADDED
    if now is None:
        return Fate.LEFT_OUT if lesson in missing[Fate.LEFT_OUT] else Fate.REMOVED
    return Fate.CHANGED


_LIKENESS: tuple[Callable[[Standing], Hashable], ...] = (
    lambda one: tuple(one.aspects().values()),
    lambda one: one.moments,
    lambda one: (one.duration, one.part),
    lambda one: one.duration,
    lambda one: None,
)
"""Meets of one lesson are paired by the first of these in which they agree."""


def _pairs(were: Iterable[Standing], are: Sequence[Standing]) -> Iterator[tuple[Standing | None, Standing | None]]:
    """The meets of one lesson before and after, each once; None beside one that has no other."""
    left, right = list(were), list(are)
    for likeness in _LIKENESS:
        waiting: dict[Hashable, list[Standing]] = defaultdict(list)
        for one in left:
            waiting[likeness(one)].append(one)
        unpaired = []
        for one in right:
            if found := waiting[likeness(one)]:
                yield found.pop(0), one
            else:
                unpaired.append(one)
        left = sorted((one for some in waiting.values() for one in some), key=lambda one: one.part)
        right = unpaired
    yield from ((one, None) for one in left)
    yield from ((None, one) for one in right)


def _standings(problem: Problem, timetable: Timetable) -> dict[str, list[Standing]]:
    """The placed meets by lesson."""
    found: dict[str, list[Standing]] = defaultdict(list)
    for placement in timetable.placements:
        if placement.start is not None:
            found[placement.lesson].append(_standing(problem, placement))
    return found


def _standing(problem: Problem, placement: Placement) -> Standing:
    lesson = problem.lesson[placement.lesson]
    option = lesson.option(placement.option)
    times = problem.occupied(placement)
    held = [problem.resource[resource] for _, resource in problem.held(placement)]
    paths = [one for one in held if one.kind == PATH]
    return Standing(
        part=placement.part,
        duration=placement.duration,
        times=times,
        moments=frozenset(_moment(problem, time) for time in times),
        mode=option.mode,
        pupils_home=option.pupils_place == HOME,
        teacher_home=option.teacher_place == HOME,
        classes=frozenset(one.class_code or one.code for one in paths),
        pupils=frozenset(lesson.attendees or (one.code for one in paths)),
        teachers=frozenset(one.code for one in held if one.kind == TEACHER or one.use is PoolUse.STAFF),
        rooms=frozenset(one.code for one in held if one.kind == ROOM),
        others=frozenset(one.code for one in held if one.kind not in (PATH, TEACHER, ROOM) and one.use is PoolUse.OWN),
    )


def _moment(problem: Problem, time: int) -> Hashable:
    """What a time is called in a school whatever its bells; its id where days have no names."""
    one = problem.times[time]
    return (one.week, one.day, one.period) if problem.times.weekdays else one.id
