"""What FET would count of a timetable of a FET file: its own wishes, and how long people wait.

The points of such a problem hold both, each constraint's weight and our wishes about idle hours; here they are apart.
"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.evaluation import Evaluation
from scheduler.formats.fet import IDLE, POINTS
from scheduler.problem.problem import Problem
from scheduler.problem.resources import TEACHER

ALWAYS = "ConstraintBasicCompulsoryTime"
"""Every FET file has it, and no other."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Broken wishes of the file as FET adds them up, and idle hours a week of all teachers, of each, of all pupils.

    Pupils with the same lessons count once.
    """

    wishes: float
    idle_teachers: int
    idle_teacher: float
    idle_pupils: int


def counted(problem: Problem, evaluation: Evaluation) -> Counted | None:
    """None of a problem that is not a FET file's."""
    if ALWAYS not in evaluation.by_entry:
        return None
    costs = evaluation.by_entry
    own = sum(cost.soft for entry, cost in costs.items() if entry not in IDLE.values())
    teachers, pupils = (costs[entry].deviation if entry in costs else 0 for entry in IDLE.values())
    busy = [one for one in problem.resources_of(TEACHER) if problem.lessons_of[one.id]]
    return Counted(round(own / (100 * POINTS), 4), teachers, round(teachers / max(1, len(busy)), 2), pupils)
