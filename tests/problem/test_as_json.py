"""Problems and timetables survive JSON whatever their rules, and what is no such JSON is refused with its place."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.evaluation import evaluate
from scheduler.problem import rules as r
from scheduler.problem.modes import Origin
from scheduler.problem.problem import Problem
from scheduler.problem.text import Note
from scheduler.problem.timetable import Timetable
from tests.builders import lesson, problem, put, timetable, week
from tests.strategies import ALL_KINDS, CASES, cases


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.__name__)
def test_a_problem_with_rules_of_a_kind_and_its_timetable_survive_json(kind):
    @settings(max_examples=CASES or 15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(cases(kinds=(kind,), most_rules=3, odd=True))
    def survives(case):
        school, placed = case
        again, placed_again = Problem.from_json(school.to_json()), Timetable.from_json(placed.to_json())
        assert (again, placed_again) == case
        assert evaluate(again, placed_again) == evaluate(school, placed)

    survives()


def small() -> Problem:
    school = problem(
        week(),
        [lesson("maths 1A", who=["path:1A", "teacher:Ann"])],
        r.Placed(id="placed", entry="H02", lessons=("maths 1A",)),
        r.LimitBusy(id="few", entry="S05", hard=False, resources=("teacher:Ann",), groups=((0, 1),), most=1),
    )
    return replace(school, name="Café ☃", language="en", notes=(Note("building", "pin_part", (("part", 2),)),))


def test_what_does_not_count_for_equality_survives_too():
    school = small()
    origin = Origin("Lessons", 12, {"subject": "B"})
    school = replace(school, lessons=(replace(school.lessons[0], origin=origin),))
    again = Problem.from_json(school.to_json())
    assert again.language == "en" and again.notes == school.notes
    assert again.lessons[0].origin.cell("subject") == "Lessons!B12"


def test_what_a_problem_was_built_from_stays_behind():
    school = replace(small(), source=object())
    assert Problem.from_json(school.to_json()).source is None


def test_the_text_is_ascii_and_says_its_format_and_version():
    text = small().to_json()
    assert text.isascii()
    assert (json.loads(text)["format"], json.loads(text)["version"]) == ("scheduler problem", 1)


def changed(path: list, value: object) -> str:
    """The small problem's JSON with one thing in it changed; `...` takes it away."""
    content = json.loads(small().to_json())
    held = content
    for step in path[:-1]:
        held = held[step]
    if value is ...:
        del held[path[-1]]
    else:
        held[path[-1]] = value
    return json.dumps(content)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["format"], "scheduler timetable", "this is no problem: its format is not 'scheduler problem'"),
        (["version"], 2, "this problem has version 2; this program reads version 1"),
        (["version"], True, "has version True"),
        (["version"], ..., "has version None"),
        (["lesons"], [], "problem: unknown field 'lesons'. Did you mean 'lessons'?"),
        (["source"], "x", "problem: unknown field 'source'"),
        (["times"], ..., "problem: field 'times' is missing"),
        (["lessons", 0, "id"], ..., "problem.lessons[0]: field 'id' is missing"),
        (["lessons", 0, "id"], 3, "problem.lessons[0].id must be a text, not 3"),
        (["lessons", 0, "duration"], 1.5, "problem.lessons[0].duration must be a whole number, not 1.5"),
        (["lessons", 0, "duration"], True, "problem.lessons[0].duration must be a whole number, not true"),
        (["lessons", 0, "parts"], {}, "problem.lessons[0].parts must be a list, not {}"),
        (["lessons", 0], [], "problem.lessons[0] must be an object, not []"),
        (["lessons", 0, "options", 0, "mode"], "tele", "options[0].mode must be one of contact, synchronous, asy"),
        (["rules", 1, "hard"], 1, "problem.rules[1] (LimitBusy).hard must be true or false, not 1"),
        (["rules", 1, "kind"], "LimitBuzy", "problem.rules[1]: unknown kind of rule 'LimitBuzy'. Did you mean 'Limi"),
        (["rules", 1, "kind"], ["Rule"], "problem.rules[1]: unknown kind of rule ['Rule']"),
        (["rules", 1, "kind"], "Rule", "problem.rules[1]: unknown kind of rule 'Rule'"),
        (["rules", 1, "mst"], 2, "problem.rules[1] (LimitBusy): unknown field 'mst'. Did you mean 'most'?"),
        (["rules", 1, "groups", 0, 1], "a", "problem.rules[1] (LimitBusy).groups[0][1] must be a whole number"),
        (["rules", 1, "resources", 0], "Ann", "rule 'few' is about unknown resource 'Ann'. Did you mean 'teacher:Ann'"),
        (["notes", 0, "values", 0], ["part"], "problem.notes[0].values[0] must hold 2 values, not 1"),
        (["notes", 0, "values", 0, 1], [], "problem.notes[0].values[0][1] must be a text or a whole number, not []"),
    ],
)
def test_json_of_another_shape_is_refused_with_the_place(path, value, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        Problem.from_json(changed(path, value))


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "[]", "null", "3", '{"format": "other"}'])
def test_what_is_no_json_of_ours_is_refused(text):
    with pytest.raises(ValueError, match=r"^this is no"):
        Timetable.from_json(text)


def test_a_timetable_keeps_its_seed_and_notes():
    placed = replace(timetable(put("maths 1A", 2, room="room:1")), seed=7, notes={"by": "hand"})
    assert Timetable.from_json(placed.to_json()) == placed
