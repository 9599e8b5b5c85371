"""When the teachers of a demo school are away, what they wish, when departments meet, and a few pinned lessons.

A "must" is given only where counting shows that lessons, bands and meetings still fit with room to spare.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from random import Random

from scheduler.demo.curriculum import DraftClass, DraftLesson
from scheduler.demo.staffing import DraftTeacher
from scheduler.demo.tables import demo_data
from scheduler.school.records import Availability, Level, Meeting, Pin

HalfDay = tuple[int, str]
HALF_DAYS: tuple[HalfDay, ...] = tuple(
    (day, half) for day in range(5) for half in ("am", "pm") if (day, half) != (2, "pm")
)
SLOTS = 36
BUSY = Fraction(13, 20)  # of the periods a teacher is there that lessons and meetings may fill
COMMON = 7  # half days that teachers of one band, or of one meeting, must at least share
LARGEST_MEETING = 7


class Absences:
    """The half days teachers are certainly away; refuses one that would make lessons, bands or meetings too tight."""

    def __init__(self, teachers: list[DraftTeacher], lessons: list[DraftLesson], meetings: list[Meeting]) -> None:
        self.away: dict[str, set[HalfDay]] = defaultdict(set)
        self._busy = {teacher.code: teacher.load for teacher in teachers}
        self._together: dict[str, list[frozenset[str]]] = defaultdict(list)
        sets: dict[str, set[str]] = defaultdict(set)
        for lesson in lessons:
            sets[lesson.band or lesson.id] |= {code for alternatives in lesson.teachers for code in alternatives}
        for meeting in meetings:
            sets[meeting.name] |= set(meeting.members)
            for code in meeting.members:
                self._busy[code] += meeting.periods
        for members in sets.values():
            for code in members:
                self._together[code].append(frozenset(members))

    def allow(self, code: str, half_day: HalfDay) -> bool:
        """Takes the half day off if everything still fits; says whether it did."""
        wanted = self.away[code] | {half_day}
        if self._busy[code] > BUSY * (SLOTS - 4 * len(wanted)):
            return False
        for members in self._together[code]:
            missing = set(wanted).union(*(self.away[other] for other in members))
            if len(HALF_DAYS) - len(missing) < COMMON:
                return False
        self.away[code] = wanted
        return True


def make_meetings(
    teachers: list[DraftTeacher], wanted: int, departments: dict[str, str], language: str
) -> list[Meeting]:
    """One period a week for the members of a department, for `wanted` departments of a size that can meet."""
    by_department: dict[str, list[str]] = defaultdict(list)
    for teacher in teachers:
        by_department[departments[teacher.code]].append(teacher.code)
    word = {"nl": "Vakwerkgroep", "en": "Department"}[language]
    fit = [(name, members) for name, members in by_department.items() if 2 <= len(members) <= LARGEST_MEETING]
    fit.sort(key=lambda pair: (-len(pair[1]), pair[0]))
    return [
        Meeting(f"{word} {name}", tuple(members), online=number % 4 == 3)
        for number, (name, members) in enumerate(fit[:wanted])
    ]


def make_availability(
    teachers: list[DraftTeacher], absences: Absences, language: str, random: Random
) -> list[Availability]:
    """Free half days of part-timers (must, strong wish, wish), work at another school, first and last periods."""
    texts = demo_data("wishes")
    rows: list[Availability] = []

    def say(reason: str) -> str:
        return str(texts[reason][language])

    for teacher in teachers:
        part = teacher.load / teacher.full_time
        half_days = list(HALF_DAYS)
        random.shuffle(half_days)
        musts = 2 if part <= Fraction(1, 2) else 1 if part <= Fraction(3, 4) else 0
        elsewhere = musts == 2 and random.random() < 0.3
        if elsewhere:
            day = random.choice((0, 1, 3, 4))
            half_days.sort(key=lambda half_day: half_day[0] != day)
        wishes = [Level.STRONG, Level.WISH, Level.PREFERENCE][: min(3, musts + (1 if random.random() < 0.5 else 0))]
        for day, half in half_days:
            if musts and absences.allow(teacher.code, (day, half)):
                musts -= 1
                reason = say("elsewhere") if elsewhere else say("part_time")
                rows.append(Availability("teacher", teacher.code, day=day, half_day=half, reason=reason))
            elif wishes:
                rows.append(
                    Availability(
                        "teacher", teacher.code, day=day, half_day=half, level=wishes.pop(0), reason=say("wish")
                    )
                )
        if random.random() < 0.15:
            level = random.choice((Level.WISH, Level.PREFERENCE))
            period, reason = random.choice(((1, "children"), (8, "late")))
            rows.append(Availability("teacher", teacher.code, period=period, level=level, reason=say(reason)))
    return rows


def make_pins(
    classes: tuple[DraftClass, ...], lessons: list[DraftLesson], absences: Absences, wanted: int
) -> list[Pin]:
    """Class teacher hours on Monday, first period, as far as their teachers are there and have no other pin then."""
    pins: list[Pin] = []
    taken: set[str] = set()
    for lesson in lessons:
        if lesson.subject != "KLU" or len(pins) == wanted:
            continue
        codes = {code for alternatives in lesson.teachers for code in alternatives}
        if not codes & taken and not any((0, "am") in absences.away[code] for code in codes):
            taken |= codes
            pins.append(Pin(lesson.id, day=0, period=1))
    return pins
