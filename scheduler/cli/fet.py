"""What verbs share about FET files: where a timetable goes, and what of its costs is FET's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.evaluation import Evaluation
    from scheduler.formats.cases import FetCase
    from scheduler.problem.problem import Problem
    from scheduler.problem.timetable import Timetable

SOLVED = "_data_and_timetable.fet"
LIST = "_activities.xml"


def default_output(file: Path) -> Path:
    """Beside the input, called as FET calls it: school.fet -> school_data_and_timetable.fet."""
    return file.with_name(f"{file.stem.removesuffix(SOLVED.removesuffix('.fet'))}{SOLVED}")


def list_beside(output: Path) -> Path:
    """FET's list of activities beside a solved file."""
    return output.with_name(f"{output.name.removesuffix(SOLVED).removesuffix('.fet')}{LIST}")


def write_timetable(output: Path, case: FetCase, timetable: Timetable) -> None:
    """The file with the timetable locked in it and the list of activities beside it; for .xml the list alone."""
    from scheduler.formats.fet import write_activities, write_fet

    if output.suffix.casefold() == ".xml":
        write_activities(output, case.fet, timetable)
        return
    write_fet(output, case.fet, timetable)
    write_activities(list_beside(output), case.fet, timetable)


def idle(problem: Problem, evaluation: Evaluation) -> dict[str, float]:
    """What FET would count for the file's own wishes, and the idle hours of teachers and pupils a week."""
    from scheduler.bench.fet import counted

    found = counted(problem, evaluation)
    assert found is not None, "it is a FET file's"
    return {"fet_soft": found.wishes, "idle_teachers": found.idle_teachers, "idle_pupils": found.idle_pupils}
