"""The many ways in which planners write the same thing in a cell."""

from __future__ import annotations

from datetime import date, datetime, time
from fractions import Fraction
from typing import Any

import pytest

from scheduler.formats.workbook.columns import Column, sheet, sheet_named, sheets
from scheduler.formats.workbook.dates import Unreadable
from scheduler.formats.workbook.showing import show_value
from scheduler.formats.workbook.values import Clock, read_value
from scheduler.problem.modes import Mode
from scheduler.school.records import Blocks

C, S, A = Mode.CONTACT, Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS


def column(field: str, name: str) -> Column:
    return next(one for one in sheet(field).columns if name in one.names.values())


@pytest.mark.parametrize(
    ("field", "name", "typed", "meant"),
    [
        *[("classes", "distance_ok", typed, True) for typed in ("ja", "Yes", "TRUE", "waar", "x", "X", "1", 1.0, True)],
        *[("classes", "distance_ok", typed, False) for typed in ("nee", "No", "false", "0", 0.0, False, "neen")],
        *[("periods", "dag", typed, 0) for typed in ("ma", "Maandag", "MON", "Monday", "1", 1.0, " ma. ")],
        *[("periods", "dag", typed, 4) for typed in ("vr", "vrijdag", "Fri", "5")],
        *[("pins", "lesuur", typed, 1) for typed in ("1", 1.0, "1e", "1ste lesuur", "lesuur 1", "1st", "1.", "P1")],
        *[("pins", "lesuur", typed, Clock(505)) for typed in ("8:25", "8u25", "8.25", "08:25", time(8, 25), "8h25")],
        *[("periods", "begin", typed, 505) for typed in (
            "8:25", "8u25", "8.25", "8,25", 8.25, time(8, 25), 505 / 1440, datetime(1900, 1, 1, 8, 25), "8:25:00",
        )],
        *[("periods", "begin", typed, 510) for typed in ("8:30", 8.3, "8u30")],
        *[("periods", "begin", typed, 480) for typed in ("8:00", 8.0, "8", "8u")],
        *[("subjects", "afstand_max_pct", typed, 20) for typed in (20.0, "20", "20%", 0.2, "0,2", "20 %", "20,0")],
        *[("classes", "afstand_max_pct", typed, 1) for typed in (1, 1.0, "1", "1,0", "1 %")],
        ("subjects", "afstand_max_pct", "1%", 1),
        ("subjects", "afstand_max_pct", "12,5%", Fraction(25, 2)),
        *[("lessons", "aantal", typed, Fraction(1, 2)) for typed in (0.5, "0,5", "0.5", ",5")],
        *[("lessons", "aantal", typed, Fraction(4)) for typed in (4.0, "4", "4,0", " 4 ")],
        *[("lessons", "week", typed, "every") for typed in ("elke", "every", "A+B", "alle", "Elke week")],
        *[("lessons", "week", typed, "A") for typed in ("A", "a", "week A")],
        ("availability", "week", "elke", None),
        ("availability", "lesuur", "nm", (None, "pm")),
        ("availability", "lesuur", "3", (3, None)),
        *[("availability", "teken", typed, False) for typed in ("-", "–", "min")],
        *[("availability", "teken", typed, True) for typed in ("+", "wel")],
        *[("lessons", "blok", typed, Blocks(sizes=(2, 1, 1))) for typed in ("2+1+1", " 2 + 1 + 1 ")],
        *[("lessons", "blok", typed, Blocks(sizes=(2, 2))) for typed in ("2x2", "2 x 2", "2X2", "2×2", "2*2", "2+2")],
        *[("lessons", "blok", typed, Blocks(sizes=(4,))) for typed in ("4", 4.0)],
        ("lessons", "blok", "2x2+1", Blocks(sizes=(2, 2, 1))),
        ("lessons", "blok", "1-2", Blocks(smallest=1, largest=2)),
        ("lessons", "leraren", "A, B | C", (("A",), ("B", "C"))),
        ("lessons", "leraren", "A;B", (("A",), ("B",))),
        ("lessons", "leraren", 12.0, (("12",),)),
        ("lessons", "klassen", "1A, 1B;1C", ("1A", "1B", "1C")),
        ("lessons", "vorm", "contact", {C}),
        ("lessons", "vorm", "AS", {C, S}),
        ("lessons", "mode", "async", {C, A}),
        ("lessons", "vorm", "beide", {C, S, A}),
        ("teachers", "afstand_niveau", "geen", frozenset()),
        ("teachers", "afstand_niveau", "beide", {S, A}),
        ("teachers", "distance_skill", "AS, AA", {S, A}),
        ("lessons", "toestellen", "kar:25, tablet", (("kar", 25), ("tablet", 1))),
        ("classes", "vrijgesteld", "H05: stage, op wo; H08", (("H05", "stage, op wo"), ("H08", ""))),
        *[("calendar", "week", typed, (date(2026, 8, 31), date(2026, 9, 6))) for typed in (
            "2026-W36", "2026W36", "week 36 2026", "36/2026", "31/8/2026 - 6/9/2026", "2026-08-31 tot 2026-09-06",
            "van 31/8/2026 t/m 6/9/2026", "31/8/2026-6/9/2026", "2026-08-31/2026-09-06", "2026-W36 - 2026-W36",
            "31-8-2026 – 6-9-2026", "31/8/2026 tot en met 6/9/2026", "from 2026-08-31 to 2026-09-06",
        )],
        *[("calendar", "week", typed, (date(2026, 9, 2), None)) for typed in (
            "2026-09-02", "2/09/2026", "2-9-2026", date(2026, 9, 2), datetime(2026, 9, 2),
        )],
        ("rules", "voor", "iedereen", "all"),
        ("lessons", "les", 101.0, "101"),
    ],
)  # fmt: skip
def test_a_cell_means_what_the_planner_meant(field: str, name: str, typed: Any, meant: Any) -> None:
    assert read_value(column(field, name), typed) == meant


