"""Rules about the pupils of a class: the law on distance education and on the school week (H03-H07, H10).

Every rule speaks of paths, so that it holds for every pupil whatever the groups. Days at distance are in
`rules_distance`, an even week in `rules_week`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from math import ceil, floor

from scheduler.problem.counting import Occurrences, days_of, least_periods, most_periods, periods_per_cycle
from scheduler.problem.lessons import Lesson, Option
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.resources import Resource
from scheduler.problem.rules import (
    AllowedOptions,
    Filter,
    LimitBusy,
    LimitClusters,
    LimitIdle,
    LimitPeriods,
    PeriodBound,
    PreferResources,
    PreferTimes,
    Rule,
    Span,
    Touch,
)
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context, Pupils, teacher_id
from scheduler.school.building.lunch import lunch_rules, meals_of
from scheduler.school.building.options import (
    QUIET_ROLE,
    asks_distance,
    distance_off,
    permitted_modes,
    quiet_rooms,
)
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import Setting
from scheduler.school.records import EVERY_WEEK, SchoolClass, SchoolLesson

DISTANCE = Filter(modes=DISTANCE_MODES)
CONTACT = Filter(modes=frozenset({Mode.CONTACT}))
SYNCHRONOUS = Filter(modes=frozenset({Mode.SYNCHRONOUS}))


def by_setting(
    context: Context, rule: str, pupils: Pupils, classes: Callable[[SchoolClass], bool] = lambda _: True
) -> Iterator[tuple[Setting, str, tuple[Resource, ...], str]]:
    """Paths that share a setting and a grid, with a suffix that tells the groups apart."""
    found: dict[tuple[Setting, str], list[Resource]] = defaultdict(list)
    for path in pupils.paths:
        record = context.classes[path.class_code]
        setting = context.for_class(rule, record)
        if setting is not None and classes(record):
            found[setting, path.grid].append(path)
    for number, ((setting, grid), paths) in enumerate(found.items(), start=1):
        yield setting, grid, tuple(paths), str(number)


def ids_of(paths: tuple[Resource, ...]) -> tuple[str, ...]:
    return tuple(path.id for path in paths)


# -- how much distance: H03, H04, H10 and the bounds of single lessons --


def planned_periods(context: Context, lessons: Iterable[Lesson], occurrences: Occurrences) -> tuple[int, int]:
    """The fewest and the most periods that some lessons come to when the days of the cycle occur so often."""
    least = most = 0
    for lesson in lessons:
        days = days_of(context.times, lesson.grid)
        least += least_periods(lesson, occurrences, days)
        most += most_periods(lesson, occurrences, days)
    return least, most


def share_cap(context: Context, record: SchoolClass) -> Fraction | None:
    """The cap that holds for a class in percent: law, own cap, row in Regels, whichever is lowest (H03)."""
    setting = context.for_class("H03", record)
    if setting is None:
        return None
    caps = [Fraction(context.policy.share_cap(record.stage, record.programme))]
    if record.distance_max_pct is not None:
        caps.append(record.distance_max_pct)
    if setting.text("cap_pct"):
        caps.append(Fraction(setting.number("cap_pct")))
    return min(caps)


def knows_cap(context: Context, record: SchoolClass) -> bool:
    """Whether the policy states the cap of a class; without it the lowest one is taken."""
    return context.policy.knows(record.stage, record.programme)


@builder
def legal_share(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """H03: 100 d <= cap L in whole lessons, over the days of the school year where they are stated, else the cycle.

    A holiday, exam or internship day of the class or of the whole school is no teaching time (Q1: the safe side).
    """
    unknown = [c.code for c in context.school.classes if c.distance_ok and not knows_cap(context, c)]
    if unknown:
        lowest = context.policy.share_cap("")
        context.note("stage_unknown", classes=", ".join(unknown), policy=context.policy.name, cap=lowest)
    found: dict[tuple[Setting, Occurrences], list[PeriodBound]] = defaultdict(list)
    for path in pupils.paths:
        record = context.classes[path.class_code]
        setting, cap = context.for_class("H03", record), share_cap(context, record)
        if setting is None or cap is None:
            continue
        occurrences = occurrences_for(context, record.code)
        lessons = pupils.lessons[path.id]
        ids = tuple(lesson.id for lesson in lessons)
        least, most = planned_periods(context, lessons, occurrences)
        bound = PeriodBound(path.code, ids, share=cap)
        if floor(cap * least / 100) == floor(cap * most / 100):
            bound = PeriodBound(path.code, ids, most=floor(cap * least / 100))
        found[setting, occurrences].append(bound)
    for number, ((setting, occurrences), bounds) in enumerate(found.items(), start=1):
        yield LimitPeriods(
            bounds=tuple(bounds),
            modes=DISTANCE_MODES,
            occurrences=occurrences,
            period=share_period(context),
            **Weighing("H03", setting, number),
        )


def occurrences_for(context: Context, class_code: str) -> Occurrences:
    """How often each day of the cycle is taught to a class in the school year; () where nothing is stated."""
    return context.year.occurrences(class_code) or ()


def share_period(context: Context) -> Span:
    """Over what shares are tested."""
    return Span.YEAR if context.year.full else Span.CALENDAR if context.year.stated else Span.CYCLE


@builder
def contact_kept(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """H04: per path and subject, a contact minimum and a largest part at distance.

    Also where distance is not allowed at all: what the planner placed there is judged by what it is.
    """
    contact: dict[Setting, list[PeriodBound]] = defaultdict(list)
    distance: dict[Setting, list[PeriodBound]] = defaultdict(list)
    for path in pupils.paths:
        record = context.classes[path.class_code]
        setting = context.for_class("H04", record)
        if setting is None:
            continue
        lessons = pupils.lessons[path.id]
        everything = tuple(lesson.id for lesson in lessons)
        if everything:
            contact[setting].append(PeriodBound(path.code, everything, least=1))
        subjects: dict[str, list[Lesson]] = defaultdict(list)
        for lesson in lessons:
            subjects[lesson.subject].append(lesson)
        for code, of_subject in subjects.items():
            subject = context.subject(code)
            total = sum(map(periods_per_cycle, of_subject))
            part = Fraction(setting.number("max_pct"))
            if subject.distance_max_pct is not None:
                part = min(part, subject.distance_max_pct)
            most = min(floor(part * total / 100), max(0, total - setting.number("min_contact")))
            label = f"{path.code} {code}"
            distance[setting].append(PeriodBound(label, tuple(lesson.id for lesson in of_subject), most=most))
    for number, (setting, bounds) in enumerate(contact.items(), start=1):
        yield LimitPeriods(
            bounds=tuple(bounds),
            modes=frozenset({Mode.CONTACT}),
            **Weighing("H04", setting, number, aspect="contact"),
        )
    for number, (setting, bounds) in enumerate(distance.items(), start=1):
        yield LimitPeriods(
            bounds=tuple(dict.fromkeys(bounds)),
            modes=DISTANCE_MODES,
            **Weighing("H04", setting, number, aspect="distance"),
        )


@builder
def allowed(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H10: the ways each lesson may take place and was asked for, who is fit for them, its own minimum and maximum."""
    setting = context.for_school("H10")
    if setting is None:
        return
    by_id = {lesson.id: lesson for lesson in lessons}
    options, unasked, bounds, switched_off = [], [], [], []
    skilled: dict[tuple[str, frozenset[str], frozenset[str]], list[str]] = defaultdict(list)
    for record in context.school.lessons:
        lesson = by_id[record.id]
        modes = permitted_modes(context, record)
        campus = context.campus(record.attendees)
        no_quiet = bool(context.rooms) and not quiet_rooms(context, campus)
        fit = frozenset(
            option.id
            for option in lesson.options
            if option.mode in modes
            and not (no_quiet and any(d.role == QUIET_ROLE for d in option.demands))
            and _somebody_skilled(context, option)
        )
        off = any(context.for_class("H10", member) is None for member in context.classes_of(record.attendees))
        if off:
            fit = frozenset(option.id for option in lesson.options)
        options.append((lesson.id, fit))
        if record.distance_min > 0 and not any(
            option.id in fit and option.mode in DISTANCE_MODES for option in lesson.options
        ):
            _tell_why_in_contact(context, record)
        in_contact = frozenset(option.id for option in lesson.options if option.mode is Mode.CONTACT)
        if not off and fit != in_contact and not asks_distance(context, record):
            unasked.append((lesson.id, in_contact))
        for option in lesson.options:
            for demand in option.demands:
                if option.mode in DISTANCE_MODES and option.id in fit and demand.role.startswith("teacher"):
                    skilled[demand.role, frozenset(demand.candidates), frozenset({option.id})].append(lesson.id)
        weeks = context.times.weeks if record.week == EVERY_WEEK else 1
        least = ceil(record.distance_min * weeks)
        most = None if record.distance_max is None else floor(record.distance_max * weeks)
        if least and distance_off(context, record):
            switched_off.append(record.id)
            least = 0
        if least or most is not None:
            bounds.append(PeriodBound(lesson.id, (lesson.id,), least, most))
    yield AllowedOptions(allowed=tuple(options), **Weighing("H10", setting))
    if unasked:
        yield AllowedOptions(allowed=tuple(unasked), **Weighing("H10", setting, aspect="asked"))
    for number, ((role, candidates, option_ids), ids) in enumerate(skilled.items(), start=1):
        if len(candidates) > 1:
            yield PreferResources(
                lessons=tuple(ids),
                role=role,
                resources=candidates,
                options=option_ids,
                **Weighing("H10", setting, number, aspect="skill"),
            )
    if bounds:
        yield LimitPeriods(
            bounds=tuple(bounds),
            modes=DISTANCE_MODES,
            **Weighing("H10", setting, aspect="own bounds"),
        )
    if switched_off:
        context.note("distance_off", count=len(switched_off), lessons=", ".join(switched_off[:8]))


