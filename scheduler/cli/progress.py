"""Progress of a search on stderr: one living line in a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import sys
from contextlib import suppress
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.desk import Desk
from scheduler.problem.text import say

if TYPE_CHECKING:
    from scheduler.solver.best.events import Event

PAUSE = 5.0
"""Seconds between plain lines that tell no first time."""

RECENTLY = 20.0
"""Seconds over which is told how much the wishes have gained."""

WORTH_TELLING = 0.01
"""The least part of the points that counts as a gain."""


class Progress:
    """Shows where a search stands as its events come; use as a context.

    `periods`: all that are to be placed.
    """

    def __init__(self, desk: Desk, limit: float, periods: int) -> None:
        self._desk = desk
        self._limit, self._periods = limit, periods
        self._complete: list[tuple[float, int]] = []  # (seconds, soft) of each better timetable without a fault
        self._live: Any = None
        self._told: Event | None = None
        self._heard = 0.0
        self._used = 0.0

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.live import Live

            console = Console(stderr=True)
            self._live = Live(console=console, refresh_per_second=4, transient=True, get_renderable=self._living_line)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the terminal back as it was."""
        if self._live is not None:
            self._live.stop()

    def begin(self, used: float) -> None:
        """The search begins when so many seconds of the limit are used."""
        self._used = used

    def show(self, event: Event) -> None:
        if (event.unplaced, event.hard) == (0, 0) and event.soft is not None:
            self._complete.append((event.seconds, event.soft))
        if self._live is not None:
            self._told, self._heard = event, monotonic()
        elif self._worth_a_line(event):
            with suppress(OSError):  # the terminal may be gone: no reason to lose the search
                click.echo(self._line(event, event.seconds), err=True)
            self._told = event

    def _living_line(self) -> str:
        """The last event, with the clock going on."""
        if self._told is None:
            return ""
        return self._line(self._told, self._told.seconds + monotonic() - self._heard)

    def say(self, key: str, /, **values: object) -> None:
        """A sentence that stays."""
        text = self._desk.text(key, **values)
        if self._live is not None:
            self._live.console.print(text)
        else:
            click.echo(text, err=True)

    def _worth_a_line(self, new: Event) -> bool:
        old = self._told
        if old is None or new.phase != old.phase or (new.soft is None) != (old.soft is None):
            return True
        if new.what == "compiling":
            return True
        if (new.unplaced, new.hard) == (0, 0) != (old.unplaced, old.hard):
            return True
        changed = (new.unplaced, new.hard, new.soft, new.bound) != (old.unplaced, old.hard, old.soft, old.bound)
        return changed and new.seconds - old.seconds >= PAUSE

    def _line(self, at: Event, seconds: float) -> str:
        text = self._desk.text
        pieces = [f"{self._used + seconds:5.0f} / {self._limit:.0f} s", say(self._desk.language, "solver", at.what)]
        if at.soft is None:
            pieces.append(text("progress_nothing"))
        else:
            placed = self._periods - (at.unplaced or 0)
            pieces.append(
                text("progress_placed" if at.unplaced else "progress_all", placed=placed, total=self._periods)
            )
            pieces.append(text("progress_broken" if at.hard else "progress_kept", hard=at.hard))
            pieces.append(text("progress_wishes", soft=at.soft))
            if at.bound:
                pieces.append(text("progress_bound", bound=at.bound))
            pieces.append(self._gain(seconds))
        return "  ".join(piece for piece in pieces if piece)

    def _gain(self, now: float) -> str:
        """By how much the wishes are better than a while ago; "" where there was no such timetable then, or no gain."""
        before = [soft for seconds, soft in self._complete if seconds <= now - RECENTLY]
        if not before or not before[-1]:
            return ""
        gained = 1 - self._complete[-1][1] / before[-1]
        if gained < WORTH_TELLING:
            return ""
        return self._desk.text("progress_gain", percent=round(100 * gained), seconds=round(RECENTLY))
