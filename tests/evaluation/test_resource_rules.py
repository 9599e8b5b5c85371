"""Each rule about people, rooms and pools on a small school worked out by hand: kept, broken, and by how much."""

from scheduler.evaluation import cost_of, evaluate
from scheduler.problem.lessons import HOME
from scheduler.problem.modes import Mode
from scheduler.problem.rules import (
    CommonFree,
    Filter,
    LimitBusy,
    LimitClusters,
    LimitIdle,
    LimitRuns,
    LimitSwitches,
    LimitWorkload,
    MostBurdened,
    NoClash,
    PoolCapacity,
    SameEachWeek,
    Shape,
    Touch,
    TravelTime,
    Unavailable,
)
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
from tests.evaluation.judging import NAMED, deviation

EVERY_WEEK = ((0, 1),)
A, B, P = "teacher:A", "teacher:B", "path:1A"
DISTANT = Filter(modes=frozenset({Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS}))
MODES = (contact(), synchronous(), asynchronous())
TWO_GRIDS = (("", 0, 60), ("late", 30, 60))  # 0:00-1:00, 1:00-2:00 and 0:30-1:30, 1:30-2:30


def singles(count: int, *who: str, **more) -> list:
    """Lessons "0", "1", ... of one period that all hold `who`."""
    return [lesson(str(number), who=who, options=MODES, **more) for number in range(count)]


def at(*starts: int, option: str = "contact") -> list[Placement]:
    """Lessons "0", "1", ... at these times."""
    return [put(str(number), start, option=option) for number, start in enumerate(starts)]


# -- clashes and pools --


def test_a_clash_counts_each_meet_beyond_the_first() -> None:
    school = problem(week(), singles(3, A))
    rule = NoClash(**NAMED, resources=(A,))
    assert deviation(school, rule, *at(0, 1, 2)) == 0
    assert deviation(school, rule, *at(0, 0, 2)) == 1
    assert deviation(school, rule, *at(0, 0, 0)) == 2


def test_a_resource_demanded_twice_by_one_meet_clashes_with_itself() -> None:
    school = problem(week(), [lesson("0", who=(A,), demands=[demand("second", A, B)])])
    rule = NoClash(**NAMED, resources=(A,))
    assert deviation(school, rule, put("0", 0, second=A)) == 1
    assert deviation(school, rule, put("0", 0, second=B)) == 0


def test_clashes_are_by_the_clock_and_in_every_week_of_a_recurring_meet() -> None:
    times = week(periods=2, weeks=2, grids=TWO_GRIDS)
    early = lesson("early", who=(A,), weeks=EVERY_WEEK)
    late = lesson("late", who=(A,), weeks=EVERY_WEEK, grid="late")
    once = lesson("once", who=(A,), weeks=((0,), (1,)), grid="late")
    school = problem(times, [early, late, once])
    rule = NoClash(**NAMED, resources=(A,))
    assert deviation(school, rule, put("early", 0), put("late", 5)) == 0
    assert deviation(school, rule, put("early", 0), put("late", 4)) == 2, "half an hour in each of two weeks"
    assert deviation(school, rule, put("early", 0), put("once", 6)) == 1
    assert deviation(school, rule, put("early", 1), put("late", 4)) == 2


def test_a_teacher_may_stand_by_for_several_asynchronous_groups() -> None:
    school = problem(week(), singles(3, A, P))
    rule = NoClash(**NAMED, resources=(A,), standby=2)
    assert deviation(school, rule, *at(0, 0, 1, option="asynchronous")) == 0
    assert deviation(school, rule, *at(0, 0, 0, option="asynchronous")) == 1
    mixed = put("0", 0, option="asynchronous"), put("1", 0)
    assert deviation(school, rule, *mixed) == 1
    assert deviation(school, NoClash(**NAMED, resources=(A,)), *at(0, 0, option="asynchronous")) == 1
    pupils = NoClash(**NAMED, resources=(P,), standby=2)
    assert deviation(school, pupils, *at(0, 0, option="asynchronous")) == 2, "pupils do not stand by"


def test_a_pool_is_short_by_the_units_beyond_its_capacity() -> None:
    laptops = [contact(demand("devices", "pool:laptops", amount=12))]
    school = problem(
        week(),
        [lesson("0", options=laptops), lesson("1", sizes=(2,), options=laptops)],
        resources=[pool("laptops", 15)],
    )
    rule = PoolCapacity(**NAMED, pools=("pool:laptops",))
    assert deviation(school, rule, put("0", 0), put("1", 1, duration=2)) == 0
    assert deviation(school, rule, put("0", 2), put("1", 1, duration=2)) == 9
    tight = PoolCapacity(**NAMED, pools=("pool:laptops",), capacities={"pool:laptops": 10}, unit=5)
    assert deviation(school, tight, put("0", 2), put("1", 1, duration=2)) == 1 + 3


