"""Every time of the week for one meet, together with what must run with it: what it costs there, or what blocks it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from scheduler.evaluation.possible_moves import Blocker, Effect, Obstacle, Spot
from scheduler.problem.timetable import Placement
from scheduler.solver.monitors.meets import NOWHERE, Assignment, IndexedProblem
from scheduler.solver.moving.blockers import Witness
from scheduler.solver.moving.board import Board, Stand, changed, companions
from scheduler.solver.moving.question import Question, Trial, ways


@dataclass(frozen=True)
class Unit:
    """A meet and those that stand with it in a band: they move as one. `duration` in periods."""

    meet: int
    mates: tuple[int, ...]
    duration: int
    before: Mapping[int, Stand]

    @property
    def meets(self) -> tuple[int, ...]:
        return (self.meet, *self.mates)


def unit_of(indexed: IndexedProblem, state: Assignment, meet: int) -> Unit:
    """A meet that has no time yet lasts as long as its lesson still misses, at most as long as it can.

    Raises ValueError where the lesson misses less than the meet takes.
    """
    mates = companions(indexed, state, meet)
    stands = {
        one: Stand(state.placement[one], state.option[one], state.choices[one])
        for one in (meet, *mates)
        if indexed.placed(state, one)
    }
    duration, _ = indexed.domain(meet).placements[state.placement[meet]]
    if not duration:
        lesson, part = indexed.lesson(meet), indexed.meets[meet].part
        others = sum(
            indexed.domain(one).placements[state.placement[one]][0]
            for one in indexed.of_lesson[indexed.meets[meet].lesson]
        )
        known = lesson.parts[part - 1]
        duration = min(known.longest, lesson.duration - others)
        if duration < known.shortest:
            raise ValueError(f"lesson {lesson.id!r} has no periods left for part {part}")
    return Unit(meet, mates, duration, stands)


def starts_of(indexed: IndexedProblem, unit: Unit) -> tuple[int, ...]:
    """Every open time in the first week of a pattern of the meet, in the order of its grid."""
    problem, lesson = indexed.problem, indexed.lesson(unit.meet)
    part = lesson.parts[indexed.meets[unit.meet].part - 1]
    weeks = {pattern[0] for pattern in part.weeks}
    grid = problem.grid_times.get(lesson.grid, ())
    return tuple(one for one in grid if problem.times[one].week in weeks and problem.times[one].open)


def lifted(board: Board, unit: Unit) -> None:
    for meet in unit.meets:
        board.lift(meet)


def placements_at(indexed: IndexedProblem, unit: Unit, start: int) -> dict[int, int] | None:
    """By meet of the unit, its placement when the unit starts then; None where one cannot start or last so."""
    known = indexed.domain(unit.meet).placements
    if (unit.duration, start) not in known:
        return None
    own = known.index((unit.duration, start))
    found = {unit.meet: own}
    ticks = indexed.domain(unit.meet).ticks[own]
    for mate in unit.mates:
        domain = indexed.domain(mate)
        if ticks not in domain.ticks[: domain.placed]:
            return None
        found[mate] = domain.ticks.index(ticks)
    return found


def trials(board: Board, question: Question, unit: Unit, at: Mapping[int, int]) -> Iterator[Trial]:
    """The unit at these placements, off the board, in every way worth asking: as it stands now first.

    Where somebody whom it needs in any case is busy, other rooms or forms do not help. Other forms come only where the
    present one always breaks a rule.
    """
    options = question.indexed.meets[unit.meet].usable.options
    stand = unit.before.get(unit.meet)
    own = stand.option if stand is not None else next(iter(options), 0)
    for option in (own, *(one for one in options if one != own)):
        busy = bool(board.in_the_way(unit.meet, at[unit.meet], option))
        if busy and option != own:
            continue
        kept = False
        for way in islice(ways(board, unit.meet, at[unit.meet], option, stand), 1 if busy else None):
            trial = question.price({unit.meet: way, **_mates(board, unit, at, way)})
            kept = kept or not trial.worse
            yield trial
        if kept:
            return


def _mates(board: Board, unit: Unit, at: Mapping[int, int], way: Stand) -> dict[int, Stand]:
    """How those in the band stand beside it, each with the first that is free."""
    found: dict[int, Stand] = {}
    if not unit.mates:
        return found
    board.put(unit.meet, way)
    for mate in unit.mates:
        before = unit.before[mate]
        found[mate] = next(iter(islice(ways(board, mate, at[mate], before.option, before), 1)))
        board.put(mate, found[mate])
    for meet in unit.meets:
        board.lift(meet)
    return found


def spots(board: Board, question: Question, witness: Witness, unit: Unit) -> Iterator[Spot]:
    """All times in order; the unit is off the board."""
    now = question.indexed.domain(unit.meet).placements[question.state.placement[unit.meet]][1]
    for start in starts_of(question.indexed, unit):
        at = placements_at(question.indexed, unit, start)
        if at is None:
            yield Spot(start, (), Effect(), (Blocker(Obstacle.BELLS),))
            continue
        if start == now != NOWHERE:
            yield Spot(start, steps_of(question, unit.before), Effect(), now=True)
            continue
        best = min(trials(board, question, unit, at), key=lambda trial: trial.rank)
        steps = steps_of(question, best.stands)
        yield Spot(start, steps, best.effect, witness.blockers(steps, best.worse) if best.worse else ())


def steps_of(question: Question, stands: Mapping[int, Stand]) -> tuple[Placement, ...]:
    """The meets in the problem's words, in the order in which they are given."""
    whole = changed(question.indexed, question.state, stands)
    found: Iterable[Placement | None] = (question.indexed.in_words(whole, meet) for meet in stands)
    return tuple(placement for placement in found if placement is not None)
