"""Whether the monitors cost what the evaluator says: of random cases, and of every case that is worked out by hand."""

from __future__ import annotations

from dataclasses import replace

from scheduler.evaluation import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.rules import Rule
from scheduler.problem.timetable import Timetable
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.cost import costs
from scheduler.solver.monitors.incremental_cost import IncrementalCost
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.monitors.meets import NOWHERE, IndexedProblem
from scheduler.solver.monitors.reach import monitors_of_meets


def with_placeholders(indexed: IndexedProblem, timetable: Timetable) -> Timetable:
    """The timetable in which unplaced meets hold their placeholders, as in one that a search writes."""
    placements = []
    for one in timetable.placements:
        meet = indexed.meets[indexed.of_lesson[indexed.lesson_number[one.lesson]][one.part - 1]]
        option = [option.id for option in indexed.problem.lesson[one.lesson].options].index(one.option)
        choices = dict(one.choices)
        if one.start is None:
            for slot, choice in zip(meet.slots, meet.placeholder, strict=True):
                if choice != NOWHERE and option in slot.options:
                    choices[slot.role] = indexed.problem.resources[slot.candidates[choice]].id
        placements.append(replace(one, choices=tuple(choices.items())))
    return replace(timetable, placements=tuple(placements))


def agrees(problem: Problem, timetable: Timetable) -> bool:
    """Asserts that all readings cost the same, put there at once or moved there; False where no state is like it."""
    indexed = index_problem(problem)
    state, lost = indexed.state(timetable)
    if lost:
        return False
    judged = evaluate(problem, with_placeholders(indexed, timetable))
    data = monitors(indexed)
    assert costs(indexed, data, state) == (judged.hard, judged.soft)
    moved = IncrementalCost(indexed, data, monitors_of_meets(indexed, data), indexed.empty())
    change = moved.change(state)
    assert (change.hard, change.soft) == (judged.hard, judged.soft)
    moved.accept(change)
    assert (moved.total(True), moved.total(False)) == (judged.hard, judged.soft)
    return True


def agree_on(problem: Problem, rule: Rule, timetable: Timetable) -> None:
    """The same of one rule beside those of the problem that it compares, hard and soft."""
    others = tuple(one for one in problem.rules if one.id != rule.id)
    for hard in (True, False):
        weighed = replace(rule, hard=hard, weight=rule.weight or 1)
        agrees(replace(problem, rules=(*others, weighed)), timetable)
