"""What rules become: rows, tables and monitors of small schools, written down by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.evaluation import cost_of
from scheduler.problem import rules as r
from scheduler.problem.lessons import Lesson, Part
from scheduler.problem.modes import ALL_MODES, DISTANCE_MODES, Mode
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.monitors.kinds import Busy, Capacity, Clusters, Idle, Peak, Touched
from scheduler.solver.monitors.monitor import Monitors
from scheduler.solver.monitors.of_lessons import holdings
from scheduler.solver.monitors.rows import Rows
from scheduler.solver.monitors.terms import Load
from tests.builders import (
    asynchronous,
    contact,
    demand,
    flexible,
    lesson,
    pool,
    problem,
    put,
    synchronous,
    teacher,
    timetable,
    week,
)
from tests.solver.agreement import agree_on

A, B, IDLE = "teacher:A", "teacher:B", "teacher:Z"
NAMED = {"id": "rule", "entry": "H00"}
DAY = (0, 1, 2, 3)
BOTH = [contact(), synchronous()]


def school(*rules: r.Rule) -> Problem:
    """Teacher A has x and y, B what is too long for a day; Z has nothing. The split of "open" is free."""
    lessons = [
        lesson("x", who=[A], options=BOTH),
        lesson("y", who=[A]),
        lesson("long", sizes=(5, 1), who=[B]),
        flexible("open", 3, 2, 2),
    ]
    return problem(week(2, 4), lessons, *rules, resources=[teacher("Z"), pool("seats", 0)])


def made(*rules: r.Rule) -> Monitors:
    return monitors(index_problem(school(*rules)))


def busy(who: str, least: int, most: int | None, empty_free: bool, **more: object) -> r.LimitBusy:
    fields = {**NAMED, "resources": (who,), "groups": (DAY,), **more}
    return r.LimitBusy(**fields, least=least, most=most, empty_free=empty_free)  # type: ignore[arg-type]


def days(least: int, most: int | None) -> r.LimitClusters:
    clusters = ((r.Touch(DAY),), (r.Touch((4, 5, 6, 7)),))
    return r.LimitClusters(**NAMED, resources=(A,), clusters=clusters, least=least, most=most)


def idle(who: str, least: int, breaks: tuple = ()) -> r.LimitIdle:
    return r.LimitIdle(**NAMED, resources=(who,), groups=(DAY,), least=least, most=1, breaks=breaks)


def periods(**bounds: object) -> r.LimitPeriods:
    return r.LimitPeriods(**NAMED, bounds=(r.PeriodBound("b", ("y",), **bounds),), modes=DISTANCE_MODES)  # type: ignore


def pin(lesson: str, mode: Mode) -> r.Pinned:
    return r.Pinned(**NAMED, pins=(r.PinnedMeet(lesson, 1, mode=mode),))


def options(lesson: str, *allowed: str) -> r.AllowedOptions:
    return r.AllowedOptions(**NAMED, allowed=((lesson, frozenset(allowed)),))


def spread(*bounds: r.Bound) -> r.Spread:
    return r.Spread(**NAMED, groups=(("x", "y"),), bounds=bounds)


def places(who: str, *options: tuple[str, ...]) -> r.LimitSwitches:
    sides = tuple(frozenset(one) for one in options)
    return r.LimitSwitches(**NAMED, resources=(who,), groups=(DAY,), places=sides, most=0)


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        (busy(IDLE, 0, 0, False), 0),
        (busy(IDLE, 1, None, True), 0),
        (busy(IDLE, 1, None, False), 1),
        (busy(A, 0, 1, True), 1),
        (idle(IDLE, 0), 0),
        (idle(IDLE, 1), 1),
        (days(0, None), 0),
        (days(0, 2), 0),
        (days(0, 1), 1),
        (days(1, None), 1),
        (days(1, 2), 1),
        (r.PoolCapacity(**NAMED, pools=("pool:seats",)), 0),
        (r.LimitRuns(**NAMED, resources=(IDLE,), groups=(DAY,), most=1), 0),
        (options("x", "contact", "synchronous"), 0),
        (options("x", "contact"), 1),
        (pin("y", Mode.CONTACT), 0),
        (pin("x", Mode.CONTACT), 1),
        (spread(r.Bound((), 0, 0), r.Bound((0,), 0, 0)), 1),
        (spread(r.Bound((), 0, 0)), 0),
        (spread(r.Bound((), 1)), 1),
        (periods(most=0), 0),
        (periods(least=1), 1),
        (periods(share=50), 0),
        (r.SameResource(**NAMED, groups=(("x", "y"),), role="1"), 0),
        (r.SameResource(**NAMED, groups=(("x", "long"),), role="1"), 1),
        (r.Linked(**NAMED, groups=(("x",), ("y", "y"))), 0),
        (r.Linked(**NAMED, groups=(("x", "y", "y"),)), 1),
        (r.Placed(**NAMED, lessons=("x", "y")), 2),
        (places(A, ("home",), ("south",)), 0),
        (places(A, ("home",), ("north",)), 0),
        (r.SameEachWeek(**NAMED, resources=(IDLE,), sets=(((0,), (1,)),)), 0),
        (r.SameEachWeek(**NAMED, resources=(A,), sets=(((0,), (1,)),)), 1),
        (r.TravelTime(**NAMED, resources=(IDLE,), groups=(DAY,), minutes={("north", "home"): 60}), 0),
        (r.TravelTime(**NAMED, resources=(A,), groups=(DAY,), minutes={("north", "home"): 60}), 0),
        (r.TravelTime(**NAMED, resources=(A,), groups=(DAY,), minutes={("north", "north"): 0}), 0),
        (r.TravelTime(**NAMED, resources=(A,), groups=(DAY,), minutes={("north", "north"): 60}), 1),
    ],
)
def test_a_rule_that_no_timetable_can_break_has_no_monitor(rule: r.Rule, count: int) -> None:
    assert len(made(rule).monitors) == count


def test_equal_monitors_of_a_rule_are_one_that_weighs_more() -> None:
    rule = r.Placed(**NAMED, lessons=("x", "y", "x"), weight=5)
    assert [one.weight for one in made(rule).monitors] == [10, 5]


def test_what_cannot_break_or_weighs_nothing_is_kept_where_a_rule_compares_it() -> None:
    burden = r.Unavailable(id="away", entry="", resources=(A, IDLE), times=(0,), weight=0)
    assert made(burden).monitors == ()
    compared = r.MostBurdened(id="most", entry="", resources=(A, IDLE, B), rules=("away",))
    *kept, peak = made(burden, compared).monitors
    assert [one.weight for one in kept] == [0, 0]
    assert isinstance(peak, Peak)
    assert peak.members == ((0,), (1,)), "nothing of B is compared"
    assert len(made(burden, replace(compared, resources=(B,))).monitors) == 2
    assert len(made(burden, replace(compared, weight=0)).monitors) == 2


def test_rules_become_the_monitors_of_their_sentences() -> None:
    common = {"rule": 0, "hard": True, "weight": 1}
    clash = r.NoClash(id="clash", entry="", resources=(A,))
    assert made(clash).monitors == (Capacity(**common, row=1, capacity=1),)
    assert made(replace(clash, standby=2)).monitors == (Capacity(**common, row=1, capacity=2),)
    away = r.Unavailable(id="away", entry="", resources=(A,), times=(0, 1))
    assert made(away).monitors == (Busy(**common, row=1, groups=((0, 1),), least=0, most=0, empty_free=True),)
    assert made(idle(A, 0, breaks=((),))).monitors == (Idle(**common, row=1, groups=(DAY,), least=0, most=1),)
    meal = (((1, 2),),)
    assert made(idle(A, 0, breaks=meal)).monitors == (
        Idle(**common, row=1, groups=(DAY,), least=0, most=1, breaks=meal),
    )
    there = r.OnHand(id="there", entry="", groups=((A, B),), times=(1,), around=DAY, least=1)
    clusters = tuple((Touched(row, DAY), Touched(row, (1,), present=False)) for row in (1, 2))
    assert made(there).monitors == (Clusters(**common, clusters=clusters, least=1, most=None),)
    free = r.CommonFree(id="free", entry="", groups=((A, B),), times=DAY, least=3)
    assert made(free).monitors == (Busy(**common, row=3, groups=(DAY,), least=0, most=1, empty_free=False),)


def test_rules_about_the_same_meets_share_one_row_and_one_table() -> None:
    clash = r.NoClash(id="clash", entry="", resources=(A,))
    away = r.Unavailable(id="away", entry="", resources=(A, IDLE), times=(0,))
    every = replace(away, id="every", what=r.Filter(modes=ALL_MODES))
    far = replace(away, id="far", what=r.Filter(modes=DISTANCE_MODES))
    data = made(clash, away, every, busy(A, 0, 1, True))
    assert [row.terms for row in data.rows] == [(), (Load(0), Load(1))]
    data = made(clash, away, far)
    assert [row.terms for row in data.rows[1:]] == [(Load(0), Load(1)), (Load(0, (1,)),)]
    assert data.rows[2].within == 1
    assert len(made(r.Placed(**NAMED, lessons=("x",)), r.Placed(id="two", entry="", lessons=("y",))).tables) == 1


def test_rules_about_lessons_share_rows_too() -> None:
    linked = r.Linked(**NAMED, groups=(("x", "y"),))
    assert len(made(linked, replace(linked, id="again")).rows) == 3


def test_who_has_asynchronous_lessons_has_one_row_where_standby_counts_as_a_lesson() -> None:
    clash = r.NoClash(id="clash", entry="", resources=(A,))
    away = r.Unavailable(id="away", entry="", resources=(A,), times=(0,))
    built = problem(week(), [lesson("x", who=[A], options=[contact(), asynchronous()])], clash, away)
    assert len(monitors(index_problem(built)).rows) == 2
    assert len(monitors(index_problem(replace(built, rules=(replace(clash, standby=2), away)))).rows) == 3


def test_a_day_of_two_grids_is_counted_by_its_bells() -> None:
    times = week(1, 2, grids=(("", 0, 60), ("b", 30, 60)))
    built = problem(times, [lesson("x", who=[A]), lesson("y", who=[A], grid="b")])
    most = busy(A, 0, 1, True, groups=(tuple(range(4)),))
    assert deviation(built, most, put("x", 0)) == 0
    assert deviation(built, most, put("x", 0), put("y", 3)) == 1


def test_nobody_has_most_points_where_nobody_is_compared() -> None:
    assert Peak(rule=0, hard=True, weight=1, members=()).largest(lambda _: 5) == 0


def test_where_times_do_not_overlap_a_bell_is_its_time() -> None:
    data = made(busy(A, 0, 1, True))
    assert (data.time_ticks, data.tick_count) == (tuple((tick,) for tick in range(8)), 8)
    assert index_problem(school()).domains[0].bell_ticks[:8] == tuple((tick,) for tick in range(8))
    overlapping = problem(week(1, 2, grids=(("", 0, 60), ("b", 30, 60))), [lesson("x", who=[A])])
    data = monitors(index_problem(overlapping))
    assert len(data.time_ticks) == 2 * 4
    assert data.tick_count == overlapping.times.tick_count + 4


# -- rows and tables --


def chosen() -> Rows:
    """A lesson with a teacher that is fixed at distance and one of two else, and a second one of the same two."""
    near = contact(demand("teacher", A, B), demand("second", A, B))
    one = lesson("x", options=[near, synchronous(demand("teacher", A))])
    return Rows(index_problem(problem(week(), [one, lesson("y", options=[synchronous(), contact()])])))


def test_every_way_to_hold_somebody_is_told_once() -> None:
    rows = chosen()
    assert [(meet, ways, slot, choices) for meet, _, ways, slot, choices in rows.holds(A)] == [
        (0, (0,), 0, (0,)),
        (0, (0,), 1, (0,)),
        (0, (1,), -1, ()),
    ]
    assert [(meet, ways, slot, choices) for meet, _, ways, slot, choices in rows.holds(B)] == [
        (0, (0,), 0, (1,)),
        (0, (0,), 1, (1,)),
    ]
    assert rows.holds(A) is rows.holds(A)
    assert {way[0] for way in rows.holds(A, rests=True)} == {0, 2}
    assert list(holdings(rows, 0, "teacher")) == [((1,), -1, (), A), ((0,), 0, (0,), A), ((0,), 0, (1,), B)]
    assert list(holdings(rows, 0, "second")) == [((0,), 1, (0,), A), ((0,), 1, (1,), B)]
    assert list(holdings(rows, 0, "teacher", frozenset({"synchronous"}))) == [((1,), -1, (), A)]


def test_somebody_who_is_fixed_in_two_ways_is_held_in_both() -> None:
    ways = [contact(demand("teacher", A)), synchronous(demand("teacher", A, workload=2))]
    built = problem(week(), [lesson("x", options=ways)])
    rows = Rows(index_problem(built))
    assert [held[2] for held in rows.holds(A)] == [(0,), (1,)]
    assert rows.options(0, (0, 1)) == ()
    assert rows.options(0, (1,)) == (1,)


def test_a_value_with_a_name_is_worked_out_once_for_all_meets_of_one_domain() -> None:
    rows = chosen()
    asked = []

    def value(duration: int, start: int, _times: tuple[int, ...]) -> int:
        asked.append(start)
        return duration

    first = rows.table(0, value, "named")
    count = len(asked)
    assert (first, count) == (0, 6), "four times, unplaced, absent"
    assert rows.table(1, value, "named") == 0
    assert len(asked) == count
    assert rows.table(1, value) == 0, "without a name it is asked again, and kept once"
    assert len(asked) == 2 * count
    assert rows.table(1, value) == 0
    assert rows.table(0, lambda *_: 0, "nothing") is None
    assert rows.table(0, lambda *_: 0, "nothing") is None
    assert rows.tables == [(1, 1, 1, 1, 1, 0)]


# -- sentences on the edge, by both readings --


def deviation(built: Problem, rule: r.Rule, *placements: Placement) -> int:
    agree_on(built, rule, timetable(*placements))
    return cost_of(built, rule, timetable(*placements)).deviation


def test_a_block_that_fits_into_no_day_asks_nothing_of_its_teacher() -> None:
    wanted = r.PreferResources(**NAMED, lessons=("long",), role="1", resources=frozenset({A}))
    assert deviation(school(), wanted, put("long", 0, 2)) == 1, "the block after it counts"
    load = r.LimitWorkload(**NAMED, resources=(B,), weekly=True, least=0, most=0)
    assert deviation(school(), load, put("long", 0, 2)) == 1


def test_a_weekly_workload_counts_periods_whatever_the_lesson_is_worth() -> None:
    built = problem(week(), [lesson("x", sizes=(2,), demands=[demand("teacher", A, workload=1)])])
    load = r.LimitWorkload(**NAMED, resources=(A,), weekly=True, least=0, most=1)
    assert deviation(built, load, put("x", 0, duration=2)) == 1
    assert deviation(built, replace(load, weekly=False), put("x", 0, duration=2)) == 0


def test_blocks_in_an_open_week_raise_the_periods_of_which_a_share_is_taken() -> None:
    block = Lesson("x", (Part(1, 2, 2, ((0,), (1,))),), 2, (contact(), synchronous()), (), subject="x")
    built = problem(week(weeks=2), [block])
    bound = r.PeriodBound("x", ("x",), share=50)  # type: ignore[arg-type]
    rule = r.LimitPeriods(**NAMED, bounds=(bound,), modes=DISTANCE_MODES, occurrences=((18,) * 7, (14,) * 7))
    assert deviation(built, rule, put("x", 0, duration=2, option="synchronous")) == 36 - 18
    assert deviation(built, rule, put("x", 4, duration=2, option="synchronous")) == 28 - 14


def test_a_part_without_a_meet_holds_nobody_and_the_rest_who_is_fixed() -> None:
    open_split = flexible("open", 2, 2, 2, who=[B])
    built = problem(week(), [lesson("x", who=[A]), open_split, lesson("y", who=[A])])
    same = r.SameResource(**NAMED, groups=(("x", "open"),), role="1")
    assert deviation(built, same, put("x", 0), put("open", 0, duration=2)) == 1
    assert deviation(built, same, put("x", 0)) == 1, "the rest of the open lesson"
    ways = [contact(demand("r", A)), synchronous(demand("r", B))]
    two = Lesson("open", (Part(1, 1, 2), Part(2, 1, 2)), 2, tuple(ways), (), subject="open")
    far = put("open", 0, duration=2, option="synchronous")
    assert deviation(problem(week(), [two]), r.SameResource(**NAMED, groups=(("open",),), role="r"), far) == 0
    nobody = problem(week(), [lesson("x", demands=[demand("r", A, B)]), lesson("y", demands=[demand("r", A, B)])])
    same = r.SameResource(**NAMED, groups=(("x", "y"),), role="r")
    assert deviation(nobody, same, put("x", 0, r=A), put("y", 0, r=B)) == 1
    assert deviation(nobody, same, put("x", 0, r=A)) == 0


def test_an_order_is_asked_of_lessons_that_are_placed_as_a_whole() -> None:
    built = problem(week(), [lesson("x", sizes=(1, 1)), lesson("y")])
    order = r.Ordered(**NAMED, pairs=(("x", "y"),))
    assert deviation(built, order, put("x", 2), put("x", 3, 2), put("y", 0)) == 4
    assert deviation(built, order, put("x", 2), put("x", None, 2), put("y", 0)) == 0
    assert deviation(built, order, put("x", 2), put("x", 3, 2), put("y", None)) == 0


def test_what_an_option_does_not_ask_for_is_not_missing_in_it() -> None:
    built = problem(week(), [lesson("x", options=[contact(demand("room", "room:1", "room:2")), synchronous()])])
    rule = r.Assigned(**NAMED, lessons=("x",), role="room")
    assert deviation(built, rule, put("x", 0)) == 1
    assert deviation(built, rule, put("x", 0, option="synchronous")) == 0
    assert deviation(built, rule, put("x", None)) == 0
    assert deviation(built, replace(rule, placed_only=False), put("x", None)) == 1


def test_idle_times_lie_strictly_between_two_lessons() -> None:
    built = problem(week(1, 5), [lesson("x", who=[A]), lesson("y", who=[A])])
    meal = r.LimitIdle(**NAMED, resources=(A,), groups=(tuple(range(5)),), most=0, breaks=(((0, 1), (3, 4)),))
    assert deviation(built, replace(meal, breaks=()), put("x", 0), put("y", 4)) == 3
    assert deviation(built, replace(meal, breaks=()), put("x", 0), put("y", 1)) == 0
    assert deviation(built, meal, put("x", 0), put("y", 4)) == 2


@pytest.mark.parametrize(("people", "deviates"), [((A,), 1), ((A, B), 2), ((B, A, B), 2), ((IDLE,), 0), ((), 0)])
def test_the_most_burdened_is_the_one_with_most_points(people: tuple[str, ...], deviates: int) -> None:
    lessons = [lesson("x", who=[A]), lesson("y", who=[B]), lesson("z", who=[B])]
    away = r.Unavailable(id="away", entry="", resources=(A, B, IDLE), times=DAY, weight=0)
    built = problem(week(), lessons, away, resources=[teacher("Z")])
    most = r.MostBurdened(**NAMED, resources=people, rules=("away",))
    assert deviation(built, most, put("x", 0), put("y", 1), put("z", 2)) == deviates
