"""A real lesson table (lessentabel: class, subject, hours) becomes a school: classes, subjects, lessons, no timetable.

What a table leaves open stays open and is said in notices; teachers and rooms can be proposed, marked as invented.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil
from pathlib import Path

from scheduler.formats.files.faults import Fault, Faults, Notice
from scheduler.formats.lesson_table.names import room_hint, short_codes
from scheduler.formats.lesson_table.plan import ClassPlan, PlannedLesson, plan_classes, same_subject
from scheduler.formats.lesson_table.rows import (
    CATALOGUE,
    ClassRow,
    class_rows,
    fold,
    grid_of,
    header_of,
    table_rows,
    vocabulary,
)
from scheduler.formats.lesson_table.staffing import propose_rooms, propose_teachers
from scheduler.problem.text import say
from scheduler.school.default_grid import default_grid
from scheduler.school.records import Blocks, ClassGroup, School, SchoolClass, SchoolLesson, Settings, Subject

LONGEST_BLOCK = 4
DAYS = 5


def looks_like_lesson_table(path: Path) -> bool:
    """Whether a CSV file or workbook is a lesson table: a header with class, subject and hours, no teacher, no day."""
    try:
        grid = grid_of(path)
    except Faults:
        return False
    start, _ = header_of(grid, vocabulary()["columns"], {"class", "subject", "hours"})
    if start < 0:
        return False
    refused = set(vocabulary()["not_a_table"]["words"])
    return not any(fold(cell) in refused for cell in grid[start])


def looks_like_class_list(path: Path) -> bool:
    """Whether a file is the class list beside a lesson table: a class with its stage, programme or finality."""
    try:
        grid = grid_of(path)
    except Faults:
        return False
    _, columns = header_of(grid, vocabulary()["class_columns"], {"class"})
    return bool({"stage", "programme", "finality"} & set(columns)) and not looks_like_lesson_table(path)


def read_lesson_table(
    table_csv: Path, classes_csv: Path | None = None, staffing: bool = False, language: str = "nl"
) -> tuple[School, tuple[Notice, ...]]:
    """The school that a lesson table states, with what the planner should know.

    `staffing` adds invented teachers and rooms so that the school can be solved. Raises `Faults` where the files are no
    lesson table and class list; whatever does not add up inside them is a notice.
    """
    rows, notices = table_rows(table_csv)
    known, more = class_rows(classes_csv) if classes_csv else ({}, [])
    grid = default_grid()
    plans, told = plan_classes(rows, len(grid))
    notices = [*notices, *more, *told]
    taught = [plan for plan in plans if plan.lessons]
    if not taught:
        raise Faults([Fault(table_csv.name, "", "nothing_taught", {}, CATALOGUE)], notices)
    notices.extend(_about_classes(plans, known, with_list=classes_csv is not None))
    school, practice = _school(taught, known, language)
    school = replace(school, periods=grid, settings=replace(school.settings, school=table_csv.stem))
    notices.extend(_about_lessons(plans, school))
    if staffing:
        school = propose_rooms(propose_teachers(school, practice))
        jobs = vocabulary()["full_time"]
        stated = " / ".join(str(jobs[key]) for key in ("1", "2", "3", "practice"))
        count = str(len(school.teachers))
        notices.append(Notice("", count, "proposed_teachers", {"stated": stated}, CATALOGUE))
        notices.append(Notice("", str(len(school.rooms)), "proposed_rooms", {}, CATALOGUE))
    else:
        notices.append(Notice("", "", "no_teachers", {}, CATALOGUE))
    return school, tuple(notices)


def _school(plans: list[ClassPlan], known: dict[str, ClassRow], language: str) -> tuple[School, frozenset[str]]:
    """Classes, subjects, groups and lessons, and the ids of the lessons in practical subjects."""
    names: dict[str, str] = {}
    for plan in plans:
        for lesson in plan.lessons:
            names.setdefault(same_subject(lesson.subject), lesson.subject)
    codes = short_codes(names)
    choice = say(language, CATALOGUE, "choice_division")
    classes, groups, lessons = [], list[ClassGroup](), list[SchoolLesson]()
    practice: set[str] = set()
    longest: dict[str, int] = {}
    for plan in plans:
        info = known.get(plan.code, ClassRow(plan.where, plan.code))
        classes.append(_class(plan, info, language))
        for planned in plan.lessons:
            code = codes[same_subject(planned.subject)]
            practical = _is_practice(planned, info)
            blocks = block_sizes(planned.hours, practical)
            identity = f"{plan.code}-{code}" + (f"-{planned.choice}" if planned.choice else "")
            attendees: tuple[str, ...] = (plan.code,)
            if planned.choice:
                groups.append(ClassGroup(identity, plan.code, f"{choice} {planned.choice}"))
                attendees = (identity,)
            if practical:
                practice.add(identity)
            longest[code] = max(longest.get(code, 1), len(blocks))
            lessons.append(
                SchoolLesson(
                    id=identity,
                    attendees=attendees,
                    subject=code,
                    periods=planned.hours,
                    blocks=Blocks(sizes=blocks) if any(size > 1 for size in blocks) else None,
                    band=f"{plan.code}-{choice}-{planned.choice}" if planned.choice else "",
                )
            )
    subjects = tuple(
        Subject(
            code=codes[key],
            name=name,
            room_type=room_hint(name, language),
            max_per_day=ceil(longest[codes[key]] / DAYS) if longest[codes[key]] > DAYS else None,
        )
        for key, name in names.items()
    )
    halves = any(lesson.periods.denominator == 2 for lesson in lessons)
    return (
        School(
            settings=Settings(language=language, cycle_weeks=2 if halves else 1),
            classes=tuple(classes),
            groups=tuple(groups),
            subjects=subjects,
            lessons=tuple(lessons),
        ),
        frozenset(practice),
    )


def block_sizes(hours: Fraction, practical: bool) -> tuple[int, ...]:
    """A split that fits five days: singles up to five hours, then doubles; practice in even blocks of up to four."""
    whole = int(hours)
    if whole <= 1:
        return (1,) * whole
    count = ceil(whole / LONGEST_BLOCK) if practical or whole > 2 * DAYS else min(whole, DAYS)
    small, larger = divmod(whole, count)
    return (small + 1,) * larger + (small,) * (count - larger)


def _is_practice(planned: PlannedLesson, info: ClassRow) -> bool:
    """Workshop subjects, sport in a double period, and large subjects of the specific part in labour-market streams."""
    large = planned.specific and info.finality == "arbeidsmarkt" and planned.hours >= 5
    return large or bool(room_hint(planned.subject, "nl", practice_only=True))


def _class(plan: ClassPlan, info: ClassRow, language: str) -> SchoolClass:
    exempt = (("H06", say(language, CATALOGUE, "dual_reason")),) if plan.workplace else ()
    return SchoolClass(
        code=plan.code,
        name=info.programme,
        stage=stage_of(plan.code, info),
        finality=info.finality,
        programme=info.programme,
        pupils=info.pupils,
        campus=info.campus,
        exempt=exempt,
    )


def stage_of(code: str, info: ClassRow | None) -> str:
    """The stated stage, else from the year the code starts with (1-2, 3-4, 5-6, 7); "" where neither says."""
    if info and info.stage:
        return info.stage
    if "okan" in fold(code):
        return "OKAN"
    return {"1": "1", "2": "1", "3": "2", "4": "2", "5": "3", "6": "3", "7": "7"}.get(code[:1], "")


def _about_classes(plans: list[ClassPlan], known: dict[str, ClassRow], with_list: bool) -> list[Notice]:
    """Notices on codes in one file only, classes without lessons, unknown stages, internships, the workplace."""
    codes = {plan.code for plan in plans}
    lists = {
        "only_in_table": [plan.code for plan in plans if with_list and plan.code not in known],
        "only_in_classes": [code for code in known if code not in codes],
        "no_lessons": [plan.code for plan in plans if not plan.lessons],
        "unknown_stage": [p.code for p in plans if p.lessons and not stage_of(p.code, known.get(p.code))],
        "workplace": [plan.code for plan in plans if plan.workplace and plan.lessons],
        "internship": [
            f"{plan.code} ({known[plan.code].internship})"
            for plan in plans
            if plan.code in known and known[plan.code].internship
        ],
    }
    return [Notice("", ", ".join(found), key, {}, CATALOGUE) for key, found in lists.items() if found]


def _about_lessons(plans: list[ClassPlan], school: School) -> list[Notice]:
    halves = [plan.code for plan in plans if any(lesson.hours.denominator == 2 for lesson in plan.lessons)]
    found = [Notice("", ", ".join(halves), "half_hours", {}, CATALOGUE)] if halves else []
    words = vocabulary()["words"]["religion"]
    if any(fold(subject.name).startswith(tuple(words)) for subject in school.subjects):
        found.append(Notice("", "", "religion", {}, CATALOGUE))
    found.append(Notice("", "", "no_distance", {}, CATALOGUE))
    return found


__all__ = ["block_sizes", "looks_like_class_list", "looks_like_lesson_table", "read_lesson_table", "stage_of"]
