"""Draw rosters and count how they are read: `python -m tests.formats.roster.zoo --draws 1000 --seed 0 [--show
wrong]`.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from tests.formats.roster.zoo.keeping import drawn, judged
from tests.formats.roster.zoo.layouts import tally


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", default="", help="print the draws with this verdict")
    parser.add_argument("--keep", type=Path, help="write the files here")
    parser.add_argument("--only", default="", help="feature=value")
    given = parser.parse_args()
    found = []
    with tempfile.TemporaryDirectory() as scratch:
        for seed in range(given.seed, given.seed + given.draws):
            layout = drawn(seed)
            name, _, value = given.only.partition("=")
            if given.only and layout.features.get(name) != value:
                continue
            verdict, why = judged(layout, (given.keep or Path(scratch)) / f"zoo{seed}")
            found.append((layout.features, verdict))
            if given.show in (verdict, "all"):
                print(seed, verdict, {k: v for k, v in layout.features.items() if k != "noise"}, why[:400])
    print(dict(Counter(verdict for _, verdict in found)))
    for (name, value), counts in sorted(tally(found).items()):
        n = sum(counts.values())
        shares = "  ".join(f"{verdict} {counts[verdict] / n:4.0%}" for verdict in ("right", "told", "wrong"))
        print(f"{name:10} {value:20} {n:5}  {shares}")


if __name__ == "__main__":
    main()
