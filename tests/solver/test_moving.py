"""Where a meet can go: by hand on small weeks, and compared with the judge on random schools and timetables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.evaluation import evaluate
from scheduler.evaluation.possible_moves import Blocker, Moves, Obstacle, Spot
from scheduler.problem import rules as r
from scheduler.problem.concerning import concerning
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement, Timetable
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.monitors.kinds import Capacity
from scheduler.solver.monitors.monitor import Reading
from scheduler.solver.moving.moves import moves
from scheduler.telling.moves import effect
from tests.builders import contact, demand, lesson, problem, put, timetable, week
from tests.solver.small import everywhere
from tests.strategies import cases

ROOMS = contact(demand("room", "room:1", "room:2"))
CLASH = r.NoClash(id="clash", entry="H01", resources=("path:1A", "path:1B", "teacher:ANN", "room:1", "room:2"))
ROOM = r.Assigned(id="room", entry="H18", lessons=("W", "X", "Y", "Z"), role="room")


def school(*rules: r.Rule, days: int = 1) -> Problem:
    """W and X of class 1A, Y and Z of 1B; ANN teaches W and Y."""
    lessons = [
        lesson("W", who=("path:1A", "teacher:ANN"), options=(ROOMS,)),
        lesson("X", who=("path:1A",), options=(ROOMS,)),
        lesson("Y", who=("path:1B", "teacher:ANN"), options=(ROOMS,)),
        lesson("Z", who=("path:1B",), options=(ROOMS,)),
    ]
    return problem(week(days, 4), lessons, CLASH, ROOM, *rules)


STANDING = timetable(
    put("W", 0, room="room:1"), put("X", 1, room="room:1"), put("Y", 2, room="room:2"), put("Z", 1, room="room:2")
)


def told(spot: Spot) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.kind.value, one.lesson, one.resources) for one in spot.blockers]


def test_every_time_is_free_or_names_what_stands_there() -> None:
    answer = moves(school(), STANDING, "W", chains=0)
    assert [spot.free for spot in answer.spots] == [True, False, False, True]
    assert answer.spots[0].now and answer.now == STANDING.placements[0]
    assert told(answer.spots[1])[0] == ("lesson", "X", ("path:1A",))
    assert told(answer.spots[2]) == [("lesson", "Y", ("teacher:ANN",))]


def test_another_room_is_taken_where_the_own_one_is_busy() -> None:
    freed = replace(school(), lessons=tuple(one for one in school().lessons if one.id != "X"), rules=(CLASH,))
    answer = moves(freed, timetable(put("W", 0, room="room:2"), put("Z", 1, room="room:2")), "W", chains=0)
    assert answer.spots[1].free and answer.spots[1].steps[0].choice("room") == "room:1"


def test_no_free_room_is_told_with_the_rooms_and_who_has_them() -> None:
    away = replace(STANDING, placements=(put("W", 0, room="room:1"), *STANDING.placements[1:]))
    pool = replace(school(), rules=(replace(CLASH, resources=("room:1", "room:2")), ROOM))
    (blocker,) = moves(pool, away, "W", chains=0).spots[1].blockers
    assert (blocker.kind, blocker.role, blocker.resources) == (Obstacle.NOTHING_FREE, "room", ("room:1", "room:2"))
    assert blocker.others == ("X", "Z")


def test_an_absence_a_pin_and_a_rule_are_told_apart() -> None:
    rules = (
        r.Unavailable(id="away", entry="H14", resources=("teacher:ANN",), times=(3,)),
        r.PreferTimes(id="early", entry="H07", lessons=("W",), times=frozenset({0, 1, 3})),
    )
    spots = moves(school(*rules), STANDING, "W", chains=0).spots
    assert [one.kind for one in spots[3].blockers] == [Obstacle.ABSENT]
    assert {one.kind for one in spots[2].blockers} == {Obstacle.LESSON, Obstacle.RULE}
    pinned = r.Pinned(id="pin", entry="H20", pins=(r.PinnedMeet("W", 1, start=0),))
    (blocker,) = moves(school(pinned), STANDING, "W", chains=0).spots[3].blockers
    assert (blocker.kind, blocker.lesson) == (Obstacle.PIN, "W")


def test_a_block_that_runs_past_the_last_bell_is_told_so() -> None:
    double = problem(week(1, 3), [lesson("D", sizes=(2,), who=("path:1A",))])
    spots = moves(double, timetable(put("D", 0, duration=2)), "D").spots
    assert [[one.kind for one in spot.blockers] for spot in spots] == [[], [], [Obstacle.BELLS]]


def test_a_change_in_points_is_told_by_entry() -> None:
    late = r.PreferTimes(id="late", entry="S05", hard=False, weight=7, lessons=("W",), times=frozenset({3}))
    spots = moves(school(late), STANDING, "W", chains=0).spots
    assert (spots[3].effect.soft, spots[3].effect.by_entry) == (-7, (("S05", 0, -7),))


def test_a_time_is_free_but_told_where_a_broken_rule_stays_so() -> None:
    """1A may have one lesson a day and has two, whatever W does; W itself should not start first."""
    one_a_day = r.LimitBusy(id="day", entry="H15", resources=("path:1A",), groups=((0, 1, 2, 3),), least=0, most=1)
    later = r.PreferTimes(id="later", entry="H07", lessons=("W",), times=frozenset({1, 2, 3}))
    spot = moves(school(one_a_day, later), STANDING, "W", chains=0).spots[3]
    assert spot.free and (spot.effect.still, spot.effect.hard) == (("H15",), -1)
    assert effect(spot.effect, "en") == "-1 of hard rules, 0 points (H07 -1); H15 is broken already and stays so"
    assert moves(school(later), STANDING, "W", chains=0).spots[3].effect.still == ()


def test_of_lessons_that_stay_only_what_they_hold_is_read() -> None:
    """W goes to time 1, where X has class 1A and room 1: two clashes, seen from the monitors of W alone."""
    indexed = index_problem(school())
    before, _ = indexed.state(STANDING)
    after, _ = indexed.state(replace(STANDING, placements=(put("W", 1, room="room:1"), *STANDING.placements[1:])))
    data = monitors(indexed, before, {"W"})
    taken = [one for one in data.monitors if isinstance(one, Capacity)]
    assert {indexed.lesson(load.meet).id for one in taken for load in data.rows[one.row].terms} == {"W"}
    assert [sum(one.deviation(Reading(indexed, data, state)) for one in taken) for state in (before, after)] == [0, 2]


def test_lessons_of_a_band_move_together() -> None:
    band = r.Linked(id="band", entry="H02", groups=(("W", "Z"),))
    together = timetable(put("W", 0, room="room:1"), put("Z", 0, room="room:2"))
    answer = moves(school(band), together, "W")
    assert answer.together == (("Z", 1),)
    assert [[(one.lesson, one.start) for one in spot.steps] for spot in answer.spots][1:] == [
        [("W", start), ("Z", start)] for start in (1, 2, 3)
    ]
    assert all(spot.free for spot in answer.spots)


def test_a_chain_makes_room_by_moving_who_stands_there() -> None:
    """Only time 1 is good for W; X, that stands there with 1A, can go to time 0 where W leaves, or to 2 or 3."""
    early = r.PreferTimes(id="x", entry="S05", hard=False, weight=3, lessons=("X",), times=frozenset({0, 1}))
    wish = r.PreferTimes(id="w", entry="S06", hard=False, weight=9, lessons=("W",), times=frozenset({1}))
    best, *others = moves(school(early, wish), STANDING, "W").chains
    assert [(one.lesson, one.start) for one in best.steps] == [("W", 1), ("X", 0)]
    assert (best.effect.hard, best.effect.soft) == (0, -9)
    assert len(others) == 2 and [one.effect.soft for one in others] == sorted(one.effect.soft for one in others)


def test_a_chain_in_which_blocks_of_a_lesson_only_take_turns_is_none() -> None:
    """L has two blocks; that the second goes to 2 and the first where it was is the same as the first to 2."""
    double = lesson("L", sizes=(1, 1), who=("path:1A",))
    built = problem(week(1, 3), [double], *everywhere(double, resources=("path:1A",)))
    answer = moves(built, timetable(put("L", 0), put("L", 1, part=2)), "L")
    assert [spot.free for spot in answer.spots] == [True, False, True] and answer.chains == ()


def test_what_has_no_time_can_be_placed() -> None:
    placed = r.Placed(id="placed", entry="H02", lessons=("W",))
    answer = moves(school(placed), timetable(*STANDING.placements[1:]), "W")
    assert answer.now is None
    assert [spot.free for spot in answer.spots] == [True, False, False, True]
    assert answer.spots[0].effect.hard == -1


@pytest.mark.parametrize(("name", "part", "wrong"), [("Q", 1, "no lesson"), ("W", 2, "no part")])
def test_what_is_not_there_is_refused(name: str, part: int, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        moves(school(), STANDING, name, part)


# -- compared with the judge --


def after(one: Timetable, steps: Iterable[Placement]) -> Timetable:
    new = {(step.lesson, step.part): step for step in steps}
    kept = [placement for placement in one.placements if (placement.lesson, placement.part) not in new]
    return Timetable((*kept, *new.values()))


def broken(school: Problem, one: Timetable) -> dict[tuple[str, str], int]:
    """Hard deviations by rule and point."""
    found: dict[tuple[str, str], int] = {}
    for violation in evaluate(school, one).violations:
        if violation.hard and violation.cost:
            key = (violation.rule_id, violation.point)
            found[key] = found.get(key, 0) + violation.deviation
    return found


@st.composite
def questions(draw: st.DrawFn) -> tuple[Problem, Timetable, Moves]:
    school, one = draw(cases(choices_unplaced=False))
    name = draw(st.sampled_from([lesson.id for lesson in school.lessons]))
    part = draw(st.integers(1, len(school.lesson[name].parts)))
    mentioned = {placed.part: placed.duration for placed in one.of_lesson(name)}
    left = school.lesson[name].duration - sum(mentioned.values())
    assume(part in mentioned or left >= school.lesson[name].parts[part - 1].shortest)
    return school, one, moves(school, one, name, part)


@settings(max_examples=80, deadline=None)
@given(questions())
def test_what_is_called_free_is_free_and_points_are_those_of_the_judge(
    question: tuple[Problem, Timetable, Moves],
) -> None:
    agrees_with_the_judge(*question)


def agrees_with_the_judge(school: Problem, one: Timetable, answer: Moves) -> None:
    before, was = evaluate(school, one), broken(school, one)
    for change in (*answer.spots, *answer.chains):
        if not change.steps:
            continue
        moved = after(one, change.steps)
        school.check(moved)
        judged, now = evaluate(school, moved), broken(school, moved)
        effect = change.effect
        assert (judged.hard - before.hard, judged.soft - before.soft) == (effect.hard, effect.soft)
        entries = {
            (entry, cost.hard - before.by_entry[entry].hard, cost.soft - before.by_entry[entry].soft)
            for entry, cost in judged.by_entry.items()
        }
        assert {one for one in entries if one[1] or one[2]} == set(effect.by_entry)
        worse = any(deviation > was.get(key, 0) for key, deviation in now.items())
        if isinstance(change, Spot):
            assert change.free is not worse
        else:
            assert not worse


@settings(max_examples=80, deadline=None)
@given(questions(), st.data())
def test_each_blocker_blocks(question: tuple[Problem, Timetable, Moves], data: st.DataObject) -> None:
    blocks_what_it_names(*question, data)


def blocks_what_it_names(school: Problem, one: Timetable, answer: Moves, data: st.DataObject) -> None:
    """Without the lesson that stands there, or the rule that forbids it, the same steps have that reason no more."""
    blocked = [spot for spot in answer.spots if spot.blockers and spot.steps]
    if not blocked:
        return
    spot = data.draw(st.sampled_from(blocked))
    keys = [named(blocker) for blocker in spot.blockers]
    assert len(set(keys)) == len(keys)
    blocker = data.draw(st.sampled_from(spot.blockers))
    own = {step.lesson for step in spot.steps}
    if blocker.kind is Obstacle.LESSON and blocker.lesson not in own:
        one = Timetable(tuple(placed for placed in one.placements if placed.lesson != blocker.lesson))
    else:
        was, now = broken(school, one), broken(school, after(one, spot.steps))
        worse = {key for key, deviation in now.items() if deviation > was.get(key, 0)}
        assert blocker.kind is Obstacle.LESSON or (blocker.rule, blocker.violation and blocker.violation.point) in worse
        return
    again = moves(school, one, answer.lesson, answer.part, chains=0).at(spot.start)
    assert again is not None and named(blocker) not in [named(other) for other in again.blockers]


def named(blocker: Blocker) -> tuple[object, ...]:
    return blocker.kind, blocker.lesson, blocker.role, "" if blocker.lesson else (blocker.rule, blocker.resources)


@settings(max_examples=80, deadline=None)
@given(cases(), st.data())
def test_points_that_concern_some_lessons_tell_what_these_change(
    case: tuple[Problem, Timetable], data: st.DataObject
) -> None:
    """Another placement of one lesson costs the same more or less in the whole and in what concerns it."""
    school, one = case
    name = data.draw(st.sampled_from([lesson.id for lesson in school.lessons]))
    other = Timetable(tuple(placed for placed in one.placements if placed.lesson != name))
    part = concerning(school, [name])
    whole = [evaluate(school, each) for each in (one, other)]
    some = [evaluate(part, each) for each in (one, other)]
    assert (whole[0].hard - whole[1].hard, whole[0].soft - whole[1].soft) == (
        some[0].hard - some[1].hard,
        some[0].soft - some[1].soft,
    )
