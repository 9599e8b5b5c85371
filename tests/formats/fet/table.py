"""All FET files of some folders, FET and ours side by side: seconds to a full timetable, FET's verdict, idle hours.

`python -m tests.formats.fet.table --out table.csv --time 60 FOLDER...` writes a row as each file is done and passes
over those that have one, so that it can be stopped and begun again. Each search runs in a process of its own.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from scheduler.bench.fet import counted
from scheduler.cli.interrupt import leave
from scheduler.evaluation import evaluate
from scheduler.formats.fet import FetFile, read_fet, read_timetable, write_fet
from scheduler.formats.files.faults import Faults
from scheduler.problem.timetable import Timetable
from scheduler.solver.best.events import Event
from scheduler.solver.search import solve
from scheduler.solver.stopping import Stop
from tests.formats.fet.judge import fet_cl, fet_run, verdict_in, verdict_of

SPARE = 60
"""Seconds beyond its limit after which a process is stopped."""

COLUMNS = (
    *("file", "activities"),
    *("fet", "fet_wall", "fet_cpu", "fet_hard", "fet_idle", "fet_idle_pupils", "fet_soft", "fet_soft_here"),
    *("status", "first", "first_cpu", "wall", "unplaced", "hard", "broken", "idle", "idle_pupils", "soft"),
    *("judge", "judge_soft"),
)
"""`first`: wall seconds from the start of the process to the first timetable that breaks no hard rule. `fet_hard` and
`fet_soft_here` are our own counts of FET's timetable."""

Row = dict[str, Any]


def theirs(path: Path, seconds: int, keep: Path) -> Row:
    """FET's own run; its list of activities is kept."""
    began, before = time.monotonic(), _processor(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        printed = fet_run(path, Path(folder), seconds)
        row: Row = {
            "fet_wall": round(time.monotonic() - began, 1),
            "fet_cpu": round(_processor(resource.RUSAGE_CHILDREN) - before, 1),
        }
        verdict = verdict_in(Path(folder), printed)
        row["fet"] = "solved" if verdict.accepted else verdict.told[:60]
        found = list(Path(folder).glob("timetables/*/*_activities.xml"))
        if verdict.accepted and found:
            fet = read_fet(path)
            shutil.copy(found[0], keep)
            own = _judged(fet, read_timetable(keep, fet))
            row |= {f"fet_{name}": own[name] for name in ("hard", "idle", "idle_pupils")}
            row |= {"fet_soft": verdict.soft, "fet_soft_here": own["soft"]}
    return row


def ours(path: Path, asked: argparse.Namespace) -> Row:
    """Solves a file until `extra` seconds after its first complete timetable, and writes what was found.

    Begins at a timetable where one is `known`.
    """
    began = time.monotonic() - time.process_time()  # the imports are part of it
    fet = read_fet(path)
    enough = threading.Event()
    row: Row = {"activities": len(fet.problem.lessons)}

    def look(event: Event) -> None:
        if "first" not in row and (event.unplaced, event.hard) == (0, 0):
            row["first"] = round(time.monotonic() - began, 1)
            row["first_cpu"] = round(_processor(resource.RUSAGE_SELF) + _processor(resource.RUSAGE_CHILDREN), 1)
            timer = threading.Timer(asked.extra, enough.set)
            timer.daemon = True
            timer.start()

    hint = read_timetable(asked.known, fet) if asked.known else None
    stop = Stop(seconds=asked.time, flag=enough)
    result = solve(fet.problem, stop=stop, seed=1, workers=asked.workers, hint=hint, on_event=look)
    row |= {"status": result.status, "wall": round(time.monotonic() - began, 1)}
    if result.timetable is None:
        return row
    write_fet(asked.one, fet, result.timetable)
    return row | _judged(fet, result.timetable)


def _judged(fet: FetFile, timetable: Timetable) -> Row:
    judged = evaluate(fet.problem, timetable)
    count = counted(fet.problem, judged)
    assert count is not None
    return {
        "unplaced": sum(judged.unplaced.values()),
        "hard": judged.hard,
        "broken": " ".join(f"{entry}={cost.hard}" for entry, cost in sorted(judged.by_entry.items()) if cost.hard),
        "idle": count.idle_teachers,
        "idle_pupils": count.idle_pupils,
        "soft": count.wishes,
    }


def _processor(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def row_of(path: Path, name: str, asked: argparse.Namespace) -> Row:
    """Both runs of one file, and FET's verdict on ours."""
    row: Row = {"file": name}
    with tempfile.TemporaryDirectory() as folder:
        solved, known = Path(folder) / "solved.fet", Path(folder) / "known.xml"
        if not asked.without_fet:
            row |= theirs(path, asked.fet_time, known)
        if asked.from_fet and not known.exists():
            return row
        command = [sys.executable, "-m", "tests.formats.fet.table", "--one", str(solved), str(path)]
        limits = [f"--{name}={getattr(asked, name)}" for name in ("time", "extra", "workers")]
        limits += [f"--known={known}"] if asked.from_fet else []
        try:
            done = subprocess.run(
                [*command, *limits], capture_output=True, text=True, timeout=asked.time + SPARE, check=False
            )
        except subprocess.TimeoutExpired:
            return row | {"status": "stopped"}
        lines = done.stdout.strip().splitlines()
        row |= json.loads(lines[-1]) if done.returncode == 0 else {"status": done.stderr.strip()[-200:]}
        if row.get("hard") == 0 and row.get("unplaced") == 0:
            verdict = verdict_of(solved, asked.fet_time)
            row |= {"judge": "accepted" if verdict.accepted else verdict.told, "judge_soft": verdict.soft}
    return row


def files_in(places: Iterable[Path]) -> list[tuple[Path, str]]:
    """Every file with the end of its path as a name, the small ones first."""
    found = [(file, place) for place in places for file in (place.rglob("*.fet") if place.is_dir() else [place])]
    named = {file: str(file.relative_to(place)) if file != place else file.name for file, place in found}
    return sorted(named.items(), key=lambda pair: pair[0].stat().st_size)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("places", nargs="+", type=Path, help="files, or folders with files")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--time", type=float, default=60.0, help="seconds for ours")
    parser.add_argument("--extra", type=float, default=5.0, help="seconds after the first complete timetable")
    parser.add_argument("--workers", type=int, default=2, help="cores for ours")
    parser.add_argument("--fet-time", type=int, default=60, help="seconds for FET")
    parser.add_argument("--without-fet", action="store_true", help="FET only judges")
    parser.add_argument("--from-fet", action="store_true", help="ours begins at FET's timetable")
    parser.add_argument("--match", default="", help="only files whose path contains one of these, with | between")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--known", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.one:
        try:
            print(json.dumps(ours(asked.places[0], asked)))
        except Faults as wrong:
            print(json.dumps({"status": wrong.faults[0].text("en")}))
        leave(0)  # a CP-SAT that did not hear the end of the search is left alone
    assert fet_cl() is not None and asked.out is not None, "set FET_CL and give --out"
    done = set()
    if asked.out.exists():
        with asked.out.open(encoding="utf-8") as file:
            done = {row["file"] for row in csv.DictReader(file)}
    for path, name in files_in(asked.places):
        if name not in done and any(part in name for part in asked.match.split("|")):
            row = row_of(path, name, asked)
            print(row, flush=True)
            with asked.out.open("a", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, COLUMNS)
                if not file.tell():
                    writer.writeheader()
                writer.writerow(row)


if __name__ == "__main__":
    main()
