"""aSc Timetables XML (`asctt2012`): periods, days, weeks, master data, lessons and cards (the placed lessons).

Days and weeks are bit masks ("10000" is Monday); a mask of another length is read as far as it goes and reported. Older
files number the days instead (`day="0"`). Some schools write the week into the name of a subject: "Art (Odd)".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from scheduler.formats.files.documents import parsed
from scheduler.formats.roster.records import Exchange, Load, Part, Sighting, told
from scheduler.formats.roster.words.labels import week_of
from scheduler.formats.roster.words.weekdays import read_days
from scheduler.problem.times import WEEK_NAMES
from scheduler.school.records import EVERY_WEEK

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SCHOOL_WEEK, DAYS = 5, 7
"""Masks of ten days are two school weeks; others reach at most from Monday to Sunday."""

Names = Mapping[str, Mapping[str, str]]
"""By kind of element and id: the short name, else the name; of several that share a short name the names."""

MOST_PERIODS = 200
"""More periods a week are a mistake, which is told where lessons are made."""
KINDS = ("subjects", "teachers", "classrooms", "classes", "groups")

Parts = Mapping[str, Sequence["Element"]]
"""The children of each part of the document, by its tag."""


def read_xml(content: bytes, name: str) -> Exchange | None:
    """An aSc file; None for another document. Raises `Faults` for broken or hostile XML."""
    root = parsed(content, name)
    if root.tag.casefold() not in ("timetable", "asctt", "asctimetables"):
        return None
    found = Exchange()
    parts = {child.tag.casefold(): list(child) for child in root}
    names = {kind: _codes(parts.get(kind, ()), name, found) for kind in KINDS}
    _tell_marked_weeks(parts, name, found)
    _read_master_data(parts, names, found)
    for e in parts.get("periods", ()):
        number = _whole(e.get("period", ""))
        start, end = _clock(e.get("starttime", "")), _clock(e.get("endtime", ""))
        if number is not None:
            found.slots.append((name, None, number, start, end))
    groups = {e.get("id", ""): e for e in parts.get("groups", ())}
    weeks = _marked_weeks(parts)
    for e in parts.get("lessons", ()):
        load = _load(e, name, names, groups, weeks)
        if load is not None:
            found.loads.append(load)
    _read_cards(parts, name, names, groups, weeks, found)
    return found


def _codes(elements: Sequence[Element], where: str, found: Exchange) -> dict[str, str]:
    """By id what each is called: its short name, or its name where the short name stands for several names."""
    sharing: dict[str, dict[str, None]] = defaultdict(dict)
    for e in elements:
        sharing[_short(e)][_bare(_name(e))] = None
    codes = {}
    for e in elements:
        short, bare = _short(e), _bare(_name(e))
        codes[e.get("id", "")] = short if len(sharing[short]) == 1 or not bare else bare
    for short, called in sharing.items():
        if len(called) > 1:
            found.notices.append(told("asc_short", 0.6, where, short=short, names=", ".join(called)))
    return codes


def _name(e: Element) -> str:
    """Its name; blanks around a name are nothing that a planner sees."""
    return " ".join(e.get("name", "").split())


def _short(e: Element) -> str:
    return " ".join(e.get("short", "").split()) or _name(e)


def _marked(name: str) -> tuple[str, str]:
    """A name without the week that stands in brackets behind it, and that week ("Art (Odd)": week A)."""
    match = re.fullmatch(r"(.*\S)\s*[(\[]([^()\[\]]+)[)\]]\s*", name)
    week = week_of(match[2]) if match else None
    return (match[1], week) if match and week else (name, EVERY_WEEK)


def _bare(name: str) -> str:
    return _marked(name)[0]


def _marked_weeks(parts: Parts) -> dict[str, str]:
    """By id of a subject the week that its name tells."""
    return {e.get("id", ""): _marked(e.get("name", ""))[1] for e in parts.get("subjects", ())}


def _tell_marked_weeks(parts: Parts, where: str, found: Exchange) -> None:
    marked = {
        name: week for e in parts.get("subjects", ()) if (week := _marked(name := e.get("name", ""))[1]) in WEEK_NAMES
    }
    if marked:
        listed = ", ".join(f"{name} = {week}" for name, week in marked.items())
        found.notices.append(told("asc_marked_weeks", 0.6, where, listed=listed))


def _read_master_data(parts: Parts, names: Names, found: Exchange) -> None:
    for kind, target in (
        ("subjects", found.subjects),
        ("teachers", found.teachers),
        ("classrooms", found.rooms),
        ("classes", found.classes),
    ):
        for e in parts.get(kind, ()):
            code = names[kind][e.get("id", "")]
            called = _bare(_name(e)) if kind == "subjects" else _name(e)
            record = {"name": called, "seats": e.get("capacity", "")}
            if kind == "classes":
                record["home_room"] = next((names["classrooms"].get(i, "") for i in _ids(e, "classroomids")), "")
            target[code] = {key: text for key, text in record.items() if text and text != "*"}


def _load(e: Element, name: str, names: Names, groups: dict[str, Element], weeks: Mapping[str, str]) -> Load | None:
    """What a lesson asks for in a week; None without a number of periods."""
    hours = e.get("periodsperweek", "")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", hours):
        return None
    classes, _ = _attendees(e, names, groups)
    return Load(
        classes,
        names["subjects"].get(e.get("subjectid", ""), ""),
        Fraction(hours).limit_denominator(100),
        tuple(names["teachers"].get(i, i) for i in _ids(e, "teacherids")),
        tuple(names["classrooms"].get(i, i) for i in _ids(e, "classroomids")),
        weeks.get(e.get("subjectid", ""), EVERY_WEEK),
        _blocks(_whole(e.get("periodspercard", "")) or 1, Fraction(hours)),
        lesson=e.get("id", "").strip("*"),
        where=(name, 0, 0),
    )


def _blocks(each: int, periods: Fraction) -> str:
    """The sizes of the cards of a lesson, "2+2+1"; "" where all are single periods."""
    full, rest = divmod(int(periods), each)
    return "+".join([str(each)] * full + ([str(rest)] if rest else [])) if 1 < each <= periods <= MOST_PERIODS else ""


def _read_cards(
    parts: Parts, name: str, names: Names, groups: dict[str, Element], weeks: Mapping[str, str], found: Exchange
) -> None:
    """The placed lessons; cards without a lesson, a period or a day are told."""
    lessons = {e.get("id", ""): e for e in parts.get("lessons", ())}
    cards = parts.get("cards", ())
    numbered = _numbered_days(parts)
    odd = 0
    for card in cards:
        own = any(card.get(key) for key in ("subjectid", "classids", "teacherids"))
        lesson = lessons.get(card.get("lessonid", "")) if card.get("lessonid") else card if own else None
        period = _whole(card.get("period", ""))
        days = card.get("days", "")
        one = numbered.get(card.get("day", "").strip())
        when = _days(days) if days else [one] if one is not None else []
        if lesson is None or period is None or not when:
            odd += 1
            continue
        classes, attending = _attendees(lesson, names, groups)
        always = _week(card.get("weeks", "") or lesson.get("weeks", ""))
        for day, week in ((day, own_week or always) for day, own_week in when):
            found.sightings.append(
                Sighting(
                    view="list",
                    where=(name, 0, 0),
                    day=day,
                    period=period,
                    length=max(1, _whole(lesson.get("periodspercard", "")) or 1),
                    week=weeks.get(lesson.get("subjectid", ""), EVERY_WEEK) if week == EVERY_WEEK else week,
                    classes=classes,
                    parts=attending,
                    subject=names["subjects"].get(lesson.get("subjectid", ""), ""),
                    teachers=tuple(names["teachers"].get(i, i) for i in _ids(lesson, "teacherids")),
                    rooms=tuple(names["classrooms"].get(i, i) for i in _ids(card, "classroomids")),
                    lesson=lesson.get("id", "").strip("*"),
                )
            )
    weeks_named = max((len(card.get("weeks", "")) for card in cards), default=1)
    if weeks_named > 2:
        found.notices.append(told("asc_weeks", 0.4, name, name=name, weeks_named=weeks_named))
    if odd:
        found.notices.append(told("asc_cards", 0.5, name, name=name, odd=odd))


def _numbered_days(parts: Parts) -> dict[str, tuple[int, str]]:
    """Days by the number that cards of older files give: the days of the file by their names, else counted from 0; from
    1 where a whole week is and no card has a 0.
    """
    numbers = sorted({n for card in parts.get("cards", ()) if (n := _whole(card.get("day", ""))) is not None})
    first = 1 if numbers[:1] == [1] and numbers[-1:] == [SCHOOL_WEEK] else 0
    found = {str(n): (n - first, "") for n in numbers if 0 <= n - first < DAYS}
    listed = [e for e in parts.get("days", ()) if e.get("day")]
    called = read_days([e.get("name", "") for e in listed])
    found |= {e.get("day", ""): (day, "") for e, day in zip(listed, called, strict=True) if day is not None}
    return found


def _days(mask: str) -> list[tuple[int, str]]:
    """Each day that is marked and, where ten days are two weeks of five, its week ("" where both have it)."""
    marked = [day for day, bit in enumerate(mask) if bit == "1"]
    if len(mask) != 2 * SCHOOL_WEEK:
        return [(day, "") for day in marked if day < DAYS]
    weeks = {day: [one // SCHOOL_WEEK for one in marked if one % SCHOOL_WEEK == day] for day in range(SCHOOL_WEEK)}
    return [(day, "" if len(found) > 1 else WEEK_NAMES[found[0]]) for day, found in weeks.items() if found]


def _week(mask: str) -> str:
    """The one week of two that is marked, else every week."""
    marked = [number for number, bit in enumerate(mask) if bit == "1"]
    return WEEK_NAMES[marked[0]] if len(mask) == 2 and len(marked) == 1 else EVERY_WEEK


def _attendees(lesson: Element, names: Names, groups: dict[str, Element]) -> tuple[tuple[str, ...], tuple[Part, ...]]:
    """Classes of a lesson, and its groups that are no entire class."""
    classes = tuple(names["classes"].get(i, i) for i in _ids(lesson, "classids"))
    parts = set()
    for identity in _ids(lesson, "groupids"):
        group = groups.get(identity)
        if group is None or group.get("entireclass", "0") in ("1", "true"):
            continue
        if class_name := names["classes"].get(group.get("classid", "")):
            parts.add(Part(class_name, group.get("name", "")))
    return classes, tuple(sorted(parts))


def _ids(element: Element, attribute: str) -> list[str]:
    return [text for text in re.split(r"[,\s]+", element.get(attribute, "")) if text]


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,3}", text) else None


def _clock(text: str) -> int | None:
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", text)
    return int(match[1]) * 60 + int(match[2]) if match else None
