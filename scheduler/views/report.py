"""Everything a result says besides the timetable itself, computed once and without a language.

`make_report` gathers what the sheets, pages and the command line show: shares, compliance, quality, use of rooms and
seats, and what could not be placed. Numbers come from the judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scheduler.evaluation import Evaluation, Violation
from scheduler.evaluation.difference import Difference
from scheduler.evaluation.judge import evaluate_view
from scheduler.evaluation.lesson_rules import placed_periods
from scheduler.evaluation.occupancy import Occupancy
from scheduler.evaluation.result import Cost
from scheduler.problem.counting import periods_per_cycle
from scheduler.problem.problem import Problem
from scheduler.problem.text import Note
from scheduler.problem.timetable import Timetable
from scheduler.school.building.context import Context, context_of
from scheduler.school.building.lessons import OPENING, made_subject
from scheduler.school.building.options import distance_off
from scheduler.school.catalogue import catalogue
from scheduler.school.duties import Duties
from scheduler.school.records import RosterRow
from scheduler.views.agenda import Agendas, make_agendas
from scheduler.views.compliance import Check, make_checks
from scheduler.views.shares import Share, make_shares
from scheduler.views.usage import Moment, make_usage


@dataclass(frozen=True, slots=True)
class SolveFacts:
    """What a search knows beside the timetable. `reasons`: by lesson, ids of rules or sentences that stood in the way.

    `optimal` means proved; `bound` is a proved lower bound of the soft points, `seconds` how long was searched.
    `moved`: what leaving an earlier timetable costs beside the timetable itself (S13); bound and optimum count it too.
    `changes`: what differs from that timetable; `least_moved`: so many meets must move, proved (None: not asked);
    `for_wishes`: so many of those that moved only save wishes.
    """

    optimal: bool = False
    bound: int | None = None
    seconds: float | None = None
    seed: int | None = None
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    moved: Cost | None = None
    changes: Difference | None = None
    least_moved: int | None = None
    for_wishes: int = 0


@dataclass(frozen=True, slots=True)
class Quality:
    """One rule of the catalogue, hard or soft, as the judge priced it; `violations` by cost."""

    entry: str
    cost: Cost
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A lesson of which `periods` (of `total`) have no time."""

    lesson: str
    periods: int
    total: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """A judged timetable with all its views' data."""

    problem: Problem
    timetable: Timetable
    view: Occupancy
    evaluation: Evaluation
    facts: SolveFacts
    agendas: Agendas
    shares: tuple[Share, ...]
    checks: tuple[Check, ...]
    quality: tuple[Quality, ...]
    unplaced: tuple[Unplaced, ...]
    moments: tuple[Moment, ...]
    distance: str
    """ "on", "off" (switched off by rule H10), or "none" (no lesson may be at distance, or no school)."""
    context: Context | None = None
    others: tuple[tuple[Problem, Agendas], ...] = ()
    """The other timetables of the year, where terms have timetables of their own, in its order."""

    rows: tuple[RosterRow, ...] | None = None
    """Its rows of the sheet Rooster, where the problem was made of them; None: they are yet to be written."""

    duties: Duties | None = None
    """Who does which duty; None where the school has none, or nobody gave them out."""

    periods: tuple[int, int] = (0, 0)
    """Placed and all periods of lessons and meetings, over the whole cycle: one of every week counts in each."""

    @property
    def notes(self) -> tuple[Note, ...]:
        return self.problem.notes


def make_report(
    problem: Problem,
    timetable: Timetable,
    evaluation: Evaluation | None = None,
    facts: SolveFacts | None = None,
    others: Iterable[tuple[Problem, Timetable]] = (),
    seen: Occupancy | None = None,
    duties: Duties | None = None,
) -> Report:
    """The report of one timetable, with the caps and limits that its problem was built with.

    `others` are the timetables of the other parts of the year: they are shown, and nothing is said of them. `seen` is a
    view of this timetable, of which nothing is worked out again that its problem and this one have in common.
    """
    problem.check(timetable)
    view = (seen.under(problem, timetable) if seen else None) or Occupancy(problem, timetable)
    evaluation = evaluate_view(view) if evaluation is None else evaluation
    facts = facts or SolveFacts(seed=timetable.seed)
    agendas = make_agendas(problem, timetable)
    context = context_of(problem)
    return Report(
        problem=problem,
        timetable=timetable,
        view=view,
        evaluation=evaluation,
        facts=facts,
        agendas=agendas,
        shares=make_shares(context, problem, view) if context else (),
        checks=make_checks(problem, view, context),
        quality=_quality(evaluation),
        unplaced=tuple(
            Unplaced(lesson, periods, problem.lesson[lesson].duration, tuple(facts.reasons.get(lesson, ())))
            for lesson, periods in evaluation.unplaced.items()
        ),
        moments=make_usage(problem, view, agendas) if context else (),
        distance=_distance(problem, context),
        context=context,
        others=tuple((one, make_agendas(one, timetable)) for one, timetable in others),
        duties=duties,
        periods=_periods(view),
    )


def _periods(view: Occupancy) -> tuple[int, int]:
    lessons = [lesson.id for lesson in view.problem.lessons if not lesson.optional]
    total = sum(periods_per_cycle(view.problem.lesson[lesson]) for lesson in lessons)
    return placed_periods(lessons, (), view), total


def _quality(evaluation: Evaluation) -> tuple[Quality, ...]:
    by_entry: dict[str, list[Violation]] = {}
    for violation in evaluation.violations:
        by_entry.setdefault(violation.entry, []).append(violation)
    order = {entry: number for number, entry in enumerate(catalogue())}
    entries = sorted(evaluation.by_entry, key=lambda entry: order.get(entry, len(order)))
    return tuple(Quality(entry, evaluation.by_entry[entry], tuple(by_entry.get(entry, ()))) for entry in entries)


def _distance(problem: Problem, context: Context | None) -> str:
    if context is None:
        return "none"
    lessons = [record for record in context.school.lessons if record.attendees]
    if lessons and all(distance_off(context, record) for record in lessons):
        return "off"
    modes = {option.mode for lesson in problem.lessons if made_subject(lesson) != OPENING for option in lesson.options}
    mixed = any(option.online for lesson in problem.lessons for option in lesson.options)
    return (
        "on" if (mixed or len(modes) > 1) and any(record.distance_ok for record in context.school.classes) else "none"
    )
