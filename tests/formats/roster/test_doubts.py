"""What stops an import: cells that nobody understood, lessons without time or class, two readings that fit as well."""

from __future__ import annotations

import pytest

from scheduler.formats.files.faults import Faults
from scheduler.formats.roster import Doubtful, ImportOptions, told_together
from tests.formats.roster.conftest import said

DAYS = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag"]
SUBJECTS = ["WIS", "NED", "FRA", "ENG", "BIO", "GES"]


def week(shift: int) -> list[list[object]]:
    """A class sheet of five days and six periods."""
    rows: list[list[object]] = [["Uur", *DAYS]]
    return rows + [[p + 1, *(SUBJECTS[(p + d + shift) % 6] for d in range(5))] for p in range(6)]


def test_every_import_tells_what_became_of_its_cells(read):
    imported = read({"3A": week(0), "3B": week(1)})
    assert "84 ingevulde cellen: 60 lessen, 24 labels en andere" in {a.nl for a in imported.assumptions}
    assert imported.doubts == ()


def headless() -> list[list[object]]:
    """A class sheet whose last two days are called by words that nobody knows."""
    rows = week(0)
    rows[0][4:] = ["xq", "yq"]
    return rows


def test_cells_under_a_heading_that_nobody_understands_stop_the_import_and_are_named(read):
    with pytest.raises(Doubtful) as stopped:
        read({"3A": headless(), "3B": week(1)})
    assert "'xq'" in stopped.value.text("nl")
    assert "--accept" in stopped.value.text("nl")


def test_the_planner_may_accept_the_best_reading_of_a_doubtful_file(read):
    imported = read({"3A": headless(), "3B": week(1)}, ImportOptions(accept=True))
    assert {day for day, _, _, who, *_ in said(imported) if who == "3A"} == {0, 1, 2}


def test_a_day_whose_name_nobody_knows_is_the_day_between_its_neighbours(read):
    rows = week(0)
    rows[0][3] = "mittwuch"
    assert {day for day, *_ in said(read({"3A": rows, "3B": week(1)}))} == {0, 1, 2, 3, 4}


def test_lessons_without_a_class_are_no_unavailable_teachers_but_a_doubt(read):
    grid = [["Leraar", *DAYS]] + [[p + 1, *("????" for _ in DAYS)] for p in range(6)]
    with pytest.raises(Faults):
        read({"Jans An": grid, "Maes Bo": grid})


def test_a_fet_file_is_called_by_its_name(tmp_path):
    from scheduler.formats.roster import import_roster

    path = tmp_path / "school.fet"
    path.write_text('<?xml version="1.0"?>\n<fet version="6.1.0"></fet>', encoding="utf-8")
    with pytest.raises(Faults) as stopped:
        import_roster([path])
    assert "FET" in stopped.value.text("nl")


def test_a_refused_file_still_has_its_picture_with_doubts_and_scores(read):
    from scheduler.formats.roster import explain_html

    with pytest.raises(Doubtful) as stopped:
        read({"3A": headless(), "3B": week(1)})
    page = explain_html(stopped.value.imported, "nl")
    assert "Twijfels" in page and "Van wie de roosters zijn" in page and "klassen" in page


def test_sheets_that_say_something_else_at_the_same_times_are_not_left_out_in_silence(read):
    """Three plans of one class: which of them is meant only the planner knows."""
    plans = {f"Plan {n}": [["3A"], *week(n)] for n in range(3)}
    with pytest.raises(Doubtful) as stopped:
        read(plans)
    assert "--sheet" in stopped.value.text("en") and "'Plan 1'" in stopped.value.text("en")


def test_what_holds_for_many_sheets_is_said_once():
    found = told_together([*((f"Blad {n}", "herhaalt") for n in range(1, 6)), ("", "een"), ("Blad 1", "twee")])
    assert found == [("Blad 1, Blad 2, Blad 3 ... (5)", "herhaalt"), ("", "een"), ("Blad 1", "twee")]


def test_numbers_that_count_teachers_are_no_periods_of_lessons_in_the_break(read):
    """A lesson in the lunch column has its hour from the heading, not its period from the number of the row."""
    head = [
        "Nr",
        "Leraar",
        *(f"{p}\n{7 + p}:00-{7 + p}:50" for p in range(1, 4)),
        "Lunch\n11:00-11:50",
        "4\n12:00-12:50",
    ]
    sheets = {}
    for d, day in enumerate(DAYS):
        rows: list[list[object]] = [list(head)]
        for n in range(20):
            cells: list[object] = [
                f"{(n + p + d) % 6 + 1}{'AB'[(n + d) % 2]}" if (n + p) % 3 else None for p in range(5)
            ]
            rows.append([n + 1, f"Mevr. {chr(65 + n)}aes", *cells])
        sheets[day] = rows
    school = read(sheets, ImportOptions(accept=True)).school
    assert {row.period for row in school.roster} == {1, 2, 3, 4, 5}


def test_codes_of_groups_that_differ_in_case_only_are_one(read):
    """The workbook would refuse the second."""
    rows: list[list[object]] = [["Uur", *DAYS]]
    for p in range(1, 6):
        rows.append([p, *(f"{'Zang' if (p + d) % 2 else 'zang'}\n{'Dans' if p % 2 else 'dans'}" for d in range(5))])
    school = read({"3A": rows, "3B": week(1)}, ImportOptions(accept=True)).school
    codes = [group.code.casefold() for group in school.groups] + [one.id.casefold() for one in school.lessons]
    assert len(codes) == len(set(codes))
