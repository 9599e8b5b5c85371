"""Lessons that no planner typed (meetings, openings of rooms) as rows of the sheet Rooster show them, in each language.

A record holds the Dutch id and the subject that the building of lessons gave; only a cell speaks another language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scheduler.school.building.lessons import ID_WORDS, MEETING, OPENING
from scheduler.school.names import loosely
from scheduler.school.records import RosterRow

WORDS: Mapping[str, Mapping[str, str]] = {
    MEETING: {"nl": ID_WORDS[MEETING], "en": "meeting"},
    OPENING: {"nl": ID_WORDS[OPENING], "en": "supervision"},
}
"""By subject: what its ids begin with, before the colon, and what the column vak (subject) says."""
SUBJECTS = {loosely(word): subject for subject, words in WORDS.items() for word in words.values()}


def shown_id(lesson: str, language: str) -> str:
    """The id of a lesson as people read it; that of a planner's own lesson is what he typed."""
    word, colon, rest = lesson.partition(":")
    own = {words["nl"]: words[language] for words in WORDS.values()}
    return f"{own[word]}:{rest}" if colon and word in own else lesson


def shown_row(row: RosterRow, language: str) -> RosterRow:
    """The row as it is written in `language`."""
    subject = _made(row)
    if subject is None:
        return row
    return replace(row, lesson=shown_id(row.lesson, language), subject=WORDS[subject][language])


def read_row(row: RosterRow) -> RosterRow:
    """The row as a record holds it, whatever the language of its cells."""
    subject = _made(row)
    if subject is None:
        return row
    return replace(row, lesson=f"{WORDS[subject]['nl']}:{row.lesson.partition(':')[2]}", subject=subject)


def is_made(row: RosterRow) -> bool:
    """Whether solving wrote this row for something that is no lesson of the planner's."""
    return _made(row) is not None


def _made(row: RosterRow) -> str | None:
    word, colon, _ = row.lesson.partition(":")
    return SUBJECTS.get(loosely(word)) if colon and not row.attendees else None
