"""Monitors of the rules about lessons. Each translator yields (point resource or "", monitor) for one rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from scheduler.problem import counting
from scheduler.problem.lessons import Lesson, Part
from scheduler.problem.problem import Problem
from scheduler.problem.rules import (
    AllowedOptions,
    Assigned,
    LimitPeriods,
    Linked,
    Ordered,
    Pinned,
    Placed,
    PreferResources,
    PreferTimes,
    Rule,
    SameResource,
    SplitCount,
    SplitShape,
    Spread,
)
from scheduler.solver.monitors.kinds import Count, Link, Order, Split, Variety
from scheduler.solver.monitors.meets import NOWHERE, Seen
from scheduler.solver.monitors.monitor import Monitor
from scheduler.solver.monitors.rows import Rows, Value
from scheduler.solver.monitors.terms import Sum, Term

Common = dict[str, Any]
Made = Iterator[tuple[str, Monitor]]


def _duration(duration: int, start: int, _times: tuple[int, ...]) -> int:
    return duration


def _placed(duration: int, start: int, _times: tuple[int, ...]) -> int:
    return 0 if start == NOWHERE else duration


def placed(problem: Problem, rows: Rows, common: Common, rule: Placed) -> Made:
    for lesson in rule.lessons:
        terms = rows.terms(rows.meets(lesson), lambda *args: -_placed(*args), "-placed")
        yield "", Count(**common, sums=(Sum(terms, problem.lesson[lesson].duration, None, 0),))


def assigned(problem: Problem, rows: Rows, common: Common, rule: Assigned) -> Made:
    """Periods that hold nothing for the role: a fixed demand always holds, a slot may choose nothing.

    Unplaced ones count too where the rule says so, unless a placeholder stands in for them.
    """
    for lesson_id in rule.lessons:
        terms: list[Term] = []
        for meet in rows.with_rest(lesson_id):
            for index, slot in enumerate(rows.indexed.meets[meet].slots):
                placed_only = rule.placed_only or rows.indexed.meets[meet].placeholder[index] != NOWHERE
                value, key = (_placed, "placed") if placed_only else (_duration, "duration")
                if slot.role == rule.role and (table := rows.table(meet, value, key)) is not None:
                    terms.append(Term(meet, table, rows.options(meet, slot.options), index, (NOWHERE,)))
        yield "", Count(**common, sums=(Sum(tuple(terms), 0, None, 0),))


def prefer_times(problem: Problem, rows: Rows, common: Common, rule: PreferTimes) -> Made:
    def elsewhere(duration: int, start: int, _times: tuple[int, ...]) -> int:
        wrong = start != NOWHERE and start not in rule.times and rule.duration in (None, duration)
        return duration if wrong else 0

    for lesson_id in rule.lessons:
        lesson = problem.lesson[lesson_id]
        kept = tuple(
            index for index, option in enumerate(lesson.options) if rule.modes is None or option.mode in rule.modes
        )
        if kept:
            terms = tuple(
                Term(meet, table, rows.options(meet, kept))
                for meet in rows.meets(lesson_id)
                if (table := rows.table(meet, elsewhere, ("elsewhere", rule.id))) is not None
            )
            yield "", Count(**common, sums=(Sum(terms, 0, None, 0),))


def allowed_options(problem: Problem, rows: Rows, common: Common, rule: AllowedOptions) -> Made:
    for lesson_id, allowed in rule.allowed:
        lesson = problem.lesson[lesson_id]
        wrong = tuple(index for index, option in enumerate(lesson.options) if option.id not in allowed)
        if wrong:
            terms = tuple(
                Term(meet, table, rows.options(meet, wrong))
                for meet in rows.meets(lesson_id)
                if (table := rows.table(meet, _placed, "placed")) is not None
            )
            yield "", Count(**common, sums=(Sum(terms, 0, None, 0),))


def prefer_resources(problem: Problem, rows: Rows, common: Common, rule: PreferResources) -> Made:
    value, key = (_placed, "placed") if rule.placed_only else (_duration, "duration")
    for lesson_id in rule.lessons:
        terms = []
        for meet in rows.meets(lesson_id):
            table = rows.table(meet, value, key)
            if table is None:
                continue
            for options, slot, choices, resource in holdings(rows, meet, rule.role, rule.options):
                if resource not in rule.resources:
                    terms.append(Term(meet, table, options, slot, choices))
        yield "", Count(**common, sums=(Sum(_joined(terms), 0, None, 0),))


def holdings(
    rows: Rows, meet: int, role: str, only: frozenset[str] | None = None
) -> Iterator[tuple[tuple[int, ...], int, tuple[int, ...], str]]:
    """(options, slot, choices, resource) for everything the meet can hold for a role, in the options `only`."""
    lesson = rows.indexed.lesson(meet)
    asked = [index for index, option in enumerate(lesson.options) if only is None or option.id in only]
    fixed: dict[str, list[int]] = {}
    for index, option in enumerate(lesson.options):
        for demand in lesson.demands_in(option):
            if demand.role == role and demand.fixed and index in asked:
                fixed.setdefault(demand.candidates[0], []).append(index)
    for resource, options in fixed.items():
        yield rows.options(meet, tuple(options)), -1, (), resource
    for number, slot in enumerate(rows.indexed.meets[meet].slots):
        kept = tuple(option for option in slot.options if option in asked)
        if slot.role == role and kept:
            for choice, candidate in enumerate(slot.candidates):
                yield rows.options(meet, kept), number, (choice,), rows.problem.resources[candidate].id


def _joined(terms: list[Term]) -> tuple[Term, ...]:
    """Terms that differ in their choices only, as one."""
    joined: dict[tuple[int, int, tuple[int, ...], int], tuple[int, ...]] = {}
    for term in terms:
        key = (term.meet, term.table, term.options, term.slot)
        joined[key] = (*joined.get(key, ()), *term.choices)
    return tuple(Term(*key, choices) for key, choices in joined.items())


def same_resource(problem: Problem, rows: Rows, common: Common, rule: SameResource) -> Made:
    def mentioned(duration: int, start: int, _times: tuple[int, ...]) -> int:
        return 1 if duration else 0

    for group in rule.groups:
        items: dict[str, list[Term]] = {}
        for lesson in dict.fromkeys(group):
            for meet in rows.with_rest(lesson):
                table = rows.table(meet, mentioned, "mentioned")
                if table is not None:
                    for options, slot, choices, resource in holdings(rows, meet, rule.role):
                        items.setdefault(resource, []).append(Term(meet, table, options, slot, choices))
        if len(items) > 1:
            yield "", Variety(**common, items=tuple(tuple(terms) for terms in items.values()))


def spread(problem: Problem, rows: Rows, common: Common, rule: Spread) -> Made:
    for group in rule.groups:
        meets = [meet for lesson in dict.fromkeys(group) for meet in rows.meets(lesson)]
        sums = []
        for number, bound in enumerate(rule.bounds):
            inside = frozenset(bound.times)

            def starts(duration: int, start: int, times: tuple[int, ...], inside: frozenset[int] = inside) -> int:
                # A block that recurs lists its weeks one after another, each as long as the block.
                return sum(index in inside for index in times[::duration]) if times else 0

            terms = rows.terms(meets, starts, ("starts", rule.id, number))
            sums.append(Sum(terms, 0, bound.least, bound.most))
        yield "", Count(**common, sums=tuple(sums))


def linked(problem: Problem, rows: Rows, common: Common, rule: Linked) -> Made:
    seen = Seen.FIRST_WEEK if rule.any_week else Seen.CLOCK
    for group in rule.groups:
        if len(set(group)) > 1:
            yield "", Link(**common, rows=tuple(rows.of_lesson(lesson, seen) for lesson in dict.fromkeys(group)))


def ordered(problem: Problem, rows: Rows, common: Common, rule: Ordered) -> Made:
    for first, second in rule.pairs:
        durations = (problem.lesson[first].duration, problem.lesson[second].duration)
        yield (
            "",
            Order(
                **common,
                first=rows.meets(first),
                second=rows.meets(second),
                durations=durations,
                least=rule.least,
                most=rule.most,
            ),
        )


def split_shape(problem: Problem, rows: Rows, common: Common, rule: SplitShape) -> Made:
    for lesson in rule.lessons:
        yield (
            "",
            Split(
                **common,
                meets=rows.with_rest(lesson),
                shortest=rule.shortest,
                longest=rule.longest,
                least=rule.least,
                most=rule.most,
            ),
        )


def split_count(problem: Problem, rows: Rows, common: Common, rule: SplitCount) -> Made:
    def exactly(duration: int, start: int, _times: tuple[int, ...]) -> int:
        return int(duration == rule.duration)

    for lesson in rule.lessons:
        terms = rows.terms(rows.with_rest(lesson), exactly, ("exactly", rule.duration))
        yield "", Count(**common, sums=(Sum(terms, 0, rule.least, rule.most),))


def limit_periods(problem: Problem, rows: Rows, common: Common, rule: LimitPeriods) -> Made:
    """Where the bound is a share: 100 d - share (periods above the least that is planned) <= share (that least).

    With what is not placed: everything that is planned less what is placed in another mode.
    """
    occurs = rule.occurrences

    def counted(part: Part, unit: int) -> Value:
        def value(duration: int, start: int, _times: tuple[int, ...]) -> int:
            if start == NOWHERE:
                return 0
            often = counting.happens(occurs, problem.weeks_from(part, start), problem.times[start].day)
            return unit * often * (1 if rule.count_meets else duration)

        return value

    for bound in rule.bounds:
        share = bound.share
        unit = -1 if rule.unplaced else 1 if share is None else 100 * share.denominator
        lessons = [problem.lesson[lesson_id] for lesson_id in dict.fromkeys(bound.lessons)]
        terms = []
        for lesson in lessons:
            modes = (option.mode_for(bound.path) for option in lesson.options)
            kept = tuple(index for index, mode in enumerate(modes) if (mode in rule.modes) is not rule.unplaced)
            for meet in rows.meets(lesson.id) if kept else ():
                part = lesson.parts[rows.indexed.meets[meet].part - 1]
                table = rows.table(meet, counted(part, unit), ("periods", occurs, rule.count_meets, unit))
                if table is not None:
                    terms.append(Term(meet, table, rows.options(meet, kept)))
        least = sum(counting.least_periods(one, occurs, counting.days_of(problem.times, one.grid)) for one in lessons)
        if share is None:
            start = bound.elsewhere[0] + (least if rule.unplaced else 0)
            more = _above_least(problem, rows, rule, -1, lessons) if rule.unplaced else ()
            yield "", Count(**common, sums=(Sum((*terms, *more), start, bound.least, bound.most),))
            continue
        counts = terms or bound.elsewhere[0]  # else nothing is held against what is planned
        more = _above_least(problem, rows, rule, share.numerator, lessons) if counts else ()
        most = share.numerator * (least + bound.elsewhere[1])
        yield "", Count(**common, sums=(Sum((*terms, *more), unit * bound.elsewhere[0], None, most, unit),))


def _above_least(
    problem: Problem, rows: Rows, rule: LimitPeriods, unit: int, lessons: Iterable[Lesson]
) -> Iterator[Term]:
    """Minus `unit` for each period that a placed meet comes to above the least that its part can come to."""
    occurs = rule.occurrences
    for lesson in lessons:
        days = counting.days_of(problem.times, lesson.grid)
        for meet in rows.meets(lesson.id):
            part = lesson.parts[rows.indexed.meets[meet].part - 1]
            least = counting.least_happens(part, occurs, days)

            def more(duration: int, start: int, _times: tuple[int, ...], part: Part = part, least: int = least) -> int:
                if start == NOWHERE:
                    return 0
                often = counting.happens(occurs, problem.weeks_from(part, start), problem.times[start].day)
                return -unit * (often - least) * duration

            table = rows.table(meet, more, ("above least", occurs, unit, days))
            if table is not None:
                yield Term(meet, table)


def pinned(problem: Problem, rows: Rows, common: Common, rule: Pinned) -> Made:
    def once(duration: int, start: int, _times: tuple[int, ...]) -> int:
        return int(start != NOWHERE)

    for pin in rule.pins:
        meet = rows.meets(pin.lesson)[pin.part - 1]
        lesson = problem.lesson[pin.lesson]
        terms: list[Term] = []
        if pin.start is not None:

            def moved(duration: int, start: int, _times: tuple[int, ...], home: int = pin.start) -> int:
                return int(start not in (NOWHERE, home))

            terms += rows.terms([meet], moved, ("moved", pin.start))
        if pin.within is not None:

            def outside(duration: int, start: int, _times: tuple[int, ...], inside: frozenset[int] = pin.within) -> int:
                return int(start != NOWHERE and start not in inside)

            terms += rows.terms([meet], outside, ("outside", pin.within))
        table = rows.table(meet, once, "once")
        if table is None:
            continue
        if pin.mode is not None:
            wrong = tuple(index for index, option in enumerate(lesson.options) if option.mode != pin.mode)
            if wrong:
                terms.append(Term(meet, table, rows.options(meet, wrong)))
        if pin.options is not None:
            others = tuple(index for index, option in enumerate(lesson.options) if option.id not in pin.options)
            if others:
                terms.append(Term(meet, table, rows.options(meet, others)))
        for role, resource in pin.resources:
            terms += _not_held(rows, meet, table, role, resource)
        yield "", Count(**common, sums=(Sum(tuple(terms), 0, None, 0),))


def _not_held(rows: Rows, meet: int, table: int, role: str, resource: str) -> Iterator[Term]:
    """Terms of which one is active when a placed meet holds something else, or nothing, for the role."""
    lesson = rows.indexed.lesson(meet)
    wrong = []
    for index, option in enumerate(lesson.options):
        demands = [demand for demand in lesson.demands_in(option) if demand.role == role]
        if not demands or (demands[0].fixed and demands[0].candidates[0] != resource):
            wrong.append(index)
    if wrong:
        yield Term(meet, table, rows.options(meet, tuple(wrong)))
    for number, slot in enumerate(rows.indexed.meets[meet].slots):
        if slot.role == role:
            others = tuple(
                choice
                for choice in (NOWHERE, *range(len(slot.candidates)))
                if choice == NOWHERE or rows.problem.resources[slot.candidates[choice]].id != resource
            )
            yield Term(meet, table, rows.options(meet, slot.options), number, others)


TRANSLATORS: dict[type[Rule], Any] = {
    Placed: placed,
    Assigned: assigned,
    PreferTimes: prefer_times,
    AllowedOptions: allowed_options,
    PreferResources: prefer_resources,
    SameResource: same_resource,
    Spread: spread,
    Linked: linked,
    Ordered: ordered,
    SplitShape: split_shape,
    SplitCount: split_count,
    LimitPeriods: limit_periods,
    Pinned: pinned,
}
__all__ = ["TRANSLATORS", "Value"]
