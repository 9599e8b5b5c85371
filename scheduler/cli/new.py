"""`scheduler new`: an input workbook to start from, empty with help or a demo school."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.helping import Verb


@click.command("new", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--demo", type=click.Choice(["small", "medium", "large"]))
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("--scale", type=click.IntRange(1, 10), default=1, show_default=True)
@click.option("--overwrite", is_flag=True)
@verb
def new(desk: Desk, file: Path, demo: str | None, seed: int, scale: int, overwrite: bool) -> int:
    """Write the input workbook FILE (.xlsx), or a folder of CSV files where FILE has no suffix."""
    from scheduler.formats.workbook import write_csv_folder, write_school, write_template
    from scheduler.solver.annealing.preparing import make_ready

    if file.suffix.casefold() not in (".xlsx", ""):
        raise click.UsageError(desk.text("not_xlsx", file=file))
    if file.exists() and not overwrite:
        raise click.UsageError(desk.text("exists", file=file))
    if not file.suffix and not demo:
        raise click.UsageError(desk.text("template_is_xlsx", file=file))
    if demo:
        from scheduler.demo import make_demo

        school = make_demo(demo, seed=seed, language=desk.language, scale=scale)
        if file.suffix:
            write_school(school, file, desk.language, overwrite=overwrite)
        else:
            write_csv_folder(school, file, desk.language, overwrite=overwrite)
        counts = {"classes": len(school.classes), "teachers": len(school.teachers), "lessons": len(school.lessons)}
        desk.say("new_demo", file=file, **counts)
    else:
        counts = {}
        write_template(file, desk.language, overwrite=overwrite)
        desk.say("new_template", file=file)
    desk.say("new_next", file=file)
    make_ready()
    desk.result({"status": "written", "file": str(file), **counts})
    return codes.DONE
