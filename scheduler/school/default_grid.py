"""The ordinary Flemish week: eight periods of fifty minutes, four on Wednesday, a long lunch break (DOMAIN 2.1).

Used wherever a source says nothing about times: lesson tables, demo schools, workbooks without a sheet Tijdraster.
"""

from __future__ import annotations

from scheduler.school.records import GridPeriod

DEFAULT_GRID = "standaard"
STARTS = (8 * 60 + 25, 9 * 60 + 15, 10 * 60 + 20, 11 * 60 + 10, 13 * 60 + 10, 14 * 60, 14 * 60 + 50, 15 * 60 + 50)
"""Minutes after midnight at which the periods start; the fourth is the last before lunch."""
MINUTES = 50
MORNING = 4
WEDNESDAY = 2


def default_grid(name: str = DEFAULT_GRID) -> tuple[GridPeriod, ...]:
    """Monday to Friday, 36 periods: 8:25-16:40, Wednesday until noon."""
    return tuple(
        GridPeriod(name, day, period, start, start + MINUTES, "am" if period <= MORNING else "pm")
        for day in range(5)
        for period, start in enumerate(STARTS, start=1)
        if day != WEDNESDAY or period <= MORNING
    )
