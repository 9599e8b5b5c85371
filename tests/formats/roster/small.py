"""Score the importer on the small rosters in ../shared/rosters/small, each one kind of layout that real files have.

Run as a script it prints one line per file; the tests use the same functions. The rosters are not in this repository.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scheduler.formats.files.faults import Faults
from scheduler.formats.roster import Imported, ImportOptions, import_roster
from tests.formats.roster.score import ROSTERS
from tests.formats.roster.seen import Held, held, per_day

SMALL = ROSTERS / "small"
WEEK = range(5)


def _days(each: int) -> dict[int, int]:
    return dict.fromkeys(WEEK, each)


def _shape(
    lessons: int, teachers: int | None = None, rooms: int | None = None, subjects: int | None = None
) -> dict[str, Any]:
    wanted: dict[str, Any] = {"classes": 6, "periods": lessons}
    for key, value in (("teachers", teachers), ("rooms", rooms), ("subjects", subjects)):
        if value is not None:
            wanted[key] = value
    return wanted


# what a correct reader finds; "first" are periods that must be there: (class, day, period, subject, teachers, rooms)
CASES: Mapping[str, Mapping[str, Any]] = {
    "k01a": {"classes": 6, "periods": 150, "days": _days(30), "first": [("1a", 0, 1, "eng", (), ())], "subjects": 7},
    "k01b": {
        "classes": 4,
        "periods": 100,
        "teachers": 1,
        "rooms": 4,
        "first": [("1a", 0, 1, "eng", ("pee",), ("a101",))],
    },
    "k02a": _shape(168, 8, 4, 7) | {"first": [("3lat", 0, 1, "wis", ("wo",), ("c011",))]},
    "k02b": _shape(168, 8, 4, 7) | {"first": [("3lat", 0, 1, "eng", ("wouters",), ("b203",))]},
    "k02c": _shape(168, 8, 4, 7) | {"first": [("3lat", 0, 1, "bio", ("dae",), ("a101",))]},
    "k02d": _shape(168, 8, 4, 7) | {"first": [("3lat", 0, 1, "ges", ("peeters",), ("a101",))]},
    "k02k": _shape(168, 8, 4, 7) | {"first": [("3lat", 0, 1, "wis", ("pee",), ("a102",))]},
    "k03a": _shape(168, 6, 4, 7) | {"distance": 0, "first": [("3lat", 0, 2, "eng", ("aa",), ("a102",))]},
    "k04a": {"teachers": 5, "periods": 75, "days": _days(15)},
    "k04b": {"teachers": 5, "periods": 75, "days": _days(15)},
    "k05a": {"classes": 2, "periods": 60, "days": _days(12), "subjects": 7},
    "k06a": {"classes": 6, "periods": 120, "days": _days(24), "groups": 0, "rooms": 3},
    "k07a": {"teachers": 4, "classes": 3, "periods": 20},
    "k07b": {"teachers": 4, "classes": 3, "periods": 20, "clocks": (505, 720)},
    "k07c": {"teachers": 4, "classes": 3, "periods": 20, "subjects": 0},
    "k07d": {"teachers": 4, "classes": 3, "rooms": 4, "periods": 20, "days": _days(4)},
    "k07l": {"teachers": 4, "classes": 3, "periods": 20, "subjects": 6, "rooms": 0},
    "k08a": {"teachers": 4, "classes": 3, "rooms": 4, "periods": 20, "subjects": 6},
    "k09a": {"teachers": 4, "rooms": 4, "rows": 20, "distance": 4},
    "k10a": {"classes": 2, "lessons": 12, "hours": 33.0, "subjects": 6, "stage": "2"},
    "k11a": {"classes": 5, "teachers": 6, "loads": 10, "hours": 40.0, "periods": 0},
    "k11b": {"classes": 3, "teachers": 7, "loads": 14, "hours": 49.0, "periods": 0, "subjects": 7},
    "k11c": {"classes": 5, "teachers": 6, "lessons": 10, "periods": 0},
    "k12a": {
        "classes": 4,
        "rooms": 4,
        "periods": 26,
        "seats": (20, 24, 24, 30),
        "first": [("bcs5a", 0, 1, "wis", ("mpeeters",), ("a1cs",))],
    },
    "k13a": {"classes": 4, "periods": 80, "days": _days(16)},
    "k13b": {"classes": 2, "periods": 40, "rooms": 2, "days": _days(8)},
    "k14a": {"classes": 3, "periods": 60, "subjects": 7, "rooms": 10},
    "k15a": {"classes": 4, "teachers": 3, "free": 0, "filled": 20},
    "k16a": {"classes": 6, "teachers": 5, "filled": 81},
    "k17k": {"classes": 1, "teachers": 3, "rooms": 5, "periods": 25, "groups": 3},
    "k18k": {"periods": 59, "teachers": 4, "rooms": 4, "monday_first": 3},
    "k19a": {"classes": 2, "teachers": 8, "subjects": 7, "rooms": 0, "lessons": 12, "periods": 18},
}


def compared(imported: Imported, wanted: Mapping[str, Any]) -> dict[str, tuple[object, object]]:
    """What differs: name -> (wanted, found)."""
    school = imported.school
    rows = held(imported)
    found = {
        "classes": len(school.classes),
        "teachers": len(school.teachers),
        "rooms": len(school.rooms),
        "subjects": len([s for s in school.subjects if s.code != "?"]),
        "groups": len(school.groups),
        "periods": sum(rows.values()),
        "days": per_day(imported),
        "distance": sum(row.duration for row in school.roster if row.mode is not None and row.mode.value != "contact"),
        "clocks": (min((p.start for p in school.periods), default=0), max((p.end for p in school.periods), default=0)),
        "lessons": len(school.lessons),
        "rows": sum(row.duration for row in school.roster),
        "hours": float(sum(lesson.periods for lesson in school.lessons)),
        "loads": len(school.lessons),
        "stage": next((c.stage for c in school.classes), ""),
        "seats": tuple(sorted(room.seats or 0 for room in school.rooms)),
        "free": len(school.availability),
        "filled": sum(len(row.teachers) * row.duration for row in school.roster),
        "monday_first": sum(n for one, n in rows.items() if one.day == 0 and one.period == 1),
    }
    wrong = {
        name: (value, found[name]) for name, value in wanted.items() if name != "first" and found.get(name) != value
    }
    for who, day, period, subject, teachers, rooms in wanted.get("first", ()):
        if Held(who, day, period, "every", subject, teachers, rooms) not in rows:
            near = [one for one in rows if (one.who, one.day, one.period) == (who, day, period)]
            wrong[f"{who} {day} {period}"] = ((subject, teachers, rooms), near)
    return wrong


def judged(file: Path) -> tuple[str, object]:
    """("right" | "told" | "wrong", why) for one small roster."""
    wanted = CASES[file.name[:4]]
    try:
        imported = import_roster([file], ImportOptions(language="en"))
    except Faults as faults:
        text = faults.text("en")
        return ("right" if wanted.get("fault", "\0") in text else "told"), text
    wrong = compared(imported, wanted)
    return ("wrong", wrong) if wrong else ("right", "")


def main() -> None:
    counts: dict[str, int] = {}
    for file in sorted(SMALL.glob("k*")):
        if len(sys.argv) > 1 and not any(name in file.name for name in sys.argv[1:]):
            continue
        verdict, why = judged(file)
        counts[verdict] = counts.get(verdict, 0) + 1
        print(f"{file.name[:40]:40} {verdict:6} {str(why)[:300] if verdict != 'right' else ''}")
    print(counts)


if __name__ == "__main__":
    main()
