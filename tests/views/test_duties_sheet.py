"""Duties given out, as people read them: the sheet, under a teacher's week, in the loads, and what is lacking."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from icalendar import Calendar

from scheduler.formats.workbook import read_school
from scheduler.formats.workbook.reading import read_workbook
from scheduler.library.duties import given_out
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import Duty
from scheduler.views import make_report
from scheduler.views.export import export
from scheduler.views.loads.counting import tables
from scheduler.views.overview import overview
from scheduler.views.packs.people import teacher_parts
from scheduler.views.phrases import Phrases
from scheduler.views.report import Report
from scheduler.views.result_workbook import write_result
from tests.school.schools import blended_school

STAMP = datetime(2026, 9, 1, tzinfo=UTC)
GATE = Duty("poort", day=0, start=490, end=505, people=2, place="hoofdingang")
SCHOOL = blended_school(duties=(GATE, Duty("bus", week="B", day=0, start=720, end=740, who="JANS")))


def report():  # type: ignore[no-untyped-def]
    problem = build_problem(SCHOOL)
    timetable = Timetable((Placement("W", 1, 1, 0, "contact", (("room", "room:101"),)),))
    return make_report(problem, timetable, duties=given_out(problem, timetable))


def test_the_sheets_tell_who_does_what_and_what_is_lacking(tmp_path: Path) -> None:
    write_result(tmp_path / "out.xlsx", report(), "nl")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    rows = [
        [cell for cell in row if cell not in (None, "")] for row in book["Taken verdeeld"].iter_rows(values_only=True)
    ]
    assert ["bus", "maandag", "12:00–12:20", "week B", 1, "JANS"] in rows
    assert any(row[:3] == ["poort", "maandag", "8:10–8:25"] and row[-1] == "JANS, ?" for row in rows)
    assert ["JANS: 25 minuten per week"] in rows
    (lacking,) = [row[0] for row in rows if row and "te weinig" in str(row[0])]
    assert lacking.startswith("poort maandag 8:10–8:25: 1 leraar te weinig.")
    own = [cell for row in book["Leraar JANS"].iter_rows(values_only=True) for cell in row if cell]
    assert (
        "Taken: poort maandag 8:10–8:25 (hoofdingang); bus maandag 12:00–12:20 week B. Samen 25 minuten per week."
        in own
    )
    again, notices = read_school(tmp_path / "out.xlsx")
    assert [(one.name, one.week, one.start, one.people, one.who) for one in again.duties] == [
        (one.name, one.week, one.start, one.people, one.who) for one in SCHOOL.duties
    ]
    assert not [notice for notice in notices if notice.key == "unknown_sheet"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_who_stands_in_the_sheet_of_the_file_keeps_his_turns_and_what_changes_is_told(tmp_path: Path, language) -> None:  # type: ignore[no-untyped-def]
    """Written in either language, changed by hand and read again: the planner's change is kept where it can be."""
    told = report()
    write_result(tmp_path / "out.xlsx", told, language)
    rows = read_workbook(tmp_path / "out.xlsx").extras.duties
    assert rows and read_workbook(tmp_path / "out.xlsx", fresh=True).extras.duties == ()
    same = given_out(told.problem, told.timetable, rows)
    assert same is not None and same.known_before and same.changed == ()
    others = [[("PEET" if cell == "JANS" else cell) for cell in row] for row in rows]
    changed = given_out(told.problem, told.timetable, others)
    assert changed is not None
    (bus,) = (one for one in changed.changed if one.turn.duty.name == "bus")
    assert (bus.who, bus.before) == (("JANS",), frozenset({"PEET"})), "only JANS may"
    write_result(tmp_path / "again.xlsx", make_report(told.problem, told.timetable, duties=changed), "nl")
    cells = [str(row[0]) for row in openpyxl.load_workbook(tmp_path / "again.xlsx")["Taken verdeeld"].values]
    (sentence,) = [one for one in cells if one.startswith("Tegenover")]
    assert "is 1 beurt van andere mensen: bus maandag 12:00–12:20 week B (JANS in plaats van PEET)." in sentence


