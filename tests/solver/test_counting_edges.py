"""Rules that no timetable can keep, at the edge: what is settled already, what is open, and what is told of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.evaluation.findings import Proof
from scheduler.problem import rules as r
from scheduler.problem.lessons import Lesson
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.resources import Resource
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.proofs.counting_bounds import CertainAmounts, Overload, unsatisfiable_monitors
from scheduler.solver.proofs.precheck import precheck
from tests.builders import contact, days_of, demand, flexible, lesson, pool, problem, synchronous, week
from tests.solver.small import away, everywhere

A, B, P = "teacher:A", "teacher:B", "path:1A"
TIMES = week(2, 3)
MONDAY, TUESDAY = days_of(TIMES)
CONTACT = r.Filter(modes=frozenset({Mode.CONTACT}))


def settled(name: str, start: int, *who: str, **more: object) -> Lesson:
    """A lesson that the file puts at one time."""
    made = lesson(name, who=who, **more)  # type: ignore[arg-type]
    return replace(made, parts=tuple(replace(part, starts=(start,)) for part in made.parts))


def given_up(lessons: list[Lesson], *rules: r.Rule, excused: tuple[int, ...] = ()) -> set[str]:
    """The rules of which some monitor breaks in any timetable."""
    placed, _ = everywhere(*lessons)
    school = problem(TIMES, lessons, placed, *rules, resources=[pool("carts", 1)])
    indexed = index_problem(school)
    data = monitors(indexed)
    return {school.rules[data.monitors[number].rule].id for number in unsatisfiable_monitors(indexed, data, excused)}


def told(lessons: list[Lesson], *rules: r.Rule, resources: tuple[Resource, ...] = ()) -> list[Proof]:
    placed, _ = everywhere(*lessons)
    school = problem(TIMES, lessons, placed, *rules, resources=(pool("carts", 1), *resources))
    return [proof for proof in precheck(school) if proof.rule]


def overloads(lessons: list[Lesson], rule: r.Rule) -> list[Overload]:
    """Why monitors of one rule break."""
    indexed = index_problem(problem(TIMES, lessons, rule, resources=[pool("carts", 1)]))
    data = monitors(indexed)
    counting = CertainAmounts(indexed, data.rows, data.tables)
    return [one for one in map(counting.overload, data.monitors) if one is not None]


CLASH = r.NoClash(id="clash", entry="H01", resources=(A,))


def test_lessons_that_the_file_puts_at_one_time_clash() -> None:
    assert given_up([settled("x", 0, A), settled("y", 0, A)], CLASH) == {"clash"}
    assert given_up([settled("x", 0, A), settled("y", 1, A)], CLASH) == set()
    assert given_up([settled("x", 0, A), settled("y", 0, B)], CLASH) == set()
    assert given_up([settled("x", 0, A), settled("y", 0, A)], CLASH, excused=(0,)) == set()
    assert given_up([settled("x", 0, A), settled("y", 0, A)], replace(CLASH, hard=False)) == set()
    assert given_up([settled("x", 0, A), settled("y", 0, A)], replace(CLASH, weight=0)) == set()
    assert given_up([settled("x", 0, A), lesson("y", who=[A])], CLASH) == set(), "the other lesson can give way"


def test_why_a_monitor_breaks_is_what_is_certain_and_what_fits_or_what_is_asked_and_what_can_be() -> None:
    three = [settled("x", 0, A), settled("y", 0, A), settled("z", 1, A)]
    assert overloads(three, CLASH) == [Overload(2, 1, True)]
    limit = r.LimitBusy(id="limit", entry="H05", resources=(A,), groups=(MONDAY,), most=1)
    assert overloads(three, limit) == [Overload(2, 1, True)]
    come = r.LimitClusters(id="come", entry="H06", resources=(A,), clusters=((r.Touch(MONDAY),),) * 2, least=3)
    assert overloads(three[:1], come) == [Overload(3, 2, False)]


def test_who_is_still_to_be_chosen_or_comes_in_one_form_only_clashes_with_nobody() -> None:
    chosen = settled("y", 0, demands=[demand("teacher", A, B)])
    assert given_up([settled("x", 0, A), chosen], CLASH) == set()
    also_room = settled("z", 0, demands=[demand("room", "room:1", "room:2"), demand("teacher", A, B)])
    assert given_up([settled("x", 0, A), also_room], CLASH) == set()
    either = settled("y", 0, options=[contact(demand("teacher", A)), synchronous(demand("teacher", B))])
    assert given_up([settled("x", 0, A), either], CLASH) == set()
    only = r.AllowedOptions(id="only", entry="", allowed=(("y", frozenset({"contact"})),))
    assert given_up([settled("x", 0, A), either], CLASH, only) == {"clash"}
    assert (
        given_up([settled("x", 0, A), either], CLASH, replace(only, allowed=(("y", frozenset({"synchronous"})),)))
        == set()
    )


def test_a_pool_is_overdrawn_by_settled_lessons_unless_something_may_supply_it() -> None:
    carts = r.PoolCapacity(id="carts", entry="H12", pools=("pool:carts",))

    def using(amount: int, name: str = "x") -> Lesson:
        return settled(name, 0, options=[contact(demand("carts", "pool:carts", amount=amount))])

    assert given_up([using(1)], carts) == set()
    assert given_up([using(2)], carts) == {"carts"}
    assert given_up([using(1), using(1, "y")], carts) == {"carts"}
    assert given_up([using(1), using(1, "y"), using(-1, "z")], carts) == set()
    assert given_up([using(2), using(-1, "z")], replace(carts, capacities={"pool:carts": 0})) == set()


@pytest.mark.parametrize(
    ("starts", "most", "broken"),
    [((0, 1), 1, True), ((0, 1), 2, False), ((0, 3), 1, False), ((0,), 0, True), ((), 0, False), ((0, 1), None, False)],
)
def test_more_settled_lessons_on_a_day_than_a_limit_allows(
    starts: tuple[int, ...], most: int | None, broken: bool
) -> None:
    limit = r.LimitBusy(id="limit", entry="H05", resources=(A,), groups=(TUESDAY, MONDAY), most=most)
    lessons = [*(settled(f"x{n}", start, A) for n, start in enumerate(starts)), lesson("free", who=[A])]
    assert (given_up(lessons, limit) == {"limit"}) == broken


# -- days and half days --


def coming(least: int, *clusters: tuple[r.Touch, ...]) -> r.LimitClusters:
    return r.LimitClusters(id="come", entry="H06", resources=(P,), clusters=clusters, least=least)


def test_a_set_in_which_nothing_need_be_present_is_no_work() -> None:
    monday, absent = r.Touch(MONDAY), r.Touch(TUESDAY, present=False)
    one = [lesson("x", who=[P])]
    for least, clusters, have in [
        (2, ((monday,), (absent,)), None),
        (2, ((absent,), (absent,)), None),
        (3, ((absent,), (absent,)), 2),
        (3, ((monday,), (absent,)), 2),
        (2, ((monday,), (r.Touch(TUESDAY),)), 1),
        (2, ((absent, monday), (r.Touch(TUESDAY),)), 1),
        (3, ((absent, monday), (r.Touch(TUESDAY),), (absent,)), 2),
    ]:
        found = [(proof.key, proof.need, proof.have, proof.about) for proof in told(one, coming(least, *clusters))]
        assert found == ([] if have is None else [("half_days", least, have, (P,))])


def test_a_block_comes_in_as_many_sets_as_one_place_of_it_touches() -> None:
    each = tuple((r.Touch((time,)),) for time in range(6))
    assert told([lesson("x", sizes=(2,), who=[P])], coming(2, *each)) == []
    assert [one.have for one in told([lesson("x", sizes=(2,), who=[P])], coming(3, *each))] == [2]
    assert [one.have for one in told([lesson("x", sizes=(2, 3), who=[P])], coming(6, *each))] == [5]
    assert [one.have for one in told([lesson("x", sizes=(3, 3), who=[P])], coming(4, *each[:3]))] == [3]
    far = r.Touch(TUESDAY, r.Filter(modes=DISTANCE_MODES))
    assert [one.have for one in told([lesson("x", who=[P])], coming(2, (r.Touch(MONDAY),), (far,)))] == [1]


# -- sums --


def spread(*bounds: r.Bound, group: tuple[str, ...] = ("x",)) -> r.Spread:
    return r.Spread(id="spread", entry="S07", groups=(group,), bounds=bounds)


def limits(lessons: list[Lesson], *rules: r.Rule) -> list[tuple[str, int, int, tuple[int | None, ...]]]:
    return [(proof.key, proof.need, proof.have, proof.limits) for proof in told(lessons, *rules)]


def test_what_is_too_much_or_too_little_in_one_set_of_times_is_told_of_that_set() -> None:
    late = r.PreferTimes(id="late", entry="", lessons=("x",), times=frozenset(TUESDAY))
    x = [lesson("x", sizes=(1, 1), who=[P])]
    bounds = r.Bound((0,), 0, 9), r.Bound(TUESDAY, 0, 1), r.Bound((1,), 0, 9), r.Bound((2,), 0, 9)
    assert limits(x, spread(*bounds), late) == [("spread_over", 2, 1, (None, 1, None, None))]
    assert limits(x, spread(*bounds)) == []
    asked = r.Bound(TUESDAY), r.Bound((1,)), r.Bound(MONDAY, 1)
    assert limits(x, spread(*asked), late) == [("spread_under", 1, 0, (None, None, 1))]
    assert limits(x, spread(r.Bound(MONDAY, 3))) == [("spread_under", 3, 2, (3,))]
    assert limits(x, spread(r.Bound((*MONDAY, *TUESDAY), 0, 1))) == [("spread_over", 2, 1, (1,))]


def test_sets_that_hold_too_little_together_are_told_with_what_each_holds() -> None:
    x = [lesson("x", sizes=(1, 1, 1), who=[P])]
    one_a_day = r.Bound(MONDAY, 0, 1), r.Bound(TUESDAY, 0, 1)
    assert limits(x, spread(*one_a_day)) == [("spread_over", 3, 2, (1, 1))]
    assert limits(x, spread(*one_a_day, r.Bound((0,)))) == [("spread_over", 3, 2, (1, 1, None))]
    assert limits(x, spread(r.Bound(MONDAY, 0, 1), r.Bound(TUESDAY, 0, 2))) == []
    single = lesson("x", who=[P])
    two_starts = [replace(single, parts=(replace(single.parts[0], starts=(0, 3)),))]
    assert limits(two_starts, spread(r.Bound((0,), 0, 0), r.Bound((3,), 0, 0))) == [("spread_over", 1, 0, (0, 0))]
    assert limits(two_starts, spread(r.Bound((0,), 0, 0), r.Bound((3,), 0, 1))) == []
    assert limits(x, spread(r.Bound(MONDAY, 0, 1), r.Bound(TUESDAY, 0, None))) == []
    blocks = [lesson("x", sizes=(2, 2), who=[P])]  # a block cannot start at the last period
    assert limits(blocks, spread(r.Bound((2,), 0, 9), r.Bound((0, 1), 0, 0), r.Bound(TUESDAY, 0, 1))) == [
        ("spread_over", 2, 1, (None, 0, 1))
    ]


def test_sets_that_ask_for_more_than_there_is_are_told_with_what_each_needs() -> None:
    x = [lesson("x", sizes=(1, 1, 1), who=[P])]
    assert limits(x, spread(r.Bound(MONDAY, 2), r.Bound(TUESDAY, 2))) == [("spread_under", 4, 3, (2, 2))]
    assert limits(x, spread(r.Bound(MONDAY, 2), r.Bound(TUESDAY, 1))) == []
    assert limits(x, spread(r.Bound(MONDAY, 2), r.Bound((5,), 0), r.Bound(TUESDAY, 2))) == [
        ("spread_under", 4, 3, (2, None, 2))
    ]
    pair = [lesson("x", sizes=(1, 1), who=[P]), settled("y", 0, P)]
    # y is on Monday in any case, which is more than the one that Monday asks for
    group = ("x", "y")
    assert limits(pair, spread(r.Bound(MONDAY, 1), r.Bound(TUESDAY, 2), group=group)) == []
    twice = [*pair, settled("z", 1, P)]
    asks = r.Bound((0, 1), 1), r.Bound(TUESDAY, 2), r.Bound((2,), 1)
    assert limits(twice, spread(*asks, group=("x", "y", "z"))) == [("spread_under", 5, 4, (2, 2, 1))]


def test_what_a_chosen_teacher_works_is_anything_from_nothing_to_all() -> None:
    either = [lesson("x", sizes=(1, 1), demands=[demand("teacher", A, B)]), lesson("y", who=[A])]

    def working(least: int, most: int | None) -> list[tuple[str, int, int]]:
        limit = r.LimitWorkload(id="work", entry="", resources=(A,), least=least, most=most)
        return [(proof.key, proof.need, proof.have) for proof in told(either, limit)]

    assert working(3, None) == []
    assert working(4, None) == [("workload_under", 4, 3)]
    assert working(0, 1) == []
    assert working(0, 0) == [("workload_over", 1, 0)]


def test_workloads_in_parts_are_told_in_whole_periods() -> None:
    third = [contact(demand("teacher", A, workload=2))]
    lessons = [lesson("x", sizes=(1, 1, 1), options=third), lesson("y", who=[A])]
    for least, most, found in [(3, 3, []), (0, 2, [(3, 2)]), (4, None, [(4, 3)])]:
        limit = r.LimitWorkload(id="work", entry="", resources=(A,), least=least, most=most)
        assert [(proof.need, proof.have) for proof in told(lessons, limit)] == found


def test_a_lesson_whose_split_is_open_may_leave_a_rest_or_not() -> None:
    count = r.SplitCount(id="cut", entry="", lessons=("x",), duration=1, least=0, most=1)
    assert told([flexible("x", 3, 3, 2)], count) == []
    asks = replace(count, duration=2, least=4, most=4)
    found = told([flexible("x", 3, 2, 2)], asks)
    assert [(proof.key, proof.duration, proof.need, proof.have) for proof in found] == [("split_under", 2, 4, 3)]
    both = [lesson("x", sizes=(1, 1))]
    assert given_up(both, replace(count, least=3, most=3)) == {"cut"}
    assert given_up(both, replace(count, least=3, most=3), excused=(0,)) == set(), "one part and a rest of one"


# -- whom it is about --


def test_paths_of_a_class_and_lessons_of_a_row_are_told_once() -> None:
    paths = tuple(Resource(f"path:{one}", "path", one, class_code="1A") for one in ("a", "b"))
    both = [lesson("x", who=["path:a", "path:b"])]
    come = replace(coming(2, (r.Touch(MONDAY),), (r.Touch(TUESDAY),)), resources=("path:b", "path:a"))
    assert [one.about for one in told(both, come, resources=paths)] == [("path:b",)]
    apart = (paths[0], replace(paths[1], class_code="1B"))
    assert [one.about for one in told(both, come, resources=apart)] == [("path:b",), ("path:a",)]
    rows = [replace(lesson(name, sizes=(1, 1), who=[P]), row=row) for name, row in (("x", "r"), ("y", "r"), ("z", ""))]
    once = replace(spread(r.Bound((*MONDAY, *TUESDAY), 0, 1)), groups=(("x",), ("y",), ("z",)))
    assert [one.about for one in told(rows, once)] == [("x",), ("z",)]


def test_the_row_to_look_at_is_that_of_the_first_lesson_where_all_are_of_one_subject() -> None:
    lessons = [
        replace(lesson(name, who=[P]), subject=subject) for name, subject in (("x", "s"), ("y", "s"), ("z", "t"))
    ]
    bound = r.Bound((*MONDAY, *TUESDAY), 0, 0)
    groups = ("x", "y"), ("x", "z")
    assert [one.row for one in told(lessons, replace(spread(bound), groups=groups))] == ["x", ""]
    cap = r.LimitPeriods(
        id="cap",
        entry="H03",
        bounds=tuple(r.PeriodBound("+".join(group), group, 0, 0) for group in groups),
        modes=frozenset({Mode.CONTACT}),
    )
    assert [(one.about, one.row) for one in told(lessons, cap)] == [(("x+y",), "x"), (("x+z",), "")]


def test_a_pin_to_times_that_are_closed_is_told_with_those_times() -> None:
    x = [lesson("x", sizes=(1, 1), who=[A])]
    pin = r.Pinned(id="pin", entry="H19", pins=(r.PinnedMeet("x", 2, within=frozenset(TUESDAY)),))
    assert told(x, pin) == []
    assert told(x, pin, away(3, 4)) == []
    (proof,) = told(x, pin, away(*TUESDAY))
    assert (proof.key, proof.need, proof.have, proof.when) == ("spread_under", 1, 0, TUESDAY)
    assert (proof.about, proof.row) == (("x",), "x")
    mode = r.Pinned(id="pin", entry="H19", pins=(r.PinnedMeet("x", 1, mode=Mode.SYNCHRONOUS),))
    assert [one.key for one in precheck(problem(TIMES, x, everywhere(*x)[0], mode))] == ["no_way"]
    long = [lesson("x", sizes=(4, 1), who=[A])]
    both = replace(pin, pins=(replace(pin.pins[0], part=1, within=frozenset(MONDAY)), pin.pins[0]))
    assert [(one.key, one.rule, one.when) for one in told(long, both, away(*TUESDAY))] == [
        ("blocks_too_short", "placed", ()),
        ("spread_under", "pin", TUESDAY),
    ]


def test_rules_about_a_form_are_told_of_the_lessons_that_have_it() -> None:
    far = frozenset({Mode.SYNCHRONOUS})
    lessons = [
        lesson("x", who=[P]),
        lesson("y", options=[synchronous()]),
        lesson("z", options=[contact(), synchronous()]),
    ]
    fit = r.PreferTimes(id="fit", entry="", lessons=("x", "y", "z"), times=frozenset(), modes=far)
    assert [(one.key, one.need, one.about) for one in told(lessons, fit)] == [("times_over", 1, ("y",))]
    assert told(lessons, replace(fit, hard=False)) == []
    assert told(lessons, replace(fit, weight=0)) == []
