"""Every family of FET's time constraints, kept and broken on a small school, counted by hand as FET counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.formats.fet.small import activity, constraint, costs, judged

SLOTS = "Mo1,Mo2,Mo3,Mo4"
MONDAY = f"Activity_Id=3 Activity_Id=5 [Selected_Time_Slot]={SLOTS}"
IDS = "Activity_Id=1 Activity_Id=2"
PAIR = "First_Activity_Id={} Second_Activity_Id={}"

KEPT_AND_BROKEN = [
    # (type, fields, where it is kept, where it is broken)
    ("TeacherNotAvailableTimes", "Teacher=Anna [Not_Available_Time]=Mo1,Tu2", "1@Mo2", "1@Tu1"),
    ("StudentsSetNotAvailableTimes", "Students=A [Not_Available_Time]=Mo1", "4@Mo2 3@Mo1", "4@Mo1"),
    ("TeacherMaxGapsPerWeek", "Teacher_Name=Bert Max_Gaps=1", "3@Mo1 4@Mo3", "3@Mo1 4@Mo4"),
    ("TeachersMaxGapsPerDay", "Max_Gaps=0", "3@Mo1 4@Mo2 6@Tu4", "3@Mo1 4@Mo3"),
    ("StudentsSetMaxGapsPerWeek", "Students=A1 Max_Gaps=0", "2@Mo1 4@Mo2", "2@Mo1 4@Mo3"),
    ("StudentsMaxGapsPerDay", "Max_Gaps=1", "2@Mo1 5@Mo3", "2@Mo1 5@Mo4"),
    ("TeacherMaxHoursDaily", "Teacher_Name=Anna Maximum_Hours_Daily=2", "1@Mo1 2@Tu1", "1@Mo1 2@Mo3"),
    ("StudentsMaxHoursDaily", "Maximum_Hours_Daily=2", "1@Mo1 2@Tu1", "1@Mo1 2@Mo3"),
    ("TeacherMinHoursDaily", "Teacher_Name=Bert Minimum_Hours_Daily=2 Allow_Empty_Days=true",
     "3@Mo1 4@Mo4", "3@Mo1 4@Tu1"),
    ("StudentsSetMinHoursDaily", "Students=B Minimum_Hours_Daily=1 Allow_Empty_Days=false", "", "3@Mo1 6@Mo2"),
    ("TeacherMaxHoursContinuously", "Teacher_Name=Bert Maximum_Hours_Continuously=2",
     "3@Mo1 4@Mo2 6@Mo4", "3@Mo1 4@Mo2 6@Mo3"),
    ("TeacherActivityTagMaxHoursDaily", "Teacher_Name=Anna Activity_Tag_Name=hard Maximum_Hours_Daily=2",
     "1@Mo1 5@Mo3", "1@Mo1 2@Mo3"),
    ("StudentsSetActivityTagMaxHoursDaily", "Students=A1 Activity_Tag=hard Maximum_Hours_Daily=2",
     "1@Mo1 4@Mo3", "1@Mo1 2@Mo3"),
    ("TeachersActivityTagMaxHoursContinuously", "Activity_Tag_Name=soft Maximum_Hours_Continuously=1",
     "3@Mo1 4@Mo3", "3@Mo1 4@Mo2"),
    ("TeacherMaxDaysPerWeek", "Teacher_Name=Bert Max_Days_Per_Week=1", "3@Mo1 4@Mo2", "3@Mo1 4@Tu2"),
    ("TeacherMinDaysPerWeek", "Teacher_Name=Bert Minimum_Days_Per_Week=2", "3@Mo1 4@Tu2", "3@Mo1 4@Mo2"),
    ("TeacherIntervalMaxDaysPerWeek", "Teacher_Name=Bert Interval_Start_Hour=4 Interval_End_Hour= Max_Days_Per_Week=0",
     "3@Mo3", "3@Mo4"),
    ("StudentsEarlyMaxBeginningsAtSecondHour", "Max_Beginnings_At_Second_Hour=1", "3@Mo2 6@Tu1", "3@Mo2 6@Tu2"),
    ("StudentsSetEarlyMaxBeginningsAtSecondHour", "Students=B Max_Beginnings_At_Second_Hour=3", "3@Mo2", "3@Mo3"),
    ("TeacherMaxSpanPerDay", "Teacher_Name=Bert Max_Span=3 Allow_One_Day_Exception_of_Plus_One=false",
     "3@Mo1 4@Mo3", "3@Mo1 4@Mo4"),
    ("TeacherMaxSpanPerDay", "Teacher_Name=Bert Max_Span=2 Allow_One_Day_Exception_of_Plus_One=true",
     "3@Mo1 4@Mo3", "3@Mo1 4@Mo4"),
    ("TeacherMinRestingHours", "Teacher_Name=Bert Minimum_Resting_Hours=2 Circular=false",
     "3@Mo4 4@Tu3", "3@Mo4 4@Tu2"),
    ("TeacherMinRestingHours", "Teacher_Name=Bert Minimum_Resting_Hours=2 Circular=true", "3@We4 4@Mo3", "3@We3 4@Mo1"),
    ("StudentsMinGapsBetweenOrderedPairOfActivityTags", "First_Activity_Tag=hard Second_Activity_Tag=soft MinGaps=1",
     "4@Mo1 2@Mo2", "2@Mo1 4@Mo2"),
    ("TeacherMinGapsBetweenActivityTag", "Teacher=Bert Activity_Tag=soft MinGaps=1", "3@Mo1 4@Mo3", "3@Mo1 4@Mo2"),
    ("ActivityPreferredStartingTime", "Activity_Id=1 Preferred_Day=Tuesday Preferred_Hour=2 Permanently_Locked=true",
     "1@Tu2", "1@Tu1"),
    ("ActivityPreferredStartingTime", "Activity_Id=1 Preferred_Day= Preferred_Hour=2 Permanently_Locked=true",
     "1@We2", "1@We1"),
    ("ActivityPreferredDay", "Activity_Id=1 Preferred_Day=Tuesday", "1@Tu2", "1@Mo2"),
    ("ActivityPreferredStartingTimes", "Activity_Id=1 [Preferred_Starting_Time]=Mo1,Tu1", "1@Tu1", "1@We1"),
    ("ActivityPreferredTimeSlots", f"Activity_Id=1 [Preferred_Time_Slot]={SLOTS}", "1@Mo3", "1@Tu1"),
    ("ActivitiesPreferredStartingTimes", "Teacher_Name=Bert Students_Name=A [Preferred_Starting_Time]=Mo1",
     "4@Mo1 3@Tu1", "6@Tu1"),
    ("ActivitiesPreferredTimeSlots", "Duration=2 [Preferred_Time_Slot]=Mo1,Mo2,Mo4", "1@Mo1 3@Tu1", "1@Mo2"),
    ("SubactivitiesPreferredStartingTimes", "Component_Number=2 Subject_Name=maths [Preferred_Starting_Time]=Mo1",
     "1@Tu1 2@Mo1", "2@Mo2"),
    ("SubactivitiesPreferredTimeSlots", "Component_Number=1 Activity_Tag_Name=hard [Preferred_Time_Slot]=Mo1,Mo2",
     "1@Mo1 2@Tu1", "1@Mo2"),
       ("ActivitiesOccupyMaxTimeSlotsFromSelection", f"{MONDAY} Max_Number_of_Occupied_Time_Slots=1",
     "3@Mo1 5@Mo1", "3@Mo1 5@Mo2"),
       ("ActivitiesOccupyMinTimeSlotsFromSelection", f"{MONDAY} Min_Number_of_Occupied_Time_Slots=2",
     "3@Mo1 5@Mo2", "3@Mo1 5@Mo1"),
    ("ActivitiesMaxSimultaneousInSelectedTimeSlots",
     f"{MONDAY} Activity_Id=1 Max_Number_of_Simultaneous_Activities=2",
     "3@Mo1 5@Mo1 1@Mo2", "3@Mo1 5@Mo1 1@Mo1"),
    ("ActivitiesMinSimultaneousInSelectedTimeSlots",
     "Activity_Id=3 Activity_Id=5 [Selected_Time_Slot]=Mo1 Min_Number_of_Simultaneous_Activities=2",
     "3@Mo1 5@Mo1", "3@Mo1 5@Mo2"),
    ("ActivitiesMinSimultaneousInSelectedTimeSlots",
     "Activity_Id=3 Activity_Id=4 Activity_Id=5 [Selected_Time_Slot]=Mo1,Mo2 Min_Number_of_Simultaneous_Activities=2 "
     "Allow_Empty_Slots=true", "3@Mo1 5@Mo1 4@Tu1", "3@Mo1 5@Mo1 4@Mo2"),
    ("MinDaysBetweenActivities", f"Consecutive_If_Same_Day=false {IDS} MinDays=2", "1@Mo1 2@We1", "1@Mo1 2@Tu1"),
    ("MaxDaysBetweenActivities", f"{IDS} MaxDays=1", "1@Mo1 2@Tu1", "1@Mo1 2@We1"),
    ("MinGapsBetweenActivities", f"{IDS} MinGaps=1", "1@Mo1 2@Mo4", "1@Mo1 2@Mo3"),
    ("MinGapsBetweenActivities", f"{IDS} MinGaps=1", "1@Mo1 2@Tu1", "2@Mo2 1@Mo3"),
    ("ActivitiesSameStartingTime", "Activity_Id=3 Activity_Id=5", "3@Mo1 5@Mo1", "3@Mo1 5@Mo2"),
    ("ActivitiesSameStartingTime", "Activity_Id=1 Activity_Id=3", "1@Mo1 3@Mo1", "1@Mo1 3@Mo2"),
    ("ActivitiesSameStartingDay", "Activity_Id=1 Activity_Id=3", "1@Mo1 3@Mo4", "1@Mo1 3@Tu1"),
    ("ActivitiesSameStartingHour", "Activity_Id=3 Activity_Id=5", "3@Mo2 5@Tu2", "3@Mo2 5@Tu3"),
    ("ActivitiesSameStartingHour", "Activity_Id=1 Activity_Id=3", "1@Mo2 3@Tu2", "1@Mo2 3@Tu3"),
    ("ActivitiesSameStartingHour", "Activity_Id=1 Activity_Id=3", "1@Mo1 3@Tu1", "1@Mo2 3@Mo1"),
    ("ActivitiesNotOverlapping", "Activity_Id=1 Activity_Id=3", "1@Mo1 3@Mo3", "1@Mo1 3@Mo2"),
    ("ActivityTagsNotOverlapping", "Activity_Tag=hard Activity_Tag=soft", "1@Mo1 3@Mo3", "1@Mo1 3@Mo2"),
    ("ActivitiesOverlapCompletelyOrDoNotOverlap", "Activity_Id=1 Activity_Id=3", "1@Mo1 3@Mo3", "1@Mo1 3@Mo2"),
    ("TwoActivitiesGrouped", PAIR.format(1, 3), "3@Mo1 1@Mo2", "3@Mo1 1@Mo3"),
    ("TwoActivitiesGrouped", PAIR.format(1, 3), "1@Mo2 3@Mo4", "1@Mo2 3@Tu1"),
    ("ThreeActivitiesGrouped", PAIR.format(1, 3) + " Third_Activity_Id=4", "3@Mo1 1@Mo2 4@Mo4", "3@Mo1 4@Mo2 1@Tu3"),
    ("TwoActivitiesConsecutive", PAIR.format(1, 3), "1@Mo1 3@Mo3", "3@Mo1 1@Mo2"),
    ("TwoActivitiesConsecutive", PAIR.format(3, 4), "3@Mo3 4@Mo4", "3@Mo4 4@Tu1"),
    ("TwoActivitiesOrdered", PAIR.format(1, 3), "1@Mo1 3@Mo3", "1@Mo1 3@Mo2"),
    ("TwoActivitiesOrderedIfSameDay", PAIR.format(1, 3), "1@Tu1 3@Mo1", "1@Tu2 3@Tu1"),
    ("TwoSetsOfActivitiesOrdered", "{First_Activities_Ids_Set}=3,4 {Second_Activities_Ids_Set}=6",
     "3@Mo1 4@Mo2 6@Mo3", "3@Mo1 4@Tu2 6@Mo3"),
    ("ActivityEndsStudentsDay", "Activity_Id=4", "2@Mo1 4@Mo2 3@Mo4", "4@Mo1 2@Mo2"),
    ("ActivityBeginsStudentsDay", "Activity_Id=4", "4@Mo1 2@Mo2", "2@Mo1 4@Mo2"),
    ("ActivityEndsTeachersDay", "Activity_Id=4", "3@Mo1 4@Mo2 2@Mo4", "4@Mo1 3@Mo2"),
    ("ActivityBeginsTeachersDay", "Activity_Id=4", "4@Mo2 3@Mo3 2@Mo1", "3@Mo1 4@Mo2"),
    ("ActivitiesEndStudentsDay", "Teacher_Name= Students_Name= Subject_Name=music Activity_Tag_Name=",
     "2@Mo1 4@Mo2", "4@Mo1 2@Mo2"),
    ("ActivitiesBeginStudentsDay", "Subject_Name=music", "4@Mo1 2@Mo2", "2@Mo1 4@Mo2"),
    ("ActivitiesEndTeachersDay", "Subject_Name=music", "3@Mo1 4@Mo2", "4@Mo1 3@Mo2"),
    ("ActivitiesBeginTeachersDay", "Subject_Name=music", "4@Mo2 3@Mo3", "3@Mo1 4@Mo2"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "fields", "kept", "broken"), KEPT_AND_BROKEN)
def test_a_time_constraint_of_full_weight_is_kept_or_breaks_something_hard(
    tmp_path: Path, name: str, fields: str, kept: str, broken: str
) -> None:
    xml = constraint(name, fields)
    if kept:
        assert costs(judged(tmp_path, kept, xml), name) == (0, 0)
    hard, soft = costs(judged(tmp_path, broken, xml), name)
    assert hard > 0 and soft == 0


SOFT = [
    # (type, fields, where, what FET counts for weight 100)
    ("MinDaysBetweenActivities", f"Consecutive_If_Same_Day=true {IDS} MinDays=2", "1@Mo1 2@Mo3", 2),
    ("MinDaysBetweenActivities", f"Consecutive_If_Same_Day=true {IDS} MinDays=2", "1@Mo1 2@Tu3", 1),
    ("MinDaysBetweenActivities", "Activity_Id=3 Activity_Id=4 Activity_Id=5 MinDays=1", "3@Mo1 4@Mo2 5@Mo3", 3),
    ("MinDaysBetweenActivities", "Activity_Id=3 Activity_Id=4 Activity_Id=5 MinDays=3", "3@Mo1 4@Mo2 5@We3", 3 + 1 + 1),
    ("MaxDaysBetweenActivities", "Activity_Id=3 Activity_Id=4 Activity_Id=5 MaxDays=0", "3@Mo1 4@Tu2 5@We3", 1 + 2 + 1),
    ("TeacherMaxHoursDaily", "Teacher_Name=Anna Maximum_Hours_Daily=1", "1@Mo1 2@Mo3 5@Tu1", 1),
    ("StudentsMaxHoursDaily", "Maximum_Hours_Daily=1", "1@Mo1", 2),
    ("TeacherMaxHoursContinuously", "Teacher_Name=Anna Maximum_Hours_Continuously=1", "1@Mo1 2@Mo3", 1),
    ("ActivityPreferredStartingTime", "Activity_Id=1 Preferred_Day=Tuesday Preferred_Hour=2", "1@Tu1", 1),
    ("ActivityPreferredTimeSlots", "Activity_Id=1 [Preferred_Time_Slot]=Mo1,Mo2", "1@Mo2", 1),
    ("ActivityPreferredTimeSlots", "Activity_Id=1 [Preferred_Time_Slot]=Mo1,Mo2", "1@Mo3", 2),
    ("ActivitiesPreferredStartingTimes", "Teacher_Name=Bert [Preferred_Starting_Time]=Mo1", "3@Mo1 4@Mo2 6@Mo3", 2),
    ("ActivitiesSameStartingTime", "Activity_Id=3 Activity_Id=4 Activity_Id=5", "3@Mo1 4@Mo2 5@Mo2", 2),
    ("ActivitiesSameStartingDay", "Activity_Id=3 Activity_Id=4 Activity_Id=5", "3@Mo1 4@Tu2 5@We2", 3),
    ("ActivitiesSameStartingHour", "Activity_Id=3 Activity_Id=4 Activity_Id=5", "3@Mo1 4@Tu2 5@We2", 2),
    ("TwoActivitiesOrdered", PAIR.format(1, 3), "3@Mo1 1@We3", 1),
    ("TwoActivitiesOrderedIfSameDay", PAIR.format(1, 3), "3@Mo1 1@Mo3", 1),
]


@pytest.mark.parametrize("weight", [95, 99.75, 50])
@pytest.mark.parametrize(("name", "fields", "where", "counted"), SOFT)
def test_a_time_constraint_of_less_weight_costs_what_fet_counts(
    tmp_path: Path, name: str, fields: str, where: str, counted: int, weight: float
) -> None:
    judgement = judged(tmp_path, where, constraint(name, fields, weight))
    assert costs(judgement, name) == (0, round(100 * weight) * counted)


def test_activities_of_one_day_follow_each_other_whatever_the_weight(tmp_path: Path) -> None:
    xml = constraint("MinDaysBetweenActivities", f"Consecutive_If_Same_Day=true {IDS} MinDays=1", 0)
    assert judged(tmp_path, "1@Mo1 2@Mo3", xml).by_entry["ConstraintMinDaysBetweenActivities"].hard == 0
    assert judged(tmp_path, "1@Mo1 2@Mo4", xml).by_entry["ConstraintMinDaysBetweenActivities"].hard == 1


def test_a_third_activity_on_a_day_follows_only_one_of_the_other_two(tmp_path: Path) -> None:
    ids = "Activity_Id=3 Activity_Id=4 Activity_Id=5"
    xml = constraint("MinDaysBetweenActivities", f"Consecutive_If_Same_Day=true {ids} MinDays=1", 0)
    assert judged(tmp_path, "3@Mo1 4@Mo2 5@Tu3", xml).by_entry["ConstraintMinDaysBetweenActivities"].hard == 0
    assert judged(tmp_path, "3@Mo1 4@Mo2 5@Mo3", xml).by_entry["ConstraintMinDaysBetweenActivities"].hard == 1


BREAK = constraint("BreakTimes", "[Break_Time]=Mo2,Tu2,We2")


def test_nobody_has_a_lesson_in_a_break_and_none_runs_across_one(tmp_path: Path) -> None:
    from tests.formats.fet.small import school

    problem = school(tmp_path, BREAK).problem
    assert [time.id for time in problem.times.times][:3] == ["Monday 1", "Monday 3", "Monday 4"]
    double = problem.lesson["1"]
    starts = [problem.times[start].id for start in problem.starts(double, double.parts[0], 2)]
    assert starts == ["Monday 3", "Tuesday 3", "Wednesday 3"]


@pytest.mark.parametrize(
    ("name", "fields", "where", "hard"),
    [
        ("TeachersMaxGapsPerDay", "Max_Gaps=0", "3@Mo1 4@Mo3", 0),
        ("TwoActivitiesConsecutive", PAIR.format(3, 4), "3@Mo1 4@Mo3", 0),
        ("TeacherMaxHoursContinuously", "Teacher_Name=Bert Maximum_Hours_Continuously=2", "3@Mo1 4@Mo3 6@Mo4", 0),
        ("TeacherMaxSpanPerDay", "Teacher_Name=Bert Max_Span=2", "3@Mo1 4@Mo3", 1),
        ("MinDaysBetweenActivities",
     "Consecutive_If_Same_Day=true Activity_Id=3 Activity_Id=4 MinDays=0", "3@Mo1 4@Mo3", 1),
        ("MinDaysBetweenActivities",
     "Consecutive_If_Same_Day=true Activity_Id=3 Activity_Id=4 MinDays=0", "3@Mo3 4@Mo4", 0),
    ],
)  # fmt: skip
def test_a_break_is_no_idle_hour_but_an_hour_between(
    tmp_path: Path, name: str, fields: str, where: str, hard: int
) -> None:
    assert costs(judged(tmp_path, where, BREAK + constraint(name, fields)), name)[0] == hard


def test_what_is_closed_to_somebody_is_no_idle_hour_and_the_day_begins_after_it(tmp_path: Path) -> None:
    closed = constraint("StudentsSetNotAvailableTimes", "Students=B [Not_Available_Time]=Mo1,Mo3")
    early = constraint("StudentsEarlyMaxBeginningsAtSecondHour", "Max_Beginnings_At_Second_Hour=0")
    gaps = constraint("StudentsMaxGapsPerWeek", "Max_Gaps=0")
    fine = judged(tmp_path, "3@Mo2 6@Mo4", closed + gaps)
    assert costs(fine, "StudentsMaxGapsPerWeek") == (0, 0)
    assert costs(judged(tmp_path, "3@Mo2", closed + early), "StudentsEarlyMaxBeginningsAtSecondHour") == (0, 0)
    assert costs(judged(tmp_path, "3@Mo4", closed + early), "StudentsEarlyMaxBeginningsAtSecondHour")[0] > 0


def test_an_inactive_activity_and_an_inactive_constraint_are_left_out(tmp_path: Path) -> None:
    from tests.formats.fet.small import ACTIVITIES, school

    activities = "".join(activity(one, "false" if one == 2 else "true") for one in ACTIVITIES)
    xml = constraint("MinDaysBetweenActivities", f"{IDS} MinDays=1") + constraint(
        "TeachersMaxGapsPerDay", "Max_Gaps=0", active="false"
    )
    fet = school(tmp_path, xml, activities=activities)
    assert "2" not in fet.problem.lesson and fet.inactive == 1
    assert [notice.key for notice in fet.notices] == ["inactive"]
    assert "ConstraintMinDaysBetweenActivities" not in {rule.entry for rule in fet.problem.rules}


@pytest.mark.parametrize(
    ("name", "wrong", "better", "without_first"),
    [
        (
            "ActivitiesSameStartingHour",
            "2@Mo1 3@Mo1 4@We2 5@Tu1 6@We2",
            "2@Mo1 3@Mo1 4@We2 5@Tu1 6@We1",
            "3@Mo1 4@Tu1 5@We2 6@We2",
        ),
        (
            "ActivitiesSameStartingDay",
            "2@Mo1 3@Mo1 4@Tu2 5@Mo2 6@Tu3",
            "2@Mo1 3@Mo1 4@Tu2 5@Mo2 6@Mo3",
            "3@Mo1 4@Mo2 5@Tu2 6@Tu3",
        ),
    ],
)
def test_of_many_activities_that_must_be_alike_each_that_is_not_counts(
    tmp_path: Path, name: str, wrong: str, better: str, without_first: str
) -> None:
    xml = constraint(name, " ".join(f"Activity_Id={number}" for number in range(2, 7)))
    assert costs(judged(tmp_path, wrong, xml), name) == (2 + 3, 0)  # unlike the first, unlike the next
    assert costs(judged(tmp_path, better, xml), name) == (1 + 2, 0)
    assert costs(judged(tmp_path, without_first, xml), name) == (1, 0)


DUMMY = constraint("BreakTimes", "[Break_Time]=Tu1,Tu2,Tu3,Tu4")


@pytest.mark.parametrize(
    ("name", "fields", "where", "hard"),
    [
        ("MinDaysBetweenActivities", f"{IDS} MinDays=2", "1@Mo1 2@We1", 0),
        ("MinDaysBetweenActivities", f"{IDS} MinDays=3", "1@Mo1 2@We1", 1),
        ("MaxDaysBetweenActivities", f"{IDS} MaxDays=1", "1@Mo1 2@We1", 1),
        ("TeacherMinRestingHours", "Teacher_Name=Bert Minimum_Resting_Hours=4 Circular=false", "3@Mo4 4@We1", 0),
        ("TeacherNoTwoConsecutiveDays", "Teacher_Name=Bert", "3@Mo1 4@We1", 0),
    ],
)
def test_a_day_that_is_wholly_breaks_lies_between_two_others(
    tmp_path: Path, name: str, fields: str, where: str, hard: int
) -> None:
    assert costs(judged(tmp_path, where, DUMMY + constraint(name, fields)), name)[0] == hard


@pytest.mark.parametrize(("least", "counted"), [(2, 0), (3, 1)])
def test_fet_counts_the_days_of_breaks_in_wishes_too(tmp_path: Path, least: int, counted: int) -> None:
    xml = DUMMY + constraint("MinDaysBetweenActivities", f"{IDS} MinDays={least}", 95)
    assert costs(judged(tmp_path, "1@Mo1 2@We1", xml), "MinDaysBetweenActivities") == (0, 9500 * counted)
