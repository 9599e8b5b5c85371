"""The result in sentences, for the sheet Overzicht, the command line and the HTML pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from scheduler.problem.rules import Span
from scheduler.problem.text import decimal, say
from scheduler.school.building import school_of
from scheduler.school.records import YearPart
from scheduler.school.terms import part_name, year_parts
from scheduler.telling.lines import lines_of
from scheduler.telling.naming import listed
from scheduler.views.agenda import distance_by_way, distance_periods
from scheduler.views.compliance import Check, Verdict
from scheduler.views.phrases import Phrases, clock
from scheduler.views.report import Report
from scheduler.views.shares import Scope, Share
from scheduler.views.usage import Moment

MOST_COSTLY = 5
"""Wishes that are told with what they cost."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """`alarm`: something is wrong that a planner must see."""

    text: str
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    heading: str
    sentences: tuple[Sentence, ...]


def overview(report: Report, language: str) -> tuple[Paragraph, ...]:
    """What was found; paragraphs without sentences are left out."""
    teller = _Overview(report, language)
    paragraphs = [
        Paragraph(teller.say(f"head_{name}"), tuple(sentences))
        for name, sentences in (
            ("term", teller.term()),
            ("result", teller.result()),
            ("distance", teller.distance()),
            ("rules", teller.rules()),
            ("resources", teller.resources()),
            ("notes", teller.notes()),
        )
    ]
    return tuple(paragraph for paragraph in paragraphs if paragraph.sentences)


def percent(part: int, whole: int, language: str) -> str:
    """With one decimal, rounded half up, so that 20.0 never hides 20.04 as less than it is."""
    tenths = 0 if whole == 0 else (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}{',' if language == 'nl' else '.'}{tenths % 10}"


def cap_shown(cap: Fraction, language: str) -> int | str:
    """A cap in percent: a whole number as such, 12.5 with the comma of the language."""
    if cap.denominator == 1:
        return int(cap)
    return decimal(cap, language)


def share_basis(share: Share, phrases: Phrases) -> str:
    """Over what a share is tested: "per week", "per cycle of 2 weeks", "per school year"."""
    return basis(share.period, phrases)


def basis(period: Span, phrases: Phrases) -> str:
    """The unit of a count in words."""
    weeks = phrases.problem.times.weeks
    return phrases.say("per_week" if period is Span.CYCLE and weeks == 1 else f"per_{period}", weeks=weeks)


def day(when: date) -> str:
    return f"{when.day}/{when.month}/{when.year}"


class _Overview:
    def __init__(self, report: Report, language: str) -> None:
        self.report, self.language = report, language
        self.phrases = Phrases(report.problem, language)

    def say(self, key: str, /, **values: object) -> str:
        return say(self.language, "views", key, **values)

    @property
    def cycle(self) -> str:
        return basis(Span.CYCLE, self.phrases)

    def sheet(self, name: str) -> str:
        return self.say(f"sheet_{name}")

    def term(self) -> Iterator[Sentence]:
        """Which timetables of the year are in the workbook, and about which of them the reports are."""
        school = school_of(self.report.problem)
        if school is None or school.part is None or school.part.whole is None:
            return
        solved = {part_name(part, self.language) for part in self._solved_parts(school.part)}
        names = [part_name(part, self.language) for part in year_parts(school.part.whole)]
        there = ", ".join(name for name in names if name in solved)
        sheets = ", ".join(self.sheet(name) for name in ("quality", "compliance", "occupancy"))
        yield Sentence(self.say("about_term", term=self.phrases.term, terms=there, sheets=sheets))
        if missing := ", ".join(name for name in names if name not in solved):
            yield Sentence(self.say("terms_waiting", terms=missing), alarm=True)

    def _solved_parts(self, own: YearPart) -> Iterator[YearPart]:
        yield own
        for problem, _ in self.report.others:
            school = school_of(problem)
            if school and school.part:
                yield school.part

    def result(self) -> Iterator[Sentence]:
        report, judged = self.report, self.report.evaluation
        placed, total = report.periods
        if placed == total:
            yield Sentence(self.say("all_placed", total=total, basis=self.cycle))
        else:
            text = self.say(
                "some_unplaced",
                placed=placed,
                total=total,
                missing=total - placed,
                basis=self.cycle,
                sheet=self.sheet("unplaced"),
            )
            yield Sentence(text, alarm=True)
        broken = {quality.entry: quality for quality in report.quality if quality.cost.hard}
        if not broken:
            yield Sentence(self.say("no_hard"))
        else:
            points = sum(sum(v.hard for v in quality.violations) for quality in broken.values())
            sheets = {"compliance": self.sheet("compliance"), "quality": self.sheet("quality")}
            names = "; ".join(map(self.phrases.named_rule, broken))
            yield Sentence(self.say("some_hard", points=points, rules=names, **sheets), alarm=True)
        yield Sentence(self.say("soft_points", soft=judged.soft))
        facts = report.facts
        if facts.moved and facts.moved.deviation:
            points = facts.moved.soft + facts.moved.hard
            yield Sentence(self.say("moved", periods=facts.moved.deviation, points=points))
        if facts.optimal:
            yield Sentence(self.say("optimal"))
        elif facts.bound is not None and judged.hard == 0:
            moving = facts.moved.soft if facts.moved else 0
            yield Sentence(self.say("bound", bound=facts.bound, gap=max(0, judged.soft + moving - facts.bound)))
        elif facts.seconds is not None:
            yield Sentence(self.say("no_bound"))
        if facts.seconds is not None:
            yield Sentence(self.say("searched", seconds=round(facts.seconds)))
        if facts.seed is not None:
            yield Sentence(self.say("seed", seed=facts.seed))

    def distance(self) -> Iterator[Sentence]:
        report = self.report
        if report.context is None:
            return
        periods = distance_periods(report.agendas.entries)
        if report.distance != "on":
            yield Sentence(self.say(f"distance_{report.distance}"))
            if periods:
                yield Sentence(self.say("distance_off_broken", periods=periods, basis=self.cycle), alarm=True)
        if periods:
            yield Sentence(self._taught_at_distance(periods))
        shares = [share for share in report.shares if share.scope is Scope.CLASS]
        over = [share.code for share in shares if not share.kept]
        if over:
            yield Sentence(self.say("share_broken", count=len(over), classes=listed(over, self.language)), alarm=True)
        highest = max(shares, key=_fraction, default=None)
        if highest is not None and highest.distance and highest.cap is not None:
            yield Sentence(self._highest(highest))
        yield from self._policy()

    def _taught_at_distance(self, periods: Fraction) -> str:
        agendas = self.report.agendas
        by_way = distance_by_way(agendas.entries)
        classes = sum(bool(distance_periods(agenda.entries, agenda.code)) for agenda in agendas.classes)
        key = "distance_on_mixed" if by_way["mixed"] else "distance_on"
        return self.say(key, periods=periods, basis=self.cycle, **by_way, classes=classes, all=len(agendas.classes))

    def _highest(self, share: Share) -> str:
        part, whole = share.tested
        return self.say(
            "share_highest",
            who=share.code,
            distance=part,
            lessons=whole,
            basis=share_basis(share, self.phrases),
            percent=percent(part, whole, self.language),
            cap="" if share.cap is None else cap_shown(share.cap, self.language),
        )

    def _policy(self) -> Iterator[Sentence]:
        policy = self.report.context.policy if self.report.context else None
        if policy is None:
            return
        since = day(policy.valid_from)
        title = policy.title[self.language]
        yield Sentence(self.say("policy", title=title, since=since, source=policy.share_source[self.language]))
        if policy.review_by is not None:
            yield Sentence(self.say("policy_review", day=day(policy.review_by)))

    def rules(self) -> Iterator[Sentence]:
        report = self.report
        counted = {verdict: sum(check.verdict is verdict for check in report.checks) for verdict in Verdict}
        if report.checks:
            yield Sentence(
                self.say(
                    "legal_summary",
                    kept=counted[Verdict.KEPT],
                    broken=counted[Verdict.BROKEN],
                    off=counted[Verdict.OFF],
                    sheet=self.sheet("compliance"),
                ),
                alarm=counted[Verdict.BROKEN] > 0,
            )
        for verdict, key in ((Verdict.OFF, "rules_off"), (Verdict.EXEMPT, "rules_exempt")):
            left_out = [check for check in report.checks if check.verdict is verdict]
            named = [self._left_out(one) for one in left_out]
            if named:
                yield Sentence(self.say(key, rules="; ".join(dict.fromkeys(named))), alarm=True)
        costly = sorted((q for q in report.quality if q.cost.soft), key=lambda q: -q.cost.soft)[:MOST_COSTLY]
        if costly:
            yield Sentence(self.say("costly"))
        for quality in costly:
            told = {"rule": self.phrases.plain(quality.entry), "entry": quality.entry, "points": quality.cost.soft}
            count = len(lines_of(report.problem, quality.violations, self.language))
            yield Sentence(self.say("costly_item", count=count, **told))

    def _left_out(self, check: Check) -> str:
        """A rule that was not checked, and for whom where that is not everybody."""
        named = self.phrases.named_rule(check.entry)
        return f"{named}: {', '.join(check.whom)}" if check.whom else named

    def duties(self) -> Iterator[Sentence]:
        duties = self.report.duties
        if duties is None:
            return
        asked = sum(one.turn.duty.people for one in duties.given)
        found = asked - sum(one.lacking for one in duties.given)
        told = {"asked": asked, "found": found, "sheet": self.sheet("duties")}
        yield Sentence(self.say("duties_given" if found == asked else "duties_lacking", **told), alarm=found < asked)

    def resources(self) -> Iterator[Sentence]:
        yield from self.duties()
        moments = self.report.moments
        if not moments:
            return
        busiest = max(moments, key=lambda moment: sum(use.used for use in moment.rooms))
        total = sum(use.of for use in busiest.rooms)
        if total:
            used = sum(use.used for use in busiest.rooms)
            yield Sentence(self.say("rooms_peak", when=self.when(busiest), used=used, total=total))
        fullest = max(moments, key=lambda moment: sum(use.used for use in moment.seats))
        if asked := sum(use.used for use in fullest.seats):
            offered = sum(use.of for use in fullest.seats)
            yield Sentence(self.say("seats_peak", asked=asked, when=self.when(fullest), offered=offered))
        short = [moment for moment in moments if moment.short]
        if short:
            yield Sentence(self.say("shortages", count=len(short), sheet=self.sheet("occupancy")), alarm=True)
        elif any(moment.pools or moment.seats for moment in moments):
            yield Sentence(self.say("no_shortage"))

    def when(self, moment: Moment) -> str:
        name = self.phrases.day(moment.day)
        week = "" if len(moment.weeks) == self.report.problem.times.weeks else f", {self.phrases.week(moment.weeks)}"
        return f"{name} {clock(moment.start)}{week}"

    def notes(self) -> Iterator[Sentence]:
        for note in self.report.notes:
            yield Sentence(note.text(self.language))


def _fraction(share: Share) -> tuple[float, int]:
    part, whole = share.tested
    return (part / whole if whole else 0.0, part)
