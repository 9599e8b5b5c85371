"""What a verb says of all timetables of a year, one after the other, where terms have timetables of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from scheduler.cli import codes
from scheduler.cli.desk import Desk, InnerDesk
from scheduler.cli.files import asked_term

if TYPE_CHECKING:
    from scheduler.formats.cases import ArchiveCase, FetCase, SchoolCase
    from scheduler.formats.files.faults import Notice

WORST = (codes.DONE, codes.BROKEN, codes.NOTHING, codes.IMPOSSIBLE, codes.FAULTS)
"""Exit codes, each worse than those before it."""


def speaks_of_each(case: SchoolCase | ArchiveCase | FetCase) -> TypeGuard[SchoolCase]:
    """Whether a verb speaks of several timetables, each of its term, because `--term` names none of them."""
    from scheduler.formats.cases import SchoolCase

    return isinstance(case, SchoolCase) and bool(case.parts) and asked_term() is None


def of_the_year(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """The notices without the one that tells of which timetable a verb speaks: it speaks of all."""
    return tuple(one for one in notices if one.key != "about_term")


def names_of(case: SchoolCase) -> tuple[str, ...]:
    """What the timetables of the year are called, in the order of the year."""
    from scheduler.school.terms import part_name

    return tuple(part_name(part, case.language) for part in case.parts)


def each_term(desk: Desk, case: SchoolCase, speak: Callable[[Desk, str], int]) -> int:
    """Speaks of each timetable under its name; one JSON object with all of them, and the worst exit code."""
    found: list[dict[str, Any]] = []
    code = codes.DONE
    told = {one.text(desk.language) for one in case.notices}
    desk.notices(of_the_year(case.notices))
    for name in names_of(case):
        inner = InnerDesk(desk, told)
        desk.line()
        desk.say("term_heading", term=name)
        code = max(code, speak(inner, name), key=WORST.index)
        desk.adopt(inner.language)
        found.append({"term": name, **dict(*inner.contents[-1:])})
    desk.result({**_summed(found), "terms": found})
    return code


def without_timetable(desk: Desk, file: Path, term: str) -> int:
    """Says that a term has no timetable yet, and how it gets one."""
    desk.say("term_without", term=term, file=file)
    desk.result({"status": "no_timetable"})
    return codes.DONE


def _summed(found: list[dict[str, Any]]) -> dict[str, Any]:
    """The fields of the contract for all together: the first status that is not as good as the others, and sums."""
    statuses = list(dict.fromkeys(str(one.get("status")) for one in found))
    together: dict[str, Any] = {"status": max(statuses, key=lambda one: RANK.get(one, 0), default="ok")}
    for field in ("hard", "soft", "unplaced", "seconds"):
        numbers = [one[field] for one in found if one.get(field) is not None]
        if numbers:
            together[field] = round(sum(numbers), 2)
    if files := [one["file"] for one in found if one.get("file")]:
        together["file"] = files[-1]
    return together


RANK = {"feasible": 1, "no_timetable": 2, "incomplete": 3, "broken": 3, "unknown": 4, "impossible": 5, "faults": 6}
"""How much worse a status is than proved best, valid or ok."""
