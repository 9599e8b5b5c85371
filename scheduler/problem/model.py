"""A school built in code: days, teachers, classes, rooms, lessons and rules, added by calls that refuse mistakes.

What becomes of it is a `Problem`. Schools with a law, a calendar and a workbook are built by `school.building` instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from scheduler.problem.basic_rules import basic_rules
from scheduler.problem.given import given_rule
from scheduler.problem.lessons import HOME, Demand, Lesson, Option, Part
from scheduler.problem.modes import Mode
from scheduler.problem.nearest import did_you_mean
from scheduler.problem.problem import Problem, known_names
from scheduler.problem.references import refusal
from scheduler.problem.resources import PATH, POOL, ROOM, TEACHER, Resource, resource_id
from scheduler.problem.rules import Rule
from scheduler.problem.times import plain_week

SCHOOL = "school"
"""The place of a school that names no campus."""

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Who = Resource | str
"""A resource, or its id ("teacher:Ann")."""


class Model:
    """A school that is built piece by piece; `problem()` makes a `Problem` of it.

    Parameters:
        days: how many days a week has, from Monday on, or their names.
        periods: how many periods a day has.
        weeks: how many different weeks the cycle has.
        first_bell: start of the first period, in minutes after midnight.
        minutes: length of a period.
        morning: how many periods are before noon.
        breaks: periods after which a block must end (3: none runs from the third into the fourth).
        name: of the school.
        language: "nl" or "en", for what is told about the result.

    Raises:
        ValueError, TypeError: a number makes no sense; it is named.

    Example:
        >>> school = Model(days=2, periods=3)
        >>> ann, pupils = school.add_teacher("Ann"), school.add_class("1A")
        >>> maths = school.add_lesson("maths 1A", [2, 1], [ann, pupils])
        >>> len(school.problem().lessons[0].parts)
        2
    """

    def __init__(
        self,
        days: int | Sequence[str] = 5,
        periods: int = 8,
        *,
        weeks: int = 1,
        first_bell: int = 510,
        minutes: int = 50,
        morning: int = 4,
        breaks: Iterable[int] = (),
        name: str = "",
        language: str = "en",
    ) -> None:
        counts = {"periods": periods, "weeks": weeks, "minutes": minutes}
        if isinstance(days, int):
            counts["days"] = days
        for what, value in counts.items():
            _whole(what, value, 1)
        _whole("first_bell", first_bell, 0)
        _whole("morning", morning, 0)
        if first_bell + periods * minutes > 24 * 60:
            raise ValueError(f"{periods} periods of {minutes} minutes from minute {first_bell} on run past midnight")
        if language not in ("nl", "en"):
            raise ValueError(f"language must be 'nl' or 'en', not {language!r}")
        if isinstance(days, int) and days > len(DAY_NAMES):
            raise ValueError(f"a week has at most 7 days, not {days}; name the days of another cycle")
        names = DAY_NAMES[:days] if isinstance(days, int) else tuple(days)
        if not names or len(set(names)) < len(names):
            raise ValueError(f"days must be named, each by a name of its own, not {names!r}")
        self.times = plain_week(
            names,
            periods,
            weeks=weeks,
            grids=(("", first_bell, minutes),),
            morning=morning,
            breaks=tuple(breaks),
            weekdays=isinstance(days, int),
        )
        self.name, self.language = name, language
        self._resources: dict[str, Resource] = {}
        self._lessons: dict[str, Lesson] = {}
        self._rules: dict[str, Rule] = {}

    # -- times --

    @property
    def days(self) -> tuple[tuple[int, ...], ...]:
        """The times of each day, for rules that count by the day.

        Example:
            >>> Model(days=2, periods=3).days
            ((0, 1, 2), (3, 4, 5))
        """
        return self.times.days()

    @property
    def half_days(self) -> tuple[tuple[int, ...], ...]:
        """The times of each half day.

        Example:
            >>> Model(days=1, periods=3, morning=2).half_days
            ((0, 1), (2,))
        """
        return self.times.half_days()

    def time(self, name: str) -> int:
        """The number of a time by its name, as rules want it.

        Parameters:
            name: day and period ("Tue-1"), in a longer cycle after the week ("B-Tue-1").

        Returns:
            Its index in `times`.

        Raises:
            ValueError: there is no such time.

        Example:
            >>> Model(days=2, periods=3).time("Tue-1")
            3
        """
        for time in self.times.times:
            if time.id == name:
                return time.index
        raise ValueError(f"unknown time {name!r}{did_you_mean(name, [time.id for time in self.times.times])}")

    # -- resources --

    def add_teacher(self, code: str, *, name: str = "") -> Resource:
        """Adds a teacher, who can be in one lesson at a time.

        Parameters:
            code: a word of its own.
            name: for people to read.

        Returns:
            The teacher, to be given to lessons and rules.

        Raises:
            ValueError: there is a teacher with this code already.

        Example:
            >>> Model().add_teacher("Ann").id
            'teacher:Ann'
        """
        return self._add(Resource(resource_id(TEACHER, code), TEACHER, code, name))

    def add_class(self, code: str, *, name: str = "") -> Resource:
        """Adds a class, or any set of pupils who share one timetable.

        Parameters:
            code: a word of its own.
            name: for people to read.

        Returns:
            The class (its one path, see `Resource`).

        Raises:
            ValueError: there is a class with this code already.

        Example:
            >>> Model().add_class("1A").id
            'path:1A'
        """
        return self._add(Resource(resource_id(PATH, code), PATH, code, name, class_code=code))

    def add_room(self, code: str, *, name: str = "", campus: str = SCHOOL) -> Resource:
        """Adds a room, which holds one lesson at a time.

        Parameters:
            code: a word of its own.
            name: for people to read.
            campus: where it is.

        Returns:
            The room.

        Raises:
            ValueError: there is a room with this code already.

        Example:
            >>> Model().add_room("lab").id
            'room:lab'
        """
        return self._add(Resource(resource_id(ROOM, code), ROOM, code, name, campus=campus))

    def add_pool(self, code: str, capacity: int, *, name: str = "") -> Resource:
        """Adds a pool: things of which lessons take some at a time (laptops, video streams, seats).

        Parameters:
            code: a word of its own.
            capacity: how many units there are.
            name: for people to read.

        Returns:
            The pool.

        Raises:
            ValueError: there is a pool with this code already, or the capacity is negative.

        Example:
            >>> Model().add_pool("laptops", 24).capacity
            24
        """
        _whole("capacity", capacity, 0)
        return self._add(Resource(resource_id(POOL, code), POOL, code, name, capacity))

    def _add(self, resource: Resource) -> Resource:
        if not isinstance(resource.code, str) or not resource.code:
            raise ValueError(f"a {resource.kind} needs a code, not {resource.code!r}")
        if resource.id in self._resources:
            raise ValueError(f"there is a {resource.id!r} already")
        self._resources[resource.id] = resource
        return resource

    # -- lessons --

    def demand(self, role: str, *candidates: Who, amount: int = 1) -> Demand:
        """What a lesson, or one of its options, holds besides: one of several resources, or an amount from a pool.

        Parameters:
            role: what for ("room"); one of each role per option.
            candidates: the resources to choose one from.
            amount: units, of a pool.

        Returns:
            The demand, for `add_lesson` and options.

        Raises:
            ValueError: a resource is unknown, or there is none.

        Example:
            >>> school = Model()
            >>> laptops = school.add_pool("laptops", 24)
            >>> school.demand("laptops", laptops, amount=20).amount
            20
        """
        if not candidates:
            raise ValueError(f"demand {role!r} names no resource")
        _whole("amount", amount, 1)
        return Demand(role, tuple(self._id(one, f"demand {role!r}") for one in candidates), amount)

    def contact(self, *demands: Demand, campus: str = SCHOOL, **roles: Who | Sequence[Who]) -> Option:
        """The option that a lesson takes place at school.

        Parameters:
            demands: what it holds in this option only.
            campus: where it takes place.
            roles: the same in short: a resource, or several to choose one from, by role.

        Returns:
            The option, for `add_lesson`.

        Raises:
            ValueError: a resource is unknown.

        Example:
            >>> school = Model()
            >>> lab, hall = school.add_room("lab"), school.add_room("hall")
            >>> school.contact(room=[lab, hall]).demands[0].candidates
            ('room:lab', 'room:hall')
        """
        return self._option(Mode.CONTACT, demands, roles, campus, campus)

    def synchronous(self, *demands: Demand, campus: str = SCHOOL, **roles: Who | Sequence[Who]) -> Option:
        """The option that pupils follow a lesson live from home.

        Parameters:
            demands: what it holds in this option only.
            campus: from where the teacher teaches.
            roles: the same in short, as in `contact`.

        Returns:
            The option, for `add_lesson`.

        Raises:
            ValueError: a resource is unknown.

        Example:
            >>> Model().synchronous().pupils_place
            'home'
        """
        return self._option(Mode.SYNCHRONOUS, demands, roles, HOME, campus)

    def asynchronous(self, *demands: Demand, **roles: Who | Sequence[Who]) -> Option:
        """The option that pupils work by themselves, at home, at a time of their timetable.

        Parameters:
            demands: what it holds in this option only.
            roles: the same in short, as in `contact`.

        Returns:
            The option, for `add_lesson`.

        Raises:
            ValueError: a resource is unknown.

        Example:
            >>> Model().asynchronous().mode.value
            'asynchronous'
        """
        return self._option(Mode.ASYNCHRONOUS, demands, roles, HOME, None)

    def _option(
        self, mode: Mode, demands: Sequence[Demand], roles: dict[str, Any], pupils: str, teacher: str | None
    ) -> Option:
        named = [self.demand(role, *_each(held)) for role, held in roles.items()]
        return Option(mode.value, mode, (*demands, *named), pupils, teacher)

    def add_lesson(
        self,
        name: str,
        periods: int | Sequence[int],
        who: Who | Sequence[Who],
        *,
        longest: int | None = None,
        options: Sequence[Option] = (),
        demands: Sequence[Demand] = (),
        weeks: Sequence[int] | None = None,
        subject: str = "",
        optional: bool = False,
    ) -> Lesson:
        """Adds a lesson: what must be taught each cycle, in blocks.

        Parameters:
            name: of its own.
            periods: how many, in blocks of one period each; or the length of each block ([2, 1, 1]).
            who: the classes and teachers (or rooms) that every block holds.
            longest: where the split may be chosen, the longest block; `periods` is then their number.
            options: the ways in which it can take place, one of each mode; contact only if there are none.
            demands: what it holds besides, in every option.
            weeks: the weeks of the cycle in which each block recurs, from 0; every week if none are given.
            subject: for people to read; its name if none is given.
            optional: whether it may stay unplaced for free.

        Returns:
            The lesson, to be given to rules.

        Raises:
            ValueError, TypeError: the name is taken, a resource or week is unknown, or a number makes no sense.

        Example:
            >>> school = Model(days=2, periods=3)
            >>> pupils = school.add_class("1A")
            >>> school.add_lesson("maths 1A", [2, 1], [pupils]).duration
            3
        """
        where = f"lesson {name!r}"
        if not isinstance(name, str) or not name:
            raise ValueError(f"a lesson needs a name, not {name!r}")
        if name in self._lessons:
            raise ValueError(f"there is a {where} already")
        pattern = tuple(range(self.times.weeks)) if weeks is None else tuple(weeks)
        for week in pattern:
            if week not in range(self.times.weeks):
                raise ValueError(f"{where}: unknown week {week!r}: weeks are numbered 0..{self.times.weeks - 1}")
        if not pattern:
            raise ValueError(f"{where} takes place in no week")
        sizes = list(periods) if isinstance(periods, Sequence) else [1] * _whole(f"{where}: periods", periods, 1)
        if not sizes:
            raise ValueError(f"{where} has no periods")
        for size in [*sizes, *([] if longest is None else [longest])]:
            _whole(f"{where}: the length of a block", size, 1)
            if all(self.times.run(time.index, size) is None for time in self.times.times):
                raise ValueError(f"{where}: nowhere in a day can a block of {size} periods stand")
        held = [self._id(one, where) for one in _each(who)]
        lesson = Lesson(
            id=name,
            parts=tuple(
                Part(number, size if longest is None else 1, longest or size, (pattern,))
                for number, size in enumerate(sizes, start=1)
            ),
            duration=sum(sizes),
            options=tuple(options) or (self.contact(),),
            demands=(*(Demand(one, (one,)) for one in held), *demands),
            subject=subject or name,
            optional=optional,
        )
        Problem(self.times, tuple(self._resources.values()), (lesson,), ())  # refuses what does not fit together
        self._lessons[name] = lesson
        return lesson

    def _id(self, given: Who, where: str) -> str:
        identity = given.id if isinstance(given, Resource) else given
        if identity not in self._resources:
            raise ValueError(f"{where}: unknown resource {identity!r}{did_you_mean(identity, self._resources)}")
        return identity

    # -- rules --

    def add_rule(self, kind: type[Rule], **fields: Any) -> Rule:
        """Adds a rule of a kind that `scheduler.problem.rules` lists.

        Parameters:
            kind: the class of the rule.
            fields: its fields. Lessons and resources may be given as such or by id, alone or in any collection.
                `hard` is True unless said otherwise, `weight` 1 point; `id` and `entry` follow from the kind.

        Returns:
            The rule.

        Raises:
            ValueError, TypeError: a field, lesson, resource, option or time is unknown, missing or of a wrong type.

        Example:
            >>> from scheduler.problem import rules
            >>> school = Model()
            >>> ann = school.add_teacher("Ann")
            >>> school.add_rule(rules.LimitIdle, hard=False, weight=3, resources=ann, groups=school.days).id
            'LimitIdle-1'
        """
        number = 1 + sum(type(rule) is kind for rule in self._rules.values())
        rule = given_rule(kind, fields, number)
        if rule.id in self._rules:
            raise ValueError(f"there is a rule {rule.id!r} already")
        known = known_names(self.times, self._resources, self._lessons.values(), (*self._rules, rule.id))
        if wrong := refusal(rule, known):
            raise ValueError(f"rule {rule.id!r} is about {wrong}")
        self._rules[rule.id] = rule
        return rule

    # -- the whole --

    def problem(self, *, basics: bool = True) -> Problem:
        """The problem that the model states now.

        Parameters:
            basics: whether hard rules that every school has are added, each where no rule of its kind was: every lesson
                is placed and holds what it chooses from, nobody is in two lessons at once, no pool is overdrawn.

        Returns:
            The problem, ready to be solved.

        Example:
            >>> school = Model()
            >>> maths = school.add_lesson("maths 1A", 4, [school.add_class("1A"), school.add_teacher("Ann")])
            >>> [rule.id for rule in school.problem().rules]
            ['placed', 'no clash']
        """
        there = {type(rule) for rule in self._rules.values()}
        resources, lessons = tuple(self._resources.values()), tuple(self._lessons.values())
        added = [rule for rule in basic_rules(resources, lessons) if type(rule) not in there] if basics else []
        return Problem(
            self.times,
            resources,
            lessons,
            (*added, *self._rules.values()),
            name=self.name,
            language=self.language,
        )


def _whole(what: str, value: object, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{what} must be a whole number, not {value!r}")
    if value < least:
        raise ValueError(f"{what} must be {least} or more, not {value}")
    return value


def _each(given: Any) -> tuple[Any, ...]:
    """One, or several in a collection."""
    return (given,) if isinstance(given, (str, Resource)) else tuple(given)
