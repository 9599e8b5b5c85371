"""`scheduler batch`: many schools, scenarios and seeds in one night, here or on a cluster; the best of each."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli import codes
from scheduler.cli.bench import table_for_people
from scheduler.cli.desk import Desk, verb
from scheduler.cli.helping import Verb

if TYPE_CHECKING:
    from scheduler.batch.cases import BatchCase, Prepared
    from scheduler.batch.keeping import Best
    from scheduler.batch.plan import Plan
    from scheduler.batch.years import Year
    from scheduler.bench.rows import Row, Task

WIDTH = 79
"""Signs of a line of progress: what fits any screen."""

LEAST_TITLE = 12


@click.command("batch", cls=Verb)
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("-o", "--output", "folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--cluster", "address")
@verb
def batch(desk: Desk, plan: Path, folder: Path | None, address: str | None) -> int:
    """Run every school of PLAN under every scenario and seed; keep the best timetable of each."""
    from scheduler.batch.cases import prepare, tasks_of
    from scheduler.batch.plan import read_plan
    from scheduler.formats.reading import language_of

    read = read_plan(plan)
    place = (folder or plan.with_name(f"{plan.stem}-batch")).absolute()
    place.mkdir(parents=True, exist_ok=True)
    desk.adopt(language_of(Path(read.schools[0].source)))
    _aside(desk, "reading", schools=len(read.schools), scenarios=len(read.scenarios))
    found = prepare(read, place, desk.language)
    tasks = tasks_of(read, found.cases)
    night = _Night(desk, place, len(tasks))
    ending = _run(desk, read, tasks, night, address)
    night.best.write_again()
    return _tell(desk, found, tasks, night, ending)


def _say(desk: Desk, key: str, /, **values: object) -> str:
    from scheduler.problem.text import say

    return say(desk.language, "batch", key, **values)


def _aside(desk: Desk, key: str, /, **values: object) -> None:
    click.echo(_say(desk, key, **values), err=True)


class _Night:
    """What has become of the runs so far; tells each as it ends, on stderr."""

    def __init__(self, desk: Desk, folder: Path, count: int) -> None:
        from scheduler.batch.keeping import Best

        self.desk, self.folder, self.count = desk, folder, count
        self.best: Best = Best(folder)
        self.rows: list[Row] = []

    def know(self, row: Row) -> None:
        """A row that was there already."""
        self.rows.append(row)
        self.best.offer(row)

    def hear(self, row: Row) -> None:
        """A run has ended; told as best where it beats another."""
        from scheduler.bench.tables import cost_of

        self.rows.append(row)
        before = self.best.rows.get(row.task.title)
        text = _found(self.desk, row)
        if self.best.offer(row) and before is not None and cost_of(row) != cost_of(before):
            text = _say(self.desk, "best", text=text)
        self._tell(row.task, "run", number=len(self.rows), count=self.count, found=text)

    def lost(self, task: Task, why: str, attempt: int) -> None:
        """An attempt was lost, and another begins."""
        from scheduler.batch.series import ATTEMPTS

        self._tell(task, "again", why=why, attempt=attempt, most=ATTEMPTS)

    def _tell(self, task: Task, key: str, **values: object) -> None:
        """A line; the title is cut where that makes it fit."""
        over = len(_say(self.desk, key, title=task.title, seed=task.seed, **values)) - WIDTH
        kept = max(LEAST_TITLE, len(task.title) - over)
        title = task.title if len(task.title) <= kept else f"{task.title[: kept - 1]}…"
        _aside(self.desk, key, title=title, seed=task.seed, **values)


def _found(desk: Desk, row: Row) -> str:
    if row.error:
        return _say(desk, "found_error", why=row.trouble)
    if row.soft is None:
        return _say(desk, "found_nothing")
    key = "found_some" if row.unplaced else "found_broken" if row.hard else "found_all"
    return _say(desk, key, unplaced=row.unplaced, hard=row.hard, soft=row.soft)


def _run(desk: Desk, plan: Plan, tasks: Sequence[Task], night: _Night, address: str | None) -> str:
    """Runs what has no row yet: "done", "interrupted" or "taken_over"."""
    from scheduler.batch.executors import local
    from scheduler.batch.series import TakenOver, known_rows, run_all
    from scheduler.cli.cluster import on

    known, waiting = known_rows(tasks, night.folder)
    for row in known:
        night.know(row)
    at_once = plan.at_once or (None if address else max(1, (os.cpu_count() or 1) // plan.workers))
    told = {"count": len(tasks), "done": len(night.rows), "seconds": f"{plan.seconds:g}", "folder": night.folder}
    if address:
        _aside(desk, "begin_cluster", address=address, **told)
    else:
        ready = datetime.now() + timedelta(seconds=plan.seconds * ceil(len(waiting) / (at_once or 1)))
        _aside(desk, "begin", at_once=at_once, ready=f"{ready:%d/%m %H:%M}", **told)
    try:
        with (
            on(desk, address) if address else local(at_once or 1) as executor,
            closing(run_all(waiting, night.folder, executor, night.lost, at_once)) as rows,
        ):
            for row in rows:
                night.hear(row)
    except KeyboardInterrupt:
        _aside(desk, "interrupted")
        return "interrupted"
    except TakenOver:
        _aside(desk, "taken_over", folder=night.folder)
        return "taken_over"
    return "done"


def _tell(desk: Desk, prepared: Prepared, tasks: Sequence[Task], night: _Night, ending: str) -> int:
    """Tables into the folder, the table on stdout; the exit code is that of the worst case."""
    from dataclasses import asdict

    from scheduler.batch.years import whole_years
    from scheduler.bench import tables
    from scheduler.bench.rows import flat

    order = {task: number for number, task in enumerate(tasks)}
    rows = sorted(night.rows, key=lambda row: order[row.task])
    cases = {case.title: case for case in prepared.cases}
    found = tables.summaries(rows, {})
    lines = [{**_case(cases[row.task.title]), **flat(row)} for row in rows]
    tables.write_lines(night.folder / "runs.csv", lines)
    tables.write_summaries(night.folder / "summary.csv", found)
    text = table_for_people(desk, found)
    tables.write_text(night.folder / "table.txt", text)
    desk.line(text)
    desk.line()
    if night.best.rows:
        desk.line(_say(desk, "written", folder=night.folder / "best"))
    years = list(whole_years(prepared.cases, night.best, desk.language))
    for year in years:
        desk.line(_year(desk, year))
    for path, wrong in night.best.unwritten.items():
        _aside(desk, "unwritten", file=path, reason=wrong.strerror or wrong)
    if prepared.notices:
        desk.line(_say(desk, "notices", count=len(prepared.notices)))
    status, code = _ending(list(cases), night.best, ending, years)
    desk.result(
        {
            "status": status,
            "folder": str(night.folder),
            "best": [_best(case, night.best) for case in prepared.cases if case.title in night.best.rows],
            "years": [{**asdict(year), "file": str(year.file)} for year in years],
            "summary": [asdict(one) for one in found],
            "runs": lines,
            "notices": desk.told(prepared.notices),
        }
    )
    return code


def _case(case: BatchCase) -> dict[str, str]:
    return {"school": case.school, "scenario": case.scenario, "term": case.term}


def _best(case: BatchCase, best: Best) -> dict[str, Any]:
    row = best.rows[case.title]
    costs = {"unplaced": row.unplaced, "hard": row.hard, "soft": row.soft, "bound": row.bound}
    return {**_case(case), "file": str(best.file(row)), "seed": row.task.seed, **costs}


def _year(desk: Desk, year: Year) -> str:
    if year.trouble:
        return _say(desk, "year_unwritten", title=year.title, file=year.file.name, reason=year.trouble)
    key = "year_broken" if year.hard else "year"
    costs = {"unplaced": year.unplaced, "hard": year.hard, "soft": year.soft}
    return _say(desk, key, title=year.title, file=year.file.name, **costs)


def _ending(titles: Sequence[str], best: Best, ending: str, years: Sequence[Year]) -> tuple[str, int]:
    """In a word, and as an exit code."""
    if ending != "done":
        return ending, codes.NOTHING
    rows = [best.rows.get(title) for title in titles]
    if None in rows:
        return "unknown", codes.NOTHING
    broken = best.unwritten or any(row is not None and (row.unplaced or row.hard) for row in rows)
    broken = broken or any(year.hard or year.trouble for year in years)
    return ("incomplete", codes.BROKEN) if broken else ("done", codes.DONE)
