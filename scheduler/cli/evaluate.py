"""`scheduler evaluate`: judges any timetable with the independent evaluator, rule by rule."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.files import check_output, check_suffix, read, read_school, term_option
from scheduler.cli.helping import Verb
from scheduler.cli.terms import each_term, speaks_of_each, without_timetable
from scheduler.cli.verdict import FEW, print_verdict, rule_costs, verdict, violations

if TYPE_CHECKING:
    from scheduler.formats.cases import ArchiveCase, FetCase, SchoolCase
    from scheduler.formats.files.faults import Notice
    from scheduler.problem.timetable import Timetable
    from scheduler.school.records import RosterRow

MOST_NOTICES = 3
"""So many notices are told unless everything is asked for: what is found leaves no more room on a screen."""


@click.command("evaluate", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("timetable", required=False, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True)
@click.option("--all", "everything", is_flag=True)
@term_option
@verb
def evaluate(
    desk: Desk, file: Path, timetable: Path | None, output: Path | None, overwrite: bool, everything: bool
) -> int:
    """Judge the timetable in the sheet Rooster of FILE, or of another file TIMETABLE, by the rules of FILE."""
    from scheduler.formats.cases import FetCase, SchoolCase

    case = read(desk, file)
    check_output(desk, file, output, overwrite)
    if isinstance(case, SchoolCase):
        if output is not None:
            check_suffix(desk, case, output)
        if timetable is None and speaks_of_each(case):
            return _evaluate_terms(desk, case, file, output, everything)
        return _evaluate_school(desk, case, timetable, output, everything)
    if isinstance(case, FetCase):
        return _evaluate_fet(desk, case, timetable, output, everything)
    if timetable is not None or output is not None:
        raise click.UsageError(desk.text("archive_alone"))
    return _evaluate_archive(desk, case)


def _evaluate_terms(desk: Desk, case: SchoolCase, file: Path, output: Path | None, everything: bool) -> int:
    """Each timetable of the year; the reading sheets are those of the first one that there is."""
    from scheduler.formats.files.faults import Fault, Faults

    part = case.school.part
    if part is None or part.whole is None or not part.whole.roster:
        raise Faults([Fault(case.path.name, case.path.name, "no_timetable", {}, "cli")], case.notices)
    written: list[str] = []

    def one(inner: Desk, term: str) -> int:
        of_term = read_school(inner, file, term)
        if of_term.timetable is None and not of_term.row_faults:
            return without_timetable(inner, file, term)
        place = None if written else output
        written.append(term)
        return _evaluate_school(inner, of_term, None, place, everything)

    return each_term(desk, case, one)


def _evaluate_school(
    desk: Desk, case: SchoolCase, timetable: Path | None, output: Path | None, everything: bool
) -> int:
    from dataclasses import replace

    from scheduler.evaluation import evaluate as judge
    from scheduler.formats.cases import left_out, rows_left
    from scheduler.formats.files.faults import Fault, Faults
    from scheduler.formats.reading import problem_of, timetable_from
    from scheduler.formats.workbook import read_timetable
    from scheduler.formats.workbook.spelling import spelled_as_in
    from scheduler.problem.timetable import Timetable

    began = monotonic()
    judged, faults, rows, made = case.timetable, case.row_faults, case.school.roster, case.made
    if timetable is not None:
        other = read_timetable(timetable, case.school)
        rows, made = spelled_as_in(case.school, other.school.roster), other.made
        case = replace(case, problem=problem_of(case.school, case.path, judged=rows))
        judged, unfit = timetable_from(case.problem, rows, other.left)
        faults = (*other.unfit, *unfit)
    if not faults and (judged is None or not judged.placements):
        raise Faults([Fault((timetable or case.path).name, case.path.name, "no_timetable", {}, "cli")], case.notices)
    judged = judged or Timetable(())
    of_rows = (*made, *left_out(faults))
    evaluation = judge(case.problem, judged)
    few = None if everything else MOST_NOTICES
    desk.notices(of_rows, most=few)
    print_verdict(desk, case.problem, evaluation, everything, rows_left(faults))
    notes = [note.text(desk.language) for note in case.problem.notes]
    desk.notices(case.notices, notes, most=few)
    status = "valid" if evaluation.valid else "broken"
    fields = verdict(evaluation, status=status, seconds=monotonic() - began) | {"rows_left_out": rows_left(faults)}
    if output is not None:
        broken = _write_anew(desk, case, judged, rows, output, own=timetable is None)
        desk.notices(broken)
        of_rows = (*of_rows, *broken)
        fields |= {"file": str(output)}
    told = violations(case.problem, evaluation, desk.language, None if everything or desk.as_json else FEW)
    notices = desk.told((*case.notices, *of_rows))
    desk.result({**fields, "violations": told, "notices": notices, "notes": notes})
    return codes.DONE if evaluation.valid else codes.BROKEN


def _write_anew(
    desk: Desk, case: SchoolCase, judged: Timetable, rows: tuple[RosterRow, ...], output: Path, own: bool
) -> tuple[Notice, ...]:
    """The workbook with these rows of Rooster and every reading sheet made from them; `own`: they stand there."""

    from scheduler.formats.reading import other_timetables
    from scheduler.library.duties import given_out
    from scheduler.views import make_report
    from scheduler.views.result_workbook import write_result

    problem = case.problem.in_language(desk.language)
    report = make_report(
        problem, judged, others=other_timetables(case), duties=given_out(problem, judged, case.extras.duties)
    )
    broken = write_result(
        output, report, desk.language, overwrite=True, extras=case.extras, rows=rows, roster_stays=own
    )
    desk.line()
    desk.say("solved_file", file=output)
    return broken


def _evaluate_archive(desk: Desk, case: ArchiveCase) -> int:
    """Every solution of the archive: costs as the format's own evaluator counts them, per constraint type."""
    from scheduler.evaluation import evaluate as judge
    from scheduler.formats.files.faults import Fault, Faults

    if not case.archive.solutions:
        raise Faults([Fault(case.path.name, "", "no_solutions", {}, "cli")])
    judged: list[dict[str, Any]] = []
    for solution in case.archive.solutions:
        began = monotonic()
        evaluation = judge(case.archive.instance(solution.instance), solution.timetable)
        rules = {entry: rule_costs(cost) for entry, cost in sorted(evaluation.by_entry.items())}
        fields = verdict(evaluation, status="valid" if evaluation.valid else "broken", seconds=monotonic() - began)
        judged.append({"instance": solution.instance, "group": solution.group, **fields, "rules": rules})
        desk.say("archive_solution", **{name: judged[-1][name] for name in ("instance", "group", "hard", "soft")})
        for entry, cost in rules.items():
            if cost["hard"] or cost["soft"]:
                desk.line(f"  {entry}: {cost['hard']} / {cost['soft']}")
    valid = all(one["status"] == "valid" for one in judged)
    alone = judged[0] if len(judged) == 1 else {"status": "valid" if valid else "broken"}
    desk.result({**alone, "solutions": judged})
    return codes.DONE if valid else codes.BROKEN


