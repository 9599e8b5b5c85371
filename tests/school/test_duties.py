"""Duties given out around a timetable: who can, who does, and how evenly."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from math import gcd

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.library.duties import given_out
from scheduler.problem.modes import Mode
from scheduler.problem.sharing import cost_of
from scheduler.school.building import build_problem
from scheduler.school.duties import CHANGED, LACKING, NO_LUNCH, UNEVEN, WAITING, Asked, Duties, Turn, fraction_of
from scheduler.school.records import Availability, Duty, Level, RuleRow, SchoolClass, Settings, Teacher
from scheduler.solver.cpsat.sharing import best_shared
from tests.school.judging import SKILLED, At, lesson, small_school
from tests.school.judging import timetable as placed
from tests.school.schools import STARTS

LESSONS = (lesson("A", "ANN", 5), lesson("B", "BEN", 5, of="3B"), lesson("C", "CAS", 5, of="3C"))
CLASSES = tuple(SchoolClass(code, stage="2", pupils=20, distance_ok=True) for code in ("3A", "3B", "3C"))
PEOPLE = tuple(Teacher(code, distance_skill=SKILLED, home_ok=True, department="x") for code in ("ANN", "BEN", "CAS"))


def duty(start: int = 10 * 60 + 5, end: int = 10 * 60 + 20, **more: object) -> Duty:
    """The break between the second and the third period of Monday, or another time."""
    return Duty("speelplaats", **{"day": 0, "start": start, "end": end, **more})  # type: ignore[arg-type]


def school(*duties: Duty, **more: object):
    return small_school(*LESSONS, **{"classes": CLASSES, "teachers": PEOPLE, "duties": duties, **more})


def outcome(one, *meets: At) -> Duties:
    problem = build_problem(one)
    found = given_out(problem, placed(problem, meets))
    assert found is not None and found.proved
    return found


def able(one, *meets: At) -> dict[str, int]:
    problem = build_problem(one)
    asked = Asked(problem, placed(problem, meets))
    return dict(asked.able(asked.turns[0]))


@pytest.mark.parametrize(
    ("start", "end", "meets", "who"),
    [
        ("10:05", "10:20", (At("A", 0, 2), At("A", 0, 3, 2)), {"ANN": 0}),  # between two lessons
        ("10:05", "10:20", (At("A", 0, 1),), {"ANN": 50}),  # his day is over at 9:15
        ("8:10", "8:25", (At("A", 0, 3),), {"ANN": 115}),  # it begins at 10:20
        ("10:05", "10:20", (At("A", 0, 5),), {}),  # he comes in the afternoon
        ("9:00", "9:20", (At("A", 0, 1),), {}),  # he teaches then
        ("12:00", "13:00", (At("A", 0, 5), At("B", 0, 4)), {"ANN": 10, "BEN": 0}),  # noon is of both half days
        ("10:05", "10:20", (At("A", 1, 2),), {}),  # another day
    ],
)
def test_who_is_free_and_at_school_in_that_half_day_can_do_it(start, end, meets, who):
    clock = [60 * int(one.split(":")[0]) + int(one.split(":")[1]) for one in (start, end)]
    assert able(school(duty(*clock)), *meets) == who


def test_who_is_at_home_away_or_on_another_campus_can_not():
    remote = replace(LESSONS[0], modes=frozenset({Mode.SYNCHRONOUS}), distance_max=Fraction(5))
    one = replace(school(duty()), lessons=(remote, *LESSONS[1:]))
    ways = [way.id for way in build_problem(one).lesson["A"].options]
    home = next(way for way in ways if way.startswith("sync") and "home" in way)
    assert able(one, At("A", 0, 2, option=home), At("B", 0, 2)) == {"BEN": 0}
    away = Availability("teacher", "ANN", day=0, period=3)
    at_ten = duty(10 * 60 + 15, 10 * 60 + 30)
    assert able(school(at_ten, availability=(away,)), At("A", 0, 1), At("B", 0, 2)) == {"BEN": 10}
    assert able(school(at_ten, availability=(replace(away, level=Level.WISH),)), At("A", 0, 1)) == {"ANN": 60}
    north = tuple(replace(one, campus=campus) for one, campus in zip(CLASSES, ("N", "Z", "Z"), strict=True))
    there = school(duty(campus="Z"), classes=north)
    assert able(there, At("A", 0, 2), At("B", 0, 2)) == {"BEN": 0}, "twenty minutes from N to Z"
    assert able(there, At("A", 0, 1), At("B", 0, 2)) == {"ANN": 50, "BEN": 0}


def test_the_row_says_who_may_and_how_many_and_when():
    meets = (At("A", 0, 2), At("B", 0, 2), At("C", 0, 2))
    assert list(able(school(duty(who="alle behalve BEN")), *meets)) == ["ANN", "CAS"]
    assert list(able(school(duty(who="x", people=2)), *meets)) == ["ANN", "BEN", "CAS"]
    everyday = outcome(school(duty(day=None, start=None, end=None, period=3)), *meets)
    assert [(one.turn.day, one.turn.start, one.lacking) for one in everyday.given] == [
        (day, 10 * 60 + 20, int(day > 0)) for day in range(5)
    ]
    bus = outcome(school(duty(15 * 60 + 40, 16 * 60, day=None)), *meets)
    assert [one.turn.day for one in bus.given] == [0, 1, 3, 4], "no school on Wednesday afternoon"
    assert [one.turn.day for one in outcome(school(duty(15 * 60 + 40, 16 * 60, day=2)), *meets).given] == [2]
    two = outcome(school(duty(who="ANN, CAS", people=3)), *meets)
    assert [(one.who, one.lacking) for one in two.given] == [(("ANN", "CAS"), 1)]
    assert len(two.lacking) == 1 and two.minutes("ANN") == 15 and two.minutes("BEN") == 0


def test_minutes_follow_the_assignment_and_the_limit_of_a_teacher():
    half = (replace(PEOPLE[0], assignment=Fraction(10), full_time=Fraction(20)), *PEOPLE[1:2])
    meets = [At(of, day, 2, day + 1) for of in "AB" for day in range(5)]
    six = [duty(day=day) for day in range(5)] + [duty(8 * 60 + 10, 8 * 60 + 25)]
    found = outcome(school(*six, teachers=(*half, PEOPLE[2])), *meets)
    assert (found.minutes("ANN"), found.minutes("BEN")) == (30, 60)
    most = (replace(PEOPLE[0], duties_max=15), replace(PEOPLE[1], duties_max=30), replace(PEOPLE[2], duties_max=0))
    found = outcome(school(*six, teachers=most), *meets)
    assert (found.minutes("ANN"), found.minutes("BEN"), sum(one.lacking for one in found.given)) == (15, 30, 3)


def test_nobody_has_two_at_once_and_each_week_is_seen():
    meets = (At("A", 0, 2), At("B", 0, 2))
    found = outcome(school(duty(), duty(10 * 60 + 10, 10 * 60 + 20, people=2)), *meets)
    assert sum(one.lacking for one in found.given) == 1
    weekly = (lesson("A", "ANN", 1, week="A"), lesson("B", "BEN", 1, of="3B", week="B"))
    two = replace(school(duty(), settings=Settings(cycle_weeks=2)), lessons=weekly)
    turns = outcome(two, At("A", 0, 2), At("B", 0, 2, week=1))
    assert [(one.turn.weeks, one.who) for one in turns.given] == [((0,), ("ANN",)), ((1,), ("BEN",))]
    assert turns.minutes("ANN") == Fraction(15, 2)
    alone = replace(two, duties=(duty(week="B"),))
    assert [one.who for one in outcome(alone, At("A", 0, 2)).given] == [()]


def test_between_duties_on_two_campuses_is_time_to_go_from_one_to_the_other():
    """The gate in the north until 8:25, the bus in the south from 8:30: fifteen minutes, so nobody can do both."""
    campuses = tuple(replace(one, campus=campus) for one, campus in zip(CLASSES, "NZZ", strict=True))
    rows = (RuleRow("H18", level=Level.MUST, value="campus_minutes=15"),)
    meets = (At("A", 0, 3), At("B", 0, 3))

    def given(start: int) -> list[tuple[str, ...]]:
        two = (duty(490, 505, campus="N", who="ANN"), duty(start, start + 10, campus="Z", who="ANN"))
        return [one.who for one in outcome(school(*two, classes=campuses, rules=rows), *meets).given]

    assert given(520) == [("ANN",), ("ANN",)]
    assert sorted(given(519)) == [(), ("ANN",)]


def test_a_place_of_no_campus_is_near_where_several_have_a_name_and_the_main_building_beside_a_single_one():
    rows = (RuleRow("H18", level=Level.MUST, value="campus_minutes=60"),)
    meets = (At("A", 0, 2), At("A", 0, 3, 2))
    for codes, campus, who in ((("", "N", "Z"), "N", ("ANN",)), (("N", "", ""), "", ()), (("", "N", ""), "", ("ANN",))):
        classes = tuple(replace(one, campus=code) for one, code in zip(CLASSES, codes, strict=True))
        (found,) = outcome(school(duty(campus=campus), classes=classes, rules=rows), *meets).given
        assert found.who == who, (codes, campus)


def test_a_school_without_duties_asks_nothing():
    problem = build_problem(school())
    assert given_out(problem, placed(problem, ())) is None


def again(asked: Asked, *who: str) -> Duties:
    """Given out once more, where these had each turn before ("" is nobody)."""
    asked.before = {turn.name: frozenset(filter(None, [one])) for turn, one in zip(asked.turns, who, strict=True)}
    best = best_shared(asked.sharing(), work=8)
    return asked.given(best.shared, best.proved)


def test_who_had_a_turn_keeps_it_unless_much_asks_for_another():
    meets = [At(of, day, 2, day + 1) for of in "AB" for day in range(5)]
    problem = build_problem(school(*(duty(day=day) for day in range(4))))
    asked = Asked(problem, placed(problem, meets))
    for before in (("ANN", "ANN", "BEN", "BEN"), ("BEN", "BEN", "ANN", "ANN"), ("ANN", "BEN", "BEN", "ANN")):
        found = again(asked, *before)
        assert found.known_before and found.changed == ()
    assert [one.who for one in again(asked, *["ANN"] * 4).changed] == [("BEN",)] * 2, "two are as many for each"
    gone = again(asked, *["CAS"] * 4)
    assert len(gone.changed) == 4 and (gone.minutes("ANN"), gone.minutes("BEN")) == (30, 30), "CAS is not at school"
    assert len(again(asked, "", "ANN", "ANN", "ANN").changed) == 2, "whoever takes what nobody had costs nothing"


@pytest.mark.parametrize(("minutes", "who"), [(20, "ANN"), (40, "BEN")])
def test_a_turn_is_kept_for_less_than_half_an_hour_of_waiting(minutes, who):
    start = 9 * 60 + 15 + minutes
    problem = build_problem(school(duty(start, start + 15)))
    asked = Asked(problem, placed(problem, (At("A", 0, 1), At("B", 0, 1), At("B", 0, 3, 2))))
    assert [one.who for one in again(asked, "ANN").given] == [(who,)]


LUNCH = 50
NOON = (duty(12 * 60, 12 * 60 + 35), duty(12 * 60 + 35, 13 * 60))


def test_duties_around_noon_leave_time_for_lunch():
    """Who teaches before and after noon can do neither of two duties that together, or alone, take his whole break."""
    whole = (At("A", 0, 4), At("A", 0, 5, 2), At("B", 0, 4))
    found = outcome(school(*NOON), *whole)
    assert [one.who for one in found.given] == [("BEN",), ("BEN",)] and found.no_lunch == ()
    alone = outcome(school(*NOON), *whole[:2])
    assert [one.who for one in alone.given] == [("ANN",), ("ANN",)], "better than nobody"
    assert alone.no_lunch == (("ANN", 0, 0),)
    off = outcome(school(*NOON, rules=(RuleRow("H15", level=Level.OFF),)), *whole)
    assert {code for one in off.given for code in one.who} == {"ANN", "BEN"} and off.no_lunch == ()


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_nothing_is_better_than_what_is_given_out(data: st.DataObject) -> None:
    """Every way to fill every turn, priced by the sentence."""
    taught = data.draw(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from((1, 2, 3, 5))), unique=True))
    numbers = {of: iter(range(1, 6)) for of in "ABC"}
    meets = [At(of, 0, period, next(numbers[of])) for of, period in taught]
    clocks = st.sampled_from(((490, 505), (605, 620), (610, 640), (720, 750), (740, 780)))
    far = data.draw(st.sampled_from((0, 0, 15, 30)))
    duties = [
        duty(*clock, people=data.draw(st.integers(1, 2)), campus=data.draw(st.sampled_from("NZ")) if far else "")
        for clock in data.draw(st.lists(clocks, min_size=1, max_size=3))
    ]
    people = tuple(
        replace(
            one,
            assignment=Fraction(data.draw(st.sampled_from((5, 10, 20)))),
            full_time=Fraction(20),
            duties_max=data.draw(st.sampled_from((None, None, 20, 40))),
        )
        for one in PEOPLE
    )
    campuses = tuple(replace(one, campus=campus) for one, campus in zip(CLASSES, "NNZ", strict=True))
    rows = (RuleRow("H18", level=Level.MUST, value=f"campus_minutes={far}"),)
    one = school(*duties, teachers=people, **({"classes": campuses, "rules": rows} if far else {}))
    problem = build_problem(one)
    asked = Asked(problem, placed(problem, meets))
    people_before = st.frozensets(st.sampled_from(("ANN", "BEN", "CAS")), max_size=2)
    asked.before = {turn.name: data.draw(people_before) for turn in asked.turns if data.draw(st.booleans())}
    best_found = best_shared(asked.sharing(), work=8)
    found = asked.given(best_found.shared, best_found.proved)
    assert found.proved
    choices = [
        [some for size in range(turn.duty.people + 1) for some in combinations(sorted(asked.able(turn)), size)]
        for turn in asked.turns
    ]

    busy = {of: [(STARTS[period - 1], STARTS[period - 1] + 50) for one, period in taught if one == of] for of in "ABC"}

    def eats(code: str, mine: list[Turn]) -> bool:
        """Whether fifty free minutes are left around noon, tried from every minute on."""
        taken = busy[code[0]] + [(turn.start, turn.end) for turn in mine]
        return any(
            all(start >= begin + LUNCH or end <= begin for start, end in taken) for begin in range(660, 870 - LUNCH + 1)
        )

    unit = gcd(*(turn.minutes for turn in asked.turns))

    def between(one: Turn, other: Turn) -> int:
        return far if one.duty.campus != other.duty.campus else 0

    def cost(picked: tuple[tuple[str, ...], ...]) -> Fraction | None:
        """Lacking, waiting and half of the squares; the rest that a first unit costs is the same for everybody."""
        total = Fraction(0)
        for turn, who in zip(asked.turns, picked, strict=True):
            total += LACKING * (turn.duty.people - len(who)) + WAITING * sum(asked.able(turn)[code] for code in who)
            had = asked.before.get(turn.name)
            total += CHANGED * sum(code not in had for code in who) if had else 0
        for teacher in people:
            mine = [turn for turn, who in zip(asked.turns, picked, strict=True) if teacher.code in who]
            if any(
                a.start < b.end + between(a, b) and b.start < a.end + between(a, b) for a, b in combinations(mine, 2)
            ):
                return None
            minutes = sum(turn.minutes for turn in mine)
            if teacher.duties_max is not None and minutes > teacher.duties_max:
                return None
            total += NO_LUNCH * (eats(teacher.code, []) and not eats(teacher.code, mine))
            total += UNEVEN * minutes * (minutes + unit) / 2 / fraction_of(teacher)
        return total

    best = min(price for picked in product(*choices) if (price := cost(picked)) is not None)
    assert cost(tuple(one.who for one in found.given)) == best
    assert cost_of(asked.sharing(), {one.turn.name: frozenset(one.who) for one in found.given}) == best
