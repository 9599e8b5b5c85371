"""H15: not too many lessons a day or in a row for a teacher, his own limits, and lunch."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.school.records import (
    GridPeriod,
    Level,
    Meeting,
    Room,
    RuleRow,
    School,
    SchoolClass,
    Supervision,
    Teacher,
)
from tests.school.judging import At, broken, has, lesson, said, small_school
from tests.school.schools import grid


def school(*rules: RuleRow, **limits: object) -> School:
    """ANN with seven lessons and the limits given."""
    teacher = Teacher("ANN", **limits)  # type: ignore[arg-type]
    return small_school(lesson("W", "ANN", 7), teachers=(teacher, Teacher("BEN")), rules=rules)


def on(day: int, *periods: int, first: int = 1) -> list[At]:
    return [At("W", day, period, part=part) for part, period in enumerate(periods, start=first)]


@pytest.mark.parametrize(("count", "expected"), [(4, 0), (5, 0), (6, 1), (7, 2)])
def test_lessons_a_day(count: int, expected: int) -> None:
    assert broken(school(max_per_day=5), "H15", *on(0, *range(1, count + 1)), aspect="day") == expected


def test_without_a_limit_of_his_own_the_rule_has_one_and_a_row_changes_it() -> None:
    whole_day = on(0, *range(1, 8))
    assert broken(school(), "H15", *whole_day, aspect="day") == 0  # seven
    assert broken(school(RuleRow("H15", value="per_day=6")), "H15", *whole_day, aspect="day") == 1
    assert broken(school(RuleRow("H15", "ANN", value="per_day=4")), "H15", *whole_day, aspect="day") == 3
    assert broken(school(RuleRow("H15", "BEN", value="per_day=4")), "H15", *whole_day, aspect="day") == 0
    assert broken(school(RuleRow("H15", value="per_day=4"), max_per_day=7), "H15", *whole_day, aspect="day") == 0


def test_each_day_counts_by_itself() -> None:
    meets = [*on(0, 1, 2, 3), *on(1, 1, 2, 3, first=4)]
    assert broken(school(max_per_day=2), "H15", *meets, aspect="day") == 2
    assert said(school(max_per_day=2), "H15", *on(0, 1, 2, 3)) == ["Leraar ANN heeft 3 lessen op maandag, hoogstens 2."]


@pytest.mark.parametrize(("periods", "expected"), [((1, 2), 0), ((1, 2, 3), 1), ((1, 2, 4), 0), ((3, 4, 5), 0)])
def test_lessons_in_a_row_within_a_half_day(periods: tuple[int, ...], expected: int) -> None:
    assert broken(school(max_consecutive=2), "H15", *on(0, *periods), aspect="row") == expected


NOON = 12 * 60


def without_a_break(name: str = "standaard", closed: tuple[int, ...] = ()) -> tuple[GridPeriod, ...]:
    """Eight periods from 8:40, one after the other; the fifth begins at noon."""
    return tuple(
        GridPeriod(name, day, number, start, start + 50, "am" if start < NOON else "pm", open=number not in closed)
        for day in range(5)
        for number, start in enumerate(range(8 * 60 + 40, 8 * 60 + 40 + 400, 50), start=1)
    )


@pytest.mark.parametrize(("periods", "expected"), [((4, 5), 0), ((3, 4, 5), 1), ((4, 5, 6), 1), ((3, 5, 6), 0)])
def test_lessons_in_a_row_go_on_over_noon_where_the_grid_has_no_lunch_break(
    periods: tuple[int, ...], expected: int
) -> None:
    through = replace(school(max_consecutive=2), periods=without_a_break())
    assert broken(through, "H15", *on(0, *periods), aspect="row") == expected
    lunch = replace(through, periods=without_a_break(closed=(5,)))
    assert broken(lunch, "H15", *on(0, 3, 4, 6), aspect="row") == 0


def test_a_grid_without_a_lunch_break_beside_one_with_it_runs_through_for_its_own_lessons() -> None:
    classes = (SchoolClass("3A", stage="2", pupils=20), SchoolClass("3B", stage="2", pupils=20, grid="door"))
    two = small_school(
        lesson("W", "ANN", 7),
        lesson("V", "BEN", 7, of="3B"),
        teachers=(Teacher("ANN", max_consecutive=2), Teacher("BEN", max_consecutive=2)),
        classes=classes,
        periods=(*grid(), *without_a_break("door")),
    )
    assert broken(two, "H15", *on(0, 3, 4, 5), aspect="row") == 0  # 70 minutes at noon
    assert broken(two, "H15", *(replace(one, lesson="V") for one in on(0, 3, 4, 5)), aspect="row") == 1


@pytest.mark.parametrize("through", ["standard", "door"])
@pytest.mark.parametrize(
    ("of_grid", "of_door", "expected"),
    [
        ((), (1, 2, 3), 1),  # 8:40-11:10: one row, whatever the other grid does at noon
        ((1, 2, 3), (), 1),
        ((1,), (2, 3), 1),  # 8:25-9:15, then 9:30-10:20, 10:20-11:10
        ((), (2, 3, 4, 5), 2),
        ((3, 4), (7,), 0),  # to 12:00, and again at 13:40
        ((), (3, 4, 6), 0),  # the free period at noon is a pause
        ((4,), (5, 6), 1),  # to 12:00, then 12:00-13:40
        ((4, 5), (), 0),  # seventy minutes at noon
        ((5,), (5,), 0),  # 12:00-12:50, then twenty minutes to 13:10: two
        ((5,), (4, 5), 1),
        ((5, 6), (4,), 0),  # 11:10-12:00, then seventy minutes
    ],
)
def test_a_row_in_two_grids_counts_once_and_goes_on_where_the_clock_leaves_no_lunch(
    of_grid: tuple[int, ...], of_door: tuple[int, ...], expected: int, through: str
) -> None:
    """One teacher in a grid with seventy minutes at noon and in one without a break, whichever is the first one."""
    other = "door" if through == "standard" else "standard"
    classes = (SchoolClass("3A", pupils=20, grid=other), SchoolClass("3B", pupils=20, grid=through))
    periods = {other: grid(other), through: without_a_break(through)}
    both = small_school(
        lesson("W", "ANN", 7),
        lesson("V", "ANN", 7, of="3B"),
        teachers=(Teacher("ANN", max_consecutive=2),),
        classes=classes,
        periods=(*periods["standard"], *periods["door"]),
    )
    meets = [*on(0, *of_grid), *(replace(one, lesson="V") for one in on(0, *of_door))]
    assert broken(both, "H15", *meets, aspect="row") == expected


@pytest.mark.parametrize(("aspect", "expected"), [("day", 0), ("row", 0), ("days", 1), ("gaps", 0), ("lunch", 0)])
@pytest.mark.parametrize("extra", ["overleg:1:ANN", "toezicht:OLC:1-3"])
def test_meetings_and_supervision_are_no_lessons_but_who_has_them_is_at_school(
    extra: str, aspect: str, expected: int
) -> None:
    """Two lessons around a meeting or an hour of supervision, for who has at most two lessons and comes on no day."""
    busy = replace(
        school(max_per_day=2, max_consecutive=2, max_days=0, max_gaps=0),
        rooms=(Room("K", seats=30), Room("OLC", seats=9, onsite=True)),
        meetings=(Meeting("ANN", ("ANN",)),),
        supervision=(Supervision("OLC", "ANN"),),
    )
    busy = replace(busy, classes=(replace(busy.classes[0], onsite_requests=2),))
    meets = [*on(0, 2, 4), At(extra, 0, 3)]
    assert broken(busy, "H15", *meets, aspect=aspect) == expected
    assert broken(busy, "H15", *meets[:2], aspect="gaps") == 1
    third = At("W", 0, 3, part=3)
    assert broken(busy, "H15", *meets[:2], third, aspect="day") == broken(busy, "H15", *meets, third, aspect="day") == 1
    assert broken(busy, "H15", *meets[:2], third, aspect="row") == broken(busy, "H15", *meets, third, aspect="row") == 1


@pytest.mark.parametrize(("meeting", "expected"), [(1, 0), (5, 0), (4, 1)])
def test_a_meeting_at_noon_takes_the_lunch_of_who_attends(meeting: int, expected: int) -> None:
    """Lessons at the other periods around noon, in a grid without a break; periods 3 to 7 are from 10:20 to 14:30."""
    periods = without_a_break()
    busy = replace(school(), periods=periods, meetings=(Meeting("ANN", ("ANN",)),))
    lessons = on(0, 3, 5, 6, 7) if meeting != 5 else on(0, 3, 6, 7)
    assert broken(busy, "H15", *lessons, At("overleg:1:ANN", 0, meeting), aspect="lunch") == expected


def test_the_rows_own_limit_in_a_row_holds_where_a_teacher_has_none() -> None:
    limited = school(RuleRow("H15", value="in_row=2"))
    assert broken(limited, "H15", *on(0, 1, 2, 3), aspect="row") == 1
    assert (
        broken(school(RuleRow("H15", value="in_row=2"), max_consecutive=3), "H15", *on(0, 1, 2, 3), aspect="row") == 0
    )


def test_a_row_as_long_as_an_afternoon_still_counts_in_the_morning() -> None:
    assert broken(school(max_consecutive=3), "H15", *on(0, 1, 2, 3, 4), aspect="row") == 1
    assert broken(school(max_consecutive=3), "H15", *on(0, 5, 6, 7), aspect="row") == 0


@pytest.mark.parametrize(("days", "expected"), [(2, 0), (3, 0), (4, 1)])
def test_days_a_week(days: int, expected: int) -> None:
    meets = [At("W", day, 1, part=day + 1) for day in range(days)]
    assert broken(school(max_days=3), "H15", *meets, aspect="days") == expected


@pytest.mark.parametrize(("periods", "expected"), [((1, 2), 0), ((1, 3), 0), ((1, 4), 1), ((1, 3, 5), 1)])
def test_gaps_where_the_planner_gave_a_limit(periods: tuple[int, ...], expected: int) -> None:
    assert broken(school(max_gaps=1), "H15", *on(0, *periods), aspect="gaps") == expected
    assert broken(school(), "H15", *on(0, *periods), aspect="gaps") == 0


def test_who_teaches_on_a_grid_without_a_break_keeps_a_lunch() -> None:
    starts = [8 * 60 + 30 + 50 * number for number in range(9)]
    through = tuple(
        replace(grid()[0], day=day, period=number, start=start, end=start + 50, half_day="am" if number <= 5 else "pm")
        for day in range(5)
        for number, start in enumerate(starts, start=1)
    )
    busy = small_school(lesson("W", "ANN", 9), periods=through)
    row = [At("W", 0, number, part=number) for number in range(1, 10)]
    assert broken(busy, "H15", *row, aspect="lunch") == 1
    assert broken(busy, "H15", *(meet for meet in row if meet.period != 5), aspect="lunch") == 0


def test_it_can_be_switched_off_for_one_teacher() -> None:
    off = school(RuleRow("H15", "ANN", Level.OFF), max_per_day=1)
    assert broken(off, "H15", *on(0, 1, 2, 3)) == 0 and has(off, "H15")  # BEN still has it
    assert not has(school(RuleRow("H15", level=Level.OFF)), "H15")


@pytest.mark.parametrize(
    ("value", "over"),
    [
        ("friday=2", 1),
        ("per_day=2; friday=3", 0),
        ("friday=3", 0),
        ("per_day=2", 1),
        ("monday=2; tuesday=2; wednesday=2; thursday=2", 0),
    ],
)
def test_a_day_of_the_week_may_have_a_limit_of_its_own(value, over):
    found = small_school(lesson("W", "ANN", 3), rules=(RuleRow("H15", "ANN", Level.MUST, value=value),))
    friday = tuple(At("W", 4, period, period) for period in (1, 2, 3))
    assert broken(found, "H15", *friday) == over
