"""The evaluator certified: hard and soft of every published solution of XHSTT-2014 at hand, per constraint type."""

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

from scheduler.evaluation import Evaluation, evaluate
from scheduler.formats.xhstt import read_archive, write_archive

SHARED = Path(__file__).resolve().parents[4] / "shared" / "xhstt"
KNOWN = sorted((SHARED / "known").glob("*.xml"))
Key = tuple[str, str, int]

pytestmark = pytest.mark.skipif(not KNOWN, reason="the XHSTT-2014 archives are not beside this checkout")


def rows(name: str) -> dict[Key, list[dict[str, str]]]:
    found: dict[Key, list[dict[str, str]]] = {}
    with (SHARED / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault((row["instance"], row["solution_group"], int(row["solution_index"])), []).append(row)
    return found


def verdicts(path: Path) -> dict[Key, Evaluation]:
    archive = read_archive(path)
    seen: Counter[str] = Counter()
    found = {}
    for solution in archive.solutions:
        key = (solution.instance, solution.group, seen[solution.group])
        seen[solution.group] += 1
        found[key] = evaluate(archive.instance(solution.instance), solution.timetable)
    return found


@pytest.mark.parametrize("path", KNOWN, ids=lambda path: path.stem)
def test_published_solutions_cost_what_is_known_to_the_unit(path: Path) -> None:
    costs, by_type = rows("known_costs.csv"), rows("known_costs_by_constraint.csv")
    found = verdicts(path)
    assert set(found) == {key for key in costs if key[0] == path.stem}
    for key, verdict in found.items():
        (known,) = costs[key]
        assert verdict.cost == (int(known["hard"]), int(known["soft"])), key
        expected = {
            row["constraint_type"]: (int(row["hard"]), int(row["soft"]), int(row["points_with_cost"]))
            for row in by_type.get(key, ())
        }
        measured = {entry: (c.hard, c.soft, c.points) for entry, c in verdict.by_entry.items() if c.hard or c.soft}
        assert measured == expected, key


@pytest.mark.parametrize("name", ["BR-SA-00", "FI-PB-98", "AU-TE-99", "ZA-LW-09"])
def test_a_published_archive_survives_writing(tmp_path: Path, name: str) -> None:
    path = SHARED / "known" / f"{name}.xml"
    if not path.exists():
        pytest.skip(f"{name} is not at hand")
    read = read_archive(path)
    write_archive(tmp_path / "out.xml", read)
    again = read_archive(tmp_path / "out.xml")
    assert again.instances == read.instances
    assert sorted(again.solutions, key=lambda s: s.group) == sorted(read.solutions, key=lambda s: s.group)


FOUND = {"NL-KP-09": (0, 755), "DK-VG-09": (2, 2193)}
"""Timetables of our own, 2026-11-26, cheaper than the best known of their day (0/1620 and 2/2323): 300 s, seed 1, two
cores, commits f65c49c and de5eed0. Only the solutions are kept here."""


@pytest.mark.parametrize("name", sorted(FOUND))
def test_timetables_cheaper_than_any_published_cost_what_was_said(tmp_path: Path, name: str) -> None:
    instance = SHARED / "instances" / f"{name}.xml"
    if not instance.exists():
        pytest.skip(f"{name} is not at hand")
    solutions = gzip.decompress((Path(__file__).parent / "found" / f"{name}.xml.gz").read_bytes()).decode("utf-8")
    before, end, after = instance.read_text(encoding="utf-8").rpartition("</HighSchoolTimetableArchive>")
    (tmp_path / "both.xml").write_text(before + solutions + end + after, encoding="utf-8")
    archive = read_archive(tmp_path / "both.xml")
    (solution,) = archive.solutions
    assert evaluate(archive.instance(name), solution.timetable).cost == FOUND[name]
