"""Who does what when, from a timetable worked out by hand: entries, whose they are, and rooms open at school."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.problem.lessons import Lesson
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, ROOM, Resource
from scheduler.problem.timetable import Placement
from scheduler.school.building import build_problem
from scheduler.school.building.lessons import MEETING, OPENING
from scheduler.school.records import ClassGroup, SchoolClass
from scheduler.views.agenda import Activity, Agendas, Entry, Kind, make_agendas
from tests.builders import asynchronous, contact, demand, lesson, pool, problem, put, synchronous, timetable, week
from tests.school.schools import blended_school

TIMES = week(1, 4, weeks=2)
PATHS = tuple(
    Resource(f"path:{code}", PATH, code, class_code=code[:2], name=f"class {code[:2]}", grid="g", campus=campus)
    for code, campus in (("1A-x", "north"), ("1A-y", "north"), ("1B", "south"))
)
ROOMS = tuple(Resource(f"room:{code}", ROOM, code, campus=campus) for code, campus in (("N", "north"), ("S", "south")))
SEATS = demand("seats north", "pool:seats", amount=3)
FORMS = [contact(demand("room", "room:N", "room:S")), synchronous(SEATS), asynchronous(SEATS)]


def school(*lessons: Lesson) -> Problem:
    return problem(TIMES, lessons, resources=[*PATHS, *ROOMS, pool("seats", 9), pool("carts", 9)])


def opening(name: str, room: str, sizes: tuple[int, ...] = (1,)) -> Lesson:
    demands = [demand("room", room), demand("seats", "pool:seats", amount=-9)]
    return replace(lesson(name, sizes=sizes, options=[contact(*demands)], optional=True), subject=OPENING)


MATHS = replace(
    lesson("maths", sizes=(1, 2), who=["path:1A-x", "path:1A-y", "teacher:T"], options=FORMS), attendees=("1A",)
)


def agendas(built: Problem, *placements: Placement) -> Agendas:
    return make_agendas(built, timetable(*placements))


def entry(built: Problem, *placements: Placement) -> Entry:
    """The first entry, by time."""
    return agendas(built, *placements).entries[0]


def test_a_lesson_stands_in_the_agenda_of_its_class_its_teacher_and_its_room() -> None:
    found = agendas(school(MATHS), put("maths", 2, room="room:N"), put("maths", 0, 2, duration=2, room="room:S"))
    assert [(one.part, one.times, one.duration, one.weeks) for one in found.entries] == [
        (2, (0, 1), 2, (0,)),
        (1, (2,), 1, (0,)),
    ]
    assert [(one.kind, one.code, one.name, one.grid, len(one.entries)) for one in found.all] == [
        (Kind.CLASS, "1A", "class 1A", "g", 2),
        (Kind.CLASS, "1B", "class 1B", "g", 0),
        (Kind.TEACHER, "T", "", "", 2),
        (Kind.ROOM, "N", "", "", 1),
        (Kind.ROOM, "S", "", "", 1),
    ]
    assert [found.of(kind) for kind in Kind] == [found.classes, found.teachers, found.rooms]
    first = found.entries[0]
    assert (first.teachers, first.rooms, first.classes, first.attendees) == (("T",), ("S",), ("1A",), ("1A",))
    assert (first.key, first.name, first.subject, first.activity) == (("maths", 2), "maths", "maths", Activity.LESSON)


def test_entries_of_one_time_come_by_lesson_and_part() -> None:
    lessons = [lesson(name, sizes=(1, 1), who=["teacher:T"]) for name in ("b", "a")]
    placed = put("b", 1, 2), put("b", 1), put("a", 1), put("a", 0, 2)
    found = agendas(school(*lessons), *placed).entries
    assert [one.key for one in found] == [("a", 2), ("a", 1), ("b", 1), ("b", 2)]


def test_what_has_no_time_is_in_no_agenda() -> None:
    assert agendas(school(MATHS), put("maths", None)).entries == ()


def test_each_part_happens_in_its_own_weeks() -> None:
    parts = MATHS.parts[0], replace(MATHS.parts[1], weeks=((0, 1),))
    both = school(replace(MATHS, parts=parts))
    assert entry(both, put("maths", 0, 2, duration=2)).times == (0, 1, 4, 5)
    assert entry(both, put("maths", 0, 2, duration=2)).weeks == (0, 1)
    assert entry(both, put("maths", 0)).weeks == (0,)


@pytest.mark.parametrize(
    ("option", "mode", "distance", "pupils_home", "teacher_home", "seats"),
    [
        ("contact", Mode.CONTACT, False, False, False, 0),
        ("synchronous", Mode.SYNCHRONOUS, True, True, False, 3),
        ("asynchronous", Mode.ASYNCHRONOUS, True, True, False, 3),
        ("both", Mode.SYNCHRONOUS, True, True, True, 5),
    ],
)
def test_a_form_says_who_is_at_home_and_how_many_seats_it_asks(
    option: str, mode: Mode, distance: bool, pupils_home: bool, teacher_home: bool, seats: int
) -> None:
    both = synchronous(
        SEATS,
        demand("seats of more", "pool:seats", amount=2),
        demand("carts", "pool:carts", amount=4),
        option="both",
        teacher_place="home",
    )
    found = entry(school(replace(MATHS, options=(*FORMS, both))), put("maths", 0, option=option))
    assert (found.mode, found.distance, found.pupils_home, found.teacher_home, found.seats) == (
        mode,
        distance,
        pupils_home,
        teacher_home,
        seats,
    )


def test_meetings_and_openings_are_no_lessons_but_a_subject_of_a_class_may_bear_their_name() -> None:
    meeting = replace(lesson("m", who=["teacher:T"]), subject=MEETING)
    opened = opening("o", "room:N")
    taught = replace(meeting, id="t", attendees=("1A",))
    placed = [(meeting, "m"), (opened, "o"), (taught, "t"), (replace(opened, id="c", attendees=("1A",)), "c")]
    kinds = [entry(school(one), put(name, 0)).activity for one, name in placed]
    assert kinds == [Activity.MEETING, Activity.OPENING, Activity.LESSON, Activity.LESSON]


def test_a_lesson_without_named_attendees_is_for_the_classes_it_holds() -> None:
    plain = replace(MATHS, attendees=(), name="Maths of all")
    found = entry(school(plain), put("maths", 0))
    assert (found.attendees, found.groups, found.name) == (("1A",), (("1A", ()),), "Maths of all")
    assert found.groups_of("1A") == ()


FAR = replace(lesson("far", sizes=(2,), who=["path:1A-x"], options=FORMS), attendees=("1A",))


@pytest.mark.parametrize(
    ("openings", "open_rooms"),
    [
        ([(opening("o", "room:N", (2,)), 0, 2)], ("N",)),
        ([(opening("o", "room:N", (2,)), 1, 2)], ()),  # its second period only
        ([(opening("o", "room:N"), 0, 1), (opening("p", "room:N"), 1, 1)], ("N",)),
        ([(opening("o", "room:N"), 0, 1), (opening("p", "room:S"), 1, 1)], ()),
        ([(opening("o", "room:S", (2,)), 0, 2)], ()),  # on the other campus
        ([(opening("o", "room:S", (2,)), 0, 2), (opening("p", "room:N", (2,)), 0, 2)], ("N",)),
        ([], ()),
    ],
)
def test_pupils_may_follow_in_rooms_of_their_campus_that_are_open_all_the_time(
    openings: list[tuple[Lesson, int, int]], open_rooms: tuple[str, ...]
) -> None:
    built = school(FAR, *(one for one, _, _ in openings))
    placed = [put(one.id, start, duration=length) for one, start, length in openings]
    for option, rooms in (("synchronous", open_rooms), ("asynchronous", open_rooms), ("contact", ())):
        found = agendas(built, put("far", 0, duration=2, option=option), *placed).entries
        (far,) = [one for one in found if one.lesson == "far"]
        assert far.onsite_rooms == rooms


def test_a_distance_lesson_that_asks_no_seats_names_no_room_and_a_lesson_in_a_room_opens_none() -> None:
    one_seat = replace(FAR, options=(synchronous(demand("seats north", "pool:seats")),))
    homely = replace(FAR, options=(synchronous(),))
    placed = put("far", 0, duration=2, option="synchronous"), put("o", 0, duration=2)
    found = agendas(school(homely, opening("o", "room:N", (2,))), *placed).entries
    assert [one.onsite_rooms for one in found] == [(), ()]
    found = agendas(school(one_seat, opening("o", "room:N", (2,))), *placed).entries
    assert [one.onsite_rooms for one in found] == [("N",), ()]
    lesson_there = lesson("o", sizes=(2,), who=["room:N"])
    assert [one.onsite_rooms for one in agendas(school(FAR, lesson_there), *placed).entries] == [(), ()]


def test_rooms_and_classes_without_a_campus_are_on_one_and_the_same() -> None:
    plain = problem(
        TIMES,
        [FAR, opening("o", "room:N", (2,))],
        resources=[replace(PATHS[0], campus=""), replace(ROOMS[0], campus=""), pool("seats", 9)],
    )
    found = make_agendas(plain, timetable(put("far", 0, duration=2, option="synchronous"), put("o", 0, duration=2)))
    assert [one.onsite_rooms for one in found.entries] == [("N",), ()]


def test_groups_are_told_by_their_class_and_a_whole_class_as_itself() -> None:
    groups = (ClassGroup("5B-x", "5B", "h", 10), ClassGroup("5B-y", "5B", "h", 10))
    base = blended_school()
    both = replace(base.lessons[1], id="L3", attendees=("5A-1", "5B-x", "5A"))
    built = build_problem(
        replace(
            base,
            classes=(*base.classes, SchoolClass("5B", stage="3", pupils=20)),
            groups=(*base.groups, *groups),
            lessons=(*base.lessons, both),
        )
    )
    found = {}
    for name in ("W", "L1", "L3"):
        part = built.lesson[name].parts[0]
        (one,) = make_agendas(built, timetable(put(name, 0, duration=part.shortest))).entries
        found[name] = dict(one.groups), one.groups_of("5B"), one.groups_of("5A")
    assert found["W"] == ({"5A": ()}, (), ())
    assert found["L1"] == ({"5A": ("5A-1",)}, (), ("5A-1",))
    assert found["L3"] == ({"5A": (), "5B": ("5B-x",)}, ("5B-x",), ())


@pytest.mark.parametrize("subject", [MEETING, OPENING, "WIS"])
def test_a_lesson_of_pupils_is_a_lesson_whatever_its_subject_is_called(subject: str) -> None:
    """Meetings and openings are known by being nobody's lessons: a school may teach a subject of that name."""
    taught = replace(lesson("L", who=["path:1B"], options=[contact()]), subject=subject, attendees=("1B",))
    nobody = replace(taught, id="N", attendees=())
    entries = make_agendas(school(taught, nobody), timetable(put("L", 0), put("N", 1))).entries
    expected = {MEETING: Activity.MEETING, OPENING: Activity.OPENING}.get(subject, Activity.LESSON)
    assert [one.activity for one in entries] == [Activity.LESSON, expected]
