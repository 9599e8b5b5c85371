"""A file that is no honest workbook is refused with a sentence, and never brings a reader down."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest

from scheduler.formats.files import opening
from scheduler.formats.files.container import Container
from scheduler.formats.files.faults import Faults
from scheduler.formats.files.worksheet import cell_position, column_letters
from scheduler.formats.workbook import read_school
from tests.formats.sheets import base, saved


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return saved(base(), tmp_path / "good.xlsx")


def repacked(good: Path, changes: dict[str, bytes | None], extra: dict[str, bytes] | None = None) -> bytes:
    """The workbook with members replaced, dropped (None) or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = changes.get(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
        for name, data in (extra or {}).items():
            new.writestr(name, data)
    return out.getvalue()


def member(good: Path, name: str) -> bytes:
    with zipfile.ZipFile(good) as archive:
        return archive.read(name)


def told(path: Path) -> list[str]:
    with pytest.raises(Faults) as faults:
        read_school(path)
    assert all(fault.text(language) for fault in faults.value.faults for language in ("nl", "en"))
    return [fault.key for fault in faults.value.faults]


SHEET = "xl/worksheets/sheet1.xml"
BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "empty_file"),
        (b"just some text", "not_workbook"),
        (b"%PDF-1.4 ...", "not_workbook"),
        (b"<html><table></table></html>", "not_workbook"),
        (b"PK\x03\x04 and then nothing of use", "damaged"),
        (opening.OLE_SIGNATURE + b"\0" * 2000, "damaged"),
        (opening.OLE_SIGNATURE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, "encrypted"),
    ],
)
def test_other_content_than_a_workbook_is_refused(content: bytes, key: str, tmp_path: Path) -> None:
    path = tmp_path / "school.xlsx"
    path.write_bytes(content)
    assert told(path) == [key]


def test_a_missing_file_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    assert told(tmp_path / "none.xlsx") == ["no_file"]
    assert told(tmp_path) == ["no_csv"]


