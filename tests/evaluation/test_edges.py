"""Neighbours of the edge of each rule: one minute, one period, one bell to either side, and what a rule passes over."""

from fractions import Fraction

import pytest

from scheduler.evaluation import Cost, evaluate, measure
from scheduler.evaluation.judge import points_of
from scheduler.evaluation.lesson_rules import placed_periods, planned_periods
from scheduler.evaluation.occupancy import Occupancy
from scheduler.problem import rules as r
from scheduler.problem.lessons import HOME, Lesson, Option, Part
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.problem import Problem
from scheduler.problem.times import Times
from scheduler.problem.timetable import Placement
from tests.builders import (
    CAMPUS,
    asynchronous,
    contact,
    days_of,
    demand,
    flexible,
    lesson,
    problem,
    put,
    synchronous,
    timetable,
    week,
)
from tests.evaluation.judging import NAMED, deviation
from tests.solver.agreement import agree_on

MODES = (contact(), synchronous(), asynchronous())
A, P = "teacher:A", "path:3A"
EVERY_WEEK = ((0, 1),)


def singles(count: int) -> list[Lesson]:
    """Lessons "0", "1", ... of one period for teacher A and class 3A."""
    return [lesson(str(number), who=[A, P], options=MODES) for number in range(count)]


def at(*starts: int, option: str = "contact") -> list[Placement]:
    return [put(str(number), start, option=option) for number, start in enumerate(starts)]


def by_week(name: str, *patterns: tuple[tuple[int, ...], ...], options: tuple[Option, ...] = MODES) -> Lesson:
    """A lesson with one period for each pattern of weeks."""
    plain = lesson(name, sizes=(1,) * len(patterns), who=[P], options=options)
    parts = (Part(part.number, 1, 1, weeks) for part, weeks in zip(plain.parts, patterns, strict=True))
    return Lesson(name, tuple(parts), plain.duration, plain.options, plain.demands, subject=name)


# -- people --


@pytest.mark.parametrize(("needed", "broken"), [(49, 0), (50, 0), (51, 1)])
def test_travel_that_takes_exactly_the_minutes_there_are_is_in_time(needed: int, broken: int) -> None:
    rule = r.TravelTime(**NAMED, resources=(P,), groups=days_of(week()), minutes={(CAMPUS, HOME): needed})
    placed = put("0", 0), put("1", 2, option="synchronous")  # a free period of 50 minutes between them
    assert deviation(problem(week(), singles(2)), rule, *placed) == broken


def test_nobody_travels_from_one_day_to_the_next_also_where_a_set_of_times_spans_both() -> None:
    times = week(days=2, weeks=2)
    school = problem(times, singles(2))
    rule = r.TravelTime(**NAMED, resources=(P,), groups=(tuple(range(16)),), minutes={(CAMPUS, HOME): 9999})
    assert deviation(school, rule, put("0", 0), put("1", 3, option="synchronous")) == 1
    assert deviation(school, rule, put("0", 0), put("1", 7, option="synchronous")) == 0
    twice = problem(times, [*singles(1), lesson("b", who=[P], options=MODES, weeks=((1,),))])
    assert deviation(twice, rule, put("0", 0), put("b", 8, option="synchronous")) == 0, "Monday of the other week"


def test_a_teacher_who_stands_by_beside_a_lesson_is_where_that_lesson_is() -> None:
    rule = r.TravelTime(**NAMED, resources=(A,), groups=days_of(week()), minutes={(CAMPUS, "south"): 60})
    south = lesson("south", who=[A], options=[contact(campus="south")])
    school = problem(week(), [*singles(2), south])
    clash = put("0", 0), put("1", 0, option="asynchronous"), put("south", 1)
    assert deviation(school, rule, *clash) == 1
    assert Occupancy(school, timetable(put("1", 0, option="asynchronous"))).places(A) == {}


@pytest.mark.parametrize(
    ("breaks", "idle"),
    [((), 4), ((((),), ()), 4), ((((1, 2), (2, 3)), ()), 2), ((((0, 1),), ((6, 7),)), 2), ((((1,), (1, 2, 3)), ()), 1)],
)
def test_of_the_idle_times_one_meal_break_is_not_counted_the_one_with_most_of_them(
    breaks: tuple[tuple[tuple[int, ...], ...], ...], idle: int
) -> None:
    times = week(days=2, periods=5)
    rule = r.LimitIdle(**NAMED, resources=(A,), groups=days_of(times), breaks=breaks)
    assert deviation(problem(times, singles(4)), rule, *at(0, 4, 5, 7)) == idle


