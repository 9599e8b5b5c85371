"""S09: not too many pupils at home at once (per ten above), and no peak on the network."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.school.building import build_problem
from scheduler.school.records import Level, Pool, PoolKind, Room, RuleRow, School, SchoolClass, Teacher
from tests.school.judging import SKILLED, At, broken, cost, has, lesson, said, small_school


def school(*rules: RuleRow, pupils: int = 25, streams: int | None = None) -> School:
    """Four classes of one size with a lesson each that may be online."""
    names = ("3A", "3B", "3C", "3D")
    return small_school(
        *(lesson(f"W{name}", f"T{name}", of=name) for name in names),
        classes=tuple(SchoolClass(name, pupils=pupils, distance_ok=True, onsite_requests=0) for name in names),
        teachers=tuple(Teacher(f"T{name}", distance_skill=SKILLED) for name in names),
        rooms=tuple(Room(f"Q{name}", quiet=True) for name in names),
        pools=() if streams is None else (Pool("net", PoolKind.STREAM, streams),),
        rules=rules,
    )


def home(count: int, option: str = "asynchronous") -> list[At]:
    return [At(f"W{name}", 0, 1, option=option) for name in ("3A", "3B", "3C", "3D")[:count]]


@pytest.mark.parametrize(("count", "tens"), [(1, 0), (2, 1), (3, 4), (4, 6)])
def test_every_ten_pupils_at_home_above_forty_percent_cost(count: int, tens: int) -> None:
    assert broken(school(), "S09", *home(count)) == tens  # 40 of 100; 50: one ten, 75: four begun, 100: six
    assert cost(school(), "S09", *home(count)) == 3 * tens


def test_ten_pupils_are_ten() -> None:
    assert broken(school(pupils=30), "S09", *home(3)) == 5  # 90 of 120 at home, 48 are free: 42


def test_pupils_at_home_are_counted_beside_other_pools_too() -> None:
    assert broken(school(streams=4), "S09", *home(3), aspect="home") == 4


def test_licences_have_no_peak() -> None:
    licensed = replace(school(streams=3), pools=(*school(streams=3).pools, Pool("zoom", PoolKind.LICENCE, 3)))
    (rule,) = [rule for rule in build_problem(licensed).rules if rule.entry == "S09" and rule.aspect == "streams"]
    assert rule.pools == ("pool:net",) and rule.capacities == {"pool:net": 2}  # type: ignore[attr-defined]


def test_exactly_the_part_is_free_and_who_follows_at_school_is_not_at_home() -> None:
    assert broken(school(pupils=20), "S09", *home(1)) == 0
    assert broken(school(RuleRow("S09", value="50")), "S09", *home(2)) == 0
    assert broken(school(RuleRow("S09", value="49")), "S09", *home(2)) == 1
    asking = school()
    asking = replace(asking, classes=tuple(replace(one, onsite_requests=5) for one in asking.classes))
    assert broken(asking, "S09", *home(2)) == 0  # 40 of 100


def test_lessons_at_other_moments_do_not_add_up() -> None:
    one, two = home(2)
    assert broken(school(), "S09", one, replace(two, period=2)) == 0


@pytest.mark.parametrize(("streams", "expected"), [(4, 0), (3, 1), (2, 2)])
def test_streams_above_eighty_percent_are_a_peak(streams: int, expected: int) -> None:
    busy = school(RuleRow("S09", value="home_pct=100"), streams=streams)
    assert broken(busy, "S09", *home(3, "synchronous/school"), aspect="streams") == expected


def test_the_part_of_the_streams_can_be_set() -> None:
    busy = school(RuleRow("S09", value="home_pct=100; stream_pct=100"), streams=3)
    assert broken(busy, "S09", *home(3, "synchronous/school")) == 0


def test_the_sentence_tells_both_numbers() -> None:
    assert said(school(), "S09", *home(3)) == ["Leerlingen thuis: 75 nodig op maandag lesuur 1, 40 beschikbaar."]


def test_it_can_be_switched_off() -> None:
    assert has(school(), "S09") and not has(school(RuleRow("S09", level=Level.OFF)), "S09")
