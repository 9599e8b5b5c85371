"""Ways of a meet of which each by itself is more than a hard limit on periods allows; how much such a limit leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import floor

from scheduler.evaluation.findings import Proof
from scheduler.problem.counting import days_of, least_happens, most_periods
from scheduler.problem.lessons import Lesson, Part
from scheduler.problem.problem import Problem
from scheduler.problem.rules import LimitPeriods, PeriodBound


def most_of(problem: Problem, rule: LimitPeriods, bound: PeriodBound) -> int | None:
    """The largest upper bound that a point leaves its own lessons: a share is of the most that they can come to."""
    if bound.share is None:
        return None if bound.most is None else bound.most - bound.elsewhere[0]
    lessons = [problem.lesson[lesson] for lesson in dict.fromkeys(bound.lessons)]
    planned = sum(most_periods(one, rule.occurrences, days_of(problem.times, one.grid)) for one in lessons)
    return floor(bound.share * (bound.elsewhere[1] + planned) / 100) - bound.elsewhere[0]


def over_in_every_way(
    problem: Problem, rules: Iterable[LimitPeriods], lesson_id: str, number: int, ways: Sequence[int]
) -> tuple[Proof, ...]:
    """A proof for each limit that a block, mixed in all its ways (numbers), breaks alone in one or the other of them.

    Empty where a way breaks none.
    """
    lesson = problem.lesson[lesson_id]
    if not ways or not all(lesson.options[way].online for way in ways):
        return ()
    broken: dict[int, Proof] = {}
    for rule, bound, asked, most in _alone(problem, rules, lesson, lesson.parts[number - 1]):
        for way in ways:
            if way not in broken and lesson.options[way].mode_for(bound.path) in rule.modes:
                about, named = (bound.label,), (lesson_id,)
                broken[way] = Proof(
                    "mixed_over_cap", asked, most, about, lesson_id, named, named=named, part=number, entry=rule.entry
                )
    return tuple(dict.fromkeys(broken.values())) if len(broken) == len(ways) else ()


def _alone(
    problem: Problem, rules: Iterable[LimitPeriods], lesson: Lesson, part: Part
) -> Iterator[tuple[LimitPeriods, PeriodBound, int, int]]:
    """The limits on the lesson that one block of it is too long for, where its mode is one that they count."""
    days = days_of(problem.times, lesson.grid)
    for rule in rules:
        often = least_happens(part, rule.occurrences, days)
        asked = often * (1 if rule.count_meets else part.shortest)
        for bound in rule.bounds if not rule.unplaced else ():
            if asked and lesson.id in bound.lessons:
                most = most_of(problem, rule, bound)
                if most is not None and most < asked:
                    yield rule, bound, asked, max(0, most)
