"""Rule H19, what is pinned: rows of the sheet Vast, and rows of the sheet Rooster that are marked, as pinned meets.

Which part of a lesson a row without a part speaks of is decided here too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scheduler.problem.lessons import Lesson
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import ROOM, Resource, resource_id
from scheduler.problem.rules import Pinned, PinnedMeet, Rule
from scheduler.problem.times import WEEK_NAMES
from scheduler.school.building.builders import of_timetable
from scheduler.school.building.context import Context, teacher_id
from scheduler.school.building.options import QUIET_ROLE, ROOM_ROLE, teacher_role
from scheduler.school.building.weigh import Weighing
from scheduler.school.mixed_ways import known_names, pinned_options
from scheduler.school.records import EVERY_WEEK, Pin, RosterRow
from scheduler.school.roster import pin_of_row, placed_rows


@of_timetable
def pinned(context: Context, lessons: tuple[Lesson, ...], resources: tuple[Resource, ...]) -> Iterator[Rule]:
    """H19: the rows of the sheet Vast, and the rows of the sheet Rooster that are marked pinned."""
    setting = context.for_school("H19")
    rows = [*context.school.pins, *(pin_of_row(row) for row in context.school.roster if row.pinned)]
    if setting is None or not rows:
        return
    by_id = {lesson.id: lesson for lesson in lessons}
    known = [pin for pin in rows if pin.lesson in by_id]  # the reader reports rows about lessons that do not exist
    loose = {pin.lesson for pin in known if pin.part is None}
    parts = _parts_of_pins(by_id, known, _standing(context, lessons, resources, loose) if loose else ())
    pins = []
    for pin, part in zip(known, parts, strict=True):
        lesson = by_id[pin.lesson]
        if part is None:
            key = "pin_free" if pin.part is None else "pin_part"
            values = {} if pin.part is None else {"part": pin.part}
            context.note(key, lesson=pin.lesson, parts=len(lesson.parts), **values)
            continue
        pins.append(pinned_meet(context, lesson, pin, part))
        seated = {resource for _, resource in pins[-1].resources}
        strangers = [code for code in pin.teachers if lesson.attendees and teacher_id(code) not in seated]
        if strangers:
            context.note("pin_teacher", lesson=pin.lesson, teachers=", ".join(strangers))
        if pinned_options(lesson, pin) == frozenset():
            context.note("pin_online", lesson=pin.lesson, online=pin.online, known=known_names(lesson))
    yield Pinned(pins=tuple(pins), **Weighing("H19", setting, aspect="pins"))


def _standing(
    context: Context, lessons: tuple[Lesson, ...], resources: tuple[Resource, ...], loose: set[str]
) -> tuple[RosterRow, ...]:
    """The rows of these lessons that describe a meet, with the part that it is and who is online; others: nowhere."""
    rows = [row for row in context.standing if row.lesson in loose or ":" in row.lesson]  # an opening has many names
    placed, _ = placed_rows(Problem(context.times, resources, lessons, ()), rows)
    by_id = {lesson.id: lesson for lesson in lessons}
    ways = (by_id[placement.lesson].option(placement.option) for _, placement in placed)
    return tuple(
        replace(row, part=placement.part, mixed=bool(way.online), online=way.online_name)
        for (row, placement), way in zip(placed, ways, strict=True)
    )


def _parts_of_pins(lessons: dict[str, Lesson], pins: list[Pin], rows: tuple[RosterRow, ...]) -> list[int | None]:
    """For each pin the part it speaks of: the one it names, else one of its own; None where there is none.

    A pin without a part speaks of any part that no other pin has: one that stands where it is pinned, as far as the
    timetable has such parts (augmenting paths), else the first that it has nowhere, else the first.
    """
    chosen: list[int | None] = [
        pin.part if pin.part is not None and 1 <= pin.part <= len(lessons[pin.lesson].parts) else None for pin in pins
    ]
    named = {(pin.lesson, part) for pin, part in zip(pins, chosen, strict=True) if part is not None}
    taken: dict[tuple[str, int], int] = {}
    loose = [number for number, pin in enumerate(pins) if pin.part is None]
    standing = {(row.lesson, row.part): row for row in rows}

    def free(number: int) -> Iterator[tuple[str, int]]:
        pin = pins[number]
        for part in lessons[pin.lesson].parts:
            if (pin.lesson, part.number) not in named and _week_fits(pin, part.weeks):
                yield pin.lesson, part.number

    def stands(number: int, refused: set[tuple[str, int]]) -> bool:
        for key in free(number):
            if key not in refused and key in standing and _as_pinned(lessons[key[0]], pins[number], standing[key]):
                refused.add(key)
                if key not in taken or stands(taken[key], refused):
                    taken[key] = number
                    return True
        return False

    for number in loose:
        stands(number, set())
    seated = set(taken.values())
    for number in loose:
        left = [] if number in seated else [key for key in free(number) if key not in taken]
        if left:
            taken[next((key for key in left if key not in standing), left[0])] = number
    for (_, part), number in taken.items():
        chosen[number] = part
    return chosen


def _as_pinned(lesson: Lesson, pin: Pin, row: RosterRow) -> bool:
    """Whether a row of Rooster stands where, and is how, a pin says."""
    ways = pinned_options(lesson, pin)
    return (
        pin.day in (None, row.day)
        and pin.period in (None, row.period)
        and (pin.week in (None, EVERY_WEEK) or row.week in (EVERY_WEEK, pin.week))
        and pin.room in (None, row.room)
        and pin.mode in (None, row.mode or Mode.CONTACT)
        and (not row.teachers or set(pin.teachers) <= set(row.teachers))
        and (not ways or row.online in {option.online_name for option in lesson.options if option.id in ways})
    )


def _week_fits(pin: Pin, patterns: tuple[tuple[int, ...], ...]) -> bool:
    return pin.week in (None, EVERY_WEEK) or any(WEEK_NAMES.index(pin.week) in pattern for pattern in patterns)


def pinned_meet(context: Context, lesson: Lesson, pin: Pin, part: int) -> PinnedMeet:
    """What a row pins about one meet: its start, or the starts of the day or period that it names."""
    start, within = None, None
    patterns = lesson.parts[part - 1].weeks
    if pin.day is not None and pin.period is not None:
        week = patterns[0][0]
        if pin.week in WEEK_NAMES and len(patterns) > 1:
            week = WEEK_NAMES.index(pin.week)
        start = next(
            (
                t.index
                for t in context.grid_times(lesson.grid)
                if (t.week, t.day, t.period) == (week, pin.day, pin.period)
            ),
            None,
        )
    elif pin.day is not None or pin.period is not None or (pin.week in WEEK_NAMES and len(patterns) > 1):
        weeks = {pattern[0] for pattern in patterns if _week_fits(pin, (pattern,))}
        within = frozenset(
            t.index
            for t in context.grid_times(lesson.grid)
            if t.week in weeks and pin.day in (None, t.day) and pin.period in (None, t.period)
        )
    resources = []
    if pin.room:  # the room of a distance lesson is the one it is taught from
        role = QUIET_ROLE if pin.mode in DISTANCE_MODES else ROOM_ROLE
        resources.append((role, resource_id(ROOM, pin.room)))
    resources += _pinned_teachers(context, lesson, pin)
    ways = pinned_options(lesson, pin) or None  # a pin that fits no way is told, and holds what else it says
    return PinnedMeet(lesson.id, part, start, None if ways else pin.mode, tuple(resources), within, ways, pin.origin)


def _pinned_teachers(context: Context, lesson: Lesson, pin: Pin) -> Iterator[tuple[str, str]]:
    """Each teacher of the row in one role: with `A | B, A | C` and `A, B` in the row, A is the second and B the first.

    As many roles as possible are filled (augmenting paths).
    """
    record = context.lessons.get(lesson.id)
    left = list(dict.fromkeys(pin.teachers))
    chosen: dict[int, str] = {}
    roles = list(enumerate(record.teachers if record else ()))

    def seat(position: int, refused: set[str]) -> bool:
        for code in roles[position][1]:
            if code in left and code not in refused:
                refused.add(code)
                holder = next((other for other, taken in chosen.items() if taken == code), None)
                if holder is None or seat(holder, refused):
                    chosen[position] = code
                    return True
        return False

    for position, _ in sorted(roles, key=lambda role: len(role[1])):
        seat(position, set())
    for position, code in sorted(chosen.items()):
        yield teacher_role(position), teacher_id(code)
