"""The school year in figures: planned, realised and left of distance lessons, per class and term, with a forecast.

Counted date by date by `school.daily.accounting`; words and sheets are for `telling` and `views`.
"""

from __future__ import annotations

from datetime import date

from scheduler.formats.cases import SchoolCase
from scheduler.formats.reading import other_cases
from scheduler.library.reading import SchoolProblem
from scheduler.problem.resources import PATH
from scheduler.school.building.context import context_of
from scheduler.school.building.elsewhere import periods_of_lesson, periods_of_part
from scheduler.school.daily.accounting import Unplanned, YearCounts
from scheduler.school.daily.picture import DayBook, school_days
from scheduler.school.daily.reporting import YearReport, make_year_report


def year_report(problem: SchoolProblem, on: date | None = None) -> YearReport:
    """Planned, realised and left of distance lessons in the school year, per class and term.

    Parameters:
        problem: what `read_school` gave, with a timetable in its sheet Rooster (Timetable).
        on: dates before it are past, as the sheet Gerealiseerd (Realised) says; today if none is given.

    Returns:
        The figures in periods, each class by its path that comes nearest to its cap.

    Raises:
        ValueError: the problem has no timetable.

    Example:
        >>> from datetime import date
        >>> problem = read_school("school.xlsx")
        >>> write_result("school-timetable.xlsx", problem, solve(problem, stop=Stop(work=1), workers=1))
        >>> report = year_report(read_school("school-timetable.xlsx"), date(2027, 1, 4))
        >>> all(line.past.distance <= line.past.given for line in report.classes)
        True
    """
    return year_of(problem.case, on or date.today())


def year_of(case: SchoolCase, on: date) -> YearReport:
    """As `year_report`, of a case."""
    return make_year_report(year_counts(case, on), on)


def year_counts(case: SchoolCase, about: date) -> YearCounts:
    """The counts of the school year around a date, by all timetables that it has."""
    context = context_of(case.problem)
    if context is None or case.timetable is None:
        raise ValueError("a year needs a school with a timetable")
    others = (_of_part(one, about) for one in other_cases(case))
    return YearCounts(DayBook(context, case.problem, case.timetable, about), others)


def _of_part(case: SchoolCase, about: date) -> YearCounts | Unplanned:
    context = context_of(case.problem)
    assert context is not None, "it was built of a school"
    if case.timetable is not None:
        return YearCounts(DayBook(context, case.problem, case.timetable, about))
    codes = {path.code: path.id for path in case.problem.resources_of(PATH)}
    periods = periods_of_part(context, case.problem, None)
    of_lessons = {
        (path.id, lesson): periods_of_lesson(context, case.problem, lesson, path)
        for path in case.problem.resources_of(PATH)
        for lesson in case.problem.lessons_of[path.id]
    }
    of_paths = {codes[code]: found for code, found in periods.items()}
    return Unplanned(school_days(context, context.year), of_paths, of_lessons)
