"""What rows of the sheet Taken must say: one time, that is a stretch of the clock, and somebody who is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scheduler.formats.files.faults import Fault, near_name
from scheduler.school.catalogue import fold, scope_of
from scheduler.school.names import loosely
from scheduler.school.records import Duty, School


def duty_faults(school: School, rows: Iterable[Duty]) -> Iterator[Fault]:
    """One fault at most for each of: its time, who may do it, its campus."""
    people = {
        fold(name): name for one in school.teachers for name in (one.code, one.name, one.department, one.campus) if name
    }
    sheets = ([one.campus for one in rows] for rows in (school.classes, school.rooms, school.teachers))
    campuses = {loosely(name): name for names in sheets for name in names if name}
    for row in rows:
        yield from _time(row)
        for stranger in scope_of(row.who).unknown(people)[:1]:
            near = near_name(stranger, [*people.values()])
            yield Fault(_at(row, "who"), stranger, "duty_who", {"near": near})
        if row.campus and loosely(row.campus) not in campuses:
            near = near_name(row.campus, [*campuses.values()])
            yield Fault(_at(row, "campus"), row.campus, "duty_campus", {"near": near})


def _time(row: Duty) -> Iterator[Fault]:
    clock = (row.start, row.end)
    if row.period is not None and clock != (None, None):
        yield Fault(_at(row, "period"), str(row.period), "duty_two_times")
    elif row.period is None and None in clock:
        yield Fault(_at(row, "start" if row.start is None else "end"), row.name, "duty_no_time")
    elif row.start is not None and row.end is not None and row.end <= row.start:
        yield Fault(_at(row, "end"), f"{row.end // 60}:{row.end % 60:02d}", "duty_backwards")


def _at(row: Duty, field: str) -> str:
    return row.origin.cell(field) if row.origin else ""
