"""Rows that cannot hold together, in a planner's words: each with its cell, what it asks, and what would help.

The texts are in `data/texts/conflicts.toml`; what conflicts is found by `solver.explaining`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.evaluation.conflicts import Change, Conflict, Row, WayOut
from scheduler.problem import rules as r
from scheduler.problem.concerning import points_of
from scheduler.problem.counting import periods_per_cycle
from scheduler.problem.lessons import Lesson
from scheduler.problem.limits import limit_of
from scheduler.problem.modes import Origin
from scheduler.problem.problem import Problem
from scheduler.problem.resources import TEACHER
from scheduler.problem.text import catalogue, say
from scheduler.school.row_origins import asked_by_law, origins_of
from scheduler.telling import naming

LAW = 1000
"""A way out that the law forbids is dearer than all others by so many times."""


SEATS = "H08"
"""The entry about places at school, of which it is told how many are missing."""

MOST_LESSONS = 3
"""A rule about more lessons is told without their names."""


@dataclass(frozen=True, slots=True)
class ToldRow:
    """Where a row stands ("Lessen!A12, Regels!A3"; "" where nowhere) and what it asks."""

    cells: tuple[str, ...]
    text: str

    @property
    def line(self) -> str:
        return f"{', '.join(self.cells)}: {self.text}" if self.cells else self.text


@dataclass(frozen=True, slots=True)
class ToldWay:
    """A way out: where to change what, and whether the law has a say."""

    cells: tuple[str, ...]
    text: str
    law: bool

    @property
    def line(self) -> str:
        return f"{', '.join(self.cells)}: {self.text}" if self.cells else self.text


def rows(problem: Problem, conflict: Conflict, language: str) -> tuple[ToldRow, ...]:
    """All rows of a conflict."""
    return tuple(told(problem, row, language) for row in conflict.rows)


def told(problem: Problem, row: Row, language: str) -> ToldRow:
    """One row."""
    return ToldRow(_cells(problem, row), _Words(problem, row, language).text())


def ways(problem: Problem, conflict: Conflict, language: str) -> tuple[tuple[WayOut, ToldWay], ...]:
    """The ways out of a conflict, the cheapest first; what the law asks comes last."""
    ordered = sorted(conflict.ways, key=lambda way: way.price * (LAW if _lawful(problem, way) else 1))
    return tuple((way, _way(problem, way, language)) for way in ordered)


def _lawful(problem: Problem, way: WayOut) -> bool:
    """Whether a way out gives less than a law asks. More seats or devices than there are do not."""
    rule = problem.rule[way.row.points[0][0]]
    own = rule.origin is not None or way.row.lessons or way.row.aspect == "pins"
    more = isinstance(rule, r.PoolCapacity) and way.change is Change.LIMIT
    return not own and not more and asked_by_law(problem, way.row)


def _way(problem: Problem, way: WayOut, language: str) -> ToldWay:
    words = _Words(problem, way.row, language)
    law = _lawful(problem, way)
    text = words.way(way)
    text += say(language, "conflicts", "law") if law else ""
    text += "" if way.proved else say(language, "conflicts", "at_least")
    return ToldWay(_cells(problem, way.row), text, law)


def _cells(problem: Problem, row: Row) -> tuple[str, ...]:
    """The planner's cells that say what the row says."""
    if row.lessons:
        found = [(problem.lesson[name].origin, "") for name in row.lessons]
    else:
        own = (_own_row(problem, *point) for point in row.points)
        found = [(origin, "") for origin in own if origin is not None] or list(origins_of(problem, row))
    return tuple(dict.fromkeys(origin.cell(column) for origin, column in found if origin is not None))


def _own_row(problem: Problem, rule_id: str, number: int) -> Origin | None:
    """The row of a sheet that a point of a rule is, where it is one."""
    rule = problem.rule[rule_id]
    point = points_of(rule)[number]
    return point.origin if isinstance(point, r.PinnedMeet) else rule.origin


