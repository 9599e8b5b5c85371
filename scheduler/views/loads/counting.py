"""The figures of the loads, counted from the placed meets; every count of periods is per week of the cycle.

A table has a row for each code and a last one for the school, in which each lesson counts once; what the rows have more
than the school is what they have in common (two teachers, classes taught together) and stands in its own row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from fractions import Fraction

from scheduler.problem.counting import periods_per_cycle
from scheduler.problem.lessons import Lesson
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, TEACHER
from scheduler.problem.rules import LimitBusy, Unavailable
from scheduler.problem.times import Time, Times
from scheduler.school.building import school_of
from scheduler.school.records import School
from scheduler.views.agenda import Activity, Agenda, Entry, Kind, distance_periods
from scheduler.views.report import Report
from scheduler.views.shares import Scope

Figure = Fraction | int | str | None
"""None where the school does not say it; text is a code or a name."""
WISHES = "S02"


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` are keys of texts; `rows` begin with a code and a name. `ends` close the table: sums of the school."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Figure, ...], ...]
    ends: tuple[tuple[Figure, ...], ...] = ()


def tables(report: Report) -> tuple[Table, ...]:
    """Teachers, classes, classes by subject, rooms, subjects and departments. Raises ValueError without a school."""
    school = school_of(report.problem)
    if school is None:
        raise ValueError("a problem without a school has no loads")
    counted = _Counts(report, school)
    return (
        counted.teachers(),
        counted.classes(),
        counted.by_subject(),
        counted.rooms(),
        counted.subjects(),
        counted.departments(),
    )


class _Counts:
    def __init__(self, report: Report, school: School) -> None:
        self.report, self.school, self.problem = report, school, report.problem
        self.weeks = self.problem.times.weeks
        self.taught = [lesson for lesson in self.problem.lessons if lesson.attendees and not lesson.optional]
        self.agendas = report.agendas
        self.lessons = [entry for entry in self.agendas.entries if entry.activity is Activity.LESSON]

    # -- periods --

    def asked(self, lessons: Iterable[Lesson]) -> Fraction:
        """Periods a week that lessons ask for."""
        return Fraction(sum(periods_per_cycle(lesson) for lesson in lessons), self.weeks)

    def in_week(self, entries: Iterable[Entry], week: int) -> int:
        return sum(entry.duration for entry in entries if week in entry.weeks)

    def planned(self, entries: Sequence[Entry]) -> Fraction:
        """Periods a week that are placed."""
        return Fraction(sum(entry.duration * len(entry.weeks) for entry in entries), self.weeks)

    def at_distance(self, entries: Iterable[Entry], class_code: str = "") -> Fraction:
        """Periods a week that pupils, of the class if one is named, follow at distance; of mixed ones their part."""
        return distance_periods(entries, class_code) / self.weeks

    def per_week(self, entries: Sequence[Entry]) -> Iterator[int]:
        """Periods placed in each week, where the cycle has more than one."""
        if self.weeks > 1:
            yield from (self.in_week(entries, week) for week in range(self.weeks))

    @property
    def week_columns(self) -> tuple[str, ...]:
        return tuple(f"week_{week}" for week in range(self.weeks)) if self.weeks > 1 else ()

    # -- teachers --

    @property
    def duty_columns(self) -> tuple[str, ...]:
        """Minutes a week, where the school has duties."""
        return ("duty_minutes",) if self.report.duties else ()

    def teachers(self) -> Table:
        columns = (
            *("code", "name", "department", "asked_teacher", "plage", "given", *self.week_columns, "planned"),
            *("fraction", "too_few", "too_many", "days", "half_days", "free_half_days", "gaps", "first", "last"),
            *("home_half_days", "meetings", "duties", *self.duty_columns, "wishes_met", "wishes_asked"),
        )
        rows = tuple(self._teacher(agenda) for agenda in self.agendas.teachers)
        given = self.asked(self.taught)
        return Table("teachers", columns, rows, self._ends(columns, rows, given, self.lessons))

    def _teacher(self, agenda: Agenda) -> tuple[Figure, ...]:
        record = {one.code: one for one in self.school.teachers}.get(agenda.code)
        lessons = [entry for entry in agenda.entries if entry.activity is Activity.LESSON]
        asked = record.assignment if record else None
        plage = record.plage_max if record else Fraction(0)
        planned = self.planned(lessons)
        week = week_figures(self.problem, agenda)
        wishes = self._wishes.get(f"{TEACHER}:{agenda.code}", (0, 0))
        return (
            agenda.code,
            agenda.name if agenda.name != agenda.code else "",
            record.department if record else "",
            asked,
            plage,
            self._given(agenda, lessons),
            *self.per_week(lessons),
            planned,
            planned / record.full_time if record and record.full_time else None,
            None if asked is None else max(Fraction(0), asked - planned),
            None if asked is None else max(Fraction(0), planned - asked - plage),
            *astuple(week),
            self.planned([entry for entry in agenda.entries if entry.activity is Activity.MEETING]),
            self.planned([entry for entry in agenda.entries if entry.activity is Activity.OPENING]),
            *([duties.minutes(agenda.code)] if (duties := self.report.duties) else []),
            *wishes,
        )

    def _given(self, agenda: Agenda, placed: Sequence[Entry]) -> Fraction:
        """What is his whatever the timetable, and what he was chosen for."""
        identity = f"{TEACHER}:{agenda.code}"
        own = {lesson.id for lesson in self.taught if _is_fixed(lesson, identity)}
        chosen = [entry for entry in placed if entry.lesson not in own]
        return self.asked(self.problem.lesson[one] for one in own) + self.planned(chosen)

    @property
    def _wishes(self) -> dict[str, tuple[int, int]]:
        """By teacher: wishes about moments that are met, of how many."""
        broken = {one.rule_id for one in self.report.evaluation.violations if one.entry == WISHES}
        found: dict[str, tuple[int, int]] = {}
        for rule in self.problem.rules:
            if rule.entry == WISHES and isinstance(rule, Unavailable | LimitBusy) and len(rule.resources) == 1:
                met, asked = found.get(rule.resources[0], (0, 0))
                found[rule.resources[0]] = met + (rule.id not in broken), asked + 1
        return found

    # -- classes --

    def classes(self) -> Table:
        columns = (
            *("code", "name", "pupils", "asked", *self.week_columns, "planned", "missing", "path_lessons"),
            *("distance_week", "distance", "percent", "slack"),
        )
        shares = {share.code: share for share in self.report.shares if share.scope is Scope.CLASS}
        pupils = {one.code: one.pupils for one in self.school.classes}
        rows = []
        for agenda in self.agendas.classes:
            asked, share = self.asked(self._of_class(agenda.code)), shares.get(agenda.code)
            planned = self.planned(agenda.entries)
            tested, whole = share.tested if share else (0, 0)
            rows.append(
                (
                    agenda.code,
                    agenda.name if agenda.name != agenda.code else "",
                    pupils.get(agenda.code),
                    asked,
                    *self.per_week(agenda.entries),
                    planned,
                    asked - planned,
                    Fraction(share.lessons, self.weeks) if share else None,
                    self.at_distance(agenda.entries, agenda.code),
                    tested if share else None,
                    Fraction(100 * tested, whole) if whole else None,
                    share.slack if share else None,
                )
            )
        return Table("classes", columns, tuple(rows), self._ends(columns, rows, self.asked(self.taught), self.lessons))

    def by_subject(self) -> Table:
        """Periods of each subject of each class."""
        codes = list(dict.fromkeys(lesson.subject for lesson in self.taught))
        rows = []
        for agenda in self.agendas.classes:
            asked: dict[str, list[Lesson]] = defaultdict(list)
            for lesson in self._of_class(agenda.code):
                asked[lesson.subject].append(lesson)
            for code in codes:
                if code in asked:
                    entries = [entry for entry in agenda.entries if entry.subject == code]
                    wanted, planned = self.asked(asked[code]), self.planned(entries)
                    away = self.at_distance(entries, agenda.code)
                    rows.append((agenda.code, code, wanted, planned, wanted - planned, away))
        columns = ("class", "subject", "asked", "planned", "missing", "distance_week")
        return Table("class_subjects", columns, tuple(rows))

    def _of_class(self, code: str) -> list[Lesson]:
        ids = {
            lesson
            for path in self.problem.resources_of(PATH)
            if path.class_code == code
            for lesson in self.problem.lessons_of[path.id]
        }
        return [lesson for lesson in self.taught if lesson.id in ids]

    # -- the others --

    def rooms(self) -> Table:
        columns = ("code", "name", "seats", *self.week_columns, "used", "open", "percent")
        records = {one.code: one for one in self.school.rooms}
        rows = []
        for agenda in self.agendas.rooms:
            record = records.get(agenda.code)
            times = self.problem.times.times
            rows.append(
                (
                    agenda.code,
                    agenda.name if agenda.name != agenda.code else "",
                    record.seats if record else None,
                    *self.per_week(agenda.entries),
                    self.planned(agenda.entries),
                    Fraction(sum(time.open and time.grid == agenda.grid for time in times), self.weeks),
                    self._occupied(agenda),
                )
            )
        return Table("rooms", columns, tuple(rows), (_summed(columns, rows, "sum"),))

    def _occupied(self, agenda: Agenda) -> Figure:
        """Percent of the open time of the school, by the clock and in all its grids, in which the room is in use."""
        times = self.problem.times
        whole = _minutes(time for time in times.times if time.open)
        held = {index for entry in agenda.entries for index in entry.times if times[index].open}
        return Fraction(100 * _minutes(times[index] for index in held), whole) if whole else None

    def subjects(self) -> Table:
        columns = ("code", "name", "asked", *self.week_columns, "planned", "missing", "distance_week", "teachers")
        names = {one.code: one.name for one in self.school.subjects}
        rows: list[tuple[Figure, ...]] = []
        for code in dict.fromkeys(lesson.subject for lesson in self.taught):
            entries = [entry for entry in self.lessons if entry.subject == code]
            asked, planned = self.asked(one for one in self.taught if one.subject == code), self.planned(entries)
            teachers = {teacher for entry in entries for teacher in entry.teachers}
            away = self.at_distance(entries)
            about: tuple[Figure, ...] = (code, names.get(code, ""))
            rows.append((*about, asked, *self.per_week(entries), planned, asked - planned, away, len(teachers)))
        return Table("subjects", columns, tuple(rows), (_summed(columns, rows, "school", ("teachers",)),))

    def departments(self) -> Table:
        columns = ("department", "name", "teachers", "asked_teacher", "given", "planned", "too_few", "too_many")
        teachers = self.teachers()
        place = {column: number for number, column in enumerate(teachers.columns)}
        groups: dict[str, list[tuple[Figure, ...]]] = defaultdict(list)
        for row in teachers.rows:
            groups[str(row[place["department"]] or "")].append(row)
        rows = []
        for name, members in groups.items():
            sums = (_sum(row[place[column]] for row in members) for column in columns[3:])
            rows.append((name, "", len(members), *sums))
        return Table("departments", columns, tuple(rows), (_summed(columns, rows, "sum"),))

    def _ends(
        self, columns: Sequence[str], rows: Sequence[tuple[Figure, ...]], asked: Fraction, entries: Sequence[Entry]
    ) -> tuple[tuple[Figure, ...], ...]:
        """The sum of the rows, the school with each lesson once, and what the rows have in common."""
        sums = _summed(columns, rows, "sum", ("percent", "fraction", "slack", "path_lessons", "distance"))
        once: dict[str, Figure] = {"asked": asked, "given": asked, "planned": self.planned(entries)}
        once |= {name: self.in_week(entries, week) for week, name in enumerate(self.week_columns)}
        once["missing"] = asked - self.planned(entries)
        once["distance_week"] = self.at_distance(entries)
        school: list[Figure] = ["school", ""]
        common: list[Figure] = ["common", ""]
        for column, total in zip(columns[2:], sums[2:], strict=True):
            value = once.get(column)
            school.append(value)
            both = isinstance(value, Fraction | int) and isinstance(total, Fraction | int)
            common.append(total - value if both else None)  # type: ignore[operator]
        return sums, tuple(school), tuple(common)


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """How a week is filled, as means over the weeks of the cycle; `first`, `last`: of the day, as bells ring.

    `free_half_days` are those in which the school, or the class, has open periods.
    """

    days: Fraction
    half_days: Fraction
    free_half_days: Fraction
    gaps: Fraction
    first: Fraction
    last: Fraction
    home_half_days: Fraction


def week_figures(problem: Problem, agenda: Agenda) -> WeekFigures:
    """Of one class, teacher or room; lessons that run without their teacher do not keep him busy."""
    return _Week(problem, agenda).figures()


class _Week:
    """Days, half days and first and last hours are those of the bells that he has; gaps those of his own grid's."""

    def __init__(self, problem: Problem, agenda: Agenda) -> None:
        self._times, self._weeks = problem.times, problem.times.weeks
        self._entries = agenda.there
        self._ticks = {tick for entry in self._entries for tick in problem.ticks(entry.times)}
        self._own, self._is_class = agenda.grid, agenda.kind is Kind.CLASS

    def figures(self) -> WeekFigures:
        held = {index for entry in self._entries for index in entry.times}
        halves = {_half_day(self._times[index]) for index in held}
        days = {half[:2] for half in halves}
        tied = {half for entry in self._entries if not _maybe_home(entry) for half in self._half_days(entry)}
        home = {half for entry in self._entries if entry.teacher_home for half in self._half_days(entry)}
        known = (time for time in self._times.times if time.open and (not self._is_class or time.grid == self._own))
        open_ = {_half_day(time) for time in known}
        first, last = self._on_the_edge(held, 0), self._on_the_edge(held, -1)
        counts = (len(days), len(halves), len(open_ - halves), self._gaps(), first, last, len(home - tied))
        return WeekFigures(*(Fraction(count, self._weeks) for count in counts))

    def _half_days(self, entry: Entry) -> Iterator[tuple[int, int, str]]:
        return (_half_day(self._times[index]) for index in entry.times)

    def _on_the_edge(self, held: set[int], edge: int) -> int:
        """Days on which he has the first, or last, period by the bells of a lesson."""
        edges = ((key, times[edge].index) for key, times in _open_days(self._times).items())
        return len({key[1:] for key, index in edges if index in held})

    def _gaps(self) -> int:
        found = 0
        for (grid, *_), times in _open_days(self._times).items():
            if grid == self._own:
                at = [number for number, time in enumerate(times) if not self._ticks.isdisjoint(time.ticks)]
                found += at[-1] - at[0] + 1 - len(at) if at else 0
        return found