def test_a_truncated_workbook_is_refused_wherever_it_is_cut(good: Path, tmp_path: Path) -> None:
    data = good.read_bytes()
    for part in range(1, 10):
        path = tmp_path / "cut.xlsx"
        path.write_bytes(data[: len(data) * part // 10])
        assert told(path) == ["damaged"]


def test_a_workbook_with_flipped_bytes_is_read_or_refused_but_never_crashes(good: Path, tmp_path: Path) -> None:
    data = good.read_bytes()
    chance = random.Random(1)
    path = tmp_path / "flipped.xlsx"
    for _ in range(60):
        broken = bytearray(data)
        for _ in range(chance.choice([1, 5, 40])):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        path.write_bytes(bytes(broken))
        try:
            read_school(path)
        except Faults as faults:
            assert faults.text("nl")


def test_another_kind_of_package_is_refused(tmp_path: Path) -> None:
    for names, key in ((["word/document.xml"], "not_workbook"), (["content.xml", "mimetype"], "other_workbook")):
        path = tmp_path / "other.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.writestr(name, b"<a/>")
        assert told(path) == [key]


@pytest.mark.parametrize(
    "name", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "docProps/app.xml"]
)
def test_entity_declarations_are_refused_in_any_part(name: str, good: Path, tmp_path: Path) -> None:
    old = member(good, name)
    path = tmp_path / "entities.xlsx"
    path.write_bytes(repacked(good, {name: BOMB + old.partition(b"?>")[2]}))
    assert told(path) == ["entities"]
    text = (BOMB + old.partition(b"?>")[2]).decode().replace('version="1.0"', 'version="1.0" encoding="UTF-16"')
    path.write_bytes(repacked(good, {name: text.encode("utf-16")}))
    assert told(path) == ["entities"]


def test_a_member_that_unpacks_to_very_much_is_refused(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(repacked(good, {}, {"xl/media/image1.png": b"\0" * (30 * 2**20)}))
    assert told(path) == ["bomb"]


def test_a_member_that_lies_about_its_size_is_refused(good: Path, tmp_path: Path) -> None:
    old = member(good, SHEET)
    data = repacked(good, {SHEET: old.replace(b"</worksheet>", b" " * (40 * 2**20) + b"</worksheet>")})
    size = (len(old) + 40 * 2**20).to_bytes(4, "little")
    assert size in data
    path = tmp_path / "liar.xlsx"
    path.write_bytes(data.replace(size, (1000).to_bytes(4, "little")))
    assert told(path) == ["bomb"]


def test_too_many_members_are_refused(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "many.xlsx"
    path.write_bytes(repacked(good, {}, {f"a{index}.bin": b"" for index in range(2001)}))
    assert told(path) == ["bomb"]


@pytest.mark.parametrize("reference", [b"XFD1048576", b"A1048576", b"ZZZ3", b"A20001", b"TT2"])
def test_a_cell_far_out_is_refused_before_it_costs_memory(reference: bytes, good: Path, tmp_path: Path) -> None:
    far = b'<row r="99"><c r="' + reference + b'"><v>1</v></c></row></sheetData>'
    path = tmp_path / "far.xlsx"
    path.write_bytes(repacked(good, {SHEET: member(good, SHEET).replace(b"</sheetData>", far)}))
    assert told(path) == ["sheet_too_large"]


def test_a_declared_size_that_lies_does_no_harm(good: Path, tmp_path: Path) -> None:
    old = member(good, SHEET)
    start = old.index(b'<dimension ref="') + len(b'<dimension ref="')
    new = old[:start] + b"A1:XFD1048576" + old[old.index(b'"', start) :]
    path = tmp_path / "dimension.xlsx"
    path.write_bytes(repacked(good, {SHEET: new}))
    assert len(read_school(path)[0].lessons) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"xl/workbook.xml": b"<workbook/>"},
        {"xl/workbook.xml": b"no xml at all"},
        {"xl/_rels/workbook.xml.rels": None},
        {"xl/sharedStrings.xml": None},
        {"xl/sharedStrings.xml": b"<sst><si>"},
        {SHEET: b""},
        {SHEET: b"<worksheet><sheetData><row r='x'><c r='!!'><v>"},
        {SHEET: None},
        {"[Content_Types].xml": None},
        {"xl/styles.xml": b"<styleSheet><numFmts count='-1'>"},
    ],
)
def test_missing_and_broken_parts_are_told_or_survived(changes: dict, good: Path, tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(repacked(good, changes))
    try:
        read_school(path)
    except Faults as faults:
        assert faults.text("nl")


def test_macros_are_ignored_with_a_notice(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "school.xlsm"
    path.write_bytes(repacked(good, {}, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macro"}))
    school, notices = read_school(path)
    assert len(school.lessons) == 2
    assert "macros" in [notice.key for notice in notices]


def test_an_old_excel_file_with_a_new_name_is_read_with_a_notice(tmp_path: Path) -> None:
    old = Path(__file__).parent / "old_excel.xls"
    path = tmp_path / "school.xlsx"
    path.write_bytes(old.read_bytes())
    school, notices = read_school(path)
    assert [lesson.id for lesson in school.lessons] == ["w1", "n1"]
    assert "old_excel" in [notice.key for notice in notices]


def test_the_limit_on_the_size_of_a_file_holds(tmp_path: Path) -> None:
    path = tmp_path / "huge.xlsx"
    with path.open("wb") as file:
        file.truncate(opening.MOST_BYTES + 1)
    assert told(path) == ["file_too_large"]


def test_the_facts_of_a_sheet_name_merged_cells_and_formulas_without_value(tmp_path: Path) -> None:
    sheets = base()
    sheets["Lessen"][1][4] = "{=1+1}"
    found = Container(saved(sheets, tmp_path / "facts.xlsx", (("Lokalen", "A7:B8", "x"),)))
    assert found.facts("Lessen").without_value == {(1, 4)}
    assert found.facts("Lokalen").merged == [((6, 0), (7, 1))]
    assert found.rows("Lokalen")[1][:2] == ["L1", "klas"]


def test_cell_names_and_numbers_agree() -> None:
    assert [cell_position(column_letters(n) + "7") for n in (0, 25, 26, 701, 702)] == [
        (6, 0),
        (6, 25),
        (6, 26),
        (6, 701),
        (6, 702),
    ]
    assert [cell_position(text) for text in ("", "7", "A", "A1B", "ABCD1", "É1")] == [None] * 6
