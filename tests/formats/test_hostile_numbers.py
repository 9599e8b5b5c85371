"""Numbers that no school has end, in any field of any format, in a fault or are no number at all, and take no time."""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.formats.cases import read_any
from scheduler.formats.files.faults import Faults
from scheduler.formats.roster import ImportOptions, import_roster
from scheduler.formats.roster.sheets.values import LARGEST, number_of
from scheduler.formats.untis.texts import number_in, whole_in
from scheduler.formats.untis.writing import lesson_numbers
from scheduler.school.catalogue import RuleRowError, catalogue, parse_value
from scheduler.school.records import RuleRow, School, SchoolLesson
from tests.fuzz import contents
from tests.fuzz.contents import LIST

FAR = ("9" * 400, "1" + "0" * 4000, "1e999", "-1e999", "nan", "inf", "-inf", "1/0", "1e99999999", "0." + "1" * 5000)


@pytest.mark.parametrize("text", FAR, ids=lambda text: text[:12])
def test_a_number_that_no_school_has_is_no_number_of_a_roster(text: str) -> None:
    assert (number_of(text), number_in(text), whole_in(text)) == (None, None, None)


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan"), 1e300, 10**400, float(LARGEST)])
def test_a_cell_with_such_a_number_is_none_either(value: float) -> None:
    assert number_of(value) is None


def test_numbers_of_schools_are_read() -> None:
    assert [number_of(one) for one in (3, 2.5, "2,5", "-4", "0.333333")] == [3.0, 2.5, 2.5, -4.0, 0.333333]
    assert [number_in(one) for one in ("3", "2,5", "-4")] == [3.0, 2.5, -4.0]


@pytest.mark.parametrize("text", FAR, ids=lambda text: text[:12])
def test_a_rule_with_such_a_number_is_told_at_once(text: str) -> None:
    entry = next(one for one in catalogue().values() if one.parameters and one.parameters[0].unit)
    with pytest.raises(RuleRowError):
        parse_value(entry, RuleRow(entry.id, value=text))
    assert parse_value(entry, RuleRow(entry.id, value="3")) == {entry.parameters[0].name: "3"}


@pytest.mark.parametrize("number", ["nan", "NaN", "-nan", "inf", "-INF", "Infinity", "1e999", "1e308", "-0", "1e-320"])
def test_a_cell_with_such_a_number_in_any_field_of_a_workbook_is_a_fault_or_read(number: str, tmp_path: Path) -> None:
    right = contents.workbook(contents.school(Random(3)))
    cells = 0
    while True:
        damaged, found = with_number(right, number, cells)
        if not found:
            break
        path = tmp_path / "school.xlsx"
        path.write_bytes(damaged)
        with suppress(Faults):
            read_any(path)
        cells += 1
    assert cells > 30


def with_number(content: bytes, number: str, which: int) -> tuple[bytes, bool]:
    """The workbook with its cell of that number, of all that hold one, changed; False where there are fewer."""
    out, left = io.BytesIO(), which
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            if "worksheets/sheet" in name and left >= 0:
                cells = list(re.finditer(r'<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?><v>([^<]*)</v>', part))
                if left < len(cells):
                    part = part[: cells[left].start(1)] + number + part[cells[left].end(1) :]
                left -= len(cells)
            new.writestr(name, part)
    return out.getvalue(), left < 0


@pytest.mark.parametrize("key", ["\u2460", "9" * 5000, "-1", "1.5", "", " 1"])
def test_a_period_of_a_map_that_is_no_number_is_passed_over(key: str, tmp_path: Path) -> None:
    (tmp_path / "rooster.csv").write_text(LIST, encoding="utf-8")
    options = ImportOptions(map={"periods": {key: "8:25-9:15", "2": "9:20-10:10"}})
    assert import_roster([tmp_path / "rooster.csv"], options).school.lessons


@given(st.lists(st.text(st.sampled_from("0129①٢²a -"), min_size=1, max_size=12), unique=True))
def test_every_lesson_has_a_number_of_its_own_in_untis_whatever_it_is_called(names: list[str]) -> None:
    school = School(lessons=tuple(SchoolLesson(name, ("1A",), "WIS") for name in names))
    numbers = lesson_numbers(school, ())
    assert sorted(numbers) == sorted(names)
    assert len(set(numbers.values())) == len(names) and min(numbers.values(), default=1) > 0
    assert all(numbers[name] == int(name) for name in names if name in map(str, range(1, 100)))
