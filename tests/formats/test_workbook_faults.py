"""Every mistake a planner makes is told with its cell, and all of them at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from scheduler.formats.files.faults import Faults
from scheduler.formats.reading import read_case
from scheduler.formats.workbook import read_school, write_school
from scheduler.problem.rules import LimitPeriods
from scheduler.problem.text import catalogue
from scheduler.school.catalogue import catalogue as rules_catalogue
from scheduler.school.records import Became, CalendarEntry, RealisedRow, RosterRow, SchoolClass, Settings, WeekKind
from tests.formats.sheets import Sheets, base, saved
from tests.school.judging import lesson, small_school


def cell(place: str, value: Any) -> Callable[[Sheets], None]:
    """Changes one cell, named as the fault will name it (`Lessen!E2`)."""
    title, _, reference = place.partition("!")
    column, row = ord(reference[0]) - 65, int(reference[1:]) - 1

    def change(sheets: Sheets) -> None:
        rows = sheets[title]
        while len(rows) <= row:
            rows.append([])
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = value

    return change


def row(title: str, *values: Any) -> Callable[[Sheets], None]:
    return lambda sheets: sheets[title].append(list(values))


def one_week(sheets: Sheets) -> None:
    sheets["Instellingen"][2][1] = 1


CHANGES: list[tuple[Callable[[Sheets], None], str, str]] = [
    # references
    (cell("Lessen!D2", "Mayr"), "Lessen!D2", "unknown"),
    (cell("Lessen!D3", "Peeters | Nobody"), "Lessen!D3", "unknown"),
    (cell("Lessen!B2", "1C"), "Lessen!B2", "unknown"),
    (cell("Lessen!B3", "1A-z"), "Lessen!B3", "unknown"),
    (cell("Lessen!C2", "WSI"), "Lessen!C2", "unknown"),
    (cell("Lessen!I2", "L9"), "Lessen!I2", "unknown"),
    (cell("Lessen!H2", "laboo"), "Lessen!H2", "unknown"),
    (cell("Lessen!N2", "laptops:5"), "Lessen!N2", "unknown"),
    (cell("Klassen!D2", "ander"), "Klassen!D2", "unknown"),
    (cell("Klassen!E2", "L7"), "Klassen!E2", "unknown"),
    (cell("Groepen!B2", "9Z"), "Groepen!B2", "unknown"),
    (cell("Beschikbaarheid!B2", "Myer"), "Beschikbaarheid!B2", "unknown"),
    (row("Beschikbaarheid", "klas", "7X", "ma"), "Beschikbaarheid!B3", "unknown"),
    (cell("Vast!A2", "w9"), "Vast!A2", "unknown"),
    (cell("Vast!F2", "L9"), "Vast!F2", "unknown"),
    (cell("Vast!G2", "Nobody"), "Vast!G2", "unknown"),
    (cell("Overleg!B2", "wiskunde, Nobody"), "Overleg!B2", "unknown"),
    (cell("Toezicht!A2", "OLC"), "Toezicht!A2", "unknown"),
    (cell("Kalender!C2", "1Z"), "Kalender!C2", "unknown"),
    # doubles
    (cell("Lessen!A3", "w1"), "Lessen!A3", "duplicate"),
    (row("Leraren", "Mayer"), "Leraren!A4", "duplicate"),
    (row("Klassen", "1A"), "Klassen!A4", "duplicate"),
    (row("Lokalen", "L1"), "Lokalen!A4", "duplicate"),
    (row("Instellingen", "cycle_weeks", 2), "Instellingen!A4", "duplicate"),
    (row("Kalender", "31/08/2026", "les"), "Kalender!A3", "days_twice"),
    (row("Kalender", "8/11/2026 - 2/11/2026", "vakantie"), "Kalender!A3", "ends_before"),
    (row("Instellingen", "eerste_schooldag", "september"), "Instellingen!B4", "setting_date"),
    (row("Instellingen", "laatste_schooldag", "2027-W26"), "Instellingen!B4", "setting_date"),
    (row("Instellingen", "weekletters", "soms"), "Instellingen!B4", "setting_week_letters"),
    (row("Beschikbaarheid", "klas", "graad 3", "ma"), "Beschikbaarheid!B3", "unknown"),
    (row("Groepen", "1B", "1A", "talen"), "Groepen!A4", "group_is_class"),
    (row("Tijdraster", "standaard", "ma", 1, "13:00", "13:50"), "Tijdraster!C14", "period_twice"),
    # numbers
    (cell("Lessen!E2", -4), "Lessen!E2", "negative"),
    (cell("Lessen!E2", "vier"), "Lessen!E2", "not_number"),
    (cell("Lessen!E2", 1e300), "Lessen!E2", "too_large"),
    (cell("Lessen!E2", "99999999999999999999"), "Lessen!E2", "too_large"),
    (cell("Lessen!E2", 500), "Lessen!E2", "more_than_open"),
    (cell("Lessen!E3", 13), "Lessen!E3", "more_than_open"),
    (cell("Lessen!E3", 0), "Lessen!E3", "zero_periods"),
    (cell("Lessen!E3", 1.3), "Lessen!E3", "not_half"),
    (cell("Lessen!G3", "A"), "Lessen!E3", "half_in_one_week"),
    (one_week, "Lessen!E3", "half_needs_cycle"),
    (cell("Klassen!C2", -1), "Klassen!C2", "negative"),
    (cell("Klassen!C2", 20.5), "Klassen!C2", "not_whole"),
    (cell("Klassen!C2", True), "Klassen!C2", "not_number"),
    (cell("Klassen!C2", 10**9), "Klassen!C2", "too_large"),
    (cell("Groepen!D2", 21), "Groepen!D2", "more_than_class"),
    (cell("Leraren!D2", 0), "Leraren!D2", "too_small"),
    (cell("Leraren!C2", "=18+2"), "Leraren!C2", "formula_text"),
    (cell("Vakken!D2", 120), "Vakken!D2", "not_percent"),
    (cell("Vakken!D2", "-5%"), "Vakken!D2", "not_percent"),
    (cell("Vakken!D2", "veel"), "Vakken!D2", "not_number"),
    (cell("Middelen!C2", ""), "Middelen!C2", "missing"),
    (cell("Overleg!C2", 0), "Overleg!C2", "too_small"),
    # lessons
    (cell("Lessen!F2", "2+1"), "Lessen!F2", "split_sum"),
    (cell("Lessen!F2", "2x3"), "Lessen!F2", "split_sum"),
    (cell("Lessen!F2", "3-3"), "Lessen!F2", "split_range"),
    (cell("Lessen!F2", "2-1"), "Lessen!F2", "not_blocks"),
    (cell("Lessen!F2", "dubbel"), "Lessen!F2", "not_blocks"),
    (cell("Lessen!F2", 2.1), "Lessen!F2", "not_blocks"),
    (cell("Lessen!F2", date(2026, 2, 1)), "Lessen!F2", "date_made"),
    (cell("Klassen!A2", date(2026, 1, 1)), "Klassen!A2", "date_made"),
    (cell("Lessen!J2", 2), "Lessen!J2", "distance_min_above_max"),
    (cell("Lessen!K2", 5), "Lessen!K2", "distance_above_periods"),
    (cell("Lessen!L2", "zoom"), "Lessen!L2", "not_choice"),
    (cell("Lessen!G2", "C"), "Lessen!G2", "not_choice"),
    (cell("Lessen!B2", ""), "Lessen!B2", "missing"),
    (cell("Lessen!D2", "Mayer, Mayer"), "Lessen!D2", "teacher_twice"),
    (cell("Lessen!B2", "1A, 1A-x"), "Lessen!B2", "group_and_class"),
    (cell("Lessen!N2", "kar:veel"), "Lessen!N2", "not_amount"),
    (cell("Lessen!E2", "{=B2*2}"), "Lessen!E2", "formula_no_value"),
    # grid
    (cell("Tijdraster!B2", "funday"), "Tijdraster!B2", "not_day"),
    (cell("Tijdraster!C2", "eerst"), "Tijdraster!C2", "not_period"),
    (cell("Tijdraster!D2", "kwart na acht"), "Tijdraster!D2", "not_clock"),
    (cell("Tijdraster!D2", "25:00"), "Tijdraster!D2", "not_clock"),
    (cell("Tijdraster!E2", "8:00"), "Tijdraster!E2", "end_before_start"),
    (cell("Tijdraster!E2", "9:40"), "Tijdraster!D3", "overlap"),
    (cell("Tijdraster!C2", 9), "Tijdraster!C3", "period_order"),
    (cell("Lessen!F2", "4+0"), "Lessen!F2", "not_blocks"),
    # wishes, pins, timetable
    (cell("Beschikbaarheid!A2", "mens"), "Beschikbaarheid!A2", "not_choice"),
    (cell("Beschikbaarheid!C2", "zo"), "Beschikbaarheid!C2", "no_such_day"),
    (cell("Beschikbaarheid!D2", 9), "Beschikbaarheid!D2", "no_such_period"),
    (cell("Beschikbaarheid!D2", "1-3"), "Beschikbaarheid!D2", "not_period"),
    (cell("Beschikbaarheid!E2", "heel graag"), "Beschikbaarheid!E2", "not_choice"),
    (cell("Beschikbaarheid!F2", "?"), "Beschikbaarheid!F2", "not_choice"),
    (cell("Vast!E2", 7), "Vast!E2", "no_such_period"),
    (cell("Vast!E2", "18:00"), "Vast!E2", "no_period_at"),
    (cell("Vast!E2", time(23, 0)), "Vast!E2", "no_period_at"),
    (cell("Vast!B2", 0), "Vast!B2", "too_small"),
    (cell("Lessen!L2", "alleen AS"), "Lessen!L2", "not_choice"),
    (cell("Lessen!L2", "only async"), "Lessen!L2", "not_choice"),
    (cell("Lessen!L2", "hybride"), "Lessen!L2", "not_choice"),
    (cell("Kalender!A2", 36), "Kalender!A2", "not_week"),
    (cell("Kalender!A2", "2025-W54"), "Kalender!A2", "not_week"),
    (cell("Kalender!B2", "feest"), "Kalender!B2", "not_choice"),
    (cell("Regels!C2", "soms"), "Regels!C2", "not_choice"),
    (cell("Regels!A2", "S99"), "Regels!A2", "unknown_rule"),
    (cell("Regels!B2", "Mayr"), "Regels!B2", "unknown_who"),
    (row("Regels", "H11", "1A, 9Z", "eis"), "Regels!B3", "unknown_who"),
    # settings and columns
    (cell("Instellingen!B3", 3), "Instellingen!B3", "setting_cycle_weeks"),
    (row("Instellingen", "taal", "frans"), "Instellingen!B4", "setting_language"),
    (row("Instellingen", "reistijd", "ver"), "Instellingen!B4", "setting_travel_minutes"),
    (row("Instellingen", "tijdslimiet", "lang"), "Instellingen!B4", "setting_time_limit"),
    (cell("Lessen!C1", "vvak"), "Lessen!1", "no_column"),
    (cell("Lessen!M1", "Vak"), "Lessen!M1", "column_twice"),
    (cell("Leraren!B2", "x" * 6000), "Leraren!B2", "too_long"),
]


def test_the_workbook_that_is_changed_is_correct_itself(tmp_path: Path) -> None:
    school, _ = read_school(saved(base(), tmp_path / "school.xlsx"))
    assert len(school.lessons) == 2


@pytest.mark.parametrize(
    ("change", "where", "key"), CHANGES, ids=[f"{index}-{key}-{where}" for index, (_, where, key) in enumerate(CHANGES)]
)
def test_a_mistake_is_told_at_its_cell(change: Callable[[Sheets], None], where: str, key: str, tmp_path: Path) -> None:
    sheets = base()
    change(sheets)
    with pytest.raises(Faults) as told:
        read_school(saved(sheets, tmp_path / "school.xlsx"))
    found = {(fault.where, fault.key) for fault in told.value.faults}
    assert (where, key) in found
    assert all(fault.text(language) for fault in told.value.faults for language in ("nl", "en"))


def test_a_single_mistake_gives_a_single_fault(tmp_path: Path) -> None:
    for change, _, key in CHANGES:
        if key in ("unknown", "negative", "not_choice", "not_number", "split_sum", "date_made") and _ != "Klassen!A2":
            sheets = base()
            change(sheets)
            with pytest.raises(Faults) as told:
                read_school(saved(sheets, tmp_path / "school.xlsx"))
            assert [fault.key for fault in told.value.faults] == [key]


def test_all_mistakes_come_at_once_in_the_order_of_the_rows(tmp_path: Path) -> None:
    sheets = base()
    for place, value in (("Lessen!D3", "Nobody"), ("Lessen!E2", -1), ("Klassen!C3", "x"), ("Regels!C2", "soms")):
        cell(place, value)(sheets)
    with pytest.raises(Faults) as told:
        read_school(saved(sheets, tmp_path / "school.xlsx"))
    assert [fault.where for fault in told.value.faults] == ["Klassen!C3", "Lessen!E2", "Lessen!D3", "Regels!C2"]


def test_the_sentence_names_place_value_and_near_name(tmp_path: Path) -> None:
    sheets = base()
    cell("Lessen!D2", "Mayr")(sheets)
    with pytest.raises(Faults) as told:
        read_school(saved(sheets, tmp_path / "school.xlsx"))
    assert told.value.text("en") == "Lessen!D2: teacher 'Mayr' is not in sheet Leraren. Did you mean 'Mayer'?"
    assert told.value.text("nl") == "Lessen!D2: leraar 'Mayr' staat niet in blad Leraren. Bedoelde u 'Mayer'?"


def test_merged_cells_in_a_table_are_told_and_not_taken_for_missing_ones(tmp_path: Path) -> None:
    sheets = base()
    sheets["Lessen"][1][1] = sheets["Lessen"][2][1] = ""
    path = saved(sheets, tmp_path / "school.xlsx", (("Lessen", "B2:B3", "1A"),))
    with pytest.raises(Faults) as told:
        read_school(path)
    assert [(fault.where, fault.key) for fault in told.value.faults] == [("Lessen!B2:B3", "merged")]


def test_merged_cells_outside_a_table_do_no_harm(tmp_path: Path) -> None:
    sheets = base()
    sheets["Lessen"].insert(0, [""])
    school, _ = read_school(saved(sheets, tmp_path / "school.xlsx", (("Lessen", "A1:F1", "Lessen van dit jaar"),)))
    assert len(school.lessons) == 2


def test_a_formula_with_an_error_is_told(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "school.xlsx"
    book = xlsxwriter.Workbook(str(path))
    tab = book.add_worksheet("Lessen")
    for index, row_of in enumerate([["klassen", "vak", "aantal"], ["1A", "WIS", 2]]):
        tab.write_row(index, 0, row_of)
    tab.write_formula("C2", "=1/0", value="#DIV/0!")
    book.close()
    with pytest.raises(Faults) as told:
        read_school(path)
    assert [(f.where, f.value, f.key) for f in told.value.faults] == [("Lessen!C2", "#DIV/0!", "error_value")]


def test_a_workbook_without_lessons_is_at_fault(tmp_path: Path) -> None:
    sheets = base()
    del sheets["Lessen"], sheets["Vast"], sheets["Rooster"]
    with pytest.raises(Faults) as told:
        read_school(saved(sheets, tmp_path / "school.xlsx"))
    assert [(fault.where, fault.key) for fault in told.value.faults] == [("school.xlsx", "no_lessons_sheet")]


def test_lessons_in_two_sheets_are_at_fault(tmp_path: Path) -> None:
    sheets = base()
    sheets["Lessons"] = sheets["Lessen"]
    with pytest.raises(Faults) as told:
        read_school(saved(sheets, tmp_path / "school.xlsx"))
    assert [fault.key for fault in told.value.faults] == ["sheet_twice"]


def test_week_a_and_b_need_a_cycle_of_two_weeks(tmp_path: Path) -> None:
    sheets = base()
    one_week(sheets)
    sheets["Lessen"][2][4] = 2
    sheets["Lessen"][2][6] = "B"
    with pytest.raises(Faults) as told:
        read_school(saved(sheets, tmp_path / "school.xlsx"))
    assert [(fault.where, fault.key) for fault in told.value.faults] == [("Lessen!G3", "week_needs_cycle")]


def test_every_sentence_exists_in_both_languages_and_every_fault_has_a_cure() -> None:
    sentences = catalogue("workbook")
    for key, told in sentences.items():
        assert set(told) == {"nl", "en"}, key
    for _, _, key in CHANGES:
        assert f"{key}_cure" in sentences


def test_a_message_prints_the_beginning_of_a_long_cell(tmp_path: Path) -> None:
    """Of every kind of cell: each sheet's first row holds it, in one column after another."""
    long, told = "x" * 30_000, 0
    for sheet, rows in base().items():
        for column in range(len(rows[0])):
            sheets = base()
            line = sheets[sheet][1]
            line += [""] * (column + 1 - len(line))
            line[column] = long
            try:
                _, found = read_school(saved(sheets, tmp_path / "school.xlsx"))
            except Faults as wrong:
                found = (*wrong.faults, *wrong.notices)
            told += sum("xxx" in one.text() for one in found)
            assert all(len(one.text(language)) < 2500 for one in found for language in ("nl", "en"))
    assert told > 10


