"""Small random schools for tests of formats: every field of every record varies, references always hold."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from scheduler.problem.modes import Mode
from scheduler.school import records as s
from scheduler.school.records import Level

LETTERS = "ABCdefgé1234 -+@'._"
NAMES = st.text(LETTERS + '=,;|:"\t<&', max_size=12).map(str.strip)
CODES = st.text(LETTERS, min_size=1, max_size=8).map(str.strip).filter(lambda text: text.strip("'-+@ ") != "")
WEEKS = st.sampled_from([None, "A", "B"])
DAYS = st.none() | st.integers(0, 4)


def codes(least: int = 1, most: int = 3, avoid: tuple[str, ...] = ()) -> st.SearchStrategy[list[str]]:
    def alone(code: str) -> str:
        return code.casefold().replace(" ", "").replace("é", "e")

    taken = {alone(code) for code in avoid}
    return st.lists(CODES.filter(lambda code: alone(code) not in taken), min_size=least, max_size=most, unique_by=alone)


def few(options: list[Any], least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    return (
        st.lists(st.sampled_from(options), min_size=least, max_size=3, unique=True).map(tuple)
        if options
        else st.just(())
    )


def maybe(options: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *options])


PERCENT = st.none() | st.integers(0, 400).map(lambda quarter: Fraction(quarter, 4))
SMALL = st.none() | st.integers(1, 7)
HALVES = st.integers(0, 80).map(lambda half: Fraction(half, 2))
SKILLS = st.frozensets(st.sampled_from([Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS]))


@st.composite
def schools(draw: Any) -> s.School:
    grids = draw(codes(1, 2))
    periods = tuple(
        s.GridPeriod(
            grid, day, number, 480 + 55 * number, 530 + 55 * number,
            draw(st.sampled_from(["am", "pm"])), True, draw(st.sampled_from(["", f"{number}e lesuur"])),
        )
        for grid in grids
        for day in range(5)
        for number in range(1, 5)
    )  # fmt: skip
    room_codes, pool_codes, class_codes = draw(codes(1)), draw(codes(1)), draw(codes(1))
    group_codes, teacher_codes, subject_codes = draw(codes(0, 3, tuple(class_codes))), draw(codes(1)), draw(codes(1))
    types, campuses, divisions = draw(codes(1, 2)), draw(codes(0, 2)), draw(codes(1, 2))
    rooms = tuple(
        s.Room(
            code, draw(NAMES), draw(few(types)), draw(st.none() | st.integers(0, 90)), draw(maybe(campuses)),
            draw(st.booleans()), draw(st.booleans()), draw(st.booleans()),
        )
        for code in room_codes
    )  # fmt: skip
    known_types = [kind for kind in types if any(kind in room.types for room in rooms)]
    classes = tuple(
        s.SchoolClass(
            code, draw(NAMES), draw(st.sampled_from(["", "1", "2", "OKAN", "OV4-2", "OV1"])), draw(NAMES), draw(NAMES),
            draw(st.integers(10, 30)), draw(maybe(grids)), "", draw(maybe(room_codes)), draw(st.booleans()),
            draw(PERCENT), draw(PERCENT), draw(st.none() | st.integers(0, 10)), draw(st.integers(0, 10)),
            draw(st.sampled_from([(), (("H05", "stage, op woensdag"), ("S06", ""))])),
        )
        for code in class_codes
    )  # fmt: skip
    groups = tuple(
        s.ClassGroup(
            code, draw(st.sampled_from(class_codes)), draw(st.sampled_from(divisions)), draw(st.integers(0, 10))
        )
        for code in group_codes
    )
    departments = draw(codes(0, 2, tuple(teacher_codes)))
    staff = [*teacher_codes, *draw(codes(1, 2, tuple(teacher_codes)))]
    teachers = tuple(
        s.Teacher(
            code, draw(NAMES), draw(st.none() | HALVES), draw(st.none() | HALVES), draw(HALVES), 7, draw(SMALL),
            draw(SMALL), draw(SMALL), draw(SMALL), draw(SKILLS), draw(st.booleans()), draw(maybe(departments)),
            draw(maybe(campuses)), draw(maybe(room_codes)),
        )
        for code in teacher_codes
    )  # fmt: skip
    subjects = tuple(
        s.Subject(
            code, draw(NAMES), draw(st.booleans()), draw(PERCENT), draw(PERCENT), draw(maybe(known_types)),
            draw(st.booleans()), draw(st.booleans()), draw(SMALL), draw(st.sampled_from(["", "#FFE699", "#12AB9F"])),
        )
        for code in subject_codes
    )  # fmt: skip
    pools = tuple(s.Pool(code, draw(st.sampled_from(s.PoolKind)), draw(st.integers(0, 99))) for code in pool_codes)
    owners = {group.code: group.class_code for group in groups}
    lessons = tuple(
        draw(_lesson(code, class_codes, owners, teacher_codes, subject_codes, room_codes, known_types, pool_codes))
        for code in draw(codes(1, 4))
    )
    lesson_ids = [lesson.id for lesson in lessons]
    used = [teacher.department for teacher in teachers if teacher.department]
    named = {
        "teacher": teacher_codes, "class": class_codes + group_codes, "room": room_codes, "pool": pool_codes,
        "subject": subject_codes,
    }  # fmt: skip
    kinds = draw(st.lists(st.sampled_from(sorted(named)), max_size=3))
    return s.School(
        settings=s.Settings(
            draw(NAMES), draw(st.sampled_from(["nl", "en"])), 2, "vlaanderen-2023", draw(st.integers(0, 90)),
            draw(st.integers(1, 900)), draw(st.sampled_from([{}, {"eigen": "waarde", "andere": "=1+1"}])),
            draw(st.sampled_from([None, date(2026, 9, 1)])), draw(st.sampled_from([None, date(2027, 6, 30)])),
            draw(st.sampled_from(s.WeekLetters)), draw(st.sampled_from(s.Presence)),
        ),
        periods=periods, classes=classes, groups=groups, teachers=teachers, subjects=subjects, lessons=lessons,
        rooms=rooms, pools=pools,
        availability=tuple(draw(_availability(kind, named[kind])) for kind in kinds),
        pins=tuple(
            s.Pin(
                lesson, draw(SMALL), draw(st.sampled_from([None, "every", "A"])), draw(DAYS),
                draw(st.none() | st.integers(1, 4)), draw(st.none() | st.sampled_from(room_codes)),
                draw(st.none() | st.sampled_from(Mode)), draw(few(teacher_codes)),
            )
            for lesson in draw(few(lesson_ids))
        ),
        meetings=tuple(
            s.Meeting(name, draw(few(teacher_codes + used, 1)), draw(st.integers(1, 3)), draw(st.booleans()))
            for name in draw(codes(0, 2))
        ),
        supervision=tuple(
            s.Supervision(
                room, draw(st.sampled_from(staff)), draw(WEEKS), draw(DAYS), draw(st.none() | st.integers(1, 4))
            )
            for room in draw(few(room_codes))
        ),
        calendar=tuple(
            s.CalendarEntry(
                first := date(2026, 8, 31) + timedelta(weeks=week), kind := draw(st.sampled_from(s.WeekKind)),
                draw(maybe(class_codes)), draw(st.sampled_from(["", "A", "B"])),
                draw(st.none() | st.sampled_from([first + timedelta(days=n) for n in range(9)])),
                draw(st.sampled_from(["herfst", "2", "Lente II"])) if kind is s.WeekKind.TERM else "",
            )
            for week in draw(st.lists(st.integers(0, 40), max_size=3, unique=True))
        ),
        rules=tuple(
            s.RuleRow(
                rule, draw(st.sampled_from(["all", "graad 2", *class_codes])), draw(st.none() | st.sampled_from(Level)),
                draw(st.none() | st.integers(0, 500)), draw(st.sampled_from([None, *values])), draw(NAMES),
            )
            for rule, values in draw(few([("H01", ("3",)), ("S02", ()), ("H11", ("3", "synchronous_per_day=2"))]))
        ),
        roster=tuple(
            s.RosterRow(
                lesson.id, draw(st.integers(1, 4)), lesson.attendees, lesson.subject, draw(few(teacher_codes)),
                draw(st.sampled_from(["every", "A", "B"])), draw(st.integers(0, 4)), draw(st.integers(1, 2)),
                draw(st.integers(1, 3)), draw(st.none() | st.sampled_from(Mode)), draw(maybe(room_codes)),
                draw(few(pool_codes)), draw(st.booleans()),
            )
            for lesson in lessons
        ),
    )  # fmt: skip


@st.composite
def _lesson(
    draw: Any, code: str, class_codes: list[str], owners: dict[str, str], teachers: list[str], subjects: list[str],
    rooms: list[str], types: list[str], pools: list[str],
) -> s.SchoolLesson:  # fmt: skip
    attendees = draw(few(class_codes, 1))
    if owners and draw(st.booleans()):
        attendees = (draw(st.sampled_from(sorted(owners))),)
    half = draw(st.booleans())
    sizes = tuple(draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)))
    blocks = draw(st.sampled_from([None, s.Blocks(sizes=sizes), s.Blocks(smallest=1, largest=2)]))
    periods = Fraction(sum(sizes)) + (Fraction(1, 2) if half else 0)
    modes = draw(st.none() | st.frozensets(st.sampled_from(Mode)).map(lambda found: found | {Mode.CONTACT}))
    least = (
        Fraction(0) if modes == {Mode.CONTACT} else draw(st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1)]))
    )
    return s.SchoolLesson(
        code, attendees, draw(st.sampled_from(subjects)),
        tuple((teacher,) for teacher in draw(few(teachers))) or (tuple(draw(few(teachers, 1))),),
        periods, blocks, "every" if half else draw(st.sampled_from(["every", "A", "B"])), draw(maybe(types)),
        draw(few(rooms)), least, draw(st.sampled_from([None, periods, least])), modes, draw(maybe(["band 1", "b2"])),
        tuple((pool, draw(st.integers(0, 30))) for pool in draw(few(pools))), draw(NAMES),
        draw(st.sampled_from([None, *s.Presence])),
    )  # fmt: skip


@st.composite
def _availability(draw: Any, kind: str, options: list[str]) -> s.Availability:
    if not options:
        return s.Availability(kind, "")
    period = draw(st.none() | st.integers(1, 4))
    return s.Availability(
        kind, draw(st.sampled_from(options)), draw(WEEKS), draw(DAYS), period,
        draw(st.sampled_from([None, "am", "pm"])) if period is None else None,
        draw(st.sampled_from([level for level in Level if level is not Level.OFF])), draw(st.booleans()),
        draw(st.sampled_from([None, "school", "home"])), draw(NAMES),
    )  # fmt: skip
