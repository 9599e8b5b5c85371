"""H08: a supervised seat at school, during distance lessons, for every pupil who asks for one."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.evaluation import evaluate
from scheduler.problem.modes import Mode
from scheduler.problem.resources import POOL
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import (
    ClassGroup,
    Level,
    Pin,
    Room,
    RosterRow,
    RuleRow,
    School,
    SchoolClass,
    Settings,
    Subject,
    Supervision,
    Teacher,
)
from scheduler.school.roster import rows_of, timetable_of
from scheduler.solver.proofs.precheck import precheck
from scheduler.solver.search import Stop, solve
from tests.school.judging import SKILLED, At, broken, has, lesson, notes, said, small_school, timetable

OPEN = At("toezicht:OLC:1-1", 0, 1)
AWAY = "asynchronous"


def skilled(code: str) -> Teacher:
    return Teacher(code, distance_skill=SKILLED)


def blended(*asking: int | None, seats: int = 10, **changes: object) -> School:
    """Classes 3A, 3B, ... of 20 pupils, so many of whom ask for a seat, each with one lesson; one on-site room."""
    names = [f"3{letter}" for letter, _ in zip("ABCD", asking, strict=False)]
    classes = tuple(
        SchoolClass(name, pupils=20, distance_ok=True, onsite_requests=count)
        for name, count in zip(names, asking, strict=True)
    )
    lessons = tuple(lesson(f"W{name[-1]}", f"T{name[-1]}", 2, of=name) for name in names)
    fields: dict[str, object] = {
        "classes": classes,
        "teachers": tuple(skilled(f"T{name[-1]}") for name in names),
        "rooms": (Room("101"), Room("OLC", types=("olc",), seats=seats, onsite=True)),
        "supervision": (Supervision("OLC", "secretariaat"),),
    }
    fields |= changes
    others = tuple(RuleRow(rule, level=Level.OFF) for rule in ("H03", "H04", "H11", "H12"))
    fields["rules"] = (*others, *fields.get("rules", ()))  # type: ignore[misc]
    return small_school(*lessons, **fields)


def test_who_asks_has_a_seat_only_in_an_open_room() -> None:
    school = blended(3)
    assert broken(school, "H08", At("WA", 0, 1, option=AWAY)) == 3
    assert broken(school, "H08", At("WA", 0, 1, option=AWAY), OPEN) == 0
    assert broken(school, "H08", At("WA", 0, 2, option=AWAY), OPEN) == 3  # open in another period
    assert broken(school, "H08", At("WA", 0, 1, holds=("room=101",))) == 0


@pytest.mark.parametrize(("asking", "expected"), [((4, 6), 0), ((5, 6), 1), ((20, 10), 20)])
def test_all_who_ask_at_one_moment_are_counted_against_all_seats(asking: tuple[int, int], expected: int) -> None:
    meets = (At("WA", 0, 1, option=AWAY), At("WB", 0, 1, option=AWAY), OPEN)
    assert broken(blended(*asking), "H08", *meets) == expected


def test_the_sentence_tells_what_is_needed_and_what_is_open() -> None:
    meets = (At("WA", 0, 1, option=AWAY), At("WB", 0, 1, option=AWAY), OPEN)
    assert said(blended(5, 6), "H08", *meets) == [
        "Plaatsen op school voor wie afstandslessen daar volgt: 11 nodig op maandag lesuur 1, 10 beschikbaar."
    ]


@pytest.mark.parametrize(("pct", "expected"), [("", 3), ("10", 2), ("0", 0)])
def test_where_the_number_is_unknown_a_part_of_the_class_is_counted(pct: str, expected: int) -> None:
    school = blended(None, rules=(RuleRow("H08", value=f"reserve_pct={pct}"),) if pct else ())
    assert broken(school, "H08", At("WA", 0, 1, option=AWAY)) == expected


@pytest.mark.parametrize(
    ("asking", "groups", "away", "whole", "expected"),
    [
        (6, (10, 10), (1, 1), "", 6),  # the six who ask are in one group or in the other
        (6, (10, 10), (1, 0), "", 6),
        (12, (10, 10), (1, 0), "", 10),  # no more than there are in the group
        (12, (10, 10), (1, 1), "", 12),
        (20, (10, 10), (1, 1), "", 20),
        (6, (4, 9, 7), (1, 1, 1), "", 6),
        (6, (4, 9, 7), (1, 0, 0), "", 4),
        (None, (10, 10), (1, 1), "", 3),  # a reserve of fifteen percent
        (6, (10, 10), (1, 1), "+onsite", 20),  # everybody is at school
        (6, (10, 10), (1, 2), "+onsite", 16),  # the first group is, and as many of the second as may ask
    ],
)
def test_pupils_of_a_class_who_ask_are_counted_once_in_whatever_groups_they_are(
    asking: int | None, groups: tuple[int, ...], away: tuple[int, ...], whole: str, expected: int
) -> None:
    """Lessons of the groups of one class at one moment: those with a 1 at distance (all at school where `whole`)."""
    codes = [f"g{number}" for number in range(len(groups))]
    school = blended(
        asking,
        seats=1,
        groups=tuple(ClassGroup(code, "3A", "d", size) for code, size in zip(codes, groups, strict=True)),
        rules=(RuleRow("H12", value="whole_group_onsite=ja"),) if whole else (),
    )
    school = replace(school, lessons=tuple(lesson(code, "TA", of=code) for code in codes))
    if whole:  # the rule of that name is switched off for all
        school = replace(
            school, rules=tuple(one for one in school.rules if one.level is not Level.OFF or one.rule != "H12")
        )
    ways = {0: "contact", 1: AWAY + whole, 2: AWAY}
    meets = [At(code, 0, 1, option=ways[one]) for code, one in zip(codes, away, strict=True)]
    assert broken(school, "H08", *meets) == expected
    assert broken(school, "H08", *meets, OPEN) == expected - 1


def test_classes_share_nothing_and_neither_do_lessons_at_other_times() -> None:
    groups = (ClassGroup("a1", "3A", "d", 10), ClassGroup("a2", "3A", "d", 10), ClassGroup("b1", "3B", "d", 10))
    school = replace(
        blended(6, 4, groups=groups), lessons=tuple(lesson(code, "TA", of=code) for code in ("a1", "a2", "b1"))
    )
    at_once = [At(code, 0, 1, option=AWAY) for code in ("a1", "a2", "b1")]
    assert broken(school, "H08", *at_once) == 10
    assert broken(school, "H08", *at_once[:1], At("a2", 0, 2, option=AWAY)) == 12  # each moment by itself
    merged = replace(school, lessons=(lesson("a1", "TA", of="a1, b1"), lesson("a2", "TA", of="a2")))
    assert broken(merged, "H08", *at_once[:2]) == 10


def test_a_search_opens_seats_for_who_asks_once() -> None:
    """Ten seats for six who ask, in whichever of two groups whose lessons are at distance at one moment."""
    groups = tuple(ClassGroup(code, "3A", "d", 10) for code in ("g0", "g1"))
    school = blended(6, groups=groups, subjects=(Subject("WIS", distance_ok=True, material_ready=True),))
    lessons = tuple(
        lesson(code, f"T{code}", of=code, band="b", modes=frozenset({Mode.ASYNCHRONOUS}), distance_min=Fraction(1))
        for code in ("g0", "g1")
    )
    teachers = tuple(Teacher(f"T{code}", distance_skill=SKILLED) for code in ("g0", "g1"))
    problem = build_problem(replace(school, lessons=lessons, teachers=teachers))
    found = solve(problem, stop=Stop(work=20))
    assert found.timetable is not None and found.hard == 0
    placed = [one for one in found.timetable.placements if one.lesson in ("g0", "g1")]
    assert {one.option for one in placed} == {AWAY} and len({one.start for one in placed}) == 1
    assert [one.lesson for one in found.timetable.placements if one.start is not None and "OLC" in one.lesson] != []


def test_a_pupil_counts_once_however_many_of_his_groups_attend() -> None:
    halves = (ClassGroup("g1", "3A", "halves", 10), ClassGroup("g2", "3A", "halves", 10))
    school = blended(3, groups=(*halves, ClassGroup("lat", "3A", "option", 2)), supervision=())
    demands = {}
    for who in ("3A", "g1", "g1, g2", "lat", "lat, g1"):
        of = replace(school, lessons=(lesson("W", "TA", of=who),))
        (option,) = [one for one in build_problem(of).lesson["W"].options if one.id == AWAY]
        demands[who] = {demand.role: demand.amount for demand in option.demands if demand.role in ("seats", "at home")}
    assert demands == {
        "3A": {"seats": 3, "at home": 17},
        "g1": {"seats": 3, "at home": 7},
        "g1, g2": {"seats": 3, "at home": 17},
        "lat": {"seats": 2},  # a group of two: both may ask
        "lat, g1": {"seats": 3, "at home": 9},
    }


def two_sites(north: int, south: int) -> School:
    school = blended(2, 2, supervision=())
    school = replace(
        school,
        classes=tuple(replace(one, campus=site) for one, site in zip(school.classes, ("Noord", "Zuid"), strict=True)),
        lessons=(lesson("W", "TA", 2, of="3A, 3B"),),
    )
    rooms = (Room("N", seats=north, campus="Noord", onsite=True), Room("Z", seats=south, campus="Zuid", onsite=True))
    return replace(school, rooms=rooms)


def test_each_campus_has_its_own_seats() -> None:
    both = (At("W", 0, 1, option=AWAY), At("toezicht:N:1-1", 0, 1), At("toezicht:Z:1-1", 0, 1))
    assert broken(two_sites(10, 10), "H08", *both) == 0
    assert broken(two_sites(2, 2), "H08", *both) == 0
    assert broken(two_sites(30, 1), "H08", *both) == 1
    assert broken(two_sites(10, 10), "H08", *both[:2]) == 2  # Zuid stays closed


def test_rooms_that_belong_to_no_campus_have_seats_for_pupils_of_every_campus() -> None:
    school = two_sites(10, 10)
    school = replace(school, rooms=(replace(school.rooms[0], campus=""), Room("X", campus="Noord")))
    assert broken(school, "H08", At("W", 0, 1, option=AWAY), At("toezicht:N:1-1", 0, 1)) == 0


def test_no_supervision_at_all_is_told() -> None:
    assert any("toezicht ingevuld" in note and "OLC" in note for note in notes(blended(3, supervision=())))
    assert not any("toezicht" in note for note in notes(blended(3)))
    assert not any("toezicht" in note for note in notes(blended(0, supervision=())))


def test_a_room_opens_only_when_its_supervisors_are_there() -> None:
    school = blended(3, supervision=(Supervision("OLC", "secretariaat", day=0),))
    days = {one.id for one in build_problem(school).lessons if one.subject == "opening"}
    assert "toezicht:OLC:1-1" in days and not any(":2-" in one for one in days)


@pytest.mark.parametrize("name", ["toezicht:OLC:1-1", "toezicht:OLC:A-1-1", "toezicht:OLC:", "toezicht:x"])
def test_the_row_of_an_opening_is_of_the_moment_at_which_it_stands_whatever_its_name_says(name: str) -> None:
    for weeks in (1, 2):
        problem = build_problem(blended(3, settings=Settings(cycle_weeks=weeks)))
        for opening in (one for one in problem.lessons if one.optional):
            time = problem.times[problem.starts(opening, opening.parts[0], 1)[0]]
            row = RosterRow(name, day=time.day, period=time.period, room="OLC")
            found, faults = timetable_of(problem, (row,))
            assert [one.lesson for one in found.placements] == [opening.id] and not faults
        _, faults = timetable_of(problem, (RosterRow(name, day=6, room="OLC"),))
        assert len(faults) == 1


def supervised_by_teachers() -> School:
    school = blended(3, 0, 0)
    return replace(
        school,
        lessons=(
            lesson("WA", "TA", 2, distance_min=1),
            lesson("WB", "TB", of="3B", subject="LO"),
            lesson("WC", "TC", of="3C", subject="LO"),
        ),
        pins=(Pin("WB", day=0, period=1), Pin("WC", day=0, period=1)),
        supervision=tuple(Supervision("OLC", code, day=0, period=1) for code in ("TB", "TC")),
    )


def test_an_open_room_has_a_supervisor() -> None:
    school = supervised_by_teachers()
    away = At("WA", 0, 1, option=AWAY)
    assert said(school, "H08", away, OPEN) == ["Openstelling van lokaal OLC heeft geen toezichter op maandag lesuur 1."]
    supervised = replace(OPEN, holds=("teacher=TB",))
    assert broken(school, "H08", away, supervised) == 0
    assert broken(school, "H01", away, supervised, At("WB", 0, 1)) == 1


def test_where_all_who_supervise_teach_at_that_moment_no_timetable_keeps_everything() -> None:
    school = supervised_by_teachers()
    found = solve(build_problem(school), stop=Stop(work=20))
    assert found.status == "impossible" and found.hard
    free = solve(build_problem(replace(school, pins=school.pins[:1])), stop=Stop(work=20))
    assert free.hard == 0 and free.timetable is not None
    opened = [one for one in free.timetable.placements if one.lesson.startswith("toezicht")]
    (opening,) = [one for one in opened if one.start is not None]
    assert opening.choices == (("teacher", "teacher:TC"),)


def test_counting_tells_who_would_supervise_and_in_which_lessons_they_are_then() -> None:
    school = supervised_by_teachers()
    (proof,) = [one for one in precheck(build_problem(school)) if one.pool]
    assert (proof.key, proof.need, proof.have) == ("seats_unsupervised", 3, 0)
    assert (proof.about, proof.named) == (("WA", "teacher:TB", "teacher:TC"), ("WB", "WC"))
    free = precheck(build_problem(replace(school, pins=school.pins[:1])))
    assert not [one for one in free if one.pool]


@pytest.mark.parametrize("types", [(), ("olc",), ("klas",)])
def test_counting_names_people_and_no_room_where_a_co_teacher_is_the_only_supervisor(types: tuple[str, ...]) -> None:
    """Whether lessons can be in the room as well or not."""
    room, teachers = Room("OLC", types=types, seats=10, onsite=True), tuple(map(skilled, ("TA", "TB", "TC")))
    school = blended(3, rooms=(room,), supervision=(Supervision("OLC", "TB"),), teachers=teachers)
    online = lesson("WA", "TA, TB", distance_min=Fraction(1))
    together = replace(school, lessons=(online, lesson("WC", "TC", rooms=("OLC",))))
    (proof,) = [one for one in precheck(build_problem(together)) if one.key == "seats_unsupervised"]
    assert proof.about == ("WA", "teacher:TB")


def test_who_supervises_two_rooms_is_in_one_of_them_and_a_teacher_may_take_the_other() -> None:
    rooms = (Room("A", seats=2, onsite=True), Room("B", seats=2, onsite=True))
    staff = (Supervision("A", "Sofie"), Supervision("B", "Sofie"), Supervision("B", "TB"))
    school = blended(2, 2, rooms=rooms, supervision=staff)
    away = (At("WA", 0, 1, option=AWAY), At("WB", 0, 2, option=AWAY))
    sofie = At("toezicht:A:1-1", 0, 1)
    other = At("toezicht:B:1-1", 0, 1)
    assert broken(school, "H08", *away, sofie, replace(other, holds=("supervisor=#staff Sofie",)), aspect="") == 1 + 2
    problem = build_problem(school)
    held = timetable(problem, (sofie, other))
    held = Timetable((held.placements[0], replace(held.placements[1], choices=(("supervisor", "teacher:TB"),))))
    again, faults = timetable_of(problem, rows_of(problem, held))
    assert not faults and again == held  # the sheet Rooster keeps who supervises


def test_other_staff_stand_in_the_roster_too() -> None:
    rooms = (Room("A", seats=2, onsite=True), Room("B", seats=2, onsite=True))
    staff = tuple(Supervision(room, who) for room in "AB" for who in ("Sofie", "Karel"))
    problem = build_problem(blended(2, rooms=rooms, supervision=staff))
    held = timetable(problem, (At("toezicht:A:1-1", 0, 1, holds=("supervisor=#staff Karel",)),))
    (row,) = rows_of(problem, held)
    assert row.teachers == ("Karel",)
    assert timetable_of(problem, [row]) == (held, ())


def test_after_a_search_rooms_are_open_exactly_when_somebody_needs_them() -> None:
    school = blended(3, 2, rules=(RuleRow("S10", level=Level.OFF),))
    school = replace(school, lessons=tuple(replace(one, distance_min=1) for one in school.lessons))
    problem = build_problem(school)
    found = solve(problem, stop=Stop(work=20)).timetable
    assert found is not None
    away = {one.start for one in found.placements if one.option != "contact"}
    opened = {one.start for one in found.placements if one.lesson.startswith("toezicht") and one.start is not None}
    assert away and opened == away


def test_it_can_be_switched_off() -> None:
    school = blended(3, rules=(RuleRow("H08", level=Level.OFF),))
    assert not has(school, "H08") and has(blended(3), "H08")
    assert any(one.kind == POOL for one in build_problem(school).resources)


def in_two_weeks(week: str, *rows: RosterRow) -> School:
    """A lesson of 3A at distance, three of whom ask for a seat, in one week of two or in both; and rows of Rooster."""
    school = blended(3, settings=Settings(cycle_weeks=2), roster=rows)
    return replace(school, lessons=tuple(replace(one, week=week, distance_min=Fraction(1)) for one in school.lessons))


def away_and_open(week: str, *opened: str) -> tuple[RosterRow, ...]:
    away = RosterRow("WA", attendees=("3A",), week=week, period=1, mode=Mode.ASYNCHRONOUS)
    rooms = (RosterRow("toezicht:OLC:A-1-1", week=one, period=1, room="OLC") for one in opened)
    return (away, replace(away, part=2, period=2, mode=None), *rooms)


@pytest.mark.parametrize(
    ("week", "opened", "short", "openings"),
    [
        ("A", ("A",), 0, 1),
        ("A", ("B",), 3, 1),
        ("A", ("every",), 0, 2),
        ("A", ("A", "B"), 0, 2),
        ("every", ("every",), 0, 2),
        ("every", ("A",), 3, 1),
        ("every", ("A", "B"), 0, 2),
        ("every", (), 6, 0),
    ],
)
def test_a_room_is_open_in_the_weeks_that_its_row_says(week, opened, short, openings) -> None:
    school = in_two_weeks(week, *away_and_open(week, *opened))
    problem = build_problem(school)
    judged, faults = timetable_of(problem, school.roster)
    assert not faults
    cost = evaluate(problem, judged).by_entry
    assert (cost["H08"].deviation, cost["S10"].deviation) == (short, openings)
    assert timetable_of(problem, rows_of(problem, judged)) == (judged, ())
    same = build_problem(replace(school, roster=rows_of(problem, judged)))
    assert evaluate(same, timetable_of(same, rows_of(problem, judged))[0]).by_entry == cost


@pytest.mark.parametrize("week", ["A", "B", "every"])
def test_a_search_opens_a_room_in_the_weeks_in_which_somebody_needs_it(week) -> None:
    problem = build_problem(in_two_weeks(week))
    found = solve(problem, stop=Stop(work=20)).timetable
    assert found is not None
    rows = rows_of(problem, found)
    assert {row.week for row in rows if row.lesson.startswith("toezicht")} == {week}
    assert evaluate(problem, found).by_entry["S10"].deviation == (2 if week == "every" else 1)
