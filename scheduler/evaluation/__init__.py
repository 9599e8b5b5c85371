"""IS IT RIGHT, and how good: one plain function per kind of rule, written from its sentence. Imports `problem` only."""

from scheduler.evaluation.judge import cost_of, evaluate
from scheduler.evaluation.result import Cost, Evaluation, Fact, Violation

__all__ = ["Cost", "Evaluation", "Fact", "Violation", "cost_of", "evaluate"]
