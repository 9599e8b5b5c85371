"""FET accepts what we found, locked in its file, and counts the broken wishes as we do."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.cli.fet import idle
from scheduler.evaluation import evaluate
from scheduler.formats.fet import write_fet
from scheduler.solver.search import solve
from scheduler.solver.stopping import Stop
from tests.formats.fet.judge import fet_cl, verdict_of
from tests.formats.fet.small import ROOMS, constraint, school
from tests.formats.fet.test_space_constraints import VIRTUAL

pytestmark = pytest.mark.skipif(fet_cl() is None, reason="fet-cl is not installed (Debian: fet; or set FET_CL)")

APART = "Consecutive_If_Same_Day=true Number_of_Activities=2 Activity_Id=1 Activity_Id=2 MinDays=2"
CLOSED = "Teacher=Bert Number_of_Not_Available_Times=4 [Not_Available_Time]=Mo1,Mo2,Tu1,We1"
START = "Activity_Id={} Preferred_Day={} Preferred_Hour=1 Permanently_Locked=false"
WISHES = (
    constraint("MinDaysBetweenActivities", APART, 95)
    + constraint("TeacherNotAvailableTimes", CLOSED)
    + constraint("TeacherMaxDaysPerWeek", "Teacher_Name=Bert Max_Days_Per_Week=2")
    + constraint("ActivityPreferredStartingTime", START.format(1, "Monday"))
    + constraint("ActivityPreferredStartingTime", START.format(2, "Tuesday"))
)


def test_fet_takes_a_timetable_of_ours_as_it_is_and_counts_the_same(tmp_path: Path) -> None:
    space = constraint("ActivityPreferredRoom", "Activity_Id=5 Room=Pair Permanently_Locked=false")
    fet = school(tmp_path, WISHES, space, rooms=ROOMS + VIRTUAL)
    result = solve(fet.problem, stop=Stop(work=2.0), seed=1, workers=1)
    assert result.timetable is not None
    judged = evaluate(fet.problem, result.timetable)
    assert judged.valid
    write_fet(tmp_path / "solved.fet", fet, result.timetable)
    theirs = verdict_of(tmp_path / "solved.fet", seconds=20)
    assert theirs.accepted, theirs.told
    assert theirs.soft == pytest.approx(idle(fet.problem, judged)["fet_soft"]) == 0.95
