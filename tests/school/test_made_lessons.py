"""Rows of Rooster for what is no lesson of the planner's: read alike whatever the language of the cells."""

from __future__ import annotations

import pytest

from scheduler.school.building.lessons import MEETING, OPENING
from scheduler.school.made_lessons import is_made, read_row, shown_id, shown_row
from scheduler.school.records import RosterRow

MADE = [
    RosterRow("overleg:2:Vakgroep A:B", 1, (), MEETING, ("An", "Bo"), day=1, period=8),
    RosterRow("toezicht:OLC:A-1-5", 1, (), OPENING, room="OLC"),
]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("row", MADE)
def test_a_row_that_is_written_and_read_is_the_same_row(row: RosterRow, language: str) -> None:
    assert read_row(shown_row(row, language)) == row and is_made(shown_row(row, language))


def test_the_words_are_those_of_the_language() -> None:
    assert [(one.lesson, one.subject) for one in (shown_row(row, "en") for row in MADE)] == [
        ("meeting:2:Vakgroep A:B", "meeting"),
        ("supervision:OLC:A-1-5", "supervision"),
    ]
    assert [shown_row(row, "nl").subject for row in MADE] == ["overleg", "toezicht"]


def test_a_file_of_an_earlier_version_and_a_changed_letter_case_are_read() -> None:
    assert read_row(RosterRow("Overleg:2:x", subject="opening")).subject == MEETING
    assert read_row(RosterRow("Supervision:OLC:1-1")).lesson == "toezicht:OLC:1-1"


def test_a_lesson_of_the_planner_stays_as_he_typed_it() -> None:
    for row in (RosterRow("meeting", 1, ("1A",), "opening"), RosterRow("meeting:1", 1, ("1A",)), RosterRow("W:1")):
        assert not is_made(row) and read_row(row) == row == shown_row(row, "en")
    assert shown_id("W:1", "en") == "W:1"
