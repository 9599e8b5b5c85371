"""When a class can be at home on a date: from a lesson to the end of its day, or up to it from the beginning.

Whoever is at school before, and at home then, needs time to travel; in between nobody goes home and comes back (H12).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scheduler.problem.choosing import Way
from scheduler.problem.lessons import HOME
from scheduler.school.daily.losses import Situation
from scheduler.school.daily.picture import Happening

END, START = "end", "start"


@dataclass(frozen=True)
class _Stretch:
    """A stretch of the day of one path. `home`: that it is at home by the timetable; `lost`: its case."""

    first: int
    last: int
    home: bool
    lost: str | None


class HomeWays:
    """Which lost stretches can be spent at home, and what that asks of the others."""

    def __init__(self, scene: Situation) -> None:
        self.scene = scene
        self._lost = {one.key: one for one in scene.lost}
        self._days: dict[str, list[_Stretch]] = {}

    def at_home(self, lost: Happening, way: Way) -> Iterator[Way]:
        """The way at the end of the day, and at its beginning, as far as everybody can travel."""
        yield from self._ways(lost, way, travels=True)

    def gone(self, lost: Happening, way: Way) -> Iterator[Way]:
        """The same for a lesson that is not given: nobody has to be anywhere."""
        yield from self._ways(lost, way, travels=False)

    def _ways(self, lost: Happening, way: Way, *, travels: bool) -> Iterator[Way]:
        for side in (END, START):
            needs: dict[str, frozenset[str]] = {}
            if all(self._at(side, path, lost, travels, needs) for path in lost.paths):
                yield replace(way, name=f"{way.name}:{side}", needs=tuple(needs.items()))

    def _at(self, side: str, path: str, lost: Happening, travels: bool, needs: dict[str, frozenset[str]]) -> bool:
        """Whether a path can be at home on this side of the day; fills in what other lost stretches must become."""
        stretches = self._day(path)
        here = next(n for n, one in enumerate(stretches) if one.lost == lost.key)
        outer = stretches[here + 1 :] if side == END else stretches[:here]
        for one in outer:
            if one.lost is not None:
                needs[one.lost] = self._family(side, one.lost)
            elif not one.home:
                return False
        inner = stretches[here - 1] if side == END and here else None
        if side == START and here + 1 < len(stretches):
            inner = stretches[here + 1]
        if not travels or inner is None or inner.home or self._can_travel(inner, stretches[here]):
            return True
        if inner.lost is None:
            return False
        needs[inner.lost] = self._family(side, inner.lost)
        return True

    def _family(self, side: str, case: str) -> frozenset[str]:
        """Names that any way at home on this side may have; a case has some of them."""
        names = {f"early:{side}"}
        for option in self._lost[case].lesson.options:
            if option.pupils_place == HOME:
                names.add(f"{option.mode.value}:{option.id}:{side}")
        return frozenset(names)

    def _can_travel(self, one: _Stretch, other: _Stretch) -> bool:
        gap = max(one.first, other.first) - min(one.last, other.last)
        return gap >= self.scene.context.school.settings.travel_minutes

    def _day(self, path: str) -> list[_Stretch]:
        """The stretches of a path by the clock; what is at home already counts as such."""
        if path not in self._days:
            times = self.scene.problem.times
            found = [
                _Stretch(times[one.times[0]].start, times[one.times[-1]].end, one.option.pupils_place == HOME, key)
                for group, lost in ((self.scene.stays, False), (self.scene.lost, True))
                for one in group
                if path in one.paths
                for key in (one.key if lost else None,)
            ]
            self._days[path] = sorted(found, key=lambda one: (one.first, one.last))
        return self._days[path]
