"""Small schools for tests of building: one class with groups, two teachers, a lab and an on-site room."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from scheduler.problem.modes import Mode
from scheduler.school.records import (
    Blocks,
    ClassGroup,
    GridPeriod,
    Pool,
    PoolKind,
    Room,
    School,
    SchoolClass,
    SchoolLesson,
    Settings,
    Subject,
    Teacher,
)

STARTS = (8 * 60 + 25, 9 * 60 + 15, 10 * 60 + 20, 11 * 60 + 10, 13 * 60 + 10, 14 * 60, 14 * 60 + 50)


def grid(name: str = "standard", days: int = 5, shift: int = 0) -> tuple[GridPeriod, ...]:
    """Four morning and three afternoon periods, none on Wednesday afternoon."""
    return tuple(
        GridPeriod(
            name,
            day,
            number,
            start + shift,
            start + shift + 50,
            "am" if number <= 4 else "pm",
            not (day == 2 and number > 4),
        )
        for day in range(days)
        for number, start in enumerate(STARTS, start=1)
    )


def blended_school(**changes: object) -> School:
    """Class 5A (20 pupils, 3 of whom ask for a place) with maths, science and halves; distance allowed for maths."""
    school = School(
        settings=Settings(school="Testschool", language="nl", cycle_weeks=2),
        periods=grid(),
        classes=(SchoolClass("5A", stage="3", pupils=20, distance_ok=True, onsite_requests=3, without_device=1),),
        groups=(ClassGroup("5A-1", "5A", "halves", 10), ClassGroup("5A-2", "5A", "halves", 10)),
        teachers=(
            Teacher(
                "JANS", distance_skill=frozenset({Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS}), home_ok=True, department="W"
            ),
            Teacher("PEET", department="W"),
        ),
        subjects=(
            Subject("WIS", distance_ok=True, material_ready=True),
            Subject("LAB", room_type="labo"),
        ),
        lessons=(
            SchoolLesson(
                "W", ("5A",), "WIS", (("JANS",),), Fraction(4), distance_min=Fraction(1), distance_max=Fraction(2)
            ),
            SchoolLesson("L1", ("5A-1",), "LAB", (("PEET", "JANS"),), Fraction(2), Blocks((2,))),
            SchoolLesson("L2", ("5A-2",), "LAB", (("PEET", "JANS"),), Fraction(5, 2)),
        ),
        rooms=(
            Room("101", seats=24, quiet=True),
            Room("102", seats=12),
            Room("LAB1", types=("labo",), seats=12),
            Room("OLC", types=("olc",), seats=30, onsite=True),
        ),
        pools=(Pool("cart", PoolKind.DEVICE, 10), Pool("net", PoolKind.STREAM, 2), Pool("meet", PoolKind.LICENCE, 1)),
    )
    return replace(school, **changes)  # type: ignore[arg-type]
