"""One day of the school year with people or rooms away: what becomes of each lost lesson, exactly and explained.

The ways out are those of `school.daily`, the choice is CP-SAT's, and the judge looks at the day that comes of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from scheduler.evaluation import Evaluation, evaluate
from scheduler.formats.cases import SchoolCase
from scheduler.library.duties import duties_of_day, planned_duties
from scheduler.library.reading import SchoolProblem
from scheduler.library.year import year_counts
from scheduler.problem.choosing import Chosen, alone
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.school.building.context import context_of
from scheduler.school.daily.duties import DayDuty, clocks
from scheduler.school.daily.losses import away_of, situation
from scheduler.school.daily.one_day import JUDGED, one_day
from scheduler.school.daily.picture import Day, DayBook
from scheduler.school.daily.proposing import Decision, Opening, Proposals, decision, decisions, kept_rows, proposals
from scheduler.school.daily.proposing import realised_rows as rows_of_decisions
from scheduler.school.records import RealisedRow
from scheduler.solver.cpsat.choosing import cheapest

DAYS_AHEAD = 5
"""School days after the date on which a lost lesson may be given instead."""
MOST_EXPLAINED = 60
"""Of so many lost lessons it is worked out what every other way would cost."""


@dataclass(frozen=True)
class Other:
    """Another way to settle a lost lesson: its kind and how many points more, or the key of why it is not possible."""

    kind: str
    more: int | None = None
    reason: str = ""
    decision: Decision | None = None


@dataclass(frozen=True)
class DayPlan:
    """What a date loses and what becomes of it.

    `cost` in points (`school.daily.costs`), `proved`: nothing costs less. `short` is, by pool and tick, where pupils
    who ask for a place at school have none. `rows`: the whole sheet Gerealiseerd with this day. `day` is the problem of
    the date alone with its `timetable`; `before` and `after` are what the judge says of it as planned, and now.
    """

    made: Proposals
    decisions: tuple[Decision, ...]
    openings: tuple[Opening, ...]
    short: tuple[str, ...]
    cost: int
    proved: bool
    rows: tuple[RealisedRow, ...]
    own_rows: tuple[RealisedRow, ...]
    picture: Day
    day: Problem
    timetable: Timetable
    before: Mapping[str, int]
    after: Mapping[str, int]
    others: Mapping[str, tuple[Other, ...]]
    duties: tuple[DayDuty, ...] = ()
    """Of the date, all of them (gate, playground, bus)."""

    @property
    def changed_duties(self) -> tuple[DayDuty, ...]:
        """Those that others do than by the plan, or nobody."""
        return tuple(one for one in self.duties if one.changed)

    @property
    def date(self) -> date:
        return self.made.scene.day.date

    @property
    def worse(self) -> Mapping[str, int]:
        """Rules that the day breaks by more than the timetable did, with by how much."""
        before = self.before
        return {entry: cost - before[entry] for entry, cost in self.after.items() if cost > before.get(entry, 0)}


def plan_day(
    problem: SchoolProblem,
    day: date,
    *,
    absent: Iterable[str] = (),
    home: Iterable[str] = (),
    closed: Iterable[str] = (),
    away: Iterable[str] = (),
    present: Iterable[str] = (),
    reason: str = "",
) -> DayPlan:
    """What becomes of the lessons that a school loses on one date.

    Parameters:
        problem: what `read_school` gave, with a timetable in its sheet Rooster (Timetable).
        day: a school day.
        absent: teachers who are not there: "JAN", periods "JAN:3-5", half days "JAN:am", or "all".
        home: teachers who can only teach online, from home.
        closed: rooms "A101", campuses "campus:NORTH", or "school".
        away: classes that are out of school.
        present: of `absent=["all"]`, who is there even so.
        reason: for the sheet Gerealiseerd (Realised).

    Returns:
        The cheapest plan, with what every other way would cost.

    Raises:
        ValueError: the problem has no timetable, the date is no school day, or a name is not known.

    Example:
        >>> from datetime import date
        >>> problem = read_school("school.xlsx")
        >>> write_result("school-timetable.xlsx", problem, solve(problem, stop=Stop(work=1), workers=1))
        >>> plan = plan_day(read_school("school-timetable.xlsx"), date(2026, 11, 30), absent=["all"])
        >>> plan.proved, len(plan.decisions) > 0, dict(plan.worse)
        (True, True, {})
    """
    return plan_of(
        problem.case, day, absent=absent, home=home, closed=closed, away=away, present=present, reason=reason
    )


def plan_of(
    case: SchoolCase,
    day: date,
    *,
    absent: Iterable[str] = (),
    home: Iterable[str] = (),
    closed: Iterable[str] = (),
    away: Iterable[str] = (),
    present: Iterable[str] = (),
    reason: str = "",
    swapped: str = "{other}",
) -> DayPlan:
    """As `plan_day`, of a case; `swapped` is the reason that rows of a swap have, with {other}."""
    context, timetable = context_of(case.problem), case.timetable
    if context is None or timetable is None:
        raise ValueError("a day needs a school with a timetable")
    problem = case.problem
    book = DayBook(context, problem, timetable, day)
    picture = book.day(day)
    gone = away_of(context, problem, picture, absent=absent, home=home, closed=closed, classes=away, present=present)
    planned = planned_duties(problem, timetable, case.extras.duties)
    scene = situation(context, problem, timetable, picture, gone, clocks(planned, picture) if planned else None)
    following = [one for one in book.school_days if one > day][:DAYS_AHEAD]
    made = proposals(scene, tuple(map(book.day, following)), year_counts(case, day).slack)
    best = cheapest(made.choosing)
    assert best.chosen is not None, "every lesson can be cancelled"
    decided = decisions(made, best.chosen)
    openings = tuple(made.openings[name] for name in best.chosen.extras if name in made.openings)
    own = tuple(rows_of_decisions(scene, decided, reason, swapped))
    rows = kept_rows(scene, own)
    now = book.day(day, rows)
    lost_openings = {one.key for one in picture.happenings if one.lesson.optional} - {one.key for one in scene.stays}
    now = replace(now, happenings=tuple(one for one in now.happenings if one.key not in lost_openings))
    folder = case.path if case.path.is_dir() else case.path.parent
    day_problem, day_timetable = one_day(context, problem, now, openings, folder)
    after = _judged(evaluate(day_problem, day_timetable))
    before = _judged(evaluate(*one_day(context, problem, picture, (), folder))) if any(after.values()) else {}
    return DayPlan(
        made,
        decided,
        openings,
        tuple(name.removeprefix("short ") for name in best.chosen.extras if name.startswith("short ")),
        best.chosen.cost,
        best.proved,
        rows,
        own,
        now,
        day_problem,
        day_timetable,
        before,
        after,
        _others(made, best.chosen) if len(decided) <= MOST_EXPLAINED else {},
        duties_of_day(day_problem, day_timetable, planned, scene) if planned else (),
    )


def with_realised(problem: Problem, rows: tuple[RealisedRow, ...]) -> Problem:
    """The same problem of the school with other rows of Gerealiseerd, which change no rule."""
    context = context_of(problem)
    assert context is not None
    return replace(problem, source=replace(context, stated=replace(context.stated, realised=rows)))


def _judged(found: Evaluation) -> dict[str, int]:
    """Points of the hard rules that speak of a day."""
    costs = {entry: cost.hard for entry, cost in found.by_entry.items()}
    return {entry: costs.get(entry, 0) for entry in JUDGED}


def _others(made: Proposals, chosen: Chosen) -> dict[str, tuple[Other, ...]]:
    """For each lost lesson what each other kind of way would cost more, everything else as chosen."""
    return {offer.case.name: tuple(_other(made, chosen, number)) for number, offer in enumerate(made.offers)}


def _other(made: Proposals, chosen: Chosen, number: int) -> Iterable[Other]:
    offer = made.offers[number]
    own = alone(made.choosing, chosen, offer.case.name)
    taken = chosen.settled[offer.case.name]
    kinds: dict[str, list[str]] = {}
    for way in offer.case.ways:
        kinds.setdefault(way.name.partition(":")[0], []).append(way.name)
    here = _cost(own, frozenset({taken.way}))
    for kind, names in kinds.items():
        if kind == taken.way.partition(":")[0]:
            continue
        found = _cost(own, frozenset(names))
        if found is None or here is None:
            yield Other(kind, reason="with_the_rest")
        else:
            yield Other(kind, found[0] - here[0], decision=decision(made, offer, found[1]))
    yield from (Other(kind, reason=reason) for kind, reason in offer.refused)


def _cost(own, names):  # type: ignore[no-untyped-def]
    """Points and choice of a case in one of some ways; None where none is open."""
    (case,) = own.cases
    ways = tuple(way for way in case.ways if way.name in names)
    if not ways:
        return None
    best = cheapest(replace(own, cases=(replace(case, ways=ways),)))
    return None if best.chosen is None else (best.chosen.cost, best.chosen.settled[case.name])
