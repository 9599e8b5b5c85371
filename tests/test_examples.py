"""The example programs in Python run as they stand, with counted work, and print what is true."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import scheduler as s
from scheduler.formats.workbook import read_school
from scheduler.library.duties import given_out
from scheduler.problem.modes import Mode
from scheduler.school.records import RosterRow
from scheduler.school.roster import rows_of

FOLDER = Path(__file__).resolve().parent.parent / "examples" / "python"


def printed(program: str, work: float, *more: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, FOLDER / program, str(work), *more], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_school_in_code_is_solved_and_printed():
    lines = printed("school_in_code.py", 2)
    assert lines[0] == "optimal: 0 points for gaps of teachers"
    assert lines[1] == "0 periods without a time, 0 points for broken hard rules"
    meets = [re.fullmatch(r"(\w+)-(\d)  (\w+) (1A|1B) +(\d) periods?, (\w+)", line) for line in lines[2:]]
    assert all(meets) and sum(int(meet[5]) for meet in meets) == 2 * (4 + 3 + 4)
    assert not [meet[0] for meet in meets if meet[3] == "science" and meet[1] == "Wed"]


def test_the_week_of_a_planner_is_mended_told_explained_and_priced():
    lines = printed("week.py", 1)
    moved, least, hard = map(int, re.findall(r"\d+", lines[0]))
    changes = [line for line in lines if re.fullmatch(r"  maths 1[AB]: Mon-\d -> Tue-\d", line)]
    assert hard == 0 and moved == least == len(changes) >= 1
    told = {line.partition(" ")[0]: line for line in lines}
    assert re.fullmatch(r"science 1A can go to: \w{3}-\d(, \w{3}-\d)*; \d chains", told["science"])
    assert "impossible" in told["explain:"] and "teacher:Ann" in told["explain:"]
    assert lines[-1].startswith("price: Tuesday costs ")


def test_the_analysis_prints_a_table_with_every_teacher():
    lines = printed("analysis.py", 0.5)
    head, rules = lines.index(""), lines.index("", lines.index("") + 1)
    table = [line.split() for line in lines[head + 2 : rules]]
    problem = s.read_school(FOLDER.parent / "small-school" / "school.xlsx")
    assert {row[0] for row in table} == {teacher.code for teacher in problem.resources_of("teacher")}
    assert all(len(row) == 6 and int(row[1]) >= int(row[2]) > 0 for row in table)
    assert lines[head - 1].startswith("Small school: ") and len(lines) > rules + 2


def test_a_newcomers_program_of_fifteen_lines_solves_a_school(monkeypatch, capsys):
    (program,) = re.findall(r"```python\n(.*?)```", (FOLDER / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len([line for line in program.splitlines() if line.strip()]) <= 15
    stop = s.Stop

    def counted(seconds: float) -> Any:
        return stop(work=seconds / 5)

    monkeypatch.setattr(s, "Stop", counted)
    exec(compile(program, "README.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 * (3 + 2) and all(re.fullmatch(r"(maths|science) 1[AB] \w{3}-\d", line) for line in lines)


def test_the_readme_of_the_programs_names_each_of_them():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"]({program.name})" in text for program in FOLDER.glob("*.py"))


def test_the_tables_of_the_example_add_up_to_what_it_solved(tmp_path):
    lines = printed("frames.py", 0.5, tmp_path)
    tables = {path.stem: pd.read_csv(path, keep_default_na=False) for path in tmp_path.glob("*.csv")}
    rows = {line.split()[0]: int(line.split()[1]) for line in lines[:5]}
    assert rows == {name: len(table) for name, table in tables.items()} and len(rows) == 5
    lessons, teachers = tables["lessons"], tables["loads"][tables["loads"]["kind"] == "teacher"]
    alone = lessons["teachers"].str.count(",") == 0
    assert 0 < lessons.loc[alone, "placed"].sum() <= teachers["periods"].sum()
    assert sum(line.startswith(("H", "S")) and " points. " in line for line in lines) == 3


def test_the_day_with_two_absences_loses_no_pupil_and_books_nobody_twice():
    from datetime import date

    school = s.read_school(FOLDER.parent / "absent-teachers" / "school.xlsx")
    assert s.evaluate(school, school.timetable).valid
    plan = s.plan_day(school, date(2026, 11, 30), absent=["ANN", "DIR:1-4"])
    assert plan.proved and len(plan.decisions) == 7 and not plan.worse
    assert {one.kind for one in plan.decisions} <= {"swap", "substitute"}
    assert all(not {"ANN", "DIR"} & set(one.teachers) for one in plan.decisions)
    second = {one.lost.key: one for one in plan.decisions if one.lost.lesson.id == "3A-WIS"}
    reasons = [other.reason for key in second for other in plan.others[key] if other.kind == "synchronous"]
    assert "between_lessons" in reasons


# -- the stories of blended teaching --


STORIES = ("internship", "rotation", "latin", "distance-friday")


def solved(story: str, work: float, term: str | None = None) -> list[RosterRow]:
    """The lessons of a story that are not in contact for everybody, after so much counted work."""
    problem = s.read_school(FOLDER.parent / story / "school.xlsx", term=term)
    found = s.solve(problem, stop=s.Stop(work=work), workers=1, seed=1)
    assert (found.hard, found.unplaced) == (0, ())
    return [row for row in rows_of(problem, found.timetable) if row.mixed or row.mode is not Mode.CONTACT]


def test_in_the_rotation_each_half_is_at_home_for_one_half_day_and_the_other_sits_in_the_small_room():
    rows = solved("rotation", 3)
    turns = {(row.online, row.day, row.period > 4) for row in rows}
    assert sorted(online for online, _, _ in turns) == ["3A s1", "3A s2", "4A s1", "4A s2"]
    assert len(rows) == 2 * 6 and {row.room for row in rows} == {"103"}


def test_the_sixth_year_follows_half_of_its_latin_online():
    rows = solved("latin", 3)
    assert [(row.lesson, row.online, row.room) for row in rows] == [("5LA+6LA-LAT", "6LA", "103")] * 2


def test_the_school_with_latin_has_somebody_for_each_duty_who_eats_all_the_same_and_few_eighth_hours():
    problem = s.read_school(FOLDER.parent / "latin" / "school.xlsx")
    found = s.solve(problem, stop=s.Stop(work=3), workers=1, seed=1)
    rows = rows_of(problem, found.timetable)
    eighth = {(code, row.day) for row in rows for code in row.attendees if row.period + row.duration > 8}
    assert all(sum(code == of for code, _ in eighth) <= 2 for of in ("5LA", "6LA"))
    entry = s.evaluate(problem, found.timetable).by_entry["H27"]
    assert entry.deviation == 0, "in each of the first six periods somebody is free to stand in"
    duties = given_out(problem, found.timetable)
    assert len(duties.given) == 2 * 5 and not duties.lacking and not duties.no_lunch


def test_the_third_stage_has_its_distance_lessons_on_friday():
    rows = solved("distance-friday", 3)
    assert len(rows) == 2 * 7 and {row.day for row in rows} == {4}


def test_the_year_with_an_internship_has_three_timetables_of_which_the_first_has_no_distance():
    assert solved("internship", 3, "semester 1 + startweken") == []
    away = solved("internship", 3, "semester 2")
    assert len(away) == 2 * 7 and sum(row.lesson.startswith("6ZO") for row in away) == 7
    asked = {
        term: s.read_school(FOLDER.parent / "internship" / "school.xlsx", term=term)
        for term in ("semester 1", "semester 2")
    }
    assert [asked[term].lesson["6ZO-NAT"].duration for term in asked] == [5, 3]


@pytest.mark.parametrize("story", STORIES)
def test_the_workbook_of_a_story_is_the_one_that_its_program_writes(story):
    path = FOLDER.parent / "make_stories.py"
    spec = importlib.util.spec_from_file_location("make_stories", path)
    assert spec and spec.loader
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    assert set(program.STORIES) == set(STORIES)
    read, made = read_school(FOLDER.parent / story / "school.xlsx")[0], program.STORIES[story]()
    for part in (
        "classes",
        "teachers",
        "subjects",
        "lessons",
        "rooms",
        "pools",
        "availability",
        "supervision",
        "rules",
        "calendar",
    ):
        assert getattr(read, part) == getattr(made, part)
    assert f"examples/{story}/README.md" in (FOLDER.parent.parent / "README.md").read_text(encoding="utf-8")
