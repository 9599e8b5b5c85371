"""The tables for people who compute: every figure equals one counted by hand or in another way."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

import pandas as pd
import pytest
from click.testing import CliRunner

import scheduler as s
from scheduler.cli.main import scheduler
from scheduler.problem.problem import Problem
from scheduler.problem.resources import TEACHER
from scheduler.problem.rules import LimitBusy
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from scheduler.views import export
from scheduler.views.frames.tables import TYPES
from tests.builders import lesson, problem, put, week
from tests.school.schools import blended_school
from tests.views.greedy import greedy


@pytest.fixture(scope="module")
def school() -> tuple[Problem, Timetable]:
    case = build_problem(blended_school())
    return case, greedy(case, seed=3, distance=0.8)


def test_a_gap_and_a_free_day_are_counted_by_the_week():
    case = problem(week(2, 4), [lesson("W", sizes=(1, 1), who=("teacher:A", "path:1A"))])
    loads = s.frames(case, Timetable((put("W", 0), put("W", 3, 2)))).loads.set_index("code")
    assert loads.loc["A", ["periods", "days", "half_days", "gaps"]].tolist() == [2, 1, 2, 2]
    assert loads.loc["A", ["earliest", "latest"]].tolist() == [510, 510 + 4 * 50]


def test_a_meet_without_a_time_has_no_day_and_nobody_is_busy_with_it():
    case = problem(week(1, 4), [lesson("W", sizes=(2, 1), who=("teacher:A",))])
    tables = s.frames(case, Timetable((put("W", 1, duration=2), put("W", None, 2))))
    assert tables.placements["day"].isna().tolist() == [False, True]
    assert tables.lessons.iloc[0][["meets", "periods", "placed"]].tolist() == [1, 3, 2]
    assert tables.loads.iloc[0]["periods"] == 2


def test_a_lesson_of_every_week_counts_once_in_each_week_of_the_cycle():
    case = problem(week(1, 2, weeks=2), [lesson("W", who=("teacher:A",), weeks=((0, 1),))])
    tables = s.frames(case, Timetable((put("W", 0),)))
    assert tables.lessons.iloc[0]["placed"] == 2 and tables.placements.iloc[0]["weeks"] == "every"
    assert tables.loads.set_index("week")["periods"].to_dict() == {"A": 1, "B": 1}


def test_a_broken_rule_is_a_row_with_its_cost_and_its_sentence():
    rule = LimitBusy(id="most", entry="H15", resources=("teacher:A",), groups=((0, 1),), most=1)
    case = problem(week(1, 2), [lesson("W", sizes=(2,), who=("teacher:A",))], rule)
    placed = Timetable((put("W", 0, duration=2),))
    row = s.frames(case, placed, language="en").violations.iloc[0]
    assert row[["entry", "rule", "kind", "point", "deviation"]].tolist() == ["H15", "most", "teacher", "A", 1]
    assert row["cost"] == s.evaluate(case, placed).hard > 0 and "A" in row["text"]


def test_all_rows_of_all_tables_have_the_columns_and_types_that_are_documented(school):
    for tables in (s.frames(*school), s.frames(replace(school[0], rules=()), Timetable())):
        for name in tables:
            assert {column: str(kind) for column, kind in tables[name].dtypes.items()} == TYPES[name]
    assert tables.violations.empty and tables.placements.empty and len(dict(tables)) == len(tables) == 5


def test_loads_placements_and_occupancy_count_the_same_periods(school):
    tables = s.frames(*school)
    weeks = tables.placements["weeks"].map({"every": 2, "A": 1, "B": 1})
    given: dict[str, int] = {}
    for codes, periods in zip(tables.placements["teachers"], tables.placements["periods"] * weeks, strict=True):
        for code in codes.split(", ") if codes else ():
            given[code] = given.get(code, 0) + periods
    teachers = tables.loads[tables.loads["kind"] == TEACHER].groupby("code")["periods"].sum()
    assert teachers[teachers > 0].to_dict() == given and sum(given.values()) > 0
    rooms = tables.occupancy[tables.occupancy["kind"] == "room"].groupby("code")["used"].sum()
    assert rooms.to_dict() == tables.loads[tables.loads["kind"] == "room"].groupby("code")["periods"].sum().to_dict()


def test_violations_cost_what_the_judge_says_and_unplaced_periods_are_what_is_missing(school):
    tables, judged = s.frames(*school), s.evaluate(*school)
    costs = tables.violations.groupby("hard")["cost"].sum()
    assert (costs.get(True, 0), costs.get(False, 0)) == judged.cost
    missing = tables.lessons[~tables.lessons["optional"]]
    assert bool((missing["periods"] > missing["placed"]).any()) == bool(judged.unplaced)


def test_a_timetable_of_another_problem_is_refused_and_a_name_that_is_no_table_is_a_key_error(school):
    with pytest.raises(ValueError):
        s.frames(school[0], Timetable((put("NOBODY", 0),)))
    with pytest.raises(KeyError):
        s.frames(*school)["rooms"]
    assert isinstance(s.frames(*school)["loads"], pd.DataFrame)


def test_as_files_the_tables_read_back_and_no_text_becomes_a_formula(school, tmp_path):
    problem, timetable = school
    first = problem.lessons[0]
    named = replace(problem, lessons=(replace(first, subject="=1+1"), *problem.lessons[1:]))
    found = s.frames(named, timetable)
    files = export(named, timetable, tmp_path, ["frames"])
    assert [file.relative_to(tmp_path).as_posix() for file in files] == [f"frames/{name}.csv" for name in TYPES]
    for file in files:
        table = found[file.stem]
        read = pd.read_csv(file, keep_default_na=False, dtype=str)
        assert list(read.columns) == list(table.columns) and len(read) == len(table)
        texts = [column for column, kind in TYPES[file.stem].items() if kind == "string"]
        assert not any(text.startswith("=") for column in texts for text in read[column])
        for column in set(table.columns) - set(texts):
            assert list(read[column]) == ["" if pd.isna(value) else str(value) for value in table[column]]
    assert "'=1+1" in set(pd.read_csv(files[0], dtype=str)["subject"])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_parquet_is_written_where_pyarrow_is_and_else_asked_for(language, school, tmp_path, monkeypatch):
    problem, timetable = school
    if find_spec("pyarrow") is not None:
        files = export(problem, timetable, tmp_path, ["parquet"])
        assert all(pd.read_parquet(file).equals(s.frames(problem, timetable)[file.stem]) for file in files)
    monkeypatch.setattr("scheduler.views.frames.files.find_spec", lambda name: None)
    arguments = ["export", "s.xlsx", "--to", str(tmp_path), "--format", "xlsx,parquet", "--lang", language]
    told = CliRunner().invoke(scheduler, arguments)
    assert told.exit_code == 2 and "pip install pyarrow" in told.output and "frames" in told.output
