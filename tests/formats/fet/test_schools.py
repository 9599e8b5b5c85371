"""A FET file as a school workbook, a school as a FET file, and what either cannot say of the other."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from scheduler.demo import make_demo
from scheduler.evaluation import evaluate
from scheduler.formats.fet import locked_timetable, read_fet
from scheduler.formats.fet.from_school import write_school_as_fet
from scheduler.formats.fet.school import REST, Codes, school_of
from scheduler.formats.files.faults import Faults
from scheduler.formats.reading import read_case
from scheduler.formats.workbook import read_workbook, write_school
from scheduler.problem.rules import LimitClusters
from scheduler.problem.text import LANGUAGES
from scheduler.school.building import build_problem
from scheduler.school.records import Availability, Level, Pin, RuleRow, SchoolClass, Settings
from tests.cli.test_fet import run
from tests.formats.fet.small import STUDENTS, activity, constraint, content, placed, school, written
from tests.school.judging import lesson, small_school

CLOSED = constraint("TeacherNotAvailableTimes", "Teacher=Anna [Not_Available_Time]=Mo1,Tu4")
LIMITS = constraint("TeachersMaxHoursDaily", "Maximum_Hours_Daily=3") + constraint(
    "TeacherMaxHoursDaily", "Teacher_Name=Anna Maximum_Hours_Daily=2"
)
START = constraint("ActivityPreferredStartingTime", "Activity_Id=2 Preferred_Day=Tuesday Preferred_Hour=3")
ROOMS = constraint("SubjectPreferredRooms", "Subject=art Preferred_Room=Barn Preferred_Room=Cave")


def test_lists_and_constraints_become_the_rows_that_say_them(tmp_path: Path) -> None:
    fet = school(tmp_path, CLOSED + LIMITS + START, ROOMS)
    made = school_of(fet, None, "en", "school.fet").school
    assert [(one.code, one.pupils) for one in made.classes] == [("A", 30), ("B", 20)]
    assert [(one.code, one.class_code) for one in made.groups] == [("A1", "A"), ("A2", "A")]
    assert [(one.code, one.max_per_day) for one in made.teachers] == [("Anna", 2), ("Bert", 3)]
    maths, art, *_ = made.lessons
    assert (maths.id, maths.attendees, maths.periods) == ("1", ("A",), Fraction(3))
    assert maths.blocks is not None and maths.blocks.sizes == (2, 1)
    assert art.rooms == ("Barn", "Cave")
    talk = made.lessons[-1]
    assert talk.attendees == ("A", "B"), "the year is its classes"
    assert set(made.availability) == {
        Availability("teacher", "Anna", day=0, period=1),
        Availability("teacher", "Anna", day=1, period=4),
    }
    assert made.pins == (Pin("1", 2, day=1, period=3),)


def test_what_no_sheet_says_is_kept_word_for_word_and_counted(tmp_path: Path) -> None:
    gaps = constraint("MinGapsBetweenActivities", "Activity_Id=1 Activity_Id=2 MinGaps=1")
    soft = constraint("TeacherMaxHoursDaily", "Teacher_Name=Anna Maximum_Hours_Daily=2", 90)
    found = school_of(school(tmp_path, gaps * 2 + soft), None, "nl", "school.fet")
    assert [entry for entry, _ in found.rest if entry != "Room"] == ["MinGapsBetweenActivities"] * 2 + [
        "TeacherMaxHoursDaily"
    ]
    assert "MinGaps=1" in found.rest[0][1]
    for language in LANGUAGES:
        told = " ".join(notice.text(language) for notice in found.notices)
        assert "MinGapsBetweenActivities" in told and "{" not in told


def test_groups_that_share_pupils_are_divisions_of_their_year(tmp_path: Path) -> None:
    cells = "".join(f"<Subgroup><Name>{cell}</Name></Subgroup>" for cell in ("ax", "ay"))
    others = "".join(f"<Subgroup><Name>{cell}</Name></Subgroup>" for cell in ("bx", "by"))
    across = "".join(f"<Subgroup><Name>{cell}</Name></Subgroup>" for cell in ("ax", "bx"))
    rest = "".join(f"<Subgroup><Name>{cell}</Name></Subgroup>" for cell in ("ay", "by"))
    students = f"""<Year><Name>year</Name><Group><Name>A</Name>{cells}</Group><Group><Name>B</Name>{others}</Group>
