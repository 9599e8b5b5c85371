"""Where a rule is broken, as the planner is told it: the exact facts of every kind of rule, worked out by hand."""

import pytest

from scheduler.evaluation import Fact, evaluate
from scheduler.evaluation.judge import points_of
from scheduler.evaluation.occupancy import Occupancy
from scheduler.problem import rules as r
from scheduler.problem.lessons import HOME
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement
from tests.builders import (
    CAMPUS,
    asynchronous,
    contact,
    days_of,
    demand,
    half_days_of,
    lesson,
    pool,
    problem,
    put,
    synchronous,
    timetable,
    week,
)
from tests.evaluation.judging import NAMED
from tests.solver.agreement import agree_on

MODES = (contact(), synchronous(), asynchronous())
A, B, P = "teacher:A", "teacher:B", "path:3A"
TIMES = week(2, 4)  # Monday is 0-3, Tuesday 4-7; the first two of a day are the morning
DAYS = days_of(TIMES)
MONDAY, TUESDAY = DAYS
CARTS = contact(demand("cart", "pool:carts", amount=3))
ROOMS = contact(demand("room", "room:1", "room:2"))
DISTANT = r.Filter(modes=DISTANCE_MODES)
HOME_CAMPUS = (frozenset({HOME}), frozenset({CAMPUS}))


def school(*rules: r.Rule) -> Problem:
    """Lessons a-d of one period and "long" of two, with teacher A and class 3A; "b2" with B; "cart" and "room"."""
    held = [lesson(name, who=[A, P], options=MODES) for name in "abcd"]
    others = [
        lesson("long", sizes=(2,), who=[A, P], options=MODES),
        lesson("b2", who=[B]),
        lesson("cart", sizes=(2, 1), options=[CARTS]),
        lesson("room", sizes=(2, 1), options=[ROOMS, synchronous()]),
    ]
    return problem(TIMES, [*held, *others], *rules, resources=[pool("carts", 2)])


def facts(rule: r.Rule, *placements: Placement) -> tuple[Fact, ...]:
    """What is told of the only broken point."""
    agree_on(school(), rule, timetable(*placements))
    (violation,) = evaluate(school(rule), timetable(*placements)).violations
    return violation.where


