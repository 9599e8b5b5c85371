"""The line that shows where a search stands: what is placed, what is broken, what it gains, in a planner's words."""

import pytest

from scheduler.cli.desk import Desk
from scheduler.cli.progress import Progress
from scheduler.solver.best.events import Event


def lines(capsys: pytest.CaptureFixture[str], *events: Event, language: str = "en") -> list[str]:
    with Progress(Desk(language, as_json=False), 60, periods=200) as progress:
        for event in events:
            progress.show(event)
    return capsys.readouterr().err.splitlines()


def event(seconds: float, unplaced: int, hard: int, soft: int, bound: int | None = None) -> Event:
    return Event("improve", "better", seconds, unplaced, hard, soft, bound)


def test_before_there_is_a_timetable_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = lines(capsys, Event("check", "check", 1.0))
    assert line.endswith("no timetable yet")


def test_what_is_placed_is_counted_of_all_there_is_and_broken_requirements_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (line,) = lines(capsys, event(3, 16, 20, 900))
    assert "184 of 200 periods placed  broken requirements: 20 points  wishes: 900 points" in line


def test_a_complete_timetable_is_told_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = lines(capsys, event(3, 0, 0, 900, 40), language="nl")
    assert "alle lesuren zijn geplaatst (200)  geen eis gebroken  wensen: 900 punten  (minstens 40)" in line


def test_the_clock_is_that_of_the_limit_which_runs_from_before_the_file_was_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Progress(Desk("nl", as_json=False), 60, periods=200) as progress:
        progress.begin(12.4)
        progress.show(event(3, 0, 0, 500))
    assert capsys.readouterr().err.startswith("   15 / 60 s  ")


def test_the_gain_of_the_last_twenty_seconds_is_told_in_percent(capsys: pytest.CaptureFixture[str]) -> None:
    *_, last = lines(capsys, event(3, 0, 0, 2000), event(10, 0, 0, 1000), event(31, 0, 0, 970))
    assert last.endswith("3 % better in 20 s")


def test_no_gain_is_told_where_there_was_no_such_timetable_then_or_hardly_any_gain(
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, second, third = lines(capsys, event(3, 9, 9, 2000), event(22, 0, 0, 1000), event(43, 0, 0, 995))
    assert not any("better in" in line for line in (first, second, third))
