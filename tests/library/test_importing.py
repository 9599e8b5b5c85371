"""An imported roster keeps the rules that are left on: what its own timetable breaks is switched off, and said."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.evaluation import evaluate
from scheduler.formats.roster import Imported, ImportOptions, import_roster
from scheduler.library import importing
from scheduler.library.importing import NEVER_OFF, as_it_runs
from scheduler.school.building import build_problem
from scheduler.school.roster import timetable_of
from scheduler.solver.proofs.precheck import precheck
from tests.formats.roster.zoo.keeping import drawn, written

DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag")


def taken_over(folder: Path, *rows: str) -> Imported:
    path = folder / "rooster.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return as_it_runs(import_roster([path], ImportOptions(accept=True)))


def breaks(imported: Imported) -> set[str]:
    """The rules that the timetable of the school breaks, what counting calls impossible, and rows that fit no meet."""
    problem = build_problem(imported.school)
    timetable, unfit = timetable_of(problem, imported.school.roster)
    judged = evaluate(problem, timetable)
    proofs = {proof.kind for proof in precheck(problem)}
    return {one.entry for one in judged.violations if one.hard} | proofs | {fault.field for fault in unfit}


def off(imported: Imported) -> set[tuple[str, str]]:
    return {(row.rule, row.who) for row in imported.school.rules}


def test_a_subject_that_is_taught_at_distance_only_is_no_contradiction(tmp_path):
    hours = ["klas;dag;lesuur;vak;leraar;lokaal;vorm"]
    hours += [f"{c};{day};{n};WIS;PEE;L1;contact" for n, c in enumerate(("3A", "3B", "3C"), 1) for day in DAYS]
    hours += [f"3A;{day};4;FRA;JAN;;online" for day in DAYS[:2]]
    imported = taken_over(tmp_path, *hours)
    assert not breaks(imported)
    assert {rule for rule, _ in off(imported)} >= {"H04"}
    assert any("H04" in one.nl and "wet" in one.nl for one in imported.notices)


def test_hours_after_five_are_off_for_the_only_class_that_has_them(tmp_path):
    hours = ["klas;dag;begin;einde;vak;leraar"]
    classes = ("3A", "3B", "3C", "3D")
    for n, c in enumerate(classes):
        hours += [f"{c};{day};{h:02}:00;{h:02}:50;V{h};T{n}{h}" for day in DAYS for h in (*range(8, 12), 13, 14, 15)]
    hours += [f"3A;{day};16:00;16:50;V16;T9" for day in DAYS] + [f"3A;{day};17:00;17:50;V17;T9" for day in DAYS]
    imported = taken_over(tmp_path, *hours)
    assert not breaks(imported)
    assert ("H06", "3A") in off(imported)
    assert all(who not in ("3B", "3C", "3D") for rule, who in off(imported) if rule == "H06")


def test_a_roster_that_keeps_everything_switches_nothing_off(tmp_path):
    hours = ["klas;dag;begin;einde;vak;leraar"]
    hours += [f"3A;{day};{h:02}:00;{h:02}:50;V{h};T{h}" for day in DAYS for h in (9, 10, 11)]
    imported = taken_over(tmp_path, *hours)
    assert imported.school.rules == () and not breaks(imported)


@pytest.mark.parametrize("stays", [{"H07"}, {"H07", "H11"}, set()])
def test_a_rule_that_stays_broken_when_it_is_off_ends_the_search_and_others_are_off(tmp_path, monkeypatch, stays):
    """What goes on being told, though it is off for everybody, is for `check` and `evaluate` to tell."""
    hours = ["klas;dag;begin;einde;vak;leraar"]
    hours += [f"3A;{day};{h:02}:00;{h:02}:50;V{h};T{h}" for day in DAYS for h in (9, 10, 11)]
    asked: list[dict[str, tuple[str, ...]]] = []

    def judged(school, off):
        asked.append(dict(off))
        goes = {} if "H05" in off else {"H05": ("3A",)}
        return goes | {rule: ("all",) if rule in off else ("3A",) for rule in stays}

    monkeypatch.setattr(importing, "_broken", judged)
    imported = taken_over(tmp_path, *hours)
    assert off(imported) == {("H05", "3A")} | {(rule, "all") for rule in stays}
    assert len(asked) == (3 if stays else 2)


@pytest.mark.parametrize("seed", [seed for seed in range(0, 48, 4) if drawn(seed).loads is None])
def test_a_drawn_roster_that_is_read_breaks_nothing_that_is_left_on(seed, tmp_path):
    path = written(drawn(seed), tmp_path / "zoo")
    imported = as_it_runs(import_roster([path], ImportOptions(accept=True)))
    assert breaks(imported) <= NEVER_OFF
