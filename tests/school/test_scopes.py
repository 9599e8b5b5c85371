"""Whom rows of Regels and Beschikbaarheid mean: one, a list, a stage, a department, all, all but some."""

from __future__ import annotations

import pytest

from scheduler.formats.files.faults import Faults
from scheduler.formats.workbook import read_school, write_school
from scheduler.school.building import build_problem
from scheduler.school.catalogue import RuleBook, names_of
from scheduler.school.records import Availability, Level, Room, RuleRow, SchoolClass, Subject, Teacher
from scheduler.school.scopes import members_meant
from tests.school.judging import At, broken, lesson, small_school

CLASSES = (
    SchoolClass("3A", stage="2", pupils=20, campus="noord"),
    SchoolClass("5A", stage="3", pupils=20, programme="Economie, talen"),
    SchoolClass("5B", stage="3", pupils=20),
)
TEACHERS = (Teacher("ANN", department="wiskunde"), Teacher("BEN", department="wiskunde"), Teacher("CAS"))
ROOMS = (Room("L1", types=("labo",)), Room("L2", types=("labo",)), Room("101"))


def school(*lessons, **changes):
    return small_school(*lessons, **{"classes": CLASSES, "teachers": TEACHERS, "rooms": ROOMS, **changes})


@pytest.mark.parametrize(
    ("kind", "cell", "meant"),
    [
        ("class", "graad 3", "5A 5B"),
        ("class", "3e graad", "5A 5B"),
        ("class", "3A, 5B", "3A 5B"),
        ("class", "3a; 5b", "3A 5B"),
        ("class", "alle", "3A 5A 5B"),
        ("class", "alle behalve 5A", "3A 5B"),
        ("class", "all except stage 3", "3A"),
        ("class", "graad 3 behalve 5B", "5A"),
        ("class", "Economie, talen", "5A"),
        ("class", "noord", "3A"),
        ("teacher", "wiskunde", "ANN BEN"),
        ("teacher", "alle behalve wiskunde", "CAS"),
        ("teacher", "iedereen, behalve ANN en CAS", ""),
        ("room", "labo", "L1 L2"),
        ("class", "5A", ""),
        ("class", "graad 1", ""),
        ("class", "5A, 9Z", ""),
    ],
)
def test_a_cell_means_those_whom_a_planner_would_read_in_it(kind, cell, meant):
    """ "" where it is one code of its own, or names somebody who is not there."""
    assert " ".join(members_meant(school(), kind, cell)) == meant


@pytest.mark.parametrize(
    ("row", "holds"),
    [
        ("alle behalve 5A", "3A 5B"),
        ("3A, 5A", "3A 5A"),
        ("graad 3 behalve 5A", "5B"),
        ("graad 2, 5B", "3A 5B"),
        ("", "3A 5A 5B"),
    ],
)
def test_a_row_of_rules_holds_for_whom_it_names_and_for_nobody_else(row, holds):
    book = RuleBook((RuleRow("H07", who=row, level=Level.OFF),))
    off = [
        one.code
        for one in CLASSES
        if book.setting("H07", *names_of(one.code, stage=one.stage, group=(one.programme,)), one.stage) is None
    ]
    assert " ".join(off) == holds


def test_the_nearest_row_wins_also_where_it_names_several():
    rows = tuple(
        RuleRow("H07", who=who, level=Level.MUST, value=value)
        for who, value in (("3A, 5A", "3"), ("graad 3", "2"), ("alle", "1"))
    )
    book = RuleBook(rows)
    values = [
        book.setting("H07", *names_of(one.code, stage=one.stage), one.stage).number("max_gaps") for one in CLASSES
    ]
    assert values == [3, 3, 2]


def test_all_but_some_holds_for_the_school_as_a_whole():
    assert RuleBook((RuleRow("S10", who="alle behalve 5A", level=Level.OFF),)).setting("S10") is None


def test_a_row_of_availability_speaks_of_each_of_them():
    away = (Availability("teacher", "wiskunde", day=0),)
    asked = school(lesson("A", of="3A"), lesson("B", "BEN", of="5A"), lesson("C", "CAS", of="5B"), availability=away)
    meets = (At("A", 0, 1), At("B", 0, 1), At("C", 0, 1))
    assert broken(asked, "H14", *meets) == 2
    but = (Availability("teacher", "alle behalve ANN", day=0),)
    assert broken(school(*asked.lessons, availability=but), "H14", *meets) == 2
    ids = [rule.id for rule in build_problem(asked).rules if rule.entry == "H14" and "wiskunde" in rule.id]
    assert ids == ["H14/teacher wiskunde 1 ANN", "H14/teacher wiskunde 1 BEN"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_workbook_keeps_such_cells_and_refuses_a_name_that_is_not_there(tmp_path, language):
    rows = (RuleRow("H07", who="3A, 5B", level=Level.OFF), RuleRow("H11", who="alle behalve graad 3", level=Level.OFF))
    away = (Availability("class", "3A, 5B", day=0), Availability("room", "labo", day=1))
    asked = school(lesson("A", of="3A"), rules=rows, availability=away, subjects=(Subject("WIS"),))
    write_school(asked, tmp_path / "school.xlsx", language)
    again, _ = read_school(tmp_path / "school.xlsx")
    assert (again.rules, again.availability) == (rows, away)
    wrong = school(
        *asked.lessons,
        subjects=asked.subjects,
        rules=(RuleRow("H07", who="3A, 9Z", level=Level.OFF),),
        availability=(Availability("class", "3A, 9Z"),),
    )
    write_school(wrong, tmp_path / "wrong.xlsx", language)
    with pytest.raises(Faults) as raised:
        read_school(tmp_path / "wrong.xlsx")
    assert {fault.key for fault in raised.value.faults} == {"unknown_who", "unknown"}
