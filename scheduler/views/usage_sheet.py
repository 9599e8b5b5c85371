"""The sheet Bezetting: per period the rooms, devices, streams and on-site seats in use, with shortages marked (R02)."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.views.phrases import Phrases, clock
from scheduler.views.report import Report
from scheduler.views.tables import BROKEN_FILL, Column, TableSheet, columns_of
from scheduler.views.usage import Moment, Use


def usage_columns(report: Report, phrases: Phrases) -> tuple[Column, ...]:
    """The columns that this school needs: one per type of room, pool and campus with seats."""
    fixed = columns_of("day 11, period 7 short, time 12 short, week 8 short")
    if not report.moments:
        return fixed
    moment = report.moments[0]
    found = [Column("rooms", 9, "short", upright=True)]
    if len(moment.rooms) > 1:
        plain = phrases.say("room_plain")
        found += [Column("", 7, "short", use.name or plain, upright=True) for use in moment.rooms]
    found += [Column("", 9, "short", use.name, upright=True) for use in moment.pools]
    for use in moment.seats:
        title = phrases.say("col_seats_campus", campus=use.name) if use.name else phrases.say("col_seats")
        found.append(Column("", 8, "short", title, upright=True))
    found.append(Column("at_home", 8, "number", upright=True))
    return (*fixed, *found, *columns_of("opened 24, short 8 short"))


def write_usage(report: Report, sheet: TableSheet) -> None:
    """One row per period; a row per week where the weeks differ."""
    sheet.heading(sheet.phrases.say("sheet_occupancy"))
    if not report.moments:
        sheet.sentence(sheet.phrases.say("nothing_planned"))
        return
    sheet.sentence(sheet.phrases.say("occupancy_help"))
    sheet.head(frozen=4)
    main = report.context.school.default_grid if report.context else ""
    for moment in report.moments:
        sheet.row(tuple(_values(moment, main, sheet.phrases)), BROKEN_FILL if moment.short else "")


def _values(moment: Moment, main_grid: str, phrases: Phrases) -> Iterator[str | int]:
    yield phrases.day(moment.day)
    yield str(moment.period) if moment.grid == main_grid else f"{moment.period} ({moment.grid})"
    yield f"{clock(moment.start)}–{clock(moment.end)}"
    yield "" if len(moment.weeks) == phrases.problem.times.weeks else phrases.week(moment.weeks)
    yield _shown(Use("", sum(use.used for use in moment.rooms), sum(use.of for use in moment.rooms)))
    if len(moment.rooms) > 1:
        yield from map(_shown, moment.rooms)
    yield from map(_shown, moment.pools)
    yield from map(_shown, moment.seats)
    yield moment.at_home
    nobody = phrases.say("no_supervisor")
    yield "; ".join(
        f"{', '.join(entry.rooms)}: {', '.join(phrases.supervisors(entry)) or nobody}" for entry in moment.opened
    )
    yield f"{moment.short} !" if moment.short else ""


def _shown(use: Use) -> str:
    return f"{use.used} / {use.of}{' !' if use.short else ''}"
