"""Sheets for reading never lie by age: they carry the state of Rooster, and edits on them or of Rooster are noticed."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any, cast

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from scheduler.cli.main import scheduler
from scheduler.formats.reading import read_case
from scheduler.formats.workbook import write_school
from scheduler.formats.workbook.columns import Sheet, sheets
from scheduler.formats.workbook.made_sheets import roster_state
from scheduler.formats.workbook.sheet_states import counts
from scheduler.problem.modes import Mode
from scheduler.problem.text import LANGUAGES, say
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import RosterRow
from scheduler.school.roster import rows_of
from scheduler.views import make_report, write_result
from tests.school.random_schools import random_school, random_timetable
from tests.school.schools import blended_school

MAY_DIFFER = {"nl": ("Klas 5A", "Leraar JANS", "Lokaal 101"), "en": ("Class 5A", "Teacher JANS", "Room 101")}
OWN_TITLES = {name for one in sheets() for name in one.names.values()}
ROSTER = {"nl": "Rooster", "en": "Timetable"}


def solved(folder: Path, language: str) -> Path:
    problem = build_problem(blended_school())
    timetable = Timetable((Placement("W", 1, 1, 0, "contact", (("room", "room:101"),)),))
    path = folder / f"result-{language}.xlsx"
    write_result(path, make_report(replace(problem, language=language), timetable), language)
    return path


def keys(path: Path) -> list[tuple[str, str]]:
    return [(one.key, one.where) for one in read_case(path).made]


def edited(path: Path, change: Any) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_was_just_written_is_in_order_also_when_another_program_saves_it(tmp_path: Path, language: str) -> None:
    path = solved(tmp_path, language)
    assert keys(path) == []
    assert keys(edited(path, lambda book: None)) == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_result_sheet_shows_at_its_top_the_state_it_was_made_from(tmp_path: Path, language: str) -> None:
    path = solved(tmp_path, language)
    state = roster_state(read_case(path).school.roster)
    shown = openpyxl.load_workbook(path, data_only=True)
    formulas = openpyxl.load_workbook(path)
    after = shown.sheetnames[shown.sheetnames.index(ROSTER[language]) + 1 : -1]
    assert len(after) == 13
    for title in after:
        assert any(state in str(cell.value) for cell in shown[title][1]), title
        assert any(cell.value == f"={shown.sheetnames[-1]}!$B$2" for cell in formulas[title][1]), title
    assert ("OUDER" if language == "nl" else "OLDER") in str(formulas[shown.sheetnames[-1]]["B2"].value)
    assert f"{ROSTER[language]}!$A$3" in str(formulas[shown.sheetnames[-1]]["D2"].value)
    assert formulas[shown.sheetnames[-1]].sheet_state == "hidden"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_printed_says_its_timetable_and_no_day_of_printing(tmp_path: Path, language: str) -> None:
    """Also after being put into the planner's own workbook, and in the workbook of one person."""
    path, again = solved(tmp_path, language), tmp_path / "again.xlsx"
    runner = CliRunner()
    runner.invoke(scheduler, ["evaluate", str(path), "-o", str(again), "--lang", language])
    runner.invoke(scheduler, ["export", str(path), "--to", str(tmp_path / "own"), "--lang", language])
    state = roster_state(read_case(path).school.roster)
    single = sorted((tmp_path / "own").rglob("*.xlsx"))
    assert single
    for one in (path, again, *single):
        book = openpyxl.load_workbook(one)
        ours = [tab for tab in book if tab.title not in OWN_TITLES and tab.sheet_state == "visible"]
        assert len(ours) == (1 if one in single else 13)
        for tab in ours:
            footer = cast(Any, tab).oddFooter
            foot = "".join(str(part.text or "") for part in (footer.left, footer.right))
            assert state in foot and "&D" not in foot and re.search(r"\d+/\d+/20\d\d", foot), (tab.title, foot)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("column", ["G", "H", "K"], ids=["day", "period", "room"])
