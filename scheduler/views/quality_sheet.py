"""The sheet Kwaliteit: two pages that people read, and below them every violation, to filter and not to print.

The pages say in figures what everybody knows (gaps, days, late hours) and per rule that is not kept how often, for whom
and where it is worst. Numbers come from the judge and from the placed meets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, ROOM, TEACHER
from scheduler.problem.text import say
from scheduler.school.building import school_of
from scheduler.school.made_lessons import shown_id
from scheduler.telling.lines import Line, lines_of
from scheduler.views.agenda import Activity, Agenda
from scheduler.views.compliance import various
from scheduler.views.loads.counting import week_figures
from scheduler.views.loads.sheets import shown
from scheduler.views.phrases import Phrases
from scheduler.views.report import Report
from scheduler.views.tables import BROKEN_FILL, TableSheet, columns_of

MOST_VIOLATIONS = 3000
WORST = 5
LONGEST_PLACE = 160
"""Letters of what stands for a matter that is about nobody in particular."""
PRINTED = columns_of("wrong 46, times_broken 9 number, whom 18, worst 52, rule 7 short")
BESIDE = columns_of("level 9 short, points 9 number, by 10 number, where 70")
"""Columns of the list; they stand beside the printed ones."""
QUALITY = (*PRINTED, *BESIDE)


def write_quality(report: Report, sheet: TableSheet) -> None:
    """Fills the sheet; only the columns `PRINTED` of the summary are printed, on two pages at most."""
    phrases, problem = sheet.phrases, report.problem
    language = phrases.language
    by_entry = {item.entry: lines_of(problem, item.violations, language) for item in report.quality}
    sheet.across = len(PRINTED)
    sheet.heading(phrases.say("sheet_quality"))
    sheet.sentence(phrases.say("quality_total", hard=report.evaluation.hard, soft=report.evaluation.soft))
    if school_of(problem) is not None:
        sheet.heading(say(language, "quality", "figures"), 12)
        for text in figures(report, phrases):
            sheet.sentence(text)
    broken = any(by_entry.values())
    sheet.sentence(say(language, "quality", "broken_rules" if broken else "none_broken"))
    sheet.head(frozen=0)
    hard_entries = {rule.entry for rule in problem.rules if rule.hard}
    kept = [item.entry for item in report.quality if not by_entry[item.entry]]
    for item in sorted(report.quality, key=lambda one: not one.cost.hard):
        if lines := by_entry[item.entry]:
            cost = item.cost
            level = phrases.say("level_hard" if item.entry in hard_entries else "level_soft")
            told = (len(lines), _whom(problem, lines, language), _worst(problem, lines, language))
            beside = (level, cost.hard + cost.soft, cost.deviation, "")
            sheet.row((phrases.plain(item.entry), *told, item.entry, *beside), BROKEN_FILL if cost.hard else "")
    if kept:
        sheet.sentence(say(language, "quality", "kept", rules="; ".join(map(phrases.named_rule, kept))))
    every = [line for lines in by_entry.values() for line in lines]
    sheet.print_only(len(PRINTED), pages=2)
    if every:
        _list(every, sheet)


def _list(lines: Iterable[Line], sheet: TableSheet) -> None:
    """Every matter, the most costly first, under a row to filter by."""
    ordered = sorted(lines, key=lambda line: (not line.hard, -line.cost))
    say_view = sheet.phrases.say
    sheet.new_page()
    sheet.heading(say_view("quality_all"), 12)
    first = sheet.next
    for line in ordered[:MOST_VIOLATIONS]:
        level = say_view("level_hard" if line.hard else "level_soft")
        counts = (level, line.cost, line.deviation, line.text)
        sheet.row(
            (sheet.phrases.plain(line.entry), len(line.about), "", "", line.entry, *counts),
            BROKEN_FILL if line.hard else "",
        )
    sheet.filtered(first - 1, sheet.next - 1)
    if len(ordered) > MOST_VIOLATIONS:
        sheet.sentence(say_view("quality_cut", count=len(ordered) - MOST_VIOLATIONS))


# -- for whom, and where --


def _whom(problem: Problem, lines: Sequence[Line], language: str) -> str:
    """How many classes, teachers, rooms and lessons a rule is broken for."""
    found: dict[str, set[str]] = {"classes": set(), "teachers": set(), "rooms": set(), "lessons": set()}
    for kind, code in (one for line in lines for one in _all_about(problem, line)):
        found[kind].add(code)
    told = [say(language, "quality", f"whom_{kind}", count=len(codes)) for kind, codes in found.items() if codes]
    return ", ".join(told) or say(language, "quality", "whom_school")


def _about(problem: Problem, point: str) -> tuple[str, str]:
    """The kind of what a point is about, and its code or id; ("", "") for the school as a whole."""
    resource = problem.resource.get(point)
    if resource is not None:
        kinds = {PATH: "classes", TEACHER: "teachers", ROOM: "rooms"}
        return kinds.get(resource.kind, ""), resource.class_code or resource.code
    lesson = point.partition("/")[0]
    if lesson in problem.lesson:
        return "lessons", lesson
    first = point.partition(" ")[0]  # a path and a subject: "5A 5A-RK WIS"
    classes = {path.class_code for path in problem.resources_of(PATH)}
    return ("classes", first) if first in classes else ("", "")


def _all_about(problem: Problem, line: Line) -> Iterator[tuple[str, str]]:
    """Whom and what a matter is about; a point about several lessons together is about each of them."""
    for point in line.about:
        found = _about(problem, point)
        each = [found] if found[0] else [_about(problem, one) for one in point.split(" + ")]
        yield from dict.fromkeys(one for one in each if one[0])


def _worst(problem: Problem, lines: Sequence[Line], language: str) -> str:
    """The five worst places, each of another class, person or lesson where there are so many; with by how much."""
    ordered = sorted(lines, key=lambda line: (not line.hard, -line.cost))
    told: dict[str, str] = {}
    for line in various(problem, ordered, len(ordered)):
        about = dict.fromkeys(_all_about(problem, line))
        codes = [shown_id(code, language) if kind == "lessons" else code for kind, code in about]
        who = " + ".join(codes[:2]) + (" …" if len(codes) > 2 else "") if codes else _cut(line.text)
        told.setdefault(who, say(language, "quality", "one_worst", who=who, count=line.deviation))
        if len(told) == WORST:
            break
    return ", ".join(told.values())


def _cut(text: str) -> str:
    """A sentence without its point; of a very long one the beginning: whole clauses, else whole words."""
    text = text.removesuffix(".")
    if len(text) <= LONGEST_PLACE:
        return text
    begin = text[:LONGEST_PLACE]
    return (begin.rpartition(";")[0] or begin.rpartition(" ")[0]) + " …"


# -- figures that people know --


def figures(report: Report, phrases: Phrases) -> Iterator[str]:
    """Sentences about gaps, days, late hours and subjects twice a day: means a week, and who has most."""
    problem, language = report.problem, phrases.language
    for name, agendas in (("teachers", report.agendas.teachers), ("classes", report.agendas.classes)):
        weeks = {agenda.code: week_figures(problem, agenda) for agenda in agendas if agenda.entries}
        if not weeks:
            continue

        def mean(values: Iterable[Fraction], count: int = len(weeks)) -> str:
            return shown(Fraction(round(10 * sum(values, start=Fraction(0)) / count), 10), language)

        worst = max(weeks, key=lambda code: weeks[code].gaps)
        most = say(language, "quality", "one_worst", who=worst, count=shown(weeks[worst].gaps, language))
        values = {
            "gaps": mean(one.gaps for one in weeks.values()),
            "worst": most if weeks[worst].gaps else say(language, "quality", "nobody"),
            "last": mean(one.last for one in weeks.values()),
        }
        if name == "teachers":
            values["days"] = mean(one.days for one in weeks.values())
            values["free"] = mean(one.free_half_days for one in weeks.values())
        yield say(language, "quality", name, **values)
    doubled = sum((_doubled(problem, agenda) for agenda in report.agendas.classes), start=Fraction(0))
    yield say(language, "quality", "spread", count=shown(doubled, language))


def _doubled(problem: Problem, agenda: Agenda) -> Fraction:
    """How often a week a subject has more than one meet on a day, for the same pupils of the class."""
    held: Counter[tuple[int, int, str, tuple[str, ...]]] = Counter()
    for entry in agenda.entries:
        if entry.activity is Activity.LESSON:
            day = problem.times[entry.times[0]].day
            held.update((week, day, entry.subject, entry.groups_of(agenda.code)) for week in entry.weeks)
    return Fraction(sum(count > 1 for count in held.values()), problem.times.weeks)
