"""Score the importer on the real rosters in ../shared/rosters: counts and facts of `facts.toml`, and seconds.

Run as a script it prints one line per file; the tests use the same functions. The rosters are not in this repository.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scheduler.formats.files.faults import Faults
from scheduler.formats.roster import Imported, ImportOptions, import_roster
from scheduler.formats.roster.words.labels import plain
from scheduler.school.records import EVERY_WEEK, RosterRow

ROSTERS = Path(__file__).resolve().parents[4] / "shared" / "rosters"
FACTS = Path(__file__).with_name("facts.toml")


@dataclass
class Score:
    """What was found in one file."""

    file: str
    seconds: float = 0.0
    counts: dict[str, tuple[object, object]] = field(default_factory=dict)  # name -> (expected, found)
    facts: list[tuple[str, bool]] = field(default_factory=list)
    fault: str = ""

    @property
    def counted(self) -> bool:
        return all(str(expected) == str(found) for expected, found in self.counts.values())


def expectations() -> dict[str, Any]:
    with FACTS.open("rb") as file:
        return tomllib.load(file)


def _minutes(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute)


def _listed(value: object) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]


def _same(wanted: str, found: str) -> bool:
    a, b = plain(wanted).replace(" ", ""), plain(found).replace(" ", "")
    return a == b


def _within(wanted: str, found: str) -> bool:
    return plain(wanted) in plain(found)


def _clocks(imported: Imported, row: RosterRow) -> Iterator[tuple[int, int]]:
    grids = {c.code: c.grid for c in imported.school.classes}
    classes = [grids.get(a.split(".")[0], "") or grids.get(a, "") for a in row.attendees] or [""]
    name = classes[0] or imported.school.default_grid
    for p in imported.school.periods:
        if p.grid == name and p.day == row.day and row.period <= p.period < row.period + row.duration:
            yield p.start, p.end


def _row_fits(imported: Imported, row: RosterRow, fact: Mapping[str, Any], day: int) -> bool:
    if row.day != day:
        return False
    for wanted in _listed(fact.get("class", [])):
        if not any(
            _same(wanted, a) or a.startswith(f"{wanted}.") or _same(wanted, a.partition(".")[0]) for a in row.attendees
        ):
            return False
    if fact.get("alone") and len(row.attendees) != 1:
        return False
    shift = 1 - int(imported.counts.get("first_period", 1))
    if "period" in fact and not row.period <= fact["period"] + shift < row.period + row.duration:
        return False
    if "at" in fact and not any(a <= _minutes(fact["at"]) < b for a, b in _clocks(imported, row)):
        return False
    if "subject" in fact and not (
        _same(fact["subject"], row.subject) or (len(fact["subject"]) > 8 and _within(fact["subject"], row.subject))
    ):
        return False
    for wanted in _listed(fact.get("teacher", [])):
        names = {t.code: t.name for t in imported.school.teachers}
        if not any(
            _same(wanted, t) or _same(wanted, names.get(t, "")) or (len(wanted) > 6 and _within(wanted, t))
            for t in row.teachers
        ):
            return False
    if "room" in fact and not _same(fact["room"], row.room):
        return False
    if "week" in fact and row.week not in (fact["week"], EVERY_WEEK):
        return False
    if "duration" in fact and row.duration != fact["duration"]:
        return False
    return not ("mode" in fact and (row.mode or "contact") != fact["mode"])


def holds(imported: Imported, fact: Mapping[str, Any]) -> bool:
    """Whether the imported school says what the fact says."""
    school = imported.school
    kind = fact["kind"]
    if kind == "roster":
        return all(any(_row_fits(imported, row, fact, day) for row in school.roster) for day in _listed(fact["day"]))
    if kind == "absent":
        return bool(school.classes) and not any(_row_fits(imported, row, fact, fact["day"]) for row in school.roster)
    names = {teacher.code: teacher.name for teacher in school.teachers}
    if kind == "lesson":
        return any(
            all(
                any(_same(c, a) or a.startswith(f"{c}.") for a in lesson.attendees)
                for c in _listed(fact.get("class", []))
            )
            and _same(fact["subject"], lesson.subject)
            and ("periods" not in fact or float(lesson.periods) == fact["periods"])
            and all(
                any(_same(t, code) or _same(t, names.get(code, "")) for choice in lesson.teachers for code in choice)
                for t in _listed(fact.get("teacher", []))
            )
            and ("room" not in fact or fact["room"] in lesson.rooms)
            for lesson in school.lessons
        )
    if kind == "load":
        return any(
            fact.get("lesson", load.lesson) == load.lesson
            and all(c in load.classes for c in _listed(fact.get("class", [])))
            and all(t in load.teachers for t in _listed(fact.get("teacher", [])))
            and fact.get("week", load.week) == load.week
            and fact.get("blocks", load.blocks) == load.blocks
            and fact.get("row", load.where[1] + 1) == load.where[1] + 1
            for load in imported.loads
        )
    if kind in ("class", "teacher", "room", "subject"):
        records: Any = {
            "class": school.classes,
            "teacher": school.teachers,
            "room": school.rooms,
            "subject": school.subjects,
        }[kind]
        wanted = {k: v for k, v in fact.items() if k not in ("file", "cell", "kind", "code")}
        return any(
            _same(fact["code"], record.code)
            and all(
                str(getattr(record, k)) == str(v) or float(getattr(record, k) or 0) == v
                if not isinstance(v, str)
                else getattr(record, k) == v
                for k, v in wanted.items()
            )
            for record in records
        )
    if kind == "time":
        return any(
            ("period" not in fact or p.period == fact["period"] + 1 - int(imported.counts.get("first_period", 1)))
            and p.start == _minutes(fact["start"])
            and ("end" not in fact or p.end == _minutes(fact["end"]))
            for p in school.periods
        )
    if kind == "notice":
        return any(fact["text"] in a.en or fact["text"] in a.nl for a in (*imported.assumptions, *imported.notices))
    raise ValueError(kind)


def _count(imported: Imported, name: str) -> object:
    if name == "not_ignored":
        return int(imported.counts["loads"]) - int(imported.counts["ignored"])
    return imported.counts.get(name, "?")


def score(file: str, wanted: Mapping[str, Any]) -> Score:
    """Import one roster and compare."""
    result = Score(file)
    facts = [fact for fact in wanted["fact"] if fact["file"] == file]
    began = time.perf_counter()
    try:
        imported = import_roster([ROSTERS / file], ImportOptions(language="en", accept=True))
    except Faults as faults:
        result.seconds = time.perf_counter() - began
        result.fault = faults.text("en")
        keys = {fault.key for fault in faults.faults}
        result.facts = [(fact["cell"], fact["kind"] == "fault" and fact["key"] in keys) for fact in facts]
        return result
    result.seconds = time.perf_counter() - began
    counts = next(count for count in wanted["count"] if count["file"] == file)
    result.counts = {name: (value, _count(imported, name)) for name, value in counts.items() if name != "file"}
    result.facts = [(fact["cell"], fact["kind"] != "fault" and holds(imported, fact)) for fact in facts]
    return result


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*")
    given = parser.parse_args()
    if not ROSTERS.is_dir():
        sys.exit(f"no rosters at {ROSTERS}")
    wanted = expectations()
    total = right = files = good = 0
    seconds = 0.0
    for count in wanted["count"]:
        if given.files and not any(name in count["file"] for name in given.files):
            continue
        found = score(count["file"], wanted)
        files += 1
        good += found.counted
        total += len(found.facts)
        right += sum(ok for _, ok in found.facts)
        seconds += found.seconds
        counts = " ".join(
            f"{name} {a}" if str(a) == str(b) else f"{name} {a}!={b}" for name, (a, b) in found.counts.items()
        )
        wrong = " ".join(cell for cell, ok in found.facts if not ok)
        print(
            f"{found.file:38} {sum(ok for _, ok in found.facts)}/{len(found.facts)}"
            f" {found.seconds:5.2f}s  {counts or found.fault[:70]}" + (f"  WRONG: {wrong}" if wrong else "")
        )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"facts {right}/{total}, counts right in {good}/{files} files, {seconds:.1f} s, {memory:.0f} MB")


if __name__ == "__main__":
    main()
