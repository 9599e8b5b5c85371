"""The verdict of `evaluate` of a spoiled timetable, and of the second judge, as sets of (rule, who)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random

import openpyxl

from scheduler.evaluation import Evaluation, evaluate
from scheduler.formats.cases import SchoolCase, read_any
from scheduler.formats.reading import problem_of, timetable_from
from scheduler.formats.workbook import read_timetable, write_csv_folder, write_school
from scheduler.formats.workbook.spelling import spelled_as_in
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH
from tests.second_judge.judge import Broken, broken
from tests.second_judge.school import School
from tests.second_judge.sheets import HEADINGS, WORDED, WORDS, Row, Sheets, read_sheets
from tests.second_judge.spoiling import KINDS, spoiled


@dataclass(frozen=True)
class Difference:
    """A spoiled timetable of which the two judges say different things."""

    seed: int
    kind: str
    ours: frozenset[Broken]
    second: frozenset[Broken]

    def __str__(self) -> str:
        ours, second = sorted(self.ours - self.second), sorted(self.second - self.ours)
        return f"seed {self.seed}, {self.kind}: only evaluate {ours}, only the second judge {second}"


class Base:
    """A school with its timetable, in a file that is spoiled time and again.

    `language`, `form` ("xlsx" or "csv"): how the file is written. The other sheets are read once by each judge; of a
    spoiled timetable only the sheet Rooster is written, as `evaluate FILE TIMETABLE` takes it.
    """

    def __init__(self, source: Path, folder: Path, language: str, form: str) -> None:
        case = read_any(source)
        assert isinstance(case, SchoolCase) and case.timetable is not None
        self.language, self.form, self.folder = language, form, folder
        self.path = folder / f"school-{language}.{form}"
        (write_school if form == "xlsx" else write_csv_folder)(case.school, self.path, language)
        read = read_any(self.path)
        assert isinstance(read, SchoolCase)
        self.case = read
        self.sheets: Sheets = read_sheets(self.path)
        self.rows = self.sheets.pop("Timetable")

    @cached_property
    def school(self) -> School:
        return School(self.sheets)

    def difference(self, seed: int) -> Difference | None:
        """What the judges make of the timetable spoiled by this seed, where they differ."""
        kind = list(KINDS)[seed % len(KINDS)]
        rows = spoiled(self.school, self.rows, kind, Random(seed))
        path = self._written(rows)
        # the second judge reads what stands in the file, not the rows it was written from
        second, ours = (
            broken(self.sheets, read_sheets(path.parent if self.form == "csv" else path)["Timetable"]),
            self._ours(path),
        )
        clashing = {who for rule, who in second | ours if rule == "H01"}
        second, ours = ({one for one in found if one[0] != "H12" or one[1] not in clashing} for found in (second, ours))
        return None if ours == second else Difference(seed, kind, frozenset(ours), frozenset(second))

    def _written(self, rows: list[Row]) -> Path:
        """The sheet Rooster alone, in the language of the file."""
        names = list(self.rows[0])
        dutch = self.language == "nl"
        words = {english: own for own, english in WORDS.items()} if dutch else {}
        words |= {"teacher at home": "leraar thuis", "teacher at school": "leraar op school"} if dutch else {}
        title = "Rooster" if dutch else "Timetable"
        headings = [
            next((own for own, one in HEADINGS.items() if one == name and own not in NOT_OF_ROSTER), name)
            if dutch
            else name
            for name in names
        ]
        cells = [
            [
                words.get(row.get(name, ""), row.get(name, "")) if name in {*WORDED, "pools"} else row.get(name, "")
                for name in names
            ]
            for row in rows
        ]
        place = self.folder / f"spoiled-{self.language}-{self.form}"
        place.mkdir(exist_ok=True)
        if self.form == "csv":
            with (place / f"{title}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, delimiter=";" if dutch else ",").writerows([headings, *cells])
            return place / f"{title}.csv"
        book = openpyxl.Workbook()
        book.remove(book.active)
        tab = book.create_sheet(title)
        for line in [headings, *cells]:
            tab.append(line)
        book.save(place / "spoiled.xlsx")
        return place / "spoiled.xlsx"

    def _ours(self, path: Path) -> set[Broken]:
        """As `evaluate FILE TIMETABLE` judges it."""
        read = read_timetable(path, self.case.school)
        rows = spelled_as_in(self.case.school, read.school.roster)
        problem = problem_of(self.case.school, self.case.path, judged=rows)
        timetable, _ = timetable_from(problem, rows, read.left)
        return set(_verdict(problem, self.case, evaluate(problem, timetable)))


NOT_OF_ROSTER = {"ruimte"}


def _verdict(problem: Problem, case: SchoolCase, judged: Evaluation) -> Iterator[Broken]:
    for one in judged.violations:
        if one.hard and one.cost:
            yield one.entry, _who(problem, case, one.entry, one.point)
    yield from (("H02", _who(problem, case, "H02", lesson)) for lesson in judged.unplaced)


def _who(problem: Problem, case: SchoolCase, entry: str, point: str) -> str:
    """The name that the sheets have for a point of a rule."""
    lesson = {one.id: one for one in case.school.lessons}
    if entry == "H08":
        return f"seats {problem.resource[point].campus}".strip()
    if point in problem.resource:
        resource = problem.resource[point]
        return resource.class_code if resource.kind == PATH else resource.code
    if entry in ("H03", "H04"):  # of a path, and of a subject of it
        return next(one.code for one in case.school.classes if f"{point} ".startswith(f"{one.code} "))
    if entry == "H19":
        return point.rpartition("/")[0]
    first = point.split(" + ")[0]
    if " + " in point and first in lesson and lesson[first].band:
        return f"band {lesson[first].band}"
    return point.split(":", 2)[2] if point.startswith("overleg:") else point
