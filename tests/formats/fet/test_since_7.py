"""The families of FET 7, kept and broken on a small school; their slots are found in whatever way they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.formats.fet.small import constraint, costs, judged, placed, school
from tests.solver.agreement import agrees
from tests.solver.test_agreement import cpsat_agrees

SELECTED = "[Selected_Time_Slot]=Mo1,Mo2,Mo3,Mo4"
ONE_PAIR = "First_Day=Monday First_Hour=1 Second_Day=Tuesday Second_Hour=1"
NESTED_PAIR = "(First_Time_Slot)=Mo1 (Second_Time_Slot)=Tu1"
APART = "(First_Set)=Mo1,Mo2 (Second_Set)=Tu1,Tu2"
LISTED = "[First_Set_Time_Slot]=Mo1,Mo2 [Second_Set_Time_Slot]=Tu1,Tu2"
COUNTED = "Number_of_Time_Slots_1=2 [Selected_Time_Slot]=Mo1,Mo2 Number_of_Time_Slots_2=2 [Selected_Time_Slot]=Tu1,Tu2"
SETS = "Max_Occupied_Sets=1 Number_of_Sets=3 (Set)=Mo1,Mo2 (Set)=Tu1,Tu2 (Set)=We1"

KEPT_AND_BROKEN = [
    # (type, fields, where it is kept, where it is broken)
    ("TeacherMaxHoursDailyInInterval", "Teacher_Name=Bert Maximum_Hours_Daily=1 Interval_Start_Hour=3",
     "3@Mo1 4@Mo4", "3@Mo3 4@Mo4"),
    ("ActivitiesMaxHourlySpan", "Activity_Id=1 Activity_Id=3 Activity_Id=5 Max_Hourly_Span=3",
     "1@Mo2 3@Tu4 5@We2", "1@Mo1 3@Tu2 5@We4"),
    ("TeachersNotAvailableTimes", "[Not_Available_Time]=Mo1,Tu2", "3@Mo2 5@Mo3", "3@Mo1 5@Tu2"),
    ("StudentsNotAvailableTimes", "[Not_Available_Time]=Mo1,Tu2", "3@Mo2 5@Mo3", "3@Mo1 5@Tu2"),
    ("ActivitiesMaxHourlySpan", "Activity_Id=1 Activity_Id=3 Max_Hourly_Span=2", "1@Mo2 3@Tu3", "1@Mo2 3@Tu1"),
    ("TeacherNoTwoConsecutiveDays", "Teacher_Name=Bert", "3@Mo1 4@We1", "3@Mo1 4@Tu1"),
    ("TeacherMaxSingleGapsInSelectedTimeSlots", f"Teacher_Name=Bert {SELECTED} Max_Gaps=0",
     "3@Mo1 4@Mo4", "3@Mo1 4@Mo3"),
    *(("TeacherPairOfMutuallyExclusiveTimeSlots", f"Teacher=Bert {slots}", "3@Mo1 4@Tu2", "3@Mo1 4@Tu1")
      for slots in (ONE_PAIR, NESTED_PAIR)),
    ("StudentsPairOfMutuallyExclusiveTimeSlots", ONE_PAIR, "2@Mo1 3@Tu1", "2@Mo1 4@Tu1"),
    ("ActivitiesPairOfMutuallyExclusiveTimeSlots", f"Activity_Id=3 Activity_Id=5 {NESTED_PAIR}",
     "3@Mo1 5@We1", "3@Mo1 5@Tu1"),
    *(("TeachersPairOfMutuallyExclusiveSetsOfTimeSlots", sets, "3@Mo1 4@Tu3", "3@Mo2 4@Tu1")
      for sets in (APART, LISTED, COUNTED)),
    ("StudentsSetPairOfMutuallyExclusiveSetsOfTimeSlots", f"Students=A {APART}", "1@Mo2 4@We1", "1@Mo2 4@Tu1"),
    ("ActivitiesPairOfMutuallyExclusiveSetsOfTimeSlots", f"Activity_Id=1 Activity_Id=3 {APART}",
     "1@Mo1 3@Mo3", "1@Mo2 3@Tu2"),
    ("TeacherOccupiesMaxSetsOfTimeSlotsFromSelection", f"Teacher=Bert {SETS}", "3@Mo1 4@Mo2", "3@Mo1 4@We1"),
    ("StudentsOccupyMaxSetsOfTimeSlotsFromSelection", SETS, "3@Mo1 4@We1", "4@Mo1 2@We1"),
    ("ActivitiesOccupyMaxSetsOfTimeSlotsFromSelection", f"Activity_Id=3 Activity_Id=5 {SETS}",
     "3@Mo1 5@Mo2 4@We1", "3@Mo1 5@We1"),
    ("TeacherMaxActivityTagsPerDayFromSet", "Teacher=Anna Max_Tags=1 Activity_Tag=hard Activity_Tag=soft",
     "1@Mo1 2@Mo3", ""),
    ("StudentsMaxActivityTagsPerDayFromSet", "Max_Tags=1 Activity_Tag=hard Activity_Tag=soft",
     "1@Mo1 3@Mo3 4@Tu1", "1@Mo1 4@Mo3"),
    ("StudentsMaxActivityTagsPerWeekFromSet", "Max_Tags=1 Activity_Tag=hard Activity_Tag=soft",
     "1@Mo1 3@Tu3", "1@Mo1 4@Tu3"),
    ("ActivitiesMaxTotalNumberOfStudentsInSelectedTimeSlots",
     f"Activity_Id=3 Activity_Id=4 Activity_Id=5 {SELECTED} Max_Number_of_Students=36",
     "3@Mo1 4@Mo1 5@Mo2", "3@Mo1 4@Mo1 5@Mo1"),
    ("ActivitiesMaxTotalNumberOfStudentsInSelectedTimeSlots",
     f"Activity_Id=3 Activity_Id=4 Activity_Id=5 {SELECTED} Max_Number_of_Students=35",
     "3@Tu1 4@Tu1 5@Tu1", "3@Mo1 4@Mo1"),
    ("ActivityBeginsOrEndsStudentsDay", "Activity_Id=4", "4@Mo1 2@Mo2 1@Mo3", "1@Mo1 4@Mo3 2@Mo4"),
    ("ActivityBeginsOrEndsStudentsDay", "Activity_Id=4", "2@Mo1 1@Mo2 4@Mo4", "2@Mo1 4@Mo2 1@Mo3"),
    ("ActivityBeginsOrEndsTeachersDay", "Activity_Id=4", "3@Mo1 4@Mo2 2@Mo4", "3@Mo1 4@Mo2 6@Mo4"),
    ("ActivitiesBeginOrEndStudentsDay", "Subject_Name=music", "4@Mo1 2@Mo2 1@Mo3", "2@Mo1 4@Mo2 1@Mo3"),
    ("ActivitiesBeginOrEndTeachersDay", "Subject_Name=music", "3@Mo1 4@Mo2", "3@Mo1 4@Mo2 6@Mo4"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "fields", "kept", "broken"), KEPT_AND_BROKEN)
def test_a_constraint_of_fet_7_is_kept_or_breaks_something_hard(
    tmp_path: Path, name: str, fields: str, kept: str, broken: str
) -> None:
    xml = constraint(name, fields)
    assert judged(tmp_path, kept, xml).hard == judged(tmp_path, kept).hard
    if broken:
        hard, soft = costs(judged(tmp_path, broken, xml), name)
        assert hard > 0 and soft == 0


@pytest.mark.parametrize(
    ("name", "fields", "where"), sorted({(one[0], one[1], one[3] or one[2]) for one in KEPT_AND_BROKEN})
)
def test_the_search_counts_a_constraint_of_fet_7_as_the_evaluator_does(
    tmp_path: Path, name: str, fields: str, where: str
) -> None:
    fet = school(tmp_path, constraint(name, fields))
    assert agrees(fet.problem, placed(fet, where))
    assert cpsat_agrees(fet.problem, placed(fet, where))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("TeacherMaxSingleGapsInSelectedTimeSlots", "Teacher_Name=Bert Something=1"),
        ("TeacherPairOfMutuallyExclusiveTimeSlots", "Teacher=Bert First_Day=Monday Second_Day=Tuesday"),
        ("TeacherPairOfMutuallyExclusiveTimeSlots", f"Teacher=Bert {SELECTED}"),
        ("TeachersPairOfMutuallyExclusiveSetsOfTimeSlots", "[Time_Slot]=Mo1,Mo2"),
        ("TeacherOccupiesMaxSetsOfTimeSlotsFromSelection", f"Teacher=Bert {APART}"),
        ("StudentsMaxActivityTagsPerDayFromSet", "Max_Tags=1"),
        ("ActivitiesMaxTotalNumberOfStudentsInSelectedTimeSlots", f"Activity_Id=1 {SELECTED} Students=20"),
        ("TwoSetsOfActivitiesSameSections", "{First_Activities_Ids_Set}=3,4 {Second_Activities_Ids_Set}=6"),
    ],
)
def test_a_constraint_of_fet_7_with_other_fields_is_told_as_not_read(tmp_path: Path, name: str, fields: str) -> None:
    fet = school(tmp_path, constraint(name, fields))
    assert fet.unread == {f"Constraint{name}": 1}
    assert [(notice.key, notice.value) for notice in fet.notices] == [("unread", name)]


TAGS = "Room=Barn Max_Tags=1 Activity_Tag=hard Activity_Tag=soft"
IN_BARN = constraint("ActivityTagPreferredRoom", "Activity_Tag=hard Room=Barn") + constraint(
    "ActivityTagPreferredRoom", "Activity_Tag=soft Room=Barn"
)


@pytest.mark.parametrize(
    ("span", "kept", "broken"),
    [
        ("Day", "1@Mo1:Barn 3@Tu1:Barn", "1@Mo1:Barn 3@Mo3:Barn"),
        ("Week", "1@Mo1:Barn 2@Tu1:Barn", "1@Mo1:Barn 3@Tu1:Barn"),
    ],
)
def test_a_room_has_activities_with_few_tags_of_a_set(tmp_path: Path, span: str, kept: str, broken: str) -> None:
    name = f"RoomMaxActivityTagsPer{span}FromSet"
    space = IN_BARN + constraint(name, TAGS)
    assert costs(judged(tmp_path, kept, "", space), name) == (0, 0)
    assert costs(judged(tmp_path, broken, "", space), name) == (1, 0)


WHERE = "".join(
    constraint("ActivityPreferredRoom", f"Activity_Id={number} Room={room}")
    for number, room in ((3, "Barn"), (4, "Cave"))
)


@pytest.mark.parametrize("what", ["Building", "Room"])
def test_changes_count_inside_an_interval_of_the_day_only(tmp_path: Path, what: str) -> None:
    name = f"TeacherMax{what}ChangesPerDayInInterval"
    fields = f"Teacher=Bert Interval_Start_Hour=2 Interval_End_Hour=4 Max_{what}_Changes_Per_Day=0"
    space = WHERE + constraint(name, fields)
    assert costs(judged(tmp_path, "3@Mo1:Barn 4@Mo3:Cave", "", space), name) == (0, 0)
    assert costs(judged(tmp_path, "3@Mo2:Barn 4@Mo3:Cave", "", space), name) == (1, 0)