def test_a_filter_looks_at_the_lessons_it_names_only() -> None:
    school = problem(week(), singles(4))
    few, times = r.Filter(lessons=frozenset({"0"})), (0, 1, 2, 3)
    assert deviation(school, r.Unavailable(**NAMED, resources=(A,), times=times, what=few), *at(0, 1, 2)) == 1


def test_workload_below_a_bound_is_short_by_what_is_missing_rounded_up() -> None:
    third = [contact(demand("teacher", A, workload=1))]
    school = problem(week(), [lesson("x", sizes=(1, 1, 1), options=third), lesson("y", who=[A])])
    load = put("x", 0, teacher=A), put("x", None, 2, teacher=A)  # with the rest, a fixed candidate: 3/3, and y

    def off(least: int, most: int | None, *more: str) -> int:
        rule = r.LimitWorkload(**NAMED, resources=(A,), least=least, most=most, exclude_lessons=frozenset(more))
        return deviation(school, rule, *load)

    assert [off(2, 2), off(3, None), off(0, 1)] == [0, 1, 1]
    assert [off(1, 1, "y"), off(1, 1, "x"), off(1, None, "x", "y")] == [0, 0, 1]


def test_a_part_of_a_workload_counts_exactly_until_all_is_added() -> None:
    teachers = [contact(demand("teacher", A, "teacher:B", workload=1))]
    school = problem(week(), [lesson(name, sizes=(1, 1, 1), options=teachers) for name in "xy"])
    one, two = put("x", 0, teacher=A), (put("x", 1, 2, teacher=A), put("y", 2, teacher=A))
    for placements, least, most, off in [
        ((one,), 0, 0, 1),  # a third too much
        ((one,), 1, None, 1),  # two thirds too little
        ((one, *two), 1, 1, 0),
        ((one, *two), 2, None, 1),
        ((one, *two), 0, 0, 1),
    ]:
        rule = r.LimitWorkload(**NAMED, resources=(A,), least=least, most=most)
        assert deviation(school, rule, *placements) == off


def test_a_weekly_workload_leaves_lessons_out_and_counts_the_weeks_of_each_part() -> None:
    both = by_week("both", EVERY_WEEK, ((0,), (1,)))
    school = problem(week(weeks=2), [both, lesson("other", who=[P], weeks=((1,),))])
    placed = put("both", 0), put("both", 5, 2), put("other", 6)
    for excluded, load in [((), 4), (("other",), 3), (("both",), 1)]:
        rule = r.LimitWorkload(**NAMED, resources=(P,), most=0, weekly=True, exclude_lessons=frozenset(excluded))
        assert deviation(school, rule, *placed) == load


def test_fairness_looks_at_its_own_people_in_rules_about_more_people() -> None:
    away = r.Unavailable(id="away", entry="S02", resources=(A, P), times=(0, 1))
    fair = r.MostBurdened(id="fair", entry="S14", resources=(P, "teacher:B"), rules=("away",))
    school = problem(week(), [lesson("a", who=[A]), lesson("b", who=["teacher:B"]), lesson("p", who=[P])], away, fair)
    assert deviation(school, fair, put("a", 0)) == 0
    assert deviation(school, fair, put("a", 0), put("p", 1)) == 1


# -- several grids --

RINGS: dict[str, Times] = {
    "the same bells": week(2, 4, grids=(("", 0, 60), ("b", 0, 60))),
    "half an hour later": week(2, 4, grids=(("", 0, 60), ("b", 30, 60))),
    "short periods": week(2, 4, grids=(("", 0, 60), ("b", 0, 30))),
}


def two_grids(times: Times) -> Problem:
    """Lessons "0".."3" in the first grid and "b0".."b3" in the second, all with teacher A."""
    return problem(
        times, [lesson(f"{grid}{n}", who=[A], grid=grid, options=MODES) for grid in ("", "b") for n in range(4)]
    )


