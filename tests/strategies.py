"""Random small schools with random timetables, for tests that two readings of the rules agree.

`cases()` draws a problem with every kind of rule and a timetable of it; `cases(kinds=(NoClash,))` only those kinds.
Nothing needs to make sense as a school: two grids may overlap, meets clash, rules contradict each other.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from scheduler.problem import rules as r
from scheduler.problem.counting import DAYS
from scheduler.problem.lessons import HOME, Demand, Lesson, Option, Part
from scheduler.problem.modes import ALL_MODES, DISTANCE_MODES, Mode, Presence
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, POOL, ROOM, TEACHER
from scheduler.problem.times import Times
from scheduler.problem.timetable import Placement, Timetable
from tests.builders import days_of, half_days_of, path, pool, room, teacher, week

CASES = int(os.environ.get("SCHEDULER_AGREEMENT_CASES", "0"))
"""So many cases per test of the readings of the rules, drawn anew; 0: a few of each test's own, always the same."""

PLACES = ("north", "south", HOME)
SHARERS = ("1A", "1B")
"""Whose units the demands of a pool may be."""
ROLES = ("teacher", "room", "second")

Draw = Callable[[st.SearchStrategy[Any]], Any]


def _some(items: Sequence, least: int = 0) -> st.SearchStrategy[list]:
    """A subset of items, in their order."""
    if not items:
        return st.just([])
    drawn = st.lists(st.sampled_from(range(len(items))), unique=True, min_size=min(least, len(items)), max_size=6)
    return drawn.map(lambda picked: [items[position] for position in sorted(picked)])


def _chance(draw: Draw, out_of: int) -> bool:
    """True once in so many times; hypothesis shrinks it to False."""
    return draw(st.sampled_from(range(out_of))) == out_of - 1


# -- the school --


@st.composite
def schools_times(draw: Draw) -> Times:
    grids = [("", 510, 50), ("b", 535, 50), ("c", 500, 75)]
    return week(
        draw(st.integers(1, 3)),
        draw(st.integers(2, 4)),
        weeks=draw(st.integers(1, 2)),
        grids=grids[:1] if draw(st.booleans()) else (grids[0], draw(st.sampled_from(grids[1:]))),
        morning=2,
        breaks=draw(st.sampled_from(((), (2,)))),
    )


def _week_patterns(weeks: int) -> st.SearchStrategy[tuple[tuple[int, ...], ...]]:
    if weeks == 1:
        return st.just(((0,),))
    return st.sampled_from((((0, 1),), ((0,),), ((1,),), ((0,), (1,)), ((0, 1),)))


def _choice(draw: Draw, role: str, kind: Sequence[str], **more: int | None) -> Demand:
    if _chance(draw, 12):
        return Demand(role, (), **more)  # type: ignore[arg-type]  # nothing fits
    candidates = draw(st.lists(st.sampled_from(kind), unique=True, min_size=1, max_size=3))
    return Demand(role, tuple(candidates), open=_chance(draw, 6), **more)  # type: ignore[arg-type]


def _option(draw: Draw, mode: Mode, number: int, ids: dict[str, list[str]]) -> Option:
    demands = []
    if mode is Mode.CONTACT and draw(st.booleans()):
        demands.append(_choice(draw, "room", ids[ROOM]))
    if not _chance(draw, 3):
        amount, sharer = draw(st.sampled_from((1, 2, 2, 3, 3, -1))), draw(st.sampled_from(("", *SHARERS)))
        demands.append(_choice(draw, "pool", ids[POOL], amount=amount, sharer=sharer))
    if _chance(draw, 4):
        second = _choice(draw, "second", ids[TEACHER], workload=draw(st.sampled_from((None, 1, 3))))
        demands.append(replace(second, presence=draw(st.sampled_from((None, None, *Presence)))))
    online: frozenset[str] = frozenset()
    if mode is Mode.CONTACT and _chance(draw, 3):
        online = frozenset(draw(_some(ids[PATH], 1)))
    places = st.sampled_from(PLACES[:2]) if mode is Mode.CONTACT else st.sampled_from((HOME, HOME, None))
    return Option(
        id=f"{mode.value}{number}",
        mode=mode,
        demands=tuple(demands),
        pupils_place=draw(places),
        teacher_place=None if mode is Mode.ASYNCHRONOUS else draw(st.sampled_from((*PLACES, *PLACES, None))),
        online=online,
        online_mode=draw(st.sampled_from(sorted(DISTANCE_MODES))) if online else Mode.SYNCHRONOUS,
        online_place=draw(st.sampled_from((HOME, None, PLACES[0]))) if online else HOME,
    )


