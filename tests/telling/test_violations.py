"""Violations in a planner's words, in both languages."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.evaluation import evaluate
from scheduler.problem import rules as r
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.problem import Problem
from scheduler.problem.text import LANGUAGES, catalogue
from scheduler.problem.timetable import Placement
from scheduler.telling.violations import sentence
from tests.builders import (
    asynchronous,
    contact,
    days_of,
    demand,
    half_days_of,
    lesson,
    problem,
    put,
    synchronous,
    timetable,
    week,
)
from tests.strategies import ALL_KINDS, cases

NAMED = {"id": "rule", "entry": "H00"}
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
MODES = (contact(), synchronous(), asynchronous())


def school(rule: r.Rule, days: int = 2, weeks: int = 1) -> Problem:
    """Two lessons a day for class 3ECO by teacher JANS, in periods of which the first two are the morning."""
    who = ["path:3ECO", "teacher:JANS"]
    lessons = [
        replace(lesson(name, who=who, options=MODES, weeks=((0,), (1,))[:weeks]), attendees=("3ECO",), subject=name)
        for name in ("WIS", "NED", "FRA", "GES", "AAR")
    ]
    return problem(week(days, weeks=weeks), lessons, rule, weekdays=True)


def said(rule: r.Rule, *placements: Placement, weeks: int = 1) -> dict[str, str]:
    built = school(rule, weeks=weeks)
    (violation,) = evaluate(built, timetable(*placements)).violations
    return {language: sentence(built, violation, language) for language in LANGUAGES}


def test_a_clash_names_the_lessons_and_the_time() -> None:
    rule = r.NoClash(**NAMED, resources=("teacher:JANS",))
    assert said(rule, put("WIS", 6), put("NED", 6)) == {
        "nl": "Leraar JANS heeft 2 lessen tegelijk op dinsdag lesuur 3: WIS 3ECO (les WIS) en NED 3ECO (les NED).",
        "en": "Teacher JANS has 2 lessons at once on Tuesday period 3: "
        "WIS 3ECO (lesson WIS) and NED 3ECO (lesson NED).",
    }


def test_too_many_distance_lessons_on_a_day_name_the_day_and_both_numbers() -> None:
    times = week(2)
    rule = r.LimitBusy(
        **NAMED, resources=("path:3ECO",), groups=days_of(times), most=1, what=r.Filter(modes=DISTANCE_MODES)
    )
    two = put("WIS", 5, option="synchronous"), put("NED", 7, option="asynchronous")
    assert said(rule, *two) == {
        "nl": "Klas 3ECO heeft 2 afstandslessen op dinsdag, hoogstens 1.",
        "en": "Class 3ECO has 2 distance lessons on Tuesday, at most 1.",
    }


def test_gaps_name_the_periods_and_the_week() -> None:
    rule = r.LimitIdle(**NAMED, resources=("teacher:JANS",), groups=days_of(week(2, weeks=2)))
    assert said(rule, put("WIS", 8), put("NED", 11), weeks=2) == {
        "nl": "Leraar JANS heeft 2 springuren (maandag lesuur 2-3 (week B)), hoogstens 0.",
        "en": "Teacher JANS has 2 gaps (Monday period 2-3 (week B)), at most 0.",
    }


def test_clusters_are_told_as_half_days_or_days_with_what_is_in_them() -> None:
    times = week(2)
    halves = tuple((r.Touch(half),) for half in half_days_of(times))
    rule = r.LimitClusters(**NAMED, resources=("teacher:JANS",), clusters=halves, most=1)
    assert said(rule, put("WIS", 0), put("NED", 6))["nl"] == (
        "Leraar JANS heeft 2 halve dagen met lessen (maandagvoormiddag en dinsdagnamiddag), hoogstens 1."
    )
    contact_only = r.Filter(modes=frozenset({Mode.CONTACT}))
    full = tuple(
        (r.Touch(day, r.Filter(modes=DISTANCE_MODES)), r.Touch(day, contact_only, False)) for day in days_of(times)
    )
    rule = r.LimitClusters(**NAMED, resources=("path:3ECO",), clusters=full, most=0)
    assert said(rule, put("WIS", 0, option="synchronous"))["en"] == (
        "Class 3ECO has 1 day with distance lessons and without contact lessons (Monday), at most 0."
    )


def test_a_part_of_the_day_is_told_by_its_periods() -> None:
    times = week(2)
    lunch = tuple(day[1:3] for day in days_of(times))
    rule = r.LimitBusy(**NAMED, resources=("path:3ECO",), groups=lunch, most=1)
    assert said(rule, put("WIS", 5), put("NED", 6))["nl"] == (
        "Klas 3ECO heeft 2 lessen op dinsdag lesuur 2-3, hoogstens 1."
    )
    early = tuple((r.Touch(day), r.Touch(day[2:], present=False)) for day in days_of(times))
    rule = r.LimitClusters(**NAMED, resources=("path:3ECO",), clusters=early, most=0)
    assert said(rule, put("WIS", 0))["en"] == (
        "Class 3ECO has 1 day with lessons and without lessons in period 3-4 (Monday), at most 0."
    )


def test_an_unplaced_lesson_says_how_many_periods_it_has() -> None:
    rule = r.Placed(**NAMED, lessons=("WIS",))
    assert said(rule) == {
        "nl": "WIS 3ECO (les WIS) staat niet in het rooster.",
        "en": "WIS 3ECO (lesson WIS) is not in the timetable.",
    }


def test_a_moved_pin_says_where_it_is_and_where_it_belongs() -> None:
    rule = r.Pinned(**NAMED, pins=(r.PinnedMeet("WIS", 1, 5, Mode.SYNCHRONOUS),))
    assert said(rule, put("WIS", 2))["nl"] == (
        "WIS 3ECO (les WIS) staat op maandag lesuur 3, vastgezet op dinsdag lesuur 2;"
        " is in contact, vastgezet synchroon op afstand."
    )


def test_a_missing_room_is_called_a_room() -> None:
    rule = r.Assigned(**NAMED, lessons=("WIS",), role="room")
    needs_room = lesson("WIS", options=[contact(demand("room", "room:1", "room:2"))])
    built = problem(week(2), [needs_room], rule, weekdays=True)
    (violation,) = evaluate(built, timetable(put("WIS", 4))).violations
    assert sentence(built, violation, "nl") == "Les WIS heeft geen lokaal op dinsdag lesuur 1."


def test_long_lists_are_cut() -> None:
    rule = r.Unavailable(**NAMED, resources=("teacher:JANS",), times=tuple(range(28)))
    names = [f"L{number}" for number in range(7)]
    built = problem(week(7), [lesson(name, who=["teacher:JANS"]) for name in names], rule, weekdays=True)
    (violation,) = evaluate(built, timetable(*(put(name, 4 * n) for n, name in enumerate(names)))).violations
    assert "and 1 more" in sentence(built, violation, "en")


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.__name__)
def test_every_violation_of_every_kind_has_a_sentence_in_both_languages(kind: type[r.Rule]) -> None:
    @settings(max_examples=12, deadline=None, suppress_health_check=SLOW)
    @given(cases((kind,), 3, odd=True))
    def told(case) -> None:
        plain, placed = case
        for problem_of in (plain, replace(plain, times=replace(plain.times, weekdays=True))):
            for violation in evaluate(problem_of, placed).violations:
                for language in LANGUAGES:
                    text = sentence(problem_of, violation, language)
                    assert text[0] == text[0].upper() and text.endswith(".")
                    assert "{" not in text and "None" not in text and "  " not in text

    told()


def test_every_text_has_both_languages_with_the_same_parameters() -> None:
    for key, texts in catalogue("evaluation").items():
        assert set(texts) == set(LANGUAGES), key
        names = [
            {part.split("}")[0].split(":")[0] for part in texts[language].split("{")[1:]} for language in LANGUAGES
        ]
        assert names[0] == names[1], key


def test_one_gap_is_told_in_the_singular() -> None:
    rule = r.LimitIdle(**NAMED, resources=("teacher:JANS",), groups=days_of(week(2, weeks=2)))
    assert said(rule, put("WIS", 8), put("NED", 10), weeks=2) == {
        "nl": "Leraar JANS heeft 1 springuur (maandag lesuur 2 (week B)), hoogstens 0.",
        "en": "Teacher JANS has 1 gap (Monday period 2 (week B)), at most 0.",
    }


def test_a_mixed_lesson_that_is_not_allowed_is_not_said_to_be_in_contact() -> None:
    rule = r.AllowedOptions(**NAMED, allowed=(("WIS", frozenset({"contact"})),))
    built = school(rule)
    mixed = replace(contact(), id="mixed", online=frozenset({"path:3ECO"}), online_name="3ECO")
    lessons = tuple(replace(one, options=(*MODES, mixed)) if one.id == "WIS" else one for one in built.lessons)
    built = replace(built, lessons=lessons)
    (violation,) = evaluate(built, timetable(put("WIS", 6, option="mixed"))).violations
    assert "is gemengd op dinsdag" in sentence(built, violation, "nl")
    assert "is mixed on Tuesday" in sentence(built, violation, "en")
