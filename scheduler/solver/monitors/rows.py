"""Rows and tables while they are being made: each distinct one is kept once and known by its number.

Row 0 is the empty row. Which meets put which resource where, in which option, is answered here for all translators.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from scheduler.problem.lessons import Demand
from scheduler.problem.rules import EVERYTHING, Filter
from scheduler.solver.monitors.meets import IndexedProblem, Seen
from scheduler.solver.monitors.standing import Standing
from scheduler.solver.monitors.terms import EMPTY_ROW, Load, Row, Term

Value = Callable[[int, int, tuple[int, ...]], int]
"""(duration, start or NOWHERE, times occupied) -> what a placement adds."""

Held = tuple[int, Demand, tuple[int, ...], int, tuple[int, ...]]
"""(meet, demand, options, slot, choices)"""

Way = tuple[Demand, tuple[int, ...], int, tuple[int, ...]]
"""(demand, options, slot, choices): how a meet may hold a resource, whichever meet of its lesson it is."""


@lru_cache(1024)
def _places(candidates: tuple[int, ...]) -> dict[int, tuple[int, ...]]:
    """By candidate of a slot, at which places it stands: once, as a rule. Many lessons choose out of the same rooms."""
    places: dict[int, tuple[int, ...]] = {}
    for place, number in enumerate(candidates):
        places[number] = (*places.get(number, ()), place)
    return places


class Rows:
    """The rows and tables made so far. `standing`: where only a few lessons may change, what the others come to."""

    def __init__(self, indexed: IndexedProblem, standing: Standing | None = None) -> None:
        self.indexed, self.standing = indexed, standing
        self.problem = indexed.problem
        self.rows: list[Row] = [Row(())]
        self.tables: list[tuple[int, ...]] = []
        self._rows: dict[Row, int] = {}
        self._tables: dict[tuple[int, ...], int] = {}
        self._by_value: dict[tuple[object, int], int] = {}
        self._of_lessons: dict[str, dict[str, list[Way]]] = {}
        self._holds: dict[tuple[str, bool], list[Held]] = {}
        self._of_resource: dict[tuple[str, Filter, bool], int] = {}

    # -- rows --

    def row(
        self,
        loads: Iterable[Load],
        seen: Seen = Seen.CLOCK,
        within: int = -1,
        shares: tuple[tuple[int, int], ...] = (),
    ) -> int:
        terms = tuple(load for load in loads if load.amount)
        if within >= 0 and terms == self.rows[within].terms:
            return within
        return self._keep(Row(terms, seen, within, shares=shares))

    def _keep(self, row: Row) -> int:
        if not row.terms and not any(row.base):
            return EMPTY_ROW
        number = self._rows.setdefault(row, len(self.rows))
        if number == len(self.rows):
            self.rows.append(row)
        return number

    def of_resource(self, resource: str, what: Filter = EVERYTHING, by_bells: bool = False) -> int:
        """The row of the meets of `resource` that `what` selects, 1 each, by the clock or by bells."""
        by_bells = by_bells and not self.problem.one_clock
        key = (resource, what, by_bells)
        if key not in self._of_resource:
            loads = self._loads(resource, what)
            if by_bells:
                self._of_resource[key] = self._keep(Row(tuple(loads), Seen.BELLS, self.of_resource(resource)))
            else:
                within = -1 if what == EVERYTHING else self.of_resource(resource)
                self._of_resource[key] = self.row(loads, within=within)
        return self._of_resource[key]

    def taken(self, resource: str) -> int:
        """The row of the meets that keep the resource busy, by the clock; where few may change, of these alone."""
        if self.standing is None:
            return self.of_resource(resource)
        changing = [one for one in self.problem.lessons_of[resource] if one in self.standing.changing]
        loads = (
            Load(meet, self.options(meet, options), slot, choices)
            for meet, demand, options, slot, choices in self._ways(resource, changing, rests=False)
            if not demand.absent
        )
        return self._keep(Row(tuple(loads), base=self.standing.taken.get(resource, ())))

    def bells(self, times: Iterable[int]) -> tuple[int, ...]:
        """The time numbers of the bells of some times, each once: what a row by bells is busy at."""
        problem = self.problem
        if problem.one_clock:
            return tuple(dict.fromkeys(times))
        return tuple(dict.fromkeys(len(problem.times) + problem.bell[time] for time in times))

    def of_lesson(self, lesson: str, seen: Seen = Seen.CLOCK) -> int:
        return self.row((Load(meet) for meet in self.meets(lesson)), seen)

    def meets(self, lesson: str) -> tuple[int, ...]:
        return self.indexed.of_lesson[self.indexed.lesson_number[lesson]]

    def with_rest(self, lesson: str) -> tuple[int, ...]:
        return (*self.meets(lesson), self.indexed.rest_of[self.indexed.lesson_number[lesson]])

    def holds(self, resource: str, rests: bool = False) -> list[Held]:
        """(meet, demand, options, slot, choices) for every way in which a meet can hold the resource, absent or not."""
        if (resource, rests) not in self._holds:
            self._holds[resource, rests] = list(self._ways(resource, self.problem.lessons_of[resource], rests))
        return self._holds[resource, rests]

    def occupies(self, resource: str) -> Iterator[Held]:
        """The same of those in which the meet keeps it busy."""
        return (way for way in self.holds(resource) if not way[1].absent)

    def _ways(self, resource: str, lessons: Iterable[str], rests: bool) -> Iterator[Held]:
        for lesson in lessons:
            if lesson not in self._of_lessons:
                self._of_lessons[lesson] = self._ways_of(lesson)
            ways = self._of_lessons[lesson].get(resource, ())
            for meet in self.with_rest(lesson) if rests else self.meets(lesson):
                for demand, options, slot, choices in ways:
                    yield meet, demand, options, slot, choices

    def _ways_of(self, lesson_id: str) -> dict[str, list[Way]]:
        """By resource, every way in which a meet of the lesson can hold it; all its meets have the same slots."""
        lesson = self.problem.lesson[lesson_id]
        asked: dict[Demand, list[int]] = {}
        for index, option in enumerate(lesson.options):
            for demand in lesson.demands_in(option):
                asked.setdefault(demand, []).append(index)
        slots = self.indexed.meets[self.meets(lesson_id)[0]].slots
        found: dict[str, list[Way]] = {}
        for demand, listed in asked.items():
            options = tuple(listed)
            if demand.fixed:
                found.setdefault(demand.candidates[0], []).append((demand, options, -1, ()))
                continue
            numbers = [(candidate, self.indexed.resource_number[candidate]) for candidate in demand.candidates]
            for index, slot in enumerate(slots):
                if (slot.role, slot.absent) != (demand.role, demand.absent) or not set(options) <= set(slot.options):
                    continue
                places = _places(slot.candidates)
                for candidate, number in dict.fromkeys(numbers):
                    if choices := places.get(number):
                        found.setdefault(candidate, []).append((demand, options, index, choices))
        return found

    def _loads(self, resource: str, what: Filter) -> Iterator[Load]:
        everything = what == EVERYTHING
        known: dict[tuple[int, tuple[int, ...]], tuple[int, ...] | None] = {}  # what is selected goes by lesson
        for meet, _, options, slot, choices in self.occupies(resource):
            if everything:
                yield Load(meet, self.options(meet, options), slot, choices)
                continue
            key = (self.indexed.meets[meet].lesson, options)
            if key not in known:
                known[key] = self.selected(resource, meet, options, what)
            selected = known[key]
            if selected is not None:
                yield Load(meet, selected, slot, choices)

    def selected(self, resource: str, meet: int, options: tuple[int, ...], what: Filter) -> tuple[int, ...] | None:
        """Those of the options that the filter selects, () for all there are, None where it selects none."""
        lesson = self.indexed.lesson(meet)
        if (what.lessons is not None and lesson.id not in what.lessons) or lesson.id in what.exclude_lessons:
            return None
        kept = options
        if what.modes is not None:
            kept = tuple(index for index in kept if lesson.options[index].mode_for(resource) in what.modes)
        if what.places is not None:
            held = self.problem.resource[resource]
            kept = tuple(index for index in kept if self.problem.place_of(lesson.options[index], held) in what.places)
        return self.options(meet, kept) if kept else None

    def options(self, meet: int, options: tuple[int, ...]) -> tuple[int, ...]:
        """The same options, () where they are all the meet has."""
        return () if len(options) == self.indexed.meets[meet].options else options

    # -- tables --

    def table(self, meet: int, value: Value, key: object = None) -> int | None:
        """The table of a value per placement of the meet's domain; None where it is 0 everywhere.

        `key` names the value among all callers, so that meets with one domain share the work.
        """
        domain_number = self.indexed.meets[meet].domain
        if key is not None and (key, domain_number) in self._by_value:
            return self._stored(self._by_value[key, domain_number])
        domain = self.indexed.domains[domain_number]
        table = tuple(
            value(duration, start, times)
            for (duration, start), times in zip(domain.placements, domain.times, strict=True)
        )
        number = -1
        if any(table):
            number = self._tables.setdefault(table, len(self.tables))
            if number == len(self.tables):
                self.tables.append(table)
        if key is not None:
            self._by_value[key, domain_number] = number
        return self._stored(number)

    def _stored(self, number: int) -> int | None:
        return None if number < 0 else number

    def terms(self, meets: Iterable[int], value: Value, key: object = None) -> tuple[Term, ...]:
        """One unconditional term per meet for which the value is not 0 everywhere."""
        return tuple(Term(meet, table) for meet in meets if (table := self.table(meet, value, key)) is not None)
