"""A draw as a file, and how the importer reads it: right, told (it stops and says why), or wrong in silence."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

from scheduler.formats.files.faults import Faults
from scheduler.formats.roster import ImportOptions, import_roster
from tests.formats.roster.seen import Held, bare, held
from tests.formats.roster.zoo.layouts import Layout, draw_layout
from tests.formats.roster.zoo.schools import draw_school


def drawn(seed: int) -> Layout:
    """The layout of this seed."""
    random = Random(seed)
    return draw_layout(random, draw_school(random))


def written(layout: Layout, stem: Path) -> Path:
    """The layout as a workbook, or as separated text."""
    if layout.kind == "csv":
        path = stem.with_suffix(".csv")
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, delimiter=";").writerows(next(iter(layout.sheets.values())))
        return path
    import xlsxwriter

    path = stem.with_suffix(".xlsx")
    book = xlsxwriter.Workbook(str(path))
    for name, rows in layout.sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(r, c, value)
                elif value is not None:
                    sheet.write_number(r, c, value)
        for first, left, last, right in layout.merges.get(name, ()):
            value = rows[first][left]
            if (first, left) != (last, right):
                sheet.merge_range(first, left, last, right, value if value is not None else "")
    book.close()
    return path


def judged(layout: Layout, stem: Path) -> tuple[str, str]:
    """("right" | "told" | "wrong", the first differences)."""
    path = written(layout, stem)
    truth = {
        Held(
            bare(one.who),
            one.day,
            one.period,
            one.week,
            bare(one.subject),
            (bare(one.teacher),) if one.teacher else (),
            (bare(one.room),) if one.room else (),
        )
        for one in layout.truth
    }
    try:
        imported = import_roster([path], ImportOptions(language="en"))
    except Faults as faults:
        return "told", faults.text("en")
    found = set(held(imported))
    if found == truth:
        return "right", ""
    missing, extra = sorted(truth - found), sorted(found - truth)
    return "wrong", f"missing {len(missing)} {missing[:1]} extra {len(extra)} {extra[:1]}"
