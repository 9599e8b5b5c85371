"""What planners call things: times by day and period, people and rooms by code, lessons by subject and class.

A problem that does not come from a school (XHSTT) has its own ids for times, and those are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from scheduler.problem.lessons import HOME
from scheduler.problem.modes import ALL_MODES, DISTANCE_MODES, Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, POOL, ROOM, TEACHER, PoolUse, Resource
from scheduler.problem.rules import LimitPeriods, Span
from scheduler.problem.text import catalogue as texts
from scheduler.problem.text import say
from scheduler.problem.times import WEEK_NAMES
from scheduler.school.building.context import NO_CAMPUS
from scheduler.school.building.lessons import made_subject
from scheduler.school.catalogue import EVERYBODY, catalogue, fold

MOST_NAMED = 6
"""Longer enumerations in a sentence end in "and n more"."""

MOST_IN_CELL = 4
"""Longer enumerations in a cell end in "+n more"; a line of a timetable's cell has room for about four codes."""


def listed(names: Iterable[str], language: str, *, cell: bool = False) -> str:
    """ "A, B and C" in a sentence, "A, B, C" in a `cell`; each name once, cut short where there are many."""
    known = list(dict.fromkeys(names))
    if cell and len(known) > MOST_IN_CELL:
        shown = known[: MOST_IN_CELL - 1]
        return f"{', '.join(shown)} {say(language, 'views', 'more', count=len(known) - len(shown))}"
    if cell:
        return ", ".join(known)
    if len(known) > MOST_NAMED:
        rest = say(language, "evaluation", "more", count=len(known) - MOST_NAMED)
        return f"{', '.join(known[:MOST_NAMED])} {rest}"
    if len(known) < 2:
        return "".join(known)
    return say(language, "evaluation", "and", first=", ".join(known[:-1]), last=known[-1])


# -- people and lessons --


def resource_name(problem: Problem, resource_id: str, language: str) -> str:
    """ "teacher JANS", "class 3ECO"; the bare code for kinds that a school does not have."""
    resource = problem.resource.get(resource_id)
    if resource is None:
        return resource_id
    if resource.kind == POOL and resource.use is not PoolUse.OWN:
        return say(language, "evaluation", f"pool_{resource.use}", code=f" ({resource.code})" if resource.code else "")
    if resource.kind in (TEACHER, PATH, ROOM, POOL):
        return say(language, "evaluation", resource.kind, code=resource.code)
    return resource.code or resource.id


def code_and_name(resource: Resource) -> str:
    """ "JANS (An Janssens)"; the code alone where the name says no more."""
    return f"{resource.code} ({resource.name})" if resource.name not in ("", resource.code) else resource.code


def lesson_name(problem: Problem, lesson_id: str, language: str) -> str:
    """ "WIS 3ECO (lesson 12)"; meetings and openings by what they are."""
    lesson = problem.lesson[lesson_id]
    if subject := made_subject(lesson):
        return say(language, "evaluation", subject, name=lesson.name or lesson.id)
    if lesson.subject and lesson.attendees:
        who = "+".join(lesson.attendees)
        return say(language, "evaluation", "lesson", subject=lesson.subject, who=who, id=lesson.row or lesson.id)
    return say(language, "evaluation", "other_lesson", id=lesson.name or lesson.id)


def rule_sentence(entry: str) -> Mapping[str, str] | None:
    """What a rule of the catalogue says, by language; None for constraints of other formats."""
    known = catalogue().get(entry)
    return known.sentence if known else None


def in_sheets(problem: Problem) -> bool:
    """Whether a workbook states the problem; the file of another program has no sheets and columns to look at."""
    return any(lesson.origin is not None for lesson in problem.lessons) or any(
        rule.hard and rule_sentence(rule.entry) is not None for rule in problem.rules
    )


def told(problem: Problem, language: str, key: str, /, **values: object) -> str:
    """A sentence of the search; without sheets the form of it that names none, where it has one ("..._no_sheets")."""
    apart = f"{key}_no_sheets"
    return say(language, "solver", apart if apart in texts("solver") and not in_sheets(problem) else key, **values)


def role_name(role: str, language: str) -> str:
    if role == "room":
        return say(language, "evaluation", "role_room")
    if role == "quiet room":
        return say(language, "evaluation", "role_quiet")
    kind, _, number = role.partition(" ")
    if kind == "teacher":
        return say(language, "evaluation", "role_further_teacher" if number else "role_teacher", number=number)
    return say(language, "evaluation", f"role_{kind}" if kind in ("supervisor", "seats") else "role_other", role=role)


def place_name(place: str, language: str) -> str:
    if place == HOME:
        return say(language, "evaluation", "home")
    if place in ("", NO_CAMPUS):
        return say(language, "evaluation", "school")
    return say(language, "evaluation", "campus", code=place)


def modes_key(modes: frozenset[Mode] | None) -> str:
    """The text that says what lessons in these modes are, without "_one" or "_many"."""
    if modes is None or modes == ALL_MODES:
        return "lessons"
    if modes == DISTANCE_MODES:
        return "distance"
    return next(iter(modes)).value if len(modes) == 1 else "lessons"


