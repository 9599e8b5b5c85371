"""`python -m tests.fuzz --runs N --seed S`: draws, runs, judges, and tells the figures; exit code 1 with any fault."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.fuzz.cases import Case, draw
from tests.fuzz.judging import judged, snapshot
from tests.fuzz.running import Ended, run, warm_up


@dataclass
class Figures:
    """What all runs together came to."""

    runs: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    peak_mb: dict[str, int] = field(default_factory=dict)
    slowest: float = 0.0

    def lines(self) -> Iterator[str]:
        yield f"{self.runs} runs: {dict(sorted(self.kinds.items()))}"
        yield f"exit codes: {dict(sorted(self.codes.items()))}"
        yield f"peak MB by verb: {dict(sorted(self.peak_mb.items()))}; slowest {self.slowest:.1f} s"
        yield f"faults: {dict(self.faults) or 'none'}"


def one_run(seed: int, number: int, solving: float, figures: Figures) -> tuple[Case, Ended, list[str]]:
    """The case of this seed and number, always the same."""
    case = draw(Random(f"{seed} {number}"), solving)
    room = Path(tempfile.mkdtemp(prefix="fuzz-"))
    try:
        for name in ("work", "tmp", "beside"):
            (room / name).mkdir()
        (room / "beside" / "other.txt").write_text("of somebody else")
        case.lay_out(room / "work")
        before = snapshot(room)
        ended = run(case.words, room)
        faults = list(judged(ended, room, before, case.outputs, case.sure))
    finally:
        shutil.rmtree(room, ignore_errors=True)
    verb = case.words[0] if case.words else ""
    figures.runs += 1
    figures.kinds[case.kind] += 1
    figures.codes[f"{verb} {ended.code}"] += 1
    figures.faults.update({fault.partition(":")[0] for fault in faults})
    figures.peak_mb[verb] = max(figures.peak_mb.get(verb, 0), ended.peak_mb)
    figures.slowest = max(figures.slowest, ended.seconds)
    return case, ended, faults


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first run")
    parser.add_argument("--solving", type=float, default=0.02, help="share of the schools that are solved")
    parser.add_argument("--keep", type=Path, help="folder for the files of runs with faults")
    parser.add_argument("--show", action="store_true", help="print what each run said")
    wanted = parser.parse_args()
    warm_up()
    warnings.simplefilter("ignore")  # of a package that holds a part twice, on purpose
    os.environ.pop("SCHEDULER_LANG", None)
    figures, begun = Figures(), time.monotonic()
    for number in range(wanted.first, wanted.first + wanted.runs):
        case, ended, faults = one_run(wanted.seed, number, wanted.solving, figures)
        if wanted.show:
            print(case.words, ended, sep="\n")
        for fault in faults:
            print(f"{number} {case.kind} {[word[:40] for word in case.words]}: {fault}", flush=True)
        if faults and wanted.keep:
            case.lay_out(wanted.keep / str(number))
        if number % 500 == 499:
            print(f"... {number + 1}, {time.monotonic() - begun:.0f} s, faults {dict(figures.faults)}", flush=True)
    for line in figures.lines():
        print(line)
    return 1 if figures.faults else 0


if __name__ == "__main__":
    sys.exit(main())
