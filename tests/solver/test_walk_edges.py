"""The compiled search where its words of 64 bits end."""

from __future__ import annotations

import pytest

from scheduler.problem import rules as r
from tests.builders import lesson, problem, put, timetable, week
from tests.solver.test_annealing import check_walk

WHO = "path:1A"


@pytest.mark.parametrize("length", [61, 62, 63, 64, 65])
@pytest.mark.parametrize("first", [0, 1, 3, 63])
def test_sets_of_times_that_begin_or_end_near_the_64th_cost_what_the_judge_says(first: int, length: int) -> None:
    times = week(1, 131)
    window = tuple(range(first, first + length))
    common = {"entry": "S01", "hard": False, "resources": (WHO,)}
    rules = (
        r.LimitIdle(id="idle", groups=(window,), **common),
        r.LimitRuns(id="runs", groups=(window,), most=1, **common),
        r.LimitBusy(id="busy", groups=(window,), most=1, **common),
        r.LimitClusters(id="days", clusters=((r.Touch(window),), (r.Touch(window[-1:]),)), most=0, **common),
        r.Unavailable(id="away", times=window[::2], **common),
    )
    lessons = [lesson(f"L{number}", who=[WHO]) for number in range(5)]
    last = first + length - 1
    for starts in ((first, last, last + 1, max(0, first - 1), 64), (63, 64, 65, last, first), (61, 62, 63, 64, 65)):
        placed = timetable(*(put(f"L{number}", start) for number, start in enumerate(starts)))
        check_walk((problem(times, lessons, *rules), placed), 3, 5.0)
