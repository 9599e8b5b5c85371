"""The head of a printed page says what the planner wrote, whatever Excel takes for a code there."""

from __future__ import annotations

import pytest

from scheduler.views.timetable_sheet import header_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [("School", "School"), ("2 Bergen", " 2 Bergen"), ("A&B", "A&&B"), ("&G", "&&G"), ("", ""), ("x" * 99, "x" * 80)],
)
def test_a_text_behind_a_code_is_no_part_of_it(text: str, expected: str) -> None:
    assert header_text(text) == expected
