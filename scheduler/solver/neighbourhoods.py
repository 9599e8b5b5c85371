"""Which meets to free next: those of some classes, teachers, days, of a costly rule, or only rooms.

Nothing here knows a rule by name: people are resources, and a costly rule is a monitor with a cost. Sizes and chances
of the kinds adapt to what they bring.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from scheduler.solver.engine import Engine
from scheduler.solver.monitors.meets import State, Usable

SMALLEST, LARGEST = 8, 400


@dataclass
class Kind:
    """A way of choosing, how many meets it frees at present, and how well it did lately."""

    name: str
    choose: Callable[[int], set[int]]
    amount: float = 40
    score: float = 1.0
    tried: int = 0
    improved: int = 0


@dataclass(frozen=True, slots=True)
class Freed:
    """What to free: `usable` by meet; `times` False when only choices of resources are free."""

    kind: Kind
    usable: dict[int, Usable]
    times: bool


@dataclass
class Neighbourhoods:
    """Chooses neighbourhoods of the engine's incumbent."""

    engine: Engine
    kinds: list[Kind] = field(init=False)
    costs: Sequence[int] = ()

    def __post_init__(self) -> None:
        decided = self.engine.decided
        problem = decided.problem
        self.meets_of: dict[str, set[int]] = {}
        self.resources_of: list[list[str]] = [[] for _ in decided.meets]
        for resource, lessons in problem.lessons_of.items():
            if problem.resource[resource].pool:
                continue
            self.meets_of[resource] = {
                meet for lesson in lessons for meet in decided.of_lesson[decided.lesson_number[lesson]]
            }
        self.holders: dict[str, list[str]] = {}
        for resource, meets in self.meets_of.items():
            kind = problem.resource[resource].kind
            # Somebody who may hold nearly everything (a classroom) is no neighbourhood.
            if meets and len(meets) < max(60, len(decided.parts) // 4) and kind != "room":
                self.holders.setdefault(kind, []).append(resource)
                for meet in meets:
                    self.resources_of[meet].append(resource)
        self.bands: dict[int, tuple[int, ...]] = {}
        for band in self.engine.structure.bands:
            for lesson in band:
                self.bands[lesson] = (*self.bands.get(lesson, ()), *band)
        self.days: dict[int, list[int]] = {}
        self.kinds = [Kind(f"some {kind}s", self._people(kind)) for kind in self.holders]
        self.kinds += [Kind("costly", self._costly), Kind("days", self._days), Kind("rooms", self._rooms, amount=150)]

    def next(self, state: State, costs: Sequence[int]) -> Freed:
        """`costs`: what each monitor costs now."""
        self.costs = costs
        random = self.engine.random
        kind = random.choices(self.kinds, [one.score for one in self.kinds])[0]
        kind.tried += 1
        if kind.name == "rooms":
            return Freed(kind, self._choices_only(state, kind.choose(round(kind.amount))), times=False)
        meets = self._with_bands(kind.choose(round(kind.amount)))
        return Freed(kind, {meet: self._around(state, meet) for meet in meets}, times=True)

    def learn(self, freed: Freed, improved: bool, status: str) -> None:
        """A success makes a kind likelier; a proof lets it grow, running out of time makes it shrink."""
        kind = freed.kind
        kind.improved += improved
        kind.score = max(0.15, 0.9 * kind.score + (0.4 if improved else 0.0))
        if status in ("optimal", "infeasible"):
            kind.amount = min(LARGEST, kind.amount * 1.08)
        elif status == "unknown":
            kind.amount = max(SMALLEST, kind.amount * 0.75)
        else:
            kind.amount = max(SMALLEST, kind.amount * 0.93)

    # -- choosing --

    def _people(self, kind: str) -> Callable[[int], set[int]]:
        def choose(amount: int) -> set[int]:
            """The meets of somebody, then of people who share meets with them, until there are enough."""
            random = self.engine.random
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
                    if other not in seen and self.engine.decided.problem.resource[other].kind == kind
                ]
                fresh = random.sample(near, min(2, len(near))) or [random.choice(self.holders[kind])]
                todo += [one for one in fresh if one not in seen]
                seen.update(fresh)
                strangers = [other for other in self.holders[kind] if other not in seen]
                if not todo and strangers:  # a small school runs out of people before there are enough meets
                    todo = [random.choice(strangers)]
                    seen.update(todo)
            return meets

        return choose

    def _costly(self, amount: int) -> set[int]:
        """Meets of monitors that cost something, and those of people who meet them."""
        random = self.engine.random
        dear = [number for number, cost in enumerate(self.costs) if cost > 0]
        if not dear:
            return self._days(amount)
        weights = [self.costs[number] for number in dear]
        meets: set[int] = set()
        for _ in range(4):
            number = random.choices(dear, weights)[0]
            reached = sorted(meet for meet in self._reached[number] if self.engine.decided.meets[meet].part)
            meets.update(random.sample(reached, min(len(reached), max(4, amount // 2))))
            if len(meets) >= amount // 2:
                break
        return self._grown(meets, amount)

    def _grown(self, meets: set[int], amount: int) -> set[int]:
        """More meets of the people of these."""
        random = self.engine.random
        people = sorted({person for meet in meets for person in self.resources_of[meet]})
        random.shuffle(people)
        for person in people:
            if len(meets) >= amount:
                break
            theirs = sorted(self.meets_of[person] - meets)
            meets |= set(random.sample(theirs, min(len(theirs), amount - len(meets))))
        return meets

    def _days(self, amount: int) -> set[int]:
        """Meets of one or two days of the week, of some people who share them."""
        random = self.engine.random
        decided = self.engine.decided
        state = self.engine.incumbent.state
        assert state is not None
        times = decided.problem.times
        on_day: dict[int, list[int]] = {}
        for meet in decided.parts:
            if decided.placed(state, meet):
                start = decided.domain(meet).placements[state.placement[meet]][1]
                on_day.setdefault(times[start].day, []).append(meet)
        if not on_day:
            return self._unplaced()
        days = random.sample(sorted(on_day), min(len(on_day), random.choice((1, 2, 2, 3))))
        pool = {meet for day in days for meet in on_day[day]}
        start_meet = random.choice(sorted(pool))
        chosen: set[int] = set()
        todo = [start_meet]
        seen: set[str] = set()
        while todo and len(chosen) < amount:
            meet = todo.pop(0)
            chosen.add(meet)
            for person in self.resources_of[meet]:
                if person not in seen:
                    seen.add(person)
                    near = sorted((self.meets_of[person] & pool) - chosen)
                    chosen |= set(near)
                    todo += near
        return chosen

    def _unplaced(self) -> set[int]:
        state = self.engine.incumbent.state
        assert state is not None
        return {meet for meet in self.engine.decided.parts if not self.engine.decided.placed(state, meet)}

    def around_unplaced(self, state: State, amount: int) -> Freed:
        """Unplaced meets with others of the people they need."""
        random = self.engine.random
        waiting = sorted(
            meet
            for meet in self.engine.decided.parts
            if not self.engine.decided.placed(state, meet) and self.engine.decided.meets[meet].periods
        )
        some = set(random.sample(waiting, min(len(waiting), random.choice((1, 2, 4, 8)))))
        meets = self._with_bands(self._grown(some, amount))
        kind = next(one for one in self.kinds if one.name == "costly")
        return Freed(kind, {meet: self.engine.decided.meets[meet].usable for meet in meets}, times=True)

    def near(self, meets: Iterable[int], amount: int, rivals: bool = False) -> set[int]:
        """These meets with others of their people; `rivals`: also those who could do with the same rooms."""
        random = self.engine.random
        chosen = set(meets)
        if rivals:
            decided = self.engine.decided
            wanted = {one for meet in chosen for slot in decided.meets[meet].slots for one in slot.candidates}
            others = sorted(
                meet
                for meet in decided.parts
                if any(
                    len(slot.candidates) <= 12 and wanted & set(slot.candidates) for slot in decided.meets[meet].slots
                )
            )
            chosen.update(random.sample(others, min(len(others), amount // 3)))
        return self._with_bands(self._grown(chosen, amount))

    def _rooms(self, amount: int) -> set[int]:
        """Meets of which only the held resources are chosen again."""
        random = self.engine.random
        meets = sorted(meet for meet in self.engine.decided.parts if self.engine.decided.meets[meet].slots)
        if not meets:
            return set()
        person = random.choice(sorted(self.resources_of[random.choice(meets)]) or [""])
        near = set(self.meets_of.get(person, ()))
        return self._grown(near, amount) & set(meets)

    def _choices_only(self, state: State, meets: Iterable[int]) -> dict[int, Usable]:
        decided = self.engine.decided
        return {
            meet: Usable((state.placement[meet],), (state.option[meet],), decided.meets[meet].usable.choices)
            for meet in meets
            if decided.placed(state, meet)
        }

    def _around(self, state: State, meet: int) -> Usable:
        """What the meet may do, where it stands now included even if a hard rule about it is broken there."""
        usable = self.engine.decided.meets[meet].usable
        if not self.engine.decided.placed(state, meet):
            return usable
        here, option = state.placement[meet], state.option[meet]
        if here in usable.placements and option in usable.options:
            return usable
        return Usable(
            tuple(sorted({*usable.placements, here})), tuple(sorted({*usable.options, option})), usable.choices
        )

    def _with_bands(self, meets: set[int]) -> set[int]:
        """Bands move together."""
        decided = self.engine.decided
        lessons = {lesson for meet in meets for lesson in self.bands.get(decided.meets[meet].lesson, ())}
        return meets | {meet for lesson in lessons for meet in decided.of_lesson[lesson]}

    @property
    def _reached(self) -> Sequence[frozenset[int]]:
        if not hasattr(self, "_reached_meets"):
            from scheduler.solver.monitors.reach import meets_of_monitors

            self._reached_meets = meets_of_monitors(self.engine.data)
        return self._reached_meets
