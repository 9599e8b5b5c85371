"""Each rule about lessons on a small school worked out by hand: kept, broken, and by how much."""

from scheduler.evaluation import cost_of
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.rules import (
    AllowedOptions,
    Assigned,
    Bound,
    LimitPeriods,
    Linked,
    Ordered,
    PeriodBound,
    Pinned,
    PinnedMeet,
    Placed,
    PreferResources,
    PreferTimes,
    SameResource,
    Shape,
    SplitCount,
    SplitShape,
    Spread,
)
from tests.builders import (
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

EVERY_WEEK = ((0, 1),)


def test_placed_counts_the_periods_that_no_meet_holds() -> None:
    school = problem(week(), [lesson("math", sizes=(2, 1))])
    rule = Placed(**NAMED, lessons=("math",))
    assert deviation(school, rule, put("math", 0, duration=2), put("math", 3, 2)) == 0
    assert deviation(school, rule, put("math", None, duration=2), put("math", 3, 2)) == 2
    assert deviation(school, rule) == 3


def test_costs_follow_the_shape_and_the_level() -> None:
    school = problem(week(), [lesson("math", sizes=(2, 1))])
    costs = {
        (hard, shape): cost_of(
            school, Placed(**NAMED, lessons=("math",), hard=hard, weight=5, shape=shape), timetable()
        )
        for hard in (True, False)
        for shape in Shape
    }
    assert [(costs[True, shape].hard, costs[True, shape].soft) for shape in Shape] == [(15, 0), (45, 0), (5, 0)]
    assert [(costs[False, shape].hard, costs[False, shape].soft) for shape in Shape] == [(0, 15), (0, 45), (0, 5)]


def with_rooms() -> Problem:
    rooms = demand("room", "room:1", "room:2")
    options = [contact(rooms), asynchronous()]
    return problem(week(), [lesson("math", sizes=(2, 1), options=options), lesson("gym", who=["room:g"])])


def test_assigned_counts_the_periods_of_meets_without_a_room() -> None:
    school = with_rooms()
    rule = Assigned(**NAMED, lessons=("math", "gym"), role="room")
    assert deviation(school, rule, put("math", 0, duration=2, room="room:1"), put("math", 3, 2, room="room:2")) == 0
    assert deviation(school, rule, put("math", 0, duration=2), put("math", 3, 2, room="room:2")) == 2
    assert deviation(school, rule, put("math", None, duration=2)) == 0
    assert deviation(school, rule, put("math", 0, duration=2, option="asynchronous")) == 0


def test_assigned_may_count_unplaced_meets_and_unmentioned_periods() -> None:
    school = with_rooms()
    rule = Assigned(**NAMED, lessons=("math",), role="room", placed_only=False)
    assert deviation(school, rule, put("math", None, duration=2)) == 3
    assert deviation(school, rule, put("math", None, duration=2, room="room:1")) == 1
    assert deviation(school, rule) == 3


def test_prefer_times_counts_the_length_of_meets_that_start_elsewhere() -> None:
    school = problem(week(), [lesson("math", sizes=(2, 1))])
    rule = PreferTimes(**NAMED, lessons=("math",), times=frozenset({0, 1}))
    assert deviation(school, rule, put("math", 1, duration=2), put("math", 0, 2)) == 0
    assert deviation(school, rule, put("math", 2, duration=2), put("math", 2, 2)) == 3
    assert deviation(school, rule, put("math", None, duration=2)) == 0


def test_prefer_times_may_look_at_one_length_and_at_some_modes_only() -> None:
    school = problem(week(), [lesson("math", sizes=(2, 1), options=[contact(), synchronous()])])
    placements = put("math", 2, duration=2), put("math", 3, 2, option="synchronous")
    long = PreferTimes(**NAMED, lessons=("math",), times=frozenset({0}), duration=2)
    distant = PreferTimes(**NAMED, lessons=("math",), times=frozenset({0}), modes=frozenset({Mode.SYNCHRONOUS}))
    assert deviation(school, long, *placements) == 2
    assert deviation(school, distant, *placements) == 1


def test_allowed_options_counts_the_periods_in_other_options() -> None:
    school = problem(week(), [lesson("math", sizes=(2, 1), options=[contact(), synchronous()])])
    rule = AllowedOptions(**NAMED, allowed=(("math", frozenset({"contact"})),))
    assert deviation(school, rule, put("math", 0, duration=2)) == 0
    assert deviation(school, rule, put("math", 0, duration=2, option="synchronous")) == 2
    assert deviation(school, rule, put("math", None, duration=2, option="synchronous")) == 0


def test_prefer_resources_forgives_holding_nothing() -> None:
    school = with_rooms()
    rule = PreferResources(**NAMED, lessons=("math", "gym"), role="room", resources=frozenset({"room:1"}))
    assert deviation(school, rule, put("math", 0, duration=2), put("math", 3, 2, room="room:1")) == 0
    assert deviation(school, rule, put("math", 0, duration=2, room="room:2")) == 2
    assert deviation(school, rule, put("math", 0, duration=2, room="room:g")) == 2
    assert deviation(school, rule, put("math", None, duration=2, room="room:2")) == 0


def test_prefer_resources_may_count_mentioned_unplaced_meets_and_some_options_only() -> None:
    school = with_rooms()
    fields = {"lessons": ("math",), "role": "room", "resources": frozenset({"room:1"})}
    waiting = put("math", None, duration=2, room="room:2")
    assert deviation(school, PreferResources(**NAMED, **fields, placed_only=False), waiting) == 2
    elsewhere = PreferResources(**NAMED, **fields, options=frozenset({"asynchronous"}))
    assert deviation(school, elsewhere, put("math", 0, duration=2, room="room:2")) == 0


def test_same_resource_counts_resources_beyond_the_first() -> None:
    teachers = demand("teacher", "teacher:A", "teacher:B", "teacher:C")
    fixed = demand("teacher", "teacher:C")
    school = problem(week(), [lesson("math", sizes=(1, 1), demands=[teachers]), lesson("exam", demands=[fixed])])
    alone, together = (SameResource(**NAMED, groups=(g,), role="teacher") for g in (("math",), ("math", "exam")))
    same = put("math", 0, teacher="teacher:A"), put("math", 1, 2, teacher="teacher:A")
    differ = put("math", 0, teacher="teacher:A"), put("math", None, 2, teacher="teacher:B")
    assert deviation(school, alone, *same) == 0
    assert deviation(school, alone, *differ) == 1
    assert deviation(school, alone, put("math", 0, teacher="teacher:A")) == 0
    assert deviation(school, together, *differ) == 2, "the exam's own teacher counts although nobody mentions the exam"


def test_spread_counts_starts_per_set_of_times() -> None:
    times = week(days=2)
    monday, tuesday = days_of(times)
    school = problem(times, [lesson("math", sizes=(2, 1, 1))])
    rule = Spread(**NAMED, groups=(("math",),), bounds=(Bound(monday, 1, 1), Bound(tuesday, 1, 2)))
    assert deviation(school, rule, put("math", 0, duration=2), put("math", 4, 2), put("math", 6, 3)) == 0
    assert deviation(school, rule, put("math", 0, duration=2), put("math", 2, 2), put("math", 3, 3)) == 2 + 1
    assert deviation(school, rule) == 2


def test_a_recurring_meet_starts_once_in_each_week() -> None:
    times = week(weeks=2)
    school = problem(times, [lesson("math", weeks=EVERY_WEEK), lesson("once", weeks=((0,), (1,)))])
    each_week = tuple(Bound(day, 1, 1) for day in days_of(times))
    rule = Spread(**NAMED, groups=(("math",), ("once",)), bounds=each_week)
    assert deviation(school, rule, put("math", 0), put("once", 5)) == 1
    whole_cycle = Spread(**NAMED, groups=(("math",),), bounds=(Bound(tuple(range(8)), 0, 1),))
    assert deviation(school, whole_cycle, put("math", 0)) == 1


def test_linked_lessons_run_together_whatever_their_blocks() -> None:
    school = problem(week(), [lesson("a", sizes=(2,)), lesson("b", sizes=(1, 1)), lesson("c")])
    rule = Linked(**NAMED, groups=(("a", "b"),))
    assert deviation(school, rule, put("a", 0, duration=2), put("b", 0), put("b", 1, 2)) == 0
    assert deviation(school, rule, put("a", 0, duration=2), put("b", 1), put("b", 2, 2)) == 2
    assert deviation(school, rule, put("a", 0, duration=2)) == 2
    three = Linked(**NAMED, groups=(("a", "b", "c"),))
    assert deviation(school, three, put("a", 0, duration=2), put("b", 1), put("c", 1)) == 1


def test_lessons_of_week_a_and_week_b_may_share_a_slot() -> None:
    school = problem(week(weeks=2), [lesson("a", weeks=((0,),)), lesson("b", weeks=((1,),))])
    strict, any_week = (Linked(**NAMED, groups=(("a", "b"),), any_week=any_week) for any_week in (False, True))
    same_slot, other_slot = (put("a", 2), put("b", 6)), (put("a", 2), put("b", 7))
    assert [deviation(school, strict, *same_slot), deviation(school, any_week, *same_slot)] == [2, 0]
    assert deviation(school, any_week, *other_slot) == 2


def test_linked_lessons_of_two_grids_are_compared_by_the_clock() -> None:
    # "" rings at 0:00 and 1:00, "late" at 0:30 and 1:30: ticks of half an hour
    times = week(periods=2, grids=(("", 0, 60), ("late", 30, 60)))
    school = problem(times, [lesson("a"), lesson("b", grid="late")])
    rule = Linked(**NAMED, groups=(("a", "b"),))
    assert deviation(school, rule, put("a", 0), put("b", 2)) == 2, "half an hour of each alone, half an hour together"
    assert deviation(school, rule, put("a", 0), put("b", 3)) == 4


def test_ordered_measures_the_gap_from_the_last_end_to_the_first_start() -> None:
    school = problem(week(periods=6), [lesson("first", sizes=(2, 1)), lesson("second", sizes=(1, 1))])
    rule = Ordered(**NAMED, pairs=(("first", "second"),), least=1, most=2)
    first = put("first", 0, duration=2), put("first", 2, 2)
    assert deviation(school, rule, *first, put("second", 4), put("second", 5, 2)) == 0
    assert deviation(school, rule, *first, put("second", 3), put("second", 5, 2)) == 1
    assert deviation(school, rule, *first, put("second", 0), put("second", 5, 2)) == 4
    assert deviation(school, rule, *first, put("second", 0)) == 0, "part of the second is unplaced"


def test_ordered_compares_recurring_meets_in_their_first_week() -> None:
    school = problem(week(weeks=2), [lesson("first", weeks=EVERY_WEEK), lesson("second", weeks=EVERY_WEEK)])
    rule = Ordered(**NAMED, pairs=(("first", "second"),))
    assert deviation(school, rule, put("first", 0), put("second", 1)) == 0
    assert deviation(school, rule, put("first", 2), put("second", 1)) == 2


def test_split_shape_adds_odd_blocks_and_a_wrong_number() -> None:
    school = problem(week(), [flexible("lab", 4, parts=4, longest=4)])
    rule = SplitShape(**NAMED, lessons=("lab",), shortest=2, longest=3, least=1, most=2)
    assert deviation(school, rule, put("lab", 0, duration=2), put("lab", 2, 2, duration=2)) == 0
    assert deviation(school, rule, put("lab", 0, duration=1), put("lab", 1, 2), put("lab", 2, 3, duration=2)) == 3
    assert deviation(school, rule, put("lab", 0, duration=3)) == 1, "the rest is a meet of one period"
    assert deviation(school, rule) == 1, "everything is one unplaced meet of four periods"


def test_split_count_counts_blocks_of_one_length() -> None:
    school = problem(week(), [flexible("lab", 4, parts=4, longest=4)])
    rule = SplitCount(**NAMED, lessons=("lab",), duration=2, least=1, most=1)
    assert deviation(school, rule, put("lab", 0, duration=2), put("lab", 2, 2), put("lab", 3, 3)) == 0
    assert deviation(school, rule, put("lab", 0, duration=2), put("lab", None, 2, duration=2)) == 1
    assert deviation(school, rule, put("lab", 0, duration=2)) == 1, "the rest is the second block of two"
    assert deviation(school, rule) == 1


def test_limit_periods_weighs_the_weeks_in_which_a_meet_happens() -> None:
    modes = [contact(), synchronous(), asynchronous()]
    math = lesson("math", sizes=(2, 1), options=modes, weeks=EVERY_WEEK)
    school = problem(week(weeks=2), [math, lesson("art", options=modes, weeks=((0,), (1,)))])
    distance = frozenset({Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS})
    placements = (
        put("math", 0, duration=2, option="synchronous"),
        put("math", 2, 2),
        put("art", 7, option="asynchronous"),
    )

    def measured(*weeks: tuple[int, ...], count_meets: bool = False) -> int:
        bound = PeriodBound("all", ("math", "art"), 0, 0)
        rule = LimitPeriods(**NAMED, bounds=(bound,), modes=distance, occurrences=weeks, count_meets=count_meets)
        return deviation(school, rule, *placements)

    assert measured() == 2 * 2 + 1
    assert measured((18,) * 7, (15,) * 7) == 2 * 33 + 15
    assert measured((18,) * 7, (15, 14, 15, 15, 15, 15, 15)) == 2 * 33 + (15 if school.times[7].day == 0 else 14)
    assert measured(count_meets=True) == 2 + 1


def test_limit_periods_has_a_bound_below_and_above() -> None:
    school = problem(week(), [lesson("math", sizes=(2, 1))])
    contact_only = frozenset({Mode.CONTACT})

    def broken(least: int, most: int | None) -> int:
        bound = PeriodBound("math", ("math",), least, most)
        rule = LimitPeriods(**NAMED, bounds=(bound,), modes=contact_only)
        return deviation(school, rule, put("math", 0, duration=2))

    assert [broken(2, 2), broken(5, None), broken(0, 1), broken(0, None)] == [0, 3, 1, 0]


def test_a_pin_counts_each_thing_that_was_moved() -> None:
    rooms = demand("room", "room:1", "room:2")
    school = problem(week(), [lesson("math", sizes=(1, 1), who=["teacher:A"], options=[contact(rooms), synchronous()])])
    pin = PinnedMeet("math", 1, 2, Mode.CONTACT, (("room", "room:1"), ("1", "teacher:A")))
    rule = Pinned(**NAMED, pins=(pin,))
    assert deviation(school, rule, put("math", 2, room="room:1"), put("math", 0, 2)) == 0
    assert deviation(school, rule, put("math", 1, room="room:2")) == 2
    assert deviation(school, rule, put("math", 2, option="synchronous")) == 2, "the mode, and no room"
    assert deviation(school, rule, put("math", 2, **{"room": "room:1", "1": "teacher:A"})) == 0
    assert deviation(school, rule, put("math", None, room="room:2"), put("math", 3, 2)) == 0


def test_what_is_named_twice_counts_twice() -> None:
    school = problem(week(), [lesson("math")])
    assert deviation(school, Placed(**NAMED, lessons=("math", "math"))) == 2
