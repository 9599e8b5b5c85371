"""The sheets of a workbook or of a folder of CSV files as rows of texts, under the English names of their columns."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path

import openpyxl

Row = dict[str, str]
Sheets = dict[str, list[Row]]

TITLES = {
    "Instellingen": "Settings", "Tijdraster": "Times", "Klassen": "Classes", "Groepen": "Groups",
    "Leraren": "Teachers", "Vakken": "Subjects", "Lessen": "Lessons", "Lokalen": "Rooms", "Middelen": "Pools",
    "Beschikbaarheid": "Availability", "Vast": "Pinned", "Overleg": "Meetings", "Toezicht": "Supervision",
    "Kalender": "Calendar", "Regels": "Rules", "Rooster": "Timetable",
}  # fmt: skip
HEADINGS = {
    "sleutel": "key", "waarde": "value", "raster": "grid", "dag": "day", "lesuur": "period", "begin": "start",
    "einde": "end", "halve_dag": "half_day", "klas": "class", "graad": "stage", "structuuronderdeel": "programme",
    "leerlingen": "pupils", "afstand_ok": "distance_ok", "afstand_max_pct": "distance_max_pct",
    "aanvragen_op_school": "onsite_requests", "zonder_toestel": "without_device", "vrijgesteld": "exempt",
    "groep": "group", "deling": "division", "opdracht": "assignment", "max_per_dag": "max_per_day",
    "max_opeenvolgend": "max_consecutive", "afstand_niveau": "distance_skill", "thuis_toegestaan": "home_ok",
    "vakwerkgroep": "department", "vak": "subject", "afstand_toegestaan": "distance_ok", "lokaaltype": "room_type",
    "materiaal_klaar": "material_ready", "les": "lesson", "klassen": "classes", "leraren": "teachers",
    "aantal": "periods", "blok": "blocks", "lokalen": "rooms", "afstand_min": "distance_min",
    "afstand_max": "distance_max", "vorm": "mode", "toestellen": "devices", "plaatsen": "seats", "stil": "quiet",
    "op_school": "onsite", "middel": "pool", "soort": "kind", "niveau": "level", "teken": "sign", "waar": "place",
    "deel": "part", "leden": "members", "ruimte": "room", "wie": "who", "cyclusweek": "cycle_week", "lokaal": "room",
    "duur": "duration", "middelen": "pools", "naam": "name",
}  # fmt: skip
WORDS = {
    "maandag": "Monday", "dinsdag": "Tuesday", "woensdag": "Wednesday", "donderdag": "Thursday", "vrijdag": "Friday",
    "ja": "yes", "nee": "no", "elke": "every", "vm": "am", "nm": "pm", "sync": "AS", "async": "AA", "beide": "both",
    "synchronous": "AS", "asynchronous": "AA", "leraar": "teacher", "lokaal": "room", "klas": "class",
    "middel": "pool", "vak": "subject", "eis": "must", "thuis": "home", "toestel": "device", "stroom": "stream",
    "licentie": "licence", "les": "teaching", "vakantie": "holiday", "vrij": "free day", "examen": "exams",
    "examens": "exams", "pedagogische studiedag": "study day", "stage": "internship", "geen": "none",
}  # fmt: skip
"""Words of cells that the rules ask for; every other text is a name and stays."""
WORDED = {
    "day", "open", "half_day", "distance_ok", "home_ok", "material_ready", "quiet", "onsite", "week", "mode", "kind",
    "level", "place", "distance_skill", "period",
}  # fmt: skip


def read_sheets(path: Path) -> Sheets:
    """By English title; help rows and examples are left out."""
    found = _folder(path) if path.is_dir() else _workbook(path)
    return {title: list(_rows(cells)) for title, cells in found}


def _workbook(path: Path) -> Iterable[tuple[str, list[list[str]]]]:
    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    for tab in book:
        title = TITLES.get(tab.title, tab.title)
        if title in TITLES.values():
            yield title, [[_text(value) for value in row] for row in tab.iter_rows(values_only=True)]


def _folder(path: Path) -> Iterable[tuple[str, list[list[str]]]]:
    for file in sorted(path.glob("*.csv")):
        title = TITLES.get(file.stem, file.stem)
        if title in TITLES.values():
            text = file.read_text("utf-8-sig")
            first = text.partition("\n")[0]
            yield title, list(csv.reader(text.splitlines(), delimiter=max(";,", key=first.count)))


def _text(value: object) -> str:
    if isinstance(value, datetime.datetime | datetime.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    return "" if value is None else str(value).strip()


def _rows(cells: list[list[str]]) -> Iterable[Row]:
    headings = [HEADINGS.get(text, text) for text in cells[0]] if cells else []
    for values in cells[1:]:
        if (
            values
            and values[0]
            and not values[0].startswith("#")
            and not values[0].lower().startswith(("voorbeeld", "example"))
        ):
            row = dict(zip(headings, map(str.strip, values), strict=False))
            yield {name: WORDS.get(text, text) if name in WORDED else text for name, text in row.items()}


def listed(text: str) -> list[str]:
    return [one.strip() for one in text.replace(";", ",").split(",") if one.strip()]


def settings(sheets: Mapping[str, list[Row]]) -> dict[str, str]:
    dutch = {"cyclus_weken": "cycle_weeks", "reistijd": "travel_minutes"}
    return {dutch.get(row["key"], row["key"]): row["value"] for row in sheets.get("Settings", [])}
