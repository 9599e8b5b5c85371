"""A draw as a file, and how the importer reads it: right, told (it stops and says why), or wrong in silence."""

from __future__ import annotations

import csv
from html import escape
from pathlib import Path
from random import Random

from scheduler.formats.files.faults import Faults
from scheduler.formats.roster import Imported, ImportOptions, import_roster
from tests.formats.roster.seen import Held, bare, held
from tests.formats.roster.zoo.further import draw_further
from tests.formats.roster.zoo.layouts import Layout, draw_layout
from tests.formats.roster.zoo.schools import draw_school


def drawn(seed: int) -> Layout:
    """The layout of this seed."""
    random, apart = Random(seed), Random(f"further {seed}")
    further = apart.random() < FURTHER
    alike = further and apart.random() < ALIKE
    school = draw_school(random, **({"classes": "101", "rooms": "101"} if alike else {}))
    layout = draw_further(random, school) if further and not alike else draw_layout(random, school)
    if layout.kind == "xlsx" and apart.random() < PAGES:
        layout.kind = "html"
    layout.features["kind"] = layout.kind
    return layout


FURTHER, ALIKE, PAGES = 0.25, 0.15, 0.15
"""The shares of draws that are further layouts, of those that are schools with classes and rooms named alike, and of
all workbooks that are saved as a web page."""


def written(layout: Layout, stem: Path) -> Path:
    """The layout as a workbook, as separated text, or as a web page under a suffix of Excel."""
    if layout.kind == "html":
        path = stem.with_suffix(".xls")
        path.write_text(page_of(layout), encoding="utf-8")
        return path
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


def page_of(layout: Layout) -> str:
    """The sheets as tables of a web page, each under its name."""
    parts = ["<html><head><meta charset='utf-8'><title>Rooster</title></head><body>"]
    for name, rows in layout.sheets.items():
        spans = {(a, b): (c - a + 1, d - b + 1) for a, b, c, d in layout.merges.get(name, ())}
        covered = {
            (a + i, b + k) for (a, b), (high, wide) in spans.items() for i in range(high) for k in range(wide) if i or k
        }
        parts.append(f"<h2>{escape(name)}</h2><table border=1>")
        width = max(map(len, rows))
        for r, row in enumerate(rows):
            cells = []
            for c in range(width):
                if (r, c) not in covered:
                    value = row[c] if c < len(row) else None
                    high, wide = spans.get((r, c), (1, 1))
                    text = escape(str(value)).replace("\n", "<br>") if value is not None else "&nbsp;"
                    cells.append(f"<td rowspan={high} colspan={wide}>{text}</td>")
            parts.append(f"<tr>{''.join(cells)}</tr>")
        parts.append("</table>")
    return "\n".join(parts)


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
            tuple(sorted(bare(name) for name in (one.teacher, one.also) if name)),
            (bare(one.room),) if one.room else (),
        )
        for one in layout.truth
    }
    try:
        imported = import_roster([path], ImportOptions(language="en"))
    except Faults as faults:
        return "told", faults.text("en")
    if layout.loads is not None:
        return _loads_judged(layout.loads, imported)
    found = set(held(imported))
    if found == truth:
        return "right", ""
    missing, extra = sorted(truth - found), sorted(found - truth)
    return "wrong", f"missing {len(missing)} {missing[:1]} extra {len(extra)} {extra[:1]}"


def _loads_judged(loads: dict[tuple[str, str, str], int], imported: Imported) -> tuple[str, str]:
    found = {
        (bare(name), bare(lesson.subject) if lesson.subject != "?" else "", bare(teachers)): lesson.periods
        for lesson in imported.school.lessons
        for name in lesson.attendees
        for teachers in ["+".join(sorted(t for choice in lesson.teachers for t in choice))]
    }
    truth = {tuple(map(bare, key)): hours for key, hours in loads.items()}
    if found == truth and not imported.school.roster:
        return "right", ""
    missing, extra = (sorted(set(a.items()) - set(b.items())) for a, b in ((truth, found), (found, truth)))
    return "wrong", f"missing {len(missing)} {missing[:1]} extra {len(extra)} {extra[:1]}"
