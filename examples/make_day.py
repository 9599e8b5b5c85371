"""Writes the workbook of the example of a day with two absences: three classes, a timetable put by hand, a calendar.

Somebody is at the gate every morning, and two are on the playground at noon.

Run: python examples/make_day.py
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

from scheduler.formats.workbook import write_school
from scheduler.problem.modes import Mode
from scheduler.school.default_grid import default_grid
from scheduler.school.records import (
    CalendarEntry,
    Duty,
    Level,
    Pool,
    PoolKind,
    Room,
    RosterRow,
    RuleRow,
    School,
    SchoolClass,
    SchoolLesson,
    Settings,
    Subject,
    Supervision,
    Teacher,
    WeekKind,
)

FILE = Path(__file__).resolve().parent / "absent-teachers" / "school.xlsx"
BOTH = frozenset({Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS})

# day of the week (0 is Monday): class -> subject:teacher per period, "-" for none
WEEK = {
    0: {
        "3A": "WIS:ANN WIS:ANN NED:CAS FRA:DIR GES:EVA LO:FIEN",
        "3B": "NED:CAS FRA:DIR WIS:BEN WIS:BEN LO:FIEN GES:EVA",
        "5A": "FRA:DIR NED:GUS LO:FIEN GES:EVA WIS:ANN WIS:ANN",
    },
    1: {
        "3A": "NED:CAS FRA:DIR WIS:ANN GES:EVA NED:CAS LO:FIEN",
        "3B": "WIS:BEN NED:CAS FRA:DIR LO:FIEN GES:EVA NED:CAS",
        "5A": "NED:GUS GES:EVA LO:FIEN WIS:ANN FRA:DIR NED:GUS",
    },
    3: {
        "3A": "LO:FIEN NED:CAS FRA:DIR WIS:ANN GES:EVA",
        "3B": "GES:EVA LO:FIEN NED:CAS FRA:DIR WIS:BEN",
        "5A": "WIS:ANN FRA:DIR GES:EVA NED:GUS LO:FIEN",
    },
}
ROOM = {"3A": "101", "3B": "102", "5A": "103"}


def school() -> School:
    """The whole school; every block is one period."""
    rows: list[RosterRow] = []
    parts: dict[str, int] = {}
    people: dict[str, str] = {}
    for day, classes in WEEK.items():
        for code, text in classes.items():
            for period, cell in enumerate(text.split(), start=1):
                subject, _, teacher = cell.partition(":")
                lesson = f"{code}-{subject}"
                parts[lesson] = parts.get(lesson, 0) + 1
                people[lesson] = teacher
                room = "GYM" if subject == "LO" else ROOM[code]
                rows.append(
                    RosterRow(lesson, parts[lesson], (code,), subject, (teacher,), day=day, period=period, room=room)
                )
    lessons = tuple(
        SchoolLesson(
            lesson,
            (lesson.partition("-")[0],),
            lesson.partition("-")[2],
            ((people[lesson],),),
            Fraction(count),
            room_type="sportzaal" if lesson.endswith("LO") else "",
        )
        for lesson, count in parts.items()
    )
    return School(
        settings=Settings(school="School met twee afwezigen", cycle_weeks=1),
        periods=default_grid(),
        classes=tuple(
            SchoolClass(code, stage="2" if code[0] == "3" else "3", pupils=18, distance_ok=True, onsite_requests=2)
            for code in ROOM
        ),
        teachers=(
            Teacher("ANN", "An Aerts", distance_skill=BOTH, home_ok=True, department="wiskunde"),
            Teacher("BEN", "Ben Baert", distance_skill=BOTH, department="wiskunde"),
            Teacher("CAS", "Cas Claes", department="talen"),
            Teacher("DIR", "Dirk Dox", department="talen"),
            Teacher("EVA", "Eva Engels"),
            Teacher("FIEN", "Fien Foubert"),
            Teacher("GUS", "Gust Goos", department="talen"),
        ),
        subjects=(
            Subject("WIS", "wiskunde", distance_ok=True, material_ready=True, max_per_day=2),
            Subject("NED", "Nederlands", max_per_day=2),
            Subject("FRA", "Frans"),
            Subject("GES", "geschiedenis"),
            Subject("LO", "lichamelijke opvoeding", room_type="sportzaal"),
        ),
        lessons=lessons,
        rooms=(
            *(Room(code, seats=20, quiet=True, camera=True) for code in ROOM.values()),
            Room("104", seats=20, quiet=True, camera=True),
            Room("GYM", types=("sportzaal",), seats=40),
            Room("OLC", types=("olc",), seats=12, onsite=True),
        ),
        pools=(Pool("laptops", PoolKind.DEVICE, 12), Pool("stroom", PoolKind.STREAM, 2)),
        supervision=(Supervision("OLC", "opvoeder"),),
        calendar=(
            CalendarEntry(date(2026, 9, 1), WeekKind.TEACHING, last=date(2026, 12, 18)),
            CalendarEntry(date(2026, 11, 2), WeekKind.HOLIDAY, last=date(2026, 11, 8)),
        ),
        duties=(
            Duty("poort", start=8 * 60 + 10, end=8 * 60 + 25, place="hoofdingang"),
            Duty("speelplaats", start=12 * 60, end=12 * 60 + 35, people=2),
        ),
        rules=tuple(RuleRow(entry, level=Level.OFF) for entry in ("H06", "H13")),
        roster=tuple(rows),
    )


if __name__ == "__main__":
    write_school(school(), FILE, overwrite=True)
