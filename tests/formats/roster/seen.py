"""What an import says, period by period, in a form that tests can compare: class, day, period, week, what, who, where.

Spelling does not count (case, blanks, punctuation); the order of teachers and rooms does not either.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from scheduler.formats.roster import Imported
from scheduler.formats.roster.words.labels import plain
from scheduler.school.records import EVERY_WEEK


def bare(text: str) -> str:
    """The text as it is compared."""
    return plain(text).replace(" ", "")


@dataclass(frozen=True, order=True)
class Held:
    """One period of one class (or of nobody, where the file names no class)."""

    who: str
    day: int
    period: int
    week: str
    subject: str = ""
    teachers: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()


def held(imported: Imported) -> Counter[Held]:
    """Every period that the imported timetable holds; a lesson of every week stands as week "every"."""
    class_of = {group.code: group.class_code for group in imported.school.groups}
    shift = int(imported.counts.get("first_period", 1)) - 1
    found: Counter[Held] = Counter()
    for row in imported.school.roster:
        for who in dict.fromkeys(class_of.get(a, a) for a in row.attendees):
            for k in range(row.duration):
                found[
                    Held(
                        bare(who),
                        row.day,
                        row.period + k + shift,
                        row.week,
                        bare(row.subject) if row.subject != "?" else "",
                        tuple(sorted(map(bare, row.teachers))),
                        (bare(row.room),) if row.room else (),
                    )
                ] += 1
    return found


def per_day(imported: Imported) -> dict[int, int]:
    """Class periods of each day."""
    days: Counter[int] = Counter()
    for one, n in held(imported).items():
        days[one.day] += n
    return dict(sorted(days.items()))


def both_weeks(found: Counter[Held]) -> set[Held]:
    """The same with lessons of every week as one of week A and one of week B."""
    result = set()
    for one in found:
        for week in ("A", "B") if one.week == EVERY_WEEK else (one.week,):
            result.add(Held(one.who, one.day, one.period, week, one.subject, one.teachers, one.rooms))
    return result
