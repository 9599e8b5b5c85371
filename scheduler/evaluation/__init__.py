"""IS IT RIGHT, and how good: one plain function per kind of rule, written from its sentence. Imports `problem` only.

`evaluate` judges a timetable, `measure` gives the counts behind the judgement of one rule, kept or broken.
"""

from scheduler.evaluation.judge import cost_of, evaluate, measure
from scheduler.evaluation.result import Cost, Count, Evaluation, Fact, Measured, Violation

__all__ = ["Cost", "Count", "Evaluation", "Fact", "Measured", "Violation", "cost_of", "evaluate", "measure"]
