"""What is told of a search that ended with much unplaced: a screen, whatever the size of the school."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.cli.desk import Desk
from scheduler.cli.outcome import tell_result
from scheduler.demo import make_demo
from scheduler.evaluation import evaluate
from scheduler.evaluation.findings import Reason, Unplaced
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from scheduler.solver.reasons import NOT_ASKED
from scheduler.solver.search import Result

SCREEN = 40
"""Lines."""


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("asked", [0, 5, 200])
def test_many_lessons_without_a_time_fit_on_a_screen_and_none_is_lost(
    language: str, asked: int, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = replace(build_problem(make_demo("small")), language=language)
    nothing = Timetable()
    judged = evaluate(problem, nothing)
    reasons = (Reason("reason_none", 3),)
    unplaced = tuple(
        Unplaced(lesson, periods, 30, reasons if number < asked else (NOT_ASKED,))
        for number, (lesson, periods) in enumerate(judged.unplaced.items())
    )
    result = Result(nothing, "incomplete", judged.hard, judged.soft, None, 3.0, 1, unplaced, None, ())
    tell_result(Desk(language, as_json=False), problem, problem, result, judged, Path("out.xlsx"), ())
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= SCREEN
    told = sum(": " in line and "(30 " in line for line in lines)
    assert told == min(asked, 10, len(unplaced))
    left = len(unplaced) - min(asked, len(unplaced))
    beyond = max(0, min(asked, len(unplaced)) - 10)
    for count in (left, beyond):
        assert not count or any(f" {count} " in line for line in lines), f"{count} lessons are not mentioned"
