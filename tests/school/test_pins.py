"""Rows of Vast as pinned meets (H19): which part, which start or starts, which teachers, and what is not followed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.evaluation import evaluate
from scheduler.problem.modes import Mode
from scheduler.problem.rules import Pinned, PinnedMeet
from scheduler.school.building import build_problem
from scheduler.school.records import Blocks, Meeting, Pin, Room, RosterRow, School, SchoolLesson, Settings, Teacher
from scheduler.school.roster import timetable_of
from tests.school.judging import SKILLED, lesson, notes, small_school
from tests.school.schools import grid

EVERY = lesson("W", periods=2)
EITHER = SchoolLesson("W", ("3A",), "WIS", (("ANN",),), Fraction(1), Blocks((1, 1)))
"""Two blocks of one period, each in week A or week B."""


def school(*pins: Pin, of: SchoolLesson = EVERY, rows: tuple[RosterRow, ...] = (), **changes: object) -> School:
    fields: dict[str, object] = {
        "settings": Settings(cycle_weeks=2),
        "teachers": tuple(Teacher(code, distance_skill=SKILLED) for code in ("ANN", "BEN", "CAS")),
        "periods": grid() + grid("late", shift=25),
        "rooms": (Room("101"), Room("102")),
    }
    return small_school(of, pins=pins, roster=rows, **{**fields, **changes})


def pinned(one: School) -> list[PinnedMeet]:
    return [pin for rule in build_problem(one).rules if isinstance(rule, Pinned) for pin in rule.pins]


def parts(*pins: Pin, **more: object) -> list[int]:
    return [pin.part for pin in pinned(school(*pins, **more))]  # type: ignore[arg-type]


# -- when --


@pytest.mark.parametrize(
    ("pin", "every", "either"),
    [
        (Pin("W", day=1, period=2), "A-2-2", "A-2-2"),
        (Pin("W", week="A", day=1, period=2), "A-2-2", "A-2-2"),
        (Pin("W", week="B", day=1, period=2), "A-2-2", "B-2-2"),  # a weekly block starts in week A
        (Pin("W", week="every", day=1, period=2), "A-2-2", "A-2-2"),
        (Pin("W", day=1, period=9), None, None),  # there is no such period
    ],
)
def test_a_day_and_a_period_are_a_start_in_the_week_of_the_block(
    pin: Pin, every: str | None, either: str | None
) -> None:
    for record, expected in ((EVERY, every), (EITHER, either)):
        one = school(pin, of=record)
        times = build_problem(one).times
        (found,) = pinned(one)
        assert (None if found.start is None else times[found.start].id, found.within) == (expected, None)


@pytest.mark.parametrize(("part", "start"), [(1, "A-1-1"), (2, "A-1-1"), (3, "B-1-1")])
def test_each_block_has_weeks_of_its_own(part: int, start: str) -> None:
    half = SchoolLesson("W", ("3A",), "WIS", (("ANN",),), Fraction(5, 2))  # two weekly blocks, one in either week
    one = school(Pin("W", part=part, week="B", day=0, period=1), of=half)
    times = build_problem(one).times
    assert [times[pin.start or 0].id for pin in pinned(one)] == [start]


MONDAY = {f"1-{period}" for period in range(1, 8)}
SEVENTH = {f"{day}-7" for day in range(1, 6)}
WEEK = {f"{day}-{period}" for day in range(1, 6) for period in range(1, 8)}


@pytest.mark.parametrize(
    ("pin", "every", "either"),
    [
        (Pin("W", day=0), {"A": MONDAY}, {"A": MONDAY, "B": MONDAY}),
        (Pin("W", week="B", day=0), {"A": MONDAY}, {"B": MONDAY}),
        (Pin("W", period=7), {"A": SEVENTH}, {"A": SEVENTH, "B": SEVENTH}),
        (Pin("W", week="A"), None, {"A": WEEK}),
        (Pin("W", week="B"), None, {"B": WEEK}),
        (Pin("W", week="every"), None, None),
        (Pin("W", mode=Mode.CONTACT), None, None),
    ],
)
def test_a_day_a_period_or_a_week_alone_is_a_choice_of_starts(
    pin: Pin, every: dict[str, set[str]] | None, either: dict[str, set[str]] | None
) -> None:
    for record, expected in ((EVERY, every), (EITHER, either)):
        one = school(pin, of=record)
        times = build_problem(one).times
        (found,) = pinned(one)
        within = None if found.within is None else {times[index].id for index in found.within}
        named = None if expected is None else {f"{week}-{time}" for week, all_of in expected.items() for time in all_of}
        assert (found.start, within) == (None, named)


def test_a_lesson_of_one_week_takes_no_pin_of_the_other() -> None:
    of_a = lesson("W", week="A")
    assert parts(Pin("W", week="A", day=0), of=of_a) == [1]
    assert parts(Pin("W", week="B", day=0), of=of_a) == []
    assert any("geen deel in die week" in note for note in notes(school(Pin("W", week="B", day=0), of=of_a)))


# -- which part --


FIRST = RosterRow("W", 1, day=3, period=3, week="A", room="101", mode=Mode.CONTACT, teachers=("ANN",))
WEEKLY = replace(EVERY, teachers=(("ANN", "BEN"), ("BEN", "CAS")))
FORTNIGHTLY = replace(EITHER, teachers=WEEKLY.teachers)


@pytest.mark.parametrize(
    ("pin", "second"),
    [
        (Pin("W", day=0), {"day": 0}),
        (Pin("W", period=5), {"period": 5}),
        (Pin("W", week="B"), {"week": "B"}),
        (Pin("W", room="102"), {"room": "102"}),
        (Pin("W", mode=Mode.SYNCHRONOUS), {"mode": Mode.SYNCHRONOUS}),
        (Pin("W", teachers=("BEN",)), {"teachers": ("BEN",)}),
        (Pin("W", teachers=("BEN",)), {"teachers": ("ANN", "BEN")}),
        (Pin("W", teachers=("BEN",)), {"teachers": ()}),  # a row that names nobody stands for anybody
    ],
)
def test_a_row_without_a_part_is_about_the_one_that_is_as_it_says(pin: Pin, second: dict[str, object]) -> None:
    fields = {
        "day": 3, "period": 3, "week": "A", "room": "101", "mode": Mode.CONTACT, "teachers": ("ANN",), **second,
    }  # fmt: skip
    other = RosterRow("W", 2, **fields)  # type: ignore[arg-type]
    assert parts(pin, of=FORTNIGHTLY, rows=(FIRST, other)) == [2]
    same = RosterRow("W", 2, day=3, period=3, week="A", room="101", mode=Mode.CONTACT, teachers=("ANN",))
    assert parts(pin, of=FORTNIGHTLY, rows=(FIRST, same)) == [1]  # none is: the first


@pytest.mark.parametrize(
    ("pin", "of", "week"),
    [
        (Pin("W", mode=Mode.CONTACT), EITHER, "B"),  # a row of Rooster without a mode is in contact
        (Pin("W", week="every"), EITHER, "B"),
        (Pin("W", week="B"), EVERY, "every"),
        (Pin("W"), EITHER, "B"),
    ],
)
def test_what_a_row_leaves_open_it_does_not_compare(pin: Pin, of: SchoolLesson, week: str) -> None:
    rows = tuple(RosterRow("W", part, day=0, week=week) for part in (1, 2))
    assert parts(pin, of=of, rows=rows) == [1]
    assert parts(pin, of=of, rows=rows[1:]) == [2]


STANDS = RosterRow("W", 1, day=1, teachers=("ANN", "BEN"))


@pytest.mark.parametrize(
    "unfit",
    [
        {"week": "B"},  # a weekly block takes place every week
        {"duration": 2},
        {"period": 9},
        {"teachers": ("DIRK",)},
        {"teachers": ("ANN", "BEN", "CAS")},
        {"mode": Mode.SYNCHRONOUS, "pools": ("leraar thuis",)},
        {"mode": Mode.ASYNCHRONOUS, "room": "101"},
        {"pools": ("leraar thuis",)},
    ],
)
def test_a_row_that_is_left_out_stands_nowhere(unfit: dict[str, object]) -> None:
    teachers = tuple(Teacher(code, distance_skill=SKILLED) for code in ("ANN", "BEN", "CAS", "DIRK"))
    fields: dict[str, object] = {"day": 0, **unfit}
    other = RosterRow("W", 2, **fields)  # type: ignore[arg-type]
    # The pin speaks of the part that has no place yet, wherever its row stands.
    for pin in (Pin("W", day=0), Pin("W", day=3)):
        assert parts(pin, of=WEEKLY, rows=(STANDS, other), teachers=teachers) == [2]
    fits = RosterRow("W", 2, day=0)
    assert parts(Pin("W", day=3), of=WEEKLY, rows=(STANDS, fits), teachers=teachers) == [1]  # none is free: the first


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 9), st.integers(0, 1), st.booleans()), max_size=4), st.integers(0, 2))
def test_a_pin_is_broken_only_where_every_part_stands_elsewhere(drawn: list[tuple[int, int, bool]], day: int) -> None:
    """Whatever part numbers the rows have and whichever are left out (a week of a weekly block)."""
    rows = tuple(RosterRow("W", n, day=d, week="every" if fit else "A") for n, d, fit in drawn)
    of, pin = lesson("W", periods=3), Pin("W", day=day)
    problem = build_problem(school(pin, of=of, rows=rows))
    timetable, _ = timetable_of(problem, rows)
    days = [problem.times[one.start].day for one in timetable.placements if one.start is not None]
    broken = any(one.entry == "H19" and one.hard for one in evaluate(problem, timetable).violations)
    assert broken == (len(days) == 3 and day not in days)


@pytest.mark.parametrize(
    ("pins", "rows", "expected"),
    [
        ("0 01", "01 02", [2, 1]),  # the second can only be the first part, so the first pin takes the other
        ("0 01", "02 01", [1, 2]),
        ("01 0", "01 02", [1, 2]),
        ("0 0 01", "01 02 03", [3, 2, 1]),
        ("01 01", "01 02", [1, 3]),  # the second stands nowhere: it has the part that has no place yet
        ("3 0", "01 02", [3, 1]),
        ("3 0", "01 02 11", [2, 1]),  # no part is without a place: the first that is left
        ("0 0 0", "01", [1, 2, 3]),
        ("4 4", "", [1, 2]),
    ],
)
def test_as_many_rows_as_possible_are_about_a_part_that_stands_there(pins: str, rows: str, expected: list[int]) -> None:
    asked = [Pin("W", day=int(one[0]), period=int(one[1]) if len(one) > 1 else None) for one in pins.split()]
    stand = [RosterRow("W", n, day=int(one[0]), period=int(one[1])) for n, one in enumerate(rows.split(), start=1)]
    assert parts(*asked, of=lesson("W", periods=3), rows=tuple(stand)) == expected


def test_a_part_that_another_row_names_is_taken() -> None:
    rows = (RosterRow("W", 1, day=0), RosterRow("W", 2, day=4))
    assert parts(Pin("W", day=0), Pin("W", part=1, day=2), rows=rows) == [2, 1]


def test_what_cannot_be_followed_is_told_with_its_numbers() -> None:
    one = school(Pin("W", part=3), Pin("W", part=0), Pin("W"), Pin("W"), Pin("W"), Pin("WEG", part=1))
    told = [(note.key, dict(note.values)) for note in build_problem(one).notes if note.key.startswith("pin_")]
    assert told == [
        ("pin_part", {"lesson": "W", "parts": 2, "part": 3}),
        ("pin_part", {"lesson": "W", "parts": 2, "part": 0}),
        ("pin_free", {"lesson": "W", "parts": 2}),
    ]
    assert [pin.part for pin in pinned(one)] == [1, 2]


# -- who --


@pytest.mark.parametrize(
    ("who", "named", "seated", "strangers"),
    [
        ("ANN", ("ANN",), {"teacher": "ANN"}, ""),
        ("ANN | BEN", ("BEN",), {"teacher": "BEN"}, ""),
        ("ANN | BEN, ANN | CAS", ("ANN", "BEN"), {"teacher": "BEN", "teacher 2": "ANN"}, ""),
        ("ANN | CAS, ANN | BEN", ("ANN", "BEN"), {"teacher": "ANN", "teacher 2": "BEN"}, ""),
        ("ANN, ANN | CAS", ("ANN",), {"teacher": "ANN"}, ""),
        ("ANN | BEN | CAS, ANN", ("ANN", "CAS"), {"teacher": "CAS", "teacher 2": "ANN"}, ""),
        ("ANN", ("BEN",), {}, "BEN"),
        ("ANN | BEN", ("ANN", "BEN"), {"teacher": "ANN"}, "BEN"),
        ("ANN | BEN", (), {}, ""),
    ],
)
def test_each_teacher_of_a_row_has_one_role_and_who_has_none_is_told(
    who: str, named: tuple[str, ...], seated: dict[str, str], strangers: str
) -> None:
    one = school(Pin("W", teachers=named), of=lesson("W", who))
    (found,) = pinned(one)
    assert dict(found.resources) == {role: f"teacher:{code}" for role, code in seated.items()}
    told = [str(dict(note.values)["teachers"]) for note in build_problem(one).notes if note.key == "pin_teacher"]
    assert told == ([strangers] if strangers else [])


def test_a_meeting_is_pinned_too_and_its_members_are_never_strangers() -> None:
    pin = Pin("overleg:1:overleg", day=0, period=1, teachers=("ANN",))
    one = school(pin, meetings=(Meeting("overleg", ("ANN", "BEN")),))
    (found,) = pinned(one)
    assert (found.lesson, found.part, found.resources) == ("overleg:1:overleg", 1, ())
    assert not [note for note in build_problem(one).notes if note.key.startswith("pin_")]
