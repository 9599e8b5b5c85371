"""Which timetable something was made of: a short mark that changes with any placement, for what is handed out."""

from __future__ import annotations

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
    return say(language, "packs", "made", day=f"{day.day}/{day.month}/{day.year}", version=version)
