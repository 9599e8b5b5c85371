"""`python -m tests.second_judge --cases 500 SOLVED.xlsx...` spoils solved timetables and prints where judges differ.

Each file in two of the four: Dutch or English, workbook or CSV.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.second_judge.comparing import Base
from tests.second_judge.spoiling import KINDS

FORMS = [("nl", "xlsx"), ("en", "csv"), ("en", "xlsx"), ("nl", "csv")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--cases", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    kinds: Counter[str] = Counter()
    done = 0
    with TemporaryDirectory() as folder:
        bases = [
            Base(file, Path(folder), language, form)
            for number, file in enumerate(arguments.files)
            for language, form in (FORMS[2 * number % 4], FORMS[(2 * number + 1) % 4])
        ]
        for seed in range(arguments.seed, arguments.seed + arguments.cases):
            base = bases[(seed + seed // len(KINDS)) % len(bases)]  # each kind on each base in turn
            found = base.difference(seed)
            done += 1
            if found is not None:
                kinds[found.kind] += 1
                print(base.path.name, found, flush=True)
    print(f"{done} timetables, spoiled in {len(KINDS)} ways; {kinds.total()} judged differently: {dict(kinds)}")


if __name__ == "__main__":
    main()