@st.composite
def schools_lessons(draw: Draw, name: str, times: Times, ids: dict[str, list[str]]) -> Lesson:
    grid = draw(st.sampled_from(sorted({time.grid for time in times.times})))
    weeks = draw(_week_patterns(times.weeks))
    starts = None
    if _chance(draw, 4):
        starts = tuple(draw(_some([time.index for time in times.times if time.grid == grid], least=1)))
    if draw(st.booleans()):
        sizes = draw(st.lists(st.integers(1, 2), min_size=1, max_size=3))
        parts = [Part(number, size, size, weeks, starts) for number, size in enumerate(sizes, start=1)]
        duration = sum(sizes)
    else:
        ranges = draw(st.lists(st.sampled_from(((1, 1), (1, 2), (1, 3), (2, 3))), min_size=1, max_size=3))
        parts = [Part(number, low, high, weeks, starts) for number, (low, high) in enumerate(ranges, start=1)]
        duration = draw(st.integers(max(low for low, _ in ranges), sum(high for _, high in ranges)))
    demands = [Demand(f"path{i}", (held,)) for i, held in enumerate(draw(_some(ids[PATH], 1)))]
    if not _chance(draw, 6):
        demands.append(_choice(draw, "teacher", ids[TEACHER], workload=draw(st.sampled_from((None, None, 2, 5)))))
        if _chance(draw, 3):
            presence = draw(st.sampled_from(list(Presence)))
            demands[-1] = replace(demands[-1], presence=presence)
    modes = draw(st.lists(st.sampled_from(list(Mode)), min_size=1, max_size=3))
    options = [_option(draw, mode, number, ids) for number, mode in enumerate(modes)]
    return Lesson(
        id=name,
        parts=tuple(parts),
        duration=duration,
        options=tuple(options),
        demands=tuple(demands),
        grid=grid,
        subject=name,
        optional=_chance(draw, 5),
    )


# -- rules --


def _bounds(most: int) -> st.SearchStrategy[tuple[int, int | None]]:
    """(least, most), `most` possibly None."""
    some = st.integers(0, most)
    return st.one_of(
        st.tuples(some, some).map(lambda pair: (min(pair), max(pair))),
        some.map(lambda least: (least, None)),
        some.map(lambda top: (0, top)),
    )


