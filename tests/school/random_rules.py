"""Random rows of Regels about the rules of blended teaching and of lists, for the random schools of `random_schools`.

Each kind of row is drawn with every value, level and scope that a planner may write.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.resources import PATH
from scheduler.school.building import build_problem
from scheduler.school.records import CalendarEntry, Level, RuleRow, School, SchoolClass, SchoolLesson, WeekKind
from scheduler.school.terms import in_part, year_parts
from tests.school.random_schools import random_blended_school

MONDAY = date(2026, 9, 7)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def _some_teachers(random: Random, school: School) -> str:
    codes = [one.code for one in school.teachers]
    return random.choice([", ".join(random.sample(codes, random.choice([2, 2, 3]))), "talen"])


def _some_lessons(random: Random, school: School) -> str:
    ids = [one.id for one in school.lessons]
    return random.choice([", ".join(random.sample(ids, random.choice([2, 3]))), "NED, WIS", "LO, NED, WIS"])


def _some_classes(random: Random, _: School) -> str:
    return random.choice(["all", "alle behalve 3B", "3A, 5C", "graad 3", "graad 1, graad 2", "5C"])


def _some_subjects(random: Random, _: School) -> str:
    return random.choice(["all", "WIS", "NED, LO", "alle behalve LO"])


def _one_teacher(random: Random, school: School) -> str:
    return random.choice(["all", "An", "talen", "alle behalve Bo", ", ".join(one.code for one in school.teachers[:2])])


def _classes_or_teachers(random: Random, school: School) -> str:
    return random.choice([_some_classes(random, school), _one_teacher(random, school)])


def _all(_: Random, __: School) -> str:
    return "all"


def _nothing(_: Random) -> str | None:
    return None


def _distances(random: Random) -> str:
    parts = [random.choice([f"apart={random.randint(2, 3)}", ""]), random.choice(["consecutive=1", ""])]
    parts.append(random.choice(["same_period=1", ""]))
    return "; ".join(one for one in parts if one) or "apart=2"


def _on_hand(random: Random) -> str:
    first = random.randint(1, 3)
    parts = [f"teachers={random.choice([0, 1, 1, 2])}", f"first={first}", f"last={random.choice([0, first + 1])}"]
    return "; ".join([*parts, *random.choice([[], ["at_school=nee"]])])


def _days(random: Random) -> str:
    limits = [f"{day}={random.randint(0, 2)}" for day in random.sample(WEEKDAYS, random.randint(1, 3))]
    return "; ".join([*limits, *random.choice([[], ["per_day=2"], ["in_row=1"]])])


ROWS: dict[str, tuple[Callable[[Random, School], str], Callable[[Random], str | None]]] = {
    "H01": (_all, lambda random: str(random.randint(1, 3))),
    "H15": (_one_teacher, _days),
    "H21": (_some_classes, lambda random: random.choice(["halve dag", "dag", "week", "half day"])),
    "H22": (_some_subjects, lambda random: str(random.randint(1, 2))),
    "H23": (_all, lambda random: random.choice(["lessons=1", "pupils=15", "lessons=1; pupils=20"])),
    "H24": (_some_teachers, _nothing),
    "H25": (_some_lessons, _nothing),
    "H26": (_classes_or_teachers, lambda random: f"days={random.randint(0, 1)}; period={random.choice([0, 1, 2, 3])}"),
    "H27": (_one_teacher, _on_hand),
    "H28": (_some_classes, lambda random: random.choice(["0", "25", "pupils=40; minutes=20"])),
    "S16": (_some_classes, lambda random: str(random.choice([5, 20, 50]))),
    "S17": (_some_classes, _nothing),
    "S18": (_some_classes, lambda random: str(random.randint(0, 1))),
    "S19": (_some_teachers, _nothing),
    "S20": (_some_subjects, _distances),
    "S21": (_some_classes, lambda random: f"day={random.randint(0, 5)}; period={random.choice([0, 0, 1, 3])}"),
    "S22": (_some_classes, _nothing),
}
"""By entry: whom a row may name, and its value."""


def random_row(random: Random, school: School, entry: str) -> RuleRow:
    who, value = ROWS[entry]
    level = random.choice([Level.MUST, Level.WISH, Level.STRONG])
    return RuleRow(entry, who(random, school), level, value=value(random))


def with_rows(school: School, random: Random, entries: list[str]) -> School:
    """The school with rows of these entries, class teachers, and half the time as it is in one term of several."""
    teachers = [one.code for one in school.teachers]
    classes = tuple(replace(one, class_teacher=random.choice(["", *teachers])) for one in school.classes)
    rows = tuple(random_row(random, school, entry) for entry in entries)
    if "S22" in entries:
        school, classes = _taking_turns(random, school, classes)
    return replace(school, classes=classes, rules=(*school.rules, *rows))


def _taking_turns(
    random: Random, school: School, classes: tuple[SchoolClass, ...]
) -> tuple[School, tuple[SchoolClass, ...]]:
    """With two more lessons in which segments of a class take turns, too short for whole turns."""
    segments = random.choice([2, 3])
    who = replace(random.choice(classes), segments=segments, distance_ok=True)
    teacher = replace(school.teachers[0], distance_skill=DISTANCE_MODES)
    subject = replace(school.subjects[0], distance_ok=True)
    more = tuple(
        SchoolLesson(
            f"beurt{number}",
            (who.code,),
            subject.code,
            ((teacher.code,),),
            Fraction(random.choice([1, segments - 1, segments + 1])),
            modes=frozenset({Mode.CONTACT, Mode.SYNCHRONOUS}),
            mixed=True,
        )
        for number in range(random.choice([2, 2, 3]))
    )
    school = replace(
        school,
        teachers=(teacher, *school.teachers[1:]),
        subjects=(subject, *school.subjects[1:]),
        lessons=(*school.lessons, *more),
    )
    return school, tuple(who if one.code == who.code else one for one in classes)


def in_some_term(school: School, random: Random) -> School:
    """The school in one of two terms; lessons, wishes and rules hold in one of them, in both, or in all but one."""
    calendar = (
        CalendarEntry(MONDAY, WeekKind.TEACHING, last=MONDAY + timedelta(days=7 * 12 - 3)),
        CalendarEntry(MONDAY, WeekKind.TERM, last=MONDAY + timedelta(days=7 * 5 - 1), term="een"),
        CalendarEntry(MONDAY + timedelta(days=7 * 4), WeekKind.TERM, last=MONDAY + timedelta(days=7 * 9), term="twee"),
        CalendarEntry(MONDAY + timedelta(days=random.randint(0, 60)), WeekKind.FREE),
    )
    cells = ["", "", "een", "twee", "een, twee", "alle behalve een"]
    bands = {one.band: random.choice(cells) for one in school.lessons}
    school = replace(
        school,
        calendar=calendar,
        lessons=tuple(
            replace(one, term=bands[one.band] if one.band else random.choice(cells)) for one in school.lessons
        ),
        rules=tuple(replace(one, term=random.choice(cells)) for one in school.rules),
        availability=tuple(replace(one, term=random.choice(cells)) for one in school.availability),
        pins=(),
    )
    parts = year_parts(school)
    if not parts:
        return school
    part = random.choice(parts)
    paths = [path.code for path in build_problem(in_part(school, part)).resources_of(PATH)]
    elsewhere = {code: (random.randint(0, 40), random.randint(40, 200)) for code in paths if random.random() < 0.8}
    return in_part(school, replace(part, elsewhere=elsewhere))


def random_school_of(seed: int, entries: list[str]) -> School:
    """A blended school with rows of these entries."""
    random = Random(seed * 7919 + len(entries))
    school = with_rows(random_blended_school(seed), random, entries)
    return in_some_term(school, random) if random.random() < 0.5 else school