class _Words:
    """What one row asks, and what changing it is."""

    def __init__(self, problem: Problem, row: Row, language: str) -> None:
        self.problem, self.row, self.language = problem, row, language
        rule_id, number = row.points[0]
        self.rule = problem.rule[rule_id]
        self.point = points_of(self.rule)[number]

    def say(self, key: str, **values: object) -> str:
        return say(self.language, "conflicts", key, **values)

    def text(self) -> str:
        row, rule = self.row, self.rule
        if row.lessons:
            return self._lesson()
        if isinstance(self.point, r.PinnedMeet):
            return self.say("pin", lesson=self._lesson_name(self.point.lesson), what=self._pinned(self.point))
        if rule.origin is not None:
            return self._availability()
        if isinstance(rule, r.Linked):
            return self.say("together", who=self._who())
        return self._of_rule()

    def way(self, way: WayOut) -> str:
        amount: dict[str, object] = {"amount": way.amount, "cycle": self._cycle()}
        match way.change:
            case Change.LEFT_OUT:
                left = self.problem.lesson[self.row.lessons[0]]
                often = periods_per_cycle(left) // left.duration
                amount["amount"] = way.amount * often
                return self.say("way_left_out", lesson=self._lesson_name(left.id), **amount)
            case Change.OTHER_PERSON:
                who = naming.resource_name(self.problem, way.who, self.language)
                given = self.problem.lesson[self.row.lessons[0]]
                amount["amount"] = periods_per_cycle(given)
                return self.say("way_other_person", lesson=self._lesson_name(given.id), who=who, **amount)
            case Change.LIMIT if self.row.entry == SEATS:
                return self.say("way_seats", **amount)
            case Change.LIMIT:
                return self.say("way_limit", what=self.text(), before=way.before, after=way.after)
        if isinstance(self.point, r.PinnedMeet):
            lesson = self._lesson_name(self.point.lesson)
            return self.say("way_breach_pin", lesson=lesson, what=self._pinned(self.point))
        if self.rule.origin is not None and not isinstance(self.rule, r.PreferTimes):
            key = "way_breach_there" if isinstance(self.rule, r.LimitBusy) else "way_breach_away"
            return self.say(key, who=self._who(), **amount)
        return self.say("way_breach", what=self.text(), **amount)

    # -- kinds of rows --

    def _lesson(self) -> str:
        lessons = [self.problem.lesson[name] for name in self.row.lessons]
        people = dict.fromkeys(name for lesson in lessons for name in self._teachers(lesson))
        teachers = self.say("with", who=naming.listed(people, self.language)) if people else ""
        periods = sum(map(periods_per_cycle, lessons))
        name = self._lesson_name(lessons[0].id)
        return self.say("lesson", lesson=name, periods=periods, cycle=self._cycle(), teachers=teachers)

    def _cycle(self) -> str:
        """Over what is counted, where that is not a week."""
        weeks = self.problem.times.weeks
        return self.say("cycle", weeks=weeks) if weeks > 1 else ""

    def _teachers(self, lesson: Lesson) -> Iterator[str]:
        for demand in lesson.demands_in(lesson.options[0]):
            codes = [self.problem.resource[one].code for one in demand.candidates]
            if any(self.problem.resource[one].kind == TEACHER for one in demand.candidates):
                yield " | ".join(codes) if len(codes) <= naming.MOST_IN_CELL else naming.listed(codes, self.language)

    def _pinned(self, pin: r.PinnedMeet) -> str:
        said = []
        if pin.start is not None:
            said.append(naming.moments(self.problem, (pin.start,), self.language))
        elif pin.within is not None:
            said.append(naming.whole_days(self.problem, pin.within, self.language))
        said += [naming.resource_name(self.problem, resource, self.language) for _, resource in pin.resources]
        if pin.mode is not None:
            said.append(self.say("pin_mode", mode=say(self.language, "evaluation", f"{pin.mode.value}_one")))
        if pin.options is not None:
            ways = (self.problem.lesson[pin.lesson].option(one) for one in sorted(pin.options))
            online = dict.fromkeys(way.online_name for way in ways if way.online)
            who = naming.listed(online, self.language)
            said.append(self.say("pin_online", who=who) if online else self.say("pin_not_online"))
        return ", ".join(said)

    def _availability(self) -> str:
        rule = self.rule
        when = naming.whole_days(self.problem, _times_of(rule), self.language)
        if isinstance(rule, r.PreferTimes):
            subjects = dict.fromkeys(self.problem.lesson[name].subject for name in rule.lessons)
            return self.say("subject_times", who=naming.listed(subjects, self.language), when=when)
        places = getattr(rule, "what", r.EVERYTHING).places
        if isinstance(rule, r.LimitBusy):
            return self.say("there", who=self._who(), when=when)
        if places is not None:
            place = naming.listed((naming.place_name(one, self.language) for one in sorted(places)), self.language)
            return self.say("away_at", who=self._who(), when=when, place=place)
        return self.say("away", who=self._who(), when=when)

    def _of_rule(self) -> str:
        limit = limit_of(self.problem, self.rule, self.point)
        key = "_".join(filter(None, (self.row.entry, self.row.aspect.replace(" ", "_"))))
        known = naming.rule_sentence(self.row.entry)
        sentence = known[self.language].rstrip(".") if known else self.rule.name or self.row.entry
        values = {"rule": self.row.entry, "who": self._who(), "limit": limit, "sentence": sentence}
        if key in catalogue("conflicts") and (limit is not None or "{limit}" not in say_raw(key, self.language)):
            return self.say(key, **values)
        if not values["who"] or len(self.row.about) > MOST_LESSONS:
            return self.say("rule_for_all", **values)
        return self.say("rule" if limit is None else "rule_limit", **values)

    # -- names --

    def _who(self) -> str:
        problem = self.problem
        names: dict[str, None] = {}
        for one in self.row.about:
            if one in problem.lesson:
                names[self._lesson_name(one)] = None
            elif one in problem.resource:
                resource = problem.resource[one]
                if resource.class_code:
                    names[say(self.language, "evaluation", "path", code=resource.class_code)] = None
                else:
                    names[naming.resource_name(problem, one, self.language)] = None
            else:
                names[one] = None
        return naming.listed(names, self.language)

    def _lesson_name(self, lesson: str) -> str:
        return naming.lesson_name(self.problem, lesson, self.language)


def _times_of(rule: r.Rule) -> tuple[int, ...]:
    match rule:
        case r.Unavailable(times=times):
            return times
        case r.PreferTimes(times=times):
            return tuple(sorted(times))
        case r.LimitBusy(groups=groups):
            return tuple(sorted({time for group in groups for time in group}))
    return ()


def say_raw(key: str, language: str) -> str:
    """A sentence with its parameters as they stand in the catalogue."""
    return catalogue("conflicts")[key][language]