def group_named(name: str, members: Iterable[str], problem: Problem, language: str) -> str:
    """A group of teachers as a planner called it ("talen"; all of them); one without a name by its members."""
    if name:
        return say(language, "evaluation", "all_teachers") if fold(name) in EVERYBODY else name
    return listed((resource_name(problem, one, language) for one in members), language)


# -- times --


def moments(problem: Problem, times: Iterable[int], language: str, weeks: bool = True) -> str:
    """ "Tuesday period 3-4 and Friday period 1 (week A)"; the week only where the cycle has two, and `weeks`."""
    indexes = sorted(set(times))
    if not problem.times.weekdays:
        return listed((problem.times[index].id for index in indexes), language)
    return _by_day(problem, indexes, language, _periods, weeks)


def days(problem: Problem, times: Iterable[int], language: str, weeks: bool = True) -> str:
    """ "Tuesday and Friday (week A)"."""
    indexes = sorted(set(times))
    if not problem.times.weekdays:
        return listed((problem.times[index].id for index in indexes), language)
    return _by_day(problem, indexes, language, lambda day, _, __: day, weeks)


def whole_days(problem: Problem, times: Iterable[int], language: str) -> str:
    """The times, by their days alone where those are named whole."""
    when = set(times)
    named = {(problem.times[index].grid, problem.times[index].week, problem.times[index].day) for index in when}
    every = {one.index for one in problem.times.times if (one.grid, one.week, one.day) in named}
    return (days if when == every else moments)(problem, when, language)


def clock(minutes: int) -> str:
    """ "8:25"."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def half_days(problem: Problem, times: Iterable[int], language: str, weeks: bool = True) -> str:
    """ "Tuesday morning and Friday afternoon (week A)"."""
    if not problem.times.weekdays:
        return moments(problem, times, language)
    found: dict[tuple[int, str], set[int]] = {}
    for time in (problem.times[index] for index in sorted(set(times))):
        found.setdefault((time.day, time.half_day), set()).add(time.week)
    names = []
    for (day, half_day), known in sorted(found.items(), key=lambda item: (min(item[1]), item[0])):
        key = f"half_day_{half_day}" if half_day in ("am", "pm") else f"day_{day % 7}"
        name = say(language, "evaluation", key, day=_day(day, language))
        names.append(in_weeks(name, known, language) if weeks and problem.times.weeks > 1 else name)
    return listed(names, language)


def _by_day(  # type: ignore[no-untyped-def]
    problem: Problem, indexes: Sequence[int], language: str, tell, named: bool
) -> str:
    """One name per day; days that are the same in every week of the cycle are told once."""
    found: dict[tuple[int, tuple[int, ...]], set[int]] = {}
    by_day: dict[tuple[int, int], list[int]] = {}
    for index in indexes:
        time = problem.times[index]
        by_day.setdefault((time.week, time.day), []).append(time.period)
    for (week, day), periods in by_day.items():
        found.setdefault((day, tuple(sorted(set(periods)))), set()).add(week)
    names = []
    for (day, numbers), weeks in sorted(found.items(), key=lambda item: (min(item[1]), item[0])):
        name = tell(_day(day, language), numbers, language)
        names.append(_with_week(problem, name, weeks, language) if named else name)
    return listed(names, language)


def _day(day: int, language: str) -> str:
    return say(language, "evaluation", f"day_{day % 7}")


def period_counted(problem: Problem, rule: LimitPeriods, language: str) -> str:
    """Over what a rule counts periods: "per week", "per cycle of 2 weeks", "over the school year"."""
    weeks = problem.times.weeks
    if rule.period is Span.CYCLE and not problem.times.weekdays:
        return say(language, "evaluation", "over_all")
    key = "over_week" if rule.period is Span.CYCLE and weeks == 1 else f"over_{rule.period}"
    return say(language, "evaluation", key, weeks=weeks)


def _with_week(problem: Problem, name: str, weeks: set[int], language: str) -> str:
    if len(weeks) == problem.times.weeks:
        return name
    letters = "+".join(week_name(week) for week in sorted(weeks))
    return say(language, "evaluation", "in_week", when=name, week=letters)


def in_weeks(text: str, weeks: Iterable[int], language: str) -> str:
    """ "... (week A and B)": a text that is true of each of these weeks by itself."""
    letters = listed((week_name(week) for week in sorted(weeks)), language)
    return say(language, "evaluation", "in_week", when=text, week=letters)


def week_name(week: int) -> str:
    """The letter of a week of the cycle, counted from 0; its number, from 1, where the letters end."""
    return WEEK_NAMES[week] if week < len(WEEK_NAMES) else str(week + 1)


def _periods(day: str, periods: Sequence[int], language: str) -> str:
    return say(language, "evaluation", "period", day=day, periods=stretches(periods))


def stretches(numbers: Sequence[int]) -> str:
    """ "1-3, 5" for numbers in rising order."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return ", ".join(str(one[0]) if len(one) == 1 else f"{one[0]}-{one[-1]}" for one in found)
