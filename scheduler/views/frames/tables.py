"""The public function `frames`: a timetable as five pandas DataFrames. What stands in their rows is said in `rows`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from scheduler.evaluation import Evaluation, evaluate
from scheduler.evaluation.occupancy import Occupancy
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.views.frames import rows

if TYPE_CHECKING:
    from pandas import DataFrame

TYPES = {
    "lessons": {
        **dict.fromkeys(("lesson", "subject", "attendees", "teachers", "modes"), "string"),
        **dict.fromkeys(("meets", "periods", "placed"), "int64"),
        "distance": "float64",
        "optional": "bool",
    },
    "placements": {
        "lesson": "string",
        "part": "int64",
        **dict.fromkeys(("subject", "attendees", "classes", "teachers", "rooms", "mode"), "string"),
        **dict.fromkeys(("pupils_home", "teacher_home"), "bool"),
        "periods": "int64",
        "weeks": "string",
        **dict.fromkeys(("day", "period", "start", "end"), "Int64"),
    },
    "loads": {
        **dict.fromkeys(("kind", "code", "name", "class", "week"), "string"),
        **dict.fromkeys(("periods", "distance", "home", "days", "half_days", "gaps"), "int64"),
        **dict.fromkeys(("earliest", "latest"), "Int64"),
    },
    "occupancy": {
        **dict.fromkeys(("kind", "use", "code", "grid", "week"), "string"),
        **dict.fromkeys(("day", "period", "start", "end", "used", "capacity"), "int64"),
    },
    "violations": {
        **dict.fromkeys(("entry", "rule"), "string"),
        "hard": "bool",
        **dict.fromkeys(("kind", "point"), "string"),
        **dict.fromkeys(("deviation", "cost"), "int64"),
        "text": "string",
    },
}
"""Columns and their types, also where a table has no row. "Int64" may be empty: a meet without a time has no day."""


@dataclass(frozen=True)
class Frames(Mapping[str, "DataFrame"]):
    """The tables of one timetable, by name (`frames["loads"]`) or as an attribute (`frames.loads`)."""

    lessons: DataFrame
    placements: DataFrame
    loads: DataFrame
    occupancy: DataFrame
    violations: DataFrame

    def __getitem__(self, name: str) -> DataFrame:
        if name not in TYPES:
            raise KeyError(name)
        found: DataFrame = getattr(self, name)
        return found

    def __iter__(self) -> Iterator[str]:
        return (one.name for one in fields(self))

    def __len__(self) -> int:
        return len(fields(self))


def frames(problem: Problem, timetable: Timetable, *, language: str | None = None) -> Frames:
    """A timetable as pandas DataFrames, to count, group and plot with.

    `lessons`: one row per lesson, with its `periods` in the cycle, how many are `placed` and how many at `distance` (of
    a mixed lesson the part of its pupils who follow online).
    `placements`: one row per meet: who, where, in which mode and when. `loads`: one row per person, class or room and
    week: periods, days, half days, gaps, earliest and latest minute. `occupancy`: one row per room or pool and open
    period: `used` of `capacity`. `violations`: one row per broken point of a rule, with its cost and its sentence.

    Days count from 0 (Monday), periods from 1, `start` and `end` are minutes after midnight, weeks are "A", "B" or
    "every". Codes that share a cell are joined by ", ".

    Parameters:
        problem: what is to be scheduled.
        timetable: any timetable of it, also one that is incomplete or breaks rules.
        language: "nl" or "en", of the sentences in `violations`; that of the problem if none is given.

    Returns:
        The five tables, as attributes and by name; `dict(...)` of it is a dictionary of DataFrames.

    Raises:
        ValueError: it is not a timetable of this problem.

    Example:
        >>> tables = frames(problem, timetable)
        >>> list(tables)
        ['lessons', 'placements', 'loads', 'occupancy', 'violations']
        >>> tables.placements.groupby("teachers")["periods"].sum().to_dict()
        {'Ann': 3, 'Bob': 2}
    """
    return frames_of(evaluate(problem, timetable), Occupancy(problem, timetable), language or problem.language)


def frames_of(judged: Evaluation, view: Occupancy, language: str) -> Frames:
    """The same of a timetable that was judged already."""
    problem = view.problem
    return Frames(
        lessons=_frame("lessons", rows.lesson_rows(problem, view)),
        placements=_frame("placements", rows.placement_rows(problem, view)),
        loads=_frame("loads", rows.load_rows(problem, view)),
        occupancy=_frame("occupancy", rows.occupancy_rows(problem, view)),
        violations=_frame("violations", rows.violation_rows(problem, judged, language)),
    )


def _frame(name: str, found: Iterable[rows.Row]) -> DataFrame:
    from pandas import DataFrame

    return DataFrame(list(found), columns=list(TYPES[name])).astype(TYPES[name])
