"""The solver against brute force: on schools of a few lessons the same optimum, the same verdict of impossibility."""

from __future__ import annotations

from itertools import product

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scheduler.evaluation import evaluate
from scheduler.problem import rules as r
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement, Timetable
from scheduler.solver.search import solve
from scheduler.solver.stopping import Stop
from tests.builders import contact, days_of, demand, flexible, lesson, path, problem, room, synchronous, teacher, week
from tests.strategies import CASES, WRITERS, _Pen

MOST_TIMETABLES = 800

KINDS = tuple(kind for kind in WRITERS if kind not in (r.Placed, r.Assigned, r.LimitWorkload))
"""All but those that count what unplaced meets hold, which a search leaves empty."""


def every_timetable(school: Problem) -> list[Timetable]:
    """All timetables in which no meet is mentioned without a time."""
    ways: list[list[tuple[Placement, ...]]] = []
    for one in school.lessons:
        by_part: list[list[Placement | None]] = []
        for part in one.parts:
            found: list[Placement | None] = [None]
            for duration in range(part.shortest, part.longest + 1):
                for start in school.starts(one, part, duration):
                    for option in one.options:
                        open_demands = [wanted for wanted in one.demands_in(option) if not wanted.fixed]
                        for held in product(*((None, *wanted.candidates) for wanted in open_demands)):
                            chosen = tuple(
                                (wanted.role, resource)
                                for wanted, resource in zip(open_demands, held, strict=True)
                                if resource is not None
                            )
                            found.append(Placement(one.id, part.number, duration, start, option.id, chosen))
            by_part.append(found)
        size = 1
        for found in by_part:
            size *= len(found)
        assume(size <= MOST_TIMETABLES)
        lesson_ways = []
        for combination in product(*by_part):
            meets = tuple(meet for meet in combination if meet is not None)
            if sum(meet.duration for meet in meets) <= one.duration:
                lesson_ways.append(meets)
        ways.append(lesson_ways)
    size = 1
    for lesson_ways in ways:
        size *= len(lesson_ways)
    assume(size <= MOST_TIMETABLES)
    return [Timetable(tuple(meet for meets in combination for meet in meets)) for combination in product(*ways)]


def costs(school: Problem) -> list[tuple[int, int, int]]:
    found = []
    for timetable in every_timetable(school):
        judged = evaluate(school, timetable)
        found.append((sum(judged.unplaced.values()), judged.hard, judged.soft))
    return found


@st.composite
def schools(draw) -> Problem:
    """Two or three lessons of one class or two, with hard clashes, everything placed, and one to three other rules."""
    times = week(draw(st.integers(1, 2)), draw(st.integers(2, 3)), weeks=1)
    lessons = []
    for number in range(draw(st.integers(2, 3))):
        who = [
            draw(st.sampled_from(("path:1A", "path:1A", "path:1B"))),
            draw(st.sampled_from(("teacher:A", "teacher:B"))),
        ]
        kind = draw(st.integers(0, 5))
        if kind == 0:
            lessons.append(flexible(f"L{number}", 2, 2, 2, who=who))
        elif kind == 1:
            rooms = (demand("room", "room:r1", "room:r2"),)
            lessons.append(lesson(f"L{number}", who=who, options=(contact(*rooms),)))
        elif kind == 2:
            lessons.append(lesson(f"L{number}", who=who, options=(contact(), synchronous())))
        else:
            sizes = draw(st.sampled_from(((1,), (2,), (1, 1))))
            lessons.append(lesson(f"L{number}", sizes=sizes, who=who))
    resources = [path("1A"), path("1B"), teacher("A"), teacher("B"), room("r1"), room("r2")]
    plain = problem(times, lessons, resources=resources)
    ids = tuple(one.id for one in lessons)
    pen = _Pen(draw, plain)
    written: list[r.Rule] = [
        r.Placed(id="placed", entry="H02", lessons=ids),
        r.NoClash(id="clash", entry="H01", resources=tuple(one.id for one in resources)),
        r.Assigned(id="held", entry="H18", lessons=ids, role="room"),
    ]
    for number in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from([kind for kind in KINDS if kind is not r.PoolCapacity]))
        written.append(kind(**pen.common(kind, number), **WRITERS[kind](pen)))
    return problem(times, lessons, *written, resources=resources)


@settings(max_examples=CASES or 15, deadline=None, suppress_health_check=list(HealthCheck))
@given(schools())
def test_the_optimum_and_the_verdict_are_those_of_brute_force(school):
    every = costs(school)
    best = min(every)
    result = solve(school, stop=Stop(seconds=10), workers=1)
    if best[:2] == (0, 0):
        assert result.status == "optimal"
        assert (result.hard, result.soft) == best[1:]
        assert result.bound == best[2]
    else:
        assert result.status == "impossible"
        if result.timetable is not None:
            judged = evaluate(school, result.timetable)
            assert sum(judged.unplaced.values()) >= best[0]


def test_a_school_that_does_not_fit_is_proved_impossible_and_as_much_as_possible_is_placed():
    times = week(1, 3)
    lessons = [lesson(f"L{number}", who=["path:1A", "teacher:A"]) for number in range(4)]
    ids = tuple(one.id for one in lessons)
    school = problem(
        times,
        lessons,
        r.Placed(id="placed", entry="H02", lessons=ids),
        r.NoClash(id="clash", entry="H01", resources=("path:1A", "teacher:A")),
    )
    result = solve(school, stop=Stop(seconds=10), workers=1)
    assert result.status == "impossible"
    assert result.timetable is not None
    judged = evaluate(school, result.timetable)
    assert sum(judged.unplaced.values()) == 1
    assert {proof.key for proof in result.proofs} == {"teacher_hours", "class_hours"}
    (left,) = result.unplaced
    assert left.periods == 1
    assert {reason.key for reason in left.reasons} == {"reason_busy"}
    assert {reason.who for reason in left.reasons} <= {"path:1A", "teacher:A"}  # both are busy at the same moments


def test_costs_that_no_timetable_can_avoid_are_part_of_the_proved_bound():
    times = week(1, 3)
    school = problem(
        times,
        [lesson("L0", who=["path:1A"])],
        r.Placed(id="placed", entry="H02", lessons=("L0",)),
        r.SplitCount(id="doubles", entry="split", hard=False, lessons=("L0",), duration=2, least=1, most=1),
    )
    result = solve(school, stop=Stop(seconds=10), workers=1)
    assert (result.status, result.soft, result.bound) == ("optimal", 1, 1)


def test_a_timetable_given_as_a_hint_is_where_the_search_starts():
    times = week(2, 3)
    lessons = [lesson(f"L{number}", who=["path:1A"]) for number in range(4)]
    ids = tuple(one.id for one in lessons)
    school = problem(
        times,
        lessons,
        r.Placed(id="placed", entry="H02", lessons=ids),
        r.NoClash(id="clash", entry="H01", resources=("path:1A",)),
        r.LimitIdle(id="gaps", entry="S03", hard=False, resources=("path:1A",), groups=days_of(times)),
    )
    given_timetable = Timetable(tuple(Placement(one, 1, 1, at, "contact") for at, one in enumerate(ids)))
    events = []
    result = solve(school, stop=Stop(seconds=20), workers=1, hint=given_timetable, on_event=events.append)
    assert result.status == "optimal"
    assert ("construct", "hint") in [(event.phase, event.what) for event in events]