@pytest.mark.parametrize(
    ("rule", "placements", "told"),
    [
        pytest.param(
            r.NoClash(**NAMED, resources=(A,)),
            (put("long", 4, duration=2), put("a", 5), put("b", 1), put("c", 1), put("d", 0)),
            (Fact((1,), ("b", "c"), 2, None, 1), Fact((5,), ("long", "a"), 2, None, 1)),
            id="a clash: at the period of the block that is shared, and no word of periods without a clash",
        ),
        pytest.param(
            r.PoolCapacity(**NAMED, pools=("pool:carts",)),
            (put("cart", 2, duration=2), put("cart", 4, 2)),
            (
                Fact((2,), ("cart",), 3, None, 2),
                Fact((3,), ("cart",), 3, None, 2),
                Fact((4,), ("cart",), 3, None, 2),
            ),
            id="a pool: every time with who uses it",
        ),
        pytest.param(
            r.Unavailable(**NAMED, resources=(A, B), times=(5, 6, 7)),
            (put("a", 5), put("b", 7), put("c", 0)),
            (Fact((5, 7)),),
            id="unavailable: the busy ones of the times",
        ),
        pytest.param(
            r.LimitIdle(**NAMED, resources=(A,), groups=DAYS),
            (put("a", 0), put("b", 3), put("c", 5), put("d", 7)),
            (Fact((1, 2, 6), (), 3, 0, 0),),
            id="idle times of all days",
        ),
        pytest.param(
            r.LimitClusters(**NAMED, resources=(A,), clusters=tuple((r.Touch(day),) for day in DAYS), most=1),
            (put("a", 0), put("b", 7)),
            (Fact((0, 2, 4, 6), (), 2, 0, 1),),
            id="clusters: one time of each half day of those that are touched",
        ),
        pytest.param(
            r.LimitBusy(**NAMED, resources=(A,), groups=DAYS, least=2, most=2),
            (put("a", 0), put("b", 1), put("c", 3), put("d", 6)),
            (Fact((0, 1, 3), (), 3, 2, 2), Fact((6,), (), 1, 2, 2)),
            id="lessons of a day: the periods that are given",
        ),
        pytest.param(
            r.LimitBusy(**NAMED, resources=(A,), groups=DAYS, least=1, empty_free=False),
            (put("a", 0),),
            (Fact(TUESDAY, (), 0, 1, None),),
            id="a day without any: the whole day",
        ),
        pytest.param(
            r.LimitRuns(**NAMED, resources=(A,), groups=DAYS, most=1),
            (put("a", 1), put("b", 2), put("c", 4), put("d", 7)),
            (Fact((1, 2), (), 2, None, 1),),
            id="a run that is too long",
        ),
        pytest.param(
            r.LimitWorkload(**NAMED, resources=(A,), least=9),
            (put("a", 0),),
            (Fact((), (), 6, 9, None),),
            id="workload of all lessons, placed or not",
        ),
        pytest.param(
            r.LimitSwitches(**NAMED, resources=(P,), groups=DAYS, places=HOME_CAMPUS, most=1),
            (put("a", 0), put("b", 1, option="synchronous"), put("c", 3)),
            (Fact((1, 3), (), 2, None, 1),),
            id="switches: where the other place begins",
        ),
        pytest.param(
            r.TravelTime(**NAMED, resources=(P,), groups=DAYS, minutes={(CAMPUS, HOME): 51}),
            (put("a", 0), put("b", 2, option="synchronous")),
            (Fact((0, 2), (CAMPUS, HOME), 50, 51),),
            id="travel: from, to, minutes there are and minutes needed",
        ),
        pytest.param(
            r.CommonFree(**NAMED, groups=((A, B),), times=MONDAY, least=3),
            (put("a", 0), put("b2", 2)),
            (Fact((1, 3), (A, B), 2, 3, None),),
            id="free together: when they are",
        ),
        pytest.param(
            r.OnHand(**NAMED, groups=((A, B),), times=(2,), around=MONDAY, least=2),
            (put("a", 0), put("b2", 2)),
            (Fact((2,), (A,), 1, 2, None),),
            id="on hand: who is, and when",
        ),
        pytest.param(
            r.SameEachWeek(**NAMED, resources=(P,), sets=((MONDAY, TUESDAY),), what=DISTANT),
            (put("a", 5, option="synchronous"), put("b", 6), put("c", 0)),
            (Fact((5,)),),
            id="same half days: when it happens in the weeks in which it does",
        ),
        pytest.param(
            r.Placed(**NAMED, lessons=("room",)),
            (put("room", 0, duration=2),),
            (Fact((), (), 2, 3, None),),
            id="periods placed and periods there are",
        ),
        pytest.param(
            r.Assigned(**NAMED, lessons=("room",), role="room"),
            (put("room", 4, duration=2), put("room", 0, 2, room="room:1")),
            (Fact((4, 5), detail="room"),),
            id="the meet without a room",
        ),
        pytest.param(
            r.PreferTimes(**NAMED, lessons=("long",), times=frozenset({0})),
            (put("long", 4, duration=2),),
            (Fact((4, 5)),),
            id="all times of a block that starts elsewhere",
        ),
        pytest.param(
            r.AllowedOptions(**NAMED, allowed=(("a", frozenset({"contact"})),)),
            (put("a", 4, option="synchronous"),),
            (Fact((4,), detail="synchronous"),),
            id="another option: its mode",
        ),
        pytest.param(
            r.PreferResources(**NAMED, lessons=("room",), role="room", resources=frozenset({"room:1"})),
            (put("room", 4, duration=2, room="room:2"), put("room", 0, 2, room="room:1")),
            (Fact((4, 5), ("room:2",)),),
            id="another room",
        ),
        pytest.param(
            r.SameResource(**NAMED, groups=(("room",),), role="room"),
            (put("room", 4, duration=2, room="room:2"), put("room", 0, 2, room="room:1")),
            (Fact((), ("room:1", "room:2"), 2, None, 1),),
            id="all rooms used",
        ),
        pytest.param(
            r.Spread(**NAMED, groups=(("a", "b"),), bounds=(r.Bound(MONDAY, 0, 1), r.Bound(TUESDAY, 1, 2))),
            (put("a", 0), put("b", 2)),
            (Fact(MONDAY, (), 2, 0, 1), Fact(TUESDAY, (), 0, 1, 2)),
            id="spread: the set of times with its bounds",
        ),
        pytest.param(
            r.Linked(**NAMED, groups=(("long", "a"),)),
            (put("long", 4, duration=2), put("a", 6)),
            (Fact((4, 5, 6), ("long", "a")),),
            id="linked: every time at which only one runs",
        ),
        pytest.param(
            r.Ordered(**NAMED, pairs=(("cart", "room"),), least=2, most=3),
            (put("cart", 1, duration=2), put("cart", 0, 2), put("room", 4, duration=2), put("room", 3, 2)),
            (Fact((2, 3), ("cart", "room"), 0, 2, 3),),
            id="ordered: the last period of the first and the first of the second",
        ),
        pytest.param(
            r.SplitShape(**NAMED, lessons=("room",), shortest=2, longest=3, least=1, most=1),
            (put("room", 0, duration=2), put("room", 5, 2)),
            (Fact((5,), (), 1, 2, 3, "duration"), Fact((), (), 2, 1, 1, "number")),
            id="split: the odd block, and how many",
        ),
        pytest.param(
            r.SplitShape(**NAMED, lessons=("room",), shortest=2, longest=3, least=1, most=2),
            (put("room", 0, duration=2), put("room", 5, 2)),
            (Fact((5,), (), 1, 2, 3, "duration"),),
            id="split: no word of a number that is right",
        ),
        pytest.param(
            r.SplitCount(**NAMED, lessons=("room",), duration=1, least=2, most=3),
            (put("room", 0, duration=2), put("room", 5, 2)),
            (Fact((), (), 1, 2, 3, "1"),),
            id="how many blocks of a length",
        ),
        pytest.param(
            r.LimitPeriods(**NAMED, bounds=(r.PeriodBound("x", ("long", "a"), 0, 2),), modes=DISTANCE_MODES),
            (put("long", 4, duration=2, option="synchronous"), put("a", 1, option="asynchronous")),
            (Fact((1, 4, 5), ("long", "a"), 3, 0, 2),),
            id="periods in some modes: when they are, in order",
        ),
        pytest.param(
            r.Pinned(
                **NAMED,
                pins=(
                    r.PinnedMeet("room", 1, 2, Mode.CONTACT, (("room", "room:1"), ("1", A)), within=frozenset({3, 2})),
                ),
            ),
            (put("room", 4, duration=2, option="synchronous", room="room:2"), put("room", 0, 2)),
            (
                Fact((4, 2), detail="start"),
                Fact((4, 2, 3), detail="within"),
                Fact((), ("synchronous", "contact"), detail="mode"),
                Fact((), ("", "room:1"), detail="resource"),
                Fact((), ("", A), detail="resource"),
            ),
            id="a pin: all that was moved, from where to where",
        ),
        pytest.param(
            r.Pinned(**NAMED, pins=(r.PinnedMeet("room", 2, None, None, (("room", "room:1"),)),)),
            (put("room", 4, duration=2, room="room:1"), put("room", 0, 2, room="room:2")),
            (Fact((), ("room:2", "room:1"), detail="resource"),),
            id="a pin of the second block only looks at that",
        ),
    ],
)
def test_what_is_told_of_a_broken_rule(rule: r.Rule, placements: tuple[Placement, ...], told: tuple[Fact, ...]) -> None:
    assert facts(rule, *placements) == told