def test_an_edit_of_the_timetable_makes_the_sheets_old(tmp_path: Path, language: str, column: str) -> None:
    def change(book: Workbook) -> None:
        cell = book[ROSTER[language]][f"{column}3"]
        cell.value = {"G": 2, "H": 2, "K": ""}[column]

    path = edited(solved(tmp_path, language), change)
    assert [key for key, _ in keys(path)] == ["sheets_old"]


def test_a_row_that_is_taken_away_or_added_makes_the_sheets_old(tmp_path: Path) -> None:
    path = edited(solved(tmp_path, "nl"), lambda book: book["Rooster"].delete_rows(3))
    assert keys(path) == [("sheets_old", "")]
    path = edited(path, lambda book: book["Rooster"].append(["W", 1, "5A", "WIS", "JANS", "", "ma", 1, 1, "", "101"]))
    assert keys(path) == []


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("number", range(3))
def test_an_edit_on_a_sheet_for_reading_is_named_by_its_cell(tmp_path: Path, language: str, number: int) -> None:
    title = MAY_DIFFER[language][number]
    path = solved(tmp_path, language)

    def filled(book: Workbook) -> str:
        return next(c.coordinate for row in book[title]["B3:F8"] for c in row if c.value and "WIS" in str(c.value))

    cell = filled(openpyxl.load_workbook(path))
    assert keys(edited(path, lambda book: book[title].__setitem__(cell, "LO"))) == [
        ("edited_reading_sheet", f"{title}!{cell}")
    ]
    told = read_case(path).made[0]
    assert ROSTER[language] in told.text(language) and "'LO'" in told.text(language)


def test_a_cell_that_is_cleared_or_newly_filled_is_named_too(tmp_path: Path) -> None:
    path = solved(tmp_path, "nl")

    def change(book: Workbook) -> None:
        book["Klas 5A"]["A1"] = None
        book["Klas 5A"]["C4"] = "nieuw"

    assert keys(edited(path, change)) == [
        ("edited_reading_sheet", "Klas 5A!A1"),
        ("edited_reading_sheet", "Klas 5A!C4"),
    ]


def test_evaluate_writes_the_sheets_anew(tmp_path: Path) -> None:
    path = edited(solved(tmp_path, "nl"), lambda book: book["Rooster"].__setitem__("H3", 2))
    again, converted = tmp_path / "anew.xlsx", tmp_path / "converted.xlsx"
    runner = CliRunner()
    assert runner.invoke(scheduler, ["convert", str(path), str(converted)]).exit_code == 0
    for source in (path, converted):
        result = runner.invoke(scheduler, ["evaluate", str(source), "-o", str(again)])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert str(again) in result.stdout
        assert keys(again) == []
        assert read_case(again).school.roster[0].period == 2
        cells = [c.value for row in openpyxl.load_workbook(again)["Klas 5A"].iter_rows() for c in row if c.value]
        assert any("WIS" in str(value) for value in cells)
    refused = runner.invoke(scheduler, ["evaluate", str(again), "-o", str(again)])
    assert refused.exit_code == 2


ROW = RosterRow("W", 1, ("5A",), "WIS", ("JANS",), "every", 0, 1, 1, Mode.CONTACT, "101", ("kar:2",))


@pytest.mark.parametrize("changes", [
    {"lesson": "V"}, {"part": 2}, {"teachers": ("PIET",)}, {"week": "A"}, {"day": 1}, {"period": 2}, {"duration": 2},
    {"mode": Mode.SYNCHRONOUS}, {"room": "102"}, {"pools": ()},
])  # fmt: skip
def test_every_change_of_a_placement_is_another_state(changes: dict[str, Any]) -> None:
    assert roster_state([ROW]) != roster_state([replace(ROW, **changes)])
    assert roster_state([ROW]) != roster_state([ROW, replace(ROW, **changes)])


def test_order_spelling_and_pins_are_no_other_state() -> None:
    other = replace(ROW, day=1)
    assert roster_state([ROW, other]) == roster_state([other, replace(ROW, teachers=("jans ",), pinned=True)])
    assert roster_state([ROW]) == roster_state([replace(ROW, mode=None)])