class _Pen:
    """Draws the fields of rules about one school."""

    def __init__(self, draw: Draw, school: Problem) -> None:
        self.draw = draw
        self.school = school
        self.lesson_ids = [lesson.id for lesson in school.lessons]
        self.people = [resource.id for resource in school.resources if not resource.pool]
        self.pools = [resource.id for resource in school.resources if resource.pool]
        self.option_ids = sorted({option.id for lesson in school.lessons for option in lesson.options})
        self.all_times = [t.index for t in sorted(school.times.times, key=lambda t: (t.week, t.day, t.start, t.index))]

    def common(self, kind: type[r.Rule], number: int) -> dict[str, Any]:
        return {
            "id": f"{kind.__name__}-{number}",
            "entry": kind.__name__,
            "hard": self.draw(st.booleans()),
            "weight": self.draw(st.sampled_from((1, 1, 2, 5, 10, 0))),
            "shape": self.draw(st.sampled_from(list(r.Shape))),
        }

    def lessons(self, least: int = 1) -> tuple[str, ...]:
        return tuple(self.draw(_some(self.lesson_ids, least)))

    def counted_lessons(self, least: int = 1) -> tuple[str, ...]:
        """Lessons of one point, now and then one of them named twice."""
        lessons = self.lessons(least)
        return (*lessons, lessons[0]) if _chance(self.draw, 4) else lessons

    def lesson_groups(self) -> tuple[tuple[str, ...], ...]:
        sizes = self.draw(st.lists(st.integers(1, 3), min_size=1, max_size=2))
        return tuple(self.counted_lessons(least) for least in sizes)

    def holders(self) -> tuple[str, ...]:
        return tuple(self.draw(_some(self.people, 1)))

    def travellers(self) -> tuple[str, ...]:
        """Resources that are somewhere: teachers and paths."""
        movers = [held for held in self.people if self.school.resource[held].kind in (TEACHER, PATH)]
        return tuple(self.draw(_some(movers, 2)))

    def time_set(self) -> r.TimeSet:
        days = days_of(self.school.times) + half_days_of(self.school.times)
        return self.draw(st.one_of(st.sampled_from(days), _some(self.all_times).map(tuple)))

    def time_groups(self) -> tuple[r.TimeSet, ...]:
        times = self.school.times
        grid = self.draw(st.sampled_from((None, *sorted({time.grid for time in times.times}))))
        regular = (days_of(times, grid), half_days_of(times, grid))
        odd = tuple(self.time_set() for _ in range(self.draw(st.integers(1, 2))))
        return self.draw(st.sampled_from((*regular, odd)))

    def filter(self) -> r.Filter:
        draw = self.draw
        if draw(st.booleans()):
            return r.EVERYTHING
        return r.Filter(
            modes=draw(st.none() | _some(sorted(ALL_MODES), 1).map(frozenset)),
            places=draw(st.none() | _some(PLACES, 1).map(frozenset)),
            lessons=draw(st.none() | st.none() | _some(self.lesson_ids, 1).map(frozenset)),
            exclude_lessons=draw(st.just(frozenset()) | _some(self.lesson_ids).map(frozenset)),
        )

    def between(self, most: int) -> dict[str, Any]:
        least, top = self.draw(_bounds(most))
        return {"least": least, "most": top}

    def role(self) -> str:
        return self.draw(st.sampled_from(ROLES))

    def some_ids(self, *kinds: str) -> frozenset[str]:
        ids = [resource.id for resource in self.school.resources if resource.kind in kinds]
        return frozenset(self.draw(_some(ids)))


def _placed(pen: _Pen) -> dict[str, Any]:
    return {"lessons": pen.lessons()}


def _assigned(pen: _Pen) -> dict[str, Any]:
    return {"lessons": pen.lessons(), "role": pen.role(), "placed_only": pen.draw(st.booleans())}


def _prefer_times(pen: _Pen) -> dict[str, Any]:
    return {
        "lessons": pen.lessons(),
        "times": frozenset(pen.time_set()),
        "duration": pen.draw(st.sampled_from((None, None, 1, 2))),
        "modes": pen.draw(st.none() | _some(sorted(ALL_MODES), 1).map(frozenset)),
    }


def _allowed_options(pen: _Pen) -> dict[str, Any]:
    allowed = []
    for lesson in pen.lessons():
        ids = [option.id for option in pen.school.lesson[lesson].options]
        allowed.append((lesson, frozenset(pen.draw(_some(ids)))))
    return {"allowed": tuple(allowed)}


def _prefer_resources(pen: _Pen) -> dict[str, Any]:
    return {
        "lessons": pen.lessons(),
        "role": pen.role(),
        "resources": pen.some_ids(TEACHER, ROOM),
        "placed_only": pen.draw(st.booleans()),
        "options": pen.draw(st.none() | _some(pen.option_ids, 1).map(frozenset)),
    }


