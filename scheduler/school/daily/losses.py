"""Who and what is away on a date, and which periods of which lessons are lost by it.

What becomes of these is for `ways`; names and parts of the day as people write them are read here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from scheduler.problem.lessons import HOME
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import ROOM, PoolUse, resource_id
from scheduler.problem.rules import PoolCapacity
from scheduler.problem.timetable import Timetable
from scheduler.school.building.context import NO_CAMPUS, Context, teacher_id
from scheduler.school.building.lessons import MEETING, made_subject
from scheduler.school.daily.picture import Day, Happening, part_of, runs_of
from scheduler.school.names import loosely
from scheduler.school.records import Became

Ticks = frozenset[int]
EVERYONE = frozenset({"all", "alle", "allen", "iedereen", "everyone", "*"})
WHOLE_SCHOOL = frozenset({"school", "all", "alle", "alles", "everything", "*"})
HALVES = {"vm": "am", "voormiddag": "am", "am": "am", "morning": "am", "ochtend": "am"} | {
    "nm": "pm", "namiddag": "pm", "pm": "pm", "afternoon": "pm", "middag": "pm"
}  # fmt: skip


class Unknown(ValueError):
    """A name, or a part of a day, that the school does not have: `key` of the sentence, the text, and known names."""

    def __init__(self, key: str, text: str, known: Iterable[str] = ()) -> None:
        super().__init__(f"{key}: {text}")
        self.key, self.text, self.known = key, text, tuple(known)


@dataclass(frozen=True)
class Away:
    """By id (teacher, room), class code or place, the ticks at which it is away on the date.

    `home`: teachers who can teach, but only from home. `shut`: places (campuses) where nobody can be.
    """

    absent: Mapping[str, Ticks] = field(default_factory=dict)
    home: Mapping[str, Ticks] = field(default_factory=dict)
    closed: Mapping[str, Ticks] = field(default_factory=dict)
    classes: Mapping[str, Ticks] = field(default_factory=dict)
    shut: Mapping[str, Ticks] = field(default_factory=dict)

    def not_at_school(self, teacher: str) -> Ticks:
        return self.absent.get(teacher, frozenset()) | self.home.get(teacher, frozenset())


def away_of(
    context: Context,
    problem: Problem,
    day: Day,
    *,
    absent: Iterable[str] = (),
    home: Iterable[str] = (),
    closed: Iterable[str] = (),
    classes: Iterable[str] = (),
    present: Iterable[str] = (),
) -> Away:
    """Who is away, out of "JAN", "JAN:3-5", "JAN:vm", "all" and lists of these with commas. Raises `Unknown`."""
    moments = _Moments(problem, day)
    teachers = {one.name: one.code for one in context.teachers.values() if one.name}
    teachers |= {code: code for code in context.teachers}
    here = {teacher_id(code) for text in _pieces(present) for code in _named(text, teachers, EVERYONE, "teacher").codes}
    gone: dict[str, Ticks] = {}
    at_home: dict[str, Ticks] = {}
    for found, texts in ((gone, absent), (at_home, home)):
        for text in _pieces(texts):
            named = _named(text, teachers, EVERYONE, "teacher")
            for code in named.codes:
                found[teacher_id(code)] = found.get(teacher_id(code), frozenset()) | moments.ticks(named.part)
    rooms: dict[str, Ticks] = {}
    shut: dict[str, Ticks] = {}
    for text in _pieces(closed):
        _close(context, text, moments, rooms, shut)
    away: dict[str, Ticks] = {}
    for text in _pieces(classes):
        named = _named(text, {one: one for one in context.classes}, EVERYONE, "class")
        for code in named.codes:
            away[code] = away.get(code, frozenset()) | moments.ticks(named.part)
    return Away(
        {one: ticks for one, ticks in gone.items() if one not in here},
        {one: ticks - gone.get(one, frozenset()) for one, ticks in at_home.items()},
        rooms,
        away,
        shut,
    )


def _close(context: Context, text: str, moments: _Moments, rooms: dict[str, Ticks], shut: dict[str, Ticks]) -> None:
    """One room, all rooms of a campus, or the whole school."""
    campuses = {one.campus for one in context.school.classes} | {one.campus for one in context.school.rooms}
    campuses -= {""}
    known = {**{f"campus:{one}": one for one in campuses}, **{one: one for one in campuses}}
    known |= {one: one for one in context.rooms}
    named = _named(text, known, WHOLE_SCHOOL, "room")
    ticks = moments.ticks(named.part)
    for code in named.codes:
        inside = [room.code for room in context.rooms.values() if room.campus == code] if code in campuses else [code]
        if code in campuses and code not in context.rooms:
            shut[code] = shut.get(code, frozenset()) | ticks
        for room in inside:
            rooms[resource_id(ROOM, room)] = rooms.get(resource_id(ROOM, room), frozenset()) | ticks
    if named.everyone:
        shut[NO_CAMPUS] = shut.get(NO_CAMPUS, frozenset()) | ticks


def _pieces(texts: Iterable[str]) -> Iterator[str]:
    yield from (piece.strip() for text in texts for piece in re.split(r"[,;]", text) if piece.strip())


@dataclass(frozen=True)
class _Named:
    codes: list[str]
    part: str
    everyone: bool = False


def _named(text: str, known: Mapping[str, str], everyone: frozenset[str], kind: str) -> _Named:
    """The names that a text means and the part of the day behind a colon."""
    for name, part in ((text, ""), text.rpartition(":")[::2]):
        found = [one for one in known if loosely(one) == loosely(name)]
        if found:
            return _Named([known[found[-1]]], part.strip())
        if loosely(name) in everyone:
            return _Named(list(dict.fromkeys(known.values())), part.strip(), True)
    whole = text if text.partition(":")[0].casefold() == "campus" else text.rpartition(":")[0] or text
    raise Unknown(f"unknown_{kind}", whole, known)


class _Moments:
    """Parts of the day as ticks."""

    def __init__(self, problem: Problem, day: Day) -> None:
        weekday = day.date.weekday()
        self.times = [time for time in problem.times.times if (time.week, time.day) == (day.week, weekday)]
        self.weeks = [time for time in problem.times.times if time.day == weekday]

    def ticks(self, part: str) -> Ticks:
        """Of both weeks of the cycle, for classes may be in either. Raises `Unknown`."""
        if not part:
            return frozenset(tick for time in self.weeks for tick in time.ticks)
        if part.casefold() in HALVES:
            chosen = [time for time in self.weeks if time.half_day == HALVES[part.casefold()]]
        else:
            found = re.fullmatch(r"(\d{1,2})(?:\s*-\s*(\d{1,2}))?", part)
            first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
            chosen = [time for time in self.weeks if first <= time.period <= last]
        if not chosen:
            raise Unknown("unknown_part", part)
        return frozenset(tick for time in chosen for tick in time.ticks)


@dataclass(frozen=True)
class Situation:
    """A date with who is away: what is lost, what stays, and what is free.

    `lost` and `stays` are stretches of periods; `dropped` takes place no more because its classes are away; meetings
    go on `without` whom they lose.
    """

    context: Context
    problem: Problem
    timetable: Timetable
    day: Day
    away: Away
    lost: tuple[Happening, ...]
    stays: tuple[Happening, ...]
    dropped: tuple[Happening, ...] = ()
    without: tuple[tuple[Happening, tuple[str, ...]], ...] = ()
    duties: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    """By teacher when he has duties that day: from and to, in minutes."""

    @cached_property
    def used(self) -> Mapping[tuple[str, int], int]:
        sharers = {pool: rule.sharers for rule in self.problem.rules if isinstance(rule, PoolCapacity)
                   for pool in rule.pools if rule.sharers}  # fmt: skip
        return Day(self.day.date, self.day.week, self.stays).used(sharers)

    @cached_property
    def missed(self) -> Mapping[str, Ticks]:
        """By teacher when he is not there, by Gerealiseerd: others have what was his on this date, or his class another
        lesson.

        For how long it does not say: where nothing of his is left, for the whole half day, or the whole day.
        """
        times = self.problem.times
        missed: dict[str, set[int]] = {}
        left: dict[str, set[int]] = {}
        for one in self.day.happenings:
            for who in one.teachers:
                left.setdefault(who, set()).update(one.times)
            if one.became in (Became.REPLACED, Became.STUDY, Became.DISTANCE):
                for who in set(one.planned).difference(one.teachers):
                    missed.setdefault(who, set()).update(one.times)
        for one in filter(self._is_swapped, self.day.cancelled):
            for who in one.planned:
                missed.setdefault(who, set()).update(one.times)
        found = {}
        for who, lost in missed.items():
            halves = {times[time].half_day for time in lost} - {times[time].half_day for time in left.get(who, ())}
            gone = [
                time
                for time in times.times
                if time.day == self.day.date.weekday()
                and (time.index in lost or time.half_day in halves or who not in left)
            ]
            found[who] = frozenset(tick for time in gone for tick in time.ticks)
        return found

    def not_at_school(self, who: str) -> Ticks:
        """When somebody is not at school, as is said now or by Gerealiseerd."""
        return self.away.not_at_school(who) | self.missed.get(who, frozenset())

    def _is_swapped(self, one: Happening) -> bool:
        """Whether another lesson has come in the place of one that is cancelled; else its class may be away."""
        return any(
            other.became is Became.EXTRA
            and not set(other.ticks).isdisjoint(one.ticks)
            and not set(other.paths).isdisjoint(one.paths)
            for other in self.day.happenings
        )

    def limit(self, resource: str, tick: int) -> int:
        """Units that are still free; below 0 where pupils lost the seats that they were promised."""
        if tick in self.away.absent.get(resource, ()) or tick in self.away.closed.get(resource, ()):
            return 0
        known = self.problem.resource.get(resource)
        capacity = known.capacity if known is not None else 1
        left = capacity - self.used.get((resource, tick), 0)
        return left if known is not None and known.use is PoolUse.SEATS else max(0, left)

    def free(self, resource: str, ticks: Iterable[int]) -> bool:
        return all(self.limit(resource, tick) > 0 for tick in ticks)

    def is_shut(self, place: str | None, ticks: Iterable[int]) -> bool:
        shut = self.away.shut.get(place or "", frozenset()) | self.away.shut.get(NO_CAMPUS, frozenset())
        return not shut.isdisjoint(ticks)


def situation(
    context: Context,
    problem: Problem,
    timetable: Timetable,
    day: Day,
    away: Away,
    duties: Mapping[str, tuple[tuple[int, int], ...]] | None = None,
) -> Situation:
    """What the date loses by who is away. `duties`: as in `Situation`."""
    lost: list[Happening] = []
    stays: list[Happening] = []
    dropped: list[Happening] = []
    without: list[tuple[Happening, tuple[str, ...]]] = []
    for one in day.happenings:
        gone = _without_classes(context, problem, one, away)
        if made_subject(one.lesson) == MEETING:
            missing = tuple(t for t in one.teachers if not away.absent.get(t, frozenset()).isdisjoint(one.ticks))
            if missing:
                without.append((one, missing))
                one = _apart_from(one, missing)
            stays.append(one)
            continue
        hit = {t for t in one.times if t in gone or _is_hit(one, problem.times[t].ticks, away)}
        for times in runs_of(problem, one.times, hit):
            piece = part_of(problem, one, times)
            if times[0] not in hit:
                stays.append(piece)
            elif times[0] in gone:
                dropped.append(piece)
            elif not one.lesson.optional:
                lost.append(piece)
    return Situation(
        context, problem, timetable, day, away,
        tuple(lost), tuple(stays), tuple(dropped), tuple(without), duties or {},
    )  # fmt: skip


def _apart_from(one: Happening, missing: tuple[str, ...]) -> Happening:
    return replace(one, held=tuple(pair for pair in one.held if pair[1] not in missing))


def _without_classes(context: Context, problem: Problem, one: Happening, away: Away) -> set[int]:
    """The periods at which nobody of the classes that attend is at school."""
    classes = [record.code for record in context.classes_of(one.lesson.attendees)]
    if not classes or not away.classes:
        return set()

    def gone(code: str, time: int) -> bool:
        return not away.classes.get(code, frozenset()).isdisjoint(problem.times[time].ticks)

    return {time for time in one.times if all(gone(code, time) for code in classes)}


def _is_hit(one: Happening, ticks: tuple[int, ...], away: Away) -> bool:
    at_school = one.option.teacher_place != HOME and one.option.mode is not Mode.ASYNCHRONOUS
    for resource in (*one.teachers, *one.holding(ROOM)):
        if not away.absent.get(resource, frozenset()).isdisjoint(ticks):
            return True
        if at_school and not away.home.get(resource, frozenset()).isdisjoint(ticks):
            return True
        if not away.closed.get(resource, frozenset()).isdisjoint(ticks):
            return True
    places = {one.option.pupils_place, one.option.teacher_place} - {HOME, None}
    shut = away.shut.get(NO_CAMPUS, frozenset()).union(*(away.shut.get(str(place), frozenset()) for place in places))
    return bool(places) and not shut.isdisjoint(ticks)