def test_the_most_burdened_are_told_with_what_they_carry() -> None:
    away = [r.Unavailable(id=f"away{n}", entry="S02", resources=(A, B, P), times=day) for n, day in enumerate(DAYS)]
    fair = r.MostBurdened(id="fair", entry="S14", resources=(B, A), rules=("away0", "away1"))

    def told(*placements: Placement) -> tuple[int, tuple[Fact, ...]]:
        built = school(*away, fair)
        (point,) = points_of(fair, Occupancy(built, timetable(*placements)))
        return point.deviation, point.where

    assert told(put("a", 0), put("b", 6), put("b2", 0)) == (2, (Fact(who=(A,), measured=2),))
    assert told(put("a", 0), put("b2", 5)) == (1, (Fact(who=(B, A), measured=1),))
    assert told() == (0, ())


def test_nobody_is_the_most_burdened_of_no_one() -> None:
    fair = r.MostBurdened(id="fair", entry="S14", resources=(), rules=())
    assert evaluate(school(fair), timetable()).violations == ()


def test_what_rings_at_once_in_two_grids_is_told_by_its_first_time() -> None:
    times = week(1, 2, grids=(("", 0, 60), ("other", 0, 60)))
    carts = lesson("cart", options=[CARTS], grid="other")
    rule = r.PoolCapacity(**NAMED, pools=("pool:carts",))
    built = problem(times, [carts], rule, resources=[pool("carts", 2)])
    (violation,) = evaluate(built, timetable(put("cart", 3))).violations
    assert violation.where == (Fact((1,), ("cart",), 3, None, 2),)


