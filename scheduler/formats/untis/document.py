"""Untis XML (`document`): times of the grid, master data, lessons and where they were placed."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from scheduler.formats.files.documents import parsed
from scheduler.formats.roster.records import Exchange, Load, Sighting
from scheduler.formats.untis.texts import PSEUDO_ROOMS, kept, number_in, week_in, whole_in
from scheduler.school.records import EVERY_WEEK

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def read_xml(content: bytes, name: str) -> Exchange | None:
    """Untis XML (`document`); None for another document. Raises `Faults` for broken or hostile XML."""
    root = parsed(content, name)
    if _bare(root.tag) != "document":
        return None
    found = Exchange()
    parts = {_bare(child.tag): child for child in root}
    for child in parts.get("timeperiods", ()):  # day, period, starttime, endtime
        texts = _children(child)
        day, period = whole_in(texts.get("day", "")), whole_in(texts.get("period", ""))
        start, end = _hhmm(texts.get("starttime", "")), _hhmm(texts.get("endtime", ""))
        if day and period is not None:
            found.slots.append((name, day - 1, period, start, end))
    for plural, target in (
        ("classes", found.classes),
        ("teachers", found.teachers),
        ("rooms", found.rooms),
        ("subjects", found.subjects),
    ):
        for child in parts.get(plural, ()):
            code = _code(child.get("id", ""))
            texts = _children(child)
            full = " ".join(
                filter(None, (texts.get("forename", ""), texts.get("surname") or texts.get("longname", "")))
            )
            target[code] = kept(
                name=full, assignment=texts.get("weektarget", ""), seats=texts.get("capacity", "").strip()
            )
    grouped: dict[tuple[object, ...], list[Sighting]] = defaultdict(list)
    for child in parts.get("lessons", ()):
        _lesson(child, name, found, grouped)
    for members in grouped.values():
        found.sightings.append(
            replace(
                members[0],
                classes=tuple(dict.fromkeys(c for m in members for c in m.classes)),
                teachers=tuple(dict.fromkeys(t for m in members for t in m.teachers)),
                rooms=tuple(dict.fromkeys(r for m in members for r in m.rooms)),
            )
        )
    return found


def _lesson(child: Element, name: str, found: Exchange, grouped: dict[tuple[object, ...], list[Sighting]]) -> None:
    parts = {_bare(part.tag): part for part in child}

    def codes(tag: str) -> tuple[str, ...]:
        return tuple(_code(text) for text in parts[tag].get("id", "").split()) if tag in parts else ()

    number = re.sub(r"\d{2}$", "", _code(child.get("id", ""))) or child.get("id", "")
    subject = (codes("lesson_subject") or ("",))[0]
    week = week_in(parts["week"].text or "") if "week" in parts else EVERY_WEEK
    hours = number_in((parts["periods"].text or "").strip()) if "periods" in parts else None
    teachers, classes = codes("lesson_teacher"), codes("lesson_classes")
    if hours:
        found.loads.append(
            Load(
                classes,
                subject,
                Fraction(hours).limit_denominator(100),
                teachers,
                (),
                week,
                "",
                number,
                where=(name, 0, 0),
            )
        )
    for time in parts.get("times", ()):
        texts = _children(time)
        ids = {_bare(part.tag): _code(part.get("id", "")) for part in time}
        day, period = whole_in(texts.get("assigned_day", "")), whole_in(texts.get("assigned_period", ""))
        if not day or period is None:
            continue
        room = ids.get("assigned_room", "")
        mode = PSEUDO_ROOMS.get(room)
        s = Sighting(
            "list",
            (name, 0, 0),
            day - 1,
            period,
            week=week,
            classes=classes,
            subject=subject,
            teachers=teachers,
            rooms=(room,) if room and mode is None else (),
            mode=mode,
            lesson=number,
        )
        grouped[number, subject, day, period, week].append(s)


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2].casefold()


def _code(identity: str) -> str:
    """ "TR_Jans" -> "Jans"."""
    return re.sub(r"^[A-Z]{2}_", "", identity)


def _children(element: Element) -> dict[str, str]:
    return {_bare(child.tag): (child.text or "").strip() for child in element}


def _hhmm(text: str) -> int | None:
    match = re.fullmatch(r"(\d{1,2}):?(\d{2})(?::?\d{2})?", text)
    return int(match[1]) * 60 + int(match[2]) if match else None
