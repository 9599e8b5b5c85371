"""The problem: times, resources, lessons and rules in one immutable whole, checked once when it is made.

Everything that several rooms ask of a problem (what a meet occupies, what it holds, which parts can start where) is
answered here, so that evaluation and solver share facts but no judgement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from scheduler.problem import as_json
from scheduler.problem.as_json import UNWRITTEN
from scheduler.problem.lessons import Demand, Lesson, Option, Part
from scheduler.problem.nearest import did_you_mean
from scheduler.problem.references import refusal
from scheduler.problem.resources import Resource
from scheduler.problem.rules import Rule
from scheduler.problem.text import Note
from scheduler.problem.times import Times
from scheduler.problem.timetable import Placement, Timetable


@dataclass(frozen=True)
class Problem:
    """What must be scheduled: times, resources, lessons and rules.

    `read_school` reads one, `Model` builds one; `dataclasses.replace` changes one.

    Parameters:
        times: the cycle.
        resources: teachers, paths of classes, rooms, pools.
        lessons: what must be taught each cycle.
        rules: what a timetable must or should keep.
        name: for people.
        source: whatever it was built from, for its builder to find again; nothing here looks at it.
        language: "nl" or "en", in which the planner is spoken to.
        notes: what was assumed when it was built.
        placing_first: a timetable with fewer unplaced periods is better whatever rules it breaks, as planners see it.
            Otherwise they cost what the rules about placing say, no more (XHSTT).

    Raises:
        ValueError: its pieces do not fit together (a programmer's mistake); what is wrong is named.

    Example:
        >>> problem.name, len(problem.times), [lesson.id for lesson in problem.lessons]
        ('Village school', 6, ['maths 1A', 'art 1A'])
    """

    times: Times
    resources: tuple[Resource, ...]
    lessons: tuple[Lesson, ...]
    rules: tuple[Rule, ...]
    name: str = ""
    source: object = field(default=None, compare=False, repr=False, metadata=UNWRITTEN)
    language: str = field(default="nl", compare=False)
    notes: tuple[Note, ...] = field(default=(), compare=False, repr=False)
    placing_first: bool = True

    def __post_init__(self) -> None:
        _check_unique("resource", [resource.id for resource in self.resources])
        _check_unique("lesson", [lesson.id for lesson in self.lessons])
        _check_unique("rule", [rule.id for rule in self.rules])
        for lesson in self.lessons:
            self._check_lesson(lesson)
        self._check_rules()

    def _check_lesson(self, lesson: Lesson) -> None:
        if not lesson.options or not lesson.parts:
            raise ValueError(f"lesson {lesson.id!r} needs an option and a part")
        _check_unique(f"option of lesson {lesson.id}", [option.id for option in lesson.options])
        for option in lesson.options:
            for path in sorted(option.online - self.resource.keys()):
                raise ValueError(f"lesson {lesson.id!r} has unknown resource {path!r} online")
            demands = lesson.demands_in(option)
            _check_unique(f"role of lesson {lesson.id}", [demand.role for demand in demands])
            for demand in demands:
                for candidate in demand.candidates:
                    if candidate not in self.resource:
                        near = did_you_mean(candidate, self.resource)
                        raise ValueError(f"lesson {lesson.id!r} demands unknown resource {candidate!r}{near}")
        for number, part in enumerate(lesson.parts, start=1):
            if part.number != number or not 1 <= part.shortest <= part.longest or not part.weeks:
                raise ValueError(f"part {part} of lesson {lesson.id!r} is malformed")

    def _check_rules(self) -> None:
        known = known_names(self.times, self.resource, self.lessons, self.rule)
        for rule in self.rules:
            if wrong := refusal(rule, known):
                raise ValueError(f"rule {rule.id!r} is about {wrong}")

    def in_language(self, language: str) -> Problem:
        """The same problem, told in a language; what was looked up or checked once stays so."""
        if language == self.language:
            return self
        told = copy(self)
        object.__setattr__(told, "language", language)
        return told

    # -- look-ups --

    @cached_property
    def resource(self) -> dict[str, Resource]:
        return {resource.id: resource for resource in self.resources}

    @cached_property
    def lesson(self) -> dict[str, Lesson]:
        return {lesson.id: lesson for lesson in self.lessons}

    @cached_property
    def rule(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def resources_by_code(self) -> dict[str, tuple[Resource, ...]]:
        found: dict[str, list[Resource]] = {}
        for resource in self.resources:
            found.setdefault(resource.code, []).append(resource)
        return {code: tuple(some) for code, some in found.items()}

    def resources_of(self, kind: str) -> tuple[Resource, ...]:
        return tuple(resource for resource in self.resources if resource.kind == kind)

    @cached_property
    def lessons_of(self) -> dict[str, tuple[str, ...]]:
        """For each resource the lessons that hold it, or may hold it, in some option."""
        found: dict[str, dict[str, None]] = {resource.id: {} for resource in self.resources}
        for lesson in self.lessons:
            for option in lesson.options:
                for demand in lesson.demands_in(option):
                    for candidate in demand.candidates:
                        found[candidate][lesson.id] = None
        return {resource: tuple(lessons) for resource, lessons in found.items()}

    # -- times --

    @cached_property
    def _copies(self) -> dict[tuple[int, int], int]:
        slots = {(t.grid, t.day, t.period, t.week): t.index for t in self.times.times}
        return {
            (t.index, week): slots[t.grid, t.day, t.period, week]
            for t in self.times.times
            for week in range(self.times.weeks)
            if (t.grid, t.day, t.period, week) in slots
        }

    @cached_property
    def grid_times(self) -> dict[str, tuple[int, ...]]:
        """The times of each grid in chronological order."""
        grids: dict[str, list[int]] = {}
        for time in self.times.times:
            grids.setdefault(time.grid, []).append(time.index)
        return {grid: tuple(indexes) for grid, indexes in grids.items()}

    @cached_property
    def one_clock(self) -> bool:
        """Whether no two times overlap: every time is one tick, as in a school with one grid."""
        return all(time.ticks == (time.index,) for time in self.times.times)

    @cached_property
    def bell(self) -> tuple[int, ...]:
        """For each time the first one with the same week, day, start and end: what rings at once is one bell."""
        first: dict[tuple[int, int, int, int], int] = {}
        return tuple(first.setdefault((t.week, t.day, t.start, t.end), t.index) for t in self.times.times)

    def grids_of(self, resource_id: str) -> frozenset[str]:
        """The grids of the lessons that hold a resource or may hold it."""
        return frozenset(self.lesson[lesson].grid for lesson in self.lessons_of[resource_id])

    def slot_ticks(self, index: int) -> tuple[int, ...]:
        """The ticks of the same day and period in the first week of the cycle."""
        return self.times[self._copies[index, 0]].ticks

    def weeks_from(self, part: Part, start: int) -> tuple[int, ...]:
        """The weeks in which a meet of `part` happens when it starts at `start`."""
        for pattern in part.weeks:
            if pattern[0] == self.times[start].week:
                return pattern
        raise ValueError(f"part {part} cannot start at {self.times[start].id}")

    def starts(self, lesson: Lesson, part: Part, duration: int) -> tuple[int, ...]:
        """Times at which a meet of this duration can start: the block stays inside what its grid runs on."""
        key = (lesson.grid, part.weeks, part.starts, duration)
        if key not in self._starts:
            first_weeks = {pattern[0] for pattern in part.weeks}
            candidates = self.grid_times.get(lesson.grid, ()) if part.starts is None else part.starts
            self._starts[key] = tuple(
                index
                for index in candidates
                if self.times[index].week in first_weeks and self.times.run(index, duration) is not None
            )
        return self._starts[key]

    @cached_property
    def _starts(self) -> dict[tuple[object, ...], tuple[int, ...]]:
        """What `starts` found so far: most parts of a school are alike in what it depends on."""
        return {}

    def span(self, part: Part, start: int, duration: int) -> tuple[int, ...]:
        """All times of the lesson's grid that the meet occupies, in every week in which it happens."""
        run = self.times.run(start, duration)
        if run is None:
            raise ValueError(f"{duration} periods from {self.times[start].id} run past the end of the day")
        if len(part.weeks) == 1 and len(part.weeks[0]) == 1:
            return run
        return tuple(self._copies[index, week] for week in self.weeks_from(part, start) for index in run)

    def occupied(self, placement: Placement) -> tuple[int, ...]:
        """The times of the lesson's own grid that a placed meet occupies; empty while it is unplaced."""
        if placement.start is None:
            return ()
        part = self.lesson[placement.lesson].parts[placement.part - 1]
        return self.span(part, placement.start, placement.duration)

    def ticks(self, indexes: Sequence[int]) -> tuple[int, ...]:
        return tuple(tick for index in indexes for tick in self.times[index].ticks)

    # -- what a meet holds --

    def held(self, placement: Placement) -> Iterator[tuple[Demand, str]]:
        """Each demand of the meet's option with the resource it holds; demands that hold nothing are left out."""
        lesson = self.lesson[placement.lesson]
        for demand in lesson.demands_in(lesson.option(placement.option)):
            resource = placement.choice(demand.role)
            if resource is None and demand.fixed:
                resource = demand.candidates[0]
            if resource is not None:
                yield demand, resource

    def occupied_by(self, placement: Placement) -> Iterator[str]:
        """The resources that the meet keeps busy: what it holds, without people who are not there."""
        return (resource for demand, resource in self.held(placement) if not demand.absent)

    def place_of(self, option: Option, resource: Resource) -> str | None:
        """Where the option puts this resource: pupils and teachers by their own place, nobody else anywhere."""
        if resource.kind == "path":
            return option.online_place if resource.id in option.online else option.pupils_place
        return option.teacher_place if resource.kind == "teacher" else None

    # -- timetables --

    def unplaced(self, timetable: Timetable) -> dict[str, int]:
        """Periods without a time, by lesson; optional lessons and fully placed ones are left out."""
        placed: dict[str, int] = {}
        for placement in timetable.placements:
            if placement.start is not None:
                placed[placement.lesson] = placed.get(placement.lesson, 0) + placement.duration
        missing = {
            lesson.id: lesson.duration - placed.get(lesson.id, 0) for lesson in self.lessons if not lesson.optional
        }
        return {lesson: periods for lesson, periods in missing.items() if periods > 0}

    def check(self, timetable: Timetable) -> None:
        """Raises `ValueError` when a placement is not one of this problem's (unknown id, impossible block)."""
        seen = set()
        totals: dict[str, int] = {}
        for placement in timetable.placements:
            where = f"meet {placement.lesson!r}/{placement.part}"
            lesson = self.lesson.get(placement.lesson)
            if lesson is None or not 1 <= placement.part <= len(lesson.parts):
                raise ValueError(f"{where} is not in the problem")
            if (placement.lesson, placement.part) in seen:
                raise ValueError(f"{where} is placed twice")
            seen.add((placement.lesson, placement.part))
            part = lesson.parts[placement.part - 1]
            if not part.shortest <= placement.duration <= part.longest:
                raise ValueError(f"{where} lasts {placement.duration}, not {part.shortest}..{part.longest}")
            totals[lesson.id] = totals.get(lesson.id, 0) + placement.duration
            if totals[lesson.id] > lesson.duration:
                raise ValueError(f"lesson {lesson.id!r} lasts {lesson.duration}, its meets together more")
            if placement.option not in {option.id for option in lesson.options}:
                raise ValueError(f"{where} takes place in unknown option {placement.option!r}")
            if placement.start is not None and placement.start not in self.starts(lesson, part, placement.duration):
                raise ValueError(f"{where} cannot start at {placement.start}")
            for _, resource in placement.choices:
                if resource not in self.resource:
                    raise ValueError(f"{where} holds unknown resource {resource!r}")

    # -- exchange --

    def to_json(self) -> str:
        """The problem as JSON text, without `source`: whoever reads it back has what must be scheduled, and no school.

        Returns:
            One object with its format, its version and the fields of the dataclasses; rules say their kind.

        Example:
            >>> Problem.from_json(problem.to_json()) == problem
            True
        """
        return as_json.written(self, Problem, "problem")

    @staticmethod
    def from_json(text: str) -> Problem:
        """The problem in a JSON text of `to_json`.

        Parameters:
            text: the JSON text.

        Returns:
            The problem, checked as if it had just been made.

        Raises:
            ValueError: it is no such text, with the place of what is unknown, missing or of a wrong type.

        Example:
            >>> Problem.from_json(problem.to_json()).lessons[0].id
            'maths 1A'
        """
        return as_json.read(text, Problem, "problem")


def known_names(
    times: Times, resources: Iterable[str], lessons: Iterable[Lesson], rules: Iterable[str]
) -> dict[str, frozenset[Any]]:
    """Everything that a rule can name, by what it is (see `references`)."""
    lessons = tuple(lessons)
    return {
        "lesson": frozenset(lesson.id for lesson in lessons),
        "resource": frozenset(resources),
        "option": frozenset(option.id for lesson in lessons for option in lesson.options),
        "rule": frozenset(rules),
        "time": frozenset(range(len(times))),
    }


def _check_unique(what: str, ids: Sequence[str]) -> None:
    if len(set(ids)) != len(ids):
        twice = sorted({identity for identity in ids if ids.count(identity) > 1})
        raise ValueError(f"{what} ids occur twice: {twice}")
