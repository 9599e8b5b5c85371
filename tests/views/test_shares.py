"""Shares of distance lessons, worked out by hand: per path, class, programme and stage, in a cycle and over dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from scheduler.evaluation.occupancy import Occupancy
from scheduler.problem.problem import Problem
from scheduler.problem.rules import Span
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import build_problem
from scheduler.school.building.context import context_of
from scheduler.school.records import CalendarEntry, ClassGroup, Level, RuleRow, School, SchoolClass, SchoolLesson
from scheduler.views.shares import Scope, Share, make_shares
from tests.school.schools import blended_school

FIRST = date(2026, 10, 5)


def lesson(name: str, who: str, periods: int) -> SchoolLesson:
    return SchoolLesson(name, (who,), "WIS", (("JANS",),), Fraction(periods), distance_max=Fraction(periods))


def school(**changes: object) -> School:
    """Class 5A of 10 or 11 periods, by group; 5B of 5, of the same programme and stage; 1C of 4, of another."""
    base = blended_school(
        classes=(
            SchoolClass("5A", stage="3", programme="ECO", pupils=20, distance_ok=True),
            SchoolClass("5B", stage="3", programme="ECO", pupils=20, distance_ok=True),
            SchoolClass("1C", stage="1", pupils=20, distance_ok=True),
        ),
        groups=(ClassGroup("x", "5A", "h", 10), ClassGroup("y", "5A", "h", 10)),
        lessons=(
            lesson("W", "5A", 6),
            lesson("X", "x", 4),
            lesson("Y", "y", 5),
            lesson("B", "5B", 5),
            lesson("C", "1C", 4),
        ),
    )
    base = replace(base, settings=replace(base.settings, cycle_weeks=1))
    return replace(base, **changes)  # type: ignore[arg-type]


def put(lesson_id: str, part: int, start: int, option: str = "contact") -> Placement:
    return Placement(lesson_id, part, 1, start, option)


SYNC, ASYNC = "synchronous/home", "asynchronous"
PLACED = (
    *(put("W", part, part, SYNC) for part in (1, 2)),
    put("W", 3, 3, ASYNC),
    put("W", 4, 10),
    put("X", 1, 11, SYNC),
    put("X", 2, 12, ASYNC),
    put("Y", 1, 13),
    put("B", 1, 0, SYNC),
    put("B", 2, 4),
    put("C", 1, 8, ASYNC),
)


def shares(built: Problem, *placed: Placement) -> dict[tuple[Scope, str], Share]:
    context = context_of(built)
    assert context is not None
    found = make_shares(context, built, Occupancy(built, Timetable(placed or PLACED)))
    assert len({(share.scope, share.code) for share in found}) == len(found)
    return {(share.scope, share.code): share for share in found}


def figures(share: Share) -> tuple[int, ...]:
    return share.lessons, share.placed, share.synchronous, share.asynchronous


def test_shares_of_a_cycle_are_counted_for_each_path_and_added_for_programmes_and_stages() -> None:
    found = shares(build_problem(school()))
    assert {key: figures(share) for key, share in found.items()} == {
        (Scope.PATH, "5A x"): (10, 6, 3, 2),
        (Scope.PATH, "5A y"): (11, 5, 2, 1),
        (Scope.PATH, "5B"): (5, 2, 1, 0),
        (Scope.PATH, "1C"): (4, 1, 0, 1),
        (Scope.CLASS, "5A"): (10, 6, 3, 2),
        (Scope.CLASS, "5B"): (5, 2, 1, 0),
        (Scope.CLASS, "1C"): (4, 1, 0, 1),
        (Scope.PROGRAMME, "ECO"): (15, 8, 4, 2),
        (Scope.STAGE, "3"): (15, 8, 4, 2),
        (Scope.STAGE, "1"): (4, 1, 0, 1),
    }
    scopes = [*[Scope.PATH] * 4, *[Scope.CLASS] * 3, Scope.PROGRAMME, *[Scope.STAGE] * 2]
    assert [scope for scope, _ in found] == scopes


def test_a_cap_is_rounded_down_to_whole_lessons_and_says_how_many_are_left() -> None:
    found = shares(build_problem(school()))
    told = {
        code: (share.cap, share.most, share.distance, share.tested, share.given, share.slack, share.kept)
        for (scope, code), share in found.items()
        if scope is Scope.PATH
    }
    assert told["5A x"] == (40, 4, 5, (5, 10), 6, -1, False)
    assert told["5A y"] == (40, 4, 3, (3, 11), 5, 1, True)  # 4.4
    assert told["5B"] == (40, 2, 1, (1, 5), 2, 1, True)
    full = shares(build_problem(school()), put("B", 1, 0, SYNC), put("B", 2, 1, SYNC))
    assert (full[Scope.PATH, "5B"].slack, full[Scope.PATH, "5B"].kept) == (0, True)
    for scope, code in ((Scope.PROGRAMME, "ECO"), (Scope.STAGE, "3")):
        added = found[scope, code]
        assert (added.cap, added.most, added.slack, added.kept, added.period) == (None, None, None, True, Span.CYCLE)


@pytest.mark.parametrize(
    ("placed", "worst"),
    [
        ((put("X", 1, 0, SYNC),), (10, 1)),
        ((put("Y", 1, 0, SYNC),), (11, 1)),
        ((put("X", 1, 0, SYNC), put("Y", 1, 1, SYNC), put("Y", 2, 2, SYNC)), (11, 2)),
        ((put("X", 1, 0), put("X", 2, 1)), (10, 0)),  # equal: the first
        (
            tuple(put("X", n, n, SYNC) for n in (1, 2, 3, 4)) + tuple(put("Y", n, 4 + n, SYNC) for n in (1, 2, 3)),
            (10, 4),
        ),
    ],
)
def test_a_class_stands_for_its_path_that_comes_nearest_to_its_cap(
    placed: tuple[Placement, ...], worst: tuple[int, int]
) -> None:
    found = shares(build_problem(school()), *placed)[Scope.CLASS, "5A"]
    assert (found.lessons, found.distance) == worst


def test_without_a_cap_a_class_stands_for_its_path_with_most_distance() -> None:
    off = build_problem(school(rules=(RuleRow("H03", "all", Level.OFF),)))
    for name, worst in (("X", (10, 2)), ("Y", (11, 2))):
        found = shares(off, put(name, 1, 0, SYNC), put(name, 2, 1, SYNC), put("W", 1, 2))
        assert (found[Scope.CLASS, "5A"].lessons, found[Scope.CLASS, "5A"].distance) == worst
        assert (found[Scope.CLASS, "5A"].cap, found[Scope.CLASS, "5A"].most) == (None, None)
        assert found[Scope.CLASS, "5A"].kept


def test_over_stated_weeks_every_lesson_counts_as_often_as_it_takes_place() -> None:
    weeks = tuple(CalendarEntry(FIRST + timedelta(weeks=number)) for number in range(3))
    found = shares(build_problem(school(calendar=weeks)))
    path = found[Scope.PATH, "5A x"]
    assert (path.year_lessons, path.year_placed, path.year_distance, path.most, path.period) == (
        30,
        18,
        15,
        12,
        Span.CALENDAR,
    )
    assert (path.tested, path.given, path.slack, figures(path)) == ((15, 30), 18, -3, (10, 6, 3, 2))
    both = (path.year_synchronous, path.tested[0] - path.year_synchronous)
    assert path.tested_modes == both, "both forms over the same weeks as their sum"
    added = found[Scope.STAGE, "3"]
    assert (added.year_lessons, added.year_placed, added.year_distance) == (45, 24, 18)
    assert (added.tested, added.given, added.period) == ((18, 45), 24, Span.CALENDAR)


def test_a_path_at_its_cap_is_nearer_than_one_with_more_distance_that_has_one_left() -> None:
    built = build_problem(school(lessons=(lesson("W", "5A", 6), lesson("X", "x", 4), lesson("Y", "y", 10))))
    placed = *(put("X", n, n, SYNC) for n in (1, 2, 3, 4)), *(put("Y", n, 4 + n, SYNC) for n in (1, 2, 3, 4, 5))
    found = shares(built, *placed)
    assert [found[Scope.PATH, code].slack for code in ("5A x", "5A y")] == [0, 1]
    assert found[Scope.CLASS, "5A"].distance == 4
