"""A timetable that we export in any of our shapes and import again is the same timetable (random small schools)."""

from __future__ import annotations

import random
import tempfile
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.formats.roster import import_roster
from scheduler.formats.untis import write_gpu001, write_neutral_csv
from scheduler.formats.workbook import write_school
from scheduler.problem.modes import Mode
from scheduler.school.building import build_problem
from scheduler.school.records import (
    GridPeriod,
    Room,
    RosterRow,
    School,
    SchoolClass,
    SchoolLesson,
    Settings,
    Subject,
    Teacher,
)
from scheduler.school.roster import timetable_of
from scheduler.views.export import export

SUBJECTS = ("Wiskunde", "Frans", "Engels", "Biologie", "Geschiedenis", "Muziek", "Techniek", "Nederlands")
TEACHERS = ("JANS", "DEWI", "PEET", "VERM", "CLAE", "GOOS", "WOUT", "MAES")


def random_school(seed: int) -> School:
    """Three to five classes, each slot mostly filled; teachers and rooms never twice at one time."""
    dice = random.Random(seed)
    names = [f"{year}{letter}" for year in (1, 2, 3) for letter in "AB"][: dice.randint(3, 5)]
    rooms = [f"K{number:02d}" for number in range(1, 10)]
    periods = dice.randint(4, 7)
    taught = dict(zip(SUBJECTS, dice.sample(TEACHERS, len(SUBJECTS)), strict=True))
    weeks = ("every",) if dice.random() < 0.6 else ("every", "every", "A", "B")
    rows: list[RosterRow] = []
    for day in range(5):
        for period in range(1, periods + 1):
            busy: set[str] = set()
            for name in names:
                if dice.random() < 0.2:
                    continue
                free = [s for s in SUBJECTS if taught[s] not in busy]
                room = next(r for r in dice.sample(rooms, len(rooms)) if r not in busy)
                subject = dice.choice(free)
                busy |= {taught[subject], room}
                key = f"{name} {subject}"
                rows.append(
                    RosterRow(
                        key,
                        1,
                        (name,),
                        subject,
                        (taught[subject],),
                        dice.choice(weeks),
                        day,
                        period,
                        1,
                        Mode.CONTACT,
                        room,
                    )
                )
    by_lesson: dict[tuple[str, str], list[RosterRow]] = {}
    for row in rows:
        by_lesson.setdefault((row.lesson, row.week), []).append(row)
    lessons, placed = [], []
    for (key, week), members in by_lesson.items():
        identity = key if week == "every" else f"{key} {week}"
        first = members[0]
        used = tuple(dict.fromkeys(row.room for row in members))
        lessons.append(
            SchoolLesson(
                identity,
                first.attendees,
                first.subject,
                ((first.teachers[0],),),
                Fraction(len(members)),
                week=week,
                rooms=used,
            )
        )
        placed += [
            RosterRow(
                identity,
                part,
                row.attendees,
                row.subject,
                row.teachers,
                week,
                row.day,
                row.period,
                1,
                Mode.CONTACT,
                row.room,
            )
            for part, row in enumerate(members, 1)
        ]
    return School(
        settings=Settings(cycle_weeks=2 if len(weeks) > 1 else 1),
        periods=tuple(
            GridPeriod("standaard", day, period, 445 + 55 * period, 495 + 55 * period, "am" if period <= 4 else "pm")
            for day in range(5)
            for period in range(1, periods + 1)
        ),
        classes=tuple(map(SchoolClass, names)),
        teachers=tuple(map(Teacher, sorted({row.teachers[0] for row in placed}))),
        subjects=tuple(map(Subject, sorted({row.subject for row in placed}))),
        rooms=tuple(Room(code) for code in sorted({row.room for row in placed})),
        lessons=tuple(lessons),
        roster=tuple(placed),
    )


def cells(school: School) -> set[tuple[object, ...]]:
    """Every period of every week: when, who, what, by whom, where."""
    return {
        (week, row.day, row.period + k, name, row.subject, frozenset(row.teachers), row.room)
        for row in school.roster
        for week in (("A", "B") if row.week == "every" else (row.week,))
        for k in range(row.duration)
        for name in row.attendees
    }


@pytest.mark.parametrize("shape", ["classes", "teachers", "rooms"])
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_sheets_per_class_teacher_or_room_come_back(shape: str, seed: int):
    school = random_school(seed)
    problem = build_problem(school)
    timetable, faults = timetable_of(problem, school.roster)
    assert not faults
    with tempfile.TemporaryDirectory() as folder:
        paths = export(problem, timetable, Path(folder), ("xlsx",), (shape,), "nl")
        assert cells(import_roster(sorted(paths)).school) == cells(school)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_untis_text_neutral_csv_and_the_workbook_itself_come_back(seed: int):
    school = random_school(seed)
    with tempfile.TemporaryDirectory() as folder:
        untis, neutral, book = Path(folder) / "GPU001.TXT", Path(folder) / "lijst.csv", Path(folder) / "school.xlsx"
        write_gpu001(school, school.roster, untis)
        assert cells(import_roster([untis]).school) == cells(school)
        write_neutral_csv(school, school.roster, neutral)
        assert cells(import_roster([neutral]).school) == cells(school)
        write_school(school, book, "nl")
        assert cells(import_roster([book]).school) == cells(school)
