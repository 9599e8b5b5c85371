"""Pools that building makes beside the planner's own: what each is for stands in a field, never in its code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.problem.resources import PoolUse
from scheduler.problem.rules import PoolCapacity
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import Pool, PoolKind, Room, Supervision
from scheduler.school.roster import rows_of
from scheduler.telling.naming import resource_name
from scheduler.views import make_report
from tests.school.schools import blended_school


def test_seats_supervisors_and_pupils_at_home_say_what_they_are_and_on_which_campus() -> None:
    school = blended_school(
        rooms=(Room("OLC", seats=30, onsite=True), Room("REF", seats=40, onsite=True, campus="Zuid")),
        supervision=(Supervision("OLC", "An"), Supervision("REF", "An")),
    )
    made = [pool for pool in build_problem(school).resources_of("pool") if pool.use is not PoolUse.OWN]
    assert [(pool.use, pool.code, pool.campus, pool.capacity) for pool in made] == [
        (PoolUse.HOME, "", "", 20),
        (PoolUse.SEATS, "", "", 0),
        (PoolUse.SEATS, "Zuid", "Zuid", 0),
        (PoolUse.STAFF, "An", "", 1),
    ]


@pytest.mark.parametrize("code", ["#kar", "#seats Oost", "seats", "home"])
def test_a_planners_own_pool_is_one_whatever_he_calls_it(code: str) -> None:
    school = blended_school(pools=(Pool(code, PoolKind.DEVICE, 10),))
    first, *others = school.lessons
    problem = build_problem(replace(school, lessons=(replace(first, devices=((code, 4),)), *others)))
    (rule,) = [rule for rule in problem.rules if isinstance(rule, PoolCapacity) and rule.entry == "H09"]
    assert rule.pools == (f"pool:{code}",)
    assert resource_name(problem, f"pool:{code}", "nl") == f"middel {code}"
    timetable = Timetable((Placement(first.id, 1, 1, 0, "contact", (("room", "room:101"),)),))
    (row,) = rows_of(problem, timetable)
    assert row.pools == (code,)
    moment = make_report(problem, timetable).moments[0]
    assert [(use.name, use.used, use.of) for use in moment.pools] == [(code, 4, 10)]
