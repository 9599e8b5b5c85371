"""What a file states, as a case: a school, an archive or a FET file; and reading whichever it is.

What reads workbooks is imported only for workbooks: the file of another program is solved before it would be loaded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.formats.files.faults import Fault, Faults, Notice
from scheduler.formats.files.heads import looks_like_fet, looks_like_xhstt
from scheduler.ordinary_files import head_of
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable

if TYPE_CHECKING:
    from scheduler.formats.fet import FetFile
    from scheduler.formats.workbook.reading import Extras
    from scheduler.formats.xhstt import Archive
    from scheduler.school.records import School, YearPart


def _no_extras() -> Extras:
    from scheduler.formats.workbook.reading import Extras

    return Extras()


@dataclass(frozen=True)
class SchoolCase:
    """A school, its problem, and the timetable of its sheet Rooster (None without rows).

    `row_faults` are rows of that sheet that fit no meet; they are left out of `timetable`.
    """

    path: Path
    school: School
    problem: Problem
    timetable: Timetable | None = None
    row_faults: tuple[Fault, ...] = ()
    notices: tuple[Notice, ...] = ()
    extras: Extras = field(default_factory=_no_extras)
    made: tuple[Notice, ...] = ()
    """Which of our reading sheets are older than Rooster or were edited."""
    parts: tuple[YearPart, ...] = ()
    """The parts of the year with a timetable of their own; `school` and `problem` are of one of them."""
    near: Timetable | None = None
    """Of a part without a timetable: what of that of the nearest part fits it."""

    @property
    def language(self) -> str:
        return self.school.settings.language

    @property
    def row_notices(self) -> tuple[Notice, ...]:
        """What is to be said of Rooster: our sheets beside it that differ, and the rows that are left out."""
        return (*self.made, *left_out(self.row_faults))


def left_out(faults: Sequence[Fault]) -> tuple[Notice, ...]:
    """Faults of rows of Rooster as notices, and last how many rows are left out."""
    if not faults:
        return ()
    told = (Notice(one.where, one.value, one.key, one.params, one.catalogue) for one in faults)
    sheet = faults[0].where.partition("!")[0]
    return (*told, Notice(sheet, "", "rows_left_out", {"count": rows_left(faults)}, "reading"))


def rows_left(faults: Sequence[Fault]) -> int:
    """How many rows of Rooster are left out for these faults: a row may have several, merged cells cover several."""
    rows: set[int] = set()
    for one in faults:
        first, *last = map(int, re.findall(r"\d+", one.where.rpartition("!")[2]))
        rows |= set(range(first + 1, last[0] + 1)) if last else {first}
    return len(rows)


@dataclass(frozen=True)
class ArchiveCase:
    """An XHSTT archive: problems with the timetables that its solutions state."""

    path: Path
    archive: Archive

    @property
    def language(self) -> None:
        """An archive speaks no language of ours."""
        return None


@dataclass(frozen=True)
class FetCase:
    """A FET file: its problem, and the timetable that its locks state (None without any)."""

    path: Path
    fet: FetFile
    timetable: Timetable | None = None

    @property
    def problem(self) -> Problem:
        return self.fet.problem

    @property
    def notices(self) -> tuple[Notice, ...]:
        return self.fet.notices

    @property
    def language(self) -> None:
        """FET files are written in any language."""
        return None


def read_any(
    path: Path, fresh: bool = False, solutions: bool = True, only: str | None = None, term: str | date | None = None
) -> SchoolCase | ArchiveCase | FetCase:
    """Whatever the file states, recognised by its content. Raises `Faults`.

    `fresh`, `term`: see `read_case`. Without `solutions` an archive is its instances: whoever solves them needs no
    others' solutions, right or wrong. `only`: no more of an archive than this instance, where it is there.
    """
    if path.is_file() and looks_like_xhstt(path):
        from scheduler.formats.xhstt import read_archive

        return ArchiveCase(path, read_archive(path, solutions, only))
    if path.is_file() and (looks_like_fet(path) or _meant_as_fet(path)):
        from scheduler.formats.fet import locked_timetable, read_fet

        fet = read_fet(path)
        return FetCase(path, fet, None if fresh else locked_timetable(fet))
    from scheduler.formats.reading import read_case

    return read_case(path, fresh, term=term)


def _meant_as_fet(path: Path) -> bool:
    """Whether a damaged file is one of FET by its name; what is wrong with it is told as of such a file."""
    return path.suffix.lower() == ".fet" and not head_of(path).startswith(b"PK")


def school_case(case: SchoolCase | ArchiveCase | FetCase) -> SchoolCase:
    """The case where it is a school's; raises `Faults` for an archive or a FET file."""
    if isinstance(case, SchoolCase):
        return case
    raise Faults([Fault(case.path.name, "", "school_needed", {}, "reading")])
