"""Progress of a search on stderr: one living line in a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import click

from scheduler.cli.desk import Desk

PAUSE = 5.0
"""Seconds between plain lines that tell no first time."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a search stands: the best timetable so far (None: not yet), and what is proved."""

    seconds: float
    phase: str = ""
    unplaced: int | None = None
    hard: int | None = None
    soft: int | None = None
    bound: int | None = None

    @property
    def found(self) -> bool:
        return self.soft is not None

    @property
    def complete(self) -> bool:
        return self.found and not self.unplaced and not self.hard


class Progress:
    """Shows standings as they come; use as a context."""

    def __init__(self, desk: Desk, limit: float) -> None:
        self._desk = desk
        self._limit = limit
        self._live: Any = None
        self._told: Standing | None = None

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.live import Live

            self._live = Live(console=Console(stderr=True), refresh_per_second=4, transient=True)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def show(self, standing: Standing) -> None:
        if self._live is not None:
            self._live.update(self._line(standing))
        elif self._worth_a_line(standing):
            click.echo(self._line(standing), err=True)
            self._told = standing

    def say(self, key: str, /, **values: object) -> None:
        """A sentence that stays."""
        text = self._desk.text(key, **values)
        if self._live is not None:
            self._live.console.print(text)
        else:
            click.echo(text, err=True)

    def _worth_a_line(self, new: Standing) -> bool:
        old = self._told
        if old is None or new.found > old.found or new.complete > old.complete or new.phase != old.phase:
            return True
        changed = (new.unplaced, new.hard, new.soft, new.bound) != (old.unplaced, old.hard, old.soft, old.bound)
        return changed and new.seconds - old.seconds >= PAUSE

    def _line(self, at: Standing) -> str:
        text = self._desk.text
        pieces = [f"{at.seconds:5.0f} / {self._limit:.0f} s", at.phase]
        if not at.found:
            pieces.append(text("progress_nothing"))
        else:
            if at.unplaced:
                pieces.append(text("progress_unplaced", unplaced=at.unplaced))
            pieces.append(text("progress_cost", hard=at.hard, soft=at.soft))
        if at.bound is not None:
            pieces.append(text("progress_bound", bound=at.bound))
        return "  ".join(piece for piece in pieces if piece)