def _tell_why_in_contact(context: Context, record: SchoolLesson) -> None:
    """Notes, one for each thing that keeps a lesson with a distance minimum in contact, with its cure."""
    if distance_off(context, record):
        return  # told apart: distance education is switched off
    closed = [member.code for member in context.classes_of(record.attendees) if not member.distance_ok]
    subject = context.subject(record.subject)
    wanted = DISTANCE_MODES if record.modes is None else record.modes & DISTANCE_MODES
    if closed:
        context.note("contact_class", lesson=record.id, classes=", ".join(closed))
    if not subject.distance_ok:
        context.note("contact_subject", lesson=record.id, subject=record.subject)
    if Mode.ASYNCHRONOUS in wanted and not subject.material_ready:
        context.note("contact_material", lesson=record.id, subject=record.subject)
    people = [context.teachers[code] for who in record.teachers for code in who]
    unskilled = [
        who for who in record.teachers if not any(context.teachers[code].distance_skill & wanted for code in who)
    ]
    if unskilled:
        context.note("contact_skill", lesson=record.id, teachers=", ".join(code for who in unskilled for code in who))
    no_quiet = bool(context.rooms) and not quiet_rooms(context, context.campus(record.attendees))
    if Mode.SYNCHRONOUS in wanted and no_quiet and not any(one.home_ok for one in people):
        if people:
            context.note("contact_quiet", lesson=record.id, teachers=", ".join(one.code for one in people))
        else:
            context.note("contact_quiet_nobody", lesson=record.id)


