"""S22: over all their rotating lessons together each segment of a class is at home about as often as the others."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from scheduler.problem.modes import Mode
from scheduler.problem.rules import LimitPeriods
from scheduler.school.building import build_problem
from scheduler.school.records import Blocks, ClassGroup, Level, RuleRow, SchoolClass
from scheduler.school.segments import shared_out, shared_over
from scheduler.solver.search import solve
from scheduler.solver.stopping import Stop
from tests.school.judging import At, cost, has, lesson, said, small_school

THIRDS = (SchoolClass("3A", stage="2", pupils=21, distance_ok=True, onsite_requests=0, segments=3),)
MIXED = {"modes": frozenset({Mode.CONTACT}), "mixed": True}
FREE = (
    RuleRow("H03", level=Level.OFF),
    RuleRow("H04", level=Level.OFF),
    RuleRow("H12", level=Level.OFF),
    RuleRow("H21", level=Level.OFF),
)


def school(*rules: RuleRow, periods=(2, 2), more=(), **changes: object):
    lessons = tuple(lesson(f"L{number}", periods=many, **MIXED) for number, many in enumerate(periods))
    return small_school(*lessons, *more, **{"classes": THIRDS, "rules": (*FREE, *rules), **changes})


def away(lesson_id: str, *segments: int) -> list[At]:
    """The blocks of a lesson on successive days, each with one segment at home."""
    day = 2 * int(lesson_id[1])
    options = [f"mixed synchronous/3A s{number}" for number in segments]
    return [At(lesson_id, day + part // 3, 1 + part % 3, part + 1, option=way) for part, way in enumerate(options)]


def test_a_segment_that_is_never_at_home_costs_and_is_told() -> None:
    """Each lesson by itself is as even as two blocks can be; two for s1, two for s2 and none for s3 is not."""
    meets = [*away("L0", 1, 2), *away("L1", 1, 2)]
    assert cost(school(), "S22", *meets) == 10
    assert cost(school(), "H10", *meets, aspect="own bounds") == 0
    (sentence,) = said(school(), "S22", *meets)
    assert "3A s3" in sentence and "0 afstandslessen per week, minstens 1" in sentence
    assert cost(school(), "S22", *away("L0", 1, 2), *away("L1", 1, 3)) == 0


def test_off_or_a_must_for_one_class_as_any_rule() -> None:
    assert not has(school(RuleRow("S22", level=Level.OFF)), "S22")
    (rule,) = (one for one in build_problem(school(RuleRow("S22", "3A", Level.MUST))).rules if one.entry == "S22")
    assert rule.hard


@pytest.mark.parametrize(
    "asked",
    [
        school(periods=(2,)),
        school(periods=(3, 3)),
        school(periods=(3, 2)),
        school(classes=(replace(THIRDS[0], distance_ok=False),)),
        school(more=(lesson("P", periods=2),), periods=(1,)),
    ],
    ids=["one lesson", "whole turns", "one with a rest", "no distance", "one is not mixed"],
)
def test_nothing_is_asked_that_each_lesson_by_itself_gives(asked) -> None:
    assert not has(asked, "S22")


def test_pupils_with_a_lesson_of_their_group_are_counted_with_it() -> None:
    """The pupils of group F have three rotating lessons, the others two: each are balanced among themselves."""
    groups = (ClassGroup("F", "3A", "keuze", 10), ClassGroup("G", "3A", "keuze", 11))
    asked = school(more=(lesson("L2", periods=2, of="F", **MIXED),), groups=groups)
    (rule,) = (one for one in build_problem(asked).rules if one.entry == "S22")
    assert isinstance(rule, LimitPeriods)
    counted = sorted((one.lessons, one.least, one.most) for one in rule.bounds)
    assert counted == [(("L0", "L1"), 1, 2)] * 3 + [(("L0", "L1", "L2"), 2, 2)] * 3
    assert len({one.label for one in rule.bounds}) == 6


def test_the_solver_gives_each_segment_its_turn() -> None:
    problem = build_problem(school(periods=(1, 1, 2)))
    found = solve(problem, stop=Stop(work=80), workers=1, seed=1)
    assert (found.hard, found.unplaced) == (0, ())
    taken = [problem.lesson[one.lesson].option(one.option).online_name for one in found.timetable.placements]
    assert sorted(taken.count(f"3A s{number}") for number in (1, 2, 3)) == [1, 1, 2]


@pytest.mark.parametrize("lessons", [((1, 1), (1, 1)), ((2, 1), (1,)), ((2,), (1, 1)), ((2, 1), (2, 1, 1))])
@pytest.mark.parametrize("segments", [2, 3])
def test_what_is_asked_can_be_had_beside_what_each_lesson_asks(lessons, segments) -> None:
    """Some way to give the blocks out keeps every lesson even and all of them together."""
    least, most = shared_over(lessons, segments)

    def loads(given) -> list[list[int]]:
        turns = iter(given)
        dealt = []
        for blocks in lessons:
            of_lesson = [0] * segments
            for block in blocks:
                of_lesson[next(turns)] += block
            dealt.append(of_lesson)
        return dealt

    ways = map(loads, product(range(segments), repeat=sum(map(len, lessons))))
    even = [
        way
        for way in ways
        if all((min(of), max(of)) == shared_out(blocks, segments) for of, blocks in zip(way, lessons, strict=True))
    ]
    assert any(
        least <= min(map(sum, zip(*way, strict=True))) <= max(map(sum, zip(*way, strict=True))) <= most for way in even
    )


def test_blocks_of_two_count_as_two() -> None:
    twos = school(periods=(2, 2, 2))
    twos = replace(twos, lessons=tuple(replace(one, blocks=Blocks((2,))) for one in twos.lessons))
    (rule,) = (one for one in build_problem(twos).rules if one.entry == "S22")
    assert isinstance(rule, LimitPeriods)
    assert {(one.label, one.least, one.most) for one in rule.bounds} == {
        (f"3A s{number}", 2, 2) for number in (1, 2, 3)
    }
