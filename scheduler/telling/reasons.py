"""Why a lesson stayed unplaced, in a planner's words: who is busy, which room is missing, which rule forbids it.

The texts are in `data/texts/solver.toml`; what stands in the way is counted by `solver.reasons`.
"""

from __future__ import annotations

from scheduler.evaluation.findings import Reason, Unplaced
from scheduler.problem.problem import Problem
from scheduler.problem.text import say
from scheduler.school.made_lessons import shown_id
from scheduler.telling import naming


def sentence(problem: Problem, reason: Reason, language: str) -> str:
    """One reason in Dutch or English."""
    values: dict[str, object] = {}
    if reason.key == "reason_busy":
        resource = problem.resource.get(reason.who)
        values = {"who": resource.code if resource else "?"}
    elif reason.key == "closed_absent":
        values = {"who": naming.resource_name(problem, reason.who, language)}
    elif reason.key == "closed_nobody":
        names = (naming.resource_name(problem, one, language) for one in reason.among)
        values = {"who": naming.listed(names, language)}
    elif reason.key in ("reason_rule", "closed_rule"):
        known = naming.rule_sentence(reason.who)
        values = {"rule": reason.who, "sentence": known[language].removesuffix(".") if known else ""}
        key = reason.key if known else f"{reason.key}_no_sheets"  # a constraint of another program
        return say(language, "solver", key, times=reason.times, **values)
    return naming.told(problem, language, reason.key, times=reason.times, **values)


def sentences(problem: Problem, unplaced: Unplaced, language: str) -> tuple[str, ...]:
    """All reasons of one lesson, the most frequent first."""
    return tuple(sentence(problem, reason, language) for reason in unplaced.reasons)


def paragraph(problem: Problem, unplaced: Unplaced, language: str) -> str:
    """The lesson and what it misses, then all reasons."""
    values = {"lesson": shown_id(unplaced.lesson, language), "periods": unplaced.periods, "starts": unplaced.starts}
    return " ".join([say(language, "solver", "unplaced", **values), *sentences(problem, unplaced, language)])


def with_periods(unplaced: Unplaced, language: str) -> str:
    """ "NED-1A (2)": the lesson and how many periods it misses."""
    return f"{shown_id(unplaced.lesson, language)} ({unplaced.periods})"
