"""Devices lent home (H08, H09): who still has none comes to school, and what is lent is not there for others."""

from __future__ import annotations

import pytest

from scheduler.formats.files.faults import Faults
from scheduler.formats.workbook import read_school, write_school
from scheduler.school.building import build_problem
from scheduler.school.records import Pool, PoolKind, Room, SchoolClass
from tests.school.judging import SKILLED, At, broken, lesson, notes, small_school

ONLINE = At("W", 0, 1, option="synchronous/home")
ROOMS = (Room("101", seats=30), Room("OLC", seats=12, onsite=True))


def school(without: int, loans: int | None, asking: int = 2, laptops: int = 10, **more: object):
    one = SchoolClass(
        "3A", stage="2", pupils=20, distance_ok=True, onsite_requests=asking, without_device=without, loans=loans
    )
    pools = (Pool("lap", PoolKind.DEVICE, laptops),)
    fields = {"classes": (one,), "pools": pools, "rooms": ROOMS, **more}
    return small_school(lesson("W", periods=2, modes=SKILLED), **fields)


def asked(school) -> dict[str, int]:
    """What the lesson takes when it is online: seats at school, devices, pupils at home."""
    return {
        d.role: d.amount for d in build_problem(school).lesson["W"].option("synchronous/home").demands if d.amount > 1
    }


def test_whoever_has_no_device_and_borrows_none_has_a_seat_and_a_device_at_school():
    assert asked(school(without=6, loans=0)) == {"seats": 8, "pool lap": 6, "at home": 12}


def test_who_borrows_one_stays_at_home():
    assert asked(school(without=6, loans=4)) == {"seats": 4, "pool lap": 2, "at home": 16}


def test_where_loans_are_not_arranged_only_those_who_ask_come():
    assert asked(school(without=6, loans=None)) == {"seats": 2, "pool lap": 2, "at home": 18}


def test_there_are_never_more_at_school_than_the_class_has():
    assert asked(school(without=19, loans=0, asking=5))["seats"] == 20


def test_what_is_lent_is_not_at_school():
    opening = At("toezicht:OLC:1-1", 0, 1)
    assert broken(school(6, 4, laptops=6), "H09", ONLINE, opening) == 0, "6 - 4 = 2 for the two without"
    assert broken(school(6, 4, laptops=5), "H09", ONLINE, opening) == 1


def test_a_shortage_is_told_by_class():
    told = notes(school(without=6, loans=4, laptops=3))
    assert any("3A 4" in note and "lap" in note for note in told)
    assert any("3A 2" in note for note in notes(school(without=6, loans=4)))
    assert any("3A" in note and "uitleen" in note.casefold() for note in notes(school(6, 4, pools=())))


def test_more_loans_than_pupils_without_a_device_are_a_fault(tmp_path):
    write_school(school(without=1, loans=2), tmp_path / "school.xlsx")
    with pytest.raises(Faults) as raised:
        read_school(tmp_path / "school.xlsx")
    assert [fault.key for fault in raised.value.faults] == ["loans_above"]
