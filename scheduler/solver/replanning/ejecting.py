"""The first thing tried with a broken meet: a time that is free, or a chain of at most three others that makes room.

Cheap where it works, and near by what it is; what is broken still is left to exact models of wider regions.
"""

from __future__ import annotations

from scheduler.solver.monitors.meets import Assignment, IndexedProblem
from scheduler.solver.moving.board import Board, changed
from scheduler.solver.moving.chains import best_trials
from scheduler.solver.moving.question import Question
from scheduler.solver.moving.spots import lifted, placements_at, starts_of, trials, unit_of


def ejected(indexed: IndexedProblem, state: Assignment, meet: int) -> Assignment | None:
    """The state in which the meet breaks less of the hard rules, with what moving and wishes cost least.

    None where no time is free, no chain was found, or nothing would be gained.
    """
    try:
        unit = unit_of(indexed, state, meet)
    except ValueError:  # its lesson has no periods left for it
        return None
    board = Board(indexed, state)
    lifted(board, unit)
    question = Question(indexed, state, {indexed.lesson(one).id for one in unit.meets})
    places = {start: at for start in starts_of(indexed, unit) if (at := placements_at(indexed, unit, start))}
    tried = [trial for at in places.values() for trial in trials(board, question, unit, at) if not trial.worse]
    best = min(tried, key=lambda trial: trial.rank, default=None)
    if best is None or best.effect.hard >= 0:
        chains = best_trials(indexed, state, board, unit, list(places), 1) if places else ()
        best = chains[0][1] if chains else None
    if best is None or best.effect.hard >= 0:
        return None
    return changed(indexed, state, best.stands)
