"""The planner's workbook stays his: whatever it is decorated with, a result put into it leaves it as it was."""

from __future__ import annotations

import base64
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Collection
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from scheduler.cli.main import scheduler
from scheduler.formats.kept.formulas import sheets_named
from scheduler.formats.reading import read_case
from scheduler.formats.workbook import read_workbook
from scheduler.problem.timetable import Timetable
from scheduler.views import make_report, write_result
from tests.formats.sheets import Sheets, base, saved
from tests.views.greedy import greedy

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg=="
)
MACROS = b"\xd0\xcf\x11\xe0 no real macro, and never run"
ROW, COLUMN = 1, 20
"""Where a decoration stands that would overwrite something elsewhere: beside the first row of the table."""
ROOSTER_WORD = "Rooster"


def _chart(book: Any, tab: Any) -> None:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"='{tab.get_name()}'!$A$1:$A$3"})
    tab.insert_chart(ROW, COLUMN, chart)


def _conditional(book: Any, tab: Any) -> None:
    bold = book.add_format({"bold": True, "font_color": "#9C0006"})
    tab.conditional_format(0, 0, 40, 6, {"type": "cell", "criteria": ">", "value": 3, "format": bold})


def _own_name(book: Any, tab: Any) -> None:
    book.define_name(f"'{tab.get_name()}'!eigen_{tab.get_name().lower()}", f"='{tab.get_name()}'!$A$1:$B$3")


def _formula(book: Any, tab: Any) -> None:
    tab.write_formula(ROW, COLUMN, f"=COUNTA('{ROOSTER_WORD}'!A:A)", value=7)


