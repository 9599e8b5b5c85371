"""The ways out of a lost stretch of a lesson: who or where else, online, study, swapped with another, or cancelled.

Each is a `problem.choosing.Way`; the name before the colon is its kind. What speaks against a kind is kept as reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from scheduler.problem.choosing import Case, Pick, Role, Uses, Way
from scheduler.problem.lessons import HOME, Demand, Option
from scheduler.problem.modes import Mode
from scheduler.problem.resources import ROOM, TEACHER, resource_id
from scheduler.school.building.context import NO_CAMPUS
from scheduler.school.building.options import (
    QUIET_ROLE,
    ROOM_ROLE,
    fitting_rooms,
    permitted_modes,
    seats_for,
    too_small,
)
from scheduler.school.daily.costs import COSTS
from scheduler.school.daily.home import HomeWays
from scheduler.school.daily.losses import Situation
from scheduler.school.daily.people import People, at, pools_of, skilled
from scheduler.school.daily.picture import Happening
from scheduler.school.records import SchoolLesson

KINDS = (
    "room",
    "alone",
    "substitute",
    "swap",
    "synchronous",
    "asynchronous",
    "study_open",
    "study",
    "shift",
    "early",
    "cancel",
)
"""What can become of a lost lesson, in the order in which they are told."""


@dataclass(frozen=True)
class Offer:
    """A lost stretch with its ways, and for each kind without one the key of the reason why not."""

    lost: Happening
    case: Case
    refused: tuple[tuple[str, str], ...]


class Ways:
    """Makes the ways of each lost stretch of one situation."""

    def __init__(self, scene: Situation, slack: Callable[[str], int | None]) -> None:
        self.scene, self.context, self.problem = scene, scene.context, scene.problem
        self.people, self._slack = People(scene), slack
        self._left: dict[str, int | None] = {}
        self.home = HomeWays(scene)
        self.limits: dict[str, int] = {}
        """What is free of everything that some way uses."""

    def offer(self, lost: Happening, more: Iterable[Way], refused: dict[str, str]) -> Offer:
        """All ways of a stretch; `more` are those that concern other lessons too, `refused` why some are not there."""
        record = self.context.lessons[lost.lesson.id]
        at_school = lost.option.pupils_place != HOME
        ways = [
            *(self._contact(lost, record) if at_school else ()),
            *self._distance(lost, record, refused),
            *(self._study(lost, record) if at_school else ()),
            *more,
            *self._cancel(lost),
        ]
        there = {way.name.partition(":")[0] for way in ways}
        told = [kind for kind in KINDS if kind not in (*there, "room", "alone", "cancel")]
        reasons = tuple((kind, refused.get(kind, f"no_{kind}")) for kind in told)
        for way in ways:
            self._limit(way)
        return Offer(lost, Case(lost.key, tuple(ways)), reasons)

    # -- in contact --

    def _contact(self, lost: Happening, record: SchoolLesson) -> Iterator[Way]:
        missing = self._missing(lost, at_school=True)
        if self.scene.is_shut(lost.option.pupils_place or "", lost.ticks):
            return
        rooms = self._rooms(lost, record)
        if rooms is None:
            return
        held = self._own(lost, missing)
        pools = self._pools(contact_option(lost).demands, lost.ticks)
        periods = len(lost.times)
        if not missing:
            yield Way("room", COSTS.room * periods, held + pools, tuple(rooms))
            return
        if len(missing) < len(lost.teachers) and not lost.distance:
            yield Way("alone", COSTS.alone * periods, held + pools, tuple(rooms))
        people = self._stand_ins(lost, record, missing, self._place(lost))
        if people is not None:
            roles, alike = people
            yield Way("substitute", COSTS.substitute * periods, held + pools, (*roles, *rooms), alike)

    def _place(self, lost: Happening) -> str:
        return lost.option.teacher_place if lost.option.teacher_place not in (None, HOME) else self._campus(lost)  # type: ignore[return-value]

    def _campus(self, lost: Happening) -> str:
        return self.context.campus(lost.lesson.attendees) or NO_CAMPUS

    def _missing(self, lost: Happening, *, at_school: bool) -> tuple[str, ...]:
        """Its teachers who are not there, or not at school."""
        away = self.scene.away
        return tuple(
            who
            for who in lost.teachers
            if not (away.not_at_school(who) if at_school else away.absent.get(who, frozenset())).isdisjoint(lost.ticks)
        )

    def _own(self, lost: Happening, missing: tuple[str, ...]) -> Uses:
        return tuple(use for who in lost.teachers if who not in missing for use in at(who, lost.ticks))

    def _stand_ins(
        self,
        lost: Happening,
        record: SchoolLesson,
        missing: tuple[str, ...],
        place: str | None,
        mode: Mode | None = None,
    ) -> tuple[tuple[Role, ...], tuple[tuple[int, int], ...]] | None:
        """For each missing teacher and period who could teach it, and which roles had better be one person.

        None where somebody is missing whom nobody can replace.
        """
        roles: list[Role] = []
        alike: list[tuple[int, int]] = []
        for number, _ in enumerate(missing):
            for position, time in enumerate(lost.times):
                picks = []
                for code, pick in self.people.candidates(time, place):
                    far = self.people.relation(code, record)
                    if far is None or (
                        mode is not None and not (skilled(self.context, code, mode) and far <= COSTS.only_department)
                    ):
                        continue
                    picks.append(replace(pick, cost=pick.cost + far))
                if not picks:
                    return None
                if position:
                    alike.append((len(roles) - 1, len(roles)))
                roles.append(Role(f"{TEACHER} {number}/{time}", tuple(picks)))
        return tuple(roles), tuple(alike)

    def _rooms(self, lost: Happening, record: SchoolLesson) -> list[Role] | None:
        """The role of the room: its own one where it is open; else others that hold the pupils. None: there is none."""
        own = lost.holding(ROOM)
        asks = any(demand.role == ROOM_ROLE for demand in lost.option.demands)
        if not asks and not lost.distance:
            return []
        if own and not lost.distance and self.scene.free(own[0], lost.ticks):
            return [Role(ROOM, (Pick(own[0], 0, at(own[0], lost.ticks)),))]
        if not own and not lost.distance:
            return []
        small = too_small(self.context, record)
        fitting = {resource_id(ROOM, one.code) for one in fitting_rooms(self.context, record) if one not in small}
        place, pupils = self._place(lost), self.context.pupils(record.attendees)
        picks = []
        for room in self.context.rooms.values():
            one = resource_id(ROOM, room.code)
            holds = room.seats is None or room.seats >= pupils
            near = place == NO_CAMPUS or room.campus in ("", place)
            if near and (one in fitting or holds) and self.scene.free(one, lost.ticks):
                if self.scene.is_shut(room.campus, lost.ticks):
                    continue
                picks.append(
                    Pick(one, 0 if one in fitting else COSTS.other_type * len(lost.times), at(one, lost.ticks))
                )
        return [Role(ROOM, tuple(picks))] if picks else (None if self.context.rooms else [])

    def _pools(self, demands: Iterable[Demand], ticks: tuple[int, ...], *, seats: bool = True) -> Uses:
        return pools_of(self.problem, demands, ticks, seats=seats)

    # -- at distance --

    def _distance(self, lost: Happening, record: SchoolLesson, refused: dict[str, str]) -> Iterator[Way]:
        allowed = permitted_modes(self.context, replace(record, teachers=()))
        share = self._share(lost) if len(allowed) > 1 else ()
        for mode, kind in ((Mode.SYNCHRONOUS, "synchronous"), (Mode.ASYNCHRONOUS, "asynchronous")):
            if mode not in allowed:
                refused.setdefault(kind, "not_allowed")
                continue
            if any((self.left(key.removeprefix("share ")) or 0) < periods for key, periods in share):
                refused.setdefault(kind, "share_used")
                continue
            for option in lost.lesson.options:
                if option.mode is mode:
                    yield from self._online(lost, record, option, kind, share, refused)

    def _share(self, lost: Happening) -> Uses:
        """Periods of the share that it would add; a lesson that was planned at distance adds none."""
        if lost.distance:
            return ()
        return tuple((f"share {path}", len(lost.times)) for path in lost.paths if self.left(path) is not None)

    def left(self, path: str) -> int | None:
        """How many more periods of a path may be at distance this year; None where no cap holds."""
        if path not in self._left:
            left = self._slack(path)
            self._left[path] = None if left is None else max(0, left)
        return self._left[path]

    def _online(
        self, lost: Happening, record: SchoolLesson, option: Option, kind: str, share: Uses, refused: dict[str, str]
    ) -> Iterator[Way]:
        mode = option.mode
        shut = self.scene.is_shut(self._campus(lost), lost.ticks)
        from_home = option.teacher_place == HOME
        missing = self._missing(lost, at_school=not from_home and mode is Mode.SYNCHRONOUS)
        if mode is Mode.SYNCHRONOUS and from_home and not shut:
            home = self.scene.away.home
            if any(home.get(who, frozenset()).isdisjoint(lost.ticks) for who in lost.teachers if who not in missing):
                return
        if shut and (option.pupils_place != HOME or (mode is Mode.SYNCHRONOUS and not from_home)):
            return
        unable = [who for who in lost.teachers if who not in missing and not self._skilled(who, mode)]
        if unable:
            refused.setdefault(kind, "no_skill")
            return
        if without_teacher(option):  # it runs by itself: whoever is away is not missed
            missing = ()
        people = self._stand_ins(lost, record, missing, None if mode is Mode.ASYNCHRONOUS else self._campus(lost), mode)
        if people is None or (missing and mode is Mode.SYNCHRONOUS and from_home):
            refused.setdefault(kind, "nobody_skilled")
            return
        roles, alike = people
        rooms = []
        for demand in option.demands:
            if demand.role == QUIET_ROLE:
                picks = tuple(
                    Pick(one, 0, at(one, lost.ticks)) for one in demand.candidates if self.scene.free(one, lost.ticks)
                )
                if not picks:
                    refused.setdefault(kind, "no_quiet_room")
                    return
                rooms.append(Role(ROOM, picks))
        points = (
            COSTS.asynchronous
            if mode is Mode.ASYNCHRONOUS
            else COSTS.synchronous_other
            if missing
            else COSTS.synchronous
        )
        own = () if without_teacher(option) else self._own(lost, missing)
        uses = share + own + self._pools(option.demands, lost.ticks, seats=not shut)
        base = Way(f"{kind}:{option.id}", points * len(lost.times), uses, (*roles, *rooms), alike)
        if option.pupils_place != HOME:
            yield base
            return
        found = list(self.home.at_home(lost, base))
        if not found:
            refused[kind] = "between_lessons"
        yield from found

    def _skilled(self, who: str, mode: Mode) -> bool:
        return skilled(self.context, self.problem.resource[who].code, mode)

    # -- study, or nothing --

    def _study(self, lost: Happening, record: SchoolLesson) -> Iterator[Way]:
        if self.scene.is_shut(self._campus(lost), lost.ticks):
            return
        periods, pupils = len(lost.times), self.context.pupils(record.attendees)
        seats = seats_for(self.context, self.context.campus(record.attendees))
        if any(room.onsite and room.seats for room in self.context.rooms.values()) and seats in self.problem.resource:
            uses = tuple((f"{seats}@{tick}", pupils) for tick in lost.ticks)
            yield Way("study_open", COSTS.study_open * periods, uses)
        rooms = self._rooms(lost, record)
        if rooms is None:
            return
        roles, alike = [], []
        for position, time in enumerate(lost.times):
            picks = [pick for _, pick in self.people.candidates(time, self._place(lost))]
            picks += self.people.staff(time)
            if not picks:
                return
            if position:
                alike.append((position - 1, position))
            roles.append(Role(f"supervisor/{time}", tuple(picks)))
        yield Way("study", COSTS.study * periods, (), (*roles, *rooms), tuple(alike))

    def _cancel(self, lost: Happening) -> Iterator[Way]:
        yield from self.home.gone(lost, Way("early", COSTS.early * len(lost.times)))
        yield Way("cancel", COSTS.alone_pupils * len(lost.times))

    # -- what is limited --

    def _limit(self, way: Way) -> None:
        """Writes down what is free of all that the way may use."""
        for key, _ in (*way.uses, *(use for role in way.roles for pick in role.picks for use in pick.uses)):
            if key in self.limits:
                continue
            if key.startswith("share "):
                self.limits[key] = self.left(key.removeprefix("share ")) or 0
            elif "@" in key and "|" not in key:
                resource, _, tick = key.rpartition("@")
                self.limits[key] = self.scene.limit(resource, int(tick))


def contact_option(one: Happening) -> Option:
    """How it takes place in contact: as it does now, else the first way of the lesson."""
    return one.option if not one.distance else one.lesson.options[0]


def without_teacher(option: Option) -> bool:
    """Whether its teachers need not even be reached meanwhile."""
    teachers = [demand for demand in option.demands if demand.role.startswith(TEACHER)]
    return bool(teachers) and all(demand.absent for demand in teachers)
