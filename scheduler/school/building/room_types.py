"""Types of rooms: which room is of the type that a lesson asks for (rule H18)."""

from __future__ import annotations

from scheduler.school.catalogue import fold
from scheduler.school.records import Room

GENERAL_TYPES = frozenset(
    {"", "klas", "klaslokaal", "klasruimte", "leslokaal", "lokaal", "theorielokaal", "theorie", "gewoon", "algemeen"}
    | {"standaard", "class", "classroom", "room", "general", "plain", "standard", "theory room"}
)
"""What planners call a room without anything special; a lesson that asks for one can be in any of them."""


def has_type(room: Room, wanted: str) -> bool:
    """Whether a room is of a type (folded); one that is there for requests alone is of no general type."""
    types = {fold(name) for name in room.types} or {""}
    if wanted in GENERAL_TYPES:
        return not types.isdisjoint(GENERAL_TYPES) and not (room.onsite and not room.types)
    return wanted in types
