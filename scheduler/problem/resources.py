"""Resources: who and what can be in one place at a time (teachers, pupils' paths, rooms) and pools with a capacity.

Ids are unique over all kinds ("teacher:JANS", "room:L12"); `code` is the planner's own word.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from scheduler.problem.modes import Origin

TEACHER = "teacher"
PATH = "path"
ROOM = "room"
POOL = "pool"


class PoolUse(StrEnum):
    """What the units of a pool are."""

    OWN = "own"
    """Whatever the planner's own pools hold: devices, video streams, licences."""
    SEATS = "seats"
    """Places at school for pupils who follow distance lessons there, on one campus."""
    STAFF = "staff"
    """Somebody who supervises and is no teacher: a pool of one."""
    HOME = "home"
    """Pupils who are at home."""
    AT_ONCE = "at_once"
    """Lessons of which only so many may run at once."""
    CANTEEN = "canteen"
    """Pupils who may eat at once; no lesson demands any."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A teacher, a path, a room, a pool, or (XHSTT) any other kind by its own name.

    A *path* is a class with one group chosen in each of its divisions: the pupils who share one timetable. A class
    without groups has one path. `capacity` is 1 but for pools (units). `grid`: the periods on which its day is
    counted. `origin`: where the planner wrote it. `use`: what a pool is for; one that is not the planner's own (`OWN`)
    has as `code` the campus of the seats or the name of the supervisor.
    """

    id: str
    kind: str
    code: str
    name: str = ""
    capacity: int = 1
    grid: str = ""
    class_code: str = ""
    groups: tuple[str, ...] = ()
    campus: str = ""
    use: PoolUse = PoolUse.OWN
    origin: Origin | None = field(default=None, compare=False, repr=False)

    @property
    def pool(self) -> bool:
        return self.kind == POOL


def resource_id(kind: str, code: str) -> str:
    return f"{kind}:{code}"
