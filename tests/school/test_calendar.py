"""The sheet Kalender as days: single days off, first and last day, weeks A and B; all held against a walk by dates."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.demo import make_demo
from scheduler.school.calendar import SchoolYear, TaughtWeek
from scheduler.school.records import CalendarEntry, School, WeekKind, WeekLetters
from tests.school.schools import blended_school

MONDAY = date(2026, 9, 7)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


def weeks(*kinds: str, cycle: tuple[str, ...] = ()) -> tuple[CalendarEntry, ...]:
    """Whole weeks from MONDAY on: t(eaching), h(oliday) or e(xams)."""
    names = {"t": WeekKind.TEACHING, "h": WeekKind.HOLIDAY, "e": WeekKind.EXAMS}
    return tuple(
        CalendarEntry(MONDAY + n * WEEK, names[kind], "", cycle[n] if cycle else "", MONDAY + n * WEEK + 6 * DAY)
        for n, kind in enumerate(kinds)
    )


def school_with(calendar: tuple[CalendarEntry, ...] = (), **settings: object) -> School:
    school = blended_school(calendar=calendar)
    return replace(school, settings=replace(school.settings, **settings))  # type: ignore[arg-type]


def letters(taught: tuple[TaughtWeek, ...]) -> str:
    return "".join("AB"[week.cycle_week] for week in taught)


def told(calendar: tuple[CalendarEntry, ...], code: str = "", **settings: object) -> list[tuple[int, int]]:
    """(number of the calendar week, week of the cycle)."""
    found = SchoolYear(school_with(calendar, **settings)).weeks(code)
    return [((week.monday - MONDAY).days // 7, week.cycle_week) for week in found]


def dates(school: School, code: str = "", **more: date) -> list[date]:
    return [day for week in SchoolYear(school, **more).weeks(code) for day in week.dates if day.weekday() < 5]


# -- letters --


def test_weeks_alternate_over_the_taught_weeks() -> None:
    assert told(weeks(*"tthtt")) == [(0, 0), (1, 1), (3, 0), (4, 1)]


@pytest.mark.parametrize("kinds", ["t", "tthtt", "", "hth"])
@pytest.mark.parametrize(("first", "days"), [(-3, 40), (0, 1), (1, 2), (2, 5), (-1, 1), (50, 9)])
def test_a_term_changes_nothing_of_what_is_taught(kinds: str, first: int, days: int) -> None:
    term = CalendarEntry(MONDAY + first * DAY, WeekKind.TERM, last=MONDAY + (first + days) * DAY, term="herfst")
    without = weeks(*kinds, cycle=("B",) * len(kinds))
    for letters_by in WeekLetters:
        one, other = (school_with(rows, week_letters=letters_by) for rows in (without, (*without, term)))
        before, after = SchoolYear(one, today=MONDAY), SchoolYear(other, today=MONDAY)
        for asked in ("stated", "full", "missing", "implied"):
            assert getattr(before, asked) == getattr(after, asked)
        assert before.weeks("5A") == after.weeks("5A")


def test_a_holiday_week_uses_up_a_letter_where_the_letters_follow_the_calendar() -> None:
    found = told(weeks(*"tthtt"), week_letters=WeekLetters.CALENDAR)
    assert found == [(0, 0), (1, 1), (3, 1), (4, 0)]


def test_the_calendars_own_letters_win_and_the_next_weeks_go_on_from_them() -> None:
    assert told(weeks(*"tttt", cycle=("B", "B", "A", ""))) == [(0, 1), (1, 1), (2, 0), (3, 1)]


@pytest.mark.parametrize("counted", list(WeekLetters))
def test_a_first_week_b_is_followed_by_a(counted: WeekLetters) -> None:
    found = SchoolYear(school_with(weeks(*"tttt", cycle=("B", "", "", "")), week_letters=counted)).weeks("")
    assert letters(found) == "BABA"


def test_weeks_before_the_first_letter_count_back_from_it() -> None:
    assert told(weeks(*"tttt", cycle=("", "", "A", ""))) == [(0, 0), (1, 1), (2, 0), (3, 1)]
    assert told(weeks(*"tttt", cycle=("", "A", "", ""))) == [(0, 1), (1, 0), (2, 1), (3, 0)]


def test_an_internship_takes_a_class_away_and_leaves_the_alternation() -> None:
    calendar = (*weeks(*"tttt"), CalendarEntry(MONDAY + WEEK, WeekKind.INTERNSHIP, "5A", last=MONDAY + WEEK + 6 * DAY))
    assert told(calendar, "5A") == [(0, 0), (2, 0), (3, 1)]
    assert told(calendar) == [(0, 0), (1, 1), (2, 0), (3, 1)]


def test_a_week_that_only_one_class_has_does_not_move_the_letters_of_the_others() -> None:
    calendar = (*weeks(*"thtt"), CalendarEntry(MONDAY + WEEK, WeekKind.TEACHING, "5B", last=MONDAY + WEEK + 6 * DAY))
    assert told(calendar, "5A") == [(0, 0), (2, 1), (3, 0)]
    assert [place for place in told(calendar, "5B") if place[0] != 1] == told(calendar, "5A")


@pytest.mark.parametrize("code", ["", "5A"])
def test_a_stated_letter_holds_from_its_own_week_on_and_the_first_one_also_before_it(code: str) -> None:
    assert told(weeks(*"tttt", cycle=("", "A", "A", "")), code) == [(0, 1), (1, 0), (2, 0), (3, 1)]
    assert told(weeks(*"ttt", cycle=("B", "B", "")), code) == [(0, 1), (1, 1), (2, 0)]


def test_a_class_may_have_letters_of_its_own_which_are_not_those_of_the_others() -> None:
    own = CalendarEntry(MONDAY + WEEK, WeekKind.TEACHING, "5A", "A", MONDAY + WEEK + 6 * DAY)
    school = (*weeks(*"ttt"), own)
    assert told((*weeks(*"ttt", cycle=("A", "", "")), own), "5A") == [(0, 0), (1, 0), (2, 0)]
    assert told((*weeks(*"ttt", cycle=("A", "", "")), own), "5B") == [(0, 0), (1, 1), (2, 0)]
    assert told(school, "5B") == [(0, 1), (1, 0), (2, 1)]  # the school names none: those of a class count for all


def test_a_week_of_one_class_is_not_taught_to_another() -> None:
    calendar = (*weeks("t"), CalendarEntry(MONDAY + WEEK, WeekKind.TEACHING, "5B", last=MONDAY + WEEK + 6 * DAY))
    assert (told(calendar, "5A"), told(calendar, "5B")) == ([(0, 0)], [(0, 0), (1, 1)])


@pytest.mark.parametrize("counted", list(WeekLetters))
def test_in_a_cycle_of_one_week_every_week_is_the_first_whatever_letters_stand_there(counted: WeekLetters) -> None:
    calendar = weeks(*"tthtt", cycle=("", "B", "", "", "A"))
    assert told(calendar, cycle_weeks=1, week_letters=counted) == [(0, 0), (1, 0), (3, 0), (4, 0)]


def test_where_all_weeks_of_the_school_are_free_the_letters_run_over_those_of_the_classes() -> None:
    own = [CalendarEntry(MONDAY + n * WEEK, WeekKind.TEACHING, "5A", "", MONDAY + n * WEEK + 6 * DAY) for n in (1, 2)]
    assert told((*weeks("t"), *weeks("h"), *own), "5A") == [(1, 0), (2, 1)]
    assert told(tuple(own), "5A") == [(1, 0), (2, 1)]


# -- days --


def test_a_single_day_off_takes_only_that_day() -> None:
    armistice = CalendarEntry(MONDAY + WEEK + 2 * DAY, WeekKind.HOLIDAY)
    (first, second) = SchoolYear(school_with((*weeks(*"tt"), armistice))).weeks("")
    assert (len(first.days), second.days) == (7, (0, 1, 3, 4, 5, 6))


@pytest.mark.parametrize("kind", [WeekKind.HOLIDAY, WeekKind.FREE, WeekKind.STUDY])
def test_a_week_of_which_the_calendar_names_only_a_day_off_is_taught_on_the_others(kind: WeekKind) -> None:
    first, _, last = weeks(*"tht")
    calendar = (first, CalendarEntry(MONDAY + WEEK + 2 * DAY, kind), last)
    year = SchoolYear(school_with(calendar))
    assert [(week.monday - MONDAY).days // 7 for week in year.weeks("")] == [0, 1, 2]
    assert year.weeks("")[1].days == (0, 1, 3, 4, 5, 6)
    assert (year.implied, year.missing) == ((MONDAY + WEEK,), ())


def test_a_week_between_of_which_nothing_is_said_is_missing_and_not_taught() -> None:
    first, _, last = weeks(*"ttt")
    year = SchoolYear(school_with((first, last)))
    assert year.missing == (MONDAY + WEEK,)
    assert [week.monday for week in year.weeks("")] == [MONDAY, MONDAY + 2 * WEEK]


@pytest.mark.parametrize(
    ("row", "missing"),
    [
        (CalendarEntry(MONDAY + WEEK + 2 * DAY, WeekKind.EXAMS), False),
        (CalendarEntry(MONDAY + WEEK + 2 * DAY, WeekKind.INTERNSHIP), False),
        (CalendarEntry(MONDAY + WEEK, WeekKind.HOLIDAY, last=MONDAY + WEEK + 4 * DAY), False),
        (CalendarEntry(MONDAY + WEEK + 2 * DAY, WeekKind.HOLIDAY, "5A"), True),  # says nothing of the school
        (CalendarEntry(MONDAY + WEEK + 5 * DAY, WeekKind.FREE), True),  # a Saturday says nothing of the week
        (CalendarEntry(MONDAY + WEEK + 4 * DAY, WeekKind.EXAMS), False),
    ],
)
def test_only_a_day_off_of_the_whole_school_says_that_the_rest_of_its_week_is_taught(
    row: CalendarEntry, missing: bool
) -> None:
    first, _, last = weeks(*"ttt")
    year = SchoolYear(school_with((first, row, last)))
    assert [(week.monday - MONDAY).days // 7 for week in year.weeks("5B")] == [0, 2]
    assert (year.implied, year.missing) == ((), (MONDAY + WEEK,) if missing else ())


def test_a_week_is_implied_also_where_one_class_is_away_all_of_it() -> None:
    first, _, last = weeks(*"ttt")
    away = CalendarEntry(MONDAY + WEEK, WeekKind.INTERNSHIP, "5A", last=MONDAY + WEEK + 6 * DAY)
    year = SchoolYear(school_with((first, CalendarEntry(MONDAY + WEEK + 2 * DAY, WeekKind.HOLIDAY), away, last)))
    assert year.implied == (MONDAY + WEEK,)
    assert [week.monday for week in year.weeks("5A")] == [MONDAY, MONDAY + 2 * WEEK]


def test_without_weeks_with_lessons_nothing_is_missing_and_nothing_implied() -> None:
    year = SchoolYear(school_with((CalendarEntry(MONDAY + 2 * DAY, WeekKind.HOLIDAY),)))
    assert (year.missing, year.implied) == ((), ())


def test_the_settings_say_from_when_to_when_weeks_are_missed() -> None:
    early = SchoolYear(school_with(weeks(*"tt"), first_school_day=MONDAY - 2 * WEEK + 3 * DAY))
    assert early.missing == (MONDAY - 2 * WEEK, MONDAY - WEEK)
    year = SchoolYear(school_with(weeks(*"tt"), last_school_day=MONDAY + 3 * WEEK))
    assert year.missing == (MONDAY + 2 * WEEK, MONDAY + 3 * WEEK)


def test_a_range_of_days_takes_the_ends_of_two_weeks() -> None:
    calendar = (*weeks(*"ttt"), CalendarEntry(MONDAY + 4 * DAY, WeekKind.FREE, "", "", MONDAY + WEEK + DAY))
    assert [week.days for week in SchoolYear(school_with(calendar)).weeks("")][:2] == [(0, 1, 2, 3), (2, 3, 4, 5, 6)]


def test_a_day_off_of_one_class_leaves_the_others_at_school() -> None:
    calendar = (*weeks("t"), CalendarEntry(MONDAY, WeekKind.FREE, "5A"))
    year = SchoolYear(school_with(calendar))
    assert (year.weeks("5A")[0].days[0], year.weeks("5B")[0].days[0]) == (1, 0)


def test_a_date_with_lessons_stands_for_its_week() -> None:
    assert told((CalendarEntry(MONDAY + timedelta(days=3), WeekKind.TEACHING),)) == [(0, 0)]


def test_a_monday_off_is_its_week_only_where_all_weeks_are_named_by_their_mondays() -> None:
    mondays = tuple(CalendarEntry(MONDAY + n * WEEK) for n in (0, 2))
    off = CalendarEntry(MONDAY + WEEK, WeekKind.HOLIDAY)
    assert [number for number, _ in told((*mondays, off))] == [0, 2]
    assert [number for number, _ in told((*weeks("t"), off, weeks(*"ttt")[2]))] == [0, 1, 2]
    ranged = (weeks("t")[0], off, CalendarEntry(MONDAY + 2 * WEEK))
    assert [number for number, _ in told(ranged)] == [0, 1, 2]  # not all by their Mondays: one day is off
    whit_monday = (*mondays, CalendarEntry(MONDAY + WEEK), off)
    assert SchoolYear(school_with(whit_monday)).weeks("")[1].days[0] == 1


# -- first and last day --


def test_without_a_calendar_the_year_runs_from_the_first_of_september_to_the_end_of_june() -> None:
    found = dates(school_with(), today=date(2026, 11, 28))
    assert (found[0], found[-1]) == (date(2026, 9, 1), date(2027, 6, 30))
    assert dates(school_with(), today=date(2027, 7, 15))[0] == date(2027, 9, 1)
    assert dates(school_with(), today=date(2027, 3, 1))[0] == date(2026, 9, 1)


def test_a_first_of_september_in_the_weekend_leaves_no_empty_first_week() -> None:
    year = SchoolYear(school_with(), today=date(2029, 9, 10))  # 1 September 2029 is a Saturday
    assert (year.weeks("")[0].monday, letters(year.weeks("")[:2])) == (date(2029, 9, 3), "AB")


def test_the_first_and_last_day_of_the_settings_cut_the_year() -> None:
    school = school_with(first_school_day=date(2026, 9, 3), last_school_day=date(2026, 9, 15))
    assert [day.day for day in dates(school)] == [3, 4, 7, 8, 9, 10, 11, 14, 15]
    assert [day.day for day in dates(replace(school, calendar=weeks(*"tt")))] == [7, 8, 9, 10, 11, 14, 15]


def test_weeks_that_reach_into_the_summer_are_cut_at_the_end_of_june_and_the_start_of_september() -> None:
    calendar = tuple(
        CalendarEntry(monday, WeekKind.TEACHING, last=monday + 6 * DAY)
        for monday in (date(2026, 8, 31), date(2026, 9, 7), date(2027, 6, 28))
    )
    found = dates(school_with(calendar))
    assert (found[0], found[-1]) == (date(2026, 9, 1), date(2027, 6, 30))


def test_a_whole_week_in_the_summer_is_meant() -> None:
    calendar = tuple(
        CalendarEntry(monday, WeekKind.TEACHING, last=monday + 6 * DAY)
        for monday in (date(2026, 8, 24), date(2026, 8, 31), date(2027, 6, 28), date(2027, 7, 5))
    )
    found = dates(school_with(calendar))
    assert (found[0], found[5], found[-1]) == (date(2026, 8, 24), date(2026, 8, 31), date(2027, 7, 9))


def test_days_off_alone_tell_the_year_by_the_first_of_them() -> None:
    off = tuple(CalendarEntry(day, WeekKind.HOLIDAY) for day in (date(2027, 7, 1), date(2026, 11, 11)))
    found = dates(school_with(off))
    assert (found[0], found[-1]) == (date(2026, 9, 1), date(2027, 6, 30))
    july = dates(school_with((CalendarEntry(date(2027, 7, 1), WeekKind.HOLIDAY),)))
    assert july[0] == date(2027, 9, 1)


def test_a_start_leaves_out_the_days_before_it() -> None:
    found = dates(school_with(weeks(*"ttt")), start=MONDAY + 9 * DAY)
    assert found[0] == MONDAY + 9 * DAY
    assert letters(SchoolYear(school_with(weeks(*"ttt")), start=MONDAY + 9 * DAY).weeks("")) == "BA"


def test_without_a_calendar_a_start_is_the_first_day_and_begins_with_a() -> None:
    for start, expected in ((date(2027, 6, 9), "ABAB"), (date(2027, 6, 16), "ABA")):
        year = SchoolYear(school_with(), start=start)
        assert letters(year.weeks("")) == expected
        assert year.weeks("")[0].days[0] == 2


# -- what is stated --


@pytest.mark.parametrize(
    ("calendar", "settings", "stated", "full"),
    [
        ((), {}, False, False),
        ((CalendarEntry(MONDAY, WeekKind.FREE),), {}, False, False),
        (weeks(*"tttt"), {}, True, False),
        (weeks(*"t" * 42), {}, True, True),
        (weeks(*"t" * 20, *"h" * 2, *"t" * 20), {}, True, True),
        (weeks(*"t" * 20) + weeks(*"t" * 42)[22:], {}, True, False),
        (weeks(*"t" * 42)[1:], {}, True, True),
        (weeks(*"t" * 42)[2:], {}, True, False),
        ((*weeks(*"t" * 42)[2:], CalendarEntry(MONDAY, WeekKind.INTERNSHIP, "5A")), {}, True, False),
        ((*weeks(*"t" * 42)[2:], CalendarEntry(MONDAY, WeekKind.EXAMS), CalendarEntry(MONDAY + WEEK, WeekKind.EXAMS)),
         {}, True, True),
        (weeks(*"t" * 41), {}, True, True),
        (tuple(CalendarEntry(date(2025, 9, 8) + n * WEEK) for n in range(40)), {}, True, False),  # to 14 June
        (weeks(*"t" * 40), {}, True, False),
        ((), {"first_school_day": MONDAY, "last_school_day": date(2027, 6, 30)}, True, True),
        ((), {"first_school_day": date(2025, 9, 15), "last_school_day": date(2026, 6, 15)}, True, True),
        ((), {"first_school_day": date(2025, 9, 16), "last_school_day": date(2026, 6, 15)}, True, False),
        ((), {"first_school_day": date(2025, 9, 15), "last_school_day": date(2026, 6, 14)}, True, False),
        ((), {"first_school_day": MONDAY}, False, False),
    ],
)  # fmt: skip
def test_a_whole_year_is_one_without_gaps_from_september_to_june(
    calendar: tuple[CalendarEntry, ...], settings: dict[str, date], stated: bool, full: bool
) -> None:
    year = SchoolYear(school_with(calendar, **settings))
    assert (year.stated, year.full, year.occurrences("5A") is not None) == (stated, full, stated)


def test_the_demo_year_is_full() -> None:
    assert SchoolYear(make_demo("small")).full


KINDS = st.sampled_from(list(WeekKind))


@st.composite
def calendars(draw: st.DrawFn) -> tuple[CalendarEntry, ...]:
    listed = draw(st.lists(st.integers(0, 11), min_size=1, max_size=12, unique=True))
    found = [
        CalendarEntry(MONDAY + n * WEEK, WeekKind.TEACHING, "", draw(st.sampled_from(["", "", "A", "B"])),
                      MONDAY + n * WEEK + 6 * DAY)
        for n in sorted(listed)
    ]  # fmt: skip
    for _ in range(draw(st.integers(0, 4))):
        first = MONDAY + draw(st.integers(0, 80)) * DAY
        kind = draw(KINDS.filter(lambda kind: kind is not WeekKind.TEACHING))
        last = first + draw(st.integers(0, 9)) * DAY
        found.append(CalendarEntry(first, kind, draw(st.sampled_from(["", "5A"])), "", last))
    return tuple(found)


@given(calendars(), st.sampled_from(["", "5A"]), st.sampled_from(list(WeekLetters)))
def test_occurrences_are_what_a_walk_through_all_dates_counts(
    calendar: tuple[CalendarEntry, ...], code: str, counted: WeekLetters
) -> None:
    year = SchoolYear(school_with(calendar, week_letters=counted))

    def covers(entry: CalendarEntry, day: date) -> bool:
        return entry.class_code in ("", code) and entry.first <= day <= (entry.last or entry.first)

    silent = (WeekKind.TEACHING, WeekKind.TERM)  # take no day away
    implied = {monday + n * DAY for monday in year.implied for n in range(7)}
    expected: Counter[date] = Counter()
    for n in range(200):
        day = MONDAY + n * DAY
        taught = any(covers(entry, day) and entry.kind is WeekKind.TEACHING for entry in calendar) or day in implied
        if taught and not any(covers(entry, day) and entry.kind not in silent for entry in calendar):
            expected[day] += 1
    found = [day for week in year.weeks(code) for day in week.dates]
    assert {day for day in found if day.weekday() < 5} == {day for day in expected if day.weekday() < 5}
    assert len(found) == len(set(found))
    counts = year.occurrences(code)
    assert counts is not None
    assert sum(counts[week][day] for week in range(2) for day in range(5)) == sum(d.weekday() < 5 for d in expected)


@given(calendars())
def test_letters_alternate_from_one_taught_week_to_the_next_but_for_stated_ones(
    calendar: tuple[CalendarEntry, ...],
) -> None:
    found = SchoolYear(school_with(calendar)).weeks("")
    stated = {entry.first: "AB".index(entry.cycle_week) for entry in calendar if entry.cycle_week}
    for before, after in pairwise(found):
        if any(before.monday < monday <= after.monday for monday in stated):
            continue
        assert after.cycle_week != before.cycle_week
    assert all(week.cycle_week == stated.get(week.monday, week.cycle_week) for week in found)


FROM_TO = {"first_school_day": MONDAY + 2 * DAY, "last_school_day": MONDAY + 4 * WEEK + 3 * DAY}


def named(*weeks_and_letters: tuple[int, str], code: str = "") -> tuple[CalendarEntry, ...]:
    """Rows of one week each that say its letter ("": none)."""
    return tuple(CalendarEntry(MONDAY + n * WEEK, WeekKind.TEACHING, code, letter) for n, letter in weeks_and_letters)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (named((0, "B")), "BABAB"),  # the last week is not listed, so this is no list of teaching weeks
        (named((1, "B")), "ABABA"),
        (named((2, "A"), (3, "A")), "ABAAB"),  # twice A: a letter starts anew where one is stated
        (named((4, "B")), "BABAB"),
        (named((0, "A"), (4, "B")), "AB"),  # both ends are listed: two teaching weeks
        (named((0, "B"), (1, "")), "BA"),  # a row without a letter says nothing but that the week is taught
        (named((2, "B"), code="5A"), "BABAB"),
    ],
)
def test_a_letter_for_some_weeks_does_not_take_the_others_away(rows, expected) -> None:
    year = SchoolYear(school_with(rows, **FROM_TO))
    assert letters(year.weeks("5A")) == expected
    assert year.letters_only == (len(expected) == 5)
    assert year.weeks("5A")[0].monday == MONDAY


def test_days_off_hold_beside_a_letter_and_without_ends_rows_are_the_list_of_weeks() -> None:
    off = CalendarEntry(MONDAY + 2 * WEEK, WeekKind.HOLIDAY, last=MONDAY + 2 * WEEK + 4 * DAY)
    year = SchoolYear(school_with((*named((0, "B")), off), **FROM_TO))
    assert letters(year.weeks("")) == "BABA" and not year.missing
    assert letters(SchoolYear(school_with(named((0, "B")))).weeks("")) == "B"
