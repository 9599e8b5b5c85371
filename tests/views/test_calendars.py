"""Calendars handed out again: what changed has a higher number, what fell away is marked, the rest is as it was."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from scheduler.formats.calendars import calendars_in
from scheduler.formats.files.faults import Faults
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import CalendarEntry, School
from scheduler.views.agenda import Kind, make_agendas
from scheduler.views.calendars import (
    Earlier,
    OnlyChanges,
    Round,
    WholeCalendars,
    calendars,
    earlier_files,
    earlier_timetable,
)
from scheduler.views.export import export
from scheduler.views.icalendar_file import Years
from scheduler.views.phrases import Phrases
from tests.school.schools import blended_school

FIRST = datetime(2026, 8, 20, 10, tzinfo=UTC)
WEEKS = tuple(CalendarEntry(date(2026, 10, 5) + timedelta(weeks=number)) for number in range(4))


@pytest.fixture(scope="module")
def case() -> Problem:
    return build_problem(blended_school(calendar=WEEKS))


def placed(case: Problem, *starts: tuple[int, int]) -> Timetable:
    """The blocks of lesson W (5A with JANS, in room 101) at these days and periods, in order."""
    at = [next(t.index for t in case.times.times if (t.week, t.day, t.period) == (0, *where)) for where in starts]
    found = enumerate(at, start=1)
    return Timetable(tuple(Placement("W", n, 1, index, "contact", (("room", "room:101"),)) for n, index in found))


def hand_out(
    case: Problem, timetable: Timetable, folder: Path, days: int = 0, since: Earlier | None = None
) -> list[str]:
    """The names of the files written into a folder so many days after the first time."""
    files = export(case, timetable, folder, ("ics",), stamp=FIRST + timedelta(days=days), since=since)
    return [file.relative_to(folder).as_posix() for file in files]


def events(file: Path) -> dict[str, tuple[int, str, str]]:
    """By identifier: number, stamp, and the first start or "cancelled", as another program reads them."""
    found = {}
    for event in Calendar.from_ical(file.read_bytes()).walk("VEVENT"):
        when = "cancelled" if event.get("status") == "CANCELLED" else f"{event['dtstart'].dt:%a %H:%M}"
        found[str(event["uid"])] = int(event["sequence"]), f"{event['dtstamp'].dt:%d/%m}", when
    return found


def test_everybody_and_every_room_has_a_calendar_and_a_zip_holds_all(case, tmp_path):
    names = hand_out(case, placed(case, (0, 1)), tmp_path)
    assert {"klassen/5A.ics", "leraren/JANS.ics", "lokalen/101.ics", "agenda's.zip"} <= set(names)
    with zipfile.ZipFile(tmp_path / "agenda's.zip") as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert held == {name: (tmp_path / name).read_bytes() for name in names if name.endswith(".ics")}


def test_a_calendar_without_changes_is_the_same_file_again(case, tmp_path):
    hand_out(case, placed(case, (0, 1), (1, 2)), tmp_path)
    before = {file: file.read_bytes() for file in tmp_path.rglob("*.ics")}
    hand_out(case, placed(case, (0, 1), (1, 2)), tmp_path, days=5)
    assert before == {file: file.read_bytes() for file in tmp_path.rglob("*.ics")}


def test_a_moved_meet_keeps_its_identifier_and_gets_the_next_number(case, tmp_path):
    for days, second in enumerate(((1, 2), (3, 1), (4, 1))):
        hand_out(case, placed(case, (0, 1), second), tmp_path, days)
        first, second_now = sorted(events(tmp_path / "leraren" / "JANS.ics").values())
        assert first == (0, "20/08", "Mon 08:25")
        assert second_now == (days, f"{20 + days}/08", ("Tue 09:15", "Thu 08:25", "Fri 08:25")[days])


def test_a_meet_that_falls_away_is_marked_once_and_comes_back_with_a_higher_number(case, tmp_path):
    both, one = placed(case, (0, 1), (1, 2)), placed(case, (0, 1))
    seen = []
    for days, timetable in enumerate((both, one, one, both)):
        hand_out(case, timetable, tmp_path, days)
        seen.append(sorted(events(tmp_path / "klassen" / "5A.ics").values(), reverse=True)[0])
    assert seen == [
        (0, "20/08", "Tue 09:15"),
        (1, "21/08", "cancelled"),
        (1, "21/08", "cancelled"),
        (2, "23/08", "Tue 09:15"),
    ]


def test_blocks_of_a_lesson_that_change_places_change_for_nobody(case, tmp_path):
    hand_out(case, placed(case, (0, 1), (1, 2), (3, 1)), tmp_path)
    before = (tmp_path / "klassen" / "5A.ics").read_bytes()
    hand_out(case, placed(case, (3, 1), (0, 1), (1, 2)), tmp_path, days=1)
    after = (tmp_path / "klassen" / "5A.ics").read_bytes()
    assert sorted(before.split(b"\r\n")) == sorted(after.split(b"\r\n"))


def test_a_teacher_who_left_finds_everything_cancelled(case, tmp_path):
    hand_out(case, placed(case, (0, 1)), tmp_path)
    left = without_jans(blended_school(calendar=WEEKS))
    hand_out(left, placed(left, (0, 1)), tmp_path, days=1)
    assert [when for _, _, when in events(tmp_path / "leraren" / "JANS.ics").values()] == ["cancelled"]
    assert [when for _, _, when in events(tmp_path / "leraren" / "PEET.ics").values()] == ["Mon 08:25"]


def without_jans(school: School) -> Problem:
    lessons = tuple(replace(one, teachers=(("PEET",),), distance_min=0, distance_max=0) for one in school.lessons)
    return build_problem(replace(school, teachers=school.teachers[1:], lessons=lessons))


def test_the_calendars_of_another_school_in_the_folder_stay_as_they_are(case, tmp_path):
    hand_out(case, placed(case, (0, 1)), tmp_path)
    other = without_jans(blended_school(calendar=WEEKS))
    hand_out(replace(other, name="Een andere school"), placed(other, (0, 1)), tmp_path, days=1)
    assert [when for _, _, when in events(tmp_path / "leraren" / "JANS.ics").values()] == ["Mon 08:25"]


def test_since_then_only_those_concerned_get_a_calendar_with_only_what_changed(case, tmp_path):
    old, new = placed(case, (0, 1), (1, 2)), placed(case, (0, 1), (3, 1))
    hand_out(case, old, tmp_path / "old")
    hand_out(case, new, tmp_path / "new", 1, earlier_files(calendars_in(tmp_path / "old")))
    files = sorted(file.relative_to(tmp_path / "new").as_posix() for file in (tmp_path / "new").rglob("*.ics"))
    assert files == ["klassen/5A.ics", "leraren/JANS.ics", "lokalen/101.ics"]
    for file in files:
        assert list(events(tmp_path / "new" / file).values()) == [(1, "21/08", "Thu 08:25")]


def test_a_folder_a_zip_and_the_timetable_of_then_say_the_same(case, tmp_path):
    old, new = placed(case, (0, 1), (1, 2)), placed(case, (0, 1), (3, 1))
    hand_out(case, old, tmp_path / "old")
    ways = (
        earlier_files(calendars_in(tmp_path / "old")),
        earlier_files(calendars_in(tmp_path / "old" / "agenda's.zip")),
        earlier_timetable(case, old, case, "nl", FIRST),
    )
    contents = []
    for number, way in enumerate(ways):
        folder = tmp_path / str(number)
        hand_out(case, new, folder, 1, way)
        contents.append({file.name: file.read_bytes() for file in folder.rglob("*.ics")})
    assert contents[0] == contents[1] == contents[2] and len(contents[0]) == 3


def test_where_nothing_changed_nothing_is_written(case, tmp_path):
    same = placed(case, (0, 1))
    assert hand_out(case, same, tmp_path / "new", 1, earlier_timetable(case, same, case, "nl", FIRST)) == []
    assert not (tmp_path / "new").exists()


def test_changes_never_take_the_place_of_a_whole_calendar_nor_tell_what_changed_since(case, tmp_path):
    old, new = placed(case, (0, 1)), placed(case, (1, 1))
    hand_out(case, old, tmp_path)
    since = earlier_files(calendars_in(tmp_path))
    with pytest.raises(WholeCalendars):
        hand_out(case, new, tmp_path, 1, since)
    assert all(number == 0 for number, _, _ in events(tmp_path / "klassen" / "5A.ics").values())
    for _ in range(2):  # into a folder of changes again and again
        hand_out(case, new, tmp_path / "changes", 1, since)
    with pytest.raises(OnlyChanges):
        earlier_files(calendars_in(tmp_path / "changes"))


def test_a_file_of_somebody_else_is_no_predecessor(case, tmp_path):
    (tmp_path / "klassen").mkdir()
    (tmp_path / "klassen" / "5A.ics").write_bytes(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x\nEND:VEVENT\nEND:VCALENDAR\n")
    hand_out(case, placed(case, (0, 1)), tmp_path)
    assert [number for number, _, _ in events(tmp_path / "klassen" / "5A.ics").values()] == [0]


def test_what_is_no_calendar_holds_none_and_a_damaged_zip_is_a_fault(tmp_path):
    (tmp_path / "empty").mkdir()
    assert calendars_in(tmp_path / "empty") is None and calendars_in(tmp_path / "school.xlsx") is None
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(Faults):
        calendars_in(tmp_path / "bad.zip")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("readme.txt", "no calendar")
    (tmp_path / "other.zip").write_bytes(content.getvalue())
    assert calendars_in(tmp_path / "other.zip") is None


@given(st.lists(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 4)), max_size=4), min_size=2, max_size=5))
def test_who_takes_in_every_change_has_what_the_newest_calendar_says(case, rounds):
    """A reader keeps of each identifier the event with the highest number; cancelled ones are not shown."""
    kept: dict[str, tuple[int, str]] = {}
    current = Earlier({})
    for days, starts in enumerate(rounds):
        timetable = placed(case, *starts)
        made = Round(
            case, make_agendas(case, timetable), Phrases(case, "nl"), Years(case), FIRST + timedelta(days=days), current
        )
        for _, content in calendars(made, (Kind.CLASS,), lambda kind, code: Path("nowhere") / kind.value / code):
            for event in Calendar.from_ical(content).walk("VEVENT"):
                number, old = int(event["sequence"]), kept.get(str(event["uid"]))
                assert old is None or number > old[0]
                shown = "" if event.get("status") == "CANCELLED" else f"{event['dtstart'].dt:%a %H:%M}"
                kept[str(event["uid"])] = number, shown
        whole = replace(made, earlier=None)
        assert sorted(shown for _, shown in kept.values() if shown) == sorted(
            f"{event['dtstart'].dt:%a %H:%M}"
            for _, content in calendars(whole, (Kind.CLASS,), lambda kind, code: Path("nowhere") / kind.value / code)
            for event in Calendar.from_ical(content).walk("VEVENT")
        )
        current = merged(current, made)


def merged(before: Earlier, made: Round) -> Earlier:
    """The whole calendars that succeed those before: what is handed out to subscribers."""
    from scheduler.views.calendar_revisions import Calendar as Ours
    from scheduler.views.calendar_revisions import revised
    from scheduler.views.icalendar_file import first_calendar, whose

    found = {}
    for agenda in made.agendas.classes:
        calendar, wanted = first_calendar(made.problem, agenda, made.phrases, made.years, made.stamp)
        identity = whose(made.problem, agenda.kind, agenda.code)
        _, was = before.calendars.get(identity, ("", Ours()))
        found[identity] = agenda.code, revised(calendar, wanted, was, made.stamp)[0]
    return Earlier(found)
