"""The row that the card of a rule shows, typed as it is printed into the sheet Regels (Rules) of a school."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from scheduler.formats.workbook import read_school, write_csv_folder
from scheduler.problem.text import LANGUAGES
from scheduler.school.building import build_problem
from scheduler.school.catalogue import catalogue, who_name
from scheduler.school.default_grid import default_grid
from scheduler.school.records import Level, Room, School, SchoolClass, SchoolLesson, Settings, Subject, Teacher
from scheduler.school.rule_words import default_of, example_of

SHEETS = {"nl": ("Regels", ["regel", "voor", "niveau", "waarde"]), "en": ("Rules", ["rule", "for", "level", "value"])}


def school(language: str) -> School:
    """Whom the rows speak of: a class of each stage, some teachers, subjects and lessons."""
    return School(
        settings=Settings(language=language),
        periods=default_grid(),
        classes=tuple(SchoolClass(f"{stage}A", stage=str(stage), pupils=20) for stage in (1, 2, 3)),
        teachers=(Teacher("AN"), Teacher("JAN"), Teacher("PEE")),
        subjects=(Subject("WIS"), Subject("LO")),
        lessons=tuple(
            SchoolLesson(code, ("1A",), "WIS", (("AN",),), Fraction(2)) for code in ("W12", "5A-TECH", "5A-PRA")
        ),
        rooms=(Room("101", seats=30),),
    )


def with_row(folder: Path, language: str, cells: list[str]) -> Path:
    name, heading = SHEETS[language]
    write_csv_folder(school(language), folder, language)
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([heading, cells])
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("identity", list(catalogue()))
def test_the_row_of_a_card_works_as_it_is_printed_and_means_what_the_catalogue_says(
    identity: str, language: str, tmp_path: Path
) -> None:
    shown = [cell.strip() for cell in example_of(catalogue()[identity], language).split("|")]
    read, notices = read_school(with_row(tmp_path / "school", language, shown))
    assert not [notice for notice in notices if notice.key in ("rule_not_for", "nobody_in_stage")]
    meant = [cell.strip() for cell in catalogue()[identity].example.split("|")]
    (row,) = read.rules
    assert (row.rule, who_name(row.who), row.level) == (meant[0], who_name(meant[1]), Level(meant[2]))
    assert (row.value or "") == "".join(shown[3:])
    build_problem(read)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_default_that_a_card_prints_may_be_typed(language: str, tmp_path: Path) -> None:
    every = "alle" if language == "nl" else "all"
    cells = [
        [entry.id, every, "", f"{one.name}={default_of(one, language)}"]
        for entry in catalogue().values()
        for one in entry.parameters
        if one.default and not one.by_stage
    ]
    name, heading = SHEETS[language]
    folder = with_row(tmp_path / "school", language, [])
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([heading, *cells])
    read, _ = read_school(folder)
    plain = build_problem(school(language))
    assert build_problem(read).rules == plain.rules, "a default that is typed changes nothing"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_speaks_one_language(language: str) -> None:
    other = {"nl": ("all", "must", "strong", "wish", "off", "stage"), "en": ("alle", "eis", "wens", "uit", "graad")}
    for entry in catalogue().values():
        assert not set(example_of(entry, language).split()) & set(other[language]), entry.id
