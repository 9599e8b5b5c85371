"""Searches that are interrupted at random moments, and limits: `python -m tests.fuzz.interrupts --runs N --seed S`.

Each must end within some seconds of wall time, with a result or the word that there is none. It measures; nothing here
belongs into a test, for it depends on how fast the machine is.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from scheduler.demo import make_demo
from scheduler.formats.workbook import write_school
from tests.fuzz.kills import ROOT

ALLOWED = {"small": 3.0, "medium": 3.0, "large": 10.0}
"""Seconds from the signal, or from the limit, to the end."""

LONGEST = {"small": 15.0, "medium": 40.0, "large": 60.0}
"""Latest moment of a signal."""


def interrupted(school: Path, after: float | None, limit: float, cold: bool) -> tuple[float, int, str]:
    """Seconds past the signal or the limit, the exit code, and what was said last before the end."""
    output = school.with_name("out.xlsx")
    output.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as caches:
        around = {**os.environ, **({"XDG_CACHE_HOME": caches} if cold else {})}
        command = [sys.executable, "-m", "scheduler.cli.main", "solve", str(school), "-o", str(output)]
        begun = time.monotonic()
        process = subprocess.Popen(
            [*command, "--time", f"{limit:g}s"],
            cwd=ROOT,
            env=around,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        due = limit if after is None else after
        if after is not None:
            time.sleep(after)
            process.send_signal(signal.SIGINT)
        said = process.communicate()[1].strip().splitlines() or ["nothing said"]
        late = time.monotonic() - begun - due
    output.with_name(f"{output.name}.checkpoint").unlink(missing_ok=True)
    return late, process.returncode, " ".join((said[-2:] or said)[0].split())[:70]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--demo", action="append", choices=list(ALLOWED))
    asked = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that starts us in the background has it ignored
    chance = random.Random(asked.seed)
    found: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="interrupts-") as folder:
        for run in range(asked.runs):
            demo = (asked.demo or list(ALLOWED))[run % len(asked.demo or ALLOWED)]
            school = Path(folder) / f"{demo}.xlsx"
            if not school.exists():
                write_school(make_demo(demo), school, "nl")
            moment = chance.uniform(0.3, LONGEST[demo])
            by_limit, cold = chance.random() < 0.3, chance.random() < 0.2
            limit = max(3.0, moment) if by_limit else 600.0
            late, code, said = interrupted(school, None if by_limit else moment, limit, cold)
            found[demo].append(late)
            told = f"{demo:6} {'limit' if by_limit else 'signal'} {moment:5.1f} s{' cold' if cold else ''}"
            print(f"{told}: {late:5.1f} s later, exit {code}, at: {said}", flush=True)
    print("demo    runs  median  worst  allowed  later")
    over = {demo: sum(one > ALLOWED[demo] for one in late) for demo, late in found.items()}
    for demo, late in found.items():
        middle, worst = statistics.median(late), max(late)
        print(f"{demo:7} {len(late):4} {middle:7.1f} {worst:6.1f} {ALLOWED[demo]:8.0f} {over[demo]:6}")
    sys.exit(any(over.values()))


if __name__ == "__main__":
    main()
