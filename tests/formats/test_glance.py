"""A glance at a sheet never tells less of it than looking at every cell does, however it is spelled."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scheduler.formats.files import amounts, package
from scheduler.formats.files.amounts import Amounts
from scheduler.formats.files.glance import glanced
from scheduler.formats.files.opening import Refused
from scheduler.formats.files.package import Glances, inspected
from scheduler.formats.files.worksheet import Scanner, SheetFacts
from tests.formats.test_amounts import changed
from tests.formats.test_bounded_reading import GOOD, HEAD, MAIN, workbook

CELLS = (
    '<c r="{column}{row}" s="3" t="inlineStr"><is><t>x</t></is></c>',
    '<c r="{column}{row}"><v>1</v></c>',
    '<c r="{column}{row}" t="s"><v>{row}</v></c>',
    '<c r="{column}{row}" s="1"/>',
    "<c><v>1</v></c>",
    "<c r='{column}{row}'><v>1</v></c>",
    '<c s="1" r="{column}{row}"><v>1</v></c>',
    '<c\n r="{column}{row}"><v>1</v></c>',
    '<c r="{column}{row}" t="s"><v> {row}</v></c>',
    '<c r="&#65;{row}"><v>1</v></c>',
    '<x:c r="{column}{row}"><v>1</v></x:c>',
    '<c r="{column}0{row}"><v>2</v></c>',
    '<c r="{column}{row}"  t="str"><f>A1</f><v>&lt;c r="A1"&gt;</v></c>',
    '<!-- <c r="A1"/> -->',
    '<?pi <c r="A1"/> ?>',
    '<c r="{column}{row}" x="&gt;"><v><c r="A1"/></v></c>',
    "<si><t>s</t></si>",
)
ROWS = ('<row r="{row}">', '<row r="{row}" spans="1:7" ht="27">', "<row>", "<row r='{row}'>", '<row ht="2" r="{row}">')
AFTER = (
    "",
    '<mergeCells><mergeCell ref="A1:{column}{row}"/></mergeCells>',
    "<mergeCells><mergeCell ref='A1:B2'/></mergeCells>",
)


@st.composite
def sheet_parts(draw: st.DrawFn) -> bytes:
    columns, numbers = st.sampled_from(["A", "C", "Z", "AB"]), st.integers(1, 40)

    def told(forms: tuple[str, ...]) -> str:
        usual = st.sampled_from(forms[:4]) if draw(st.booleans()) else st.sampled_from(forms)
        return draw(usual).format(column=draw(columns), row=draw(numbers))

    rows = "".join(
        told(ROWS) + "".join(told(CELLS) for _ in range(draw(st.integers(0, 3)))) + "</row>"
        for _ in range(draw(st.integers(0, 3)))
    )
    sheet = f'<worksheet xmlns="{MAIN}" xmlns:x="{MAIN}"><sheetData>{rows}</sheetData>{told(AFTER)}</worksheet>'
    return (HEAD + sheet).encode()


def looked_at(content: bytes) -> tuple[SheetFacts, Amounts]:
    counted = Amounts()
    scanner = Scanner(counted)
    scanner.feed(content)
    assert scanner.facts is not None
    return scanner.facts, counted


@given(sheet_parts())
@settings(max_examples=80, deadline=None)
@example(f'{HEAD}<worksheet xmlns="{MAIN}"><row r="3"><c r="C3" s="1" t="s"><v>7</v></c></row></worksheet>'.encode())
def test_nothing_is_counted_too_low(content: bytes) -> None:
    found = glanced(content)
    if found is None:
        return
    exact, counted = looked_at(content)
    most = Amounts()
    found.count(most)
    assert found.facts.last_row >= exact.last_row and found.facts.last_column >= exact.last_column
    assert found.facts.cells >= exact.cells
    assert found.facts.shared == exact.shared
    for one, other in vars(counted).items():
        if one not in ("_lengths", "_faulty"):  # lists of texts are another part; nothing is remembered of a cell
            assert vars(most)[one] >= other, one


def test_a_sheet_as_programs_spell_it_is_only_glanced_at_and_another_is_not() -> None:
    usual = f'{HEAD}<worksheet xmlns="{MAIN}"><row r="2"><c r="B2" t="s"><v>7</v></c></row></worksheet>'
    found = glanced(usual.encode())
    assert found is not None and (found.facts.last_row, found.facts.last_column, list(found.facts.shared)) == (
        1,
        1,
        [7],
    )
    for other in (" r='B2'", ' r="B2" '):
        assert glanced(usual.replace(' r="B2"', other).encode()) is None
    for wrong, why in (("<!DOCTYPE a>", "entities"), ("<a></b>", "damaged")):
        if why == "damaged":  # declarations are left to the one that looks at everything
            with pytest.raises(Refused):
                glanced(usual.replace("<row", wrong + "<row").encode())
        else:
            assert glanced(usual.replace("<worksheet", wrong + "<worksheet").encode()) is None


def marked(content: bytes, *sheets: int) -> bytes:
    """The workbook with these sheets said to be written for reading only."""
    names = "".join(f'<definedName name="scheduler_output" localSheetId="{one}">A1</definedName>' for one in sheets)
    return changed(content, {"xl/workbook.xml": ("</workbook>", f"<definedNames>{names}</definedNames></workbook>")})


@pytest.mark.parametrize(
    ("name", "most", "cells"),
    [
        ("MOST_FILLED", 40, '<c r="B{0}"><v>1</v></c>'),
        ("MOST_TEXT", 400, '<c r="B{0}" t="inlineStr"><is><t>xxxxxxxxxx</t></is></c>'),
        ("MOST_ELEMENTS", 200, '<c r="B{0}"><v>1</v></c>'),
        ("MOST_CELLS", 100, '<c r="B{0}"><v>1</v></c>'),
    ],
)
def test_what_is_too_much_at_a_glance_is_looked_at(
    name: str, most: int, cells: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The verdict is that of looking at everything, on both sides of every limit."""
    for module in (amounts, package):
        if hasattr(module, name):
            monkeypatch.setattr(module, name, most)
    verdicts = set()
    for count in range(5, 60, 6):
        rows = "".join(f'<row r="{one}">{cells.format(one)}</row>' for one in range(2, count))
        content = marked(workbook(GOOD, rows), 1)
        told = []
        for look in (inspected, lambda one: package._inspected(one, Glances(allowed=False))):
            try:
                told.append(str({title: facts and facts.too_large for title, facts in look(content).facts.items()}))
            except Refused as refused:
                told.append(refused.key)
        assert told[0] == told[1]
        verdicts.add(told[0])
    assert len(verdicts) == 2