OWN = [
    *(("nl", title, heading, value) for title, heading, value in (
        ("Lessen", "aantal", 3), ("Klassen", "leerlingen", 29), ("Leraren", "naam", "An"), ("Lokalen", "plaatsen", 33),
    )),
    *(("en", title, heading, value) for title, heading, value in (
        ("Lessons", "periods", 3), ("Classes", "pupils", 29), ("Teachers", "name", "New"), ("Rooms", "seats", 33),
    )),
]  # fmt: skip


def with_cell(title: str, heading: str, value: object) -> Any:
    """Changes the cell under a heading, in the last row of a sheet of the planner's."""

    def change(book: Workbook) -> None:
        tab = book[title]
        column = next(cell.column for cell in tab[1] if cell.value == heading)
        last = max(cell.row for cell in tab["A"] if cell.value)
        tab.cell(last, column).value = value

    return change


@pytest.mark.parametrize(("language", "title", "heading", "value"), OWN)
def test_an_edit_of_what_the_sheets_were_made_from_makes_them_old(
    tmp_path: Path, language: str, title: str, heading: str, value: object
) -> None:
    path = edited(solved(tmp_path, language), with_cell(title, heading, value))
    told = read_case(path).made
    assert [one.key for one in told] == ["sheets_older"]
    assert title in told[0].text(language)
    anew = tmp_path / "anew.xlsx"
    CliRunner().invoke(scheduler, ["evaluate", str(path), "-o", str(anew)])
    assert keys(anew) == []


