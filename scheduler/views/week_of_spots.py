"""A week in which every time says whether a lesson can go there: rows of periods, columns of days, as cells.

The terminal and the page show the same cells; a week of its own where a cycle has two.
"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.evaluation.possible_moves import Moves, Spot
from scheduler.problem.problem import Problem
from scheduler.problem.text import say
from scheduler.telling import naming
from scheduler.telling.moves import blocker, chain, effect, short_blocker, signed, spot
from scheduler.views.pages import template
from scheduler.views.phrases import Phrases, clock


@dataclass(frozen=True, slots=True)
class Cell:
    """`look`: "now", "free", "blocked" or "none" (no such time). `lines`: everything that stands in the way."""

    text: str = ""
    look: str = "none"
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Week:
    """`rows`: the period, its clock, a cell per day. `name`: of the week, "" where a cycle has one."""

    name: str
    days: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[Cell, ...]], ...]


def weeks_of(problem: Problem, answer: Moves, language: str) -> tuple[Week, ...]:
    """The spots as weeks; a meet that takes place every week has one."""
    times = problem.times
    phrases = Phrases(problem, language)
    found: dict[int, dict[tuple[int, int], Spot]] = {}
    for one in answer.spots:
        time = times[one.start]
        found.setdefault(time.week, {})[time.day, time.period] = one
    weeks = []
    for week, spots in sorted(found.items()):
        days = sorted({day for day, _ in spots})
        rows = []
        for period in sorted({period for _, period in spots}):
            cells = tuple(_cell(problem, spots.get((day, period)), language) for day in days)
            first = next(times[one.start] for (_, own), one in sorted(spots.items()) if own == period)
            rows.append((str(period), clock(first.start) if times.weekdays else "", cells))
        name = say(language, "moves", "week", name=naming.week_name(week)) if len(found) > 1 else ""
        weeks.append(Week(name, tuple(phrases.day(day) for day in days), tuple(rows)))
    return tuple(weeks)


def _cell(problem: Problem, one: Spot | None, language: str) -> Cell:
    if one is None:
        return Cell()
    if one.now:
        return Cell("[ ]", "now")
    if one.free:
        return Cell(signed(one.effect.soft), "free", (effect(one.effect, language),))
    names = list(dict.fromkeys(short_blocker(problem, each, language) for each in one.blockers))
    text = names[0] if len(names) == 1 else f"{names[0]} +{len(names) - 1}"
    return Cell(text, "blocked", tuple(blocker(problem, each, language) for each in one.blockers))


def heading(problem: Problem, answer: Moves, duration: int, language: str) -> list[str]:
    """The lesson, where this block of it stands, what goes with it, and where its other blocks are."""
    parts = len(problem.lesson[answer.lesson].parts)
    values = {"part": answer.part, "parts": parts, "duration": duration}
    if answer.now is None:
        lines = [say(language, "moves", "stands_nowhere", **values)]
    else:
        when = naming.moments(problem, problem.occupied(answer.now), language)
        lines = [say(language, "moves", "stands", **values, when=when)]
    if answer.together:
        lessons = (naming.lesson_name(problem, lesson, language) for lesson, _ in answer.together)
        lines.append(say(language, "moves", "together", lessons=naming.listed(lessons, language)))
    return lines


def page(problem: Problem, answer: Moves, duration: int, language: str) -> str:
    """The coloured week as a web page; everything written by a planner is escaped."""
    free = sorted((one for one in answer.spots if one.free and not one.now), key=lambda one: one.effect.soft)
    title = say(language, "moves", "title", lesson=naming.lesson_name(problem, answer.lesson, language))
    return template("where.html").render(
        language=language,
        school=problem.name,
        title=title,
        lines=heading(problem, answer, duration, language),
        legend=say(language, "moves", "legend"),
        period=say(language, "moves", "period"),
        weeks=weeks_of(problem, answer, language),
        free_title=say(language, "moves", "best_free" if free else "no_free"),
        free=[spot(problem, one, duration, language) for one in free],
        chains_title=say(language, "moves", "chains" if answer.chains else "no_chains"),
        chains=[chain(problem, one, language) for one in answer.chains],
    )
