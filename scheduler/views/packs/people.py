"""All classes, and all teachers, in one document each: the week of everybody on a page, and what belongs to it.

Under a class stands the annex to the school regulation (which lessons are at distance, and where to follow them at
school), under a teacher that to the work regulation: hours, fraction, free half days, meetings, duties, what is at
distance.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from scheduler.school.building.context import Context
from scheduler.school.records import Teacher
from scheduler.views.agenda import Activity, Agenda, Entry, Kind
from scheduler.views.duties_sheet import duties_of
from scheduler.views.overview import cap_shown, percent, share_basis
from scheduler.views.packs.document import Part, Week
from scheduler.views.packs.facts import Load, teacher_loads
from scheduler.views.packs.words import Words
from scheduler.views.phrases import Phrases
from scheduler.views.report import Report
from scheduler.views.shares import Scope


def pupil_parts(report: Report, phrases: Phrases, today: date) -> tuple[Part, ...]:
    """A page for every class."""
    words = Words(phrases)
    found = []
    for agenda in report.agendas.classes:
        week = Week(agenda, tuple(_of_class(report, words, agenda)))
        found.append(Part(phrases.say("sheet_class", code=agenda.code), (week,), landscape=True))
    return tuple(found)


def teacher_parts(report: Report, phrases: Phrases, today: date) -> tuple[Part, ...]:
    """A page for every teacher."""
    words, loads = Words(phrases), teacher_loads(report)
    found = []
    for agenda in report.agendas.teachers:
        week = Week(agenda, tuple(_of_teacher(report, words, agenda, loads[agenda.code])))
        found.append(Part(phrases.say("sheet_teacher", code=agenda.code), (week,), landscape=True))
    return tuple(found)


def _of_class(report: Report, words: Words, agenda: Agenda) -> Iterator[str]:
    phrases = words.phrases
    away = [entry for entry in agenda.entries if entry.distance or entry.online]
    if away:
        told = "; ".join(f"{phrases.subject(one.subject)} {phrases.mark(one.way)} {words.when(one)}" for one in away)
        yield words.say("away", lessons=told)
        rooms = tuple(dict.fromkeys(room for entry in away for room in entry.onsite_rooms))
        if rooms:
            yield words.say("follow_at_school", rooms=", ".join(rooms))
    share = next((one for one in report.shares if one.scope is Scope.CLASS and one.code == agenda.code), None)
    if share is not None and share.distance:
        part, whole = share.tested
        figure, basis = percent(part, whole, phrases.language), share_basis(share, phrases)
        cap = "." if share.cap is None else words.say("of_at_most", cap=cap_shown(share.cap, phrases.language))
        yield words.say("class_share", part=part, whole=whole, basis=basis, percent=figure) + cap
    if internships := words.internships((agenda.code,)):
        yield words.say("internship", classes="; ".join(internships))


def _of_teacher(report: Report, words: Words, agenda: Agenda, load: Load) -> Iterator[str]:
    context = report.context
    assert context is not None
    record = next((one for one in context.school.teachers if one.code == agenda.code), Teacher(agenda.code))
    yield _hours(words, record, load)
    free = list(free_half_days(context, agenda))
    names = [words.say("half_day", day=words.phrases.day(day), half=words.say(f"half_{half}")) for day, half in free]
    yield words.say("free_half_days", count=len(free), half_days=", ".join(names) or words.say("none"))
    for activity, key in ((Activity.MEETING, "meetings"), (Activity.OPENING, "duties")):
        entries = [entry for entry in agenda.entries if entry.activity is activity]
        if entries:
            yield words.say(key, entries="; ".join(_duty(words, entry) for entry in entries))
    yield from duties_of(report.duties, agenda.code, words.phrases)
    away = [entry for entry in agenda.entries if entry.distance or entry.online]
    if away:
        yield words.say("teacher_away", lessons="; ".join(_away(words, entry) for entry in away))
    classes = dict.fromkeys(code for entry in agenda.entries for code in entry.classes)
    if internships := words.internships(tuple(classes)):
        yield words.say("internship", classes="; ".join(internships))


def _hours(words: Words, record: Teacher, load: Load) -> str:
    told = words.say("hours", given=words.mean(load["planned"]), gaps=words.mean(load["gaps"]))
    if record.assignment is not None:
        told += words.say("hours_asked", asked=words.mean(record.assignment))
    if record.assignment is not None and record.full_time:
        told += words.say("fraction", part=words.mean(record.assignment), whole=words.mean(record.full_time))
    return told


def free_half_days(context: Context, agenda: Agenda) -> Iterator[tuple[int, str]]:
    """Half days with open periods in the school in which a teacher need not be anywhere, in no week."""
    times = context.times
    held = {(times[index].day, times[index].half_day) for entry in agenda.there for index in entry.times}
    open_ = {(time.day, time.half_day) for time in times.times if time.open}
    yield from sorted(open_ - held)


def _duty(words: Words, entry: Entry) -> str:
    phrases = words.phrases
    what = entry.name if entry.activity is Activity.MEETING else ", ".join(entry.rooms)
    place = ", ".join(entry.rooms) if entry.activity is Activity.MEETING else ""
    place = place or (phrases.say("home") if entry.teacher_home else phrases.say("at_school"))
    return f"{what}, {words.when(entry)}" + (f" ({place})" if entry.activity is Activity.MEETING else "")


def _away(words: Words, entry: Entry) -> str:
    phrases = words.phrases
    place = phrases.place(entry, Kind.TEACHER) if entry.distance else ""
    place = place if place in (phrases.say("home"), phrases.say("standby")) else phrases.say("at_school")
    what = f"{', '.join(entry.attendees)} {phrases.subject(entry.subject)} {phrases.mark(entry.way)}"
    return f"{what} {words.when(entry)} ({place})"


__all__ = ["free_half_days", "pupil_parts", "teacher_parts"]
