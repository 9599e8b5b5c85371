"""Rules: what a planner would say, as data. Each class is one kind of sentence with its points of application.

A rule has points; each point of a timetable has a deviation (a whole number >= 0: by how much it is broken) and costs
`weight` times deviation (linear), times its square (quadratic), or once (step). Hard costs and soft costs are added
apart and compared hard first (XHSTT section 4). `evaluation` judges a rule from its sentence; `solver.monitors` turns
it into counters. The catalogue is in `data/rules.toml`. Fields say in their types what they name (`references`).

Words used below: a resource is *busy* at a time when one of its meets that the `Filter` selects is running then (clocks
decide where grids differ; a demand with `Presence.NONE` keeps nobody busy); it *has a lesson* at a time when one of
them has a period there: in its own grid it occupies a time of the same day, start and end. With one grid the two are
the same; with several a lesson touches times of another grid, but has its own bells only. `excess(x, lo, hi)` is
lo - x below lo, x - hi above hi, else 0; `hi` None is unbounded. A meet is *mentioned* when the timetable has a
placement for it, *placed* when that has a start. The *rest* of a lesson, the periods that no placement mentions, is one
further unplaced meet in its first option that holds fixed candidates only (XHSTT 2.2 rule 4). Twice named counts twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from scheduler.problem.counting import Occurrences
from scheduler.problem.modes import Mode, Origin
from scheduler.problem.references import LessonId, OptionId, ResourceId, RuleId, TimeIndex
from scheduler.problem.shapes import Shape as Shape
from scheduler.problem.shapes import Span as Span

TimeSet = tuple[TimeIndex, ...]
"""Time indexes in chronological order."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which meets of a resource count: by the mode it has for it, by lesson, and by where the option puts it.

    None selects all. A place is compared with the option's `pupils_place` for paths and `teacher_place` for teachers; a
    meet whose option ties the resource to no place is never selected by a place filter. `exclude_lessons` are left out.
    """

    modes: frozenset[Mode] | None = None
    places: frozenset[str] | None = None
    lessons: frozenset[LessonId] | None = None
    exclude_lessons: frozenset[LessonId] = frozenset()


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What all rules share. `entry` is the catalogue id ("H07") or the foreign constraint's type; `id` is unique.

    `aspect` says what of its entry the rule is about, where an entry speaks of several things ("in a row", of H11).
    `origin`: where the planner wrote it, if it has a row of its own.
    """

    id: str
    entry: str
    aspect: str = ""
    hard: bool = True
    weight: int = 1
    shape: Shape = Shape.LINEAR
    name: str = ""
    origin: Origin | None = field(default=None, compare=False, repr=False)


