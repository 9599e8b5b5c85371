"""The cells about readiness: counts of pupils by level, and for whom material is ready."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.formats.files.faults import Faults
from scheduler.formats.workbook import write_school
from scheduler.formats.workbook.columns import sheet
from scheduler.formats.workbook.raw_cells import Unreadable
from scheduler.formats.workbook.reading import read_workbook
from scheduler.formats.workbook.values import read_value
from scheduler.school.records import SchoolClass, Subject
from tests.school.judging import lesson, small_school

LEVELS = sheet("classes").column("begincompetenties")
MATERIAL = sheet("subjects").column("materiaal_klaar")


@pytest.mark.parametrize(
    ("text", "counts"),
    [("0:1, 1:4, 2:12, 3:7", (1, 4, 12, 7)), ("2=10; 3 : 4", (0, 0, 10, 4)), ("3:20", (0, 0, 0, 20))],
)
def test_counts_by_level_are_read_in_any_order_and_a_level_left_out_has_none(
    text: str, counts: tuple[int, ...]
) -> None:
    assert LEVELS is not None and read_value(LEVELS, text) == counts


@pytest.mark.parametrize("text", ["4:1", "1:2, 1:3", "veel", "1", "2:-1"])
def test_what_is_no_count_by_level_is_unreadable(text: str) -> None:
    assert LEVELS is not None
    with pytest.raises(Unreadable):
        read_value(LEVELS, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("ja", (True, "")), (False, (False, "")), ("alle", (True, "")), ("jaar 5, 6A", (True, "jaar 5, 6A"))],
)
def test_material_is_ready_or_not_or_for_some(text: object, value: tuple[bool, str]) -> None:
    assert MATERIAL is not None and read_value(MATERIAL, text) == value


def test_both_are_written_and_read_again_and_what_does_not_exist_is_a_fault(tmp_path: Path) -> None:
    one = SchoolClass("3A", stage="2", pupils=20, competences=(1, 4, 10, 5))
    subject = Subject("WIS", material_ready=True, material_for="jaar 3")
    school = small_school(lesson("W"), classes=(one,), subjects=(subject,))
    write_school(school, tmp_path / "s.xlsx", "nl")
    again = read_workbook(tmp_path / "s.xlsx").school
    assert again.classes[0].competences == (1, 4, 10, 5) and again.subjects[0].material_for == "jaar 3"
    wrong = small_school(
        lesson("W"),
        classes=(SchoolClass("3A", pupils=20, competences=(1, 4, 10, 6)),),
        subjects=(Subject("WIS", material_ready=True, material_for="jaar 4, 3B"),),
    )
    write_school(wrong, tmp_path / "w.xlsx", "nl")
    with pytest.raises(Faults) as told:
        read_workbook(tmp_path / "w.xlsx")
    assert [(fault.key, fault.value) for fault in told.value.faults] == [
        ("levels_above", "21"),
        ("material_for_whom", "jaar 4"),
        ("material_for_whom", "3B"),
    ]
    assert told.value.faults[1].text("nl").startswith("Vakken!G3: 'jaar 4' is geen ja of nee")
