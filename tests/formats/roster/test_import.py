"""What holds for every import: repeats, contradictions, hidden sheets, the planner's decisions, hostile files."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.formats.files.faults import Faults
from scheduler.formats.roster import ImportOptions, explain_html, import_roster
from scheduler.formats.workbook import read_school, write_school
from tests.formats.roster.conftest import said

GRID = [
    ["", "ma", "di", "wo"],
    [1, "WIS (Jan)", "FRA (Eva)", "NED (Bob)"],
    [2, "FRA (Eva)", "NED (Bob)", "WIS (Jan)"],
    [3, "NED (Bob)", "WIS (Jan)", "FRA (Eva)"],
]
LIST = [
    ["leraar", "dag", "p1", "p2", "p3"],
    ["JANS", "maandag", "3A WIS", "3B WIS", ""],
    ["JANS", "dinsdag", "3B WIS", "", "3A WIS"],
    ["DEWIT", "maandag", "3B FRA", "3A FRA", "3A FRA"],
    ["DEWIT", "dinsdag", "3A FRA", "3B FRA", "3B FRA"],
]


def test_a_sheet_that_repeats_another_is_read_once_and_its_differences_are_told(read):
    monday = [LIST[0], ["JANS", "maandag", "3A WIS", "3B WIS", ""], ["DEWIT", "maandag", "3B FRA", "3A FRA", "3B FRA"]]
    imported = read({"COMBINED": LIST, "ma": monday})
    assert sum(row.duration for row in imported.school.roster) == 10
    assert any("herhaalt 'COMBINED'" in assumption.nl for assumption in imported.assumptions)
    assert any(notice.where == "ma!E3" and "3B FRA" in notice.nl for notice in imported.notices)


def test_of_sheets_that_contradict_each_other_throughout_one_is_read_and_the_planner_may_choose(read):
    def plan(*subjects):
        return [
            ["3A"],
            ["Uur", "ma", "di", "wo", "do"],
            *([n + 1, *(subjects[(n + d) % len(subjects)] for d in range(4))] for n in range(4)),
        ]

    sheets = {"Klassen plan A": plan("WIS", "FRA", "NED", "ENG"), "Klassen plan B": plan("ENG", "NED", "FRA", "WIS")}
    first = read(sheets)
    assert sum(row.duration for row in first.school.roster) == 16
    assert any("alternatieven" in assumption.nl for assumption in first.assumptions)
    assert (0, 1, 1, "3A", "ENG", "", "") in said(read(sheets, ImportOptions(sheets=("Klassen plan B",))))


def test_hidden_sheets_are_skipped_unless_asked_for(read):
    sheets = {"3A": GRID, "3B": GRID}
    assert {row.attendees[0] for row in read(sheets, hidden=["3B"]).school.roster} == {"3A"}
    classes = {
        name for row in read(sheets, ImportOptions(hidden=True), hidden=["3B"]).school.roster for name in row.attendees
    }
    assert classes == {"3A", "3B"}


def test_views_of_classes_and_teachers_complete_each_other(read):
    imported = read(
        {
            "klassen": [
                ["Klas", "ma", "", "di", ""],
                ["", 1, 2, 1, 2],
                ["3A", "WIS", "FRA", "WIS", "FRA"],
                ["3B", "FRA", "WIS", "FRA", "WIS"],
            ],
            "leraren": [
                ["Leraar", "ma", "", "di", ""],
                ["", 1, 2, 1, 2],
                ["JANS", "3A", "3B", "3A", "3B"],
                ["DEWIT", "3B", "3A", "3B", "3A"],
            ],
        }
    )
    assert said(imported) == {
        (day, period, 1, name, subject, teacher, "")
        for day in (0, 1)
        for period in (1, 2)
        for name, subject, teacher in (
            [("3A", "WIS", "JANS"), ("3B", "FRA", "DEWIT")]
            if period == 1
            else [("3A", "FRA", "DEWIT"), ("3B", "WIS", "JANS")]
        )
    }


def test_the_map_of_the_planner_goes_before_what_the_reader_thinks(read):
    sheets = {"3A": GRID, "oud": GRID, "kladblok": [["leraar", "uur"], ["x", 1]]}
    options = ImportOptions(
        map={
            "sheets": {"oud": "skip", "kladblok": "skip"},
            "subjects": {"WIS": "Wiskunde"},
            "teachers": {"Jan": "JANS"},
            "periods": {"1": "8:25-9:15", "2": "9:15-10:05", "3": "10:20-11:10"},
        }
    )
    imported = read(sheets, options)
    assert (0, 1, 1, "3A", "Wiskunde", "JANS", "") in said(imported)
    assert {row.attendees for row in imported.school.roster} == {("3A",)}
    assert {(p.period, p.start) for p in imported.school.periods} == {(1, 505), (2, 555), (3, 620)}


def test_words_of_the_planner_are_no_lessons(read):
    sheets = {
        "3A": [
            ["", "ma", "di", "wo"],
            [1, "WIS", "SPRINGTIJD", "NED"],
            [2, "SPRINGTIJD", "NED", "WIS"],
            [3, "NED", "WIS", "FRA"],
        ]
    }
    imported = read(sheets, ImportOptions(map={"words": {"free": ["springtijd"]}}))
    assert not any(row.subject == "SPRINGTIJD" for row in imported.school.roster)


def test_a_class_name_may_come_from_the_planner_or_from_the_file(read):
    sheets = {"Blad1": GRID}
    assert {row.attendees for row in read(sheets, name="planning.xlsx").school.roster} == {("planning",)}
    assert {row.attendees for row in read(sheets, ImportOptions(class_name="2C")).school.roster} == {("2C",)}


def test_the_picture_of_the_reading_is_escaped_and_names_the_axes(read):
    imported = read(
        {
            "3A": [
                ["", "ma", "di", "wo"],
                [1, "<script>alert(1)</script>", "FRA", "NED"],
                [2, "FRA", "NED", "WIS"],
                [3, "NED", "WIS", "FRA"],
            ]
        }
    )
    page = explain_html(imported)
    assert "<script>alert" not in page and "&lt;script&gt;" in page
    assert "class='day" in page and "period" in page and "http" not in page.replace("http-equiv", "")


def test_an_imported_school_is_a_valid_workbook_that_is_read_back_the_same(read, tmp_path: Path):
    school = read({"leraren": LIST}).school
    write_school(school, tmp_path / "school.xlsx", "nl")
    back, _ = read_school(tmp_path / "school.xlsx")
    assert back.lessons == school.lessons and back.roster == school.roster


def test_a_school_workbook_is_read_as_one(read, tmp_path: Path):
    school = read({"leraren": LIST}).school
    write_school(school, tmp_path / "school.xlsx", "nl")
    again = import_roster([tmp_path / "school.xlsx"]).school
    assert again.roster == school.roster and again.lessons == school.lessons


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        (
            "slot.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
        ("leeg.csv", b"  \n ", "empty_file"),
        ("kapot.xlsx", b"PK\x03\x04 no zip at all", "damaged"),
        ("beeld.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 50, "not_text"),
        ("brief.txt", b"Beste ouders, morgen is er geen school.\n", "nothing_found"),
    ],
)
def test_what_cannot_be_read_gives_a_fault_with_its_cause(tmp_path: Path, name: str, content: bytes, key: str):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Faults) as caught:
        import_roster([path])
    assert [fault.key for fault in caught.value.faults] == [key]
    assert caught.value.text("nl") and caught.value.text("en")


def test_a_zip_bomb_is_refused(tmp_path: Path):
    path = tmp_path / "bom.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    with pytest.raises(Faults) as caught:
        import_roster([path])
    assert caught.value.faults[0].key == "bomb"


def test_a_missing_file_is_a_fault(tmp_path: Path):
    with pytest.raises(Faults) as caught:
        import_roster([tmp_path / "nergens.xlsx"])
    assert caught.value.faults[0].key == "no_file"


READINGS = (
    *(f"{owner} ({place})" for owner in ("class", "teacher", "room") for place in ("rows", "columns", "title")),
    *(
        "lessons",
        "availability",
        "assignments",
        "loads",
        "teachers",
        "classes",
        "rooms",
        "subjects",
        "ignored",
        "aliases",
    ),
    *("lesson numbers", "no owners", "no lessons", "numbers", "home rooms", ""),
)


@pytest.mark.parametrize("kind", ["grid", "list", "matrix", "legend", "ignored"])
def test_the_picture_says_what_each_table_was_read_as_in_one_language(read, kind: str):
    imported = read({"3A": GRID})
    (table,) = imported.tables
    for reading in READINGS:
        made = replace(imported, tables=(replace(table, kind=kind, reading=reading),))
        (dutch,), (english,) = (re.findall("— ([^<]*)</li>", explain_html(made, language)) for language in ("nl", "en"))
        assert not {"rows", "columns", "classes", "teachers", "grid", "list", "title"} & set(re.findall(r"\w+", dutch))
        assert not {"rijen", "kolommen", "klassen", "leraren", "rooster", "lijst"} & set(re.findall(r"\w+", english))