# -- about lessons --


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed(Rule):
    """Every period of each lesson gets a time, and no more. Point: a lesson; deviation: periods lacking or too many."""

    lessons: tuple[LessonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned(Rule):
    """Every demand with `role` gets a resource. Point: a lesson that has a demand with the role in some option.

    Deviation: total duration of its meets whose option has the role and that hold nothing for it. With `placed_only`
    unplaced meets are left out; otherwise they count, and so does the rest (XHSTT 5.1).
    """

    lessons: tuple[LessonId, ...]
    role: str
    placed_only: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferTimes(Rule):
    """Meets (of exactly `duration` periods, if given) start at one of `times`. Point: a lesson.

    Deviation: total duration of its placed meets (with a mode in `modes`, if given) that start elsewhere. The start is
    the placement's, in the first week of its pattern.
    """

    lessons: tuple[LessonId, ...]
    times: frozenset[TimeIndex]
    duration: int | None = None
    modes: frozenset[Mode] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedOptions(Rule):
    """Meets take place only in allowed ways. Point: a lesson; deviation: duration of placed meets in other options."""

    allowed: tuple[tuple[LessonId, frozenset[OptionId]], ...]  # (lesson, ids of its allowed options)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferResources(Rule):
    """What a meet holds for `role` is one of `resources`. Point: a lesson with a demand with the role in some option.

    Deviation: total duration of its placed meets (with `placed_only` False also unplaced ones that are mentioned) that
    hold something else for the role (as fixed candidate too); holding nothing is free. With `options` only meets in
    those options count (a teacher may be fit for contact lessons but not for synchronous ones).
    """

    lessons: tuple[LessonId, ...]
    role: str
    resources: frozenset[ResourceId]
    placed_only: bool = True
    options: frozenset[OptionId] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SameResource(Rule):
    """The meets of a group of lessons use one resource for `role`. Point: a group; deviation: max(0, different - 1).

    All meets count that hold a resource for the role, fixed ones and the rest included (placed or not; XHSTT 5.7).
    """

    groups: tuple[tuple[LessonId, ...], ...]
    role: str


@dataclass(frozen=True, slots=True)
class Bound:
    """Between `least` and `most` of something inside a set of times; `most` None is unbounded."""

    times: TimeSet
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread(Rule):
    """The meets of a group of lessons are spread over sets of times. Point: a group.

    Deviation: sum over the bounds of excess(number of meets of the group with a starting time in the bound's times).
    A meet that recurs in several weeks starts once in each of them.
    """

    groups: tuple[tuple[LessonId, ...], ...]
    bounds: tuple[Bound, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked(Rule):
    """The lessons of a group run at the same times. Point: a group of k lessons.

    Deviation: number of ticks at which at least one but not all of them run. `any_week` compares day and clock only, so
    that lessons of weeks A and B share a slot: ticks are then those of week 0 (`Problem.slot_ticks`).
    """

    groups: tuple[tuple[LessonId, ...], ...]
    any_week: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered(Rule):
    """The second lesson comes after the first. Point: a pair.

    0 if either has an unplaced period; otherwise gap = (earliest start of the second) - (latest end of the first), in
    time indexes, deviation excess(gap, least, most) (XHSTT 5.10). Starts are the placements' own, in the first week of
    their patterns; a meet ends at its start + duration. The gap may be negative.
    """

    pairs: tuple[tuple[LessonId, LessonId], ...]
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitShape(Rule):
    """Point: a lesson; deviation: meets with a duration outside shortest..longest, plus excess(number of meets).

    Unplaced meets count, and so does the rest as one meet (XHSTT 2.2 rule 4).
    """

    lessons: tuple[LessonId, ...]
    shortest: int
    longest: int
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitCount(Rule):
    """Point: a lesson; deviation: excess(number of meets of exactly `duration` periods, least, most).

    Unplaced meets count, and so does the rest as one meet.
    """

    lessons: tuple[LessonId, ...]
    duration: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class PeriodBound:
    """A label for people, the lessons counted (each once, however often it is named), and the bounds.

    `share` in place of `most`: at most so many percent, rounded down, of all periods of these lessons (`counting`). A
    placed meet counts there as often as it takes place, what is not placed as often as it would at the least; `least`
    is 0 then. `path`: whose mode counts where a meet is mixed; None: the meet's own, contact. `elsewhere`: periods
    counted, and all periods, that other timetables of the year add to these.
    """

    label: str
    lessons: tuple[LessonId, ...]
    least: int = 0
    most: int | None = None
    share: Fraction | None = None
    path: ResourceId | None = None
    elsewhere: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitPeriods(Rule):
    """Periods of some lessons in some modes stay within bounds (legal share, contact kept, distance per lesson).

    Point: a bound; deviation: excess(sum over placed meets whose option has a mode in `modes` of duration times how
    often it happens, least, most). `occurrences`: how often each day of each week of the cycle takes place, () once
    each: the cycle, else a year (DOMAIN 1.3). With `count_meets` every meet counts 1, not its duration; with `unplaced`
    (not with it, nor with a share) what is not placed counts too. `period` tells people over what is counted."""

    bounds: tuple[PeriodBound, ...]
    modes: frozenset[Mode]
    occurrences: Occurrences = ()
    count_meets: bool = False
    unplaced: bool = False
    period: Span = Span.CYCLE


@dataclass(frozen=True, slots=True)
class PinnedMeet:
    """What is fixed about one meet; None: free. `resources`: choices by role; `within`, `options`: those allowed."""

    lesson: LessonId
    part: int
    start: TimeIndex | None = None
    mode: Mode | None = None
    resources: tuple[tuple[str, ResourceId], ...] = ()
    within: frozenset[TimeIndex] | None = None
    options: frozenset[OptionId] | None = None
    origin: Origin | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned(Rule):
    """Pinned meets stay as the planner put them. Point: a pin.

    Deviation: 0 if the meet is unplaced (H02 speaks of that), else the number of pinned things (start, within, mode,
    options, each resource) that differ. A role that its option lacks, or has fixed, compares with what it holds.
    """

    pins: tuple[PinnedMeet, ...]


# -- about resources --


@dataclass(frozen=True, slots=True, kw_only=True)
class NoClash(Rule):
    """Nobody is in two places at once. Point: a resource; deviation: sum over ticks of max(0, load - standby).

    A meet loads each resource it holds with `standby` per demand, but a teacher in an asynchronous meet only with 1
    unless the demand says `Presence.PRESENT`: one teacher may stand by for `standby` groups at once. With standby 1 the
    deviation is the XHSTT one (per tick: meets - 1).
    """

    resources: tuple[ResourceId, ...]
    standby: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolCapacity(Rule):
    """A pool is not overdrawn. Point: a pool; deviation: sum over ticks of max(0, used - capacity).

    `used` adds the amounts of the meets running (supplies are negative), of a sharer at most what `sharers` has for it.
    `capacities` overrides the resource's own. `unit` divides a tick's shortage, rounded up (heads are priced per ten).
    """

    pools: tuple[ResourceId, ...]
    capacities: Mapping[ResourceId, int] = field(default_factory=dict)
    unit: int = 1
    sharers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailable(Rule):
    """A resource is not busy at some times. Point: a resource; deviation: number of `times` at which it is busy."""

    resources: tuple[ResourceId, ...]
    times: TimeSet
    what: Filter = EVERYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitIdle(Rule):
    """Idle times between lessons. Point: a resource; deviation: excess(idle times summed over the groups, least, most).

    Idle: a time of the group strictly between its first and last busy time at which the resource is not busy. `breaks`
    has, for each group, the sets of times that can be its meal break (none: it has a break of its own): of one of them,
    the one with most idle times, those are not counted. Only with `least` 0.
    """

    resources: tuple[ResourceId, ...]
    groups: tuple[TimeSet, ...]
    least: int = 0
    most: int | None = 0
    what: Filter = EVERYTHING
    breaks: tuple[tuple[TimeSet, ...], ...] = ()

    def __post_init__(self) -> None:
        if self.breaks and (self.least or len(self.breaks) != len(self.groups)):
            raise ValueError(f"rule {self.id!r} needs breaks for each of its groups, and least 0")


@dataclass(frozen=True, slots=True)
class Touch:
    """True when the resource is busy (or, `present` False, is never busy) in the set of times.

    With `by_bells` it is asked whether it has a lesson at one of the times, of whatever grid. `resource`: another one.
    """

    times: TimeSet
    what: Filter = EVERYTHING
    present: bool = True
    by_bells: bool = False
    resource: ResourceId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitClusters(Rule):
    """How many clusters (days, half days) are touched. Point: a resource; deviation: excess(clusters, least, most).

    A cluster counts when all of its touches hold: days at school, full distance days, days that end too early. It
    counts once or, with `weights`, as often as these say (not negative), one for each cluster: pupils of classes.
    """

    resources: tuple[ResourceId, ...]
    clusters: tuple[tuple[Touch, ...], ...]
    least: int = 0
    most: int | None = None
    weights: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.weights and (len(self.weights) != len(self.clusters) or min(self.weights) < 0):
            raise ValueError(f"rule {self.id!r} needs a weight for each of its clusters, and none below 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitBusy(Rule):
    """Lessons per group, in periods. Point: a resource; deviation: sum over groups of excess(number, least, most).

    The number counts the bells of the group's times at which it has a lesson, one for each period by the clock,
    whatever the grid. With `empty_free` a group without any costs nothing whatever `least` (XHSTT 5.15).
    """

    resources: tuple[ResourceId, ...]
    groups: tuple[TimeSet, ...]
    least: int = 0
    most: int | None = None
    what: Filter = EVERYTHING
    empty_free: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRuns(Rule):
    """Stretches without a pause. Point: a resource; deviation: sum over maximal runs of max(0, length - most).

    A run is a set of consecutive bells of a group at all of which it has a lesson. Consecutive in one grid are
    neighbours in the group's order. Where the resource may have lessons in several grids, two of their bells of one day
    in the group are consecutive when the second starts when or after the first ends and no bell of those grids in the
    group fits between them; the deviation is the number of chains of most + 1 consecutive bells, as it is in one grid.
    Bells of a day with `pause` minutes or more between them are never consecutive.
    """

    resources: tuple[ResourceId, ...]
    groups: tuple[TimeSet, ...]
    most: int
    pause: int | None = None
    what: Filter = EVERYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitWorkload(Rule):
    """Point: a resource; deviation: ceil(excess(load, least, most)).

    load: sum over meets that hold it (placed or not, the rest too), per demand, of meet duration x demand workload /
    lesson duration, an exact fraction. With `weekly`, a meet counts its duration times the number of weeks it happens
    in instead (for limits over the whole cycle; workloads do not matter), and only placed meets count. Meets of
    `exclude_lessons` are left out.
    """

    resources: tuple[ResourceId, ...]
    least: int = 0
    most: int | None = None
    weekly: bool = False
    exclude_lessons: frozenset[LessonId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSwitches(Rule):
    """Changes of place. Point: a resource; deviation: sum over groups of max(0, changes - most).

    `places` are sets of places that count as one (home; any campus). Go through the times of a group in order, and at
    each time through `places` in order: where a meet running then puts the resource in one of them, that is where it
    is; a change is a place other than the one before. Times without a meet, or whose meets tie the resource to no
    place, are passed over. (Only clashing meets put it in two places at one time.)
    """

    resources: tuple[ResourceId, ...]
    groups: tuple[TimeSet, ...]
    places: tuple[frozenset[str], ...]
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelTime(Rule):
    """Enough time to get from one place to another. Point: a resource.

    Deviation: sum over groups of the number of (t1, t2, place p at t1, place q at t2), t1 before t2 in the group's
    order and of one week and day, with start(t2) - end(t1) less than `minutes[p, q]`. Pairs of places that are absent
    need no time. The resource is at a place at a time when a meet running then puts it there.
    """

    resources: tuple[ResourceId, ...]
    groups: tuple[TimeSet, ...]
    minutes: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonFree(Rule):
    """A group of resources is free together. Point: a group; deviation: max(0, least - times when none is busy)."""

    groups: tuple[tuple[ResourceId, ...], ...]
    times: TimeSet
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OnHand(Rule):
    """Some of a group of resources are free at a moment. Point: a group; deviation: max(0, least - number on hand).

    On hand is who is busy at none of `times` and, where `around` has times, at some of these (selected by `what`).
    """

    groups: tuple[tuple[ResourceId, ...], ...]
    times: TimeSet
    around: TimeSet = ()
    what: Filter = EVERYTHING
    least: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SameEachWeek(Rule):
    """Something happens in the same half days every week. Point: a resource.

    Deviation: number of `sets` (one set of times per week each) that are touched in some weeks but not in all.
    """

    resources: tuple[ResourceId, ...]
    sets: tuple[tuple[TimeSet, ...], ...]
    what: Filter = EVERYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class MostBurdened(Rule):
    """Fairness: nobody carries much more than others. One point.

    Deviation: the largest sum of the deviations of one of `resources` in `rules`, of which resources are the points.
    """

    resources: tuple[ResourceId, ...]
    rules: tuple[RuleId, ...]


KINDS: dict[str, type[Rule]] = {
    kind.__name__: kind
    for kind in list(globals().values())
    if isinstance(kind, type) and issubclass(kind, Rule) and kind is not Rule
}
"""Every kind of rule by its name."""
