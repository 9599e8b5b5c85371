"""What stands on the sheets Naleving and Aandeel afstand, row by row, for a school worked out by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from scheduler.demo import make_demo
from scheduler.problem.resources import PATH
from scheduler.school.building import build_problem
from scheduler.school.catalogue import catalogue
from scheduler.school.records import CalendarEntry, Level, RuleRow, School, SchoolLesson
from scheduler.views import make_report
from scheduler.views.compliance import Check, Verdict
from scheduler.views.compliance_sheets import measured, write_compliance
from scheduler.views.phrases import Phrases
from scheduler.views.report import Report
from scheduler.views.result_sheets import SHARES
from scheduler.views.shares_sheet import write_shares
from scheduler.views.tables import BROKEN_FILL, KEPT_FILL
from tests.school.schools import blended_school
from tests.views.greedy import greedy
from tests.views.test_report import report_of

CONTACT = (("W", 2, 0, 2, "contact"), ("W", 3, 1, 1, "contact"), ("W", 4, 1, 2, "contact"))
MATHS = (("W", 1, 0, 1, "asynchronous"), *CONTACT)
"""Four periods a week, one of them at distance: eight and two in the cycle."""


class Paper:
    """A sheet that keeps what is written on it, in order."""

    def __init__(self, report: Report, language: str = "nl") -> None:
        self.report, self.phrases = report, Phrases(report.problem, language)
        self.said: list[tuple[Any, ...]] = []

    def heading(self, text: str, size: int = 14) -> None:
        self.said.append(("heading", text))

    def sentence(self, text: str) -> None:
        self.said.append(("sentence", text))

    def detail(self, text: str) -> None:
        self.said.append(("detail", text))

    def head(self, frozen: int) -> None:
        self.said.append(("head", frozen))

    columns = SHARES
    next = 0

    def print_only(self, columns: int, pages: int) -> None:
        self.said.append(("printed", columns, pages))

    def new_page(self) -> None:
        pass

    def filtered(self, heading: int, last: int) -> None:
        pass

    def row(self, values: Sequence[Any], fill: str = "") -> None:
        self.said.append(("row", fill, *values))


def shares(report: Report) -> list[tuple[Any, ...]]:
    paper = Paper(report)
    write_shares(report, paper)  # type: ignore[arg-type]
    return paper.said


def compliance(report: Report) -> list[tuple[Any, ...]]:
    paper = Paper(report)
    write_compliance(report, paper)  # type: ignore[arg-type]
    return paper.said


def about(said: list[tuple[Any, ...]], entry: str) -> list[tuple[Any, ...]]:
    """The row of a rule and what breaks it: (fill, what, for whom, measured, limit, verdict), then details."""
    found: list[tuple[Any, ...]] = []
    inside = False
    for one in said:
        inside = one[-1] == entry if one[0] == "row" else inside and one[0] == "detail"
        if inside and not origin(one):
            found.append((one[1], *one[3:8]) if one[0] == "row" else one)
    return found


def origin(one: tuple[Any, ...]) -> bool:
    """Whether a line says where a rule comes from."""
    return one[0] == "detail" and one[1].startswith(("Wet: ", "Waar niets anders is ingevuld: "))


def test_shares_of_a_cycle_row_by_row() -> None:
    """The class stands for its first group, so only the second, which has a lesson more, has a row of its own."""
    title, help_, head, *rows = shares(report_of(blended_school(), *MATHS))
    assert title == ("heading", "Aandeel afstandsonderwijs") and head == ("head", 2)
    assert "per cyclus van 2 weken" in help_[1]
    year = ("", "", "")
    first = ("row", "", "groep", "5A (1)", 12, 8, 2, 0, 2, "16,7", "25,0", *year, 40, 4, 2, "in orde")
    second = ("row", "", "groep", "5A (2)", 13, 8, 2, 0, 2, "15,4", "25,0", *year, 40, 5, 3, "in orde")
    assert [one for one in rows if one[0] not in ("sentence", "heading")] == [
        ("row", "", "klas", "5A", 12, 8, 2, 0, 2, "16,7", "25,0", *year, 40, 4, 2, "in orde"),
        second,
        ("row", "", "graad", "3", 12, 8, 2, 0, 2, "16,7", "25,0", *year, "", "", "", "cijfer"),
        ("printed", 16, 2),
        first,
        second,
    ]


def capped() -> School:
    """One week of lessons in the calendar, and an own cap of one percent."""
    school = blended_school(calendar=(CalendarEntry(date(2026, 9, 7)),))
    return replace(school, classes=(replace(school.classes[0], distance_max_pct=Fraction(1)),))


def test_shares_of_a_year_have_its_figures_and_a_broken_cap_is_coloured() -> None:
    rows = [one for one in shares(report_of(capped(), *MATHS)) if one[0] == "row"]
    (stage,) = [row for row in rows if row[2] == "graad"]
    others = [row for row in rows if row is not stage]
    assert [row[2:4] for row in others] == [
        ("klas", "5A"),
        ("groep", "5A (2)"),
        ("groep", "5A (1)"),
        ("groep", "5A (2)"),
    ]
    assert (stage[1], *stage[11:]) == ("", 6, 1, "16,7", "", "", "", "cijfer")
    for row in others:
        assert (row[1], *row[11:]) == (BROKEN_FILL, 6, 1, "16,7", 1, 0, -1, "GEBROKEN")


def test_without_a_cap_there_is_no_verdict_and_distance_switched_off_is_said() -> None:
    off = (RuleRow("H03", level=Level.OFF), RuleRow("afstand", "all", Level.OFF))
    said = shares(report_of(blended_school(rules=off), *CONTACT))
    assert [one[0] for one in said[:4]] == ["heading", "sentence", "sentence", "head"]
    assert said[2][1].startswith("Afstandsonderwijs staat uit")
    assert {(row[3], *row[14:]) for row in said if row[0] == "row" and row[2] == "klas"} == {
        ("5A", "", "", "", "uitgeschakeld")
    }


def test_naleving_tells_each_check_and_below_it_what_breaks_it() -> None:
    said = compliance(report_of(capped(), *MATHS))
    assert said[:3] == [("heading", "Naleving"), ("head", 0), ("heading", "Wat de wet vraagt")]
    assert ("heading", "Wat de school vraagt") in said
    assert about(said, "H01") == [(KEPT_FILL, "", "de school", "0 inbreuken", "geen enkele", "in orde")]
    assert about(said, "H02")[:3] == [
        (BROKEN_FILL, "", "de school", "5 inbreuken", "geen enkele", "GEBROKEN"),
        ("detail", "LAB 5A-1 (les L1) heeft 0 van de 2 lesuren in het rooster."),
        ("detail", "LAB 5A-2 (les L2) heeft 0 van de 3 lesuren in het rooster."),
    ]
    measured = "1 van 6 over de lesweken van de kalender = 16,7 % (5A (1)); van de 4 geplaatste 25,0 %"
    assert about(said, "H03") == [
        (BROKEN_FILL, "afstandslessen, per groep", "5A", measured, "hoogstens 0 (1 %)", "GEBROKEN"),
        ("detail", "5A 5A-1: 1 afstandsles over de lesweken van de kalender, hoogstens 0."),
        ("detail", "5A 5A-2: 1 afstandsles over de lesweken van de kalender, hoogstens 0."),
        ("detail", "Keuze van de school: 5A: 1 %."),
    ]
    what, where = "plaatsen gevraagd op het drukste moment", "plaatsen op school"
    short = "Plaatsen op school voor wie afstandslessen daar volgt: 3 nodig op maandag lesuur 1, 0 beschikbaar"
    assert about(said, "H08") == [
        (BROKEN_FILL, what, where, "3 (plaatsen op school)", "hoogstens 0", "GEBROKEN"),
        ("detail", f"{short} (week A en B)."),
    ]


def test_naleving_says_that_distance_is_switched_off_and_only_then() -> None:
    off = report_of(blended_school(rules=(RuleRow("afstand", "all", Level.OFF),)), *CONTACT)
    assert compliance(off)[1][0] == "sentence" and compliance(off)[1][1].startswith("Afstandsonderwijs staat uit")


def test_of_many_breaches_five_are_told_and_the_others_counted() -> None:
    for count, extra in ((5, []), (6, [("detail", "+1 meer")]), (9, [("detail", "+4 meer")])):
        lessons = tuple(SchoolLesson(f"X{n}", ("5A",), "WIS", (("JANS",),), Fraction(1)) for n in range(count))
        said = about(compliance(report_of(blended_school(lessons=lessons))), "H02")
        told = [one for one in said if one[0] == "detail"]
        assert len(told) == 5 + len(extra) and told[5:] == extra


def test_a_school_without_campuses_is_called_school() -> None:
    told = [one[1] for one in about(compliance(report_of(blended_school(), *MATHS)), "H12") if one[0] == "detail"]
    assert len(told) == 1 and "naar school (maandag lesuur 2) te gaan" in told[0]


def rows(report: Report, entry: str) -> list[tuple[Any, ...]]:
    """The cells of the rows of a rule, but for its sentence; and what the school chose, as it stands below each."""
    found: list[tuple[Any, ...]] = []
    mark = "Keuze van de school: "
    for one in about(compliance(report), entry):
        if one[0] != "detail":
            found.append((*one, ""))
        elif one[1].startswith(mark):
            found[-1] = (*found[-1][:-1], one[1].removeprefix(mark).removesuffix("."))
    return found


def test_a_rule_that_asks_nothing_says_for_whom_and_by_whose_choice_and_nothing_else() -> None:
    off = report_of(blended_school(rules=(RuleRow("H07", level=Level.OFF),)), *MATHS)
    assert rows(off, "H07") == [("", "", "", "", "", "uitgeschakeld", "alle: uit")]
    school = blended_school()
    first, *others = school.classes
    excused = replace(school, classes=(replace(first, exempt=(("H06", "proefproject"),)), *others))
    row = rows(report_of(excused, *MATHS), "H06")[-1]
    assert row[:6] == ("", "", "5A", "", "", "vrijgesteld") and "5A" in row[6] and "proefproject" in row[6]
    idle = rows(report_of(blended_school(pools=()), *MATHS), "H09")
    assert [row[1:6] for row in idle] == [("", "", "", "", "niet van toepassing")]
    assert rows(report_of(blended_school(), *MATHS), "H07")[0][6] == ""


def test_seats_of_a_campus_are_called_by_it_and_a_whole_timetable_needs_no_second_share() -> None:
    school = blended_school()
    sites = replace(
        school,
        classes=tuple(replace(one, campus="Noord") for one in school.classes),
        rooms=tuple(replace(one, campus="Noord") for one in school.rooms),
    )
    said = rows(report_of(sites, *MATHS), "H08")
    assert {(row[2], row[3].partition("(")[2]) for row in said} == {
        ("plaatsen op school Noord", "plaatsen op school Noord)")
    }
    only = replace(school, lessons=tuple(one for one in school.lessons if one.id == "W"), groups=())
    (share,) = rows(report_of(only, *MATHS), "H03")
    assert share[3] == "2 van 8 per cyclus van 2 weken = 25,0 % (5A)"


def test_a_class_for_which_a_rule_is_off_shows_the_row_that_says_so_and_no_other() -> None:
    rules = (RuleRow("H07", value="45"), RuleRow("H07", who="5A", level=Level.OFF))
    found = rows(report_of(blended_school(rules=rules), *MATHS), "H07")
    assert ("", "", "5A", "", "", "uitgeschakeld", "5A: uit") in found


def test_an_exempt_class_shows_its_reason_and_not_what_others_chose() -> None:
    school = blended_school(rules=(RuleRow("H05", value="6"),))
    first, *others = school.classes
    excused = replace(school, classes=(replace(first, exempt=(("H05", "proefproject"),)), *others))
    (choice,) = (row[6] for row in rows(report_of(excused, *MATHS), "H05") if row[5] == "vrijgesteld")
    assert "proefproject" in choice and "alle" not in choice


def test_an_exempt_class_is_called_exempt_on_the_sheet_of_shares_too_and_not_switched_off() -> None:
    school = blended_school()
    first, *others = school.classes
    excused = replace(school, classes=(replace(first, exempt=(("H03", "proefproject"),)), *others))
    said = shares(report_of(excused, *MATHS))
    assert {row[-1] for row in said if row[0] == "row" and row[2] in ("klas", "groep")} == {"vrijgesteld"}


def test_every_count_of_periods_says_over_what_it_was_counted() -> None:
    for school, per in ((blended_school(), "per cyclus van 2 weken"), (capped(), "over de lesweken van de kalender")):
        share = next(row for row in rows(report_of(school, *MATHS), "H03"))
        assert per in share[3]
    counted = [row for entry in ("H04", "H10") for row in rows(report_of(blended_school(), *MATHS), entry)]
    bounded = [row for row in counted if "hoogstens" in row[4] or "minstens" in row[4]]
    assert bounded and all("per cyclus van 2 weken" in row[3] for row in bounded)


def test_what_is_only_to_be_named_is_named_and_not_broken() -> None:
    """H20 over fixed lessons: four periods in two weeks of an assignment of one a week; the verdict stays valid."""
    school = blended_school()
    first, *others = school.teachers
    short = replace(school, teachers=(replace(first, assignment=Fraction(1)), *others))
    found = [row for row in rows(report_of(short, *MATHS), "H20") if row[5] != "in orde"]
    assert [row[5] for row in found] == ["genoemd"] and found[0][0] == ""
    assert "per cyclus" in found[0][1]


def test_a_rule_that_has_nothing_to_speak_of_still_shows_what_was_chosen() -> None:
    chosen = blended_school(pools=(), rules=(RuleRow("H09", level=Level.MUST),))
    assert [row[5:] for row in rows(report_of(chosen, *MATHS), "H09")] == [("niet van toepassing", "alle: eis")]


def test_a_count_of_lessons_is_no_share_though_the_class_has_one() -> None:
    only = replace(blended_school(), groups=())
    only = replace(only, lessons=tuple(one for one in only.lessons if one.id == "W"))
    found = rows(report_of(only, *CONTACT), "H05")
    assert found and all("%" not in row[3] + row[4] for row in found)


def test_what_was_not_measured_and_what_is_nobodys_in_particular() -> None:
    phrases = Phrases(report_of(blended_school(), *MATHS).problem, "nl")
    check = Check("H05", "", (), 4, "5A", 0, 3, True, Verdict.BROKEN, True)
    assert measured(check, phrases) == "4 (5A)"
    assert measured(replace(check, at=""), phrases) == "4"
    assert measured(replace(check, measured=None), phrases) == ""


def test_a_school_without_shares_gets_a_sheet_with_headings_only() -> None:
    said = shares(replace(report_of(blended_school(), *MATHS), shares=()))
    assert [one[0] for one in said] == ["heading", "head", "printed"]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("seed", range(3))
def test_no_cell_of_naleving_and_aandeel_has_parameters_doubled_classes_or_groups_counted_with_a_plus(
    seed: int, language: str
) -> None:
    """Over all rows that a demo school has, with much broken: words a head teacher can read, the code last."""
    problem = build_problem(make_demo("small", language=language))
    paper = Paper(make_report(problem, greedy(problem, seed, distance=0.7)), language)
    write_compliance(paper.report, paper)  # type: ignore[arg-type]
    codes = {one[-1] for one in paper.said if one[0] == "row"}
    assert codes == {check.entry for check in paper.report.checks}
    paths = [path.code for path in problem.resources_of(PATH) if path.groups]
    parameters = {one.name for entry in catalogue().values() for one in entry.parameters if "_" in one.name}
    cells = [cell for one in paper.said if one[0] == "row" for cell in one[2:-1]]
    for cell in cells:
        assert not any(path in cell for path in paths) and not re.search(r"\+\d+ ", cell), cell
        assert not parameters & set(re.findall(r"\w+", cell)), cell
    write_shares(paper.report, paper)  # type: ignore[arg-type]
    printed = paper.said[: [one[0] for one in paper.said].index("printed")]
    named = [one[3] for one in printed if one[0] == "row" and one[-1] not in codes]
    assert len(named) == len(set(named)) and not set(named) & set(paths)
    assert {one.code for one in paper.report.context.school.classes} <= set(named)  # type: ignore[union-attr]
