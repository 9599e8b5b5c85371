"""The pages for the inspector: per legal rule what the law asks, its article, how it was counted, what was measured.

Then the same class by class in lessons and percent with the room that is left, exempt classes with their reasons, and,
apart from the law, what the school chose. Every count is the judge's, or told of the same entries in `facts`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from scheduler.problem.resources import PATH, TEACHER, resource_id
from scheduler.problem.text import catalogue as text_catalogue
from scheduler.school.catalogue import catalogue, entry_id
from scheduler.school.records import Level
from scheduler.views.compliance import Check, Verdict
from scheduler.views.compliance_sheets import limit, measured
from scheduler.views.origins import choice_of, law_of
from scheduler.views.overview import cap_shown, day, percent, share_basis
from scheduler.views.packs.document import Heading, Part, Row, Sentence, Table, table
from scheduler.views.packs.facts import ClassWeek, class_week
from scheduler.views.packs.words import Words
from scheduler.views.phrases import Phrases, clock
from scheduler.views.report import Report
from scheduler.views.shares import Scope, Share
from scheduler.views.shares_sheet import share_verdict

FEW = 4
"""So many classes or people are named, of more is told how many they are."""


def inspector_parts(report: Report, phrases: Phrases, today: date) -> tuple[Part, ...]:
    """The parts of the pack; a school without legal context has none of it."""
    teller = _Inspector(report, phrases)
    return (teller.rules(), teller.shares(), teller.weeks(), teller.exceptions())


class _Inspector(Words):
    def __init__(self, report: Report, phrases: Phrases) -> None:
        super().__init__(phrases)
        assert report.context is not None
        self.report, self.context = report, report.context
        self.legal = [entry for entry, known in catalogue().items() if known.law]
        self.words = {entry: self.say(f"rule_{entry}") for entry in self.legal}

    # -- per rule --

    def rules(self) -> Part:
        policy, placed = self.context.policy, self.report.periods
        lines = [self.say("policy", title=policy.title[self.phrases.language], since=day(policy.valid_from))]
        if policy.review_by:
            lines.append(self.say("policy_review", day=day(policy.review_by)))
        lines.append(self.say("counted", placed=placed[0], total=placed[1], weeks=self.report.problem.times.weeks))
        lines.append(self.say("no_advice"))
        columns = self.columns(
            "rule 24 text, asks 30 text, article 26 text, method 32 text, measured 22 text, limit 15, verdict 10"
        )
        rows = [row for entry in self.legal for row in self._rule(entry)]
        return Part(self.say("part_rules"), (*map(Sentence, lines), table(columns, rows)), landscape=True)

    def _rule(self, entry: str) -> Iterator[Row]:
        checks = [check for check in self.report.checks if check.entry == entry and check.hard]
        first = (
            self.words[entry],
            self.say(f"asks_{entry}"),
            law_of(entry, self.context, self.phrases.language),
            self.say(f"method_{entry}"),
        )
        told = [check for check in checks if check.verdict is not Verdict.EXEMPT]
        aspects = [self.aspect(check.entry, check.aspect) for check in told]
        for number, (check, aspect) in enumerate(zip(told, aspects, strict=True)):
            lead = f"{first[0]}: {aspect}" if aspect else first[0]
            if aspects.count(aspect) > 1 and check.whom:
                cap = "" if check.cap is None else self.say("with_cap", cap=cap_shown(check.cap, self.phrases.language))
                lead += f" ({self._whom(check)}{cap})"
            intro = (lead, *first[1:]) if number == 0 else (lead, "", "", "")
            look = {Verdict.BROKEN: "broken", Verdict.KEPT: "kept"}.get(check.verdict, "")
            yield Row((*intro, *self._measured(check), self.phrases.say(f"verdict_{check.verdict.value}")), look)

    def _whom(self, check: Check) -> str:
        """Of which classes, people or things a row speaks; how many, where they are not few."""
        known = self.report.problem.resource
        paths = [known.get(resource_id(PATH, code)) for code in check.whom]
        codes = tuple(
            dict.fromkeys(path.class_code if path else code for path, code in zip(paths, check.whom, strict=True))
        )
        if len(codes) > FEW and all(paths):
            return self.say("whom_classes", count=len(codes))
        if len(codes) > FEW and all(resource_id(TEACHER, code) in known for code in codes):
            return self.say("whom_teachers", count=len(codes))
        return self.phrases.some(codes)

    def aspect(self, entry: str, aspect: str) -> str:
        """What of a rule was measured, without names of columns of the workbook."""
        key = f"aspect_{entry}_{aspect.replace(' ', '_')}"
        return self.say(key) if key in text_catalogue("packs") else self.phrases.aspect(entry, aspect)

    def _measured(self, check: Check) -> tuple[str, str]:
        if check.verdict in (Verdict.OFF, Verdict.IDLE):
            return "", ""
        share = next((one for one in self.report.shares if one.code == check.at and check.entry == "H03"), None)
        if share is not None:
            figure = percent(*share.tested, self.phrases.language)
            part, whole = share.tested
            who = self.phrases.pupils(share.code)
            text = self.say("share_of", part=part, whole=whole, percent=figure, who=who)
            return text, self.say(
                "share_cap", cap=cap_shown(share.cap or Fraction(0), self.phrases.language), most=share.most
            )
        return measured(check, self.phrases), limit(check, self.phrases)

    # -- per class --

    def shares(self) -> Part:
        shares = [share for share in self.report.shares if share.scope is Scope.CLASS]
        columns = self.columns(
            "class 11, stage 7, programme 30 text, lessons 10, away 10, synchronous 11, asynchronous 11, part 9,"
            " cap 9, most 10, left 10, left_pct 10, verdict 12"
        )
        basis = share_basis(shares[0], self.phrases) if shares else ""
        blocks = (
            Sentence(self.say("shares_help", basis=basis)),
            table(columns, [self._share(share) for share in shares]),
        )
        return Part(self.say("part_shares"), blocks, landscape=True, joins=True)

    def _share(self, share: Share) -> Row:
        record = self.context.classes[share.code]
        part, whole = share.tested
        language = self.phrases.language
        verdict = share_verdict(share, self.report)
        values = (
            *(share.code, record.stage, record.programme, whole, part, *(share.tested_modes or ("", ""))),
            percent(part, whole, language),
            cap_shown(share.cap, language) if share.cap is not None else "",
            share.most if share.most is not None else "",
            share.slack if share.slack is not None else "",
            percent_left(share, language),
            self.phrases.say(f"verdict_{verdict}"),
        )
        return Row(values, "" if share.kept else "broken")

    def weeks(self) -> Part:
        columns = self.columns(
            "class 11, contact 11, subjects 46 text, half_days 10, half_days_asked 10, half_days_left 9, first 9,"
            " last 9, requests 10, not_kept 34 text"
        )
        agendas = self.report.agendas.classes
        rows = [self._week(class_week(self.report.problem, self.report.view, agenda)) for agenda in agendas]
        blocks = (Sentence(self.say("weeks_help")), table(columns, rows))
        return Part(self.say("part_weeks"), blocks, landscape=True, joins=True)

    def _week(self, facts: ClassWeek) -> Row:
        record = self.context.classes[facts.code]
        subjects = [
            self.say("subject_away", subject=self.phrases.subject(subject), away=away, every=every)
            + (self.say("subject_mixed", mixed=mixed) if mixed else "")
            for subject, away, mixed, every in facts.distance
        ]
        broken = self.broken_of(facts.code)
        values = (
            facts.code,
            facts.contact,
            "; ".join(subjects) or self.say("subjects_none"),
            facts.half_days,
            facts.asked if facts.asked is not None else self.say("not_asked"),
            facts.half_days - facts.asked if facts.asked is not None else "",
            clock(facts.first) if facts.first is not None else "",
            clock(facts.last) if facts.last is not None else "",
            record.onsite_requests if record.onsite_requests is not None else self.say("unknown"),
            "; ".join(broken) or self.say("all_kept"),
        )
        return Row(values, "broken" if broken else "")

    def broken_of(self, code: str) -> list[str]:
        """The legal rules that are broken for a class, in words."""
        paths = {path.id for path in self.report.problem.resources_of(PATH) if path.class_code == code}
        found: dict[str, None] = {}
        for one in self.report.evaluation.violations:
            if one.hard and one.point in paths and one.entry in self.words:
                aspect = self.aspect(one.entry, self.report.problem.rule[one.rule_id].aspect)
                found[f"{self.words[one.entry]}: {aspect}" if aspect else self.words[one.entry]] = None
        return list(found)

    # -- exceptions and choices --

    def exceptions(self) -> Part:
        columns = self.columns("class 12, rule 50 text, reason 70 text")
        exempt = list(self._exempt())
        blocks: list[Heading | Sentence | Table] = [Heading(self.say("exempt"))]
        blocks.append(table(columns, exempt) if exempt else Sentence(self.say("exempt_none")))
        for entry in self.legal:
            rows = [row for row in self.context.stated.rules if entry_id(row.rule) == entry and row.level is Level.OFF]
            if rows:
                blocks.append(Sentence(self.say("switched_off", rule=self.words[entry]), alarm=True))
        choices = list(self._choices())
        blocks += [Heading(self.say("choices")), Sentence(self.say("choices_help"))]
        blocks.append(
            table(self.columns("choice_rule 70 text, choice 62 text"), choices)
            if choices
            else Sentence(self.say("choices_none"))
        )
        return Part(self.say("part_exceptions"), tuple(blocks), landscape=True, joins=True)

    def _exempt(self) -> Iterator[Row]:
        for record in self.context.stated.classes:
            for rule, reason in record.exempt:
                entry = entry_id(rule) or rule
                words = self.words.get(entry, self.phrases.rule(entry))
                yield Row((record.code, words, reason or self.phrases.say("origin_no_reason")))
        for agenda in self.report.agendas.classes:
            exempt = {entry_id(rule) for rule, _ in self.context.classes[agenda.code].exempt}
            if "H06" not in exempt and class_week(self.report.problem, self.report.view, agenda).asked is None:
                reason = self.say("part_time", lessons=self.context.policy.minimum_lessons)
                yield Row((agenda.code, self.words["H06"], reason))

    def _choices(self) -> Iterator[Row]:
        for entry, known in catalogue().items():
            if known.level == "must" and (choice := choice_of(entry, self.context, self.phrases)):
                yield Row((self.phrases.rule(entry), choice))


def percent_left(share: Share, language: str) -> str:
    """How many percent lie between the share and its cap, negative past it; "" without a cap."""
    if share.cap is None:
        return ""
    part, whole = share.tested
    left = share.cap - (Fraction(100 * part, whole) if whole else 0)
    tenths = int(left * 10) if left >= 0 else -int(-left * 10 + Fraction(9, 10))
    text = f"{'-' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}"
    return text.replace(".", "," if language == "nl" else ".")


__all__ = ["inspector_parts", "percent_left"]
