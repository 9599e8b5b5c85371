"""When a search ends: after so many seconds, so much counted work, or when somebody says so.

Work is what CP-SAT calls deterministic time; a search that is stopped by work alone, with one worker and a seed, gives
the same timetable every time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

LEAST_MEASURED = 0.05
"""Seconds of the processor in which less says nothing about how busy the machine is."""

MOST_SLOWNESS = 20.0
"""A machine that leaves less than a twentieth has stood still, for which there are other reasons."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Limits of one search, of which the first that is reached ends it; None is no limit.

    Parameters:
        seconds: how long, by the clock of the wall.
        work: how much, in the seconds that CP-SAT would count on a standard machine; the same on every machine.
        flag: set it to stop (from another thread or a signal handler).

    Raises:
        TypeError, ValueError: a limit is no number, or negative.

    Example:
        >>> Stop(seconds=60)
        Stop(seconds=60, work=None, flag=None)
    """

    seconds: float | None = None
    work: float | None = None
    flag: threading.Event | None = None

    def __post_init__(self) -> None:
        for name, value in (("seconds", self.seconds), ("work", self.work)):
            if value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise TypeError(f"Stop: {name} must be a number, not {value!r}")
            if not value >= 0:  # "not a number" is not either
                raise ValueError(f"Stop: {name} must be 0 or more, not {value!r}")
        if not (self.flag is None or hasattr(self.flag, "is_set")):
            raise TypeError(f"Stop: flag must be a threading.Event, not {type(self.flag).__name__}")


class Clock:
    """Counts what a search has used of its `Stop`."""

    def __init__(self, stop: Stop) -> None:
        self.stop = stop
        self.begun = time.monotonic()
        self.worked = 0.0
        self.slowness = 1.0
        self.numbering = 0.0
        self._processor = time.process_time()
        self.shield = threading.Lock()
        self.shielding = 0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.begun

    @property
    def counted(self) -> bool:
        """Whether work, not time, decides when to stop."""
        return self.stop.work is not None

    def ended(self) -> bool:
        """Whether somebody said so, or the seconds have passed."""
        flagged = self.stop.flag is not None and self.stop.flag.is_set()
        return flagged or (self.stop.seconds is not None and self.seconds >= self.stop.seconds)

    @property
    def over(self) -> bool:
        return self.ended() or (self.stop.work is not None and self.worked >= self.stop.work)

    @contextmanager
    def shielded(self) -> Iterator[None]:
        """Around what must not be interrupted half-way, for a second or two at most (see `enforcing`)."""
        with self.shield:
            self.shielding += 1
        try:
            yield
        finally:
            with self.shield:
                self.shielding -= 1

    def measure_slowness(self) -> None:
        """Learns from what has been done by one thread so far how many seconds pass here for one of the processor.

        `numbering` is how long that took; other things that go through the whole problem take about as long.
        """
        self.numbering = self.seconds
        used = time.process_time() - self._processor
        if used >= LEAST_MEASURED:
            self.slowness = min(max(1.0, self.seconds / used), MOST_SLOWNESS)

    def seconds_left(self, share: float = 1.0, most: float | None = None) -> float | None:
        """A part of the seconds left, at most `most` of the processor's; None where time does not matter.

        A step that is worth a second is worth ten where others leave us a tenth of the processor.
        """
        most = None if most is None else most * self.slowness
        if self.counted:
            return None if self.stop.seconds is None else max(0.0, self.stop.seconds - self.seconds)
        if self.stop.seconds is None:
            return most
        left = max(0.0, self.stop.seconds - self.seconds) * share
        return left if most is None else min(left, most)

    def work_left(self, share: float = 1.0, most: float | None = None) -> float | None:
        """The same for work; None where work is not counted."""
        if self.stop.work is None:
            return None
        left = max(0.0, self.stop.work - self.worked) * share
        return left if most is None else min(left, most)

    def part(self, share: float) -> Callable[[], bool]:
        """Tells from now on whether this part of what is left has been used."""
        seconds, work = self.seconds_left(share), self.work_left(share)
        until = None if seconds is None else self.seconds + seconds
        worked = None if work is None else self.worked + work

        def used() -> bool:
            timed = until is not None and self.seconds >= until
            return self.over or timed or (worked is not None and self.worked >= worked)

        return used

    def spend(self, work: float) -> None:
        self.worked += work


class Pace:
    """When to do again what takes a while: at most every `pause` seconds, and with a tenth of the time at most."""

    TIMES = 10.0

    def __init__(self, clock: Clock, pause: float) -> None:
        self._clock, self._pause = clock, pause
        self._next = float("-inf")

    @property
    def due(self) -> bool:
        return self._clock.seconds >= self._next

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Around the doing."""
        begun = self._clock.seconds
        try:
            yield
        finally:
            now = self._clock.seconds
            self._next = now + max(self._pause, self.TIMES * (now - begun))