@pytest.mark.parametrize(
    ("rule", "who", "key"),
    [
        ("S03", "1A", "rule_not_for"),
        ("H11", "Mayer", "rule_not_for"),
        ("H01", "1A", "rule_not_for"),
        ("H11", "graad 7", "nobody_in_stage"),
        ("S03", "wiskunde", ""),
        ("H11", "1A", ""),
        ("h7", "iedereen", ""),
        ("H10", "WIS", ""),
        ("afstand", "1B", ""),
    ],
)
def test_a_rule_row_that_changes_nothing_is_told(rule: str, who: str, key: str, tmp_path: Path) -> None:
    sheets = base()
    sheets["Regels"].append([rule, who, "uit"])
    _, notices = read_school(saved(sheets, tmp_path / "school.xlsx"))
    assert [notice.key for notice in notices if notice.where == "Regels!B3"] == [key] * bool(key)
    assert all(notice.text(language) for notice in notices for language in ("nl", "en"))


def test_a_row_about_somebody_else_is_told_of_every_rule_of_the_catalogue(tmp_path: Path) -> None:
    rules, sheets = rules_catalogue(), base()
    sheets["Regels"] = [["regel", "wie", "waarde"]]
    sheets["Regels"] += [[rule, who, "uit"] for rule in rules for who in ("1A", "Mayer", "WIS", "w1")]
    try:
        _, notices = read_school(saved(sheets, tmp_path / "school.xlsx"))
    except Faults as told:
        notices = [*told.faults, *told.notices]
    named = {str(notice.params["scope"]) for notice in notices if notice.key == "rule_not_for"}
    assert named == {f"rule_for_{rule.scope}" for rule in rules.values()}
    assert all(notice.text(language) for notice in notices for language in ("nl", "en"))


