"""H27: in every period some of the teachers of a list are free to stand by."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.evaluation import evaluate
from scheduler.problem.modes import Mode
from scheduler.school.building import build_problem
from scheduler.school.records import Availability, Level, Meeting, RuleRow, Teacher
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.proofs.unsatisfiable import unsatisfiable_rules
from scheduler.telling.lines import lines_of
from scheduler.telling.proofs import sentence
from tests.school.judging import SKILLED, At, broken, cost, has, lesson, notes, said, small_school, timetable

LESSONS = (lesson("A", "ANN", 4), lesson("B", "BEN", 4, of="3B"), lesson("C", "CAS", 2, of="3C"))
PEOPLE = (Teacher("ANN", department="talen"), Teacher("BEN", department="talen"), Teacher("CAS"))
FIRST = "first=1; last=1"
"""The first period of each of the five days."""


def row(who: str = "alle", value: str | None = FIRST, level: Level = Level.MUST) -> RuleRow:
    return RuleRow("H27", who, level, value=value)


def school(*rows: RuleRow, **more: object):
    classes = tuple(replace(small_school().classes[0], code=code) for code in ("3A", "3B", "3C"))
    return small_school(*LESSONS, **{"classes": classes, "teachers": PEOPLE, "rules": rows, **more})


@pytest.mark.parametrize(
    ("meets", "points"),
    [
        ((), 5),  # nobody comes
        ((At("A", 0, 2), At("B", 1, 4)), 3),  # on two days somebody comes in the morning, for something later
        ((At("A", 0, 1), At("B", 1, 5)), 5),  # busy then, or there in the afternoon only
        ((At("A", 0, 1), At("B", 0, 3)), 4),  # the other one is there and free
        ((At("A", 0, 1), At("A", 0, 2, 2), At("B", 0, 1), At("C", 0, 3)), 4),
    ],
)
def test_a_period_without_somebody_who_is_there_and_free_breaks_it(meets, points):
    assert broken(school(row()), "H27", *meets) == points


def test_as_many_are_asked_as_the_row_says_of_those_whom_it_names():
    meets = (At("A", 0, 2), At("B", 0, 3), At("C", 0, 4))
    assert broken(school(row(value="teachers=2; last=1")), "H27", *meets) == 4 * 2
    assert broken(school(row("talen", "teachers=3; last=1")), "H27", *meets) == 1 + 4 * 3
    assert broken(school(row("CAS"), row("ANN, BEN")), "H27", *meets) == 4 + 4
    assert not has(school(row(value="teachers=0")), "H27")


@pytest.mark.parametrize(
    ("value", "moments"), [("first=7", 4), ("first=2; last=3", 10), (None, 4 * 7 + 4), ("first=9", 0)]
)
def test_only_the_periods_that_are_named_are_asked(value, moments):
    assert broken(school(row(value=value)), "H27") == moments


def test_who_need_not_be_at_school_is_on_hand_when_he_is_available():
    at_home = row("ANN, BEN", f"{FIRST}; at_school=nee")
    away = (Availability("teacher", "ANN", day=0), Availability("teacher", "BEN", day=0, level=Level.WISH))
    one = school(at_home, availability=away)
    assert broken(one, "H27") == 0
    assert broken(one, "H27", At("B", 0, 1), At("B", 1, 1, 2)) == 1, "on Monday only BEN is left"
    nobody = school(row("ANN", f"{FIRST}; at_school=nee"), availability=away)
    assert broken(nobody, "H27", At("A", 1, 1)) == 1
    (told,) = [text for text in notes(nobody) if "H27" in text]
    assert told == "Regel H27 (ANN): op 1 lesuur is niemand van hen beschikbaar; daar vraagt de regel niets."


def test_who_teaches_from_home_is_not_at_school_and_a_meeting_there_is_a_reason_to_be():
    distant = lesson("D", "ANN", 1, of="3A", modes=frozenset({Mode.SYNCHRONOUS}), distance_max=1)
    people = (Teacher("ANN", distance_skill=SKILLED, home_ok=True), *PEOPLE[1:])
    one = replace(school(row("ANN"), teachers=people, meetings=(Meeting("T", ("ANN",)),)), lessons=(distant,))
    ways = [way.id for way in build_problem(one).lesson["D"].options]
    home = next(way for way in ways if way.startswith("sync") and "home" in way)
    assert broken(one, "H27", At("D", 0, 2, option=home)) == 5
    assert broken(one, "H27", At("overleg:1:T", 0, 2)) == 4


def test_as_a_wish_each_lacking_teacher_costs_its_points():
    assert cost(school(row(value="teachers=2; last=1", level=Level.WISH)), "H27", At("A", 0, 2)) == (1 + 8) * 10
    assert not has(school(), "H27") and not has(school(row(level=Level.OFF)), "H27")


def test_it_is_said_with_whom_and_when():
    assert said(school(row()), "H27", *(At("A", day, 2, day + 1) for day in (0, 1, 2, 3)))[-1] == (
        "Alle leraren: 0 leraren op school en vrij op vrijdag lesuur 1, minstens 1."
    )
    away = school(row("talen", "teachers=2; last=1; at_school=no"))
    assert said(away, "H27", At("A", 0, 1), language="en") == ["Talen: 1 teacher free on Monday period 1, at least 2."]


def test_moments_at_which_as_many_are_too_few_are_one_line():
    one = build_problem(school(row(value="teachers=2; last=2")))
    judged = evaluate(one, timetable(one, (At("A", 0, 1), At("B", 0, 4))))
    told = [(line.cost, line.text) for line in lines_of(one, judged.violations, "nl") if line.entry == "H27"]
    assert sum(cost for cost, _ in told) == judged.by_entry["H27"].hard == 1 + 8 * 2
    assert [text for _, text in told] == [
        "Alle leraren: 0 leraren op school en vrij op dinsdag lesuur 1-2, woensdag lesuur 1-2, donderdag lesuur 1-2 en "
        "vrijdag lesuur 1-2, minstens 2.",
        "Alle leraren: 1 leraar op school en vrij op maandag lesuur 1, minstens 2.",
    ]


def test_more_than_there_are_is_proved_impossible():
    problem = build_problem(school(row("CAS", "teachers=2; last=1; at_school=no")))
    told = [
        sentence(problem, proof, "nl")
        for proof in unsatisfiable_rules(index_problem(problem))
        if proof.key == "on_hand"
    ]
    assert told[0].startswith("Regel H27 (") and told[0].endswith(
        "vraagt op maandag lesuur 1 2 vrije leraren van CAS; daar kunnen er dan hoogstens 1 vrij zijn. "
        "Vraag er minder, of noem meer leraren."
    )
    assert len(told) == 5