@pytest.mark.parametrize(
    ("bells", "first", "second", "chains"),
    [
        ("the same bells", (0, 1, 2), (), (3, 2, 1)),
        ("the same bells", (0,), (1, 2), (3, 2, 1)),
        ("the same bells", (0,), (0,), (1, 0, 0)),  # a clash is one bell
        ("the same bells", (0, 3), (2,), (3, 1, 0)),
        ("half an hour later", (0,), (1, 2), (3, 2, 1)),  # 0:00-1:00, 1:30-2:30, 2:30-3:30
        ("half an hour later", (0, 2), (), (2, 0, 0)),  # a bell of the other grid does not fit, one of its own does
        ("half an hour later", (0, 1), (2,), (3, 2, 1)),
        ("half an hour later", (1,), (0,), (2, 0, 0)),  # they overlap: none follows the other
        ("half an hour later", (0, 1, 2, 3), (), (4, 3, 2)),
        ("half an hour later", (0, 4), (), (2, 0, 0)),  # Monday and Tuesday
        ("half an hour later", (3,), (4,), (2, 0, 0)),
        ("short periods", (0, 1), (2, 3), (4, 3, 1)),  # 0-60, 60-120 beside 60-90, 90-120
        ("short periods", (), (0, 1, 2), (3, 2, 1)),
        ("short periods", (2,), (3,), (2, 1, 0)),  # 90-120 and 120-180
        ("short periods", (2,), (2,), (2, 0, 0)),  # 60-90 and 120-180: 90-120 fits between
        ("short periods", (), (), (0, 0, 0)),
    ],
)
def test_runs_over_two_grids_go_by_the_clock(
    bells: str, first: tuple[int, ...], second: tuple[int, ...], chains: tuple[int, ...]
) -> None:
    """How many chains there are of one, of two and of three bells: by how much limits of 0, 1 and 2 are exceeded."""
    times = RINGS[bells]
    school = two_grids(times)
    placements = [put(str(n), start) for n, start in enumerate(first)]
    placements += [put(f"b{n}", start + 8) for n, start in enumerate(second)]
    rules = [r.LimitRuns(**NAMED, resources=(A,), groups=days_of(times), most=most) for most in range(3)]
    assert tuple(deviation(school, rule, *placements) for rule in rules) == chains


@pytest.mark.parametrize("grids", [1, 2])
@pytest.mark.parametrize(
    ("starts", "pause", "chains"),
    [
        ((0, 1, 2), None, (3, 2, 1)),
        ((0, 1, 2), 1, (3, 2, 1)),
        ((0, 1, 2), 0, (3, 0, 0)),
        ((0, 2, 3), None, (3, 2, 1)),  # of the times 0, 2 and 3 of the group: an hour between 0 and 2
        ((0, 2, 3), 61, (3, 2, 1)),
        ((0, 2, 3), 60, (3, 1, 0)),
        ((0, 1, 3), 60, (3, 1, 0)),
    ],
)
def test_a_pause_of_so_many_minutes_ends_a_run_in_one_grid_and_in_two(
    grids: int, starts: tuple[int, ...], pause: int | None, chains: tuple[int, ...]
) -> None:
    """Of a day of four hours the group has those that are in `starts`, so that no bell lies between them."""
    times = RINGS["the same bells"] if grids == 2 else week(2, 4, grids=(("", 0, 60),))
    school = two_grids(times) if grids == 2 else problem(times, [lesson(str(n), who=[A]) for n in range(4)])
    placements = [put(str(number), start) for number, start in enumerate(starts)]
    rules = [r.LimitRuns(**NAMED, resources=(A,), groups=(starts,), most=most, pause=pause) for most in range(3)]
    assert tuple(deviation(school, rule, *placements) for rule in rules) == chains


def test_a_run_over_two_grids_is_told_by_its_bells_in_the_order_of_the_clock() -> None:
    times = RINGS["half an hour later"]
    rule = r.LimitRuns(**NAMED, resources=(A,), groups=days_of(times), most=1)
    school = replace_rules(two_grids(times), rule)
    (violation,) = evaluate(school, timetable(put("b0", 9), put("0", 0), put("1", 7))).violations
    assert [(fact.when, fact.measured, fact.most) for fact in violation.where] == [((0, 9), 2, 1)]
    monday = Occupancy(school, timetable(put("b0", 9)))
    (one,) = measure(rule, monday)
    assert [(count.measured, count.when) for count in one.counts] == [(1, (9,)), (0, ())]