def test_an_exemption_names_a_rule_in_long_or_short_form(tmp_path: Path) -> None:
    sheets = base()
    for line, value in zip(sheets["Klassen"], ["vrijgesteld", "h5: stage", "H99: zomaar"], strict=False):
        line.append(value)
    with pytest.raises(Faults) as told:
        read_school(saved(sheets, tmp_path / "school.xlsx"))
    assert [(fault.value, fault.key) for fault in told.value.faults] == [("H99", "unknown_rule")]


@pytest.mark.parametrize(
    ("place", "value", "key"),
    [
        ("Vast!B2", 9, "pin_part"),
        ("Vast!F2", "L2", "pin_room"),
        ("Vast!G2", "Peeters", "pin_teacher"),
        ("Vast!F1", "vorm", ""),
    ],
)
def test_a_pin_asks_only_what_its_lesson_has(place: str, value: object, key: str, tmp_path: Path) -> None:
    sheets = base()
    cell(place, value)(sheets)
    if value == "vorm":
        cell("Vast!F2", "AA")(sheets)
        place, key = "Vast!F2", "pin_mode"
    with pytest.raises(Faults) as told:
        read_case(saved(sheets, tmp_path / "school.xlsx"))
    assert [(fault.where, fault.key) for fault in told.value.faults] == [(place, key)]
    assert all(fault.text(language) for fault in told.value.faults for language in ("nl", "en"))


