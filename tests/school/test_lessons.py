"""Rows of Lessen, Overleg and Toezicht as lessons: their blocks, weeks and lengths, meetings and openings."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.problem.lessons import Lesson
from scheduler.school.building import build_problem
from scheduler.school.building.lessons import make_parts
from scheduler.school.records import (
    Blocks,
    Level,
    Meeting,
    Room,
    RuleRow,
    School,
    SchoolLesson,
    Settings,
    Subject,
    Supervision,
    Teacher,
)
from tests.school.judging import At, broken, lesson, small_school

EVERY, A, B, EITHER = ((0, 1),), ((0,),), ((1,),), ((0,), (1,))
HALF = Fraction(1, 2)


def parts(
    periods: str, blocks: Blocks | None = None, weeks: int = 2, **more: object
) -> list[tuple[int, int, tuple[tuple[int, ...], ...]]]:
    record = SchoolLesson("W", ("3A",), "WIS", (), Fraction(periods), blocks, **more)  # type: ignore[arg-type]
    made = list(make_parts(record, weeks))
    assert [part.number for part in made] == list(range(1, len(made) + 1))
    return [(part.shortest, part.longest, part.weeks) for part in made]


@pytest.mark.parametrize(
    ("periods", "blocks", "expected"),
    [
        ("2", None, [(1, 1, EVERY)] * 2),
        ("1/2", None, [(1, 1, EITHER)]),
        ("5/2", None, [(1, 1, EVERY)] * 2 + [(1, 1, EITHER)]),
        ("3", Blocks((2, 1)), [(2, 2, EVERY), (1, 1, EVERY)]),
        ("7/2", Blocks((2, 1)), [(2, 2, EVERY), (1, 1, EVERY), (1, 1, EITHER)]),
        ("3/2", Blocks((2, 1)), [(2, 2, EITHER), (1, 1, EITHER)]),  # twice the periods: the whole every other week
        ("1/2", Blocks((1,)), [(1, 1, EITHER)]),
        ("1", Blocks((2,)), [(2, 2, EITHER)]),
        ("4", Blocks((2, 1, 1)), [(2, 2, EVERY), (1, 1, EVERY), (1, 1, EVERY)]),
        ("4", Blocks((), 2, 2), [(2, 2, EVERY)] * 2),
        ("5", Blocks((), 2, 3), [(2, 3, EVERY)] * 2),
        ("7", Blocks((), 2, 3), [(2, 3, EVERY)] * 3),
        ("2", Blocks((), 1, 4), [(1, 2, EVERY)] * 2),  # no block is longer than the lesson
        ("11/2", Blocks((), 1, 2), [(2, 2, EVERY), (2, 2, EVERY), (1, 1, EVERY), (1, 1, EITHER)]),
        ("15/2", Blocks((), 1, 3), [(3, 3, EVERY), (2, 2, EVERY), (2, 2, EVERY), (1, 1, EITHER)]),
        ("9/2", Blocks((), 2, 2), [(2, 2, EVERY), (2, 2, EVERY), (1, 1, EITHER)]),
    ],
)
def test_the_blocks_of_a_lesson_by_its_periods_a_week(
    periods: str, blocks: Blocks | None, expected: list[object]
) -> None:
    assert parts(periods, blocks) == expected


@pytest.mark.parametrize(
    ("periods", "blocks", "expected"),
    [
        ("2", None, [(1, 1, A)] * 2),
        ("1", Blocks((2,)), [(2, 2, A)]),  # in that week only: nothing else to choose
        ("3", Blocks((), 1, 2), [(1, 2, A)] * 3),
        ("1/2", None, [(1, 1, A)]),
    ],
)
def test_a_lesson_of_one_week_has_all_its_blocks_there(
    periods: str, blocks: Blocks | None, expected: list[object]
) -> None:
    assert parts(periods, blocks, week="A") == expected
    assert parts(periods, blocks, week="B") == [(short, long, B) for short, long, _ in expected]  # type: ignore[misc]


@pytest.mark.parametrize("blocks", [None, Blocks((2,))])
def test_in_a_cycle_of_one_week_every_block_is_in_it(blocks: Blocks | None) -> None:
    assert parts("1", blocks, weeks=1, distance_max=HALF) == [(1, 1, A) if blocks is None else (2, 2, A)]


@pytest.mark.parametrize(
    ("periods", "blocks", "bounds", "expected"),
    [
        ("1", None, {"distance_max": HALF}, [(1, 1, A), (1, 1, B)]),
        ("2", None, {"distance_max": HALF}, [(1, 1, EVERY), (1, 1, A), (1, 1, B)]),
        ("2", None, {"distance_min": HALF}, [(1, 1, EVERY), (1, 1, A), (1, 1, B)]),
        ("2", None, {"distance_max": Fraction(1)}, [(1, 1, EVERY)] * 2),
        ("2", None, {"distance_max": HALF, "week": "A"}, [(1, 1, A)] * 2),
        ("5/2", None, {"distance_max": HALF}, [(1, 1, EVERY), (1, 1, A), (1, 1, B), (1, 1, EITHER)]),
        ("3", Blocks((1, 2)), {"distance_max": HALF}, [(1, 1, EVERY), (2, 2, A), (2, 2, B)]),
        ("3", Blocks((), 1, 2), {"distance_max": HALF}, [(1, 2, EVERY)] * 3),  # of a free split nothing is known yet
        ("1/2", None, {"distance_max": HALF}, [(1, 1, EITHER)]),
        ("1", Blocks((2,)), {"distance_max": HALF}, [(2, 2, EITHER)]),
    ],
)
def test_half_a_distance_period_splits_the_last_weekly_block(
    periods: str, blocks: Blocks | None, bounds: dict[str, object], expected: list[object]
) -> None:
    assert parts(periods, blocks, **bounds) == expected


@pytest.mark.parametrize(
    ("periods", "blocks", "duration", "flexible"),
    [
        ("7", Blocks((), 2, 3), 7, True),  # three blocks of two or three
        ("5", Blocks((), 1, 2), 5, True),
        ("4", Blocks((), 2, 2), 4, False),
        ("3/2", Blocks((2, 1)), 3, False),
        ("5/2", None, 3, False),
    ],
)
def test_the_length_of_a_lesson_is_that_of_its_blocks_or_where_they_are_free_its_periods(
    periods: str, blocks: Blocks | None, duration: int, flexible: bool
) -> None:
    record = SchoolLesson("W", ("3A",), "WIS", (("ANN",),), Fraction(periods), blocks)
    one = build_problem(small_school(record, settings=Settings(cycle_weeks=2))).lesson["W"]
    assert (one.duration, one.flexible) == (duration, flexible)


# -- meetings --

STAFF = (
    Teacher("ANN", department="W", campus="Noord"),
    Teacher("BEN", department="W", campus="Zuid"),
    Teacher("CAS", department="T", campus="Zuid"),
    Teacher("DOT"),
)


def meeting(*members: str, online: bool = False, teachers: tuple[Teacher, ...] = STAFF) -> Lesson:
    school = small_school(lesson("W"), teachers=teachers, meetings=(Meeting("overleg", members, 2, online),))
    (found,) = [one for one in build_problem(school).lessons if one.subject == "meeting"]
    return found


@pytest.mark.parametrize(
    ("members", "who", "place"),
    [
        (("W",), ["ANN", "BEN"], "Noord"),  # a tie: the first
        (("W", "CAS"), ["ANN", "BEN", "CAS"], "Zuid"),
        (("CAS",), ["CAS"], "Zuid"),
        (("W", "ANN"), ["ANN", "BEN"], "Noord"),
        (("DOT",), ["DOT"], "school"),
        (("DOT", "T"), ["DOT", "CAS"], "Zuid"),  # nowhere named does not count
    ],
)
def test_a_meeting_is_of_its_members_each_once_where_most_of_them_are(
    members: tuple[str, ...], who: list[str], place: str
) -> None:
    found = meeting(*members)
    assert [demand.candidates for demand in found.demands] == [(f"teacher:{code}",) for code in who]
    assert [demand.role for demand in found.demands] == ["teacher", "teacher 2", "teacher 3"][: len(who)]
    (option,) = found.options
    assert (option.id, option.pupils_place, option.teacher_place) == ("contact", None, place)
    assert (found.id, found.duration, found.parts[0].shortest, found.parts[0].longest) == ("overleg:1:overleg", 2, 2, 2)


def test_an_online_meeting_is_nowhere() -> None:
    (option,) = meeting("W", online=True).options
    assert (option.id, option.teacher_place) == ("online", None)


def test_a_meeting_of_a_school_of_one_campus_is_there() -> None:
    plain = tuple(replace(one, campus="") for one in STAFF)
    school = small_school(lesson("W"), teachers=plain, meetings=(Meeting("overleg", ("W",)),))
    school = replace(school, classes=tuple(replace(one, campus="Zuid") for one in school.classes))
    (found,) = [one for one in build_problem(school).lessons if one.subject == "meeting"]
    assert found.options[0].teacher_place == "Zuid"


# -- openings --


def seats(*supervision: Supervision, asking: int = 2, **changes: object) -> School:
    school = small_school(
        lesson("W", distance_max=Fraction(1)),
        settings=Settings(cycle_weeks=2),
        rooms=(Room("101"), Room("OLC", seats=9, onsite=True), Room("STOEL", onsite=True), Room("ZAAL", seats=50)),
        supervision=supervision,
        **changes,
    )
    return replace(school, classes=tuple(replace(one, onsite_requests=asking) for one in school.classes))


def opened(school: School) -> dict[str, Lesson]:
    return {one.id.removeprefix("toezicht:"): one for one in build_problem(school).lessons if one.subject == "opening"}


def test_only_rooms_for_pupils_at_school_with_a_number_of_seats_are_opened() -> None:
    found = opened(seats())
    assert {name.partition(":")[0] for name in found} == {"OLC"}
    assert len(found) == 32  # every open period of a week, for both weeks at once
    assert all(one.parts[0].weeks == EVERY for one in found.values())
    for one in found.values():
        assert (one.duration, one.optional, one.name) == (1, True, "OLC")
        assert (one.parts[0].number, one.parts[0].shortest, one.parts[0].longest) == (1, 1, 1)


def test_where_nobody_asks_for_a_seat_nothing_is_opened() -> None:
    assert not opened(seats(asking=0))


def test_supervision_of_one_week_makes_the_openings_those_of_a_week() -> None:
    monday = Supervision("OLC", "Sofie", day=0, period=1)
    assert {name: one.parts[0].weeks for name, one in opened(seats(monday)).items()} == {"OLC:A-1-1": EVERY}
    in_b = replace(monday, week="B", day=1)
    assert {name: one.parts[0].weeks for name, one in opened(seats(in_b)).items()} == {"OLC:B-2-1": B}
    assert {name: one.parts[0].weeks for name, one in opened(seats(monday, in_b)).items()} == {
        "OLC:A-1-1": A,
        "OLC:B-1-1": B,
        "OLC:B-2-1": B,
    }


def test_a_subject_that_is_called_opening_is_a_subject_like_any_other() -> None:
    def asked(subject: str) -> set[tuple[str, str]]:
        school = small_school(
            lesson("W", "ANN | BEN", subject=subject), subjects=(Subject(subject),), rooms=(Room("101"), Room("102"))
        )
        return {
            (rule.entry, rule.aspect) for rule in build_problem(school).rules if "W" in getattr(rule, "lessons", ())
        }

    assert asked("opening") == asked("WIS")
    assert {("H02", "held"), ("H18", "room"), ("H19", "")} <= asked("opening")
    assert not [
        rule for rule in build_problem(small_school(lesson("W", subject="opening"))).rules if rule.entry == "S10"
    ]


def test_that_nobody_supervises_is_told_where_seats_are_needed_and_asked_for() -> None:
    def told(school: School) -> bool:
        return any(note.key == "no_supervision" for note in build_problem(school).notes)

    assert told(seats())
    assert not told(seats(Supervision("OLC", "Sofie")))
    assert not told(seats(asking=0))
    assert not told(seats(rules=(RuleRow("H08", level=Level.OFF),)))
    assert told(seats(subjects=(Subject("WIS"),)))


def test_weeks_apart_are_each_a_meet_of_its_own_and_half_periods_stay_as_they_are():
    asked = lesson("W", periods=2, apart=True)
    parts = list(make_parts(asked, 2, by_week=True))
    assert [part.weeks for part in parts] == [((0,),), ((1,),), ((0,),), ((1,),)]
    (half,) = make_parts(replace(asked, periods=Fraction(1, 2)), 2, by_week=True)
    assert half.weeks == ((0,), (1,))
    school = small_school(asked, settings=Settings(cycle_weeks=2))
    problem = build_problem(school)
    assert (problem.lesson["W"].duration, len(problem.lesson["W"].parts)) == (4, 4)
    assert broken(school, "H02", At("W", 0, 1), At("W", 4, 5, 2, week=1), aspect="") == 2
