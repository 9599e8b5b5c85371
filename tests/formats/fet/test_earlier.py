"""Files of earlier versions of FET: each old form of a constraint or a list is read as what FET makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.formats.fet import FetFile, read_fet
from scheduler.formats.files.faults import Faults
from tests.formats.fet.small import DAYS, constraint, content, school, written

ONE, TWO = "First_Activity_Id=3 Second_Activity_Id=4", "Third_Activity_Id=6"
PREFERRED = "<Preferred_Time><Preferred_Day>Tuesday</Preferred_Day><Preferred_Hour>2</Preferred_Hour></Preferred_Time>"
SPAN = "Day=Tuesday Start_Hour=2 End_Hour=4"
OLD_AND_NEW = [
    # (old type, its fields, new type, its fields)
    ("2ActivitiesConsecutive", ONE, "TwoActivitiesConsecutive", ONE),
    ("2ActivitiesGrouped", ONE, "TwoActivitiesGrouped", ONE),
    ("2ActivitiesOrdered", ONE, "TwoActivitiesOrdered", ONE),
    ("3ActivitiesGrouped", f"{ONE} {TWO}", "ThreeActivitiesGrouped", f"{ONE} {TWO}"),
    ("ActivitiesOverlapCompletelyOrDontOverlap", "Activity_Id=1 Activity_Id=3",
     "ActivitiesOverlapCompletelyOrDoNotOverlap", "Activity_Id=1 Activity_Id=3"),
    ("MinNDaysBetweenActivities", "MinDays=1 Activity_Id=1 Activity_Id=2",
     "MinDaysBetweenActivities", "MinDays=1 Activity_Id=1 Activity_Id=2"),
    ("TeachersNoGaps", "", "TeachersMaxGapsPerWeek", "Max_Gaps=0"),
    ("StudentsNoGaps", "", "StudentsMaxGapsPerWeek", "Max_Gaps=0"),
    ("StudentsSetNoGaps", "Students=A", "StudentsSetMaxGapsPerWeek", "Students=A Max_Gaps=0"),
    ("StudentsEarly", "", "StudentsEarlyMaxBeginningsAtSecondHour", "Max_Beginnings_At_Second_Hour=0"),
    ("StudentsSetEarly", "Students=B",
     "StudentsSetEarlyMaxBeginningsAtSecondHour", "Students=B Max_Beginnings_At_Second_Hour=0"),
    ("TeacherNotAvailable", f"Teacher_Name=Anna {SPAN}",
     "TeacherNotAvailableTimes", "Teacher=Anna [Not_Available_Time]=Tu2,Tu3"),
    ("StudentsSetNotAvailable", f"Students=B {SPAN}",
     "StudentsSetNotAvailableTimes", "Students=B [Not_Available_Time]=Tu2,Tu3"),
    ("StudentsSetNotAvailable", "Students=B Day=Monday Start_Hour=3 End_Hour=end",
     "StudentsSetNotAvailableTimes", "Students=B [Not_Available_Time]=Mo3,Mo4"),
    ("Break", SPAN, "BreakTimes", "[Break_Time]=Tu2,Tu3"),
    ("ActivityPreferredTime", "Activity_Id=3 Preferred_Day=Monday Preferred_Hour=1",
     "ActivityPreferredStartingTime", "Activity_Id=3 Preferred_Day=Monday Preferred_Hour=1"),
    ("ActivitiesPreferredTimes", "Teacher_Name= Subject_Tag_Name=hard [Preferred_Starting_Time]=Tu2",
     "ActivitiesPreferredStartingTimes", "Teacher_Name= Activity_Tag_Name=hard [Preferred_Starting_Time]=Tu2"),
]  # fmt: skip
IN_ROOMS = [
    ("RoomNotAvailable", f"Room_Name=Barn {SPAN}", "RoomNotAvailableTimes", "Room=Barn [Not_Available_Time]=Tu2,Tu3"),
    ("SubjectSubjectTagPreferredRoom", "Subject=maths Subject_Tag=hard Room=Barn",
     "SubjectActivityTagPreferredRoom", "Subject=maths Activity_Tag=hard Room=Barn"),
]  # fmt: skip


def states(fet: FetFile) -> object:
    problem = fet.problem
    return problem.times, problem.resources, problem.lessons, problem.rules, fet.read, fet.unread


@pytest.mark.parametrize(("old", "old_fields", "new", "new_fields"), [*OLD_AND_NEW, *IN_ROOMS])
@pytest.mark.parametrize("weight", [100, 60])
def test_an_old_constraint_says_what_the_new_one_says(
    tmp_path: Path, old: str, old_fields: str, new: str, new_fields: str, weight: int
) -> None:
    of_rooms = (old, old_fields, new, new_fields) in IN_ROOMS
    texts = [constraint(old, old_fields, weight), constraint(new, new_fields, weight)]
    first, second = (school(tmp_path, "" if of_rooms else one, one if of_rooms else "") for one in texts)
    assert not first.unread and states(first) == states(second) != states(school(tmp_path))


def test_what_a_span_names_is_looked_up(tmp_path: Path) -> None:
    with pytest.raises(Faults) as wrong:
        school(tmp_path, constraint("TeacherNotAvailable", "Teacher_Name=Anna Day=Monday Start_Hour=9 End_Hour=4"))
    assert {(fault.key, fault.value) for fault in wrong.value.faults} == {("unknown", "9")}


def test_days_and_hours_may_stand_straight_in_their_lists(tmp_path: Path) -> None:
    now = content()
    days, hours = ("".join(f"<Name>{name}</Name>" for name in some) for some in (DAYS, "1234"))
    head, _, tail = now.partition("<Days_List>")
    tail = tail.partition("</Hours_List>")[2]
    old = (
        f"{head}<Hours_List><Number>4</Number>{hours}</Hours_List><Days_List><Number>3</Number>{days}</Days_List>{tail}"
    )
    assert states(read_fet(written(tmp_path, old))) == states(school(tmp_path))


def test_tags_were_once_of_subjects(tmp_path: Path) -> None:
    old = content().replace("Activity_Tag", "Subject_Tag")
    assert states(read_fet(written(tmp_path, old))) == states(school(tmp_path))
