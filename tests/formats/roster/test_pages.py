"""Web pages with timetables, as products export them and as spreadsheets save them, also under the suffix .xls."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.formats.files.faults import Faults
from scheduler.formats.roster import ImportOptions, import_roster
from scheduler.formats.roster.sheets.pages import looks_like_page, page_sheets
from scheduler.problem.text import LANGUAGES
from tests.formats.roster.conftest import said

DAYS = "<tr><td></td><td>maandag</td><td>dinsdag</td><td>woensdag</td></tr>"


def row(number: int, *cells: str) -> str:
    return f"<tr><td>{number}</td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def table(*rows: str) -> str:
    return f"<table>{DAYS}{''.join(rows)}</table>"


ONE = table(row(1, "WIS (JAN)", "FRA (EVA)", "NED (BOB)"), row(2, "FRA (EVA)", "NED (BOB)", "WIS (JAN)"))
TWO = table(row(1, "NED (BOB)", "WIS (JAN)", "FRA (EVA)"), row(2, "WIS (JAN)", "FRA (EVA)", "NED (BOB)"))


@pytest.mark.parametrize("suffix", [".html", ".htm", ".xls", ".xlsx"])
def test_a_page_with_a_table_for_each_class_is_read_whatever_its_suffix(tmp_path: Path, suffix: str):
    path = tmp_path / f"rooster{suffix}"
    path.write_text(f"<html><body><h2>3A</h2>{ONE}<h2>3B</h2>{TWO}</body></html>", encoding="utf-8")
    imported = import_roster([path])
    assert (0, 1, 1, "3A", "WIS", "JAN", "") in said(imported)
    assert (0, 1, 1, "3B", "NED", "BOB", "") in said(imported)
    assert len(imported.school.roster) == 12


@pytest.mark.parametrize("word", ["uur", "ora", "hour"])
def test_a_page_under_a_line_of_text_whose_hours_are_ordinals_is_read(tmp_path: Path, word: str):
    rows = ONE.replace("<td>1</td>", f"<td>first {word}</td>").replace("<td>2</td>", f"<td>second {word}</td>")
    path = tmp_path / "3A.html"
    path.write_text(f"rooster van 3A\n<html><body>{rows}</body></html>", encoding="utf-8")
    imported = import_roster([path])
    assert {(0, 1, 1, "3A", "WIS", "JAN", ""), (2, 2, 1, "3A", "WIS", "JAN", "")} <= said(imported)


def test_numbered_pages_are_called_by_the_line_above_their_table_and_links_part_a_cell(tmp_path: Path):
    def cell(subject: str, room: str, teacher: str) -> str:
        return f'<span class="p">{subject}</span> <a href="s.html">{room}</a> <span class="n">{teacher}</span>'

    taught = [("Sociale wet", "B 1", "Jan"), ("Frans", "B 2", "Eva"), ("Ned zdw", "C 1", "#1W4"), ("Ned", "C 2", "Bob")]
    for number, name in ((12, "3A"), (13, "3B"), (14, "4A")):
        turned = taught[number % 4 :] + taught[: number % 4]
        rows = [row(n, *(cell(*turned[(n + day) % 4]) for day in range(3))) for n in (1, 2, 3, 4)]
        text = f"<html><body><table><tr><td>{name}</td></tr></table>{table(*rows)}</body></html>"
        (tmp_path / f"c{number:04}.html").write_text(text, encoding="utf-8")
    imported = import_roster([tmp_path], ImportOptions(accept=True))
    assert {one.code for one in imported.school.classes} == {"3A", "3B", "4A"}
    assert {one.code for one in imported.school.teachers} == {"Jan", "Eva", "Bob"}
    assert {one.code for one in imported.school.rooms} == {"B 1", "B 2", "C 1", "C 2"}


def test_a_table_in_a_cell_is_the_text_of_that_cell():
    lesson = "<table><tr><td><b>WIS</b></td><td>L12</td></tr><tr><td>FRA</td><td>L13</td></tr></table>"
    (sheet,) = page_sheets(f"<html>{table(row(1, lesson, '', ''))}</html>".encode(), "3A.htm")
    assert sheet.at(1, 1) == "WIS; L12\nFRA; L13"


def test_a_table_that_only_arranges_other_tables_is_left_out():
    page = f"<html><table><tr><td>3A</td><td>3B</td></tr><tr><td>{ONE}</td><td>{TWO}</td></tr></table></html>"
    assert [(sheet.height > 2, sheet.width) for sheet in page_sheets(page.encode(), "x.htm")] == [(True, 4)] * 2


def test_columns_and_rows_that_only_continue_cells_are_left_out():
    head = "".join(f"<td colspan=12>{day}</td>" for day in ("ma", "di", "wo"))
    first = "".join(f"<td colspan=12 rowspan=2>{text}</td>" for text in ("WIS", "FRA", "NED"))
    second = "<td colspan=12 rowspan=4>LO</td><td colspan=12 rowspan=2>NED</td><td colspan=12 rowspan=2>WIS</td>"
    third = "<td colspan=12 rowspan=2>ENG</td><td colspan=12 rowspan=2>BIO</td>"
    rows = f"<td rowspan=2>1</td>{first}<tr><tr><td rowspan=2>2</td>{second}<tr><tr><td rowspan=2>3</td>{third}<tr>"
    (sheet,) = page_sheets(f"<html><table><tr><td></td>{head}<tr>{rows}</table>".encode(), "3A.htm")
    assert [sheet.at(r, c) for r in range(4) for c in range(4)] == [
        *(None, "ma", "di", "wo"), *("1", "WIS", "FRA", "NED"), *("2", "LO", "NED", "WIS"), *("3", None, "ENG", "BIO"),
    ]  # fmt: skip
    assert sheet.merges == ((2, 1, 3, 1),)


def test_the_letters_and_numbers_that_a_spreadsheet_draws_around_its_cells_are_no_cells():
    rows = ["<tr><th></th><th>A</th><th>B</th><th>C</th></tr>"]
    rows += [f"<tr><th>{n}</th><td>{n}</td><td>WIS</td><td>FRA</td></tr>" for n in (1, 2, 3)]
    (sheet,) = page_sheets(f"<html><table>{''.join(rows)}</table></html>".encode(), "blad.html")
    assert sheet.rows[0] == ("1", "WIS", "FRA")


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1250", "iso-8859-2", "utf-16"])
def test_a_page_is_read_in_the_letters_that_it_names(encoding: str):
    page = (
        f"<html><head><meta charset={encoding}></head>{table(row(1, 'Čeština', 'šport', 'b'), row(2, 'a', 'b', 'c'))}"
    )
    content = page.encode(encoding)
    assert looks_like_page(content)
    (sheet,) = page_sheets(content, "trieda.htm")
    assert sheet.at(1, 1) == "Čeština"


def test_text_that_is_not_shown_is_no_text():
    cell = "WIS<script>alert(1)</script><style>a{}</style><select><option>3A</option></select>"
    (sheet,) = page_sheets(f"<html>{table(row(1, cell, 'a', 'b'), row(2, 'a', 'b', 'c'))}".encode(), "3A.htm")
    assert sheet.at(1, 1) == "WIS"


@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("<html><body><div>maandag</div></body></html>", "page_without_table"),
        ("<html><frameset><frame src='sheet001.htm'></frameset></html>", "page_of_frames"),
        (
            "<html><table>" + "<tr><td rowspan=20000 colspan=500>x</td></tr>" * 20000 + "</table></html>",
            "too_many_cells",
        ),
    ],
)
def test_a_page_that_holds_no_table_or_too_large_a_one_is_refused_with_a_cure(page: str, key: str):
    with pytest.raises(Faults) as told:
        page_sheets(page.encode(), "pagina.html")
    (fault,) = told.value.faults
    assert fault.key == key
    assert all(fault.text(language) for language in LANGUAGES)


def test_a_page_of_thousands_of_tables_within_each_other_ends():
    with pytest.raises(Faults):
        page_sheets(b"<html>" + b"<table><tr><td>" * 20_000, "diep.html")
