"""A timetable: where each meet is placed, in which mode, with which chosen resources; meets may be left unplaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduler.problem import as_json


@dataclass(frozen=True, slots=True)
class Placement:
    """One meet. `start` is a time index in the first week of its pattern, None while unplaced.

    `option` names one of the lesson's options; `choices` gives the resource by role. A role that is absent holds the
    candidate of a fixed demand, and nothing otherwise. A choice outside the candidates is possible (a planner wrote it)
    and is for the rules to judge.
    """

    lesson: str
    part: int
    duration: int
    start: int | None
    option: str
    choices: tuple[tuple[str, str], ...] = ()

    def choice(self, role: str) -> str | None:
        return dict(self.choices).get(role)


@dataclass(frozen=True, slots=True)
class Timetable:
    """Where each meet is placed, in which way and with what it holds.

    Parameters:
        placements: meets in order of lesson and part, at most one per part; parts without one are unplaced (or unused).
        seed: of the search that found it.
        notes: whatever its maker wants to keep with it.
        surplus: periods by lesson that whoever wrote it planned beyond all the lesson has; no search makes any.

    Example:
        >>> first = timetable.placements[0]
        >>> problem.times[first.start].id, first.lesson, first.duration, first.option
        ('Mon-1', 'maths 1A', 2, 'contact')
    """

    placements: tuple[Placement, ...] = ()
    seed: int | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    surplus: tuple[tuple[str, int], ...] = ()

    def of_lesson(self, lesson: str) -> tuple[Placement, ...]:
        """The meets of a lesson.

        Parameters:
            lesson: its id.

        Returns:
            Its meets that are mentioned, in order of part.

        Example:
            >>> [meet.part for meet in timetable.of_lesson("maths 1A")]
            [1, 2]
        """
        return tuple(placement for placement in self.placements if placement.lesson == lesson)

    def to_json(self) -> str:
        """The timetable as JSON text.

        Returns:
            One object with its format, its version and the fields of the dataclasses.

        Example:
            >>> Timetable.from_json(timetable.to_json()) == timetable
            True
        """
        return as_json.written(self, Timetable, "timetable")

    @staticmethod
    def from_json(text: str) -> Timetable:
        """The timetable in a JSON text of `to_json`; whether it is one of a problem, `Problem.check` tells.

        Parameters:
            text: the JSON text.

        Returns:
            The timetable.

        Raises:
            ValueError: it is no such text, with the place of what is unknown, missing or of a wrong type.

        Example:
            >>> len(Timetable.from_json(timetable.to_json()).placements)
            4
        """
        return as_json.read(text, Timetable, "timetable")
