"""One row of a list becomes what it says: a placed lesson, a load, an assignment, free time, or an entity.

What kind of rows a list holds, and which column is what, is settled in `lists`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from scheduler.formats.roster.records import Choice, Load, Part, Sighting, group_name, part_of_all
from scheduler.formats.roster.sheets.values import Value, clock_of, date_of, number_of, period_of, span_of, text_of
from scheduler.formats.roster.words.inside import is_no_lesson
from scheduler.formats.roster.words.labels import days_of, field_of, is_word, plain, week_of
from scheduler.formats.roster.words.patterns import classlike, skeleton, split_classes
from scheduler.formats.roster.words.quoting import has_quotes, pieces
from scheduler.formats.roster.words.texts import mode_of, read_rooms, read_teachers
from scheduler.formats.roster.words.vocabulary import Vocabulary
from scheduler.problem.modes import Mode
from scheduler.school.records import EVERY_WEEK

HEADING = "heading"
"""The note of a row with a dash for its hours: a heading between subjects, or a subject that is not given."""
MOST_PERIODS = 12
"""No lesson is longer: a larger number says minutes."""


@dataclass
class Listed:
    """Everything the lists of a file said."""

    sightings: list[Sighting] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    classes: dict[str, dict[str, str]] = field(default_factory=dict)
    teachers: dict[str, dict[str, str]] = field(default_factory=dict)
    rooms: dict[str, dict[str, str]] = field(default_factory=dict)
    subjects: dict[str, dict[str, str]] = field(default_factory=dict)
    free: list[tuple[str, str, int, int, str]] = field(default_factory=list)  # kind, code, day, period, sign
    aliases: dict[str, str] = field(default_factory=dict)
    readings: dict[tuple[str, int], str] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)
    skipped: dict[tuple[str, int, int], str] = field(default_factory=dict)  # rows that say no lesson, and how
    dayless: list[tuple[str, str]] = field(default_factory=list)  # sheets and headings of times beside which no day is


def day_in(value: Value) -> int | None:
    if isinstance(value, str):
        found = days_of(value)
        if found:
            return found[0]
        number = number_of(value)
    else:
        number = number_of(value)
    if number is not None and number.is_integer() and 1 <= number <= 7:
        return int(number) - 1
    when = date_of(value)
    return when.weekday() if when else None


def week_in(text: str) -> str | None:
    word = plain(text)
    return week_of(text) or (word.upper() if word in ("a", "b") else None)


def clock_in(value: Value) -> int | None:
    """A clock time, also "8" or 8.5 as plain hours, or the time of a date-time."""
    if isinstance(value, datetime) and value.year > 1901:
        return value.hour * 60 + value.minute
    found = clock_of(value)
    if found is not None:
        return found
    if isinstance(value, str) and (match := re.search(r"\d{4}-\d{2}-\d{2}[ T](\d{2}):(\d{2})", value)):
        return int(match[1]) * 60 + int(match[2])
    number = number_of(value)
    if number is not None and 0 <= number <= 24:
        return round(number * 60) if number >= 1 else round(number * 24 * 60)
    return None


def class_names(record: Mapping[str, Value], vocabulary: Vocabulary) -> tuple[str, ...]:
    text = text_of(record.get("class"))
    if not text or plain(text) == "" or field_of(text) in ("home_room", "class", "total"):
        return ()
    grade = text_of(record.get("grade"))
    if grade and number_of(grade) is not None and number_of(text) is not None:
        text = f"{grade}-{text}"  # grade 1, class 3
    known = vocabulary.find("class", text)
    if known:
        return (known,)
    if has_quotes(text):
        return tuple(vocabulary.add("class", piece) for piece in pieces(text))
    split = split_classes(text)
    beside = {plain(text_of(record.get(kind))) for kind in ("teacher", "subject", "room")} - {""}
    if any(plain(piece) in beside for piece in split):
        return (vocabulary.add("class", text),)  # "che 1A/PEE1": a set of pupils is called by its teacher too
    if len(split) > 1 and all(classlike(piece) > 0 for piece in split):
        return tuple(vocabulary.add("class", piece) for piece in split)
    if len(split) > 1 and len({skeleton(piece) for piece in split}) == 1 and any(c.isdigit() for c in text):
        return tuple(vocabulary.add("class", piece) for piece in split)
    joined = re.fullmatch(r"(\d[^\W\d_]{1,5})\s*e\s*(\d[^\W\d_]{1,5})|(\d[^\W\d_]+?)e(\d[^\W\d_]+)", text)
    if joined:
        return tuple(vocabulary.add("class", piece) for piece in joined.groups() if piece)
    return (vocabulary.add("class", text),)


def _said_yes(value: Value) -> bool:
    return is_word("yes", text_of(value))


def _mode(record: Mapping[str, Value]) -> Mode | None:
    if "online" not in record and "on_site" not in record:
        return None
    text = text_of(record.get("online"))
    if is_word("yes", text):
        return Mode.SYNCHRONOUS
    if not text or is_word("no", text):
        return Mode.CONTACT if _said_yes(record.get("on_site")) or is_word("no", text) else None
    return mode_of(text)


def lesson_row(
    record: Mapping[str, Value], where: tuple[str, int, int], vocabulary: Vocabulary, listed: Listed, kinds: set[str]
) -> None:
    if _said_yes(record.get("ignore")) or is_word("yes", text_of(record.get("ignore"))):
        return
    when = date_of(record.get("date")) or date_of(record.get("start"))
    day = when.weekday() if when else day_in(record.get("day"))
    start, end = clock_in(record.get("start")), clock_in(record.get("end"))
    span = span_of(record.get("time")) or span_of(record.get("period"))
    if span:
        start, end = span
    period = period_of(record.get("period")) if "period" in record else None
    classes = class_names(record, vocabulary)
    if not classes and "class" not in kinds and text_of(record.get("programme")):  # whoever follows this course
        classes = (vocabulary.add("class", " ".join(text_of(record.get("programme")).split())),)
    said = [text for kind in ("subject", "teacher") if (text := text_of(record.get(kind)))]
    room = text_of(record.get("room"))
    nothing = not said and kinds & {"subject", "teacher"} and not room
    free = room if "subject" not in kinds and room and is_no_lesson(room) else ""  # who is free has no lesson
    if nothing or free or (said and all(is_no_lesson(text) for text in said)):
        listed.skipped[where] = free or (said[0] if said else "")
        return
    record = {kind: value for kind, value in record.items() if not isinstance(value, str) or plain(value)}
    rooms, online = read_rooms(text_of(record.get("room")), vocabulary)
    mode = _mode(record) or (Mode.SYNCHRONOUS if online else None)
    subject = text_of(record.get("subject"))
    teachers = read_teachers(_teacher_text(record, vocabulary), vocabulary)
    if day is None or (period is None and start is None) or not (subject or classes or teachers):
        return
    tags = re.split(r"[+,;]", text_of(record.get("online")))  # "contact+week A"
    week = week_in(text_of(record.get("week"))) or next((w for tag in tags if (w := week_of(tag))), None) or EVERY_WEEK
    told = int(number_of(record.get("duration")) or 1)
    # between clock times a length may be in minutes; beside the number of a period it counts periods
    length = told if start is None or (period is not None and told <= MOST_PERIODS) else 1
    vocabulary.add("subject", subject)
    listed.sightings.append(
        Sighting(
            view="list",
            where=where,
            day=day,
            period=period,
            length=max(1, min(length, MOST_PERIODS)),
            start=start,
            end=end,
            week=week,
            date=when,
            classes=classes,
            parts=_parts(record, classes),
            subject=" ".join(subject.split()),
            teachers=teachers,
            rooms=rooms,
            mode=mode,
            lesson="",
        )
    )


def _parts(record: Mapping[str, Value], classes: Sequence[str]) -> tuple[Part, ...]:
    """The part of the class in a column of its own, unless it is the whole class."""
    text = " ".join(text_of(record.get("group")).split())
    if not text or is_word("whole_class", text) or len(classes) != 1 or text in classes:
        return ()
    return part_of_all(group_name(text[:40]))


def free_row(record: Mapping[str, Value], listed: Listed, kinds: set[str], absent: bool) -> None:
    day = day_in(record.get("day"))
    period = period_of(record.get("period"))
    for kind in ("teacher", "class", "room"):
        text = text_of(record.get(kind))
        if text and day is not None and period is not None:
            listed.free.append((kind, text, day, period, "-" if absent else "+"))
            return


def _teacher_text(record: Mapping[str, Value], vocabulary: Vocabulary) -> str:
    """The code of the teacher where a row gives a known one, else the name."""
    code = text_of(record.get("code"))
    return code if code and vocabulary.find("teacher", code) else text_of(record.get("teacher"))


def fraction_of(value: Value) -> Fraction | None:
    """Hours with halves: 0.5, "4,5"; None for a dash, blank or text."""
    number = number_of(value)
    return Fraction(number).limit_denominator(100) if number is not None and 0 <= number < 200 else None


def blocks_text(value: Value) -> str:
    """The double-lesson rule; Excel makes a date out of "1-1" (month and day carry the numbers)."""
    if isinstance(value, datetime | date):
        return f"{min(value.day, value.month)}-{max(value.day, value.month)}"
    return text_of(value)


def load_row(
    record: Mapping[str, Value],
    where: tuple[str, int, int],
    vocabulary: Vocabulary,
    listed: Listed,
) -> None:
    classes = class_names(record, vocabulary)
    subject = " ".join(text_of(record.get("subject")).split())
    if (not subject and not (classes and "hours" in record)) or (not classes and "class" in record):
        return
    told = {k: text for k in ("stage", "finality", "programme", "internship") if (text := text_of(record.get(k)))}
    for name in classes if told else ():
        listed.classes.setdefault(name, {}).update(told)
    teachers = read_teachers(_teacher_text(record, vocabulary), vocabulary)
    rooms, _ = read_rooms(text_of(record.get("room")), vocabulary)
    ignored = is_word("yes", text_of(record.get("ignore"))) or text_of(record.get("ignore")).lower() == "i"
    week = week_in(text_of(record.get("week"))) or EVERY_WEEK
    child = is_word("yes", text_of(record.get("parent")))
    hours = fraction_of(record.get("hours"))
    vocabulary.add("subject", subject)
    listed.loads.append(
        Load(
            classes,
            subject,
            hours,
            teachers,
            rooms,
            week,
            blocks_text(record.get("blocks")),
            text_of(record.get("id")),
            ignored,
            where,
            "parent" if child else HEADING if "hours" in record and not plain(text_of(record["hours"])) else "",
        )
    )


_PART = re.compile(r"\s*([^:;]+?)\s*:\s*([^;:]+)")


def assignment_row(
    record: Mapping[str, Value], where: tuple[str, int, int], vocabulary: Vocabulary, listed: Listed
) -> None:
    """ "Biology: 12C2, 12C6; Chemistry: 10A1" of one teacher."""
    teacher = " ".join(text_of(record.get("teacher")).split())
    if not teacher:
        return
    name = vocabulary.add("teacher", teacher)
    listed.teachers.setdefault(name, {})
    for subject, classes in _PART.findall(text_of(record.get("assignments"))):
        for piece in split_classes(classes):
            listed.loads.append(Load((vocabulary.add("class", piece),), subject.strip(), None, (name,), where=where))


def entity_row(reading: str, record: Mapping[str, Value], vocabulary: Vocabulary, listed: Listed) -> None:
    texts = {kind: " ".join(text_of(value).split()) for kind, value in record.items()}
    if reading == "teachers":
        code, name = texts.get("code", ""), texts.get("teacher") or texts.get("name", "")
        label = code or name
        if (
            not label
            or len(label) > 60
            or ":" in label
            or (not code and (len(texts) < 2 or any(c.isdigit() for c in label)))
        ):
            return
        if plain(label) in listed.aliases and code == "":
            label = listed.aliases[plain(label)]
        known = vocabulary.find("teacher", label) or vocabulary.add("teacher", label)
        listed.teachers.setdefault(known, {}).update(
            {k: v for k, v in texts.items() if k in ("name", "assignment", "department", "hours", "form_teacher")}
        )
        if code and name and label != name:
            listed.teachers[known]["name"] = name
        return
    if reading == "classes":
        names = class_names(record, vocabulary)
        for name in names:
            listed.classes.setdefault(name, {}).update(texts)
        return
    if reading == "rooms":
        text = texts.get("room", "")
        if text:
            listed.rooms.setdefault(vocabulary.add("room", text), {}).update(texts)
        return
    text = texts.get("subject", "")
    if text:
        listed.subjects.setdefault(vocabulary.add("subject", text), {}).update(texts)
