"""How a judgement is told: the JSON fields of solve and evaluate, the table of rules, violations in words."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.cli.desk import Desk

if TYPE_CHECKING:
    from scheduler.evaluation import Cost, Evaluation, Violation
    from scheduler.problem.problem import Problem

FEW = 20
"""So many violations are told unless all are asked for."""

FEWER = 10
"""So many where something else is told beside them, and all must fit on a screen."""

MOST_RULES, MOST_LINES, LEAST_LINES = 8, 14, 5
"""What fits on a screen: so many rules that cost something, so many violations, of them so many soft ones at least."""


def verdict(
    evaluation: Evaluation,
    *,
    status: str,
    bound: int | None = None,
    seconds: float | None = None,
    seed: int | None = None,
) -> dict[str, Any]:
    """The fields of the contract. `unplaced` is in periods, `rules` has every catalogue entry with a rule."""
    return {
        "status": status,
        "hard": evaluation.hard,
        "soft": evaluation.soft,
        "bound": bound,
        "unplaced": sum(evaluation.unplaced.values()),
        "unplaced_lessons": dict(evaluation.unplaced),
        "seconds": None if seconds is None else round(seconds, 2),
        "seed": seed,
        "rules": {entry: rule_costs(cost) for entry, cost in sorted(evaluation.by_entry.items())},
    }


def rule_costs(cost: Cost) -> dict[str, int]:
    return {"hard": cost.hard, "soft": cost.soft, "points": cost.points, "deviation": cost.deviation}


def violations(problem: Problem, evaluation: Evaluation, language: str, most: int | None) -> list[dict[str, Any]]:
    """The costliest `most` violations (None: all), hard ones first, as JSON objects; the same sentence once."""
    found: dict[tuple[str, bool, str, str], dict[str, Any]] = {}
    for one in evaluation.violations[:most]:
        if not one.cost:
            continue
        text = _sentence(problem, one, language)
        told = found.setdefault(
            (one.entry, one.hard, one.point, text),
            {"rule": one.entry, "hard": one.hard, "cost": 0, "deviation": 0, "point": one.point, "text": text},
        )
        told["cost"] += one.cost
        told["deviation"] += one.deviation
    return list(found.values())


def print_verdict(
    desk: Desk, problem: Problem, evaluation: Evaluation, everything: bool = False, rows_left: int = 0
) -> None:
    """The verdict in a sentence, the table of rules, and violations in words.

    `rows_left`: rows of Rooster that are not part of what is judged.
    """
    if desk.as_json:
        return
    unplaced = sum(evaluation.unplaced.values())
    if evaluation.valid and rows_left:
        desk.say("verdict_valid_without", count=rows_left)
    elif evaluation.valid:
        desk.say("verdict_valid")
    else:
        desk.say("verdict_broken", hard=evaluation.hard, unplaced=unplaced)
    desk.say("verdict_costs", hard=evaluation.hard, soft=evaluation.soft, unplaced=unplaced)
    desk.line()
    _print_rules(desk, evaluation, everything)
    hard = [one for one in evaluation.violations if one.hard and one.cost]
    soft = [one for one in evaluation.violations if not one.hard and one.cost]
    most = MOST_LINES - LEAST_LINES if soft else MOST_LINES
    shown = print_lines(desk, problem, hard, "hard_violations", None if everything else most)
    print_lines(desk, problem, soft, "soft_violations", None if everything else MOST_LINES - shown)


def _print_rules(desk: Desk, evaluation: Evaluation, everything: bool) -> None:
    """The rules that cost most, hard ones first; all of them in their order where everything is asked for."""
    from rich.table import Table

    from scheduler.school.catalogue import catalogue

    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column(desk.text("column_rule"), no_wrap=True)
    for heading in ("broken", "cost"):
        table.add_column(desk.text(f"column_{heading}"), justify="right", no_wrap=True)
    table.add_column(desk.text("column_sentence"))
    rules = sorted(evaluation.by_entry.items())
    costly = sorted((one for one in rules if one[1].hard or one[1].soft), key=lambda one: (-one[1].hard, -one[1].soft))
    for entry, cost in rules if everything else costly[:MOST_RULES]:
        known = catalogue().get(entry)
        hard = f" {desk.text('level_must')}" if cost.hard else ""
        sentence = known.sentence[desk.language] if known else ""
        table.add_row(entry, str(cost.points), f"{cost.hard + cost.soft}{hard}", sentence)
    if table.row_count:
        desk.console().print(table)
    if not everything:
        more = max(0, len(costly) - MOST_RULES)
        desk.say("other_rules_cost" if more else "other_rules_kept", more=more, kept=len(rules) - len(costly))


def print_lines(
    desk: Desk,
    problem: Problem,
    violations: Iterable[Violation],
    key: str,
    most: int | None,
    file: Path | None = None,
) -> int:
    """A heading and a line per matter, the costliest first, and how many; nothing where there is none or `--json`.

    `file`: the result that `evaluate --all` tells the rest of, for a verb that has no `--all` itself.
    """
    from scheduler.telling.lines import lines_of

    told = sorted(lines_of(problem, violations, desk.language), key=lambda line: -line.cost)
    if not told or desk.as_json:
        return 0
    desk.line()
    desk.say(key)
    for line in told[:most]:
        desk.line(f"  {line.entry} ({line.cost}): {line.text}")
    if most is not None and len(told) > most:
        rest = desk.text("more_violations", count=len(told) - most)
        if file is not None:
            rest = desk.text("more_in_result", count=len(told) - most, file=file)
        desk.line(f"  {rest}")
    return len(told[:most])


def _sentence(problem: Problem, violation: Violation, language: str) -> str:
    from scheduler.telling.violations import sentence

    return sentence(problem, violation, language)
