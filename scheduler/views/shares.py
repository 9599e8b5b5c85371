"""The share of distance lessons (R01): per path, class, programme and stage, over the cycle and over the school year.

Whole lessons only: 100 d <= cap L. Every count comes from the judge.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor

from scheduler.evaluation import measure
from scheduler.evaluation.occupancy import Occupancy
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH
from scheduler.problem.rules import LimitPeriods, PeriodBound
from scheduler.school.building.context import Context
from scheduler.school.building.rules_pupils import periods_per_year, share_cap, week_weights


class Scope(StrEnum):
    """Whom a share speaks of. A class stands for its path with the largest share, larger units add their classes."""

    PATH = "path"
    CLASS = "class"
    PROGRAMME = "programme"
    STAGE = "stage"


@dataclass(frozen=True, slots=True)
class Share:
    """Lessons in periods per cycle (`lessons`, `synchronous`, `asynchronous`) and per school year (`year_...`).

    `cap` is in percent, None where rule H03 is off; `calendar`: the rule tests the year.
    """

    scope: Scope
    code: str
    lessons: int
    synchronous: int
    asynchronous: int
    year_lessons: int
    year_distance: int
    cap: Fraction | None
    calendar: bool

    @property
    def distance(self) -> int:
        return self.synchronous + self.asynchronous

    @property
    def tested(self) -> tuple[int, int]:
        """Distance lessons and all lessons, over the year where there is a calendar, else over the cycle."""
        return (self.year_distance, self.year_lessons) if self.calendar else (self.distance, self.lessons)

    @property
    def most(self) -> int | None:
        return None if self.cap is None else floor(self.cap * self.tested[1] / 100)

    @property
    def slack(self) -> int | None:
        """Distance lessons that could still be added (negative: too many)."""
        return None if self.most is None else self.most - self.tested[0]

    @property
    def kept(self) -> bool:
        return self.slack is None or self.slack >= 0


def make_shares(context: Context, problem: Problem, view: Occupancy) -> tuple[Share, ...]:
    """Paths, then classes, programmes and stages; nothing for a problem without paths."""
    paths = problem.resources_of(PATH)
    ones = (1,) * problem.times.weeks
    by_class: dict[str, list[Share]] = {}
    for path in paths:
        record = context.classes[path.class_code]
        weights = week_weights(context, record.code)
        ids = problem.lessons_of[path.id]
        lessons = [problem.lesson[identity] for identity in ids]
        share = Share(
            scope=Scope.PATH,
            code=path.code,
            lessons=sum(periods_per_year(lesson, ones) for lesson in lessons),
            synchronous=_count(view, ids, Mode.SYNCHRONOUS, ones),
            asynchronous=_count(view, ids, Mode.ASYNCHRONOUS, ones),
            year_lessons=sum(periods_per_year(lesson, weights) for lesson in lessons),
            year_distance=sum(_count(view, ids, mode, weights) for mode in (Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS)),
            cap=share_cap(context, record),
            calendar=weights != ones or bool(context.school.calendar),
        )
        by_class.setdefault(record.code, []).append(share)
    classes = {code: _as_class(code, shares) for code, shares in by_class.items()}
    result = [share for shares in by_class.values() for share in shares]
    result += classes.values()
    for scope, unit in ((Scope.PROGRAMME, "programme"), (Scope.STAGE, "stage")):
        members: dict[str, list[Share]] = {}
        for code, share in classes.items():
            if name := getattr(context.classes[code], unit):
                members.setdefault(name, []).append(share)
        result += [_added(scope, name, shares) for name, shares in members.items()]
    return tuple(result)


def _count(view: Occupancy, lessons: tuple[str, ...], mode: Mode, weights: tuple[int, ...]) -> int:
    rule = LimitPeriods(
        id="", entry="", bounds=(PeriodBound("", lessons),), modes=frozenset({mode}), week_weights=weights
    )
    return sum(count.measured for point in measure(rule, view) for count in point.counts)


def _as_class(code: str, shares: list[Share]) -> Share:
    worst = max(shares, key=lambda share: (-(share.slack or 0), share.tested[0]))
    return _added(Scope.CLASS, code, [worst])


def _added(scope: Scope, code: str, shares: list[Share]) -> Share:
    caps = [share.cap for share in shares]
    known = [cap for cap in caps if cap is not None]
    return Share(
        scope=scope,
        code=code,
        lessons=sum(share.lessons for share in shares),
        synchronous=sum(share.synchronous for share in shares),
        asynchronous=sum(share.asynchronous for share in shares),
        year_lessons=sum(share.year_lessons for share in shares),
        year_distance=sum(share.year_distance for share in shares),
        cap=min(known) if len(known) == len(caps) else None,
        calendar=any(share.calendar for share in shares),
    )
