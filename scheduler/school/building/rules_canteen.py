"""How many pupils eat at school at once (H28): of classes whose first break of the day long enough for lunch runs then.

No lesson of theirs says when they eat; it follows from the timetable, so that whoever makes it chooses the shifts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scheduler.problem.lessons import HOME, Lesson
from scheduler.problem.resources import POOL, PoolUse, Resource, resource_id
from scheduler.problem.rules import Filter, LimitClusters, Rule, TimeSet, Touch
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context, Pupils
from scheduler.school.building.lunch import breaks_of
from scheduler.school.building.rules_lists import rows_about
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import EVERYBODY, Scope, Setting, entry_id, fold, names_of
from scheduler.school.records import SchoolClass


@dataclass(frozen=True, slots=True)
class Sitting:
    """Pupils who eat from `begin` (minutes) on where all touches hold."""

    path: str
    heads: int
    begin: int
    touches: tuple[Touch, ...]


def canteens(context: Context) -> Iterator[Resource]:
    """Each row of H28 is a canteen of its own: what its rules are about."""
    for number, _, setting in rows_about(context, "H28"):
        who = context.school.rules[number - 1].who
        yield Resource(
            _canteen(number),
            POOL,
            "" if fold(who) in EVERYBODY else who,
            capacity=setting.number("pupils"),
            grid=context.school.default_grid,
            use=PoolUse.CANTEEN,
        )


def _canteen(number: int) -> str:
    return resource_id(POOL, f"#canteen {number}")


@builder
def pupils_eating(context: Context, lessons: tuple[Lesson, ...], pupils: Pupils) -> Iterator[Rule]:
    """H28: at each moment at which somebody may begin to eat, for each canteen."""
    places = {option.pupils_place for lesson in lessons for option in lesson.options} - {HOME, None}
    at_school = Filter(places=frozenset(str(place) for place in places))
    for number, scope, setting in rows_about(context, "H28"):
        classes = [one for one in context.school.classes if _eats_there(one, scope)]
        if unknown := [one.code for one in classes if not one.pupils]:
            context.note("canteen_without_pupils", classes=", ".join(unknown))
        most, minutes = setting.number("pupils"), setting.number_or("minutes", context.policy.lunch_minutes)
        by_day: dict[tuple[int, int], list[Sitting]] = defaultdict(list)
        for record in classes:
            paths = pupils.of_class(record.code)
            for path, heads in zip(paths, _heads(context, record, paths), strict=True):
                for day in context.open_days(path.grid) if heads else ():
                    first = context.times[day[0]]
                    by_day[first.week, first.day] += _sittings(context, path.id, heads, day, at_school)
        for (week, day_number), sittings in by_day.items():
            for begin, some in _crowds(sittings, most, minutes):
                yield LimitClusters(
                    resources=(_canteen(number),),
                    clusters=tuple(one.touches for one in some),
                    weights=tuple(one.heads for one in some),
                    most=most,
                    **_weighing(setting, f"{number} {week} {day_number} {begin}", begin),
                )


def _weighing(setting: Setting, number: str, begin: int) -> dict[str, Any]:
    return {**Weighing("H28", setting, number, aspect="canteen"), "name": f"{begin // 60}:{begin % 60:02d}"}


def _eats_there(record: SchoolClass, scope: Scope) -> bool:
    own, shared = names_of(
        record.code, record.name, stage=record.stage, group=(record.finality, record.programme, record.campus)
    )
    exempt = any(entry_id(rule) == "H28" for rule, _ in record.exempt)
    return not exempt and scope.rank(own, shared) is not None


def _sittings(context: Context, path: str, heads: int, day: TimeSet, at_school: Filter) -> Iterator[Sitting]:
    """The breaks of a day, of which the first is when they eat: on days at school before noon and after the break."""
    morning = tuple(index for index in day if context.times[index].half_day == "am")
    before: list[TimeSet] = []
    for begin, times in breaks_of(context, day):
        end = begin + context.policy.lunch_minutes
        after = tuple(index for index in day if context.times[index].start >= end)
        if morning and after and not any(set(one) <= set(times) for one in before):
            free = (Touch(times, present=False, resource=path),) if times else ()
            earlier = (Touch(one, resource=path) for one in before)
            there = (Touch(some, at_school, resource=path) for some in (morning, after))
            yield Sitting(path, heads, begin, (*free, *earlier, *there))
        before.append(times)


def _crowds(sittings: Iterable[Sitting], most: int, minutes: int) -> Iterator[tuple[int, list[Sitting]]]:
    """Who may eat when somebody begins; none where they are not too many, or all of them may at another moment too."""
    known = list(sittings)
    crowds = {
        begin: [one for one in known if one.begin <= begin < one.begin + minutes]
        for begin in sorted({one.begin for one in known})
    }
    for begin, some in crowds.items():
        others = (other for moment, other in crowds.items() if moment != begin and len(other) > len(some))
        if any(all(one in other for one in some) for other in others):
            continue
        if sum({one.path: one.heads for one in some}.values()) > most:
            yield begin, some


def _heads(context: Context, record: SchoolClass, paths: tuple[Resource, ...]) -> list[int]:
    """The pupils of a class over its paths: as its groups are large, in whole pupils that add up to the class."""
    divisions: dict[str, set[str]] = defaultdict(set)
    for code in (code for path in paths for code in path.groups):
        divisions[context.groups[code].division].add(code)
    shares = [Fraction(1)] * len(paths)
    for codes in divisions.values():
        sizes = {code: context.groups[code].pupils for code in codes}
        known = bool(record.pupils) and all(sizes.values())
        rest = max(0, record.pupils - sum(sizes.values())) if known else 1
        for number, path in enumerate(paths):
            mine = next((code for code in path.groups if code in codes), None)
            shares[number] *= rest if mine is None else sizes[mine] if known else 1
    whole = sum(shares) or Fraction(1)
    exact = [record.pupils * share / whole for share in shares]
    heads = [int(share) for share in exact]
    by_rest = sorted(range(len(paths)), key=lambda number: (heads[number] - exact[number], number))
    for number in by_rest[: record.pupils - sum(heads)] if sum(shares) else ():
        heads[number] += 1
    return heads