def test_a_supply_fills_a_pool_while_it_runs() -> None:
    seats = [contact(demand("seats", "pool:seats", amount=4))]
    opening = lesson("open", options=[contact(demand("seats", "pool:seats", amount=-3))], optional=True)
    school = problem(week(), [lesson("0", options=seats), opening], resources=[pool("seats", 0)])
    rule = PoolCapacity(**NAMED, pools=("pool:seats",))
    assert [deviation(school, rule, put("0", 0), put("open", start)) for start in (0, 1, None)] == [1, 4, 4]


# -- busy times --


def test_unavailable_counts_times_and_not_lessons() -> None:
    school = problem(week(), singles(3, A))
    rule = Unavailable(**NAMED, resources=(A,), times=(0, 1))
    assert deviation(school, rule, *at(2, 3)) == 0
    assert deviation(school, rule, *at(0, 0, 1)) == 2


def test_a_filter_looks_at_mode_place_and_lesson() -> None:
    school = problem(week(), singles(4, A, P))
    placements = put("0", 0), put("1", 1, option="synchronous"), put("2", 2, option="asynchronous")

    def busy(who: str, what: Filter) -> int:
        return deviation(school, Unavailable(**NAMED, resources=(who,), times=(0, 1, 2, 3), what=what), *placements)

    assert busy(A, DISTANT) == 2
    assert busy(P, Filter(places=frozenset({HOME}))) == 2
    assert busy(A, Filter(places=frozenset({HOME, CAMPUS}))) == 2, "stand-by ties the teacher to no place"
    assert busy(A, Filter(lessons=frozenset({"0", "1"}), exclude_lessons=frozenset({"1"}))) == 1


def test_busy_is_by_the_clock_where_grids_differ() -> None:
    times = week(periods=2, grids=TWO_GRIDS)
    school = problem(times, [lesson("0", who=(A,), grid="late")])
    rule = Unavailable(**NAMED, resources=(A,), times=(0, 1))
    assert [deviation(school, rule, put("0", start)) for start in (2, 3)] == [2, 1]


def test_idle_times_lie_between_the_first_and_the_last_lesson_of_a_day() -> None:
    times = week(days=2, periods=5)
    school = problem(times, singles(4, A))

    def idle(*starts: int, least: int = 0, most: int | None = 0) -> int:
        rule = LimitIdle(**NAMED, resources=(A,), groups=days_of(times), least=least, most=most)
        return deviation(school, rule, *at(*starts))

    assert idle(1, 2, 9) == 0
    assert idle(0, 3, 5, 7) == 2 + 1
    assert idle(0, 3, 5, 7, most=2) == 1
    assert idle(0, 3, 5, 7, most=None) == 0
    assert idle(0, 2, least=4, most=None) == 3
    assert idle() == 0


def test_idle_costs_square_the_sum_over_the_days() -> None:
    times = week(days=2, periods=4)
    school = problem(times, singles(4, A))
    rule = LimitIdle(**NAMED, resources=(A,), groups=days_of(times), weight=3, shape=Shape.QUADRATIC, hard=False)
    assert cost_of(school, rule, timetable(*at(0, 3, 4, 6))).soft == 3 * (2 + 1) ** 2


def test_clusters_are_sets_of_times_that_are_touched() -> None:
    times = week(days=3)
    school = problem(times, singles(3, A))
    days = tuple((Touch(day),) for day in days_of(times))
    rule = LimitClusters(**NAMED, resources=(A,), clusters=days, least=2, most=2)
    assert deviation(school, rule, *at(0, 1, 4)) == 0
    assert deviation(school, rule, *at(0, 4, 8)) == 1
    assert deviation(school, rule) == 2


def test_a_full_distance_day_has_distance_and_no_contact() -> None:
    times = week(days=2)
    school = problem(times, singles(3, P))
    at_school = Filter(modes=frozenset({Mode.CONTACT}))
    full = tuple((Touch(day, DISTANT), Touch(day, at_school, present=False)) for day in days_of(times))
    rule = LimitClusters(**NAMED, resources=(P,), clusters=full, most=0)
    distant = [put("0", 0, option="synchronous"), put("1", 4, option="asynchronous")]
    assert deviation(school, rule, *distant) == 2
    assert deviation(school, rule, *distant, put("2", 6)) == 1


