"""The sheets of Excel as another program reads them: one page, text only, every meet in words, titles that differ."""

from __future__ import annotations

import importlib.util
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.workbook import Workbook

from scheduler.cli.export import FORMATS
from scheduler.cli.main import scheduler
from scheduler.demo import make_demo
from scheduler.formats.workbook import read_school
from scheduler.problem.times import Time, Times
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import ClassGroup, RosterRow, School, SchoolClass, Subject, Teacher
from scheduler.school.roster import rows_of, timetable_of
from scheduler.views import SolveFacts, export, make_report, write_result
from scheduler.views.tables import _lines_of
from tests.builders import lesson, problem, put, timetable
from tests.school.schools import blended_school
from tests.views.greedy import greedy

HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")')


def written(folder: Path, school: School, timetable: Timetable, language: str = "nl", **facts: object) -> Workbook:
    case = build_problem(school)
    report = make_report(case, timetable, facts=SolveFacts(**facts))  # type: ignore[arg-type]
    write_result(folder / "out.xlsx", report, language, overwrite=True)
    return openpyxl.load_workbook(folder / "out.xlsx", rich_text=False)


def texts(sheet) -> list[str]:  # type: ignore[no-untyped-def]
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")]


def maths(option: str = "contact", start: int = 0) -> Timetable:
    room = (("room", "room:101"),) if option == "contact" else ()
    return Timetable((Placement("W", 1, 1, start, option, room),))


def test_the_result_is_a_valid_input_with_its_timetable(tmp_path: Path) -> None:
    school = make_demo("small")
    case = build_problem(school)
    timetable = greedy(case, distance=0.5)
    written(tmp_path, school, timetable)
    again, notices = read_school(tmp_path / "out.xlsx")
    assert not [notice for notice in notices if notice.key == "unknown_sheet"]
    assert replace(again, roster=()) == replace(school, roster=())
    back, faults = timetable_of(build_problem(again), again.roster)
    assert not faults
    assert rows_of(case, back) == rows_of(case, timetable)


def test_what_was_pinned_in_the_old_timetable_stays_pinned(tmp_path: Path) -> None:
    school = blended_school(roster=(RosterRow("W", 1, ("5A",), "WIS", ("JANS",), day=0, period=1, pinned=True),))
    written(tmp_path, school, maths())
    again, _ = read_school(tmp_path / "out.xlsx")
    assert [(row.lesson, row.part, row.pinned) for row in again.roster] == [("W", 1, True)]


@pytest.mark.parametrize(("language", "titles"), [
    ("nl", ["Overzicht", "Klas 5A", "Leraar JANS", "Lokaal 101", "Niet geplaatst", "Kwaliteit", "Naleving",
            "Aandeel afstand", "Bezetting"]),
    ("en", ["Overview", "Class 5A", "Teacher JANS", "Room 101", "Unplaced", "Quality", "Compliance",
            "Distance share", "Occupancy"]),
])  # fmt: skip
def test_the_sheets_of_the_contract_are_there(tmp_path: Path, language: str, titles: list[str]) -> None:
    book = written(tmp_path, blended_school(), maths(), language)
    assert [title for title in book.sheetnames if title in titles] == titles
    assert book.active.title == titles[0]


def test_every_timetable_fits_one_landscape_a4(tmp_path: Path) -> None:
    book = written(tmp_path, blended_school(), maths())
    for title in ("Klas 5A", "Leraar JANS", "Lokaal 101"):
        sheet = book[title]
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 1) == (1, 1)
        assert sheet.print_title_rows == "$1:$2"
        assert sheet.print_area


def test_all_violations_are_a_page_of_their_own_under_titles_that_stand_once(tmp_path: Path) -> None:
    """The titles of the columns are repeated on every page of paper and stay in sight on the screen."""
    sheet = written(tmp_path, blended_school(), maths())["Kwaliteit"]
    first = [sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)]
    head = first.index("wat er misgaat") + 1
    assert first.count("wat er misgaat") == 1 and sheet.freeze_panes == f"A{head + 1}"
    assert sheet.print_title_rows == f"${head}:${head}"
    (heading,) = [row for row, text in enumerate(first, start=1) if text == "Alle overtredingen"]
    assert [one.id for one in sheet.row_breaks.brk] == [heading - 1] and sheet.cell(heading + 1, 5).value == "H02"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("kort", 10, 1),
        ("twaalf tekens", 10, 2),  # 12 letters fit where 10 digits do
        ("twaalfteken", 10, 1),
        ("een en twee en drie en vier", 10, 3),  # "een en twee", "en drie en", "vier"
        ("een\n\ntwee", 10, 3),
        ("een-lang-woord-met-streepjes", 10, 3),  # it is cut where it must be
    ],
)
def test_lines_are_counted_word_by_word(text: str, width: float, lines: int) -> None:
    assert _lines_of(text, width) == lines