def test_a_lesson_is_pinned_no_more_often_than_it_has_parts(tmp_path: Path) -> None:
    sheets = base()
    sheets["Vast"] = [sheets["Vast"][0], *(["w1", "", "", "ma", 1, "", ""] for _ in range(4))]
    with pytest.raises(Faults) as told:
        read_case(saved(sheets, tmp_path / "school.xlsx"))
    assert [(fault.where, fault.key) for fault in told.value.faults] == [("Vast!A5", "pin_too_many")]


def stage_of_first_class(stage: str, distance: str = "ja") -> Callable[[Sheets], None]:
    def change(sheets: Sheets) -> None:
        sheets["Klassen"][0].append("afstand_ok")
        sheets["Klassen"][1][1] = stage
        sheets["Klassen"][1] += [distance]

    return change


@pytest.mark.parametrize("stage", ["4", "ASO", "OV3", "OV5", "kleuter"])
def test_a_stage_that_the_policy_does_not_know_is_a_fault_where_it_decides(stage: str, tmp_path: Path) -> None:
    sheets = base()
    stage_of_first_class(stage)(sheets)
    with pytest.raises(Faults) as found:
        read_case(saved(sheets, tmp_path / "school.xlsx"))
    assert [(one.where, one.key) for one in found.value.faults] == [("Klassen!B2", "unknown_stage")]
    calm = base()
    stage_of_first_class(stage, "nee")(calm)
    notices = read_case(saved(calm, tmp_path / "calm.xlsx")).notices
    assert ("Klassen!B2", "idle_stage") in [(one.where, one.key) for one in notices]


