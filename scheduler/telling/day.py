"""One day of the school year in words: what becomes of each lost lesson, why not otherwise, and what to mind.

What was decided stands in `school.daily`; pages and sheets are for `views`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from scheduler.problem.lessons import HOME
from scheduler.problem.problem import Problem
from scheduler.problem.text import say
from scheduler.school.calendar import as_meant, days_of_entry
from scheduler.school.daily.duties import DayDuty
from scheduler.school.daily.picture import Happening
from scheduler.school.daily.proposing import Decision, Opening
from scheduler.school.daily.ways import without_teacher
from scheduler.school.records import CalendarEntry, School, WeekKind
from scheduler.telling.naming import clock, listed, stretches

CATALOGUE = "day"


def date_name(day: date, language: str) -> str:
    """ "maandag 30 november 2026"."""
    names = {"day": say(language, "evaluation", f"day_{day.weekday()}"), "number": day.day, "year": day.year}
    month = say(language, CATALOGUE, f"month_{day.month}")
    return say(language, CATALOGUE, "date", month=month, **names)


def periods_of(problem: Problem, one: Happening) -> str:
    """ "3-4"."""
    return stretches([problem.times[time].period for time in one.times])


def subject_of(one: Happening) -> str:
    return one.lesson.subject or one.lesson.name


def classes_of(one: Happening) -> str:
    return ", ".join(one.lesson.attendees)


def planned_teachers(problem: Problem, one: Happening) -> str:
    return ", ".join(problem.resource[who].code for who in one.planned if who in problem.resource)


def becomes(problem: Problem, made: Decision, language: str) -> str:
    """What becomes of a lost stretch, for everybody."""
    people = ", ".join(made.teachers) or say(language, CATALOGUE, "nobody")
    room = made.room
    if made.kind == "early":
        return say(language, CATALOGUE, f"became_early_{made.way.name.rpartition(':')[2]}")
    if made.swap is not None:
        return _swapped(problem, made, language)
    own = {one.partition(":")[2] for one in made.lost.holding("room")}
    where = say(language, CATALOGUE, "where", room=room) if room and room not in own else ""
    if made.kind == "room":
        return say(language, CATALOGUE, "became_room" if room else "became_room_same", room=room)
    pupils = "pupils_home" if made.option.pupils_place == HOME else "pupils_school"
    values = {"people": people, "where": where, "pupils": say(language, CATALOGUE, pupils)}
    key = f"became_{made.kind}" if not without_teacher(made.option) else "became_by_itself"
    return say(language, CATALOGUE, key, **values)


def _swapped(problem: Problem, made: Decision, language: str) -> str:
    swap = made.swap
    assert swap is not None
    other = swap.other
    when = f"{say(language, CATALOGUE, 'col_period')} {periods_of(problem, other)}"
    if not swap.shift:
        when = f"{date_name(swap.day.date, language)}, {when}"
    room = swap.now.partition(":")[2] if swap.now else ""
    own = {one.partition(":")[2] for one in made.lost.holding("room")}
    where = say(language, CATALOGUE, "where", room=room) if room and room not in own else ""
    who = planned_teachers(problem, other)
    name = f"{subject_of(other)} ({who})" if who else subject_of(other)
    return say(language, CATALOGUE, "became_shift" if swap.shift else "became_swap", other=name, when=when, where=where)


def other_way(kind: str, more: int | None, reason: str, people: Iterable[str], language: str) -> str:
    """ "studie (PEE) +40", or why a way is not possible."""
    name = say(language, CATALOGUE, f"kind_{kind}")
    if more is None:
        return say(language, CATALOGUE, "not_possible", kind=name, reason=say(language, CATALOGUE, f"reason_{reason}"))
    if more == 0:
        return say(language, CATALOGUE, "costs_same", kind=name)
    if who := ", ".join(people):
        return say(language, CATALOGUE, "costs_more_people", kind=name, people=who, points=more)
    return say(language, CATALOGUE, "costs_more", kind=name, points=more)


def opened(problem: Problem, opening: Opening, language: str) -> str:
    who = say(language, CATALOGUE, "opened_by", who=opening.who) if opening.who else ""
    return say(language, CATALOGUE, "opened", room=opening.room, period=problem.times[opening.time].period, who=who)


def counted(kinds: Mapping[str, int], language: str) -> str:
    """ "vervangen: 3, studie: 1"."""
    told = [f"{say(language, CATALOGUE, f'kind_{kind}')}: {count}" for kind, count in kinds.items()]
    return say(language, CATALOGUE, "summary", kinds=", ".join(told))


def no_school(school: School, day: date, following: date | None, has_periods: bool, language: str) -> str:
    """Why nothing is taught on a date, by the calendar, and when is."""
    why = say(language, CATALOGUE, f"why_{_why(school.calendar, day) if has_periods else 'weekend'}")
    after = say(language, CATALOGUE, "next_day", date=date_name(following, language)) if following else ""
    return say(language, CATALOGUE, "no_school_day", date=date_name(day, language), why=why, next=after)


def _why(calendar: Iterable[CalendarEntry], day: date) -> str:
    for entry in as_meant(one for one in calendar if one.kind is not WeekKind.TERM):
        if entry.kind is not WeekKind.TEACHING and not entry.class_code and day in days_of_entry(entry):
            return entry.kind.value
    return "outside"


def reasons(names: Mapping[str, Iterable[str]], language: str) -> str:
    """ "JAN, PEE afwezig; A101 dicht" out of what was said on the command line, by kind."""
    told = [
        say(language, CATALOGUE, f"reason_{kind}", names=listed(some, language, cell=True))
        for kind, some in names.items()
        if some
    ]
    return "; ".join(told)


# -- lines of the day --


@dataclass(frozen=True)
class Line:
    """A row of the day: when, whose, what, and what becomes of it. `concerned`: teachers who must know."""

    first: int
    periods: str
    classes: tuple[str, ...]
    subject: str
    teacher: str
    becomes: str
    why: str = ""
    concerned: tuple[str, ...] = ()


def lines(
    problem: Problem,
    decided: Iterable[Decision],
    dropped: Iterable[Happening],
    openings: Iterable[Opening],
    whys: Mapping[str, str],
    language: str,
    duties: Iterable[DayDuty] = (),
) -> tuple[Line, ...]:
    """Everything that changes on the date, in order of the day.

    `whys`: by key of the lost stretch; `duties`: those that change.
    """
    found = []
    for made in decided:
        swapped = made.swap.other.planned if made.swap else ()
        known = [problem.resource[who].code for who in (*made.lost.planned, *swapped) if who in problem.resource]
        concerned = tuple(dict.fromkeys((*known, *made.teachers)))
        text = becomes(problem, made, language)
        found.append(_line(problem, made.lost, text, concerned, whys.get(made.lost.key, "")))
    for one in dropped:
        known = [problem.resource[who].code for who in one.planned if who in problem.resource]
        found.append(_line(problem, one, say(language, CATALOGUE, "became_dropped"), tuple(known)))
    for opening in openings:
        time = problem.times[opening.time]
        who = say(language, CATALOGUE, "opened_by", who=opening.who) if opening.who else ""
        text = say(language, CATALOGUE, "open_line", room=opening.room, who=who)
        found.append(Line(time.start, str(time.period), (), "", opening.who, text, "", (opening.who,)))
    found += [_duty_line(one, language) for one in duties]
    return tuple(sorted(found, key=lambda line: (line.first, line.classes, line.subject)))


def _duty_line(one: DayDuty, language: str) -> Line:
    turn = one.turn
    where = ", ".join(filter(None, (turn.duty.place, turn.duty.campus)))
    text = duty_becomes(one, language)
    concerned = tuple(dict.fromkeys((*one.planned, *one.who)))
    name = f"{turn.duty.name} ({where})" if where else turn.duty.name
    return Line(turn.start, duty_clock(one), (), name, ", ".join(one.planned), text, "", concerned)


def duty_clock(one: DayDuty) -> str:
    """ "10:05–10:20"."""
    return f"{clock(one.turn.start)}–{clock(one.turn.end)}"


def duty_becomes(one: DayDuty, language: str) -> str:
    """Who does it, who is added to whom, and how many are lacking."""
    if one.left_out:
        return say(language, CATALOGUE, "duty_left_out")
    told = [say(language, CATALOGUE, "duty_done_by", people=", ".join(one.who))] if one.who else []
    told += [say(language, CATALOGUE, "duty_lacking", count=one.lacking)] if one.lacking else []
    return "; ".join(told)


def _line(problem: Problem, one: Happening, text: str, concerned: tuple[str, ...], why: str = "") -> Line:
    return Line(
        problem.times[one.times[0]].start,
        periods_of(problem, one),
        one.lesson.attendees,
        subject_of(one),
        planned_teachers(problem, one),
        text,
        why,
        concerned,
    )
