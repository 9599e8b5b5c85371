"""Lessons, the parts they fall into, the modes they can take and what each mode demands.

A part is one block (meet) of a lesson as far as it is known before solving; where a lesson may be split in several ways
its parts have a range of durations and some of them may stay unused.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from scheduler.problem.modes import DISTANCE_MODES, Mode, Origin, Presence
from scheduler.problem.text import Note

HOME = "home"
"""The place of somebody who is not at school."""


@dataclass(frozen=True, slots=True)
class Demand:
    """A resource that a meet holds: fixed (one candidate), one out of candidates, or an amount from a pool.

    `role` is unique within the lesson's option; `amount` is units of a pool (negative: the meet supplies units), and 1
    for people and rooms. `workload` is the whole lesson's load for the resource (None: its duration, XHSTT 1.4). An
    `open` demand is never fixed: with one candidate it is still a decision whether to hold it (XHSTT 1.4).
    `sharer`: whose units these are, where demands of several meets may speak of the same ones (`PoolCapacity.sharers`:
    pupils of one class in several of its groups). `why` says, where nothing fits, what is asked and what there is.
    `presence`: what a person does meanwhile; None: as the mode has it, to stand by in an asynchronous meet and to be
    there in others. With `Presence.NONE` the meet is his work and is never when he is busy; else with `PRESENT` it
    takes him as a lesson does (`NoClash`).
    """

    role: str
    candidates: tuple[str, ...]
    amount: int = 1
    workload: int | None = None
    open: bool = False
    sharer: str = ""
    presence: Presence | None = None
    why: Note | None = field(default=None, compare=False, repr=False)

    @property
    def fixed(self) -> bool:
        return len(self.candidates) == 1 and not self.open

    @property
    def absent(self) -> bool:
        """Whether who holds it is not busy with it."""
        return self.presence is Presence.NONE


@dataclass(frozen=True, slots=True)
class Option:
    """One way a meet can take place: the mode, where people are, and what it demands on top of the lesson's own.

    `pupils_place` and `teacher_place` are `HOME` or the id of a campus; None means that the meet does not tie them to
    a place (an asynchronous lesson leaves its stand-by teacher free to be anywhere).
    A *mixed* way is one in contact that the paths of `online` follow elsewhere at that moment: for them its mode is
    `online_mode` and their place `online_place`. `online_name` is what the planner calls them. `online_parts` says by
    class, and under "" of all, which part of its pupils they are, where their numbers are known.
    """

    id: str
    mode: Mode
    demands: tuple[Demand, ...] = ()
    pupils_place: str | None = None
    teacher_place: str | None = None
    online: frozenset[str] = frozenset()
    online_mode: Mode = Mode.SYNCHRONOUS
    online_place: str | None = HOME
    online_name: str = ""
    online_parts: tuple[tuple[str, Fraction], ...] = ()

    def mode_for(self, resource: str | None) -> Mode:
        """The mode in which a path follows the meet; for anybody else, and for None, the meet's own."""
        return self.online_mode if resource in self.online else self.mode

    def distance_part(self, paths: Collection[str], class_code: str = "") -> Fraction:
        """The part of the pupils, of the class if one is named, for whom it is at distance.

        `paths` are theirs: where the numbers of pupils are unknown each path counts as much. For no paths it is all or
        nothing of the meet itself.
        """
        if (known := dict(self.online_parts).get(class_code)) is not None:
            return known
        away = [self.mode_for(path) in DISTANCE_MODES for path in paths] or [self.mode in DISTANCE_MODES]
        return Fraction(sum(away), len(away))


@dataclass(frozen=True, slots=True)
class Part:
    """One block of a lesson: `number` from 1, `shortest`..`longest` periods.

    `weeks` lists the week patterns to choose from: ((0, 1),) every week, ((0,),) week A, ((0,), (1,)) either week. A
    meet that recurs every week is placed once, in the first week of its pattern, and happens in all of them.
    """

    number: int
    shortest: int = 1
    longest: int = 1
    weeks: tuple[tuple[int, ...], ...] = ((0,),)
    starts: tuple[int, ...] | None = None
    """Times at which it can start at all; None: any time of the lesson's grid in the first week of a pattern."""


@dataclass(frozen=True)
class Lesson:
    """What must be taught each cycle. `duration` is the sum of its parts' durations, in periods.

    Every meet of the lesson holds `demands` whatever its option (the pupils' paths, for a school; everything, for
    XHSTT). `optional` lessons (openings of on-site rooms) may stay unplaced for free. `row` is the planner's id where
    one row became several lessons.
    """

    id: str
    parts: tuple[Part, ...]
    duration: int
    options: tuple[Option, ...]
    demands: tuple[Demand, ...] = ()
    grid: str = ""
    subject: str = ""
    attendees: tuple[str, ...] = ()
    name: str = ""
    optional: bool = False
    row: str = ""
    origin: Origin | None = field(default=None, compare=False, repr=False)

    @cached_property
    def flexible(self) -> bool:
        """Whether the split itself is a decision."""
        return any(part.shortest != part.longest for part in self.parts) or self.duration != sum(
            part.longest for part in self.parts
        )

    @property
    def durations(self) -> tuple[int, ...]:
        """Every length that a meet of the lesson can have, in periods."""
        return tuple(sorted({d for part in self.parts for d in range(part.shortest, part.longest + 1)}))

    def option(self, option_id: str) -> Option:
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(f"lesson {self.id!r} has no option {option_id!r}")

    def demands_in(self, option: Option) -> tuple[Demand, ...]:
        """Everything a meet of this lesson holds when it takes place in `option`."""
        return self.demands + option.demands

    def certain_in(self, option: Option) -> tuple[str, ...]:
        """What every meet of this lesson keeps busy when it takes place in `option`, whatever is chosen."""
        return tuple(one.candidates[0] for one in self.demands_in(option) if one.fixed and not one.absent)
