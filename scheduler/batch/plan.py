"""The plan of a batch, a TOML file: which schools, under which scenarios, how long, how often, how many at once.

All that is wrong with it is told at once, each with its place in the file; what is in the schools' own files, and
whether a scenario fits them, is left to `cases`.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scheduler.bench.cases import DEMO
from scheduler.durations import MOST_SECONDS, seconds_of
from scheduler.formats.files.faults import Fault, Faults, near_name
from scheduler.formats.files.opening import text_bytes
from scheduler.formats.files.text import decoded
from scheduler.formats.workbook.changes import SHEETS, Cell, Changes
from scheduler.formats.workbook.columns import setting_keys, setting_named, sheet
from scheduler.ordinary_files import parsed_toml

MOST_BYTES = 2**20
MOST_RUNS = 10_000
MOST_SCALE = 10
MOST_SEEDS = 100
MOST_WORKERS = 256
LARGEST_SEED = 2**31 - 1
LARGEST_CELL = 10**15

KEYS = ("time", "seeds", "workers", "at_once", "share", "schools", "scenarios")
SCHOOL_KEYS = ("file", "name")
SCENARIO_KEYS = ("name", "rules", "settings")

WORKERS = 2
"""Cores of a run where the plan does not say, on a machine that has as many."""

SECONDS = 300.0
"""Of a run where the plan does not say, as the setting `time_limit` has it."""

NAME = re.compile(r"\w[^\x00-\x1f\x7f-\x9f]{0,59}")
"""Of a school or scenario: it names files and fits a line."""


@dataclass(frozen=True)
class PlannedSchool:
    """`source`: the absolute path of a workbook or CSV folder, or the name of a demo school."""

    name: str
    source: str
    place: str


@dataclass(frozen=True)
class Scenario:
    """A name, "" for the school as it is, and what is changed."""

    name: str = ""
    changes: Changes = Changes()


@dataclass(frozen=True)
class Plan:
    """`seconds` and `workers` are of one run; `at_once` runs go on together, None where the plan does not say.

    `share`: whether the runs of one case may start from what the others found.
    """

    path: Path
    seconds: float
    seeds: tuple[int, ...]
    workers: int
    at_once: int | None
    share: bool
    schools: tuple[PlannedSchool, ...]
    scenarios: tuple[Scenario, ...]


def read_plan(path: Path) -> Plan:
    """The plan in a file. Raises `Faults` with everything that is wrong with it."""
    try:
        content = parsed_toml(decoded(text_bytes(path, MOST_BYTES), path.name))
    except tomllib.TOMLDecodeError as wrong:
        raise Faults([Fault(path.name, "", "no_toml", {"reason": str(wrong)}, "batch")]) from None
    reader = _Reader(path)
    plan = reader.plan(content)
    if reader.faults:
        raise Faults(reader.faults)
    return plan


def title_of(school: str, scenario: str) -> str:
    """What a case is called; its files too, but for signs that cannot stand in the name of a file."""
    return f"{school} / {scenario}" if scenario else school


class _Reader:
    """Reads the pieces of one plan; what is wrong gathers in `faults`, and a value that may be stands in for it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[Fault] = []

    def plan(self, content: Mapping[str, Any]) -> Plan:
        self._known(content, KEYS, "")
        seconds, share = self._seconds(content.get("time", SECONDS)), self._yes_or_no(content, "share", True)
        seeds = self._seeds(content.get("seeds", 1))
        cores = os.cpu_count() or 1
        workers = self._number(content, "workers", min(WORKERS, cores), MOST_WORKERS)
        at_once = self._number(content, "at_once", None, MOST_RUNS)
        schools = tuple(self._schools(self._tables(content, "schools", "")))
        scenarios = tuple(self._scenarios(self._tables(content, "scenarios", ""))) or (Scenario(),)
        if "schools" not in content:
            self._fault("", "", "no_schools")
        runs = len(schools) * len(scenarios) * len(seeds)
        if runs > MOST_RUNS:
            self._fault("", runs, "too_many_runs", most=MOST_RUNS)
        else:
            twice = self._twice([one.name for one in schools], "schools")
            if not self._twice([one.name for one in scenarios], "scenarios") and not twice:
                self._twice([title_of(a.name, b.name) for a in schools for b in scenarios], "schools")
        return Plan(self.path, seconds, seeds, workers or 1, at_once, share, schools, scenarios)

    # -- values --

    def _seconds(self, value: object) -> float:
        plain = isinstance(value, (int, float)) and not isinstance(value, bool)
        found = seconds_of(value if isinstance(value, str) else str(value)) if plain or isinstance(value, str) else None
        if found is None:
            self._fault("time", value, "bad_time", most=MOST_SECONDS // 86400)
        return found or SECONDS

    def _seeds(self, value: object) -> tuple[int, ...]:
        if isinstance(value, list):
            if value and len(value) <= MOST_SEEDS and all(_whole(one, 0, LARGEST_SEED) for one in value):
                if len(set(value)) == len(value):
                    return tuple(value)
                twice = next(one for one in value if value.count(one) > 1)
                self._fault("seeds", twice, "seed_twice")
                return (1,)
        elif isinstance(value, int) and _whole(value, 1, MOST_SEEDS):
            return tuple(range(1, value + 1))
        self._fault("seeds", value, "bad_seeds", most=MOST_SEEDS)
        return (1,)

    def _number(self, table: Mapping[str, Any], key: str, default: int | None, most: int) -> int | None:
        if key in table and not _whole(table[key], 1, most):
            self._fault(key, table[key], "bad_number", most=most)
            return default
        value: int | None = table.get(key, default)
        return value

    def _yes_or_no(self, table: Mapping[str, Any], key: str, default: bool) -> bool:
        value = table.get(key, default)
        if not isinstance(value, bool):
            self._fault(key, value, "bad_yes_or_no")
        return bool(value)

    def _name(self, table: Mapping[str, Any], default: str, place: str) -> str:
        value = table.get("name", default)
        if not isinstance(value, str) or not NAME.fullmatch(value) or value != value.strip():
            self._fault(f"{place} name", value, "bad_name" if "name" in table else "no_name")
            return ""
        return value

    # -- tables --

    def _schools(self, tables: Sequence[Mapping[str, Any]]) -> Iterator[PlannedSchool]:
        for number, table in enumerate(tables, start=1):
            place = f"[[schools]] {number}"
            self._known(table, SCHOOL_KEYS, place)
            file = table.get("file")
            if not isinstance(file, str) or not file.strip() or "\0" in file:
                self._fault(f"{place} file", "" if file is None else file, "no_school_file")
                continue
            if file.casefold().startswith("demo:"):
                source, default = file.casefold(), file.casefold().replace(":", "-")
                demo = DEMO.fullmatch(source)
                if not demo or not 1 <= int(demo[2] or 1) <= MOST_SCALE:
                    self._fault(f"{place} file", file, "bad_demo", most=MOST_SCALE)
            else:
                path = Path(os.path.abspath(self.path.absolute().parent / file))
                source, default = str(path), path.stem
                if not _is_there(path):
                    self.faults.append(Fault(self._at(f"{place} file"), file, "no_school_there", {}, "batch"))
            if name := self._name(table, default, place):
                yield PlannedSchool(name, source, self._at(place))

    def _scenarios(self, tables: Sequence[Mapping[str, Any]]) -> Iterator[Scenario]:
        for number, table in enumerate(tables, start=1):
            place = f"[[scenarios]] {number}"
            self._known(table, SCENARIO_KEYS, place)
            name = self._name(table, "", place)
            changes = Changes(
                self._at(place),
                tuple(self._rules(self._tables(table, "rules", place), place)),
                tuple(self._settings(table.get("settings", {}), place)),
            )
            before = len(self.faults)
            for field in SHEETS:
                rows = changes.read(field)
                self.faults += [told_in_plan(one, changes) for one in (rows.faults if rows else ())]
            if len(self.faults) == before and name:
                yield Scenario(name, changes)

    def _rules(self, tables: Sequence[Mapping[str, Any]], scenario: str) -> Iterator[tuple[Cell, ...]]:
        """Rows of the sheet Regels, its headings first."""
        columns = sheet("rules").columns
        if tables:
            yield tuple(column.names["en"] for column in columns)
        for number, table in enumerate(tables, start=1):
            place = f"{scenario} rules {number}"
            cells: dict[str, Cell] = {}
            for key, value in table.items():
                column = sheet("rules").column(key)
                if column is None:
                    known = [name for one in columns for name in (*one.names.values(), *one.aliases)]
                    self._fault(f"{place} {key}", key, "unknown_key", near=near_name(key, known), known=_list(known))
                elif column.fields[0] in cells:
                    self._fault(f"{place} {key}", key, "key_twice")
                elif self._cell(value, f"{place} {key}"):
                    cells[column.fields[0]] = value
            if not any(str(cell).strip() for cell in cells.values()):
                self._fault(place, "", "rule_needed")
            elif any(str(cell).lstrip().startswith("#") for cell in cells.values()):
                self._fault(place, str(cells["rule"]), "no_comment")
            yield tuple(cells.get(column.fields[0], "") for column in columns)

    def _settings(self, table: object, scenario: str) -> Iterator[tuple[Cell, ...]]:
        """Rows of the sheet Instellingen, its headings first."""
        place = f"{scenario} settings"
        if not isinstance(table, dict):
            self._fault(place, table, "no_table")
            return
        if table:
            yield "key", "value"
        known = [name for word in setting_keys().values() for name in (*word.names.values(), *word.aliases)]
        for key, value in table.items():
            if setting_named(key) is None:
                self._fault(f"{place} {key}", key, "unknown_key", near=near_name(key, known), known=_list(known))
            elif self._cell(value, f"{place} {key}"):
                yield key, value

    def _cell(self, value: object, place: str) -> bool:
        """Whether something can be what a cell holds."""
        if isinstance(value, (str, float)) or (isinstance(value, int) and abs(value) <= LARGEST_CELL):
            return True
        if hasattr(value, "isoformat"):
            self._fault(place, value, "date_as_text")
        else:
            self._fault(place, value, "no_cell")
        return False

    def _tables(self, table: Mapping[str, Any], key: str, place: str) -> Sequence[Mapping[str, Any]]:
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(one, dict) for one in value):
            return value
        self._fault(f"{place} {key}".strip(), value, "no_tables", name=key)
        return []

    def _known(self, table: Mapping[str, Any], known: Sequence[str], place: str) -> None:
        for key in table:
            if key not in known:
                near = near_name(key, known)
                self._fault(f"{place} {key}".strip(), key, "unknown_key", near=near, known=_list(known))

    def _twice(self, names: Sequence[str], key: str) -> bool:
        """Tells, and says whether there are, names told apart by nothing that can stand in the name of a file."""
        seen: dict[str, str] = {}
        for name in names:
            form = re.sub(r"[^\w.-]+", "_", name).casefold()
            if form in seen:
                self._fault(f"[[{key}]]", name, "name_twice", other=seen[form])
            seen.setdefault(form, name)
        return len(seen) < len(names)

    def _at(self, place: str) -> str:
        return f"{self.path.name} {place}".strip()

    def _fault(self, place: str, value: object, key: str, **params: object) -> None:
        self.faults.append(Fault(self._at(place), shown(value), key, params, "batch"))


def told_in_plan(fault: Fault, changes: Changes) -> Fault:
    """A fault of a row of a scenario, with its place in the plan instead of that in the little sheet."""
    for field in SHEETS:
        found = re.fullmatch(rf"{re.escape(changes.title(field))}!([A-Z]*)(\d+)", fault.where)
        if found:
            rows, row = getattr(changes, field), int(found[2]) - 1
            inside = rows[row][0] if field == "settings" else row
            if field == "rules" and found[1]:
                inside = f"{row} {rows[0][ord(found[1]) - ord('A')]}"
            return replace(fault, where=f"{changes.title(field)} {inside}")
    return fault


def shown(value: object) -> str:
    """A value of the plan on a line of text."""
    try:
        text = str(value).lower() if isinstance(value, bool) else str(value)
    except (ValueError, RecursionError):  # thousands of digits, or of brackets
        return "…"
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _list(names: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False
