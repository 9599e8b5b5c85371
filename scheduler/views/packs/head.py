"""The head's two pages: what the timetable reached, what it did not, where it hurts, and figures per group of teachers.

In words, without codes of rules and without points; who wants to look further finds everything in the result workbook.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from scheduler.evaluation.judge import judged
from scheduler.evaluation.lesson_rules import placed_periods
from scheduler.problem.counting import periods_per_cycle
from scheduler.problem.resources import PATH
from scheduler.problem.rules import Span
from scheduler.telling.lines import Line, lines_of
from scheduler.telling.naming import listed
from scheduler.views.overview import basis, percent
from scheduler.views.packs.document import Block, Heading, Part, Row, Sentence, table
from scheduler.views.packs.facts import teacher_loads
from scheduler.views.packs.words import Words
from scheduler.views.phrases import Phrases
from scheduler.views.report import Quality, Report
from scheduler.views.shares import Scope

MOST_LINES = 6
MOST_WORST = 5
MOST_GROUPS = 24
"""Rows of a table; together they fit on the second page."""
WISHES = "S02"


def head_parts(report: Report, phrases: Phrases, today: date) -> tuple[Part, ...]:
    """Two pages."""
    teller = _Head(report, phrases)
    return (teller.summary(), teller.figures())


class _Head(Words):
    def __init__(self, report: Report, phrases: Phrases) -> None:
        super().__init__(phrases)
        assert report.context is not None
        self.report, self.context = report, report.context
        self.weeks = report.problem.times.weeks
        self.loads = teacher_loads(report)

    # -- the first page --

    def summary(self) -> Part:
        reached, missed = list(self._reached()), list(self._missed())
        hurts = [Sentence(text) for text in self._hurts()]
        blocks: tuple[Block, ...] = (
            Heading(self.say("head_reached")),
            *map(Sentence, reached),
            Heading(self.say("head_missed")),
            *([Sentence(text, alarm=True) for text in missed] or [Sentence(self.say("missed_nothing"))]),
            Heading(self.say("head_hurts")),
            *(hurts or [Sentence(self.say("hurts_nothing" if self.report.periods[0] else "hurts_unknown"))]),
        )
        return Part(self.say("part_head"), blocks)

    def _reached(self) -> Iterator[str]:
        report = self.report
        placed, total = report.periods
        yield self.say("reached_placed", placed=placed, total=total, basis=basis(Span.CYCLE, self.phrases))
        if not placed:  # of nothing, everything would be kept
            return
        classes = [share for share in report.shares if share.scope is Scope.CLASS]
        away = [share for share in classes if share.distance]
        if away:
            highest = max(away, key=lambda share: Fraction(*share.tested))
            figure = percent(*highest.tested, self.phrases.language)
            yield self.say("reached_distance", count=len(away), all=len(classes), who=highest.code, percent=figure)
        whole = [code for code in self.context.classes if not self._class_gaps(code)]
        yield self.say("reached_no_gaps", count=len(whole), all=len(self.context.classes))
        gaps = sum(load["gaps"] for load in self.loads.values())
        mean = self.mean(Fraction(gaps) / max(1, len(self.loads)))
        none = sum(not load["gaps"] for load in self.loads.values())
        yield self.say("reached_gaps", mean=mean, none=none, all=len(self.loads))
        kept, asked = self._wishes()
        if asked:
            yield self.say("reached_wishes", kept=kept, asked=asked)

    def _class_gaps(self, code: str) -> bool:
        paths = {path.id for path in self.report.problem.resources_of(PATH) if path.class_code == code}
        return any(one.entry == "H07" and one.point in paths for one in self.report.evaluation.violations)

    def _wishes(self) -> tuple[int, int]:
        """Wishes of people about times: how many are wholly met, and how many there are."""
        points = [
            point
            for rule in self.report.problem.rules
            if rule.entry == WISHES
            for _, point in judged(rule, self.report.view)
        ]
        return sum(not point.deviation for point in points), len(points)

    def _missed(self) -> Iterator[str]:
        problem = self.report.problem
        missing: Counter[str] = Counter()
        for one in self.report.unplaced:
            lesson = problem.lesson[one.lesson]
            who = listed(lesson.attendees, self.phrases.language) or lesson.name
            subject = self.phrases.subject(lesson.subject) if lesson.attendees else self.phrases.say("meeting")
            periods = periods_per_cycle(lesson) - placed_periods((lesson.id,), (), self.report.view)
            missing[self.say("missed_lesson", subject=subject, who=who)] += periods
        if missing:
            some = [
                self.say("missed_item", what=what, periods=count) for what, count in missing.most_common(MOST_LINES)
            ]
            more = len(missing) - len(some)
            rest = self.say("and_more", count=more) if more else ""
            count, cycle = sum(missing.values()), basis(Span.CYCLE, self.phrases)
            yield self.say("missed_lessons", count=count, basis=cycle, lessons="; ".join(some)) + rest
        told = ("H02",) if missing else ()  # what has no place is that rule's, and was told
        broken = [one for one in self.report.quality if one.cost.hard and one.entry not in told]
        for quality in broken[:MOST_LINES]:
            yield self._told("missed_rule", quality)
        if len(broken) > MOST_LINES:
            yield self.say("missed_rules_more", count=len(broken) - MOST_LINES)

    def _hurts(self) -> Iterator[str]:
        soft = [one for one in self.report.quality if one.cost.soft]
        for one in sorted(soft, key=lambda one: -one.cost.soft)[:MOST_WORST]:
            yield self._told("hurts_rule", one)

    def _told(self, key: str, one: Quality) -> str:
        """A rule in words with how often it is broken, and with whom most."""
        lines = lines_of(self.report.problem, one.violations, self.phrases.language)
        who = self._most_often(lines)
        most = self.say("most_often", who=listed(who, self.phrases.language)) if who else ""
        return self.say(key, rule=self.phrases.plain(one.entry), count=len(lines), most=most)

    def _most_often(self, lines: Iterable[Line]) -> list[str]:
        """The three people, classes or rooms that the costliest lines are about, by name."""
        costs: Counter[str] = Counter()
        for line in lines:
            for point in line.about:
                resource = self.report.problem.resource.get(point)
                if resource is not None and not resource.pool:
                    costs[resource.class_code or self.phrases.teacher(resource.code)] += line.cost
        return [name for name, _ in costs.most_common(3)]

    # -- the second page --

    def figures(self) -> Part:
        return Part(
            self.say("part_figures"),
            (
                Heading(self.say("per_group")),
                Sentence(self.say("per_group_help")),
                table(
                    self.columns(
                        "group 26 text, teachers 10, periods 11, gaps 13, most_gaps 24 text, days 10, free 12,"
                        " home_half 11"
                    ),
                    list(self._groups()),
                ),
                Heading(self.say("per_stage")),
                table(
                    self.columns("stage 14 text, classes 10, pupils 11, periods 12, away_week 14, part 9"),
                    list(self._stages()),
                ),
            ),
        )

    def _groups(self) -> Iterator[Row]:
        found: dict[str, list[str]] = {}
        departments = {record.code: record.department for record in self.context.school.teachers}
        for code in self.loads:
            found.setdefault(departments.get(code, ""), []).append(code)
        order = sorted(found.items(), key=lambda pair: (pair[0] == "", -len(pair[1]), pair[0]))
        if len(order) > MOST_GROUPS:
            rest = [code for _, codes in order[MOST_GROUPS - 1 :] for code in codes]
            order = [*order[: MOST_GROUPS - 1], (self.say("other_groups"), rest)]
        for name, codes in order:
            yield self._group(name or self.say("no_group"), codes)
        yield self._group(self.say("everybody"), list(self.loads))

    def _group(self, name: str, codes: list[str]) -> Row:
        loads = [self.loads[code] for code in codes]
        worst = max(codes, key=lambda code: self.loads[code]["gaps"])
        gaps = self.loads[worst]["gaps"]

        def total(column: str) -> Fraction:
            return sum((load[column] for load in loads), start=Fraction(0))

        return Row(
            (
                name,
                len(codes),
                self.mean(total("planned")),
                self.mean(total("gaps") / len(codes)),
                f"{self.phrases.teacher(worst)} ({self.mean(gaps)})" if gaps else "",
                self.mean(total("days") / len(codes)),
                self.mean(total("free_half_days") / len(codes)),
                self.mean(total("home_half_days") / len(codes)),
            )
        )

    def _stages(self) -> Iterator[Row]:
        for share in self.report.shares:
            if share.scope is not Scope.STAGE:
                continue
            classes = [record for record in self.context.classes.values() if record.stage == share.code]
            yield Row(
                (
                    share.code,
                    len(classes),
                    sum(record.pupils for record in classes),
                    self.mean(Fraction(share.lessons, self.weeks)),
                    self.mean(Fraction(share.distance, self.weeks)),
                    percent(share.distance, share.lessons, self.phrases.language),
                )
            )
