"""How sure a reading of cells and columns is: a small lead over the second best stops an import, and --map chooses."""

from __future__ import annotations

import pytest

from scheduler.formats.roster import Doubtful, ImportOptions, explain_html
from scheduler.formats.roster.words.fields import learn_fields, rivals
from tests.formats.roster.conftest import said

DAYS = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag"]
SUBJECTS = ["WIS", "NED", "FRA", "ENG", "BIO", "GES"]
TEACHERS = ["Peeters", "Maes", "Claes", "Wouters", "Jacobs", "Smets"]


def week(text) -> list[list[object]]:
    """A class sheet of five days and six periods; `text` makes the cell of a day and a period."""
    return [["Uur", *DAYS]] + [[p + 1, *(text(d, p) for d in range(5))] for p in range(6)]


def test_a_rare_subject_of_two_words_does_not_take_the_name_of_its_teacher_along():
    texts = [f"{s} {t}" for s, t in zip(SUBJECTS, TEACHERS, strict=True)] + [f"WIS {t}" for t in TEACHERS[1:3]]
    cut = learn_fields([*texts, "Labo hout Maes", "Labo hout Claes"])
    assert cut is not None
    assert cut.cut("Labo hout Maes") == ("Labo hout", "Maes")
    assert cut.cut("WIS Peeters") == ("WIS", "Peeters")


def test_a_cut_that_nothing_else_supports_has_a_small_lead():
    texts = [f"{s} {t}" for s in SUBJECTS[:4] for t in TEACHERS[:3]]
    cut = learn_fields([*texts, "Project algemene vakken Nys"])
    assert cut is not None
    found = rivals(cut, [*texts, "Project algemene vakken Nys"])
    assert found["Project algemene vakken Nys"].lead < 1.4 < min(found[text].lead for text in texts)


def columns_of_numbers(shuffled: bool) -> list[list[object]]:
    """A list without headings: a class and a subject on each of five days at each of five periods."""
    pairs = [(d, p) for d in range(1, 6) for p in range(1, 6)]
    order = sorted(pairs, key=lambda pair: (pair[0] * 7 + pair[1] * 3) % 11) if shuffled else pairs
    return [lesson(d, p, k) for d, p in order for k in range(3)]


def lesson(day: int, period: int, klass: int) -> list[object]:
    """One row; each class has one teacher for two subjects."""
    subject = (day * period) % 4
    return [f"{1 + klass}A", SUBJECTS[subject], TEACHERS[2 * klass + subject % 2], day, period]


def test_days_and_periods_that_could_be_swapped_are_a_doubt_with_both_readings(read):
    with pytest.raises(Doubtful) as stopped:
        read({"Lijst": columns_of_numbers(shuffled=True)})
    text = stopped.value.text("nl")
    assert "dag 'D', lesuur 'E'" in text and '[columns] "E" = "day", "D" = "period"' in text


def test_the_planner_settles_by_the_letters_of_the_columns_which_is_the_day(read):
    rows = columns_of_numbers(shuffled=True)
    imported = read({"Lijst": rows}, ImportOptions(map={"columns": {"E": "day", "D": "period"}}))
    first = rows[0]
    assert any(
        (day, period) == (first[4] - 1, first[3]) and who == first[0]
        for day, period, _, who, *_ in said(imported)
        if period == first[3]
    )


def test_rows_that_run_through_the_periods_of_each_day_tell_days_from_periods(read):
    rows = [lesson(d, p, k) for k in range(3) for d in range(1, 6) for p in range(1, 6)]
    rows = [row for row in rows if row[3] != 3 or row[4] < 4]  # a free afternoon
    imported = read({"Lijst": rows})
    assert {period for day, period, *_ in said(imported) if day == 2} == {1, 2, 3}


def test_an_example_of_the_planner_says_how_cells_are_read(read):
    rows = week(lambda d, p: f"{SUBJECTS[(d + p) % 6]} - {TEACHERS[(d + 2 * p) % 6]}")
    example = "WIS - Peeters"
    imported = read(
        {"3A": rows, "3B": rows},
        ImportOptions(map={"cells": {example: {"teacher": "WIS", "subject": "Peeters"}}}, accept=True),
    )
    assert {subject for *_, subject, _, _ in said(imported)} <= set(TEACHERS)


def test_the_page_that_explains_shows_the_second_best_reading_of_cells(read):
    rows = week(lambda d, p: f"{SUBJECTS[(d + p) % 6]}\n{TEACHERS[(d + p) % 6]}")
    page = explain_html(read({"3A": rows}, ImportOptions(accept=True)), "en")
    assert "What the cells and columns are" in page and "and not" in page


@pytest.mark.parametrize("mark", ["week {}", "wk {}", "({})"])
def test_sheets_that_differ_by_a_mark_of_the_week_are_two_weeks_of_one_class(read, mark: str):
    plain = week(lambda d, p: SUBJECTS[(d + p) % 6])
    changed = [list(row) for row in plain]
    changed[1][1] = "LO"
    sheets = {}
    for name in ("3A", "3B"):
        sheets[f"{name} {mark.format('A')}"] = plain
        sheets[f"{name} {mark.format('B')}"] = changed if name == "3A" else plain
    imported = read(sheets)
    assert {c.code for c in imported.school.classes} == {"3A", "3B"}
    first = [r for r in imported.school.roster if (r.day, r.period) == (0, 1) and "3A" in r.attendees]
    assert {(r.week, r.subject) for r in first} == {("A", "WIS"), ("B", "LO")}


def test_a_row_of_lessons_without_a_name_belongs_to_nobody_and_is_told(read):
    head = ["Klas", *(d for d in DAYS for _ in range(4))]
    numbers = [None, *(p for _ in DAYS for p in range(1, 5))]
    names = ["1A", "1B", None, "2A", "2B"]
    rows = [[name, *(SUBJECTS[(n + k) % 6] for k in range(20))] for n, name in enumerate(names)]
    with pytest.raises(Doubtful) as stopped:
        read({"Rooster": [head, numbers, *rows]})
    assert "20 van" in stopped.value.text("nl")
