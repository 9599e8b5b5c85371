"""A school as its planner writes it down: one frozen record per row of the school workbook.

This is the input side of the problem (WORKBOOK contract, DOMAIN chapter 5.4): codes are the planner's own words and
nothing is scheduled here. `problem.building` turns a `School` into a `Problem`; reading and writing files belongs to
`formats`. Numbers of lessons are `Fraction`s because a lesson may take place every other week (0.5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from scheduler.problem.modes import Mode, Origin, Presence

EVERY_WEEK = "every"


class Level(StrEnum):
    """How much a rule or wish matters to the planner: a must is hard, `OFF` switches the rule off."""

    MUST = "must"
    STRONG = "strong"
    WISH = "wish"
    PREFERENCE = "preference"
    OFF = "off"


LEVEL_POINTS: Mapping[Level, int] = {Level.STRONG: 100, Level.WISH: 10, Level.PREFERENCE: 1}
"""Points of a broken wish per level (DOMAIN 5.2, S02)."""


def _origin() -> Origin | None:
    return field(default=None, compare=False, repr=False)  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class GridPeriod:
    """One period of one day in one grid. `day` 0 is Monday; clock times are minutes after midnight."""

    grid: str
    day: int
    period: int
    start: int
    end: int
    half_day: str = "am"  # "am" or "pm"
    open: bool = True
    label: str = ""
    origin: Origin | None = _origin()


@dataclass(frozen=True, slots=True)
class SchoolClass:
    """An administrative class. `onsite_requests` None means unknown (a reserve is then taken, rule H08)."""

    code: str
    name: str = ""
    stage: str = ""  # "1", "2", "3", "OKAN", "OV3-...", "OV4-...", "7"
    finality: str = ""
    programme: str = ""
    pupils: int = 0
    grid: str = ""  # empty: the default grid
    campus: str = ""
    home_room: str = ""
    distance_ok: bool = False
    distance_max_pct: Fraction | None = None
    distance_target_pct: Fraction | None = None  # of its lesson periods; None: only where a lesson asks
    onsite_requests: int | None = None
    without_device: int = 0
    exempt: tuple[tuple[str, str], ...] = ()  # (rule id, reason)
    loans: int | None = None  # devices lent home to those without one; who is left follows distance lessons at school
    segments: int | None = None  # equal parts that take turns at school and at home
    class_teacher: str = ""
    competences: tuple[int, ...] = ()  # pupils whose begin level of working at distance is 0, 1, 2, 3; (): not known
    origin: Origin | None = _origin()


@dataclass(frozen=True, slots=True)
class ClassGroup:
    """Part of one class. Groups of one `division` are disjoint and together make up the class.

    A group may have a row for each term, with as many pupils as it has then.
    """

    code: str
    class_code: str
    division: str
    pupils: int = 0
    competences: tuple[int, ...] = ()  # as of a class; (): that of its class
    term: str = ""  # the terms of sheet Kalender in which it is there; empty: always
    origin: Origin | None = _origin()


@dataclass(frozen=True, slots=True)
class Teacher:
    """`None` means: not stated, the rule's default applies. `max_gaps` is per week."""

    code: str
    name: str = ""
    assignment: Fraction | None = None
    full_time: Fraction | None = None
    plage_max: Fraction = Fraction(0)
    max_per_day: int | None = None
    max_consecutive: int | None = None
    max_days: int | None = None
    min_per_day: int | None = None
    max_gaps: int | None = None
    distance_skill: frozenset[Mode] = frozenset()
    home_ok: bool = False
    department: str = ""
    campus: str = ""
    home_room: str = ""
    duties_max: int | None = None  # minutes of duties a week; None: no limit of his own
    origin: Origin | None = _origin()


@dataclass(frozen=True, slots=True)
class Subject:
    """`max_per_day` counts meets of the subject for one class on one day (1 unless the planner says more).

    `material_for`: where `material_ready`, for whom only (classes, stages, years; `material.ready_for`); "": everybody.
    """

    code: str
    name: str = ""
    distance_ok: bool = False
    distance_max_pct: Fraction | None = None
    distance_target_pct: Fraction | None = None
    room_type: str = ""
    material_ready: bool = False
    demanding: bool = False
    max_per_day: int | None = None
    colour: str = ""  # "#RRGGBB", of its cells in every timetable; empty: none
    material_for: str = ""
    origin: Origin | None = _origin()


@dataclass(frozen=True, slots=True)
class Blocks:
    """How a lesson may be split: fixed sizes (2+1+1), or any split into blocks of `smallest`..`largest` periods."""

    sizes: tuple[int, ...] = ()
    smallest: int = 1
    largest: int = 1

    @property
    def fixed(self) -> bool:
        return bool(self.sizes)


