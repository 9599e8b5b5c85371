"""H21: segments of a class take turns at home, a whole half day, day or week long; the class has 20 pupils."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.problem.modes import Mode
from scheduler.school.building import build_problem
from scheduler.school.records import Blocks, Level, RuleRow, SchoolClass, Settings
from scheduler.solver.search import solve
from scheduler.solver.stopping import Stop
from tests.school.judging import At, broken, lesson, notes, said, small_school

ROTATING = (SchoolClass("3A", stage="2", pupils=21, distance_ok=True, onsite_requests=0, segments=2),)
FIRST, SECOND = "mixed synchronous/3A s1", "mixed synchronous/3A s2"
FREE = (RuleRow("H03", level=Level.OFF), RuleRow("H04", level=Level.OFF), RuleRow("H12", level=Level.OFF))


def must(rule: str, value: str) -> RuleRow:
    return RuleRow(rule, level=Level.MUST, value=value)


def school(*rules: RuleRow, periods: int = 4, weeks: int = 1, **changes: object):
    mixed = lesson("W", periods=periods, modes=frozenset({Mode.CONTACT}), mixed=True)
    settings = Settings(school="Kleine school", cycle_weeks=weeks)
    return replace(small_school(mixed, classes=ROTATING, rules=(*FREE, *rules), settings=settings), **changes)


def test_the_segments_are_as_even_as_can_be_and_each_is_a_way_of_the_lesson():
    problem = build_problem(school())
    assert {one.online_name: one.online for one in problem.lesson["W"].options if one.online} == {
        "3A s1": frozenset({"path:3A 3A s1"}),
        "3A s2": frozenset({"path:3A 3A s2"}),
    }
    heads = [d.amount for o in problem.lesson["W"].options for d in o.demands if d.role == "at home"]
    assert heads == [10, 11]


@pytest.mark.parametrize(("turn", "changes"), [("halve dag", 0), ("dag", 1), ("week", 1)])
def test_inside_a_turn_nobody_changes_between_home_and_school(turn, changes):
    """The first segment is at home in the morning and at school in the afternoon; the second the other way round."""
    asked = school(must("H21", turn))
    assert broken(asked, "H21", At("W", 0, 1, option=FIRST), At("W", 0, 5, 2, option=SECOND)) == 2 * changes


def test_turn_of_a_week_spans_its_days_and_the_other_week_is_another_turn():
    asked = school(must("H21", "turn=week"), periods=2, weeks=2)
    one_week = [At("W", 0, 1, option=FIRST), At("W", 1, 1, 3, option=SECOND)]
    assert broken(asked, "H21", *one_week) == 2
    two_weeks = [At("W", 0, 1, option=FIRST), At("W", 0, 1, 2, option=SECOND, week=1)]
    assert broken(asked, "H21", *two_weeks) == 0


def test_switched_off_they_may_change_whenever_h12_lets_them():
    asked = school(RuleRow("H21", level=Level.OFF))
    assert broken(asked, "H21", At("W", 0, 1, option=FIRST), At("W", 0, 2, 2, option=SECOND)) == 0


def test_each_segment_is_at_home_as_often_as_the_others():
    asked = school()
    meets = [At("W", day, 1, day + 1, option=option) for day, option in enumerate((FIRST, FIRST, FIRST, SECOND))]
    assert broken(asked, "H10", *meets, aspect="own bounds") == 2, "three and one, where two and two are asked"


def test_it_is_said_whose_turn_is_broken():
    (first, _) = said(school(must("H21", "dag")), "H21", At("W", 0, 1, option=FIRST), At("W", 0, 5, 2, option=SECOND))
    assert "3A s1" in first


def test_the_solver_chooses_who_is_at_home_when():
    """Four lessons, two half days: in one the first segment is at home, in the other the second."""
    problem = build_problem(school(must("H21", "halve dag")))
    found = solve(problem, stop=Stop(work=80), workers=1, seed=1)
    assert (found.hard, found.unplaced) == (0, ())
    away = [placement.option for placement in found.timetable.placements]
    assert sorted(away) == [FIRST, FIRST, SECOND, SECOND]


def test_turns_of_a_week_are_a_decision_for_each_week():
    problem = build_problem(school(must("H21", "week"), periods=2, weeks=2))
    assert [part.weeks for part in problem.lesson["W"].parts] == [((0,),), ((1,),), ((0,),), ((1,),)]
    by_day = build_problem(school(must("H21", "dag"), periods=2, weeks=2))
    assert [part.weeks for part in by_day.lesson["W"].parts] == [((0, 1),), ((0, 1),)]


def thirds(periods: int, weeks: int, *rules: RuleRow, **more: object):
    three = (replace(ROTATING[0], segments=3),)
    asked = school(*rules, periods=periods, weeks=weeks, classes=three)
    return replace(asked, lessons=(replace(asked.lessons[0], **more),))


@pytest.mark.parametrize(
    ("asked", "each"),
    [
        (school(periods=1, weeks=2), (1, 1)),
        (thirds(2, 2), (1, 2)),
        (thirds(3, 2), (2, 2)),
        (thirds(4, 1), (1, 2)),
        (thirds(2, 1, blocks=Blocks((2,))), (0, 2)),
        (thirds(4, 1, blocks=Blocks((2, 1, 1))), (1, 2)),
        (thirds(4, 2, blocks=Blocks((2, 2))), (2, 4)),
        (thirds(1, 2, must("H21", "week")), (0, 1)),
    ],
    ids=["halves", "thirds", "a period each", "one too many", "one block", "blocks", "twos", "turns of a week"],
)
def test_segments_are_at_home_as_evenly_as_the_blocks_let_them(asked, each):
    """Whatever the blocks, the segments and the weeks, it can be kept: nothing is asked that only half periods give."""
    problem = build_problem(replace(asked, rules=(*asked.rules, RuleRow("H21", level=Level.OFF))))
    found = solve(problem, stop=Stop(work=200), workers=1, seed=1)
    assert (found.hard, found.unplaced) == (0, ())
    away = {f"3A s{number}": 0 for number in range(1, asked.classes[0].segments + 1)}
    for placed in found.timetable.placements:
        weeks = problem.weeks_from(problem.lesson["W"].parts[placed.part - 1], placed.start)
        if name := problem.lesson["W"].option(placed.option).online_name:
            away[name] += placed.duration * len(weeks)
    assert each[0] <= min(away.values()) and max(away.values()) <= each[1] and sum(away.values())


@pytest.mark.parametrize("segments", [2, 3])
@pytest.mark.parametrize("periods", range(1, 8))
def test_every_block_of_a_wholly_mixed_lesson_is_mixed_whether_or_not_they_come_out_even(periods, segments):
    asked = school(periods=periods, classes=(replace(ROTATING[0], segments=segments),))
    turns = [f"mixed synchronous/3A s{1 + number % segments}" for number in range(periods)]

    def off(options):
        blocks = enumerate(zip(options, ((day, period) for period in (1, 5) for day in (0, 1, 3, 4)), strict=False))
        return broken(asked, "H10", *(At("W", *time, number + 1, option=option) for number, (option, time) in blocks))

    assert off(turns) == 0
    assert all(off([*turns[:one], "contact", *turns[one + 1 :]]) > 0 for one in range(periods))


def test_turns_of_a_week_for_more_segments_than_weeks_are_told():
    assert any("H21" in note for note in notes(thirds(2, 2, must("H21", "week"))))
    assert not any("H21" in note for note in notes(school(must("H21", "week"), periods=2, weeks=2)))


def test_segments_without_a_mixed_lesson_change_nothing():
    plain = small_school(lesson("W", periods=2), classes=ROTATING)
    assert [path.id for path in build_problem(plain).resources_of("path")] == ["path:3A"]