def replace_rules(school: Problem, *rules: r.Rule) -> Problem:
    return Problem(school.times, school.resources, school.lessons, rules)


def test_bells_of_a_grid_in_which_somebody_has_no_lessons_do_not_fit_between() -> None:
    times = week(1, 3, grids=(("", 0, 60), ("b", 90, 60), ("c", 60, 30)))
    lessons = [lesson("a", who=[A]), lesson("b", who=[A], grid="b"), lesson("c", who=["teacher:B"], grid="c")]
    rule = r.LimitRuns(**NAMED, resources=(A,), groups=days_of(times), most=1)
    assert deviation(problem(times, lessons), rule, put("a", 0), put("b", 3)) == 1
    lessons[2] = lesson("c", who=[A], grid="c")
    assert deviation(problem(times, lessons), rule, put("a", 0), put("b", 3)) == 0


def test_somebody_in_one_of_two_grids_runs_through_the_bells_of_that_grid_only() -> None:
    times = RINGS["short periods"]
    lessons = [lesson(str(n), who=[A]) for n in range(3)] + [lesson("b", who=["teacher:B"], grid="b")]
    rule = r.LimitRuns(**NAMED, resources=(A,), groups=days_of(times), most=1)
    assert deviation(problem(times, lessons), rule, *at(0, 1, 2)) == 2
    assert deviation(problem(times, lessons), rule, *at(0, 2)) == 0


@pytest.mark.parametrize(("by_bells", "days"), [(True, 2), (False, 3)])
def test_a_cluster_by_bells_asks_for_a_lesson_there_and_by_the_clock_whether_it_runs_then(
    by_bells: bool, days: int
) -> None:
    times = RINGS["half an hour later"]
    school = two_grids(times)
    clusters = tuple((r.Touch((day * 4 + 1,), by_bells=by_bells),) for day in (0, 0, 1))
    rule = r.LimitClusters(**NAMED, resources=(A,), clusters=clusters, most=0)
    # on Monday, which is asked twice, 1:00-2:00 itself; on Tuesday 0:30-1:30 of the other grid runs into it
    assert deviation(school, rule, put("0", 1), put("b0", 12)) == days
    absent = tuple((r.Touch(touch.times, present=False, by_bells=by_bells),) for (touch,) in clusters)
    rule = r.LimitClusters(**NAMED, resources=(A,), clusters=absent, most=0)
    assert deviation(school, rule, put("0", 1), put("b0", 12)) == 3 - days


# -- lessons --


def test_a_lesson_that_demands_nothing_for_a_role_is_no_point_of_a_rule_about_it() -> None:
    rooms = contact(demand("room", "room:1", "room:2"))
    lessons = [lesson("some", options=[asynchronous(), rooms]), lesson("none"), lesson("all", options=[rooms])]
    school = problem(week(), lessons)
    names = ("some", "none", "all")
    for rule in (
        r.Assigned(**NAMED, lessons=names, role="room"),
        r.PreferResources(**NAMED, lessons=names, role="room", resources=frozenset({"room:1"})),
    ):
        found = [point.id for point in points_of(rule, Occupancy(school, timetable()))]
        assert found == ["some", "all"]


def test_a_pin_to_some_starts_is_kept_at_each_of_them() -> None:
    school = problem(week(), [lesson("math")])
    rule = r.Pinned(**NAMED, pins=(r.PinnedMeet("math", 1, within=frozenset({1, 2})),))
    assert [deviation(school, rule, put("math", start)) for start in (0, 1, 2, 3, None)] == [1, 0, 0, 1, 0]


def test_the_second_comes_after_the_first_in_the_weeks_of_each_block() -> None:
    times = week(weeks=2)
    first = by_week("first", EVERY_WEEK, ((0,), (1,)))
    school = problem(times, [first, lesson("second", weeks=((0,), (1,)))])
    rule = r.Ordered(**NAMED, pairs=(("first", "second"),))
    assert deviation(school, rule, put("first", 0), put("first", 5, 2), put("second", 6)) == 0
    assert deviation(school, rule, put("first", 0), put("first", 5, 2), put("second", 4)) == 2


WEEKS = ((18,) * 7, (15, 14, 15, 15, 15, 15, 15))
"""How often each day takes place: in week A 18 times, in week B 15 times, its Tuesdays 14."""


