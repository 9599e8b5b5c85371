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
_BARE = re.compile(r"(\d{1,2})(?:\s*[hHuU])?")
EARLIEST_BARE = 7
"""Hours that are called 7, 8, 9 are those of the clock: no day begins with its seventh lesson."""

NOON, EARLIEST = 12 * 60, 7 * 60 + 59
"""Minutes after midnight. After a later one, an hour from one to seven is of the afternoon."""

WEEKS = (
    ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
    ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"),
    ("lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato", "domenica"),
    ("segunda", "terca", "quarta", "quinta", "sexta", "sabado", "domingo"),
    ("dilluns", "dimarts", "dimecres", "dijous", "divendres", "dissabte", "diumenge"),
    ("luni", "marti", "miercuri", "joi", "vineri", "sambata", "duminica"),
    ("hetfo", "kedd", "szerda", "csutortok", "pentek", "szombat", "vasarnap"),
    ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lordag", "sondag"),
    ("mandag", "tisdag", "onsdag", "torsdag", "fredag", "lordag", "sondag"),
    ("maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai"),
    ("poniedziałek", "wtorek", "sroda", "czwartek", "piatek", "sobota", "niedziela"),
    ("pondeli", "utery", "streda", "ctvrtek", "patek", "sobota", "nedele"),
    ("pondelok", "utorok", "streda", "stvrtok", "piatok", "sobota", "nedela"),
    ("ponedjeljak", "utorak", "srijeda", "cetvrtak", "petak", "subota", "nedjelja"),
    ("ponedeljak", "utorak", "sreda", "cetvrtak", "petak", "subota", "nedelja"),
    ("ponedeljek", "torek", "sreda", "cetrtek", "petek", "sobota", "nedelja"),
    ("понедељак", "уторак", "среда", "четвртак", "петак", "субота", "недеља"),
    ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    ("понеделник", "вторник", "сряда", "четвъртък", "петък", "събота", "неделя"),
    ("понеділок", "вівторок", "середа", "четвер", "пятниця", "субота", "неділя"),
    ("δευτερα", "τριτη", "τεταρτη", "πεμπτη", "παρασκευη", "σαββατο", "κυριακη"),
    ("pazartesi", "salı", "carsamba", "persembe", "cuma", "cumartesi", "pazar"),
    ("الاثنين", "الثلاثاء", "الاربعاء", "الخميس", "الجمعة", "السبت", "الاحد"),
    ("دوشنبه", "سهشنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه"),
    ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"),
    ("isnin", "selasa", "rabu", "khamis", "jumaat", "sabtu", "ahad"),
    ("thuhai", "thuba", "thutu", "thunam", "thusau", "thubay", "chunhat"),
    ("thu2", "thu3", "thu4", "thu5", "thu6", "thu7", "chunhat"),
)
"""The days of the week by language, in small letters without marks."""

LEAST_ALIKE = 0.85
"""How near a misspelt name must come to one of these, from 0 to 1."""


def bare(name: str) -> str:
    """Small letters and digits without marks: of what differs by accents and dashes only, the same."""
    import unicodedata

    split = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in split if sign.isalnum())


def weekdays(days: Sequence[str]) -> list[int] | None:
    """The numbers of these days, 0 for a Monday, where one language reads all of them as days of one week.

    They may be abbreviated, and the week may begin on any day.
    """
    names = [bare(day) for day in days]
    found = [read for week in WEEKS if (read := _read_in(names, week)) is not None]
    return min(found, key=lambda read: (_skipped(read), read), default=None)


def _read_in(names: Sequence[str], week: Sequence[str]) -> list[int] | None:
    """Each name as the first day of this week after the one before that it can be."""
    read: list[int] = []
    for name in names:
        known = [number for number, day in enumerate(week) if _is_of(name, bare(day))]
        after = [number for number in _from(read[-1] + 1 if read else 0) if number in known and number not in read]
        if not after:
            return None
        read.append(after[0])
    return read if read and sum(two < one for one, two in pairwise(read)) <= 1 else None


