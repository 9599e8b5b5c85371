"""What a search found, told to people or to a script, and the exit code it ends with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.cli import codes
from scheduler.cli.desk import Desk
from scheduler.cli.verdict import FEWER, print_lines, verdict
from scheduler.problem.rules import Placed

if TYPE_CHECKING:
    from scheduler.evaluation import Evaluation
    from scheduler.formats.files.faults import Notice
    from scheduler.problem.problem import Problem
    from scheduler.solver.search import Result
    from scheduler.views.report import SolveFacts

CODES = {
    "optimal": codes.DONE,
    "feasible": codes.DONE,
    "incomplete": codes.BROKEN,
    "impossible": codes.IMPOSSIBLE,
    "unknown": codes.NOTHING,
}


def tell_result(
    desk: Desk,
    solved: Problem,
    written: Problem,
    result: Result,
    evaluation: Evaluation,
    output: Path,
    notices: Iterable[Notice],
    facts: SolveFacts | None = None,
    more: Mapping[str, Any] | None = None,
) -> int:
    """A timetable was written: how good it is, what is missing and why, and where it is.

    `solved` is the problem that was searched, `written` the one that the file states, of which `evaluation` speaks.
    `facts`: what leaving the timetable before costs beside that (rule S13; the search and its bound count both), what
    differs from it, and what stands in the way of lessons without a time. `more`: fields of the JSON object beside.
    """
    moved, changes = (None, None) if facts is None else (facts.moved, facts.changes)
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
    if changes is not None:
        from scheduler.telling.changes import counted

        desk.say("solved_changes", counts=counted(changes, desk.language))
    if moved is not None and moved.deviation:
        both = evaluation.soft + moved.soft
        desk.say(
            "solved_moved", periods=moved.deviation, soft=moved.soft + moved.hard, alone=evaluation.soft, both=both
        )
    _tell_proofs(desk, solved, result)
    _tell_unplaced(desk, solved, result, facts)
    told = {rule.id for rule in written.rules if isinstance(rule, Placed)}  # as lessons without a time, above
    kept = replace(evaluation, violations=tuple(one for one in evaluation.violations if one.rule_id not in told))
    broken = [one for one in kept.violations if one.hard and one.cost]
    print_lines(desk, written, broken, "hard_violations", FEWER, output)
    notices = tuple(notices)
    desk.notices(notices, [note.text(desk.language) for note in written.notes])
    desk.say("solved_file", file=output)
    fields = verdict(evaluation, status=result.status, bound=result.bound, seconds=result.seconds, seed=result.seed)
    stability = None if moved is None else {"periods": moved.deviation, "hard": moved.hard, "soft": moved.soft}
    meets = None if changes is None else {"same": changes.same, "moved": changes.moved, "changes": len(changes.changes)}
    desk.result(
        {
            **fields,
            **(more or {}),
            "moved": stability,
            "changed": meets,
            **_more(desk, solved, result, notices),
            "file": str(output),
        }
    )
    return CODES[result.status]


def tell_nothing(desk: Desk, problem: Problem, result: Result, notices: Iterable[Notice]) -> int:
    """No timetable: proved impossible, or only not found."""
    desk.say("proved_impossible" if result.status == "impossible" else "nothing_found", seconds=f"{result.seconds:.0f}")
    _tell_proofs(desk, problem, result)
    empty: dict[str, Any] = {"hard": None, "soft": None, "bound": result.bound, "unplaced": None, "rules": {}}
    timing = {"seconds": round(result.seconds, 2), "seed": result.seed}
    desk.result(
        {"status": result.status, **empty, **timing, **_more(desk, problem, result, tuple(notices)), "file": None}
    )
    return CODES[result.status]


def _tell_proofs(desk: Desk, problem: Problem, result: Result) -> None:
    if result.proofs:
        desk.say("check_impossible", count=len(result.proofs))
    for text in _proofs(desk, problem, result)[:FEWER]:
        desk.line(f"  {text}")
    if len(result.proofs) > FEWER:
        desk.line(f"  {desk.text('more_proofs', count=len(result.proofs) - FEWER)}")


def _proofs(desk: Desk, problem: Problem, result: Result) -> list[str]:
    from scheduler.telling.proofs import sentence

    return [sentence(problem, proof, desk.language) for proof in result.proofs]


def _tell_unplaced(desk: Desk, problem: Problem, result: Result, facts: SolveFacts | None) -> None:
    """The first lessons without a time with what stands in their way, and the names of those nobody asked about."""
    from scheduler.solver.reasons import NOT_ASKED
    from scheduler.telling.naming import listed
    from scheduler.telling.reasons import paragraph, with_periods

    if not result.unplaced:
        return
    desk.say("unplaced_lessons")
    looked_up = [one for one in result.unplaced if NOT_ASKED not in one.reasons]
    for one in looked_up[:FEWER]:
        desk.line(f"  {paragraph(problem, one, desk.language)}")
        known = () if facts is None else facts.reasons.get(one.lesson, ())
        for line in known[len(one.reasons) :]:
            desk.line(f"    {line}")
    if len(looked_up) > FEWER:
        desk.line(f"  {desk.text('more_unplaced', count=len(looked_up) - FEWER)}")
    rest = [with_periods(one, desk.language) for one in result.unplaced if NOT_ASKED in one.reasons]
    if rest:
        desk.line(f"  {desk.text('unplaced_unasked', count=len(rest), lessons=listed(rest, desk.language))}")


def _missing(desk: Desk, problem: Problem, result: Result) -> list[dict[str, Any]]:
    from scheduler.telling.reasons import paragraph

    return [
        {"lesson": one.lesson, "periods": one.periods, "text": paragraph(problem, one, desk.language)}
        for one in result.unplaced
    ]


def _more(desk: Desk, problem: Problem, result: Result, notices: tuple[Notice, ...]) -> dict[str, Any]:
    first = result.first_complete_seconds
    return {
        "unplaced_reasons": _missing(desk, problem, result),
        "proofs": _proofs(desk, problem, result),
        "first_complete_seconds": None if first is None else round(first, 2),
        "notices": desk.told(notices),
    }