def test_busy_times_are_bounded_in_each_group() -> None:
    times = week(days=2)
    school = problem(times, singles(4, A))

    def off(*starts: int, empty_free: bool = True) -> int:
        rule = LimitBusy(**NAMED, resources=(A,), groups=days_of(times), least=2, most=2, empty_free=empty_free)
        return deviation(school, rule, *at(*starts))

    assert off(0, 1, 4, 6) == 0
    assert off(0, 1, 2, 4) == 1 + 1
    assert off(0, 1, 2, 3) == 2
    assert off(0, 1, 2, 3, empty_free=False) == 2 + 2
    assert off(0, 0, 1) == 0, "a clash is one busy time"


def test_runs_are_cut_by_a_pause_and_by_the_end_of_a_group() -> None:
    times = week(days=2, periods=4)
    school = problem(times, singles(5, A))
    rule = LimitRuns(**NAMED, resources=(A,), groups=days_of(times), most=2)
    assert deviation(school, rule, *at(0, 1, 3, 4, 5)) == 0
    assert deviation(school, rule, *at(0, 1, 2, 3, 4)) == 2
    distance_runs = LimitRuns(**NAMED, resources=(A,), groups=days_of(times), most=0, what=DISTANT)
    assert deviation(school, distance_runs, *at(0, 1, 2)) == 0
    assert deviation(school, distance_runs, *at(0, 1, 3, option="synchronous")) == 3


def test_workload_is_shared_over_meets_and_rounded_up() -> None:
    load = [contact(demand("teacher", A, B, workload=5))]
    school = problem(week(), [lesson("0", sizes=(2, 1), options=load), lesson("1", who=(A,))])

    def off(least: int, most: int | None, *placements: Placement) -> int:
        return deviation(school, LimitWorkload(**NAMED, resources=(A,), least=least, most=most), *placements)

    # lesson "1" adds 1 although nobody mentions it
    assert off(0, 5, put("0", 0, duration=2, teacher=A)) == 0, "10/3 + 1 is below 5"
    assert off(0, 4, put("0", 0, duration=2, teacher=A)) == 1, "10/3 + 1 is a third above 4"
    assert off(0, 3, put("0", None, duration=2, teacher=A), put("0", 2, 2, teacher=A)) == 3
    assert off(3, None, put("0", 0, duration=1 + 1, teacher=B)) == 2


def test_weekly_workload_counts_placed_periods_over_the_cycle() -> None:
    school = problem(week(weeks=2), [*singles(1, A, weeks=EVERY_WEEK), lesson("late", who=(A,), weeks=((1,),))])
    rule = LimitWorkload(**NAMED, resources=(A,), most=1, weekly=True)
    assert deviation(school, rule, put("0", 0), put("late", 4)) == 2
    assert deviation(school, rule, put("0", None), put("late", 4)) == 0


# -- places --


def test_switches_of_place_are_counted_in_the_order_of_the_day() -> None:
    times = week(periods=6)
    school = problem(times, singles(5, P, A))
    sides = (frozenset({HOME}), frozenset({CAMPUS}))

    def off(most: int, *modes: str) -> int:
        rule = LimitSwitches(**NAMED, resources=(P,), groups=days_of(times), places=sides, most=most)
        return deviation(school, rule, *(put(str(n), n, option=mode) for n, mode in enumerate(modes)))

    assert off(1, "contact", "contact", "asynchronous", "synchronous") == 0
    assert off(1, "contact", "asynchronous", "contact") == 1
    assert off(0, "contact", "asynchronous", "contact", "synchronous") == 3
    teacher = LimitSwitches(**NAMED, resources=(A,), groups=days_of(times), places=sides, most=0)
    assert deviation(school, teacher, put("0", 0), put("1", 2, option="asynchronous")) == 0


