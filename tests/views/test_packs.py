"""Packs: every figure is counted again here from the placements, every page is one page, every text is only text."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

import scheduler as s
from scheduler.demo import make_demo
from scheduler.formats.files.faults import Faults
from scheduler.problem.lessons import HOME
from scheduler.problem.problem import Problem
from scheduler.problem.text import catalogue, say
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import build_problem
from scheduler.school.catalogue import catalogue as rules
from scheduler.school.records import (
    CalendarEntry,
    Meeting,
    Room,
    RuleRow,
    School,
    SchoolClass,
    SchoolLesson,
    Supervision,
    WeekKind,
)
from scheduler.views.packs.document import Document, Part, Row, Sentence, Table, Week, table
from scheduler.views.packs.logo import read_logo
from scheduler.views.packs.onsite import NOON, heads
from scheduler.views.packs.paper import least_height, page_html
from scheduler.views.packs.widths import widths_of
from scheduler.views.packs.writing import PACKS, make_pack, write_packs
from scheduler.views.phrases import Phrases
from scheduler.views.printing import A4, PAPERS
from scheduler.views.report import Report, make_report
from tests.school.schools import blended_school
from tests.views.greedy import greedy

TODAY = date(2026, 10, 1)
SMALL = Path(__file__).resolve().parents[2] / "examples" / "kleine-school" / "school.xlsx"


def school(**changes: Any) -> School:
    """The blended school with a second class, an on-site room with a supervisor, a meeting and a calendar."""
    plain = blended_school()
    weeks = tuple(CalendarEntry(date(2026, 9, 28) + timedelta(weeks=number)) for number in range(8))
    away = CalendarEntry(date(2026, 10, 12), WeekKind.INTERNSHIP, "6B", last=date(2026, 10, 16))
    more = replace(
        plain,
        classes=(*plain.classes, SchoolClass("6B", stage="3", programme="Hout", pupils=12, exempt=(("H06", "dual"),))),
        lessons=(*plain.lessons, SchoolLesson("N", ("6B",), "NED", (("PEET",),), Fraction(6), devices=(("cart", 8),))),
        meetings=(Meeting("Overleg W", ("W",)),),
        supervision=(Supervision("OLC", "opvoeder"),),
        calendar=(*weeks, away),
        rules=(RuleRow("H11", level=None, value="distance_per_day=3", source="schoolreglement"),),
    )
    return replace(more, **changes)


def report_of(seed: int, distance: float) -> Report:
    case = build_problem(school())
    return make_report(case, greedy(case, seed, distance))


@pytest.fixture(scope="module")
def small() -> Report:
    case = s.read_school(SMALL)
    return make_report(case, greedy(case, distance=0.6))


def pack(report: Report, name: str, language: str = "en") -> Document:
    return make_pack(report, name, language, today=TODAY)


def rows(part: Part, number: int = 0) -> list[tuple[Any, ...]]:
    return [row.values for row in [block for block in part.blocks if isinstance(block, Table)][number].rows]


class Counted:
    """The placements of a timetable, counted in the plainest way."""

    def __init__(self, problem: Problem, timetable: Timetable) -> None:
        self.problem = problem
        self.meets = []
        for placement in timetable.placements:
            if placement.start is not None:
                lesson = problem.lesson[placement.lesson]
                held = [(demand, problem.resource[one]) for demand, one in problem.held(placement)]
                times = [problem.times[index] for index in problem.occupied(placement)]
                self.meets.append((lesson, lesson.option(placement.option), held, times))

    def of(self, kind: str, code: str) -> list[Any]:
        return [
            (option, times)
            for lesson, option, held, times in self.meets
            if any(one.kind == kind and code in (one.code, one.class_code) for _, one in held)
        ]


@given(st.integers(0, 10_000), st.sampled_from((0.0, 0.5, 1.0)))
@settings(max_examples=15)
def test_every_figure_of_the_inspector_is_what_the_placements_come_to(seed, distance):
    report = report_of(seed, distance)
    counted = Counted(report.problem, report.timetable)
    shares, weeks = pack(report, "inspector").parts[1:3]
    for code, *_, whole, away, synchronous, asynchronous, percent, cap, most, left, _, verdict in (
        (row[0], *row[1:3], *row[3:]) for row in rows(shares)
    ):
        assert cap == 40 and most == int(40 * whole / 100) and left == most - away
        assert (verdict == "kept") == (left >= 0) and percent == f"{int(1000 * away / whole + 0.5) / 10:.1f}"
        modes = {"synchronous": 0, "asynchronous": 0}
        for option, times in counted.of("path", code):
            if option.mode.value in modes:
                modes[option.mode.value] += 4 * len(times)  # eight taught weeks, A and B in turn
        assert (synchronous, asynchronous) == (modes["synchronous"], modes["asynchronous"])
        assert away == synchronous + asynchronous, "all over the same weeks"
    for code, contact, subjects, half_days, asked, room, first, last, requests, _ in rows(weeks):
        own = [(option, times) for option, times in counted.of("path", code)]
        every = [time for _, times in own for time in times]
        paths = [one for one in report.problem.resources_of("path") if one.class_code == code]
        by_path = [
            [(option, times) for _, option, held, times in counted.meets if path in [one for _, one in held]]
            for path in paths
        ]
        assert contact == min(sum(len(t) for o, t in some if o.mode == "contact") for some in by_path)
        assert half_days == min(
            len({(time.day, time.half_day) for _, t in some for time in t if time.week == week})
            for some in by_path
            for week in (0, 1)
        )
        assert asked == "not asked" and room == ""
        assert first == (_clock(min(time.start for time in every)) if every else "")
        assert last == (_clock(max(time.end for time in every)) if every else "")
        assert requests == {"5A": 3, "6B": "unknown"}[code]
        told = {subject: (int(a), int(b)) for subject, a, b in re.findall(r"(\w+) (\d+) of (\d+)", subjects)}
        assert sum(a for a, _ in told.values()) == sum(len(t) for o, t in own if o.mode != "contact")


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


@given(st.integers(0, 10_000), st.sampled_from((0.0, 0.5, 1.0)))
@settings(max_examples=15)
def test_every_head_at_school_is_counted_from_the_placements(seed, distance):
    report = report_of(seed, distance)
    counted, found = Counted(report.problem, report.timetable), heads(report)
    sizes, asked = {"5A": 20, "6B": 12}, {"5A": 3, "6B": 0}
    for one in found:
        halves = ("am", "pm") if one.half == NOON else (one.half,)
        here, home, staff = [], [], []
        for half in halves:
            slot = one.week, one.day, half
            now = [meet for meet in counted.meets if slot in {(t.week, t.day, t.half_day) for t in meet[3]}]
            here.append(_classes(meet for meet in now if meet[1].pupils_place != HOME))
            home.append(_classes(meet for meet in now if meet[1].pupils_place == HOME))
            on_site = [meet for meet in now if meet[1].teacher_place != HOME and meet[1].mode != "asynchronous"]
            staff.append({p.code for _, _, held, _ in on_site for _, p in held if p.kind == "teacher"})
        stay = set.intersection(*here)
        assert one.pupils == sum(sizes[code] for code in stay)
        assert one.teachers == len(set.intersection(*staff))
        if one.half != NOON:
            assert one.home == sum(sizes[code] for code in home[0] - here[0])
            assert one.asked == sum(asked[code] for code in home[0] - here[0])
    busy = {(t.week, t.day, t.half_day) for *_, times in counted.meets for t in times}
    assert {(one.week, one.day, one.half) for one in found if one.half != NOON} <= busy
    assert sum(one.pupils for one in found if one.half != NOON) > 0


def _classes(meets: Iterable[Any]) -> set[str]:
    return {one.class_code for _, _, held, _ in meets for _, one in held if one.kind == "path"}


@given(st.integers(0, 10_000))
@settings(max_examples=15)
def test_rooms_are_empty_when_they_are_to_be_cleaned_and_devices_are_where_they_are_asked(seed):
    report = report_of(seed, 0.3)
    counted = Counted(report.problem, report.timetable)
    rooms, devices = pack(report, "caretaker").parts
    for code, _, _, used, *days in rows(rooms):
        own = [time for _, times in counted.of("room", code) for time in times]
        assert used == len(own)
        for day, told in enumerate(days):
            busy = {(time.start, time.end) for time in own if time.day == day}
            assert (told == "all day") == (not busy)
            lines = [] if told in ("", "all day") else told.split("\n")
            spans = [tuple(map(_minutes, line.split("–"))) for line in lines]
            assert all(end - start >= 30 for start, end in spans)
            assert not [1 for start, end in spans for b, e in busy if b < end and start < e]
            bells = [(t.start, t.end) for t in report.problem.times.times if t.day == day and t.open]
            if busy:  # every free period of the day lies in a window
                free = [bell for bell in bells if not any(b < bell[1] and bell[0] < e for b, e in busy)]
                assert all(any(start <= b and e <= end for start, end in spans) for b, e in free)
    carts = [demand.amount for _, _, held, _ in counted.meets for demand, one in held if one.code == "cart"]
    assert sorted(row[2] for row in rows(devices)) == sorted(amount for amount in carts if amount > 0)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)


@given(st.integers(0, 10_000), st.sampled_from((0.0, 1.0)))
@settings(max_examples=10)
def test_hours_gaps_and_free_half_days_under_a_teacher_are_those_of_the_tables(seed, distance):
    report = report_of(seed, distance)
    loads = s.frames(report.problem, report.timetable).loads
    counted = Counted(report.problem, report.timetable)
    open_ = {(time.day, time.half_day) for time in report.problem.times.times if time.open}
    for part in pack(report, "teachers").parts:
        (week,) = part.blocks
        assert isinstance(week, Week)
        code = week.agenda.code
        own = loads[(loads["kind"] == "teacher") & (loads["code"] == code)]
        given_, gaps = re.match(r"Periods a week: ([\d.]+); gaps a week: ([\d.]+)", week.lines[0]).groups()  # type: ignore[union-attr]
        lessons = [times for lesson, _, held, times in counted.meets if lesson.attendees and code in _teachers(held)]
        assert float(given_) == sum(map(len, lessons)) / 2 and float(gaps) == int(own["gaps"].sum()) / 2
        held = {(time.day, time.half_day) for _, times in counted.of("teacher", code) for time in times}
        assert week.lines[1].startswith(f"Free half days ({len(open_ - held)}):")
    summed = pack(report, "head").parts[1]
    teachers = loads[loads["kind"] == "teacher"]
    last = rows(summed)[-1]
    given_all = sum(len(times) for lesson, _, held, times in counted.meets for _ in _teachers(held) if lesson.attendees)
    assert last[:3] == ("all teachers", 2, _mean(given_all, 2))
    assert last[3] == _mean(int(teachers["gaps"].sum()), 4)


def _teachers(held: Any) -> set[str]:
    return {one.code for _, one in held if one.kind == "teacher"}


def _mean(total: int, over: int) -> str:
    tenths = round(Fraction(total, over) * 10)
    return f"{tenths // 10}" + (f".{tenths % 10}" if tenths % 10 else "")


@given(st.integers(0, 10_000))
@settings(max_examples=10)
def test_what_the_head_reads_as_missing_is_all_that_is_not_placed(seed):
    report = report_of(seed, 0.5)
    texts = [block.text for block in pack(report, "head").parts[0].blocks]  # type: ignore[union-attr]
    placed, total = map(int, re.match(r"(\d+) of (\d+) periods", texts[1]).groups())  # type: ignore[union-attr]
    counted = Counted(report.problem, report.timetable)
    assert placed == sum(len(times) for lesson, _, _, times in counted.meets if not lesson.optional)
    missing = [int(text.split()[0]) for text in texts if "no place" in text]
    assert sum(missing) == total - placed


def test_a_list_of_presence_has_the_next_dates_of_each_distance_lesson_and_no_names(small):
    report = report_of(1, 1.0)
    parts = pack(report, "pupils-at-school").parts[2:]
    assert [part.title for part in parts] == ["Attendance 5A"]
    weekday = {"Monday": 0, "Tuesday": 1, "Wednesday": 2, "Thursday": 3, "Friday": 4}
    found = rows(parts[0])
    assert found
    for told, when, _, form, _, pupils, asked, *blank in found:
        day, month, year = map(int, told.split("/"))
        assert date(year, month, day) >= TODAY and date(year, month, day).weekday() == weekday[when.split()[0]]
        assert (pupils, asked, set(blank)) == (20, 3, {""}) and form in ("sync", "async")


def test_an_exempt_class_stands_with_its_reason_and_choices_of_the_school_stand_apart(small):
    part = pack(report_of(1, 0.5), "inspector").parts[3]
    assert ("6B", "The school week", "dual") in rows(part)
    choices = rows(part, 1)
    assert any("distance lessons a day: 3" in choice and "schoolreglement" in choice for _, choice in choices)


def test_every_legal_rule_stands_with_what_the_law_asks_its_article_and_how_it_was_counted(small):
    for language in ("nl", "en"):
        found = rows(pack(small, "inspector", language).parts[0])
        first = [row for row in found if row[1]]
        assert len(first) == 8 and all(all(row[:4]) for row in first)
        assert {row[-1] for row in found} <= {
            say for key in ("kept", "broken", "off", "idle") for say in catalogue("views")[f"verdict_{key}"].values()
        }


def test_the_head_reads_two_pages_without_codes_of_rules_and_without_points(small):
    for language in ("nl", "en"):
        document = pack(small, "head", language)
        html = page_html(document, Phrases(small.problem, language))
        assert html.count('<section class="page') == 2
        text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.S)
        assert not re.search(r"\b[HS]\d\d\b|\bpunt(en)?\b|\bpoints?\b|distance_|afstand_", text)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_of_an_empty_timetable_the_head_reads_that_nothing_stands_in_it(language) -> None:
    case = build_problem(school())
    (first, _) = pack(make_report(case, Timetable(())), "head", language).parts
    told = [block.text for block in first.blocks if isinstance(block, Sentence)]
    assert told[0].startswith("0 ") and told[-1] == say(language, "packs", "hurts_unknown")
    assert not any(re.search("gap|springuur|wens|wish", text) for text in told)


@given(st.integers(0, 10_000))
@settings(max_examples=10)
def test_weeks_with_the_same_heads_at_school_are_one_row(seed):
    report = report_of(seed, 0.5)
    for number in (0, 1):
        found = rows(pack(report, "pupils-at-school").parts[0], number)
        assert len(dict(found_as(found))) == len(found)
        bare = [(re.sub(", week [AB]$", "", row[0]), *row[1:]) for row in found]
        assert len(set(bare)) == len(bare)
    assert sum(one.half == NOON for one in heads(report)) >= len(found)


def found_as(found: Iterable[tuple[Any, ...]]) -> list[tuple[str, tuple[Any, ...]]]:
    return [(row[0], row[1:]) for row in found]


def test_rooms_of_several_campuses_say_on_which_they_are(small) -> None:
    plain = school()
    twice = (Room("G1", name="Gym", campus="North"), Room("G2", name="Gym", campus="South"))
    case = build_problem(replace(plain, rooms=(*plain.rooms, *twice)))
    told = {row[0]: row[1] for row in rows(pack(make_report(case, Timetable(())), "caretaker").parts[0])}
    assert (told["G1"], told["G2"]) == ("Gym, campus North", "Gym, campus South")
    assert not any("campus" in row[1] for row in rows(pack(small, "caretaker").parts[0]))


def test_every_rule_of_the_catalogue_has_words_for_the_head_that_differ(small) -> None:
    for language in ("nl", "en"):
        told = [say(language, "views", f"plain_{entry}") for entry in rules()]
        assert len(set(told)) == len(told)
        assert not any(re.search(r"[HS]\d\d|\.$", text) for text in told)


def test_a_teacher_in_two_places_at_once_is_told_to_the_head() -> None:
    plain = school()
    case = build_problem(
        replace(plain, lessons=(*plain.lessons, SchoolLesson("M", ("5A",), "MUZ", (("PEET",),), Fraction(1))))
    )
    taught = [
        (lesson, demand.candidates[0])
        for lesson in case.lessons
        for demand in lesson.demands_in(lesson.options[0])
        if demand.fixed and demand.role.startswith("teacher") and lesson.attendees
    ]
    teacher = next(one for one in dict.fromkeys(t for _, t in taught) if sum(t == one for _, t in taught) > 1)
    twice = [lesson for lesson, whose in taught if whose == teacher][:2]
    start = next(
        start
        for start in case.starts(twice[0], twice[0].parts[0], twice[0].parts[0].shortest)
        if start in case.starts(twice[1], twice[1].parts[0], twice[1].parts[0].shortest)
    )
    placed = tuple(Placement(one.id, 1, one.parts[0].shortest, start, one.options[0].id, ()) for one in twice)
    (first, _) = pack(make_report(case, Timetable(placed)), "head", "en").parts
    assert any("two places at once" in block.text for block in first.blocks if isinstance(block, Sentence))


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_pack_is_written_as_a_workbook_and_as_pages_that_say_the_school_and_the_version(
    name, language, small, tmp_path
):
    workbook, page = write_packs(small, tmp_path, [name], language=language, today=TODAY)
    html = page.read_text(encoding="utf-8")
    pages = html.count('<section class="page')
    assert [f"{number}/{pages}" in html for number in range(1, pages + 1)] == [True] * pages
    assert html.count("1/10/2026") >= pages and html.count(small.problem.name) >= pages
    sheets = load_workbook(workbook).worksheets
    assert len(sheets) == len(pack(small, name, language).parts)
    for sheet in sheets:
        assert small.problem.name in sheet.oddHeader.left.text and "&P" in f"&{sheet.oddFooter.right.text[1:]}"
        assert "1/10/2026" in sheet.oddFooter.left.text


MOST_ROWS = 55
"""That surely stand on an upright A4 page, heads among them."""
PARTS = st.lists(st.tuples(st.integers(1, 60), st.booleans(), st.booleans()), min_size=1, max_size=6)


@settings(max_examples=30, deadline=None)
@given(PARTS)
def test_a_part_that_joins_takes_no_page_of_its_own_where_it_fits_and_nothing_is_lost(
    drawn: list[tuple[int, bool, bool]],
) -> None:
    """Parts of so many rows, joining or not, upright or landscape: each title once and in order, pages never fuller."""
    parts = tuple(
        Part(
            f"PART{number}",
            (table([("a", 9, True)], [Row((f"R{number}-{row}",)) for row in range(count)]),),
            lying,
            joins,
        )
        for number, (count, joins, lying) in enumerate(drawn)
    )
    phrases = Phrases(build_problem(blended_school()), "nl")

    def pages(*some: Part) -> list[str]:
        html = page_html(Document("Pack", "School", "made", some), phrases)
        return [page for page in re.split("<section", html)[1:]]

    found, alone = pages(*parts), [pages(replace(part, joins=False)) for part in parts]
    whole = "".join(found)
    assert re.findall(r"<h1>(PART\d+)</h1>", whole) == [part.title for part in parts]
    assert re.findall(r">(R\d+-\d+)<", whole) == re.findall(r">(R\d+-\d+)<", "".join(map("".join, alone)))
    assert len(found) <= sum(map(len, alone))
    assert all(page.count("<tr") <= MOST_ROWS for page in found)
    for part, own in zip(parts, alone, strict=True):
        begun = [page for page in found if f"<h1>{part.title}</h1>" in page]
        assert len(begun) == 1 and (part.joins or page_begins_with(begun[0], part.title) or not own)


def page_begins_with(page: str, title: str) -> bool:
    """Whether it is the first title of the page."""
    return page.index(f"<h1>{title}</h1>") == page.index("<h1>")


def test_the_pages_of_a_large_school_are_as_many_as_promised() -> None:
    case = build_problem(make_demo("large"))
    report = make_report(case, greedy(case))
    pages = {}
    for name in ("inspector", "head", "teachers"):
        html = page_html(pack(report, name, "nl"), Phrases(case, "nl"))
        pages[name] = html.count('<section class="page')
        assert not re.search(r"font-size:[0-6](\.\d+)?pt", html)
    assert pages["inspector"] <= 10 and pages["head"] == 2 and pages["teachers"] == len(report.agendas.teachers)
    _every_row_of_the_rules_says_of_whom_it_is(report)


def _every_row_of_the_rules_says_of_whom_it_is(report: Report) -> None:
    """Three stages have three caps: three rows of one rule, each with its classes; groups without their class twice."""
    found = rows(pack(report, "inspector", "nl").parts[0])
    names = [row[0] for row in found]
    assert len(set(names)) == len(names) and sum("klassen met plafond" in name for name in names) == 3
    paths = [path for path in report.problem.resources_of("path") if path.groups]
    assert paths and not [row for row in found for path in paths if path.code in row[4]]
    assert not re.search(r"afstand_m|distance_m", " ".join(map(str, sum(found, ()))))


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_no_word_is_wider_than_its_column_and_a_larger_paper_has_larger_weeks(paper, small) -> None:
    phrases = Phrases(small.problem, "nl")
    page = page_html(pack(small, "inspector", "nl"), phrases, paper)
    assert f"size: {paper.name} landscape" in page
    wide = paper.long - 24
    for block in (block for part in pack(small, "inspector", "nl").parts for block in part.blocks):
        if isinstance(block, Table):
            columns = widths_of(block, wide)
            assert sum(columns) == pytest.approx(wide)
            for row in (Row(tuple(one.title for one in block.columns)), *block.rows):
                for value, column in zip(row.values, columns, strict=True):
                    words = [word for word in re.split(r"[\s-]", str(value)) if len(word) <= 24]
                    assert max((len(word) for word in words), default=0) * 1.65 <= column - 2
    sizes = re.findall(r'class="week" style="font-size:(\d+)pt', page_html(pack(small, "pupils"), phrases, paper))
    assert min(map(int, sizes)) >= (7 if paper is A4 else 10)


@given(st.lists(st.tuples(st.text("abc -W", max_size=40), st.floats(1, 60)), min_size=1, max_size=12))
def test_columns_share_the_paper_whatever_stands_in_them(columns) -> None:
    block = table([(title, width, True) for title, width in columns], [])
    found = widths_of(block, 273)
    assert sum(found) == pytest.approx(273) and min(found) > 0


def test_a_long_name_of_a_subject_is_printed_smaller_and_stays_in_one_piece() -> None:
    plain = school()
    long = replace(plain.subjects[0], name="Gedragswetenschappen")
    case = build_problem(replace(plain, subjects=(long, *plain.subjects[1:])))
    sizes = {}
    for name, problem in (("short", build_problem(plain)), ("long", case)):
        html = page_html(pack(make_report(problem, greedy(problem, seed=3)), "pupils"), Phrases(problem, "en"))
        sizes[name] = min(int(size) for size in re.findall(r'class="week" style="font-size:(\d+)pt', html))
    assert 7 <= sizes["long"] < sizes["short"] == 10


HOSTILE = ("<script>alert(1)</script>", '=HYPERLINK("http://x")', "{{ 7*7 }}", "&P &D", "@SUM(1)")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text_in_every_pack_and_never_a_formula(name, tmp_path):
    plain = school()
    own = school(
        settings=replace(plain.settings, school=name),
        teachers=tuple(replace(one, name=name) for one in plain.teachers),
        subjects=tuple(replace(one, name=name) for one in plain.subjects),
        rooms=tuple(replace(one, name=name) for one in plain.rooms),
        classes=tuple(replace(one, programme=name) for one in plain.classes),
        meetings=(Meeting(name, ("W",)),),
    )
    case = build_problem(own)
    for file in write_packs(make_report(case, greedy(case, distance=1.0)), tmp_path, PACKS, today=TODAY):
        if file.suffix == ".html":
            html = file.read_text(encoding="utf-8")
            assert "<script" not in html and html.count("Content-Security-Policy") == 1
            assert "{{" not in html or "{{ 7*7 }}" in html
        else:
            for sheet in load_workbook(file).worksheets:
                assert not [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = zlib.compress(b"".join(b"\0" + b"\x20\x40\x80" * width for _ in range(height)))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def test_a_logo_stands_on_every_page_and_every_sheet(small, tmp_path):
    (tmp_path / "logo.png").write_bytes(png(60, 20))
    logo = read_logo(tmp_path / "logo.png")
    assert (logo.kind, logo.width, logo.height) == ("png", 60, 20)
    workbook, page = write_packs(small, tmp_path, ["head"], today=TODAY, logo=logo)
    assert page.read_text(encoding="utf-8").count('<img src="data:image/png;base64,') == 2
    with zipfile.ZipFile(workbook) as package:
        names = package.namelist()
    assert len([name for name in names if name.startswith("xl/media/")]) == 1
    assert len([name for name in names if re.fullmatch(r"xl/drawings/drawing\d\.xml", name)]) == 2


CUT_OFF = [
    png(60, 20)[:30],
    png(60, 20)[:-9],
    b"GIF89a\x01\0\x01\0;",
    b"\xff\xd8\xff\xc0\0\x11\x08\0\x20\0\x20".ljust(21, b"\x03") + b"\xff\xe1\0\x28".ljust(43, b"\x01"),
]
"""Their heads are right; a workbook takes none of them."""


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg onload='alert(1)'/>", png(60, 20)[:18], png(1, 1)[:16] + b"\xff" * 8, b"\xff\xd8\xff", *CUT_OFF],
)
def test_what_is_no_picture_is_a_fault(content, tmp_path):
    (tmp_path / "logo.png").write_bytes(content)
    with pytest.raises(Faults):
        read_logo(tmp_path / "logo.png")
    with pytest.raises(Faults):
        read_logo(tmp_path / "none.png")


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PDFINFO = shutil.which("pdfinfo")


@pytest.mark.skipif(CHROMIUM is None or PDFINFO is None, reason="no Chromium or pdfinfo on this machine")
@pytest.mark.parametrize("name", ["inspector", "head", "pupils", "caretaker"])
def test_printed_by_a_browser_a_pack_has_exactly_its_pages(name, small, tmp_path):
    (page,) = write_packs(small, tmp_path, [name], ["html"], today=TODAY)
    target = tmp_path / "pack.pdf"
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={target}", "--no-pdf-header-footer"]
    subprocess.run([str(CHROMIUM), *options, page.as_uri()], capture_output=True, timeout=240, check=True)
    told = subprocess.run([str(PDFINFO), str(target)], capture_output=True, text=True, check=True).stdout
    pages = int(re.search(r"Pages:\s+(\d+)", told)[1])  # type: ignore[index]
    assert pages == page.read_text(encoding="utf-8").count('<section class="page')
    assert "A4" in told


@given(st.lists(st.floats(1, 40), min_size=1, max_size=14), st.floats(20, 300))
def test_rows_are_as_high_as_they_can_be_at_least_and_all_of_them_fit(needs: list[float], room: float) -> None:
    least = least_height(needs, room)
    taken = sum(max(need, least) for need in needs)
    if sum(needs) <= room:
        assert taken == pytest.approx(room)
    else:
        assert least <= max(needs)


@pytest.mark.parametrize("more", [0, 1, 2, 4])
def test_the_week_of_a_long_day_stays_above_the_foot_of_its_page(more: int) -> None:
    """Rows with hardly anything in them are as high as number and clock ask: none of the page's last rows is lost."""
    small = make_demo("small")
    last = {one.day: one for one in sorted(small.periods, key=lambda one: one.period)}
    longer = tuple(
        replace(one, period=one.period + n, start=one.start + 50 * n, end=one.end + 50 * n)
        for one in last.values()
        for n in range(1, more + 1)
    )
    problem = build_problem(replace(small, periods=(*small.periods, *longer)))
    html = page_html(pack(make_report(problem, greedy(problem)), "teachers"), Phrases(problem, "en"))
    for page in re.split('<section class="page', html)[1:]:
        heights = [float(height) for height in re.findall(r'<tr style="height:([\d.]+)mm"', page)]
        notes = page.count("<li>")
        assert len(heights) >= 8 + more and sum(heights) <= 164 - 10 - 5 - 4.2 * notes, (heights, notes)
