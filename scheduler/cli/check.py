"""`scheduler check`: all faults of the data at once, then counting proofs that something cannot fit."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.explain import point_to
from scheduler.cli.files import read, read_school, term_option
from scheduler.cli.helping import Verb
from scheduler.cli.terms import each_term, speaks_of_each

if TYPE_CHECKING:
    from scheduler.formats.cases import ArchiveCase, FetCase, SchoolCase


@click.command("check", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@term_option
@verb
def check(desk: Desk, file: Path) -> int:
    """Check FILE: every fault with its sheet, cell, value and cure; then what provably cannot fit, by counting."""
    from scheduler.formats.cases import ArchiveCase, FetCase
    from scheduler.solver.annealing.preparing import make_ready

    case = read(desk, file)
    make_ready()
    if speaks_of_each(case):
        return each_term(desk, case, lambda inner, term: _check_school(inner, read_school(inner, file, term)))
    if isinstance(case, FetCase):
        return _check_fet(desk, case)
    return _check_archive(desk, case) if isinstance(case, ArchiveCase) else _check_school(desk, case)


def _check_school(desk: Desk, case: SchoolCase) -> int:
    from scheduler.problem.counting import periods_per_week
    from scheduler.solver.proofs.precheck import precheck
    from scheduler.telling.proofs import sentence

    school, language, weeks = case.school, desk.language, case.problem.times.weeks
    periods = sum((periods_per_week(one, weeks) for one in case.problem.lessons if one.attendees), Fraction())
    counts = {
        "classes": len(school.classes),
        "teachers": len(school.teachers),
        "rooms": len(school.rooms),
        "lessons": len(school.lessons),
        "periods": float(periods),
    }
    desk.say("check_read", file=case.path.name, **{**counts, "periods": periods})
    proofs = [sentence(case.problem, proof, language) for proof in precheck(case.problem)]
    if proofs:
        desk.say("check_impossible", count=len(proofs))
        for proof in proofs:
            desk.line(f"  {proof}")
    else:
        desk.say("check_fine")
    notes = (*case.notices, *case.row_notices)
    desk.notices(notes, [note.text(language) for note in case.problem.notes])
    desk.result(
        {
            "status": "impossible" if proofs else "ok",
            "faults": [],
            "proofs": proofs,
            "notices": desk.told(notes),
            "notes": [note.text(language) for note in case.problem.notes],
            "counts": counts,
        }
    )
    return point_to(desk, case.path, codes.IMPOSSIBLE if proofs else codes.DONE)


def _check_archive(desk: Desk, case: ArchiveCase) -> int:
    """An archive that could be read has no faults; what is left is counting, instance by instance."""
    from scheduler.solver.proofs.precheck import precheck
    from scheduler.telling.proofs import sentence

    proofs: dict[str, list[str]] = {}
    for problem in case.archive.instances:
        proofs[problem.name] = [sentence(problem, proof, desk.language) for proof in precheck(problem)]
        desk.say("check_instance", name=problem.name, lessons=len(problem.lessons), times=len(problem.times))
        for proof in proofs[problem.name]:
            desk.line(f"  {proof}")
    impossible = any(proofs.values())
    desk.result({"status": "impossible" if impossible else "ok", "faults": [], "proofs": proofs})
    return codes.IMPOSSIBLE if impossible else codes.DONE


def _check_fet(desk: Desk, case: FetCase) -> int:
    """What a FET file holds and which of its constraints are rules here; then counting."""
    from scheduler.solver.proofs.precheck import precheck
    from scheduler.telling.proofs import sentence

    counts = case.fet.counts
    desk.say("check_fet", file=case.path.name, **counts)
    proofs = [sentence(case.problem, proof, desk.language) for proof in precheck(case.problem)]
    desk.say("check_impossible", count=len(proofs)) if proofs else desk.say("check_fine")
    for proof in proofs:
        desk.line(f"  {proof}")
    desk.notices(case.notices)
    constraints = {"read": dict(case.fet.read), "unread": dict(case.fet.unread), "inactive": case.fet.inactive}
    status = "impossible" if proofs else "ok"
    told = {"proofs": proofs, "notices": desk.told(case.notices), "counts": counts, "constraints": constraints}
    desk.result({"status": status, "faults": [], **told})
    return codes.IMPOSSIBLE if proofs else codes.DONE
