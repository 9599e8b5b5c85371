"""Which timetable something was made of: a short mark that changes with any placement, for what is handed out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from scheduler.formats.workbook.made_sheets import roster_state
from scheduler.problem.problem import Problem
from scheduler.problem.text import say
from scheduler.problem.timetable import Timetable
from scheduler.school.building import school_of
from scheduler.school.roster import rows_of


def version_of(problem: Problem, timetable: Timetable) -> str:
    """The state that the sheets of a result carry too; "" for a problem without a school."""
    return roster_state(rows_of(problem, timetable)) if school_of(problem) else ""


def made_of(day: date, version: str, language: str) -> str:
    """The line for a head or a foot that says of which timetable something is, and of which day."""
    return say(language, "packs", "made", day=_shown(day), version=version)


def changed_from(day: date, versions: Sequence[str], language: str) -> str:
    """The same of what is about a timetable and the one before it."""
    old, new = versions
    return say(language, "packs", "made_change", day=_shown(day), old=old, new=new)


def made_of_several(day: date, versions: Sequence[str], language: str) -> str:
    """The same of several timetables beside each other."""
    return say(language, "packs", "made_several", day=_shown(day), versions=", ".join(versions))


def made_of_file(day: date, file: str, language: str) -> str:
    """The same of what is told of a school's file and not of its timetable."""
    return say(language, "packs", "made_file", day=_shown(day), file=file)


def _shown(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