def test_colours_notes_and_the_order_of_rows_make_nothing_old(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        tab = book["Lessen"]
        tab["A1"].comment = Comment("van mij", "ik")
        tab["A3"].fill = PatternFill("solid", fgColor="FF00FF")
        tab = book["Leraren"]
        rows = [[cell.value for cell in row] for row in tab.iter_rows(min_row=3)]
        for number, values in enumerate(reversed([row for row in rows if row[0]]), start=3):
            for column, value in enumerate(values, start=1):
                tab.cell(number, column).value = value

    assert keys(edited(solved(tmp_path, "nl"), change)) == []


@pytest.mark.parametrize(("seed", "language"), [(3, "nl"), (6, "en")])
def test_all_rows_of_all_sheets_in_another_order_make_nothing_old(tmp_path: Path, seed: int, language: str) -> None:
    school, randomly = random_school(seed, language), random.Random(seed)
    problem = build_problem(school)
    path = tmp_path / "result.xlsx"
    write_result(path, make_report(problem, random_timetable(problem, seed)), language)

    def shuffled(book: Workbook) -> None:
        for title in OWN_TITLES & set(book.sheetnames):
            tab = cast(Worksheet, book[title])
            found = [[cell.value for cell in row] for row in tab.iter_rows(min_row=3)]
            rows = [row for row in found if any(value is not None for value in row)]
            randomly.shuffle(rows)
            for number, values in enumerate(rows, start=3):
                for column, value in enumerate(values, start=1):
                    tab.cell(number, column).value = value

    assert keys(edited(path, shuffled)) == []


def differing(book: Workbook) -> list[str]:
    """The sheets that the line on top of ours names, by reading its formulas: ranges that are not as their copies."""

    def value(cell: Any) -> Any:
        if isinstance(cell.value, time):
            return round((cell.value.hour * 60 + cell.value.minute) / 1440, 9)
        return round(cell.value, 9) if isinstance(cell.value, float) else cell.value or ""

    ours = next(tab for tab in book if tab["A1"].value == "scheduler_state")
    told = []
    for place in re.findall(r"([A-Z]+2)[&=]", ours["B2"].value.partition(",")[0]):
        formula = ours[place].value
        pairs = re.findall(r"--\(('.*?'|\w+)!([$A-Z0-9:]+)<>(\w+)!([$A-Z0-9:]+)\)", formula)
        ranges = [[book[name.strip("'")][at] for name, at in (pair[:2], pair[2:])] for pair in pairs]
        if any(value(a) != value(b) for now, then in ranges for (a,), (b,) in zip(now, then, strict=True)):
            told += re.findall(r'", (.*)"\)', formula)
    return told


@pytest.mark.parametrize(("name", "language"), [("new", "nl"), ("put", "en")])
def test_the_line_on_top_names_the_sheets_that_were_changed(tmp_path: Path, name: str, language: str) -> None:
    """Of a new workbook and of one put into the planner's own; also where a sheet had no rows."""
    school, randomly = random_school(3, language), random.Random(3)
    write_school(replace(school, roster=()), tmp_path / "own.xlsx", language)
    case = read_case(tmp_path / "own.xlsx")
    report = make_report(case.problem, random_timetable(case.problem, 3))
    write_result(tmp_path / "made.xlsx", report, language, extras=case.extras if name == "put" else None)
    book = openpyxl.load_workbook(tmp_path / "made.xlsx")
    assert differing(book) == []
    changed = []
    for one in randomly.sample([one for one in sheets() if one.field not in ("settings", "realised")], 5):
        tab = cast(Worksheet, book[one.names[language]])
        tab.cell(randomly.randint(3, 30), randomly.choice(counting(one)) + 1).value = "anders"
        changed.append(tab.title)
    assert sorted(differing(book)) == sorted(changed)


def counting(one: Sheet) -> list[int]:
    return [at for at, column in enumerate(one.columns) if counts(one, column)]


def test_how_long_to_search_makes_nothing_old(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        row = next(row for row in book["Instellingen"].iter_rows() if row[0].value == "tijdslimiet")
        row[1].value = "77"
        row[2].value = "van mij"

    path = edited(solved(tmp_path, "nl"), change)
    assert differing(openpyxl.load_workbook(path)) == keys(path) == []


@pytest.mark.parametrize(("seed", "language"), [(0, "nl"), (1, "en"), (2, "nl")])
def test_nothing_is_older_than_it_is_in_a_result_just_written(tmp_path: Path, seed: int, language: str) -> None:
    """Made of random schools: written anew, put into the planner's own workbook, and again into the result of that."""
    school = random_school(seed, language)
    problem = build_problem(school)
    rows = rows_of(problem, random_timetable(problem, seed))
    own, first, second = (tmp_path / f"{name}.xlsx" for name in ("own", "first", "second"))
    write_school(replace(school, roster=rows), own, language)
    for source, made in ((own, first), (first, second)):
        case = read_case(source)
        write_result(made, make_report(case.problem, case.timetable or Timetable(())), language, extras=case.extras)
        assert keys(made) == []
    write_result(tmp_path / "new.xlsx", make_report(case.problem, case.timetable or Timetable(())), language)
    assert keys(tmp_path / "new.xlsx") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_to_which_the_planner_gives_another_name_stays_and_is_told(tmp_path: Path, language: str) -> None:
    """Also a second time: it is his, it says so at its top, and the sheet under our name is made anew beside it."""
    title = MAY_DIFFER[language][0]

    def change(book: Workbook) -> None:
        book[title].title = "5A van september"

    path = edited(solved(tmp_path, language), change)
    for number in range(2):
        assert ("renamed_reading_sheet", "5A van september") in keys(path)
        anew = tmp_path / f"anew{number}.xlsx"
        CliRunner().invoke(scheduler, ["evaluate", str(path), "-o", str(anew), "--lang", language])
        book = openpyxl.load_workbook(anew)
        assert {title, "5A van september"} <= set(book.sheetnames)
        assert any("WIS" in str(cell.value) for row in book["5A van september"] for cell in row)
        top = say(language, "workbook", "state_renamed")
        assert [cell.value for cell in book["5A van september"][1]].count(top) == 1
        assert [one.key for one in read_case(anew).made] == ["renamed_reading_sheet"]
        path = anew
