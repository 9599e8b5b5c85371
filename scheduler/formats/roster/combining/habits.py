"""Rules a roster itself does not follow: rows of the sheet Regels that switch them off, per class if that will do.

A roster from elsewhere need not know the Flemish midday break; asking for it would make the roster impossible. What is
switched off is said, so that a planner can switch it on again. Legal rules on distance lessons are never touched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from scheduler.problem.modes import Mode
from scheduler.school.records import EVERY_WEEK, GridPeriod, Level, RosterRow, RuleRow, School

_EARLIEST, _LATEST, _AFTERNOON_END = 8 * 60, 17 * 60, 15 * 60
_LUNCH = (11 * 60, 14 * 60 + 30)
_LUNCH_MINUTES, _HALF_DAYS, _FULL_WEEK = 50, 9, 28
_PER_DAY, _IN_ROW = 7, 5

Held = dict[int, set[int]]  # day -> periods


def rules_not_followed(school: School) -> tuple[RuleRow, ...]:
    """`H06`, `H07`, `H15`, `H17`, `H18` where the roster breaks them."""
    if not school.roster:
        return ()
    grids: dict[str, dict[int, dict[int, GridPeriod]]] = defaultdict(lambda: defaultdict(dict))
    for p in school.periods:
        grids[p.grid][p.day][p.period] = p
    grid_of = {c.code: c.grid or school.default_grid for c in school.classes}
    class_of = {g.code: g.class_code for g in school.groups}
    paths: dict[str, dict[tuple[str, str], Held]] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    teachers: dict[str, Held] = defaultdict(lambda: defaultdict(set))
    for row in school.roster:
        periods = range(row.period, row.period + row.duration)
        for week in ("A", "B") if row.week == EVERY_WEEK else (row.week,):
            for attendee in row.attendees:
                code = class_of.get(attendee, attendee)
                paths[code][attendee if attendee in class_of else "", week][row.day].update(periods)
            for teacher in row.teachers:
                teachers[teacher][row.day + (10 if week == "B" else 0)].update(periods)
    shape: list[str] = []
    gaps: list[str] = []
    for code, parts in paths.items():
        days = grids[grid_of.get(code, school.default_grid)]
        whole: dict[str, Held] = {week: held for (group, week), held in parts.items() if not group}
        for (group, week), held in parts.items():
            joined = {
                d: held.get(d, set()) | (whole.get(week, {}).get(d, set()) if group else set())
                for d in set(held) | set(whole.get(week, {}))
            }
            if _breaks_week(joined, days) and code not in shape:
                shape.append(code)
            if any(_gap(periods, days.get(day, {})) for day, periods in joined.items()) and code not in gaps:
                gaps.append(code)
    default = grids[school.default_grid]
    tired = [
        t
        for t, held in teachers.items()
        if any(_too_much(periods, default.get(day % 10, {})) for day, periods in held.items())
    ]
    rows = _off("H06", shape, len(paths))
    rows += _off("H07", gaps, len(paths))
    rows += _off("H15", tired, len(teachers))
    if any(
        _crosses(
            row,
            grids[
                grid_of.get(
                    class_of.get(next(iter(row.attendees), ""), next(iter(row.attendees), "")), school.default_grid
                )
            ],
        )
        for row in school.roster
    ):
        rows.append(RuleRow("H17", "all", Level.OFF, source=_SOURCE))
    if school.rooms and any(not row.room and row.mode in (None, Mode.CONTACT) for row in school.roster):
        rows.append(RuleRow("H18", "all", Level.OFF, source=_SOURCE))  # lessons whose room the roster does not tell
    return tuple(rows)


_SOURCE = "ingelezen rooster / imported roster"


def _off(rule: str, who: Sequence[str], everybody: int) -> list[RuleRow]:
    if not who:
        return []
    if len(who) * 3 >= everybody:
        return [RuleRow(rule, "all", Level.OFF, source=_SOURCE)]
    return [RuleRow(rule, code, Level.OFF, source=_SOURCE) for code in who]


def _breaks_week(held: Mapping[int, Iterable[int]], days: Mapping[int, Mapping[int, GridPeriod]]) -> bool:
    """Outside 8:00-17:00, an afternoon that ends before 15:00, no midday break, or a full week in too few half days."""
    lessons = halves = 0
    for day, periods in held.items():
        times = [days.get(day, {})[p] for p in sorted(periods) if p in days.get(day, {})]
        if not times:
            continue
        lessons += len(times)
        halves += len({t.half_day for t in times})
        if times[0].start < _EARLIEST or times[-1].end > _LATEST:
            return True
        late = any(t.end >= _AFTERNOON_END for t in days[day].values())
        if late and times[-1].end < _AFTERNOON_END:
            return True
        if _no_lunch(times, days[day].values()):
            return True
    available = sum(len({t.half_day for t in times.values()}) for times in days.values())
    return lessons >= _FULL_WEEK and halves < min(_HALF_DAYS, available)


def _no_lunch(times: Sequence[GridPeriod], day: Iterable[GridPeriod]) -> bool:
    """Busy right through the midday window of a day whose grid has no long break."""
    order = sorted(day, key=lambda t: t.start)
    if (
        len({t.half_day for t in order}) < 2
        or max((b.start - a.end for a, b in pairwise(order)), default=0) >= _LUNCH_MINUTES
    ):
        return False
    window = {t.period for t in order if t.start >= _LUNCH[0] and t.end <= _LUNCH[1]}
    return bool(window) and window <= {t.period for t in times}


def _gap(periods: Iterable[int], day: Mapping[int, GridPeriod]) -> bool:
    order = sorted(day)
    places = sorted(order.index(p) for p in periods if p in day)
    return bool(places) and places[-1] - places[0] + 1 > len(places)


def _too_much(periods: set[int], day: Mapping[int, GridPeriod]) -> bool:
    """More lessons a day or in a row than the rule's defaults, or no midday break."""
    if len(periods) > _PER_DAY:
        return True
    run = longest = 0
    for period in sorted(day):
        run = run + 1 if period in periods else 0
        longest = max(longest, run)
    return longest > _IN_ROW or _no_lunch([day[p] for p in sorted(periods) if p in day], day.values())


def _crosses(row: RosterRow, days: Mapping[int, Mapping[int, GridPeriod]]) -> bool:
    day = days.get(row.day, {})
    return len({day[p].half_day for p in range(row.period, row.period + row.duration) if p in day}) > 1
