"""Mixed lessons: one teacher, some pupils in the room, others online at that moment; who is where, and what it counts.

Class 3A has 20 pupils in two halves of 12 and 8; the second half follows WIS online.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.evaluation.figures import figures
from scheduler.formats.workbook import read_school, write_school
from scheduler.problem.lessons import HOME
from scheduler.problem.modes import Mode
from scheduler.school.building import build_problem
from scheduler.school.building.rules_modes import way_of
from scheduler.school.records import (
    ClassGroup,
    Level,
    Pool,
    PoolKind,
    Room,
    RuleRow,
    SchoolClass,
    Settings,
    Subject,
    Teacher,
)
from scheduler.school.roster import rows_of, timetable_of
from scheduler.solver.search import solve
from scheduler.solver.stopping import Stop
from scheduler.views import make_report, overview
from scheduler.views.frames.tables import frames
from scheduler.views.loads.counting import tables
from scheduler.views.phrases import Phrases
from scheduler.views.site.plots import plots
from tests.school.judging import SKILLED, At, broken, lesson, notes, small_school, timetable

HALVES = (ClassGroup("3A-1", "3A", "half", 12), ClassGroup("3A-2", "3A", "half", 8))
ROOMS = (Room("BIG", seats=25), Room("SMALL", seats=12, camera=True), Room("TINY", seats=8, camera=True))
AWAY = "mixed synchronous/3A-2"
OWN_CAP = (
    RuleRow("H03", level=Level.OFF),
    RuleRow("H04", level=Level.MUST, value="max_pct=100; min_contact=0"),
)


def school(*others, online=("3A-2",), **changes):
    mixed = lesson("W", periods=2, modes=frozenset({Mode.CONTACT}), mixed=True, online=online)
    fields = {"groups": HALVES, "rules": OWN_CAP, **changes}
    return small_school(mixed, *others, **fields)


def ways(asked):
    return {option.id: option for option in build_problem(asked).lesson["W"].options}


def test_one_teacher_teaches_those_in_the_room_and_those_online_at_once():
    asked = school()
    assert broken(asked, "H01", At("W", 0, 1, option=AWAY), At("W", 0, 2, 2, option=AWAY)) == 0
    option = ways(asked)[AWAY]
    assert (option.mode, option.online_mode, option.online_place) == (Mode.CONTACT, Mode.SYNCHRONOUS, HOME)
    assert option.online == frozenset({"path:3A 3A-2"})


def test_figures_and_loads_count_it_as_distance_in_part():
    """Eight of twenty pupils follow WIS online: two fifths of its two periods are at distance, and none of LO."""
    asked = school(lesson("V", "BEN", subject="LO"))
    problem = build_problem(asked)
    placed = timetable(problem, (At("W", 0, 1, option=AWAY), At("W", 0, 2, 2, option=AWAY), At("V", 1, 1)))
    counted = figures(problem, placed)
    assert (counted.distance, counted.periods) == (Fraction(4, 5), 3)
    assert counted.distance_share == Fraction(80, 3)
    loads = {table.name: table for table in tables(make_report(problem, placed))}
    for name, key in (("classes", "3A"), ("subjects", "WIS")):
        row = next(row for row in loads[name].rows if row[0] == key)
        assert row[loads[name].columns.index("distance_week")] == Fraction(4, 5)
    report = make_report(problem, placed)
    told = [one.text for part in overview(report, "en") for one in part.sentences]
    assert any(one.startswith("0.8 periods per week are at distance (0 synchronous, 0 async") for one in told), told
    assert any("0.8 in mixed lessons" in one and one.endswith("in the one class.") for one in told), told
    drawn = next(one for one in plots(report, Phrases(problem, "nl")) if one.key == "distance")
    assert drawn.summary.startswith("0,8 lesuren op afstand per week") and not drawn.marks
    assert frames(problem, placed).lessons.set_index("lesson")["distance"].to_dict() == {"W": 0.8, "V": 0.0}
    everybody = build_problem(school(online=("3A",)))
    (option,) = [one for one in everybody.lesson["W"].options if one.online]
    assert option.distance_part([path.id for path in everybody.resources_of("path")]) == 1


def test_it_counts_as_distance_for_those_at_home_only():
    asked = school(lesson("X", "BEN", periods=2, subject="LO"), rules=(RuleRow("H03", level=Level.MUST, value="0"),))
    assert broken(asked, "H03", At("W", 0, 1, option=AWAY)) == 1, "of the path 3A 3A-2, not of 3A 3A-1"
    assert broken(asked, "H03", At("W", 0, 1)) == 0


def test_those_at_home_need_time_to_come_to_school_and_the_others_do_not():
    asked = school(lesson("X", "BEN", subject="LO"))
    both = (At("W", 0, 2, option=AWAY), At("X", 0, 1))
    assert broken(asked, "H12", *both, aspect="travel") == 1
    assert broken(asked, "H12", At("W", 0, 5, option=AWAY), At("X", 0, 4), aspect="travel") == 0, "lunch is between"


def test_the_room_holds_those_who_are_there_and_has_a_camera_where_rooms_have_one():
    rooms = {option.id: option.demands for option in build_problem(school(rooms=ROOMS)).lesson["W"].options}
    held = {way: next(d.candidates for d in demands if d.role == "room") for way, demands in rooms.items()}
    assert held == {"contact": ("room:BIG",), AWAY: ("room:SMALL",)}
    bare = tuple(replace(room, camera=False) for room in ROOMS)
    assert ways(school(rooms=bare))[AWAY].demands[1].candidates == ("room:BIG", "room:SMALL")
    cramped = school(rooms=(replace(bare[0], seats=10), ROOMS[2]))
    assert ways(cramped)[AWAY].demands[1].why.key == "no_camera_room"


def test_a_named_room_is_large_enough_for_half_the_class_when_the_other_half_is_online():
    named = small_school(
        lesson("W", mixed=True, online=("3A-2",), modes=frozenset({Mode.CONTACT}), rooms=("SMALL",)),
        groups=HALVES, rooms=ROOMS, rules=OWN_CAP,
    )  # fmt: skip
    assert broken(named, "H18", At("W", 0, 1, option=AWAY, holds=("room=SMALL",)), aspect="room") == 0
    assert broken(named, "H18", At("W", 0, 1, holds=("room=SMALL",)), aspect="room") == 1


def test_who_asks_to_be_at_school_sits_in_the_room():
    asked = school(rooms=ROOMS, classes=(SchoolClass("3A", stage="2", pupils=20, distance_ok=True, onsite_requests=3),))
    demands = {d.role: d for d in ways(asked)[AWAY].demands}
    assert demands["room"].candidates == (), "12 and 3 do not fit into a room with a camera of 12"
    assert demands["at home"].amount == 5


def test_it_takes_a_stream_and_a_licence():
    pools = (Pool("net", PoolKind.STREAM, 1), Pool("meet", PoolKind.LICENCE, 1))
    roles = {demand.role for demand in ways(school(pools=pools))[AWAY].demands}
    assert {"pool net", "pool meet"} <= roles


@pytest.mark.parametrize(
    ("amount", "asking", "needed"), [(20, 0, 12), (10, 0, 6), (7, 0, 5), (20, 3, 15), (0, 0, None)]
)
def test_the_devices_of_the_row_are_for_those_who_are_in_the_room(amount, asking, needed):
    """Of 20 pupils 12 are in the room, and those who ask to be there; the carts are shared as when all are there."""
    one = SchoolClass("3A", stage="2", pupils=20, distance_ok=True, onsite_requests=asking)
    asked = school(pools=(Pool("kar", PoolKind.DEVICE, 30),), classes=(one,))
    asked = replace(asked, lessons=(replace(asked.lessons[0], devices=(("kar", amount),) if amount else ()),))
    amounts = {way: {d.role: d.amount for d in option.demands}.get("pool kar") for way, option in ways(asked).items()}
    assert amounts == {"contact": amount or None, AWAY: needed}


def test_without_numbers_all_its_periods_are_mixed_and_with_them_as_many_as_said():
    asked = school()
    assert broken(asked, "H10", At("W", 0, 1, option=AWAY), At("W", 0, 2, 2), aspect="own bounds") == 1
    one = small_school(
        lesson("W", periods=2, mixed=True, online=("3A-2",), distance_min=1, distance_max=1),
        groups=HALVES,
        rules=OWN_CAP,
    )
    assert broken(one, "H10", At("W", 0, 1, option=AWAY), At("W", 0, 2, 2), aspect="own bounds") == 0
    assert broken(one, "H10", At("W", 0, 1), At("W", 0, 2, 2), aspect="own bounds") == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"classes": (SchoolClass("3A", stage="2", pupils=20),)},
        {"subjects": (Subject("WIS"), Subject("LO"))},
        {"teachers": (Teacher("ANN"), Teacher("BEN"))},
    ],
    ids=["class", "subject", "teacher"],
)
def test_it_is_allowed_only_where_distance_is_and_else_told(changes):
    asked = school(**changes)
    assert broken(asked, "H10", At("W", 0, 1, option=AWAY), aspect="") == 1
    assert any("'W'" in note for note in notes(asked))


def test_of_a_number_nobody_knows_who_they_are_so_it_counts_for_all_and_moves_nobody():
    asked = school(online=())
    asked = replace(asked, lessons=(replace(asked.lessons[0], online_pupils=5),))
    option = ways(asked)["mixed synchronous/5"]
    assert option.online == frozenset({"path:3A"}) and option.online_place == option.pupils_place == "school"
    assert broken(replace(asked, rules=()), "H03", At("W", 0, 1, option="mixed synchronous/5")) == 1


def test_a_solved_timetable_comes_back_from_its_rows():
    problem = build_problem(school(lesson("X", "BEN", periods=2, subject="LO"), rooms=ROOMS))
    found = solve(problem, stop=Stop(work=60), workers=1, seed=1)
    assert (found.hard, found.unplaced) == (0, ())
    rows = rows_of(problem, found.timetable)
    assert [row.online for row in rows if row.lesson == "W"] == ["3A-2"] * 2
    again, faults = timetable_of(problem, rows)
    assert (again.placements, faults) == (found.timetable.placements, ())


def test_a_row_that_says_mixed_where_nobody_may_be_online_is_refused_by_name():
    problem = build_problem(school(lesson("X", "BEN", subject="LO")))
    row = next(row for row in rows_of(problem, timetable(problem, [At("X", 0, 1)])))
    _, (fault,) = timetable_of(problem, [replace(row, mixed=True)])
    assert fault.note.key == "not_mixed"
    (row,) = rows_of(problem, timetable(problem, [At("W", 0, 1, option=AWAY)]))
    _, (fault,) = timetable_of(problem, [replace(row, online="3A-1")])
    assert (fault.note.key, fault.field) == ("not_online", "online")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "row", [{"online": ("3A-2",)}, {"online_pupils": 5}, {"modes": frozenset({Mode.CONTACT, Mode.ASYNCHRONOUS})}]
)
def test_a_workbook_keeps_it(row, language, tmp_path):
    one = SchoolClass("3A", stage="2", pupils=20, distance_ok=True, onsite_requests=0, segments=2)
    asked = school(classes=(one,), online=())
    asked = replace(asked, lessons=(replace(asked.lessons[0], **row),))
    write_school(asked, tmp_path / "school.xlsx", language)
    again, _ = read_school(tmp_path / "school.xlsx")
    assert again.lessons == asked.lessons and again.classes == asked.classes


def test_a_school_without_mixed_lessons_has_no_trace_of_them():
    problem = build_problem(small_school(lesson("W", periods=2, modes=SKILLED)))
    assert not any(option.online for one in problem.lessons for option in one.options)
    assert all(way_of(option) == option.mode for one in problem.lessons for option in one.options)
    assert {rule.entry for rule in problem.rules}.isdisjoint({"H21"})
    assert not any(
        bound.path for rule in problem.rules for bound in getattr(rule, "bounds", ()) if hasattr(bound, "path")
    )


@pytest.mark.parametrize("week", ["A", "B"])
def test_a_lesson_of_one_week_in_which_segments_take_turns_stays_a_lesson_of_that_week(week: str):
    turns = (SchoolClass("3A", stage="2", pupils=21, distance_ok=True, onsite_requests=0, segments=2),)
    mixed = lesson("W", periods=1, modes=frozenset({Mode.CONTACT}), mixed=True, week=week)
    asked = small_school(mixed, classes=turns, settings=Settings(cycle_weeks=2))
    (part,) = build_problem(asked).lesson["W"].parts
    assert part.weeks == (("AB".index(week),),)
