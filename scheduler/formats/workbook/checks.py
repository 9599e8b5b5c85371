"""What rows mean together: faults no single cell shows, such as a split that does not add up or a doubled code.

Only contradictions in the data are faults here; whether a timetable can exist is counted by `check` and proved by the
solver.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache, partial
from typing import Any

from scheduler.formats.files.faults import Fault, Notice, near_name
from scheduler.formats.workbook.calendar_checks import calendar_faults, calendar_notices
from scheduler.formats.workbook.columns import sheets
from scheduler.formats.workbook.derive import Titles
from scheduler.formats.workbook.duty_checks import duty_faults
from scheduler.formats.workbook.grids import Grids
from scheduler.formats.workbook.term_rows import never_together
from scheduler.problem.modes import Mode
from scheduler.problem.text import Figure
from scheduler.school.calendar import SCHOOL_DAYS, SchoolYear
from scheduler.school.names import identity, loosely
from scheduler.school.records import (
    EVERY_WEEK,
    Became,
    ClassGroup,
    GridPeriod,
    RealisedRow,
    School,
    SchoolClass,
    SchoolLesson,
)
from scheduler.school.stages import stage_of
from scheduler.school.terms import holds, year_parts

Spoiled = frozenset[tuple[str, int]]


def checked(school: School, titles: Titles, spoiled: Spoiled) -> tuple[School, list[Fault], list[Notice]]:
    """The school with stages in their short form, its faults, and what is odd but allowed."""

    def sound(rows: Iterable[Any]) -> list[Any]:
        return [row for row in rows if row.origin is None or (row.origin.sheet, row.origin.row) not in spoiled]

    school = replace(school, classes=tuple(replace(one, stage=stage_of(one.stage)) for one in school.classes))
    grids = Grids(school)
    owners = {group.code: group.class_code for group in school.groups}
    faults = [
        *_duplicates(school),
        *_groups(school, sound(school.groups)),
        *_grid(sound(school.periods)),
        *(fault for one in sound(school.classes) for fault in _class(one)),
        *_teachers(sound(school.teachers)),
        *(fault for lesson in sound(school.lessons) for fault in _lesson(lesson, school, grids, owners, titles)),
        *_weeks(school, titles),
        *_times(school, grids, sound),
        *duty_faults(school, sound(school.duties)),
        *calendar_faults(school, sound(school.calendar), titles),
    ]
    return school, faults, [*_odd(school, sound), *calendar_notices(school, sound(school.calendar), titles)]


def _at(row: Any, field: str) -> str:
    return row.origin.cell(field) if row.origin else ""


def _duplicates(school: School) -> Iterator[Fault]:
    for sheet in sheets():
        for column in sheet.columns:
            if not column.unique:
                continue
            apart = never_together(school) if sheet.field in ("lessons", "groups") else None
            known: dict[str, list[Any]] = {}
            for row in getattr(school, sheet.field):
                code = getattr(row, column.fields[0])
                before = known.setdefault(identity(code), [])
                same = next((one for one in before if apart is None or not apart(one, row)), None)
                if code and same is not None:
                    yield Fault(_at(row, column.fields[0]), code, "duplicate", {"first": _at(same, column.fields[0])})
                before.append(row)


def _groups(school: School, groups: Sequence[Any]) -> Iterator[Fault]:
    classes = {one.code: one for one in school.classes}
    names = {identity(one.code): one for one in school.classes}
    for group in groups:
        if (same := names.get(identity(group.code))) is not None:
            yield Fault(_at(group, "code"), group.code, "group_is_class", {"first": _at(same, "code")})
        owner = classes.get(group.class_code)
        if owner is not None and owner.pupils and group.pupils > owner.pupils:
            params = {"pupils": owner.pupils, "class": owner.code}
            yield Fault(_at(group, "pupils"), str(group.pupils), "more_than_class", params)
    first: dict[str, ClassGroup] = {}
    for group in groups:
        before = first.setdefault(identity(group.code), group)
        of_both = before.term and group.term  # else it is a group twice
        if of_both and (before.class_code, before.division) != (group.class_code, group.division):
            params = {"class": before.class_code, "division": before.division, "first": _at(before, "code")}
            yield Fault(_at(group, "code"), group.code, "group_elsewhere", params)


def _grid(periods: Sequence[GridPeriod]) -> Iterator[Fault]:
    by_day: dict[tuple[str, int], list[GridPeriod]] = {}
    for period in periods:
        by_day.setdefault((period.grid, period.day), []).append(period)
    for same_day in by_day.values():
        numbers: dict[int, GridPeriod] = {}
        for one in same_day:
            if one.end <= one.start:
                yield Fault(_at(one, "end"), _clock(one.end), "end_before_start", {"start": _clock(one.start)})
            if one.period in numbers:
                params = {"first": _at(numbers[one.period], "period")}
                yield Fault(_at(one, "period"), str(one.period), "period_twice", params)
            numbers.setdefault(one.period, one)
        in_order = sorted((one for one in same_day if one.end > one.start), key=lambda one: (one.start, one.end))
        for index, after in enumerate(in_order[1:], start=1):
            before = max(in_order[max(0, index - 20) : index], key=lambda one: one.end)
            if after.start < before.end:
                params = {"other": _at(before, "start"), "from": _clock(before.start), "to": _clock(before.end)}
                yield Fault(_at(after, "start"), _clock(after.start), "overlap", params)
            elif after.period < before.period:
                yield Fault(_at(after, "period"), str(after.period), "period_order", {"other": _at(before, "period")})


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def _class(one: SchoolClass) -> Iterator[Fault]:
    params = {"pupils": one.pupils, "class": one.code}
    if one.pupils and (one.onsite_requests or 0) > one.pupils:
        yield Fault(_at(one, "onsite_requests"), str(one.onsite_requests), "more_than_class", params)
    if one.pupils and one.without_device > one.pupils:
        yield Fault(_at(one, "without_device"), str(one.without_device), "more_than_class", params)
    if (one.loans or 0) > one.without_device:
        params = {"without": one.without_device, "class": one.code}
        yield Fault(_at(one, "loans"), str(one.loans), "loans_above", params)


def _teachers(teachers: Sequence[Any]) -> Iterator[Fault]:
    for one in teachers:
        if one.min_per_day is not None and one.max_per_day is not None and one.min_per_day > one.max_per_day:
            yield Fault(_at(one, "min_per_day"), str(one.min_per_day), "min_above_max", {"most": one.max_per_day})


def _lesson(
    lesson: SchoolLesson, school: School, grids: Grids, owners: Mapping[str, str], titles: Titles
) -> Iterator[Fault]:
    amount = shown(lesson.periods)
    at_periods = _at(lesson, "periods")
    if lesson.periods == 0:
        yield Fault(at_periods, amount, "zero_periods")
        return
    if (lesson.periods * 2).denominator != 1:
        yield Fault(at_periods, amount, "not_half")
    elif lesson.periods.denominator == 2 and school.settings.cycle_weeks == 1:
        yield Fault(at_periods, amount, "half_needs_cycle", {"settings": titles["settings"]})
    elif lesson.periods.denominator == 2 and lesson.week != EVERY_WEEK:
        yield Fault(at_periods, amount, "half_in_one_week", {"week": lesson.week})
    if lesson.apart and school.settings.cycle_weeks == 1:
        yield Fault(_at(lesson, "week"), "apart", "apart_needs_cycle", {"settings": titles["settings"]})
    own = grids.of(lesson.attendees)
    fewest = min(grids.open.get(one, 0) for one in own)
    if lesson.periods > fewest:
        yield Fault(at_periods, amount, "more_than_open", {"open": fewest, "grid": ", ".join(own)})
    else:
        yield from _split(lesson, min(grids.longest_day.get(one, 0) for one in own), school.settings.cycle_weeks)
    yield from _distance(lesson)
    yield from _mixed(lesson, school, owners)
    yield from _people(lesson, owners)


def _split(lesson: SchoolLesson, longest_day: int, cycle_weeks: int) -> Iterator[Fault]:
    """Blocks that do not make up the lesson: fixed ones may add up to its periods of both weeks, and then alternate."""
    blocks = lesson.blocks
    if blocks is None:
        return
    whole = int(lesson.periods)  # a half period stays beside the blocks
    where, amount = _at(lesson, "blocks"), shown(lesson.periods)
    told = "+".join(map(str, blocks.sizes)) if blocks.fixed else f"{blocks.smallest}-{blocks.largest}"
    if blocks.fixed:
        fortnightly = 2 * lesson.periods if cycle_weeks > 1 and lesson.week == EVERY_WEEK else whole
        if sum(blocks.sizes) not in (whole, lesson.periods, fortnightly):
            yield Fault(where, told, "split_sum", {"sum": sum(blocks.sizes), "periods": amount})
            return
        longest = max(blocks.sizes)
    else:
        if not any(count * blocks.smallest <= whole <= count * blocks.largest for count in range(1, whole + 1)):
            yield Fault(where, told, "split_range", {"periods": amount})
            return
        longest = blocks.smallest
    if longest > longest_day:
        yield Fault(where, told, "block_too_long", {"block": longest, "day": longest_day})


def _distance(lesson: SchoolLesson) -> Iterator[Fault]:
    least, most = lesson.distance_min, lesson.distance_max
    if least > lesson.periods:
        yield Fault(
            _at(lesson, "distance_min"), shown(least), "distance_above_periods", {"periods": shown(lesson.periods)}
        )
    if most is not None and most > lesson.periods:
        yield Fault(
            _at(lesson, "distance_max"), shown(most), "distance_above_periods", {"periods": shown(lesson.periods)}
        )
    if most is not None and least > most:
        yield Fault(_at(lesson, "distance_min"), shown(least), "distance_min_above_max", {"most": shown(most)})
    if least > 0 and lesson.modes == {Mode.CONTACT} and not lesson.mixed:
        yield Fault(_at(lesson, "distance_min"), shown(least), "distance_in_contact")


def _mixed(lesson: SchoolLesson, school: School, owners: Mapping[str, str]) -> Iterator[Fault]:
    """Who follows a mixed lesson online is some of those who attend, never all of them."""
    stated = ", ".join(lesson.online) or ("" if lesson.online_pupils is None else str(lesson.online_pupils))
    classes = {owners.get(code, code) for code in lesson.attendees}
    if not lesson.mixed:
        if stated:
            yield Fault(_at(lesson, "online"), stated, "online_not_mixed")
        return
    for code in lesson.online:
        if code not in lesson.attendees and owners.get(code) not in lesson.attendees:
            yield Fault(_at(lesson, "online"), code, "online_elsewhere", {"who": ", ".join(lesson.attendees)})
    whole = lesson.online and set(lesson.online) >= set(lesson.attendees)
    pupils = sum(one.pupils for one in school.classes if one.code in lesson.attendees)
    if whole or (pupils and lesson.online_pupils is not None and not 0 < lesson.online_pupils < pupils):
        yield Fault(_at(lesson, "online"), stated, "online_everybody")
    if not stated and not any(one.segments for one in school.classes if one.code in classes):
        yield Fault(_at(lesson, "online"), "", "online_nobody", {"who": ", ".join(lesson.attendees)})


def _people(lesson: SchoolLesson, owners: Mapping[str, str]) -> Iterator[Fault]:
    for code in lesson.attendees:
        if owners.get(code) in lesson.attendees:
            yield Fault(_at(lesson, "attendees"), code, "group_and_class", {"class": owners[code]})
    sure = Counter(one[0] for one in lesson.teachers if len(one) == 1)
    for code, count in sure.items():
        if count > 1:
            yield Fault(_at(lesson, "teachers"), code, "teacher_twice")


def _weeks(school: School, titles: Titles) -> Iterator[Fault]:
    if school.settings.cycle_weeks != 1:
        return
    for sheet in ("lessons", "availability", "pins", "supervision", "duties", "roster"):
        for row in getattr(school, sheet):
            if row.week in ("A", "B"):
                yield Fault(_at(row, "week"), row.week, "week_needs_cycle", {"settings": titles["settings"]})


def _times(school: School, grids: Grids, sound: Any) -> Iterator[Fault]:
    """Days and periods that rows name must exist in the grid of whom they are about."""
    lessons = {lesson.id: lesson for lesson in school.lessons}
    for row in sound([*school.availability, *school.supervision, *school.duties]):
        yield from _moment(row, grids, lambda day, period: (day, period) in grids.anywhere)
    for row in sound([*school.pins, *school.roster]):
        if lesson := lessons.get(row.lesson):
            yield from _moment(row, grids, partial(grids.has, grids.of(lesson.attendees)))
    for row in sound(school.roster):
        lesson = lessons.get(row.lesson)
        own = grids.of(lesson.attendees) if lesson else ()
        last = row.period + row.duration - 1
        if own and grids.has(own, row.day, row.period) and not grids.has(own, row.day, last):
            yield Fault(_at(row, "duration"), str(row.duration), "past_the_day", {"period": row.period})


def _moment(row: Any, grids: Grids, known: Callable[[int, int], bool]) -> Iterator[Fault]:
    """The day of a row, and its period: among those `known` on that day, or on any day where it names none."""
    if row.day is not None and row.day not in grids.days:
        yield Fault(_at(row, "day"), str(row.day + 1), "no_such_day")
    elif row.period is not None and not (
        row.period in grids.numbers if row.day is None else known(row.day, row.period)
    ):
        yield Fault(_at(row, "period"), str(row.period), "no_such_period")


def _odd(school: School, sound: Any) -> Iterator[Notice]:
    """What is allowed but probably not meant."""
    bands = Counter(lesson.band for lesson in school.lessons if lesson.band)
    for lesson in sound(school.lessons):
        if bands.get(lesson.band) == 1:
            yield Notice(_at(lesson, "band"), lesson.band, "lonely_band")
        if not lesson.teachers:
            yield Notice(_at(lesson, "teachers"), lesson.id, "no_teacher")
    yield from _divisions(school)
    onsite = {room.code for room in school.rooms if room.onsite}
    first = {row.room: row for row in reversed(school.supervision) if row.room not in onsite}
    for room, row in first.items():
        yield Notice(_at(row, "room"), room, "not_onsite")
    yield from _realised(school, sound(school.realised))
    for row in sound(school.rules):
        if row.level is None and row.weight is None and row.value is None:
            yield Notice(_at(row, "rule"), row.rule, "idle_rule")


def _realised(school: School, rows: Iterable[RealisedRow]) -> Iterator[Notice]:
    """Rows of the past stop nothing: a lesson may have been taken out since."""
    known = [lesson.id for lesson in school.lessons]
    same = set(map(loosely, known))
    off, elsewhere = _no_lessons_on(school), _on_other_weekdays(school)
    other_days = []
    for row in rows:
        if loosely(row.lesson) not in same:
            yield Notice(_at(row, "lesson"), row.lesson, "realised_lesson", {"near": near_name(row.lesson, known)})
        elif row.became is Became.EXTRA and None in (row.period, row.duration):
            yield Notice(_at(row, "period"), row.lesson, "realised_extra")
        elif off(row):
            yield Notice(_at(row, "day"), row.day.isoformat(), "realised_day")
        elif elsewhere(row):
            other_days.append(row)
    for row in other_days[:1]:
        told = {"lesson": row.lesson, "more": len(other_days) - 1}
        key = "realised_other_day" if len(other_days) == 1 else "realised_other_days"
        yield Notice(_at(row, "day"), row.day.isoformat(), key, told)


def _on_other_weekdays(school: School) -> Callable[[RealisedRow], bool]:
    """Whether a row is of a weekday on which the timetable has its lesson in no week and no term."""
    weekdays: dict[str, set[int]] = {}
    for one in school.roster:
        weekdays.setdefault(loosely(one.lesson), set()).add(one.day)

    def elsewhere(row: RealisedRow) -> bool:
        days = weekdays.get(loosely(row.lesson))
        return row.became is not Became.EXTRA and days is not None and row.day.weekday() not in days

    return elsewhere


def _no_lessons_on(school: School) -> Callable[[RealisedRow], bool]:
    """Whether by the calendar nobody of a row's lesson has lessons on its date; of an extra one, nobody at all."""
    year = SchoolYear(school)
    if not year.stated:
        return lambda row: False
    class_of = {group.code: group.class_code for group in school.groups}
    of_lesson: dict[str, set[str]] = {}
    for one in school.lessons:
        of_lesson.setdefault(loosely(one.id), set()).update(class_of.get(code, code) for code in one.attendees)
    every = {one.code for one in school.classes} | {""}
    weekdays = {period.day for period in school.periods if period.open} or set(range(SCHOOL_DAYS))

    @cache
    def dates(code: str) -> frozenset[date]:
        return frozenset(day for week in year.weeks(code) for day in week.dates if day.weekday() in weekdays)

    def off(row: RealisedRow) -> bool:
        codes = every if row.became is Became.EXTRA else of_lesson[loosely(row.lesson)]
        return all(row.day not in dates(code) for code in codes)

    return off


def _divisions(school: School) -> Iterable[Notice]:
    """Divisions whose groups do not add up to their class, in whichever term."""
    parts = year_parts(school) if any(group.term for group in school.groups) else ()
    terms = [tuple(one for one in school.groups if holds(one.term, part.names)) for part in parts]
    told = (notice for groups in terms or [school.groups] for notice in _sums(school, groups))
    return {(one.where, one.value, one.params["sum"]): one for one in told}.values()


def _sums(school: School, groups: Iterable[ClassGroup]) -> Iterator[Notice]:
    pupils = {one.code: one.pupils for one in school.classes}
    divisions: dict[tuple[str, str], list[ClassGroup]] = {}
    for group in groups:
        divisions.setdefault((group.class_code, group.division), []).append(group)
    for (owner, division), members in divisions.items():
        total = sum(group.pupils for group in members)
        if pupils.get(owner) and all(group.pupils for group in members) and total != pupils[owner]:
            params = {"sum": total, "class": owner, "pupils": pupils[owner]}
            yield Notice(_at(members[0], "pupils"), division, "division_sum", params)


def shown(number: Fraction) -> Figure:
    """A number without a needless fraction."""
    return Figure(int(number) if number.denominator == 1 else f"{float(number):g}")
