"""Timetables written into FET files and lists of activities are read back as they were; the rest of a file is kept."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.evaluation import evaluate
from scheduler.formats.fet import locked_timetable, read_fet, read_timetable, write_activities, write_fet
from scheduler.formats.files.faults import Faults
from scheduler.problem.timetable import Placement, Timetable
from scheduler.solver.search import solve
from scheduler.solver.stopping import Stop
from tests.formats.fet.small import DAYS, ROOMS, constraint, content, placed, school, written
from tests.formats.fet.test_space_constraints import VIRTUAL
from tests.formats.fet.test_time_constraints import KEPT_AND_BROKEN, SOFT

SPACE = constraint("ActivityPreferredRooms", "Activity_Id=3 Preferred_Room=Barn Preferred_Room=Cave") + constraint(
    "ActivityPreferredRoom", "Activity_Id=5 Room=Pair", 90
)


@st.composite
def files(draw: st.DrawFn) -> str:
    """Small FET files with any of the constraints of the other tests, hard and soft, and some breaks."""
    chosen = draw(st.lists(st.sampled_from([*KEPT_AND_BROKEN, *SOFT]), max_size=6))
    weights = [100, 100, 95, 99.75, 0]
    time = "".join(constraint(one[0], one[1], draw(st.sampled_from(weights))) for one in chosen)
    if draw(st.booleans()):
        time += constraint("BreakTimes", f"[Break_Time]={draw(st.sampled_from(['Mo1', 'Mo2,Tu2', 'We4']))}")
    space = SPACE if draw(st.booleans()) else ""
    hours = draw(st.sampled_from([("1", "2", "3", "4"), ("8:00", "9:00", "10:00 & later", "11:00 <end>")][:1]))
    return content(time, space, rooms=ROOMS + VIRTUAL, hours=hours)


@st.composite
def timetables(draw: st.DrawFn, fet: object) -> Timetable:
    placements = []
    for lesson in fet.problem.lessons:  # type: ignore[attr-defined]
        starts = fet.problem.starts(lesson, lesson.parts[0], lesson.duration)  # type: ignore[attr-defined]
        start = draw(st.none() | st.sampled_from(starts)) if starts else None
        option = draw(st.sampled_from(lesson.options)) if start is not None else _without(lesson.options)
        free = [demand for demand in option.demands if not demand.fixed and demand.candidates]
        choices = tuple((demand.role, draw(st.sampled_from(demand.candidates))) for demand in free)
        held = choices if start is not None else ()
        placements.append(Placement(lesson.id, 1, lesson.duration, start, option.id, held))
    return Timetable(tuple(placements))


def _without(options: tuple) -> object:
    return next((one for one in options if one.id == "no room"), options[0])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_and_its_timetable_are_read_written_and_read_as_the_same(tmp_path: Path, data: st.DataObject) -> None:
    fet = read_fet(written(tmp_path, data.draw(files())))
    again = tmp_path / "again.fet"
    write_fet(again, fet)
    second = read_fet(again)
    assert second.problem == fet.problem and second.read == fet.read
    timetable = data.draw(timetables(fet))
    write_fet(tmp_path / "solved.fet", fet, timetable)
    write_activities(tmp_path / "list.xml", fet, timetable)
    settled = {
        number
        for number, one in (
            (e.findtext("Activity_Id"), e) for e in fet.root.iter("ConstraintActivityPreferredStartingTime")
        )
        if one.findtext("Weight_Percentage") == "100"
    }
    wanted = tuple(one for one in timetable.placements if one.lesson not in settled or one.start is not None)
    for name in ("solved.fet", "list.xml"):
        found = read_timetable(tmp_path / name, fet).placements
        assert tuple(one for one in found if one in wanted or one.lesson not in settled) == wanted


def test_a_solved_file_says_everything_the_first_said_and_locks_each_activity(tmp_path: Path) -> None:
    fet = school(tmp_path, constraint("TeachersMaxGapsPerDay", "Max_Gaps=1"), SPACE, rooms=ROOMS + VIRTUAL)
    timetable = placed(fet, "1@Mo1 2@Tu1 3@Mo2:Barn 4@Mo3 5@Tu2 6@We1")
    path = tmp_path / "solved.fet"
    write_fet(path, fet, timetable)
    before, after = fet.root, ElementTree.parse(path).getroot()
    lists = ("Time_Constraints_List", "Space_Constraints_List")
    for one, two in zip(before, after, strict=True):
        inside = [ElementTree.tostring(child).strip() for child in two]
        assert [ElementTree.tostring(child).strip() for child in one] == inside[: len(one)]
        assert one.tag in lists or len(one) == len(two)
    assert len(after.findall("Time_Constraints_List/ConstraintActivityPreferredStartingTime")) == 6
    assert path.read_bytes().startswith(b"\xef\xbb\xbf<?xml")
    judged = evaluate(read_fet(path).problem, timetable)
    assert judged.hard == 0 and locked_timetable(read_fet(path)) is not None


def test_what_the_file_locks_itself_is_not_said_twice(tmp_path: Path) -> None:
    fields = "Activity_Id=3 Preferred_Day=Monday Preferred_Hour=2"
    fet = school(tmp_path, constraint("ActivityPreferredStartingTime", fields))
    write_fet(tmp_path / "solved.fet", fet, placed(fet, "3@Mo2 4@Mo3"))
    root = ElementTree.parse(tmp_path / "solved.fet").getroot()
    assert [one.findtext("Activity_Id") for one in root.iter("ConstraintActivityPreferredStartingTime")] == ["3", "4"]


def test_a_file_without_locks_has_no_timetable(tmp_path: Path) -> None:
    assert locked_timetable(school(tmp_path)) is None


def test_a_list_of_another_school_or_kind_is_refused(tmp_path: Path) -> None:
    fet = school(tmp_path)
    other = written(tmp_path, "<Activities_Timetable><Activity><Id>77</Id></Activity></Activities_Timetable>", "a.xml")
    with pytest.raises(Faults) as caught:
        read_timetable(other, fet)
    assert [fault.key for fault in caught.value.faults] == ["unknown"]
    with pytest.raises(Faults, match="Subgroups"):
        read_timetable(written(tmp_path, "<Students_Timetable_Subgroups/>", "b.xml"), fet)


def test_what_is_found_keeps_every_constraint_and_leaves_nobody_waiting(tmp_path: Path) -> None:
    time = constraint("MinDaysBetweenActivities", "Consecutive_If_Same_Day=true Activity_Id=1 Activity_Id=2 MinDays=1")
    time += constraint("TeacherNotAvailableTimes", "Teacher=Bert [Not_Available_Time]=Mo1,Mo2,Tu1,Tu2")
    fet = school(tmp_path, time, SPACE, rooms=ROOMS + VIRTUAL)
    result = solve(fet.problem, stop=Stop(work=2.0), seed=1, workers=1)
    assert result.timetable is not None and result.status in ("optimal", "feasible")
    judged = evaluate(fet.problem, result.timetable)
    assert judged.valid
    assert judged.by_entry["IdleTeachers"].deviation + judged.by_entry["IdlePupils"].deviation == 0
    assert DAYS


def test_idle_hours_are_wished_away_only_where_the_file_does_not_forbid_them(tmp_path: Path) -> None:
    entries = {
        rule.entry for rule in school(tmp_path, constraint("StudentsMaxGapsPerWeek", "Max_Gaps=0")).problem.rules
    }
    assert "IdleTeachers" in entries and "IdlePupils" not in entries
