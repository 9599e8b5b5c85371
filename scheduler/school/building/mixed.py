"""Mixed ways of a lesson: its teacher and some pupils are in a room, the others follow it elsewhere at that moment.

Who these are the row says (classes, groups, a number), or it is the segments of its classes in turn. What is allowed at
all, and how often, is for `rules_modes`; how segments take turns for `rules_rotation`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from scheduler.problem.lessons import HOME, Demand, Option
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.resources import ROOM, Resource, resource_id
from scheduler.problem.text import Note
from scheduler.school.building.context import NO_CAMPUS, Context, teacher_id
from scheduler.school.building.options import (
    ROOM_ROLE,
    asking_of,
    contact_devices,
    fit_for,
    network,
    rooms_for,
    teacher_role,
)
from scheduler.school.building.paths import paths_attending
from scheduler.school.pools import HOME_POOL
from scheduler.school.records import Room, SchoolLesson
from scheduler.school.segments import segment_code, segment_codes

BY_THEMSELVES = "(AA)"
"""Stands behind the name of those who are away and work asynchronously."""


@dataclass(frozen=True)
class Away:
    """Those who follow a mixed lesson elsewhere: what they are called, their paths and their number.

    `place` is where they are; None: nobody knows who they are, so the places of no path change.
    """

    name: str
    paths: frozenset[str]
    pupils: int
    place: str | None
    asking: int = 0
    """So many of them come to the room after all, for they asked to follow distance lessons at school."""
    parts: tuple[tuple[str, Fraction], ...] = ()
    """Which part of the pupils they are, by class and under "" of all (`Option.online_parts`)."""


def modes_away(record: SchoolLesson) -> tuple[Mode, ...]:
    """How those who are away may follow a mixed lesson: synchronously unless the row says more or else."""
    return tuple(sorted((record.modes or frozenset()) & DISTANCE_MODES)) or (Mode.SYNCHRONOUS,)


def all_away(context: Context, record: SchoolLesson, paths: tuple[Resource, ...]) -> tuple[Away, ...]:
    """Who can be away in a mixed lesson, each a way of its own."""
    if not record.mixed:
        return ()
    attending = frozenset(paths_attending(paths, record.attendees))
    if record.online_pupils is not None:
        parts = _parts_of_number(context, record, record.online_pupils)
        return (Away(str(record.online_pupils), attending, record.online_pupils, None, parts=parts),)
    if record.online:
        return (_away(context, record, record.online, paths, attending),)
    classes = [one for one in context.classes_of(record.attendees) if one.segments]
    turns = max((one.segments or 0 for one in classes), default=0)
    found = []
    for number in range(1, turns + 1):
        codes = tuple(segment_code(one.code, number) for one in classes if number <= (one.segments or 0))
        found.append(_away(context, record, codes, paths, attending))
    return tuple(found)


def _away(
    context: Context,
    record: SchoolLesson,
    codes: tuple[str, ...],
    paths: tuple[Resource, ...],
    attending: frozenset[str],
) -> Away:
    asking = sum(asking_of(context, one, codes) for one in context.classes_of(codes))
    online = frozenset(paths_attending(paths, codes)) & attending
    parts = _parts(context, record, codes)
    return Away(", ".join(codes), online, context.pupils(codes), HOME, asking, parts)


def _parts_of_number(context: Context, record: SchoolLesson, away: int) -> tuple[tuple[str, Fraction], ...]:
    """So many of all, and of each class as large a part, for nobody knows whose pupils they are."""
    everybody = context.pupils(record.attendees)
    part = Fraction(min(away, everybody), everybody) if everybody else None
    classes = (one.code for one in context.classes_of(record.attendees))
    return () if part is None else tuple((code, part) for code in ("", *classes))


def _parts(context: Context, record: SchoolLesson, codes: tuple[str, ...]) -> tuple[tuple[str, Fraction], ...]:
    """By numbers of pupils; a segment is an equal part. () where a number is not stated."""
    named = {*record.attendees, *codes}
    if any(group.code in named and not group.pupils for group in context.school.groups):
        return ()
    parts, away, everybody = [], Fraction(0), 0
    for one in context.classes_of(record.attendees):
        pupils = context.pupils_of(one, record.attendees)
        if not pupils:
            return ()
        own = [code for code in codes if code in segment_codes(one)]
        if record.online:
            part = Fraction(context.pupils_of(one, codes) if one in context.classes_of(codes) else 0, pupils)
        else:
            part = Fraction(len(own), one.segments) if own and one.segments else Fraction(0)
        parts.append((one.code, min(part, Fraction(1))))
        away, everybody = away + pupils * parts[-1][1], everybody + pupils
    return (("", away / everybody), *parts) if everybody else ()


def mixed_options(context: Context, record: SchoolLesson, paths: tuple[Resource, ...]) -> Iterator[Option]:
    """One way for each who can be away, each mode in which they are, and each campus with a room."""
    for away in all_away(context, record, paths):
        present = max(0, context.pupils(record.attendees) - away.pupils + away.asking)
        for mode in modes_away(record):
            for campus, rooms, why in _rooms(context, record, present):
                suffix = "" if campus is None else f"@{campus or NO_CAMPUS}"
                place = campus or context.campus(record.attendees) or NO_CAMPUS
                yield Option(
                    f"mixed {mode.value}/{away.name}{suffix}",
                    Mode.CONTACT,
                    tuple(_demands(context, record, away, mode, rooms, why)),
                    place,
                    place,
                    online=away.paths,
                    online_mode=mode,
                    online_place=place if away.place is None else away.place,
                    online_name=away.name if mode is Mode.SYNCHRONOUS else f"{away.name} {BY_THEMSELVES}",
                    online_parts=away.parts,
                )


def _demands(
    context: Context,
    record: SchoolLesson,
    away: Away,
    mode: Mode,
    rooms: tuple[str, ...],
    why: Note | None,
) -> Iterator[Demand]:
    for position, alternatives in enumerate(record.teachers):
        fit = fit_for(context, alternatives, mode)
        yield Demand(teacher_role(position), tuple(teacher_id(code) for code in fit))
    if context.rooms:
        yield Demand(ROOM_ROLE, rooms, why=why)
    devices = _devices(context, record, away)
    yield from devices
    if mode is Mode.SYNCHRONOUS:
        taken = {demand.role for demand in devices}
        yield from (one for one in network(context, context.campus(record.attendees), False) if one.role not in taken)
    if away.place == HOME and away.pupils > away.asking:
        yield Demand("at home", (HOME_POOL,), away.pupils - away.asking)


def _devices(context: Context, record: SchoolLesson, away: Away) -> tuple[Demand, ...]:
    """The devices of the row for those who are in the room: as many each as when all are there."""
    everybody = context.pupils(record.attendees)
    asked = contact_devices(context, record)
    if not everybody:
        return asked
    present = max(0, everybody - away.pupils + away.asking)
    return tuple(replace(one, amount=ceil(Fraction(one.amount * present, everybody))) for one in asked)


def _rooms(
    context: Context, record: SchoolLesson, present: int
) -> Iterator[tuple[str | None, tuple[str, ...], Note | None]]:
    """By campus the rooms that hold those who are present, with a camera where any room of the school is said to have.

    The campus is None where there is one choice only.
    """
    cameras = any(room.camera for room in context.rooms.values())
    fitting = [room for room in rooms_for(context, record, present) if room.camera or not cameras]
    by_campus: dict[str, list[Room]] = {}
    for room in fitting:
        by_campus.setdefault(room.campus, []).append(room)
    if not by_campus:
        values = (("pupils", present), ("who", ", ".join(record.attendees)))
        yield None, (), Note("building", "no_camera_room" if cameras else "no_mixed_room", values)
    for campus, rooms in by_campus.items():
        ids = tuple(resource_id(ROOM, room.code) for room in rooms)
        yield (campus if len(by_campus) > 1 else None), ids, None
