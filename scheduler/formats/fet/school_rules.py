"""The constraints of a FET file in the sheets of a school: what a sheet says goes there, the rest is listed.

Our catalogue asks of every school what FET asks only where a constraint does; that is switched off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from scheduler.formats.fet.constraint import Constraint
from scheduler.formats.fet.reading import PREFIX
from scheduler.formats.fet.school_draft import Draft
from scheduler.formats.fet.values import name_in, text
from scheduler.school.records import EVERY_WEEK, Availability, Level, Pin, RuleRow

GAPS, TEACHERS_DAY = "H07", "H15"
"""The rules about gaps of pupils, and about a teacher's day."""
UNASKED = ("H06", "H17")
"""The shape of the school week, and blocks inside half days."""


def take_constraint(draft: Draft, c: Constraint) -> None:
    """Puts a constraint into the sheet that says it, or into the rest."""
    family = c.entry.removeprefix(PREFIX)
    if family in _IMPLIED:
        return
    taker = _TAKERS.get(family)
    if not c.points and not c.hard:
        return
    if taker is None or not (c.hard or family in _WISHES) or not taker(draft, c):
        draft.rest.append((family, _said(c)))


def _said(c: Constraint) -> str:
    """A constraint's own fields in short."""
    left_out = ("Active", "Permanently_Locked")
    told = [
        f"{child.tag}={' '.join(' '.join(child.itertext()).split())}"
        for child in c.element
        if child.tag not in left_out and not child.tag.startswith("Number_of_") and "".join(child.itertext()).strip()
    ]
    return "; ".join(told)[:_LONGEST_SAID]


_LONGEST_SAID = 2_000
_IMPLIED = (
    *("BasicCompulsoryTime", "BasicCompulsorySpace", "BreakTimes"),
    *("ActivityPreferredRoom", "ActivityPreferredRooms", "SubjectPreferredRoom", "SubjectPreferredRooms"),
    *("SubjectActivityTagPreferredRoom", "SubjectActivityTagPreferredRooms"),
    *("ActivityTagPreferredRoom", "ActivityTagPreferredRooms"),
    *("TeacherHomeRoom", "TeacherHomeRooms", "StudentsSetHomeRoom", "StudentsSetHomeRooms"),
)
"""Breaks are no periods of the grid; the rooms of a lesson stand in its row."""


def _teacher_limit(field_name: str, *tags: str) -> Callable[[Draft, Constraint], bool]:
    """A number in the row of a teacher, or of all; the strictest counts. Ours are of a week, FET's of all its days."""

    def take(draft: Draft, c: Constraint) -> bool:
        if draft.two_weeks and c.entry.endswith("Week"):
            return False
        limit = c.how_many(*tags)
        everybody = c.entry.startswith(f"{PREFIX}Teachers")
        named = draft.here.teachers if everybody else [name_in(c.element, "Teacher_Name", "Teacher")]
        for name in named:
            one = draft.people[name]
            known = getattr(one, field_name)
            strictest = limit if known is None else (max if field_name.startswith("min") else min)(known, limit)
            changed: dict[str, Any] = {field_name: strictest}
            draft.people[name] = replace(one, **changed)
        return True

    return take


def _closed(draft: Draft, c: Constraint) -> bool:
    """Somebody or a room is not there."""
    if c.entry == "ConstraintTeacherNotAvailableTimes":
        who = [("teacher", draft.teachers[name_in(c.element, "Teacher", "Teacher_Name")])]
    elif c.entry == "ConstraintRoomNotAvailableTimes":
        who = [("room", draft.rooms[name_in(c.element, "Room", "Room_Name")])]
    else:
        name = name_in(c.element, "Students", "Students_Name")
        codes = {one.code for one in draft.classes.values()}
        named = draft.attendees[name]
        if name in draft.inexact or not codes.issuperset(named):
            return False
        who = [("class", code) for code in named]
    comments = " ".join(text(c.element, "Comments").split())
    for element in c.element.iter("Not_Available_Time"):
        for day, hour in (slot for slot in c.slots_of(element) if slot in draft.here.slots):
            draft.closed.update({(*one, *draft.days[day], hour + 1): comments for one in who})
    return True


