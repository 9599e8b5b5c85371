"""Rules about the pupils of a class: the law on distance education and the week, place and well-being, an even week.

H03-H07, H10-H13 and S06-S08. Every rule speaks of paths, so that it holds for every pupil whatever the groups.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from scheduler.problem.counting import Occurrences, days_of, least_periods, most_periods, periods_per_cycle
from scheduler.problem.lessons import HOME, Lesson, Option
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.resources import Resource
from scheduler.problem.rules import (
    AllowedOptions,
    Bound,
    Filter,
    LimitBusy,
    LimitClusters,
    LimitIdle,
    LimitPeriods,
    LimitRuns,
    LimitSwitches,
    PeriodBound,
    PreferResources,
    PreferTimes,
    Rule,
    SameEachWeek,
    Shape,
    Span,
    Spread,
    Touch,
    TravelTime,
)
from scheduler.school.building.context import NO_CAMPUS, Context, Pupils, teacher_id
from scheduler.school.building.options import QUIET_ROLE, allowed_modes, distance_off, quiet_rooms
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import Setting
from scheduler.school.records import EVERY_WEEK, SchoolClass

DISTANCE = Filter(modes=DISTANCE_MODES)
CONTACT = Filter(modes=frozenset({Mode.CONTACT}))
SYNCHRONOUS = Filter(modes=frozenset({Mode.SYNCHRONOUS}))


def _by_setting(
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


def _ids(paths: tuple[Resource, ...]) -> tuple[str, ...]:
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
        caps.append(Fraction(setting.number("cap_pct", 100)))
    return min(caps)


def knows_cap(context: Context, record: SchoolClass) -> bool:
    """Whether the policy states the cap of a class; without it the lowest one is taken."""
    return context.policy.knows(record.stage, record.programme)


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


def contact_kept(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """H04: per path and subject with distance allowed, a contact minimum and a largest part at distance."""
    contact: dict[Setting, list[PeriodBound]] = defaultdict(list)
    distance: dict[Setting, list[PeriodBound]] = defaultdict(list)
    for path in pupils.paths:
        record = context.classes[path.class_code]
        setting = context.for_class("H04", record)
        if setting is None or not record.distance_ok:
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
            if not subject.distance_ok:
                continue
            total = sum(map(periods_per_cycle, of_subject))
            part = Fraction(setting.number("max_pct", 50))
            if subject.distance_max_pct is not None:
                part = min(part, subject.distance_max_pct)
            most = min(floor(part * total / 100), max(0, total - setting.number("min_contact", 1)))
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


def allowed(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H10: the ways each lesson may take place, the teachers fit for them, and its own distance minimum and maximum."""
    setting = context.for_school("H10")
    if setting is None:
        return
    by_id = {lesson.id: lesson for lesson in lessons}
    options, bounds, switched_off = [], [], []
    skilled: dict[tuple[str, frozenset[str], frozenset[str]], list[str]] = defaultdict(list)
    for record in context.school.lessons:
        lesson = by_id[record.id]
        modes = allowed_modes(context, record)
        campus = context.campus(record.attendees)
        no_quiet = bool(context.rooms) and not quiet_rooms(context, campus)
        fit = frozenset(
            option.id
            for option in lesson.options
            if option.mode in modes
            and not (no_quiet and any(d.role == QUIET_ROLE for d in option.demands))
            and _somebody_skilled(context, option)
        )
        if any(context.for_class("H10", member) is None for member in context.classes_of(record.attendees)):
            fit = frozenset(option.id for option in lesson.options)
        options.append((lesson.id, fit))
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


def _somebody_skilled(context: Context, option: Option) -> bool:
    """Whether everyone the option needs can be somebody who masters its mode (who may work from home may be others)."""
    if option.mode not in DISTANCE_MODES:
        return True
    skilled = {teacher_id(one.code) for one in context.school.teachers if option.mode in one.distance_skill}
    return all(not skilled.isdisjoint(d.candidates) for d in option.demands if d.role.startswith("teacher"))


# -- when: H05, H06, H07 --