def _somebody_skilled(context: Context, option: Option) -> bool:
    """Whether everyone the option needs can be somebody who masters its mode (who may work from home may be others)."""
    if option.mode not in DISTANCE_MODES:
        return True
    skilled = {teacher_id(one.code) for one in context.school.teachers if option.mode in one.distance_skill}
    return all(not skilled.isdisjoint(d.candidates) for d in option.demands if d.role.startswith("teacher"))


# -- when: H05, H06, H07 --


@builder
def school_time(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H05: a distance lesson runs in open periods of every class that attends, between the legal start and end.

    A merged lesson has the bells of one grid; for a class of another grid the clock decides: no minute of the lesson is
    in a break of that class, in a closed period or before or after its day.
    """
    found: dict[tuple[Setting, str, tuple[str, ...], int], list[str]] = defaultdict(list)
    by_id = {lesson.id: lesson for lesson in lessons}
    for record in context.school.lessons:
        lesson = by_id[record.id]
        grids: dict[Setting, dict[str, None]] = {}
        for member in context.classes_of(record.attendees):
            setting = context.for_class("H05", member)
            if setting is not None:
                grids.setdefault(setting, {})[member.grid or context.school.default_grid] = None
        for setting, of_classes in grids.items():
            for duration in lesson.durations:
                found[setting, lesson.grid, tuple(of_classes), duration].append(lesson.id)
    for number, ((setting, grid, own, duration), ids) in enumerate(found.items(), start=1):
        yield PreferTimes(
            lessons=tuple(ids),
            times=_starts_inside(context, grid, own, duration),
            duration=duration,
            modes=DISTANCE_MODES,
            **Weighing("H05", setting, number),
        )


def _starts_inside(context: Context, grid: str, of_classes: tuple[str, ...], duration: int) -> frozenset[int]:
    policy = context.policy
    open_ticks = [
        {tick for time in context.grid_times(other) if time.open for tick in time.ticks} for other in of_classes
    ]

    def inside(index: int) -> bool:
        time = context.times[index]
        legal = time.open and time.start >= policy.earliest_start and time.end <= policy.latest_end
        return legal and all(ticks.issuperset(time.ticks) for ticks in open_ticks)

    return frozenset(
        time.index
        for time in context.grid_times(grid)
        if all(inside(index) for index in context.times.run(time.index, duration) or (time.index,))
    )


def full_time(context: Context, record: SchoolClass, pupils: Pupils) -> bool:
    """Whether a class has the legal minimum of lessons a week; the shape of the week (H06) is asked only then."""
    return any(
        sum(map(periods_per_cycle, pupils.lessons[path.id])) >= context.policy.minimum_lessons * context.times.weeks
        for path in pupils.of_class(record.code)
    )


@builder
def week_shape(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """H06: nine half days, not before 8:00, to 15:00 at least where there is an afternoon, not after 17:00, and lunch.

    A class that stays away a whole afternoon uses up one of the half days it may miss; that day may end at noon.
    """
    policy = context.policy
    part_time = [c.code for c in context.school.classes if not full_time(context, c, pupils)]
    if part_time:
        context.note("part_time_classes", classes=", ".join(part_time), lessons=policy.minimum_lessons)
    for setting, grid, paths, number in by_setting(context, "H06", pupils, lambda c: c.code not in part_time):
        ids = ids_of(paths)
        for week in context.weeks:
            half_days = context.half_days(grid, week)
            least = min(setting.number_or("half_days", policy.half_days), len(half_days))
            yield LimitClusters(
                resources=ids,
                clusters=tuple((Touch(times),) for times in half_days),
                least=least,
                **Weighing("H06", setting, f"{number} {week}", aspect="half days"),
            )
        early = []
        for day in context.days(grid):
            late = tuple(i for i in day if context.times[i].open and context.times[i].end >= policy.earliest_end)
            afternoon = tuple(i for i in day if context.times[i].half_day == "pm")
            if late and afternoon:
                early.append((Touch(afternoon), Touch(late, present=False)))
        if early:
            yield LimitClusters(
                resources=ids, clusters=tuple(early), most=0, **Weighing("H06", setting, number, aspect="end")
            )
        outside = tuple(
            time.index
            for time in context.times.times
            if time.start < policy.earliest_start or time.end > policy.latest_end
        )
        if outside:
            yield LimitBusy(
                resources=ids, groups=(outside,), most=0, **Weighing("H06", setting, number, aspect="hours")
            )
    for setting, grid, paths, number in by_setting(context, "H06", pupils):
        yield from lunch_rules(context, grid, ids_of(paths), Weighing("H06", setting, number, aspect="lunch"))


@builder
def no_gaps(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """H07: idle periods; where the grid has no lunch break of its own the periods free for lunch (H06) are none."""
    for setting, grid, paths, number in by_setting(context, "H07", pupils):
        days = context.open_days(grid)
        yield LimitIdle(
            resources=ids_of(paths),
            groups=days,
            breaks=tuple(meals_of(context, day) for day in days),
            most=setting.number("max_gaps"),
            **Weighing("H07", setting, number),
        )
