"""Which meets to free next: those of some people, days, times, of a costly rule, or only the rooms of some.

Nothing here knows a rule by name: people are resources, and a costly rule is a monitor with a cost. How many meets an
operator frees, and how often it is chosen, follow from what it brings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from random import Random

from scheduler.solver.cpsat.units import Structure
from scheduler.solver.lns.fitting import Fitting, masks_of
from scheduler.solver.lns.operators import Choice, Choose, Freed, Operator
from scheduler.solver.monitors.meets import NOWHERE, Assignment, Usable
from scheduler.solver.monitors.reach import meets_of_monitors
from scheduler.solver.params import SearchParams
from scheduler.solver.rooms_later.two_stage import TwoStage


class Neighbourhoods:
    """Chooses neighbourhoods of a state that is looked `at`."""

    def __init__(self, structure: Structure, two_stage: TwoStage, random: Random, params: SearchParams) -> None:
        self.data, self.random, self.params = structure.data, random, params
        self.indexed = indexed = structure.indexed
        self.rooms_later = bool(two_stage.slots)
        problem = indexed.problem
        self.meets_of: dict[str, set[int]] = {}
        self.resources_of: list[list[str]] = [[] for _ in indexed.meets]
        for resource, lessons in problem.lessons_of.items():
            if problem.resource[resource].pool:
                continue
            self.meets_of[resource] = {
                meet for lesson in lessons for meet in indexed.of_lesson[indexed.lesson_number[lesson]]
            }
        self.holders: dict[str, list[str]] = {}
        for resource, meets in self.meets_of.items():
            kind = problem.resource[resource].kind
            # Somebody who may hold nearly everything (a classroom) is no neighbourhood.
            if meets and len(meets) < max(60, len(indexed.parts) // 4) and kind != "room":
                self.holders.setdefault(kind, []).append(resource)
                for meet in meets:
                    self.resources_of[meet].append(resource)
        self.bands: dict[int, tuple[int, ...]] = {}
        for band in structure.bands:
            for lesson in band:
                self.bands[lesson] = (*self.bands.get(lesson, ()), *band)
        self.slotted = sorted(
            meet for meet in indexed.parts if any(len(choices) > 1 for choices in indexed.meets[meet].usable.choices)
        )
        self.state = indexed.empty()
        self.costs: Sequence[int] = ()
        self.fitting: Fitting | None = None
        self._at: dict[int, list[int]] = {}
        self._held: dict[int, list[int]] = {}
        self.operators = self._operators()
        self.unplaced = [self._operator("unplaced", self._around_unplaced)]
        if self.rooms_later:
            self.unplaced.append(self._operator("unplaced, rooms later", self._around_unplaced, defer=True))

    def _operators(self) -> list[Operator]:
        operators = [self._operator(f"some {kind}s", self._people(kind)) for kind in self.holders]
        operators += [
            self._operator("costly", self._costly),
            self._operator("costly, pushing", self._pushing),
            self._operator("costly, on days", self._costly_on_days),
            self._operator("days", self._days),
            self._operator("days, staying", self._within_days),
            self._operator("times", self._times),
            self._operator("mixed", self._mixed),
        ]
        if self.rooms_later:
            operators += [replace(one, name=f"{one.name}, rooms later", defer=True) for one in operators]
        if self.slotted:
            operators.append(self._operator("choices", self._choices, amount=40, fixed=True))
            operators.append(self._operator("choices, pushing", self._rivals, amount=40, fixed=True))
        return operators

    def _operator(self, name: str, choose: Choose, amount: float = 12.0, **what: bool) -> Operator:
        return Operator(name, choose, self.params, amount, **what)

    def look(self, state: Assignment, costs: Sequence[int], fitting: Fitting) -> None:
        """From now on neighbourhoods are those of this state; `costs`: what each monitor costs in it."""
        self.state, self.costs, self.fitting = state, costs, fitting
        self._at, self._held = {}, {}

    def next(self, unplaced: bool = False) -> Freed:
        """A neighbourhood of an operator that is likelier the more it brings; `unplaced`: around something unplaced."""
        operators = self.unplaced if unplaced else self.operators
        return self.of(self.random.choices(operators, [one.worth for one in operators])[0])

    def of(self, operator: Operator) -> Freed:
        """A neighbourhood that this operator chooses."""
        amount = max(2, round(operator.amount * self.random.uniform(0.7, 1.2)))
        choice = operator.choose(amount)
        if operator.fixed:
            return Freed(operator, self.indexed.staying(self.state, sorted(choice.meets)))
        meets = self._with_bands(choice.meets)
        return Freed(operator, {meet: self._around(meet) for meet in sorted(meets)}, choice.within)

    # -- choosing --

    def _people(self, kind: str) -> Choose:
        def choose(amount: int) -> Choice:
            """The meets of somebody, then of people who share meets with them, until there are enough."""
            random = self.random
            meets: set[int] = set()
            todo = [random.choice(self.holders[kind])]
            seen = set(todo)
            while todo and len(meets) < amount:
                person = todo.pop(0)
                meets |= self.meets_of[person]
                near = [
                    other
                    for meet in sorted(self.meets_of[person])
                    for other in self.resources_of[meet]
                    if other not in seen and self.indexed.problem.resource[other].kind == kind
                ]
                fresh = random.sample(near, min(2, len(near))) or [random.choice(self.holders[kind])]
                todo += [one for one in dict.fromkeys(fresh) if one not in seen]
                seen.update(fresh)
                strangers = [other for other in self.holders[kind] if other not in seen]
                if not todo and strangers:  # a small school runs out of people before there are enough meets
                    todo = [random.choice(strangers)]
                    seen.update(todo)
            return Choice(meets)

        return choose

    def _dear(self) -> set[int]:
        """The meets of some monitor that costs something, the hard ones first; nothing where none does."""
        monitors = self.data.monitors
        dear = [number for number, cost in enumerate(self.costs) if cost > 0]
        hard = [number for number in dear if monitors[number].hard]
        chosen = hard if hard and self.random.random() < 0.8 else dear
        if not chosen:
            return set()
        # The square root: a rule that costs a hundred times as much is not asked a hundred times as often.
        number = self.random.choices(chosen, [self.costs[one] ** 0.5 for one in chosen])[0]
        return {meet for meet in self._reached[number] if self.indexed.meets[meet].part}

    def _costly(self, amount: int) -> Choice:
        """Meets of monitors that cost something, and those of people who meet them."""
        meets: set[int] = set()
        for _ in range(4):
            reached = sorted(self._dear())
            if not reached:
                break
            meets.update(self.random.sample(reached, min(len(reached), max(4, amount // 2))))
            if len(meets) >= amount // 2:
                break
        return Choice(self._grown(meets, amount)) if meets else self._days(amount)

    def _pushing(self, amount: int) -> Choice:
        """Some meets of a costly monitor, those in the way of where they could go, those in the way of these."""
        reached = sorted(self._dear())
        if not reached or self.fitting is None:
            return self._mixed(amount)
        todo = self.random.sample(reached, min(len(reached), max(2, amount // 4)))
        meets = set(todo)
        while todo and len(meets) < amount:
            meet = todo.pop(0)
            could = self.indexed.meets[meet].usable.placements
            for placement in self.random.sample(could, min(len(could), 4)):
                fresh = sorted(self.fitting.in_the_way(self.state, meet, placement) - meets)
                meets.update(fresh)
                todo += fresh
                if len(meets) >= amount:
                    break
        return Choice(self._grown(meets, amount))

    def _mixed(self, amount: int) -> Choice:
        """Some meets of somebody, of people they meet, and so on."""
        meets = {self.random.choice(self.indexed.parts)} if self.indexed.parts else set()
        todo = sorted(meets)
        seen: set[str] = set()
        while todo and len(meets) < amount:
            meet = todo.pop(self.random.randrange(len(todo)))
            for person in self.resources_of[meet]:
                if person in seen:
                    continue
                seen.add(person)
                theirs = sorted(self.meets_of[person] - meets)
                some = self.random.sample(theirs, min(len(theirs), max(2, amount // 5)))
                meets.update(some)
                todo += some
        return Choice(meets)

    def _grown(self, meets: set[int], amount: int) -> set[int]:
        """More meets of the people of these."""
        random = self.random
        meets = set(meets)
        people = sorted({person for meet in meets for person in self.resources_of[meet]})
        random.shuffle(people)
        for person in people:
            if len(meets) >= amount:
                break
            theirs = sorted(self.meets_of[person] - meets)
            meets |= set(random.sample(theirs, min(len(theirs), amount - len(meets))))
        return meets

    def _days(self, amount: int) -> Choice:
        """Meets of one or two days of the week, of some people who share them."""
        pool = self._on_days(self.random.choice((1, 2, 2, 3)))
        return Choice(self._connected(pool, amount)) if pool else self._mixed(amount)

    def _within_days(self, amount: int) -> Choice:
        """Meets of one or two days of the week, which may only change places there."""
        meets = self._connected(self._on_days(self.random.choice((1, 2, 2))), amount)
        if not meets:
            return self._mixed(amount)
        times = self.indexed.problem.times
        days = {times[self._start(meet)].day for meet in meets}
        within = 0
        for time in times.times:
            if time.day in days:
                within |= sum(1 << tick for tick in time.ticks)
        return Choice(meets, within)

    def _costly_on_days(self, amount: int) -> Choice:
        """Meets of a monitor that costs something, and what those who share them do on a few days of the week."""
        reached = sorted(self._dear())
        some = self.random.sample(reached, min(len(reached), max(2, amount // 3)))
        return Choice(self._connected(self._on_days(self.random.choice((1, 2, 3))), amount, some))

    def _on_days(self, number: int) -> set[int]:
        """The meets that start on so many days of the week."""
        times = self.indexed.problem.times
        days: dict[int, set[int]] = {}
        for start, meets in self._running.items():
            days.setdefault(times[start].day, set()).update(meets)
        chosen = self.random.sample(sorted(days), min(len(days), number))
        return set().union(*(days[day] for day in chosen))

    def _start(self, meet: int) -> int:
        return self.indexed.domain(meet).placements[self.state.placement[meet]][1]

    def _times(self, amount: int) -> Choice:
        """Meets at a few times, which may only change places among these."""
        if not self._running:
            return self._mixed(amount)
        known = sorted(self._running)
        dear = sorted(meet for meet in self._dear() if self.indexed.placed(self.state, meet))
        starts = set(self.random.sample(known, min(len(known), self.random.choice((2, 3, 4, 6, 8, 12)))))
        if dear:
            first = self.random.choice(dear)
            starts.add(self._start(first))
        pool = set().union(*(self._running[start] for start in starts))
        meets = self._connected(pool, amount)
        masks = self._masks
        within = 0
        for meet in meets:
            within |= masks[self.indexed.meets[meet].domain][self.state.placement[meet]]
        # Parts of the same lessons that are absent may take a share of what these give up.
        lessons = {self.indexed.meets[meet].lesson for meet in meets}
        spare = {
            meet
            for lesson in lessons
            for meet in self.indexed.of_lesson[lesson]
            if not self.indexed.placed(self.state, meet)
        }
        return Choice(meets | spare, within)

    def _connected(self, pool: set[int], amount: int, begin: Sequence[int] = ()) -> set[int]:
        """Meets of the pool that share people, one leading to the next, from `begin` or any of them on."""
        chosen: set[int] = set()
        todo = list(begin)
        seen: set[str] = set()
        while len(chosen) < amount:
            if not todo:
                left = sorted(pool - chosen)
                if not left:
                    break
                todo = [self.random.choice(left)]
            meet = todo.pop(0)
            chosen.add(meet)
            for person in self.resources_of[meet]:
                if person not in seen:
                    seen.add(person)
                    near = sorted((self.meets_of[person] & pool) - chosen)
                    chosen |= set(near)
                    todo += near
        return chosen

    def _around_unplaced(self, amount: int) -> Choice:
        """Unplaced meets with others of the people they need."""
        pending = sorted(
            meet
            for meet in self.indexed.parts
            if not self.indexed.placed(self.state, meet) and self.indexed.meets[meet].periods
        )
        some = set(self.random.sample(pending, min(len(pending), self.random.choice((1, 2, 4, 8)))))
        return Choice(self._grown(some, amount))

    def near(self, meets: Iterable[int], amount: int, rivals: bool = False) -> set[int]:
        """These meets with others of their people; `rivals`: also those who could do with the same rooms."""
        random = self.random
        chosen = set(meets)
        if rivals:
            indexed = self.indexed
            wanted = {one for meet in chosen for slot in indexed.meets[meet].slots for one in slot.candidates}
            others = sorted(
                meet
                for meet in indexed.parts
                if any(
                    len(slot.candidates) <= 12 and wanted & set(slot.candidates) for slot in indexed.meets[meet].slots
                )
            )
            chosen.update(random.sample(others, min(len(others), amount // 3)))
        return self._with_bands(self._grown(chosen, amount))

    def _choices(self, amount: int) -> Choice:
        """Meets with something to choose: those of somebody, or at a few times."""
        if self._running and self.random.random() < 0.5:
            starts = self.random.sample(sorted(self._running), min(len(self._running), 4))
            pool = {meet for start in starts for meet in self._running[start]} & set(self.slotted)
            return Choice(set(self.random.sample(sorted(pool), min(len(pool), amount))))
        person = self.random.choice(sorted(self.resources_of[self.random.choice(self.slotted)]) or [""])
        return Choice(self._grown(set(self.meets_of.get(person, ())), amount) & set(self.slotted))

    def _rivals(self, amount: int) -> Choice:
        """Meets of a costly monitor, those that hold what these could hold, those that hold what these could."""
        random, indexed = self.random, self.indexed
        reached = sorted(self._dear() & set(self.slotted))
        if not reached:
            return self._choices(amount)
        todo = random.sample(reached, min(len(reached), random.choice((1, 2, 4))))
        meets, seen = set(todo), set[int]()
        while todo and len(meets) < amount:
            meet = todo.pop(0)
            slots = indexed.meets[meet].slots
            could = {
                slots[number].candidates[choice]
                for number, choices in enumerate(indexed.meets[meet].usable.choices)
                for choice in choices
                if choice != NOWHERE
            }
            fresh = sorted(could - seen)
            random.shuffle(fresh)
            for resource in fresh:
                if len(meets) >= amount:
                    break
                seen.add(resource)
                theirs = [other for other in self._holding.get(resource, ()) if other not in meets]
                meets.update(theirs)
                todo += theirs
        return Choice(meets)

    # -- what the chosen may do --

    def _around(self, meet: int) -> Usable:
        """What the meet may do, where it stands now included even if a hard rule about it is broken there."""
        usable = self.indexed.meets[meet].usable
        if not self.indexed.placed(self.state, meet):
            return usable
        here, option = self.state.placement[meet], self.state.option[meet]
        if here in usable.placements and option in usable.options:
            return usable
        return Usable(
            tuple(sorted({*usable.placements, here})), tuple(sorted({*usable.options, option})), usable.choices
        )

    def _with_bands(self, meets: set[int]) -> set[int]:
        """Bands move together."""
        lessons = {lesson for meet in meets for lesson in self.bands.get(self.indexed.meets[meet].lesson, ())}
        return meets | {meet for lesson in lessons for meet in self.indexed.of_lesson[lesson]}

    @property
    def _running(self) -> dict[int, list[int]]:
        """By time, the meets that start there."""
        if not self._at:
            for meet in self.indexed.parts:
                if self.indexed.placed(self.state, meet):
                    self._at.setdefault(self._start(meet), []).append(meet)
        return self._at

    @property
    def _holding(self) -> dict[int, list[int]]:
        """By resource, the placed meets that were given it."""
        if not self._held:
            for meet in self.slotted:
                if self.indexed.placed(self.state, meet):
                    for slot, choice in zip(self.indexed.meets[meet].slots, self.state.choices[meet], strict=True):
                        if choice != NOWHERE:
                            self._held.setdefault(slot.candidates[choice], []).append(meet)
        return self._held

    @cached_property
    def _masks(self) -> list[tuple[int, ...]]:
        return masks_of(self.indexed)

    @cached_property
    def _reached(self) -> Sequence[frozenset[int]]:
        return meets_of_monitors(self.data)