def school_time(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H05: a distance lesson runs in open periods of the class's own grid, between the legal start and end."""
    found: dict[tuple[Setting, str, int], list[str]] = defaultdict(list)
    by_id = {lesson.id: lesson for lesson in lessons}
    for record in context.school.lessons:
        lesson = by_id[record.id]
        if allowed_modes(context, record) == {Mode.CONTACT}:
            continue
        for member in context.classes_of(record.attendees)[:1]:
            setting = context.for_class("H05", member)
            if setting is not None:
                for duration in lesson.durations:
                    found[setting, lesson.grid, duration].append(lesson.id)
    for number, ((setting, grid, duration), ids) in enumerate(found.items(), start=1):
        yield PreferTimes(
            lessons=tuple(ids),
            times=_starts_inside(context, grid, duration),
            duration=duration,
            modes=DISTANCE_MODES,
            **Weighing("H05", setting, number),
        )


def _starts_inside(context: Context, grid: str, duration: int) -> frozenset[int]:
    policy = context.policy

    def inside(index: int) -> bool:
        time = context.times[index]
        return time.open and time.start >= policy.earliest_start and time.end <= policy.latest_end

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


def week_shape(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """H06: nine half days, not before 8:00, to 15:00 at least where there is an afternoon, not after 17:00, and lunch.

    A class that stays away a whole afternoon uses up one of the half days it may miss; that day may end at noon.
    """
    policy = context.policy
    part_time = [
        c.code for c in context.school.classes if pupils.of_class(c.code) and not full_time(context, c, pupils)
    ]
    if part_time:
        context.note("part_time_classes", classes=", ".join(part_time), lessons=policy.minimum_lessons)
    for setting, grid, paths, number in _by_setting(context, "H06", pupils, lambda c: c.code not in part_time):
        ids = _ids(paths)
        for week in context.weeks:
            half_days = context.half_days(grid, week)
            least = min(setting.number("half_days", policy.half_days), len(half_days))
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
            for time in context.grid_times(grid)
            if time.start < policy.earliest_start or time.end > policy.latest_end
        )
        if outside:
            yield LimitBusy(
                resources=ids, groups=(outside,), most=0, **Weighing("H06", setting, number, aspect="hours")
            )
    for setting, grid, paths, number in _by_setting(context, "H06", pupils):
        yield from lunch_rules(context, grid, _ids(paths), Weighing("H06", setting, number, aspect="lunch"))


LUNCH_WINDOW = (11 * 60, 14 * 60 + 30)


def lunch_rules(context: Context, grid: str, resources: tuple[str, ...], weighing: Weighing) -> Iterator[Rule]:
    """At least one lunch period free on days whose grid has no break long enough of its own."""
    windows = []
    for day in context.days(grid):
        times = [context.times[index] for index in day if context.times[index].open]
        halves = {time.half_day for time in times}
        breaks = [after.start - before.end for before, after in pairwise(times)]
        if len(halves) > 1 and max(breaks, default=0) < context.policy.lunch_minutes:
            window = tuple(t.index for t in times if t.start >= LUNCH_WINDOW[0] and t.end <= LUNCH_WINDOW[1])
            if window:
                windows.append(window)
    for size in sorted({len(window) for window in windows}):
        groups = tuple(window for window in windows if len(window) == size)
        yield LimitBusy(resources=resources, groups=groups, most=size - 1, **weighing.part(str(size)))


def no_gaps(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """H07."""
    for setting, grid, paths, number in _by_setting(context, "H07", pupils):
        yield LimitIdle(
            resources=_ids(paths),
            groups=context.open_days(grid),
            most=setting.number("max_gaps", 0),
            **Weighing("H07", setting, number),
        )


# -- well-being and place: H11, H12, H13, S06 --


def _with_distance(context: Context, lessons: tuple[Lesson, ...]) -> Callable[[SchoolClass], bool]:
    """Classes of which some lesson may be at distance; for the others the rules on distance always hold.

    Rules that are soft-pedalled this way are still judged: H10 speaks of distance lessons where none is allowed.
    """
    codes = {
        member.code
        for record in context.school.lessons
        if allowed_modes(context, record) != {Mode.CONTACT}
        for member in context.classes_of(record.attendees)
    }
    return lambda record: record.code in codes


def screen_time(context: Context, pupils: Pupils, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H11."""
    for setting, grid, paths, number in _by_setting(context, "H11", pupils, _with_distance(context, lessons)):
        ids, days = _ids(paths), context.days(grid)
        yield LimitBusy(
            resources=ids,
            groups=days,
            most=setting.number("distance_per_day", 4),
            what=DISTANCE,
            **Weighing("H11", setting, number, aspect="distance"),
        )
        yield LimitBusy(
            resources=ids,
            groups=days,
            most=setting.number("synchronous_per_day", 3),
            what=SYNCHRONOUS,
            **Weighing("H11", setting, number, aspect="synchronous"),
        )
        yield LimitRuns(
            resources=ids,
            groups=context.half_days(grid),
            most=setting.number("synchronous_in_row", 2),
            what=SYNCHRONOUS,
            **Weighing("H11", setting, number, aspect="in a row"),
        )


def places(context: Context, pupils: Pupils, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H12 and H13."""
    campuses = frozenset(c.campus or NO_CAMPUS for c in context.school.classes) | {
        option.pupils_place
        for lesson in lessons
        for option in lesson.options
        if option.pupils_place not in (None, HOME)
    }
    with_distance = _with_distance(context, lessons)
    for setting, grid, paths, number in _by_setting(context, "H12", pupils, with_distance):
        yield LimitSwitches(
            resources=_ids(paths),
            groups=context.days(grid),
            places=(frozenset({HOME}), frozenset(str(campus) for campus in campuses)),
            most=setting.number("switches", 1),
            **Weighing("H12", setting, number, aspect="switches"),
        )
        minutes = setting.number("travel_minutes", context.school.settings.travel_minutes)
        if minutes:
            table = {(HOME, str(c)): minutes for c in campuses} | {(str(c), HOME): minutes for c in campuses}
            yield TravelTime(
                resources=_ids(paths),
                groups=context.days(grid),
                minutes=table,
                **Weighing("H12", setting, number, aspect="travel"),
            )
    for setting, grid, paths, number in _by_setting(context, "H13", pupils, with_distance):
        for week in context.weeks:
            yield LimitClusters(
                resources=_ids(paths),
                clusters=tuple(
                    (Touch(day, DISTANCE), Touch(day, CONTACT, present=False)) for day in context.days(grid, week)
                ),
                most=setting.number("days", 1),
                **Weighing("H13", setting, f"{number} {week}"),
            )


def distance_together(context: Context, pupils: Pupils, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """S06: no half day holds both distance and contact; distance in the same half days every week."""
    for setting, grid, paths, number in _by_setting(context, "S06", pupils, _with_distance(context, lessons)):
        half_days = context.half_days(grid)
        yield LimitClusters(
            resources=_ids(paths),
            clusters=tuple((Touch(times, DISTANCE), Touch(times, CONTACT)) for times in half_days),
            most=0,
            **Weighing("S06", setting, number, aspect="mixed"),
        )
        if context.times.weeks > 1:
            per_week = [context.half_days(grid, week) for week in context.weeks]
            yield SameEachWeek(
                resources=_ids(paths),
                sets=tuple(zip(*per_week, strict=True)),
                what=DISTANCE,
                **Weighing("S06", setting, number, aspect="weeks"),
            )


# -- an even week: S07, S08 --


def spread(context: Context, pupils: Pupils, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """S07: per class (or group) and subject; demanding subjects do not follow each other."""
    by_attendees: dict[tuple[tuple[str, ...], str], list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        if lesson.attendees:
            by_attendees[tuple(sorted(lesson.attendees)), lesson.subject].append(lesson)
    found: dict[tuple[Setting, str, int, int], list[tuple[str, ...]]] = defaultdict(list)
    for (_, code), members in by_attendees.items():
        subject = context.subject(code)
        setting = context.for_subject("S07", subject)
        meets = sum(len(lesson.parts) for lesson in members)
        if setting is None or meets < 2:
            continue
        grid = members[0].grid
        days = len(context.days(grid, 0))
        most = setting.number("per_day", subject.max_per_day or 1)
        most = max(most, ceil(Fraction(meets, max(1, days))))
        found[setting, grid, most, max(1, ceil(meets / 2))].append(tuple(lesson.id for lesson in members))
    for number, ((setting, grid, most, most_last), groups) in enumerate(found.items(), start=1):
        yield Spread(
            groups=tuple(groups),
            bounds=tuple(Bound(day, most=most) for day in context.days(grid)),
            **Weighing("S07", setting, number, aspect="days"),
        )
        for week in context.weeks:
            last = tuple(
                max((i for i in day if context.times[i].open), default=day[-1]) for day in context.days(grid, week)
            )
            yield Spread(
                groups=tuple(groups),
                bounds=(Bound(last, most=most_last),),
                **Weighing("S07", setting, f"{number} {week}", aspect="last"),
            )
    demanding = frozenset(lesson.id for lesson in lessons if context.subject(lesson.subject).demanding)
    setting = context.for_school("S07")
    if demanding and setting is not None:
        for grid in dict.fromkeys(path.grid for path in pupils.paths):
            yield LimitRuns(
                resources=tuple(path.id for path in pupils.paths if path.grid == grid),
                groups=context.half_days(grid),
                most=setting.number("demanding_in_row", 2),
                what=Filter(lessons=demanding),
                **Weighing("S07", setting, grid, aspect="demanding", shape=Shape.LINEAR),
            )


def even_days(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """S08: every full day of a class has the average number of lessons, rounded down or up."""
    for setting, grid, paths, number in _by_setting(context, "S08", pupils, lambda c: full_time(context, c, pupils)):
        days = context.days(grid)
        if not days:
            continue
        open_count = {day: sum(1 for index in day if context.times[index].open) for day in days}
        longest = max(open_count.values())
        full = tuple(day for day in days if open_count[day] > longest / 2)
        short = sum(open_count[day] for day in days if day not in full)
        by_bounds: dict[tuple[int, int], list[str]] = defaultdict(list)
        for path in paths:
            load = sum(map(periods_per_cycle, pupils.lessons[path.id]))
            average = Fraction(max(0, load - short), len(full))
            by_bounds[floor(average), ceil(average)].append(path.id)
        for (least, most), ids in by_bounds.items():
            yield LimitBusy(
                resources=tuple(ids),
                groups=full,
                least=least,
                most=most,
                empty_free=False,
                **Weighing("S08", setting, f"{number} {least}-{most}"),
            )