@pytest.mark.parametrize("stage", ["OV1", "BuSO OV 2", "DBSO"])
def test_a_kind_of_school_without_distance_for_groups_is_told_and_has_a_cap_of_0(stage: str, tmp_path: Path) -> None:
    sheets = base()
    stage_of_first_class(stage)(sheets)
    case = read_case(saved(sheets, tmp_path / "school.xlsx"))
    assert "stage_without_distance" in [one.key for one in case.notices]
    rules = [rule for rule in case.problem.rules if isinstance(rule, LimitPeriods) and rule.entry == "H03"]
    assert {bound.most for rule in rules for bound in rule.bounds if bound.label.startswith("1A")} == {0}


@pytest.mark.parametrize("rule", ["H08", "H01", "S07", "H17"])
def test_an_exemption_without_effect_is_a_fault(rule: str, tmp_path: Path) -> None:
    sheets = base()
    sheets["Klassen"][0].append("vrijgesteld")
    sheets["Klassen"][1] += [f"{rule}: proef"]
    with pytest.raises(Faults) as found:
        read_school(saved(sheets, tmp_path / "school.xlsx"))
    assert [(one.where, one.key) for one in found.value.faults] == [("Klassen!F2", "idle_exemption")]


@pytest.mark.parametrize("named", ["graad 1", "1e graad", "eerste graad", "stage 1"])
def test_a_stage_in_the_availability_means_all_its_classes(named: str, tmp_path: Path) -> None:
    def blocked(code: str) -> set[tuple[str, ...]]:
        sheets = base()
        sheets["Beschikbaarheid"] = [sheets["Beschikbaarheid"][0], ["klas", code, "di", "", "eis", "-"]]
        problem = read_case(saved(sheets, tmp_path / f"{code}.xlsx")).problem
        rules = [rule for rule in problem.rules if rule.entry == "H14" and "class" in rule.id]
        return {(resource, *map(str, rule.times)) for rule in rules for resource in rule.resources}

    assert blocked(named) == blocked("1A") | blocked("1B")


