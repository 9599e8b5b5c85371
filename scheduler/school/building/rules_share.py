"""How much of the lessons of a path may be at distance (H03), and what of each subject stays in contact (H04)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from math import floor

from scheduler.problem.counting import Occurrences, days_of, least_periods, most_periods, periods_per_cycle
from scheduler.problem.lessons import Lesson
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.resources import Resource
from scheduler.problem.rules import (
    LimitPeriods,
    PeriodBound,
    Rule,
    Span,
)
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context, Pupils
from scheduler.school.building.of_pupils import path_of
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import Setting
from scheduler.school.records import SchoolClass


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
    caps = [legal_cap(context, record)]
    if record.distance_max_pct is not None:
        caps.append(record.distance_max_pct)
    if setting.text("cap_pct"):
        caps.append(Fraction(setting.number("cap_pct")))
    return min(caps)


def legal_cap(context: Context, record: SchoolClass) -> Fraction:
    """The cap of the policy for a class, in percent."""
    return Fraction(context.policy.share_cap(record.stage, record.programme))


def knows_cap(context: Context, record: SchoolClass) -> bool:
    """Whether the policy states the cap of a class; without it the lowest one is taken."""
    return context.policy.knows(record.stage, record.programme)


@builder
def legal_share(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """H03: 100 d <= cap L in whole lessons, over the days of the school year where they are stated, else the cycle.

    A holiday, exam or internship day of the class or of the whole school is no teaching time (Q1: the safe side). Where
    terms have timetables of their own, what the others come to counts with it: the cap is that of the year.
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
        others = elsewhere(context, path)
        least, most = least + others[1], most + others[1]
        bound = PeriodBound(path.code, ids, share=cap, path=path_of(path, lessons), elsewhere=others)
        if floor(cap * least / 100) == floor(cap * most / 100):
            bound = replace(bound, most=floor(cap * least / 100), share=None)
        found[setting, occurrences].append(bound)
    for number, ((setting, occurrences), bounds) in enumerate(found.items(), start=1):
        yield LimitPeriods(
            bounds=tuple(bounds),
            modes=DISTANCE_MODES,
            occurrences=occurrences,
            period=share_period(context),
            **Weighing("H03", setting, number),
        )


def elsewhere(context: Context, path: Resource) -> tuple[int, int]:
    """Periods at distance, and all, that the other timetables of the year have for a path."""
    part = context.school.part
    return part.elsewhere.get(path.code, (0, 0)) if part else (0, 0)


def occurrences_for(context: Context, class_code: str) -> Occurrences:
    """How often each day of the cycle is taught to a class in the school year; () where nothing is stated."""
    return context.year.occurrences(class_code) or ()


def share_period(context: Context) -> Span:
    """Over what shares are tested."""
    return Span.YEAR if context.year.full else Span.CALENDAR if context.year.stated else Span.CYCLE


@builder
def contact_kept(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """H04: of all lessons of a path one in contact, and per subject a contact minimum and a largest part at distance.

    Also where distance is not allowed at all: what the planner placed there is judged by what it is.
    """
    contact: dict[Setting, list[PeriodBound]] = defaultdict(list)
    distance: dict[Setting, list[PeriodBound]] = defaultdict(list)
    for path in pupils.paths:
        record = context.classes[path.class_code]
        setting = context.for_class("H04", record)
        lessons = pupils.lessons[path.id]
        everything = tuple(lesson.id for lesson in lessons)
        if setting is not None and everything:
            contact[setting].append(PeriodBound(path.code, everything, least=1, path=path_of(path, lessons)))
        subjects: dict[str, list[Lesson]] = defaultdict(list)
        for lesson in lessons:
            subjects[lesson.subject].append(lesson)
        for code, of_subject in subjects.items():
            subject = context.subject(code)
            of_both = context.for_class("H04", record, subject)
            if of_both is None:
                continue
            total = sum(map(periods_per_cycle, of_subject))
            part = Fraction(of_both.number("max_pct"))
            if subject.distance_max_pct is not None:
                part = min(part, subject.distance_max_pct)
            most = min(floor(part * total / 100), max(0, total - of_both.number("min_contact")))
            label = f"{path.code} {code}"
            ids = tuple(lesson.id for lesson in of_subject)
            distance[of_both].append(PeriodBound(label, ids, most=most, path=path_of(path, of_subject)))
    for number, (setting, bounds) in enumerate(contact.items(), start=1):
        yield LimitPeriods(
            bounds=tuple(bounds),
            modes=frozenset({Mode.CONTACT}),
            unplaced=True,  # what has no place yet is not at distance
            **Weighing("H04", setting, number, aspect="contact"),
        )
    for number, (setting, bounds) in enumerate(distance.items(), start=1):
        yield LimitPeriods(
            bounds=tuple(dict.fromkeys(bounds)),
            modes=DISTANCE_MODES,
            **Weighing("H04", setting, number, aspect="distance"),
        )
