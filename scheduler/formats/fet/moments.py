"""The days and hours of a FET file as times: what their names say of week days and clocks, in any language.

An hour of FET is a place in the day and no length of time. Where its names are no clock times, hours of an hour are
counted from eight, for want of better; nothing is judged by them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from scheduler.problem.times import Time, Times

Slot = tuple[int, int]
"""(day, hour), both from 0."""

FIRST_BELL, HOUR = 480, 60
"""Minutes after midnight, and of an hour, where names say no clock times."""

_CLOCK = re.compile(r"(?<!\d)(\d{1,2})\s*[:.hHuU]\s*([0-5]\d)(?!\d)")

WEEK = (
    ("maandag", "monday", "lundi", "montag", "lunes", "lunedi", "segunda", "luni", "hetfo"),
    ("dinsdag", "tuesday", "mardi", "dienstag", "martes", "martedi", "terca", "marti", "kedd"),
    ("woensdag", "wednesday", "mercredi", "mittwoch", "miercoles", "mercoledi", "quarta", "miercuri", "szerda"),
    ("donderdag", "thursday", "jeudi", "donnerstag", "jueves", "giovedi", "quinta", "joi", "csutortok"),
    ("vrijdag", "friday", "vendredi", "freitag", "viernes", "venerdi", "sexta", "vineri", "pentek"),
    ("zaterdag", "saturday", "samedi", "samstag", "sabado", "sabato", "sambata", "szombat"),
    ("zondag", "sunday", "dimanche", "sonntag", "domingo", "domenica", "duminica", "vasarnap"),
)
"""Names of the days of the week without accents."""

_SHORTEST = 2
"""Letters of an abbreviated day."""


def weekday(name: str) -> int | None:
    """0 for a Monday; None where the name is no day of a week, or of several."""
    import unicodedata

    bare = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in bare if letter.isalpha())
    if len(plain) < _SHORTEST:
        return None
    found = {number for number, names in enumerate(WEEK) if any(one.startswith(plain) for one in names)}
    return found.pop() if len(found) == 1 else None


def are_weekdays(days: Sequence[str]) -> bool:
    """Whether the days are Monday, Tuesday and so on."""
    return 0 < len(days) <= len(WEEK) and [weekday(day) for day in days] == list(range(len(days)))


def bells(hours: Sequence[str]) -> list[tuple[int, int]]:
    """By hour of the day, start and end in minutes after midnight."""
    clocks = [[int(hour) * 60 + int(minute) for hour, minute in _CLOCK.findall(name)] for name in hours]
    starts = [found[0] for found in clocks if found]
    rising = all(one < two for one, two in pairwise([*starts, 24 * 60]))
    if not starts or len(starts) < len(hours) or not rising:
        return [(FIRST_BELL + HOUR * hour, FIRST_BELL + HOUR * (hour + 1)) for hour in range(len(hours))]
    lengths = [two - one for one, two in pairwise(starts)]
    limits = [*starts[1:], starts[-1] + (min(lengths) if lengths else HOUR)]
    return [
        (start, found[1] if len(found) > 1 and start < found[1] <= limit else limit)
        for start, found, limit in zip(starts, clocks, limits, strict=True)
    ]


def times_of(days: Sequence[str], hours: Sequence[str], breaks: frozenset[Slot]) -> tuple[Times, dict[Slot, int]]:
    """The slots that are no break, day by day, and the number of each. What lasts longer never runs across a break."""
    clock = bells(hours)
    slots = [(day, hour) for day in range(len(days)) for hour in range(len(hours)) if (day, hour) not in breaks]
    number = {slot: index for index, slot in enumerate(slots)}
    found = [
        Time(
            id=f"{days[day]} {hours[hour]}",
            index=index,
            week=0,
            day=day,
            period=hour + 1,
            start=clock[hour][0],
            end=clock[hour][1],
            half_day="am" if clock[hour][0] < 12 * 60 else "pm",
            follows=number.get((day, hour + 1)),
            ticks=(index,),
        )
        for (day, hour), index in number.items()
    ]
    return Times(tuple(found), 1, len(found), weekdays=are_weekdays(days)), number
