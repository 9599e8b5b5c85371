"""Violations as lines for a planner: what says the same, or is one matter, is one line.

The same in week A and week B is one line, and so is the same for all pupils of a class; lessons of the same pupils that
stand at one moment are one line, whoever they are for, and so are moments at which as many are too few to stand by.
Points stay what the judge counted: a line adds them up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from scheduler.evaluation.result import Fact, Violation
from scheduler.problem import rules as r
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH
from scheduler.problem.text import say
from scheduler.telling import naming
from scheduler.telling.violations import only_week, sentence, without_week


@dataclass(frozen=True, slots=True)
class Line:
    """One matter: its sentence, and what the judge counted for it in all. `about`: the points it is about, by id."""

    entry: str
    hard: bool
    cost: int
    deviation: int
    text: str
    about: tuple[str, ...]


def lines_of(problem: Problem, violations: Iterable[Violation], language: str) -> tuple[Line, ...]:
    """One line per matter, in the order of the violations."""
    groups: dict[object, list[Violation]] = {}
    for violation in violations:
        for piece in _clashes(violation) if _of_pupils(problem, violation) else [violation]:
            groups.setdefault(_matter(problem, piece), []).append(piece)
    found: dict[tuple[str, bool, str], Line] = {}
    for group in _joined(problem, list(groups.values())):
        line = _line(problem, group, language)
        same = line.entry, line.hard, line.text  # two rules of one entry may say the same, word for word
        found[same] = _sum(found[same], line) if same in found else line
    return tuple(found.values())


def _sum(one: Line, other: Line) -> Line:
    about = tuple(dict.fromkeys((*one.about, *other.about)))
    return replace(one, cost=one.cost + other.cost, deviation=one.deviation + other.deviation, about=about)


def _matter(problem: Problem, violation: Violation) -> object:
    """Equal for violations that say the same but for the week, or but for which pupils of a class."""
    resource = problem.resource.get(violation.point)
    about = resource.class_code if resource is not None and resource.kind == PATH else violation.point
    rule = problem.rule[violation.rule_id]
    if isinstance(rule, r.OnHand):  # a rule for each moment: as many too few are one line, with all moments
        lacking = tuple((fact.measured, fact.least) for fact in violation.where)
        return r.OnHand, violation.entry, violation.hard, rule.name or violation.point, bool(rule.around), lacking
    week = only_week(problem, violation.where)
    facts = violation.where if week is None else tuple(without_week(problem, fact) for fact in violation.where)
    return type(rule), violation.entry, rule.aspect, violation.hard, about, violation.deviation, facts


# -- lessons of the same pupils at one moment --


def _of_pupils(problem: Problem, violation: Violation) -> bool:
    resource = problem.resource.get(violation.point)
    return isinstance(problem.rule[violation.rule_id], r.NoClash) and resource is not None and resource.kind == PATH


def _clashes(violation: Violation) -> Iterator[Violation]:
    """A violation for each set of lessons that stand together, at all moments where they do."""
    together: dict[frozenset[str], list[Fact]] = {}
    for fact in violation.where:
        together.setdefault(frozenset(fact.who), []).append(fact)
    left = violation
    for number, facts in enumerate(together.values(), start=1):
        last = number == len(together)
        share = len(facts) / len(violation.where)
        cost = left.cost if last else round(violation.cost * share)
        deviation = left.deviation if last else round(violation.deviation * share)
        when = tuple(sorted(time for fact in facts for time in fact.when))
        yield replace(violation, cost=cost, deviation=deviation, where=(replace(facts[0], when=when),))
        left = replace(left, cost=left.cost - cost, deviation=left.deviation - deviation)


def _joined(problem: Problem, groups: Sequence[list[Violation]]) -> list[list[Violation]]:
    """Clashes of pupils at the same moments that have a lesson in common are one matter."""
    found: list[list[Violation]] = []
    for group in groups:
        near = [one for one in found if _in_common(one, group)] if _of_pupils(problem, group[0]) else []
        if near:
            near[0] += [violation for one in [*near[1:], group] for violation in one]
            found = [one for one in found if not any(one is other for other in near[1:])]
        else:
            found.append(list(group))
    return found


def _in_common(one: Sequence[Violation], other: Sequence[Violation]) -> bool:
    if (one[0].rule_id, one[0].where[0].when) != (other[0].rule_id, other[0].where[0].when):
        return False
    return not {who for violation in one for who in violation.where[0].who}.isdisjoint(other[0].where[0].who)


# -- the sentence --


def _line(problem: Problem, group: Sequence[Violation], language: str) -> Line:
    first = group[0]
    points = tuple(dict.fromkeys(violation.point for violation in group))
    deviation = sum(violation.deviation for violation in group)
    return Line(
        first.entry, first.hard, sum(one.cost for one in group), deviation, _text(problem, group, language), points
    )


def _text(problem: Problem, group: Sequence[Violation], language: str) -> str:
    first = group[0]
    if isinstance(problem.rule[first.rule_id], r.OnHand):
        when = tuple(sorted({time for one in group for fact in one.where for time in fact.when}))
        return sentence(problem, replace(first, where=(replace(first.where[0], when=when),)), language)
    weeks = {only_week(problem, violation.where) for violation in group}
    if _of_pupils(problem, first):
        weeks = {problem.times[index].week for index in first.where[0].when}
    alike = len(weeks) > 1
    who = _pupils(problem, [one.point for one in group], language) if problem.resource.get(first.point) else ""
    if _of_pupils(problem, first) and len({frozenset(one.where[0].who) for one in group}) > 1:
        text = _one_against_others(problem, group, who, language, weeks=not alike)
    else:
        text = sentence(problem, first, language, who, weeks=not alike)
    if not alike:
        return text
    return naming.in_weeks(text.removesuffix("."), (week for week in weeks if week is not None), language) + "."


def _one_against_others(problem: Problem, group: Sequence[Violation], who: str, language: str, weeks: bool) -> str:
    """The lesson that every clash has in common, and the ones beside it; all of them where there is no such lesson."""
    facts = [violation.where[0] for violation in group]
    lessons = dict.fromkeys(lesson for fact in facts for lesson in fact.who)
    common = [lesson for lesson in lessons if all(lesson in fact.who for fact in facts)]
    others = [lesson for lesson in lessons if lesson not in common]

    def named(ids: Iterable[str]) -> str:
        return naming.listed((naming.lesson_name(problem, lesson, language) for lesson in ids), language)

    when = naming.moments(problem, facts[0].when, language, weeks)
    if not common:
        text = say(language, "evaluation", "clash_of_all", who=who, when=when, lessons=named(others))
    else:
        text = say(language, "evaluation", "clash", who=who, when=when, lesson=named(common), others=named(others))
    return text[:1].upper() + text[1:] + "."


def _pupils(problem: Problem, points: Iterable[str], language: str) -> str:
    """Paths by their class where they are all of it, other resources by their name: "class 1A and class 1B-RKG"."""
    wanted = dict.fromkeys(points)
    names = []
    for point in wanted:
        code = problem.resource[point].class_code
        every = {one.id for one in problem.resources if one.kind == PATH and one.class_code == code}
        whole = bool(code) and every <= wanted.keys()
        names.append(
            say(language, "evaluation", PATH, code=code) if whole else naming.resource_name(problem, point, language)
        )
    return naming.listed(names, language)
