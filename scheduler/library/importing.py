"""An imported roster as it runs: rules that its own timetable breaks are switched off in the sheet Regels, and said.

A roster from elsewhere need not know the Flemish midday break; asking for it would make the roster impossible. What it
breaks is found by the judge, so this knows no rule by name.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from scheduler.evaluation import Evaluation, evaluate
from scheduler.evaluation.result import Violation
from scheduler.formats.roster import Imported
from scheduler.formats.roster.records import told
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, TEACHER
from scheduler.problem.rules import LimitPeriods
from scheduler.school.building import TooManyPaths, build_problem
from scheduler.school.catalogue import catalogue
from scheduler.school.records import Level, RuleRow, School
from scheduler.school.roster import timetable_of

NEVER_OFF = frozenset({"H01", "H02"})
"""That nobody is in two places, and that every lesson is held: without them there is no timetable."""
EVERYBODY = ("all",)
FEW = 3
"""One in so many classes or teachers that break a rule: it is switched off for everybody."""
SOURCE = "ingelezen rooster / imported roster"


def as_it_runs(imported: Imported) -> Imported:
    """The same, with rows in Regels that switch off what its timetable breaks; said where there are any."""
    school = imported.school
    if not (imported.sightings and school.roster):
        return imported  # no roster, or a file that says its rules itself
    off: dict[str, tuple[str, ...]] = {}
    try:
        while broken := _broken(school, off):
            if all(off.get(rule) == EVERYBODY for rule in broken):
                break  # what stays broken when it is switched off is for `check` and `evaluate` to tell
            off |= broken
            rows = [RuleRow(rule, who, Level.OFF, source=SOURCE) for rule in sorted(off) for who in off[rule]]
            school = replace(imported.school, rules=tuple(rows))
    except TooManyPaths:
        return imported  # no problem can be made of it; `check` says why
    if not off:
        return imported
    said = ", ".join(sorted(off))
    law = ", ".join(rule for rule in sorted(off) if catalogue()[rule].law)
    legal = (told("legal_rules_off", 0.7, said=law),) if law else ()
    return replace(
        imported,
        school=school,
        assumptions=(*imported.assumptions, told("rules_off", 0.7, said=said, count=len(off))),
        notices=(*imported.notices, *legal),
    )


def _broken(school: School, off: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """For whom each rule is to be switched off; for everybody where that for a few was not enough."""
    problem = build_problem(school)
    timetable, _ = timetable_of(problem, school.roster)
    found = _by_entry(evaluate(problem, timetable))
    return {rule: EVERYBODY if rule in off else _who(problem, school, rule, of_it) for rule, of_it in found.items()}


def _by_entry(judged: Evaluation) -> dict[str, list[Violation]]:
    found: dict[str, list[Violation]] = defaultdict(list)
    for violation in judged.violations:
        if violation.hard and violation.entry not in NEVER_OFF:
            found[violation.entry].append(violation)
    return found


def _who(problem: Problem, school: School, rule: str, broken: list[Violation]) -> tuple[str, ...]:
    """The classes or teachers that break it, as the catalogue lets a row name them."""
    scope = catalogue()[rule].scope
    kind, everybody = (PATH, len(school.classes)) if scope == "class" else (TEACHER, len(school.teachers))
    named = {_member(problem, one, kind) for one in broken} if scope in ("class", "teacher") else {""}
    return EVERYBODY if "" in named or len(named) * FEW >= everybody else tuple(sorted(named))


def _member(problem: Problem, broken: Violation, kind: str) -> str:
    """The class (of a path) or teacher of whom a point speaks; "" where it speaks of something else."""
    rule = next(rule for rule in problem.rules if rule.id == broken.rule_id)
    bounds = rule.bounds if isinstance(rule, LimitPeriods) else ()
    of = next((bound.path for bound in bounds if bound.label == broken.point and bound.path), broken.point)
    one = problem.resource.get(of)
    return (one.class_code or one.code) if one is not None and one.kind == kind else ""