DECORATIONS: dict[str, Callable[[Any, Any], object]] = {
    "fill": lambda book, tab: tab.write(ROW, COLUMN, "x", book.add_format({"bg_color": "#FFC000"})),
    "pattern": lambda book, tab: tab.write_blank(ROW + 1, COLUMN, None, book.add_format({"pattern": 4})),
    "font": lambda book, tab: tab.write(ROW, COLUMN, "x", book.add_format({"font_name": "Georgia", "italic": True})),
    "border": lambda book, tab: tab.write(ROW, COLUMN, "x", book.add_format({"border": 6, "border_color": "red"})),
    "number format": lambda book, tab: tab.write(ROW, COLUMN, 1, book.add_format({"num_format": '0.0" uur"'})),
    "alignment": lambda book, tab: tab.write(ROW, COLUMN, "x", book.add_format({"rotation": 45, "indent": 1})),
    "protection of a cell": lambda book, tab: tab.write(ROW, COLUMN, "x", book.add_format({"locked": False})),
    "rich text": lambda book, tab: tab.write_rich_string(ROW, COLUMN, "a", book.add_format({"bold": True}), "b", "c"),
    "comment": lambda book, tab: tab.write_comment(2, 0, "niet voor 10 uur", {"author": "An"}),
    "column width": lambda book, tab: tab.set_column(1, 1, 33.5),
    "column format": lambda book, tab: tab.set_column(2, 2, 12, book.add_format({"bg_color": "#DDEEFF"})),
    "hidden column": lambda book, tab: tab.set_column(3, 3, None, None, {"hidden": True}),
    "grouped columns": lambda book, tab: tab.set_column(15, 17, 9, None, {"level": 1}),
    "row height": lambda book, tab: tab.set_row(1, 41),
    "hidden row": lambda book, tab: tab.set_row(33, None, None, {"hidden": True}),
    "grouped rows": lambda book, tab: tab.set_row(34, None, None, {"level": 1}),
    "filter": lambda book, tab: tab.autofilter(0, 0, 2, 3),
    "freeze panes": lambda book, tab: tab.freeze_panes(1, 2),
    "zoom": lambda book, tab: tab.set_zoom(140),
    "tab colour": lambda book, tab: tab.set_tab_color("#00B050"),
    "no grid lines": lambda book, tab: tab.hide_gridlines(2),
    "validation": lambda book, tab: tab.data_validation(
        1, 0, 40, 0, {"validate": "length", "criteria": "<", "value": 40}
    ),
    "conditional format": _conditional,
    "data bars": lambda book, tab: tab.conditional_format(1, 1, 9, 1, {"type": "data_bar", "data_bar_2010": True}),
    "icons": lambda book, tab: tab.conditional_format(1, 2, 9, 2, {"type": "icon_set", "icon_style": "3_arrows"}),
    "sparkline": lambda book, tab: tab.add_sparkline(ROW, COLUMN, {"range": "Lessen!E2:E3"}),
    "name": _own_name,
    "name of the book": lambda book, tab: book.define_name("eigen_naam", "=Lessen!$A$1"),
    "landscape": lambda book, tab: tab.set_landscape(),
    "paper": lambda book, tab: tab.set_paper(8),
    "margins": lambda book, tab: tab.set_margins(1, 1, 1, 1),
    "header": lambda book, tab: tab.set_header("&LSchool && co &D"),
    "print titles": lambda book, tab: tab.repeat_rows(0),
    "print area": lambda book, tab: tab.print_area(0, 0, 40, 8),
    "page breaks": lambda book, tab: tab.set_h_pagebreaks([20]),
    "picture": lambda book, tab: tab.insert_image(ROW, COLUMN, "p.png", {"image_data": BytesIO(PIXEL)}),
    "chart": _chart,
    "text box": lambda book, tab: tab.insert_textbox(ROW, COLUMN, "briefje"),
    "link": lambda book, tab: tab.write_url(ROW, COLUMN, "https://example.org/rooster"),
    "merged": lambda book, tab: tab.merge_range(ROW, COLUMN, ROW + 1, COLUMN + 2, "samen"),
    "table": lambda book, tab: tab.add_table(ROW, COLUMN, ROW + 3, COLUMN + 1),
    "protection": lambda book, tab: tab.protect("geheim"),
    "formula": _formula,
    "array formula": lambda book, tab: tab.write_array_formula(ROW, COLUMN, ROW, COLUMN, "{=SUM(A1:A9*1)}", value=3),
    "picture in the header": lambda book, tab: tab.set_header(
        "&L&G", {"image_left": "p.png", "image_data_left": BytesIO(PIXEL)}
    ),
    "collapsed rows": lambda book, tab: (
        tab.set_row(35, None, None, {"level": 1, "hidden": True}),
        tab.set_row(36, None, None, {"collapsed": True}),
    ),
    "values of a filter": lambda book, tab: (tab.autofilter(0, 0, 2, 3), tab.filter_column_list(1, ["1A"])),
    "very hidden": lambda book, tab: tab.very_hidden() if tab.get_name() == "Kladblok" else None,
    "list of another sheet": lambda book, tab: tab.data_validation(
        1, 2, 40, 2, {"validate": "list", "source": "=Kladblok!$A$1:$A$9"}
    ),
    "own column": lambda book, tab: (tab.write(0, COLUMN, "mijn kolom"), tab.write(1, COLUMN, "niet verplaatsen")),
}
SHEETS = ("Lessen", "Leraren", "Rooster", "Vast", "Kladblok")
CHANGED = {"Lessen", "Rooster", "Vast"}


def in_terms() -> Sheets:
    """The small school with two terms: mathematics in the first, Dutch in the second."""
    sheets = base()
    for row, term in zip(sheets["Lessen"], ("periode", "herfst", "lente"), strict=True):
        row.append(term)
    sheets["Kalender"] = [
        ["week", "soort", "klas"],
        ["7/9/2026 - 18/12/2026", "periode herfst", ""],
        ["4/1/2027 - 30/4/2027", "periode lente", ""],
    ]
    return sheets


