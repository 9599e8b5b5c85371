"""What the rows of a lesson table mean per class: headings, parts, totals, options, workplace hours, repeated subjects.

Nothing that does not add up stops the reading; it becomes a `Notice` and the rows are followed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from scheduler.formats.files.faults import Notice
from scheduler.formats.lesson_table.rows import CATALOGUE, TableRow, fold, number_in, vocabulary

FEWEST_USUAL = 28  # lesson periods a week in full-time secondary education (DOMAIN 2.1)
_MARK = re.compile(r"\s*\((?:\d+|\+?\s*rem|mvt|\d*\s*wisseluur|\d+(?:[.,]\d+)?\s*u(?:ur|ren)?)\)\s*$", re.IGNORECASE)
_STATED = re.compile(r"\((\d+(?:[.,]\d+)?)\s*u(?:ur|ren)?\)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlannedLesson:
    """A subject of one class with its hours a week. `choice` marks an option that runs beside others (a band)."""

    subject: str
    hours: Fraction
    specific: bool = False
    choice: int = 0  # 0: for the whole class; else the number of its band


@dataclass(slots=True)
class ClassPlan:
    code: str
    where: str
    lessons: list[PlannedLesson] = field(default_factory=list)
    workplace: Fraction = Fraction(0)
    total: Fraction = Fraction(0)  # of the week of one pupil, at school


def clean_name(text: str) -> str:
    """A subject without footnotes and remarks: `Nederlands (1)`, `Engels (wisseluur)`, `Zorg en welzijn (19u)`."""
    name = " ".join(text.split())
    while _MARK.search(name):
        name = _MARK.sub("", name)
    return " ".join(re.sub(r"[,;|]+", " ", name).split()) or text


def same_subject(name: str) -> str:
    """Two names with the same result are one subject."""
    return fold(clean_name(name).replace("&", " en "))


def plan_classes(rows: Iterable[TableRow], periods: int) -> tuple[list[ClassPlan], list[Notice]]:
    """One plan per class code, in the order of the table. `periods` is the number of periods of the weekly grid."""
    by_class: dict[str, list[TableRow]] = defaultdict(list)
    for row in rows:
        by_class[row.class_code].append(row)
    plans: list[ClassPlan] = []
    notices: list[Notice] = []
    merged: list[str] = []
    counted: list[str] = []
    for code, own in by_class.items():
        plans.append(_plan_class(code, own, periods, notices, merged, counted))
    if counted:
        notices.append(Notice("", ", ".join(counted), "options_counted", {}, CATALOGUE))
    if merged:
        notices.append(Notice("", ", ".join(merged), "merged_rows", {}, CATALOGUE))
    return plans, notices


def _plan_class(
    code: str, rows: list[TableRow], periods: int, notices: list[Notice], merged: list[str], counted: list[str]
) -> ClassPlan:
    words = vocabulary()["words"]
    plan = ClassPlan(code, rows[0].where)
    stated, rows = _stated_total(rows)
    taught: list[TableRow] = []
    for row in _without_parents(rows, notices):
        if row.hours is None:
            continue
        if fold(row.subject) in words["workplace"]:
            plan.workplace += row.hours
        else:
            taught.append(row)
    options = [row for row in taught if row.option and not _is_religion(row.subject)]
    everything = sum((row.hours or Fraction(0) for row in taught), Fraction(0))
    room = min(stated or periods, Fraction(periods))
    bands: dict[str, int] = {}
    if options and everything > room:
        bands = _bands(options)
        names = ", ".join(sorted({clean_name(row.subject) for row in options if row.where in bands}))
        if bands:
            values = {"class_code": code, "stated": _text(room)}
            notices.append(Notice(plan.where, names, "options_banded", values, CATALOGUE))
    elif options:
        counted.append(code)
    plan.lessons = _lessons(taught, bands)
    if any(repeat > 1 for repeat in _repeats(taught, bands)):
        merged.append(code)
    plan.total = _week_of_a_pupil(plan.lessons)
    notices.extend(_sums(plan, stated, periods))
    return plan


def _stated_total(rows: list[TableRow]) -> tuple[Fraction | None, list[TableRow]]:
    """The total that the table itself states for the class (a row "Totaal" or a column), and the rows without it."""
    stated = next((row.stated_total for row in rows if row.stated_total), None)
    totals = [row for row in rows if fold(row.subject) in vocabulary()["words"]["totals"]]
    if totals:
        final = [row.hours for row in totals if row.hours and fold(row.subject) != "subtotaal"]
        stated = max(final, default=stated)
        rows = [row for row in rows if row not in totals]
    return stated, rows


def _without_parents(rows: list[TableRow], notices: list[Notice]) -> list[TableRow]:
    """Rows that count: a heading whose parts follow does not count besides them, parts without hours do not count."""
    kept: list[TableRow] = []
    position = 0
    while position < len(rows):
        row = rows[position]
        parts = [] if row.part else _parts_after(rows, position)
        sum_of_parts = sum((part.hours or Fraction(0) for part in parts), Fraction(0))
        said = _STATED.search(row.subject)
        if parts and row.hours is None and said and row.taught:
            stated = number_in(said.group(1))
            if stated != sum_of_parts:
                values = {"class_code": row.class_code, "subject": clean_name(row.subject), "stated": said.group(1)}
                notices.append(Notice(row.where, _text(sum_of_parts), "part_total_differs", values, CATALOGUE))
        if row.hours is not None and not (parts and row.hours == sum_of_parts):
            kept.append(row)
        kept.extend(part for part in parts if part.hours is not None)
        position += 1 + len(parts)
    return kept


def _parts_after(rows: list[TableRow], position: int) -> list[TableRow]:
    """The rows marked as part (subvak) that directly follow a row of the same category."""
    parts = []
    for row in rows[position + 1 :]:
        if not row.part or row.category != rows[position].category:
            break
        parts.append(row)
    return parts


def _bands(options: list[TableRow]) -> dict[str, int]:
    """Options of one category with equal hours run side by side; where of a row -> number of its band."""
    alike: dict[tuple[str, Fraction | None], list[TableRow]] = defaultdict(list)
    for row in options:
        alike[(row.category, row.hours)].append(row)
    sets = [rows for rows in alike.values() if len(rows) > 1]
    return {row.where: number for number, rows in enumerate(sets, start=1) for row in rows}


def _lessons(taught: list[TableRow], bands: dict[str, int]) -> list[PlannedLesson]:
    """One lesson per subject (and band); the hours of a subject that occurs twice are added up."""
    specific = vocabulary()["words"]["specific"]
    lessons: dict[tuple[str, int], PlannedLesson] = {}
    for row in taught:
        band = bands.get(row.where, 0)
        key = (same_subject(row.subject), band)
        assert row.hours is not None
        if key in lessons:
            lessons[key] = replace(lessons[key], hours=lessons[key].hours + row.hours)
        else:
            lessons[key] = PlannedLesson(clean_name(row.subject), row.hours, row.category in specific, band)
    return list(lessons.values())


def _repeats(taught: list[TableRow], bands: dict[str, int]) -> list[int]:
    counts: dict[tuple[str, int], int] = defaultdict(int)
    for row in taught:
        counts[(same_subject(row.subject), bands.get(row.where, 0))] += 1
    return list(counts.values())


def _week_of_a_pupil(lessons: list[PlannedLesson]) -> Fraction:
    per_band = {lesson.choice: lesson.hours for lesson in lessons if lesson.choice}
    return sum(per_band.values(), Fraction(0)) + sum((one.hours for one in lessons if not one.choice), Fraction(0))


def _sums(plan: ClassPlan, stated: Fraction | None, periods: int) -> list[Notice]:
    """Notices about the week of the class: against the stated total, against what is usual, against the grid."""
    found: list[Notice] = []
    total = _text(plan.total)

    def tell(key: str, against: Fraction | int) -> None:
        values = {"class_code": plan.code, "stated": _text(against)}
        found.append(Notice(plan.where, total, key, values, CATALOGUE))

    if stated is not None and stated != plan.total + plan.workplace:
        tell("total_differs", stated)
    if plan.total > periods:
        tell("many_hours", periods)
    elif plan.lessons and plan.total < FEWEST_USUAL and not plan.workplace:
        tell("few_hours", FEWEST_USUAL)
    if plan.total.denominator == 2:
        tell("uneven_half", 0)
    return found


def _is_religion(subject: str) -> bool:
    return any(fold(subject).startswith(word) for word in vocabulary()["words"]["religion"])


def _text(number: Fraction | int) -> str:
    return str(number) if Fraction(number).denominator == 1 else f"{float(number):g}".replace(".", ",")
