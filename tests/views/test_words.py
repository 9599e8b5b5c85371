"""One language a time: no Dutch sheet, page, calendar or message holds a word of the English texts, and the other way.

What words of a language are is for `tests.words`. Imports look after their own (`tests/formats/roster/conftest`).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from scheduler.cli.main import scheduler
from scheduler.demo import make_demo
from scheduler.problem.problem import Problem
from scheduler.problem.text import LANGUAGES
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from scheduler.school.catalogue import catalogue
from scheduler.school.records import School
from scheduler.views import export, make_report, write_result
from tests.school.random_schools import random_school, random_timetable
from tests.views.greedy import greedy
from tests.words import foreign_to, strange, words

SCHOOLS = ["demo", *range(8)]


def case(kind: str | int, language: str) -> tuple[School, Problem, Timetable]:
    if isinstance(kind, str):
        school = make_demo("small", language=language)
        problem = build_problem(school)
        return school, problem, greedy(problem, distance=0.5)
    school = random_school(kind, language)
    problem = build_problem(school)
    return school, problem, random_timetable(problem, kind)


def cells(path: Path) -> Iterator[tuple[str, str]]:
    for sheet in openpyxl.load_workbook(path):
        if sheet.sheet_state == "visible":
            yield sheet.title, sheet.title
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if isinstance(cell.value, str):
                    yield f"{sheet.title}!{cell.coordinate}", cell.value
                if cell.comment:
                    yield f"{sheet.title}!{cell.coordinate}", cell.comment.text


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """What a reader sees of web pages, calendars and lists; of archives the names, their files lie beside them."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".zip":
            yield from ((path.name, name) for name in zipfile.ZipFile(path).namelist())
            continue
        text = path.read_bytes().decode("utf-8-sig")
        if path.suffix == ".html":
            text = re.sub(r"<style.*?</style>|<script.*?</script>|<[^>]*>", " ", text, flags=re.DOTALL)
        if path.suffix == ".ics":
            lines = text.replace("\r\n ", "").splitlines()
            fields = [re.match(r"(SUMMARY|LOCATION|DESCRIPTION|CATEGORIES)[^:]*:(.*)", line) for line in lines]
            text = "\n".join(found[2].replace("\\n", " ") for found in fields if found)
        for line in text.splitlines():
            yield path.name, line


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", SCHOOLS)
def test_sheets_pages_and_messages_speak_one_language(kind: str | int, language: str, tmp_path: Path) -> None:
    school, problem, timetable = case(kind, language)
    own = words(repr(school)) | words(str(tmp_path)) | words("out.xlsx")
    result = tmp_path / "out.xlsx"
    write_result(result, make_report(problem, timetable), language)
    assert strange(cells(result), language, own) == []
    export(problem, timetable, tmp_path / "handouts", ["html", "ics", "csv"], [], language)
    assert strange(pages(tmp_path / "handouts"), language, own) == []
    for verb in (["check"], ["evaluate", "--all"]):
        told = CliRunner().invoke(scheduler, [verb[0], str(result), *verb[1:]]).output
        assert told and strange(((verb[0], line) for line in told.splitlines()), language, own) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_rules_and_every_card_speak_one_language(language: str) -> None:
    """An example names a subject and a lesson as a school might."""
    for identity in ([], *([one] for one in catalogue())):
        shown = CliRunner().invoke(scheduler, ["rules", *identity, "--lang", language]).output
        assert strange(((str(identity), line) for line in shown.splitlines()), language, {"wis"}) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_speaks_one_language(language: str) -> None:
    """Options, formats and commands to type are what they are in both."""
    typed = words("classes teachers rooms new check solve evaluate export rules import convert bench handouts")
    typed |= words("best instance hard soft overwrite timetable output time workers seed json demo small medium large")
    for verb in ([], *([name] for name in scheduler.commands)):
        shown = CliRunner().invoke(scheduler, [*verb, "--help", "--lang", language], terminal_width=1000).output
        shown = re.sub(r"--?[\w-]+", " ", shown)
        assert strange(((str(verb), line) for line in shown.splitlines()), language, typed) == []


def test_the_words_that_gave_trouble_are_watched() -> None:
    english = {"opening", "meeting", "lesson", "room", "teacher", "both", "every", "must", "supervision"}
    dutch = {"toezicht", "overleg", "lokaal", "klas", "leraar", "beide", "elke", "eis", "graad"}
    assert english - {"opening"} <= foreign_to("nl") and dutch <= foreign_to("en")