def _same_resource(pen: _Pen) -> dict[str, Any]:
    return {"groups": pen.lesson_groups(), "role": pen.role()}


def _spread(pen: _Pen) -> dict[str, Any]:
    bounds = [r.Bound(group, **pen.between(3)) for group in pen.time_groups()]
    return {"groups": pen.lesson_groups(), "bounds": tuple(bounds)}


def _linked(pen: _Pen) -> dict[str, Any]:
    return {"groups": pen.lesson_groups(), "any_week": pen.draw(st.booleans())}


def _ordered(pen: _Pen) -> dict[str, Any]:
    one = st.sampled_from(pen.lesson_ids)
    pairs = st.lists(st.tuples(one, one), min_size=1, max_size=3)
    different = pairs.map(lambda drawn: tuple(pair for pair in drawn if pair[0] != pair[1]))
    return {"pairs": pen.draw(different), **pen.between(4)}


def _split_shape(pen: _Pen) -> dict[str, Any]:
    shortest, longest = pen.draw(st.tuples(st.integers(1, 2), st.integers(0, 2)))
    least, more = pen.draw(st.tuples(st.integers(0, 3), st.integers(0, 2)))
    return {
        "lessons": pen.lessons(),
        "shortest": shortest,
        "longest": shortest + longest,
        "least": least,
        "most": least + more,
    }


def _split_count(pen: _Pen) -> dict[str, Any]:
    least, more = pen.draw(st.tuples(st.integers(0, 2), st.integers(0, 2)))
    return {"lessons": pen.lessons(), "duration": pen.draw(st.integers(1, 3)), "least": least, "most": least + more}


def _limit_periods(pen: _Pen) -> dict[str, Any]:
    bounds = [
        r.PeriodBound(f"bound {number}", pen.counted_lessons(), **pen.between(8))
        for number in range(pen.draw(st.integers(1, 2)))
    ]
    weeks = pen.school.times.weeks
    by_day = st.lists(st.integers(0, 3), min_size=DAYS, max_size=DAYS).map(tuple)
    occurrences = pen.draw(st.one_of(st.just(()), st.lists(by_day, min_size=weeks, max_size=weeks).map(tuple)))
    paths = [resource.id for resource in pen.school.resources if resource.kind == PATH]
    bounds = [replace(bound, path=pen.draw(st.sampled_from((None, *paths)))) for bound in bounds]
    if pen.draw(st.booleans()):
        shares = st.sampled_from((Fraction(0), Fraction(20), Fraction(25, 2), Fraction(50), Fraction(100)))
        bounds = [r.PeriodBound(one.label, one.lessons, share=pen.draw(shares), path=one.path) for one in bounds]
    if pen.draw(st.booleans()):
        others = st.tuples(st.integers(0, 6), st.integers(0, 12))
        bounds = [replace(one, elsewhere=pen.draw(others)) for one in bounds]
    ways = ("count_meets", "unplaced", "") if all(bound.share is None for bound in bounds) else ("",)
    way = pen.draw(st.sampled_from(ways))
    return {
        "bounds": tuple(bounds),
        "modes": frozenset(pen.draw(_some(sorted(ALL_MODES), 1))),
        "occurrences": occurrences,
        **({way: True} if way else {}),
    }


def _pinned(pen: _Pen) -> dict[str, Any]:
    pins = []
    for lesson_id in pen.lessons():
        lesson = pen.school.lesson[lesson_id]
        part = pen.draw(st.sampled_from(lesson.parts))
        roles = pen.draw(_some(ROLES))
        pins.append(
            r.PinnedMeet(
                lesson_id,
                part.number,
                start=pen.draw(st.none() | st.sampled_from(pen.all_times)),
                mode=pen.draw(st.none() | st.sampled_from(list(Mode))),
                resources=tuple((role, pen.draw(st.sampled_from(pen.people))) for role in roles),
                within=pen.draw(st.none() | st.frozensets(st.sampled_from(pen.all_times), max_size=4)),
                options=pen.draw(st.none() | st.frozensets(st.sampled_from([one.id for one in lesson.options]))),
            )
        )
    return {"pins": tuple(pins)}


