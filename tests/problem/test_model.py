"""A school built in code: what is added comes out as a problem, and mistakes are refused at the call, by name."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.evaluation import evaluate
from scheduler.problem import rules as r
from scheduler.problem.given import given_rule
from scheduler.problem.lessons import Demand
from scheduler.problem.model import Model
from scheduler.problem.modes import Mode
from scheduler.problem.timetable import Timetable
from tests.builders import put
from tests.strategies import ALL_KINDS, CASES, problems


def village(**more) -> Model:
    """Two days of three periods; Ann and Bob teach class 1A."""
    school = Model(days=2, periods=3, **more)
    ann, bob, pupils = school.add_teacher("Ann"), school.add_teacher("Bob"), school.add_class("1A")
    lab, hall = school.add_room("lab"), school.add_room("hall")
    school.add_lesson("maths 1A", [2, 1], [pupils, ann], options=[school.contact(room=[lab, hall])])
    school.add_lesson("art 1A", 2, [pupils, bob])
    return school


def test_a_school_built_in_code_comes_out_as_a_problem():
    school = village(name="Village")
    problem = school.problem()
    assert problem.name == "Village"
    assert [time.id for time in problem.times.times] == ["Mon-1", "Mon-2", "Mon-3", "Tue-1", "Tue-2", "Tue-3"]
    maths = problem.lesson["maths 1A"]
    assert [(part.shortest, part.longest) for part in maths.parts] == [(2, 2), (1, 1)]
    assert [demand.candidates for demand in maths.demands] == [("path:1A",), ("teacher:Ann",)]
    assert maths.options[0].demands == (Demand("room", ("room:lab", "room:hall")),)


def test_the_basic_rules_ask_for_places_choices_and_no_clash():
    problem = village().problem()
    assert [rule.id for rule in problem.rules] == ["placed", "no clash", "chosen room"]
    clash = Timetable((put("maths 1A", 0, 1, duration=2), put("art 1A", 1)))
    judged = evaluate(problem, clash)
    assert judged.unplaced == {"maths 1A": 1, "art 1A": 1}
    assert {one.rule_id: one.deviation for one in judged.violations if one.rule_id != "placed"} == {
        "no clash": 1,  # class 1A in the second period
        "chosen room": 2,  # two periods without a room
    }


def test_a_rule_of_ones_own_takes_the_place_of_the_basic_one_of_its_kind():
    school = village()
    school.add_rule(r.Placed, lessons="maths 1A", hard=False)
    assert [rule.id for rule in school.problem().rules] == ["no clash", "chosen room", "Placed-1"]
    assert [rule.id for rule in school.problem(basics=False).rules] == ["Placed-1"]


def test_pools_are_kept_within_their_capacity():
    school = Model(days=1, periods=1)
    laptops = school.add_pool("laptops", 24)
    for code in ("1A", "1B"):
        demand = school.demand("laptops", laptops, amount=20)
        school.add_lesson(code, 1, [school.add_class(code)], demands=[demand])
    together = Timetable((put("1A", 0), put("1B", 0)))
    assert [(one.rule_id, one.deviation) for one in evaluate(school.problem(), together).violations] == [
        ("capacity", 16)
    ]


def test_lessons_recur_in_the_weeks_they_are_given():
    school = Model(days=1, periods=2, weeks=2)
    every = school.add_lesson("every week", 1, school.add_class("1A"))
    odd = school.add_lesson("week B", 1, "path:1A", weeks=[1])
    assert every.parts[0].weeks == ((0, 1),)
    assert odd.parts[0].weeks == ((1,),)
    assert school.time("B-Mon-1") == 2
    assert [school.problem().starts(odd, odd.parts[0], 1)] == [(2, 3)]


def test_a_lesson_may_leave_its_split_open():
    school = Model(days=1, periods=3)
    lesson = school.add_lesson("project", 4, school.add_class("1A"), longest=2)
    assert [(part.shortest, part.longest) for part in lesson.parts] == [(1, 2)] * 4
    assert lesson.duration == 4 and lesson.flexible


def test_a_lesson_has_the_modes_it_is_given():
    school = Model(days=1, periods=3)
    streams = school.add_pool("streams", 2)
    options = [school.contact(), school.synchronous(stream=streams), school.asynchronous()]
    lesson = school.add_lesson("maths", 2, school.add_class("1A"), options=options)
    assert [option.mode for option in lesson.options] == list(Mode)
    assert lesson.option("synchronous").demands == (Demand("stream", ("pool:streams",)),)


def test_a_rule_takes_objects_ids_or_one_thing_alone():
    school = village()
    ann = school.problem().resource["teacher:Ann"]
    by_object = school.add_rule(r.Unavailable, resources=ann, times=[0, 1])
    by_id = school.add_rule(r.Unavailable, resources=["teacher:Ann"], times=(0, 1))
    assert (by_object.id, by_id.id) == ("Unavailable-1", "Unavailable-2")
    assert by_object.resources == by_id.resources == ("teacher:Ann",)
    maths = school.problem().lesson["maths 1A"]
    share = r.PeriodBound("distance", (maths,), most=1)
    rule = school.add_rule(r.LimitPeriods, bounds=share, modes="synchronous")
    assert rule.bounds == (r.PeriodBound("distance", ("maths 1A",), most=1),)
    assert rule.modes == frozenset({Mode.SYNCHRONOUS})


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_rule_is_what_its_fields_say(kind):
    @settings(max_examples=CASES or 10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(problems(kinds=(kind,), most_rules=1))
    def same(school):
        rule = school.rules[-1]
        fields = {name: getattr(rule, name) for name in type(rule).__dataclass_fields__}
        assert given_rule(type(rule), fields, 1) == rule

    same()


@pytest.mark.parametrize(
    ("numbers", "kind", "message"),
    [
        ({"periods": -2}, ValueError, "periods must be 1 or more, not -2"),
        ({"periods": 2.5}, TypeError, "periods must be a whole number, not 2.5"),
        ({"days": 0}, ValueError, "days must be 1 or more, not 0"),
        ({"days": 8}, ValueError, "a week has at most 7 days, not 8"),
        ({"days": ["Mon", "Mon"]}, ValueError, "days must be named, each by a name of its own"),
        ({"days": []}, ValueError, "days must be named"),
        ({"weeks": 0}, ValueError, "weeks must be 1 or more, not 0"),
        ({"minutes": True}, TypeError, "minutes must be a whole number, not True"),
        ({"first_bell": -1}, ValueError, "first_bell must be 0 or more, not -1"),
        ({"periods": 30}, ValueError, "30 periods of 50 minutes from minute 510 on run past midnight"),
        ({"language": "fr"}, ValueError, "language must be 'nl' or 'en', not 'fr'"),
    ],
)
def test_a_week_that_makes_no_sense_is_refused_by_name(numbers, kind, message):
    with pytest.raises(kind, match=re.escape(message)):
        Model(**numbers)


MISTAKES: list[tuple[Callable[[Model], object], type[Exception], str]] = [
    (lambda m: m.add_teacher("Ann"), ValueError, "there is a 'teacher:Ann' already"),
    (lambda m: m.add_room(""), ValueError, "a room needs a code, not ''"),
    (lambda m: m.add_pool("laptops", -1), ValueError, "capacity must be 0 or more, not -1"),
    (lambda m: m.add_lesson("art 1A", 1, []), ValueError, "there is a lesson 'art 1A' already"),
    (lambda m: m.add_lesson("", 1, []), ValueError, "a lesson needs a name, not ''"),
    (lambda m: m.add_lesson("x", 0, []), ValueError, "lesson 'x': periods must be 1 or more, not 0"),
    (lambda m: m.add_lesson("x", [], []), ValueError, "lesson 'x' has no periods"),
    (lambda m: m.add_lesson("x", [1, -1], []), ValueError, "the length of a block must be 1 or more, not -1"),
    (lambda m: m.add_lesson("x", 2.0, []), TypeError, "lesson 'x': periods must be a whole number, not 2.0"),
    (lambda m: m.add_lesson("x", [4], []), ValueError, "lesson 'x': nowhere in a day can a block of 4 periods stand"),
    (lambda m: m.add_lesson("x", 1, ["Ann"]), ValueError, "unknown resource 'Ann'. Did you mean 'teacher:Ann'?"),
    (lambda m: m.add_lesson("x", 1, [], weeks=[1]), ValueError, "lesson 'x': unknown week 1: weeks are numbered 0..0"),
    (lambda m: m.add_lesson("x", 1, [], weeks=[]), ValueError, "lesson 'x' takes place in no week"),
    (lambda m: m.add_lesson("x", 1, [], options=[m.contact(), m.contact()]), ValueError, "ids occur twice"),
    (lambda m: m.contact(room="room:hal"), ValueError, "demand 'room': unknown resource 'room:hal'. Did you mean"),
    (lambda m: m.demand("room"), ValueError, "demand 'room' names no resource"),
    (lambda m: m.demand("room", "room:lab", amount=0), ValueError, "amount must be 1 or more, not 0"),
    (lambda m: m.time("Mon-4"), ValueError, "unknown time 'Mon-4'. Did you mean 'Mon-"),
    (lambda m: m.add_rule(r.Placed, lessons="math 1A"), ValueError, "unknown lesson 'math 1A'. Did you mean 'maths"),
    (lambda m: m.add_rule(r.Placed, lesson="art 1A"), TypeError, "has no field 'lesson'. Did you mean 'lessons'?"),
    (lambda m: m.add_rule(r.Placed), TypeError, "Placed needs a field 'lessons'"),
    (lambda m: m.add_rule(r.Placed, lessons=3), TypeError, "Placed: lessons must be a text, not 3"),
    (lambda m: m.add_rule(r.Placed, lessons=None), TypeError, "Placed: lessons must be a collection, not None"),
    (lambda m: m.add_rule(r.Placed, lessons=(), weight=-1), ValueError, "Placed: weight must be 0 or more, not -1"),
    (lambda m: m.add_rule(r.Placed, lessons=(), weight=True), TypeError, "weight must be a whole number, not True"),
    (lambda m: m.add_rule(r.Placed, lessons=(), hard=1), TypeError, "Placed: hard must be True or False, not 1"),
    (lambda m: m.add_rule(r.Placed, lessons=(), shape="round"), ValueError, "shape must be one of linear, quadratic"),
    (lambda m: m.add_rule(r.Ordered, pairs=[("art 1A",)]), TypeError, "Ordered: pairs must hold 2 values"),
    (lambda m: m.add_rule(r.CommonFree, groups=[["teacher:Ann"]], times=6, least=1), ValueError, "unknown time 6"),
    (lambda m: m.add_rule(r.Rule), TypeError, "a rule is of one of the kinds in scheduler.problem.rules"),
    (lambda m: m.add_rule("Placed"), TypeError, "a rule is of one of the kinds in scheduler.problem.rules"),
    (lambda m: [m.add_rule(r.Placed, id="a", lessons=()) for _ in "ab"], ValueError, "there is a rule 'a' already"),
]


@pytest.mark.parametrize(("mistake", "kind", "message"), MISTAKES, ids=[message for _, _, message in MISTAKES])
def test_a_mistake_is_refused_at_the_call_and_leaves_the_model_as_it_was(mistake, kind, message):
    school = village()
    before = school.problem()
    with pytest.raises(kind, match=re.escape(message)):
        mistake(school)
    if "rule 'a'" not in message:
        assert school.problem() == before
