"""Which lessons may be at distance at all, and why one is kept in contact (H10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from scheduler.problem.counting import periods_per_cycle
from scheduler.problem.lessons import Lesson, Option
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.rules import (
    AllowedOptions,
    LimitPeriods,
    PeriodBound,
    PreferResources,
    Rule,
)
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context, Pupils, teacher_id
from scheduler.school.building.mixed import all_away
from scheduler.school.building.options import (
    asks_distance,
    distance_off,
    lacks_quiet_room,
    permitted_modes,
    quiet_rooms,
)
from scheduler.school.building.weigh import Weighing
from scheduler.school.material import ready_for
from scheduler.school.records import EVERY_WEEK, SchoolLesson
from scheduler.school.segments import shared_out


@builder
def allowed(context: Context, lessons: tuple[Lesson, ...], pupils: Pupils) -> Iterator[Rule]:
    """H10: the ways each lesson may take place and was asked for, who is fit for them, its own minimum and maximum."""
    setting = context.for_school("H10")
    if setting is None:
        return
    by_id = {lesson.id: lesson for lesson in lessons}
    options, unasked, switched_off = [], [], []
    bounds: list[PeriodBound] = []
    skilled: dict[tuple[str, frozenset[str], frozenset[str]], list[str]] = defaultdict(list)
    for record in context.school.lessons:
        lesson = by_id[record.id]
        modes = permitted_modes(context, record)
        fit = frozenset(
            option.id for option in lesson.options if way_of(option) in modes and _somebody_skilled(context, option)
        )
        off = any(context.for_class("H10", member) is None for member in context.classes_of(record.attendees))
        if off:
            fit = frozenset(option.id for option in lesson.options)
        elif record.wholly_mixed and not distance_off(context, record):
            # Bounds by segment say it only where its blocks come out even: of four among three one could be in contact.
            fit = frozenset(option.id for option in lesson.options if option.id in fit and option.online) or fit
        options.append((lesson.id, fit))
        if (record.distance_min > 0 or record.mixed) and not any(
            option.id in fit and way_of(option) in DISTANCE_MODES and not lacks_quiet_room(option)
            for option in lesson.options
        ):
            _tell_why_in_contact(context, record)
        in_contact = frozenset(option.id for option in lesson.options if way_of(option) is Mode.CONTACT)
        if not off and fit != in_contact and not asks_distance(context, record):
            unasked.append((lesson.id, in_contact))
        for option in lesson.options:
            for demand in option.demands:
                if way_of(option) in DISTANCE_MODES and option.id in fit and demand.role.startswith("teacher"):
                    skilled[demand.role, frozenset(demand.candidates), frozenset({option.id})].append(lesson.id)
        weeks = context.times.weeks if record.week == EVERY_WEEK else 1
        least = ceil(record.distance_min * weeks)
        most = None if record.distance_max is None else floor(record.distance_max * weeks)
        if least and distance_off(context, record):
            switched_off.append(record.id)
            least = 0
        if record.mixed:
            bounds += _away_bounds(context, record, lesson, pupils)
        elif least or most is not None:
            bounds.append(PeriodBound(lesson.id, (lesson.id,), least, most))
    yield AllowedOptions(allowed=tuple(options), **Weighing("H10", setting))
    if unasked:
        yield AllowedOptions(allowed=tuple(unasked), **Weighing("H10", setting, aspect="asked"))
    for number, ((role, candidates, option_ids), ids) in enumerate(skilled.items(), start=1):
        if len(candidates) > 1:
            yield PreferResources(
                lessons=tuple(ids),
                role=role,
                resources=candidates,
                options=option_ids,
                **Weighing("H10", setting, number, aspect="skill"),
            )
    if bounds:
        yield LimitPeriods(
            bounds=tuple(bounds),
            modes=DISTANCE_MODES,
            **Weighing("H10", setting, aspect="own bounds"),
        )
    if switched_off:
        context.note("distance_off", count=len(switched_off), lessons=", ".join(switched_off[:8]))


def way_of(option: Option) -> Mode:
    """What an option asks permission for: its mode, of a mixed one how those who are away follow it."""
    return option.online_mode if option.online else option.mode


def _away_bounds(context: Context, record: SchoolLesson, lesson: Lesson, pupils: Pupils) -> Iterator[PeriodBound]:
    """How many periods of a mixed lesson those who can be away follow elsewhere, for each of them.

    Where the row says nothing all of its periods are mixed, shared where segments take turns as evenly as its blocks
    let them.
    """
    weeks = context.times.weeks if record.week == EVERY_WEEK else 1
    away = all_away(context, record, pupils.paths)
    for one in away:
        least, most = evenly(lesson, len(away))
        if not record.wholly_mixed:
            least = ceil(record.distance_min * weeks)
            most = floor((record.periods if record.distance_max is None else record.distance_max) * weeks)
        if distance_off(context, record):
            least = 0
        path = min(one.paths, default=None)
        label = record.id if len(away) == 1 else f"{record.id} ({one.name})"
        yield PeriodBound(label, (record.id,), least, most, path=path)


def evenly(lesson: Lesson, segments: int) -> tuple[int, int]:
    """The fewest and the most periods a cycle that each segment is away from a wholly mixed lesson, shared out."""
    each = Fraction(periods_per_cycle(lesson), segments)
    fewest, longest = shared_out(block_periods(lesson), segments)
    return min(floor(each), fewest), max(ceil(each), longest)


def block_periods(lesson: Lesson) -> tuple[int, ...]:
    """What each block of a lesson comes to in a cycle, at the least."""
    return tuple(part.shortest * len(part.weeks[0]) for part in lesson.parts)


def _tell_why_in_contact(context: Context, record: SchoolLesson) -> None:
    """Notes, one for each thing that keeps a lesson with a distance minimum in contact, with its cure."""
    if distance_off(context, record):
        return  # told apart: distance education is switched off
    closed = [member.code for member in context.classes_of(record.attendees) if not member.distance_ok]
    subject = context.subject(record.subject)
    wanted = DISTANCE_MODES if record.modes is None else record.modes & DISTANCE_MODES
    if closed:
        context.note("contact_class", lesson=record.id, classes=", ".join(closed))
    if not subject.distance_ok:
        context.note("contact_subject", lesson=record.id, subject=record.subject)
    if Mode.ASYNCHRONOUS in wanted and not ready_for(subject, context.classes_of(record.attendees)):
        context.note("contact_material", lesson=record.id, subject=record.subject)
    people = [context.teachers[code] for who in record.teachers for code in who]
    unskilled = [
        who for who in record.teachers if not any(context.teachers[code].distance_skill & wanted for code in who)
    ]
    if unskilled:
        context.note("contact_skill", lesson=record.id, teachers=", ".join(code for who in unskilled for code in who))
    no_quiet = bool(context.rooms) and not quiet_rooms(context, context.campus(record.attendees))
    if Mode.SYNCHRONOUS in wanted and no_quiet and not any(one.home_ok for one in people):
        if people:
            context.note("contact_quiet", lesson=record.id, teachers=", ".join(one.code for one in people))
        else:
            context.note("contact_quiet_nobody", lesson=record.id)


def _somebody_skilled(context: Context, option: Option) -> bool:
    """Whether everyone the option needs can be somebody who masters its mode (who may work from home may be others)."""
    mode = way_of(option)
    if mode not in DISTANCE_MODES:
        return True
    skilled = {teacher_id(one.code) for one in context.school.teachers if mode in one.distance_skill}
    return all(not skilled.isdisjoint(d.candidates) for d in option.demands if d.role.startswith("teacher"))
