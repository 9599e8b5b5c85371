"""`scheduler bench`: runs cases for some seconds and seeds, and tells how good and how fast that was."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.files import Duration
from scheduler.cli.helping import Verb
from scheduler.solver.parts import PARTS

if TYPE_CHECKING:
    from scheduler.bench.cases import Case
    from scheduler.bench.rows import Row, Task
    from scheduler.bench.tables import Growth, Reference, Summary


@click.command("bench", cls=Verb)
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--time", "seconds", type=Duration(), default=60.0, show_default="60s")
@click.option("--seeds", type=click.IntRange(1, 1000), default=1, show_default=True)
@click.option("--reference", type=click.Path(path_type=Path))
@click.option("--workers", type=click.IntRange(1, 256))
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("bench"),
    show_default=True,
)
@click.option("--without", multiple=True, type=click.Choice(PARTS))
@click.option("--plot", is_flag=True)
@click.option("--start-up", is_flag=True)
@verb
def bench(
    desk: Desk,
    paths: tuple[str, ...],
    seconds: float,
    seeds: int,
    reference: Path | None,
    workers: int | None,
    folder: Path,
    without: tuple[str, ...],
    plot: bool,
    start_up: bool,
) -> int:
    """Run every case in PATH... (XHSTT and FET files, workbooks, folders, demo:small, demo:medium, demo:large)."""
    from scheduler.bench.rows import FAULT, Task
    from scheduler.bench.series import run_all, start_up_seconds

    if not paths and not start_up:
        raise click.UsageError(say(desk, "nothing"))
    told: dict[str, Any] = {"status": "done"}
    if start_up:
        told["start_up"] = started = start_up_seconds()
        desk.line(say(desk, "start_up", help=started["help_seconds"], python=started["python_seconds"]))
    if not paths:
        desk.result(told)
        return codes.DONE
    references = _references(reference)
    marked = [(case, _mark(case)) for case in _cases(desk, paths)]
    cores = workers or os.cpu_count() or 1
    tasks = [
        Task(case.name, case.source, case.instance, content, seed, seconds, cores, part)
        for seed in range(1, seeds + 1)
        for case, content in marked
        for part in ("", *dict.fromkeys(without))
    ]
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    teller = _Progress(desk, tasks, folder)
    try:
        rows.extend(run_all(tasks, folder, teller.tell))
    except KeyboardInterrupt:
        click.echo(say(desk, "interrupted"), err=True)
        told["status"] = "interrupted"
        rows = teller.rows
    found = _write(desk, folder, rows, references, plot)
    faulty = list(dict.fromkeys((row.task.source, row.error) for row in rows if row.status == FAULT))
    if faulty and told["status"] == "done":
        told["status"] = "faults"
    told["faults"] = [{"where": source, "text": text} for source, text in faulty]
    desk.result({**told, "folder": str(folder), **found})
    return {"done": codes.DONE, "faults": codes.FAULTS, "interrupted": codes.NOTHING}[told["status"]]


def say(desk: Desk, key: str, /, **values: object) -> str:
    """A sentence of the bench in the language of the desk."""
    from scheduler.problem.text import say as sentence

    return sentence(desk.language, "bench", key, **values)


class _Progress:
    """Tells each run as it ends, on stderr."""

    def __init__(self, desk: Desk, tasks: Sequence[Task], folder: Path) -> None:
        from scheduler.bench.rows import read_row

        self.desk, self.count = desk, len(tasks)
        self.rows: list[Row] = []
        done = sum(read_row(task.file(folder, "runs", ".json"), task) is not None for task in tasks)
        seconds = f"{tasks[0].seconds:g}" if tasks else "0"
        click.echo(say(desk, "begin", count=len(tasks), seconds=seconds, done=done, folder=folder), err=True)

    def tell(self, row: Row, known: bool) -> None:
        self.rows.append(row)
        if known:
            return
        values = {"number": len(self.rows), "count": self.count, "instance": row.task.title, "seed": row.task.seed}
        if row.error:
            text = say(self.desk, "run_failed", error=row.trouble, **values)
        else:
            first = "-" if row.first_feasible is None else f"{row.first_feasible:.1f}"
            costs = {"hard": row.hard, "soft": row.soft, "first": first, "seconds": f"{row.seconds:.1f}"}
            text = say(self.desk, "run", **values, **{key: "-" if one is None else one for key, one in costs.items()})
        click.echo(text, err=True)


def _cases(desk: Desk, paths: Sequence[str]) -> list[Case]:
    from scheduler.bench.cases import cases_in

    found: dict[str, Case] = {}
    for path in paths:
        for case in cases_in(path):
            if case.name in found and found[case.name] != case:
                raise click.UsageError(say(desk, "twice", name=case.name, one=found[case.name].source, two=case.source))
            found[case.name] = case
    if not found:
        raise click.UsageError(say(desk, "nothing"))
    return list(found.values())


def _mark(case: Case) -> str:
    from scheduler.bench.cases import mark

    return mark(case)


def _references(path: Path | None) -> dict[str, Reference]:
    from scheduler.bench.tables import NoReference, read_reference
    from scheduler.formats.files.faults import Fault, Faults

    if path is None:
        return {}
    try:
        return read_reference(path)
    except NoReference:
        raise Faults([Fault(path.name, "", "bad_reference", {}, "bench")]) from None


def _write(
    desk: Desk, folder: Path, rows: Sequence[Row], references: dict[str, Reference], plot: bool
) -> dict[str, Any]:
    """Tables and pictures into the folder, the table on stdout; what the JSON object says of it."""
    from dataclasses import asdict

    from scheduler.bench import tables
    from scheduler.bench.rows import flat

    found = tables.summaries(rows, references)
    tables.write_runs(folder / "runs.csv", rows)
    tables.write_summaries(folder / "summary.csv", found)
    grown = tables.growths(found)
    text = "\n".join([table_for_people(desk, found), *(say(desk, "growth", **_growth(one)) for one in grown)])
    tables.write_text(folder / "table.txt", text)
    pictures = _draw(desk, folder, rows, references) if plot else []
    desk.line(text)
    cores = os.cpu_count() or 1
    crowded = sum(row.load is not None and row.load > cores + 0.5 for row in rows)
    if crowded:
        desk.line()
        desk.line(say(desk, "loaded", count=crowded, cores=cores))
    desk.line()
    desk.line(say(desk, "written", folder=folder))
    return {
        "summary": [asdict(one) for one in found],
        "growth": [asdict(one) for one in grown],
        "runs": [flat(row) for row in rows],
        "pictures": pictures,
    }


def _growth(one: Growth) -> dict[str, Any]:
    time, memory = ("-" if value is None else f"{value:.1f}" for value in (one.first_feasible, one.memory))
    return {"name": one.name, "count": one.cases, "time": time, "memory": memory}


COLUMNS = (
    ("instance", "instance"),
    ("feasible", "feasible"),
    ("first", "first_feasible"),
    ("unplaced", "unplaced"),
    ("hard", "hard"),
    ("soft", "soft"),
    ("best", "best_soft"),
    ("reference", "reference_soft"),
    ("gap", "gap"),
    ("gap_percent", "gap_percent"),
    ("beats", "beats"),
    ("wishes", "wishes"),
    ("reference_wishes", "reference_wishes"),
    ("idle", "idle"),
    ("reference_idle", "reference_idle"),
    ("bound", "bound"),
    ("moves", "moves_per_second"),
    ("memory", "memory_mb"),
    ("seconds", "seconds"),
    ("reference_seconds", "reference_seconds"),
    ("gains", "gains"),
    ("fault", "fault"),
)
"""(heading, field of a summary) of the table for people."""


def table_for_people(desk: Desk, found: Sequence[Summary]) -> str:
    """The columns of which something is known."""
    from scheduler.bench.tables import as_text

    kept = [
        (heading, field)
        for heading, field in COLUMNS
        if field == "instance" or any(getattr(one, field) not in (None, "", {}) for one in found)
    ]
    headings = [say(desk, f"column_{heading}") for heading, _ in kept]
    return as_text(headings, [[_shown(one, field) for _, field in kept] for one in found])


def _shown(one: Summary, field: str) -> Any:
    match field:
        case "feasible":
            return f"{one.feasible}/{one.runs}"
        case "beats":
            return f"{sum(one.beats.values())}/{len(one.beats)}" if one.beats else None
    return getattr(one, field)


def _draw(desk: Desk, folder: Path, rows: Sequence[Row], references: dict[str, Reference]) -> list[str]:
    from scheduler.bench.drawing import draw

    words = {name: say(desk, f"axis_{name}") for name in ("hard", "soft", "seconds", "reference", "seed")}
    by_case: dict[str, list[Row]] = {}
    for row in rows:
        if row.steps:
            by_case.setdefault(row.task.title, []).append(row)
    pictures = []
    for title, found in by_case.items():
        path = found[0].task.file(folder, "plots", ".svg")
        path = path.with_name(f"{path.name.rsplit('-seed', 1)[0]}.svg")
        path.parent.mkdir(exist_ok=True)
        known = references.get(found[0].task.name)
        draw(path, title, found, known.soft if known else None, words)
        pictures.append(str(path))
    return pictures