def test_planned_periods_count_what_is_placed_as_it_lies_and_the_rest_at_the_least() -> None:
    once = ((0,), (1,))
    school = problem(week(days=2, weeks=2), [by_week("x", EVERY_WEEK, once), by_week("y", once)])

    def planned(*placements: Placement) -> int:
        return planned_periods(("x", "y", "x"), WEEKS, Occupancy(school, timetable(*placements)))

    assert planned() == (18 + 14) + 14 + 14, "every week on a Tuesday, once in week B on a Tuesday"
    assert planned(put("x", 0)) == (18 + 15) + 14 + 14
    assert planned(put("x", 0), put("x", 8, 2)) == 33 + 15 + 14
    assert planned(put("x", 4), put("x", 1, 2), put("y", 12)) == 32 + 18 + 14
    assert planned(put("x", None)) == 60
    block = problem(week(days=2, weeks=2), [lesson("x", sizes=(2,), weeks=EVERY_WEEK), lesson("y")])
    assert planned_periods(("x",), WEEKS, Occupancy(block, timetable(put("x", 1, duration=2)))) == 2 * 33


def test_placed_periods_count_those_in_the_modes_asked_for() -> None:
    school = problem(week(weeks=2), [by_week("x", EVERY_WEEK), lesson("long", sizes=(2,), who=[P], options=MODES)])
    view = Occupancy(school, timetable(put("x", 0, option="synchronous"), put("long", 1, duration=2)))
    assert placed_periods(("x", "long"), (), view) == 2 + 2
    assert placed_periods(("x", "long", "x"), WEEKS, view, DISTANCE_MODES) == 33
    assert placed_periods(("x", "long"), WEEKS, view, frozenset({Mode.CONTACT})) == 36


@pytest.mark.parametrize(
    ("share", "most", "broken"),
    [(50, 2, 0), (49, 1, 1), (Fraction(25), 1, 1), (Fraction(249, 10), 0, 2), (100, 4, 0), (0, 0, 2)],
)
def test_a_share_of_the_periods_is_rounded_down(share: int | Fraction, most: int, broken: int) -> None:
    school = problem(week(), [lesson("long", sizes=(2, 2), options=MODES)])
    bound = r.PeriodBound("x", ("long",), share=Fraction(share))
    rule = r.LimitPeriods(**NAMED, bounds=(bound,), modes=DISTANCE_MODES)
    view = replace_rules(school, rule), timetable(put("long", 0, duration=2, option="asynchronous"))
    agree_on(school, rule, view[1])
    verdict = evaluate(*view)
    assert verdict.hard == broken
    assert [fact.most for found in verdict.violations for fact in found.where] == [most] * bool(broken)


def test_a_lesson_that_a_bound_names_twice_is_counted_once() -> None:
    school = problem(week(), [lesson("long", sizes=(2,), options=MODES), lesson("y", options=MODES)])
    far = put("long", 0, duration=2, option="asynchronous"), put("y", 2)

    def broken(**bounds: object) -> int:
        bound = r.PeriodBound("x", ("long", "y", "long"), **bounds)  # type: ignore[arg-type]
        rule = r.LimitPeriods(**NAMED, bounds=(bound,), modes=DISTANCE_MODES)
        return deviation(school, rule, *far)

    assert [broken(most=2), broken(most=1), broken(least=3)] == [0, 1, 1]
    assert [broken(share=Fraction(67)), broken(share=Fraction(66))] == [0, 1], "two of three periods, not four of five"


@pytest.mark.parametrize("share", [Fraction(100, 3), 40, 41, Fraction(1, 7), 99])
def test_a_share_of_lessons_in_open_weeks_is_of_what_they_come_to_as_they_lie(share: int | Fraction) -> None:
    once = ((0,), (1,))
    school = problem(week(days=2, weeks=2), [by_week("x", EVERY_WEEK, once, once), by_week("y", once)])
    bound = r.PeriodBound("x", ("x", "y"), share=Fraction(share))
    rule = r.LimitPeriods(**NAMED, bounds=(bound,), modes=DISTANCE_MODES, occurrences=WEEKS)
    for placed in (
        (put("x", 0, option="asynchronous"), put("x", 13, 2, option="synchronous"), put("y", 4)),
        (put("x", 4, option="synchronous"), put("x", 1, 2), put("x", 12, 3, option="asynchronous")),
        (put("y", 12, option="synchronous"),),
        (),
    ):
        planned = planned_periods(("x", "y"), WEEKS, Occupancy(school, timetable(*placed)))
        far = placed_periods(("x", "y"), WEEKS, Occupancy(school, timetable(*placed)), DISTANCE_MODES)
        assert deviation(school, rule, *placed) == max(0, far - int(Fraction(share) * planned / 100))


