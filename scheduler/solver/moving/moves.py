"""`moves`: where one meet can go. This module only wires the parts."""

from __future__ import annotations

from scheduler.evaluation.possible_moves import Moves
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.moving.blockers import Witness
from scheduler.solver.moving.board import Board
from scheduler.solver.moving.chains import best_chains
from scheduler.solver.moving.question import Question
from scheduler.solver.moving.spots import lifted, spots, unit_of


def moves(
    problem: Problem, timetable: Timetable, lesson: str, part: int = 1, *, chains: int = 3, to: int | None = None
) -> Moves:
    """Where a meet of a timetable can go: every time of its weeks, free or with what stands in the way, and chains.

    Lessons that must run at the same time move together. Where the room or teacher it holds is busy, another candidate
    is taken; another form of the lesson only where the present one does not go.

    Parameters:
        problem: what is to be scheduled.
        timetable: a timetable of it, whatever it breaks.
        lesson: the id of the lesson.
        part: which of its meets.
        chains: how many ways that move other lessons too are sought; 0: none.
        to: the time index to which they lead; to any if none is given.

    Returns:
        Every time with what it costs or saves and what stands in the way, and the best chains.

    Raises:
        ValueError: it is not a timetable of this problem, or there is no such meet in it.

    Example:
        >>> answer = moves(problem, timetable, "art 1A", 2)
        >>> [(problem.times[spot.start].id, spot.free) for spot in answer.spots][:2]
        [('Mon-1', False), ('Mon-2', False)]
    """
    problem.check(timetable)
    if lesson not in problem.lesson:
        raise ValueError(f"there is no lesson {lesson!r}")
    if not 1 <= part <= len(problem.lesson[lesson].parts):
        raise ValueError(f"lesson {lesson!r} has no part {part}")
    indexed = index_problem(problem)
    state, _ = indexed.state(timetable)
    meet = indexed.of_lesson[indexed.lesson_number[lesson]][part - 1]
    unit = unit_of(indexed, state, meet)
    board = Board(indexed, state)
    lifted(board, unit)
    question = Question(indexed, state, {indexed.lesson(one).id for one in unit.meets})
    witness = Witness(question.problem, indexed.timetable(state))
    found = tuple(spots(board, question, witness, unit))
    blocked = [spot.start for spot in found if not spot.free and spot.steps]
    goals = [start for start in blocked if to in (None, start)]
    return Moves(
        lesson=lesson,
        part=part,
        now=indexed.in_words(state, meet) if indexed.placed(state, meet) else None,
        together=tuple((indexed.lesson(mate).id, indexed.meets[mate].part) for mate in unit.mates),
        spots=found,
        chains=best_chains(indexed, state, board, unit, goals, chains) if chains and goals else (),
    )
