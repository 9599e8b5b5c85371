"""Searches that are killed at counted points, and what is left of them: `python -m tests.fuzz.kills --runs N --seed S`.

After each kill the checkpoint must be whole, the output be what it was or whole, no process be left; and the same
command must go on from the checkpoint and leave nothing but its result.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scheduler.formats.reading import read_any, school_case
from scheduler.formats.workbook import read_school, write_school
from scheduler.solver.best import checkpoint
from scheduler.whole_files import MARK
from tests.cli.hostile import good_school
from tests.fuzz.victim import POINTS

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
MOST = {"walk": 60, "neighbourhood": 40, "model": 20, "solving": 20, "compiling": 3, "certified": 3, "numbering": 2}
"""How often a point is passed at most before the blow; other points are hit at the first or second time."""

PATIENCE = 120.0
"""Seconds after which a run hangs."""


@dataclass
class Told:
    """What the runs showed: counts, and a line for every one that went wrong."""

    runs: int = 0
    hit: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    with_checkpoint: int = 0
    continued: int = 0
    wrong: list[str] = field(default_factory=list)

    def text(self) -> str:
        points = ", ".join(f"{point} {count}" for point, count in sorted(self.hit.items()))
        return (
            f"{self.runs} runs, {sum(self.hit.values())} killed ({points}); {self.with_checkpoint} left a checkpoint, "
            f"{self.continued} went on from it; {len(self.wrong)} wrong" + "".join(f"\n  {one}" for one in self.wrong)
        )


def kill_some(runs: int, seed: int, folder: Path, points: Sequence[str] = POINTS[:-1]) -> Told:
    """So many kills, the points by turns, each in a folder of its own."""
    told = Told()
    chance = random.Random(seed)
    for run in range(runs):
        point = points[run % len(points)]
        number = chance.randint(1, MOST.get(point, 1 if point.startswith("output") else 2))
        place = folder / f"run{run}"
        place.mkdir()
        wrong = _one(place, point, number, cold=point == "compiling" and run // len(points) % 3 == 0, told=told)
        told.runs += 1
        told.wrong += [f"{point} {number} (run {run}): {one}" for one in wrong]
        log.info("%d runs, %d killed, %d wrong", told.runs, sum(told.hit.values()), len(told.wrong))
        if not wrong:
            for file in place.iterdir():
                file.unlink()
            place.rmdir()
    return told


def _one(place: Path, point: str, number: int, cold: bool, told: Told) -> list[str]:
    school, output = place / "school.xlsx", place / "school-rooster.xlsx"
    write_school(good_school(), school, "nl")
    before = school.read_bytes()
    words = ["solve", str(school), "-o", str(output), "--workers", "2", "--time"]
    limit = "8" if point.startswith("output") else "60"  # the blow ends it before
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as caches:
        around = {**os.environ, "SCHEDULER_LANG": "en", "KILLED": str(place)}
        if cold:
            around["XDG_CACHE_HOME"] = caches
        code, _ = _run(["tests.fuzz.victim", point, str(number), *words, limit], around)
        killed = code == -signal.SIGKILL
        (told.hit if killed else told.missed)[point] += 1
        wrong = [] if killed or code in (0, 3, 4, 5) else [f"exit {code}"]
        wrong += _left_of(place, school, output, before)
        if _at_work(str(place)):
            wrong.append("a process is left")
    left = output.with_name(f"{output.name}.checkpoint")
    there = killed and left.exists()
    told.with_checkpoint += there
    code, heard = _run(["scheduler.cli.main", *words, "60"], {**os.environ, "SCHEDULER_LANG": "en"})
    went_on = "Continues where it stopped" in heard
    told.continued += there and went_on
    if there and not went_on:
        wrong.append(f"does not go on: {heard[-300:]}")
    if code not in (0, 3, 4, 5) or (there and not output.exists()):
        wrong.append(f"the next run: exit {code}, {heard[-300:]}")
    names = {one.name for one in place.iterdir()} - {"school.xlsx", "school-rooster.xlsx"}
    if names and not (code in (3, 4) and names == {left.name}):
        wrong.append(f"left over: {sorted(names)}")
    return wrong


def _run(words: list[str], around: dict[str, str]) -> tuple[int, str]:
    command = [sys.executable, "-m", *words]
    with subprocess.Popen(command, cwd=ROOT, env=around, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            _, heard = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            return 99, "hangs"
    return process.returncode, heard.decode(errors="replace")


def _left_of(place: Path, school: Path, output: Path, before: bytes) -> list[str]:
    """What the kill spoiled."""
    wrong = [] if school.read_bytes() == before else ["the input was touched"]
    kept = output.with_name(f"{output.name}.checkpoint")
    if kept.exists():
        problem = school_case(read_any(school)).problem
        if checkpoint.read(kept, checkpoint.fingerprint(problem), problem) is None:
            wrong.append("the checkpoint is damaged")
    if output.exists() and not read_school(output)[0].roster:
        wrong.append("the output is damaged")
    strange = [one.name for one in place.iterdir() if one not in (school, output, kept)]
    return wrong + [f"strange: {name}" for name in strange if not name.endswith(MARK)]


def _at_work(mark: str) -> list[int]:
    """Processes that were started with this mark among their variables, where the system tells them."""
    until = time.monotonic() + 10.0
    while found := [int(one.parent.name) for one in Path("/proc").glob("[0-9]*/environ") if _holds(one, mark)]:
        if time.monotonic() > until:
            return found
        time.sleep(0.1)
    return []


def _holds(file: Path, mark: str) -> bool:
    """But for the program that builds machine code: it goes on to its end, for the next search."""
    try:
        ours = f"KILLED={mark}\0".encode() in file.read_bytes()
        return ours and b"annealing.storing" not in file.with_name("cmdline").read_bytes()
    except OSError:
        return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    with tempfile.TemporaryDirectory(prefix="kills-", ignore_cleanup_errors=True) as folder:
        told = kill_some(asked.runs, asked.seed, Path(folder))
    print(told.text())
    sys.exit(bool(told.wrong))


if __name__ == "__main__":
    main()
