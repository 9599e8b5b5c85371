"""H09: devices, video streams and licences are never used beyond their number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.school.building import build_problem
from scheduler.school.records import ClassGroup, Level, Pool, PoolKind, Room, RuleRow, School, SchoolClass, Teacher
from tests.school.judging import SKILLED, At, block, broken, has, lesson, said, small_school


def online(streams: int = 2, licences: int = 2) -> School:
    """Three classes, each with a teacher who may teach online from school, and a quiet room for each."""
    names = ("3A", "3B", "3C")
    return small_school(
        *(lesson(f"W{name}", f"T{name}", of=name) for name in names),
        classes=tuple(SchoolClass(name, pupils=20, distance_ok=True, onsite_requests=0) for name in names),
        teachers=tuple(Teacher(f"T{name}", distance_skill=SKILLED, home_ok=True) for name in names),
        rooms=tuple(Room(f"Q{name}", quiet=True) for name in names),
        pools=(Pool("net", PoolKind.STREAM, streams), Pool("zoom", PoolKind.LICENCE, licences)),
    )


def at_once(where: str, count: int) -> list[At]:
    return [At(f"W{name}", 0, 1, option=f"synchronous/{where}") for name in ("3A", "3B", "3C")[:count]]


@pytest.mark.parametrize(("count", "expected"), [(1, 0), (2, 0), (3, 1)])
def test_online_lessons_from_school_use_a_stream_each(count: int, expected: int) -> None:
    assert broken(online(streams=2, licences=9), "H09", *at_once("school", count)) == expected


def test_online_lessons_from_home_use_a_licence_but_no_stream() -> None:
    assert broken(online(streams=0, licences=3), "H09", *at_once("home", 3)) == 0
    assert broken(online(streams=0, licences=1), "H09", *at_once("home", 3)) == 2
    assert said(online(streams=0, licences=1), "H09", *at_once("home", 3)) == [
        "Middel zoom: 3 nodig op maandag lesuur 1, 1 beschikbaar."
    ]


def test_devices_of_a_contact_lesson_are_counted_in_every_period_of_it() -> None:
    cart = Pool("kar", PoolKind.DEVICE, 24)
    school = small_school(
        lesson("W", "ANN", 2, blocks=block(2), devices=(("kar", 20),)),
        lesson("V", "BEN", 2, of="3B", blocks=block(2), devices=(("kar", 5),)),
        classes=(SchoolClass("3A", pupils=20), SchoolClass("3B", pupils=20)),
        pools=(cart,),
    )
    both = (At("W", 0, 1, duration=2), At("V", 0, 2, duration=2))
    assert broken(school, "H09", *both) == 1  # 25 of 24, in the one period that they share
    assert broken(replace(school, pools=(replace(cart, capacity=25),)), "H09", *both) == 0


def test_pupils_at_school_without_a_device_take_one() -> None:
    school = online()
    asking = replace(school.classes[0], onsite_requests=3, without_device=2)
    school = replace(school, classes=(asking, *school.classes[1:]), pools=(Pool("kar", PoolKind.DEVICE, 1),))
    assert broken(school, "H09", At("W3A", 0, 1, option="asynchronous")) == 1


@pytest.mark.parametrize(
    ("asking", "lacking", "where", "expected"),
    [
        (3, 2, ("asynchronous", "asynchronous"), 1),  # the two who lack one, in one group or in the other
        (3, 2, ("asynchronous", "contact"), 1),
        (1, 2, ("asynchronous", "asynchronous"), 0),  # one asks, though nobody knows in which group: he alone
        (3, 2, ("asynchronous+onsite", "asynchronous+onsite"), 1),
        (0, 5, ("asynchronous+onsite", "contact"), 4),
        (0, 2, ("asynchronous", "asynchronous"), 0),
        (3, 0, ("asynchronous", "asynchronous"), 0),
    ],
)
def test_pupils_without_a_device_are_counted_once_in_whatever_groups_they_are(
    asking: int, lacking: int, where: tuple[str, str], expected: int
) -> None:
    groups = tuple(ClassGroup(code, "3A", "d", 10) for code in ("g0", "g1"))
    school = small_school(
        *(lesson(group.code, "ANN", of=group.code) for group in groups),
        classes=(SchoolClass("3A", pupils=20, distance_ok=True, onsite_requests=asking, without_device=lacking),),
        groups=groups,
        pools=(Pool("kar", PoolKind.DEVICE, 1),),
        rules=(RuleRow("H12", value="whole_group_onsite=ja"),) if "onsite" in where[0] else (),
    )
    assert broken(school, "H09", *(At(f"g{n}", 0, 1, option=one) for n, one in enumerate(where))) == expected


def test_in_a_merged_lesson_each_class_has_its_own_pupils_without_a_device() -> None:
    """Six ask in a class where all have one, none where five have none: nobody at school needs one."""
    classes = tuple(
        SchoolClass(code, pupils=20, distance_ok=True, onsite_requests=asking, without_device=lacking)
        for code, asking, lacking in (("3A", 6, 0), ("3B", 0, 5))
    )
    cart = (Pool("kar", PoolKind.DEVICE, 0),)
    school = small_school(lesson("W", "ANN", of="3A, 3B"), classes=classes, pools=cart)
    assert broken(school, "H09", At("W", 0, 1, option="asynchronous")) == 0


def test_it_is_about_what_the_planner_names_and_nothing_else() -> None:
    (rule,) = [rule for rule in build_problem(online()).rules if rule.entry == "H09"]
    assert rule.pools == ("pool:net", "pool:zoom")  # type: ignore[attr-defined]


def test_it_can_be_switched_off_or_made_a_wish() -> None:
    off = replace(online(), rules=(RuleRow("H09", level=Level.OFF),))
    assert has(online(), "H09") and not has(off, "H09")
