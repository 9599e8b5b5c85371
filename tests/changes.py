"""Small random changes of schools that have a timetable: does `replan` mend them, how near, and at what price?

`python -m tests.changes SOLVED.xlsx 20` makes 20 changes of a solved workbook and prints a table, in seconds of one
core (`tests.calm`); the tests run a few.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

from scheduler.evaluation import evaluate
from scheduler.evaluation.stability import apart_from_stability
from scheduler.formats.reading import problem_of, read_case, timetable_from
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.school.records import Availability, Level, School, SchoolLesson
from scheduler.solver.proofs.precheck import precheck
from scheduler.solver.replanning.replan import Replanned, replan
from scheduler.solver.stopping import Stop
from tests.calm import calm

SECONDS = 60.0
"""In which a change should be mended."""

MOST_TRIES = 50
"""So many draws of one kind; a school may have nothing to change so."""


@dataclass(frozen=True)
class Change:
    """A school that is no longer as its roster was made for; `what` says what changed."""

    kind: str
    what: str
    school: School


class NotHere(Exception):
    """The school has nothing to change so."""


def absence(school: School, random: Random) -> Change:
    """A teacher who is away on one day on which they teach."""
    row = random.choice([row for row in school.roster if row.teachers and not row.pinned])
    who = random.choice(row.teachers)
    away = Availability("teacher", who, day=row.day, level=Level.MUST)
    return Change("absence", f"{who} day {row.day + 1}", replace(school, availability=(*school.availability, away)))


def half_day(school: School, random: Random) -> Change:
    """A teacher who gets one of their half days free."""
    row = random.choice([row for row in school.roster if row.teachers and not row.pinned])
    who = random.choice(row.teachers)
    half = next(
        one.half_day
        for one in school.periods
        if (one.grid, one.day, one.period) == (school.default_grid, row.day, row.period)
    )
    free = Availability("teacher", who, day=row.day, half_day=half, level=Level.MUST)
    what = f"{who} day {row.day + 1} {half}"
    return Change("half day", what, replace(school, availability=(*school.availability, free)))


def room_on_a_day(school: School, random: Random) -> Change:
    """A room that is closed on one day."""
    row = random.choice([row for row in school.roster if row.room and not row.pinned])
    closed = Availability("room", row.room, day=row.day, level=Level.MUST)
    what = f"{row.room} day {row.day + 1}"
    return Change("room a day", what, replace(school, availability=(*school.availability, closed)))


def room_for_good(school: School, random: Random) -> Change:
    """A room that is closed for good."""
    row = random.choice([row for row in school.roster if row.room and not row.pinned])
    closed = Availability("room", row.room, level=Level.MUST)
    return Change("room closed", row.room, replace(school, availability=(*school.availability, closed)))


def lesson_added(school: School, random: Random) -> Change:
    """One period more of a subject that a class has, with the same teacher."""
    classes = {one.code for one in school.classes}
    known = [
        one
        for one in school.lessons
        if len(one.attendees) == 1 and one.attendees[0] in classes and len(one.teachers) == 1 and not one.band
    ]
    if not known:
        raise NotHere
    like = random.choice(known)
    added = SchoolLesson(
        f"{like.id}-PLUS",
        like.attendees,
        like.subject,
        like.teachers,
        Fraction(1),
        room_type=like.room_type,
        rooms=like.rooms,
    )
    return Change("lesson added", like.id, replace(school, lessons=(*school.lessons, added)))


KINDS: tuple[Callable[[School, Random], Change], ...] = (absence, half_day, room_for_good, lesson_added, room_on_a_day)


@dataclass(frozen=True)
class Case:
    """A change with the problem it makes, and the timetable from before as one of it."""

    change: Change
    problem: Problem
    before: Timetable


def cases(school: School, path: Path, count: int, seed: int = 1) -> Iterator[Case]:
    """So many changes of a school with a roster that break something and that no counting proves impossible."""
    random = Random(seed)
    for number in range(count):
        for _ in range(MOST_TRIES):
            change = KINDS[number % len(KINDS)](school, random)
            problem = problem_of(change.school, path)
            before, _ = timetable_from(problem, school.roster)
            judged = evaluate(problem, before)
            if (judged.hard or judged.unplaced) and not precheck(problem):
                yield Case(change, problem, before)
                break
        else:
            raise NotHere


@dataclass(frozen=True)
class Mended:
    """What came of one case. `soft`: points before, by the old data, and after."""

    case: Case
    found: Replanned
    soft: tuple[int, int]
    seconds: float

    @property
    def solved(self) -> bool:
        return self.found.evaluation.valid

    @property
    def ratio(self) -> float:
        """Moved meets by those that must move; one may move where none is proved to."""
        return self.found.moved / max(1, self.found.least)

    @property
    def dearer(self) -> float:
        """Percent of soft points more than before."""
        before, after = self.soft
        return 100.0 * (after - before) / max(1, before)


def mended(case: Case, soft: int, stop: Stop, seed: int = 1) -> Mended:
    """Replanned with one worker; `soft`: the points of the timetable from before, by the old data."""
    begun = process_time()
    found = replan(case.problem, case.before, stop=stop, workers=1, seed=seed)
    after = evaluate(apart_from_stability(case.problem), found.timetable)
    return Mended(case, found, (soft, after.soft), process_time() - begun)


def summary(all_of: Sequence[Mended]) -> str:
    """The figures of the bar: solved, the median of moved by least, and the dearest."""
    solved = [one for one in all_of if one.solved]
    ratio = median(one.ratio for one in solved) if solved else float("nan")
    dearest = max((one.dearer for one in solved), default=0.0)
    slowest = max(one.seconds for one in all_of)
    return (
        f"{len(solved)} of {len(all_of)} solved, median of moved / least {ratio:.2f}, "
        f"soft at most {dearest:+.1f} %, slowest {slowest:.0f} s"
    )


def main(path: Path, count: int, seconds: float, seed: int = 1, only: Sequence[int] = ()) -> None:
    case = read_case(path)
    assert case.timetable is not None, "a solved workbook is needed"
    judged_before = evaluate(apart_from_stability(case.problem), case.timetable)
    assert judged_before.valid, "its timetable breaks hard rules already: no change would be to blame"
    soft = judged_before.soft
    done = []
    for number, one in enumerate(cases(case.school, path, count, seed), start=1):
        if only and number not in only:
            continue
        with calm():
            found = mended(one, soft, Stop(seconds=seconds))
        done.append(found)
        judged = found.found.evaluation
        print(
            f"{number:3} {one.change.kind:13} {one.change.what:22} moved {found.found.moved:3} least "
            f"{found.found.least:3}  hard {judged.hard} unplaced {sum(judged.unplaced.values())}  "
            f"soft {found.soft[0]} -> {found.soft[1]} ({found.dearer:+.1f} %)  "
            f"{found.seconds:.1f} s",
            flush=True,
        )
    print(summary(done))


if __name__ == "__main__":
    _, file, count, *rest = sys.argv
    main(Path(file), int(count), float(rest[0]) if rest else SECONDS, 1, tuple(map(int, rest[1:])))
