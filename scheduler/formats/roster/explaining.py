"""A picture of how a roster was read: each sheet with its tables, axes and bodies in colour, as one HTML page.

Self-contained and escaped: cells of a hostile file stay text.
"""

from __future__ import annotations

from collections import defaultdict
from html import escape

from scheduler.formats.files.faults import Labelled
from scheduler.formats.roster.records import Imported, Table, told_together
from scheduler.formats.roster.sheets.values import text_of
from scheduler.problem.text import say

_MOST_ROWS, _MOST_COLUMNS = 80, 45
_STYLE = """
body{font:14px/1.4 system-ui,sans-serif;margin:1.5rem;color:#222}h2{margin:2rem 0 .3rem}
table{border-collapse:collapse;font-size:11px}td{border:1px solid #ddd;padding:1px 4px;max-width:11rem;overflow:hidden;
text-overflow:ellipsis;white-space:nowrap}th{color:#999;font-weight:normal;padding:0 4px;text-align:right}
.day{background:#cfe3ff}.period,.clock,.dayperiod{background:#d7f5d0}.week,.date{background:#fff0b8}.entity,.class,.teacher,
.room,.subject{background:#ffd9c2}.body{background:#f3f3ff}.body0{background:#f7f2ea}.field{background:#e6d6f7}.group{background:#fbe6f2}
.edge-top{border-top:3px solid #444}.edge-bottom{border-bottom:3px solid #444}.edge-left{border-left:3px solid #444}
.edge-right{border-right:3px solid #444}.key span{padding:1px 8px;margin-right:6px}li{margin:.1rem 0}
"""
_KEY = ("day", "period", "week", "entity", "field", "body")


def explain_html(imported: Imported, language: str = "nl") -> str:
    """One page: assumptions and notices, then every sheet with its tables."""
    title = say(language, "roster", "explain_title")
    parts = [
        f"<!doctype html><html lang='{escape(language)}'><meta charset='utf-8'><title>{title}</title>",
        f"<style>{_STYLE}</style>",
        f"<h1>{title}</h1>",
    ]
    if imported.doubts:
        items = "".join(f"<li>{escape(fault.text(language))}</li>" for fault in imported.doubts)
        parts.append(f"<h2>{say(language, 'roster', 'explain_doubts')}</h2><ul>{items}</ul>")
    for key, found in (("explain_assumptions", imported.assumptions), ("explain_notices", imported.notices)):
        if found:
            sure = {a.text(language): round(a.confidence * 100) for a in found}
            items = "".join(
                f"<li>{escape(f'{where}: {text}' if where else text)} <small>({sure[text]} %)</small></li>"
                for where, text in told_together((a.where, a.text(language)) for a in found)
            )
            parts.append(f"<h2>{say(language, 'roster', key)}</h2><ul>{items}</ul>")
    parts.append(_scores(imported, language))
    parts.append(_choices(imported, language))
    key = "".join(f"<span class='{kind}'>{escape(say(language, 'roster', f'key_{kind}'))}</span>" for kind in _KEY)
    parts.append(f"<p class='key'>{key}</p>")
    by_sheet: dict[tuple[str, str], list[Table]] = defaultdict(list)
    for table in imported.tables:
        by_sheet[table.sheet.file, table.sheet.name].append(table)
    for (file, name), tables in by_sheet.items():
        parts.append(f"<h2>{escape(name)} <small>{escape(file)}</small></h2>")
        said = "".join(
            f"<li>{_cell(t.top, t.left)}:{_cell(t.bottom, t.right)} — {escape(_read_as(t, language))}</li>"
            for t in tables[:40]
        )
        parts.append(f"<ul>{said}</ul>")
        parts.append(_picture(tables))
    return "".join(parts) + "</html>"


def _scores(imported: Imported, language: str) -> str:
    """Whose timetables each family of grids holds: the score (logarithm of odds) of each reading, best first."""
    if not imported.views:
        return ""
    title = say(language, "roster", "explain_owners")
    rows = []
    for where, scores in imported.views:
        order = sorted(scores, key=lambda kind: -scores[kind])
        told = ", ".join(f"{say(language, 'roster', f'view_{kind}')} {scores[kind]:.1f}" for kind in order)
        rows.append(f"<li>{escape(where)}: {escape(told)}</li>")
    return f"<h2>{title}</h2><ul>{''.join(rows)}</ul>"


def _choices(imported: Imported, language: str) -> str:
    """Each decision about cells and columns: the reading that was taken, the second best, and the lead."""
    if not imported.choices:
        return ""
    title, than = (say(language, "roster", f"explain_{key}") for key in ("choices", "and_not"))
    rows = [
        f"<li>{escape(one.where)} ({one.cells}): {escape(Labelled(one.best).told(language, 'roster'))} <i>{than}</i> "
        f"{escape(Labelled(one.other).told(language, 'roster'))} <small>({one.lead:.1f})</small></li>"
        for one in sorted(imported.choices, key=lambda one: one.lead)
    ]
    return f"<h2>{title}</h2><ul>{''.join(rows)}</ul>"


def _read_as(table: Table, language: str) -> str:
    """What kind of table it is and what it was read as: "rooster: klassen in de kolommen"."""
    kind = say(language, "roster", f"table_{table.kind}")
    if not table.reading or table.reading == table.kind:
        return kind
    owner, bracket, place = table.reading.removesuffix(")").partition(" (")
    if bracket:
        who = say(language, "roster", f"view_{owner}")
        read = say(language, "roster", f"owners_in_{place}", who=who)
    else:
        read = say(language, "roster", f"read_as_{table.reading.replace(' ', '_')}")
    return f"{kind}: {read}"


def _cell(row: int, column: int) -> str:
    letters = ""
    column += 1
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _picture(tables: list[Table]) -> str:
    sheet = tables[0].sheet
    classes: dict[tuple[int, int], list[str]] = defaultdict(list)
    for number, table in enumerate(tables):
        for row in range(table.top, min(table.bottom, _MOST_ROWS) + 1):
            for column in range(table.left, min(table.right, _MOST_COLUMNS) + 1):
                marks = classes[row, column]
                if table.kind in ("grid", "matrix"):
                    marks.append("body" if number % 2 else "body0")
                if row == table.top:
                    marks.append("edge-top")
                if row == table.bottom:
                    marks.append("edge-bottom")
                if column == table.left:
                    marks.append("edge-left")
                if column == table.right:
                    marks.append("edge-right")
        for axis in table.axes:
            if axis.across:
                for column in axis.values:
                    classes[axis.index, column].append(axis.kind)
            elif axis.values:
                for row in axis.values:
                    classes[row, axis.index].append(axis.kind)
            else:
                classes[table.top - 1, axis.index].append("field")
    rows = []
    for row in range(min(sheet.height, _MOST_ROWS)):
        cells = []
        for column in range(min(sheet.width, _MOST_COLUMNS)):
            style = " ".join(dict.fromkeys(classes.get((row, column), ())))
            text = text_of(sheet.at(row, column))
            cells.append(f"<td class='{style}' title='{escape(text, quote=True)}'>{escape(text[:40])}</td>")
        rows.append(f"<tr><th>{row + 1}</th>{''.join(cells)}</tr>")
    cut = sheet.height > _MOST_ROWS or sheet.width > _MOST_COLUMNS
    return f"<table>{''.join(rows)}</table>" + ("<p>…</p>" if cut else "")
