"""What a package or a document would take of memory is counted before a parser sees it, however it is spelled."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.formats.files import amounts, documents, text
from scheduler.formats.files.amounts import merged_area, merged_within, within
from scheduler.formats.files.container import Container
from scheduler.formats.files.documents import parsed
from scheduler.formats.files.faults import Faults
from scheduler.formats.files.text import rows_of
from scheduler.formats.xhstt import read_archive
from tests.formats.test_bounded_reading import GOOD, HEAD, LINK, MAIN, told_by_import, workbook


def changed(content: bytes, parts: dict[str, tuple[str, str]], more: dict[str, str] | None = None) -> bytes:
    """A package in whose parts one text is another, with more parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            before, after = parts.get(name, ("", ""))
            data = old.read(name).decode()
            assert before in data
            new.writestr(name, data.replace(before, after) if before else data)
        for name, data in (more or {}).items():
            new.writestr(name, data)
    return out.getvalue()


def with_strings(cells: str, *strings: str, part: str = "sharedStrings.xml") -> bytes:
    """A workbook whose list of shared strings stands last in the package."""
    listed = f'{HEAD}<sst xmlns="{MAIN}">' + "".join(f"<si>{one}</si>" for one in strings) + "</sst>"
    link = f'<Relationship Id="rs" Type="{LINK}/sharedStrings" Target="{part}"/></Relationships>'
    return changed(
        workbook(GOOD + f"<row>{cells}</row>"),
        {"xl/_rels/workbook.xml.rels": ("</Relationships>", link)},
        {f"xl/{part}": listed},
    )


@pytest.mark.parametrize("number", ["1", " 1 ", "+1", "0001", "&#49;", "&#48;&#48;&#48;&#48;&#48;&#48;1"])
@pytest.mark.parametrize("part", ["sharedStrings.xml", "a.xml"])
def test_a_shared_string_counts_for_every_cell_that_holds_it(
    number: str, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(amounts, "MOST_TEXT", 1000)
    long = "<r><t>" + "x" * 50 + "</t></r><r><t>" + "y" * 50 + "</t></r>"
    cell = f'<c t="s"><v>{number}</v></c>'
    assert told_by_import(with_strings(cell * 7, "<t>a</t>", long, part=part)) == []
    assert told_by_import(with_strings(cell * 10, "<t>a</t>", long, part=part)) == ["too_much_text"]
    assert told_by_import(with_strings(cell.replace(number, "0") * 10, "<t>a</t>", long, part=part)) == []


def test_a_shared_string_without_a_readable_number_counts_as_the_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amounts, "MOST_TEXT", 1000)
    cell = '<c t="s"><v>many</v></c>'
    assert told_by_import(with_strings(cell * 10, "<t>a</t>", "<t>" + "x" * 100 + "</t>")) == ["too_much_text"]


@pytest.mark.parametrize("form", ['<c t="inlineStr"><is><t>{}</t></is></c>', '<c t="str"><v>{}</v></c>'])
def test_the_text_of_all_tabs_is_counted_together(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amounts, "MOST_TEXT", 1000)
    row = f"<row>{form.format('x' * 300)}</row>"
    assert told_by_import(workbook(GOOD + row, GOOD + row, GOOD)) == []
    assert told_by_import(workbook(GOOD + row, GOOD + row, GOOD + row + row)) == ["too_much_text"]


@pytest.mark.parametrize(
    "long", ['<row spans="{}"/>', "<!--{}-->", "<?pi {}?>", "<{}/>", '<row a="{}" b="1"/>'], ids=lambda form: form[:8]
)
def test_a_tag_without_end_is_refused_before_it_is_kept(long: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook(GOOD + long.format("x" * 300_000))
    assert told_by_import(content) == []
    monkeypatch.setattr("scheduler.formats.files.worksheet.MOST_TAG_BYTES", 100_000)
    assert told_by_import(content) == ["bomb"]


def test_elements_are_counted_in_all_parts_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amounts, "MOST_OTHERS", 300)
    styles = f'{HEAD}<styleSheet xmlns="{MAIN}">' + "<xf/>" * 200 + "</styleSheet>"
    assert told_by_import(changed(workbook(GOOD), {}, {"xl/styles.xml": styles})) == []
    assert told_by_import(changed(workbook(GOOD), {}, {"xl/styles.xml": styles, "xl/b.rels": styles})) == ["bomb"]
    monkeypatch.setattr(amounts, "MOST_ELEMENTS", 500)
    assert told_by_import(workbook(GOOD + "<row/>" * 300)) == []
    assert told_by_import(workbook(GOOD + "<row/>" * 300, GOOD + "<row/>" * 300)) == ["bomb"]