def test_weeks_that_a_calendar_leaves_out_or_only_implies_are_told(tmp_path: Path) -> None:
    sheets = base()
    weeks = [["2026-W36", "les"], ["11/11/2026", "vrij"], ["2026-W48", "les"]]
    sheets["Kalender"] = [sheets["Kalender"][0], *weeks]
    notices = {one.key: one for one in read_school(saved(sheets, tmp_path / "school.xlsx"))[1]}
    assert notices["weeks_missing"].params["count"] == 10  # W37 to W47 but for the week of 11 November
    assert notices["weeks_implied"].params["weeks"] == "2026-W46"


@pytest.mark.parametrize("kind", ["periode herfst", "Periode: herfst", "term herfst", "TERM  herfst"])
def test_a_term_of_the_calendar_has_a_name_and_says_that_it_changes_nothing(kind: str, tmp_path: Path) -> None:
    sheets = base()
    weeks = [["2026-W36 - 2026-W48", "les"], ["2026-W36 - 2026-W48", kind], ["2026-W44 - 2026-W50", "periode 2"]]
    sheets["Kalender"] = [sheets["Kalender"][0], *weeks]
    school, notices = read_school(saved(sheets, tmp_path / "school.xlsx"))
    assert [(row.kind, row.term) for row in school.calendar[1:]] == [(WeekKind.TERM, "herfst"), (WeekKind.TERM, "2")]
    (told,) = [one for one in notices if one.key == "terms_named"]
    assert told.where == "Kalender!B3" and told.text("nl").startswith("Kalender!B3: perioden herfst, 2: dat verandert")
    written = tmp_path / "again.xlsx"
    write_school(school, written)
    assert [(row.kind, row.term) for row in read_school(written)[0].calendar] == [
        (row.kind, row.term) for row in school.calendar
    ]
    shown = [row[1] for row in load_workbook(written)["Kalender"].iter_rows(values_only=True)]
    assert {"les", "periode herfst", "periode 2"} <= set(shown)


