"""The sheet of duties given out, and what is said of them elsewhere: who does what when, and how many minutes it is."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.problem.text import decimal
from scheduler.school.duties import Duties, Given
from scheduler.views.phrases import Phrases, clock
from scheduler.views.report import Report
from scheduler.views.tables import BROKEN_FILL, TableSheet, columns_of

DUTIES = columns_of("duty 20, day 12, time 14 short, week 11 short, duty_place 20, people 10 number, duty_who 46")


def write_duties(report: Report, sheet: TableSheet) -> None:
    """A row for each turn, marked where somebody is lacking; then the minutes a week of every teacher."""
    phrases, duties = sheet.phrases, report.duties
    assert duties is not None
    sheet.heading(phrases.say("sheet_duties"))
    sheet.sentence(phrases.say("duties_help" if duties.proved else "duties_help_unproved"))
    for text in lacking(duties, phrases):
        sheet.sentence(text, alarm=True)
    for text in _no_lunch(report, phrases):
        sheet.sentence(text, alarm=True)
    sheet.head()
    for one in duties.given:
        names = [phrases.teacher(code) for code in one.who]
        who = ", ".join([*names, *["?"] * one.lacking])
        row = (*_when(one, phrases), _place(one), one.turn.duty.people, who)
        sheet.row((one.turn.duty.name, *row), BROKEN_FILL if one.lacking else "")
    sheet.sentence("")
    for agenda in report.agendas.teachers:
        if duties.of(agenda.code):
            sheet.sentence(f"{phrases.teacher(agenda.code)}: {minutes_of(duties, agenda.code, phrases)}")


def duties_of(duties: Duties | None, teacher: str, phrases: Phrases) -> Iterator[str]:
    """The line under the timetable of a teacher: his duties and their minutes a week; none where he has none."""
    if duties is not None and (mine := duties.of(teacher)):
        told = "; ".join(
            f"{one.turn.duty.name} {' '.join(filter(None, _when(one, phrases)))}{_at(one)}" for one in mine
        )
        yield phrases.say("duties_of_teacher", duties=told, minutes=minutes_of(duties, teacher, phrases))


def lacking(duties: Duties, phrases: Phrases) -> Iterator[str]:
    """A sentence for each turn for which there are too few people."""
    for one in duties.lacking:
        when = " ".join(filter(None, _when(one, phrases)))
        yield phrases.say("duty_lacking", duty=one.turn.duty.name, when=when, count=one.lacking)


def _no_lunch(report: Report, phrases: Phrases) -> Iterator[str]:
    """A sentence for each teacher and day without lunch, of every week at once."""
    duties, context = report.duties, report.context
    assert duties is not None and context is not None
    weeks: dict[tuple[str, int], list[int]] = {}
    for teacher, week, day in duties.no_lunch:
        weeks.setdefault((teacher, day), []).append(week)
    for (teacher, day), some in weeks.items():
        named = phrases.day(day)
        when = named if len(some) == duties.weeks else f"{named} {phrases.week(some)}"
        minutes = context.policy.lunch_minutes
        yield phrases.say("duty_no_lunch", who=phrases.teacher(teacher), when=when, minutes=minutes)


def minutes_of(duties: Duties, teacher: str, phrases: Phrases) -> str:
    return phrases.say("duty_minutes", minutes=decimal(duties.minutes(teacher), phrases.language))


def _when(one: Given, phrases: Phrases) -> tuple[str, str, str]:
    turn = one.turn
    week = "" if len(turn.weeks) == phrases.problem.times.weeks else phrases.week(turn.weeks)
    return phrases.day(turn.day), f"{clock(turn.start)}–{clock(turn.end)}", week


def _place(one: Given) -> str:
    return ", ".join(filter(None, (one.turn.duty.place, one.turn.duty.campus)))


def _at(one: Given) -> str:
    return f" ({_place(one)})" if _place(one) else ""
