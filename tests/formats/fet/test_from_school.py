"""Random schools written as FET files and read back: what FET can say of them comes back, and FET takes the data."""

from __future__ import annotations

import subprocess
from itertools import combinations
from pathlib import Path

import pytest

from scheduler.formats.fet import FetFile, read_fet
from scheduler.formats.fet.from_school import write_school_as_fet
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, ROOM, TEACHER
from scheduler.problem.rules import EVERYTHING, Unavailable
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import School
from tests.formats.fet.judge import fet_cl
from tests.school.random_schools import random_blended_school, random_school, random_timetable

SEEDS = range(8)
"""More by hand: `python -m tests.formats.fet.test_from_school 0 300`."""


def built(seed: int) -> tuple[School, Problem]:
    school = (random_blended_school if seed % 2 else random_school)(seed)
    return school, build_problem(school)


def there_and_back(
    folder: Path, school: School, problem: Problem, timetable: Timetable | None = None
) -> tuple[FetFile, set[str]]:
    """The file as it is read, and what was told as left out."""
    notes = write_school_as_fet(folder / "school.fet", school, problem, timetable, "en")
    return read_fet(folder / "school.fet"), {one.key.removeprefix("unsaid_") for one in notes}


def differences(school: School, problem: Problem, fet: FetFile, unsaid: set[str]) -> list[str]:
    """What came back otherwise, said of nothing that the list of the unsaid names."""
    found = [f"unread {name}" for name in fet.unread]
    here = fet.institution
    if set(here.teachers) != {one.code for one in problem.resources_of(TEACHER)}:
        found.append("teachers")
    if {one.name: (one.building, one.capacity) for one in here.rooms.values()} != {
        one.code: (one.campus, 30_000 if one.seats is None else one.seats) for one in school.rooms
    }:
        found.append("rooms")
    found += [f"pupils {one}" for one in _clashes(school, problem, fet)]
    for lesson in (one for one in problem.lessons if not one.optional):
        found += [f"{lesson.id}: {what}" for what in _of_lesson(problem, fet, lesson.id, unsaid)]
    return found + list(_closed(problem, fet))


def _clashes(school: School, problem: Problem, fet: FetFile) -> list[str]:
    """Pairs of classes and groups that share pupils in one of the two only; groups without lessons have no paths."""
    paths = problem.resources_of(PATH)
    ours = {one.code: {path.id for path in paths if path.class_code == one.code} for one in school.classes}
    ours |= {one.code: {path.id for path in paths if one.code in path.groups} for one in school.groups}
    theirs = fet.institution.pupils
    return [
        f"{one} {two}"
        for one, two in combinations([code for code, some in ours.items() if some], 2)
        if ours[one].isdisjoint(ours[two]) != set(theirs[one]).isdisjoint(theirs[two])
    ]


def _of_lesson(problem: Problem, fet: FetFile, name: str, unsaid: set[str]) -> list[str]:
    lesson = problem.lesson[name]
    blocks = [one for one in fet.institution.active if one.comments == (lesson.row or lesson.id)]
    if len([one for one in problem.lessons if (one.row or one.id) == (lesson.row or lesson.id)]) > 1:
        return []
    found = [] if blocks else ["no activity"]
    if unsaid.isdisjoint({"same_weeks", "either_week"}) and sum(one.duration for one in blocks) != lesson.duration:
        found.append("periods")
    teachers = [
        {problem.resource[one].code for one in demand.candidates}
        for demand in lesson.demands_in(lesson.options[0])
        if all(problem.resource[one].kind == TEACHER for one in demand.candidates)
    ]
    rooms = {
        one
        for way in lesson.options
        if way.mode is Mode.CONTACT
        for demand in way.demands
        for one in demand.candidates
        if problem.resource[one].kind == ROOM
    }
    for block in blocks:
        if set(block.pupils) != set(lesson.attendees):
            found.append("pupils")
        if len(block.teachers) > len(teachers) or not set(block.teachers) <= set().union(*teachers):
            found.append("teachers")
        options = fet.problem.lesson[block.lesson].options
        if rooms != {one for way in options for demand in way.demands for one in demand.candidates}:
            found.append("rooms")
    return found


def _closed(problem: Problem, fet: FetFile) -> list[str]:
    """Teachers who are absent at other times."""
    found = []
    per_week = len(fet.institution.days) // problem.times.weeks
    numbers = sorted({time.day for time in problem.times.times})
    for teacher in problem.resources_of(TEACHER):
        ours = {
            problem.times[time]
            for rule in problem.rules
            if isinstance(rule, Unavailable) and rule.hard and teacher.id in rule.resources and rule.what == EVERYTHING
            for time in rule.times
        }
        slots = {(one.week * per_week + numbers.index(one.day), one.period) for one in ours}
        closed = fet.institution.unavailable.get(f"teacher:{teacher.code}", ())
        if slots != {(fet.problem.times[time].day, fet.problem.times[time].period) for time in closed}:
            found.append(f"times of {teacher.code}")
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_a_school_comes_back_from_its_fet_file(seed: int, tmp_path: Path) -> None:
    school, problem = built(seed)
    assert differences(school, problem, *there_and_back(tmp_path, school, problem)) == []
    read, _ = there_and_back(tmp_path, school, problem, random_timetable(problem, seed))
    assert not read.unread


def taken(folder: Path, school: School, problem: Problem) -> str:
    """ "" where FET reads the data and makes something of every list and constraint; else what it says."""
    there_and_back(folder, school, problem)
    command = [str(fet_cl()), f"--inputfile={folder / 'school.fet'}", f"--outputdir={folder}", "--timelimitseconds=1"]
    try:
        done = subprocess.run([*command, "--htmllevel=0"], capture_output=True, text=True, timeout=20, check=False)
        told = done.stdout
    except subprocess.TimeoutExpired as late:  # it does not always obey its limit, but it has begun
        told = (late.stdout or b"").decode()
    wrong = [line for line in told.splitlines() if line.startswith("Message")]
    return "" if "Starting timetable generation" in told else " ".join(wrong[-1:])


@pytest.mark.skipif(fet_cl() is None, reason="fet-cl is not installed (Debian: fet; or set FET_CL)")
def test_fet_takes_the_data_of_a_school(tmp_path: Path) -> None:
    for seed in (1, 2, 3):
        assert taken(tmp_path, *built(seed)) == ""


if __name__ == "__main__":
    import sys
    import tempfile

    for number in range(int(sys.argv[1]), int(sys.argv[2])):
        some = built(number)
        with tempfile.TemporaryDirectory() as folder:
            wrong = differences(*some, *there_and_back(Path(folder), *some))
            refused = taken(Path(folder), *some) if fet_cl() else ""
        if wrong or refused:
            print(number, wrong, refused, flush=True)
