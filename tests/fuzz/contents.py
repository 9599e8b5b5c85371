"""Small right contents of every format that is read, to be damaged: workbooks, lists, grids, Untis, aSc, XHSTT."""

from __future__ import annotations

import copy
import csv
import io
import re
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from scheduler.formats.workbook import write_school
from tests.cli.hostile import good_school
from tests.formats.sheets import Sheets, base
from tests.fuzz.texts import HOSTILE, NUMBERS

_NO_NAME = re.compile(r"[,;|/&+\n]|^[#\s]|\s$|^voorbeeld|.{60}", re.DOTALL)
NAMES = tuple(text for text in HOSTILE if not _NO_NAME.search(text))
"""Hostile texts that a cell with names may hold as one name."""

ROOT = Path(__file__).resolve().parents[2]


def school(rng: Random) -> Sheets:
    """The small school of the tests, its names here and there exchanged for hostile ones wherever they stand."""
    sheets = base()
    sheets["Lokalen"][1][2] = 40
    sheets["Instellingen"][1][1] = rng.choice(HOSTILE)
    sheets["Leraren"][1][1], sheets["Vakken"][2][1] = rng.choice(HOSTILE), rng.choice(HOSTILE)
    if rng.random() < 0.5:
        sheets["Rooster"] += [["w1", 2, "1A", "", "di", 1, 1, "L1"], ["n1", 1, "1A-x, 1B", "A", "ma", 1, 1, ""]]
    names = rng.sample(("1A", "1B", "1A-x", "Mayer", "Peeters", "WIS", "NED", "L1", "L2", "kar", "w1", "n1"), 3)
    texts = HOSTILE if rng.random() < 0.2 else NAMES
    new = {name: rng.choice(texts) for name in names if rng.random() < 0.6}
    return renamed(sheets, new)


@cache
def good() -> Sheets:
    """The rows of a school that has many timetables."""
    import openpyxl

    with tempfile.TemporaryDirectory() as folder:
        write_school(good_school(), Path(folder) / "school.xlsx", "nl")
        book = openpyxl.load_workbook(Path(folder) / "school.xlsx")
    return {tab.title: [["" if cell is None else cell for cell in row] for row in tab.values] for tab in book}


def solvable(rng: Random) -> bytes:
    """A school that has many timetables; some of its names are hostile ones."""
    names = rng.sample(("1A", "1B", "1A-x", "MER", "JAN", "WIS", "NED", "A1", "laptopkar", "1A-WIS", "LO-x"), 3)
    new = {name: rng.choice(NAMES) for name in names if rng.random() < 0.5}
    return workbook(renamed(copy.deepcopy(good()), new), rng if rng.random() < 0.3 else None)


@cache
def own_checkpoint() -> str:
    """The checkpoint of a search of that school under its own names, a timetable that lacks most lessons."""
    from scheduler.formats.cases import read_any, school_case
    from scheduler.problem.timetable import Timetable
    from scheduler.solver.best import checkpoint

    with tempfile.TemporaryDirectory() as folder:
        school, kept = Path(folder) / "school.xlsx", Path(folder) / "kept"
        school.write_bytes(workbook(good()))
        problem = school_case(read_any(school)).problem
        checkpoint.write(kept, checkpoint.fingerprint(problem), Timetable(()))
        return kept.read_text(encoding="utf-8")


def renamed(sheets: Sheets, new: Mapping[str, str]) -> Sheets:
    """The names exchanged wherever they stand, alone, in a list or before an amount; `1A` is no part of `1A-x`."""
    for rows in sheets.values():
        for row in rows[1:]:
            row[:] = [_renamed(cell, new) if isinstance(cell, str) else cell for cell in row]
    return sheets


def _renamed(cell: str, new: Mapping[str, str]) -> str:
    return "".join(new.get(piece, piece) for piece in re.split(r"(, | \| |:)", cell))


def changed(sheets: Sheets, rng: Random) -> Sheets:
    """Some cells, rows, headings and tabs changed."""
    for _ in range(rng.randint(0, 4)):
        title = rng.choice(list(sheets))
        rows = sheets[title]
        how = rng.randrange(9)
        row = rng.choice(rows) if rows else []
        if how <= 3 and row:
            row[rng.randrange(len(row))] = rng.choice((*HOSTILE, *NUMBERS, True, 1e300, -1, 0.5, "", 10**20))
        elif how == 4 and rows:
            rows.insert(rng.randrange(len(rows) + 1), list(row))
        elif how == 5 and rows:
            rows.remove(row)
        elif how == 6:
            del sheets[title]
        elif how == 7:
            sheets[_title(rng)] = [[rng.choice(HOSTILE), 1.5, True], [], [rng.choice(HOSTILE)]]
        else:
            rows.append([rng.choice((*HOSTILE, *NUMBERS, 1, 2.5)) for _ in range(rng.randint(0, 12))])
        if not sheets:
            break
    return sheets