def merging(*ranges: str) -> bytes:
    merges = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    end = ("</worksheet>", f"<mergeCells>{merges}</mergeCells></worksheet>")
    return changed(workbook(GOOD), {"xl/worksheets/sheet1.xml": end})


def test_merged_ranges_end_where_a_tab_may_end_and_their_area_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(merging("A1:A1048576", "B2:XFD2", "c9:d9"))
    assert Container(path).facts("Tab1").merged == [
        ((0, 0), (amounts.MOST_ROWS - 1, 0)),
        ((1, 1), (1, amounts.MOST_COLUMNS - 1)),
        ((8, 2), (8, 3)),
    ]
    assert told_by_import(merging("A1:XFD1048576")) == ["too_many_merged"]
    assert told_by_import(merging(*["A1:B2"] * amounts.MOST_MERGED)) == []
    assert told_by_import(merging(*["A1:B2"] * (amounts.MOST_MERGED + 1))) == ["too_many_merged"]


CORNERS = st.tuples(st.integers(0, 2**21), st.integers(0, 2**15))


@given(CORNERS, CORNERS)
def test_a_reader_sees_as_much_of_a_merged_range_as_was_counted(first: tuple[int, int], last: tuple[int, int]) -> None:
    (top, left), (bottom, right) = within(first, last)
    assert len(range(top, bottom + 1)) * len(range(left, right + 1)) == merged_area(first, last)
    assert bottom < amounts.MOST_ROWS and right < amounts.MOST_COLUMNS


def test_merged_ranges_of_a_parser_of_values_are_bounded_alike() -> None:
    assert list(merged_within([((0, 0), (2**20, 1))], "a.xls")) == [((0, 0), (amounts.MOST_ROWS - 1, 1))]
    with pytest.raises(Faults):
        list(merged_within([((0, 0), (2**20, 2**14))], "a.xls"))


@pytest.mark.parametrize("cell", ["<c><f>1</f></c>", '<c t="e"><v>#REF!</v></c>'])
def test_cells_without_a_value_are_bounded(cell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amounts, "MOST_FAULTY", 10)
    assert told_by_import(workbook(GOOD + f"<row>{cell * 10}</row>")) == []
    assert told_by_import(workbook(GOOD + f"<row>{cell * 6}</row>", GOOD + f"<row>{cell * 5}</row>")) == [
        "too_many_faulty"
    ]


def test_filled_cells_of_all_tabs_are_counted_though_they_state_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amounts, "MOST_FILLED", 40)
    same = '<row r="1">' + '<c r="A1"><v>1</v></c>' * 20 + "</row>"
    assert told_by_import(workbook(GOOD + same)) == []
    assert told_by_import(workbook(GOOD + same, GOOD + same)) == ["too_many_filled"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("inside", ["<a/>" * 60, "".join(f'<a b{n}="" c="">' for n in range(30)) + "</a>" * 30])
def test_a_document_of_very_many_tags_or_attributes_is_refused_before_it_is_parsed(
    inside: str, encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = f'<?xml version="1.0" encoding="{encoding}"?><document>{inside}</document>'.encode(encoding)
    assert parsed(content, "a.xml").tag == "document"
    monkeypatch.setattr(documents, "MOST_MARKUP", 50)
    path = tmp_path / "a.xml"
    path.write_bytes(content)
    for read in (lambda: parsed(content, "a.xml"), lambda: read_archive(path)):
        with pytest.raises(Faults) as told:
            read()
        assert [fault.key for fault in told.value.faults] == ["too_much_markup"]
        assert told.value.text("nl") != told.value.text("en")


@settings(deadline=None)
@given(st.lists(st.integers(0, 30), max_size=12))
def test_cells_of_a_text_are_counted_the_empty_ones_included(widths: list[int]) -> None:
    content = "\n".join(";" * width for width in widths)
    cells = sum(width + 1 for width in widths if width)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "MOST_CELLS", 50)
        try:
            assert sum(map(len, rows_of(content, "a.csv"))) == cells <= 50
        except Faults as told:
            assert cells > 50 and [fault.key for fault in told.faults] == ["too_many_cells"]