def test_a_row_is_as_high_as_the_lines_of_its_longest_cell(tmp_path: Path) -> None:
    """Where a rule comes from goes over the whole width, as the address of a circular has no blank to be broken at."""
    sheet = written(tmp_path, blended_school(), maths())["Naleving"]
    wide = {str(one).partition(":")[0]: one.max_col for one in sheet.merged_cells.ranges}
    laws = [cell for cell in sheet["A"] if "Wet: " in str(cell.value)]
    assert laws and all(wide[cell.coordinate] == sheet.max_column for cell in laws)
    rows = {str(cell.value): sheet.row_dimensions[cell.row].height for cell in sheet["G"] if cell.value}
    assert rows["H19"] < rows["H06"]


@pytest.mark.parametrize(
    ("option", "cell"),
    [
        ("contact", "WIS\nJANS · 101"),
        ("synchronous/home", "WIS [AS]\nJANS · thuis"),
        ("asynchronous", "WIS [AA]\nJANS · thuis"),
    ],
)
def test_a_cell_says_subject_teacher_place_and_mode(tmp_path: Path, option: str, cell: str) -> None:
    book = written(tmp_path, blended_school(), maths(option))
    assert cell in texts(book["Klas 5A"])


def test_a_teacher_sees_where_to_teach_from(tmp_path: Path) -> None:
    case = build_problem(blended_school())
    rooms = (("quiet room", "room:101"),)
    timetable = Timetable(
        (Placement("W", 1, 1, 0, "synchronous/school", rooms), Placement("W", 2, 1, 1, "asynchronous"))
    )
    case.check(timetable)
    book = written(tmp_path, blended_school(), timetable)
    assert {"5A [AS]\nWIS · 101", "5A [AA]\nWIS · stand-by"} <= set(texts(book["Leraar JANS"]))
    assert "5A [AS]\nWIS · JANS" in texts(book["Lokaal 101"])


def test_halves_that_are_busy_at_once_are_listed_in_one_cell(tmp_path: Path) -> None:
    timetable = Timetable(
        (
            Placement("L1", 1, 2, 0, "contact", (("teacher", "teacher:PEET"), ("room", "room:LAB1"))),
            Placement("L2", 1, 1, 0, "contact", (("teacher", "teacher:JANS"), ("room", "room:102"))),
        )
    )
    book = written(tmp_path, blended_school(), timetable)
    assert "LAB (1) PEET · LAB1\nLAB (2) JANS · 102" in texts(book["Klas 5A"])


def test_a_lesson_of_one_week_stands_under_its_letter(tmp_path: Path) -> None:
    book = written(tmp_path, blended_school(), Timetable((Placement("L2", 3, 1, 0, "contact"),)))
    sheet = book["Klas 5A"]
    assert [sheet.cell(3, column).value for column in (2, 3)] == ["A", "B"]
    assert str(sheet.cell(4, 2).value).startswith("LAB (2)")
    assert sheet.cell(4, 3).value is None


def test_a_block_is_a_merged_cell(tmp_path: Path) -> None:
    book = written(tmp_path, blended_school(), Timetable((Placement("L1", 1, 2, 0, "contact"),)))
    assert "B3:B4" in {str(area) for area in book["Klas 5A"].merged_cells.ranges}


def hostile_school() -> School:
    """Everything a planner may name begins like a formula or is longer than a sheet's title."""
    school = blended_school()
    name = HOSTILE[0]
    long = "5[A]:*?/\\" + "x" * 40
    return replace(
        school,
        settings=replace(school.settings, school=HOSTILE[1] + "&P&D"),
        classes=(
            *(replace(one, code=long, name=name, programme=HOSTILE[4]) for one in school.classes),
            *(SchoolClass(code, pupils=3) for code in ("5a", "5A", "Con")),
        ),
        groups=(*(replace(one, class_code=long) for one in school.groups), ClassGroup("=g", "5a", "d", 3)),
        teachers=(*(replace(one, name=HOSTILE[2]) for one in school.teachers), Teacher("@T", name=HOSTILE[3])),
        subjects=(replace(school.subjects[0], name=HOSTILE[0]), *school.subjects[1:], Subject("+V", name=HOSTILE[3])),
        lessons=(
            *(replace(one, attendees=(long,)) if one.id == "W" else one for one in school.lessons),
            replace(school.lessons[0], id="=L", attendees=("5a",), subject="+V", teachers=(("@T",),)),
        ),
    )


