"""No spreadsheet, however it states its cells, makes a reader allocate more than a school can need, or abort."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.cli.main import scheduler
from scheduler.formats.files import package, trial
from scheduler.formats.files.amounts import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from scheduler.formats.files.container import Container
from scheduler.formats.files.faults import Faults
from scheduler.formats.files.worksheet import cell_position, column_letters
from scheduler.formats.roster import import_roster

HEAD = '<?xml version="1.0"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
GOOD = "".join(
    f'<row r="{row}">' + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in cells) + "</row>"
    for row, cells in ((1, ("klas", "vak", "leraar", "dag", "lesuur")), (2, ("1A", "WIS", "AN", "ma", "1")))
)
STATED = ("<v>1</v>", "<f>1+1</f>", "<v></v>", "<is><t></t></is>", "<is/>")
"""What may stand in a cell so that a reader keeps it; an empty text too."""


def workbook(*tabs: str, target: str = "worksheets/sheet{}.xml", root: str = "worksheet") -> bytes:
    """A package whose tabs have these contents of `sheetData`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        names = [target.format(number) for number in range(1, len(tabs) + 1)]
        sheets = "".join(f'<sheet name="Tab{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, len(tabs) + 1))
        archive.writestr(
            "xl/workbook.xml", f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{LINK}"><sheets>{sheets}</sheets></workbook>'
        )
        links = "".join(
            f'<Relationship Id="r{number}" Type="{LINK}/worksheet" Target="{name}"/>'
            for number, name in enumerate(names, 1)
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f'{HEAD}<Relationships xmlns="{RELS}">{links}</Relationships>')
        places = [name.lstrip("/") if name.lstrip("/").startswith("xl/") else f"xl/{name}" for name in names]
        for name, text in _opening_parts(places):
            archive.writestr(name, text)
        for name, rows in zip(places, tabs, strict=True):
            data = f"<dimension ref='A1:E2'/><sheetData>{rows}</sheetData>"
            archive.writestr(name, f'{HEAD}<{root} xmlns="{MAIN}">{data}</{root}>')
    return out.getvalue()


def _opening_parts(places: list[str]) -> Iterator[tuple[str, str]]:
    """What says that a package is a workbook, and where it begins."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    kinds = {"xl/workbook.xml": "sheet.main", **dict.fromkeys(places, "worksheet")}
    parts = "".join(f'<Override PartName="/{part}" ContentType="{kind}.{name}+xml"/>' for part, name in kinds.items())
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    yield "[Content_Types].xml", f'{HEAD}<Types xmlns="{types}">{parts}</Types>'
    link = f'<Relationship Id="r1" Type="{LINK}/officeDocument" Target="xl/workbook.xml"/>'
    yield "_rels/.rels", f'{HEAD}<Relationships xmlns="{RELS}">{link}</Relationships>'


def told_by_import(content: bytes, name: str = "rooster.xlsx") -> list[str]:
    """The keys of the faults; [] where it is read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            package.read_safely(path)
        except Faults as faults:
            return [fault.key for fault in faults.faults]
        return []


def far_row(reference: str, inside: str) -> str:
    return f'<row r="3"><c r="{reference}" t="inlineStr">{inside}</c></row>'


@settings(deadline=None)
@given(
    column=st.integers(0, 26**7),
    row=st.one_of(st.integers(1, 2 * MOST_ROWS), st.integers(1, 2**40)),
    lower=st.booleans(),
    zeros=st.integers(0, 12),
    inside=st.sampled_from(STATED),
    tab=st.integers(0, 2),
)
def test_a_cell_is_measured_whatever_its_reference(
    column: int, row: int, lower: bool, zeros: int, inside: str, tab: int
) -> None:
    letters = column_letters(column)
    reference = f"{letters.lower() if lower else letters}{'0' * zeros}{row}"
    tabs = [GOOD, GOOD, GOOD]
    tabs[tab] += far_row(reference, inside)
    far = row > MOST_ROWS or column >= MOST_COLUMNS
    many = row * (column + 1) > MOST_CELLS
    expected = "sheet_too_large" if far else "too_many_cells" if many else None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rooster.xlsx"
        path.write_bytes(workbook(*tabs))
        try:
            package.read_safely(path)
            assert expected is None
        except Faults as faults:
            assert [fault.key for fault in faults.faults] == [expected]
            assert faults.faults[0].where.startswith(f"Tab{tab + 1}")


@pytest.mark.parametrize("inside", STATED)
@pytest.mark.parametrize("reference", ["XFD9000", "XFD1048576", "xfd1048576", "ZZZZZ99999", "A99999999999999999999"])
def test_a_cell_far_out_is_told_by_every_verb_that_reads(reference: str, inside: str, tmp_path: Path) -> None:
    path = tmp_path / "Lessen.xlsx"
    content = workbook(GOOD + far_row(reference, inside))
    for title in ("Tab1", "Lessen"):
        path.write_bytes(retitled(content, title))
        verbs = [["import", str(path), "--dry-run"]]
        if title == "Lessen":  # another tab is left out of a school, with a notice
            verbs += [["check", str(path)], ["convert", str(path), str(tmp_path / "uit.xlsx")]]
        for verb in verbs:
            result = CliRunner().invoke(scheduler, [*verb, "--json"])
            assert result.exit_code == 1, verb
            assert [fault["key"] for fault in json.loads(result.stdout)["faults"]] == ["sheet_too_large"]


def retitled(content: bytes, title: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'"Tab1"', f'"{title}"'.encode()))
    return out.getvalue()