def _no_clash(pen: _Pen) -> dict[str, Any]:
    return {"resources": pen.holders(), "standby": pen.draw(st.sampled_from((1, 1, 2, 3)))}


def _pool_capacity(pen: _Pen) -> dict[str, Any]:
    capacities = {held: pen.draw(st.integers(0, 3)) for held in pen.draw(_some(pen.pools))}
    return {
        "pools": tuple(pen.draw(_some(pen.pools, 1))),
        "capacities": capacities,
        "unit": pen.draw(st.sampled_from((1, 1, 2, 3))),
        "sharers": {one: pen.draw(st.integers(0, 4)) for one in pen.draw(_some(list(SHARERS)))},
    }


def _unavailable(pen: _Pen) -> dict[str, Any]:
    return {"resources": pen.holders(), "times": pen.time_set(), "what": pen.filter()}


def _limit_idle(pen: _Pen) -> dict[str, Any]:
    groups = pen.time_groups()
    meals: dict[str, Any] = {}
    if pen.draw(st.booleans()):
        some = [tuple(tuple(pen.draw(_some(group))) for _ in range(pen.draw(st.integers(0, 2)))) for group in groups]
        meals = {"breaks": tuple(some)}
    between = pen.between(3) if not meals else {"most": pen.draw(st.integers(0, 2))}
    return {"resources": pen.holders(), "groups": groups, "what": pen.filter(), **meals, **between}


def _limit_clusters(pen: _Pen) -> dict[str, Any]:
    clusters = []

    def touch(times: r.TimeSet) -> r.Touch:
        other = pen.draw(st.sampled_from(pen.people)) if _chance(pen.draw, 4) else None
        return r.Touch(times, pen.filter(), pen.draw(st.booleans()), pen.draw(st.booleans()), other)

    for group in pen.time_groups():
        touches = [touch(group)]
        if pen.draw(st.booleans()):
            touches.append(touch(pen.time_set()))
        clusters.append(tuple(touches))
    weights = tuple(pen.draw(st.integers(0, 3)) for _ in clusters) if _chance(pen.draw, 3) else ()
    return {"resources": pen.holders(), "clusters": tuple(clusters), "weights": weights, **pen.between(3)}


def _limit_busy(pen: _Pen) -> dict[str, Any]:
    return {
        "resources": pen.holders(),
        "groups": pen.time_groups(),
        "what": pen.filter(),
        "empty_free": pen.draw(st.booleans()),
        **pen.between(3),
    }


def _limit_runs(pen: _Pen) -> dict[str, Any]:
    return {
        "resources": pen.holders(),
        "groups": pen.time_groups(),
        "most": pen.draw(st.integers(0, 3)),
        "what": pen.filter(),
        "pause": pen.draw(st.sampled_from((None, None, 1, 60))),
    }


def _limit_workload(pen: _Pen) -> dict[str, Any]:
    left_out = frozenset(pen.lessons()) if pen.draw(st.booleans()) else frozenset()
    return {
        "resources": pen.holders(),
        "weekly": pen.draw(st.booleans()),
        "exclude_lessons": left_out,
        **pen.between(8),
    }


def _limit_switches(pen: _Pen) -> dict[str, Any]:
    sides = (
        (frozenset({HOME}), frozenset(PLACES[:2])),
        tuple(frozenset({place}) for place in PLACES),
        (frozenset({"north"}), frozenset({"south"})),
    )
    return {
        "resources": pen.travellers(),
        "groups": pen.time_groups(),
        "places": pen.draw(st.sampled_from(sides)),
        "most": pen.draw(st.sampled_from((0, 0, 1, 2))),
    }


