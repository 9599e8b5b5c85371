"""Constraints as earlier versions of FET wrote them, in the form that it writes today and as it converts them itself.

Only what is read takes the newer form: the file that is written keeps what it had, which FET still takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement

from scheduler.formats.fet.values import text

PREFIX = "Constraint"

RENAMED = {
    "MinNDaysBetweenActivities": "MinDaysBetweenActivities",
    "ActivityPreferredTime": "ActivityPreferredStartingTime",
    "ActivityPreferredTimes": "ActivityPreferredStartingTimes",
    "ActivitiesPreferredTimes": "ActivitiesPreferredStartingTimes",
    "2ActivitiesConsecutive": "TwoActivitiesConsecutive",
    "2ActivitiesGrouped": "TwoActivitiesGrouped",
    "2ActivitiesOrdered": "TwoActivitiesOrdered",
    "3ActivitiesGrouped": "ThreeActivitiesGrouped",
    "ActivitiesOverlapCompletelyOrDontOverlap": "ActivitiesOverlapCompletelyOrDoNotOverlap",
    "SubjectSubjectTagPreferredRoom": "SubjectActivityTagPreferredRoom",
    "SubjectSubjectTagPreferredRooms": "SubjectActivityTagPreferredRooms",
    "StudentsSetNotAvailable": "StudentsSetNotAvailableTimes",
    "TeacherNotAvailable": "TeacherNotAvailableTimes",
    "RoomNotAvailable": "RoomNotAvailableTimes",
    "Break": "BreakTimes",
    "TeachersNoGaps": "TeachersMaxGapsPerWeek",
    "StudentsNoGaps": "StudentsMaxGapsPerWeek",
    "StudentsSetNoGaps": "StudentsSetMaxGapsPerWeek",
    "StudentsEarly": "StudentsEarlyMaxBeginningsAtSecondHour",
    "StudentsSetEarly": "StudentsSetEarlyMaxBeginningsAtSecondHour",
}
"""Types that have another name now."""

NONE_OF = {
    "TeachersNoGaps": "Max_Gaps",
    "StudentsNoGaps": "Max_Gaps",
    "StudentsSetNoGaps": "Max_Gaps",
    "StudentsEarly": "Max_Beginnings_At_Second_Hour",
    "StudentsSetEarly": "Max_Beginnings_At_Second_Hour",
}
"""The limit that such a type has now; it was always none."""

SPANS = {
    "StudentsSetNotAvailable": "Not_Available_Time",
    "TeacherNotAvailable": "Not_Available_Time",
    "RoomNotAvailable": "Not_Available_Time",
    "Break": "Break_Time",
}
"""Types that named one day and the hours from one up to another, and list their slots now."""

FIELDS = {"Subject_Tag": "Activity_Tag", "Subject_Tag_Name": "Activity_Tag_Name"}
"""Fields that have another name now."""


def as_now(element: Element, hours: Mapping[str, int]) -> Element:
    """A constraint in its form of today: itself where that is what it has."""
    name = element.tag.removeprefix(PREFIX)
    if name not in RENAMED and not any(child.tag in FIELDS for child in element):
        return element
    newer = Element(PREFIX + RENAMED.get(name, name), element.attrib)
    for child in element:
        field = SubElement(newer, FIELDS.get(child.tag, child.tag), child.attrib)
        field.text = child.text
        field.extend(child)
    if name in NONE_OF and not text(newer, NONE_OF[name]).strip():
        SubElement(newer, NONE_OF[name]).text = "0"
    if name in SPANS and text(newer, "Start_Hour"):
        _list_slots(newer, SPANS[name], list(hours))
    return newer


def _list_slots(element: Element, tag: str, hours: list[str]) -> None:
    """The slots of a span; the end of a day had a name of its own, which is no hour now."""
    day, start, end = (text(element, field) for field in ("Day", "Start_Hour", "End_Hour"))
    first = hours.index(start) if start in hours else None
    last = hours.index(end) if end in hours else len(hours)
    named = [start] if first is None else hours[first:last]  # a start that is no hour is told where slots are read
    for hour in named:
        slot = SubElement(element, tag)
        SubElement(slot, "Day").text = day
        SubElement(slot, "Hour").text = hour
