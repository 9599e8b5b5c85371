"""Whatever the planner leaves out or adds, the school is read as meant and what was done about it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.formats.files.faults import Faults
from scheduler.formats.workbook import read_school, read_workbook
from tests.formats.sheets import Sheets, base, saved


def test_only_lessons_are_compulsory_and_the_rest_is_derived_and_said(tmp_path: Path) -> None:
    sheets: Sheets = {
        "LESSEN": [
            ["Klas", "VAK", "leraar", "Aantal Lesuren", "lokaal"],
            ["1A", "WIS", "JAN", 4, "L1"],
            ["1A, 1B", "LO", "PIE | JAN", 2, "zaal"],
            ["1A", "WIS", "", "", ""],
        ]
    }
    school, notices = read_school(saved(sheets, tmp_path / "school.xlsx"))
    assert [lesson.id for lesson in school.lessons] == ["1A-WIS", "1A+1B-LO", "1A-WIS-2"]
    assert [one.code for one in school.classes] == ["1A", "1B"]
    assert [one.code for one in school.teachers] == ["JAN", "PIE"]
    assert [one.code for one in school.rooms] == ["L1", "zaal"]
    assert len(school.periods) == 36
    keys = [notice.key for notice in notices]
    assert keys.count("derived") == 4
    assert {"default_grid", "ids_made", "no_teacher"} <= set(keys)
    assert all(notice.text(language) for notice in notices for language in ("nl", "en"))


def test_names_in_two_languages_may_be_mixed_in_any_order_and_case(tmp_path: Path) -> None:
    sheets: Sheets = {
        "times": [["End", "BEGIN", "Period", "dag"], ["9:15", "8:25", 1, "Mon"], ["10:05", "9:15", 2, "ma"]],
        "Lessons": [["periods", "Véak", "leraren", "subject", "CLASSES", "distance max"], [2, "", "X", "Y", "1A", 1]],
    }
    school, notices = read_school(saved(sheets, tmp_path / "school.xlsx"))
    lesson = school.lessons[0]
    assert (lesson.periods, lesson.subject, lesson.attendees, lesson.distance_max) == (2, "Y", ("1A",), 1)
    assert [(period.day, period.period, period.start) for period in school.periods] == [(0, 1, 505), (0, 2, 555)]
    assert [notice.value for notice in notices if notice.key == "unknown_column"] == ["Véak"]


def test_comments_help_and_examples_are_no_lessons(tmp_path: Path) -> None:
    sheets = base()
    sheets["Lessen"].insert(1, ["# de naam", "help"])
    sheets["Lessen"].insert(2, ["voorbeeld: 3A-WIS", "3A", "WIS", "Nobody", -5])
    sheets["Lessen"] += [["", "# 1A", "?"], ["example: x"], ["Uitleg: tot hier"], [], ["", "", ""]]
    school, _ = read_school(saved(sheets, tmp_path / "school.xlsx"))
    assert [lesson.id for lesson in school.lessons] == ["w1", "n1"]


def test_the_header_may_stand_below_a_title(tmp_path: Path) -> None:
    sheets = base()
    sheets["Lessen"] = [["Lessen van mijn school"], [], ["versie", "september"], *sheets["Lessen"]]
    school, _ = read_school(saved(sheets, tmp_path / "school.xlsx"))
    assert school.lessons[0].origin is not None
    assert school.lessons[0].origin.cell("periods") == "Lessen!E5"


def test_codes_are_found_in_spite_of_case_accents_and_blanks(tmp_path: Path) -> None:
    sheets = base()
    sheets["Lessen"][1][3] = "MÀYER"
    sheets["Lessen"][1][1] = "1 a"
    school, _ = read_school(saved(sheets, tmp_path / "school.xlsx"))
    assert (school.lessons[0].teachers, school.lessons[0].attendees) == ((("Mayer",),), ("1A",))


def test_half_days_follow_the_longest_break_around_noon(tmp_path: Path) -> None:
    rows = [("8:30", "9:20"), ("9:20", "10:10"), ("10:40", "11:30"), ("12:20", "13:10"), ("13:25", "14:15")]
    sheets: Sheets = {
        "Tijdraster": [
            ["dag", "lesuur", "begin", "einde"],
            *[["ma", number, start, end] for number, (start, end) in enumerate(rows, 1)],
            *[["wo", number, start, end] for number, (start, end) in enumerate(rows[:3], 1)],
        ],
        "Lessen": [["klassen", "vak", "aantal"], ["1A", "WIS", 2]],
    }
    school, notices = read_school(saved(sheets, tmp_path / "school.xlsx"))
    assert [period.half_day for period in school.periods] == ["am", "am", "am", "pm", "pm", "am", "am", "am"]
    assert "half_days_derived" in [notice.key for notice in notices]


def test_a_clock_time_finds_the_period_of_the_grid_of_the_class(tmp_path: Path) -> None:
    sheets = base()
    sheets["Tijdraster"] += [["laat", "ma", n, f"{8 + n}:25", f"{9 + n}:15"] for n in range(1, 5)]
    sheets["Klassen"][1][3] = "laat"
    sheets["Vast"][1][4] = "9:25"
    sheets["Lessen"][1][5] = "1-2"
    school, _ = read_school(saved(sheets, tmp_path / "school.xlsx"))
    assert school.pins[0].period == 1
    sheets["Klassen"][1][3] = ""
    assert read_school(saved(sheets, tmp_path / "other.xlsx"))[0].pins[0].period == 2


def test_the_planners_own_columns_and_sheets_are_kept_beside_the_school(tmp_path: Path) -> None:
    sheets = base()
    sheets["Leraren"][0].append("verjaardag")
    sheets["Leraren"][1].append("mei")
    sheets["Kladblad"] = [["niet vergeten"], [1, 2]]
    reading = read_workbook(saved(sheets, tmp_path / "school.xlsx"))
    assert reading.extras.columns == {"teachers": (("verjaardag", ("mei", "")),)}
    assert [title for title, _ in reading.extras.sheets] == ["Kladblad"]
    assert {"unknown_column", "unknown_sheet"} <= {notice.key for notice in reading.notices}


def test_odd_but_possible_things_are_said_and_do_not_stop(tmp_path: Path) -> None:
    sheets = base()
    sheets["Lessen"][1][12] = "band 1"
    sheets["Klassen"][1][1] = "9"
    sheets["Groepen"][1][3] = 3
    sheets["Regels"][1][2] = ""
    sheets["Instellingen"].append(["kleur", "blauw"])
    sheets["Lokalen"][1][3] = ""
    _, notices = read_school(saved(sheets, tmp_path / "school.xlsx"))
    expected = {"lonely_band", "division_sum", "idle_rule", "unknown_setting", "not_onsite"}
    assert expected <= {notice.key for notice in notices}
    assert all(notice.text(language) for notice in notices for language in ("nl", "en"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_files_are_read_in_any_usual_encoding_and_separator(encoding: str, delimiter: str, tmp_path: Path) -> None:
    lessons = [
        ["klassen", "vak", "leraren", "aantal"],
        ['"1A, 1B"', "Fysica é", "Zoë", '"2,0"'],
        ["1A", "B", "", "1.0"],
    ]
    text = "\r\n".join(delimiter.join(row) for row in lessons)
    (tmp_path / "lessen.csv").write_bytes(text.encode(encoding))
    (tmp_path / "Klassen.csv").write_bytes("klas\n1A\n1B\n".encode(encoding))
    school, _ = read_school(tmp_path)
    assert school.lessons[0].subject == "Fysica é"
    assert school.lessons[0].teachers == (("Zoë",),)
    assert [lesson.periods for lesson in school.lessons] == [2, 1]


def test_faults_in_csv_files_name_file_and_cell(tmp_path: Path) -> None:
    (tmp_path / "Lessons.csv").write_text("classes,subject,periods\n1A,X,-2\n", encoding="utf-8")
    with pytest.raises(Faults) as told:
        read_school(tmp_path)
    assert [(fault.where, fault.key) for fault in told.value.faults] == [("Lessons!C2", "negative")]


def test_a_csv_file_of_bytes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Lessen.csv").write_bytes(bytes(range(256)) * 20)
    with pytest.raises(Faults) as told:
        read_school(tmp_path)
    assert [fault.key for fault in told.value.faults] == ["not_text"]


@pytest.mark.parametrize(("first", "told"), [("Aangenomen", []), ("Noticed", []), ("van mij", ["Import"])])
def test_the_sheet_that_import_writes_is_known_and_one_of_the_planner_is_not(
    first: str, told: list[str], tmp_path: Path
) -> None:
    sheets = base()
    sheets["Import"] = [[first, "lijst!A1", "een zin"]]
    notices = read_school(saved(sheets, tmp_path / "school.xlsx"))[1]
    assert [one.value for one in notices if one.key == "unknown_sheet"] == told
