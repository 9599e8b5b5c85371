"""What a search found, told to people or to a script, and the exit code it ends with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.cli import codes
from scheduler.cli.desk import Desk
from scheduler.cli.verdict import verdict, violations

if TYPE_CHECKING:
    from scheduler.evaluation import Evaluation
    from scheduler.formats.files.faults import Notice
    from scheduler.problem.problem import Problem
    from scheduler.solver.search import Result

CODES = {
    "optimal": codes.DONE,
    "feasible": codes.DONE,
    "incomplete": codes.BROKEN,
    "impossible": codes.IMPOSSIBLE,
    "unknown": codes.NOTHING,
}


def tell_result(
    desk: Desk, problem: Problem, result: Result, evaluation: Evaluation, output: Path, notices: Iterable[Notice]
) -> int:
    """A timetable was written: how good it is, what is missing and why, and where it is."""
    unplaced = sum(evaluation.unplaced.values())
    key = {"optimal": "solved_optimal", "feasible": "solved_complete", "impossible": "solved_impossible"}
    if not unplaced:
        key["impossible"] = "solved_broken_rules"
    desk.say(key.get(result.status, "solved_broken"), unplaced=unplaced, hard=evaluation.hard)
    desk.say(
        "solved_costs",
        hard=evaluation.hard,
        soft=evaluation.soft,
        unplaced=unplaced,
        bound=desk.text("no_bound") if result.bound is None else result.bound,
        seconds=f"{result.seconds:.0f}",
        seed=result.seed,
    )
    _tell_proofs(desk, result)
    missing = _missing(desk, result)
    if missing:
        desk.say("unplaced_lessons")
    for one in missing:
        desk.line(f"  {one['text']}")
    from scheduler.problem.rules import Placed

    told = {rule.id for rule in problem.rules if isinstance(rule, Placed)}  # as lessons without a time, above
    kept = replace(evaluation, violations=tuple(one for one in evaluation.violations if one.rule_id not in told))
    broken = [one for one in violations(problem, kept, desk.language, 20) if one["hard"]]
    if broken:
        desk.say("hard_violations")
    for one in broken:
        desk.line(f"  {one['rule']} ({one['cost']}): {one['text']}")
    notices = tuple(notices)
    desk.notices(notices, [note.text(desk.language) for note in problem.notes])
    desk.say("solved_file", file=output)
    fields = verdict(evaluation, status=result.status, bound=result.bound, seconds=result.seconds, seed=result.seed)
    desk.result({**fields, **_more(desk, result, notices), "file": str(output)})
    return CODES[result.status]


def tell_nothing(desk: Desk, result: Result, notices: Iterable[Notice]) -> int:
    """No timetable: proved impossible, or only not found."""
    desk.say("proved_impossible" if result.status == "impossible" else "nothing_found", seconds=f"{result.seconds:.0f}")
    _tell_proofs(desk, result)
    empty: dict[str, Any] = {"hard": None, "soft": None, "bound": result.bound, "unplaced": None, "rules": {}}
    timing = {"seconds": round(result.seconds, 2), "seed": result.seed}
    desk.result({"status": result.status, **empty, **timing, **_more(desk, result, tuple(notices)), "file": None})
    return CODES[result.status]


def _tell_proofs(desk: Desk, result: Result) -> None:
    if result.proofs:
        desk.say("check_impossible", count=len(result.proofs))
    for proof in result.proofs:
        desk.line(f"  {proof.text(desk.language)}")


def _missing(desk: Desk, result: Result) -> list[dict[str, Any]]:
    return [
        {
            "lesson": one.lesson,
            "periods": one.periods,
            "text": one.text(desk.language),
        }
        for one in result.unplaced
    ]


def _more(desk: Desk, result: Result, notices: tuple[Notice, ...]) -> dict[str, Any]:
    first = result.first_complete_seconds
    return {
        "unplaced_reasons": _missing(desk, result),
        "proofs": [proof.text(desk.language) for proof in result.proofs],
        "first_complete_seconds": None if first is None else round(first, 2),
        "notices": desk.told(notices),
    }