def test_who_has_no_lunch_for_his_duties_is_told(tmp_path: Path) -> None:
    problem = build_problem(blended_school(duties=(Duty("refter", day=0, start=660, end=870),)))
    timetable = Timetable((Placement("W", 1, 1, 0, "contact", (("room", "room:101"),)),))
    write_result(tmp_path / "out.xlsx", make_report(problem, timetable, duties=given_out(problem, timetable)), "nl")
    cells = [row[0] for row in openpyxl.load_workbook(tmp_path / "out.xlsx")["Taken verdeeld"].values]
    (told,) = [one for one in cells if one and "middagpauze" in str(one)]
    assert told.startswith("JANS heeft maandag") and "geen 50 minuten middagpauze" in told


def test_what_is_exported_of_a_teacher_has_his_duties_under_his_week(tmp_path: Path) -> None:
    told = report()
    files = export(
        told.problem, told.timetable, tmp_path, ("xlsx", "html", "site"), report=told, today=date(2026, 9, 1)
    )
    own = {path.suffix if "site" not in path.parts else "site": path for path in files if path.stem == "JANS"}
    sentence = (
        "Taken: poort maandag 8:10–8:25 (hoofdingang); bus maandag 12:00–12:20 week B. Samen 25 minuten per week."
    )
    assert set(own) == {".xlsx", ".html", "site"}
    assert all(sentence in own[name].read_text(encoding="utf-8") for name in (".html", "site"))
    cells = [cell for row in openpyxl.load_workbook(own[".xlsx"]).worksheets[0].values for cell in row]
    assert sentence in cells
    others = [path for path in files if path.suffix == ".html" and path.stem != "JANS"]
    assert others and not any("hoofdingang" in path.read_text(encoding="utf-8") for path in others)


def test_the_calendar_of_a_teacher_has_his_duties_and_tells_what_changed(tmp_path: Path) -> None:
    """Gate every week and bus every other; the gate is given to somebody else and its event is cancelled."""
    told = report()

    def events(one: Report, folder: Path) -> dict[str, Calendar]:
        files = export(
            one.problem, one.timetable, folder, ("ics",), ("teachers",), report=one, today=date(2026, 9, 1), stamp=STAMP
        )
        (own,) = (path for path in files if path.stem == "JANS")
        found = Calendar.from_ical(own.read_bytes()).walk("VEVENT")
        return {str(event["summary"]): event for event in found}

    first = events(told, tmp_path)
    gate, bus = first["poort"], first["bus"]
    assert (f"{gate['dtstart'].dt:%a %H:%M}", f"{gate['dtend'].dt:%H:%M}") == ("Mon 08:10", "08:25")
    assert (str(gate["location"]), gate["categories"].cats) == ("hoofdingang", ["TAAK"])
    assert f"{bus['dtstart'].dt:%a %H:%M}" == "Mon 12:00" and str(bus["description"]) == "week B"
    weeks = {name: "RDATE" in event or event["rrule"]["interval"] == [2] for name, event in first.items()}
    assert weeks["bus"] and not weeks["poort"]
    assert told.duties is not None
    without = tuple(replace(one, who=()) if one.turn.duty.name == "poort" else one for one in told.duties.given)
    again = events(replace(told, duties=replace(told.duties, given=without)), tmp_path)
    assert again["poort"]["status"] == "CANCELLED" and again["bus"] == bus


def test_the_overview_the_pack_and_the_loads_have_them() -> None:
    told = report()
    sentences = [one.text for paragraph in overview(told, "nl") for one in paragraph.sentences if one.alarm]
    assert (
        "Van de 3 beurten van taken zijn er 2 verdeeld; voor de andere kan niemand (blad Taken verdeeld)." in sentences
    )
    (page,) = [
        part for part in teacher_parts(told, Phrases(told.problem, "en"), date(2026, 9, 1)) if "JANS" in part.title
    ]
    assert any("Together 25 minutes a week." in line for line in page.blocks[0].lines)
    teachers = next(table for table in tables(told) if table.name == "teachers")
    minutes = {row[0]: row[teachers.columns.index("duty_minutes")] for row in teachers.rows}
    assert minutes["JANS"] == 25 and minutes["PEET"] == 0
    without = make_report(told.problem, told.timetable)
    assert "duty_minutes" not in next(iter(tables(without))).columns