def _travel_time(pen: _Pen) -> dict[str, Any]:
    pairs = [(origin, goal) for origin in PLACES for goal in PLACES if origin != goal]
    minutes = {pair: pen.draw(st.sampled_from((5, 30, 60))) for pair in pen.draw(_some(pairs, 1))}
    return {"resources": pen.travellers(), "groups": pen.time_groups(), "minutes": minutes}


def _common_free(pen: _Pen) -> dict[str, Any]:
    groups = tuple(pen.holders() for _ in range(pen.draw(st.integers(1, 2))))
    return {"groups": groups, "times": pen.time_set(), "least": pen.draw(st.integers(0, 4))}


def _on_hand(pen: _Pen) -> dict[str, Any]:
    groups = tuple(pen.holders() for _ in range(pen.draw(st.integers(1, 2))))
    around = pen.draw(st.sampled_from((False, True)))
    times = pen.time_set()
    return {
        "groups": groups,
        "times": times[: pen.draw(st.integers(1, 2))],
        "around": pen.time_set() if around else (),
        "what": pen.filter(),
        "least": pen.draw(st.integers(0, 3)),
    }


def _same_each_week(pen: _Pen) -> dict[str, Any]:
    halves: dict[tuple, list[r.TimeSet]] = {}
    for group in half_days_of(pen.school.times):
        time = pen.school.times[group[0]]
        halves.setdefault((time.day, time.half_day), []).append(group)
    sets = tuple(tuple(groups) for groups in halves.values())
    return {"resources": pen.holders(), "sets": sets, "what": pen.filter()}


WRITERS: dict[type[r.Rule], Callable[[_Pen], dict[str, Any]]] = {
    r.Placed: _placed,
    r.Assigned: _assigned,
    r.PreferTimes: _prefer_times,
    r.AllowedOptions: _allowed_options,
    r.PreferResources: _prefer_resources,
    r.SameResource: _same_resource,
    r.Spread: _spread,
    r.Linked: _linked,
    r.Ordered: _ordered,
    r.SplitShape: _split_shape,
    r.SplitCount: _split_count,
    r.LimitPeriods: _limit_periods,
    r.Pinned: _pinned,
    r.NoClash: _no_clash,
    r.PoolCapacity: _pool_capacity,
    r.Unavailable: _unavailable,
    r.LimitIdle: _limit_idle,
    r.LimitClusters: _limit_clusters,
    r.LimitBusy: _limit_busy,
    r.LimitRuns: _limit_runs,
    r.LimitWorkload: _limit_workload,
    r.LimitSwitches: _limit_switches,
    r.TravelTime: _travel_time,
    r.CommonFree: _common_free,
    r.OnHand: _on_hand,
    r.SameEachWeek: _same_each_week,
}

COMPARED = (r.LimitIdle, r.LimitClusters, r.LimitBusy, r.LimitRuns, r.Unavailable, r.NoClash)
"""Kinds that `MostBurdened` may compare."""

ALL_KINDS: tuple[type[r.Rule], ...] = (*WRITERS, r.MostBurdened)


def _write_rules(pen: _Pen, kinds: Sequence[type[r.Rule]], most: int) -> list[r.Rule]:
    written: list[r.Rule] = []
    for number in range(pen.draw(st.sampled_from(range(1, most + 1)))):
        kind = pen.draw(st.sampled_from(kinds))
        if kind is not r.MostBurdened:
            written.append(kind(**pen.common(kind, number), **WRITERS[kind](pen)))
            continue
        compared = [rule for rule in written if isinstance(rule, COMPARED)]
        if not compared:
            base = pen.draw(st.sampled_from(COMPARED))
            compared = [base(**pen.common(base, 100 + number), **WRITERS[base](pen))]
            written += compared
        ids = tuple(rule.id for rule in pen.draw(_some(compared, 1)))
        written.append(r.MostBurdened(**pen.common(kind, number), resources=pen.holders(), rules=ids))
    return written


