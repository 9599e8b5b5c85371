"""Teachers whose assignments are too small together, by hand and against every distribution of small schools."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.school.building import build_problem
from scheduler.school.records import School, Settings, Teacher
from scheduler.solver.proofs.workloads import overloaded_together
from tests.school.judging import lesson, small_school

NAMES = ("ANN", "BEN", "CAT")


def school(limits: dict[str, int], lessons: list[tuple[str, int]], weeks: int = 1) -> School:
    """Lessons as (teachers, periods a week); a teacher without a limit has no assignment."""
    made = [lesson(f"l{number}", who.replace("|", " | "), periods) for number, (who, periods) in enumerate(lessons)]
    teachers = tuple(Teacher(code, assignment=Fraction(limits[code]) if code in limits else None) for code in NAMES)
    return small_school(*made, teachers=teachers, settings=Settings(cycle_weeks=weeks))


def found(limits: dict[str, int], lessons: list[tuple[str, int]], weeks: int = 1) -> list[tuple[int, int]]:
    problem = build_problem(school(limits, lessons, weeks))
    return [(proof.need, proof.have) for proof in overloaded_together(problem)]


@pytest.mark.parametrize(
    ("limits", "lessons", "told"),
    [
        ({"ANN": 3, "BEN": 3}, [("ANN|BEN", 6)], []),
        ({"ANN": 3, "BEN": 3}, [("ANN|BEN", 8)], [(8, 6)]),
        ({"ANN": 3, "BEN": 3}, [("ANN|BEN", 4), ("ANN|BEN", 3)], [(7, 6)]),
        ({"ANN": 3, "BEN": 3}, [("ANN|BEN", 4), ("ANN", 3)], [(7, 6)]),  # what is fixed counts with it
        ({"ANN": 3, "BEN": 3}, [("ANN|BEN", 4), ("CAT", 9)], []),
        ({"ANN": 3}, [("ANN|BEN", 8)], []),  # Ben may have any number
        ({"ANN": 2, "BEN": 2, "CAT": 2}, [("ANN|BEN", 3), ("BEN|CAT", 4)], [(7, 6)]),  # sets that overlap
        ({"ANN": 2, "BEN": 2}, [("ANN|BEN,CAT", 5)], [(5, 4)]),  # co-teaching: Cat's part is another role
    ],
)
def test_teachers_who_may_not_have_all_periods_that_only_they_can_give(
    limits: dict[str, int], lessons: list[tuple[str, int]], told: list[tuple[int, int]]
) -> None:
    assert found(limits, lessons) == told
    assert found(limits, lessons, weeks=2) == [(2 * need, 2 * have) for need, have in told], "per cycle"


@given(
    st.dictionaries(st.sampled_from(NAMES), st.integers(1, 5)),
    st.lists(st.tuples(st.sets(st.sampled_from(NAMES), min_size=2), st.integers(1, 4)), min_size=1, max_size=4),
)
@settings(max_examples=40, deadline=None)
def test_what_is_proved_is_true_of_every_distribution(
    limits: dict[str, int], lessons: list[tuple[set[str], int]]
) -> None:
    told = found(limits, [("|".join(sorted(who)), periods) for who, periods in lessons])
    periods = [who for names, amount in lessons for who in [sorted(names)] * amount]
    if told and len(periods) <= 9:
        for given_to in product(*periods):
            assert any(given_to.count(code) > most for code, most in limits.items())
