"""What one run is asked to do and what it tells: plain records, kept as one JSON file per run.

A run that has its file is not run again, so that a bench survives interruption.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from scheduler import whole_files
from scheduler.ordinary_files import content_of

MOST_BYTES = 50 * 2**20
"""Of the file of one run."""

FAULT, ERROR = "fault", "error"
"""Status of a run whose case cannot be read, and of one that died."""


@dataclass(frozen=True, slots=True)
class Task:
    """One run. `mark` is that of the case's content; `seconds` is wall time in all, from the start of the process.

    `without` names the parts of the search that are switched off, with blanks between. `changes` of the school, and
    whether the run may `share` what others found, and forgets the timetable in its file: see `scheduler.batch`.
    """

    name: str
    source: str
    instance: str
    mark: str
    seed: int
    seconds: float
    workers: int
    without: str = ""
    changes: str = ""
    share: bool = False
    fresh: bool = True

    @property
    def title(self) -> str:
        """The case, and what it was run without."""
        return f"{self.name} -{self.without.replace(' ', ' -')}" if self.without else self.name

    @property
    def stem(self) -> str:
        """The title as it can stand in the name of a file."""
        return file_stem(self.title)

    def file(self, folder: Path, kind: str, suffix: str) -> Path:
        """Where something of this run is kept."""
        return folder / kind / f"{self.stem}-{self.seconds:g}s-{self.workers}w-seed{self.seed}{suffix}"


def file_stem(title: str) -> str:
    """A title as it can stand in the name of a file."""
    return re.sub(r"[^\w.-]+", "_", title)


@dataclass(frozen=True, slots=True)
class Step:
    """A point of the way: seconds since the process started, cost so far, what found it."""

    seconds: float
    unplaced: int | None
    hard: int | None
    soft: int | None
    bound: int | None
    phase: str
    what: str

    @property
    def complete(self) -> bool:
        return self.unplaced == 0 and self.hard == 0


@dataclass(frozen=True, slots=True)
class Row:
    """What a run found, by the independent evaluator; `start_up` seconds passed before the search began.

    `load` is the machine's load average when the run began: above the number of cores, seconds tell little. `periods`
    is how much there is to place. `gains`: soft points by the part of the search that took them off; `tally`: how
    often its parts did what. `wishes` and `idle`, of a FET file: what FET adds up, and idle hours a teacher. `error`
    says what went wrong; `status` is then `FAULT` where the data of the case did.
    """

    task: Task
    status: str
    hard: int | None = None
    soft: int | None = None
    unplaced: int | None = None
    bound: int | None = None
    seconds: float = 0.0
    start_up: float = 0.0
    first_feasible: float | None = None
    moves_per_second: float | None = None
    memory_mb: float | None = None
    load: float | None = None
    periods: int | None = None
    gains: dict[str, int] = field(default_factory=dict)
    tally: dict[str, int] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    solution: str = ""
    error: str = ""
    wishes: float | None = None
    idle: float | None = None

    @property
    def trouble(self) -> str:
        """The line of `error` that says most: of faults the first, of a traceback the last."""
        lines = self.error.splitlines() or [""]
        return lines[0] if self.status == FAULT else lines[-1]


def write_row(path: Path, row: Row) -> None:
    """In one step: a reader sees all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_files.written(path) as temporary, temporary.open("w", encoding="utf-8") as file:
        json.dump(asdict(row), file, indent=1)


def read_row(path: Path, task: Task) -> Row | None:
    """The row of this very task; None where there is none, or one of another version, content or failure."""
    try:
        content = json.loads(content_of(path, MOST_BYTES))
        steps = tuple(Step(**one) for one in content.pop("steps"))
        row = Row(**{**content, "task": Task(**content["task"]), "steps": steps})
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return row if row.task == task and not row.error else None


def flat(row: Row) -> dict[str, Any]:
    """The row as columns of a table."""
    left_out = {"task", "steps", "gains", "tally"}
    content = {one.name: getattr(row, one.name) for one in fields(Row) if one.name not in left_out}
    gains = " ".join(f"{name}={gain}" for name, gain in row.gains.items())
    told = ("source", "without", "seed", "seconds", "workers")
    task = {"limit" if name == "seconds" else name: getattr(row.task, name) for name in told}
    tally = "; ".join(f"{name}={count}" for name, count in row.tally.items())
    return {"instance": row.task.name, **task, **content, "gains": gains, "tally": tally}
