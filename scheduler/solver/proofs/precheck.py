"""What provably cannot fit, by counting alone: proofs, each pointing at the row of the planner's sheets to look at.

Every proof is about hard rules and compares a need with what is there at most; no search and no solver is involved.
Lessons that cannot all be placed are counted here, rules that break in any timetable in `unsatisfiable`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import TypeVar

from scheduler.evaluation.findings import Proof
from scheduler.problem.counting import Occurrences, days_of, happens, least_happens
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import TEACHER, PoolUse
from scheduler.problem.rules import (
    EVERYTHING,
    Assigned,
    LimitBusy,
    LimitClusters,
    LimitPeriods,
    Linked,
    NoClash,
    Placed,
    PoolCapacity,
    Rule,
    Touch,
    Unavailable,
)
from scheduler.problem.text import Note
from scheduler.solver.arguments import check_problem
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.monitors.meets import IndexedProblem, Meet
from scheduler.solver.monitors.pruning import Pruning
from scheduler.solver.proofs.absences import HOURS, Absences
from scheduler.solver.proofs.closed_starts import closed_starts
from scheduler.solver.proofs.openings import Moment, Opening
from scheduler.solver.proofs.unsatisfiable import unsatisfiable_rules
from scheduler.solver.proofs.ways_over import most_of, over_in_every_way

SomeRule = TypeVar("SomeRule", bound=Rule)

Supply = dict[int, list[tuple[str, Opening]]]
"""By tick, the lessons that can supply a pool then, each with what it needs."""


def precheck(problem: Problem) -> tuple[Proof, ...]:
    """Proves by counting alone, without a search, that not every lesson fits within the hard rules.

    Only lessons that a hard rule `Placed` asks for count, but for rules that break once every lesson is placed.

    Parameters:
        problem: what is to be scheduled.

    Returns:
        The proofs, each with what is needed and what there is; empty where counting proves nothing.

    Raises:
        TypeError: it is no problem.

    Example:
        >>> school = Model(days=1, periods=3)
        >>> ann = school.add_teacher("Ann")
        >>> lessons = [school.add_lesson(f"maths {code}", 2, [school.add_class(code), ann]) for code in ("1A", "1B")]
        >>> [(proof.need, proof.have) for proof in precheck(school.problem())]
        [(4, 3)]
    """
    check_problem(problem)
    counting = _Precheck(problem)
    return (*counting.proofs(), *unsatisfiable_rules(counting.indexed))


class _Precheck:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.indexed: IndexedProblem = index_problem(problem)
        self._held: dict[tuple[int, tuple[int, ...]], frozenset[str]] = {}
        self._moments: dict[int, Moment] = {}
        asked = {lesson for rule in self._hard(Placed) for lesson in rule.lessons}
        self.asked = {lesson for lesson in asked if not problem.lesson[lesson].optional}
        self.exclusive = {one for rule in self._hard(NoClash) if rule.standby == 1 for one in rule.resources}
        self.filled = {(lesson, rule.role) for rule in self._hard(Assigned) for lesson in rule.lessons}
        self.absences = Absences(problem, self._hard(Unavailable))
        self.blocked = self.absences.always
        self.minima: dict[str, list[tuple[frozenset[Mode], str | None]]] = {}
        for periods in self._hard(LimitPeriods):
            for bound in periods.bounds:
                if bound.least and len(set(bound.lessons)) == 1:
                    self.minima.setdefault(bound.lessons[0], []).append((periods.modes, bound.path))

    def _hard(self, kind: type[SomeRule]) -> list[SomeRule]:
        """The hard rules of a kind that cost anything."""
        return [rule for rule in self.problem.rules if isinstance(rule, kind) and rule.hard and rule.weight]

    def proofs(self) -> Iterator[Proof]:
        stuck = list(self._meets())
        yield from stuck
        yield from self._resources()
        yield from self._rooms()
        yield from self._bands()
        yield from self._periods()
        yield from self._pools()

    # -- facts --

    def _asked_meets(self, lesson: str) -> list[Meet]:
        """The fixed parts of a lesson that must be placed."""
        if lesson not in self.asked or self.problem.lesson[lesson].flexible:
            return []
        return [self.indexed.meets[meet] for meet in self.indexed.of_lesson[self.indexed.lesson_number[lesson]]]

    def _ticks(self, meet: Meet) -> list[tuple[int, ...]]:
        domain = self.indexed.domains[meet.domain]
        return [domain.ticks[placement] for placement in meet.usable.placements]

    def _certain(self, meet: Meet) -> frozenset[str]:
        """What the meet holds whatever is chosen."""
        key = (meet.lesson, meet.usable.options)
        if key not in self._held:
            lesson = self.problem.lessons[meet.lesson]
            held = [frozenset(lesson.certain_in(lesson.options[option])) for option in meet.usable.options]
            self._held[key] = frozenset.intersection(*held) if held else frozenset()
        return self._held[key]

    # -- proofs --

    def _meets(self) -> Iterator[Proof]:
        """A meet that has no time, no way or nothing to hold at all."""
        pruning = Pruning(self.problem)
        for lesson_id in sorted(self.asked):
            for meet in self._asked_meets(lesson_id):
                ways = self._ways(meet, lesson_id)
                if not ways or (self._lack(lesson_id) and self._too_many_in(ways, lesson_id)):
                    why = self._lack(lesson_id)
                    key = "nothing_fits" if why else "no_way"
                    yield Proof(key, 1, 0, (lesson_id,), lesson_id, (lesson_id,), part=meet.part, why=why)
                elif not meet.usable.placements:
                    starts, reasons = closed_starts(self.indexed, pruning, self.indexed.meets.index(meet))
                    yield Proof(
                        "no_time",
                        1,
                        0,
                        (lesson_id,),
                        lesson_id,
                        (lesson_id,),
                        part=meet.part,
                        duration=meet.periods,
                        starts=starts,
                        reasons=reasons,
                    )
                elif over := self._over(meet, lesson_id, ways):
                    yield from over
                else:
                    continue
                break

    def _over(self, meet: Meet, lesson_id: str, ways: list[int]) -> tuple[Proof, ...]:
        """Unless the minima of the lesson say it (`_periods`)."""
        known = lesson_id in self.minima
        return () if known else over_in_every_way(self.problem, self._hard(LimitPeriods), lesson_id, meet.part, ways)

    def _ways(self, meet: Meet, lesson_id: str) -> list[int]:
        """The options in which everything that must be held can be."""
        return [
            option
            for option in meet.usable.options
            if all(
                choices
                for slot, choices in zip(meet.slots, meet.usable.choices, strict=True)
                if option in slot.options and (lesson_id, slot.role) in self.filled
            )
        ]

    def _lack(self, lesson_id: str) -> Note | None:
        """What is asked and what there is, of the first thing that nothing fits."""
        demands = (demand for option in self.problem.lesson[lesson_id].options for demand in option.demands)
        return next((demand.why for demand in demands if demand.why is not None), None)

    def _too_many_in(self, ways: list[int], lesson_id: str) -> bool:
        """Whether a hard limit on periods forbids that the whole lesson takes place in these options."""
        lesson = self.problem.lesson[lesson_id]
        days = days_of(self.problem.times, lesson.grid)
        for rule in self.problem.rules:
            if isinstance(rule, LimitPeriods) and rule.hard and rule.weight:
                often = min(least_happens(part, rule.occurrences, days) for part in lesson.parts)
                least = often * (len(lesson.parts) if rule.count_meets else lesson.duration)
                for bound in rule.bounds:
                    most = most_of(self.problem, rule, bound)
                    modes = {lesson.options[option].mode_for(bound.path) for option in ways}
                    if lesson_id in bound.lessons and modes <= rule.modes and most is not None and least > most:
                        return True
        return False

    def _resources(self) -> Iterator[Proof]:
        """Somebody with more lessons than free periods (within the most per day, where that is a must)."""
        told: set[tuple[object, ...]] = set()
        for resource in self.problem.resources:
            if resource.id not in self.exclusive:
                continue
            need = 0
            free: set[int] = set()
            away = set(always := self.blocked.get(resource.id, set()))
            for lesson in self.problem.lessons_of[resource.id]:
                for meet in self._asked_meets(lesson):
                    ticks = self._ticks(meet)
                    if ticks and resource.id in self._certain(meet):
                        need += min(map(len, ticks))
                        shut = self.absences.of(resource, self.problem.lessons[meet.lesson], meet.usable.options)
                        away |= shut
                        free.update(tick for span in ticks if shut.isdisjoint(span) for tick in span)
            free -= always
            have, entry = min([(len(free), ""), *self._within_days(resource.id, free)])
            because = {"absent"} if away else set()
            because |= {"limit"} if have < len(free) else set()
            if need > have:
                key = HOURS.get(resource.kind, "hours")
                who = resource.class_code or resource.id
                if (key, who) not in told:
                    told.add((key, who))
                    lessons = self.problem.lessons_of[resource.id]
                    about, why = (resource.id,), frozenset(because)
                    yield Proof(key, need, have, about, resource.id, lessons, because=why, entry=entry)

    def _within_days(self, resource: str, free: set[int]) -> Iterator[tuple[int, str]]:
        """How many of the free ticks the limits per day leave, where times are ticks, and the entry of each limit.

        Overlaps leave more.
        """
        ticks_of = [time.ticks for time in self.problem.times.times]
        if any(len(ticks) > 1 for ticks in ticks_of):
            return
        for busy in self._hard(LimitBusy):
            if busy.most is not None and busy.what == EVERYTHING and resource in busy.resources:
                sets = [{ticks_of[time][0] for time in group} & free for group in busy.groups]
                yield len(free.difference(*sets)) + sum(min(busy.most, len(one)) for one in sets), busy.entry
        for days in self._hard(LimitClusters):
            if days.most is not None and not days.weights and resource in days.resources and _of_presence(days):
                sets = [{ticks_of[time][0] for time in cluster[0].times} & free for cluster in days.clusters]
                largest = sorted(map(len, sets), reverse=True)[: days.most]
                yield len(free.difference(*sets)) + sum(largest), days.entry

    def _wants(self, meet: Meet, lesson_id: str) -> Iterator[frozenset[str]]:
        """The sets out of which the meet must hold one, whatever option it takes; what is certain is left out."""
        lesson = self.problem.lesson[lesson_id]
        options = [lesson.options[option] for option in meet.usable.options]
        demands = [{demand.role: demand for demand in lesson.demands_in(option)} for option in options]
        for role in demands[0] if demands else ():
            asked = [one[role] for one in demands if role in one]
            if len(asked) < len(options) or all(one.fixed for one in asked) or any(one.absent for one in asked):
                continue
            slots = zip(meet.slots, meet.usable.choices, strict=True)
            wanted = {
                self.problem.resources[slot.candidates[choice]].id
                for slot, choices in slots
                if slot.role == role and not set(slot.options).isdisjoint(meet.usable.options)
                for choice in choices
            } | {demand.candidates[0] for demand in asked if demand.fixed}
            if (lesson_id, role) in self.filled and wanted <= self.exclusive:
                yield frozenset(wanted)

    def _users(self) -> dict[frozenset[str], list[tuple[Meet, str]]]:
        """By set of candidates, the meets that hold one of it whatever option they take."""
        users: dict[frozenset[str], list[tuple[Meet, str]]] = {}
        for lesson in sorted(self.asked):
            for meet in self._asked_meets(lesson):
                for wanted in self._wants(meet, lesson):
                    users.setdefault(wanted, []).append((meet, lesson))
                for resource in self._certain(meet) & self.exclusive:
                    users.setdefault(frozenset((resource,)), []).append((meet, lesson))
        return users

    def _rooms(self) -> Iterator[Proof]:
        """A set of rooms (or teachers) asked for more often than it is free."""
        users = self._users()
        for wanted in users:
            if len(wanted) < 2:
                continue
            inside = [meet for other, meets in users.items() if other <= wanted for meet, _ in meets]
            need = sum(min(map(len, ticks)) for meet in inside if (ticks := self._ticks(meet)))
            usable = {tick for meet in inside for span in self._ticks(meet) for tick in span}
            have = sum(len(usable - self.blocked.get(resource, set())) for resource in wanted)
            if need > have:
                lessons = tuple(dict.fromkeys(self.problem.lessons[meet.lesson].id for meet in inside))
                yield Proof(
                    f"{self._kind(wanted)}_short", need, have, tuple(sorted(wanted)), users[wanted][0][1], lessons
                )

    def _kind(self, resources: frozenset[str]) -> str:
        """ "teachers" or "rooms"."""
        kinds = {self.problem.resource[resource].kind for resource in resources}
        return "teachers" if kinds == {TEACHER} else "rooms"

    def _bands(self) -> Iterator[Proof]:
        """Lessons at the same times that need the same person, or more rooms than there are."""
        for rule in self.problem.rules:
            if not isinstance(rule, Linked) or not rule.hard or not rule.weight or rule.any_week:
                continue
            for group in rule.groups:
                firsts = {lesson: meets[0] for lesson in dict.fromkeys(group) if (meets := self._asked_meets(lesson))}
                for one, two in combinations(firsts, 2):
                    for resource in sorted(self._certain(firsts[one]) & self._certain(firsts[two]) & self.exclusive):
                        yield Proof("band_person", 2, 1, (resource,), one, tuple(firsts), named=(one, two))
                yield from self._band_rooms(firsts)

    def _band_rooms(self, firsts: Mapping[str, Meet]) -> Iterator[Proof]:
        wants: dict[frozenset[str], list[str]] = {}
        for lesson, meet in firsts.items():
            for wanted in self._wants(meet, lesson):
                wants.setdefault(wanted, []).append(lesson)
        for wanted in filter(None, wants):
            inside = [lesson for other, lessons in wants.items() if other <= wanted for lesson in lessons]
            if len(inside) > len(wanted):
                few, lessons = tuple(sorted(wanted)), tuple(firsts)
                key = f"band_{self._kind(wanted)}"
                yield Proof(key, len(inside), len(few), few, inside[0], lessons, named=tuple(inside))

    def _periods(self) -> Iterator[Proof]:
        """Minima of periods in some modes that together break a maximum."""
        rules = [rule for rule in self.problem.rules if isinstance(rule, LimitPeriods) and rule.hard and rule.weight]
        mixed = {one.id for one in self.problem.lessons if any(option.online for option in one.options)}
        least = [
            (rule, frozenset(bound.lessons), bound.least, bound.path)
            for rule in rules
            if not rule.count_meets
            for bound in rule.bounds
            if bound.least
        ]
        least.sort(key=lambda one: -one[2])
        for rule in rules:
            if rule.count_meets:
                continue
            for bound in rule.bounds:
                most = most_of(self.problem, rule, bound)
                if most is None:
                    continue
                within, counted = frozenset(bound.lessons), set[str]()
                need = Fraction(0)
                for other, lessons, amount, path in least:
                    same = path == bound.path or mixed.isdisjoint(lessons)
                    if same and lessons <= within and other.modes <= rule.modes and counted.isdisjoint(lessons):
                        weight = self._least_ratio(rule.occurrences, other.occurrences)
                        counted |= lessons
                        need += amount * weight
                short = tuple(lesson for lesson in dict.fromkeys(bound.lessons) if lesson in counted)
                if short and need > most:  # what another part of the year broke alone is no matter of lessons here
                    yield Proof(
                        "distance_over_cap",
                        -(-need.numerator // need.denominator) + bound.elsewhere[0],
                        most + bound.elsewhere[0],
                        (bound.label,),
                        short[0],
                        short,
                        named=short,
                        entry=rule.entry,
                    )

    def _least_ratio(self, counted: Occurrences, asked: Occurrences) -> Fraction:
        """The least that one unit that occurs as `asked` is worth as `counted`, on any day of any week."""
        days = {(time.week, time.day) for time in self.problem.times.times}
        pairs = ((happens(counted, (week,), day), happens(asked, (week,), day)) for week, day in days)
        return min((Fraction(one, two) for one, two in pairs if two), default=Fraction(0))

    def _pools(self) -> Iterator[Proof]:
        """A meet that asks more units of a pool than there can be at any of its times (seats of on-site rooms too)."""
        for rule in self.problem.rules:
            if not isinstance(rule, PoolCapacity) or not rule.hard or not rule.weight:
                continue
            for pool in rule.pools:
                supply = self._supply(pool)
                capacity = rule.capacities.get(pool, self.problem.resource[pool].capacity)
                for lesson_id in self.problem.lessons_of[pool]:
                    for group in self._unavoidable(lesson_id):
                        found = [self._short(pool, supply, capacity, meet, options) for meet, options in group]
                        short = [one for one in found if one is not None]
                        if short and len(short) == len(found):
                            yield min(short, key=lambda one: one.need - one.have)
                            break

    def _short(self, pool: str, supply: Supply, capacity: int, meet: Meet, options: Sequence[int]) -> Proof | None:
        """Whether a meet asks too much of the pool in each of these options; at the least of them."""
        lesson_id = self.problem.lessons[meet.lesson].id
        asks = min((self._amount(lesson_id, option, pool) for option in options), default=0)
        if asks <= capacity:
            return None
        seats = self.problem.resource[pool].use is PoolUse.SEATS
        have = self._most_of(meet, capacity, self._units(supply), asks)
        if asks > have:
            key = "seats_short" if seats else "pool_short"
            return Proof(key, asks, have, (lesson_id,), lesson_id, (lesson_id,), pool=pool)
        have = self._most_of(meet, capacity, self._units_held(supply, meet), asks)
        if asks > have:
            people, holding = self._supervision(supply, meet)
            key, about = "seats_unsupervised" if seats else "pool_unsupplied", (lesson_id, *people)
            return Proof(key, asks, have, about, lesson_id, (lesson_id,), pool=pool, named=holding)
        return None

    def _most_of(self, meet: Meet, capacity: int, units: Callable[[int], int], enough: int) -> int:
        """The most units that there can be all through a meet, by those that are supplied at a tick.

        Where there is somewhere `enough` of them, that is what is said: nobody asks how many more.
        """
        most = capacity
        for span in self._ticks(meet):
            most = max(most, capacity + min(map(units, span)))
            if most >= enough:
                break
        return most

    def _units(self, supply: Supply) -> Callable[[int], int]:
        return lambda tick: sum(one.units for _, one in supply.get(tick, ()))

    def _units_held(self, supply: Supply, meet: Meet) -> Callable[[int], int]:
        """The same by no more openings than there are people for, beside what the meet and others hold then."""
        certain = self._certain(meet) & self.exclusive

        def units(tick: int) -> int:
            if tick not in supply:
                return 0
            return self._moment(tick).beside(certain).most([one for _, one in supply[tick]])

        return units

    def _supervision(self, supply: Supply, meet: Meet) -> tuple[list[str], tuple[str, ...]]:
        """Whom the openings at the times of the meet need, and the lessons that certainly hold some of them then."""
        ticks = {tick for span in self._ticks(meet) for tick in span if tick in supply}
        needs = [need for tick in ticks for _, one in supply[tick] for need in one.needs]
        persons = [need for need in needs if any(self._is_person(resource) for resource in need)]
        people = frozenset[str]().union(*(persons or needs))
        holding = {one for tick in ticks for one, wanted in self._settled.get(tick, ()) if wanted <= people}
        return sorted(people), tuple(sorted(holding - {self.problem.lessons[meet.lesson].id}))

    def _is_person(self, resource: str) -> bool:
        one = self.problem.resource[resource]
        return one.kind == TEACHER or one.use is PoolUse.STAFF

    @cached_property
    def _settled(self) -> dict[int, list[tuple[str, frozenset[str]]]]:
        """By tick, (lesson, wanted): lessons that certainly run then and hold one of `wanted`; no openings."""
        settled: dict[int, list[tuple[str, frozenset[str]]]] = {}
        for wanted, users in self._users().items():
            for meet, lesson in users:
                options = self.problem.lesson[lesson].options
                supplies = any(demand.amount < 0 for option in options for demand in option.demands)
                spans = [] if supplies else self._ticks(meet)
                for tick in set(spans[0]).intersection(*spans[1:]) if spans else ():
                    settled.setdefault(tick, []).append((lesson, wanted))
        return settled

    def _moment(self, tick: int) -> Moment:
        """Who is certainly held at a tick, or away."""
        if tick not in self._moments:
            away = frozenset(resource for resource, ticks in self.blocked.items() if tick in ticks)
            moment = self._moments[tick] = Moment(away)
            for _, wanted in self._settled.get(tick, ()):
                moment.give(wanted)
        return self._moments[tick]

    def _supply(self, pool: str) -> Supply:
        """By tick, (lesson, opening): the supplying meets (opened rooms) that can be then."""
        supply: Supply = {}
        for lesson_id in self.problem.lessons_of[pool]:
            for number in self.indexed.of_lesson[self.indexed.lesson_number[lesson_id]]:
                meet = self.indexed.meets[number]
                added = max((-self._amount(lesson_id, option, pool) for option in meet.usable.options), default=0)
                if added > 0:
                    held = (frozenset((resource,)) for resource in sorted(self._certain(meet) & self.exclusive))
                    opening = Opening(added, (*self._wants(meet, lesson_id), *held))
                    for tick in {tick for span in self._ticks(meet) for tick in span}:
                        supply.setdefault(tick, []).append((lesson_id, opening))
        return supply

    def _amount(self, lesson_id: str, option: int, pool: str) -> int:
        """Units that the option demands of the pool for sure (negative: the most it may supply)."""
        lesson = self.problem.lesson[lesson_id]
        demands = lesson.demands_in(lesson.options[option])
        return sum(
            demand.amount for demand in demands if pool in demand.candidates and (demand.fixed or demand.amount < 0)
        )

    def _unavoidable(self, lesson_id: str) -> Iterator[list[tuple[Meet, list[int]]]]:
        """Groups of (meet, options): of each, some meet must take one of its options.

        Each meet by itself has all that it can do; one of all meets has those of a minimum.
        """
        meets = self._asked_meets(lesson_id)
        yield from ([(meet, list(meet.usable.options))] for meet in meets)
        lesson = self.problem.lesson[lesson_id]
        for modes, path in self.minima.get(lesson_id, ()):
            fit = {number for number, option in enumerate(lesson.options) if option.mode_for(path) in modes}
            kept = [[one for one in meet.usable.options if one in fit] for meet in meets]
            yield [(meet, options) for meet, options in zip(meets, kept, strict=True) if options]


def _of_presence(rule: LimitClusters) -> bool:
    """Whether each cluster is one set of times at which anything counts."""
    return all(one == (Touch(one[0].times, by_bells=one[0].by_bells),) for one in rule.clusters)