def _minutes(times: Iterable[Time]) -> int:
    """How long at least one of these times runs."""
    found, reached = 0, (0, 0, 0)
    for time in sorted(times, key=lambda time: (time.week, time.day, time.start)):
        begin, end = (time.week, time.day, time.start), (time.week, time.day, time.end)
        found += max(0, end[2] - max(begin, reached)[2]) if end > reached else 0
        reached = max(reached, end)
    return found


def _half_day(time: Time) -> tuple[int, int, str]:
    return time.week, time.day, time.half_day


def _maybe_home(entry: Entry) -> bool:
    return entry.teacher_home or entry.teacher_anywhere


def _open_days(times: Times) -> dict[tuple[str, int, int], list[Time]]:
    """The open periods by grid, week and day, in the order of the clock."""
    found: dict[tuple[str, int, int], list[Time]] = {}
    for time in sorted(times.times, key=lambda time: time.start):
        if time.open:
            found.setdefault((time.grid, time.week, time.day), []).append(time)
    return found


def _is_fixed(lesson: Lesson, teacher: str) -> bool:
    """Whether the lesson is his whatever is chosen."""
    option = lesson.options[0]
    demands = [demand for demand in lesson.demands_in(option) if demand.role.startswith(TEACHER)]
    return any(demand.fixed and teacher in demand.candidates for demand in demands)


def _sum(values: Iterable[Figure]) -> Fraction | int:
    return sum((value for value in values if isinstance(value, Fraction | int)), start=Fraction(0))


def _summed(
    columns: Sequence[str], rows: Sequence[tuple[Figure, ...]], name: str, without: Sequence[str] = ("percent",)
) -> tuple[Figure, ...]:
    """A row of sums; what adds up to nothing meaningful stays empty."""
    sums: list[Figure] = [name, ""]
    for number, column in enumerate(columns[2:], start=2):
        figures = [row[number] for row in rows]
        numbers = any(isinstance(figure, Fraction | int) for figure in figures)
        sums.append(_sum(figures) if numbers and column not in without else None)
    return tuple(sums)
