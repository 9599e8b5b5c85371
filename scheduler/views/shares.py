"""The share of distance lessons (R01): per path, class, programme and stage, over the cycle and over the school year.

Whole lessons only: 100 d <= cap L. The law speaks of pupils, so paths and classes are judged; programmes and stages are
figures. Every count comes from the judge.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import floor

from scheduler.evaluation.lesson_rules import placed_periods, planned_periods
from scheduler.evaluation.occupancy import Occupancy
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH
from scheduler.problem.rules import Span
from scheduler.school.building.context import Context
from scheduler.school.building.rules_share import elsewhere, occurrences_for, share_cap, share_period


class Scope(StrEnum):
    """Whom a share speaks of. A class stands for its path with the largest share, larger units add their classes."""

    PATH = "path"
    CLASS = "class"
    PROGRAMME = "programme"
    STAGE = "stage"


@dataclass(frozen=True, slots=True)
class Share:
    """Lessons in periods per cycle (`lessons` planned, `placed`, ...) and over the school year (`year_...`).

    `cap` is in percent and `most` what it comes to in lessons; both None where rule H03 is off, and for what adds up
    classes. `period` is what the rule tests.
    """

    scope: Scope
    code: str
    lessons: int
    placed: int
    synchronous: int
    asynchronous: int
    year_lessons: int
    year_placed: int
    year_distance: int
    year_synchronous: int | None
    cap: Fraction | None
    most: int | None
    period: Span

    @property
    def distance(self) -> int:
        return self.synchronous + self.asynchronous

    @property
    def tested(self) -> tuple[int, int]:
        """Distance lessons and all planned lessons, over the year where it is stated, else over the cycle."""
        return (self.distance, self.lessons) if self.period is Span.CYCLE else (self.year_distance, self.year_lessons)

    @property
    def tested_modes(self) -> tuple[int, int] | None:
        """Synchronous and asynchronous lessons, over the same period as `tested`.

        None where other timetables of the year have distance lessons: of those only the sum is known.
        """
        live = self.synchronous if self.period is Span.CYCLE else self.year_synchronous
        return None if live is None else (live, self.tested[0] - live)

    @property
    def given(self) -> int:
        """The lessons that are placed, over the same period as `tested`."""
        return self.placed if self.period is Span.CYCLE else self.year_placed

    @property
    def slack(self) -> int | None:
        """Distance lessons that could still be added (negative: too many)."""
        return None if self.most is None else self.most - self.tested[0]

    @property
    def kept(self) -> bool:
        return self.slack is None or self.slack >= 0


def make_shares(context: Context, problem: Problem, view: Occupancy) -> tuple[Share, ...]:
    """Paths, then classes, programmes and stages; nothing for a problem without paths."""
    by_class: dict[str, list[Share]] = {}
    for path in problem.resources_of(PATH):
        share = _of_path(context, problem, view, path.id)
        by_class.setdefault(path.class_code, []).append(share)
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


def _of_path(context: Context, problem: Problem, view: Occupancy, path_id: str) -> Share:
    path, ids = problem.resource[path_id], problem.lessons_of[path_id]
    record = context.classes[path.class_code]
    year = occurrences_for(context, record.code)
    cap = share_cap(context, record)
    others = elsewhere(context, path)
    planned = others[1] + planned_periods(ids, year, view)
    return Share(
        scope=Scope.PATH,
        code=path.code,
        lessons=planned_periods(ids, (), view),
        placed=placed_periods(ids, (), view),
        synchronous=placed_periods(ids, (), view, (Mode.SYNCHRONOUS,), path_id),
        asynchronous=placed_periods(ids, (), view, (Mode.ASYNCHRONOUS,), path_id),
        year_lessons=planned,
        year_placed=others[1] + placed_periods(ids, year, view),
        year_distance=others[0] + placed_periods(ids, year, view, DISTANCE_MODES, path_id),
        year_synchronous=None if others[0] else placed_periods(ids, year, view, (Mode.SYNCHRONOUS,), path_id),
        cap=cap,
        most=None if cap is None else floor(cap * planned / 100),
        period=share_period(context),
    )


def _as_class(code: str, shares: list[Share]) -> Share:
    """The path that comes nearest to its cap, or is furthest past it."""
    worst = max(shares, key=lambda share: (-(share.slack or 0), share.tested[0]))
    return replace(worst, scope=Scope.CLASS, code=code)


def _added(scope: Scope, code: str, shares: list[Share]) -> Share:
    lives = [share.year_synchronous for share in shares]
    return Share(
        scope=scope,
        code=code,
        lessons=sum(share.lessons for share in shares),
        placed=sum(share.placed for share in shares),
        synchronous=sum(share.synchronous for share in shares),
        asynchronous=sum(share.asynchronous for share in shares),
        year_lessons=sum(share.year_lessons for share in shares),
        year_placed=sum(share.year_placed for share in shares),
        year_distance=sum(share.year_distance for share in shares),
        year_synchronous=None if None in lives else sum(filter(None, lives)),
        cap=None,
        most=None,
        period=shares[0].period,
    )
