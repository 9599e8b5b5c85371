"""The nearest timetable: by hand on small weeks, and against every timetable there is on schools of a few lessons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.evaluation import evaluate
from scheduler.evaluation.difference import difference
from scheduler.problem import rules as r
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.replanning.disturbance import staying
from scheduler.solver.replanning.freezing import Named, frozen_meets
from scheduler.solver.replanning.regions import broken_meets
from scheduler.solver.replanning.replan import Replanned, replan
from scheduler.solver.stopping import Stop
from tests.builders import contact, demand, lesson, pool, problem, put, timetable, week
from tests.solver.small import away, everywhere
from tests.solver.test_oracle import every_timetable, schools

ROOM = contact(demand("room", "room:1", "room:2"))
LESSONS = [
    lesson("A1", who=("path:3A", "teacher:A"), options=[ROOM]),
    lesson("A2", who=("path:3A", "teacher:B"), options=[ROOM]),
    lesson("B1", who=("path:3B", "teacher:A"), options=[ROOM]),
    lesson("B2", who=("path:3B", "teacher:B"), options=[ROOM]),
]
PEOPLE = ("path:3A", "path:3B", "teacher:A", "teacher:B", "room:1", "room:2")


def school(*rules: r.Rule, days: int = 1) -> Problem:
    held = r.Assigned(id="held", entry="H18", lessons=("A1", "A2", "B1", "B2"), role="room")
    return problem(week(days, 4), LESSONS, *everywhere(*LESSONS, resources=PEOPLE), held, *rules)


BEFORE = timetable(
    put("A1", 0, room="room:1"), put("A2", 1, room="room:1"), put("B1", 1, room="room:2"), put("B2", 0, room="room:2")
)


def nearest(built: Problem, before: Timetable = BEFORE, **more: object) -> Replanned:
    return replan(built, before, stop=Stop(work=20), workers=1, seed=1, **more)  # type: ignore[arg-type]


def test_a_timetable_that_keeps_every_rule_stays_whatever_wishes_say() -> None:
    late = r.PreferTimes(id="late", entry="S05", hard=False, weight=50, lessons=("A1",), times=frozenset({3}))
    found = nearest(school(late))
    assert found.timetable is BEFORE and (found.moved, found.least) == (0, 0)


def test_only_what_an_absence_breaks_moves() -> None:
    """A is away at 0: A1 goes to 2 or 3, where 3A and A are free; nothing else has to move."""
    found = nearest(school(away(0, who="teacher:A")))
    assert found.evaluation.valid and (found.moved, found.least) == (1, 1)
    assert [change.lesson for change in found.difference.changes] == ["A1"]


def test_among_timetables_that_are_as_near_wishes_decide() -> None:
    late = r.PreferTimes(id="late", entry="S05", hard=False, weight=50, lessons=("A1",), times=frozenset({3}))
    found = nearest(school(away(0, who="teacher:A"), late))
    assert [placed.start for placed in found.timetable.of_lesson("A1")] == [3]


@pytest.mark.parametrize(("weight", "for_wishes"), [(1000, 1), (40, 0)])
def test_one_more_moves_where_wishes_would_cost_far_more_than_before(weight: int, for_wishes: int) -> None:
    """A is away at 0 and A1 wants 0 or 1, where A2 stands: it gives way where that saves more than a move costs."""
    early = r.PreferTimes(id="early", entry="S05", hard=False, weight=weight, lessons=("A1",), times=frozenset({0, 1}))
    two, people = tuple(LESSONS[:2]), ("path:3A", "teacher:A", "teacher:B", "room:1", "room:2")
    held = r.Assigned(id="held", entry="H18", lessons=("A1", "A2"), role="room")
    built = problem(week(1, 4), two, *everywhere(*two, resources=people), held, away(0, who="teacher:A"), early)
    found = nearest(built, timetable(put("A1", 0, room="room:1"), put("A2", 1, room="room:1")))
    assert found.evaluation.valid and (found.moved, found.for_wishes, found.least) == (1 + for_wishes, for_wishes, 1)
    assert (found.timetable.of_lesson("A1")[0].start == 1) == bool(for_wishes)


def test_as_many_more_may_move_for_wishes_as_must_move_anyway() -> None:
    """A and C are away at 0, and their lessons want 0 or 1, where others stand: each of the two gives way."""
    two = [
        lesson(name, who=(f"path:{group}", f"teacher:{who}"), options=[contact()])
        for name, group, who in (("A1", "3A", "A"), ("A2", "3A", "B"), ("C1", "3B", "C"), ("C2", "3B", "D"))
    ]
    early = r.PreferTimes(
        id="early", entry="S05", hard=False, weight=1000, lessons=("A1", "C1"), times=frozenset({0, 1})
    )
    people = ("path:3A", "path:3B", *(f"teacher:{one}" for one in "ABCD"))
    gone = (replace(away(0, who=f"teacher:{one}"), id=f"away {one}") for one in "AC")
    built = problem(week(1, 4), two, *everywhere(*two, resources=people), *gone, early)
    found = nearest(built, timetable(put("A1", 0), put("A2", 1), put("C1", 0), put("C2", 1)))
    assert found.evaluation.valid and (found.moved, found.for_wishes, found.least) == (4, 2, 2)


def test_a_chain_moves_no_more_than_it_must() -> None:
    """Only times 0 and 1 exist, and A is away at 0 no longer with 3A but B1 may come: both classes must swap."""
    short = replace(school(r.Pinned(id="pin", entry="H19", pins=(r.PinnedMeet("A1", 1, start=1),))))
    held = r.PreferTimes(id="only", entry="H07", lessons=("A1", "A2", "B1", "B2"), times=frozenset({0, 1}))
    found = nearest(replace(short, rules=(*short.rules, held)))
    assert found.evaluation.valid and (found.moved, found.least) == (4, 4)


def test_a_closed_room_changes_rooms_and_no_times() -> None:
    closed = r.Unavailable(id="closed", entry="H14", resources=("room:2",), times=(0,))
    found = nearest(school(closed, days=2))
    assert found.evaluation.valid and found.moved == 1  # both rooms are needed at 0
    small = timetable(put("A1", 0, room="room:2"), put("A2", 1, room="room:1"), put("B1", 2, room="room:2"))
    fewer = replace(school(closed), lessons=tuple(LESSONS[:3]), rules=())
    rules = (
        *everywhere(*LESSONS[:3], resources=PEOPLE),
        r.Assigned(id="held", entry="H18", lessons=("A1", "A2", "B1"), role="room"),
        closed,
    )
    found = nearest(replace(fewer, rules=rules), small)
    assert (found.moved, [one.lesson for one in found.difference.changes]) == (0, ["A1"])


def test_who_needed_a_room_that_is_closed_moves_to_when_one_is_open() -> None:
    """X draws from seats that only an opening gives, in a room that is closed at 0 now."""
    seats = demand("seats", "pool:seats", amount=5)
    x = lesson("X", who=("path:3A",), options=[contact(seats)])
    y = lesson("Y", who=("path:3B",), options=[contact()])
    filling = contact(demand("room", "room:1"), demand("seats", "pool:seats", amount=-5))
    doors = [lesson(f"open {at}", options=[filling], optional=True) for at in range(3)]
    doors = [replace(one, parts=(replace(one.parts[0], starts=(at,)),)) for at, one in enumerate(doors)]
    built = problem(
        week(1, 3),
        [x, y, *doors],
        r.Placed(id="placed", entry="H02", lessons=("X", "Y")),
        r.NoClash(id="clash", entry="H01", resources=("path:3A", "path:3B", "room:1")),
        r.PoolCapacity(id="seats", entry="H20", pools=("pool:seats",)),
        r.Unavailable(id="closed", entry="H14", resources=("room:1",), times=(0,)),
        resources=(pool("seats", 0),),
    )
    before = timetable(put("X", 0), put("Y", 0), put("open 0", 0))
    indexed = index_problem(built)
    broken = broken_meets(indexed, indexed.state(before)[0])
    assert {indexed.lesson(meet).id for meet in broken} == {"X", "open 0"}
    found = nearest(built, before)
    assert found.evaluation.valid and [one.lesson for one in found.difference.changes if one.lesson in "XY"] == ["X"]


def test_a_new_lesson_gets_a_place_and_is_not_called_moved() -> None:
    found = nearest(school(), timetable(*BEFORE.placements[:3]))
    assert found.evaluation.valid and (found.moved, found.least) == (0, 0)
    longer = lesson("A1", sizes=(1, 1), who=("path:3A", "teacher:A"), options=[ROOM])
    grown = replace(school(), lessons=(longer, *LESSONS[1:]))
    found = nearest(grown)
    assert found.evaluation.valid and (found.moved, found.least) == (0, 0)


def test_what_cannot_be_mended_stays_broken_and_nothing_moves_for_it() -> None:
    found = nearest(school(away(0, 1, 2, 3, who="teacher:A")))
    assert not found.evaluation.valid and found.least == 0
    assert {one.lesson for one in found.difference.changes} <= {"A1", "B1"}


def test_what_is_frozen_stays_and_others_give_way() -> None:
    """A is away at 1, so B1 must go: to 2 or 3; with B1 frozen nothing can be mended."""
    built = school(away(1, who="teacher:A"))
    assert nearest(built).moved == 1
    frozen = frozen_meets(built, BEFORE, Named(classes=frozenset({"3B"})), Named())
    assert frozen == {("B1", 1), ("B2", 1)}
    found = nearest(built, frozen=frozen)
    assert found.moved == 0 and not found.evaluation.valid


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (Named(classes=frozenset({"3A"})), {"A1", "A2"}),
        (Named(teachers=frozenset({"A"})), {"A1", "B1"}),
        (Named(rooms=frozenset({"2"})), {"B1", "B2"}),
        (Named(days=frozenset({0})), {"A1", "A2", "B1", "B2"}),
        (Named(), set()),
    ],
)
def test_what_is_named_is_frozen_and_what_only_names_is_not(named: Named, expected: set[str]) -> None:
    built = school()
    assert {name for name, _ in frozen_meets(built, BEFORE, named, Named())} == expected
    if named:
        left = {one.id for one in LESSONS} - expected
        assert {name for name, _ in frozen_meets(built, BEFORE, Named(), named)} == left


def test_a_block_costs_the_same_whatever_its_length() -> None:
    double = problem(week(1, 4), [lesson("D", sizes=(2,), who=("path:1A",)), lesson("E", who=("path:1A",))])
    before = timetable(put("D", 0, duration=2), put("E", 2))
    costs = [
        evaluate(staying(double, before), after).soft
        for after in (timetable(put("D", 1, duration=2), put("E", 2)), timetable(put("D", 0, duration=2), put("E", 3)))
    ]
    assert costs[0] == costs[1] > 0


# -- against every timetable there is --


@st.composite
def changed_schools(draw: Callable) -> tuple[Problem, Timetable, list[Timetable]]:
    built = draw(schools())
    every = every_timetable(built)
    return built, draw(st.sampled_from(every)), every


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(changed_schools())
def test_no_timetable_is_nearer_and_what_is_proved_is_true(case: tuple[Problem, Timetable, list[Timetable]]) -> None:
    built, before, every = case
    found = nearest(built, before)
    was = evaluate(built, before)
    missing = sum(found.evaluation.unplaced.values()), sum(was.unplaced.values())
    assert (missing[0], found.evaluation.hard) <= (missing[1], was.hard)
    moves = [difference(built, before, one).moved for one in every if evaluate(built, one).valid]
    assert found.least <= min(moves, default=found.least)
    if moves and not any(one.flexible for one in built.lessons):
        assert found.evaluation.valid
        assert found.moved - found.for_wishes == min(moves)
