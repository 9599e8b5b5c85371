"""A small correct workbook as plain rows, to be changed cell by cell in tests of the reader."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import xlsxwriter

Sheets = dict[str, list[list[Any]]]

BASE: Sheets = {
    "Instellingen": [["sleutel", "waarde", "bron"], ["school", "Testschool"], ["cyclus_weken", 2]],
    "Tijdraster": [
        ["raster", "dag", "lesuur", "begin", "einde"],
        *[["standaard", day, n, f"{7 + n}:25", f"{8 + n}:15"] for day in ("ma", "di", "wo") for n in range(1, 5)],
    ],
    "Klassen": [["klas", "graad", "leerlingen", "raster", "lokaal"], ["1A", 1, 20, "", "L1"], ["1B", 1, 22, "", ""]],
    "Groepen": [["groep", "klas", "deling", "leerlingen"], ["1A-x", "1A", "talen", 10], ["1A-y", "1A", "talen", 10]],
    "Leraren": [
        ["code", "naam", "opdracht", "max_per_dag", "vakwerkgroep", "afstand_niveau"],
        ["Mayer", "An Mayer", 20, 6, "wiskunde", "beide"],
        ["Peeters", "Jan Peeters", 18, 5, "talen", "geen"],
    ],
    "Vakken": [
        ["vak", "naam", "afstand_toegestaan", "afstand_max_pct"],
        ["WIS", "wiskunde", "ja", 50],
        ["NED", "", "", ""],
    ],
    "Lessen": [
        ["les", "klassen", "vak", "leraren", "aantal", "blok", "week", "lokaaltype", "lokalen", "afstand_min",
         "afstand_max", "vorm", "band", "toestellen"],
        ["w1", "1A", "WIS", "Mayer", 4, "2+1+1", "", "klas", "L1", "", 1, "AS", "", "kar:10"],
        ["n1", "1A-x, 1B", "NED", "Peeters | Mayer", 1.5, "", "", "", "", "", "", "", "", ""],
    ],
    "Lokalen": [["lokaal", "type", "plaatsen", "op_school"], ["L1", "klas", 25, "ja"], ["L2", "labo", 20, ""]],
    "Middelen": [["middel", "soort", "aantal"], ["kar", "toestel", 25]],
    "Beschikbaarheid": [
        ["soort", "code", "dag", "lesuur", "niveau", "teken"],
        ["leraar", "Mayer", "wo", "vm", "eis", "-"],
    ],
    "Vast": [["les", "deel", "week", "dag", "lesuur", "lokaal", "leraren"], ["w1", 1, "", "ma", 2, "L1", "Mayer"]],
    "Overleg": [["naam", "leden", "aantal", "vorm"], ["wiskunde", "wiskunde", 1, "school"]],
    "Toezicht": [["ruimte", "wie", "dag", "lesuur"], ["L1", "opvoeder", "ma", 1]],
    "Kalender": [["week", "soort", "klas"], ["2026-W36", "les", ""]],
    "Regels": [["regel", "voor", "niveau"], ["S02", "alle", "wens"]],
    "Rooster": [
        ["les", "deel", "klassen", "week", "dag", "lesuur", "duur", "lokaal"],
        ["w1", 1, "1A", "", "ma", 2, 2, "L1"],
    ],
}  # fmt: skip


def base() -> Sheets:
    return copy.deepcopy(BASE)


def saved(sheets: Sheets, path: Path, merges: tuple[tuple[str, str, str], ...] = ()) -> Path:
    """The rows as a workbook; a text `{=...}` becomes a formula without a value, `merges` are (sheet, range, text)."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "default_date_format": "d/mm/yyyy"})
    for title, rows in sheets.items():
        tab = book.add_worksheet(title)
        for index, row in enumerate(rows):
            for position, value in enumerate(row):
                if isinstance(value, str) and value.startswith("{="):
                    tab.write_formula(index, position, value[1:-1], value="")
                else:
                    tab.write(index, position, value)
        for sheet, cells, text in merges:
            if sheet == title:
                tab.merge_range(cells, text)
    book.close()
    return path