def test_a_clash_over_two_grids_is_told_by_the_period_of_the_first_lesson() -> None:
    times = week(1, 2, grids=(("", 0, 60), ("other", 30, 60)))
    rule = r.NoClash(**NAMED, resources=(A,))
    built = problem(times, [lesson("long", sizes=(2,), who=[A]), lesson("late", who=[A], grid="other")], rule)
    (violation,) = evaluate(built, timetable(put("long", 0, duration=2), put("late", 3))).violations
    assert (violation.deviation, violation.where) == (1, (Fact((1,), ("long", "late"), 2, None, 1),))


def test_a_cluster_of_two_sets_is_told_once_for_each_half_day() -> None:
    morning, afternoon = half_days_of(TIMES)[:2]
    clusters = ((r.Touch(morning), r.Touch((1, 2)), r.Touch(afternoon, present=False)),)
    rule = r.LimitClusters(**NAMED, resources=(A,), clusters=clusters, most=0)
    assert facts(rule, put("a", 1)) == (Fact((0, 2), (), 1, 0, 0),)


@pytest.mark.parametrize(
    "rule",
    [
        r.NoClash(**NAMED, resources=(A,)),
        r.Unavailable(**NAMED, resources=(A,), times=(7,)),
        r.Linked(**NAMED, groups=(("c", "d"),)),
        r.TravelTime(**NAMED, resources=(P,), groups=DAYS, minutes={(CAMPUS, CAMPUS): 0}),
        r.SplitShape(**NAMED, lessons=("a",), shortest=1, longest=1, least=1, most=1),
        r.SameEachWeek(**NAMED, resources=(A,), sets=((MONDAY, MONDAY),)),
    ],
    ids=lambda rule: type(rule).__name__,
)
def test_nothing_is_told_of_a_rule_that_is_kept(rule: r.Rule) -> None:
    (point,) = points_of(rule, Occupancy(school(rule), timetable(put("a", 0), put("b", 1))))
    assert (point.deviation, point.where) == (0, ())