def _title(rng: Random) -> str:
    """One that the library takes; titles that Excel refuses come with damaged packages."""
    kept = "".join(letter for letter in rng.choice(HOSTILE) if letter.isprintable() and letter not in "[]:*?/\\")
    return kept.strip("'")[:12] + str(rng.randrange(10_000))


def workbook(sheets: Sheets, rng: Random | None = None, decorated: bool = False) -> bytes:
    """The rows as Excel keeps them; by chance with what planners add: merged cells, notes, formulas, hidden tabs.

    `decorated`: half of the sheets have some of that, and the planner has sheets of his own beside them.
    """
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True, "in_memory": True}
    book = xlsxwriter.Workbook(out, options)
    taken: set[str] = set()
    for title, rows in sheets.items():
        if title.casefold() in taken:
            continue
        taken.add(title.casefold())
        tab = book.add_worksheet(title)
        for index, row in enumerate(rows):
            for position, value in enumerate(row):
                if isinstance(value, str):
                    tab.write_string(index, position, value[:32_767])
                else:
                    tab.write(index, position, value)
        if rng and rng.random() < (0.5 if decorated else 0.15):
            _added(book, tab, rng, harmless=decorated and rng.random() < 0.9)
    if decorated and rng:
        _own_sheet(book, rng)
    if not taken:
        book.add_worksheet()
    book.close()
    return out.getvalue()


OWN_FORMULAS = ("1/0", "SUM(A1:A9)")
OWN_LINK = "https://dorp.example/"
"""What the planner himself put into his workbook: it may stay."""


def _own_sheet(book: Any, rng: Random) -> None:
    """A sheet of the planner with a table, a chart, a formula and a link."""
    tab = book.add_worksheet(f"Eigen {rng.randrange(100)}")
    for index in range(4):
        tab.write_row(index, 0, (f"kop{index}", index, index * 2))
    tab.write_formula("F1", f"={OWN_FORMULAS[1]}", value=rng.choice((0, "", "#N/A")))
    how = rng.randrange(4)
    if how == 0:
        tab.add_table("A1:C4")
    elif how == 1:
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": f"='{tab.get_name()}'!$B$1:$B$4"})
        tab.insert_chart("H2", chart)
    elif how == 2:
        tab.write_url("F3", OWN_LINK, string=rng.choice(("ons", "=1+1")))
    else:
        tab.insert_textbox("H2", "let op")
    if rng.random() < 0.3:
        book.define_name("_xlnm.Print_Area" if rng.random() < 0.2 else "bereik", f"='{tab.get_name()}'!$A$1:$B$2")


def _added(book: Any, tab: Any, rng: Random, harmless: bool) -> None:
    """`harmless`: nothing that changes what a row says."""
    how = rng.choice((1, 3, 5, 6, 7)) if harmless else rng.randrange(9)
    if how == 0:
        tab.merge_range(rng.randrange(4), rng.randrange(4), rng.randint(4, 40), rng.randint(4, 40), rng.choice(HOSTILE))
    elif how == 1:
        tab.write_comment(0, 0, rng.choice(HOSTILE)[:2000])
    elif how == 2:
        tab.write_formula(
            rng.randrange(4), rng.randrange(6), "=1/0", value=rng.choice(("#DIV/0!", "", 3, "#REF!", "#N/A"))
        )
    elif how == 3:
        tab.protect("geheim")
    elif how == 4:
        tab.hide()
    elif how == 5:
        tab.data_validation(1, 0, 9, 9, {"validate": "list", "source": ["a", "b"]})
    elif how == 6:
        tab.conditional_format(0, 0, 9, 9, {"type": "no_blanks", "format": book.add_format({"bold": True})})
    elif how == 7:
        book.define_name(f"naam{rng.randrange(1000)}", "=#REF!$A$1")
    else:
        tab.write_datetime(rng.randrange(5), rng.randrange(6), _moment(rng), book.add_format({"num_format": "d/m/yy"}))


def _moment(rng: Random) -> Any:
    from datetime import date, datetime, time

    return rng.choice((date(1900, 1, 1), datetime(9999, 12, 31, 23, 59), time(8, 25), date(2026, 9, 1)))