def test_nothing_a_planner_wrote_becomes_a_formula(tmp_path: Path) -> None:
    school = hostile_school()
    case = build_problem(school)
    book = written(tmp_path, school, greedy(case), reasons={"=L": ("=1+1",)})
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                ours = sheet.title == "scheduler1" or (cell.row == 1 and cell.value == "=scheduler1!$B$2")
                assert cell.data_type != "f" or ours, f"{sheet.title}!{cell.coordinate} runs {cell.value!r}"
                assert cell.hyperlink is None
    titles = [title.casefold() for title in book.sheetnames]
    assert len(set(titles)) == len(titles)
    assert all(len(title) <= 31 and not set(title) & set("[]:*?/\\") for title in titles)


def test_export_writes_one_file_per_class_teacher_and_room(tmp_path: Path) -> None:
    case = build_problem(blended_school())
    paths = export(case, maths(), tmp_path, ("xlsx",))
    assert {path.relative_to(tmp_path).as_posix() for path in paths} == {
        "klassen/5A.xlsx", "leraren/JANS.xlsx", "leraren/PEET.xlsx",
        "lokalen/101.xlsx", "lokalen/102.xlsx", "lokalen/LAB1.xlsx", "lokalen/OLC.xlsx",
    }  # fmt: skip
    book = openpyxl.load_workbook(tmp_path / "klassen" / "5A.xlsx")
    assert book.sheetnames == ["Klas 5A"]
    assert "WIS\nJANS · 101" in texts(book.active)


@pytest.mark.parametrize("name", ["xlsx", "html", "ics", "csv"])
def test_export_of_hostile_names_stays_in_its_folder_and_is_plain_text(tmp_path: Path, name: str) -> None:
    case = build_problem(hostile_school())
    folder = tmp_path / "out"
    paths = export(case, greedy(case), folder, (name,), language="en", today=date(2026, 9, 1))
    assert set(paths) == {path for path in folder.rglob("*") if path.is_file()}
    lower = [str(path).casefold() for path in paths]
    assert len(set(lower)) == len(lower)
    if name != "csv":
        assert any(path.name.startswith("_Con") for path in paths)
    for path in paths if name == "html" else ():
        assert "<script" not in path.read_text(encoding="utf-8")
    for path in paths if name == "csv" else ():
        cells = re.split(r"[,\n]", path.read_text(encoding="utf-8-sig"))
        assert not [cell for cell in cells if re.match(r'"?[=@+]', cell)]


def test_export_replaces_its_own_files_and_no_others(tmp_path: Path) -> None:
    case = build_problem(blended_school())
    (tmp_path / "klassen").mkdir()
    (tmp_path / "klassen" / "note.txt").write_text("mine")
    (tmp_path / "klassen" / "5A.html").write_text("old")
    export(case, maths(), tmp_path, ("html",), ("classes",))
    assert (tmp_path / "klassen" / "note.txt").read_text() == "mine"
    assert "WIS" in (tmp_path / "klassen" / "5A.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.html", "klassen"]


def test_a_page_escapes_what_a_planner_wrote(tmp_path: Path) -> None:
    school = blended_school()
    school = replace(
        school, subjects=(replace(school.subjects[0], name="<script>alert(1)</script>"), *school.subjects[1:])
    )
    export(build_problem(school), maths(), tmp_path, ("html",), ("classes",))
    page = (tmp_path / "klassen" / "5A.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_every_row_of_a_page_is_as_wide_as_its_head(tmp_path: Path) -> None:
    case = build_problem(make_demo("small"))
    timetable = greedy(case, distance=0.6)
    for path in export(case, timetable, tmp_path, ("html",)):
        if path.name == "index.html":
            continue
        page = path.read_text(encoding="utf-8")
        body = page.split("<tbody>")[1].split("</tbody>")[0]
        width = sum(int(n) for n in re.findall(r'<th colspan="(\d+)"', page)) + 1
        hanging = [0] * 40  # cells that reach down into each row
        for number, row in enumerate(row for row in body.split("<tr")[1:] if 'class="lunch"' not in row):
            spans = [(1, 1)] + [(int(r), int(c)) for r, c in re.findall(r'rowspan="(\d+)" colspan="(\d+)"', row)]
            assert sum(columns for _, columns in spans) + hanging[number] == width, path.name
            for rows, columns in spans:
                for below in range(number + 1, number + rows):
                    hanging[below] += columns


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="pdf"):
        export(build_problem(blended_school()), maths(), tmp_path, ("pdf",))
    assert not list(tmp_path.iterdir())


