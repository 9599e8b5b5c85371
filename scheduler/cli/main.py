"""The command `scheduler`: the group of its verbs. Verbs import what is heavy only when they run."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from scheduler import __version__
from scheduler.cli.bench import bench
from scheduler.cli.check import check
from scheduler.cli.convert import convert
from scheduler.cli.evaluate import evaluate
from scheduler.cli.export import export
from scheduler.cli.importing import import_
from scheduler.cli.new import new
from scheduler.cli.rules import rules
from scheduler.cli.solve import solve


class Verbs(click.Group):
    """A group whose `--json` answers wrong usage with an object too, also before the verb itself could speak."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta["as_json"] = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError as wrong:
            if ctx.meta["as_json"] and not ctx.meta.get("told"):
                click.echo(json.dumps({"status": "usage", "message": wrong.format_message()}, ensure_ascii=False))
            raise


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="scheduler")
def scheduler() -> None:
    """Timetables and blended schedules for Flemish secondary schools, from an Excel workbook.

    \b
    Try it:
      scheduler new school.xlsx --demo small
      scheduler solve school.xlsx --time 1m
    """


for command in (new, check, solve, evaluate, export, rules, import_, convert, bench):
    scheduler.add_command(command)


def main() -> None:
    """Entry point of the console script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console or pipe may not speak UTF-8 by itself
            stream.reconfigure(encoding="utf-8", errors="replace")
    scheduler()


if __name__ == "__main__":
    main()
