"""`scheduler evaluate`: judges any timetable with the independent evaluator, rule by rule."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.files import read
from scheduler.cli.verdict import FEW, print_verdict, verdict, violations


@click.command(
    epilog="Example:  scheduler evaluate school-rooster.xlsx",
    short_help="Judge any timetable with the independent evaluator, rule by rule.",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("timetable", required=False, type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help=f"Tell every violation, not only the {FEW} costliest.")
@verb
def evaluate(desk: Desk, file: Path, timetable: Path | None, everything: bool) -> int:
    """Judge the timetable in the sheet Rooster (Timetable) of FILE, or of another file TIMETABLE, by the rules of FILE.

    The timetable may be written or changed by hand. Exit code 5 when it breaks a hard rule or leaves lessons unplaced.
    """
    from scheduler.evaluation import evaluate as judge
    from scheduler.formats.faults import Fault, Faults
    from scheduler.formats.reading import timetable_from
    from scheduler.formats.workbook import read_school

    began = monotonic()
    case = read(desk, file)
    judged, faults = case.timetable, case.row_faults
    if timetable is not None:
        judged, faults = timetable_from(case.problem, read_school(timetable)[0].roster)
    if faults:
        raise Faults(faults, case.notices)
    if judged is None or not judged.placements:
        raise Faults([Fault(str(timetable or file), str(file), "no_timetable", {}, "cli")], case.notices)
    evaluation = judge(case.problem, judged)
    print_verdict(desk, case.problem, evaluation, everything)
    status = "valid" if evaluation.valid else "broken"
    fields = verdict(evaluation, status=status, seconds=monotonic() - began)
    told = violations(case.problem, evaluation, desk.language, None if everything or desk.as_json else FEW)
    desk.result({**fields, "violations": told, "notices": desk.told(case.notices)})
    return codes.DONE if evaluation.valid else codes.BROKEN
