"""Variables for the freed meets, and the question every monitor asks: which literals make this term active where?

A *cell* is (placement, literal): the literal is true when the unit takes the placement while the term is active. Meets
that are not freed answer with constants from the current state.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from scheduler.solver.cpsat.draft import FALSE, TRUE, Draft
from scheduler.solver.cpsat.units import Structure, Unit, units
from scheduler.solver.monitors.meets import NOWHERE, Assignment, Usable
from scheduler.solver.monitors.terms import Load, Term

Cells = list[tuple[int, int]]


@dataclass
class Taken:
    """The variables of one unit: placements, placements by option, and by slot with the choice held."""

    unit: Unit
    place: dict[int, int] = field(default_factory=dict)
    by_option: dict[tuple[int, int], int] = field(default_factory=dict)
    by_choice: dict[int, dict[tuple[int, int, int], int]] = field(default_factory=dict)
    missing: int = FALSE
    """How many of the unit's meets are unplaced (a boolean for a unit of one)."""
    _holding: dict[tuple[int, tuple[int, ...]], dict[int, Cells]] = field(default_factory=dict)

    def holding(self, slot: int, choice: int, options: tuple[int, ...]) -> Cells:
        """The cells of holding the choice in one of `options` (none: any); asked when all variables are written."""
        key = slot, options
        if key not in self._holding:
            found: dict[int, Cells] = {}
            for (placement, option, held), literal in self.by_choice.get(slot, {}).items():
                if not options or option in options:
                    found.setdefault(held, []).append((placement, literal))
            self._holding[key] = found
        return self._holding[key].get(choice, [])


