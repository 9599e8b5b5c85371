"""The choice that a date asks for, and what a choice means: for each lost lesson what becomes of it, as rows to keep.

The choice itself is made by whoever solves `Proposals.choosing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from scheduler.problem.choosing import Choosing, Chosen, Extra, Settled, Way
from scheduler.problem.lessons import Option
from scheduler.problem.modes import Mode
from scheduler.problem.resources import PoolUse, resource_id
from scheduler.problem.times import WEEK_NAMES
from scheduler.school.building.context import teacher_id
from scheduler.school.building.lessons import made_subject
from scheduler.school.building.options import seats_for
from scheduler.school.daily.costs import COSTS
from scheduler.school.daily.losses import Situation
from scheduler.school.daily.people import at, day_key, extra_key
from scheduler.school.daily.picture import Day, Happening
from scheduler.school.daily.swaps import Swap, Swaps
from scheduler.school.daily.ways import Offer, Ways, contact_option, without_teacher
from scheduler.school.pools import seats_pool, staff_pool
from scheduler.school.records import Became, RealisedRow

BECAME: Mapping[str, Became] = {
    "room": Became.PLANNED, "alone": Became.PLANNED, "substitute": Became.REPLACED, "study": Became.STUDY,
    "study_open": Became.STUDY, "synchronous": Became.DISTANCE, "asynchronous": Became.DISTANCE,
    "swap": Became.CANCELLED, "shift": Became.CANCELLED, "early": Became.CANCELLED, "cancel": Became.CANCELLED,
}  # fmt: skip


@dataclass(frozen=True)
class Decision:
    """What becomes of a lost stretch: its kind, who and where then, and in how many points beside the extras.

    `teachers` are everybody who is there, by code and without those who are away; `people` those taken, by period.
    """

    lost: Happening
    kind: str
    way: Way
    teachers: tuple[str, ...]
    room: str
    option: Option
    people: tuple[tuple[int, str], ...] = ()
    swap: Swap | None = None


@dataclass(frozen=True)
class Opening:
    """A room opened for pupils who follow lessons at school, at a time, and who supervises ("": nobody is named)."""

    room: str
    time: int
    who: str


@dataclass(frozen=True)
class Proposals:
    """All lost stretches of a date with their ways, as one choice."""

    scene: Situation
    offers: tuple[Offer, ...]
    choosing: Choosing
    swaps: Mapping[tuple[str, str], Swap]
    openings: Mapping[str, Opening]


def proposals(scene: Situation, ahead: tuple[Day, ...], slack: Callable[[str], int | None]) -> Proposals:
    """The ways of every lost stretch. `ahead`: school days on which it may be given instead.

    `slack` tells how many more periods of a path may be at distance this year, None where no cap holds.
    """
    ways, swaps = Ways(scene, slack), Swaps(scene, ahead)
    offers = tuple(ways.offer(lost, swaps.ways(lost), {}) for lost in scene.lost)
    openings = dict(_openings(scene, ways))
    short = list(_short_seats(scene, ways))
    extras = [Extra(name, COSTS.opening, *_of_opening(scene, one)) for name, one in openings.items()]
    for extra in extras:
        for key, _ in extra.uses:
            resource, sign, tick = key.rpartition("@")
            if sign:
                ways.limits.setdefault(key, scene.limit(resource, int(tick)))
    choosing = Choosing(
        tuple(offer.case for offer in offers),
        {**ways.people.limits(), **swaps.limits, **ways.limits},
        (*extras, *short),
        ways.people.rising(),
        COSTS.change,
    )
    return Proposals(scene, offers, choosing, swaps.found, openings)


# -- seats --


def _seat_pools(scene: Situation) -> Iterator[str]:
    yield from (one.id for one in scene.problem.resources if one.use is PoolUse.SEATS)


def _openings(scene: Situation, ways: Ways) -> Iterator[tuple[str, Opening]]:
    """Rooms that could be opened beside those that are, at times when seats are asked for or missing."""
    context, problem = scene.context, scene.problem
    wanted = {key for key in ways.limits if key.startswith(seats_pool("").rstrip())}
    wanted |= {f"{pool}@{tick}" for pool in _seat_pools(scene) for tick in _ticks(scene) if scene.limit(pool, tick) < 0}
    if not wanted:
        return
    open_now = {
        (room, tick)
        for one in scene.stays
        if made_subject(one.lesson)
        for room in one.holding("room")
        for tick in one.ticks
    }
    for room in context.rooms.values():
        one = resource_id("room", room.code)
        if not room.onsite or not room.seats or scene.is_shut(room.campus, _ticks(scene)):
            continue
        for time in _times(scene):
            ticks = problem.times[time].ticks
            pool = seats_for(context, room.campus)
            if not any(f"{pool}@{tick}" in wanted for tick in ticks) or not scene.free(one, ticks):
                continue
            if any((one, tick) in open_now for tick in ticks):
                continue
            for who in _supervisors(scene, ways, room.code, time):
                yield f"open {room.code}@{time} {who}", Opening(room.code, time, who)


def _supervisors(scene: Situation, ways: Ways, room: str, time: int) -> Iterator[str]:
    """Who can supervise a room at a time by the sheet Toezicht; "" where the school has no such sheet."""
    rows, moment = scene.context.school.supervision, scene.problem.times[time]
    if not rows:
        yield ""
    staff = {pick.name for pick in ways.people.staff(time)}
    for row in rows:
        fits = (
            row.room == room
            and row.week in (None, "every", WEEK_NAMES[moment.week])
            and row.day in (None, moment.day)
            and row.period in (None, moment.period)
        )
        if fits and (
            row.who in staff or (row.who in scene.context.teachers and ways.people.can(row.who, (time,), None))
        ):
            yield row.who


def _of_opening(scene: Situation, one: Opening) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
    """What an opening gives and uses."""
    context, ticks = scene.context, scene.problem.times[one.time].ticks
    room = context.rooms[one.room]
    gives = tuple((f"{seats_for(context, room.campus)}@{tick}", room.seats or 0) for tick in ticks)
    uses = at(resource_id("room", one.room), ticks)
    if one.who in context.teachers:
        who = teacher_id(one.who)
        uses += (*at(who, ticks), (extra_key(who), 1))
        if context.teachers[one.who].max_per_day is not None:
            uses += ((day_key(who), 1),)
    elif one.who:
        uses += at(staff_pool(one.who), ticks)
    return gives, uses


def _short_seats(scene: Situation, ways: Ways) -> Iterator[Extra]:
    """So that there always is a choice: pupils who lost their seat and get no other."""
    for pool in _seat_pools(scene):
        for tick in _ticks(scene):
            left = scene.limit(pool, tick)
            if left < 0:
                ways.limits[f"{pool}@{tick}"] = left
                yield Extra(f"short {pool}@{tick}", COSTS.no_seat, ((f"{pool}@{tick}", -left),))


def _times(scene: Situation) -> list[int]:
    day = scene.day
    found, covered = [], set[int]()
    for time in scene.problem.times.times:
        if (time.week, time.day) == (day.week, day.date.weekday()) and time.open and covered.isdisjoint(time.ticks):
            covered.update(time.ticks)
            found.append(time.index)
    return found


def _ticks(scene: Situation) -> tuple[int, ...]:
    return scene.problem.ticks(_times(scene))


# -- what a choice means --


def decisions(made: Proposals, chosen: Chosen) -> tuple[Decision, ...]:
    """What becomes of each lost stretch."""
    found = [decision(made, offer, chosen.settled[offer.case.name]) for offer in made.offers]
    there = {path for one in made.scene.stays for path in one.paths}
    there |= {path for one in found if one.kind != "early" for path in one.lost.paths}
    return tuple(
        replace(one, way=replace(one.way, name="early:day"))
        if one.kind == "early" and there.isdisjoint(one.lost.paths)
        else one
        for one in found
    )


def decision(made: Proposals, offer: Offer, settled: Settled) -> Decision:
    lost, scene = offer.lost, made.scene
    way = next(way for way in offer.case.ways if way.name == settled.way)
    kind, _, rest = way.name.partition(":")
    picks = dict(settled.picks)
    people = tuple((int(role.rpartition("/")[2]), name) for role, name in picks.items() if "/" in role)
    room = picks.get("room", "").partition(":")[2]
    away = scene.away
    at_home = kind in ("synchronous", "asynchronous")
    here = [
        who.partition(":")[2]
        for who in lost.teachers
        if (away.absent.get(who, frozenset()) if at_home else away.not_at_school(who)).isdisjoint(lost.ticks)
    ]
    if kind in ("study", "study_open"):
        here = []
    option = contact_option(lost)
    if at_home:
        name = rest.removesuffix(":end").removesuffix(":start")
        option = lost.lesson.option(name)
    if without_teacher(option):
        here = [who.partition(":")[2] for who in lost.planned]
    teachers = tuple(dict.fromkeys((*here, *(name for _, name in people))))
    if kind in ("early", "cancel", "swap", "shift"):
        teachers = ()
    return Decision(lost, kind, way, teachers, room, option, people, made.swaps.get((offer.case.name, way.name)))


def realised_rows(scene: Situation, decided: Iterable[Decision], reason: str, swapped: str) -> Iterator[RealisedRow]:
    """The rows of Gerealiseerd that keep the decisions. `swapped`: a text for the lessons of a swap, with {other}."""
    for one in scene.dropped:
        yield _row(scene, scene.day.date, one, Became.CANCELLED, one.times, reason=reason)
    for made in decided:
        lost, swap = made.lost, made.swap
        if swap is not None:
            told = swapped.format(other=swap.other.lesson.id)
            yield _row(scene, scene.day.date, lost, Became.CANCELLED, lost.times, reason=told)
            told = swapped.format(other=lost.lesson.id)
            yield _row(scene, swap.day.date, swap.other, Became.CANCELLED, swap.other.times, reason=told)
            yield _row(
                scene, scene.day.date, swap.other, Became.EXTRA, lost.times, Mode.CONTACT,
                _codes(swap.other.teachers), _code(swap.now), told,
            )  # fmt: skip
            if not swap.shift:
                told = swapped.format(other=swap.other.lesson.id)
                yield _row(
                    scene, swap.day.date, lost, Became.EXTRA, swap.other.times, Mode.CONTACT,
                    _codes(lost.planned), _code(swap.then), told,
                )  # fmt: skip
            continue
        became = BECAME[made.kind]
        if lost.became is Became.EXTRA:  # its own row goes, see `kept_rows`
            if became is not Became.CANCELLED:
                yield _row(
                    scene, scene.day.date, lost, Became.EXTRA, lost.times,
                    made.option.mode, made.teachers, made.room, reason, mixed=bool(made.option.online),
                )  # fmt: skip
            continue
        if lost.distance and became is Became.DISTANCE and made.option.mode is lost.option.mode:
            became = Became.REPLACED if made.people else Became.PLANNED
        for group in _by_person(made):
            people = tuple(dict.fromkeys(name for time, name in made.people if time in group))
            others = tuple(name for name in made.teachers if name not in {name for _, name in made.people})
            yield _row(
                scene, scene.day.date, lost, became, group,
                None if became is Became.CANCELLED else made.option.mode, (*others, *people), made.room, reason,
                mixed=bool(made.option.online) and became in (Became.PLANNED, Became.REPLACED),
            )  # fmt: skip


def _by_person(made: Decision) -> list[tuple[int, ...]]:
    """The periods in stretches with the same people."""
    groups: list[list[int]] = []
    names: list[frozenset[str]] = []
    for time in made.lost.times:
        here = frozenset(name for at_time, name in made.people if at_time == time)
        if groups and names[-1] == here:
            groups[-1].append(time)
        else:
            groups.append([time])
            names.append(here)
    return [tuple(group) for group in groups]


def _row(
    scene: Situation,
    day: date,
    one: Happening,
    became: Became,
    times: tuple[int, ...],
    mode: Mode | None = None,
    teachers: tuple[str, ...] = (),
    room: str = "",
    reason: str = "",
    mixed: bool = False,
) -> RealisedRow:
    first = scene.problem.times[times[0]].period
    return RealisedRow(day, one.lesson.id, became, first, len(times), mode, teachers, room, reason, mixed)


def _codes(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(one.partition(":")[2] for one in ids)


def _code(one: str | None) -> str:
    return one.partition(":")[2] if one else ""


def kept_rows(scene: Situation, new: Iterable[RealisedRow]) -> tuple[RealisedRow, ...]:
    """All rows of Gerealiseerd with the new ones: those that they replace, and lost extra lessons, are left out."""
    fresh = tuple(new)
    keys = {(row.day, row.lesson, row.period) for row in fresh if row.became is not Became.EXTRA}
    times = scene.problem.times
    extra = {
        (scene.day.date, one.lesson.id, times[one.times[0]].period) for one in scene.lost if one.became is Became.EXTRA
    }
    kept = (
        row
        for row in scene.context.stated.realised
        if (row.day, row.lesson, row.period) not in (extra if row.became is Became.EXTRA else keys)
    )
    return (*kept, *fresh)
