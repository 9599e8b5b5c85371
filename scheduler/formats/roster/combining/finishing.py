"""From all sightings and loads to the imported school: choose, number, join, fold, assemble, tell.

The order matters: sheets are chosen before periods are numbered, views joined before weeks are folded.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from scheduler.formats.files.faults import Fault
from scheduler.formats.roster.combining.assembling import Assembled, assemble
from scheduler.formats.roster.combining.balance import balance_of
from scheduler.formats.roster.combining.clocking import Clocked, from_one, grid_records, number_periods
from scheduler.formats.roster.combining.doubts import balance_line, doubts_of
from scheduler.formats.roster.combining.folding import fold, parallel
from scheduler.formats.roster.combining.joining import join_views
from scheduler.formats.roster.combining.reconciling import choose_sheets
from scheduler.formats.roster.combining.schooling import school_of
from scheduler.formats.roster.reading.side_tables import slot_lessons
from scheduler.formats.roster.reading.views import View
from scheduler.formats.roster.reading.work import Work
from scheduler.formats.roster.records import PLACES, Assumption, Doubtful, Imported, ImportOptions, Load, Sighting
from scheduler.formats.roster.sheets.values import number_of, span_in
from scheduler.formats.roster.words.labels import plain
from scheduler.formats.roster.words.patterns import class_key
from scheduler.problem.modes import Mode
from scheduler.school.records import EVERY_WEEK, School

MOST_PERIODS = 200
"""Of a lesson in a week, or of a block: more is no such number, and everything below counts periods out one by one."""


def finish(work: Work, names: Sequence[str]) -> Imported:
    options = work.options
    _leave_out_impossible(work)
    _apply_names(work)
    _spell_alike(work)
    slot_lessons(work)
    if not (work.sightings or work.loads or work.owners["class"] or work.listed.classes or work.listed.teachers):
        raise _refused(work, Fault(", ".join(names), "", "nothing_found", catalogue="roster"))
    if not (work.sightings or work.slots):  # people with wishes and no lesson: the wishes tell the grid
        work.slots = [("", day, period, None, None) for day, period in sorted({(d, p) for _, _, d, p, _ in work.free})]
    timeless = [s for s in work.sightings if s.day is None]
    if timeless and len(timeless) == len(work.sightings) and not work.loads:
        said = options.command if options.command != ImportOptions().command else f"{options.command} {' '.join(names)}"
        values = {"command": f"{said} --day maandag -o school.xlsx", "lessons": len(timeless)}
        raise _refused(work, Fault(timeless[0].where[0], "", "no_day", values, catalogue="roster"))
    placed = [s for s in work.sightings if s.placed]
    left = [s.where[0] for s in work.sightings if not s.placed]
    if left:
        work.notice("cells_without_day", count=len(left), where=left[0])
    stated: dict[int, tuple[int, int]] = {}
    for key, value in options.section("periods").items():
        span = span_in(str(value))
        if span and re.fullmatch(r"[0-9]{1,3}", str(key)):
            stated[int(key)] = span
    chosen = choose_sheets(placed, options.sheets)
    work.assumptions += chosen.assumptions
    work.notices += chosen.notices
    _forget(work, chosen.dropped | (set(left) - {s.where[0] for s in placed}))
    read = {s.where[0] for s in chosen.meets}
    slots = [slot for slot in work.slots if slot[0] not in chosen.dropped or slot[0] in read]
    clocked = number_periods(chosen.meets, slots, stated)
    for grid in clocked.grids:
        grid.days |= {day for _, _, day, _, _ in work.free}
    work.extra["first_period"] = 1
    if from_one(clocked):
        work.extra["first_period"] = 0
        work.clashes = {(owner, day, period + 1 if period is not None else None) for owner, day, period in work.clashes}
        work.free = [(kind, code, day, period + 1, value) for kind, code, day, period, value in work.free]
        work.assume("from_period_zero", 0.9)
    joined = join_views(clocked.sightings, work.clashes)
    work.assumptions += joined.assumptions
    work.notices += joined.notices
    meets = fold(joined.meets, work.clashes)
    meets, dated = _weekly(meets, work)
    periods = sum(max(1, len(s.classes)) for s in meets)
    meets, split, alone = parallel(meets, work.clashes) if not dated else (meets, 0, 0)
    if split:
        work.assume("parallel_groups", 0.6, split=split)
    assembled = assemble(meets, _with_hours(_once(work.loads)), clocked.grids)
    _say(work, clocked, assembled, meets)
    school = school_of(work, clocked, assembled, grid_records(clocked.grids) if placed or work.slots else ())
    balance = balance_of(work.sheets, work.tables, work.marks, work.vocabulary)
    if balance.filled:
        work.assumptions.insert(0, balance_line(balance))
    for name, count, _ in balance.aside:
        work.notice("not_read", name, name=name, count=count)
    doubts = doubts_of(work, balance, chosen, alone, assembled.without_class, periods)
    return Imported(
        doubts=tuple(doubts),
        views=_views(work),
        choices=tuple(work.choices),
        school=school,
        assumptions=_distinct(work.assumptions),
        notices=_distinct(work.notices),
        tables=tuple(work.tables),
        sightings=tuple(work.sightings),
        loads=tuple(work.loads),
        counts=_counts(work, chosen.meets, meets, assembled, dated, school),
    )


def _leave_out_impossible(work: Work) -> None:
    """Numbers of periods that no week has, and days, are told and not followed."""
    odd = [one.day for one in work.sightings] + [day for _, day, *_ in work.slots]
    odd = [day for day in odd if not _is_day(day)]
    if odd:
        work.notice("no_weekday", count=len(odd), value=(odd[0] or 0) + 1)
        work.sightings = [one for one in work.sightings if _is_day(one.day)]
        work.slots = [one for one in work.slots if _is_day(one[1])]
    for n, load in enumerate(work.loads):
        if load.periods is not None and not -MOST_PERIODS <= load.periods <= MOST_PERIODS:
            work.notice("too_many_periods", load.where[0], value=f"{float(load.periods):g}", most=MOST_PERIODS)
            work.loads[n] = replace(load, periods=None)
    for n, sighting in enumerate(work.sightings):
        if sighting.length > MOST_PERIODS:
            work.notice("too_many_periods", sighting.where[0], value=f"{sighting.length:g}", most=MOST_PERIODS)
            work.sightings[n] = replace(sighting, length=1)


def _is_day(day: int | None) -> bool:
    return day is None or 0 <= day <= 6


def _refused(work: Work, fault: Fault) -> Doubtful:
    """What was read so far goes along, for a picture of how the file was read."""
    imported = Imported(
        School(),
        tuple(work.assumptions),
        tuple(work.notices),
        tuple(work.tables),
        tuple(work.sightings),
        doubts=(fault,),
        views=_views(work),
        choices=tuple(work.choices),
    )
    return Doubtful(imported, acceptable=False)


def _views(work: Work) -> tuple[tuple[str, Mapping[str, float]], ...]:
    return tuple((where, view.scores) for where, view in work.views if isinstance(view, View))


def _forget(work: Work, dropped: set[str]) -> None:
    """Names that stand only on sheets that were not followed are no records; they are reported."""
    for kind in ("class", "teacher", "room"):
        gone = {name for name in work.owners[kind] if (sheets := work.named_on.get((kind, name))) and sheets <= dropped}
        gone -= {
            name
            for s in work.sightings
            if s.where[0] not in dropped
            for name in {"class": s.classes, "teacher": s.teachers, "room": s.rooms}[kind]
        }
        work.owners[kind] -= gone
        if gone:
            names = ", ".join(sorted(gone)[:10])
            work.notice(f"only_dropped_{kind}", names=names)


def _distinct(found: Sequence[Assumption]) -> tuple[Assumption, ...]:
    return tuple({(a.nl, a.where): a for a in found}.values())


def _spell_alike(work: Work) -> None:
    """Subjects that differ in case only are one, in the usual spelling: a workbook knows no two such codes."""
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for subject in (one.subject for found in (work.sightings, work.loads) for one in found):
        spelled[subject.casefold()][subject] += 1
    usual = {subject: found.most_common(1)[0][0] for found in spelled.values() if len(found) > 1 for subject in found}
    if usual:
        work.sightings = [replace(s, subject=usual.get(s.subject, s.subject)) for s in work.sightings]
        work.loads = [replace(load, subject=usual.get(load.subject, load.subject)) for load in work.loads]


def _apply_names(work: Work) -> None:
    """Old name = new name, as the planner maps them; codes of teachers told as names."""
    options = work.options
    aliases = {plain(k): v for k, v in work.listed.aliases.items()}
    renames = {
        kind: {plain(str(k)): str(v) for k, v in options.section(section).items()}
        for kind, section in (("class", "classes"), ("teacher", "teachers"), ("room", "rooms"), ("subject", "subjects"))
    }

    def teacher(name: str) -> str:
        name = aliases.get(plain(name), name)
        return renames["teacher"].get(plain(name), name)

    def rename(kind: str, name: str) -> str:
        return renames[kind].get(plain(name), name)

    if aliases or any(renames.values()):
        work.sightings = [
            replace(
                s,
                teachers=tuple(filter(None, map(teacher, s.teachers))),
                classes=tuple(rename("class", c) for c in s.classes),
                rooms=tuple(rename("room", r) for r in s.rooms),
                subject=rename("subject", s.subject),
            )
            for s in work.sightings
        ]
        work.loads = [
            replace(
                load,
                teachers=tuple(filter(None, map(teacher, load.teachers))),
                classes=tuple(rename("class", c) for c in load.classes),
                subject=rename("subject", load.subject),
            )
            for load in work.loads
        ]
        work.owners["teacher"] = {teacher(name) for name in work.owners["teacher"]} - {""}
        work.owners["class"] = {rename("class", name) for name in work.owners["class"]}
        work.owners["room"] = {rename("room", name) for name in work.owners["room"]}


def _once(loads: Sequence[Load]) -> list[Load]:
    """A load that another table repeats with its teacher is one load."""
    complete = {
        (load.classes, plain(load.subject), load.periods, load.week, load.lesson): load
        for load in loads
        if load.teachers
    }
    return [
        load
        for load in loads
        if load.teachers
        or load.lesson
        or complete.get((load.classes, plain(load.subject), load.periods, load.week, load.lesson)) is None
    ]


def _with_hours(loads: Sequence[Load]) -> list[Load]:
    """Hours given per year group count for its classes: "Jr. KG" for "Jr. KG A"."""
    hours: dict[str, list[Load]] = defaultdict(list)
    for load in loads:
        if load.periods is not None and len(load.classes) == 1 and not load.teachers:
            hours[plain(load.subject)].append(load)
    used: set[int] = set()
    result = []
    for load in loads:
        if load.periods is None and len(load.classes) == 1 and load.teachers:
            key = class_key(load.classes[0])
            fitting = [
                g
                for g in hours[plain(load.subject)]
                if 0 < len(key) - len(class_key(g.classes[0])) <= 2 and key.startswith(class_key(g.classes[0]))
            ]
            group = max(fitting, key=lambda g: len(g.classes[0]), default=None)
            if group is not None:
                used.add(id(group))
                load = replace(load, periods=group.periods)
        result.append(load)
    return [load for load in result if id(load) not in used]


def _weekly(meets: Sequence[Sighting], work: Work) -> tuple[list[Sighting], int]:
    """Dated lessons folded into the week they follow."""
    dated = [s for s in meets if s.date is not None]
    dates = {s.date for s in dated}
    if not dates or len({(d.isocalendar().year, d.isocalendar().week) for d in dates if d}) <= 1:
        return list(meets), len(dated)
    seen: dict[tuple[object, ...], Sighting] = {}
    for s in meets:
        key = (s.day, s.period, s.grid, s.classes, s.parts, plain(s.subject), s.teachers, s.rooms, s.mode, s.week)
        seen.setdefault(key, s)
    weeks = len({(d.isocalendar().year, d.isocalendar().week) for d in dates if d})
    work.assume("dated_folded", 0.5, count=len(dated), weeks=weeks, count2=len(seen))
    return list(seen.values()), len(dated)


def _say(work: Work, clocked: Clocked, assembled: Assembled, meets: Sequence[Sighting]) -> None:
    common = [f"'{text}' ({n})" for text, n in work.skipped.most_common(8) if plain(text)]
    if common:
        listed = ", ".join(common)
        work.assume("no_lessons_in", 0.8, listed=listed)
    if clocked.invented and work.slots:
        work.assume("hours_invented", 0.3)
    if len(clocked.grids) > 1:
        work.assume("several_grids", 0.7, count=len(clocked.grids))
    if assembled.without_hours:
        work.notice("without_hours", without_hours=assembled.without_hours)
    nameless = sum(lesson.subject == "?" for lesson in assembled.lessons)
    if nameless:
        work.notice("without_subject", nameless=nameless)
    further = Counter(", ".join(s.rooms) for s in meets if len(s.rooms) > 1 and s.mode in (None, Mode.CONTACT))
    if further:
        rooms = "; ".join(name for name, _ in further.most_common(PLACES))
        work.notice("second_rooms", count=further.total(), rooms=rooms)
    for name, times in _twice_at_once(meets).items():
        work.notice("twice_at_once", name, name=name, count=times)
    if assembled.without_class:
        work.notice("without_class", without_class=assembled.without_class)
    if work.clashes:
        some = ", ".join(sorted({str(owner) for owner, _, _ in work.clashes})[:6])
        work.notice("marked_clashes", count=len(work.clashes), some=some)
    ignored = sum(load.ignored for load in work.loads)
    if ignored:
        work.assume("ignored_lessons", 0.9, ignored=ignored)
    weeks = {
        name: record["internship"]
        for name, record in work.listed.classes.items()
        if number_of(record.get("internship", "").strip())
    }
    if weeks:
        said = ", ".join(f"{name} {text}" for name, text in weeks.items())
        work.notice("internship_weeks", said=said)
    if not assembled.roster:
        work.notice("no_timetable")


def _twice_at_once(meets: Sequence[Sighting]) -> dict[str, int]:
    """Teachers who stand in different lessons at once, and in how many periods: no timetable can do that."""
    held: dict[tuple[object, ...], set[tuple[object, ...]]] = defaultdict(set)
    for s in meets:
        for teacher in s.teachers if s.mode is not Mode.ASYNCHRONOUS else ():
            for week in ("A", "B") if s.week == EVERY_WEEK else (s.week,):
                held[teacher, s.day, s.grid, s.period, week].add((s.classes, s.parts, plain(s.subject)))
    twice = {(key[0], *key[1:4]) for key, lessons in held.items() if len(lessons) > 1}
    return dict(Counter(str(teacher) for teacher, *_ in sorted(twice, key=str)).most_common(PLACES))


def _counts(
    work: Work, chosen: Sequence[Sighting], meets: Sequence[Sighting], assembled: Assembled, dated: int, school: object
) -> Mapping[str, int | Fraction]:
    assert isinstance(school, School)
    return {
        "classes": len(school.classes),
        "teachers": len(school.teachers),
        "rooms": len(school.rooms),
        "subjects": len(school.subjects),
        "lessons": len(school.lessons),
        "meets": len(school.roster),
        "periods": len(meets),
        "class_periods": sum(max(1, len(s.classes)) for s in meets),
        "teacher_periods": sum(max(1, len(s.teachers)) for s in meets),
        "weekly_hours": sum((lesson.periods for lesson in school.lessons), Fraction(0)),
        "cells": len(work.sightings),
        "cells_read": len(chosen),
        "dated_rows": len({s.where for s in chosen if s.date is not None}),
        "dated": dated,
        "loads": len(work.loads),
        "ignored": sum(load.ignored for load in work.loads),
        "free": len(work.free),
        "clashes": len(work.clashes),
        **work.extra,
    }
