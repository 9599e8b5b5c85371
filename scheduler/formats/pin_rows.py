"""What rows of the sheet Vast ask of their lesson that it does not have: a part, a way of teaching, a room, a teacher.

A time that somebody is away, or two pins at once, is no fault here: counting and the solver prove those.
"""

from __future__ import annotations

from collections import Counter

from scheduler.formats.files.faults import Fault, Word
from scheduler.problem.lessons import Lesson
from scheduler.problem.modes import DISTANCE_MODES
from scheduler.problem.problem import Problem
from scheduler.problem.resources import ROOM, resource_id
from scheduler.problem.rules import AllowedOptions
from scheduler.school.mixed_ways import known_names, pinned_options
from scheduler.school.records import Pin, School
from scheduler.school.roster import ROOM_ROLES


def pin_faults(problem: Problem, school: School) -> list[Fault]:
    """A fault at the cell of everything pinned that its lesson cannot have."""
    lessons = {lesson.id: lesson for lesson in school.lessons}
    faults: list[Fault] = []
    pinned: Counter[str] = Counter()
    allowed = _allowed(problem)
    for pin in school.pins:
        lesson = problem.lesson.get(pin.lesson)
        if lesson is None:
            continue
        pinned[lesson.id] += 1
        parts = len(lesson.parts)
        if pin.part is not None and not 1 <= pin.part <= parts:
            faults.append(_fault(pin, "part", str(pin.part), "pin_part", lesson, count=parts))
        elif pin.part is None and pinned[lesson.id] > parts:
            faults.append(_fault(pin, "lesson", pin.lesson, "pin_too_many", lesson, count=parts))
        faults += [*_online(pin, lesson), *_way(pin, lesson, allowed.get(lesson.id))]
        named = {code for one in lessons[pin.lesson].teachers for code in one} if pin.lesson in lessons else set()
        faults += [
            _fault(pin, "teachers", code, "pin_teacher", lesson, known=", ".join(sorted(named)))
            for code in pin.teachers
            if named and code not in named
        ]
    return faults


def _allowed(problem: Problem) -> dict[str, frozenset[str]]:
    """The options that musts leave to a lesson, where one speaks of it."""
    found: dict[str, frozenset[str]] = {}
    for rule in problem.rules:
        if isinstance(rule, AllowedOptions) and rule.hard:
            for lesson, options in rule.allowed:
                found[lesson] = found.get(lesson, options) & options
    return found


def _online(pin: Pin, lesson: Lesson) -> list[Fault]:
    """What is wrong with who is online in a mixed lesson, as the row pins it."""
    if pinned_options(lesson, pin) != frozenset():
        return []
    if not any(option.online for option in lesson.options):
        return [_fault(pin, "online" if pin.online else "mode", pin.online, "pin_not_mixed", lesson)]
    if pin.mode in DISTANCE_MODES:
        return [_fault(pin, "online", pin.online, "pin_online_mode", lesson)]
    return [_fault(pin, "online", pin.online, "pin_online", lesson, known=known_names(lesson))]


def _way(pin: Pin, lesson: Lesson, allowed: frozenset[str] | None) -> list[Fault]:
    ways = pinned_options(lesson, pin)
    options = [
        option
        for option in lesson.options
        if pin.mode in (None, option.mode)
        and (allowed is None or option.id in allowed)
        and (not ways or option.id in ways)
    ]
    if not options:  # without a mode in the row that is not the pin's doing
        mode = pin.mode
        word = Word("mode_mixed" if pin.mixed else f"mode_{mode}")
        return [_fault(pin, "mode", mode.value, "pin_mode", lesson, mode=word)] if mode else []
    rooms = {
        candidate
        for option in options
        for demand in lesson.demands_in(option)
        if demand.role in ROOM_ROLES
        for candidate in demand.candidates
    }
    if pin.room and resource_id(ROOM, pin.room) not in rooms:
        return [_fault(pin, "room", pin.room, "pin_room", lesson)]
    return []


def _fault(pin: Pin, field: str, value: str, key: str, lesson: Lesson, **params: object) -> Fault:
    where = pin.origin.cell(field) if pin.origin else ""
    return Fault(where, value, key, {"lesson": lesson.id, **params}, "reading")
