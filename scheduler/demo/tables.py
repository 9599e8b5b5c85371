"""The data of the demo schools (`data/demo/*.toml`) as typed records in one language.

What is taught where is data; how a school is made from it is in the neighbouring modules.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from scheduler.problem.text import data_folder
from scheduler.school.records import Blocks


@cache
def demo_data(name: str) -> dict[str, Any]:
    """One TOML file of `data/demo`."""
    with (data_folder() / "demo" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@dataclass(frozen=True, slots=True)
class SubjectInfo:
    """A subject of the demo. `distance` is "" (never), "sync" or "both" (asynchronous material is ready too)."""

    key: str
    code: str
    name: str
    staff: str
    room: str
    distance: str
    demanding: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """Periods a week of one line of a lesson table and how they are split."""

    periods: Fraction
    blocks: Blocks | None


@dataclass(frozen=True, slots=True)
class Programme:
    key: str
    name: str
    stage: str
    finality: str
    religion: Hours
    choice_band: str  # "" where the programme has none
    choice: Hours | None
    halves: frozenset[str]
    co_taught: frozenset[str]
    internship: int
    lessons: tuple[tuple[str, Hours], ...]


def hours(value: int | float | str) -> Hours:
    """`4` -> single periods; `"2+1+1"` -> blocks; `0.5` -> a lesson every other week."""
    if isinstance(value, str):
        sizes = tuple(int(size) for size in value.split("+"))
        singles = all(size == 1 for size in sizes)
        return Hours(Fraction(sum(sizes)), None if singles else Blocks(sizes=sizes))
    return Hours(Fraction(value), None)


def subjects(language: str) -> dict[str, SubjectInfo]:
    return {
        key: SubjectInfo(
            key=key,
            code=row[language][0],
            name=row[language][1],
            staff=row["staff"],
            room=row.get("room", "class"),
            distance=row.get("distance", ""),
            demanding=row.get("demanding", False),
        )
        for key, row in demo_data("subjects").items()
    }


def programmes(language: str) -> dict[str, Programme]:
    made = {}
    for key, row in demo_data("programmes").items():
        choice = row.get("choice")
        made[key] = Programme(
            key=key,
            name=row[language],
            stage=row["stage"],
            finality=row["finality"],
            religion=hours(row["religion"]),
            choice_band=choice["band"] if choice else "",
            choice=hours(choice["blocks"]) if choice else None,
            halves=frozenset(row.get("halves", ())),
            co_taught=frozenset(row.get("co", ())),
            internship=row.get("internship", 0),
            lessons=tuple((subject, hours(value)) for subject, value in row["lessons"].items()),
        )
    return made
