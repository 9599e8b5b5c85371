"""A lesson table becomes a school: traps of real tables, each in a small table of its own, and one real table whole."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.formats.files.faults import Faults, Notice
from scheduler.formats.lesson_table import (
    block_sizes,
    looks_like_class_list,
    looks_like_lesson_table,
    read_lesson_table,
)
from scheduler.formats.lesson_table.plan import clean_name
from scheduler.formats.lesson_table.rows import number_in
from scheduler.problem.text import LANGUAGES
from scheduler.school.records import School, SchoolLesson
from tests.words import strange, words

ROSTERS = Path(__file__).resolve().parents[3] / "shared" / "rosters"
HEADER = "klascode,vak,categorie,type,subvak,optie,uren\n"
FILL = "3A,Rest,basisvorming,vak,ONWAAR,ONWAAR,{hours}\n"


def table(folder: Path, text: str, name: str = "tabel.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def read(folder: Path, rows: str, classes: str = "", staffing: bool = False) -> tuple[School, dict[str, Notice]]:
    """The school of a table with the usual header, and its notices by key."""
    listed = table(folder, classes, "klassen.csv") if classes else None
    school, notices = read_lesson_table(table(folder, HEADER + rows), listed, staffing)
    for notice in notices:  # every notice can be told in both languages
        assert notice.text("nl") != notice.text("en")
        for language in LANGUAGES:
            own = words(f"{HEADER} {rows} {classes} {folder} tabel.csv klassen.csv")
            assert strange([(notice.where, notice.text(language))], language, own) == []
    return school, {notice.key: notice for notice in notices}


def hours(school: School, code: str = "3A") -> dict[str, Fraction]:
    """Hours of the lessons of a class by the name of their subject."""
    names = {subject.code: subject.name for subject in school.subjects}
    return {names[lesson.subject]: lesson.periods for lesson in school.lessons if lesson.id.startswith(code)}


def row(subject: str, count: str, part: str = "ONWAAR", option: str = "ONWAAR", code: str = "3A") -> str:
    return f'{code},"{subject}",specifiek gedeelte,vak,{part},{option},"{count}"\n'


def test_not_taught_and_empty_rows_give_no_lesson(tmp_path: Path) -> None:
    school, notices = read(tmp_path, row("Nederlands", "4") + row("Economie", "-") + row("Opmerking", ""))
    assert hours(school) == {"Nederlands": 4}
    assert "bad_hours" not in notices


@pytest.mark.parametrize(
    ("text", "number"),
    [("2", 2), ("0,5", Fraction(1, 2)), ("3.5", Fraction(7, 2)), ("½", Fraction(1, 2)), ("1½", Fraction(3, 2)),
     ("2u", 2), ("2 uur", 2), ("-", None), ("", None), ("twee", None), ("1e9", None), ("nan", None)],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(text: str, number: Fraction | None) -> None:
    assert number_in(text) == number


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading_of_hours(text: str) -> None:
    found = number_in(text)
    assert found is None or isinstance(found, Fraction)


def test_half_hours_make_a_cycle_of_two_weeks_and_join_their_subject(tmp_path: Path) -> None:
    school, notices = read(
        tmp_path,
        row("Frans", "2") + row("Frans (wisseluur)", "0,5") + row("Engels (wisseluur)", "0.5") + row("Rest", "29"),
    )
    assert school.settings.cycle_weeks == 2
    assert hours(school) == {"Frans": Fraction(5, 2), "Engels": Fraction(1, 2), "Rest": 29}
    assert "3A" in notices["half_hours"].value and "3A" in notices["merged_rows"].value
    assert "uneven_half" not in notices


def test_an_odd_number_of_half_hours_is_said(tmp_path: Path) -> None:
    _, notices = read(tmp_path, row("Frans", "2,5") + row("Rest", "29"))
    assert notices["uneven_half"].value == "31,5"


def test_without_half_hours_one_week_is_enough(tmp_path: Path) -> None:
    school, notices = read(tmp_path, row("Frans", "4"))
    assert school.settings.cycle_weeks == 1 and "half_hours" not in notices


def test_parts_replace_their_heading_and_a_stated_total_is_checked(tmp_path: Path) -> None:
    school, notices = read(
        tmp_path,
        row("Zorg en welzijn (19u)", "") + row("Voeding", "4", part="WAAR") + row("Verzorging", "14", part="WAAR"),
    )
    assert hours(school) == {"Voeding": 4, "Verzorging": 14}
    assert notices["part_total_differs"].value == "18"
    assert notices["part_total_differs"].params["stated"] == "19"


def test_a_heading_with_the_sum_of_its_parts_does_not_count_twice(tmp_path: Path) -> None:
    rows = row("Praktijk", "10") + row("Lassen", "6", part="WAAR") + row("Machines", "4", part="WAAR")
    assert hours(read(tmp_path, rows)[0]) == {"Lassen": 6, "Machines": 4}


def test_parts_without_hours_leave_the_hours_to_their_heading(tmp_path: Path) -> None:
    rows = row("Praktijk", "10") + row("Lassen", "", part="WAAR") + row("Machines", "", part="WAAR")
    assert hours(read(tmp_path, rows)[0]) == {"Praktijk": 10}


def test_a_total_that_differs_is_told_and_the_rows_are_followed(tmp_path: Path) -> None:
    school, notices = read(tmp_path, row("Nederlands", "20") + row("Frans", "10") + row("Totaal", "32"))
    assert hours(school) == {"Nederlands": 20, "Frans": 10}
    assert (notices["total_differs"].value, notices["total_differs"].params["stated"]) == ("30", "32")


def test_a_total_that_is_right_is_silent(tmp_path: Path) -> None:
    _, notices = read(tmp_path, row("Nederlands", "20") + row("Frans", "10") + row("Totaal", "30"))
    assert "total_differs" not in notices


def test_options_that_fit_beside_the_core_are_all_taught(tmp_path: Path) -> None:
    school, notices = read(
        tmp_path, row("Rest", "28") + row("Engels", "2", option="WAAR") + row("Frans", "2", option="WAAR")
    )
    assert sum(hours(school).values()) == 32 and not school.groups
    assert notices["options_counted"].value == "3A"


def test_options_that_do_not_fit_together_run_side_by_side(tmp_path: Path) -> None:
    school, notices = read(
        tmp_path,
        row("Rest", "28")
        + row("Latijn", "4", option="WAAR")
        + row("Sport", "4", option="WAAR")
        + row("Kunst", "4", option="WAAR")
        + row("Totaal", "32"),
    )
    bands = [lesson for lesson in school.lessons if lesson.band]
    assert len(bands) == 3 and len({lesson.band for lesson in bands}) == 1
    assert {group.class_code for group in school.groups} == {"3A"}
    assert len({group.division for group in school.groups}) == 1
    assert notices["options_banded"].value == "Kunst, Latijn, Sport"
    assert "total_differs" not in notices


def test_a_choice_between_religion_and_ethics_stays_one_lesson(tmp_path: Path) -> None:
    school, notices = read(tmp_path, row("Godsdienst / Zedenleer", "2", option="WAAR") + row("Rest", "36"))
    assert hours(school)["Godsdienst / Zedenleer"] == 2 and not school.groups
    assert {"religion", "many_hours"} <= set(notices)


def test_hours_at_the_workplace_are_no_lessons(tmp_path: Path) -> None:
    school, notices = read(
        tmp_path, row("PAV", "8") + row("Werkplekleren", "20") + row("Werkplekleren", "38", code="7DUA-X")
    )
    assert hours(school) == {"PAV": 8}
    assert [one.exempt[0][0] for one in school.classes] == ["H06"]
    assert notices["workplace"].value == "3A" and notices["no_lessons"].value == "7DUA-X"
    assert "few_hours" not in notices


def test_a_row_that_is_no_number_is_told_with_its_line(tmp_path: Path) -> None:
    school, notices = read(tmp_path, row("Nederlands", "4") + row("Frans", "veel") + row("Engels", "400"))
    assert hours(school) == {"Nederlands": 4}
    assert notices["bad_hours"].where == "tabel.csv:3" and notices["too_many_hours"].where == "tabel.csv:4"


CLASSES = """klascode,richtingcode,richting,graad,domein,finaliteit,stage_weken
3A,X,Hout,TWEEDE GRAAD,STEM,arbeidsmarkt,
5B,Y,Toerisme,DERDE GRAAD,Economie,dubbele finaliteit,5
1OKAN,O,Onthaal,,OKAN,,
3A,Z,Dubbel,DERDE GRAAD,,,
"""


def test_the_class_list_gives_stage_finality_and_internship(tmp_path: Path) -> None:
    rows = "".join(row("Rest", "30", code=code) for code in ("3A", "5B", "1Z"))
    school, notices = read(tmp_path, rows, CLASSES)
    found = {one.code: (one.stage, one.finality, one.programme) for one in school.classes}
    assert found == {
        "3A": ("2", "arbeidsmarkt", "Hout"),
        "5B": ("3", "dubbel", "Toerisme"),
        "1Z": ("1", "", ""),
    }
    assert notices["internship"].value == "5B (5)"
    assert notices["only_in_table"].value == "1Z" and notices["only_in_classes"].value == "1OKAN"
    assert notices["duplicate_class"].value == "3A"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separator_and_encoding_are_found_out(tmp_path: Path, encoding: str, separator: str) -> None:
    text = f"Opmerking\nKlas{separator}Vak{separator}Uren\n3A{separator}Financiële algebra{separator}4\n"
    path = table(tmp_path, text, encoding=encoding)
    assert looks_like_lesson_table(path)
    assert hours(read_lesson_table(path)[0]) == {"Financiële algebra": 4}


def test_an_english_table_in_english_words(tmp_path: Path) -> None:
    path = table(tmp_path, "Class,Subject,Hours per week\n3A,Physical education,2\n3A,Computing,1\n")
    school, _ = read_lesson_table(path, staffing=True, language="en")
    assert {subject.room_type for subject in school.subjects} == {"gym", "computer room"}
    assert all(teacher.name.startswith("proposal ") for teacher in school.teachers)


@pytest.mark.parametrize(
    "text", ["", "een,twee\n1,2\n", HEADER, HEADER + row("Frans", "-"), "klas;dag\n3A;ma\n", "\x00\x01\x02"]
)
def test_what_is_no_lesson_table_is_a_fault_and_never_a_traceback(tmp_path: Path, text: str) -> None:
    with pytest.raises(Faults) as caught:
        read_lesson_table(table(tmp_path, text))
    assert caught.value.faults and caught.value.text("nl") and caught.value.text("en")


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Faults):
        read_lesson_table(tmp_path / "weg.csv")
    assert not looks_like_lesson_table(tmp_path / "weg.csv")


def test_a_class_list_without_classes_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Faults) as caught:
        read(tmp_path, row("Frans", "4"), "graad,richting\n2,Hout\n")
    assert caught.value.faults[0].key == "missing_class_column"


def test_rosters_and_workbook_sheets_are_not_mistaken_for_a_lesson_table(tmp_path: Path) -> None:
    assert not looks_like_lesson_table(table(tmp_path, "klas,vak,leraar,uren\n3A,WIS,JAN,4\n"))
    assert not looks_like_lesson_table(table(tmp_path, "klas,vak,dag,lesuur,uren\n3A,WIS,ma,1,1\n"))
    assert looks_like_lesson_table(table(tmp_path, HEADER + row("Frans", "4")))
    assert looks_like_class_list(table(tmp_path, CLASSES))
    assert not looks_like_class_list(table(tmp_path, HEADER + row("Frans", "4")))


@given(st.integers(1, 40), st.booleans())
def test_blocks_add_up_and_fit_half_days(whole: int, practical: bool) -> None:
    sizes = block_sizes(Fraction(whole), practical)
    assert sum(sizes) == whole and max(sizes) <= 4 and min(sizes) >= 1
    assert len(sizes) <= 5 or whole > 20


@given(st.integers(0, 40))
def test_half_an_hour_stays_outside_the_blocks(whole: int) -> None:
    assert sum(block_sizes(whole + Fraction(1, 2), practical=False)) == whole


@pytest.mark.parametrize(
    ("text", "name"),
    [("Nederlands (1)", "Nederlands"), ("Wiskunde (+rem)", "Wiskunde"), ("Engels (1 wisseluur)", "Engels"),
     ("Zorg en welzijn (19u)", "Zorg en welzijn"), ("Financiële algebra (wiskunde)", "Financiële algebra (wiskunde)")],
)  # fmt: skip
def test_footnotes_are_no_part_of_a_subjects_name(text: str, name: str) -> None:
    assert clean_name(text) == name


def load(school: School, code: str) -> list[SchoolLesson]:
    return [lesson for lesson in school.lessons if lesson.teachers == ((code,),)]


def check_proposal(school: School) -> None:
    """Every lesson has one proposed teacher, nobody more than a full-time job, rooms enough for the hours per type."""
    assert all(len(lesson.teachers) == 1 and len(lesson.teachers[0]) == 1 for lesson in school.lessons)
    for teacher in school.teachers:
        own = load(school, teacher.code)
        assert teacher.name.startswith("voorstel ") and teacher.full_time is not None
        assert own and sum(lesson.periods for lesson in own) == teacher.assignment
        assert len({lesson.subject for lesson in own}) == 1
        assert teacher.assignment is not None and teacher.assignment <= teacher.full_time <= 29
        bands = [lesson.band for lesson in own if lesson.band]
        assert len(bands) == len(set(bands))
    types = {subject.code: subject.room_type or "klaslokaal" for subject in school.subjects}
    for kind in set(types.values()):
        asked = sum(lesson.periods for lesson in school.lessons if types[lesson.subject] == kind)
        rooms = [room for room in school.rooms if kind in room.types]
        assert rooms and asked * 100 <= 85 * len(rooms) * len(school.periods)
        assert all(room.name.startswith("voorstel ") for room in rooms)


def test_a_proposal_respects_full_assignments_and_keeps_a_class_with_one_teacher(tmp_path: Path) -> None:
    rows = "".join(row("Frans", "5", code=f"{year}{letter}") for year in "135" for letter in "ABCD")
    school, notices = read(tmp_path, rows, staffing=True)
    check_proposal(school)
    assert len(school.teachers) == 3  # sixty hours, twenty each at most in the third stage
    assert {"proposed_teachers", "proposed_rooms"} <= set(notices)


def test_without_a_proposal_nobody_is_invented(tmp_path: Path) -> None:
    school, notices = read(tmp_path, row("Frans", "5"))
    assert not school.teachers and not school.rooms and "no_teachers" in notices
    assert all(lesson.teachers == () for lesson in school.lessons)


@pytest.mark.skipif(not ROSTERS.is_dir(), reason="the real rosters are not beside this checkout")
def test_the_real_table_of_a_flemish_school_becomes_a_school_with_its_warnings() -> None:
    school, notices = read_lesson_table(ROSTERS / "nl_go_lessentabel.csv", ROSTERS / "nl_go_klassen.csv", staffing=True)
    keys = {notice.key: notice for notice in notices}
    assert len(school.classes) == 112  # 116 codes, four of them at the workplace only
    assert school.settings.cycle_weeks == 2
    assert keys["half_hours"].value == "3BO, 4BO, 5BO, 6BO, 7SCHAKEL"
    assert "6BZO (10)" in keys["internship"].value
    assert "1OKAN" in keys["only_in_classes"].value and "1B" in keys["only_in_table"].value
    assert hours(school, "3HSZ-")["Haarverzorging"] == 14
    assert hours(school, "6BO-")["Engels"] == Fraction(5, 2)
    check_proposal(school)
    for one in school.classes:
        week = sum(lesson.periods for lesson in school.lessons if lesson.attendees == (one.code,))
        assert week <= 36 and week.denominator == 1
        assert week >= 28 or one.exempt
    assert looks_like_lesson_table(ROSTERS / "nl_go_lessentabel.csv")
    assert looks_like_class_list(ROSTERS / "nl_go_klassen.csv")
    others = [path for path in ROSTERS.iterdir() if looks_like_lesson_table(path)]
    assert [path.name for path in others] == ["nl_go_lessentabel.csv"]