def test_the_list_has_one_row_per_meet(tmp_path: Path) -> None:
    case = build_problem(make_demo("small"))
    timetable = greedy(case)
    (path,) = export(case, timetable, tmp_path, ("csv",))
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + sum(placement.start is not None for placement in timetable.placements)
    assert lines[0].startswith("les;deel;klassen;vak;leraren;week;dag;lesuur;begin")


def test_an_instance_without_clock_or_school_can_be_shown(tmp_path: Path) -> None:
    times = tuple(
        Time(f"t{n}", n, 0, n // 4, n % 4 + 1, n, n + 1, follows=n + 1 if n < 39 else None, ticks=(n,))
        for n in range(40)
    )
    case = problem(Times(times, 1, 40), [lesson("L", sizes=(2,), who=("class:C1", "teacher:T1"))])
    export(case, timetable(put("L", 36, duration=2)), tmp_path, ("xlsx", "html", "csv"), language="en")
    sheet = openpyxl.load_workbook(tmp_path / "classes" / "C1.xlsx").active
    assert [sheet.cell(2, column).value for column in (2, 11)] == ["day 1", "day 10"]
    assert [str(sheet.cell(row, 1).value) for row in (3, 6)] == ["1", "4"]
    assert sheet.cell(3, 11).value == "L\nT1"
    with pytest.raises(ValueError, match="calendar"):
        export(case, timetable(), tmp_path, ("ics",))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_two_formats_write_the_same_file_and_rooms_have_calendars(tmp_path: Path, language: str) -> None:
    case = build_problem(blended_school())
    write_result(tmp_path / "school.xlsx", make_report(case, maths()), language)
    there_is_pyarrow = importlib.util.find_spec("pyarrow") is not None
    formats = ",".join(one for one in FORMATS if there_is_pyarrow or one != "parquet")
    words = ["export", tmp_path / "school.xlsx", "--to", tmp_path / "to", "--format", formats, "--lang", language]
    done = CliRunner().invoke(scheduler, [*map(str, words), "--json"])
    told = [Path(name) for name in json.loads(done.stdout)["files"]]
    there = [path for path in (tmp_path / "to").rglob("*") if path.is_file()]
    assert sorted(told) == sorted(there)
    assert len({str(path).casefold() for path in told}) == len(told)
    calendars = {path.relative_to(tmp_path / "to").parent.name for path in told if path.suffix == ".ics"}
    assert calendars == ({"klassen", "leraren", "lokalen"} if language == "nl" else {"classes", "teachers", "rooms"})
    room = next(path for path in told if path.suffix == ".ics" and path.stem == "101")
    assert "WIS" in room.read_text(encoding="utf-8") and "LOCATION:101" in room.read_text(encoding="utf-8")


def test_a_folder_is_not_exported_into_itself(tmp_path: Path) -> None:
    CliRunner().invoke(scheduler, ["new", str(tmp_path / "school"), "--demo", "small"])
    done = CliRunner().invoke(scheduler, ["export", str(tmp_path / "school"), "--to", str(tmp_path / "school")])
    assert done.exit_code == 2


LONG = "Internationale-betrekkingenmetdubbelefinaliteit en nog eens zeven gewone woorden van elk een eindje lang " * 2


@pytest.mark.parametrize("name", ["", "Klas van gewone lengte", LONG[:60], LONG])
def test_the_title_of_a_timetable_is_whole_however_long_the_names_are(name: str, tmp_path: Path) -> None:
    """It has four columns to itself: on one line in print that fits there, or on as many lines as the row is high."""
    school = blended_school()
    named = replace(school, classes=tuple(replace(one, name=name) for one in school.classes))
    sheet = written(tmp_path, named, maths())["Klas 5A"]
    cell = sheet["A1"]
    text, size = str(cell.value), float(cell.font.sz)
    digits = sheet.column_dimensions["A"].width + 3 * sheet.column_dimensions["B"].width  # alike, and stored once
    lines = -(-len(text) * size // (digits * 10 * 1.05))
    assert size >= 12 and sheet.row_dimensions[1].height >= 1.2 * size * lines
    assert (lines > 1) == bool(cell.alignment.wrap_text) == ("A1:D1" in map(str, sheet.merged_cells.ranges))
    assert sheet.page_setup.fitToHeight in (1, None)