@pytest.mark.parametrize(
    ("field", "name", "typed", "key"),
    [
        ("lessons", "blok", date(2026, 1, 2), "date_made"),
        ("lessons", "aantal", date(2026, 1, 2), "date_made"),
        ("lessons", "blok", "0", "not_blocks"),
        ("lessons", "aantal", "1e400", "too_large"),
        ("lessons", "aantal", "inf", "not_number"),
        ("lessons", "aantal", "nan", "not_number"),
        ("lessons", "aantal", "1.2.3", "not_number"),
        ("lessons", "aantal", "٣ x", "not_number"),
        ("subjects", "afstand_max_pct", 101.0, "not_percent"),
        ("periods", "begin", "8:75", "not_clock"),
        ("periods", "begin", date(2026, 1, 2), "not_clock"),
        ("periods", "dag", "maa ndaggg", "not_day"),
        ("pins", "lesuur", "0", "not_period"),
        ("calendar", "week", "31/02/2026", "not_week"),
        ("calendar", "week", "week 36", "not_week"),
        ("calendar", "week", "8/11/2026 - 2/11/2026", "ends_before"),
        ("calendar", "week", "1/11/2026 - 2/11/2026 - 3/11/2026", "not_week"),
    ],
)
def test_a_cell_that_means_nothing_is_refused(field: str, name: str, typed: Any, key: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_value(column(field, name), typed)
    assert refused.value.key == key


def test_every_name_and_alias_of_a_sheet_means_one_column() -> None:
    for one in sheets():
        for col in one.columns:
            for name in col.names.values():
                assert one.column(name) is col
                assert one.column(name.upper().replace("_", " ")) is col
        for name in one.names.values():
            assert sheet_named(f" {name.lower()} ") is one


def test_every_example_of_the_vocabulary_can_be_read() -> None:
    for one in sheets():
        for col in one.columns:
            for language, example in col.example.items():
                if example:
                    value = read_value(col, example)
                    shown = show_value(col, value if len(col.fields) > 1 else (value,), language)
                    assert (shown == "" and col.quiet) or read_value(col, shown) == value
