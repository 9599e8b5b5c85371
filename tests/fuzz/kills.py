"""Searches that are killed at counted points, and what is left of them: `python -m tests.fuzz.kills --runs N --seed S`.

After each kill the checkpoint must be whole, the output be what it was or whole, no process be left; and the same
command must go on from the checkpoint and leave nothing but its result.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scheduler.formats.cases import read_any, school_case
from scheduler.formats.workbook import read_school, write_school
from scheduler.solver.best import checkpoint
from scheduler.whole_files import MARK
from tests.cli.hostile import good_school
from tests.fuzz.running import ended, started, warm_up
from tests.fuzz.victim import POINTS, Blow, kill, prepare

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
MOST = {"walk": 60, "neighbourhood": 40, "model": 20, "solving": 20, "compiling": 3, "certified": 3, "numbering": 2}
"""How often a point is passed at most before the blow; other points are hit at the first or second time."""

PATIENCE = 240.0
"""Seconds after which a run hangs; a limit of 60 s may have passed before."""

FRESH = 8
"""Of so many runs one is in processes that begin with nothing, which takes three times as long."""


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


def kill_some(runs: int, seed: int, folder: Path, points: Sequence[str] = POINTS[:-1], every: int = FRESH) -> Told:
    """So many kills, the points by turns, each in a folder of its own; `every` so many of them in fresh processes."""
    told, begun = Told(), time.monotonic()
    chance = random.Random(seed)
    for run in range(runs):
        point = points[run % len(points)]
        number = chance.randint(1, MOST.get(point, 1 if point.startswith("output") else 2))
        place = folder / f"run{run}"
        place.mkdir()
        cold = point == "compiling" and run // len(points) % 3 == 0
        wrong = _one(place, point, number, cold or run % every == 0, cold, told)
        told.runs += 1
        told.wrong += [f"{point} {number} (run {run}): {one}" for one in wrong]
        log.info("%s %d: %d runs in %.0f s, %s", point, number, told.runs, time.monotonic() - begun, wrong or "right")
        if not wrong:
            shutil.rmtree(place)
    return told


def _one(place: Path, point: str, number: int, fresh: bool, cold: bool, told: Told) -> list[str]:
    """`fresh`: in processes that begin with nothing; else in forks of this one. `cold`: with no machine code stored."""
    work = place / "work"
    school, output = work / "school.xlsx", work / "school-rooster.xlsx"
    for one in (work, place / "tmp"):
        one.mkdir()
    write_school(good_school(), school, "nl")
    before = school.read_bytes()
    words = ["solve", school.name, "-o", output.name, "--workers", "2", "--lang", "en", "--time"]
    limit = {"output": "3", "checkpoint": "8"}.get(point.partition(" ")[0], "60")  # the blow ends it before
    run = _run_fresh if fresh else _run_fork
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as caches:
        around = {"KILLED": str(place), **({"XDG_CACHE_HOME": caches} if cold else {})}
        code, _ = run([*words, limit], place, around, (point, number))
        killed = code == -signal.SIGKILL
        (told.hit if killed else told.missed)[point] += 1
        wrong = [] if killed or code in (0, 3, 4, 5) else [f"exit {code}"]
        wrong += _left_of(work, school, output, before)
        if _at_work(str(place)):
            wrong.append("a process is left")
    left = output.with_name(f"{output.name}.checkpoint")
    there = killed and left.exists()
    told.with_checkpoint += there
    code, heard = run([*words, "60"], place, {}, None)
    went_on = "Continues where it stopped" in heard
    told.continued += there and went_on
    if there and not went_on:
        wrong.append(f"does not go on: {heard[-300:]}")
    if code not in (0, 3, 4, 5) or (there and not output.exists()):
        wrong.append(f"the next run: exit {code}, {heard[-300:]}")
    names = {one.name for one in work.iterdir()} - {school.name, output.name}
    if names and not (code in (3, 4) and names == {left.name}):
        wrong.append(f"left over: {sorted(names)}")
    if any((place / "tmp").iterdir()):
        wrong.append(f"left over: {sorted(one.name for one in (place / 'tmp').iterdir())}")
    return wrong


def _run_fresh(
    words: list[str], place: Path, around: Mapping[str, str], blow: tuple[str, int] | None
) -> tuple[int | None, str]:
    program = ["tests.fuzz.victim", blow[0], str(blow[1])] if blow else ["scheduler.cli.main"]
    variables = {**os.environ, "TMPDIR": str(place / "tmp"), "PYTHONPATH": str(ROOT), **around}
    command = [sys.executable, "-m", *program, *words]
    with subprocess.Popen(
        command, cwd=place / "work", env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        try:
            _, heard = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            return None, "hangs"
    return process.returncode, heard.decode(errors="replace")


def _run_fork(
    words: list[str], place: Path, around: Mapping[str, str], blow: tuple[str, int] | None
) -> tuple[int | None, str]:
    def first() -> None:
        os.environ.update(around)
        if blow:
            prepare(Blow(*blow, kill))

    run = ended(started(words, place, first), PATIENCE, alone=False)
    return run.code, run.err


def _left_of(work: Path, school: Path, output: Path, before: bytes) -> list[str]:
    """What the kill spoiled."""
    wrong = [] if school.read_bytes() == before else ["the input was touched"]
    kept = output.with_name(f"{output.name}.checkpoint")
    if kept.exists():
        problem = school_case(read_any(school)).problem
        if checkpoint.read(kept, checkpoint.fingerprint(problem), problem) is None:
            wrong.append("the checkpoint is damaged")
    if output.exists() and not read_school(output)[0].roster:
        wrong.append("the output is damaged")
    strange = [one.name for one in work.iterdir() if one not in (school, output, kept)]
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


def _warm_up() -> None:
    warm_up()
    from scheduler.solver import search
    from scheduler.solver.annealing import schedule
    from scheduler.solver.cpsat import model

    assert search and model
    schedule.warm_up()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    _warm_up()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    with tempfile.TemporaryDirectory(prefix="kills-", ignore_cleanup_errors=True) as folder:
        told = kill_some(asked.runs, asked.seed, Path(folder))
    print(told.text())
    sys.exit(bool(told.wrong))


if __name__ == "__main__":
    main()
