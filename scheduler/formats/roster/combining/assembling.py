"""From meets and loads to the records of a school: lessons with hours and blocks, who and where, and the old timetable.

Equal meets in consecutive periods of a half day become one block; equal blocks over the week become one lesson.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from scheduler.formats.roster.combining.clocking import Grid, half_day_of
from scheduler.formats.roster.reading.list_rows import HEADING
from scheduler.formats.roster.records import Load, Sighting
from scheduler.formats.roster.words.labels import has_word, plain
from scheduler.problem.modes import Mode
from scheduler.school.records import Blocks, ClassGroup, RosterRow, SchoolLesson


@dataclass
class Assembled:
    """Lessons, groups, roster rows, and what could not be told."""

    lessons: list[SchoolLesson]
    groups: list[ClassGroup]
    roster: list[RosterRow]
    without_hours: int = 0
    without_class: int = 0
    duties: list[tuple[str, int, int, str, str]] = field(default_factory=list)  # teacher, day, period, week, what


@dataclass(frozen=True)
class Block:
    """Consecutive periods of one lesson."""

    meet: Sighting
    attendees: tuple[str, ...]
    period: int
    length: int


def attendees_of(meet: Sighting, groups: dict[str, ClassGroup]) -> tuple[str, ...]:
    """Classes, or groups of classes where only a part attends; groups are noted by their code without case."""
    result = []
    for name in meet.classes:
        if parts := meet.parts_of(name):
            code = f"{name}.{group_code(parts[-1])}"
            group = groups.setdefault(code.casefold(), ClassGroup(code, name, f"{name} groepen"))
            result.append(group.code)  # a workbook knows no two codes that differ in case only
        else:
            result.append(name)
    return tuple(result)


def group_code(label: str) -> str:
    """ "1 підгрупа" -> "1"; other labels stay."""
    number = re.fullmatch(r"\W*(\d{1,2})\W*", label)
    if number is None and has_word("group", label):
        number = re.match(r"^\W*(\d{1,2})\b", label) or re.search(r"\b(\d{1,2})\W*$", label)
    return number[1] if number else " ".join(label.split())


def assemble(meets: Sequence[Sighting], loads: Sequence[Load], grids: Sequence[Grid]) -> Assembled:
    """All lessons of the school."""
    groups: dict[str, ClassGroup] = {}
    blocks = _blocks(meets, groups, grids)
    by_lesson: dict[tuple[object, ...], list[Block]] = defaultdict(list)
    for block in blocks:
        by_lesson[_lesson_key(block)].append(block)
    result = Assembled([], [], [])
    taken: set[str] = set()
    used: set[int] = set()
    by_number, by_words = _load_index(loads)
    for _, members in by_lesson.items():
        first = members[0]
        if not first.attendees:
            for block in members:
                result.without_class += block.length
                result.duties += [
                    (teacher, block.meet.day or 0, block.period + k, first.meet.week, first.meet.subject)
                    for teacher in first.meet.teachers
                    for k in range(block.length)
                ]
            continue
        load_position = _matching_load(first, by_number, by_words, used)
        load = loads[load_position] if load_position is not None else None
        if load_position is not None:
            used.add(load_position)
            used.update(p for p in by_number.get(load.lesson, ()) if load.lesson) if load else None
        placed = sum(block.length for block in members)
        periods = Fraction(placed)
        if (
            load is not None
            and load.subject
            and load.periods is not None
            and load.periods > placed
            and load.week == first.meet.week
        ):
            periods = load.periods
        identity = _identity(first.meet.lesson or f"{'+'.join(first.attendees[:3])} {first.meet.subject}", taken)
        sizes = tuple(sorted((block.length for block in members), reverse=True))
        rest = int(periods) - placed
        if rest > 0:
            sizes = (*sizes, *_rest(blocks_of(load.blocks, periods) if load else None, sizes, rest))
        rooms = tuple(
            dict.fromkeys(
                [*(room for block in members for room in block.meet.rooms[:1]), *(load.rooms if load else ())]
            )
        )
        mode = first.meet.mode
        result.lessons.append(
            SchoolLesson(
                id=identity,
                attendees=first.attendees,
                subject=first.meet.subject or "?",
                teachers=tuple((teacher,) for teacher in first.meet.teachers),
                periods=periods,
                blocks=Blocks(sizes) if any(size > 1 for size in sizes) else None,
                week=first.meet.week,
                rooms=rooms,
                modes=frozenset({mode}) if mode is not None else None,
                distance_max=None if mode in (None, Mode.CONTACT) else periods,
                distance_min=Fraction(0) if mode in (None, Mode.CONTACT) else periods,
                notes=first.meet.note,
            )
        )
        for part, block in enumerate(sorted(members, key=lambda b: (-b.length, b.meet.day or 0, b.period)), 1):
            result.roster.append(
                RosterRow(
                    lesson=identity,
                    part=part,
                    attendees=first.attendees,
                    subject=first.meet.subject or "?",
                    teachers=first.meet.teachers,
                    week=first.meet.week,
                    day=block.meet.day or 0,
                    period=block.period,
                    duration=block.length,
                    mode=mode,
                    room=block.meet.rooms[0] if block.meet.rooms else "",
                )
            )
    _add_loads(result, loads, used, taken)
    result.groups = list(groups.values())
    result.roster.sort(key=lambda row: (row.day, row.period, row.week, row.attendees, row.lesson))
    return result


def _rest(asked: Blocks | None, placed: Sequence[int], rest: int) -> Sequence[int]:
    """The blocks that have no place yet: those asked for without the placed ones, else single periods."""
    left = Counter(asked.sizes if asked else ()) - Counter(placed)
    return sorted(left.elements(), reverse=True) if left.total() and sum(left.elements()) == rest else [1] * rest


def _identity(text: str, taken: set[str]) -> str:
    base = " ".join(text.split())[:60].strip() or "les"
    identity, number = base, 1
    while identity.casefold() in taken:
        number += 1
        identity = f"{base} #{number}"
    taken.add(identity.casefold())
    return identity


def _lesson_key(block: Block) -> tuple[object, ...]:
    m = block.meet
    return (block.attendees, plain(m.subject), m.teachers, m.week, m.mode, m.lesson)


def _blocks(meets: Sequence[Sighting], groups: dict[str, ClassGroup], grids: Sequence[Grid]) -> list[Block]:
    """Consecutive equal meets of one half day, joined."""
    by_grid = {grid.name: grid for grid in grids}
    runs: dict[tuple[object, ...], list[tuple[int, Sighting]]] = defaultdict(list)
    who: dict[tuple[object, ...], tuple[str, ...]] = {}
    for s in meets:
        if s.period is None or s.day is None:
            continue
        attendees = attendees_of(s, groups)
        key: tuple[object, ...] = (
            s.day,
            s.week,
            s.grid,
            attendees,
            plain(s.subject),
            s.teachers,
            s.rooms,
            s.mode,
            s.lesson,
        )
        runs[key].append((s.period, s))
        who[key] = attendees
    result = []
    for key, found in runs.items():
        grid = by_grid.get(str(key[2])) or grids[0]
        order = grid.periods()
        position = {period: number for number, period in enumerate(order)}
        current: list[tuple[int, Sighting]] = []
        for period, s in sorted({period: s for period, s in found}.items()):
            joined = (
                current
                and position.get(period, -9) == position.get(current[-1][0], -99) + 1
                and (
                    half_day_of(grid, period) == half_day_of(grid, current[-1][0])
                    or (s.cut_from is not None and s.cut_from == current[-1][1].cut_from)
                )
            )
            if current and not joined:
                result.append(Block(current[0][1], who[key], current[0][0], len(current)))
                current = []
            current.append((period, s))
        if current:
            result.append(Block(current[0][1], who[key], current[0][0], len(current)))
    return result


# ---- loads


def _load_index(loads: Sequence[Load]) -> tuple[dict[str, list[int]], dict[tuple[object, ...], list[int]]]:
    by_number: dict[str, list[int]] = defaultdict(list)
    by_words: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for position, load in enumerate(loads):
        if load.lesson:
            by_number[load.lesson].append(position)
        for name in load.classes:
            by_words[name, plain(load.subject)].append(position)
            if not load.subject:
                for teacher in load.teachers:
                    by_words[name, "teacher", teacher].append(position)
    return by_number, by_words


def _matching_load(
    block: Block,
    by_number: Mapping[str, Sequence[int]],
    by_words: Mapping[tuple[object, ...], Sequence[int]],
    used: set[int],
) -> int | None:
    number = block.meet.lesson
    if number and by_number.get(number):
        return by_number[number][0]
    if number:
        return None
    for name in block.meet.classes:
        for position in by_words.get((name, plain(block.meet.subject)), ()):
            if position not in used:
                return position
        for teacher in block.meet.teachers:
            for position in by_words.get((name, "teacher", teacher), ()):
                if position not in used:
                    return position
    return None


def _add_loads(result: Assembled, loads: Sequence[Load], used: set[int], taken: set[str]) -> None:
    """Lessons that are required but stand in no roster."""
    seen_words = {(a, plain(lesson.subject)) for lesson in result.lessons for a in lesson.attendees}
    rostered = bool(result.roster)
    coupled: dict[tuple[object, ...], list[Load]] = defaultdict(list)
    for position, load in enumerate(loads):
        if position in used or load.ignored or (load.note == HEADING and not load.teachers):
            continue
        if rostered and (load.periods is None or not load.subject):
            continue
        if load.periods is None and any((name, plain(load.subject)) in seen_words for name in load.classes):
            continue
        key = (load.lesson, plain(load.subject), load.week) if load.lesson else (position,)
        coupled[key].append(load)
    bands: dict[str, set[str]] = defaultdict(set)
    for (number, *_), members in coupled.items():
        if members[0].lesson:
            bands[str(number)].add(plain(members[0].subject))
    for _, members in coupled.items():
        first = members[0]
        classes = tuple(dict.fromkeys(name for load in members for name in load.classes))
        teachers = tuple(dict.fromkeys(teacher for load in members for teacher in load.teachers))
        rooms = tuple(dict.fromkeys(room for load in members for room in load.rooms))
        hours = max((load.periods for load in members if load.periods is not None), default=None)
        if (hours is not None and hours == 0) or not classes:
            continue
        if hours is None:
            result.without_hours += 1
        identity = _identity(
            first.lesson
            if first.lesson and len(bands[first.lesson]) == 1
            else f"{'+'.join(classes[:3])} {first.subject}",
            taken,
        )
        result.lessons.append(
            SchoolLesson(
                id=identity,
                attendees=classes,
                subject=first.subject or "?",
                teachers=tuple((teacher,) for teacher in teachers),
                periods=hours if hours is not None else Fraction(1),
                blocks=blocks_of(first.blocks, hours),
                week=first.week,
                rooms=rooms,
                band=first.lesson if first.lesson and len(bands[first.lesson]) > 1 else "",
                notes=first.note,
            )
        )


def blocks_of(text: str, hours: Fraction | None) -> Blocks | None:
    """Doubles "least-most" as Untis counts them ("0-1", "1-1") or sizes ("2+1")."""
    if hours is None or hours.denominator != 1 or hours < 2:
        return None
    whole = int(hours)
    match = re.fullmatch(r"\s*(\d{1,2})\s*-\s*(\d{1,2})\s*", text)
    if match:
        least, most = int(match[1]), min(int(match[2]), whole // 2)
        if most <= 0:
            return None
        if least == most:
            return Blocks((2,) * most + (1,) * (whole - 2 * most))
        return Blocks((), 1, 2)
    sizes = [int(part) for part in re.findall(r"\d+", text)] if re.fullmatch(r"[\d+\s]+", text or "x") else []
    return Blocks(tuple(sizes)) if sizes and sum(sizes) == whole else None