def test_rows_and_cells_without_a_reference_are_counted_on(tmp_path: Path) -> None:
    beside = "<c><v>1</v></c>" * (MOST_COLUMNS + 1)
    assert told_by_import(workbook(f"<row>{beside}</row>")) == ["sheet_too_large"]
    below = f'<row r="{MOST_ROWS}"/><row><c><v>1</v></c></row>'
    assert told_by_import(workbook(below)) == ["sheet_too_large"]
    assert told_by_import(workbook('<row r="XFD1048576"><c><v>1</v></c></row>')) == ["sheet_too_large"]


def test_a_cell_that_is_only_coloured_takes_no_place() -> None:
    assert told_by_import(workbook(GOOD + '<row r="1048576"><c r="XFD1048576" s="3"/></row>')) == []


def test_tabs_that_are_small_alone_but_many_together_are_refused() -> None:
    wide = f'<row r="{MOST_CELLS // 400}"><c r="{column_letters(99)}{MOST_CELLS // 400}"><v>1</v></c></row>'
    assert told_by_import(workbook(*[wide] * 4)) == []
    assert told_by_import(workbook(*[wide] * 5)) == ["too_many_cells"]


@pytest.mark.parametrize("target", ["/xl/worksheets/sheet{}.xml", "xl/worksheets/sheet{}.xml", "kladblok{}.bin"])
def test_a_tab_is_measured_wherever_its_part_lies(target: str) -> None:
    assert told_by_import(workbook(GOOD + far_row("XFD9000", "<v>1</v>"), target=target)) == ["sheet_too_large"]


def test_a_tab_is_measured_whatever_its_root_element_is_called() -> None:
    assert told_by_import(workbook(GOOD + far_row("XFD9000", "<v>1</v>"), root="foo")) == ["sheet_too_large"]


def test_two_parts_of_one_name_are_refused() -> None:
    content = io.BytesIO(workbook(GOOD))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("XL/worksheets/sheet1.xml", "<worksheet/>")
    assert told_by_import(content.getvalue()) == ["damaged"]


@pytest.mark.parametrize("encoding", ["UT_-8", "cp037", "utf-7", "x-user-defined", "gb18030", "rot13"])
def test_an_encoding_in_which_parsers_disagree_is_refused(encoding: str, tmp_path: Path) -> None:
    head = HEAD.replace('"?>', f'" encoding="{encoding}"?>')
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(GOOD))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(HEAD.encode(), head.encode()) if "sheet1" in name else data)
    assert told_by_import(out.getvalue()) == ["damaged"]
    path = tmp_path / "a.xlsx"
    path.write_bytes(out.getvalue())
    with pytest.raises(Faults) as faults:
        Container(path)
    assert [fault.key for fault in faults.value.faults] == ["damaged"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_entities_are_refused_in_every_encoding_by_the_reader_of_rosters(encoding: str) -> None:
    named = "utf-16" if encoding.startswith("utf-16") else encoding
    text = f'<?xml version="1.0" encoding="{named}"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    content = io.BytesIO(workbook(GOOD))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("docProps/app.xml", mark + text.encode(encoding))
    assert told_by_import(content.getvalue()) == ["entities"]


def open_document(rows: int, columns: int) -> bytes:
    """One cell with a value, repeated."""
    spaces = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    cell = (
        f'<table:table-cell table:number-columns-repeated="{columns}" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell>"
    )
    table = (
        f'<table:table table:name="T"><table:table-row table:number-rows-repeated="{rows}">{cell}'
        "</table:table-row></table:table>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f"{HEAD}<manifest/>")
        archive.writestr(
            "content.xml",
            f"{HEAD}<office:document-content{spaces}><office:body><office:spreadsheet>{table}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return out.getvalue()


def test_an_open_document_that_repeats_a_cell_very_often_is_refused(tmp_path: Path) -> None:
    assert told_by_import(open_document(3, 3), "rooster.ods") == []
    assert told_by_import(open_document(20_000, 101), "rooster.ods") == ["too_many_cells"]
    path = tmp_path / "rooster.ods"
    path.write_bytes(open_document(1_048_576, 16_384))
    with pytest.raises(Faults):
        import_roster([path])


def test_a_reader_that_dies_takes_only_its_own_process_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "isolated", lambda module: [sys.executable, "-c", "import os; os.abort()"])
    assert told_by_import(open_document(3, 3), "rooster.ods") == ["bomb"]


def test_the_process_that_reads_first_has_little_memory() -> None:
    pytest.importorskip("resource")
    code = f"from scheduler.formats.files.trial import _limit_memory; _limit_memory(); bytearray({trial.MOST_MEMORY})"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "MemoryError" in ended.stderr


def test_a_good_roster_is_still_read(tmp_path: Path) -> None:
    path = tmp_path / "rooster.xlsx"
    path.write_bytes(workbook(GOOD))
    assert [one.code for one in import_roster([path]).school.classes] == ["1A"]


def test_positions_of_any_spelling_agree() -> None:
    assert cell_position("f12") == cell_position("F12") == cell_position("F0012") == (11, 5)
