"""The figures of the loads, counted from the placed meets; every count of periods is per week of the cycle.

A table has a row for each code and a last one for the school, in which each lesson counts once; what the rows have more
than the school is what they have in common (two teachers, classes taught together) and stands in its own row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from fractions import Fraction

from scheduler.problem.counting import periods_per_cycle
from scheduler.problem.lessons import Lesson
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, TEACHER
from scheduler.problem.rules import LimitBusy, Unavailable
from scheduler.problem.times import Time
from scheduler.school.building import school_of
from scheduler.school.records import School
from scheduler.views.agenda import Activity, Agenda, Entry, distance_periods
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
            used = self.planned(agenda.entries)
            times = self.problem.times.times
            grid = Fraction(sum(time.open and time.grid == agenda.grid for time in times), self.weeks)
            rows.append(
                (
                    agenda.code,
                    agenda.name if agenda.name != agenda.code else "",
                    record.seats if record else None,
                    *self.per_week(agenda.entries),
                    used,
                    grid,
                    100 * used / grid if grid else None,
                )
            )
        return Table("rooms", columns, tuple(rows), (_summed(columns, rows, "sum"),))

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
    """How a week is filled, as means over the weeks of the cycle; `first`, `last`: of the day, as bells ring."""

    days: Fraction
    half_days: Fraction
    free_half_days: Fraction
    gaps: Fraction
    first: Fraction
    last: Fraction
    home_half_days: Fraction


def week_figures(problem: Problem, agenda: Agenda) -> WeekFigures:
    """Of one class, teacher or room, by the open periods of its own grid."""
    return _Week(problem, agenda).figures()


class _Week:
    def __init__(self, problem: Problem, agenda: Agenda) -> None:
        self._weeks = problem.times.weeks
        self._ticks: dict[int, bool] = {}
        """By tick of the clock: whether he is at home then."""
        for entry in agenda.entries:
            for tick in problem.ticks(entry.times):
                self._ticks[tick] = self._ticks.get(tick, True) and entry.teacher_home
        self._half_days: Mapping[tuple[int, int, str], list[Time]] = _grouped(problem, agenda.grid)

    def figures(self) -> WeekFigures:
        days: dict[tuple[int, int], list[Time]] = defaultdict(list)
        half, free, home = 0, 0, 0
        for (week, day, _), times in self._half_days.items():
            days[week, day] += times
            busy = [self._busy(time) for time in times]
            half += any(busy)
            free += not any(busy)
            home += any(busy) and all(self._home(time) for time in times if self._busy(time))
        busy_days = gaps = first = last = 0
        for times in days.values():
            at = [number for number, time in enumerate(times) if self._busy(time)]
            if at:
                busy_days += 1
                gaps += at[-1] - at[0] + 1 - len(at)
                first += at[0] == 0
                last += at[-1] == len(times) - 1
        counts = (busy_days, half, free, gaps, first, last, home)
        return WeekFigures(*(Fraction(count, self._weeks) for count in counts))

    def _busy(self, time: Time) -> bool:
        return not self._ticks.keys().isdisjoint(time.ticks)

    def _home(self, time: Time) -> bool:
        return all(self._ticks[tick] for tick in time.ticks if tick in self._ticks)


def _grouped(problem: Problem, grid: str) -> dict[tuple[int, int, str], list[Time]]:
    """The open periods of a grid by week, day and half day, in the order of the clock."""
    found: dict[tuple[int, int, str], list[Time]] = {}
    for time in sorted(problem.times.times, key=lambda time: (time.week, time.day, time.start)):
        if time.open and time.grid == grid:
            found.setdefault((time.week, time.day, time.half_day), []).append(time)
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
