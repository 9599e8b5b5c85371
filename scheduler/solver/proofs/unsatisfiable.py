"""Rules that no timetable with every lesson placed can keep, as proofs; `counting_bounds` does the adding up.

Only the few kinds of rules that can break so are translated, not the whole problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from scheduler.evaluation.findings import Proof
from scheduler.problem import rules as r
from scheduler.problem.problem import Problem
from scheduler.solver.monitors.build import translate
from scheduler.solver.monitors.kinds import Count
from scheduler.solver.monitors.meets import IndexedProblem
from scheduler.solver.monitors.monitor import Monitor
from scheduler.solver.monitors.rows import Rows
from scheduler.solver.proofs.counting_bounds import CertainAmounts, Overload
from scheduler.solver.proofs.workloads import overloaded_together


def unsatisfiable_rules(indexed: IndexedProblem) -> Iterator[Proof]:
    """One proof per rule and point (a group of lessons, a bound, a resource) that counting shows to break.

    Then those of several people whose limits break together.
    """
    problem, rows = indexed.problem, Rows(indexed)
    counting = CertainAmounts(indexed, rows.rows, rows.tables)
    told: set[Proof] = set()
    for number, rule in enumerate(problem.rules):
        points = _points(indexed, rule) if rule.hard and rule.weight else ()
        if not points:
            continue
        for point, (_, monitor) in zip(points, translate(rows, number, rule), strict=True):
            overload = counting.overload(monitor)
            if overload is None:
                continue
            proof = _proof(problem, rule, point, _whole(overload, monitor))
            shown = _as_told(problem, proof)
            if shown not in told:
                told.add(shown)
                yield proof
    yield from overloaded_together(problem)


def _whole(overload: Overload, monitor: Monitor) -> Overload:
    """The same in whole units of the rule."""
    unit = monitor.sums[0].divide if isinstance(monitor, Count) and monitor.sums else 1
    return replace(overload, need=-(-overload.need // unit), have=overload.have // unit)


def _points(indexed: IndexedProblem, rule: r.Rule) -> Sequence[Any]:
    """What each monitor of the rule is about, in the order of its translation; nothing where none can break so."""
    match rule:
        case r.Placed() | r.SplitCount():
            return rule.lessons
        case r.Spread() | r.OnHand():
            return rule.groups
        case r.Pinned():  # a meet without any time has no monitor
            meets = [indexed.of_lesson[indexed.lesson_number[pin.lesson]][pin.part - 1] for pin in rule.pins]
            return [pin for pin, meet in zip(rule.pins, meets, strict=True) if indexed.domain(meet).placed]
        case r.LimitPeriods():
            return rule.bounds
        case r.LimitWorkload():
            return rule.resources
        case r.LimitClusters() if rule.least:
            return rule.resources
        case r.PreferTimes(modes=modes) if modes is not None:  # of all modes: meets that cannot keep it have no time
            lessons = [indexed.problem.lesson[lesson] for lesson in rule.lessons]
            return [one.id for one in lessons if any(option.mode in modes for option in one.options)]
    return ()


def _proof(problem: Problem, rule: r.Rule, point: Any, overload: Overload) -> Proof:
    """What counting found out about one point of a rule."""
    side = "over" if overload.over else "under"
    found = Proof(f"periods_{side}", overload.need, overload.have, (), rule=rule.id)
    match rule:
        case r.Placed():
            return _about_lessons(problem, replace(found, key="blocks_too_short"), [point])
        case r.PreferTimes():
            return _about_lessons(problem, replace(found, key="times_over"), [point])
        case r.Spread():
            return _about_lessons(problem, replace(found, key=f"spread_{side}", limits=overload.limits), point)
        case r.Pinned():  # a meet that must be placed, at none of whose times the pin is kept
            apart = replace(found, key="spread_under", need=1, have=0, when=tuple(sorted(point.within or ())))
            return _about_lessons(problem, apart, [point.lesson])
        case r.SplitCount(duration=duration):
            return _about_lessons(problem, replace(found, key=f"split_{side}", duration=duration), [point])
        case r.OnHand():
            return replace(found, key="on_hand", about=tuple(point), when=rule.times)
        case r.LimitPeriods():
            return replace(found, about=(point.label,), row=_row(problem, point.lessons))
    key = "half_days" if isinstance(rule, r.LimitClusters) else f"workload_{side}"
    return replace(found, key=key, about=(point,), row=point)


def _about_lessons(problem: Problem, found: Proof, lessons: Iterable[str]) -> Proof:
    about = tuple(lessons)
    return replace(found, about=about, row=_row(problem, about))


def _row(problem: Problem, lessons: Sequence[str]) -> str:
    """The first lesson, where all are of one subject."""
    return lessons[0] if len({problem.lesson[lesson].subject for lesson in lessons}) == 1 else ""


def _as_told(problem: Problem, proof: Proof) -> Proof:
    """The proof with what a planner sees of it: paths are told as their class, lessons of one row as that row."""
    about = []
    for identity in proof.about:
        if (resource := problem.resource.get(identity)) is not None:
            about.append(resource.class_code or identity)
        else:
            lesson = problem.lesson.get(identity)
            about.append(lesson.row or identity if lesson else identity)
    return replace(proof, about=tuple(about), row="")
