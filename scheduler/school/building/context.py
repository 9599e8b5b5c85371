"""What all steps of building share: the school's records by code, its times by name, its rule book and its policy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from scheduler.problem.lessons import Lesson
from scheduler.problem.modes import DISTANCE_MODES
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, TEACHER, Resource, resource_id
from scheduler.problem.rules import TimeSet
from scheduler.problem.text import Note
from scheduler.problem.times import WEEK_NAMES, Time, Times, with_ticks
from scheduler.school.building.room_types import has_type
from scheduler.school.calendar import SchoolYear
from scheduler.school.catalogue import RuleBook, Setting, entry_id, names_of
from scheduler.school.policy import Policy
from scheduler.school.records import (
    EVERY_WEEK,
    Availability,
    ClassGroup,
    Pool,
    Room,
    RosterRow,
    School,
    SchoolClass,
    SchoolLesson,
    Subject,
    Teacher,
)
from scheduler.school.segments import segment_codes, with_segments
from scheduler.school.supervising import with_people_only

STAFF_GRID = "*"
"""Name under which the periods of teachers and rooms are found in a school with several grids."""

NO_CAMPUS = "school"
"""Place of a school that names no campus."""


def make_times(school: School) -> Times:
    """The grids of the school, once per week of the cycle. A block may run on over lunch; rule H17 speaks of that."""
    cycle = school.settings.cycle_weeks
    times: list[Time] = []
    rank = {grid: number for number, grid in enumerate(dict.fromkeys(record.grid for record in school.periods))}
    ordered = sorted(enumerate(school.periods), key=lambda pair: (rank[pair[1].grid], pair[1].day, pair[1].period))
    for week in range(cycle):
        for _, record in ordered:
            suffix = f"{WEEK_NAMES[week]}-" if cycle > 1 else ""
            grid = "" if record.grid == school.default_grid else f"{record.grid}-"
            times.append(
                Time(
                    id=f"{grid}{suffix}{record.day + 1}-{record.period}",
                    index=len(times),
                    week=week,
                    day=record.day,
                    period=record.period,
                    start=record.start,
                    end=record.end,
                    half_day=record.half_day,
                    grid=record.grid,
                    open=record.open,
                )
            )
    following = {
        before.index: after.index
        for before, after in pairwise(times)
        if (before.week, before.day, before.grid) == (after.week, after.day, after.grid)
    }
    clocked, tick_count = with_ticks([replace(time, follows=following.get(time.index)) for time in times])
    return Times(clocked, weeks=cycle, tick_count=tick_count, weekdays=True)


def on_one_site(school: School) -> School:
    """A school whose one campus is named by all its rooms, or by all its classes: everything is there.

    Without this a campus told on one sheet only would be another place than the one told nowhere.
    """
    rooms, classes = [one.campus for one in school.rooms], [one.campus for one in school.classes]
    named = {*rooms, *classes, *(one.campus for one in school.pools)} - {""}
    if len(named) != 1 or not any(told and all(told) for told in (rooms, classes)):
        return school
    (campus,) = named
    return replace(
        school,
        classes=tuple(replace(one, campus=campus) for one in school.classes),
        rooms=tuple(replace(one, campus=campus) for one in school.rooms),
        pools=tuple(replace(one, campus=campus) for one in school.pools),
    )


@dataclass
class Context:
    """Look-ups over one school while it is being built into a problem, and of the problem that was built of it.

    `stated` is the school as the planner wrote it, `school` as it is built. `judged`: rows of another timetable than
    the school's own. `notes` collects what was assumed.
    """

    stated: School
    policy: Policy
    times: Times
    judged: tuple[RosterRow, ...] | None = None
    notes: list[Note] = field(default_factory=list)
    steps: object = None
    """What the problem was put together of, for its builder to find again."""

    @cached_property
    def school(self) -> School:
        return with_people_only(with_segments(on_one_site(self.stated)))

    def note(self, key: str, **values: object) -> None:
        self.notes.append(Note("building", key, tuple(values.items())))

    # -- records by code --

    @cached_property
    def rules(self) -> RuleBook:
        return RuleBook(self.school.rules)

    @cached_property
    def year(self) -> SchoolYear:
        return SchoolYear(self.school)

    @cached_property
    def classes(self) -> dict[str, SchoolClass]:
        return {record.code: record for record in self.school.classes}

    def rooms_of_type(self, wanted: str) -> tuple[Room, ...]:
        """Rooms of a type (folded)."""
        if wanted not in self._by_type:
            self._by_type[wanted] = tuple(room for room in self.rooms.values() if has_type(room, wanted))
        return self._by_type[wanted]

    @cached_property
    def _by_type(self) -> dict[str, tuple[Room, ...]]:
        return {}

    @cached_property
    def _groups_of(self) -> dict[str, tuple[ClassGroup, ...]]:
        """The groups of each class."""
        found: dict[str, list[ClassGroup]] = {}
        for group in self.groups.values():
            found.setdefault(group.class_code, []).append(group)
        return {code: tuple(groups) for code, groups in found.items()}

    @cached_property
    def groups(self) -> dict[str, ClassGroup]:
        return {record.code: record for record in self.school.groups}

    @cached_property
    def divided(self) -> frozenset[str]:
        """Classes that have lessons in groups, of which several may be at once."""
        return frozenset(group.class_code for group in self.school.groups if group.code in self.told_apart)

    @cached_property
    def told_apart(self) -> frozenset[str]:
        """Classes and groups that have lessons of their own, or are online or in turn at home while others are not.

        Of the whole year, where terms have lessons of their own: pupils are told apart alike in each of them.
        """
        part = self.school.part
        lessons = part.whole.lessons if part and part.whole else self.school.lessons
        found = {code for lesson in lessons for code in (*lesson.attendees, *lesson.online)}
        for lesson in lessons:
            if lesson.mixed and not lesson.online and lesson.online_pupils is None:
                found.update(code for one in self.classes_of(lesson.attendees) for code in segment_codes(one))
        return frozenset(found)

    @cached_property
    def teachers(self) -> dict[str, Teacher]:
        return {record.code: record for record in self.school.teachers}

    @cached_property
    def subjects(self) -> dict[str, Subject]:
        return {record.code: record for record in self.school.subjects}

    @cached_property
    def rooms(self) -> dict[str, Room]:
        return {record.code: record for record in self.school.rooms}

    @cached_property
    def pools(self) -> dict[str, Pool]:
        return {record.code: record for record in self.school.pools}

    @cached_property
    def lessons(self) -> dict[str, SchoolLesson]:
        return {record.id: record for record in self.school.lessons}

    @property
    def standing(self) -> tuple[RosterRow, ...]:
        """Where the lessons stand in the timetable that is judged, or that the school has."""
        return self.school.roster if self.judged is None else self.judged

    @cached_property
    def put_at_distance(self) -> frozenset[str]:
        """Lessons of which the planner himself puts a part at distance, in the sheet Vast or in Rooster."""
        pinned = {pin.lesson for pin in self.school.pins if pin.mode in DISTANCE_MODES}
        return frozenset(pinned | {row.lesson for row in self.standing if row.mode in DISTANCE_MODES})

    def subject(self, code: str) -> Subject:
        return self.subjects.get(code) or Subject(code)

    def classes_of(self, attendees: Iterable[str]) -> tuple[SchoolClass, ...]:
        """The classes that attend, as a whole or by a group, each once."""
        codes = dict.fromkeys(self.groups[code].class_code if code in self.groups else code for code in attendees)
        return tuple(self.classes[code] for code in codes)

    def pupils(self, attendees: Iterable[str]) -> int:
        """Pupils of the classes and groups together, each once."""
        attending = tuple(attendees)
        return sum(self.pupils_of(record, attending) for record in self.classes_of(attending))

    def pupils_of(self, record: SchoolClass, attendees: Iterable[str]) -> int:
        """How many of one class attend, as a whole or by groups (one whose number is not stated counts as its class).

        Groups that share pupils are never more than the class.
        """
        codes = set(attendees)
        groups = [group for group in self._groups_of.get(record.code, ()) if group.code in codes]
        if record.code in codes or not all(group.pupils for group in groups):
            return record.pupils
        together = sum(group.pupils for group in groups)
        return min(together, record.pupils) if record.pupils else together

    @cached_property
    def sites(self) -> frozenset[str]:
        """The places between which people travel: the campuses that the planner names.

        Where several have a name nobody knows how far a room without one is: it is near. Where a single one has, an
        annex, what has no name is the main building.
        """
        school = self.school
        told = ([one.campus for one in records] for records in (school.rooms, school.classes, school.teachers))
        named = {campus for campuses in told for campus in campuses if campus}
        return frozenset(named if len(named) > 1 else {*named, NO_CAMPUS})

    def campus(self, attendees: Iterable[str]) -> str:
        """The campus of the attendees; "" where none is stated or they differ."""
        campuses = {record.campus for record in self.classes_of(attendees)}
        return campuses.pop() if len(campuses) == 1 else ""

    def grid_of(self, attendees: Iterable[str]) -> str:
        for record in self.classes_of(attendees):
            return record.grid or self.school.default_grid
        return self.school.default_grid

    # -- how a rule holds for whom --

    def for_school(self, rule: str) -> Setting | None:
        return self.rules.setting(rule)

    def for_class(
        self, rule: str, record: SchoolClass, subject: Subject | None = None, rules: RuleBook | None = None
    ) -> Setting | None:
        """How a rule holds for a class, or for a subject in it; a row that names the class and one that names the
        subject are as specific, so that the later of them decides. `rules`: some rows in place of all."""
        if any(entry_id(exempt) == rule for exempt, _ in record.exempt):
            return None
        own, shared = names_of(
            record.code, record.name, stage=record.stage, group=(record.finality, record.programme, record.campus)
        )
        of_subject = names_of(subject.code, subject.name)[0] if subject else frozenset[str]()
        return (rules or self.rules).setting(rule, own | of_subject, shared, record.stage)

    def for_teacher(self, rule: str, record: Teacher) -> Setting | None:
        own, shared = names_of(record.code, record.name, group=(record.department, record.campus))
        return self.rules.setting(rule, own, shared)

    def for_subject(self, rule: str, record: Subject) -> Setting | None:
        own, shared = names_of(record.code, record.name)
        return self.rules.setting(rule, own, shared)

    def for_lesson(self, rule: str, record: SchoolLesson) -> Setting | None:
        return self.rules.setting(rule, names_of(record.id)[0])

    # -- sets of times --

    def grid_times(self, grid: str) -> tuple[Time, ...]:
        return self._by_grid.get(grid, ())

    @cached_property
    def _by_grid(self) -> dict[str, tuple[Time, ...]]:
        grids: dict[str, list[Time]] = {}
        for time in self.times.times:
            grids.setdefault(time.grid, []).append(time)
        return {grid: tuple(found) for grid, found in grids.items()} | {STAFF_GRID: self._staff_times()}

    @property
    def staff_grid(self) -> str:
        """The periods on which days of teachers and rooms are counted: the default grid, with what others have more."""
        return STAFF_GRID if len({record.grid for record in self.school.periods}) > 1 else self.school.default_grid

    def _staff_times(self) -> tuple[Time, ...]:
        """The default grid and, of each further grid, the times when the ones before have nothing; open ones first."""
        chosen: list[Time] = []
        covered: set[int] = set()
        for is_open in (True, False):
            for grid in dict.fromkeys(time.grid for time in self.times.times):
                of_grid = [time for time in self.times.times if (time.grid, time.open) == (grid, is_open)]
                more = [time for time in of_grid if covered.isdisjoint(time.ticks)]
                covered.update(tick for time in more for tick in time.ticks)
                chosen += more
        return tuple(sorted(chosen, key=lambda time: (time.week, time.day, time.start)))

    def days(self, grid: str, week: int | None = None) -> tuple[TimeSet, ...]:
        """The times of each day of the grid that has an open period (closed ones included: they are in the day)."""
        return self._sets(grid, week, by_half_day=False)

    def open_days(self, grid: str, week: int | None = None) -> tuple[TimeSet, ...]:
        """The same without closed periods: over these idle time is counted, for a closed period is a break."""
        return tuple(tuple(i for i in day if self.times[i].open) for day in self.days(grid, week))

    def half_days(self, grid: str, week: int | None = None) -> tuple[TimeSet, ...]:
        return self._sets(grid, week, by_half_day=True)

    def _sets(self, grid: str, week: int | None, by_half_day: bool) -> tuple[TimeSet, ...]:
        sets: dict[tuple[int, int, str], list[Time]] = {}
        for time in self.grid_times(grid):
            if week is None or time.week == week:
                sets.setdefault((time.week, time.day, time.half_day if by_half_day else ""), []).append(time)
        return tuple(tuple(time.index for time in times) for times in sets.values() if any(time.open for time in times))

    def has_both_halves(self, day: TimeSet) -> bool:
        """Whether a day of a grid has open periods in the morning and in the afternoon: a full day."""
        return len({self.times[index].half_day for index in day if self.times[index].open}) > 1

    def all_days(self, week: int | None = None) -> tuple[TimeSet, ...]:
        """The times of each day whatever their grid: over these lessons are counted, each by its own bells."""
        return self._by_clock(week, by_half_day=False)

    def all_days_of(self, day: TimeSet) -> TimeSet:
        """The times of whatever grid on the day of these times."""
        date = (self.times[day[0]].week, self.times[day[0]].day)
        return next(times for times in self.all_days() if (self.times[times[0]].week, self.times[times[0]].day) == date)

    def all_half_days(self, week: int | None = None) -> tuple[TimeSet, ...]:
        return self._by_clock(week, by_half_day=True)

    def _by_clock(self, week: int | None, by_half_day: bool) -> tuple[TimeSet, ...]:
        sets: dict[tuple[int, int, str], list[Time]] = {}
        for time in sorted(self.times.times, key=lambda one: (one.week, one.day, one.start, one.end, one.index)):
            if week is None or time.week == week:
                sets.setdefault((time.week, time.day, time.half_day if by_half_day else ""), []).append(time)
        return tuple(tuple(time.index for time in times) for times in sets.values() if any(time.open for time in times))

    def times_of(self, row: Availability, grid: str) -> TimeSet:
        """The times of a grid that a row of Beschikbaarheid speaks of."""
        return tuple(
            time.index
            for time in self.grid_times(grid)
            if row.week in (None, EVERY_WEEK, WEEK_NAMES[time.week])
            and row.day in (None, time.day)
            and row.period in (None, time.period)
            and row.half_day in (None, time.half_day)
        )

    def running_at(self, index: int) -> TimeSet:
        """The times of whatever grid that overlap a time by the clock."""
        ticks = set(self.times[index].ticks)
        return tuple(time.index for time in self.times.times if not ticks.isdisjoint(time.ticks))

    @property
    def weeks(self) -> range:
        return range(self.times.weeks)


def teacher_id(code: str) -> str:
    return resource_id(TEACHER, code)


@dataclass(frozen=True)
class Pupils:
    """The paths of all classes, and which lessons each path follows."""

    paths: tuple[Resource, ...]
    lessons: dict[str, tuple[Lesson, ...]]  # by path id, without optional lessons

    def of_class(self, code: str) -> tuple[Resource, ...]:
        return tuple(path for path in self.paths if path.class_code == code)

    def attending(self, code: str) -> tuple[str, ...]:
        """Ids of the paths of a class or a group."""
        return tuple(path.id for path in self.paths if code == path.class_code or code in path.groups)


def path_label(record: SchoolClass, groups: tuple[str, ...]) -> str:
    return " ".join((record.code, *groups))


def path_id(record: SchoolClass, groups: tuple[str, ...]) -> str:
    return resource_id(PATH, path_label(record, groups))


def lesson_label(record: SchoolLesson) -> str:
    return f"{record.subject} {', '.join(record.attendees)}".strip()


def context_of(problem: Problem) -> Context | None:
    """What a problem was built with; None where it does not come from a school."""
    return problem.source if isinstance(problem.source, Context) else None


def school_of(problem: Problem) -> School | None:
    """The school that a problem was built from, as its planner wrote it; None where there is none."""
    context = context_of(problem)
    return context.stated if context else None