def _pupils_gaps(draft: Draft, c: Constraint) -> bool:
    """For everybody, or for classes; a school without such a constraint asks nothing (`not_asked`)."""
    if draft.two_weeks and c.how_many("Max_Gaps"):
        return False
    if c.entry == "ConstraintStudentsMaxGapsPerWeek":
        who: tuple[str, ...] = ("all",)
    else:
        name = name_in(c.element, "Students", "Students_Name")
        who = draft.attendees[name]
        if name in draft.inexact or not {one.code for one in draft.classes.values()}.issuperset(who):
            return False
    draft.rules += [RuleRow(GAPS, one, Level.MUST, value=str(c.how_many("Max_Gaps"))) for one in who]
    return True


def not_asked(draft: Draft) -> Iterator[RuleRow]:
    """Our catalogue asks of every school what FET asks only where a constraint does."""
    yield from (RuleRow(rule, "all", Level.OFF) for rule in UNASKED)
    if not any(row.rule == GAPS and row.who == "all" for row in draft.rules):
        yield RuleRow(GAPS, "all", Level.OFF)
    hours = len(draft.here.hours)
    yield RuleRow(TEACHERS_DAY, "all", Level.MUST, value=f"per_day={hours}; in_row={hours}")


def _pinned(draft: Draft, c: Constraint) -> bool:
    """A block with a day, an hour, or both."""
    day, hour = text(c.element, "Preferred_Day", "Day"), text(c.element, "Preferred_Hour", "Hour")
    for activity in c.activities():
        lesson = next(some for some in draft.lessons.values() if activity in some)
        if not activity.pupils:  # a meeting has no pins
            return False
        at_day = next(iter(c.clerk.known([day], draft.here.days, "Day")), None) if day else None
        at_hour = next(iter(c.clerk.known([hour], draft.here.hours, "Hour")), None) if hour else None
        draft.pins[activity.id] = Pin(
            lesson[0].lesson,
            lesson.index(activity) + 1,
            day=None if at_day is None else draft.days[at_day][1],
            period=None if at_hour is None else at_hour + 1,
        )
    return True


def _spread(draft: Draft, c: Constraint) -> bool:
    """Blocks of one lesson on different days are what every school has by default."""
    lessons = {(one.group or one.id, one.teachers, one.subject, one.pupils) for one in c.activities()}
    return len(lessons) <= 1 and c.how_many("MinDays", default=1) <= 1


_TAKERS: dict[str, Callable[[Draft, Constraint], bool]] = {
    "TeacherNotAvailableTimes": _closed,
    "StudentsSetNotAvailableTimes": _closed,
    "RoomNotAvailableTimes": _closed,
    "TeacherMaxHoursDaily": _teacher_limit("max_per_day", "Maximum_Hours_Daily"),
    "TeachersMaxHoursDaily": _teacher_limit("max_per_day", "Maximum_Hours_Daily"),
    "TeacherMinHoursDaily": _teacher_limit("min_per_day", "Minimum_Hours_Daily"),
    "TeachersMinHoursDaily": _teacher_limit("min_per_day", "Minimum_Hours_Daily"),
    "TeacherMaxHoursContinuously": _teacher_limit("max_consecutive", "Maximum_Hours_Continuously"),
    "TeachersMaxHoursContinuously": _teacher_limit("max_consecutive", "Maximum_Hours_Continuously"),
    "TeacherMaxDaysPerWeek": _teacher_limit("max_days", "Max_Days_Per_Week"),
    "TeachersMaxDaysPerWeek": _teacher_limit("max_days", "Max_Days_Per_Week"),
    "TeacherMaxGapsPerWeek": _teacher_limit("max_gaps", "Max_Gaps"),
    "TeachersMaxGapsPerWeek": _teacher_limit("max_gaps", "Max_Gaps"),
    "StudentsMaxGapsPerWeek": _pupils_gaps,
    "StudentsSetMaxGapsPerWeek": _pupils_gaps,
    "ActivityPreferredStartingTime": _pinned,
    "MinDaysBetweenActivities": _spread,
}


_WISHES = ("MinDaysBetweenActivities",)
"""What is a wish in every school of ours, whatever its weight in FET."""


def availability(draft: Draft) -> Iterator[Availability]:
    for (kind, code, week, day, period), reason in draft.closed.items():
        of_week = None if week == EVERY_WEEK else week
        yield Availability(kind, code, week=of_week, day=day, period=period, reason=reason)