class Variables:
    """`missing`: meets that may stay unplaced. `deferred`: (meet, slot) whose choice is left to a later model.

    `closed`: by (meet, slot, choice) the placements at which somebody who is not freed has taken the choice. `uniform`:
    (meet, slot) in which all freed meets of a lesson hold one and the same; where one time is left to them they stay.
    """

    def __init__(
        self,
        draft: Draft,
        structure: Structure,
        state: Assignment,
        usable: Mapping[int, Usable],
        *,
        missing: Collection[int],
        deferred: Collection[tuple[int, int]] = (),
        share: bool = True,
        alike: bool = False,
        closed: Mapping[tuple[int, int, int], frozenset[int]] | None = None,
        uniform: Collection[tuple[int, int]] = (),
    ) -> None:
        self.closed = closed or {}
        self.uniform = frozenset(uniform)
        self.draft, self.structure, self.state = draft, structure, state
        self.indexed, self.data = structure.indexed, structure.data
        self.missing = frozenset(missing)
        self.elastic = frozenset(number for meet in self.missing for number in structure.reach[meet])
        self.deferred = frozenset(deferred)
        self.units = units(structure, dict(usable), share, self.missing, alike)
        self.taken = [Taken(unit) for unit in self.units]
        self.taken_of: dict[int, int] = {}
        for index, unit in enumerate(self.units):
            for meet in unit.meets:
                self.taken_of[meet] = index
        self._rests: dict[int, dict[int, int]] = {}
        self._common: dict[tuple[int, int, tuple[int, ...]], dict[int, int]] = {}
        for index, taken in enumerate(self.taken):
            self._place(index, taken)
        for taken in self.taken:
            self._options(taken)
            for slot in range(len(self.indexed.meets[taken.unit.meets[0]].slots)):
                self._choices(taken, slot)
        self._flexible_totals()

    @property
    def freed(self) -> Collection[int]:
        return self.taken_of.keys()

    # -- writing the variables --

    def _place(self, index: int, taken: Taken) -> None:
        unit, draft = taken.unit, self.draft
        if unit.leader != index:
            taken.place, taken.missing = self.taken[unit.leader].place, self.taken[unit.leader].missing
            return
        meet = self.indexed.meets[unit.meets[0]]
        count = len(unit.meets)
        allowed = unit.usable.placements if unit.usable.options else ()
        free = meet.periods == 0
        stays = len(allowed) == 1 and any((unit.meets[0], slot) in self.uniform for slot in range(len(meet.slots)))
        must = stays or (not free and self.missing.isdisjoint(unit.meets))
        if must and count == 1 and len(allowed) == 1:
            taken.place = {allowed[0]: TRUE}
            return
        taken.place = {placement: draft.boolean() for placement in allowed}
        if not must:
            taken.missing = draft.integer(0, count)
        addends = [(1, literal) for literal in taken.place.values()]
        if count == 1:
            draft.exactly_one([*taken.place.values(), taken.missing])
        else:
            draft.bounded([*addends, (1, taken.missing)], count, count)

    def _options(self, taken: Taken) -> None:
        options = taken.unit.usable.options
        if len(options) == 1:
            taken.by_option = {(placement, options[0]): literal for placement, literal in taken.place.items()}
            return
        for placement, literal in taken.place.items():
            row = []
            for option in options:
                taken.by_option[placement, option] = one = self.draft.boolean()
                row.append((1, one))
            self._split(literal, [one for _, one in row])

    def _split(self, literal: int, parts: list[int]) -> None:
        """Exactly one of `parts` where `literal` holds, none elsewhere."""
        if literal == TRUE:
            self.draft.exactly_one(parts)
        elif len(parts) == 1:
            self.draft.bounded([(1, parts[0]), (-1, literal)], 0, 0)
        else:
            self.draft.exactly_one([*parts, -literal - 1])

    def _choices(self, taken: Taken, slot: int) -> None:
        meets = taken.unit.meets
        if (meets[0], slot) in self.deferred:
            return
        usable = taken.unit.usable.choices[slot]
        required = all((meet, slot) in self.structure.required for meet in meets)
        choices = list(usable) if required else [NOWHERE, *usable]
        options = self.indexed.meets[meets[0]].slots[slot].options
        if (meets[0], slot) in self.uniform and list(taken.by_option.values()) == [TRUE]:
            taken.by_choice[slot] = self._uniformly(taken, slot, choices)
            return
        taken_at = {choice: self.closed.get((meets[0], slot, choice), frozenset()) for choice in choices}
        held = taken.by_choice[slot] = {}
        for (placement, option), literal in taken.by_option.items():
            if option not in options:
                continue
            free = [choice for choice in choices if placement not in taken_at[choice]]
            if len(free) == 1:
                held[placement, option, free[0]] = literal
                continue
            parts = []
            for choice in free:
                held[placement, option, choice] = one = self.draft.boolean()
                parts.append(one)
            if parts:
                self._split(literal, parts)
            else:
                self.draft.forbid(literal)

    def _uniformly(self, taken: Taken, slot: int, choices: list[int]) -> dict[tuple[int, int, int], int]:
        """The literals of a unit that stays where it is: those of its lesson's first."""
        ((placement, option),) = taken.by_option
        meet = self.indexed.meets[taken.unit.meets[0]]
        if option not in meet.slots[slot].options:
            return {}
        key = meet.lesson, slot, tuple(choices)
        if key not in self._common:
            self._common[key] = {choice: self.draft.boolean() for choice in choices}
            self.draft.exactly_one(self._common[key].values())
        return {(placement, option, choice): literal for choice, literal in self._common[key].items()}

    def _flexible_totals(self) -> None:
        """Where the split is a decision, durations add up to the lesson's, or to no more while meets may be missing."""
        lessons = {self.indexed.meets[meet].lesson for meet in self.freed}
        for number in lessons:
            lesson = self.indexed.problem.lessons[number]
            if not lesson.flexible:
                continue
            addends = [(duration, one) for duration, one in self._mentioned(number)]
            low, high = self.draft.range_of(addends)
            if low == high:  # nothing of it is decided here
                continue
            most = lesson.duration
            some = lesson.optional or not self.missing.isdisjoint(self.indexed.of_lesson[number])
            self.draft.bounded(addends, None if some else most, most)

    def _mentioned(self, lesson: int) -> list[tuple[int, int]]:
        """(duration, variable) of everything that the lesson's meets mention."""
        addends = []
        seen = set()
        for meet in self.indexed.of_lesson[lesson]:
            placements = self.indexed.domain(meet).placements
            if meet not in self.taken_of:
                addends.append((placements[self.state.placement[meet]][0], TRUE))
                continue
            index = self.taken_of[meet]
            if index in seen:
                continue
            seen.add(index)
            taken = self.taken[index]
            addends += [(placements[placement][0], literal) for placement, literal in taken.place.items()]
            addends.append((placements[self.indexed.meets[meet].missing][0], taken.missing))
        return [(duration, one) for duration, one in addends if duration and one != FALSE]

    def unplaced(self) -> list[tuple[int, int]]:
        """(periods, variable) of what stays unplaced: a sum over the freed meets."""
        addends: list[tuple[int, int]] = []
        flexible = set()
        for taken in self.taken:
            meet = self.indexed.meets[taken.unit.meets[0]]
            if meet.periods:
                addends.append((meet.periods, taken.missing))
            elif not self.indexed.problem.lessons[meet.lesson].optional:
                flexible.add(meet.lesson)
        for lesson in flexible:
            mentioned = [(-duration, one) for duration, one in self._mentioned(lesson)]
            addends += [(self.indexed.problem.lessons[lesson].duration, TRUE), *mentioned]
        return [(periods, one) for periods, one in addends if one != FALSE]

    # -- what monitors ask --

    def held(self, meet: int) -> list[set[int]]:
        """By slot of a freed meet, the choices that it holds now or has cells for."""
        taken = self.taken[self.taken_of[meet]]
        return [
            {now, *(choice for _, _, choice in taken.by_choice.get(slot, ()))}
            for slot, now in enumerate(self.state.choices[meet])
        ]

    def alone(self, meet: int) -> bool:
        """Whether a freed meet is a unit by itself, so that at most one of its cells is true."""
        index = self.taken_of.get(meet)
        return index is not None and len(self.units[index].meets) == 1

    def cells(self, term: Load | Term, unplaced: bool = False) -> Cells:
        """The cells of a term; with `unplaced` also those of meets without a time (in units a count, no literal)."""
        meet = term.meet
        index = self.taken_of.get(meet)
        if index is None:
            if term.slot >= 0 and self.state.choices[meet][term.slot] not in term.choices:
                return []  # most terms of most meets, so it is asked first
            if self.indexed.meets[meet].part == 0:
                return self._rest_cells(term) if unplaced else []
            return self._constant(term, unplaced)
        if self.units[index].meets[0] != meet:
            return []
        taken = self.taken[index]
        options = term.options
        if term.slot >= 0:
            cells = []
            for choice in dict.fromkeys(term.choices):
                cells += taken.holding(term.slot, choice, options)
        elif not options or set(taken.unit.usable.options) <= set(options):
            cells = list(taken.place.items())
        else:
            cells = [(placement, one) for (placement, option), one in taken.by_option.items() if option in options]
        if unplaced and taken.missing != FALSE and self._idle_active(meet, term):
            cells.append((self.indexed.meets[meet].missing, taken.missing))
        return cells

    def _idle_active(self, meet: int, term: Load | Term) -> bool:
        """Whether the term is active for an unplaced meet, which stands in its first usable option."""
        usable = self.indexed.meets[meet].usable.options
        option = usable[0] if usable else 0
        return self._active(meet, term, option, NOWHERE)

    def _active(self, meet: int, term: Load | Term, option: int, choice: int) -> bool:
        if term.options and option not in term.options:
            return False
        if term.slot < 0:
            return True
        return option in self.indexed.meets[meet].slots[term.slot].options and choice in term.choices

    def _constant(self, term: Load | Term, unplaced: bool) -> Cells:
        meet = term.meet
        if (meet, term.slot) in self.deferred:
            return []
        choice = self.state.choices[meet][term.slot] if term.slot >= 0 else NOWHERE
        if not self._active(meet, term, self.state.option[meet], choice):
            return []
        if not unplaced and not self.indexed.placed(self.state, meet):
            return []
        return [(self.state.placement[meet], TRUE)]

    def _rest_cells(self, term: Load | Term) -> Cells:
        """What a lesson's other meets do not mention, as a meet of its own that follows from them."""
        meet = term.meet
        lesson = self.indexed.meets[meet].lesson
        if not self._active(meet, term, 0, NOWHERE):
            return []
        if lesson not in self._rests:
            addends = self._mentioned(lesson)
            low, high = self.draft.range_of(addends)
            duration = self.indexed.problem.lessons[lesson].duration
            if low == high:
                self._rests[lesson] = {duration - low: TRUE}
            else:
                lengths = {rest: self.draft.boolean() for rest in range(max(0, duration - high), duration - low + 1)}
                self.draft.exactly_one(lengths.values())
                self.draft.bounded([*addends, *lengths.items()], duration, duration)
                self._rests[lesson] = lengths
        absent = self.indexed.domain(meet).absent
        return [(length - 1 if length else absent, one) for length, one in self._rests[lesson].items()]

    # -- reading a solution --

    def decoded(self, value: list[int]) -> Assignment:
        """The state that a solution (value by variable) stands for; deferred slots keep what they hold."""
        placement, option = list(self.state.placement), list(self.state.option)
        choices = list(self.state.choices)
        for taken in self.taken:
            meets = taken.unit.meets
            found = sorted(
                (at, kind) for (at, kind), literal in taken.by_option.items() if literal == TRUE or value[literal]
            )
            for position, meet in enumerate(meets):
                one = self.indexed.meets[meet]
                if position >= len(found):
                    placement[meet] = one.missing
                    option[meet] = one.usable.options[0] if one.usable.options else 0
                    choices[meet] = tuple(NOWHERE for _ in one.slots)
                    continue
                at, kind = found[position]
                placement[meet], option[meet] = at, kind
                choices[meet] = tuple(self._held(taken, meet, slot, at, kind, value) for slot in range(len(one.slots)))
        return Assignment(self.indexed.with_rests(placement), tuple(option), tuple(choices))

    def _held(self, taken: Taken, meet: int, slot: int, at: int, option: int, value: list[int]) -> int:
        if option not in self.indexed.meets[meet].slots[slot].options:
            return NOWHERE
        if (meet, slot) in self.deferred:
            return self.state.choices[meet][slot]
        for choice in (NOWHERE, *taken.unit.usable.choices[slot]):
            literal = taken.by_choice[slot].get((at, option, choice))
            if literal is not None and (literal == TRUE or value[literal]):
                return choice
        return NOWHERE

    def hints(self, state: Assignment) -> list[tuple[int, int]]:
        """(variable, value) for every variable of the units, as in `state`."""
        hints = []
        for taken in self.taken:
            meets = taken.unit.meets
            at = {(state.placement[meet], state.option[meet]): meet for meet in meets}
            places = {placement for placement, _ in at}
            hints += [(one, int(placement in places)) for placement, one in taken.place.items() if one != TRUE]
            if len(taken.unit.usable.options) > 1:
                hints += [(one, int(key in at)) for key, one in taken.by_option.items()]
            for slot, held in taken.by_choice.items():
                for (placement, option, choice), one in held.items():
                    meet = at.get((placement, option))
                    if one != TRUE:
                        hints.append((one, int(meet is not None and state.choices[meet][slot] == choice)))
            if taken.missing != FALSE:
                hints.append((taken.missing, sum(not self.indexed.placed(state, meet) for meet in meets)))
        return hints
