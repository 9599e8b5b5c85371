"""H10, distance only where it is asked and allowed: by the lesson, or by a target of class or subject."""

from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.evaluation import evaluate
from scheduler.problem.modes import Mode
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import Pin, Room, RosterRow, SchoolLesson, Subject, Teacher
from scheduler.telling.violations import sentence
from tests.school.weeks import Meeting, Week, must, off, small_school, week

SYNCHRONOUS, ASYNCHRONOUS = frozenset({Mode.SYNCHRONOUS}), frozenset({Mode.ASYNCHRONOUS})


def two(mode: Mode = Mode.SYNCHRONOUS, **asked: object) -> Week:
    """Two periods of one lesson of 5A, the second at distance; the lesson asks for it in this way."""
    record = SchoolLesson("L", ("5A",), "V", (("T",),), Fraction(2), **asked)  # type: ignore[arg-type]
    return Week(small_school(record), (Meeting("L", 1, 0, 1), Meeting("L", 2, 0, 2, mode)))


@pytest.mark.parametrize(
    "asked",
    [
        {"distance_max": Fraction(1)},
        {"distance_min": Fraction(1)},
        {"modes": SYNCHRONOUS},
        {"modes": frozenset(Mode)},
    ],
)
def test_a_lesson_that_asks_for_distance_may_have_it(asked):
    assert two(**asked).broken("H10") == 0


@pytest.mark.parametrize("asked", [{}, {"distance_max": Fraction(0)}, {"modes": frozenset({Mode.CONTACT})}])
def test_a_lesson_that_asks_for_nothing_is_in_contact(asked):
    assert two(**asked).broken("H10") - two(**asked).broken("H10", "own bounds") == 1


def test_a_target_of_class_or_subject_asks_for_it_and_a_target_of_nothing_does_not():
    assert two().of_class(distance_target_pct=Fraction(20)).broken("H10") == 0
    assert two().of_class(distance_target_pct=Fraction(0)).broken("H10") == 1
    wanted = Subject("V", distance_ok=True, material_ready=True, distance_target_pct=Fraction(20))
    assert two().with_(subjects=(wanted,)).broken("H10") == 0


def test_a_merged_lesson_is_at_distance_only_where_all_its_classes_have_a_target():
    merged = replace(two().school.lessons[0], attendees=("5A", "5B"))
    first, second = two().school.classes
    first = replace(first, distance_target_pct=Fraction(20))
    assert two().with_(lessons=(merged,), classes=(first, second)).broken("H10") == 1
    second = replace(second, distance_target_pct=Fraction(20))
    assert two().with_(lessons=(merged,), classes=(first, second)).broken("H10") == 0


def test_a_pin_at_distance_asks_for_it():
    pin = Pin("L", 2, day=0, period=2, mode=Mode.SYNCHRONOUS)
    assert two().with_(pins=(pin,)).broken("H10") == 0


def test_what_nobody_asked_for_is_told_with_the_cure():
    week_of_two = two()
    problem = week_of_two.problem()
    (violation,) = week_of_two.violations("H10")
    assert "niemand vroeg afstand" in sentence(problem, violation, "nl")
    assert "nobody asked for distance" in sentence(problem, violation, "en")


@pytest.mark.parametrize(
    "changes",
    [
        {"subjects": (Subject("V"),)},
        {"subjects": (Subject("V", distance_ok=True, material_ready=False),)},
        {"teachers": (Teacher("T", distance_skill=SYNCHRONOUS),)},
    ],
)
def test_asked_or_not_it_must_be_allowed(changes):
    asynchronous = two(Mode.ASYNCHRONOUS, distance_max=Fraction(1))
    assert asynchronous.broken("H10") == 0
    assert asynchronous.with_(**changes).broken("H10") == 1


def test_the_class_must_be_allowed_and_the_reason_is_told_once():
    assert two(distance_max=Fraction(1)).of_class(distance_ok=False).broken("H10") == 1
    assert two().of_class(distance_ok=False).broken("H10") == 1