@pytest.mark.parametrize("elsewhere", [(0, 0), (30, 0), (0, 9), (40, 9)])
@pytest.mark.parametrize("option", [contact(), asynchronous()])
def test_a_share_is_also_held_against_what_other_terms_took(elsewhere: tuple[int, int], option: Option) -> None:
    """Whether or not a lesson of this term can be at a distance: what it comes to depends on where it lies."""
    school = problem(week(days=2, weeks=2), [by_week("x", EVERY_WEEK, ((0,), (1,)), options=(option,))])
    bound = r.PeriodBound("x", ("x",), share=Fraction(70), elsewhere=elsewhere)
    rule = r.LimitPeriods(**NAMED, bounds=(bound,), modes=DISTANCE_MODES, occurrences=WEEKS)
    for first, second in ((0, 13), (4, 1), (4, 12), (0, None), (None, None)):
        placed = put("x", first, option=option.id), put("x", second, 2, option=option.id)
        view = Occupancy(school, timetable(*placed))
        planned = planned_periods(("x",), WEEKS, view) + elsewhere[1]
        far = placed_periods(("x",), WEEKS, view, DISTANCE_MODES) + elsewhere[0]
        assert deviation(school, rule, *placed) == max(0, far - int(Fraction(70) * planned / 100))


def test_the_rest_is_an_unplaced_meet_in_the_first_option() -> None:
    rooms = contact(demand("room", "room:1"))
    school = problem(week(), [lesson("x", sizes=(2, 1), options=[rooms, synchronous()]), flexible("y", 3, 3, 3)])
    view = Occupancy(school, timetable(put("x", 0, 1, duration=2)))
    (_, rest) = view.with_rest("x")
    assert (rest.duration, rest.placed, rest.holds("room"), rest.option.id) == (1, False, "room:1", "contact")
    assert [meet.duration for meet in view.with_rest("y")] == [3]
    assert Occupancy(school, timetable(put("x", 0, duration=2), put("x", None, 2))).rest("x") is None


# -- the verdict --


def test_a_verdict_lists_each_broken_point_once_hard_ones_first_the_dearest_first() -> None:
    soft = {"hard": False, "lessons": ("a", "b")}
    rules = (
        r.Placed(id="dear", entry="S1", weight=9, **soft),
        r.Placed(id="free", entry="S1", weight=0, **soft),
        r.Placed(id="hard", entry="H1", lessons=("a", "b", "c")),
        r.Unavailable(id="kept", entry="H1", resources=(A,), times=(0,)),
        r.Placed(id="heavy", entry="H1", weight=2, lessons=("b",)),
    )
    school = problem(week(), [lesson("a"), lesson("b", sizes=(2,)), lesson("c", who=[A])], *rules)
    verdict = evaluate(school, timetable(put("c", 1)))
    assert [(found.rule_id, found.point, found.cost, found.hard) for found in verdict.violations] == [
        ("heavy", "b", 4, True),
        ("hard", "b", 2, True),
        ("hard", "a", 1, True),
        ("dear", "b", 18, False),
        ("dear", "a", 9, False),
        ("free", "a", 0, False),
        ("free", "b", 0, False),
    ]
    assert verdict.by_entry == {"S1": Cost(0, 27, 6, 4), "H1": Cost(7, 0, 5, 3)}
    assert (verdict.hard, verdict.soft, verdict.valid) == (7, 27, False)


def test_only_a_timetable_of_the_problem_is_judged() -> None:
    school = problem(week(), [lesson("a")])
    with pytest.raises(ValueError, match="'b'/1 is not in the problem"):
        evaluate(school, timetable(put("b", 0)))
    with pytest.raises(TypeError, match=r"must be a Timetable, not tuple$"):
        evaluate(school, ())  # type: ignore[arg-type]

    class Found:
        timetable = None

    with pytest.raises(TypeError, match=r"not Found; give its \.timetable"):
        evaluate(school, Found())  # type: ignore[arg-type]
