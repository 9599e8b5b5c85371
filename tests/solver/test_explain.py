"""Why a problem is impossible: small schools worked out by hand, and contradictions planted in demo schools."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.evaluation.conflicts import Change, Conflict, Explanation, Row
from scheduler.problem import rules as r
from scheduler.problem.problem import Problem
from scheduler.school.building import build_problem
from scheduler.solver.explaining import regions
from scheduler.solver.explaining.asking import Asking
from scheduler.solver.explaining.explain import explain
from scheduler.solver.explaining.portion import Whole
from scheduler.solver.stopping import Clock, Stop
from scheduler.telling import conflicts as words
from tests.builders import contact, demand, lesson, pool, problem, week
from tests.contradictions import Watch, found_in, planted
from tests.solver.small import everywhere

WORK = 200.0


def taught(name: str, teacher: str, of: str, **more: object):  # type: ignore[no-untyped-def]
    options = [contact(demand("teacher", f"teacher:{teacher}"))]
    return lesson(name, who=[f"path:{of}"], options=options, **more)  # type: ignore[arg-type]


def school(*rules: r.Rule, lessons: tuple = (), resources: tuple = ()) -> Problem:
    alone = {one for each in lessons for one in ("teacher:A", "teacher:B", "path:1A", "path:1B")}
    built = problem(week(2, 3), lessons, *rules, resources=resources)
    known = [one for one in sorted(alone) if one in built.resource]
    return replace(built, rules=(*everywhere(*lessons, resources=known), *rules))


def why(built: Problem, **more: object) -> Explanation:
    return explain(built, stop=Stop(work=WORK), workers=1, **more)  # type: ignore[arg-type]


def named(rows: Collection[Row]) -> set[str]:
    return {"+".join((row.entry, *row.about)) for row in rows}


AWAY = r.Unavailable(id="away", entry="H14", resources=("teacher:A",), times=(0, 1, 2))
PIN = r.Pinned(id="pins", entry="H19", aspect="pins", pins=(r.PinnedMeet("one", 1, start=1),))


def test_a_pin_at_a_time_at_which_its_teacher_is_away_is_told_with_both_rows_and_the_lesson() -> None:
    lessons = (taught("one", "A", "1A"), taught("two", "A", "1B"), taught("three", "B", "1A"))
    known = why(school(AWAY, PIN, lessons=lessons))
    (conflict,) = known.conflicts
    assert named(conflict.rows) == {"H02+one", "H14+teacher:A", "H19+one"}
    assert conflict.minimal and known.verdict.value == "impossible"


def test_a_lesson_that_needs_what_the_school_has_nowhere_is_told_with_its_teacher() -> None:
    option = contact(demand("teacher", "teacher:A"), demand("room"))
    seated = r.Assigned(id="seated", entry="H07", lessons=("one",), role="room")
    built = school(seated, lessons=(lesson("one", who=["path:1A"], options=[option]), taught("two", "A", "1B")))
    known = why(built)
    (conflict,) = known.conflicts
    assert known.verdict.value == "impossible" and "H02+one" in named(conflict.rows)
    assert "A" in words.rows(built, conflict, "en")[0].text


def test_the_cheapest_way_out_is_told_first_with_how_much_it_takes() -> None:
    lessons = (taught("one", "A", "1A"),)
    (conflict,) = why(school(AWAY, PIN, lessons=lessons)).conflicts
    told = [(way.change, way.amount) for way in conflict.ways]
    assert told[0] == (Change.BREACH, 1)  # the pin
    assert (Change.OTHER_PERSON, 1) in told and (Change.LEFT_OUT, 1) in told
    assert [way.price for way in conflict.ways] == sorted(way.price for way in conflict.ways)


def test_a_limit_is_eased_by_no_more_than_it_must() -> None:
    lessons = tuple(taught(f"l{number}", "A", of) for number, of in enumerate(("1A", "1A", "1B", "1B", "1B")))
    most = r.LimitBusy(
        id="most", entry="H15", aspect="day", resources=("teacher:A",), groups=((0, 1, 2), (3, 4, 5)), most=1
    )
    (conflict,) = why(school(most, lessons=lessons)).conflicts
    assert len([row for row in conflict.rows if row.lessons]) == 3  # three lessons on two days of one each
    (way,) = [way for way in conflict.ways if way.change is Change.LIMIT]
    assert (way.before, way.after) == (1, 3)  # five lessons on two days


def test_a_pool_that_is_too_small_is_told_with_the_number_that_would_do() -> None:
    lessons = tuple(
        lesson(name, who=[f"path:{of}"], options=[contact(demand("laptops", "pool:L", amount=15))])
        for name, of in (("one", "1A"), ("two", "1B"))
    )
    capacity = r.PoolCapacity(id="pools", entry="H09", pools=("pool:L",))
    pins = r.Pinned(id="pins", entry="H19", pins=tuple(r.PinnedMeet(name, 1, start=0) for name in ("one", "two")))
    (conflict,) = why(school(capacity, pins, lessons=lessons, resources=(pool("L", 24),))).conflicts
    assert "H09+pool:L" in named(conflict.rows) and conflict.minimal
    (way,) = [way for way in conflict.ways if way.change is Change.LIMIT]
    assert (way.before, way.after) == (24, 30)


def test_two_contradictions_of_different_people_are_both_told() -> None:
    lessons = (taught("one", "A", "1A"), taught("two", "B", "1B"))
    away = r.Unavailable(id="away B", entry="H14", resources=("teacher:B",), times=(0, 1, 2, 3, 4, 5))
    known = why(school(AWAY, PIN, away, lessons=lessons))
    assert {frozenset(named(one.rows)) for one in known.conflicts} == {
        frozenset({"H02+one", "H14+teacher:A", "H19+one"}),
        frozenset({"H02+two", "H14+teacher:B"}),
    }


def test_a_possible_school_has_no_conflict_and_is_said_to_be_possible() -> None:
    lessons = (taught("one", "A", "1A"), taught("two", "A", "1B"))
    known = why(school(AWAY, lessons=lessons))
    assert known.conflicts == () and known.verdict.value == "possible" and known.complete


def test_no_more_sets_are_sought_than_asked_for() -> None:
    lessons = (taught("one", "A", "1A"), taught("two", "B", "1B"))
    away = r.Unavailable(id="away", entry="H14", resources=("teacher:A", "teacher:B"), times=tuple(range(6)))
    assert len(why(school(away, lessons=lessons), sets=1).conflicts) == 1


def test_what_was_found_is_kept_when_the_work_runs_out() -> None:
    lessons = tuple(taught(f"l{number}", "A", "1A") for number in range(7))
    known = explain(school(lessons=lessons), stop=Stop(work=0.05), workers=1)
    assert known.verdict.value == "impossible"  # counting alone proves it
    assert not any(conflict.minimal or conflict.tried for conflict in known.conflicts)


def asking(built: Problem) -> Asking:
    return Asking(Whole(built), Clock(Stop(work=WORK)), 0, 1)


def is_minimal(built: Problem, conflict: Conflict) -> bool:
    """Whether the rows cannot hold among all lessons, and can without any one of them."""
    about, everything = asking(built), {one.id for one in built.lessons}
    return about.possible(everything, conflict.rows) is False and all(
        about.possible(everything, [row for row in conflict.rows if row != left]) for left in conflict.rows
    )


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.sampled_from(("1A", "1B")), st.integers(0, 5)), min_size=2, max_size=6
    ),
    st.sets(st.integers(0, 5), max_size=4),
)
def test_every_conflict_is_one_and_every_row_of_it_is_needed(
    given_lessons: list[tuple[str, str, int]], gone: set[int]
) -> None:
    lessons = tuple(taught(f"l{number}", who, of) for number, (who, of, _) in enumerate(given_lessons))
    pins = r.Pinned(
        id="pins",
        entry="H19",
        pins=tuple(
            r.PinnedMeet(f"l{number}", 1, start=at) for number, (_, _, at) in enumerate(given_lessons) if at < 4
        ),
    )
    away = r.Unavailable(id="away", entry="H14", resources=("teacher:A",), times=tuple(sorted(gone)))
    built = school(pins, away, lessons=lessons)
    known = why(built)
    possible = asking(built).possible({one.id for one in lessons}, Whole(built).rows)
    assert bool(known.conflicts) is not possible
    for conflict in known.conflicts:
        assert conflict.minimal and is_minimal(built, conflict)


@pytest.mark.parametrize("largest", [0, 1, 60])
def test_what_is_impossible_only_as_a_whole_is_found_in_the_large_parts(
    largest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three lessons of three classes and teachers share one hall, open for two periods: no two of them clash."""
    monkeypatch.setattr(regions, "LARGEST", largest)
    hall = contact(demand("hall", "pool:H"))
    lessons = tuple(
        lesson(f"l{number}", who=[f"path:{number}", f"teacher:{number}"], options=[hall]) for number in range(3)
    )
    capacity = r.PoolCapacity(id="hall", entry="H09", pools=("pool:H",))
    early = r.PreferTimes(
        id="early", entry="H14", lessons=tuple(one.id for one in lessons), times=frozenset({0, 1}), weight=1
    )
    known = why(school(capacity, early, lessons=lessons, resources=(pool("H", 1),)))
    (conflict,) = known.conflicts
    assert {"H02+l0", "H02+l1", "H02+l2", "H09+pool:H"} <= named(conflict.rows)
    assert conflict.minimal and conflict.ways


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(("1A", "1B"))), min_size=2, max_size=7))
def test_large_parts_alone_tell_the_same_of_a_school_as_small_ones(given_lessons: list[tuple[str, str]]) -> None:
    lessons = tuple(taught(f"l{number}", who, of) for number, (who, of) in enumerate(given_lessons))
    short = r.PreferTimes(
        id="short", entry="H14", lessons=tuple(one.id for one in lessons), times=frozenset({0, 1, 2}), weight=1
    )
    built = school(short, lessons=lessons)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(regions, "LARGEST", 0)
        large = why(built)
    assert large.verdict is why(built).verdict
    for conflict in large.conflicts:
        assert conflict.minimal and is_minimal(built, conflict)


@pytest.mark.parametrize("one", list(planted("small", 8, seed=3)), ids=lambda one: one.kind)
def test_a_planted_contradiction_of_each_kind_is_found_and_cut_down(one) -> None:  # type: ignore[no-untyped-def]
    built = build_problem(one.school)
    watch = Watch(built, one)
    known = explain(built, stop=Stop(work=WORK, flag=watch.flag), workers=1, on_event=watch)
    hit = found_in(built, one, known)
    assert hit is not None and hit.minimal and hit.ways
