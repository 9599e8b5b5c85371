"""The school year in words: what was used of the cap and what is left, per class, and how the plan was kept."""

from __future__ import annotations

from fractions import Fraction

from scheduler.problem.text import say
from scheduler.school.daily.accounting import Count
from scheduler.school.daily.reporting import DueLine, TermLine, Verdict, YearLine, YearReport
from scheduler.telling.day import date_name
from scheduler.telling.naming import listed

CATALOGUE = "year"


def shown(number: Fraction, language: str) -> str:
    """One decimal, with the comma of Dutch."""
    text = f"{float(number):.1f}".removesuffix(".0")
    return text.replace(".", ",") if language == "nl" else text


def sentences(report: YearReport, language: str) -> list[str]:
    """The head, how many classes stand how, and what was done so far by all together."""
    if report.first is None or report.last is None:
        return [say(language, CATALOGUE, "no_year")]
    names = {"first": report.first, "last": report.last, "on": report.on}
    told = [say(language, CATALOGUE, "head", **{key: date_name(day, language) for key, day in names.items()})]
    kept = sum(line.verdict in (Verdict.KEPT, Verdict.NO_CAP) for line in report.classes)
    near = sum(line.verdict is Verdict.NEAR for line in report.classes)
    told.append(say(language, CATALOGUE, "counts", kept=kept, near=near, over=len(report.classes) - kept - near))
    return told


def used_of(report: YearReport, line: YearLine, language: str) -> str:
    """ "5A: 14 % gebruikt van 30 %, 16 % over voor periode 2 en 3." """
    if line.cap is None:
        return f"{line.code}: {say(language, CATALOGUE, 'verdict_no_cap')}."
    used = line.percent(line.past.distance)
    coming = [named(term.name, language) for term in report.terms if term.name and term.last >= report.on]
    terms = say(language, CATALOGUE, "rest_of_year")
    if coming:
        terms = say(language, CATALOGUE, "for_terms", names=listed(coming, language))
    left = line.cap - used
    values = {"used": shown(used, language), "cap": shown(line.cap, language), "left": shown(abs(left), language)}
    return say(language, CATALOGUE, "used" if left >= 0 else "used_over", code=line.code, terms=terms, **values)


def due_of(line: DueLine, language: str) -> str:
    """How a lesson stands to what it must come to in the year, and what would catch up."""
    values = {"lesson": line.lesson, "code": line.code, "planned": line.past.given + line.ahead.given, "due": line.due}
    if line.short <= 0:
        return say(language, CATALOGUE, "due_kept", **values)
    more = say(language, CATALOGUE, "due_no_week")
    if line.a_week is not None:
        more = say(language, CATALOGUE, "due_more", periods=line.a_week, weeks=line.weeks)
    return say(language, CATALOGUE, "due_short", short=line.short, more=more, **values)


def verdict(line: YearLine, language: str) -> str:
    if line.reached is not None and line.verdict in (Verdict.NEAR, Verdict.OVER_PLANNED):
        key = "verdict_near_date" if line.verdict is Verdict.NEAR else "verdict_over_planned"
        return say(language, CATALOGUE, key, date=date_name(line.reached, language))
    return say(language, CATALOGUE, f"verdict_{line.verdict}")


def checked(past: Count, language: str) -> str:
    """How what is past differs from the plan."""
    more = past.distance - past.planned_distance
    told = []
    if more:
        told.append(say(language, CATALOGUE, "check_more" if more > 0 else "check_less", count=abs(more)))
    if lost := past.cancelled + past.study - past.extra:
        told.append(say(language, CATALOGUE, "check_lost", count=lost)) if lost > 0 else None
    return "; ".join(told) or say(language, CATALOGUE, "check_same")


def named(name: str, language: str) -> str:
    """What a term is called: "semester 1" as it is, "1" as "periode 1"."""
    return say(language, CATALOGUE, "term", name=name) if name[:1].isdigit() else name


def term_name(one: TermLine, language: str) -> str:
    return named(one.term.name, language) if one.term.name else say(language, CATALOGUE, "whole_year")
