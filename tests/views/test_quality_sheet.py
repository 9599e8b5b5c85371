"""Kwaliteit: two pages with figures that people know and rules in words; below them the whole list, not printed."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from scheduler.demo import make_demo
from scheduler.school.building import build_problem
from scheduler.telling.lines import lines_of
from scheduler.views import make_report, write_result
from scheduler.views.loads.counting import tables
from scheduler.views.loads.sheets import shown
from scheduler.views.phrases import Phrases
from scheduler.views.quality_sheet import _all_about, _worst, figures
from tests.views.greedy import greedy

TITLES = {
    "nl": ("wat er misgaat", "hoe vaak", "voor wie", "het meest bij", "regel"),
    "en": ("what goes wrong", "how often", "for whom", "most with", "rule"),
}


@pytest.mark.parametrize(("language", "sheet", "everything"), [
    ("nl", "Kwaliteit", "Alle overtredingen"), ("en", "Quality", "All violations"),
])  # fmt: skip
def test_the_summary_is_printed_on_two_pages_and_the_list_is_there_to_filter(
    language: str, sheet: str, everything: str, tmp_path: Path
) -> None:
    problem = build_problem(make_demo("small"))
    report = make_report(problem, greedy(problem))
    write_result(tmp_path / "out.xlsx", report, language)
    tab = openpyxl.load_workbook(tmp_path / "out.xlsx")[sheet]
    first = [tab.cell(row, 1).value for row in range(1, tab.max_row + 1)]
    head, below = first.index(TITLES[language][0]) + 1, first.index(everything) + 1
    assert tuple(cell.value for cell in tab[head][:5]) == TITLES[language]
    area = str(tab.print_area).rpartition("!")[2].replace("$", "")
    assert area.startswith("A1:E") and int(area.rpartition("E")[2]) < below
    assert (tab.page_setup.fitToWidth, tab.page_setup.fitToHeight) in ((1, 2), (None, 2))
    assert int(tab.page_setup.paperSize) == 9
    assert all(one.max_col <= 5 for one in tab.merged_cells.ranges), "no sentence goes on beside what is printed"
    assert str(tab.auto_filter.ref).startswith(f"A{below}:")
    broken = {item.entry: lines_of(problem, item.violations, language) for item in report.quality if item.violations}
    told = {tab.cell(row, 5).value: tab.cell(row, 2).value for row in range(head + 1, below) if tab.cell(row, 5).value}
    assert told == {entry: len(lines) for entry, lines in broken.items()}
    words = Phrases(problem, language)
    for row in range(head + 1, below):
        if entry := tab.cell(row, 5).value:
            assert tab.cell(row, 1).value == words.plain(str(entry)) != entry
    listed = [text for row in range(below + 1, tab.max_row + 1) if (text := tab.cell(row, 5).value)]
    assert sorted(listed) == sorted(entry for entry, lines in broken.items() for _ in lines)


def test_what_is_the_same_in_both_weeks_counts_once_and_places_are_different() -> None:
    problem = build_problem(make_demo("small"))
    report = make_report(problem, greedy(problem))
    for item in report.quality:
        lines = lines_of(problem, item.violations, "nl")
        assert len({(line.hard, line.text) for line in lines}) == len(lines) <= max(1, len(item.violations))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_figures_are_those_of_the_loads(language: str) -> None:
    problem = build_problem(make_demo("medium"))
    report = make_report(problem, greedy(problem))
    table = tables(report)[0]
    place = {column: number for number, column in enumerate(table.columns)}
    busy = {agenda.code for agenda in report.agendas.teachers if agenda.entries}
    rows = [row for row in table.rows if row[0] in busy]
    told = next(figures(report, Phrases(problem, language)))
    for column in ("gaps", "days", "free_half_days", "last"):
        mean = sum(row[place[column]] for row in rows) / len(rows)  # type: ignore[misc]
        assert shown(round(mean * 10) / type(mean)(10), language) in told


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_worst_places_are_codes_or_whole_sentences(language: str) -> None:
    """No clause is cut; a matter about several lessons names the first of them by their ids."""
    problem = build_problem(make_demo("small", language=language))
    report = make_report(problem, greedy(problem, 1))
    lines = [line for item in report.quality for line in lines_of(problem, item.violations, language)]
    shared = [line for line in lines if line.about and " + " in line.about[0]]
    alone = [line for line in lines if not any(_all_about(problem, line))]
    assert shared and alone
    for line in shared:
        assert _worst(problem, [line], language).startswith(" + ".join(line.about[0].split(" + ")[:2]))
    for line in alone:
        told = _worst(problem, [line], language).rpartition(" (")[0].removesuffix(" …")
        assert line.text.startswith(told) and line.text[len(told)] in ".;"