def test_a_term_without_a_name_and_one_named_twice_are_faults(tmp_path: Path) -> None:
    sheets = base()
    weeks = [["2026-W36", "periode"], ["2026-W37", "periode 1"], ["2026-W37", "periode 1"], ["2026-W37", "periode 2"]]
    sheets["Kalender"] = [sheets["Kalender"][0], *weeks]
    with pytest.raises(Faults) as found:
        read_school(saved(sheets, tmp_path / "school.xlsx"))
    faults = {one.where: one for one in found.value.faults}
    assert {where: one.key for where, one in faults.items()} == {
        "Kalender!B2": "no_term_name",
        "Kalender!A4": "days_twice",
    }
    assert "periode herfst" in faults["Kalender!B2"].text("nl") and "term autumn" in faults["Kalender!B2"].text("en")


@pytest.mark.parametrize(
    ("realised", "told"),
    [
        (RealisedRow(date(2026, 9, 7), "W", Became.DISTANCE), []),
        (RealisedRow(date(2026, 9, 12), "W", Became.DISTANCE), ["realised_day"]),
        (RealisedRow(date(2026, 9, 14), "W", Became.DISTANCE), ["realised_day"]),
        (RealisedRow(date(2026, 9, 15), "W", Became.CANCELLED), ["realised_day"]),
        (RealisedRow(date(2026, 9, 15), "W", Became.EXTRA, 3, 1), []),
        (RealisedRow(date(2025, 9, 8), "W", Became.DISTANCE), ["realised_day"]),
        (RealisedRow(date(2026, 9, 7), "gone", Became.DISTANCE), ["realised_lesson"]),
    ],
    ids=["a school day", "weekend", "holiday", "internship", "extra beside it", "another year", "no lesson"],
)
def test_a_realised_row_on_a_date_without_its_lesson_is_told_and_stops_nothing(realised, told, tmp_path):
    """Three weeks from the 7th of September: the 14th is free, and 3A is away in the rest of that week; 3B is not."""
    calendar = (
        CalendarEntry(date(2026, 9, 7), last=date(2026, 9, 25)),
        CalendarEntry(date(2026, 9, 14), WeekKind.FREE),
        CalendarEntry(date(2026, 9, 15), WeekKind.INTERNSHIP, "3A", last=date(2026, 9, 18)),
    )
    classes = tuple(SchoolClass(code, stage="2", pupils=20) for code in ("3A", "3B"))
    school = small_school(lesson("W"), lesson("V", "BEN", of="3B"), classes=classes, calendar=calendar)
    school = replace(school, realised=(realised,))
    write_school(school, tmp_path / "s.xlsx", "en")
    _, notices = read_school(tmp_path / "s.xlsx")
    assert [one.key for one in notices if one.key.startswith("realised")] == told


def test_a_realised_row_on_a_weekday_on_which_the_timetable_has_its_lesson_not_is_told_once_for_all(tmp_path):
    """W is on Monday in week A and on Wednesday in week B, V nowhere yet."""
    rows = [RosterRow("W", 1, ("3A",), "WIS", week="A", day=0, period=1)]
    rows += [RosterRow("W", 2, ("3A",), "WIS", week="B", day=2, period=1)]
    realised = [RealisedRow(date(2026, 9, day), "W", Became.CANCELLED) for day in (7, 8, 9, 10)]
    realised += [RealisedRow(date(2026, 9, 8), "W", Became.EXTRA, 3, 1)]
    realised += [RealisedRow(date(2026, 9, 8), "V", Became.CANCELLED)]
    school = small_school(lesson("W", periods=2), lesson("V", "BEN"), settings=Settings(cycle_weeks=2))
    school = replace(school, roster=tuple(rows), realised=tuple(realised))
    write_school(school, tmp_path / "s.xlsx", "en")
    _, notices = read_school(tmp_path / "s.xlsx")
    (told,) = [one for one in notices if one.key.startswith("realised")]
    assert told.where == "Realised!A4" and "2026-09-08" in told.text("en")
    assert "nor does 1 other row" in told.text("en") and "1 andere rij " in told.text("nl")


