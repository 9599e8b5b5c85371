"""Lists of lessons as schools export them: free periods as rows, dates, two people in one cell, codes beside names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from scheduler.formats.files.faults import Faults
from scheduler.formats.roster import Imported, ImportOptions, import_roster
from tests.formats.roster.conftest import said


def listed(folder: Path, lines: Sequence[str], name: str = "roster.csv") -> Imported:
    path = folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return import_roster([path])


@pytest.mark.parametrize("nothing", ["-;-;-", "vrij;;", ";;", "/;/;", "---;-;"])
def test_a_row_without_subject_and_teacher_is_no_lesson(tmp_path: Path, nothing: str):
    lines = ["klas;dag;uur;vak;leraar;lokaal"]
    for number, day in enumerate(["ma", "di", "wo", "do", "vr"]):
        for period in range(1, 6):
            what = (
                nothing
                if period > 3
                else f"{('WIS', 'NED', 'FRA')[(period + number) % 3]};{['PEE', 'MAE', 'CLA'][period - 1]};L1"
            )
            lines.append(f"3A;{day};{period};{what}")
    imported = listed(tmp_path, lines)
    assert sum(duration for _, _, duration, *_ in said(imported)) == 15
    assert {teacher for *_, teacher, _ in said(imported)} == {"PEE", "MAE", "CLA"}


def test_two_people_whose_names_hold_commas_are_two(tmp_path: Path):
    people = ["Peeters , Jan", "Maes , An", "Claes , Els", "Peeters , Jan, Maes , An"]
    lines = ["klas,dag,uur,vak,leraar"]
    for number, day in enumerate(["ma", "di", "wo", "do", "vr"]):
        lines += [f'3A,{day},{period},V{period},"{people[(number + period) % 4]}"' for period in range(1, 5)]
    imported = listed(tmp_path, lines)
    assert sorted(one.code for one in imported.school.teachers) == ["Claes Els", "Maes An", "Peeters Jan"]
    assert any("+" in teachers for *_, teachers, _ in said(imported))


def test_a_list_of_dates_needs_no_headings(tmp_path: Path):
    lines = []
    for week in range(3):
        for day in range(5):
            lines += [
                f"2026-09-{7 + 7 * week + day:02};{hour:02}:00;{hour + 1:02}:00;{subject};{teacher};L{room};{who}"
                for who, hour, subject, teacher, room in (
                    ("3A", 9, "WIS", "PEE", 1),
                    ("3A", 10, "NED", "MAE", 1),
                    ("3B", 9, "FRA", "CLA", 2),
                    ("3B", 11, "WIS", "PEE", 2),
                )
            ]
    imported = listed(tmp_path, lines)
    assert {one.code for one in imported.school.classes} == {"3A", "3B"}
    assert {one.code for one in imported.school.teachers} == {"PEE", "MAE", "CLA"}
    assert len(imported.school.roster) == 20


def test_a_code_beside_a_name_is_no_doubt(tmp_path: Path):
    subjects = {"V1": "Wiskunde", "V2": "Nederlands", "V3": "Frans", "V4": "Engels"}
    lines = ["groep_code;groep_naam;vak_code;vak_naam;leraar;dag;begin;einde"]
    for number, day in enumerate(["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag"]):
        for hour in range(8, 12):
            for k, who in enumerate(("KA", "KB")):
                code = f"V{(hour + number + 2 * k) % 4 + 1}"
                teacher = f"{['Peeters', 'Maes', 'Claes', 'Jacobs'][int(code[1]) - 1]}"
                lines.append(
                    f"{who};Klas {who[1]};{code};{subjects[code]};{teacher};{day};{hour:02}:00;{hour + 1:02}:00"
                )
    imported = listed(tmp_path, lines)
    assert imported.doubts == ()
    assert len(imported.school.classes) == 2 and len({one.subject for one in imported.school.lessons}) == 4


def test_a_heading_that_is_also_a_room_stays_a_heading(tmp_path: Path):
    lines = ["Hora;Aula;Grupo;Profesor;Día;Asignatura;Semana"]
    for number, day in enumerate(["Lunes", "Martes", "Miércoles", "Jueves", "Viernes"]):
        for hour in range(1, 5):
            room = ("Aula", "B11", "B12", "B13")[(hour + number) % 4]
            week = "A" if hour == 4 else ""
            lines.append(f"{hour};{room};3A;{['Peeters', 'Maes', 'Claes', 'Nys'][hour - 1]};{day};S{hour};{week}")
    imported = listed(tmp_path, lines)
    assert {row.week for row in imported.school.roster} == {"A", "every"}
    assert {one.code for one in imported.school.rooms} == {"Aula", "B11", "B12", "B13"}


@pytest.mark.parametrize(("values", "classes"), [(("3A", "3B", "3C"), {"3A", "3B", "3C"}), ((24, 19, 21), set())])
def test_a_column_called_students_names_classes_or_counts_pupils(
    tmp_path: Path, values: Sequence[object], classes: set[str]
):
    lines = ["Course,Instructor,Day,Time,Classroom,Students"]
    for number, day in enumerate(["Monday", "Tuesday", "Wednesday", "Thursday"]):
        for k, (who, teacher) in enumerate(zip(values, ("An Maes", "Jo Claes", "Els Nys"), strict=True)):
            subject = ("Algebra", "Botany", "Poetry")[(k + number) % 3]
            lines.append(f"{subject},{teacher},{day},8:00 - 9:00,R{k + 1},{who}")
    path = tmp_path / "roster.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    imported = import_roster([path], ImportOptions(accept=True))  # lessons of nobody are told
    assert {one.code for one in imported.school.classes} == classes


def test_a_column_of_periods_beside_which_no_day_is_is_named(tmp_path: Path):
    lines = [f"{1 + n % 3}A;{1 + n % 7};Teacher {n % 5};Subject {n % 4}" for n in range(24)]
    imported = listed(tmp_path, ["Class;Period No.;Teacher;Subject", *lines])
    assert imported.school.lessons and not imported.school.roster
    assert any("'Period No.'" in notice.nl for notice in imported.notices)


DAYS = ("ma", "di", "wo", "do", "vr")


def test_a_code_of_the_subject_or_of_the_teacher_is_neither_room_nor_class(tmp_path: Path):
    subjects = {"V04": "Wiskunde", "V08": "Frans", "V05": "Godsdienst", "V09": "Muziek", "V11": "Labo"}
    lines = ["Dag;Uur;Vakcode;Vak;Leraar;Nr;Lokaal;Klas"]
    for number, day in enumerate(DAYS):
        for period in range(1, 6):
            for k, who in enumerate(("1A", "1B", "2A")):
                turn = (number + period + k) % 5
                code, subject = list(subjects.items())[turn]
                teacher = ("Peeters", "Maes", "Claes", "Nys", "Goos")[turn]
                lines.append(f"{day};{period};{code};{subject};{teacher};E{17 + 3 * turn};A10{(turn + k) % 4};{who}")
    imported = listed(tmp_path, lines)
    assert {one.code for one in imported.school.rooms} == {"A100", "A101", "A102", "A103"}
    assert {one.code for one in imported.school.classes} == {"1A", "1B", "2A"}
    assert {one.code for one in imported.school.teachers} == {"Peeters", "Maes", "Claes", "Nys", "Goos"}


def test_who_is_free_has_no_lesson(tmp_path: Path):
    lines = ["Day;Teacher;Period;Room;Class"]
    for number, day in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri")):
        for period in range(1, 7):
            where = "FREE;" if period == 3 else f"L{period % 3};{1 + period % 2}A"
            lines += [f"{day};{who};{period};{where}" for who in (("Jones", "Day", "Lee")[(number + period) % 3],)]
    assert sum(duration for _, _, duration, *_ in said(listed(tmp_path, lines))) == 25


def test_rows_that_name_people_again_and_again_are_no_list_of_people(tmp_path: Path):
    lines = ["Teachers;Room;Unknown"]
    lines += [f"{('Jan Maes', 'An Claes', 'Els Nys')[n % 3]};L{n % 4};x{n}" for n in range(24)]
    with pytest.raises(Faults) as told:
        listed(tmp_path, lines)
    assert "24 of" in told.value.text("en") or "48 of" in told.value.text("en")


def test_which_subjects_each_class_has_are_lessons_without_hours(tmp_path: Path):
    subjects = ("Wiskunde", "Frans", "Nederlands", "Latijn")
    imported = listed(tmp_path, ["Klas;Vak", *(f"{n}A;{s}" for n in range(1, 5) for s in subjects)])
    assert len(imported.school.lessons) == 16 and not imported.school.roster


def test_lessons_that_come_again_without_times_that_are_understood_are_told(tmp_path: Path):
    lines = ["Klas;Vak;Leraar;Wanneer"]
    lines += [
        f"{n}A;{s};{t};{'abcdefgh'[k]}{k}"
        for n in (1, 2)
        for s, t in (("WIS", "PEE"), ("FRA", "MAE"))
        for k in range(6)
    ]
    with pytest.raises(Faults):
        listed(tmp_path, lines)
