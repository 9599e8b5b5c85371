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

from tests.fuzz import around, cases
from tests.fuzz.drawn import Case
from tests.fuzz.judging import judged, snapshot
from tests.fuzz.running import Ended, ended, started, warm_up


@dataclass
class Figures:
    """What all runs together came to."""

    runs: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    peak_mb: dict[str, int] = field(default_factory=dict)
    slowest: float = 0.0

    def add(self, case: Case, trouble: around.Around, runs: list[Ended], faults: list[str]) -> None:
        verb = case.words[0] if case.words else ""
        self.runs += len(runs)
        self.kinds[case.kind] += 1
        self.troubles[trouble.kind] += 1
        self.faults.update({fault.partition(":")[0] for fault in faults})
        for one in runs:
            self.codes[f"{verb} {one.code}"] += 1
            self.peak_mb[verb] = max(self.peak_mb.get(verb, 0), one.peak_mb)
            self.slowest = max(self.slowest, one.seconds)

    def lines(self) -> Iterator[str]:
        yield f"{self.runs} runs: {dict(sorted(self.kinds.items()))}"
        yield f"around them: {dict(sorted(self.troubles.items()))}"
        yield f"exit codes: {dict(sorted(self.codes.items()))}"
        yield f"peak MB by verb: {dict(sorted(self.peak_mb.items()))}; slowest {self.slowest:.1f} s"
        yield f"faults: {dict(self.faults) or 'none'}"


def one_run(number: int, wanted: argparse.Namespace, possible: bool, figures: Figures) -> tuple[Case, list[str], str]:
    """The case of this seed and number, always the same; its faults, and what it said."""
    rng = Random(f"{wanted.seed} {number}")
    case = cases.draw(rng, wanted.solving, wanted.only)
    trouble = around.draw(rng, case.words) if wanted.trouble else around.Around()
    room = Path(tempfile.mkdtemp(prefix="fuzz-"))
    try:
        with around.disk(trouble, room, possible):
            for name in ("work", "tmp", "beside"):
                (room / name).mkdir()
            (room / "beside" / "other.txt").write_text("of somebody else")
            case.lay_out(room / "work")
            around.prepare(trouble, room, case.outputs, possible)
            before = snapshot(room)
            begun = [started(case.words, room, around.inside(trouble)) for _ in range(trouble.runs)]
            runs = [ended(one) for one in begun]
            sure = case.sure or (trouble.kind == around.SECRET and bool(case.files))
            faults = list(judged(runs, room, before, case.outputs, sure))
            around.undo(trouble, room)
    finally:
        shutil.rmtree(room, ignore_errors=True)
    figures.add(case, trouble, runs, faults)
    return case, faults, f"{trouble}\n" + "\n".join(map(str, runs))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first run")
    parser.add_argument("--solving", type=float, default=cases.SOLVING, help="share of searches")
    parser.add_argument("--only", default="", help="one kind of case, such as change or plan")
    parser.add_argument("--alone", dest="trouble", action="store_false", help="no full disks, second runs and the like")
    parser.add_argument("--keep", type=Path, help="folder for the files of runs with faults")
    parser.add_argument("--show", action="store_true", help="print what each run said")
    wanted = parser.parse_args()
    warm_up()
    warnings.simplefilter("ignore")  # of a package that holds a part twice, on purpose
    os.environ.pop("SCHEDULER_LANG", None)
    possible = around.mounting()
    figures, begun = Figures(), time.monotonic()
    for number in range(wanted.first, wanted.first + wanted.runs):
        case, faults, said = one_run(number, wanted, possible, figures)
        if wanted.show:
            print(case.words, said, sep="\n")
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
