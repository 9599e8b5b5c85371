"""A result into a workbook, and the report that the workbook and the command line tell of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import monotonic

from scheduler.evaluation import Cost, evaluate
from scheduler.evaluation.difference import Difference, difference
from scheduler.evaluation.stability import STABILITY, apart_from_stability
from scheduler.formats.cases import SchoolCase
from scheduler.formats.reading import other_timetables
from scheduler.library.duties import given_out
from scheduler.library.reading import SchoolProblem
from scheduler.problem.problem import Problem
from scheduler.problem.text import LANGUAGES
from scheduler.problem.timetable import Timetable
from scheduler.school.building import with_timetable
from scheduler.school.records import RosterRow
from scheduler.school.roster import lost_pins, timetable_of, written_rows
from scheduler.solver.moving.moves import moves
from scheduler.solver.search import Result
from scheduler.telling.moves import in_the_way
from scheduler.telling.reasons import sentences
from scheduler.views import Report, SolveFacts, make_report, result_workbook


def write_result(
    path: Path | str,
    problem: Problem,
    found: Result | Timetable,
    *,
    language: str | None = None,
    overwrite: bool = False,
) -> None:
    """Writes a timetable into a new workbook: the school's own sheets with its Rooster (Timetable), and all reports.

    The workbook can be read again. What it says of the timetable is judged by the rules of the school's file, as
    `scheduler evaluate` would.

    Parameters:
        path: the workbook, a name that ends in .xlsx (or .xlsm, which keeps the macros of the school's file).
        problem: what `read_school` gave.
        found: a timetable of it; or what `solve` gave, so that the workbook also says what was proved and why
            lessons stayed unplaced.
        language: "nl" or "en"; that of the school if none is given.
        overwrite: whether a file that is there already is replaced.

    Raises:
        ValueError: the problem comes from no file, or the timetable is not one of this problem.
        scheduler.formats.files.faults.Faults: the file cannot be written, or there is one already.

    Example:
        >>> problem = read_school("school.xlsx")
        >>> result = solve(problem, stop=Stop(work=1), workers=1)
        >>> write_result("school-timetable.xlsx", problem, result)
        >>> read_school("school-timetable.xlsx").timetable is None
        False
    """
    path = Path(path)
    if not isinstance(problem, SchoolProblem):
        raise ValueError("only a problem of read_school has a workbook; problem.to_json() keeps any problem")
    if not isinstance(found, (Result, Timetable)):
        raise TypeError(f"found must be a Result or a Timetable, not {type(found).__name__}")
    if isinstance(found, Result) and found.timetable is None:
        raise ValueError(f"nothing to write: no timetable was found (status {found.status!r})")
    suffixes = (".xlsx",) if problem.case.extras.file is None else (".xlsx", ".xlsm")
    if path.suffix.casefold() not in suffixes:
        raise ValueError(f"a result workbook is called something.xlsx, not {path.name!r}")
    if language not in (None, *LANGUAGES):
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {language!r}")
    spoken = language or problem.language
    report = report_of(problem.case, found, spoken)
    result_workbook.write_result(path, report, spoken, overwrite=overwrite, extras=problem.case.extras)


def report_of(case: SchoolCase, found: Result | Timetable, language: str, *, seconds: float | None = None) -> Report:
    """The report of a timetable that was found for a school, with what the search knows about it.

    `seconds`: for looking up what stands in the way of lessons without a time; None: as long as it takes.
    """
    timetable = found if isinstance(found, Timetable) else found.timetable
    if timetable is None:
        raise ValueError("there is no report without a timetable")
    case.problem.check(timetable)
    facts = SolveFacts(seed=timetable.seed, moved=moves_in(case.problem, timetable), changes=_changes(case, timetable))
    summed = found.unplaced if isinstance(found, Result) else ()
    reasons = {one.lesson: sentences(case.problem, one, language) for one in summed}
    asked = blocked_by(apart_from_stability(case.problem), timetable, language, seconds)
    reasons |= {lesson: (*reasons.get(lesson, ()), *lines) for lesson, lines in asked.items()}
    facts = replace(facts, reasons=reasons)
    if isinstance(found, Result):
        facts = replace(
            facts,
            optimal=found.status == "optimal",
            bound=found.bound,
            seconds=found.seconds,
            seed=found.seed,
        )
    rows = written_rows(case.problem, timetable, case.school.roster)
    written = as_written(case, rows).in_language(language)
    if written.lessons is not case.problem.lessons:  # what is at distance against the plan asks for openings of its own
        timetable = replace(timetable_of(written, rows)[0], seed=timetable.seed)
    seen = found.view if isinstance(found, Result) else None
    duties = given_out(written, timetable, case.extras.duties)
    report = make_report(written, timetable, facts=facts, others=other_timetables(case), seen=seen, duties=duties)
    return replace(report, rows=rows)


MOST_ASKED = 5
"""Of so many lessons without a time it is looked up what stands where; each takes a second in a large school."""


def blocked_by(
    problem: Problem, timetable: Timetable, language: str, seconds: float | None = None
) -> dict[str, tuple[str, ...]]:
    """What stands in the way of lessons without a time, as `scheduler where` would tell it; of the first few.

    None is begun that would last longer than `seconds` in all, if it took as long as the one before.
    """
    found: dict[str, tuple[str, ...]] = {}
    begun = before = monotonic()
    for lesson, missing in list(problem.unplaced(timetable).items())[:MOST_ASKED]:
        now = monotonic()
        if seconds is not None and now - begun + (now - before) >= seconds:
            break
        before = now
        placed = {one.part for one in timetable.of_lesson(lesson) if one.start is not None}
        parts = [one.number for one in problem.lesson[lesson].parts if one.shortest <= missing]
        part = next((number for number in parts if number not in placed), None)
        if part is not None:
            answer = moves(problem, timetable, lesson, part, chains=0)
            found[lesson] = in_the_way(problem, answer, language)
    return found


def as_written(case: SchoolCase, rows: tuple[RosterRow, ...]) -> Problem:
    """The problem that the result states: the new timetable stands in its sheet Rooster, so nothing was moved.

    What is told of the result is so what `evaluate` tells of its file. Pins that were not kept go to the sheet Vast.
    """
    pins = (*case.school.pins, *lost_pins(case.school.roster, rows))
    return with_timetable(case.problem, rows, pins)


def _changes(case: SchoolCase, timetable: Timetable) -> Difference | None:
    """What differs from the timetable that the file held, or that of the term before; None where it held none."""
    before = case.timetable or case.near
    return difference(case.problem, before, timetable) if before is not None and before.placements else None


def moves_in(problem: Problem, timetable: Timetable) -> Cost | None:
    """What rule S13 asks for leaving the timetable before; None where there was none."""
    about = tuple(rule for rule in problem.rules if rule.entry == STABILITY)
    return evaluate(replace(problem, rules=about), timetable).by_entry.get(STABILITY) if about else None