def _from(first: int) -> list[int]:
    return [(first + number) % 7 for number in range(7)]


def _skipped(read: Sequence[int]) -> int:
    """Days between these that are left out."""
    return sum((two - one - 1) % 7 for one, two in pairwise(read))


def _is_of(name: str, day: str) -> bool:
    from difflib import SequenceMatcher

    if not name or name.isdecimal():
        return False
    letters = name if name in day or any(sign.isdecimal() for sign in day) else name.rstrip("0123456789")
    return (
        day.startswith(letters)
        or letters.startswith(day)
        or (letters[:1] == day[:1] and SequenceMatcher(None, letters, day).ratio() >= LEAST_ALIKE)
    )


def are_weekdays(days: Sequence[str]) -> bool:
    """Whether the days are Monday, Tuesday and so on."""
    return weekdays(days) == list(range(len(days)))


def bells(hours: Sequence[str]) -> list[tuple[int, int]]:
    """By hour of the day, start and end in minutes after midnight.

    Hours whose names tell none lie evenly between those that do, where most do.
    """
    clocks = [_times_in(name) for name in hours]
    if not any(clocks):
        clocks = _bare_times(hours)
    starts = _spaced(_of_one_day(clocks))
    if starts is None:
        return [(FIRST_BELL + HOUR * hour, FIRST_BELL + HOUR * (hour + 1)) for hour in range(len(hours))]
    lengths = [two - one for one, two in pairwise(starts)]
    limits = [*starts[1:], 24 * 60]
    assumed = [*starts[1:], min(24 * 60, starts[-1] + min(lengths, default=HOUR))]
    told = [_after(start, found[1:]) for start, found in zip(starts, clocks, strict=True)]
    return [
        (start, end if start < end <= limit else otherwise)
        for start, end, limit, otherwise in zip(starts, told, limits, assumed, strict=True)
    ]


def _times_in(name: str) -> list[int]:
    return [int(hour) * 60 + int(minute) for hour, minute in _CLOCK.findall(name) if int(hour) < 24]


def _bare_times(names: Sequence[str]) -> list[list[int]]:
    """Names that are nothing but numbers, as full hours where none could be the first of its day."""
    numbers = [int(found[1]) for name in names if (found := _BARE.fullmatch(name.strip()))]
    clocks = len(numbers) == len(names) and bool(numbers) and numbers[0] >= EARLIEST_BARE
    return [[number * HOUR] for number in numbers] if clocks else [[] for _ in names]


def _after(start: int, found: Sequence[int]) -> int:
    """The second time that a name tells, in the afternoon where it is before the first; 0 where it tells none."""
    return 0 if not found else found[0] + NOON if found[0] <= EARLIEST < start else found[0]


def _of_one_day(clocks: Sequence[Sequence[int]]) -> list[int | None]:
    """The starts of the hours; one o'clock after eleven is 13:00."""
    starts: list[int | None] = []
    latest = 0
    for found in clocks:
        start = found[0] if found else None
        if start is not None and start <= EARLIEST and latest > start:
            start += NOON
        latest = latest if start is None else max(latest, start)
        starts.append(start)
    return starts


def _spaced(starts: Sequence[int | None]) -> list[int] | None:
    """All starts, those that are not told evenly between or after the others; None where they do not rise."""
    known = [(place, start) for place, start in enumerate(starts) if start is not None]
    if not known or 2 * len(known) <= len(starts) or known[0][0] > 0:
        return None
    steps = [(two[1] - one[1]) // (two[0] - one[0]) for one, two in pairwise(known)]
    last, shortest = known[-1], min(steps, default=HOUR)
    told = dict(known)
    for (place, start), step in zip(known, [*steps, shortest], strict=True):
        until = next((later for later, _ in known if later > place), len(starts))
        told.update({between: start + step * (between - place) for between in range(place + 1, until)})
    found = [told[place] for place in range(len(starts))]
    return found if shortest > 0 and found[-1] < 24 * 60 and last[1] < 24 * 60 else None


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
