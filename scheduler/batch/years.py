"""One workbook of the whole year where terms have timetables of their own: the best of each term, judged together.

Each term was searched by itself; what they come to together, as the legal share of the year, is known here only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scheduler.batch.cases import BatchCase
from scheduler.batch.keeping import Best
from scheduler.batch.plan import title_of
from scheduler.bench.rows import file_stem
from scheduler.evaluation import evaluate
from scheduler.formats.files.faults import Faults
from scheduler.formats.reading import read_case
from scheduler.library.writing import report_of
from scheduler.views.result_workbook import write_result


@dataclass(frozen=True)
class Year:
    """The timetables of all terms of a school under a scenario in one `file`, and what the judge says of each in it.

    `trouble`: why the file could not be written, "" where it was.
    """

    school: str
    scenario: str
    file: Path
    unplaced: int = 0
    hard: int = 0
    soft: int = 0
    trouble: str = ""

    @property
    def title(self) -> str:
        return title_of(self.school, self.scenario)


def whole_years(cases: Iterable[BatchCase], best: Best, language: str) -> Iterator[Year]:
    """Writes the workbook of each year of whose terms all have a timetable."""
    years: dict[tuple[str, str], list[BatchCase]] = {}
    for case in cases:
        if case.term:
            years.setdefault((case.school, case.scenario), []).append(case)
    for (school, scenario), terms in years.items():
        rows = [best.rows.get(case.title) for case in terms]
        files = [(case.term, best.file(row)) for case, row in zip(terms, rows, strict=True) if row is not None]
        if len(files) < len(terms):
            continue
        year = Year(school, scenario, best.folder / "best" / f"{file_stem(title_of(school, scenario))}.xlsx")
        try:
            _join(files, year.file)
            yield _judged(year, [term for term, _ in files])
        except Faults as wrong:
            told = "; ".join(dict.fromkeys(fault.text(language) for fault in wrong.faults))
            yield Year(school, scenario, year.file, trouble=told)


def _join(files: list[tuple[str, Path]], target: Path) -> None:
    """The workbook of the first term, with the timetable of each later one beside those that it has."""
    source = files[0][1]
    for term, file in files:
        timetable = read_case(file, term=term).timetable
        assert timetable is not None, "the workbook of a run has its timetable"
        case = read_case(source, term=term)
        report = report_of(case, timetable, case.language)
        write_result(target, report, case.language, overwrite=True, extras=case.extras)
        source = target


def _judged(year: Year, terms: list[str]) -> Year:
    unplaced = hard = soft = 0
    for term in terms:
        case = read_case(year.file, term=term)
        assert case.timetable is not None
        found = evaluate(case.problem, case.timetable)
        unplaced, hard, soft = unplaced + sum(found.unplaced.values()), hard + found.hard, soft + found.soft
    return Year(year.school, year.scenario, year.file, unplaced, hard, soft)
