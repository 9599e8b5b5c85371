"""The command `scheduler`: the group of its verbs. Verbs import what is heavy only when they run."""

from __future__ import annotations

import click

from scheduler import __version__
from scheduler.cli.batch import batch
from scheduler.cli.bench import bench
from scheduler.cli.check import check
from scheduler.cli.compare import compare
from scheduler.cli.convert import convert
from scheduler.cli.day import day
from scheduler.cli.diff import diff
from scheduler.cli.evaluate import evaluate
from scheduler.cli.explain import explain
from scheduler.cli.export import export
from scheduler.cli.helping import VARIABLE, Verbs
from scheduler.cli.importing import import_
from scheduler.cli.new import new
from scheduler.cli.replan import replan
from scheduler.cli.report import report
from scheduler.cli.rules import rules
from scheduler.cli.solve import solve
from scheduler.cli.whatif import whatif
from scheduler.cli.where import move, where
from scheduler.problem.text import LANGUAGES


@click.group("scheduler", cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(LANGUAGES), envvar=VARIABLE)
@click.version_option(__version__, prog_name="scheduler")
def scheduler(lang: str | None) -> None:
    """Timetables and blended schedules for Flemish secondary schools; `lang` holds for every verb that has none."""


VERBS = (
    *(new, check, solve, evaluate, replan, diff, where, move, explain, whatif, compare, day, report, export),
    *(rules, import_, convert, bench, batch),
)
for command in VERBS:
    scheduler.add_command(command)
