"""The rows of the tables: lessons, placements, loads, occupancy and violations of one timetable, as plain values.

Codes are the planner's own words, several of them are joined by ", "; nothing here knows pandas.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from scheduler.evaluation import Evaluation
from scheduler.evaluation.figures import distance_periods
from scheduler.evaluation.lesson_rules import placed_periods
from scheduler.evaluation.occupancy import Occupancy
from scheduler.problem.counting import periods_per_cycle
from scheduler.problem.lessons import HOME
from scheduler.problem.modes import DISTANCE_MODES
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, POOL, ROOM, TEACHER
from scheduler.problem.rules import Filter
from scheduler.problem.times import Time
from scheduler.telling.naming import week_name
from scheduler.telling.violations import sentence
from scheduler.views.agenda import make_agendas
from scheduler.views.usage import load_by_tick

Row = dict[str, Any]

AT_DISTANCE = Filter(modes=DISTANCE_MODES)
AT_HOME = Filter(places=frozenset({HOME}))


def lesson_rows(problem: Problem, view: Occupancy) -> Iterator[Row]:
    """One row per lesson; all periods are per cycle: a lesson of every week counts once in each."""
    for lesson in problem.lessons:
        demands = [demand for option in lesson.options for demand in lesson.demands_in(option)]
        able = dict.fromkeys(candidate for demand in demands for candidate in demand.candidates)
        periods, placed = periods_per_cycle(lesson), placed_periods((lesson.id,), (), view)
        yield {
            "lesson": lesson.id,
            "subject": lesson.subject,
            "attendees": ", ".join(lesson.attendees),
            "teachers": _codes(problem, able, TEACHER),
            "modes": ", ".join(dict.fromkeys(option.mode.value for option in lesson.options)),
            "meets": sum(meet.placed for meet in view.meets_of[lesson.id]),
            "periods": periods,
            "placed": placed,
            "distance": float(sum(distance_periods(problem, meet) for meet in view.placed_of((lesson.id,)))),
            "optional": lesson.optional,
        }


def placement_rows(problem: Problem, view: Occupancy) -> Iterator[Row]:
    """One row per meet that the timetable mentions; when it is stays empty for one without a time."""
    entries = {entry.key: entry for entry in make_agendas(problem, view.timetable).entries}
    for meet in (meet for meets in view.meets_of.values() for meet in meets):
        placement, held = meet.placement, [resource for _, resource in meet.held]
        entry = entries.get((placement.lesson, placement.part))
        own = [problem.times[index] for index in meet.times if problem.times[index].week == meet.weeks[0]]
        yield {
            "lesson": placement.lesson,
            "part": placement.part,
            "subject": meet.lesson.subject,
            "attendees": ", ".join(entry.attendees if entry else meet.lesson.attendees),
            "classes": _codes(problem, held, PATH),
            "teachers": ", ".join(entry.named) if entry else _codes(problem, held, TEACHER),
            "rooms": _codes(problem, held, ROOM),
            "mode": meet.option.mode.value,
            "pupils_home": meet.option.pupils_place == HOME,
            "teacher_home": meet.option.teacher_place == HOME,
            "periods": placement.duration,
            "weeks": _weeks(problem, meet.weeks),
            "day": own[0].day if own else None,
            "period": own[0].period if own else None,
            "start": own[0].start if own else None,
            "end": own[-1].end if own else None,
        }


def load_rows(problem: Problem, view: Occupancy) -> Iterator[Row]:
    """One row per teacher, path of a class, room or other unary resource and week: how its week is filled."""
    for resource in problem.resources:
        if resource.kind == POOL:
            continue
        times = problem.times
        lessons = view.lessons(resource.id)
        away, home = view.lessons(resource.id, AT_DISTANCE), view.lessons(resource.id, AT_HOME)
        busy = view.busy(resource.id)
        for week in range(times.weeks):
            held = [times[index] for index in lessons if times[index].week == week]
            days = [
                [index for index in day if times[index].open]
                for day in times.days(resource.grid or None)
                if times[day[0]].week == week
            ]
            yield {
                "kind": resource.kind,
                "code": resource.code,
                "name": resource.name,
                "class": resource.class_code,
                "week": week_name(week),
                "periods": len(held),
                "distance": sum(time.index in away for time in held),
                "home": sum(time.index in home for time in held),
                "days": len({time.day for time in held}),
                "half_days": len({(time.day, time.half_day) for time in held}),
                "gaps": sum(_gaps(day, busy) for day in days),
                "earliest": min((time.start for time in held), default=None),
                "latest": max((time.end for time in held), default=None),
            }


def _gaps(day: Sequence[int], busy: frozenset[int]) -> int:
    """Open periods between the first and the last busy one of a day."""
    at = [place for place, time in enumerate(day) if time in busy]
    return at[-1] - at[0] + 1 - len(at) if at else 0


def occupancy_rows(problem: Problem, view: Occupancy) -> Iterator[Row]:
    """One row per room or pool and open period: what is asked of it at the fullest moment, and what there is then."""
    load = load_by_tick(problem, view)
    for resource in problem.resources:
        if resource.id not in load:
            continue
        used = load[resource.id]
        for time in (time for time in problem.times.times if time.open):
            asked, offered = max((used.get(tick, (0, 0)) for tick in time.ticks), key=lambda pair: pair[0] - pair[1])
            yield {
                "kind": resource.kind,
                "use": resource.use.value,
                "code": resource.code,
                **_when(time),
                "used": asked,
                "capacity": resource.capacity + offered,
            }


def violation_rows(problem: Problem, judged: Evaluation, language: str) -> Iterator[Row]:
    """One row per broken point of a rule, the costliest first, with the sentence that a planner reads."""
    for violation in judged.violations:
        point = problem.resource.get(violation.point)
        yield {
            "entry": violation.entry,
            "rule": violation.rule_id,
            "hard": violation.hard,
            "kind": point.kind if point else "",
            "point": point.code if point else violation.point,
            "deviation": violation.deviation,
            "cost": violation.cost,
            "text": sentence(problem, violation, language),
        }


def _when(time: Time) -> Row:
    return {
        "grid": time.grid,
        "week": week_name(time.week),
        "day": time.day,
        "period": time.period,
        "start": time.start,
        "end": time.end,
    }


def _weeks(problem: Problem, weeks: Sequence[int]) -> str:
    if len(weeks) == problem.times.weeks:
        return "every"
    return ", ".join(week_name(week) for week in weeks)


def _codes(problem: Problem, resources: Sequence[str] | dict[str, None], kind: str) -> str:
    """Codes of the resources of a kind, each once; pupils are known by their class, in whatever words (XHSTT)."""
    known = [problem.resource[one] for one in resources]
    wanted = [one for one in known if one.kind == kind or (kind == PATH and one.kind not in (TEACHER, ROOM, POOL))]
    return ", ".join(dict.fromkeys(one.class_code or one.code for one in wanted))
