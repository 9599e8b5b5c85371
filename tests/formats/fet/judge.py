"""FET itself as the judge of our timetables: each is locked at 100 % in its file, and fet-cl must take it as it is.

`python -m tests.formats.fet.judge --time 60 FILE.fet...` solves files, lets FET judge, and prints a row for each.
fet-cl is looked for on the path, or where FET_CL says. What it prints of wishes is compared with our own count.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scheduler.cli.fet import idle
from scheduler.evaluation import evaluate
from scheduler.formats.fet import read_fet, write_fet
from scheduler.formats.files.faults import Faults
from scheduler.solver.search import solve
from scheduler.solver.stopping import Stop

SUCCESS = "Simulation successful"
_TOTAL = re.compile(r"Total soft conflicts: ([\d.]+)")
_PLACED = re.compile(r"Only (\d+) out of \d+ activities")
OUTER = 20
"""Seconds beyond its limit after which FET is stopped: it does not always obey."""


@dataclass(frozen=True)
class Verdict:
    """Whether FET placed everything, its count of broken wishes, and the last line it printed."""

    accepted: bool
    soft: float | None
    told: str


def fet_cl() -> str | None:
    """The command, or None where there is none."""
    return os.environ.get("FET_CL") or shutil.which("fet-cl")


def fet_run(path: Path, folder: Path, seconds: int) -> str:
    """Lets FET fill a timetable for a file into a folder; what it printed, "" where it had to be stopped."""
    command = fet_cl()
    assert command is not None
    options = [f"--inputfile={path}", f"--outputdir={folder}", f"--timelimitseconds={seconds}", "--htmllevel=0"]
    seeds = [f"--randomseeds{number}={number}" for number in (10, 11, 12, 20, 21, 22)]
    try:
        done = subprocess.run(
            [command, *options, *seeds], capture_output=True, text=True, timeout=seconds + OUTER, check=False
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout


def verdict_of(path: Path, seconds: int = 60) -> Verdict:
    """What FET makes of a file within some seconds."""
    with tempfile.TemporaryDirectory() as folder:
        return verdict_in(Path(folder), fet_run(path, Path(folder), seconds))


def verdict_in(folder: Path, printed: str) -> Verdict:
    """What FET printed and wrote into the folder, as a verdict."""
    found = list(folder.glob("timetables/*/*_soft_conflicts.txt"))
    told = found[0].read_text(encoding="utf-8-sig") if found else ""
    total = _TOTAL.search(told)
    accepted = SUCCESS in printed and not _PLACED.search(told)
    lines = printed.strip().splitlines()
    return Verdict(accepted, float(total[1]) if total else None, lines[-1] if lines else "stopped")


def row(path: Path, seconds: float, keep: Path | None) -> str:
    """Solves one file and lets FET judge: periods without a time, hard, both counts of wishes, idle hours, seconds."""
    began = time.monotonic()
    try:
        fet = read_fet(path)
    except Faults as wrong:
        return f"{path.name}: {wrong.faults[0].text('en')}"
    reading = time.monotonic() - began
    result = solve(fet.problem, stop=Stop(seconds=seconds), seed=1, workers=2)
    if result.timetable is None:
        return f"{path.name}: {result.status}"
    judged = evaluate(fet.problem, result.timetable)
    first = result.first_complete_seconds
    more = idle(fet.problem, judged)
    with tempfile.TemporaryDirectory() as folder:
        solved = Path(keep or folder) / f"{path.stem}_data_and_timetable.fet"
        write_fet(solved, fet, result.timetable)
        theirs = verdict_of(solved) if judged.valid and fet_cl() else Verdict(False, None, "not asked")
    return (
        f"{path.name}: {len(fet.problem.lessons)} activities, unread {sum(fet.unread.values())}, read {reading:.1f} s, "
        f"unplaced {sum(judged.unplaced.values())}, hard {judged.hard}, complete after {first} s, "
        f"wishes {more['fet_soft']} (FET {theirs.soft}), idle {more['idle_teachers']} + {more['idle_pupils']}, "
        f"FET: {'accepted' if theirs.accepted else theirs.told}"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--time", type=float, default=60.0)
    parser.add_argument("--keep", type=Path, help="folder for the solved files")
    asked = parser.parse_args(arguments)
    for path in asked.files:
        print(row(path, asked.time, asked.keep), flush=True)


if __name__ == "__main__":
    main()
