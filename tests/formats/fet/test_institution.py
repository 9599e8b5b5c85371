"""What a FET file lists: pupils in three levels, days and hours in any language; and files that are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.formats.fet import looks_like_fet, read_fet
from scheduler.formats.fet.moments import bells, weekdays
from scheduler.formats.files.faults import Faults
from scheduler.problem.text import LANGUAGES
from tests.formats.fet.small import ROOMS, STUDENTS, activity, constraint, content, school, written


def refused(path: Path) -> list[str]:
    with pytest.raises(Faults) as caught:
        read_fet(path)
    for language in LANGUAGES:
        assert "{" not in caught.value.text(language)
    return [fault.key for fault in caught.value.faults]


def test_a_year_is_all_its_groups_and_a_group_all_its_subgroups(tmp_path: Path) -> None:
    fet = school(tmp_path)
    held = {
        lesson.id: {
            one.removeprefix("path:") for demand in lesson.demands for one in demand.candidates if "path" in one
        }
        for lesson in fet.problem.lessons
    }
    assert held == {
        "1": {"A1", "A2"}, "2": {"A1", "A2"}, "3": {"B"}, "4": {"A1"}, "5": {"A2"}, "6": {"A1", "A2", "B"},
    }  # fmt: skip
    assert fet.counts["classes"] == 2, "A and B"


def test_a_subgroup_of_several_groups_is_one_path(tmp_path: Path) -> None:
    shared = STUDENTS.replace(
        "</Group></Year>", "<Subgroup><Name>A2</Name></Subgroup><Subgroup><Name>B2</Name></Subgroup></Group></Year>"
    )
    fet = school(tmp_path, students=shared)
    assert set(fet.institution.pupils["B"]) == {"path:A2", "path:B2"}
    assert fet.problem.resource["path:A2"].class_code == "A"


@pytest.mark.parametrize(
    "students",
    [
        "<Year><Name>year</Name><Group><Name>year</Name></Group></Year>",
        "<Year><Name>year</Name><Group><Name>A</Name><Subgroup><Name>year</Name></Subgroup></Group></Year>",
        "<Year><Name>year</Name><Group><Name>A</Name><Subgroup><Name>A</Name></Subgroup></Group></Year>",
        "<Year><Name>A</Name><Group><Name>B</Name></Group></Year><Year><Name>B</Name><Group><Name>A</Name></Group></Year>",
    ],
)
def test_pupils_that_would_contain_themselves_are_refused(tmp_path: Path, students: str) -> None:
    assert "two_levels" in refused(written(tmp_path, content(students=students)))


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (("1 (8:00-8:50)", "2 (8:50-9:40)", "3 (9:55-10:45)"), [(480, 530), (530, 580), (595, 645)]),
        (("8h00", "9h00", "10h30"), [(480, 540), (540, 630), (630, 690)]),
        (("08:00", "09:00"), [(480, 540), (540, 600)]),
        (("P1", "P2"), [(480, 540), (540, 600)]),
        (("9:00", "8:00"), [(480, 540), (540, 600)]),
        (("11:00", "12:10", "01:00"), [(660, 730), (730, 780), (780, 830)]),
        (("11:20 - 12.10", "12:10 - 01.00", "01:00 - 02.00"), [(680, 730), (730, 780), (780, 840)]),
        (("8", "9", "10"), [(480, 540), (540, 600), (600, 660)]),
        (("1", "2"), [(480, 540), (540, 600)]),
        (("8:30", "9:20", "lunch", "11:00", "last"), [(510, 560), (560, 610), (610, 660), (660, 710), (710, 760)]),
        (("8:30", "lunch", "a", "b"), [(480, 540), (540, 600), (600, 660), (660, 720)]),
    ],
)
def test_hours_that_tell_a_clock_time_have_it(hours: tuple[str, ...], expected: list[tuple[int, int]]) -> None:
    assert bells(hours) == expected


@pytest.mark.parametrize(
    ("days", "numbers"),
    [
        ("maandag dinsdag woensdag donderdag vrijdag", [0, 1, 2, 3, 4]),
        ("Mo Di Mi Do Fr", [0, 1, 2, 3, 4]),
        ("L M M J V", [0, 1, 2, 3, 4]),
        ("SEG TER QUA QUI SEX", [0, 1, 2, 3, 4]),
        ("h k sz cs p", [0, 1, 2, 3, 4]),
        ("Dimanche Lundi Mardi Mercredi Jeudi", [6, 0, 1, 2, 3]),
        ("Monday Tueday Wednesday Thursday Saturday", [0, 1, 2, 3, 5]),
        ("Segunda-feira Terça-feira Quarta-feira", [0, 1, 2]),
        ("Δευτέρα Τρίτη Τετάρτη Πέμπτη Παρασκευή", [0, 1, 2, 3, 4]),
        ("الأحد الاثنين الثلاثاء الأربعاء الخميس", [6, 0, 1, 2, 3]),
        ("Понеделник Вторник Сряда Четвъртък Петък", [0, 1, 2, 3, 4]),
        ("Thứ_2 Thứ_3 Thứ_4", [0, 1, 2]),
        ("joi vineri", [3, 4]),
        ("Monday Tuesday Monday2", None),
        ("Day1 Day2 Day3", None),
        ("A B C D E", None),
        ("0 1 2 3 4", None),
    ],
)
def test_days_of_the_week_are_known_in_many_languages_where_one_reads_all(days: str, numbers: list[int] | None) -> None:
    assert weekdays([day.replace("_", " ") for day in days.split()]) == numbers


def test_days_of_the_week_are_known_and_others_keep_their_names(tmp_path: Path) -> None:
    assert school(tmp_path).problem.times.weekdays
    renamed = content().replace("Monday", "Day 1")
    problem = read_fet(written(tmp_path, renamed)).problem
    assert not problem.times.weekdays and problem.times[0].id == "Day 1 1"


def test_only_the_first_element_says_that_a_file_is_of_fet(tmp_path: Path) -> None:
    assert looks_like_fet(written(tmp_path, content()))
    assert not looks_like_fet(written(tmp_path, "<fetch/>"))
    assert not looks_like_fet(tmp_path / "absent.fet")


@pytest.mark.parametrize("name", ["year", "A", "A1", "A2", "B", "Anna", "maths", "hard", "North"])
def test_what_is_needed_and_has_no_name_is_told(tmp_path: Path, name: str) -> None:
    nameless = content().replace(f"<Name>{name}</Name>", "<Name></Name>", 1)
    assert set(refused(written(tmp_path, nameless))) & {"missing", "unknown"}


@pytest.mark.parametrize("mode", ["Mornings_Afternoons", "Block_Planning", "Terms"])
def test_another_mode_is_named_with_what_to_do(tmp_path: Path, mode: str) -> None:
    path = written(tmp_path, content(head=f"<Mode>{mode}</Mode>"))
    assert refused(path) == ["other_mode"]
    with pytest.raises(Faults, match=mode):
        read_fet(path)


def test_the_version_says_the_mode_where_nothing_else_does(tmp_path: Path) -> None:
    assert refused(written(tmp_path, content(version="5.47.0-ma"))) == ["other_mode"]
    assert read_fet(written(tmp_path, content(version="7.10.5"))).problem.lessons


BOMB = '<?xml version="1.0"?><!DOCTYPE fet [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><fet version="6">&b;</fet>'

HOSTILE = {
    "entities": BOMB,
    "broken XML": content()[:-20],
    "an id that is no number": content().replace("<Id>3</Id>", "<Id>three</Id>"),
    "an id twice": content().replace("<Id>3</Id>", "<Id>4</Id>"),
    "an unknown teacher": content().replace("<Teacher>Bert</Teacher>", "<Teacher>Bart</Teacher>"),
    "an unknown subject": content().replace("<Subject>art</Subject>", "<Subject>arts</Subject>"),
    "unknown pupils": content().replace("<Students>B</Students>", "<Students>C</Students>"),
    "an unknown activity": content(constraint("ActivitiesNotOverlapping", "Activity_Id=1 Activity_Id=99")),
    "an unknown day": content(constraint("TeacherNotAvailableTimes", "Teacher=Anna")).replace(
        "<Teacher>Anna</Teacher><Active>",
        "<Teacher>Anna</Teacher><Not_Available_Time><Day>Moonday</Day><Hour>1</Hour></Not_Available_Time><Active>",
    ),
    "an unknown room": content(space=constraint("ActivityPreferredRoom", "Activity_Id=3 Room=Loft")),
    "a declared size": content().replace("<Number_of_Days>3", "<Number_of_Days>500000000"),
    "a declared list": content(constraint("ActivitiesNotOverlapping", "Number_of_Activities=500000000 Activity_Id=1")),
    "a duration beyond the day": content().replace("<Duration>2</Duration>", "<Duration>500000000</Duration>"),
    "a weight that is none": content(constraint("TeachersMaxGapsPerDay", "Max_Gaps=0", "lots")),
    "a weight above 100": content(constraint("TeachersMaxGapsPerDay", "Max_Gaps=0", 101)),
    "a number of many digits": content(constraint("TeachersMaxGapsPerDay", f"Max_Gaps={'9' * 5000}")),
    "days without end": content().replace("</Days_List>", "<Day><Name>x</Name></Day>" * 2 + "</Days_List>"),
    "no activity": content(activities=""),
    "no days": content().replace("<Day><Name>Monday</Name></Day>", "").replace("<Day><Name>Tuesday</Name></Day>", "")
    .replace("<Day><Name>Wednesday</Name></Day>", ""),
    "only breaks": content(constraint("BreakTimes", "[Break_Time]=" + ",".join(
        f"{day}{hour}" for day in ("Mo", "Tu", "We") for hour in "1234"))),
    "a virtual room of itself": content(rooms=ROOMS + """<Room><Name>V</Name><Virtual>true</Virtual><Set_of_Real_Rooms>
        <Real_Room>V</Real_Room></Set_of_Real_Rooms></Room>"""),
    "more days apart than there can be": content(
        constraint("MinDaysBetweenActivities", "Activity_Id=1 Activity_Id=2 MinDays=500000000")),
    "nothing": '<fet version="6.8.5"></fet>',
    "another root": "<fetch/>",
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_or_broken_file_is_refused_with_a_clear_word(tmp_path: Path, what: str) -> None:
    assert refused(written(tmp_path, HOSTILE[what]))


def test_many_days_are_refused_before_they_are_made(tmp_path: Path) -> None:
    days = "".join(f"<Day><Name>d{number}</Name></Day>" for number in range(5000))
    text = content().replace("<Days_List><Number_of_Days>3", f"<Days_List>{days}<Number_of_Days>5003")
    assert "too_many" in refused(written(tmp_path, text))


def test_blanks_in_names_count_unless_a_tool_indented_them(tmp_path: Path) -> None:
    two = content(students=STUDENTS + "<Year><Name> B</Name></Year>")
    assert read_fet(written(tmp_path, two)).institution.pupils[" B"] == ("path: B",)
    indented = content().replace("<Teacher>Bert</Teacher>", "<Teacher>\n  Bert\n</Teacher>")
    assert read_fet(written(tmp_path, indented)).institution.activities["3"].teachers == ("Bert",)


@pytest.mark.parametrize("name", ["Bert", "art", "soft", "A1", "Barn"])
def test_a_name_of_blanks_alone_is_a_name_like_any_other(tmp_path: Path, name: str) -> None:
    """A constraint about it speaks of nothing else: it is not one that names nobody and so speaks of all."""
    time = (
        constraint("TeacherMaxHoursDaily", "Teacher_Name=Bert Maximum_Hours_Daily=2")
        + constraint("StudentsSetMaxHoursDaily", "Students=A1 Maximum_Hours_Daily=2")
        + constraint(
            "ActivitiesPreferredStartingTimes", "Teacher=Bert Students=A1 Subject= [Preferred_Starting_Time]=Mo1"
        )
        + constraint("ActivitiesPreferredTimeSlots", "Activity_Tag=soft Subject=art [Preferred_Time_Slot]=Mo1")
    )
    space = constraint("SubjectPreferredRoom", "Subject=art Room=Barn") + constraint(
        "ActivityTagPreferredRoom", "Activity_Tag=soft Room=Barn"
    )
    text = content(time=time, space=space)

    def asked(called: str) -> list[tuple[str, object]]:
        renamed = written(tmp_path, text.replace(f">{name}<", f">{called}<"))
        return [(rule.entry, getattr(rule, "lessons", None)) for rule in read_fet(renamed).problem.rules]

    assert asked(" ") == asked("other") == asked(name)


def test_a_subject_that_is_listed_twice_is_told_and_read_once(tmp_path: Path) -> None:
    text = content().replace("<Subjects_List>", "<Subjects_List><Subject><Name>art</Name></Subject>")
    assert [notice.key for notice in read_fet(written(tmp_path, text)).notices] == ["twice_left_out"]


def test_what_would_become_millions_of_pairs_is_told_as_not_read(tmp_path: Path) -> None:
    ids = range(1, 701)
    many = "".join(activity(1).replace("<Id>1<", f"<Id>{one}<").replace("Group_Id>1<", "Group_Id>0<") for one in ids)
    listed = " ".join(f"Activity_Id={one}" for one in ids)
    time = "".join(
        constraint(name, f"{listed} {more}", weight)
        for name, more, weight in (
            ("ActivitiesSameStartingTime", "", 95),
            ("MaxDaysBetweenActivities", "MaxDays=1", 50),
            ("ActivitiesOverlapCompletelyOrDoNotOverlap", "", 100),
            ("ActivitiesSameStartingTime", "", 100),
        )
    )
    fet = school(tmp_path, time, activities=many)
    assert fet.unread == {
        "ConstraintActivitiesSameStartingTime": 1,
        "ConstraintMaxDaysBetweenActivities": 1,
        "ConstraintActivitiesOverlapCompletelyOrDoNotOverlap": 1,
    }
    assert fet.read["ConstraintActivitiesSameStartingTime"] == 1


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("ActivityTagPreferredRoom", "Activity_Tag=hardd Room=Barn"),
        ("TeachersActivityTagMaxHoursDaily", "Activity_Tag_Name=hardd Maximum_Hours_Daily=0"),
        ("ActivitiesPreferredStartingTimes", "Activity_Tag_Name=hardd [Preferred_Starting_Time]=Mo1"),
    ],
)
def test_a_constraint_about_a_tag_that_no_list_has_fits_nothing_as_in_fet_and_is_told(tmp_path, kind, fields) -> None:
    written_down = constraint(kind, fields)
    space = "Room" in kind
    fet = school(tmp_path, **{"space" if space else "time": written_down})
    plain = school(tmp_path)
    assert [one.key for one in fet.notices if one not in plain.notices] == ["unknown_tag"]
    told = next(one for one in fet.notices if one.key == "unknown_tag").text("en")
    assert "'hardd'" in told and "'hard'" in told
    assert not any(getattr(rule, "lessons", ()) for rule in fet.problem.rules if rule.entry == f"Constraint{kind}")