def test_the_lessons_own_minimum_and_maximum_hold():
    assert two(distance_max=Fraction(1)).broken("H10", "own bounds") == 0
    assert two(Mode.CONTACT, distance_min=Fraction(1)).broken("H10", "own bounds") == 1
    assert two(distance_min=Fraction(2), distance_max=Fraction(2)).broken("H10", "own bounds") == 1


@pytest.mark.parametrize(
    ("skilled", "held", "mode", "broken"),
    [
        ("AB", "A", Mode.SYNCHRONOUS, 0),
        ("AB", "C", Mode.SYNCHRONOUS, 1),
        ("AB", "C", Mode.CONTACT, 0),
        ("A", "C", Mode.SYNCHRONOUS, 0),  # A alone can be the teacher then: there is no choice to judge
        ("ABC", "C", Mode.SYNCHRONOUS, 0),
    ],
)
def test_of_several_teachers_one_with_the_skill_teaches_online(skilled, held, mode, broken):
    record = SchoolLesson("L", ("5A",), "V", (("A", "B", "C"),), Fraction(2), distance_max=Fraction(1))
    staff = tuple(Teacher(code, distance_skill=SYNCHRONOUS if code in skilled else frozenset()) for code in "ABC")
    problem = build_problem(replace(small_school(record), teachers=staff))
    option = next(one.id for one in problem.lesson["L"].options if one.mode is mode)
    placed = Timetable((Placement("L", 1, 1, 0, option, (("teacher", f"teacher:{held}"),)),))
    found = [one for one in evaluate(problem, placed).violations if one.entry == "H10"]
    assert sum(one.deviation for one in found if problem.rule[one.rule_id].aspect == "skill") == broken
    asked = [rule.lessons for rule in problem.rules if rule.entry == "H10" and rule.aspect == "skill"]
    assert asked == ([("L",)] if len(skilled) > 1 else [])


@pytest.mark.parametrize("rooms", [(), (Room("R1"),)])
def test_one_of_several_teachers_with_the_skill_and_leave_to_stay_at_home_is_enough(rooms):
    record = SchoolLesson("L", ("5A",), "V", (("T", "U"),), Fraction(2), distance_min=Fraction(1), modes=SYNCHRONOUS)
    staff = (Teacher("T", distance_skill=SYNCHRONOUS, home_ok=bool(rooms)), Teacher("U"))
    one = Week(replace(small_school(record), teachers=staff, rooms=rooms), ()).of_class(distance_ok=False)
    assert [note.key for note in one.problem().notes if note.key.startswith("contact_")] == ["contact_class"]


def test_a_merged_lesson_may_have_every_way_where_one_of_its_classes_is_left_alone():
    merged = two(distance_max=Fraction(1)).with_(subjects=(Subject("V"),))
    merged = merged.with_(lessons=(replace(merged.school.lessons[0], attendees=("5A", "5B")),))
    assert merged.broken("H10", "") == 1
    assert merged.rows(off("H10", "5B")).broken("H10", "") == 0


def test_a_school_without_rooms_needs_no_quiet_one():
    record = SchoolLesson("L", ("5A",), "V", (("T",),), Fraction(2), distance_min=Fraction(1), modes=SYNCHRONOUS)
    school = replace(small_school(record), teachers=(Teacher("T", distance_skill=SYNCHRONOUS),))
    one = Week(school, (Meeting("L", 1, 0, 1), Meeting("L", 2, 0, 2, Mode.SYNCHRONOUS)))
    assert one.broken("H10") == 0 and not one.problem().notes[1:]


def test_switched_off_distance_is_told_with_eight_names_and_a_count():
    records = tuple(
        SchoolLesson(f"L{n}", ("5A",), "V", (("T",),), Fraction(2), distance_min=Fraction(1)) for n in range(9)
    )
    problem = build_problem(replace(small_school(*records), rules=(must("H10", "contact"),)))
    (note,) = (note for note in problem.notes if note.key == "distance_off")
    assert dict(note.values) == {"count": 9, "lessons": "L0, L1, L2, L3, L4, L5, L6, L7"}


