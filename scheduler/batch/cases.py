"""The cases of a plan: each school under each scenario, read once before anything runs, so that no fault waits for it.

A demo school becomes a workbook in the folder of the batch; from there on every school is a file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from scheduler.batch.plan import Plan, PlannedSchool, Scenario, title_of, told_in_plan
from scheduler.bench.cases import DEMO, Case
from scheduler.bench.cases import mark as mark_of
from scheduler.bench.rows import Task
from scheduler.formats.cases import SchoolCase
from scheduler.formats.files.faults import Fault, Faults, Notice
from scheduler.formats.files.heads import looks_like_xhstt
from scheduler.formats.reading import read_case
from scheduler.formats.workbook import NO_CHANGES
from scheduler.formats.workbook.changes import Changes
from scheduler.school.terms import part_name
from scheduler.solver.best.checkpoint import fingerprint


@dataclass(frozen=True)
class BatchCase:
    """A school under a scenario; `mark` changes when what is in its file does, or what is to be scheduled.

    Where terms have timetables of their own each is a case, with its `term`.
    """

    school: str
    scenario: str
    source: str
    changes: Changes
    mark: str
    term: str = ""

    @property
    def title(self) -> str:
        return title_of(title_of(self.school, self.scenario), self.term)


@dataclass(frozen=True)
class Prepared:
    """What will be run, and what is to be said of the schools first."""

    cases: tuple[BatchCase, ...]
    notices: tuple[Notice, ...]


def prepare(plan: Plan, folder: Path, language: str) -> Prepared:
    """Reads every case. Raises `Faults` with all that is wrong in any; demo schools are written in `language`."""
    faults: list[Fault] = []
    notices: list[Notice] = []
    cases: list[BatchCase] = []
    for school in plan.schools:
        source = file_of(school, folder, language)
        try:
            read = read_school_case(source)
        except Faults as found:
            faults += [replace(one, where=_place(source, one.where)) for one in found.faults]
            continue
        told = (one for one in (*read.notices, *read.row_notices) if one.key != "about_term")
        notices += [replace(one, where=_place(source, one.where)) for one in told]
        for scenario in plan.scenarios:
            try:
                cases += _cases(school, source, scenario, read)
            except Faults as found:
                faults += [_told(one, source, scenario.changes) for one in found.faults]
    if faults:
        raise Faults({(one.where, one.value, one.key): one for one in faults}.values(), notices)
    return Prepared(tuple(cases), tuple(notices))


def tasks_of(plan: Plan, cases: tuple[BatchCase, ...]) -> list[Task]:
    """All runs: the first seed of every case before the second of any, so that each has a timetable early."""
    return [
        Task(
            name=case.title,
            source=case.source,
            instance=case.term,
            mark=case.mark,
            seed=seed,
            seconds=plan.seconds,
            workers=plan.workers,
            changes=case.changes.to_json(),
            share=plan.share,
        )
        for seed in plan.seeds
        for case in cases
    ]


def read_school_case(source: str, changes: Changes = NO_CHANGES, term: str = "", *, fresh: bool = True) -> SchoolCase:
    """The school in a `term`; `fresh`: without the timetable in its file but for what is pinned. Raises `Faults`."""
    path = Path(source)
    if path.is_file() and looks_like_xhstt(path):
        raise Faults([Fault(path.name, "", "school_needed", {}, "reading")])
    return read_case(path, fresh=fresh, changes=changes, term=term or None)


def file_of(school: PlannedSchool, folder: Path, language: str) -> str:
    """The path of the school's file; that of a demo school is written into the folder where it is not there yet."""
    demo = DEMO.fullmatch(school.source)
    if demo is None:
        return school.source
    from scheduler.demo import make_demo
    from scheduler.formats.workbook import write_school

    path = (folder / "schools" / f"{school.source.replace(':', '-')}-{language}.xlsx").absolute()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_school(make_demo(demo[1], language=language, scale=int(demo[2] or 1)), path, language)
    return str(path)


def _cases(school: PlannedSchool, source: str, scenario: Scenario, plain: SchoolCase) -> Iterator[BatchCase]:
    """The school under a scenario, in each term that has a timetable of its own."""
    changes = scenario.changes
    changed = read_school_case(source, changes) if changes.to_json() else plain
    of_file = mark_of(Case(school.name, source))
    for term in [part_name(part, changed.language) for part in changed.parts] or [""]:
        problem = read_school_case(source, changes, term).problem if term else changed.problem
        digest = hashlib.sha256(f"{of_file}\n{fingerprint(problem)}".encode())
        yield BatchCase(school.name, scenario.name, source, changes, digest.hexdigest()[:16], term)


def _told(fault: Fault, source: str, changes: Changes) -> Fault:
    """With its place: in the plan where the scenario is at fault, else in the school's file."""
    found = told_in_plan(fault, changes)
    return found if found.where != fault.where else replace(fault, where=_place(source, fault.where))


def _place(source: str, where: str) -> str:
    name = Path(source).name
    return where if where.startswith(name) else f"{name} {where}".strip()
