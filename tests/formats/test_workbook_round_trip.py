"""A school written as a workbook or as CSV files and read back is the same school."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.formats.workbook import read_school, write_csv_folder, write_school
from scheduler.school.records import School
from tests.formats.schools import schools

few_examples = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@pytest.mark.parametrize("language", ["nl", "en"])
@few_examples
@given(school=schools())
def test_a_school_comes_back_from_a_workbook_as_it_was(language: str, school: School) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "school.xlsx"
        write_school(school, path, language)
        again, _ = read_school(path)
    assert again == school


@pytest.mark.parametrize("language", ["nl", "en"])
@few_examples
@given(school=schools())
def test_a_school_comes_back_from_csv_files_as_it_was(language: str, school: School) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_csv_folder(school, Path(folder), language)
        again, _ = read_school(Path(folder))
    assert again == school
