"""A lost lesson swapped with another lesson of the same pupils, that day or soon after; or one moved up from the end.

Nothing of these days changes but the two lessons; on later days everybody is taken to be there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from scheduler.problem.choosing import Uses, Way
from scheduler.problem.lessons import HOME
from scheduler.problem.modes import Mode
from scheduler.problem.resources import ROOM
from scheduler.school.daily.costs import COSTS
from scheduler.school.daily.losses import Away, Situation
from scheduler.school.daily.people import People, at, day_key, pools_of
from scheduler.school.daily.picture import Day, Happening
from scheduler.school.records import Became


@dataclass(frozen=True)
class Swap:
    """The other lesson, its date, and the rooms: `now` of the other, `then` of the lost one (None: none).

    `then` is only for a real swap; where the lost one is not given at all `shift` is true.
    """

    other: Happening
    day: Day
    now: str | None
    then: str | None
    shift: bool = False


class Swaps:
    """The swaps of one situation; `ahead` are the school days that follow, the nearest first."""

    def __init__(self, scene: Situation, ahead: tuple[Day, ...]) -> None:
        self.scene = scene
        nobody = Away()
        self._days: tuple[tuple[int, Situation], ...] = (
            (0, scene),
            *(
                (number, replace(scene, day=day, away=nobody, lost=(), stays=day.happenings, dropped=(), without=()))
                for number, day in enumerate(ahead, start=1)
            ),
        )
        self.found: dict[tuple[str, str], Swap] = {}
        """By case and way."""
        self.limits: dict[str, int] = {}

    def ways(self, lost: Happening) -> Iterator[Way]:
        """All swaps of a lesson that is lost as a whole; who is at home in a mixed one is not elsewhere at once."""
        if (
            lost.option.online
            or not lost.whole
            or lost.option.mode is not Mode.CONTACT
            or lost.became is not Became.PLANNED
        ):
            return
        pupils = frozenset(lost.paths)
        for number, there in self._days:
            for other in self._by_pupils[number].get(pupils, ()):
                if self._alike(lost, other):
                    yield from self._swap(lost, other, number, there)
        yield from self._shifts(lost)

    def _alike(self, lost: Happening, other: Happening) -> bool:
        """Whether one can stand where the other does; their pupils are the same."""
        return (
            other.lesson.id != lost.lesson.id
            and other.whole
            and other.became is Became.PLANNED
            and other.option.mode is Mode.CONTACT
            and len(other.times) == len(lost.times)
            and other.lesson.grid == lost.lesson.grid
        )

    @cached_property
    def _by_pupils(self) -> list[dict[frozenset[str], list[Happening]]]:
        """For each day the lessons that stay, by their paths."""
        found = []
        for _, there in self._days:
            groups: dict[frozenset[str], list[Happening]] = {}
            for one in there.stays:
                if one.lesson.attendees and not one.option.online:
                    groups.setdefault(frozenset(one.paths), []).append(one)
            found.append(groups)
        return found

    def _swap(self, lost: Happening, other: Happening, number: int, there: Situation) -> Iterator[Way]:
        now = self._moved(self.scene, other, lost, number == 0)
        then = self._moved(there, lost, other, number == 0)
        if now is None or then is None:
            return
        (room_now, uses_now), (room_then, uses_then) = now, then
        mark = "" if number == 0 else f"{there.day.date.isoformat()}|"
        self._limit(self.scene, uses_now, "")
        self._limit(there, uses_then, mark)
        name = f"swap:{there.day.date.isoformat()}:{other.key}"
        taken = f"meet {there.day.date.isoformat()} {other.key}"
        self.limits[taken] = 1
        uses = (*uses_now, *((f"{mark}{key}", units) for key, units in uses_then), (taken, 1))
        self.found[lost.key, name] = Swap(other, there.day, room_now, room_then)
        yield Way(name, COSTS.swap + COSTS.swap_day * number, uses)

    def _moved(self, scene: Situation, one: Happening, to: Happening, same_day: bool) -> tuple[str | None, Uses] | None:
        """The room and what is used when one lesson is given at the times of another; None where it cannot be."""
        if scene.is_shut(one.option.pupils_place or "", to.ticks):
            return None
        people, uses = self._people(scene), list[tuple[str, int]]()
        for who in one.teachers:
            code = scene.problem.resource[who].code
            if not people.can(code, to.times, one.option.teacher_place):
                return None
            uses += list(at(who, to.ticks))
            if not same_day and scene.context.teachers[code].max_per_day is not None:
                uses += [(day_key(who), len(to.times))]
        uses += pools_of(scene.problem, one.option.demands, to.ticks)
        rooms = [*one.holding(ROOM), *to.holding(ROOM)]
        if not one.holding(ROOM):
            return None if one.option.pupils_place == HOME else (None, tuple(uses))
        fitting = {c for demand in one.option.demands if demand.role == ROOM for c in demand.candidates}
        for room in rooms:
            own = room in to.holding(ROOM) and to in (*scene.stays, *scene.lost)
            open_ = not any(tick in scene.away.closed.get(room, ()) for tick in to.ticks)
            if room in fitting and open_ and (own or scene.free(room, to.ticks)):
                # the room of the lesson that goes away becomes free with it, whatever else is chosen
                return room, tuple(uses) if own and to in scene.stays else (*uses, *at(room, to.ticks))
        return None

    def _people(self, scene: Situation) -> People:
        key = scene.day.date.isoformat()
        if key not in self._known:
            self._known[key] = People(scene)
            mark = "" if scene is self.scene else f"{key}|"
            self.limits |= {f"{mark}{name}": most for name, most in self._known[key].limits().items()}
        return self._known[key]

    @cached_property
    def _known(self) -> dict[str, People]:
        return {}

    def _shifts(self, lost: Happening) -> Iterator[Way]:
        """The last lesson of the day at the time of the lost one: the class goes home earlier."""
        day = [one for one in (*self.scene.stays, *self.scene.lost) if not set(one.paths).isdisjoint(lost.paths)]
        times = self.scene.problem.times
        last = max(day, key=lambda one: times[one.times[-1]].end)
        alike = last in self._by_pupils[0].get(frozenset(lost.paths), ()) and self._alike(lost, last)
        if not alike or lost.times[0] >= last.times[0]:
            return
        moved = self._moved(self.scene, last, lost, True)
        if moved is None:
            return
        room, uses = moved
        self._limit(self.scene, uses, "")
        taken = f"meet {self.scene.day.date.isoformat()} {last.key}"
        self.limits[taken] = 1
        name = f"shift:{last.key}"
        self.found[lost.key, name] = Swap(last, self.scene.day, room, None, shift=True)
        yield Way(name, COSTS.shift, (*uses, (taken, 1)))

    def _limit(self, scene: Situation, uses: Uses, mark: str) -> None:
        for key, _ in uses:
            resource, at_sign, tick = key.rpartition("@")
            if at_sign:
                self.limits[f"{mark}{key}"] = scene.limit(resource, int(tick))