# -- problems and timetables --


@st.composite
def problems(draw: Draw, kinds: Sequence[type[r.Rule]] = ALL_KINDS, most_rules: int = 6) -> Problem:
    """A school of 2-8 lessons in one or two weeks with 1..`most_rules` rules of the given kinds."""
    times = draw(schools_times())
    resources = (
        *(teacher(code) for code in "ABC"[: draw(st.integers(1, 3))]),
        *(path(code) for code in ("1A", "1B")),
        *(room(code) for code in ("r1", "r2")),
        *(pool(code, draw(st.sampled_from((0, 1, 2, 4)))) for code in ("laptops", "streams")),
    )
    ids: dict[str, list[str]] = {}
    for resource in resources:
        ids.setdefault(resource.kind, []).append(resource.id)
    lessons = [draw(schools_lessons(f"L{number}", times, ids)) for number in range(draw(st.sampled_from(range(2, 9))))]
    school = Problem(times, resources, tuple(lessons), ())
    return Problem(times, resources, tuple(lessons), tuple(_write_rules(_Pen(draw, school), kinds, most_rules)))


@st.composite
def timetables(
    draw: Draw, problem: Problem, *, holes: bool = True, choices_unplaced: bool = True, odd: bool = False
) -> Timetable:
    """A timetable that `Problem.check` accepts, possibly incomplete.

    `holes`: a demand with candidates may hold nothing. `choices_unplaced`: unplaced meets may be mentioned,
    with their choices.
    `odd`: as a planner might leave it, also with choices outside the candidates and for roles the option lacks.
    """
    placements = []
    for lesson in problem.lessons:
        left = lesson.duration
        for part in lesson.parts:
            lengths = [length for length in range(part.shortest, part.longest + 1) if length <= left]
            if not lengths or _chance(draw, 12):
                continue
            duration = draw(st.sampled_from(lengths))
            starts = problem.starts(lesson, part, duration)
            start = draw(st.sampled_from(starts)) if starts and not _chance(draw, 12) else None
            if start is None and not choices_unplaced:
                continue
            option = draw(st.sampled_from(lesson.options))
            choices = _choices(draw, problem, lesson.demands_in(option), holes, odd)
            placements.append(Placement(lesson.id, part.number, duration, start, option.id, choices))
            left -= duration
    return Timetable(tuple(placements))


def _choices(
    draw: Draw, problem: Problem, demands: Sequence[Demand], holes: bool, odd: bool
) -> tuple[tuple[str, str], ...]:
    choices = []
    for demand in demands:
        if not demand.candidates:
            continue
        if odd and _chance(draw, 4):
            kind = problem.resource[demand.candidates[0]].kind
            other = draw(st.sampled_from([resource.id for resource in problem.resources_of(kind)]))
            choices.append((demand.role, other))
        elif not demand.fixed and not (holes and _chance(draw, 6)):
            choices.append((demand.role, draw(st.sampled_from(demand.candidates))))
    if odd and _chance(draw, 4) and "second" not in {demand.role for demand in demands}:
        choices.append(("second", draw(st.sampled_from([resource.id for resource in problem.resources]))))
    return tuple(choices)


@st.composite
def cases(
    draw: Draw,
    kinds: Sequence[type[r.Rule]] = ALL_KINDS,
    most_rules: int = 6,
    *,
    holes: bool = True,
    choices_unplaced: bool = True,
    odd: bool = False,
) -> tuple[Problem, Timetable]:
    """A problem with rules of the given kinds and a timetable of it (see `timetables` for the switches)."""
    problem = draw(problems(kinds, most_rules))
    return problem, draw(timetables(problem, holes=holes, choices_unplaced=choices_unplaced, odd=odd))
