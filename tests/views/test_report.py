"""What a report says of a timetable worked out by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest

from scheduler.demo import make_demo
from scheduler.evaluation import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import build_problem
from scheduler.school.catalogue import catalogue
from scheduler.school.records import CalendarEntry, Level, RuleRow, School, SchoolLesson, Supervision, WeekKind
from scheduler.school.rule_words import default_of as typed
from scheduler.views import SolveFacts, make_report, overview
from scheduler.views.compliance import Verdict
from scheduler.views.compliance_sheets import write_compliance
from scheduler.views.origins import choice_of, default_of, exemptions, law_of, switched_off
from scheduler.views.overview import percent
from scheduler.views.phrases import Phrases
from scheduler.views.report import Report
from scheduler.views.shares import Scope
from tests.school.schools import blended_school
from tests.views.greedy import greedy


def placed(case: Problem, *meets: tuple[str, int, int, int, str]) -> Timetable:
    """Meets as (lesson, part, day, period, option), in the first week of their pattern."""
    placements = []
    for lesson, number, day, period, option in meets:
        part = case.lesson[lesson].parts[number - 1]
        start = next(t.index for t in case.times.times if (t.week, t.day, t.period) == (part.weeks[0][0], day, period))
        room = (("room", "room:101"),) if option == "contact" and lesson == "W" else ()
        placements.append(Placement(lesson, number, part.shortest, start, option, room))
    return Timetable(tuple(placements))


def report_of(school: School, *meets: tuple[str, int, int, int, str], facts: SolveFacts | None = None) -> Report:
    case = build_problem(school)
    return make_report(case, placed(case, *meets), facts=facts)


def sentences(report: Report, language: str = "nl") -> str:
    return "\n".join(one.text for paragraph in overview(report, language) for one in paragraph.sentences)


def share(report: Report, scope: Scope, code: str):  # type: ignore[no-untyped-def]
    return next(share for share in report.shares if (share.scope, share.code) == (scope, code))


FOUR_MATHS: Sequence[tuple[str, int, int, int, str]] = (
    ("W", 1, 0, 1, "contact"),
    ("W", 2, 1, 1, "synchronous/home"),
    ("W", 3, 3, 1, "asynchronous"),
    ("W", 4, 4, 1, "contact"),
)


def test_shares_count_whole_lessons_over_the_cycle() -> None:
    report = report_of(blended_school(), *FOUR_MATHS)
    first, second = share(report, Scope.PATH, "5A 5A-1"), share(report, Scope.PATH, "5A 5A-2")
    assert (first.lessons, second.lessons) == (12, 13)  # 8 of maths and 4, or 5, of science in two weeks
    assert (first.synchronous, first.asynchronous, first.distance) == (2, 2, 4)
    assert (first.cap, first.most, first.slack) == (40, 4, 0)
    assert first.kept
    assert (second.most, second.slack) == (5, 1)


def test_a_class_stands_for_its_group_with_the_least_room() -> None:
    report = report_of(blended_school(), *FOUR_MATHS)
    assert share(report, Scope.CLASS, "5A").lessons == 12
    assert share(report, Scope.STAGE, "3").lessons == 12


def test_one_lesson_too_many_at_distance_breaks_the_share() -> None:
    meets = [*FOUR_MATHS[:3], ("W", 4, 4, 1, "asynchronous")]
    report = report_of(blended_school(), *meets)
    assert share(report, Scope.CLASS, "5A").slack == -2
    checks = [check for check in report.checks if check.entry == "H03"]
    assert [check.verdict for check in checks] == [Verdict.BROKEN]
    assert (checks[0].measured, checks[0].most, checks[0].at) == (6, 4, "5A 5A-1")
    assert "gaat over haar plafond: 5A" in sentences(report)


def test_with_a_calendar_the_year_decides() -> None:
    monday = date(2026, 9, 7)
    kinds = [WeekKind.TEACHING] * 3 + [WeekKind.EXAMS]
    calendar = tuple(CalendarEntry(monday + timedelta(weeks=n), kind) for n, kind in enumerate(kinds))
    report = report_of(blended_school(calendar=calendar), *FOUR_MATHS)
    year = share(report, Scope.PATH, "5A 5A-1")
    assert (year.period, year.year_lessons, year.year_distance) == ("calendar", 18, 6)
    assert year.tested == (6, 18)
    assert (year.most, year.slack) == (7, 1)


def test_verdicts_are_those_of_the_judge() -> None:
    case = build_problem(make_demo("small"))
    for seed in range(3):
        timetable = greedy(case, seed=seed, distance=0.7)
        judged = evaluate(case, timetable)
        report = make_report(case, timetable, judged)
        broken = {check.entry for check in report.checks if check.verdict is Verdict.BROKEN}
        assert broken == {entry for entry, cost in judged.by_entry.items() if entry.startswith("H") and cost.points}
        for check in report.checks:
            for violation in check.violations:
                assert violation in judged.violations
            if check.bounded and check.measured is not None:
                outside = check.measured < check.least or (check.most is not None and check.measured > check.most)
                assert outside == (check.verdict in (Verdict.BROKEN, Verdict.TOLD)), check


def test_a_limit_that_is_kept_tells_what_was_measured() -> None:
    report = report_of(blended_school(), *FOUR_MATHS)
    checks = {(check.entry, check.aspect): check for check in report.checks}
    daily = checks["H11", "distance"]
    assert (daily.measured, daily.most, daily.verdict) == (1, 4, Verdict.KEPT)
    pools = checks["H09", ""]
    assert (pools.measured, pools.most, pools.at) == (1, 1, "meet")  # one licence, used up by the synchronous lesson
    assert "seats" in checks["H08", ""].at
    assert (checks["H08", ""].measured, checks["H08", ""].verdict) == (3, Verdict.BROKEN)


def test_a_rule_switched_off_says_so() -> None:
    rules = (RuleRow("H13", "all", Level.OFF), RuleRow("H11", "all", value="distance_per_day=2", source="schoolraad"))
    report = report_of(blended_school(rules=rules), *FOUR_MATHS)
    checks = {(check.entry, check.aspect): check for check in report.checks}
    assert checks["H13", ""].verdict is Verdict.OFF
    assert checks["H11", "distance"].most == 2
    told = choice_of("H11", report.context, Phrases(report.problem, "nl"))
    assert told == "alle: afstandslessen per dag: 2 (schoolraad)"
    assert "zijn niet nagekeken: Klassen met te veel volledige afstandsdagen (H13)." in sentences(report)
    assert "were not checked" not in sentences(report_of(blended_school(), *FOUR_MATHS), "en")


def test_an_exempt_class_is_named_with_its_reason_and_a_switched_off_one_with_its_row() -> None:
    school = blended_school(rules=(RuleRow("H11", "5A", Level.OFF, source="pilot"),))
    exempt = replace(school.classes[0], exempt=(("H03", "proeftuin"),))
    report = report_of(replace(school, classes=(exempt,)), *FOUR_MATHS)
    left_out = {check.entry: (check.verdict, check.whom) for check in report.checks if check.whom == ("5A",)}
    assert left_out["H03"] == (Verdict.EXEMPT, ("5A",))
    assert left_out["H11"] == (Verdict.OFF, ("5A",))
    phrases = Phrases(report.problem, "nl")
    assert report.context is not None
    assert exemptions("H03", ("5A",), report.context, phrases) == "5A vrijgesteld: proeftuin"
    assert switched_off("H11", report.context, phrases) == "5A: uit (pilot)"
    assert "(H03): 5A" in sentences(report) and "(H11): 5A" in sentences(report)
    assert [check for check in report.checks if check.entry == "H03" and check.verdict is Verdict.IDLE] == []


def test_law_default_and_choice_are_told_apart_each_with_a_source_to_open() -> None:
    report = report_of(blended_school(), *FOUR_MATHS)
    phrases = Phrases(report.problem, "nl")
    for language, (entry, known) in product(("nl", "en"), catalogue().items()):
        law, ours = law_of(entry, report.context, language), default_of(entry, Phrases(report.problem, language))
        assert "DOMAIN" not in law + ours and ("_" not in ours or known.level != "must")
        assert not law or "https://" in law, entry
        for one in known.parameters:
            meaning = one.sentence[language].partition(";")[0]
            assert not one.default or f"{meaning}: {typed(one, language)}" in ours
    assert (law_of("H11", report.context, "nl"), choice_of("H11", report.context, phrases)) == ("", "")
    assert "16035" in law_of("H03", report.context, "nl")


def test_what_a_source_is_called_is_said_in_the_language_of_the_reader() -> None:
    """Addresses and names stay; words of the other language do not (two of a language are enough to be told by)."""
    dutch = {"decreet", "omzendbrief", "besluit", "maart", "augustus", "februari", "over", "van", "het", "onderwijs"}
    report = report_of(blended_school(), *FOUR_MATHS)
    assert report.context is not None
    policy = report.context.policy
    for entry, known in catalogue().items():
        assert set(known.laws) == set(known.sources) == {"nl", "en"}
        told = f"{law_of(entry, report.context, 'en')} {known.sources['en']} {policy.share_source['en']}"
        words = re.findall(r"(?<![\w./-])[a-z]+(?![\w./-])", re.sub(r"https?://\S+", "", told.lower()))
        assert not dutch & set(words), (entry, told)


def test_a_programme_or_stage_adds_up_figures_and_is_not_judged() -> None:
    school = blended_school()
    one = replace(school.classes[0], programme="Economie", distance_max_pct=Fraction(10))
    report = report_of(replace(school, classes=(one,)), *FOUR_MATHS)
    assert not share(report, Scope.CLASS, "5A").kept
    for scope, code in ((Scope.PROGRAMME, "Economie"), (Scope.STAGE, "3")):
        figure = share(report, scope, code)
        assert (figure.distance, figure.cap, figure.most, figure.slack) == (4, None, None, None)


def test_a_share_is_told_of_all_lessons_and_of_those_that_are_placed() -> None:
    report = report_of(blended_school(), *FOUR_MATHS)
    first = share(report, Scope.PATH, "5A 5A-1")
    assert (first.distance, first.lessons, first.placed) == (4, 12, 8)
    rows = compliance_rows(report, "H03")
    assert rows[0][3] == "4 van 12 per cyclus van 2 weken = 33,3 % (5A (1)); van de 8 geplaatste 50,0 %"
    assert rows[0][4] == "hoogstens 4 (40 %)"


def compliance_rows(report: Report, entry: str) -> list[tuple[str, ...]]:
    """The rows of sheet Naleving about a rule."""
    found: list[tuple[str, ...]] = []

    class Sheet:
        phrases = Phrases(report.problem, "nl")

        def row(self, values: tuple[str, ...], fill: str = "") -> None:
            found.append(values)

        def __getattr__(self, name: str) -> object:
            return lambda *args, **kwargs: None

    write_compliance(report, Sheet())  # type: ignore[arg-type]
    return [row for row in found if row[-1] == entry]


def test_distance_switched_off_is_said_plainly() -> None:
    school = blended_school(rules=(RuleRow("afstand", "all", Level.OFF),))
    report = report_of(school, ("W", 1, 0, 1, "contact"))
    assert report.distance == "off"
    assert "Afstandsonderwijs staat uit (regel H10" in sentences(report)
    assert "Distance education is switched off (rule H10" in sentences(report, "en")
    assert "Afstandsonderwijs staat uit" not in sentences(report_of(blended_school(), ("W", 1, 0, 1, "contact")))


def test_a_distance_lesson_although_it_is_switched_off_raises_an_alarm() -> None:
    school = blended_school(rules=(RuleRow("afstand", "all", Level.OFF),))
    report = report_of(school, ("W", 1, 0, 1, "asynchronous"))
    alarms = [one.text for paragraph in overview(report, "en") for one in paragraph.sentences if one.alarm]
    assert any("2 periods per cycle of 2 weeks are placed at distance all the same" in text for text in alarms)


def test_unplaced_periods_keep_their_reasons() -> None:
    facts = SolveFacts(reasons={"L1": ("H18", "geen labo vrij")})
    report = report_of(blended_school(), *FOUR_MATHS, facts=facts)
    by_lesson = {item.lesson: item for item in report.unplaced}
    assert (by_lesson["L1"].periods, by_lesson["L1"].total) == (2, 2)
    assert by_lesson["L1"].reasons == ("H18", "geen labo vrij")
    assert "W" not in by_lesson
    assert report.periods == (8, 17)  # in two weeks


def test_seats_are_short_where_no_room_is_open_and_enough_where_one_is() -> None:
    school = blended_school(supervision=(Supervision("OLC", "OPV"),))
    case = build_problem(school)
    both = placed(case, ("W", 1, 0, 1, "synchronous/home"), ("W", 2, 0, 2, "synchronous/home"))
    start = both.placements[1].start
    opening = next(lesson for lesson in case.lessons if lesson.optional and lesson.parts[0].starts == (start,))
    opened = Timetable((*both.placements, Placement(opening.id, 1, 1, start, "contact")))
    moments = {(m.day, m.period): m for m in make_report(case, opened).moments}
    first, second = moments[0, 1], moments[0, 2]
    assert (first.seats[0].used, first.seats[0].of, first.short) == (3, 0, 3)
    assert (second.seats[0].used, second.seats[0].of, second.short) == (3, 30, 0)
    assert [entry.rooms for entry in second.opened] == [("OLC",)]
    assert second.weeks == (0, 1)
    assert second.at_home == 17


@pytest.mark.parametrize(
    ("first", "second", "seats", "at_home"),
    [
        ("asynchronous", "asynchronous", 3, 17),  # three ask, in whichever half: not six
        ("asynchronous", "contact", 3, 7),
        ("contact", "contact", 0, 0),
    ],
)
def test_a_pupil_in_one_of_two_halves_is_counted_once_at_school_and_at_home(
    first: str, second: str, seats: int, at_home: int
) -> None:
    halves = (SchoolLesson(f"H{n}", (f"5A-{n}",), "WIS", (("JANS", "PEET"),), Fraction(1)) for n in (1, 2))
    report = report_of(blended_school(lessons=tuple(halves)), ("H1", 1, 0, 1, first), ("H2", 1, 0, 1, second))
    (moment,) = [one for one in report.moments if (one.day, one.period) == (0, 1)]
    assert ([use.used for use in moment.seats], moment.at_home) == ([seats], at_home)
    other = [one for one in report.moments if (one.day, one.period) == (0, 2)]
    assert [(use.used, one.at_home) for one in other for use in one.seats] == [(0, 0)]


def test_periods_that_differ_by_week_are_told_per_week() -> None:
    report = report_of(blended_school(), ("L2", 3, 0, 1, "contact"), ("L2", 1, 1, 1, "contact"))
    monday, tuesday = (
        [(m.weeks, sum(use.used for use in m.rooms)) for m in report.moments if (m.day, m.period) == (day, 1)]
        for day in (0, 1)
    )
    assert monday == [((0,), 1), ((1,), 0)]
    assert tuesday == [((0, 1), 1)]


def test_bounds_are_told_only_where_they_are_proved() -> None:
    case = build_problem(blended_school())
    timetable = placed(case, ("W", 1, 0, 1, "contact"))
    unknown = make_report(case, timetable, facts=SolveFacts(seconds=12.4, seed=7))
    assert "niet bewezen" in sentences(unknown)
    assert "12 seconden" in sentences(unknown)
    proved = make_report(case, timetable, facts=SolveFacts(optimal=True))
    assert "bestaat er geen beter rooster" in sentences(proved)


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(1, 5, "20,0"), (66, 1055, "6,3"), (0, 0, "0,0"), (1, 3, "33,3"), (2, 3, "66,7")]
)
def test_percentages_have_one_decimal(part: int, whole: int, text: str) -> None:
    assert percent(part, whole, "nl") == text
    assert percent(part, whole, "en") == text.replace(",", ".")


def test_a_problem_without_a_school_has_a_report_too() -> None:
    case = build_problem(blended_school())
    bare = Problem(case.times, case.resources, case.lessons, case.rules, "instance")
    report = make_report(bare, placed(bare, *FOUR_MATHS))
    assert (report.shares, report.moments, report.distance) == ((), (), "none")
    assert report.agendas.classes[0].entries
    assert sentences(report, "en")


def test_half_periods_are_counted_in_the_week_they_take_place() -> None:
    school = blended_school()
    lessons = tuple(replace(one, periods=Fraction(1, 2)) if one.id == "L1" else one for one in school.lessons[:1])
    report = report_of(replace(school, lessons=lessons), ("W", 1, 0, 1, "synchronous/home"))
    assert share(report, Scope.CLASS, "5A").synchronous == 2