@dataclass(frozen=True, slots=True)
class SchoolLesson:
    """What must be taught. `teachers` holds one tuple of alternatives per teacher needed at once.

    `A, B | C` is (("A",), ("B", "C")): A together with B or C. `periods` is per week of the cycle (for `week` A or B:
    in that week). `attendees` are classes or groups. `modes` None means: whatever subject, class and teacher allow.
    A lesson is in contact unless `distance_min`, `distance_max`, `modes` or a target of class or subject asks for more.
    `presence`: of its teachers where it is asynchronous; None: as the settings say. `mixed`: it may take place with
    some in the room and others online at that moment, the classes or groups `online`, or so many pupils
    (`online_pupils`); where neither is stated the segments of its classes take turns. Its distance periods are those of
    who is away.
    """

    id: str
    attendees: tuple[str, ...]
    subject: str
    teachers: tuple[tuple[str, ...], ...] = ()
    periods: Fraction = Fraction(1)
    blocks: Blocks | None = None  # None: single periods
    week: str = EVERY_WEEK  # "every", "A" or "B"
    room_type: str = ""
    rooms: tuple[str, ...] = ()
    distance_min: Fraction = Fraction(0)
    distance_max: Fraction | None = None
    modes: frozenset[Mode] | None = None
    band: str = ""
    devices: tuple[tuple[str, int], ...] = ()  # (pool, amount), used when the lesson is in contact
    notes: str = ""
    presence: Presence | None = None
    mixed: bool = False
    online: tuple[str, ...] = ()
    online_pupils: int | None = None
    apart: bool = False  # every week, but each week at its own time and in its own mode
    term: str = ""  # the terms of sheet Kalender in which it holds; empty: always
    per_year: int | None = None  # periods that must have been given by the end of the year; None: nothing is asked
    origin: Origin | None = _origin()

    @property
    def wholly_mixed(self) -> bool:
        """Whether all of its periods are mixed, for the row does not say how many."""
        return self.mixed and not self.distance_min and self.distance_max is None


@dataclass(frozen=True, slots=True)
class Room:
    code: str
    name: str = ""
    types: tuple[str, ...] = ()
    seats: int | None = None  # None: not stated, never a reason to refuse the room
    campus: str = ""
    camera: bool = False
    quiet: bool = False
    onsite: bool = False
    origin: Origin | None = _origin()


class PoolKind(StrEnum):
    DEVICE = "device"
    STREAM = "stream"
    LICENCE = "licence"


@dataclass(frozen=True, slots=True)
class Pool:
    code: str
    kind: PoolKind
    capacity: int
    campus: str = ""
    origin: Origin | None = _origin()


@dataclass(frozen=True, slots=True)
class Availability:
    """A block or a wish. `kind`: teacher, class, room, pool or subject; None for week/day/period means all of them.

    `half_day` ("am"/"pm") narrows a day without naming a period. `there` False: not there; True: rather there.
    `place` ("school"/"home") limits it to one place.
    """

    kind: str
    code: str
    week: str | None = None
    day: int | None = None
    period: int | None = None
    half_day: str | None = None
    level: Level = Level.MUST
    there: bool = False
    place: str | None = None
    reason: str = ""
    term: str = ""  # the terms of sheet Kalender in which it holds; empty: always
    origin: Origin | None = _origin()


@dataclass(frozen=True, slots=True)
class Pin:
    """Only what is filled in is pinned. `part` None: the next part of the lesson that no other pin names.

    `mixed`, `online`: as in `RosterRow`; in contact and not mixed means that nobody is online.
    """

    lesson: str
    part: int | None = None
    week: str | None = None
    day: int | None = None
    period: int | None = None
    room: str | None = None
    mode: Mode | None = None
    teachers: tuple[str, ...] = ()
    mixed: bool = False
    online: str = ""
    term: str = ""  # the terms of sheet Kalender in which it holds; empty: always
    origin: Origin | None = _origin()


@dataclass(frozen=True, slots=True)
class Meeting:
    name: str
    members: tuple[str, ...]  # teachers or departments
    periods: int = 1
    online: bool = False
    term: str = ""  # the terms of sheet Kalender in which it holds; empty: always
    origin: Origin | None = _origin()


@dataclass(frozen=True, slots=True)
class Supervision:
    """Who can supervise an on-site room, and when (None: always). `who` is a teacher or any other member of staff."""

    room: str
    who: str
    week: str | None = None
    day: int | None = None
    period: int | None = None
    term: str = ""  # the terms of sheet Kalender in which it holds; empty: always
    origin: Origin | None = _origin()


@dataclass(frozen=True, slots=True)
class Duty:
    """Work around the lessons (gate, playground, bus): from `start` to `end` in minutes, or during a `period`.

    `day` and `week` None: each of them. `who` means teachers as a row of Regels does ("alle behalve JAN", a
    department).
    """

    name: str
    week: str | None = None
    day: int | None = None
    start: int | None = None
    end: int | None = None
    period: int | None = None
    people: int = 1
    who: str = ""
    place: str = ""
    campus: str = ""
    term: str = ""  # the terms of sheet Kalender in which it holds; empty: always
    origin: Origin | None = _origin()


class WeekKind(StrEnum):
    TEACHING = "teaching"
    EXAMS = "exams"
    HOLIDAY = "holiday"
    FREE = "free"
    STUDY = "study"
    INTERNSHIP = "internship"
    TERM = "term"


FREE_KINDS = frozenset({WeekKind.HOLIDAY, WeekKind.FREE, WeekKind.STUDY})
"""Days on which there is simply no school for the pupils."""


