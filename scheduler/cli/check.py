"""`scheduler check`: all faults of the data at once, then counting proofs that something cannot fit."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.files import read


@click.command(
    epilog="Example:  scheduler check school.xlsx",
    short_help="All faults of the data at once, then proofs that something cannot fit.",
)
@click.argument("file", type=click.Path(path_type=Path))
@verb
def check(desk: Desk, file: Path) -> int:
    """Check FILE: every fault with its sheet, cell, value and cure; then what provably cannot fit, by counting.

    Exit code 1 when the data has faults, 3 when a count proves that no timetable can hold everything.
    """
    case = read(desk, file)

    from scheduler.solver.precheck import precheck

    school, language = case.school, desk.language
    counts = {
        "classes": len(school.classes),
        "teachers": len(school.teachers),
        "rooms": len(school.rooms),
        "lessons": len(school.lessons),
        "periods": float(sum(lesson.periods for lesson in school.lessons)),
    }
    desk.say("check_read", file=file.name, **{**counts, "periods": f"{counts['periods']:g}"})
    proofs = [proof.text(language) for proof in precheck(case.problem)]
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
    return codes.IMPOSSIBLE if proofs else codes.DONE
