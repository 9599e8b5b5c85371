"""What a planner writes of a year and of readiness: terms of their own, rules over lists, skills and material by whom.

Put into the rows of a school of the fuzz room, mostly as the contract has it, sometimes as no planner means it.
"""

from __future__ import annotations

import io
import zipfile
from random import Random
from xml.sax.saxutils import escape

from tests.formats.sheets import Sheets
from tests.fuzz.texts import HOSTILE, NUMBERS

DATED = ("Lessen", "Beschikbaarheid", "Vast", "Overleg", "Toezicht", "Regels", "Rooster")
"""Sheets whose rows may hold in a part of the year."""

TERMS = ("semester 1", "semester 2", "semester 1, semester 2", "alle behalve semester 1", "weken 36-37", "weken 10-14")
ASKED = ("semester 1", "semester 2", "semester 1, semester 2", "semester 9", "2026-09-01", "all", "alle")
"""What `--term` may be asked."""

RULES = (
    ("H24", "Mayer, Peeters", "eis", ""),
    ("H25", "w1, n1", "eis", ""),
    ("H25", "WIS, NED", "wens", ""),
    ("H26", "alle", "eis", "days=1; period=2"),
    ("H26", "Mayer, graad 1", "wens", "period=0"),
    ("H27", "alle", "wens", "teachers=1; at_school=nee"),
    ("H28", "graad 1", "wens", "20"),
    ("S19", "Mayer, Peeters", "wens", ""),
    ("S20", "WIS", "wens", "apart=2"),
    ("S20", "NED", "eis", "consecutive=1; same_period=1"),
    ("S21", "graad 1", "wens", "day=1; period=1"),
    ("S21", "alle", "eis", "day=0; period=0"),
    ("H15", "Mayer", "eis", "per_day=2; dag=ma"),
)


def termed(sheets: Sheets, rng: Random) -> Sheets:
    """Terms in Kalender, and a column that names them in some of the sheets."""
    sheets["Kalender"] += [
        ["2026-W36", "periode semester 1", ""],
        ["2026-W37", f"periode {_or_hostile('semester 2', rng)}", ""],
    ]
    for title in rng.sample(DATED, rng.randint(1, 4)):
        rows = sheets[title]
        rows[0].append("periode")
        width = len(rows[0])
        for row in rows[1:]:
            row += [""] * (width - 1 - len(row))
            row.append(_or_hostile(rng.choice(("", *TERMS)), rng))
    return sheets


def ruled(sheets: Sheets, rng: Random) -> Sheets:
    """Rows of the rules that speak of lists, days and periods, with their parameters."""
    sheets["Klassen"][0].append("klassenleraar")
    for row in sheets["Klassen"][1:]:
        row += [""] * (len(sheets["Klassen"][0]) - 1 - len(row)) + [_or_hostile("Mayer", rng)]
    sheets["Regels"][0].append("waarde")
    for entry, whom, level, parameters in rng.sample(RULES, rng.randint(1, 4)):
        row: list[object] = [entry, _or_hostile(whom, rng), level]
        row += [""] * (len(sheets["Regels"][0]) - 4)
        sheets["Regels"].append([*row, parameters if rng.random() < 0.8 else f"apart={rng.choice(NUMBERS)}"])
    return sheets


def ready(sheets: Sheets, rng: Random) -> Sheets:
    """How many pupils begin at which level, and material that is ready for some."""
    sheets["Klassen"][0].append("begincompetenties")
    for row in sheets["Klassen"][1:]:
        row += [""] * (len(sheets["Klassen"][0]) - 1 - len(row))
        row.append(rng.choice(("0:1, 1:4, 2:12, 3:3", "3:20", "", _or_hostile("0:20", rng))))
    sheets["Vakken"][0].append("materiaal_klaar")
    for row in sheets["Vakken"][1:]:
        row.append(rng.choice(("ja", "nee", "graad 1", "1A", "alle behalve 1B", _or_hostile("jaar 1", rng))))
    return sheets


def _or_hostile(right: str, rng: Random) -> str:
    return right if rng.random() < 0.9 else rng.choice(HOSTILE)


def open_document(sheets: Sheets) -> bytes:
    """The rows as LibreOffice keeps them."""

    def cell(value: object) -> str:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        text = escape("".join(letter for letter in str(value) if letter.isprintable()))
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    tabs = "".join(
        f'<table:table table:name="{escape(title)}">'
        + "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for title, rows in sheets.items()
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    parts = {
        "mimetype": kind,
        "META-INF/manifest.xml": '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>',
        "content.xml": f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f"{tabs}</office:spreadsheet></office:body></office:document-content>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():  # by the first one, as it is, programs know the kind
            package.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return out.getvalue()
