"""What counting proves before a search: whom and what there is too little of, by hand, with the neighbours that fit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.evaluation.findings import Proof
from scheduler.problem import rules as r
from scheduler.problem.lessons import Lesson
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.resources import Resource
from scheduler.solver.proofs.precheck import precheck
from tests.builders import (
    asynchronous,
    contact,
    days_of,
    demand,
    flexible,
    half_days_of,
    lesson,
    problem,
    synchronous,
    week,
)
from tests.solver.small import ONE_DAY, away, everywhere, proofs

A, B, P = "teacher:A", "teacher:B", "path:3A"
R1, R2, R3 = "room:1", "room:2", "room:3"
EVERY_WEEK = ((0, 1),)
TWO_DAYS = week(2, 4)
MONDAY, TUESDAY = days_of(TWO_DAYS)


def taught(count: int, *who: str, sizes: tuple[int, ...] = (1,), **more: object) -> list[Lesson]:
    """Lessons L0, L1, ... that hold `who`."""
    return [lesson(f"L{number}", sizes=sizes, who=who, **more) for number in range(count)]  # type: ignore[arg-type]


def hours(need: int, have: int, *because: str, lessons: int, key: str = "teacher_hours", who: str = A) -> list[Proof]:
    """The proof about one person or room with lessons L0, L1, ...; a limit is named with its entry: "limit H05"."""
    names = tuple(f"L{number}" for number in range(lessons))
    entry = next((one.partition(" ")[2] for one in because if one.startswith("limit")), "")
    why = frozenset(one.partition(" ")[0] for one in because)
    return [Proof(key, need, have, (who,), who, names, because=why, entry=entry)]


# -- somebody has more lessons than time --


def test_more_lessons_of_a_teacher_than_periods() -> None:
    assert proofs(taught(4, A)) == []
    assert proofs(taught(5, A)) == hours(5, 4, lessons=5)
    assert proofs(taught(2, A, sizes=(2,))) == []
    assert proofs([*taught(2, A, sizes=(2,)), lesson("L2", who=[A])]) == hours(5, 4, lessons=3)


def test_absences_take_periods_away() -> None:
    assert proofs(taught(3, A), away(0)) == []
    assert proofs(taught(4, A), away(0)) == hours(4, 3, "absent", lessons=4)
    assert proofs([*taught(4, A), lesson("b", who=[B])], away(0, who=B)) == []
    for toothless in ({"hard": False}, {"weight": 0}, {"what": r.Filter(modes=DISTANCE_MODES)}):
        assert proofs(taught(4, A), away(0, **toothless)) == []


@pytest.mark.parametrize(
    ("what", "shut"),
    [
        (r.Filter(modes=frozenset({Mode.CONTACT})), True),
        (r.Filter(places=frozenset({"school"})), True),
        (r.Filter(places=frozenset({"home"})), False),
        (r.Filter(lessons=frozenset({"L0", "L1", "L2", "L3"})), True),
        (r.Filter(lessons=frozenset({"L0", "L1", "L2"})), False),  # the fourth may be then
        (r.Filter(exclude_lessons=frozenset({"L3"})), False),
    ],
)
def test_who_is_away_only_for_what_all_lessons_are_has_less_time(what: r.Filter, shut: bool) -> None:
    """As a class that may not come to school on a day, and has contact lessons only."""
    here = replace(contact(demand("teacher", A)), teacher_place="school")
    lessons = [lesson(f"L{number}", options=[here]) for number in range(4)]
    assert proofs(lessons, away(0, what=what)) == (hours(4, 3, "absent", lessons=4) if shut else [])
    either = lesson("L3", options=[here, replace(synchronous(demand("teacher", A)), teacher_place="home")])
    still = shut and what.modes is None and what.places is None
    assert bool(proofs([*lessons[:3], either], away(0, what=what))) == still


@pytest.mark.parametrize(
    ("key", "who", "kind"),
    [("teacher_hours", A, ""), ("class_hours", P, ""), ("room_hours", R1, ""), ("hours", "bus:1", "bus")],
)
def test_each_kind_of_resource_has_its_own_sentence(key: str, who: str, kind: str) -> None:
    assert proofs(taught(5, who), alone=(who,)) == hours(5, 4, lessons=5, key=key, who=who)


def test_paths_of_one_class_are_told_once() -> None:
    both = ("path:3A", "path:3A-b")
    resources = tuple(Resource(one, "path", one, class_code="3A") for one in both)
    assert proofs(taught(5, *both), alone=both, resources=resources) == hours(
        5, 4, lessons=5, key="class_hours", who=both[0]
    )
    apart = (resources[0], replace(resources[1], class_code="3B"))
    assert [one.about for one in proofs(taught(5, *both), alone=both, resources=apart)] == [both[:1], both[1:]]


def test_only_lessons_that_must_be_placed_and_hold_him_whatever_is_chosen_count() -> None:
    four = taught(4, A)
    either = [contact(demand("teacher", A)), synchronous(demand("teacher", B))]
    for fifth in (
        lesson("x", who=[A], optional=True),
        lesson("x", options=either),
        lesson("x", demands=[demand("teacher", A, B)]),
        lesson("x", who=[B]),
    ):
        assert proofs([*four, fifth]) == []
    assert [one.need for one in proofs([*four, lesson("x", options=[either[0], synchronous(demand("t", A))])])] == [5]
    only = r.AllowedOptions(id="only", entry="", allowed=(("x", frozenset({"contact"})),))
    assert [one.need for one in proofs([*four, lesson("x", options=either)], only)] == [5]
    # one whose split is open is not counted, though its minutes would not fit
    assert [one for one in proofs([*four, flexible("x", 2, 2, 2, who=[A])]) if not one.rule] == []


def test_lessons_that_may_stay_out_and_people_who_may_be_in_two_places_prove_nothing() -> None:
    lessons = taught(5, A)
    names = tuple(one.id for one in lessons)
    placed, clash = everywhere(*lessons, resources=[A])
    for rules in (
        (replace(placed, hard=False), clash),
        (replace(placed, weight=0), clash),
        (placed, replace(clash, hard=False)),
        (placed, replace(clash, weight=0)),
        (placed, replace(clash, standby=2)),
        (placed,),
        (r.Placed(id="four", entry="H02", lessons=names[1:]), clash),
    ):
        assert precheck(problem(ONE_DAY, lessons, *rules)) == ()


def test_a_lesson_of_every_week_takes_a_period_in_each() -> None:
    times = week(1, 2, weeks=2)
    assert proofs([*taught(1, A, weeks=EVERY_WEEK), *taught(3, A)[1:]], times=times) == []
    weekly = [*taught(2, A, weeks=EVERY_WEEK), lesson("L2", who=[A])]
    assert proofs(weekly, times=times) == hours(5, 4, lessons=3)


def test_a_lesson_whose_weeks_are_open_takes_the_fewest_periods_it_can() -> None:
    times = week(1, 2, weeks=2)
    often = lesson("o", who=[A], weeks=((0, 1), (1,)))
    weekly, once = lesson("w", who=[A], weeks=EVERY_WEEK), lesson("x", who=[A])
    assert proofs([often, weekly, once], times=times) == []
    assert [one.need for one in proofs([often, weekly, once, lesson("y", who=[A])], times=times)] == [5]


def limit(most: int | None = 2, **more: object) -> r.LimitBusy:
    fields = {"id": "limit", "entry": "H05", "resources": (A,), "groups": days_of(TWO_DAYS), "most": most}
    return r.LimitBusy(**{**fields, **more})  # type: ignore[arg-type]


def test_a_limit_per_day_leaves_fewer_periods() -> None:
    assert proofs(taught(4, A), limit(), times=TWO_DAYS) == []
    assert proofs(taught(5, A), limit(), times=TWO_DAYS) == hours(5, 4, "limit H05", lessons=5)
    assert proofs(taught(4, A), limit(), away(0, 1, 2), times=TWO_DAYS) == hours(4, 3, "limit H05", "absent", lessons=4)
    assert proofs(taught(5, A), limit(4), away(0, 1, 2, 3), times=TWO_DAYS) == hours(5, 4, "absent", lessons=5)


def test_a_limit_of_part_of_the_week_leaves_the_rest_alone() -> None:
    monday = limit(1, groups=days_of(TWO_DAYS)[:1])
    assert proofs(taught(5, A), monday, times=TWO_DAYS) == []
    assert proofs(taught(6, A), monday, times=TWO_DAYS) == hours(6, 5, "limit H05", lessons=6)


@pytest.mark.parametrize(
    "more",
    [
        {"most": None},
        {"resources": (B,)},
        {"hard": False},
        {"weight": 0},
        {"what": r.Filter(modes=DISTANCE_MODES)},
        {"groups": (*days_of(TWO_DAYS), (0, 1))},
    ],
)
def test_a_limit_that_asks_nothing_of_him_or_whose_days_overlap_leaves_everything(more: dict[str, object]) -> None:
    assert proofs([*taught(5, A), lesson("b", who=[B])], limit(**more), times=TWO_DAYS) == []


def test_a_limit_over_more_than_a_day_counts_beside_one_of_a_day() -> None:
    both = limit(2, groups=(MONDAY, (*MONDAY, *TUESDAY)))
    assert proofs(taught(4, A), both, times=TWO_DAYS) == []
    assert proofs(taught(5, A), both, times=TWO_DAYS) == hours(5, 4, "limit H05", lessons=5)


def test_limits_are_not_counted_where_times_of_two_grids_overlap() -> None:
    times = week(1, 4, grids=(("", 0, 60), ("late", 30, 60)))
    assert proofs(taught(3, A), limit(2, groups=days_of(times)), times=times) == []
    short = week(1, 4, grids=(("", 0, 60), ("short", 0, 30)))  # only the first two hours overlap
    assert proofs(taught(3, A), limit(2, groups=days_of(short)), times=short) == []


def days_at_school(most: int | None, *clusters: tuple[r.Touch, ...], **more: object) -> r.LimitClusters:
    clusters = clusters or tuple((r.Touch(day),) for day in days_of(TWO_DAYS))
    fields = {"id": "days", "entry": "S06", "resources": (A,), "clusters": clusters, "most": most}
    return r.LimitClusters(**{**fields, **more})  # type: ignore[arg-type]


def test_a_limit_of_days_leaves_the_largest_ones() -> None:
    assert proofs(taught(4, A), days_at_school(1), away(0), times=TWO_DAYS) == []
    assert proofs(taught(5, A), days_at_school(1), times=TWO_DAYS) == hours(5, 4, "limit S06", lessons=5)
    assert proofs(taught(5, A), days_at_school(1), away(4), times=TWO_DAYS) == hours(
        5, 4, "limit S06", "absent", lessons=5
    )
    assert proofs(taught(5, A), days_at_school(2), times=TWO_DAYS) == []
    monday_morning = (r.Touch(half_days_of(TWO_DAYS)[0]),)
    assert proofs(taught(6, A), days_at_school(0, monday_morning), times=TWO_DAYS) == []
    assert proofs(taught(7, A), days_at_school(0, monday_morning), times=TWO_DAYS) == hours(
        7, 6, "limit S06", lessons=7
    )


@pytest.mark.parametrize(
    "rule",
    [
        days_at_school(None),
        days_at_school(1, hard=False),
        days_at_school(1, weight=0),
        days_at_school(1, resources=(B,)),
        days_at_school(1, (r.Touch(MONDAY), r.Touch(MONDAY[:1])), (r.Touch(TUESDAY),)),
        days_at_school(0, (r.Touch(MONDAY, present=False),)),
        days_at_school(0, (r.Touch(MONDAY, r.Filter(modes=DISTANCE_MODES)),)),
        days_at_school(1, (r.Touch(MONDAY),), (r.Touch((3, *TUESDAY)),)),
        r.LimitClusters(id="none", entry="S06", resources=(A,), clusters=(), most=0),
    ],
)
def test_a_limit_of_other_clusters_than_days_at_school_leaves_everything(rule: r.Rule) -> None:
    assert proofs([*taught(5, A), lesson("b", who=[B])], rule, times=TWO_DAYS) == []


def test_only_problems_are_counted() -> None:
    with pytest.raises(TypeError):
        precheck("a school")  # type: ignore[arg-type]


# -- several rooms --

ROOMS = contact(demand("room", R1, R2))
THREE = contact(demand("room", R1, R2, R3))


def with_rooms(*options: object, **more: object) -> tuple[list[Lesson], r.Assigned]:
    """A lesson L0, L1, ... for each option, and that each must have a room."""
    lessons = [lesson(f"L{number}", options=[one], **more) for number, one in enumerate(options)]  # type: ignore
    return lessons, r.Assigned(id="filled", entry="H10", lessons=tuple(one.id for one in lessons), role="room")


def short(need: int, have: int, rooms: tuple[str, ...], lessons: list[Lesson], kind: str = "rooms") -> list[Proof]:
    names = tuple(one.id for one in lessons)
    return [Proof(f"{kind}_short", need, have, rooms, names[0], names)]


def test_more_lessons_in_two_rooms_than_both_are_free() -> None:
    lessons, filled = with_rooms(*[ROOMS] * 8)
    assert proofs(lessons, filled) == []
    assert proofs(lessons, filled, away(0, who=R1)) == short(8, 7, (R1, R2), lessons)
    lessons, filled = with_rooms(*[ROOMS] * 9)
    assert proofs(lessons, filled) == short(9, 8, (R1, R2), lessons)
    assert proofs(lessons, replace(filled, hard=False)) == [], "none must have a room"
    assert proofs(lessons, replace(filled, role="other")) == []
    assert proofs(lessons, filled, alone=(R1,)) == [], "room 2 holds several lessons at once"


def test_lessons_in_some_of_the_rooms_and_in_one_of_them_count_for_all() -> None:
    fixed = contact(demand("room", R2))
    lessons, filled = with_rooms(*[THREE] * 3, *[ROOMS] * 2, *[fixed] * 2)
    early = r.PreferTimes(id="early", entry="", lessons=tuple(one.id for one in lessons), times=frozenset({0, 1}))
    assert proofs(lessons, filled, early) == short(7, 6, (R1, R2, R3), lessons)
    assert (
        proofs(lessons[1:], replace(filled, lessons=early.lessons[1:]), replace(early, lessons=early.lessons[1:])) == []
    )
    lessons, filled = with_rooms(*[ROOMS] * 6, *[fixed] * 3)
    assert proofs(lessons, filled) == short(9, 8, (R1, R2), lessons)


def test_rooms_are_free_only_when_the_lessons_that_ask_for_them_can_be() -> None:
    lessons, filled = with_rooms(*[ROOMS] * 5)
    names = tuple(one.id for one in lessons)
    early = r.PreferTimes(id="early", entry="H17", lessons=names, times=frozenset({0, 1}))
    assert proofs(lessons, filled, early) == short(5, 4, (R1, R2), lessons)
    assert proofs(lessons[:4], replace(filled, lessons=names[:4]), replace(early, lessons=names[:4])) == []
    weeks, filled = with_rooms(*[ROOMS] * 6, weeks=((0, 1), (1,)))
    assert proofs(weeks, filled, times=week(1, 1, weeks=2)) == short(6, 4, (R1, R2), weeks)
    blocks, filled = with_rooms(*[ROOMS] * 5, sizes=(2,))
    assert proofs(blocks, filled) == short(10, 8, (R1, R2), blocks)


def test_teachers_out_of_whom_one_is_chosen_are_called_teachers() -> None:
    for who, kind in (((A, B), "teachers"), ((A, R1), "rooms")):
        lessons, filled = with_rooms(*[contact(demand("room", *who))] * 9)
        assert proofs(lessons, filled) == short(9, 8, tuple(sorted(who)), lessons, kind)


def test_a_room_counts_only_where_every_form_of_the_lesson_asks_for_one() -> None:
    lessons, filled = with_rooms(*[ROOMS] * 9)
    names = tuple(one.id for one in lessons)
    home = [replace(one, options=(*one.options, asynchronous())) for one in lessons]
    assert proofs(home, filled) == []
    both = [replace(one, options=(ROOMS, synchronous(demand("room", R2)))) for one in lessons]
    assert proofs(both, filled) == short(9, 8, (R1, R2), both)
    other = [replace(one, options=(ROOMS, synchronous(demand("room", R3)))) for one in lessons]
    assert proofs(other, filled) == []
    only = r.AllowedOptions(id="only", entry="", allowed=tuple((name, frozenset({"contact"})) for name in names))
    assert proofs(other, filled, only) == short(9, 8, (R1, R2), other)
    fit = r.PreferResources(id="fit", entry="", lessons=names, role="room", resources=frozenset({R1, R2}))
    three, filled = with_rooms(*[THREE] * 9)
    assert proofs(three, filled) == []
    assert proofs(three, filled, fit) == short(9, 8, (R1, R2), three)


def test_what_else_is_chosen_is_no_room() -> None:
    lessons, filled = with_rooms(*[contact(demand("teacher", A, B), demand("room", R1, R2))] * 9)
    assert proofs(lessons, filled) == short(9, 8, (R1, R2), lessons)


# -- bands --


def linked(*lessons: str, **more: object) -> r.Linked:
    return r.Linked(**{"id": "band", "entry": "H09", "groups": (lessons,), **more})  # type: ignore[arg-type]


def test_two_lessons_of_a_band_cannot_have_the_same_person() -> None:
    lessons = [lesson("x", who=[A, P]), lesson("y", who=[A]), lesson("z", who=[B])]
    person = Proof("band_person", 2, 1, (A,), "x", ("x", "y", "z"), named=("x", "y"))
    assert proofs(lessons, linked("x", "y", "z", "x")) == [person]
    assert proofs(lessons, linked("x", "z")) == []
    assert proofs(lessons, linked("x", "y"), alone=(P,)) == []
    for toothless in ({"hard": False}, {"weight": 0}, {"any_week": True}):
        assert proofs(lessons, linked("x", "y", **toothless)) == []
    assert proofs([*lessons[:2], lesson("w", who=[A], optional=True)], linked("x", "w")) == []


def test_a_band_needs_a_room_for_each_of_its_lessons() -> None:
    lessons, filled = with_rooms(ROOMS, ROOMS, ROOMS, THREE)
    assert proofs(lessons, filled, linked("L0", "L1", "L3")) == []
    named = ("L0", "L1", "L2")
    assert proofs(lessons, filled, linked("L0", "L1", "L3", "L2")) == [
        Proof("band_rooms", 3, 2, (R1, R2), "L0", ("L0", "L1", "L3", "L2"), named=named),
        Proof("band_rooms", 4, 3, (R1, R2, R3), "L0", ("L0", "L1", "L3", "L2"), named=(*named, "L3")),
    ]
    for toothless in ({"hard": False}, {"weight": 0}, {"any_week": True}):
        assert proofs(lessons, filled, linked("L0", "L1", "L2", **toothless)) == []
    teachers, filled = with_rooms(*[contact(demand("room", A, B))] * 3)
    assert [one.key for one in proofs(teachers, filled, linked("L0", "L1", "L2"))] == ["band_teachers"]
