"""Rules that no timetable can keep: that counting finds them, that it is right, and how planners are told."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.evaluation import evaluate
from scheduler.problem import rules as r
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.text import LANGUAGES
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.params import SearchParams
from scheduler.solver.parts import PARTS
from scheduler.solver.proofs.counting_bounds import unsatisfiable_monitors
from scheduler.solver.proofs.precheck import precheck
from scheduler.solver.proofs.unsatisfiable import unsatisfiable_rules
from scheduler.solver.search import Result, solve
from scheduler.solver.stopping import Stop
from scheduler.telling.proofs import sentence
from tests.builders import (
    asynchronous,
    contact,
    days_of,
    demand,
    flexible,
    lesson,
    path,
    problem,
    synchronous,
    teacher,
    week,
)
from tests.solver.test_oracle import every_timetable
from tests.strategies import CASES, WRITERS, _Pen

COUNTED = (r.Spread, r.SplitCount, r.LimitPeriods, r.LimitWorkload, r.LimitClusters)
ALONE = (r.PreferTimes, r.AllowedOptions, r.PreferResources, r.Unavailable, r.Pinned)
"""Rules about one meet alone, which narrow what the meets may do."""


def placed(*lessons, resources=()) -> tuple[r.Rule, ...]:
    """All lessons placed, nobody twice at once; both hard."""
    return (
        r.Placed(id="placed", entry="H02", lessons=tuple(one.id for one in lessons)),
        r.NoClash(id="clash", entry="H01", resources=tuple(resources)),
    )


def daily(days: int, blocks: int, most: int = 1, *more: r.Rule) -> Problem:
    """One lesson in so many blocks of one period, at most so many of them a day."""
    times = week(days, 6)
    one = lesson("sums", sizes=(1,) * blocks, who=["path:3A", "teacher:A"])
    bounds = tuple(r.Bound(day, most=most) for day in days_of(times))
    spread = r.Spread(id="spread", entry="S07", groups=(("sums",),), bounds=bounds)
    return problem(
        times, [one], *placed(one, resources=["path:3A", "teacher:A"]), spread, *more, weekdays=True, language="en"
    )


def away(*times: int) -> r.Unavailable:
    return r.Unavailable(id="away", entry="H14", resources=("teacher:A",), times=times)


# -- what is proved is true --


@st.composite
def schools(draw) -> Problem:
    """One lesson or two with hard rules that count, and hard rules about single meets."""
    times = week(draw(st.integers(1, 2)), draw(st.integers(2, 3)))
    lessons = []
    for number in range(draw(st.integers(1, 2))):
        name, who = f"L{number}", ["path:1A"]
        taught = [demand("teacher", "teacher:A", *(["teacher:B"] if draw(st.booleans()) else []))]
        match draw(st.integers(0, 4)):
            case 0:
                lessons.append(flexible(name, draw(st.integers(2, 4)), 2, 2, who=[*who, "teacher:A"]))
            case 1:
                lessons.append(lesson(name, who=who, options=(contact(*taught), synchronous(*taught))))
            case 2:
                lessons.append(lesson(name, sizes=(2,), who=who, options=(asynchronous(*taught),)))
            case _:
                sizes = draw(st.sampled_from(((1,), (1, 1), (2,))))
                lessons.append(lesson(name, sizes=sizes, who=who, demands=taught))
    resources = [path("1A"), teacher("A"), teacher("B")]
    pen = _Pen(draw, problem(times, lessons, resources=resources))
    written: list[r.Rule] = [r.Placed(id="placed", entry="H02", lessons=tuple(one.id for one in lessons))]
    kinds = [draw(st.sampled_from(COUNTED)) for _ in range(draw(st.integers(1, 3)))]
    kinds += [draw(st.sampled_from(ALONE)) for _ in range(draw(st.integers(0, 1)))]
    for number, kind in enumerate(kinds):
        common = {**pen.common(kind, number), "hard": True, "weight": 1}
        written.append(kind(**common, **WRITERS[kind](pen)))
    return problem(times, lessons, *written, resources=resources)


@settings(max_examples=CASES or 60, deadline=None, suppress_health_check=list(HealthCheck))
@given(schools())
def test_no_timetable_of_all_there_are_keeps_a_rule_that_is_proved_to_break(school):
    told = {proof.rule for proof in unsatisfiable_rules(index_problem(school))}
    if not told:
        return
    alone = {rule.id for rule in school.rules if isinstance(rule, ALONE)}
    for timetable in every_timetable(school):
        judged = evaluate(school, timetable)
        broken = {violation.rule_id for violation in judged.violations if violation.cost}
        if not judged.unplaced and broken.isdisjoint(alone):
            assert told <= broken


@settings(max_examples=CASES or 60, deadline=None, suppress_health_check=list(HealthCheck))
@given(schools())
def test_every_rule_that_the_search_gives_up_is_told(school):
    indexed = index_problem(school)
    data = monitors(indexed)
    given_up = {school.rules[data.monitors[number].rule].id for number in unsatisfiable_monitors(indexed, data)}
    assert given_up == {proof.rule for proof in precheck(school) if proof.rule}
    assert all(proof.need > proof.have for proof in precheck(school))


# -- what is proved, worked out by hand --


def told(school: Problem) -> list[tuple[str, int, int]]:
    """What is proved of rules, once it is sure that each sentence gives both numbers in both languages."""
    found = [proof for proof in precheck(school) if proof.rule]
    for proof in found:
        texts = [sentence(school, proof, language) for language in LANGUAGES]
        assert all(str(number) in text for number in (proof.need, proof.have) for text in texts)
    return [(proof.key, proof.need, proof.have) for proof in found]


def test_more_blocks_than_days():
    assert told(daily(4, 4)) == []
    assert told(daily(4, 5)) == [("spread_over", 5, 4)]


def test_days_on_which_nothing_can_be_do_not_help():
    tuesday = range(6, 12)
    assert told(daily(4, 4, 1, away(*tuesday))) == [("spread_over", 4, 3)]
    assert told(daily(4, 3, 1, away(*tuesday))) == []


def test_a_day_that_is_asked_for_and_cannot_be():
    times = week(2, 3)
    one = lesson("sums", sizes=(1, 1), who=["path:3A", "teacher:A"])

    def on(day: int) -> Problem:
        bounds = (r.Bound(days_of(times)[day], least=1),)
        pinned = r.Spread(id="day", entry="H19", groups=(("sums",),), bounds=bounds)
        return problem(times, [one], *placed(one), pinned, away(0, 1, 2))

    assert told(on(0)) == [("spread_under", 1, 0)]
    assert told(on(1)) == []


def test_one_day_that_cannot_be_is_not_made_good_by_another():
    times = week(2, 3)
    one = lesson("sums", sizes=(1, 1, 1), who=["path:3A", "teacher:A"])
    bounds = tuple(r.Bound(day, least=1) for day in days_of(times))
    both = r.Spread(id="days", entry="", groups=(("sums",),), bounds=bounds)
    assert told(problem(times, [one], *placed(one), both, away(0, 1, 2))) == [("spread_under", 1, 0)]


def test_more_lessons_at_distance_than_the_law_allows_where_there_is_no_other_form():
    far = frozenset({Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS})
    lessons = [
        lesson("near", sizes=(2, 2), options=[contact()]),
        lesson("far", sizes=(1, 1, 1), options=[synchronous(), asynchronous()]),
        lesson("any", sizes=(1, 1), options=[contact(), synchronous()]),
    ]

    def capped(most: int) -> Problem:
        bound = r.PeriodBound("3A", tuple(one.id for one in lessons), most=most)
        cap = r.LimitPeriods(id="cap", entry="H03", bounds=(bound,), modes=far)
        return problem(week(2, 6), lessons, *placed(*lessons), cap)

    assert told(capped(3)) == []
    assert told(capped(2)) == [("periods_over", 3, 2)]


def test_an_option_that_a_must_forbids_is_no_way_out():
    one = lesson("far", sizes=(1, 1, 1), options=[contact(), synchronous()])
    bound = r.PeriodBound("far", ("far",), most=2)
    far = frozenset({Mode.SYNCHRONOUS})
    cap = r.LimitPeriods(id="cap", entry="H04", bounds=(bound,), modes=far)
    only = r.AllowedOptions(id="only", entry="H10", allowed=(("far", frozenset({"synchronous"})),))
    assert told(problem(week(), [one], *placed(one), cap)) == []
    assert told(problem(week(), [one], *placed(one), cap, only)) == [("periods_over", 3, 2)]


def test_a_teacher_whose_fixed_lessons_are_more_or_less_than_the_workload_asked():
    lessons = [lesson("sums", sizes=(2, 1), who=["teacher:A"]), lesson("art", sizes=(1,), who=["teacher:B"])]

    def working(least: int, most: int | None) -> Problem:
        limit = r.LimitWorkload(id="work", entry="", resources=("teacher:A",), least=least, most=most)
        return problem(week(), lessons, *placed(*lessons), limit)

    assert told(working(3, 3)) == []
    assert told(working(0, 2)) == [("workload_over", 3, 2)]
    assert told(working(4, None)) == [("workload_under", 4, 3)]


def test_blocks_that_are_not_there_or_too_many():
    one = lesson("sums", sizes=(2, 1, 1))

    def cut(least: int, most: int) -> Problem:
        count = r.SplitCount(id="cut", entry="", lessons=("sums",), duration=1, least=least, most=most)
        return problem(week(), [one], *placed(one), count)

    assert told(cut(2, 2)) == []
    assert told(cut(0, 1)) == [("split_over", 2, 1)]
    assert told(cut(3, 3)) == [("split_under", 3, 2)]


def test_a_form_that_is_the_only_one_and_has_no_time():
    one = lesson("far", sizes=(2,), options=[asynchronous()])

    def only(*times: int) -> Problem:
        modes = frozenset({Mode.ASYNCHRONOUS})
        fit = r.PreferTimes(id="fit", entry="", lessons=("far",), times=frozenset(times), modes=modes)
        return problem(week(), [one], *placed(one), fit)

    assert told(only(2)) == []
    assert told(only()) == [("times_over", 2, 0)]


def test_a_lesson_longer_than_all_its_blocks():
    assert told(problem(week(), [one := flexible("sums", 5, 2, 2)], *placed(one))) == [("blocks_too_short", 1, 0)]


def test_a_lesson_that_may_stay_out_breaks_nothing():
    indexed = index_problem(daily(4, 5))
    data = monitors(indexed)
    assert len(unsatisfiable_monitors(indexed, data)) == 1
    assert not unsatisfiable_monitors(indexed, data, excused={0})


@pytest.mark.parametrize(("least", "shift", "found"), [(2, 0, []), (3, 0, [("half_days", 3, 2)]), (4, 1, [])])
def test_more_half_days_to_come_than_periods_to_have(least, shift, found):
    """Two lessons of one period; with sets of times that overlap a period may count for two."""
    lessons = [lesson(f"L{number}", who=["path:1A"]) for number in range(2)]
    clusters = tuple((r.Touch((index, index + shift)),) for index in range(4))
    come = r.LimitClusters(id="come", entry="H06", resources=("path:1A",), clusters=clusters, least=least)
    assert told(problem(week(2, 4), lessons, *placed(*lessons), come)) == found


# -- what a search makes of it --


@pytest.fixture(params=[True, False])
def small(request) -> bool:
    """Whether the search takes a school for a small one."""
    return request.param


def searched(school: Problem, small: bool) -> Result:
    params = SearchParams() if small else SearchParams(small_model=0)
    return solve(school, stop=Stop(work=2), workers=1, without=PARTS, params=params)


def test_everything_is_placed_and_only_the_rule_that_breaks_is_broken(small):
    result = searched(daily(3, 5), small)
    assert result.status == "impossible"
    assert [proof.rule for proof in result.proofs] == ["spread"]
    # Five blocks on three days: two too many at least.
    assert result.unplaced == ()
    assert result.hard == 2 if small else result.hard >= 2


def test_a_class_with_too_few_lessons_for_its_half_days_gets_them_all(small):
    times = week(3, 2)
    lessons = [lesson(f"L{number}", who=["path:1A"]) for number in range(2)]
    days = tuple((r.Touch(day),) for day in days_of(times))
    come = r.LimitClusters(id="come", entry="H06", resources=("path:1A",), clusters=days, least=3)
    school = problem(times, lessons, *placed(*lessons, resources=["path:1A"]), come, resources=[path("1A")])
    result = searched(school, small)
    assert (result.status, result.unplaced) == ("impossible", ())
    (proof,) = result.proofs
    assert (proof.key, proof.need, proof.have, proof.about) == ("half_days", 3, 2, ("path:1A",))


def test_only_lessons_that_must_give_way_are_left_out_where_a_rule_breaks_as_well(small):
    times = week(2, 3)
    sums = lesson("sums", sizes=(1, 1, 1), who=["path:3A"])
    others = [lesson(f"art {number}", who=["teacher:A"]) for number in range(7)]
    bounds = tuple(r.Bound(day, most=1) for day in days_of(times))
    spread = r.Spread(id="spread", entry="S07", groups=(("sums",),), bounds=bounds)
    everybody = placed(sums, *others, resources=["path:3A", "teacher:A"])
    school = problem(times, [sums, *others], *everybody, spread)
    result = searched(school, small)
    assert result.status == "impossible"
    assert {proof.key for proof in result.proofs} == {"teacher_hours", "spread_over"}
    # One of seven lessons has no period of its teacher left; the three blocks are placed on two days all the same.
    assert result.unplaced
    assert "sums" not in {one.lesson for one in result.unplaced}


def test_a_small_school_is_done_once_the_best_is_known():
    result = solve(daily(3, 5), stop=Stop(seconds=60), workers=1)
    assert result.status == "impossible"
    assert not {event.phase for event in result.log} & {"anneal", "partial"}
