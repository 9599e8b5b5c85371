"""A violation in a planner's words: who, when, by how much. What the rule itself says stands in `data/rules.toml`.

One clause per fact, by kind of rule; the texts are in `data/texts/evaluation.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from scheduler.evaluation.result import Fact, Violation
from scheduler.evaluation.stability import STABILITY
from scheduler.problem import rules as r
from scheduler.problem.lessons import HOME
from scheduler.problem.problem import Problem
from scheduler.problem.resources import ROOM, PoolUse
from scheduler.problem.text import say
from scheduler.school.building.context import context_of
from scheduler.school.records import Room
from scheduler.telling import naming

MOST_CLAUSES = 4
"""A violation with more facts ends in "and n more"."""


def sentence(problem: Problem, violation: Violation, language: str, who: str = "", weeks: bool = True) -> str:
    """One sentence about one violation of this problem's rules; `language` is "nl" or "en".

    `who` stands for what it is about, where that is more than its point. Without `weeks` no week is named.
    """
    teller = _Wording(problem, problem.rule[violation.rule_id], language, violation.point, weeks)
    facts = by_week(problem, violation.where)
    clauses = [teller.in_weeks(*fact) for fact in facts[:MOST_CLAUSES]]
    more = len(facts) - MOST_CLAUSES
    if more > 0:
        clauses.append(teller.say("more", count=more))
    who = who or teller.subject(violation)
    text = "; ".join(clauses)
    joined = f"{who}: {text}" if isinstance(teller.rule, _AFTER_A_COLON) else f"{who} {text}".strip()
    return joined[:1].upper() + joined[1:] + "."


OF_LISTS = {
    "at once": "teach_at_once",
    "same days": "days_without",
    "apart": "days_too_near",
    "consecutive": "days_between",
    "same period": "other_periods",
}
"""Aspects of rules about lists and days of subjects, each with its sentence."""

_AFTER_A_COLON = (r.SameResource, r.Ordered, r.LimitPeriods, r.PoolCapacity, r.OnHand)


def by_week(problem: Problem, facts: Iterable[Fact]) -> list[tuple[Fact, tuple[int, ...]]]:
    """Each fact with the one week it is about (none where it is not); the same in week A and in week B is one fact."""
    found: dict[object, tuple[Fact, list[int]]] = {}
    for fact in facts:
        week = only_week(problem, (fact,))
        _, weeks = found.setdefault(fact if week is None else without_week(problem, fact), (fact, []))
        if week is not None and week not in weeks:
            weeks.append(week)
    return [(fact, tuple(sorted(weeks))) for fact, weeks in found.values()]


def only_week(problem: Problem, facts: Iterable[Fact]) -> int | None:
    """The one week that facts are about; None where that is not one week."""
    weeks = {problem.times[index].week for fact in facts for index in fact.when}
    return weeks.pop() if len(weeks) == 1 and problem.times.weeks > 1 else None


def without_week(problem: Problem, fact: Fact) -> tuple[object, ...]:
    """What a fact says apart from the week: equal for two facts that only differ in that."""
    times = tuple((one.grid, one.day, one.period) for one in map(problem.times.__getitem__, fact.when))
    return times, fact.who, fact.measured, fact.least, fact.most, fact.detail


class _Wording:
    """Knows the problem, the rule and the language while one sentence is made."""

    def __init__(self, problem: Problem, rule: r.Rule, language: str, point: str, weeks: bool) -> None:
        self.problem, self.rule, self.language, self.point, self.weeks = problem, rule, language, point, weeks

    def say(self, key: str, **values: object) -> str:
        return say(self.language, "evaluation", key, **values)

    # -- who --

    def subject(self, violation: Violation) -> str:
        """What the sentence is about: the point of the rule."""
        problem, point = self.problem, violation.point
        if isinstance(self.rule, r.MostBurdened):
            return ""
        if point in problem.lesson:
            return self.lesson(point)
        if point in problem.resource:
            return self.resource(point)
        if isinstance(self.rule, r.Pinned):
            return self.lesson(point.rpartition("/")[0])
        if isinstance(self.rule, r.CommonFree):
            return self.resources(violation.where[0].who)
        if isinstance(self.rule, r.OnHand):
            return naming.group_named(self.rule.name, point.split(" + "), problem, self.language)
        members = point.split(" + ")
        if all(member in problem.lesson for member in members):
            return naming.listed((self.lesson(member) for member in members), self.language)
        return self.say("openings") if point == "openings" else point

    def lesson(self, lesson_id: str) -> str:
        return naming.lesson_name(self.problem, lesson_id, self.language)

    def resource(self, resource_id: str) -> str:
        if not resource_id:
            return self.say("nothing")
        return naming.resource_name(self.problem, resource_id, self.language)

    def resources(self, ids: tuple[str, ...]) -> str:
        return naming.listed((self.resource(resource) for resource in ids), self.language)

    # -- when --

    def when(self, times: tuple[int, ...]) -> str:
        return naming.moments(self.problem, times, self.language, self.weeks)

    def day(self, times: tuple[int, ...]) -> str:
        return naming.days(self.problem, times, self.language, self.weeks)

    # -- how much --

    def bound(self, fact: Fact) -> str:
        measured = fact.measured if fact.measured is not None else 0
        if fact.most is not None and measured > fact.most:
            return self.say("at_most", most=fact.most)
        return self.say("at_least", least=fact.least)

    def counted(self, key: str, number: int | None) -> str:
        return self.say(f"{key}_{'one' if number == 1 else 'many'}")

    def what(self, what: r.Filter, number: int | None = None) -> str:
        """What a filter selects: "distance lessons at home"."""
        text = self.counted(naming.modes_key(what.modes), number)
        if what.lessons is not None:
            subjects = {self.problem.lesson[lesson].subject for lesson in what.lessons if lesson in self.problem.lesson}
            one = len(subjects) == 1 and "" not in subjects
            text = self.say("of_subject" if one else "of_some", what=text, subject="".join(subjects) if one else "")
        if what.places is not None:
            text = self.say("at_home" if what.places == {HOME} else "at_school", what=text)
        return text

    # -- the facts --

    def in_weeks(self, fact: Fact, weeks: tuple[int, ...]) -> str:
        if len(weeks) < 2:
            return self.clause(fact)
        alike = _Wording(self.problem, self.rule, self.language, self.point, weeks=False)
        return naming.in_weeks(alike.clause(fact), weeks, self.language)

    def clause(self, fact: Fact) -> str:
        return _CLAUSES[type(self.rule)](self, self.rule, fact)

    def placed(self, _: r.Placed, fact: Fact) -> str:
        return self.say("Placed_surplus" if fact.most else "Placed", measured=fact.measured, least=fact.least)

    def assigned(self, rule: r.Assigned, fact: Fact) -> str:
        role = naming.role_name("supervisor" if rule.aspect == "supervision" else fact.detail, self.language)
        return self.say("Assigned" if fact.when else "Assigned_unplaced", role=role, when=self.when(fact.when))

    def prefer_times(self, rule: r.PreferTimes, fact: Fact) -> str:
        if rule.entry == STABILITY:  # its preferred times are those of the timetable before
            runs = [self.problem.times.run(start, rule.duration or 1) or (start,) for start in rule.times]
            before = self.when(tuple(time for run in runs for time in run))
            return self.say("PreferTimes_before", when=self.when(fact.when), before=before)
        return self.say("PreferTimes_hard" if rule.hard else "PreferTimes_soft", when=self.when(fact.when))

    def allowed_options(self, rule: r.AllowedOptions, fact: Fact) -> str:
        if rule.aspect == "no quiet room":
            return self.say("Assigned", role=naming.role_name("quiet room", self.language), when=self.when(fact.when))
        key = "AllowedOptions_asked" if rule.aspect == "asked" else "AllowedOptions"
        return self.say(key, mode=self.say(f"mode_{fact.detail}"), when=self.when(fact.when))

    def prefer_resources(self, _: r.PreferResources, fact: Fact) -> str:
        small = self._too_small(fact)
        if small is not None:
            room, pupils = small
            when, name = self.when(fact.when), self.resources(fact.who)
            return self.say("PreferResources_small", resource=name, when=when, pupils=pupils, seats=room.seats)
        key = "PreferResources" if fact.when else "PreferResources_unplaced"
        return self.say(key, resource=self.resources(fact.who), when=self.when(fact.when))

    def _too_small(self, fact: Fact) -> tuple[Room, int] | None:
        """The room that a lesson has, with its number of pupils, where there are more of them than seats."""
        context = context_of(self.problem)
        resource = self.problem.resource.get(fact.who[0]) if len(fact.who) == 1 else None
        record = context.lessons.get(self.point) if context else None
        if context is None or resource is None or resource.kind != ROOM or record is None:
            return None
        room, pupils = context.rooms[resource.code], context.pupils(record.attendees)
        return (room, pupils) if room.seats is not None and pupils > room.seats else None

    def same_resource(self, rule: r.SameResource, fact: Fact) -> str:
        role = naming.role_name(rule.role, self.language)
        return self.say("SameResource", measured=fact.measured, resources=self.resources(fact.who), role=role)

    def spread(self, _: r.Spread, fact: Fact) -> str:
        known = {(self.problem.times[t].week, self.problem.times[t].day) for t in fact.when}
        key = "Spread" if len(known) <= 1 else "Spread_wide"
        return self.say(key, measured=fact.measured, when=self._day_or_half(fact.when), bound=self.bound(fact))

    def _day_or_half(self, times: tuple[int, ...]) -> str:
        """The half day, where a set of times is not of both halves of a day that has two: its limit is another."""
        halves = {self.problem.times[index].half_day for index in times}
        of_days = {(self.problem.times[index].week, self.problem.times[index].day) for index in times}
        others = {time.half_day for time in self.problem.times.times if (time.week, time.day) in of_days}
        if len(halves) == 1 < len(others):
            return naming.half_days(self.problem, times, self.language, self.weeks)
        return self.day(times)

    def linked(self, _: r.Linked, fact: Fact) -> str:
        return self.say("Linked", when=self.when(fact.when))

    def ordered(self, _: r.Ordered, fact: Fact) -> str:
        end, start = (self.when((index,)) for index in fact.when)
        if fact.measured is not None and fact.measured < 0 and fact.least == 0:
            return self.say("Ordered_before", end=end, start=start)
        return self.say("Ordered", end=end, start=start, measured=fact.measured, bound=self.bound(fact))

    def split_shape(self, _: r.SplitShape, fact: Fact) -> str:
        return self.say(f"SplitShape_{fact.detail}", measured=fact.measured, bound=self.bound(fact))

    def split_count(self, _: r.SplitCount, fact: Fact) -> str:
        return self.say("SplitCount", measured=fact.measured, duration=fact.detail, bound=self.bound(fact))

    def limit_periods(self, rule: r.LimitPeriods, fact: Fact) -> str:
        what = self.counted(naming.modes_key(rule.modes), fact.measured)
        period = naming.period_counted(self.problem, rule, self.language)
        return self.say("LimitPeriods", measured=fact.measured, what=what, period=period, bound=self.bound(fact))

    def pinned(self, _: r.Pinned, fact: Fact) -> str:
        if fact.detail == "start":
            when, pinned = (self.when((index,)) for index in fact.when)
            return self.say("Pinned_start", when=when, pinned=pinned)
        if fact.detail == "within":
            return self.say("Pinned_start", when=self.when(fact.when[:1]), pinned=self._whole(fact.when[1:]))
        if fact.detail == "mode":
            mode, pinned = (self.say(f"mode_{name}") for name in fact.who)
            return self.say("Pinned_mode", mode=mode, pinned=pinned)
        if fact.detail == "options":
            pinned = naming.listed(dict.fromkeys(map(self._way, fact.who[1:])), self.language)
            return self.say("Pinned_mode", mode=self._way(fact.who[0]), pinned=pinned)
        holds, pinned = (self.resource(resource) for resource in fact.who)
        return self.say("Pinned_resource", resource=holds, pinned=pinned)

    def _way(self, option_id: str) -> str:
        """How a way of the pinned lesson is called: its mode, of a mixed one who is online."""
        way = self.problem.lesson[self.point.rpartition("/")[0]].option(option_id)
        return self.say("Pinned_mixed", who=way.online_name) if way.online else self.say(f"mode_{way.mode}")

    def _whole(self, times: tuple[int, ...]) -> str:
        """Days, where the times are all of some days of a grid; else every time."""
        days = {(one.grid, one.week, one.day) for one in map(self.problem.times.__getitem__, times)}
        every = {one.index for one in self.problem.times.times if (one.grid, one.week, one.day) in days}
        return self.day(times) if times and set(times) == every else self.when(times)

    def no_clash(self, _: r.NoClash, fact: Fact) -> str:
        lessons = naming.listed((self.lesson(lesson) for lesson in fact.who), self.language)
        what = self.counted("lessons", fact.measured)
        return self.say("NoClash", when=self.when(fact.when), measured=fact.measured, what=what, lessons=lessons)

    def pool_capacity(self, rule: r.PoolCapacity, fact: Fact) -> str:
        counted = all(self.problem.resource[pool].use is PoolUse.AT_ONCE for pool in rule.pools)
        key = "PoolCapacity_at_once" if counted or rule.aspect == "pupils" else "PoolCapacity"
        return self.say(key, when=self.when(fact.when), measured=fact.measured, most=fact.most)

    def unavailable(self, rule: r.Unavailable, fact: Fact) -> str:
        key = "Unavailable_hard" if rule.hard else "Unavailable_soft"
        return self.say(key, what=self.what(rule.what), when=self.when(fact.when))

    def limit_idle(self, _: r.LimitIdle, fact: Fact) -> str:
        key = "LimitIdle" if fact.when else "LimitIdle_few"
        what = self.counted("gaps", fact.measured)
        return self.say(key, measured=fact.measured, what=what, when=self.when(fact.when), bound=self.bound(fact))

    def limit_clusters(self, rule: r.LimitClusters, fact: Fact) -> str:
        if rule.aspect == "contact first":
            lessons = naming.listed(sorted(rule.clusters[0][0].what.lessons or ()), self.language)
            return self.say("contact_first", lessons=lessons, measured=fact.measured, when=self.when(fact.when[-1:]))
        if rule.aspect == "start":  # a cluster for every period that a day begins later
            when = naming.days(self.problem, fact.when, self.language, self.weeks)
            return self.say("late_start", measured=fact.measured, when=when, bound=self.bound(fact))
        if rule.aspect == "lunch":
            return self.say("no_lunch", when=self.day(tuple(t for one in rule.clusters[0] for t in one.times)))
        if rule.aspect == "canteen":
            codes = [self.problem.resource[one].class_code for one in fact.who]
            classes, when = naming.listed(codes, self.language), self.day(fact.when)
            bound = self.bound(fact)
            return self.say("canteen", measured=fact.measured, when=when, clock=rule.name, classes=classes, bound=bound)
        if rule.aspect in OF_LISTS:
            return self._of_lists(rule, fact)
        if rule.aspect == "period":
            numbers = sorted({self.problem.times[t].period for (touch,) in rule.clusters for t in touch.times})
            when, period = self.day(fact.when), naming.stretches(numbers)
            return self.say(
                "days_with_period", measured=fact.measured, when=when, period=period, bound=self.bound(fact)
            )
        unit = self._unit(rule)
        tell = {"days": naming.days, "half_days": naming.half_days}.get(unit, naming.moments)
        touches = naming.listed(self._touches(rule.clusters[0] if rule.clusters else ()), self.language)
        return self.say(
            "LimitClusters" if fact.when else "LimitClusters_none",
            measured=fact.measured,
            unit=self.counted(unit, fact.measured),
            touches=touches,
            when=tell(self.problem, fact.when, self.language, self.weeks),
            bound=self.bound(fact),
        )

    def _of_lists(self, rule: r.LimitClusters, fact: Fact) -> str:
        """Two people at once; days of a subject that are too near or have another between them; its periods."""
        touch = rule.clusters[0][-1]
        who = naming.resource_name(self.problem, touch.resource, self.language) if touch.resource else ""
        moments = rule.aspect == "at once"
        when = self.when(fact.when) if moments else naming.days(self.problem, fact.when, self.language, self.weeks)
        what, bound = self.what(touch.what), self.bound(fact)
        return self.say(OF_LISTS[rule.aspect], measured=fact.measured, who=who, what=what, when=when, bound=bound)

    def _touches(self, cluster: tuple[r.Touch, ...]) -> Iterator[str]:
        """ "with lessons", "without lessons in period 7-8": what every touch of one cluster asks."""
        widest = max((len(touch.times) for touch in cluster), default=0)
        for touch in cluster:
            what = self.what(touch.what)
            if touch.resource is not None:
                what = f"{what} ({naming.resource_name(self.problem, touch.resource, self.language)})"
            if 0 < len(touch.times) < widest:
                numbers = sorted({self.problem.times[index].period for index in touch.times})
                what = self.say("in_periods", what=what, periods=naming.stretches(numbers))
            yield self.say("with" if touch.present else "without", what=what)

    def _unit(self, rule: r.LimitClusters) -> str:
        """Whether the clusters are days, half days, or anything else."""
        unit = "half_days"
        for cluster in rule.clusters:
            times = [self.problem.times[index] for touch in cluster for index in touch.times]
            if len({(time.week, time.day) for time in times}) > 1:
                return "blocks"
            if len({time.half_day for time in times}) > 1:
                unit = "days"
        return unit

    def limit_busy(self, rule: r.LimitBusy, fact: Fact) -> str:
        what = self.what(rule.what, fact.measured)
        group = next((group for group in rule.groups if set(group).issuperset(fact.when)), ())
        when = self.day(fact.when) if self._whole_day(group) else self.when(fact.when)
        if rule.aspect == "class teacher":
            return self.say("no_class_teacher", when=when, code=rule.name)
        return self.say("LimitBusy", when=when, measured=fact.measured, what=what, bound=self.bound(fact))

    def _whole_day(self, group: tuple[int, ...]) -> bool:
        known = {(time.week, time.day, time.grid) for time in map(self.problem.times.__getitem__, group)}
        same_day = (time for time in self.problem.times.times if (time.week, time.day, time.grid) in known)
        return len(known) == 1 and sum(1 for _ in same_day) == len(group)

    def limit_runs(self, rule: r.LimitRuns, fact: Fact) -> str:
        what = self.what(rule.what, fact.measured)
        return self.say(
            "LimitRuns", measured=fact.measured, what=what, when=self.when(fact.when), bound=self.bound(fact)
        )

    def limit_workload(self, rule: r.LimitWorkload, fact: Fact) -> str:
        weeks = self.problem.times.weeks
        key = "LimitWorkload_weeks" if rule.weekly and weeks > 1 else "LimitWorkload"
        return self.say(key, measured=fact.measured, weeks=weeks, bound=self.bound(fact))

    def limit_switches(self, _: r.LimitSwitches, fact: Fact) -> str:
        return self.say("LimitSwitches", measured=fact.measured, when=self.when(fact.when), bound=self.bound(fact))

    def travel_time(self, _: r.TravelTime, fact: Fact) -> str:
        origin, goal = (naming.place_name(place, self.language) for place in fact.who)
        leaving, arriving = (self.when((index,)) for index in fact.when)
        return self.say(
            "TravelTime",
            measured=max(0, fact.measured or 0),
            origin=origin,
            goal=goal,
            leaving=leaving,
            arriving=arriving,
            least=fact.least,
        )

    def common_free(self, _: r.CommonFree, fact: Fact) -> str:
        return self.say("CommonFree", measured=fact.measured, bound=self.bound(fact))

    def on_hand(self, rule: r.OnHand, fact: Fact) -> str:
        key = "OnHand_there" if rule.around else "OnHand"
        return self.say(key, measured=fact.measured, when=self.when(fact.when), least=fact.least)

    def same_each_week(self, rule: r.SameEachWeek, fact: Fact) -> str:
        return self.say("SameEachWeek", what=self.what(rule.what), when=self.when(fact.when))

    def most_burdened(self, _: r.MostBurdened, fact: Fact) -> str:
        return self.say("MostBurdened", resources=self.resources(fact.who), measured=fact.measured)


_CLAUSES: dict[type[r.Rule], Callable[[_Wording, Any, Fact], str]] = {
    r.Placed: _Wording.placed,
    r.Assigned: _Wording.assigned,
    r.PreferTimes: _Wording.prefer_times,
    r.AllowedOptions: _Wording.allowed_options,
    r.PreferResources: _Wording.prefer_resources,
    r.SameResource: _Wording.same_resource,
    r.Spread: _Wording.spread,
    r.Linked: _Wording.linked,
    r.Ordered: _Wording.ordered,
    r.SplitShape: _Wording.split_shape,
    r.SplitCount: _Wording.split_count,
    r.LimitPeriods: _Wording.limit_periods,
    r.Pinned: _Wording.pinned,
    r.NoClash: _Wording.no_clash,
    r.PoolCapacity: _Wording.pool_capacity,
    r.Unavailable: _Wording.unavailable,
    r.LimitIdle: _Wording.limit_idle,
    r.LimitClusters: _Wording.limit_clusters,
    r.LimitBusy: _Wording.limit_busy,
    r.LimitRuns: _Wording.limit_runs,
    r.LimitWorkload: _Wording.limit_workload,
    r.LimitSwitches: _Wording.limit_switches,
    r.TravelTime: _Wording.travel_time,
    r.CommonFree: _Wording.common_free,
    r.OnHand: _Wording.on_hand,
    r.SameEachWeek: _Wording.same_each_week,
    r.MostBurdened: _Wording.most_burdened,
}
