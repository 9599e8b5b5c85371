"""One language a time: no Dutch sheet, page, calendar or message holds a word of the English texts, and the other way.

The words of a language are those of its texts in `data` that the other language never uses. What the planner typed, the
names of parameters and the titles of sources (a decree is called what it is called) belong to no language.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from scheduler.cli.main import scheduler
from scheduler.demo import make_demo
from scheduler.problem.problem import Problem
from scheduler.problem.text import LANGUAGES, data_folder
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from scheduler.school.catalogue import catalogue
from scheduler.school.policy import load_policy
from scheduler.school.records import School
from scheduler.views import export, make_report, write_result
from tests.school.random_schools import random_school, random_timetable
from tests.views.greedy import greedy

WORD = re.compile(r"[^\W\d_]{3,}")
PARAMETER = re.compile(r"\{\w+:([^{}|]*)\|([^{}]*)\}|\{[^{}]*\}")
SCHOOLS = ["demo", *range(8)]


def words(text: str) -> set[str]:
    return {word.casefold() for word in WORD.findall(text)}


def said(node: Any, language: str) -> Iterator[str]:
    """Every text of one language in a table of texts: under `nl`, `help_nl` and the like."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        mine = key == language or str(key).endswith(f"_{language}")
        if isinstance(value, str) and mine:
            yield PARAMETER.sub(r" \1 \2 ", value)
        elif isinstance(value, dict | list):
            yield from said(value, language)
            if mine and isinstance(value, list):
                yield from map(str, value)


@cache
def foreign_to(language: str) -> frozenset[str]:
    """Words that only texts of the other language hold."""
    data = data_folder()
    files = (*data.glob("texts/*.toml"), data / "workbook.toml", data / "rules.toml")
    tables = [tomllib.loads(path.read_text("utf-8")) for path in files]
    found = {one: {word for table in tables for text in said(table, one) for word in words(text)} for one in LANGUAGES}
    (other,) = set(LANGUAGES) - {language}
    return frozenset(found[other] - found[language])


@cache
def of_no_language() -> frozenset[str]:
    """Parameters as they are typed, and what articles, circulars and books are called."""
    entries = catalogue().values()
    policy = load_policy("vlaanderen-2023")
    names = [parameter.name for entry in entries for parameter in entry.parameters]
    sources = [text for entry in entries for text in (entry.law, entry.source)]
    return frozenset(words(" ".join([*names, *sources, repr(policy)]).replace("_", " ")))


def strange(texts: Iterator[tuple[str, str]], language: str, own: set[str]) -> list[tuple[str, str, str]]:
    """(where, word, text) of each word of the other language."""
    bad = foreign_to(language) - of_no_language() - own
    return [(where, word, text) for where, text in texts for word in sorted(words(text) & bad)]


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
    """What a reader sees of web pages, calendars and lists."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
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
