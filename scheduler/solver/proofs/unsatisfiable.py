"""Rules that no timetable with every lesson placed can keep, as proofs told to the planner (`counting_bounds` counts).

Only the few kinds of rules that can break so are translated, not the whole problem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from scheduler.problem import rules as r
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH
from scheduler.problem.text import LANGUAGES, say
from scheduler.solver.monitors.build import translate
from scheduler.solver.monitors.kinds import Count, Monitor
from scheduler.solver.monitors.meets import IndexedProblem
from scheduler.solver.monitors.rows import Rows
from scheduler.solver.proofs.counting_bounds import Counting, Overload
from scheduler.solver.proofs.proof import Proof, Words, record_cell
from scheduler.telling import naming


def unsatisfiable_rules(indexed: IndexedProblem) -> Iterator[Proof]:
    """One proof per rule and point (a group of lessons, a bound, a resource) that counting shows to break."""
    problem, rows = indexed.problem, Rows(indexed)
    counting = Counting(indexed, rows.rows, rows.tables)
    told: set[tuple[str, str]] = set()
    for number, rule in enumerate(problem.rules):
        points = _points(problem, rule) if rule.hard and rule.weight else ()
        if not points:
            continue
        for point, (_, monitor) in zip(points, translate(rows, number, rule), strict=True):
            overload = counting.overload(monitor)
            if overload is None:
                continue
            proof = _Teller(problem, rule).proof(point, _whole(overload, monitor))
            sentence = rule.id, proof.text(LANGUAGES[0])
            if sentence not in told:
                told.add(sentence)
                yield proof
    yield from _pins_out_of_reach(indexed)


def _pins_out_of_reach(indexed: IndexedProblem) -> Iterator[Proof]:
    """Meets that are pinned within a day, or a period, at none of whose times they can start."""
    for rule in indexed.problem.rules:
        for pin in rule.pins if isinstance(rule, r.Pinned) and rule.hard and rule.weight else ():
            meet = indexed.meets[indexed.of_lesson[indexed.lesson_number[pin.lesson]][pin.part - 1]]
            starts = {indexed.domains[meet.domain].placements[one][1] for one in meet.usable.placements}
            if pin.within is not None and starts and starts.isdisjoint(pin.within):
                yield _Teller(indexed.problem, rule).pin_proof(pin.lesson, pin.within)


def _whole(overload: Overload, monitor: Monitor) -> Overload:
    """The same in whole units of the rule."""
    unit = monitor.sums[0].divide if isinstance(monitor, Count) and monitor.sums else 1
    return replace(overload, need=-(-overload.need // unit), have=overload.have // unit)


def _points(problem: Problem, rule: r.Rule) -> Sequence[Any]:
    """What each monitor of the rule is about, in the order of its translation; nothing where none can break so."""
    match rule:
        case r.Placed() | r.SplitCount():
            return rule.lessons
        case r.Spread():
            return rule.groups
        case r.LimitPeriods():
            return rule.bounds
        case r.LimitWorkload():
            return rule.resources
        case r.LimitClusters() if rule.least:
            return rule.resources
        case r.PreferTimes(modes=modes) if modes is not None:  # of all modes: meets that cannot keep it have no time
            lessons = [problem.lesson[lesson] for lesson in rule.lessons]
            return [one.id for one in lessons if any(option.mode in modes for option in one.options)]
    return ()


class _Teller:
    """Knows the problem and the rule while one proof is worded."""

    def __init__(self, problem: Problem, rule: r.Rule) -> None:
        self.problem, self.rule = problem, rule

    def proof(self, point: Any, overload: Overload) -> Proof:
        side = "over" if overload.over else "under"
        match self.rule:
            case r.Placed():
                return self._told("blocks_too_short", self._lessons([point]), overload, [point])
            case r.PreferTimes():
                return self._told("times_over", self._lessons([point]), overload, [point])
            case r.Spread(bounds=bounds):
                sets = _in_words(lambda language: self._sets(bounds, overload.limits, overload.over, language))
                return self._told(f"spread_{side}", self._lessons(point), overload, point, sets=sets)
            case r.SplitCount(duration=duration):
                return self._told(f"split_{side}", self._lessons([point]), overload, [point], duration=duration)
            case r.LimitPeriods():
                what = _in_words(self._what)
                return self._told(f"periods_{side}", point.label, overload, point.lessons, what=what)
        who = _in_words(lambda language: self._resource(point, language))
        key = "half_days" if isinstance(self.rule, r.LimitClusters) else f"workload_{side}"
        return replace(self._told(key, who, overload, ()), cell=record_cell(self.problem, point))

    def pin_proof(self, lesson: str, within: frozenset[int]) -> Proof:
        values = {"rule": _in_words(self._rule), "sets": _in_words(lambda language: self._times(within, language))}
        return Proof("spread_under", self._lessons([lesson]), 1, 0, values, self._cell([lesson]), rule=self.rule.id)

    def _times(self, times: frozenset[int], language: str) -> str:
        """Whole days by their names."""
        days = {(one.grid, one.week, one.day) for one in map(self.problem.times.__getitem__, times)}
        every = {one.index for one in self.problem.times.times if (one.grid, one.week, one.day) in days}
        return (naming.days if times == every else naming.moments)(self.problem, times, language)

    def _told(self, key: str, who: str | Words, overload: Overload, lessons: Sequence[str], **values: object) -> Proof:
        values["rule"] = _in_words(self._rule)
        need, have = overload.need, overload.have
        return Proof(key, who, need, have, values, self._cell(lessons), rule=self.rule.id)

    def _resource(self, resource: str, language: str) -> str:
        """A group of pupils is told as its class."""
        one = self.problem.resource[resource]
        if one.kind == PATH and one.class_code:
            return say(language, "evaluation", PATH, code=one.class_code)
        return naming.resource_name(self.problem, resource, language)

    def _cell(self, lessons: Iterable[str]) -> str:
        """The row of the first lesson, where all are of one subject."""
        told = [self.problem.lesson[lesson] for lesson in lessons]
        origin = told[0].origin if told and len({lesson.subject for lesson in told}) == 1 else None
        return origin.cell() if origin else ""

    def _rule(self, language: str) -> str:
        """The entry and what it says, or what the rule of another format is called."""
        known = naming.rule_sentence(self.rule.entry)
        meaning = known[language].rstrip(".") if known else self.rule.name
        return f"{self.rule.entry} ({meaning})" if meaning else self.rule.entry

    def _lessons(self, lessons: Iterable[str]) -> Words:
        known = tuple(lessons)
        return _in_words(
            lambda language: naming.listed(
                (naming.lesson_name(self.problem, lesson, language) for lesson in known), language
            )
        )

    def _what(self, language: str) -> str:
        """What a rule about modes counts: "distance lessons over the school year"."""
        assert isinstance(self.rule, r.LimitPeriods)
        what = say(language, "evaluation", f"{naming.modes_key(self.rule.modes)}_many")
        weighted = any(weight != 1 for weight in self.rule.week_weights)
        return say(language, "solver", "in_year", what=what) if weighted else what

    def _sets(self, bounds: Iterable[r.Bound], limits: Iterable[int | None], over: bool, language: str) -> str:
        """Where it is counted: "Monday and Tuesday (at most 1 each)", "10 days"."""
        told = [(bound, limit) for bound, limit in zip(bounds, limits, strict=True) if limit is not None]
        days = [self._days(bound) for bound, _ in told]
        apart = all(len(one) == 1 for one in days) and len(set().union(*days)) == len(days)
        if len(told) == 1 or (apart and self.problem.times.weekdays):
            name = naming.days if apart else naming.moments
            sets = name(self.problem, {time for bound, _ in told for time in bound.times}, language)
        else:
            sets = say(language, "solver", "day_sets" if apart else "period_sets", count=len(told))
        if len(told) == 1 or len({limit for _, limit in told}) > 1:
            return sets
        key = "sets_at_most" if over else "sets_at_least"
        return say(language, "solver", key, sets=sets, limit=told[0][1])

    def _days(self, bound: r.Bound) -> set[tuple[int, int]]:
        times = (self.problem.times[index] for index in bound.times)
        return {(time.week, time.day) for time in times}


def _in_words(tell: Callable[[str], str]) -> Words:
    return {language: tell(language) for language in LANGUAGES}
