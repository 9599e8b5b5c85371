"""Random schools that build, and random timetables of them: whatever a planner may combine, in counted seeds.

Nothing here looks at the solver; a timetable may break any rule, and leave anything unplaced or without a resource.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction
from random import Random

from scheduler.problem.lessons import Lesson, Option
from scheduler.problem.modes import DISTANCE_MODES, Mode, Presence
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.records import (
    Availability,
    Blocks,
    ClassGroup,
    GridPeriod,
    Level,
    Meeting,
    Pin,
    Pool,
    PoolKind,
    Room,
    RuleRow,
    School,
    SchoolClass,
    SchoolLesson,
    Settings,
    Subject,
    Supervision,
    Teacher,
)

STARTS = (8 * 60 + 25, 9 * 60 + 15, 10 * 60 + 20, 11 * 60 + 10, 13 * 60 + 10, 14 * 60, 14 * 60 + 50)
SUBJECTS = ("NED", "WIS", "LO")
RULES = [(), (RuleRow("H12", "all", value="whole_group_onsite=ja"),), (RuleRow("S03", "An", Level.STRONG),)]


def random_school(seed: int, language: str = "nl") -> School:
    """Two or three classes, a few teachers and rooms; every feature that Rooster carries is in some seeds."""
    random = Random(seed)
    campuses = random.choice([("",), ("noord",), ("noord", "zuid")])
    grids = random.choice([("standaard",), ("standaard", "kort")])
    weeks = random.choice([1, 2])
    classes, groups = _classes(random, campuses, grids)
    teachers = tuple(
        Teacher(
            code,
            assignment=random.choice([None, Fraction(6)]),
            distance_skill=frozenset(random.sample(sorted(DISTANCE_MODES), random.randint(0, 2))),
            home_ok=random.random() < 0.5,
            department="talen" if code == "An" else random.choice(["", "talen"]),
        )
        for code in ("An", "Bo", "Cas", "Dirk")
    )
    rooms = _rooms(random, campuses)
    pools = (
        Pool("net", PoolKind.STREAM, 2),
        Pool("licentie", PoolKind.LICENCE, 1, random.choice(campuses)),
        Pool("kar", PoolKind.DEVICE, 20),
    )[: random.randint(0, 3)]
    lessons = _lessons(random, classes, groups, teachers, rooms, pools, weeks)
    return School(
        settings=Settings(school=f"School {seed}", language=language, cycle_weeks=weeks),
        periods=tuple(period for number, grid in enumerate(grids) for period in _grid(grid, shift=25 * number)),
        classes=classes,
        groups=groups,
        teachers=teachers,
        subjects=tuple(
            Subject(code, distance_ok=random.random() < 0.7, material_ready=random.random() < 0.5) for code in SUBJECTS
        ),
        lessons=lessons,
        rooms=rooms,
        pools=pools,
        availability=_availability(random),
        pins=tuple(Pin(lessons[0].id, day=random.randrange(5)) for _ in range(random.randint(0, 1))),
        meetings=random.choice([(), (Meeting("vakgroep", ("talen",)),), (Meeting("team", ("An", "Bo"), online=True),)]),
        supervision=_supervision(random, rooms),
        rules=random.choice(RULES),
    )


def _grid(name: str, shift: int) -> tuple[GridPeriod, ...]:
    return tuple(
        GridPeriod(name, day, number, start + shift, start + shift + 50, "am" if number <= 4 else "pm")
        for day in range(5)
        for number, start in enumerate(STARTS, start=1)
        if day != 2 or number <= 4
    )


def _classes(
    random: Random, campuses: tuple[str, ...], grids: tuple[str, ...]
) -> tuple[tuple[SchoolClass, ...], tuple[ClassGroup, ...]]:
    classes = tuple(
        SchoolClass(
            code,
            stage=random.choice("123"),
            pupils=20,
            grid=random.choice(grids),
            campus=random.choice(campuses),
            distance_ok=random.random() < 0.7,
            onsite_requests=random.choice([None, 0, 2]),
            without_device=random.choice([0, 1]),
        )
        for code in ("3A", "3B", "5C")
    )
    halves = tuple(ClassGroup(f"3A-{half}", "3A", "helft", 10) for half in (1, 2)) if random.random() < 0.5 else ()
    return classes, halves


def _rooms(random: Random, campuses: tuple[str, ...]) -> tuple[Room, ...]:
    quiet = random.random() < 0.5
    return tuple(
        Room(
            f"L{number}",
            seats=random.choice([None, 24, 30]),
            campus=campuses[number % len(campuses)],
            quiet=quiet and number % 2 == 0,
        )
        for number in range(random.choice([0, 2, 4]))
    ) + (Room("OLC", types=("olc",), seats=12, campus=campuses[0], onsite=True),) * random.randint(0, 1)


def _lessons(
    random: Random,
    classes: tuple[SchoolClass, ...],
    groups: tuple[ClassGroup, ...],
    teachers: tuple[Teacher, ...],
    rooms: tuple[Room, ...],
    pools: tuple[Pool, ...],
    weeks: int,
) -> tuple[SchoolLesson, ...]:
    lessons = []
    for number in range(6):
        attendees: tuple[str, ...] = (random.choice(classes).code,)
        if groups and random.random() < 0.3:
            attendees = (random.choice(groups).code,)
        elif random.random() < 0.2:
            attendees = tuple(one.code for one in classes[:2])
        codes = [one.code for one in teachers]
        who = random.choice(
            [
                ((codes[number % 4],),),
                (tuple(random.sample(codes, 2)),),
                ((codes[0],), (codes[1], codes[2])),
                ((codes[0], codes[1]), (codes[0], codes[2])),
                (),
            ]
        )
        half = weeks == 2 and random.random() < 0.3
        periods = Fraction(random.randint(1, 3)) + (Fraction(1, 2) if half else 0)
        least = Fraction(random.randint(0, 1))
        lessons.append(
            SchoolLesson(
                f"les{number}",
                attendees,
                random.choice(SUBJECTS),
                who,
                periods,
                Blocks((int(periods),)) if not half and random.random() < 0.3 else None,
                "every" if half or weeks == 1 else random.choice(["every", "every", "A", "B"]),
                rooms=tuple(one.code for one in random.sample(rooms, min(len(rooms), random.choice([0, 0, 1])))),
                distance_min=least,
                distance_max=random.choice([None, periods]),
                modes=random.choice([None, frozenset(Mode)]),
                band=random.choice(["", "", "band"]) if len(attendees) == 1 else "",
                devices=tuple((one.code, 20) for one in pools if one.kind is PoolKind.DEVICE and random.random() < 0.3),
            )
        )
    return _with_bands(lessons)


def _with_bands(lessons: list[SchoolLesson]) -> tuple[SchoolLesson, ...]:
    """Lessons of one band have one shape."""
    first = next((one for one in lessons if one.band), None)
    if first is None:
        return tuple(lessons)
    return tuple(
        replace(one, periods=first.periods, blocks=first.blocks, week=first.week, distance_max=None)
        if one.band
        else one
        for one in lessons
    )


def _availability(random: Random) -> tuple[Availability, ...]:
    levels = [Level.MUST, Level.STRONG, Level.WISH]
    rows = [
        Availability("teacher", "An", day=random.randrange(5), level=random.choice(levels)),
        Availability("teacher", "Bo", half_day="am", day=1, level=random.choice(levels), place="school"),
        Availability("class", "3A", day=4, half_day="pm", level=random.choice(levels)),
    ]
    return tuple(random.sample(rows, random.randint(0, 3)))


def _supervision(random: Random, rooms: tuple[Room, ...]) -> tuple[Supervision, ...]:
    if not any(one.onsite for one in rooms):
        return ()
    rows = (Supervision("OLC", "An"), Supervision("OLC", "secretariaat", day=1), Supervision("OLC", "Bo", period=2))
    return tuple(random.sample(rows, random.randint(0, 3)))


def random_timetable(problem: Problem, seed: int, placed: float = 0.9, days: Collection[int] = range(7)) -> Timetable:
    """Every meet anywhere on these days, in any way, with anybody who could; some unplaced, some roles with nobody."""
    random = Random(seed)
    placements = []
    for lesson in problem.lessons:
        left = lesson.duration
        for part in lesson.parts:
            duration = random.randint(part.shortest, min(part.longest, max(left, part.shortest)))
            starts = [one for one in problem.starts(lesson, part, duration) if problem.times[one].day in days]
            if duration > left or not starts or random.random() > (0.3 if lesson.optional else placed):
                continue
            left -= duration
            option = random.choice(lesson.options)
            choices = _choices(lesson, option, random)
            placements.append(Placement(lesson.id, part.number, duration, random.choice(starts), option.id, choices))
    return Timetable(tuple(placements), seed=seed)


def _choices(lesson: Lesson, option: Option, random: Random) -> tuple[tuple[str, str], ...]:
    taken = {demand.candidates[0] for demand in lesson.demands_in(option) if demand.fixed}
    choices = []
    for demand in lesson.demands_in(option):
        candidates = [one for one in demand.candidates if one not in taken]
        if demand.fixed or not candidates or random.random() < 0.1:
            continue
        choices.append((demand.role, random.choice(candidates)))
        taken.add(choices[-1][1])
    return tuple(choices)


MORE_RULES = (
    RuleRow("H21", "all", Level.MUST, value="halve dag"),
    RuleRow("H21", "all", Level.WISH, value="week"),
    RuleRow("H22", "NED, WIS", Level.MUST, value="1"),
    RuleRow("H22", "alle behalve LO", Level.WISH, value="2"),
    RuleRow("H23", "all", Level.MUST, value="lessons=1; pupils=15"),
    RuleRow("S17", "alle behalve 3B", Level.WISH),
    RuleRow("S18", "3A, 5C", Level.MUST, value="1"),
    RuleRow("H01", "all", Level.MUST, value="2"),
)


def random_blended_school(seed: int, language: str = "nl") -> School:
    """The same with absent teachers, mixed lessons, segments, loans, weeks apart and the rules that go with them."""
    school, random = random_school(seed, language), Random(-seed - 1)
    classes = tuple(
        replace(one, segments=random.choice([None, 2, 3]), loans=random.choice([None, 0, one.without_device]))
        for one in school.classes
    )
    segmented = {one.code for one in classes if one.segments}
    lessons = []
    for one in school.lessons:
        presence = random.choice([None, None, *Presence])
        apart = school.settings.cycle_weeks == 2 and one.week == "every" and not one.band and random.random() < 0.3
        one = replace(one, presence=presence, apart=apart)
        if not one.band and random.random() < 0.5:
            away = random.choice([frozenset[Mode](), DISTANCE_MODES, frozenset({Mode.ASYNCHRONOUS})])
            mixed = replace(one, mixed=True, modes=away | {Mode.CONTACT}, distance_min=Fraction(0))
            if segmented.intersection(one.attendees) and random.random() < 0.6:
                one = mixed
            elif one.attendees == ("3A",) and school.groups:
                one = replace(mixed, online=("3A-2",))
            elif all(code in {member.code for member in classes} for code in one.attendees):
                one = replace(mixed, online_pupils=random.randint(1, 15))
        lessons.append(one)
    own = (
        (Supervision("OLC", "co-leraar"),)
        if any(room.onsite for room in school.rooms) and random.random() < 0.5
        else ()
    )
    return replace(
        school,
        settings=replace(school.settings, presence=random.choice(list(Presence))),
        classes=classes,
        lessons=tuple(lessons),
        supervision=school.supervision + own,
        rules=(*school.rules, *random.sample(MORE_RULES, random.randint(0, 4))),
    )
