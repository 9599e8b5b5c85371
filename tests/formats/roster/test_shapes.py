"""Every shape of roster in a case small enough to read: what the importer makes of it, row by row."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scheduler.formats.files.faults import Faults
from scheduler.formats.roster import ImportOptions, import_roster
from scheduler.formats.roster.records import Doubtful
from scheduler.problem.modes import Mode
from scheduler.school.records import Blocks, Level
from tests.formats.roster.conftest import said

DAYS = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag"]


def test_a_class_grid_has_days_across_and_periods_down(read):
    imported = read(
        {
            "3A": [
                ["Uur", *DAYS],
                ["1e", "Wiskunde (Jans)", "", "Frans (Dewit)"],
                ["2e", "Wiskunde (Jans)", "Frans (Dewit)"],
                ["3e", "Frans (Dewit)", "Wiskunde (Jans)"],
            ]
        }
    )
    assert said(imported) == {
        (0, 1, 2, "3A", "Wiskunde", "Jans", ""),
        (2, 1, 1, "3A", "Frans", "Dewit", ""),
        (1, 2, 1, "3A", "Frans", "Dewit", ""),
        (0, 3, 1, "3A", "Frans", "Dewit", ""),
        (1, 3, 1, "3A", "Wiskunde", "Jans", ""),
    }
    maths = next(lesson for lesson in imported.school.lessons if lesson.subject == "Wiskunde")
    assert maths.periods == 3 and maths.blocks == Blocks((2, 1))


def test_one_sheet_per_class_with_times_as_columns_tells_the_clock(read):
    head = ["", "8:25-9:15", "9:15-10:05", "10:05-10:20", "10:20-11:10"]
    imported = read(
        {
            "1A": [
                head,
                ["Mon", "Maths (Ann)", "French (Bob)", "Break", "Art (Cleo)"],
                ["Tue", "French (Bob)", "Maths (Ann)", "Break", "Maths (Ann)"],
            ],
            "1B": [
                head,
                ["Mon", "French (Bob)", "Maths (Ann)", "Break", "French (Bob)"],
                ["Tue", "Maths (Ann)", "Art (Cleo)", "Break", "Art (Cleo)"],
            ],
        }
    )
    assert (0, 1, 1, "1A", "Maths", "Ann", "") in said(imported)
    assert not any("reak" in row.subject for row in imported.school.roster)
    clocks = {(p.start, p.end) for p in imported.school.periods if p.day == 0}
    assert (8 * 60 + 25, 9 * 60 + 15) in clocks and (10 * 60 + 20, 11 * 60 + 10) in clocks


def test_teachers_as_rows_under_two_heading_rows_name_class_and_subject(read):
    imported = read(
        {
            "leraren": [
                ["Leraar", "ma", "", "", "di", "", ""],
                ["", 1, 2, 3, 1, 2, 3],
                ["Jans An", "3A WIS", "3B WIS", "", "", "3A WIS", "3B WIS"],
                ["De Wit Bo", "3B FRA", "3A FRA", "", "3A FRA", "", ""],
            ]
        }
    )
    assert said(imported) == {
        (0, 1, 1, "3A", "WIS", "Jans An", ""),
        (0, 2, 1, "3B", "WIS", "Jans An", ""),
        (1, 2, 1, "3A", "WIS", "Jans An", ""),
        (1, 3, 1, "3B", "WIS", "Jans An", ""),
        (0, 1, 1, "3B", "FRA", "De Wit Bo", ""),
        (0, 2, 1, "3A", "FRA", "De Wit Bo", ""),
        (1, 1, 1, "3A", "FRA", "De Wit Bo", ""),
    }


def test_the_subject_may_stand_one_row_above_the_teacher_and_run_over_merged_periods(read):
    imported = read(
        {
            "Klassen": [
                ["Klas", "Maandag", "", "", "Dinsdag", "", ""],
                ["", 1, 2, 3, 1, 2, 3],
                ["4A", "CHE", "", "BIO", "FYS", "CHE", "BIO"],
                ["", "KLM", "", "PQR", "STU", "KLM", "PQR"],
                ["4B", "FYS", "BIO", "CHE", "BIO", "FYS", "CHE"],
                ["", "STU", "PQR", "KLM", "PQR", "STU", "KLM"],
            ],
            "Leraren": [["Leraar", "Naam"], ["KLM", "Kris Lem"], ["PQR", "Piet Quist"], ["STU", "Stan Uyt"]],
        },
        merges={"Klassen": ["B3:C3", "B4:C4"]},
    )
    assert (0, 1, 2, "4A", "CHE", "KLM", "") in said(imported)
    assert (1, 2, 1, "4B", "FYS", "STU", "") in said(imported)


def test_two_stacks_of_four_rows_are_two_groups_of_the_class(read):
    def stack(*lessons):
        return [list(column) for column in zip(*lessons, strict=True)]

    one = stack(
        ("Матем", "Иванов И.И.", "5-1", 42), ("Англ", "Петров П.П.", "5-1", 26), ("Физ", "Орлов О.О.", "5-1", 31)
    )
    two = stack(("Англ", "Петров П.П.", "5-1", 26), ("Матем", "Иванов И.И.", "5-1", 42), ("", "", "", ""))
    other = stack(("Физ", "Орлов О.О.", "5-2", 31), ("", "", "", ""), ("Матем", "Иванов И.И.", "5-2", 42))
    rows = [["Класс", "Понедельник", "", ""], ["", 1, 2, 3]]
    for label, parts in (("5-1", [*one, *two]), ("5-2", [*other, *[["", "", ""]] * 4])):
        rows += [[label if n == 0 else "", *part] for n, part in enumerate(parts)]
    found = said(read({"Лист1": rows}))
    assert (0, 1, 1, "5-1.1", "Матем", "Иванов И.И.", "42") in found
    assert (0, 1, 1, "5-1.2", "Англ", "Петров П.П.", "26") in found
    assert (0, 3, 1, "5-1", "Физ", "Орлов О.О.", "31") in found
    assert (0, 1, 1, "5-2", "Физ", "Орлов О.О.", "31") in found


def test_classes_as_columns_may_hold_subject_and_room_side_by_side(read):
    body = [
        ["Mon", 1, "8:00 - 8:45", "Maths", 11, "Art", 12],
        ["", 2, "8:55 - 9:40", "Art", 12, "Maths", 11],
        ["", 3, "9:50 - 10:35", "Music", 13, "Maths", 11],
        ["Tue", 1, "8:00 - 8:45", "Art", 12, "Music", 13],
        ["", 2, "8:55 - 9:40", "Maths", 11, "Art", 12],
        ["", 3, "9:50 - 10:35", "Maths", 11, "Music", 13],
    ]
    imported = read({"students": [["", "", "", "5A", "", "5B", ""], *body]}, merges={"students": ["D1:E1", "F1:G1"]})
    assert (0, 1, 1, "5A", "Maths", "", "11") in said(imported)
    assert (1, 3, 1, "5B", "Music", "", "13") in said(imported)
    assert {(p.start, p.end) for p in imported.school.periods if p.period == 2} == {(8 * 60 + 55, 9 * 60 + 40)}


def test_the_number_in_each_class_column_counts_and_not_the_row(read):
    imported = read(
        {
            "5": [
                ["", "", '5 "А" класс', "", "", '5 "Б" класс', ""],
                ["ПОНЕДЕЛЬНИК", 1, "Музыка", 101, 2, "Химия", 204],
                ["", 2, "Химия", 202, 3, "Музыка", 101],
                ["", 3, "Труд", 303, 4, "Труд", 303],
                ["ВТОРНИК", 1, "Химия", 202, 1, "Музыка", 101],
                ["", 2, "Труд", 303, 2, "Химия", 204],
                ["", 3, "Музыка", 101, 3, "Труд", 305],
            ]
        }
    )
    assert (0, 2, 1, "5 Б", "Химия", "", "204") in said(imported)
    assert (0, 4, 1, "5 Б", "Труд", "", "303") in said(imported)


def test_weeks_may_stand_as_rows_and_equal_lessons_are_weekly(read):
    imported = read(
        {
            "rooster": [
                ["", "", "", "3A", "3B"],
                ["Maandag", 1, "Week A", "Latijn", "Grieks"],
                ["", "", "Week B", "Grieks", "Grieks"],
                ["", 2, "Week A", "Muziek", ""],
                ["", "", "Week B", "Muziek", "Latijn"],
                ["Dinsdag", 1, "Week A", "Grieks", "Latijn"],
                ["", "", "Week B", "Latijn", "Latijn"],
            ]
        }
    )
    weeks = {(row.day, row.period, row.attendees[0], row.subject): row.week for row in imported.school.roster}
    assert weeks[0, 1, "3A", "Latijn"] == "A" and weeks[0, 1, "3A", "Grieks"] == "B"
    assert weeks[0, 1, "3B", "Grieks"] == "every" and weeks[0, 2, "3B", "Latijn"] == "B"
    assert imported.school.settings.cycle_weeks == 2


def test_weeks_may_stand_as_sheets(read):
    def grid(last):
        return [
            ["", *DAYS[:3]],
            [1, "Latijn", "Frans", "Frans"],
            [2, "Frans", "Latijn", last],
            [3, "Frans", "Frans", "Latijn"],
        ]

    imported = read({"Week A": grid("Kunst"), "Week B": grid("Muziek")}, ImportOptions(class_name="2B"))
    weeks = {(row.day, row.period, row.subject): row.week for row in imported.school.roster}
    assert weeks[2, 2, "Kunst"] == "A" and weeks[2, 2, "Muziek"] == "B" and weeks[0, 1, "Latijn"] == "every"


def test_one_cell_may_hold_several_lessons_with_lists_of_days(read):
    imported = read(
        {
            "CLASSWISE": [
                ["", 1, 2, 3],
                ["6A", "MATH (1-5) RS", "MATH (1-2) MK\nART (3, 5) AB", "ART (1) AB"],
                ["6B", "ART (1-5) AB", "ENG (1-5) RS", "MATH (2-4) MK\nENG (5) RS"],
            ],
            "TEACHERWISE": [
                ["Name", 1, 2, 3],
                ["RS", "6A (1-5) MATH", "6B (1-5) ENG", "6B (5) ENG"],
                ["MK", "", "6A (1-2) MATH", "6B (2-4) MATH"],
                ["AB", "6B (1-5) ART", "6A (3, 5) ART", "6A (1) ART"],
            ],
        }
    )
    found = said(imported)
    assert {day for day, period, _, who, subject, *_ in found if (who, subject, period) == ("6A", "ART", 2)} == {2, 4}
    assert {day for day, period, _, who, _, teacher, _ in found if (who, teacher, period) == ("6B", "MK", 3)} == {
        1,
        2,
        3,
    }
    assert sum(row.duration for row in imported.school.roster) == 5 + 2 + 2 + 1 + 5 + 5 + 3 + 1  # both views read once


def test_a_clash_the_roster_marks_itself_is_kept(read):
    imported = read(
        {
            "CLASSWISE": [
                ["", 1, 2, 3],
                ["7A", "POL (1-5) MR", "ENG (1-5) AA", "ENG (1-2) AA"],
                ["7B", "POL (1) MR\nENG (2-5) AA", "POL (1-5) MR", "POL (3-5) MR"],
            ],
            "TEACHERWISE": [
                ["", 1, 2, 3],
                ["MR", "**CLASH** [1]:\n7A (1-5) POL\n7B (1) POL", "7B (1-5) POL", "7B (3-5) POL"],
                ["AA", "7B (2-5) ENG", "7A (1-5) ENG", "7A (1-2) ENG"],
            ],
        }
    )
    assert {who for day, period, _, who, _, teacher, _ in said(imported) if (day, period, teacher) == (0, 1, "MR")} == {
        "7A",
        "7B",
    }
    assert any("botsing" in notice.nl for notice in imported.notices)


def test_periods_numbered_through_the_week_are_told_apart_by_their_gaps(read):
    rows = [["Tiết/Lớp", "10B1", "10B2"]]
    for number in range(1, 51):
        lesson = (number - 1) % 10 < 5
        rows.append([number, "TOAN - My" if lesson else " - ", "VAN - Hoa" if lesson else " - "])
    imported = read({"Timetable": rows})
    assert {row.day for row in imported.school.roster} == {0, 1, 2, 3, 4}
    assert {(row.period, row.duration) for row in imported.school.roster} <= {(1, 4), (5, 1), (1, 5)}
    assert sum(row.duration * len(row.attendees) for row in imported.school.roster) == 50


def test_day_names_may_be_spelled_down_the_rows_and_times_without_pm_are_afternoon(read):
    letters = {"MON": 0, "TUE": 1}
    rows = [["DAY", "NO", "HOURS", "2A1", "2A2"]]
    for word in letters:
        for number, start in enumerate(("11:30", "12:30", "1:30"), 1):
            rows.append([word[number - 1], number, start, f"SUBJ{number}", f"COURSE{number}"])
    imported = read({"Sheet1": rows})
    assert {row.day for row in imported.school.roster} == {0, 1}
    assert max(p.start for p in imported.school.periods) == 13 * 60 + 30


def test_a_heading_may_join_day_and_hour(read):
    head = [f"{day}_{hour}" for day in ("Lunedì", "Martedì") for hour in ("08:00", "09:00")]
    imported = read(
        {
            "Table 1": [
                ["", *head],
                ["ABATE", "1E", "5M", "P", ""],
                ["RUSSO", "5M", "1E", "", "1E"],
                ["VERDI", "P", "P", "1E", "5M"],
            ]
        }
    )
    assert (0, 1, 1, "1E", "?", "ABATE", "") in said(imported)
    assert not any(row.subject == "P" for row in imported.school.roster)


def test_a_day_in_the_title_holds_for_the_whole_sheet(read):
    imported = read(
        {
            "Blad1": [
                ["Campus Zuid"],
                ["MAANDAG"],
                ["Klas", "P1", "P2", "Pauze", "P3"],
                ["6B", "Wis\n(R.Iqbal)", "Fra\n(A.Nazam)", "PAUZE", "Ned\n(K.Kan)"],
                ["6C", "Fra\n(A.Nazam)", "Wis\n(R.Iqbal)", "PAUZE", "Wis\n(R.Iqbal)"],
            ]
        }
    )
    assert (0, 1, 1, "6B", "Wis", "R.Iqbal", "") in said(imported)
    assert {row.period for row in imported.school.roster} == {1, 2, 3}


def test_without_any_day_the_fault_asks_for_the_day_with_the_command(read):
    sheets = {
        "Blad1": [
            ["Klas", "P1", "P2", "P3"],
            ["6B", "Wis (Jan)", "Fra (An)", "Ned (Bo)"],
            ["6C", "Fra (An)", "Wis (Jan)", "Wis (Jan)"],
        ]
    }
    with pytest.raises(Faults) as caught:
        read(sheets)
    assert "--day" in caught.value.text("nl") and "roster.xlsx" in caught.value.text("nl")
    assert (3, 1, 1, "6B", "Wis", "Jan", "") in said(read(sheets, ImportOptions(day="donderdag")))


def test_stacked_tables_belong_to_the_title_above_each(read):
    def table(name, first, second):
        return [[name], ["Stunde", "Mo", "Di", "Mi"], [1, first, "", second], [2, second, first, ""], [""]]

    imported = read({"Lehrerpläne": [*table("Bch", "5A\nD", "5B\nD"), *table("Kor", "5B\nM", "5A\nM")]})
    assert (0, 1, 1, "5A", "D", "Bch", "") in said(imported)
    assert (1, 2, 1, "5B", "M", "Kor", "") in said(imported)


def test_a_long_list_has_one_lesson_per_row(read):
    imported = read(
        {
            "lijst": [
                ["klas", "dag", "lesuur", "vak", "leraar", "lokaal"],
                ["3A", "ma", 1, "WIS", "JAN", "L1"],
                ["3A", "ma", 2, "WIS", "JAN", "L1"],
                ["3B", "di", 4, "FRA", "BO", "L2"],
            ]
        }
    )
    assert said(imported) == {(0, 1, 2, "3A", "WIS", "JAN", "L1"), (1, 4, 1, "3B", "FRA", "BO", "L2")}


def test_a_dated_list_tells_weekday_and_mode(read):
    head = ["Datum", "Klas", "Begin", "Einde", "Vak", "Docent", "Lokaal", "Online les", "Op campus"]
    imported = read(
        {
            "lesmomenten": [
                head,
                ["2025-09-29", "5A", "18:30", "20:10", "Frans", "Jans An", "D4", "Nee", "Ja"],
                ["2025-10-06", "5A", "18:30", "20:10", "Frans", "Jans An", "D4", "Nee", "Ja"],
                ["2025-10-01", "5A", "18:30", "20:10", "Engels", "Dewit Bo", "", "Ja", "Nee"],
            ]
        }
    )
    modes = {(row.day, row.subject): row.mode for row in imported.school.roster}
    assert modes == {(0, "Frans"): Mode.CONTACT, (2, "Engels"): Mode.SYNCHRONOUS}
    assert imported.counts["dated_rows"] == 3


def test_lessons_with_hours_survive_the_date_that_excel_made_of_a_split(read):
    from datetime import datetime

    imported = read(
        {
            "UV": [
                ["U-Nr", "Wst", "Lehrer", "Fach", "Klasse(n)", "Dopp.Std.", "Ignore (i)"],
                [11, 2, "L1", "KU", "05A", datetime(2026, 1, 1), ""],
                [12, 4, "L2", "D", "05A,05B", "0-1", ""],
                [13, 3, "L3", "M", "05B", "", "i"],
            ]
        }
    )
    lessons = {lesson.subject: lesson for lesson in imported.school.lessons}
    assert lessons["KU"].blocks == Blocks((2,)) and lessons["D"].attendees == ("05A", "05B")
    assert "M" not in lessons and lessons["D"].blocks == Blocks((), 1, 2)


def test_a_matrix_of_hours_knows_halves_and_leaves_out_totals(read):
    imported = read(
        {"uren": [["Vak", "1A", "1B", "1C"], ["Frans", 4, 4.5, "-"], ["ICT", 0.5, "", 1], ["Totaal", 4.5, 4.5, 1]]}
    )
    assert {(lesson.attendees[0], lesson.subject, lesson.periods) for lesson in imported.school.lessons} == {
        ("1A", "Frans", Fraction(4)),
        ("1B", "Frans", Fraction(9, 2)),
        ("1A", "ICT", Fraction(1, 2)),
        ("1C", "ICT", Fraction(1)),
    }
    assert imported.school.settings.cycle_weeks == 2


def test_loads_written_as_text_become_one_lesson_per_class(read):
    imported = read(
        {
            "Phan cong": [
                ["STT", "Họ tên giáo viên", "Phân công học kỳ 1"],
                [1, "Lê Thị Ánh", "Sinh học: 12C2, 12C6; Hóa học: 10A1"],
                [2, "Trần Huy Bình", ""],
            ]
        }
    )
    assert {(lesson.attendees[0], lesson.subject, lesson.teachers) for lesson in imported.school.lessons} == {
        ("12C2", "Sinh học", (("Lê Thị Ánh",),)),
        ("12C6", "Sinh học", (("Lê Thị Ánh",),)),
        ("10A1", "Hóa học", (("Lê Thị Ánh",),)),
    }
    assert {teacher.code for teacher in imported.school.teachers} == {"Lê Thị Ánh", "Trần Huy Bình"}
    assert any("zonder aantal uren" in notice.nl for notice in imported.notices)


def test_foreign_keys_are_followed(read):
    imported = read(
        {
            "grupos": [["id", "nombre"], [1, "inter"], [2, "trans"]],
            "materias": [["id", "nombre"], [1, "arte"], [2, "inglés"]],
            "profesores": [["id", "nombre"], [7, "mjose"], [8, "gina"]],
            "grupo_materias": [["id", "grupo_id", "materia_id", "lecciones"], [1, 1, 2, 11], [2, 2, 1, 3]],
            "prof_grupo_materias": [["profesor_id", "grupo_materias_id"], [7, 1], [8, 2]],
        }
    )
    assert {
        (lesson.attendees, lesson.subject, lesson.teachers, lesson.periods) for lesson in imported.school.lessons
    } == {
        (("inter",), "inglés", (("mjose",),), Fraction(11)),
        (("trans",), "arte", (("gina",),), Fraction(3)),
    }


def test_grids_of_wishes_become_availability(read):
    def wishes(name, *rows):
        return [[name], ["Stunde", "Mo", "Di", "Mi"], *([n, *row] for n, row in enumerate(rows, 1)), [""]]

    imported = read(
        {
            "UV": [["U-Nr", "Wst", "Lehrer", "Fach", "Klasse(n)"], [1, 2, "Bch", "D", "5A"], [2, 2, "Kor", "M", "5A"]],
            "ZeitWL": [*wishes("Bch", ("", -3, ""), (-1, "", 3)), *wishes("Kor", (-3, "", ""), ("", "", -2))],
        }
    )
    assert {(a.code, a.day, a.period, a.level, a.there) for a in imported.school.availability} == {
        ("Bch", 1, 1, Level.MUST, False),
        ("Bch", 0, 2, Level.WISH, False),
        ("Bch", 2, 2, Level.STRONG, True),
        ("Kor", 0, 1, Level.MUST, False),
        ("Kor", 2, 2, Level.STRONG, False),
    }


def test_a_class_with_several_lessons_at_once_gets_groups(read):
    imported = read(
        {
            "lijst": [
                ["klas", "dag", "lesuur", "vak", "leraar"],
                ["3A", "ma", 1, "LAT", "JAN"],
                ["3A", "ma", 1, "ECO", "BO"],
                ["3A", "ma", 2, "WIS", "JAN"],
            ]
        }
    )
    assert {row.attendees[0] for row in imported.school.roster if row.period == 1} == {"3A.LAT", "3A.ECO"}
    assert {group.division for group in imported.school.groups} == {"3A groepen"}


def test_a_lesson_before_period_one_is_counted_from_one(read):
    imported = read(
        {
            "5A": [
                ["", *DAYS[:3]],
                [0, "Koor", "", ""],
                [1, "Wis", "Fra", "Ned"],
                [2, "Fra", "Ned", "Wis"],
                [3, "Ned", "Wis", "Fra"],
            ]
        }
    )
    assert (0, 1, 1, "5A", "Koor", "", "") in said(imported)
    assert any("lesuur 0" in assumption.nl for assumption in imported.assumptions)


def test_duties_without_a_class_make_the_teacher_unavailable(read):
    imported = read(
        {
            "leraren": [
                ["Leraar", "ma", "", "", "di", "", ""],
                ["", 1, 2, 3, 1, 2, 3],
                ["Jans An", "3A", "TOEZICHT REFTER", "3B", "3B", "3A", "3A"],
                ["De Wit Bo", "3B", "3A", "3A", "3A", "3B", "3B"],
            ]
        }
    )
    assert [(a.code, a.day, a.period, a.reason) for a in imported.school.availability] == [
        ("Jans An", 0, 2, "TOEZICHT REFTER")
    ]


def test_files_can_be_read_together(book):
    plan = book(
        {"3A": [["", *DAYS[:3]], [1, "WIS", "FRA", "NED"], [2, "FRA", "NED", "WIS"], [3, "NED", "WIS", "FRA"]]},
        "plan.xlsx",
    )
    people = book({"klassen": [["klas", "leerlingen"], ["3A", 24]]}, "klassen.xlsx")
    imported = import_roster([plan, people])
    assert [(c.code, c.pupils) for c in imported.school.classes] == [("3A", 24)] and len(imported.school.roster) == 9


def test_fields_in_a_cell_may_be_parted_by_blanks_slashes_or_bare_dashes(read):
    cells = [
        ["WIS JANS L12", "FRA DEWI L3", "NED PEET L1"],
        ["FRA DEWI L3", "NED PEET L1", "WIS JANS L12"],
        ["NED PEET L1", "GES CLAE L5", "FRA DEWI L3"],
    ]
    for mark in (" ", " / ", "-", "\n"):
        rows = [["", *DAYS[:3]], *([n, *(cell.replace(" ", mark) for cell in row)] for n, row in enumerate(cells, 1))]
        found = said(read({"3ECO": rows}))
        assert (0, 1, 1, "3ECO", "WIS", "JANS", "L12") in found, repr(mark)
        assert (1, 3, 1, "3ECO", "GES", "CLAE", "L5") in found, repr(mark)


def test_labels_may_hold_number_and_hours_together(read):
    hours = ["1ste lesuur 8.25-9.15", "2de lesuur 9.15-10.05", "3de lesuur 10.20-11.10"]
    imported = read({"3A": [["", *DAYS[:3]], *([hour, "WIS", "FRA", "NED"] for hour in hours)]})
    assert {(p.period, p.start) for p in imported.school.periods} == {(1, 505), (2, 555), (3, 620)}


def test_two_classes_may_stand_beside_each_other(read):
    def row(n, *cells):
        return [n, *cells, "", n, *reversed(cells)]

    imported = read(
        {
            "Blad1": [
                ["", "1A", "", "", "", "", "1B"],
                ["", *DAYS[:3], "", "", *DAYS[:3]],
                row(1, "WIS", "FRA", "NED"),
                row(2, "FRA", "NED", "GES"),
                row(3, "GES", "WIS", "FRA"),
            ]
        }
    )
    assert (0, 1, 1, "1A", "WIS", "", "") in said(imported) and (2, 1, 1, "1B", "WIS", "", "") in said(imported)


def test_two_weeks_may_be_stacked_on_one_sheet(read):
    def week(title, last):
        return [
            [title],
            ["", *DAYS[:3]],
            [1, "WIS", "FRA", "NED"],
            [2, "FRA", "NED", last],
            [3, "NED", "WIS", "FRA"],
            [""],
        ]

    imported = read({"3ECO": [*week("Week 1", "GES"), *week("Week 2", "AAR")]})
    weeks = {(row.subject, row.week) for row in imported.school.roster}
    assert ("GES", "A") in weeks and ("AAR", "B") in weeks and ("WIS", "every") in weeks
    assert {row.attendees for row in imported.school.roster} == {("3ECO",)}


def test_a_comma_inside_a_name_parts_no_two_people(read):
    imported = read(
        {
            "lijst": [
                ["klas", "dag", "lesuur", "vak", "leraar"],
                ["3A", "ma", 1, "WIS", "Jansens, An"],
                ["3A", "ma", 2, "FRA", "De Wit, Bo"],
                ["3B", "di", 1, "NED", "Peeters, Cleo"],
            ]
        }
    )
    assert {teacher.code for teacher in imported.school.teachers} == {"Jansens An", "De Wit Bo", "Peeters Cleo"}


def test_a_heading_may_join_day_and_week(read):
    head = ["", *(f"{day} {week}" for week in "AB" for day in ("Mon", "Tue", "Wed"))]
    rows = [
        [1, "Maths", "Art", "PE", "Maths", "PE", "Art"],
        [2, "Art", "PE", "Maths", "Art", "PE", "Maths"],
        [3, "PE", "Maths", "Art", "PE", "Art", "PE"],
    ]
    weeks = {(row.day, row.period, row.subject): row.week for row in read({"7A": [head, *rows]}).school.roster}
    assert weeks[0, 1, "Maths"] == "every" and weeks[1, 1, "Art"] == "A" and weeks[1, 1, "PE"] == "B"


def test_rooms_as_columns_are_told_from_classes_by_what_the_cells_name(read):
    imported = read(
        {
            "maandag": [
                ["uur", "L1", "L2", "L3"],
                [1, "3A WIS JAN", "3B FRA BOB", ""],
                [2, "3B WIS JAN", "", "3A NED EVA"],
                [3, "", "3A FRA BOB", "3B NED EVA"],
            ]
        }
    )
    assert (0, 1, 1, "3A", "WIS", "JAN", "L1") in said(imported) and (0, 3, 1, "3B", "NED", "EVA", "L3") in said(
        imported
    )


def test_a_group_may_stand_in_a_column_of_its_own(read):
    imported = read(
        {
            "Sheet1": [
                ["Day", "Period", "Class", "Group", "Subject", "Teacher", "Room"],
                ["Mo", 1, "9.A", "Entire class", "Mat", "Novak", "101"],
                ["Mo", 2, "9.A", "Boys", "PE", "Kral", "Gym"],
                ["Mo", 2, "9.A", "Girls", "PE", "Mala", "Gym2"],
            ]
        }
    )
    assert {(row.period, row.attendees[0]) for row in imported.school.roster} == {
        (1, "9.A"),
        (2, "9.A.Boys"),
        (2, "9.A.Girls"),
    }


def test_a_list_of_absences_blocks_and_a_list_of_presences_blocks_the_rest(read):
    people = [["code", "naam"], ["JAN", "Jan Jansen"], ["EVA", "Eva Dewit"]]
    grid = [
        ["", *DAYS[:3]],
        [1, "WIS (JAN)", "FRA (EVA)", ""],
        [2, "FRA (EVA)", "WIS (JAN)", ""],
        [3, "WIS (JAN)", "", "FRA (EVA)"],
    ]
    absent = read(
        {"3A": grid, "Leraren": people, "Afwezig": [["leraar", "dag", "lesuur"], ["EVA", "ma", 1], ["EVA", "wo", 2]]}
    )
    assert {(a.code, a.day, a.period) for a in absent.school.availability} == {("EVA", 0, 1), ("EVA", 2, 2)}
    present = read(
        {
            "3A": grid,
            "Leraren": people,
            "Aanwezig": [["leraar", "dag", "lesuur"], *(["EVA", day, n] for day in ("ma", "di", "wo") for n in (1, 2))],
        }
    )
    assert {(a.code, a.day, a.period) for a in present.school.availability} == {("EVA", day, 3) for day in range(3)}


def test_numbers_of_pupils_behind_the_names_of_classes_are_no_part_of_the_name(read):
    for behind in ("({})", "({} lln)", "- {} leerlingen"):
        head = ["Dag", "Uur", *(f"{name} {behind.format(n)}" for name, n in (("3A", 24), ("3B", 19), ("3C", 21)))]
        rows = [
            [day, period, *(("WIS", "FRA", "NED", "ENG", "BIO")[(period + c + d) % 5] for c in range(3))]
            for d, day in enumerate(("ma", "di", "wo"))
            for period in (1, 2, 3, 4)
        ]
        imported = read({"Rooster": [head, *rows]})
        assert {(c.code, c.pupils) for c in imported.school.classes} == {("3A", 24), ("3B", 19), ("3C", 21)}


def test_a_number_in_brackets_that_tells_two_classes_apart_stays(read):
    head = ["Dag", "Uur", "LAT (10)", "LAT (11)", "LAT (12)"]
    rows = [
        [day, period, *(("WIS", "FRA", "NED", "ENG")[(period + c + d) % 4] for c in range(3))]
        for d, day in enumerate(("ma", "di", "wo"))
        for period in (1, 2, 3, 4)
    ]
    try:
        imported = read({"Rooster": [head, *rows]})
    except Doubtful as doubt:
        imported = doubt.imported
    assert len(imported.school.classes) == 3


def test_two_groups_at_once_in_one_cell_are_two_lessons_of_these_groups(read):
    both = "WIS gr. 1 JAN A1\nENG gr. 2 PEE A2"
    grid = [
        ["", "ma", "di", "wo"],
        [1, "WIS JAN A1", "FRA EVA A3", both],
        [2, "FRA EVA A3", both, "NED BOB A4"],
        [3, "NED BOB A4", "ENG PEE A2", "WIS JAN A1"],
        [4, both, "NED BOB A4", "FRA EVA A3"],
    ]
    imported = read({"3A": grid, "3B": [grid[0], *([n, *row[2:], row[1]] for n, row in enumerate(grid[1:], 1))]})
    assert (0, 2, 1, "3B.1", "WIS", "JAN", "A1") in said(imported)
    assert (0, 2, 1, "3B.2", "ENG", "PEE", "A2") in said(imported)


def test_a_lesson_in_two_rooms_is_told_with_the_rooms(read):
    rows = [["Klas", "Dag", "Uur", "Vak", "Leraar", "Lokaal"]]
    for n, name in enumerate(("3A", "3B", "3C")):
        for day in range(1, 6):
            for period in (1, 2):
                subject = ("WIS", "NED", "FRA")[(n + day + period) % 3]
                rows.append([name, day, period, subject, f"{subject}{n}", "L1/L2" if subject == "WIS" else f"B{n + 1}"])
    imported = read({"Lijst": rows})
    assert any("L1, L2" in notice.nl for notice in imported.notices)


def test_hours_under_classes_that_are_numbers_are_a_lesson_table(read):
    imported = read(
        {"Tabel": [["Vak", "Leraar", "101", "102", "103"], ["WIS", "Jan", 4, 5, None], ["FRA", "Els", 3, None, 2]]}
    )
    assert sorted((lesson.attendees[0], lesson.subject, int(lesson.periods)) for lesson in imported.school.lessons) == [
        ("101", "FRA", 3), ("101", "WIS", 4), ("102", "WIS", 5), ("103", "FRA", 2),
    ]  # fmt: skip


def test_columns_of_numbers_that_are_not_understood_are_told_where_no_lesson_was_found(read):
    with pytest.raises(Doubtful) as told:
        read(
            {
                "Blad": [
                    ["Vak", "Leraar", "theorie", "oefening", "praktijk"],
                    *([f"Vak {n}", f"An {name}", n, 2, 3] for n, name in enumerate(("Maes", "Claes", "Nys", "Raes"))),
                ]
            }
        )
    assert "doubt_no_lessons" in {fault.key for fault in told.value.faults}


def test_a_second_teacher_on_a_line_of_its_own_gives_the_lesson_too(read):
    alone = [("WIS", "Maes"), ("FRA", "Claes"), ("NED", "Nys"), ("BIO", "Raes"), ("ENG", "Vos")]
    classes = {}
    for n, name in enumerate(("3A", "3B", "3C")):
        rows = [["", "ma", "di", "wo", "do", "vr"]]
        for period in range(1, 6):
            cells = []
            for day in range(5):
                subject, teacher = alone[(n + period + day) % 5]
                second = alone[(n + period + day + 3) % 5][1]
                cells.append(f"{subject}\n{teacher}" + (f"\n{second}" if (period + day) % 4 == 0 else ""))
            rows.append([period, *cells])
        classes[name] = rows
    taught = {(row.subject, row.teachers) for row in read(classes).school.roster}
    assert ("WIS", ("Maes",)) in taught and ("WIS", ("Maes", "Raes")) in taught


def test_a_word_for_nobody_is_no_teacher(read):
    rows = [["Klas", "Dag", "Uur", "Vak", "Leraar"]]
    for n, name in enumerate(("3A", "3B")):
        for day in range(1, 6):
            for period in (1, 2, 3):
                subject = ("WIS", "NED", "FRA")[(n + day + period) % 3]
                rows.append([name, day, period, subject, "zonder leraar" if subject == "FRA" else f"{subject[:2]}{n}X"])
    assert "zonder leraar" not in {one.code for one in read({"Lijst": rows}).school.teachers}


def test_a_teacher_who_stands_in_two_lessons_at_once_is_told_and_may_be_renamed_to_nobody(read):
    rows = [["Klas", "Dag", "Uur", "Vak", "Leraar"]]
    for n, name in enumerate(("3A", "3B")):
        for day in range(1, 6):
            for period in (1, 2, 3):
                subject = ("WIS", "NED", "FRA")[(n + day + period) % 3]
                rows.append([name, day, period, subject, "Vacature" if period == 2 else f"{subject}{n}"])
    imported = read({"Lijst": rows})
    assert any("Vacature" in notice.nl and "5 lesuren" in notice.nl for notice in imported.notices)
    named = read({"Lijst": rows}, ImportOptions(map={"teachers": {"Vacature": ""}}))
    assert "Vacature" not in {one.code for one in named.school.teachers}


def test_labels_beside_cells_without_an_hour_are_no_rooms_and_the_cells_are_told(read):
    free, lessons = ["Lokaal", "1", "2", "3", "4"], [["WIS 3A", "FRA 3B"], ["NED 3A", "WIS 3B"], ["FRA 3A", "NED 3B"]]
    sheets = {
        day: [
            free,
            *(
                [f"L1{n}", *some, *other]
                for n, (some, other) in enumerate(zip(lessons, lessons[1:] + lessons[:1], strict=True))
            ),
        ]
        for day in DAYS
    }
    sheets["Voorbehouden"] = [["", *DAYS], ["Zaal 98", "", "Opendeurdag"], ["Zaal 99", "Opendeurdag"]]
    imported = read(sheets, ImportOptions(accept=True))
    assert {room.code for room in imported.school.rooms} == {"L10", "L11", "L12"}
    assert "Opendeurdag" not in {one.code for one in imported.school.classes}
    assert any("2 cellen zonder dag of lesuur" in notice.nl for notice in imported.notices)


def test_a_day_with_hours_of_its_own_keeps_all_its_numbered_periods(read):
    def day(*hours: str):
        lessons = ["WIS", "FRA", "NED", "ENG", "GES"]
        rows = [[name, *(lessons * 2)[n : n + len(hours)]] for n, name in enumerate(("3A", "3B", "4A", "4B"))]
        return [["Klas", *map(str, range(1, len(hours) + 1))], ["", *hours], *rows]

    usual = ("8:00-9:00", "9:00-10:00", "10:00-11:00", "11:00-12:00")
    short = ("8:00-8:40", "8:40-9:20", "9:20-10:00", "10:00-10:40", "10:40-11:20")
    imported = read({**{name: day(*usual) for name in DAYS[:4]}, "vrijdag": day(*short)})
    hours = {(p.day, p.period): (p.start, p.end) for p in imported.school.periods}
    assert hours[0, 2] == (540, 600) and hours[4, 2] == (520, 560) and hours[4, 5] == (640, 680)
    assert len(imported.school.roster) == 4 * (4 * 4 + 5)
    assert {(row.day, row.period) for row in imported.school.roster} <= set(hours)


def test_a_column_under_the_heading_of_the_labels_says_them_again_even_where_one_is_mistyped(read):
    rows = [["Dni", "Lekcie", "1A", "1B", "xx", "Lekcie", "2A"]]
    for n, day in enumerate(("ma", "di", "wo", "do", "vr")):
        for p in range(1, 6):
            again = 9 if (n, p) == (4, 5) else p
            rows.append([day if p == 1 else None, p, *_subjects(n + p), day if p == 1 else None, again, "WIS"])
    imported = read({"Rooster": rows})
    assert {one.code for one in imported.school.classes} == {"1A", "1B", "2A"}


def _subjects(turn: int) -> tuple[str, str]:
    subjects = ("FRA", "NED", "WIS", "GOD", "LO")
    return subjects[turn % 5], subjects[(turn + 2) % 5]


def _week(turn: int, head: str = "Uur") -> list[list[object]]:
    """A week of one class in a table of its own."""
    rows: list[list[object]] = [[head, "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag"]]
    for p in range(1, 7):
        rows.append(
            [p, *(f"{('WIS', 'FRA', 'NED', 'LO')[(turn + p * d) % 4]} L{(turn * 7 + p + d) % 9}" for d in range(5))]
        )
    return rows


@pytest.mark.parametrize(
    "sentence", ["Lessenrooster van semester 2 voor {}", "{} : rooster vanaf 1 september", "Plan {} 2026"]
)
def test_a_sentence_above_each_table_names_the_class_by_what_differs(read, sentence: str):
    sheets: dict[str, list[list[object]]] = {"3de jaar": [], "4de jaar": []}
    for n, name in enumerate(("3LA", "3MO", "3WE", "4LA", "4MO", "4WE")):
        sheets[f"{name[0]}de jaar"] += [[sentence.format(name)], [], *_week(n), []]
    imported = read(sheets)
    assert {one.code for one in imported.school.classes} == {"3LA", "3MO", "3WE", "4LA", "4MO", "4WE"}
    assert sum(duration for _, _, duration, *_ in said(imported)) == 6 * 30


def test_what_fills_rows_without_a_number_is_said_in_breaks(read):
    rows = _week(1)
    for place, (label, text) in enumerate((("RECESO", "Receso 15 minutos"), ("RECESO", "Receso 15 minutos"))):
        rows.insert(3 + 3 * place, [label, *[text] * 5])
    imported = read({"3A": rows})
    assert sum(duration for _, _, duration, *_ in said(imported)) == 30
    assert not any("receso" in subject.casefold() for _, _, _, _, subject, *_ in said(imported))


def test_headings_that_count_periods_may_have_a_break_between_them(read):
    rows = [["Day", "H1", "H2", "H3", "H4", "H0", "H5", "H6"]]
    for n, day in enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")):
        cells = [f"{('MAT', 'ENG', 'GEO')[(n + p) % 3]} JON" for p in range(6)]
        rows.append([day, *cells[:4], "LUNCH BREAK", *cells[4:]])
    imported = read({"5A": rows})
    assert {row.period for row in imported.school.roster} <= set(range(1, 7))
    assert sum(duration for _, _, duration, *_ in said(imported)) == 30
