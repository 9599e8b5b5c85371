"""A problem from a school's file, with everything else that the file says, for programs that import `scheduler`.

Reading itself is the business of `formats`; the command line reads through it too.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path

from scheduler.formats.cases import SchoolCase, read_any, school_case
from scheduler.formats.files.faults import Notice
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable


@dataclass(frozen=True, eq=False)
class SchoolProblem(Problem):
    """A problem that was read from a school's file; `case` is all that was read.

    It goes wherever a `Problem` goes, and `dataclasses.replace` keeps its file. JSON holds the problem only.
    """

    case: SchoolCase = field(kw_only=True, repr=False)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What the planner should know about the file; each has `text("nl")` and `text("en")`.

        Rows of the sheet Rooster (Timetable) that fit no lesson are among them.
        """
        return (*self.case.notices, *self.case.row_notices)

    @property
    def timetable(self) -> Timetable | None:
        """The timetable in the sheet Rooster (Timetable), a `hint` for `solve`; None where it has no rows."""
        return self.case.timetable


def read_school(path: Path | str, *, fresh: bool = False, term: str | date | None = None) -> SchoolProblem:
    """Reads a school: a workbook (.xlsx, .xlsm) or a folder of CSV files.

    Parameters:
        path: the file or folder.
        fresh: whether to forget the sheet Rooster (Timetable), but for its pinned rows.
        term: where terms have timetables of their own, which one: its name or a date in it; the first if none is given.

    Returns:
        The problem, ready to be solved, with `notices` about the file and the `timetable` in it.

    Raises:
        scheduler.formats.files.faults.Faults: the file cannot be used. `faults` holds everything that is wrong with it
            at once, each with sheet, cell, value and cure; as text they are one a line.

    Example:
        >>> problem = read_school("school.xlsx")
        >>> len(problem.resources_of("teacher"))
        16
        >>> problem.timetable is None
        True
    """
    case = school_case(read_any(Path(path), fresh, term=term))
    return SchoolProblem(**{one.name: getattr(case.problem, one.name) for one in fields(Problem)}, case=case)
