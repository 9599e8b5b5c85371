"""One timetable seen from its lessons, its resources and its times, computed once and read by every rule.

No judgement here: who is busy when, where people are, which meets a lesson has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property

from scheduler.evaluation.result import Measured, Point
from scheduler.problem import counting
from scheduler.problem.lessons import HOME, Demand, Lesson, Option
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import ROOM
from scheduler.problem.rules import EVERYTHING, Filter, Rule
from scheduler.problem.timetable import Placement, Timetable


@dataclass(frozen=True, slots=True, eq=False)
class Meet:
    """A meet with what follows from its placement.

    `times` are all times of its own grid that it occupies, `starts` where it starts in each week, `weeks` the weeks in
    which it happens; all three are empty while it is unplaced. `held` pairs each demand with the resource it holds.
    `elsewhere`: the campus of a room that its option does not offer, where all who are at school then are.
    """

    placement: Placement
    lesson: Lesson
    option: Option
    held: tuple[tuple[Demand, str], ...]
    times: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    ticks: tuple[int, ...] = ()
    elsewhere: str = ""

    @property
    def placed(self) -> bool:
        return self.placement.start is not None

    @property
    def duration(self) -> int:
        return self.placement.duration

    def holds(self, role: str) -> str | None:
        for demand, resource in self.held:
            if demand.role == role:
                return resource
        return None


@dataclass(frozen=True, slots=True)
class Periods:
    """What a lesson comes to: `planned`, as it lies and the least possible for what is not placed; `placed` by mode."""

    planned: int
    placed: Mapping[Mode, int]


class Occupancy:
    """The read-only views. `meets_of` lists the mentioned meets of a lesson, `holding` those that hold a resource.

    Meets that hold somebody who is not there (`Demand.absent`) are in `answering` instead: they are his work only.
    """

    def __init__(self, problem: Problem, timetable: Timetable) -> None:
        self.problem = problem
        self.timetable = timetable
        self.meets_of: dict[str, list[Meet]] = {lesson.id: [] for lesson in problem.lessons}
        self.holding: dict[str, list[tuple[Demand, Meet]]] = {resource.id: [] for resource in problem.resources}
        self.answering: dict[str, list[tuple[Demand, Meet]]] = {}
        for placement in timetable.placements:
            self._add(self._meet(placement))
        self._times_at_tick: list[list[int]] = [[] for _ in range(problem.times.tick_count)]
        for time in problem.times.times:
            for tick in time.ticks:
                self._times_at_tick[tick].append(time.index)
        self._know_nothing()

    def under(self, problem: Problem, timetable: Timetable) -> Occupancy | None:
        """The same of a problem with other rules; None where more than those differs, or what is placed."""
        mine = self.problem
        same = problem.lessons is mine.lessons and problem.resources is mine.resources and problem.times is mine.times
        if not same or timetable.placements != self.timetable.placements:
            return None
        new = copy(self)
        new.problem, new.timetable = problem, timetable
        return new

    def but(self, moved: Collection[Placement]) -> Occupancy:
        """The same timetable with these meets placed so; what they do not touch is shared."""
        keys = {(one.lesson, one.part) for one in moved}
        new = copy(self)
        kept = (one for one in self.timetable.placements if (one.lesson, one.part) not in keys)
        new.timetable = Timetable((*kept, *moved))
        new.meets_of, new.holding, new.answering = dict(self.meets_of), dict(self.holding), dict(self.answering)
        meets = [self._meet(placement) for placement in moved]
        lessons = {lesson for lesson, _ in keys}
        gone = {meet for lesson in lessons for meet in self.meets_of[lesson] if _key(meet) in keys}
        for lesson in lessons:
            new.meets_of[lesson] = [meet for meet in self.meets_of[lesson] if meet not in gone]
        for resource in {resource for meet in (*gone, *meets) for _, resource in meet.held}:
            for holding in (new.holding, new.answering):
                if resource in holding:
                    holding[resource] = [one for one in holding[resource] if one[1] not in gone]
        for meet in meets:
            new._add(meet)
        new._know_nothing()
        return new

    def _add(self, meet: Meet) -> None:
        self.meets_of[meet.lesson.id].append(meet)
        for demand, resource in meet.held:
            if demand.absent:
                self.answering.setdefault(resource, []).append((demand, meet))
            else:
                self.holding[resource].append((demand, meet))

    def _know_nothing(self) -> None:
        """What is worked out when it is first asked for."""
        self.known: dict[int, tuple[Rule, list[tuple[Measured, Point]]]] = {}
        """By identity of a rule: the rule, and what it counts (`judge.judged`)."""
        self._periods: dict[tuple[str, counting.Occurrences, str | None], Periods] = {}
        self._busy: dict[tuple[str, Filter], frozenset[int]] = {}
        self._lessons: dict[tuple[str, Filter], frozenset[int]] = {}
        self._places: dict[str, dict[int, set[str]]] = {}
        self.__dict__.pop("holding_in_rest", None)

    def _meet(self, placement: Placement) -> Meet:
        problem = self.problem
        lesson = problem.lesson[placement.lesson]
        option = lesson.option(placement.option)
        held = tuple(problem.held(placement))
        if placement.start is None:
            return Meet(placement, lesson, option, held)
        part = lesson.parts[placement.part - 1]
        times = problem.occupied(placement)
        return Meet(
            placement,
            lesson,
            option,
            held,
            times=times,
            starts=problem.span(part, placement.start, 1),
            weeks=problem.weeks_from(part, placement.start),
            ticks=problem.ticks(times),
            elsewhere=self._elsewhere(held),
        )

    def _elsewhere(self, held: Iterable[tuple[Demand, str]]) -> str:
        rooms = (self.problem.resource[one] for demand, one in held if one not in demand.candidates)
        return next((one.campus for one in rooms if one.kind == ROOM), "")

    # -- lessons --

    def rest(self, lesson_id: str) -> Meet | None:
        """The periods of a lesson that no placement mentions, as one unplaced meet (see `problem.rules`)."""
        lesson = self.problem.lesson[lesson_id]
        missing = lesson.duration - sum(meet.duration for meet in self.meets_of[lesson_id])
        if missing <= 0:
            return None
        option = lesson.options[0]
        placement = Placement(lesson_id, 0, missing, None, option.id)
        return Meet(placement, lesson, option, tuple(self.problem.held(placement)))

    def with_rest(self, lesson_id: str) -> list[Meet]:
        """Every meet of a lesson: mentioned ones, placed or not, and the rest."""
        rest = self.rest(lesson_id)
        return self.meets_of[lesson_id] + ([rest] if rest else [])

    def placed_of(self, lesson_ids: Iterable[str]) -> Iterator[Meet]:
        """The placed meets of some lessons."""
        for lesson_id in lesson_ids:
            yield from (meet for meet in self.meets_of[lesson_id] if meet.placed)

    def often(self, meet: Meet, occurrences: counting.Occurrences) -> int:
        """How often a placed meet takes place."""
        return counting.happens(occurrences, meet.weeks, self.problem.times[meet.times[0]].day)

    def periods(self, lesson_id: str, occurrences: counting.Occurrences, path: str | None = None) -> Periods:
        """The periods of a lesson where the days of the cycle occur so often, in the modes they have for a path."""
        if (lesson_id, occurrences, path) not in self._periods:
            lesson = self.problem.lesson[lesson_id]
            days = counting.days_of(self.problem.times, lesson.grid)
            planned, placed = counting.least_periods(lesson, occurrences, days), dict.fromkeys(Mode, 0)
            for meet in self.placed_of((lesson_id,)):
                often = self.often(meet, occurrences)
                least = counting.least_happens(lesson.parts[meet.placement.part - 1], occurrences, days)
                planned += (often - least) * meet.duration
                placed[meet.option.mode_for(path)] += often * meet.duration
            self._periods[lesson_id, occurrences, path] = Periods(planned, placed)
        return self._periods[lesson_id, occurrences, path]

    def unplaced_periods(self, lesson_id: str) -> int:
        placed = sum(meet.duration for meet in self.meets_of[lesson_id] if meet.placed)
        return self.problem.lesson[lesson_id].duration - placed

    # -- resources --

    @cached_property
    def holding_in_rest(self) -> dict[str, list[tuple[Demand, Meet]]]:
        """By resource, the rests of lessons that hold it."""
        found: dict[str, list[tuple[Demand, Meet]]] = {}
        for lesson in self.problem.lessons:
            if rest := self.rest(lesson.id):
                for demand, resource in rest.held:
                    found.setdefault(resource, []).append((demand, rest))
        return found

    def place_of(self, resource_id: str, meet: Meet) -> str | None:
        place = self.problem.place_of(meet.option, self.problem.resource[resource_id])
        return meet.elsewhere if meet.elsewhere and place not in (None, HOME) else place

    def selected(self, resource_id: str, what: Filter = EVERYTHING) -> list[Meet]:
        """The placed meets of a resource that the filter selects."""
        return [
            meet
            for _, meet in self.holding[resource_id]
            if meet.placed
            and (what.modes is None or meet.option.mode_for(resource_id) in what.modes)
            and (what.lessons is None or meet.lesson.id in what.lessons)
            and meet.lesson.id not in what.exclude_lessons
            and (what.places is None or self.place_of(resource_id, meet) in what.places)
        ]

    def at_ticks(self, ticks: Sequence[int]) -> set[int]:
        """The times, of any grid, during which one of these ticks runs."""
        return {time for tick in ticks for time in self._times_at_tick[tick]}

    def busy(self, resource_id: str, what: Filter = EVERYTHING) -> frozenset[int]:
        """The times at which a selected meet of the resource is running, by the clock."""
        key = (resource_id, what)
        if key not in self._busy:
            ticks = {tick for meet in self.selected(resource_id, what) for tick in meet.ticks}
            self._busy[key] = frozenset(self.at_ticks(tuple(ticks)))
        return self._busy[key]

    def lessons(self, resource_id: str, what: Filter = EVERYTHING) -> frozenset[int]:
        """The bells at which a selected meet of the resource has a period, each as `Problem.bell` names it."""
        key = (resource_id, what)
        if key not in self._lessons:
            times = {time for meet in self.selected(resource_id, what) for time in meet.times}
            self._lessons[key] = frozenset(self.problem.bell[time] for time in times)
        return self._lessons[key]

    def bells_in(self, resource_id: str, times: Iterable[int], what: Filter = EVERYTHING) -> tuple[int, ...]:
        """The bells of `times` at which the resource has a lesson, each once, in the order given."""
        known = self.lessons(resource_id, what)
        return tuple(dict.fromkeys(bell for time in times if (bell := self.problem.bell[time]) in known))

    def busy_in(self, resource_id: str, times: Iterable[int], what: Filter = EVERYTHING) -> tuple[int, ...]:
        """Those of `times` at which the resource is busy, in the order given."""
        busy = self.busy(resource_id, what)
        return tuple(time for time in times if time in busy)

    def used(self, pool_id: str, sharers: Mapping[str, int]) -> dict[int, int]:
        """By tick, the units of a pool that the meets running then ask for; of a sharer no more than it has."""
        asked: dict[tuple[int, str], int] = {}
        for demand, meet in self.holding[pool_id]:
            sharer = demand.sharer if demand.sharer in sharers else ""
            for tick in meet.ticks:
                asked[tick, sharer] = asked.get((tick, sharer), 0) + max(0, demand.amount)
        used: dict[int, int] = {}
        for (tick, sharer), amount in asked.items():
            used[tick] = used.get(tick, 0) + (min(amount, sharers[sharer]) if sharer else amount)
        return used

    def places(self, resource_id: str) -> dict[int, set[str]]:
        """Where the meets running at each time put the resource; times without a place are absent."""
        if resource_id not in self._places:
            found: dict[int, set[str]] = {}
            for _, meet in self.holding[resource_id]:
                place = self.place_of(resource_id, meet)
                if place is not None:
                    for time in self.at_ticks(meet.ticks):
                        found.setdefault(time, set()).add(place)
            self._places[resource_id] = found
        return self._places[resource_id]


def _key(meet: Meet) -> tuple[str, int]:
    return meet.placement.lesson, meet.placement.part
