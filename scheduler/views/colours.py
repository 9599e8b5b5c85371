"""The colours of cells: the planner's own per subject, and the ink that can be read on them, in colour and in grey.

Contrast is that of WCAG 2.1 (4.5:1 is its level AA for small print); of black and white one always reaches it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.school.building import school_of
from scheduler.views.agenda import Activity, Entry

BLACK, WHITE = "#000000", "#FFFFFF"
AA = 4.5


def subject_colours(problem: Problem) -> dict[str, str]:
    """By code of a subject the colour that the planner gave it."""
    school = school_of(problem)
    return {one.code: one.colour for one in school.subjects if one.colour} if school else {}


def colour_of(entries: Sequence[Entry], colours: dict[str, str]) -> str:
    """The colour of a cell with contact lessons of one subject; "" for anything else, which keeps its own look."""
    subjects = {entry.subject for entry in entries}
    contact = all(entry.activity is Activity.LESSON and entry.way == Mode.CONTACT.value for entry in entries)
    return colours.get(subjects.pop(), "") if contact and len(subjects) == 1 else ""


@cache
def ink_on(fill: str) -> str:
    """Black or white, whichever can be read best on the colour."""
    return BLACK if contrast(fill, BLACK) >= contrast(fill, WHITE) else WHITE


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Of #RRGGBB, from 0 (black) to 1 (white); what is left of a colour in grey."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
