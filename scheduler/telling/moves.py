"""Where a meet can go, in a planner's words: what stands in the way, what a change costs, what a chain moves.

Each sentence is short enough for a cell; the texts are in `data/texts/moves.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.evaluation.possible_moves import Blocker, Chain, Effect, Moves, Obstacle, Spot
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, ROOM, TEACHER
from scheduler.problem.text import say
from scheduler.problem.timetable import Placement
from scheduler.school.made_lessons import shown_id
from scheduler.telling import naming
from scheduler.telling.violations import sentence


def blocker(problem: Problem, one: Blocker, language: str) -> str:
    """What stands in the way, in full."""
    values: dict[str, object] = {}
    if one.kind is Obstacle.LESSON:
        values = {"lesson": naming.lesson_name(problem, one.lesson, language), "who": _who(problem, one, language)}
    elif one.kind is Obstacle.NOTHING_FREE:
        others = (naming.lesson_name(problem, lesson, language) for lesson in one.others)
        values = {"role": naming.role_name(one.role, language), "others": naming.listed(others, language)}
        return say(language, "moves", "nothing_free_others" if one.others else "nothing_free", **values)
    elif one.kind is Obstacle.ABSENT:
        values = {"who": _who(problem, one, language), "rule": problem.rule[one.rule].entry}
    elif one.violation is not None:
        text = sentence(problem, one.violation, language).removesuffix(".")
        values = {"rule": problem.rule[one.rule].entry, "text": text}
    return say(language, "moves", one.kind.value, **values)


def short_blocker(problem: Problem, one: Blocker, language: str) -> str:
    """The same in a few letters, for the cell of a week: "1A-FRE", "JANS", "H07"."""
    if one.kind is Obstacle.LESSON:
        return shown_id(one.lesson, language)
    if one.kind is Obstacle.NOTHING_FREE:
        return say(language, "moves", "short_nothing_free", role=naming.role_name(one.role, language))
    if one.kind is Obstacle.ABSENT:
        return say(language, "moves", "short_absent", who=problem.resource[one.resources[0]].code)
    if one.kind is Obstacle.BELLS:
        return say(language, "moves", "short_bells")
    return problem.rule[one.rule].entry


def _who(problem: Problem, one: Blocker, language: str) -> str:
    """ "class 3A, teacher JANS": each class once, whatever its paths."""
    found: dict[str, None] = {}
    for resource in (problem.resource[identity] for identity in one.resources):
        if resource.kind == PATH and resource.class_code:
            found[say(language, "evaluation", PATH, code=resource.class_code)] = None
        else:
            found[naming.resource_name(problem, resource.id, language)] = None
    return naming.listed(found, language, cell=True)


def effect(one: Effect, language: str) -> str:
    """ "-12 points (S03 -20, S07 +8)"; hard points apart, and what is broken already and stays so."""
    points = say(language, "moves", "points", soft=signed(one.soft))
    if one.hard:
        points = say(language, "moves", "hard_points", hard=signed(one.hard), points=points)
    rules = ", ".join(f"{entry} {signed(hard + soft)}" for entry, hard, soft in one.by_entry if hard + soft)
    still = say(language, "moves", "still", rules=", ".join(one.still), count=len(one.still)) if one.still else ""
    return (f"{points} ({rules})" if rules else points) + still


def signed(number: int) -> str:
    return f"{number:+d}" if number else "0"


def when(problem: Problem, placement: Placement, language: str) -> str:
    return naming.moments(problem, problem.occupied(placement), language)


def step(problem: Problem, placement: Placement, language: str) -> str:
    """ "DUT 1A (lesson 1A-DUT) to Tuesday period 3 (room 101)"."""
    held = [problem.resource[resource] for _, resource in problem.held(placement)]
    shown = [one.code for one in held if one.kind == ROOM or (one.kind == TEACHER and _chosen(placement, one.id))]
    values = {
        "lesson": naming.lesson_name(problem, placement.lesson, language),
        "when": when(problem, placement, language),
        "with_what": f" ({', '.join(shown)})" if shown else "",
    }
    return say(language, "moves", "step", **values)


def _chosen(placement: Placement, resource: str) -> bool:
    return any(held == resource for _, held in placement.choices)


def steps(problem: Problem, placements: Iterable[Placement], language: str) -> str:
    return "; ".join(step(problem, one, language) for one in placements)


def chain(problem: Problem, one: Chain, language: str) -> str:
    """What moves, last first, so that each finds its place free, and what it costs."""
    moves = say(language, "moves", "then").join(step(problem, placed, language) for placed in reversed(one.steps))
    return say(language, "moves", "chain", moves=moves, effect=effect(one.effect, language))


def spot(problem: Problem, one: Spot, duration: int, language: str) -> str:
    """One time with what it costs, or everything that stands in the way there."""
    times = problem.occupied(one.steps[0]) if one.steps else problem.times.run(one.start, duration) or (one.start,)
    values = {"when": naming.moments(problem, times, language)}
    if one.now:
        return say(language, "moves", "spot_now", **values)
    if one.free:
        return say(language, "moves", "spot_free", **values, effect=effect(one.effect, language))
    reasons = "; ".join(blocker(problem, each, language) for each in one.blockers)
    return say(language, "moves", "spot_blocked", **values, reasons=reasons)


MOST_LINES = 10
"""So many things in the way of one lesson are told."""


def in_the_way(problem: Problem, answer: Moves, language: str) -> tuple[str, ...]:
    """Everything that stands in the way of a meet, each once with all its times, what does so most often first."""
    free = [one for one in answer.spots if one.free]
    found: dict[str, list[int]] = {}
    for one in answer.spots:
        for text in dict.fromkeys(blocker(problem, each, language) for each in one.blockers):
            found.setdefault(text, []).append(one.start)
    lines = [
        say(language, "moves", "in_the_way", reason=text, when=naming.moments(problem, starts, language))
        for text, starts in sorted(found.items(), key=lambda item: -len(item[1]))
    ]
    if free:
        when = naming.moments(problem, [one.start for one in free], language)
        lines.insert(0, say(language, "moves", "nothing_in_the_way", when=when))
    if len(lines) > MOST_LINES:
        lines[MOST_LINES - 1 :] = [say(language, "moves", "more_in_the_way", count=len(lines) - MOST_LINES + 1)]
    return tuple(lines)
