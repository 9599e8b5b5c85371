"""`evaluate` and a judge that reads only the sheets say the same of spoiled timetables of a small school.

Hundreds of timetables of larger schools are compared by `python -m tests.second_judge`, outside these tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from scheduler.formats.workbook import write_school
from scheduler.problem.modes import Mode
from scheduler.school.building import build_problem
from scheduler.school.records import (
    Availability,
    Blocks,
    CalendarEntry,
    ClassGroup,
    Meeting,
    Pin,
    Pool,
    PoolKind,
    Room,
    School,
    SchoolClass,
    SchoolLesson,
    Settings,
    Subject,
    Supervision,
    Teacher,
)
from scheduler.school.roster import rows_of
from tests.school.schools import grid
from tests.second_judge.comparing import Base
from tests.second_judge.spoiling import KINDS
from tests.views.greedy import greedy

BOTH = frozenset({Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS})
MONDAY = date(2026, 9, 7)


def school() -> School:
    """Two campuses, two classes of which one is full, a band, blocks, choices, half a period, all kinds of pools."""
    lessons = [
        SchoolLesson(
            "W", ("5A",), "WIS", (("JANS",),), Fraction(6), distance_min=Fraction(1), distance_max=Fraction(3)
        ),
        SchoolLesson("N", ("5A",), "NED", (("PEET", "KLAA"),), Fraction(5), distance_max=Fraction(2)),
        SchoolLesson("G", ("5A", "3B"), "GES", (("KLAA",),), Fraction(2), devices=(("kar", 8),)),
        SchoolLesson("T", ("5A",), "TEC", (("MOON",), ("PEET", "JANS")), Fraction(8), Blocks((3, 3, 2))),
        SchoolLesson("B1", ("5A-1",), "LEV", (("PEET",),), Fraction(2), band="lev"),
        SchoolLesson("B2", ("5A-2",), "LEV", (("BERG",),), Fraction(2), band="lev"),
        SchoolLesson("H", ("5A",), "LO", (("BERG",),), Fraction(1, 2)),
        SchoolLesson("I", ("5A",), "INF", (("MOON",),), Fraction(5), distance_max=Fraction(1)),
        SchoolLesson("A", ("3B",), "WIS", (("JANS", "MOON"),), Fraction(4), week="A"),
        SchoolLesson("F", ("3B",), "NED", (("KLAA",),), Fraction(4), Blocks((2, 2)), distance_max=Fraction(2)),
    ]
    teachers = [
        Teacher("JANS", assignment=Fraction(12), distance_skill=BOTH, home_ok=True, department="W"),
        Teacher("PEET", assignment=Fraction(10), distance_skill=frozenset({Mode.SYNCHRONOUS}), department="W"),
        Teacher("KLAA", max_per_day=4, distance_skill=BOTH, home_ok=True),
        Teacher("MOON", max_consecutive=3),
        Teacher("BERG"),
    ]
    free = CalendarEntry(MONDAY + timedelta(days=16), last=MONDAY + timedelta(days=16), kind="holiday")  # type: ignore[arg-type]
    return School(
        Settings(school="Test", cycle_weeks=2),
        grid(),
        (
            SchoolClass(
                "5A", stage="3", pupils=20, distance_ok=True, onsite_requests=3, without_device=1, campus="Zuid"
            ),
            SchoolClass("3B", stage="2", pupils=14, distance_ok=True, campus="Zuid"),
        ),
        (ClassGroup("5A-1", "5A", "lev", 11), ClassGroup("5A-2", "5A", "lev", 9)),
        tuple(teachers),
        tuple(
            Subject(code, distance_ok=code != "GES", material_ready=code in ("WIS", "NED"), distance_max_pct=cap)
            for code, cap in (
                ("WIS", None),
                ("NED", Fraction(30)),
                ("GES", None),
                ("TEC", None),
                ("LEV", None),
                ("LO", None),
                ("INF", None),
            )
        ),
        tuple(lessons),
        rooms=(
            Room("101", seats=24, quiet=True, campus="Zuid"),
            Room("102", seats=12, campus="Zuid"),
            Room("103", seats=40, campus="Noord"),
            Room("104", seats=40, campus="Zuid"),
            Room("OLC", types=("olc",), seats=4, onsite=True, campus="Zuid"),
        ),
        pools=(Pool("kar", PoolKind.DEVICE, 8), Pool("net", PoolKind.STREAM, 1), Pool("meet", PoolKind.LICENCE, 1)),
        availability=(
            Availability("teacher", "BERG", day=2),
            Availability("teacher", "PEET", day=0, half_day="am"),
            Availability("teacher", "JANS", week="A", day=3, place="school"),
            Availability("class", "3B", day=4, half_day="pm"),
            Availability("room", "102", day=1, period=2),
        ),
        pins=(Pin("I", 1, day=3, period=2), Pin("W", 2, day=0)),
        meetings=(Meeting("werkgroep", ("W",)),),
        supervision=(Supervision("OLC", "MOON", day=0), Supervision("OLC", "secretariaat", day=1)),
        calendar=(
            *(CalendarEntry(MONDAY + timedelta(weeks=n), last=MONDAY + timedelta(weeks=n, days=6)) for n in range(7)),
            free,
        ),
    )


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Base]]:
    folder: Path = tmp_path_factory.mktemp("second-judge")
    one = school()
    problem = build_problem(one)
    write_school(replace(one, roster=rows_of(problem, greedy(problem, 3, distance=0.4))), folder / "base.xlsx")
    yield [Base(folder / "base.xlsx", folder, "nl", "csv"), Base(folder / "base.xlsx", folder, "en", "xlsx")]


@pytest.mark.parametrize("kind", KINDS)
def test_two_judges_who_share_nothing_say_the_same(bases: list[Base], kind: str) -> None:
    number = list(KINDS).index(kind)
    for offset, base in enumerate(bases):
        found = base.difference(number + len(KINDS) * offset)
        assert found is None, str(found)