def decorated(
    folder: Path, wanted: Collection[tuple[str, str]], suffix: str, school: Callable[[], Sheets] = base
) -> Path:
    """The small school with decorations, as (name, sheet); an .xlsm holds macros."""
    path = folder / f"school{suffix}"
    if suffix == ".xlsm":
        (folder / "vbaProject.bin").write_bytes(MACROS)
    with Workbook(path) as book:
        if suffix == ".xlsm":
            book.add_vba_project(str(folder / "vbaProject.bin"))
        for title, rows in (school() | {"Kladblok": [["een waarde", 3]]}).items():
            tab = book.add_worksheet(title)
            for index, row in enumerate(rows):
                tab.write_row(index, 0, row)
            for name, sheet in sorted(wanted):
                if sheet == title:
                    DECORATIONS[name](book, tab)
    return path


def parts_of(path: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    """Every part of a package, and the part of each sheet."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    links = {}
    for one in re.findall(rb"<Relationship [^>]*>", parts["xl/_rels/workbook.xml.rels"]):
        links[re.findall(rb'Id="(\w+)"', one)[0]] = re.findall(rb'Target="/?(?:xl/)?([^"]+)"', one)[0]
    sheets = re.findall(rb'<sheet [^>]*?name="([^"]+)"[^>]*?r:id="(\w+)"', parts["xl/workbook.xml"])
    return parts, {title.decode(): f"xl/{links[link].decode()}" for title, link in sheets}


def stays(before: Path, after: Path, renewed: Collection[str]) -> None:
    """Every part of the planner's is byte by byte what it was; of a renewed sheet all but the values of cells."""
    old, old_sheets = parts_of(before)
    new, new_sheets = parts_of(after)
    assert list(new_sheets)[: len(old_sheets)] == list(old_sheets)
    states = [
        dict(re.findall(rb'<sheet name="([^"]+)"[^>]*? state="(\w+)"', one["xl/workbook.xml"])) for one in (old, new)
    ]
    assert states[0].items() <= states[1].items()
    for title, part in old_sheets.items():
        one, other = _unchosen(old[part]), _unchosen(new[new_sheets[title]])
        if title in renewed:
            assert _beside_cells(one) == _beside_cells(other), title
            looks, now = _looks(one), _looks(other)
            assert looks == {place: now.get(place) for place in looks}, title
        else:
            assert one == other, title
    changed = {*old_sheets.values(), "xl/workbook.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"}
    for name in old.keys() - changed - {"xl/styles.xml"}:
        assert new[name] == old[name], name
    styles = [
        re.findall(rb"<xf .*?(?:/>|</xf>)", content["xl/styles.xml"].partition(b"<cellXfs")[2])
        for content in (old, new)
    ]
    assert len(styles[1]) >= len(styles[0])
    names = [set(re.findall(rb"<definedName [^>]*>[^<]*", content["xl/workbook.xml"])) for content in (old, new)]
    assert {one for one in names[0] if b"_FilterDatabase" not in one} <= names[1]


def _unchosen(sheet: bytes) -> bytes:
    return sheet.replace(b' tabSelected="1"', b"")


def _beside_cells(sheet: bytes) -> bytes:
    before, _, rest = sheet.partition(b"<sheetData")
    text = re.sub(rb'<dimension [^>]*>|<autoFilter ref="[^"]*"', b"", before + rest.partition(b"</sheetData>")[2])
    return re.sub(rb'\?>\s*|\s*xmlns(:\w+)?="[^"]*"|<\?xml[^>]*', b"", text)


def _looks(sheet: bytes) -> dict[bytes, tuple[bytes, ...]]:
    """Of each cell its format, and its formula where it has one; of each row what is said of it."""
    found = {}
    for attributes, inside in re.findall(rb'<c (r="[^>]*?)(?:/>|>(.*?)</c>)', sheet, re.DOTALL):
        place = re.search(rb'r="(\w+)"', attributes)
        style = re.findall(rb' s="\d+"', attributes)
        assert place is not None
        found[place[1]] = (*style, *re.findall(rb"<f.*?</f>", inside))
    for row in re.findall(rb"<row [^>]*>", sheet):
        found[row.partition(b'r="')[2].partition(b'"')[0]] = tuple(
            re.findall(rb'(?:ht|hidden|outlineLevel)="\w+"', row)
        )
    return found


WANTED = st.sets(st.tuples(st.sampled_from(sorted(DECORATIONS)), st.sampled_from(SHEETS)), max_size=25)


@settings(deadline=None, max_examples=20, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(WANTED, st.sampled_from([".xlsx", ".xlsm"]), st.integers(0, 3))
def test_any_decorations_survive_any_new_timetable(wanted: set[tuple[str, str]], suffix: str, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        before = decorated(Path(folder), _together(wanted), suffix)
        once, twice = Path(folder) / f"once{suffix}", Path(folder) / f"twice{suffix}"
        rooster_of(before, once, seed)
        stays(before, once, CHANGED)
        rooster_of(once, twice, seed + 1)
        stays(before, twice, CHANGED)
        assert set(openpyxl.load_workbook(once).sheetnames) == set(openpyxl.load_workbook(twice).sheetnames)


def _together(wanted: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those that can stand in one sheet: what is at one place is written once, and a filter is no table."""
    alone = ("merged", "table", "array formula", "own column", "rich text", "link", "formula")
    return {
        (name, sheet)
        for name, sheet in wanted
        if name not in alone or (name == min(n for n, s in wanted if s == sheet and n in alone))
    }


def rooster_of(file: Path, out: Path, seed: int) -> None:
    """Another timetable of the same school, written as every verb writes it."""
    case = read_case(file)
    timetable = greedy(case.problem, seed)
    write_result(out, make_report(case.problem, timetable), "nl", extras=case.extras)
    again = read_case(out)
    assert again.made == ()
    assert not again.row_faults
    assert again.timetable is not None
    assert sorted(map(str, again.timetable.placements)) == sorted(map(str, timetable.placements))


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(scheduler, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


EVERYWHERE = {(name, sheet) for name in DECORATIONS for sheet in SHEETS}


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm"])
def test_solve_evaluate_replan_and_move_keep_every_decoration(suffix: str, tmp_path: Path) -> None:
    assert len(DECORATIONS) >= 30
    before = decorated(tmp_path, _together(EVERYWHERE), suffix)
    told = json.loads(run("solve", before, "--time", "3s", "--workers", 1, "--json").stdout)
    solved = tmp_path / f"school-rooster{suffix}"
    assert told["file"] == str(solved)
    stays(before, solved, CHANGED)
    judged, replanned, moved = (tmp_path / f"{name}{suffix}" for name in ("judged", "replanned", "moved"))
    run("evaluate", solved, "-o", judged)
    stays(before, judged, CHANGED)
    stays_whole(solved, judged)
    run("replan", judged, "-o", replanned, "--time", "3s", "--workers", 1)
    stays(before, replanned, CHANGED)
    times = [(day, period) for day in ("ma", "di", "wo") for period in (1, 2, 3, 4)]
    tries = (run("move", replanned, "w1", *time, "--part", 3, "-o", moved) for time in times)
    assert any(one.exit_code in (0, 5) and moved.exists() for one in tries)
    stays(before, moved, CHANGED)
    assert ("xl/vbaProject.bin" in parts_of(moved)[0]) == (suffix == ".xlsm")
    versions = openpyxl.load_workbook(moved)["Versies"]
    assert [row[1].value for row in versions.iter_rows(min_row=2)] == ["scheduler replan", "scheduler move"]


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm"])
def test_timetables_of_terms_one_after_another_keep_every_decoration(suffix: str, tmp_path: Path) -> None:
    """Solved for one term, the other, and the first anew; judged and replanned: the workbook stays the planner's."""
    before = decorated(tmp_path, _together(EVERYWHERE), suffix, in_terms)
    file, rows = before, []
    steps = (("solve", "herfst"), ("solve", "lente"), ("solve", "herfst"), ("evaluate", "lente"), ("replan", "lente"))
    for number, (verb, term) in enumerate(steps):
        out = tmp_path / f"{number}{suffix}"
        short = () if verb == "evaluate" else ("--time", "2s", "--workers", 1)
        done = run(verb, file, "--term", term, "-o", out, *short)
        assert done.exit_code in (0, 3, 5), done.output
        stays(before, out, CHANGED)
        book = openpyxl.load_workbook(out)
        titles = [one.value for one in book["Rooster"][1]]
        place = titles.index("periode")
        rows.append({row[place].value for row in book["Rooster"].iter_rows(min_row=2) if row[0].value})
        file = out
    assert rows[0] <= rows[1] == rows[2] == rows[3] == rows[4] and len(rows[1]) > 1


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_note_beside_a_block_that_lost_its_time_stays_and_the_result_can_be_read(
    language: str, tmp_path: Path
) -> None:
    before, after = decorated(tmp_path, {("fill", "Rooster")}, ".xlsx"), tmp_path / "after.xlsx"
    case = read_case(before)
    write_result(after, make_report(case.problem, Timetable()), "nl", extras=case.extras)
    stays(before, after, CHANGED)
    rooster = openpyxl.load_workbook(after)["Rooster"]
    assert [rooster.cell(ROW + 1, at).value for at in (1, 5, 6, COLUMN + 1)] == [None, None, None, "x"]
    again = read_case(after)
    assert again.timetable is None or not again.timetable.placements
    (notice,) = [one for one in again.notices if one.key == "only_beside"]
    assert (notice.where, notice.value) == ("Rooster", "2")
    told = run("check", after, "--lang", language)
    assert {"nl": "rij 2: alleen in eigen kolommen", "en": "row 2: something stands in own"}[language] in told.output


def stays_whole(before: Path, after: Path) -> None:
    """The planner's sheets are the same to the last byte, Rooster too."""
    (old, old_sheets), (new, new_sheets) = parts_of(before), parts_of(after)
    for title in base():
        assert _unchosen(old[old_sheets[title]]) == _unchosen(new[new_sheets[title]]), title


def test_macros_are_left_out_of_an_xlsx_and_it_says_so(tmp_path: Path) -> None:
    before = decorated(tmp_path, set(), ".xlsm")
    told = run("evaluate", before, "-o", tmp_path / "out.xlsx")
    assert "macro's" in told.output
    parts, _ = parts_of(tmp_path / "out.xlsx")
    assert not [name for name in parts if "vba" in name.casefold()]
    assert b"macroEnabled" not in parts["[Content_Types].xml"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_file_that_cannot_be_kept_whole_says_so_and_an_xlsx_does_not(language: str, tmp_path: Path) -> None:
    words = {"nl": "nieuw werkboek", "en": "new workbook"}[language]
    book = saved(base(), tmp_path / "s.xlsx")
    run("convert", book, tmp_path / "csv")
    assert words in run("evaluate", tmp_path / "csv", "-o", tmp_path / "a.xlsx", "--lang", language).output
    assert words not in run("evaluate", book, "-o", tmp_path / "b.xlsx", "--lang", language).output
    assert run("evaluate", tmp_path / "csv", "-o", tmp_path / "a.xlsm").exit_code == 2


def test_ids_that_were_made_are_written_and_rows_of_the_planners_order_stay(tmp_path: Path) -> None:
    sheets = base()
    sheets["Lessen"] = [["# mijn lessen"], [], ["vak", "eigen", "klassen", "leraren", "aantal"]]
    sheets["Lessen"] += [["WIS", "=geen formule", "1A", "Mayer", 2], ["NED", "", "1B", "Peeters", 1]]
    sheets["Rooster"] = [["lesuur", "dag", "les", "deel", "=kolom"], [4, "wo", "1B-NED", 1, "=1+1"]]
    sheets["Vast"] = sheets["Vast"][:1]
    path = saved(sheets, tmp_path / "s.xlsx")
    rooster_of(path, tmp_path / "out.xlsx", 1)
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    rows = [[cell.value for cell in row] for row in book["Lessen"].iter_rows(min_row=3)]
    assert [row[5] for row in rows] == ["les", "1A-WIS", "1B-NED"]
    rooster = [[cell.value for cell in row] for row in book["Rooster"].iter_rows()]
    assert (rooster[0][:5], rooster[1][2:5]) == (["lesuur", "dag", "les", "deel", "=kolom"], ["1B-NED", 1, "=1+1"])
    assert {cell.data_type for tab in (book["Lessen"], book["Rooster"]) for row in tab for cell in row} <= {
        "s",
        "n",
        "inlineStr",
    }


def test_a_sheet_of_the_planners_that_is_called_like_one_of_ours_stays_his(tmp_path: Path) -> None:
    path = saved(base() | {"Overzicht": [["mijn eigen overzicht"]]}, tmp_path / "s.xlsx")
    rooster_of(path, tmp_path / "out.xlsx", 1)
    rooster_of(tmp_path / "out.xlsx", tmp_path / "again.xlsx", 2)
    book = openpyxl.load_workbook(tmp_path / "again.xlsx")
    assert book["Overzicht"]["A1"].value == "mijn eigen overzicht"
    assert [title for title in book.sheetnames if title.startswith("Overzicht")] == ["Overzicht", "Overzicht (2)"]
    assert read_workbook(tmp_path / "again.xlsx").extras.sheets == ()


FORMULAS = {
    "A1": "='Klas 1A'!B2+1",
    "A2": "=SUM('Klas 1A:Klas 1B'!B2)",
    "A3": "=COUNTA(Rooster!A:A)",
    "A4": "=\"zie 'Klas 1A'!B2\"",
    "A5": "='[ander.xlsx]Klas 1A'!B2",
    "A6": "=sum('KLAS 1B'!B2:C9)",
}


def test_a_formula_that_names_a_sheet_which_is_gone_is_told_with_its_cell(tmp_path: Path) -> None:
    before, old, new = (tmp_path / f"{name}.xlsx" for name in ("school", "old", "new"))
    rooster_of(saved(base(), before), old, 1)
    book = openpyxl.load_workbook(old)
    mine = book.create_sheet("Mijn")
    for cell, formula in FORMULAS.items():
        mine[cell] = formula
    book.save(old)
    assert lost(run("evaluate", old, "-o", tmp_path / "same.xlsx", "--json")) == set()
    assert lost(run("evaluate", old, "-o", new, "--json", "--lang", "en")) == {"Mijn!A1", "Mijn!A2", "Mijn!A6"}
    assert openpyxl.load_workbook(new)["Mijn"]["A1"].value == FORMULAS["A1"]


def lost(told: Result) -> set[str]:
    """The cells of the planner's own tab that are told of."""
    return {one["where"] for one in json.loads(told.stdout)["notices"] if one["where"].startswith("Mijn!")}


TITLES = st.text(st.characters(exclude_categories=("C",), exclude_characters="[]:*?/\\"), min_size=1, max_size=31)


@settings(deadline=None)
@given(
    TITLES.filter(lambda title: title[0] != "'" and title[-1] != "'"),
    st.sampled_from(["SUM(%s!A1:B2)", "-%s!$C$3%%", '"x"&%s!A:A']),
)
def test_a_sheet_of_any_title_is_found_in_a_formula_and_not_in_its_texts(title: str, formula: str) -> None:
    quoted = "'" + title.replace("'", "''") + "'"
    assert sheets_named(formula % quoted) == [title.casefold()]
    assert sheets_named('"' + f"{quoted}!A1".replace('"', '""') + '"&A1') == []
