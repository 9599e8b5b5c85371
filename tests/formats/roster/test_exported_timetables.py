"""What `export` writes for other products is read again as the same timetable, as far as the format can say it.

Random schools with everything a school may have: who, where, when, weeks and mode are equal; what has no column there
is named. The workbook and the folder of CSV files hold every row whole.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.formats.roster import import_roster
from scheduler.formats.roster.words.quoting import joined, pieces
from scheduler.formats.untis import unsaid, write_gpu001, write_gpu002, write_neutral_csv
from scheduler.formats.workbook import read_school, write_csv_folder, write_school
from scheduler.problem.modes import Mode
from scheduler.problem.text import LANGUAGES
from scheduler.school.building import build_problem
from scheduler.school.records import Room, RosterRow, School, SchoolClass, SchoolLesson, Settings, Teacher
from scheduler.school.roster import rows_of, timetable_of
from scheduler.views.export import export
from tests.school.random_schools import random_school
from tests.school.schools import grid
from tests.views.greedy import greedy

SEEDS = range(40)


def placed(seed: int, language: str = "nl") -> tuple[School, tuple[RosterRow, ...]]:
    school = random_school(seed, language)
    problem = build_problem(school)
    return school, rows_of(problem, greedy(problem, seed, distance=0.5))


def periods(rows: tuple[RosterRow, ...], classes: dict[str, str]) -> set[tuple[Any, ...]]:
    """(who, what, by whom, day, period, week, mode, room) of every period; groups by `classes` where they are in it."""
    return {
        (
            frozenset(classes.get(code, code) for code in row.attendees), row.subject, frozenset(row.teachers),
            row.day, row.period + offset, week, row.mode or Mode.CONTACT, row.room,
        )
        for row in rows
        for offset in range(row.duration)
        for week in ("AB" if row.week == "every" else row.week)
    }  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_gpu001_and_gpu002_come_back(tmp_path: Path, seed: int) -> None:
    school, every = placed(seed)
    rows = tuple(row for row in every if row.attendees)
    write_gpu001(school, rows, tmp_path / "GPU001.TXT")
    write_gpu002(school, tmp_path / "GPU002.TXT")
    back = import_roster([tmp_path / "GPU001.TXT", tmp_path / "GPU002.TXT"]).school
    found, classes = ({group.code: group.class_code for group in one.groups} for one in (back, school))
    assert periods(back.roster, found) == periods(rows, classes), "groups are told by their class"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_neutral_csv_comes_back(tmp_path: Path, seed: int) -> None:
    school, every = placed(seed)
    rows = tuple(row for row in every if row.attendees)
    write_neutral_csv(school, rows, tmp_path / "timetable-fet.csv")
    back = import_roster([tmp_path / "timetable-fet.csv"]).school
    assert periods(back.roster, {}) == periods(rows, {})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(0, 40, 3))
def test_the_list_comes_back(tmp_path: Path, seed: int, language: str) -> None:
    school = random_school(seed, language)
    problem = build_problem(school)
    timetable = greedy(problem, seed, distance=0.5)
    rows = tuple(row for row in rows_of(problem, timetable) if row.attendees)
    (path,) = export(problem, timetable, tmp_path, ["csv"], (), language)
    back = import_roster([path]).school
    found = tuple(row for row in back.roster if row.attendees)
    assert periods(found, {}) == periods(rows, {})


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(0, 40, 5))
def test_the_workbook_and_its_csv_hold_every_row_whole(tmp_path: Path, seed: int, language: str, form: str) -> None:
    school, rows = placed(seed, language)
    path = tmp_path / f"school.{form}"
    (write_school if form == "xlsx" else write_csv_folder)(replace(school, roster=rows), path, language)
    back, _ = read_school(path)
    assert [replace(row, origin=None) for row in back.roster] == list(rows)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_format_cannot_say_is_named_with_how_often(seed: int) -> None:
    school, rows = placed(seed)
    groups = {group.code for group in school.groups}
    lessons = [row for row in rows if row.attendees]
    expected = {
        "unsaid_groups": sum(bool(groups & set(row.attendees)) for row in lessons),
        "unsaid_places": sum(bool(row.pools) for row in lessons),
        "unsaid_others": len(rows) - len(lessons),
    }
    told = {notice.key: notice.params["count"] for notice in unsaid(school, rows, "gpu")}
    assert told == {key: count for key, count in expected.items() if count}
    fet = {notice.key: notice.params["count"] for notice in unsaid(school, rows, "fet")}
    assert fet == {key: count for key, count in told.items() if key != "unsaid_groups"}
    assert all(notice.text(language) for notice in unsaid(school, rows, "gpu") for language in LANGUAGES)


def test_the_seeds_hold_everything_that_is_compared() -> None:
    rows = [row for seed in SEEDS for row in placed(seed)[1]]
    assert {row.mode for row in rows} >= set(Mode) and {row.week for row in rows} == {"every", "A", "B"}
    assert any(len(row.attendees) > 1 for row in rows) and any(len(row.teachers) > 1 for row in rows)
    assert any(row.duration > 1 for row in rows) and any(row.room for row in rows)


NAMES = st.lists(
    st.text(st.sampled_from("AbÉ19 ,;+/&|\"'.-"), min_size=1, max_size=8)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text[:1].isalnum() and text[-1:] not in "' "),
    min_size=1,
    max_size=4,
    unique=True,
)


@given(NAMES)
def test_names_in_one_cell_come_apart_again_whatever_signs_they_hold(names: list[str]) -> None:
    assert pieces(joined(names)) == tuple(names)


@pytest.mark.parametrize("text", ["An, Bo", "An; Bo", "An/Bo", " An +Bo", "An\nBo", 'An, "Bo"', '"An" & Bo', "An,, Bo"])
def test_what_planners_write_in_one_cell_comes_apart_as_before(text: str) -> None:
    assert pieces(text) == ("An", "Bo")


@pytest.mark.parametrize("text", ['An "Bo" Cas', 'An "Bo', '"An" Bo', '"An'])
def test_quotes_inside_a_name_are_part_of_it(text: str) -> None:
    assert pieces(text) == (text,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_gives_names_with_signs_back(tmp_path: Path, language: str) -> None:
    """Teachers, classes and rooms, alone and together, of which the signs would part names elsewhere."""
    teachers = ("A;B", "C+D", "E/F", "Van, Den", 'X "Y"', "Gé")
    rooms, classes = ("L1;2", "Zaal + podium"), ("3A;B", "3C/D")
    lessons = tuple(
        SchoolLesson(f"L{number}", of, "WIS", by)
        for number, (of, by) in enumerate(
            (
                *(((classes[0],), ((one,),)) for one in teachers),
                ((classes[1],), (("A;B",), ("Van, Den",))),
                (classes, (("Gé",), ('X "Y"',), ("C+D",))),
            )
        )
    )
    rows = tuple(
        RosterRow(
            one.id, 1, one.attendees, "WIS", tuple(who for (who,) in one.teachers), day=at % 5, period=1 + at // 5
        )
        for at, one in enumerate(lessons)
    )
    rows = tuple(replace(row, room=rooms[row.day % 2]) for row in rows)
    school = School(
        Settings(language=language),
        grid(),
        tuple(map(SchoolClass, classes)),
        teachers=tuple(map(Teacher, teachers)),
        lessons=lessons,
        rooms=tuple(map(Room, rooms)),
        roster=rows,
    )
    problem = build_problem(school)
    timetable, faults = timetable_of(problem, rows)
    assert not faults
    (path,) = export(problem, timetable, tmp_path, ["csv"], (), language)
    assert periods(import_roster([path]).school.roster, {}) == periods(rows, {})