def table(rows: list[list[Any]], separator: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue()


GRID = """3A;ma;di;wo;do;vr
1;WIS AN L1;NED JAN;LO;WIS AN;GES TOM
2;NED JAN;WIS AN L1;;GES TOM;LO
8:25-9:15;Frans EVA l3;Frans EVA;;;
"""
LIST = """klas;vak;leraar;dag;lesuur;lokaal;week
3A;WIS;AN;ma;1;L1;
3A;NED;JAN;di;2;L2;A
3B;GES;TOM;wo;3;L3;B
3A+3B;LO;EVA;vr;4;gym;
"""
LESSON_TABLE = "klas;vak;uren\n1A;Nederlands;4\n1A;wiskunde;5\n1B;Frans;3\n;;\n2A;LO;2\n"
CLASS_LIST = "klas;leerlingen;graad\n1A;20;1\n1B;22;1\n2A;18;1\n"
GPU001 = '1,"3A","AN","WIS","L1",1,1,,\n2,"3A","JAN","NED","L2",1,2,,\n3,"3B","TOM","GES","L3",2,1,,"A"\n'
GPU002 = "1;4;4;4;3A;AN;WIS;L1;;;;\n2;3;3;3;3B;JAN;NED;L2;;;;A\n"
UNTIS = """<?xml version="1.0" encoding="utf-8"?>
<document><timeperiods><timeperiod><day>1</day><period>1</period><starttime>0825</starttime><endtime>0915</endtime>
</timeperiod></timeperiods><classes><class id="CL_3A"><longname>3A</longname></class></classes>
<teachers><teacher id="TR_AN"><surname>Aa</surname></teacher></teachers>
<rooms><room id="RM_L1"/></rooms><subjects><subject id="SU_WIS"/></subjects>
<lessons><lesson id="LS_100"><periods>2</periods><lesson_subject id="SU_WIS"/><lesson_teacher id="TR_AN"/>
<lesson_classes id="CL_3A"/><times><time><assigned_day>1</assigned_day><assigned_period>1</assigned_period>
<assigned_room id="RM_L1"/></time></times></lesson></lessons></document>
"""
ASC = """<?xml version="1.0" encoding="utf-8"?>
<timetable><periods><period period="1" starttime="8:25" endtime="9:15"/></periods>
<daysdefs><daysdef id="d" name="ma" days="10000"/></daysdefs>
<subjects><subject id="s" name="wiskunde" short="WIS"/></subjects><teachers><teacher id="t" name="An" short="AN"/>
</teachers><classrooms><classroom id="r" name="L1" short="L1"/></classrooms>
<classes><class id="c" name="3A" short="3A"/></classes><groups><group id="g" name="heel" classid="c" entireclass="1"/>
</groups><lessons><lesson id="l" subjectid="s" classids="c" groupids="g" teacherids="t" classroomids="r"
periodspercard="1" periodsperweek="2"/></lessons>
<cards><card lessonid="l" classroomids="r" period="1" days="10000" weeks="1"/></cards></timetable>
"""
MAP = """[periods]
1 = "8:25-9:15"
"\u2460" = "9:15-10:05"
[sheets]
Blad = "skip"
[subjects]
WIS = "wiskunde"
[teachers]
AN = "An"
"""
PLAN = """time = "1s"
seeds = [1, 2]
workers = 1
[[schools]]
file = "school.xlsx"
name = "Dorp"
[[schools]]
file = "nergens.xlsx"
[[scenarios]]
name = "zoals het is"
[[scenarios]]
name = "weinig halve dagen"
rules = [{ regel = "S04", voor = "alle", niveau = "sterk" }]
settings = { reistijd = 45 }
"""
POLICY = (ROOT / "data" / "policies" / "vlaanderen-2023.toml").read_text(encoding="utf-8")


@cache
def archives() -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8") for path in sorted((ROOT / "data" / "xhstt").glob("*.xml")))


@cache
def solved() -> bytes:
    """A result workbook: a school with all reading sheets that the program writes."""
    from scheduler.formats.reading import read_case
    from scheduler.library.writing import report_of
    from scheduler.views import result_workbook
    from tests.formats.sheets import saved

    with tempfile.TemporaryDirectory() as folder:
        case = read_case(saved(base(), Path(folder) / "school.xlsx"))
        assert case.timetable is not None
        out = Path(folder) / "uit.xlsx"
        result_workbook.write_result(out, report_of(case, case.timetable, "nl"), "nl", extras=case.extras)
        return out.read_bytes()