<Group><Name>A1</Name>{across}</Group><Group><Name>A2</Name>{rest}</Group></Year>"""
    made = school_of(school(tmp_path, students=students), None, "en", "school.fet").school
    assert [one.code for one in made.classes] == ["year"]
    assert [(one.code, one.division) for one in made.groups] == [
        ("A", "year 1"), ("B", "year 1"), ("A1", "year 2"), ("A2", "year 2"),
    ]  # fmt: skip


def test_a_year_of_very_many_groups_becomes_as_many_classes(tmp_path: Path) -> None:
    """Each group compared with each other would be two hundred million comparisons: minutes."""
    many = "".join(f"<Group><Name>g{number}</Name></Group>" for number in range(20_000))
    fet = school(tmp_path, students=STUDENTS + f"<Year><Name>wide</Name>{many}</Year>")
    assert len(school_of(fet, None, "en", "school.fet").school.classes) == 2 + 20_000
    same = ["".join("#=@-"[number >> shift & 3] for shift in range(0, 16, 2)) for number in range(20_000)]
    assert len(set(Codes(same).code.values())) == 20_000, "all are called x"


def test_names_become_codes_that_part_no_list_and_differ_in_more_than_spelling() -> None:
    codes = Codes(["Jans, Piet", "jans-  piet", "#", "a+b", " A-B"])
    assert list(codes.code.values()) == ["Jans- Piet", "jans- piet 2", "x", "a-b", "A-B 2"]


def test_a_timetable_goes_along_as_rows_of_the_roster_and_the_workbook_reads_back(tmp_path: Path) -> None:
    fet = school(tmp_path, CLOSED, ROOMS)
    timetable = placed(fet, "1@Mo2 2@Tu1 3@Mo1:Barn 4@Mo4 5@Mo4 6@We1")
    made = school_of(fet, timetable, "en", "school.fet")
    write_school(made.school, tmp_path / "out.xlsx", "en")
    case = read_case(tmp_path / "out.xlsx")
    assert case.timetable is not None and not case.row_faults
    placed_rows = {(row.lesson, row.part, row.day, row.period, row.room) for row in case.school.roster}
    assert ("3", 1, 0, 1, "Barn") in placed_rows and len(placed_rows) == 6
    assert ("1", 1, 0, 2, "no room 1") in placed_rows, "a room stands in where FET asks none and a workbook does"
    judged = evaluate(case.problem, case.timetable)
    assert judged.valid, judged.violations


def test_what_a_file_says_beside_names_is_kept_where_there_is_a_place(tmp_path: Path) -> None:
    closed = CLOSED.replace("<Comments></Comments>", "<Comments>sits in\nthe council</Comments>")
    gaps = constraint("MinGapsBetweenActivities", "Activity_Id=1 Activity_Id=2 MinGaps=1")
    gaps = gaps.replace("<Comments></Comments>", "<Comments>as in May</Comments>")
    text = content(closed + gaps, ROOMS)
    text = text.replace("<Name>A</Name><Number", "<Name>A</Name><Long_Name>First year A</Long_Name><Number")
    text = text.replace("<Name>Barn</Name>", "<Name>Barn</Name><Comments>behind the gate</Comments>")
    text = text.replace("<Subject><Name>art</Name>", "<Subject><Name>art</Name><Comments>Fine arts</Comments>")
    text = text.replace("<Teacher><Name>Anna</Name>", "<Teacher><Name>Anna</Name><Long_Name>Anna Maes</Long_Name>")
    made = school_of(read_fet(written(tmp_path, text)), None, "en", "school.fet")
    one = made.school
    assert (one.classes[0].name, one.teachers[0].name) == ("First year A", "Anna Maes")
    assert "behind the gate" in {room.name for room in one.rooms} and "Fine arts" in {s.name for s in one.subjects}
    assert {row.reason for row in one.availability} == {"sits in the council"}
    assert "Comments=as in May" in dict(made.rest)["MinGapsBetweenActivities"]
    back = tmp_path / "back.fet"
    write_school_as_fet(back, one, build_problem(one, Path()), None, "en")
    again = read_fet(back).institution
    assert again.long_names["A"] == "First year A" and again.rooms["Barn"].long_name == "behind the gate"


def with_days(count: int) -> str:
    days = "".join(f"<Day><Name>day {number}</Name></Day>" for number in range(3, count))
    return content().replace("<Number_of_Days>3</Number_of_Days>", f"<Number_of_Days>{count}</Number_of_Days>{days}")


@pytest.mark.parametrize("count", [9, 16])
def test_days_that_are_neither_a_week_nor_two_are_refused_in_both_languages(tmp_path: Path, count: int) -> None:
    with pytest.raises(Faults) as caught:
        school_of(read_fet(written(tmp_path, with_days(count))), None, "nl", "school.fet")
    assert [fault.key for fault in caught.value.faults] == ["no_week"]
    assert str(count) in caught.value.text("nl") and str(count) in caught.value.text("en")


LATER = tuple(f"{day} B" for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"))
FORTNIGHT = ("Monday A", "Tuesday A", "Wednesday A", "Thursday A", "Friday A", *LATER)


def fortnight(constraints: str) -> str:
    days = "".join(f"<Day><Name>{day}</Name></Day>" for day in FORTNIGHT)
    text = content(constraints)
    head, _, tail = text.partition("<Days_List>")
    return f"{head}<Days_List><Number_of_Days>10</Number_of_Days>{days}</Days_List>{tail.partition('</Days_List>')[2]}"


def test_ten_days_are_two_weeks_and_each_activity_is_of_one_of_them(tmp_path: Path) -> None:
    start = "<ConstraintActivityPreferredStartingTime><Weight_Percentage>100</Weight_Percentage>{}</{}>"
    at = "<Activity_Id>{}</Activity_Id><Preferred_Day>{}</Preferred_Day><Preferred_Hour>{}</Preferred_Hour>"
    placed_at = {1: ("Tuesday B", 1), 2: ("Monday A", 2), 3: ("Monday B", 1), 4: ("Friday B", 3), 5: ("Monday A", 1)}
    locks = "".join(
        start.format(at.format(number, *where), "ConstraintActivityPreferredStartingTime")
        for number, where in {**placed_at, 6: ("Friday A", 4)}.items()
    )
    closed = """<ConstraintTeacherNotAvailableTimes><Weight_Percentage>100</Weight_Percentage><Teacher>Anna</Teacher>
    <Not_Available_Time><Day>Monday B</Day><Hour>1</Hour></Not_Available_Time></ConstraintTeacherNotAvailableTimes>
    <ConstraintBreakTimes><Weight_Percentage>100</Weight_Percentage><Break_Time><Day>Friday B</Day><Hour>4</Hour>
    </Break_Time></ConstraintBreakTimes>"""
    limit = constraint("TeacherMaxDaysPerWeek", "Teacher_Name=Bert Max_Days_Per_Week=6")
    fet = read_fet(written(tmp_path, fortnight(locks + closed + limit)))
    made = school_of(fet, locked_timetable(fet), "en", "school.fet")
    assert {one.id: (one.week, one.periods) for one in made.school.lessons} == {
        "1": ("B", 2), "2": ("A", 1), "3": ("B", 1), "4": ("B", 1), "5": ("A", 1), "6": ("A", 1),
    }  # fmt: skip
    assert "TeacherMaxDaysPerWeek" in dict(made.rest), "ours is a limit of one week"
    out = tmp_path / "out.xlsx"
    write_school(made.school, out, "en")
    case = read_case(out)
    assert case.problem.times.weeks == 2 and case.timetable is not None
    judged = evaluate(case.problem, case.timetable)
    assert judged.valid, judged.violations
    rows = {(row.lesson, row.week, row.day, row.period) for row in case.school.roster}
    assert ("1", "B", 1, 1) in rows and ("4", "B", 4, 3) in rows and ("6", "A", 4, 4) in rows
    away = {(one.kind, one.code, one.week, one.day, one.period) for one in case.school.availability}
    assert ("teacher", "Anna", "B", 0, 1) in away and ("class", "A", "B", 4, 4) in away


def test_activities_without_a_day_are_shared_out_over_the_weeks(tmp_path: Path) -> None:
    made = school_of(read_fet(written(tmp_path, fortnight(""))), None, "en", "school.fet")
    assert {one.id: one.week for one in made.school.lessons if one.id in "12"} == {"1": "A", "2": "B"}


def test_divisions_with_too_many_combinations_become_those_that_there_are(tmp_path: Path) -> None:
    names = [f"{one}{two}{three}" for one in "abcdefg" for two in "klmnopq" for three in "stuvwxy"][:60]
    groups = "".join(
        f"<Group><Name>{place}{letter}</Name>"
        + "".join(f"<Subgroup><Name>{name}</Name></Subgroup>" for name in names if name[place] == letter)
        + "</Group>"
        for place in range(3)
        for letter in dict.fromkeys(name[place] for name in names)
    )
    groups += "".join(
        f"<Group><Name>x{number}</Name><Subgroup><Name>{name}</Name></Subgroup></Group>"
        for number, name in enumerate(names[:20])
    )
    year = f"<Year><Name>Y</Name>{groups}</Year>"
    acts = activity(3).replace("<Students>B<", "<Students>0a<") + activity(4).replace("<Students>A1<", "<Students>2s<")
    acts += activity(6).replace("<Students>year<", "<Students>x3<")
    made = school_of(read_fet(written(tmp_path, content(activities=acts, students=year))), None, "en", "school.fet")
    out = tmp_path / "out.xlsx"
    write_school(made.school, out, "en")
    case = read_case(out)
    attending = {one.id: set(one.attendees) for one in case.school.lessons}
    assert attending["3"] == {name for name in names if name[0] == "a"} and attending["6"] == {names[3]}
    assert len(case.problem.resources_of("path")) <= len(names)


def test_convert_puts_the_rest_in_a_sheet_and_tells_it(tmp_path: Path) -> None:
    gaps = constraint("MinGapsBetweenActivities", "Activity_Id=1 Activity_Id=2 MinGaps=1")
    path = written(tmp_path, content(gaps, ROOMS))
    shown = run("convert", path, tmp_path / "out.xlsx", "--lang", "nl")
    assert shown.exit_code == 0 and "MinGapsBetweenActivities" in shown.output and "blad FET" in shown.output
    extras = read_workbook(tmp_path / "out.xlsx").extras
    assert [title for title, _ in extras.sheets] == [REST]
    checked = json.loads(run("check", tmp_path / "out.xlsx", "--json").stdout)
    assert checked["status"] == "ok" and checked["counts"]["lessons"] == 5


def test_import_reads_a_fet_file_as_a_roster(tmp_path: Path) -> None:
    path = written(tmp_path, content(START, ROOMS))
    told = json.loads(run("import", path, "-o", tmp_path / "out.xlsx", "--json").stdout)
    assert told["counts"] == {"classes": 2, "teachers": 2, "rooms": 3 + 3, "lessons": 5, "placed": 1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_school_becomes_a_fet_file_that_is_read_again_with_every_block(tmp_path: Path, language: str) -> None:
    made = make_demo("small", language=language)
    problem = build_problem(made, Path())
    notices = write_school_as_fet(tmp_path / "school.fet", made, problem, None, language)
    fet = read_fet(tmp_path / "school.fet")
    assert not fet.unread and not fet.notices
    weeks = {lesson.id: lesson for lesson in problem.lessons if not lesson.optional}
    wanted = sum(part.longest * len(part.weeks[0]) for lesson in weeks.values() for part in lesson.parts)
    assert sum(one.duration for one in fet.institution.active) == wanted
    assert len(fet.institution.teachers) == len(made.teachers) and len(fet.institution.rooms) == len(made.rooms)
    keys = {notice.key for notice in notices}
    assert {"unsaid_modes", "unsaid_rules", "unsaid_pools"} <= keys
    assert all("{" not in notice.text(one) for notice in notices for one in LANGUAGES)


def test_a_timetable_of_a_school_is_locked_in_its_fet_file_and_nobody_is_in_two_places(tmp_path: Path) -> None:
    path = written(tmp_path, content(CLOSED, ROOMS))
    fet = read_fet(path)
    timetable = placed(fet, "1@Mo2 2@Tu1 3@Mo1:Barn 4@Mo4 5@Mo4 6@We1")
    write_school(school_of(fet, timetable, "en", "school.fet").school, tmp_path / "out.xlsx", "en")
    shown = run("convert", tmp_path / "out.xlsx", tmp_path / "again.fet")
    assert shown.exit_code == 0
    again = read_fet(tmp_path / "again.fet")
    locked = locked_timetable(again)
    assert locked is not None
    judged = evaluate(again.problem, locked)
    assert judged.valid and len(locked.placements) == 6
    where = {placement.start for placement in locked.placements}
    assert where == {placement.start for placement in timetable.placements}


def test_what_is_asked_of_pupils_that_no_group_is_goes_to_the_rest_not_to_more_pupils(tmp_path: Path) -> None:
    pairs = [("s1", "s2"), ("s2", "s3"), ("s3", "s4")]
    groups = "".join(
        f"<Group><Name>g{place}</Name>{''.join(f'<Subgroup><Name>{one}</Name></Subgroup>' for one in pair)}</Group>"
        for place, pair in enumerate(pairs)
    )
    students = f"<Year><Name>Y</Name>{groups}</Year>"
    acts = activity(3).replace("<Students>B<", "<Students>g0<")
    closed = constraint("StudentsSetNotAvailableTimes", "Students=s2 [Not_Available_Time]=Mo1")
    text = content(closed, activities=acts, students=students)
    made = school_of(read_fet(written(tmp_path, text)), None, "en", "school.fet")
    assert not made.school.availability
    assert [entry for entry, _ in made.rest if entry != "Room"] == ["StudentsSetNotAvailableTimes"]


@pytest.mark.parametrize(
    ("row", "weeks", "said"),
    [
        (RuleRow("H26", "3A, 3B", Level.MUST, value="days=1; period=6"), 1, {("path", 6, 1)}),
        (RuleRow("H26", "ANN", Level.MUST, value="days=2; period=7"), 1, {("teacher", 7, 2)}),
        (RuleRow("H26", "3A", Level.WISH, value="days=1; period=6"), 1, None),
        (RuleRow("H26", "3A", Level.MUST, value="days=1; period=0"), 1, None),  # not the same hour on Wednesday
        (RuleRow("H26", "3A", Level.MUST, value="days=1; period=6"), 2, None),
    ],
)
def test_days_with_a_lesson_in_one_period_are_said_in_fet_where_it_can(
    row: RuleRow, weeks: int, said: set[tuple[str, int, int]] | None, tmp_path: Path
) -> None:
    classes = tuple(SchoolClass(code, stage="2", pupils=20) for code in ("3A", "3B"))
    lessons = (lesson("W", "ANN", 4), lesson("L", "BEN", 4, of="3B"))
    one = small_school(*lessons, classes=classes, rules=(row,), settings=Settings(cycle_weeks=weeks))
    notices = write_school_as_fet(tmp_path / "school.fet", one, build_problem(one), None, "en")
    told = next((str(notice.value) for notice in notices if notice.key == "unsaid_rules"), "")
    again = read_fet(tmp_path / "school.fet")
    assert not again.unread and ("H26" in told) is (said is None)
    limits = [rule for rule in again.problem.rules if "IntervalMaxDaysPerWeek" in rule.entry]
    found = {
        (again.problem.resource[who].kind, again.problem.times[touch.times[0]].period, rule.most)
        for rule in limits
        if isinstance(rule, LimitClusters)
        for (touch,) in rule.clusters
        for who in rule.resources
    }
    assert found == (said or set())
