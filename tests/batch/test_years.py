"""The best of all terms as one workbook of the year, judged together."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from scheduler.batch.cases import BatchCase
from scheduler.batch.keeping import Best
from scheduler.batch.years import Year, whole_years
from scheduler.bench.rows import Row, Task
from scheduler.formats.reading import other_cases, read_case
from scheduler.formats.workbook import write_school
from scheduler.formats.workbook.changes import Changes
from scheduler.school.records import School
from tests.library.test_terms import AWAY, ONE, TWO, row, two_terms

DISTANT_ONE = (row("W", 0, "one"), row("W", 1, "one", 2, AWAY), row("L", 4, "one"))


def years(folder: Path, **found: School) -> list[Year]:
    """Of a school with the terms one and two, of which some were found: by name, with the timetable of that term."""
    best = Best(folder)
    cases = [BatchCase("Village", "a", "village.xlsx", Changes(), "mark", term) for term in ("one", "two")]
    (folder / "best").mkdir()
    for case in cases:
        if case.term in found:
            task = Task(case.title, "village.xlsx", case.term, "mark", 1, 20, 1)
            best.rows[case.title] = Row(task, "feasible")
            write_school(found[case.term], best.file(best.rows[case.title]), "en")
    return list(whole_years(cases, best, "en"))


def optional(*rows: object) -> School:
    """Half of maths may be online in both terms, and need not be anywhere."""
    school = two_terms(*rows)  # type: ignore[arg-type]
    lessons = (
        replace(one, distance_min=Fraction(0), distance_max=Fraction(1)) if one.id == "W" else one
        for one in school.lessons
    )
    return replace(school, lessons=tuple(lessons))


def test_the_timetables_of_all_terms_are_in_one_workbook(tmp_path: Path) -> None:
    (year,) = years(tmp_path, one=two_terms(*ONE), two=two_terms(*TWO))
    assert (year.title, year.file.name) == ("Village / a", "Village_a.xlsx")
    case = read_case(year.file)
    assert case.timetable is not None and [len(one.timetable.placements) for one in other_cases(case)] == [3]  # type: ignore[union-attr]
    assert {(one.lesson, one.part, one.term, one.day, one.mode is AWAY) for one in case.school.part.whole.roster} == {  # type: ignore[union-attr]
        (one.lesson, one.part, one.term, one.day, one.mode is AWAY) for one in (*ONE, *TWO)
    }
    assert (year.hard, year.unplaced, year.trouble) == (0, 0, "")


def test_terms_that_are_each_within_the_legal_share_may_pass_it_together(tmp_path: Path) -> None:
    """30 lessons in the year, of which 9 may be at distance: 6 in term one and 4 in term two are one too many."""
    (year,) = years(tmp_path, one=optional(*DISTANT_ONE), two=optional(*TWO))
    assert year.hard == 2, "told of each of the two timetables"


def test_a_year_of_which_a_term_has_no_timetable_yet_is_not_written(tmp_path: Path) -> None:
    assert years(tmp_path, one=two_terms(*ONE)) == []
    assert not (tmp_path / "best" / "Village_a.xlsx").exists()
