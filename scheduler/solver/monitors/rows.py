"""Rows and tables while they are being made: each distinct one is kept once and known by its number.

Row 0 is the empty row. Which meets put which resource where, in which option, is answered here for all translators.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from scheduler.problem.lessons import Demand, Lesson
from scheduler.problem.rules import EVERYTHING, Filter
from scheduler.solver.monitors.meets import IndexedProblem, Seen, Slot
from scheduler.solver.monitors.terms import Load, Row, Term

Value = Callable[[int, int, tuple[int, ...]], int]
"""(duration, start or NOWHERE, times occupied) -> what a placement adds."""

Held = tuple[int, Demand, tuple[int, ...], int, tuple[int, ...]]
"""(meet, demand, options, slot, choices)"""

Way = tuple[str, Demand, tuple[int, ...], int, tuple[int, ...]]
"""(resource, demand, options, slot, choices)"""


class Rows:
    """The rows and tables made so far."""

    def __init__(self, indexed: IndexedProblem) -> None:
        self.indexed = indexed
        self.problem = indexed.problem
        self.rows: list[Row] = [Row(())]
        self.tables: list[tuple[int, ...]] = []
        self._rows: dict[Row, int] = {}
        self._tables: dict[tuple[int, ...], int] = {}
        self._by_value: dict[tuple[object, int], int] = {}
        self._holds: dict[bool, dict[str, list[Held]]] = {}
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
        if not row.terms:
            return 0
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
        """(meet, demand, options, slot, choices) for every way in which a meet can hold the resource."""
        if rests not in self._holds:
            self._holds[rests] = self._all_ways(rests)
        return self._holds[rests][resource]

    def _all_ways(self, rests: bool) -> dict[str, list[Held]]:
        """By resource; lesson by lesson, since the meets of one lesson nearly always have the same ways."""
        found: dict[str, list[Held]] = {resource.id: [] for resource in self.problem.resources}
        for lesson in self.problem.lessons:
            ways: list[Way] = []
            slots: tuple[Slot, ...] | None = None
            for meet in self.with_rest(lesson.id) if rests else self.meets(lesson.id):
                if self.indexed.meets[meet].slots != slots:
                    slots = self.indexed.meets[meet].slots
                    ways = list(self._ways(lesson, slots))
                for resource, demand, options, slot, choices in ways:
                    found[resource].append((meet, demand, options, slot, choices))
        return found

    def _ways(self, lesson: Lesson, slots: tuple[Slot, ...]) -> Iterator[Way]:
        asked: dict[Demand, list[int]] = {}
        for index, option in enumerate(lesson.options):
            for demand in lesson.demands_in(option):
                asked.setdefault(demand, []).append(index)
        for demand, options in asked.items():
            if demand.fixed:
                yield demand.candidates[0], demand, tuple(options), -1, ()
                continue
            candidates = {self.indexed.resource_number[candidate] for candidate in demand.candidates}
            for index, slot in enumerate(slots):
                if slot.role == demand.role and set(options) <= set(slot.options):
                    places: dict[int, list[int]] = {}
                    for place, number in enumerate(slot.candidates):
                        places.setdefault(number, []).append(place)
                    for number in candidates & places.keys():
                        resource = self.problem.resources[number].id
                        yield resource, demand, tuple(options), index, tuple(places[number])

    def _loads(self, resource: str, what: Filter) -> Iterator[Load]:
        everything = what == EVERYTHING
        known: dict[tuple[int, tuple[int, ...]], tuple[int, ...] | None] = {}  # what is selected goes by lesson
        for meet, _, options, slot, choices in self.holds(resource):
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
            kept = tuple(index for index in kept if lesson.options[index].mode in what.modes)
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
