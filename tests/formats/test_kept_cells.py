"""Whether the cells of a worksheet can be changed in place is found without a tree, and found the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.formats.kept.cells import SheetCells, check_cells
from scheduler.formats.kept.xml_parts import MAIN

PIECES = (
    "<sheetData>", "</sheetData>", "<sheetData/>", '<row r="2">', '<row r="x">', '<row r=" 3 ">', "<row>", "</row>",
    '<c r="B2" t="inlineStr"><is><t>a</t></is></c>', "<c/>", "<x:sheetData/>", "&amp;", "&nbsp;", "<", "text",
    "<a>" * 101 + "</a>" * 101, "<!-- a -->", "<![CDATA[ < ]]>", '<row xmlns="other" r="x"/>',
)  # fmt: skip
HEADS = ("", '<?xml version="1.0" encoding="UTF-8"?>', '<!DOCTYPE worksheet [<!ENTITY e "x">]>', "<!DOCTYPE worksheet>")


def refuses(read: object, content: bytes) -> bool:
    try:
        read(content)  # type: ignore[operator]
    except (ValueError, SyntaxError):
        return True
    return False


@given(
    st.sampled_from(HEADS),
    st.sampled_from((MAIN, "other")),
    st.lists(st.sampled_from(PIECES), max_size=7).map("".join),
    st.sampled_from(("", "</worksheet>")),
)
def test_what_is_refused_with_a_tree_is_refused_without_and_nothing_else(
    head: str, space: str, inside: str, end: str
) -> None:
    content = f'{head}<worksheet xmlns="{space}" xmlns:x="{MAIN}">{inside}{end}'.encode()
    assert refuses(check_cells, content) == refuses(SheetCells, content)


@pytest.mark.parametrize("inside", ['<sheetData><row r="2"><c r="A2"/></row></sheetData>', "<x:sheetData/>"])
def test_an_ordinary_sheet_is_not_refused(inside: str) -> None:
    check_cells(f'<worksheet xmlns="{MAIN}" xmlns:x="{MAIN}">{inside}</worksheet>'.encode())