def _evaluate_fet(desk: Desk, case: FetCase, timetable: Path | None, output: Path | None, everything: bool) -> int:
    """The timetable that the file locks, or another FET file, or FET's list of activities, by the rules of the file."""
    from scheduler.cli.fet import idle, write_timetable
    from scheduler.evaluation import evaluate as judge
    from scheduler.formats.fet import read_timetable
    from scheduler.formats.files.faults import Fault, Faults

    began = monotonic()
    judged = case.timetable if timetable is None else read_timetable(timetable, case.fet)
    if judged is None:
        raise Faults([Fault(case.path.name, case.path.name, "no_locks", {}, "fet")], case.notices)
    evaluation = judge(case.problem, judged)
    print_verdict(desk, case.problem, evaluation, everything)
    waiting = idle(case.problem, evaluation)
    desk.say("fet_idle", **waiting)
    desk.notices(case.notices)
    status = "valid" if evaluation.valid else "broken"
    fields = {**verdict(evaluation, status=status, seconds=monotonic() - began), **waiting}
    if output is not None:
        write_timetable(output, case, judged)
        desk.say("solved_file", file=output)
        fields |= {"file": str(output)}
    told = violations(case.problem, evaluation, desk.language, None if everything or desk.as_json else FEW)
    desk.result({**fields, "violations": told, "notices": desk.told(case.notices)})
    return codes.DONE if evaluation.valid else codes.BROKEN