def test_switches_start_anew_in_each_group_and_other_places_are_passed_over() -> None:
    times = week(days=2)
    options = [contact(), contact(option="south", campus="south"), synchronous()]
    school = problem(times, [lesson(str(number), who=(P,), options=options) for number in range(3)])
    sides = (frozenset({HOME}), frozenset({CAMPUS}))
    rule = LimitSwitches(**NAMED, resources=(P,), groups=days_of(times), places=sides, most=0)
    assert deviation(school, rule, put("0", 0), put("1", 4, option="synchronous")) == 0
    assert deviation(school, rule, put("0", 0), put("1", 1, option="south"), put("2", 2)) == 0
    campuses = LimitSwitches(
        **NAMED, resources=(P,), groups=days_of(times), places=(frozenset({CAMPUS}), frozenset({"south"})), most=0
    )
    assert deviation(school, campuses, put("0", 0), put("1", 1, option="south"), put("2", 2)) == 2


def test_travel_needs_minutes_between_the_end_and_the_next_start() -> None:
    times = week(days=2)  # periods of 50 minutes that follow each other
    school = problem(times, singles(3, P))
    minutes = {(HOME, CAMPUS): 30, (CAMPUS, HOME): 60}
    rule = TravelTime(**NAMED, resources=(P,), groups=days_of(times), minutes=minutes)
    assert deviation(school, rule, put("0", 0, option="synchronous"), put("1", 2)) == 0
    assert deviation(school, rule, put("0", 0, option="synchronous"), put("1", 1)) == 1
    assert deviation(school, rule, put("0", 0), put("1", 2, option="synchronous")) == 1
    assert deviation(school, rule, put("0", 3), put("1", 4, option="synchronous")) == 0, "another day"
    both = put("0", 0), put("1", 1), put("2", 2, option="synchronous")
    assert deviation(school, rule, *both) == 2, "neither lesson at school leaves an hour"


# -- together --


def test_common_free_counts_times_when_nobody_is_busy() -> None:
    school = problem(week(), [*singles(2, A), lesson("b", who=(B,))])
    rule = CommonFree(**NAMED, groups=((A, B),), times=(0, 1, 2), least=2)
    assert deviation(school, rule, put("0", 0), put("b", 0)) == 0
    assert deviation(school, rule, put("0", 0), put("b", 1)) == 1
    assert deviation(school, rule, put("0", 0), put("b", 1), put("1", 2)) == 2


def test_same_each_week_counts_half_days_touched_in_some_weeks_only() -> None:
    times = week(days=1, weeks=2)
    morning_a, afternoon_a, morning_b, afternoon_b = half_days_of(times)
    lessons = [lesson(str(number), who=(P,), options=MODES, weeks=((0,), (1,))) for number in range(3)]
    school = problem(times, lessons)
    sets = ((morning_a, morning_b), (afternoon_a, afternoon_b))
    rule = SameEachWeek(**NAMED, resources=(P,), sets=sets, what=DISTANT)
    assert deviation(school, rule, *at(0, 1, 5, option="synchronous")) == 0
    assert deviation(school, rule, *at(0, 7, option="synchronous")) == 2
    assert deviation(school, rule, *at(0, 7)) == 0


def test_the_most_burdened_carries_the_largest_sum_over_the_compared_rules() -> None:
    times = week(days=2, periods=4)
    idle = LimitIdle(id="idle", entry="S03", hard=False, resources=(A, B), groups=days_of(times))
    away = Unavailable(id="away", entry="S02", hard=False, resources=(B, A), times=(4,))
    fair = MostBurdened(id="fair", entry="S14", hard=False, weight=5, resources=(A, B), rules=("idle", "away"))
    lessons = [*singles(3, A), lesson("b0", who=(B,)), lesson("b1", who=(B,))]
    school = problem(times, lessons, idle, away, fair)
    placed = timetable(*at(0, 2, 4), put("b0", 0), put("b1", 3))
    assert cost_of(school, fair, placed).deviation == 2, "A: one gap and one bad hour; B: two gaps"
    assert evaluate(school, placed).by_entry["S14"].soft == 10
    assert cost_of(school, fair, timetable(*at(0, 3, 4))).deviation == 3
    assert cost_of(school, fair, timetable()).deviation == 0


def test_a_verdict_names_what_is_unplaced_and_is_valid_only_when_nothing_hard_is_broken() -> None:
    rule = NoClash(id="clash", entry="H01", resources=(A,))
    school = problem(week(), [*singles(2, A), lesson("extra", optional=True)], rule)
    assert evaluate(school, timetable(*at(0, 1))).valid
    clash = evaluate(school, timetable(*at(0, 0)))
    assert (clash.valid, clash.cost, clash.unplaced) == (False, (1, 0), {})
    half = evaluate(school, timetable(*at(0)))
    assert (half.valid, half.cost, half.unplaced) == (False, (0, 0), {"1": 1})
