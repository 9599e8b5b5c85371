"""Pins of mixed lessons hold who is online: rows of Vast, rows of Rooster that are pinned, and what replan freezes.

Class 3A has 20 pupils in two segments; WIS is mixed, LO is not.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.evaluation import evaluate
from scheduler.formats.pin_rows import pin_faults
from scheduler.formats.workbook import read_school, write_school
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.rules import Pinned
from scheduler.school.building import build_problem
from scheduler.school.records import Level, Pin, RosterRow, RuleRow, School, SchoolClass
from scheduler.school.roster import lost_pins, pin_of_row, rows_of, timetable_of, written_rows
from scheduler.solver.replanning.disturbance import staying
from scheduler.solver.search import solve
from scheduler.solver.stopping import Stop
from scheduler.telling.violations import sentence
from tests.school.judging import At, broken, lesson, notes, said, small_school, timetable

FIRST, SECOND = "mixed synchronous/3A s1", "mixed synchronous/3A s2"
OFF = tuple(RuleRow(entry, level=Level.OFF) for entry in ("H03", "H04", "H21"))


def school(*pins: Pin, modes: frozenset[Mode] = frozenset({Mode.CONTACT}), periods: int = 2, **more: object) -> School:
    mixed = lesson("W", periods=periods, modes=modes, mixed=True)
    classes = (SchoolClass("3A", stage="2", pupils=20, distance_ok=True, onsite_requests=0, segments=2),)
    return small_school(mixed, lesson("X", "BEN", subject="LO"), pins=pins, classes=classes, rules=OFF, **more)


@pytest.mark.parametrize(
    ("pin", "option", "expected"),
    [
        (Pin("W", 1, mode=Mode.CONTACT, mixed=True, online="3A s1"), FIRST, 0),
        (Pin("W", 1, mode=Mode.CONTACT, mixed=True, online="3A s1"), SECOND, 1),
        (Pin("W", 1, mode=Mode.CONTACT, mixed=True, online="3A s1"), "contact", 1),
        (Pin("W", 1, online="3a S1"), FIRST, 0),  # a name is read as codes are
        (Pin("W", 1, online="3A s1"), SECOND, 1),
        (Pin("W", 1, mode=Mode.CONTACT, mixed=True), SECOND, 0),  # whoever is online
        (Pin("W", 1, mode=Mode.CONTACT, mixed=True), "contact", 1),
        (Pin("W", 1, mode=Mode.CONTACT), "contact", 0),
        (Pin("W", 1, mode=Mode.CONTACT), FIRST, 1),  # in contact: everybody is in the room
        (Pin("W", 1), FIRST, 0),
    ],
)
def test_a_pin_says_who_is_online_or_that_nobody_is(pin: Pin, option: str, expected: int) -> None:
    assert broken(school(pin), "H19", At("W", 0, 1, option=option), aspect="pins") == expected


@pytest.mark.parametrize(
    ("language", "told"),
    [("nl", "is gemengd (online: 3A s2), vastgezet gemengd (online: 3A s1)"), ("en", "is mixed (online: 3A s2)")],
)
def test_what_is_not_as_pinned_is_told_by_name(language: str, told: str) -> None:
    asked = school(Pin("W", 1, mixed=True, online="3A s1"))
    (text,) = (one for one in said(asked, "H19", At("W", 0, 1, option=SECOND), language=language))
    assert told in text


def test_with_synchronous_and_asynchronous_ways_the_name_tells_them_apart() -> None:
    both = frozenset(DISTANCE_MODES)
    alone = "mixed asynchronous/3A s1"
    for name, option, expected in (
        ("3A s1", FIRST, 0),
        ("3A s1", alone, 1),
        ("3A s1 (AA)", alone, 0),
        ("3A s1 (AA)", FIRST, 1),
    ):
        asked = school(Pin("W", 1, mixed=True, online=name), modes=both)
        assert broken(asked, "H19", At("W", 0, 1, option=option), aspect="pins") == expected
    only = school(Pin("W", 1, mixed=True, online="3A s1"), modes=frozenset({Mode.ASYNCHRONOUS}))
    assert broken(only, "H19", At("W", 0, 1, option=alone), aspect="pins") == 0


# -- what fits no lesson --


@pytest.mark.parametrize(
    ("pin", "key"),
    [
        (Pin("W", 1, mixed=True, online="3A s3"), "pin_online"),
        (Pin("W", 1, mode=Mode.SYNCHRONOUS, online="3A s1"), "pin_online_mode"),
        (Pin("X", 1, mixed=True), "pin_not_mixed"),
        (Pin("X", 1, online="3A s1"), "pin_not_mixed"),
        (Pin("W", 1, mixed=True, online="3A s1"), None),
    ],
)
def test_a_pin_of_who_cannot_be_online_is_refused_and_tells_who_can(pin: Pin, key: str | None) -> None:
    asked = school(pin)
    faults = pin_faults(build_problem(asked), asked)
    assert [fault.key for fault in faults if fault.key.startswith(("pin_online", "pin_not"))] == ([key] if key else [])
    assert any("3A s" in text or "'X'" in text for text in notes(asked) if "ligt niet vast" in text) == bool(key)
    if key == "pin_online":
        assert "3A s1 | 3A s2" in faults[0].text("nl")


# -- which part --


def test_a_pin_without_a_part_is_about_the_one_in_which_they_are_online() -> None:
    rows = (
        RosterRow("W", 1, day=0, mode=Mode.CONTACT, mixed=True, online="3A s1"),
        RosterRow("W", 2, day=1, mode=Mode.CONTACT, mixed=True, online="3A s2"),
    )
    for name, part in (("3A s1", 1), ("3A s2", 2)):
        problem = build_problem(school(Pin("W", mixed=True, online=name), roster=rows))
        (pins,) = (rule.pins for rule in problem.rules if isinstance(rule, Pinned))
        assert [pin.part for pin in pins] == [part]


# -- there and back --


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_pinned_timetable_is_kept_by_its_own_rows_and_broken_by_each_other_way(data: st.DataObject) -> None:
    modes = data.draw(st.sampled_from([frozenset({Mode.CONTACT}), frozenset({Mode.ASYNCHRONOUS}), DISTANCE_MODES]))
    bare = school(modes=modes, periods=3)
    problem = build_problem(bare)
    ways = {
        option.id: (option.mode, option.online_name)
        for option in problem.lesson["W"].options
        if option.online or option.mode is Mode.CONTACT
    }
    before, after = (data.draw(st.lists(st.sampled_from(sorted(ways)), min_size=3, max_size=3)) for _ in range(2))

    def stand(chosen: list[str]) -> list[At]:
        return [At("W", day, 1, day + 1, option) for day, option in enumerate(chosen)]

    rows = tuple(replace(row, pinned=True) for row in rows_of(problem, timetable(problem, stand(before))))
    moved = sum(ways[one] != ways[other] for one, other in zip(before, after, strict=True))
    for pinned in (replace(bare, roster=rows), replace(bare, pins=tuple(map(pin_of_row, rows)))):
        assert broken(pinned, "H19", *stand(before), aspect="pins") == 0
        assert broken(pinned, "H19", *stand(after), aspect="pins") == moved
    again = written_rows(problem, timetable(problem, stand(after)), rows)
    assert sum(not row.pinned for row in again) == moved
    assert len(lost_pins(rows, again)) == moved


def test_what_is_pinned_is_solved_so_and_comes_back_pinned_from_the_workbook(tmp_path) -> None:  # type: ignore[no-untyped-def]
    bare = school()
    problem = build_problem(bare)
    rows = rows_of(problem, timetable(problem, [At("W", 0, 2, option=SECOND), At("W", 3, 1, 2, option=FIRST)]))
    pinned = replace(bare, roster=tuple(replace(row, pinned=True) for row in rows))
    vast = replace(bare, pins=tuple(replace(pin_of_row(row), origin=None) for row in rows))
    for number, asked in enumerate((pinned, vast)):
        for language in ("nl", "en"):
            path = tmp_path / f"{number}{language}.xlsx"
            write_school(asked, path, language)
            read, _ = read_school(path)
            assert (read.pins, [(one.mixed, one.online) for one in read.roster]) == (
                asked.pins,
                [(one.mixed, one.online) for one in asked.roster],
            )
        problem = build_problem(read)
        found = solve(problem, stop=Stop(work=20), workers=1, seed=1)
        judged = evaluate(problem, found.timetable)
        assert (found.hard, found.unplaced) == (0, ()), [sentence(problem, one, "nl") for one in judged.violations]
        solved = [row for row in rows_of(problem, found.timetable) if row.lesson == "W"]
        assert [(row.day, row.online) for row in sorted(solved, key=lambda row: row.part)] == [
            (0, "3A s2"),
            (3, "3A s1"),
        ]
        again, faults = timetable_of(problem, rows_of(problem, found.timetable))
        assert (again.placements, faults) == (found.timetable.placements, ())


def test_a_frozen_mixed_lesson_keeps_who_is_online() -> None:
    problem = build_problem(school())
    before = timetable(problem, [At("W", 0, 1, option=FIRST), At("W", 1, 1, 2, option=SECOND), At("X", 0, 2)])
    frozen = staying(problem, before, frozenset({("W", 1), ("X", 1)}))
    other = timetable(problem, [At("W", 0, 1, option=SECOND), At("W", 1, 1, 2, option=FIRST), At("X", 0, 2)])
    assert [one.deviation for one in evaluate(frozen, other).violations if one.rule_id == "replan/frozen"] == [1]
    assert not [one for one in evaluate(frozen, before).violations if one.rule_id == "replan/frozen"]
