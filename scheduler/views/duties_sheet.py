"""The sheet of duties given out, and what is said of them elsewhere: who does what when, and how many minutes it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scheduler.problem.problem import Problem
from scheduler.problem.resources import TEACHER
from scheduler.problem.sharing import Shared
from scheduler.problem.text import LANGUAGES, decimal
from scheduler.school.duties import Duties, Given, Turn
from scheduler.views.phrases import Phrases, clock
from scheduler.views.report import Report
from scheduler.views.tables import BROKEN_FILL, TableSheet, columns_of

DUTIES = columns_of("duty 20, day 12, time 14 short, week 11 short, duty_place 20, people 10 number, duty_who 46")
NOBODY = "?"


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
    for text in _changes(duties, phrases):
        sheet.sentence(text)
    sheet.head()
    for one in duties.given:
        who = ", ".join([*map(phrases.teacher, one.who), *[NOBODY] * one.lacking])
        row = (*_key(one.turn, phrases), one.turn.duty.people, who)
        sheet.row(row, BROKEN_FILL if one.lacking else "")
    sheet.sentence("")
    for agenda in report.agendas.teachers:
        if duties.of(agenda.code):
            sheet.sentence(f"{phrases.teacher(agenda.code)}: {minutes_of(duties, agenda.code, phrases)}")


def had_before(rows: Sequence[Sequence[object]], turns: Iterable[Turn], problem: Problem) -> Shared:
    """By turn who has it in the rows of such a sheet, in whatever language; only turns that stand there."""
    spoken = [Phrases(problem, language) for language in LANGUAGES]
    there: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        cells = [str(cell).strip() for cell in (*row, *[""] * len(DUTIES))][: len(DUTIES)]
        there.setdefault(tuple(cells[:-2]), []).append(cells[-1])
    codes = [one.code for one in problem.resources_of(TEACHER)]
    found = {}
    for turn in turns:
        for phrases in spoken:
            same = there.get(_key(turn, phrases))
            if same:
                named = f", {same.pop(0)}, "
                found[turn.name] = frozenset(code for code in codes if f", {phrases.teacher(code)}, " in named)
                break
    return found


def _changes(duties: Duties, phrases: Phrases) -> Iterator[str]:
    """In what turns others do it than in the version before, where there was one."""
    if duties.known_before:
        told = "; ".join(_change(one, phrases) for one in duties.changed)
        key = "duties_changed" if told else "duties_unchanged"
        yield phrases.say(key, count=len(duties.changed), turns=told)


def _change(one: Given, phrases: Phrases) -> str:
    now, before = set(one.who), one.before or frozenset()
    come, gone = (", ".join(sorted(map(phrases.teacher, some))) or NOBODY for some in (now - before, before - now))
    when = " ".join(filter(None, (one.turn.duty.name, *_when(one, phrases))))
    return phrases.say("duty_change", when=when, now=come, before=gone)


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


def _key(turn: Turn, phrases: Phrases) -> tuple[str, ...]:
    """What a row says of its turn."""
    return turn.duty.name, *_moment(turn, phrases), _where(turn)


def _when(one: Given, phrases: Phrases) -> tuple[str, str, str]:
    return _moment(one.turn, phrases)


def _moment(turn: Turn, phrases: Phrases) -> tuple[str, str, str]:
    week = "" if len(turn.weeks) == phrases.problem.times.weeks else phrases.week(turn.weeks)
    return phrases.day(turn.day), f"{clock(turn.start)}–{clock(turn.end)}", week


def _where(turn: Turn) -> str:
    return ", ".join(filter(None, (turn.duty.place, turn.duty.campus)))


def _at(one: Given) -> str:
    return f" ({_where(one.turn)})" if _where(one.turn) else ""
