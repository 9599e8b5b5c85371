"""What headings, labels and names are, where their words could also be something else: read by how they behave."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from scheduler.formats.files.faults import Faults
from scheduler.formats.roster import ImportOptions, import_roster
from scheduler.formats.roster.reading.list_roles import HINTED, hint_of
from scheduler.formats.roster.words.labels import exact_field
from tests.formats.roster.conftest import said

DAYS = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag"]
WEEK = (("WIS", "Jans"), ("NED", "Maes"), ("FRA", "Claes"), ("ENG", "Goos"), ("BIO", "Nys"))


def at(day: int, period: int, shift: int = 0) -> tuple[str, str]:
    return WEEK[(day + 2 * period + shift) % 5]


def test_classes_that_stand_under_each_day_are_the_owners(read):
    head = [None, *(day if n == 0 else None for day in DAYS for n in range(2))]
    rows = [head, ["Uur", *["1A", "1B"] * 5]]
    rows += [[p + 1, *(at(d, p, c)[0] for d in range(5) for c in range(2))] for p in range(4)]
    found = said(read({"Rooster": rows}))
    assert {who for _, _, _, who, *_ in found} == {"1A", "1B"}
    assert (0, 1, 1, "1A", at(0, 0)[0], "", "") in found
    assert (4, 4, 1, "1B", at(4, 3, 1)[0], "", "") in found


def test_what_stands_in_the_columns_of_a_day_is_one_lesson(read):
    head = ["Uur", *(part for day in DAYS for part in (day, None))]
    sheets = {
        name: [head, *([f"Uur {p + 1}", *(part for d in range(5) for part in at(d, p, n))] for p in range(4))]
        for n, name in enumerate(("1A", "1B"))
    }
    found = said(read(sheets))
    assert (0, 1, 1, "1A", "WIS", "Jans", "") in found
    assert len(found) == 40


def test_hours_on_the_row_below_the_number_belong_to_the_period(read):
    spans = ("8:25-9:15", "9:15-10:05", "10:20-11:10", "11:10-12:00")
    sheets = {name: [["uur", *DAYS]] for name in ("1A", "1B")}
    for n, rows in enumerate(sheets.values()):
        for p, span in enumerate(spans):
            rows.append([p + 1, *(at(d, p, n)[0] for d in range(5))])
            rows.append([span, *(at(d, p, n)[1] for d in range(5))])
    imported = read(sheets)
    assert len(said(imported)) == 40 and (0, 1, 1, "1A", "WIS", "Jans", "") in said(imported)
    assert {(p.start, p.end) for p in imported.school.periods if p.period == 1} == {(505, 555)}


def test_roman_numerals_number_the_periods(read):
    rows = [["Uur", *DAYS]] + [[n, *(at(d, p)[0] for d in range(5))] for p, n in enumerate(("I", "II", "III", "IV"))]
    assert {period for _, period, *_ in said(read({"1A": rows, "1B": rows}))} == {1, 2, 3, 4}


def test_codes_of_teachers_that_are_also_short_names_of_days_are_no_column_of_days(read):
    codes = ("MA", "DI", "WO", "FR")
    rows = [["Dag", "Uur", "1A", None, "1B", None]]
    for d, day in enumerate(DAYS):
        for p in range(4):
            pair = [("WIS", "NED", "FRA", "ENG")[(d + p) % 4], codes[(d + p) % 4]]
            other = [("WIS", "NED", "FRA", "ENG")[(d + p + 1) % 4], codes[(d + p + 1) % 4]]
            rows.append([day if p == 0 else None, p + 1, *pair, *other])
    assert {t for *_, t, _ in said(read({"Rooster": rows}, merges={"Rooster": ["C1:D1", "E1:F1"]}))} == set(codes)


def test_a_comma_in_all_names_of_teachers_parts_no_people(read):
    names = {t: f"{t}, {first}" for (_, t), first in zip(WEEK, ("An", "Bo", "Cleo", "Dirk", "Els"), strict=True)}
    rows = [["Uur", *DAYS]]
    rows += [[p + 1, *(f"{s}\n{names[t]}" for s, t in (at(d, p) for d in range(5)))] for p in range(4)]
    imported = read({"1A": rows, "1B": rows})
    assert {one.code for one in imported.school.teachers} == set(names.values())


def test_dates_behind_the_days_are_no_periods(read):
    days = [f"{day} {n}/9" for n, day in enumerate(DAYS, 1)]
    grid = [["Uur", *days]] + [[p + 1, *(at(d, p)[0] for d in range(5))] for p in range(4)]
    rows = [["1A", *[None] * 6, "1B"], *([*line, None, *line] for line in grid)]
    assert {day for day, *_ in said(read({"Rooster": rows}))} == {0, 1, 2, 3, 4}


def _numbers(shift: int) -> list[list[object]]:
    return [[None, 1, 2, 3, 4, 5]] + [[p + 1, *(at(d, p, shift)[0] for d in range(5))] for p in range(5)]


def test_plain_numbers_both_ways_are_a_doubt_that_the_planner_settles(read):
    sheets = {"1A": _numbers(0), "1B": _numbers(1)}
    with pytest.raises(Faults) as doubt:
        read(sheets)
    assert "turned" in doubt.value.text("en")
    turned = said(read(sheets, ImportOptions(map={"axes": dict.fromkeys(sheets, "turned")})))
    assert (1, 4, 1, "1A", at(3, 1)[0], "", "") in turned
    upright = said(read(sheets, ImportOptions(map={"axes": dict.fromkeys(sheets, "upright")})))
    assert (3, 2, 1, "1A", at(3, 1)[0], "", "") in upright


def test_a_corner_that_speaks_of_periods_settles_which_numbers_are_days(read):
    sheets = {"1A": _numbers(0), "1B": _numbers(1)}
    for rows in sheets.values():
        rows[0][0] = "Uur"
    assert (1, 2, 1, "1A", at(1, 1)[0], "", "") in said(read(sheets))


def test_a_heading_of_very_many_letters_is_looked_at_no_further_than_a_phrase_is_long() -> None:
    before = exact_field.cache_info().currsize
    assert hint_of("z" * 50_000 + "klas") == ("class", HINTED)
    assert hint_of("klas" + "z" * 50_000) == ("class", HINTED)
    assert hint_of("z" * 50_000) == ("", 0.0)
    assert exact_field.cache_info().currsize - before < 500


def test_rooms_that_a_letter_tells_apart_are_owners_and_no_fields(tmp_path: Path):
    random, teachers = Random(1), {"Wiskunde": "Jans", "Frans": "Claes", "Engels": "Goos", "Biologie": "Nys"}
    lines = ["Dag;Uur;Room A;Room B;Room C"]
    for day in DAYS:
        for p in range(1, 7):
            subjects, classes = random.sample(sorted(teachers), 3), random.sample(["1A", "2A", "3A", "4A"], 3)
            cells = (f"{who} {what} ({teachers[what]})" for who, what in zip(classes, subjects, strict=True))
            lines.append(";".join([day, str(p), *cells]))
    path = tmp_path / "rooms.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    imported = import_roster([path])
    assert {row.room for row in imported.school.roster} == {"Room A", "Room B", "Room C"}
    assert {name for row in imported.school.roster for name in row.teachers} == set(teachers.values())
    assert sum(row.duration for row in imported.school.roster) == 90