@pytest.mark.parametrize(
    ("cells", "where", "key"),
    [
        (("poort", "ma", "8:10", "8:00", "", 2, ""), "Taken!D2", "duty_backwards"),
        (("poort", "ma", "", "8:00", "", 2, ""), "Taken!C2", "duty_no_time"),
        (("poort", "ma", "8:10", "", "", 2, ""), "Taken!D2", "duty_no_time"),
        (("poort", "ma", "8:10", "8:20", 1, 2, ""), "Taken!E2", "duty_two_times"),
        (("poort", "ma", "", "", 9, 2, ""), "Taken!E2", "no_such_period"),
        (("poort", "zo", "8:10", "8:20", "", 2, ""), "Taken!B2", "no_such_day"),
        (("poort", "ma", "8:10", "8:20", "", 0, ""), "Taken!F2", "too_small"),
        (("poort", "ma", "8:10", "8:20", "", 2, "Mayr"), "Taken!G2", "duty_who"),
        (("poort", "ma", "8:10", "8:20", "", 2, "alle behalve Mayr"), "Taken!G2", "duty_who"),
        (("poort", "ma", "8:10", "8:20", "", 2, "", "Zuidpool"), "Taken!H2", "duty_campus"),
    ],
)
def test_a_mistake_in_a_duty_is_told_at_its_cell(cells: tuple[Any, ...], where: str, key: str, tmp_path: Path) -> None:
    sheets = base()
    header = ["taak", "dag", "begin", "einde", "lesuur", "aantal", "wie", "campus"]
    sheets["Taken"] = [header, list(cells)]
    with pytest.raises(Faults) as raised:
        read_school(saved(sheets, tmp_path / "school.xlsx"))
    assert [(fault.where, fault.key) for fault in raised.value.faults] == [(where, key)]
    assert raised.value.faults[0].text("nl") and raised.value.faults[0].text("en")
    sheets["Taken"] = [header, ["poort", "", "8:10", "8:20", "", "", "alle behalve Mayer"]]
    school, _ = read_school(saved(sheets, tmp_path / "school.xlsx"))
    assert [(one.start, one.end, one.day, one.people) for one in school.duties] == [(490, 500, None, 1)]


@pytest.mark.parametrize(
    ("day", "key"),
    [("31/8/2026", "before_the_year"), ("1/9/2026", ""), ("30/6/2027", ""), ("1/7/2027", "after_the_year")],
)
@pytest.mark.parametrize("kind", ["vrij", "pedagogische studiedag"])
def test_a_free_day_outside_the_school_year_is_told(day: str, key: str, kind: str, tmp_path: Path) -> None:
    sheets = base()
    sheets["Instellingen"] += [["eerste_schooldag", "1/9/2026"], ["laatste_schooldag", "30/6/2027"]]
    sheets["Kalender"] = [sheets["Kalender"][0], ["2026-W36", "les"], [day, kind], ["1/7/2027-31/8/2027", "vakantie"]]
    notices = read_school(saved(sheets, tmp_path / "school.xlsx"))[1]
    assert [one.key for one in notices if one.key.endswith("_the_year")] == ([key] if key else [])


@pytest.mark.parametrize("header", ["co-leraar", "Co-teacher", "tweede leraar", "coleraar", "second teacher"])
def test_a_header_for_one_more_teacher_leads_to_the_column_of_teachers(header: str, tmp_path: Path) -> None:
    sheets = base()
    sheets["Lessen"][0].append(header)
    notices = read_school(saved(sheets, tmp_path / "school.xlsx"))[1]
    (found,) = [one for one in notices if one.key == "unknown_column"]
    assert found.params["near"] in ("leraren", "teachers")