def test_every_role_of_an_online_lesson_needs_somebody_with_the_skill():
    record = SchoolLesson("L", ("5A",), "V", (("T",), ("U",)), Fraction(2), distance_max=Fraction(1))
    for skills, fit in ((SYNCHRONOUS, True), (frozenset(), False)):
        school = replace(
            small_school(record),
            teachers=(Teacher("T", distance_skill=SYNCHRONOUS), Teacher("U", distance_skill=skills, home_ok=True)),
        )
        (rule,) = (rule for rule in build_problem(school).rules if rule.entry == "H10" and not rule.aspect)
        assert ("synchronous/school" in dict(rule.allowed)["L"]) == fit


def test_a_row_narrows_the_ways_and_switches_distance_off():
    asked = two(distance_max=Fraction(1))
    assert asked.rows(must("H10", "AS")).broken("H10") == 0
    assert asked.rows(must("H10", "AA")).broken("H10") == 1
    assert asked.rows(must("H10", "contact")).broken("H10") == 1
    assert asked.rows(must("H10", "contact", "5B")).broken("H10") == 0


def test_switched_off_and_per_class():
    assert two().rows(off("H10")).broken("H10") == 0
    assert two().rows(off("H10", "5A")).broken("H10") == 0
    assert two().rows(off("H10", "5B")).broken("H10") == 1


def test_one_subject_at_distance_asks_nothing_for_another():
    assert week("CS").broken("H10") == 0


def test_a_row_of_rooster_at_distance_asks_for_it():
    school = two().school
    row = RosterRow("L", 1, ("5A",), "V", ("T",), day=0, period=1, mode=Mode.SYNCHRONOUS)
    for roster, count in ((), 1), ((row,), 0), ((replace(row, mode=Mode.CONTACT),), 1):
        problem = build_problem(replace(school, roster=roster))
        assert sum(rule.aspect == "asked" for rule in problem.rules) == count


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"classes": {"distance_ok": False}}, {"contact_class"}),
        ({"subjects": {"distance_ok": False}}, {"contact_subject"}),
        ({"teachers": {"distance_skill": frozenset()}}, {"contact_skill"}),
        ({"teachers": {"home_ok": False}}, {"contact_quiet"}),
        ({}, set()),
        ({"subjects": {"material_ready": False}}, set()),  # it is asked to be synchronous
        ({"lessons": {"modes": None}, "subjects": {"material_ready": False}}, set()),  # one of both ways is left
        ({"lessons": {"modes": ASYNCHRONOUS}, "subjects": {"material_ready": False}}, {"contact_material"}),
        ({"lessons": {"modes": ASYNCHRONOUS}, "teachers": {"home_ok": False}}, set()),
        (
            {"lessons": {"modes": None}, "subjects": {"material_ready": False}, "teachers": {"home_ok": False}},
            {"contact_material", "contact_quiet"},
        ),
        ({"lessons": {"distance_min": Fraction(0)}, "classes": {"distance_ok": False}}, set()),
        ({"rooms": {"quiet": True}, "teachers": {"home_ok": False}}, set()),
        ({"teachers": {"distance_skill": ASYNCHRONOUS}}, {"contact_skill"}),
        ({"lessons": {"teachers": ()}}, {"contact_quiet_nobody"}),
        ({"rules": {"value": "contact"}}, set()),  # told in one note for all
        ({"rules": {"value": "contact"}, "classes": {"distance_ok": False}}, set()),
    ],
)
def test_each_reason_that_keeps_a_lesson_with_a_minimum_in_contact_is_told_with_its_cure(changes, told):
    record = SchoolLesson("L", ("5A",), "V", (("T",),), Fraction(2), distance_min=Fraction(1), modes=SYNCHRONOUS)
    school = replace(small_school(record), rooms=(Room("R1", seats=30),))
    school = replace(school, teachers=tuple(replace(one, home_ok=True) for one in school.teachers))
    school = replace(school, rules=(must("H10", "beide"),))
    for field, values in changes.items():
        school = replace(school, **{field: tuple(replace(one, **values) for one in getattr(school, field))})
    notes = [note for note in build_problem(school).notes if note.key.startswith("contact_")]
    assert {note.key for note in notes} == told
    assert all("'L'" in note.text(language) for note in notes for language in ("nl", "en"))
