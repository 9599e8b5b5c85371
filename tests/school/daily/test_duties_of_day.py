"""Duties of a date with people away: who does those of whoever is not there; worked out by hand, and by every way.

ANN, BEN, CAS and DIR of `test_day`; the playground between the second and the third period (10:05 to 10:20).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.library.day import DayPlan
from scheduler.library.duties import planned_duties
from scheduler.problem.sharing import cost_of
from scheduler.school.building import build_problem
from scheduler.school.daily.duties import DayDuty, OfDay
from scheduler.school.records import Became, Duty, Level, RuleRow, SchoolClass, Settings, Teacher
from tests.school.daily.test_day import FRA_A, MONDAY, WIS_A, WIS_B, plan, school_of
from tests.school.judging import SKILLED, At, lesson, timetable

BREAK = (10 * 60 + 5, 10 * 60 + 20)
GATE = (8 * 60 + 10, 8 * 60 + 25)
NOON = (12 * 60, 12 * 60 + 35)
HOLIDAYS_OFF = tuple(RuleRow(entry, level=Level.OFF) for entry in ("H06", "H07"))


def duty(clock: tuple[int, int] = BREAK, **more: object) -> Duty:
    return Duty("speelplaats", **{"day": 0, "start": clock[0], "end": clock[1], **more})  # type: ignore[arg-type]


def only(found: DayPlan) -> DayDuty:
    (one,) = found.duties
    return one


TWO = (At("WA", 0, 2), At("WB", 0, 1))
"""ANN in the second period, BEN in the first: she is at school until the break."""


def test_the_duty_of_whoever_is_absent_goes_to_whoever_is_free_and_at_school() -> None:
    found = only(plan(school_of(WIS_A, WIS_B, duties=(duty(),)), *TWO, absent=["ANN"]))
    assert (found.planned, found.who, found.lacking, found.changed) == (("ANN",), ("BEN",), 0, True)
    assert (found.gone, found.come) == (("ANN",), ("BEN",))


def test_who_is_still_there_keeps_his_duty_although_another_would_wait_less() -> None:
    school = school_of(WIS_A, WIS_B, FRA_A, duties=(duty(),))
    found = only(plan(school, *TWO, At("FA", 0, 3), absent=["CAS"]))
    assert found.who == found.planned == ("ANN",) and not found.changed


@pytest.mark.parametrize(
    ("clock", "part", "keeps"),
    [
        (BREAK, "1-2", True),  # he is there again at 10:05, when the second period is over
        (BREAK, "1-3", False),  # the break lies between what he misses
        (GATE, "1", False),  # whoever misses the first period is not there before it
        (GATE, "2-4", True),
        (NOON, "vm", True),
        (NOON, "4-5", False),
        (NOON, "nm", True),
        (BREAK, "", False),
    ],
)
def test_being_away_for_a_part_of_the_day_takes_the_breaks_inside_it(clock, part, keeps) -> None:
    lessons = [lesson("WA", "ANN", 5, of="3A"), lesson("WB", "BEN", 5, of="3B")]
    meets = [At(of, 0, period, period) for of in ("WA", "WB") for period in range(1, 6)]
    school = school_of(*lessons, duties=(duty(clock, who="ANN"),), rules=HOLIDAYS_OFF)
    found = only(plan(school, *meets, absent=[f"ANN:{part}" if part else "ANN"]))
    assert found.planned == ("ANN",) and (found.who == ("ANN",)) == keeps


def test_where_nobody_can_it_is_lacking_and_where_it_is_closed_nobody_need() -> None:
    school = school_of(WIS_A, WIS_B, duties=(duty(who="ANN"),))
    lacking = only(plan(school, *TWO, absent=["ANN"]))
    assert (lacking.who, lacking.lacking) == ((), 1)
    shut = only(plan(school, *TWO, closed=["school"]))
    assert shut.left_out and shut.changed and shut.lacking == 0
    assert not only(plan(school, *TWO, closed=["school:nm"])).left_out


def test_the_duty_goes_to_whoever_has_fewer_of_them_in_the_week_for_his_assignment() -> None:
    """BEN and CAS could both, and BEN has the gate on every other day."""
    gates = tuple(duty(GATE, day=day, who="BEN") for day in (1, 2, 3))
    lessons = (lesson("WA", "ANN", of="3A"), lesson("WB", "BEN", 4, of="3B"), FRA_A)
    meets = (At("WA", 0, 2), *(At("WB", day, 1, day + 1) for day in range(4)), At("FA", 0, 1))
    school = school_of(*lessons, duties=(duty(who="ANN, BEN, CAS"), *gates), rules=HOLIDAYS_OFF)
    found = plan(school, *meets, absent=["ANN"])
    assert [one.who for one in found.duties] == [("CAS",)]


def test_who_stands_in_at_that_moment_gives_his_duty_away_and_a_colleague_without_one_is_taken_before() -> None:
    """The duty lasts the whole second period, in which BEN could teach as well as EVA."""
    teachers = (*school_of().teachers, Teacher("EVA", distance_skill=SKILLED))
    lessons = (WIS_A, lesson("WB", "BEN", 2, of="3B"), lesson("WC", "EVA", 2, of="3B"))
    meets = (At("WA", 0, 2), At("WB", 0, 1), At("WB", 0, 4, 2), At("WC", 0, 3), At("WC", 0, 5, 2))
    second = (9 * 60 + 15, 10 * 60 + 5)
    both = school_of(*lessons, teachers=teachers, duties=(duty(second, who="BEN"),), rules=HOLIDAYS_OFF)
    found = plan(both, *meets, absent=["ANN"])
    assert found.decisions[0].teachers == ("EVA",) and only(found).who == ("BEN",)
    alone = plan(replace(both, duties=(duty(second, who="BEN, EVA"),)), *meets, absent=["ANN", "EVA:3-8"])
    (settled,) = [one.teachers for one in alone.decisions if one.lost.lesson.id == "WA"]
    assert only(alone).who and set(only(alone).who).isdisjoint(settled)


def test_a_second_absence_on_the_same_day_leaves_a_duty_with_nobody_who_went_before() -> None:
    school = school_of(WIS_A, WIS_B, FRA_A, duties=(duty(),))
    meets = (*TWO, At("FA", 0, 3))
    first = plan(school, *meets, absent=["ANN"])
    assert [row.became for row in first.own_rows] == [Became.REPLACED]
    second = only(plan(replace(school, realised=first.rows), *meets, absent=["CAS"]))
    assert second.planned == ("ANN",) and second.who == ("BEN",)


def test_a_teacher_whose_class_is_out_is_at_school_and_may_take_a_duty() -> None:
    school = school_of(WIS_A, WIS_B, duties=(duty(),))
    found = only(plan(school, *TWO, absent=["ANN"], away=["3B"]))
    assert found.who == ("BEN",)


def test_week_b_has_its_own_duties_and_other_days_none() -> None:
    school = school_of(WIS_A, WIS_B, duties=(duty(week="B"),), settings=Settings(cycle_weeks=2))
    found = [plan(school, *TWO, day=MONDAY + timedelta(7 * weeks), absent=["ANN"]).duties for weeks in (0, 1)]
    assert sorted(map(len, found)) == [0, 1]
    assert plan(school, *TWO, day=MONDAY + timedelta(1), absent=["ANN"]).duties == ()


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_no_duty_books_anybody_twice_and_nothing_is_better(data: st.DataObject) -> None:
    """Random days: nobody away has one, nobody two things at once, who can keeps his; of all ways it costs least."""
    lessons = [lesson(f"W{code}", code, 5, of=of) for code, of in zip(("ANN", "BEN", "CAS"), "ABC", strict=True)]
    taught = data.draw(
        st.lists(
            st.tuples(st.sampled_from(("ANN", "BEN", "CAS")), st.integers(1, 6)), unique=True, min_size=3, max_size=9
        )
    )
    numbers = {code: iter(range(1, 7)) for code in ("ANN", "BEN", "CAS")}
    meets = [At(f"W{code}", 0, period, number) for code, period in taught if (number := next(numbers[code])) <= 5]
    clocks = data.draw(st.lists(st.sampled_from((GATE, BREAK, NOON, (610, 640))), min_size=1, max_size=3))
    school = school_of(
        *lessons,
        classes=tuple(SchoolClass(code, stage="3", pupils=20) for code in "ABC"),
        duties=tuple(duty(clock, people=data.draw(st.integers(1, 2))) for clock in clocks),
        rules=HOLIDAYS_OFF,
    )
    away = [
        f"{code}{data.draw(st.sampled_from(('', ':1-3', ':vm', ':4')))}"
        for code in data.draw(st.lists(st.sampled_from(("ANN", "BEN", "CAS")), unique=True, max_size=2))
    ] or ["DIR"]
    found = plan(school, *meets, absent=away)
    stays = [(one.ticks, one.teachers, one.times) for one in found.picture.happenings]
    times = found.made.scene.problem.times
    for one in found.duties:
        for code in one.who:
            busy = [times[time] for _, who, some in stays if f"teacher:{code}" in who for time in some]
            assert all(time.end <= one.turn.start or time.start >= one.turn.end for time in busy)
            gone = found.made.scene.away.absent.get(f"teacher:{code}", frozenset())
            missed = [time for time in times.times if time.day == 0 and gone.issuperset(time.ticks)]
            assert all(time.end <= one.turn.start or time.start >= one.turn.end for time in missed)
    for one, other in combinations(found.duties, 2):
        if one.turn.start < other.turn.end and other.turn.start < one.turn.end:
            assert set(one.who).isdisjoint(other.who)
    problem = build_problem(school)
    planned = planned_duties(problem, timetable(problem, meets))
    assert planned is not None
    asked = OfDay(found.day, found.timetable, planned, found.made.scene)
    sharing = asked.sharing()
    ways = product(
        *(
            [frozenset(some) for size in range(task.people + 1) for some in combinations(sorted(task.able), size)]
            for task in sharing.tasks
        )
    )
    names = [task.name for task in sharing.tasks]
    costs = [cost_of(sharing, dict(zip(names, way, strict=True))) for way in ways]
    chosen = {one.turn.name: frozenset(one.come) for one in found.duties if one.turn.name in names}
    kept = {one.turn.name: set(one.who) & set(one.planned) for one in found.duties}
    assert cost_of(sharing, chosen) == min(cost for cost in costs if cost is not None)
    assert all(one.turn.duty.people - len(kept[one.turn.name]) >= len(one.come) for one in found.duties)