class WeekLetters(StrEnum):
    """Over which weeks A and B alternate: those with lessons, or all of the calendar (a holiday uses up a letter)."""

    TEACHING = "teaching"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """Some days of the calendar, both ends included. `class_code` empty: for the whole school.

    `last` None: the planner named one date, which stands for its week where it has lessons (`calendar.as_meant`).
    A term gives its days a name, `term`: what is taught and what is free the other rows say. Where rows of other sheets
    name it, its days have a timetable of their own (`terms`).
    """

    first: date
    kind: WeekKind = WeekKind.TEACHING
    class_code: str = ""
    cycle_week: str = ""  # "A", "B" or empty: in turn
    last: date | None = None
    term: str = ""
    origin: Origin | None = _origin()


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A row of the sheet Regels: overrides the catalogue for whom it names. `value` is the rule's parameter."""

    rule: str
    who: str = "all"
    level: Level | None = None
    weight: int | None = None
    value: str | None = None
    source: str = ""
    term: str = ""  # the terms of sheet Kalender in which it holds; empty: always
    origin: Origin | None = _origin()


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One placed meet as the sheet Rooster shows it. `week` is "every", "A" or "B"; `period` 1-based in the grid.

    `mode` None means contact. `room` is "" where the meet has none; `pools` tells what it holds beside (its streams,
    and "op school" where a whole group follows a distance lesson at school).
    """

    lesson: str
    part: int = 1
    attendees: tuple[str, ...] = ()
    subject: str = ""
    teachers: tuple[str, ...] = ()
    week: str = EVERY_WEEK
    day: int = 0
    period: int = 1
    duration: int = 1
    mode: Mode | None = None
    room: str = ""
    pools: tuple[str, ...] = ()
    pinned: bool = False
    mixed: bool = False
    online: str = ""  # who follows a mixed meet online, as the lesson or its segment is called
    term: str = ""  # of which timetable of the year it is (`terms.part_name`); empty: there is only one
    origin: Origin | None = _origin()


class Became(StrEnum):
    """What became of a lesson on a date."""

    PLANNED = "planned"
    DISTANCE = "distance"
    REPLACED = "replaced"
    STUDY = "study"
    CANCELLED = "cancelled"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class RealisedRow:
    """What became of a lesson on one date (sheet Gerealiseerd); a lesson without a row took place as planned.

    `period` None: all periods of the lesson on that date; `duration` None: to the end of its block. An extra lesson
    needs both. `mode`, `teachers` and `room` are as it took place; empty: as planned.
    """

    day: date
    lesson: str
    became: Became
    period: int | None = None
    duration: int | None = None
    mode: Mode | None = None
    teachers: tuple[str, ...] = ()
    room: str = ""
    reason: str = ""
    mixed: bool = False  # some in the room, others online, as the timetable has it
    origin: Origin | None = _origin()


@dataclass(frozen=True, slots=True)
class Settings:
    school: str = ""
    language: str = "nl"
    cycle_weeks: int = 1
    policy: str = "vlaanderen-2023"
    travel_minutes: int = 30
    time_limit: int = 300
    other: Mapping[str, str] = field(default_factory=dict)
    first_school_day: date | None = None
    last_school_day: date | None = None
    week_letters: WeekLetters = WeekLetters.TEACHING
    presence: Presence = Presence.REACHABLE


@dataclass(frozen=True, slots=True)
class YearPart:
    """Days of the year with a timetable of their own: those that lie in the same terms, `names` (none: in no term).

    `elsewhere`: what the other timetables of the year come to for the pupils of a path, by its code: periods at
    distance, and all their periods. `before`: rows of Rooster of the timetable that this one should resemble where it
    has none yet. `whole`: the school with the rows of the whole year.
    """

    names: tuple[str, ...]
    days: frozenset[date]
    elsewhere: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    before: tuple[RosterRow, ...] = ()
    whole: School | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class School:
    """Everything a workbook says. Codes are unique per sheet; cross-references were checked by the reader."""

    settings: Settings = field(default_factory=Settings)
    periods: tuple[GridPeriod, ...] = ()
    classes: tuple[SchoolClass, ...] = ()
    groups: tuple[ClassGroup, ...] = ()
    teachers: tuple[Teacher, ...] = ()
    subjects: tuple[Subject, ...] = ()
    lessons: tuple[SchoolLesson, ...] = ()
    rooms: tuple[Room, ...] = ()
    pools: tuple[Pool, ...] = ()
    availability: tuple[Availability, ...] = ()
    pins: tuple[Pin, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    supervision: tuple[Supervision, ...] = ()
    duties: tuple[Duty, ...] = ()
    calendar: tuple[CalendarEntry, ...] = ()
    rules: tuple[RuleRow, ...] = ()
    roster: tuple[RosterRow, ...] = ()
    realised: tuple[RealisedRow, ...] = ()
    part: YearPart | None = None
    """The days of the year that all this is about; None: all of them."""

    @property
    def default_grid(self) -> str:
        """The first grid named; "" where there is none."""
        return self.periods[0].grid if self.periods else ""
