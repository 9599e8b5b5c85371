"""H20: no more periods than assignment and plage allow; who has too many fixed ones, or too few, is told."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.evaluation import evaluate
from scheduler.school.building import build_problem
from scheduler.school.building.assigned_together import short_together
from scheduler.school.records import (
    ClassGroup,
    Level,
    Meeting,
    Room,
    RuleRow,
    School,
    SchoolClass,
    Settings,
    Supervision,
    Teacher,
)
from scheduler.solver.search import Stop, solve
from tests.school.judging import SKILLED, At, block, broken, cost, lesson, notes, said, small_school


def school(assignment: object, plage: int = 0, who: str = "ANN | BEN", periods: int = 4, **more: object) -> School:
    ann = Teacher("ANN", assignment=Fraction(str(assignment)), plage_max=Fraction(plage), distance_skill=SKILLED)
    return small_school(lesson("W", who, periods), teachers=(ann, Teacher("BEN", distance_skill=SKILLED)), **more)


def taught(count: int, of: int = 4, who: str = "ANN") -> list[At]:
    return [At("W", part, 1, part + 1, holds=(f"teacher={who if part < count else 'BEN'}",)) for part in range(of)]


@pytest.mark.parametrize(
    ("assignment", "plage", "count", "expected"),
    [
        (3, 0, 2, 0),
        (3, 0, 3, 0),
        (3, 0, 4, 1),
        (2, 0, 4, 2),
        (2, 1, 4, 1),
        (2, 2, 4, 0),
        ("2.5", 0, 3, 1),
        ("2.5", 1, 3, 0),
    ],
)
def test_who_is_chosen_gets_no_more_than_assignment_and_plage(
    assignment: object, plage: int, count: int, expected: int
) -> None:
    assert broken(school(assignment, plage), "H20", *taught(count), aspect="") == expected


def test_the_lessons_of_a_cycle_are_counted_against_as_many_weeks() -> None:
    two_weeks = school(3, settings=Settings(cycle_weeks=2))
    assert broken(two_weeks, "H20", *taught(4), aspect="") == 2  # eight periods of six
    assert "Leraar ANN heeft 8 lesuren in 2 weken, hoogstens 6." in said(two_weeks, "H20", *taught(4))


def test_every_period_of_a_block_counts() -> None:
    double = replace(school(1), lessons=(lesson("W", "ANN | BEN", 2, blocks=block(2)),))
    assert broken(double, "H20", At("W", 0, 1, duration=2, holds=("teacher=ANN",)), aspect="") == 1


@pytest.mark.parametrize(("assignment", "expected"), [(2, 0), (1, 1)])
def test_each_group_stood_by_for_counts_also_at_one_moment(assignment: int, expected: int) -> None:
    classes = tuple(SchoolClass(code, pupils=20, distance_ok=True, onsite_requests=0) for code in ("3A", "3B"))
    both = replace(
        school(assignment),
        classes=classes,
        lessons=(lesson("W", "ANN | BEN"), lesson("V", "ANN | BEN", of="3B")),
        rules=(RuleRow("H01", value="2"),),
    )
    at_once = [At(code, 0, 1, option="asynchronous", holds=("teacher=ANN",)) for code in ("W", "V")]
    assert broken(both, "H01", *at_once) == 0
    assert broken(both, "H20", *at_once, aspect="") == expected


def test_meetings_are_no_lessons() -> None:
    met = school(4, meetings=(Meeting("overleg", ("ANN",), 3),))
    assert broken(met, "H20", *taught(4), At("overleg:1:overleg", 0, 5, duration=3), aspect="") == 0


@pytest.mark.parametrize(("assignment", "told"), [(8, False), (5, True), (7, True), (9, False)])
def test_too_many_fixed_lessons_are_told_and_measured_but_not_forbidden(assignment: int, told: bool) -> None:
    fixed = school(assignment, who="ANN", periods=8)
    meets = [At("W", part % 5, 1 + part // 5, part + 1) for part in range(8)]
    assert cost(fixed, "H20", *meets) == 0
    assert broken(fixed, "H20", *meets, aspect="told") == max(0, 8 - assignment)
    assert any(f"ANN (8 > {assignment})" in note for note in notes(fixed)) == told


def test_who_already_has_too_many_gets_no_choices_on_top() -> None:
    more = replace(school(2), lessons=(lesson("F", "ANN", 3, subject="LO"), lesson("W", "ANN | BEN", 4)))
    fixed = [At("F", part, 5, part + 1) for part in (0, 1, 3)]
    fixed = [replace(meet, part=part) for part, meet in enumerate(fixed, start=1)]
    assert broken(more, "H20", *fixed, *taught(0), aspect="") == 0
    assert broken(more, "H20", *fixed, *taught(1), aspect="") == 1


def test_where_nothing_is_chosen_nothing_is_forbidden_or_missed() -> None:
    fixed = school(3, who="ANN")
    rules = [rule for rule in build_problem(fixed).rules if rule.entry == "H20"]
    assert [(rule.aspect, rule.hard, rule.weight) for rule in rules] == [("told", False, 0)]
    assert broken(fixed, "H20") == 0  # not even where nothing is placed


@pytest.mark.parametrize(("assignment", "told"), [(2, ["ANN (4 > 2)"]), (3, ["ANN (4 > 3)"]), (4, []), (5, [])])
def test_in_a_cycle_of_two_weeks_periods_a_week_are_told(assignment: int, told: list[str]) -> None:
    fixed = school(assignment, who="ANN", settings=Settings(cycle_weeks=2))
    over = [note.text("en") for note in build_problem(fixed).notes if note.key == "over_assignment"]
    assert [text.partition(": ")[2].partition(".")[0] for text in over] == told


def test_the_least_of_a_cycle_is_that_of_each_of_its_weeks() -> None:
    assert broken(school(3, settings=Settings(cycle_weeks=2)), "H20", *taught(1), aspect="told") == 4  # two of six


def test_supervising_counts_for_no_assignment_and_who_cannot_teach_online_counts_in_contact() -> None:
    asking = (SchoolClass("3A", pupils=20, distance_ok=True, onsite_requests=2),)
    rooms = (Room("101"), Room("OLC", seats=9, onsite=True))
    busy = school(4, who="ANN", classes=asking, rooms=rooms, supervision=(Supervision("OLC", "ANN"),))
    assert not any("H20" in note for note in notes(busy))
    two = school(4, periods=8)
    ann, ben = two.teachers
    offline = replace(two, teachers=(ann, replace(ben, distance_skill=frozenset(), assignment=Fraction(4))))
    assert not any("H20" in note for note in notes(offline))


@pytest.mark.parametrize(("assignment", "told"), [(4, False), (5, True), ("4.5", True)])
def test_too_few_periods_are_told(assignment: object, told: bool) -> None:
    for who in ("ANN", "ANN | BEN"):  # even with all that he might get
        amount = str(assignment).replace(".", ",")
        assert any(f"ANN (4 / {amount})" in note for note in notes(school(assignment, who=who))) == told


def test_what_is_chosen_may_leave_somebody_short_which_is_measured() -> None:
    assert broken(school(3), "H20", *taught(1), aspect="told") == 2
    assert broken(school(3), "H20", *taught(3), aspect="told") == 0
    assert cost(school(3), "H20", *taught(1)) == 0


def test_lessons_of_week_a_count_half_a_week() -> None:
    groups = (ClassGroup("g1", "3A", "d", 10), ClassGroup("g2", "3A", "d", 10))
    alternating = school(4, settings=Settings(cycle_weeks=2), groups=groups)
    alternating = replace(
        alternating,
        lessons=(lesson("A", "ANN", 4, of="g1", week="A"), lesson("B", "ANN", 2, of="g2", week="B")),
    )
    assert any("ANN (3 / 4)" in note for note in notes(alternating))


def test_a_search_shares_lessons_within_the_assignments() -> None:
    both = replace(school(2), lessons=(lesson("W", "ANN | BEN", 2), lesson("V", "ANN | BEN", 3, subject="LO")))
    problem = build_problem(both)
    found = solve(problem, stop=Stop(work=20)).timetable
    assert found is not None
    assert evaluate(problem, found).hard == 0
    assert {dict(one.choices)["teacher"] for one in found.of_lesson("V")} == {"teacher:BEN"}


def test_it_can_be_switched_off_for_one_teacher() -> None:
    off = school(1, rules=(RuleRow("H20", "ANN", Level.OFF),))
    assert broken(off, "H20", *taught(4)) == 0 and not any("H20" in note for note in notes(off))
    no_assignment = replace(off, teachers=(Teacher("ANN"), Teacher("BEN")), rules=())
    assert broken(no_assignment, "H20", *taught(4)) == 0


# -- together --


@pytest.mark.parametrize(
    ("ann", "ben", "who", "expected"),
    [
        (3, 3, "ANN | BEN", ["ANN + BEN (4 / 6)"]),
        (2, 2, "ANN | BEN", []),
        (4, 0, "ANN | BEN", []),
        (3, 1, "ANN", []),
        ("2.5", "2.5", "ANN | BEN", []),  # a period cannot be halved: nobody gets more than two
        (3, 2, "ANN | BEN", ["ANN + BEN (4 / 5)"]),
    ],
)
def test_who_share_lessons_of_which_there_are_too_few_for_all_are_told(
    ann: object, ben: object, who: str, expected: list[str]
) -> None:
    one, two = (Teacher(code, assignment=Fraction(str(value))) for code, value in (("ANN", ann), ("BEN", ben)))
    told = [note for note in notes(small_school(lesson("W", who, 4), teachers=(one, two))) if "Samen minder" in note]
    assert [name for name in expected if name in "".join(told)] == expected
    assert bool(told) == bool(expected)


people = st.frozensets(st.sampled_from("ABCD"), min_size=1, max_size=3)


@given(st.fixed_dictionaries({one: st.integers(0, 6) for one in "ABCD"}), st.dictionaries(people, st.integers(1, 6)))
def test_somebody_is_told_exactly_where_some_people_want_more_than_all_that_they_share(
    wanted: dict[str, int], shared: dict[frozenset[str], int]
) -> None:
    def there(some: frozenset[str]) -> int:
        return sum(periods for of, periods in shared.items() if not some.isdisjoint(of))

    def short(some: frozenset[str]) -> bool:
        return sum(wanted[one] for one in some) > there(some)

    found = list(short_together(wanted, shared))
    assert all(short(some) and amount == there(some) for some, amount in found)
    every = (frozenset(some) for size in range(1, 5) for some in combinations("ABCD", size))
    assert bool(found) == any(map(short, every))
