"""Every placed meet stands exactly once on each page it belongs to, whatever the grids, blocks and weeks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from scheduler.demo import make_demo
from scheduler.problem.problem import Problem
from scheduler.problem.times import Time, Times, with_ticks
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from scheduler.views.agenda import Agenda, make_agendas
from scheduler.views.layout import Layout, lay_out
from tests.builders import contact, demand, lesson, path, problem, put, room, synchronous, teacher, timetable, week
from tests.views.greedy import greedy

WEEKLY = ((0, 1),)
EITHER = ((0,), (1,))


def slots(layout: Layout) -> Counter[tuple[int, int, int]]:
    """How often each (week, day, row) is covered by a cell."""
    return Counter(
        (w, cell.day, row) for cell in layout.cells for w in cell.weeks for row in range(cell.row, cell.row + cell.rows)
    )


def shown(case: Problem, agenda: Agenda) -> Counter[tuple[str, int, int, int, int]]:
    """(lesson, part, week, day, start on the clock) for everything that the cells of a page cover."""
    layout = lay_out(case, agenda)
    found: Counter[tuple[str, int, int, int, int]] = Counter()
    for cell in layout.cells:
        for entry in cell.entries:
            for w in cell.weeks:
                for row in range(cell.row, cell.row + cell.rows):
                    found[entry.lesson, entry.part, w, cell.day, row] += 1
    return found


def check(case: Problem, placed: Timetable) -> int:
    """Every time of every meet is covered once on every page of those who are in it; returns how many were seen."""
    agendas = make_agendas(case, placed)
    seen = 0
    for agenda in agendas.all:
        layout = lay_out(case, agenda)
        assert all(count == 1 for count in slots(layout).values()), f"cells of {agenda.code} overlap"
        found = shown(case, agenda)
        assert all(count == 1 for count in found.values()), f"{agenda.code} shows a meet twice at one time"
        assert len(found) == sum(len(entry.times) for entry in agenda.entries)
        seen += len(agenda.entries)
    for placement in placed.placements:
        if placement.start is None:
            continue
        held = {case.resource[r] for _, r in case.held(placement)}
        key = (placement.lesson, placement.part)
        for kind, pages in (("teacher", agendas.teachers), ("room", agendas.rooms)):
            codes = {resource.code for resource in held if resource.kind == kind}
            assert {page.code for page in pages if key in {e.key for e in page.entries}} == codes
        classes = {resource.class_code for resource in held if resource.kind == "path"}
        assert {page.code for page in agendas.classes if key in {e.key for e in page.entries}} == classes
    return seen


@pytest.mark.parametrize("seed", range(4))
def test_every_meet_of_a_demo_school_is_once_on_each_of_its_pages(seed: int) -> None:
    case = build_problem(make_demo("small", seed=seed + 1))
    placed = greedy(case, seed=seed, distance=0.5)
    assert check(case, placed) > len(placed.placements)


def page(case: Problem, placed: Timetable, code: str) -> tuple[Agenda, Layout]:
    agenda = next(agenda for agenda in make_agendas(case, placed).all if agenda.code == code)
    return agenda, lay_out(case, agenda)


def test_a_block_is_one_tall_cell_and_a_single_period_is_not() -> None:
    case = problem(week(2, 4), [lesson("MAT", sizes=(2, 1), who=("path:3A",))], resources=[path("3A")])
    _, layout = page(case, timetable(put("MAT", 0, duration=2), put("MAT", 4, part=2)), "3A")
    assert [(cell.day, cell.row, cell.rows) for cell in layout.cells] == [(0, 0, 2), (1, 0, 1)]


def test_two_blocks_of_one_lesson_in_a_row_stay_two_cells() -> None:
    case = problem(week(1, 4), [lesson("MAT", sizes=(1, 1), who=("path:3A",))], resources=[path("3A")])
    _, layout = page(case, timetable(put("MAT", 0), put("MAT", 1, part=2)), "3A")
    assert [(cell.row, cell.rows) for cell in layout.cells] == [(0, 1), (1, 1)]


def test_a_day_is_split_only_where_the_weeks_differ() -> None:
    times = week(2, 2, weeks=2)
    every = lesson("EVERY", who=("path:3A",), weeks=WEEKLY)
    only_b = lesson("ONLYB", who=("path:3A",), weeks=EITHER)
    case = problem(times, [every, only_b], resources=[path("3A")])
    _, layout = page(case, timetable(put("EVERY", 0), put("ONLYB", 6)), "3A")
    assert layout.split == {1}
    assert {(cell.entries[0].lesson, cell.day, cell.row, cell.weeks) for cell in layout.cells} == {
        ("EVERY", 0, 0, (0, 1)),
        ("ONLYB", 1, 0, (1,)),
    }


def test_lessons_that_alternate_share_a_slot_side_by_side() -> None:
    times = week(1, 2, weeks=2)
    lessons = [lesson("HIS", who=("path:3A",), weeks=EITHER), lesson("GEO", who=("path:3A",), weeks=EITHER)]
    case = problem(times, lessons, resources=[path("3A")])
    _, layout = page(case, timetable(put("HIS", 0), put("GEO", 2)), "3A")
    assert [(cell.weeks, cell.entries[0].lesson) for cell in layout.cells] == [((0,), "HIS"), ((1,), "GEO")]


def test_groups_that_are_busy_at_once_share_a_cell() -> None:
    case = problem(
        week(1, 2),
        [lesson("RC", who=("path:1",)), lesson("ISL", who=("path:2",))],
        resources=[path("1"), path("2")],
    )
    both = timetable(put("RC", 0), put("ISL", 0))
    one_class = problem(case.times, case.lessons, resources=[as_path("1", "3A"), as_path("2", "3A")])
    _, layout = page(one_class, both, "3A")
    assert len(layout.cells) == 1
    assert [entry.lesson for entry in layout.cells[0].entries] == ["ISL", "RC"]
    assert check(one_class, both) == 2


def as_path(code: str, class_code: str):  # type: ignore[no-untyped-def]
    return replace(path(code), class_code=class_code)


def test_a_block_over_the_midday_break_is_shown_on_both_sides_of_it() -> None:
    times = week(1, 4, morning=2)
    late = tuple(replace(t, start=t.start + 60, end=t.end + 60) if t.half_day == "pm" else t for t in times.times)
    case = problem(replace(times, times=late), [lesson("PRA", sizes=(3,), who=("path:3A",))], resources=[path("3A")])
    _, layout = page(case, timetable(put("PRA", 0, duration=3)), "3A")
    assert layout.lunch == 1
    assert [(cell.row, cell.rows) for cell in layout.cells] == [(0, 2), (2, 1)]


def test_a_teacher_of_two_grids_sees_the_clock_of_both_where_something_is_on() -> None:
    times = week(1, 3, grids=(("one", 500, 50), ("two", 520, 50)))
    lessons = [
        lesson("A", who=("teacher:T", "path:1A"), grid="one"),
        lesson("B", who=("teacher:T", "path:2A"), grid="two"),
    ]
    people = [replace(teacher("T"), grid="one"), path("1A", "one"), path("2A", "two")]
    case = problem(times, lessons, resources=people)
    placed = timetable(put("A", 0), put("B", 5))
    _, layout = page(case, placed, "T")
    assert [(row.label, row.start) for row in layout.rows] == [
        ("1", 500), ("2", 550), ("3", 600), ("3 (two)", 620),
    ]  # fmt: skip
    assert [cell.row for cell in layout.cells] == [0, 3]
    assert check(case, placed) == 4


def test_a_closed_period_without_a_lesson_is_marked_closed() -> None:
    times = week(2, 2)
    shut = tuple(replace(time, open=time.day == 0 or time.period == 1) for time in times.times)
    case = problem(replace(times, times=shut), [lesson("A", who=("path:1A",))], resources=[path("1A")])
    _, layout = page(case, timetable(put("A", 0)), "1A")
    assert layout.closed == {(1, 1)}


def test_an_unplaced_meet_is_on_no_page() -> None:
    case = problem(week(1, 2), [lesson("A", who=("path:1A",))], resources=[path("1A")])
    agendas = make_agendas(case, timetable(put("A", None)))
    assert agendas.entries == ()


def test_a_class_at_home_is_told_apart_from_one_at_school() -> None:
    options = [contact(demand("room", "room:1")), synchronous()]
    case = problem(week(1, 2), [lesson("A", who=("path:1A",), options=options)], resources=[path("1A"), room("1")])
    home, school = (
        make_agendas(case, timetable(put("A", 0, option=option))).entries[0] for option in ("synchronous", "contact")
    )
    assert (home.pupils_home, home.rooms) == (True, ())
    assert (school.pupils_home, school.rooms) == (False, ("1",))


def bells(*days: tuple[tuple[int, int, str], ...]) -> Times:
    """A week whose days have bells of their own, as (start, end, half day)."""
    found: list[Time] = []
    for day, own in enumerate(days):
        for period, (start, end, half) in enumerate(own, 1):
            index = len(found)
            runs_on = index + 1 if period < len(own) else None
            found.append(Time(f"d{day}p{period}", index, 0, day, period, start, end, half, "", follows=runs_on))
    ticked, count = with_ticks(found)
    return Times(ticked, 1, count)


LONG = ((505, 605, "am"), (620, 720, "am"), (765, 845, "pm"), (850, 930, "pm"))
SHORT = (
    (505, 550, "am"), (550, 595, "am"), (600, 645, "am"), (645, 690, "am"),
    (765, 805, "pm"), (805, 845, "pm"), (850, 890, "pm"), (890, 930, "pm"),
)  # fmt: skip


@pytest.mark.parametrize("days", [(LONG, SHORT), (SHORT, LONG), (LONG, SHORT, LONG, SHORT, LONG), (SHORT, SHORT, LONG)])
def test_rows_are_in_the_order_of_the_clock_on_every_day_whatever_the_bells(days: tuple[Any, ...]) -> None:
    times = bells(*days)
    names = [lesson(f"L{time.index}", who=("path:3A",)) for time in times]
    case = problem(times, names, resources=[path("3A")])
    placed = timetable(*(put(f"L{time.index}", time.index) for time in times))
    _, layout = page(case, placed, "3A")
    lunch = layout.lunch
    assert lunch is not None
    assert check(case, placed) == len(names)
    for day in range(len(days)):
        cells = sorted((cell for cell in layout.cells if cell.day == day), key=lambda cell: cell.row)
        shown = [times[cell.entries[0].times[0]] for cell in cells]
        assert [time.period for time in shown] == list(range(1, len(days[day]) + 1))
        assert [cell.row <= lunch for cell in cells] == [time.half_day == "am" for time in shown]


def test_a_day_that_begins_a_little_later_keeps_the_rows_of_the_others() -> None:
    later = tuple((start + 5, end + 5, half) for start, end, half in LONG)
    times = bells(LONG, LONG, later)
    case = problem(times, [lesson("A", who=("path:3A",))], resources=[path("3A")])
    _, layout = page(case, timetable(put("A", 9)), "3A")
    assert [(row.label, row.start) for row in layout.rows] == [("1", 505), ("2", 620), ("3", 765), ("4", 850)]
    assert layout.cells[0].clock == (625, 725)


def test_a_block_between_rows_of_other_days_stays_one_cell() -> None:
    times = bells(LONG, SHORT)
    case = problem(times, [lesson("A", sizes=(2,), who=("path:3A",))], resources=[path("3A")])
    _, layout = page(case, timetable(put("A", 4, duration=2)), "3A")
    assert len(layout.cells) == 1
    cell = layout.cells[0]
    assert (layout.rows[cell.row].start, layout.rows[cell.row + cell.rows - 1].end) == (505, 595)
